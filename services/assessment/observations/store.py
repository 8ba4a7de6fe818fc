"""Owns the SQL of observations; reads run under the caller's identity, and row-level security."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import campaign, drawn_family, frame_entry, observation, regime_profile


async def campaign_of(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A campaign with its regime's profile."""
    query = sa.select(campaign, regime_profile.c.content).join(regime_profile).where(campaign.c.id == id)
    return (await connection.execute(query)).one_or_none()


async def drawn_for(connection: AsyncConnection, campaign_id: uuid.UUID, family: str) -> list[str]:
    """Holders for whom a family was drawn; empty when it was not."""
    query = (
        sa.select(drawn_family.c.holder)
        .where(drawn_family.c.campaign_id == campaign_id, drawn_family.c.family == family)
        .order_by(drawn_family.c.holder)
    )
    return [row[0] for row in await connection.execute(query)]


async def owned_by(connection: AsyncConnection, frame_id: uuid.UUID, family: str) -> list[str]:
    """Holders for whom a family is in a frame; empty when it is not."""
    query = (
        sa.select(frame_entry.c.holder)
        .where(frame_entry.c.frame_id == frame_id, frame_entry.c.family == family)
        .order_by(frame_entry.c.holder)
    )
    return [row[0] for row in await connection.execute(query)]


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Puts in an observation."""
    await connection.execute(sa.insert(observation).values(values))


async def one(connection: AsyncConnection, id: uuid.UUID, *, lock: bool = False) -> sa.Row[Any] | None:
    """An observation that the caller may see."""
    query = sa.select(observation).where(observation.c.id == id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def page(
    connection: AsyncConnection, campaign_id: uuid.UUID, *, family: str, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Observations that the caller may see, the newest first."""
    query = (
        sa.select(observation)
        .where(observation.c.campaign_id == campaign_id)
        .order_by(observation.c.id.desc())
        .limit(limit)
    )
    if family:
        query = query.where(observation.c.family == family)
    if before is not None:
        query = query.where(observation.c.id < before)
    return (await connection.execute(query)).all()


async def reply(connection: AsyncConnection, id: uuid.UUID, values: Mapping[str, object]) -> None:
    """Puts the reply to an observation beside it."""
    await connection.execute(sa.update(observation).where(observation.c.id == id).values(values))
