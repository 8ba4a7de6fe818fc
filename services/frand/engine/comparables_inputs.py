"""Owns what the comparables method is asked: whose rate, in what unit, from which licences, by which rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from services.frand.engine.amounts import checked_currency
from services.frand.engine.errors import InvalidInput
from services.frand.engine.licence_terms import ScopeWeight
from services.frand.engine.licences import ComparableLicence
from services.frand.engine.requirements import (
    checked_audience,
    checked_choice,
    checked_date,
    checked_decimal,
    checked_text,
    checked_unique,
    checked_whole,
)
from services.frand.engine.series import DatedSeries, SeriesKind

__all__ = ["MOST_LICENCES", "ComparablesInputs", "LicenceExclusions", "RateCombination", "RoyaltyBasis"]

MOST_LICENCES = 200
"""Most licences of one answer."""


class RoyaltyBasis(Enum):
    """What a royalty is reckoned by."""

    PER_UNIT = "per_unit"
    """Money a unit."""
    AD_VALOREM = "ad_valorem"
    """A fraction of the net selling price."""


class RateCombination(Enum):
    """How the rates of several licences become one."""

    WEIGHTED_MEAN = "weighted_mean"
    """By the licences' weights."""
    MEDIAN = "median"
    """The middle one; weights do not count."""
    MIDRANGE = "midrange"
    """Half-way between the lowest and the highest; weights do not count."""


@dataclass(frozen=True, slots=True)
class LicenceExclusions:
    """Which licences are left out, each named with its reason.

    Attributes:
        sme: those of small and medium-sized enterprises.
        sme_definition: the definition of these that the sizes follow.
        under_injunction: those settled under the threat of an injunction or in litigation.
        affiliates: those within a group.
        forecasts: those whose volumes are forecasts.
        estimates: those whose volumes are somebody's estimates.
        signed_before: those signed before this day; None for no such rule.
        signed_after: those signed after this day; None for no such rule.
    """

    sme: bool = True
    sme_definition: str = "Recommendation 2003/361/EC"
    under_injunction: bool = True
    affiliates: bool = True
    forecasts: bool = False
    estimates: bool = False
    signed_before: date | None = None
    signed_after: date | None = None

    def __post_init__(self) -> None:
        checked_text("sme_definition", self.sme_definition, optional=True)
        for name, value in (("signed_before", self.signed_before), ("signed_after", self.signed_after)):
            if value is not None:
                checked_date(name, value)


@dataclass(frozen=True, slots=True)
class ComparablesInputs:
    """What the comparables method is asked.

    Attributes:
        holder: whose rate is asked for.
        basis: of the answer: per unit or ad valorem.
        currency: of the answer a unit, and of everything reckoned on the way.
        on: the date whose prices the answer is in.
        licences: at least one, at most MOST_LICENCES, with different ids.
        series: exchange rates and price indices that payments, prices and licences need.
        generations: weights of units by generation; empty where all weigh the same.
        territories: weights of units by territory; empty where all weigh the same.
        strength_weights: weights of generations in the comparison of portfolios; empty where all weigh the same.
        exclusions: rules by which licences are left out.
        combination: how several rates become one.
        holder_share: the holder's share of all essential patents, in (0, 1], for the aggregate that the answer implies;
            None where unknown.
        holder_share_audience: organisations that may see it.
        rounding_places: decimal places of the answer, halves away from zero, as the last step; None for no rounding.
    """

    holder: str
    basis: RoyaltyBasis
    currency: str
    on: date
    licences: tuple[ComparableLicence, ...]
    series: tuple[DatedSeries, ...] = ()
    generations: tuple[ScopeWeight, ...] = ()
    territories: tuple[ScopeWeight, ...] = ()
    strength_weights: tuple[ScopeWeight, ...] = ()
    exclusions: LicenceExclusions = field(default_factory=LicenceExclusions)
    combination: RateCombination = RateCombination.WEIGHTED_MEAN
    holder_share: Decimal | None = None
    holder_share_audience: tuple[str, ...] = ()
    rounding_places: int | None = None

    def __post_init__(self) -> None:
        checked_text("holder", self.holder)
        checked_choice("basis", self.basis, RoyaltyBasis)
        checked_currency("currency", self.currency)
        checked_date("on", self.on)
        if not self.licences:
            raise InvalidInput("licences", "must hold at least one licence")
        if len(self.licences) > MOST_LICENCES:
            raise InvalidInput("licences", f"must hold at most {MOST_LICENCES}", given=len(self.licences))
        checked_unique("licences.id", (licence.id for licence in self.licences))
        checked_unique("series.id", (s.id for s in self.series))
        for name, weights in (
            ("generations", self.generations),
            ("territories", self.territories),
            ("strength_weights", self.strength_weights),
        ):
            checked_unique(f"{name}.name", (w.name for w in weights))
            if weights and not any(w.weight > 0 for w in weights):
                raise InvalidInput(f"{name}.weight", "must be above 0 for at least one")
        indices = {s.id for s in self.series if s.kind is SeriesKind.PRICE_INDEX}
        for i, licence in enumerate(self.licences):
            if licence.price_index and licence.price_index not in indices:
                rule = "must be the id of a price index of the series"
                raise InvalidInput(f"licences[{i}].price_index", rule, given=licence.price_index)
        checked_choice("combination", self.combination, RateCombination)
        if self.holder_share is not None:
            checked_decimal("holder_share", self.holder_share, above=0, at_most=1)
        checked_audience(self.holder_share_audience, "holder_share_audience")
        if self.rounding_places is not None:
            checked_whole("rounding_places", self.rounding_places, at_least=0, at_most=20)
