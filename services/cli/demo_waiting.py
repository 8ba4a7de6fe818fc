"""Owns the waiting of the demonstration for what coordination brings from one service to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sepia.gateway.v1 import coordination_pb2
from services.cli.progress import Step
from services.cli.session import Sepia
from shared.clock import stopwatch
from shared.errors import Kind, SepiaError, unavailable

LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 180.0


async def when_there(officer: Sepia, ask: Callable[[], Awaitable[Any]], what: str, step: Step) -> Any:
    """Asks until the answer is no longer that something has not arrived."""
    began = stopwatch()
    while True:
        try:
            return await ask()
        except SepiaError as error:
            if error.kind is not Kind.NOT_FOUND and error.reason != "GROUPS_NOT_RECEIVED":
                raise
            if stopwatch() - began > _PATIENCE_SECONDS:
                raise await _not_arriving(officer, what, error) from error
        step.show(note=f"{what} is on the way")
        await asyncio.sleep(LOOK_SECONDS)


async def _not_arriving(officer: Sepia, what: str, error: SepiaError) -> SepiaError:
    request = coordination_pb2.GetCoordinationRequest()
    state: coordination_pb2.Coordination = await officer.call(officer.coordination.GetCoordination, request)
    failing = [f"{job.task}: {job.last_error}" for job in state.jobs if job.last_error]
    why = f" Its jobs say: {'; '.join(failing[:3])}." if failing else ""
    return unavailable(
        f"{what} has not arrived within {_PATIENCE_SECONDS:.0f} s ({error.message}).{why} The gateway's log in the "
        "data folder says more; start again to go on from here.",
        reason="COORDINATION_BEHIND",
    )
