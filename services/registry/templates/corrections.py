"""Owns the files in which rejected rows are corrected: the rows as sent, what is wrong beside them.

They are made by reading the file again as it was submitted, so they need nothing that the import did not keep.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import xlsxwriter

from services.registry.imports.isld import Batch, IsldReader
from services.registry.templates.reading import SHEET, csv_rows, workbook_rows
from services.registry.templates.rules import NOTE_PREFIX
from shared.spreadsheets import safe_cell

NOTES = (f"{NOTE_PREFIX}line", f"{NOTE_PREFIX}what is wrong")
"""Headers of the columns that are added; a reader passes over them."""

Wrong = Mapping[int, str]
"""Line → what is wrong there, in words."""


class CorrectionFile(Protocol):
    """Makes a correction file from a file that is pushed in pieces."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Takes the next piece and yields what is complete with it."""
        ...

    def finish(self) -> Iterator[bytes]:
        """Yields the rest once the last piece was fed."""
        ...


class IsldCorrections:
    """The rejected rows of an ISLD export, byte for byte, each with its line and what is wrong."""

    def __init__(self, wrong: Wrong) -> None:
        self._wrong = wrong
        self._reader = IsldReader()
        self._head: bytearray | None = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        if self._head is not None:
            self._head += piece
            header, newline, _ = bytes(self._head).partition(b"\n")
            if newline:
                self._head = None
                yield header.rstrip(b"\r") + _semicolons(NOTES) + b"\r\n"
        yield from self._rejected(self._reader.feed(piece))

    def finish(self) -> Iterator[bytes]:
        yield from self._rejected(self._reader.finish())

    def _rejected(self, batches: Iterable[Batch]) -> Iterator[bytes]:
        for batch in batches:
            for row in batch.rejected:
                yield row.record + _semicolons((str(row.line), self._wrong.get(row.line, ""))) + b"\r\n"


class WholeCorrections:
    """The rejected rows of a file that is read whole, as the formats are whose size is limited."""

    def __init__(self, make: Callable[[bytes, Wrong], bytes], wrong: Wrong) -> None:
        self._make = make
        self._wrong = wrong
        self._content = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        self._content += piece
        return iter(())

    def finish(self) -> Iterator[bytes]:
        yield self._make(bytes(self._content), self._wrong)


def _semicolons(values: Sequence[str]) -> bytes:
    return "".join(';"{}"'.format(value.replace('"', '""')) for value in values).encode()


def csv_corrections(content: bytes, wrong: Wrong) -> bytes:
    """The rejected rows of a CSV, separated by semicolons; what a spreadsheet would run is made harmless."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    header: list[str] | None = None
    for line, cells in csv_rows(content):
        texts = [str(cell) for cell in cells]
        if header is None:
            header = _without_notes(texts)
            writer.writerow([*map(safe_cell, header), *NOTES])
        elif line in wrong:
            writer.writerow([*map(safe_cell, _padded(texts, len(header))), str(line), safe_cell(wrong[line])])
    return buffer.getvalue().encode("utf-8-sig")


def workbook_corrections(content: bytes, wrong: Wrong) -> bytes:
    """The rejected rows of a workbook; texts stay texts, whatever they begin with."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    head, red = book.add_format({"bold": True}), book.add_format({"font_color": "#B00020", "text_wrap": True})
    header: list[str] | None = None
    row = 1
    for number, cells in workbook_rows(content):
        texts = [str(cell) for cell in cells]
        if header is None:
            header = _without_notes(texts)
            for place, title in enumerate([*header, *NOTES]):
                sheet.write_string(0, place, title, head)
                sheet.set_column(place, place, 60 if title == NOTES[1] else 18)
        elif number in wrong:
            for place, text in enumerate(_padded(texts, len(header))):
                sheet.write_string(row, place, text)
            sheet.write_string(row, len(header), str(number))
            sheet.write_string(row, len(header) + 1, wrong[number], red)
            row += 1
    book.close()
    return buffer.getvalue()


def _without_notes(titles: Sequence[str]) -> list[str]:
    kept = list(titles)
    while kept and (not kept[-1].strip() or kept[-1].startswith(NOTE_PREFIX.strip())):
        kept.pop()
    return kept


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
