"""Owns offers: where each lies in each method's distribution, and what would have to be true for it to be fair."""

from __future__ import annotations

import itertools

from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.engine.offers_inputs import (
    AggregateGround,
    DistributionKind,
    OffersInputs,
    RateDistribution,
    RateOffer,
    StrengthGround,
)
from services.frand.engine.requirements import audience_of, narrowed
from services.frand.engine.writing import Writer

__all__ = ["offers"]


def offers(inputs: OffersInputs) -> MethodAnswer:
    """Where offers lie in the methods' distributions, and what each would take to be fair, one thing at a time.

    A discrete distribution gives P(X < offer) and P(X <= offer), exactly; a cumulative one the straight line between
    the points around the offer, and nothing outside its points. For an offer x, with aggregate A, share s, one-way rate
    u of a comparable licence:

        aggregate that makes it fair   x / s          share that does            x / A
        essential families that do     O · y / (1 - y) with y = x / A, O the others' essential families
        strength ratio that does       x / u

    Parameters
    ----------
    inputs : OffersInputs
        Offers, distributions by method, and what the answers stand on.

    Returns
    -------
    MethodAnswer
        For each offer and distribution the percentile (in [0, 1]; best is P(X <= offer), low is P(X < offer)), and for
        each offer what would have to be true. What is outside the possible range is said by a quantity `….possible_…`
        (1 yes, 0 no) and in the notes, never cut to it; where nothing could make it fair, it is omitted and said.

    Raises
    ------
    InvalidInput
        An input breaks its rule.

    References
    ----------
    Sidak, J. G. (2013), "The Meaning of FRAND, Part I: Royalties", Journal of Competition Law & Economics 9, 931-1055.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from services.frand.engine import DistributionPoint
    >>> points = tuple(DistributionPoint(Decimal(v), Decimal(p)) for v, p in (("0.1", "0.025"), ("0.3", "0.975")))
    >>> asked = OffersInputs("Acme", "EUR per unit", False, (RateOffer("offer", "Acme", Decimal("0.25")),),
    ...     (RateDistribution("by_counts", "top_down", DistributionKind.CUMULATIVE, points),),
    ...     AggregateGround(Decimal(4), Decimal("0.05"), families=100, others_essential=Decimal(600)))
    >>> answer = offers(asked)
    >>> [str(answer.derivation[n].value) for n in ("offer.by_counts.percentile", "offer.needed_aggregate",
    ...                                            "offer.needed_families")]
    ['0.7375', '5', '40']
    """
    known = Derivation()
    results: list[Result] = []
    omitted: list[Omitted] = []
    notes: list[str] = []
    for offer in inputs.offers:
        writer = Writer(known, f"Offer {offer.id}", audience_of(offer.audience))
        writer.given(f"{offer.id}.rate", offer.rate, inputs.unit, f"Rate offered ({offer.id})")
    for distribution in inputs.distributions:
        _write(inputs, distribution, known)
        for offer in inputs.offers:
            _place(offer, distribution, known, results, omitted)
    if inputs.aggregate is not None:
        _write_ground(inputs, inputs.aggregate, known)
        for offer in inputs.offers:
            _by_aggregate(inputs, offer, inputs.aggregate, known, results, omitted, notes)
    for licence in inputs.licences:
        _write_licence(inputs, licence, known)
        for offer in inputs.offers:
            _by_strength(offer, licence, known, results, notes)
    if any(map(_drawn_between, inputs.distributions, itertools.repeat(inputs.offers))):
        notes.append("Between the given points of a distribution, the probability rises in a straight line.")
    if not results:
        results = [Result(offer.id, "Rate offered", f"{offer.id}.rate") for offer in inputs.offers]
    return MethodAnswer("offers", tuple(results), known, tuple(omitted), tuple(notes))


def _drawn_between(distribution: RateDistribution, offers: tuple[RateOffer, ...]) -> bool:
    """Whether an offer lies between points of a cumulative distribution, and at none of them."""
    points = {point.value for point in distribution.points}
    return distribution.kind is DistributionKind.CUMULATIVE and any(
        min(points) < offer.rate < max(points) and offer.rate not in points for offer in offers
    )


def _write(inputs: OffersInputs, distribution: RateDistribution, known: Derivation) -> None:
    writer = Writer(known, f"Distribution {distribution.id}", audience_of(distribution.audience))
    what = "Probability of" if distribution.kind is DistributionKind.DISCRETE else "Probability of at most"
    for i, point in enumerate(distribution.points, 1):
        name = f"{distribution.id}.point_{i}"
        writer.given(f"{name}.rate", point.value, inputs.unit, f"Rate {i}", distribution.source)
        writer.given(f"{name}.probability", point.probability, "", f"{what} rate {i}", distribution.source)


def _place(
    offer: RateOffer,
    distribution: RateDistribution,
    known: Derivation,
    results: list[Result],
    omitted: list[Omitted],
) -> None:
    writer = Writer(known, f"Offer {offer.id}")
    rate, name = f"{offer.id}.rate", f"{offer.id}.{distribution.id}"
    points, label = distribution.points, f"in {distribution.method} ({distribution.id})"
    if distribution.kind is DistributionKind.DISCRETE:
        # Every point is asked for in the formula itself: it stays right when somebody changes the offer in a copy.
        at_most = [_when(rate, ">=", distribution.id, i) for i in range(1, len(points) + 1)]
        below = [_when(rate, ">", distribution.id, i) for i in range(1, len(points) + 1)]
        low = _chunked(writer, f"{name}.below", below, f"Probability of a lower rate {label}")
        best = _chunked(writer, f"{name}.percentile", at_most, f"Probability of a rate of at most the offer {label}")
        results.append(Result(offer.id, f"Place {label}", best, low, best))
        return
    if offer.rate < points[0].value or offer.rate > points[-1].value:
        side = "below the lowest" if offer.rate < points[0].value else "above the highest"
        audience = narrowed(audience_of(offer.audience), audience_of(distribution.audience))
        # Which side it is on tells something of both; where either is restricted, only that it is outside is said.
        where = f"{side} rate" if audience is None else "outside the rates"
        why = f"It lies {where} that the distribution says anything about."
        omitted.append(Omitted(f"Place of {offer.id} {label}", why))
        return
    upper = next(i for i, point in enumerate(points, 1) if offer.rate <= point.value)
    if offer.rate == points[upper - 1].value:
        formula = f"{distribution.id}.point_{upper}.probability + 0 * {rate}"
    else:
        a, b = f"{distribution.id}.point_{upper - 1}", f"{distribution.id}.point_{upper}"
        formula = f"{a}.probability + ({b}.probability - {a}.probability) * ({rate} - {a}.rate) / ({b}.rate - {a}.rate)"
    best = writer.computed(f"{name}.percentile", formula, "", f"Probability of a rate of at most the offer {label}")
    results.append(Result(offer.id, f"Place {label}", best))


def _when(rate: str, sign: str, distribution: str, i: int) -> str:
    point = f"{distribution}.point_{i}"
    return f"when({rate} {sign} {point}.rate, {point}.probability, 0)"


def _chunked(writer: Writer, name: str, terms: list[str], label: str) -> str:
    if len(terms) <= 50:
        return writer.computed(name, f"sum({', '.join(terms)})", "", label)
    parts = [terms[i : i + 50] for i in range(0, len(terms), 50)]
    names = [
        writer.computed(f"{name}.part_{i}", f"sum({', '.join(part)})", "", f"{label}, part {i}")
        for i, part in enumerate(parts, 1)
    ]
    return writer.total(name, names, "", label)


def _write_ground(inputs: OffersInputs, ground: AggregateGround, known: Derivation) -> None:
    writer = Writer(known, "Top-down", audience_of(ground.audience))
    for name, value, unit, label in (
        ("aggregate", ground.aggregate, inputs.unit, "Aggregate royalty"),
        ("share", ground.share, "fraction", "Holder's share"),
        ("aggregate.lowest", ground.lowest, inputs.unit, "Least that the aggregate is held possible to be"),
        ("aggregate.highest", ground.highest, inputs.unit, "Most that the aggregate is held possible to be"),
        ("families", ground.families, "families", "Holder's families"),
        ("others_essential", ground.others_essential, "families", "Essential families of all others"),
    ):
        if value is not None:
            writer.given(name, value, unit, label, ground.source)
    Writer(known, "Top-down").computed(
        "top_down_rate", "aggregate * share", inputs.unit, "Rate that follows from these"
    )


def _by_aggregate(
    inputs: OffersInputs,
    offer: RateOffer,
    ground: AggregateGround,
    known: Derivation,
    results: list[Result],
    omitted: list[Omitted],
    notes: list[str],
) -> None:
    writer, rate = Writer(known, f"Offer {offer.id}"), f"{offer.id}.rate"
    needed = writer.computed(
        f"{offer.id}.needed_aggregate", f"{rate} / share", inputs.unit, "Aggregate that would make the offer fair"
    )
    results.append(Result(offer.id, "Aggregate that would make the offer fair", needed))
    whole = "no aggregate makes it fair with this share, as it would exceed the whole price"
    below = "the aggregate that would make it fair lies below the range held possible"
    above = "the aggregate that would make it fair lies above the range held possible"
    if inputs.ad_valorem:
        _possible(writer, needed, "whole_price", f"when({needed} <= 1, 1, 0)", whole, notes)
    if ground.lowest is not None:
        _possible(writer, needed, "lowest", f"when({needed} >= aggregate.lowest, 1, 0)", below, notes)
    if ground.highest is not None:
        _possible(writer, needed, "highest", f"when({needed} <= aggregate.highest, 1, 0)", above, notes)
    share = writer.computed(
        f"{offer.id}.needed_share", f"{rate} / aggregate", "fraction", "Share that would make the offer fair"
    )
    results.append(Result(offer.id, "Share that would make the offer fair", share))
    all_patents = "no share makes it fair with this aggregate, as it would exceed all patents together"
    _possible(writer, share, "all", f"when({share} <= 1, 1, 0)", all_patents, notes)
    if ground.families is None:
        return
    if known[share].value >= 1:
        why = "The offer is the whole aggregate or more: no number of families of the holder makes it fair."
        omitted.append(Omitted(f"Essential families that would make {offer.id} fair", why))
        return
    families = writer.computed(
        f"{offer.id}.needed_families",
        f"others_essential * {share} / (1 - {share})",
        "families",
        "Essential families that would make the offer fair",
    )
    results.append(Result(offer.id, "Essential families that would make the offer fair", families))
    fewer = "the holder has fewer families than would have to be essential for it to be fair"
    _possible(writer, families, "families", f"when({families} <= families, 1, 0)", fewer, notes)


def _write_licence(inputs: OffersInputs, licence: StrengthGround, known: Derivation) -> None:
    group = f"Licence {licence.id}"
    writer, name = Writer(known, group, audience_of(licence.audience)), f"licence.{licence.id}"
    for field, value, unit, label in (
        ("one_way_rate", licence.one_way_rate, inputs.unit, "One-way rate"),
        ("strength_ratio", licence.strength_ratio, "", "Holder's portfolio over the licensor's"),
        ("highest_ratio", licence.highest_ratio, "", "Most that the ratio can be"),
    ):
        if value is not None:
            writer.given(f"{name}.{field}", value, unit, label, licence.source)
    formula = f"{name}.one_way_rate * {name}.strength_ratio"
    Writer(known, group).computed(f"{name}.rate", formula, inputs.unit, "Rate that follows from these")


def _by_strength(
    offer: RateOffer, licence: StrengthGround, known: Derivation, results: list[Result], notes: list[str]
) -> None:
    writer, label = (
        Writer(known, f"Offer {offer.id}"),
        f"Strength ratio to licence {licence.id} that would make it fair",
    )
    name = writer.computed(
        f"{offer.id}.needed_ratio.{licence.id}", f"{offer.id}.rate / licence.{licence.id}.one_way_rate", "", label
    )
    results.append(Result(offer.id, label, name))
    if licence.highest_ratio is not None:
        formula = f"when({name} <= licence.{licence.id}.highest_ratio, 1, 0)"
        what = f"the strength ratio to licence {licence.id} that would make it fair is not possible"
        _possible(writer, name, "highest", formula, what, notes)


def _possible(writer: Writer, name: str, bound: str, formula: str, what: str, notes: list[str]) -> None:
    """Writes down whether a needed number is possible; says so in words where everybody may know."""
    known = writer.known
    flag = writer.computed(f"{name}.possible_{bound}", formula, "1 yes, 0 no", "Whether that is possible")
    if not known[flag].value and known[flag].audience is None:
        notes.append(f"{name.partition('.')[0]}: {what}.")
