"""Owns what is laid before holders and parties: hearings opened and closed, and entries that name nobody who checks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from services.assessment.checks.procedure import HEARINGS, Act, Due, State
from services.assessment.conducting.cases import NOBODY, Case
from services.assessment.conducting.dues import period_of
from services.assessment.tables import SCHEMA, finding, hearing, hearing_answer
from shared.canonical import sha256_hex
from shared.db import WriteTransaction
from shared.db.database import OFFICERS

TOLD = "centre:party:tell"
"""One kind of entry for whatever is laid before a holder or a party, or comes from them: a kind of entry is public for
ever, and one that opens a hearing would tell everybody of a negative leaning. What it was is in its content."""

LEANING_KIND, PEER_LEANING_KIND, NEGATIVE_OPINION_KIND = 1, 2, 3
OPEN, ANSWERED, ENDED, WITHDRAWN, PEERS_REQUESTED, REEVALUATION_REQUESTED, APPEAL_FILED = range(1, 8)
CLOSED_BY = {
    Act.ANSWER: ANSWERED,
    Act.REPLY_ENDED: ENDED,
    Act.REDRESS_ENDED: ENDED,
    Act.REQUEST_PEER: PEERS_REQUESTED,
    Act.REQUEST_REEVALUATION: REEVALUATION_REQUESTED,
    Act.REQUEST_APPEAL: APPEAL_FILED,
}


async def hear(case: Case, moved: Case, act: Act, said_reasons: str, elements: str, now: dt.datetime) -> None:
    """Opens a hearing when reasons go to the holder, and closes it when they no longer lie there."""
    before, after = case.course.state, moved.course.state
    heard = HEARINGS | {State.REDRESS}
    if case.hearing is not None and after is not before:
        await _close_hearing(case, CLOSED_BY.get(act, WITHDRAWN), now)
        moved.hearing = None
    if after not in heard or after is before:
        return
    kinds = {State.HEARING: LEANING_KIND, State.PEER_HEARING: PEER_LEANING_KIND, State.REDRESS: NEGATIVE_OPINION_KIND}
    reasons = said_reasons
    if after is State.REDRESS:
        reasons, elements = moved.row.reasons, await _elements_behind(moved)
    addressees = [each for each in sorted(moved.course.addressees) if each != NOBODY]
    hearing_id = case.tx.database.new_id()
    key, period = period_of(moved, Due.APPEAL_REQUEST if after is State.REDRESS else Due.ANSWER)
    due_at = moved.regime.days.end_of(moved.regime.days.last_day(period, moved.today))
    inserted = await case.tx.execute(
        sa.insert(hearing)
        .values(
            id=hearing_id,
            check_id=case.row.id,
            kind=kinds[after],
            state=OPEN,
            standard=case.row.standard,
            family=case.row.family,
            reasons=reasons,
            findings=elements,
            audience=[f"organization:{each}" for each in addressees],
            opened_at=now,
            due_at=due_at,
        )
        .returning(hearing)
    )
    moved.hearing = inserted.one()
    # Told also where nobody is: an entry that is missing would tell who gave the opinion that it is a double.
    await tell(
        case.tx,
        "centre:hearing:open",
        f"hearings/{hearing_id}",
        {
            "standard": case.row.standard,
            "family": case.row.family,
            "kind": kinds[after],
            "reasons_sha256": sha256_hex(reasons.encode()),
            **({"findings_sha256": sha256_hex(elements.encode())} if elements else {}),
            "due_time": due_at,
            "provision": moved.regime.provision(key),
        },
        addressees,
    )


async def _elements_behind(case: Case) -> str:
    """What the opinion that a check has now stands on, by element; empty for nothing."""
    row = case.row
    query = (
        sa.select(finding.c.elements)
        .where(finding.c.check_id == row.id, finding.c.outcome == row.outcome, finding.c.reasons == row.reasons)
        .order_by(finding.c.revision.desc())
        .limit(1)
    )
    return (await case.tx.execute(query)).scalar_one_or_none() or ""


async def _close_hearing(case: Case, state: int, now: dt.datetime) -> None:
    row = case.hearing
    await case.tx.execute(
        sa.update(hearing)
        .where(hearing.c.id == row.id)
        .values(state=state, closed_at=now, revision=hearing.c.revision + 1)
    )
    if state != WITHDRAWN:
        # Peers get what was held back. To reasons that no longer stand it stays unsaid: whoever comes new would know
        # by it that theirs is no double.
        await case.tx.execute(
            sa.update(hearing_answer)
            .where(hearing_answer.c.hearing_id == row.id, hearing_answer.c.told_at.is_(None))
            .values(told_at=now)
        )
    content, audience = closed_entry(row, state)
    await case.tx.record(TOLD, f"hearings/{row.id}", content, audience=audience, actor=f"services/{SCHEMA}")


def closed_entry(row: sa.Row[Any], state: int) -> tuple[dict[str, object], tuple[str, ...]]:
    """What the log's entry of a hearing that closes says, and who reads it."""
    content: dict[str, object] = {
        "event": "centre:hearing:close",
        "state": state,
        "family": row.family,
        "standard": row.standard,
    }
    return content, (*OFFICERS, *sorted(row.audience))


async def tell(
    tx: WriteTransaction, kind: str, subject: str, content: Mapping[str, object], organizations: Collection[str]
) -> uuid.UUID:
    """Journals what organizations may read; for none of them it is the centre's alone, and looks no different.

    Whoever's act it follows from, the entry names the service alone.

    Args:
        kind: what happened, as `source:subject:action`; it goes into the content.
    """
    return await tx.record(
        TOLD,
        subject,
        {"event": kind, **content},
        audience=(*OFFICERS, *(f"organization:{each}" for each in sorted(organizations))),
        actor=f"services/{SCHEMA}",
    )
