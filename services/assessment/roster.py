"""Owns everybody on the roster as conflicts and assignment see them: ties, groups, limits, what they hold already."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.checks.procedure import CLOSED
from services.assessment.conflicts.rules import (
    Check,
    Edge,
    Evaluator,
    Tie,
    TieKind,
    Transfer,
    Transfers,
    groups,
    with_new_owners,
)
from services.assessment.regimes import Regime
from services.assessment.tables import (
    essentiality_check,
    evaluator,
    frame_entry,
    group_edge,
    group_source,
    ownership_transfer,
    seat,
    tie,
    transfer_source,
)
from shared.errors import precondition

YEAR = dt.timedelta(days=365)
REGISTER = "logs/registry"
"""Source whose position says up to where the register's log has told who belongs together."""

UNLIMITED = 1_000_000
"""More checks than there are."""

KINDS = {
    1: TieKind.EMPLOYMENT,
    2: TieKind.CLIENT,
    3: TieKind.SHARES,
    4: TieKind.RELATIVE,
    5: TieKind.EARLIER_WORK,
}
"""By the numbers of the contract's TieKind."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster, and as what rules see them."""

    id: uuid.UUID
    account: str
    display_name: str
    evaluator: Evaluator


@dataclass(frozen=True, slots=True)
class Ground:
    """What conflicts are judged on.

    Attributes:
        parents: who stands for the group of each company.
        since: the earliest day on which a tie counts.
        transfers: patents that changed hands.
    """

    parents: Mapping[str, str]
    since: dt.date | None
    transfers: Transfers

    def owners(self, family: str, standard: str, holders: Sequence[str]) -> tuple[str, ...]:
        """The holders of a family in its frame, and to whom it went since."""
        return with_new_owners(holders, family, standard, self.transfers, self.parents)


async def ground(connection: AsyncConnection, regime: Regime, now: dt.datetime) -> Ground:
    """What conflicts are judged on under a regime, as the register's groups are known now.

    Raises:
        SepiaError: FAILED_PRECONDITION (GROUPS_NOT_RECEIVED, TRANSFERS_NOT_RECEIVED): groups and new owners that nobody
            has told of can't be ruled out.
    """
    told = sa.select(group_source.c.position).where(group_source.c.subject == REGISTER)
    if (await connection.execute(told)).first() is None:
        raise precondition(
            "GROUPS_NOT_RECEIVED",
            "Who belongs to which group has not come from the register yet, so no conflict through a group can be "
            "ruled out and nobody comes to a check. The gateway's coordination sends it by itself after it starts; "
            "GetCoordination (/v1/coordination) shows what it waits for.",
            subject=REGISTER,
        )
    told = sa.select(transfer_source.c.position).where(transfer_source.c.log == REGISTER)
    if (await connection.execute(told)).first() is None:
        raise precondition(
            "TRANSFERS_NOT_RECEIVED",
            "Which patents changed hands has not come from the register yet, so no conflict through a new owner can be "
            "ruled out and nobody comes to a check. The gateway's coordination sends it by itself after it starts; "
            "GetCoordination (/v1/coordination) shows what it waits for.",
            subject=REGISTER,
        )
    since = regime.ties_since(regime.days.date_of(now))
    rows = await connection.execute(sa.select(group_edge.c.child, group_edge.c.parent, group_edge.c.until_on))
    table = ownership_transfer
    moved = await connection.execute(sa.select(table).where(table.c.withdrawn.is_(False)).order_by(table.c.transfer))
    transfers = [
        Transfer(row.assignor, row.assignee, frozenset(row.families), frozenset(row.standards), row.any_family)
        for row in moved
    ]
    return Ground(groups((Edge(*row) for row in rows), since), since, Transfers(transfers))


async def people(
    connection: AsyncConnection,
    regime: Regime,
    now: dt.datetime,
    *,
    only: Collection[uuid.UUID] | None = None,
    lock: bool = True,
) -> list[Person]:
    """The roster, or some of it, by name.

    Args:
        lock: rows are locked, so that two assignments at once don't both count on the same evaluator's room.
    """
    wanted = sa.true() if only is None else evaluator.c.id.in_(list(only))
    if lock:
        await connection.execute(sa.select(evaluator.c.id).where(wanted).order_by(evaluator.c.id).with_for_update())
    ties = (
        sa.select(sa.func.jsonb_agg(sa.func.jsonb_build_array(tie.c.subject, tie.c.kind, tie.c.until_on)))
        .where(tie.c.evaluator_id == evaluator.c.id, tie.c.superseded_at.is_(None))
        .scalar_subquery()
    )
    closed = [int(state) for state in CLOSED]
    held = (
        sa.select(
            seat.c.evaluator_id,
            sa.func.count().filter(seat.c.ended_at.is_(None), essentiality_check.c.state.not_in(closed)).label("open"),
            sa.func.count().filter(seat.c.appointed_at > now - YEAR).label("given"),
        )
        .join(essentiality_check, essentiality_check.c.id == seat.c.check_id)
        .group_by(seat.c.evaluator_id)
        .subquery()
    )
    query = (
        sa.select(
            evaluator,
            sa.func.coalesce(ties, sa.text("'[]'::jsonb")).label("ties"),
            sa.func.coalesce(held.c.open, 0).label("open"),
            sa.func.coalesce(held.c.given, 0).label("given"),
        )
        .outerjoin(held, held.c.evaluator_id == evaluator.c.id)
        .where(wanted)
        .order_by(evaluator.c.id)
    )
    return [_person(row, regime) for row in await connection.execute(query)]


def _person(row: sa.Row[Any], regime: Regime) -> Person:
    checks = regime.profile.checks
    rooms = [
        (checks.evaluator_checks_per_year, row.given),
        (row.year_limit, row.given),
        (checks.evaluator_open_checks, row.open),
        (row.open_limit, row.open),
    ]
    room = min((limit - used for limit, used in rooms if limit is not None), default=UNLIMITED)
    needed = checks.code_of_conduct
    return Person(
        row.id,
        row.account,
        row.display_name,
        Evaluator(
            name=f"evaluators/{row.id}",
            identity_verified=row.identity_verified,
            ties=[_tie(*each) for each in row.ties] if row.ties_declared else None,
            capacity=max(0, room),
            load=row.open,
            consented=needed is None or row.conduct_version == needed,
            suspended=row.suspended_at is not None,
            skills=frozenset(row.skills),
        ),
    )


def _tie(subject: str, kind: int, until_on: str | None) -> Tie:
    return Tie(KINDS[kind], subject, dt.date.fromisoformat(until_on) if until_on else None)


async def owners(
    connection: AsyncConnection, frame_id: uuid.UUID, families: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Every known holder of families in a frame."""
    query = (
        sa.select(frame_entry.c.family, frame_entry.c.holder)
        .where(
            frame_entry.c.frame_id == frame_id,
            frame_entry.c.family == sa.any_(sa.bindparam("families", list(families), pg.ARRAY(sa.Text))),
            frame_entry.c.holder != "",
        )
        .order_by(frame_entry.c.family, frame_entry.c.holder)
    )
    found: dict[str, list[str]] = {}
    for family, holder in await connection.execute(query):
        found.setdefault(family, []).append(holder)
    return {family: tuple(names) for family, names in found.items()}


async def seen_by(connection: AsyncConnection, check: Any) -> frozenset[str]:
    """Everybody who has or had a seat on the family, in this check or in its double: fresh eyes are others'."""
    same = sa.or_(
        essentiality_check.c.id == check.id,
        sa.and_(
            essentiality_check.c.campaign_id == check.campaign_id,
            essentiality_check.c.family == check.family,
        ),
    )
    query = (
        sa.select(seat.c.evaluator_id)
        .join(essentiality_check, essentiality_check.c.id == seat.c.check_id)
        .where(same)
        .distinct()
    )
    return frozenset(f"evaluators/{row[0]}" for row in await connection.execute(query))


def as_rules(row: Any, holders: Sequence[str], seen: frozenset[str] = frozenset(), evaluators: int = 1) -> Check:
    """A check as conflicts and assignment see it."""
    return Check(f"checks/{row.id}", row.family, holders, seen, evaluators, row.technical_area)
