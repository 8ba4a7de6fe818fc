"""Owns the statements of exports: what is waiting, the moment they are of, and the files."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.exports import rules
from services.registry.locks import Named
from shared.db import WriteTransaction

CHUNK_BYTES = 1024 * 1024

_export = tables.export


# --- what is asked for -------------------------------------------------------------------------------------------


async def create(tx: WriteTransaction, values: Mapping[str, object]) -> None:
    """Queues an export."""
    await tx.execute(sa.insert(_export).values(state=rules.QUEUED, **values))


async def count_waiting(tx: WriteTransaction, requester: str) -> int:
    """Exports of an account that wait or run; whoever asks at the same moment waits for this answer."""
    await locks.wait_named(tx, Named.EXPORTS_OF_ACCOUNT, requester)
    query = sa.select(sa.func.count()).where(
        _export.c.requester == requester, _export.c.state.in_((rules.QUEUED, rules.RUNNING))
    )
    return (await tx.execute(query)).scalar_one()


async def read(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One export."""
    return (await connection.execute(sa.select(_export).where(_export.c.id == id))).one_or_none()


async def list_exports(
    connection: AsyncConnection, requester: str | None, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Exports, newest first; of one account, or of all when None."""
    query = sa.select(_export).order_by(_export.c.id.desc()).limit(limit)
    if requester is not None:
        query = query.where(_export.c.requester == requester)
    if before is not None:
        query = query.where(_export.c.id < before)
    return (await connection.execute(query)).all()


async def waiting(connection: AsyncConnection) -> Sequence[uuid.UUID]:
    """Exports to make, the oldest first."""
    query = sa.select(_export.c.id).where(_export.c.state.in_((rules.QUEUED, rules.RUNNING))).order_by(_export.c.id)
    return (await connection.execute(query)).scalars().all()


async def take(tx: WriteTransaction, id: uuid.UUID) -> sa.Row[Any] | None:
    """Takes an export for this transaction; None when another replica has it, or it is over.

    The lock ends with the transaction, also when the process is killed.
    """
    if not await locks.take_named(tx, Named.EXPORT, str(id)):
        return None
    row = await read(tx.connection, id)
    return row if row is not None and row.state in (rules.QUEUED, rules.RUNNING) else None


async def note_progress(connection: AsyncConnection, id: uuid.UUID, rows: int) -> None:
    """Says how far an export is, for whoever watches."""
    await connection.execute(
        sa.update(_export)
        .where(_export.c.id == id, _export.c.state.in_((rules.QUEUED, rules.RUNNING)))
        .values(state=rules.RUNNING, rows_written=rows)
    )


async def note_failure(connection: AsyncConnection, id: uuid.UUID) -> int:
    """Counts a failure that was not the request's; returns how many there were."""
    statement = sa.update(_export).where(_export.c.id == id).values(failures=_export.c.failures + 1)
    return (await connection.execute(statement.returning(_export.c.failures))).scalar_one()


async def fail(tx: WriteTransaction, id: uuid.UUID, reason: str, message: str, at: dt.datetime) -> bool:
    """Gives an export up; False when it is over already."""
    done = await tx.execute(
        sa.update(_export)
        .where(_export.c.id == id, _export.c.state.in_((rules.QUEUED, rules.RUNNING)))
        .values(state=rules.FAILED, failure_reason=reason, failure=message, ended_at=at)
    )
    return bool(done.rowcount)


async def complete(tx: WriteTransaction, id: uuid.UUID, values: Mapping[str, object]) -> None:
    """Notes that the file is there."""
    await tx.execute(sa.update(_export).where(_export.c.id == id).values(state=rules.DONE, **values))


# --- files -------------------------------------------------------------------------------------------------------


async def put_chunk(tx: WriteTransaction, id: uuid.UUID, number: int, content: bytes) -> None:
    """Keeps the next piece of a file."""
    await tx.execute(sa.insert(tables.export_chunk).values(export_id=id, number=number, content=content))


async def chunks(connection: AsyncConnection, id: uuid.UUID) -> AsyncGenerator[bytes]:
    """A file in pieces; whoever removes it meanwhile is noticed by the digest."""
    table, number = tables.export_chunk, 0
    while True:
        query = sa.select(table.c.content).where(table.c.export_id == id, table.c.number == number)
        content = (await connection.execute(query)).scalar_one_or_none()
        if content is None:
            return
        yield bytes(content)
        number += 1


async def expire(tx: WriteTransaction, now: dt.datetime) -> Sequence[uuid.UUID]:
    """Removes the files whose time has come; returns whose."""
    ripe = sa.select(_export.c.id).where(_export.c.state == rules.DONE, _export.c.expires_at <= now)
    ids = (await tx.execute(ripe.order_by(_export.c.id).limit(50).with_for_update(skip_locked=True))).scalars().all()
    if ids:
        await tx.execute(sa.delete(tables.export_chunk).where(tables.export_chunk.c.export_id.in_(ids)))
        await tx.execute(sa.update(_export).where(_export.c.id.in_(ids)).values(state=rules.EXPIRED))
    return ids


# --- the moment --------------------------------------------------------------------------------------------------


async def moment(snapshot: AsyncConnection) -> rules.Moment | None:
    """What a snapshot is of; None while the log has no checkpoint yet."""
    checkpoint, edition = tables.JOURNAL.checkpoint, tables.edition
    number = sa.select(sa.func.coalesce(sa.func.max(edition.c.number), 0)).scalar_subquery().label("edition")
    query = sa.select(number, checkpoint).order_by(checkpoint.c.tree_size.desc()).limit(1)
    row = (await snapshot.execute(query)).one_or_none()
    return None if row is None else rules.Moment(row.edition, row.tree_size, bytes(row.root).hex(), row.note)
