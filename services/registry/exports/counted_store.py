"""Owns the rows of exports of what was counted and checked: counts, entries of frames, and published results."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.exports.table_store import (
    Condition,
    Kind,
    Table,
    key_of,
    names_of_holder,
    table_of,
)
from services.registry.families.rules import KEY_WORDS
from services.registry.frames import store as frames
from services.registry.search.rules import Wanted
from services.registry.standards.rules import Scope

link, declaration, holder, standard = tables.link, tables.declaration, tables.holder, tables.standard
application, family, document = tables.application, tables.family, tables.document


def results(wanted: Wanted) -> Table:
    """Published results of checks, in order of campaign, family and holder."""
    result, frame = tables.family_result, tables.frame
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("campaign", "text", result.c.campaign),
        ("frame", "text", sa.func.concat("frames/", result.c.frame_id)),
        ("standard", "text", sa.func.concat("standards/", frame.c.standard_key)),
        ("family", "text", result.c.family),
        ("holder", "text", sa.func.nullif(result.c.holder, "")),
        ("outcome", "text", result.c.outcome),
        ("simulated", "boolean", result.c.simulated),
        ("published_at", "instant", result.c.published_at),
    ]
    name: dict[str, Condition] = {
        "h": lambda value: result.c.holder == names_of_holder(value),
        "s": lambda value: frame.c.standard_key == key_of(standard.c.id == int(value)),
        "g": lambda value: frame.c.standard_key == key_of(standard.c.generation == int(value)),
        "r": lambda value: result.c.outcome == value,
    }
    where = [sa.or_(*(name[facet[0]](facet[1:]) for facet in group)) for group in wanted.facets]
    query = (
        sa.select(
            *(column.label(name) for name, _, column in columns),
            sa.or_(result.c.simulated, frame.c.demonstration).label("made_up"),
        )
        .select_from(result)
        .join(frame, frame.c.id == result.c.frame_id)
        .where(*where)
        .order_by(result.c.campaign, result.c.family, result.c.holder)
    )
    return table_of(columns, query)


def frame_entries(wanted: Wanted, frame_id: uuid.UUID) -> Table:
    """Entries of a frame, in the order in which its digest is computed."""
    entry, frame = tables.frame_entry, tables.frame
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("holder", "text", sa.func.nullif(entry.c.holder, "")),
        ("name", "text", sa.func.nullif(entry.c.holder_display_name, "")),
        ("family", "text", entry.c.family),
        ("frame", "text", sa.func.concat("frames/", frame.c.id)),
        ("standard", "text", sa.func.concat("standards/", frame.c.standard_key)),
        ("family_key", "text", sa.case(*((frame.c.family_key == key, word) for key, word in KEY_WORDS.items()))),
        ("edition", "text", sa.func.concat("editions/", frame.c.edition)),
        ("digest", "text", frame.c.digest),
        ("demonstration", "boolean", frame.c.demonstration),
    ]
    where = [sa.or_(*(entry.c.holder == names_of_holder(facet[1:]) for facet in group)) for group in wanted.facets]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), frame.c.demonstration.label("made_up"))
        .select_from(entry)
        .join(frame, frame.c.id == entry.c.frame_id)
        .where(entry.c.frame_id == frame_id, *where)
        .order_by(entry.c.ordinal)
    )
    return table_of(columns, query)


COUNT_COLUMNS: Sequence[tuple[str, Kind]] = (
    ("holder", "text"),
    ("name", "text"),
    ("families", "integer"),
    ("entries_without_family", "integer"),
    ("entries", "integer"),
    ("declarations", "integer"),
    ("applications", "integer"),
    ("standard", "text"),
    ("family_key", "text"),
    ("edition", "text"),
)


async def counts(
    snapshot: AsyncConnection, scope: Scope, family_key: int, standard_name: str
) -> tuple[list[tuple[Any, ...]], bool, dict[str, int]]:
    """Counts by holder; whether any link counted is demonstration data; and the totals, which are no sums of rows."""
    rows = await frames.count_families(snapshot, scope, family_key)
    declared = tables.declared_for(scope.standard_id, scope.generation, scope.chain)
    made_up = sa.exists().where(link.c.demonstration, declared)
    listed = [
        (
            f"holders/{row.key}" if row.key else None,
            row.name,
            row.families,
            row.entries_without_family,
            row.entries,
            row.declarations,
            row.applications,
            standard_name,
            KEY_WORDS[family_key],
            f"editions/{row.edition}",
        )
        for row in rows
        if not row.is_total
    ]
    counted = ("families", "entries_without_family", "entries", "declarations", "applications")
    totals = {f"all_{name}": getattr(row, name) for row in rows if row.is_total for name in counted}
    return listed, bool((await snapshot.execute(sa.select(made_up))).scalar_one()), totals


async def frame_exists(connection: AsyncConnection, id: uuid.UUID) -> bool:
    """Whether there is such a frame."""
    return bool((await connection.execute(sa.select(sa.exists().where(tables.frame.c.id == id)))).scalar_one())
