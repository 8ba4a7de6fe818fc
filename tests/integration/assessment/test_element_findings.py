"""Findings by element over the real server: recorded, changed, missing, borne out, and who sees them when."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import uuid
from typing import Any

import docx
import psycopg
import pypdfium2 as pdfium

from sepia.assessment.v1 import campaigns_pb2, charts_pb2, evidence_pb2, hearings_pb2
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import findings_pb2 as pb
from sepia.assessment.v1.evidence_pb2_grpc import EvidenceServiceStub
from sepia.assessment.v1.findings_pb2_grpc import FindingServiceStub
from sepia.assessment.v1.hearings_pb2_grpc import HearingServiceStub
from shared.auth.callers import Role
from shared.canonical import sha256_hex
from shared.client import Client
from shared.errors import Kind, SepiaError
from shared.evidence import verify_bundle
from tests.integration.assessment.charting import (
    ACME,
    ZENITH,
    content,
    correspondence,
    create,
    hand_in,
    look,
    reason,
    refusal,
    some_family,
    stub,
    submit,
    submitted,
    update,
)
from tests.integration.assessment.conftest import Centre, finding

YES, NO, OPEN = (
    campaigns_pb2.OUTCOME_ESSENTIAL,
    campaigns_pb2.OUTCOME_NOT_ESSENTIAL,
    campaigns_pb2.OUTCOME_UNDETERMINED,
)
MET, NOT_MET, UNCLEAR = pb.ELEMENT_VERDICT_MET, pb.ELEMENT_VERDICT_NOT_MET, pb.ELEMENT_VERDICT_UNCLEAR
S = checks


class Matter:
    """A check with a chart that was handed in, and those who sit on it; the first of them has opened it."""

    def __init__(self, centre: Centre, campaign: campaigns_pb2.Campaign, people: list[tuple[checks.Evaluator, Client]]):
        self.centre, self.campaign, self.people = centre, campaign, people
        self.client = people[0][1]
        self.check = ""
        self.chart = charts_pb2.Chart()

    @property
    def version(self) -> str:
        return f"{self.chart.name}/versions/{self.chart.version}"

    async def find(self, *found: pb.ElementVerdictGiven, client: Client | None = None, **fields: Any) -> Any:
        client = client or self.client
        request = pb.RecordElementFindingsRequest(
            **({"check": self.check, "chart": self.version, "findings": found} | fields)
        )
        return await client.call(client.stub(FindingServiceStub).RecordElementFindings, request)

    async def current(self, client: Client | None = None, **fields: str) -> pb.ElementFindings:
        client = client or self.client
        request = pb.GetElementFindingsRequest(check=self.check, **fields)
        return await client.call(client.stub(FindingServiceStub).GetElementFindings, request)

    async def history(self, client: Client | None = None, **fields: Any) -> list[pb.ElementFinding]:
        client = client or self.client
        request = pb.ListElementFindingsRequest(check=self.check, **fields)
        pages = client.pages(client.stub(FindingServiceStub).ListElementFindings, request)
        return [each async for page in pages for each in page.findings]

    async def opine(self, outcome: int, client: Client | None = None, **fields: Any) -> checks.Check:
        return await self.centre.opine(client or self.client, self.check, outcome, **fields)


def given(element: str, verdict: pb.ElementVerdict = MET, *provisions: pb.ConsultedProvision) -> pb.ElementVerdictGiven:
    subclause = {"1a": "5.2.2", "1b": "5.2.3"}.get(element, "9.9")
    consulted = pb.ConsultedProvision(standard="3GPP TS 38.211", version="15.2.0", subclause=subclause)
    return pb.ElementVerdictGiven(
        element=element, verdict=verdict, reasons=f"Why {element} is so.", provisions=provisions or [consulted]
    )


async def matter(centre: Centre, *, regime: str = "eu-2023", people: int = 1, charted: bool = True) -> Matter:
    family = some_family()
    frame = await centre.receive([(ACME, family)], demonstration=False)
    request = centre.announcement(frame.name, regime=regime)
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    roster = sorted([await centre.evaluator() for _ in range(people)], key=lambda each: each[0].name)
    await centre.assign(campaign, *(one for one, _ in roster))
    made = Matter(centre, campaign, roster)
    (check,) = await centre.checks_of(centre.officer, campaign)
    made.check = check.name
    if charted:
        made.chart = await submitted(centre.holder(ACME), content(family), regime=regime)
        await hand_in(centre.holder(ACME), made.chart, campaign.name)
    for _, client in roster:
        await centre.open(client, made.check)
    return made


# --- recorded and changed ----------------------------------------------------------------------------------------


async def test_what_is_missing_is_told_while_findings_are_recorded_and_the_opinion_follows_from_them(
    centre: Centre,
) -> None:
    of = await matter(centre)
    first = await of.find(given("1a"))
    assert [(line.label, line.verdict) for line in first.elements] == [("1a", MET), ("1b", 0)]
    assert [(gap.element, gap.blocking) for gap in first.gaps] == [("1b", True)]
    assert (first.supports, first.etag, first.chart, first.chart_digest) == (0, "f1", of.version, of.chart.digest)
    error = await refusal(of.opine(YES))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "FINDINGS_INCOMPLETE")
    assert [violation.field for violation in error.violations] == ["1b"]
    second = await of.find(given("1b", NOT_MET), etag=first.etag)
    assert second.supports == NO
    error = await refusal(of.opine(YES))
    assert error.reason == "OPINION_INCONSISTENT"
    assert "Element 1b is found not to be met." in error.message
    # A change of mind is another finding; the one before stays.
    third = await of.find(given("1b", MET))
    assert (third.supports, third.etag, list(third.gaps)) == (YES, "f3", [])
    # What the chart says of the provision holds where the evaluator says nothing of it.
    assert third.elements[1].provisions[0].obligation == charts_pb2.PROVISION_OBLIGATION_MANDATORY
    history = await of.history()
    assert [(each.number, each.found.element, each.found.verdict, each.replaced_by) for each in history] == [
        (1, "1a", MET, 0),
        (2, "1b", NOT_MET, 3),
        (3, "1b", MET, 0),
    ]
    assert await of.history(page_size=1) == history
    done = await of.opine(YES, chart=of.version)
    assert (done.state, done.outcome) == (S.CHECK_STATE_RECORDED, YES)
    assert await reason(of.find(given("1a"))) == (Kind.PRECONDITION, "WRONG_STATE")


async def test_each_finding_is_in_the_log_when_it_is_recorded_for_its_audience_alone(centre: Centre) -> None:
    of = await matter(centre)
    await of.find(given("1a"), given("1b", UNCLEAR))
    await of.find(given("1b", NOT_MET))
    await of.opine(NO)
    for client in (of.client, centre.officer):
        said = [
            json.loads(entry.content)["content"]
            for entry in await centre.log(client, "centre:check:step")
            if entry.subject == of.check
        ]
        found = [each for each in said if each["act"] == "elements found"]
        assert [[one["verdict"] for one in each["findings"]] for each in found] == [["met", "unclear"], ["not_met"]]
        assert [one["changes_mind"] for each in found for one in each["findings"]] == [False, False, True]
        assert found[0]["findings"][0]["reasons_sha256"] == sha256_hex(b"Why 1a is so.")
        (opinion,) = [each for each in said if each["act"] == "opinion given"]
        assert (opinion["chart"], opinion["chart_sha256"]) == (of.version, of.chart.digest)
    for client in (centre.public, centre.holder(ACME), (await centre.evaluator())[1]):
        entries = await centre.log(client, "centre:check:step")
        assert all(not entry.content and not entry.subject for entry in entries)


async def test_of_two_who_record_at_once_on_what_they_read_one_is_told_and_a_retry_does_nothing_again(
    centre: Centre,
) -> None:
    of = await matter(centre)
    key = uuid.uuid4().hex
    outcomes = await asyncio.gather(
        *(of.find(given("1a", verdict), etag="f0") for verdict in (MET, NOT_MET, UNCLEAR)), return_exceptions=True
    )
    refused = [each for each in outcomes if isinstance(each, SepiaError)]
    assert [(each.kind, each.reason) for each in refused] == [(Kind.STALE, "ETAG_MISMATCH")] * 2
    again = [await of.find(given("1b"), request_id=key) for _ in range(2)]
    assert again[0] == again[1]
    assert len(await of.history()) == 2
    assert await reason(of.find(given("1a"), request_id=key)) == (Kind.INVALID, "REQUEST_ID_REUSED")


async def test_what_cannot_be_meant_is_refused_whole_and_named(centre: Centre) -> None:
    of = await matter(centre)
    blank = pb.ElementVerdictGiven(element="1b", verdict=MET, reasons=" ")
    error = await refusal(of.find(given("1a"), given("9z"), blank))
    assert (error.kind, error.reason) == (Kind.INVALID, "FINDINGS_INVALID")
    assert [violation.field for violation in error.violations] == ["findings[1].element", "findings[2].reasons"]
    assert await of.history() == []
    elsewhere = await matter(centre)
    for chart in (elsewhere.version, f"{of.chart.name}/versions/2", f"charts/{uuid.uuid4()}/versions/1"):
        assert (await refusal(of.find(given("1a"), chart=chart))).kind is Kind.NOT_FOUND
        assert (await refusal(of.opine(YES, chart=chart))).kind is Kind.NOT_FOUND
    assert await reason(of.opine(YES, chart=of.version)) == (Kind.PRECONDITION, "FINDINGS_INCOMPLETE")
    assert (await refusal(of.current())).kind is Kind.NOT_FOUND
    assert len((await of.current(chart=of.version)).gaps) == 2


async def test_findings_need_a_check_that_was_opened_and_the_short_form_passes_none_over(centre: Centre) -> None:
    family = some_family()
    campaign = await centre.drawn([(ACME, family)], demonstration=False)
    one, client = await centre.evaluator()
    await centre.assign(campaign, one)
    of = Matter(centre, campaign, [(one, client)])
    (check,) = await centre.checks_of(client, campaign)
    of.check, of.chart = check.name, await submitted(centre.holder(ACME), content(family))
    await hand_in(centre.holder(ACME), of.chart, campaign.name)
    assert await reason(of.find(given("1a"))) == (Kind.PRECONDITION, "CHECK_NOT_OPENED")
    await centre.open(client, of.check)
    await of.find(given("1a", NOT_MET))
    assert await reason(centre.record(client, [finding(check, YES)])) == (Kind.PRECONDITION, "WRONG_STATE")


# --- who sees them -----------------------------------------------------------------------------------------------


async def test_nobody_else_reads_or_records_findings(centre: Centre) -> None:
    of = await matter(centre)
    await of.find(given("1a", NOT_MET))
    stranger = (await centre.evaluator())[1]
    for who, kind in (
        (stranger, Kind.NOT_FOUND),
        (centre.holder(ACME), Kind.FORBIDDEN),
        (centre.running.client(Role.ROLE_COURT, account="accounts/court"), Kind.FORBIDDEN),
        (centre.public, Kind.UNAUTHENTICATED),
    ):
        for attempt in (of.find(given("1a"), client=who), of.current(who), of.history(who)):
            assert (await refusal(attempt)).kind is kind
    assert (await refusal(of.find(given("1a"), client=centre.officer))).kind is Kind.FORBIDDEN
    seen = await of.current(centre.officer)
    assert (seen.evaluator, seen.supports) == (of.people[0][0].name, NO)
    with psycopg.connect(centre.url) as connection:
        for audiences, account in (
            (f"public,role:HOLDER,organization:{ACME}", "accounts/acme"),
            ("public,role:EVALUATOR", "accounts/another"),
        ):
            connection.execute(
                "select set_config('sepia.audiences', %s, false), set_config('sepia.account', %s, false)",
                [audiences, account],
            )
            count = connection.execute("select count(*) from assessment.element_finding").fetchone()
            assert count == (0,)


async def test_of_a_double_neither_sees_what_the_other_finds(centre: Centre) -> None:
    family = some_family()
    campaign = await centre.drawn([(ACME, family)], demonstration=False)
    people = [await centre.evaluator() for _ in range(2)]
    await centre.pass_chart_time(campaign.name)
    await centre.officer.call(
        centre.campaigns().AssignChecks,
        campaigns_pb2.AssignChecksRequest(
            name=campaign.name, evaluators=[one.name for one, _ in people], duplicate_per_mille=1000
        ),
    )
    chart = await submitted(centre.holder(ACME), content(family))
    await hand_in(centre.holder(ACME), chart, campaign.name)
    matters: list[Matter] = []
    for one, client in people:
        of = Matter(centre, campaign, [(one, client)])
        (check,) = await centre.checks_of(client, campaign)
        of.check, of.chart = check.name, chart
        await centre.open(client, of.check)
        matters.append(of)
    await matters[0].find(given("1a"), given("1b"))
    await matters[0].opine(YES)
    assert await matters[1].history() == []
    assert (await matters[1].current(chart=matters[1].version)).supports == 0
    assert (await refusal(matters[0].history(people[1][1]))).kind is Kind.NOT_FOUND


async def test_of_a_panel_nobody_sees_what_others_find_before_the_last_has_spoken_and_never_who(
    centre: Centre,
) -> None:
    of = await matter(centre, regime="consortium", people=3)
    clients = [client for _, client in of.people]
    for client, verdict in zip(clients, (MET, MET, UNCLEAR), strict=True):
        await of.find(given("1a"), given("1b", verdict), client=client)
    for client, outcome in zip(clients, (YES, YES), strict=False):
        await of.opine(outcome, client)
        assert [each.evaluator != "" for each in await of.history(client)] == [True, True]
    assert await reason(of.find(given("1a"), client=clients[0])) == (Kind.PRECONDITION, "OPINION_GIVEN")
    assert len(await of.history(clients[2])) == 2
    error = await refusal(of.current(centre.officer))
    assert (error.reason, error.violations[0].field) == ("EVALUATOR_NEEDED", "evaluator")
    assert (await of.current(centre.officer, evaluator=of.people[2][0].name)).supports == OPEN
    done = await of.opine(OPEN, clients[2])
    assert (done.state, done.outcome) == (S.CHECK_STATE_RECORDED, YES)
    for client, (own, _) in zip(clients, of.people, strict=True):
        history = await of.history(client)
        assert (len(history), {each.seat for each in history}) == (6, {1, 2, 3})
        assert {each.evaluator for each in history} == {own.name, ""}
    assert {each.evaluator for each in await of.history(centre.officer)} == {one.name for one, _ in of.people}


async def test_options_count_as_the_regime_says(centre: Centre) -> None:
    option = pb.ConsultedProvision(
        standard="3GPP TS 38.211",
        version="15.2.0",
        subclause="5.2.3",
        obligation=charts_pb2.PROVISION_OBLIGATION_OPTION,
    )
    of = await matter(centre)
    assert (await of.find(given("1a"), given("1b", MET, option))).supports == YES


# --- heard, amended, issued --------------------------------------------------------------------------------------


async def document(client: Client, name: str, form: Any = evidence_pb2.OPINION_FORM_PDF) -> bytes:
    request = evidence_pb2.GetOpinionDocumentRequest(name=name, form=form)
    return (await client.call(client.stub(EvidenceServiceStub).GetOpinionDocument, request)).data


async def evidence(client: Client, name: str) -> bytes:
    pieces = client.stream(client.stub(EvidenceServiceStub).GetEvidence, evidence_pb2.GetEvidenceRequest(name=name))
    return b"".join([piece.data async for piece in pieces])


async def answer(holder: Client, name: str, chart: str) -> hearings_pb2.Hearing:
    request = hearings_pb2.AnswerHearingRequest(name=name, answer="5.2.3 says shall.", amended_chart=chart)
    return await holder.call(holder.stub(HearingServiceStub).AnswerHearing, request)


async def test_reasons_by_element_are_heard_an_amended_chart_follows_and_the_opinion_stands_on_it(
    centre: Centre,
) -> None:
    of = await matter(centre)
    acme = centre.holder(ACME)
    await of.find(given("1a"), given("1b", NOT_MET))
    assert (await of.opine(NO)).state == S.CHECK_STATE_HEARING
    (hearing,) = [each for each in await centre.hearings_of(acme) if each.family == of.chart.content.family]
    assert hearing.chart == of.version
    assert [(each.label, each.verdict, each.reasons) for each in hearing.findings] == [
        ("1a", MET, "Why 1a is so."),
        ("1b", NOT_MET, "Why 1b is so."),
    ]
    for secret in (of.check, of.people[0][0].name, of.people[0][0].account):
        assert secret not in str(hearing)
    amended = content(of.chart.content.family, correspondence("1a"), correspondence("1b", subclause="5.2.4"))
    await update(acme, of.chart, amended)
    second = await submit(acme, of.chart)
    name = f"{second.name}/versions/2"
    assert (await refusal(look(of.client, second.name, 2))).kind is Kind.NOT_FOUND
    other = await submitted(acme, content(some_family()))
    wrong = await refusal(answer(acme, hearing.name, f"{other.name}/versions/1"))
    assert (wrong.kind, wrong.reason) == (Kind.PRECONDITION, "CHART_OF_ANOTHER_FAMILY")
    for missing in (f"{second.name}/versions/3", f"charts/{uuid.uuid4()}/versions/1"):
        assert (await refusal(answer(acme, hearing.name, missing))).kind is Kind.NOT_FOUND
    assert (await refusal(answer(acme, hearing.name, "plain words"))).kind is Kind.INVALID
    answered = await answer(acme, hearing.name, name)
    assert answered.answers[0].amended_chart == name
    assert (await look(of.client, second.name)).version == 2
    of.chart = second
    assert (await of.find(given("1a"))).supports == 0  # found on another version, nothing carries over
    later = pb.ConsultedProvision(standard="3GPP TS 38.211", version="15.2.0", subclause="5.2.4")
    assert (await of.find(given("1b", MET, later))).supports == YES
    done = await of.opine(YES)
    assert (done.state, done.outcome) == (S.CHECK_STATE_RECORDED, YES)
    (opinion,) = await centre.opinions_of(acme, campaign=of.campaign.name)
    pdf = await document(acme, opinion.name)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf))
    for said in ("Findings by element", "Why 1b is so.", "5.2.4", "mandatory"):
        assert said in text
    book = docx.Document(io.BytesIO(await document(acme, opinion.name, evidence_pb2.OPINION_FORM_DOCX)))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert "Why 1b is so." in cells
    assert any("5.2.4 (mandatory)" in cell for cell in cells)
    verifier = centre.running.running.signer.verifier
    whole = verify_bundle(await evidence(centre.officer, of.check), verifier)
    assert whole.findings == []
    kept = list(whole.documents.values())
    assert b"Why 1a is so." in kept
    assert sum(b"sepia-element-findings-v1" in each for each in kept) == 2
    assert sum(each.startswith(b"sepia.assessment.chart.v1\0") for each in kept) == 2
    theirs = verify_bundle(await evidence(acme, opinion.name), verifier)
    assert theirs.findings == []
    assert sum(b"sepia-element-findings-v1" in each for each in theirs.documents.values()) == 2
    assert of.check.removeprefix("checks/").encode() not in b"".join(theirs.documents.values())


# --- charts of who checks ----------------------------------------------------------------------------------------


async def test_who_checks_writes_a_chart_where_the_regime_lets_them_and_findings_stand_on_it(centre: Centre) -> None:
    of = await matter(centre, charted=False)
    (check,) = await centre.checks_of(of.client, of.campaign)
    said = content(check.family)
    assert (await refusal(create(of.client, said))).kind is Kind.FORBIDDEN
    assert await reason(create(of.client, content(some_family()), check=of.check)) == (
        Kind.INVALID,
        "CHART_OF_ANOTHER_FAMILY",
    )
    stranger = (await centre.evaluator())[1]
    assert (await refusal(create(stranger, said, check=of.check))).kind is Kind.NOT_FOUND
    chart = await create(of.client, said, check=of.check)
    assert (chart.owner, chart.check, chart.regime) == (of.people[0][0].account, of.check, "eu-2023")
    of.chart = await submit(of.client, chart)
    for who in (centre.holder(ACME), centre.holder(ZENITH), centre.public, stranger):
        assert (await refusal(look(who, chart.name))).kind is Kind.NOT_FOUND
        reply = await who.call(stub(who).ListCharts, charts_pb2.ListChartsRequest(family=check.family))
        assert reply == charts_pb2.ListChartsResponse()
    assert (await look(centre.officer, chart.name)).version == 1
    assert (await of.find(given("1a"), given("1b"))).supports == YES
    await of.opine(YES)
    kinds = {entry.kind for entry in await centre.log(of.client, "") if chart.name in entry.content.decode()}
    assert kinds == {"centre:check:step"}
    whole = verify_bundle(await evidence(of.client, of.check), centre.running.running.signer.verifier)
    assert whole.findings == []
    assert any(each.startswith(b"sepia.assessment.chart.v1\0") for each in whole.documents.values())


async def test_where_the_regime_leaves_charts_to_holders_or_the_check_is_not_opened_none_is_written(
    centre: Centre,
) -> None:
    of = await matter(centre, regime="consortium", people=3, charted=False)
    (check,) = await centre.checks_of(of.client, of.campaign)
    error = await refusal(create(of.client, content(check.family), check=of.check))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "PROCEDURE_NOT_OFFERED")
    campaign = await centre.drawn([(ACME, some_family())], demonstration=False)
    one, client = await centre.evaluator()
    await centre.assign(campaign, one)
    (check,) = await centre.checks_of(client, campaign)
    error = await refusal(create(client, content(check.family), check=check.name))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "CHECK_NOT_OPENED")
