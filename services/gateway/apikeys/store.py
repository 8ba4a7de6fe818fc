"""Owns the SQL of API keys."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.gateway.v1 import accounts_pb2 as pb
from services.gateway.tables import account
from services.gateway.tables import api_key as table
from shared.db.database import WriteTransaction

_SHOWN = (table.c.id, table.c.display_name, table.c.created_at, table.c.expires_at, table.c.revoked_at)


async def add(
    tx: WriteTransaction,
    *,
    key_id: uuid.UUID,
    account_id: str,
    display_name: str,
    key_hash: bytes,
    expires_at: dt.datetime | None,
    at: dt.datetime,
) -> pb.ApiKey | None:
    """Keeps a key's hash; None when there is no such account, or it is closed."""
    # The lock makes closing the account wait, or this see that it is closed.
    open_account = await tx.execute(
        sa.select(account.c.account_id)
        .where(account.c.account_id == account_id, account.c.disabled_at.is_(None))
        .with_for_update(read=True)
    )
    if open_account.one_or_none() is None:
        return None
    added = await tx.execute(
        sa.insert(table)
        .values(
            id=key_id,
            account_id=account_id,
            display_name=display_name,
            key_hash=key_hash,
            created_at=at,
            expires_at=expires_at,
        )
        .returning(*_SHOWN)
    )
    return _api_key(added.one())


async def of_account(connection: AsyncConnection, account_id: str) -> list[pb.ApiKey]:
    """An account's keys, the newest first."""
    rows = await connection.execute(
        sa.select(*_SHOWN).where(table.c.account_id == account_id).order_by(table.c.id.desc())
    )
    return [_api_key(row) for row in rows]


async def revoke(
    tx: WriteTransaction, key_id: uuid.UUID, *, account_id: str | None, at: dt.datetime
) -> tuple[pb.ApiKey | None, str, bool]:
    """Makes a key void, one of the account's own where an account is named.

    Returns:
        The key (None when there is none), its account's id, and whether it was valid before.
    """
    mine = [table.c.id == key_id] + ([table.c.account_id == account_id] if account_id is not None else [])
    found = (await tx.execute(sa.select(table.c.account_id, table.c.revoked_at).where(*mine).with_for_update())).first()
    if found is None:
        return None, "", False
    changed = await tx.execute(
        sa.update(table)
        .where(table.c.id == key_id)
        .values(revoked_at=sa.func.coalesce(table.c.revoked_at, at))
        .returning(*_SHOWN)
    )
    return _api_key(changed.one()), found.account_id, found.revoked_at is None


def _api_key(row: sa.Row[*tuple[Any, ...]]) -> pb.ApiKey:
    return pb.ApiKey(
        name=f"apiKeys/{row.id}",
        display_name=row.display_name,
        expire_time=None if row.expires_at is None else _timestamp(row.expires_at),
        revoked=row.revoked_at is not None,
        create_time=_timestamp(row.created_at),
    )


def _timestamp(at: dt.datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp
