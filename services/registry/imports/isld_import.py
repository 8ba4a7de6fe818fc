"""Owns taking an ISLD export over: read in batches by a thread, loaded by COPY while the next is read."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Iterator

from services.registry.imports import store
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.imports.isld import Batch, IsldReader
from services.registry.imports.load_store import Load
from services.registry.imports.loading import Naming, Prepared


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
        batches = self._batches(file, naming)

        async def following() -> Prepared | None:
            return await anext(batches, None)

        ahead = asyncio.ensure_future(following())
        try:
            while (ready := await ahead) is not None:
                # The next batch is read while the database takes this one.
                ahead = asyncio.ensure_future(following())
                await load.take(ready)
                if rejections := _rejections(ready.batch):
                    await load.settled()
                    await file.reject(rejections)
                await file.progress(ready.batch.bytes_read, load.rows, file.rejected_rows, "reading")
            await load.settled()
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)
            await batches.aclose()
            await load.close()

    async def _batches(self, file: SubmittedFile, naming: Naming) -> AsyncGenerator[Prepared]:
        reader = IsldReader()
        async for pieces in file.runs():
            batches = itertools.chain.from_iterable(map(reader.feed, pieces))
            async for ready in _in_thread(batches, naming):
                yield ready
        async for ready in _in_thread(reader.finish(), naming):
            yield ready


def _rejections(batch: Batch) -> list[Rejection]:
    return [
        Rejection(row.line, fault.column, fault.value, fault.reason, fault.message, fault.suggestion)
        for row in batch.rejected
        for fault in row.faults
    ]


async def _in_thread(batches: Iterator[Batch], naming: Naming) -> AsyncGenerator[Prepared]:
    # Reading is computation: it runs in a thread, so that the process goes on answering.
    while (ready := await asyncio.to_thread(_next_batch, batches, naming)) is not None:
        yield ready


def _next_batch(batches: Iterator[Batch], naming: Naming) -> Prepared | None:
    batch = next(batches, None)
    return None if batch is None else naming.prepare(batch)
