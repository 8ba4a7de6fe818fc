"""What a long file leaves for afterwards: questions are answered as after a short one, before, meanwhile and after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from psycopg.errors import UniqueViolation

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import exports_pb2, imports_pb2, registrations_pb2, search_pb2
from sepia.registry.v1.registrations_pb2_grpc import RegistrationServiceStub
from sepia.registry.v1.search_pb2_grpc import SearchServiceStub
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports import load_links, load_parts, load_store
from services.registry.imports.indexing import Indexing
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.spelling import Spelling
from services.registry.locks import Lock
from tests.integration.registry.filled import HEADER, SMALL, Register
from tests.integration.registry.test_editions_of_exports import families
from tests.integration.registry.test_exports import made, table_of
from tests.integration.registry.test_frames import entries_of, frozen
from tests.integration.registry.test_search import found
from tests.support import Databases, run_service

DECLARED = ("EP20180000001", "EP 3000001 B1", "US201800000003")
UNDECLARED = "EP20190000009"
QUERIES = ("36.300", "acme radio", "ISLD-202001-002")
NUMBERS = ("EP 3 000 001 B1", "2010-026700")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a register says to questions that read links, or look numbers of applications up."""

    counted: dict[str, int]
    digest: str
    frame: list[tuple[str, str]]
    exported: str
    declared: dict[str, bool]
    hits: dict[str, list[str]]


async def answers_of(register: Register) -> Answers:
    frame = await frozen(register.officer)
    _, links = await made(register.officer, kind=exports_pb2.EXPORT_KIND_LINKS, format=exports_pb2.EXPORT_FORMAT_CSV)
    declared: dict[str, bool] = {}
    court = register.running.client(Role.ROLE_COURT, account="accounts/court")
    for number in (*DECLARED, UNDECLARED):
        asked = registrations_pb2.QueryCourtGateRequest(patent=number, standard="standards/5g")
        declared[number] = (await court.call(court.stub(RegistrationServiceStub).QueryCourtGate, asked)).declared
    return Answers(
        await families(register.officer, standard="standards/5g"),
        frame.digest,
        await entries_of(register, frame.name),
        # A long load gives applications other ids.
        re.sub(r"applications/\d+", "applications/…", table_of(links)[0]),
        declared,
        {query: [hit.name for hit in await found(register, query)] for query in QUERIES},
    )


async def searched(register: Register) -> search_pb2.SearchPatentsResponse:
    stub = register.anyone.stub(SearchServiceStub)
    return await register.anyone.call(stub.SearchPatents, search_pb2.SearchPatentsRequest(page_size=100))


async def applications_of(register: Register) -> list[str]:
    """What a search of everything finds, once it knows what the register has."""
    await register.indexed()
    return sorted(hit.application_number for hit in (await searched(register)).hits)


async def waiting(register: Register, table: sa.Table) -> int:
    async with register.database.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def test_questions_are_answered_the_same_before_and_after_what_is_left_for_later(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path / "short") as running:
        short = Register(running)
        await short.bring_rows(*SMALL)
        expected, applications = await answers_of(short), await applications_of(short)
        by_number = {number: [hit.name for hit in await found(short, number)] for number in NUMBERS}
    assert [number for number in DECLARED if not expected.declared[number]] == []
    assert not expected.declared[UNDECLARED]
    for module, name, value in (
        (load_store, "LONG_FILE", 1),
        (load_links, "LONG_LOAD", 1),
        (load_parts, "MANY", 0),
    ):
        monkeypatch.setattr(module, name, value)
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path / "long") as running:
        long = Register(running)
        async with long.database.write() as held:
            # As if another replica were at it: nobody here indexes or spells.
            for lock in (Lock.LINKS, Lock.SPELL):
                await held.execute(sa.select(sa.func.pg_advisory_xact_lock(int(lock))))
            data = ("\n".join([HEADER, *SMALL]) + "\n").encode()
            done = await long.send(data, imports_pb2.SOURCE_FORMAT_ISLD)
            assert done.state == imports_pb2.IMPORT_STATE_DONE, done
            assert [await waiting(long, table) for table in (tables.unindexed_load, tables.unspelled_load)] == [1, 1]
            assert await answers_of(long) == expected
            # A search does not guess: it says that it does not know of these rows yet.
            reply = await searched(long)
            assert (list(reply.hits), reply.total_count, reply.index.behind) == ([], 0, True)
        indexing, spelling = Indexing(long.database), Spelling(long.database)
        # One step after the other: nothing is wrong in between either.
        # The service's own work may be quicker, or hold the lock.
        while await waiting(long, tables.unindexed_load):
            await indexing.step()
            assert await families(long.officer, standard="standards/5g") == expected.counted
        while await waiting(long, tables.unspelled_load):
            await spelling.run_once()
        assert await answers_of(long) == expected
        assert await applications_of(long) == applications
        assert {number: [hit.name for hit in await found(long, number)] for number in NUMBERS} == by_number


async def test_rows_are_copied_in_their_order_and_a_copy_that_fails_is_told_by_what_comes_next(
    databases: Databases, tmp_path: Path
) -> None:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        database, taken = running.running.database, sa.text("select array_agg(id order by place) from few")
        with pytest.raises(UniqueViolation):
            async with database.write() as tx:
                load = LoadConnection(tx)
                await load.execute(sa.text("create temporary table few (place serial, id bigint primary key)"))
                for id in (3, 1, 2):
                    await load.copy_in("few", "id", f"{id}\n".encode())
                # Whatever is executed sees what was copied before.
                assert (await load.execute(taken)).scalar_one() == [3, 1, 2]
                try:
                    for id in (4, 1, 5):
                        await load.copy_in("few", "id", f"{id}\n".encode())
                    await load.settled()
                finally:
                    await load.close()
        async with database.write() as tx:
            load, other = LoadConnection(tx), LoadConnection(tx)
            ids = [id for size in (1, 5, 90_000, 3) for id in (await load.next_ids("holder", size)).tolist()]
            assert ids == sorted(set(ids))
            assert not set(ids) & set((await other.next_ids("holder", 10)).tolist())
