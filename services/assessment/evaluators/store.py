"""Owns the SQL of the roster, and of the register's corporate groups."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.checks.procedure import CLOSED, State
from services.assessment.tables import (
    essentiality_check,
    evaluator,
    group_edge,
    group_source,
    ownership_transfer,
    seat,
    tie,
    transfer_source,
)

TieRow = tuple[str, int, dt.date | None, dt.date | None]
"""Subject, kind (TieKind of the contract), first and last day."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who comes onto the roster."""

    id: uuid.UUID
    account: str
    display_name: str
    identity_verified: bool
    ties_declared: bool
    ties: Sequence[TieRow]
    at: dt.datetime
    further: Mapping[str, object] = field(default_factory=dict[str, object])


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
            **person.further,
        )
        .on_conflict_do_nothing()
        .returning(evaluator.c.id)
    )
    if (await connection.execute(statement)).first() is None:
        return False
    await declare(connection, person.id, person.ties, person.at)
    return True


async def declare(connection: AsyncConnection, id: uuid.UUID, ties: Sequence[TieRow], at: dt.datetime) -> None:
    """Puts in a declaration of ties in place of the one before, which stays."""
    superseded = sa.update(tie).where(tie.c.evaluator_id == id, tie.c.superseded_at.is_(None))
    await connection.execute(superseded.values(superseded_at=at))
    last = sa.select(sa.func.coalesce(sa.func.max(tie.c.number), -1)).where(tie.c.evaluator_id == id)
    first = (await connection.execute(last)).scalar_one() + 1
    await insert_rows(
        connection,
        tie,
        [
            {
                "evaluator_id": id,
                "number": first + number,
                "subject": subject,
                "kind": kind,
                "from_on": from_on,
                "until_on": until_on,
            }
            for number, (subject, kind, from_on, until_on) in enumerate(ties)
        ],
    )


async def roster(connection: AsyncConnection, *, after: uuid.UUID | None = None, limit: int) -> Sequence[sa.Row[Any]]:
    """The roster in order of name, with ties and the number of open checks."""
    query = _shown().order_by(evaluator.c.id).limit(limit)
    if after is not None:
        query = query.where(evaluator.c.id > after)
    return (await connection.execute(query)).all()


async def one(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """Somebody on the roster whom the caller may see."""
    return (await connection.execute(_shown().where(evaluator.c.id == id))).one_or_none()


async def lock(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """Somebody on the roster, whom nobody else changes until the transaction ends."""
    query = sa.select(evaluator).where(evaluator.c.id == id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def change(connection: AsyncConnection, id: uuid.UUID, values: Mapping[str, object]) -> None:
    """Changes an entry of the roster; every change is a revision."""
    table = evaluator
    await connection.execute(sa.update(table).where(table.c.id == id).values(revision=table.c.revision + 1, **values))


async def seats_of(connection: AsyncConnection, id: uuid.UUID) -> Sequence[tuple[uuid.UUID, int]]:
    """Checks that an evaluator sits on and that are open, with the stage of the seat."""
    closed = [int(state) for state in (*CLOSED, State.REDRESS)]
    query = (
        sa.select(seat.c.check_id, seat.c.stage)
        .join(essentiality_check, essentiality_check.c.id == seat.c.check_id)
        .where(seat.c.evaluator_id == id, seat.c.ended_at.is_(None), essentiality_check.c.state.not_in(closed))
        .order_by(seat.c.check_id)
    )
    return [(row[0], row[1]) for row in await connection.execute(query)]


def _shown() -> sa.Select[Any]:
    declared = (
        sa.select(
            sa.func.jsonb_agg(
                aggregate_order_by(
                    sa.func.jsonb_build_array(tie.c.subject, tie.c.kind, tie.c.from_on, tie.c.until_on), tie.c.number
                )
            )
        )
        .where(tie.c.evaluator_id == evaluator.c.id, tie.c.superseded_at.is_(None))
        .scalar_subquery()
    )
    closed = [int(state) for state in CLOSED]
    held = (
        sa.select(sa.func.count())
        .select_from(seat.join(essentiality_check, essentiality_check.c.id == seat.c.check_id))
        .where(
            seat.c.evaluator_id == evaluator.c.id,
            seat.c.ended_at.is_(None),
            essentiality_check.c.state.not_in(closed),
        )
        .scalar_subquery()
    )
    return sa.select(
        evaluator,
        sa.func.coalesce(declared, sa.text("'[]'::jsonb")).label("ties"),
        held.label("open_checks"),
    )


async def receive_groups(
    connection: AsyncConnection, subject: str, edges: Sequence[Mapping[str, object]], position: int, at: dt.datetime
) -> bool:
    """Puts what belongs together in place of what was known, unless that is from a later entry; says whether."""
    table = group_source
    claimed = (
        insert(table)
        .values(subject=subject, position=position, received_at=at)
        .on_conflict_do_update(
            index_elements=[table.c.subject],
            set_={"position": position, "received_at": at},
            where=table.c.position <= position,
        )
        .returning(table.c.subject)
    )
    if (await connection.execute(claimed)).first() is None:
        return False
    names = [edge["name"] for edge in edges]
    await connection.execute(
        sa.delete(group_edge).where(sa.or_(group_edge.c.asked_for == subject, group_edge.c.name.in_(names)))
    )
    await insert_rows(connection, group_edge, [{"asked_for": subject, **edge} for edge in edges])
    return True


async def receive_transfer(connection: AsyncConnection, values: Mapping[str, object], at: dt.datetime) -> bool:
    """Puts in that patents changed hands, in place of what was known of it, unless that is from the same entry of the
    register's log or a later one; says whether."""
    table = ownership_transfer
    row = {**values, "received_at": at}
    changes = {name: value for name, value in row.items() if name != "transfer"}
    claimed = (
        insert(table)
        .values(row)
        .on_conflict_do_update(
            index_elements=[table.c.transfer], set_=changes, where=table.c.position < int(str(values["position"]))
        )
        .returning(table.c.transfer)
    )
    return (await connection.execute(claimed)).first() is not None


async def receive_transfer_position(connection: AsyncConnection, log: str, position: int, at: dt.datetime) -> bool:
    """Notes before which position of a log every transfer has come, unless a later one is known; says whether."""
    table = transfer_source
    claimed = (
        insert(table)
        .values(log=log, position=position, received_at=at)
        .on_conflict_do_update(
            index_elements=[table.c.log],
            set_={"position": position, "received_at": at},
            where=table.c.position < position,
        )
        .returning(table.c.log)
    )
    return (await connection.execute(claimed)).first() is not None


async def transfer_position(connection: AsyncConnection, log: str) -> int:
    """Before which position of a log every transfer has come."""
    query = sa.select(transfer_source.c.position).where(transfer_source.c.log == log)
    return (await connection.execute(query)).scalar_one()


async def edges_of(connection: AsyncConnection, subject: str) -> int:
    """How many parents of a holder are known."""
    query = sa.select(sa.func.count()).where(group_edge.c.asked_for == subject)
    return (await connection.execute(query)).scalar_one()
