"""Owns computing on a Dask cluster: the same pieces of work, sent to a scheduler's workers.

`distributed` is needed only where a scheduler's address is given. Its workers need this very version of Sepia. A worker
that dies is no harm: the scheduler gives its work to another, and computing twice gives the same bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from services.frand.operations.processes import ATTEMPTS, WorkersDie
from shared.errors import precondition, unavailable

_LEAST_WIDTH = 2


class DaskCluster:
    """Workers of a Dask cluster.

    Args:
        scheduler: address of the scheduler, `tcp://host:8786`.
        connect_seconds: for how long it is tried.
    """

    def __init__(self, scheduler: str, connect_seconds: float = 20) -> None:
        self._scheduler = scheduler
        self._connect_seconds = connect_seconds
        self._client: Any = None
        self._connecting = asyncio.Lock()
        self._width = _LEAST_WIDTH

    @property
    def width(self) -> int:
        return self._width

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        client, distributed = await self._connected()
        future = client.submit(function, *arguments, pure=False, retries=ATTEMPTS - 1)
        try:
            return await future
        except distributed.KilledWorker as error:
            raise WorkersDie(str(error)) from error
        except distributed.client.FutureCancelledError as error:
            # The scheduler went away with what it was asked for.
            self._client = None
            raise unavailable(f"The Dask scheduler at {self._scheduler} went away in the middle.") from error
        except asyncio.CancelledError:
            future.release()
            raise

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _connected(self) -> tuple[Any, Any]:
        try:
            import distributed
        except ImportError:
            raise precondition(
                "DASK_NOT_INSTALLED",
                "A Dask scheduler is configured, but `distributed` is not installed. Install Sepia with the extra "
                "`dask`, or leave SEPIA_FRAND_DASK_SCHEDULER empty.",
            ) from None
        async with self._connecting:
            if self._client is None:
                try:
                    self._client = await distributed.Client(
                        self._scheduler, asynchronous=True, timeout=self._connect_seconds, set_as_default=False
                    )
                except (OSError, TimeoutError) as error:
                    raise unavailable(
                        f"The Dask scheduler at {self._scheduler} does not answer ({error}). Start it, or leave "
                        "SEPIA_FRAND_DASK_SCHEDULER empty to compute on this machine.",
                        retry_after_seconds=5,
                    ) from error
            known = await self._client.scheduler.identity()
            self._width = max(_LEAST_WIDTH, sum(each["nthreads"] for each in known["workers"].values()))
        return self._client, distributed
