"""Owns the SQL of assignment: what is to be checked, who could, and who does."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.tables import (
    assignment_key,
    deadline,
    drawn_family,
    duplicate_check,
    essentiality_check,
    frame_entry,
    regime_profile,
    seat,
)


async def families(connection: AsyncConnection, campaign_id: uuid.UUID, frame_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """Each drawn family once: family, holder (the first it was drawn for), drawn_for (all of them), owners (all holders
    known in the frame).
    """
    drawn_for = sa.func.array_agg(pg.aggregate_order_by(drawn_family.c.holder, drawn_family.c.holder))
    first = (
        sa.select(
            drawn_family.c.family,
            sa.func.min(drawn_family.c.holder).label("holder"),
            drawn_for.filter(drawn_family.c.holder != "").label("drawn_for"),
        )
        .where(drawn_family.c.campaign_id == campaign_id)
        .group_by(drawn_family.c.family)
        .subquery()
    )
    owners = sa.func.array_agg(pg.aggregate_order_by(frame_entry.c.holder, frame_entry.c.holder))
    known = owners.filter(frame_entry.c.holder != "").label("owners")
    columns: list[sa.ColumnElement[Any]] = [first.c.family, first.c.holder, first.c.drawn_for, known]
    query = (
        sa.select(*columns)
        .join(frame_entry, frame_entry.c.family == first.c.family)
        .where(frame_entry.c.frame_id == frame_id)
        .group_by(first.c.family, first.c.holder, first.c.drawn_for)
        .order_by(first.c.holder, first.c.family)
    )
    return (await connection.execute(query)).all()


async def profile_content(connection: AsyncConnection, citation: str) -> bytes:
    """The bytes of the regime profile that a campaign was announced under."""
    query = sa.select(regime_profile.c.content).where(regime_profile.c.citation == citation)
    return bytes((await connection.execute(query)).scalar_one())


async def key(connection: AsyncConnection, campaign_id: uuid.UUID) -> bytes:
    """The secret key of a campaign's assignment."""
    query = sa.select(assignment_key.c.key).where(assignment_key.c.campaign_id == campaign_id)
    return bytes((await connection.execute(query)).scalar_one())


async def add_checks(
    connection: AsyncConnection,
    checks: Sequence[Mapping[str, object]],
    seats: Sequence[Mapping[str, object]],
    doubles: Sequence[Mapping[str, object]],
    deadlines: Sequence[Mapping[str, object]],
) -> None:
    """Puts in the checks of a campaign, who sits on them, which are doubles of which, and until when each is due."""
    await insert_rows(connection, essentiality_check, checks)
    await insert_rows(connection, seat, seats)
    await insert_rows(connection, duplicate_check, doubles)
    await insert_rows(connection, deadline, deadlines)
