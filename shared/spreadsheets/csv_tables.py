"""Owns CSV as it is given to people: UTF-8, commas, double quotes, a line feed a row; unknown is not the empty text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from shared.spreadsheets.cells import Cell, written

_QUOTED = re.compile(r"[\",\r\n;\t]|^\s|\s$")


def csv_line(values: Iterable[Cell]) -> str:
    """A row: the unknown is nothing at all, the empty text is `""`, and what would be run is made harmless."""
    return ",".join(map(_field, values)) + "\n"


def _field(value: Cell) -> str:
    text = written(value)
    if text is None:
        return ""
    # Quoted also for other separators: a spreadsheet set to them must not find a cell inside a cell.
    return '"' + text.replace('"', '""') + '"' if not text or _QUOTED.search(text) else text


class CsvTable:
    """A CSV file as it is written, row by row.

    Args:
        stream: takes its bytes.
        columns: the header line.
    """

    def __init__(self, stream: BinaryIO, columns: Sequence[str]) -> None:
        self._stream = stream
        self._stream.write(csv_line(columns).encode())

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Takes further rows."""
        self._stream.write("".join(map(csv_line, rows)).encode())
