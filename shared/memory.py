"""Owns what a process asks of the C library about memory: few stores of it, and to give back what nobody uses.

The GNU C library keeps most of what is freed, and a store of it for each of many threads. Other libraries and systems
do without what is asked here, and nothing happens.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_STORES = -8  # M_ARENA_MAX of malloc.h


def keep_few_stores() -> None:
    """Has threads share two stores: for a process whose threads hand memory to each other; at its start."""
    if mallopt := _of_library("mallopt"):
        mallopt(_STORES, 2)


def give_back() -> None:
    """Gives free pages back, wherever they lie; to be called now and then by what makes and drops much for minutes."""
    if trim := _of_library("malloc_trim"):
        trim(0)


def _of_library(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
