"""Owns the SQL of frames."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import copy_rows
from services.assessment.campaign_record import family_key_text
from services.assessment.frames.rules import Arrival, Description
from services.assessment.tables import frame, frame_entry, frame_holder


async def claim(
    connection: AsyncConnection, frame_id: uuid.UUID, arrived: Description, *, family_key: int, at: dt.datetime
) -> bool:
    """Puts in a frame's description; False when its name is taken, also by someone who is just committing it."""
    statement = (
        insert(frame)
        .values(
            id=frame_id,
            standard=arrived.standard,
            family_key=family_key,
            edition=arrived.edition,
            digest=arrived.digest,
            entry_count=arrived.entry_count,
            demonstration=arrived.demonstration,
            received_at=at,
        )
        .on_conflict_do_nothing()
        .returning(frame.c.id)
    )
    return (await connection.execute(statement)).first() is not None


async def described(connection: AsyncConnection, frame_id: uuid.UUID) -> Description:
    """A frame that has arrived."""
    row = (await connection.execute(sa.select(frame).where(frame.c.id == frame_id))).one()
    return Description(
        name=f"frames/{frame_id}",
        standard=row.standard,
        family_key=family_key_text(row.family_key),
        edition=row.edition,
        digest=row.digest,
        entry_count=row.entry_count,
        demonstration=row.demonstration,
    )


async def add_entries(connection: AsyncConnection, frame_id: uuid.UUID, arrival: Arrival) -> None:
    """Puts in a frame's entries and its holders."""
    await connection.execute(
        sa.insert(frame_holder),
        [
            {"frame_id": frame_id, "holder": holder, "display_name": name, "families": families}
            for holder, name, families in arrival.holders()
        ],
    )
    rows = ((frame_id, holder, family) for holder, family in arrival.entries)
    await copy_rows(connection, frame_entry, ("frame_id", "holder", "family"), ("uuid", "text", "text"), rows)
