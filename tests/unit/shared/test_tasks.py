"""Owns the tests of ending tasks."""

from __future__ import annotations

import asyncio

from shared.tasks import ATTEMPTS, end


async def stubborn(times: int) -> None:
    """Goes on after so many cancellations, as a loop does whose cleaning up fails."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            if not times:
                raise
            times -= 1


async def test_a_task_that_loses_a_cancellation_is_ended_by_the_next() -> None:
    task = asyncio.ensure_future(stubborn(ATTEMPTS - 1))
    await asyncio.sleep(0)
    assert await end(task, grace_seconds=0.02) == set()
    assert task.cancelled()


async def test_a_task_that_does_not_end_is_named_after_a_bounded_time() -> None:
    task, other = asyncio.ensure_future(stubborn(ATTEMPTS)), asyncio.ensure_future(stubborn(0))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        assert await end(task, other, grace_seconds=0.02) == {task}
    assert other.cancelled()
    assert await end(task, grace_seconds=0.02) == set()


async def test_how_tasks_ended_does_not_matter() -> None:
    async def fail() -> None:
        raise ValueError

    failed, done = asyncio.ensure_future(fail()), asyncio.ensure_future(asyncio.sleep(0))
    await asyncio.wait([failed, done])
    assert await end(failed, done) == set()
    assert await end() == set()
