"""Owns what happens when a deadline passes unmet: background work of every replica, each deadline once over all."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

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

Close = Callable[[Collection[uuid.UUID]], Awaitable[None]]
"""Closes deadlines, by their ids, as lapsed."""

LapseTogether = Callable[[WriteTransaction, Sequence[Deadline], Close], Awaitable[int]]
"""What follows when many deadlines of a kind lapse at once. It chooses those that can be done together, closes them,
and only then does what follows, which may set the subject's next deadline of the kind; it says how many these were. The
others lapse one by one."""

_TOGETHER = 200
"""So many lapse in one transaction at most: others wait for the rows that it has locked."""

_LONGEST_RETRY = dt.timedelta(hours=1)


class DeadlineRunner:
    """Fires deadlines as they pass.

    Args:
        database: the service's.
        table: its deadlines.
        lapses: what follows, by kind of deadline. A kind that is not here lapses with nothing to follow.
        together: what follows for many at once, for kinds of which thousands can be due in the same minute.
    """

    def __init__(
        self,
        database: Database,
        table: sa.Table,
        lapses: Mapping[str, Lapse],
        together: Mapping[str, LapseTogether] | None = None,
    ) -> None:
        self._database = database
        self._table = table
        self._lapses = lapses
        self._together = together or {}
        self._log = logger(component="deadlines")

    async def run(self) -> None:
        """Fires deadlines until cancelled."""
        trouble = "the database is away; deadlines wait"
        await Rounds(self.run_once, component="deadlines", trouble=trouble).run()

    async def run_once(self) -> int:
        """Fires whatever has passed by now, the oldest first; returns how many lapsed here.

        Of kinds that lapse together, those that can go first, many in a transaction; then the others, one by one.
        """
        fired = 0
        for kind, together in self._together.items():
            fired += await self._fire_together(kind, together)
        while True:
            try:
                done = await self._fire_next()
            except _LapseFailed as failed:
                await self._note_failure(failed)
                continue
            if not done:
                return fired
            fired += 1

    async def _fire_together(self, kind: str, together: LapseTogether) -> int:
        """Fires deadlines of a kind, many at a time; leaves those that have to be fired one by one."""
        table, fired = self._table, 0
        after: sa.ColumnElement[bool] = sa.true()
        while True:
            query = self._passed(_TOGETHER).where(table.c.kind == kind, after)
            try:
                async with self._database.write() as tx:
                    rows = (await tx.execute(query)).all()
                    if len(rows) < 2:
                        return fired
                    fired += await together(tx, [read_deadline(row) for row in rows], self._closing(tx))
            except asyncio.CancelledError:
                raise
            except Exception as error:  # one of them may be at fault: it is found one by one
                what = f"{type(error).__name__}: {error}"
                self._log.warning("deadlines are fired one by one: together they could not be", kind=kind, error=what)
                return fired
            last = rows[-1]
            after = sa.tuple_(table.c.due_at, table.c.id) > sa.tuple_(sa.literal(last.due_at), sa.literal(last.id))

    def _closing(self, tx: WriteTransaction) -> Close:
        table, now = self._table, self._database.clock.now()

        async def close(ids: Collection[uuid.UUID]) -> None:
            await tx.execute(sa.update(table).where(table.c.id.in_(list(ids))).values(state=LAPSED, closed_at=now))

        return close

    def _passed(self, most: int) -> sa.Select[Any]:
        """Deadlines that have passed and are tried now, the oldest first, and locked; those that are locked elsewhere
        are passed over."""
        table, now = self._table, self._database.clock.now()
        ripe = sa.or_(table.c.retry_at.is_(None), table.c.retry_at <= now)
        return (
            sa.select(table)
            .where(table.c.state == OPEN, table.c.due_at < now, ripe)
            .order_by(table.c.due_at, table.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )

    async def _fire_next(self) -> bool:
        table, now, query = self._table, self._database.clock.now(), self._passed(1)
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
