"""Owns the statements that read families, their applications, links and results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.standards.rules import Scope
from services.registry.standards.store import standard_scope

_COLUMN = {
    1: tables.link.c.etsi_family_id,
    2: tables.link.c.docdb_family_id,
    3: tables.link.c.priorities_family_id,
}


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links of a family are wanted.

    Attributes:
        holder_known: None for links of any holder, False for those without a declarant, True for those of `holder`.
        holder: key of the holder.
        scope: the standard they are for.
    """

    holder_known: bool | None = None
    holder: str = ""
    scope: Scope = field(default_factory=Scope)


async def family_id(connection: AsyncConnection, key: int, external: str) -> int | None:
    """Id of the family with this id under a key."""
    table = tables.family
    query = sa.select(table.c.id).where(table.c.key == key, table.c.external == external)
    return (await connection.execute(query)).scalar_one_or_none()


async def scope(connection: AsyncConnection, standard_key: str) -> Scope | None:
    """The links that are for a standard; None when there is no such standard."""
    return await standard_scope(connection, standard_key)


async def list_applications(connection: AsyncConnection, key: int, family: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The applications of a family, by office and number."""
    application, link = tables.application, tables.link
    named = sa.select(link.c.application_id).where(_COLUMN[key] == family, tables.in_edition(None))
    query = (
        sa.select(
            application.c.id,
            application.c.office,
            application.c.number,
            application.c.publications,
            application.c.title,
        )
        .where(application.c.id.in_(named))
        .order_by(application.c.office, application.c.identity)
    )
    return (await connection.execute(query)).all()


async def list_results(connection: AsyncConnection, family: str) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Published results that cover a family, each with the key of the standard it was checked against."""
    result, frame = tables.family_result, tables.frame
    query = (
        sa.select(result, frame.c.standard_key)
        .join(frame, frame.c.id == result.c.frame_id)
        .where(result.c.family == family)
        .order_by(result.c.published_at, result.c.campaign, result.c.holder)
    )
    return (await connection.execute(query)).all()


async def list_links(
    connection: AsyncConnection,
    key: int,
    family: int,
    wanted: LinkFilter,
    after: tuple[int, int, int] | None,
    limit: int,
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Links of a family in order of document and line.

    Args:
        after: document's id, line and id of the last link of the page before.
    """
    link, declaration, holder = tables.link, tables.declaration, tables.holder
    standard, application, document = tables.standard, tables.application, tables.document
    order = (link.c.document_id, link.c.line, link.c.id)
    query = (
        sa.select(
            *order,
            link.c.entry_id,
            link.c.standard_version,
            link.c.illustrative_part,
            declaration.c.key.label("declaration_key"),
            holder.c.key.label("holder_key"),
            standard.c.key.label("standard_key"),
            link.c.application_id,
            application.c.office,
            application.c.number,
            application.c.publications,
            application.c.title,
            document.c.sha256,
        )
        .select_from(link)
        .join(declaration, declaration.c.id == link.c.declaration_id)
        .join(document, document.c.id == link.c.document_id)
        .outerjoin(holder, holder.c.id == link.c.holder_id)
        .outerjoin(standard, standard.c.id == link.c.standard_id)
        .outerjoin(application, application.c.id == link.c.application_id)
        .where(
            _COLUMN[key] == family,
            tables.declared_for(wanted.scope.standard_id, wanted.scope.generation, wanted.scope.chain),
            tables.in_edition(None),
        )
        .order_by(*order)
        .limit(limit)
    )
    if wanted.holder_known is not None:
        # A frame names the holder that a reviewed spelling stands for; its links are those of all its spellings.
        stood_for = holder.alias("stood_for")
        of_holder = sa.or_(
            holder.c.key == wanted.holder,
            holder.c.same_as.in_(sa.select(stood_for.c.id).where(stood_for.c.key == wanted.holder)),
        )
        query = query.where(of_holder if wanted.holder_known else link.c.holder_id.is_(None))
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*after))
    return (await connection.execute(query)).all()
