"""Owns the statements that look for what a query means; each answers at most so many rows, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.search.rules import Fit, Query


async def find_holders(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Holders whose name contains the query, or all of its words."""
    table = tables.holder
    statement = sa.select(table.c.key, table.c.name, _fit(table.c.search, query).label("fit"))
    return await _best(connection, statement, _contains(table.c.search, query), table.c.name, limit)


async def find_standards(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Standards of which a name contains the query, or the names all of its words."""
    table = tables.standard
    fit = _fit(table.c.search, query)
    statement = sa.select(table.c.key, table.c.display_name, table.c.names, fit.label("fit"))
    return await _best(connection, statement, _contains(table.c.search, query), table.c.key, limit)


async def find_declarations(
    connection: AsyncConnection, query: Query, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Declarations whose reference begins with the query."""
    table, holder = tables.declaration, tables.holder
    statement = (
        sa.select(table.c.key, table.c.reference, holder.c.key.label("holder_key"), holder.c.name.label("declarant"))
        .outerjoin_from(table, holder, holder.c.id == table.c.holder_id)
        # alnum only: nothing in it means something to LIKE
        .where(table.c.search.like(f"{query.plain}%"), tables.declared_in_public())
        .order_by(table.c.search, table.c.id)
        .limit(limit)
    )
    return (await connection.execute(statement)).all()


async def find_by_number(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Families of applications with one of the query's numbers; declarations for those that have no family."""
    if not query.numbers:
        return ()
    return await _families(connection, tables.application.c.numbers.overlap(list(query.numbers)), limit)


async def find_by_title(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Families of applications whose titles have all of the query's words; declarations for those without family."""
    words = sa.func.plainto_tsquery(sa.text("'simple'::regconfig"), query.text)
    return await _families(connection, tables.application.c.title_words.bool_op("@@")(words), limit)


async def _families(
    connection: AsyncConnection, condition: sa.ColumnElement[bool], limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    application, link, family = tables.application, tables.link, tables.family
    declaration, holder = tables.declaration, tables.holder
    found = (
        sa.select(application.c.id, application.c.number, application.c.publications, application.c.title)
        .where(condition)
        .order_by(application.c.id)
        .limit(limit)
        .cte("found")
    )
    # The family under the first key that is known, so that one application isn't found three times over.
    family_id = sa.func.coalesce(link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)
    without = family_id.is_(None)
    named = (
        sa.select(
            found,
            family_id.label("family_id"),
            sa.case((without, link.c.declaration_id)).label("declaration_id"),
        )
        .join_from(found, link, link.c.application_id == found.c.id)
        .distinct()
        .subquery("named")
    )
    statement = (
        sa.select(
            named.c.number,
            named.c.publications,
            named.c.title,
            family.c.key.label("family_key"),
            family.c.external,
            declaration.c.key.label("declaration_key"),
            declaration.c.reference,
            holder.c.key.label("holder_key"),
        )
        .select_from(named)
        .outerjoin(family, family.c.id == named.c.family_id)
        .outerjoin(declaration, declaration.c.id == named.c.declaration_id)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .order_by(named.c.id, named.c.family_id, named.c.declaration_id)
        .limit(limit)
    )
    return (await connection.execute(statement)).all()


def _contains(search: sa.ColumnElement[str], query: Query) -> sa.ColumnElement[bool]:
    return sa.or_(search.contains(query.plain), sa.and_(*(search.contains(word) for word in query.words)))


def _fit(search: sa.ColumnElement[str], query: Query) -> sa.ColumnElement[int]:
    """How well names (separated by blanks) fit: exactly, at the end of one, at the beginning, within, or by words."""
    names = sa.literal(" ") + search + " "
    return sa.case(
        (names.contains(f" {query.plain} "), Fit.EXACT.value),
        (names.contains(f"{query.plain} "), Fit.ENDS_A_NAME.value),
        (names.contains(f" {query.plain}"), Fit.BEGINS.value),
        (search.contains(query.plain), Fit.CONTAINS.value),
        else_=Fit.HAS_ALL_WORDS.value,
    )


async def _best(
    connection: AsyncConnection,
    statement: sa.Select[*tuple[Any, ...]],
    condition: sa.ColumnElement[bool],
    then: sa.ColumnElement[str],
    limit: int,
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    ordered = statement.where(condition).order_by(sa.literal_column("fit"), then).limit(limit)
    return (await connection.execute(ordered)).all()
