"""Owns the answer of the top-down method: counts, shares and rates of every holder.

Stated numbers have 12 significant digits, half to even; means that are sums over many terms have 10, so that every
machine states the same. A rate is the product of the aggregate royalty and the stated
share, rounded as the last step, so that whoever multiplies the two by hand gets it to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, localcontext
from typing import Any, cast

import numpy as np

from services.frand import engine
from services.frand.calculations.top_down import METHOD, Assumptions, TopDown
from services.frand.engine import InvalidInput
from services.frand.engine.top_down import MEAN_DIGITS
from services.frand.findings.rules import HolderFinding
from services.frand.numbers import EXACT, stated
from services.frand.reliability.rules import Reliability
from shared.errors import SepiaError, Violation, invalid

_FIELDS = {
    "confidence": "confidence",
    "levels": "confidence",
    "prior": "prior_a",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "aggregate": "aggregate_royalty",
}
"""The request's fields by the engine's arguments; every other argument comes from the findings."""


_UNCERTAIN_DIGITS = 8
"""Significant digits of quantiles of shares under evaluators of uncertain error: they are found to a relative 1e-9."""


@dataclass(frozen=True, slots=True)
class HolderAnswer:
    """The rate of one holder and what it rests on; every number as it is stated.

    Attributes:
        finding: what was found.
        essential_mean, essential_low, essential_high: of the distribution of the number of essential families.
        exact: the interval of that number by inverting the hypergeometric distribution; None where evaluators err.
        share_mean, share_low, share_high: of all essential families, in [0, 1].
        rate_mean, rate_low, rate_high: in the unit of the aggregate royalty.
    """

    finding: HolderFinding
    essential_mean: Decimal
    essential_low: int
    essential_high: int
    exact: tuple[int, int] | None
    share_mean: Decimal
    share_low: Decimal
    share_high: Decimal
    rate_mean: Decimal
    rate_low: Decimal
    rate_high: Decimal


def answer(calculation: TopDown) -> tuple[HolderAnswer, ...]:
    """The answer, the largest expected share first, then by holder.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_COMPUTABLE) naming the field whose value the engine has no answer for.
    """
    lines = calculation.findings.holders
    try:
        answers = _answers(calculation, lines)
    except InvalidInput as error:
        measured = calculation.evaluator_quality is not None
        raise _refusal(error, [line for line in lines if line.families], measured=measured) from error
    return tuple(sorted(answers, key=lambda each: (-each.share_mean, each.finding.holder)))


def expected_essential(line: HolderFinding, assumed: Assumptions) -> Decimal:
    """Expected number of essential families where evaluators don't err: x + (N - n)(a + x) / (a + b + n), exactly."""
    with localcontext(EXACT):
        rate = (assumed.prior_a + line.essential) / (assumed.prior_a + assumed.prior_b + line.checked)
        return line.essential + (line.families - line.checked) * rate


def _answers(calculation: TopDown, lines: Sequence[HolderFinding]) -> list[HolderAnswer]:
    assumed, royalty = calculation.assumptions, calculation.aggregate_royalty
    # A holder with no family in the frame has no essential one; the engine counts families from 1.
    counted = [line for line in lines if line.families]
    families = [line.families for line in counted]
    checked = [line.checked for line in counted]
    essential = [line.essential for line in counted]
    quantiles, means = _shares(calculation, families, checked, essential)
    # The engine tells holders apart by text that isn't empty, which the unknown declarant has not.
    shares = engine.share_estimates([f"line {number}" for number in range(len(counted))], quantiles, means)
    aggregate = engine.AggregateRoyalty(royalty.value, royalty.unit, royalty.name)
    rates = engine.top_down(aggregate, shares, assumed.levels).rates
    exact_low, exact_high = engine.essential_interval(families, checked, essential, float(assumed.confidence))
    answers = [_nothing(line, calculation) for line in lines if not line.families]
    for index, (line, share, rate) in enumerate(zip(counted, shares, rates, strict=True)):
        mean, low, high = _essential(line, calculation)
        answers.append(
            HolderAnswer(
                line,
                mean,
                low,
                high,
                (int(exact_low[index]), int(exact_high[index])) if calculation.perfect_evaluators else None,
                share.mean,
                share.quantiles[0],
                share.quantiles[1],
                stated(rate.mean),
                stated(rate.quantiles[0]),
                stated(rate.quantiles[1]),
            )
        )
    return answers


def _shares(
    calculation: TopDown, families: Sequence[int], checked: Sequence[int], essential: Sequence[int]
) -> tuple[Any, Any]:
    """Quantiles and means of the shares; with measured evaluators all holders share their uncertain error."""
    assumed, quality = calculation.assumptions, calculation.evaluator_quality
    levels, prior = [float(level) for level in assumed.levels], (float(assumed.prior_a), float(assumed.prior_b))
    if quality is None:
        return engine.share_quantiles(
            families,
            checked,
            essential,
            levels,
            prior=prior,
            sensitivity=float(assumed.sensitivity),
            specificity=float(assumed.specificity),
        )
    found = engine.share_quantiles_uncertain(
        families,
        checked,
        essential,
        levels,
        prior=prior,
        sensitivity=_shapes(quality.sensitivity),
        specificity=_shapes(quality.specificity),
    )
    return _settled(found.quantiles), found.means


def at_most(calculation: TopDown, shares: Sequence[float]) -> Any:
    """P(share <= s) of every holder with a family, in the order of the findings; shape (holders, shares)."""
    assumed, quality = calculation.assumptions, calculation.evaluator_quality
    counted = [line for line in calculation.findings.holders if line.families]
    cells = [[getattr(line, name) for line in counted] for name in ("families", "checked", "essential")]
    prior = (float(assumed.prior_a), float(assumed.prior_b))
    if quality is None:
        se, sp = float(assumed.sensitivity), float(assumed.specificity)
        return engine.share_probabilities(*cells, shares, prior=prior, sensitivity=se, specificity=sp)
    return engine.share_probabilities_uncertain(
        *cells, shares, prior=prior, sensitivity=_shapes(quality.sensitivity), specificity=_shapes(quality.specificity)
    )


def _settled(numbers: Any) -> Any:
    """Numbers that a search over a quadrature gives to nine digits, at eight, so that every machine states the same."""
    return np.array([float(f"{number:.{_UNCERTAIN_DIGITS}g}") for number in np.ravel(numbers)]).reshape(numbers.shape)


def _shapes(measured: Reliability) -> tuple[float, float]:
    return float(measured.alpha), float(measured.beta)


def _posterior(line: HolderFinding, calculation: TopDown) -> Any:
    """Probabilities of the number of essential families, given what was found of the holder's own."""
    assumed, quality = calculation.assumptions, calculation.evaluator_quality
    prior = (float(assumed.prior_a), float(assumed.prior_b))
    if quality is None:
        return engine.essential_posterior(
            line.families,
            line.checked,
            line.essential,
            prior=prior,
            sensitivity=float(assumed.sensitivity),
            specificity=float(assumed.specificity),
        )
    return engine.essential_posterior_uncertain(
        line.families,
        line.checked,
        line.essential,
        prior=prior,
        sensitivity=_shapes(quality.sensitivity),
        specificity=_shapes(quality.specificity),
    )


def _essential(line: HolderFinding, calculation: TopDown) -> tuple[Decimal, int, int]:
    """Mean and interval of the number of essential families."""
    assumed = calculation.assumptions
    posterior = _posterior(line, calculation)
    low, high = engine.posterior_quantiles(posterior, [float(level) for level in assumed.levels]).tolist()
    if calculation.perfect_evaluators or not line.checked:
        return stated(expected_essential(line, assumed)), low, high
    return Decimal(f"{engine.posterior_mean(posterior):.{MEAN_DIGITS}g}"), low, high


def _nothing(line: HolderFinding, calculation: TopDown) -> HolderAnswer:
    zero = Decimal(0)
    exact = (0, 0) if calculation.perfect_evaluators else None
    return HolderAnswer(line, zero, 0, 0, exact, zero, zero, zero, zero, zero, zero)


def _refusal(error: InvalidInput, counted: Sequence[HolderFinding], *, measured: bool) -> SepiaError:
    argument = error.field.partition(".")[0]
    field = f"{METHOD}.{_FIELDS.get(argument, 'findings')}"
    if measured and argument in ("sensitivity", "specificity", "nodes"):
        # The engine's words are of its own arguments; what was asked for is the measured quality.
        field = f"{METHOD}.evaluator_quality"
    rule, whose = error.rule, ""
    if field.endswith(".findings"):
        rule = f"{error.field} {error.rule}"
        if error.index is not None and error.index < len(counted):
            whose = f" (for {counted[error.index].holder or 'the line of unknown declarants'})"
    return invalid(
        "NOT_COMPUTABLE", f"There is no answer for this {field}{whose}: {rule}.", Violation(field, rule + whose)
    )


def results(calculation: TopDown) -> dict[str, object]:
    """The answer with its unit, as canonical JSON takes it."""
    return {
        "aggregate": calculation.aggregate_royalty.value,
        "rate_unit": calculation.aggregate_royalty.unit,
        "holders": [{**asdict(each), "finding": each.finding.document()} for each in answer(calculation)],
    }


def answer_of(document: Mapping[str, Any]) -> tuple[HolderAnswer, ...]:
    """The answer from its results; the inverse of `results`."""
    return tuple(_holder_answer(each) for each in document["holders"])


def _holder_answer(member: Mapping[str, Any]) -> HolderAnswer:
    exact = member["exact"]
    facts = {
        **member,
        **{key: Decimal(value) for key, value in member.items() if isinstance(value, str)},
        "finding": HolderFinding(**member["finding"]),
        "exact": None if exact is None else (exact[0], exact[1]),
    }
    return HolderAnswer(**cast("dict[str, Any]", facts))
