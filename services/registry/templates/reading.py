"""Owns the reading of rows from CSV texts and workbooks: cells in, with the line or row they stand in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any, cast

from services.registry.templates.columns import Cell
from services.registry.templates.rules import NOTE_PREFIX
from shared.errors import SepiaError, invalid
from shared.spreadsheets import given_text

SHEET = "Declarations"
"""The sheet of a workbook that is read; the only sheet when it has another name."""

Row = tuple[int, list[Cell]]
_DELIMITERS = (";", ",", "\t")
_MAX_UNPACKED = 1024 * 1024 * 1024
_MAX_EMPTY_ROWS = 10_000
_ANSWERS = {"=TRUE()": "yes", "=FALSE()": "no"}
"""How LibreOffice writes a yes or no; nothing in it is computed."""


def csv_rows(content: bytes) -> Iterator[Row]:
    """The rows of a CSV text with the line each begins on, the header first; empty lines are passed over.

    The separator is a semicolon, comma or tab: whichever the header has most of. In a correction file, cells that were
    made harmless are read as they were given.

    Raises:
        SepiaError: INVALID_ARGUMENT (EMPTY_FILE, WRONG_ENCODING, NOT_A_TEXT, MALFORMED_QUOTES).
    """
    text = _decoded(content)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    corrected: bool | None = None
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise invalid(
                "MALFORMED_QUOTES",
                f"The quotes of the row that begins on line {before + 1} are wrong ({error}). A value that holds a "
                'quote is written with the quote doubled, as in "Acme ""Wireless"" Ltd".',
            ) from None
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            if corrected is None:
                corrected = any(cell.startswith(NOTE_PREFIX.strip()) for cell in cells)
            yield line, [given_text(cell) for cell in cells] if corrected else list(cells)


def workbook_rows(content: bytes) -> Iterator[Row]:
    """The rows of a workbook's sheet with their numbers, the header first; empty rows are passed over.

    A formula is never computed: its cell is the formula's text, which the rules refuse.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE, NO_SUCH_SHEET).
    """
    import openpyxl  # loaded when first used: it brings libraries for images and XML
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED:
                raise invalid(
                    "WORKBOOK_TOO_LARGE",
                    "Unpacked, the workbook is larger than 1 GiB. Send the rows as CSV, or divide them.",
                )
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise _not_a_workbook(content, error) from None
    names = book.sheetnames
    name = SHEET if SHEET in names else names[0] if len(names) == 1 else None
    if name is None:
        raise invalid(
            "NO_SUCH_SHEET", f"The workbook has no sheet {SHEET}; it has {', '.join(names)}. Name the sheet {SHEET}."
        )
    empty = 0
    sheet = cast(Any, book[name])  # a read-only worksheet, for which the types are incomplete
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_cell(value) for value in values]
        if any(not isinstance(cell, str) or cell.strip() for cell in cells):
            empty = 0
            yield number, cells
        elif (empty := empty + 1) > _MAX_EMPTY_ROWS:
            return  # formats that reach to the last row of the sheet


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Excel keeps 12366384 as a floating-point number, and of more than 15 digits only the first ones.
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, (str, int, dt.time, dt.timedelta)):
        text = str(value)
        return _ANSWERS.get(text.upper(), text)
    return f"={getattr(value, 'text', None) or '…'}".replace("==", "=")  # a formula over several cells


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise invalid("EMPTY_FILE", "The file is empty. Fill in the template (`sepia template`) and send that.")
    if content.startswith(b"PK\x03\x04"):
        raise invalid(
            "NOT_A_TEXT", "The file is a workbook or a ZIP archive, not a CSV. Send a workbook as format xlsx."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise invalid(
            "WRONG_ENCODING",
            f"The file is not UTF-8 (line {line} has the byte 0x{content[wrong.start]:02X}). Save it as CSV UTF-8 and "
            "send that.",
        ) from None


def _not_a_workbook(content: bytes, error: Exception) -> SepiaError:
    old = content.startswith(b"\xd0\xcf\x11\xe0")
    what = "an old or encrypted Excel workbook (.xls)" if old else f"not an Excel workbook ({error})"
    return invalid("NOT_A_WORKBOOK", f"The file is {what}. Save it as .xlsx without a password, or as CSV UTF-8.")
