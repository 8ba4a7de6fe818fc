"""Owns the SQL of accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.gateway.v1 import accounts_pb2 as pb
from services.gateway.tables import account as table
from shared.db.database import WriteTransaction

_SHOWN = (
    table.c.account_id,
    table.c.display_name,
    table.c.roles,
    table.c.organization,
    table.c.created_at,
    table.c.disabled_at,
)


def account_of(row: sa.Row[*tuple[Any, ...]]) -> pb.Account:
    """A row as the contract's account."""
    create_time = Timestamp()
    create_time.FromDatetime(row.created_at)
    return pb.Account(
        name=f"accounts/{row.account_id}",
        display_name=row.display_name,
        roles=[f"ROLE_{role}" for role in row.roles],
        organization=row.organization,
        disabled=row.disabled_at is not None,
        create_time=create_time,
    )


async def add(
    tx: WriteTransaction,
    *,
    account_id: str,
    display_name: str,
    roles: Sequence[str],
    organization: str,
    password_hash: str,
    at: dt.datetime,
) -> pb.Account | None:
    """Opens an account; None when there is one with this id."""
    added = await tx.execute(
        insert(table)
        .values(
            account_id=account_id,
            display_name=display_name,
            roles=list(roles),
            organization=organization,
            password_hash=password_hash,
            created_at=at,
        )
        .on_conflict_do_nothing()
        .returning(*_SHOWN)
    )
    row = added.one_or_none()
    return None if row is None else account_of(row)


async def read(connection: AsyncConnection, account_id: str) -> pb.Account | None:
    """One account."""
    row = (await connection.execute(sa.select(*_SHOWN).where(table.c.account_id == account_id))).one_or_none()
    return None if row is None else account_of(row)


async def page(connection: AsyncConnection, *, after: str, limit: int) -> list[pb.Account]:
    """Accounts in order of id."""
    rows = await connection.execute(
        sa.select(*_SHOWN).where(table.c.account_id > after).order_by(table.c.account_id).limit(limit)
    )
    return [account_of(row) for row in rows]


async def known(connection: AsyncConnection, account_ids: Iterable[str]) -> set[str]:
    """Those of these ids that an account has."""
    rows = await connection.scalars(sa.select(table.c.account_id).where(table.c.account_id.in_(list(account_ids))))
    return set(rows)


async def disable(tx: WriteTransaction, account_id: str, at: dt.datetime) -> tuple[pb.Account | None, bool]:
    """Closes an account; gives it, and whether it was open before."""
    changed = await tx.execute(
        sa.update(table)
        .where(table.c.account_id == account_id, table.c.disabled_at.is_(None))
        .values(disabled_at=at)
        .returning(*_SHOWN)
    )
    row = changed.one_or_none()
    if row is not None:
        return account_of(row), True
    return await read(tx.connection, account_id), False
