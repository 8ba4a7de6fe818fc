"""Owns opinions as they are issued: from what was found last, to whom the regime shows them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.checks.procedure import State
from services.assessment.conducting.cases import NOBODY, Case
from services.assessment.conducting.telling import tell
from services.assessment.tables import essentiality_check, evaluator, finding, opinion, opinion_request, seat
from shared.canonical import sha256_hex


async def issue_if_final(case: Case, moved: Case, now: dt.datetime, *, short: bool) -> None:
    """Issues the opinion once nothing stands against it any more; the short form waits for publication."""
    issued = moved.course.state is State.OPINION_ISSUED and case.course.state is not State.OPINION_ISSUED
    if not issued or short:
        return
    double = not moved.row.addressees and moved.row.campaign_id is not None
    opinion_id = await issue_opinion(moved, now, shown=not double)
    await moved.tx.execute(
        sa.update(essentiality_check).where(essentiality_check.c.id == moved.row.id).values(opinion_id=opinion_id)
    )


async def elements_behind(
    connection: AsyncConnection, check_id: uuid.UUID, stage: int, outcome: int, until: dt.datetime
) -> list[str]:
    """What an outcome stands on by element, a canonical JSON for each who gave it; in an order that tells nobody.

    Args:
        stage: whose look it was.
        until: what was said after this is left out.
    """
    signed = (
        sa.select(finding.c.account, finding.c.outcome, finding.c.elements)
        .where(finding.c.check_id == check_id, finding.c.signed_at <= until)
        .where(
            finding.c.account.in_(
                sa.select(seat.c.evaluator_account).where(seat.c.check_id == check_id, seat.c.stage == stage)
            )
        )
        .order_by(finding.c.revision)
    )
    latest = {row.account: row for row in await connection.execute(signed)}
    found = {row.elements for row in latest.values() if row.outcome == outcome and row.elements}
    return sorted(found, key=lambda each: sha256_hex(each.encode()))


async def issue_opinion(
    case: Case,
    now: dt.datetime,
    *,
    shown: bool = True,
    supersedes: Any = None,
    correction: str = "",
    outcome: int = 0,
    reasons: str = "",
) -> uuid.UUID:
    """Puts an opinion beside the record: from the majority's finding, or a correction of the one before."""
    row, regime = case.row, case.regime
    names: list[str] = []
    if supersedes is not None:
        names = list(supersedes.signed_by)
    elif regime.names_evaluator and shown:
        found = await case.tx.execute(
            sa.select(evaluator.c.display_name)
            .where(evaluator.c.id.in_([each.evaluator_id for each in _last_panel(case)]))
            .order_by(evaluator.c.display_name)
        )
        names = [each[0] for each in found]
    parties = [] if case.request is None else [case.request.requester, case.request.respondent]
    organizations = sorted({*row.addressees, *parties} - {NOBODY}) if shown else []
    audience = regime.opinion_audience(organizations)
    # When somebody finished tells what else they did that hour: neither the id nor, to the public, the time says it.
    opinion_id = case.tx.database.random_id()
    stage = max((each.stage for each in case.seats.values()), default=1)
    values = {
        "id": opinion_id,
        "check_id": row.id,
        "campaign_id": row.campaign_id,
        "standard": row.standard,
        "family": row.family,
        "stage": stage,
        "outcome": outcome or row.outcome,
        "reasons": reasons or row.reasons,
        "simulated": row.simulated,
        "signed_by": names,
        "names_public": regime.names_to_all,
        "audience": audience if supersedes is None else list(supersedes.audience),
        "supersedes": None if supersedes is None else supersedes.id,
        "correction": correction,
        "issued_at": now,
        "published_at": None if supersedes is None else supersedes.published_at,
    }
    await case.tx.execute(sa.insert(opinion).values(values))
    elements = await elements_behind(case.tx.connection, row.id, stage, outcome or row.outcome, now)
    await tell(
        case.tx,
        "centre:opinion:correct" if correction else "centre:opinion:issue",
        f"opinions/{opinion_id}",
        {
            "standard": row.standard,
            "family": row.family,
            "outcome": values["outcome"],
            "reasons_sha256": sha256_hex(str(values["reasons"]).encode()),
            "signed_by": names,
            **({"findings_sha256": [sha256_hex(each.encode()) for each in elements]} if elements else {}),
            **({"supersedes": f"opinions/{supersedes.id}", "correction": correction} if supersedes else {}),
        },
        organizations if audience else (),
    )
    return opinion_id


def _last_panel(case: Case) -> list[Any]:
    """Those whose look was the last: an appeal's panel, the peers, or those who looked first."""
    last = max((each.stage for each in case.seats.values()), default=1)
    return [each for each in case.seats.values() if each.stage == last]


async def show_parties(case: Case) -> None:
    """The state of a request as its parties see it: not whether anybody has opened it, nor who sits."""
    if case.request is None:
        return
    hidden = {State.OPENED: State.ASSIGNED, State.LAPSED: State.ASSIGNED}
    state = hidden.get(case.course.state, case.course.state)
    if int(state) != case.request.state:
        table = opinion_request
        values = {"state": int(state), "revision": table.c.revision + 1}
        await case.tx.execute(sa.update(table).where(table.c.id == case.request.id).values(values))
