"""Published determinations: what reproduces does, what does not says why, and no recipe knows a number."""

from __future__ import annotations

import ast
import csv
import dataclasses
import inspect
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.frand.cases import CaseOutcome, PublishedCase, Verdict, read_cases, recipes, reproduce, table_of
from services.frand.cases.recipes import RECIPES
from services.frand.cases.rounding_rules import cut_off, nearest, places
from services.frand.engine import InvalidInput, Kind
from services.frand.engine.formulas import evaluate

GOLDEN = Path(__file__).parent / "golden" / "determinations.csv"

# The compiler's figure rests on the award at first instance, which is not among the case's inputs.
INPUT_NOT_IN_THE_FILE = {("nichia-v-toshiba-2020", "first_instance_per_unit")}


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> tuple[PublishedCase, ...]:
    return read_cases((shared_data / "frand-cases.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outcomes(cases: tuple[PublishedCase, ...]) -> tuple[CaseOutcome, ...]:
    return reproduce(cases)


def claims(cases: tuple[PublishedCase, ...]) -> dict[tuple[str, str], bool | str | None]:
    return {(case.id, output.name): output.claim for case in cases for output in case.outputs}


def test_every_number_that_is_said_to_reproduce_does(
    cases: tuple[PublishedCase, ...], outcomes: tuple[CaseOutcome, ...]
) -> None:
    said = claims(cases)
    wrong = {
        (one.case, one.output): one.verdict
        for one in outcomes
        if said[one.case, one.output] is True and one.verdict is not Verdict.REPRODUCED
    }
    assert wrong == dict.fromkeys(INPUT_NOT_IN_THE_FILE, Verdict.INPUT_MISSING)
    assert sum(one.verdict is Verdict.REPRODUCED for one in outcomes) >= 20


def test_what_must_not_reproduce_fails_and_names_the_contradicting_input(
    cases: tuple[PublishedCase, ...], outcomes: tuple[CaseOutcome, ...]
) -> None:
    said = claims(cases)
    failing = [one for one in outcomes if said[one.case, one.output] is False]
    assert len(failing) >= 2
    for one in failing:
        assert one.verdict is Verdict.FAILS_AS_STATED
        assert one.difference
        inputs = next(case.inputs for case in cases if case.id == one.case)
        assert any(f"contradicts {name}:" in one.explanation for name in inputs)


def test_nothing_else_is_called_reproduced(cases: tuple[PublishedCase, ...], outcomes: tuple[CaseOutcome, ...]) -> None:
    said = claims(cases)
    for one in outcomes:
        claim = said[one.case, one.output]
        assert one.verdict is not Verdict.FAILS, one
        assert (one.verdict is Verdict.CIRCULAR) is (claim == "circular")
        if claim is None:
            assert one.verdict not in (Verdict.REPRODUCED, Verdict.CIRCULAR)
            assert one.explanation


def test_the_outcome_is_that_of_the_last_run(outcomes: tuple[CaseOutcome, ...]) -> None:
    """After a change that is meant, write `table_of(reproduce(cases))` to the golden file and read the difference."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == list(table_of(outcomes))


def test_every_computed_number_follows_from_given_ones_by_its_formulas(outcomes: tuple[CaseOutcome, ...]) -> None:
    computed = [one for one in outcomes if one.derivation is not None]
    assert len(computed) > 40
    for one in computed:
        assert one.derivation is not None
        values: dict[str, Decimal] = {}
        for quantity in one.derivation:
            if quantity.kind is Kind.COMPUTED:
                assert evaluate(quantity.formula, values) == quantity.value
            values[quantity.id] = quantity.value
        assert one.computed is None or values[one.quantity] == one.computed


def test_a_changed_input_changes_the_outcome(cases: tuple[PublishedCase, ...]) -> None:
    """Nothing is hard-coded: with another number for any input that a recipe uses, the outcome is another."""
    case = next(case for case in cases if case.id == "wilan-v-apple-2020")
    more = {name: {**given, "value": given["value"] * 2} for name, given in case.inputs.items()}
    (outcome,) = reproduce([dataclasses.replace(case, inputs=more)])
    assert outcome.verdict is Verdict.FAILS
    assert outcome.published is not None
    assert outcome.computed == outcome.published * 4


def test_a_missing_input_is_named(cases: tuple[PublishedCase, ...]) -> None:
    case = next(case for case in cases if case.id == "wilan-v-apple-2020")
    without = {
        name: {**given, "value": None if name == "units" else given["value"]} for name, given in case.inputs.items()
    }
    (outcome,) = reproduce([dataclasses.replace(case, inputs=without)])
    # The file says that it reproduces: it does, with the input that is missing.
    assert outcome.verdict is Verdict.INPUT_MISSING
    assert "missing: units" in outcome.explanation
    unclaimed = dataclasses.replace(case.outputs[0], claim=None)
    (outcome,) = reproduce([dataclasses.replace(case, inputs=without, outputs=(unclaimed,))])
    assert outcome.verdict is Verdict.NOT_PUBLIC


def test_the_award_at_first_instance_reproduces_once_it_is_among_the_inputs(cases: tuple[PublishedCase, ...]) -> None:
    """The file's own figure for it, times its units, is an award of 17,956,641 yen; reports say 17.95 million."""
    case = next(case for case in cases if case.id == "nichia-v-toshiba-2020")
    given = {"value": Decimal(17_956_641), "unit": "JPY", "verified": False, "source": "implied by the file"}
    completed = dataclasses.replace(case, inputs={**case.inputs, "first_instance_award": given})
    outcome = next(one for one in reproduce([completed]) if one.output == "first_instance_per_unit")
    assert outcome.verdict is Verdict.REPRODUCED
    assert outcome.computed is not None
    assert abs(outcome.computed - Decimal("24.59813836")) < Decimal("1e-8")
    award = Decimal(30_000_000)
    other = {**given, "value": award}
    wrong = dataclasses.replace(case, inputs={**case.inputs, "first_instance_award": other})
    outcome = next(one for one in reproduce([wrong]) if one.output == "first_instance_per_unit")
    assert outcome.verdict is Verdict.FAILS


def test_recipes_hold_no_number_of_a_case() -> None:
    numbers = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(recipes)))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    }
    # Positions and places; 100 for per cent and cents; steps that published numbers are rounded to.
    assert numbers <= {0, 1, 2, 3, 4, 5, 6, 8, 10, 100, 1000, 10_000, 100_000}
    assert all(isinstance(each, str) for outputs in RECIPES.values() for each in outputs)


def test_rounding_rules() -> None:
    assert places(3)(Decimal("3.47133")) == Decimal("3.471")
    assert places(3)(Decimal("-0.0005")) == Decimal("-0.001")
    assert nearest(1000)(Decimal(31_500)) == 32_000
    assert cut_off(1000)(Decimal(124_325_700)) == 124_325_000


OUTPUT = {
    "name": "x",
    "published": 1,
    "computed": None,
    "tolerance": 0,
    "unit": "",
    "reproduces": None,
    "check_kind": "",
    "rounding": None,
    "uses_remembered_inputs": False,
    "source": "",
}
CASE = {"id": "a", "citation": "c", "method": "m", "status": "", "date": "2020", "inputs": {}, "outputs": [OUTPUT]}


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "{}",
        {"cases": [CASE, CASE]},
        {"cases": [{**CASE, "outputs": [OUTPUT, OUTPUT]}]},
        {"cases": [{**CASE, "outputs": [{**OUTPUT, "published": "1"}]}]},
        {"cases": [{**CASE, "outputs": [{**OUTPUT, "published": float("nan")}]}]},
        {"cases": [{**CASE, "date": "2020-13"}]},
        {"cases": [{"id": "a"}]},
    ],
)
def test_what_is_no_file_of_cases_is_refused(document: Any) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(InvalidInput) as refused:
        read_cases(text)
    assert refused.value.field.startswith("cases")
    assert "Error" not in str(refused.value)


def test_a_case_that_nobody_knows_is_said_to_have_no_recipe() -> None:
    (outcome,) = reproduce(read_cases(json.dumps({"cases": [{**CASE, "outputs": [{**OUTPUT, "reproduces": True}]}]})))
    assert outcome.verdict is Verdict.FAILS
    assert "no recipe" in outcome.explanation
