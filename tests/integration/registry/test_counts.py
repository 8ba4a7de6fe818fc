"""Counts of families: every unknown on a line of its own, and the same numbers as pandas has for the same file."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from deploy.demo.generator import generate
from sepia.registry.v1 import frames_pb2 as pb
from sepia.registry.v1 import standards_pb2
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.standards_pb2_grpc import StandardServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.frames import kept, store
from services.registry.frames.counting import Counting
from services.registry.imports.store import edition
from services.registry.standards.rules import Scope
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, SMALL, Register, SmallDatabases, isld_row
from tests.support import Databases, run_service

ETSI, DOCDB, PRIORITIES = FamilyKey.FAMILY_KEY_ETSI, FamilyKey.FAMILY_KEY_DOCDB, FamilyKey.FAMILY_KEY_PRIORITIES


async def counted(register: Register, standard: str, key: FamilyKey.ValueType = ETSI) -> pb.CountFamiliesResponse:
    frames = register.anyone.stub(FrameServiceStub)
    return await register.anyone.call(frames.CountFamilies, pb.CountFamiliesRequest(standard=standard, family_key=key))


def figures(line: pb.HolderCount) -> tuple[int, int, int, int, int]:
    """families, entries without family, entries, declarations, applications"""
    return line.families, line.entries_without_family, line.entries, line.declarations, line.applications


async def test_a_family_that_two_holders_declare_is_one_in_the_total(register: Register) -> None:
    reply = await counted(register, "standards/3gpp-ts-38.211")
    lines = {line.display_name: figures(line) for line in reply.holders}
    assert lines == {ACME: (2, 1, 3, 1, 4), BELL: (1, 0, 1, 1, 1), "": (1, 0, 1, 1, 1)}
    assert figures(reply.total) == (3, 1, 5, 3, 5)
    assert reply.edition == "editions/1"
    assert reply.total.holder == ""


async def test_an_entry_with_a_family_on_one_of_its_rows_is_not_without(register: Register) -> None:
    reply = await counted(register, "standards/3gpp-ts-38.211")
    acme = next(line for line in reply.holders if line.holder == "holders/acme-radio-oy")
    # Entry 12 names a family on one row of two; entry 11 on none.
    assert (acme.entries, acme.entries_without_family) == (3, 1)


async def test_the_most_families_come_first(register: Register) -> None:
    reply = await counted(register, "standards/-")
    assert [line.display_name for line in reply.holders] == [BELL, ACME, ""]
    assert [line.families for line in reply.holders] == [3, 2, 1]


async def test_a_commercial_standard_counts_by_the_flags_and_a_blank_flag_is_in_none(register: Register) -> None:
    in_generations = [figures((await counted(register, f"standards/{n}g")).total)[0] for n in (2, 3, 4, 5)]
    assert in_generations == [0, 0, 1, 3]
    assert figures((await counted(register, "standards/-")).total) == (5, 1, 7, 4, 7)


async def test_a_key_that_nothing_is_known_under_leaves_every_entry_without(register: Register) -> None:
    total = (await counted(register, "standards/-", DOCDB)).total
    assert (total.families, total.entries_without_family, total.entries) == (0, 7, 7)


async def test_the_same_rows_give_another_answer_under_another_key(register: Register) -> None:
    total = (await counted(register, "standards/5g", PRIORITIES)).total
    assert (total.families, total.entries_without_family) == (1, 3)


async def test_a_register_without_anything_is_edition_0_and_counts_nothing(empty_register: Register) -> None:
    reply = await counted(empty_register, "standards/5g")
    assert reply.edition == "editions/0"
    assert list(reply.holders) == []
    assert figures(reply.total) == (0, 0, 0, 0, 0)


async def test_a_standard_that_the_register_lacks_is_not_found(register: Register) -> None:
    with pytest.raises(SepiaError) as refused:
        await counted(register, "standards/3gpp-ts-99.999")
    assert refused.value.kind is Kind.NOT_FOUND


async def test_a_reviewed_spelling_is_counted_with_the_holder_that_it_stands_for(
    databases: Databases, tmp_path: Path
) -> None:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        register = Register(running)
        await register.bring_rows(*SMALL, isld_row(9, 90, holder="ACME RADIO", application="EP1", family="500"))
        before = await counted(register, "standards/-")
        holder = tables.holder
        one = sa.select(holder.c.id).where(holder.c.name == ACME).scalar_subquery()
        async with running.running.database.write() as tx:
            await tx.execute(sa.update(holder).where(holder.c.name == "ACME RADIO").values(same_as=one))
            await edition(tx, running.running.database.clock.now(), cause="holders/acme-radio")
        after = await counted(register, "standards/-")
    was = {line.display_name: figures(line) for line in before.holders}
    now = {line.display_name: figures(line) for line in after.holders}
    assert (was[ACME], was["ACME RADIO"]) == ((2, 1, 3, 1, 4), (1, 0, 1, 1, 1))
    # Family 500 is declared under both spellings and counts once; entries, declarations and applications add up.
    assert now[ACME] == (2, 1, 4, 2, 5)
    assert "ACME RADIO" not in now
    assert figures(after.total) == figures(before.total)


async def test_counts_made_ahead_are_what_counting_gives_and_go_with_their_edition(fresh: Register) -> None:
    database = fresh.database
    await fresh.bring(b"".join(generate(400, 3)), demonstration=True)

    async def rows(scope: Scope, key: int, edition: int | None = None) -> tuple[list[Any], list[Any]]:
        async with database.read() as connection:
            known = await kept.kept_lines(connection, edition or 2, scope, key)
            counted = await store.count_families(connection, scope, key)
        return [_shown(row) for row in known], [_shown(row) for row in counted]

    assert not await Counting(database).run_once()  # few links: nothing to do ahead
    assert [await Counting(database, fewest=1, least=2).run_once() for _ in range(2)] == [True, False]
    async with database.read() as connection:
        link = tables.link
        named = sa.select(link.c.standard_id).group_by(link.c.standard_id).having(sa.func.count() > 20).limit(3)
        standards = [id for id in (await connection.execute(named)).scalars() if id is not None]
    for scope in (Scope(), Scope(generation=4), Scope(generation=8), *(Scope(standard_id=id) for id in standards)):
        for key in (1, 2, 3):
            known, fresh_rows = await rows(scope, key)
            assert known == fresh_rows
            assert known
    assert (await rows(Scope(chain=tuple(standards)), 1))[0] == []
    async with database.read() as connection:
        flags, named = tables.link.c.generations, tables.link.c.standard_id
        for scope, of in (
            ("generation:8", flags.bitwise_and(8) != 0),
            (f"standards:{standards[0]}", named == standards[0]),
        ):
            lines = sa.select(tables.kept_count.c.lines[0][6]).where(tables.kept_count.c.scope == scope).limit(1)
            links = sa.select(sa.func.count()).where(of, tables.link.c.gone_in.is_(None))
            assert (await connection.execute(lines)).scalar_one() == (await connection.execute(links)).scalar_one()
    # The method answers from them.
    async with database.write() as tx:
        table = tables.kept_count
        lines = [[None, 777, 0, 0, 0, 0, 888]]
        await tx.execute(sa.update(table).where(table.c.scope == "generation:8").values(lines=lines))
    assert figures((await counted(fresh, "standards/5g")).total)[0] == 777
    assert await link_count(fresh, "standards/5g") == 888
    # As an earlier Sepia kept them: without links.
    async with database.write() as tx:
        await tx.execute(sa.update(table).where(table.c.scope == "-").values(lines=[lines[0][:6]]))
    assert [await Counting(database, fewest=1, least=2).run_once() for _ in range(2)] == [True, False]
    assert (await rows(Scope(generation=8), 1))[0] == (await rows(Scope(generation=8), 1))[1]
    await fresh.bring_rows(isld_row(9, 90, holder=BELL, application="EP1", family="500", generations="5G"))
    assert figures((await counted(fresh, "standards/5g")).total)[0] != 777
    assert await link_count(fresh, "standards/5g") not in (0, 888)
    assert await Counting(database, fewest=1).run_once()
    assert (await rows(Scope(), 1))[0] == []
    known, fresh_rows = await rows(Scope(), 1, edition=3)
    assert known == fresh_rows


async def link_count(register: Register, name: str) -> int:
    """How many links a standard is told to have."""
    standards = register.anyone.stub(StandardServiceStub)
    told = await register.anyone.call(standards.GetStandard, standards_pb2.GetStandardRequest(name=name))
    return told.link_count


async def test_one_counts_ahead_at_a_time(fresh: Register) -> None:
    assert sorted(await asyncio.gather(*(Counting(fresh.database, fewest=1).run_once() for _ in range(2)))) == [
        False,
        True,
    ]


def _shown(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _NAMES)


_NAMES = (
    *("is_total", "holder_id", "families", "entries_without_family", "entries", "declarations", "applications"),
    *("key", "name", "edition"),
)


@pytest.fixture
async def fresh(small_databases: SmallDatabases, tmp_path: Path) -> AsyncGenerator[Register]:
    """A registry of the test's own, with the rows of `filled.SMALL`."""
    async with run_service(SERVICE, await small_databases.copy(tmp_path), tmp_path) as running:
        yield Register(running)


# --- against pandas ----------------------------------------------------------------------------------------------

Compared = tuple[Register, pd.DataFrame]


@pytest.fixture(scope="module", params=["real", "invented"])
def file(request: pytest.FixtureRequest) -> bytes:
    """The real rows of one declarant; and invented rows of many."""
    if request.param == "invented":
        return b"".join(generate(4_000, 11))
    return (request.getfixturevalue("shared_data") / "etsi_isld" / "isld40_docomo.csv").read_bytes()


@pytest.fixture(scope="module")
async def compared(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, file: bytes
) -> AsyncGenerator[Compared]:
    """A register with the file, and the file as pandas reads it."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        register = Register(running)
        await register.bring(file)
        yield register, pd.read_csv(io.BytesIO(file), sep=";", dtype=str, keep_default_na=False)


def scope_of(rows: pd.DataFrame, standard: str) -> pd.DataFrame:
    """The rows that are for a standard, told from the file's columns alone."""
    name = standard.removeprefix("standards/")
    if name == "-":
        return rows
    if name in ("2g", "3g", "4g", "5g"):
        return rows[rows[name.upper()] == "1"]
    number = name.removeprefix("3gpp-ts-")
    # The specification under 3GPP's name or under ETSI's.
    texts = rows["Standard"].str
    etsi = f"1{number[:2]} {number[3:]}"
    named = texts.contains(f"3GPP TS {number}(?: |$)") | texts.contains(f"^(?:ETSI )?TS {etsi}(?: |$)")
    return rows[(rows["TGPP_NUMBER"] == number) | (rows["WOIT_ETSI_DELIVERABLE_NUMBER"] == etsi) | named]


def figures_of(rows: pd.DataFrame, key: FamilyKey.ValueType) -> tuple[int, int, int, int]:
    """families, entries without family, entries, declarations"""
    if key == ETSI:
        families = rows["DIPG_PATF_ID"]
    else:
        families = rows["PBPA_PRIORITY_NUMBERS"].map(
            lambda text: "|".join(sorted({part.strip() for part in text.split("|")} - {""}))
        )
    known = families != ""
    entries, with_family = set(rows["DIPG_ID"]), set(rows[known]["DIPG_ID"])
    return families[known].nunique(), len(entries - with_family), len(entries), rows["IPRD_ID"].nunique()


@pytest.mark.parametrize("key", [ETSI, PRIORITIES])
@pytest.mark.parametrize("standard", ["-", "3g", "4g", "5g", "3gpp-ts-36.300", "3gpp-ts-36.331"])
async def test_counts_are_those_that_pandas_has_for_the_file(
    compared: Compared, standard: str, key: FamilyKey.ValueType
) -> None:
    register, rows = compared
    reply = await counted(register, f"standards/{standard}", key)
    scoped = scope_of(rows, standard)
    assert not scoped.empty
    assert figures(reply.total)[:4] == figures_of(scoped, key)
    by_holder = {name: figures_of(of_one, key) for name, of_one in scoped.groupby("COMP_LEGAL_NAME")}
    assert {line.display_name: figures(line)[:4] for line in reply.holders} == by_holder
    assert [line.families for line in reply.holders] == sorted((f[0] for f in by_holder.values()), reverse=True)
