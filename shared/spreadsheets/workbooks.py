"""Owns Excel workbooks as they are given to people: written in constant memory, texts as texts, never as formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from shared.spreadsheets.cells import Cell, written

MAX_ROWS = 1_048_576
"""Rows of a sheet, its header included."""

_LONGEST_TEXT = 32_767  # characters of a cell
_GREATEST_INTEGER = 2**53
# Excel counts a 29 February 1900 that others do not: before it, the same number is another day to each.
_FIRST_DAY = dt.date(1900, 3, 1)
_WIDTH = 18


class TextTooLong(Exception):
    """A text that no cell can hold; nothing is cut off silently.

    Attributes:
        column: where it stands.
        length: in characters.
    """

    def __init__(self, column: str, length: int) -> None:
        super().__init__(f"a text of {length} characters in the column {column}; a cell holds {_LONGEST_TEXT}")
        self.column = column
        self.length = length


class Workbook:
    """A workbook with a sheet `About` and a table, divided over several sheets where it is long.

    Args:
        path: the file.
        sheet: name of the table's sheet; of a second one `{sheet} 2`.
        columns: the header line.
        rows_a_sheet: for tests: rows of a sheet, its header included.
    """

    def __init__(self, path: Path, sheet: str, columns: Sequence[str], *, rows_a_sheet: int = MAX_ROWS) -> None:
        import xlsxwriter  # loaded when first used: most who write tables write CSV

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._about: Any = self._book.add_worksheet("About")
        self._name, self._columns, self._most = sheet, columns, rows_a_sheet
        self._number = 0
        self._begin_sheet()

    @property
    def sheets(self) -> int:
        """Sheets that the table is on so far."""
        return self._number

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Takes further rows.

        Raises:
            TextTooLong: a text does not fit a cell.
        """
        for row in rows:
            if self._row == self._most:
                self._begin_sheet()
            for place, value in enumerate(row):
                if value is not None:
                    self._write(self._row, place, value)
            self._row += 1

    def close(self, about: Mapping[str, Cell]) -> None:
        """Completes the file with what it says about itself."""
        self._about.set_column(0, 0, 24)
        self._about.set_column(1, 1, 100)
        for row, (name, value) in enumerate(about.items()):
            self._about.write_string(row, 0, name, self._bold)
            if isinstance(value, int) and not isinstance(value, bool):
                self._about.write_number(row, 1, value)
            elif value is not None:
                text = value if isinstance(value, str) else written(value)
                self._about.write_string(row, 1, text)
        self._book.close()

    def _begin_sheet(self) -> None:
        self._number += 1
        name = self._name if self._number == 1 else f"{self._name} {self._number}"
        self._sheet: Any = self._book.add_worksheet(name)
        self._sheet.set_column(0, len(self._columns) - 1, _WIDTH)
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, column, self._bold)
        self._row = 1

    def _write(self, row: int, place: int, value: Cell) -> None:
        sheet = self._sheet
        match value:
            case bool():
                sheet.write_boolean(row, place, value)
            case str():
                if len(value) > _LONGEST_TEXT:
                    raise TextTooLong(self._columns[place], len(value))
                sheet.write_string(row, place, value)
            case int():
                if abs(value) <= _GREATEST_INTEGER:
                    sheet.write_number(row, place, value)
                else:
                    sheet.write_string(row, place, str(value))
            case Decimal():
                # A cell's number is binary: what it cannot hold digit by digit is given as text.
                if Decimal(repr(float(value))) == value:
                    sheet.write_number(row, place, float(value))
                else:
                    sheet.write_string(row, place, str(value))
            case dt.date() if not isinstance(value, dt.datetime) and value >= _FIRST_DAY:
                sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), self._day)
            case _:
                sheet.write_string(row, place, str(written(value)))
