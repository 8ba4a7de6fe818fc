"""Pages that figures are cited from: who sees one follows from how it is cited, in the database itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from google.type import date_pb2
from PIL import Image

from sepia.assessment.v1 import charts_pb2 as pb
from sepia.assessment.v1.charts_pb2_grpc import ChartServiceStub
from services.assessment.app import SERVICE
from services.assessment.charts.drawing import Drawing
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, open_centre
from tests.support import Databases

ACME = "holders/acme"
SCRIPT = SERVICE.migrations / "versions" / "0012_citations.sql"
CLAIM = "A method comprising: generating a sequence."


def page(shade: int, size: int = 200) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size // 2), (shade, 120, 200)).save(out, "PNG")
    return out.getvalue()


async def upload(holder: Client, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()

    async def pieces() -> AsyncIterator[pb.UploadFigureRequest]:
        description = pb.FigureDescription(media_type="image/png", size_bytes=len(data), sha256=sha256)
        yield pb.UploadFigureRequest(description=description)
        yield pb.UploadFigureRequest(data=data)

    return (await holder.call(holder.stub(ChartServiceStub).UploadFigure, pieces())).sha256


def correspondence(document: str, *, confidential: bool) -> pb.ChartCorrespondence:
    circle = pb.PageCircle(centre=pb.PagePoint(x=0.3, y=0.2), radius=0.1)
    return pb.ChartCorrespondence(
        element="1a",
        standard="3GPP TS 38.211",
        version="15.2.0",
        subclause="5.2.2",
        level=pb.PROVISION_LEVEL_SHALL,
        status=pb.PROVISION_STATUS_NORMATIVE,
        obligation=pb.PROVISION_OBLIGATION_MANDATORY,
        quotation="The sequence shall be generated.",
        explanation="It is generated there.",
        figures=[pb.CitedFigure(document=document, page=1, circle=circle)],
        confidential=confidential,
    )


async def submitted(
    holder: Client, *correspondences: pb.ChartCorrespondence, family: str = "", public_from: dt.date | None = None
) -> pb.Chart:
    opens = date_pb2.Date(year=public_from.year, month=public_from.month, day=public_from.day) if public_from else None
    content = pb.ChartContent(
        standard="standards/3gpp-ts-38.211",
        family=family or f"families/etsi-{uuid.uuid4().hex[:8]}",
        patent="EP 1 848 154 B1",
        claim=1,
        claim_text=CLAIM,
        language="en",
        elements=[pb.ClaimElement(label="1a", text=CLAIM)],
        correspondences=correspondences,
    )
    stub = holder.stub(ChartServiceStub)
    chart = await holder.call(stub.CreateChart, pb.CreateChartRequest(content=content, public_from=opens))
    return await holder.call(stub.SubmitChart, pb.SubmitChartRequest(name=chart.name))


def seen(centre: Centre, audiences: str, *documents: str, account: str = "") -> list[int]:
    """How many of each document, and of its pieces, the database shows."""
    with psycopg.connect(centre.url) as connection:
        for name, value in (
            ("sepia.audiences", audiences),
            ("sepia.account", account),
            ("sepia.now", centre.clock.now().isoformat()),
        ):
            connection.execute("select set_config(%s, %s, false)", [name, value])
        counts: list[int] = []
        for document in documents:
            query = (
                "select (select count(*) from assessment.figure_document where sha256 = %(d)s)"
                " + (select count(*) from assessment.figure_piece where sha256 = %(d)s)"
            )
            row = connection.execute(query, {"d": document}).fetchone()
            counts.append(row[0] if row else -1)
        return counts


async def test_an_open_chart_opens_no_page_that_is_cited_in_confidence_alone(centre: Centre) -> None:
    acme = centre.holder(ACME)
    secret, both, never = [await upload(acme, page(shade)) for shade in (1, 2, 3)]
    family = f"families/etsi-{uuid.uuid4().hex[:8]}"
    opens = (centre.clock.now() + dt.timedelta(days=90)).date()  # after the time for charts
    chart = await submitted(
        acme,
        correspondence(secret, confidential=True),
        correspondence(both, confidential=True),
        correspondence(both, confidential=False),
        family=family,
        public_from=opens,
    )
    campaign = await centre.drawn([(ACME, family)], demonstration=False)
    evaluator, _ = await centre.evaluator()
    await centre.assign(campaign, evaluator)
    assert seen(centre, "public,role:EVALUATOR", secret, both, account=evaluator.account) == [0, 0]
    handing_in = pb.HandInChartRequest(name=chart.name, procedure=campaign.name)
    await acme.call(acme.stub(ChartServiceStub).HandInChart, handing_in)
    other, _ = await centre.evaluator()
    documents = (secret, both, never)
    assert seen(centre, "public", *documents) == [0, 0, 0]
    centre.clock.advance(dt.timedelta(days=90))
    assert seen(centre, "public", *documents) == [0, 2, 0]
    assert seen(centre, "public,role:HOLDER,organization:holders/zenith", *documents) == [0, 2, 0]
    assert seen(centre, "public,role:EVALUATOR", *documents, account=other.account) == [0, 2, 0]
    assert seen(centre, "public,role:EVALUATOR", *documents, account=evaluator.account) == [2, 2, 0]
    assert seen(centre, "public,role:OFFICER", *documents) == [2, 2, 0]
    assert seen(centre, "public,role:HOLDER,organization:holders/acme", *documents) == [2, 2, 2]


async def test_a_later_version_that_cites_openly_opens_the_page_and_the_text_of_a_digest_does_not(
    centre: Centre,
) -> None:
    acme = centre.holder(ACME)
    first, named = await upload(acme, page(4)), await upload(acme, page(5))
    today = centre.clock.now().date()
    hidden = correspondence(first, confidential=True)
    # Its digest in a text is no citation, though it stands in the version's document.
    hidden.explanation = f"See {named}."
    chart = await submitted(acme, hidden, public_from=today)
    assert seen(centre, "public", first, named) == [0, 0]
    stub = acme.stub(ChartServiceStub)
    content = pb.ChartContent.FromString(chart.content.SerializeToString())
    content.correspondences[0].confidential = False
    await acme.call(
        stub.UpdateChart, pb.UpdateChartRequest(name=chart.name, content=content, public_from=chart.public_from)
    )
    assert seen(centre, "public", first, named) == [0, 0]  # a draft opens nothing
    await acme.call(stub.SubmitChart, pb.SubmitChartRequest(name=chart.name))
    assert seen(centre, "public", first, named) == [2, 0]


async def test_what_is_kept_for_one_organization_has_an_end_also_for_pages_sent_at_once(
    databases: Databases, tmp_path: Path
) -> None:
    async with open_centre(databases, tmp_path, figure_quota_mib=1) as centre:
        acme, zenith = centre.holder(ACME), centre.holder("holders/zenith")
        # Noise: a page of some 400 KiB.
        pages = [io.BytesIO() for _ in range(5)]
        for number, out in enumerate(pages):
            Image.effect_noise((700, 600), 40 + number).save(out, "PNG")
        sent = await asyncio.gather(*(upload(acme, out.getvalue()) for out in pages), return_exceptions=True)
        taken = [each for each in sent if isinstance(each, str)]
        refused = [each for each in sent if isinstance(each, SepiaError)]
        size = max(len(out.getvalue()) for out in pages)
        assert 1 <= len(taken) <= 1024 * 1024 // (size // 2)
        assert len(taken) + len(refused) == 5
        assert {(each.kind, each.reason) for each in refused} == {(Kind.EXHAUSTED, "FIGURE_QUOTA_USED")}
        with psycopg.connect(centre.url) as connection:
            connection.execute("select set_config('sepia.audiences', 'organization:holders/acme', false)")
            row = connection.execute("select sum(size_bytes), count(*) from assessment.figure_document").fetchone()
        assert row is not None
        assert row[0] <= 1024 * 1024
        assert row[1] == len(taken)
        again = next(out for out in pages if hashlib.sha256(out.getvalue()).hexdigest() == taken[0])
        assert await upload(acme, again.getvalue()) == taken[0]  # kept already: takes no room
        assert await upload(zenith, pages[0].getvalue())


async def test_documents_wait_for_their_turn_and_no_more_than_so_many() -> None:
    drawing = Drawing()
    try:
        asked = [asyncio.ensure_future(drawing.run(abs, -number)) for number in range(40)]
        done = await asyncio.gather(*asked, return_exceptions=True)
        assert [each for each in done if isinstance(each, int)] == list(range(32))
        assert {each.reason for each in done if isinstance(each, SepiaError)} == {"DRAWING_BUSY"}
        assert await drawing.run(abs, -7) == 7
    finally:
        drawing.close()


@pytest.mark.parametrize("confidential", [True, False])
async def test_the_upgrade_makes_citations_of_what_was_submitted_before(centre: Centre, confidential: bool) -> None:
    acme = centre.holder(ACME)
    document = await upload(acme, page(60 + confidential))
    chart = await submitted(acme, correspondence(document, confidential=confidential))
    fill = next(part for part in SCRIPT.read_text().split("\n;\n") if "insert into assessment.figure_citation" in part)
    query = fill[fill.index("select v.chart_id") :]
    with psycopg.connect(centre.url) as connection:
        connection.execute("select set_config('sepia.audiences', 'role:OFFICER', false)")
        rows = connection.execute(f"select * from ({query}) q (chart, version, sha256, owner, confidential)").fetchall()  # pyright: ignore[reportArgumentType]
        kept = connection.execute("select * from assessment.figure_citation").fetchall()
    assert sorted(rows) == sorted(kept)
    assert (uuid.UUID(chart.name.removeprefix("charts/")), 1, document, ACME, confidential) in kept
