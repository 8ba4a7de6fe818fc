"""Owns the SQL of assignment: what is to be checked, who could, and who does."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import (
    assignment_key,
    drawn_family,
    essentiality_check,
    evaluator,
    frame_entry,
    regime_profile,
    tie,
)

_COLUMNS: dict[str, Any] = {
    "id": sa.Uuid(),
    "family": sa.Text(),
    "holder": sa.Text(),
    "evaluator_id": sa.Uuid(),
    "evaluator_account": sa.Text(),
}


async def families(connection: AsyncConnection, campaign_id: uuid.UUID, frame_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """Each drawn family once: family, holder (the first it was drawn for), owners (all holders known in the frame)."""
    first = (
        sa.select(drawn_family.c.family, sa.func.min(drawn_family.c.holder).label("holder"))
        .where(drawn_family.c.campaign_id == campaign_id)
        .group_by(drawn_family.c.family)
        .subquery()
    )
    owners = sa.func.array_agg(pg.aggregate_order_by(frame_entry.c.holder, frame_entry.c.holder))
    known = owners.filter(frame_entry.c.holder != "").label("owners")
    columns: list[sa.ColumnElement[Any]] = [first.c.family, first.c.holder, known]
    query = (
        sa.select(*columns)
        .join(frame_entry, frame_entry.c.family == first.c.family)
        .where(frame_entry.c.frame_id == frame_id)
        .group_by(first.c.family, first.c.holder)
        .order_by(first.c.holder, first.c.family)
    )
    return (await connection.execute(query)).all()


async def roster(connection: AsyncConnection, *, since: dt.datetime) -> Sequence[sa.Row[Any]]:
    """Everybody on the roster with ties ([holder, kind]), open checks and checks given since a time.

    The rows are locked, so that two assignments at once don't both count on the same evaluator's room.
    """
    await connection.execute(sa.select(evaluator.c.id).order_by(evaluator.c.id).with_for_update())
    check = essentiality_check
    ties = (
        sa.select(sa.func.jsonb_agg(sa.func.jsonb_build_array(tie.c.holder, tie.c.kind)))
        .where(tie.c.evaluator_id == evaluator.c.id)
        .scalar_subquery()
    )
    held = (
        sa.select(
            check.c.evaluator_id,
            sa.func.count().filter(check.c.state == 1).label("open"),
            sa.func.count().filter(check.c.assigned_at > since).label("given"),
        )
        .group_by(check.c.evaluator_id)
        .subquery()
    )
    query = (
        sa.select(
            evaluator,
            sa.func.coalesce(ties, sa.text("'[]'::jsonb")).label("ties"),
            sa.func.coalesce(held.c.open, 0).label("open"),
            sa.func.coalesce(held.c.given, 0).label("given"),
        )
        .outerjoin(held, held.c.evaluator_id == evaluator.c.id)
        .order_by(evaluator.c.id)
    )
    return (await connection.execute(query)).all()


async def profile_content(connection: AsyncConnection, citation: str) -> bytes:
    """The bytes of the regime profile that a campaign was announced under."""
    query = sa.select(regime_profile.c.content).where(regime_profile.c.citation == citation)
    return bytes((await connection.execute(query)).scalar_one())


async def key(connection: AsyncConnection, campaign_id: uuid.UUID) -> bytes:
    """The secret key of a campaign's assignment."""
    query = sa.select(assignment_key.c.key).where(assignment_key.c.campaign_id == campaign_id)
    return bytes((await connection.execute(query)).scalar_one())


async def add_checks(
    connection: AsyncConnection,
    campaign_id: uuid.UUID,
    checks: Sequence[dict[str, object]],
    *,
    assigned_at: dt.datetime,
    due_at: dt.datetime,
) -> None:
    """Puts in the checks of a campaign; each has id, family, holder, evaluator_id and evaluator_account."""
    given = (
        sa.func.unnest(
            *(sa.bindparam(name, [check[name] for check in checks], pg.ARRAY(kind)) for name, kind in _COLUMNS.items())
        )
        .table_valued(*(sa.column(name, kind) for name, kind in _COLUMNS.items()))
        .render_derived(name="given")
    )
    constants: dict[str, Any] = {
        "campaign_id": sa.bindparam("campaign_id", campaign_id, sa.Uuid()),
        "state": sa.literal(1),
        "outcome": sa.literal(0),
        "reasons": sa.literal(""),
        "simulated": sa.false(),
        "revision": sa.literal(0),
        "assigned_at": sa.bindparam("assigned_at", assigned_at, sa.DateTime(timezone=True)),
        "due_at": sa.bindparam("due_at", due_at, sa.DateTime(timezone=True)),
    }
    select = sa.select(*(given.c[name] for name in _COLUMNS), *constants.values())
    await connection.execute(sa.insert(essentiality_check).from_select([*_COLUMNS, *constants], select))
