"""Owns what is asked about offers: where each lies in each method's distribution, and what would make it fair."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum

from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.requirements import (
    checked_audience,
    checked_choice,
    checked_decimal,
    checked_id,
    checked_text,
    checked_unique,
    checked_whole,
)

__all__ = [
    "AggregateGround",
    "DistributionKind",
    "DistributionPoint",
    "OffersInputs",
    "RateDistribution",
    "RateOffer",
    "StrengthGround",
]


class DistributionKind(Enum):
    """How a distribution of rates is given."""

    DISCRETE = "discrete"
    """Possible rates with their probabilities, which sum to 1."""
    CUMULATIVE = "cumulative"
    """Rates with the probability of at most so much; straight between them, and nothing is said outside."""


@dataclass(frozen=True, slots=True)
class DistributionPoint:
    """A point of a distribution of rates.

    Attributes:
        value: a rate, at least 0.
        probability: in [0, 1]: of exactly this rate, or of at most this rate, as the distribution's kind says.
    """

    value: Decimal
    probability: Decimal

    def __post_init__(self) -> None:
        checked_decimal("value", self.value, at_least=0)
        checked_decimal("probability", self.probability, at_least=0, at_most=1)


@dataclass(frozen=True, slots=True)
class RateDistribution:
    """What a method says about a rate, as a distribution.

    Attributes:
        id: short name, part of the names of its quantities.
        method: name of the method.
        kind: discrete or cumulative.
        points: rates rising; cumulative probabilities not falling.
        source: the calculation it comes from.
        audience: organisations that may see it.
    """

    id: str
    method: str
    kind: DistributionKind
    points: tuple[DistributionPoint, ...]
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_text("method", self.method)
        checked_choice("kind", self.kind, DistributionKind)
        fewest = 1 if self.kind is DistributionKind.DISCRETE else 2
        if len(self.points) < fewest:
            raise InvalidInput("points", f"must hold at least {fewest}", given=len(self.points))
        if any(a.value >= b.value for a, b in itertools.pairwise(self.points)):
            raise InvalidInput("points.value", "must rise")
        if self.kind is DistributionKind.DISCRETE:
            with localcontext(prec=DIGITS):
                total = sum((p.probability for p in self.points), Decimal(0))
            if abs(total - 1) > Decimal("1e-9"):
                raise InvalidInput("points.probability", "must sum to 1 within 1e-9", given=total)
        elif any(a.probability > b.probability for a, b in itertools.pairwise(self.points)):
            raise InvalidInput("points.probability", "must not fall")
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class RateOffer:
    """A rate that somebody offers, in the unit of the question.

    Attributes:
        id: short name, such as `offer` or `counter_offer`.
        party: who offers.
        rate: at least 0.
        audience: organisations that may see it.
    """

    id: str
    party: str
    rate: Decimal
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_text("party", self.party)
        checked_decimal("rate", self.rate, at_least=0)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class AggregateGround:
    """What a top-down answer stands on.

    Attributes:
        aggregate: the royalty for all patents together, above 0, in the unit of the offers.
        lowest: least that an aggregate is held possible to be; None where nothing is held.
        highest: most that an aggregate is held possible to be; None where nothing is held.
        share: the holder's, in (0, 1].
        families: the holder's families, which the essential ones among them cannot exceed; None where unknown.
        others_essential: essential families of all others together, above 0; None where unknown.
        source: where these come from.
        audience: organisations that may see any of it.
    """

    aggregate: Decimal
    share: Decimal
    lowest: Decimal | None = None
    highest: Decimal | None = None
    families: int | None = None
    others_essential: Decimal | None = None
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_decimal("aggregate", self.aggregate, above=0)
        checked_decimal("share", self.share, above=0, at_most=1)
        for field, value in (("lowest", self.lowest), ("highest", self.highest)):
            if value is not None:
                checked_decimal(field, value, at_least=0)
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise InvalidInput("lowest", "must not exceed highest", given=self.lowest)
        if (self.families is None) != (self.others_essential is None):
            raise InvalidInput("others_essential", "must be given together with families")
        if self.families is not None and self.others_essential is not None:
            checked_whole("families", self.families, at_least=1, at_most=10_000_000)
            checked_decimal("others_essential", self.others_essential, above=0)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class StrengthGround:
    """What an answer from one comparable licence stands on.

    Attributes:
        id: the licence's.
        one_way_rate: unpacked, above 0, in the unit of the offers.
        strength_ratio: holder's portfolio over the licensor's, above 0.
        highest_ratio: most that the ratio can be (one over the licensor's share); None where unknown.
        source: where these come from.
        audience: organisations that may see any of it.
    """

    id: str
    one_way_rate: Decimal
    strength_ratio: Decimal
    highest_ratio: Decimal | None = None
    source: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_decimal("one_way_rate", self.one_way_rate, above=0)
        checked_decimal("strength_ratio", self.strength_ratio, above=0)
        if self.highest_ratio is not None:
            checked_decimal("highest_ratio", self.highest_ratio, above=0)
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class OffersInputs:
    """Offers to be placed.

    Attributes:
        holder: whose patents the offers are for.
        unit: of every rate, such as `EUR per unit` or `fraction`.
        ad_valorem: whether rates are fractions of a price, so that none can exceed 1.
        offers: at least one, with different ids.
        distributions: of the methods, with different ids.
        aggregate: what a top-down answer stands on; None where there is none.
        licences: what answers from comparable licences stand on, with different ids.
    """

    holder: str
    unit: str
    ad_valorem: bool
    offers: tuple[RateOffer, ...]
    distributions: tuple[RateDistribution, ...] = ()
    aggregate: AggregateGround | None = None
    licences: tuple[StrengthGround, ...] = ()

    def __post_init__(self) -> None:
        checked_text("holder", self.holder)
        checked_text("unit", self.unit)
        if not self.offers:
            raise InvalidInput("offers", "must hold at least one offer")
        if not self.distributions and self.aggregate is None and not self.licences:
            raise InvalidInput("distributions", "must hold a distribution, or aggregate or licences be given")
        for field, names in (
            ("offers.id", [o.id for o in self.offers]),
            ("distributions.id", [d.id for d in self.distributions]),
            ("licences.id", [g.id for g in self.licences]),
        ):
            checked_unique(field, names)
        if self.ad_valorem:
            for i, offer in enumerate(self.offers):
                checked_decimal(f"offers[{i}].rate", offer.rate, at_most=1)
