"""Owns the SQL of operations."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.operations.rules import CANCELLED, MOST_UNFINISHED, RUNNING, UNFINISHED, WAITING
from services.frand.tables import operation as table
from services.frand.tables import operation_input
from shared.db.database import Database, WriteTransaction

_LOCK = 0x5E92  # the class of advisory locks under which one replica does an operation


async def begin(
    tx: WriteTransaction,
    *,
    id: uuid.UUID,
    kind: str,
    subject: str,
    account: str,
    organization: str,
    total: int,
    seconds: float = 0.0,
    content: str,
    audience: Sequence[str] | None,
    at: dt.datetime,
) -> bool:
    """Puts an operation into the queue; False where too many of the account's are in it."""
    # Two requests at the same moment: the second counts after the first has committed.
    await tx.execute(sa.text("select pg_advisory_xact_lock(hashtextextended(:account, 9))"), {"account": account})
    waiting = sa.select(sa.func.count()).where(table.c.account == account, table.c.state.in_(UNFINISHED))
    if (await tx.execute(waiting)).scalar_one() >= MOST_UNFINISHED:
        return False
    await tx.execute(
        sa.insert(table).values(
            id=id,
            kind=kind,
            subject=subject,
            account=account,
            organization=organization,
            state=WAITING,
            total=total,
            estimated_seconds=round(seconds),
            computed=0,
            cancel_requested=False,
            failures=0,
            error_reason="",
            error_message="",
            created_at=at,
        )
    )
    await tx.execute(
        sa.insert(operation_input).values(
            operation_id=id, content=content, audience=None if audience is None else list(audience)
        )
    )
    return True


async def read(connection: AsyncConnection, id: uuid.UUID, account: str) -> sa.Row[Any] | None:
    """An operation of an account."""
    statement = sa.select(table).where(table.c.id == id, table.c.account == account)
    return (await connection.execute(statement)).one_or_none()


async def list_newest(
    connection: AsyncConnection, account: str, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """An account's operations, the newest first."""
    statement = sa.select(table).where(table.c.account == account).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(table.c.id < before)
    return (await connection.execute(statement)).all()


async def request_cancel(tx: WriteTransaction, id: uuid.UUID, at: dt.datetime) -> bool:
    """Ends an operation at once; False where it has ended already.

    Whoever computes it, notices and gives up; what comes of it meanwhile does not count any more.
    """
    statement = (
        sa.update(table)
        .where(table.c.id == id, table.c.state.in_(UNFINISHED))
        .values(cancel_requested=True, state=CANCELLED, ended_at=at)
        .returning(table.c.id)
    )
    return (await tx.execute(statement)).first() is not None


async def unfinished(connection: AsyncConnection) -> Sequence[sa.Row[Any]]:
    """What waits or was begun, the oldest first."""
    statement = sa.select(table).where(table.c.state.in_(UNFINISHED)).order_by(table.c.id).limit(50)
    return (await connection.execute(statement)).all()


@asynccontextmanager
async def taken(database: Database, id: uuid.UUID) -> AsyncGenerator[sa.Row[Any] | None]:
    """Takes an operation for as long as the block runs; None where another replica has it, or it is over.

    The lock is the session's: it ends with the connection, also when the process is killed.
    """
    key = {"class": _LOCK, "key": (id.int & 0xFFFFFFFF) - 0x80000000}
    async with database.read() as connection:
        locked = await connection.execute(sa.text("select pg_try_advisory_lock(:class, :key)"), key)
        if not locked.scalar_one():
            yield None
            return
        try:
            statement = sa.select(table).where(table.c.id == id, table.c.state.in_(UNFINISHED))
            yield (await connection.execute(statement)).one_or_none()
        finally:
            # The lock must not go back into the pool with the connection, whatever ends this.
            await asyncio.shield(_unlock(connection, key))


async def _unlock(connection: AsyncConnection, key: dict[str, int]) -> None:
    try:
        await connection.execute(sa.text("select pg_advisory_unlock(:class, :key)"), key)
    except BaseException:
        await connection.invalidate()
        raise


async def note_start(connection: AsyncConnection, id: uuid.UUID, at: dt.datetime) -> None:
    """Says that the work was begun; a second beginning keeps the first one's time."""
    await connection.execute(
        sa.update(table).where(table.c.id == id, table.c.state == WAITING).values(state=RUNNING, started_at=at)
    )


async def note_progress(connection: AsyncConnection, id: uuid.UUID, computed: int) -> bool:
    """Says how far it is; True where it is to stop."""
    statement = sa.update(table).where(table.c.id == id).values(computed=computed).returning(table.c.cancel_requested)
    return bool((await connection.execute(statement)).scalar_one())


async def cancel_requested(connection: AsyncConnection, id: uuid.UUID) -> bool:
    """Whether it is to stop."""
    statement = sa.select(table.c.cancel_requested).where(table.c.id == id)
    return bool((await connection.execute(statement)).scalar_one())


async def note_failure(connection: AsyncConnection, id: uuid.UUID) -> int:
    """Counts a failure that was not the question's; returns how many there were."""
    statement = sa.update(table).where(table.c.id == id).values(failures=table.c.failures + 1)
    return (await connection.execute(statement.returning(table.c.failures))).scalar_one()


async def end(
    tx: WriteTransaction,
    id: uuid.UUID,
    state: int,
    *,
    at: dt.datetime,
    subject: str | None = None,
    reason: str = "",
    message: str = "",
) -> bool:
    """Ends an operation; False where it has ended already."""
    values: dict[str, Any] = {"state": state, "ended_at": at, "error_reason": reason, "error_message": message}
    if subject is not None:
        values["subject"] = subject
    statement = (
        sa.update(table).where(table.c.id == id, table.c.state.in_(UNFINISHED)).values(**values).returning(table.c.id)
    )
    return (await tx.execute(statement)).first() is not None


async def read_input(connection: AsyncConnection, id: uuid.UUID) -> str:
    """What was asked for, for its audience."""
    statement = sa.select(operation_input.c.content).where(operation_input.c.operation_id == id)
    return (await connection.execute(statement)).scalar_one()
