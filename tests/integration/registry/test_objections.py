"""Objections, from the notice to the remedy: each step once, in time, by whom it is for, and seen by whom it may be."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.protobuf.json_format import ParseDict

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import declarations_pb2, evidence_pb2, forms_pb2, imports_pb2, templates_pb2
from sepia.registry.v1 import objections_pb2 as pb
from sepia.registry.v1.declarations_pb2_grpc import DeclarationServiceStub
from sepia.registry.v1.evidence_pb2_grpc import EvidenceServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.registry.v1.objections_pb2_grpc import ObjectionServiceStub
from sepia.registry.v1.templates_pb2_grpc import TemplateServiceStub
from services.registry import tables
from services.registry.objections import rpc
from shared.auth.callers import Caller, set_caller
from shared.client import Client
from shared.deadlines import Deadline, list_deadlines
from shared.errors import Kind, SepiaError
from shared.regime import load_profile
from tests.integration.registry.declared import FORMS
from tests.integration.registry.filled import HEADER, NR, isld_row
from tests.integration.registry.procedures import Centre

DECLARATION = "holders/acme-radio-oy/declarations/1"
WRONG, CONFIDENTIAL = pb.OBJECTION_GROUND_WRONG, pb.OBJECTION_GROUND_CONFIDENTIAL


def stub(client: Client) -> ObjectionServiceStub:
    return client.stub(ObjectionServiceStub)


def notice(subject: str = DECLARATION, **changes: Any) -> pb.FileObjectionRequest:
    said: dict[str, Any] = {
        "ground": WRONG,
        "reasons": "EP3000001 lapsed in all states.",
        "confidential_reasons": "Our own licence talks show it.",
        "evidence": [
            pb.Evidence(url="https://register.example/EP3000001"),
            pb.Evidence(text="A letter of Acme's.", confidential=True),
        ],
        "objector_name": "Muster GmbH",
        "objector_contact": "post@muster.example",
        **changes,
    }
    return pb.FileObjectionRequest(subject=subject, **said)


async def filed(centre: Centre, subject: str = DECLARATION, **changes: Any) -> pb.Objection:
    return await centre.objector.call(stub(centre.objector).FileObjection, notice(subject, **changes))


async def admitted(centre: Centre, subject: str = DECLARATION, **changes: Any) -> pb.Objection:
    name = (await filed(centre, subject, **changes)).name
    return await centre.officer.call(stub(centre.officer).AdmitObjection, pb.AdmitObjectionRequest(name=name))


async def answered(centre: Centre, subject: str = DECLARATION, **changes: Any) -> pb.Objection:
    name = (await admitted(centre, subject, **changes)).name
    request = pb.AnswerObjectionRequest(
        name=name,
        text="It lapsed in Denmark only.",
        confidential_text="Our fee sheet shows it.",
        evidence=[pb.Evidence(document="documents/" + "a" * 64, confidential=True)],
    )
    return await centre.acme.call(stub(centre.acme).AnswerObjection, request)


async def ready(centre: Centre, subject: str, **changes: Any) -> pb.Objection:
    """An objection that waits for its decision, whether or not somebody was there to answer."""
    objection = await admitted(centre, subject, **changes)
    if objection.state == pb.OBJECTION_STATE_ANSWER_OPEN:
        request = pb.AnswerObjectionRequest(name=objection.name, text="It is right.")
        objection = await centre.officer.call(stub(centre.officer).AnswerObjection, request)
    return objection


def decision(name: str, **changes: Any) -> pb.DecideObjectionRequest:
    said: dict[str, Any] = {"upheld": False, "remedy": pb.REMEDY_NONE, "reasons": "Not shown.", **changes}
    return pb.DecideObjectionRequest(name=name, **said)


async def decide(centre: Centre, name: str, **changes: Any) -> pb.Objection:
    return await centre.officer.call(stub(centre.officer).DecideObjection, decision(name, **changes))


async def read(client: Client, name: str) -> pb.Objection:
    return await client.call(stub(client).GetObjection, pb.GetObjectionRequest(name=name))


async def refusal(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as refused:
        await call
    return refused.value


async def notes_of(centre: Centre, subject: str) -> list[pb.EntryNote]:
    request = pb.ListEntryNotesRequest(subject=subject, page_size=1)
    pages = centre.anyone.pages(stub(centre.anyone).ListEntryNotes, request)
    return [note async for page in pages for note in page.notes]


async def bring_document(centre: Centre, client: Client) -> str:
    """A file that a holder, or an officer, has sent; no two are equal. Gives `documents/{sha256}`."""
    row = isld_row(int(uuid.uuid4().int % 10**9) + 1000, 1, holder="Acme Radio Oy", standard=NR)

    async def messages() -> AsyncIterator[imports_pb2.UploadImportRequest]:
        yield imports_pb2.UploadImportRequest(
            filename="rows.csv",
            source_format=imports_pb2.SOURCE_FORMAT_ISLD,
            content=httpbody_pb2.HttpBody(data=f"{HEADER}\n{row}\nbroken;row\n".encode()),
        )

    operation = await client.call(client.stub(ImportServiceStub).UploadImport, messages())
    request = imports_pb2.GetImportRequest(name="imports/" + operation.name.rpartition("/")[2])
    while True:
        brought = await client.call(client.stub(ImportServiceStub).GetImport, request)
        if brought.state == imports_pb2.IMPORT_STATE_DONE:
            return brought.document


async def first_row(client: Client, document: str) -> bytes:
    request = imports_pb2.GetSourceRowRequest(document=document, line=2)
    return (await client.call(client.stub(ImportServiceStub).GetSourceRow, request)).content


# --- the course of an objection ----------------------------------------------------------------------------------


async def test_an_objection_goes_from_the_notice_through_the_answer_to_the_remedy(centre: Centre) -> None:
    objection = await answered(centre)
    assert objection.state == pb.OBJECTION_STATE_READY
    upheld = await decide(
        centre, objection.name, upheld=True, remedy=pb.REMEDY_ANNOTATION, remedy_text="Lapsed in Denmark."
    )
    assert upheld.state == pb.OBJECTION_STATE_UPHELD
    assert [step.step for step in upheld.steps] == ["file", "admit", "answer", "uphold"]
    assert [step.actor for step in upheld.steps] == ["objector", "officer", "holder", "officer"]
    assert [step.number for step in upheld.steps] == [1, 2, 3, 4]
    assert all(step.provision and step.HasField("step_date") for step in upheld.steps)
    assert upheld.etag == "4"
    assert not upheld.decision.on_the_file
    note = (await notes_of(centre, DECLARATION))[0]
    assert (note.kind, note.text, note.cause) == ("objection-annotation", "Lapsed in Denmark.", objection.name)


async def test_the_holder_has_the_months_of_the_profile_counted_in_working_days_of_its_calendar(
    centre: Centre,
) -> None:
    objection = await admitted(centre)
    # 30 January and two months: 30 March 2026, a Monday on which Spain works.
    due = objection.answer_due_date
    assert (due.year, due.month, due.day) == (2026, 3, 30)
    assert "objections.answer_open = 2 months, recalled" in objection.answer_provision
    async with centre.database.read() as connection:
        (deadline,) = await list_deadlines(connection, tables.deadline, [objection.name])
    # The last instant of that day in Madrid, which is on summer time by then.
    assert deadline.due_at == dt.datetime(2026, 3, 30, 21, 59, 59, 999999, tzinfo=dt.UTC)
    assert (deadline.actor, deadline.state) == ("holders/acme-radio-oy", 1)


async def test_an_answer_closes_the_deadline_and_so_does_a_withdrawal(centre: Centre) -> None:
    met, dropped = await answered(centre), await admitted(centre)
    await centre.objector.call(
        stub(centre.objector).WithdrawObjection, pb.WithdrawObjectionRequest(name=dropped.name, reason="Settled.")
    )
    async with centre.database.read() as connection:
        (first,) = await list_deadlines(connection, tables.deadline, [met.name])
        (second,) = await list_deadlines(connection, tables.deadline, [dropped.name])
    assert (first.state, second.state) == (2, 4)


async def test_a_registration_is_answered_in_the_period_of_cures_and_a_correction_opens_a_cure(centre: Centre) -> None:
    objection = await ready(centre, "registrations/1")
    assert "registration.cure = 2 months, recalled" in objection.answer_provision
    assert objection.holder == "holders/acme-radio-oy"
    await decide(centre, objection.name, upheld=True, remedy=pb.REMEDY_CORRECTION, remedy_text="Sub-clause 5.1.")
    assert ("open_cure", "registrations/1", "Sub-clause 5.1.", objection.name) in centre.registrations.asked
    other = await ready(centre, "registrations/2")
    await decide(centre, other.name, upheld=True, remedy=pb.REMEDY_SUSPENSION, reasons="Invalid.")
    assert ("suspend", "registrations/2", "Invalid.", other.name) in centre.registrations.asked


async def test_nobody_is_there_to_answer_for_a_standard_unless_an_officer_names_somebody(centre: Centre) -> None:
    nobody = await admitted(centre, "standards/3gpp-ts-38.211")
    assert (nobody.state, nobody.holder) == (pb.OBJECTION_STATE_READY, "")
    assert not nobody.HasField("answer_due_date")
    name = (await filed(centre, "standards/3gpp-ts-38.211")).name
    request = pb.AdmitObjectionRequest(name=name, holder="holders/bell-waves-inc")
    named = await centre.officer.call(stub(centre.officer).AdmitObjection, request)
    assert (named.state, named.holder) == (pb.OBJECTION_STATE_ANSWER_OPEN, "holders/bell-waves-inc")


async def test_a_refused_notice_stays_with_the_objector_and_the_centre(centre: Centre) -> None:
    objection = await filed(centre)
    request = pb.RefuseObjectionRequest(name=objection.name, reason="Say which claim.")
    refused = await centre.officer.call(stub(centre.officer).RefuseObjection, request)
    assert refused.state == pb.OBJECTION_STATE_INADMISSIBLE
    assert (await read(centre.objector, objection.name)).steps[-1].note == "Say which claim."
    assert (await refusal(read(centre.acme, objection.name))).kind is Kind.NOT_FOUND


async def test_an_objection_is_written_into_the_log_step_by_step_and_publicly_from_its_admission(
    centre: Centre,
) -> None:
    objection = await answered(centre)
    await decide(centre, objection.name)
    (notice_,) = await centre.recorded("stakeholder:objection:file", objection.name)
    assert notice_["audience"] == ["account:accounts/objector", "role:OFFICER", "role:SERVICE"]
    for kind in ("officer:objection:admit", "holder:objection:answer", "officer:objection:reject"):
        (entry,) = await centre.recorded(kind, objection.name)
        assert entry["audience"] == ["public"]
        assert "licence talks" not in str(entry)
        assert "fee sheet" not in str(entry)


# --- who sees what -----------------------------------------------------------------------------------------------


async def test_before_it_is_admitted_only_the_centre_and_the_objector_know_of_it(centre: Centre) -> None:
    name = (await filed(centre, "holders/bell-waves-inc")).name
    for client in (centre.anyone, centre.stranger, centre.acme, centre.bell, centre.implementer, centre.court):
        assert (await refusal(read(client, name))).kind is Kind.NOT_FOUND
        listed = await client.call(
            stub(client).ListObjections, pb.ListObjectionsRequest(subject="holders/bell-waves-inc")
        )
        assert name not in [objection.name for objection in listed.objections]
    for client in (centre.officer, centre.objector):
        assert (await read(client, name)).name == name


async def test_what_is_confidential_is_seen_by_the_centre_and_the_side_that_gave_it(centre: Centre) -> None:
    name = (await answered(centre, withhold_name=True)).name
    await decide(centre, name, confidential_reasons="Between the parties.")
    seen = {
        "anyone": (await read(centre.anyone, name), False, False, False),
        "court": (await read(centre.court, name), False, False, False),
        "bell": (await read(centre.bell, name), False, False, False),
        "objector": (await read(centre.objector, name), True, False, True),
        "acme": (await read(centre.acme, name), False, True, True),
        "officer": (await read(centre.officer, name), True, True, True),
    }
    for who, (objection, objectors, holders, parties) in seen.items():
        assert bool(objection.confidential_reasons) is objectors, who
        assert bool(objection.objector_contact) is objectors, who
        assert bool(objection.objector) is objectors, who
        assert objection.evidence[1].withheld is not objectors, who
        assert bool(objection.evidence[1].text) is objectors, who
        assert bool(objection.answer.confidential_text) is holders, who
        assert objection.answer.evidence[0].withheld is not holders, who
        assert bool(objection.decision.confidential_reasons) is parties, who
        assert bool(objection.objector_name) is parties, who
        assert (objection.has_confidential_part, objection.answer.has_confidential_part) == (True, True), who
        assert all((objection.reasons, objection.answer.text, objection.decision.reasons)), who


async def test_a_document_given_as_evidence_need_not_be_kept_here_and_says_whether_it_is(centre: Centre) -> None:
    document = await bring_document(centre, centre.officer)
    evidence = [pb.Evidence(document=document), pb.Evidence(document="documents/" + "b" * 64)]
    objection = await filed(centre, evidence=evidence)
    assert [piece.kept for piece in objection.evidence] == [True, False]


async def test_nobody_learns_by_an_objection_what_others_filed_in_confidence(centre: Centre) -> None:
    async def paper() -> AsyncIterator[evidence_pb2.UploadEvidenceRequest]:
        content = httpbody_pb2.HttpBody(data=uuid.uuid4().bytes)
        yield evidence_pb2.UploadEvidenceRequest(
            filename="licence.pdf", about="A licence", confidential=True, content=content
        )

    uploading = centre.acme.stub(EvidenceServiceStub).UploadEvidence
    document = (await centre.acme.call(uploading, paper())).document
    third = declarations_pb2.SubmitDeclarationRequest(
        form=ParseDict(FORMS["thirdParty"], forms_pb2.DeclarationForm()), declarant="Muster e.V."
    )
    declaring = centre.implementer.stub(DeclarationServiceStub).SubmitDeclaration
    waiting = (await centre.implementer.call(declaring, third)).name
    for subject in (document, waiting):
        error = await refusal(filed(centre, subject))
        assert (error.kind, error.subject) == (Kind.NOT_FOUND, subject)
    assert (await centre.implementer.call(stub(centre.implementer).FileObjection, notice(waiting))).subject == waiting
    assert (await centre.officer.call(stub(centre.officer).FileObjection, notice(document))).holder == (
        "holders/acme-radio-oy"
    )
    (piece,) = (await filed(centre, evidence=[pb.Evidence(document=document)])).evidence
    assert not piece.kept
    own = notice("holders/bell-waves-inc", evidence=[pb.Evidence(document=document)])
    assert (await centre.acme.call(stub(centre.acme).FileObjection, own)).evidence[0].kept


async def test_whoever_is_to_answer_sees_the_document_that_is_closed_to_others(centre: Centre) -> None:
    document = await bring_document(centre, centre.officer)
    name = (await filed(centre, document)).name
    await centre.officer.call(stub(centre.officer).RestrictAccess, pb.RestrictAccessRequest(name=name, reason="x"))
    assert (await refusal(first_row(centre.bell, document))).reason == "DOCUMENT_RESTRICTED"
    admit = pb.AdmitObjectionRequest(name=name, holder="holders/bell-waves-inc")
    await centre.officer.call(stub(centre.officer).AdmitObjection, admit)
    assert await first_row(centre.bell, document)
    assert (await refusal(first_row(centre.acme, document))).reason == "DOCUMENT_RESTRICTED"


async def test_objections_are_listed_by_subject_holder_and_state_a_page_at_a_time(centre: Centre) -> None:
    subject = "holders/acme-radio-oy"
    names = [(await admitted(centre, subject)).name for _ in range(3)]
    request = pb.ListObjectionsRequest(subject=subject, holder=subject, state=pb.OBJECTION_STATE_ANSWER_OPEN)
    request.page_size = 2
    pages = [page async for page in centre.anyone.pages(stub(centre.anyone).ListObjections, request)]
    assert [o.name for page in pages for o in page.objections] == names[::-1]
    assert len(pages) == 2


# --- in time -----------------------------------------------------------------------------------------------------


async def test_without_an_answer_in_time_it_is_decided_on_the_file_once_and_no_answer_is_taken(centre: Centre) -> None:
    objection = await admitted(centre)
    centre.clock.advance(dt.timedelta(days=70))
    late = pb.AnswerObjectionRequest(name=objection.name, text="Too late.")
    error = await refusal(centre.acme.call(stub(centre.acme).AnswerObjection, late))
    # Whether or not the end of the period was noted by then.
    assert error.reason in ("ANSWER_PERIOD_OVER", "OBJECTION_STATE")
    await centre.fire(objection.name)
    await centre.fire(objection.name)
    unanswered = await read(centre.anyone, objection.name)
    assert unanswered.state == pb.OBJECTION_STATE_READY
    assert [step.step for step in unanswered.steps] == ["file", "admit", "answer-period-ended"]
    # Noted late, it ended on its day.
    assert unanswered.steps[-1].step_date == unanswered.answer_due_date
    assert len(await centre.recorded("system:objection:answer-period-ended", objection.name)) == 1
    decided = await decide(centre, objection.name)
    assert decided.decision.on_the_file


async def test_a_period_that_ends_in_the_moment_of_the_answer_changes_nothing_any_more(centre: Centre) -> None:
    objection = await answered(centre)
    async with centre.database.read() as connection:
        (deadline,) = await list_deadlines(connection, tables.deadline, [objection.name])
    assert isinstance(deadline, Deadline)
    async with centre.database.write() as tx:
        await rpc.answer_period_ended(tx, deadline)
    assert await read(centre.acme, objection.name) == await read(centre.acme, objection.name)
    assert [step.step for step in (await read(centre.anyone, objection.name)).steps] == ["file", "admit", "answer"]


# --- access to documents -----------------------------------------------------------------------------------------


async def test_a_document_is_closed_until_the_decision_and_open_again_after_it(centre: Centre) -> None:
    document = await bring_document(centre, centre.acme)
    objection = await filed(centre, document, ground=CONFIDENTIAL)
    assert objection.holder == "holders/acme-radio-oy"
    request = pb.RestrictAccessRequest(name=objection.name, reason="It shows a licence.")
    restricted = await centre.officer.call(stub(centre.officer).RestrictAccess, request)
    assert restricted.access_restricted
    for client in (centre.anyone, centre.objector, centre.bell, centre.court):
        error = await refusal(first_row(client, document))
        assert (error.kind, error.reason) == (Kind.FORBIDDEN, "DOCUMENT_RESTRICTED")
        assert "It shows a licence." in error.message
    assert await first_row(centre.acme, document)
    assert await first_row(centre.officer, document)
    again = await refusal(centre.officer.call(stub(centre.officer).RestrictAccess, request))
    assert again.reason == "RESTRICTED_ALREADY"
    await centre.officer.call(stub(centre.officer).AdmitObjection, pb.AdmitObjectionRequest(name=objection.name))
    await centre.acme.call(
        stub(centre.acme).AnswerObjection, pb.AnswerObjectionRequest(name=objection.name, text="It does not.")
    )
    await decide(centre, objection.name)
    assert await first_row(centre.anyone, document)
    listed = await centre.anyone.call(
        stub(centre.anyone).ListAccessRestrictions, pb.ListAccessRestrictionsRequest(document=document)
    )
    (past,) = listed.restrictions
    assert past.interim
    assert past.HasField("end_time")
    assert list(past.audience) == ["organization:holders/acme-radio-oy"]


async def test_rejected_rows_quote_the_file_and_are_closed_with_it(centre: Centre) -> None:
    document = await bring_document(centre, centre.acme)
    table, name = tables.import_, ""
    query = sa.select(table.c.id).join(tables.document).where(tables.document.c.sha256 == document.partition("/")[2])
    name = f"imports/{(await centre.rows(query))[0].id}"
    request = imports_pb2.ListRejectedRowsRequest()
    setattr(request, "import", name)
    listing = centre.stranger.stub(ImportServiceStub).ListRejectedRows
    assert (await centre.stranger.call(listing, request)).rejected_rows
    objection = await filed(centre, document, ground=CONFIDENTIAL)
    await centre.officer.call(
        stub(centre.officer).RestrictAccess, pb.RestrictAccessRequest(name=objection.name, reason="Private.")
    )
    assert (await refusal(centre.stranger.call(listing, request))).reason == "DOCUMENT_RESTRICTED"


async def test_a_correction_file_quotes_the_file_and_is_closed_with_it(centre: Centre) -> None:
    document = await bring_document(centre, centre.acme)
    table = tables.import_
    query = sa.select(table.c.id).join(tables.document).where(tables.document.c.sha256 == document.partition("/")[2])
    request = templates_pb2.GetCorrectionFileRequest()
    setattr(request, "import", f"imports/{(await centre.rows(query))[0].id}")

    async def corrections(client: Client) -> bytes:
        pieces = client.stream(client.stub(TemplateServiceStub).GetCorrectionFile, request)
        return b"".join([piece.data async for piece in pieces])

    assert b"broken" in await corrections(centre.stranger)
    objection = await filed(centre, document, ground=CONFIDENTIAL)
    restrict = pb.RestrictAccessRequest(name=objection.name, reason="It shows a licence.")
    await centre.officer.call(stub(centre.officer).RestrictAccess, restrict)
    for client in (centre.stranger, centre.bell, centre.court):
        error = await refusal(corrections(client))
        assert (error.kind, error.reason) == (Kind.FORBIDDEN, "DOCUMENT_RESTRICTED")
    assert b"broken" in await corrections(centre.acme)
    lift = pb.LiftRestrictionRequest(name=objection.name, reason="Not needed.")
    await centre.officer.call(stub(centre.officer).LiftRestriction, lift)
    assert b"broken" in await corrections(centre.stranger)


async def test_a_document_of_a_declaration_is_closed_and_whoever_declared_answers_for_it(centre: Centre) -> None:
    submitted = declarations_pb2.SubmitDeclarationRequest(
        form=ParseDict(FORMS["etsiGeneral"], forms_pb2.DeclarationForm()),
        document=declarations_pb2.SubmittedDocument(filename="form.pdf", content=uuid.uuid4().bytes),
    )
    declaring = centre.acme.stub(DeclarationServiceStub).SubmitDeclaration
    declaration = await centre.acme.call(declaring, submitted)
    (document,) = [each.document for each in declaration.documents if each.filename == "form.pdf"]

    async def fetched(client: Client) -> bytes:
        request = declarations_pb2.GetDocumentRequest(name=document)
        return (await client.call(client.stub(DeclarationServiceStub).GetDocument, request)).data

    assert await fetched(centre.anyone) == submitted.document.content
    objection = await filed(centre, document, ground=CONFIDENTIAL)
    assert objection.holder == "holders/acme-radio-oy"
    restrict = pb.RestrictAccessRequest(name=objection.name, reason="It shows a licence.")
    await centre.officer.call(stub(centre.officer).RestrictAccess, restrict)
    for client in (centre.anyone, centre.objector, centre.bell, centre.court):
        error = await refusal(fetched(client))
        assert (error.kind, error.reason) == (Kind.FORBIDDEN, "DOCUMENT_RESTRICTED")
    assert await fetched(centre.acme) == await fetched(centre.officer) == submitted.document.content
    await centre.objector.call(
        stub(centre.objector).WithdrawObjection, pb.WithdrawObjectionRequest(name=objection.name)
    )
    assert await fetched(centre.anyone) == submitted.document.content


async def test_a_lasting_restriction_names_who_has_access_and_a_later_objection_lifts_it(centre: Centre) -> None:
    document = await bring_document(centre, centre.officer)
    objection = await ready(centre, document, ground=CONFIDENTIAL)
    await decide(
        centre,
        objection.name,
        upheld=True,
        remedy=pb.REMEDY_ACCESS_RESTRICTED,
        reasons="It holds personal data.",
        audience=["role:COURT", "organization:holders/bell-waves-inc"],
    )
    assert await first_row(centre.court, document)
    assert await first_row(centre.bell, document)
    assert (await refusal(first_row(centre.acme, document))).reason == "DOCUMENT_RESTRICTED"
    against = await ready(centre, document)
    await decide(centre, against.name, upheld=True, remedy=pb.REMEDY_ACCESS_LIFTED)
    assert await first_row(centre.anyone, document)


async def test_an_interim_restriction_ends_when_an_officer_lifts_it_or_the_objector_withdraws(centre: Centre) -> None:
    for end in ("lift", "withdraw"):
        document = await bring_document(centre, centre.officer)
        name = (await filed(centre, document)).name
        await centre.officer.call(stub(centre.officer).RestrictAccess, pb.RestrictAccessRequest(name=name, reason="x"))
        if end == "lift":
            request = pb.LiftRestrictionRequest(name=name, reason="Not needed.")
            lifted = await centre.officer.call(stub(centre.officer).LiftRestriction, request)
            assert [step.step for step in lifted.steps] == ["file", "restrict-access", "lift-restriction"]
            error = await refusal(centre.officer.call(stub(centre.officer).LiftRestriction, request))
            assert error.reason == "NOT_RESTRICTED"
        else:
            request = pb.WithdrawObjectionRequest(name=name)
            gone = await centre.objector.call(stub(centre.objector).WithdrawObjection, request)
            assert (gone.state, gone.access_restricted) == (pb.OBJECTION_STATE_WITHDRAWN, False)
        assert await first_row(centre.anyone, document)


async def test_only_access_to_a_document_is_restricted(centre: Centre) -> None:
    name = (await filed(centre)).name
    request = pb.RestrictAccessRequest(name=name, reason="x")
    error = await refusal(centre.officer.call(stub(centre.officer).RestrictAccess, request))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "NOT_A_DOCUMENT")


async def test_a_regime_that_restricts_no_document_meanwhile_refuses_to(centre: Centre) -> None:
    document = await bring_document(centre, centre.officer)
    request = pb.RestrictAccessRequest(name=(await filed(centre, document)).name, reason="x")
    servicer = rpc.ObjectionServicer(centre.database, load_profile("hantei"), centre.registrations)
    set_caller(Caller("accounts/officer", frozenset((Role.ROLE_OFFICER,))))
    error = await refusal(servicer.RestrictAccess(request, cast("Any", None)))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "INTERIM_RESTRICTION_NOT_OFFERED")
    assert await first_row(centre.anyone, document)


# --- erasure -----------------------------------------------------------------------------------------------------


async def erase(centre: Centre, name: str, **said: Any) -> pb.Objection:
    request = pb.EraseObjectorContactRequest(name=name, reference="letter of Mona Muster", **said)
    return await centre.officer.call(stub(centre.officer).EraseObjectorContact, request)


async def test_contact_data_is_erased_from_the_record_and_from_kept_answers_and_the_log_says_so_without_it(
    centre: Centre,
) -> None:
    contact, filing = f"{uuid.uuid4().hex}@muster.example", uuid.uuid4().hex
    file = notice(objector_contact=contact, objector_name=f"Mona {filing}", request_id=filing)
    objection = await centre.objector.call(stub(centre.objector).FileObjection, file)
    admit = pb.AdmitObjectionRequest(name=objection.name, request_id=uuid.uuid4().hex)
    assert (await centre.officer.call(stub(centre.officer).AdmitObjection, admit)).objector_contact == contact
    early = await refusal(erase(centre, objection.name))
    assert (early.kind, early.reason) == (Kind.PRECONDITION, "OBJECTION_STATE")
    await centre.objector.call(
        stub(centre.objector).WithdrawObjection, pb.WithdrawObjectionRequest(name=objection.name)
    )

    erased = await erase(centre, objection.name)
    assert (erased.objector_contact, erased.objector_name) == ("(erased)", f"Mona {filing}")
    assert erased.HasField("contact_erase_time")
    assert [step.step for step in erased.steps] == ["file", "admit", "withdraw", "erase-contact"]
    # A retry gets its first answer without it, whoever asks.
    for client, method, request in (
        (centre.objector, "FileObjection", file),
        (centre.officer, "AdmitObjection", admit),
    ):
        again: pb.Objection = await client.call(getattr(stub(client), method), request)
        assert (again.objector_contact, again.objector_name) == ("(erased)", f"Mona {filing}")
    assert (await refusal(erase(centre, objection.name))).reason == "ALREADY_ERASED"

    assert (await erase(centre, objection.name, erase_name=True)).objector_name == "(erased)"
    assert (await read(centre.anyone, objection.name)).objector_name == "(erased)"
    (_, entry) = await centre.recorded("officer:objection:erase-contact", objection.name)
    assert entry["content"]["erased"] == ["objector_contact", "objector_name"]
    # Nothing that the register keeps has it any more: no row of a table, no answer, no entry of the log.
    for table in (tables.objection, tables.objection_step, tables.objection_evidence, tables.JOURNAL.entry):
        assert not [row for row in await centre.rows(sa.select(table)) if contact in str(row) or "Mona" in str(row)]
    kept = await centre.rows(sa.select(tables.ANSWERED.c.response))
    assert kept
    assert not [row for row in kept if contact.encode() in bytes(row.response) or b"Mona" in bytes(row.response)]


async def test_a_retried_erasure_is_done_once(centre: Centre) -> None:
    name = (await filed(centre)).name
    await centre.objector.call(stub(centre.objector).WithdrawObjection, pb.WithdrawObjectionRequest(name=name))
    request_id = uuid.uuid4().hex
    first, second = await erase(centre, name, request_id=request_id), await erase(centre, name, request_id=request_id)
    assert first == second
    assert len(await centre.recorded("officer:objection:erase-contact", name)) == 1


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [
        "holders/nobody",
        "holders/acme-radio-oy/declarations/999",
        "holders/bell-waves-inc/declarations/1",
        "standards/9g",
        "documents/" + "0" * 64,
        "registrations/99",
    ],
)
async def test_an_objection_is_against_something_that_is_there(centre: Centre, subject: str) -> None:
    error = await refusal(filed(centre, subject))
    assert (error.kind, error.subject) == (Kind.NOT_FOUND, subject)


async def test_an_incomplete_notice_is_refused_with_every_part_that_is_missing(centre: Centre) -> None:
    error = await refusal(filed(centre, reasons="", evidence=[pb.Evidence()]))
    assert (error.kind, error.reason) == (Kind.INVALID, "OBJECTION_INCOMPLETE")
    assert [fault.field for fault in error.violations] == ["reasons", "evidence[0]"]


async def test_an_objection_that_is_not_there_is_not_found(centre: Centre) -> None:
    name = f"objections/{uuid.uuid4()}"
    officers, holders, objectors = stub(centre.officer), stub(centre.acme), stub(centre.objector)
    for call in (
        read(centre.officer, name),
        centre.officer.call(officers.AdmitObjection, pb.AdmitObjectionRequest(name=name)),
        centre.officer.call(officers.RefuseObjection, pb.RefuseObjectionRequest(name=name, reason="x")),
        centre.acme.call(holders.AnswerObjection, pb.AnswerObjectionRequest(name=name, text="x")),
        decide(centre, name),
        centre.objector.call(objectors.WithdrawObjection, pb.WithdrawObjectionRequest(name=name)),
        centre.officer.call(officers.RestrictAccess, pb.RestrictAccessRequest(name=name, reason="x")),
        centre.officer.call(officers.LiftRestriction, pb.LiftRestrictionRequest(name=name, reason="x")),
        centre.officer.call(officers.EraseObjectorContact, pb.EraseObjectorContactRequest(name=name, reference="x")),
    ):
        assert (await refusal(call)).kind is Kind.NOT_FOUND


async def test_a_step_out_of_turn_is_refused_and_changes_nothing(centre: Centre) -> None:
    objection = await admitted(centre)
    for call in (
        decide(centre, objection.name),
        centre.officer.call(stub(centre.officer).AdmitObjection, pb.AdmitObjectionRequest(name=objection.name)),
        centre.officer.call(
            stub(centre.officer).RefuseObjection, pb.RefuseObjectionRequest(name=objection.name, reason="x")
        ),
    ):
        error = await refusal(call)
        assert (error.kind, error.reason) == (Kind.PRECONDITION, "OBJECTION_STATE")
    assert (await read(centre.officer, objection.name)).etag == objection.etag


async def test_a_remedy_that_does_not_fit_decides_nothing(centre: Centre) -> None:
    name = (await answered(centre)).name
    for changes in (
        {"upheld": True, "remedy": pb.REMEDY_SUSPENSION},
        {"upheld": False, "remedy": pb.REMEDY_ANNOTATION, "remedy_text": "x"},
        {"upheld": True, "remedy": pb.REMEDY_CORRECTION},
    ):
        assert (await refusal(decide(centre, name, **changes))).reason == "REMEDY_NOT_APPLICABLE"
    assert (await read(centre.officer, name)).state == pb.OBJECTION_STATE_READY


async def test_a_stale_etag_is_told(centre: Centre) -> None:
    objection = await admitted(centre)
    request = pb.AnswerObjectionRequest(name=objection.name, text="x", etag="1")
    error = await refusal(centre.acme.call(stub(centre.acme).AnswerObjection, request))
    assert (error.kind, error.reason) == (Kind.STALE, "ETAG_MISMATCH")
    request.etag = objection.etag
    assert await centre.acme.call(stub(centre.acme).AnswerObjection, request)


async def test_a_retried_notice_is_one_objection_and_another_under_its_id_is_refused(centre: Centre) -> None:
    request = notice(request_id=uuid.uuid4().hex)
    calls = (centre.objector.call(stub(centre.objector).FileObjection, request) for _ in range(3))
    assert len({objection.name for objection in await asyncio.gather(*calls)}) == 1
    request.reasons = "Something else."
    error = await refusal(centre.objector.call(stub(centre.objector).FileObjection, request))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_of_two_officers_who_decide_at_once_one_decides(centre: Centre) -> None:
    name = (await answered(centre)).name
    both = await asyncio.gather(
        centre.officer.call(
            stub(centre.officer).DecideObjection,
            decision(name, upheld=True, remedy=pb.REMEDY_ANNOTATION, remedy_text="Only once."),
        ),
        centre.second_officer.call(stub(centre.second_officer).DecideObjection, decision(name)),
        return_exceptions=True,
    )
    (error,) = [each for each in both if isinstance(each, SepiaError)]
    (decided,) = [each for each in both if isinstance(each, pb.Objection)]
    assert error.reason == "OBJECTION_STATE"
    assert (await read(centre.officer, name)).decision == decided.decision
    kinds = ("officer:objection:uphold", "officer:objection:reject")
    assert sum([len(await centre.recorded(kind, name)) for kind in kinds]) == 1


async def test_an_officer_does_not_judge_an_objection_of_their_own(centre: Centre) -> None:
    own = await centre.officer.call(stub(centre.officer).FileObjection, notice())
    error = await refusal(
        centre.officer.call(stub(centre.officer).AdmitObjection, pb.AdmitObjectionRequest(name=own.name))
    )
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "OWN_OBJECTION")
    other = pb.AdmitObjectionRequest(name=own.name)
    assert await centre.second_officer.call(stub(centre.second_officer).AdmitObjection, other)


async def test_only_the_objector_withdraws(centre: Centre) -> None:
    name = (await admitted(centre)).name
    request = pb.WithdrawObjectionRequest(name=name)
    for client in (centre.acme, centre.implementer, centre.officer, centre.stranger):
        assert (await refusal(client.call(stub(client).WithdrawObjection, request))).reason == "NOT_THE_OBJECTOR"
    colleague = centre.running.client(
        Role.ROLE_IMPLEMENTER, account="accounts/colleague", organization="implementers/muster-gmbh"
    )
    assert await colleague.call(stub(colleague).WithdrawObjection, request)


async def outcome(client: Client, method: str, request: Any) -> str:
    """Whether a caller may call a method: who may is told that the etag is stale, nobody else gets so far."""
    try:
        await client.call(getattr(stub(client), method), request)
    except SepiaError as error:
        return {Kind.STALE: "may", Kind.FORBIDDEN: "forbidden", Kind.UNAUTHENTICATED: "not signed in"}[error.kind]
    return "may"


EVERYONE = ("anyone", "stranger", "acme", "bell", "implementer", "court", "objector", "officer")


@pytest.mark.parametrize(
    ("method", "may"),
    [
        ("FileObjection", {"stranger", "acme", "bell", "implementer", "court", "objector", "officer"}),
        ("GetObjection", set(EVERYONE)),
        ("ListObjections", set(EVERYONE)),
        ("AdmitObjection", {"officer"}),
        ("RefuseObjection", {"officer"}),
        ("AnswerObjection", {"acme", "officer"}),
        ("DecideObjection", {"officer"}),
        ("WithdrawObjection", {"objector"}),
        ("RestrictAccess", {"officer"}),
        ("LiftRestriction", {"officer"}),
        ("EraseObjectorContact", {"officer"}),
        ("ListEntryNotes", set(EVERYONE)),
        ("ListAccessRestrictions", set(EVERYONE)),
    ],
)
async def test_each_method_is_for_those_it_is_for(centre: Centre, method: str, may: set[str]) -> None:
    name = (await admitted(centre)).name
    requests: dict[str, Any] = {
        "FileObjection": notice(),
        "GetObjection": pb.GetObjectionRequest(name=name),
        "ListObjections": pb.ListObjectionsRequest(),
        "AdmitObjection": pb.AdmitObjectionRequest(name=name, etag="99"),
        "RefuseObjection": pb.RefuseObjectionRequest(name=name, reason="x", etag="99"),
        "AnswerObjection": pb.AnswerObjectionRequest(name=name, text="x", etag="99"),
        "DecideObjection": decision(name, etag="99"),
        "WithdrawObjection": pb.WithdrawObjectionRequest(name=name, etag="99"),
        "RestrictAccess": pb.RestrictAccessRequest(name=name, reason="x", etag="99"),
        "LiftRestriction": pb.LiftRestrictionRequest(name=name, reason="x", etag="99"),
        "EraseObjectorContact": pb.EraseObjectorContactRequest(name=name, reference="x", etag="99"),
        "ListEntryNotes": pb.ListEntryNotesRequest(subject=DECLARATION),
        "ListAccessRestrictions": pb.ListAccessRestrictionsRequest(document="documents/" + "0" * 64),
    }
    assert set(requests) == {each.name for each in pb.DESCRIPTOR.services_by_name["ObjectionService"].methods}
    for who in EVERYONE:
        client: Client = getattr(centre, who)
        assert await outcome(client, method, requests[method]) == (
            "may" if who in may else "not signed in" if who == "anyone" else "forbidden"
        ), who
