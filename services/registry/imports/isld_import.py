"""Owns taking an ISLD export over: read in batches by a thread, loaded by COPY while the next is read."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing
from typing import TypeVar

from services.registry.imports import store
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.imports.isld import Batch, IsldReader
from services.registry.imports.load_store import Load
from services.registry.imports.loading import Naming, Prepared

Item = TypeVar("Item")


class IsldFormat:
    """ETSI's export of declarations, and files in its wire format."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes an export over; rows the register has already, from whatever file, change nothing."""
        superseded = await store.chain_of(file.tx, file.import_id)
        load = Load(
            file.tx,
            file.document_id,
            file.size_bytes,
            file.at,
            demonstration=file.demonstration,
            superseded=superseded,
        )
        naming = Naming()
        await load.begin()
        await self._load(load, naming, file)
        rows = load.rows
        await file.progress(file.size_bytes, rows, file.rejected_rows, "merging")
        gone = await load.find_gone()
        edition = await file.edition() if load.new or gone or load.any_changed else None
        await load.finish(edition)
        counts = load.counts(naming)
        if superseded:
            await file.progress(file.size_bytes, rows, file.rejected_rows, "comparing")
            counts["difference"] = await load.note_difference(file.import_id, edition)
        return Applied(rows=rows + file.rejected_rows, accepted=rows, new=load.new, declared=counts)

    async def _load(self, load: Load, naming: Naming, file: SubmittedFile) -> None:
        # Side by side: the database gives bytes, they are read, rows are loaded, and the database copies those before.
        async with AsyncExitStack() as stack:
            stack.push_async_callback(load.close)
            pieces = await stack.enter_async_context(aclosing(_ahead(file.runs())))
            # One thread for all of it: what it leaves free it uses again, where several would each keep their own.
            thread = stack.enter_context(ThreadPoolExecutor(1, "reading"))
            async for ready in await stack.enter_async_context(aclosing(_ahead(_batches(pieces, naming, thread)))):
                await load.take(ready)
                if rejections := _rejections(ready.batch):
                    await load.settled()
                    await file.reject(rejections)
                await file.progress(ready.batch.bytes_read, load.rows, file.rejected_rows, "reading")
            await load.settled()


async def _batches(runs: AsyncIterator[list[bytes]], naming: Naming, thread: Executor) -> AsyncGenerator[Prepared]:
    reader, loop = IsldReader(), asyncio.get_running_loop()
    async for pieces in runs:
        batches = itertools.chain.from_iterable(map(reader.feed, pieces))
        # Reading is computation: it runs in a thread, so that the process goes on answering.
        while (ready := await loop.run_in_executor(thread, _next_batch, batches, naming)) is not None:
            yield ready
    last = reader.finish()
    while (ready := await loop.run_in_executor(thread, _next_batch, last, naming)) is not None:
        yield ready


def _next_batch(batches: Iterator[Batch], naming: Naming) -> Prepared | None:
    batch = next(batches, None)
    return None if batch is None else naming.prepare(batch)


async def _ahead(items: AsyncGenerator[Item]) -> AsyncGenerator[Item]:
    """The same items, each made while the one before is used."""
    coming = asyncio.ensure_future(_next(items))
    try:
        while (item := await coming) is not None:
            coming = asyncio.ensure_future(_next(items))
            yield item
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await items.aclose()


async def _next(items: AsyncGenerator[Item]) -> Item | None:
    return await anext(items, None)


def _rejections(batch: Batch) -> list[Rejection]:
    return [
        Rejection(row.line, fault.column, fault.value, fault.reason, fault.message, fault.suggestion)
        for row in batch.rejected
        for fault in row.faults
    ]
