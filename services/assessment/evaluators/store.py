"""Owns the SQL of the roster."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.tables import evaluator, tie


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who comes onto the roster; ties are pairs of holder and kind (TieKind of the contract)."""

    id: uuid.UUID
    account: str
    display_name: str
    identity_verified: bool
    ties_declared: bool
    ties: Sequence[tuple[str, int]]
    at: dt.datetime


async def add(connection: AsyncConnection, person: Person) -> bool:
    """Puts somebody on the roster; False when the account is on it."""
    statement = (
        insert(evaluator)
        .values(
            id=person.id,
            account=person.account,
            display_name=person.display_name,
            identity_verified=person.identity_verified,
            ties_declared=person.ties_declared,
            created_at=person.at,
        )
        .on_conflict_do_nothing()
        .returning(evaluator.c.id)
    )
    if (await connection.execute(statement)).first() is None:
        return False
    if person.ties:
        await connection.execute(
            sa.insert(tie),
            [
                {"evaluator_id": person.id, "number": number, "holder": holder, "kind": kind}
                for number, (holder, kind) in enumerate(person.ties)
            ],
        )
    return True


async def roster(connection: AsyncConnection, *, after: uuid.UUID | None = None, limit: int) -> Sequence[sa.Row[Any]]:
    """The roster in order of name; `ties` is a list of [holder, kind]."""
    declared = (
        sa.select(
            sa.func.jsonb_agg(aggregate_order_by(sa.func.jsonb_build_array(tie.c.holder, tie.c.kind), tie.c.number))
        )
        .where(tie.c.evaluator_id == evaluator.c.id)
        .scalar_subquery()
    )
    query = (
        sa.select(evaluator, sa.func.coalesce(declared, sa.text("'[]'::jsonb")).label("ties"))
        .order_by(evaluator.c.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(evaluator.c.id > after)
    return (await connection.execute(query)).all()
