"""Owns loading many rows at once, in the transaction of the caller: binary COPY, or one statement."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from psycopg import sql
from sqlalchemy.dialects import postgresql as pg
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


async def insert_rows(connection: AsyncConnection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Inserts many rows in one statement, also where row-level security is on; every row has the same columns."""
    if not rows:
        return
    columns = [table.c[name] for name in rows[0]]
    given = (
        sa.func.jsonb_to_recordset(sa.bindparam("rows", json.dumps(list(rows), default=_text), sa.Text).cast(pg.JSONB))
        .table_valued(*(sa.column(column.name, _plain(column.type)) for column in columns), name="given")
        .render_derived(with_types=True)
    )
    chosen = sa.select(*(given.c[column.name] for column in columns))
    await connection.execute(sa.insert(table).from_select([column.name for column in columns], chosen))


def _plain(kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    # A collation belongs to the column, not to what comes in.
    return sa.Text() if isinstance(kind, sa.Text) else kind


def _text(value: object) -> str:
    if isinstance(value, dt.date):  # an instant is one, too
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} can't be brought in as JSON")
