"""Owns the reading of ETSI's ISLD export: bytes in, batches of understood rows and of rejected rows out.

The reader is pushed bytes in pieces of any size and holds at most one block, so a file of any length is read in the
same memory. It refuses a file that is no ISLD export as a whole (`SepiaError`, INVALID); a bad row of a good file is
rejected alone, with its line, column, value, reason and what to do, and with its bytes, so that a file of only the
rejected rows can be mended and sent again.

    for batch in read_isld(chunks):
        load(batch.groups, batch.lines)
        report(batch.rejected)
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from services.registry.imports.isld_header import COLUMNS, DELIMITER, HEADER_LIMIT, Header, read_header
from services.registry.imports.isld_rows import (
    GROUPS,
    ROW_SCHEMA,
    Fault,
    RowUnderstanding,
    further_meaning,
    shortened,
)
from services.registry.imports.records import BrokenRecord, Cut, RecordCutter
from services.registry.imports.texts import first_places
from services.registry.standards.identity import Standard

__all__ = ["COLUMNS", "ROW_SCHEMA", "Batch", "Different", "Fault", "IsldReader", "RejectedRow", "read_isld"]

RECORD_LIMIT: Final = 1024 * 1024
"""Greatest length of one row in bytes; the longest of the real export are a few thousand."""

_BLOCK_BYTES: Final = 12 * 1024 * 1024
_BATCH_ROWS: Final = 100_000
# Two characters that hold a place while a block is cut: between groups, and for a newline inside quotes. A block that
# has one of them, or the one that escapes them in digests, takes the slower way.
SEPARATOR, _BREAK, ESCAPE = b"\x1f", b"\x1e", b"\x1b"
_MARKS: Final = tuple(itertools.accumulate(len(columns) for columns in GROUPS.values()))[:-1]

Codes = NDArray[np.uint32]
Halves = tuple[NDArray[np.uint64], NDArray[np.uint64]]


class Given(NamedTuple):
    """What the records of a block have of a group: which of the different values each has, and these, as given.

    Attributes:
        digests: of the values, where these stand in the file as they are digested.
    """

    codes: Codes
    raw: pl.DataFrame
    digests: Halves | None = None


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
class Different:
    """The different values of a group of columns among the rows of a batch.

    Attributes:
        codes: for each row, which of the values it has; shape (rows,). Every value is some row's, and they stand in
            the order in which they first come.
        raw: the values as given; the columns of the group, shape (values, columns). Empty where a batch is without
            what was given.
        values: what was understood of them; columns of `ROW_SCHEMA`, those that the register takes over.
        marked: whether a value may hold one of the characters that hold places (`SEPARATOR`, `ESCAPE`).
        digests: as `loading.digests_of` has them, where they were made already.
    """

    codes: Codes
    raw: pl.DataFrame
    values: pl.DataFrame
    marked: bool = True
    digests: Halves | None = None

    @property
    def height(self) -> int:
        """How many different values."""
        return self.values.height

    def of(self, rows: slice | NDArray[np.bool_]) -> Different:
        """The same for a part of the rows."""
        codes = self.codes[rows]
        if not len(codes):
            return Different(codes, self.raw.clear(), self.values.clear(), self.marked)
        first = first_places(codes, self.height)
        used = np.flatnonzero(first >= 0)
        kept = used[np.argsort(first[used])]
        renumbered = np.zeros(self.height, np.uint32)
        renumbered[kept] = np.arange(len(kept), dtype=np.uint32)
        digests = None if self.digests is None else (self.digests[0][kept], self.digests[1][kept])
        return Different(renumbered[codes], self.raw[kept], self.values[kept], self.marked, digests)

    def first_rows(self) -> NDArray[np.int64]:
        """For each value the first row that has it."""
        return first_places(self.codes, self.height)


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of rows in file order.

    Attributes:
        lines, offsets, lengths: where each row lies, as `ROW_SCHEMA` says; shape (rows,).
        groups: by the name of a group of columns (`GROUPS`), its different values.
        standards: the standards that the rows name, by key.
        rejected: rows not accepted, by line.
        bytes_read: how many bytes of the file have been taken in so far, for progress.
        plain: whether certainly no value holds a backslash or a character below a space.
    """

    lines: NDArray[np.int64]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    groups: Mapping[str, Different]
    standards: Mapping[str, Standard]
    rejected: Sequence[RejectedRow]
    bytes_read: int
    plain: bool = False

    @property
    def height(self) -> int:
        """How many rows."""
        return len(self.lines)

    def without_given(self) -> Batch:
        """The same without the values as given, and without lengths: what is taken over alone."""
        groups = {name: replace(each, raw=each.raw.clear(), digests=None) for name, each in self.groups.items()}
        return replace(self, groups=groups, lengths=self.lengths[:0])

    @property
    def rows(self) -> pl.DataFrame:
        """What was understood, row by row; `ROW_SCHEMA`."""
        places = {"line": self.lines, "offset": self.offsets, "length": self.lengths}
        values = [further_meaning(name, each.raw, each.values)[each.codes] for name, each in self.groups.items()]
        return pl.concat([pl.DataFrame(places), *values], how="horizontal").select(ROW_SCHEMA.names())

    @property
    def raw(self) -> pl.DataFrame:
        """What was given, row by row: the 40 `COLUMNS` as text, same height and order as `rows`."""
        return pl.concat([group.raw[group.codes] for group in self.groups.values()], how="horizontal").select(COLUMNS)


class IsldReader:
    """Reads one ISLD file that is pushed in pieces; call `feed` for each piece, then `finish` once.

    Args:
        batch_rows: greatest height of a batch.
        block_bytes: how much is gathered before it is parsed; memory is a small multiple of it.
        record_limit: greatest length of a row in bytes.
        quick: reads by compiled code what can be (`records.RecordCutter`); for long files.

    Attributes:
        bytes_read: taken in so far.
        rows_accepted: handed out so far.
        rows_rejected: handed out so far.
    """

    def __init__(
        self,
        *,
        batch_rows: int = _BATCH_ROWS,
        block_bytes: int = _BLOCK_BYTES,
        record_limit: int = RECORD_LIMIT,
        quick: bool = False,
    ) -> None:
        self.bytes_read = 0
        self.rows_accepted = 0
        self.rows_rejected = 0
        self._batch_rows = batch_rows
        self._block_bytes = block_bytes
        self._record_limit = record_limit
        self._quick = quick
        self._head = bytearray()
        self._header: Header | None = None
        self._cutter: RecordCutter | None = None
        self._rows = RowUnderstanding()
        self._marked = True

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
            fields=len(self._header.columns),
            delimiter=DELIMITER,
            line=2,
            offset=self._header.length,
            record_start=self._header.record_start,
            record_limit=self._record_limit,
            block_bytes=self._block_bytes,
            marks=[mark - 1 for mark in _MARKS],
            quick=self._quick,
        )
        yield from self._cut(memoryview(head)[self._header.length :])

    def _cut(self, chunk: memoryview) -> Iterator[Batch]:
        assert self._cutter is not None
        for cut in self._cutter.push(chunk):
            yield from self._batches(cut)

    def _batches(self, cut: Cut) -> Iterator[Batch]:
        rejected = [_rejected(record) for record in cut.broken]
        whole = len(cut.lines)
        given = self._given(cut) if whole else {}
        accepted = np.ones(whole, np.bool_)
        faults: dict[int, list[tuple[int, Fault]]] = {}
        for name, (codes, raw, _) in given.items():
            for value, found in self._rows.faults(name, raw).items():
                for row in np.flatnonzero(codes == value).tolist():
                    faults.setdefault(row, []).extend(found)
                    accepted[row] = False
        if faults:
            begins = np.cumsum(cut.lengths + 1) - (cut.lengths + 1)
            for row, reasons in faults.items():
                begin, length = int(begins[row]), int(cut.lengths[row])
                record = cut.body[begin : begin + length].removesuffix(b"\r")
                in_order = tuple(fault for _, fault in sorted(reasons, key=lambda one: one[0]))
                rejected.append(RejectedRow(int(cut.lines[row]), int(cut.offsets[row]), in_order, record))
            rejected.sort(key=lambda one: one.line)
        self.rows_rejected += len(rejected)
        height = int(np.count_nonzero(accepted))
        if not height:
            if rejected:
                nothing = np.empty(0, np.int64)
                yield Batch(nothing, nothing, nothing, self._nothing(), {}, rejected, self.bytes_read)
            return
        groups = {name: self._understood(name, each, accepted) for name, each in given.items()}
        places = [values[accepted] for values in (cut.lines, cut.offsets, cut.lengths)]
        for begin in range(0, height, self._batch_rows):
            part = slice(begin, begin + self._batch_rows)
            fitting = groups if height <= self._batch_rows else {name: each.of(part) for name, each in groups.items()}
            lines, offsets, lengths = (values[part] for values in places)
            self.rows_accepted += len(lines)
            standards = self._rows.standards(fitting["standard"].values["standard"].drop_nulls().unique())
            # Rejected rows go with the first batch of their block: their lines say where they belong.
            told = rejected if begin == 0 else ()
            yield Batch(lines, offsets, lengths, fitting, standards, told, self.bytes_read, cut.plain)

    def _understood(self, name: str, found: Given, accepted: NDArray[np.bool_]) -> Different:
        """A group's values of the accepted rows. What only rejected rows have is not understood at all."""
        nothing = pl.DataFrame({"nothing": np.zeros(found.raw.height, np.int8)})
        given = Different(found.codes, found.raw, nothing, self._marked, found.digests)
        if not accepted.all():
            given = given.of(accepted)
        return replace(given, values=self._rows.understand(name, given.raw))

    def _nothing(self) -> dict[str, Different]:
        no_codes = np.empty(0, np.uint32)
        empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
        return {
            name: Different(no_codes, empty.select(columns), self._rows.understand(name, empty.select(columns)))
            for name, columns in GROUPS.items()
        }

    def _given(self, cut: Cut) -> dict[str, Given]:
        """By group: for each record, which of the different values it has; and these, as given."""
        assert self._header is not None
        self._marked = cut.marked and any(mark in cut.body for mark in (SEPARATOR, _BREAK, ESCAPE))
        if self._header.columns == COLUMNS and cut.quotes is not None:
            return dict(_quoted_groups(cut, cut.quotes, marked=self._marked))
        if self._header.columns == COLUMNS and not self._marked:
            groups = _slices(cut)
            if groups is not None:
                found: dict[str, Given] = {}
                for name, texts in groups.items():
                    codes, values = different(texts)
                    found[name] = Given(codes, _group_fields(values, GROUPS[name]))
                return found
        raw = _fields(cut.records, dict.fromkeys(self._header.columns, pl.String), len(cut.lines))
        return {name: Given(*_different_rows(raw.select(columns))) for name, columns in GROUPS.items()}


def read_isld(
    chunks: Iterable[bytes],
    *,
    batch_rows: int = _BATCH_ROWS,
    block_bytes: int = _BLOCK_BYTES,
    record_limit: int = RECORD_LIMIT,
    quick: bool = False,
) -> Iterator[Batch]:
    """Reads an ISLD export from pieces of any size.

    Args:
        chunks: the file's bytes in order.
        batch_rows: greatest height of a batch.
        block_bytes: how much is gathered before it is parsed.
        record_limit: greatest length of a row in bytes.
        quick: as `IsldReader` has it.

    Raises:
        SepiaError: INVALID; the file is no ISLD export. Raised before the first batch.
    """
    reader = IsldReader(batch_rows=batch_rows, block_bytes=block_bytes, record_limit=record_limit, quick=quick)
    for chunk in chunks:
        yield from reader.feed(chunk)
    yield from reader.finish()


def _quoted_groups(cut: Cut, quotes: NDArray[np.int32], *, marked: bool) -> Iterator[tuple[str, Given]]:
    """What the records have of each group, where every field is quoted."""
    # Compiled: what cuts records of this kind has loaded the compiler already.
    from services.registry.imports.quoted import different_between, texts_of
    from services.registry.imports.quoted_digests import digests_between

    marks = (0, *_MARKS, len(COLUMNS))
    found = different_between(cut.body, quotes, marks)
    for (name, columns), place, (codes, first) in zip(GROUPS.items(), marks[:-1], found, strict=True):
        of_group = quotes[first, 2 * place : 2 * (place + len(columns))]
        fields: dict[str, pl.Series] = dict(zip(columns, texts_of(cut.body, of_group), strict=True))
        doubled = [field - place for field in cut.doubled if place <= field < place + len(columns)]
        for field in doubled:
            fields[columns[field]] = fields[columns[field]].str.replace_all('""', '"', literal=True)
        digests = None if marked else digests_between(cut.body, of_group, doubled, SEPARATOR[0], person(name))
        yield name, Given(codes, pl.DataFrame(fields), digests)


def _slices(cut: Cut) -> dict[str, pl.Series] | None:
    """The bytes of each group of each record, quotes and all; None when they cannot be had this way."""
    body = bytearray(cut.body)
    view = np.frombuffer(body, np.uint8)
    view[cut.marks.ravel()] = SEPARATOR[0]
    if body.count(b"\n") > len(cut.lines) - (not body.endswith(b"\n")):
        # Lines inside quotes: only rows that are followed by a line further down than the next have them.
        ends = np.cumsum(cut.lengths + 1) - 1
        longer = np.append(np.diff(cut.lines) != 1, True)
        for end, length in zip(ends[longer].tolist(), cut.lengths[longer].tolist(), strict=True):
            newline = body.find(b"\n", end - length, end)
            while newline >= 0:
                view[newline] = _BREAK[0]
                newline = body.find(b"\n", newline + 1, end)
    frame = pl.read_csv(
        bytes(body),
        has_header=False,
        separator=SEPARATOR.decode(),
        quote_char=None,
        schema=dict.fromkeys(GROUPS, pl.String),
        empty_string_is_null=False,
        encoding="utf8",
    )
    return frame.to_dict() if frame.height == len(cut.lines) else None


def person(group: str) -> bytes:
    """What sets the digests of a group's values apart from those of another's."""
    return group.encode()[:16]


def different(texts: pl.Series) -> tuple[Codes, pl.Series]:
    """For each text which of the different ones it is, and these in the order in which they first come."""
    codes, first = _different_codes(texts)
    return codes, texts[first]


def _different_codes(texts: pl.Series) -> tuple[Codes, NDArray[np.int64]]:
    """For each text which of the different ones it is, and where each of these first comes."""
    if not len(texts):
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    codes = texts.cast(pl.Categorical(pl.Categories.random())).to_physical().to_numpy()
    first = first_places(codes, int(codes.max()) + 1)
    order = np.argsort(first)
    renumbered = np.empty(len(first), np.uint32)
    renumbered[order] = np.arange(len(first), dtype=np.uint32)
    return renumbered[codes], first[order]


def _different_rows(raw: pl.DataFrame) -> tuple[Codes, pl.DataFrame]:
    """The same of rows with several columns."""
    grouped = raw.with_row_index("row").group_by(raw.columns, maintain_order=True).agg("row")
    codes = np.empty(raw.height, np.uint32)
    codes[grouped["row"].explode().to_numpy()] = np.repeat(
        np.arange(grouped.height, dtype=np.uint32), grouped["row"].list.len().to_numpy()
    )
    return codes, grouped.select(raw.columns)


def _group_fields(texts: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
    """The fields of groups that were cut out of their records."""
    # Behind each text a field of our own, so that a blank one is not taken for an empty line.
    lines = texts.alias("line").to_frame().select(pl.concat_str(pl.col("line").str.strip_suffix("\r"), pl.lit(";0")))
    body = cast(str, lines.to_series().str.join("\n").item()).encode().replace(_BREAK, b"\n")
    return _fields(body, dict.fromkeys([*columns, ""], pl.String), len(texts)).drop("")


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
