"""Owns the SQL of results: they are set down once, at publication, and then only read."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.results.rules import HolderResult, Tally
from services.assessment.tables import drawn_family, essentiality_check, frame_holder, holder_result, result

_CHECK, _DRAWN = essentiality_check, drawn_family
_CHECK_OF_DRAWN = sa.and_(_CHECK.c.campaign_id == _DRAWN.c.campaign_id, _CHECK.c.family == _DRAWN.c.family)


async def open_checks(connection: AsyncConnection, campaign_id: uuid.UUID) -> int:
    """Families drawn that have no signed finding, each counted once."""
    query = (
        sa.select(sa.func.count(sa.distinct(_DRAWN.c.family)))
        .select_from(_DRAWN.outerjoin(_CHECK, _CHECK_OF_DRAWN))
        .where(_DRAWN.c.campaign_id == campaign_id, sa.func.coalesce(_CHECK.c.state, 1) == 1)
    )
    return (await connection.execute(query)).scalar_one()


async def holders(connection: AsyncConnection, frame_id: uuid.UUID) -> Sequence[tuple[str, str, int]]:
    """Holders of a frame: name, display name, number of families."""
    table = frame_holder
    query = sa.select(table.c.holder, table.c.display_name, table.c.families).where(table.c.frame_id == frame_id)
    return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def tallies(connection: AsyncConnection, campaign_id: uuid.UUID) -> Sequence[Tally]:
    """How many of the families drawn have which outcome, by holder."""
    columns = (_DRAWN.c.holder, _CHECK.c.outcome, _CHECK.c.simulated)
    query = (
        sa.select(*columns, sa.func.count())
        .select_from(_DRAWN.join(_CHECK, _CHECK_OF_DRAWN))
        .where(_DRAWN.c.campaign_id == campaign_id)
        .group_by(*columns)
    )
    return [Tally(row[0], row[1], row[2], row[3]) for row in await connection.execute(query)]


async def set_down(connection: AsyncConnection, campaign_id: uuid.UUID, lines: Sequence[HolderResult]) -> None:
    """Sets down the results: a line a holder and a row a family drawn."""
    if lines:
        await connection.execute(
            sa.insert(holder_result), [{"campaign_id": campaign_id, **dataclasses.asdict(line)} for line in lines]
        )
    columns = ["campaign_id", "holder", "rank", "family", "check_id", "outcome", "simulated"]
    found = (
        sa.select(
            _DRAWN.c.campaign_id,
            _DRAWN.c.holder,
            _DRAWN.c.rank,
            _DRAWN.c.family,
            _CHECK.c.id,
            _CHECK.c.outcome,
            _CHECK.c.simulated,
        )
        .select_from(_DRAWN.join(_CHECK, _CHECK_OF_DRAWN))
        .where(_DRAWN.c.campaign_id == campaign_id)
    )
    await connection.execute(sa.insert(result).from_select(columns, found))


async def by_holder(connection: AsyncConnection, campaign_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """Published lines, in order of holder."""
    table = holder_result
    query = sa.select(table).where(table.c.campaign_id == campaign_id).order_by(table.c.holder)
    return (await connection.execute(query)).all()


async def by_family(
    connection: AsyncConnection,
    campaign_id: uuid.UUID,
    *,
    holder: str = "",
    after: tuple[str, int] | None = None,
    limit: int | None = None,
) -> Sequence[sa.Row[Any]]:
    """Published results, in order of holder and rank."""
    table = result
    query = sa.select(table).where(table.c.campaign_id == campaign_id).order_by(table.c.holder, table.c.rank)
    if holder:
        query = query.where(table.c.holder == holder)
    if after is not None:
        query = query.where(sa.tuple_(table.c.holder, table.c.rank) > after)
    return (await connection.execute(query.limit(limit))).all()
