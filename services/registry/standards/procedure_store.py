"""Owns the statements on the procedure of standards: notices, comments, dates and deadlines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.standards.procedure import COMMENTS, OPENING, WINDOW
from shared.db import WriteTransaction
from shared.deadlines import Deadline
from shared.deadlines.store import read_deadline
from shared.deadlines.tables import OPEN

# --- the procedure -----------------------------------------------------------------------------------------------


async def lock_standard(tx: WriteTransaction, key: str) -> sa.Row[Any] | None:
    """The standard with this key and its procedure, kept as they are for others until the transaction ends."""
    standard, procedure = tables.standard, tables.standard_procedure
    # The standard's row is there before its procedure's: it is what two first notices wait for each other at.
    locked = await tx.execute(sa.select(standard).where(standard.c.key == key).with_for_update())
    row = locked.one_or_none()
    if row is None:
        return None
    query = (
        sa.select(
            standard.c.id,
            standard.c.key,
            standard.c.names,
            standard.c.display_name,
            standard.c.kind.label("standard_kind"),
            standard.c.generation,
            *(column for column in procedure.c if column.name != "standard_id"),
        )
        .outerjoin(procedure, procedure.c.standard_id == standard.c.id)
        .where(standard.c.id == row.id)
    )
    return (await tx.execute(query)).one()


async def procedures(connection: AsyncConnection, ids: Collection[int]) -> dict[int, sa.Row[Any]]:
    """Procedures of standards, by the standards' row ids."""
    table = tables.standard_procedure
    query = sa.select(table).where(table.c.standard_id.in_(list(ids)))
    return {row.standard_id: row for row in await connection.execute(query)}


async def create_procedure(tx: WriteTransaction, id: int, values: Mapping[str, object]) -> None:
    """Begins the procedure of a standard."""
    await tx.execute(sa.insert(tables.standard_procedure).values(standard_id=id, **values))


async def change_procedure(tx: WriteTransaction, id: int, values: Mapping[str, object]) -> None:
    """Moves a procedure on; its revision counts up."""
    table = tables.standard_procedure
    await tx.execute(sa.update(table).where(table.c.standard_id == id).values(revision=table.c.revision + 1, **values))


async def close_window(tx: WriteTransaction, key: str, at: dt.datetime) -> int | None:
    """Notes that the window for registrations on time is over; the standard's row id, None when that was noted."""
    table, standard = tables.standard_procedure, tables.standard
    statement = (
        sa.update(table)
        .where(
            table.c.standard_id.in_(sa.select(standard.c.id).where(standard.c.key == key)),
            table.c.window_closed_at.is_(None),
        )
        .values(window_closed_at=at, revision=table.c.revision + 1)
        .returning(table.c.standard_id)
    )
    return (await tx.execute(statement)).scalar_one_or_none()


# --- what defines a standard -------------------------------------------------------------------------------------


async def specifications(connection: AsyncConnection, ids: Collection[int]) -> dict[int, list[sa.Row[Any]]]:
    """What defines commercial standards, in the order of their notices, with the keys of those the register knows."""
    table, standard = tables.standard_specification, tables.standard
    query = (
        sa.select(table, standard.c.key)
        .outerjoin(standard, standard.c.id == table.c.specification_id)
        .where(table.c.standard_id.in_(list(ids)))
        .order_by(table.c.standard_id, table.c.place)
    )
    found: dict[int, list[sa.Row[Any]]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.standard_id, []).append(row)
    return found


async def set_specifications(tx: WriteTransaction, id: int, rows: Sequence[Mapping[str, object]]) -> None:
    """Says what defines a commercial standard from now on; what a notice listed stays in the notice."""
    table = tables.standard_specification
    await tx.execute(sa.delete(table).where(table.c.standard_id == id))
    await tx.execute(
        sa.insert(table), [{"standard_id": id, "place": place, **row} for place, row in enumerate(rows, 1)]
    )


# --- notices -----------------------------------------------------------------------------------------------------


async def notices(connection: AsyncConnection, ids: Collection[int]) -> dict[int, list[sa.Row[Any]]]:
    """Notices of standards, of each the one in force first, then the newest."""
    table = tables.standard_notice
    query = (
        sa.select(table)
        .where(table.c.standard_id.in_(list(ids)))
        .order_by(table.c.superseded_by.is_not(None), table.c.notified_at.desc(), table.c.id.desc())
    )
    found: dict[int, list[sa.Row[Any]]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.standard_id, []).append(row)
    return found


async def notice_in_force(tx: WriteTransaction, id: int) -> sa.Row[Any] | None:
    """The notice of a standard that is in force."""
    table = tables.standard_notice
    query = sa.select(table).where(table.c.standard_id == id, table.c.superseded_by.is_(None))
    return (await tx.execute(query)).one_or_none()


async def create_notice(tx: WriteTransaction, values: Mapping[str, object], *, instead_of: uuid.UUID | None) -> None:
    """Puts a notice on record; the one it takes the place of stays readable."""
    table = tables.standard_notice
    if instead_of is not None:
        await tx.execute(sa.update(table).where(table.c.id == instead_of).values(superseded_by=values["id"]))
    await tx.execute(sa.insert(table).values(dict(values)))


async def owners(connection: AsyncConnection, keys: Collection[str]) -> dict[str, int]:
    """Which owner each holder is, by key: the row id of the holder that its spelling was reviewed to be."""
    table = tables.holder
    query = sa.select(table.c.key, sa.func.coalesce(table.c.same_as, table.c.id).label("owner"))
    return {row.key: row.owner for row in await connection.execute(query.where(table.c.key.in_(list(keys))))}


# --- comments ----------------------------------------------------------------------------------------------------


async def create_comment(tx: WriteTransaction, values: Mapping[str, object]) -> None:
    """Puts a comment on record."""
    await tx.execute(sa.insert(tables.standard_comment).values(dict(values)))


async def read_comment(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any]:
    """One comment."""
    return (
        await connection.execute(sa.select(tables.standard_comment).where(tables.standard_comment.c.id == id))
    ).one()


async def list_comments(
    connection: AsyncConnection, id: int, after: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Comments on a standard, in the order in which they came."""
    table = tables.standard_comment
    query = sa.select(table).where(table.c.standard_id == id).order_by(table.c.id).limit(limit)
    if after is not None:
        query = query.where(table.c.id > after)
    return (await connection.execute(query)).all()


# --- deadlines ---------------------------------------------------------------------------------------------------


async def list_deadlines(
    connection: AsyncConnection,
    subject: str | None,
    *,
    only_open: bool,
    after: tuple[dt.datetime, uuid.UUID] | None,
    limit: int,
) -> Sequence[Deadline]:
    """Deadlines of a standard, or of all where it is None, in order of when they are due."""
    table = tables.deadline
    query = sa.select(table).where(table.c.kind.in_((COMMENTS, OPENING, WINDOW))).order_by(table.c.due_at, table.c.id)
    if subject is not None:
        query = query.where(table.c.subject == subject)
    if only_open:
        query = query.where(table.c.state == OPEN)
    if after is not None:
        query = query.where(sa.tuple_(table.c.due_at, table.c.id) > sa.tuple_(*after))
    return [read_deadline(row) for row in await connection.execute(query.limit(limit))]
