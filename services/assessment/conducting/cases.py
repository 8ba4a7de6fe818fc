"""Owns a check as a transaction has locked it, in the name of the centre."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.checks.course import Course, Seat
from services.assessment.checks.procedure import Stage, State
from services.assessment.regimes import Regime, regime_in
from services.assessment.tables import (
    check_changed_by,
    essentiality_check,
    hearing,
    hearing_answer,
    opinion_request,
    regime_profile,
    seat,
)
from shared.db import WriteTransaction
from shared.errors import not_found, stale

NOBODY = "-"
"""Stands for a holder who isn't asked: the reasons of a blind duplicate go to nobody, and nobody answers."""

_AUDIENCES = "set_config('sepia.audiences', current_setting('sepia.audiences', true) || ',role:SERVICE', true)"


async def as_centre(connection: AsyncConnection) -> None:
    """From here on the transaction acts in the name of the centre; the account that acts stays the caller's."""
    await connection.execute(sa.text(f"select {_AUDIENCES}"))


def check_name(check_id: uuid.UUID) -> str:
    """`checks/{check}`."""
    return f"checks/{check_id}"


def etag(row: Any) -> str:
    """Of a check that was read with `check_changed_by`."""
    return f"v{row.changed_by}"


@dataclass(slots=True)
class Case:
    """A check that a transaction has locked.

    Attributes:
        tx: the transaction.
        row: as it is now.
        regime: the one it is conducted under.
        course: where it is on its way.
        seats: rows of those who sit, by stage and evaluator.
        hearing: the row of the hearing that is open.
        request: the row of the request it follows from.
        held: organizations whose answer in that hearing is held back.
    """

    tx: WriteTransaction
    row: Any
    regime: Regime
    course: Course
    seats: dict[tuple[int, str], Any]
    hearing: Any = None
    request: Any = None
    today: dt.date = field(default=dt.date.min)
    held: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """`checks/{check}`."""
        return check_name(self.row.id)

    def accounts(self) -> list[str]:
        """Accounts of those who sit or sat in the present step."""
        return sorted({row.evaluator_account for row in self.seats.values()})


async def take(tx: WriteTransaction, check_id: uuid.UUID, *, sent_etag: str = "", wait: bool = True) -> Case:
    """A check, locked until the transaction ends. The transaction acts in the name of the centre from here on.

    Args:
        wait: for others who have it locked; who doesn't wait fails instead, and comes again.

    Raises:
        SepiaError: NOT_FOUND; ABORTED (ETAG_MISMATCH).
    """
    await as_centre(tx.connection)
    table = essentiality_check
    query = (
        sa.select(table, check_changed_by, regime_profile.c.content)
        .join(regime_profile, regime_profile.c.citation == table.c.regime)
        .where(table.c.id == check_id)
        .with_for_update(of=table, nowait=not wait)
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise not_found(check_name(check_id))
    if sent_etag and sent_etag != etag(row):
        raise stale(check_name(check_id))
    regime = regime_in(row.regime, bytes(row.content))
    sitting = await tx.execute(
        sa.select(seat).where(seat.c.check_id == check_id, seat.c.ended_at.is_(None)).order_by(seat.c.evaluator_id)
    )
    seats = {(each.stage, f"evaluators/{each.evaluator_id}"): each for each in sitting}
    opened = await tx.execute(sa.select(hearing).where(hearing.c.check_id == check_id, hearing.c.closed_at.is_(None)))
    heard = opened.one_or_none()
    asked = await tx.execute(sa.select(opinion_request).where(opinion_request.c.check_id == check_id))
    return Case(
        tx,
        row,
        regime,
        _course(row, regime, seats),
        seats,
        heard,
        asked.one_or_none(),
        regime.days.date_of(tx.database.clock.now()),
        frozenset[str]() if heard is None else await _held(tx, heard.id),
    )


async def take_many(tx: WriteTransaction, ids: Collection[uuid.UUID], *, heard: bool) -> dict[uuid.UUID, Case]:
    """Checks locked until the transaction ends, without those that somebody else has locked, and without those that
    follow from a party's request. The transaction acts in the name of the centre from here on.

    Args:
        heard: those of which something lies before a holder; else those of which nothing does.
    """
    await as_centre(tx.connection)
    table = essentiality_check
    opened = sa.exists().where(hearing.c.check_id == table.c.id, hearing.c.closed_at.is_(None))
    query = (
        sa.select(table, regime_profile.c.content)
        .join(regime_profile, regime_profile.c.citation == table.c.regime)
        .where(
            table.c.id.in_(list(ids)),
            opened if heard else ~opened,
            ~sa.exists().where(opinion_request.c.check_id == table.c.id),
        )
        .order_by(table.c.id)
        .with_for_update(of=table, skip_locked=True)
    )
    rows = (await tx.execute(query)).all()
    sitting: dict[uuid.UUID, dict[tuple[int, str], Any]] = {row.id: {} for row in rows}
    found = sa.select(seat).where(seat.c.check_id.in_(list(sitting)), seat.c.ended_at.is_(None))
    for each in await tx.execute(found.order_by(seat.c.evaluator_id)):
        sitting[each.check_id][each.stage, f"evaluators/{each.evaluator_id}"] = each
    hearings: dict[uuid.UUID, Any] = {}
    held: dict[uuid.UUID, set[str]] = {}
    if heard:
        lying = sa.select(hearing).where(hearing.c.check_id.in_(list(sitting)), hearing.c.closed_at.is_(None))
        hearings = {each.check_id: each for each in await tx.execute(lying)}
        untold = sa.select(hearing_answer.c.hearing_id, hearing_answer.c.organization).where(
            hearing_answer.c.hearing_id.in_([each.id for each in hearings.values()]), hearing_answer.c.told_at.is_(None)
        )
        for each in await tx.execute(untold):
            held.setdefault(each.hearing_id, set()).add(each.organization)
    now = tx.database.clock.now()
    taken: dict[uuid.UUID, Case] = {}
    for row in rows:
        regime, seats, lies = regime_in(row.regime, bytes(row.content)), sitting[row.id], hearings.get(row.id)
        taken[row.id] = Case(
            tx,
            row,
            regime,
            _course(row, regime, seats),
            seats,
            lies,
            today=regime.days.date_of(now),
            held=frozenset(held.get(lies.id, ())) if lies is not None else frozenset(),
        )
    return taken


def _course(row: Any, regime: Regime, seats: Mapping[tuple[int, str], Any]) -> Course:
    return Course(
        name=check_name(row.id),
        rules=regime.rules,
        state=State(row.state),
        seats=tuple(
            Seat(name, Stage(stage), each.opened_at is not None, each.outcome) for (stage, name), each in seats.items()
        ),
        addressees=frozenset(row.addressees or [NOBODY]),
        answered=frozenset(row.answered),
        reevaluated=row.reevaluated,
        reevaluation_open=row.reevaluation_open,
        extensions=row.extensions,
        direct=row.direct,
        outcome=row.outcome,
    )


async def _held(tx: WriteTransaction, hearing_id: uuid.UUID) -> frozenset[str]:
    """Whose answers in a hearing are held back."""
    table = hearing_answer
    query = sa.select(table.c.organization).where(table.c.hearing_id == hearing_id, table.c.told_at.is_(None))
    return frozenset(row[0] for row in await tx.execute(query))
