"""Several methods stand side by side in canonical inputs, and what is confidential stays out of what others see."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.frand import engine
from services.frand.calculations import rules, side_by_side, withholding
from services.frand.calculations.side_by_side import Asking, Chosen, Question
from services.frand.engine.errors import InvalidInput
from services.frand.reliability.rules import EvaluatorQuality, Reliability
from shared.canonical import canonical_json
from shared.errors import SepiaError
from tests.unit.frand.calculations import examples, secrets
from tests.unit.frand.calculations.secrets import SALT, leaks

EVERYONE = Question(
    "standards/lte",
    "holders/a",
    (
        Chosen("top_down", "top_down", examples.calculation(*examples.VECTOR, examples.UNKNOWN)),
        Chosen("comparables", "comparables", secrets.inputs(secrets.licence())),
    ),
)


def whole(question: Question, salt: str = "") -> dict[str, Any]:
    return json.loads(rules.compute(side_by_side.canonical_inputs(question, salt)))


def test_each_method_answers_by_itself() -> None:
    results = whole(EVERYONE)
    assert [(each["id"], each["method"]) for each in results["answers"]] == [
        ("top_down", "top_down"),
        ("comparables", "comparables"),
        ("cross_checked", "cross_checks"),
    ]
    shown = list(side_by_side.shown_results(results))
    rates = {result.subject: result for result in shown if result.answer == "top_down"}
    alone = {each.finding.holder: each for each in examples_answer()}
    assert rates.keys() == alone.keys()
    for holder, result in rates.items():
        assert result.best == pytest.approx(alone[holder].rate_mean, rel=Decimal("1e-11"))
        assert result.low is not None
        assert result.low == pytest.approx(alone[holder].rate_low, rel=Decimal("1e-11"))
        assert result.unit == "fraction of net selling price of a handset"
    assert withholding.recheck(results).wrong == ()
    assert withholding.recheck(results).computed > 10


def examples_answer() -> Any:
    from services.frand.calculations.top_down_answer import answer

    return answer(examples.calculation(*examples.VECTOR, examples.UNKNOWN))


def test_offers_are_placed_and_sensitivities_told_beside_the_answers() -> None:
    offer = engine.RateOffer("offer", "Maker", Decimal("0.04"))
    swing = engine.InputSwing("aggregate", Decimal("0.04"), Decimal("0.12"))
    asking = Asking("top_down", engine.SensitivityInputs("h1.rate", (swing,)))
    other = examples.calculation(prior_a="0.9")
    other = replace(other, findings=replace(other.findings, family_key="docdb"))
    question = replace(
        EVERYONE,
        methods=(*EVERYONE.methods, Chosen("other", "top_down", other)),
        offers=(offer,),
        sensitivities=(asking,),
    )
    results = whole(question)
    answers = {each["id"]: each for each in results["answers"]}
    assert list(answers) == ["top_down", "comparables", "other", "offers_placed", "cross_checked", "sensitivity_1"]
    shown = [each for each in side_by_side.shown_results(results) if each.answer == "sensitivity_1"]
    rate = next(each.best for each in side_by_side.shown_results(results) if each.quantity == "h1.rate")
    assert rate is not None
    assert (shown[0].subject, shown[0].low, shown[0].high) == ("aggregate", rate / 2, rate * Decimal("1.5"))
    quantities = {each["id"]: each["value"] for each in answers["offers_placed"]["quantities"]}
    share = next(each["value"] for each in answers["top_down"]["quantities"] if each["id"] == "h1.share")
    assert Decimal(quantities["offer.needed_aggregate"]) == pytest.approx(Decimal("0.04") / Decimal(share))
    keys = [each for each in answers["cross_checked"]["quantities"] if "docdb" in each["id"]]
    assert keys
    assert withholding.recheck(results).wrong == ()


def test_the_same_question_gives_the_same_bytes_and_reads_back() -> None:
    canonical = side_by_side.canonical_inputs(EVERYONE, "")
    assert rules.compute(canonical) == rules.compute(canonical)
    assert side_by_side.question_of(json.loads(canonical)["question"]) == EVERYONE


def test_a_salt_gives_a_confidential_question_a_name_that_nobody_guesses() -> None:
    question = secrets.question("holders/a")
    one, other = (side_by_side.canonical_inputs(question, salt) for salt in (SALT, "6b" * 32))
    assert rules.name_of(one) != rules.name_of(other)
    assert rules.result_digest(rules.compute(one)) != rules.result_digest(rules.compute(other))


def test_nothing_restricted_is_in_what_others_see() -> None:
    results = whole(secrets.question("holders/a"), SALT)
    assert leaks(json.dumps(results)) != []
    shown = withholding.withheld(results)
    text = json.dumps(shown)
    assert leaks(text) == []
    assert SALT not in text
    restricted = {
        each["value"] for each in results["answers"][0]["quantities"] if each["audience"] and len(each["value"]) > 4
    }
    assert restricted
    assert [value for value in restricted if value in text] == []
    assert withholding.count_withheld(shown) == sum(
        each["audience"] is not None for each in results["answers"][0]["quantities"]
    )
    assert shown["answers"][0]["results"] == []
    assert shown["answers"][0]["notes"] == []


def test_what_is_released_is_shown_without_its_formula_and_label() -> None:
    results = whole(secrets.question("holders/a", release=("comparables:rate",)), SALT)
    shown = withholding.withheld(results)
    answer = shown["answers"][0]
    (rate,) = [each for each in answer["quantities"] if each["id"] == "rate"]
    assert Decimal(rate["value"]) > 0
    assert (rate["formula"], rate["label"], rate["sources"], rate["formula_withheld"]) == ("", "", [], True)
    assert [each["best"] for each in answer["results"]] == ["rate"]
    assert leaks(json.dumps(shown)) == []


def _released(licences: int, *release: str) -> list[str]:
    """What is refused to be released of the mean of so many licences: quantities and why; nothing when it is not."""
    return _refused(secrets.licences("holders/a")[:licences], *release)


def _refused(held: tuple[engine.ComparableLicence, ...], *release: str) -> list[str]:
    methods = (Chosen("comparables", "comparables", secrets.inputs(*held)),)
    question = Question("", "", methods, tuple(f"comparables:{name}" for name in release))
    try:
        side_by_side.answers(question)
    except SepiaError as error:
        return [f"{error.reason}: {violation.field} {violation.description}" for violation in error.violations]
    return []


def test_a_released_number_rests_on_three_licences_or_more() -> None:
    assert "one licence only" in _released(1, "rate")[0]
    assert "2 licences only" in _released(2, "rate")[0]
    assert _released(3, "rate") == []
    # What is under a licence's heading is released by name, and then its mean tells no more.
    assert _released(1, "first.rate", "rate") == []


def test_a_released_number_that_can_be_computed_back_is_refused() -> None:
    for name in ("median_rate", "low", "high"):  # each is the rate of one of them
        (said,) = _released(3, name)
        assert said.startswith("DISCLOSES: release[0] would tell ")
    assert _released(3, "rate", "midrange")[0].startswith("DISCLOSES: release[1] would tell ")
    # One hidden input of an invertible formula: of the rate, its ratio of strengths.
    assert "first.strength_ratio" in _released(3, "first.rate", "first.one_way_rate")[0]
    heavy = replace(secrets.licences("holders/a")[0], weight=Decimal(50))
    (said,) = _refused((heavy, *secrets.licences("holders/a")[1:]), "rate")
    assert "made up of one licence to more than 80%" in said


def test_two_means_that_differ_by_a_licence_are_not_released_together() -> None:
    fourth = secrets.licence("holders/a", id="fourth", lump_sum="51902837")
    more = Chosen("more", "comparables", secrets.inputs(*secrets.licences("holders/a"), fourth))
    alone = Question("", "", (more,), ("more:rate",))
    assert side_by_side.answers(alone)
    three = Chosen("comparables", "comparables", secrets.inputs(*secrets.licences("holders/a")))
    with pytest.raises(SepiaError) as refused:
        side_by_side.answers(Question("", "", (three, more), ("comparables:rate", "more:rate")))
    assert "fourth.rate" in refused.value.message


def test_a_commitment_opens_one_quantity_and_no_other() -> None:
    results = whole(secrets.question("holders/a"), SALT)
    shown = withholding.withheld(results)
    first, second = [each for each in results["answers"][0]["quantities"] if each["audience"]][:2]
    own, commitment = withholding.opening(SALT, "comparables", first)
    assert commitment in shown["answers"][0]["withheld"]
    other, another = withholding.opening(SALT, "comparables", second)
    assert (own, commitment) != (other, another)
    changed = withholding.opening(SALT, "comparables", {**first, "value": "1"})[1]
    assert changed not in shown["answers"][0]["withheld"]


def test_a_changed_number_is_found_without_the_inputs() -> None:
    shown = whole(EVERYONE)
    rate = next(each for each in shown["answers"][0]["quantities"] if each["id"] == "h1.rate")
    rate["value"] = "0.5"
    assert withholding.recheck(shown).wrong == ("top_down:h1.rate", "top_down:all.rate")


def test_a_release_names_a_quantity_there_is() -> None:
    with pytest.raises(SepiaError) as refused:
        whole(secrets.question("holders/a", release=("comparables:nothing",)), SALT)
    assert (refused.value.reason, refused.value.violations[0].field) == ("NOT_A_QUANTITY", "release[0]")


@pytest.mark.parametrize("change", ["salt", "question", "format"])
def test_inputs_that_lack_a_member_are_refused(change: str) -> None:
    document = json.loads(side_by_side.canonical_inputs(EVERYONE, ""))
    document.pop(change, None)
    if change == "salt":
        document["question"].pop("methods")
    with pytest.raises(SepiaError) as refused:
        rules.compute(canonical_json(document).decode())
    assert refused.value.reason == "NOT_CALCULATION_INPUTS"


def test_a_member_is_replaced_by_its_path_alone() -> None:
    document = {"a": {"b": ["1", "2"]}, "c": "3"}
    assert side_by_side.replaced(document, "a.b[1]", "9") == {"a": {"b": ["1", "9"]}, "c": "3"}
    assert document["a"] == {"b": ["1", "2"]}
    for path in ("a.b[2]", "a[0]", "c.d", "a..b", "1"):
        with pytest.raises(InvalidInput):
            side_by_side.replaced(document, path, "9")


def test_a_large_standard_is_summed_in_parts() -> None:
    lines = [examples.HolderFinding(f"holders/h{n}", f"H{n}", 5, 2, 1, 0, 0) for n in range(600)]
    results = whole(Question("", "", (Chosen("top_down", "top_down", examples.calculation(*lines)),)))
    quantities = {each["id"]: each for each in results["answers"][0]["quantities"]}
    assert quantities["all.families"]["value"] == "3000"
    assert len(quantities["all.families"]["inputs"]) == 3
    assert withholding.recheck(results).wrong == ()


def test_an_offer_has_the_exact_probability_of_the_share_it_asks_for() -> None:
    """P(rate <= offer) = P(share <= offer / aggregate), from all pairs of counts of two small holders."""
    lines = [examples.HolderFinding(f"holders/{name}", name, *counts, 0, 0) for name, counts in TWO.items()]
    offers = tuple(engine.RateOffer(f"o{n}", "Maker", Decimal(rate)) for n, rate in enumerate(("0.01", "0.04", "0.05")))
    asked = examples.calculation(*lines)
    question = Question("", "holders/a", (Chosen("top_down", "top_down", asked),), offers=offers)
    placed = next(each.answer for each in side_by_side.answers(question) if each.id == "offers_placed")
    aggregate = asked.aggregate_royalty.value
    a, b = (engine.essential_posterior(*counts) for counts in TWO.values())
    for offer in offers:
        share = float(offer.rate / aggregate)
        exact = sum(p * q for k, p in enumerate(a) for r, q in enumerate(b) if k == 0 or k <= (share + 1e-12) * (k + r))
        assert float(placed.derivation[f"{offer.id}.top_down.percentile"].value) == pytest.approx(exact, abs=1e-9)
    assert placed.notes == ()  # nothing is drawn between points


def test_offers_that_nobody_may_see_together_are_refused() -> None:
    offers = tuple(engine.RateOffer(name, "Maker", Decimal("0.03"), (f"holders/{name}",)) for name in ("a", "b"))
    with pytest.raises(SepiaError, match="organization in common"):
        side_by_side.answers(replace(EVERYONE, offers=offers))


TWO = {"a": (6, 3, 2), "b": (9, 4, 1)}


def test_the_points_of_a_restricted_offer_are_restricted() -> None:
    offer = engine.RateOffer("offer", "Maker", Decimal("0.0312345"), ("holders/acme",))
    results = whole(replace(EVERYONE, offers=(offer,)), SALT)
    assert "0.0312345" in json.dumps(results)
    assert "0.0312345" not in json.dumps(withholding.withheld(results))


def test_a_tornado_reaches_priors_evaluators_and_counts() -> None:
    """What only the numerics follow is asked again: each end is the rate of a calculation with that input."""
    lines = [examples.HolderFinding(f"holders/{name}", name, *counts, 0, 0) for name, counts in TWO.items()]
    asked = examples.calculation(*lines)

    def rate(calculation: Any, holder: str) -> Decimal:
        (named,) = side_by_side.answers(Question("", "", (Chosen("t", "top_down", calculation),)))
        best = next(each.best for each in named.answer.results if each.subject == holder)
        return named.answer.derivation[best].value

    (alone,) = side_by_side.answers(Question("", "", (Chosen("t", "top_down", asked),)))
    first = alone.answer.results[0].subject
    moved = {
        "prior_a": [Decimal("0.3"), Decimal("2")],
        "specificity": [Decimal("0.9"), Decimal("1")],
        "h1.essential_found": [Decimal(0), Decimal(3)],
        "aggregate": [Decimal("0.04"), Decimal("0.12")],
    }
    swings = tuple(engine.InputSwing(name, *ends) for name, ends in moved.items())
    asking = Asking("t", engine.SensitivityInputs("h1.rate", swings))
    *_, told = side_by_side.answers(Question("", "", (Chosen("t", "top_down", asked),), sensitivities=(asking,)))
    bars = {each.subject: each for each in told.answer.results}
    for name in ("prior_a", "specificity"):
        for end, value in zip(("low", "high"), moved[name], strict=True):
            changed = replace(asked, assumptions=replace(asked.assumptions, **{name: value}))
            assert told.answer.derivation[getattr(bars[name], end)].value == rate(changed, first)
    for end, value in (("low", 0), ("high", 3)):
        other = [replace(line, essential=value) if line.holder == first else line for line in lines]
        expected = rate(examples.calculation(*other), first)
        assert told.answer.derivation[getattr(bars["h1.essential_found"], end)].value == expected
    assert told.answer.derivation[bars["aggregate"].low].value == rate(asked, first) / 2


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("h1.essential_found", ("0", "7")),
        ("h1.checked", ("2.5", "3")),
        ("h2.families", ("0", "9")),
        ("prior_a", ("0", "1")),
        ("specificity", ("0", "1")),
    ],
)
def test_counts_and_assumptions_that_cannot_be_are_refused_by_the_tornado(name: str, ends: tuple[str, str]) -> None:
    lines = [examples.HolderFinding(f"holders/{name}", name, *counts, 0, 0) for name, counts in TWO.items()]
    swing = engine.InputSwing(name, *map(Decimal, ends))
    asking = Asking("t", engine.SensitivityInputs("h1.rate", (swing,)))
    question = Question("", "", (Chosen("t", "top_down", examples.calculation(*lines)),), sensitivities=(asking,))
    with pytest.raises(SepiaError) as refused:
        side_by_side.answers(question)
    assert refused.value.violations[0].field.startswith("sensitivities[0].inputs.swings")


def test_where_the_evaluators_error_was_measured_offers_are_placed_and_its_shapes_are_moved() -> None:
    lines = [examples.HolderFinding(f"holders/{name}", name, *counts, 0, 0) for name, counts in TWO.items()]
    measured = Reliability(Decimal("0.9"), Decimal("0.8"), Decimal("0.97"), Decimal(46), Decimal(5))
    quality = EvaluatorQuality(
        "qualityReports/1", "eu-2023", "", "2026", 300, 60, measured, measured, "2026-01-01", "2026-01-02", "", False
    )
    asked = replace(examples.calculation(*lines), evaluator_quality=quality)
    (alone,) = side_by_side.answers(Question("", "", (Chosen("t", "top_down", asked),)))
    first = next(each for each in alone.answer.results if each.subject == "holders/a")
    low = alone.answer.derivation[first.low].value
    offers = (engine.RateOffer("offer", "Maker", low),)
    swing = engine.InputSwing("sensitivity_beta", Decimal(3), Decimal(5))
    asking = Asking("t", engine.SensitivityInputs(first.best, (swing,)))
    found = side_by_side.answers(
        Question("", "holders/a", (Chosen("t", "top_down", asked),), offers=offers, sensitivities=(asking,))
    )
    answers = {each.id: each.answer for each in found}
    place = answers["offers_placed"].derivation["offer.t.percentile"].value
    # The lower end of the interval is the smallest share that 2.5 % reach: of so few families, by a jump.
    assert Decimal("0.0249") <= place < Decimal("0.5")
    bar = answers["sensitivity_1"].results[0]
    at_high = answers["sensitivity_1"].derivation[bar.high].value
    assert at_high == alone.answer.derivation[first.best].value
    assert answers["sensitivity_1"].derivation[bar.low].value != at_high
