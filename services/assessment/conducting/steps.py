"""Owns a step of a check: it is decided, remembered, given its deadlines and journaled in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from services.assessment.bulk import insert_rows
from services.assessment.checks import course as courses
from services.assessment.checks.course import Course
from services.assessment.checks.procedure import CLOSED, HEARINGS, Act, Stage, State
from services.assessment.conducting.cases import Case, take
from services.assessment.conducting.dues import set_dues
from services.assessment.conducting.issuing import issue_if_final, show_parties
from services.assessment.conducting.telling import hear
from services.assessment.tables import SCHEMA, check_step, essentiality_check, finding, seat
from shared.auth.callers import current_caller
from shared.canonical import sha256_hex
from shared.db.database import OFFICERS

OPINION, LEANING = 1, 2
"""Kinds of finding."""

STEP = "centre:check:step"
"""One kind of entry for every step, so that what kind of step it was is told to its audience alone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an act says besides moving the check.

    Attributes:
        note: in words, for those who may read the step.
        content: what it stood on: digests and versions.
        reasons: of an opinion, a leaning or an extension.
        outcome: of an opinion or leaning.
        simulated: made up for demonstration.
        elements: what an opinion or leaning stands on, by element, as canonical JSON; empty for nothing.
        accounts: who comes new, by evaluator: id and account.
        others_act: who acted is none of the evaluator's business, or the other way: the actor is not named.
    """

    note: str = ""
    content: Mapping[str, object] = field(default_factory=dict[str, object])
    reasons: str = ""
    outcome: int = 0
    simulated: bool = False
    elements: str = ""
    accounts: Mapping[str, tuple[uuid.UUID, str]] = field(default_factory=dict[str, tuple[uuid.UUID, str]])


async def step(case: Case, act: Act, said: Said | None = None, **how: Any) -> Case:
    """Takes a step: decides, remembers, sets deadlines, journals. Returns the check as it is then.

    Args:
        how: for `course.move`.

    Raises:
        SepiaError: as `course.move`.
    """
    said = said or Said()
    after = courses.move(case.course, act, **how)
    now = case.tx.database.clock.now()
    await _seat(case, after, said, now, act)
    entry = await _journal(case, act, after, said)
    await _remember(case, after, said, now)
    if act in (Act.OPINE, Act.REVISE):
        await _sign(case, after, said, now, entry)
    await _step_row(case, act, after, said, now, entry)
    moved = await take(case.tx, case.row.id)
    await hear(case, moved, act, said.reasons, said.elements, now)
    await issue_if_final(case, moved, now, short=bool(said.content.get("short")))
    await set_dues(case, moved, act, str(how.get("who", "")), by_clock=bool(how.get("by_deadline")))
    await show_parties(moved)
    return moved


async def _seat(case: Case, after: Course, said: Said, now: dt.datetime, act: Act) -> None:
    """Who comes, who goes, who opened, who spoke."""
    connection = case.tx.connection
    kept = {(int(each.stage), each.evaluator): each for each in after.seats}
    for key, row in case.seats.items():
        if key not in kept:
            reason = said.note or act.value
            await connection.execute(sa.update(seat).where(seat.c.id == row.id).values(ended_at=now, end_reason=reason))
    fresh: list[dict[str, object]] = []
    for key, each in kept.items():
        row = case.seats.get(key)
        if row is None:
            evaluator_id, account = said.accounts[each.evaluator]
            fresh.append(
                {
                    "id": case.tx.database.new_id(),
                    "check_id": case.row.id,
                    "stage": int(each.stage),
                    "evaluator_id": evaluator_id,
                    "evaluator_account": account,
                    "outcome": 0,
                    "appointed_at": now,
                }
            )
        elif (each.opened, each.outcome) != (row.opened_at is not None, row.outcome):
            opened_at = row.opened_at or (now if each.opened or each.outcome else None)
            await connection.execute(
                sa.update(seat).where(seat.c.id == row.id).values(opened_at=opened_at, outcome=each.outcome)
            )
    await insert_rows(connection, seat, fresh)


async def _remember(case: Case, after: Course, said: Said, now: dt.datetime) -> None:
    row, sitting = case.row, sorted(after.sitting(), key=lambda each: each.evaluator)
    values: dict[str, Any] = {
        "state": int(after.state),
        "version": row.version + 1,
        "answered": sorted(after.answered),
        "reevaluated": after.reevaluated,
        "reevaluation_open": after.reevaluation_open,
        "extensions": after.extensions,
    }
    if sitting:
        first = sitting[0].evaluator
        known = {name: (each.evaluator_id, each.evaluator_account) for (_, name), each in case.seats.items()}
        values["evaluator_id"], values["evaluator_account"] = {**known, **said.accounts}[first]
    elif after.state not in CLOSED:
        values["evaluator_id"], values["evaluator_account"] = None, None
    concluded = after.state in (State.OPINION_ISSUED, State.REDRESS) and (
        after.state is not case.course.state or case.course.state is State.OPINION_ISSUED
    )
    if said.outcome and concluded:
        reasons = said.reasons if after.outcome == said.outcome else await _reasons_of_majority(case, after)
        values |= {
            "outcome": after.outcome,
            "reasons": reasons,
            "simulated": said.simulated,
            "recorded_at": now,
        }
    if said.outcome:
        values["revision"] = row.revision + 1
    await case.tx.execute(sa.update(essentiality_check).where(essentiality_check.c.id == row.id).values(values))


async def _reasons_of_majority(case: Case, after: Course) -> str:
    """The reasons of somebody of the majority, where who spoke last is not of it; without one, of each."""
    latest = (
        sa.select(finding.c.account, finding.c.outcome, finding.c.reasons)
        .where(finding.c.check_id == case.row.id)
        .order_by(finding.c.revision.desc())
    )
    rows = (await case.tx.execute(latest)).all()
    agreeing = [row.reasons for row in rows if row.outcome == after.outcome]
    return agreeing[0] if agreeing else "Without a majority. " + "\n\n".join(row.reasons for row in rows[:3])


async def _journal(case: Case, act: Act, after: Course, said: Said) -> uuid.UUID:
    content, audience = entry_of(case, act, after, said)
    return await case.tx.record(STEP, case.name, content, audience=audience)


def entry_of(case: Case, act: Act, after: Course, said: Said) -> tuple[dict[str, object], tuple[str, ...]]:
    """What the log's entry of a step says, and who reads it."""
    came_later = said.accounts or any(row.appointed_at > case.row.assigned_at for row in case.seats.values())
    content: dict[str, object] = {
        "act": act.value,
        "before": case.course.state.name.lower(),
        "after": after.state.name.lower(),
        "family": case.row.family,
        "standard": case.row.standard,
        "regime": case.row.regime,
        # Not to whoever comes in another's place: it would tell them how far that one had come.
        **({} if came_later and case.course.stage is Stage.FIRST else {"version": case.row.version + 1}),
        **({"campaign": f"campaigns/{case.row.campaign_id}"} if case.row.campaign_id else {}),
        **({"outcome": said.outcome, "simulated": said.simulated} if said.outcome else {}),
        **({"reasons_sha256": sha256_hex(said.reasons.encode())} if said.reasons else {}),
        **({"note": said.note} if said.note else {}),
        **({"appointed": sorted(said.accounts)} if said.accounts else {}),
        **said.content,
    }
    accounts = {*case.accounts(), *(account for _, account in said.accounts.values())}
    if len(accounts) > 1:
        # Of several, nobody learns from the log who else sits, nor what another said.
        accounts &= {current_caller().account}
    return content, (*OFFICERS, *(f"account:{account}" for account in sorted(accounts)))


async def _sign(case: Case, after: Course, said: Said, now: dt.datetime, entry: uuid.UUID) -> None:
    leaning = after.state in HEARINGS and after.state is not case.course.state
    await case.tx.execute(
        sa.insert(finding).values(
            check_id=case.row.id,
            revision=case.row.revision + 1,
            account=current_caller().account,
            outcome=said.outcome,
            reasons=said.reasons,
            simulated=said.simulated,
            signed_at=now,
            log_entry_id=entry,
            kind=LEANING if leaning else OPINION,
            elements=said.elements,
        )
    )


async def _step_row(case: Case, act: Act, after: Course, said: Said, now: dt.datetime, entry: uuid.UUID) -> None:
    await case.tx.execute(sa.insert(check_step).values(step_values(case, act, after, said, now, entry)))


def step_values(
    case: Case, act: Act, after: Course, said: Said, now: dt.datetime, entry: uuid.UUID
) -> dict[str, object]:
    """The row of a step."""
    return {
        "check_id": case.row.id,
        "number": case.row.version + 1,
        "act": act.value,
        "state_before": int(case.course.state),
        "state_after": int(after.state),
        "actor": current_caller().account or f"services/{SCHEMA}",
        "note": said.note,
        "taken_at": now,
        "log_entry_id": entry,
    }
