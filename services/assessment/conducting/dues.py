"""Owns the due dates of a check: what a step newly owes gets one, what is owed no longer loses it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.checks.course import OFFICER, Owed, owed
from services.assessment.checks.procedure import Act, Due, State
from services.assessment.conducting.cases import NOBODY, Case, check_name
from services.assessment.tables import deadline, essentiality_check, hearing
from shared.deadlines import drop_deadlines, meet_deadline, set_deadline
from shared.regime import Period


def period_of(case: Case, due: Due, state: State | None = None) -> tuple[str, Period]:
    """The profile's key and period behind a deadline, in the state a check is in, or in another."""
    profile, state = case.regime.profile, state or case.course.state
    checks, peers, appeal = profile.checks, profile.peer_evaluation, profile.appeal
    match due:
        case Due.ANSWER:
            return "checks.reply_open", checks.reply_open or checks.final_opinion_due
        case Due.APPOINTMENT | Due.ADMISSION:
            return "checks.appointment_due", checks.appointment_due
        case Due.STATEMENT:
            return "checks.statement_open", checks.statement_open or checks.appointment_due
        case Due.APPEAL_REQUEST:
            assert appeal is not None
            return "appeal.appeal_due", appeal.appeal_due
        case Due.REEVALUATION_REQUEST:
            assert appeal is not None
            return "appeal.reevaluation_due", appeal.reevaluation_due or appeal.appeal_due
        case Due.OPINION:
            if state in (State.DECIDING, State.PEER_DECIDING):
                return "checks.final_opinion_due", checks.final_opinion_due
            if state is State.PEER_EVALUATION and peers is not None:
                return "peer_evaluation.opinion_due", peers.opinion_due
            if state is State.APPEAL and appeal is not None:
                return "appeal.decision_due", appeal.decision_due
            if state is State.REEVALUATION and appeal is not None:
                return "appeal.reevaluation_decided", appeal.reevaluation_decided
            return "checks.opinion_due", checks.opinion_due


def opinion_due_on(case: Case, state: State) -> dt.date:
    """The last day for the opinion of a check that comes into a state today."""
    days = case.regime.days
    due_on = days.last_day(period_of(case, Due.OPINION, state)[1], case.today)
    # Inside the time for the opinion, where that ends later.
    return max(due_on, days.date_of(case.row.due_at)) if state is State.DECIDING else due_on


def _place(case: Case, each: Owed) -> tuple[str, str]:
    """Subject and actor of a deadline. A holder's names the hearing, never the check."""
    if each.who == OFFICER:
        about = f"opinionRequests/{case.request.id}" if each.due is Due.ADMISSION else case.name
        return about, "role:OFFICER"
    if each.due is Due.OPINION:
        account = next(row.evaluator_account for (_, name), row in case.seats.items() if name == each.who)
        return f"{case.name}#{each.who}", account
    if each.due is Due.STATEMENT:
        return f"opinionRequests/{case.request.id}#{each.who}", each.who
    return f"hearings/{case.hearing.id}#{each.who}", "" if each.who == NOBODY or each.who in case.held else each.who


async def set_dues(case: Case, moved: Case, act: Act, who: str, *, by_clock: bool) -> None:
    """Ends the deadlines of what is owed no longer, and sets those of what is newly owed."""
    before, after = owed(case.course), owed(moved.course)
    new_round = act in (Act.OVERDUE, Act.EXTEND)
    for gone in before - after:
        subject, _ = _place(case, gone)
        end = meet_deadline if gone.who in (who, OFFICER) and not by_clock else drop_deadlines
        await end(case.tx, deadline, subject, gone.due.value)
    for new in after if new_round else after - before:
        await set_one(moved, new, extended=act is Act.EXTEND)


async def set_one(case: Case, each: Owed, *, extended: bool = False) -> None:
    """Sets, or moves, the deadline of what somebody owes."""
    key, period = period_of(case, each.due)
    days = case.regime.days
    due_on = days.last_day(period, case.today)
    if each.due is Due.OPINION:
        due_on = opinion_due_on(case, case.course.state)
        if extended:
            key, period = "checks.extension", case.regime.profile.checks.extension or period
            due_on = days.last_day(period, days.date_of(case.row.due_at))
    if each.due is Due.ANSWER and extended:
        key, period = "checks.reply_extension", case.regime.profile.checks.reply_extension or period
        due_on = days.last_day(period, days.date_of(case.hearing.due_at))
    subject, actor = _place(case, each)
    due_at = await set_deadline(
        case.tx,
        deadline,
        days,
        subject=subject,
        kind=each.due.value,
        due_on=due_on,
        actor=actor,
        provision=case.regime.provision(key),
    )
    if each.due is Due.OPINION:
        table = essentiality_check
        await case.tx.execute(sa.update(table).where(table.c.id == case.row.id).values(due_at=due_at))
    if each.due is Due.ANSWER and extended:
        row = case.hearing
        values = {"due_at": due_at, "revision": row.revision + 1}
        await case.tx.execute(sa.update(hearing).where(hearing.c.id == row.id).values(values))


async def conclude_recorded(connection: AsyncConnection, checks: Sequence[uuid.UUID], now: dt.datetime) -> None:
    """Closes, for many at once, the deadlines of checks whose opinion was recorded in the short form."""
    names = [check_name(each) for each in checks]
    await connection.execute(
        sa.update(deadline)
        .where(
            sa.func.split_part(deadline.c.subject, "#", 1).in_(names),
            deadline.c.kind == Due.OPINION.value,
            deadline.c.state == 1,
        )
        .values(state=2, closed_at=now)
    )
