"""Owns what a rate card is asked: the published terms of a licensing programme, and the product they are applied to."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.frand.engine.aggregates import RoyaltyBasis
from services.frand.engine.amounts import checked_currency
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import MOST_UNITS, Rounding, checked_decimal
from services.frand.engine.requirements import checked_choice, checked_date, checked_text, checked_whole

__all__ = [
    "AnnualCap",
    "LicenseeStatus",
    "RateCardInputs",
    "RateFactor",
    "RateLine",
    "RateProgramme",
    "VolumeTier",
    "WaiverKind",
]


class LicenseeStatus(Enum):
    """Standing of a licensee in a programme."""

    ANY = "any"
    COMPLIANT = "compliant"
    STANDARD = "standard"


class WaiverKind(Enum):
    """How a programme leaves a part of a year's royalties uncharged."""

    DEDUCTED = "deducted"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class VolumeTier:
    """A rate for the units of a year above a number.

    Attributes:
        rate: of each further unit; an amount of the programme's currency, or a fraction of the price in [0, 1].
        above_units: units of the year before this rate begins; 0 for the first tier.
    """

    rate: Decimal
    above_units: int = 0

    def __post_init__(self) -> None:
        checked_decimal("tiers.rate", self.rate, at_least=0)
        checked_whole("tiers.above_units", self.above_units, at_least=0, at_most=MOST_UNITS)


@dataclass(frozen=True, slots=True)
class RateLine:
    """A line of a rate card.

    Attributes:
        technology: what it is for: a generation or a standard, such as `5G` or `Wi-Fi 6`.
        basis: whether its rates are fractions of a price or amounts for each unit.
        tiers: one rate, or rates by the units of a year; the first from 0, rising.
        rank: among the lines of which only the highest is payable (3, 4, 5 for generations); 0 for a line that is
            added to it.
        price_floor, price_cap: ad valorem: lower prices count as the floor, higher ones as the cap; floor <= cap.
        unit_floor, unit_cap: least and most royalty of a unit; floor <= cap.
        product_class: only for this class; any when empty.
        status: only for licensees of this standing.
        valid_from, valid_to: only for sales on these days and between; open where absent.
        signed_by: only for licences signed on this day or before (early birds).
        signed_after: only for licences signed after this day, or not known to be signed by it.
    """

    technology: str
    basis: RoyaltyBasis
    tiers: tuple[VolumeTier, ...]
    rank: int = 0
    price_floor: Decimal | None = None
    price_cap: Decimal | None = None
    unit_floor: Decimal | None = None
    unit_cap: Decimal | None = None
    product_class: str = ""
    status: LicenseeStatus = LicenseeStatus.ANY
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    signed_by: dt.date | None = None
    signed_after: dt.date | None = None

    def __post_init__(self) -> None:
        checked_text("lines.technology", self.technology, longest=100)
        checked_choice("lines.basis", self.basis, RoyaltyBasis)
        checked_choice("lines.status", self.status, LicenseeStatus)
        checked_whole("lines.rank", self.rank, at_least=0, at_most=1000)
        if not self.tiers or self.tiers[0].above_units != 0:
            raise InvalidInput("lines.tiers", f"must begin with a rate from the first unit on ({self.technology})")
        if any(a.above_units >= b.above_units for a, b in itertools.pairwise(self.tiers)):
            raise InvalidInput("lines.tiers", f"must rise in units ({self.technology})")
        ad_valorem = self.basis is RoyaltyBasis.AD_VALOREM
        for tier in self.tiers:
            if ad_valorem and tier.rate > 1:
                raise InvalidInput("tiers.rate", "must not exceed 1, all of the price", given=tier.rate)
        for name in ("price", "unit"):
            floor, cap = getattr(self, f"{name}_floor"), getattr(self, f"{name}_cap")
            for field, value in ((f"lines.{name}_floor", floor), (f"lines.{name}_cap", cap)):
                if value is not None:
                    checked_decimal(field, value, above=0)
                    if name == "price" and not ad_valorem:
                        raise InvalidInput(field, "must be absent for a rate per unit", given=value)
            if floor is not None and cap is not None and floor > cap:
                raise InvalidInput(f"lines.{name}_floor", f"must not exceed {name}_cap", given=floor)
        for field in ("valid_from", "valid_to", "signed_by", "signed_after"):
            if getattr(self, field) is not None:
                checked_date(f"lines.{field}", getattr(self, field))
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            raise InvalidInput("lines.valid_to", "must not be before valid_from", given=self.valid_to.isoformat())


@dataclass(frozen=True, slots=True)
class RateFactor:
    """A factor on the rates of a class of products or of a region, in [0, 1000]."""

    name: str
    factor: Decimal

    def __post_init__(self) -> None:
        checked_text("factors.name", self.name, longest=100)
        checked_decimal("factors.factor", self.factor, at_least=0, at_most=1000)


@dataclass(frozen=True, slots=True)
class AnnualCap:
    """The most that is payable for each year from the first to the last, in the programme's currency; above 0."""

    amount: Decimal
    first_year: int = 1900
    last_year: int = 9999

    def __post_init__(self) -> None:
        checked_decimal("annual_caps.amount", self.amount, above=0)
        checked_whole("annual_caps.first_year", self.first_year, at_least=1900, at_most=9999)
        checked_whole("annual_caps.last_year", self.last_year, at_least=self.first_year, at_most=9999)


@dataclass(frozen=True, slots=True)
class RateProgramme:
    """Published terms of a licensing programme.

    Attributes:
        name, source: of the programme, and where its terms are published.
        currency: of all amounts (ISO 4217).
        lines: its rates.
        free_units: units of a year that nothing is payable for; they are its first ones.
        annual_caps: the most that is payable, by year; years do not overlap.
        annual_waiver: royalties of a year that are not charged.
        waiver_kind: whether that amount is taken off, or nothing is payable up to it and all beyond.
        class_factors, region_factors: on the rates of classes of products and of regions; 1 where not listed.
    """

    name: str
    source: str
    currency: str
    lines: tuple[RateLine, ...]
    free_units: int = 0
    annual_caps: tuple[AnnualCap, ...] = ()
    annual_waiver: Decimal | None = None
    waiver_kind: WaiverKind = WaiverKind.DEDUCTED
    class_factors: tuple[RateFactor, ...] = ()
    region_factors: tuple[RateFactor, ...] = ()

    def __post_init__(self) -> None:
        checked_text("programme.name", self.name, longest=300)
        checked_text("programme.source", self.source, longest=1000)
        checked_currency("programme.currency", self.currency)
        checked_whole("programme.free_units", self.free_units, at_least=0, at_most=MOST_UNITS)
        checked_choice("programme.waiver_kind", self.waiver_kind, WaiverKind)
        if not self.lines:
            raise InvalidInput("programme.lines", "must hold at least one line")
        if self.annual_waiver is not None:
            checked_decimal("programme.annual_waiver", self.annual_waiver, above=0)
        for field, factors in (("class_factors", self.class_factors), ("region_factors", self.region_factors)):
            if len({factor.name for factor in factors}) < len(factors):
                raise InvalidInput(f"programme.{field}", "must not name one twice")
        caps = sorted(self.annual_caps, key=lambda cap: cap.first_year)
        if any(a.last_year >= b.first_year for a, b in itertools.pairwise(caps)):
            raise InvalidInput("programme.annual_caps", "must not overlap in their years")


@dataclass(frozen=True, slots=True)
class RateCardInputs:
    """What a rate card is asked.

    Attributes:
        programme: the terms.
        technologies: what the product practises; only lines for these are charged.
        sold_on: the day of sale; its year decides the yearly cap.
        signed_on: when the licence was signed; early-bird rates need it.
        product_class, region: of the product; may be empty.
        status: of the licensee.
        price: of a unit in the programme's currency, above 0; needed by ad valorem lines.
        units: of the year, at least 0; needed by tiers, and for what is payable in a year.
        rounding: of the royalty of a unit, the last step; what is payable for a year is not rounded by unit.
    """

    programme: RateProgramme
    technologies: tuple[str, ...]
    sold_on: dt.date
    signed_on: dt.date | None = None
    product_class: str = ""
    region: str = ""
    status: LicenseeStatus = LicenseeStatus.STANDARD
    price: Decimal | None = None
    units: int | None = None
    rounding: Rounding | None = None

    def __post_init__(self) -> None:
        checked_date("sold_on", self.sold_on)
        if self.signed_on is not None:
            checked_date("signed_on", self.signed_on)
        checked_choice("status", self.status, LicenseeStatus)
        if not self.technologies:
            raise InvalidInput("technologies", "must hold at least one")
        known = {line.technology for line in self.programme.lines}
        for technology in self.technologies:
            if technology not in known:
                rule = f"must be among those of the programme: {', '.join(sorted(known))}"
                raise InvalidInput("technologies", rule, given=technology)
        if self.price is not None:
            checked_decimal("price", self.price, above=0)
        if self.units is not None:
            checked_whole("units", self.units, at_least=0, at_most=MOST_UNITS)
