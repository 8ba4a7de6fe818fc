"""Owns the statements about spellings and what was decided about them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.holders.store import of_spellings, root_of
from shared.db import WriteTransaction

Row = sa.Row[*tuple[Any, ...]]


async def list_spellings(connection: AsyncConnection) -> Sequence[Row]:
    """Every name with the holder it stands for and the number of declarations under it."""
    holder, declaration = tables.holder, tables.declaration
    counted = (
        sa.select(declaration.c.holder_id, sa.func.count().label("declarations"))
        .group_by(declaration.c.holder_id)
        .subquery("counted")
    )
    query = (
        sa.select(
            holder.c.id,
            holder.c.key,
            holder.c.name,
            root_of(holder).label("root"),
            sa.func.coalesce(counted.c.declarations, 0).label("declarations"),
        )
        .outerjoin_from(holder, counted, counted.c.holder_id == holder.c.id)
        .order_by(holder.c.id)
    )
    return (await connection.execute(query)).all()


async def holding(connection: AsyncConnection) -> Sequence[Row]:
    """Decisions that hold: id, alias, target, verdict."""
    table = tables.alias_decision
    query = sa.select(table.c.id, table.c.alias_id, table.c.target_id, table.c.verdict)
    return (await connection.execute(query.where(table.c.undone_at.is_(None)).order_by(table.c.id))).all()


async def create(tx: WriteTransaction, values: Mapping[str, Any]) -> None:
    """Adds a decision."""
    await tx.execute(sa.insert(tables.alias_decision).values(values))


async def lock(tx: WriteTransaction, id: uuid.UUID) -> Row | None:
    """A decision that nobody else changes until this transaction ends."""
    table = tables.alias_decision
    return (await tx.execute(sa.select(table).where(table.c.id == id).with_for_update())).one_or_none()


async def undo(
    tx: WriteTransaction, id: uuid.UUID, *, by: str, at: dt.datetime, reason: str, edition: int | None
) -> None:
    """Marks a decision as undone."""
    table = tables.alias_decision
    values = {"undone_by": by, "undone_at": at, "undo_reason": reason, "undo_edition": edition}
    await tx.execute(sa.update(table).where(table.c.id == id).values(**values, revision=table.c.revision + 1))


async def point(tx: WriteTransaction, targets: Mapping[int, int | None]) -> None:
    """Says which holder spellings stand for; None for one that stands for itself."""
    table = tables.holder
    # Those that stand for themselves first: at no moment is a target itself an alias.
    for id, target in sorted(targets.items(), key=lambda item: (item[1] is not None, item[0])):
        values = {"same_as": target, "revision": table.c.revision + 1}
        await tx.execute(sa.update(table).where(table.c.id == id).values(values))


async def read(connection: AsyncConnection, id: uuid.UUID) -> Row:
    """One decision with both names."""
    return (await connection.execute(_whole().where(tables.alias_decision.c.id == id))).one()


async def list_decisions(
    connection: AsyncConnection, root: int | None, before: uuid.UUID | None, limit: int
) -> Sequence[Row]:
    """Decisions with both names, the newest first.

    Args:
        root: only those about a spelling of this holder.
        before: id of the last one of the page before.
    """
    table = tables.alias_decision
    query = _whole().order_by(table.c.id.desc()).limit(limit)
    if root is not None:
        query = query.where(sa.or_(of_spellings(table.c.alias_id, root), of_spellings(table.c.target_id, root)))
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()


def _whole() -> sa.Select[Any]:
    table, alias, target = tables.alias_decision, tables.holder.alias("alias"), tables.holder.alias("target")
    return (
        sa.select(
            table,
            alias.c.key.label("alias_key"),
            alias.c.name.label("alias_name"),
            target.c.key.label("target_key"),
            target.c.name.label("target_name"),
        )
        .join_from(table, alias, alias.c.id == table.c.alias_id)
        .join(target, target.c.id == table.c.target_id)
    )
