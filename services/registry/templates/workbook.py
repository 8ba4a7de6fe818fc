"""Owns the template as a file: a workbook with drop-downs and instructions, or a CSV with an example row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from services.registry.templates.columns import COLUMNS
from services.registry.templates.reading import SHEET

_FILLED_ROWS = 10_000
"""Rows of the sheet that have drop-downs."""


def template_workbook(offices: Sequence[str], standards: Sequence[str]) -> bytes:
    """The template as a workbook: a sheet to fill in, and one that says what to write.

    Args:
        offices: codes to choose from.
        standards: names to choose from; others may be written.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True})
    needed = book.add_format({"bold": True, "bg_color": "#8A4B08", "font_color": "#FFFFFF", "text_wrap": True})
    text, date = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True, "valign": "top"})
    sheet, help_sheet, lists = (book.add_worksheet(name) for name in (SHEET, "Instructions", "Lists"))
    for place, names in enumerate((offices, standards)):
        lists.write_column(0, place, list(names))
    lists.hide()
    sources = {
        "office": f"=Lists!$A$1:$A${max(1, len(offices))}",
        "standard": f"=Lists!$B$1:$B${max(1, len(standards))}",
    }
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.title, needed if column.required else head)
        sheet.set_column(place, place, max(14, len(column.title) + 4), date if column.field == "signed_on" else text)
        rule: dict[str, object] = {"input_title": column.title[:32], "input_message": _short(column.help)}
        if column.choices:
            rule |= {"validate": "list", "source": list(column.choices)}
        elif column.field in sources:
            # Other values are allowed: the list is a help, not a limit.
            rule |= {"validate": "list", "source": sources[column.field], "error_type": "information"}
        elif column.field == "signed_on":
            rule |= {"validate": "custom", "value": "=ISNUMBER(C2)", "error_type": "warning"}
            rule |= {"error_message": "Write a date, for example 2026-03-31."}
        else:
            rule |= {"validate": "any"}
        sheet.data_validation(1, place, _FILLED_ROWS, place, rule)
    sheet.freeze_panes(1, 1)
    help_sheet.set_column(0, 0, 24, bold)
    help_sheet.set_column(1, 2, 60, wrap)
    lines = [
        (
            "How to fill in",
            "A row names one patent for one standard. Rows with the same reference are one declaration.",
        ),
        ("Unknown", "Leave blank what is not known; it is kept as unknown. Do not write n/a, - or pending."),
        ("Formulas", "Formulas are not computed: paste values."),
        ("Sending", "sepia import declarations.xlsx --format template-xlsx"),
        (
            "Rejected rows",
            "You get a file with the rejected rows and what is wrong; correct it there and send it again.",
        ),
    ]
    for number, (title, what) in enumerate(lines):
        help_sheet.write_string(number, 0, title)
        help_sheet.write_string(number, 1, what)
    for number, column in enumerate(COLUMNS, len(lines) + 1):
        help_sheet.write_string(number, 0, f"{column.title}{' (required)' if column.required else ''}")
        help_sheet.write_string(number, 1, column.help)
        help_sheet.write_string(number, 2, f"For example: {column.example}")
    sheet.activate()
    book.close()
    return buffer.getvalue()


def template_csv() -> bytes:
    """The template as CSV (UTF-8 with a byte order mark, so that Excel reads it): the header alone."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow(column.title for column in COLUMNS)
    return buffer.getvalue().encode("utf-8-sig")


def _short(text: str) -> str:
    return text if len(text) <= 255 else text[:254] + "…"
