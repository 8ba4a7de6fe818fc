"""Owns the SQL of sets of scenarios."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.pages import PageKey
from services.frand.scenarios.rules import Computed
from services.frand.tables import operation, scenario, scenario_set
from shared.db.database import WriteTransaction

_PAGE = 1_000


async def save(tx: WriteTransaction, facts: Mapping[str, Any], audience: Sequence[str] | None) -> None:
    """Stores a set, of which nothing is computed yet."""
    values = {**facts, "result_digest": "", "audience": None if audience is None else list(audience)}
    await tx.execute(sa.insert(scenario_set).values(values))


async def read(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A set with its operation, for those who may see it."""
    return (await connection.execute(_with_operation().where(scenario_set.c.id == id))).one_or_none()


async def list_newest(connection: AsyncConnection, after: PageKey | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Sets that the caller may see, the newest first."""
    table = scenario_set
    statement = _with_operation().order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
    if after is not None:
        key = sa.tuple_(table.c.created_at, sa.cast(table.c.id, sa.Text))
        statement = statement.where(key < sa.tuple_(sa.literal(after.created_at), sa.literal(after.identity)))
    return (await connection.execute(statement)).all()


def _with_operation() -> sa.Select[Any]:
    refused = (
        sa.select(sa.func.count())
        .where(scenario.c.set_id == scenario_set.c.id, scenario.c.refusal != "")
        .correlate(scenario_set)
        .scalar_subquery()
    )
    return sa.select(
        scenario_set,
        operation.c.state,
        operation.c.total,
        operation.c.computed,
        refused.label("refused"),
    ).join(operation, operation.c.id == scenario_set.c.operation_id)


async def keep(tx: WriteTransaction, id: uuid.UUID, audience: Sequence[str] | None, found: Sequence[Computed]) -> None:
    """Stores scenarios; what is there already is the same."""
    seen_by = None if audience is None else list(audience)
    rows = [
        {
            "set_id": id,
            "number": each.number,
            "audience": seen_by,
            "sha256": each.sha256,
            "results": each.results,
            "refusal": each.refusal,
        }
        for each in found
    ]
    await tx.execute(insert(scenario).on_conflict_do_nothing(), rows)


async def numbers(connection: AsyncConnection, id: uuid.UUID) -> list[int]:
    """The scenarios of a set that are computed."""
    return list((await connection.execute(sa.select(scenario.c.number).where(scenario.c.set_id == id))).scalars())


async def page(connection: AsyncConnection, id: uuid.UUID, after: int, limit: int) -> Sequence[sa.Row[Any]]:
    """Scenarios of a set in order, after a number."""
    statement = (
        sa.select(scenario)
        .where(scenario.c.set_id == id, scenario.c.number > after)
        .order_by(scenario.c.number)
        .limit(limit)
    )
    return (await connection.execute(statement)).all()


async def pages(connection: AsyncConnection, id: uuid.UUID) -> AsyncGenerator[Sequence[sa.Row[Any]]]:
    """All computed scenarios of a set in order, page by page."""
    after = -1
    while rows := await page(connection, id, after, _PAGE):
        yield rows
        after = rows[-1].number


async def complete(tx: WriteTransaction, id: uuid.UUID, digest: str) -> None:
    """Says that all scenarios are there, and what they are."""
    await tx.execute(sa.update(scenario_set).where(scenario_set.c.id == id).values(result_digest=digest))
