"""The procedure of checks over the real server, with a moved clock: hearings, peers, panels, appeals, requests."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from typing import Any

import psycopg
import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import evaluators_pb2
from sepia.assessment.v1 import hearings_pb2 as hearings
from sepia.assessment.v1 import procedure_pb2 as procedure
from services.assessment import tables
from services.assessment.lapses import Clock as LapseClock
from shared.auth.callers import Role
from shared.client import Client
from shared.db import Database
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, finding

ACME, ZENITH = "holders/acme", "holders/zenith"
YES, NO = pb.OUTCOME_ESSENTIAL, pb.OUTCOME_NOT_ESSENTIAL
S = checks.CheckState


class Trial:
    """One real check under a regime, those who sit on it, and the holder."""

    def __init__(self, centre: Centre, campaign: pb.Campaign, people: list[tuple[checks.Evaluator, Client]]) -> None:
        self.centre = centre
        self.campaign = campaign
        self.people = people
        self.holder = centre.holder(ACME)
        self.name = ""

    @property
    def client(self) -> Client:
        return self.people[0][1]

    async def state(self) -> int:
        return (await self.centre.look(self.name)).state

    async def hearing(self) -> hearings.Hearing:
        (found,) = await self.centre.hearings_of(self.holder)
        return found

    async def answer(self, **fields: str) -> hearings.Hearing:
        request = hearings.AnswerHearingRequest(name=(await self.hearing()).name, answer="It is in 7.2.1.", **fields)
        return await self.holder.call(self.centre.hearings(self.holder).AnswerHearing, request)

    async def review(self, which: int) -> hearings.Hearing:
        request = hearings.RequestReviewRequest(name=(await self.hearing()).name, review=which, grounds="Look again.")
        return await self.holder.call(self.centre.hearings(self.holder).RequestReview, request)

    async def vote(self, people: list[tuple[checks.Evaluator, Client]], *outcomes: int) -> checks.Check:
        check = None
        for (_, client), outcome in zip(people, outcomes, strict=True):
            check = await self.centre.opine(client, self.name, outcome)
        assert check is not None
        return check


async def one_check(centre: Centre, *, regime: str = "eu-2023", people: int = 1, real: bool = True) -> Trial:
    for hearing in await centre.hearings_of(centre.holder(ACME)):
        await end(centre, hearing)
    frame = await centre.receive([(ACME, f"families/etsi-{uuid.uuid4().hex[:8]}")], demonstration=not real)
    request = centre.announcement(frame.name, regime=regime)
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    roster = [await centre.evaluator() for _ in range(people)]
    roster.sort(key=lambda each: each[0].name)
    await centre.assign(campaign, *(evaluator for evaluator, _ in roster))
    trial = Trial(centre, campaign, roster)
    (check,) = await centre.checks_of(centre.officer, campaign)
    trial.name = check.name
    return trial


async def end(centre: Centre, hearing: hearings.Hearing) -> None:
    """Withdraws the check of a hearing that a test before left open."""
    seen = await centre.officer.call(centre.hearings().GetHearing, hearings.GetHearingRequest(name=hearing.name))
    request = procedure.WithdrawCheckRequest(name=seen.check, reason="end of a test")
    await centre.officer.call(centre.procedure().WithdrawCheck, request)


def kinds(duties: list[procedure.Duty], subject: str) -> list[str]:
    return [duty.kind for duty in duties if duty.subject == subject]


async def refused(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await call
    return caught.value


# --- the holder is heard -----------------------------------------------------------------------------------------


async def test_a_negative_leaning_is_heard_before_it_is_an_opinion(centre: Centre) -> None:
    trial = await one_check(centre)
    assert (await centre.open(trial.client, trial.name)).state == S.CHECK_STATE_OPENED
    leaning = await centre.opine(trial.client, trial.name, NO)
    assert (leaning.state, leaning.outcome) == (S.CHECK_STATE_HEARING, 0)
    hearing = await trial.hearing()
    assert (hearing.kind, hearing.reasons, hearing.check) == (1, "Feature 1.3: outcome 2.", "")
    duty = next(duty for duty in await centre.duties_of(trial.holder) if duty.subject == hearing.name)
    assert (duty.kind, duty.due_time) == ("hearing:answer", hearing.due_time)
    assert "checks.reply_open" in duty.provision
    assert await centre.opinions_of(trial.holder, campaign=trial.campaign.name) == []
    answered = await trial.answer()
    assert (answered.state, len(answered.answers)) == (hearings.HEARING_STATE_ANSWERED, 1)
    seen = await trial.client.call(
        centre.hearings(trial.client).GetHearing, hearings.GetHearingRequest(name=hearing.name)
    )
    assert seen.answers[0].answer == answered.answers[0].answer
    final = await centre.opine(trial.client, trial.name, NO)
    assert (final.state, final.outcome) == (S.CHECK_STATE_RECORDED, NO)
    (opinion,) = await centre.opinions_of(trial.holder, campaign=trial.campaign.name)
    # Issued, so its holder learns who gave it; nobody else sees it before publication.
    assert (opinion.outcome, list(opinion.signed_by), opinion.HasField("publish_time")) == (NO, ["Dr Example"], False)
    assert await centre.opinions_of(centre.holder(ZENITH), campaign=trial.campaign.name) == []
    await centre.publish(trial.campaign)
    (public,) = await centre.opinions_of(centre.holder(ZENITH), campaign=trial.campaign.name)
    assert (public.outcome, list(public.signed_by)) == (NO, [])
    assert await centre.opinions_of(centre.public, campaign=trial.campaign.name) == []


async def test_a_negative_finding_recorded_on_real_data_goes_to_the_holder_and_a_positive_one_does_not(
    centre: Centre,
) -> None:
    trial = await one_check(centre)
    check = await centre.look(trial.name)
    assert await centre.record(trial.client, [finding(check, NO)]) == 1
    assert await trial.state() == S.CHECK_STATE_HEARING
    error = await refused(centre.record(trial.client, [finding(check, NO)]))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "WRONG_STATE")
    with pytest.raises(SepiaError, match="1 check is still open"):
        await centre.publish(trial.campaign)
    other = await one_check(centre)
    await centre.record(other.client, [finding(await centre.look(other.name), YES)])
    assert await other.state() == S.CHECK_STATE_RECORDED
    demonstration = await one_check(centre, real=False)
    await centre.record(demonstration.client, [finding(await centre.look(demonstration.name), NO)])
    assert await demonstration.state() == S.CHECK_STATE_RECORDED


async def test_the_time_for_an_answer_ends_by_itself_once_with_two_replicas_and_after_days_of_downtime(
    centre: Centre,
) -> None:
    trial = await one_check(centre)
    await centre.opine(trial.client, trial.name, NO)
    hearing = await trial.hearing()
    centre.clock.advance(dt.timedelta(days=80))
    second = Database(centre.url, tables.JOURNAL, tables.ANSWERED, clock=centre.clock, pool_size=2)
    try:
        await asyncio.gather(LapseClock(centre.running.running.database).run_once(), LapseClock(second).run_once())
    finally:
        await second.close()
    await centre.settle()
    check = await centre.look(trial.name)
    assert check.state == S.CHECK_STATE_DECIDING
    steps = await centre.officer.call(
        centre.procedure().ListCheckSteps, procedure.ListCheckStepsRequest(check=trial.name)
    )
    assert [step.act for step in steps.steps].count("period for the answer ended") == 1
    assert kinds(await centre.duties_of(trial.client), trial.name) == ["check:opinion"]
    request = hearings.AnswerHearingRequest(name=hearing.name, answer="too late")
    error = await refused(trial.holder.call(centre.hearings(trial.holder).AnswerHearing, request))
    assert error.reason == "HEARING_CLOSED"


async def test_peers_judge_on_request_and_their_opinion_is_final(centre: Centre) -> None:
    trial = await one_check(centre)
    await centre.opine(trial.client, trial.name, NO)
    asked = await trial.review(hearings.REVIEW_PEER_EVALUATION)
    assert asked.state == hearings.HEARING_STATE_PEERS_REQUESTED
    assert kinds(await centre.duties_of(centre.officer), trial.name) == ["check:appointment"]
    error = await refused(centre.appoint(trial.name, trial.people[0][0].name))
    assert error.reason == "CONFLICT_OF_INTEREST"  # fresh eyes
    peer, client = await centre.evaluator()
    appointed = await centre.appoint(trial.name, peer.name)
    assert (appointed.state, appointed.stage) == (S.CHECK_STATE_PEER_EVALUATION, checks.CHECK_STAGE_PEER)
    assert (await refused(centre.opine(trial.client, trial.name, NO))).reason == "WRONG_STATE"
    await centre.opine(client, trial.name, NO)
    assert (await trial.hearing()).kind == hearings.HEARING_KIND_PEER_LEANING
    await trial.answer()
    done = await centre.opine(client, trial.name, YES)
    assert (done.state, done.outcome) == (S.CHECK_STATE_RECORDED, YES)
    (opinion,) = await centre.opinions_of(trial.holder, campaign=trial.campaign.name)
    assert (opinion.outcome, opinion.stage) == (YES, checks.CHECK_STAGE_PEER)


# --- who checks, and until when ------------------------------------------------------------------------------------


async def test_who_misses_the_time_is_replaced_and_time_is_extended_once_by_the_centre(centre: Centre) -> None:
    trial = await one_check(centre)
    before = (await centre.look(trial.name)).due_time.ToDatetime()
    extend = procedure.ExtendCheckRequest(name=trial.name, reason="illness")
    error = await refused(trial.client.call(centre.procedure(trial.client).ExtendCheck, extend))
    assert error.reason == "EXTENSION_NOT_YOURS"
    extended = await centre.officer.call(centre.procedure().ExtendCheck, extend)
    assert dt.timedelta(days=27) <= extended.due_time.ToDatetime() - before <= dt.timedelta(days=35)
    assert (await refused(centre.officer.call(centre.procedure().ExtendCheck, extend))).reason == "EXTENSION_USED"
    await centre.pass_time(190)
    assert await trial.state() == S.CHECK_STATE_ASSIGNED
    await centre.pass_time(40)
    lapsed = await centre.look(trial.name)
    assert (lapsed.state, lapsed.evaluator) == (S.CHECK_STATE_LAPSED, "")
    assert (await refused(centre.opine(trial.client, trial.name, YES))).kind is Kind.NOT_FOUND
    assert kinds(await centre.duties_of(trial.client), trial.name) == []
    # Nobody appoints in time: the centre still has to, and is told again.
    await centre.pass_time(30)
    assert kinds(await centre.duties_of(centre.officer), trial.name) == ["check:appointment"]
    fresh, client = await centre.evaluator()
    again = await centre.appoint(trial.name, fresh.name)
    assert (again.state, again.evaluator) == (S.CHECK_STATE_ASSIGNED, fresh.name)
    assert [seat.end_reason != "" for seat in again.seats] == [True, False]
    assert (await centre.opine(client, trial.name, YES)).state == S.CHECK_STATE_RECORDED


async def test_an_evaluator_is_replaced_and_a_check_ends_when_its_family_does(centre: Centre) -> None:
    trial = await one_check(centre)
    fresh, client = await centre.evaluator()
    request = procedure.ReplaceEvaluatorRequest(
        name=trial.name, evaluator=trial.people[0][0].name, by=[fresh.name], reason="parental leave"
    )
    replaced = await centre.officer.call(centre.procedure().ReplaceEvaluator, request)
    assert replaced.evaluator == fresh.name
    assert (await refused(centre.look(trial.name, trial.client))).kind is Kind.NOT_FOUND
    assert (await refused(centre.officer.call(centre.procedure().ReplaceEvaluator, request))).kind is Kind.NOT_FOUND
    withdraw = procedure.WithdrawCheckRequest(name=trial.name, reason="lapsed in all states")
    ended = await centre.officer.call(centre.procedure().WithdrawCheck, withdraw)
    assert ended.state == S.CHECK_STATE_WITHDRAWN
    assert (await refused(centre.opine(client, trial.name, YES))).reason == "WRONG_STATE"
    published = await centre.publish(trial.campaign)
    assert published.state == pb.CAMPAIGN_STATE_PUBLISHED
    listed = await centre.public.call(
        centre.campaigns(centre.public).ListHolderResults, pb.ListHolderResultsRequest(campaign=trial.campaign.name)
    )
    assert [(line.drawn, line.checked, line.undetermined) for line in listed.results] == [(1, 0, 1)]


async def test_steps_are_refused_when_stale_replayed_somebody_elses_or_not_signed_in(centre: Centre) -> None:
    trial = await one_check(centre)
    etag, identity = (await centre.look(trial.name)).etag, uuid.uuid4().hex
    first = await centre.open(trial.client, trial.name, etag=etag, request_id=identity)
    assert await centre.open(trial.client, trial.name, etag=etag, request_id=identity) == first
    assert (await refused(centre.opine(trial.client, trial.name, YES, etag=etag))).reason == "ETAG_MISMATCH"
    _, stranger = await centre.evaluator()
    for who, kind in (
        (stranger, Kind.NOT_FOUND),
        (trial.holder, Kind.FORBIDDEN),
        (centre.officer, Kind.FORBIDDEN),
        (centre.public, Kind.UNAUTHENTICATED),
    ):
        assert (await refused(centre.opine(who, trial.name, YES))).kind is kind
    assert (await refused(centre.look(f"checks/{uuid.uuid4()}", trial.client))).kind is Kind.NOT_FOUND
    await centre.opine(trial.client, trial.name, NO)
    hearing = (await trial.hearing()).name
    other = centre.holder(ZENITH)
    for who, kind in ((other, Kind.NOT_FOUND), (stranger, Kind.FORBIDDEN), (centre.public, Kind.UNAUTHENTICATED)):
        request = hearings.AnswerHearingRequest(name=hearing, answer="mine?")
        assert (await refused(who.call(centre.hearings(who).AnswerHearing, request))).kind is kind
    assert await centre.hearings_of(other) == []


async def test_two_who_act_at_once_do_not_undo_each_other(centre: Centre) -> None:
    trial = await one_check(centre)
    await centre.opine(trial.client, trial.name, NO)
    results = await asyncio.gather(
        trial.answer(), trial.review(hearings.REVIEW_PEER_EVALUATION), return_exceptions=True
    )
    assert sum(isinstance(each, SepiaError) for each in results) == 1
    expected = S.CHECK_STATE_DECIDING if isinstance(results[1], SepiaError) else S.CHECK_STATE_PEER_REQUESTED
    assert await trial.state() == expected


# --- what nobody learns ------------------------------------------------------------------------------------------


async def test_a_holder_learns_from_nothing_who_checks(centre: Centre) -> None:
    trial = await one_check(centre)
    # What was told before is of opinions that were issued, and those name who gave them.
    told = len(await centre.log(centre.public, ""))
    evaluator = trial.people[0][0]
    await centre.opine(trial.client, trial.name, NO)
    await trial.answer()
    secrets = {evaluator.name, evaluator.account, evaluator.display_name, trial.name}
    secrets |= {secret.rpartition("/")[2] for secret in secrets}
    listed = await trial.holder.call(centre.hearings(trial.holder).ListHearings, hearings.ListHearingsRequest())
    shown = [str(listed), *(str(duty) for duty in await centre.duties_of(trial.holder))]
    for kind in ("centre:check:step", "centre:party:tell"):
        entries = [e for e in await centre.log(trial.holder, kind) if e.position >= told]
        shown += [f"{e.subject} {e.actor} {e.content.decode()}" for e in entries]
    assert any("hearings/" in text for text in shown)
    assert [secret for secret in secrets if any(secret in text for text in shown)] == []
    with psycopg.connect(centre.url) as connection:
        connection.execute(
            "select set_config('sepia.account', 'accounts/acme', true), set_config('sepia.organization', %s, true),"
            " set_config('sepia.audiences', %s, true)",
            [ACME, f"public,role:HOLDER,account:accounts/acme,organization:{ACME}"],
        )
        for table in ("essentiality_check", "seat", "finding", "check_step", "duplicate_check", "evaluator", "tie"):
            assert connection.execute(f"select count(*) from assessment.{table}").fetchone() == (0,)  # pyright: ignore
        actors = connection.execute("select distinct actor from assessment.deadline").fetchall()
        assert {actor for (actor,) in actors} <= {ACME}


async def test_the_public_log_tells_a_negative_leaning_from_no_positive_opinion_and_a_double_from_no_check(
    centre: Centre,
) -> None:
    """What anybody sees of the log is when something happened to some check, and how many entries that made."""
    frame = await centre.receive(
        [(ACME, f"families/etsi-{uuid.uuid4().hex[:8]}") for _ in range(4)], demonstration=False
    )
    request = centre.announcement(frame.name)
    request.plan.minimum_per_holder = 4
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    people = [await centre.evaluator() for _ in range(2)]
    asked = pb.AssignChecksRequest(
        name=campaign.name, evaluators=[one.name for one, _ in people], duplicate_per_mille=250
    )
    await centre.pass_chart_time(campaign.name)
    await centre.settle()  # what other tests left open: it would leave its own entries between
    await centre.officer.call(centre.campaigns().AssignChecks, asked)
    clients = {one.name: client for one, client in people}
    shapes: dict[tuple[str, int], list[str]] = {}
    before = len(await centre.log(centre.public, ""))
    for number, check in enumerate(await centre.checks_of(centre.officer, campaign)):
        await centre.opine(clients[check.evaluator], check.name, NO if number % 2 else YES)
        entries = await centre.log(centre.public, "")
        shapes[check.name, number % 2] = [f"{e.kind} {bool(e.content)}" for e in entries[before:]]
        before = len(entries)
    assert len(shapes) == 5  # of four families, one of them twice
    assert len({tuple(shape) for shape in shapes.values()}) == 1
    assert next(iter(shapes.values())) == ["centre:check:step False", "centre:party:tell False"]
    for _, client in people:
        own = [json.loads(e.content)["content"] for e in await centre.log(client, "centre:check:step") if e.content]
        assert all("double" not in json.dumps(said) for said in own)


# --- a panel, and an appeal -----------------------------------------------------------------------------------------


async def test_a_panel_decides_by_majority_looks_again_once_and_a_fresh_one_hears_the_appeal(centre: Centre) -> None:
    trial = await one_check(centre, regime="consortium", people=3)
    people = trial.people
    one = await centre.opine(people[0][1], trial.name, YES)
    assert (one.state, one.outcome, len(one.seats)) == (S.CHECK_STATE_ASSIGNED, 0, 1)
    assert (await refused(centre.opine(people[0][1], trial.name, YES))).reason == "OPINION_GIVEN"
    # What one of a panel said, the others do not see before everybody has spoken.
    assert (await centre.look(trial.name, people[1][1])).outcome == 0
    negative = await trial.vote(people[1:], NO, NO)
    assert (negative.state, negative.outcome) == (S.CHECK_STATE_REDRESS, NO)
    assert (await trial.hearing()).kind == hearings.HEARING_KIND_NEGATIVE_OPINION
    assert {duty.kind for duty in await centre.duties_of(trial.holder)} >= {"hearing:appeal", "hearing:reevaluation"}
    assert (await refused(trial.answer())).reason == "WRONG_STATE"
    await trial.review(hearings.REVIEW_REEVALUATION)
    assert await trial.state() == S.CHECK_STATE_REEVALUATION
    await trial.vote(people, YES, NO, NO)
    for review in (hearings.REVIEW_REEVALUATION, hearings.REVIEW_PEER_EVALUATION):
        again = await refused(trial.review(review))
        assert again.reason == "WRONG_STATE"
        assert again.message.startswith((await trial.hearing()).name)  # a refusal does not name the check either
        assert "checks/" not in again.message
    await trial.review(hearings.REVIEW_APPEAL)
    fresh = [await centre.evaluator() for _ in range(3)]
    assert (await refused(centre.appoint(trial.name, *(e.name for e, _ in people)))).reason == "CONFLICT_OF_INTEREST"
    assert (await refused(centre.appoint(trial.name, fresh[0][0].name))).reason == "WRONG_NUMBER_OF_EVALUATORS"
    appointed = await centre.appoint(trial.name, *(e.name for e, _ in fresh))
    assert (appointed.state, appointed.stage) == (S.CHECK_STATE_APPEAL, checks.CHECK_STAGE_APPEAL)
    done = await trial.vote(fresh, YES, YES, NO)
    assert (done.state, done.outcome) == (S.CHECK_STATE_RECORDED, YES)
    (opinion,) = await centre.opinions_of(trial.holder, campaign=trial.campaign.name)
    assert (opinion.outcome, opinion.stage, len(opinion.signed_by)) == (YES, checks.CHECK_STAGE_APPEAL, 3)


async def test_a_negative_panel_opinion_stands_when_nobody_appeals_and_can_be_published_only_then(
    centre: Centre,
) -> None:
    trial = await one_check(centre, regime="consortium", people=3)
    await trial.vote(trial.people, NO, NO, NO)
    with pytest.raises(SepiaError, match="1 check is still open"):
        await centre.publish(trial.campaign)
    await centre.pass_time(35)
    assert {d.kind for d in await centre.duties_of(trial.holder) if d.kind.startswith("hearing")} == {"hearing:appeal"}
    await centre.pass_time(35)
    assert await trial.state() == S.CHECK_STATE_RECORDED
    assert (await centre.publish(trial.campaign)).state == pb.CAMPAIGN_STATE_PUBLISHED


async def test_a_member_of_a_panel_may_take_more_time_where_the_regime_says_so(centre: Centre) -> None:
    trial = await one_check(centre, regime="consortium", people=3)
    before = (await centre.look(trial.name)).due_time.ToDatetime()
    request = procedure.ExtendCheckRequest(name=trial.name, reason="more prior art")
    extended = await trial.client.call(centre.procedure(trial.client).ExtendCheck, request)
    assert extended.due_time.ToDatetime() > before
    duties = [await centre.duties_of(client) for _, client in trial.people]
    assert {duty.due_time.ToDatetime() for own in duties for duty in own} == {extended.due_time.ToDatetime()}


# --- fresh eyes ----------------------------------------------------------------------------------------------------


async def seen_by(centre: Centre, client: Client, check: str) -> tuple[list[str], list[str]]:
    """Hearings and steps of a check as somebody sees them."""
    listed = await client.call(centre.hearings(client).ListHearings, hearings.ListHearingsRequest())
    request = procedure.ListCheckStepsRequest(check=check)
    steps = (await client.call(centre.procedure(client).ListCheckSteps, request)).steps
    return [each.name for each in listed.hearings if each.check == check], [each.act for each in steps]


@pytest.mark.parametrize("when", ["in the hearing", "after the answer"])
async def test_who_comes_in_anothers_place_sees_nothing_of_what_that_one_leaned_to(centre: Centre, when: str) -> None:
    trial = await one_check(centre)
    await centre.open(trial.client, trial.name)
    await centre.opine(trial.client, trial.name, NO)
    hearing = await trial.hearing()
    if when == "after the answer":
        answer = hearings.AnswerHearingRequest(name=hearing.name, answer="It is in 7.2.1, table 3.")
        await trial.holder.call(centre.hearings(trial.holder).AnswerHearing, answer)
    before, _ = await seen_by(centre, trial.client, trial.name)
    assert before == [hearing.name]
    centre.clock.advance(dt.timedelta(hours=1))
    fresh, client = await centre.evaluator()
    request = procedure.ReplaceEvaluatorRequest(
        name=trial.name, evaluator=trial.people[0][0].name, by=[fresh.name], reason="illness"
    )
    await centre.officer.call(centre.procedure().ReplaceEvaluator, request)
    assert await seen_by(centre, client, trial.name) == ([], ["evaluator replaced"])
    listed = await client.call(
        centre.procedure(client).ListCheckSteps, procedure.ListCheckStepsRequest(check=trial.name)
    )
    assert [(step.number, step.before, step.note) for step in listed.steps] == [(1, checks.CHECK_STATE_UNSPECIFIED, "")]
    whole = await centre.officer.call(
        centre.procedure().ListCheckSteps, procedure.ListCheckStepsRequest(check=trial.name)
    )
    assert [step.number for step in whole.steps] == list(range(2, 5 + (when == "after the answer")))
    error = await refused(
        client.call(centre.hearings(client).GetHearing, hearings.GetHearingRequest(name=hearing.name))
    )
    assert error.kind is Kind.NOT_FOUND
    # What follows from then on is theirs; and peers see what they evaluate again.
    await centre.open(client, trial.name)
    await centre.opine(client, trial.name, NO)
    (own,), steps = await seen_by(centre, client, trial.name)
    assert own != hearing.name
    assert steps == ["evaluator replaced", "opened", "opinion given"]
    await trial.review(hearings.REVIEW_PEER_EVALUATION)
    peer, at_it = await centre.evaluator()
    await centre.appoint(trial.name, peer.name)
    seen, _ = await seen_by(centre, at_it, trial.name)
    assert own in seen
    assert (hearing.name in seen) == (when == "after the answer")


# --- an opinion on request -----------------------------------------------------------------------------------------


async def test_a_panel_of_which_somebody_is_suspended_cannot_look_again_and_the_right_to_ask_stays(
    centre: Centre,
) -> None:
    trial = await one_check(centre, regime="consortium", people=3)
    await trial.vote(trial.people, NO, NO, NO)
    gone = trial.people[0][0].name
    suspend = evaluators_pb2.SuspendEvaluatorRequest(name=gone, reason="code of conduct")
    back = evaluators_pb2.ReinstateEvaluatorRequest(name=gone, reason="heard")
    await centre.officer.call(centre.roster().SuspendEvaluator, suspend)
    assert await trial.state() == S.CHECK_STATE_REDRESS
    error = await refused(trial.review(hearings.REVIEW_REEVALUATION))
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "PANEL_NOT_THERE")
    assert gone not in error.message
    both = {"hearing:appeal", "hearing:reevaluation"}
    assert {d.kind for d in await centre.duties_of(trial.holder) if d.kind.startswith("hearing")} == both
    await centre.officer.call(centre.roster().ReinstateEvaluator, back)
    await trial.review(hearings.REVIEW_REEVALUATION)
    assert await trial.state() == S.CHECK_STATE_REEVALUATION
    # Suspended while the panel looks again: nobody has looked, so that the holder may ask once more.
    await centre.officer.call(centre.roster().SuspendEvaluator, suspend)
    assert await trial.state() == S.CHECK_STATE_REDRESS
    assert {d.kind for d in await centre.duties_of(trial.holder) if d.kind.startswith("hearing")} == both
    assert (await refused(trial.review(hearings.REVIEW_REEVALUATION))).reason == "PANEL_NOT_THERE"
    await centre.officer.call(centre.roster().ReinstateEvaluator, back)
    await trial.review(hearings.REVIEW_REEVALUATION)
    await trial.vote(trial.people, NO, NO, NO)
    assert await trial.state() == S.CHECK_STATE_REDRESS
    assert (await refused(trial.review(hearings.REVIEW_REEVALUATION))).reason == "WRONG_STATE"
    await trial.review(hearings.REVIEW_APPEAL)
    assert await trial.state() == S.CHECK_STATE_APPEAL_REQUESTED


async def request_opinion(centre: Centre) -> tuple[hearings.OpinionRequest, Client, Client]:
    asker = centre.running.client(Role.ROLE_IMPLEMENTER, account="accounts/bolt", organization="implementers/bolt")
    request = hearings.RequestOpinionRequest(
        regime="hantei",
        respondent=ACME,
        standard="standards/4g",
        patent="JP6012345",
        claim=1,
        dispute="Acme asks for royalties.",
        arguments="Step c is not in the standard.",
    )
    made = await asker.call(centre.hearings(asker).RequestOpinion, request)
    return made, asker, centre.holder(ACME)


async def advance(centre: Centre, client: Client, name: str, step: int, text: str = "") -> hearings.OpinionRequest:
    request = hearings.AdvanceOpinionRequestRequest(name=name, step=step, text=text)
    return await client.call(centre.hearings(client).AdvanceOpinionRequest, request)


async def test_an_opinion_on_request_hears_both_parties_and_a_panel_gives_it(centre: Centre) -> None:
    made, asker, respondent = await request_opinion(centre)
    assert (made.state, made.check) == (S.CHECK_STATE_REQUESTED, "")
    assert kinds(await centre.duties_of(centre.officer), made.name) == ["request:admission"]
    stranger = centre.holder(ZENITH)
    assert (await refused(advance(centre, stranger, made.name, 3, "mine?"))).kind is Kind.NOT_FOUND
    assert (await refused(advance(centre, asker, made.name, 1))).kind is Kind.FORBIDDEN
    admitted = await advance(centre, centre.officer, made.name, hearings.REQUEST_STEP_ADMIT)
    assert admitted.state == S.CHECK_STATE_PARTIES_HEARD
    assert kinds(await centre.duties_of(respondent), made.name) == ["request:statement"]
    stated = await advance(centre, respondent, made.name, hearings.REQUEST_STEP_STATE, "Step c is in 7.2.")
    assert (stated.state, stated.statement) == (S.CHECK_STATE_READY, "Step c is in 7.2.")
    tied, _ = await centre.evaluator(ACME)
    panel = [await centre.evaluator() for _ in range(3)]
    check = admitted.check
    error = await refused(centre.appoint(check, tied.name, panel[0][0].name, panel[1][0].name))
    assert error.reason == "CONFLICT_OF_INTEREST"
    await centre.appoint(check, *(evaluator.name for evaluator, _ in panel))
    await centre.open(panel[0][1], check)
    # That somebody has opened it is none of the parties' business.
    listed = await asker.call(centre.hearings(asker).ListOpinionRequests, hearings.ListOpinionRequestsRequest())
    assert [request.state for request in listed.requests if request.name == made.name] == [S.CHECK_STATE_ASSIGNED]
    late = await refused(advance(centre, respondent, made.name, hearings.REQUEST_STEP_STATE, "And 7.3."))
    assert late.message.startswith(f"{made.name} is ASSIGNED; this step")
    for (_, client), outcome in zip(panel, (NO, NO, YES), strict=True):
        await centre.opine(client, check, outcome)
    (opinion,) = await centre.opinions_of(asker, family="JP6012345")
    assert (opinion.outcome, len(opinion.signed_by)) == (NO, 3)
    # Names are for everybody once it is published; until then nobody of the panel learns who else sat.
    for _, client in panel:
        (own,) = await centre.opinions_of(client, family="JP6012345")
        assert (own.name, own.outcome, list(own.signed_by)) == (opinion.name, NO, [])
    published = await advance(centre, centre.officer, made.name, hearings.REQUEST_STEP_PUBLISH)
    assert published.state == S.CHECK_STATE_PUBLISHED
    (public,) = await centre.opinions_of(centre.public, family="JP6012345")
    assert (public.outcome, len(public.signed_by)) == (NO, 3)
    (own,) = await centre.opinions_of(panel[0][1], family="JP6012345")
    assert len(own.signed_by) == 3


async def test_a_request_goes_on_without_a_statement_and_can_be_withdrawn_or_refused(centre: Centre) -> None:
    made, asker, _ = await request_opinion(centre)
    await advance(centre, centre.officer, made.name, hearings.REQUEST_STEP_ADMIT)
    await centre.pass_time(60)
    listed = await asker.call(centre.hearings(asker).ListOpinionRequests, hearings.ListOpinionRequestsRequest())
    assert next(each for each in listed.requests if each.name == made.name).state == S.CHECK_STATE_READY
    ended = await advance(centre, asker, made.name, hearings.REQUEST_STEP_WITHDRAW, "settled")
    assert ended.state == S.CHECK_STATE_WITHDRAWN
    other, _, _ = await request_opinion(centre)
    shut = await advance(centre, centre.officer, other.name, hearings.REQUEST_STEP_REFUSE, "no dispute shown")
    assert (shut.state, shut.refusal) == (S.CHECK_STATE_REFUSED, "no dispute shown")
    assert (await refused(advance(centre, centre.officer, other.name, 1))).reason == "WRONG_STATE"


async def test_a_regime_with_samples_gives_no_opinions_on_request(centre: Centre) -> None:
    asker = centre.holder(ZENITH)
    request = hearings.RequestOpinionRequest(
        regime="eu-2023",
        respondent=ACME,
        standard="standards/4g",
        patent="EP3000001",
        claim=1,
        dispute="d",
        arguments="a",
    )
    error = await refused(asker.call(centre.hearings(asker).RequestOpinion, request))
    assert error.reason == "PROCEDURE_NOT_OFFERED"


# --- observations, corrections --------------------------------------------------------------------------------------


async def test_stakeholders_observe_in_time_and_the_holder_replies_once(centre: Centre) -> None:
    trial = await one_check(centre)
    family = (await centre.look(trial.name)).family
    stakeholder = centre.holder(ZENITH)
    request = hearings.SubmitObservationRequest(campaign=trial.campaign.name, family=family, text="See D1, figure 3.")
    made = await stakeholder.call(centre.hearings(stakeholder).SubmitObservation, request)
    own = await refused(trial.holder.call(centre.hearings(trial.holder).SubmitObservation, request))
    assert own.kind is Kind.FORBIDDEN
    assert kinds(await centre.duties_of(trial.holder), made.name) == ["observation:reply"]
    reply = hearings.ReplyToObservationRequest(name=made.name, reply="D1 is later.")
    assert (await refused(stakeholder.call(centre.hearings(stakeholder).ReplyToObservation, reply))).kind is (
        Kind.NOT_FOUND
    )
    await trial.holder.call(centre.hearings(trial.holder).ReplyToObservation, reply)
    assert (await refused(trial.holder.call(centre.hearings(trial.holder).ReplyToObservation, reply))).reason == (
        "ALREADY_ANSWERED"
    )
    asked = hearings.ListObservationsRequest(campaign=trial.campaign.name)
    seen: list[list[str]] = []
    for who in (trial.client, trial.holder, stakeholder, centre.officer, centre.holder("holders/third")):
        listed = await who.call(centre.hearings(who).ListObservations, asked)
        seen.append([each.author for each in listed.observations])
    # Who observed is hidden from who checks and from the holder, unless the regime says otherwise.
    assert seen == [[""], [""], [ZENITH], [ZENITH], []]
    nobody = centre.running.client(Role.ROLE_COURT, account="accounts/judge")
    stranger = await refused(nobody.call(centre.hearings(nobody).SubmitObservation, request))
    assert (stranger.kind, stranger.reason) == (Kind.FORBIDDEN, "NOT_AN_OBSERVER")
    centre.clock.advance(dt.timedelta(days=100))
    late = await refused(stakeholder.call(centre.hearings(stakeholder).SubmitObservation, request))
    assert late.reason == "OBSERVATIONS_CLOSED"


async def test_a_correction_is_a_new_opinion_and_the_one_before_stays(centre: Centre) -> None:
    trial = await one_check(centre)
    await centre.opine(trial.client, trial.name, YES)
    (first,) = await centre.opinions_of(trial.holder, campaign=trial.campaign.name)
    request = hearings.CorrectOpinionRequest(name=first.name, reasons="Claim 2, not 1.", correction="wrong claim named")
    second = await centre.officer.call(centre.hearings().CorrectOpinion, request)
    assert (second.supersedes, second.outcome, second.reasons) == (first.name, YES, "Claim 2, not 1.")
    both = await centre.opinions_of(trial.holder, campaign=trial.campaign.name)
    # Of one day, in an order that tells nothing.
    assert {each.name: each.superseded_by for each in both} == {second.name: "", first.name: second.name}
    again = await refused(centre.officer.call(centre.hearings().CorrectOpinion, request))
    assert again.reason == "OPINION_SUPERSEDED"
    entries = await centre.log(trial.holder, "centre:party:tell")
    said = json.loads(entries[-1].content)["content"]
    assert (said["event"], said["correction"]) == ("centre:opinion:correct", "wrong claim named")
