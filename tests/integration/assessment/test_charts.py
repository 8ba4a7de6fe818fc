"""Claim charts over the real server: drafts, versions, files and figures."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import uuid
from collections.abc import AsyncIterator
from typing import Any

import openpyxl
import pytest
from google.type import date_pb2
from PIL import Image

from sepia.assessment.v1 import charts_pb2 as pb
from services.assessment.charts.drawing import Drawing
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.charting import (
    ACME,
    ZENITH,
    bring,
    cited,
    content,
    correspondence,
    create,
    file_of,
    listed,
    look,
    page_image,
    picture,
    reason,
    refusal,
    some_family,
    stub,
    submit,
    submitted,
    update,
    upload,
)
from tests.integration.assessment.conftest import Centre

# --- drafts and versions -----------------------------------------------------------------------------------------


async def test_a_draft_says_what_it_lacks_until_it_can_be_submitted(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    said = content(family, correspondence("1a", subclause=""))
    chart = await create(acme, said)
    assert (chart.owner, chart.regime, chart.state, chart.etag) == (ACME, "eu-2023", pb.CHART_STATE_DRAFT, "r1")
    assert {gap.field for gap in chart.gaps if gap.blocking} == {"elements[1]", "correspondences[0].subclause"}
    error = await refusal(submit(acme, chart))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "CHART_INCOMPLETE")
    assert {violation.field for violation in error.violations} == {"elements[1]", "correspondences[0].subclause"}
    chart = await update(acme, chart, content(family), etag=chart.etag)
    assert (chart.etag, list(chart.gaps)) == ("r2", [])
    done = await submit(acme, chart, etag=chart.etag)
    assert (done.state, done.version, done.latest_version) == (pb.CHART_STATE_SUBMITTED, 1, 1)
    assert done.content == content(family)


async def test_versions_stay_what_they_were_while_the_draft_goes_on(centre: Centre) -> None:
    acme = centre.holder(ACME)
    first = await submitted(acme)
    assert await reason(submit(acme, first)) == (Kind.PRECONDITION, "CHART_UNCHANGED")
    said = pb.ChartContent.FromString(first.content.SerializeToString())
    said.correspondences[0].explanation = "Amended."
    draft = await update(acme, first, said)
    assert (draft.version, draft.latest_version, draft.content) == (0, 1, said)
    second = await submit(acme, first)
    assert (second.version, second.content) == (2, said)
    assert await look(acme, first.name, 1) == pb.Chart.FromString(
        _with(first, latest_version=2, etag=second.etag).SerializeToString()
    )
    assert second.digest != first.digest
    assert (await refusal(look(acme, first.name, 3))).kind is Kind.NOT_FOUND


def _with(chart: pb.Chart, **changes: Any) -> pb.Chart:
    copy = pb.Chart.FromString(chart.SerializeToString())
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


async def test_the_digest_can_be_made_again_from_the_exported_bytes(centre: Centre) -> None:
    acme = centre.holder(ACME)
    chart = await submitted(acme)
    data = await file_of(acme, chart, version=1)
    assert hashlib.sha256(b"sepia.assessment.chart.v1\0" + data).hexdigest() == chart.digest
    (entry,) = [e for e in await centre.log(acme, "holder:chart:submit") if e.subject == chart.name]
    assert json.loads(entry.content)["content"]["digest"] == chart.digest


async def test_what_a_chart_is_for_is_fixed_by_its_first_version(centre: Centre) -> None:
    acme = centre.holder(ACME)
    chart = await create(acme)
    chart = await update(acme, chart, content(some_family()))
    chart = await submit(acme, chart)
    error = await refusal(update(acme, chart, content(some_family())))
    assert (error.kind, error.reason) == (Kind.INVALID, "CHART_SUBJECT_FIXED")
    assert error.violations[0].field == "content.family"


async def test_of_two_editors_one_is_told_that_the_draft_moved_on(centre: Centre) -> None:
    one, other = centre.holder(ACME), centre.holder(ACME)
    chart = await create(one)
    outcomes = await asyncio.gather(
        *(
            update(who, chart, content(chart.content.family, correspondence("1a", explanation=text)), etag=chart.etag)
            for who, text in ((one, "One."), (other, "Other."))
        ),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if isinstance(each, SepiaError)]
    (kept,) = [each for each in outcomes if isinstance(each, pb.Chart)]
    assert [(each.kind, each.reason) for each in refused] == [(Kind.STALE, "ETAG_MISMATCH")]
    assert await look(one, chart.name) == kept
    assert await reason(submit(one, chart, etag=chart.etag)) == (Kind.STALE, "ETAG_MISMATCH")


async def test_a_retried_request_gets_the_first_answer_and_does_nothing_again(centre: Centre) -> None:
    acme, key = centre.holder(ACME), uuid.uuid4().hex
    said = content(some_family())
    first = await create(acme, said, request_id=key)
    assert await create(acme, said, request_id=key) == first
    assert await listed(acme, family=said.family) == [first.name]
    done = await submit(acme, first, request_id=key)
    assert await submit(acme, first, request_id=key) == done
    error = await refusal(create(acme, content(some_family()), request_id=key))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_what_cannot_be_meant_is_refused_by_name(centre: Centre) -> None:
    acme = centre.holder(ACME)
    error = await refusal(create(acme, regime="atlantis"))
    assert error.reason == "REGIME_UNKNOWN"
    error = await refusal(create(acme, public_from=date_pb2.Date(year=2027, month=2, day=30)))
    assert (error.reason, error.violations[0].field) == ("DATE_INVALID", "public_from")
    error = await refusal(create(acme, pb.ChartContent(standard="5g", family="f", claim=1)))
    assert error.kind is Kind.INVALID
    document = (await upload(acme, page_image())).sha256
    unknown = correspondence("1a", figures=[cited("0" * 64)])
    error = await refusal(create(acme, content(some_family(), unknown)))
    assert (error.reason, error.violations[0].field) == (
        "FIGURE_UNKNOWN",
        "content.correspondences[0].figures[0].document",
    )
    error = await refusal(create(acme, content(some_family(), correspondence("1a", figures=[cited(document, 2)]))))
    assert (error.reason, error.violations[0].field) == ("PAGE_UNKNOWN", "content.correspondences[0].figures[0].page")
    beyond = pb.CitedFigure(document=document, page=1, circle=pb.PageCircle(centre=pb.PagePoint(x=5, y=5), radius=0.1))
    error = await refusal(create(acme, content(some_family(), correspondence("1a", figures=[beyond]))))
    assert error.reason == "REGION_INVALID"


async def delete(holder: Client, chart: pb.Chart, **fields: str) -> object:
    return await holder.call(stub(holder).DeleteChart, pb.DeleteChartRequest(name=chart.name, **fields))


async def test_a_draft_is_deleted_and_what_was_submitted_stays(centre: Centre) -> None:
    acme, key = centre.holder(ACME), uuid.uuid4().hex
    draft = await create(acme)
    assert await reason(delete(acme, draft, etag="r9")) == (Kind.STALE, "ETAG_MISMATCH")
    for who, kind in ((centre.holder(ZENITH), Kind.NOT_FOUND), (centre.officer, Kind.FORBIDDEN)):
        assert (await refusal(delete(who, draft))).kind is kind
    await delete(acme, draft, etag=draft.etag, request_id=key)
    await delete(acme, draft, etag=draft.etag, request_id=key)
    assert (await refusal(look(acme, draft.name))).kind is Kind.NOT_FOUND
    assert (await refusal(submit(acme, draft))).kind is Kind.NOT_FOUND
    entries = [e for e in await centre.log(acme, "holder:chart:delete") if e.subject == draft.name]
    assert len(entries) == 1
    kept = await submitted(acme)
    assert await reason(delete(acme, kept)) == (Kind.PRECONDITION, "CHART_SUBMITTED")
    assert (await look(acme, kept.name, 1)).version == 1


# --- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [pb.CHART_FORM_UNSPECIFIED, pb.CHART_FORM_JSON])
async def test_an_exported_file_brings_back_what_was_exported(centre: Centre, form: pb.ChartForm) -> None:
    acme = centre.holder(ACME)
    document = (await upload(acme, page_image())).sha256
    said = content(
        some_family(),
        correspondence("1a", figures=[cited(document)], quotation='=HYPERLINK("http://x")', confidential=True),
        correspondence("1b", status=pb.PROVISION_STATUS_INFORMATIVE),
    )
    chart = await create(acme, said)
    data = await file_of(acme, chart, form)
    emptied = await update(acme, chart, content(said.family, correspondence("1a")))
    back = await bring(acme, chart, data, form, etag=emptied.etag)
    assert back.content == said
    assert await reason(bring(acme, chart, data, form, etag=emptied.etag)) == (Kind.STALE, "ETAG_MISMATCH")


async def test_a_workbook_names_the_cell_at_fault(centre: Centre) -> None:
    acme = centre.holder(ACME)
    chart = await create(acme)
    book = openpyxl.load_workbook(io.BytesIO(await file_of(acme, chart, pb.CHART_FORM_UNSPECIFIED)))
    book["Correspondences"]["G2"] = "must"
    out = io.BytesIO()
    book.save(out)
    error = await refusal(bring(acme, chart, out.getvalue(), pb.CHART_FORM_UNSPECIFIED))
    assert (error.reason, error.violations[0].field) == ("CHART_SHEET_INVALID", "Correspondences!G2")
    assert (await look(acme, chart.name)).etag == "r1"


@pytest.mark.parametrize(
    ("data", "form", "expected"),
    [
        (b"no workbook", pb.CHART_FORM_UNSPECIFIED, "NOT_A_WORKBOOK"),
        (b"{", pb.CHART_FORM_JSON, "CHART_FILE_INVALID"),
        (b"[1]", pb.CHART_FORM_JSON, "CHART_FILE_INVALID"),
        (b"[" * 100_000, pb.CHART_FORM_JSON, "CHART_FILE_INVALID"),
        (b"\xff\xfe", pb.CHART_FORM_JSON, "CHART_FILE_INVALID"),
    ],
)
async def test_a_file_that_is_no_chart_is_refused(
    centre: Centre, data: bytes, form: pb.ChartForm, expected: str
) -> None:
    acme = centre.holder(ACME)
    chart = await create(acme)
    assert await reason(bring(acme, chart, data, form)) == (Kind.INVALID, expected)


async def test_a_file_is_held_to_the_limits_of_the_contract(centre: Centre) -> None:
    acme = centre.holder(ACME)
    chart = await create(acme)
    document = json.loads(await file_of(acme, chart))
    for field, value in (("standard", "5g"), ("family", ""), ("claim", 0), ("claim_text", "x" * 20_001)):
        data = json.dumps(document | {field: value}).encode()
        error = await refusal(bring(acme, chart, data, pb.CHART_FORM_JSON))
        assert (error.kind, error.violations[0].field) == (Kind.INVALID, f"content.{field}")
    assert (await look(acme, chart.name)).etag == "r1"


# --- figures -----------------------------------------------------------------------------------------------------


async def test_a_cited_region_is_drawn_with_the_rest_masked(centre: Centre) -> None:
    acme = centre.holder(ACME)
    kept = await upload(acme, page_image())
    assert (list(kept.aspects), kept.media_type) == ([0.5], "image/png")
    chart = await submitted(
        acme, content(some_family(), correspondence("1a", figures=[cited(kept.sha256)]), correspondence("1b"))
    )
    drawn = Image.open(io.BytesIO(await picture(acme, chart)))
    colours = {colour for _, colour in drawn.getcolors() or []}
    assert colours == {(40, 120, 200), (255, 255, 255)}
    assert (await refusal(picture(acme, chart, figure=1))).kind is Kind.NOT_FOUND
    assert (await refusal(picture(acme, chart, correspondence=7))).kind is Kind.NOT_FOUND


async def test_the_same_document_again_is_kept_and_told_once(centre: Centre) -> None:
    acme = centre.holder(ACME)
    data = page_image(shade=77)
    first = await upload(acme, data)
    assert await upload(acme, data) == first
    told = [e for e in await centre.log(acme, "holder:figure:upload") if e.subject == f"figures/{first.sha256}"]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"sha256": "0" * 64}, "FIGURE_INCOMPLETE"),
        ({"size_bytes": 10}, "FIGURE_INCOMPLETE"),
        ({"size_bytes": 10_000_000}, "FIGURE_INCOMPLETE"),
        ({"media_type": "image/jpeg"}, "FIGURE_UNREADABLE"),
        ({"media_type": "application/pdf"}, "FIGURE_UNREADABLE"),
    ],
)
async def test_a_document_that_is_not_what_was_said_is_refused(
    centre: Centre, said: dict[str, Any], expected: str
) -> None:
    data = page_image(shade=99)
    assert await reason(upload(centre.holder(ACME), data, **said)) == (Kind.INVALID, expected)
    unknown = correspondence("1a", figures=[cited(hashlib.sha256(data).hexdigest())])
    assert (await refusal(create(centre.holder(ACME), content(some_family(), unknown)))).reason == "FIGURE_UNKNOWN"


async def test_a_media_type_beyond_the_contract_or_a_missing_description_is_refused(centre: Centre) -> None:
    acme = centre.holder(ACME)
    assert (await refusal(upload(acme, b"x", media_type="image/svg+xml"))).kind is Kind.INVALID

    async def undescribed() -> AsyncIterator[pb.UploadFigureRequest]:
        yield pb.UploadFigureRequest(data=b"x")

    error = await refusal(acme.call(stub(acme).UploadFigure, undescribed()))
    assert (error.kind, error.reason) == (Kind.INVALID, "FIGURE_INCOMPLETE")


# --- the process that draws --------------------------------------------------------------------------------------


async def test_a_worker_that_died_is_begun_anew(centre: Centre) -> None:
    drawing = Drawing()
    try:
        error = await refusal(drawing.run(os._exit, 1))
        assert (error.kind, error.reason) == (Kind.INVALID, "FIGURE_UNREADABLE")
        assert await drawing.run(abs, -2) == 2
        error = await refusal(drawing.run(bytearray, 5 * 1024**3))
        assert error.reason == "FIGURE_UNREADABLE"
    finally:
        drawing.close()
