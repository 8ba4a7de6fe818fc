"""Owns hearings that end at the same moment: reasons were laid before holders on one day, and the time passes for all.

Each goes through the same rules as by itself and leaves the same rows; they are written together. It is for hearings in
which one answer was waited for, and one evaluator goes on; every other ends by itself.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.assessment.bulk import insert_rows
from services.assessment.checks import course as courses
from services.assessment.checks.course import Course, Owed, owed
from services.assessment.checks.procedure import HEARINGS, Act, Due
from services.assessment.conducting.cases import Case, take_many
from services.assessment.conducting.dues import opinion_due_on, period_of
from services.assessment.conducting.steps import STEP, Said, entry_of, step_values
from services.assessment.conducting.telling import CLOSED_BY, TOLD, closed_entry
from services.assessment.tables import check_step, deadline, essentiality_check, hearing, hearing_answer, seat
from shared.db import WriteTransaction
from shared.deadlines import Close, Deadline
from shared.deadlines.tables import OPEN


@dataclass(frozen=True, slots=True)
class Ended:
    """A check whose hearing ends, before and after.

    Attributes:
        case: as it was.
        after: where it stands.
        act: what ended the hearing: that time passed, or an answer that was held back until then.
        said: what is noted of it.
        due_on: the day until which the evaluator decides.
    """

    case: Case
    after: Course
    act: Act
    said: Said
    due_on: dt.date


async def end_together(
    tx: WriteTransaction,
    passed: Mapping[uuid.UUID, tuple[Owed, Deadline]],
    note: str,
    held: Mapping[uuid.UUID, Said],
    close: Close,
) -> int:
    """Ends the hearings in which one answer was waited for; says how many these were.

    Args:
        passed: by check, what was owed and its deadline.
        note: said of each in which nobody answered.
        held: by hearing, what is said of the answer that was held back.
        close: closes the deadlines of those hearings.
    """
    ended: list[Ended] = []
    for check_id, case in (await take_many(tx, passed, heard=True)).items():
        due, lapsed = passed[check_id]
        known = case.course.state in HEARINGS and len(case.course.sitting()) == 1
        if not known or owed(case.course) != frozenset({due}) or case.held - {due.who}:
            continue
        if case.held:
            act, said = Act.ANSWER, held[case.hearing.id]
            after = courses.move(case.course, act, who=due.who)
        else:
            act, said = Act.REPLY_ENDED, Said(note=note, content={"due_time": lapsed.due_at})
            after = courses.move(case.course, act, by_deadline=True)
        ended.append(Ended(case, after, act, said, opinion_due_on(case, after.state)))
    if ended:
        await close([passed[each.case.row.id][1].id for each in ended])
        await _write(tx, ended)
    return len(ended)


async def _write(tx: WriteTransaction, ended: Sequence[Ended]) -> None:
    connection, now = tx.connection, tx.database.clock.now()
    speaking = [
        each.case.seats[int(each.after.stage), sitting.evaluator] for each in ended for sitting in each.after.sitting()
    ]
    await connection.execute(sa.update(seat).where(_among(seat.c.id, [row.id for row in speaking])).values(outcome=0))
    told = [(each.case.name, *entry_of(each.case, each.act, each.after, each.said)) for each in ended]
    entries = await tx.record_each(STEP, told)
    await _move(tx, ended)
    steps = [
        step_values(each.case, each.act, each.after, each.said, now, entry)
        for each, entry in zip(ended, entries, strict=True)
    ]
    await insert_rows(connection, check_step, steps)
    heard = [each.case.hearing.id for each in ended]
    for act in {each.act for each in ended}:
        of_act = [each.case.hearing.id for each in ended if each.act is act]
        values = {"state": CLOSED_BY[act], "closed_at": now, "revision": hearing.c.revision + 1}
        await connection.execute(sa.update(hearing).where(_among(hearing.c.id, of_act)).values(values))
    untold = sa.and_(_among(hearing_answer.c.hearing_id, heard), hearing_answer.c.told_at.is_(None))
    await connection.execute(sa.update(hearing_answer).where(untold).values(told_at=now))
    closed = [
        (f"hearings/{each.case.hearing.id}", *closed_entry(each.case.hearing, CLOSED_BY[each.act])) for each in ended
    ]
    await tx.record_each(TOLD, closed)
    await insert_rows(connection, deadline, [_due(tx, each, now) for each in ended])


async def _move(tx: WriteTransaction, ended: Sequence[Ended]) -> None:
    """Sets down where the checks stand, and until when."""
    table = essentiality_check
    grouped: dict[tuple[int, dt.datetime, tuple[str, ...]], list[uuid.UUID]] = {}
    for each in ended:
        due_at = each.case.regime.days.end_of(each.due_on)
        key = int(each.after.state), due_at, tuple(sorted(each.after.answered))
        grouped.setdefault(key, []).append(each.case.row.id)
    for (state, due_at, answered), ids in grouped.items():
        # Of what a check remembers, the end of a hearing changes no more: `course.move` leaves the rest as it was.
        values = {
            "state": state,
            "version": table.c.version + 1,
            "answered": list(answered),
            "extensions": 0,
            "due_at": due_at,
        }
        await tx.execute(sa.update(table).where(_among(table.c.id, ids)).values(values))


def _due(tx: WriteTransaction, each: Ended, now: dt.datetime) -> dict[str, object]:
    """What the evaluator owes now: an opinion, once the holder was heard."""
    case = each.case
    (new,) = owed(each.after)
    assert new.due is Due.OPINION
    key, _ = period_of(case, Due.OPINION, each.after.state)
    return {
        "id": tx.database.new_id(),
        "subject": f"{case.name}#{new.who}",
        "kind": new.due.value,
        "actor": case.seats[int(each.after.stage), new.who].evaluator_account,
        "due_on": each.due_on,
        "due_at": case.regime.days.end_of(each.due_on),
        "provision": case.regime.provision(key),
        "state": OPEN,
        "created_at": now,
    }


def _among(column: sa.ColumnElement[uuid.UUID], ids: Collection[uuid.UUID]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.bindparam("among", list(ids), pg.ARRAY(sa.Uuid), unique=True))
