"""Owns the reading of ETSI's ISLD export: bytes in, batches of understood rows and of rejected rows out.

The reader is pushed bytes in pieces of any size and holds at most one block, so a file of any length is read in the
same memory. It refuses a file that is no ISLD export as a whole (`SepiaError`, INVALID); a bad row of a good file is
rejected alone, with its line, column, value, reason and what to do, and with its bytes, so that a file of only the
rejected rows can be mended and sent again.

    for batch in read_isld(chunks):
        store(batch.rows, batch.raw)
        report(batch.rejected)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from services.registry.imports.isld_header import COLUMNS, DELIMITER, HEADER_LIMIT, Header, read_header
from services.registry.imports.isld_rows import ROW_SCHEMA, Fault, RowUnderstanding, shortened
from services.registry.imports.records import BrokenRecord, Cut, RecordCutter
from services.registry.standards.identity import Standard

__all__ = ["COLUMNS", "ROW_SCHEMA", "Batch", "Fault", "IsldReader", "RejectedRow", "read_isld"]

RECORD_LIMIT: Final = 1024 * 1024
"""Greatest length of one row in bytes; the longest of the real export are a few thousand."""

_BLOCK_BYTES: Final = 8 * 1024 * 1024
_BATCH_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not accepted, and why.

    Attributes:
        line: physical line it begins on, as an editor counts (the header is on line 1).
        offset: byte offset of its beginning in the file.
        faults: at least one.
        record: its bytes as they were sent, without the line end; of a row that is too long, the beginning.
    """

    line: int
    offset: int
    faults: tuple[Fault, ...]
    record: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of rows in file order.

    Attributes:
        rows: what was understood; `ROW_SCHEMA`.
        raw: what was given: the 40 `COLUMNS` as text, same height and order as `rows`.
        standards: the standards that `rows["standard"]` names, by key.
        rejected: rows not accepted, by line.
        bytes_read: how many bytes of the file have been taken in so far, for progress.
    """

    rows: pl.DataFrame
    raw: pl.DataFrame
    standards: Mapping[str, Standard]
    rejected: Sequence[RejectedRow]
    bytes_read: int


class IsldReader:
    """Reads one ISLD file that is pushed in pieces; call `feed` for each piece, then `finish` once.

    Args:
        batch_rows: greatest height of a batch.
        block_bytes: how much is gathered before it is parsed; memory is a small multiple of it.
        record_limit: greatest length of a row in bytes.

    Attributes:
        bytes_read: taken in so far.
        rows_accepted: handed out so far.
        rows_rejected: handed out so far.
    """

    def __init__(
        self, *, batch_rows: int = _BATCH_ROWS, block_bytes: int = _BLOCK_BYTES, record_limit: int = RECORD_LIMIT
    ) -> None:
        self.bytes_read = 0
        self.rows_accepted = 0
        self.rows_rejected = 0
        self._batch_rows = batch_rows
        self._block_bytes = block_bytes
        self._record_limit = record_limit
        self._head = bytearray()
        self._header: Header | None = None
        self._cutter: RecordCutter | None = None
        self._rows = RowUnderstanding()

    def feed(self, chunk: bytes) -> Iterator[Batch]:
        """Takes the next piece and yields the batches that are complete with it; nothing is read unless it is iterated.

        Raises:
            SepiaError: INVALID; the file is no ISLD export (see `isld_header.read_header` for the reasons).
        """
        self.bytes_read += len(chunk)
        rest = memoryview(chunk)
        if self._cutter is None:
            taken = rest[: HEADER_LIMIT - len(self._head)]
            rest = rest[len(taken) :]
            self._head += taken
            if len(self._head) < HEADER_LIMIT and b"\n" not in self._head.lstrip():
                return
            yield from self._begin()
        yield from self._cut(rest)

    def finish(self) -> Iterator[Batch]:
        """Yields what is left once the last piece was fed.

        Raises:
            SepiaError: INVALID; the file is empty or is no ISLD export.
        """
        if self._cutter is None:
            yield from self._begin()
        assert self._cutter is not None
        yield from self._batches(self._cutter.finish())

    def _begin(self) -> Iterator[Batch]:
        """Reads the header, and cuts what was gathered behind it."""
        head = bytes(self._head)
        self._head.clear()
        self._header = read_header(head)
        self._cutter = RecordCutter(
            fields=len(COLUMNS),
            delimiter=DELIMITER,
            line=2,
            offset=self._header.length,
            record_start=self._header.record_start,
            record_limit=self._record_limit,
            block_bytes=self._block_bytes,
        )
        yield from self._cut(memoryview(head)[self._header.length :])

    def _cut(self, chunk: memoryview) -> Iterator[Batch]:
        assert self._cutter is not None
        for cut in self._cutter.push(chunk):
            yield from self._batches(cut)

    def _batches(self, cut: Cut) -> Iterator[Batch]:
        rejected = [_rejected(record) for record in cut.broken]
        raw = self._raw(cut)
        faults = self._rows.faults(raw) if raw.height else {}
        if faults:
            begins = np.cumsum(cut.lengths + 1) - (cut.lengths + 1)
            for row, reasons in faults.items():
                begin, length = int(begins[row]), int(cut.lengths[row])
                record = cut.body[begin : begin + length].removesuffix(b"\r")
                rejected.append(RejectedRow(int(cut.lines[row]), int(cut.offsets[row]), tuple(reasons), record))
            rejected.sort(key=lambda one: one.line)
            accepted = np.ones(raw.height, np.bool_)
            accepted[list(faults)] = False
            raw = raw.filter(pl.Series(accepted))
        self.rows_rejected += len(rejected)
        for begin in range(0, max(raw.height, 1 if rejected else 0), self._batch_rows):
            part = raw.slice(begin, self._batch_rows)
            rows, standards = self._rows.understand(part)
            self.rows_accepted += rows.height
            # Rejected rows go with the first batch of their block: their lines say where they belong.
            yield Batch(rows, part.select(COLUMNS), standards, rejected if begin == 0 else (), self.bytes_read)

    def _raw(self, cut: Cut) -> pl.DataFrame:
        assert self._header is not None
        schema = dict.fromkeys(self._header.columns, pl.String)
        return _fields(cut.body, schema, len(cut.lines)).with_columns(
            pl.Series("line", cut.lines), pl.Series("offset", cut.offsets), pl.Series("length", cut.lengths)
        )


def read_isld(
    chunks: Iterable[bytes],
    *,
    batch_rows: int = _BATCH_ROWS,
    block_bytes: int = _BLOCK_BYTES,
    record_limit: int = RECORD_LIMIT,
) -> Iterator[Batch]:
    """Reads an ISLD export from pieces of any size.

    Args:
        chunks: the file's bytes in order.
        batch_rows: greatest height of a batch.
        block_bytes: how much is gathered before it is parsed.
        record_limit: greatest length of a row in bytes.

    Raises:
        SepiaError: INVALID; the file is no ISLD export. Raised before the first batch.
    """
    reader = IsldReader(batch_rows=batch_rows, block_bytes=block_bytes, record_limit=record_limit)
    for chunk in chunks:
        yield from reader.feed(chunk)
    yield from reader.finish()


def _fields(body: bytes, schema: dict[str, type[pl.String]], records: int) -> pl.DataFrame:
    """The fields of sound records, as text; shape (records, columns)."""
    if not records:
        return pl.DataFrame(schema=schema)
    frame = pl.read_csv(
        body,
        has_header=False,
        separator=DELIMITER.decode(),
        quote_char='"',
        schema=schema,
        empty_string_is_null=False,
        encoding="utf8",
    )
    if frame.height == records:
        return frame
    # Polars disagrees about where records end: the standard library's slower reader decides.
    reader = csv.reader(io.StringIO(body.decode("utf-8"), newline=""), delimiter=DELIMITER.decode(), strict=True)
    return pl.DataFrame(list(reader), schema=schema, orient="row")


def _rejected(broken: BrokenRecord) -> RejectedRow:
    text = broken.text
    shown = text[max(0, broken.fault - 20) :] if broken.fault else text
    value = shortened(shown[:320].decode("utf-8", "backslashreplace").replace("\0", "\\0"))
    column = ""
    wanted = len(COLUMNS)
    match broken.reason:
        case "WRONG_COLUMN_COUNT":
            message = f"The row has {broken.fields} columns instead of {wanted}."
            suggestion = (
                "Put texts that hold a semicolon or a newline into double quotes, and every column in its place."
            )
        case "TRUNCATED_ROW":
            message = f"The file ends in the middle of this row (column {broken.fields} of {wanted})."
            suggestion = "Download or copy the file again: its end is missing."
        case "MALFORMED_QUOTES":
            message = "A double quote stands where it neither begins nor ends a text, or one that was begun never ends."
            suggestion = 'Write a double quote inside a text twice ("") and close every text that is opened.'
        case "LINE_TOO_LONG":
            message = f"The row is longer than {len(text) // 1024} KiB."
            suggestion = "No row of an ISLD export is that long: look for a missing line end or a missing double quote."
        case "NUL_BYTE":
            message = f"The row holds a NUL byte (byte {broken.fault + 1} of the row)."
            suggestion = "Remove the NUL byte; the file may have been damaged while it was copied."
        case _:
            message = f"Byte {broken.fault + 1} of the row (0x{text[broken.fault]:02X}) is not UTF-8."
            suggestion = "Save the row again as UTF-8; it looks like Windows-1252 or Latin-1."
    fault = Fault(column, value, broken.reason, message, suggestion)
    return RejectedRow(broken.line, broken.offset, (fault,), text)
