"""Owns the quick way through records of which every field is quoted, as ETSI writes them: by the places of the quotes.

Where they stand tells all of such a record: its fields are cut out by their places alone, without looking at their
bytes again. Whatever else a file may hold is left to the slower way (`records`). The loops over bytes are compiled;
only the process that reads long files loads this module, and the compiler with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from services.registry.imports.compiled import (
    BOOL,
    I32,
    I64,
    U8,
    U32,
    U64,
    bytes_below,
    bytes_equal,
    compiled,
    eight_bytes,
    given,
    inlined,
    lowest_bit,
    made,
)

_ARROW: Any = pa  # it ships no types
Bytes = NDArray[np.uint8]
Places = NDArray[np.int32]

_U = np.uint64
_ONE, _THREE, _EIGHT = _U(1), _U(3), _U(8)
_QUOTE, _NEWLINE, _RETURN = np.uint8(0x22), np.uint8(0x0A), np.uint8(0x0D)
_SPACE, _BACKSLASH, _BEYOND_ASCII = np.uint8(0x20), np.uint8(0x5C), np.uint8(0x80)
_RUN = 64  # bytes, of which a word has a bit each
_MARKS = (np.uint8(0x1B), np.uint8(0x1E), np.uint8(0x1F))
_MIX, _SPREAD = _U(0x9E3779B97F4A7C15), _U(0xD6E8FEB86659FD93)
_HALF, _LOWER = _U(32), _U(0xFFFFFFFF)
# A record of an export has some 500 bytes: there is room for those of 384, and of shorter ones for a thousand more.
_TYPICAL_BYTES, _ROOM = 384, 1024


class Quoted(NamedTuple):
    """The complete records that a window begins with, as far as they are regular.

    Attributes:
        places: for each record the places of the quotes around each field; shape (records, 2 * fields).
        ends: for each the place of its newline; shape (records,).
        doubled: the fields, by index, that hold a quote in any record: there it is written twice.
        breaks: for each how many newlines stand inside its fields; shape (records,).
        marked: whether a character stands inside a field with which `isld` holds places.
        ascii: whether all is.
        plain: whether no field holds a backslash or a character below a space.
    """

    places: Places
    ends: Places
    doubled: set[int]
    breaks: Places
    marked: bool
    ascii: bool
    plain: bool


def quotes_of(window: Bytes, fields: int, delimiter: int) -> Quoted | None:
    """Where the quotes of records stand.

    Args:
        window: begins where a record begins.
        fields: how many a record has.
        delimiter: byte between fields.

    Returns:
        The records before the first that has a field without quotes, another number of fields, a quote that stands
        wrong, or no end; None where there is none. Where records are very short, not all of them.
    """
    most = len(window) // _TYPICAL_BYTES + _ROOM
    places, ends = np.empty(most * 2 * fields, np.int32), np.empty(most, np.int32)
    breaks, doubled = np.zeros(most, np.int32), np.zeros(fields, np.bool_)
    records, marked, ascii, plain = _quotes(window, _U(fields), np.uint8(delimiter), places, ends, breaks, doubled)
    if not records:
        return None
    kept, of_records = slice(0, records), places.reshape(most, 2 * fields)
    return Quoted(
        of_records[kept], ends[kept], set(np.flatnonzero(doubled).tolist()), breaks[kept], marked, ascii, plain
    )


def different_between(
    body: bytes | memoryview, quotes: Places, marks: Sequence[int]
) -> list[tuple[NDArray[np.uint32], NDArray[np.int64]]]:
    """For each record which of the different values it has of each range of fields.

    Args:
        body: what `quotes` are places in.
        quotes: as `Quoted.places`.
        marks: where each range begins and the last one ends, by the index of a field.

    Returns:
        For each range codes of shape (records,), numbered as the values first come, and for each value the record in
        which it does.
    """
    records, ranges = len(quotes), len(marks) - 1
    codes, firsts = np.empty((ranges, records), np.uint32), np.empty((ranges, records), np.int64)
    slots = np.zeros((ranges, 1 << max(4, (2 * records - 1).bit_length())), np.uint64)
    counts = np.zeros(ranges, np.int64)
    _different(np.frombuffer(body, np.uint8), quotes, np.array(marks, np.int64), slots, codes, firsts, counts)
    return [(codes[place], firsts[place, :count].copy()) for place, count in enumerate(counts.tolist())]


def texts_of(body: bytes | memoryview, quotes: Places) -> list[pl.Series]:
    """Fields without their quotes, one column after the other; they stand in `body` and are not copied.

    Args:
        body: valid UTF-8.
        quotes: as `Quoted.places`, of any of the fields; shape (records, 2 * fields).
    """
    records, fields = len(quotes), quotes.shape[1] // 2
    views = np.empty((fields, records, 2), np.uint64)
    _views(np.frombuffer(body, np.uint8), quotes, views)
    held = _ARROW.py_buffer(body)
    columns: list[pl.Series] = []
    for of_field in views:
        array: Any = _ARROW.Array.from_buffers(
            _ARROW.string_view(), records, [None, _ARROW.py_buffer(of_field), held], 0
        )
        columns.append(cast(pl.Series, pl.from_arrow(array)))
    return columns


# --- compiled ----------------------------------------------------------------------------------------------------


@inlined
def word_at(data: Bytes, at: np.uint64, size: np.uint64) -> np.uint64:
    """Eight bytes, those behind the end 0."""
    if at + _EIGHT <= size:
        return eight_bytes(data, at)
    word = _U(0)
    shift = _U(0)
    while at < size:
        word |= _U(data[at]) << shift
        at += _ONE
        shift += _EIGHT
    return word


@inlined
def _inside(quotes: np.uint64, before: np.uint64) -> np.uint64:
    """Which bytes stand behind an odd number of quotes; `before` has every bit set where the first does, else none."""
    for shift in (1, 2, 4, 8, 16, 32):
        quotes ^= quotes << _U(shift)
    return quotes ^ before


@compiled(given(U8), U64, U8, made(I32), made(I32), made(I32), made(BOOL))
def _quotes(
    window: Bytes,
    fields: np.uint64,
    delimiter: np.uint8,
    places: Places,
    ends: Places,
    breaks: Places,
    doubled: NDArray[np.bool_],
) -> tuple[int, bool, bool, bool]:
    """Goes through 64 bytes at a time; where these hold but fields and delimiters, the places of quotes tell all.

    `places` has room for 2 * `fields` of each record, `ends` and `breaks` for one.
    """
    size, room, quoted = _U(len(window)), _U(len(places)), _U(2) * fields
    last = np.zeros(_RUN, np.uint8)
    records, at_place = _U(0), _U(0)
    sound, marked, odd, escaped = True, False, _U(0), _U(0)
    # Whether the run before ended inside of a field, behind one, and between the two quotes that stand for one.
    inside, behind, halved = _U(0), _ONE, _U(0)
    begin = _U(0)
    while sound and begin < size and at_place + _U(_RUN) <= room:
        asked = ~_U(0)
        if begin + _U(_RUN) <= size:
            quotes, low = bytes_equal(window, begin, _QUOTE), bytes_below(window, begin, _SPACE)
            between, beyond = bytes_equal(window, begin, delimiter), ~bytes_below(window, begin, _BEYOND_ASCII)
            slashes = bytes_equal(window, begin, _BACKSLASH)
        else:
            last[: size - begin] = window[begin:]
            quotes, low = bytes_equal(last, _U(0), _QUOTE), bytes_below(last, _U(0), _SPACE)
            between, beyond = bytes_equal(last, _U(0), delimiter), ~bytes_below(last, _U(0), _BEYOND_ASCII)
            slashes = bytes_equal(last, _U(0), _BACKSLASH)
            asked = (_ONE << (size - begin)) - _ONE
        odd |= beyond
        within = _inside(quotes, inside)
        outside = ~(within | quotes) & asked
        # Behind a field that has ended another begins at once: they are one, with a quote in it.
        following = _U(begin + _U(_RUN) < size and window[begin + _U(_RUN)] == _QUOTE)
        pairs = quotes & ~within & (((quotes & within) >> _ONE) | (following << _U(_RUN - 1)))
        kept = quotes & ~(pairs | (pairs << _ONE) | halved)
        low &= within & asked
        escaped |= low | slashes
        special = low | pairs
        regular = special == 0 and outside & ~between == 0 and outside & ((outside << _ONE) | behind) == 0
        inside, behind, halved = _U(0) - (within >> _U(_RUN - 1)), outside >> _U(_RUN - 1), pairs >> _U(_RUN - 1)
        if regular:
            while kept:
                places[at_place] = begin + lowest_bit(kept)
                at_place += _ONE
                kept &= kept - _ONE
        else:
            said = kept | outside | special
            while said and sound:
                bit = said & (_U(0) - said)
                at = begin + lowest_bit(said)
                said ^= bit
                byte = window[at]
                if kept & bit:
                    places[at_place] = at
                    at_place += _ONE
                elif pairs & bit:
                    doubled[((at_place - _ONE) % quoted) >> _ONE] = True
                elif special & bit:
                    breaks[records] += byte == _NEWLINE
                    marked |= byte in _MARKS
                elif byte != _NEWLINE:
                    # One byte between two fields of a record, or a return before its newline.
                    sound = at > 0 and window[at - _ONE] == _QUOTE
                    if byte == _RETURN:
                        sound &= at + _ONE < size and window[at + _ONE] == _NEWLINE
                    else:
                        sound &= byte == delimiter and at_place < (records + _ONE) * quoted
                else:
                    before = at - _ONE - _U(at > _ONE and window[at - _ONE] == _RETURN)
                    sound = at > 0 and window[before] == _QUOTE and at_place == (records + _ONE) * quoted
                    if sound:
                        ends[records] = at
                        records += _ONE
                        sound = records < _U(len(ends))
        begin += _U(_RUN)
    return int(records), marked, bool(odd == 0), bool(escaped == 0)


@inlined
def _hash(data: Bytes, begin: np.uint64, end: np.uint64, size: np.uint64) -> np.uint64:
    mixed = (end - begin) * _SPREAD
    at = begin
    while at + _EIGHT <= end:
        mixed = (mixed ^ eight_bytes(data, at)) * _MIX
        mixed ^= mixed >> _HALF
        at += _EIGHT
    if at < end:
        word = word_at(data, at, size) & ((_ONE << ((end - at) << _THREE)) - _ONE)
        mixed = (mixed ^ word) * _MIX
        mixed ^= mixed >> _HALF
    mixed *= _SPREAD
    return mixed ^ (mixed >> _U(29))


@inlined
def _alike(data: Bytes, one: np.uint64, other: np.uint64, length: np.uint64, size: np.uint64) -> bool:
    at = _U(0)
    while at + _EIGHT <= length:
        if eight_bytes(data, one + at) != eight_bytes(data, other + at):
            return False
        at += _EIGHT
    if at < length:
        differing = word_at(data, one + at, size) ^ word_at(data, other + at, size)
        return (differing << (_U(64) - ((length - at) << _THREE))) == 0
    return True


@compiled(given(U8), given(I32, 2), given(I64), made(U64, 2), made(U32, 2), made(I64, 2), made(I64))
def _different(
    body: Bytes,
    quotes: Places,
    marks: NDArray[np.int64],
    slots: NDArray[np.uint64],
    codes: NDArray[np.uint32],
    firsts: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    size = _U(len(body))
    mask = _U(slots.shape[1] - 1)
    for record in range(len(quotes)):
        for place in range(len(counts)):
            opening, closing = 2 * marks[place], 2 * marks[place + 1] - 1
            begin = _U(quotes[record, opening])
            length = _U(quotes[record, closing]) + _ONE - begin
            if record:
                # Most often a record has what the one before it had.
                other = _U(quotes[record - 1, opening])
                if _U(quotes[record - 1, closing]) + _ONE - other == length and _alike(
                    body, begin, other, length, size
                ):
                    codes[place, record] = codes[place, record - 1]
                    continue
            mixed = _hash(body, begin, begin + length, size)
            mark = (mixed >> _HALF) << _HALF
            slot = mixed & mask
            while True:
                held = slots[place, slot]
                if held == 0:
                    code = counts[place]
                    slots[place, slot] = mark | _U(code + 1)
                    codes[place, record] = code
                    firsts[place, code] = record
                    counts[place] = code + 1
                    break
                if (held >> _HALF) << _HALF == mark:
                    code = np.int64(held & _LOWER) - 1
                    at = firsts[place, code]
                    other = _U(quotes[at, opening])
                    if _U(quotes[at, closing]) + _ONE - other == length and _alike(body, begin, other, length, size):
                        codes[place, record] = code
                        break
                slot = (slot + _ONE) & mask


@compiled(given(U8), given(I32, 2), made(U64, 3))
def _views(body: Bytes, quotes: Places, views: NDArray[np.uint64]) -> None:
    """Writes texts as Arrow's views have them: the length, then all of a short one, or its beginning and its place."""
    size = _U(len(body))
    for record in range(len(quotes)):
        for field in range(quotes.shape[1] // 2):
            begin = _U(quotes[record, 2 * field]) + _ONE
            length = _U(quotes[record, 2 * field + 1]) - begin
            first = word_at(body, begin, size)
            if length < _EIGHT:
                first &= (_ONE << (length << _THREE)) - _ONE
            views[field, record, 0] = length | (first << _HALF)
            if length > _U(12):
                views[field, record, 1] = begin << _HALF
            else:
                last = first >> _HALF
                if length > _EIGHT:
                    rest = word_at(body, begin + _EIGHT, size) & ((_ONE << ((length - _EIGHT) << _THREE)) - _ONE)
                    last |= rest << _HALF
                views[field, record, 1] = last
