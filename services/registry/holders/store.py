"""Owns the statements about holders themselves: who they are, what is evidence, and their timeline."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.groups.rules import Edge, parent_name
from services.registry.holders.rules import Span
from services.registry.locks import Lock
from shared.db import WriteTransaction

Row = sa.Row[*tuple[Any, ...]]


async def read_holder(connection: AsyncConnection, key: str) -> Row | None:
    """One holder, by the spelling with this key, with its number of declarations."""
    table = tables.holder
    page = sa.select(table).where(table.c.key == key)
    return (await connection.execute(_with_declarations(page))).one_or_none()


async def list_holders(connection: AsyncConnection, containing: str, after: str | None, limit: int) -> Sequence[Row]:
    """Holders that stand for themselves, in order of name, each with its number of declarations.

    Args:
        containing: what one of its spellings must contain, as `imports.rules.plain` writes it; empty for all.
        after: name of the last one of the page before.
    """
    table, other = tables.holder, tables.holder.alias("other")
    page = sa.select(table).where(table.c.same_as.is_(None)).order_by(table.c.name).limit(limit)
    if containing:
        by_alias = sa.select(other.c.same_as).where(
            other.c.same_as.is_not(None), other.c.search.contains(containing, autoescape=True)
        )
        page = page.where(sa.or_(table.c.search.contains(containing, autoescape=True), table.c.id.in_(by_alias)))
    if after is not None:
        page = page.where(table.c.name > after)
    return (await connection.execute(_with_declarations(page))).all()


async def list_aliases(connection: AsyncConnection, of: Sequence[int]) -> Sequence[Row]:
    """The other spellings of holders, in order of name, each with its number of declarations."""
    table = tables.holder
    page = sa.select(table).where(table.c.same_as.in_(of))
    return (await connection.execute(_with_declarations(page))).all()


def _with_declarations(page: sa.Select[Any]) -> sa.Select[Any]:
    """The page's rows with the number of declarations of each, so that nothing off the page is counted.

    A holder that stands for itself is counted with its aliases, an alias alone.
    """
    holder, declaration, alias = page.subquery("page"), tables.declaration, tables.holder.alias("alias")
    target, public = tables.holder.alias("target"), tables.declared_in_public()
    own = sa.select(sa.func.count()).where(declaration.c.holder_id == holder.c.id, public).scalar_subquery()
    by_alias = (
        sa.select(sa.func.count())
        .select_from(sa.join(alias, declaration, declaration.c.holder_id == alias.c.id))
        .where(alias.c.same_as == holder.c.id, public)
        .scalar_subquery()
    )
    return (
        sa.select(holder, (own + by_alias).label("declaration_count"), target.c.key.label("canonical_key"))
        .outerjoin_from(holder, target, target.c.id == holder.c.same_as)
        .order_by(holder.c.name)
    )


# --- one holder, whatever it is called ---------------------------------------------------------------------------


def root_of(holder: sa.FromClause) -> sa.ColumnElement[int]:
    """Id of the holder that a spelling stands for."""
    return sa.func.coalesce(holder.c.same_as, holder.c.id)


def of_spellings(column: sa.ColumnElement[int], root: int) -> sa.ColumnElement[bool]:
    """Where a column names a holder in any of its spellings."""
    table = tables.holder
    return column.in_(sa.select(table.c.id).where(sa.or_(table.c.id == root, table.c.same_as == root)))


async def find(connection: AsyncConnection, key: str) -> Row | None:
    """The spelling with this key: `id`, `key`, `name`, `revision`, and `root`, the holder that it stands for."""
    table = tables.holder
    query = sa.select(table.c.id, table.c.key, table.c.name, table.c.revision, root_of(table).label("root"))
    return (await connection.execute(query.where(table.c.key == key))).one_or_none()


async def find_and_lock(tx: WriteTransaction, key: str) -> Row | None:
    """As `find`; nobody else changes the holder until this transaction ends."""
    table = tables.holder
    query = sa.select(table.c.id, table.c.key, table.c.name, table.c.revision, root_of(table).label("root"))
    return (await tx.execute(query.where(table.c.key == key).with_for_update())).one_or_none()


async def touch(tx: WriteTransaction, ids: Sequence[int]) -> None:
    """Gives holders a new etag."""
    table = tables.holder
    await tx.execute(sa.update(table).where(table.c.id.in_(ids)).values(revision=table.c.revision + 1))


async def names(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Row]:
    """`key` and `name` of holders by id."""
    table = tables.holder
    query = sa.select(table.c.id, table.c.key, table.c.name).where(table.c.id.in_(set(ids)))
    return {row.id: row for row in await connection.execute(query)}


async def roots(connection: AsyncConnection) -> dict[int, int]:
    """The holder that each alias stands for."""
    table = tables.holder
    query = sa.select(table.c.id, table.c.same_as).where(table.c.same_as.is_not(None))
    return {row.id: row.same_as for row in await connection.execute(query)}


async def decide_alone(tx: WriteTransaction) -> None:
    """Waits until nobody else decides who is who, or writes about two holders at once.

    Circles are only seen by whoever sees everything; and two that lock the same holders in another order would wait for
    each other.
    """
    await locks.wait(tx, Lock.WHO_IS_WHO)


async def create(tx: WriteTransaction, values: Mapping[str, Any]) -> bool:
    """Adds a holder; False when there is one of this name or key."""
    table = tables.holder
    made = await tx.execute(insert(table).values(values).on_conflict_do_nothing().returning(table.c.id))
    return made.first() is not None


async def keys_like(connection: AsyncConnection, key: str) -> set[str]:
    """Keys of holders that begin with this one."""
    table = tables.holder
    query = sa.select(table.c.key).where(table.c.key.startswith(key, autoescape=True))
    return set((await connection.execute(query)).scalars())


# --- who controls whom ----------------------------------------------------------------------------------------------


async def list_edges(connection: AsyncConnection, roots: Mapping[int, int]) -> list[Edge]:
    """Every parenthood that was not withdrawn, between the holders that the reported spellings stand for.

    Args:
        roots: the holder that each alias stands for.
    """
    table, child = tables.holder_parent, tables.holder
    query = (
        sa.select(
            table.c.id,
            table.c.child_id,
            table.c.parent_id,
            table.c.starts_on,
            table.c.ends_on,
            table.c.source_key,
            child.c.key.label("child_key"),
        )
        .join(child, child.c.id == table.c.child_id)
        .where(table.c.withdrawn_at.is_(None))
        .order_by(table.c.id)
    )
    return [
        Edge(
            parent_name(row.child_key, row.id),
            roots.get(row.child_id, row.child_id),
            roots.get(row.parent_id, row.parent_id),
            Span(row.starts_on, row.ends_on),
            row.source_key,
        )
        for row in await connection.execute(query)
    ]


# --- evidence ----------------------------------------------------------------------------------------------------


async def keep_evidence(tx: WriteTransaction, values: Mapping[str, Any]) -> None:
    """Keeps what a fact rests on."""
    await tx.execute(sa.insert(tables.holder_evidence).values(values))


async def read_evidence(
    connection: AsyncConnection, ids: Sequence[uuid.UUID], audiences: Sequence[str]
) -> dict[uuid.UUID, Row]:
    """Evidence by id, as far as one of the audiences may read it.

    Row-level security refuses the rest as well, where the connection says who asks; both must fail to leak anything.
    """
    if not ids:
        return {}
    table = tables.holder_evidence
    query = sa.select(table).where(table.c.id.in_(ids), table.c.audience.overlap(list(audiences)))
    return {row.id: row for row in await connection.execute(query)}


# --- the timeline ------------------------------------------------------------------------------------------------


async def note_events(tx: WriteTransaction, events: Sequence[Mapping[str, Any]]) -> None:
    """Adds to the timelines of holders."""
    await tx.execute(sa.insert(tables.holder_event), list(events))


async def list_events(connection: AsyncConnection, root: int, before: uuid.UUID | None, limit: int) -> Sequence[Row]:
    """What happened to a holder in any of its spellings, the newest first; what happened to two of them, once."""
    table, other = tables.holder_event, tables.holder_event.alias("other")
    twin = sa.select(other.c.id).where(
        of_spellings(other.c.holder_id, root),
        other.c.subject == table.c.subject,
        other.c.kind == table.c.kind,
        # One moment; some that were noted earlier have two, as the clock went on between them.
        table.c.happened_at - other.c.happened_at < dt.timedelta(seconds=1),
        other.c.id < table.c.id,
    )
    query = (
        sa.select(table)
        .where(of_spellings(table.c.holder_id, root), ~twin.correlate(table).exists())
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()
