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
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D
_WINDOW = 512 * 1024  # bytes looked at in one pass: small enough for the processor's cache
_SMALLEST_WINDOW = 4 * 1024  # after a broken record: it may not be the only one
_LONGEST_BEGINNING = 64  # bytes of a line that `record_start` may look at

Bytes = NDArray[np.uint8]


def _parity_table() -> tuple[Bytes, Bytes]:
    values = np.arange(256, dtype=np.uint8)
    bits = np.unpackbits(values[:, None], axis=1)
    running = np.bitwise_xor.accumulate(bits, axis=1)
    return np.packbits(running, axis=1)[:, 0], running[:, 7]


# Prefix parity of eight bits at a time: an accumulate over single bytes is the slowest pass of all otherwise.
_RUNNING_PARITY, _TOTAL_PARITY = _parity_table()


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
        body: the sound records, one after the other, each with its line end.
        lines: for each sound record the physical line it begins on; shape (records,).
        offsets: for each its byte offset in the file; shape (records,).
        lengths: for each its length in bytes without the newline; shape (records,).
        broken: the records that are not sound, in file order.
    """

    body: bytes
    lines: NDArray[np.int64]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    broken: list[BrokenRecord]


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
        block_bytes: how much is gathered before it is cut; at least twice the record limit is used.
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
    ) -> None:
        self._fields: Final = fields
        self._delimiter: Final = delimiter[0]
        self._record_start: Final = record_start
        self._limit: Final = record_limit
        self._block: Final = max(block_bytes, 2 * record_limit)
        self._pending = bytearray()
        self._line = line
        self._offset = offset
        self._lost = False  # after a broken record: the next sound beginning is still to be found
        self._window = _WINDOW

    @property
    def held_bytes(self) -> int:
        """How many bytes are held back for the next cut."""
        return len(self._pending)

    def push(self, chunk: memoryview) -> list[Cut]:
        """Takes the next piece of the stream and returns what could be cut; shape: one Cut for each full block."""
        cuts: list[Cut] = []
        position = 0
        while position < len(chunk):
            taken = chunk[position : position + self._block - len(self._pending)]
            self._pending += taken
            position += len(taken)
            if len(self._pending) >= self._block:
                cuts.append(self._cut(last=False))
        return cuts

    def finish(self) -> Cut:
        """Cuts what is left; a record that is cut off is broken."""
        return self._cut(last=True)

    def _cut(self, *, last: bool) -> Cut:
        block = bytes(self._pending)
        view: Bytes = np.frombuffer(block, np.uint8)
        run = _Run(block)
        begin = 0
        while begin < len(block):
            if self._lost:
                begin = self._find_beginning(block, begin, last=last)
                if self._lost:
                    break
                continue
            end = min(len(block), begin + self._window)
            after = self._cut_window(block, view, begin, end, run, last=last and end == len(block))
            if after > begin:
                self._window = min(_WINDOW, self._window * 2)
            elif end == len(block):
                break  # the rest is the beginning of a record whose end has not come yet
            else:
                self._window *= 2  # the record is longer than the window
            begin = after
        del self._pending[:begin]
        self._offset += begin
        return run.cut()

    def _cut_window(self, block: bytes, view: Bytes, begin: int, end: int, run: _Run, *, last: bool) -> int:
        """Cuts the records of block[begin:end]; returns where the first uncut byte is."""
        window = view[begin:end]
        size = end - begin
        quotes = window == _QUOTE
        newlines = window == _NEWLINE
        edges = newlines | (window == self._delimiter)
        inside = _parity(quotes)
        separators = edges & ~inside
        fault = _first_misplaced_quote(window, quotes, inside, edges, newlines, last=last)

        positions = np.flatnonzero(separators)
        ends_at = np.flatnonzero(newlines[positions])  # index within positions
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
            self._keep(block, run, begin, starts, ends, counts, doubtful, lines)
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
    ) -> None:
        """Puts complete records into the run, sound ones apart from broken ones."""
        first, after = begin + int(starts[0]), begin + int(ends[-1]) + 1
        if _first_bad_byte(block, first, after) is not None:
            for at, (start, end) in enumerate(zip((begin + starts).tolist(), (begin + ends).tolist(), strict=True)):
                doubtful[at] |= _first_bad_byte(block, start, end) is not None
        offsets = (starts + (self._offset + begin)).astype(np.int64)
        lengths = (ends - starts).astype(np.int64)
        if not doubtful.any():
            run.add(first, after, lines, offsets, lengths)
            return
        sound_from = 0
        for at in [*np.flatnonzero(doubtful).tolist(), len(starts)]:
            if at > sound_from:
                of = slice(sound_from, at)
                sound_to = begin + int(ends[at - 1]) + 1
                run.add(begin + int(starts[sound_from]), sound_to, lines[of], offsets[of], lengths[of])
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
            run.add(begin, len(block), one, np.array([offset], np.int64), np.array([len(text)], np.int64))
        return len(block)

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


class _Run:
    """Gathers the sound records of one block."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._pieces: list[bytes] = []
        self._lines: list[NDArray[np.int64]] = []
        self._offsets: list[NDArray[np.int64]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self.broken: list[BrokenRecord] = []

    def add(
        self, begin: int, end: int, lines: NDArray[np.int64], offsets: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> None:
        self._pieces.append(self._block[begin:end])
        self._lines.append(lines)
        self._offsets.append(offsets)
        self._lengths.append(lengths)

    def cut(self) -> Cut:
        nothing = np.empty(0, np.int64)
        return Cut(
            body=self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces),
            lines=np.concatenate(self._lines) if self._lines else nothing,
            offsets=np.concatenate(self._offsets) if self._offsets else nothing,
            lengths=np.concatenate(self._lengths) if self._lengths else nothing,
            broken=self.broken,
        )


def _parity(quotes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether an odd number of quotes lies at or before each byte; shape (bytes,)."""
    packed = np.packbits(quotes)
    running = _RUNNING_PARITY[packed]
    carried = np.bitwise_xor.accumulate(_TOTAL_PARITY[packed])
    running[1:] ^= np.where(carried[:-1], np.uint8(255), np.uint8(0)).astype(np.uint8)
    return np.unpackbits(running, count=len(quotes)).view(np.bool_)


def _first_misplaced_quote(
    window: Bytes,
    quotes: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    edges: NDArray[np.bool_],
    newlines: NDArray[np.bool_],
    *,
    last: bool,
) -> int:
    """Where the first quote stands that neither begins nor ends a field nor doubles another; len(window) if none.

    An opening quote follows a delimiter, a newline or another quote; a closing one precedes a delimiter, a line end
    or another quote. The last two bytes are left to the next window, which sees what follows them; in the last window
    the end of the file is a line end.
    """
    if not len(window):
        return 0
    near = edges | quotes
    before_is_well = np.empty_like(near)
    before_is_well[0] = True
    before_is_well[1:] = near[:-1]
    after_is_well = np.ones_like(near)
    if len(window) > 2:
        after_is_well[:-2] = (window[1:-1] == _RETURN) & newlines[2:]
        after_is_well[:-2] |= near[1:-1]
    if last and len(window) > 1:
        after_is_well[-2] = near[-1] or window[-1] == _RETURN
    wrong = quotes & ~((inside & before_is_well) | (after_is_well & ~inside))
    at = int(np.argmax(wrong))
    return at if wrong[at] else len(window)


def _first_bad_byte(block: bytes, begin: int, end: int) -> int | None:
    """Where the first NUL or the first byte that is not UTF-8 lies in block[begin:end]; None if all is well."""
    nul = block.find(b"\0", begin, end)
    try:
        str(memoryview(block)[begin:end], "utf-8")
    except UnicodeDecodeError as wrong:
        at = begin + wrong.start
        return at if nul < 0 else min(at, nul)
    return None if nul < 0 else nul
