"""Owns the statements about which holder controls which."""

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
    """Adds a parenthood."""
    await tx.execute(sa.insert(tables.holder_parent).values(values))


async def changes(connection: AsyncConnection, root: int, *, source: str, starts_on: dt.date) -> bool:
    """Whether a parent changes what is on record: the same source named one before, or any did for earlier days."""
    table = tables.holder_parent
    query = sa.select(table.c.id).where(
        of_spellings(table.c.child_id, root),
        table.c.withdrawn_at.is_(None),
        sa.or_(table.c.source_key == source, table.c.starts_on < starts_on),
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def lock(tx: WriteTransaction, id: uuid.UUID) -> Row | None:
    """A parenthood with both names, that nobody else changes until this transaction ends."""
    table = tables.holder_parent
    return (await tx.execute(_whole().where(table.c.id == id).with_for_update(of=table))).one_or_none()


async def end(tx: WriteTransaction, id: uuid.UUID, last: dt.date, reason: str) -> None:
    """Gives a parenthood its last day."""
    table = tables.holder_parent
    values = {"ends_on": last, "end_reason": reason, "revision": table.c.revision + 1}
    await tx.execute(sa.update(table).where(table.c.id == id).values(values))


async def withdraw(tx: WriteTransaction, id: uuid.UUID, *, at: dt.datetime, by: str, reason: str) -> None:
    """Marks a parenthood as withdrawn."""
    table = tables.holder_parent
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdraw_reason": reason, "revision": table.c.revision + 1}
    await tx.execute(sa.update(table).where(table.c.id == id).values(values))


async def read(connection: AsyncConnection, ids: Sequence[uuid.UUID]) -> Sequence[Row]:
    """Parenthoods with both names."""
    return (await connection.execute(_whole().where(tables.holder_parent.c.id.in_(ids)))).all()


async def list_parents(connection: AsyncConnection, root: int, before: uuid.UUID | None, limit: int) -> Sequence[Row]:
    """Every parenthood of a holder in any of its spellings, the newest report first."""
    table = tables.holder_parent
    query = _whole().where(of_spellings(table.c.child_id, root)).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()


async def parents_on(connection: AsyncConnection, root: int, day: dt.date) -> Sequence[Row]:
    """The parenthoods of a holder that hold on a day, the oldest report first."""
    table = tables.holder_parent
    query = _whole().where(
        of_spellings(table.c.child_id, root),
        table.c.withdrawn_at.is_(None),
        table.c.starts_on <= day,
        sa.or_(table.c.ends_on.is_(None), table.c.ends_on >= day),
    )
    return (await connection.execute(query.order_by(table.c.id))).all()


def _whole() -> sa.Select[Any]:
    table, child, parent = tables.holder_parent, tables.holder.alias("child"), tables.holder.alias("parent")
    return (
        sa.select(
            table,
            child.c.key.label("child_key"),
            child.c.name.label("child_name"),
            parent.c.key.label("parent_key"),
            parent.c.name.label("parent_name"),
        )
        .join_from(table, child, child.c.id == table.c.child_id)
        .join(parent, parent.c.id == table.c.parent_id)
    )
