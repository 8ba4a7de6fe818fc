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
from services.frand.tables import calculation_share, calculation_view, calculation_whole
from shared.db.database import WriteTransaction

EVERYBODY = "*"
"""With whom a published calculation is shared."""

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
            whose=[],
            **facts,
        )
        .on_conflict_do_nothing()
        .returning(table.c.sha256)
    )
    return stored.first() is not None


async def save_confidential(
    tx: WriteTransaction,
    canonical: str,
    results: str,
    shown: str,
    releases: str,
    facts: Mapping[str, object],
    *,
    audience: Sequence[str],
    whose: Sequence[str],
    submitter: str,
    at: dt.datetime,
) -> None:
    """Stores a calculation that only its audience sees whole.

    Args:
        shown: its results without anything restricted.
        releases: what is released of it and what that rests on.
    """
    sha256 = _sha256(rules.name_of(canonical))
    await tx.execute(
        sa.insert(table).values(
            sha256=sha256,
            canonical_inputs="",
            results=shown,
            result_digest=rules.result_digest(results),
            submitter=submitter,
            created_at=at,
            audience=list(audience),
            whose=list(whose),
            **facts,
        )
    )
    await tx.execute(
        sa.insert(calculation_whole).values(
            sha256=sha256,
            audience=list(audience),
            canonical_inputs=canonical,
            results=results,
            exposures=releases,
        )
    )


async def share(
    tx: WriteTransaction, row: sa.Row[Any], organizations: Sequence[str], *, by: str, at: dt.datetime
) -> list[str]:
    """Shares a confidential calculation; gives those it was not shared with before."""
    if not organizations:
        return []
    before = set(await shares(tx.connection, row.sha256))
    new = [organization for organization in dict.fromkeys(organizations) if organization not in before]
    if new:
        rows = [
            {
                "sha256": row.sha256,
                "organization": organization,
                "audience": row.audience,
                "shared_by": by,
                "created_at": at,
            }
            for organization in new
        ]
        await tx.execute(insert(calculation_share).on_conflict_do_nothing(), rows)
    return new


async def shares(connection: AsyncConnection, sha256: str) -> list[str]:
    """With whom a calculation is shared, as far as the caller may know; EVERYBODY where it is published."""
    column = calculation_share.c.organization
    statement = sa.select(column).where(calculation_share.c.sha256 == sha256).order_by(column)
    return list((await connection.execute(statement)).scalars())


async def one_release_at_a_time(tx: WriteTransaction, organizations: Sequence[str]) -> None:
    """Waits until nobody else shows numbers that follow from what these organisations see."""
    for organization in sorted(organizations):
        key = sa.func.hashtextextended(f"release {organization}", 5)
        await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def shown_before(connection: AsyncConnection, sha256: str) -> Sequence[sa.Row[Any]]:
    """Calculations that release something, or may, and were shared before this one, as far as the caller sees them.

    Returns:
        Rows of calculation_whole, the oldest first; `exposures` is null where it is not written down.
    """
    shown = sa.select(calculation_share.c.sha256).distinct()
    whole = calculation_whole.c
    statement = (
        sa.select(calculation_whole, table.c.created_at)
        .join(table, table.c.sha256 == whole.sha256)
        .where(whole.sha256 != sha256, whole.sha256.in_(shown))
        .where(sa.or_(whole.exposures.is_(None), whole.exposures != "[]"))
        .order_by(table.c.created_at, whole.sha256)
    )
    return (await connection.execute(statement)).all()


async def add_views(tx: WriteTransaction, row: sa.Row[Any], views: Mapping[str, str]) -> None:
    """Stores what organisations see of a calculation, once it is shown to them; what is there already stays."""
    if views:
        rows = [
            {"sha256": row.sha256, "organization": organization, "audience": row.audience, "results": results}
            for organization, results in views.items()
        ]
        await tx.execute(insert(calculation_view).on_conflict_do_nothing(), rows)


async def read_view(connection: AsyncConnection, name: str, organization: str) -> str | None:
    """What an organisation sees of a confidential calculation; None where it is what everybody sees."""
    column = calculation_view.c
    statement = sa.select(column.results).where(column.sha256 == _sha256(name), column.organization == organization)
    return (await connection.execute(statement)).scalar_one_or_none()


async def read_whole(connection: AsyncConnection, name: str) -> sa.Row[Any] | None:
    """All of a confidential calculation, for those who may see it."""
    statement = sa.select(calculation_whole).where(calculation_whole.c.sha256 == _sha256(name))
    return (await connection.execute(statement)).one_or_none()


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
