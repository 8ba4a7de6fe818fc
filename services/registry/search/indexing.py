"""Owns the index of searches: background work of every replica, one at a time over all of them.

It follows the register by its editions and its log, so it misses nothing, whoever wrote it and through which replica.
What follows from each is work with a cursor, done in small transactions: searches go on meanwhile, and a killed indexer
is taken over where it was.
"""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa

from services.registry.search import index_store as store
from services.registry.search import rebuild_store, rules
from services.registry.search.building import built
from services.registry.search.rebuilding import Rebuilding
from services.registry.search.rules import Work
from services.registry.timelines.rules import resources_in
from shared.db import Database, WriteTransaction
from shared.journal import reader
from shared.rounds import Rounds
from shared.telemetry.logs import logger

_ANALYZE_FROM = 5_000  # patents since the last time


class Indexer:
    """Keeps the index as the register is.

    Args:
        database: the registry's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._indexed = 0
        self._rebuilding = Rebuilding(database)
        self._log = logger(component="search")

    async def run(self) -> None:
        """Indexes until cancelled."""
        trouble = "indexing did not succeed and is tried again"
        await Rounds(self.run_once, component="search", trouble=trouble, following=self._database).run()

    async def run_once(self) -> int:
        """Indexes whatever is there to index; returns how many transactions that took."""
        steps = 0
        while await self.step():
            steps += 1
        return steps

    async def step(self) -> bool:
        """One transaction; False when there was nothing to do, or another indexer works."""
        async with self._database.read() as connection:
            if not await store.anything_new(connection):
                return False
        async with self._database.write() as tx:
            state = await store.take_turn(tx)
            if state is None:
                return False
            position, seen, more = await self._read(tx, state.log_position, state.edition_seen)
            work = await store.next_work(tx)
            if work is not None:
                await self._do(tx, work)
            elif state.edition != seen:
                if self._indexed >= _ANALYZE_FROM:
                    await store.analyze(tx)
                    self._indexed = 0
                await store.note_caught_up(tx, seen)
                self._log.info("searches are up to date", edition=seen, log_position=position)
            return more or work is not None

    async def _read(self, tx: WriteTransaction, position: int, seen: int) -> tuple[int, int, bool]:
        """Reads on in editions and log; returns how far, and whether anything was there."""
        editions = await store.editions_after(tx, seen)
        entries = await reader.entries_after(tx.connection, self._database.journal, position, seen_by=None)
        if not editions and not entries:
            return position, seen, False
        found: list[Work | None] = [
            rules.work_after_edition(row.document_id, row.source_format, row.gone, row.cause) for row in editions
        ]
        mentions: set[tuple[str, int]] = set()
        for entry in entries:
            content = store.entry_content(entry.leaf.content).get("content", {})
            found.append(rules.work_after_entry(entry.leaf.kind, entry.subject, content))
            position = entry.leaf.position
            mentions |= {(name, position) for name in resources_in(content)}
        await store.note_mentions(tx, sorted(mentions))
        work = list(filter(None, found))
        work += [Work("holder", str(id)) for id in await store.spellings_counted_elsewhere(tx)]
        seen = editions[-1].number if editions else seen
        await store.note_read(tx, log_position=position, edition_seen=seen, work=work)
        return position, seen, True

    async def _do(self, tx: WriteTransaction, work: sa.Row[Any]) -> None:
        if work.kind == "document" and not work.cursor and await rebuild_store.brings_most(tx, int(work.argument)):
            await rebuild_store.widen(tx, work.id)
            return
        beside = work.kind == "everything" and (
            ":" in work.cursor or (not work.cursor and await rebuild_store.is_large(tx))
        )
        if beside:
            await store.note_done(tx, work.id, await self._rebuilding.step(tx, work))
            return
        ids, cursor = await store.patents_of(tx, work)
        for start in range(0, len(ids), store.BATCH):
            some = ids[start : start + store.BATCH]
            known = await store.read_patents(tx, some)
            # Folding is computation: it runs in a thread, so that the process goes on answering.
            rows, words = await asyncio.to_thread(built, known)
            await store.put(tx, some, rows)
            await store.note_words(tx, words)
        self._indexed += len(ids)
        await store.note_done(tx, work.id, cursor)
