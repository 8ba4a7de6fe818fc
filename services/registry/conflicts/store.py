"""Owns the statements that keep contradicting facts side by side, and list them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.conflicts.rules import Contradiction, Side
from services.registry.declarations.rules import PUBLIC_STATES, REMOVED_STATES
from services.registry.notes.store import closed
from shared.auth.callers import Role, current_caller
from shared.db import WriteTransaction

_AT_ONCE = 1_000
_SHOWN = [int(state) for state in PUBLIC_STATES if state not in REMOVED_STATES]
_Key = tuple[str, str, str]


async def note(tx: WriteTransaction, found: Iterable[Contradiction], edition: Callable[[], Awaitable[int]]) -> int:
    """Keeps both sides of contradictions; returns how many values are new. One that stands there stays as it is.

    Args:
        edition: the number of the edition that first has them; asked for where anything is new.
    """
    sides: dict[_Key, tuple[Side, bool]] = {}
    for each in found:
        for side, kept in ((each.kept, True), (each.other, False)):
            sides.setdefault((each.subject, each.field, side.value), (side, kept))
    # In one order, whoever notes them: two that note the same never wait for each other in a circle.
    new = sorted(sides.keys() - await _known(tx, {subject for subject, *_ in sides}))
    if not new:
        return 0
    number, rows = await edition(), list[dict[str, Any]]()
    for subject, field, value in new:
        side, kept = sides[subject, field, value]
        where = {"document_id": side.document, "line": side.line, "since_edition": number}
        rows.append({"subject": subject, "field": field, "value": value, "kept": kept, **where})
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        await tx.execute(insert(tables.conflicting_fact).values(part).on_conflict_do_nothing())
    return len(rows)


async def _known(tx: WriteTransaction, subjects: Collection[str]) -> set[_Key]:
    if not subjects:
        return set()
    table = tables.conflicting_fact
    wanted = sa.bindparam(None, sorted(subjects), sa.ARRAY(sa.Text))
    query = sa.select(table.c.subject, table.c.field, table.c.value).where(table.c.subject == sa.any_(wanted))
    return {(row.subject, row.field, row.value) for row in await tx.execute(query)}


async def list_conflicting_facts(
    connection: AsyncConnection, subject: str, after: Sequence[str] | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Conflicting facts by subject, field and value; of one subject, or of all when empty.

    A fact quotes a file: it is shown to whoever may read that.
    """
    table, document, access = tables.conflicting_fact, tables.document, tables.document_access
    order = (table.c.subject, table.c.field, table.c.value)
    query = sa.select(table, document.c.sha256).join(document, document.c.id == table.c.document_id)
    query = query.where(~sa.exists().where(access.c.sha256 == document.c.sha256, closed()))
    if not current_caller().has(Role.ROLE_OFFICER, Role.ROLE_SERVICE):
        query = query.where(_readable())
    query = query.order_by(*order).limit(limit)
    if subject:
        query = query.where(table.c.subject == subject)
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*after))
    return (await connection.execute(query)).all()


def _readable() -> sa.ColumnElement[bool]:
    """Whether the document of a fact is a file that was imported, or of a declaration that is public."""
    fact, file = tables.conflicting_fact, tables.import_
    attached, declaration = tables.declaration_document, tables.declaration
    of_declaration = sa.exists().where(
        attached.c.document_id == fact.c.document_id,
        attached.c.declaration_id == declaration.c.id,
        declaration.c.state.in_(_SHOWN),
    )
    return sa.or_(sa.exists().where(file.c.document_id == fact.c.document_id), of_declaration)
