"""Owns the statements behind templates and correction files."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables

_MOST_STANDARDS = 500


async def offices(connection: AsyncConnection) -> list[str]:
    """Codes of the patent offices that the register knows, in order."""
    code = tables.application.c.office
    query = sa.select(code).where(code.is_not(None)).distinct().order_by(code)
    return [str(office) for office in (await connection.execute(query)).scalars()]


async def most_declared_standards(connection: AsyncConnection) -> list[str]:
    """Names of specifications, in order; the first 500."""
    table = tables.standard
    query = sa.select(table.c.display_name).where(table.c.kind == 1).order_by(table.c.display_name)
    return [str(name) for name in (await connection.execute(query.limit(_MOST_STANDARDS))).scalars()]


async def what_is_wrong(connection: AsyncConnection, import_id: uuid.UUID) -> dict[int, str]:
    """What is wrong with each rejected row of an import, and what to do, by its line."""
    table = tables.rejected_row
    query = (
        sa.select(table.c.line, table.c.column, table.c.message, table.c.suggestion)
        .where(table.c.import_id == import_id)
        .order_by(table.c.number)
    )
    wrong: dict[int, str] = {}
    for row in await connection.execute(query):
        said = " ".join(filter(None, (f"{row.column}:" if row.column else "", row.message, row.suggestion)))
        wrong[row.line] = f"{wrong[row.line]} {said}" if row.line in wrong else said
    return wrong
