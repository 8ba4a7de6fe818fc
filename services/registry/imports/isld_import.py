"""Owns taking an ISLD export over: read in batches by a thread, staged by COPY, merged by set-based statements."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator

from services.registry.imports import store
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.imports.isld import Batch, IsldReader


class IsldFormat:
    """ETSI's export of declarations, and files in its wire format."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes an export over; rows the register has already, from whatever file, change nothing."""
        merge = store.Merge(file.tx, file.document_id, demonstration=file.demonstration)
        await merge.begin()
        await self._stage(merge, file)
        await file.progress(file.size_bytes, merge.rows, file.rejected_rows, "merging")
        new = await merge.merge(file.at)
        await file.progress(file.size_bytes, merge.rows, file.rejected_rows, "counting")
        rows = merge.rows + file.rejected_rows
        return Applied(rows=rows, accepted=merge.rows, new=new, declared=await merge.counts())

    async def _stage(self, merge: store.Merge, file: SubmittedFile) -> None:
        batches = self._batches(file)

        async def following() -> tuple[Batch, bytes] | None:
            return await anext(batches, None)

        ahead = asyncio.ensure_future(following())
        try:
            while (ready := await ahead) is not None:
                # The next batch is read while the database takes this one.
                ahead = asyncio.ensure_future(following())
                batch, text = ready
                await merge.stage(batch, text)
                await file.reject(_rejections(batch))
                await file.progress(batch.bytes_read, merge.rows, file.rejected_rows, "reading")
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)
            await batches.aclose()

    async def _batches(self, file: SubmittedFile) -> AsyncGenerator[tuple[Batch, bytes]]:
        reader = IsldReader()
        async for piece in file.chunks():
            async for ready in _in_thread(reader.feed(piece)):
                yield ready
        async for ready in _in_thread(reader.finish()):
            yield ready


def _rejections(batch: Batch) -> list[Rejection]:
    return [
        Rejection(row.line, fault.column, fault.value, fault.reason, fault.message, fault.suggestion)
        for row in batch.rejected
        for fault in row.faults
    ]


async def _in_thread(batches: Iterator[Batch]) -> AsyncGenerator[tuple[Batch, bytes]]:
    # Reading is computation: it runs in a thread, so that the process goes on answering.
    while (ready := await asyncio.to_thread(_next_batch, batches)) is not None:
        yield ready


def _next_batch(batches: Iterator[Batch]) -> tuple[Batch, bytes] | None:
    batch = next(batches, None)
    return None if batch is None else (batch, store.staging_text(batch))
