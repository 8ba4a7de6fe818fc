"""Owns the numbering of keys in the order in which they come: millions of them, in a few bytes each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
_SMALLEST = 1 << 12
_FULL = 0.75
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Numbered:
    """What numbers a run of keys has.

    Attributes:
        numbers: for each key its number, from 0 in the order of first coming; shape (keys,).
        first: places in the run at which a key came for the first time ever, in the order of their numbers.
    """

    numbers: NDArray[np.int64]
    first: NDArray[np.int64]


class Numbering:
    """Numbers keys of 128 bits: an open-addressing table in arrays, 20 bytes a slot.

    Args:
        expected: how many keys may come; more may.
    """

    def __init__(self, expected: int = 0) -> None:
        self._make(max(_SMALLEST, 1 << (int(expected / _FULL)).bit_length()))
        self.count = 0

    def _make(self, slots: int) -> None:
        self._mask = slots - 1
        self._low: Words = np.zeros(slots, np.uint64)
        self._high: Words = np.zeros(slots, np.uint64)
        self._number: NDArray[np.int32] = np.full(slots, -1, np.int32)

    def number(self, low: Words, high: Words) -> Numbered:
        """Numbers keys, equal keys equally; those that never came before get the next numbers."""
        self._make_room(len(low))
        slots = self._slots(low, high)
        waiting, at, its_low, its_high = np.arange(len(low)), slots, low, high
        fresh: list[NDArray[np.int64]] = []
        while len(waiting):
            wanting = np.flatnonzero(self._number[at] < 0)
            if len(wanting):
                takers = wanting[self._claim(at[wanting])]
                taken = at[takers]
                self._low[taken], self._high[taken] = its_low[takers], its_high[takers]
                self._number[taken] = 0  # given below, in the order of coming
                fresh.append(waiting[takers])
            rest = np.flatnonzero((self._low[at] != its_low) | (self._high[at] != its_high))
            waiting, its_low, its_high = waiting[rest], its_low[rest], its_high[rest]
            at = (at[rest] + 1) & self._mask
            slots[waiting] = at
        first = np.sort(np.concatenate(fresh)) if fresh else np.empty(0, np.int64)
        if len(first):
            self._number[slots[first]] = np.arange(self.count, self.count + len(first), dtype=np.int32)
            self.count += len(first)
        return Numbered(self._number[slots].astype(np.int64), first)

    def find(self, low: Words, high: Words) -> NDArray[np.int64]:
        """The numbers of keys that have one; -1 for the others."""
        slots = self._slots(low, high)
        found = np.full(len(low), -1, np.int64)
        waiting = np.arange(len(low))
        while len(waiting):
            at = slots[waiting]
            number = self._number[at]
            same = (number >= 0) & (self._low[at] == low[waiting]) & (self._high[at] == high[waiting])
            found[waiting[same]] = number[same]
            waiting = waiting[(number >= 0) & ~same]
            slots[waiting] = (slots[waiting] + 1) & self._mask
        return found

    def _claim(self, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Of several keys for one free slot the first gets it, the others look again; which of these get theirs."""
        claims = np.arange(len(wanted), dtype=np.int32)
        # What is written last stays: the first key.
        self._number[wanted[::-1]] = claims[::-1]
        first = self._number[wanted] == claims
        self._number[wanted] = -1
        return first

    def _slots(self, low: Words, high: Words) -> NDArray[np.int64]:
        mixed = (low ^ (high << np.uint64(1))) * _SPREAD
        # Signed, as indexes are: others would be converted each time.
        return (mixed ^ (mixed >> np.uint64(32))).view(np.int64) & self._mask

    def _make_room(self, more: int) -> None:
        if self.count + more <= _FULL * len(self._number):
            return
        used = self._number >= 0
        low, high, number = self._low[used], self._high[used], self._number[used]
        self._make(1 << int((self.count + more) / _FULL * 1.5).bit_length())
        slots = self._slots(low, high)
        waiting = np.arange(len(low))
        while len(waiting):
            at = slots[waiting]
            free = np.flatnonzero(self._number[at] < 0)
            placing = free[self._claim(at[free])]
            takers, taken = waiting[placing], at[placing]
            self._low[taken], self._high[taken], self._number[taken] = low[takers], high[takers], number[takers]
            placed = np.zeros(len(waiting), np.bool_)
            placed[placing] = True
            waiting = waiting[~placed]
            slots[waiting] = (slots[waiting] + 1) & self._mask


def of_integers(values: NDArray[np.int64]) -> tuple[Words, Words]:
    """The keys that whole numbers are."""
    return values.view(np.uint64), np.zeros(len(values), np.uint64)


Kind = TypeVar("Kind", bound=np.generic)


class Growing(Generic[Kind]):
    """An array that grows: one value for each number.

    Attributes:
        values: by number; longer than what was reached.
    """

    def __init__(self, kind: type[Kind]) -> None:
        self.values: NDArray[Kind] = np.zeros(_SMALLEST, kind)

    def reach(self, size: int) -> None:
        """Makes room for values of numbers below `size`; new ones are zero."""
        if size > len(self.values):
            grown = np.zeros(max(size, len(self.values) * 3 // 2), self.values.dtype)
            grown[: len(self.values)] = self.values
            self.values = grown
