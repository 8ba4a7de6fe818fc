"""General declarations and IETF disclosures from files: followed over their states, only what is public shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from google.api import httpbody_pb2
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import forms_pb2, frames_pb2, holders_pb2, imports_pb2
from sepia.registry.v1.declarations_pb2_grpc import DeclarationServiceStub
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry.declarations.etsi_general import COLUMNS
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import Register

IETF, GENERAL = imports_pb2.SOURCE_FORMAT_IETF_DISCLOSURES, imports_pb2.SOURCE_FORMAT_ETSI_GENERAL
HEADER = ";".join(f'"{name}"' for name in COLUMNS).replace("Reflected Date", "Reflected_Date")


async def bring(register: Register, data: bytes, source_format: Any) -> imports_pb2.Import:
    async def messages() -> AsyncIterator[imports_pb2.UploadImportRequest]:
        yield imports_pb2.UploadImportRequest(filename="file", source_format=source_format)
        yield imports_pb2.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data))

    officer = register.officer
    operation = await officer.call(officer.stub(ImportServiceStub).UploadImport, messages())
    while not operation.done:
        waiting = operations_pb2.WaitOperationRequest(name=operation.name)
        operation = await officer.call(
            officer.stub(cast("Any", operations_pb2_grpc.OperationsStub)).WaitOperation, waiting
        )
    request = imports_pb2.GetImportRequest(name="imports/" + operation.name.rpartition("/")[2])
    return await officer.call(officer.stub(ImportServiceStub).GetImport, request)


async def disclosures(register: Register, *said: dict[str, Any]) -> imports_pb2.Import:
    return await bring(register, json.dumps({"disclosures": list(said)}, indent=1).encode(), IETF)


def disclosure(id: int, **changes: Any) -> dict[str, Any]:
    return {
        "type": "holderiprdisclosure",
        "id": id,
        "holder_legal_name": f"Discloser {id} AB,",
        "docs": [f"draft-example-{id}-01"],
        "state": "posted",
        "licensing": "reasonable",
        "patent_info": f"Number: US7{id}, EP3{id}B1\nTitle: Example {id}",
        "rel": [],
        "time": "2020-06-08T02:44:12-07:00",
        **changes,
    }


def general(iprd: int, **changes: str) -> str:
    values = {
        "IPRD_ID": str(iprd),
        "IPR_COMP_ID": "77",
        "IPRD_REFERENCE": f"GD-201002-{iprd:03}",
        "Reflected Date": "2010-02-20 00:00:00",
        "IPRD_SIGNATURE_DATE": "2010-02-01 00:00:00",
        "IPRD_CREATION_DATE": "2010-02-05 10:11:12",
        "COMP_LEGAL_NAME": "General Radio Oy",
        "GEND_APP_TO_ALL_FLAG": "1",
        "LICD_REC_CONDI_FLAG": "1",
        **changes,
    }
    return ";".join(f'"{values.get(name, "")}"' for name in COLUMNS)


async def generals(register: Register, *rows: str) -> imports_pb2.Import:
    return await bring(register, "\r\n".join([HEADER, *rows, ""]).encode(), GENERAL)


async def get(client: Client, key: str) -> holders_pb2.Declaration:
    request = holders_pb2.GetDeclarationRequest(name=f"holders/-/declarations/{key}")
    return await client.call(client.stub(HolderServiceStub).GetDeclaration, request)


async def patents(client: Client, key: str) -> list[pb.DeclaredPatent]:
    request = pb.ListDeclaredPatentsRequest(declaration=f"holders/-/declarations/{key}")
    return list((await client.call(client.stub(DeclarationServiceStub).ListDeclaredPatents, request)).patents)


async def holders(register: Register) -> set[str]:
    stub = register.anyone.stub(HolderServiceStub)
    reply = await register.anyone.call(stub.ListHolders, holders_pb2.ListHoldersRequest(page_size=1000))
    return {holder.display_name for holder in reply.holders}


async def entries_for(register: Register, standard: str) -> int:
    stub = register.anyone.stub(FrameServiceStub)
    request = frames_pb2.CountFamiliesRequest(standard=standard, family_key=FamilyKey.FAMILY_KEY_ETSI)
    return (await register.anyone.call(stub.CountFamilies, request)).total.entries


async def not_found(work: Any) -> bool:
    with pytest.raises(SepiaError) as refused:
        await work
    return refused.value.kind is Kind.NOT_FOUND


# --- IETF --------------------------------------------------------------------------------------------------------


async def test_a_posted_disclosure_is_public_counted_and_walks_back_to_its_place(empty_register: Register) -> None:
    done = await disclosures(empty_register, disclosure(101))
    assert (done.counts.accepted_rows, done.counts.new_rows) == (1, 1)
    said = await get(empty_register.anyone, "ietf-101")
    assert said.name == "holders/discloser-101-ab/declarations/ietf-101"
    assert (said.kind, said.state) == (
        forms_pb2.DECLARATION_KIND_IETF_DISCLOSURE,
        holders_pb2.DECLARATION_STATE_IN_FORCE,
    )
    # Spellings are kept until a person reviews them; posting has no date in a disclosure, so none is made up.
    assert said.declarant == "Discloser 101 AB,"
    assert (said.submission_date.day, said.HasField("publication_date")) == (8, False)
    assert said.reciprocity == holders_pb2.ANSWER_UNSPECIFIED
    pairs = await patents(empty_register.anyone, "ietf-101")
    assert [(list(p.application.publications), p.application.office, p.version) for p in pairs] == [
        (["US7101"], "US", "01"),
        (["EP3101B1"], "EP", "01"),
    ]
    assert await entries_for(empty_register, "standards/ietf-draft-example-101") == 1
    stub = empty_register.anyone.stub(ImportServiceStub)
    request = imports_pb2.GetSourceRowRequest(document=said.source.document, line=said.source.line)
    row = await empty_register.anyone.call(stub.GetSourceRow, request)
    assert json.loads(row.content)["id"] == 101


async def test_the_same_file_again_changes_nothing(empty_register: Register) -> None:
    said = [disclosure(111), disclosure(112, state="parked"), disclosure(113, rel=[112, 5])]
    first, second = await disclosures(empty_register, *said), await disclosures(empty_register, *said)
    assert (first.counts.new_rows, second.counts.new_rows, second.counts.known_rows) == (3, 0, 3)
    assert second.edition == first.edition


@pytest.mark.parametrize(("id", "state"), [(121, "parked"), (122, "pending"), (123, "rejected")])
async def test_what_is_not_posted_is_not_public_and_enters_nobody(
    empty_register: Register, id: int, state: str
) -> None:
    await disclosures(empty_register, disclosure(id, state=state), disclosure(id + 900))
    assert await not_found(get(empty_register.anyone, f"ietf-{id}"))
    assert await not_found(patents(empty_register.anyone, f"ietf-{id}"))
    assert f"Discloser {id} AB," not in await holders(empty_register)
    assert await not_found(entries_for(empty_register, f"standards/ietf-draft-example-{id}"))
    kept = await get(empty_register.officer, f"ietf-{id}")
    assert kept.declarant == f"Discloser {id} AB,"
    assert len(await patents(empty_register.officer, f"ietf-{id}")) == 2
    # Nor is it to be read in the file that it stands in together with public ones.
    row = imports_pb2.GetSourceRowRequest(document=kept.source.document, line=kept.source.line)
    stub = empty_register.anyone.stub(ImportServiceStub)
    assert await not_found(empty_register.anyone.call(stub.GetSourceRow, row))
    posted = (await get(empty_register.anyone, f"ietf-{id + 900}")).source
    row = imports_pb2.GetSourceRowRequest(document=posted.document, line=posted.line)
    assert json.loads((await empty_register.anyone.call(stub.GetSourceRow, row)).content)["id"] == id + 900


@pytest.mark.parametrize(
    ("id", "word", "state"),
    [
        (131, "removed", holders_pb2.DECLARATION_STATE_REMOVED),
        (132, "removed_objfalse", holders_pb2.DECLARATION_STATE_REMOVED_OBJECTIVELY_FALSE),
    ],
)
async def test_a_disclosure_is_followed_from_parked_to_posted_to_removed(
    empty_register: Register, id: int, word: str, state: Any
) -> None:
    await disclosures(empty_register, disclosure(id, state="parked"))
    posted = await disclosures(empty_register, disclosure(id))
    assert posted.counts.new_rows == 1
    assert await entries_for(empty_register, f"standards/ietf-draft-example-{id}") == 1
    removed = await disclosures(empty_register, disclosure(id, state=word))
    assert int(removed.edition.split("/")[1]) == int(posted.edition.split("/")[1]) + 1
    assert await entries_for(empty_register, f"standards/ietf-draft-example-{id}") == 0
    seen = await get(empty_register.anyone, f"ietf-{id}")
    assert (seen.state, seen.HasField("form")) == (state, False)
    assert [event.what for event in seen.events] == [
        "submitted",
        "state at source: parked",
        "state at source: posted",
        f"state at source: {word}",
    ]
    assert len({event.source.document for event in seen.events}) == 3


async def test_a_disclosure_that_says_something_else_later_is_counted_as_it_is_now(empty_register: Register) -> None:
    await disclosures(empty_register, disclosure(141))
    await disclosures(empty_register, disclosure(141, patent_info="Number: US1\nNumber: US2\nNumber: US3"))
    assert await entries_for(empty_register, "standards/ietf-draft-example-141") == 3
    listed = await patents(empty_register.anyone, "ietf-141")
    assert [list(p.application.publications) for p in listed] == [["US1"], ["US2"], ["US3"]]
    seen = await get(empty_register.anyone, "ietf-141")
    assert (seen.events[-1].what, seen.entry_count) == ("changed at source", 3)


async def test_what_the_centre_removed_does_not_come_back_with_a_later_file(empty_register: Register) -> None:
    await disclosures(empty_register, disclosure(151))
    name = (await get(empty_register.anyone, "ietf-151")).name
    officer = empty_register.officer
    removal = pb.RemoveDeclarationRequest(name=name, ground=pb.REMOVAL_GROUND_REMOVED, reason="Court order.")
    await officer.call(officer.stub(DeclarationServiceStub).RemoveDeclaration, removal)
    await disclosures(empty_register, disclosure(151, notes="Now with a note."))
    assert (await get(empty_register.anyone, "ietf-151")).state == holders_pb2.DECLARATION_STATE_REMOVED
    assert await entries_for(empty_register, "standards/ietf-draft-example-151") == 0


async def test_updates_are_a_chain_also_over_what_the_register_lacks_and_without_what_is_not_public(
    empty_register: Register,
) -> None:
    await disclosures(
        empty_register,
        disclosure(161, rel=[99]),
        disclosure(162, rel=[161]),
        disclosure(163, rel=[162], state="parked"),
    )
    anyone, officer = empty_register.anyone, empty_register.officer
    for client, known in ((anyone, ["ietf-161", "ietf-162"]), (officer, ["ietf-161", "ietf-162", "ietf-163"])):
        request = pb.ListDeclarationChainRequest(declaration="holders/-/declarations/ietf-161")
        chain = await client.call(client.stub(DeclarationServiceStub).ListDeclarationChain, request)
        assert [one.name.rpartition("/")[2] for one in chain.declarations] == known
        assert list(chain.missing) == ["ietf-99"]
        assert list((await get(client, "ietf-161")).supersedes) == ["holders/-/declarations/ietf-99"]
        assert {step.relation for step in chain.steps} == {pb.DECLARATION_RELATION_UPDATES}
    # An update stands beside what it updates.
    assert (await get(anyone, "ietf-161")).state == holders_pb2.DECLARATION_STATE_IN_FORCE


async def test_a_third_partys_disclosure_counts_for_nobody(empty_register: Register) -> None:
    third = disclosure(171, type="thirdpartyiprdisclosure", holder_legal_name="Accused Corp", licensing=None)
    await disclosures(empty_register, third)
    said = await get(empty_register.anyone, "ietf-171")
    assert (said.name, said.proprietor, said.declarant) == (
        "holders/-unknown/declarations/ietf-171",
        "Accused Corp",
        "",
    )
    assert "Accused Corp" not in await holders(empty_register)
    assert len(await patents(empty_register.anyone, "ietf-171")) == 2
    assert await entries_for(empty_register, "standards/ietf-draft-example-171") == 0


async def test_disclosures_that_cannot_be_understood_are_rejected_one_by_one(empty_register: Register) -> None:
    done = await disclosures(
        empty_register, disclosure(181), disclosure(182, state="lost"), disclosure(181, notes="otherwise"), {"id": 184}
    )
    assert (done.counts.rows, done.counts.accepted_rows, done.counts.rejected_rows) == (4, 1, 3)
    stub = empty_register.officer.stub(ImportServiceStub)
    request = imports_pb2.ListRejectedRowsRequest()
    setattr(request, "import", done.name)
    rows = (await empty_register.officer.call(stub.ListRejectedRows, request)).rejected_rows
    assert [row.reason for row in rows] == ["UNKNOWN_STATE", "CONTRADICTS_EARLIER", "UNKNOWN_TYPE", "UNKNOWN_STATE"]
    assert (await disclosures(empty_register, disclosure(181))).counts.new_rows == 0


async def test_only_the_centre_brings_in_what_other_registers_hold(empty_register: Register) -> None:
    holder = empty_register.running.client(Role.ROLE_HOLDER, organization="holders/acme")

    async def messages() -> AsyncIterator[imports_pb2.UploadImportRequest]:
        yield imports_pb2.UploadImportRequest(filename="x", source_format=IETF)

    with pytest.raises(SepiaError) as refused:
        await holder.call(holder.stub(ImportServiceStub).UploadImport, messages())
    assert refused.value.reason == "FORMAT_OF_THE_CENTRE"


async def test_the_state_of_what_was_imported_is_not_reviewed_here(empty_register: Register) -> None:
    await disclosures(empty_register, disclosure(191, state="pending"))
    name = (await get(empty_register.officer, "ietf-191")).name
    officer = empty_register.officer
    review = pb.ReviewDeclarationRequest(name=name, decision=pb.REVIEW_DECISION_PUBLISH, reason="Why not.")
    with pytest.raises(SepiaError) as refused:
        await officer.call(officer.stub(DeclarationServiceStub).ReviewDeclaration, review)
    assert refused.value.reason == "DECLARATION_NOT_UNDER_REVIEW"


async def test_the_real_samples_are_taken_over(empty_register: Register, shared_data: Path) -> None:
    data = (shared_data / "ietf_ipr" / "ietf_ipr_samples.json").read_bytes()
    first, second = await bring(empty_register, data, IETF), await bring(empty_register, data, IETF)
    assert (first.counts.rows, first.counts.new_rows, second.counts.new_rows) == (4, 4, 0)
    assert {one.what: one.count for one in first.counts.further}["declarations not public"] == 3
    assert len(await patents(empty_register.anyone, "ietf-4176")) == 5
    assert await entries_for(empty_register, "standards/ietf-draft-gandhi-spring-twamp-srpm") == 1


# --- ETSI's general declarations ---------------------------------------------------------------------------------


async def test_general_declarations_are_taken_over_with_their_dates_and_no_patents(empty_register: Register) -> None:
    rows = [general(31), general(32, GEND_APP_TO_ALL_FLAG="0", Standard="TS 102 223")]
    done = await generals(empty_register, *rows)
    assert (done.counts.rows, done.counts.new_rows, done.counts.declarations) == (2, 2, 2)
    said = await get(empty_register.anyone, "gd-31")
    assert said.name == "holders/general-radio-oy/declarations/gd-31"
    assert (said.kind, said.reference) == (forms_pb2.DECLARATION_KIND_ETSI_GENERAL, "GD-201002-031")
    assert said.form.etsi_general.scope == forms_pb2.DECLARATION_SCOPE_ALL
    assert (said.timeliness.days_signed_to_submitted, said.timeliness.days_submitted_to_published) == (4, 15)
    # The export does not say whether the undertaking was given: unknown, though the form is one for undertakings.
    assert (said.licensing_undertaking, said.reciprocity) == (holders_pb2.ANSWER_UNSPECIFIED, holders_pb2.ANSWER_YES)
    assert said.source.line == 2
    assert (await generals(empty_register, *rows)).counts.new_rows == 0


async def test_a_later_export_changes_a_general_declaration_by_a_new_event(empty_register: Register) -> None:
    await generals(empty_register, general(41, GEND_APP_TO_ALL_FLAG="0", ETPR_ACRONYM="LTE"))
    more = [general(41, GEND_APP_TO_ALL_FLAG="0", ETPR_ACRONYM=name) for name in ("LTE", "UMTS")]
    assert (await generals(empty_register, *more)).counts.new_rows == 1
    said = await get(empty_register.anyone, "gd-41")
    assert list(said.form.etsi_general.projects) == ["LTE", "UMTS"]
    assert said.events[-1].what == "changed at source"


async def test_rows_that_contradict_each_other_are_flagged_in_the_history(empty_register: Register) -> None:
    await generals(empty_register, general(51), general(51, COMP_LEGAL_NAME="General Radio Inc"))
    (flag,) = [
        event for event in (await get(empty_register.anyone, "gd-51")).events if event.by == "source" and event.reason
    ]
    assert "COMP_LEGAL_NAME" in flag.reason


async def test_a_bad_row_is_rejected_alone_and_a_file_of_something_else_whole(empty_register: Register) -> None:
    done = await generals(empty_register, general(61), general(62, IPRD_SIGNATURE_DATE="1.2.2010"))
    assert (done.counts.accepted_rows, done.counts.rejected_rows) == (1, 1)
    refused = await bring(empty_register, b"IPRD_ID;Standard\n1;2\n", GENERAL)
    assert (refused.state, refused.refusal_reason) == (imports_pb2.IMPORT_STATE_REFUSED, "WRONG_HEADER")


async def test_without_a_declarant_a_general_declaration_is_of_nobody_known(empty_register: Register) -> None:
    await generals(empty_register, general(71, COMP_LEGAL_NAME=""))
    assert (await get(empty_register.anyone, "gd-71")).name == "holders/-unknown/declarations/gd-71"
