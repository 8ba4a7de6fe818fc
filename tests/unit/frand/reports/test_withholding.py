"""What a reader of a confidential calculation sees, and what the shown numbers could tell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.disclosure import disclosing
from services.frand.reports.rules import Ref, Report, reported
from services.frand.reports.stated_numbers import Secrets
from services.frand.reports.withholding import EQUALS, NOT_FOR_YOU, TELLS, WITHHELD_TEXT, seen_by
from tests.unit.frand.reports.examples import ACME, BELL, apportionment, calculation, comparables, top_down

PUBLIC: frozenset[str] = frozenset()


def reasons(report: Report) -> dict[str, str]:
    return {each.id: each.why for section in report.sections for each in section.withheld}


def shown(report: Report) -> set[str]:
    return {line.id for section in report.sections for line in section.lines}


def test_the_audience_sees_everything() -> None:
    for reader in (None, frozenset({ACME})):
        report = seen_by(calculation(comparables(), top_down()), reader)
        assert not report.withheld
        assert report.result_digest == "ab" * 32
        assert all(line.live == (line.kind == "computed") for section in report.sections for line in section.lines)
        assert len(report.cross_checks) == 1
        assert len(report.sensitivities) == 2


def test_others_see_what_was_released_without_what_it_follows_from() -> None:
    report = seen_by(calculation(comparables(), top_down()), PUBLIC)
    why = reasons(report)
    assert {name for name, reason in why.items() if reason == NOT_FOR_YOU} == {
        f"licence_{number}.{what}" for number in (1, 2, 3) for what in ("lump_sum", "units", "one_way", "scaled")
    }
    # The lowest and the highest of the scaled rates are scaled rates.
    assert {name for name, reason in why.items() if reason == EQUALS} == {"rate.low", "rate.high"}
    section = report.sections[0]
    rate = section.line("rate")
    assert rate is not None
    assert (rate.formula, rate.inputs, rate.live) == ("", (), False)
    assert section.results[0].withheld
    assert (section.results[0].best, section.results[0].low, section.results[0].high) == ("rate", "", "")
    # Nothing of the other method is missing.
    assert not report.sections[1].withheld
    assert report.result_digest == ""


def test_a_released_number_that_follows_from_withheld_ones_has_only_the_digits_it_is_stated_with() -> None:
    whole = comparables().derivation["rate"].value
    report = seen_by(calculation(comparables()), PUBLIC)
    rate = report.sections[0].line("rate")
    assert rate is not None
    assert rate.value == Decimal("0.154494")
    assert len(whole.as_tuple().digits) > 40


def test_what_is_said_about_a_result_that_rests_on_withheld_numbers_is_withheld() -> None:
    report = seen_by(calculation(comparables(), apportionment()), PUBLIC)
    assert report.cross_checks == report.sensitivities == ()
    (offer,) = report.offers
    assert offer.placements == ()
    assert offer.conditions == ("Withheld: it would have to be true of numbers that are restricted to others.",)
    assert report.withheld == (
        "14 quantities were withheld from this version.",
        "1 cross-check was withheld from this version.",
        "2 sensitivities were withheld from this version.",
        "1 place of an offer was withheld from this version.",
    )


def test_an_organisation_in_the_audience_of_one_licence_sees_that_one() -> None:
    report = seen_by(calculation(comparables()), frozenset({BELL}))
    assert {"licence_1.lump_sum", "licence_1.scaled", "rate", "rate.high"} <= shown(report)
    assert not {"licence_2.scaled", "licence_3.lump_sum", "rate.low"} & shown(report)
    scaled = report.sections[0].line("licence_1.scaled")
    assert scaled is not None
    assert scaled.live


@pytest.mark.parametrize("licences", [1, 2])
def test_a_mean_is_withheld_where_it_would_tell_the_only_unknown_licence(licences: int) -> None:
    # Of one licence the mean is its rate; of two, whoever is party to the first would know the second.
    report = seen_by(calculation(comparables(licences=licences)), frozenset({BELL}) if licences == 2 else PUBLIC)
    why = reasons(report)
    assert why["rate"] in (TELLS, EQUALS)
    assert "rate" not in shown(report)


def test_two_released_numbers_are_not_shown_together_where_together_they_tell() -> None:
    made = Derivation()
    for name, value in (("a", "12.25"), ("b", "7.125")):
        made.given(name, Decimal(value), "EUR", name, audience=frozenset({ACME}))
    made.computed("total", "a + b", "EUR", "Total")
    made.computed("difference", "2 * a - b", "EUR", "Another")
    made.computed("half", "total / 2", "EUR", "The same again")
    made.release(["total", "difference", "half"])
    assert disclosing(made, frozenset({"a", "b"}), []) == {"difference"}
    assert disclosing(made, frozenset({"a", "b"}), ["difference"]) == {"total", "half"}
    assert disclosing(made, frozenset({"b"}), []) == {"total", "difference", "half"}


def test_a_withheld_quantity_whose_inputs_were_released_takes_them_along() -> None:
    made = Derivation()
    made.given("a", Decimal("12.25"), "EUR", "a", audience=frozenset({ACME}))
    made.given("b", Decimal(3), "units", "b")
    made.computed("c", "a / b", "EUR per unit", "c", group="Licence 1")
    made.release(["a"])
    report = seen_by(calculation(MethodAnswer("comparables", (Result("", "c", "c"),), made)), PUBLIC)
    # `a` was released, but c, which stayed restricted and is a licence's own, follows from a and b alone.
    assert reasons(report) == {"c": NOT_FOR_YOU, "a": TELLS, "b": TELLS}
    assert shown(report) == set()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    weights=st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5),
    values=st.lists(st.integers(2, 99), min_size=3, max_size=3, unique=True),
)
def test_no_linear_combination_of_shown_numbers_is_a_withheld_one(weights: list[list[int]], values: list[int]) -> None:
    made = Derivation()
    for name, value in zip("abc", values, strict=True):
        made.given(name, Decimal(value), "EUR", name, audience=frozenset({ACME}))
    rows: list[list[int]] = []
    for number, row in enumerate(weights):
        if any(row):
            made.computed(f"r{number}", " + ".join(f"({w}) * {n}" for w, n in zip(row, "abc", strict=True)), "EUR", "")
            rows.append(row)
    names = [each.id for each in made if each.id.startswith("r")]
    made.release(names)
    refused = disclosing(made, frozenset("abc"), [])
    kept = [row for name, row in zip(names, rows, strict=True) if name not in refused]
    for unit in ([1, 0, 0], [0, 1, 0], [0, 0, 1]):
        # By integer elimination, independent of the numerics.
        assert _rank([*kept, unit]) == _rank(kept) + 1


def _rank(rows: list[list[int]]) -> int:
    matrix, rank = [[Decimal(each) for each in row] for row in rows], 0
    for column in range(3):
        pivot = next((row for row in range(rank, len(matrix)) if abs(matrix[row][column]) > Decimal("1e-20")), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for row in range(rank + 1, len(matrix)):
            factor = matrix[row][column] / matrix[rank][column]
            matrix[row] = [x - factor * y for x, y in zip(matrix[row], matrix[rank], strict=True)]
        rank += 1
    return rank


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a lump sum of EUR 45,432,099", True),
        ("a lump sum of 45 432 099 euros", True),
        ("a lump sum of EUR 45.4 million", True),
        ("a lump sum of 45,4 Mio.", True),
        ("about 45 million", False),
        ("a rate of 1.25 %", True),
        ("a rate of 0.0125", True),
        ("a rate of 12.5 ‰", True),
        ("licence 2 of 3", False),
        ("2 years", False),
        ("EUR 2", True),
        ("findings/01890000-0125-7000-8000-000000000125 and 0125ab0125ab0125", False),
        ("TS 36.300, in 2026", False),
    ],
)
def test_a_sentence_that_states_a_restricted_number_is_recognised(text: str, told: bool) -> None:
    secrets = Secrets([Decimal(45_432_099), Decimal("0.0125"), Decimal(2)])
    assert secrets.told_by(text) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("licence 9: its lump sum was 9,000,000", True),
        ("licence 9: its rate was 3 %", True),
        ("licence 9 is of 2019 and an SME's", False),
        ("as shown: 2.25", False),
        ("one of 12 licences", False),
    ],
)
def test_a_free_text_states_no_number_that_is_not_shown(text: str, told: bool) -> None:
    assert Secrets([Decimal("45432099")], [Decimal("2.25")]).may_be_told_by(text) is told
    assert not Secrets([]).may_be_told_by(text)


def test_notes_that_state_restricted_numbers_say_that_they_are_withheld() -> None:
    section = seen_by(calculation(comparables()), PUBLIC).sections[0]
    assert section.notes == ("Inflation by HICP.", WITHHELD_TEXT)
    assert section.omitted[0].why == WITHHELD_TEXT
    assert "EUR 45.4 million" in seen_by(calculation(comparables()), None).sections[0].notes[1]


def test_an_offer_is_for_its_audience() -> None:
    whole = calculation(apportionment())
    private = replace(whole, offers=(replace(whole.offers[0], audience=frozenset({ACME})),))
    assert len(seen_by(private, frozenset({ACME})).offers) == 1
    report = seen_by(private, PUBLIC)
    assert report.offers == ()
    assert report.withheld == ("1 offer was withheld from this version.",)


def test_an_answer_that_was_withheld_in_part_already_is_shown_as_it_is() -> None:
    whole = reported(comparables())
    visible = [quantity for quantity in whole.derivation if quantity.audience is None]
    part = replace(
        whole,
        derivation=Derivation(replace(each, formula="") if each.id.startswith("rate") else each for each in visible),
        commitments=("cd" * 32,),
        formula_withheld=frozenset({"rate", "rate.low", "rate.high"}),
    )
    report = seen_by(replace(calculation(comparables()), answers=(part,)), None)
    assert reasons(report) == {f"commitment {'cd' * 32}": NOT_FOR_YOU}
    assert report.sensitivities == ()
    assert not any(line.live for line in report.sections[0].lines)


def test_answers_of_the_same_method_have_sections_of_their_own() -> None:
    first, second = reported(apportionment()), reported(apportionment(), "again")
    report = seen_by(replace(calculation(apportionment()), answers=(first, second)), None)
    assert [section.title for section in report.sections] == ["Profit apportionment", "Profit apportionment (again)"]
    assert report.section("again") is report.sections[1]
    assert report.sensitivities[0].result == Ref("profit_apportionment", "stated")
