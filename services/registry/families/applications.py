"""Owns the statements that read applications: their families under every key, and the members of a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables


async def read_application(connection: AsyncConnection, id: int) -> sa.Row[*tuple[Any, ...]] | None:
    """An application, with how many declarations and links name it."""
    application, link = tables.application, tables.link
    named = sa.select(link.c.application_id).where(link.c.application_id == id, ~tables.of_a_removed_declaration())
    query = sa.select(
        application.c.office,
        application.c.number,
        application.c.publications,
        application.c.title,
        application.c.filed_on,
        named.with_only_columns(sa.func.count()).scalar_subquery().label("links"),
        named.with_only_columns(sa.func.count(sa.distinct(link.c.declaration_id)))
        .scalar_subquery()
        .label("declarations"),
    ).where(application.c.id == id)
    return (await connection.execute(query)).one_or_none()


async def list_families_of(connection: AsyncConnection, id: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Every family that an application is in, by key and id there: links counted in it, and what says so of DOCDB's."""
    link, family, claimed = tables.link, tables.family, tables.application_family
    member, document = tables.family_member, tables.document
    counted = sa.union_all(
        *(
            sa.select(column.label("family_id"), sa.func.count().label("links"))
            .where(link.c.application_id == id, column.is_not(None), ~tables.of_a_removed_declaration())
            .group_by(column)
            for column in (link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)
        ),
        sa.select(claimed.c.family_id, sa.literal(0)).where(claimed.c.application_id == id),
    ).subquery("counted")
    summed = (
        sa.select(counted.c.family_id, sa.func.sum(counted.c.links).label("links"))
        .group_by(counted.c.family_id)
        .subquery("summed")
    )
    query = (
        sa.select(family.c.key, family.c.external, summed.c.links, member.c.role, member.c.line, document.c.sha256)
        .select_from(summed)
        .join(family, family.c.id == summed.c.family_id)
        .outerjoin(claimed, sa.and_(claimed.c.family_id == family.c.id, claimed.c.application_id == id))
        .outerjoin(member, member.c.id == claimed.c.member_id)
        .outerjoin(document, document.c.id == member.c.document_id)
        .order_by(family.c.key, summed.c.links.desc(), family.c.external)
    )
    return (await connection.execute(query)).all()


async def list_declaring(connection: AsyncConnection, id: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Holders whose links that count name an application, under the spelling they count under: by name."""
    link, holder, canonical = tables.link, tables.holder, tables.holder.alias("canonical")
    key = sa.func.coalesce(canonical.c.key, holder.c.key).label("key")
    name = sa.func.coalesce(canonical.c.name, holder.c.name).label("name")
    query = (
        sa.select(key, name, sa.func.count(sa.distinct(link.c.declaration_id)).label("declarations"))
        .select_from(link)
        .join(holder, holder.c.id == link.c.holder_id)
        .outerjoin(canonical, canonical.c.id == holder.c.same_as)
        .where(link.c.application_id == id, link.c.gone_in.is_(None))
        .group_by(key, name)
        .order_by(name, key)
    )
    return (await connection.execute(query)).all()


async def list_members(
    connection: AsyncConnection, family: int, after: tuple[str, int] | None, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Members of a family by number as given."""
    member, document = tables.family_member, tables.document
    order = (member.c.given, member.c.id)
    query = (
        sa.select(
            member.c.id,
            member.c.role,
            member.c.given,
            member.c.application,
            member.c.dated_on,
            member.c.line,
            document.c.sha256,
        )
        .join(document, document.c.id == member.c.document_id)
        .where(member.c.family_id == family)
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*after))
    return (await connection.execute(query)).all()


async def list_candidates(
    connection: AsyncConnection, family: int, members: Sequence[int]
) -> Mapping[int, Sequence[sa.Row[*tuple[Any, ...]]]]:
    """For each of these members of a family, the applications claimed by the family that have one of its spellings."""
    application, claimed, key = tables.application, tables.application_family, tables.family_member_key
    query = (
        sa.select(
            key.c.member_id, application.c.id, application.c.office, application.c.number, application.c.publications
        )
        .select_from(claimed)
        .join(application, application.c.id == claimed.c.application_id)
        .join(key, key.c.key == sa.any_(tables.spellings()))
        .where(claimed.c.family_id == family, key.c.member_id.in_(members))
        .distinct()
        .order_by(key.c.member_id, application.c.id)
    )
    found: dict[int, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.member_id, []).append(row)
    return found


async def list_claimed(connection: AsyncConnection, family: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The applications of the register that a DOCDB family claims, by office and number."""
    application, claimed = tables.application, tables.application_family
    query = (
        sa.select(
            application.c.id,
            application.c.office,
            application.c.number,
            application.c.publications,
            application.c.title,
        )
        .join(claimed, claimed.c.application_id == application.c.id)
        .where(claimed.c.family_id == family)
        .order_by(application.c.office, application.c.identity)
    )
    return (await connection.execute(query)).all()


async def read_numbered(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, sa.Row[*tuple[Any, ...]]]:
    """Numbers of applications by their id."""
    table = tables.application
    query = sa.select(table.c.id, table.c.office, table.c.number, table.c.publications).where(table.c.id.in_(ids))
    return {row.id: row for row in await connection.execute(query)}
