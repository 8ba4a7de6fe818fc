"""Documents of evidence: kept byte for byte, cited by their digests, read by whom they are for."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from google.api import httpbody_pb2

from sepia.registry.v1 import evidence_pb2 as pb
from sepia.registry.v1 import objections_pb2
from sepia.registry.v1.evidence_pb2_grpc import EvidenceServiceStub
from services.registry import tables
from services.registry.evidence import rules
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry import test_objections as objections
from tests.integration.registry.procedures import Centre

DECLARATION = objections.DECLARATION


def stub(client: Client) -> EvidenceServiceStub:
    return client.stub(EvidenceServiceStub)


async def uploaded(client: Client, data: bytes, **fields: Any) -> pb.EvidenceDocument:
    said: dict[str, Any] = {"filename": "extract.pdf", "content_type": "application/pdf", **fields}

    async def messages() -> AsyncIterator[pb.UploadEvidenceRequest]:
        yield pb.UploadEvidenceRequest(**said)
        for start in range(0, len(data), 512 * 1024):
            yield pb.UploadEvidenceRequest(content=httpbody_pb2.HttpBody(data=data[start : start + 512 * 1024]))

    return await client.call(stub(client).UploadEvidence, messages())


async def read(client: Client, name: str) -> bytes:
    pieces = client.stream(stub(client).DownloadEvidence, pb.DownloadEvidenceRequest(name=name))
    return b"".join([piece.data async for piece in pieces])


async def refusal(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as refused:
        await call
    return refused.value


def some(length: int = 40) -> bytes:
    """Bytes that no other test has."""
    return (uuid.uuid4().bytes * (length // 16 + 1))[:length]


async def test_a_document_is_kept_byte_for_byte_under_its_digest_and_once(centre: Centre) -> None:
    data = some(3 * 1024 * 1024 + 7)
    digest = hashlib.sha256(data).hexdigest()
    kept, of_another = await asyncio.gather(
        uploaded(centre.objector, data, about="It lapsed."), uploaded(centre.bell, data, filename="other.bin")
    )
    assert (kept.name, kept.document) == (f"evidence/{digest}", f"documents/{digest}")
    assert (kept.filename, kept.size_bytes, kept.about, kept.cited) == ("extract.pdf", len(data), "It lapsed.", False)
    assert of_another.filename == "other.bin"
    assert await read(centre.objector, kept.name) == data
    rows = await centre.rows(sa.select(tables.document.c.id).where(tables.document.c.sha256 == digest))
    assert len(rows) == 1
    first, second = await centre.recorded("stakeholder:evidence:upload", kept.name)
    assert {first["content"]["sha256"], second["content"]["sha256"]} == {digest}
    assert "public" not in first["audience"]


async def test_a_retried_upload_is_one_and_another_under_its_id_is_refused(centre: Centre) -> None:
    data, request_id = some(), uuid.uuid4().hex
    first = await uploaded(centre.objector, data, request_id=request_id)
    assert await uploaded(centre.objector, data, request_id=request_id) == first
    assert len(await centre.recorded("stakeholder:evidence:upload", first.name)) == 1
    other = await refusal(uploaded(centre.objector, some(), request_id=request_id))
    assert other.reason == "REQUEST_ID_REUSED"


async def test_what_is_said_last_about_ones_own_document_counts(centre: Centre) -> None:
    data = some()
    await uploaded(centre.objector, data)
    again = await uploaded(centre.objector, data, filename="renamed.pdf", confidential=True)
    assert (again.filename, again.confidential) == ("renamed.pdf", True)
    listed = await centre.objector.call(stub(centre.objector).ListEvidence, pb.ListEvidenceRequest(page_size=1000))
    assert [each.filename for each in listed.evidence if each.name == again.name] == ["renamed.pdf"]


async def test_a_document_is_for_its_uploader_and_the_centre_until_something_public_cites_it(centre: Centre) -> None:
    data, secret = some(), some()
    kept = await uploaded(centre.objector, data)
    hidden = await uploaded(centre.objector, secret, confidential=True)
    colleague = centre.running.client(
        objections.Role.ROLE_IMPLEMENTER, account="accounts/colleague", organization="implementers/muster-gmbh"
    )
    for client in (centre.anyone, centre.acme, centre.stranger, centre.court):
        assert (await refusal(read(client, kept.name))).kind is Kind.NOT_FOUND
        request = pb.GetEvidenceRequest(name=kept.name)
        assert (await refusal(client.call(stub(client).GetEvidence, request))).kind is Kind.NOT_FOUND
    assert await read(colleague, kept.name) == await read(centre.officer, kept.name) == data
    evidence = [
        objections_pb2.Evidence(document=kept.document),
        objections_pb2.Evidence(document=hidden.document),
    ]
    objection = await objections.filed(centre, DECLARATION, evidence=evidence)
    assert (await refusal(read(centre.anyone, kept.name))).kind is Kind.NOT_FOUND  # not admitted yet
    admit = objections_pb2.AdmitObjectionRequest(name=objection.name)
    shown = await centre.officer.call(objections.stub(centre.officer).AdmitObjection, admit)
    assert [piece.kept for piece in shown.evidence] == [True, True]
    assert await read(centre.anyone, kept.name) == data
    told = await centre.anyone.call(stub(centre.anyone).GetEvidence, pb.GetEvidenceRequest(name=kept.name))
    assert (told.cited, told.uploader) == (True, "")
    assert (await refusal(read(centre.acme, hidden.name))).kind is Kind.NOT_FOUND  # confidential, whatever cites it
    assert await read(centre.objector, hidden.name) == secret


async def test_an_objection_closes_a_document_and_whoever_uploaded_it_answers_for_it(centre: Centre) -> None:
    kept = await uploaded(centre.acme, some())
    notice = objections_pb2.Evidence(document=kept.document)
    cited = await objections.filed(centre, DECLARATION, evidence=[notice])
    admit = objections_pb2.AdmitObjectionRequest(name=cited.name)
    await centre.officer.call(objections.stub(centre.officer).AdmitObjection, admit)
    assert await read(centre.anyone, kept.name)
    against = await objections.filed(centre, kept.document, ground=objections.CONFIDENTIAL)
    assert against.holder == "holders/acme-radio-oy"
    restrict = objections_pb2.RestrictAccessRequest(name=against.name, reason="It shows a licence.")
    await centre.officer.call(objections.stub(centre.officer).RestrictAccess, restrict)
    assert (await refusal(read(centre.anyone, kept.name))).reason == "DOCUMENT_RESTRICTED"
    assert await read(centre.acme, kept.name)


@pytest.mark.parametrize(
    ("data", "fields", "reason"),
    [
        (b"x", {"filename": ""}, "UPLOAD_UNDESCRIBED"),
        (b"", {}, "EMPTY_FILE"),
        (b"abc", {"size_bytes": 4}, "INCOMPLETE_UPLOAD"),
        (b"abc", {"content_type": "not a type"}, "INVALID_REQUEST"),
    ],
)
async def test_a_faulty_upload_is_refused_and_nothing_is_stored(
    centre: Centre, data: bytes, fields: dict[str, Any], reason: str
) -> None:
    count = sa.select(sa.func.count()).select_from(tables.evidence_document)
    before = (await centre.rows(count))[0][0]
    error = await refusal(uploaded(centre.objector, data, **fields))
    assert error.kind is Kind.INVALID
    assert error.reason == reason
    assert (await centre.rows(count))[0][0] == before


async def test_a_document_longer_than_any_evidence_is_refused(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_BYTES", 1024 * 1024)
    assert (await refusal(uploaded(centre.objector, some(2 * 1024 * 1024)))).reason == "EVIDENCE_TOO_LONG"


async def test_nobody_uploads_or_lists_without_signing_in_and_lists_are_ones_own(centre: Centre) -> None:
    assert (await refusal(uploaded(centre.anyone, some()))).kind is Kind.UNAUTHENTICATED
    listing = centre.anyone.call(stub(centre.anyone).ListEvidence, pb.ListEvidenceRequest())
    assert (await refusal(listing)).kind is Kind.UNAUTHENTICATED
    kept = await uploaded(centre.bell, some())

    async def listed(client: Client) -> set[str]:
        pages = client.pages(stub(client).ListEvidence, pb.ListEvidenceRequest(page_size=2))
        return {each.name async for page in pages for each in page.evidence}

    assert kept.name in await listed(centre.bell)
    assert kept.name in await listed(centre.officer)
    assert kept.name not in await listed(centre.acme) | await listed(centre.objector)
