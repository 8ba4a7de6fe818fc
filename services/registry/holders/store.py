"""Owns the statements that read holders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables


async def read_holder(connection: AsyncConnection, key: str) -> sa.Row[Any] | None:
    """One holder with its number of declarations."""
    table = tables.holder
    return (await connection.execute(_with_declarations(sa.select(table).where(table.c.key == key)))).one_or_none()


async def list_holders(
    connection: AsyncConnection, containing: str, after: str | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Holders in order of name, each with its number of declarations.

    Args:
        containing: what the name must contain, as `imports.rules.plain` writes it; empty for all.
        after: name of the last one of the page before.
    """
    table = tables.holder
    page = sa.select(table).order_by(table.c.name).limit(limit)
    if containing:
        page = page.where(table.c.search.contains(containing, autoescape=True))
    if after is not None:
        page = page.where(table.c.name > after)
    return (await connection.execute(_with_declarations(page))).all()


def _with_declarations(page: sa.Select[Any]) -> sa.Select[Any]:
    """The page's rows with the number of declarations of each, so that nothing off the page is counted."""
    holder, declaration = page.subquery("page"), tables.declaration
    of_holder = sa.and_(declaration.c.holder_id == holder.c.id, tables.declared_in_public())
    count = sa.select(sa.func.count()).where(of_holder).scalar_subquery()
    return sa.select(holder, count.label("declaration_count")).order_by(holder.c.name)
