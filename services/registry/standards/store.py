"""Owns the statements that read standards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables


async def read_standard(connection: AsyncConnection, key: str) -> sa.Row[Any] | None:
    """One standard with its number of links."""
    table = tables.standard
    return (await connection.execute(_with_links(sa.select(table).where(table.c.key == key)))).one_or_none()


async def list_standards(
    connection: AsyncConnection, containing: str, after: str | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Standards in order of key, each with its number of links.

    Args:
        containing: what one of the names must contain, as `imports.rules.plain` writes it; empty for all.
        after: key of the last one of the page before.
    """
    table = tables.standard
    page = sa.select(table).order_by(table.c.key).limit(limit)
    if containing:
        page = page.where(table.c.search.contains(containing, autoescape=True))
    if after is not None:
        page = page.where(table.c.key > after)
    return (await connection.execute(_with_links(page))).all()


def _with_links(page: sa.Select[Any]) -> sa.Select[Any]:
    """The page's rows with the number of links of each, so that nothing off the page is counted."""
    standard, link = page.subquery("page"), tables.link
    count = sa.select(sa.func.count()).select_from(link).where(link.c.gone_in.is_(None))
    named = count.where(link.c.standard_id == standard.c.id).scalar_subquery()
    flagged = count.where(link.c.generations.bitwise_and(standard.c.generation) != 0).scalar_subquery()
    links = sa.case((standard.c.generation.is_(None), named), else_=flagged)
    return sa.select(standard, links.label("link_count")).order_by(standard.c.key)
