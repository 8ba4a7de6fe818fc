"""Owns the SQL of calendar feeds and of what they show; due dates are read under the identity of whose feed it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.reminders.rules import Due
from services.assessment.tables import calendar_feed, deadline, deadline_change


async def put_feed(
    connection: AsyncConnection, *, account: str, organization: str, officer: bool, digest: str, at: dt.datetime
) -> None:
    """Keeps the digest of a feed's token; one before it is void."""
    values = {"organization": organization, "officer": officer, "token_sha256": digest, "created_at": at}
    statement = insert(calendar_feed).values(account=account, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["account"], set_=values))


async def drop_feed(connection: AsyncConnection, account: str) -> sa.Row[Any] | None:
    """Makes a feed void; the row that it had, None where there was none."""
    statement = sa.delete(calendar_feed).where(calendar_feed.c.account == account).returning(calendar_feed)
    return (await connection.execute(statement)).one_or_none()


async def feed_of(connection: AsyncConnection, digest: str) -> sa.Row[Any] | None:
    """The feed behind a token's digest."""
    return (
        await connection.execute(sa.select(calendar_feed).where(calendar_feed.c.token_sha256 == digest))
    ).one_or_none()


async def dues(connection: AsyncConnection, actors: Collection[str], *, closed_after: dt.datetime) -> list[Due]:
    """What waits for the act of one of these, and what has ceased to since then, in order of when it is due."""
    table, change = deadline, deadline_change
    number: sa.ColumnElement[int] = sa.func.coalesce(change.c.number, 0)
    changed: sa.ColumnElement[dt.datetime] = sa.func.coalesce(change.c.changed_at, table.c.created_at)
    query = (
        sa.select(table, number.label("number"), changed.label("changed_at"))
        .outerjoin(change, change.c.deadline_id == table.c.id)
        .where(table.c.actor.in_(list(actors)), sa.or_(table.c.state == 1, table.c.closed_at > closed_after))
        .order_by(table.c.due_at, table.c.id)
    )
    return [
        Due(
            row.id,
            row.kind,
            row.subject.partition("#")[0],
            row.due_on,
            row.due_at,
            row.provision,
            row.state != 1,
            row.number,
            row.changed_at,
        )
        for row in await connection.execute(query)
    ]
