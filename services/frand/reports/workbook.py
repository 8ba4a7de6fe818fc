"""Owns a report as a workbook with live formulas, for the other side to audit and to bend.

Each answer has a sheet with a row a quantity. What was given or stated by the numerics is a plain number under a
defined name (`top_down.aggregate`); what was computed is a formula over the cells of what it follows from, with the
service's number kept in the cell, so that a viewer that does not recalculate shows the service's numbers, and one that
does gets the same. The summary rounds as its last step, to decimal places that stand in a cell. Every text is a text:
nothing in it is run.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from services.frand.engine.formulas import spreadsheet
from services.frand.reports import numbers
from services.frand.reports.rules import Line, Report, Section, ShownResult

MOST_LETTERS = 8_192
"""Letters of a spreadsheet's formula."""

_LONGEST_TEXT = 32_767
_VALUE = 2  # the column of values on a method's sheet
_RUNS = re.compile(r"\b(SUM|AVERAGE|MEDIAN|MIN|MAX)\(((?:C\d+,)+C\d+)\)")
_COLUMNS = ("Name", "What it is", "Value", "Unit", "How", "Formula", "Follows from", "Source", "The service's number")
_WIDTHS = (30, 56, 20, 26, 10, 44, 30, 60, 34)
_HOW = (
    ("Cells in blue on yellow were given. Change them: every formula that follows from them follows.",),
    ("Cells on white are formulas over the cells they follow from; column F says each in names.",),
    (
        "Cells on grey were stated by the numerics (a quantile of a distribution, a posterior mean): a spreadsheet "
        "cannot compute them. They do not move with what they follow from; enter what your own numerics say.",
    ),
    ("Summary rounds as its last step, to the decimal places in its column H, halves away from zero.",),
    ("Column I has the service's number with all its digits; cells carry about 15 of them.",),
    ("Cells may be named in formulas of your own as METHOD.NAME, such as top_down.aggregate.",),
)


def workbook(report: Report) -> bytes:
    """The report as an Excel workbook; the same bytes each time."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = xlsxwriter.Workbook(stream, options)
    book.set_properties(
        {
            "title": report.title[:255],
            "subject": report.name,
            "author": "Sepia",
            "comments": "A version without what is restricted to others" if report.withheld else "",
            "created": report.created.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    book.set_calc_mode("auto")
    formats = _formats(book)
    front, summary = book.add_worksheet("Report"), book.add_worksheet("Summary")
    sheets = _sheet_names(report)
    cells: dict[tuple[str, str], str] = {}
    for section in report.sections:
        name = sheets[section.id]
        rows = _method_sheet(book, book.add_worksheet(name), section, formats)
        cells |= {(section.id, each): f"'{name}'!$C${row + 1}" for each, row in rows.items()}
    _summary_sheet(summary, report, cells, formats)
    _checks_sheet(book.add_worksheet("Checks"), report, formats)
    _basis_sheet(book.add_worksheet("Basis"), report, formats)
    _front_sheet(front, report, formats)
    book.close()
    return stream.getvalue()


def live_formula(formula: str, cell: Callable[[str], str]) -> str | None:
    """The formula of a cell, without the equals sign; None where it is longer than a spreadsheet can hold."""
    text = _RUNS.sub(_with_ranges, spreadsheet(formula, cell))
    return text if len(text) < MOST_LETTERS else None


def _with_ranges(call: re.Match[str]) -> str:
    # A sum over the rows of 300 holders reads as one over a range, and stays short.
    rows = [int(cell[1:]) for cell in call[2].split(",")]
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    ranges = [f"C{first}" if first == last else f"C{first}:C{last}" for first, last in runs]
    return f"{call[1]}({','.join(ranges)})"


def _formats(book: Any) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "warn": book.add_format({"bold": True, "font_color": "#9C0006", **wrapped}),
        "head": book.add_format({"bold": True, "bottom": 1, **wrapped}),
        "group": book.add_format({"bold": True, "bg_color": "#E7E6E6", "valign": "top"}),
        "text": book.add_format(wrapped),
        "given": book.add_format({"font_color": "#0000FF", "bg_color": "#FFFFE0", "valign": "top"}),
        "computed": book.add_format({"valign": "top"}),
        "stated": book.add_format({"bg_color": "#EDEDED", "valign": "top"}),
        "withheld": book.add_format({"italic": True, "font_color": "#7F7F7F", "valign": "top"}),
        "best": book.add_format({"bold": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"}),
    }


def _sheet_names(report: Report) -> dict[str, str]:
    named: dict[str, str] = {}
    for section in report.sections:
        name = re.sub(r"[\[\]:*?/\\']", " ", section.title)[:28]
        taken = {each.lower() for each in named.values()} | {"report", "summary", "checks", "basis", "history"}
        named[section.id] = name if name.lower() not in taken else f"{name} {len(named) + 1}"
    return named


def _method_sheet(book: Any, sheet: Any, section: Section, formats: Mapping[str, Any]) -> dict[str, int]:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, _VALUE + 1)
    _row(sheet, 0, _COLUMNS, formats["head"])
    rows = _rows_of(section)
    group = ""
    for line in section.lines:
        row = rows[line.id]
        if line.group != group:
            group = line.group
            _row(sheet, row - 1, (group, *[""] * (len(_COLUMNS) - 1)), formats["group"])
        _write_line(sheet, row, line, lambda name: f"C{rows[name] + 1}", formats)
        if not line.live:
            _name(book, f"{section.id}.{line.id}", f"='{sheet.get_name()}'!$C${row + 1}")
    last = max(rows.values(), default=0) + 2
    for offset, each in enumerate(section.withheld):
        _row(sheet, last + offset, (each.id, f"Withheld: {each.why}.", "withheld"), formats["withheld"])
    return rows


def _rows_of(section: Section) -> dict[str, int]:
    """The row of every line, with one left free above each group."""
    rows: dict[str, int] = {}
    row, group = 1, ""
    for line in section.lines:
        if line.group != group:
            group = line.group
            row += 1
        rows[line.id] = row
        row += 1
    return rows


def _write_line(sheet: Any, row: int, line: Line, cell: Callable[[str], str], formats: Mapping[str, Any]) -> None:
    formula = live_formula(line.formula, cell) if line.live else None
    how, value = line.kind, float(line.value)
    if formula is not None:
        sheet.write_formula(row, _VALUE, f"={formula}", formats["computed"], value)
    else:
        kind = "given" if line.kind == "given" else "stated"
        if line.kind == "computed":
            how = "computed, not live: " + (
                "too long a formula for a cell" if line.live else "rests on what is withheld"
            )
        sheet.write_number(row, _VALUE, value, formats[kind])
    texts = {
        0: line.id,
        1: line.label,
        3: line.unit,
        4: how,
        5: line.formula,
        6: ", ".join(line.inputs),
        7: "\n".join(line.sources),
        8: format(line.value, "f"),
    }
    for column, text in texts.items():
        _text(sheet, row, column, text, formats["text"])


def _name(book: Any, name: str, refers_to: str) -> None:
    # A name that a spreadsheet does not take (none of the engine's is known to be) is left out; the cell is there.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.define_name(name, refers_to)


def _summary_sheet(
    sheet: Any, report: Report, cells: Mapping[tuple[str, str], str], formats: Mapping[str, Any]
) -> None:
    head = ("Method", "Whose", "What it is", "Best", "Low", "High", "Unit", "Decimal places")
    for column, width in enumerate((24, 34, 50, 20, 20, 20, 34, 16)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    _row(sheet, 0, head, formats["head"])
    row = 1
    for section in report.sections:
        for result in section.results:
            _row(sheet, row, (section.title, result.subject, result.label), formats["text"])
            _result(sheet, row, section, result, cells, formats)
            row += 1


def _result(
    sheet: Any,
    row: int,
    section: Section,
    result: ShownResult,
    cells: Mapping[tuple[str, str], str],
    formats: Mapping[str, Any],
) -> None:
    for column, name in ((3, result.best), (4, result.low), (5, result.high)):
        line = section.line(name)
        if line is not None:
            stated = float(numbers.rounded(line.value, result.places))
            form = formats["best" if column == 3 else "computed"]
            sheet.write_formula(row, column, f"=ROUND({cells[section.id, name]},$H${row + 1})", form, stated)
        elif result.withheld:
            sheet.write_string(row, column, "withheld", formats["withheld"])
    _text(sheet, row, 6, result.unit, formats["text"])
    if result.best or result.low or result.high:
        sheet.write_number(row, 7, result.places, formats["given"])


def _checks_sheet(sheet: Any, report: Report, formats: Mapping[str, Any]) -> None:
    for column, width in enumerate((40, 30, 20, 20, 24, 24, 20, 70)):
        sheet.set_column(column, column, width)
    row = _heading(sheet, 0, "Cross-checks", ("What", "Compared with", "Number", "Compared number", "Unit"), formats)
    for check in report.cross_checks:
        _row(sheet, row, (check.label, check.against), formats["text"])
        sheet.write_number(row, 2, float(check.value), formats["computed"])
        if check.reference is not None:
            sheet.write_number(row, 3, float(check.reference), formats["computed"])
        _text(sheet, row, 4, check.unit, formats["text"])
        _text(sheet, row, 7, check.finding, formats["text"])
        row += 1
    head = ("What is changed", "Result", "Result at low", "Result at high", "Low", "High", "First order; total")
    row = _heading(sheet, row + 1, "Sensitivities", head, formats)
    for each in report.sensitivities:
        _row(sheet, row, (each.factor, f"{each.result.answer}.{each.result.quantity}"), formats["text"])
        sheet.write_number(row, 2, float(each.low), formats["computed"])
        sheet.write_number(row, 3, float(each.high), formats["computed"])
        indices = [f"{index:.3f}" for index in (each.first_order, each.total) if index is not None]
        for column, text in ((4, each.low_setting), (5, each.high_setting), (6, "; ".join(indices))):
            _text(sheet, row, column, text, formats["text"])
        row += 1
    row = _heading(sheet, row + 1, "Offers", ("Offer", "By", "Rate", "Probability below", "Unit", "Beside"), formats)
    for offer in report.offers:
        _row(sheet, row, (offer.label, offer.by), formats["text"])
        sheet.write_number(row, 2, float(offer.value), formats["computed"])
        _text(sheet, row, 4, offer.unit, formats["text"])
        row += 1
        for place in offer.placements:
            if place.level is not None:
                sheet.write_number(row, 3, float(place.level), formats["computed"])
            _text(sheet, row, 5, f"{place.result.answer}.{place.result.quantity}", formats["text"])
            _text(sheet, row, 7, place.says, formats["text"])
            row += 1
        for condition in offer.conditions:
            _text(sheet, row, 7, f"To be fair: {condition}", formats["text"])
            row += 1


def _basis_sheet(sheet: Any, report: Report, formats: Mapping[str, Any]) -> None:
    for column, width in enumerate((30, 60, 90)):
        sheet.set_column(column, column, width)
    row = _listing(sheet, 0, "What was asked", [("", each.label, each.value) for each in report.asked], formats)
    notes = [(section.title, note, "") for section in report.sections for note in section.notes]
    row = _listing(sheet, row, "What was assumed", notes, formats)
    omitted = [(section.title, left.what, left.why) for section in report.sections for left in section.omitted]
    row = _listing(sheet, row, "What was left out, and why", omitted, formats)
    said = [("", sentence, "") for sentence in report.withheld]
    withheld = [(section.title, each.id, each.why) for section in report.sections for each in section.withheld]
    row = _listing(sheet, row, "What was withheld", [*said, *withheld], formats)
    cited = {source: section.title for section in report.sections for line in section.lines for source in line.sources}
    _listing(sheet, row, "Sources", [(title, source, "") for source, title in cited.items()], formats)


def _front_sheet(sheet: Any, report: Report, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    _text(sheet, 0, 0, report.title, formats["title"])
    row = 2
    for warning in _warnings(report):
        _text(sheet, row, 1, warning, formats["warn"])
        row += 1
    facts = [
        ("Calculation", report.name),
        ("Digest of the results", report.result_digest or "withheld with the numbers that it would confirm"),
        ("Engine", report.engine_version),
        ("Computed", report.created.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("To verify", report.verify),
        *(("Stands on", checkpoint) for checkpoint in report.checkpoints),
    ]
    for label, value in facts:
        _text(sheet, row, 0, label, formats["head"])
        _text(sheet, row, 1, value, formats["text"])
        row += 1
    row += 1
    _text(sheet, row, 0, "How to read it", formats["head"])
    for (sentence,) in _HOW:
        _text(sheet, row, 1, sentence, formats["text"])
        row += 1
    sheet.activate()


def _warnings(report: Report) -> list[str]:
    demonstration = ["DEMONSTRATION: made-up declarations or simulated findings."] if report.demonstration else []
    withheld = ["This version leaves out what is restricted to others.", *report.withheld] if report.withheld else []
    return [*demonstration, *withheld]


def _heading(sheet: Any, row: int, title: str, head: Sequence[str], formats: Mapping[str, Any]) -> int:
    _text(sheet, row, 0, title, formats["group"])
    _row(sheet, row + 1, head, formats["head"])
    return row + 2


def _listing(sheet: Any, row: int, title: str, rows: Iterable[Sequence[str]], formats: Mapping[str, Any]) -> int:
    _text(sheet, row, 0, title, formats["group"])
    row += 1
    empty = True
    for each in rows:
        _row(sheet, row, each, formats["text"])
        row, empty = row + 1, False
    if empty:
        _text(sheet, row, 0, "nothing", formats["text"])
        row += 1
    return row + 1


def _row(sheet: Any, row: int, texts: Sequence[str], form: Any) -> None:
    for column, text in enumerate(texts):
        _text(sheet, row, column, text, form)


def _text(sheet: Any, row: int, column: int, text: str, form: Any) -> None:
    if len(text) > _LONGEST_TEXT:
        text = text[: _LONGEST_TEXT - 80] + f" … ({len(text):,} characters; the JSON form has all of them)"
    if text:
        sheet.write_string(row, column, text, form)
    else:
        sheet.write_blank(row, column, None, form)
