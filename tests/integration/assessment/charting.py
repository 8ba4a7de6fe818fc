"""Owns claim charts as tests make them: contents, and the calls that draft, submit and hand them in."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from google.type import date_pb2
from PIL import Image

from sepia.assessment.v1 import campaigns_pb2
from sepia.assessment.v1 import charts_pb2 as pb
from sepia.assessment.v1.charts_pb2_grpc import ChartServiceStub
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre

ACME, ZENITH = "holders/acme", "holders/zenith"
STANDARD = "standards/3gpp-ts-38.211"
CLAIM = "A method comprising: generating a sequence; and sending it."
SECRET = "the explanation that nobody else may read"


def stub(client: Client) -> ChartServiceStub:
    return client.stub(ChartServiceStub)


def correspondence(element: str, **changes: Any) -> pb.ChartCorrespondence:
    fields: dict[str, Any] = {
        "element": element,
        "standard": "3GPP TS 38.211",
        "version": "15.2.0",
        "subclause": "5.2.2",
        "level": pb.PROVISION_LEVEL_SHALL,
        "status": pb.PROVISION_STATUS_NORMATIVE,
        "obligation": pb.PROVISION_OBLIGATION_MANDATORY,
        "quotation": "The sequence shall be generated.",
        "explanation": "It is generated there.",
    }
    return pb.ChartCorrespondence(**(fields | changes))


def content(family: str, *correspondences: pb.ChartCorrespondence) -> pb.ChartContent:
    return pb.ChartContent(
        standard=STANDARD,
        family=family,
        patent="EP 1 848 154 B1",
        claim=1,
        claim_text=CLAIM,
        language="en",
        elements=[
            pb.ClaimElement(label="1a", text="A method comprising: generating a sequence; and"),
            pb.ClaimElement(label="1b", text="sending it."),
        ],
        correspondences=correspondences or [correspondence("1a"), correspondence("1b", subclause="5.2.3")],
    )


def some_family() -> str:
    return f"families/etsi-{uuid.uuid4().hex[:8]}"


def day(at: dt.date) -> date_pb2.Date:
    return date_pb2.Date(year=at.year, month=at.month, day=at.day)


async def create(holder: Client, said: pb.ChartContent | None = None, **fields: Any) -> pb.Chart:
    request = pb.CreateChartRequest(content=said or content(some_family()), **fields)
    return await holder.call(stub(holder).CreateChart, request)


async def submitted(holder: Client, said: pb.ChartContent | None = None, **fields: Any) -> pb.Chart:
    chart = await create(holder, said, **fields)
    return await submit(holder, chart)


async def submit(holder: Client, chart: pb.Chart, **fields: Any) -> pb.Chart:
    return await holder.call(stub(holder).SubmitChart, pb.SubmitChartRequest(name=chart.name, **fields))


async def look(client: Client, name: str, version: int = 0) -> pb.Chart:
    return await client.call(stub(client).GetChart, pb.GetChartRequest(name=name, version=version))


async def update(holder: Client, chart: pb.Chart, said: pb.ChartContent, **fields: Any) -> pb.Chart:
    request = pb.UpdateChartRequest(name=chart.name, content=said, **fields)
    return await holder.call(stub(holder).UpdateChart, request)


async def listed(client: Client, **fields: Any) -> list[str]:
    request = pb.ListChartsRequest(**fields)
    return [each.name async for page in client.pages(stub(client).ListCharts, request) for each in page.charts]


async def file_of(client: Client, chart: pb.Chart, form: pb.ChartForm = pb.CHART_FORM_JSON, version: int = 0) -> bytes:
    request = pb.ExportChartRequest(name=chart.name, version=version, form=form)
    return (await client.call(stub(client).ExportChart, request)).data


async def bring(holder: Client, chart: pb.Chart, data: bytes, form: pb.ChartForm, **fields: Any) -> pb.Chart:
    request = pb.ImportChartRequest(name=chart.name, content=data, form=form, **fields)
    return await holder.call(stub(holder).ImportChart, request)


async def upload(holder: Client, data: bytes, **said: Any) -> pb.FigureDocument:
    fields: dict[str, Any] = {
        "media_type": "image/png",
        "size_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }

    async def pieces() -> AsyncIterator[pb.UploadFigureRequest]:
        yield pb.UploadFigureRequest(description=pb.FigureDescription(**(fields | said)))
        for start in range(0, len(data), 1000):
            yield pb.UploadFigureRequest(data=data[start : start + 1000])

    return await holder.call(stub(holder).UploadFigure, pieces())


async def picture(client: Client, chart: pb.Chart, correspondence: int = 0, figure: int = 0, version: int = 0) -> bytes:
    request = pb.RenderFigureRequest(name=chart.name, correspondence=correspondence, figure=figure, version=version)
    return (await client.call(stub(client).RenderFigure, request)).data


def page_image(shade: int = 40, width: int = 200, height: int = 100) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (shade, 120, 200)).save(out, "PNG")
    return out.getvalue()


def cited(document: str, page: int = 1) -> pb.CitedFigure:
    corners = ((0.1, 0.1), (0.6, 0.2), (0.4, 0.4))
    polygon = pb.PagePolygon(points=[pb.PagePoint(x=x, y=y) for x, y in corners])
    return pb.CitedFigure(document=document, page=page, polygon=polygon, caption="Figure 5")


async def refusal(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await call
    return caught.value


async def reason(call: Any) -> tuple[Kind, str]:
    error = await refusal(call)
    return error.kind, error.reason


async def seated(centre: Centre, family: str, regime: str = "eu-2023") -> tuple[campaigns_pb2.Campaign, Client]:
    """A campaign that drew a family of ACME's, and somebody who checks it there."""
    frame = await centre.receive([(ACME, family)], demonstration=False)
    request = centre.announcement(frame.name, regime=regime)
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    campaign = await centre.draw(campaign)
    evaluator, client = await centre.evaluator()
    await centre.assign(campaign, evaluator)
    return campaign, client


async def hand_in(holder: Client, chart: pb.Chart, procedure: str, **fields: Any) -> pb.HandedInChart:
    request = pb.HandInChartRequest(name=chart.name, procedure=procedure, **fields)
    return await holder.call(stub(holder).HandInChart, request)
