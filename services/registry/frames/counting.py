"""Owns counting ahead: right after an edition, in the background, what would take seconds when it is asked for.

One replica counts, under a lock that ends with its transaction. Whoever asks before it is done is counted for at once,
by the same rules; a register with few links needs none of this.
"""

from __future__ import annotations

import asyncio
import json

from services.registry import locks
from services.registry.beside import beside
from services.registry.frames import counter, kept, store
from services.registry.locks import Lock
from shared.clock import stopwatch
from shared.db import Database
from shared.db.database import UNHURRIED, apply_settings
from shared.rounds import Rounds
from shared.telemetry.logs import logger

AHEAD_FROM = 200_000
"""Links from which on counts are made ahead: below, any takes a fraction of a second."""

LEAST = 5_000
"""Links from which on a standard is counted ahead by itself."""


class Counting:
    """Counts ahead.

    Args:
        database: the registry's.
        fewest: links of the register from which on.
        least: links of a standard from which on it is counted by itself.
    """

    def __init__(self, database: Database, fewest: int = AHEAD_FROM, least: int = LEAST) -> None:
        self._database = database
        self._fewest = fewest
        self._least = least
        self._log = logger(component="counts")

    async def run(self) -> None:
        """Counts until cancelled."""
        trouble = "counting ahead did not succeed and is tried again"
        await Rounds(self._count_and_rest, component="counts", trouble=trouble, following=self._database).run()

    async def _count_and_rest(self) -> None:
        began = stopwatch()
        await self.run_once()
        # As long as it worked it rests: many small editions do not keep the machine busy.
        await asyncio.sleep(stopwatch() - began)

    async def run_once(self) -> bool:
        """Counts for the current edition if that is not done; returns whether it did."""
        async with self._database.read() as connection:
            if await kept.uncounted_edition(connection, self._fewest) is None:
                return False
        async with self._database.write() as tx:
            await apply_settings(tx.connection, UNHURRIED)
            if not await locks.take(tx, Lock.COUNTING):
                return False
            if await kept.uncounted_edition(tx.connection, self._fewest) is None:
                return False
            edition, counts = await self._counted()
            await kept.keep(tx, edition, counts)
        self._log.info("counts are made ahead", edition=edition, counts=len(counts))
        return True

    async def _counted(self) -> tuple[int, list[bytes]]:
        """The edition, and the counts of it: all of one moment."""
        async with self._database.snapshot() as connection, beside(counter.__name__) as helper:
            edition = await store.current_edition(connection)
            asked = {"sets": await kept.commercial_sets(connection), "least": self._least}
            async for piece in kept.all_links(connection):
                await helper.ask(piece, b"")
            return edition, await helper.ask(b"", json.dumps(asked).encode())
