"""Owns until when charts are handed in for what a campaign drew, and its checks are given to evaluators.

Each holder is told when the list is published, of a sample or of what parties proposed (Art. 29(2): who is told may
file, whoever picked the patent), and checks wait for it where the regime says so.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from services.assessment.bulk import insert_rows
from services.assessment.campaign_record import id_in
from services.assessment.conducting import as_centre
from services.assessment.handing_in.rules import HAND_IN
from services.assessment.regimes import Regime, regime_in
from services.assessment.tables import campaign, deadline, drawn_family, handed_in_chart, regime_profile
from shared.db import WriteTransaction
from shared.deadlines import Deadline, meet_deadline, set_deadline
from shared.deadlines.tables import DROPPED, OPEN
from shared.errors import precondition
from shared.regime import Procedure

ASSIGN = "campaign:assign"
"""Kind of the deadline that the centre has for giving the checks of a campaign to evaluators."""


def chart_open_until(regime: Regime, drawn_at: dt.datetime) -> dt.date:
    """The last day on which a chart can be handed in for what was drawn.

    Raises:
        SepiaError: FAILED_PRECONDITION (PROCEDURE_NOT_OFFERED): the regime draws no samples.
    """
    sampling = regime.profile.sampling
    if sampling is None:
        raise regime.profile.not_offered(Procedure.SAMPLING)
    return regime.days.last_day(sampling.chart_open, regime.days.date_of(drawn_at))


async def must_not_wait(
    tx: WriteTransaction, name: str, citation: str, now: dt.datetime, checked: Mapping[str, Collection[str]]
) -> None:
    """Refuses to go on while holders may still hand in charts, where the regime has checks wait for them.

    A holder whose charts are there for every family of it that is checked is waited for no longer; nor is one of whom
    nothing is checked, because results on record stand for all that was drawn.

    Args:
        checked: holder → its families that were drawn and are checked.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHARTS_AWAITED).
    """
    regime = await _regime(tx, citation)
    if regime.profile.sampling is None or not regime.profile.sampling.charts_awaited:
        return
    awaited = sa.select(deadline.c.actor, deadline.c.due_at).where(
        deadline.c.kind == HAND_IN,
        deadline.c.subject.startswith(f"{name}#", autoescape=True),
        deadline.c.state == OPEN,
        deadline.c.due_at > now,
    )
    there = sa.select(handed_in_chart.c.owner, handed_in_chart.c.family).where(
        handed_in_chart.c.campaign_id == id_in(name)
    )
    filed = {(row.owner, row.family) for row in await tx.execute(there)}
    rows = [
        row
        for row in await tx.execute(awaited.order_by(deadline.c.actor))
        if any((row.actor, family) not in filed for family in checked.get(row.actor, ()))
    ]
    if rows:
        first, others = rows[0], len(rows) - 1
        raise precondition(
            "CHARTS_AWAITED",
            f"{first.actor}{f' and {others} more' if others else ''} may hand in claim charts for what {name} drew "
            f"until {first.due_at:%Y-%m-%d %H:%M} UTC ({regime.provision('sampling.chart_open')}), and nobody is given "
            "a check before (sampling.charts_awaited). Assign after that, or once everybody has handed in a chart for "
            "each family.",
            subject=name,
        )


async def owe_assignment(tx: WriteTransaction, campaign_id: uuid.UUID, citation: str, now: dt.datetime) -> None:
    """Sets until when the centre has to give the checks of a list to evaluators: allocation is its own (Art. 29(7)),
    and its time begins where that for charts ends, if checks wait for them."""
    regime = await _regime(tx, citation)
    days, sampling = regime.days, regime.profile.sampling
    begins = days.date_of(now)
    if sampling is not None and sampling.charts_awaited:
        begins = max(begins, chart_open_until(regime, now))
    await _owe(tx, f"campaigns/{campaign_id}", regime, begins)


async def assignment_overdue(tx: WriteTransaction, passed: Deadline) -> None:
    """The centre has not given the checks to anybody in time; it still has to."""
    await as_centre(tx.connection)
    campaigns = sa.select(campaign.c.regime, campaign.c.assigned_at).where(campaign.c.id == id_in(passed.subject))
    row = (await tx.execute(campaigns)).one()
    if row.assigned_at is None:
        regime = await _regime(tx, row.regime)
        await _owe(tx, passed.subject, regime, regime.days.date_of(tx.database.clock.now()))


async def _owe(tx: WriteTransaction, name: str, regime: Regime, begins: dt.date) -> None:
    await as_centre(tx.connection)
    await set_deadline(
        tx,
        deadline,
        regime.days,
        subject=name,
        kind=ASSIGN,
        due_on=regime.days.last_day(regime.profile.checks.appointment_due, begins),
        actor="role:OFFICER",
        provision=regime.provision("checks.appointment_due"),
    )


async def settle_waiting(tx: WriteTransaction, name: str, checked: Mapping[str, Collection[str]]) -> None:
    """Takes the duty to hand in charts off holders of whom nothing is checked, and that to assign off the centre."""
    table = deadline
    await as_centre(tx.connection)
    await meet_deadline(tx, table, name, ASSIGN)
    await tx.execute(
        sa.update(table)
        .where(
            table.c.kind == HAND_IN,
            table.c.subject.startswith(f"{name}#", autoescape=True),
            table.c.state == OPEN,
            table.c.actor.not_in(list(checked)),
        )
        .values(state=DROPPED, closed_at=tx.database.clock.now())
    )


async def tell_holders(tx: WriteTransaction, campaign_id: uuid.UUID, citation: str, now: dt.datetime) -> None:
    """Sets a deadline for each holder whose families are on a campaign's list; for unknown declarants there is nobody
    to tell. Where the regime draws no samples, it names no time for charts, and nobody is told."""
    regime = await _regime(tx, citation)
    if regime.profile.sampling is None:
        return
    holders = (
        sa.select(drawn_family.c.holder)
        .where(drawn_family.c.campaign_id == campaign_id, drawn_family.c.holder != "")
        .distinct()
        .order_by(drawn_family.c.holder)
    )
    due_on = chart_open_until(regime, now)
    await as_centre(tx.connection)
    await insert_rows(
        tx.connection,
        deadline,
        [
            {
                "id": tx.database.new_id(),
                "subject": f"campaigns/{campaign_id}#{holder}",
                "kind": HAND_IN,
                "actor": holder,
                "due_on": due_on,
                "due_at": regime.days.end_of(due_on),
                "provision": regime.provision("sampling.chart_open"),
                "state": OPEN,
                "created_at": now,
            }
            for holder in (await tx.execute(holders)).scalars()
        ],
    )


async def _regime(tx: WriteTransaction, citation: str) -> Regime:
    kept = sa.select(regime_profile.c.content).where(regime_profile.c.citation == citation)
    return regime_in(citation, bytes((await tx.execute(kept)).scalar_one()))
