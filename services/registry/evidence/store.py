"""Owns the statements of evidence: what was uploaded by whom, what cites it, and who may read it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from shared.auth.callers import Caller, Role
from shared.db import WriteTransaction

_E, _D = tables.evidence_document, tables.document


async def put(tx: WriteTransaction, values: Mapping[str, object], at: dt.datetime) -> None:
    """Keeps what is said about a document; what the same account said before is replaced."""
    said = insert(_E).values({**values, "created_at": at})
    again = {name: said.excluded[name] for name in ("filename", "content_type", "about", "confidential")}
    await tx.execute(said.on_conflict_do_update(index_elements=[_E.c.document_id, _E.c.account], set_=again))


async def find(connection: AsyncConnection, sha256: str, caller: Caller) -> sa.Row[Any] | None:
    """A document as the caller may know of it, its own first; None where there is none."""
    query = _whole().where(_D.c.sha256 == sha256, readable(caller)).order_by(_E.c.account != caller.account, _E.c.id)
    return (await connection.execute(query.limit(1))).one_or_none()


async def list_own(
    connection: AsyncConnection, caller: Caller, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Documents of the caller and its organization, the newest first; all for the centre."""
    query = _whole().where(_own(caller)).order_by(_E.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(_E.c.id < before)
    return (await connection.execute(query)).all()


def readable(caller: Caller) -> sa.ColumnElement[bool]:
    """Documents that a caller may read: its own, and others' once something public cites them."""
    return sa.or_(_own(caller), sa.and_(~_E.c.confidential, _cited()))


def _own(caller: Caller) -> sa.ColumnElement[bool]:
    if caller.has(Role.ROLE_OFFICER, Role.ROLE_SERVICE):
        return sa.true()
    own: list[sa.ColumnElement[bool]] = [sa.false()]
    if caller.account:
        own.append(_E.c.account == caller.account)
    if caller.organization:
        own.append(_E.c.organization == caller.organization)
    return sa.or_(*own)


def _cited() -> sa.ColumnElement[bool]:
    """Whether something public cites a document: an objection once admitted, a decision, a record of a holder."""
    piece, objection, decision, record = (
        tables.objection_evidence,
        tables.objection,
        tables.decision,
        tables.holder_evidence,
    )
    name = "documents/" + _D.c.sha256
    return sa.or_(
        sa.exists().where(
            piece.c.kind == "document",
            piece.c.content == name,
            ~piece.c.confidential,
            objection.c.id == piece.c.objection_id,
            objection.c.admitted_on.is_not(None),
        ),
        sa.exists().where(decision.c.document == name),
        sa.exists().where(record.c.document_digest == _D.c.sha256, ~record.c.confidential),
    )


def _whole() -> sa.Select[Any]:
    return sa.select(_E, _D.c.sha256, _D.c.size_bytes, _cited().label("cited")).join(_D, _D.c.id == _E.c.document_id)
