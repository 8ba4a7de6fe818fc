"""Owns the SQL of requests for advisory opinions; reads run under the caller's identity, and row-level security."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import essentiality_check, opinion_request


async def add(connection: AsyncConnection, check: Mapping[str, object], request: Mapping[str, object]) -> None:
    """Puts in a request with the check that it asks for."""
    await connection.execute(sa.insert(essentiality_check).values(check))
    await connection.execute(sa.insert(opinion_request).values(request))


async def one(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A request that the caller may see."""
    return (await connection.execute(sa.select(opinion_request).where(opinion_request.c.id == id))).one_or_none()


async def page(connection: AsyncConnection, *, before: uuid.UUID | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Requests that the caller may see, the newest first."""
    query = sa.select(opinion_request).order_by(opinion_request.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(opinion_request.c.id < before)
    return (await connection.execute(query)).all()


async def change(connection: AsyncConnection, id: uuid.UUID, values: Mapping[str, object]) -> None:
    """Changes a request; every change is a revision."""
    table = opinion_request
    await connection.execute(sa.update(table).where(table.c.id == id).values(revision=table.c.revision + 1, **values))
