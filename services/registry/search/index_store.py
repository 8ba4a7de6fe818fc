"""Owns the statements that keep the index of searches: what is to be indexed, from what, and how far it has come.

Every piece of work is one transaction, under a lock that ends with the process: a killed indexer leaves nothing half
done, and any replica goes on from the cursor. Indexing a patent again gives the same rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.declarations.rules import read_declaration_name
from services.registry.families.rules import KEY_WORDS, read_family_name
from services.registry.locks import Lock
from services.registry.search.building import INTO, IndexRow, Known, Pair, PatentFacts
from services.registry.search.rules import Work
from shared.db import WriteTransaction
from shared.errors import SepiaError

BATCH = 2_000  # patents indexed in one transaction
_LINKS_A_BATCH = 10_000
_DECLARATIONS_A_BATCH = 20
_FAMILIES_A_BATCH = 500

link, declaration, holder = tables.link, tables.declaration, tables.holder
_STATE = tables.search_state
# Each patent would be looked for among all links of a load, were it not waited for.
_WITHOUT_INDEXES = sa.select(sa.exists().select_from(tables.unindexed_load))


async def anything_new(connection: AsyncConnection) -> bool:
    """Whether there is anything to index: a look without lock, all that an idle register costs."""
    newer = sa.exists().where(tables.edition.c.number > _STATE.c.edition_seen)
    further = sa.exists().where(tables.JOURNAL.entry.c.position > _STATE.c.log_position)
    waiting = sa.exists().select_from(tables.search_work)
    query = sa.select(sa.or_(newer, further, waiting, _STATE.c.edition != _STATE.c.edition_seen)).select_from(_STATE)
    return bool((await connection.execute(query)).scalar_one())


async def take_turn(tx: WriteTransaction) -> sa.Row[Any] | None:
    """The index's state, taken for this transaction; None while another indexer works, or while links lack indexes."""
    if not await locks.take(tx, Lock.INDEX) or (await tx.execute(_WITHOUT_INDEXES)).scalar_one():
        return None
    return (await tx.execute(sa.select(_STATE))).one()


# --- what is to be done ------------------------------------------------------------------------------------------


async def editions_after(tx: WriteTransaction, number: int) -> Sequence[sa.Row[Any]]:
    """Editions that are newer: what made each, and the links that are gone from the file it brought."""
    edition, import_ = tables.edition, tables.import_
    gone = sa.func.coalesce(import_.c.counts["gone_rows"].as_integer(), 0)
    query = (
        sa.select(edition.c.number, edition.c.cause, import_.c.document_id, import_.c.source_format, gone.label("gone"))
        .outerjoin_from(edition, import_, import_.c.id == edition.c.import_id)
        .where(edition.c.number > number)
        .order_by(edition.c.number)
        .limit(500)
    )
    return (await tx.execute(query)).all()


async def note_read(tx: WriteTransaction, *, log_position: int, edition_seen: int, work: Iterable[Work]) -> None:
    """Notes how far log and editions are read, and what that makes necessary."""
    rows = [{"kind": each.kind, "argument": each.argument} for each in dict.fromkeys(work)]
    if rows:
        await tx.execute(sa.insert(tables.search_work), rows)
    await tx.execute(sa.update(_STATE).values(log_position=log_position, edition_seen=edition_seen))


async def note_mentions(tx: WriteTransaction, mentions: Iterable[tuple[str, int]]) -> None:
    """Notes which entries of the log mention which resources."""
    rows = [{"name": name, "position": position} for name, position in mentions]
    for start in range(0, len(rows), 1_000):
        await tx.execute(
            insert(tables.timeline_mention).values(rows[start : start + 1_000]).on_conflict_do_nothing(), None
        )


async def spellings_counted_elsewhere(tx: WriteTransaction) -> Sequence[int]:
    """Ids of the spellings that were last indexed under another holder than they count under now; noted as known."""
    seen, counted = tables.search_holder, sa.func.coalesce(holder.c.same_as, holder.c.id)
    now = sa.select(holder.c.id.label("holder_id"), counted.label("counted_id")).subquery("now")
    query = (
        sa.select(now.c.holder_id, now.c.counted_id, seen.c.counted_id.label("before"))
        .outerjoin_from(now, seen, seen.c.holder_id == now.c.holder_id)
        .where(seen.c.counted_id.is_distinct_from(now.c.counted_id))
    )
    changed = (await tx.execute(query)).all()
    if changed:
        rows = [{"holder_id": row.holder_id, "counted_id": row.counted_id} for row in changed]
        statement = insert(seen)
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=[seen.c.holder_id], set_={"counted_id": statement.excluded.counted_id}
            ),
            rows,
        )
    # A spelling that was never indexed is new: what it declared comes with the file that brought it. But it counts
    # under itself then, and only if a decision came before the first look is there anything to do.
    return [row.holder_id for row in changed if (row.before or row.holder_id) != row.counted_id]


async def next_work(tx: WriteTransaction) -> sa.Row[Any] | None:
    """The oldest piece of work."""
    return (await tx.execute(sa.select(tables.search_work).order_by(tables.search_work.c.id).limit(1))).one_or_none()


async def note_done(tx: WriteTransaction, work: int, cursor: str | None) -> None:
    """Notes how far a piece of work is; None when it is done."""
    table = tables.search_work
    if cursor is None:
        await tx.execute(sa.delete(table).where(table.c.id == work))
    else:
        await tx.execute(sa.update(table).where(table.c.id == work).values(cursor=cursor))


async def note_caught_up(tx: WriteTransaction, edition: int) -> None:
    """Notes that an edition is indexed in full, and makes what came in quick to search."""
    await tx.execute(sa.update(_STATE).values(edition=edition))
    for index in ("ix_search_patent_facets", "ix_search_patent_words"):
        # Entries that came in wait in a list which every search would read from end to end.
        await tx.execute(sa.select(sa.func.gin_clean_pending_list(sa.cast(f"{tables.SCHEMA}.{index}", pg.REGCLASS))))


async def analyze(tx: WriteTransaction) -> None:
    """Renews what the database knows of the index, for its plans."""
    await tx.execute(sa.text("analyze search_patent"))


# --- the patents concerned ---------------------------------------------------------------------------------------


async def patents_of(tx: WriteTransaction, work: sa.Row[Any]) -> tuple[list[int], str | None]:
    """The next patents that a piece of work is about, and where to go on; None after the last."""
    return await _PATENTS_OF[work.kind](tx, work.argument, work.cursor)


async def _of_everything(tx: WriteTransaction, _argument: str, cursor: str) -> tuple[list[int], str | None]:
    table = tables.application
    query = sa.select(table.c.id).where(table.c.id > int(cursor or 0)).order_by(table.c.id).limit(BATCH)
    ids = list((await tx.execute(query)).scalars())
    return ids, str(ids[-1]) if len(ids) == BATCH else None


async def _of_document(tx: WriteTransaction, argument: str, cursor: str) -> tuple[list[int], str | None]:
    line, id = map(int, cursor.split(":")) if cursor else (-1, 0)
    order = (link.c.line, link.c.id)
    query = (
        sa.select(link.c.application_id, *order)
        .where(link.c.document_id == int(argument), sa.tuple_(*order) > sa.tuple_(line, id))
        .order_by(*order)
        .limit(_LINKS_A_BATCH)
    )
    rows = (await tx.execute(query)).all()
    ids = [row.application_id for row in rows if row.application_id is not None]
    return list(dict.fromkeys(ids)), f"{rows[-1].line}:{rows[-1].id}" if len(rows) == _LINKS_A_BATCH else None


async def _of_spelling(tx: WriteTransaction, argument: str, cursor: str) -> tuple[list[int], str | None]:
    query = (
        sa.select(declaration.c.id)
        .where(declaration.c.holder_id == int(argument), declaration.c.id > int(cursor or 0))
        .order_by(declaration.c.id)
        .limit(_DECLARATIONS_A_BATCH)
    )
    some = list((await tx.execute(query)).scalars())
    ids = await _declared_in(tx, link.c.declaration_id.in_(some)) if some else []
    return ids, str(some[-1]) if len(some) == _DECLARATIONS_A_BATCH else None


async def _of_declaration(tx: WriteTransaction, argument: str, _cursor: str) -> tuple[list[int], str | None]:
    try:
        name = read_declaration_name(argument)
    except SepiaError:
        return [], None
    query = sa.select(declaration.c.id).where(declaration.c.key == name.key)
    return await _declared_in(tx, link.c.declaration_id.in_(query)), None


async def _of_family(tx: WriteTransaction, argument: str, _cursor: str) -> tuple[list[int], str | None]:
    return await _of_families(tx, [argument]), None


async def _of_campaign(tx: WriteTransaction, argument: str, cursor: str) -> tuple[list[int], str | None]:
    table = tables.family_result
    query = (
        sa.select(table.c.family)
        .where(table.c.campaign == argument, table.c.family > cursor)
        .distinct()
        .order_by(table.c.family)
        .limit(_FAMILIES_A_BATCH)
    )
    names = list((await tx.execute(query)).scalars())
    return await _of_families(tx, names), names[-1] if len(names) == _FAMILIES_A_BATCH else None


async def _of_families(tx: WriteTransaction, names: Sequence[str]) -> list[int]:
    taken_apart = [read_family_name(name) for name in names]
    table = tables.family
    found: list[int] = []
    for key, column in enumerate((link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id), 1):
        externals = [name.external for name in taken_apart if name.key == key]
        if externals:
            ids = sa.select(table.c.id).where(table.c.key == key, table.c.external.in_(externals))
            found += await _declared_in(tx, column.in_(ids))
    return list(dict.fromkeys(found))


async def _declared_in(tx: WriteTransaction, where: sa.ColumnElement[bool]) -> list[int]:
    query = sa.select(link.c.application_id).where(where, link.c.application_id.is_not(None)).distinct()
    return list((await tx.execute(query)).scalars())


_PATENTS_OF = {
    "everything": _of_everything,
    "document": _of_document,
    "holder": _of_spelling,
    "declaration": _of_declaration,
    "family": _of_family,
    "campaign": _of_campaign,
}


# --- what is known of them ---------------------------------------------------------------------------------------

_current: sa.ColumnElement[bool] = link.c.gone_in.is_(None)
"""Whether a link counts: it is not gone from a newer edition of its file."""


async def read_patents(tx: WriteTransaction, ids: Sequence[int]) -> Known:
    """What the register has of patents."""
    wanted = sa.bindparam("ids", list(ids), pg.ARRAY(sa.BigInteger))
    application, result, family = tables.application, tables.family_result, tables.family
    query = sa.select(
        application.c.id, application.c.office, application.c.number, application.c.publications, application.c.title
    ).where(application.c.id == sa.func.any(wanted))
    patents = {row.id: cast("PatentFacts", row) for row in await tx.execute(query)}
    counted = sa.func.coalesce(holder.c.same_as, holder.c.id)

    def each(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.array_agg(column.distinct(), type_=pg.ARRAY(sa.BigInteger))

    def first(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        return sa.func.min(sa.case((column.is_not(None), column)))

    pairs = (
        sa.select(
            link.c.application_id,
            link.c.declaration_id,
            _current.label("current"),
            counted.label("holder_id"),
            declaration.c.signed_on,
            declaration.c.published_on,
            declaration.c.undertaking,
            declaration.c.kind.label("form"),
            declaration.c.state,
            each(link.c.standard_id).label("standards"),
            sa.func.coalesce(sa.func.bit_or(link.c.generations), 0).label("generations"),
            sa.func.bool_or(link.c.generations.is_(None)).label("unflagged"),
            sa.func.bool_or(link.c.demonstration).label("made_up"),
            sa.func.bool_or(~link.c.demonstration).label("real"),
            each(link.c.etsi_family_id).label("etsi"),
            each(link.c.docdb_family_id).label("docdb"),
            each(link.c.priorities_family_id).label("priorities"),
            sa.func.count().label("link_count"),
            first(link.c.id).label("first_link"),
        )
        .select_from(link)
        .join(declaration, declaration.c.id == link.c.declaration_id)
        .outerjoin(holder, holder.c.id == link.c.holder_id)
        .where(link.c.application_id == sa.func.any(wanted))
        .group_by(
            link.c.application_id,
            link.c.declaration_id,
            sa.text("current"),
            counted,
            declaration.c.signed_on,
            declaration.c.published_on,
            declaration.c.undertaking,
            declaration.c.kind,
            declaration.c.state,
        )
        .subquery("pairs")
    )
    source = link.alias("source")
    rows = (
        await tx.execute(
            sa.select(pairs, source.c.document_id, source.c.line)
            .join(source, source.c.id == pairs.c.first_link)
            # Where a pair has both, what counts comes first and alone is taken.
            .order_by(pairs.c.application_id, pairs.c.declaration_id, pairs.c.current.desc())
            .ext(pg.distinct_on(pairs.c.application_id, pairs.c.declaration_id))
        )
    ).all()
    declared = [_pair(row) for row in rows]
    families = sorted({id for pair in declared for id in pair.families})
    name = sa.func.concat(
        "families/", sa.case(*((family.c.key == key, word) for key, word in KEY_WORDS.items())), "-", family.c.external
    )
    outcomes: defaultdict[int, set[str]] = defaultdict(set)
    checked = (
        sa.select(family.c.id, result.c.outcome)
        .join(result, result.c.family == name)
        .where(family.c.id == sa.func.any(sa.bindparam("families", families, pg.ARRAY(sa.BigInteger))))
    )
    for row in await tx.execute(checked):
        outcomes[row.id].add(row.outcome)
    return Known(patents, declared, outcomes)


def _pair(row: sa.Row[Any]) -> Pair:
    return Pair(
        row.application_id,
        row.declaration_id,
        row.current,
        row.holder_id,
        row.signed_on,
        row.published_on,
        row.undertaking,
        row.form,
        row.state,
        [id or 0 for id in row.standards],
        row.generations,
        row.unflagged,
        row.made_up,
        row.real,
        [id for ids in (row.etsi, row.docdb, row.priorities) for id in ids if id is not None],
        row.link_count,
        row.document_id,
        row.line,
    )


# --- the index itself --------------------------------------------------------------------------------------------

_TYPES = [
    *("int8", "int8", "bool", "text[]", "text[]", "int8", "int8[]", "int8[]", "int2"),
    *("date", "date", "text", "date", "int4", "int8", "int8"),
]


async def put(tx: WriteTransaction, ids: Sequence[int], rows: Sequence[IndexRow]) -> None:
    """Takes patents down anew: what the index had of them goes, what is known of them comes."""
    table = tables.search_patent
    wanted = sa.bindparam("ids", list(ids), pg.ARRAY(sa.BigInteger))
    await tx.execute(sa.delete(table).where(table.c.application_id == sa.func.any(wanted)))
    if rows:
        raw = await tx.connection.get_raw_connection()
        driver = cast("PsycopgConnection[object]", raw.driver_connection)
        statement = f"copy {tables.SCHEMA}.search_patent ({INTO}) from stdin (format binary)"
        async with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                await copy.write_row(row)


async def note_words(tx: WriteTransaction, words: Iterable[str]) -> None:
    """Takes down words of titles; those that are new make a new revision of the vocabulary."""
    listed = sorted(words)
    if not listed:
        return
    sent = sa.func.unnest(sa.bindparam("words", listed, pg.ARRAY(sa.Text))).column_valued("word")
    table = tables.search_word
    statement = insert(table).from_select(["word"], sa.select(sent)).on_conflict_do_nothing()
    new = (await tx.execute(statement.returning(table.c.word))).first()
    if new is not None:
        await tx.execute(sa.update(_STATE).values(revision=_STATE.c.revision + 1))


def entry_content(content: bytes | None) -> Mapping[str, Any]:
    """The content of a log entry; empty where it is erased."""
    return {} if content is None else cast("Mapping[str, Any]", json.loads(content))
