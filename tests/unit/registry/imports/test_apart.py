"""A file is read the same beside the registry as within it, and the end of the process that reads it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any

import psutil
import pytest

from deploy.demo.generator import generate
from services.registry.imports import apart
from services.registry.imports.apart import Readers, ReadingEndedError, in_process, in_thread
from services.registry.imports.loading import Prepared
from services.registry.imports.stored_pieces import packed
from shared.errors import SepiaError

Read = Callable[[AsyncGenerator[list[bytes]]], AsyncGenerator[Prepared]]

FILE = b"".join(generate(400)) + b"a row of one column\n"


async def runs(file: bytes, size: int = 40_000) -> AsyncGenerator[list[bytes]]:
    pieces = packed([file[at : at + size] for at in range(0, len(file), size)])
    for at in range(0, len(pieces), 2):
        yield pieces[at : at + 2]


def facts(prepared: Prepared) -> dict[str, Any]:
    batch = prepared.batch
    return {
        "rows": [values.tolist() for values in (batch.lines, batch.offsets)],
        "digests": [prepared.high.tolist(), prepared.low.tolist()],
        "groups": {name: (each.codes.tolist(), each.values.to_dicts()) for name, each in batch.groups.items()},
        "numbers": [prepared.applications.numbers.tolist(), prepared.families.first.tolist()],
        "identities": prepared.identities.to_list(),
        "standards": batch.standards,
        "rejected": list(batch.rejected),
        "read": (batch.bytes_read, prepared.totals),
    }


async def test_a_process_of_its_own_reads_what_a_thread_reads() -> None:
    here = [facts(prepared) async for prepared in in_thread(runs(FILE))]
    there = [facts(prepared) async for prepared in in_process(runs(FILE), Readers())]
    assert there == here
    assert here[-1]["read"][1].entries > 0
    assert [row.faults[0].reason for batch in there for row in batch["rejected"]] == ["WRONG_COLUMN_COUNT"]


def beside(runs: AsyncGenerator[list[bytes]]) -> AsyncGenerator[Prepared]:
    return in_process(runs, Readers())


@pytest.mark.parametrize("read", [in_thread, beside])
async def test_what_is_no_export_is_refused_whole(read: Read) -> None:
    with pytest.raises(SepiaError) as refused:
        _ = [prepared async for prepared in read(runs(b"not;an;export\n1;2;3\n"))]
    assert refused.value.reason == "WRONG_HEADER"
    assert "IPRD_ID" in refused.value.message


async def test_a_process_that_ends_before_the_file_is_no_end_of_the_file() -> None:
    async def pieces() -> AsyncGenerator[list[bytes]]:
        async for stored in runs(FILE):
            yield stored
            for child in psutil.Process().children():
                with suppress(psutil.Error):  # what ended meanwhile
                    if "services.registry.imports.reader" in child.cmdline():
                        child.kill()

    with pytest.raises(ReadingEndedError, match="ended"):
        _ = [prepared async for prepared in in_process(pieces(), Readers())]


def readers() -> list[int]:
    found: list[int] = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):  # what ends meanwhile
            if "services.registry.imports.reader" in child.cmdline():
                found.append(child.pid)
    return found


async def test_a_process_that_was_started_ahead_reads_one_file_and_ends_with_it() -> None:
    ahead = Readers()
    ahead.prepare()
    ahead.prepare()
    prepared = in_process(runs(FILE), ahead)
    first = facts(await anext(prepared))
    (reader,) = readers()
    await prepared.aclose()
    assert first == facts(await anext(in_thread(runs(FILE))))
    assert reader not in readers()
    # The next file gets one that has read nothing yet.
    assert facts(await anext(in_process(runs(FILE), ahead))) == first


async def test_a_process_that_no_file_needs_in_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_UNUSED_SECONDS", 0.5)
    ahead = Readers()
    ahead.prepare()
    assert await asyncio.to_thread(until, lambda: len(readers()) == 1)
    assert await asyncio.to_thread(until, lambda: not readers())


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    over = time.monotonic() + seconds
    while not true() and time.monotonic() < over:
        time.sleep(0.01)
    return true()
