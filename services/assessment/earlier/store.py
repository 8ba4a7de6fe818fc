"""Owns the SQL of earlier results: decisions on record, and which families that were drawn they are found for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.earlier.rules import OnRecord
from services.assessment.tables import campaign, drawn_family, earlier_result, frame, result, reused_family

SAMPLE, PROPOSALS = 1, 2
"""Kinds of campaign, as the contract numbers them."""

_PUBLISHED = 4


async def on_record(connection: AsyncConnection, taken: sa.Row[Any]) -> list[OnRecord]:
    """Results on record for families drawn in a campaign, from before it was announced.

    Simulated results stand for checks of demonstrations alone. What was itself taken over from elsewhere is not a
    result of its own.
    """
    drawn = sa.select(drawn_family.c.family).where(drawn_family.c.campaign_id == taken.id)
    here = (
        sa.select(result.c.family, result.c.outcome, campaign.c.id, result.c.simulated, campaign.c.published_at)
        .ext(pg.distinct_on(result.c.family))
        .select_from(result.join(campaign, campaign.c.id == result.c.campaign_id).join(frame))
        .where(
            frame.c.standard == taken.standard,
            frame.c.family_key == taken.family_key,
            campaign.c.id != taken.id,
            campaign.c.published_at <= taken.created_at,
            result.c.outcome.in_([1, 2]),
            result.c.reused_from == "",
            sa.true() if taken.demonstration else sa.not_(result.c.simulated) & sa.not_(campaign.c.demonstration),
            result.c.family.in_(drawn),
        )
        .order_by(result.c.family, campaign.c.published_at.desc())
    )
    found = [
        OnRecord(row.family, row.outcome, f"campaigns/{row.id}", row.published_at.date(), True, row.simulated)
        for row in await connection.execute(here)
    ]
    elsewhere = sa.select(earlier_result).where(
        earlier_result.c.standard == taken.standard,
        earlier_result.c.family_key == taken.family_key,
        earlier_result.c.recorded_at <= taken.created_at,
        earlier_result.c.withdrawn_at.is_(None),
        earlier_result.c.family.in_(drawn),
    )
    return found + [
        OnRecord(row.family, row.outcome, f"earlierResults/{row.id}", row.decided_on, False)
        for row in await connection.execute(elsewhere)
    ]


async def under_way(connection: AsyncConnection, taken: sa.Row[Any], known: Collection[str]) -> dict[str, str]:
    """Family → `campaigns/{campaign}`, for families drawn that are checked already because they were proposed."""
    proposed = drawn_family.alias("proposed")
    drawn = sa.select(drawn_family.c.family).where(drawn_family.c.campaign_id == taken.id)
    query = (
        sa.select(proposed.c.family, sa.func.min(sa.cast(campaign.c.id, sa.Text)))
        .select_from(proposed.join(campaign, campaign.c.id == proposed.c.campaign_id).join(frame))
        .where(
            campaign.c.kind == PROPOSALS,
            campaign.c.id != taken.id,
            frame.c.standard == taken.standard,
            frame.c.family_key == taken.family_key,
            campaign.c.state < _PUBLISHED,
            proposed.c.family.in_(drawn),
        )
        .group_by(proposed.c.family)
    )
    return {row[0]: f"campaigns/{row[1]}" for row in await connection.execute(query) if row[0] not in known}


async def set_down(
    connection: AsyncConnection, campaign_id: uuid.UUID, reused: Mapping[str, OnRecord], pending: Mapping[str, str]
) -> None:
    """Notes which families of a campaign are not checked, and what stands for a check; pending have no outcome yet."""
    rows: list[dict[str, object]] = [
        {
            "campaign_id": campaign_id,
            "family": family,
            "outcome": each.outcome,
            "source": each.source,
            "simulated": each.simulated,
        }
        for family, each in sorted(reused.items())
    ]
    for family, source in sorted(pending.items()):
        rows.append({"campaign_id": campaign_id, "family": family, "outcome": 0, "source": source, "simulated": False})
    await insert_rows(connection, reused_family, rows)


async def settle_pending(connection: AsyncConnection, campaign_id: uuid.UUID) -> None:
    """Takes over, for families that were under way as proposals, what was published on them since."""
    await connection.execute(
        sa.update(reused_family)
        .where(
            reused_family.c.campaign_id == campaign_id,
            reused_family.c.outcome == 0,
            reused_family.c.source == "campaigns/" + sa.cast(result.c.campaign_id, sa.Text),
            result.c.family == reused_family.c.family,
        )
        .values(outcome=result.c.outcome, simulated=result.c.simulated)
    )


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> bool:
    """Puts a decision on record; False where the same is there already."""
    query = pg.insert(earlier_result).values(dict(values)).on_conflict_do_nothing().returning(earlier_result.c.id)
    return (await connection.execute(query)).scalar_one_or_none() is not None


async def same(connection: AsyncConnection, standard: str, key: int, family: str, citation: str) -> sa.Row[Any]:
    """The decision on record from the same source."""
    table = earlier_result
    query = sa.select(table).where(
        table.c.standard == standard,
        table.c.family_key == key,
        table.c.family == family,
        table.c.citation == citation,
        table.c.withdrawn_at.is_(None),
    )
    return (await connection.execute(query)).one()


async def one(connection: AsyncConnection, id: uuid.UUID, *, lock: bool = False) -> sa.Row[Any] | None:
    """A decision on record."""
    query = sa.select(earlier_result).where(earlier_result.c.id == id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def change(connection: AsyncConnection, id: uuid.UUID, values: Mapping[str, object]) -> None:
    """Changes a decision on record."""
    table = earlier_result
    await connection.execute(sa.update(table).where(table.c.id == id).values(dict(values)))


async def page(
    connection: AsyncConnection, *, standard: str, family: str, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Decisions on record, the newest first."""
    query = sa.select(earlier_result).order_by(earlier_result.c.id.desc()).limit(limit)
    if standard:
        query = query.where(earlier_result.c.standard == standard)
    if family:
        query = query.where(earlier_result.c.family == family)
    if before is not None:
        query = query.where(earlier_result.c.id < before)
    return (await connection.execute(query)).all()
