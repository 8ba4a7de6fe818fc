"""Newer editions of an export: what is gone, changed and added; and facts that contradict each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from deploy.demo.generator import generate
from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import frames_pb2, holders_pb2
from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports import indexing_store, load_links, load_parts, load_store, spelling_store
from services.registry.imports.indexing import Indexing
from services.registry.imports.spelling import Spelling
from services.registry.locks import Lock
from services.registry.search import index_store
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, HEADER, isld_row
from tests.support import Databases, RunningService, run_service


@pytest.fixture(scope="module")
async def shared(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[RunningService]:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        yield running


@pytest.fixture
def officer(shared: RunningService) -> Client:
    return shared.client(Role.ROLE_OFFICER, account="accounts/officer")


def file(*rows: str) -> bytes:
    return ("\n".join([HEADER, *rows]) + "\n").encode()


async def send(client: Client, data: bytes, **said: Any) -> pb.Import:
    """Uploads a file and waits for its import."""

    async def messages() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(filename="file.csv", source_format=pb.SOURCE_FORMAT_ISLD, **said)
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data))

    operation = await client.call(client.stub(ImportServiceStub).UploadImport, messages())
    operations = client.stub(operations_pb2_grpc.OperationsStub)
    while not operation.done:
        asked = operations_pb2.WaitOperationRequest(name=operation.name)
        operation = await client.call(operations.WaitOperation, asked)
    name = "imports/" + operation.name.rpartition("/")[2]
    done = await client.call(client.stub(ImportServiceStub).GetImport, pb.GetImportRequest(name=name))
    assert done.state == pb.IMPORT_STATE_DONE, done
    return done


async def differences(client: Client, name: str, **asked: Any) -> list[pb.ImportDifference]:
    request = pb.ListImportDifferencesRequest(page_size=1, **asked)
    setattr(request, "import", name)
    stub = client.stub(ImportServiceStub)
    return [one async for page in client.pages(stub.ListImportDifferences, request) for one in page.differences]


async def conflicts(client: Client, subject: str = "") -> list[pb.ConflictingFact]:
    request = pb.ListConflictingFactsRequest(subject=subject, page_size=2)
    stub = client.stub(ImportServiceStub)
    return [one async for page in client.pages(stub.ListConflictingFacts, request) for one in page.facts]


async def families(client: Client, edition: str = "", standard: str = "standards/-") -> dict[str, int]:
    request = frames_pb2.CountFamiliesRequest(standard=standard, family_key=FamilyKey.FAMILY_KEY_ETSI, edition=edition)
    reply = await client.call(client.stub(FrameServiceStub).CountFamilies, request)
    assert not edition or reply.edition == edition
    return {line.display_name: line.families for line in reply.holders} | {"total": reply.total.families}


def entry(iprd: int, number: int, family: str, **more: str) -> str:
    values = {"holder": ACME, "application": f"EP2018{number:07}", "family": family, "generations": "5G"} | more
    return isld_row(iprd, number, **values)


async def test_what_a_newer_edition_leaves_out_is_gone_and_stays_readable(databases: Databases, tmp_path: Any) -> None:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        officer = running.client(Role.ROLE_OFFICER)
        first = file(entry(1, 10, "500"), entry(1, 11, "501"), entry(2, 20, "502"), entry(3, 30, "503"))
        one = await send(officer, first)
        changed = entry(1, 11, "501", title="A title at last")
        two = await send(officer, file(entry(1, 10, "500"), changed, entry(2, 21, "504")), supersedes=one.name)
        assert (two.counts.new_rows, two.counts.known_rows) == (2, 1)
        found = two.counts.difference
        assert (found.added, found.changed, found.gone) == (1, 1, 2)
        assert two.supersedes == one.name
        one = await officer.call(officer.stub(ImportServiceStub).GetImport, pb.GetImportRequest(name=one.name))
        assert one.superseded_by == two.name

        listed = await differences(officer, two.name)
        assert [(each.kind, each.entry_id) for each in listed] == [
            (pb.DIFFERENCE_KIND_CHANGED, 11),
            (pb.DIFFERENCE_KIND_ADDED, 21),
            (pb.DIFFERENCE_KIND_GONE, 20),
            (pb.DIFFERENCE_KIND_GONE, 30),
        ]
        by_entry = {each.entry_id: each for each in listed}
        assert (by_entry[11].earlier_source.document, by_entry[11].earlier_source.line) == (one.document, 3)
        assert (by_entry[11].source.document, by_entry[11].source.line) == (two.document, 3)
        assert not by_entry[20].HasField("source")
        assert by_entry[20].application == "EP EP20180000020"
        assert [each.entry_id for each in await differences(officer, two.name, kind=pb.DIFFERENCE_KIND_ADDED)] == [21]

        # Counted: what the current edition has; and as of the earlier edition, what that had.
        assert await families(officer) == {ACME: 3, "total": 3}
        assert await families(officer, one.edition) == {ACME: 4, "total": 4}
        assert await families(officer, two.edition) == {ACME: 3, "total": 3}
        async with running.running.database.read() as connection:
            gone = sa.select(sa.func.count()).where(tables.link.c.gone_in.is_not(None))
            assert (await connection.execute(gone)).scalar_one() == 3

        # The same newer edition again changes nothing; a third one brings back what was gone.
        again = await send(officer, file(entry(1, 10, "500"), changed, entry(2, 21, "504")))
        assert (again.counts.new_rows, again.edition) == (0, two.edition)
        three = await send(officer, first, supersedes=two.name)
        assert (three.counts.difference.added, three.counts.difference.changed, three.counts.difference.gone) == (
            2,
            1,
            1,
        )
        assert await families(officer) == {ACME: 4, "total": 4}
        assert await families(officer, two.edition) == {ACME: 3, "total": 3}


async def test_a_fact_of_a_declaration_that_a_newer_edition_gives_anew_replaces_the_earlier_one(
    officer: Client,
) -> None:
    one = await send(officer, file(entry(101, 1010, "900", signed="2020-01-02 00:00:00")))
    two = await send(
        officer, file(entry(101, 1010, "900", signed="2021-03-04 00:00:00", holder=BELL)), supersedes=one.name
    )
    facts = {each.field: each for each in await differences(officer, two.name) if each.field}
    assert (facts["signed"].earlier_value, facts["signed"].value) == ("2020-01-02", "2021-03-04")
    assert (facts["declarant"].earlier_value, facts["declarant"].value) == (ACME, BELL)
    assert facts["signed"].earlier_source.document == one.document
    assert facts["signed"].source.document == two.document
    holders = officer.stub(HolderServiceStub)
    asked = holders_pb2.GetDeclarationRequest(name=facts["signed"].declaration)
    declaration = await officer.call(holders.GetDeclaration, asked)
    assert (declaration.declarant, declaration.signature_date.year) == (BELL, 2021)
    assert declaration.entry_count == 1
    assert not declaration.has_conflicts
    assert two.counts.difference.changed == len(facts) + 1  # and the entry, whose row is another


async def test_what_another_file_says_as_well_outlives_the_edition_that_leaves_it_out(officer: Client) -> None:
    before = (await families(officer))["total"]
    row = entry(111, 1110, "911")
    one = await send(officer, file(row, entry(111, 1111, "912")))
    other = await send(officer, file(row, entry(112, 1120, "913")))
    assert other.counts.known_rows == 1
    two = await send(officer, file(entry(111, 1111, "912")), supersedes=one.name)
    assert two.counts.difference.gone == 0
    assert (await families(officer))["total"] == before + 3
    # Once the other file's newer edition leaves it out as well, nobody says it any more.
    three = await send(officer, file(entry(112, 1120, "913")), supersedes=other.name)
    assert three.counts.difference.gone == 1
    assert (await families(officer))["total"] == before + 2


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"source_format": pb.SOURCE_FORMAT_JSON_LINES}, "NOT_SUPERSEDABLE"),
        ({"demonstration": True}, "NOT_SUPERSEDABLE"),
    ],
)
async def test_only_an_export_of_its_kind_supersedes_an_export(
    officer: Client, said: dict[str, Any], reason: str
) -> None:
    one = await send(officer, file(entry(121, 1210, "921")))

    async def messages() -> AsyncIterator[pb.UploadImportRequest]:
        values: dict[str, Any] = {"filename": "x", "source_format": pb.SOURCE_FORMAT_ISLD, "supersedes": one.name}
        yield pb.UploadImportRequest(**values | said)
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=b"x"))

    with pytest.raises(SepiaError) as refused:
        await officer.call(officer.stub(ImportServiceStub).UploadImport, messages())
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, reason)


async def test_an_edition_is_superseded_once_by_whoever_comes_first(officer: Client) -> None:
    one = await send(officer, file(entry(131, 1310, "931")))
    newer = [file(entry(131, 1310, "931"), entry(131, 1311 + n, str(940 + n))) for n in range(2)]
    found = await asyncio.gather(*(send(officer, data, supersedes=one.name) for data in newer), return_exceptions=True)
    refused = [each for each in found if isinstance(each, SepiaError)]
    done = [each for each in found if isinstance(each, pb.Import)]
    assert [each.reason for each in refused] == ["SUPERSEDED_ALREADY"]
    assert len(done) == 1
    assert done[0].name in refused[0].message


async def test_only_the_same_organization_or_an_officer_supersedes(shared: RunningService, officer: Client) -> None:
    acme = shared.client(Role.ROLE_HOLDER, account="accounts/acme", organization="holders/acme")
    bell = shared.client(Role.ROLE_HOLDER, account="accounts/bell", organization="holders/bell")
    colleague = shared.client(Role.ROLE_HOLDER, account="accounts/acme2", organization="holders/acme")
    one = await send(acme, file(entry(141, 1410, "951")))
    with pytest.raises(SepiaError) as refused:
        await send(bell, file(entry(141, 1411, "952")), supersedes=one.name)
    assert (refused.value.kind, refused.value.reason) == (Kind.FORBIDDEN, "NOT_ITS_SOURCE")
    two = await send(colleague, file(entry(141, 1411, "952")), supersedes=one.name)
    three = await send(officer, file(entry(141, 1412, "953")), supersedes=two.name)
    assert three.counts.difference.gone == 1


async def test_what_is_not_there_cannot_be_superseded_and_has_no_differences(officer: Client) -> None:
    missing = "imports/00000000-0000-7000-8000-000000000000"
    with pytest.raises(SepiaError) as refused:
        await send(officer, file(entry(151, 1510, "961")), supersedes=missing)
    assert refused.value.kind is Kind.NOT_FOUND
    one = await send(officer, file(entry(151, 1510, "961")))
    with pytest.raises(SepiaError) as refused:
        await differences(officer, one.name)
    assert refused.value.reason == "SUPERSEDES_NOTHING"
    with pytest.raises(SepiaError) as refused:
        await families(officer, "editions/99999")
    assert refused.value.kind is Kind.NOT_FOUND


# --- conflicting facts


async def test_rows_that_contradict_each_other_are_kept_side_by_side(officer: Client) -> None:
    done = await send(
        officer,
        file(
            entry(201, 2010, "970", signed="2020-01-02 00:00:00", undertaking="1"),
            entry(201, 2011, "971", signed="2020-01-03 00:00:00", holder=BELL, undertaking=""),
            entry(202, 2010, "970"),
        ),
    )
    subject = "holders/acme-radio-oy/declarations/201"
    found = [(each.field, each.value, each.kept, each.source.line) for each in await conflicts(officer, subject)]
    assert found == [
        ("declarant", ACME, True, 2),
        ("declarant", BELL, False, 3),
        ("signed", "2020-01-02", True, 2),
        ("signed", "2020-01-03", False, 3),
    ]
    assert {each.edition for each in await conflicts(officer, subject)} == {done.edition}
    holders = officer.stub(HolderServiceStub)
    flagged = await officer.call(holders.GetDeclaration, holders_pb2.GetDeclarationRequest(name=subject))
    assert flagged.has_conflicts
    # An entry of two declarations.
    assert [(each.field, each.kept) for each in await conflicts(officer, "entries/2010")] == [
        ("declaration", True),
        ("declaration", False),
    ]


async def test_a_second_file_that_contradicts_the_first_is_noted_and_the_first_is_kept(officer: Client) -> None:
    one = await send(officer, file(entry(211, 2110, "980", title="Antenna", application="EP20111")))
    two = await send(
        officer, file(entry(211, 2110, "980", title="Aerial", application="EP20111", signed="2022-01-01 00:00:00"))
    )
    found = await conflicts(officer, "applications/EP EP20111")
    assert [(each.value, each.kept, each.source.document) for each in found] == [
        ("Aerial", False, two.document),
        ("Antenna", True, one.document),
    ]
    dates = await conflicts(officer, "holders/acme-radio-oy/declarations/211")
    assert [(each.value, each.kept) for each in dates] == [("2020-01-02", True), ("2022-01-01", False)]
    everything = [each.subject for each in await conflicts(officer)]
    assert everything == sorted(everything)
    # Once more: nothing is noted twice.
    before = len(everything)
    await send(officer, file(entry(211, 2110, "980", title="Aerial", application="EP20111")))
    assert len(await conflicts(officer)) == before


# --- long files


async def test_a_long_file_is_loaded_into_a_partition_and_counts_as_a_short_one_does(
    databases: Databases, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"".join(generate(3_000, 21))
    url_short, url_long = databases.of(SERVICE), databases.of(SERVICE)
    async with run_service(SERVICE, url_short, tmp_path / "a") as running:
        officer = running.client(Role.ROLE_OFFICER)
        short = await send(officer, data)
        counted = await families(officer, standard="standards/5g")
        conflicts = await conflicting(running)
    monkeypatch.setattr(load_store, "LONG_FILE", 1)
    monkeypatch.setattr(load_links, "LONG_LOAD", 1)
    async with run_service(SERVICE, url_long, tmp_path / "b") as running:
        officer, database = running.client(Role.ROLE_OFFICER), running.running.database
        async with database.write() as held:
            # As if another replica were at it: nobody here indexes.
            await held.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Lock.LINKS))))
            long = await send(officer, data)
            assert long.counts == short.counts
            assert await step(officer, long) == "indexing"
            assert await indexes(running) == set()
            assert await families(officer, standard="standards/5g") == counted
            assert await conflicting(running) == conflicts
            async with database.write() as tx:
                assert await index_store.take_turn(tx) is None
        indexing = Indexing(database)
        while await step(officer, long) == "indexing":
            await indexing.run_once()  # the service's own may be quicker
        assert await indexes(running) == {f"link_1_{index.name}" for index in indexing_store.LINK_INDEXES}
        assert await indexing.run_once() == 0
        assert await families(officer, standard="standards/5g") == counted
        lost = await send(officer, b"".join(generate(2_000, 21)), supersedes=long.name)
        assert lost.counts.new_rows + lost.counts.known_rows == 2_000
        async with database.read() as connection:
            partitions = "select count(*) from pg_inherits where inhparent = 'registry.link'::regclass"
            assert (await connection.execute(sa.text(partitions))).scalar_one() >= 2
            assert await dangling_references(connection) == {}


async def step(client: Client, done: pb.Import) -> str:
    """What an import's operation says is being done."""
    asked = operations_pb2.GetOperationRequest(name=f"operations/registry/{done.name.removeprefix('imports/')}")
    operation = await client.call(client.stub(operations_pb2_grpc.OperationsStub).GetOperation, asked)
    progress = pb.ImportProgress()
    assert operation.done
    assert operation.metadata.Unpack(progress)
    return progress.step


async def indexes(running: RunningService) -> set[str]:
    """The indexes of the first long load's partition."""
    async with running.running.database.read() as connection:
        named = sa.text("select indexname from pg_indexes where schemaname = 'registry' and tablename = 'link_1'")
        return set((await connection.execute(named)).scalars())


async def conflicting(running: RunningService) -> set[tuple[str, str, str, bool, int]]:
    """The facts that contradict each other, and on which line each is said."""
    table = tables.conflicting_fact
    async with running.running.database.read() as connection:
        rows = await connection.execute(
            sa.select(table.c.subject, table.c.field, table.c.value, table.c.kept, table.c.line)
        )
        return {(row.subject, row.field, row.value, row.kept, row.line) for row in rows}


async def test_numbers_that_a_long_load_leaves_for_later_are_found_before_they_are_spelled_and_after(
    databases: Databases, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_store, "LONG_FILE", 1)
    monkeypatch.setattr(load_parts, "MANY", 0)
    application, number = tables.application, tables.application_number
    every = sa.select(sa.func.unnest(tables.spellings()).label("number"), application.c.id)
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        database, spelling = running.running.database, Spelling(running.running.database)
        async with database.write() as held:
            # As if another replica were at it: nobody here spells.
            await held.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Lock.SPELL))))
            await send(running.client(Role.ROLE_OFFICER), b"".join(generate(1_000, 23)))
            async with database.read() as connection:
                expected = {tuple(row) for row in await connection.execute(every)}
                assert (await connection.execute(sa.select(sa.func.count()).select_from(number))).scalar_one() == 0
                wanted = sa.select(tables.applications_numbered([spelled for spelled, _ in expected]))
                assert {tuple(row) for row in await connection.execute(wanted)} == expected
        while not await spelling.run_once():
            async with database.read() as connection:
                if not await spelling_store.any_unspelled(connection):
                    break  # the service's own was quicker
        async with database.read() as connection:
            kept = await connection.execute(sa.select(number.c.number, number.c.application_id))
            assert sorted(tuple(row) for row in kept) == sorted(expected)
            assert {tuple(row) for row in await connection.execute(wanted)} == expected


async def test_every_reference_of_a_link_holds(shared: RunningService, officer: Client) -> None:
    await send(officer, b"".join(generate(1_500, 22)))
    async with shared.running.database.read() as connection:
        assert await dangling_references(connection) == {}


async def dangling_references(connection: Any) -> dict[str, int]:
    """What keys would forbid, were they not too dear for loading: names of what is not there, and the same twice."""
    link, found = tables.link, dict[str, int]()
    for column, table in (
        (tables.application.c.docdb_family_id, tables.family),
        (tables.application_family.c.application_id, tables.application),
        (tables.application_family.c.family_id, tables.family),
        (tables.family_member.c.family_id, tables.family),
        (tables.transfer_item.c.family_id, tables.family),
        (tables.declaration.c.holder_id, tables.holder),
        (tables.declaration.c.document_id, tables.document),
        (link.c.declaration_id, tables.declaration),
        (link.c.holder_id, tables.holder),
        (link.c.standard_id, tables.standard),
        (link.c.application_id, tables.application),
        (link.c.etsi_family_id, tables.family),
        (link.c.docdb_family_id, tables.family),
        (link.c.priorities_family_id, tables.family),
        (link.c.document_id, tables.document),
        (link.c.since_edition, tables.edition),
    ):
        key = table.c.number if table is tables.edition else table.c.id
        dangling = sa.select(sa.func.count()).where(column.is_not(None), ~sa.exists().where(key == column))
        found[str(column)] = (await connection.execute(dangling)).scalar_one()
    twice = sa.select(link.c.digest_high).where(link.c.gone_in.is_(None), link.c.digest_high.is_not(None))
    twice = twice.group_by(link.c.digest_high, link.c.digest_low).having(sa.func.count() > 1)
    found["twice"] = len((await connection.execute(twice)).all())
    family = tables.family
    again = sa.select(family.c.key).group_by(family.c.key, family.c.external).having(sa.func.count() > 1)
    found["families twice"] = len((await connection.execute(again)).all())
    return {what: count for what, count in found.items() if count}


async def test_links_from_before_digests_were_made_this_way_are_known_again(
    shared: RunningService, officer: Client
) -> None:
    data = b"".join(generate(600, 23))
    await send(officer, data)
    async with shared.running.database.write() as tx:
        await tx.execute(sa.update(tables.link).values(digest_high=None, digest_low=None))
    again = await send(officer, data)
    assert (again.counts.new_rows, again.counts.known_rows) == (0, 600)
