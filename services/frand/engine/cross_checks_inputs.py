"""Owns what is cross-checked: rates with shares, rates under several family keys, licensees in a similar situation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.frand.engine.errors import InvalidInput
from services.frand.engine.requirements import (
    checked_audience,
    checked_choice,
    checked_decimal,
    checked_id,
    checked_text,
    checked_unique,
)

__all__ = ["CheckedRate", "CrossChecksInputs", "KeyRate", "RateOrigin", "SituatedLicensee"]


class RateOrigin(Enum):
    """Where a rate that is checked comes from."""

    COMPARABLE = "comparable"
    """A comparable licence."""
    OFFER = "offer"
    """An offer of a party."""
    ANSWER = "answer"
    """The answer of a method."""


@dataclass(frozen=True, slots=True)
class CheckedRate:
    """A rate and the share of all essential patents that it is for.

    Attributes:
        id: short name.
        origin: a comparable licence (which implies an aggregate), an offer or a method's answer (which become a stack
            if everyone asked the same).
        rate: at least 0, in the unit of the question.
        share: in (0, 1].
        source: where these come from.
        audience: organisations that may see it.
    """

    id: str
    origin: RateOrigin
    rate: Decimal
    share: Decimal
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_choice("origin", self.origin, RateOrigin)
        checked_decimal("rate", self.rate, at_least=0)
        checked_decimal("share", self.share, above=0, at_most=1)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class KeyRate:
    """A method's rate when families are counted under one key.

    Attributes:
        family_key: the key, as a short name.
        rate: above 0, in the unit of the question.
        audience: organisations that may see it.
    """

    family_key: str
    rate: Decimal
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("family_key", self.family_key)
        checked_decimal("rate", self.rate, above=0)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class SituatedLicensee:
    """What a licensee pays, and what makes its situation similar to others'.

    Attributes:
        id: short name; never the licensee's where that is confidential.
        situation: products, volumes and territories in the question's own words; the same words are the same situation.
        structure: of the royalty, in the question's own words, such as `per unit` or `lump sum`.
        effective_rate: what it comes to, above 0, in the unit of the question.
        source: where these come from.
        audience: organisations that may see it.
    """

    id: str
    situation: str
    structure: str
    effective_rate: Decimal
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_text("situation", self.situation)
        checked_text("structure", self.structure)
        checked_decimal("effective_rate", self.effective_rate, above=0)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class CrossChecksInputs:
    """What is checked against each other.

    Attributes:
        unit: of every rate.
        ad_valorem: whether rates are fractions of a price, so that no stack can exceed 1.
        rates: with different ids.
        aggregate: the royalty for all patents together that a method assumed, above 0; None where none did.
        aggregate_audience: organisations that may see it.
        key_rates: one for each family key.
        licensees: with different ids.
        band: how far, as a fraction of the median, a licensee's rate may lie from that of those in the same situation.
    """

    unit: str
    ad_valorem: bool
    rates: tuple[CheckedRate, ...] = ()
    aggregate: Decimal | None = None
    aggregate_audience: tuple[str, ...] = ()
    key_rates: tuple[KeyRate, ...] = ()
    licensees: tuple[SituatedLicensee, ...] = ()
    band: Decimal | None = None

    def __post_init__(self) -> None:
        checked_text("unit", self.unit)
        if not self.rates and len(self.key_rates) < 2 and len(self.licensees) < 2:
            raise InvalidInput("rates", "must hold a rate, or key_rates or licensees at least two")
        if self.aggregate is not None:
            checked_decimal("aggregate", self.aggregate, above=0)
        checked_audience(self.aggregate_audience, "aggregate_audience")
        for field, names in (
            ("rates.id", [r.id for r in self.rates]),
            ("key_rates.family_key", [k.family_key for k in self.key_rates]),
            ("licensees.id", [s.id for s in self.licensees]),
        ):
            checked_unique(field, names)
        for field, found in (("key_rates", self.key_rates), ("licensees", self.licensees)):
            if len(found) == 1:
                raise InvalidInput(field, "must hold at least two, or none: one has nothing to be compared with")
        if (self.band is None) == bool(self.licensees):
            raise InvalidInput("band", "must be given exactly where there are licensees", given=self.band)
        if self.band is not None:
            checked_decimal("band", self.band, at_least=0, at_most=1)
