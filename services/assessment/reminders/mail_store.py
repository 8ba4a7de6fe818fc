"""Owns the SQL of addresses for reminders and of the mail that waits to be sent."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.reminders.letters import code_letter, due_letter
from services.assessment.tables import deadline, mail, notification_address

Connection = AsyncConnection

SENT, OBSOLETE, REFUSED = "sent", "obsolete", "refused"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail whose time has come, locked until the transaction ends.

    Attributes:
        id: its own.
        address: where it goes.
        attempts: how often it was tried.
        obsolete: what it would say is no longer so.
        subject, text: what it says.
    """

    id: uuid.UUID
    address: str
    attempts: int
    obsolete: bool
    subject: str = ""
    text: str = ""


async def take(connection: AsyncConnection, now: dt.datetime) -> Waiting | None:
    """The next mail that nobody else has in hand; None where there is none."""
    query = (
        sa.select(
            mail,
            notification_address.c.address,
            notification_address.c.verified_at,
            deadline.c.kind.label("due_kind"),
            deadline.c.subject,
            deadline.c.due_on,
            deadline.c.due_at.label("due_now"),
            deadline.c.provision,
            deadline.c.state,
        )
        .outerjoin(notification_address, notification_address.c.account == mail.c.account)
        .outerjoin(deadline, deadline.c.id == mail.c.deadline_id)
        .where(mail.c.closed_at.is_(None), mail.c.send_at <= now)
        .order_by(mail.c.send_at, mail.c.id)
        .limit(1)
        .with_for_update(of=mail, skip_locked=True)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.address is None:
        return Waiting(row.id, "", row.attempts, obsolete=True)
    if row.kind == "code":
        return Waiting(row.id, row.address, row.attempts, not row.code, *code_letter(row.code))
    obsolete = row.verified_at is None or row.due_now != row.due_at or row.state != (3 if row.kind == "lapsed" else 1)
    subject, text = due_letter(
        row.kind,
        due_kind=row.due_kind,
        about=row.subject.partition("#")[0],
        due_on=row.due_on,
        due_at=row.due_now,
        provision=row.provision,
    )
    return Waiting(row.id, row.address, row.attempts, obsolete, subject, text)


async def close(
    connection: AsyncConnection, mail_id: uuid.UUID, outcome: str, at: dt.datetime, *, failure: str = ""
) -> None:
    """Notes what became of a mail; a code in it is forgotten."""
    values = {"closed_at": at, "outcome": outcome, "failure": failure[:500], "code": ""}
    await connection.execute(sa.update(mail).where(mail.c.id == mail_id).values(values))


async def postpone(connection: AsyncConnection, mail_id: uuid.UUID, until: dt.datetime, failure: str) -> None:
    """Has a mail tried again later."""
    values = {"send_at": until, "attempts": mail.c.attempts + 1, "failure": failure[:500]}
    await connection.execute(sa.update(mail).where(mail.c.id == mail_id).values(values))


async def address_of(connection: AsyncConnection, account: str, *, lock: bool = False) -> sa.Row[Any] | None:
    """The address of an account."""
    query = sa.select(notification_address).where(notification_address.c.account == account)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def put_address(connection: AsyncConnection, values: dict[str, object]) -> None:
    """Sets an account's address in place of the one before; it waits for its code."""
    statement = insert(notification_address).values(values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["account"], set_=values))


async def drop_address(connection: AsyncConnection, account: str) -> sa.Row[Any] | None:
    """Removes an account's address; what waits to be sent there is not sent."""
    statement = sa.delete(notification_address).where(notification_address.c.account == account)
    return (await connection.execute(statement.returning(notification_address))).one_or_none()


async def send_code(connection: AsyncConnection, mail_id: uuid.UUID, account: str, code: str, at: dt.datetime) -> None:
    """Puts the mail with a code where it is sent from; codes that still wait are void."""
    void = sa.update(mail).where(mail.c.account == account, mail.c.kind == "code", mail.c.closed_at.is_(None))
    await connection.execute(void.values(closed_at=at, outcome=OBSOLETE, code=""))
    await connection.execute(sa.insert(mail).values(id=mail_id, account=account, kind="code", code=code, send_at=at))


async def miss(connection: AsyncConnection, account: str) -> None:
    """Counts a wrong code."""
    again = {"attempts": notification_address.c.attempts + 1}
    await connection.execute(
        sa.update(notification_address).where(notification_address.c.account == account).values(again)
    )


async def verify(connection: AsyncConnection, row: sa.Row[Any], at: dt.datetime) -> None:
    """Notes that an address is its account's, and writes the reminders of what already waits for it."""
    await connection.execute(
        sa.update(notification_address)
        .where(notification_address.c.account == row.account)
        .values(verified_at=at, code_sha256="")
    )
    actors = [
        row.account,
        *([row.organization] if row.organization else []),
        *(["role:OFFICER"] if row.officer else []),
    ]
    send_at = deadline.c.due_at - dt.timedelta(days=row.lead_days)
    waiting = sa.select(
        sa.func.gen_random_uuid(),
        sa.literal(row.account),
        sa.literal("soon"),
        deadline.c.id,
        deadline.c.due_at,
        send_at,
    ).where(deadline.c.state == 1, deadline.c.actor.in_(actors), send_at > at)
    columns = ["id", "account", "kind", "deadline_id", "due_at", "send_at"]
    await connection.execute(sa.insert(mail).from_select(columns, waiting))
