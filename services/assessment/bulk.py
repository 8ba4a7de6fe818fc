"""Owns loading many rows at once: binary COPY in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncConnection


async def copy_rows(
    connection: AsyncConnection,
    table: sa.Table,
    columns: Sequence[str],
    types: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Copies rows into a table; its row-level security must be off, as PostgreSQL demands for COPY.

    Args:
        types: PostgreSQL's names of the columns' types; they must be exact.
    """
    raw = await connection.get_raw_connection()
    driver = cast("PsycopgConnection[object]", raw.driver_connection)
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(str(table.schema), table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    async with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            await copy.write_row(row)
