"""Standards: the catalogue that describes them, what came before and after, and finding one at any name."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from google.type.date_pb2 import Date

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import frames_pb2, imports_pb2
from sepia.registry.v1 import standards_pb2 as pb
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.registry.v1.standards_pb2_grpc import StandardServiceStub
from sepia.type.v1 import type_pb2
from services.registry.app import SERVICE
from services.registry.standards import store
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, SMALL, Register, isld_row
from tests.support import Databases, run_service

HEADER = (
    "specNo,link,type,title,status,primaryRespGrp,initialPlannedRelease,publication,commonIMS,technology,"
    "technologyTokens"
)
TS, TR = "Technical Specification (TS)", "Technical Report (TR)"


def row(number: str, title: str, *, kind: str = TS, status: str = "Under change control", **more: str) -> str:
    """A row of a catalogue."""
    said = {"publication": "For publication", "technology": "5G", "release": "Rel-15", "group": "R1", **more}
    tokens = said["technology"].replace(",", "|")
    return (
        f'{number},https://example.org/{number},{kind},"{title}",{status},{said["group"]},{said["release"]},'
        f"{said['publication']},False,{tokens},{tokens}"
    )


CATALOGUE = (
    row("38.211", "NR; Physical channels and modulation"),
    row("38.212", "NR; Multiplexing and channel coding"),
    row("36.300", "Invented radio access (E-UTRA); Overall description; Stage 2", technology="LTE", release="Rel-8"),
    row("25.308", "Invented packet access; Overall description", technology="3G", release="R99"),
    row("23.801-01", "Study with a hyphen", kind=TR, publication="Internal", technology="6G", group="-"),
    row("02.06dcs", "Types of station", status="Withdrawn under change control", technology="2G", release="Ph1"),
    row("00.01U", "Work programme", kind=TR, status="Withdrawn before change control", technology="", group="-"),
    row("25.912", "Feasibility of what follows", kind=TR, technology="3G,LTE"),
    row("TBR 5", "Requirements for stations", technology="2G"),
)
FORMAT = imports_pb2.SOURCE_FORMAT_3GPP_CATALOGUE


def catalogue(*rows: str) -> bytes:
    return ("\r\n".join([HEADER, *rows]) + "\r\n").encode()


@pytest.fixture(scope="module")
async def register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """Declarations, among them one for a report declared as a specification; then the catalogue."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        filled = Register(running)
        await filled.bring_rows(
            *SMALL,
            isld_row(5, 50, holder=ACME, standard="3GPP TS 25.912 version 7.0.0", family="900", generations="3G"),
            isld_row(6, 60, holder=BELL, standard="3GPP TS 25.308 version 6.3.0", family="901", generations="3G"),
            isld_row(6, 61, holder=BELL, standard="3GPP TS 25.308", family="502", generations="3G"),
        )
        await filled.bring(catalogue(*CATALOGUE), source_format=FORMAT)
        yield filled


async def get(register: Register, name: str) -> pb.Standard:
    stub = register.anyone.stub(StandardServiceStub)
    return await register.anyone.call(stub.GetStandard, pb.GetStandardRequest(name=name))


async def resolve(register: Register, text: str) -> pb.ResolveStandardResponse:
    stub = register.anyone.stub(StandardServiceStub)
    return await register.anyone.call(stub.ResolveStandard, pb.ResolveStandardRequest(text=text))


async def follow(
    register: Register, earlier: str, later: str, *, client: Client | None = None, request_id: str = ""
) -> pb.StandardStep:
    client = client or register.officer
    request = pb.AddStandardStepRequest(
        standard=later,
        predecessor=earlier,
        kind=pb.STANDARD_STEP_KIND_REPLACED_BY,
        evidence="The foreword of the later one",
        effective_date=Date(year=2009, month=3, day=1),
        request_id=request_id,
    )
    return await client.call(client.stub(StandardServiceStub).AddStandardStep, request)


async def create(register: Register, text: str) -> pb.Standard:
    stub = register.officer.stub(StandardServiceStub)
    return await register.officer.call(stub.CreateStandard, pb.CreateStandardRequest(text=text))


async def withdraw(register: Register, name: str) -> pb.StandardStep:
    request = pb.WithdrawStandardStepRequest(name=name, reason="Mistaken for another")
    return await register.officer.call(register.officer.stub(StandardServiceStub).WithdrawStandardStep, request)


# --- the catalogue -----------------------------------------------------------------------------------------------


async def test_the_catalogue_describes_what_was_declared_and_adds_the_rest(register: Register) -> None:
    declared = await get(register, "standards/3gpp-ts-38.211")
    assert (declared.title, declared.number, declared.organisation) == (
        "NR; Physical channels and modulation",
        "38.211",
        "3GPP",
    )
    assert declared.link_count == 6
    assert declared.status == pb.STANDARD_STATUS_UNDER_CHANGE_CONTROL
    assert (list(declared.generations), declared.first_release, declared.working_group) == (["5G"], "Rel-15", "R1")
    assert declared.source.line == 2
    kinds = {name.text: pb.StandardNameKind.Name(name.kind) for name in declared.known_names}
    assert kinds == {
        "3GPP TS 38.211": "STANDARD_NAME_KIND_3GPP",
        "ETSI TS 138 211": "STANDARD_NAME_KIND_ETSI",
        "NR; Physical channels and modulation": "STANDARD_NAME_KIND_TITLE",
    }
    withdrawn = await get(register, "standards/3gpp-ts-02.06dcs")
    assert (withdrawn.status, withdrawn.number) == (pb.STANDARD_STATUS_WITHDRAWN_UNDER_CHANGE_CONTROL, "02.06dcs")
    internal = await get(register, "standards/3gpp-tr-23.801-01")
    assert (internal.internal, list(internal.names), internal.working_group) == (True, ["3GPP TR 23.801-01"], "")
    unknown = await get(register, "standards/3gpp-tr-00.01u")
    assert list(unknown.generations) == []
    assert (await get(register, "standards/etsi-tbr-5")).organisation == "ETSI"


async def test_the_same_catalogue_again_changes_nothing(register: Register) -> None:
    again = await register.bring(catalogue(*CATALOGUE), source_format=FORMAT)
    assert (again.counts.rows, again.counts.accepted_rows, again.counts.new_rows) == (9, 9, 0)


async def test_a_later_catalogue_changes_what_differs_and_leaves_the_former_readable(register: Register) -> None:
    changed = row("38.212", "NR; Multiplexing and channel coding", status="Withdrawn under change control")
    done = await register.bring(catalogue(CATALOGUE[0], changed), source_format=FORMAT)
    assert done.counts.new_rows == 1
    assert (await get(register, "standards/3gpp-ts-38.212")).status == pb.STANDARD_STATUS_WITHDRAWN_UNDER_CHANGE_CONTROL
    stub = register.anyone.stub(StandardServiceStub)
    listed = await register.anyone.call(
        stub.ListStandardEvents, pb.ListStandardEventsRequest(standard="standards/3gpp-ts-38.212")
    )
    assert "status: 2 → 4" in listed.events[-1].what
    await register.bring(catalogue(*CATALOGUE), source_format=FORMAT)


async def test_rows_that_cannot_be_read_are_named_one_by_one(register: Register) -> None:
    bad = catalogue(
        row("38.2l1", "A letter for a digit"),
        row("38.213", "Of no known state", status="Frozen", technology="7G"),
        "38.214,too,few",
        row("38.215", "Readable"),
        row("38.215", "Repeated"),
    )
    done = await register.bring(bad, source_format=FORMAT, whole=False)
    assert (done.counts.rows, done.counts.accepted_rows, done.counts.rejected_rows) == (5, 1, 4)
    listed = await register.officer.call(
        register.officer.stub(ImportServiceStub).ListRejectedRows,
        imports_pb2.ListRejectedRowsRequest(**{"import": done.name}),
    )
    assert [(one.line, one.column, one.reason) for one in listed.rejected_rows] == [
        (2, "specNo", "NOT_A_SPECIFICATION"),
        (3, "status", "UNKNOWN_STATUS"),
        (3, "technologyTokens", "UNKNOWN_GENERATION"),
        (4, "", "WRONG_COLUMN_COUNT"),
        (6, "specNo", "REPEATED"),
    ]


async def test_a_file_of_another_kind_is_refused_whole(register: Register) -> None:
    with pytest.raises(AssertionError, match="NOT_A_CATALOGUE"):
        await register.bring(b"a,b,c\r\n1,2,3\r\n", source_format=FORMAT)


async def test_only_the_centre_brings_a_catalogue_in(register: Register) -> None:
    holder = Register(register.running)
    holder.officer = register.running.client(Role.ROLE_HOLDER, organization="holders/acme-radio-oy")
    with pytest.raises(SepiaError) as refused:
        await holder.bring(catalogue(*CATALOGUE), source_format=FORMAT)
    assert refused.value.reason == "FORMAT_OF_THE_CENTRE"


async def test_the_whole_real_catalogue_is_taken_over_once(empty_register: Register, shared_data: Path) -> None:
    content = (shared_data / "3gpp_specs" / "3gpp_specifications_4477.csv").read_bytes()
    first = await empty_register.bring(content, source_format=FORMAT)
    assert (first.counts.rows, first.counts.new_rows, first.counts.rejected_rows) == (4477, 4477, 0)
    second = await empty_register.bring(content, source_format=FORMAT)
    assert (second.counts.new_rows, second.edition) == (0, first.edition)
    for text in (
        "36.300",
        "TS 136 300",
        "TS 36.300 v12.10.0",
        "ts36300",
        "36.300 version 12.10.0",
        "TS 136 300 V12.10.0 (2017-04)",
        "E-UTRA overall description",
        "overal desciption of E-UTRA",
        "36300-ca0.zip",
    ):
        found = await resolve(empty_register, text)
        assert found.hits[0].standard == "standards/3gpp-ts-36.300", text
        assert found.version == ("12.10.0" if "12.10" in text or "ca0" in text else ""), text


# --- declared under another kind ---------------------------------------------------------------------------------


async def test_a_report_declared_as_a_specification_is_found_from_both_sides(register: Register) -> None:
    catalogued = await get(register, "standards/3gpp-tr-25.912")
    assert (catalogued.link_count, catalogued.chain_link_count) == (0, 1)
    (member,) = catalogued.chain
    assert list(member.through) == ["3GPP TR 25.912 is also declared as 3GPP TS 25.912"]
    declared = await get(register, "standards/3gpp-ts-25.912")
    assert [(one.standard, list(one.through)) for one in declared.chain] == [
        ("standards/3gpp-tr-25.912", ["3GPP TS 25.912 is catalogued as 3GPP TR 25.912"])
    ]
    found = await resolve(register, "25.912")
    assert [hit.standard for hit in found.hits] == ["standards/3gpp-tr-25.912", "standards/3gpp-ts-25.912"]


# --- chains ------------------------------------------------------------------------------------------------------


async def families(register: Register, standard: str, *, with_chain: bool) -> tuple[int, str]:
    request = frames_pb2.CountFamiliesRequest(
        standard=standard, family_key=type_pb2.FAMILY_KEY_ETSI, with_chain=with_chain
    )
    reply = await register.anyone.call(register.anyone.stub(FrameServiceStub).CountFamilies, request)
    return reply.total.families, reply.edition


async def test_what_was_declared_on_a_predecessor_is_found_from_its_successors_and_the_other_way(
    register: Register,
) -> None:
    old, middle, new = "standards/3gpp-ts-25.308", "standards/3gpp-ts-36.300", "standards/3gpp-ts-38.300"
    await create(register, "3GPP TS 38.300")
    _, before = await families(register, new, with_chain=True)
    steps = [await follow(register, old, middle), await follow(register, middle, new)]
    # 25.308 has the families 901 and 502, 36.300 has 502: once in the count of the chain.
    assert (await families(register, new, with_chain=False))[0] == 0
    count, after = await families(register, new, with_chain=True)
    assert count == 2
    assert int(after.partition("/")[2]) == int(before.partition("/")[2]) + 2
    assert (await families(register, old, with_chain=True))[0] == 2

    newest = await get(register, new)
    assert (newest.link_count, newest.chain_link_count) == (0, 3)
    assert [(one.standard, one.earlier, one.link_count, list(one.through)) for one in newest.chain] == [
        (old, True, 2, ["3GPP TS 38.300 replaced 3GPP TS 36.300", "3GPP TS 36.300 replaced 3GPP TS 25.308"]),
        (middle, True, 1, ["3GPP TS 38.300 replaced 3GPP TS 36.300"]),
    ]
    stub = register.anyone.stub(StandardServiceStub)
    pages = [
        page
        async for page in register.anyone.pages(
            stub.ListStandardDeclarations, pb.ListStandardDeclarationsRequest(standard=new, page_size=1)
        )
    ]
    assert [(one.declaration, one.standard, len(one.through)) for page in pages for one in page.declarations] == [
        ("holders/bell-waves-inc/declarations/2", middle, 1),
        ("holders/bell-waves-inc/declarations/6", old, 2),
    ]
    own = await register.anyone.call(
        stub.ListStandardDeclarations, pb.ListStandardDeclarationsRequest(standard=new, without_chain=True)
    )
    assert not own.declarations
    found = await resolve(register, "TS 138 300 v16.1.0")
    assert (found.hits[0].standard, found.hits[0].version, found.release) == (new, "16.1.0", "Rel-16")
    assert {hit.standard for hit in found.hits if hit.fit == "chain"} == {old, middle}
    async with register.database.read() as connection:
        id = await store.standard_id(connection, "3gpp-ts-25.308")
        assert id is not None
        chain = await store.standards_by_id(connection, await store.chain_ids(connection, id))
    assert {one.key for one in chain.values()} == {"3gpp-ts-25.308", "3gpp-ts-36.300", "3gpp-ts-38.300"}

    with pytest.raises(SepiaError, match=r"3GPP TS 25\.308 → 3GPP TS 36\.300 → 3GPP TS 38\.300") as refused:
        await follow(register, new, old)
    assert refused.value.reason == "CHAIN_CIRCLE"
    with pytest.raises(SepiaError) as refused:
        await follow(register, old, middle)
    assert refused.value.reason == "STEP_EXISTS"

    withdrawn = await withdraw(register, steps[0].name)
    assert (withdrawn.withdrawer, withdrawn.withdrawal_reason) == ("accounts/officer", "Mistaken for another")
    assert (await families(register, new, with_chain=True))[0] == 1
    chain = await register.anyone.call(stub.GetStandardChain, pb.GetStandardChainRequest(standard=new))
    assert [one.standard for one in chain.members] == [middle]
    assert {one.name for one in chain.steps} == {one.name for one in steps}, "what was withdrawn stays readable"
    with pytest.raises(SepiaError) as refused:
        await withdraw(register, steps[0].name)
    assert refused.value.reason == "STEP_WITHDRAWN"
    (entry,) = await register.recorded("officer:standard:follow", steps[0].name)
    assert entry["content"]["effective_on"] == "2009-03-01"


async def test_a_draft_that_became_a_deliverable_keeps_its_declarations(register: Register) -> None:
    draft = await create(register, "draft-invented-transport-07")
    deliverable = await create(register, "RFC 9999")
    assert (draft.name, deliverable.name) == ("standards/ietf-draft-invented-transport", "standards/ietf-rfc-9999")
    assert (await create(register, "rfc9999")).name == deliverable.name
    request = pb.AddStandardStepRequest(
        standard=deliverable.name, predecessor=draft.name, kind=pb.STANDARD_STEP_KIND_BECAME, evidence="RFC index"
    )
    await register.officer.call(register.officer.stub(StandardServiceStub).AddStandardStep, request)
    found = await resolve(register, "RFC 9999")
    assert [hit.standard for hit in found.hits[:1]] == [deliverable.name]
    assert [(hit.standard, list(hit.through)) for hit in found.hits if hit.fit == "chain"] == [
        (draft.name, ["RFC 9999 came from draft-invented-transport"])
    ]


async def test_two_steps_at_once_close_no_circle(register: Register) -> None:
    first = (await create(register, "3GPP TS 29.901")).name
    second = (await create(register, "3GPP TS 29.902")).name
    outcomes = await asyncio.gather(
        follow(register, first, second), follow(register, second, first), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, SepiaError)]
    assert [error.reason for error in refused] == ["CHAIN_CIRCLE"]


async def test_a_retried_step_is_one_step(register: Register) -> None:
    await create(register, "3GPP TS 29.903")
    await create(register, "3GPP TS 29.904")
    request_id = uuid.uuid4().hex
    ends = "standards/3gpp-ts-29.903", "standards/3gpp-ts-29.904"
    steps = await asyncio.gather(*(follow(register, *ends, request_id=request_id) for _ in range(3)))
    assert len({step.name for step in steps}) == 1


async def test_a_standard_does_not_follow_itself_nor_what_is_not_there(register: Register) -> None:
    same = "standards/3gpp-ts-38.211"
    with pytest.raises(SepiaError) as refused:
        await follow(register, same, same)
    assert refused.value.reason == "STEP_TO_ITSELF"
    for ends in ((same, "standards/3gpp-ts-99.999"), ("standards/3gpp-ts-99.999", same)):
        with pytest.raises(SepiaError) as refused:
            await follow(register, *ends)
        assert refused.value.kind is Kind.NOT_FOUND
    with pytest.raises(SepiaError) as refused:
        await withdraw(register, f"{same}/steps/{uuid.uuid4()}")
    assert refused.value.kind is Kind.NOT_FOUND


async def test_only_officers_change_chains(register: Register) -> None:
    ends = "standards/3gpp-ts-38.211", "standards/3gpp-ts-38.212"
    with pytest.raises(SepiaError) as refused:
        await follow(register, *ends, client=register.anyone)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    holder = register.running.client(Role.ROLE_HOLDER, organization="holders/acme-radio-oy")
    with pytest.raises(SepiaError) as refused:
        await follow(register, *ends, client=holder)
    assert refused.value.kind is Kind.FORBIDDEN


# --- versions ----------------------------------------------------------------------------------------------------


async def test_versions_declared_against_are_counted_with_the_unversioned_on_their_own_line(
    register: Register,
) -> None:
    stub = register.anyone.stub(StandardServiceStub)
    request = pb.ListStandardVersionsRequest(standard="standards/3gpp-ts-25.308")
    reply = await register.anyone.call(stub.ListStandardVersions, request)
    assert [(one.version, one.link_count) for one in reply.versions] == [("6.3.0", 1), ("", 1)]


async def test_version_letters_decode(register: Register) -> None:
    stub = register.anyone.stub(StandardServiceStub)
    reply = await register.anyone.call(stub.DecodeVersion, pb.DecodeVersionRequest(text="vca0"))
    assert (reply.version, reply.letters, reply.release, reply.draft) == ("12.10.0", "ca0", "Rel-12", False)
    with pytest.raises(SepiaError) as refused:
        await register.anyone.call(stub.DecodeVersion, pb.DecodeVersionRequest(text="latest"))
    assert refused.value.reason == "NOT_A_VERSION"


async def test_a_text_without_a_letter_or_digit_asks_for_nothing(register: Register) -> None:
    with pytest.raises(SepiaError) as refused:
        await resolve(register, " .-")
    assert refused.value.reason == "EMPTY_QUERY"


async def test_a_number_that_is_not_there_is_not_guessed(register: Register) -> None:
    assert not (await resolve(register, "38.219")).hits
