"""Owns the cutting of a byte stream into delimited records, each with the physical line it begins on.

A record may span several physical lines (a newline inside quotes), so whoever counts records loses the line number
that a person sees in an editor. The cutter keeps it: it follows RFC 4180's quoting with vectorised passes over blocks
of bytes, hands on only records that are sound (quotes well placed, the right number of fields, valid UTF-8, no NUL, no
longer than the limit) and names every other one. It never holds more than one block and one record.

After a record whose quotes are wrong it cannot be known where the next one begins; the cutter goes on at the next
physical line that begins as a record of this file does, so one stray quote costs one row and not the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from services.registry.imports.texts import is_utf8

if TYPE_CHECKING:
    from services.registry.imports.quoted import Quoted

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D
_WINDOW = 512 * 1024  # bytes looked at in one pass: small enough for the processor's cache
_SMALLEST_WINDOW = 4 * 1024  # after a broken record: it may not be the only one
_SMALLER_AT_FIRST = 4
_LONGEST_BEGINNING = 64  # bytes of a line that `record_start` may look at

Number = TypeVar("Number", np.int32, np.int64)
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
"""One bit for each byte, the first in the lowest bit of the first word: what is asked of every byte costs an eighth."""


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that could not be cut into fields.

    Attributes:
        line: physical line it begins on; the first line of the file is 1.
        offset: byte offset of its beginning in the file.
        reason: WRONG_COLUMN_COUNT, TRUNCATED_ROW, MALFORMED_QUOTES, LINE_TOO_LONG, BAD_ENCODING or NUL_BYTE.
        fields: how many fields it has, where they could be counted, else 0.
        text: its bytes, at most the record limit.
        fault: byte offset within `text` where the fault shows (for BAD_ENCODING, MALFORMED_QUOTES, NUL_BYTE), else 0.
    """

    line: int
    offset: int
    reason: str
    fields: int
    text: bytes
    fault: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A run of sound records, with the broken ones that lay among them.

    Attributes:
        body: the sound records, one after the other, each with its line end; with `quotes` there may be something
            behind them.
        lines: for each sound record the physical line it begins on; shape (records,).
        offsets: for each its byte offset in the file; shape (records,).
        lengths: for each its length in bytes without the newline; shape (records,).
        quotes: for each where the quotes of its fields stand in `body`, shape (records, 2 * fields), if every field of
            every record is quoted; else None.
        doubled: with `quotes`, the fields, by index, that hold a quote in any record: there it is written twice.
        marked: whether a character with which `isld` holds places may stand in a record.
        plain: whether certainly no field holds a backslash or a character below a space.
        broken: the records that are not sound, in file order.
        wanted: which delimiters of each record are wanted, by the index of the field before them.
        given_marks: as `marks`; None with `quotes`, which tell them.
    """

    body: bytes
    lines: NDArray[np.int64]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    quotes: NDArray[np.int32] | None
    doubled: set[int]
    marked: bool
    plain: bool
    broken: list[BrokenRecord]
    wanted: NDArray[np.intp]
    given_marks: NDArray[np.int64] | None

    @property
    def records(self) -> bytes:
        """The sound records and nothing behind them."""
        size = int((self.lengths + 1).sum())
        return self.body if len(self.body) <= size else self.body[:size]

    @property
    def marks(self) -> NDArray[np.int64]:
        """For each sound record where the wanted delimiters lie in `body`; shape (records, marks)."""
        if self.given_marks is not None:
            return self.given_marks
        assert self.quotes is not None
        return _marks_behind(self.quotes, self.wanted)


class RecordCutter:
    """Cuts a delimited stream, pushed in pieces of any size, into sound and broken records.

    Args:
        fields: how many fields a record has.
        delimiter: one byte.
        line: physical line number of the first byte pushed.
        offset: byte offset in the file of the first byte pushed.
        record_start: what the beginning of a physical line looks like where a record begins; used only to find the
            next record after a broken one.
        record_limit: greatest length of a record in bytes.
        block_bytes: how much is gathered before it is cut; at least twice the record limit is used. Less at first, so
            that whoever waits for records waits less.
        marks: which delimiters of each record are wanted, by the index of the field before them.
        quick: looks for records of which every field is quoted by compiled code first. It is found the same, several
            times as fast; to load that code takes a second or two, and 100 MiB.
    """

    def __init__(
        self,
        *,
        fields: int,
        delimiter: bytes,
        line: int,
        offset: int,
        record_start: re.Pattern[bytes],
        record_limit: int,
        block_bytes: int,
        marks: Sequence[int] = (),
        quick: bool = False,
    ) -> None:
        self._quotes_of: Final = _compiled() if quick else None
        self._fields: Final = fields
        self._delimiter: Final = delimiter[0]
        self._record_start: Final = record_start
        self._limit: Final = record_limit
        self._most: Final = max(block_bytes, 2 * record_limit)
        self._block = max(block_bytes // _SMALLER_AT_FIRST, 2 * record_limit)
        self._marks: Final = np.array(marks, np.intp)
        self._pending: list[bytes | memoryview] = []
        self._held = 0
        self._line = line
        self._offset = offset
        self._lost = False  # after a broken record: the next sound beginning is still to be found
        self._window = _WINDOW

    @property
    def held_bytes(self) -> int:
        """How many bytes are held back for the next cut."""
        return self._held

    def push(self, chunk: memoryview) -> list[Cut]:
        """Takes the next piece of the stream and returns what could be cut; shape: one Cut for each full block.

        Args:
            chunk: of bytes that nobody changes.
        """
        cuts: list[Cut] = []
        position = 0
        while position < len(chunk):
            taken = chunk[position : position + self._block - self._held]
            self._pending.append(taken)
            self._held += len(taken)
            position += len(taken)
            if self._held >= self._block:
                cuts.append(self._cut(last=False))
                self._block = min(2 * self._block, self._most)
        return cuts

    def finish(self) -> Cut:
        """Cuts what is left; a record that is cut off is broken."""
        return self._cut(last=True)

    def _cut(self, *, last: bool) -> Cut:
        block = b"".join(self._pending)
        view: Bytes = np.frombuffer(block, np.uint8)
        run = _Run(block, self._marks)
        begin = 0
        while begin < len(block):
            if self._lost:
                begin = self._find_beginning(block, begin, last=last)
                if self._lost:
                    break
                continue
            end = min(len(block), begin + self._window)
            after = self._cut_quoted(block, view, begin, run)
            if after == begin:
                after = self._cut_window(block, view, begin, end, run, last=last and end == len(block))
            if after > begin:
                self._window = min(_WINDOW, self._window * 2)
            elif end == len(block):
                break  # the rest is the beginning of a record whose end has not come yet
            else:
                self._window *= 2  # the record is longer than the window
            begin = after
        self._held = len(block) - begin
        self._pending = [block[begin:]] if self._held else []
        self._offset += begin
        return run.cut()

    def _cut_quoted(self, block: bytes, view: Bytes, begin: int, run: _Run) -> int:
        """Cuts the records from `begin` on of which every field is quoted, up to the first that is broken.

        Returns where the first uncut byte is; `begin` where what is there has to be looked at more closely.
        """
        if self._quotes_of is None:
            return begin
        found = self._quotes_of(view[begin:], self._fields, self._delimiter)
        if found is None:
            return begin
        sound = len(found.ends)
        lengths = (found.ends - found.places[:, 0]).astype(np.int64)
        if int(lengths.max()) > self._limit:
            sound = int(np.argmax(lengths > self._limit))
        tail = int(found.ends[-1]) + 1
        if not found.ascii or block.find(b"\0", begin, begin + tail) >= 0:
            bad = _first_bad_byte(block, begin, begin + tail)
            if bad is not None:
                sound = min(sound, int(np.searchsorted(found.ends, bad - begin)))
        if not sound:
            return begin
        starts, tail = found.places[:sound, 0], int(found.ends[sound - 1]) + 1
        lines = self._line + np.arange(sound, dtype=np.int64)
        self._line += sound
        if found.breaks.any():
            before = np.cumsum(found.breaks[:sound], dtype=np.int64)
            lines[1:] += before[:-1]
            self._line += int(before[-1])
        run.add_quoted(
            begin,
            begin + tail,
            lines,
            starts.astype(np.int64) + (self._offset + begin),
            lengths[:sound],
            found.places[:sound],
            doubled=found.doubled,
            marked=found.marked,
            plain=found.plain,
        )
        return begin + tail

    def _cut_window(self, block: bytes, view: Bytes, begin: int, end: int, run: _Run, *, last: bool) -> int:
        """Cuts the records of block[begin:end]; returns where the first uncut byte is."""
        window = view[begin:end]
        size = end - begin
        newlines = window == _NEWLINE
        quote_bits, newline_bits = _packed(window == _QUOTE), _packed(newlines)
        edge_bits = newline_bits | _packed(window == self._delimiter)
        inside_bits = _parity(quote_bits)
        separators = _unpacked(edge_bits & ~inside_bits, size)
        fault = _first_misplaced_quote(window, quote_bits, inside_bits, edge_bits, newline_bits, last=last)

        positions = np.flatnonzero(separators)
        ends_at = np.flatnonzero(window[positions] == _NEWLINE)  # index within positions
        ends = positions[ends_at]
        counts = np.diff(ends_at, prepend=-1)
        if fault < size:
            sound = int(np.searchsorted(ends, fault))
            ends, counts = ends[:sound], counts[:sound]
        starts = np.zeros_like(ends)
        starts[1:] = ends[:-1] + 1
        doubtful = (counts != self._fields) | (ends - starts > self._limit)
        for at in np.flatnonzero(doubtful).tolist():
            if self._swallows_a_record(block[begin + int(starts[at]) : begin + int(ends[at])]):
                ends, starts, counts, doubtful = ends[:at], starts[:at], counts[:at], doubtful[:at]
                fault = int(ends[-1]) + 1 if at else 0
                break
        tail = int(ends[-1]) + 1 if len(ends) else 0
        if len(ends):
            newlines_to_tail = int(np.count_nonzero(newlines[:tail]))
            # Physical lines: every newline counts, those inside quotes too.
            if len(ends) == newlines_to_tail:
                lines = self._line + np.arange(len(ends), dtype=np.int64)
            else:
                lines = self._line + np.searchsorted(np.flatnonzero(newlines), starts).astype(np.int64)
            self._line += newlines_to_tail
            marks = np.zeros((len(ends), len(self._marks)), np.intp)
            if len(self._marks):
                # Of records with another number of fields nothing is wanted: they are broken.
                whole = counts == self._fields
                first = ends_at[: len(ends)][whole] - (self._fields - 1)
                marks[whole] = positions[first[:, None] + self._marks]
            self._keep(block, run, begin, starts, ends, counts, doubtful, lines, marks)
        if fault < size and fault - tail <= self._limit:
            return self._give_up(block, run, begin + tail, "MALFORMED_QUOTES", fault - tail, last=last)
        if size - tail > self._limit:
            swallows = self._swallows_a_record(block[begin + tail : begin + tail + self._limit])
            reason = "MALFORMED_QUOTES" if swallows else "LINE_TOO_LONG"
            return self._give_up(block, run, begin + tail, reason, 0, last=last)
        if tail < size and last:
            return self._cut_last(block, run, begin + tail, fields=int(np.count_nonzero(separators[tail:])) + 1)
        return begin + tail

    def _swallows_a_record(self, text: bytes) -> bool:
        """Whether a later line of this record begins as a record does: then a quote was opened and never closed."""
        newline = text.find(b"\n")
        while newline >= 0:
            if self._record_start.match(text, newline + 1):
                return True
            newline = text.find(b"\n", newline + 1)
        return False

    def _keep(
        self,
        block: bytes,
        run: _Run,
        begin: int,
        starts: NDArray[np.intp],
        ends: NDArray[np.intp],
        counts: NDArray[np.intp],
        doubtful: NDArray[np.bool_],
        lines: NDArray[np.int64],
        marks: NDArray[np.intp],
    ) -> None:
        """Puts complete records into the run, sound ones apart from broken ones."""
        first, after = begin + int(starts[0]), begin + int(ends[-1]) + 1
        if _first_bad_byte(block, first, after) is not None:
            for at, (start, end) in enumerate(zip((begin + starts).tolist(), (begin + ends).tolist(), strict=True)):
                doubtful[at] |= _first_bad_byte(block, start, end) is not None
        offsets = (starts + (self._offset + begin)).astype(np.int64)
        lengths = (ends - starts).astype(np.int64)
        if not doubtful.any():
            run.add(first, after, lines, offsets, lengths, marks + begin)
            return
        sound_from = 0
        for at in [*np.flatnonzero(doubtful).tolist(), len(starts)]:
            if at > sound_from:
                of = slice(sound_from, at)
                sound_to = begin + int(ends[at - 1]) + 1
                sound = begin + int(starts[sound_from])
                run.add(sound, sound_to, lines[of], offsets[of], lengths[of], marks[of] + begin)
            sound_from = at + 1
            if at < len(starts):
                text = block[begin + int(starts[at]) : begin + int(ends[at])].removesuffix(b"\r")
                if text:  # an empty line is not a row
                    run.broken.append(self._broken(text, int(lines[at]), int(offsets[at]), int(counts[at])))

    def _broken(self, text: bytes, line: int, offset: int, fields: int) -> BrokenRecord:
        fault = _first_bad_byte(text, 0, len(text))
        if len(text) > self._limit:
            return BrokenRecord(line, offset, "LINE_TOO_LONG", fields, text[: self._limit])
        if fields != self._fields:
            return BrokenRecord(line, offset, "WRONG_COLUMN_COUNT", fields, text)
        reason = "NUL_BYTE" if text[fault or 0] == 0 else "BAD_ENCODING"
        return BrokenRecord(line, offset, reason, fields, text, fault or 0)

    def _cut_last(self, block: bytes, run: _Run, begin: int, *, fields: int) -> int:
        """The last record, which has no line end: sound if it is whole, else cut off."""
        text = block[begin:]
        offset = self._offset + begin
        open_quote = bool(text.count(b'"') % 2)
        if open_quote and self._swallows_a_record(text):
            return self._give_up(block, run, begin, "MALFORMED_QUOTES", 0, last=True)
        if open_quote or fields < self._fields:
            if text.strip(b"\r"):
                run.broken.append(BrokenRecord(self._line, offset, "TRUNCATED_ROW", fields, text))
        elif fields > self._fields or _first_bad_byte(text, 0, len(text)) is not None:
            run.broken.append(self._broken(text, self._line, offset, fields))
        else:
            one = np.array([self._line], np.int64)
            marks = self._marks_of(text)[None, :] + begin
            run.add(begin, len(block), one, np.array([offset], np.int64), np.array([len(text)], np.int64), marks)
        return len(block)

    def _marks_of(self, text: bytes) -> NDArray[np.intp]:
        """Where the wanted delimiters of one sound record lie in it."""
        view: Bytes = np.frombuffer(text, np.uint8)
        inside = _unpacked(_parity(_packed(view == _QUOTE)), len(view))
        return np.flatnonzero((view == self._delimiter) & ~inside)[self._marks]

    def _give_up(self, block: bytes, run: _Run, begin: int, reason: str, fault: int, *, last: bool) -> int:
        """Names the record at `begin` as broken and looks for the line where the next one begins."""
        offset, line = self._offset + begin, self._line
        self._lost = True
        self._window = _SMALLEST_WINDOW
        following = self._find_beginning(block, begin, last=last)
        text = block[begin : min(following, begin + self._limit)].rstrip(b"\r\n")
        run.broken.append(BrokenRecord(line, offset, reason, 0, text, fault))
        return following

    def _find_beginning(self, block: bytes, begin: int, *, last: bool) -> int:
        """Moves on to the next physical line that begins as a record does; what lies before it is forgotten."""
        newline = block.find(b"\n", begin)
        while newline >= 0:
            if not last and len(block) - newline <= _LONGEST_BEGINNING:
                return newline  # too near the end of the block to tell: the newline is looked at again with the next
            self._line += 1
            if self._record_start.match(block, newline + 1):
                self._lost = False
                return newline + 1
            newline = block.find(b"\n", newline + 1)
        return len(block)


def _compiled() -> Callable[[Bytes, int, int], Quoted | None]:
    """Loads the quick way: only who wants it pays for the compiler."""
    from services.registry.imports.quoted import quotes_of

    return quotes_of


class _Run:
    """Gathers the sound records of one block."""

    def __init__(self, block: bytes, wanted: NDArray[np.intp]) -> None:
        self._block, self._wanted = block, wanted
        self._pieces: list[memoryview] = []
        self._size = self._pieces_end = 0
        self._lines: list[NDArray[np.int64]] = []
        self._offsets: list[NDArray[np.int64]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._marks: list[NDArray[np.int64]] = [np.empty((0, len(wanted)), np.int64)]
        self._quotes: list[NDArray[np.int32]] | None = []
        self._doubled: set[int] = set()
        self._marked, self._plain = False, True
        self.broken: list[BrokenRecord] = []

    def add(
        self,
        begin: int,
        end: int,
        lines: NDArray[np.int64],
        offsets: NDArray[np.int64],
        lengths: NDArray[np.int64],
        marks: NDArray[np.intp],
    ) -> None:
        """Takes the records of block[begin:end]; `marks` are places in the block."""
        self._add(begin, end, lines, offsets, lengths)
        self._marked, self._plain = True, False  # nobody has looked
        if self._quotes is not None:
            self._marks += [_marks_behind(each, self._wanted) for each in self._quotes]
            self._quotes = None
        self._marks.append(marks + (self._size - begin))
        self._size += end - begin

    def add_quoted(
        self,
        begin: int,
        end: int,
        lines: NDArray[np.int64],
        offsets: NDArray[np.int64],
        lengths: NDArray[np.int64],
        quotes: NDArray[np.int32],
        *,
        doubled: set[int],
        marked: bool,
        plain: bool,
    ) -> None:
        """The same of records of which every field is quoted; `quotes` are places in block[begin:end]."""
        self._add(begin, end, lines, offsets, lengths)
        places = quotes + np.int32(self._size) if self._size else quotes
        if self._quotes is not None:
            self._quotes.append(places)
        else:
            self._marks.append(_marks_behind(places, self._wanted))
        self._doubled |= doubled
        self._marked |= marked
        self._plain &= plain
        self._size += end - begin

    def _add(
        self, begin: int, end: int, lines: NDArray[np.int64], offsets: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> None:
        self._pieces.append(memoryview(self._block)[begin:end])
        self._pieces_end = end
        self._lines.append(lines)
        self._offsets.append(offsets)
        self._lengths.append(lengths)

    def cut(self) -> Cut:
        nothing = np.empty(0, np.int64)
        # Where they are the beginning of the block as it is, it need not be copied: nearly always.
        uncut = self._quotes and self._pieces_end == self._size
        return Cut(
            body=self._block if uncut else b"".join(self._pieces),
            lines=_together(self._lines) if self._lines else nothing,
            offsets=_together(self._offsets) if self._offsets else nothing,
            lengths=_together(self._lengths) if self._lengths else nothing,
            quotes=_together(self._quotes) if self._quotes else None,
            doubled=self._doubled,
            marked=self._marked,
            plain=self._plain,
            broken=self.broken,
            wanted=self._wanted,
            given_marks=None if self._quotes else np.concatenate(self._marks),
        )


def _together(arrays: list[NDArray[Number]]) -> NDArray[Number]:
    """The arrays one behind the other; of one alone, nearly always, itself."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _marks_behind(quotes: NDArray[np.int32], wanted: NDArray[np.intp]) -> NDArray[np.int64]:
    """Where the wanted delimiters stand: behind the quote that ends the field before them."""
    return quotes[:, 2 * wanted + 1].astype(np.int64) + 1


def _packed(flags: NDArray[np.bool_]) -> Words:
    """The flags as bits; the last word is filled up with zeros."""
    packed = np.packbits(flags, bitorder="little")
    words = np.zeros((len(packed) + 7) // 8, np.uint64)
    words.view(np.uint8)[: len(packed)] = packed
    return words


def _unpacked(words: Words, size: int) -> NDArray[np.bool_]:
    """The bits as flags; shape (size,)."""
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def _parity(quotes: Words) -> Words:
    """Whether an odd number of quotes lies at or before each byte."""
    running = quotes.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        running ^= running << np.uint64(shift)
    carried = np.bitwise_xor.accumulate(running >> np.uint64(63))
    running[1:] ^= -carried[:-1]  # of 1, every bit
    return running


def _later(words: Words) -> Words:
    """Each bit at the place of the byte after; the first byte gets a zero."""
    shifted = words << np.uint64(1)
    shifted[1:] |= words[:-1] >> np.uint64(63)
    return shifted


def _earlier(words: Words) -> Words:
    """Each bit at the place of the byte before; the last byte gets a zero."""
    shifted = words >> np.uint64(1)
    shifted[:-1] |= words[1:] << np.uint64(63)
    return shifted


def _first_misplaced_quote(
    window: Bytes, quotes: Words, inside: Words, edges: Words, newlines: Words, *, last: bool
) -> int:
    """Where the first quote stands that neither begins nor ends a field nor doubles another; len(window) if none.

    An opening quote follows a delimiter, a newline or another quote; a closing one precedes a delimiter, a line end
    or another quote. The last two bytes are left to the next window, which sees what follows them; in the last window
    the end of the file is a line end.
    """
    size = len(window)
    if not size:
        return 0
    near = edges | quotes
    returns = _packed(window == _RETURN)
    before_is_well = _later(near)
    before_is_well[0] |= np.uint64(1)
    after_is_well = _earlier(near | (returns & _earlier(newlines)))
    well_from = max(0, size - 2)
    if last and size > 1:
        well_from = size - 1
        if window[-1] == _RETURN:
            after_is_well[(size - 2) // 64] |= np.uint64(1 << ((size - 2) % 64))
    for at in range(well_from, size):
        after_is_well[at // 64] |= np.uint64(1 << (at % 64))
    wrong = quotes & ~((inside & before_is_well) | (after_is_well & ~inside))
    if not wrong.any():
        return size
    return int(np.argmax(_unpacked(wrong, size)))


def _first_bad_byte(block: bytes, begin: int, end: int) -> int | None:
    """Where the first NUL or the first byte that is not UTF-8 lies in block[begin:end]; None if all is well."""
    nul = block.find(b"\0", begin, end)
    if nul < 0 and end - begin > _SMALLEST_WINDOW and is_utf8(memoryview(block)[begin:end]):
        return None
    try:
        str(memoryview(block)[begin:end], "utf-8")
    except UnicodeDecodeError as wrong:
        at = begin + wrong.start
        return at if nul < 0 else min(at, nul)
    return None if nul < 0 else nul
