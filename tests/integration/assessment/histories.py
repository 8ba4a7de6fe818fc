"""Owns random histories over the server: a campaign or a request lived through step by step, beside a model of it.

What is done is chosen from what the model allows; what the database then holds has to be what the model says. The model
is the pure course of a check; here it has no store, no deadlines of its own and no log.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import uuid
from collections.abc import Awaitable, Callable

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import (
    hearings_pb2,
    procedure_pb2,
)
from services.assessment.checks import course as courses
from services.assessment.checks import procedure
from services.assessment.checks.course import Course
from services.assessment.checks.procedure import (
    CLOSED,
    ESSENTIAL,
    HEARINGS,
    JUDGING,
    NOT_ESSENTIAL,
    WAITING,
    Act,
    State,
)
from shared.errors import SepiaError
from tests.integration.assessment.conftest import RANDOM_VALUE
from tests.integration.assessment.history_acts import Acts
from tests.integration.assessment.history_model import NOBODY, Modelled
from tests.integration.assessment.history_secrecy import Secrecy
from tests.integration.assessment.history_world import World, id_in

REGIMES = ("consortium", "eu-2023", "hantei")
Step = Callable[[], Awaitable[None]]

__all__ = ["REGIMES", "History", "World"]


class History(Acts, Secrecy):
    """One campaign, or one request for an opinion, from its beginning to its end."""

    # --- beginning and end -------------------------------------------------------------------------------------------

    async def begin(self, chance: random.Random) -> None:
        """Announces, draws and assigns a campaign, or takes a request in."""
        self.start = (await self.entries(self.centre.officer, 0, 1))[1]
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
        (row,) = self.world.rows("select check_id from opinion_request where id = %s", id_in(made.name))
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
        await self.by_officer(
            self.centre.campaigns().DrawSample, pb.DrawSampleRequest(name=made.name, random_value=RANDOM_VALUE), chance
        )
        await self.centre.pass_chart_time(made.name)
        some = chance.sample(sorted(self.world.people), 6)
        asked = pb.AssignChecksRequest(
            name=made.name, evaluators=some, duplicate_per_mille=500 if self.rules.panel == 1 else 0
        )
        await self.by_officer(self.centre.campaigns().AssignChecks, asked, chance)
        query = "select id, family, addressees from essentiality_check where campaign_id = %s order by id"
        for row in self.world.rows(query, id_in(made.name)):
            name = f"checks/{row.id}"
            sitting = self.sitting_on(name)
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
            await self.is_reinstated(evaluator)
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

    # --- what may not ------------------------------------------------------------------------------------------------

    async def out_of_turn(self, chance: random.Random) -> None:
        """Somebody tries what the procedure does not allow now, or what is not theirs; nothing changes."""
        name = chance.choice(sorted(self.checks))
        each = self.checks[name]
        before = self.snapshot()
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
            request = hearings_pb2.AnswerHearingRequest(name=self.hearing_of(name), answer="once more")
            tries.append(holder.call(self.centre.hearings(holder).AnswerHearing, request))
        closed = self.world.rows(
            "select id, audience from hearing where check_id = %s and closed_at is not null", id_in(name)
        )
        for row in closed[:1]:
            for organization in row.audience[:1]:
                holder = self.clients[organization.removeprefix("organization:")]
                request = hearings_pb2.AnswerHearingRequest(name=f"hearings/{row.id}", answer="too late")
                tries.append(holder.call(self.centre.hearings(holder).AnswerHearing, request))
        for refused in await asyncio.gather(*tries, return_exceptions=True):
            assert isinstance(refused, SepiaError), f"{each.course.state.name} allowed what it must not: {refused}"
        assert self.snapshot() == before
