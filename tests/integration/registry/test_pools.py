"""Pools: lists that supersede each other, overlaps that are computed, disclosures with their history."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
from google.api import httpbody_pb2
from google.protobuf.json_format import ParseDict

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import imports_pb2, registrations_pb2
from sepia.registry.v1 import pools_pb2 as pb
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.registry.v1.pools_pb2_grpc import PoolServiceStub
from sepia.registry.v1.registrations_pb2_grpc import RegistrationServiceStub
from services.registry.pools.access_advance import COLUMNS
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.procedures import Centre

ADVANCE, MPEG = imports_pb2.SOURCE_FORMAT_POOL_ACCESS_ADVANCE, imports_pb2.SOURCE_FORMAT_POOL_MPEG_LA
FIRST, SECOND = "pools/access-advance-hevc/lists/-", "pools/mpeg-la-video-us/lists/-"


def stub(client: Client) -> PoolServiceStub:
    return client.stub(PoolServiceStub)


async def bring(centre: Centre, data: bytes, source_format: Any, *, client: Client | None = None) -> imports_pb2.Import:
    """Uploads a list and waits until it is applied or refused."""
    sender = client or centre.officer

    async def messages() -> AsyncIterator[imports_pb2.UploadImportRequest]:
        yield imports_pb2.UploadImportRequest(filename="list.csv", source_format=source_format)
        for start in range(0, len(data), 512 * 1024):
            piece = httpbody_pb2.HttpBody(data=data[start : start + 512 * 1024])
            yield imports_pb2.UploadImportRequest(content=piece)

    imports = sender.stub(ImportServiceStub)
    operation = await sender.call(imports.UploadImport, messages())
    request = imports_pb2.GetImportRequest(name="imports/" + operation.name.rpartition("/")[2])
    while True:
        done = await sender.call(imports.GetImport, request)
        if done.state in (imports_pb2.IMPORT_STATE_DONE, imports_pb2.IMPORT_STATE_REFUSED):
            return done


def advance(*rows: str) -> bytes:
    return ("\ufeff" + "\n".join([",".join(COLUMNS), *rows]) + "\n").encode()


BELGIAN = "Main/Main10,BE,BE-EP3000001,Acme,EP,EP3000001,UNKNOWN"
FRENCH = "Main/Main10,FR,FR-EP3000001,Acme,EP,EP3000001,UNKNOWN"
KOREAN = 'Main/Main10,KR,KR10-0583552,"ETRI, KAIST",KR,KR100583552,UNKNOWN'
AMERICAN = 'Scalability,US,US10911778,"ETRI, KAIST",US,US10911778,UNKNOWN'
REISSUE = "Main/Main10,US,USRE41729,Bell,US,USRE41729,UNKNOWN"
ALL = (BELGIAN, FRENCH, KOREAN, AMERICAN, REISSUE)


async def current(centre: Centre, name: str = FIRST) -> pb.PoolList:
    return await centre.anyone.call(stub(centre.anyone).GetPoolList, pb.GetPoolListRequest(name=name))


async def refusal(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as refused:
        await call
    return refused.value


@pytest.fixture(scope="module")
async def lists(centre: Centre) -> tuple[imports_pb2.Import, imports_pb2.Import]:
    """The first list of each programme."""
    first = await bring(centre, advance(*ALL), ADVANCE)
    second = await bring(centre, b"10911778\r\nRE41729\r\n7292636\r\n7292636\r\n", MPEG)
    return first, second


def figures(done: imports_pb2.Import) -> dict[str, int]:
    return {line.what: line.count for line in done.counts.further}


# --- lists -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("lists")
async def test_a_list_is_kept_row_by_row_as_given_and_counted_by_name(centre: Centre) -> None:
    found = await current(centre, "pools/access-advance-hevc/lists/1")
    assert (found.rows, found.patents, found.patents_counting_validations_once) == (5, 5, 4)
    assert (found.validated_parts, found.validated_patents) == (2, 1)
    assert (found.licensors, found.rows_with_co_owners, found.licensor_cells_with_co_owners) == (4, 2, 1)
    request = pb.ListPoolPatentsRequest(list=found.name, page_size=2)
    pages = centre.anyone.pages(stub(centre.anyone).ListPoolPatents, request)
    rows = [row async for page in pages for row in page.patents]
    assert [(row.line, row.office, row.number) for row in rows] == [
        (2, "BE", "BE-EP3000001"),
        (3, "FR", "FR-EP3000001"),
        (4, "KR", "KR10-0583552"),
        (5, "US", "US10911778"),
        (6, "US", "USRE41729"),
    ]
    assert [row.validated_part for row in rows] == [True, True, False, False, False]
    assert [(licensor.label, list(licensor.co_owners)) for licensor in rows[2].licensors] == [
        ("ETRI", ["KAIST"]),
        ("KAIST", ["ETRI"]),
    ]


async def test_the_report_of_the_import_has_the_counts_and_names_the_duplicate(
    centre: Centre, lists: tuple[imports_pb2.Import, imports_pb2.Import]
) -> None:
    first, second = lists
    assert (first.counts.rows, first.counts.accepted_rows, first.counts.new_rows) == (5, 5, 5)
    assert figures(first)["patents_counting_validations_once"] == 4
    assert figures(first)["licensor_cells_with_co_owners"] == 1
    assert (figures(first)["added"], figures(first)["gone"]) == (5, 0)
    assert (second.counts.rows, second.counts.accepted_rows, second.counts.rejected_rows) == (4, 3, 1)
    request = imports_pb2.ListRejectedRowsRequest()
    setattr(request, "import", second.name)
    listed = await centre.officer.call(centre.officer.stub(ImportServiceStub).ListRejectedRows, request)
    assert [(row.line, row.value, row.reason) for row in listed.rejected_rows] == [(4, "7292636", "DUPLICATE_ROW")]


@pytest.mark.usefixtures("lists")
async def test_rows_are_found_by_any_spelling_licensor_and_office(centre: Centre) -> None:
    async def found(**asked: Any) -> list[str]:
        request = pb.ListPoolPatentsRequest(list="pools/access-advance-hevc/lists/1", **asked)
        reply = await centre.anyone.call(stub(centre.anyone).ListPoolPatents, request)
        return [row.number for row in reply.patents]

    assert await found(patent="EP 3 000 001") == ["BE-EP3000001", "FR-EP3000001"]
    assert await found(patent="US 10,911,778 B2") == ["US10911778"]
    assert await found(licensor="KAIST") == ["KR10-0583552", "US10911778"]
    assert await found(office="FR") == ["FR-EP3000001"]
    assert await found(only_unreadable=True) == []
    assert (await refusal(found(patent="no digits"))).reason == "UNREADABLE_NUMBER"


@pytest.mark.usefixtures("lists")
async def test_the_same_file_again_changes_nothing(centre: Centre) -> None:
    before = await current(centre)
    again = await bring(centre, advance(*ALL), ADVANCE)
    assert (again.counts.new_rows, again.counts.known_rows) == (0, 5)
    assert await current(centre) == before
    # Nor does another file that says the same in another order.
    other = await bring(centre, advance(*ALL[::-1]), ADVANCE)
    assert other.counts.new_rows == 0
    assert await current(centre) == before


async def test_a_newer_file_supersedes_the_older_and_the_difference_is_reported(
    centre: Centre, lists: tuple[imports_pb2.Import, imports_pb2.Import]
) -> None:
    older = await current(centre, SECOND)
    newer = await bring(centre, b"10911778\nRE41729\n6115503\n", MPEG)
    assert (figures(newer)["added"], figures(newer)["changed"], figures(newer)["gone"]) == (1, 0, 1)
    assert newer.counts.new_rows == 1
    found = await current(centre, SECOND)
    assert (found.added, found.gone, found.superseded) == (1, 1, False)
    assert (await current(centre, older.name)).superseded
    assert int(found.edition.partition("/")[2]) > int(lists[1].edition.partition("/")[2])
    fewer = await bring(centre, b"10911778\nRE41729\n", MPEG)
    assert (fewer.counts.new_rows, figures(fewer)["gone"]) == (0, 1)
    # No row is new, and yet less is counted: that is an edition of its own.
    assert int(fewer.edition.partition("/")[2]) == int(newer.edition.partition("/")[2]) + 1
    request = pb.ListPoolListsRequest(pool="pools/mpeg-la-video-us", page_size=2)
    pages = [page async for page in centre.anyone.pages(stub(centre.anyone).ListPoolLists, request)]
    assert [each.name.rpartition("/")[2] for page in pages for each in page.lists] == ["3", "2", "1"]
    # An older file that is sent again is a list of its own: so a list that was sent by mistake, or cut off, is mended.
    back = await bring(centre, b"10911778\r\nRE41729\r\n7292636\r\n7292636\r\n", MPEG)
    assert (back.counts.new_rows, figures(back)["added"], figures(back)["gone"]) == (1, 1, 0)
    found = await current(centre, SECOND)
    assert (found.name.rpartition("/")[2], found.patents) == ("4", 3)
    again = await bring(centre, b"10911778\r\nRE41729\r\n7292636\r\n7292636\r\n", MPEG)
    assert (again.counts.new_rows, (await current(centre, SECOND)).name) == (0, found.name)


async def test_what_is_no_list_is_refused_whole_and_changes_nothing(centre: Centre) -> None:
    for data, source_format, reason in (
        (b"a,b\n1,2\n", ADVANCE, "NOT_ACCESS_ADVANCE"),
        (advance(), ADVANCE, "EMPTY_LIST"),
        (b"hello\n", MPEG, "NOT_MPEG_LA"),
    ):
        done = await bring(centre, data, source_format)
        assert (done.state, done.refusal_reason) == (imports_pb2.IMPORT_STATE_REFUSED, reason)


async def test_a_list_that_may_be_cut_off_is_applied_once_somebody_sends_it_again(centre: Centre) -> None:
    before = await current(centre, SECOND)
    whole = b"".join(b"%d\r\n" % number for number in range(8_000_000, 8_000_100))
    cut_off = whole[: 70 * 9]
    grown = await bring(centre, b"10911778\r\nRE41729\r\n7292636\r\n" + whole, MPEG)
    assert grown.state == imports_pb2.IMPORT_STATE_DONE
    refused = await bring(centre, cut_off, MPEG)
    assert (refused.state, refused.refusal_reason) == (imports_pb2.IMPORT_STATE_REFUSED, "POOL_LIST_SHRUNK")
    assert "lacks 33 of the 103 patents" in refused.refusal
    # Another file confirms nothing, and neither does this one once another list is current.
    assert (await bring(centre, whole[: 60 * 9], MPEG)).refusal_reason == "POOL_LIST_SHRUNK"
    assert (await current(centre, SECOND)).name == f"pools/mpeg-la-video-us/lists/{int(before.name[-1]) + 1}"
    confirmed = await bring(centre, cut_off, MPEG)
    assert (confirmed.state, figures(confirmed)["gone"]) == (imports_pb2.IMPORT_STATE_DONE, 33)
    mended = await bring(centre, b"10911778\r\nRE41729\r\n7292636\r\n7292636\r\n", MPEG)
    assert mended.refusal_reason == "POOL_LIST_SHRUNK"
    mended = await bring(centre, b"10911778\r\nRE41729\r\n7292636\r\n7292636\r\n", MPEG)
    assert figures(mended)["gone"] == 70


async def test_only_the_centre_brings_lists_in(centre: Centre) -> None:
    error = await refusal(bring(centre, advance(*ALL), ADVANCE, client=centre.acme))
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "FORMAT_OF_THE_CENTRE")


async def test_a_pool_brings_in_the_lists_of_its_own_programme_and_nothing_else(centre: Centre) -> None:
    client = centre.running.client
    pool = client(Role.ROLE_POOL, account="accounts/advance", organization="pools/access-advance-hevc")
    done = await bring(centre, advance(*ALL), ADVANCE, client=pool)
    assert done.state == imports_pb2.IMPORT_STATE_DONE
    (entry,) = await centre.recorded("pool:import:submit", done.name)
    assert entry["actor"] == "accounts/advance"
    as_holder = client(Role.ROLE_HOLDER, account="accounts/advance-2", organization="pools/access-advance-hevc")
    for data, source_format, who in (
        (b"10911778\r\n", MPEG, pool),  # another programme's
        (b"x;y\n", imports_pb2.SOURCE_FORMAT_ISLD, pool),  # a pool declares nothing
        (advance(*ALL), ADVANCE, as_holder),
    ):
        error = await refusal(bring(centre, data, source_format, client=who))
        assert (error.kind, error.reason) == (Kind.FORBIDDEN, "FORMAT_OF_THE_CENTRE")


async def test_a_pool_has_a_role_of_its_own_and_no_rights_of_a_holder(centre: Centre) -> None:
    name = (await set_pool(centre.officer, "own-role")).name
    client = centre.running.client
    other = client(Role.ROLE_POOL, account="accounts/other-pool", organization="pools/elsewhere")
    holder = client(Role.ROLE_HOLDER, account="accounts/holder", organization=name)
    for caller in (other, holder):
        assert (await refusal(reported(caller, report(name, {})))).kind is Kind.FORBIDDEN
    pool = client(Role.ROLE_POOL, account="accounts/own-pool", organization=name)
    assert (await reported(pool, report(name, {}))).reporter == "pool"
    (entry,) = await centre.recorded("pool:pool-disclosure:report", f"{name}/disclosures/1")
    assert entry["actor"] == "accounts/own-pool"
    registrations = pool.stub(RegistrationServiceStub)
    said = registrations_pb2.SubmitRegistrationRequest(standard="standards/5g", holder="holders/acme-radio-oy")
    assert (await refusal(pool.call(registrations.SubmitRegistration, said))).kind is Kind.FORBIDDEN


# --- overlap -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("lists")
async def test_two_lists_overlap_by_normalised_number_with_licensors_and_co_owners(centre: Centre) -> None:
    request = pb.GetPoolOverlapRequest(
        first="pools/access-advance-hevc/lists/1", second="pools/mpeg-la-video-us/lists/1"
    )
    found = await centre.anyone.call(stub(centre.anyone).GetPoolOverlap, request)
    assert (found.shared, found.of_first, found.of_second, found.shared_with_co_owners) == (2, 4, 3, 1)
    assert [(line.what, line.count) for line in found.offices] == [("US", 2)]
    assert [(line.what, line.count) for line in found.first_licensors] == [("Bell", 1), ("ETRI, KAIST", 1)]
    assert [(line.what, line.count) for line in found.second_licensors] == [("(not stated)", 2)]
    listing = pb.ListPoolOverlapRequest(first=request.first, second=request.second, page_size=1)
    pages = [page async for page in centre.anyone.pages(stub(centre.anyone).ListPoolOverlap, listing)]
    shared = [patent for page in pages for patent in page.patents]
    assert [(each.canonical, list(each.first_numbers), list(each.second_numbers)) for each in shared] == [
        ("US.10911778", ["US10911778"], ["10911778"]),
        ("US.RE41729", ["USRE41729"], ["RE41729"]),
    ]
    assert [licensor.label for licensor in shared[0].first_licensors] == ["ETRI", "KAIST"]
    assert not shared[0].second_licensors
    assert len(pages) == 2


@pytest.mark.usefixtures("lists")
async def test_a_list_overlaps_with_itself_wholly_and_parts_of_one_patent_count_once(centre: Centre) -> None:
    name = "pools/access-advance-hevc/lists/1"
    found = await centre.anyone.call(
        stub(centre.anyone).GetPoolOverlap, pb.GetPoolOverlapRequest(first=name, second=name)
    )
    assert (found.shared, found.of_first, found.of_second) == (4, 4, 4)


@pytest.mark.usefixtures("lists")
async def test_what_holders_have_declared_by_themselves_is_found_by_publication(centre: Centre) -> None:
    name = "pools/access-advance-hevc/lists/1"
    request = pb.GetDeclaredOverlapRequest(list=name)
    found = await centre.anyone.call(stub(centre.anyone).GetDeclaredOverlap, request)
    # EP3000001 is declared by Acme and by Bell; the total counts it once, though the list has two parts of it.
    assert (found.patents, found.declared) == (4, 1)
    assert [(line.holder, line.patents, line.applications) for line in found.holders] == [
        ("holders/acme-radio-oy", 1, 1),
        ("holders/bell-waves-inc", 1, 1),
    ]
    request.standard = "standards/4g"
    assert (await centre.anyone.call(stub(centre.anyone).GetDeclaredOverlap, request)).declared == 0
    request.standard = "standards/9g"
    assert (await refusal(centre.anyone.call(stub(centre.anyone).GetDeclaredOverlap, request))).kind is Kind.NOT_FOUND


async def test_the_overlap_of_the_two_real_lists_is_what_pandas_finds(centre: Centre, shared_data: Path) -> None:
    advance_file = shared_data / "pool_access_advance_hevc" / "patent_new.csv"
    mpeg_file = shared_data / "pool_mpegla_us" / "video_codec.seed.csv"
    brought = await bring(centre, advance_file.read_bytes(), ADVANCE)
    assert (brought.counts.rows, brought.counts.rejected_rows) == (17_361, 0)
    other = await bring(centre, mpeg_file.read_bytes(), MPEG)
    assert (other.counts.rows, other.counts.accepted_rows, other.counts.rejected_rows) == (1_711, 1_710, 1)
    frame: Any = pd.read_csv(advance_file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    us = frame[frame["Country New"] == "US"]
    numbers: Any = cast("Any", pd.read_csv(mpeg_file, header=None, dtype=str))[0].drop_duplicates()
    theirs = us[us["Patent Number New"].str.removeprefix("US").isin(numbers)]
    found = await centre.anyone.call(
        stub(centre.anyone).GetPoolOverlap, pb.GetPoolOverlapRequest(first=FIRST, second=SECOND)
    )
    assert found.shared == theirs["Patent Number New"].nunique() == 569
    by_licensor = theirs.groupby("Licensor")["Patent Number New"].nunique().to_dict()
    assert {line.what: line.count for line in found.first_licensors} == by_licensor
    assert found.shared_with_co_owners == theirs["Licensor"].str.contains(",").sum()
    pages = centre.anyone.pages(
        stub(centre.anyone).ListPoolOverlap, pb.ListPoolOverlapRequest(first=FIRST, second=SECOND)
    )
    listed = [number async for page in pages for each in page.patents for number in each.first_numbers]
    assert sorted(listed) == sorted(theirs["Patent Number"])
    again = await bring(centre, advance_file.read_bytes(), ADVANCE)
    assert (again.counts.new_rows, again.counts.known_rows) == (0, 17_361)


# --- programmes --------------------------------------------------------------------------------------------------


def programme(key: str, **changes: str) -> pb.SetPoolRequest:
    said = {"display_name": "Invented pool", "administrator": "Pool AG", "evaluator": "", **changes}
    return pb.SetPoolRequest(name=f"pools/{key}", **said)


async def set_pool(client: Client, key: str, **changes: str) -> pb.Pool:
    return await client.call(stub(client).SetPool, programme(key, **changes))


async def test_a_programme_is_put_on_record_and_changed_but_not_over_somebody_elses_change(centre: Centre) -> None:
    made = await set_pool(centre.officer, "invented")
    changed = await set_pool(centre.officer, "invented", evaluator="Checkers Ltd", etag=made.etag)
    assert (changed.etag, changed.evaluator, changed.administrator) == ("2", "Checkers Ltd", "Pool AG")
    error = await refusal(set_pool(centre.officer, "invented", etag=made.etag))
    assert (error.kind, error.reason) == (Kind.STALE, "ETAG_MISMATCH")
    assert (await refusal(set_pool(centre.officer, "unheard-of", etag="1"))).kind is Kind.NOT_FOUND
    assert len(await centre.recorded("officer:pool:set", made.name)) == 2
    request = pb.ListPoolsRequest(page_size=1)
    pages = [page async for page in centre.anyone.pages(stub(centre.anyone).ListPools, request)]
    names = [pool.name for page in pages for pool in page.pools]
    assert names == sorted(names)
    assert made.name in names


async def test_two_who_put_one_programme_on_record_at_once_make_one(centre: Centre) -> None:
    both = await asyncio.gather(
        set_pool(centre.officer, "twice", administrator="One"),
        set_pool(centre.second_officer, "twice", administrator="Two"),
    )
    assert sorted(pool.etag for pool in both) == ["1", "2"]


# --- disclosures -------------------------------------------------------------------------------------------------

ITEMS: dict[str, Any] = {
    "standards": ["standards/5g", "H.265"],
    "administrator_ownership": "Owned by five licensors.",
    "evaluation_process": "Each patent by an outside firm.",
    "evaluators": ["Checkers Ltd"],
    "patent_lists": ["pools/access-advance-hevc/lists/1"],
    "cross_references": [{"patent": "EP3000001", "reference": "8.4.2"}],
    "products": ["televisions"],
    "rates": [
        {
            "category": "televisions",
            "amount": {"currency_code": "USD", "nanos": 200_000_000},
            "base": "each unit sold to an end user",
            "annual_cap": {"currency_code": "USD", "units": "40000000"},
            "effective_from": {"year": 2026, "month": 1, "day": 1},
        },
        {"category": "televisions", "fraction": {"value": "0.25"}, "base": "the royalty", "discount": True},
    ],
    "licences": [{"category": "televisions", "url": "https://pool.example/licence"}],
    "licensors": [{"category": "televisions", "names": ["Acme", "ETRI"]}],
    "licensees": [{"category": "televisions", "names": ["Muster GmbH"]}],
}


def report(pool: str, items: dict[str, Any] | None = None, **said: str) -> pb.ReportPoolDisclosureRequest:
    parsed = ParseDict(ITEMS if items is None else items, pb.PoolItems())
    return pb.ReportPoolDisclosureRequest(pool=pool, items=parsed, **said)


async def reported(client: Client, request: pb.ReportPoolDisclosureRequest) -> pb.PoolDisclosure:
    return await client.call(stub(client).ReportPoolDisclosure, request)


async def test_the_eleven_items_are_kept_as_reported_and_what_is_not_said_is_named(centre: Centre) -> None:
    pool = (await set_pool(centre.officer, "disclosing")).name
    owner = centre.running.client(Role.ROLE_POOL, account="accounts/pool", organization=pool)
    whole = await reported(owner, report(pool))
    assert whole.items == ParseDict(ITEMS, pb.PoolItems())
    assert (list(whole.missing), whole.reporter, whole.superseded) == ([], "pool", False)
    assert len(pb.PoolItems.DESCRIPTOR.fields) == 11
    less = {name: value for name, value in ITEMS.items() if name not in ("licensees", "evaluators")}
    second = await reported(centre.officer, report(pool, less, etag="1", source="https://pool.example"))
    assert (list(second.missing), second.reporter) == (["evaluators", "licensees"], "officer")
    first = await centre.anyone.call(
        stub(centre.anyone).GetPoolDisclosure, pb.GetPoolDisclosureRequest(name=whole.name)
    )
    assert (first.items, first.superseded) == (whole.items, True)
    listed = await centre.anyone.call(stub(centre.anyone).ListPoolDisclosures, pb.ListPoolDisclosuresRequest(pool=pool))
    assert [each.name for each in listed.disclosures] == [second.name, whole.name]
    latest = pb.GetPoolDisclosureRequest(name=f"{pool}/disclosures/-")
    assert (await centre.anyone.call(stub(centre.anyone).GetPoolDisclosure, latest)).name == second.name
    (entry,) = await centre.recorded("officer:pool-disclosure:report", second.name)
    assert entry["content"]["missing"] == ["evaluators", "licensees"]


async def test_a_disclosure_that_cannot_be_is_refused_with_every_fault(centre: Centre) -> None:
    pool = (await set_pool(centre.officer, "wrong")).name
    rates = [{"category": "a", "base": "b"}, {"category": "a", "base": "b", "fraction": {"value": "25 %"}}]
    error = await refusal(reported(centre.officer, report(pool, {"rates": rates})))
    assert (error.kind, error.reason) == (Kind.INVALID, "DISCLOSURE_WRONG")
    assert [fault.field for fault in error.violations] == ["items.rates[0]", "items.rates[1].fraction"]
    backwards = {
        "category": "a",
        "base": "b",
        "fraction": {"value": "0"},
        "effective_from": {"year": 2026, "month": 2, "day": 30},
    }
    error = await refusal(reported(centre.officer, report(pool, {"rates": [backwards]})))
    assert (error.reason, error.violations[0].field) == ("BAD_DATE", "items.rates[0].effective_from")


async def test_two_reports_at_once_are_two_revisions_and_of_two_on_one_etag_one_is_stale(centre: Centre) -> None:
    pool = (await set_pool(centre.officer, "at-once")).name
    both = await asyncio.gather(reported(centre.officer, report(pool)), reported(centre.second_officer, report(pool)))
    assert sorted(each.name.rpartition("/")[2] for each in both) == ["1", "2"]
    raced = await asyncio.gather(
        reported(centre.officer, report(pool, etag="2")),
        reported(centre.second_officer, report(pool, etag="2")),
        return_exceptions=True,
    )
    (error,) = [each for each in raced if isinstance(each, SepiaError)]
    assert (error.kind, error.reason) == (Kind.STALE, "ETAG_MISMATCH")


async def test_a_retried_report_is_one_revision(centre: Centre) -> None:
    pool = (await set_pool(centre.officer, "retried")).name
    request = report(pool, request_id=uuid.uuid4().hex)
    answers = await asyncio.gather(*(reported(centre.officer, request) for _ in range(3)))
    assert {answer.name for answer in answers} == {f"{pool}/disclosures/1"}
    request.source = "another"
    assert (await refusal(reported(centre.officer, request))).reason == "REQUEST_ID_REUSED"


# --- refusals ----------------------------------------------------------------------------------------------------


async def test_what_is_not_there_is_not_found(centre: Centre) -> None:
    anyone, nowhere = stub(centre.anyone), "pools/nowhere/lists/-"
    for call in (
        centre.anyone.call(anyone.GetPool, pb.GetPoolRequest(name="pools/nowhere")),
        centre.anyone.call(anyone.GetPoolList, pb.GetPoolListRequest(name=nowhere)),
        centre.anyone.call(anyone.ListPoolLists, pb.ListPoolListsRequest(pool="pools/nowhere")),
        centre.anyone.call(anyone.ListPoolPatents, pb.ListPoolPatentsRequest(list=nowhere)),
        centre.anyone.call(anyone.GetPoolOverlap, pb.GetPoolOverlapRequest(first=nowhere, second=nowhere)),
        centre.anyone.call(anyone.ListPoolOverlap, pb.ListPoolOverlapRequest(first=nowhere, second=nowhere)),
        centre.anyone.call(anyone.GetDeclaredOverlap, pb.GetDeclaredOverlapRequest(list=nowhere)),
        centre.anyone.call(anyone.GetPoolDisclosure, pb.GetPoolDisclosureRequest(name="pools/nowhere/disclosures/1")),
        centre.anyone.call(anyone.ListPoolDisclosures, pb.ListPoolDisclosuresRequest(pool="pools/nowhere")),
        reported(centre.officer, report("pools/nowhere")),
    ):
        assert (await refusal(call)).kind is Kind.NOT_FOUND


@pytest.mark.parametrize("who", ["anyone", "stranger", "acme", "bell", "implementer", "court", "officer"])
async def test_everybody_reads_officers_keep_programmes_and_a_pool_reports_for_itself(centre: Centre, who: str) -> None:
    await set_pool(centre.officer, "matrix")
    client: Client = getattr(centre, who)
    assert await client.call(stub(client).ListPools, pb.ListPoolsRequest())
    for call in (set_pool(client, "matrix"), reported(client, report("pools/matrix", {}))):
        if who == "officer":
            assert await call
        else:
            expected = Kind.UNAUTHENTICATED if who == "anyone" else Kind.FORBIDDEN
            assert (await refusal(call)).kind is expected
