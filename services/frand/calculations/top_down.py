"""Owns what a top-down calculation assumes and what determines its answer.

For each holder the number of essential families has the posterior of `engine.essential_posterior`; its share of all
essential families has the exact distribution of `engine.share_quantiles`; its rate is the aggregate royalty times that
share. Families without a verdict are in neither count. A holder of whom nothing was checked has the prior predictive
distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from services.frand.findings.rules import Findings, findings_of
from services.frand.numbers import EXACT, read_decimal
from services.frand.reliability.rules import EvaluatorQuality, quality_of
from services.frand.royalties.rules import AggregateRoyalty, royalty_of
from shared.errors import SepiaError, Violation, invalid, precondition

METHOD = "top_down"

DEFAULTS: Mapping[str, Decimal] = {
    "confidence": Decimal("0.95"),
    "prior_a": Decimal("0.5"),  # Jeffreys
    "prior_b": Decimal("0.5"),
    "sensitivity": Decimal(1),
    "specificity": Decimal(1),
}
"""What is assumed where nothing is said."""

_SMALLEST_SHAPE, _LARGEST_SHAPE = Decimal("0.000001"), Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The numbers a top-down calculation assumes.

    Attributes:
        confidence: probability of the intervals, strictly between 0 and 1.
        prior_a, prior_b: Beta prior on a holder's rate of essentiality, each in [10^-6, 10^9].
        sensitivity: probability that an essential family is found essential, in (0, 1].
        specificity: probability that a family that is not essential is found so, in (0, 1].
    """

    confidence: Decimal
    prior_a: Decimal
    prior_b: Decimal
    sensitivity: Decimal
    specificity: Decimal

    @property
    def levels(self) -> tuple[Decimal, Decimal]:
        """Quantile levels of the ends of an interval, with as much probability below it as above."""
        half = EXACT.divide(self.confidence, Decimal(2))
        return EXACT.subtract(Decimal("0.5"), half), EXACT.add(Decimal("0.5"), half)

    @property
    def perfect_evaluators(self) -> bool:
        """Whether evaluators are assumed never to err."""
        return self.sensitivity == 1 and self.specificity == 1


@dataclass(frozen=True, slots=True)
class TopDown:
    """Everything that determines the answer, beside the engine.

    Attributes:
        evaluator_quality: how often the evaluators err as it was measured; then sensitivity and specificity are its
            Beta distributions, and those of the assumptions 1. None where the assumptions say it.
    """

    assumptions: Assumptions
    findings: Findings
    aggregate_royalty: AggregateRoyalty
    evaluator_quality: EvaluatorQuality | None = None

    @property
    def perfect_evaluators(self) -> bool:
        """Whether evaluators are assumed never to err."""
        return self.evaluator_quality is None and self.assumptions.perfect_evaluators

    @property
    def demonstration(self) -> bool:
        """Whether any of it is made up."""
        return self.findings.demonstration or (
            self.evaluator_quality is not None and self.evaluator_quality.demonstration
        )

    def document(self) -> dict[str, object]:
        """All of it as canonical JSON takes it."""
        quality = self.evaluator_quality
        return {
            "assumptions": asdict(self.assumptions),
            "findings": {**self.findings.document(), "digest": self.findings.digest},
            "aggregate_royalty": self.aggregate_royalty.document(),
            **({} if quality is None else {"evaluator_quality": quality.document()}),
        }


def assumptions(given: Mapping[str, str]) -> Assumptions:
    """The assumptions, defaults filled in.

    Args:
        given: numbers as text by name; what is absent has its default.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL; ASSUMPTION_OUT_OF_RANGE) naming the field and the rule.
    """
    numbers = {
        name: read_decimal(f"{METHOD}.{name}", given[name]) if name in given else default
        for name, default in DEFAULTS.items()
    }
    for name, number in numbers.items():
        if rule := _broken_rule(name, number):
            field = f"{METHOD}.{name}"
            raise invalid(
                "ASSUMPTION_OUT_OF_RANGE", f"{field} is {number:f}; it has to be {rule}.", Violation(field, rule)
            )
    return Assumptions(**numbers)


def top_down(
    assumed: Assumptions, found: Findings, royalty: AggregateRoyalty, quality: EvaluatorQuality | None = None
) -> TopDown:
    """A calculation that can be made.

    Raises:
        SepiaError: FAILED_PRECONDITION (STANDARD_MISMATCH; NOTHING_CHECKED); INVALID_ARGUMENT (RELIABILITY_TWICE;
            ROYALTY_OUT_OF_RANGE).
    """
    if not royalty.currency and royalty.value > 1:
        field, rule = f"{METHOD}.aggregate_royalty", "must be at most 1, as a fraction of the price"
        raise invalid("ROYALTY_OUT_OF_RANGE", f"{field} {rule}.", Violation(field, rule))
    if quality is not None and not assumed.perfect_evaluators:
        field = f"{METHOD}.{'sensitivity' if assumed.sensitivity != 1 else 'specificity'}"
        rule = "must be absent where evaluator_quality says it"
        raise invalid(
            "RELIABILITY_TWICE",
            f"{field} {rule}: choose between {quality.name} and numbers of your own.",
            Violation(field, rule),
        )
    if found.standard != royalty.standard:
        raise precondition(
            "STANDARD_MISMATCH",
            f"{found.name} is about {found.standard}, {royalty.name} about {royalty.standard}. A rate needs both for "
            "the same standard: choose another aggregate royalty, or other findings.",
            subject=royalty.name,
        )
    if not any(line.checked for line in found.holders):
        raise nothing_checked(found)
    return TopDown(assumed, found, royalty, quality)


def nothing_checked(found: Findings) -> SepiaError:
    """The refusal of findings without any verdict."""
    return precondition(
        "NOTHING_CHECKED",
        f"None of the families in {found.name} has a verdict, so there is nothing that shares could follow from. "
        "Use the findings of a campaign with recorded checks.",
        subject=found.name,
    )


def top_down_of(document: Mapping[str, Any]) -> TopDown:
    """The inverse of `TopDown.document`.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: a member is missing, superfluous or of the wrong kind.
        SepiaError: a member breaks its rule.
    """
    return top_down(
        assumptions(document["assumptions"]),
        findings_of(document["findings"]),
        royalty_of(document["aggregate_royalty"]),
        quality_of(document["evaluator_quality"]) if "evaluator_quality" in document else None,
    )


def _broken_rule(name: str, number: Decimal) -> str:
    match name:
        case "confidence":
            return "" if 0 < number < 1 else "strictly between 0 and 1, such as 0.95"
        case "prior_a" | "prior_b":
            within = _SMALLEST_SHAPE <= number <= _LARGEST_SHAPE
            return "" if within else f"above 0: between {_SMALLEST_SHAPE:f} and {_LARGEST_SHAPE:,f}, such as 0.5"
        case _:
            return "" if 0 < number <= 1 else "above 0 and at most 1, such as 0.9"
