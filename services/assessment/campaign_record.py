"""Owns a campaign's row: showing it as the contract does, and taking it for a change. Every feature starts from it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.type.v1 import type_pb2
from services.assessment.instants import timestamp, timestamp_if
from services.assessment.tables import (
    campaign,
    campaign_exclusion,
    campaign_size,
    duplicate_check,
    essentiality_check,
    frame,
)
from shared.auth.callers import Role, current_caller
from shared.db.database import WriteTransaction
from shared.errors import not_found, stale

ANNOUNCED, DRAWN, CHECKING, PUBLISHED = (
    pb.CAMPAIGN_STATE_ANNOUNCED,
    pb.CAMPAIGN_STATE_DRAWN,
    pb.CAMPAIGN_STATE_CHECKING,
    pb.CAMPAIGN_STATE_PUBLISHED,
)


def id_in(name: str) -> uuid.UUID:
    """The id in a resource name such as `campaigns/{uuid}`.

    Raises:
        SepiaError: NOT_FOUND, when it is none: no resource can have this name.
    """
    try:
        return uuid.UUID(name.rpartition("/")[2])
    except ValueError:
        raise not_found(name) from None


def family_key_text(number: int) -> str:
    """A family key as digests and log entries spell it: `etsi` for `FAMILY_KEY_ETSI`."""
    return type_pb2.FamilyKey.Name(type_pb2.FamilyKey.ValueType(number)).removeprefix("FAMILY_KEY_").lower()


def sees_counts() -> bool:
    """Whether the caller may know how many checks are recorded before the results are published."""
    return current_caller().has(Role.ROLE_OFFICER, Role.ROLE_SERVICE)


async def take(tx: WriteTransaction, name: str, etag: str = "") -> sa.Row[Any]:
    """The campaign with its frame, locked until the transaction ends: whoever else would change it waits.

    Raises:
        SepiaError: NOT_FOUND; ABORTED (ETAG_MISMATCH).
    """
    found = await tx.execute(
        sa.select(campaign, *_of_frame()).join(frame).where(campaign.c.id == id_in(name)).with_for_update(of=campaign)
    )
    row = found.one_or_none()
    if row is None:
        raise not_found(name)
    if etag and etag != _etag(row):
        raise stale(name)
    return row


async def revise(tx: WriteTransaction, taken: sa.Row[Any], **values: object) -> pb.Campaign:
    """Changes a campaign that was taken, and shows it as it is now."""
    await tx.execute(sa.update(campaign).where(campaign.c.id == taken.id).values(revision=taken.revision + 1, **values))
    return await show(tx.connection, f"campaigns/{taken.id}")


async def state_of(connection: AsyncConnection, name: str) -> int:
    """The state of a campaign.

    Raises:
        SepiaError: NOT_FOUND.
    """
    found = await connection.execute(sa.select(campaign.c.state).where(campaign.c.id == id_in(name)))
    state = found.scalar_one_or_none()
    if state is None:
        raise not_found(name)
    return state


async def kind_of(connection: AsyncConnection, name: str) -> int:
    """Whether a campaign draws a sample (1), or checks what parties proposed (2).

    Raises:
        SepiaError: NOT_FOUND.
    """
    found = await connection.execute(sa.select(campaign.c.kind).where(campaign.c.id == id_in(name)))
    kind = found.scalar_one_or_none()
    if kind is None:
        raise not_found(name)
    return kind


async def show(connection: AsyncConnection, name: str) -> pb.Campaign:
    """One campaign as the caller may see it.

    Raises:
        SepiaError: NOT_FOUND.
    """
    rows = await connection.execute(_shown().where(campaign.c.id == id_in(name)))
    row = rows.one_or_none()
    if row is None:
        raise not_found(name)
    message = _message(row)
    for stated in await sizes_of(connection, row.id):
        message.plan.sizes.add(holder=stated[0], size=stated[1])
    for left_out in await exclusions_of(connection, row.id):
        message.exclusions.add(name=left_out.name, reason=left_out.reason, grounds=left_out.grounds)
    return message


async def sizes_of(connection: AsyncConnection, campaign_id: uuid.UUID) -> list[tuple[str, int]]:
    """Sizes stated for holders, in order of holder."""
    query = sa.select(campaign_size.c.holder, campaign_size.c.size).where(campaign_size.c.campaign_id == campaign_id)
    return [(row[0], row[1]) for row in await connection.execute(query.order_by(campaign_size.c.holder))]


async def exclusions_of(connection: AsyncConnection, campaign_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """What is not drawn from, in order of name."""
    query = sa.select(campaign_exclusion).where(campaign_exclusion.c.campaign_id == campaign_id)
    return (await connection.execute(query.order_by(campaign_exclusion.c.name))).all()


async def show_newest(
    connection: AsyncConnection, before: uuid.UUID | None, limit: int
) -> Sequence[tuple[uuid.UUID, pb.Campaign]]:
    """Campaigns from the newest on, or from the one announced before the given one, each with its id."""
    query = _shown().order_by(campaign.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(campaign.c.id < before)
    return [(row.id, _message(row)) for row in await connection.execute(query)]


def _of_frame() -> list[sa.ColumnElement[Any]]:
    return [frame.c.digest, frame.c.standard, frame.c.family_key, frame.c.edition, frame.c.entry_count]


def _shown() -> sa.Select[Any]:
    recorded: sa.ColumnElement[int] = sa.literal(0)
    if sees_counts():
        recorded = (
            sa.select(sa.func.count())
            .where(
                essentiality_check.c.campaign_id == campaign.c.id,
                essentiality_check.c.state == 2,
                essentiality_check.c.id.not_in(sa.select(duplicate_check.c.check_id)),
            )
            .correlate(campaign)
            .scalar_subquery()
        )
    counted = sa.case((campaign.c.state == PUBLISHED, campaign.c.check_count), else_=recorded)
    return sa.select(campaign, *_of_frame(), counted.label("recorded_count")).join(frame)


def _etag(row: sa.Row[Any]) -> str:
    return f"r{row.revision}"


def _message(row: sa.Row[Any]) -> pb.Campaign:
    return pb.Campaign(
        name=f"campaigns/{row.id}",
        display_name=row.display_name,
        frame=f"frames/{row.frame_id}",
        frame_digest=row.digest,
        standard=row.standard,
        family_key=row.family_key,
        edition=row.edition,
        regime=row.regime,
        plan=pb.SamplePlan(minimum_per_holder=row.minimum_per_holder, per_mille=row.per_mille),
        random_source=pb.RandomSource(description=row.random_description, known_time=timestamp(row.known_at)),
        random_value=row.random_value or "",
        state=row.state,
        kind=row.kind,
        entry_count=row.entry_count,
        drawn_count=row.drawn_count,
        check_count=row.check_count,
        recorded_count=row.recorded_count,
        demonstration=row.demonstration,
        create_time=timestamp(row.created_at),
        draw_time=timestamp_if(row.drawn_at),
        publish_time=timestamp_if(row.published_at),
        etag=_etag(row),
    )
