"""Applications that long files bring are known again in whatever partition they are, and none is there twice."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from deploy.demo.generator import generate
from sepia.auth.v1.auth_pb2 import Role
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports import indexing_store, load_applications, load_links, load_parts, load_store
from services.registry.imports.indexing import index_known
from services.registry.imports.load_store import Load
from services.registry.locks import Lock
from shared.client import Client
from shared.db import Database
from tests.integration.registry.test_editions_of_exports import (
    conflicts,
    dangling_references,
    entry,
    families,
    file,
    send,
)
from tests.support import Databases, RunningService, run_service

application = tables.application


@pytest.fixture(autouse=True)
def every_file_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (load_store, "LONG_FILE", 1),
        (load_links, "LONG_LOAD", 1),
        (load_parts, "MANY", 0),
        (load_applications, "_DOUBTFUL", 1),
    ):
        monkeypatch.setattr(module, name, value)


@pytest.fixture
async def running(databases: Databases, tmp_path: Path) -> AsyncGenerator[RunningService]:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        yield running


@pytest.fixture
def officer(running: RunningService) -> Client:
    return running.client(Role.ROLE_OFFICER, account="accounts/officer")


async def kept(running: RunningService) -> dict[str, int]:
    """The applications of the register: id by what makes two the same. None is there twice, nor referred to in vain."""
    async with running.running.database.read() as connection:
        assert await dangling_references(connection) == {}
        rows = (await connection.execute(sa.select(application.c.identity, application.c.id))).all()
    found = {row.identity: row.id for row in rows}
    assert len(found) == len(rows)
    return found


def loads(ids: dict[str, int]) -> set[int]:
    """The loads that gave these ids; 0 for the sequence."""
    return {id // tables.FIRST_LOADED for id in ids.values()}


async def test_applications_are_known_again_by_the_same_file_a_newer_edition_and_one_that_shares_half(
    running: RunningService, officer: Client
) -> None:
    rows = b"".join(generate(600, 31)).splitlines(keepends=True)
    first = await send(officer, b"".join(rows[:401]))
    one = await kept(running)
    assert len(one) > 100
    assert loads(one) == {1}
    again = await send(officer, b"".join(rows[:401]))
    assert (again.counts.new_rows, again.counts.applications) == (0, first.counts.applications)
    assert await kept(running) == one
    shared = await send(officer, b"".join([rows[0], *rows[201:]]))
    two = await kept(running)
    assert shared.counts.new_rows == 200
    assert one.items() < two.items()
    assert loads({identity: id for identity, id in two.items() if identity not in one}) == {2}
    edition = await send(officer, b"".join([rows[0], *rows[101:301]]), supersedes=first.name)
    assert edition.counts.new_rows == 0
    assert await kept(running) == two


async def test_few_new_applications_of_a_long_file_and_those_of_short_files_need_no_partition(
    running: RunningService, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send(officer, file(entry(1, 10, "500"), entry(1, 11, "501")))
    monkeypatch.setattr(load_parts, "MANY", 2)
    await send(officer, file(entry(2, 10, "500"), entry(2, 12, "502"), entry(2, 13, "503")))
    await send(officer, file(*(entry(3, number, "504") for number in range(11, 18))))
    monkeypatch.setattr(load_store, "LONG_FILE", 1 << 30)
    await send(officer, file(entry(4, 10, "500"), entry(4, 12, "502"), entry(4, 30, "505"), entry(4, 15, "504")))
    found = await kept(running)
    by_load = {number: found[f"EP EP2018{number:07}"] // tables.FIRST_LOADED for number in (10, 11, 12, 13, 14, 17, 30)}
    assert by_load == {10: 1, 11: 1, 12: 0, 13: 0, 14: 3, 17: 3, 30: 0}
    assert len(found) == 9
    numbers = [f"EP2018{number:07}" for number in (10, 12, 14, 30)]
    async with running.running.database.read() as connection:
        spelled = sa.select(tables.applications_numbered(numbers).c.application_id)
        assert sorted((await connection.execute(spelled)).scalars()) == sorted(found[f"EP {one}"] for one in numbers)
    assert (await families(officer, standard="standards/5g"))["total"] == 6


async def test_what_a_declaration_enters_while_a_long_file_is_loaded_stays_the_only_one(
    running: RunningService, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send(officer, file(entry(9, 90, "599")))
    entered: dict[str, int] = {}
    find_gone, link = Load.find_gone, tables.link

    async def enter_some_meanwhile(self: Load) -> int:
        async with running.running.database.write() as tx:
            (known,) = (await tx.execute(sa.select(link))).mappings().all()
            for number, title in ((11, "As declared"), (99, "Something else")):
                office_number = f"EP2018{number:07}"
                values = {"identity": f"EP {office_number}", "office": "EP", "number": office_number, "title": title}
                added = sa.insert(application).values(publications=[], **values).returning(application.c.id)
                entered[values["identity"]] = id = (await tx.execute(added)).scalar_one()
                declared = {name: known[name] for name in known if name not in ("id", "load")}
                declared |= {"application_id": id, "line": 7, "digest_high": None, "digest_low": None}
                await tx.execute(sa.insert(link).values(declared))
        return await find_gone(self)

    monkeypatch.setattr(Load, "find_gone", enter_some_meanwhile)
    rows = [entry(1, number, "500", title="As exported") for number in (10, 11, 12)]
    await send(officer, file(*rows, entry(2, 11, "500", title="As exported, later")))
    found = await kept(running)
    assert found.items() > entered.items()
    assert loads({identity: found[identity] for identity in found if identity not in entered}) == {1, 2}
    async with running.running.database.read() as connection:
        named = sa.select(link.c.line).where(link.c.application_id == entered["EP EP20180000011"])
        assert sorted((await connection.execute(named)).scalars()) == [3, 5, 7]
    said = await conflicts(officer, "applications/EP EP20180000011")
    assert [(one.value, one.kept, one.source.line) for one in said] == [
        ("As declared", True, 7),
        ("As exported", False, 3),
        ("As exported, later", False, 5),
    ]


async def test_a_load_first_makes_the_index_that_the_one_before_left_for_later(
    running: RunningService, officer: Client
) -> None:
    database = running.running.database
    async with database.write() as held:
        # As if another replica were at it, and died: nobody indexes what the first load brings.
        await held.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Lock.LINKS))))
        await send(officer, file(entry(1, 10, "500"), entry(1, 11, "501")))
        assert await missing(database) == len(indexing_store.INDEXES)
        # What is looked up meanwhile is found without it.
        assert len(await kept(running)) == 2
    await index_known(database)
    async with database.write() as tx:
        assert not {*indexing_store.KNOWN_BY} & {*await indexing_store.missing_indexes(tx, 1)}
    await send(officer, file(entry(2, 10, "500"), entry(2, 12, "502")))
    assert loads(await kept(running)) == {1, 2}


async def missing(database: Database) -> int:
    async with database.write() as tx:
        return len(await indexing_store.missing_indexes(tx, 1))


async def test_a_file_that_is_refused_leaves_no_table(running: RunningService, officer: Client) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Load, "finish", broken)
        patch.setattr("services.registry.imports.rules.MAX_FAILURES", 1)
        with pytest.raises(AssertionError, match="IMPORT_FAILED"):
            await send(officer, file(entry(1, 10, "500")))
    async with running.running.database.read() as connection:
        left = sa.text("select count(*) from pg_class where relname ~ '^(link|application|family)_1$'")
        assert (await connection.execute(left)).scalar_one() == 0
    await send(officer, file(entry(1, 10, "500")))
    assert loads(await kept(running)) == {1}
