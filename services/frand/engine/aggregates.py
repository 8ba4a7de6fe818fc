"""Owns the aggregate royalty of a standard or product: what it is taken of, how well it is known, its distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import cast

import numpy as np
import scipy  # its heavier parts are loaded when first used

from services.frand.engine.amounts import checked_currency
from services.frand.engine.checks import Floats
from services.frand.engine.comparables_inputs import RoyaltyBasis
from services.frand.engine.derivation import Derivation
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import checked_decimal, decimal_of
from services.frand.engine.requirements import audience_of, checked_audience, checked_choice, checked_text

__all__ = [
    "AggregateDistribution",
    "AggregateInput",
    "AggregateShape",
    "RoyaltyBasis",
    "is_certain",
    "write_aggregate",
]

_NEARLY_CERTAIN = 1 - 1e-9


class AggregateShape(Enum):
    """What is known about an aggregate royalty."""

    POINT = "point"
    RANGE = "range"
    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    LOG_NORMAL = "log_normal"


@dataclass(frozen=True, slots=True)
class AggregateInput:
    """The royalty for all essential patents of a standard or product together.

    Attributes:
        basis: a fraction of a price (0.08 is eight per cent, at most 1), or money for each unit.
        shape: one number, two ends, or a distribution.
        source: where it comes from: joint notification, expert opinion, announced rates, judgment.
        amount: of a point; of a triangular distribution the most probable one. Above 0.
        low, high: the ends of a range; of a distribution its ends, or its quantiles where levels are stated.
            0 < low < high.
        low_level, high_level: probabilities below `low` and below `high`, 0 < low_level < high_level < 1. Absent,
            `low` and `high` are the ends of a uniform or triangular distribution, and a log-normal one's quantiles at
            0.025 and 0.975.
        currency: of an amount for each unit (ISO 4217); empty otherwise.
        base: what a fraction is taken of, such as `the net selling price`; empty otherwise.
        audience: organisations that may see it; none where everybody may.

    Examples:
        >>> royalty = Decimal("0.05")
        >>> AggregateInput(RoyaltyBasis.AD_VALOREM, AggregateShape.POINT, "judgment", royalty, base="price").unit
        'fraction of price'
    """

    basis: RoyaltyBasis
    shape: AggregateShape
    source: str
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_level: Decimal | None = None
    high_level: Decimal | None = None
    currency: str = ""
    base: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_choice("aggregate.basis", self.basis, RoyaltyBasis)
        checked_choice("aggregate.shape", self.shape, AggregateShape)
        checked_text("aggregate.source", self.source, longest=1000)
        checked_audience(self.audience, "aggregate.audience")
        if self.basis is RoyaltyBasis.PER_UNIT:
            checked_currency("aggregate.currency", self.currency)
            _absent("aggregate.base", self.base or None, "an amount for each unit")
        else:
            checked_text("aggregate.base", self.base, longest=200)
            _absent("aggregate.currency", self.currency or None, "a fraction")
        self._check_numbers()
        if self.shape not in (AggregateShape.POINT, AggregateShape.RANGE):
            self.distribution()  # refuses quantiles that no distribution of this shape has

    @property
    def unit(self) -> str:
        """Unit of the aggregate and of the rates that follow from it."""
        return f"fraction of {self.base}" if self.basis is RoyaltyBasis.AD_VALOREM else f"{self.currency} per unit"

    def distribution(self) -> AggregateDistribution:
        """The distribution of an aggregate that has one.

        Raises:
            InvalidInput: a point or a range has none; or no distribution of the shape has these quantiles and stays
                above 0, and at most 1 where it is a fraction.
        """
        match self.shape:
            case AggregateShape.UNIFORM:
                found = _uniform(self)
            case AggregateShape.TRIANGULAR:
                found = _triangular(self)
            case AggregateShape.LOG_NORMAL:
                found = _log_normal(self)
            case _:
                raise InvalidInput("aggregate.shape", "must be a distribution", given=self.shape.value)
        if found.quantile(0.0) < 0:
            raise InvalidInput("aggregate.low", "leads to negative royalties at the lower end", given=self.low)
        if self.basis is RoyaltyBasis.AD_VALOREM and found.quantile(_NEARLY_CERTAIN) > 1:
            raise InvalidInput("aggregate.high", "leads to royalties above 100 % of their base", given=self.high)
        return found

    def _check_numbers(self) -> None:
        most = 1 if self.basis is RoyaltyBasis.AD_VALOREM else None
        takes_amount = self.shape in (AggregateShape.POINT, AggregateShape.TRIANGULAR)
        takes_ends = self.shape is not AggregateShape.POINT
        takes_levels = takes_ends and self.shape is not AggregateShape.RANGE
        what = f"the shape {self.shape.value}"
        for field, value, taken in (
            ("aggregate.amount", self.amount, takes_amount),
            ("aggregate.low", self.low, takes_ends),
            ("aggregate.high", self.high, takes_ends),
        ):
            if not taken:
                _absent(field, value, what)
            elif value is None:
                raise InvalidInput(field, f"must be given for {what}")
            else:
                checked_decimal(field, value, above=0, at_most=most)
        if not takes_levels:
            _absent("aggregate.low_level", self.low_level, what)
            _absent("aggregate.high_level", self.high_level, what)
        elif (self.low_level is None) is not (self.high_level is None):
            raise InvalidInput("aggregate.low_level", "must be given together with high_level, or neither")
        elif self.low_level is not None and self.high_level is not None:
            checked_decimal("aggregate.low_level", self.low_level, above=0, below=1)
            checked_decimal("aggregate.high_level", self.high_level, above=self.low_level, below=1)
        if takes_ends and cast("Decimal", self.low) >= cast("Decimal", self.high):
            raise InvalidInput("aggregate.high", "must be above aggregate.low", given=self.high)
        if self.shape is AggregateShape.TRIANGULAR:
            checked_decimal("aggregate.amount", self.amount, at_least=self.low, at_most=self.high)


@dataclass(frozen=True, slots=True)
class AggregateDistribution:
    """A distribution of aggregate royalties.

    Attributes:
        shape: of what family it is.
        first, second, third: lower end, upper end (uniform); lower end, mode, upper end (triangular); mean and standard
            deviation of the logarithm (log-normal).

    Examples:
        >>> even = AggregateDistribution(AggregateShape.UNIFORM, 0.25, 0.75)
        >>> even.mean, even.quantile(0.25), even.cumulative(np.array([0.0, 0.5])).tolist()
        (0.5, 0.375, [0.0, 0.5])
    """

    shape: AggregateShape
    first: float
    second: float
    third: float = 0.0

    @property
    def mean(self) -> float:
        """Expected aggregate."""
        match self.shape:
            case AggregateShape.UNIFORM:
                return (self.first + self.second) / 2
            case AggregateShape.TRIANGULAR:
                return (self.first + self.second + self.third) / 3
            case _:
                return math.exp(self.first + self.second**2 / 2)

    def quantile(self, level: float) -> float:
        """The aggregate that is not exceeded with this probability; the ends at 0 and 1 (infinity for log-normal)."""
        match self.shape:
            case AggregateShape.UNIFORM:
                return self.first + (self.second - self.first) * level
            case AggregateShape.TRIANGULAR:
                width = self.third - self.first
                rising = (self.second - self.first) / width
                if level <= rising:
                    return self.first + math.sqrt(level * width * (self.second - self.first))
                return self.third - math.sqrt((1 - level) * width * (self.third - self.second))
            case _:
                return math.exp(self.first + self.second * float(scipy.special.ndtri(level)))

    def cumulative(self, amounts: Floats) -> Floats:
        """P(aggregate <= amount), elementwise."""
        match self.shape:
            case AggregateShape.UNIFORM:
                return np.clip((amounts - self.first) / (self.second - self.first), 0.0, 1.0)
            case AggregateShape.TRIANGULAR:
                a, m, b = self.first, self.second, self.third
                inside = np.clip(amounts, a, b)
                below = (inside - a) ** 2 / ((b - a) * (m - a)) if m > a else np.zeros_like(inside)
                above = 1 - (b - inside) ** 2 / ((b - a) * (b - m)) if b > m else np.ones_like(inside)
                return np.where(inside < m, below, above)
            case _:
                with np.errstate(divide="ignore"):
                    return scipy.special.ndtr((np.log(np.maximum(amounts, 0.0)) - self.first) / self.second)


def is_certain(royalty: AggregateInput) -> bool:
    """Whether a royalty is one number in every scenario: a point, or the ends of a range."""
    return royalty.shape in (AggregateShape.POINT, AggregateShape.RANGE)


def write_aggregate(
    known: Derivation, name: str, royalty: AggregateInput, whose: str, levels: tuple[float, float]
) -> None:
    """Writes an aggregate royalty down.

    A point is `name`; a range `name.low_end` and `name.high_end`; a distribution has its expected value in `name` and
    its quantiles at the levels in `name.low` and `name.high`, computed from what describes it.
    """
    unit, sources, audience = royalty.unit, [royalty.source], audience_of(royalty.audience)
    title = f"Aggregate royalty of {whose}"
    shape = royalty.shape.value.replace("_", "-")
    described = {
        AggregateShape.POINT: {"": (royalty.amount, title)},
        AggregateShape.RANGE: {
            ".low_end": (royalty.low, f"{title}, lower end"),
            ".high_end": (royalty.high, f"{title}, upper end"),
        },
    }.get(royalty.shape) or {
        ".mode": (royalty.amount, f"{title}, most probable"),
        ".given_low": (royalty.low, f"{title}, lower end or quantile, {shape}"),
        ".given_high": (royalty.high, f"{title}, upper end or quantile, {shape}"),
        ".low_level": (royalty.low_level, "Probability below the lower quantile"),
        ".high_level": (royalty.high_level, "Probability below the upper quantile"),
    }
    inputs: list[str] = []
    for end, (value, label) in described.items():
        if value is not None:
            of = "probability" if end.endswith("level") else unit
            known.given(f"{name}{end}", value, of, label, sources=sources, audience=audience)
            inputs.append(f"{name}{end}")
    if is_certain(royalty):
        return
    found = royalty.distribution()
    ends_given = royalty.low_level is None and royalty.shape is not AggregateShape.LOG_NORMAL
    if ends_given:
        known.computed(name, f"mean({', '.join(inputs)})", unit, f"{title}, expected")
    else:
        what = f"mean of the {shape} distribution so described"
        known.stated(name, decimal_of(found.mean), what, inputs, unit, f"{title}, expected")
    for end, level in zip(("low", "high"), levels, strict=True):
        what = f"quantile at {level:.10g} of the {shape} distribution so described"
        label = f"{title}, {end} end of its interval"
        known.stated(f"{name}.{end}", decimal_of(found.quantile(level)), what, inputs, unit, label)


def _absent(field: str, value: object, what: str) -> None:
    if value is not None:
        raise InvalidInput(field, f"must be absent for {what}", given=value)


def _levels(given: AggregateInput) -> tuple[float, float] | None:
    if given.low_level is None or given.high_level is None:
        return None
    return float(given.low_level), float(given.high_level)


def _ends(given: AggregateInput) -> tuple[float, float]:
    return float(cast("Decimal", given.low)), float(cast("Decimal", given.high))


def _uniform(given: AggregateInput) -> AggregateDistribution:
    low, high = _ends(given)
    levels = _levels(given)
    if levels is None:
        return AggregateDistribution(AggregateShape.UNIFORM, low, high)
    slope = (high - low) / (levels[1] - levels[0])
    return AggregateDistribution(AggregateShape.UNIFORM, low - slope * levels[0], high + slope * (1 - levels[1]))


def _log_normal(given: AggregateInput) -> AggregateDistribution:
    low, high = _ends(given)
    levels = _levels(given) or (0.025, 0.975)
    scores = float(scipy.special.ndtri(levels[0])), float(scipy.special.ndtri(levels[1]))
    sigma = math.log(high / low) / (scores[1] - scores[0])
    return AggregateDistribution(AggregateShape.LOG_NORMAL, math.log(low) - sigma * scores[0], sigma)


def _triangular(given: AggregateInput) -> AggregateDistribution:
    """Ends from quantiles on both sides of the mode.

    With α and β the distances of the ends from the mode, w = α + β, d and e those of the quantiles: the probability
    outside each quantile is (α - d)² / (w α) and (β - e)² / (w β), so that α and β follow from w, and w from their sum.
    """
    low, high = _ends(given)
    mode = float(cast("Decimal", given.amount))
    levels = _levels(given)
    if levels is None:
        return AggregateDistribution(AggregateShape.TRIANGULAR, low, mode, high)

    def reach(distance: float, outside: float, width: float) -> float:
        half = distance + outside * width / 2
        return half + math.sqrt(max(half**2 - distance**2, 0.0))

    def excess(width: float) -> float:
        return reach(mode - low, levels[0], width) + reach(high - mode, 1 - levels[1], width) - width

    most = (high - low) * 4 / (levels[1] - levels[0]) ** 2
    width = scipy.optimize.brentq(excess, high - low, most, xtol=1e-15 * (high - low), rtol=1e-14)
    start, end = mode - reach(mode - low, levels[0], width), mode + reach(high - mode, 1 - levels[1], width)
    found = AggregateDistribution(AggregateShape.TRIANGULAR, start, mode, end)
    # Where the mode is itself a quantile, the sides may not fit together: said, not bent.
    for level, end_value in zip(levels, (low, high), strict=True):
        if abs(found.quantile(level) - end_value) > 1e-9 * (high - low):
            raise InvalidInput(
                "aggregate.amount", "has no triangular distribution with these quantiles around it", given=given.amount
            )
    return found
