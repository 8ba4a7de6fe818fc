"""Deadlines over a real database: each fires once, in order, by whichever replica, also after a day of downtime."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence

import pytest
import sqlalchemy as sa

from services.registry import tables
from services.registry.app import SERVICE
from shared.clock import FixedClock
from shared.db import Database, WriteTransaction
from shared.deadlines import (
    Close,
    Deadline,
    DeadlineRunner,
    drop_deadlines,
    list_deadlines,
    meet_deadline,
    set_deadline,
)
from shared.regime import load_profile
from shared.regime.calendar import WorkingDays
from tests.support import Databases

DAYS = WorkingDays.of(load_profile("eu-2023"))
TABLE = tables.deadline
DUE = dt.date(2026, 3, 2)
BEFORE, AFTER = dt.datetime(2026, 3, 2, 22, 59, 59, tzinfo=dt.UTC), dt.datetime(2026, 3, 2, 23, 0, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def url(databases: Databases) -> str:
    return databases.of(SERVICE)


@pytest.fixture
async def at(url: str) -> AsyncGenerator[Callable[[dt.datetime], Database]]:
    """A replica's database whose clock shows an instant; the deadlines of the test before are gone."""
    opened: list[Database] = []

    def at(instant: dt.datetime) -> Database:
        opened.append(Database(url, tables.JOURNAL, tables.ANSWERED, clock=FixedClock(instant), pool_size=2))
        return opened[-1]

    async with at(BEFORE).engine.begin() as connection:
        await connection.execute(sa.delete(TABLE))
    yield at
    for database in opened:
        await database.close()


async def put(database: Database, subject: str, *, due_on: dt.date = DUE, kind: str = "test:reply") -> None:
    async with database.write() as tx:
        await set_deadline(tx, TABLE, DAYS, subject=subject, kind=kind, due_on=due_on, provision="Art. 1")


async def states(database: Database, *subjects: str) -> list[int]:
    async with database.read() as connection:
        return [deadline.state for deadline in await list_deadlines(connection, TABLE, subjects)]


async def test_a_deadline_fires_after_the_last_instant_of_its_day_and_not_before(
    at: Callable[[dt.datetime], Database],
) -> None:
    fired: list[Deadline] = []

    async def lapse(tx: WriteTransaction, deadline: Deadline) -> None:
        fired.append(deadline)

    await put(at(BEFORE), "things/1")
    assert await DeadlineRunner(at(BEFORE), TABLE, {"test:reply": lapse}).run_once() == 0
    assert await DeadlineRunner(at(AFTER), TABLE, {"test:reply": lapse}).run_once() == 1
    assert [(deadline.subject, deadline.due_on) for deadline in fired] == [("things/1", DUE)]
    assert await DeadlineRunner(at(AFTER), TABLE, {"test:reply": lapse}).run_once() == 0


async def test_many_replicas_fire_each_deadline_once_and_what_follows_commits_with_it(
    at: Callable[[dt.datetime], Database],
) -> None:
    fired: Counter[str] = Counter()

    async def lapse(tx: WriteTransaction, deadline: Deadline) -> None:
        fired[deadline.subject] += 1
        await tx.record("system:test:lapse", deadline.subject, {})

    database = at(BEFORE)
    async with database.write() as tx:
        for number in range(60):
            subject = f"things/{number}"
            await set_deadline(tx, TABLE, DAYS, subject=subject, kind="test:reply", due_on=DUE, provision="Art. 1")
    late = AFTER + dt.timedelta(days=1)
    replicas = [DeadlineRunner(at(late), TABLE, {"test:reply": lapse}) for _ in range(4)]
    done = await asyncio.gather(*(replica.run_once() for replica in replicas))
    assert sum(done) == 60
    assert set(fired.values()) == {1}
    async with database.read() as connection:
        entry = tables.JOURNAL.entry
        query = sa.select(sa.func.count()).where(entry.c.kind == "system:test:lapse")
        assert (await connection.execute(query)).scalar_one() == 60


async def test_what_was_done_in_time_or_no_longer_applies_does_not_fire(at: Callable[[dt.datetime], Database]) -> None:
    for subject in ("things/met", "things/dropped"):
        await put(at(BEFORE), subject)
    async with at(BEFORE).write() as tx:
        assert await meet_deadline(tx, TABLE, "things/met", "test:reply") == 1
        assert await drop_deadlines(tx, TABLE, "things/dropped") == 1
    assert await DeadlineRunner(at(AFTER), TABLE, {}).run_once() == 0
    assert await states(at(AFTER), "things/met", "things/dropped") in ([2, 4], [4, 2])


async def test_setting_a_deadline_again_moves_it(at: Callable[[dt.datetime], Database]) -> None:
    await put(at(BEFORE), "things/1")
    await put(at(BEFORE), "things/1", due_on=DUE + dt.timedelta(days=7))
    assert await DeadlineRunner(at(AFTER), TABLE, {}).run_once() == 0
    assert await DeadlineRunner(at(AFTER + dt.timedelta(days=7)), TABLE, {}).run_once() == 1
    assert await states(at(AFTER), "things/1") == [3]


async def test_what_fails_is_rolled_back_and_tried_again_without_holding_up_the_others(
    at: Callable[[dt.datetime], Database],
) -> None:
    fired: list[str] = []

    async def lapse(tx: WriteTransaction, deadline: Deadline) -> None:
        fired.append(deadline.subject)
        if deadline.subject == "things/bad" and len(fired) == 1:
            raise RuntimeError("no")

    await put(at(BEFORE), "things/bad")
    await put(at(BEFORE), "things/good", due_on=DUE)
    first = at(AFTER)
    runner = DeadlineRunner(first, TABLE, {"test:reply": lapse})
    assert await runner.run_once() == 1
    assert await states(first, "things/bad") == [1]
    assert isinstance(first.clock, FixedClock)
    first.clock.advance(dt.timedelta(minutes=1))
    assert await runner.run_once() == 1
    assert fired == ["things/bad", "things/good", "things/bad"]
    assert await states(first, "things/bad", "things/good") == [3, 3]


async def test_a_lapse_may_set_the_next_deadline_of_its_kind(at: Callable[[dt.datetime], Database]) -> None:
    async def lapse(tx: WriteTransaction, deadline: Deadline) -> None:
        next_due = deadline.due_on + dt.timedelta(days=1)
        await set_deadline(
            tx, TABLE, DAYS, subject=deadline.subject, kind=deadline.kind, due_on=next_due, provision="Art. 1"
        )

    await put(at(BEFORE), "things/1")
    runner = DeadlineRunner(at(AFTER + dt.timedelta(days=3)), TABLE, {"test:reply": lapse})
    assert await runner.run_once() == 4
    assert await states(at(AFTER), "things/1") == [3, 3, 3, 3, 1]


async def put_many(database: Database, number: int) -> None:
    async with database.write() as tx:
        for each in range(number):
            subject = f"things/{each}"
            await set_deadline(tx, TABLE, DAYS, subject=subject, kind="test:reply", due_on=DUE, provision="Art. 1")


async def test_many_lapse_together_each_once_over_all_replicas_and_what_needs_more_by_itself(
    at: Callable[[dt.datetime], Database],
) -> None:
    fired: Counter[str] = Counter()
    sizes: list[int] = []

    async def alone(tx: WriteTransaction, deadline: Deadline) -> None:
        fired[f"{deadline.subject} alone"] += 1

    async def together(tx: WriteTransaction, passed: Sequence[Deadline], close: Close) -> int:
        chosen = [each for each in passed if not each.subject.endswith("7")]
        sizes.append(len(chosen))
        await close([each.id for each in chosen])
        await asyncio.sleep(0)  # the others look meanwhile
        fired.update(each.subject for each in chosen)
        await tx.record_each("system:test:together", [(each.subject, {}, ("public",)) for each in chosen])
        return len(chosen)

    await put_many(at(BEFORE), 450)
    runners = [DeadlineRunner(at(AFTER), TABLE, {"test:reply": alone}, {"test:reply": together}) for _ in range(3)]
    done = await asyncio.gather(*(runner.run_once() for runner in runners))
    assert (sum(done), len(fired), set(fired.values())) == (450, 450, {1})
    assert sorted(name for name in fired if name.endswith("alone")) == sorted(
        f"things/{number} alone" for number in range(450) if number % 10 == 7
    )
    assert max(sizes) <= 200
    async with at(AFTER).read() as connection:
        entry = tables.JOURNAL.entry
        query = sa.select(entry.c.subject).where(entry.c.kind == "system:test:together")
        told = list((await connection.execute(query)).scalars())
    assert sorted(told) == sorted(name for name in fired if not name.endswith("alone"))
    assert await DeadlineRunner(at(AFTER), TABLE, {}).run_once() == 0


async def test_where_one_of_many_is_at_fault_none_is_lost_and_the_others_lapse_by_themselves(
    at: Callable[[dt.datetime], Database],
) -> None:
    fired: list[str] = []

    async def alone(tx: WriteTransaction, deadline: Deadline) -> None:
        if deadline.subject == "things/3":
            raise RuntimeError("no")
        fired.append(deadline.subject)

    async def together(tx: WriteTransaction, passed: Sequence[Deadline], close: Close) -> int:
        await close([each.id for each in passed])
        raise RuntimeError("one of them")

    await put_many(at(BEFORE), 5)
    runner = DeadlineRunner(at(AFTER), TABLE, {"test:reply": alone}, {"test:reply": together})
    assert await runner.run_once() == 4
    assert sorted(fired) == ["things/0", "things/1", "things/2", "things/4"]
    assert await states(at(AFTER), "things/3") == [1]
