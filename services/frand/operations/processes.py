"""Owns the processes that compute: a pool of workers on this machine, one thread each, with bounded memory.

A worker that dies takes the pool with it (so `concurrent.futures` is made); the pool is made anew and what was not
answered is computed again, since computing twice gives the same bytes.
"""

from __future__ import annotations

import asyncio
import functools
import multiprocessing
import os
import resource
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
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
    """Workers on this machine.

    Args:
        workers: how many; all cores when 0.
        megabytes: memory that one worker may take.
    """

    def __init__(self, workers: int = 0, megabytes: int = 2048) -> None:
        self._workers = workers or len(os.sched_getaffinity(0))
        self._megabytes = megabytes
        self._pool: ProcessPoolExecutor | None = None
        self._ended: weakref.WeakSet[ProcessPoolExecutor] = weakref.WeakSet()
        self._log = logger(component="processes")

    @property
    def width(self) -> int:
        return self._workers

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        attempt = 0
        while attempt < ATTEMPTS:
            pool = self._open()
            future: Future[Any] | None = None
            try:
                future = pool.submit(function, *arguments)
                return await asyncio.wrap_future(future)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = None
                    pool.shutdown(wait=False, cancel_futures=True)
                if pool in self._ended:
                    continue  # ended on purpose, for the sake of another piece: no fault of this one
                attempt += 1
                self._log.warning("a worker process ended in the middle of its work", attempt=attempt)
            except asyncio.CancelledError:
                # A worker cannot be told to stop; it is ended, and what the others were computing is computed again.
                if future is not None and future.running() and self._pool is pool:
                    self._pool = None
                    self._end(pool)
                raise
        raise WorkersDie(f"{ATTEMPTS} workers died in a row")

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            # A worker in the middle of seconds of work would hold the whole process up.
            self._end(pool)
            await asyncio.to_thread(functools.partial(pool.shutdown, wait=True, cancel_futures=True))

    def _end(self, pool: ProcessPoolExecutor) -> None:
        self._ended.add(pool)
        workers = cast("dict[int, BaseProcess]", getattr(pool, "_processes", None) or {})
        for process in list(workers.values()):
            process.terminate()

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            for name in THREADS:
                # For the processes that are started now; the libraries of this one have read theirs.
                os.environ.setdefault(name, "1")
            self._pool = ProcessPoolExecutor(
                self._workers,
                # A fork of a process with threads, and gRPC among them, can deadlock.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self._megabytes,),
            )
        return self._pool


def _begin(megabytes: int) -> None:
    end_with_parent()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
