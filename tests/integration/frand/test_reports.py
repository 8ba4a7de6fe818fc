"""Owns the check of reports over a real server and database: every form, for the audience, for others, for nobody."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import uuid
import zipfile

import openpyxl
import pypdfium2
import pytest

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import comparables_pb2, reports_pb2, reports_pb2_grpc, royalties_pb2
from services.frand.calculations.messages import to_message
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import Frand, decimal, line, question
from tests.unit.frand.calculations import secrets
from tests.unit.frand.calculations.secrets import leaks

FORMS = ("PDF", "XLSX", "JSON", "CSV")
AUDIENCE = ("holders/acme", "holders/bell")


async def downloaded(client: Client, name: str, form: str) -> bytes:
    """The report of a calculation."""
    request = reports_pb2.DownloadReportRequest(
        calculation=name, form=reports_pb2.ReportForm.Value(f"REPORT_FORM_{form}")
    )
    method = client.stub(reports_pb2_grpc.ReportServiceStub).DownloadReport
    return b"".join([piece.data async for piece in client.stream(method, request)])


def texts(content: bytes, form: str) -> str:
    """All of the text of a report."""
    if form == "XLSX":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if form == "PDF":
        document = pypdfium2.PdfDocument(content)
        pages = "\n".join(page.get_textpage().get_text_range() for page in document)
        return pages.replace("\u200b", "") + str(document.get_metadata_dict())
    return content.decode()


@pytest.fixture(scope="module")
async def alone(frand: Frand) -> pb.Calculation:
    """A calculation of the top-down method alone."""
    found = await frand.received(
        line("holders/acme", 500, 100, 30), line("holders/bell", 200, 50, 25, undetermined=3), line("", 90, 40, 4)
    )
    return await frand.calculations(frand.implementer, "CreateCalculation", question(found, await frand.on_record()))


@pytest.fixture(scope="module")
async def hidden(frand: Frand) -> pb.Calculation:
    """A calculation for Acme and Bell, with its rate released and shared with the maker, beside an open method."""
    licence = pb.MethodInputs()
    to_message(secrets.inputs(*secrets.licences(*AUDIENCE)), licence.comparables)
    found = await frand.received(line("holders/acme", 500, 100, 30), line("holders/bell", 200, 50, 25))
    royalty: royalties_pb2.AggregateRoyalty = await frand.on_record()
    top_down = pb.MethodInputs(top_down=pb.TopDownInputs(findings=found.name, aggregate_royalty=royalty.name))
    request = pb.CreateCalculationRequest(
        standard="standards/lte",
        holder="holders/acme",
        methods=[licence, top_down],
        offers=[comparables_pb2.RateOffer(id="offer", party="Acme", rate=decimal("0.05"))],
        release=["comparables:rate"],
        shared_with=["organizations/maker"],
        request_id=str(uuid.uuid4()),
    )
    return await frand.calculations(frand.acme, "CreateCalculation", request)


async def test_a_top_down_calculation_is_reported_in_every_form(frand: Frand, alone: pb.Calculation) -> None:
    made = {form: await downloaded(frand.anyone, alone.name, form) for form in FORMS}
    document = json.loads(made["JSON"])
    assert (document["name"], document["result_digest"]) == (alone.name, alone.result_digest)
    (section,) = document["sections"]
    values = {each["id"]: each["value"] for each in section["lines"]}
    by_subject = {each["subject"]: values[each["best"]] for each in section["results"]}
    for holder in alone.holders:
        key = (
            holder.holder
            if holder.holder in by_subject
            else next(iter(set(by_subject) - {"holders/acme", "holders/bell"}))
        )
        assert float(by_subject[key]) == pytest.approx(float(holder.rate_mean.value), rel=1e-11)
    rows = list(csv.DictReader(io.StringIO(made["CSV"].decode())))
    assert [row["text"] for row in rows if row["name"] == "result_digest"] == [alone.result_digest]
    book = openpyxl.load_workbook(io.BytesIO(made["XLSX"]))
    assert book.sheetnames == ["Report", "Summary", "Top-down", "Checks", "Basis"]
    assert sum(str(cell.value).startswith("=") for cell in book["Top-down"]["C"]) >= 9
    pages = texts(made["PDF"], "PDF")
    assert "net selling price of a handset" in pages
    assert "3 drawn families have no verdict" in pages
    assert alone.name in "".join(pages.split())


async def test_the_same_report_asked_for_at_the_same_time_is_made_once_and_the_same(
    frand: Frand, alone: pb.Calculation
) -> None:
    many = await asyncio.gather(*(downloaded(frand.anyone, alone.name, "XLSX") for _ in range(4)))
    assert len(set(many)) == 1


async def test_the_audience_gets_the_whole_report(frand: Frand, hidden: pb.Calculation) -> None:
    for form in FORMS:
        content = await downloaded(frand.bell, hidden.name, form)
        text = "".join(texts(content, form).split())
        assert "withheldfromthisversion" not in text
        assert hidden.result_digest in text
    document = json.loads(await downloaded(frand.acme, hidden.name, "JSON"))
    assert [section["method"] for section in document["sections"]][:2] == ["comparables", "top_down"]
    assert {"offers", "cross_checks"} <= {section["method"] for section in document["sections"]}
    assert [offer["label"] for offer in document["offers"]] == ["Offer offer"]
    assert len(leaks(json.dumps(document))) >= 3


async def test_those_it_is_shared_with_get_a_report_without_restricted_numbers(
    frand: Frand, hidden: pb.Calculation
) -> None:
    whole = json.loads(await downloaded(frand.acme, hidden.name, "JSON"))
    part = json.loads(await downloaded(frand.maker, hidden.name, "JSON"))
    ids = [{each["id"]: each["value"] for each in document["sections"][0]["lines"]} for document in (whole, part)]
    restricted = {name: value for name, value in ids[0].items() if name not in ids[1]}
    assert len(restricted) > 5
    telling = [value[:9] for value in restricted.values() if len(value.replace(".", "").strip("0")) > 5]
    assert telling
    for form in FORMS:
        text = texts(await downloaded(frand.maker, hidden.name, form), form)
        assert leaks(text) == [], form
        assert "were withheld from this version" in " ".join(text.split()), form
        if form != "PDF":
            assert [value for value in telling if value in text] == [], form
    # What was released is there, with the digits it is stated with; fifty would be a fraction's numerator and
    # denominator.
    assert "rate" in ids[1]
    assert len(ids[1]["rate"].replace(".", "").strip("0")) <= 6 < len(ids[0]["rate"])
    assert len(part["sections"][1]["lines"]) == len(whole["sections"][1]["lines"])


async def test_for_everybody_else_there_is_no_report(frand: Frand, hidden: pb.Calculation) -> None:
    for client in (frand.outsider, frand.implementer, frand.officer, frand.anyone):
        for name in (hidden.name, f"calculations/{'0' * 64}"):
            with pytest.raises(SepiaError) as refused:
                await downloaded(client, name, "JSON")
            assert (refused.value.kind, refused.value.reason) == (Kind.NOT_FOUND, "NOT_FOUND")


async def test_a_form_that_is_none_is_refused_by_name(frand: Frand, alone: pb.Calculation) -> None:
    with pytest.raises(SepiaError) as refused:
        await downloaded(frand.anyone, alone.name, "UNSPECIFIED")
    assert refused.value.kind is Kind.INVALID
    assert "form" in str(refused.value)
