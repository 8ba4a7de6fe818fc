"""Write transactions: state, log entry and answered request commit together or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from sepia.registry.v1 import frames_pb2 as pb
from services.registry import tables
from services.registry.app import SERVICE
from shared.auth.callers import Caller, set_caller
from shared.db import Database
from shared.db.migrations import migrate
from shared.db.revisions import newest, pending, require_current
from shared.errors import Kind, SepiaError
from shared.rpc.calls import Replayed
from tests.support import Databases

ROOT = Path(__file__).resolve().parents[3]
REVISIONS = sorted(path.name[:4] for path in (SERVICE.migrations / "versions").glob("[0-9]*.py"))
REQUEST = pb.FreezeFrameRequest(standard="standards/5g", family_key=1, request_id="r1")


@pytest.fixture
async def database(databases: Databases) -> AsyncGenerator[Database]:
    database = Database(databases.of(SERVICE), tables.JOURNAL, tables.ANSWERED)
    set_caller(Caller("accounts/a", frozenset({6}), "holders/x"))
    yield database
    await database.close()


async def entries(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(tables.JOURNAL.entry))).scalar_one()


async def write(database: Database, request: pb.FreezeFrameRequest, name: str, *, slowly: float = 0) -> pb.Frame:
    async with database.write(request) as tx:
        await tx.record("officer:frame:freeze", name, {"n": 1})
        await asyncio.sleep(slowly)
        return await tx.reply(pb.Frame(name=name))


async def test_a_retry_gets_the_first_answer_and_does_nothing(database: Database) -> None:
    first = await write(database, REQUEST, "frames/1")
    with pytest.raises(Replayed) as replayed:
        await write(database, REQUEST, "frames/2")
    assert pb.Frame.FromString(replayed.value.response) == first
    assert await entries(database) == 1


async def test_the_same_id_with_another_request_is_refused(database: Database) -> None:
    await write(database, REQUEST, "frames/1")
    other = pb.FreezeFrameRequest(standard="standards/4g", family_key=1, request_id="r1")
    with pytest.raises(SepiaError) as refused:
        await write(database, other, "frames/2")
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_another_account_may_use_the_same_id(database: Database) -> None:
    await write(database, REQUEST, "frames/1")
    set_caller(Caller("accounts/b"))
    await write(database, REQUEST, "frames/2")
    assert await entries(database) == 2


async def test_without_an_id_a_request_is_done_again(database: Database) -> None:
    bare = pb.FreezeFrameRequest(standard="standards/5g", family_key=1)
    await write(database, bare, "frames/1")
    await write(database, bare, "frames/2")
    assert await entries(database) == 2


async def test_of_two_equal_requests_at_once_one_is_done(database: Database) -> None:
    results = await asyncio.gather(
        *(write(database, REQUEST, f"frames/{n}", slowly=0.1) for n in range(5)), return_exceptions=True
    )
    assert sum(isinstance(result, Replayed) for result in results) == 4
    assert await entries(database) == 1


async def test_a_refusal_leaves_neither_entry_nor_claim(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.write(REQUEST) as tx:
            await tx.record("officer:frame:freeze", "frames/1", {"n": 1})
            raise RuntimeError
    assert await entries(database) == 0
    await write(database, REQUEST, "frames/1")


async def test_the_database_knows_who_is_asking(database: Database) -> None:
    async with database.read_as_caller() as connection:
        row = (
            await connection.execute(
                sa.text("select current_setting('sepia.account'), current_setting('sepia.organization')")
            )
        ).one()
    assert tuple(row) == ("accounts/a", "holders/x")


async def test_a_read_as_the_caller_cannot_write(database: Database) -> None:
    with pytest.raises(sa.exc.InternalError, match="read-only"):
        async with database.read_as_caller() as connection:
            await connection.execute(sa.text("delete from edition"))


async def test_a_database_that_is_away_is_unavailable_not_internal(tmp_path: object) -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/none", tables.JOURNAL, tables.ANSWERED)
    with pytest.raises(SepiaError) as refused:
        async with database.read() as connection:
            await connection.execute(sa.text("select 1"))
    await database.close()
    assert refused.value.kind is Kind.UNAVAILABLE


def test_migrating_twice_does_nothing_the_second_time(databases: Databases) -> None:
    url = databases.empty()
    assert pending(url, SERVICE.metadata, SERVICE.migrations) is not None
    with pytest.raises(SepiaError, match=r"python -m services\.registry migrate"):
        require_current(url, SERVICE.metadata, SERVICE.migrations)
    assert migrate(url, SERVICE.metadata, SERVICE.migrations) == REVISIONS
    assert migrate(url, SERVICE.metadata, SERVICE.migrations) == []
    require_current(url, SERVICE.metadata, SERVICE.migrations)


@pytest.mark.parametrize("name", ["registry", "assessment", "frand", "gateway"])
def test_the_newest_revision_is_the_head_that_alembic_finds(name: str) -> None:
    folder = ROOT / "services" / name / "migrations"
    script = ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])
    assert newest(folder) == script.get_current_head()


async def test_many_migrators_at_once_migrate_once(databases: Databases) -> None:
    url = databases.empty()
    applied = await asyncio.gather(
        *(asyncio.to_thread(migrate, url, SERVICE.metadata, SERVICE.migrations) for _ in range(4))
    )
    assert sorted(map(len, applied)) == [0, 0, 0, len(REVISIONS)]


async def test_a_nul_character_is_refused_not_a_failure(database: Database) -> None:
    with pytest.raises(SepiaError) as refused:
        async with database.write() as tx:
            await tx.execute(sa.insert(tables.holder).values(key="k", name="a\0b", search="", demonstration=True))
    assert refused.value.reason == "NUL_CHARACTER"
