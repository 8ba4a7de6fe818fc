"""Owns the rows of links as COPY takes them in its binary format: put together a column at a time, by places.

Links are most of what an export brings, so they go this way, which takes a third of what it takes to write them as
text; everything else goes as text (`loading.copy_text`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_SIZE = ">i4"
_NUMBER = np.dtype([("size", _SIZE), ("value", ">i8")])
_SMALL = np.dtype([("size", _SIZE), ("value", ">i2")])
_NULL = b"\xff\xff\xff\xff"

Numbers = NDArray[np.int64]


class Coded(NamedTuple):
    """A column of few different values.

    Attributes:
        codes: for each row which of them it has; shape (rows,).
        values: each as COPY takes it, its length in front.
    """

    codes: NDArray[np.uint32]
    values: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class LinkRows:
    """Links that are to be copied; each column of shape (rows,).

    Attributes:
        numbers: by name of the column.
        optional: likewise; 0 is null.
        coded: likewise.
    """

    numbers: dict[str, Numbers]
    optional: dict[str, Numbers]
    coded: dict[str, Coded]

    def __len__(self) -> int:
        return len(next(iter(self.numbers.values())))

    @property
    def columns(self) -> str:
        """The names of the columns, in the order in which the rows have them."""
        return ", ".join((*self.numbers, *self.optional, *self.coded))

    def binary(self) -> memoryview:
        """All rows, between the beginning and the end that COPY expects."""
        head = self._heads()
        absent = [values == 0 for values in self.optional.values()]
        lengths = [_lengths(each) for each in self.coded.values()]
        sizes = np.full(len(self), head.itemsize)
        for null in absent:
            sizes += np.where(null, len(_NULL), _NUMBER.itemsize)
        for each, length in zip(self.coded.values(), lengths, strict=True):
            sizes += length.take(each.codes)
        ends = np.cumsum(sizes) + len(_BEGIN)
        made = np.empty(int(ends[-1]) + head.itemsize, np.uint8)
        begins = ends - sizes
        at = begins + head.itemsize
        # What is written of a column may be longer than the value, by no more than the head of a row: what is too much
        # is written over by the columns behind, and by the head of the row behind at last.
        for values, null in zip(self.optional.values(), absent, strict=True):
            item = np.empty(len(self), _NUMBER)
            item["size"], item["value"] = np.where(null, -1, 8), values
            _put(made, at, item)
            at += np.where(null, len(_NULL), _NUMBER.itemsize)
        for each, length in zip(self.coded.values(), lengths, strict=True):
            _put_coded(made, at, each, length, head.itemsize)
            at += length.take(each.codes)
        _put(made, begins, head)
        made[: len(_BEGIN)] = np.frombuffer(_BEGIN, np.uint8)
        end = int(ends[-1])
        made[end : end + len(_END)] = np.frombuffer(_END, np.uint8)
        return made.data[: end + len(_END)]

    def _heads(self) -> NDArray[Any]:
        """How many columns each row has, and those that are never null."""
        kind = np.dtype([("columns", ">i2"), *((name, _NUMBER) for name in self.numbers)])
        head = np.empty(len(self), kind)
        head["columns"] = len(self.numbers) + len(self.optional) + len(self.coded)
        for name, values in self.numbers.items():
            head[name]["size"], head[name]["value"] = 8, values
        return head


def texts(values: pl.Series) -> list[bytes]:
    """Texts as COPY takes them."""
    given = [None if text is None else text.encode() for text in values.to_list()]
    return [_NULL if text is None else len(text).to_bytes(4) + text for text in given]


def small_numbers(values: pl.Series) -> list[bytes]:
    """Numbers of two bytes as COPY takes them."""
    return [_NULL if one is None else np.array((2, one), _SMALL).tobytes() for one in values.to_list()]


def _lengths(column: Coded) -> Numbers:
    return np.fromiter(map(len, column.values), np.int64, len(column.values))


def _put_coded(made: NDArray[np.uint8], at: Numbers, column: Coded, lengths: Numbers, most: int) -> None:
    """Writes a column; values of up to `most` bytes all at once, as long as the longest of them."""
    short = lengths <= most
    if short.any():
        _put_values(made, at, column, short, int(lengths[short].max()))
    for length in np.unique(lengths[~short]).tolist():
        _put_values(made, at, column, lengths == length, length)


def _put_values(made: NDArray[np.uint8], at: Numbers, column: Coded, which: NDArray[np.bool_], length: int) -> None:
    values = np.array([one if is_one else b"" for one, is_one in zip(column.values, which, strict=True)], f"S{length}")
    if which.all():
        _put(made, at, values.take(column.codes))
        return
    rows = np.flatnonzero(which.take(column.codes))
    _put(made, at[rows], values.take(column.codes[rows]))


def _put(made: NDArray[np.uint8], at: Numbers, items: NDArray[Any]) -> None:
    """Writes items of one size, each at its place."""
    kind = f"V{items.itemsize}"
    # An item begins at every byte.
    everywhere: NDArray[Any] = np.ndarray((len(made) - items.itemsize + 1,), kind, made, strides=(1,))
    everywhere[at] = items.view(kind)
