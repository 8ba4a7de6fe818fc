"""Whatever is altered in a stored log is found and named."""

from __future__ import annotations

import datetime as dt

import pytest

from shared.journal.fsck import Fault, Finding
from tests.integration.shared.journal.conftest import Log

SIZE = 11  # entries, in checkpoints of 3, 7 and 11

FLIP = "set_byte({0}, 0, get_byte({0}, 0) # 1)"


def flip(column: str) -> str:
    """SQL that changes one bit of the first byte of a bytea column."""
    return f"{column} = " + FLIP.format(column)


async def grown(log: Log) -> Log:
    await log.grow(3, 4, 4)
    assert await log.check() == []
    return log


def named(findings: list[Finding]) -> set[tuple[Fault, int | None]]:
    return {(finding.fault, finding.position) for finding in findings}


@pytest.mark.parametrize("position", [0, 5, SIZE - 1])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (flip("content"), Fault.CONTENT_ALTERED),
        (flip("salt"), Fault.CONTENT_ALTERED),
        ("kind = kind || 'x'", Fault.LEAF_ALTERED),
        ("recorded_at = recorded_at + interval '1 microsecond'", Fault.LEAF_ALTERED),
        ("id = gen_random_uuid()", Fault.LEAF_ALTERED),
        (flip("commitment"), Fault.LEAF_ALTERED),
        (flip("leaf_hash"), Fault.LEAF_ALTERED),
        ("subject = 'holders/other'", Fault.COLUMN_ALTERED),
        ("actor = 'users/other'", Fault.COLUMN_ALTERED),
        ("audience = '{{role:OFFICER}}'", Fault.COLUMN_ALTERED),
        (
            "subject = null, actor = null, content = null, salt = null, erased_at = now()",
            Fault.ERASED_WITHOUT_RECORD,
        ),
    ],
)
async def test_an_altered_entry_is_named_by_position(log: Log, change: str, fault: Fault, position: int) -> None:
    await grown(log)
    await log.run(f"update {{s}}.log_entry set {change} where position = {position}")
    findings = await log.check()
    assert (fault, position) in named(findings)
    assert f"osition {position} (entry" in next(one.message for one in findings if one.fault is fault)


async def test_every_byte_of_an_entry_counts(log: Log) -> None:
    await grown(log)
    ((length,),) = await log.rows("select octet_length(content) from {s}.log_entry where position = 4")
    for at in range(length):
        change = f"content = set_byte(content, {at}, get_byte(content, {at}) # 32)"
        await log.run(f"update {{s}}.log_entry set {change} where position = 4")
        assert named(await log.check()) == {(Fault.CONTENT_ALTERED, 4)}
        await log.run(f"update {{s}}.log_entry set {change} where position = 4")
    assert await log.check() == []


async def test_every_altered_node_is_named_by_the_positions_it_covers(log: Log) -> None:
    await grown(log)
    nodes = await log.rows("select level, index from {s}.log_node")
    assert len(nodes) == 5 + 2 + 1
    for level, index in nodes:
        where = f"level = {level} and index = {index}"
        await log.run(f"update {{s}}.log_node set {flip('hash')} where {where}")
        assert (Fault.NODE_ALTERED, index << level) in named(await log.check())
        await log.run(f"update {{s}}.log_node set {flip('hash')} where {where}")
        await log.run(f"create table {{s}}.kept as select * from {{s}}.log_node where {where}")
        await log.run(f"delete from {{s}}.log_node where {where}")
        assert named(await log.check()) == {(Fault.NODE_MISSING, index << level)}
        await log.run("insert into {s}.log_node select * from {s}.kept")
        await log.run("drop table {s}.kept")
    assert await log.check() == []


@pytest.mark.parametrize(("level", "index"), [(1, 5), (4, 0), (0, 0), (1, -1), (9, 3)])
async def test_a_node_over_entries_the_log_does_not_have_is_named(log: Log, level: int, index: int) -> None:
    await grown(log)
    await log.run(f"insert into {{s}}.log_node values ({level}, {index}, sha256('x'))")
    (finding,) = await log.check()
    assert finding.fault is Fault.NODE_SURPLUS
    assert f"level {level}, index {index} " in finding.message


@pytest.mark.parametrize("size", [0, 3, 7, 11])
@pytest.mark.parametrize(
    "change",
    [
        flip("root"),
        "note = replace(note, 'sepia', 'sapia')",
        # one character of the signature becomes another, whichever it was
        "note = overlay(note placing case when substr(note, length(note) - 20, 1) = 'A' then 'B' else 'A' end"
        " from length(note) - 20 for 1)",
        "note = ''",
    ],
)
async def test_an_altered_checkpoint_is_named_by_its_size(log: Log, change: str, size: int) -> None:
    await grown(log)
    await log.run(f"update {{s}}.log_checkpoint set {change} where tree_size = {size}")
    assert named(await log.check()) == {(Fault.CHECKPOINT_ALTERED, size)}


async def test_a_checkpoint_moved_to_another_size_is_named(log: Log) -> None:
    await grown(log)
    await log.run("update {s}.log_checkpoint set tree_size = 5 where tree_size = 3")
    assert named(await log.check()) == {(Fault.CHECKPOINT_ALTERED, 5)}


async def test_a_deleted_newest_checkpoint_is_noticed(log: Log) -> None:
    await grown(log)
    await log.run("delete from {s}.log_checkpoint where tree_size = 11")
    assert named(await log.check()) == {(Fault.CHECKPOINT_MISSING, 7)}


@pytest.mark.parametrize("position", range(SIZE))
async def test_a_deleted_entry_is_named(log: Log, position: int) -> None:
    await grown(log)
    await log.run(f"delete from {{s}}.log_entry where position = {position}")
    assert (Fault.POSITION_MISSING, position) in named(await log.check())


async def test_entries_that_changed_places_are_named(log: Log) -> None:
    await grown(log)
    for position, other in ((1, 100), (6, 1), (100, 6)):
        await log.run(f"update {{s}}.log_entry set position = {other} where position = {position}")
    found = named(await log.check())
    assert {(Fault.NODE_ALTERED, 0), (Fault.NODE_ALTERED, 6)} <= found
    assert (Fault.HISTORY_REWRITTEN, 3) in found


async def test_entries_that_changed_places_but_not_their_hashes_are_named(log: Log) -> None:
    await grown(log)
    await log.run(
        "update {s}.log_entry a set id = case a.position when 1 then b.id else a.id end,"
        " commitment = b.commitment, content = b.content, salt = b.salt, subject = b.subject"
        " from {s}.log_entry b where a.position + b.position = 7 and a.position in (1, 6) and a.position <> 1"
    )
    assert (Fault.LEAF_ALTERED, 6) in named(await log.check())


async def test_a_log_that_differs_from_a_remembered_checkpoint_is_given_away(log: Log) -> None:
    await grown(log)
    ((remembered,),) = await log.rows("select note from {s}.log_checkpoint where tree_size = 7")
    assert await log.check(remembered=[remembered]) == []
    await log.run("delete from {s}.log_checkpoint")
    await log.run("delete from {s}.log_node")
    await log.run("update {s}.log_entry set position = null, leaf_hash = null")
    await log.run("update {s}.log_entry set kind = 'a:b:c' where subject like '%/2'")
    await log.sequencer().drain()
    assert await log.check() == [], "who holds the key can make a database that is sound in itself"
    assert named(await log.check(remembered=[remembered])) == {(Fault.HISTORY_REWRITTEN, 7)}


async def test_a_log_cut_back_to_an_earlier_checkpoint_is_given_away_by_a_remembered_one(log: Log) -> None:
    await grown(log)
    ((remembered,),) = await log.rows("select note from {s}.log_checkpoint where tree_size = 11")
    await log.run("delete from {s}.log_checkpoint where tree_size = 11")
    await log.run("delete from {s}.log_entry where position >= 7")
    await log.run("delete from {s}.log_node where ((index + 1) << level) > 7")
    assert await log.check() == []
    assert named(await log.check(remembered=[remembered])) == {(Fault.POSITION_MISSING, 7)}


async def test_an_entry_that_waits_too_long_is_named(log: Log) -> None:
    await grown(log)
    (id_,) = await log.record(1)
    log.clock.advance(dt.timedelta(seconds=59))
    assert await log.check() == []
    log.clock.advance(dt.timedelta(seconds=2))
    (finding,) = await log.check()
    assert (finding.fault, finding.position) == (Fault.NOT_SEQUENCED, None)
    assert str(id_) in finding.message


async def test_an_altered_entry_that_still_waits_is_named(log: Log) -> None:
    (id_,) = await log.record(1)
    await log.run(f"update {{s}}.log_entry set {flip('content')}")
    (finding,) = await log.check()
    assert finding.fault is Fault.CONTENT_ALTERED
    assert str(id_) in finding.message


async def test_an_empty_log_is_sound(log: Log) -> None:
    assert await log.check() == []
    await log.sequencer().drain()
    assert await log.check() == []
