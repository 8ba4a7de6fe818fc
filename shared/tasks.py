"""Owns ending asyncio tasks for certain, in bounded time."""

from __future__ import annotations

import asyncio
from typing import Any

ATTEMPTS = 5


async def end(*tasks: asyncio.Future[Any], grace_seconds: float = 1.0) -> set[asyncio.Future[Any]]:
    """Cancels tasks and waits until they have ended, for at most `5 * grace_seconds`.

    One cancellation can get lost: what fails while a task cleans up takes its place, and a loop that outlives failures
    goes on. So it is repeated. How the tasks ended (result or error) does not matter here.

    Returns:
        Those that still run.
    """
    running = {task for task in tasks if not task.done()}
    for _ in range(ATTEMPTS):
        if not running:
            break
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=grace_seconds)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain that nobody did
    return running
