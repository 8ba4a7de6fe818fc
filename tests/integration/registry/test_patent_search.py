"""Searches with filters and counts: exact, tolerant of spelling, and never ahead of nor behind what they say."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from google.type.date_pb2 import Date

from deploy.demo.generator import generate
from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import declarations_pb2, exports_pb2, forms_pb2, frames_pb2, holders_pb2, standards_pb2
from sepia.registry.v1 import search_pb2 as pb
from sepia.registry.v1.declarations_pb2_grpc import DeclarationServiceStub
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.search_pb2_grpc import SearchServiceStub
from sepia.registry.v1.standards_pb2_grpc import StandardServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.search import rebuild_store, rebuilding, store
from services.registry.search.indexing import Indexer
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, LTE, NR, Register, SmallDatabases, isld_row
from tests.integration.registry.test_exports import made, rows_of
from tests.support import run_service

NUMBERS = {
    "shared": "EP20180000001",
    "japanese": "2010-026700",
    "american": "US201800000003",
    "chinese": "CN201800000003",
    "lte": "EP20100000002",
    "nobody": "EP20180000004",
    "antenna": "EP20180000005",
}
IN_ORDER = list(NUMBERS)


async def searched(register: Register, **fields: Any) -> pb.SearchPatentsResponse:
    """The reply to a filter; what is not of the filter is of the request."""
    request = {name: fields.pop(name) for name in ("order", "facets", "facet_size", "page_size") if name in fields}
    stub = register.anyone.stub(SearchServiceStub)
    return await register.anyone.call(
        stub.SearchPatents, pb.SearchPatentsRequest(filter=pb.PatentFilter(**fields), **request)
    )


def found(reply: pb.SearchPatentsResponse) -> list[str]:
    names = {number: name for name, number in NUMBERS.items()}
    return [names[hit.application_number] for hit in reply.hits]


def counted(reply: pb.SearchPatentsResponse, dimension: str) -> dict[str, int]:
    (facet,) = [facet for facet in reply.facets if facet.dimension == dimension]
    assert not any(value.at_least for value in facet.values)
    return {value.value: value.count for value in facet.values}


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ({}, IN_ORDER),
        ({"holders": ["holders/acme-radio-oy"]}, ["shared", "japanese", "american", "chinese"]),
        ({"holders": ["acme"]}, ["shared", "japanese", "american", "chinese"]),
        ({"holders": ["Acmee Raido"]}, ["shared", "japanese", "american", "chinese"]),
        ({"holders": ["bell waves"]}, ["shared", "lte", "antenna"]),
        ({"holders": ["holders/-unknown"]}, ["nobody"]),
        ({"holders": ["holders/-unknown", "bell"]}, ["shared", "lte", "nobody", "antenna"]),
        ({"standards": ["TS 136 300"]}, ["lte"]),
        ({"standards": ["36.300 version 12.6.0"]}, ["lte"]),
        ({"standards": ["4G"]}, ["lte"]),
        ({"standards": ["standards/-unknown"]}, ["antenna"]),
        ({"standards": ["38.212", "36.300"]}, ["shared", "lte"]),
        ({"offices": ["JP", "cn"]}, ["japanese", "chinese"]),
        ({"generations": ["5G"]}, ["shared", "japanese", "american", "chinese", "nobody"]),
        ({"generations": ["-"]}, ["antenna"]),
        ({"outcomes": ["-"]}, IN_ORDER),
        ({"outcomes": ["ESSENTIAL"]}, []),
        ({"undertakings": ["YES"]}, ["shared", "japanese", "american", "chinese"]),
        ({"undertakings": ["NO"]}, ["shared", "lte"]),
        ({"undertakings": ["-"]}, ["nobody", "antenna"]),
        ({"forms": ["ETSI_DETAILED"]}, IN_ORDER),
        ({"forms": ["IETF_DISCLOSURE", "BLANKET"]}, []),
        ({"states": ["IN_FORCE"]}, IN_ORDER),
        ({"states": ["SUPERSEDED", "WITHDRAWN"]}, []),
        ({"signed_from": Date(year=2020, month=1, day=2)}, [name for name in IN_ORDER if name != "nobody"]),
        ({"signed_from": Date(year=2020, month=1, day=3)}, []),
        ({"signed_to": Date(year=2020, month=1, day=1)}, []),
        ({"published_to": Date(year=2030, month=1, day=1)}, []),
        ({"demonstration": pb.DEMONSTRATION_ONLY}, []),
        ({"demonstration": pb.DEMONSTRATION_NONE}, IN_ORDER),
        ({"query": "reference method"}, ["shared"]),
        ({"query": "refrence metohd"}, ["shared"]),
        ({"query": "EP 3 000 001 B1"}, ["shared"]),
        ({"query": "ep2010 0000002"}, ["lte"]),
        ({"query": "2010026700"}, ["japanese"]),
        ({"query": "Bell Wäves, Inc."}, ["shared", "lte", "antenna"]),
        ({"query": "TS 138 212"}, ["shared"]),
        ({"query": "nothing of that kind"}, []),
    ],
)
async def test_filters_find_what_was_declared(register: Register, filter: dict[str, Any], names: list[str]) -> None:
    reply = await searched(register, **filter)
    assert sorted(found(reply)) == sorted(names)
    assert (reply.total_count, reply.total_is_at_least) == (len(names), False)


async def test_filters_hold_of_one_and_the_same_declaration(register: Register) -> None:
    # Acme declared the shared patent for 38.212; Bell declared it too, but not for that.
    assert found(await searched(register, holders=["acme"], standards=["38.212"])) == ["shared"]
    assert found(await searched(register, holders=["bell"], standards=["38.212"])) == []
    assert found(await searched(register, query="EP20180000001", undertakings=["NO"], holders=["acme"])) == []


async def test_a_hit_says_who_declared_it_for_what_and_where_that_was_read(register: Register) -> None:
    (hit,) = (await searched(register, query="EP3000001")).hits
    assert (hit.office, hit.title, list(hit.publications)) == (
        "EP",
        "Reference signal method",
        ["EP3000001 A1", "EP3000001 B1"],
    )
    assert hit.families[0] == "families/etsi-500"
    assert hit.families[1].startswith("families/priorities-")
    assert hit.declaration_count == 2
    acme, bell = hit.declarations
    assert (acme.holder, acme.holder_display_name, bell.holder_display_name) == ("holders/acme-radio-oy", ACME, BELL)
    assert acme.declaration == "holders/acme-radio-oy/declarations/1"
    assert list(acme.standards) == ["standards/3gpp-ts-38.211", "standards/3gpp-ts-38.212"]
    assert (list(acme.generations), acme.link_count, acme.gone) == (["5G"], 2, False)
    assert acme.signature_date == Date(year=2020, month=1, day=2)
    assert acme.source.line == 2
    assert acme.source.document.startswith("documents/")


async def test_counts_are_of_patents_with_the_unknown_on_lines_of_their_own(register: Register) -> None:
    reply = await searched(register, facets=pb.FACET_MODE_QUICK)
    assert counted(reply, "holder") == {"holders/acme-radio-oy": 4, "holders/bell-waves-inc": 3, "holders/-unknown": 1}
    assert counted(reply, "office") == {"EP": 4, "CN": 1, "JP": 1, "US": 1}
    assert counted(reply, "generation") == {"5G": 5, "4G": 1, "-": 1}
    assert counted(reply, "outcome") == {"-": 7}
    assert counted(reply, "year") == {"2020": 6, "-": 1}
    assert counted(reply, "published") == {"-": 7}
    assert counted(reply, "undertaking") == {"YES": 4, "NO": 2, "-": 2}
    assert counted(reply, "form") == {"ETSI_DETAILED": 7}
    assert counted(reply, "state") == {"IN_FORCE": 7}
    assert counted(reply, "standard") == {
        "standards/3gpp-ts-38.211": 5,
        "standards/3gpp-ts-38.212": 1,
        "standards/3gpp-ts-36.300": 1,
        "standards/-unknown": 1,
    }


async def test_each_count_is_what_is_found_with_that_value(register: Register) -> None:
    filters = {"holder": "holders", "standard": "standards", "office": "offices", "generation": "generations"}
    filters |= {"form": "forms", "state": "states", "undertaking": "undertakings", "outcome": "outcomes"}
    reply = await searched(register, standards=["5G"], facets=pb.FACET_MODE_EXACT)
    for dimension, field in filters.items():
        for value, count in counted(reply, dimension).items():
            values = {"standards": ["5G"]} | ({field: [value]} if field != "standards" else {})
            if field == "standards":
                narrowed = await searched(register, generations=["5G"], standards=[value])
            else:
                narrowed = await searched(register, **values)
            assert narrowed.total_count == count, (dimension, value)


async def test_few_values_are_shown_and_the_others_counted(register: Register) -> None:
    reply = await searched(register, facets=pb.FACET_MODE_QUICK, facet_size=1)
    offices = next(facet for facet in reply.facets if facet.dimension == "office")
    assert ([value.value for value in offices.values], offices.further_values) == (["EP"], 3)


async def test_beyond_what_is_counted_quickly_counts_are_lower_bounds_and_pages_stay_whole(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "QUICK_ROWS", 2)
    for window in (1, 100):
        monkeypatch.setattr(store, "_WINDOW_ROWS", window)
        reply = await searched(register, facets=pb.FACET_MODE_QUICK)
        assert reply.total_is_at_least
        assert 0 < reply.total_count < 7
        assert all(value.at_least for facet in reply.facets for value in facet.values)
        for order in (0, pb.PATENT_ORDER_NUMBER, pb.PATENT_ORDER_LATEST_DECLARED):
            assert sorted(await all_pages(register, order)) == sorted(IN_ORDER)
    exact = await searched(register, facets=pb.FACET_MODE_EXACT)
    assert (exact.total_count, exact.total_is_at_least) == (7, False)
    assert counted(exact, "office")["EP"] == 4


async def all_pages(register: Register, order: int, size: int = 2) -> list[str]:
    stub = register.anyone.stub(SearchServiceStub)
    request = pb.SearchPatentsRequest(order=pb.PatentOrder.Name(order), page_size=size)
    return [name async for page in register.anyone.pages(stub.SearchPatents, request) for name in found(page)]


async def test_pages_in_every_order_have_each_patent_once(register: Register) -> None:
    known_since = {hit.application_number: int(hit.application[13:]) for hit in (await searched(register)).hits}
    assert await all_pages(register, 0) == sorted(IN_ORDER, key=lambda name: known_since[NUMBERS[name]])
    by_number = await all_pages(register, pb.PATENT_ORDER_NUMBER)
    assert by_number == sorted(IN_ORDER, key=lambda name: NUMBERS[name])
    latest = await all_pages(register, pb.PATENT_ORDER_LATEST_DECLARED)
    assert (latest[-1], sorted(latest)) == ("nobody", sorted(IN_ORDER))


async def test_the_reply_says_how_names_and_words_were_understood(register: Register) -> None:
    reply = await searched(register, holders=["Acmee"], standards=["TS 36.300"], query="refrence")
    assert [(one.field, one.taken_for, list(one.looked_for), one.corrected) for one in reply.understood] == [
        ("holders", "holder", ["holders/acme-radio-oy"], True),
        ("standards", "standard", ["standards/3gpp-ts-36.300"], False),
        ("query", "words", ["reference"], True),
    ]


@pytest.mark.parametrize(
    ("filter", "reason", "text"),
    [
        ({"query": "--"}, "EMPTY_QUERY", "no letter"),
        ({"holders": ["Zzyzx"]}, "HOLDER_UNKNOWN", "Zzyzx"),
        ({"holders": ["holders/acme-radio"]}, "HOLDER_UNKNOWN", ACME),
        ({"standards": ["38.999"]}, "STANDARD_UNKNOWN", "38.211"),
        ({"offices": ["Europe"]}, "OFFICE_UNKNOWN", "EP"),
        (
            {"signed_from": Date(year=2021, month=1, day=1), "signed_to": Date(year=2020, month=1, day=1)},
            "DATES_IN_WRONG_ORDER",
            "signed_from",
        ),
        ({"signed_from": Date(year=2021, month=2, day=30)}, "NO_SUCH_DAY", "2021-2-30"),
    ],
)
async def test_a_filter_that_cannot_be_meant_is_refused_with_what_to_send(
    register: Register, filter: dict[str, Any], reason: str, text: str
) -> None:
    with pytest.raises(SepiaError, match=text) as refused:
        await searched(register, **filter)
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, reason)
    if reason != "EMPTY_QUERY":
        assert refused.value.violations


async def test_what_means_something_to_sql_is_only_text(register: Register) -> None:
    assert found(await searched(register, query="100%_'; drop table holder --")) == []


@pytest.mark.parametrize("text", ["acmee", "Bel Waves", "wavse"])
async def test_the_search_over_everything_forgives_spelling_errors(register: Register, text: str) -> None:
    stub = register.anyone.stub(HolderServiceStub)
    reply = await register.anyone.call(stub.Search, holders_pb2.SearchRequest(query=text))
    assert reply.hits[0].kind == "holder"


# --- the index follows the register ------------------------------------------------------------------------------


@pytest.fixture
async def fresh(small_databases: SmallDatabases, tmp_path: Path) -> AsyncGenerator[Register]:
    """A registry of the test's own, with the rows of `filled.SMALL`."""
    async with run_service(SERVICE, await small_databases.copy(tmp_path), tmp_path) as running:
        yield Register(running)


async def test_the_reply_names_the_edition_that_is_indexed(fresh: Register) -> None:
    index = (await searched(fresh)).index
    assert (index.edition, index.current_edition, index.behind) == ("editions/1", "editions/1", False)
    async with fresh.database.write() as tx:
        # A lock that another replica's indexer would hold.
        await tx.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": 0x5E91C})
        await tx.execute(
            sa.insert(tables.edition).values(number=2, cause="documents/x", created_at=dt.datetime.now(dt.UTC))
        )
        assert not (await searched(fresh)).index.behind  # not committed: nobody knows of it
    await fresh.indexed()
    assert (await searched(fresh)).index.edition == "editions/2"


async def test_a_spelling_that_is_decided_to_be_a_holder_is_found_under_it(fresh: Register) -> None:
    holder = tables.holder
    acme = sa.select(holder.c.id).where(holder.c.key == "acme-radio-oy").scalar_subquery()
    for same_as, expected in ((acme, 6), (sa.null(), 4)):
        async with fresh.database.write() as tx:
            await tx.execute(sa.update(holder).where(holder.c.key == "bell-waves-inc").values(same_as=same_as))
            number = sa.select(sa.func.max(tables.edition.c.number) + 1).scalar_subquery()
            values = {"number": number, "cause": "holders/bell-waves-inc", "created_at": dt.datetime.now(dt.UTC)}
            await tx.execute(sa.insert(tables.edition).values(values))
        await fresh.indexed()
        reply = await searched(fresh, holders=["holders/acme-radio-oy"], facets=pb.FACET_MODE_QUICK)
        assert reply.total_count == expected
        assert counted(reply, "holder")["holders/acme-radio-oy"] == expected


async def test_a_name_of_a_standard_also_finds_what_was_declared_before_and_after_it(fresh: Register) -> None:
    step = standards_pb2.AddStandardStepRequest(
        standard="standards/3gpp-ts-38.212",
        predecessor="standards/3gpp-ts-36.300",
        kind=standards_pb2.STANDARD_STEP_KIND_REPLACED_BY,
        evidence="invented for this test",
    )
    await fresh.officer.call(fresh.officer.stub(StandardServiceStub).AddStandardStep, step)
    await fresh.indexed()
    for name in ("36.300", "TS 38.212"):
        reply = await searched(fresh, standards=[name])
        assert sorted(found(reply)) == ["lte", "shared"]
        (understood,) = reply.understood
        assert sorted(understood.looked_for) == ["standards/3gpp-ts-36.300", "standards/3gpp-ts-38.212"]
    assert found(await searched(fresh, standards=["standards/3gpp-ts-36.300"])) == ["lte"]


async def test_a_published_result_is_found_and_counted(fresh: Register) -> None:
    officer, service = fresh.officer, fresh.service
    frame = await officer.call(
        officer.stub(FrameServiceStub).FreezeFrame,
        frames_pb2.FreezeFrameRequest(standard="standards/5g", family_key=FamilyKey.FAMILY_KEY_ETSI),
    )
    result = frames_pb2.RecordResultsRequest(frame=frame.name, campaign=f"campaigns/{uuid.uuid4()}")
    result.results.add(holder="holders/acme-radio-oy", family="families/etsi-500", outcome="ESSENTIAL")
    result.publish_time.GetCurrentTime()
    await service.call(service.stub(FrameServiceStub).RecordResults, result)
    while found(await searched(fresh, outcomes=["ESSENTIAL"])) != ["shared"]:
        await Indexer(fresh.database).run_once()
    reply = await searched(fresh, facets=pb.FACET_MODE_QUICK)
    assert counted(reply, "outcome") == {"-": 6, "ESSENTIAL": 1}
    await settled(fresh)
    told = [entry.kind for entry in await timeline(fresh, "families/etsi-500")]
    assert told[-2:] == ["officer:frame:freeze", "service:results:record"]


async def test_what_becomes_of_a_declaration_is_found_and_counted(fresh: Register) -> None:
    officer = fresh.officer
    removed = declarations_pb2.RemoveDeclarationRequest(
        name="holders/bell-waves-inc/declarations/2", ground="REMOVAL_GROUND_REMOVED", reason="invented for this test"
    )
    await officer.call(officer.stub(DeclarationServiceStub).RemoveDeclaration, removed)
    while found(await searched(fresh, holders=["bell"])) != ["antenna"]:
        await Indexer(fresh.database).run_once()
    search = officer.stub(SearchServiceStub).SearchPatents
    everything = pb.SearchPatentsRequest(filter=pb.PatentFilter(include_gone=True), facets=pb.FACET_MODE_EXACT)
    assert counted(await officer.call(search, everything), "state") == {"IN_FORCE": 6, "REMOVED": 2}
    only = pb.PatentFilter(states=["REMOVED"], include_gone=True)
    gone = await officer.call(search, pb.SearchPatentsRequest(filter=only))
    assert sorted(found(gone)) == ["lte", "shared"]
    assert {(one.state, one.form, one.gone) for hit in gone.hits for one in hit.declarations} == {
        (holders_pb2.DECLARATION_STATE_REMOVED, forms_pb2.DECLARATION_KIND_ETSI_DETAILED, True)
    }
    # What a removed declaration said, the centre alone still learns: neither as a hit nor as a count does anyone else.
    assert not (await searched(fresh, states=["REMOVED"], include_gone=True)).hits
    reply = await searched(fresh, include_gone=True, facets=pb.FACET_MODE_EXACT)
    assert counted(reply, "state") == {"IN_FORCE": 6}
    holder = fresh.running.client(Role.ROLE_HOLDER, account="accounts/other", organization="holders/acme-radio-oy")
    for asker, removed_rows in ((officer, 2), (holder, 0)):
        for kind in (exports_pb2.EXPORT_KIND_LINKS, exports_pb2.EXPORT_KIND_PATENTS):
            export, content = await made(asker, kind=kind, format=exports_pb2.EXPORT_FORMAT_CSV, filter=only)
            assert export.row_count == removed_rows, content
        (row,) = rows_of(
            (
                await made(
                    asker,
                    kind=exports_pb2.EXPORT_KIND_DECLARATIONS,
                    format=exports_pb2.EXPORT_FORMAT_CSV,
                    filter=pb.PatentFilter(states=["REMOVED"]),
                )
            )[1]
        )
        assert (row["reference"] != "", row["document"] != "") == (True, bool(removed_rows))


async def test_a_later_file_is_found_and_words_of_its_titles_are_corrected(fresh: Register) -> None:
    row = isld_row(7, 70, holder=ACME, standard=LTE, application="EP20190000007", title="Übertragung of beamforming")
    await fresh.bring_rows(row, isld_row(7, 71, holder=ACME, standard=NR, application="EP20180000005"))
    for query in ("ubertragung", "beamfroming"):
        reply = await searched(fresh, query=query)
        assert [hit.application_number for hit in reply.hits] == ["EP20190000007"]
    # The patent that was known already is now declared by both.
    (hit,) = (await searched(fresh, query="EP20180000005")).hits
    assert {one.holder for one in hit.declarations} == {"holders/acme-radio-oy", "holders/bell-waves-inc"}


async def test_an_indexer_that_is_killed_in_the_middle_is_taken_over(fresh: Register) -> None:
    async with fresh.database.write() as tx:
        await tx.execute(sa.delete(tables.search_patent))
        await tx.execute(sa.insert(tables.search_work).values(kind="everything", argument=""))

    class Killed(Exception):
        pass

    class Dying(Indexer):
        async def _do(self, tx: Any, work: Any) -> None:
            await super()._do(tx, work)
            raise Killed

    with pytest.raises(Killed):
        while True:
            await Dying(fresh.database).step()
            await asyncio.sleep(0)
            async with fresh.database.read() as connection:
                if not (await store.index_state(connection)).waiting:
                    raise Killed  # the registry's own indexer was quicker
    await fresh.indexed()
    assert sorted(found(await searched(fresh))) == sorted(IN_ORDER)


async def test_indexing_everything_again_by_two_at_once_changes_nothing(fresh: Register) -> None:
    query = sa.select(tables.search_patent).order_by(
        tables.search_patent.c.application_id, tables.search_patent.c.declaration_id
    )
    async with fresh.database.read() as connection:
        before = [tuple(row) for row in await connection.execute(query)]
    async with fresh.database.write() as tx:
        await tx.execute(sa.insert(tables.search_work), [{"kind": "everything", "argument": ""}] * 2)
    await asyncio.gather(*(Indexer(fresh.database).run_once() for _ in range(3)))
    await fresh.indexed()
    async with fresh.database.read() as connection:
        assert [tuple(row) for row in await connection.execute(query)] == before


async def indexed_rows(register: Register) -> list[tuple[Any, ...]]:
    table = tables.search_patent
    query = sa.select(table).order_by(table.c.application_id, table.c.declaration_id)
    async with register.database.read() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_an_index_made_anew_beside_the_one_in_use_is_the_same(
    fresh: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fresh.bring(b"".join(generate(300, 5)), demonstration=True)
    before = await indexed_rows(fresh)
    monkeypatch.setattr(rebuild_store, "REBUILT_FROM", 3)
    monkeypatch.setattr(rebuilding, "PIECE", 40)
    monkeypatch.setattr(rebuilding, "PIECES_A_STEP", 2)
    async with fresh.database.write() as tx:
        await tx.execute(sa.delete(tables.search_patent).where(tables.search_patent.c.application_id % 3 == 0))
        await tx.execute(sa.insert(tables.search_work).values(kind="everything", argument=""))
    # Several at once, and each only a step at a time: whoever has the turn goes on where the last one was.
    while (await searched(fresh)).index.behind:
        await asyncio.gather(*(Indexer(fresh.database).step() for _ in range(2)))
    assert await indexed_rows(fresh) == before
    async with fresh.database.read() as connection:
        names = sa.text(
            "select indexname from pg_indexes where schemaname = 'registry' and tablename like 'search_pat%'"
        )
        assert sorted((await connection.execute(names)).scalars()) == sorted(name for name, _ in rebuild_store.INDEXES)
    assert sorted(found(await searched(fresh, demonstration=pb.DEMONSTRATION_NONE))) == sorted(IN_ORDER)


async def test_a_file_that_brings_most_of_the_register_is_a_reason_to_index_everything(
    fresh: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await indexed_rows(fresh)
    monkeypatch.setattr(rebuild_store, "LONG_DOCUMENT", 4)
    monkeypatch.setattr(rebuild_store, "REBUILT_FROM", 3)
    async with fresh.database.write() as tx:
        document = (await tx.execute(sa.select(sa.func.max(tables.link.c.document_id)))).scalar_one()
        await tx.execute(sa.insert(tables.search_work).values(kind="document", argument=str(document)))
        await tx.execute(sa.delete(tables.search_patent))
    while (await searched(fresh)).index.behind:
        await Indexer(fresh.database).step()
    assert await indexed_rows(fresh) == before


# --- timelines ---------------------------------------------------------------------------------------------------


async def timeline(register: Register, name: str, client: Any = None) -> list[pb.TimelineEntry]:
    client = client or register.anyone
    stub = client.stub(SearchServiceStub)
    request = pb.GetTimelineRequest(name=name, page_size=1)
    return [entry async for page in client.pages(stub.GetTimeline, request) for entry in page.entries]


async def settled(register: Register) -> None:
    """Waits until every entry of the log has its position and is read for mentions."""
    entry, state = tables.JOURNAL.entry, tables.search_state
    open_ = sa.exists().where(sa.or_(entry.c.position.is_(None), entry.c.position > state.c.log_position))
    while True:
        async with register.database.read() as connection:
            if not (await connection.execute(sa.select(open_).select_from(state))).scalar_one():
                return
        await Indexer(register.database).run_once()
        await asyncio.sleep(0)


async def test_a_timeline_tells_in_order_what_was_done_to_an_entry_and_by_whom(fresh: Register) -> None:
    officer = fresh.officer
    frame = await officer.call(
        officer.stub(FrameServiceStub).FreezeFrame,
        frames_pb2.FreezeFrameRequest(standard="standards/5g", family_key=FamilyKey.FAMILY_KEY_ETSI),
    )
    await settled(fresh)
    (frozen,) = await timeline(fresh, frame.name)
    assert (frozen.concerns, frozen.kind, frozen.actor) == ("subject", "officer:frame:freeze", "accounts/officer")
    assert frozen.what.startswith(
        "Frame frozen by the centre: edition editions/1, family key etsi, standard standards/5g"
    )
    (mentioned,) = await timeline(fresh, "standards/5g")
    assert (mentioned.concerns, mentioned.position) == ("mention", frozen.position)
    for name in ("holders/acme-radio-oy/declarations/1", "holders/acme-radio-oy", "families/etsi-500"):
        brought = await timeline(fresh, name)
        assert [entry.kind for entry in brought] == ["officer:import:submit", "system:import:apply"], name
        assert {entry.concerns for entry in brought} == {"source"}
        assert brought[0].position < brought[1].position
    assert await timeline(fresh, "holders/nobody-at-all") == []


async def test_a_timeline_leaves_out_what_the_reader_may_not_see(fresh: Register) -> None:
    async with fresh.database.write() as tx:
        secret = {"text": "holders/bell-waves-inc"}
        await tx.record("officer:holder:note", "holders/acme-radio-oy", secret, audience=("role:OFFICER",))
        await tx.record("holder:holder:update", "holders/acme-radio-oy/parts/x", {"size": "SMALL"})
    await settled(fresh)
    seen_by = {
        client: [(entry.kind, entry.concerns) for entry in await timeline(fresh, "holders/acme-radio-oy", client)]
        for client in (fresh.anyone, fresh.officer, fresh.running.client(Role.ROLE_HOLDER))
    }
    part, note = ("holder:holder:update", "part"), ("officer:holder:note", "subject")
    assert part in seen_by[fresh.anyone]
    assert [client for client, entries in seen_by.items() if note in entries] == [fresh.officer]
    assert not any("note" in entry.kind for entry in await timeline(fresh, "holders/bell-waves-inc"))
    assert any("note" in entry.kind for entry in await timeline(fresh, "holders/bell-waves-inc", fresh.officer))
