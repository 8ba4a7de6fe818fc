"""Owns the statements that set, meet, drop and list deadlines; each runs in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import WriteTransaction
from shared.deadlines.tables import DROPPED, MET, OPEN
from shared.regime.calendar import WorkingDays


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something must be done.

    Attributes:
        id: its own.
        subject: resource name of what it is about.
        kind: which of the subject's deadlines it is.
        actor: whose act it waits for; empty when it only ends a period.
        due_on: legal date at whose end it passes.
        due_at: that instant, UTC.
        provision: what it rests on.
        state: 1 open, 2 met, 3 lapsed, 4 dropped.
        closed_at: when it was met, lapsed or dropped.
    """

    id: uuid.UUID
    subject: str
    kind: str
    actor: str
    due_on: dt.date
    due_at: dt.datetime
    provision: str
    state: int
    closed_at: dt.datetime | None


async def set_deadline(
    tx: WriteTransaction,
    table: sa.Table,
    days: WorkingDays,
    *,
    subject: str,
    kind: str,
    due_on: dt.date,
    actor: str = "",
    provision: str,
) -> dt.datetime:
    """Sets a deadline at the end of a legal date, or moves the one of that kind that is open; returns the instant."""
    database = tx.database
    due_at = days.end_of(due_on)
    moved = await tx.execute(
        sa.update(table)
        .where(table.c.subject == subject, table.c.kind == kind, table.c.state == OPEN)
        .values(due_on=due_on, due_at=due_at, actor=actor, provision=provision, failures=0, retry_at=None)
        .returning(table.c.id)
    )
    if moved.first() is None:
        await tx.execute(
            sa.insert(table).values(
                id=database.new_id(),
                subject=subject,
                kind=kind,
                actor=actor,
                due_on=due_on,
                due_at=due_at,
                provision=provision,
                state=OPEN,
                created_at=database.clock.now(),
            )
        )
    return due_at


async def meet_deadline(tx: WriteTransaction, table: sa.Table, subject: str, *kinds: str) -> int:
    """Closes the open deadlines of these kinds because what was due was done; returns how many there were."""
    return await _close(tx, table, subject, kinds, MET)


async def drop_deadlines(tx: WriteTransaction, table: sa.Table, subject: str, *kinds: str) -> int:
    """Closes the open deadlines of these kinds, or of every kind when none is named, because they no longer apply."""
    return await _close(tx, table, subject, kinds, DROPPED)


async def list_deadlines(
    connection: AsyncConnection, table: sa.Table, subjects: Collection[str], *, only_open: bool = False
) -> Sequence[Deadline]:
    """Deadlines of subjects, in order of when they are due."""
    query = sa.select(table).where(table.c.subject.in_(list(subjects))).order_by(table.c.due_at, table.c.id)
    if only_open:
        query = query.where(table.c.state == OPEN)
    return [read_deadline(row) for row in await connection.execute(query)]


def read_deadline(row: sa.Row[Any]) -> Deadline:
    """The deadline that a row of the table stands for."""
    return Deadline(
        row.id,
        row.subject,
        row.kind,
        row.actor,
        row.due_on,
        row.due_at,
        row.provision,
        row.state,
        row.closed_at,
    )


async def _close(tx: WriteTransaction, table: sa.Table, subject: str, kinds: Collection[str], state: int) -> int:
    statement = (
        sa.update(table)
        .where(table.c.subject == subject, table.c.state == OPEN)
        .values(state=state, closed_at=tx.database.clock.now())
        .returning(table.c.id)
    )
    if kinds:
        statement = statement.where(table.c.kind.in_(list(kinds)))
    return len((await tx.execute(statement)).all())
