"""Owns what the top-down method is asked: generations of a product, shares, territories, floors and caps, terms."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
from dataclasses import dataclass
from decimal import Decimal

from services.frand.engine.aggregates import AggregateInput, AggregateShape, RoyaltyBasis
from services.frand.engine.amounts import Money
from services.frand.engine.checks import MAX_FAMILIES
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import MOST_UNITS, Rounding, checked_decimal, total_of
from services.frand.engine.requirements import checked_audience, checked_date, checked_text, checked_whole

__all__ = [
    "MOST_QUANTILES",
    "CheckedFamilies",
    "CountedFamilies",
    "EstimatedShare",
    "ExpiryGroup",
    "Generation",
    "HolderShare",
    "MeasuredEvaluators",
    "ShareQuantile",
    "Territory",
    "TopDownInputs",
    "checked_territories",
    "interval_levels",
]

MOST_QUANTILES = 200
"""Quantiles of one estimated share."""

_SLACK = Decimal("1e-9")
"""How far sums of shares and weights may exceed what they should be: they come rounded to ten digits."""


@dataclass(frozen=True, slots=True)
class CountedFamilies:
    """Families counted without error, such as those that a court found: a share by headcount.

    Attributes:
        families: of the holder; at least 0; may have a fraction where counts are adjusted for expiry.
        total: of all holders together; above 0, at least `families`.
    """

    families: Decimal
    total: Decimal

    def __post_init__(self) -> None:
        checked_decimal("counted.total", self.total, above=0)
        checked_decimal("counted.families", self.families, at_least=0)
        if self.families > self.total:
            raise InvalidInput("counted.families", "must not exceed counted.total", given=self.families)


@dataclass(frozen=True, slots=True)
class CheckedFamilies:
    """What was found in a random sample of a holder's families.

    Attributes:
        families: declared, 1 to 10 million.
        checked: of these, drawn at random and checked; at most `families`; 0 leaves the prior alone.
        essential: of these, found essential; at most `checked`.
    """

    families: int
    checked: int
    essential: int

    def __post_init__(self) -> None:
        checked_whole("checked.families", self.families, at_least=1, at_most=MAX_FAMILIES)
        checked_whole("checked.checked", self.checked, at_least=0, at_most=MAX_FAMILIES)
        checked_whole("checked.essential", self.essential, at_least=0, at_most=MAX_FAMILIES)
        if self.checked > self.families:
            raise InvalidInput("checked.checked", "must not exceed checked.families", given=self.checked)
        if self.essential > self.checked:
            raise InvalidInput("checked.essential", "must not exceed checked.checked", given=self.essential)


@dataclass(frozen=True, slots=True)
class ShareQuantile:
    """A quantile of a share.

    Attributes:
        level: probability that the share is at most so large, in (0, 1).
        share: in [0, 1].
        error: how far it may be off, at least 0.
    """

    level: Decimal
    share: Decimal
    error: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        checked_decimal("quantiles.level", self.level, above=0, below=1)
        checked_decimal("quantiles.share", self.share, at_least=0, at_most=1)
        checked_decimal("quantiles.error", self.error, at_least=0, at_most=1)


@dataclass(frozen=True, slots=True)
class EstimatedShare:
    """A share as somebody else computed it.

    Attributes:
        mean: expected share, in [0, 1].
        low, high: its quantiles at the ends of the interval asked for, low <= high; both or neither.
        quantiles: more of them, at rising levels, with low and high; they make the interval closer where the aggregate
            is uncertain too.
    """

    mean: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    quantiles: tuple[ShareQuantile, ...] = ()

    def __post_init__(self) -> None:
        checked_decimal("estimate.mean", self.mean, at_least=0, at_most=1)
        if (self.low is None) is not (self.high is None):
            raise InvalidInput("estimate.low", "must be given together with estimate.high, or neither")
        if self.low is not None and self.high is not None:
            checked_decimal("estimate.low", self.low, at_least=0, at_most=1)
            checked_decimal("estimate.high", self.high, at_least=self.low, at_most=1)
        elif self.quantiles:
            raise InvalidInput("estimate.low", "must be given where there are estimate.quantiles")
        if len(self.quantiles) > MOST_QUANTILES:
            raise InvalidInput("estimate.quantiles", f"must be at most {MOST_QUANTILES}", given=len(self.quantiles))
        _checked_rise(self.quantiles)

    def known(self, confidence: Decimal) -> tuple[ShareQuantile, ...]:
        """All its quantiles, those at the ends of the interval of this probability among them; none where it has none.

        Raises:
            InvalidInput: they don't fit together.
        """
        if self.low is None or self.high is None:
            return ()
        known = {each.level: each for each in self.quantiles}
        for level, share in zip(interval_levels(confidence), (self.low, self.high), strict=True):
            if known.setdefault(level, ShareQuantile(level, share)).share != share:
                rule = f"must be estimate.low or estimate.high at the level {level}"
                raise InvalidInput("estimate.quantiles", rule, given=known[level].share)
        found = tuple(known[level] for level in sorted(known))
        _checked_rise(found)
        return found


@dataclass(frozen=True, slots=True)
class MeasuredEvaluators:
    """How often evaluators err as it was measured: Beta distributions of their sensitivity and specificity.

    Attributes:
        source: where it was measured.
        sensitivity_alpha, sensitivity_beta: shapes of the sensitivity's, in [1e-6, 1e9].
        specificity_alpha, specificity_beta: shapes of the specificity's, likewise.
    """

    source: str
    sensitivity_alpha: Decimal
    sensitivity_beta: Decimal
    specificity_alpha: Decimal
    specificity_beta: Decimal

    def __post_init__(self) -> None:
        checked_text("evaluators.source", self.source, longest=1000)
        for name in ("sensitivity_alpha", "sensitivity_beta", "specificity_alpha", "specificity_beta"):
            checked_decimal(f"evaluators.{name}", getattr(self, name), at_least=Decimal("1e-6"), at_most=10**9)

    @property
    def sensitivity(self) -> tuple[float, float]:
        """Shapes of the sensitivity's distribution."""
        return float(self.sensitivity_alpha), float(self.sensitivity_beta)

    @property
    def specificity(self) -> tuple[float, float]:
        """Shapes of the specificity's distribution."""
        return float(self.specificity_alpha), float(self.specificity_beta)


@dataclass(frozen=True, slots=True)
class ExpiryGroup:
    """Families of a holder that expire on one day; `families` is at least 0."""

    expires: dt.date
    families: Decimal

    def __post_init__(self) -> None:
        checked_date("expiries.expires", self.expires)
        checked_decimal("expiries.families", self.families, at_least=0)


@dataclass(frozen=True, slots=True)
class HolderShare:
    """One holder's share of a generation, known in exactly one of three ways.

    Attributes:
        holder: a name that is unique within the generation.
        counted: by headcount; exact.
        checked: by a random check of its families; has a distribution.
        estimate: as computed elsewhere.
        expiries: when its essential families expire; none where expiry plays no part. What expires during the term of
            the licence counts for the part of the term that it is in force, and is not given to other holders.
        audience: organisations that may see the share; none where everybody may.
        source: where it was taken from, such as findings or a judgment; may be empty.
    """

    holder: str
    counted: CountedFamilies | None = None
    checked: CheckedFamilies | None = None
    estimate: EstimatedShare | None = None
    expiries: tuple[ExpiryGroup, ...] = ()
    audience: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        checked_text("shares.holder", self.holder, longest=300)
        if self.source:
            checked_text("shares.source", self.source, longest=1000)
        checked_audience(self.audience, "shares.audience")
        if sum(each is not None for each in (self.counted, self.checked, self.estimate)) != 1:
            rule = f"must be given, or else counted or estimate; exactly one of them (holder {self.holder})"
            raise InvalidInput("shares.checked", rule)
        if self.expiries and not any(group.families for group in self.expiries):
            raise InvalidInput("shares.expiries", f"must hold at least one family (holder {self.holder})")


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation of a multimode product, such as 4G; a standard by itself is one too.

    Attributes:
        name: unique within the product.
        weight: its part of the product's royalty, in (0, 1].
        shares: of its holders; at least one. Where one share rests on a random check, all do: the shares are those
            of all essential families of the holders listed.
        aggregate: its own royalty; the product's where absent.
        prior_a, prior_b: Beta prior on rates of essentiality, in [1e-6, 1e9]; Jeffreys unless stated.
        sensitivity, specificity: of the evaluators, in [0, 1], with a sum above 1.
        evaluators: their error as it was measured, the same for all holders; both of those are absent then.
    """

    name: str
    weight: Decimal
    shares: tuple[HolderShare, ...]
    aggregate: AggregateInput | None = None
    prior_a: Decimal = Decimal("0.5")
    prior_b: Decimal = Decimal("0.5")
    sensitivity: Decimal = Decimal(1)
    specificity: Decimal = Decimal(1)
    evaluators: MeasuredEvaluators | None = None

    def __post_init__(self) -> None:
        checked_text("generations.name", self.name, longest=100)
        checked_decimal("generations.weight", self.weight, above=0, at_most=1)
        if not self.shares:
            raise InvalidInput("generations.shares", f"must hold at least one holder ({self.name})")
        if len({share.holder for share in self.shares}) < len(self.shares):
            raise InvalidInput("shares.holder", f"must not occur twice in {self.name}")
        sampled = [share.checked is not None for share in self.shares]
        if any(sampled) and not all(sampled):
            rule = f"must be random checks for all holders of {self.name}, or for none: shares are of a common total"
            raise InvalidInput("shares.checked", rule)
        for field, prior in (("prior_a", self.prior_a), ("prior_b", self.prior_b)):
            checked_decimal(f"generations.{field}", prior, at_least=Decimal("1e-6"), at_most=10**9)
        checked_decimal("generations.sensitivity", self.sensitivity, at_least=0, at_most=1)
        checked_decimal("generations.specificity", self.specificity, at_least=0, at_most=1)
        if total_of((self.sensitivity, self.specificity)) <= 1:
            rule = "must exceed 1 - specificity (sensitivity + specificity > 1)"
            raise InvalidInput("generations.sensitivity", rule, given=self.sensitivity)
        if self.evaluators is not None:
            if (self.sensitivity, self.specificity) != (1, 1):
                raise InvalidInput("generations.evaluators", "must be absent where sensitivity or specificity is given")
            if not all(sampled):
                raise InvalidInput("generations.evaluators", f"must be absent where nothing was checked ({self.name})")


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory: how strong a portfolio is there, and how much of the product is sold there.

    Attributes:
        name: unique.
        strength: factor on the rate, in [0, 10]; 1 where the rate is at home.
        sales_share: part of the sales, in [0, 1]; given for all territories, summing to 1, or for none.
    """

    name: str
    strength: Decimal
    sales_share: Decimal | None = None

    def __post_init__(self) -> None:
        checked_text("territories.name", self.name, longest=100)
        checked_decimal("territories.strength", self.strength, at_least=0, at_most=10)
        if self.sales_share is not None:
            checked_decimal("territories.sales_share", self.sales_share, at_least=0, at_most=1)


@dataclass(frozen=True, slots=True)
class TopDownInputs:
    """What the top-down method is asked.

    Attributes:
        generations: of the product; one for a standard by itself.
        aggregate: royalty of the whole product; may be absent where every generation has its own. All aggregates have
            the same basis and unit.
        weight_total: what the weights sum to: 1, or less where generations are left out on purpose.
        confidence: probability of the intervals, in (0, 1).
        rate_rounding: rounding of a rate before it is adapted to territories, where the method was published so.
        territories: where the product is sold.
        price: of a unit; where floors, caps or yearly amounts are in money and the rate is a fraction.
        units_per_year: at least 1; where there are yearly floors or caps.
        unit_floor, unit_cap: least and most royalty of a unit, in one currency.
        annual_floor, annual_cap: least and most royalty of a year, in one currency.
        term_start, term_end: the licence's term, where families expire; the end is the first day after it.
        rounding: of the results, the last step.
    """

    generations: tuple[Generation, ...]
    aggregate: AggregateInput | None = None
    weight_total: Decimal = Decimal(1)
    confidence: Decimal = Decimal("0.95")
    rate_rounding: Rounding | None = None
    territories: tuple[Territory, ...] = ()
    price: Money | None = None
    units_per_year: int | None = None
    unit_floor: Money | None = None
    unit_cap: Money | None = None
    annual_floor: Money | None = None
    annual_cap: Money | None = None
    term_start: dt.date | None = None
    term_end: dt.date | None = None
    rounding: Rounding | None = None

    def __post_init__(self) -> None:
        self._check_generations()
        checked_decimal("confidence", self.confidence, above=0, below=1)
        for share in (share for each in self.generations for share in each.shares):
            if share.estimate is not None:
                share.estimate.known(self.confidence)  # refuses quantiles that don't fit together
        checked_territories(self.territories)
        self._check_term()
        self._check_limits()

    @property
    def unit(self) -> str:
        """Unit of the rates."""
        return self.aggregate_of(self.generations[0]).unit

    @property
    def limited(self) -> bool:
        """Whether there is any floor or cap."""
        return any((self.unit_floor, self.unit_cap, self.annual_floor, self.annual_cap))

    def aggregate_of(self, generation: Generation) -> AggregateInput:
        """The royalty that a generation takes its part of."""
        found = generation.aggregate or self.aggregate
        if found is None:
            raise InvalidInput("aggregate", f"must be given for the product or for {generation.name}")
        return found

    def _check_generations(self) -> None:
        if not self.generations:
            raise InvalidInput("generations", "must hold at least one generation")
        if len({each.name for each in self.generations}) < len(self.generations):
            raise InvalidInput("generations.name", "must not occur twice")
        checked_decimal("weight_total", self.weight_total, above=0, at_most=1)
        total = total_of(each.weight for each in self.generations)
        if not total_of((self.weight_total, -_SLACK)) <= total <= total_of((self.weight_total, _SLACK)):
            raise InvalidInput("generations.weight", f"must sum to weight_total, {self.weight_total}", given=total)
        if len({self.aggregate_of(each).unit for each in self.generations}) > 1:
            raise InvalidInput("generations.aggregate", "must be in one unit for all generations")
        if self.aggregate is not None and all(each.aggregate is not None for each in self.generations):
            raise InvalidInput("aggregate", "must be absent where every generation has its own")
        shapes = {self.aggregate_of(each).shape for each in self.generations}
        if AggregateShape.RANGE in shapes and shapes - {AggregateShape.RANGE, AggregateShape.POINT}:
            raise InvalidInput("generations.aggregate", "must not mix ranges with distributions")

    def _check_term(self) -> None:
        if (self.term_start is None) is not (self.term_end is None):
            raise InvalidInput("term_end", "must be given together with term_start, or neither")
        if self.term_start is not None and self.term_end is not None:
            checked_date("term_start", self.term_start)
            checked_date("term_end", self.term_end)
            if self.term_end <= self.term_start:
                raise InvalidInput("term_end", "must be after term_start", given=self.term_end.isoformat())
        elif any(share.expiries for each in self.generations for share in each.shares):
            raise InvalidInput("term_start", "must be given where families expire")

    def _check_limits(self) -> None:
        per_unit = self.aggregate_of(self.generations[0]).basis is RoyaltyBasis.PER_UNIT
        amounts = {
            "price": self.price,
            "unit_floor": self.unit_floor,
            "unit_cap": self.unit_cap,
            "annual_floor": self.annual_floor,
            "annual_cap": self.annual_cap,
        }
        for field, amount in amounts.items():
            if amount is not None:
                checked_decimal(f"{field}.amount", amount.amount, above=0)
        currencies = {amount.currency for amount in amounts.values() if amount is not None}
        if per_unit:
            currencies.add(self.aggregate_of(self.generations[0]).currency)
        if len(currencies) > 1:
            raise InvalidInput("price.currency", f"must be one for all amounts, not {', '.join(sorted(currencies))}")
        if self.units_per_year is not None:
            checked_whole("units_per_year", self.units_per_year, at_least=1, at_most=MOST_UNITS)
        if self.limited and not per_unit and self.price is None:
            raise InvalidInput("price", "must be given: floors and caps are in money, and the rate is a fraction")
        if (self.annual_floor or self.annual_cap) and self.units_per_year is None:
            raise InvalidInput("units_per_year", "must be given with a yearly floor or cap")
        for name, floor, cap in (
            ("unit", self.unit_floor, self.unit_cap),
            ("annual", self.annual_floor, self.annual_cap),
        ):
            if floor is not None and cap is not None and floor.amount > cap.amount:
                raise InvalidInput(f"{name}_floor", f"must not exceed {name}_cap", given=floor.amount)
        if self.limited and self.territories and self.territories[0].sales_share is None:
            raise InvalidInput("territories.sales_share", "must be given: floors and caps limit the blended rate")


def interval_levels(confidence: Decimal) -> tuple[Decimal, Decimal]:
    """Levels of the ends of an interval of this probability, exactly, whatever the caller's decimal settings."""
    exact = decimal.Context(prec=100)
    half = exact.divide(confidence, Decimal(2))
    return exact.subtract(Decimal("0.5"), half), exact.add(Decimal("0.5"), half)


def _checked_rise(known: tuple[ShareQuantile, ...]) -> None:
    for before, after in itertools.pairwise(known):
        if after.level <= before.level:
            raise InvalidInput("estimate.quantiles", "must have rising levels", given=after.level)
        if after.share < before.share:
            raise InvalidInput("estimate.quantiles", "must not fall with the level", given=after.share)


def checked_territories(territories: tuple[Territory, ...]) -> None:
    """Territories that fit together.

    Raises:
        InvalidInput: a name twice, sales shares for some only, or sales shares that do not sum to 1.
    """
    if len({each.name.casefold() for each in territories}) < len(territories):
        raise InvalidInput("territories.name", "must not occur twice, whatever its capitals")
    shares = [each.sales_share for each in territories]
    known = [share for share in shares if share is not None]
    if known and len(known) < len(shares):
        raise InvalidInput("territories.sales_share", "must be given for all territories, or for none")
    if known and not 1 - _SLACK <= total_of(known) <= 1 + _SLACK:
        raise InvalidInput("territories.sales_share", "must sum to 1", given=total_of(known))
