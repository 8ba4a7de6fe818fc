"""Owns the statements that keep pools, their lists and disclosures, and compute overlaps.

An overlap is of one moment: each answer is one statement, over lists that never change.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.pools.listing import NOT_STATED, ListedPatent, Terms, terms_of
from services.registry.pools.rules import SHRUNK, Part
from services.registry.standards.rules import Scope
from shared.db import WriteTransaction

# --- programmes --------------------------------------------------------------------------------------------------


async def ensure_pool(tx: WriteTransaction, key: str, display_name: str, administrator: str, at: dt.datetime) -> None:
    """Puts a programme on record unless it is, and holds it: its lists come one after the other."""
    table = tables.pool
    values = {
        "key": key,
        "display_name": display_name,
        "administrator": administrator,
        "evaluator": "",
        "created_at": at,
    }
    await tx.execute(insert(table).values(values).on_conflict_do_nothing())
    await tx.execute(sa.select(table.c.key).where(table.c.key == key).with_for_update())


async def create_pool(tx: WriteTransaction, values: Mapping[str, object]) -> bool:
    """Puts a programme on record; False when it is already."""
    statement = insert(tables.pool).values(values).on_conflict_do_nothing().returning(tables.pool.c.key)
    return (await tx.execute(statement)).first() is not None


async def lock_pool(tx: WriteTransaction, key: str) -> sa.Row[Any] | None:
    """A programme, held for this transaction."""
    return (await tx.execute(sa.select(tables.pool).where(tables.pool.c.key == key).with_for_update())).one_or_none()


async def change_pool(tx: WriteTransaction, row: sa.Row[Any], values: Mapping[str, object]) -> None:
    """Changes a programme that this transaction holds."""
    table = tables.pool
    await tx.execute(sa.update(table).where(table.c.key == row.key).values(revision=row.revision + 1, **values))


def _pools() -> sa.Select[Any]:
    pool, listed, disclosed = tables.pool, tables.pool_list, tables.pool_disclosure
    newest = sa.select(sa.func.max(listed.c.number)).where(listed.c.pool_key == pool.c.key).scalar_subquery()
    latest = sa.select(sa.func.max(disclosed.c.revision)).where(disclosed.c.pool_key == pool.c.key).scalar_subquery()
    return sa.select(pool, newest.label("current_list"), latest.label("current_disclosure"))


async def read_pool(connection: AsyncConnection, key: str) -> sa.Row[Any] | None:
    """One programme with the numbers of its current list and disclosure."""
    return (await connection.execute(_pools().where(tables.pool.c.key == key))).one_or_none()


async def list_pools(connection: AsyncConnection, after: str, limit: int) -> Sequence[sa.Row[Any]]:
    """Programmes in order of key."""
    query = _pools().where(tables.pool.c.key > after).order_by(tables.pool.c.key).limit(limit)
    return (await connection.execute(query)).all()


# --- lists -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CurrentTerms:
    """The current list of a programme, as far as the next one is compared with it; number 0 before the first."""

    number: int
    terms: Terms
    demonstration: bool = False


async def confirmed(tx: WriteTransaction, pool: str, import_id: uuid.UUID) -> bool:
    """Whether a file was sent once more after it had been refused because much of the current list is gone from it."""
    table, document, listed = tables.import_, tables.document, tables.pool_list
    before, sent = table.alias("before"), document.alias("sent")
    newest = sa.select(sa.func.max(listed.c.created_at)).where(listed.c.pool_key == pool).scalar_subquery()
    query = (
        sa.select(sa.literal(1))
        .select_from(table.join(document, document.c.id == table.c.document_id))
        .join(sent, sent.c.sha256 == document.c.sha256)
        .join(before, before.c.document_id == sent.c.id)
        .where(
            table.c.id == import_id,
            before.c.source_format == table.c.source_format,
            before.c.demonstration == table.c.demonstration,
            before.c.refusal_reason == SHRUNK,
            # Only what was refused against the list that is current, and whoever sends it once more knows of it.
            before.c.ended_at >= newest,
            before.c.ended_at <= table.c.created_at,
        )
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def current_terms(tx: WriteTransaction, pool: str) -> CurrentTerms:
    """What the current list of a programme says."""
    table, patent = tables.pool_list, tables.pool_patent
    newest = sa.select(table.c.id, table.c.number, table.c.demonstration).where(table.c.pool_key == pool)
    row = (await tx.execute(newest.order_by(table.c.number.desc()).limit(1))).one_or_none()
    if row is None:
        return CurrentTerms(0, {})
    query = sa.select(patent.c.office, patent.c.number, patent.c.profile, patent.c.licensor_cell)
    rows = (await tx.execute(query.where(patent.c.list_id == row.id))).all()
    terms = terms_of(cast("Sequence[tuple[str, str, str, str]]", rows))
    return CurrentTerms(row.number, terms, row.demonstration)


_COPY = (
    "copy registry.pool_patent (list_id, line, office, number, profile, licensor_cell, licensors, canonical, "
    "unreadable, validated_part, pool_invention, lookup, published) from stdin"
)


async def add_list(
    tx: WriteTransaction,
    pool: str,
    rows: Sequence[ListedPatent],
    *,
    counts: Mapping[str, object],
    document_id: int,
    import_id: uuid.UUID,
    demonstration: bool,
    at: dt.datetime,
) -> int:
    """Makes a list the current one of a programme that this transaction holds; returns its number."""
    table = tables.pool_list
    newest = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0) + 1).where(table.c.pool_key == pool)
    number = (await tx.execute(newest)).scalar_one()
    made = await tx.execute(
        sa.insert(table)
        .values(
            pool_key=pool,
            number=number,
            document_id=document_id,
            import_id=import_id,
            counts=dict(counts),
            demonstration=demonstration,
            created_at=at,
        )
        .returning(table.c.id)
    )
    list_id = made.scalar_one()
    raw = await tx.connection.get_raw_connection()
    driver = cast("PsycopgConnection[object]", raw.driver_connection)
    async with driver.cursor() as cursor, cursor.copy(_COPY.encode()) as copy:
        for row in rows:
            of = row.understood
            await copy.write_row(
                (
                    list_id,
                    row.line,
                    row.office,
                    row.number,
                    row.profile,
                    row.licensor_cell,
                    list(row.licensors),
                    of.canonical,
                    of.unreadable,
                    of.validated_part,
                    of.invention,
                    list(of.lookup),
                    list(of.published),
                )
            )
    return number


def _lists() -> sa.Select[Any]:
    table, document, edition = tables.pool_list, tables.document, tables.edition
    newer = table.alias("newer")
    superseded = sa.exists().where(newer.c.pool_key == table.c.pool_key, newer.c.number > table.c.number)
    made = sa.select(sa.func.max(edition.c.number)).where(edition.c.import_id == table.c.import_id).scalar_subquery()
    return sa.select(table, document.c.sha256, superseded.label("superseded"), made.label("edition")).join(
        document, document.c.id == table.c.document_id
    )


async def read_list(connection: AsyncConnection, part: Part) -> sa.Row[Any] | None:
    """One list of a programme; the current one where no number is said."""
    table = tables.pool_list
    query = _lists().where(table.c.pool_key == part.pool).order_by(table.c.number.desc()).limit(1)
    if part.number is not None:
        query = query.where(table.c.number == part.number)
    return (await connection.execute(query)).one_or_none()


async def list_lists(connection: AsyncConnection, pool: str, before: int | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Lists of a programme, the newest first."""
    table = tables.pool_list
    query = _lists().where(table.c.pool_key == pool).order_by(table.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.number < before)
    return (await connection.execute(query)).all()


async def list_patents(
    connection: AsyncConnection,
    list_id: int,
    *,
    lookup: Sequence[str] | None,
    licensor: str,
    office: str,
    only_unreadable: bool,
    after: int,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Rows of a list in order of line; None for `lookup` asks for every number."""
    table = tables.pool_patent
    query = sa.select(table).where(table.c.list_id == list_id, table.c.line > after).order_by(table.c.line).limit(limit)
    if lookup is not None:
        query = query.where(table.c.lookup.overlap(sa.bindparam("wanted", list(lookup), pg.ARRAY(sa.Text))))
    if licensor:
        query = query.where(table.c.licensors.contains([licensor]))
    if office:
        query = query.where(table.c.office == office)
    if only_unreadable:
        query = query.where(table.c.unreadable != "")
    return (await connection.execute(query)).all()


# --- overlap of two lists ----------------------------------------------------------------------------------------


def _inventions(list_id: int, name: str) -> sa.CTE:
    """What a list counts, each once, with how it writes it and under whom."""
    table = tables.pool_patent
    return (
        sa.select(
            table.c.pool_invention,
            sa.func.array_agg(pg.aggregate_order_by(table.c.number, table.c.line)).label("numbers"),
            sa.func.array_agg(table.c.licensor_cell.distinct()).label("cells"),
            sa.func.bool_or(sa.func.cardinality(table.c.licensors) > 1).label("co_owned"),
        )
        .where(table.c.list_id == list_id)
        .group_by(table.c.pool_invention)
        .cte(name)
    )


async def overlap(connection: AsyncConnection, first_id: int, second_id: int) -> sa.Row[*tuple[Any, ...]]:
    """What two lists have in common: totals, by office, and by licensor cell of each side."""
    first, second = _inventions(first_id, "first"), _inventions(second_id, "second")
    shared = (
        sa.select(
            first.c.pool_invention, first.c.cells.label("of_first"), second.c.cells.label("of_second"), first.c.co_owned
        )
        .join(second, second.c.pool_invention == first.c.pool_invention)
        .cte("shared")
    )
    # `publication EP.1387585`: the office is what stands between the blank and the full stop.
    office = sa.func.split_part(sa.func.split_part(shared.c.pool_invention, " ", 2), ".", 1)
    offices = _by(sa.select(office.label("what"), sa.func.count().label("n")).group_by(office), "offices")
    of_first = _by(_cells(shared.c.pool_invention, shared.c.of_first), "of_first")
    of_second = _by(_cells(shared.c.pool_invention, shared.c.of_second), "of_second")
    co_owned = sa.select(sa.func.count()).select_from(shared).where(shared.c.co_owned)
    query = sa.select(
        sa.select(sa.func.count()).select_from(shared).scalar_subquery().label("shared"),
        sa.select(sa.func.count()).select_from(first).scalar_subquery().label("of_first"),
        sa.select(sa.func.count()).select_from(second).scalar_subquery().label("of_second"),
        offices.label("offices"),
        of_first.label("first_licensors"),
        of_second.label("second_licensors"),
        co_owned.scalar_subquery().label("shared_with_co_owners"),
        _unreadable(first_id).label("first_unreadable"),
        _unreadable(second_id).label("second_unreadable"),
    )
    return (await connection.execute(query)).one()


def _cells(invention: sa.ColumnElement[Any], cells: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    cell = sa.func.unnest(cells).table_valued("value", name="cell").render_derived()
    what = sa.func.coalesce(sa.func.nullif(cell.c.value, ""), NOT_STATED)
    return (
        sa.select(what.label("what"), sa.func.count(invention.distinct()).label("n"))
        .select_from(cast("sa.FromClause", cast("Any", invention).table).join(cell, sa.true()))
        .group_by(what)
    )


def _by(grouped: sa.Select[*tuple[Any, ...]], name: str) -> sa.ScalarSelect[Any]:
    """Counts by what is counted as one JSON value, the most first."""
    counted = grouped.subquery(name)
    line = sa.func.jsonb_build_array(counted.c.what, counted.c.n)
    return sa.select(
        sa.func.coalesce(
            sa.func.jsonb_agg(pg.aggregate_order_by(line, counted.c.n.desc(), counted.c.what)),
            sa.text("'[]'::jsonb"),
        )
    ).scalar_subquery()


def _unreadable(list_id: int) -> sa.ScalarSelect[int]:
    table = tables.pool_patent
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c.list_id == list_id, table.c.unreadable != "")
        .scalar_subquery()
    )


async def list_overlap(
    connection: AsyncConnection, first_id: int, second_id: int, after: str, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The patents that two lists have in common, in order of number."""
    first, second = _inventions(first_id, "first"), _inventions(second_id, "second")
    query = (
        sa.select(
            first.c.pool_invention,
            first.c.numbers.label("first_numbers"),
            second.c.numbers.label("second_numbers"),
            first.c.cells.label("first_cells"),
            second.c.cells.label("second_cells"),
        )
        .join(second, second.c.pool_invention == first.c.pool_invention)
        .where(first.c.pool_invention > after)
        .order_by(first.c.pool_invention)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


# --- overlap with what is declared -------------------------------------------------------------------------------


async def declared_overlap(connection: AsyncConnection, list_id: int, of: Scope) -> Sequence[sa.Row[Any]]:
    """The total first (`is_total`), then a row for each holder, the most patents first; each with the edition."""
    patent, application, link, holder = tables.pool_patent, tables.application, tables.link, tables.holder
    # Among all numbers first; then by publications alone, since a list names publications and the number of an
    # application may read like one.
    publications = sa.func.registry.lookup_numbers(sa.null(), application.c.publications, type_=pg.ARRAY(sa.Text))
    # The parts of one patent are looked up once.
    listed = (
        sa.select(patent.c.pool_invention, patent.c.published)
        .where(patent.c.list_id == list_id)
        .distinct()
        .cte("listed")
    )
    each = (
        sa.select(listed.c.pool_invention, listed.c.published, sa.func.unnest(listed.c.published).label("number"))
    ).cte("each")
    numbered = tables.applications_numbered(sa.select(sa.func.array_agg(each.c.number.distinct())).scalar_subquery())
    matched = (
        sa.select(each.c.pool_invention, application.c.id.label("application_id"))
        .select_from(each)
        .join(numbered, numbered.c.number == each.c.number)
        .join(application, application.c.id == numbered.c.application_id)
        .where(publications.overlap(each.c.published))
        .distinct()
        .cte("matched")
    )
    declared = (
        sa.select(matched.c.pool_invention, matched.c.application_id, link.c.holder_id)
        .join(link, link.c.application_id == matched.c.application_id)
        .where(tables.declared_for(of.standard_id, of.generation, of.chain), tables.in_edition(None))
        .distinct()
        .cte("declared")
    )
    counted = (
        sa.select(
            declared.c.holder_id,
            sa.func.grouping(declared.c.holder_id).label("is_total"),
            sa.func.count(declared.c.pool_invention.distinct()).label("patents"),
            sa.func.count(declared.c.application_id.distinct()).label("applications"),
        )
        .group_by(sa.func.grouping_sets(sa.tuple_(declared.c.holder_id), sa.tuple_()))
        .subquery("counted")
    )
    of_list = (
        sa.select(sa.func.count(patent.c.pool_invention.distinct()))
        .where(patent.c.list_id == list_id)
        .scalar_subquery()
    )
    newest = sa.select(sa.func.coalesce(sa.func.max(tables.edition.c.number), 0)).scalar_subquery()
    query = (
        sa.select(counted, holder.c.key, holder.c.name, of_list.label("of_list"), newest.label("edition"))
        .outerjoin(holder, holder.c.id == counted.c.holder_id)
        .order_by(counted.c.is_total.desc(), counted.c.patents.desc(), holder.c.key.asc().nulls_last())
    )
    return (await connection.execute(query)).all()


# --- disclosures -------------------------------------------------------------------------------------------------


async def add_disclosure(tx: WriteTransaction, values: Mapping[str, object]) -> None:
    """Adds a revision of what a pool discloses."""
    await tx.execute(sa.insert(tables.pool_disclosure).values(values))


def _disclosures() -> sa.Select[Any]:
    table = tables.pool_disclosure
    newer = table.alias("newer")
    superseded = sa.exists().where(newer.c.pool_key == table.c.pool_key, newer.c.revision > table.c.revision)
    return sa.select(table, superseded.label("superseded"))


async def read_disclosure(connection: AsyncConnection, part: Part) -> sa.Row[Any] | None:
    """One revision; the current one where no number is said."""
    table = tables.pool_disclosure
    query = _disclosures().where(table.c.pool_key == part.pool).order_by(table.c.revision.desc()).limit(1)
    if part.number is not None:
        query = query.where(table.c.revision == part.number)
    return (await connection.execute(query)).one_or_none()


async def list_disclosures(
    connection: AsyncConnection, pool: str, before: int | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Revisions of what a pool discloses, the newest first."""
    table = tables.pool_disclosure
    query = _disclosures().where(table.c.pool_key == pool).order_by(table.c.revision.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.revision < before)
    return (await connection.execute(query)).all()
