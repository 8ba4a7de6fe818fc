"""Owns how a load moves many rows: ids from sequences, and COPY in both directions."""

from __future__ import annotations

import struct
from collections.abc import AsyncGenerator
from typing import Any, cast

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg import AsyncConnection as PsycopgConnection

from shared.db import WriteTransaction

_COPIED_LINK = np.dtype(
    [
        ("fields", ">i2"),
        *(("id_size", ">i4"), ("id", ">i8")),
        *(("high_size", ">i4"), ("high", ">u8")),
        *(("low_size", ">i4"), ("low", ">u8")),
        *(("document_size", ">i4"), ("document", ">i8")),
    ]
)
_COPY_HEADER = struct.calcsize(">11sii")


async def next_ids(tx: WriteTransaction, table: str, count: int) -> NDArray[np.int64]:
    """The next ids of a table, each one more than the one before; shape (count,)."""
    query = sa.text(
        "select min(id) as lowest, max(id) as highest "
        "from (select nextval(:name) as id from generate_series(1, :count)) n"
    )
    while True:
        found = (await tx.execute(query, {"name": f"registry.{table}_id_seq", "count": count})).one()
        first, last = int(found.lowest), int(found.highest)
        if last - first + 1 == count:
            return np.arange(first, last + 1, dtype=np.int64)
        # Another transaction took some in between: these are left out.


async def copy_in(tx: WriteTransaction, table: str, columns: str, text: bytes) -> None:
    """Puts rows into a table; `text` as `loading.copy_text` writes it."""
    driver = await _driver(tx)
    statement = f"copy {table} ({columns}) from stdin"
    async with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        await copy.write(text)


async def copied_links(tx: WriteTransaction, query: str) -> AsyncGenerator[NDArray[Any]]:
    """The rows of a query for the id, the digest and the document of links, in runs."""
    driver = await _driver(tx)
    waiting = bytearray()
    begun = False
    async with driver.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout (format binary)".encode()) as copy:
        async for piece in copy:
            waiting += piece
            if not begun and len(waiting) >= _COPY_HEADER:
                del waiting[:_COPY_HEADER]
                begun = True
            if len(waiting) >= 1 << 20:
                whole = len(waiting) // _COPIED_LINK.itemsize * _COPIED_LINK.itemsize
                yield np.frombuffer(bytes(waiting[:whole]), _COPIED_LINK)
                del waiting[:whole]
    # Behind the last row stands a mark of two bytes.
    yield np.frombuffer(bytes(waiting[: len(waiting) // _COPIED_LINK.itemsize * _COPIED_LINK.itemsize]), _COPIED_LINK)


async def _driver(tx: WriteTransaction) -> PsycopgConnection[object]:
    raw = await tx.connection.get_raw_connection()
    return cast("PsycopgConnection[object]", raw.driver_connection)
