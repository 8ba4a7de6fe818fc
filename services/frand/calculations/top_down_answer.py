"""Owns the answer of the top-down method: counts, shares and rates of every holder.

Stated numbers have 12 significant digits, half to even; means that are sums over many terms have 10, so that every
machine states the same. A rate is the product of the aggregate royalty and the stated
share, rounded as the last step, so that whoever multiplies the two by hand gets it to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, cast

import numpy as np

from services.frand import engine
from services.frand.calculations.top_down import METHOD, Assumptions, TopDown
from services.frand.engine import InvalidInput
from services.frand.engine.top_down import MEAN_DIGITS
from services.frand.findings.rules import HolderFinding
from services.frand.numbers import EXACT, stated
from services.frand.reliability.rules import EvaluatorQuality, Reliability
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


@dataclass(frozen=True, slots=True, eq=False)
class _Distributed:
    """What of an answer follows from counts, prior and evaluators alone, by holder with a family.

    Attributes:
        shares: quantiles and mean of each share.
        essential: mean and interval of each number of essential families.
        exact: the interval without a prior; None where evaluators err.
    """

    shares: tuple[engine.ShareEstimate, ...]
    essential: tuple[tuple[Decimal, int, int], ...]
    exact: tuple[tuple[int, int] | None, ...]


@lru_cache(maxsize=8)
def _distributed(
    assumed: Assumptions, lines: tuple[HolderFinding, ...], quality: EvaluatorQuality | None
) -> _Distributed:
    """All but the money: a grid of aggregate royalties computes it once."""
    families = [line.families for line in lines]
    checked = [line.checked for line in lines]
    found = [line.essential for line in lines]
    quantiles, means = _shares(assumed, quality, families, checked, found)
    # The engine tells holders apart by text that isn't empty, which the unknown declarant has not.
    shares = engine.share_estimates([f"line {number}" for number in range(len(lines))], quantiles, means)
    perfect = quality is None and assumed.perfect_evaluators
    low, high = engine.essential_interval(families, checked, found, float(assumed.confidence))
    exact = [(int(a), int(b)) if perfect else None for a, b in zip(low, high, strict=True)]
    return _Distributed(
        tuple(shares), tuple(_essential(line, assumed, quality, perfect=perfect) for line in lines), tuple(exact)
    )


def _answers(calculation: TopDown, lines: Sequence[HolderFinding]) -> list[HolderAnswer]:
    assumed, royalty = calculation.assumptions, calculation.aggregate_royalty
    # A holder with no family in the frame has no essential one; the engine counts families from 1.
    counted = tuple(line for line in lines if line.families)
    known = _distributed(assumed, counted, calculation.evaluator_quality)
    aggregate = engine.AggregateRoyalty(royalty.value, royalty.unit, royalty.name)
    rates = engine.top_down(aggregate, known.shares, assumed.levels).rates
    answers = [_nothing(line, calculation) for line in lines if not line.families]
    for line, share, rate, essential, exact in zip(
        counted, known.shares, rates, known.essential, known.exact, strict=True
    ):
        answers.append(
            HolderAnswer(
                line,
                *essential,
                exact,
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
    assumed: Assumptions,
    quality: EvaluatorQuality | None,
    families: Sequence[int],
    checked: Sequence[int],
    essential: Sequence[int],
) -> tuple[Any, Any]:
    """Quantiles and means of the shares; with measured evaluators all holders share their uncertain error."""
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
    families = [line.families for line in counted]
    checked = [line.checked for line in counted]
    essential = [line.essential for line in counted]
    prior = (float(assumed.prior_a), float(assumed.prior_b))
    if quality is None:
        se, sp = float(assumed.sensitivity), float(assumed.specificity)
        return engine.share_probabilities(
            families, checked, essential, shares, prior=prior, sensitivity=se, specificity=sp
        )
    shapes = _shapes(quality.sensitivity), _shapes(quality.specificity)
    return engine.share_probabilities_uncertain(
        families, checked, essential, shares, prior=prior, sensitivity=shapes[0], specificity=shapes[1]
    )


def _settled(numbers: Any) -> Any:
    """Numbers that a search over a quadrature gives to nine digits, at eight, so that every machine states the same."""
    return np.array([float(f"{number:.{_UNCERTAIN_DIGITS}g}") for number in np.ravel(numbers)]).reshape(numbers.shape)


def _shapes(measured: Reliability) -> tuple[float, float]:
    return float(measured.alpha), float(measured.beta)


def _posterior(line: HolderFinding, assumed: Assumptions, quality: EvaluatorQuality | None) -> Any:
    """Probabilities of the number of essential families, given what was found of the holder's own."""
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


def _essential(
    line: HolderFinding, assumed: Assumptions, quality: EvaluatorQuality | None, *, perfect: bool
) -> tuple[Decimal, int, int]:
    """Mean and interval of the number of essential families."""
    posterior = _posterior(line, assumed, quality)
    low, high = engine.posterior_quantiles(posterior, [float(level) for level in assumed.levels]).tolist()
    if perfect or not line.checked:
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
    return invalid("NOT_COMPUTABLE", f"{field}{whose}: {rule}.", Violation(field, rule + whose))


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
