"""A top-down answer from values is compared, doubted and negotiated about like one from what Sepia holds."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from services.frand import engine
from services.frand.calculations import rules, side_by_side, withholding
from services.frand.calculations.side_by_side import Asking, Chosen, Question
from services.frand.engine import AggregateInput, AggregateShape, RoyaltyBasis
from services.frand.engine.derivation import MethodAnswer
from shared.errors import SepiaError
from tests.unit.frand.calculations import examples, secrets

D = Decimal
COUNTS = {"holders/a": (6, 3, 2), "holders/b": (9, 4, 1)}
FIVE = AggregateInput(RoyaltyBasis.AD_VALOREM, AggregateShape.POINT, "made up", D("0.05"), base="price")
EVEN = AggregateInput(
    RoyaltyBasis.AD_VALOREM, AggregateShape.UNIFORM, "made up", low=D("0.04"), high=D("0.08"), base="price"
)


def shares(*audience: str) -> tuple[engine.HolderShare, ...]:
    return tuple(
        engine.HolderShare(name, checked=engine.CheckedFamilies(*counts), audience=audience)
        for name, counts in COUNTS.items()
    )


def inputs(aggregate: AggregateInput = FIVE, **change: Any) -> engine.TopDownInputs:
    return engine.TopDownInputs((engine.Generation("4G", D(1), shares()),), aggregate, **change)


def asked(values: engine.TopDownInputs, **facts: Any) -> Question:
    return Question("standards/lte", "holders/a", (Chosen("t", "top_down_values", values),), **facts)


def answers(question: Question) -> dict[str, MethodAnswer]:
    return {each.id: each.answer for each in side_by_side.answers(question)}


def offered(*rates: str, audience: tuple[str, ...] = ()) -> tuple[engine.RateOffer, ...]:
    return tuple(engine.RateOffer(f"o{n}", "Maker", D(rate), audience) for n, rate in enumerate(rates))


def at_most(share: float) -> float:
    """P(share of the first holder <= share), from all pairs of counts."""
    a, b = (engine.essential_posterior(*counts) for counts in COUNTS.values())
    return sum(p * q for k, p in enumerate(a) for r, q in enumerate(b) if k == 0 or k <= (share + 1e-12) * (k + r))


def place(found: dict[str, MethodAnswer], offer: str, distribution: str = "t") -> float:
    return float(found["offers_placed"].derivation[f"{offer}.{distribution}.percentile"].value)


def test_offers_have_their_exact_places() -> None:
    found = answers(asked(inputs(), offers=offered("0.01", "0.02", "0.03")))
    for offer, share in (("o0", 0.2), ("o1", 0.4), ("o2", 0.6)):
        assert place(found, offer) == pytest.approx(at_most(share), abs=1e-9)
    placed = found["offers_placed"].derivation
    share = found["t"].derivation["h1.share"].value
    assert placed["o1.needed_aggregate"].value == pytest.approx(D("0.02") / share, rel=D("1e-9"))
    assert placed["o1.needed_share"].value == D("0.4")


def test_what_is_done_to_a_rate_before_it_is_stated_is_undone_for_its_place() -> None:
    """At half strength, an offer of 0.01 asks for the share that 0.02 asks for at home; rounding keeps its step."""
    half = (engine.Territory("X", D("0.5"), D(1)),)
    found = answers(asked(inputs(territories=half), offers=offered("0.01")))
    assert place(found, "o0") == pytest.approx(at_most(0.4), abs=1e-9)
    rounded = answers(asked(inputs(rounding=engine.Rounding(2)), offers=offered("0.02")))
    # Everything below 0.025 is stated as at most 0.02.
    assert place(rounded, "o0") == pytest.approx(at_most(0.4999999), abs=1e-9)
    floor = inputs(price=engine.Money(D(100), "EUR"), unit_floor=engine.Money(D("1.5"), "EUR"))
    floored = answers(asked(floor, offers=offered("0.014", "0.015")))
    assert (place(floored, "o0"), place(floored, "o1")) == (0, pytest.approx(at_most(0.3), abs=1e-9))


def test_an_uncertain_aggregate_is_integrated_over() -> None:
    found = answers(asked(inputs(EVEN), offers=offered("0.012", "0.03")))
    royalties = [float(EVEN.distribution().quantile((i + 0.5) / 400)) for i in range(400)]
    for offer, rate in (("o0", 0.012), ("o1", 0.03)):
        expected = float(np.mean([at_most(min(1.0, rate / royalty)) for royalty in royalties]))
        assert place(found, offer) == pytest.approx(expected, abs=2e-3)
    assert any("known to within" in note for note in found["offers_placed"].notes)


def test_of_a_range_offers_are_placed_at_both_ends_and_both_are_cross_checked() -> None:
    ends = AggregateInput(
        RoyaltyBasis.AD_VALOREM, AggregateShape.RANGE, "made up", low=D("0.04"), high=D("0.08"), base="price"
    )
    found = answers(asked(inputs(ends), offers=offered("0.016")))
    assert place(found, "o0", "t_low_end") == pytest.approx(at_most(0.4), abs=1e-3)
    assert place(found, "o0", "t_high_end") == pytest.approx(at_most(0.2), abs=1e-3)
    assert {"t_low_end.stack", "t_high_end.stack"} <= set(found["cross_checked"].derivation.values)


def test_it_is_cross_checked_with_other_answers() -> None:
    other = Chosen("held", "top_down", examples.calculation(*examples.VECTOR))
    question = asked(inputs())
    found = answers(replace(question, methods=(*question.methods, other)))
    checked = found["cross_checked"].derivation
    share = found["t"].derivation["h1.share"].value
    assert checked["t.stack"].value == pytest.approx(D("0.05"), rel=D("1e-9"))
    held = next(each.best for each in found["held"].results if each.subject == "holders/a")
    rate = found["held"].derivation[held].value
    assert checked["held.stack"].value == pytest.approx(rate / share, rel=D("1e-9"))


def test_rates_of_comparable_licences_are_a_distribution_too() -> None:
    per_unit = AggregateInput(RoyaltyBasis.PER_UNIT, AggregateShape.POINT, "made up", D(5), currency="USD")
    licences = Chosen("comparables", "comparables", secrets.inputs(*secrets.licences()))
    question = asked(inputs(per_unit), offers=offered("1.3"))
    found = answers(replace(question, methods=(*question.methods, licences)))
    known = found["comparables"].derivation
    rates = [known[f"{id}.rate"].value for id in ("first", "second", "third")]
    expected = sum(rate <= D("1.3") for rate in rates) / 3
    assert 0 < expected < 1
    assert place(found, "o0", "comparables") == pytest.approx(expected)


def test_several_generations_are_placed_by_the_sum_of_their_parts() -> None:
    generations = tuple(engine.Generation(name, D("0.5"), shares()) for name in ("4G", "5G"))
    found = answers(asked(engine.TopDownInputs(generations, FIVE), offers=offered("0.02")))
    a, b = (engine.essential_posterior(*counts) for counts in COUNTS.values())
    one = [(0.0 if k == 0 else k / (k + r), p * q) for k, p in enumerate(a) for r, q in enumerate(b)]
    expected = sum(p * q for s, p in one for t, q in one if (s + t) / 2 <= 0.4 + 1e-12)
    assert place(found, "o0") == pytest.approx(expected, abs=0.02)
    assert found["cross_checked"].derivation["t.stack"].value == pytest.approx(D("0.05"), rel=D("1e-9"))


def test_a_tornado_reaches_priors_evaluators_and_counts() -> None:
    moved = {
        "g1.prior_a": ("0.3", "2"),
        "g1.specificity": ("0.9", "1"),
        "h2.essential": ("0", "4"),
        "aggregate": ("0.04", "0.08"),
    }
    swings = tuple(engine.InputSwing(name, *map(D, ends)) for name, ends in moved.items())
    found = answers(asked(inputs(), sensitivities=(Asking("t", engine.SensitivityInputs("h1.rate.high", swings)),)))
    told = found["sensitivity_1"]
    bars = {each.subject: each for each in told.results}

    def rate(values: engine.TopDownInputs) -> Decimal:
        return engine.top_down(values).derivation["h1.rate.high"].value

    for name, path in (
        ("g1.prior_a", "generations[0].prior_a"),
        ("g1.specificity", "generations[0].specificity"),
        ("h2.essential", "generations[0].shares[1].checked.essential"),
        ("aggregate", "aggregate.amount"),
    ):
        for end, value in zip(("low", "high"), moved[name], strict=True):
            expected = rate(engine.with_values(inputs(), {path: D(value)}))
            assert told.derivation[getattr(bars[name], end)].value == expected, (name, end)


@pytest.mark.parametrize("method", ["top_down", "top_down_values"])
def test_sobols_indices_reach_priors_and_counts(method: str) -> None:
    """Of a count that settles the rate and a prior that hardly moves it, the count explains nearly everything."""
    count, prior = {
        "top_down": ("h1.essential_found", "prior_a"),
        "top_down_values": ("h1.essential", "g1.prior_a"),
    }[method]
    lines = [examples.HolderFinding(name, name, *counts, 0, 0) for name, counts in COUNTS.items()]
    of = inputs() if method == "top_down_values" else examples.calculation(*lines)
    even = engine.InputSpread.UNIFORM
    uncertain = (
        engine.UncertainInput(count, even, D(0), D(3)),
        engine.UncertainInput(prior, even, D("0.4"), D("0.6")),
        engine.UncertainInput("aggregate", even, D("0.049"), D("0.051")),
    )
    asking = Asking("t", engine.SensitivityInputs("h1.rate", (), uncertain, points=64))
    found = answers(Question("", "holders/a", (Chosen("t", method, of),), sensitivities=(asking,)))["sensitivity_1"]
    first = {each.subject: found.derivation[each.best].value for each in found.results if "alone" in each.label}
    assert first[count] > D("0.9")
    assert abs(first[prior]) < D("0.1")
    assert f"For {count}, {prior} the method was asked again for each point; counts were whole numbers." in found.notes


def test_counts_that_cannot_be_are_refused_by_name() -> None:
    for name, ends in (("h1.essential", ("0", "7")), ("h1.checked", ("2.5", "3"))):
        swing = engine.InputSwing(name, *map(D, ends))
        asking = Asking("t", engine.SensitivityInputs("h1.rate", (swing,)))
        with pytest.raises(SepiaError) as refused:
            side_by_side.answers(asked(inputs(), sensitivities=(asking,)))
        assert refused.value.violations[0].field.startswith("sensitivities[0].inputs.swings")
        assert name in refused.value.message


def test_restricted_shares_stay_restricted_in_what_is_said_of_them() -> None:
    values = replace(inputs(), generations=(engine.Generation("4G", D(1), shares("holders/acme")),))
    offer = "0.0212345"  # which is open
    results = json.loads(
        rules.compute(side_by_side.canonical_inputs(asked(values, offers=offered(offer)), secrets.SALT))
    )
    restricted = {
        each["value"]
        for answer in results["answers"]
        for each in answer["quantities"]
        if each["audience"] and len(each["value"]) > 6 and each["value"] != offer
    }
    assert len(restricted) > 5
    shown = json.dumps(withholding.withheld(results))
    assert [value for value in restricted if value in shown] == []
    placed = next(each for each in results["answers"] if each["id"] == "offers_placed")
    assert placed["restricted"] is True


def test_offers_and_cross_checks_take_an_uncertain_royalty_over_several_generations() -> None:
    # The share of the royalty is a quotient that never ends.
    experts = AggregateInput(
        RoyaltyBasis.AD_VALOREM,
        AggregateShape.LOG_NORMAL,
        "experts",
        low=D("0.06"),
        high=D("0.11"),
        low_level=D("0.05"),
        high_level=D("0.95"),
        base="price",
    )
    counted = tuple(
        engine.HolderShare(name, counted=engine.CountedFamilies(D(families), D(1481)))
        for name, families in zip(COUNTS, (120, 300), strict=True)
    )
    generations = (engine.Generation("5G", D("0.6"), shares()), engine.Generation("4G", D("0.4"), counted))
    found = answers(asked(engine.TopDownInputs(generations, experts), offers=offered("0.02")))
    assert 0 < place(found, "o0") < 1
    known = found["t"].derivation
    share = known["h1.raw"].value / known["aggregate"].value
    assert found["offers_placed"].derivation["o0.needed_share"].value == pytest.approx(
        D("0.02") / known["aggregate"].value, rel=D("1e-9")
    )
    assert found["cross_checked"].derivation["t.stack"].value == pytest.approx(
        known["h1.rate"].value / share, rel=D("1e-9")
    )
