"""Owns the statements that keep notes beside entries and restrictions of access to documents.

Objections and decisions both put them there; whatever serves bytes of documents asks here first.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.notes import rules
from shared.auth.callers import Role, current_caller
from shared.db import WriteTransaction

# --- notes beside entries ----------------------------------------------------------------------------------------


async def add_notes(
    tx: WriteTransaction,
    subjects: Mapping[str, bool],
    *,
    cause: str,
    kind: str,
    text: str,
    effective_on: dt.date,
) -> None:
    """Puts a note beside entries.

    Args:
        subjects: names of entries, each with whether what is said holds for the whole family that it is.
    """
    rows = [
        {
            "id": tx.database.new_id(),
            "subject": subject,
            "cause": cause,
            "kind": kind,
            "text": text,
            "effective_on": effective_on,
            "family_wide": family_wide,
            "recorded_at": tx.database.clock.now(),
        }
        for subject, family_wide in sorted(subjects.items())
    ]
    if rows:
        await tx.execute(sa.insert(tables.entry_note), rows)


async def withdraw_notes(tx: WriteTransaction, cause: str, reason: str) -> None:
    """Takes back what a cause has put beside entries; it stays readable."""
    table = tables.entry_note
    await tx.execute(
        sa.update(table)
        .where(table.c.cause == cause, table.c.withdrawn_at.is_(None))
        .values(withdrawn_at=tx.database.clock.now(), withdraw_reason=reason)
    )


async def list_notes(
    connection: AsyncConnection, subject: str, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Notes beside an entry, the newest first."""
    table = tables.entry_note
    query = sa.select(table).where(table.c.subject == subject).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()


# --- access to documents -----------------------------------------------------------------------------------------


async def must_be_readable(connection: AsyncConnection, sha256: str) -> None:
    """Refuses the bytes and rows of a document to whoever has no access to it just now.

    Whatever serves bytes of documents calls this first.

    Raises:
        SepiaError: PERMISSION_DENIED (DOCUMENT_RESTRICTED).
    """
    table = tables.document_access
    query = sa.select(table.c.cause, table.c.reason, table.c.interim).where(table.c.sha256 == sha256, closed())
    row = (await connection.execute(query.order_by(table.c.id).limit(1))).one_or_none()
    if row is not None:
        raise rules.document_restricted(f"documents/{sha256}", row.cause, row.reason, interim=row.interim)


def closed() -> sa.ColumnElement[bool]:
    """Whether a restriction of access is in force and shuts the caller out."""
    caller, table = current_caller(), tables.document_access
    if caller.has(Role.ROLE_OFFICER, Role.ROLE_SERVICE):
        return sa.false()
    mine = sa.bindparam("audiences", list(caller.audiences), pg.ARRAY(sa.Text))
    return sa.and_(table.c.until.is_(None), ~table.c.audience.overlap(mine))


async def restrict_access(
    tx: WriteTransaction, sha256: str, *, audience: Collection[str], cause: str, reason: str, interim: bool
) -> None:
    """Restricts access to a document from now on."""
    await tx.execute(
        sa.insert(tables.document_access).values(
            id=tx.database.new_id(),
            sha256=sha256,
            audience=sorted(set(audience)),
            cause=cause,
            reason=reason,
            interim=interim,
            since=tx.database.clock.now(),
        )
    )


async def lift_interim(tx: WriteTransaction, cause: str) -> int:
    """Ends the interim restriction of a cause; returns how many there were."""
    return await _lift(tx, tables.document_access.c.cause == cause, interim=True)


async def give_access(tx: WriteTransaction, cause: str, audience: str) -> None:
    """Lets somebody further see a document while the interim restriction of a cause is in force."""
    table, further = tables.document_access, sa.bindparam(None, [audience], pg.ARRAY(sa.Text))
    await tx.execute(
        sa.update(table)
        .where(table.c.cause == cause, table.c.interim, table.c.until.is_(None), ~table.c.audience.overlap(further))
        .values(audience=sa.func.array_cat(table.c.audience, further))
    )


async def lift_lasting(tx: WriteTransaction, sha256: str) -> int:
    """Ends the lasting restrictions of a document; what waits for another decision stays until that."""
    return await _lift(tx, tables.document_access.c.sha256 == sha256, interim=False)


async def _lift(tx: WriteTransaction, which: sa.ColumnElement[bool], *, interim: bool) -> int:
    table = tables.document_access
    statement = (
        sa.update(table)
        .where(which, table.c.until.is_(None), table.c.interim == interim)
        .values(until=tx.database.clock.now())
        .returning(table.c.id)
    )
    return len((await tx.execute(statement)).all())


async def list_access(
    connection: AsyncConnection, sha256: str, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Restrictions of a document, the newest first."""
    table = tables.document_access
    query = sa.select(table).where(table.c.sha256 == sha256).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()
