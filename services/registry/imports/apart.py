"""Owns reading a file beside what is loaded of it: a short one in a thread, a long one in a process of its own."""

from __future__ import annotations

import asyncio
import itertools
import pickle
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from typing import NamedTuple, TypeVar

from services.registry.beside import Beside, start
from services.registry.imports.isld import Batch, IsldReader
from services.registry.imports.loading import Naming, Prepared
from services.registry.imports.stored_pieces import unpacked
from shared.errors import SepiaError

READER = "services.registry.imports.reader"
_UNUSED_SECONDS = 600.0

Item = TypeVar("Item")


class ReadingEndedError(Exception):
    """The process that reads a file ended before the file did (out of memory, or killed)."""


class Read(NamedTuple):
    """What became of some pieces.

    Attributes:
        batches: those that are complete with them.
        refused: why the file is no ISLD export; then it has no further batches.
    """

    batches: Sequence[Prepared]
    refused: SepiaError | None = None


def written(read: Read) -> list[bytes | memoryview]:
    """As parts of a message: what it is, then the memory of its arrays as it stands."""
    buffers: list[pickle.PickleBuffer] = []
    said = pickle.dumps(read, protocol=5, buffer_callback=buffers.append)
    return [said, *(buffer.raw() for buffer in buffers)]


def understood(said: bytes, *buffers: bytes) -> Read:
    """What `written` wrote. Only for what a process of ours sends: a pickle of somebody else's can run anything."""
    return pickle.loads(said, buffers=buffers)  # noqa: S301


async def in_thread(runs: AsyncGenerator[list[bytes]]) -> AsyncGenerator[Prepared]:
    """Reads a file in this process; starting another takes longer than a short file does.

    Args:
        runs: its pieces as they are stored, in order.

    Raises:
        SepiaError: INVALID; the file is no ISLD export.
    """
    file, naming, loop = IsldReader(), Naming(), asyncio.get_running_loop()
    # One thread for all of it: what it leaves free it uses again, where several would each keep their own.
    with ThreadPoolExecutor(1, "reading") as thread:
        async for stored in ahead(runs):
            batches = itertools.chain.from_iterable(map(file.feed, map(unpacked, stored)))
            while (ready := await loop.run_in_executor(thread, _next_batch, batches, naming)) is not None:
                yield ready
        last = file.finish()
        while (ready := await loop.run_in_executor(thread, _next_batch, last, naming)) is not None:
            yield ready


def _next_batch(batches: Iterator[Batch], naming: Naming) -> Prepared | None:
    batch = next(batches, None)
    return None if batch is None else naming.prepare(batch)


class Readers:
    """Processes that read, one of them started before it is needed: to load what it reads with takes seconds."""

    def __init__(self) -> None:
        self._ready: asyncio.Task[Beside] | None = None
        self._unused: asyncio.TimerHandle | None = None
        self._dropped: asyncio.Task[None] | None = None

    def prepare(self) -> None:
        """Starts one, since a long file is on its way; it ends if none needs it in time."""
        if self._ready is None:
            self._ready = asyncio.ensure_future(start(READER))
            self._unused = asyncio.get_running_loop().call_later(_UNUSED_SECONDS, self._drop)

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[Beside]:
        """One that has read nothing yet; it ends with the file that it reads."""
        process = await (self._taken() or start(READER))
        try:
            yield process
        finally:
            await process.end()

    def _taken(self) -> asyncio.Task[Beside] | None:
        ready, self._ready = self._ready, None
        if self._unused is not None:
            self._unused.cancel()
        return ready

    def _drop(self) -> None:
        if ready := self._taken():
            self._dropped = asyncio.ensure_future(_ended(ready))


async def _ended(ready: asyncio.Task[Beside]) -> None:
    process = await ready
    await process.end()


async def in_process(runs: AsyncGenerator[list[bytes]], readers: Readers) -> AsyncGenerator[Prepared]:
    """Reads a file in a process of its own, which ends with this generator.

    Args:
        runs: its pieces as they are stored, in order.
        readers: where the process comes from.

    Raises:
        SepiaError: INVALID; the file is no ISLD export.
        ReadingEndedError: the process ended; the file can be read again from its beginning.
    """
    async with readers.one() as process, aclosing(_with_end(runs)) as every, aclosing(ahead(every)) as pieces:
        first = True
        async for stored in pieces:
            # Sent before the answer to what was sent last is taken: the process need not wait for us.
            await _exchanged(process.send(*stored))
            if not first:
                for ready in await _received(process):
                    yield ready
            first = False
        for ready in await _received(process):
            yield ready


async def _received(process: Beside) -> Sequence[Prepared]:
    read = await asyncio.to_thread(understood, *await _exchanged(process.receive()))
    if read.refused is not None:
        raise read.refused
    return read.batches


async def _exchanged(message: Awaitable[Item]) -> Item:
    try:
        return await message
    except SepiaError as error:
        raise ReadingEndedError(error.message) from error


async def _with_end(runs: AsyncIterator[list[bytes]]) -> AsyncGenerator[list[bytes]]:
    async for stored in runs:
        yield stored
    yield []


async def ahead(items: AsyncGenerator[Item]) -> AsyncGenerator[Item]:
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
