"""Bundles whole: claim charts and their pictures, a third party's time, what the public gets, and any byte altered."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import json
import random
import subprocess
import uuid
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from sepia.assessment.v1 import campaigns_pb2, evidence_pb2, hearings_pb2
from sepia.assessment.v1 import charts_pb2 as charts
from sepia.assessment.v1.charts_pb2_grpc import ChartServiceStub
from sepia.assessment.v1.evidence_pb2_grpc import EvidenceServiceStub
from shared.auth.callers import Role
from shared.client import Client
from shared.errors import Kind, SepiaError
from shared.evidence import Bundle, verify_bundle
from shared.evidence.timestamps import certificates, verify_timestamp
from tests.integration.assessment.conftest import Centre, open_centre
from tests.support import Databases
from tests.support.authorities import OPENSSL, time_stamping_authority

pytestmark = pytest.mark.skipif(not OPENSSL, reason="there is no openssl command to serve as an authority")
ACME = "holders/acme"
CLAIM = "A method comprising: generating a sequence."
NO = campaigns_pb2.OUTCOME_NOT_ESSENTIAL
POSITIONS = 2_000


class Matter:
    """A check with a claim chart, a hearing and a published opinion, at a centre that has its checkpoints stamped."""

    def __init__(self, centre: Centre, root: Path) -> None:
        self.centre, self.root = centre, root
        self.check = self.opinion = self.chart = self.page = self.standard = ""
        self.evaluator = centre.public

    async def fetched(self, client: Client, name: str, *, without_timestamp: bool = False) -> bytes:
        request = evidence_pb2.GetEvidenceRequest(name=name, without_timestamp=without_timestamp)
        pieces = client.stream(client.stub(EvidenceServiceStub).GetEvidence, request)
        return b"".join([piece.data async for piece in pieces])

    def verified(self, data: bytes) -> Bundle:
        return verify_bundle(data, self.centre.running.running.signer.verifier)


async def handed_in(centre: Centre, matter: Matter, family: str, standard: str) -> None:
    """A chart that cites a region of a page, as the holder hands it in."""
    acme, out = centre.holder(ACME), io.BytesIO()
    Image.new("RGB", (400, 200), (40, 120, 200)).save(out, "PNG")
    data = out.getvalue()
    matter.page = hashlib.sha256(data).hexdigest()

    async def pieces() -> AsyncIterator[charts.UploadFigureRequest]:
        yield charts.UploadFigureRequest(
            description=charts.FigureDescription(media_type="image/png", size_bytes=len(data), sha256=matter.page)
        )
        yield charts.UploadFigureRequest(data=data)

    stub = acme.stub(ChartServiceStub)
    await acme.call(stub.UploadFigure, pieces())
    circle = charts.PageCircle(centre=charts.PagePoint(x=0.3, y=0.2), radius=0.1)
    content = charts.ChartContent(
        standard=standard,
        family=family,
        patent="EP 1 848 154 B1",
        claim=1,
        claim_text=CLAIM,
        language="en",
        elements=[charts.ClaimElement(label="1a", text=CLAIM)],
        correspondences=[
            charts.ChartCorrespondence(
                element="1a",
                standard="3GPP TS 38.211",
                version="15.2.0",
                subclause="5.2.2",
                level=charts.PROVISION_LEVEL_SHALL,
                status=charts.PROVISION_STATUS_NORMATIVE,
                obligation=charts.PROVISION_OBLIGATION_MANDATORY,
                quotation="The sequence shall be generated.",
                explanation="It is generated there.",
                figures=[charts.CitedFigure(document=matter.page, page=1, circle=circle)],
                confidential=True,
            )
        ],
    )
    chart = await acme.call(stub.CreateChart, charts.CreateChartRequest(content=content))
    await acme.call(stub.SubmitChart, charts.SubmitChartRequest(name=chart.name))
    matter.chart = chart.name


@pytest.fixture(scope="module")
async def matter(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Matter]:
    keys = tmp_path_factory.mktemp("keys")
    with time_stamping_authority(tmp_path_factory.mktemp("authority")) as (url, root):
        async with open_centre(databases, keys, tsa_url=url, tsa_root=root, log_period_minutes=60) as centre:
            made = Matter(centre, root)
            standard, family = f"standards/x-{uuid.uuid4().hex[:8]}", f"families/etsi-{uuid.uuid4().hex[:8]}"
            await handed_in(centre, made, family, standard)
            campaign = await centre.drawn([(ACME, family)], demonstration=False, standard=standard)
            evaluator, made.evaluator = await centre.evaluator()
            await centre.assign(campaign, evaluator)
            (check,) = await centre.checks_of(centre.officer, campaign)
            made.check = check.name
            await centre.open(made.evaluator, check.name)
            await centre.opine(made.evaluator, check.name, NO)
            holder = centre.holder(ACME)
            (hearing,) = await centre.hearings_of(holder)
            answer = hearings_pb2.AnswerHearingRequest(name=hearing.name, answer="It is in 7.2.1, table 3.")
            await holder.call(centre.hearings(holder).AnswerHearing, answer)
            await centre.opine(made.evaluator, check.name, NO)
            await centre.publish(campaign)
            (opinion,) = await centre.opinions_of(holder)
            made.opinion = opinion.name
            yield made


async def test_before_the_period_has_ended_the_bundle_is_not_made_and_says_when_it_will_be(matter: Matter) -> None:
    with pytest.raises(SepiaError) as refused:
        await matter.fetched(matter.centre.officer, matter.check)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "EVIDENCE_NOT_SEQUENCED")
    # The check began with the end of the time for charts, an instant before midnight where the centre is.
    assert "after 2026-05-04 22:01 UTC" in refused.value.message
    matter.centre.clock.advance(dt.timedelta(minutes=61))
    assert matter.verified(await matter.fetched(matter.centre.officer, matter.check)).findings == []


async def test_it_holds_the_chart_as_it_was_handed_in_and_a_picture_of_each_region(matter: Matter) -> None:
    for client, name in ((matter.centre.officer, matter.check), (matter.centre.holder(ACME), matter.opinion)):
        found = matter.verified(await matter.fetched(client, name))
        assert found.findings == []
        (chart,) = [data for file, data in found.documents.items() if file.endswith("-chart.txt")]
        assert json.loads(chart.partition(b"\0")[2])["correspondences"][0]["figures"][0]["document"] == matter.page
        (picture,) = found.figures.values()
        colours = {colour for _, colour in Image.open(io.BytesIO(picture)).getcolors() or []}
        assert colours == {(40, 120, 200), (255, 255, 255)}  # the region, and white around it
        assert any("recorded digests: 1" in line for line in found.checked)
    own = matter.verified(await matter.fetched(matter.evaluator, matter.check))
    assert (own.findings, own.figures) == ([], {})  # the entry about the chart is the holder's and the centre's


async def test_a_third_party_says_by_when_it_was_recorded_and_openssl_agrees(matter: Matter, tmp_path: Path) -> None:
    data = await matter.fetched(matter.centre.officer, matter.check)
    found = matter.verified(data)
    at = verify_timestamp(found.timestamp, found.checkpoint_note, certificates(matter.root.read_bytes()))
    assert abs(at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    (tmp_path / "stamp.tsr").write_bytes(found.timestamp)
    (tmp_path / "checkpoint").write_bytes(found.checkpoint_note)
    command = [OPENSSL, "ts", "-verify", "-in", "stamp.tsr", "-data", "checkpoint", "-CAfile", str(matter.root)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr
    (tmp_path / "checkpoint").write_bytes(found.checkpoint_note + b" ")
    done = await asyncio.to_thread(subprocess.run, command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    plain = matter.verified(await matter.fetched(matter.centre.officer, matter.check, without_timestamp=True))
    assert (plain.findings, plain.timestamp) == ([], b"")


@pytest.mark.parametrize("role", [Role.ROLE_COURT, Role.ROLE_IMPLEMENTER])
async def test_who_may_read_published_opinions_proves_one_and_is_told_what_is_withheld(
    matter: Matter, role: Role.ValueType
) -> None:
    reader = matter.centre.running.client(role, account="accounts/reader")
    data = await matter.fetched(reader, matter.opinion)
    found = matter.verified(data)
    assert found.findings == []
    kinds = [found.entries[position].kind for position in sorted(found.contents)]
    assert set(kinds) == {
        "officer:campaign:announce",
        "officer:campaign:draw",
        "officer:campaign:assign",
        "officer:campaign:publish",
        "centre:opinion:publish",
    }
    (said,) = [each for each in found.contents.values() if each and each.subject == matter.opinion]
    assert said.content["outcome"] == NO
    reasons = f"Feature 1.3: outcome {NO}.".encode()
    assert list(found.documents.values()) == [reasons]
    assert said.content["reasons_sha256"] == hashlib.sha256(reasons).hexdigest()
    assert found.limits.startswith("Made for a reader")
    assert "withheld" in found.limits
    for secret in (matter.check.removeprefix("checks/"), "accounts/evaluator", "Dr Example", "7.2.1", matter.page):
        assert secret.encode() not in data
    holder = matter.verified(await matter.fetched(matter.centre.holder(ACME), matter.opinion))
    assert holder.limits.startswith("Made for a holder")
    assert len(holder.contents) > len(found.contents)
    with pytest.raises(SepiaError) as refused:  # under this regime it is not for everybody
        await matter.fetched(matter.centre.public, matter.opinion)
    assert refused.value.kind is Kind.NOT_FOUND


async def test_any_byte_altered_in_any_bundle_is_found_and_named(matter: Matter) -> None:
    data = await matter.fetched(matter.centre.officer, matter.check)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            part.filename: range(start := part.header_offset + 30 + len(part.filename), start + part.file_size)
            for part in archive.filelist
        }
    assert {"timestamp.tsr", "checkpoint.note", "manifest.json", "manifest.note"} <= set(parts)
    assert {name.partition("/")[0] for name in parts} >= {"entries", "documents", "figures"}
    draws = random.Random(20261129)
    places = {place for region in parts.values() for place in (region[0], region[-1])}
    while len(places) < POSITIONS:
        places.add(draws.randrange(len(data)))
    outside = 0
    for place in sorted(places):
        altered = bytearray(data)
        altered[place] ^= 1 << draws.randrange(8)
        (finding,) = matter.verified(bytes(altered)).findings
        inside = next((name for name, region in parts.items() if place in region), "bundle")
        assert finding.part == inside, (place, finding)
        if inside == "bundle":
            outside += 1
            assert f"byte {place:,}" in finding.text
    assert outside > 50
