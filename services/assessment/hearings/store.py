"""Owns the SQL of hearings and opinions; reads run under the caller's identity, and row-level security."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import duplicate_check, essentiality_check, evaluator, hearing, hearing_answer, opinion


async def page(
    connection: AsyncConnection, *, only_open: bool, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Hearings that the caller may see, the newest first."""
    query = sa.select(hearing).order_by(hearing.c.id.desc()).limit(limit)
    if only_open:
        query = query.where(hearing.c.closed_at.is_(None))
    if before is not None:
        query = query.where(hearing.c.id < before)
    return (await connection.execute(query)).all()


async def one(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A hearing that the caller may see."""
    return (await connection.execute(sa.select(hearing).where(hearing.c.id == id))).one_or_none()


async def answers(connection: AsyncConnection, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[sa.Row[Any]]]:
    """Answers that the caller may see, by hearing."""
    query = (
        sa.select(hearing_answer)
        .where(hearing_answer.c.hearing_id.in_(list(ids)))
        .order_by(hearing_answer.c.answered_at, hearing_answer.c.organization)
    )
    found: dict[uuid.UUID, list[sa.Row[Any]]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.hearing_id, []).append(row)
    return found


async def add_answer(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Puts in an answer; one that is held back (`told_at` is None) leaves no trace in the hearing."""
    await connection.execute(sa.insert(hearing_answer).values(values))
    if values["told_at"] is None:
        return
    again = {"revision": hearing.c.revision + 1}
    await connection.execute(sa.update(hearing).where(hearing.c.id == values["hearing_id"]).values(again))


async def has_doubles(connection: AsyncConnection, campaign_id: uuid.UUID | None) -> bool:
    """Whether checks of a campaign are done twice; read in the name of the centre."""
    pairs = duplicate_check.join(essentiality_check, essentiality_check.c.id == duplicate_check.c.check_id)
    query = sa.select(sa.literal(1)).select_from(pairs).where(essentiality_check.c.campaign_id == campaign_id).limit(1)
    return campaign_id is not None and (await connection.execute(query)).first() is not None


async def suspended(connection: AsyncConnection, evaluators: Sequence[uuid.UUID]) -> uuid.UUID | None:
    """One of these who is suspended; read in the name of the centre, and nobody suspends them while it lasts."""
    query = sa.select(evaluator).where(evaluator.c.id.in_(evaluators)).order_by(evaluator.c.id)
    rows = await connection.execute(query.with_for_update(read=True))
    return next((row.id for row in rows if row.suspended_at is not None), None)


async def opinions(
    connection: AsyncConnection,
    *,
    campaign_id: uuid.UUID | None,
    family: str,
    before: tuple[dt.datetime, uuid.UUID] | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Opinions that the caller may see, the newest day first; within a day by ids, which tell no time."""
    day = sa.func.date_trunc("day", opinion.c.issued_at)
    query = sa.select(opinion).order_by(day.desc(), opinion.c.id.desc()).limit(limit)
    if campaign_id is not None:
        query = query.where(opinion.c.campaign_id == campaign_id)
    if family:
        query = query.where(opinion.c.family == family)
    if before is not None:
        query = query.where(sa.tuple_(day, opinion.c.id) < sa.tuple_(*before))
    return (await connection.execute(query)).all()


async def opinion_of(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """An opinion that the caller may see."""
    return (await connection.execute(sa.select(opinion).where(opinion.c.id == id))).one_or_none()


async def supersede(connection: AsyncConnection, id: uuid.UUID, by: uuid.UUID) -> bool:
    """Notes which opinion takes an opinion's place; False when another has."""
    table = opinion
    done = await connection.execute(
        sa.update(table).where(table.c.id == id, table.c.superseded_by.is_(None)).values(superseded_by=by)
    )
    return done.rowcount == 1


async def publish(
    connection: AsyncConnection, check_id: uuid.UUID, audience: Sequence[str], at: dt.datetime
) -> Sequence[sa.Row[Any]]:
    """Opens the opinion on a request to its audience; the opinions that were opened."""
    table = opinion
    values = {"published_at": at, "audience": list(audience)}
    opened = sa.update(table).where(table.c.check_id == check_id, table.c.published_at.is_(None)).values(values)
    return (await connection.execute(opened.returning(table))).all()
