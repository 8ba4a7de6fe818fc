"""Claim charts over the real server: who sees which of them when, and where they were handed in."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import openpyxl
import psycopg

from sepia.assessment.v1 import campaigns_pb2, hearings_pb2
from sepia.assessment.v1 import charts_pb2 as pb
from shared.auth.callers import Role
from shared.client import Client
from shared.errors import Kind
from tests.integration.assessment.charting import (
    ACME,
    SECRET,
    ZENITH,
    bring,
    cited,
    content,
    correspondence,
    create,
    day,
    file_of,
    hand_in,
    listed,
    look,
    page_image,
    picture,
    reason,
    refusal,
    seated,
    some_family,
    stub,
    submit,
    submitted,
    update,
    upload,
)
from tests.integration.assessment.conftest import Centre
from tests.integration.assessment.test_reuse import on_record

Attempt = Callable[[pb.Chart], Awaitable[object]]

# --- who sees what, when -----------------------------------------------------------------------------------------


async def test_who_checks_sees_the_version_that_was_handed_in_and_others_see_nothing(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    document = (await upload(acme, page_image(shade=11))).sha256
    hidden = correspondence("1a", explanation=SECRET, figures=[cited(document)], confidential=True)
    chart = await create(acme, content(family, hidden, correspondence("1b")))
    _, elsewhere = await seated(centre, some_family())
    campaign, sits = await seated(centre, family)
    outside = (elsewhere, centre.public, centre.holder(ZENITH))
    for who in (sits, centre.officer, *outside):
        assert (await refusal(look(who, chart.name))).kind is Kind.NOT_FOUND
        assert await listed(who, family=family) == []
    await submit(acme, chart)
    for who in (sits, *outside):  # submitted is not handed in
        assert (await refusal(look(who, chart.name))).kind is Kind.NOT_FOUND
    await hand_in(acme, chart, campaign.name)
    for who in (sits, centre.officer):
        seen = await look(who, chart.name)
        assert (seen.version, seen.withheld, seen.etag) == (1, 0, "")
        assert seen.content.correspondences[0].explanation == SECRET
        assert await listed(who, family=family) == [chart.name]
        assert await picture(who, chart)
    for who in outside:
        assert (await refusal(look(who, chart.name))).kind is Kind.NOT_FOUND
    # A later version is for nobody before it is handed in, too.
    await update(acme, chart, content(family, correspondence("1a", explanation="A draft of later."), hidden))
    assert b"later" not in await file_of(sits, chart)
    await update(acme, chart, content(family, correspondence("1a", explanation="Later."), correspondence("1b")))
    await submit(acme, chart)
    seen = await look(sits, chart.name)
    assert (seen.version, seen.latest_version) == (1, 1)
    assert (await refusal(look(sits, chart.name, 2))).kind is Kind.NOT_FOUND
    assert (await look(centre.officer, chart.name)).version == 2
    await hand_in(acme, chart, campaign.name, version=2)
    assert (await look(sits, chart.name)).version == 2


# --- handed in ---------------------------------------------------------------------------------------------------


async def handed_in(client: Client, **fields: Any) -> list[pb.HandedInChart]:
    request = pb.ListHandedInChartsRequest(**fields)
    return [each async for page in client.pages(stub(client).ListHandedInCharts, request) for each in page.charts]


async def test_the_time_for_charts_is_the_regimes_and_told_as_a_duty(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    campaign, sits = await seated(centre, family)
    (duty,) = [each for each in await centre.duties_of(acme) if each.subject == campaign.name]
    assert (duty.kind, "sampling.chart_open" in duty.provision) == ("chart:hand-in", True)
    chart = await submitted(acme, content(family))
    key = uuid.uuid4().hex
    first = await hand_in(acme, chart, campaign.name, request_id=key)
    assert await hand_in(acme, chart, campaign.name, request_id=key) == first
    assert (first.owner, first.family, first.due_time) == (ACME, family, duty.due_time)
    assert first.digest == chart.digest
    assert [each for each in await centre.duties_of(acme) if each.subject == campaign.name] == []
    assert await reason(hand_in(acme, chart, campaign.name)) == (Kind.PRECONDITION, "CHART_HANDED_IN")
    for who in (acme, sits, centre.officer):
        assert await handed_in(who, family=family) == [first]
    for who in (centre.holder(ZENITH), (await seated(centre, some_family()))[1]):
        assert await handed_in(who, family=family) == []
    (told,) = [e for e in await centre.log(acme, "centre:party:tell") if e.subject == campaign.name]
    assert json.loads(told.content)["content"]["chart_sha256"] == chart.digest
    assert told.actor == "services/assessment"
    late = some_family()
    other = await seated(centre, late)
    later = await submitted(acme, content(late))
    centre.clock.advance(dt.timedelta(days=70))
    assert await reason(hand_in(acme, later, other[0].name)) == (Kind.PRECONDITION, "CHARTS_CLOSED")
    await centre.settle()
    assert [each for each in await centre.duties_of(acme) if each.subject == other[0].name] == []


async def test_a_chart_is_handed_in_by_an_owner_of_a_family_that_was_drawn_and_holds_what_is_allowed(
    centre: Centre,
) -> None:
    acme, family = centre.holder(ACME), some_family()
    campaign, _ = await seated(centre, family)
    chart = await submitted(acme, content(family))
    elsewhere = await submitted(acme, content(some_family()))
    assert (await refusal(hand_in(acme, elsewhere, campaign.name))).kind is Kind.NOT_FOUND
    assert (await refusal(hand_in(acme, chart, f"campaigns/{uuid.uuid4()}"))).kind is Kind.NOT_FOUND
    assert (await refusal(hand_in(acme, chart, campaign.name, version=7))).kind is Kind.NOT_FOUND
    assert (await refusal(hand_in(acme, await create(acme, content(family)), campaign.name))).kind is Kind.NOT_FOUND
    zenith = centre.holder(ZENITH)
    assert (await refusal(hand_in(zenith, chart, campaign.name))).kind is Kind.NOT_FOUND
    own = await submitted(zenith, content(family))  # of a family that is somebody else's
    assert (await refusal(hand_in(zenith, own, campaign.name))).kind is Kind.NOT_FOUND
    for who, kind in ((centre.officer, Kind.FORBIDDEN), (centre.public, Kind.UNAUTHENTICATED)):
        assert (await refusal(hand_in(who, chart, campaign.name))).kind is kind
    # Submitted under a regime without a limit, handed in under one that has it.
    six = [correspondence("1a", subclause=f"5.{n}") for n in range(6)]
    long = await submitted(acme, content(family, *six, correspondence("1b")), regime="consortium")
    error = await refusal(hand_in(acme, long, campaign.name))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "TOO_MANY_CORRESPONDENCES")
    assert "7 provisions; 5 are allowed" in error.message


async def test_of_two_hand_ins_at_once_of_one_version_one_counts(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    campaign, sits = await seated(centre, family)
    chart = await submitted(acme, content(family))
    outcomes = await asyncio.gather(*(hand_in(acme, chart, campaign.name) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(each, pb.HandedInChart) for each in outcomes) == 1
    assert len(await handed_in(sits, family=family)) == 1


async def test_both_who_check_a_family_twice_see_the_same_and_the_holder_cannot_tell(centre: Centre) -> None:
    acme, family = centre.holder(ACME), some_family()
    campaign = await centre.drawn([(ACME, family)], demonstration=False)
    people = [await centre.evaluator() for _ in range(2)]
    await centre.pass_chart_time(campaign.name)
    await centre.officer.call(
        centre.campaigns().AssignChecks,
        campaigns_pb2.AssignChecksRequest(
            name=campaign.name, evaluators=[one.name for one, _ in people], duplicate_per_mille=1000
        ),
    )
    chart = await submitted(acme, content(family))
    shown = await hand_in(acme, chart, campaign.name)
    seen = [await handed_in(client, family=family) for _, client in people]
    assert seen == [[shown], [shown]]
    said = str(shown) + str(await handed_in(acme, family=family))
    for one, client in people:
        (check,) = await centre.checks_of(client, campaign)
        assert check.name not in said
        assert one.name not in said
        assert one.account not in said


async def test_parties_to_a_request_hand_in_charts_until_they_were_heard_and_the_panel_sees_them(
    centre: Centre,
) -> None:
    acme, zenith, patent = centre.holder(ACME), centre.holder(ZENITH), f"JP{uuid.uuid4().int % 10**7:07}"
    ask = hearings_pb2.RequestOpinionRequest(
        regime="hantei",
        respondent=ZENITH,
        standard="standards/5g",
        patent=patent,
        claim=1,
        dispute="A licence is refused.",
        arguments="5.2.2 does not say so.",
    )
    asked = await acme.call(centre.hearings(acme).RequestOpinion, ask)
    chart = await submitted(acme, content(patent), regime="hantei")
    other = await submitted(acme, content("JP0000001"), regime="hantei")
    first = await hand_in(acme, chart, asked.name)
    assert (first.procedure, first.family, first.HasField("due_time")) == (asked.name, patent, False)
    assert (await refusal(hand_in(acme, other, asked.name))).kind is Kind.NOT_FOUND
    third = centre.holder("holders/third")
    own = await submitted(third, content(patent), regime="hantei")
    assert (await refusal(hand_in(third, own, asked.name))).kind is Kind.NOT_FOUND
    # The other party is heard on it; to everybody else there is none.
    assert (await look(zenith, chart.name)).version == 1
    assert await handed_in(zenith, procedure=asked.name) == [first]
    assert (await refusal(look(third, chart.name))).kind is Kind.NOT_FOUND
    for who, step in (
        (centre.officer, hearings_pb2.REQUEST_STEP_ADMIT),
        (zenith, hearings_pb2.REQUEST_STEP_STATE),
    ):
        advance = hearings_pb2.AdvanceOpinionRequestRequest(name=asked.name, step=step, text="It does.")
        moved = await who.call(centre.hearings(who).AdvanceOpinionRequest, advance)
    late = await submitted(zenith, content(patent), regime="hantei")
    assert await reason(hand_in(zenith, late, asked.name)) == (Kind.PRECONDITION, "CHARTS_CLOSED")
    shown = await centre.officer.call(centre.hearings().ListOpinionRequests, hearings_pb2.ListOpinionRequestsRequest())
    check = next(each.check for each in shown.requests if each.name == moved.name)
    panel = [await centre.evaluator() for _ in range(3)]
    await centre.appoint(check, *(one.name for one, _ in panel))
    for _, client in panel:
        assert (await look(client, chart.name)).version == 1
        assert await handed_in(client, procedure=asked.name) == [first]


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
            told = [f"{entry.subject} {entry.content.decode()}" for entry in await centre.log(who, kind)]
            assert not any(chart.name in each or document in each for each in told), name


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


# --- awaited -----------------------------------------------------------------------------------------------------


async def test_nobody_is_given_a_check_while_charts_may_come_unless_everybody_has_handed_in_theirs(
    centre: Centre,
) -> None:
    acme, zenith, ours, theirs = centre.holder(ACME), centre.holder(ZENITH), some_family(), some_family()
    campaign = await centre.drawn([(ACME, ours), (ZENITH, theirs)], demonstration=False)
    evaluator, _ = await centre.evaluator()
    request = campaigns_pb2.AssignChecksRequest(name=campaign.name, evaluators=[evaluator.name])
    error = await refusal(centre.officer.call(centre.campaigns().AssignChecks, request))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "CHARTS_AWAITED")
    assert f"{ACME} and 1 more may hand in" in error.message
    assert "sampling.charts_awaited" in error.message
    await hand_in(acme, await submitted(acme, content(ours)), campaign.name)
    error = await refusal(centre.officer.call(centre.campaigns().AssignChecks, request))
    assert error.message.startswith(f"{ZENITH} may hand in")
    await hand_in(zenith, await submitted(zenith, content(theirs)), campaign.name)
    before = centre.clock.now()
    assigned = await centre.officer.call(centre.campaigns().AssignChecks, request)
    assert (assigned.check_count, centre.clock.now()) == (2, before)


async def test_whoever_hands_in_nothing_is_waited_for_until_the_time_is_over(centre: Centre) -> None:
    campaign = await centre.drawn([(ACME, some_family())], demonstration=False)
    evaluator, _ = await centre.evaluator()
    request = campaigns_pb2.AssignChecksRequest(name=campaign.name, evaluators=[evaluator.name])
    (duty,) = [each for each in await centre.duties_of(centre.holder(ACME)) if each.subject == campaign.name]
    until = duty.due_time.ToDatetime(dt.UTC)
    centre.clock.advance(until - centre.clock.now() - dt.timedelta(seconds=1))
    error = await refusal(centre.officer.call(centre.campaigns().AssignChecks, request))
    assert error.reason == "CHARTS_AWAITED"
    centre.clock.advance(dt.timedelta(seconds=1))

    async def owed() -> list[dt.datetime]:
        duties = [each for each in await centre.duties_of(centre.officer) if each.subject == campaign.name]
        assert {each.kind for each in duties} == {"campaign:assign"}
        return [each.due_time.ToDatetime(dt.UTC) for each in duties]

    # The centre's own time, ten working days, begins where that for charts ends; and again when it lets it pass.
    (first,) = await owed()
    assert dt.timedelta(days=12) < first - until < dt.timedelta(days=20)
    centre.clock.advance(first - centre.clock.now() + dt.timedelta(seconds=1))
    await centre.settle()
    (again,) = await owed()
    assert again > first
    assert (await centre.officer.call(centre.campaigns().AssignChecks, request)).check_count == 1
    assert campaign.name not in [each.subject for each in await centre.duties_of(centre.officer)]


async def test_nobody_is_waited_for_of_whom_nothing_is_checked(centre: Centre) -> None:
    ours, theirs = some_family(), some_family()
    standard = "standards/on-record"
    await on_record(centre, standard, ours, campaigns_pb2.OUTCOME_ESSENTIAL)
    centre.clock.advance(dt.timedelta(minutes=1))
    campaign = await centre.drawn([(ACME, ours), (ZENITH, theirs)], demonstration=False, standard=standard)
    evaluator, _ = await centre.evaluator()
    request = campaigns_pb2.AssignChecksRequest(name=campaign.name, evaluators=[evaluator.name])
    error = await refusal(centre.officer.call(centre.campaigns().AssignChecks, request))
    assert error.message.startswith(f"{ZENITH} may hand in")  # and acme, whose family was decided on, is not waited for
    zenith = centre.holder(ZENITH)
    await hand_in(zenith, await submitted(zenith, content(theirs)), campaign.name)
    assert [each.subject for each in await centre.duties_of(centre.holder(ACME))].count(campaign.name) == 1
    assert (await centre.officer.call(centre.campaigns().AssignChecks, request)).check_count == 1
    assert campaign.name not in [each.subject for each in await centre.duties_of(centre.holder(ACME))]
