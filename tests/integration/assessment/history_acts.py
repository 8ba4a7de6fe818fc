"""Owns what happens in a history: each act over the server, and then in the model."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import (
    checks_pb2,
    evaluators_pb2,
    hearings_pb2,
    procedure_pb2,
)
from services.assessment.checks import procedure
from services.assessment.checks.course import Owed, owed
from services.assessment.checks.procedure import (
    CLOSED,
    ESSENTIAL,
    LAPSES,
    NOT_ESSENTIAL,
    UNDETERMINED,
    WAITING,
    Act,
    Due,
    State,
)
from shared.errors import SepiaError
from tests.integration.assessment.history_holding import Holding
from tests.integration.assessment.history_world import id_in


class Acts(Holding):
    """A history in which somebody acts."""

    async def time_passes(self, chance: random.Random) -> None:
        """Days go by, and nobody's process runs; then two replicas take up what has become due."""
        await self._passes(dt.timedelta(days=chance.choice((1, 3, 20, 45, 120)), minutes=chance.randrange(1440)))

    async def a_deadline_passes(self, chance: random.Random) -> None:
        """Time goes by until just after the next of the open deadlines."""
        due = [row.due_at for row in self.deadlines() if row.state == 1]
        if due:
            await self._passes(max(min(due) - self.centre.clock.now(), dt.timedelta()) + dt.timedelta(seconds=1))

    async def _passes(self, time: dt.timedelta) -> None:
        self.centre.clock.advance(time)
        now = self.centre.clock.now()
        passed = [row for row in self.deadlines() if row.state == 1 and row.due_at < now]
        for row in sorted(passed, key=lambda row: (row.due_at, row.id)):
            each, due = self.checks[row.check], Owed(Due(row.kind), row.who)
            if due.due is Due.ANSWER and due in owed(each.course):
                each.tell()
            if due in owed(each.course):
                each.go(LAPSES[due.due], by_deadline=True)
                each.fired += 1
        await self.world.settle()

    async def speaks(self, name: str, who: str, chance: random.Random) -> None:
        """Gives an opinion or a leaning; sometimes opens the check and leaves it at that."""
        each, client = self.checks[name], self.world.people[who][1]
        first = each.course.state in (State.ASSIGNED, State.OPENED)
        if self.campaign and self.rules.panel == 1 and first and chance.random() < 0.3:
            await self.records(name, who, chance)
            return
        if procedure.steps_from(self.rules, each.course.state, Act.OPEN) and chance.random() < 0.4:
            await self.call(
                client, self.centre.procedure(client).OpenCheck, _named(procedure_pb2.OpenCheckRequest, name), chance
            )
            each.go(Act.OPEN, who=who)
            self.must_hold()
        outcome = chance.choice((ESSENTIAL, NOT_ESSENTIAL, NOT_ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED))
        request = procedure_pb2.GiveOpinionRequest(name=name, outcome=outcome, reasons=f"Feature 1.3: {outcome}.")
        await self.call(client, self.centre.procedure(client).GiveOpinion, request, chance)
        each.go(Act.OPINE, who=who, outcome=outcome)

    async def records(self, name: str, who: str, chance: random.Random) -> None:
        """Records a finding, which is an opinion at once, or replaces it."""
        each, client = self.checks[name], self.world.people[who][1]
        revised = each.course.state is State.OPINION_ISSUED
        outcome = chance.choice((ESSENTIAL, UNDETERMINED) if revised else (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED))
        made = checks_pb2.Finding(check=name, outcome=outcome, reasons="Claim 1 reads on TS 36.213, 7.2.")
        request = checks_pb2.RecordFindingsRequest(findings=[made])
        await self.call(client, self.centre.checks(client).RecordFindings, request, chance)
        leans = outcome == NOT_ESSENTIAL and self.rules.reasons_first
        each.go(Act.REVISE if revised else Act.OPINE, short=not leans, who=who, outcome=outcome)

    async def answers(self, name: str, who: str, chance: random.Random) -> None:
        """An owner answers reasons."""
        each, text = self.checks[name], f"It is in 7.2.{next(self.world.numbers)}."
        request = hearings_pb2.AnswerHearingRequest(name=self.hearing_of(name), answer=text)
        client = self.clients[who]
        await self.call(client, self.centre.hearings(client).AnswerHearing, request, chance)
        if self.doubles and each.course.state is State.HEARING:
            each.held.append((self.centre.clock.now(), who, text))
        else:
            each.go(Act.ANSWER, who=who)

    async def reviews(self, name: str, who: str, act: Act, chance: random.Random) -> None:
        """An owner asks for peers, the same panel again, or another one."""
        which = {
            Act.REQUEST_PEER: hearings_pb2.REVIEW_PEER_EVALUATION,
            Act.REQUEST_REEVALUATION: hearings_pb2.REVIEW_REEVALUATION,
            Act.REQUEST_APPEAL: hearings_pb2.REVIEW_APPEAL,
        }[act]
        request = hearings_pb2.RequestReviewRequest(name=self.hearing_of(name), review=which, grounds="Look again.")
        client, each = self.clients[who], self.checks[name]
        gone = [seat.evaluator for seat in each.course.sitting() if seat.evaluator in self.suspended]
        if act is Act.REQUEST_REEVALUATION and gone:
            with pytest.raises(SepiaError) as refused:
                await client.call(self.centre.hearings(client).RequestReview, request)
            assert refused.value.reason == "PANEL_NOT_THERE"
            return
        await self.call(client, self.centre.hearings(client).RequestReview, request, chance)
        each.go(act, who=who)

    async def is_filled(self, name: str, chance: random.Random) -> None:
        """The centre appoints whoever is missing."""
        request = procedure_pb2.AppointEvaluatorsRequest(name=name)
        try:
            await self.by_officer(self.centre.procedure().AppointEvaluators, request, chance)
        except SepiaError as error:
            if error.reason != "NO_EVALUATOR_WITHOUT_CONFLICT":
                raise
            return
        self._filled(name)

    def _filled(self, name: str) -> None:
        each = self.checks[name]
        there = {seat.evaluator for seat in each.course.sitting()}
        act = Act.REPLACE if each.course.state is State.LAPSED else Act.APPOINT
        each.go(act, appointed=[who for who in self.sitting_on(name, each.course.stage) if who not in there])

    async def replaces(self, name: str, chance: random.Random) -> None:
        """Somebody comes in an evaluator's place."""
        each = self.checks[name]
        leaving = chance.choice(each.course.sitting()).evaluator
        request = procedure_pb2.ReplaceEvaluatorRequest(name=name, evaluator=leaving, reason="illness")
        before = {seat.evaluator for seat in each.course.sitting()}
        try:
            await self.by_officer(self.centre.procedure().ReplaceEvaluator, request, chance)
        except SepiaError as error:
            if error.reason != "NO_EVALUATOR_WITHOUT_CONFLICT":
                raise
            return
        new = [who for who in self.sitting_on(name, each.course.stage) if who not in before]
        each.go(Act.REPLACE, who=leaving, appointed=new)

    async def is_suspended(self, who: str, chance: random.Random) -> None:
        """An evaluator is suspended; others come in the same step, where somebody is free."""
        request = evaluators_pb2.SuspendEvaluatorRequest(name=who, reason="code of conduct")
        await self.by_officer(self.centre.roster().SuspendEvaluator, request, chance)
        self.suspended.add(who)
        for name, each in self.checks.items():
            course = each.course
            if course.state in CLOSED | {State.REDRESS} or course.seat_of(who) is None:
                continue
            each.go(Act.VACATE, who=who)
            waits = each.course.state in WAITING
            (row,) = self.world.rows("select state from essentiality_check where id = %s", id_in(name))
            if waits and row.state != int(each.course.state):
                self._filled(name)

    async def is_reinstated(self, who: str) -> None:
        request = evaluators_pb2.ReinstateEvaluatorRequest(name=who, reason="heard")
        await self.centre.officer.call(self.centre.roster().ReinstateEvaluator, request)
        self.suspended.discard(who)

    async def extends(self, name: str, chance: random.Random) -> None:
        """The centre gives more time."""
        request = procedure_pb2.ExtendCheckRequest(name=name, reason="illness")
        await self.by_officer(self.centre.procedure().ExtendCheck, request, chance)
        self.checks[name].go(Act.EXTEND)

    async def withdraws(self, name: str, chance: random.Random) -> None:
        """The family expired, or the parties have settled."""
        if self.request:
            await self.advances(name, hearings_pb2.REQUEST_STEP_WITHDRAW, Act.WITHDRAW, chance)
            return
        request = procedure_pb2.WithdrawCheckRequest(name=name, reason="lapsed in all states")
        await self.by_officer(self.centre.procedure().WithdrawCheck, request, chance)
        self.checks[name].go(Act.WITHDRAW)

    async def advances(self, name: str, step: int, act: Act, chance: random.Random) -> None:
        """A party or the centre moves a request."""
        actors = {Act.PARTY_ANSWER: self.owners[0], Act.WITHDRAW: self.asker}
        client = self.clients[actors[act]] if act in actors else self.centre.officer
        text = "" if act in (Act.ADMIT, Act.PUBLISH) else "Step c is in 7.2."
        request = hearings_pb2.AdvanceOpinionRequestRequest(name=self.request, step=step, text=text)
        await self.call(client, self.centre.hearings(client).AdvanceOpinionRequest, request, chance)
        self.checks[name].go(act)
        self.published = self.published or act is Act.PUBLISH

    async def corrects(self, name: str, chance: random.Random) -> None:
        """An opinion is corrected by a new one."""
        query = "select id from opinion where check_id = %s and superseded_by is null"
        (row,) = self.world.rows(query, id_in(name))
        request = hearings_pb2.CorrectOpinionRequest(
            name=f"opinions/{row.id}", reasons="Claim 2, not 1.", correction="wrong claim named"
        )
        await self.by_officer(self.centre.hearings().CorrectOpinion, request, chance)
        self.checks[name].go(Act.CORRECT)

    async def is_observed(self, chance: random.Random) -> None:
        """A stakeholder observes on a family, in time or too late."""
        family = chance.choice([each.family for each in self.checks.values()])
        request = hearings_pb2.SubmitObservationRequest(campaign=self.campaign, family=family, text="See D1, figure 3.")
        try:
            await self.call(self.stranger, self.centre.hearings(self.stranger).SubmitObservation, request, chance)
        except SepiaError as error:
            if error.reason not in ("OBSERVATIONS_CLOSED", "PROCEDURE_NOT_OFFERED", "OBSERVATIONS_NOT_OPEN"):
                raise

    async def publishes(self, chance: random.Random) -> None:
        """The results are published."""
        await self.by_officer(
            self.centre.campaigns().PublishResults, pb.PublishResultsRequest(name=self.campaign), chance
        )
        self.published = True
        for each in self.checks.values():
            each.short = False


def _named(kind: Any, name: str) -> Any:
    return kind(name=name)
