"""Owns two questions about texts: whether bytes are one, and where each of different ones first comes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_ARROW: Any = pa  # it ships no types


def is_utf8(body: memoryview) -> bool:
    """Whether bytes are UTF-8: told several times as fast as by making a text of them."""
    offsets = _ARROW.py_buffer(np.array([0, len(body)], np.int64))
    try:
        _ARROW.LargeStringArray.from_buffers(1, offsets, _ARROW.py_buffer(body)).validate(full=True)
    except _ARROW.ArrowInvalid:
        return False
    return True


def first_places(codes: NDArray[np.uint32], count: int) -> NDArray[np.int64]:
    """Where each code comes first; -1 where it never does."""
    first = np.full(count, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first
