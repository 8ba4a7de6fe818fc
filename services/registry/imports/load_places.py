"""Owns where rows of a loaded file lie in it: of one in a thousand, since any other is found from the one before it."""

from __future__ import annotations

import sqlalchemy as sa

from services.registry.imports.isld import Batch
from services.registry.imports.load_copy import LoadConnection

_EVERY = 1_000


class Places:
    """The places of one file's rows.

    Args:
        tx: the import's transaction.
        document: the file.
    """

    def __init__(self, tx: LoadConnection, document: int) -> None:
        self._tx, self._document = tx, document
        self._lines: list[int] = []
        self._offsets: list[int] = []

    def take(self, batch: Batch) -> None:
        """Notes the places of the first row of a batch and of one in a thousand behind it."""
        self._lines += batch.lines[::_EVERY].tolist()
        self._offsets += batch.offsets[::_EVERY].tolist()

    async def write(self) -> None:
        """Writes them down; a file that was loaded before has its places."""
        if not self._lines:
            return
        places = (
            "insert into registry.document_place (document_id, line, offset_bytes) "
            "select cast(:document as bigint), * from unnest(cast(:lines as bigint[]), cast(:offsets as bigint[])) "
            "on conflict do nothing"
        )
        facts = {"document": self._document, "lines": self._lines, "offsets": self._offsets}
        await self._tx.execute(sa.text(places), facts)
