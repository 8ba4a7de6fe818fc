"""Entries whose time and number are nobody's business: held back, padded, in random order, and provable like others."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from shared.journal import reader, writer
from shared.journal.blinding import Blinding
from shared.journal.fsck import Fault, check_log
from shared.journal.leaf import read_content
from tests.integration.shared.journal.conftest import Log

STEP, TOLD = "centre:check:step", "centre:party:tell"
HOUR = dt.timedelta(hours=1)
BLINDING = Blinding(frozenset({STEP, TOLD}), HOUR, ("role:OFFICER",))


async def record(log: Log, kind: str, number: int = 1, every: dt.timedelta = dt.timedelta(minutes=7)) -> None:
    """Records blinded entries as a service does, time passing in between."""
    for count in range(number):
        now = log.clock.now()
        entry = BLINDING.hide(kind, f"checks/{count}", "accounts/ada", now, {"n": count}, ("account:accounts/ada",))
        async with log.engine.begin() as connection:
            await writer.append(connection, log.tables, entry)
        log.clock.advance(every)


async def leaves(log: Log, *seen_by: str) -> list[reader.LogEntry]:
    async with log.engine.connect() as connection:
        return await reader.entries_after(connection, log.tables, -1, seen_by=seen_by, limit=1000)


def said(entry: reader.LogEntry) -> Mapping[str, object]:
    assert entry.leaf.content is not None
    return read_content(entry.leaf.content).content


async def faults(log: Log) -> list[Fault]:
    found = await check_log(log.engine, log.tables, [log.signer.verifier], log.clock, blinding=BLINDING)
    return [each.fault for each in found]


async def test_nothing_is_seen_of_a_period_before_it_has_ended_and_then_a_power_of_two_of_each_kind(log: Log) -> None:
    sequencer = log.sequencer(blinding=BLINDING)
    await record(log, STEP, 5)
    await log.record(1)
    assert await sequencer.drain() == 1  # what is not blinded does not wait
    assert await faults(log) == []
    log.clock.advance(dt.timedelta(minutes=25))  # 13:00: the grace is still to come
    assert await sequencer.drain() == 0
    log.clock.advance(dt.timedelta(minutes=1))
    assert await sequencer.drain() == 8 + 4
    seen = await leaves(log)
    assert Counter(each.leaf.kind for each in seen) == {"holder:declaration:submit": 1, STEP: 8, TOLD: 4}
    assert await faults(log) == []


async def test_a_leaf_tells_its_period_alone_and_its_audience_the_instant(log: Log) -> None:
    began = log.clock.now()
    await record(log, STEP, 5)
    log.clock.advance(HOUR)
    await log.sequencer(blinding=BLINDING).drain()
    hidden = [each for each in await leaves(log) if each.leaf.kind == STEP]
    assert {each.leaf.recorded_at for each in hidden} == {began}
    assert {each.leaf.id.version for each in hidden} == {4}
    assert {(each.subject, each.actor, each.leaf.content) for each in hidden} == {(None, None, None)}
    own = [each for each in await leaves(log, "account:accounts/ada") if each.leaf.content]
    assert len(own) == 5
    told = [said(each) for each in own]
    assert sorted(str(content["recorded_at"]) for content in told) == [
        f"2026-01-31T12:{7 * number:02}:00.000000Z" for number in range(5)
    ]
    padding = [each for each in await leaves(log, "role:OFFICER") if each.leaf.content]
    assert all(said(each)["padding"] for each in padding)


async def test_their_order_in_the_log_is_not_the_order_in_which_they_were_recorded(log: Log) -> None:
    await record(log, STEP, 12, every=dt.timedelta(minutes=1))
    log.clock.advance(HOUR)
    await log.sequencer(blinding=BLINDING).drain()
    own = [said(each) for each in await leaves(log, "account:accounts/ada") if each.leaf.content]
    assert sorted(each["n"] for each in own) == list(range(12))  # pyright: ignore[reportArgumentType]
    assert [each["n"] for each in own] != list(range(12))


async def test_a_period_in_which_nothing_happened_looks_like_a_quiet_one_whatever_the_number_of_replicas(
    log: Log,
) -> None:
    first, second = log.sequencer(blinding=BLINDING), log.sequencer(blinding=BLINDING)
    log.clock.advance(HOUR)
    assert await first.drain() == 0  # no such entry ever: nothing to hide
    await record(log, STEP)
    for _ in range(3):
        log.clock.advance(HOUR)
        assert await first.drain() + await second.drain() == 8
        assert await log.sequencer(blinding=BLINDING).drain() == 0  # started anew
    counts = Counter((each.leaf.kind, each.leaf.recorded_at) for each in await leaves(log))
    assert set(counts.values()) == {4}
    assert len(counts) == 6


async def test_what_commits_late_does_not_come_alone(log: Log) -> None:
    sequencer = log.sequencer(blinding=BLINDING)
    late = BLINDING.hide(STEP, "checks/9", "accounts/ada", log.clock.now(), {}, ())
    await record(log, STEP, 2)
    log.clock.advance(2 * HOUR)
    await sequencer.drain()
    before = len(await leaves(log))
    async with log.engine.begin() as connection:
        await writer.append(connection, log.tables, late)
    await sequencer.drain()
    assert len(await leaves(log)) - before == 4
    assert await faults(log) == []


async def test_a_log_whose_sequencer_stands_still_is_found_to_hold_back_too_long(log: Log) -> None:
    await log.sequencer(blinding=BLINDING).drain()
    await record(log, STEP)
    log.clock.advance(dt.timedelta(minutes=54, seconds=30))  # 13:01:30: half a minute late
    assert await faults(log) == []
    log.clock.advance(dt.timedelta(minutes=1))
    assert await faults(log) == [Fault.NOT_SEQUENCED]


@pytest.mark.parametrize(("number", "whole"), [(0, 4), (1, 4), (3, 4), (4, 8), (5, 8), (8, 16), (1000, 1024)])
def test_padding_fills_up_to_a_power_of_two_and_there_is_always_some(number: int, whole: int) -> None:
    period = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
    added: list[Any] = BLINDING.padding(STEP, period, "services/assessment", number)
    assert number + len(added) == whole
    assert len({each.id for each in added}) == len(added)
