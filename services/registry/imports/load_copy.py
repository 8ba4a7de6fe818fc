"""Owns how a load moves many rows: ids from sequences, and COPY in both directions."""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from typing import Any, TypeVar, cast

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg import AsyncConnection as PsycopgConnection

from shared.db import Database, WriteTransaction

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
_WAITING_BYTES = 8 * 1024 * 1024
_IDS_AT_ONCE = 65_536
_FEW = 100
"""Ids asked for, up to which the next ones are not taken ahead: a short file asks once."""

Result = TypeVar("Result")


class LoadConnection:
    """The connection of a load's transaction: COPYs run on it in their order, while what comes next is made ready.

    Args:
        tx: the import's transaction; nobody uses it otherwise than by `settled`.
    """

    def __init__(self, tx: WriteTransaction) -> None:
        self._tx = tx
        self._copies: deque[tuple[int, asyncio.Task[Any]]] = deque()
        self._waiting_bytes = 0
        self._reserved: dict[str, list[NDArray[np.int64]]] = {}
        self._coming: dict[str, asyncio.Task[NDArray[np.int64]]] = {}

    @property
    def database(self) -> Database:
        """Where the transaction is."""
        return self._tx.database

    async def execute(self, statement: sa.Executable, parameters: object = None) -> sa.CursorResult[Any]:
        """Executes a statement once everything before it is copied."""
        return await (await self.settled()).execute(statement, parameters)

    async def copy_in(self, table: str, columns: str, rows: bytes | memoryview, *, binary: bool = False) -> None:
        """Has rows put into a table; waits only where much is waiting.

        Args:
            rows: as `loading.copy_text` writes them; or as `LinkRows.binary` does, and binary.

        Raises:
            Exception: a COPY before this one failed.
        """
        form = " (format binary)" if binary else ""
        self._queue(len(rows), self._copy(f"copy {table} ({columns}) from stdin{form}", rows))
        await self._until(_WAITING_BYTES)

    def ask(self, query: sa.Executable, parameters: Mapping[str, object]) -> asyncio.Task[Sequence[sa.Row[Any]]]:
        """Has rows fetched once everything before is copied; nobody waits for them but who awaits the task."""

        async def rows() -> Sequence[sa.Row[Any]]:
            return (await self._tx.execute(query, parameters)).all()

        return self._queue(0, rows())

    def _queue(self, size: int, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Has work done on the connection after everything before it."""
        before = self._copies[-1][1] if self._copies else None

        async def in_turn() -> Result:
            if before is not None:
                await before
            return await work

        task = asyncio.ensure_future(in_turn())
        task.add_done_callback(lambda _: work.close())  # what is given up before its turn never begins
        self._copies.append((size, task))
        self._waiting_bytes += size
        return task

    async def settled(self) -> WriteTransaction:
        """The transaction itself, once everything is copied; to be used before the next COPY.

        Raises:
            Exception: a COPY failed.
        """
        await self._until(0)
        return self._tx

    async def close(self) -> None:
        """Gives up what still waits; the connection is free then."""
        copies = [copy for _, copy in self._copies]
        self._copies.clear()
        # The last first: each waits for the one before it, and would begin when that is given up.
        for copy in reversed(copies):
            copy.cancel()
        await asyncio.gather(*copies, return_exceptions=True)

    async def next_ids(self, table: str, count: int) -> NDArray[np.int64]:
        """The next ids of a table, in order; shape (count,). More are taken than asked for: what is left has gaps."""
        reserved = self._reserved.setdefault(table, [])
        if coming := self._coming.pop(table, None):
            reserved.append(await coming)
        held = sum(map(len, reserved))
        if held < count:
            reserved.append(await self._queue(0, self._take_ids(table, count - held)))
        every = np.concatenate(reserved) if len(reserved) > 1 else reserved[0]
        self._reserved[table] = [every[count:]]
        if count > _FEW and len(every) < 3 * count:
            # The next ones, behind what waits to be copied: the next batch need not wait for that.
            self._coming[table] = self._queue(0, self._take_ids(table, min(_IDS_AT_ONCE, 8 * count)))
        return every[:count]

    async def _take_ids(self, table: str, count: int) -> NDArray[np.int64]:
        query = sa.text(
            "select min(id) as lowest, max(id) as highest "
            "from (select nextval(:name) as id from generate_series(1, :count)) n"
        )
        while True:
            found = (await self._tx.execute(query, {"name": f"registry.{table}_id_seq", "count": count})).one()
            first, last = int(found.lowest), int(found.highest)
            if last - first + 1 == count:
                return np.arange(first, last + 1, dtype=np.int64)
            # Another transaction took some in between: these are left out.

    async def _until(self, waiting: int) -> None:
        while (self._copies and self._waiting_bytes > waiting) or (not waiting and self._copies):
            size, copy = self._copies[0]
            await asyncio.shield(copy)
            self._copies.popleft()
            self._waiting_bytes -= size

    async def _copy(self, statement: str, rows: bytes | memoryview) -> None:
        driver = await self._driver()
        async with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            await copy.write(rows)

    async def copied_links(self, query: str) -> AsyncGenerator[NDArray[Any]]:
        """The rows of a query for the id, the digest and the document of links, in runs."""
        await self.settled()
        driver = await self._driver()
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
        yield np.frombuffer(
            bytes(waiting[: len(waiting) // _COPIED_LINK.itemsize * _COPIED_LINK.itemsize]), _COPIED_LINK
        )

    async def _driver(self) -> PsycopgConnection[object]:
        raw = await self._tx.connection.get_raw_connection()
        return cast("PsycopgConnection[object]", raw.driver_connection)
