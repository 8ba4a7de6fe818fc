"""Owns the statements that read declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables


async def read_declaration(connection: AsyncConnection, iprd_id: int) -> sa.Row[Any] | None:
    """One declaration with its holder, its source and its number of entries."""
    table = tables.declaration
    return (await connection.execute(_whole(sa.select(table).where(table.c.iprd_id == iprd_id)))).one_or_none()


async def holder_id(connection: AsyncConnection, key: str) -> int | None:
    """Id of the holder with this key."""
    table = tables.holder
    return (await connection.execute(sa.select(table.c.id).where(table.c.key == key))).scalar_one_or_none()


async def list_declarations(
    connection: AsyncConnection,
    of: sa.ColumnElement[bool],
    after: tuple[str, int] | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Declarations in order of reference and number; `after` is both of the last one of the page before."""
    table = tables.declaration
    page = sa.select(table).where(of).order_by(table.c.reference, table.c.iprd_id).limit(limit)
    if after is not None:
        page = page.where(sa.tuple_(table.c.reference, table.c.iprd_id) > sa.tuple_(*after))
    return (await connection.execute(_whole(page))).all()


def of_anyone() -> sa.ColumnElement[bool]:
    """Declarations of every holder and of nobody known."""
    return sa.true()


def of_nobody_known() -> sa.ColumnElement[bool]:
    """Declarations without a declarant."""
    return tables.declaration.c.holder_id.is_(None)


def of_holder(id: int) -> sa.ColumnElement[bool]:
    """Declarations of one holder."""
    return tables.declaration.c.holder_id == id


def _whole(page: sa.Select[Any]) -> sa.Select[Any]:
    declaration, holder, document, link = page.subquery("page"), tables.holder, tables.document, tables.link
    entries = (
        sa.select(sa.func.count(link.c.entry_id.distinct()))
        .where(link.c.declaration_id == declaration.c.id, tables.in_edition(None))
        .scalar_subquery()
    )
    conflict = tables.conflicting_fact
    subject = sa.func.concat(
        "holders/", sa.func.coalesce(holder.c.key, "-unknown"), "/declarations/", declaration.c.iprd_id
    )
    return (
        sa.select(
            declaration,
            holder.c.key.label("holder_key"),
            holder.c.name.label("declarant"),
            document.c.sha256,
            entries.label("entry_count"),
            sa.exists().where(conflict.c.subject == subject).label("has_conflicts"),
        )
        .outerjoin_from(declaration, holder, holder.c.id == declaration.c.holder_id)
        .join(document, document.c.id == declaration.c.document_id)
        .order_by(declaration.c.reference, declaration.c.iprd_id)
    )
