"""Owns the SQL of what is on record of an opinion."""

from __future__ import annotations

import json
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import (
    JOURNAL,
    check_step,
    essentiality_check,
    hearing,
    hearing_answer,
    opinion,
    regime_profile,
)


async def latest_of(connection: AsyncConnection, check_id: uuid.UUID) -> sa.Row[Any] | None:
    """The newest opinion of a check that the caller may see."""
    query = sa.select(opinion).where(opinion.c.check_id == check_id).order_by(opinion.c.issued_at.desc()).limit(1)
    return (await connection.execute(query)).one_or_none()


async def check_of(connection: AsyncConnection, check_id: uuid.UUID) -> sa.Row[Any]:
    """Regime and addressees of a check; read in the name of the centre."""
    table = essentiality_check
    columns: list[sa.ColumnElement[Any]] = [
        table.c.regime,
        table.c.addressees,
        table.c.holder,
        regime_profile.c.content,
    ]
    query = sa.select(*columns).join(regime_profile, regime_profile.c.citation == table.c.regime)
    return (await connection.execute(query.where(table.c.id == check_id))).one()


async def steps_until(connection: AsyncConnection, issued: sa.Row[Any]) -> list[sa.Row[Any]]:
    """Steps up to the issue of an opinion, each with what the log has of it."""
    entry = JOURNAL.entry
    columns: list[sa.ColumnElement[Any]] = [check_step.c.act, check_step.c.taken_at, entry.c.content]
    query = (
        sa.select(*columns)
        .join(entry, entry.c.id == check_step.c.log_entry_id)
        .where(check_step.c.check_id == issued.check_id, check_step.c.taken_at <= issued.issued_at)
        .order_by(check_step.c.number)
    )
    return list(await connection.execute(query))


async def answers_until(connection: AsyncConnection, issued: sa.Row[Any]) -> int:
    """How many answers were given before an opinion was issued."""
    query = (
        sa.select(sa.func.count())
        .select_from(hearing_answer)
        .join(hearing, hearing.c.id == hearing_answer.c.hearing_id)
        .where(hearing.c.check_id == issued.check_id, hearing_answer.c.answered_at <= issued.issued_at)
    )
    return int(await connection.scalar(query) or 0)


def consulted_in(content: bytes | None) -> list[str]:
    """The digests of documents that a step names as consulted."""
    said: dict[str, Any] = json.loads(content) if content else {}
    stood_on: dict[str, Any] = said.get("content", {})
    return [str(each) for each in stood_on.get("documents", [])]
