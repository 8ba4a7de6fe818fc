"""Owns the statements behind templates and correction files."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.families.rules import priorities_family_id
from shared.db import WriteTransaction

_MOST_STANDARDS = 10_000
_PRIORITIES = 3  # number of FamilyKey


async def specification_names(connection: AsyncConnection) -> list[str]:
    """Names of specifications, in order; all of 3GPP's catalogue and as many again from elsewhere."""
    table = tables.standard
    query = sa.select(table.c.display_name).where(table.c.kind == 1).order_by(table.c.display_name)
    return [str(name) for name in (await connection.execute(query.limit(_MOST_STANDARDS))).scalars()]


async def what_is_wrong(connection: AsyncConnection, import_id: uuid.UUID) -> dict[int, str]:
    """What is wrong with each rejected row of an import, and what to do, by its line."""
    table = tables.rejected_row
    query = (
        sa.select(table.c.line, table.c.column, table.c.message, table.c.suggestion)
        .where(table.c.import_id == import_id)
        .order_by(table.c.number)
    )
    wrong: dict[int, str] = {}
    for row in await connection.execute(query):
        said = " ".join(filter(None, (f"{row.column}:" if row.column else "", row.message, row.suggestion)))
        wrong[row.line] = f"{wrong[row.line]} {said}" if row.line in wrong else said
    return wrong


async def earlier_of(tx: WriteTransaction, declarant: str, reference: str) -> sa.Row[Any] | None:
    """What a file declared before under a reference: its fingerprint and the declaration's key and holder."""
    table, declaration, holder = tables.imported_declaration, tables.declaration, tables.holder
    query = (
        sa.select(table.c.fingerprint, declaration.c.key, holder.c.key.label("holder_key"))
        .join(declaration, declaration.c.id == table.c.declaration_id)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .where(table.c.declarant == declarant, table.c.reference == reference)
    )
    return (await tx.execute(query)).one_or_none()


async def names_of(tx: WriteTransaction, holder: str) -> set[str]:
    """The names of a holder, `holders/…`, in all its spellings; without regard to capitals."""
    table = tables.holder
    own = sa.select(sa.func.coalesce(table.c.same_as, table.c.id)).where(table.c.key == holder.removeprefix("holders/"))
    query = sa.select(table.c.name).where(sa.func.coalesce(table.c.same_as, table.c.id) == own.scalar_subquery())
    return {" ".join(str(name).split()).casefold() for name in (await tx.execute(query)).scalars()}


async def note_imported(
    tx: WriteTransaction, *, declarant: str, reference: str, fingerprint: str, declaration: int
) -> None:
    """Notes what a file declared, so that the same file brings nothing a second time."""
    await tx.execute(
        sa.insert(tables.imported_declaration).values(
            declarant=declarant, reference=reference, fingerprint=fingerprint, declaration_id=declaration
        )
    )


async def found_by_priorities(tx: WriteTransaction, declaration: int, priorities: Mapping[int, Sequence[str]]) -> None:
    """Puts the links of a declaration into their families under `priorities`.

    Args:
        priorities: the set of each line of the declaration's document, as families compare them.
    """
    family, link = tables.family, tables.link
    for line, members in priorities.items():
        external = priorities_family_id(members)
        known = sa.select(family.c.id).where(family.c.key == _PRIORITIES, family.c.external == external)
        id = (await tx.execute(known)).scalar_one_or_none()
        if id is None:
            # Who enters families is an import, of which there is one at a time.
            values = {"key": _PRIORITIES, "external": external, "priorities": list(members)}
            id = (await tx.execute(sa.insert(family).values(values).returning(family.c.id))).scalar_one()
        await tx.execute(
            sa.update(link)
            .where(link.c.declaration_id == declaration, link.c.line == line)
            .values(priorities_family_id=id)
        )
