"""Owns claim charts as workbooks: what is filled in, with drop-downs, and read back with every fault named by its
cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from services.assessment.charts.regions import Circle, Polygon, Rectangle, Region
from services.assessment.charts.rules import (
    Chart,
    Correspondence,
    Element,
    Figure,
    Gap,
    Level,
    Obligation,
    Status,
    number_text,
)
from shared.errors import SepiaError, Violation, invalid

__all__ = ["read_workbook", "workbook"]

_CHART = ("standard", "family", "patent", "claim", "claim_text", "language")
_ELEMENTS = ("label", "text")
_CORRESPONDENCES = (
    "number",
    "element",
    "standard",
    "version",
    "release",
    "subclause",
    "level",
    "status",
    "obligation",
    "quotation",
    "explanation",
    "confidential",
)
_FIGURES = ("correspondence", "document", "page", "shape", "coordinates", "caption")
_CHOICES = {
    "level": [each.value for each in Level],
    "status": [each.value for each in Status],
    "obligation": [each.value for each in Obligation],
    "shape": ["rectangle", "circle", "polygon"],
    "confidential": ["yes", "no"],
}
_HELP = (
    (
        "Chart",
        "One value a row: the standard and family as the register names them, the patent, one claim and its text.",
    ),
    ("Elements", "The claim, divided: every word of it in exactly one element, in its order."),
    (
        "Correspondences",
        "A row for each element and provision. Level is the provision's verb: shall, should, may or can.",
    ),
    ("Figures", "Optional. Coordinates in widths of the page, from its upper left corner, separated by semicolons:"),
    ("", "rectangle: x; y; width; height; degrees clockwise. circle: x; y; radius. polygon: x1; y1; x2; y2; x3; y3; …"),
    ("", "Document is the SHA-256 that uploading the page gave."),
)
_ROWS = 1000
_MAX_UNPACKED = 64 * 1024 * 1024
_MAX_CELLS = 200_000


def workbook(chart: Chart, lacking: Sequence[Gap] = ()) -> bytes:
    """The chart as a workbook: sheets Chart, Elements, Correspondences, Figures, Missing and Instructions."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    head = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    facts = [(name, str(getattr(chart, name))) for name in _CHART]
    _sheet(book, "Chart", ("field", "value"), facts, head, text, (16, 100))
    _sheet(
        book,
        "Elements",
        _ELEMENTS,
        ((each.label, each.text) for each in chart.elements),
        head,
        text,
        (10, 100),
    )
    rows = [(str(number), *_correspondence_cells(each)) for number, each in enumerate(chart.correspondences, 1)]
    _sheet(book, "Correspondences", _CORRESPONDENCES, rows, head, text, (8, 9, 20, 10, 10, 14, 10, 12, 13, 60, 60, 13))
    figures = [
        (str(number), figure.document, str(figure.page), *_region_cells(figure.region), figure.caption)
        for number, each in enumerate(chart.correspondences, 1)
        for figure in each.figures
    ]
    _sheet(book, "Figures", _FIGURES, figures, head, text, (15, 66, 7, 11, 50, 40))
    missing = [(gap.field, gap.text, "must be mended" if gap.blocking else "note") for gap in lacking]
    _sheet(book, "Missing", ("where", "what", "weight"), missing, head, text, (30, 100, 16))
    _sheet(book, "Instructions", ("sheet", "what to write"), _HELP, head, text, (18, 110))
    book.set_properties({"title": f"Claim chart: {chart.patent}, claim {chart.claim}"})
    book.close()
    return buffer.getvalue()


def read_workbook(content: bytes) -> Chart:
    """A chart from a workbook such as `workbook` writes.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_WORKBOOK; CHART_SHEET_INVALID: names each cell at fault, what is wrong with
            it and what would be right).
    """
    book = _opened(content)
    faults: list[Violation] = []
    facts = {row[0].strip(): (number, row[1]) for number, row in _rows(book, "Chart", ("field", "value"), faults)}
    values = {name: facts[name][1].strip() if name in facts else "" for name in _CHART}
    claim = _whole(values["claim"], f"Chart!B{facts['claim'][0] if 'claim' in facts else 1}", "claim", faults)
    elements = [Element(row[0].strip(), row[1].strip()) for _, row in _rows(book, "Elements", _ELEMENTS, faults)]
    correspondences: dict[str, Correspondence] = {}
    for number, row in _rows(book, "Correspondences", _CORRESPONDENCES, faults):
        cells: dict[str, str] = dict(zip(_CORRESPONDENCES, (cell.strip() for cell in row), strict=True))
        name = cells.pop("number") or str(len(correspondences) + 1)
        if name in correspondences:
            faults.append(Violation(f"Correspondences!A{number}", f"a number of its own; {name} is there before"))
            continue
        confidential = cells.pop("confidential").lower()
        if confidential not in ("", "yes", "no"):
            where = f"Correspondences!{_column(_CORRESPONDENCES, 'confidential')}{number}"
            faults.append(Violation(where, f"yes or no; it holds {confidential[:40]!r}"))
        enums = {
            column: _choice(
                cells.pop(column), kind, f"Correspondences!{_column(_CORRESPONDENCES, column)}{number}", faults
            )
            for column, kind in (("level", Level), ("status", Status), ("obligation", Obligation))
        }
        correspondences[name] = Correspondence(
            **cells, **cast("dict[str, Any]", enums), confidential=confidential == "yes"
        )
    figures: dict[str, list[Figure]] = {}
    for number, row in _rows(book, "Figures", _FIGURES, faults):
        of, document, page, shape, coordinates, caption = (cell.strip() for cell in row)
        if of not in correspondences:
            faults.append(Violation(f"Figures!A{number}", f"the number of a correspondence; {of or 'nothing'} is none"))
            continue
        on = _whole(page, f"Figures!C{number}", "page", faults)
        region = _region(shape, coordinates, number, faults)
        if region is not None:
            figures.setdefault(of, []).append(Figure(document, on, region, caption))
    if faults:
        shown = "; ".join(f"{fault.field} has to be {fault.description}" for fault in faults[:3])
        more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
        text = f"The workbook is no claim chart yet: {shown}{more}. Mend these cells and send it again."
        raise invalid("CHART_SHEET_INVALID", text, *faults[:100])
    return Chart(
        values["standard"],
        values["family"],
        values["patent"],
        claim,
        values["claim_text"],
        values["language"],
        tuple(elements),
        tuple(replace(each, figures=tuple(figures.get(name, ()))) for name, each in correspondences.items()),
    )


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    head: object,
    text: object,
    widths: Sequence[int],
) -> None:
    sheet = book.add_worksheet(name)
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.write_string(0, place, column, head)
        sheet.set_column(place, place, width, text)
        if column in _CHOICES:
            sheet.data_validation(1, place, _ROWS, place, {"validate": "list", "source": _CHOICES[column]})
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell, text)


def _correspondence_cells(each: Correspondence) -> list[str]:
    enums = {name: value.value if (value := getattr(each, name)) else "" for name in ("level", "status", "obligation")}
    texts = [enums[name] if name in enums else getattr(each, name) for name in _CORRESPONDENCES[1:-1]]
    return [*texts, "yes" if each.confidential else ""]


def _region_cells(region: Region) -> tuple[str, str]:
    match region:
        case Rectangle():
            numbers = [region.x, region.y, region.width, region.height, region.degrees]
            return "rectangle", "; ".join(map(number_text, numbers))
        case Circle():
            return "circle", "; ".join(map(number_text, (region.x, region.y, region.radius)))
        case Polygon():
            return "polygon", "; ".join(number_text(number) for point in region.points for number in point)


def _region(shape: str, coordinates: str, number: int, faults: list[Violation]) -> Region | None:
    try:
        numbers = [float(part) for part in coordinates.split(";")]
    except ValueError:
        faults.append(Violation(f"Figures!E{number}", "numbers separated by semicolons, such as 0.1; 0.2; 0.05"))
        return None
    if shape == "rectangle" and len(numbers) in (4, 5):
        return Rectangle(*numbers)
    if shape == "circle" and len(numbers) == 3:
        return Circle(*numbers)
    if shape == "polygon" and len(numbers) >= 6 and not len(numbers) % 2:
        return Polygon(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    what = "rectangle with 4 or 5 coordinates, circle with 3, or polygon with 6 or more, two a point"
    faults.append(Violation(f"Figures!D{number}", what))
    return None


def _opened(content: bytes) -> Any:
    import openpyxl  # loaded when first used: it brings libraries for images and XML
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED:
                raise _not_a_workbook("larger than 64 MiB, unpacked")
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise _not_a_workbook(f"not an Excel workbook ({error})") from None


def _rows(book: Any, name: str, columns: Sequence[str], faults: list[Violation]) -> list[tuple[int, list[str]]]:
    if name not in book.sheetnames:
        faults.append(Violation(name, f"a sheet of this workbook, with the columns {', '.join(columns)}"))
        return []
    from openpyxl.utils import get_column_letter  # as above

    found: list[tuple[int, list[str]]] = []
    seen = 0
    for number, values in enumerate(book[name].iter_rows(values_only=True), 1):
        cells = [_cell(value) for value in values]
        faults += [
            Violation(f"{name}!{get_column_letter(place)}{number}", what)
            for place, value in enumerate(values[: len(columns)], 1)
            if number > 1 and (what := _altered(value))
        ]
        seen += len(cells)
        if seen > _MAX_CELLS:
            faults.append(Violation(name, f"of at most {_MAX_CELLS:,} cells"))
            return []
        if number == 1:
            if [cell.strip().lower() for cell in cells[: len(columns)]] != list(columns):
                faults.append(Violation(f"{name}!A1", f"the header {', '.join(columns)}"))
                return []
        elif any(cell.strip() for cell in cells):
            found.append((number, (cells + [""] * len(columns))[: len(columns)]))
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # Excel keeps 12 as a floating-point number
    return str(value)


def _altered(value: object) -> str:
    """What is wrong with a cell in which a spreadsheet put something else than what was typed; empty for nothing.

    Of a cell that is not formatted as text it makes 5.1 of 5.10, and a date of 5.3 or 5.3.3: another provision is cited
    then, and nobody sees it.
    """
    again = "format the cell as text and write it again"
    if isinstance(value, float) and not value.is_integer():
        return f"text; it holds the number {value!r}, which may have been {value!r}0: {again}"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return f"text; the spreadsheet made a date or time of it ({value}): {again}"
    return ""


def _whole(text: str, cell: str, what: str, faults: list[Violation]) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000:
        return int(text)
    faults.append(Violation(cell, f"the number of the {what}, from 1 to 10000; it holds {text[:40]!r}"))
    return 0


def _choice(text: str, kind: type[Level | Status | Obligation], cell: str, faults: list[Violation]) -> object:
    if not text:
        return None
    try:
        return kind(text.lower())
    except ValueError:
        faults.append(Violation(cell, f"one of {', '.join(each.value for each in kind)}; it holds {text[:40]!r}"))
        return None


def _column(columns: Sequence[str], name: str) -> str:
    return xl_col_to_name(columns.index(name))


def _not_a_workbook(what: str) -> SepiaError:
    text = f"The file is {what}. Save it as .xlsx without a password, from the workbook that exporting a chart gives."
    return invalid("NOT_A_WORKBOOK", text, Violation("content", "an Excel workbook"))
