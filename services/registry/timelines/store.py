"""Owns the statements that read timelines from the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.declarations.rules import read_declaration_name
from services.registry.families.rules import KEY_WORDS
from shared.errors import SepiaError, not_found


async def read_timeline(
    connection: AsyncConnection,
    name: str,
    sources: Collection[str],
    mentions: Collection[str],
    seen_by: Collection[str],
    after: int,
    limit: int,
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Entries of the log that concern a resource and that the reader may see, in order of position.

    Args:
        sources: subjects of further entries: the imports that brought it.
        mentions: subjects of entries that are about it without naming it: the frames of its results.
        seen_by: the audiences the reader belongs to.
        after: position of the last entry of the page before.
    """
    entry, mention = tables.JOURNAL.entry, tables.timeline_mention
    # Parts are what follows the name and a slash: a range, so that the index of subjects finds them.
    part = sa.and_(
        entry.c.subject.collate("C") > f"{name}/", entry.c.subject.collate("C") < f"{name}0", entry.c.subject != name
    )
    mentioned = sa.select(mention.c.position).where(mention.c.name == name, mention.c.position > after)
    concerns = sa.case(
        (entry.c.subject == name, "subject"),
        (part, "part"),
        (entry.c.subject.in_(list(sources)), "source"),
        else_="mention",
    )
    columns = (entry.c.position, entry.c.recorded_at, entry.c.actor, entry.c.kind, entry.c.subject, entry.c.content)
    where = (
        entry.c.position > after,
        entry.c.subject.is_not(None),
        entry.c.audience.overlap(sa.bindparam("readers", sorted(seen_by), pg.ARRAY(sa.Text))),
    )
    ways = [entry.c.subject.in_([name, *sources, *mentions]), part, entry.c.position.in_(mentioned)]
    found = sa.union(
        *(sa.select(entry.c.position).where(way, *where).order_by(entry.c.position).limit(limit) for way in ways)
    ).subquery("found")
    query = (
        sa.select(*columns, concerns.label("concerns"))
        .where(entry.c.position.in_(sa.select(found.c.position)))
        .order_by(entry.c.position)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def named(connection: AsyncConnection, name: str) -> str:
    """The name under which the log knows an entry: of a registration given by its number, that with its id.

    Raises:
        SepiaError: NOT_FOUND, for a number that no registration has.
    """
    table, (collection, _, number) = tables.registration, name.partition("/")
    if collection != "registrations" or not number.upper().startswith("SEP-"):
        return name
    query = sa.select(table.c.id).where(table.c.number == number.upper())
    found = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        raise not_found(name)
    return f"registrations/{found}"


async def read_to(connection: AsyncConnection) -> int:
    """The position up to which the log is read for mentions; -1 before its first entry."""
    return (await connection.execute(sa.select(tables.search_state.c.log_position))).scalar_one()


async def frames_of_results(connection: AsyncConnection, name: str) -> list[str]:
    """Names of the frames from which a family was drawn, and has results."""
    if not name.startswith("families/"):
        return []
    result = tables.family_result
    query = sa.select(result.c.frame_id).where(result.c.family == name).distinct()
    return [f"frames/{id}" for id in (await connection.execute(query)).scalars()]


async def imports_behind(connection: AsyncConnection, name: str) -> list[str]:
    """Names of the imports that brought what a resource is known by."""
    documents = _documents(name)
    if documents is None:
        return []
    table = tables.import_
    # Of one document only the imports that were applied: sent again it brings nothing new, but is a fact of its own.
    query = sa.select(table.c.id).where(table.c.document_id.in_(documents)).order_by(table.c.id)
    return [f"imports/{id}" for id in (await connection.execute(query)).scalars()]


def _documents(name: str) -> sa.Select[Any] | None:
    declaration, link, family, holder = tables.declaration, tables.link, tables.family, tables.holder
    collection, _, id = name.partition("/")
    if "/declarations/" in name:
        try:
            key = read_declaration_name(name).key
        except SepiaError:
            return None
        return sa.select(declaration.c.document_id).where(declaration.c.key == key)
    if collection == "holders":
        of = sa.select(holder.c.id).where(holder.c.key == id)
        return sa.select(declaration.c.document_id).where(declaration.c.holder_id.in_(of))
    if collection == "families":
        word, _, external = id.partition("-")
        columns = {
            "etsi": link.c.etsi_family_id,
            "docdb": link.c.docdb_family_id,
            "priorities": link.c.priorities_family_id,
        }
        if word not in KEY_WORDS.values():
            return None
        key = next(number for number, known in KEY_WORDS.items() if known == word)
        of = sa.select(family.c.id).where(family.c.key == key, family.c.external == external)
        return sa.select(link.c.document_id).where(columns[word].in_(of))
    if collection == "applications" and id.isdigit() and len(id) < 19:
        return sa.select(link.c.document_id).where(link.c.application_id == int(id))
    return None
