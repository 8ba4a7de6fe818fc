"""Owns the numbering of keys in the order in which they come: millions of them, in a few bytes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
_SMALLEST = 1 << 12
_FULL = 0.75
_AT_ONCE = 1 << 18
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
    """Numbers keys of 128 bits: an open-addressing table of 8 bytes a slot, and the keys in their order.

    A slot holds a mark, 31 bits of its key's hash, beside the number. The keys themselves lie far apart in memory and
    are looked at only where marks agree.

    Args:
        expected: how many keys may come; more may.
        quick: looks up by compiled code (`records.RecordCutter` says what that costs).
    """

    def __init__(self, expected: int = 0, *, quick: bool = False) -> None:
        self.count = 0
        self._quick = _compiled() if quick else None
        self._low, self._high = np.empty(0, np.uint64), np.empty(0, np.uint64)
        self._make(max(_SMALLEST, 1 << (int(expected / _FULL)).bit_length()))

    def _make(self, slots: int) -> None:
        self._mask = slots - 1
        self._marks: NDArray[np.uint32] = np.zeros(slots, np.uint32)  # of a free one 0
        self._numbers: NDArray[np.int32] = np.empty(slots, np.int32)
        # As many as there may become: what is never written to takes no memory. Keys of 64 bits have no upper half.
        low, high = np.empty(int(_FULL * slots) + 1, np.uint64), np.zeros(int(_FULL * slots) + 1, np.uint64)
        low[: self.count], upper = self._low[: self.count], self._high[: self.count]
        np.copyto(high[: self.count], upper, where=upper != 0)
        self._low, self._high = low, high

    def number(self, low: Words, high: Words) -> Numbered:
        """Numbers keys, equal keys equally; those that never came before get the next numbers."""
        self._make_room(len(low))
        if self._quick is not None:
            self.count, numbered = self._look_up(self._quick, low, high, self.count)
            return numbered
        slots, first = self._placed(low, high)
        after = self.count + len(first)
        self._numbers[slots[first]] = np.arange(self.count, after, dtype=np.int32)
        self._low[self.count : after], self._high[self.count : after] = low[first], high[first]
        self.count = after
        return Numbered(self._numbers[slots].astype(np.int64), first)

    def _look_up(self, look_up: Callable[..., int], low: Words, high: Words, count: int) -> tuple[int, Numbered]:
        """Numbers keys where `count` have a number; how many have one then, and which these have."""
        numbers, first = np.empty(len(low), np.int64), np.empty(len(low), np.int64)
        after = look_up(low, high, self._low, self._high, self._marks, self._numbers, count, numbers, first)
        return after, Numbered(numbers, first[: after - count].copy())

    def _placed(self, low: Words, high: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The slot of each key, and the places of those that took one: it holds the complement of its key's place."""
        mixed = (low ^ (high << np.uint64(1))) * _SPREAD
        upper = mixed >> np.uint64(32)
        # Signed, as indexes are: others would be converted each time.
        slots = (mixed ^ upper).view(np.int64) & self._mask
        waiting, at, marks = np.arange(len(low)), slots, upper.astype(np.uint32) | np.uint32(1)
        fresh: list[NDArray[np.int64]] = []
        step = 0
        while len(waiting):
            done = np.zeros(len(waiting), np.bool_)
            free = np.flatnonzero(self._marks[at] == 0)
            if len(free):
                takers = free[self._claim(at[free], waiting[free])]
                self._marks[at[takers]] = marks[takers]
                done[takers] = True
                fresh.append(waiting[takers])
            # Those that found a slot just taken look at it as well: it may be by a key like theirs.
            alike = np.flatnonzero((self._marks[at] == marks) & ~done)
            done[alike] = self._same(at[alike], waiting[alike], low, high)
            rest = np.flatnonzero(~done)
            waiting, marks = waiting[rest], marks[rest]
            # Ever longer steps come by every slot of a power of two, and leave no long runs of full ones.
            step += 1
            at = (at[rest] + step) & self._mask
            slots[waiting] = at
        return slots, np.sort(np.concatenate(fresh)) if fresh else np.empty(0, np.int64)

    def _claim(self, slots: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Of several keys for one free slot the first gets it; which of these get theirs."""
        claims = ~places.astype(np.int32)
        # What is written last stays: the first key.
        self._numbers[slots[::-1]] = claims[::-1]
        return self._numbers[slots] == claims

    def _same(self, slots: NDArray[np.int64], places: NDArray[np.int64], low: Words, high: Words) -> NDArray[np.bool_]:
        """Whether the keys at places of the run are those of their slots."""
        numbers = self._numbers[slots]
        same = np.empty(len(slots), np.bool_)
        for among, keys_low, keys_high, of in (
            (numbers >= 0, self._low, self._high, numbers),
            (numbers < 0, low, high, ~numbers),
        ):
            here = np.flatnonzero(among)
            key, own = of[here], places[here]
            same[here] = (keys_low[key] == low[own]) & (keys_high[key] == high[own])
        return same

    def _make_room(self, more: int) -> None:
        if self.count + more <= _FULL * len(self._numbers):
            return
        self._make(1 << int((self.count + more) / _FULL * 1.5).bit_length())
        for begin in range(0, self.count, _AT_ONCE):
            part = slice(begin, min(begin + _AT_ONCE, self.count))
            low, high = self._low[part], self._high[part]
            if self._quick is not None:
                self._look_up(self._quick, low, high, begin)
                continue
            slots, _ = self._placed(low, high)
            self._numbers[slots] = np.arange(part.start, part.stop, dtype=np.int32)


def _compiled() -> Callable[..., int]:
    from services.registry.imports.compiled_numbering import numbered

    return numbered


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
