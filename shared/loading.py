"""Owns loading much code at once: without looks for garbage, of which there is none, and none later in what stays.

A seventh of a service's start was looking for garbage among modules that are being loaded.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Loads what is imported in the block for as long as the process lives."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if looked:
            gc.enable()
