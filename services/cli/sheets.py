"""Owns CSV as it is given to people: openable in a spreadsheet without anything in it being run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from shared.spreadsheets import csv_line


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A CSV file: a header line, commas, double quotes, one line feed a row, every cell harmless."""
    return "".join(map(csv_line, [columns, *rows]))


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
