"""Claim charts over the real server: drafts, versions, files and figures, and who sees which of them when."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import json
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import openpyxl
import psycopg
import pytest
from google.type import date_pb2
from PIL import Image

from sepia.assessment.v1 import charts_pb2 as pb
from sepia.assessment.v1.charts_pb2_grpc import ChartServiceStub
from services.assessment.charts.drawing import Drawing
from shared.auth.callers import Role
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre

ACME, ZENITH = "holders/acme", "holders/zenith"
STANDARD = "standards/3gpp-ts-38.211"
Attempt = Callable[[pb.Chart], Awaitable[object]]
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


async def seated(centre: Centre, family: str) -> Client:
    """Somebody who sits on a check of a family."""
    campaign = await centre.drawn([(ACME, family)], demonstration=False)
    evaluator, client = await centre.evaluator()
    await centre.assign(campaign, evaluator)
    return client


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


# --- who sees what, when -----------------------------------------------------------------------------------------


async def test_whoever_sits_on_a_check_of_the_family_sees_the_version_and_others_see_nothing(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    document = (await upload(acme, page_image(shade=11))).sha256
    hidden = correspondence("1a", explanation=SECRET, figures=[cited(document)], confidential=True)
    chart = await create(acme, content(family, hidden, correspondence("1b")))
    sits, elsewhere = await seated(centre, family), await seated(centre, some_family())
    for who in (sits, elsewhere, centre.officer, centre.public, centre.holder(ZENITH)):
        assert (await refusal(look(who, chart.name))).kind is Kind.NOT_FOUND
        assert await listed(who, family=family) == []
    await submit(acme, chart)
    for who in (sits, centre.officer):
        seen = await look(who, chart.name)
        assert (seen.version, seen.withheld, seen.etag) == (1, 0, "")
        assert seen.content.correspondences[0].explanation == SECRET
        assert await listed(who, family=family) == [chart.name]
        assert await picture(who, chart)
    await update(acme, chart, content(family, correspondence("1a", explanation="A draft of later.")))
    for who in (sits, centre.officer):
        assert (await look(who, chart.name)).content.correspondences[0].explanation == SECRET
        assert b"later" not in await file_of(who, chart)


def attackers(centre: Centre) -> dict[str, Client]:
    running = centre.running
    return {
        "nobody": centre.public,
        "another holder": centre.holder(ZENITH),
        "a holder of no organization": running.client(Role.ROLE_HOLDER, account="accounts/none"),
        "a holder of a name that begins alike": centre.holder("holders/acme2"),
        "an implementer": running.client(Role.ROLE_IMPLEMENTER, account="accounts/i", organization="implementers/i"),
        "an evaluator without a seat": running.client(Role.ROLE_EVALUATOR, account="accounts/unseated"),
        "a court": running.client(Role.ROLE_COURT, account="accounts/court"),
    }


def readings(who: Client) -> list[Attempt]:
    return [
        lambda of: look(who, of.name),
        lambda of: look(who, of.name, 1),
        lambda of: look(who, of.name, 99),
        lambda of: file_of(who, of),
        lambda of: picture(who, of),
        lambda of: picture(who, of, 9, 9),
    ]


def changes(who: Client, data: bytes) -> list[Attempt]:
    return [
        lambda of: update(who, of, content(some_family())),
        lambda of: submit(who, of),
        lambda of: submit(who, of, etag="r9"),
        lambda of: bring(who, of, data, pb.CHART_FORM_JSON),
    ]


async def test_to_everybody_else_a_chart_does_not_exist(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    document = (await upload(acme, page_image(shade=22))).sha256
    chart = await submitted(
        acme, content(family, correspondence("1a", explanation=SECRET, figures=[cited(document)]), correspondence("1b"))
    )
    missing = pb.Chart(name=f"charts/{uuid.uuid4()}")
    for name, who in attackers(centre).items():
        for attempt in readings(who):
            there, nowhere = await refusal(attempt(chart)), await refusal(attempt(missing))
            assert (there.kind, there.reason, there.message.replace(chart.name, missing.name)) == (
                nowhere.kind,
                nowhere.reason,
                nowhere.message,
            ), name
            assert there.kind is Kind.NOT_FOUND
        page = await who.call(stub(who).ListCharts, pb.ListChartsRequest(family=family, page_size=1))
        assert page == pb.ListChartsResponse(), name
        for kind in ("holder:chart:create", "holder:chart:submit", "holder:figure:upload"):
            assert all(not entry.content and not entry.subject for entry in await centre.log(who, kind)), name


async def test_what_others_may_not_see_they_may_not_change(centre: Centre) -> None:
    chart = await submitted(centre.holder(ACME))
    missing = pb.Chart(name=f"charts/{uuid.uuid4()}")
    data = await file_of(centre.holder(ACME), chart)
    zenith = centre.holder(ZENITH)
    for attempt in changes(zenith, data):
        there, nowhere = await refusal(attempt(chart)), await refusal(attempt(missing))
        assert (there.kind, there.message.replace(chart.name, missing.name)) == (Kind.NOT_FOUND, nowhere.message)
    for who, kind in ((centre.public, Kind.UNAUTHENTICATED), (centre.officer, Kind.FORBIDDEN)):
        assert (await refusal(create(who))).kind is kind
        assert (await refusal(submit(who, chart))).kind is kind
        assert (await refusal(update(who, chart, content(some_family())))).kind is kind
        assert (await refusal(upload(who, page_image()))).kind is kind
    for_nobody = centre.running.client(Role.ROLE_HOLDER, account="accounts/none")
    assert (await refusal(create(for_nobody))).kind is Kind.FORBIDDEN


async def test_a_page_of_another_holder_cannot_be_cited(centre: Centre) -> None:
    document = (await upload(centre.holder(ACME), page_image(shade=33))).sha256
    taken = content(some_family(), correspondence("1a", figures=[cited(document)]))
    unknown = content(some_family(), correspondence("1a", figures=[cited("0" * 64)]))
    there, nowhere = [await refusal(create(centre.holder(ZENITH), said)) for said in (taken, unknown)]
    assert there.message == nowhere.message


async def test_the_database_itself_refuses_the_rows(centre: Centre) -> None:
    acme = centre.holder(ACME)
    document = (await upload(acme, page_image(shade=44))).sha256
    chart = await submitted(
        acme, content(some_family(), correspondence("1a", figures=[cited(document)]), correspondence("1b"))
    )
    chart_id = chart.name.removeprefix("charts/")
    queries: Sequence[tuple[str, str]] = (
        ("select count(*) from assessment.chart where id = %s", chart_id),
        ("select count(*) from assessment.chart_version where chart_id = %s", chart_id),
        ("select count(*) from assessment.chart_draft where chart_id = %s", chart_id),
        ("select count(*) from assessment.figure_document where sha256 = %s", document),
        ("select count(*) from assessment.figure_piece where sha256 = %s", document),
    )
    with psycopg.connect(centre.url) as connection:

        def counts(audiences: str) -> list[int]:
            connection.execute("select set_config('sepia.audiences', %s, false)", [audiences])
            rows = [connection.execute(query, [value]).fetchone() for query, value in queries]  # pyright: ignore[reportArgumentType]
            return [row[0] for row in rows if row]

        assert counts("public") == [0, 0, 0, 0, 0]
        assert counts("public,role:HOLDER,organization:holders/zenith") == [0, 0, 0, 0, 0]
        assert counts("public,role:OFFICER") == [1, 1, 0, 1, 1]
        assert counts("public,role:HOLDER,organization:holders/acme") == [1, 1, 1, 1, 1]


async def test_on_its_day_a_chart_opens_but_for_what_is_confidential(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    document = (await upload(acme, page_image(shade=55))).sha256
    hidden = correspondence("1a", explanation=SECRET, figures=[cited(document)], confidential=True)
    shown = correspondence("1b", explanation="Everybody may read this.", figures=[cited(document)])
    opens = (centre.clock.now() + dt.timedelta(days=3)).date()
    chart = await submitted(acme, content(family, hidden, shown), public_from=day(opens))
    # Midnight in Brussels is 23:00 or 22:00 UTC of the day before.
    midnight = dt.datetime.combine(opens, dt.time(), dt.UTC)
    centre.clock.advance(midnight - dt.timedelta(hours=2, seconds=1) - centre.clock.now())
    assert (await refusal(look(centre.public, chart.name))).kind is Kind.NOT_FOUND
    assert await listed(centre.public, family=family) == []
    centre.clock.advance(midnight - centre.clock.now())
    seen = await look(centre.public, chart.name)
    assert (seen.withheld, seen.version, seen.etag, len(seen.gaps)) == (1, 1, "", 0)
    first, second = seen.content.correspondences
    assert (first.subclause, first.quotation, first.explanation, len(first.figures)) == ("5.2.2", "", "", 0)
    assert (second.explanation, len(second.figures)) == ("Everybody may read this.", 1)
    assert await listed(centre.public, family=family) == [chart.name]
    assert (await refusal(picture(centre.public, chart, 0))).kind is Kind.NOT_FOUND
    assert await picture(centre.public, chart, 1)
    for form in (pb.CHART_FORM_JSON, pb.CHART_FORM_UNSPECIFIED):
        data = await file_of(centre.public, chart, form)
        if form == pb.CHART_FORM_JSON:
            assert SECRET.encode() not in data
        else:
            book = openpyxl.load_workbook(io.BytesIO(data))
            cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
            assert SECRET not in "".join(cells)
            assert any("left out here" in cell for cell in cells)
    assert (await look(acme, chart.name, 1)).withheld == 0
    await update(acme, chart, content(family, hidden, shown))
    assert (await refusal(look(centre.public, chart.name))).kind is Kind.NOT_FOUND


async def test_pages_of_a_list_hold_what_the_caller_may_see_and_nothing_between(centre: Centre) -> None:
    family = some_family()
    acme, zenith = centre.holder(ACME), centre.holder(ZENITH)
    own: list[str] = []
    for _ in range(3):
        own.append((await submitted(acme, content(family))).name)
        await submitted(zenith, content(family))
    assert await listed(acme, family=family, page_size=1) == own[::-1]
    first = await acme.call(stub(acme).ListCharts, pb.ListChartsRequest(family=family, page_size=3))
    assert ([each.name for each in first.charts], first.next_page_token) == (own[::-1], "")
    assert not first.charts[0].content.correspondences
    assert len(await listed(centre.officer, family=family, page_size=4)) == 6


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
