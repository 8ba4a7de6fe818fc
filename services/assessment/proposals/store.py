"""Owns the SQL of proposals; reads run under the caller's identity, and row-level security."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import campaign, drawn_family, frame, frame_entry, proposal, proposal_quota

PROPOSED, TAKEN, IN_SAMPLE = 1, 2, 3
"""Numbers of the contract's ProposalState."""

_SAMPLE, _ANNOUNCED = 1, 1


async def owners(connection: AsyncConnection, frame_id: uuid.UUID, family: str) -> list[str]:
    """Holders of a family in a frame, the unknown one too; nobody where the family is not in it."""
    query = sa.select(frame_entry.c.holder).where(frame_entry.c.frame_id == frame_id, frame_entry.c.family == family)
    return list((await connection.execute(query)).scalars())


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> bool:
    """Puts in a proposal; False where the organization has proposed the same this year."""
    query = pg.insert(proposal).values(dict(values)).on_conflict_do_nothing().returning(proposal.c.id)
    return (await connection.execute(query)).scalar_one_or_none() is not None


async def take_place(connection: AsyncConnection, values: Mapping[str, object], limit: int | None) -> bool:
    """Takes a place of an organization's quota; False where none is left. Who does so at once waits for the other."""
    table = proposal_quota
    keys = ["organization", "regime", "standard", "year", "as_holder"]
    if limit == 0:
        return False
    query = pg.insert(table).values({name: values[name] for name in keys} | {"used": 1})
    query = query.on_conflict_do_update(
        index_elements=keys,
        set_={"used": table.c.used + 1},
        where=sa.true() if limit is None else table.c.used < limit,
    )
    return (await connection.execute(query.returning(table.c.used))).scalar_one_or_none() is not None


async def one(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any]:
    """A proposal that the caller may see."""
    return (await connection.execute(sa.select(proposal).where(proposal.c.id == id))).one()


async def page(
    connection: AsyncConnection, *, frame_id: uuid.UUID | None, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Proposals that the caller may see, the newest first."""
    query = sa.select(proposal).order_by(proposal.c.id.desc()).limit(limit)
    if frame_id is not None:
        query = query.where(proposal.c.frame_id == frame_id)
    if before is not None:
        query = query.where(proposal.c.id < before)
    return (await connection.execute(query)).all()


async def announced(connection: AsyncConnection, standard: str, key: int) -> list[str]:
    """Samples of a standard that are announced and not drawn; nothing is announced or drawn meanwhile."""
    query = (
        sa.select(campaign.c.id)
        .join(frame)
        .where(
            frame.c.standard == standard,
            frame.c.family_key == key,
            campaign.c.kind == _SAMPLE,
            campaign.c.state == _ANNOUNCED,
        )
    )
    return [f"campaigns/{id}" for id in (await connection.execute(query)).scalars()]


async def waiting(connection: AsyncConnection, frame_id: uuid.UUID, regime: str) -> list[str]:
    """Families that are proposed on a frame and wait, each once; locked."""
    query = (
        sa.select(proposal.c.family)
        .where(proposal.c.frame_id == frame_id, proposal.c.regime == regime, proposal.c.state == PROPOSED)
        .order_by(proposal.c.id)
        .with_for_update()
    )
    return sorted(set((await connection.execute(query)).scalars()))


async def in_samples(
    connection: AsyncConnection, standard: str, key: int, families: Sequence[str]
) -> dict[str, uuid.UUID]:
    """Family → the latest sample of the standard that drew it."""
    query = (
        sa.select(drawn_family.c.family, sa.func.max(sa.cast(campaign.c.id, sa.Text)))
        .select_from(drawn_family.join(campaign, campaign.c.id == drawn_family.c.campaign_id).join(frame))
        .where(
            frame.c.standard == standard,
            frame.c.family_key == key,
            campaign.c.kind == _SAMPLE,
            drawn_family.c.family == sa.any_(sa.bindparam("families", list(families), pg.ARRAY(sa.Text))),
        )
        .group_by(drawn_family.c.family)
    )
    return {row[0]: uuid.UUID(row[1]) for row in await connection.execute(query)}


async def pairs(connection: AsyncConnection, frame_id: uuid.UUID, families: Sequence[str]) -> list[tuple[str, str]]:
    """Holder and family for each known holder, in order."""
    query = (
        sa.select(frame_entry.c.holder, frame_entry.c.family)
        .where(
            frame_entry.c.frame_id == frame_id,
            frame_entry.c.holder != "",
            frame_entry.c.family == sa.any_(sa.bindparam("families", list(families), pg.ARRAY(sa.Text))),
        )
        .order_by(frame_entry.c.holder, frame_entry.c.family)
    )
    return [(row[0], row[1]) for row in await connection.execute(query)]


async def settle(
    connection: AsyncConnection,
    frame_id: uuid.UUID,
    regime: str,
    families: Sequence[str],
    state: int,
    campaign_id: uuid.UUID,
) -> None:
    """Says of waiting proposals where their families are checked."""
    await connection.execute(
        sa.update(proposal)
        .where(
            proposal.c.frame_id == frame_id,
            proposal.c.regime == regime,
            proposal.c.state == PROPOSED,
            proposal.c.family == sa.any_(sa.bindparam("families", list(families), pg.ARRAY(sa.Text))),
        )
        .values(state=state, campaign_id=campaign_id)
    )
