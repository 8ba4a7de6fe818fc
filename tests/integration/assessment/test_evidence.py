"""Evidence of real checks over the real server, verified by the command in a process that cannot reach it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import random
import subprocess
import sys
import uuid
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest

from sepia.assessment.v1 import campaigns_pb2, evidence_pb2, hearings_pb2
from sepia.assessment.v1.evidence_pb2_grpc import EvidenceServiceStub
from services.assessment.app import SERVICE
from shared.auth.callers import Role
from shared.client import Client
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from shared.evidence import verify_bundle
from tests.integration.assessment.conftest import Centre, ordinary_url
from tests.support import Databases, run_service

ACME = "holders/acme"
ACTS = ["opened", "opinion given", "reasons answered", "opinion given"]
NO = campaigns_pb2.OUTCOME_NOT_ESSENTIAL


class Heard:
    """A check that went through a hearing to a negative opinion."""

    def __init__(self, centre: Centre, evaluator: Client, check: str, opinion: str, bundle: bytes) -> None:
        self.centre = centre
        self.evaluator = evaluator
        self.check = check
        self.opinion = opinion
        self.bundle = bundle

    async def evidence(self, client: Client, name: str) -> bytes:
        return await evidence(client, name)


async def evidence(client: Client, name: str) -> bytes:
    pieces = client.stream(client.stub(EvidenceServiceStub).GetEvidence, evidence_pb2.GetEvidenceRequest(name=name))
    return b"".join([piece.data async for piece in pieces])


@pytest.fixture(scope="module")
async def heard(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Heard]:
    url = ordinary_url(databases)
    clock = FixedClock(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    async with run_service(SERVICE, url, tmp_path_factory.mktemp("keys"), clock=clock) as running:
        centre = Centre(running, clock, url)
        await centre.receive_groups("logs/registry", 0)
        await centre.receive_transfer_position(0)
        frame = await centre.receive([(ACME, f"families/etsi-{uuid.uuid4().hex[:8]}")], demonstration=False)
        campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, centre.announcement(frame.name))
        clock.advance(dt.timedelta(hours=2))
        await centre.draw(campaign)
        evaluator, client = await centre.evaluator()
        await centre.assign(campaign, evaluator)
        (check,) = await centre.checks_of(centre.officer, campaign)
        await centre.open(client, check.name)
        await centre.opine(client, check.name, NO, document_sha256=["ab" * 32])
        holder = centre.holder(ACME)
        (hearing,) = await centre.hearings_of(holder)
        answer = hearings_pb2.AnswerHearingRequest(name=hearing.name, answer="It is in 7.2.1, table 3.")
        await holder.call(centre.hearings(holder).AnswerHearing, answer)
        await centre.opine(client, check.name, NO)
        opinions = await centre.opinions_of(holder)
        yield Heard(centre, client, check.name, opinions[0].name, await evidence(centre.officer, check.name))


def key_of(heard: Heard) -> str:
    return str(heard.centre.running.running.signer.verifier)


def verify(folder: Path, data: bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as an outsider: no server behind the address, no settings, no keys of the service."""
    file = folder / "check.zip"
    file.write_bytes(data)
    environment = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(folder / "config"),
        "SEPIA_ADDRESS": "127.0.0.1:1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "services.cli", "verify", "bundle", str(file), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


async def run(folder: Path, data: bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(verify, folder, data, *arguments)


async def refused(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await call
    return caught.value


async def test_the_bundle_of_a_check_verifies_offline_with_the_public_key_alone(heard: Heard, tmp_path: Path) -> None:
    done = await run(tmp_path, heard.bundle, "--key", key_of(heard), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["verified"]
    assert said["subject"] == heard.check
    acts = [entry["act"] for entry in said["entries"] if entry["subject"] == heard.check]
    assert acts == ACTS


async def test_each_step_is_in_it_and_so_are_the_texts_that_were_recorded(heard: Heard) -> None:
    found = verify_bundle(heard.bundle, heard.centre.running.running.signer.verifier)
    assert found.findings == []
    subjects = [content.subject for content in found.contents.values() if content is not None]
    assert subjects.count(heard.check) == 4
    assert heard.opinion in subjects
    assert any(subject.startswith("hearings/") for subject in subjects)
    assert any(subject.startswith("campaigns/") for subject in subjects)
    assert b"It is in 7.2.1, table 3." in found.documents.values()
    assert f"Feature 1.3: outcome {NO}.".encode() in found.documents.values()


async def test_a_byte_altered_in_any_part_is_found_and_the_part_named(heard: Heard, tmp_path: Path) -> None:
    verifier = heard.centre.running.running.signer.verifier
    with zipfile.ZipFile(BytesIO(heard.bundle)) as archive:
        parts = {
            part.filename: (part.header_offset + 30 + len(part.filename), part.file_size) for part in archive.filelist
        }
    assert len(parts) > 10
    draws = random.Random(7)
    for name, (start, size) in parts.items():
        for place in (start, start + size - 1, start + draws.randrange(size)):
            altered = bytearray(heard.bundle)
            altered[place] ^= 1
            findings = verify_bundle(bytes(altered), verifier).findings
            assert [each.part for each in findings] in ([name], ["manifest.note"]), (name, place)
            assert findings[0].part == name or name.startswith("manifest")
    for place in draws.sample(range(len(heard.bundle)), 200):
        altered = bytearray(heard.bundle)
        altered[place] ^= 1 << draws.randrange(8)
        assert verify_bundle(bytes(altered), verifier).findings, place
    place = sum(parts["checkpoint.note"]) - 1
    spoilt = heard.bundle[:place] + b"?" + heard.bundle[place + 1 :]
    done = await run(tmp_path, spoilt, "--key", key_of(heard))
    assert done.returncode == 1
    assert "checkpoint.note" in done.stdout


async def test_without_a_key_the_command_says_where_to_get_one_and_another_key_does_not_do(
    heard: Heard, tmp_path: Path
) -> None:
    without = await run(tmp_path, heard.bundle)
    assert without.returncode == 1
    assert "--key" in without.stderr
    (tmp_path / "log.key").write_text(key_of(heard) + "\n")
    assert (await run(tmp_path, heard.bundle, "--key-file", str(tmp_path / "log.key"))).returncode == 0
    missing = await run(tmp_path, heard.bundle, "--key", key_of(heard), "--tsa-root", str(tmp_path / "log.key"))
    assert missing.returncode == 1
    assert "timestamp.tsr" in missing.stdout


async def test_who_sits_on_the_check_gets_it_and_to_others_it_does_not_exist(heard: Heard) -> None:
    own = verify_bundle(
        await heard.evidence(heard.evaluator, heard.check), heard.centre.running.running.signer.verifier
    )
    assert own.findings == []
    assert own.subject == heard.check
    _, stranger = await heard.centre.evaluator()
    for client in (stranger, heard.centre.holder(ACME), heard.centre.public):
        assert (await refused(heard.evidence(client, heard.check))).kind is Kind.NOT_FOUND


async def test_the_holder_gets_the_evidence_of_its_opinion_and_nothing_of_who_checked(heard: Heard) -> None:
    data = await heard.evidence(heard.centre.holder(ACME), heard.opinion)
    found = verify_bundle(data, heard.centre.running.running.signer.verifier)
    assert found.findings == []
    assert found.subject == heard.opinion
    assert b"It is in 7.2.1, table 3." in found.documents.values()
    assert heard.check.removeprefix("checks/").encode() not in data
    assert b"accounts/evaluator" not in data
    assert b"centre:check:step" not in data


async def test_who_may_not_see_the_opinion_gets_no_evidence_of_it(heard: Heard) -> None:
    other = heard.centre.holder("holders/zenith")
    assert (await refused(heard.evidence(other, heard.opinion))).kind is Kind.NOT_FOUND
    court = heard.centre.running.client(Role.ROLE_COURT, account="accounts/court")
    assert (await refused(heard.evidence(court, heard.opinion))).kind is Kind.NOT_FOUND


# --- opinions as documents ---------------------------------------------------------------------------------------


async def document(client: Client, name: str, form: Any = evidence_pb2.OPINION_FORM_PDF) -> bytes:
    request = evidence_pb2.GetOpinionDocumentRequest(name=name, form=form)
    return (await client.call(client.stub(EvidenceServiceStub).GetOpinionDocument, request)).data


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf))


async def test_an_opinion_is_a_document_with_its_steps_its_effect_and_how_to_verify_it(heard: Heard) -> None:
    holder = heard.centre.holder(ACME)
    pdf = await document(holder, heard.opinion)
    assert pdf == await document(holder, heard.opinion)
    text = text_of(pdf)
    for said in (heard.opinion, ACME, "not essential", "Feature 1.3", "reasons answered", "ab" * 32, "does not bind"):
        assert said in text
    book = await document(holder, heard.opinion, evidence_pb2.OPINION_FORM_DOCX)
    assert book == await document(holder, heard.opinion, evidence_pb2.OPINION_FORM_DOCX)
    words = "\n".join(each.text for each in docx.Document(BytesIO(book)).paragraphs)
    assert "does not bind" in words
    assert "Feature 1.3" in words


async def test_no_document_tells_who_checked_by_its_text_or_metadata(heard: Heard) -> None:
    holder = heard.centre.holder(ACME)
    pdf = await document(holder, heard.opinion)
    book = await document(holder, heard.opinion, evidence_pb2.OPINION_FORM_DOCX)
    with zipfile.ZipFile(BytesIO(book)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist())
        assert {part.date_time for part in archive.filelist} == {(1980, 1, 1, 0, 0, 0)}
    for data in (pdf, text_of(pdf).encode(), parts):
        for secret in (b"accounts/", b"evaluators/", heard.check.encode(), b"python-docx", b"CreationDate"):
            assert secret not in data
    about = pdfium.PdfDocument(pdf).get_metadata_dict()
    assert not about["Author"]
    assert not about["ModDate"]


async def test_a_document_is_for_whoever_may_see_the_opinion(heard: Heard) -> None:
    assert await document(heard.centre.officer, heard.check)
    for client in (heard.centre.public, heard.centre.holder("holders/zenith")):
        for name in (heard.opinion, heard.check):
            assert (await refused(document(client, name))).kind is Kind.NOT_FOUND
