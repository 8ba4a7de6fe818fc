"""Owns what a pool's measured quality is as a document with a digest, and which of them was known on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from services.frand.numbers import read_decimal
from shared.canonical import canonical_json, sha256_hex
from shared.errors import SepiaError, Violation, already_exists, invalid

_SMALLEST_SHAPE, _LARGEST_SHAPE = Decimal("0.000001"), Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Reliability:
    """A probability as it was measured: mean, 95 % interval, and the Beta distribution of the same mean and variance.

    Attributes:
        mean, low, high: in (0, 1), low <= mean <= high.
        alpha, beta: shape parameters, each in [10^-6, 10^9].
    """

    mean: Decimal
    low: Decimal
    high: Decimal
    alpha: Decimal
    beta: Decimal


@dataclass(frozen=True, slots=True)
class EvaluatorQuality:
    """What was measured of a pool of evaluators, and what it stood on.

    Attributes:
        report: `qualityReports/{report}` of the assessment.
        regime: the pool's.
        technical_area: of the checks; empty for all.
        period: year or quarter in which verdicts were signed.
        families: with a verdict.
        repeated: of these, with two or more independent ones.
        sensitivity: probability that an essential family is found essential.
        specificity: probability that a family that is not essential is found so.
        measured_at, published_at: instants, UTC, in ISO 8601.
        checkpoint: the signed checkpoint of the assessment log that covers the publication.
        demonstration: whether it rests on simulated verdicts.
    """

    report: str
    regime: str
    technical_area: str
    period: str
    families: int
    repeated: int
    sensitivity: Reliability
    specificity: Reliability
    measured_at: str
    published_at: str
    checkpoint: str
    demonstration: bool

    @property
    def name(self) -> str:
        """`evaluatorQualities/{report}`."""
        return "evaluatorQualities/" + self.report.removeprefix("qualityReports/")

    @property
    def pool(self) -> str:
        """Whose quality it is, for people."""
        return f"{self.regime}, {self.technical_area or 'all technical areas'}, {self.period}"

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of all but the checkpoint, in hexadecimal: the same whenever it came."""
        facts = asdict(self)
        del facts["checkpoint"]
        return sha256_hex(canonical_json(facts))

    def document(self) -> dict[str, object]:
        """All of it as canonical JSON takes it."""
        return asdict(self)


def reliability(field: str, given: Mapping[str, str]) -> Reliability:
    """A measured probability from its numbers as text.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL, IMPOSSIBLE_QUALITY) naming the field and the rule.
    """
    numbers = {name: read_decimal(f"{field}.{name}", given[name]) for name in ("mean", "low", "high", "alpha", "beta")}
    found = Reliability(**numbers)
    if not 0 <= found.low <= found.mean <= found.high <= 1:
        raise _impossible(field, "must have 0 <= low <= mean <= high <= 1")
    for shape in ("alpha", "beta"):
        if not _SMALLEST_SHAPE <= numbers[shape] <= _LARGEST_SHAPE:
            raise _impossible(f"{field}.{shape}", f"must lie between {_SMALLEST_SHAPE:f} and {_LARGEST_SHAPE:,f}")
    return found


def quality_of(document: Mapping[str, Any]) -> EvaluatorQuality:
    """A pool's quality from its document; the inverse of `EvaluatorQuality.document`.

    Raises:
        KeyError, TypeError: the document lacks a member, or has one too many.
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL, IMPOSSIBLE_QUALITY).
    """
    facts = {key: value for key, value in document.items() if key not in ("sensitivity", "specificity")}
    return EvaluatorQuality(
        **facts,
        sensitivity=reliability("sensitivity", document["sensitivity"]),
        specificity=reliability("specificity", document["specificity"]),
    )


def refuse_others(stored: EvaluatorQuality, brought: EvaluatorQuality) -> None:
    """Refuses figures other than those received for the report before.

    Raises:
        SepiaError: ALREADY_EXISTS.
    """
    if stored.digest != brought.digest:
        raise already_exists(
            brought.name,
            f"{brought.name} was received before with digest {stored.digest}; what was brought now has digest "
            f"{brought.digest}. A published report never changes: find out which of the two "
            f"{brought.report} published.",
        )


def _impossible(field: str, rule: str) -> SepiaError:
    return invalid(
        "IMPOSSIBLE_QUALITY",
        f"This is no measured quality: {field} {rule}. Nothing was stored; bring what the report published.",
        Violation(field, rule),
    )
