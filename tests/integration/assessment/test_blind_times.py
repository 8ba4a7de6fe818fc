"""Blindness in time: when somebody worked, how often, and whose answer came early tells nothing of who checks what."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from sepia.assessment.v1 import campaigns_pb2 as campaigns
from sepia.assessment.v1 import charts_pb2, checks_pb2, evaluators_pb2, evidence_pb2, hearings_pb2, procedure_pb2
from sepia.assessment.v1.charts_pb2_grpc import ChartServiceStub
from sepia.assessment.v1.evidence_pb2_grpc import EvidenceServiceStub
from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from shared.auth.callers import Role
from shared.client import Client
from shared.errors import Kind, SepiaError
from shared.journal.leaf import read_leaf
from tests.integration.assessment.conftest import Centre, families_of, open_centre
from tests.support import Databases

ACME, ZENITH = "holders/acme", "holders/zenith"
NO, YES = campaigns.OUTCOME_NOT_ESSENTIAL, campaigns.OUTCOME_ESSENTIAL
BLINDED = {"centre:check:step", "centre:party:tell", "evaluator:findings:record"}


@pytest.fixture(scope="module")
async def blind(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Centre]:
    """A centre whose log is written hour by hour."""
    async with open_centre(databases, tmp_path_factory.mktemp("keys"), log_period_minutes=60) as centre:
        yield centre


async def leaves(centre: Centre, client: Client) -> list[journal_pb2.Entry]:
    """All of the log as somebody sees it, once what may be sequenced is."""
    sequencer = centre.running.running.sequencer
    while await sequencer._something_to_do():  # pyright: ignore[reportPrivateUsage]
        await sequencer.drain()  # the service's own may be at it
    request = journal_pb2.ListEntriesRequest(log="logs/assessment", page_size=1000)
    return list((await client.call(client.stub(JournalServiceStub).ListEntries, request)).entries)


class Doubled:
    """A family that two check blind of each other; both lean to the negative."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.holder = centre.holder(ACME)
        self.family = ""
        self.real = self.double = checks_pb2.Check()
        self.of_real = self.of_double = centre.public

    async def seen_by(self, client: Client, check: checks_pb2.Check) -> list[str]:
        """All that an evaluator can ask for, with what is theirs alone taken out: names and times of their own."""
        centre = self.centre
        found = [
            await centre.look(check.name, client),
            await client.call(centre.hearings(client).ListHearings, hearings_pb2.ListHearingsRequest()),
            await client.call(
                centre.procedure(client).ListCheckSteps, procedure_pb2.ListCheckStepsRequest(check=check.name)
            ),
            await client.call(centre.procedure(client).ListDuties, procedure_pb2.ListDutiesRequest()),
            await client.call(centre.hearings(client).ListOpinions, hearings_pb2.ListOpinionsRequest()),
        ]
        text = [str(each) for each in found]
        names = {check.name.partition("/")[2], *(seat.evaluator.partition("/")[2] for seat in found[0].seats)}
        names |= {each.name.partition("/")[2] for each in found[1].hearings}
        for name in names:
            text = [each.replace(name, "…") for each in text]
        account = check.evaluator_account if hasattr(check, "evaluator_account") else ""
        return [each.replace(account, "me") if account else each for each in text]


async def doubled(centre: Centre) -> Doubled:
    made = Doubled(centre)
    made.family = families_of(f"{ACME}-{uuid.uuid4()}", each=1)[0][1]
    campaign = await centre.drawn([(ACME, made.family)], minimum=1, demonstration=False)
    roster = [await centre.evaluator() for _ in range(2)]
    request = campaigns.AssignChecksRequest(
        name=campaign.name, evaluators=[one.name for one, _ in roster], duplicate_per_mille=1000
    )
    await centre.pass_chart_time(campaign.name)
    await centre.officer.call(centre.campaigns().AssignChecks, request)
    for _, client in roster:
        (check,) = await centre.checks_of(client, campaign)
        await centre.open(client, check.name)
        await centre.opine(client, check.name, NO)
    hearings = await centre.officer.call(centre.hearings().ListHearings, hearings_pb2.ListHearingsRequest())
    own = await hearing_on(centre, made.holder, made.family)
    real = next(each.check for each in hearings.hearings if each.name == own.name)
    for _, client in roster:
        (check,) = await centre.checks_of(client, campaign)
        if check.name == real:
            made.real, made.of_real = check, client
        else:
            made.double, made.of_double = check, client
    return made


async def hearing_on(centre: Centre, holder: Client, family: str) -> hearings_pb2.Hearing:
    (found,) = [each for each in await centre.hearings_of(holder) if each.family == family]
    return found


async def answer(centre: Centre, holder: Client, family: str, text: str = "Table 3 has it.") -> hearings_pb2.Hearing:
    hearing = await hearing_on(centre, holder, family)
    request = hearings_pb2.AnswerHearingRequest(name=hearing.name, answer=text, etag=hearing.etag)
    return await holder.call(centre.hearings(holder).AnswerHearing, request)


# --- the public log ----------------------------------------------------------------------------------------------


async def test_the_log_stands_still_while_people_work_and_then_says_the_same_of_much_as_of_little(
    blind: Centre,
) -> None:
    watcher = blind.holder(ZENITH)
    await leaves(blind, watcher)
    before = await leaves(blind, watcher)
    campaign = await blind.drawn(families_of(ACME, each=5), minimum=5, demonstration=False)
    evaluator, client = await blind.evaluator()
    await blind.assign(campaign, evaluator)
    blind.clock.advance(dt.timedelta(minutes=61))
    at_start = await leaves(blind, watcher)
    own = await blind.checks_of(client, campaign)
    worked: list[dt.datetime] = []
    for check in own[:3]:
        await blind.open(client, check.name)
        worked.append(blind.clock.now())
        blind.clock.advance(dt.timedelta(minutes=3))
        await blind.opine(client, check.name, YES)
        assert await leaves(blind, watcher) == at_start
    assert len(at_start) > len(before)
    blind.clock.advance(dt.timedelta(minutes=61))
    new = (await leaves(blind, watcher))[len(at_start) :]
    assert {entry.kind for entry in new} == BLINDED
    for kind, number in Counter(entry.kind for entry in new).items():
        assert number in (4, 8, 16), kind
    told = [read_leaf(entry.leaf) for entry in new]
    assert {leaf.recorded_at.minute for leaf in told} == {0}
    assert {leaf.id.version for leaf in told} == {4}
    assert not {leaf.recorded_at for leaf in told} & set(worked)
    assert all((entry.subject, entry.actor, entry.content, entry.salt) == ("", "", b"", b"") for entry in new)


async def test_an_hour_in_which_nobody_worked_has_the_same_kinds_and_who_worked_finds_their_steps_in_the_log(
    blind: Centre,
) -> None:
    blind.clock.advance(dt.timedelta(minutes=61))
    start = len(await leaves(blind, blind.public))
    blind.clock.advance(dt.timedelta(hours=1))
    quiet = (await leaves(blind, blind.public))[start:]
    assert Counter(entry.kind for entry in quiet) == dict.fromkeys(BLINDED, 4)
    campaign = await blind.drawn(families_of(ACME, each=1), minimum=1, demonstration=False)
    evaluator, client = await blind.evaluator()
    await blind.assign(campaign, evaluator)
    (check,) = await blind.checks_of(client, campaign)
    await blind.open(client, check.name)
    blind.clock.advance(dt.timedelta(minutes=61))
    own = [entry for entry in await leaves(blind, client) if entry.subject == check.name]
    assert len(own) == 1
    assert b'"recorded_at":"' in own[0].content


# --- answers -----------------------------------------------------------------------------------------------------


async def test_an_early_answer_changes_nothing_that_either_of_the_two_sees_until_the_time_for_it_has_ended(
    centre: Centre,
) -> None:
    pair = await doubled(centre)
    before = [await pair.seen_by(pair.of_real, pair.real), await pair.seen_by(pair.of_double, pair.double)]
    told = await answer(centre, pair.holder, pair.family)
    assert [each.answer for each in told.answers] == ["Table 3 has it."]
    assert [await pair.seen_by(pair.of_real, pair.real), await pair.seen_by(pair.of_double, pair.double)] == before
    steps = [await centre.log(client, "centre:check:step") for client in (pair.of_real, pair.of_double)]
    own = [[entry.content for entry in entries if entry.content] for entries in steps]
    assert len(own[0]) == len(own[1]) == 2
    # The holder owes nothing any more, answers once, and sees its answer.
    assert told.name not in {duty.subject for duty in await centre.duties_of(pair.holder)}
    with pytest.raises(SepiaError) as again:
        await answer(centre, pair.holder, pair.family, "And another thing.")
    assert again.value.reason == "ALREADY_ANSWERED"

    due = told.due_time.ToDatetime(dt.UTC)
    centre.clock.advance(due - dt.timedelta(seconds=1) - centre.clock.now())
    await centre.settle()
    assert [(await centre.look(check.name)).state for check in (pair.real, pair.double)] == [pair.real.state] * 2
    await centre.pass_time(1)
    states = {(await centre.look(check.name)).state for check in (pair.real, pair.double)}
    assert len(states) == 1
    assert states != {pair.real.state}
    heard = await pair.of_real.call(centre.hearings(pair.of_real).ListHearings, hearings_pb2.ListHearingsRequest())
    assert [each.answer for each in heard.hearings[0].answers] == ["Table 3 has it."]
    assert (await centre.opine(pair.of_real, pair.real.name, YES)).outcome == YES
    assert (await centre.opine(pair.of_double, pair.double.name, NO)).outcome == NO


async def test_of_two_owners_one_answers_early_and_the_other_never_and_the_answer_is_not_lost(centre: Centre) -> None:
    family = families_of(f"{ACME}-{uuid.uuid4()}", each=1)[0][1]
    campaign = await centre.drawn([(ACME, family), (ZENITH, family)], minimum=1, demonstration=False)
    roster = [await centre.evaluator() for _ in range(2)]
    request = campaigns.AssignChecksRequest(
        name=campaign.name, evaluators=[one.name for one, _ in roster], duplicate_per_mille=1000
    )
    await centre.pass_chart_time(campaign.name)
    await centre.officer.call(centre.campaigns().AssignChecks, request)
    acme, zenith = centre.holder(ACME), centre.holder(ZENITH)
    for _, client in roster:
        (check,) = await centre.checks_of(client, campaign)
        await centre.open(client, check.name)
        await centre.opine(client, check.name, NO)
    told = await answer(centre, acme, family)
    assert [duty.kind for duty in await centre.duties_of(zenith) if duty.subject == told.name] == ["hearing:answer"]
    centre.clock.advance(told.due_time.ToDatetime(dt.UTC) - centre.clock.now())
    await centre.pass_time(1)
    answers: list[int] = []
    for _, client in roster:
        found = await client.call(centre.hearings(client).ListHearings, hearings_pb2.ListHearingsRequest())
        answers.append(sum(len(each.answers) for each in found.hearings))
        (check,) = await centre.checks_of(client, campaign)
        assert check.state == checks_pb2.CHECK_STATE_DECIDING
    assert sorted(answers) == [0, 1]


async def test_who_comes_new_before_the_time_has_ended_never_gets_the_answer_to_reasons_that_no_longer_stand(
    centre: Centre,
) -> None:
    pair = await doubled(centre)
    told = await answer(centre, pair.holder, pair.family)
    seen: list[list[str]] = []
    for check in (pair.real, pair.double):
        fresh, client = await centre.evaluator()
        request = procedure_pb2.ReplaceEvaluatorRequest(
            name=check.name, evaluator=check.seats[0].evaluator, by=[fresh.name], reason="illness"
        )
        await centre.officer.call(centre.procedure().ReplaceEvaluator, request)
        heard = await client.call(centre.hearings(client).ListHearings, hearings_pb2.ListHearingsRequest())
        seen.append([str((each.state, each.answers)) for each in heard.hearings if each.check == check.name])
    assert seen[0] == seen[1]
    # The holder and the centre still have it.
    for client in (pair.holder, centre.officer):
        request = hearings_pb2.GetHearingRequest(name=told.name)
        kept = await client.call(centre.hearings(client).GetHearing, request)
        assert [each.answer for each in kept.answers] == ["Table 3 has it."]


async def test_without_doubles_an_answer_is_told_at_once(centre: Centre) -> None:
    family = families_of(f"{ACME}-{uuid.uuid4()}", each=1)[0][1]
    campaign = await centre.drawn([(ACME, family)], minimum=1, demonstration=False)
    evaluator, client = await centre.evaluator()
    await centre.assign(campaign, evaluator)
    (check,) = await centre.checks_of(client, campaign)
    await centre.open(client, check.name)
    await centre.opine(client, check.name, NO)
    await answer(centre, centre.holder(ACME), family)
    assert (await centre.look(check.name)).state == checks_pb2.CHECK_STATE_DECIDING


async def test_an_answer_that_is_held_back_is_hidden_by_the_database_itself(centre: Centre) -> None:
    pair = await doubled(centre)
    told = await answer(centre, pair.holder, pair.family, "Nobody reads this before its time.")
    hearing = told.name.partition("/")[2]
    query = sa.text("select count(*) from assessment.hearing_answer where hearing_id = :hearing")
    engine = centre.running.running.database.engine
    account = (await centre.look(pair.real.name)).seats[0].evaluator
    row = await centre.officer.call(centre.roster().GetEvaluator, evaluators_pb2.GetEvaluatorRequest(name=account))
    for who, organization, audiences, number in (
        (row.account, "", "public,role:EVALUATOR", 0),
        ("accounts/x", ACME, f"public,role:HOLDER,organization:{ACME}", 1),
        ("accounts/officer", "", "public,role:OFFICER", 1),
        ("accounts/y", ZENITH, f"public,role:HOLDER,organization:{ZENITH}", 0),
    ):
        async with engine.connect() as connection:
            for name, value in (("account", who), ("organization", organization), ("audiences", audiences)):
                await connection.execute(sa.select(sa.func.set_config(f"sepia.{name}", value, False)))
            assert await connection.scalar(query, {"hearing": uuid.UUID(hearing)}) == number, who
            await connection.rollback()


# --- opinions ----------------------------------------------------------------------------------------------------


async def test_published_opinions_tell_everybody_else_the_day_and_no_id_or_page_tells_more(centre: Centre) -> None:
    campaign = await centre.drawn(families_of(ACME, each=4), minimum=4, demonstration=False)
    evaluator, client = await centre.evaluator()
    await centre.assign(campaign, evaluator)
    for check in await centre.checks_of(client, campaign):
        await centre.open(client, check.name)
        centre.clock.advance(dt.timedelta(minutes=7, seconds=13))
        await centre.opine(client, check.name, YES)
    await centre.publish(campaign)
    reader = centre.running.client(Role.ROLE_COURT, account="accounts/court")
    request = hearings_pb2.ListOpinionsRequest(campaign=campaign.name, page_size=1)
    seen: list[hearings_pb2.Opinion] = []
    while True:
        page = await reader.call(centre.hearings(reader).ListOpinions, request)
        seen += page.opinions
        if not page.next_page_token:
            break
        token = base64.urlsafe_b64decode(page.next_page_token + "==")
        assert b":07:" not in token
        assert b"T00:00:00+00:00" in token
        request.page_token = page.next_page_token
    assert len({opinion.family for opinion in seen}) == 4
    assert {uuid.UUID(opinion.name.partition("/")[2]).version for opinion in seen} == {4}
    assert {opinion.issue_time.ToDatetime(dt.UTC).time() for opinion in seen} == {dt.time()}
    assert {tuple(opinion.signed_by) for opinion in seen} == {()}
    own = await centre.opinions_of(centre.holder(ACME), campaign=campaign.name)
    assert len({opinion.issue_time.ToNanoseconds() for opinion in own}) == 4


# --- what it costs the database ------------------------------------------------------------------------------------


@contextmanager
def work(centre: Centre) -> Any:
    """Statements that the service sends to its database meanwhile, each with the rows that came back."""
    done: list[tuple[str, int]] = []
    engine = centre.running.running.database.engine.sync_engine

    def note(_: object, cursor: Any, statement: str, *__: object) -> None:
        # Without what the service does meanwhile of itself: its log, its clock, and who a transaction is for.
        if not any(word in statement for word in ("log_", "advisory", "deadline", "set_config")):
            done.append((statement, cursor.rowcount))

    sa.event.listen(engine, "after_cursor_execute", note)
    try:
        yield done
    finally:
        sa.event.remove(engine, "after_cursor_execute", note)


_LOOKS = 40
Told = tuple[Counter[tuple[str, int]], tuple[Kind, str, str]]


async def _asked_both(
    centre: Centre, client: Client, call: Callable[[Client, str], Awaitable[object]], name: str, never: str
) -> tuple[Told, Told]:
    """What asking for a hidden thing and for one that never was costs, and how each is refused."""
    told: list[Told] = []
    for asked in (name, never):
        with work(centre) as done, pytest.raises(SepiaError) as refused:
            await call(client, asked)
        error = refused.value
        told.append((Counter(done), (error.kind, error.reason, error.message.replace(asked, "…"))))
    return told[0], told[1]


async def test_what_is_hidden_costs_the_database_what_a_thing_costs_that_never_was(centre: Centre) -> None:
    pair = await doubled(centre)
    await leaves(centre, centre.public)
    hearing = await hearing_on(centre, pair.holder, pair.family)
    _, stranger = await centre.evaluator()
    zenith, public = centre.holder(ZENITH), centre.public
    chart = await centre.holder(ACME).call(
        centre.holder(ACME).stub(ChartServiceStub).CreateChart,
        charts_pb2.CreateChartRequest(
            content=charts_pb2.ChartContent(standard="standards/5g", family="families/x-1", claim=1)
        ),
    )
    check = pair.double.name
    hidden: list[tuple[str, Client, Callable[[Client, str], Awaitable[object]]]] = [
        (check, stranger, lambda c, n: c.call(centre.checks(c).GetCheck, checks_pb2.GetCheckRequest(name=n))),
        (check, pair.of_real, lambda c, n: c.call(centre.checks(c).GetCheck, checks_pb2.GetCheckRequest(name=n))),
        (
            check,
            stranger,
            lambda c, n: c.call(centre.procedure(c).ListCheckSteps, procedure_pb2.ListCheckStepsRequest(check=n)),
        ),
        (check, stranger, lambda c, n: centre.open(c, n)),
        (check, stranger, lambda c, n: centre.opine(c, n, YES)),
        (
            check,
            stranger,
            lambda c, n: c.call(
                centre.procedure(c).ExtendCheck, procedure_pb2.ExtendCheckRequest(name=n, reason="illness")
            ),
        ),
        (
            check,
            stranger,
            lambda c, n: c.call(
                centre.checks(c).RecordFindings,
                checks_pb2.RecordFindingsRequest(
                    findings=[checks_pb2.Finding(check=n, outcome=YES, reasons="Claim 1 reads on it.")]
                ),
            ),
        ),
        (
            hearing.name,
            zenith,
            lambda c, n: c.call(centre.hearings(c).GetHearing, hearings_pb2.GetHearingRequest(name=n)),
        ),
        (
            hearing.name,
            zenith,
            lambda c, n: c.call(
                centre.hearings(c).AnswerHearing, hearings_pb2.AnswerHearingRequest(name=n, answer="No.")
            ),
        ),
        (
            chart.name,
            zenith,
            lambda c, n: c.call(c.stub(ChartServiceStub).GetChart, charts_pb2.GetChartRequest(name=n)),
        ),
        (
            chart.name,
            public,
            lambda c, n: c.call(c.stub(ChartServiceStub).RenderFigure, charts_pb2.RenderFigureRequest(name=n)),
        ),
        (check, stranger, lambda c, n: _evidence(c, n)),
        (
            check,
            stranger,
            lambda c, n: c.call(
                c.stub(EvidenceServiceStub).GetOpinionDocument, evidence_pb2.GetOpinionDocumentRequest(name=n)
            ),
        ),
    ]
    for name, client, call in hidden:
        never = f"{name.partition('/')[0]}/{uuid.uuid4()}"
        # Deadlines that lapse meanwhile may fall into one look; what a refusal costs is there in each.
        for _ in range(_LOOKS):
            (one, refused), (other, refused_too) = await _asked_both(centre, client, call, name, never)
            assert refused == refused_too, name
            if one == other:
                break
            await asyncio.sleep(0.1)
        else:
            pytest.fail(f"{name} costs {one - other} more and {other - one} less than what never was")


async def _evidence(client: Client, name: str) -> object:
    request = evidence_pb2.GetEvidenceRequest(name=name)
    return [piece async for piece in client.stream(client.stub(EvidenceServiceStub).GetEvidence, request)]


# --- panels ------------------------------------------------------------------------------------------------------


async def test_of_a_panel_each_reads_their_own_steps_in_the_log_and_nobody_those_of_another(centre: Centre) -> None:
    frame = await centre.receive(families_of(ACME, each=1), demonstration=False)
    announced = centre.announcement(frame.name, regime="consortium")
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, announced)
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    roster = [await centre.evaluator() for _ in range(5)]
    await centre.assign(campaign, *(one for one, _ in roster))
    (check,) = await centre.checks_of(centre.officer, campaign)
    sitting = {seat.evaluator for seat in check.seats}
    panel = [(one, client) for one, client in roster if one.name in sitting]
    others = [client for one, client in roster if one.name not in sitting]
    assert len(panel) == 3
    for number, (_, client) in enumerate(panel):
        await centre.open(client, check.name)
        await centre.opine(client, check.name, YES if number else NO)

    async def acts(client: Client) -> list[tuple[str, str]]:
        entries = await centre.log(client, "centre:check:step")
        return [(entry.actor, entry.subject) for entry in entries if entry.content]

    for one, client in panel:
        read = [actor for actor, subject in await acts(client) if subject == check.name]
        assert read == [one.account] * 2  # opened and opined; nothing of what the other two did
    for client in (*others, centre.holder(ACME), centre.public):
        assert [each for each in await acts(client) if each[1] == check.name] == []
    whole = [actor for actor, subject in await acts(centre.officer) if subject == check.name]
    assert sorted(whole) == sorted(one.account for one, _ in panel for _ in range(2))
