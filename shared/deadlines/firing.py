"""Owns what happens when a deadline passes unmet: background work of every replica, each deadline once over all."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

import sqlalchemy as sa
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from shared.db import Database, WriteTransaction
from shared.deadlines.store import Deadline, read_deadline
from shared.deadlines.tables import LAPSED, OPEN
from shared.rounds import Rounds
from shared.telemetry.logs import logger

Lapse = Callable[[WriteTransaction, Deadline], Awaitable[None]]
"""What follows when a deadline of a kind lapses; it records its own log entry, and must be true whenever it runs."""

_LONGEST_RETRY = dt.timedelta(hours=1)


class DeadlineRunner:
    """Fires deadlines as they pass.

    Args:
        database: the service's.
        table: its deadlines.
        lapses: what follows, by kind of deadline. A kind that is not here lapses with nothing to follow.
    """

    def __init__(self, database: Database, table: sa.Table, lapses: Mapping[str, Lapse]) -> None:
        self._database = database
        self._table = table
        self._lapses = lapses
        self._log = logger(component="deadlines")

    async def run(self) -> None:
        """Fires deadlines until cancelled."""
        trouble = "the database is away; deadlines wait"
        await Rounds(self.run_once, component="deadlines", trouble=trouble).run()

    async def run_once(self) -> int:
        """Fires whatever has passed by now, the oldest first; returns how many lapsed here."""
        fired = 0
        while True:
            try:
                done = await self._fire_next()
            except _LapseFailed as failed:
                await self._note_failure(failed)
                continue
            if not done:
                return fired
            fired += 1

    async def _fire_next(self) -> bool:
        table, now = self._table, self._database.clock.now()
        ripe = sa.or_(table.c.retry_at.is_(None), table.c.retry_at <= now)
        query = (
            sa.select(table)
            .where(table.c.state == OPEN, table.c.due_at < now, ripe)
            .order_by(table.c.due_at, table.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        async with self._database.write() as tx:
            row = (await tx.execute(query)).one_or_none()
            if row is None:
                return False
            deadline = read_deadline(row)
            # Closed before what follows, which may set the subject's next deadline of the same kind.
            await tx.execute(sa.update(table).where(table.c.id == row.id).values(state=LAPSED, closed_at=now))
            lapse = self._lapses.get(deadline.kind)
            if lapse is not None:
                try:
                    await lapse(tx, deadline)
                except asyncio.CancelledError:
                    raise
                except Exception as error:
                    raise _LapseFailed(deadline, row.failures, error) from error
        return True

    async def _note_failure(self, failed: _LapseFailed) -> None:
        about = {"subject": failed.deadline.subject, "kind": failed.deadline.kind}
        if isinstance(failed.error, OperationalError) and isinstance(failed.error.orig, LockNotAvailable):
            # Somebody, perhaps the clock of another replica, is at the same subject this very moment.
            self._log.info("a deadline's subject is being changed; it is tried again", **about)
        else:
            what = f"{type(failed.error).__name__}: {failed.error}"
            self._log.error("what follows a deadline failed and is tried again", error=what, **about)
        wait = min(_LONGEST_RETRY, dt.timedelta(seconds=2 ** min(failed.failures, 20)))
        table = self._table
        async with self._database.write() as tx:
            await tx.execute(
                sa.update(table)
                .where(table.c.id == failed.deadline.id, table.c.state == OPEN)
                .values(failures=table.c.failures + 1, retry_at=self._database.clock.now() + wait)
            )


class _LapseFailed(Exception):
    def __init__(self, deadline: Deadline, failures: int, error: Exception) -> None:
        super().__init__(str(error))
        self.deadline = deadline
        self.failures = failures
        self.error = error
