"""Owns indexing the links that long files brought: background work of every replica, one at a time.

Each index is a transaction of its own, under a lock that ends with the process: a killed one leaves nothing half done,
and any replica goes on with the next that is missing. Questions are answered right before and after, and quickly after.
"""

from __future__ import annotations

from services.registry.imports import indexing_store as store
from shared.db import Database
from shared.rounds import Rounds
from shared.telemetry.logs import logger


class Indexing:
    """Indexes the links of long loads once they are done.

    Args:
        database: the registry's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log = logger(component="imports")

    async def run(self) -> None:
        """Indexes until cancelled."""
        trouble = "indexing links did not succeed and is tried again"
        await Rounds(self.run_once, component="imports", trouble=trouble, following=self._database).run()

    async def run_once(self) -> int:
        """Indexes what is there to index; returns how many transactions that took."""
        steps = 0
        while await self.step():
            steps += 1
        if steps:
            # Searches wait for these indexes, and no entry of the log says that they are there.
            self._database.committed()
        return steps

    async def step(self) -> bool:
        """One transaction, for the next index that a load lacks or the end; False when there was nothing to do."""
        async with self._database.read() as connection:
            if not await store.any_unindexed(connection):
                return False
        async with self._database.write() as tx:
            load = await store.next_unindexed(tx)
            if load is None:
                return False
            missing = await store.missing_indexes(tx, load)
            if missing:
                if len(missing) == len(store.LINK_INDEXES):
                    await store.analyze(tx, load)
                await store.build(tx, load, missing[0])
                return True
            await store.note_indexed(tx, load)
        self._log.info("links of a load are indexed", load=load)
        return True
