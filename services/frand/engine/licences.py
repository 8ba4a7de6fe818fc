"""Owns what is known of a comparable licence: payments, royalties, volumes, cross-licence, strength, audience."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from services.frand.engine.amounts import Money
from services.frand.engine.errors import InvalidInput
from services.frand.engine.interest import DayCount
from services.frand.engine.requirements import (
    audience_of,
    checked_audience,
    checked_choice,
    checked_date,
    checked_decimal,
    checked_id,
    checked_span,
    checked_text,
    checked_unique,
)

__all__ = [
    "CarveOut",
    "ComparableLicence",
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


@dataclass(frozen=True, slots=True)
class ComparableLicence:
    """A licence that somebody took, and all that is needed to make a one-way rate of it.

    Attributes:
        id: short name, part of the names of its quantities; never a party's name where that is confidential.
        licensor: resource name or name of whose patents they are.
        licensee: resource name or name of who took the licence.
        signed: the date at which payments and volumes are valued.
        start: first day of the term.
        end: last day of the term.
        licensee_size: for the exclusion of small and medium-sized enterprises.
        payments: what does not depend on sales; may be empty where there is a running royalty.
        royalties: what depends on sales; may be empty where there is a payment.
        volumes: the licensee's sales covered by the licence.
        release: how sales before `start` were settled.
        release_amount: of STATED_AMOUNT, in the currency of the answer's, at the date of signing.
        past_weight: of PAST_VOLUMES, in [0, 1]: what a past unit counts.
        annual_rate: yearly rate, as a fraction, at which payments and volumes before and after the signing are brought
            to it (0 where the parties reckoned without).
        day_count: how its years are counted.
        exchange_day: whose day's rate of exchange applies.
        price_index: id of a series by which the rate is brought from the signing to the answer's date; empty for none.
        renewals: options after the term, in order.
        carve_outs: parts of the payments for something else.
        cross_licence: None where nothing was licensed back.
        strengths: of both portfolios by generation; empty where the licensor is the holder itself.
        adjustments: factors for what is left.
        weight: in the combination, at least 0.
        licensor_share: the licensor's share of all essential patents, in (0, 1]; None where unknown (then no aggregate
            is implied).
        under_injunction: settled under the threat of an injunction or in litigation.
        affiliates: between companies of one group.
        source: where the licence is on record.
        audience: organisations that may see anything of it; empty where everybody may.
        field_audiences: restrictions of single fields.
    """

    id: str
    licensor: str
    licensee: str
    signed: date
    start: date
    end: date
    licensee_size: LicenseeSize = LicenseeSize.UNKNOWN
    payments: tuple[LicencePayment, ...] = ()
    royalties: tuple[RunningRoyalty, ...] = ()
    volumes: tuple[VolumeLine, ...] = ()
    release: ReleaseTreatment = ReleaseTreatment.NONE
    release_amount: Decimal | None = None
    past_weight: Decimal | None = None
    annual_rate: Decimal = Decimal(0)
    day_count: DayCount = DayCount.ACT_365
    exchange_day: ExchangeDay = ExchangeDay.SIGNING
    price_index: str = ""
    renewals: tuple[LicenceRenewal, ...] = ()
    carve_outs: tuple[CarveOut, ...] = ()
    cross_licence: CrossLicence | None = None
    strengths: tuple[PortfolioStrength, ...] = ()
    adjustments: tuple[RateAdjustment, ...] = ()
    weight: Decimal = Decimal(1)
    licensor_share: Decimal | None = None
    under_injunction: bool = False
    affiliates: bool = False
    source: str = ""
    audience: tuple[str, ...] = ()
    field_audiences: tuple[FieldAudience, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_text("licensor", self.licensor)
        checked_text("licensee", self.licensee)
        checked_date("signed", self.signed)
        checked_span("", self.start, self.end)
        for field, value, kind in (
            ("licensee_size", self.licensee_size, LicenseeSize),
            ("release", self.release, ReleaseTreatment),
            ("day_count", self.day_count, DayCount),
            ("exchange_day", self.exchange_day, ExchangeDay),
        ):
            checked_choice(field, value, kind)
        if not self.payments and not self.royalties:
            raise InvalidInput("payments", "must hold a payment, or royalties a running royalty")
        self._check_release()
        self._check_renewals()
        checked_decimal("annual_rate", self.annual_rate, above=-1, at_most=10)
        checked_decimal("weight", self.weight, at_least=0)
        if self.licensor_share is not None:
            checked_decimal("licensor_share", self.licensor_share, above=0, at_most=1)
        checked_text("price_index", self.price_index, optional=True)
        checked_unique("strengths.generation", (s.generation for s in self.strengths))
        with_fractions = sum((c.fraction for c in self.carve_outs), Decimal(0))
        if with_fractions >= 1:
            raise InvalidInput("carve_outs.fraction", "must sum to less than 1", given=with_fractions)
        self._check_volumes()
        for i, royalty in enumerate(self.royalties):
            back = self.cross_licence.licensor_volumes if self.cross_licence else ()
            if royalty.direction is PaymentDirection.TO_LICENSEE and not back:
                rule = "must be TO_LICENSOR where the cross-licence has no licensor_volumes"
                raise InvalidInput(f"royalties[{i}].direction", rule, given=royalty.direction.name)
        for i, payment in enumerate(self.payments):
            if payment.due > self.end:
                try:
                    self.probability_on(payment.due)
                except InvalidInput as error:
                    raise InvalidInput(f"payments[{i}].due", "must not lie after the term and its renewals") from error
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)
        checked_unique("field_audiences.field", (f.field for f in self.field_audiences))

    def audience_for(self, field: str = "", own: tuple[str, ...] = ()) -> frozenset[str] | None:
        """Who may see a field of the licence, or a record in it with an audience of its `own`."""
        return audience_of(self.audience, own, *(f.audience for f in self.field_audiences if f.field == field))

    def probability_on(self, day: date) -> tuple[int, LicenceRenewal] | None:
        """The renewal that a day lies in, with its position; None within the term and before it.

        Raises:
            InvalidInput: the day lies after the term and in no renewal.
        """
        if day <= self.end:
            return None
        for i, renewal in enumerate(self.renewals):
            if renewal.start <= day <= renewal.end:
                return i, renewal
        raise InvalidInput("end", f"must not lie before {day.isoformat()}, unless a renewal covers it", given=self.end)

    def _check_release(self) -> None:
        wanted = {ReleaseTreatment.STATED_AMOUNT: "release_amount", ReleaseTreatment.PAST_VOLUMES: "past_weight"}
        for treatment, field in wanted.items():
            value = getattr(self, field)
            if (value is not None) != (self.release is treatment):
                raise InvalidInput(field, f"must be given exactly where release is {treatment.name}", given=value)
        if self.release_amount is not None:
            checked_decimal("release_amount", self.release_amount, at_least=0)
        if self.past_weight is not None:
            checked_decimal("past_weight", self.past_weight, at_least=0, at_most=1)

    def _check_renewals(self) -> None:
        last = self.end
        for i, renewal in enumerate(self.renewals):
            if renewal.start <= last:
                raise InvalidInput(f"renewals[{i}].start", "must lie after the term and the renewal before", given=None)
            last = renewal.end

    def _check_volumes(self) -> None:
        for field, lines in (
            ("volumes", self.volumes),
            ("cross_licence.licensor_volumes", self.cross_licence.licensor_volumes if self.cross_licence else ()),
        ):
            for i, line in enumerate(lines):
                if line.start < self.start <= line.end:
                    raise InvalidInput(f"{field}[{i}].start", "must not lie before the term when the end lies in it")
                if line.end < self.start and self.release is ReleaseTreatment.NONE:
                    raise InvalidInput(f"{field}[{i}].end", "must not lie before the term where nothing was released")
                try:
                    if self.probability_on(line.start) != self.probability_on(line.end):
                        raise InvalidInput(f"{field}[{i}].end", "must lie in the same term or renewal as the start")
                except InvalidInput as error:
                    rule = "must lie within the term or a renewal"
                    raise InvalidInput(f"{field}[{i}].end", rule, given=line.end.isoformat()) from error
