"""Owns the statements that keep objections, notes beside entries, and restrictions of access to documents."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.concerned import Registrations
from services.registry.declarations import store as declarations
from services.registry.declarations.messages import current_party
from services.registry.declarations.rules import declaration_name, read_declaration_name
from services.registry.evidence.store import readable
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
        sa.select(table.c.key.label("declaration_key"), holder.c.key)
        .outerjoin(holder, holder.c.id == table.c.holder_id)
        # One that waits for its review is as if it were not there, to everybody but whoever made it.
        .where(table.c.key == name.key, declarations.visible_to(current_party()))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None or not name.belongs_to(row.key):
        return None
    return Concerned(declaration_name(row.key, row.declaration_key), holder_name(row.key))


async def _document(connection: AsyncConnection, subject: str) -> Concerned | None:
    document, sha256 = tables.document, subject.removeprefix("documents/")
    brought = sa.exists().where(tables.import_.c.document_id == document.c.id)
    cited = sa.exists().where(tables.evidence_document.c.document_id == document.c.id, readable(current_caller()))
    found = sa.select(document.c.id, sa.or_(brought, cited).label("known")).where(document.c.sha256 == sha256)
    row = (await connection.execute(found)).one_or_none()
    # Whoever has a paper of somebody else's must not learn from here that it was filed, and by whom.
    if row is None or not (
        row.known or await declarations.find_document(connection, sha256, current_party()) is not None
    ):
        return None
    id = row.id
    attached, declaration, holder = tables.declaration_document, tables.declaration, tables.holder
    declared = (
        sa.select(sa.func.coalesce("holders/" + holder.c.key, declaration.c.organization))
        .select_from(attached)
        .join(declaration, declaration.c.id == attached.c.declaration_id)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .where(attached.c.document_id == id)
    )
    sent = [
        sa.select(table.c.organization).where(table.c.document_id == id)
        for table in (tables.import_, tables.evidence_document)
    ]
    # Whoever sent it answers for it. Sent by nobody but officers, or by several, it is of nobody in particular.
    senders = set((await connection.execute(sa.union(declared, *sent))).scalars()) - {""}
    return Concerned(subject, senders.pop() if len(senders) == 1 else "")


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
    objection, given = tables.objection, tables.evidence_document
    attached = tables.declaration_document
    side = sa.case((evidence.c.side == "holder", objection.c.holder), else_=objection.c.objector_organization)
    # What somebody else filed in confidence is not told to be here, to whoever names its digest.
    open_to_it = sa.or_(
        sa.exists().where(tables.import_.c.document_id == document.c.id),
        sa.exists().where(attached.c.document_id == document.c.id, ~attached.c.confidential),
        sa.exists()
        .where(
            given.c.document_id == document.c.id,
            sa.or_(
                ~given.c.confidential,
                sa.and_(evidence.c.side == "objector", given.c.account == objection.c.objector),
                sa.and_(given.c.organization != "", given.c.organization == side),
            ),
        )
        .correlate_except(given),
    )
    kept = sa.exists().where(
        evidence.c.kind == "document",
        sa.literal("documents/").concat(document.c.sha256) == evidence.c.content,
        objection.c.id == evidence.c.objection_id,
        open_to_it,
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
