"""Owns doing operations: any replica takes what waits; one of them does each, in its asker's name."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.frand.operations import rules, store
from services.frand.operations.processes import WorkersDie
from shared.auth.callers import Caller, set_caller
from shared.db.database import Database
from shared.errors import Kind, SepiaError
from shared.rounds import Rounds
from shared.tasks import end
from shared.telemetry.logs import logger

_LOOK_SECONDS = 0.5
_AT_ONCE = 4
_PASSING = (Kind.UNAVAILABLE, Kind.DEADLINE, Kind.STALE, Kind.EXHAUSTED)

Do = Callable[[sa.Row[Any]], Awaitable[None]]
"""Does an operation to its end, and says in the database that it ended; raises what keeps it from that."""


class Stopped(Exception):
    """The operation's asker cancelled it."""


class Working:
    """Does operations as they come.

    Args:
        database: the service's.
        kinds: what does an operation, by its kind.
    """

    def __init__(self, database: Database, kinds: Mapping[str, Do]) -> None:
        self._database = database
        self._kinds = kinds
        self._rounds = Rounds(
            self._look, component="operations", trouble="the database is away; operations wait", every=1.0
        )
        self._running: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._log = logger(component="operations")

    def wake(self) -> None:
        """Says that an operation was queued in this process: it is looked at at once."""
        self._rounds.wake()

    async def run(self) -> None:
        """Does operations until cancelled; what is under way is left to others then."""
        try:
            await self._rounds.run()
        finally:
            await end(*self._running.values())

    async def _look(self) -> None:
        self._running = {id: task for id, task in self._running.items() if not task.done()}
        async with self._database.read() as connection:
            waiting = await store.unfinished(connection)
        for row in waiting:
            if len(self._running) >= _AT_ONCE:
                return
            if row.id not in self._running:
                task = asyncio.create_task(self._do(row.id))
                # Whatever waits is looked at as soon as there is room.
                task.add_done_callback(lambda _: self._rounds.wake() if len(self._running) >= _AT_ONCE else None)
                self._running[row.id] = task

    async def _do(self, id: uuid.UUID) -> None:
        try:
            async with store.taken(self._database, id) as row:
                if row is not None:
                    set_caller(Caller(row.account, frozenset(), row.organization))
                    await self._carry_out(row)
        except (SepiaError, DBAPIError, OSError) as error:
            self._log.warning("an operation waits until the database is back", operation=str(id), error=str(error))

    async def _carry_out(self, row: sa.Row[Any]) -> None:
        now = self._database.clock.now
        try:
            if row.cancel_requested:
                raise Stopped
            async with self._database.read() as connection:
                await store.note_start(connection, row.id, now())
            await self._kinds[row.kind](row)
        except Stopped:
            await self._end(row, rules.CANCELLED)
        except SepiaError as error:
            if error.kind in _PASSING:
                raise
            await self._end(row, rules.FAILED, error.reason, error.message)
        except WorkersDie:
            await self._end(
                row,
                rules.FAILED,
                "WORKERS_DIE",
                "The processes that computed it ended in the middle, each time: it probably needs more memory than one "
                "worker may take. Ask for less at once, or give workers more memory (SEPIA_FRAND_WORKER_MEGABYTES).",
            )
        except (asyncio.CancelledError, DBAPIError, OSError):
            raise
        except Exception as error:
            self._log.exception("an operation failed and is tried again", operation=str(row.id))
            async with self._database.read() as connection:
                failures = await store.note_failure(connection, row.id)
            if failures < rules.MAX_FAILURES:
                await asyncio.sleep(min(10, 2**failures / 4))
                return
            await self._end(row, rules.FAILED, *rules.given_up(failures, type(error).__name__))

    async def _end(self, row: sa.Row[Any], state: int, reason: str = "", message: str = "") -> None:
        async with self._database.write() as tx:
            if await store.end(tx, row.id, state, at=self._database.clock.now(), reason=reason, message=message):
                what = "cancel" if state == rules.CANCELLED else "fail"
                await tx.record(
                    f"system:operation:{what}",
                    rules.operation_name(row.id),
                    {"kind": row.kind, "subject": row.subject, "reason": reason},
                    audience=(f"account:{row.account}",),
                )
        self._log.info("operation ended", operation=str(row.id), kind=row.kind, state=state, reason=reason)


async def until_done_or_stopped(database: Database, id: uuid.UUID, work: Awaitable[Any]) -> Any:
    """The result of a piece of work, unless its operation is cancelled before.

    Raises:
        Stopped: it was cancelled; the work was given up.
    """
    task = asyncio.ensure_future(work)
    try:
        while True:
            done, _ = await asyncio.wait([task], timeout=_LOOK_SECONDS)
            if done:
                return task.result()
            async with database.read() as connection:
                if await store.cancel_requested(connection, id):
                    raise Stopped
    finally:
        if not task.done():
            await end(task)
