"""Recording, reading, proving, erasing: against a real database, checked the way a client checks."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from shared.errors import SepiaError
from shared.ids import new_id
from shared.journal import leaf, reader, verify, writer
from shared.journal.note import Checkpoint
from shared.journal.reader import LogEntry
from tests.integration.shared.journal.conftest import Log
from tests.support.refusals import refusal_of


async def entries(log: Log, *seen_by: str) -> list[LogEntry]:
    async with log.engine.connect() as connection:
        return await reader.entries_after(connection, log.tables, -1, seen_by=seen_by)


async def latest(log: Log) -> Checkpoint:
    async with log.engine.connect() as connection:
        stored = await reader.latest_checkpoint(connection, log.tables)
    assert stored is not None
    return verify.verify_checkpoint(stored.note, log.signer.verifier)


async def test_an_entry_exists_when_the_callers_transaction_commits_and_not_before(log: Log) -> None:
    async with log.engine.connect() as connection:
        await writer.append(connection, log.tables, log.entry())
        await writer.append_many(connection, log.tables, [log.entry() for _ in range(200)])
        assert await log.rows("select 1 from {s}.log_entry") == []
        await connection.rollback()
    assert await log.rows("select 1 from {s}.log_entry") == []


@pytest.mark.parametrize("count", [0, 1, 49, 500])
async def test_many_entries_are_recorded_as_single_ones_are(log: Log, count: int) -> None:
    batch = [log.entry(audience=["role:OFFICER", "public"]) for _ in range(count)]
    async with log.engine.begin() as connection:
        await writer.append_many(connection, log.tables, batch)
    await log.sequencer().drain()
    async with log.engine.connect() as connection:
        read = await reader.entries_after(connection, log.tables, -1, seen_by=(), limit=1_000)
    assert [one.leaf.id for one in read] == sorted(entry.id for entry in batch)
    assert [one.subject for one in read] == [entry.subject for entry in batch]
    assert await log.check() == []


async def test_an_instant_keeps_its_microseconds_through_the_database(log: Log) -> None:
    log.clock.advance(dt.timedelta(microseconds=123_457))
    await log.grow(1)
    (entry,) = await entries(log)
    assert entry.leaf.recorded_at == log.clock.now()


async def test_a_follower_reads_page_by_page_and_misses_nothing(log: Log) -> None:
    await log.grow(4, 9, 1)
    seen: list[int] = []
    async with log.engine.connect() as connection:
        while page := await reader.entries_after(
            connection, log.tables, seen[-1] if seen else -1, seen_by=None, limit=5
        ):
            seen += [entry.leaf.position for entry in page]
    assert seen == list(range(14))


async def test_a_follower_may_ask_for_certain_kinds(log: Log) -> None:
    async with log.engine.begin() as connection:
        for kind in ("a:b:c", "a:b:d", "a:b:c"):
            await writer.append(connection, log.tables, log.entry(kind=kind))
    await log.sequencer().drain()
    async with log.engine.connect() as connection:
        found = await reader.entries_after(connection, log.tables, -1, seen_by=None, kinds=["a:b:c"])
    assert [entry.leaf.position for entry in found] == [0, 2]


async def test_every_entry_is_proven_at_every_checkpoint(log: Log) -> None:
    await log.grow(1, 2, 5, 3)
    read = await entries(log)
    async with log.engine.connect() as connection:
        for size in (1, 3, 8, 11):
            stored = await reader.checkpoint_at(connection, log.tables, size)
            checkpoint = verify.verify_checkpoint(stored.note, log.signer.verifier)
            for entry in read[:size]:
                proof = await reader.inclusion_proof(connection, log.tables, entry.leaf.position, size)
                content = verify.verify_entry_inclusion(entry.leaf, proof, checkpoint)
                assert content is not None
                assert content.subject == entry.subject


async def test_every_checkpoint_is_shown_to_continue_every_earlier_one(log: Log) -> None:
    await log.grow(1, 2, 5, 3)
    async with log.engine.connect() as connection:
        checkpoints = [
            verify.verify_checkpoint(
                (await reader.checkpoint_at(connection, log.tables, size)).note, log.signer.verifier
            )
            for size in (0, 1, 3, 8, 11)
        ]
        for old in checkpoints:
            for new in checkpoints[checkpoints.index(old) :]:
                proof = await reader.consistency_proof(connection, log.tables, old.size, new.size)
                assert refusal_of(verify.verify_consistency, old, new, proof) is None


async def test_content_reaches_its_audience_and_the_leaf_reaches_everyone(log: Log) -> None:
    await log.record(1, ["organization:acme", "role:OFFICER"])
    await log.record(1, [])
    await log.record(1, ["public"])
    await log.sequencer().drain()

    def readable(read: list[LogEntry]) -> list[bool]:
        for entry in read:
            hidden = {entry.subject is None, entry.actor is None, entry.leaf.content is None, entry.leaf.salt is None}
            assert len(hidden) == 1
        return [entry.leaf.content is not None for entry in read]

    assert readable(await entries(log)) == [False, False, True]
    assert readable(await entries(log, "organization:other", "role:HOLDER")) == [False, False, True]
    assert readable(await entries(log, "organization:acme")) == [True, False, True]
    async with log.engine.connect() as connection:
        everything = await reader.entries_after(connection, log.tables, -1, seen_by=None)
        one = await reader.entry_at(connection, log.tables, 0, seen_by=["organization:other"])
        proof = await reader.inclusion_proof(connection, log.tables, 0, 3)
    assert readable(everything) == [True, True, True]
    assert verify.verify_entry_inclusion(one.leaf, proof, await latest(log)) is None


async def test_erasing_content_breaks_no_proof_and_is_itself_recorded(log: Log) -> None:
    ids = await log.record(5)
    await log.sequencer().drain()
    before = await latest(log)
    async with log.engine.begin() as connection:
        await writer.erase(
            connection,
            log.tables,
            ids[2],
            record_id=new_id(),
            actor="users/officer",
            reason="Art. 17 GDPR",
            at=log.clock.now(),
        )
    await log.sequencer().drain()
    (gone,) = await log.rows("select subject, actor, content, salt from {s}.log_entry where position = 2")
    assert tuple(gone) == (None, None, None, None)
    after, read = await latest(log), await entries(log)
    async with log.engine.connect() as connection:
        for entry in read:
            proof = await reader.inclusion_proof(connection, log.tables, entry.leaf.position, after.size)
            content = verify.verify_entry_inclusion(entry.leaf, proof, after)
            assert (content is None) == (entry.leaf.position == 2)
        verify.verify_consistency(
            before, after, await reader.consistency_proof(connection, log.tables, before.size, after.size)
        )
    assert read[2].erased_at == log.clock.now()
    assert read[5].leaf.content is not None
    record = leaf.read_content(read[5].leaf.content)
    assert (read[5].leaf.kind, record.actor) == ("journal:entry:erase", "users/officer")
    assert record.content == {"entry": str(ids[2]), "reason": "Art. 17 GDPR"}
    assert await log.check() == []


async def test_an_entry_may_be_erased_before_it_has_its_position(log: Log) -> None:
    (id_,) = await log.record(1)
    async with log.engine.begin() as connection:
        await writer.erase(
            connection, log.tables, id_, record_id=new_id(), actor="users/o", reason="r", at=log.clock.now()
        )
    assert await log.check() == []
    await log.sequencer().drain()
    assert await log.check() == []


async def test_an_erasure_is_refused_twice_and_its_record_stays(log: Log) -> None:
    (id_,) = await log.record(1)
    record = new_id()

    async def erase(entry_id: object, record_id: object) -> None:
        async with log.engine.begin() as connection:
            await writer.erase(
                connection,
                log.tables,
                entry_id,  # pyright: ignore[reportArgumentType]
                record_id=record_id,  # pyright: ignore[reportArgumentType]
                actor="users/o",
                reason="r",
                at=log.clock.now(),
            )

    await erase(id_, record)
    for entry_id, reason in ((id_, "ENTRY_ERASED"), (record, "ENTRY_NOT_ERASABLE"), (new_id(), "NOT_FOUND")):
        with pytest.raises(SepiaError) as caught:
            await erase(entry_id, new_id())
        assert caught.value.reason == reason


async def test_an_audience_is_changed_with_a_record_of_it(log: Log) -> None:
    (id_,) = await log.record(1, ["organization:acme"])
    await log.sequencer().drain()
    async with log.engine.begin() as connection:
        await writer.readdress(
            connection,
            log.tables,
            id_,
            ["public"],
            record_id=new_id(),
            actor="users/officer",
            reason="embargo over",
            at=log.clock.now(),
        )
    await log.sequencer().drain()
    read = await entries(log)
    assert [entry.leaf.content is not None for entry in read] == [True, True]
    assert [entry.leaf.kind for entry in read][1] == "journal:entry:readdress"
    assert await log.check() == []


async def test_what_does_not_exist_is_said_to_not_exist(log: Log) -> None:
    await log.grow(2)
    async with log.engine.connect() as connection:
        with pytest.raises(SepiaError, match="no entry at position 2 yet"):
            await reader.entry_at(connection, log.tables, 2, seen_by=())
        with pytest.raises(SepiaError, match="No checkpoint was signed at size 1"):
            await reader.checkpoint_at(connection, log.tables, 1)
        with pytest.raises(SepiaError, match="nothing of size 3 yet"):
            await reader.inclusion_proof(connection, log.tables, 0, 3)
        with pytest.raises(SepiaError, match="no position 2"):
            await reader.inclusion_proof(connection, log.tables, 2, 2)
        with pytest.raises(SepiaError, match="does not continue"):
            await reader.consistency_proof(connection, log.tables, 2, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from {s}.log_entry where position = 1",
        "truncate {s}.log_entry",
        "update {s}.log_entry set kind = 'a:b:c' where position = 1",
        "update {s}.log_entry set content = 'x' where position = 1",
        "update {s}.log_entry set position = 9 where position = 1",
        "update {s}.log_entry set subject = null, actor = null, content = null, salt = null where position = 1",
        "update {s}.log_node set hash = sha256('x')",
        "delete from {s}.log_node",
        "truncate {s}.log_node",
        "update {s}.log_checkpoint set note = 'x'",
        "delete from {s}.log_checkpoint",
        "truncate {s}.log_checkpoint",
    ],
)
async def test_a_guarded_database_refuses_to_rewrite_the_log(guarded: Log, statement: str) -> None:
    await guarded.grow(4)
    with pytest.raises(DBAPIError, match=r"refused|ck_log_entry_erased"):
        await guarded.run(statement)
    assert await guarded.check() == []


async def test_a_guarded_log_still_grows_erases_and_readdresses(guarded: Log) -> None:
    log = guarded
    ids = await log.record(3, ["role:OFFICER"])
    await log.sequencer().drain()
    async with log.engine.begin() as connection:
        told = {"actor": "users/o", "reason": "r", "at": log.clock.now()}
        await writer.erase(connection, log.tables, ids[0], record_id=new_id(), **told)
        await writer.readdress(connection, log.tables, ids[1], ["public"], record_id=new_id(), **told)
    await log.sequencer().drain()
    assert await log.positions() == [0, 1, 2, 3, 4]
    assert await log.check() == []


async def test_the_sequencers_question_is_answered_from_an_index(log: Log) -> None:
    async with log.engine.begin() as connection:
        await writer.append_many(connection, log.tables, [log.entry() for _ in range(3_000)])
    await log.sequencer().drain()
    await log.record(2)
    await log.run(sa.text(f"analyze {log.tables.schema}.log_entry"))
    plan = await log.rows("explain select id from {s}.log_entry where position is null order by id limit 5000")
    assert "Index Scan" in "\n".join(row[0] for row in plan)
