"""Owns indexing what long files brought: background work of every replica, one at a time.

Each index is a transaction of its own, under a lock that ends with the process: a killed one leaves nothing half done,
and any replica goes on with the next that is missing. Questions are answered right before and after, and quickly after.
"""

from __future__ import annotations

from services.registry.imports import indexing_store as store
from shared.db import Database
from shared.rounds import Rounds
from shared.telemetry.logs import logger


class Indexing:
    """Indexes the links, applications and families of long loads once they are done.

    Args:
        database: the registry's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log = logger(component="imports")

    async def run(self) -> None:
        """Indexes until cancelled."""
        trouble = "indexing a load did not succeed and is tried again"
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
                index = missing[0]
                if index is store.LINK_INDEXES[0] or index in store.KNOWN_BY:
                    await store.analyze(tx, load, index)
                await store.build(tx, load, index)
                return True
            await store.note_indexed(tx, load)
        self._log.info("a load is indexed", load=load)
        return True


async def index_known(database: Database) -> None:
    """Builds the indexes by which applications and families are known, where a load left them for later.

    For whoever is about to look many up; of what is still to be indexed nothing else matters to them.
    """
    async with database.read() as connection:
        if not await store.any_unindexed(connection):
            return
    async with database.write() as tx:
        for load in await store.every_unindexed(tx):
            for index in await store.missing_indexes(tx, load):
                if index in store.KNOWN_BY:
                    await store.analyze(tx, load, index)
                    await store.build(tx, load, index)
