"""Owns the index of standards that one process looks in: built when it is first asked, and again in a new edition."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.standards import store
from services.registry.standards.finding import StandardIndex


class KnownStandards:
    """Standards as one looks for them, as of the current edition."""

    def __init__(self) -> None:
        self._index: StandardIndex | None = None
        self._edition = -1
        self._building = asyncio.Lock()

    async def index(self, connection: AsyncConnection) -> StandardIndex:
        """The index of the current edition; asking which that is costs one statement."""
        edition = await store.edition_number(connection)
        if self._index is not None and edition == self._edition:
            return self._index
        async with self._building:
            if self._index is None or edition > self._edition:
                # The edition is read first: what is committed meanwhile is in the index early, never missing from it.
                standards = await store.named_standards(connection)
                self._index = await asyncio.to_thread(StandardIndex, standards)
                self._edition = edition
        return self._index
