"""Owns the SQL of quality: verdicts signed in published campaigns, and the reports made of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.checks.procedure import Stage
from services.assessment.quality.rules import Looked
from services.assessment.regimes import Regime
from services.assessment.tables import campaign, duplicate_check, essentiality_check, finding, quality_report, seat


async def looked(connection: AsyncConnection, regime: Regime) -> list[Looked]:
    """Families of a regime's published campaigns on which something was signed, under an officer's identity.

    Of each look the first verdict counts: what somebody said before anybody answered or asked again.
    """
    stage = sa.select(seat.c.check_id, seat.c.evaluator_account, sa.func.min(seat.c.stage).label("stage"))
    stages = stage.group_by(seat.c.check_id, seat.c.evaluator_account).subquery()
    of_check = sa.func.coalesce(duplicate_check.c.of_check_id, finding.c.check_id)
    first = (
        sa.select(
            finding.c.check_id,
            of_check.label("of_check_id"),
            stages.c.stage,
            finding.c.account,
            finding.c.outcome,
            finding.c.simulated,
            finding.c.signed_at,
            campaign.c.published_at,
        )
        .ext(pg.distinct_on(finding.c.check_id, stages.c.stage))
        .select_from(
            finding.join(essentiality_check, essentiality_check.c.id == finding.c.check_id)
            .join(campaign, campaign.c.id == essentiality_check.c.campaign_id)
            .join(
                stages,
                sa.and_(stages.c.check_id == finding.c.check_id, stages.c.evaluator_account == finding.c.account),
            )
            .outerjoin(duplicate_check, duplicate_check.c.check_id == finding.c.check_id)
        )
        .where(
            campaign.c.published_at.is_not(None),
            sa.func.split_part(essentiality_check.c.regime, "@", 1) == regime.profile.name,
            stages.c.stage.in_([int(Stage.FIRST), int(Stage.PEER)]),
        )
        .order_by(finding.c.check_id, stages.c.stage, finding.c.revision)
    ).subquery()
    whole = essentiality_check
    query = (
        sa.select(first, whole.c.holder, whole.c.technical_area)
        .join(whole, whole.c.id == first.c.of_check_id)
        .order_by(first.c.of_check_id, first.c.check_id != first.c.of_check_id, first.c.check_id)
    )
    by_check: dict[uuid.UUID, list[sa.Row[Any]]] = {}
    for row in await connection.execute(query):
        by_check.setdefault(row.of_check_id, []).append(row)
    return [made for rows in by_check.values() if (made := _looked(rows, regime)) is not None]


def _looked(rows: Sequence[sa.Row[Any]], regime: Regime) -> Looked | None:
    looks = [row for row in rows if row.stage == int(Stage.FIRST)]
    peers = [row for row in rows if row.stage == int(Stage.PEER)]
    if not looks:
        return None
    return Looked(
        check=f"checks/{rows[0].of_check_id}",
        holder=rows[0].holder,
        area=rows[0].technical_area,
        first_on=regime.days.date_of(min(row.signed_at for row in looks)),
        looks=tuple((row.account, row.outcome) for row in looks),
        peers=tuple((row.account, row.outcome) for row in peers),
        simulated=looks[0].simulated,
        published_at=rows[0].published_at,
    )


async def kept(connection: AsyncConnection, digest: str) -> sa.Row[Any] | None:
    """The report that was made of these verdicts."""
    query = sa.select(quality_report).where(quality_report.c.input_digest == digest)
    return (await connection.execute(query)).one_or_none()


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Puts in a report."""
    await connection.execute(sa.insert(quality_report).values(values))


async def one(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A report that the caller may see."""
    return (await connection.execute(sa.select(quality_report).where(quality_report.c.id == id))).one_or_none()


async def take(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A report, for its publication: one of a regime is published at a time, as each is judged beside the others."""
    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("assessment.quality_report"))))
    query = sa.select(quality_report).where(quality_report.c.id == id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def published(connection: AsyncConnection, regime: str, *, demonstration: bool) -> Sequence[sa.Row[Any]]:
    """Reports of a regime that were published."""
    table = quality_report
    query = sa.select(table).where(
        table.c.regime == regime, table.c.demonstration == demonstration, table.c.published_at.is_not(None)
    )
    return (await connection.execute(query)).all()


async def publish(connection: AsyncConnection, id: uuid.UUID, at: dt.datetime) -> None:
    """Marks a report as published."""
    table = quality_report
    await connection.execute(sa.update(table).where(table.c.id == id).values(published_at=at))


async def page(connection: AsyncConnection, *, before: uuid.UUID | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Reports that the caller may see, the newest first."""
    query = sa.select(quality_report).order_by(quality_report.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(quality_report.c.id < before)
    return (await connection.execute(query)).all()
