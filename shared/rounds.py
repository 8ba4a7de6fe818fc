"""Owns background work in rounds: one whenever it is called for in this process, and one from time to time.

Whoever leaves work behind in this process says so (`wake`, or by committing), and it begins at once. What another
replica left, or a process that was killed before it could say so, is found by the next round that nobody called for:
a wake-up saves waiting, it is not what makes it right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import DBAPIError

from shared.db import Database
from shared.errors import SepiaError
from shared.telemetry.logs import logger

UNCALLED_SECONDS = 5.0
"""How long until the next round when nobody calls for one: so long waits what a killed process left behind."""

_REST_SECONDS = 0.25
"""How long work that follows every commit rests after a round: many small commits do not keep the machine busy."""


class Rounds:
    """Rounds of one kind of work, until cancelled; one that fails is told and tried again.

    Args:
        work: one round: does whatever is there to do.
        component: whose work it is, for the log.
        trouble: what it means when a round fails, for the log.
        following: a database whose commits in this process each call for a round.
        every: seconds until the next round when nobody calls for one.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[object]],
        *,
        component: str,
        trouble: str,
        following: Database | None = None,
        every: float = UNCALLED_SECONDS,
    ) -> None:
        self._work = work
        self._every = every
        self._trouble = trouble
        self._woken = asyncio.Event()
        self._rest = 0.0 if following is None else _REST_SECONDS
        self._log = logger(component=component)
        if following is not None:
            following.after_commits(self.wake)

    def wake(self) -> None:
        """Calls for a round: it begins at once, or right after the one that is under way."""
        self._woken.set()

    async def run(self) -> None:
        """Goes round until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self._work()
            except (SepiaError, DBAPIError, OSError) as error:
                self._log.warning(self._trouble, error=str(error))
            await asyncio.sleep(self._rest)
            try:
                async with asyncio.timeout(self._every):
                    await self._woken.wait()
            except TimeoutError:
                continue
