"""Owns the SQL of aggregate royalties."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.pages import PageKey
from services.frand.royalties.rules import AggregateRoyalty
from services.frand.tables import aggregate_royalty as table
from shared.db.database import WriteTransaction


async def save(tx: WriteTransaction, royalty: AggregateRoyalty, *, submitter: str, at: dt.datetime) -> None:
    """Stores a royalty."""
    await tx.execute(
        sa.insert(table).values(
            id=_id(royalty.name),
            standard=royalty.standard,
            value=royalty.value,
            currency=royalty.currency,
            royalty_base=royalty.royalty_base,
            source=royalty.source,
            citation=royalty.citation,
            effective_date=royalty.effective_date,
            submitter=submitter,
            created_at=at,
        )
    )


async def read(connection: AsyncConnection, name: str) -> sa.Row[Any] | None:
    """The row of a royalty."""
    try:
        identity = _id(name)
    except ValueError:
        return None
    return (await connection.execute(sa.select(table).where(table.c.id == identity))).one_or_none()


async def list_newest(
    connection: AsyncConnection, *, standard: str, after: PageKey | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Rows of royalties, the newest first."""
    statement = sa.select(table).order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
    if standard:
        statement = statement.where(table.c.standard == standard)
    if after is not None:
        key = sa.tuple_(table.c.created_at, sa.cast(table.c.id, sa.Text))
        statement = statement.where(key < sa.tuple_(sa.literal(after.created_at), sa.literal(after.identity)))
    return (await connection.execute(statement)).all()


def royalty_of(row: sa.Row[Any]) -> AggregateRoyalty:
    """The royalty that a row holds."""
    return AggregateRoyalty(
        f"aggregateRoyalties/{row.id}",
        row.standard,
        row.value,
        row.currency,
        row.royalty_base,
        row.source,
        row.citation,
        row.effective_date,
    )


def _id(name: str) -> uuid.UUID:
    return uuid.UUID(name.removeprefix("aggregateRoyalties/"))
