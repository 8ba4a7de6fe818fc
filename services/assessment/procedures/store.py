"""Owns the SQL behind the steps of checks: whose they are, and what is due."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import campaign, deadline


async def is_demonstration(connection: AsyncConnection, campaign_id: uuid.UUID | None) -> bool:
    """Whether a campaign runs on demonstration data; a request never does."""
    query = sa.select(campaign.c.demonstration).where(campaign.c.id == campaign_id)
    return bool(await connection.scalar(query))


async def duties(
    connection: AsyncConnection,
    actors: Collection[str],
    *,
    before: dt.datetime | None,
    after: tuple[dt.datetime, uuid.UUID] | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """What waits for the act of one of these, in order of when it is due."""
    table = deadline
    query = (
        sa.select(table)
        .where(table.c.state == 1, table.c.actor.in_(list(actors)))
        .order_by(table.c.due_at, table.c.id)
        .limit(limit)
    )
    if before is not None:
        query = query.where(table.c.due_at < before)
    if after is not None:
        query = query.where(sa.tuple_(table.c.due_at, table.c.id) > sa.tuple_(*after))
    return (await connection.execute(query)).all()
