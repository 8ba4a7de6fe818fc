"""Owns the SQL of signing keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.signing.rules import Term
from services.gateway.tables import signing_key as table
from shared.db.database import WriteTransaction

_LOCK = 0x5E91A_6A7E_0001
"""Advisory lock: one replica at a time decides about keys."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as it is kept: the private half encrypted, or gone."""

    term: Term
    public_key: bytes
    private_key: bytes | None


async def lock(tx: WriteTransaction) -> None:
    """Lets one replica at a time decide, until its transaction ends."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


async def add(
    tx: WriteTransaction,
    *,
    key_id: str,
    public_key: bytes,
    private_key: bytes,
    at: dt.datetime,
    active_from: dt.datetime,
) -> None:
    """Keeps a new key."""
    await tx.execute(
        sa.insert(table).values(
            key_id=key_id, public_key=public_key, private_key=private_key, created_at=at, active_from=active_from
        )
    )


async def live(connection: AsyncConnection) -> list[StoredKey]:
    """The keys whose tokens may still be valid."""
    rows = await connection.execute(
        sa.select(table.c.key_id, table.c.created_at, table.c.active_from, table.c.public_key, table.c.private_key)
        .where(table.c.private_key.is_not(None))
        .order_by(table.c.active_from, table.c.key_id)
    )
    return [
        StoredKey(Term(row.key_id, row.created_at, row.active_from), row.public_key, row.private_key) for row in rows
    ]


async def retire(tx: WriteTransaction, key_ids: Collection[str]) -> None:
    """Forgets the private halves; the rows stay as a record of which keys there were."""
    await tx.execute(sa.update(table).where(table.c.key_id.in_(list(key_ids))).values(private_key=None))
