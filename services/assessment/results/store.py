"""Owns the SQL of results: they are set down once, at publication, and then only read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.checks.procedure import CLOSED, UNDETERMINED, State
from services.assessment.results.rules import HolderResult, Tally
from services.assessment.tables import (
    drawn_family,
    duplicate_check,
    essentiality_check,
    evaluator,
    frame_holder,
    holder_result,
    opinion,
    result,
    reused_family,
)

_CHECK, _DRAWN = essentiality_check, drawn_family
# The second look at a family that was doubled is for measuring evaluators; it is never the family's result.
_CHECK_OF_DRAWN = sa.and_(
    _CHECK.c.campaign_id == _DRAWN.c.campaign_id,
    _CHECK.c.family == _DRAWN.c.family,
    _CHECK.c.id.not_in(sa.select(duplicate_check.c.check_id)),
)
# Written out, so that it is the same text where it is grouped by.
_WITHDRAWN: sa.ColumnElement[int] = sa.literal_column(str(int(State.WITHDRAWN)), sa.SmallInteger)
_NO_VERDICT: sa.ColumnElement[int] = sa.literal_column(str(UNDETERMINED), sa.SmallInteger)
_REUSED = reused_family
_REUSED_FOR_DRAWN = sa.and_(_REUSED.c.campaign_id == _DRAWN.c.campaign_id, _REUSED.c.family == _DRAWN.c.family)
_OUTCOME: sa.ColumnElement[int] = sa.case(
    (_REUSED.c.family.is_not(None), _REUSED.c.outcome),
    (_CHECK.c.state == _WITHDRAWN, _NO_VERDICT),
    else_=_CHECK.c.outcome,
)
"""A family that expired while it was checked has no verdict; one with a result on record has that one's."""
_SIMULATED = sa.func.coalesce(_REUSED.c.simulated, _CHECK.c.simulated)
_FOUND = _DRAWN.outerjoin(_REUSED, _REUSED_FOR_DRAWN).outerjoin(
    _CHECK, sa.and_(_CHECK_OF_DRAWN, _REUSED.c.family.is_(None))
)
"""Each family drawn with what stands for it: the result on record, or else its check."""


async def open_checks(connection: AsyncConnection, campaign_id: uuid.UUID) -> int:
    """Families drawn on which there is no opinion that nothing stands against, each counted once."""
    closed = [int(state) for state in CLOSED]
    query = (
        sa.select(sa.func.count(sa.distinct(_DRAWN.c.family)))
        .select_from(_FOUND)
        .where(
            _DRAWN.c.campaign_id == campaign_id,
            sa.func.coalesce(_REUSED.c.outcome, 0) == 0,
            sa.func.coalesce(_CHECK.c.state, 1).not_in(closed),
        )
    )
    return (await connection.execute(query)).scalar_one()


async def holders(connection: AsyncConnection, frame_id: uuid.UUID) -> Sequence[tuple[str, str, int]]:
    """Holders of a frame: name, display name, number of families."""
    table = frame_holder
    query = sa.select(table.c.holder, table.c.display_name, table.c.families).where(table.c.frame_id == frame_id)
    return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def tallies(connection: AsyncConnection, campaign_id: uuid.UUID) -> Sequence[Tally]:
    """How many of the families drawn have which outcome, by holder."""
    columns = (_DRAWN.c.holder, _OUTCOME, _SIMULATED, _REUSED.c.family.is_not(None).label("reused"))
    query = (
        sa.select(*columns, sa.func.count())
        .select_from(_FOUND)
        .where(_DRAWN.c.campaign_id == campaign_id)
        .group_by(*columns)
    )
    return [Tally(row[0], row[1], row[2], row[4], reused=row[3]) for row in await connection.execute(query)]


async def set_down(connection: AsyncConnection, campaign_id: uuid.UUID, lines: Sequence[HolderResult]) -> None:
    """Sets down the results: a line a holder and a row a family drawn."""
    if lines:
        await connection.execute(
            sa.insert(holder_result), [{"campaign_id": campaign_id, **dataclasses.asdict(line)} for line in lines]
        )
    columns = ["campaign_id", "holder", "rank", "family", "check_id", "outcome", "simulated", "reused_from"]
    found = (
        sa.select(
            _DRAWN.c.campaign_id,
            _DRAWN.c.holder,
            _DRAWN.c.rank,
            _DRAWN.c.family,
            _CHECK.c.id,
            _OUTCOME,
            _SIMULATED,
            sa.func.coalesce(_REUSED.c.source, ""),
        )
        .select_from(_FOUND)
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


async def without_opinion(connection: AsyncConnection, campaign_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """Checks whose finding was recorded in the short form: no opinion stands beside the record yet."""
    query = (
        sa.select(_CHECK, evaluator.c.display_name)
        .outerjoin(evaluator, evaluator.c.id == _CHECK.c.evaluator_id)
        .where(
            _CHECK.c.campaign_id == campaign_id,
            _CHECK.c.state == int(State.OPINION_ISSUED),
            _CHECK.c.opinion_id.is_(None),
            _CHECK.c.id.not_in(sa.select(duplicate_check.c.check_id)),
        )
        .order_by(_CHECK.c.id)
    )
    return (await connection.execute(query)).all()


async def publish_opinions(
    connection: AsyncConnection,
    campaign_id: uuid.UUID,
    opinions: Sequence[dict[str, object]],
    audience: Sequence[str],
    at: dt.datetime,
) -> Sequence[sa.Row[Any]]:
    """Puts in the opinions of the short form, and opens every opinion of a campaign to those who see it from now on.

    Returns:
        The opinions that were opened, by family.
    """
    await insert_rows(connection, opinion, opinions)
    await connection.execute(
        sa.update(_CHECK)
        .where(_CHECK.c.id == opinion.c.check_id, opinion.c.campaign_id == campaign_id, _CHECK.c.opinion_id.is_(None))
        .values(opinion_id=opinion.c.id)
    )
    opened = await connection.execute(
        sa.update(opinion)
        .where(
            opinion.c.campaign_id == campaign_id,
            opinion.c.check_id.not_in(sa.select(duplicate_check.c.check_id)),
        )
        .values(published_at=at, audience=opinion.c.audience + sa.cast(list(audience), pg.ARRAY(sa.Text)))
        .returning(opinion)
    )
    return sorted(opened, key=lambda row: (row.family, row.id))
