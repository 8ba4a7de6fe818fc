"""Owns the compiled look-up of `numbering`: the same table, gone through key by key."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.registry.imports.compiled import I32, I64, U32, U64, compiled, given, made

Words = NDArray[np.uint64]

_U = np.uint64
_ONE, _HALF = _U(1), _U(32)
_SPREAD = _U(0x9E3779B97F4A7C15)


@compiled(given(U64), given(U64), made(U64), made(U64), made(U32), made(I32), I64, made(I64), made(I64))
def numbered(
    low: Words,
    high: Words,
    keys_low: Words,
    keys_high: Words,
    marks: NDArray[np.uint32],
    numbers: NDArray[np.int32],
    count: int,
    found: NDArray[np.int64],
    first: NDArray[np.int64],
) -> int:
    """Numbers keys as `Numbering.number` does; `found` and `first` take what `Numbered` has.

    Args:
        keys_low, keys_high: the keys by number; there is room for all that come.
        marks, numbers: the table, with room for all that come.
        count: how many keys have a number.

    Returns:
        How many have one now.
    """
    mask = _U(len(marks) - 1)
    before = count
    for place in range(len(low)):
        mixed = (low[place] ^ (high[place] << _ONE)) * _SPREAD
        upper = mixed >> _HALF
        slot = (mixed ^ upper) & mask
        mark = np.uint32(upper) | np.uint32(1)
        step = _U(0)
        while True:
            if marks[slot] == 0:
                marks[slot] = mark
                numbers[slot] = count
                keys_low[count] = low[place]
                if high[place]:  # most often all have one, or none: then there is no memory behind it
                    keys_high[count] = high[place]
                first[count - before] = place
                found[place] = count
                count += 1
                break
            if marks[slot] == mark:
                number = numbers[slot]
                if keys_low[number] == low[place] and keys_high[number] == high[place]:
                    found[place] = number
                    break
            step += _ONE
            slot = (slot + step) & mask
    return count
