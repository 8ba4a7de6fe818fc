"""Owns the terms of a licence, one by one: payments, royalties, volumes, renewals, the licence back, strengths."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from services.frand.engine.amounts import Money
from services.frand.engine.errors import InvalidInput
from services.frand.engine.requirements import (
    checked_audience,
    checked_choice,
    checked_date,
    checked_decimal,
    checked_span,
    checked_text,
)

__all__ = [
    "CarveOut",
    "CrossLicence",
    "ExchangeDay",
    "FieldAudience",
    "LicencePayment",
    "LicenceRenewal",
    "LicenseeSize",
    "PaymentDirection",
    "PortfolioStrength",
    "RateAdjustment",
    "ReleaseTreatment",
    "RoyaltyTier",
    "RunningRoyalty",
    "ScopeWeight",
    "VolumeKind",
    "VolumeLine",
]


class PaymentDirection(Enum):
    """Which way a payment flows."""

    TO_LICENSOR = "to_licensor"
    """From the licensee to the licensor, as usual."""
    TO_LICENSEE = "to_licensee"
    """From the licensor to the licensee, in a cross-licence."""


class VolumeKind(Enum):
    """How sure a volume is."""

    ACTUAL = "actual"
    """Reported or audited."""
    FORECAST = "forecast"
    """Expected by the parties when they signed."""
    ESTIMATE = "estimate"
    """Somebody else's, such as a market researcher's."""


class LicenseeSize(Enum):
    """Size of the licensee, by the definition that the exclusion rule states."""

    UNKNOWN = "unknown"
    """Not known; the exclusion of small and medium-sized enterprises does not reach it, and a note says so."""
    SME = "sme"
    """A small or medium-sized enterprise."""
    MEDIUM = "medium"
    """Larger than that, but none of the largest."""
    LARGE = "large"
    """One of the largest."""


class ReleaseTreatment(Enum):
    """How sales before the licence were settled."""

    NONE = "none"
    """Nothing was released, or there were no past sales: volumes before the start are refused."""
    STATED_AMOUNT = "stated_amount"
    """A named part of the payments is for the past: it is taken off, and past volumes do not count."""
    PAST_VOLUMES = "past_volumes"
    """The payments cover past and future together: past volumes count with `past_weight`."""


class ExchangeDay(Enum):
    """The day whose exchange rate applies to a payment."""

    PAYMENT = "payment"
    """The day on which it falls due."""
    SIGNING = "signing"
    """The day on which the licence was signed."""


@dataclass(frozen=True, slots=True)
class FieldAudience:
    """Restricts single fields of a licence that are not records of their own.

    Attributes:
        field: `past_weight`, `release_amount`, `weight`, `licensor_share` or `annual_rate`.
        audience: organisations that may see it.
    """

    field: str
    audience: tuple[str, ...]

    def __post_init__(self) -> None:
        known = ("past_weight", "release_amount", "weight", "licensor_share", "annual_rate")
        if self.field not in known:
            raise InvalidInput("field", f"must be one of {', '.join(known)}", given=self.field)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class LicencePayment:
    """A payment that does not depend on sales: a lump sum, an instalment, an upfront fee, a balancing payment.

    Attributes:
        due: when it falls due.
        amount: not negative.
        what: what it is for.
        direction: who receives it.
        audience: organisations that may see it; empty where everybody who may see the licence may.
    """

    due: date
    amount: Money
    what: str = ""
    direction: PaymentDirection = PaymentDirection.TO_LICENSOR
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_date("due", self.due)
        checked_decimal("amount", self.amount.amount, at_least=0)
        checked_text("what", self.what, optional=True)
        checked_choice("direction", self.direction, PaymentDirection)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class RoyaltyTier:
    """A step of a running royalty.

    Attributes:
        above_units: units of a period from which it applies; the first tier starts at 0.
        rate: money a unit (in the royalty's currency) or a fraction of the net selling price, as the royalty says.
    """

    above_units: Decimal
    rate: Decimal

    def __post_init__(self) -> None:
        checked_decimal("above_units", self.above_units, at_least=0)
        checked_decimal("rate", self.rate, at_least=0)


@dataclass(frozen=True, slots=True)
class RunningRoyalty:
    """A royalty on sales, period by period.

    Each period of the volumes is settled by itself: the tiers apply to the units of all its lines in scope together,
    the cap and the floor a unit to the average price, then the minimum and the maximum of the period's payment.

    Attributes:
        currency: of money a unit, of the caps, floors, minimum and maximum.
        per_unit: whether the tiers' rates are money a unit; otherwise a fraction of net sales.
        tiers: at least one; `above_units` rises from 0. Each rate counts for the units of its step only.
        cap_per_unit: most that is owed for a unit, in money; None where there is none.
        floor_per_unit: least that is owed for a unit, in money; None where there is none.
        minimum: least that is owed for a period, in money; None where there is none.
        maximum: most that is owed for a period, in money; None where there is none.
        generation: of the volumes it applies to; empty for all.
        territory: of the volumes it applies to; empty for all.
        direction: who receives it.
        audience: organisations that may see it.
    """

    currency: str
    per_unit: bool
    tiers: tuple[RoyaltyTier, ...]
    cap_per_unit: Decimal | None = None
    floor_per_unit: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    generation: str = ""
    territory: str = ""
    direction: PaymentDirection = PaymentDirection.TO_LICENSOR
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Money(Decimal(0), self.currency)
        if not self.tiers:
            raise InvalidInput("tiers", "must hold at least one tier")
        if self.tiers[0].above_units != 0:
            raise InvalidInput("tiers[0].above_units", "must be 0", given=self.tiers[0].above_units)
        if any(a.above_units >= b.above_units for a, b in itertools.pairwise(self.tiers)):
            raise InvalidInput("tiers", "must have rising above_units")
        if not self.per_unit:
            for i, tier in enumerate(self.tiers):
                checked_decimal(f"tiers[{i}].rate", tier.rate, at_most=1)
        for low, high in (("floor_per_unit", "cap_per_unit"), ("minimum", "maximum")):
            least, most = getattr(self, low), getattr(self, high)
            for field, value in ((low, least), (high, most)):
                if value is not None:
                    checked_decimal(field, value, at_least=0)
            if least is not None and most is not None and least > most:
                raise InvalidInput(low, f"must not exceed {high}", given=least)
        checked_text("generation", self.generation, optional=True, longest=60)
        checked_text("territory", self.territory, optional=True, longest=60)
        checked_choice("direction", self.direction, PaymentDirection)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """Units sold, and for how much, in a period.

    Attributes:
        start: first day.
        end: last day.
        units: above 0.
        net_sales: net selling price times units; None where it is not known (then nothing ad valorem can follow).
        generation: what was sold, as in the weights by generation; empty where it does not matter.
        territory: where it was sold, as in the weights by territory; empty where it does not matter.
        kind: actual, forecast or estimate.
        source: where the figures come from.
        audience: organisations that may see it.
    """

    start: date
    end: date
    units: Decimal
    net_sales: Money | None = None
    generation: str = ""
    territory: str = ""
    kind: VolumeKind = VolumeKind.ACTUAL
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_span("", self.start, self.end)
        checked_decimal("units", self.units, above=0)
        if self.net_sales is not None:
            checked_decimal("net_sales", self.net_sales.amount, above=0)
        checked_text("generation", self.generation, optional=True, longest=60)
        checked_text("territory", self.territory, optional=True, longest=60)
        checked_choice("kind", self.kind, VolumeKind)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class ScopeWeight:
    """What a unit of a generation or territory is worth against the reference (weight 1); 0 where it is outside.

    Attributes:
        name: a generation or a territory, as in the volumes.
        weight: at least 0.
        source: where the weight comes from.
        audience: organisations that may see it.
    """

    name: str
    weight: Decimal
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_text("name", self.name, longest=60)
        checked_decimal("weight", self.weight, at_least=0)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class CarveOut:
    """A part of the payments that is for something else: other standards, other patents, know-how, services.

    Attributes:
        what: what it is for.
        fraction: of the value of all payments, in [0, 1).
        source: where the fraction comes from.
        audience: organisations that may see it.
    """

    what: str
    fraction: Decimal
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_text("what", self.what)
        checked_decimal("fraction", self.fraction, at_least=0)
        if self.fraction >= 1:
            raise InvalidInput("fraction", "must be below 1", given=self.fraction)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class LicenceRenewal:
    """An option to go on after the term.

    Attributes:
        start: first day.
        end: last day.
        probability: in [0, 1] that it is used; 1 where it was. Payments and volumes within count with it.
        source: where the probability comes from.
        audience: organisations that may see it.
    """

    start: date
    end: date
    probability: Decimal
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_span("", self.start, self.end)
        checked_decimal("probability", self.probability, at_least=0, at_most=1)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class CrossLicence:
    """The licence back to the licensor, netted against the payments: one of two ways of unpacking it.

    Either the licence back was valued by itself (`grant_back_value`), or both directions are valued alike: with the
    strength of the licensee's portfolio as a ratio of the licensor's, and the licensor's own sales that need it.

    Attributes:
        grant_back_value: money that the licence back is worth, at the date of signing; None where it was not valued.
        strength_ratio: licensee's over licensor's portfolio, above 0; None where grant_back_value is given.
        licensor_volumes: the licensor's sales covered by the licence back.
        source: where these come from.
        audience: organisations that may see it.
    """

    grant_back_value: Money | None = None
    strength_ratio: Decimal | None = None
    licensor_volumes: tuple[VolumeLine, ...] = ()
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.grant_back_value is None) == (self.strength_ratio is None):
            raise InvalidInput("strength_ratio", "must be given, or else grant_back_value; exactly one of them")
        if self.grant_back_value is not None:
            checked_decimal("grant_back_value", self.grant_back_value.amount, at_least=0)
            if self.licensor_volumes:
                raise InvalidInput("licensor_volumes", "must be empty where the licence back was valued by itself")
        if self.strength_ratio is not None:
            checked_decimal("strength_ratio", self.strength_ratio, above=0)
            if not self.licensor_volumes:
                raise InvalidInput("licensor_volumes", "must not be empty where both directions are valued alike")
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class PortfolioStrength:
    """Strength of two portfolios in one generation, in any one unit (families found essential, shares, citations).

    Attributes:
        generation: as in the generation weights; empty where generations are not told apart.
        licensor: of the comparable licence's licensor, at least 0.
        holder: of the holder whose rate is asked for, at least 0.
        source: where the figures come from.
        audience: organisations that may see it.
    """

    generation: str
    licensor: Decimal
    holder: Decimal
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_text("generation", self.generation, optional=True, longest=60)
        checked_decimal("licensor", self.licensor, at_least=0)
        checked_decimal("holder", self.holder, at_least=0)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class RateAdjustment:
    """A factor for a difference that nothing else accounts for: a volume discount, the licensee's size, hold-out.

    Attributes:
        what: the difference.
        factor: above 0; multiplies the licence's rate.
        source: where the factor comes from.
        audience: organisations that may see it.
    """

    what: str
    factor: Decimal
    source: str
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_text("what", self.what)
        checked_decimal("factor", self.factor, above=0)
        checked_text("source", self.source)
        checked_audience(self.audience)
