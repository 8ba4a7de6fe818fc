"""Owns the SQL of calculations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.calculations import rules
from services.frand.pages import PageKey
from services.frand.tables import calculation as table
from shared.db.database import WriteTransaction

LISTED = [column for column in table.c if column.name not in ("canonical_inputs", "results")]
"""What a list shows."""


async def save(
    tx: WriteTransaction,
    canonical: str,
    results: str,
    facts: Mapping[str, object],
    *,
    submitter: str,
    at: dt.datetime,
) -> bool:
    """Stores a calculation; False, with nothing stored, where it is there already.

    Whoever stores the same at the same moment waits here until the first has committed.
    """
    stored = await tx.execute(
        insert(table)
        .values(
            sha256=_sha256(rules.name_of(canonical)),
            canonical_inputs=canonical,
            results=results,
            result_digest=rules.result_digest(results),
            submitter=submitter,
            created_at=at,
            **facts,
        )
        .on_conflict_do_nothing()
        .returning(table.c.sha256)
    )
    return stored.first() is not None


async def read(connection: AsyncConnection, name: str) -> sa.Row[Any] | None:
    """The row of a calculation."""
    return (await connection.execute(sa.select(table).where(table.c.sha256 == _sha256(name)))).one_or_none()


async def list_newest(
    connection: AsyncConnection, *, standard: str, after: PageKey | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Rows of calculations without inputs and results, the newest first."""
    statement = sa.select(*LISTED).order_by(table.c.created_at.desc(), table.c.sha256.desc()).limit(limit)
    if standard:
        statement = statement.where(table.c.standard == standard)
    if after is not None:
        key = sa.tuple_(table.c.created_at, table.c.sha256)
        statement = statement.where(key < sa.tuple_(sa.literal(after.created_at), sa.literal(after.identity)))
    return (await connection.execute(statement)).all()


def _sha256(name: str) -> str:
    return name.removeprefix("calculations/")
