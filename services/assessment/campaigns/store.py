"""Owns the SQL of campaigns up to their draw."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import copy_rows
from services.assessment.tables import (
    assignment_key,
    campaign,
    campaign_exclusion,
    campaign_size,
    drawn_family,
    frame,
    frame_entry,
    frame_holder,
    holder_result,
    regime_profile,
)
from shared.frame import Entry

_TEXTS = sa.ARRAY(sa.Text)


async def frame_row(connection: AsyncConnection, frame_id: uuid.UUID) -> sa.Row[Any] | None:
    """A frame that has arrived; None when it has not."""
    return (await connection.execute(sa.select(frame).where(frame.c.id == frame_id))).one_or_none()


async def keep_profile(connection: AsyncConnection, citation: str, content: bytes) -> None:
    """Keeps a regime profile's bytes, unless they are kept already."""
    await connection.execute(insert(regime_profile).values(citation=citation, content=content).on_conflict_do_nothing())


async def add(connection: AsyncConnection, values: dict[str, object], key: bytes) -> None:
    """Puts in a campaign, with the secret key of its assignment."""
    await connection.execute(sa.insert(campaign).values(**values))
    await connection.execute(sa.insert(assignment_key).values(campaign_id=values["id"], key=key))


async def add_plan(
    connection: AsyncConnection,
    campaign_id: uuid.UUID,
    sizes: Mapping[str, int],
    exclusions: Sequence[tuple[str, int, str]],
) -> None:
    """Puts in sizes stated for holders, and what is not drawn from: name, reason, grounds."""
    if sizes:
        rows = [{"campaign_id": campaign_id, "holder": holder, "size": size} for holder, size in sizes.items()]
        await connection.execute(sa.insert(campaign_size), rows)
    if exclusions:
        left_out = [
            {"campaign_id": campaign_id, "name": name, "reason": reason, "grounds": grounds}
            for name, reason, grounds in exclusions
        ]
        await connection.execute(sa.insert(campaign_exclusion), left_out)


async def holders(connection: AsyncConnection, frame_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """Holders of a frame with their names and numbers of families, in order of holder; the unknown one is not among
    them."""
    query = sa.select(frame_holder).where(frame_holder.c.frame_id == frame_id, frame_holder.c.holder != "")
    return (await connection.execute(query.order_by(frame_holder.c.holder))).all()


async def families_among(connection: AsyncConnection, frame_id: uuid.UUID, names: Sequence[str]) -> set[str]:
    """Those of the names that are families of a frame."""
    query = sa.select(frame_entry.c.family).where(
        frame_entry.c.frame_id == frame_id, frame_entry.c.family == sa.func.any(sa.literal(list(names), _TEXTS))
    )
    return set((await connection.execute(query)).scalars())


async def found_rates(connection: AsyncConnection, campaign_id: uuid.UUID) -> dict[str, tuple[int, int]]:
    """Families checked and found essential, by holder, as a campaign published them."""
    table = holder_result
    query = sa.select(table.c.holder, table.c.checked, table.c.essential).where(table.c.campaign_id == campaign_id)
    return {row[0]: (row[1], row[2]) for row in await connection.execute(query)}


async def entries(connection: AsyncConnection, frame_id: uuid.UUID) -> Sequence[Entry]:
    """A frame's pairs of holder and family."""
    query = sa.select(frame_entry.c.holder, frame_entry.c.family).where(frame_entry.c.frame_id == frame_id)
    return [(row[0], row[1]) for row in await connection.execute(query)]


async def add_drawn(
    connection: AsyncConnection, campaign_id: uuid.UUID, sample: Sequence[tuple[str, int, str]]
) -> None:
    """Puts in what was drawn: holder, rank, family."""
    columns, types = ("campaign_id", "holder", "rank", "family"), ("uuid", "text", "int8", "text")
    await copy_rows(connection, drawn_family, columns, types, ((campaign_id, *drawn) for drawn in sample))


async def drawn(
    connection: AsyncConnection, campaign_id: uuid.UUID, *, holder: str, after: tuple[str, int] | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """What was drawn, in order of holder and rank."""
    table = drawn_family
    query = sa.select(table).where(table.c.campaign_id == campaign_id).order_by(table.c.holder, table.c.rank)
    if holder:
        query = query.where(table.c.holder == holder)
    if after is not None:
        query = query.where(sa.tuple_(table.c.holder, table.c.rank) > after)
    return (await connection.execute(query.limit(limit))).all()
