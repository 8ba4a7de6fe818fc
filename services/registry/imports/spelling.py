"""Owns spelling the numbers of applications that long files brought: background work of every replica, one at a time.

One transaction for each load, under a lock that ends with the process: a killed one leaves nothing half done, and any
replica begins it again. Look-ups are right before and after, and quick after.
"""

from __future__ import annotations

import asyncio

from services.registry.imports import spelling_store as store
from shared.db import Database
from shared.rounds import Rounds
from shared.telemetry.logs import logger

_IDS_AT_ONCE = 200_000


class Spelling:
    """Spells what long loads left for later.

    Args:
        database: the registry's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log = logger(component="imports")

    async def run(self) -> None:
        """Spells until cancelled."""
        trouble = "spelling did not succeed and is tried again"
        await Rounds(self.run_once, component="imports", trouble=trouble, following=self._database).run()

    async def run_once(self) -> int:
        """Spells what is there to spell; returns how many loads that were."""
        loads = 0
        while await self._spell():
            loads += 1
        return loads

    async def _spell(self) -> bool:
        async with self._database.read() as connection:
            if not await store.any_unspelled(connection):
                return False
        async with self._database.write() as tx:
            waiting = await store.next_unspelled(tx)
            if waiting is None:
                return False
            await store.begin_partition(tx, waiting.load)
            for first in range(waiting.first_id, waiting.last_id + 1, _IDS_AT_ONCE):
                given = await store.given_numbers(tx, first, min(first + _IDS_AT_ONCE - 1, waiting.last_id))
                # Spelling is computation: it runs in a thread, so that the process goes on answering.
                await store.put(tx, waiting.load, await asyncio.to_thread(store.spelled, given))
            await store.attach(tx, waiting.load)
        self._log.info("numbers of a load are spelled", load=waiting.load)
        return True
