"""Owns the statements about facts on record about holders."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.holders.store import of_spellings
from shared.db import WriteTransaction

Row = sa.Row[*tuple[Any, ...]]


async def create(tx: WriteTransaction, values: Mapping[str, Any]) -> None:
    """Adds a fact."""
    await tx.execute(sa.insert(tables.holder_record).values(values))


async def changes(
    connection: AsyncConnection, root: int, kind: str, slot: str, *, source: str, starts_on: dt.date
) -> bool:
    """Whether a report changes what is on record: the same source said something, or any did about earlier days.

    What another source says about the same days contradicts it, which is no change.
    """
    table = tables.holder_record
    query = sa.select(table.c.id).where(
        of_spellings(table.c.holder_id, root),
        table.c.kind == kind,
        table.c.slot == slot,
        table.c.withdrawn_at.is_(None),
        sa.or_(table.c.source_key == source, table.c.starts_on < starts_on),
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def has_standard(connection: AsyncConnection, key: str) -> bool:
    """Whether the register has a standard."""
    table = tables.standard
    return (await connection.execute(sa.select(table.c.id).where(table.c.key == key))).first() is not None


async def lock(tx: WriteTransaction, id: uuid.UUID) -> Row | None:
    """A fact that nobody else changes until this transaction ends."""
    table = tables.holder_record
    return (await tx.execute(_whole().where(table.c.id == id).with_for_update(of=table))).one_or_none()


async def end(tx: WriteTransaction, id: uuid.UUID, last: dt.date, reason: str) -> None:
    """Gives a fact its last day."""
    table = tables.holder_record
    values = {"ends_on": last, "end_reason": reason, "revision": table.c.revision + 1}
    await tx.execute(sa.update(table).where(table.c.id == id).values(values))


async def withdraw(tx: WriteTransaction, id: uuid.UUID, *, at: dt.datetime, by: str, reason: str) -> None:
    """Marks a fact as withdrawn."""
    table = tables.holder_record
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdraw_reason": reason, "revision": table.c.revision + 1}
    await tx.execute(sa.update(table).where(table.c.id == id).values(values))


async def erase_contact(
    tx: WriteTransaction, id: uuid.UUID, content: Mapping[str, Any], *, digest: str, at: dt.datetime
) -> None:
    """Leaves of a contact what is no contact data; what tells it from others of its kind may have been a name."""
    table = tables.holder_record
    values = {"content": dict(content), "slot": str(id), "digest": digest, "contact_erased_at": at}
    await tx.execute(sa.update(table).where(table.c.id == id).values(**values, revision=table.c.revision + 1))


async def reports_in_the_log(tx: WriteTransaction, name: str) -> Sequence[Row]:
    """Entries of the log that told what was reported under a name: `id`, `content`; without those that are erased."""
    entry = tables.JOURNAL.entry
    query = sa.select(entry.c.id, entry.c.content).where(
        entry.c.subject == name, entry.c.kind.endswith(":holder-record:report"), entry.c.content.is_not(None)
    )
    return (await tx.execute(query)).all()


async def read(connection: AsyncConnection, id: uuid.UUID) -> Row:
    """One fact."""
    return (await connection.execute(_whole().where(tables.holder_record.c.id == id))).one()


async def list_records(connection: AsyncConnection, root: int, before: uuid.UUID | None, limit: int) -> Sequence[Row]:
    """Everything that was reported about a holder in any of its spellings, the newest report first."""
    table = tables.holder_record
    query = _whole().where(of_spellings(table.c.holder_id, root)).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()


async def begun_by(connection: AsyncConnection, root: int, day: dt.date) -> Sequence[Row]:
    """What was reported about a holder, was not withdrawn and began by a day; also what had ended by then."""
    table = tables.holder_record
    query = _whole().where(
        of_spellings(table.c.holder_id, root), table.c.withdrawn_at.is_(None), table.c.starts_on <= day
    )
    return (await connection.execute(query.order_by(table.c.id))).all()


def _whole() -> sa.Select[Any]:
    table, holder = tables.holder_record, tables.holder
    return sa.select(table, holder.c.key.label("holder_key"), holder.c.name.label("holder_display")).join(
        holder, holder.c.id == table.c.holder_id
    )
