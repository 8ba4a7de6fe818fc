"""Owns the SQL of charts that were handed in; who sees which row is for the policies of the table to say."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import (
    campaign,
    chart,
    chart_version,
    drawn_family,
    essentiality_check,
    frame_entry,
    handed_in_chart,
    opinion_request,
    regime_profile,
)

_TABLE = handed_in_chart


async def take_own(connection: AsyncConnection, chart_id: uuid.UUID, owner: str) -> sa.Row[Any] | None:
    """An organization's own chart, locked until the transaction ends; None for anybody else's."""
    query = sa.select(chart).where(chart.c.id == chart_id, chart.c.owner == owner).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def version(connection: AsyncConnection, chart_id: uuid.UUID, number: int, owner: str) -> sa.Row[Any] | None:
    """A version of an organization's own chart; None where there is none."""
    table = chart_version
    query = sa.select(table).where(table.c.chart_id == chart_id, table.c.version == number, table.c.owner == owner)
    return (await connection.execute(query)).one_or_none()


async def campaign_of(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A campaign with its regime's profile."""
    query = sa.select(campaign, regime_profile.c.content).join(regime_profile).where(campaign.c.id == id)
    return (await connection.execute(query)).one_or_none()


async def request_of(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A request for an opinion that the caller may see."""
    return (await connection.execute(sa.select(opinion_request).where(opinion_request.c.id == id))).one_or_none()


async def regime_of_request(connection: AsyncConnection, check_id: uuid.UUID) -> sa.Row[Any]:
    """Citation and content of the profile of a request's check; read in the name of the centre."""
    query = (
        sa.select(regime_profile)
        .join(essentiality_check, essentiality_check.c.regime == regime_profile.c.citation)
        .where(essentiality_check.c.id == check_id)
    )
    return (await connection.execute(query)).one()


async def is_drawn(connection: AsyncConnection, campaign_id: uuid.UUID, family: str) -> bool:
    """Whether a family was drawn, for whichever holder."""
    query = (
        sa.select(sa.literal(1))
        .where(drawn_family.c.campaign_id == campaign_id, drawn_family.c.family == family)
        .limit(1)
    )
    return (await connection.execute(query)).first() is not None


async def owners(connection: AsyncConnection, frame_id: uuid.UUID, family: str) -> list[str]:
    """Holders for whom a family is in a frame."""
    query = sa.select(frame_entry.c.holder).where(frame_entry.c.frame_id == frame_id, frame_entry.c.family == family)
    return list((await connection.execute(query)).scalars())


async def latest(
    connection: AsyncConnection, column: sa.ColumnElement[Any], place: uuid.UUID, family: str, owner: str
) -> sa.Row[Any] | None:
    """What an owner handed in last for a family at a place."""
    query = (
        sa.select(_TABLE)
        .where(column == place, _TABLE.c.family == family, _TABLE.c.owner == owner)
        .order_by(_TABLE.c.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> sa.Row[Any]:
    """Puts in what was handed in."""
    return (await connection.execute(sa.insert(_TABLE).values(values).returning(_TABLE))).one()


async def is_complete(connection: AsyncConnection, campaign_id: uuid.UUID, owner: str) -> bool:
    """Whether an owner has handed in a chart for every family that was drawn from it."""
    handed_in = sa.select(_TABLE.c.family).where(_TABLE.c.campaign_id == campaign_id, _TABLE.c.owner == owner)
    missing = (
        sa.select(sa.literal(1))
        .where(
            drawn_family.c.campaign_id == campaign_id,
            drawn_family.c.holder == owner,
            drawn_family.c.family.not_in(handed_in),
        )
        .limit(1)
    )
    return (await connection.execute(missing)).first() is None


async def page(
    connection: AsyncConnection,
    *,
    place: tuple[str, uuid.UUID] | None,
    family: str,
    before: uuid.UUID | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Charts that were handed in and that the caller may see, the newest first."""
    query = sa.select(_TABLE).order_by(_TABLE.c.id.desc()).limit(limit)
    if place is not None:
        query = query.where(_TABLE.c[place[0]] == place[1])
    if family:
        query = query.where(_TABLE.c.family == family)
    if before is not None:
        query = query.where(_TABLE.c.id < before)
    return (await connection.execute(query)).all()
