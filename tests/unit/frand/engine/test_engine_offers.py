"""Offers are placed exactly, and what would make them fair is solved for; cross-checks say what rates imply."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    AggregateGround,
    CheckedRate,
    CrossChecksInputs,
    DistributionKind,
    DistributionPoint,
    InvalidInput,
    KeyRate,
    OffersInputs,
    RateDistribution,
    RateOffer,
    RateOrigin,
    SituatedLicensee,
    StrengthGround,
    cross_checks,
    offers,
)
from services.frand.engine.derivation import MethodAnswer

D = Decimal
DISCRETE, CUMULATIVE = DistributionKind.DISCRETE, DistributionKind.CUMULATIVE
UNIT = "EUR per unit"


def value(answer: MethodAnswer, name: str) -> Decimal:
    return answer.derivation[name].value


def points(*pairs: tuple[str, str]) -> tuple[DistributionPoint, ...]:
    return tuple(DistributionPoint(D(v), D(p)) for v, p in pairs)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.integers(0, 500), st.integers(1, 50), min_size=1, max_size=130),
    st.integers(0, 500),
)
def test_a_place_among_possible_rates_is_their_probability(weights: dict[int, int], rate: int) -> None:
    total = sum(weights.values())
    some = tuple(DistributionPoint(D(v), D(weights[v]) / total) for v in sorted(weights))
    asked = OffersInputs(
        "Acme", UNIT, False, (RateOffer("x", "Acme", D(rate)),), (RateDistribution("d", "shares", DISCRETE, some),)
    )
    answer = offers(asked)
    at_most = sum(w for v, w in weights.items() if v <= rate)
    below = sum(w for v, w in weights.items() if v < rate)
    assert value(answer, "x.d.percentile") * total == pytest.approx(at_most, abs=D("1e-20"))
    assert value(answer, "x.d.below") * total == pytest.approx(below, abs=D("1e-20"))


def test_a_place_between_quantiles_is_on_the_straight_line_and_outside_nothing_is_said() -> None:
    some = RateDistribution("d", "top_down", CUMULATIVE, points(("0.1", "0.025"), ("0.2", "0.5"), ("0.4", "0.975")))
    rates = {"a": "0.05", "b": "0.1", "c": "0.15", "e": "0.4", "f": "0.41"}
    asked = OffersInputs("Acme", UNIT, False, tuple(RateOffer(i, "Acme", D(r)) for i, r in rates.items()), (some,))
    answer = offers(asked)
    assert [value(answer, f"{i}.d.percentile") for i in "bce"] == [D("0.025"), D("0.2625"), D("0.975")]
    assert [(o.what[9], "below" in o.why, "above" in o.why) for o in answer.omitted] == [
        ("a", True, False),
        ("f", False, True),
    ]


GROUND = AggregateGround(D("0.08"), D("0.05"), D("0.06"), D("0.1"), 100, D(600))


def test_what_makes_an_offer_fair_makes_the_method_answer_it() -> None:
    asked = OffersInputs(
        "Acme",
        "fraction",
        True,
        (RateOffer("offer", "Acme", D("0.0045")), RateOffer("counter_offer", "Maker", D("0.002"))),
        aggregate=GROUND,
        licences=(StrengthGround("l", D("0.009"), D("0.4"), D("0.45")),),
    )
    answer = offers(asked)
    for offer, rate in (("offer", D("0.0045")), ("counter_offer", D("0.002"))):
        assert value(answer, f"{offer}.needed_aggregate") * D("0.05") == rate
        assert value(answer, f"{offer}.needed_share") * D("0.08") == rate
        families = value(answer, f"{offer}.needed_families")
        assert D("0.08") * families / (families + 600) == pytest.approx(rate, rel=D("1e-25"))
        assert value(answer, f"{offer}.needed_ratio.l") * D("0.009") == pytest.approx(rate, rel=D("1e-25"))
    assert (value(answer, "top_down_rate"), value(answer, "licence.l.rate")) == (D("0.004"), D("0.0036"))
    assert [n for n in answer.notes if n.startswith("offer: ")] == [
        "offer: the strength ratio to licence l that would make it fair is not possible."
    ]
    assert [n for n in answer.notes if n.startswith("counter_offer: ")] == [
        "counter_offer: the aggregate that would make it fair lies below the range held possible."
    ]


def test_what_nothing_can_make_fair_is_said_and_not_cut() -> None:
    answer = offers(OffersInputs("Acme", "fraction", True, (RateOffer("x", "Acme", D("0.09")),), aggregate=GROUND))
    assert value(answer, "x.needed_share") == D("1.125")
    assert value(answer, "x.needed_aggregate") == D("1.8")
    assert "x.needed_families" not in answer.derivation
    assert answer.omitted[0].what == "Essential families that would make x fair"
    for text in ("exceed the whole price", "above the range", "exceed all patents"):
        assert any(text in note for note in answer.notes)
    few = offers(OffersInputs("Acme", "fraction", True, (RateOffer("x", "Acme", D("0.02")),), aggregate=GROUND))
    assert value(few, "x.needed_families") == 200
    assert any("fewer families" in note for note in few.notes)


def test_a_restricted_offer_is_placed_without_telling_others_anything() -> None:
    secret = RateOffer("x", "Maker", D("0.9"), audience=("holders/acme", "organizations/maker"))
    some = RateDistribution("d", "top_down", CUMULATIVE, points(("0.1", "0"), ("0.2", "1")))
    answer = offers(OffersInputs("Acme", "fraction", True, (secret,), (some,), GROUND))
    assert all(q.audience == set(secret.audience) for q in answer.derivation if q.id.startswith("x."))
    assert not any(note.startswith("x") for note in answer.notes)
    assert "above" not in answer.omitted[0].why
    assert value(answer, "x.needed_share.possible_all") == 0


def test_rates_imply_aggregates_and_stacks() -> None:
    asked = CrossChecksInputs(
        UNIT,
        False,
        (
            CheckedRate("licence", RateOrigin.COMPARABLE, D("0.5"), D("0.1")),
            CheckedRate("offer", RateOrigin.OFFER, D("0.3"), D("0.02"), audience=("holders/acme",)),
        ),
        D(4),
        key_rates=(KeyRate("etsi", D("0.2")), KeyRate("docdb", D("0.25")), KeyRate("priorities", D("0.22"))),
    )
    answer = cross_checks(asked)
    assert (value(answer, "licence.implied_aggregate"), value(answer, "offer.stack")) == (5, 15)
    assert (value(answer, "licence.over_aggregate"), value(answer, "keys.spread")) == (D("1.25"), D("1.25"))
    assert answer.derivation["offer.over_aggregate"].audience == {"holders/acme"}


def test_licensees_in_one_situation_are_compared_with_their_median() -> None:
    rates = {"a": "1.00", "b": "1.05", "c": "1.40"}
    some = tuple(SituatedLicensee(i, "smartphones, world", "per unit", D(r)) for i, r in rates.items())
    other = (
        SituatedLicensee("d", "cars", "lump sum", D(3)),
        SituatedLicensee("e", "smartphones, world", "lump sum", D("1.05")),
    )
    answer = cross_checks(CrossChecksInputs(UNIT, False, licensees=(*some, *other), band=D("0.1")))
    assert value(answer, "situation_1.median") == D("1.05")
    assert [value(answer, f"licensee.{i}.within") for i in "abce"] == [1, 1, 0, 1]
    assert answer.notes == (
        "a, b, c, e: in the same situation, but their royalties have different structures.",
        "c: its rate lies outside the band around the median of its situation.",
        "d: no other licensee is in its situation.",
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: RateOffer("x", "A", D(-1)), "rate"),
        (lambda: RateOffer("x", "A", D("Infinity")), "rate"),
        (lambda: RateDistribution("d", "m", DISCRETE, points(("1", "0.5"))), "points.probability"),
        (lambda: RateDistribution("d", "m", DISCRETE, points(("2", "0.5"), ("1", "0.5"))), "points.value"),
        (lambda: RateDistribution("d", "m", CUMULATIVE, points(("1", "0.5"), ("2", "0.4"))), "points.probability"),
        (lambda: DistributionPoint(D(1), D("1.2")), "probability"),
        (lambda: AggregateGround(D(0), D("0.1")), "aggregate"),
        (lambda: AggregateGround(D(1), D(0)), "share"),
        (lambda: AggregateGround(D(1), D("0.1"), families=5), "others_essential"),
        (lambda: OffersInputs("A", "fraction", True, (RateOffer("x", "A", D(2)),), aggregate=GROUND), "offers[0].rate"),
        (lambda: OffersInputs("A", "fraction", True, (), aggregate=GROUND), "offers"),
        (lambda: OffersInputs("A", "fraction", True, (RateOffer("x", "A", D(1)),)), "distributions"),
        (lambda: CheckedRate("x", RateOrigin.OFFER, D(1), D(0)), "share"),
        (lambda: CrossChecksInputs(UNIT, False), "rates"),
        (lambda: CrossChecksInputs(UNIT, False, key_rates=(KeyRate("a", D(1)),)), "rates"),
        (lambda: SituatedLicensee("a", "s", "t", D(0)), "effective_rate"),
        (
            lambda: CrossChecksInputs(UNIT, False, licensees=tuple(SituatedLicensee(i, "s", "t", D(1)) for i in "ab")),
            "band",
        ),
    ],
)
def test_bad_input_is_refused_by_field(wrong: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong()  # type: ignore[operator]
    assert refused.value.field == field
