"""Owns the process that reads a long export: its pieces as they are stored in, batches ready to be loaded out.

Reading is most of the work of an import and is computation on one core; in a process of its own it does not wait for
the loading of what was read before, nor the registry's answers for it (see `services.registry.beside`). `apart` is the
other side.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from services.registry.beside import serve
from services.registry.imports.apart import Read, written
from services.registry.imports.isld import Batch, IsldReader
from services.registry.imports.loading import Naming, Prepared
from services.registry.imports.stored_pieces import unpacked
from shared.errors import SepiaError
from shared.loading import loading
from shared.memory import give_back

_ARROW: Any = pa  # it ships no types
_GIVEN_BACK_EVERY = 10  # batches: what is left free is mostly used again by the next, and to get it anew takes long


class Reading:
    """Reads the pieces of one file in their order."""

    def __init__(self) -> None:
        self._reader, self._naming = IsldReader(quick=True), Naming(quick=True)
        self._batches = 0

    def next(self, *stored: bytes) -> Sequence[bytes | memoryview]:
        """What the next pieces give, as `written` says; without pieces, what is left at the end of the file."""
        fed = map(self._reader.feed, map(unpacked, stored)) if stored else iter((self._reader.finish(),))
        try:
            return written(Read(list(self._prepared(itertools.chain.from_iterable(fed)))))
        except SepiaError as error:
            return written(Read((), error))

    def _prepared(self, batches: Iterator[Batch]) -> Iterator[Prepared]:
        for batch in batches:
            self._batches += 1
            if not self._batches % _GIVEN_BACK_EVERY:
                give_back()
            prepared = self._naming.prepare(batch)
            yield replace(prepared, batch=batch.without_given())


if __name__ == "__main__":
    # What Arrow leaves free goes back at once: it needs little and often, and would keep some 25 MiB for that.
    _ARROW.set_memory_pool(_ARROW.system_memory_pool())
    with loading():
        reading = Reading()
    serve(reading.next, niceness=0)
