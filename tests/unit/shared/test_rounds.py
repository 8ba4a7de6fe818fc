"""Background work in rounds: at once when called for, from time to time otherwise, and again after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from shared import rounds
from shared.db import Database
from shared.errors import unavailable
from shared.rounds import Rounds

NEVER = 3600.0


class Committing:
    """Stands for a database whose commits are told."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def after_commits(self, call: Callable[[], None]) -> None:
        self.calls.append(call)


class Work:
    """Rounds that are counted; each takes until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.steps = asyncio.Semaphore(0)
        self.started = asyncio.Event()

    async def round(self) -> None:
        self.begun += 1
        self.started.set()
        await self.steps.acquire()

    async def next(self) -> int:
        """Waits for the next round to begin."""
        await self.started.wait()
        self.started.clear()
        return self.begun


@pytest.fixture
def work() -> Work:
    return Work()


async def running(each: Rounds, test: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.ensure_future(each.run())
    try:
        async with asyncio.timeout(30):
            await test()
    finally:
        task.cancel()


def rounds_of(work: Work, every: float = NEVER, **more: Any) -> Rounds:
    return Rounds(work.round, component="tests", trouble="a round failed", every=every, **more)


async def test_the_first_round_begins_by_itself_and_the_next_when_it_is_called_for(work: Work):
    each = rounds_of(work)

    async def test() -> None:
        assert await work.next() == 1
        work.steps.release()
        each.wake()
        assert await work.next() == 2

    await running(each, test)


async def test_a_call_during_a_round_is_not_lost_and_two_are_one(work: Work):
    each = rounds_of(work)

    async def test() -> None:
        assert await work.next() == 1
        each.wake()
        each.wake()
        work.steps.release()
        assert await work.next() == 2
        work.steps.release()
        for _ in range(10):
            await asyncio.sleep(0)
        assert work.begun == 2

    await running(each, test)


async def test_what_nobody_calls_for_is_done_in_time(work: Work):
    each = rounds_of(work, every=0.001)

    async def test() -> None:
        for number in (1, 2, 3):
            assert await work.next() == number
            work.steps.release()

    await running(each, test)


async def test_a_commit_calls_for_a_round(work: Work, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rounds, "_REST_SECONDS", 0.0)
    database = Committing()
    each = rounds_of(work, following=cast(Database, database))

    async def test() -> None:
        assert await work.next() == 1
        work.steps.release()
        (committed,) = database.calls
        committed()
        assert await work.next() == 2

    await running(each, test)


async def test_a_round_that_fails_is_told_and_the_next_one_comes(work: Work, monkeypatch: pytest.MonkeyPatch):
    told: list[tuple[str, str]] = []

    class Log:
        def warning(self, event: str, *, error: str) -> None:
            told.append((event, error))

    async def failing() -> None:
        await work.round()
        raise unavailable("The database is away.")

    monkeypatch.setattr(rounds, "logger", lambda component: Log())
    each = Rounds(failing, component="tests", trouble="a round failed", every=NEVER)

    async def test() -> None:
        assert await work.next() == 1
        work.steps.release()
        each.wake()
        assert await work.next() == 2
        assert told == [("a round failed", "The database is away.")]

    await running(each, test)
