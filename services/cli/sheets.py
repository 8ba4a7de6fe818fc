"""Owns CSV as it is given to people: openable in a spreadsheet without anything in it being run."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-\d+(\.\d+)?([eE][+-]?\d+)?")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would take it for a formula.

    Negative numbers stay numbers.
    """
    if cell.startswith(_RUN_BY_SPREADSHEETS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A CSV file: a header line, commas, double quotes, one line feed a row, every cell harmless."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return sheet.getvalue()


def write_whole(file: Path, text: str) -> None:
    """Writes a file whole or not at all; `-` is standard output."""
    if str(file) == "-":
        sys.stdout.write(text)
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}.draft")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write_pieces(file: Path, pieces: Iterable[bytes]) -> Iterator[int]:
    """Writes bytes to a file whole or not at all; `-` is standard output. Gives the bytes written so far."""
    size = 0
    if str(file) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
            size += len(piece)
            yield size
        sys.stdout.buffer.flush()
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
                size += len(piece)
                yield size
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
