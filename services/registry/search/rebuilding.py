"""Owns making the index of searches anew: what is done in which order, and the processes that compute it."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import sqlalchemy as sa

from services.registry.beside import Beside, beside
from services.registry.search import builder, index_store
from services.registry.search import rebuild_store as store
from shared.db import Database, WriteTransaction

PIECE = 10_000  # patents that are computed at once
PIECES_A_STEP = 16  # in one transaction: what a kill costs
_MOST_BUILDERS = 4


class Rebuilding:
    """Makes the index anew, a step at a time.

    Args:
        database: the registry's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def step(self, tx: WriteTransaction, work: sa.Row[Any]) -> str | None:
        """Does the next step of the work that is about everything; returns its cursor then, None when it is done.

        The cursor is empty before the first step, then `fill:` with the id of the last patent that is in, `index:` with
        the number of the index to make next, and `place`.
        """
        await store.unhurried(tx)
        match work.cursor.partition(":")[0]:
            case "fill":
                last = await self._fill(tx, store.numbers(work))
                return "index:0" if last is None else f"fill:{last}"
            case "index":
                place = store.numbers(work)
                if place == len(store.INDEXES):
                    await store.analyze_next(tx)
                    return "place:"
                await store.make_index(tx, place)
                return f"index:{place + 1}"
            case "place":
                await store.put_in_place(tx)
                return None
            case _:
                await store.begin(tx, work.id)
                return "fill:0"

    async def _fill(self, tx: WriteTransaction, after: int) -> int | None:
        """Fills in some pieces; returns the id of the last patent in them, None when there was none left."""
        outcomes = await store.all_outcomes(tx)
        pieces = [piece async for piece in self._pieces(after)]
        if not pieces:
            return None
        words: set[str] = set()
        async with _builders(min(_MOST_BUILDERS, os.cpu_count() or 1, len(pieces))) as builders:
            await store.fill(tx, self._built(builders, pieces, outcomes, words))
        await index_store.note_words(tx, words)
        return pieces[-1][1]

    async def _pieces(self, after: int) -> AsyncGenerator[tuple[int, int]]:
        async with self._database.read() as connection:
            for _ in range(PIECES_A_STEP):
                last = await store.last_of_piece(connection, after, PIECE)
                if last is None:
                    return
                yield after, last
                after = last

    async def _built(
        self, builders: Sequence[Beside], pieces: Sequence[tuple[int, int]], outcomes: bytes, words: set[str]
    ) -> AsyncGenerator[bytes]:
        """Rows of pieces in their order: each builder has one at hand and one that waits."""
        waiting: deque[asyncio.Task[list[bytes]]] = deque()
        try:
            async with self._database.read() as connection:
                for number, (after, last) in enumerate(pieces):
                    patents, links = await store.copied_out(connection, after, last)
                    asked = builders[number % len(builders)].ask(patents, links, outcomes)
                    waiting.append(asyncio.create_task(asked))
                    if len(waiting) > 2 * len(builders) - 1:
                        yield _taken(await waiting.popleft(), words)
                while waiting:
                    yield _taken(await waiting.popleft(), words)
        finally:
            for task in waiting:
                task.cancel()


def _taken(built: Sequence[bytes], words: set[str]) -> bytes:
    rows, of_titles = built
    words.update(of_titles.decode().split("\n") if of_titles else ())
    return rows


@asynccontextmanager
async def _builders(count: int) -> AsyncGenerator[list[Beside]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(beside(builder.__name__)) for _ in range(count)]
