"""Owns the SQL of signing in."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.tables import account, api_key, sign_in_attempt
from shared.db.database import WriteTransaction

_WHO = (
    account.c.account_id,
    account.c.display_name,
    account.c.roles,
    account.c.organization,
    account.c.created_at,
    account.c.disabled_at,
)


async def count_attempt(
    tx: WriteTransaction, subject: str, now: dt.datetime, window: dt.timedelta
) -> tuple[dt.datetime, int]:
    """Counts an attempt before it is looked at, so that attempts at the same moment can't slip past the limit.

    Returns:
        When the count began, and the count with this attempt.
    """
    table = sign_in_attempt
    over = table.c.since <= now - window
    counted = insert(table).values(subject=_digest(subject), since=now, attempts=1)
    found = await tx.execute(
        counted.on_conflict_do_update(
            index_elements=[table.c.subject],
            set_={
                "since": sa.case((over, counted.excluded.since), else_=table.c.since),
                "attempts": sa.case((over, 1), else_=table.c.attempts + 1),
            },
        ).returning(table.c.since, table.c.attempts)
    )
    row = found.one()
    return row.since, row.attempts


async def forget_attempts(tx: WriteTransaction, subject: str) -> None:
    """Begins the count anew: the owner has come."""
    await tx.execute(sa.delete(sign_in_attempt).where(sign_in_attempt.c.subject == _digest(subject)))


async def uncount_attempt(tx: WriteTransaction, subject: str) -> None:
    """Takes one attempt back: it did not fail."""
    table = sign_in_attempt
    await tx.execute(
        sa.update(table)
        .where(table.c.subject == _digest(subject), table.c.attempts > 0)
        .values(attempts=table.c.attempts - 1)
    )


async def forget_old_attempts(tx: WriteTransaction, before: dt.datetime) -> None:
    """Drops counts that no longer matter."""
    await tx.execute(sa.delete(sign_in_attempt).where(sign_in_attempt.c.since <= before))


async def by_id(connection: AsyncConnection, account_id: str) -> sa.Row[*tuple[Any, ...]] | None:
    """An account with its password's hash."""
    found = await connection.execute(
        sa.select(*_WHO, account.c.password_hash).where(account.c.account_id == account_id)
    )
    return found.one_or_none()


async def by_api_key(connection: AsyncConnection, key_hash: bytes, now: dt.datetime) -> sa.Row[*tuple[Any, ...]] | None:
    """The account of an API key that is valid now."""
    found = await connection.execute(
        sa.select(*_WHO)
        .join(api_key, api_key.c.account_id == account.c.account_id)
        .where(
            api_key.c.key_hash == key_hash,
            api_key.c.revoked_at.is_(None),
            sa.or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > now),
        )
    )
    return found.one_or_none()


async def replace_hash(tx: WriteTransaction, account_id: str, old: str, new: str) -> bool:
    """Puts another hash in the place of one; False when that is not there any more, or the account is closed."""
    changed = await tx.execute(
        sa.update(account)
        .where(
            account.c.account_id == account_id,
            account.c.password_hash == old,
            account.c.disabled_at.is_(None),
        )
        .values(password_hash=new)
    )
    return changed.rowcount == 1


def _digest(subject: str) -> bytes:
    return hashlib.sha256(subject.encode()).digest()
