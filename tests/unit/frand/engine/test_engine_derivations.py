"""Formulas and derivations: what they may say, what they are worth, who may see it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.frand.engine.derivation import Derivation, Kind, MethodAnswer, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import evaluate, names_in, spreadsheet

VALUES = {"a": Decimal(6), "b": Decimal(3), "c.d": Decimal("0.5"), "zero": Decimal(0)}


@pytest.mark.parametrize(
    ("formula", "value", "cells"),
    [
        ("a - (b - c.d)", "3.5", "A-(B-C)"),
        ("a / (b * c.d)", "4", "A/(B*C)"),
        ("(a + b) * c.d", "4.5", "(A+B)*C"),
        ("a ** b ** c.d", None, "A^(B^C)"),
        ("(a ** b) ** 2", "46656", "A^B^2"),
        ("-a ** 2", "-36", "(-(A^2))"),
        ("(-a) ** 2", "36", "(-A)^2"),
        ("when(a > b, a, b)", "6", "IF(A>B,A,B)"),
        ("round(a / 7, 2)", "0.86", "ROUND(A/7,2)"),
        ("round(c.d, 0)", "1", "ROUND(C,0)"),
        ("min(a, max(b, 4))", "4", "MIN(A,MAX(B,4))"),
        ("min(a)", "6", "MIN(A)"),
        ("max(b)", "3", "MAX(B)"),
        ("median(a, b, c.d, 1)", "2", "MEDIAN(A,B,C,1)"),
        ("max(a) - min(b)", "3", "MAX(A)-MIN(B)"),
        ("sum(a, b) + 0.1", "9.1", "SUM(A,B)+0.1"),
    ],
)
def test_a_formula_has_its_exact_value_and_its_spreadsheet_form(formula: str, value: str | None, cells: str) -> None:
    if value is not None:
        assert evaluate(formula, VALUES) == Decimal(value)
    assert spreadsheet(formula, {"a": "A", "b": "B", "c.d": "C", "zero": "Z"}.__getitem__) == cells


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "a +",
        "__import__('os')",
        "a.__class__",
        "a if b else c",
        "[a]",
        "a and b",
        "'text'",
        "True",
        "lambda: a",
        "unknown(a)",
        "round(a)",
        "a < b",
        "when(a < b < 3, 1, 2)",
        "1j",
        "0.1234567890123456789 * a",
        "a @ b",
        "(" * 3000 + "a" + ")" * 3000,
        "a" + " + a" * 3000,
        "abs(" * 90 + "a" + ")" * 90 + " ** 2" * 300,
    ],
)
def test_what_is_not_arithmetic_over_quantities_is_refused(formula: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        evaluate(formula, VALUES)
    assert refused.value.field == "formula"


@pytest.mark.parametrize("formula", ["a / zero", "ln(zero)", "sqrt(-a)", "(-a) ** c.d", "nothing", "10 ** 10 ** 10"])
def test_a_formula_without_a_finite_value_is_refused(formula: str) -> None:
    with pytest.raises(InvalidInput):
        evaluate(formula, VALUES)


def test_a_function_of_more_arguments_than_a_spreadsheet_takes_is_divided() -> None:
    names = ", ".join(["a", "b"] * 300)
    halves = ["SUM(" + ",".join(["A", "B"] * 127 + ["A"]) + ")", "SUM(" + ",".join(["B", "A"] * 127 + ["B"]) + ")"]
    rest = "SUM(" + ",".join(["A", "B"] * 45) + ")"
    assert spreadsheet(f"sum({names})", {"a": "A", "b": "B"}.__getitem__) == f"SUM({halves[0]},{halves[1]},{rest})"
    assert spreadsheet(f"mean({names})", {"a": "A", "b": "B"}.__getitem__).endswith(f"{rest})/600)")


def test_names_are_given_once_in_order_of_appearance() -> None:
    assert names_in("b * (a + b) / when(c.d < a, 1, 2)") == ("b", "a", "c.d")


def test_what_follows_from_restricted_quantities_is_seen_only_by_those_who_see_them_all() -> None:
    known = Derivation()
    known.given("units", Decimal(1000), "units", "Units sold", audience=frozenset({"holders/a", "holders/b"}))
    known.given("lump", Decimal(500), "EUR", "Lump sum", audience=frozenset({"holders/a"}))
    known.given("scale", Decimal(2), "", "Scale")
    assert known.computed("rate", "scale * lump / units", "EUR per unit", "Rate") == 1
    assert (known.may_see("rate", "holders/a"), known.may_see("rate", "holders/b")) == (True, False)
    assert known.may_see("units", "holders/b")
    known.release(["rate"])
    assert known.may_see("rate", "holders/c")
    assert not known.may_see("lump", "holders/c")
    assert known["rate"].kind is Kind.COMPUTED
    assert known["rate"].inputs == ("scale", "lump", "units")


def test_a_name_is_written_down_once_and_before_it_is_used() -> None:
    known = Derivation()
    known.given("a", Decimal(1), "", "a")
    with pytest.raises(InvalidInput):
        known.given("a", Decimal(2), "", "again")
    with pytest.raises(InvalidInput):
        known.computed("b", "later * 2", "", "b")
    with pytest.raises(InvalidInput):
        known.stated("b", Decimal(1), "quantile", ["later"], "", "b")
    for wrong in ("B", "1a", "a-b", ""):
        with pytest.raises(InvalidInput):
            known.given(wrong, Decimal(1), "", "wrong")
    with pytest.raises(InvalidInput):
        known.given("n", Decimal("NaN"), "", "not a number")


def test_an_answer_names_quantities_of_its_derivation() -> None:
    known = Derivation()
    known.given("rate", Decimal(1), "fraction", "rate")
    assert MethodAnswer("top_down", (Result("", "rate", "rate"),), known).results[0].best == "rate"
    for results in ((), (Result("", "rate", "other"),)):
        with pytest.raises(InvalidInput):
            MethodAnswer("top_down", results, known)
