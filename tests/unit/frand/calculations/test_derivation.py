"""Owns the check that a derivation's formulas give its values, and that everything in it can be walked back."""

from __future__ import annotations

import ast
import re
from decimal import Decimal, localcontext
from typing import Any

import pytest

from services.frand.calculations import rules
from services.frand.calculations.derivation import Quantity
from services.frand.calculations.top_down import TopDown
from services.frand.numbers import stated
from shared.errors import Kind, SepiaError
from tests.unit.frand.calculations.examples import CAMPAIGN, EMPTY, UNKNOWN, UNSAMPLED, VECTOR, calculation, canonical

ARITHMETIC = re.compile(r"[a-z_0-9 +*/().-]+")
CALL = re.compile(r"[a-z_]\(")


def derived(asked: TopDown, holder: str) -> dict[str, Quantity]:
    text = canonical(asked)
    quantities = rules.derive(text, rules.compute(text), holder)
    by_id = {each.id: each for each in quantities}
    assert len(by_id) == len(quantities)
    return by_id


def evaluate(formula: str, values: dict[str, Decimal]) -> Decimal:
    """The value of a formula of names, whole numbers, + - * / and brackets, in Decimal."""

    def of(node: Any) -> Decimal:
        match node:
            case ast.Expression(body=body):
                return of(body)
            case ast.Name(id=name):
                return values[name]
            case ast.Constant(value=int(number)):
                return Decimal(number)
            case ast.BinOp(left=left, op=op, right=right):
                a, b = of(left), of(right)
                match op:
                    case ast.Add():
                        return a + b
                    case ast.Sub():
                        return a - b
                    case ast.Mult():
                        return a * b
                    case ast.Div():
                        return a / b
        raise AssertionError(ast.dump(node))

    with localcontext(prec=80):
        return of(ast.parse(formula, mode="eval"))


QUESTIONS = [
    (calculation(*VECTOR, UNKNOWN), "holders/b"),
    (calculation(*VECTOR, UNKNOWN), ""),
    (calculation(*VECTOR, UNSAMPLED, value="12.3456789", currency="EUR"), "holders/unsampled"),
    (calculation(*VECTOR, EMPTY), "holders/empty"),
    (calculation(*VECTOR, sensitivity="0.9", specificity="0.95", confidence="0.9", prior_a="1.25"), "holders/a"),
    (calculation(VECTOR[0]), "holders/a"),
]


@pytest.mark.parametrize(("asked", "holder"), QUESTIONS)
def test_every_arithmetic_formula_gives_its_value_from_its_inputs(asked: TopDown, holder: str) -> None:
    quantities = derived(asked, holder)
    arithmetic = [
        each
        for each in quantities.values()
        if ARITHMETIC.fullmatch(each.formula) and not CALL.search(each.formula) and " of " not in each.formula
    ]
    for each in arithmetic:
        values = {name: Decimal(quantities[name].value) for name in each.inputs}
        assert stated(evaluate(each.formula, values)) == stated(Decimal(each.value)), each
    assert {"rate", "rate_low", "rate_high", "level_low", "level_high", "others_essential_mean", "others_families"} <= {
        each.id for each in arithmetic
    }


@pytest.mark.parametrize(("asked", "holder"), QUESTIONS)
def test_every_name_in_a_formula_is_an_input_and_every_input_is_there(asked: TopDown, holder: str) -> None:
    quantities = derived(asked, holder)
    for each in quantities.values():
        assert set(each.inputs) <= quantities.keys()
        if ARITHMETIC.fullmatch(each.formula) and " of " not in each.formula:
            names = set(re.findall(r"[a-z_]+(?![a-z_(])", each.formula)) - {"mean", "quantile", "posterior"}
            assert names == set(each.inputs), each


@pytest.mark.parametrize(("asked", "holder"), QUESTIONS)
def test_the_rate_comes_first_and_everything_leads_back_to_a_source(asked: TopDown, holder: str) -> None:
    quantities = derived(asked, holder)
    assert next(iter(quantities)) == "rate"
    for each in quantities.values():
        assert each.inputs or each.sources, each
        assert not (each.formula and not each.inputs), each

    def leads_back(name: str, seen: frozenset[str] = frozenset()) -> bool:
        assert name not in seen
        each = quantities[name]
        return all(leads_back(inner, seen | {name}) for inner in each.inputs) if each.inputs else bool(each.sources)

    assert all(leads_back(name) for name in quantities)


def test_sources_name_findings_campaign_frame_royalty_and_checkpoint() -> None:
    asked = calculation(*VECTOR)
    quantities = derived(asked, "holders/a")
    assert quantities["aggregate"].sources == (asked.aggregate_royalty.name,)
    assert {asked.findings.name, asked.findings.frame, "ab" * 32} <= set(quantities["families"].sources)
    assert {asked.findings.digest, CAMPAIGN, "checkpoint sepia.assessment 7 cm9vdA=="} <= set(
        quantities["checked"].sources
    )
    assert quantities["confidence"].sources == (rules.name_of(canonical(asked)),)


def test_the_values_are_those_of_the_answer() -> None:
    quantities = derived(calculation(), "holders/a")
    assert quantities["essential_mean"].value == "150.792079208"
    assert (quantities["essential_low"].value, quantities["essential_high"].value) == ("113", "192")
    assert (quantities["exact_essential_low"].value, quantities["exact_essential_high"].value) == ("111", "194")
    assert quantities["aggregate"].value == "0.08"
    assert quantities["rate"].unit == "fraction of net selling price of a handset"
    assert quantities["others_families"].value == "290"


def test_what_rests_on_the_prior_alone_says_so_at_the_rate_and_at_the_count() -> None:
    asked = calculation(*VECTOR, UNSAMPLED)
    quantities = derived(asked, "holders/unsampled")
    assert "rests on the prior alone" in quantities["rate"].label
    assert "prior predictive" in quantities["essential"].label
    assert quantities["basis"].value == "prior predictive"
    checked = derived(asked, "holders/a")
    assert "prior alone" not in checked["rate"].label
    assert checked["basis"].value == "checks"


def test_undetermined_and_simulated_findings_have_quantities_of_their_own() -> None:
    quantities = derived(calculation(*VECTOR, UNKNOWN), "")
    assert (quantities["undetermined"].value, quantities["checked"].value) == ("3", "20")
    assert quantities["simulated"].value == "0"


def test_with_evaluators_who_err_the_count_runs_over_the_truly_essential() -> None:
    quantities = derived(calculation(sensitivity="0.9", specificity="0.95"), "holders/a")
    assert set(quantities["truly_essential"].inputs) >= {"sensitivity", "specificity"}
    assert quantities["essential_mean"].value.startswith("147.7451289")
    assert "exact_essential_low" not in quantities


def test_a_holder_who_is_not_in_it_is_not_found() -> None:
    text = canonical(calculation())
    for holder in ("holders/nobody", ""):
        with pytest.raises(SepiaError) as refused:
            rules.derive(text, rules.compute(text), holder)
        assert refused.value.kind is Kind.NOT_FOUND
