"""Owns what follows when a deadline of a check passes unmet: the step that the clock takes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from services.assessment.chart_deadlines import ASSIGN, assignment_overdue
from services.assessment.checks.course import OFFICER, Owed, owed
from services.assessment.checks.procedure import LAPSES, Act, Due
from services.assessment.conducting import NOBODY, Said, as_centre, end_together, lapse_together, step, take
from services.assessment.handing_in.rules import HAND_IN
from services.assessment.hearings.holding import held_answers, tell_held_answers
from services.assessment.tables import SCHEMA, deadline, hearing, opinion_request
from shared.auth.callers import Caller, Role, set_caller
from shared.db import Database, WriteTransaction
from shared.deadlines import Close, Deadline, DeadlineRunner, Lapse, LapseTogether

_NOTES = {
    Act.LAPSE: "The time for the opinion passed without one.",
    Act.REPLY_ENDED: "The time for the answer passed; those who did not answer are taken to have nothing to say.",
    Act.REDRESS_ENDED: "Nobody appealed in time; the opinion stands.",
    Act.REEVALUATION_CLOSED: "Nobody asked for a re-evaluation in time.",
    Act.OVERDUE: "The centre has not appointed or decided in time; it still has to.",
    Act.PARTY_PERIOD_ENDED: "The other party made no statement in time.",
}


async def lapse(tx: WriteTransaction, passed: Deadline) -> None:
    """Takes the step that follows, unless what was owed is owed no longer."""
    await as_centre(tx.connection)
    about, _, who = passed.subject.partition("#")
    check_id = await _check_of(tx, about)
    # Whoever acts just now has the check; the clock comes again in a moment rather than waiting on them.
    case = await take(tx, check_id, wait=False)
    due = Due(passed.kind)
    who = OFFICER if passed.actor == "role:OFFICER" else who or NOBODY
    if due is Due.ANSWER:
        case = await tell_held_answers(case)
    if Owed(due, who) not in owed(case.course):
        return
    act = LAPSES[due]
    await step(case, act, Said(note=_NOTES[act], content={"due_time": passed.due_at}), by_deadline=True)


def _together(due: Due) -> LapseTogether:
    """What follows for many checks at once, as `lapse` does it for one; checks that need more are left to that."""

    async def lapse_many(tx: WriteTransaction, passed: Sequence[Deadline], close: Close) -> int:
        owing: dict[uuid.UUID, tuple[Owed, Deadline]] = {}
        for each in passed:
            about, _, who = each.subject.partition("#")
            collection, _, id = about.partition("/")
            if collection == "checks":
                owing[uuid.UUID(id)] = Owed(due, OFFICER if each.actor == "role:OFFICER" else who), each
        act = LAPSES[due]
        return await lapse_together(tx, owing, act, _NOTES[act], close)

    return lapse_many


async def hearings_end(tx: WriteTransaction, passed: Sequence[Deadline], close: Close) -> int:
    """What follows when the time for many answers passes at once, as `lapse` does it for one."""
    await as_centre(tx.connection)
    by_hearing = {uuid.UUID(each.subject.partition("#")[0].partition("/")[2]): each for each in passed}
    of_check = sa.select(hearing.c.id, hearing.c.check_id).where(hearing.c.id.in_(list(by_hearing)))
    owing: dict[uuid.UUID, tuple[Owed, Deadline]] = {}
    for row in await tx.execute(of_check):
        each = by_hearing[row.id]
        owing[row.check_id] = Owed(Due.ANSWER, each.subject.partition("#")[2] or NOBODY), each
    held = {hearing_id: said for hearing_id, _, said in await held_answers(tx, by_hearing)}
    return await end_together(tx, owing, _NOTES[Act.REPLY_ENDED], held, close)


async def all_pass(tx: WriteTransaction, passed: Sequence[Deadline], close: Close) -> int:
    """Closes deadlines with nothing to follow."""
    await close([each.id for each in passed])
    return len(passed)


async def nothing_follows(tx: WriteTransaction, passed: Deadline) -> None:
    """The time for charts has passed: no check waits for one, and HandInChart refuses by the date itself."""


async def _check_of(tx: WriteTransaction, about: str) -> uuid.UUID:
    collection, _, id = about.partition("/")
    if collection == "checks":
        return uuid.UUID(id)
    table = hearing if collection == "hearings" else opinion_request
    return (await tx.execute(sa.select(table.c.check_id).where(table.c.id == uuid.UUID(id)))).scalar_one()


class Clock:
    """Fires the deadlines of checks, in the name of the centre: without it no row of theirs is seen."""

    def __init__(self, database: Database) -> None:
        lapses: dict[str, Lapse] = {due.value: lapse for due in Due}
        lapses[HAND_IN] = nothing_follows
        lapses[ASSIGN] = assignment_overdue
        # What thousands of checks of a campaign have due in the same minute.
        together: dict[str, LapseTogether] = {due.value: _together(due) for due in (Due.OPINION, Due.APPOINTMENT)}
        together[Due.ANSWER.value] = hearings_end
        together[HAND_IN] = all_pass
        self._runner = DeadlineRunner(database, deadline, lapses, together)

    async def run(self) -> None:
        """Fires deadlines until cancelled."""
        _act_as_service()
        await self._runner.run()

    async def run_once(self) -> int:
        """Fires whatever has passed by now; returns how many lapsed here."""
        _act_as_service()
        return await self._runner.run_once()


def _act_as_service() -> None:
    set_caller(Caller(f"services/{SCHEMA}", frozenset({Role.ROLE_SERVICE})))
