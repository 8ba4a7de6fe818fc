"""Owns the statements that keep objections, notes beside entries, and restrictions of access to documents."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.concerned import Registrations
from services.registry.declarations.rules import declaration_name, read_declaration_name
from services.registry.holders.rules import holder_key, holder_name
from services.registry.objections import rules
from shared.auth.callers import Role, current_caller
from shared.db import WriteTransaction

# --- what an objection is against --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concerned:
    """An entry or document, as it is called, and the holder whom it is of (empty: nobody known)."""

    name: str
    holder: str


async def concerned(connection: AsyncConnection, subject: str, registrations: Registrations) -> Concerned | None:
    """What is objected to; None when there is no such thing."""
    kind = rules.kind_of(subject)
    if kind == "registrations":
        of = await registrations.holder_of(connection, subject)
        return None if of is None else Concerned(subject, of)
    if kind == "declarations":
        return await _declaration(connection, subject)
    if kind == "documents":
        return await _document(connection, subject)
    table = tables.holder if kind == "holders" else tables.standard
    key = subject.partition("/")[2]
    found = (await connection.execute(sa.select(table.c.key).where(table.c.key == key))).one_or_none()
    return None if found is None else Concerned(subject, subject if kind == "holders" else "")


async def _declaration(connection: AsyncConnection, subject: str) -> Concerned | None:
    name, table, holder = read_declaration_name(subject), tables.declaration, tables.holder
    query = (
        sa.select(table.c.iprd_id, holder.c.key)
        .outerjoin(holder, holder.c.id == table.c.holder_id)
        .where(table.c.iprd_id == name.iprd_id)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None or not name.belongs_to(row.key):
        return None
    return Concerned(declaration_name(row.key, row.iprd_id), holder_name(row.key))


async def _document(connection: AsyncConnection, subject: str) -> Concerned | None:
    document, import_ = tables.document, tables.import_
    # Whoever sent it answers for it. Sent by nobody but officers, or by several, it is of nobody in particular.
    senders = (
        sa.select(sa.func.array_agg(import_.c.organization.distinct()))
        .where(import_.c.document_id == document.c.id, import_.c.organization != "")
        .scalar_subquery()
    )
    query = sa.select(senders.label("senders")).where(document.c.sha256 == subject.removeprefix("documents/"))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Concerned(subject, row.senders[0] if row.senders and len(row.senders) == 1 else "")


async def holder_exists(connection: AsyncConnection, name: str) -> bool:
    """Whether a holder is in the register."""
    query = sa.select(tables.holder.c.id).where(tables.holder.c.key == holder_key(name))
    return (await connection.execute(query)).first() is not None


# --- objections --------------------------------------------------------------------------------------------------


async def create(
    tx: WriteTransaction, values: Mapping[str, object], evidence: Sequence[rules.Evidence], taken: TakenStep
) -> None:
    """Puts a notice on record with its evidence and its first step."""
    await tx.execute(sa.insert(tables.objection).values(values))
    await add_evidence(tx, taken.objection_id, "objector", evidence)
    await _add_step(tx, 1, taken)


async def add_evidence(tx: WriteTransaction, id: uuid.UUID, side: str, evidence: Sequence[rules.Evidence]) -> None:
    """Adds what a side (`objector`, `holder`) supports its words with."""
    rows = [
        {
            "objection_id": id,
            "side": side,
            "number": number,
            "kind": piece.kind,
            "content": piece.content,
            "confidential": piece.confidential,
        }
        for number, piece in enumerate(evidence, 1)
    ]
    if rows:
        await tx.execute(sa.insert(tables.objection_evidence), rows)


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step as the record has it."""

    objection_id: uuid.UUID
    taken: rules.Transition
    note: str
    on: dt.date
    at: dt.datetime


async def advance(tx: WriteTransaction, row: sa.Row[Any], step: TakenStep, values: Mapping[str, object]) -> None:
    """Takes a step with an objection that this transaction has locked."""
    table = tables.objection
    await tx.execute(
        sa.update(table)
        .where(table.c.id == row.id)
        .values(state=int(step.taken.target), revision=row.revision + 1, **values)
    )
    await _add_step(tx, row.revision + 1, step)


async def _add_step(tx: WriteTransaction, number: int, step: TakenStep) -> None:
    await tx.execute(
        sa.insert(tables.objection_step).values(
            objection_id=step.objection_id,
            number=number,
            step=step.taken.step.value,
            actor=step.taken.actor.value,
            provision=step.taken.provision,
            note=step.note,
            step_on=step.on,
            recorded_at=step.at,
        )
    )


async def lock(tx: WriteTransaction, id: uuid.UUID) -> sa.Row[Any] | None:
    """An objection, held for this transaction."""
    table = tables.objection
    return (await tx.execute(sa.select(table).where(table.c.id == id).with_for_update())).one_or_none()


async def read(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One objection."""
    return (await connection.execute(sa.select(tables.objection).where(tables.objection.c.id == id))).one_or_none()


async def list_objections(
    connection: AsyncConnection,
    *,
    subject: str,
    holder: str,
    state: int,
    before: uuid.UUID | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Objections that the caller may see, the newest first."""
    table, caller = tables.objection, current_caller()
    query = sa.select(table).order_by(table.c.id.desc()).limit(limit)
    if not caller.has(Role.ROLE_OFFICER):
        mine = sa.or_(
            sa.and_(table.c.objector == caller.account, table.c.objector != ""),
            sa.and_(table.c.objector_organization == caller.organization, table.c.objector_organization != ""),
        )
        query = query.where(sa.or_(table.c.admitted_on.is_not(None), mine))
    if subject:
        query = query.where(table.c.subject == subject)
    if holder:
        query = query.where(table.c.holder == holder)
    if state:
        query = query.where(table.c.state == state)
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to objections, by their ids."""

    evidence: Mapping[uuid.UUID, Sequence[sa.Row[Any]]]
    steps: Mapping[uuid.UUID, Sequence[sa.Row[Any]]]
    restricted: frozenset[str]


async def parts(connection: AsyncConnection, ids: Collection[uuid.UUID]) -> Parts:
    """Evidence, steps and interim restrictions of objections."""
    evidence, step, document = tables.objection_evidence, tables.objection_step, tables.document
    kept = sa.exists().where(
        evidence.c.kind == "document", sa.literal("documents/").concat(document.c.sha256) == evidence.c.content
    )
    pieces = (
        sa.select(evidence, kept.label("kept"))
        .where(evidence.c.objection_id.in_(ids))
        .order_by(evidence.c.side, evidence.c.number)
    )
    steps = sa.select(step).where(step.c.objection_id.in_(ids)).order_by(step.c.number)
    access = tables.document_access
    open_ones = sa.select(access.c.cause).where(
        access.c.cause.in_([f"objections/{id}" for id in ids]), access.c.interim, access.c.until.is_(None)
    )
    by_id: dict[uuid.UUID, list[sa.Row[Any]]] = {}
    for row in await connection.execute(pieces):
        by_id.setdefault(row.objection_id, []).append(row)
    taken: dict[uuid.UUID, list[sa.Row[Any]]] = {}
    for row in await connection.execute(steps):
        taken.setdefault(row.objection_id, []).append(row)
    return Parts(by_id, taken, frozenset((await connection.execute(open_ones)).scalars()))


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
    caller, table = current_caller(), tables.document_access
    if caller.has(Role.ROLE_OFFICER, Role.ROLE_SERVICE):
        return
    mine = sa.bindparam("audiences", list(caller.audiences), pg.ARRAY(sa.Text))
    query = (
        sa.select(table.c.cause, table.c.reason, table.c.interim)
        .where(table.c.sha256 == sha256, table.c.until.is_(None), ~table.c.audience.overlap(mine))
        .order_by(table.c.id)
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is not None:
        raise rules.document_restricted(f"documents/{sha256}", row.cause, row.reason, interim=row.interim)


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
