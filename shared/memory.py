"""Owns what a process asks of the C library about memory: to use it again, and to give back what nobody uses.

The GNU C library keeps a store of freed memory for each of many threads, and asks the system anew for each large block:
megabytes that come and go by the second are then mostly handed over page by page, which takes as long as to work on
them. Other libraries and systems do without what is asked here, and nothing happens.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

# Parameters of mallopt(3), with the numbers of malloc.h.
_STORES, _BLOCKS_OF_THE_SYSTEM, _FREE_AT_THE_END = -8, -3, -1
_MEBIBYTE = 1024 * 1024


def use_again() -> None:
    """Has threads share two stores, and large blocks come out of them: for a process at its start."""
    if mallopt := _of_library("mallopt"):
        mallopt(_STORES, 2)
        mallopt(_BLOCKS_OF_THE_SYSTEM, 16 * _MEBIBYTE)
        mallopt(_FREE_AT_THE_END, 32 * _MEBIBYTE)


def give_back() -> None:
    """Gives free pages back, wherever they lie; to be called now and then by what makes and drops much for minutes."""
    if trim := _of_library("malloc_trim"):
        trim(0)


def _of_library(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
