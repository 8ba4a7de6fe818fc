"""Owns random histories over the server: a campaign or a request lived through step by step, beside a model of it.

What is done is chosen from what the model allows; what the database then holds has to be what the model says. The model
is the pure course of a check; here it has no store, no deadlines of its own and no log.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import random
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from google.protobuf.message import Message
from psycopg.rows import namedtuple_row

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import (
    checks_pb2,
    earlier_results_pb2,
    earlier_results_pb2_grpc,
    evaluators_pb2,
    hearings_pb2,
    procedure_pb2,
    proposals_pb2,
    proposals_pb2_grpc,
    quality_pb2,
    quality_pb2_grpc,
)
from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from services.assessment import tables
from services.assessment.checks import course as courses
from services.assessment.checks import procedure
from services.assessment.checks.course import OFFICER, Course, Owed, owed
from services.assessment.checks.procedure import (
    CLOSED,
    ESSENTIAL,
    HEARINGS,
    JUDGING,
    LAPSES,
    NOT_ESSENTIAL,
    UNDETERMINED,
    WAITING,
    Act,
    Due,
    Rules,
    Stage,
    State,
)
from services.assessment.lapses import Clock as LapseClock
from services.assessment.regimes import regime_of
from shared.auth.callers import Role
from shared.client import Client
from shared.db import Database
from shared.errors import SepiaError
from shared.regime import load_profile
from tests.integration.assessment.conftest import RANDOM_VALUE, Centre

REGIMES = ("consortium", "eu-2023", "hantei")
NOBODY = "-"
SHORT = "recorded in the short form"
PEOPLE = 18
Step = Callable[[], Awaitable[None]]


class World:
    """A centre whose clock is moved, a second replica of that clock, and people to draw on."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.second = Database(centre.url, tables.JOURNAL, tables.ANSWERED, clock=centre.clock, pool_size=2)
        self.people: dict[str, tuple[checks_pb2.Evaluator, Client]] = {}
        self.numbers = itertools.count(1)
        self.lives = 0
        self.connection = psycopg.connect(centre.url, autocommit=True, row_factory=namedtuple_row)
        for name, value in (("sepia.audiences", "role:OFFICER,role:SERVICE"), ("search_path", "assessment")):
            self.connection.execute("select set_config(%s, %s, false)", [name, value])

    async def open(self) -> None:
        """Puts people on the roster, each with a name that nobody else has."""
        for number in range(PEOPLE):
            account = f"accounts/evaluator-{uuid.uuid4().hex}"
            request = checks_pb2.CreateEvaluatorRequest(
                account=account,
                display_name=f"Dr Zyx{number:02}wvut",
                identity_verified=True,
                ties_declared=True,
                conduct_version="1",
            )
            made = await self.centre.officer.call(self.centre.checks().CreateEvaluator, request)
            client = self.centre.running.client(Role.ROLE_EVALUATOR, account=account)
            self.people[made.name] = (made, client)

    async def close(self) -> None:
        """Closes the replica and the connection."""
        self.connection.close()
        await self.second.close()

    def rows(self, query: str, *values: object) -> list[Any]:
        """Rows as they are committed now."""
        return self.connection.execute(query, values).fetchall()  # pyright: ignore[reportArgumentType]

    async def settle(self) -> None:
        """Lets two replicas fire whatever is due, at the same time, beside the service's own clock."""
        first = self.centre.running.running.database
        while True:
            await asyncio.gather(LapseClock(first).run_once(), LapseClock(self.second).run_once())
            overdue = "select count(*) from deadline where state = 1 and due_at < %s"
            if not self.rows(overdue, self.centre.clock.now())[0][0]:
                return
            # What met a lock of the other's comes again in a moment.
            self.centre.clock.advance(dt.timedelta(seconds=2))
            await asyncio.sleep(0)


@dataclass(slots=True)
class Modelled:
    """A check as it has to be.

    Attributes:
        course: where it is on its way.
        family: whose.
        short: its opinion was recorded in the short form, and none was issued.
        acts: what moved it, in order; what was recorded in the short form has no step of its own in the log.
        fired: deadlines that passed and moved it.
        sat: everybody who sat on it at any time.
        held: answers kept until the time for them ends, because nobody answers the reasons of a double: when each was
            given, by whom, and what it says.
        buried: answers that were kept when their hearing was withdrawn: nobody who checks ever gets them.
    """

    course: Course
    family: str
    short: bool = False
    acts: list[str] = field(default_factory=list[str])
    fired: int = 0
    sat: set[str] = field(default_factory=set[str])
    held: list[tuple[dt.datetime, str, str]] = field(default_factory=list[tuple[dt.datetime, str, str]])
    buried: list[tuple[dt.datetime, str, str]] = field(default_factory=list[tuple[dt.datetime, str, str]])

    def go(self, act: Act, *, short: bool = False, **how: Any) -> None:
        """Moves the model."""
        self.course = courses.move(self.course, act, **how)
        self.acts.append(SHORT if short else act.value)
        self.short = short
        self.sat |= {seat.evaluator for seat in self.course.seats}
        if self.course.state is not State.HEARING:
            # Peers get what was kept; whoever comes new begins anew without it.
            self.buried += [] if act is Act.REQUEST_PEER else self.held
            self.held = []

    def tell(self) -> None:
        """Passes on the answers that were kept, in the order in which they came."""
        told, self.held = sorted(self.held), []
        for _, who, _ in told:
            self.go(Act.ANSWER, who=who)


class History:
    """One campaign, or one request for an opinion, from its beginning to its end."""

    def __init__(self, world: World, regime: str) -> None:
        self.world, self.centre, self.regime = world, world.centre, regime
        self.rules: Rules = regime_of(load_profile(regime)).rules
        self.life = world.lives = world.lives + 1
        number = next(world.numbers)
        self.owners = [f"holders/h{number}a", f"holders/h{number}b"]
        self.asker = f"implementers/i{number}"
        self.stranger = world.centre.holder(f"holders/h{number}z")
        self.clients = {owner: world.centre.holder(owner) for owner in self.owners}
        self.clients[self.asker] = world.centre.running.client(
            Role.ROLE_IMPLEMENTER, account=f"accounts/i{number}", organization=self.asker
        )
        self.checks: dict[str, Modelled] = {}
        self.campaign = ""
        self.request = ""
        self.published = False
        self.doubles = 0
        self.suspended: set[str] = set()
        self.counted: Counter[str] = Counter()
        self.start = 0

    # --- beginning and end -------------------------------------------------------------------------------------------

    async def begin(self, chance: random.Random) -> None:
        """Announces, draws and assigns a campaign, or takes a request in."""
        self.start = (await self._entries(self.centre.officer, 0, 1))[1]
        if self.rules.on_request:
            await self._request()
        else:
            await self._campaign(chance)
        self.must_hold()

    async def _request(self) -> None:
        client = self.clients[self.asker]
        request = hearings_pb2.RequestOpinionRequest(
            regime=self.regime,
            respondent=self.owners[0],
            standard="standards/4g",
            patent=f"JP{uuid.uuid4().int % 10**9:09}",
            claim=1,
            dispute="They ask for royalties.",
            arguments="Step c is not in the standard.",
        )
        made = await client.call(self.centre.hearings(client).RequestOpinion, request)
        self.request = made.name
        (row,) = self.world.rows("select check_id from opinion_request where id = %s", _id(made.name))
        name = f"checks/{row.check_id}"
        addressees = frozenset({self.owners[0]})
        self.checks[name] = Modelled(Course(name, self.rules, State.REQUESTED, addressees=addressees), request.patent)

    async def _campaign(self, chance: random.Random) -> None:
        together = chance.random() < 0.4
        families = [f"families/{uuid.uuid4().hex[:16]}" for _ in range(chance.randint(1, 3))]
        pairs = [(owner, each) for each in families for owner in (self.owners if together else self.owners[:1])]
        frame = await self.centre.receive(pairs, demonstration=False)
        announcement = self.centre.announcement(frame.name, regime=self.regime)
        announcement.plan.minimum_per_holder = len(families)
        made = await self.centre.officer.call(self.centre.campaigns().AnnounceCampaign, announcement)
        self.campaign = made.name
        self.centre.clock.advance(dt.timedelta(hours=2))
        await self._officer(
            self.centre.campaigns().DrawSample, pb.DrawSampleRequest(name=made.name, random_value=RANDOM_VALUE), chance
        )
        await self.centre.pass_chart_time(made.name)
        some = chance.sample(sorted(self.world.people), 6)
        asked = pb.AssignChecksRequest(
            name=made.name, evaluators=some, duplicate_per_mille=500 if self.rules.panel == 1 else 0
        )
        await self._officer(self.centre.campaigns().AssignChecks, asked, chance)
        query = "select id, family, addressees from essentiality_check where campaign_id = %s order by id"
        for row in self.world.rows(query, _id(made.name)):
            name = f"checks/{row.id}"
            sitting = self._sitting(name)
            begun = courses.begin(
                name, self.rules, sitting, addressees=frozenset(row.addressees or [NOBODY]), direct=False
            )
            self.checks[name] = Modelled(begun, row.family, sat=set(sitting))
            self.doubles += not row.addressees
        expected = len(families) // 2 if self.rules.panel == 1 else 0
        assert (len(self.checks), self.doubles) == (len(families) + expected, expected)

    async def end(self, chance: random.Random) -> None:
        """Ends what is still open, publishes, and looks at everything once more."""
        for name, each in self.checks.items():
            if each.course.state not in CLOSED:
                await self.withdraws(name, chance)
        if self.campaign and not self.published:
            await self.publishes(chance)
        for evaluator in sorted(self.suspended):
            await self._reinstate(evaluator)
        await self.world.settle()
        self.must_hold()
        await self.log_must_tell_all()

    # --- what may happen ---------------------------------------------------------------------------------------------

    async def one_more(self, choice: int) -> None:
        """Lets that happen which the choice picks of all that may, and looks whether all is as it has to be."""
        # What is chosen is often a small number, or the same again; what follows is another thing at each step of each.
        chance = random.Random(f"{choice}/{self.life}/{self.counted.total()}")
        possible = self.possible(chance)
        label, step = possible[chance.randrange(len(possible))]
        self.counted[label] += 1
        await step()
        self.must_hold()
        await self.nobody_learns(chance)

    def possible(self, chance: random.Random) -> list[tuple[str, Step]]:
        """Everything that may happen now, more often what leads further."""
        found: list[tuple[str, Step]] = [
            ("time passes", lambda: self.time_passes(chance)),
            ("a deadline passes", lambda: self.a_deadline_passes(chance)),
            ("out of turn", lambda: self.out_of_turn(chance)),
        ]
        for name in self.checks:
            found += self._of_check(name, chance)
        seated = sorted({s.evaluator for c in self.checks.values() for s in c.course.sitting()} - self.suspended)
        if seated and chance.random() < 0.3:
            found.append(("suspended", lambda: self.is_suspended(chance.choice(seated), chance)))
        if self.campaign and not self.published:
            found.append(("observed", lambda: self.is_observed(chance)))
            if all(each.course.state in CLOSED for each in self.checks.values()) and chance.random() < 0.5:
                found.append(("published", lambda: self.publishes(chance)))
        return found

    def _of_check(self, name: str, chance: random.Random) -> list[tuple[str, Step]]:
        each = self.checks[name]
        course, state = each.course, each.course.state
        found: list[tuple[str, Step]] = []

        def add(label: str, work: Step, times: int = 1) -> None:
            found.extend([(label, work)] * times)

        if state in JUDGING:
            for seat in course.sitting():
                if not seat.outcome:
                    add("speaks", lambda who=seat.evaluator: self.speaks(name, who, chance), 3)
        if state in HEARINGS:
            kept = {organization for _, organization, _ in each.held}
            for who in sorted(course.addressees - course.answered - {NOBODY}):
                if who not in kept:
                    add("answers", lambda who=who: self.answers(name, who, chance), 4)
                if self.rules.peers and state is State.HEARING:
                    add("asks peers", lambda who=who: self.reviews(name, who, Act.REQUEST_PEER, chance), 3)
        if state is State.REDRESS:
            for who in sorted(course.addressees - {NOBODY}):
                add("appeals", lambda who=who: self.reviews(name, who, Act.REQUEST_APPEAL, chance), 2)
                if course.reevaluation_open:
                    add("again", lambda who=who: self.reviews(name, who, Act.REQUEST_REEVALUATION, chance), 2)
        if state in WAITING:
            add("appoints", lambda: self.is_filled(name, chance), 3)
        most = self.rules.reply_extensions if state in HEARINGS else self.rules.extensions
        if procedure.steps_from(self.rules, state, Act.EXTEND) and course.extensions < most:
            add("extends", lambda: self.extends(name, chance))
        if course.sitting() and procedure.steps_from(self.rules, state, Act.REPLACE):
            add("replaces", lambda: self.replaces(name, chance))
        if state not in CLOSED and chance.random() < 0.1:
            add("withdraws", lambda: self.withdraws(name, chance))
        if state is State.OPINION_ISSUED and not self.published:
            if each.short:
                (one,) = course.sitting()
                if one.evaluator not in self.suspended:
                    add("revises", lambda: self.records(name, one.evaluator, chance))
            elif self.campaign:
                add("corrects", lambda: self.corrects(name, chance))
        steps = {
            State.REQUESTED: (("admits", hearings_pb2.REQUEST_STEP_ADMIT, Act.ADMIT),) * 4
            + (("refuses", hearings_pb2.REQUEST_STEP_REFUSE, Act.REFUSE),),
            State.PARTIES_HEARD: (("states", hearings_pb2.REQUEST_STEP_STATE, Act.PARTY_ANSWER),),
            State.OPINION_ISSUED: (("opens", hearings_pb2.REQUEST_STEP_PUBLISH, Act.PUBLISH),),
        }
        if self.request:
            for label, step, act in steps.get(state, ()):
                add(label, lambda step=step, act=act: self.advances(name, step, act, chance))
        return found

    # --- what happens ------------------------------------------------------------------------------------------------

    async def time_passes(self, chance: random.Random) -> None:
        """Days go by, and nobody's process runs; then two replicas take up what has become due."""
        await self._passes(dt.timedelta(days=chance.choice((1, 3, 20, 45, 120)), minutes=chance.randrange(1440)))

    async def a_deadline_passes(self, chance: random.Random) -> None:
        """Time goes by until just after the next of the open deadlines."""
        due = [row.due_at for row in self._deadlines() if row.state == 1]
        if due:
            await self._passes(max(min(due) - self.centre.clock.now(), dt.timedelta()) + dt.timedelta(seconds=1))

    async def _passes(self, time: dt.timedelta) -> None:
        self.centre.clock.advance(time)
        now = self.centre.clock.now()
        passed = [row for row in self._deadlines() if row.state == 1 and row.due_at < now]
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
            await self._call(
                client, self.centre.procedure(client).OpenCheck, _named(procedure_pb2.OpenCheckRequest, name), chance
            )
            each.go(Act.OPEN, who=who)
            self.must_hold()
        outcome = chance.choice((ESSENTIAL, NOT_ESSENTIAL, NOT_ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED))
        request = procedure_pb2.GiveOpinionRequest(name=name, outcome=outcome, reasons=f"Feature 1.3: {outcome}.")
        await self._call(client, self.centre.procedure(client).GiveOpinion, request, chance)
        each.go(Act.OPINE, who=who, outcome=outcome)

    async def records(self, name: str, who: str, chance: random.Random) -> None:
        """Records a finding, which is an opinion at once, or replaces it."""
        each, client = self.checks[name], self.world.people[who][1]
        revised = each.course.state is State.OPINION_ISSUED
        outcome = chance.choice((ESSENTIAL, UNDETERMINED) if revised else (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED))
        made = checks_pb2.Finding(check=name, outcome=outcome, reasons="Claim 1 reads on TS 36.213, 7.2.")
        request = checks_pb2.RecordFindingsRequest(findings=[made])
        await self._call(client, self.centre.checks(client).RecordFindings, request, chance)
        leans = outcome == NOT_ESSENTIAL and self.rules.reasons_first
        each.go(Act.REVISE if revised else Act.OPINE, short=not leans, who=who, outcome=outcome)

    async def answers(self, name: str, who: str, chance: random.Random) -> None:
        """An owner answers reasons."""
        each, text = self.checks[name], f"It is in 7.2.{next(self.world.numbers)}."
        request = hearings_pb2.AnswerHearingRequest(name=self._hearing(name), answer=text)
        client = self.clients[who]
        await self._call(client, self.centre.hearings(client).AnswerHearing, request, chance)
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
        request = hearings_pb2.RequestReviewRequest(name=self._hearing(name), review=which, grounds="Look again.")
        client, each = self.clients[who], self.checks[name]
        gone = [seat.evaluator for seat in each.course.sitting() if seat.evaluator in self.suspended]
        if act is Act.REQUEST_REEVALUATION and gone:
            with pytest.raises(SepiaError) as refused:
                await client.call(self.centre.hearings(client).RequestReview, request)
            assert refused.value.reason == "PANEL_NOT_THERE"
            return
        await self._call(client, self.centre.hearings(client).RequestReview, request, chance)
        each.go(act, who=who)

    async def is_filled(self, name: str, chance: random.Random) -> None:
        """The centre appoints whoever is missing."""
        request = procedure_pb2.AppointEvaluatorsRequest(name=name)
        try:
            await self._officer(self.centre.procedure().AppointEvaluators, request, chance)
        except SepiaError as error:
            if error.reason != "NO_EVALUATOR_WITHOUT_CONFLICT":
                raise
            return
        self._filled(name)

    def _filled(self, name: str) -> None:
        each = self.checks[name]
        there = {seat.evaluator for seat in each.course.sitting()}
        act = Act.REPLACE if each.course.state is State.LAPSED else Act.APPOINT
        each.go(act, appointed=[who for who in self._sitting(name, each.course.stage) if who not in there])

    async def replaces(self, name: str, chance: random.Random) -> None:
        """Somebody comes in an evaluator's place."""
        each = self.checks[name]
        leaving = chance.choice(each.course.sitting()).evaluator
        request = procedure_pb2.ReplaceEvaluatorRequest(name=name, evaluator=leaving, reason="illness")
        before = {seat.evaluator for seat in each.course.sitting()}
        try:
            await self._officer(self.centre.procedure().ReplaceEvaluator, request, chance)
        except SepiaError as error:
            if error.reason != "NO_EVALUATOR_WITHOUT_CONFLICT":
                raise
            return
        new = [who for who in self._sitting(name, each.course.stage) if who not in before]
        each.go(Act.REPLACE, who=leaving, appointed=new)

    async def is_suspended(self, who: str, chance: random.Random) -> None:
        """An evaluator is suspended; others come in the same step, where somebody is free."""
        request = evaluators_pb2.SuspendEvaluatorRequest(name=who, reason="code of conduct")
        await self._officer(self.centre.roster().SuspendEvaluator, request, chance)
        self.suspended.add(who)
        for name, each in self.checks.items():
            course = each.course
            if course.state in CLOSED | {State.REDRESS} or course.seat_of(who) is None:
                continue
            each.go(Act.VACATE, who=who)
            waits = each.course.state in WAITING
            (row,) = self.world.rows("select state from essentiality_check where id = %s", _id(name))
            if waits and row.state != int(each.course.state):
                self._filled(name)

    async def _reinstate(self, who: str) -> None:
        request = evaluators_pb2.ReinstateEvaluatorRequest(name=who, reason="heard")
        await self.centre.officer.call(self.centre.roster().ReinstateEvaluator, request)
        self.suspended.discard(who)

    async def extends(self, name: str, chance: random.Random) -> None:
        """The centre gives more time."""
        request = procedure_pb2.ExtendCheckRequest(name=name, reason="illness")
        await self._officer(self.centre.procedure().ExtendCheck, request, chance)
        self.checks[name].go(Act.EXTEND)

    async def withdraws(self, name: str, chance: random.Random) -> None:
        """The family expired, or the parties have settled."""
        if self.request:
            await self.advances(name, hearings_pb2.REQUEST_STEP_WITHDRAW, Act.WITHDRAW, chance)
            return
        request = procedure_pb2.WithdrawCheckRequest(name=name, reason="lapsed in all states")
        await self._officer(self.centre.procedure().WithdrawCheck, request, chance)
        self.checks[name].go(Act.WITHDRAW)

    async def advances(self, name: str, step: int, act: Act, chance: random.Random) -> None:
        """A party or the centre moves a request."""
        actors = {Act.PARTY_ANSWER: self.owners[0], Act.WITHDRAW: self.asker}
        client = self.clients[actors[act]] if act in actors else self.centre.officer
        text = "" if act in (Act.ADMIT, Act.PUBLISH) else "Step c is in 7.2."
        request = hearings_pb2.AdvanceOpinionRequestRequest(name=self.request, step=step, text=text)
        await self._call(client, self.centre.hearings(client).AdvanceOpinionRequest, request, chance)
        self.checks[name].go(act)
        self.published = self.published or act is Act.PUBLISH

    async def corrects(self, name: str, chance: random.Random) -> None:
        """An opinion is corrected by a new one."""
        query = "select id from opinion where check_id = %s and superseded_by is null"
        (row,) = self.world.rows(query, _id(name))
        request = hearings_pb2.CorrectOpinionRequest(
            name=f"opinions/{row.id}", reasons="Claim 2, not 1.", correction="wrong claim named"
        )
        await self._officer(self.centre.hearings().CorrectOpinion, request, chance)
        self.checks[name].go(Act.CORRECT)

    async def is_observed(self, chance: random.Random) -> None:
        """A stakeholder observes on a family, in time or too late."""
        family = chance.choice([each.family for each in self.checks.values()])
        request = hearings_pb2.SubmitObservationRequest(campaign=self.campaign, family=family, text="See D1, figure 3.")
        try:
            await self._call(self.stranger, self.centre.hearings(self.stranger).SubmitObservation, request, chance)
        except SepiaError as error:
            if error.reason not in ("OBSERVATIONS_CLOSED", "PROCEDURE_NOT_OFFERED", "OBSERVATIONS_NOT_OPEN"):
                raise

    async def publishes(self, chance: random.Random) -> None:
        """The results are published."""
        await self._officer(
            self.centre.campaigns().PublishResults, pb.PublishResultsRequest(name=self.campaign), chance
        )
        self.published = True
        for each in self.checks.values():
            each.short = False

    async def out_of_turn(self, chance: random.Random) -> None:
        """Somebody tries what the procedure does not allow now, or what is not theirs; nothing changes."""
        name = chance.choice(sorted(self.checks))
        each = self.checks[name]
        before = self._snapshot()
        sits = {seat.evaluator for seat in each.course.seats}
        other = self.world.people[chance.choice(sorted(set(self.world.people) - sits - each.sat))][1]
        tries: list[Awaitable[object]] = [
            other.call(
                self.centre.procedure(other).GiveOpinion,
                procedure_pb2.GiveOpinionRequest(name=name, outcome=ESSENTIAL, reasons="not mine"),
            ),
            other.call(self.centre.procedure(other).OpenCheck, procedure_pb2.OpenCheckRequest(name=name)),
        ]
        officer = self.centre.officer
        if each.course.state not in WAITING:
            tries.append(
                officer.call(
                    self.centre.procedure().AppointEvaluators, procedure_pb2.AppointEvaluatorsRequest(name=name)
                )
            )
        if each.course.state in CLOSED:
            request = procedure_pb2.WithdrawCheckRequest(name=name, reason="again")
            tries.append(officer.call(self.centre.procedure().WithdrawCheck, request))
        spoken = [seat.evaluator for seat in each.course.sitting() if seat.outcome]
        if spoken and not each.short:
            client = self.world.people[spoken[0]][1]
            request = procedure_pb2.GiveOpinionRequest(name=name, outcome=NOT_ESSENTIAL, reasons="once more")
            tries.append(client.call(self.centre.procedure(client).GiveOpinion, request))
        for _, organization, _ in each.held[:1]:
            holder = self.clients[organization]
            request = hearings_pb2.AnswerHearingRequest(name=self._hearing(name), answer="once more")
            tries.append(holder.call(self.centre.hearings(holder).AnswerHearing, request))
        closed = self.world.rows(
            "select id, audience from hearing where check_id = %s and closed_at is not null", _id(name)
        )
        for row in closed[:1]:
            for organization in row.audience[:1]:
                holder = self.clients[organization.removeprefix("organization:")]
                request = hearings_pb2.AnswerHearingRequest(name=f"hearings/{row.id}", answer="too late")
                tries.append(holder.call(self.centre.hearings(holder).AnswerHearing, request))
        for refused in await asyncio.gather(*tries, return_exceptions=True):
            assert isinstance(refused, SepiaError), f"{each.course.state.name} allowed what it must not: {refused}"
        assert self._snapshot() == before

    # --- what must hold ----------------------------------------------------------------------------------------------

    def must_hold(self) -> None:
        """State, seats, hearings and deadlines are the model's; every step left its trace, each once."""
        now = self.centre.clock.now()
        deadlines = self._deadlines()
        steps = self.world.rows(
            "select s.*, e.id is not null as logged from check_step s left join log_entry e on e.id = s.log_entry_id "
            "where s.check_id = any(%s) order by s.check_id, s.number",
            [_id(name) for name in self.checks],
        )
        rows = self.world.rows("select * from essentiality_check where id = any(%s)", [_id(n) for n in self.checks])
        assert len(rows) == len(self.checks)
        for row in rows:
            name = f"checks/{row.id}"
            each = self.checks[name]
            course = each.course
            where = f"{name} under {self.regime}, after {each.acts}"
            assert State(row.state) is course.state, where
            assert course.state in {step.after for step in procedure.transitions(self.rules)}, where
            assert frozenset(row.answered) == course.answered or course.state not in HEARINGS, where
            assert (row.reevaluated, row.extensions) == (course.reevaluated, course.extensions), where
            if course.state is State.OPINION_ISSUED:
                assert row.outcome == course.outcome in (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED), where
            seats = self.world.rows(
                "select stage, evaluator_id, outcome from seat where check_id = %s and ended_at is null", row.id
            )
            assert {(s.stage, f"evaluators/{s.evaluator_id}", s.outcome) for s in seats} == {
                (int(s.stage), s.evaluator, s.outcome) for s in course.seats
            }, where
            mine = [d for d in deadlines if d.check == name]
            running = [Owed(Due(d.kind), d.who) for d in mine if d.state == 1]
            assert len(running) == len(set(running)), f"a deadline runs twice: {where}"
            assert set(running) == owed(course), where
            assert all(d.due_at >= now for d in mine if d.state == 1), f"a deadline was missed: {where}"
            # Of several whose time ends at once the first to fire passes on what was kept, and the others are met.
            assert sum(d.state == 3 and not d.kept for d in mine) == each.fired, f"fired not once each: {where}"
            kept = {d.who for d in mine if d.state == 1 and d.kept}
            assert kept == {who for _, who, _ in each.held}, f"whose answer is kept owes nothing: {where}"
            assert all(d.closed_at > d.due_at for d in mine if d.state == 3), where
            open_hearings = self.world.rows(
                "select count(*) from hearing where check_id = %s and closed_at is null", row.id
            )
            assert open_hearings[0][0] == (course.state in HEARINGS | {State.REDRESS}), where
            taken = [step for step in steps if step.check_id == row.id]
            acts = [act if act is not SHORT else "" for act in each.acts]
            told = [s.act if act else "" for s, act in zip(taken, acts, strict=True)]
            assert told == acts, where
            assert [step.number for step in taken] == list(range(2, len(taken) + 2)), where
            assert row.version == 1 + len(taken), where
            assert all(step.logged for step in taken), where
            for one, next_ in itertools.pairwise(taken):
                assert one.state_after == next_.state_before, where
            assert not taken or taken[-1].state_after == row.state, where

    async def nobody_learns(self, chance: random.Random) -> None:
        """What somebody gets from all there is to ask names nobody who checks, unless the opinion has named them."""
        viewers: list[tuple[str, Client]] = [
            ("", self.centre.public),
            ("", self.stranger),
            *self.clients.items(),
            *((who, self.world.people[who][1]) for who in sorted(self.world.people)),
        ]
        sitting = {seat.evaluator for each in self.checks.values() for seat in each.course.seats}
        weights = [3, 1, 4, 2, 2, *(2 if who in sitting else 0.3 for who in sorted(self.world.people))]
        ((whose, client),) = chance.choices(viewers, weights)
        sat = {who for each in self.checks.values() for who in each.sat} - {whose}
        named: set[str] = set()
        opinions = self.world.rows(
            "select signed_by, audience, names_public from opinion where check_id = any(%s)",
            [_id(name) for name in self.checks],
        )
        for opinion in opinions:
            # Issued: who is told of it, or sat on it, sees who gave it, where the regime names them to all.
            if f"organization:{whose}" in opinion.audience or opinion.names_public:
                named |= set(opinion.signed_by)
        secrets: set[str] = set()
        for who in sat:
            person = self.world.people[who][0]
            secrets |= {person.name.partition("/")[2], person.account}
            if person.display_name not in named:
                secrets.add(person.display_name)
        if not self.published:
            secrets |= {
                name.partition("/")[2] for name, each in self.checks.items() if whose not in each.sat or not whose
            }
        # Nor does anybody get an answer before its time: nobody answers the reasons of a double.
        secrets |= {
            text
            for each in self.checks.values()
            for _, organization, text in (*each.held, *each.buried)
            if organization != whose
        }
        words = [secret.encode() for secret in sorted(secrets)]
        for what, reply in await self._much(client, chance):
            data = reply.encode() if isinstance(reply, str) else reply.SerializeToString()
            found = [word.decode() for word in words if word in data]
            assert not found, f"{whose or 'somebody'} learns {found} from {what} under {self.regime}: {reply}"

    async def _much(self, client: Client, chance: random.Random) -> list[tuple[str, Message | str]]:
        """Half of what somebody can ask for, another half each time, and all of the log."""
        centre, check, campaign = self.centre, next(iter(self.checks)), self.campaign
        person = next(iter(self.checks[check].sat or self.world.people))
        opinions = hearings_pb2.ListOpinionsRequest(campaign=campaign, family=self.checks[check].family)
        calls: list[tuple[Any, Message]] = [
            (centre.checks(client).ListChecks, checks_pb2.ListChecksRequest(campaign=campaign)),
            (centre.checks(client).ListEvaluators, checks_pb2.ListEvaluatorsRequest()),
            (centre.checks(client).GetCheck, checks_pb2.GetCheckRequest(name=check)),
            (centre.roster(client).GetEvaluator, evaluators_pb2.GetEvaluatorRequest(name=person)),
            (centre.procedure(client).ListCheckSteps, procedure_pb2.ListCheckStepsRequest(check=check)),
            (centre.procedure(client).ListDuties, procedure_pb2.ListDutiesRequest(page_size=1000)),
            (centre.hearings(client).ListHearings, hearings_pb2.ListHearingsRequest(page_size=20)),
            (centre.hearings(client).ListOpinions, opinions),
            (centre.hearings(client).ListOpinionRequests, hearings_pb2.ListOpinionRequestsRequest(page_size=5)),
            (
                client.stub(quality_pb2_grpc.QualityServiceStub).ListQualityReports,
                quality_pb2.ListQualityReportsRequest(),
            ),
            (client.stub(proposals_pb2_grpc.ProposalServiceStub).ListProposals, proposals_pb2.ListProposalsRequest()),
            (
                client.stub(earlier_results_pb2_grpc.EarlierResultServiceStub).ListEarlierResults,
                earlier_results_pb2.ListEarlierResultsRequest(),
            ),
        ]
        if campaign:
            calls += [
                (centre.campaigns(client).GetCampaign, pb.GetCampaignRequest(name=campaign)),
                (centre.campaigns(client).ListCampaigns, pb.ListCampaignsRequest(page_size=3)),
                (centre.campaigns(client).ListDrawnFamilies, pb.ListDrawnFamiliesRequest(campaign=campaign)),
                (centre.campaigns(client).ListHolderResults, pb.ListHolderResultsRequest(campaign=campaign)),
                (centre.campaigns(client).ListResults, pb.ListResultsRequest(campaign=campaign)),
                (centre.hearings(client).ListObservations, hearings_pb2.ListObservationsRequest(campaign=campaign)),
            ]
        got: list[tuple[str, Message | str]] = []
        calls = chance.sample(calls, len(calls) // 2)
        asked = await asyncio.gather(*(client.call(*call) for call in calls), return_exceptions=True)
        for (_, request), reply in zip(calls, asked, strict=True):
            what = type(request).__name__
            if isinstance(reply, SepiaError):
                # A refusal names what was asked for: that much was known.
                text = f"{reply.reason} {reply.message} {reply.metadata}"
                got.append((what, text.replace(check, "").replace(person, "")))
            elif isinstance(reply, BaseException):
                raise reply
            else:
                got.append((what, reply))
        got += [("the log", entry) for entry in (await self._entries(client, self.start))[0]]
        return got

    async def log_must_tell_all(self) -> None:
        """The log has every step of every check, in order, each once."""
        entries, _ = await self._entries(self.centre.officer, self.start)
        told: dict[str, list[str]] = {name: [] for name in self.checks}
        for entry in entries:
            if entry.kind == "centre:check:step" and entry.subject in told:
                told[entry.subject].append(json.loads(entry.content)["content"]["act"])
            if entry.kind == "evaluator:findings:record":
                for each in json.loads(entry.content)["content"]["findings"]:
                    if each["check"] in told:
                        told[each["check"]].append(SHORT)
        assert told == {name: each.acts for name, each in self.checks.items()}

    async def _entries(self, client: Client, start: int, size: int = 1000) -> tuple[list[journal_pb2.Entry], int]:
        """Entries from a position on, and how many there are, once everything recorded so far has its position."""
        running = self.centre.running.running
        while self.world.rows("select 1 from log_entry where position is null limit 1"):
            await running.sequencer.drain()
        found: list[journal_pb2.Entry] = []
        request = journal_pb2.ListEntriesRequest(log="logs/assessment", from_position=start, page_size=size)
        while True:
            reply = await client.call(client.stub(JournalServiceStub).ListEntries, request)
            found += reply.entries
            if size == 1 or not reply.entries or reply.next_position >= reply.tree_size:
                return found, reply.tree_size
            request.from_position = reply.next_position

    # --- what is there -----------------------------------------------------------------------------------------------

    def _sitting(self, name: str, stage: Stage = Stage.FIRST) -> list[str]:
        query = (
            "select evaluator_id from seat where check_id = %s and stage = %s and ended_at is null "
            "order by appointed_at, evaluator_id"
        )
        return [f"evaluators/{row.evaluator_id}" for row in self.world.rows(query, _id(name), int(stage))]

    def _hearing(self, name: str) -> str:
        (row,) = self.world.rows("select id from hearing where check_id = %s and closed_at is null", _id(name))
        return f"hearings/{row.id}"

    def _deadlines(self) -> list[Any]:
        query = (
            "select d.*, 'checks/' || a.check_id as check, "
            "case when d.actor = 'role:OFFICER' then %s else split_part(d.subject, '#', 2) end as who, "
            "d.kind = %s and d.actor = '' and d.subject not like '%%#-' as kept "
            "from (select id::text as id, id as check_id, 'checks/' as place from essentiality_check "
            "  where id = any(%s) union all "
            "  select id::text, check_id, 'hearings/' from hearing where check_id = any(%s) union all "
            "  select id::text, check_id, 'opinionRequests/' from opinion_request where check_id = any(%s)) a "
            "join deadline d on split_part(d.subject, '#', 1) = a.place || a.id"
        )
        ids = [_id(name) for name in self.checks]
        return self.world.rows(query, OFFICER, Due.ANSWER.value, ids, ids, ids)

    def _snapshot(self) -> list[Any]:
        ids = [_id(name) for name in self.checks]
        checks = self.world.rows("select * from essentiality_check where id = any(%s) order by id", ids)
        return [checks, sorted((d.id, d.state, d.due_at) for d in self._deadlines())]

    async def _officer(self, method: Any, request: Any, chance: random.Random) -> Any:
        return await self._call(self.centre.officer, method, request, chance)

    async def _call(self, client: Client, method: Any, request: Any, chance: random.Random) -> Any:
        """Calls; now and then twice at once, or once more afterwards: the answer is the same, and done it is once."""
        request.request_id = uuid.UUID(int=chance.getrandbits(128)).hex + uuid.uuid4().hex[:8]
        mood = chance.random()
        if mood < 0.1:
            one, other = await asyncio.gather(client.call(method, request), client.call(method, request))
            assert one == other
            return one
        reply = await client.call(method, request)
        if mood > 0.85:
            assert await client.call(method, request) == reply
        return reply


def _id(name: str) -> uuid.UUID:
    return uuid.UUID(name.rpartition("/")[2])


def _named(kind: Any, name: str) -> Any:
    return kind(name=name)
