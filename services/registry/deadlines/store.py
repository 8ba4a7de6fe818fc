"""Owns the statement that lists deadlines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from shared.deadlines.store import Deadline, read_deadline
from shared.deadlines.tables import OPEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deadlines are asked for.

    Attributes:
        subject, actor: only these; empty for all.
        of: only those that wait for one of these; None for an officer, who sees all.
        show_closed: closed ones as well.
    """

    subject: str
    actor: str
    of: Collection[str] | None
    show_closed: bool


async def list_deadlines(
    connection: AsyncConnection, wanted: Wanted, after: tuple[dt.datetime, uuid.UUID] | None, limit: int
) -> Sequence[Deadline]:
    """Deadlines in order of when they are due; `after` is instant and id of the last one of the page before."""
    table = tables.deadline
    query = sa.select(table).order_by(table.c.due_at, table.c.id).limit(limit)
    if not wanted.show_closed:
        query = query.where(table.c.state == OPEN)
    if wanted.subject:
        query = query.where(table.c.subject == wanted.subject)
    if wanted.actor:
        query = query.where(table.c.actor == wanted.actor)
    if wanted.of is not None:
        query = query.where(table.c.actor.in_(list(wanted.of)))
    if after is not None:
        query = query.where(sa.tuple_(table.c.due_at, table.c.id) > sa.tuple_(*after))
    return [read_deadline(row) for row in await connection.execute(query)]
