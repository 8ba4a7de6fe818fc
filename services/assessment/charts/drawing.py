"""Owns the process that decodes what others uploaded: apart from the service, within limits of memory and time."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from shared.errors import Kind, SepiaError, Violation, invalid
from shared.workers import end_with_parent

__all__ = ["Drawing"]

_SECONDS = 60
_MEMORY = 4 * 1024 * 1024 * 1024
_MOST_WAITING = 32
"""Documents that wait for the worker: each is held in memory until it has its turn."""
P = ParamSpec("P")
T = TypeVar("T")


class Drawing:
    """One worker process, begun when it is first needed and anew after it was ended."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives, from the worker.

        Raises:
            SepiaError: of the work; INVALID_ARGUMENT (FIGURE_UNREADABLE) where it took too long or too much;
                RESOURCE_EXHAUSTED (DRAWING_BUSY) where too many wait already.
        """
        if self._waiting >= _MOST_WAITING:
            raise SepiaError(
                Kind.EXHAUSTED,
                "DRAWING_BUSY",
                f"{_MOST_WAITING} documents wait to be drawn already. Try again in a moment.",
            )
        self._waiting += 1
        try:
            async with self._turn:  # whose turn it is has the whole time: waiting for others doesn't count
                return await self._run(work, *args, **kwargs)
        finally:
            self._waiting -= 1

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        pool = self._pool = self._pool or ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
        )
        try:
            return await asyncio.wait_for(asyncio.wrap_future(pool.submit(work, *args, **kwargs)), _SECONDS)
        except (TimeoutError, BrokenProcessPool, MemoryError) as error:
            self.close()
            what = f"one that is decoded within {_SECONDS} seconds and 4 GiB"
            raise invalid(
                "FIGURE_UNREADABLE",
                f"The document takes too long or too much memory to decode. Send {what}, such as a smaller scan.",
                Violation("document", what),
            ) from error

    def close(self) -> None:
        """Ends the worker."""
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):  # pyright: ignore[reportPrivateUsage]
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    end_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    os.nice(5)
