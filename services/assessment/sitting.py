"""Owns who sits on a check and may act on it now: every act of an evaluator begins here."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.campaign_record import id_in
from services.assessment.checks.procedure import JUDGING, Act, State, wrong_state
from services.assessment.conducting import Case, take
from services.assessment.tables import seat
from shared.auth.callers import current_caller
from shared.db import WriteTransaction
from shared.errors import not_found, precondition


async def own_seat(connection: AsyncConnection, check_id: uuid.UUID, account: str) -> sa.Row[Any] | None:
    """The seat of an account on a check; None when it has none."""
    query = (
        sa.select(seat)
        .where(seat.c.check_id == check_id, seat.c.evaluator_account == account, seat.c.ended_at.is_(None))
        .order_by(seat.c.stage.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def take_seat(tx: WriteTransaction, name: str, etag: str = "") -> tuple[Case, str]:
    """A check that the caller sits on now, locked, and their name on the roster.

    Raises:
        SepiaError: NOT_FOUND, also when it is somebody else's; FAILED_PRECONDITION (WRONG_STATE) when nobody's
            opinion is waited for, or that of others; ABORTED (ETAG_MISMATCH).
    """
    account, check_id = current_caller().account, id_in(name)
    if await own_seat(tx.connection, check_id, account) is None:  # under the caller's own identity
        raise not_found(name)
    case = await take(tx, check_id, sent_etag=etag)
    if case.course.state not in JUDGING:
        raise wrong_state(case.regime.rules, case.course.state, Act.OPINE, name)
    stage = int(case.course.stage)
    for (of, who), row in case.seats.items():
        if of == stage and row.evaluator_account == account:
            return case, who
    raise precondition(
        "WRONG_STATE",
        f"{name} is {State(case.row.state).name}: others judge it now. What you said on it stays on record.",
        subject=name,
    )
