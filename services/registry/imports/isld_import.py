"""Owns taking an ISLD export over: read in batches, each loaded by COPY while the next is read."""

from __future__ import annotations

from contextlib import AsyncExitStack, aclosing

from services.registry.imports import apart, store
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.imports.indexing import index_known
from services.registry.imports.isld import Batch
from services.registry.imports.load_store import Load


class IsldFormat:
    """ETSI's export of declarations, and files in its wire format.

    Args:
        readers: the processes that read long files.
    """

    def __init__(self, readers: apart.Readers) -> None:
        self._readers = readers

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes an export over; rows the register has already, from whatever file, change nothing."""
        await index_known(file.database)
        superseded = await store.chain_of(file.tx, file.import_id)
        load = Load(
            file.tx,
            file.document_id,
            file.size_bytes,
            file.at,
            demonstration=file.demonstration,
            superseded=superseded,
        )
        await load.begin()
        await self._load(load, file)
        rows = load.rows
        await file.progress(file.size_bytes, rows, file.rejected_rows, "merging")
        gone = await load.find_gone()
        edition = await file.edition() if load.new or gone or load.any_changed else None
        await load.finish(edition)
        counts = load.counts()
        if superseded:
            await file.progress(file.size_bytes, rows, file.rejected_rows, "comparing")
            counts["difference"] = await load.note_difference(file.import_id, edition)
        return Applied(rows=rows + file.rejected_rows, accepted=rows, new=load.new, declared=counts)

    async def _load(self, load: Load, file: SubmittedFile) -> None:
        # Side by side: the database gives bytes, they are read, rows are loaded, and the database copies those before.
        async with AsyncExitStack() as stack:
            stack.push_async_callback(load.close)
            runs = await stack.enter_async_context(aclosing(file.stored_runs()))
            read = apart.in_process(runs, self._readers) if load.long else apart.in_thread(runs)
            batches = await stack.enter_async_context(aclosing(read))
            async for ready in await stack.enter_async_context(aclosing(apart.ahead(batches))):
                await load.take(ready)
                if rejections := _rejections(ready.batch):
                    await load.settled()
                    await file.reject(rejections)
                await file.progress(ready.batch.bytes_read, load.rows, file.rejected_rows, "reading")
            await load.settled()


def _rejections(batch: Batch) -> list[Rejection]:
    return [
        Rejection(row.line, fault.column, fault.value, fault.reason, fault.message, fault.suggestion)
        for row in batch.rejected
        for fault in row.faults
    ]
