"""Owns the statements of exports: what is waiting, the rows of each kind, and the files."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.exports import rules
from services.registry.families.rules import KEY_WORDS, name_prefix
from services.registry.frames import store as frames
from services.registry.search.rules import Wanted
from services.registry.search.store import conditions
from services.registry.standards.rules import Scope
from shared.db import WriteTransaction

ROWS_AT_A_TIME = 5_000
CHUNK_BYTES = 1024 * 1024

Condition = Callable[[str], sa.ColumnElement[bool]]
"""Where a row has a value of a facet."""

Kind = str
"""What a column holds: `text`, `texts`, `integer`, `boolean`, `date` or `instant`."""

_export = tables.export
link, declaration, holder, standard = tables.link, tables.declaration, tables.holder, tables.standard
application, family, document = tables.application, tables.family, tables.document


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an export.

    Attributes:
        columns: name and kind of each.
        query: its rows, in the order of the columns; a further column `made_up` says whether a row is demonstration
            data, where that can be.
    """

    columns: Sequence[tuple[str, Kind]]
    query: sa.Select[Any] | sa.CompoundSelect[Any]


# --- what is asked for -------------------------------------------------------------------------------------------


async def create(tx: WriteTransaction, values: Mapping[str, object]) -> None:
    """Queues an export."""
    await tx.execute(sa.insert(_export).values(state=rules.QUEUED, **values))


async def count_waiting(tx: WriteTransaction, requester: str) -> int:
    """Exports of an account that wait or run; whoever asks at the same moment waits for this answer."""
    key = {"requester": requester}
    await tx.execute(sa.text("select pg_advisory_xact_lock(hashtextextended(:requester, 11))"), key)
    query = sa.select(sa.func.count()).where(
        _export.c.requester == requester, _export.c.state.in_((rules.QUEUED, rules.RUNNING))
    )
    return (await tx.execute(query)).scalar_one()


async def read(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One export."""
    return (await connection.execute(sa.select(_export).where(_export.c.id == id))).one_or_none()


async def list_exports(
    connection: AsyncConnection, requester: str | None, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Exports, newest first; of one account, or of all when None."""
    query = sa.select(_export).order_by(_export.c.id.desc()).limit(limit)
    if requester is not None:
        query = query.where(_export.c.requester == requester)
    if before is not None:
        query = query.where(_export.c.id < before)
    return (await connection.execute(query)).all()


async def waiting(connection: AsyncConnection) -> Sequence[uuid.UUID]:
    """Exports to make, the oldest first."""
    query = sa.select(_export.c.id).where(_export.c.state.in_((rules.QUEUED, rules.RUNNING))).order_by(_export.c.id)
    return (await connection.execute(query)).scalars().all()


async def take(tx: WriteTransaction, id: uuid.UUID) -> sa.Row[Any] | None:
    """Takes an export for this transaction; None when another replica has it, or it is over.

    The lock ends with the transaction, also when the process is killed.
    """
    locked = await tx.execute(sa.text("select pg_try_advisory_xact_lock(hashtextextended(:id, 12))"), {"id": str(id)})
    if not locked.scalar_one():
        return None
    row = await read(tx.connection, id)
    return row if row is not None and row.state in (rules.QUEUED, rules.RUNNING) else None


async def note_progress(connection: AsyncConnection, id: uuid.UUID, rows: int) -> None:
    """Says how far an export is, for whoever watches."""
    await connection.execute(
        sa.update(_export)
        .where(_export.c.id == id, _export.c.state.in_((rules.QUEUED, rules.RUNNING)))
        .values(state=rules.RUNNING, rows_written=rows)
    )


async def note_failure(connection: AsyncConnection, id: uuid.UUID) -> int:
    """Counts a failure that was not the request's; returns how many there were."""
    statement = sa.update(_export).where(_export.c.id == id).values(failures=_export.c.failures + 1)
    return (await connection.execute(statement.returning(_export.c.failures))).scalar_one()


async def fail(tx: WriteTransaction, id: uuid.UUID, reason: str, message: str, at: dt.datetime) -> bool:
    """Gives an export up; False when it is over already."""
    done = await tx.execute(
        sa.update(_export)
        .where(_export.c.id == id, _export.c.state.in_((rules.QUEUED, rules.RUNNING)))
        .values(state=rules.FAILED, failure_reason=reason, failure=message, ended_at=at)
    )
    return bool(done.rowcount)


async def complete(tx: WriteTransaction, id: uuid.UUID, values: Mapping[str, object]) -> None:
    """Notes that the file is there."""
    await tx.execute(sa.update(_export).where(_export.c.id == id).values(state=rules.DONE, **values))


# --- files -------------------------------------------------------------------------------------------------------


async def put_chunk(tx: WriteTransaction, id: uuid.UUID, number: int, content: bytes) -> None:
    """Keeps the next piece of a file."""
    await tx.execute(sa.insert(tables.export_chunk).values(export_id=id, number=number, content=content))


async def chunks(connection: AsyncConnection, id: uuid.UUID) -> AsyncGenerator[bytes]:
    """A file in pieces; whoever removes it meanwhile is noticed by the digest."""
    table, number = tables.export_chunk, 0
    while True:
        query = sa.select(table.c.content).where(table.c.export_id == id, table.c.number == number)
        content = (await connection.execute(query)).scalar_one_or_none()
        if content is None:
            return
        yield bytes(content)
        number += 1


async def expire(tx: WriteTransaction, now: dt.datetime) -> Sequence[uuid.UUID]:
    """Removes the files whose time has come; returns whose."""
    ripe = sa.select(_export.c.id).where(_export.c.state == rules.DONE, _export.c.expires_at <= now)
    ids = (await tx.execute(ripe.order_by(_export.c.id).limit(50).with_for_update(skip_locked=True))).scalars().all()
    if ids:
        await tx.execute(sa.delete(tables.export_chunk).where(tables.export_chunk.c.export_id.in_(ids)))
        await tx.execute(sa.update(_export).where(_export.c.id.in_(ids)).values(state=rules.EXPIRED))
    return ids


# --- the moment --------------------------------------------------------------------------------------------------


async def moment(snapshot: AsyncConnection) -> rules.Moment | None:
    """What a snapshot is of; None while the log has no checkpoint yet."""
    checkpoint, edition = tables.JOURNAL.checkpoint, tables.edition
    number = sa.select(sa.func.coalesce(sa.func.max(edition.c.number), 0)).scalar_subquery().label("edition")
    query = sa.select(number, checkpoint).order_by(checkpoint.c.tree_size.desc()).limit(1)
    row = (await snapshot.execute(query)).one_or_none()
    return None if row is None else rules.Moment(row.edition, row.tree_size, bytes(row.root).hex(), row.note)


# --- rows --------------------------------------------------------------------------------------------------------

_counted = tables.holder.alias("counted")
_counted_id = sa.func.coalesce(holder.c.same_as, holder.c.id)


def _holder_name(table: Any) -> sa.ColumnElement[Any]:
    return "holders/" + table.c.key


def _declaration_name() -> sa.ColumnElement[Any]:
    return sa.func.concat("holders/", sa.func.coalesce(holder.c.key, "-unknown"), "/declarations/", declaration.c.key)


def _family_name(table: Any, key: int) -> sa.ColumnElement[Any]:
    return name_prefix(key) + table.c.external


def _texts(query: sa.Select[Any]) -> sa.ColumnElement[Any]:
    """The values of a subquery as a list, in their order."""
    return sa.func.array(query.scalar_subquery(), type_=pg.ARRAY(sa.Text))


def _generations(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Names of the generations that are flagged; unknown where the flags are."""
    names = standard.alias("generation")
    query = (
        sa.select(names.c.display_name).where(names.c.generation.bitwise_and(column) != 0).order_by(names.c.generation)
    )
    return sa.case((column.is_not(None), _texts(query)))


def links(wanted: Wanted) -> Table:
    """Declared links, in the order in which they were read."""
    etsi, docdb, priorities = (family.alias(word) for word in ("etsi", "docdb", "priorities"))
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("declaration", "text", _declaration_name()),
        ("reference", "text", declaration.c.reference),
        ("holder", "text", _holder_name(_counted)),
        ("holder_name", "text", _counted.c.name),
        ("declared_by", "text", holder.c.name),
        ("entry_id", "integer", link.c.entry_id),
        ("standard", "text", "standards/" + standard.c.key),
        ("standard_name", "text", standard.c.display_name),
        ("standard_version", "text", link.c.standard_version),
        ("illustrative_part", "text", link.c.illustrative_part),
        ("generations", "texts", _generations(link.c.generations)),
        ("application", "text", "applications/" + sa.cast(application.c.id, sa.Text)),
        ("office", "text", application.c.office),
        ("application_number", "text", application.c.number),
        ("publications", "texts", application.c.publications),
        ("title", "text", application.c.title),
        ("etsi_family", "text", _family_name(etsi, 1)),
        ("docdb_family", "text", _family_name(docdb, 2)),
        ("priorities_family", "text", _family_name(priorities, 3)),
        ("licensing_undertaking", "boolean", declaration.c.undertaking),
        ("reciprocity", "boolean", declaration.c.reciprocity),
        ("signed_on", "date", declaration.c.signed_on),
        ("published_on", "date", declaration.c.published_on),
        ("demonstration", "boolean", link.c.demonstration),
        ("document", "text", "documents/" + document.c.sha256),
        ("line", "integer", link.c.line),
    ]
    query = (
        _linked(sa.select(*(column.label(name) for name, _, column in columns), link.c.demonstration.label("made_up")))
        .outerjoin(standard, standard.c.id == link.c.standard_id)
        .join(document, document.c.id == link.c.document_id)
        .outerjoin(etsi, etsi.c.id == link.c.etsi_family_id)
        .outerjoin(docdb, docdb.c.id == link.c.docdb_family_id)
        .outerjoin(priorities, priorities.c.id == link.c.priorities_family_id)
        .where(*_of_links(wanted))
        .order_by(link.c.id)
    )
    return _table(columns, query)


def patents(wanted: Wanted) -> Table:
    """Patents as a search finds them, in the order in which the register came to know them."""
    found = tables.search_patent
    matching = (
        sa.select(found).where(*conditions(wanted)).cte("matching").prefix_with("materialized", dialect="postgresql")
    )
    made_up = sa.func.bool_or(matching.c.facets.contains(sa.bindparam(None, ["d1"], pg.ARRAY(sa.Text))))
    summed = (
        sa.select(
            matching.c.application_id,
            sa.func.count().label("declarations"),
            sa.func.sum(matching.c.link_count).label("links"),
            sa.func.min(matching.c.signed_on).label("first_signed_on"),
            sa.func.max(matching.c.signed_on).label("last_signed_on"),
            sa.func.bit_or(matching.c.generations).label("generations"),
            made_up.label("made_up"),
        )
        .group_by(matching.c.application_id)
        .subquery("summed")
    )

    def each(column: str) -> Any:
        return sa.func.unnest(matching.c[column]).table_valued("value", name=f"each_{column}").render_derived()

    def listed(pairs: sa.Select[*tuple[Any, ...]], name: str) -> sa.Subquery:
        """The different values of each patent as a list, in their order."""
        different = pairs.distinct().subquery()
        values = pg.aggregate_order_by(different.c.value, different.c.value)
        return (
            sa.select(different.c.application_id, sa.func.array_agg(values, type_=pg.ARRAY(sa.Text)).label("listed"))
            .group_by(different.c.application_id)
            .subquery(name)
        )

    def with_value(value: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
        return sa.select(matching.c.application_id, value.label("value")).select_from(matching)

    family_name = sa.func.concat(
        "families/", sa.case(*((family.c.key == key, word) for key, word in KEY_WORDS.items())), "-", family.c.external
    )
    in_families, in_standards = each("family_ids"), each("standard_ids")
    facets = each("facets")
    families_listed = listed(
        with_value(family_name).join(in_families, sa.true()).join(family, family.c.id == in_families.c.value),
        "families_listed",
    )
    standards_listed = listed(
        with_value("standards/" + standard.c.key)
        .join(in_standards, sa.true())
        .join(standard, standard.c.id == in_standards.c.value),
        "standards_listed",
    )
    holders_listed = listed(
        with_value(_holder_name(holder)).join(holder, holder.c.id == matching.c.holder_id), "holders_listed"
    )
    outcomes_listed = listed(
        with_value(sa.func.substr(facets.c.value, 2))
        .join(facets, sa.true())
        .where(facets.c.value.like("r%"), facets.c.value != "r-"),
        "outcomes_listed",
    )
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("application", "text", "applications/" + sa.cast(application.c.id, sa.Text)),
        ("office", "text", application.c.office),
        ("application_number", "text", application.c.number),
        ("publications", "texts", application.c.publications),
        ("title", "text", application.c.title),
        ("families", "texts", families_listed.c.listed),
        ("holders", "texts", holders_listed.c.listed),
        ("standards", "texts", standards_listed.c.listed),
        ("generations", "texts", _generations(summed.c.generations)),
        ("outcomes", "texts", outcomes_listed.c.listed),
        ("declarations", "integer", summed.c.declarations),
        ("links", "integer", summed.c.links),
        ("first_signed_on", "date", summed.c.first_signed_on),
        ("last_signed_on", "date", summed.c.last_signed_on),
        ("demonstration", "boolean", summed.c.made_up),
    ]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), summed.c.made_up)
        .select_from(summed)
        .join(application, application.c.id == summed.c.application_id)
        .order_by(application.c.id)
    )
    for lists in (families_listed, standards_listed, holders_listed, outcomes_listed):
        query = query.outerjoin(lists, lists.c.application_id == summed.c.application_id)
    return _table(columns, query)


def declarations(wanted: Wanted) -> Table:
    """Declarations, in the order in which they were read."""
    own = link.alias("own")
    of_declaration = sa.and_(own.c.declaration_id == declaration.c.id, own.c.gone_in.is_(None))

    def counted(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.select(value).select_from(own).where(of_declaration).scalar_subquery()

    made_up = sa.func.coalesce(counted(sa.func.bool_or(own.c.demonstration)), sa.false())
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("declaration", "text", _declaration_name()),
        ("reference", "text", declaration.c.reference),
        ("holder", "text", _holder_name(_counted)),
        ("holder_name", "text", _counted.c.name),
        ("declared_by", "text", holder.c.name),
        ("licensing_undertaking", "boolean", declaration.c.undertaking),
        ("reciprocity", "boolean", declaration.c.reciprocity),
        ("signed_on", "date", declaration.c.signed_on),
        ("published_on", "date", declaration.c.published_on),
        ("entries", "integer", counted(sa.func.count(own.c.entry_id.distinct()))),
        ("links", "integer", counted(sa.func.count())),
        ("demonstration", "boolean", made_up),
        ("document", "text", "documents/" + document.c.sha256),
        ("line", "integer", declaration.c.line),
        ("known_since", "instant", declaration.c.created_at),
    ]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), made_up.label("made_up"))
        .select_from(declaration)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .outerjoin(_counted, _counted.c.id == _counted_id)
        .outerjoin(document, document.c.id == declaration.c.document_id)
        .where(tables.declared_in_public(), *_of_declarations(wanted))
        .order_by(declaration.c.id)
    )
    return _table(columns, query)


def holders(wanted: Wanted) -> Table:
    """Holders by spelling, in order of name."""
    own = declaration.alias("own")
    public = own.c.id.in_(sa.select(declaration.c.id).where(tables.declared_in_public()))
    declared = sa.select(sa.func.count()).where(own.c.holder_id == holder.c.id, public).scalar_subquery()
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("holder", "text", _holder_name(holder)),
        ("name", "text", holder.c.name),
        ("counts_as", "text", _holder_name(_counted)),
        ("declarations", "integer", declared),
        ("demonstration", "boolean", holder.c.demonstration),
    ]
    where = [sa.or_(*(_HOLDER_CONDITION[facet[0]](facet[1:]) for facet in group)) for group in wanted.facets]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), holder.c.demonstration.label("made_up"))
        .select_from(holder)
        .join(_counted, _counted.c.id == _counted_id)
        .where(*where)
        .order_by(holder.c.name)
    )
    return _table(columns, query)


_HOLDER_CONDITION: Mapping[str, Condition] = {
    "h": lambda value: _counted_id == int(value),
    "d": lambda value: holder.c.demonstration if value == "1" else ~holder.c.demonstration,
}


def standards(wanted: Wanted) -> Table:
    """Standards, in order of key."""
    count = sa.select(sa.func.count()).where(tables.in_edition(None))
    named = count.where(link.c.standard_id == standard.c.id).scalar_subquery()
    flagged = count.where(link.c.generations.bitwise_and(standard.c.generation) != 0).scalar_subquery()
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("standard", "text", "standards/" + standard.c.key),
        ("name", "text", standard.c.display_name),
        ("names", "texts", standard.c.names),
        ("kind", "text", sa.case((standard.c.kind == 2, "commercial"), else_="specification")),
        ("links", "integer", sa.case((standard.c.generation.is_(None), named), else_=flagged)),
    ]
    where = [
        sa.or_(
            *(
                standard.c.id == int(facet[1:]) if facet[0] == "s" else standard.c.generation == int(facet[1:])
                for facet in group
            )
        )
        for group in wanted.facets
    ]
    query = sa.select(*(column.label(name) for name, _, column in columns), sa.false().label("made_up"))
    return _table(columns, query.where(*where).order_by(standard.c.key))


def families(wanted: Wanted) -> Table:
    """Families under every key that has any, with what is declared of each; in order of key and number."""
    parts: list[sa.Select[Any]] = []
    kinds: list[tuple[str, Kind]] = []
    for key, column in ((1, link.c.etsi_family_id), (2, link.c.docdb_family_id), (3, link.c.priorities_family_id)):
        made_up = sa.func.bool_or(link.c.demonstration)
        names = sa.func.array_agg(sa.distinct(_holder_name(_counted)), type_=pg.ARRAY(sa.Text))
        columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
            ("family", "text", _family_name(family, key)),
            ("key", "text", sa.literal(KEY_WORDS[key])),
            ("priorities", "texts", family.c.priorities),
            ("holders", "texts", sa.func.array_remove(names, sa.null(), type_=pg.ARRAY(sa.Text))),
            ("applications", "integer", sa.func.count(link.c.application_id.distinct())),
            ("declarations", "integer", sa.func.count(link.c.declaration_id.distinct())),
            ("links", "integer", sa.func.count()),
            ("demonstration", "boolean", made_up),
        ]
        kinds = [(name, kind) for name, kind, _ in columns]
        parts.append(
            _linked(sa.select(*(value.label(name) for name, _, value in columns), made_up.label("made_up")))
            .join(family, family.c.id == column)
            .where(*_of_links(wanted))
            .group_by(family.c.id)
        )
    every = sa.union_all(*parts).subquery("every")
    return Table(kinds, sa.select(every).order_by(every.c.key, every.c.family))


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
        "h": lambda value: result.c.holder == _names_of_holder(value),
        "s": lambda value: frame.c.standard_key == _key_of(standard.c.id == int(value)),
        "g": lambda value: frame.c.standard_key == _key_of(standard.c.generation == int(value)),
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
    return _table(columns, query)


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
    where = [sa.or_(*(entry.c.holder == _names_of_holder(facet[1:]) for facet in group)) for group in wanted.facets]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), frame.c.demonstration.label("made_up"))
        .select_from(entry)
        .join(frame, frame.c.id == entry.c.frame_id)
        .where(entry.c.frame_id == frame_id, *where)
        .order_by(entry.c.ordinal)
    )
    return _table(columns, query)


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
    made_up = sa.exists().where(link.c.demonstration, tables.declared_for(scope.standard_id, scope.generation))
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


async def pages(snapshot: AsyncConnection, table: Table) -> AsyncGenerator[Sequence[sa.Row[Any]]]:
    """The rows of an export, so many at a time, as the database gives them."""
    result = await snapshot.stream(table.query, execution_options={"yield_per": ROWS_AT_A_TIME})
    async for page in result.partitions():
        yield page


def _table(columns: Sequence[tuple[str, Kind, Any]], query: sa.Select[Any]) -> Table:
    return Table([(name, kind) for name, kind, _ in columns], query)


def _linked(query: sa.Select[Any]) -> sa.Select[Any]:
    return (
        query.select_from(link)
        .join(declaration, declaration.c.id == link.c.declaration_id)
        .outerjoin(holder, holder.c.id == link.c.holder_id)
        .outerjoin(_counted, _counted.c.id == _counted_id)
        .outerjoin(application, application.c.id == link.c.application_id)
    )


def _names_of_holder(id: str) -> Any:
    """A holder as results and frames name it: by any spelling that counts under it; the unknown is empty."""
    if id == "0":
        return ""
    return sa.func.any(sa.func.array(sa.select(_holder_name(holder)).where(_counted_id == int(id)).scalar_subquery()))


def _key_of(where: sa.ColumnElement[bool]) -> Any:
    return sa.select(standard.c.key).where(where).scalar_subquery()


# --- filters on links --------------------------------------------------------------------------------------------


def _of_links(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Where a link is wanted, read from the link itself, so that an export never waits for the index of searches."""
    found = _of_declarations(wanted)
    if not wanted.include_gone:
        found.append(tables.in_edition(None))
    if wanted.words:
        index = tables.search_patent
        some = sa.select(index.c.application_id).where(*conditions(Wanted(words=wanted.words, include_gone=True)))
        found.append(link.c.application_id.in_(some))
    return found


def _of_declarations(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Where a declaration is wanted, or what a link says of its declaration."""
    found: list[sa.ColumnElement[bool]] = [
        sa.or_(*(_LINK_CONDITION[facet[0]](facet[1:]) for facet in group)) for group in wanted.facets
    ]
    for days, column in (
        (wanted.signed, declaration.c.signed_on),
        (wanted.published, declaration.c.published_on),
    ):
        if days.first is not None:
            found.append(column >= days.first)
        if days.last is not None:
            found.append(column <= days.last)
    return found


def _with_outcome(value: str) -> sa.ColumnElement[bool]:
    result, checked = tables.family_result, family.alias("checked")
    name = sa.func.concat(
        "families/",
        sa.case(*((checked.c.key == key, word) for key, word in KEY_WORDS.items())),
        "-",
        checked.c.external,
    )
    ids = sa.select(checked.c.id).join(result, result.c.family == name)
    if value != "-":
        ids = ids.where(result.c.outcome == value)
    in_any = sa.or_(
        *(
            sa.func.coalesce(column.in_(ids), sa.false())
            for column in (link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)
        )
    )
    return ~in_any if value == "-" else in_any


_LINK_CONDITION: Mapping[str, Condition] = {
    "h": lambda value: _counted_id == int(value) if int(value) else holder.c.id.is_(None),
    "s": lambda value: link.c.standard_id == int(value) if int(value) else link.c.standard_id.is_(None),
    "g": lambda value: link.c.generations.bitwise_and(int(value)) != 0 if int(value) else link.c.generations.is_(None),
    "o": lambda value: application.c.office == value if value != "-" else application.c.office.is_(None),
    "r": _with_outcome,
    "u": lambda value: (
        declaration.c.undertaking.is_(None) if value == "-" else declaration.c.undertaking.is_(value == "Y")
    ),
    "f": lambda value: declaration.c.kind == int(value),
    "t": lambda value: declaration.c.state == int(value),
    "d": lambda value: link.c.demonstration if value == "1" else ~link.c.demonstration,
}
