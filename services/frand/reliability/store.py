"""Owns the SQL of the quality of evaluators."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.pages import PageKey
from services.frand.reliability.rules import EvaluatorQuality, quality_of
from services.frand.tables import evaluator_quality
from shared.canonical import canonical_json
from shared.db.database import WriteTransaction


async def save(tx: WriteTransaction, found: EvaluatorQuality, *, at: dt.datetime) -> bool:
    """Stores what was measured; False, with nothing stored, where the report has arrived already."""
    stored = await tx.execute(
        insert(evaluator_quality)
        .values(
            report=_id(found.name),
            regime=found.regime,
            technical_area=found.technical_area,
            period=found.period,
            demonstration=found.demonstration,
            published_at=dt.datetime.fromisoformat(found.published_at),
            document=canonical_json(found.document()).decode(),
            digest=found.digest,
            created_at=at,
        )
        .on_conflict_do_nothing()
        .returning(evaluator_quality.c.report)
    )
    return stored.first() is not None


async def read(connection: AsyncConnection, name: str) -> tuple[EvaluatorQuality, dt.datetime] | None:
    """What was measured, by name, with when it was received."""
    try:
        id = _id(name)
    except ValueError:
        return None
    row = (await connection.execute(sa.select(evaluator_quality).where(evaluator_quality.c.report == id))).one_or_none()
    return None if row is None else (of_row(row), row.created_at)


async def list_newest(
    connection: AsyncConnection,
    *,
    regime: str,
    technical_area: str | None,
    published_by: dt.datetime | None,
    after: PageKey | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Rows, the latest published first.

    Args:
        regime: empty for any.
        technical_area: empty for pools of all areas; None for any pool.
        published_by: published at this instant or before.
    """
    table = evaluator_quality
    statement = sa.select(table).order_by(table.c.published_at.desc(), table.c.report.desc()).limit(limit)
    if regime:
        statement = statement.where(table.c.regime == regime)
    if technical_area is not None:
        statement = statement.where(table.c.technical_area == technical_area)
    if published_by is not None:
        statement = statement.where(table.c.published_at <= published_by)
    if after is not None:
        key = sa.tuple_(table.c.published_at, table.c.report)
        statement = statement.where(
            key < sa.tuple_(sa.literal(after.created_at), sa.literal(uuid.UUID(after.identity)))
        )
    return (await connection.execute(statement)).all()


def of_row(row: sa.Row[Any]) -> EvaluatorQuality:
    """What a row says was measured."""
    return quality_of(json.loads(row.document))


def _id(name: str) -> uuid.UUID:
    return uuid.UUID(name.removeprefix("evaluatorQualities/"))
