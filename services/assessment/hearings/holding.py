"""Owns answers that are held back: where checks are done twice, each who leaned gets answers when the time has ended.

Nobody is heard on a double, so that its reasons wait until the time for the answer has passed. Whoever got an answer
before that would know that theirs is no double. So in a campaign with doubles an answer is kept, and its deadline with
it: for the holder it is met, and for the centre it is when the answer is told.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

import sqlalchemy as sa

from services.assessment.checks.procedure import Act, Due
from services.assessment.conducting import Case, Said, period_of, step
from services.assessment.tables import deadline, handed_in_chart, hearing_answer
from shared.canonical import sha256_hex
from shared.db import WriteTransaction
from shared.deadlines import meet_deadline, set_deadline

__all__ = ["held_answers", "hold_answer", "tell_held_answers"]


async def hold_answer(case: Case, organization: str) -> None:
    """Takes the deadline off who answered; at its end the answer is told."""
    subject, days = f"hearings/{case.hearing.id}#{organization}", case.regime.days
    await meet_deadline(case.tx, deadline, subject, Due.ANSWER.value)
    key, _ = period_of(case, Due.ANSWER)
    await set_deadline(
        case.tx,
        deadline,
        days,
        subject=subject,
        kind=Due.ANSWER.value,
        due_on=days.date_of(case.hearing.due_at),
        provision=case.regime.provision(key),
    )


async def tell_held_answers(case: Case) -> Case:
    """Takes the steps of answers that were held back; the check as it is then."""
    if not case.held:
        return case
    table, hearing_id = hearing_answer, case.hearing.id
    said = await held_answers(case.tx, [hearing_id])
    await case.tx.execute(
        sa.update(table)
        .where(table.c.hearing_id == hearing_id, table.c.told_at.is_(None))
        .values(told_at=case.tx.database.clock.now())
    )
    for _, organization, answered in said:
        case = await step(case, Act.ANSWER, answered, who=organization)
    return case


async def held_answers(tx: WriteTransaction, hearings: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str, Said]]:
    """Answers that are held back, the oldest first: of which hearing, whose, and what is noted of each."""
    table, chart = hearing_answer, handed_in_chart
    held = sa.select(table).where(table.c.hearing_id.in_(list(hearings)), table.c.told_at.is_(None))
    rows = (await tx.execute(held.order_by(table.c.answered_at, table.c.organization))).all()
    given = sa.select(chart.c.hearing_id, chart.c.owner, chart.c.digest).where(chart.c.hearing_id.in_(list(hearings)))
    charts = {(row.hearing_id, row.owner): row.digest for row in await tx.execute(given)}
    found: list[tuple[uuid.UUID, str, Said]] = []
    for row in rows:
        content = {"hearing": f"hearings/{row.hearing_id}", "answer_sha256": sha256_hex(row.answer.encode())}
        if (row.hearing_id, row.organization) in charts:
            content |= {"chart": row.amended_chart, "chart_sha256": charts[row.hearing_id, row.organization]}
        found.append((row.hearing_id, row.organization, Said(content=content)))
    return found
