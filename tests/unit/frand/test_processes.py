"""Each worker process is by itself: what ends one leaves the others' work alone."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.frand.operations.processes import Processes, WorkersDie
from shared.telemetry.logs import configure_logs


@pytest.fixture
async def processes() -> AsyncIterator[Processes]:
    configure_logs("tests", "ERROR")  # others may have left them to a file that is closed
    made = Processes(2, 512)
    yield made
    await made.close()


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


async def test_a_piece_that_is_given_up_ends_its_own_worker_alone(processes: Processes, pipe: Path) -> None:
    reading = asyncio.ensure_future(processes.run(Path.read_text, pipe))
    stuck = asyncio.ensure_future(processes.run(signal.pause))
    # Opens as soon as a worker reads.
    with await asyncio.to_thread(pipe.open, "w") as writing:
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
        # Where nobody reads any more, this is a broken pipe.
        writing.write("read to the end")
        writing.flush()
    assert await reading == "read to the end"
    assert await processes.run(os.getpid) != os.getpid()


async def test_a_piece_that_kills_its_worker_each_time_is_given_up_and_no_other(
    processes: Processes, pipe: Path
) -> None:
    reading = asyncio.ensure_future(processes.run(Path.read_text, pipe))
    with await asyncio.to_thread(pipe.open, "w") as writing:
        with pytest.raises(WorkersDie):
            await processes.run(os._exit, 1)
        writing.write("still there")
    assert await reading == "still there"


async def test_an_error_of_the_piece_is_the_callers_and_the_worker_stays(processes: Processes) -> None:
    worker = await processes.run(os.getpid)
    with pytest.raises(ValueError, match="invalid literal"):
        await processes.run(int, "x")
    assert await processes.run(os.getpid) == worker
