"""Owns the SQL of campaigns up to their draw."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import copy_rows
from services.assessment.tables import assignment_key, campaign, drawn_family, frame, frame_entry, regime_profile
from shared.frame import Entry


async def frame_row(connection: AsyncConnection, frame_id: uuid.UUID) -> sa.Row[Any] | None:
    """A frame that has arrived; None when it has not."""
    return (await connection.execute(sa.select(frame).where(frame.c.id == frame_id))).one_or_none()


async def keep_profile(connection: AsyncConnection, citation: str, content: bytes) -> None:
    """Keeps a regime profile's bytes, unless they are kept already."""
    await connection.execute(insert(regime_profile).values(citation=citation, content=content).on_conflict_do_nothing())


async def add(connection: AsyncConnection, values: dict[str, object], key: bytes) -> None:
    """Puts in a campaign, with the secret key of its assignment."""
    await connection.execute(sa.insert(campaign).values(**values))
    await connection.execute(sa.insert(assignment_key).values(campaign_id=values["id"], key=key))


async def entries(connection: AsyncConnection, frame_id: uuid.UUID) -> Sequence[Entry]:
    """A frame's pairs of holder and family."""
    query = sa.select(frame_entry.c.holder, frame_entry.c.family).where(frame_entry.c.frame_id == frame_id)
    return [(row[0], row[1]) for row in await connection.execute(query)]


async def add_drawn(
    connection: AsyncConnection, campaign_id: uuid.UUID, sample: Sequence[tuple[str, int, str]]
) -> None:
    """Puts in what was drawn: holder, rank, family."""
    columns, types = ("campaign_id", "holder", "rank", "family"), ("uuid", "text", "int8", "text")
    await copy_rows(connection, drawn_family, columns, types, ((campaign_id, *drawn) for drawn in sample))


async def drawn(
    connection: AsyncConnection, campaign_id: uuid.UUID, *, holder: str, after: tuple[str, int] | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """What was drawn, in order of holder and rank."""
    table = drawn_family
    query = sa.select(table).where(table.c.campaign_id == campaign_id).order_by(table.c.holder, table.c.rank)
    if holder:
        query = query.where(table.c.holder == holder)
    if after is not None:
        query = query.where(sa.tuple_(table.c.holder, table.c.rank) > after)
    return (await connection.execute(query.limit(limit))).all()
