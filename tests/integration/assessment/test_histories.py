"""Owns random histories of campaigns over the real server and database, with a clock that is moved.

`SEPIA_HISTORIES=1000 pytest tests/integration/assessment/test_histories.py` lives through as many as it says.
"""

from __future__ import annotations

import asyncio
import os
import random
import threading
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from services.assessment import tables
from services.assessment.app import SERVICE
from shared.journal.fsck import check_log
from tests.integration.assessment.conftest import open_centre
from tests.integration.assessment.histories import REGIMES, History, World
from tests.support import Databases

HISTORIES = int(os.environ.get("SEPIA_HISTORIES", "8"))
A_WORLD = 40
"""Histories in one database and under one clock, each up to some years long; then both begin anew."""

STEPS = 14
OFTEN = (*REGIMES, "eu-2023")
"""Regimes in turn, the one with most ways on twice (doubles, hearings, peers, the short form); all in turn twice."""

Result = TypeVar("Result")
assert SERVICE.name == tables.SCHEMA


class Worlds:
    """Runs worlds in a thread with a loop of its own, because the machine's steps are plain functions."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases, self._folder = databases, folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stack: AsyncExitStack | None = None
        self._world: World | None = None
        self._lived = 0
        self.counted: Counter[str] = Counter()
        self.histories = 0

    def run(self, work: Awaitable[Result]) -> Result:
        """The result of work on the loop."""

        async def done() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(300)

    def world(self) -> World:
        """The world for the next history."""
        if self._world is None or self._lived == A_WORLD:
            self.end_world()
            self._stack, self._lived = AsyncExitStack(), 0
            self._world = self.run(self._open(self._stack))
        self._lived += 1
        self.histories += 1
        return self._world

    async def _open(self, stack: AsyncExitStack) -> World:
        keys = self._folder / f"keys-{self.histories}"
        world = World(await stack.enter_async_context(open_centre(self._databases, keys)))
        stack.push_async_callback(world.close)
        await world.open()
        return world

    def end_world(self) -> None:
        """Verifies the whole log of a world, its chain of hashes included, and closes it."""
        if self._world is None or self._stack is None:
            return
        try:
            findings = self.run(_verified(self._world))
        finally:
            self.run(self._stack.aclose())
            self._world, self._stack = None, None
        assert findings == []

    def close(self) -> None:
        """Stops the loop."""
        try:
            self.end_world()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


async def _begun(world: World, regime: str, choice: int) -> History:
    # Its clients belong to the loop that they are made on.
    history = History(world, regime)
    await history.begin(_chance(f"{choice}/{world.lives}"))
    return history


async def _verified(world: World) -> list[Any]:
    running = world.centre.running.running
    await running.sequencer.drain()
    return list(
        await check_log(running.database.engine, tables.JOURNAL, [running.signer.verifier], running.database.clock)
    )


@pytest.fixture(scope="module")
def worlds(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    made = Worlds(databases, tmp_path_factory.mktemp("worlds"))
    yield made
    made.close()


class Lives(RuleBasedStateMachine):
    """A campaign or a request, one act at a time."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.worlds = worlds
        self.history: History | None = None

    @initialize(choice=st.integers(0, 2**32))
    def begins(self, choice: int) -> None:
        world = self.worlds.world()
        regime = OFTEN[self.worlds.histories % len(OFTEN)]
        self.history = self.worlds.run(_begun(world, regime, choice))

    @rule(choice=st.integers(0, 2**32))
    def something_happens(self, choice: int) -> None:
        assert self.history is not None
        self.worlds.run(self.history.one_more(choice))

    def teardown(self) -> None:
        if self.history is not None:
            self.worlds.counted.update(self.history.counted)
            self.worlds.counted[self.history.regime] += 1
            self.worlds.run(self.history.end(_chance("end")))


def _chance(choice: str) -> random.Random:
    return random.Random(choice)


@pytest.mark.timeout(0 if "SEPIA_HISTORIES" in os.environ else 600)
def test_no_history_reaches_an_undefined_state_misses_or_doubles_a_deadline_leaks_a_name_or_loses_a_step(
    worlds: Worlds,
) -> None:
    chosen = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        # The same ones at every run of the suite; a long run goes elsewhere each time.
        derandomize="SEPIA_HISTORIES" not in os.environ,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(lambda: Lives(worlds), settings=chosen)
    assert worlds.histories >= HISTORIES
    print(f"{worlds.histories} histories: {dict(sorted(worlds.counted.items()))}")
