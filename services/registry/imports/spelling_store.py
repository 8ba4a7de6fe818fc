"""Owns the statements that spell the numbers of applications which a long load brought, once the load is done.

A load's numbers go into a partition of their own, which gets its index once it is full. Until it is attached, whoever
looks a number up spells the load's applications himself (`applications_numbered`), so nothing is missed meanwhile.
"""

from __future__ import annotations

import io
from typing import Any, cast

import polars as pl
import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.locks import Lock
from shared.db import WriteTransaction

_SEPARATOR = "\x1f"


async def note_unspelled(tx: WriteTransaction, load: int, first: int, last: int) -> None:
    """Notes that applications with ids in [first, last] are still to be spelled."""
    await tx.execute(sa.insert(tables.unspelled_load).values(load=load, first_id=first, last_id=last))


async def any_unspelled(connection: AsyncConnection) -> bool:
    """Whether any load is still to be spelled."""
    return bool((await connection.execute(sa.select(sa.exists().select_from(tables.unspelled_load)))).scalar_one())


async def next_unspelled(tx: WriteTransaction) -> sa.Row[Any] | None:
    """The first load that is still to be spelled, taken for this transaction; None when there is none."""
    table = tables.unspelled_load
    if not await locks.take(tx, Lock.SPELL):
        return None
    return (await tx.execute(sa.select(table).order_by(table.c.load).limit(1))).one_or_none()


async def begin_partition(tx: WriteTransaction, load: int) -> None:
    """Makes the table that a load's numbers go into."""
    for setting in ("statement_timeout = 0", "lock_timeout = '60s'", "maintenance_work_mem = '256MB'"):
        await tx.execute(sa.text(f"set local {setting}"))
    name = f"registry.application_number_{load}"
    columns = f"load integer not null default {load}, number text not null, application_id bigint not null"
    await tx.execute(sa.text(f"create table {name} ({columns})"))


async def given_numbers(tx: WriteTransaction, first: int, last: int) -> bytes:
    """Ids, numbers and publications of applications with ids in [first, last], as CSV."""
    query = (
        "select id, coalesce(number, ''), array_to_string(publications, E'\\x1f') from registry.application "  # noqa: S608
        f"where id between {int(first)} and {int(last)}"
    )
    driver = await _driver(tx)
    found = io.BytesIO()
    async with driver.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout (format csv)".encode()) as copy:
        async for piece in copy:
            found.write(piece)
    return found.getvalue()


def spelled(given: bytes) -> bytes:
    """The numbers of applications as `registry.lookup_numbers` spells them, with their ids, as COPY reads them."""
    if not given:
        return b""
    rows = pl.read_csv(
        given,
        has_header=False,
        schema={"id": pl.Int64, "number": pl.String, "publications": pl.String},
        empty_string_is_null=False,
    )
    plain = pl.col("number").str.replace_all("[^0-9A-Za-z]+", "").str.to_uppercase()
    numbers = rows.select(plain, "id")
    publications = rows.select(pl.col("publications").str.split(_SEPARATOR).alias("number"), "id").explode("number")
    publications = publications.select(plain, "id")
    without_kind = publications.select(pl.col("number").str.replace("([0-9])[A-Z][0-9]?$", "${1}"), "id")
    every = pl.concat([numbers, publications, without_kind]).filter(pl.col("number").str.contains("[0-9]"))
    return every.unique().write_csv(include_header=False, separator="\t", quote_style="never").encode()


async def put(tx: WriteTransaction, load: int, rows: bytes) -> None:
    """Puts spelled numbers into a load's table."""
    driver = await _driver(tx)
    statement = f"copy registry.application_number_{load} (number, application_id) from stdin"
    async with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        await copy.write(rows)


async def attach(tx: WriteTransaction, load: int) -> None:
    """Makes a load's table, now full, a partition: from here on its applications are found through it."""
    execute, name = tx.execute, f"application_number_{load}"
    await execute(sa.text(f"create index {name}_number on registry.{name} (number, application_id)"))
    await execute(sa.text(f"analyze registry.{name}"))
    await execute(
        sa.text(f"alter table registry.application_number attach partition registry.{name} for values in ({load})")
    )
    await execute(sa.delete(tables.unspelled_load).where(tables.unspelled_load.c.load == load))


async def _driver(tx: WriteTransaction) -> PsycopgConnection[object]:
    raw = await tx.connection.get_raw_connection()
    return cast("PsycopgConnection[object]", raw.driver_connection)
