"""Owns the quick way through records of which every field is quoted, as ETSI writes them: by the places of the quotes.

Where they stand tells all of such a record: its fields are cut out by their places alone, without looking at their
bytes again. Whatever else a file may hold is left to the slower way (`records`).
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D
_ARROW: Any = pa  # it ships no types
Bytes = NDArray[np.uint8]
Places = NDArray[np.int32]


def quotes_of(window: Bytes, fields: int, delimiter: int) -> tuple[Places, set[int]] | None:
    """Where the quotes of the complete records stand that a window begins with.

    Args:
        window: begins where a record begins.
        fields: how many a record has.
        delimiter: byte between fields.

    Returns:
        For each record the places of the quotes around each field, shape (records, 2 * fields), and the fields, by
        index, that hold a quote in any record: there it is written twice. None where there is no complete record, or
        where one has a field without quotes, another number of fields, or a quote that stands wrong.
    """
    quotes = np.flatnonzero(window == _QUOTE).astype(np.int32)
    # A quote that ends a field stands at an odd place, and is followed at once by another only where one is meant.
    doubled = np.flatnonzero(quotes[2::2] - quotes[1:-1:2] == 1)
    inside = quotes[2 * doubled + 1]
    if len(doubled):
        kept = np.ones(len(quotes), np.bool_)
        kept[2 * doubled + 1] = kept[2 * doubled + 2] = False
        quotes = quotes[kept]
    width = 2 * fields
    records = len(quotes) // width
    # Behind the last quote of a record has to stand its line end.
    if records:
        behind = window[quotes[records * width - 1] + 1 :]
        records -= len(behind) < (2 if len(behind) and behind[0] == _RETURN else 1)
    if not records or quotes[0] != 0:
        return None
    places = quotes[: records * width].reshape(records, width)
    closing, opening = places[:, 1:-1:2], places[:, 2::2]
    if not ((opening - closing) == 2).all() or not (window[closing + 1] == delimiter).all():
        return None
    ends = line_ends(window, places)
    if not (window[ends] == _NEWLINE).all() or not (places[1:, 0] == ends[:-1] + 1).all():
        return None
    inside = inside[inside < places[-1, -1]]
    return places, set((np.searchsorted(places.ravel(), inside) % width // 2).tolist())


def line_ends(window: Bytes, places: Places) -> Places:
    """Where the newline behind each record stands."""
    behind = places[:, -1] + np.int32(1)
    return behind + (window[behind] == _RETURN)


def is_utf8(body: memoryview) -> bool:
    """Whether bytes are UTF-8: told several times as fast as by making a text of them."""
    offsets = _ARROW.py_buffer(np.array([0, len(body)], np.int64))
    try:
        _ARROW.LargeStringArray.from_buffers(1, offsets, _ARROW.py_buffer(body)).validate(full=True)
    except _ARROW.ArrowInvalid:
        return False
    return True


def texts_between(body: bytes, bounds: NDArray[np.int32]) -> list[pl.Series]:
    """Texts that stand in bytes, one column after the other, without copying them.

    Args:
        body: valid UTF-8.
        bounds: where each begins and ends, in the order of `body`; shape (rows, 2 * columns).
    """
    # What lies between two texts is a text as well: then each begins where the one before ends, as Arrow has them.
    rows, width = bounds.shape
    offsets = np.empty(rows * width + 1, np.int64)
    offsets[:-1] = bounds.ravel()
    offsets[-1] = offsets[-2]
    every: Any = _ARROW.LargeStringArray.from_buffers(rows * width, _ARROW.py_buffer(offsets), _ARROW.py_buffer(body))
    texts = cast(pl.Series, pl.from_arrow(every)).alias("text").to_frame()
    # All at once: each question to Polars has its price.
    columns = [pl.col("text").gather_every(width, place).alias(str(place)) for place in range(0, width, 2)]
    return texts.select(columns).get_columns()


def different_between(body: bytes, bounds: NDArray[np.int32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """For each text that stands in bytes which of the different ones it is, and where each of these first comes.

    Args:
        body: valid UTF-8.
        bounds: where each begins and ends, in the order of `body`; shape (rows, 2).
    """
    rows = len(bounds)
    offsets = np.append(bounds.ravel(), bounds[-1, 1])
    # What lies between two texts is none of them: every other place is one that is not there.
    there = np.full(rows // 4 + 1, 0b01010101, np.uint8)
    buffers = [_ARROW.py_buffer(there), _ARROW.py_buffer(offsets), _ARROW.py_buffer(body)]
    every: Any = _ARROW.Array.from_buffers(_ARROW.string(), 2 * rows, buffers, rows)
    numbers: Any = every.dictionary_encode().indices
    codes = np.frombuffer(numbers.buffers()[1], np.uint32, 2 * rows)[::2]
    return codes, first_places(codes, int(codes.max()) + 1)


def first_places(codes: NDArray[np.uint32], count: int) -> NDArray[np.int64]:
    """Where each code comes first; -1 where it never does."""
    first = np.full(count, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first
