"""Owns the processes that compute: a pool of workers on this machine, one thread each, with bounded memory.

Each worker is a pool of its own, since one that dies takes its pool with it (so `concurrent.futures` is made). It is
made anew, and what it did not answer is computed again: computing twice gives the same bytes.
"""

from __future__ import annotations

import asyncio
import functools
import multiprocessing
import os
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, cast

from shared.telemetry.logs import logger
from shared.workers import end_with_parent

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""What numerical libraries read how many threads they take from."""

ATTEMPTS = 4
"""How often one piece of work is tried when workers die under it."""

_MEGABYTE = 1024 * 1024


class Computing(Protocol):
    """Where pieces of work are computed."""

    @property
    def width(self) -> int:
        """How many pieces are computed at the same time."""
        ...

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Computes a piece; function and arguments can be pickled, and computing twice does no harm.

        Raises:
            WorkersDie: workers died under it again and again.
        """
        ...

    async def close(self) -> None:
        """Ends the workers."""
        ...


class WorkersDie(Exception):
    """A piece of work ends the process that computes it, each time."""


class Processes:
    """Workers on this machine, each by itself: one that dies or is ended takes nobody else's work with it.

    Args:
        workers: how many; all cores when 0.
        megabytes: memory that one worker may take.
    """

    def __init__(self, workers: int = 0, megabytes: int = 2048) -> None:
        self._workers = workers or len(os.sched_getaffinity(0))
        self._megabytes = megabytes
        self._free = asyncio.Semaphore(self._workers)
        self._idle: list[ProcessPoolExecutor] = []
        self._all: set[ProcessPoolExecutor] = set()
        self._log = logger(component="processes")

    @property
    def width(self) -> int:
        return self._workers

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        async with self._free:
            for attempt in range(1, ATTEMPTS + 1):
                worker = self._idle.pop() if self._idle else self._open()
                try:
                    found = await asyncio.wrap_future(worker.submit(function, *arguments))
                except BrokenProcessPool as error:
                    if worker not in self._all:
                        raise asyncio.CancelledError("the workers were closed") from error
                    self._end(worker)
                    self._log.warning("a worker process ended in the middle of its work", attempt=attempt)
                except asyncio.CancelledError:
                    # A worker cannot be told to stop: it is ended.
                    self._end(worker)
                    raise
                except BaseException:
                    self._idle.append(worker)
                    raise
                else:
                    self._idle.append(worker)
                    return found
        raise WorkersDie(f"{ATTEMPTS} workers died in a row")

    async def close(self) -> None:
        self._idle.clear()
        ended = list(self._all)
        for worker in ended:
            # One in the middle of seconds of work would hold the whole process up.
            self._end(worker)
        for worker in ended:
            await asyncio.to_thread(functools.partial(worker.shutdown, wait=True, cancel_futures=True))

    def _end(self, worker: ProcessPoolExecutor) -> None:
        self._all.discard(worker)
        processes = cast("dict[int, BaseProcess]", getattr(worker, "_processes", None) or {})
        for process in list(processes.values()):
            process.terminate()
        worker.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> ProcessPoolExecutor:
        for name in THREADS:
            # For the process that is started now; the libraries of this one have read theirs.
            os.environ.setdefault(name, "1")
        worker = ProcessPoolExecutor(
            1,
            # A fork of a process with threads, and gRPC among them, can deadlock.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._megabytes,),
        )
        self._all.add(worker)
        return worker


def _begin(megabytes: int) -> None:
    end_with_parent()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
