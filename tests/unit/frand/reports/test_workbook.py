"""Workbooks recalculated by an office give the service's numbers, and bend as the engine does."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services.frand import engine
from services.frand.cases import read_cases, reproduce
from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import evaluate, names_in
from services.frand.reports.numbers import rounded
from services.frand.reports.rules import Report, ReportedAnswer, reported
from services.frand.reports.withholding import seen_by
from services.frand.reports.workbook import live_formula, workbook
from tests.unit.frand.reports.examples import (
    LONG_NAMES,
    apportionment,
    calculation,
    comparables,
    top_down,
)
from tests.unit.frand.reports.offices import recalculated

GIVEN = {
    "a": Decimal("6.25"),
    "b": Decimal("3.0000001"),
    "h1.share": Decimal("0.017"),
    "h1.count": Decimal(4211),
    "r1": Decimal("-2.75"),
    "zero": Decimal(0),
    "money": Decimal("30123456.78"),
}
NAMES = sorted(GIVEN)
CONSTANTS = ["0", "1", "2", "0.5", "10", "0.001", "365.25", "7"]
SHAPES = (
    *(["({0} {sign} {1})"] * 4),
    *(["{name} {sign} {0}"] * 3),
    "-{name}",
    "-({0}) ** 2",
    "({0}) ** {power}",
    "a ** h1.share ** {power}",
    "{several}({0})",
    "{several}({0}, {1})",
    "{several}({0}, {1}, {2}, {name})",
    "{one}({0})",
    "exp({0} / 1000)",
    "round({0}, {places})",
    "when({0} {comparison} {1}, {2}, {name})",
)


def random_formula(dice: random.Random, depth: int) -> str:
    """A formula of any of the language's shapes, nested that deep at most."""
    if depth == 0 or dice.random() < 0.15:
        return dice.choice(NAMES if dice.random() < 0.7 else CONSTANTS)
    words = {
        "sign": "+-*/",
        "name": NAMES,
        "power": ["2", "3", "0.5", "-1", "h1.share"],
        "several": ["sum", "mean", "median", "min", "max"],
        "one": ["abs", "sqrt", "ln", "floor"],
        "places": ["0", "2", "4", "-1"],
        "comparison": ["<", "<=", ">", ">=", "==", "!="],
    }
    inner = [random_formula(dice, depth - 1) for _ in range(3)]
    formula = dice.choice(SHAPES).format(*inner, **{word: dice.choice(choices) for word, choices in words.items()})
    try:
        size = abs(evaluate(formula, GIVEN))
    except InvalidInput:
        return inner[0]
    # Beyond these, a spreadsheet's numbers end, which have 308 powers of ten.
    return formula if size == 0 or Decimal("1e-90") < size < Decimal("1e90") else inner[0]


def random_answer(count: int) -> MethodAnswer:
    """A derivation of that many random formulas whose values do not hang on the thirteenth digit of an input."""
    dice = random.Random(20260512)
    made = Derivation()
    for name, value in GIVEN.items():
        made.given(name, value, "1", name)
    moved = [
        {name: value * (1 + dice.choice([-1, 1]) * Decimal("1e-13")) for name, value in GIVEN.items()} for _ in range(3)
    ]
    found = 0
    while found < count:
        formula = random_formula(dice, 4)
        try:
            values = [evaluate(formula, GIVEN), *(evaluate(formula, each) for each in moved)]
        except InvalidInput:
            continue
        size = abs(values[0])
        steady = all(abs(each - values[0]) <= size * Decimal("1e-11") for each in values)
        if steady and (size == 0 or Decimal("1e-30") < size < Decimal("1e30")) and len(names_in(formula)) > 1:
            # Every fifth also follows from what was computed before, so that errors could add up.
            further = found % 5 == 4 and all(abs(made.values[f"q{n}"]) < 10**9 for n in (found - 1, found - 2))
            made.computed(
                f"q{found}", f"({formula}) + q{found - 1} / 7 - q{found - 2}" if further else formula, "1", ""
            )
            found += 1
    return MethodAnswer("shapley", (Result("", "Last", f"q{found - 1}"),), made)


def of_every_method(published: str) -> tuple[ReportedAnswer, ...]:
    """Answers of all methods: every published determination that is computed, and what no determination used."""
    worked = [each for each in reproduce(read_cases(published)) if each.derivation is not None]
    answers = [
        ReportedAnswer(f"case_{number}", each.method, (Result(each.case, each.output, each.quantity),), each.derivation)
        for number, each in enumerate(worked, 1)
        if each.derivation is not None
    ]
    older = engine.Alternative("older modulation", Decimal("4.10"), dt.date(2006, 1, 1))
    nash, half = engine.BargainingModel.NASH, Decimal("0.5")
    increment = engine.IncrementalValueInputs(
        "EUR", Decimal("5.00"), dt.date(2008, 12, 1), (older,), nash, holder_power=half
    )
    players = (engine.Player("Acme", "radio"), engine.Player("Beta", "codec"), engine.Player("Gamma", "codec"))
    game = engine.ShapleyInputs(players, engine.GameStructure.ONE_OF_EACH_GROUP, "EUR per unit", Decimal(6))
    return (*answers, reported(engine.incremental_value(increment)), reported(engine.shapley(game)))


@dataclass(frozen=True)
class Recalculated:
    """Reports, and their workbooks as an office computed them."""

    reports: dict[str, Report]
    books: dict[str, Any]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Recalculated:
    """One start of LibreOffice for all that this module recalculates."""
    wide = calculation(top_down(60, LONG_NAMES), apportionment(), comparables(licences=12))
    methods = of_every_method((shared_data / "frand-cases.json").read_text(encoding="utf-8"))
    every = calculation(apportionment(), answers=methods, sensitivities=(), cross_checks=(), offers=())
    reports = {
        "methods": seen_by(every, None),
        "wide": seen_by(wide, None),
        "random": seen_by(calculation(random_answer(300)), None),
        "outsider": seen_by(calculation(comparables(), apportionment()), frozenset()),
    }
    # Read and saved by openpyxl, no formula has a value any more: what is read back, the office has computed.
    books: dict[str, Any] = {name: openpyxl.load_workbook(io.BytesIO(workbook(each))) for name, each in reports.items()}
    bent = openpyxl.load_workbook(io.BytesIO(workbook(seen_by(calculation(top_down(5), apportionment()), None))))
    for name, value in (("top_down.aggregate", 0.093), ("profit_apportionment.price", 21.47)):
        sheet, cell = next(bent.defined_names[name].destinations)
        bent[sheet][cell] = value
    books["bent"] = bent
    bent_calculation = calculation(top_down(5, aggregate="0.093"), apportionment(price="21.47"))
    reports["bent"] = seen_by(bent_calculation, None)
    books["as_written"] = workbook(reports["wide"])
    reports["as_written"] = reports["wide"]
    return Recalculated(reports, recalculated(tmp_path_factory.mktemp("office"), books))


@pytest.mark.parametrize("name", ["methods", "wide", "random", "outsider", "bent", "as_written"])
def test_an_office_computes_the_services_numbers(offices: Recalculated, name: str) -> None:
    report, book = offices.reports[name], offices.books[name]
    compared = 0
    for section, sheet in zip(report.sections, book.sheetnames[2:], strict=False):
        values = {row[0].value: row[2].value for row in book[sheet].iter_rows(min_row=2) if row[0].value}
        for line in section.lines:
            expected, got = float(line.value), values[line.id]
            assert got == pytest.approx(expected, rel=1e-9, abs=1e-12 if name == "random" else 0), (
                f"{line.id} = {line.formula}"
            )
            assert round(got, 2) == pytest.approx(round(expected, 2), rel=1e-9), f"{line.id} to the cent"
            compared += line.live
    if name == "methods":
        assert len({each.method for each in report.sections}) >= 6
        assert len(report.sections) > 40
        assert compared > 150
        return
    assert compared == {"wide": 332, "as_written": 332, "bent": 30, "random": 300, "outsider": 4}[name]
    for number, (section, result) in enumerate([(s, r) for s in report.sections for r in s.results], 2):
        for column, line in enumerate((section.line(each) for each in (result.best, result.low, result.high)), 4):
            if line is not None and name != "random":
                places = book["Summary"].cell(number, 8).value
                stated = float(rounded(line.value, places))
                assert book["Summary"].cell(number, column).value == pytest.approx(stated, rel=1e-12, abs=1e-12)


def test_a_viewer_that_does_not_recalculate_shows_the_services_numbers() -> None:
    report = seen_by(calculation(top_down(), apportionment()), None)
    content = workbook(report)
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    for section in report.sections:
        rows = {row[0].value: row for row in shown[section.title].iter_rows(min_row=2)}
        for line in section.lines:
            cell = rows[line.id][2]
            assert cell.value == float(line.value)
            text = formulas[section.title][cell.coordinate].value
            assert str(text).startswith("=") == (line.kind == "computed")
            assert Decimal(rows[line.id][8].value) == line.value
            assert rows[line.id][5].value == (line.formula or None)


def test_what_was_given_or_stated_can_be_named_in_formulas_of_the_readers_own() -> None:
    report = seen_by(calculation(top_down(2), apportionment()), None)
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)), data_only=True)
    named = {f"{section.id}.{line.id}" for section in report.sections for line in section.lines if not line.live}
    assert set(book.defined_names) == named
    for name in named:
        answer, _, quantity = name.partition(".")
        ((sheet, cell),) = book.defined_names[name].destinations
        section = report.section(answer)
        line = section and section.line(quantity)
        assert line
        assert book[sheet][cell].value == float(line.value)


def test_the_same_calculation_gives_the_same_bytes() -> None:
    report = seen_by(calculation(top_down(), comparables()), None)
    assert workbook(report) == workbook(report)
    with zipfile.ZipFile(io.BytesIO(workbook(report))) as book:
        assert b"2026-05-12T09:30:00Z" in book.read("docProps/core.xml")


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    evil = '=HYPERLINK("http://example.org","x")'
    answer = top_down(2, (evil, "+1"))
    book = openpyxl.load_workbook(io.BytesIO(workbook(seen_by(calculation(answer), None))))
    kinds = {
        cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in (evil, "+1")
    }
    assert kinds == {"s"}


def test_a_sum_over_rows_in_a_row_is_a_range_and_what_is_too_long_is_a_number() -> None:
    rows = {f"h{number}.rate": number for number in range(1, 3001)}
    together = ", ".join(list(rows)[:1000])
    assert live_formula(f"sum({together}) / 2", lambda name: f"C{rows[name]}") == (
        "SUM(SUM(C1:C255),SUM(C256:C510),SUM(C511:C765),SUM(C766:C1000))/2"
    )
    assert live_formula("min(h1.rate, h3.rate, h4.rate)", lambda name: f"C{rows[name]}") == "MIN(C1,C3:C4)"
    apart = f"sum({','.join(f'{name}*2' for name in list(rows)[:1400])})"
    assert live_formula(apart, lambda name: f"C{rows[name]}") is None
    made = Derivation()
    for name in list(rows)[:1400]:
        made.given(name, Decimal(1), "1", name)
    made.computed("total", apart, "1", "Total")
    content = workbook(seen_by(calculation(MethodAnswer("shapley", (Result("", "Total", "total"),), made)), None))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Shapley value"]
    (row,) = [row for row in sheet.iter_rows() if row[0].value == "total"]
    assert (row[2].value, row[4].value) == (2800, "computed, not live: too long a formula for a cell")


def test_answers_of_one_method_have_sheets_of_their_own_names() -> None:
    answers = [reported(apportionment(), f"an_answer_with_a_long_name_{number}") for number in range(3)]
    report = seen_by(
        calculation(apportionment(), answers=tuple(answers), sensitivities=(), cross_checks=(), offers=()), None
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)))
    assert len(set(book.sheetnames)) == len(book.sheetnames) == 7
    assert all(len(name) <= 31 for name in book.sheetnames)
