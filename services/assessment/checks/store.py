"""Owns the SQL of checks and findings; every statement runs under the caller's identity, and row-level security."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.checks.rules import Finding
from services.assessment.tables import (
    campaign,
    check_changed_by,
    check_step,
    essentiality_check,
    finding,
    regime_profile,
    seat,
)

_CHECK = essentiality_check
_FIRST_STEP = 2
_SIGNED: dict[str, Any] = {
    "id": sa.Uuid(),
    "outcome": sa.SmallInteger(),
    "reasons": sa.Text(),
    "simulated": sa.Boolean(),
    "log_entry_id": sa.Uuid(),
}


def _shown(account: str | None) -> sa.Select[Any]:
    """Checks; those on which one account sits, or all for None."""
    query = sa.select(_CHECK, check_changed_by)
    # The database refuses others' rows by itself; this is for accounts that are officer and evaluator, and for speed.
    return query if account is None else query.where(_CHECK.c.id.in_(_sat_on(account)))


def _sat_on(account: str) -> sa.Select[Any]:
    return sa.select(seat.c.check_id).where(seat.c.evaluator_account == account, seat.c.ended_at.is_(None))


async def seats_of(connection: AsyncConnection, checks: Collection[uuid.UUID]) -> Sequence[sa.Row[Any]]:
    """Seats on checks that the caller may see: officers all, evaluators their own."""
    query = (
        sa.select(seat)
        .where(seat.c.check_id == sa.any_(_array(checks)))
        .order_by(seat.c.check_id, seat.c.stage, seat.c.appointed_at, seat.c.evaluator_id)
    )
    return (await connection.execute(query)).all()


async def one(connection: AsyncConnection, check_id: uuid.UUID, account: str | None) -> sa.Row[Any] | None:
    """One check; None when there is none that the caller may see."""
    return (await connection.execute(_shown(account).where(_CHECK.c.id == check_id))).one_or_none()


async def page(
    connection: AsyncConnection,
    account: str | None,
    *,
    campaign_id: uuid.UUID | None,
    state: int,
    after: uuid.UUID | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Checks in order of id; state 0 is any."""
    query = _shown(account).order_by(_CHECK.c.id).limit(limit)
    if campaign_id is not None:
        query = query.where(_CHECK.c.campaign_id == campaign_id)
    if state:
        query = query.where(_CHECK.c.state == state)
    if after is not None:
        query = query.where(_CHECK.c.id > after)
    return (await connection.execute(query)).all()


async def take_own(connection: AsyncConnection, ids: Collection[uuid.UUID], account: str) -> Sequence[sa.Row[Any]]:
    """An account's own checks among these, locked."""
    query = (
        sa.select(_CHECK)
        .where(_CHECK.c.id == sa.any_(_array(ids)), _CHECK.c.id.in_(_sat_on(account)))
        .order_by(_CHECK.c.id)
        .with_for_update()
    )
    return (await connection.execute(query)).all()


async def hold_campaigns(connection: AsyncConnection, ids: Collection[uuid.UUID]) -> Sequence[sa.Row[Any]]:
    """Campaigns, kept from being published until the transaction ends, with frame, regime and profile."""
    columns: list[sa.ColumnElement[Any]] = [
        campaign.c.id,
        campaign.c.state,
        campaign.c.frame_id,
        campaign.c.demonstration,
        campaign.c.regime,
        regime_profile.c.content,
    ]
    query = (
        sa.select(*columns)
        .join(regime_profile)
        .where(campaign.c.id == sa.any_(_array(ids)))
        .order_by(campaign.c.id)
        .with_for_update(read=True, of=campaign)
    )
    return (await connection.execute(query)).all()


async def sign(
    connection: AsyncConnection,
    findings: Mapping[uuid.UUID, Finding],
    log_entries: Mapping[uuid.UUID, uuid.UUID],
    *,
    account: str,
    at: dt.datetime,
) -> int:
    """Records findings by check, each with the log entry that signs it, in one statement; returns how many."""
    values: dict[str, list[object]] = {
        "id": list(findings),
        "outcome": [one.outcome for one in findings.values()],
        "reasons": [one.reasons for one in findings.values()],
        "simulated": [one.simulated for one in findings.values()],
        "log_entry_id": [log_entries[check] for check in findings],
    }
    given = (
        sa.func.unnest(*(sa.bindparam(f"given_{name}", values[name], pg.ARRAY(kind)) for name, kind in _SIGNED.items()))
        .table_valued(*(sa.column(name, kind) for name, kind in _SIGNED.items()))
        .render_derived(name="given")
    )
    signed_at = sa.bindparam("signed_at", at, sa.DateTime(timezone=True))
    signed = (
        sa.update(_CHECK)
        .where(_CHECK.c.id == given.c.id, _CHECK.c.evaluator_account == account)
        .values(
            state=2,
            outcome=given.c.outcome,
            reasons=given.c.reasons,
            simulated=given.c.simulated,
            revision=_CHECK.c.revision + 1,
            version=_CHECK.c.version + 1,
            recorded_at=signed_at,
        )
        .returning(
            _CHECK.c.id,
            _CHECK.c.revision,
            _CHECK.c.evaluator_account,
            _CHECK.c.outcome,
            _CHECK.c.reasons,
            _CHECK.c.simulated,
            _CHECK.c.recorded_at,
            given.c.log_entry_id,
        )
        .cte("signed")
    )
    columns = ["check_id", "revision", "account", "outcome", "reasons", "simulated", "signed_at", "log_entry_id"]
    statement = sa.insert(finding).from_select(columns, sa.select(signed)).returning(finding.c.check_id)
    recorded = len((await connection.execute(statement)).all())
    by_seat = sa.and_(seat.c.check_id == given.c.id, seat.c.evaluator_account == account, seat.c.ended_at.is_(None))
    opened = sa.func.coalesce(seat.c.opened_at, signed_at)
    await connection.execute(sa.update(seat).where(by_seat).values(outcome=given.c.outcome, opened_at=opened))
    return recorded


async def add_steps(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Puts in the steps that many checks took at once."""
    await insert_rows(connection, check_step, rows)


async def steps_before(connection: AsyncConnection, check_id: uuid.UUID) -> int:
    """How many steps came before the first that the caller may see; 0 for who sits from the beginning, and for who sees
    all of them. The first step is that it was assigned, which has no row."""
    first = sa.select(sa.func.min(check_step.c.number)).where(check_step.c.check_id == check_id)
    number = (await connection.execute(first)).scalar_one_or_none() or _FIRST_STEP
    return number - 1 if number > _FIRST_STEP else 0


async def steps(connection: AsyncConnection, check_id: uuid.UUID, after: int, limit: int) -> Sequence[sa.Row[Any]]:
    """What a check went through, in order."""
    query = (
        sa.select(check_step)
        .where(check_step.c.check_id == check_id, check_step.c.number > after)
        .order_by(check_step.c.number)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


def _array(ids: Collection[uuid.UUID]) -> sa.BindParameter[Any]:
    return sa.bindparam("ids", list(ids), pg.ARRAY(sa.Uuid()))
