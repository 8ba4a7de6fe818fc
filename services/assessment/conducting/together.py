"""Owns the steps that the clock takes on many checks at once: the opinions, or appointments, that a day leaves undone.

Each check goes through the same rules as by itself (`course.move`) and leaves the same rows; they are written together.
It is for checks that concern nobody but the centre and one evaluator: nothing lies before a holder or a party, nobody
else sits. Every other check takes its step by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.assessment.bulk import insert_rows
from services.assessment.checks import course as courses
from services.assessment.checks.course import OFFICER, Course, Owed, owed
from services.assessment.checks.procedure import WAITING, Act, Due
from services.assessment.conducting.cases import Case, take_many
from services.assessment.conducting.dues import period_of
from services.assessment.conducting.steps import STEP, Said, entry_of, step_values
from services.assessment.tables import check_step, deadline, essentiality_check, seat
from shared.db import WriteTransaction
from shared.deadlines import Close, Deadline
from shared.deadlines.tables import OPEN


@dataclass(frozen=True, slots=True)
class _Moved:
    """A check before and after its step."""

    case: Case
    after: Course
    said: Said


async def lapse_together(
    tx: WriteTransaction, passed: Mapping[uuid.UUID, tuple[Owed, Deadline]], act: Act, note: str, close: Close
) -> int:
    """Takes the step that follows a passed deadline on each check where nobody else is concerned; says on how many.

    Args:
        passed: by check, what was owed and its deadline.
        act: what follows, LAPSE or OVERDUE.
        note: said of each.
        close: closes the deadlines of those checks.
    """
    moved: list[_Moved] = []
    for check_id, case in (await take_many(tx, passed, heard=False)).items():
        due, deadline_passed = passed[check_id]
        alone = len(case.seats) == 1 if act is Act.LAPSE else not case.course.sitting()
        if not alone or owed(case.course) != frozenset({due}):
            continue
        after = courses.move(case.course, act, by_deadline=True)
        if after.state in WAITING and not after.sitting():
            moved.append(_Moved(case, after, Said(note=note, content={"due_time": deadline_passed.due_at})))
    if moved:
        await close([passed[each.case.row.id][1].id for each in moved])
        await _write(tx, act, moved)
    return len(moved)


async def _write(tx: WriteTransaction, act: Act, moved: Sequence[_Moved]) -> None:
    connection, now = tx.connection, tx.database.clock.now()
    if act is Act.LAPSE:
        gone = [row.id for each in moved for row in each.case.seats.values()]
        reason = moved[0].said.note or act.value
        await connection.execute(sa.update(seat).where(seat.c.id.in_(gone)).values(ended_at=now, end_reason=reason))
    told = [(each.case.name, *entry_of(each.case, act, each.after, each.said)) for each in moved]
    entries = await tx.record_each(STEP, told)
    table = essentiality_check
    by_state: dict[int, list[uuid.UUID]] = {}
    for each in moved:
        by_state.setdefault(int(each.after.state), []).append(each.case.row.id)
    # Of what a check remembers, these two acts change no more: `course.move` leaves the rest as it was.
    for state, ids in by_state.items():
        values = {"state": state, "version": table.c.version + 1, "evaluator_id": None, "evaluator_account": None}
        await connection.execute(sa.update(table).where(_among(table.c.id, ids)).values(values))
    steps = [
        step_values(each.case, act, each.after, each.said, now, entry)
        for each, entry in zip(moved, entries, strict=True)
    ]
    await insert_rows(connection, check_step, steps)
    await insert_rows(connection, deadline, [row for each in moved for row in _dues(tx, each)])


def _dues(tx: WriteTransaction, each: _Moved) -> list[dict[str, object]]:
    """What the centre owes now: to appoint somebody."""
    case, days = each.case, each.case.regime.days
    rows: list[dict[str, object]] = []
    for new in owed(each.after):
        assert new == Owed(Due.APPOINTMENT, OFFICER)
        key, period = period_of(case, new.due)
        due_on = days.last_day(period, case.today)
        rows.append(
            {
                "id": tx.database.new_id(),
                "subject": case.name,
                "kind": new.due.value,
                "actor": "role:OFFICER",
                "due_on": due_on,
                "due_at": days.end_of(due_on),
                "provision": case.regime.provision(key),
                "state": OPEN,
                "created_at": tx.database.clock.now(),
            }
        )
    return rows


def _among(column: sa.ColumnElement[uuid.UUID], ids: Sequence[uuid.UUID]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.bindparam("among", list(ids), pg.ARRAY(sa.Uuid), unique=True))
