"""Order, whatever happens: replicas, parallel writers, rollbacks, kills."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import shared
from shared.errors import SepiaError
from shared.journal import reader, verify, writer
from shared.journal.keys import load_or_create
from shared.journal.merkle import EMPTY_ROOT
from shared.journal.note import Signer
from shared.journal.sequencer import lock_key
from tests.integration.shared.journal.conftest import Log


async def test_a_new_log_begins_with_the_checkpoint_of_the_empty_log(log: Log) -> None:
    assert await log.sequencer().run_once() == 0
    assert await log.sequencer().run_once() == 0
    (note,) = await log.rows("select note from {s}.log_checkpoint")
    checkpoint = verify.verify_checkpoint(note[0], log.signer.verifier)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("sepia.registry", 0, EMPTY_ROOT)


async def test_entries_get_contiguous_positions_in_the_order_of_their_ids(log: Log) -> None:
    entries = [log.entry() for _ in range(7)]
    ids = [entry.id for entry in entries]
    for entry in reversed(entries):
        async with log.engine.begin() as connection:
            await writer.append(connection, log.tables, entry)
    assert await log.sequencer(batch=3).run_once() == 3
    assert await log.sequencer(batch=3).drain() == 4
    ordered = await log.rows("select id from {s}.log_entry order by position")
    assert [row[0] for row in ordered] == sorted(ids)
    sizes = await log.rows("select tree_size from {s}.log_checkpoint order by 1")
    assert [row[0] for row in sizes] == [0, 3, 6, 7]
    assert await log.check() == []


async def test_a_rolled_back_entry_leaves_no_gap(log: Log) -> None:
    for number in range(6):
        async with log.engine.connect() as connection:
            transaction = await connection.begin()
            await writer.append(connection, log.tables, log.entry())
            await (transaction.rollback() if number % 2 else transaction.commit())
        await log.sequencer().run_once()
    assert await log.positions() == [0, 1, 2]
    assert await log.check() == []


async def test_an_entry_committed_late_comes_after_those_a_follower_has_seen(log: Log) -> None:
    early = log.entry()
    async with log.engine.begin() as slow:
        await writer.append(slow, log.tables, early)
        await log.grow(3)
        assert await log.positions() == [0, 1, 2]
    await log.sequencer().run_once()
    ((position,),) = await log.rows("select position from {s}.log_entry where id = :id", id=early.id)
    assert position == 3


async def test_two_sequencers_and_parallel_writers_make_one_sound_log(log: Log) -> None:
    async def write(count: int, seed: int) -> int:
        dice, committed = random.Random(seed), 0
        for _ in range(count):
            async with log.engine.connect() as connection:
                transaction = await connection.begin()
                await writer.append(connection, log.tables, log.entry())
                keep = dice.random() < 0.8
                await (transaction.commit() if keep else transaction.rollback())
                committed += keep
        return committed

    replicas = [asyncio.create_task(log.sequencer(interval=0.003, batch=7).run()) for _ in range(2)]
    committed = sum(await asyncio.gather(*(write(40, seed) for seed in range(4))))
    for replica in replicas:
        replica.cancel()
    await asyncio.gather(*replicas, return_exceptions=True)
    await log.sequencer().drain()
    assert await log.positions() == list(range(committed))
    assert await log.check() == []


def crash_before(log: Log, number: int) -> Callable[[], None]:
    """Arranges that the statement of this number fails before it reaches the database; returns how to undo it."""
    left = number

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise ConnectionError("killed here")

    sa.event.listen(log.engine.sync_engine, "before_cursor_execute", count)
    return lambda: sa.event.remove(log.engine.sync_engine, "before_cursor_execute", count)


async def test_a_kill_before_any_statement_leaves_a_batch_done_or_not_begun(log: Log) -> None:
    await log.grow(3)
    killed = 0
    for number in range(1, 50):
        await log.record(2)
        before = await log.positions()
        undo = crash_before(log, number)
        try:
            await log.sequencer().run_once()
        except ConnectionError:
            killed += 1
        else:
            break
        finally:
            undo()
        assert await log.positions() == before
        assert await log.check() == []
    assert killed >= 6
    await log.sequencer().drain()
    assert await log.positions() == list(range(3 + 2 * (killed + 1)))
    assert await log.check() == []


async def test_a_kill_right_before_the_commit_leaves_a_batch_not_begun(log: Log) -> None:
    await log.grow(3)
    await log.record(2)

    def killed(_: Any) -> None:
        raise ConnectionError("killed here")

    sa.event.listen(log.engine.sync_engine, "commit", killed)
    with pytest.raises(ConnectionError):
        await log.sequencer().run_once()
    sa.event.remove(log.engine.sync_engine, "commit", killed)
    assert await log.positions() == [0, 1, 2]
    assert await log.sequencer().drain() == 2
    assert await log.check() == []


async def test_cancelled_and_cut_off_sequencers_lose_nothing(log: Log) -> None:
    dice = random.Random(5)
    total = 0
    for _ in range(12):
        await log.record(5)
        total += 5
        attempt = asyncio.create_task(log.sequencer(batch=2).drain())
        await asyncio.wait([attempt], timeout=dice.random() * 0.02)
        if dice.random() < 0.5:
            attempt.cancel()
        else:
            await log.run(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                " and datname = current_database()"
            )
        await asyncio.gather(attempt, return_exceptions=True)
        await log.engine.dispose()
    await log.sequencer().drain()
    assert await log.positions() == list(range(total))
    assert await log.check() == []


REPLICA = """
import asyncio, pathlib, sys
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from shared.clock import SystemClock
from shared.journal.keys import load_or_create
from shared.journal.sequencer import Sequencer
from shared.journal.tables import journal_tables

url, schema, key = sys.argv[1:]
signer = load_or_create(pathlib.Path(key), "sepia.registry")
tables = journal_tables(sa.MetaData(schema=schema))
asyncio.run(Sequencer(create_async_engine(url), tables, signer, SystemClock(), interval=0.001, batch=3).run())
"""


async def test_replicas_killed_with_kill_9_leave_a_sound_log(log: Log, database_url: str, tmp_path: Path) -> None:
    key = tmp_path / "log.pem"
    command = [sys.executable, "-c", REPLICA, database_url, log.tables.schema, str(key)]
    replicas = [await asyncio.create_subprocess_exec(*command, cwd=Path(shared.__file__).parents[1]) for _ in range(2)]
    await log.until("select tree_size from {s}.log_checkpoint", 0)
    async with log.engine.begin() as connection:
        await writer.append_many(connection, log.tables, [log.entry() for _ in range(2_000)])
    await log.until("select count(*) >= 60 from {s}.log_entry where position is not null", True)
    for replica in replicas:
        replica.kill()
        assert await replica.wait() == -signal.SIGKILL
    log.signer = load_or_create(key, "sepia.registry")
    assert len(await log.positions()) < 2_000
    assert await log.check() == []
    await log.sequencer().drain()
    assert await log.positions() == list(range(2_000))
    assert await log.check() == []


async def test_a_nudge_wakes_a_sequencer_that_would_look_much_later(log: Log) -> None:
    sequencer = log.sequencer(interval=3600)
    running = asyncio.create_task(sequencer.run())
    await log.until("select tree_size from {s}.log_checkpoint", 0)
    await log.record(1)
    sequencer.nudge()
    await log.until("select position from {s}.log_entry", 0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_running_sequencer_outlives_a_database_that_goes_away(log: Log) -> None:
    running = asyncio.create_task(log.sequencer(interval=0.01).run())
    await log.run("alter table {s}.log_entry rename to log_entry_away")
    await asyncio.sleep(0.05)
    await log.run("alter table {s}.log_entry_away rename to log_entry")
    await log.record(3)
    await log.until("select position from {s}.log_entry order by 1", 0, 1, 2)
    assert not running.done()
    running.cancel()


async def test_while_one_replica_holds_the_lock_another_does_nothing(log: Log) -> None:
    await log.grow(1)
    await log.record(1)
    async with log.engine.begin() as other:
        key = lock_key(log.tables.schema, "sepia.registry")
        await other.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        assert await log.sequencer().run_once() == 0
    assert await log.sequencer().run_once() == 1


async def test_a_sequencer_with_another_key_refuses_to_go_on(log: Log) -> None:
    await log.grow(2)
    await log.record(1)
    other = Signer("sepia.registry", Ed25519PrivateKey.generate())
    with pytest.raises(SepiaError, match="own key file") as caught:
        await log.sequencer(signer=other).run()
    assert caught.value.reason == "LOG_KEY_UNKNOWN"
    assert await log.positions() == [0, 1]


async def test_a_key_may_follow_a_retired_one(log: Log) -> None:
    await log.grow(2)
    await log.record(1)
    new = Signer("sepia.registry", Ed25519PrivateKey.generate())
    assert await log.sequencer(signer=new, retired=[log.signer.verifier]).run_once() == 1


@pytest.mark.parametrize(
    "damage",
    [
        "update {s}.log_node set hash = sha256('x') where level = 1 and index = 2",
        "delete from {s}.log_node where level = 2",
        "update {s}.log_checkpoint set root = sha256('x') where tree_size = 7",
        "update {s}.log_entry set leaf_hash = sha256('x') where position = 6",
    ],
)
async def test_nothing_is_signed_on_top_of_a_damaged_tree(log: Log, damage: str) -> None:
    await log.grow(7)
    await log.run(damage)
    await log.record(1)
    with pytest.raises(SepiaError, match="Nothing was signed"):
        await log.sequencer().run_once()
    async with log.engine.begin() as connection:
        latest = await reader.latest_checkpoint(connection, log.tables)
    assert latest is not None
    assert latest.size == 7
