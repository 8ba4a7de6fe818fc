"""Declarations of every form through the real server: made, replaced, withdrawn, removed, reviewed, and read."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import itertools
import json
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import sqlalchemy as sa
from google.protobuf.json_format import ParseDict
from sqlalchemy.exc import DBAPIError

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import forms_pb2, frames_pb2, holders_pb2, imports_pb2
from sepia.registry.v1.declarations_pb2_grpc import DeclarationServiceStub
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from services.registry.app import SERVICE
from shared.client import Client
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.registry.declared import FORMS, form
from tests.integration.registry.filled import SMALL, Register
from tests.support import Databases, run_service

ACME = "holders/acme-radio-oy"
BELL = "holders/bell-waves-inc"
# An evening in UTC on which it is the next day in Alicante already.
EVENING = dt.datetime.now(dt.UTC).replace(hour=23, minute=30, second=0, microsecond=0)
PDF = pb.SubmittedDocument(filename="signed.pdf", content_type="application/pdf", content=b"%PDF-1.7 signed")
_counter = itertools.count(1)


class Desk:
    """The registry, and everyone who comes to it."""

    def __init__(self, register: Register) -> None:
        self.register = register
        client = register.running.client
        self.officer = register.officer
        self.acme = client(Role.ROLE_HOLDER, account="accounts/acme", organization=ACME)
        self.bell = client(Role.ROLE_HOLDER, account="accounts/bell", organization=BELL)
        self.implementer = client(Role.ROLE_IMPLEMENTER, account="accounts/maker", organization="holders/maker")
        self.other_implementer = client(Role.ROLE_IMPLEMENTER, account="accounts/other")
        self.anyone = register.anyone

    async def call(self, client: Client, method: str, request: Any) -> Any:
        return await client.call(getattr(client.stub(DeclarationServiceStub), method), request)

    async def submit(self, client: Client, said: dict[str, Any], **fields: Any) -> holders_pb2.Declaration:
        # Many tests send one form: each as another declaration, unless they say otherwise.
        fields = {"reference": uuid.uuid4().hex, **fields}
        request = pb.SubmitDeclarationRequest(form=ParseDict(said, forms_pb2.DeclarationForm()), **fields)
        return await self.call(client, "SubmitDeclaration", request)

    async def supersede(
        self, client: Client, name: str, said: dict[str, Any], **fields: Any
    ) -> holders_pb2.Declaration:
        made = ParseDict(said, forms_pb2.DeclarationForm())
        fields = {"reference": uuid.uuid4().hex, **fields}
        return await self.call(
            client, "SupersedeDeclaration", pb.SupersedeDeclarationRequest(name=name, form=made, **fields)
        )

    async def withdraw(self, client: Client, name: str, **fields: Any) -> holders_pb2.Declaration:
        values: dict[str, Any] = {"scope": pb.WITHDRAWAL_SCOPE_WHOLE, "reason": "A mistake.", **fields}
        return await self.call(client, "WithdrawDeclaration", pb.WithdrawDeclarationRequest(name=name, **values))

    async def remove(self, client: Client, name: str, **fields: Any) -> holders_pb2.Declaration:
        values: dict[str, Any] = {"ground": pb.REMOVAL_GROUND_REMOVED, "reason": "By order of a court.", **fields}
        return await self.call(client, "RemoveDeclaration", pb.RemoveDeclarationRequest(name=name, **values))

    async def review(self, client: Client, name: str, decision: Any, **fields: Any) -> holders_pb2.Declaration:
        values: dict[str, Any] = {"decision": decision, "reason": "Looked at.", **fields}
        return await self.call(client, "ReviewDeclaration", pb.ReviewDeclarationRequest(name=name, **values))

    async def get(self, client: Client, name: str) -> holders_pb2.Declaration:
        stub = client.stub(HolderServiceStub)
        return await client.call(stub.GetDeclaration, holders_pb2.GetDeclarationRequest(name=name))

    async def list(self, client: Client, parent: str = "holders/-", **fields: Any) -> list[holders_pb2.Declaration]:
        stub, question = client.stub(HolderServiceStub), holders_pb2.ListDeclarationsRequest(parent=parent, **fields)
        return [one async for page in client.pages(stub.ListDeclarations, question) for one in page.declarations]

    async def patents(self, client: Client, name: str, page_size: int = 0) -> list[pb.DeclaredPatent]:
        stub = client.stub(DeclarationServiceStub)
        question = pb.ListDeclaredPatentsRequest(declaration=name, page_size=page_size)
        return [one async for page in client.pages(stub.ListDeclaredPatents, question) for one in page.patents]

    async def chain(self, client: Client, name: str) -> pb.ListDeclarationChainResponse:
        return await self.call(client, "ListDeclarationChain", pb.ListDeclarationChainRequest(declaration=name))

    async def document(self, client: Client, name: str) -> bytes:
        body = await self.call(client, "GetDocument", pb.GetDocumentRequest(name=name))
        return body.data

    async def counts(self, standard: str) -> frames_pb2.CountFamiliesResponse:
        stub = self.anyone.stub(FrameServiceStub)
        request = frames_pb2.CountFamiliesRequest(standard=standard, family_key=FamilyKey.FAMILY_KEY_ETSI)
        return await self.anyone.call(stub.CountFamilies, request)


@pytest.fixture(scope="module")
async def desk(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Desk]:
    clock = FixedClock(EVENING)
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys"), clock=clock) as running:
        register = Register(running)
        await register.bring_rows(*SMALL)
        yield Desk(register)


def detailed(standard: str = "", number: str = "", **changes: Any) -> dict[str, Any]:
    """A detailed declaration of a patent that no other test declares."""
    serial = next(_counter)
    entry = {
        "standards": [{"standard": standard or f"3GPP TS 38.{600 + serial}", "version": "16.0.0"}],
        "basisPatent": {"office": "EP", "applicationNumber": number or f"EP2019{serial:07}"},
    }
    return form("etsiDetailed", entries=[entry], **changes)


async def refused(work: Any) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await work
    return caught.value


# --- making ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in FORMS if name != "thirdParty"])
async def test_a_holder_declares_for_itself_on_each_form(desk: Desk, name: str) -> None:
    made = await desk.submit(desk.acme, FORMS[name])
    assert made.name.startswith(f"{ACME}/declarations/sepia-")
    assert made.state == holders_pb2.DECLARATION_STATE_IN_FORCE
    assert made.declarant == "Acme Radio Oy"
    assert [(event.what, event.by, event.account) for event in made.events] == [
        ("submitted", "declarant", "accounts/acme"),
        ("published", "declarant", "accounts/acme"),
    ]
    read = await desk.get(desk.anyone, made.name)
    assert read.form.WhichOneof("form") == made.form.WhichOneof("form") is not None
    assert [event.account for event in read.events] == ["", ""]
    assert read.create_time == made.create_time


async def test_the_form_is_read_back_as_it_was_sent_without_its_list(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["ieeeLetter"], reference="LoA-17")
    expected = ParseDict(FORMS["ieeeLetter"], forms_pb2.DeclarationForm())
    assert (made.form, made.reference) == (expected, "LoA-17")
    assert (made.licensing_undertaking, made.reciprocity, made.undertaking_stands) == (1, 2, 1)


async def test_dates_are_legal_dates_of_the_regime_and_days_are_counted_between_them(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["negative"])
    tomorrow = (EVENING + dt.timedelta(days=1)).date()
    on = made.submission_date
    assert (on.year, on.month, on.day) == (tomorrow.year, tomorrow.month, tomorrow.day)
    days = (tomorrow - dt.date(2024, 3, 15)).days
    assert made.timeliness.days_signed_to_submitted == days
    assert made.timeliness.days_signed_to_published == days
    assert made.timeliness.days_submitted_to_published == 0


async def test_where_a_date_is_unknown_no_days_are_guessed(desk: Desk) -> None:
    imported = await desk.get(desk.anyone, f"{ACME}/declarations/1")
    assert imported.HasField("signature_date")
    assert not imported.timeliness.HasField("days_signed_to_submitted")
    assert not imported.timeliness.HasField("days_signed_to_published")


async def test_pairs_are_declared_links_that_counts_and_families_see_in_a_new_edition(desk: Desk) -> None:
    before = await desk.counts("standards/3gpp-ts-38.211")
    made = await desk.submit(desk.acme, FORMS["etsiDetailed"])
    after = await desk.counts("standards/3gpp-ts-38.211")
    assert int(after.edition.split("/")[1]) == int(before.edition.split("/")[1]) + 1
    assert after.total.entries == before.total.entries + 1
    assert after.total.entries_without_family == before.total.entries_without_family + 1
    assert after.total.declarations == before.total.declarations + 1
    assert (await desk.counts("standards/5g")).edition == after.edition
    assert made.entry_count == 1


async def test_a_submitted_entry_never_passes_for_one_of_an_export_or_of_another_declaration(desk: Desk) -> None:
    first = await desk.patents(desk.anyone, (await desk.submit(desk.acme, FORMS["etsiDetailed"])).name)
    second = await desk.patents(desk.anyone, (await desk.submit(desk.acme, FORMS["etsiDetailed"])).name)
    entries = [{pair.entry_id for pair in pairs} for pairs in (first, second)]
    assert [len(one) for one in entries] == [1, 1]
    assert not entries[0] & entries[1]
    assert all(entry < 0 for one in entries for entry in one)


async def test_what_the_list_says_is_kept_as_given_and_walks_back_to_its_row(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["etsiDetailed"])
    first, second = await desk.patents(desk.anyone, made.name, page_size=1)
    assert (first.standard, first.standard_as_declared) == ("standards/3gpp-ts-38.211", "3GPP TS 38.211")
    assert (first.version, first.illustrative_part) == ("15.2.0", "7.4.1")
    assert list(second.application.publications) == ["US10777001 B2"]
    stub = desk.anyone.stub(ImportServiceStub)
    row = await desk.anyone.call(
        stub.GetSourceRow, imports_pb2.GetSourceRowRequest(document=second.source.document, line=second.source.line)
    )
    assert json.loads(row.content)["patent"]["publications"] == ["US10777001 B2"]
    assert not row.columns


async def test_a_standard_that_no_scheme_knows_is_kept_as_declared(desk: Desk) -> None:
    made = await desk.submit(desk.acme, detailed(standard="Some Forum Spec 7"))
    (pair,) = await desk.patents(desk.anyone, made.name)
    assert pair.standard.startswith("standards/declared-some-forum-spec-7-")
    assert pair.standard_as_declared == "Some Forum Spec 7"


@pytest.mark.parametrize("text", ["38.211", "standards/3gpp-ts-38.211", "TS 138 211", "3gpp-ts-38.211"])
async def test_a_standard_is_found_by_any_of_its_names(desk: Desk, text: str) -> None:
    made = await desk.submit(desk.acme, detailed(standard=text))
    (pair,) = await desk.patents(desk.anyone, made.name)
    assert pair.standard == "standards/3gpp-ts-38.211"


async def test_a_resource_name_of_no_standard_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    before = len(await desk.list(desk.officer))
    error = await refused(desk.submit(desk.acme, detailed(standard="standards/3gpp-ts-99.999")))
    assert (error.kind, error.subject) == (Kind.NOT_FOUND, "standards/3gpp-ts-99.999")
    assert len(await desk.list(desk.officer)) == before


async def test_documents_of_the_ietf_are_standards_and_the_revision_is_kept(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["ietfDisclosure"])
    pairs = await desk.patents(desk.anyone, made.name)
    assert [(pair.standard, pair.version) for pair in pairs] == [
        ("standards/ietf-draft-example-quic-lossbits", "03"),
        ("standards/ietf-rfc-9000", ""),
    ] * 2
    assert len({pair.entry_id for pair in pairs}) == 1


async def test_faults_come_all_at_once_and_nothing_is_kept(desk: Desk) -> None:
    error = await refused(
        desk.submit(
            desk.acme,
            {"etsiDetailed": {}},
            document=pb.SubmittedDocument(filename="a.pdf", content=b"x", confidential=True),
        )
    )
    assert error.reason == "DECLARATION_INCOMPLETE"
    assert len(error.violations) == 9
    assert error.violations[-1].field == "non_confidential_version"


async def test_an_officer_declares_for_a_holder_that_the_register_lacked(desk: Desk) -> None:
    made = await desk.submit(desk.officer, FORMS["blanket"], declarant="Newcomer Néo AB")
    assert made.name.startswith("holders/newcomer-neo-ab/declarations/sepia-")
    again = await desk.submit(desk.officer, FORMS["blanket"], declarant="Newcomer Néo AB")
    assert again.name.split("/")[1] == "newcomer-neo-ab"
    error = await refused(desk.submit(desk.officer, FORMS["blanket"], holder="holders/nobody"))
    assert error.kind is Kind.NOT_FOUND


async def test_a_holder_that_the_register_lacked_enters_under_its_own_key(desk: Desk) -> None:
    new = desk.register.running.client(Role.ROLE_HOLDER, account="accounts/new", organization="holders/new-co")
    made = await desk.submit(new, FORMS["blanket"], declarant="The New Company plc")
    assert (made.name.split("/")[1], made.declarant) == ("new-co", "The New Company plc")
    stolen = desk.register.running.client(Role.ROLE_HOLDER, account="accounts/thief", organization="holders/thief")
    error = await refused(desk.submit(stolen, FORMS["blanket"], declarant="Acme Radio Oy"))
    assert error.reason == "DECLARES_FOR_ANOTHER"


async def test_a_repeated_request_is_one_declaration(desk: Desk) -> None:
    request_id = uuid.uuid4().hex
    said = detailed()
    first, second = await asyncio.gather(
        *(desk.submit(desk.acme, said, reference="", request_id=request_id) for _ in range(2))
    )
    assert first == second
    error = await refused(desk.submit(desk.acme, detailed(), request_id=request_id))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_one_declarant_declares_once_under_a_reference_also_when_two_send_it_together(desk: Desk) -> None:
    said = detailed()
    sent = (desk.submit(client, said, reference="TWICE-1", holder=ACME) for client in (desk.acme, desk.officer))
    made, late = sorted(await asyncio.gather(*sent, return_exceptions=True), key=lambda one: isinstance(one, Exception))
    assert isinstance(late, SepiaError)
    assert isinstance(made, holders_pb2.Declaration)
    assert (late.kind, late.reason) == (Kind.PRECONDITION, "ALREADY_DECLARED")
    assert made.name in late.message
    # Another declarant has references of its own, and what was withdrawn leaves its reference free.
    await desk.submit(desk.bell, detailed(), reference="TWICE-1")
    await desk.withdraw(desk.acme, made.name, scope=pb.WITHDRAWAL_SCOPE_INFORMATION)
    again = await desk.submit(desk.acme, said, reference="TWICE-1")
    assert [one.name for one in await desk.list(desk.anyone, ACME) if one.reference == "TWICE-1"] == [
        made.name,
        again.name,
    ]


async def test_what_happens_is_in_the_log(desk: Desk) -> None:
    made = await desk.submit(desk.acme, detailed(), document=PDF)
    (entry,) = await desk.register.recorded("holder:declaration:submit", made.name)
    assert entry["audience"] == ["public"]
    assert entry["content"]["document"] == hashlib.sha256(PDF.content).hexdigest()
    assert (entry["content"]["kind"], entry["content"]["links"]) == ("ETSI_DETAILED", 1)


# --- documents ---------------------------------------------------------------------------------------------------


async def test_the_document_as_submitted_is_given_out_byte_for_byte(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["blanket"], document=PDF)
    (data, scan) = made.documents
    assert (scan.filename, scan.content_type, scan.confidential) == ("signed.pdf", "application/pdf", False)
    assert scan.document == f"documents/{hashlib.sha256(PDF.content).hexdigest()}"
    assert await desk.document(desk.anyone, scan.document) == PDF.content
    first = (await desk.document(desk.anyone, data.document)).split(b"\n")[0]
    assert json.loads(first)["form"]["blanket"]["organization"] == "ETSI"


async def test_a_confidential_document_is_for_the_centre_and_its_declarant_alone(desk: Desk) -> None:
    secret = pb.SubmittedDocument(filename="secret.pdf", content=b"secret terms", confidential=True)
    shown = pb.SubmittedDocument(filename="shown.pdf", content=b"[redacted] terms")
    made = await desk.submit(desk.acme, FORMS["blanket"], document=secret, non_confidential_version=shown)
    name = f"documents/{hashlib.sha256(b'secret terms').hexdigest()}"
    for reader in (desk.acme, desk.officer):
        assert await desk.document(reader, name) == b"secret terms"
    for stranger in (desk.bell, desk.implementer, desk.anyone):
        assert (await refused(desk.document(stranger, name))).kind is Kind.NOT_FOUND
        stub = stranger.stub(ImportServiceStub)
        row = imports_pb2.GetSourceRowRequest(document=name, line=1)
        assert (await refused(stranger.call(stub.GetSourceRow, row))).kind is Kind.NOT_FOUND
    seen = await desk.get(desk.anyone, made.name)
    assert [document.filename for document in seen.documents][1:] == ["shown.pdf"]
    public = f"documents/{hashlib.sha256(b'[redacted] terms').hexdigest()}"
    assert await desk.document(desk.anyone, public) == b"[redacted] terms"
    (entry,) = await desk.register.recorded("holder:declaration:submit", made.name)
    assert name.removeprefix("documents/") not in json.dumps(entry)


async def test_files_that_were_imported_are_no_documents_of_a_declaration(desk: Desk) -> None:
    source = (await desk.get(desk.anyone, f"{ACME}/declarations/1")).source.document
    assert (await refused(desk.document(desk.officer, source))).kind is Kind.NOT_FOUND


# --- replacing ---------------------------------------------------------------------------------------------------


async def test_the_same_declaration_without_a_reference_is_declared_once(desk: Desk) -> None:
    said = detailed()
    both = await asyncio.gather(*(desk.submit(desk.acme, said, reference="") for _ in range(2)), return_exceptions=True)
    (made,), (late,) = (
        [one for one in both if isinstance(one, kind)] for kind in (holders_pb2.Declaration, SepiaError)
    )
    assert isinstance(made, holders_pb2.Declaration)
    assert isinstance(late, SepiaError)
    assert (late.reason, late.subject) == ("ALREADY_DECLARED", made.name)
    # Of another patent, by somebody else, or under a reference of its own it is another one.
    await desk.submit(desk.acme, detailed(), reference="")
    await desk.submit(desk.bell, said, reference="")
    await desk.submit(desk.acme, said, reference="MEANT-TWICE")
    error = await refused(desk.supersede(desk.acme, made.name, said, reference=""))
    assert error.reason == "NOTHING_CHANGED"
    assert (await desk.get(desk.anyone, made.name)).state == holders_pb2.DECLARATION_STATE_IN_FORCE


@pytest.mark.parametrize("declarant", ["Bell Waves, Inc.", "BELL WAVES INC", BELL])
async def test_nobody_declares_under_the_name_of_another_holder(desk: Desk, declarant: str) -> None:
    error = await refused(desk.submit(desk.acme, detailed(), declarant=declarant))
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "DECLARES_FOR_ANOTHER")
    own = await desk.submit(desk.acme, detailed(), declarant="ACME RADIO OY")
    assert own.declarant == "ACME RADIO OY"


async def test_a_later_declaration_replaces_an_earlier_one_and_both_stay_readable(desk: Desk) -> None:
    standard = "3GPP TS 37.801"
    first = await desk.submit(desk.acme, detailed(standard))
    before = await desk.counts("standards/3gpp-ts-37.801")
    later = await desk.supersede(desk.acme, first.name, detailed(standard), etag=first.etag, reason="Granted since.")
    after = await desk.counts("standards/3gpp-ts-37.801")
    earlier = await desk.get(desk.anyone, first.name)
    assert earlier.state == holders_pb2.DECLARATION_STATE_SUPERSEDED
    assert (list(earlier.superseded_by), list(later.supersedes)) == ([later.name], [first.name])
    assert earlier.events[-1].reason == "Granted since."
    # One edition: the links of the earlier end with the one that those of the later begin with.
    assert int(after.edition.split("/")[1]) == int(before.edition.split("/")[1]) + 1
    assert (before.total.entries, after.total.entries, after.total.declarations) == (1, 1, 1)
    assert len(await desk.patents(desk.anyone, first.name)) == 1
    # An irrevocable undertaking outlives its declaration.
    assert earlier.undertaking_stands == holders_pb2.ANSWER_YES


async def test_a_chain_is_read_from_any_of_its_members_the_earliest_first(desk: Desk) -> None:
    first = await desk.submit(desk.acme, FORMS["negative"])
    second = await desk.supersede(desk.acme, first.name, FORMS["negative"])
    third = await desk.supersede(desk.acme, second.name, FORMS["negative"])
    for one in (first, second, third):
        chain = await desk.chain(desk.anyone, one.name)
        assert [member.name for member in chain.declarations] == [first.name, second.name, third.name]
        assert [step.relation for step in chain.steps] == [pb.DECLARATION_RELATION_SUPERSEDES] * 2
        assert not chain.missing


async def test_an_imported_declaration_is_replaced_by_its_declarant_and_no_longer_counted(desk: Desk) -> None:
    before = await desk.counts("standards/3gpp-ts-36.300")
    name = f"{BELL}/declarations/2"
    said = detailed("3GPP TS 36.300", undertaking=False, reciprocity=None)
    later = await desk.supersede(desk.bell, name, said)
    after = await desk.counts("standards/3gpp-ts-36.300")
    assert (before.total.families, after.total.families) == (1, 0)
    assert after.total.entries_without_family == 1
    assert list(later.supersedes) == [name]
    assert len(await desk.patents(desk.anyone, name)) == 2


async def test_an_irrevocable_undertaking_is_not_narrowed_by_a_replacement(desk: Desk) -> None:
    made = await desk.submit(desk.acme, detailed())
    error = await refused(desk.supersede(desk.acme, made.name, detailed(undertaking=False, reciprocity=None)))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "UNDERTAKING_IRREVOCABLE")
    assert (await desk.get(desk.anyone, made.name)).state == holders_pb2.DECLARATION_STATE_IN_FORCE


async def test_a_declaration_on_another_form_stands_beside_and_does_not_replace(desk: Desk) -> None:
    made = await desk.submit(desk.acme, detailed())
    error = await refused(desk.supersede(desk.acme, made.name, FORMS["etsiGeneral"]))
    assert error.reason == "DECLARATION_OF_ANOTHER_FORM"


async def test_of_two_who_replace_one_declaration_at_once_the_second_is_told(desk: Desk) -> None:
    made = await desk.submit(desk.acme, detailed())
    answers = await asyncio.gather(
        desk.supersede(desk.acme, made.name, detailed(), etag=made.etag),
        desk.supersede(desk.officer, made.name, detailed(), etag=made.etag),
        return_exceptions=True,
    )
    (error,) = [answer for answer in answers if isinstance(answer, SepiaError)]
    assert error.reason == "ETAG_MISMATCH"
    assert len((await desk.get(desk.anyone, made.name)).superseded_by) == 1


# --- withdrawing -------------------------------------------------------------------------------------------------


async def test_an_etsi_undertaking_cannot_be_withdrawn_and_its_information_statement_can(desk: Desk) -> None:
    standard = "3GPP TS 37.802"
    made = await desk.submit(desk.acme, detailed(standard))
    error = await refused(desk.withdraw(desk.acme, made.name))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "UNDERTAKING_IRREVOCABLE")
    assert "information statement" in error.message
    gone = await desk.withdraw(desk.acme, made.name, scope=pb.WITHDRAWAL_SCOPE_INFORMATION, reason="Not essential.")
    assert gone.state == holders_pb2.DECLARATION_STATE_WITHDRAWN
    assert gone.undertaking_stands == holders_pb2.ANSWER_YES
    counted = await desk.counts("standards/3gpp-ts-37.802")
    assert (counted.total.entries, counted.total.declarations) == (0, 0)
    seen = await desk.get(desk.anyone, made.name)
    assert seen.events[-1].reason == "Not essential."
    assert len(await desk.patents(desk.anyone, made.name)) == 1
    (entry,) = await desk.register.recorded("holder:declaration:withdraw", made.name)
    assert entry["content"]["edition"] == int(counted.edition.split("/")[1])


@pytest.mark.parametrize("name", ["etsiGeneral", "blanket", "ieeeLetter"])
async def test_an_irrevocable_undertaking_without_a_list_stays_in_force(desk: Desk, name: str) -> None:
    made = await desk.submit(desk.acme, FORMS[name])
    assert (await refused(desk.withdraw(desk.acme, made.name))).reason == "UNDERTAKING_IRREVOCABLE"
    information = desk.withdraw(desk.acme, made.name, scope=pb.WITHDRAWAL_SCOPE_INFORMATION)
    assert (await refused(information)).reason == "NO_INFORMATION_STATEMENT"


@pytest.mark.parametrize(
    "said",
    [
        form("ieeeLetter", acceptanceDate=None),
        form("blanket", irrevocable=False),
        FORMS["commonPatentPolicy"],
        FORMS["ietfDisclosure"],
        FORMS["negative"],
        form("etsiDetailed", undertaking=False),
    ],
    ids=["letter not accepted", "revocable promise", "policy", "ietf", "negative", "etsi not prepared"],
)
async def test_what_is_not_irrevocable_is_withdrawn_whole(desk: Desk, said: dict[str, Any]) -> None:
    made = await desk.submit(desk.acme, said)
    gone = await desk.withdraw(desk.acme, made.name, etag=made.etag)
    assert gone.state == holders_pb2.DECLARATION_STATE_WITHDRAWN
    assert gone.undertaking_stands != holders_pb2.ANSWER_YES
    assert (await refused(desk.withdraw(desk.acme, made.name))).reason == "DECLARATION_NOT_IN_FORCE"


async def test_an_imported_undertaking_that_may_have_been_given_is_not_withdrawn(desk: Desk) -> None:
    error = await refused(desk.withdraw(desk.officer, "holders/-unknown/declarations/3"))
    assert error.reason == "UNDERTAKING_IRREVOCABLE"
    assert "does not know" in error.message


async def test_a_withdrawal_that_rests_on_an_old_reading_is_refused(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["negative"])
    assert (await refused(desk.withdraw(desk.acme, made.name, etag="0"))).reason == "ETAG_MISMATCH"


async def test_a_withdrawal_sent_twice_is_answered_twice_and_done_once(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["negative"])
    request_id = uuid.uuid4().hex
    first = await desk.withdraw(desk.acme, made.name, request_id=request_id)
    assert await desk.withdraw(desk.acme, made.name, request_id=request_id) == first
    assert len(first.events) == 3


# --- removing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "state", "what"),
    [
        (pb.REMOVAL_GROUND_REMOVED, holders_pb2.DECLARATION_STATE_REMOVED, "removed"),
        (
            pb.REMOVAL_GROUND_OBJECTIVELY_FALSE,
            holders_pb2.DECLARATION_STATE_REMOVED_OBJECTIVELY_FALSE,
            "removed as objectively false",
        ),
    ],
)
async def test_a_removal_leaves_a_tombstone_that_tells_its_ground(
    desk: Desk, ground: Any, state: Any, what: str
) -> None:
    standard = f"3GPP TS 37.81{int(ground)}"
    made = await desk.submit(desk.acme, detailed(standard), document=PDF)
    await desk.remove(desk.officer, made.name, ground=ground, reason="Somebody else signed it.")
    seen = await desk.get(desk.anyone, made.name)
    assert (seen.state, seen.events[-1].what, seen.events[-1].reason) == (state, what, "Somebody else signed it.")
    assert not seen.HasField("form")
    assert not seen.documents
    assert await desk.patents(desk.anyone, made.name) == []
    assert (await refused(desk.document(desk.anyone, made.documents[0].document))).kind is Kind.NOT_FOUND
    for reader in (desk.acme, desk.officer):
        assert (await desk.get(reader, made.name)).HasField("form")
        assert len(await desk.patents(reader, made.name)) == 1
    counted = await desk.counts(f"standards/3gpp-ts-37.81{int(ground)}")
    assert counted.total.entries == 0
    assert (await refused(desk.remove(desk.officer, made.name))).reason == "DECLARATION_REMOVED"


# --- third parties -----------------------------------------------------------------------------------------------


async def test_a_third_partys_declaration_is_not_public_before_review_and_never_counted(desk: Desk) -> None:
    before = await desk.counts("standards/3gpp-ts-38.211")
    made = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    assert made.name.startswith("holders/-unknown/declarations/sepia-")
    assert (made.state, made.proprietor) == (holders_pb2.DECLARATION_STATE_PENDING, "Example Radio Oy")
    for stranger in (desk.acme, desk.other_implementer, desk.anyone):
        assert (await refused(desk.get(stranger, made.name))).kind is Kind.NOT_FOUND
        assert made.name not in [one.name for one in await desk.list(stranger, "holders/-unknown")]
        assert (await refused(desk.patents(stranger, made.name))).kind is Kind.NOT_FOUND
        assert (await refused(desk.document(stranger, made.documents[0].document))).kind is Kind.NOT_FOUND
    assert (await desk.get(desk.implementer, made.name)).state == made.state
    pending = await desk.list(desk.officer, state=holders_pb2.DECLARATION_STATE_PENDING)
    assert made.name in [one.name for one in pending]
    published = await desk.review(desk.officer, made.name, pb.REVIEW_DECISION_PUBLISH, etag=made.etag)
    assert published.state == holders_pb2.DECLARATION_STATE_IN_FORCE
    pairs = await desk.patents(desk.anyone, made.name)
    assert {pair.standard for pair in pairs} == {"standards/3gpp-ts-38.211"}
    assert await desk.counts("standards/3gpp-ts-38.211") == before


async def test_a_declaration_under_review_can_be_parked_and_rejected_and_its_log_is_not_public(desk: Desk) -> None:
    made = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    parked = await desk.review(desk.officer, made.name, pb.REVIEW_DECISION_PARK)
    assert parked.state == holders_pb2.DECLARATION_STATE_PARKED
    rejected = await desk.review(desk.officer, made.name, pb.REVIEW_DECISION_REJECT, reason="No grounds.")
    assert rejected.state == holders_pb2.DECLARATION_STATE_REJECTED
    again = desk.review(desk.officer, made.name, pb.REVIEW_DECISION_PUBLISH)
    assert (await refused(again)).reason == "DECLARATION_NOT_UNDER_REVIEW"
    assert (await refused(desk.remove(desk.officer, made.name))).reason == "DECLARATION_NOT_PUBLIC"
    for entry in await desk.register.recorded("officer:declaration:review", made.name):
        assert entry["audience"] == ["account:accounts/maker", "role:OFFICER", "role:SERVICE"]


async def test_a_third_party_that_thinks_better_of_it_leaves_nothing_public(desk: Desk) -> None:
    made = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    gone = await desk.withdraw(desk.implementer, made.name)
    assert (gone.state, gone.events[-1].what) == (
        holders_pb2.DECLARATION_STATE_REJECTED,
        "withdrawn before publication",
    )
    assert (await refused(desk.get(desk.anyone, made.name))).kind is Kind.NOT_FOUND


async def test_what_replaces_a_third_partys_declaration_is_reviewed_before_it_does(desk: Desk) -> None:
    made = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    published = await desk.review(desk.officer, made.name, pb.REVIEW_DECISION_PUBLISH)
    later = await desk.supersede(desk.implementer, made.name, FORMS["thirdParty"], etag=published.etag)
    assert later.state == holders_pb2.DECLARATION_STATE_PENDING
    assert (await refused(desk.get(desk.anyone, later.name))).kind is Kind.NOT_FOUND
    standing = await desk.get(desk.anyone, made.name)
    assert (standing.state, list(standing.superseded_by)) == (holders_pb2.DECLARATION_STATE_IN_FORCE, [])
    await desk.review(desk.officer, later.name, pb.REVIEW_DECISION_PUBLISH)
    replaced = await desk.get(desk.anyone, made.name)
    assert (replaced.state, list(replaced.superseded_by)) == (
        holders_pb2.DECLARATION_STATE_SUPERSEDED,
        [later.name],
    )


async def test_a_third_party_says_who_it_is_and_is_not_the_proprietor(desk: Desk) -> None:
    error = await refused(desk.submit(desk.implementer, FORMS["thirdParty"]))
    assert [fault.field for fault in error.violations] == ["declarant"]
    error = await refused(desk.submit(desk.implementer, FORMS["thirdParty"], declarant="EXAMPLE RADIO OY"))
    assert [fault.field for fault in error.violations] == ["form.third_party.proprietor"]


async def test_a_chain_does_not_tell_of_what_is_not_public(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["negative"])
    hidden = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    step = tables.declaration_step
    keys = [name.rpartition("/")[2] for name in (made.name, hidden.name)]
    async with desk.register.database.write() as tx:
        values = {"earlier": keys[0], "later": keys[1], "relation": 2, "recorded_at": EVENING}
        await tx.execute(sa.insert(step).values(**values))
    assert not (await desk.get(desk.anyone, made.name)).superseded_by
    assert not (await desk.chain(desk.anyone, made.name)).steps
    assert len((await desk.chain(desk.officer, made.name)).declarations) == 2


# --- listing -----------------------------------------------------------------------------------------------------


async def test_declarations_are_listed_by_form_and_state_page_by_page(desk: Desk) -> None:
    made = [await desk.submit(desk.bell, FORMS["blanket"]) for _ in range(3)]
    kind = forms_pb2.DECLARATION_KIND_BLANKET
    found = await desk.list(desk.anyone, BELL, kind=kind, page_size=2)
    assert {one.name for one in made} <= {one.name for one in found}
    assert {one.kind for one in found} == {kind}
    assert len(found) == len({one.name for one in found})
    everything = await desk.list(desk.anyone, page_size=3)
    references = [(one.reference, one.name) for one in everything]
    assert len(references) == len(set(references))
    assert [reference for reference, _ in references] == sorted(reference for reference, _ in references)


async def test_search_finds_what_is_public_by_its_reference_and_nothing_else(desk: Desk) -> None:
    stub = desk.anyone.stub(HolderServiceStub)
    shown = await desk.submit(desk.acme, FORMS["blanket"], reference="FINDME-1")
    await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.", reference="FINDME-2")
    found = await desk.anyone.call(stub.Search, holders_pb2.SearchRequest(query="FINDME"))
    assert [hit.name for hit in found.hits] == [shown.name]


async def test_the_history_itself_refuses_to_be_changed(desk: Desk) -> None:
    made = await desk.submit(desk.acme, FORMS["negative"])
    assert made.events
    event = tables.declaration_event
    for change in (sa.update(event).values(reason="x"), sa.delete(event)):
        with pytest.raises(DBAPIError, match="only ever added to"):
            async with desk.register.database.engine.begin() as connection:
                await connection.execute(change)


# --- who may what ------------------------------------------------------------------------------------------------

ALL, OWN = ("officer", "acme", "bell", "implementer", "anyone"), ("officer", "acme")
MATRIX: dict[str, tuple[str, ...]] = {
    "submit for acme": OWN,
    "submit as a third party": ("officer", "acme", "bell", "implementer"),
    "supersede": OWN,
    "withdraw": OWN,
    "remove": ("officer",),
    "review": ("officer",),
    "get": ALL,
    "list": ALL,
    "chain": ALL,
    "patents": ALL,
    "document": ALL,
}


@pytest.mark.parametrize("who", ALL)
@pytest.mark.parametrize("what", MATRIX)
async def test_who_may_what(desk: Desk, what: str, who: str) -> None:
    client: Client = getattr(desk, who)
    if what == "review":
        subject = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    else:
        subject = await desk.submit(desk.acme, form("ietfDisclosure"))
    attempts: dict[str, Any] = {
        "submit for acme": lambda: desk.submit(client, FORMS["negative"], holder=ACME),
        "submit as a third party": lambda: desk.submit(client, FORMS["thirdParty"], declarant="Whoever e.V."),
        "supersede": lambda: desk.supersede(client, subject.name, FORMS["ietfDisclosure"]),
        "withdraw": lambda: desk.withdraw(client, subject.name),
        "remove": lambda: desk.remove(client, subject.name),
        "review": lambda: desk.review(client, subject.name, pb.REVIEW_DECISION_PARK),
        "get": lambda: desk.get(client, subject.name),
        "list": lambda: desk.list(client),
        "chain": lambda: desk.chain(client, subject.name),
        "patents": lambda: desk.patents(client, subject.name),
        "document": lambda: desk.document(client, subject.documents[0].document),
    }
    if who in MATRIX[what]:
        await attempts[what]()
        return
    error = await refused(attempts[what]())
    assert error.kind is (Kind.UNAUTHENTICATED if who == "anyone" else Kind.FORBIDDEN)


@pytest.mark.parametrize("method", ["supersede", "withdraw", "remove", "review"])
async def test_what_is_not_there_or_not_to_be_known_is_not_found(desk: Desk, method: str) -> None:
    hidden = await desk.submit(desk.implementer, FORMS["thirdParty"], declarant="Makers e.V.")
    missing = f"{ACME}/declarations/sepia-999999999"
    elsewhere = hidden.name.replace("-unknown", "bell-waves-inc")

    def attempt(client: Client, name: str) -> Any:
        arguments = {"supersede": [FORMS["thirdParty"]], "review": [pb.REVIEW_DECISION_PARK]}
        return getattr(desk, method)(client, name, *arguments.get(method, []))

    for name in (missing, elsewhere):
        assert (await refused(attempt(desk.officer, name))).kind is Kind.NOT_FOUND
    if method in ("supersede", "withdraw"):
        for stranger in (desk.acme, desk.other_implementer):
            assert (await refused(attempt(stranger, hidden.name))).kind is Kind.NOT_FOUND
