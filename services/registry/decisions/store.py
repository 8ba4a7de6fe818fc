"""Owns the statements that keep decisions and find the families and entries that they concern."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.families.rules import FamilyName, family_name
from services.registry.holders.rules import holder_key
from services.registry.standards.rules import standard_key
from shared.db import WriteTransaction


@dataclass(frozen=True, slots=True)
class Decided:
    """A patent that a decision concerns: as given, and as it was understood (canonical empty: not at all)."""

    office: str
    given: str
    canonical: str
    filed: bool
    lookup: Sequence[str]


async def create(tx: WriteTransaction, values: Mapping[str, object], patents: Sequence[Decided]) -> None:
    """Puts a report on record with the patents it concerns."""
    await tx.execute(sa.insert(tables.decision).values(values))
    rows = [
        {
            "decision_id": values["id"],
            "number": number,
            "office": patent.office,
            "given": patent.given,
            "canonical": patent.canonical,
            "filed": patent.filed,
            "lookup": list(patent.lookup),
        }
        for number, patent in enumerate(patents, 1)
    ]
    if rows:
        await tx.execute(sa.insert(tables.decided_patent), rows)


async def lock(tx: WriteTransaction, id: uuid.UUID) -> sa.Row[Any] | None:
    """A decision, held for this transaction."""
    table = tables.decision
    return (await tx.execute(sa.select(table).where(table.c.id == id).with_for_update())).one_or_none()


async def change(tx: WriteTransaction, row: sa.Row[Any], values: Mapping[str, object]) -> None:
    """Changes a decision that this transaction holds."""
    table = tables.decision
    await tx.execute(sa.update(table).where(table.c.id == row.id).values(revision=row.revision + 1, **values))


async def read(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One decision."""
    return (await connection.execute(sa.select(tables.decision).where(tables.decision.c.id == id))).one_or_none()


async def unknown_standard(connection: AsyncConnection, names: Collection[str]) -> str | None:
    """The first of these standards that is not in the register."""
    known = await _keys(connection, tables.standard, [standard_key(name) for name in names])
    return next((name for name in names if standard_key(name) not in known), None)


async def unknown_holder(connection: AsyncConnection, names: Collection[str]) -> str | None:
    """The first of these holders that is not in the register."""
    known = await _keys(connection, tables.holder, [holder_key(name) for name in names])
    return next((name for name in names if holder_key(name) not in known), None)


async def _keys(connection: AsyncConnection, table: sa.Table, keys: Collection[str]) -> set[str]:
    return set((await connection.execute(sa.select(table.c.key).where(table.c.key.in_(keys)))).scalars())


# --- families ----------------------------------------------------------------------------------------------------


def _concerned() -> sa.CTE:
    """Applications of the register that decided patents are, by their spellings as what they are."""
    patent, application = tables.decided_patent, tables.application
    publications = sa.func.registry.lookup_numbers(sa.null(), application.c.publications, type_=pg.ARRAY(sa.Text))
    numbered = tables.applications_numbered(patent.c.lookup).lateral("numbered")
    return (
        sa.select(patent.c.decision_id, patent.c.number, application.c.id.label("application_id"))
        .select_from(patent)
        .join(numbered, sa.true())
        .join(application, application.c.id == numbered.c.application_id)
        .where(sa.or_(patent.c.filed, publications.overlap(patent.c.lookup)))
        .distinct()
        .cte("concerned")
    )


@dataclass(frozen=True, slots=True)
class Concerns:
    """Decided patents of decisions, each with the families of the register that it is a member of."""

    patents: Mapping[uuid.UUID, Sequence[sa.Row[Any]]]
    families: Mapping[tuple[uuid.UUID, int], Sequence[str]]


async def concerns(connection: AsyncConnection, ids: Collection[uuid.UUID]) -> Concerns:
    """What decisions concern, as the register is now."""
    patent, link, family = tables.decided_patent, tables.link, tables.family
    query = sa.select(patent).where(patent.c.decision_id.in_(ids)).order_by(patent.c.number)
    patents: dict[uuid.UUID, list[sa.Row[Any]]] = {}
    for row in await connection.execute(query):
        patents.setdefault(row.decision_id, []).append(row)
    found = _concerned()
    members = (
        sa.select(found.c.decision_id, found.c.number, family.c.key, family.c.external)
        .join(link, link.c.application_id == found.c.application_id)
        .join(
            family,
            family.c.id.in_((link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)),
        )
        .where(found.c.decision_id.in_(ids))
        .distinct()
        .order_by(family.c.key, family.c.external)
    )
    families: dict[tuple[uuid.UUID, int], list[str]] = {}
    for row in await connection.execute(members):
        families.setdefault((row.decision_id, row.number), []).append(family_name(row.key, row.external))
    return Concerns(patents, families)


async def numbers_of_families(connection: AsyncConnection, id: uuid.UUID) -> set[str]:
    """Numbers, as searches compare them, of every application with the priorities of a patent that a decision concerns.

    Of DOCDB's families and of those by priorities: "the same invention with the same priorities" (Art. 2); an ETSI
    family is a declarant's own grouping and may be wider.
    """
    found, application = _concerned(), tables.application
    link, other = tables.link, tables.link.alias("other")
    same = sa.or_(
        other.c.docdb_family_id == link.c.docdb_family_id,
        other.c.priorities_family_id == link.c.priorities_family_id,
    )
    query = (
        sa.select(tables.spellings())
        .select_from(found)
        .join(link, link.c.application_id == found.c.application_id)
        .join(other, same)
        .join(application, application.c.id == other.c.application_id)
        .where(found.c.decision_id == id)
        .distinct()
    )
    return {number for numbers in (await connection.execute(query)).scalars() for number in numbers}


# --- lists -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions are asked for; what is empty, zero or None does not narrow."""

    lookup: Sequence[str] | None
    family: FamilyName | None
    standard: str
    registration: str
    holder: str
    country: str
    body: int
    kind: int
    effect: int
    state: int
    only_late: bool
    decided_from: dt.date | None
    decided_until: dt.date | None


async def list_decisions(
    connection: AsyncConnection, asked: Asked, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Decisions, the newest report first."""
    table = tables.decision
    query = sa.select(table).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query.where(*_narrowed(asked)))).all()


def _narrowed(asked: Asked) -> list[sa.ColumnElement[bool]]:
    table, patent = tables.decision, tables.decided_patent
    by: list[sa.ColumnElement[bool]] = []
    if asked.lookup is not None:
        wanted = sa.bindparam("wanted", list(asked.lookup), pg.ARRAY(sa.Text))
        by.append(table.c.id.in_(sa.select(patent.c.decision_id).where(patent.c.lookup.overlap(wanted))))
    if asked.family is not None:
        by.append(table.c.id.in_(_of_family(asked.family)))
    if asked.standard:
        by.append(table.c.standards.contains([asked.standard]))
    if asked.registration:
        by.append(table.c.registrations.contains([asked.registration]))
    if asked.holder:
        by.append(table.c.holders.contains([asked.holder]))
    for column, value in (
        (table.c.country, asked.country),
        (table.c.body, asked.body),
        (table.c.effect, asked.effect),
        (table.c.state, asked.state),
    ):
        if value:
            by.append(column == value)
    if asked.kind:
        by.append(table.c.kinds.contains([asked.kind]))
    if asked.only_late:
        by.append(table.c.days_late > 0)
    if asked.decided_from is not None:
        by.append(table.c.decided_on >= asked.decided_from)
    if asked.decided_until is not None:
        by.append(table.c.decided_on <= asked.decided_until)
    return by


def _of_family(name: FamilyName) -> sa.Select[Any]:
    found, link, family = _concerned(), tables.link, tables.family
    column = {1: link.c.etsi_family_id, 2: link.c.docdb_family_id, 3: link.c.priorities_family_id}[name.key]
    return (
        sa.select(found.c.decision_id)
        .join(link, link.c.application_id == found.c.application_id)
        .join(family, family.c.id == column)
        .where(family.c.key == name.key, family.c.external == name.external)
    )
