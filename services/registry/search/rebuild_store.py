"""Owns the statements that make the index of searches anew beside the one in use, and put it in its place.

The new table is filled without indexes, gets each of them at once (several times quicker than keeping them up to date
row by row), and takes the other's name in one short transaction: searches go on in the old one until then. How far it
has come is the cursor of the piece of work, so that any replica goes on after a kill.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Any, cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.families.rules import KEY_WORDS
from services.registry.search.builder import BETWEEN
from services.registry.search.building import INTO
from shared.db import WriteTransaction
from shared.db.database import UNHURRIED, apply_settings

REBUILT_FROM = 20_000
"""Patents from which on everything is indexed beside the index in use; fewer are quickly taken down in it."""

LONG_DOCUMENT = 200_000
"""Links from which on a file is a reason to index everything, if it is a good part of everything."""

_INTO = f"{tables.SCHEMA}.search_patent_next"
_TABLE = f"{tables.SCHEMA}.search_patent"
_KEY = "search_patent_pkey"


async def unhurried(tx: WriteTransaction) -> None:
    """Lets this transaction take the minutes it takes."""
    await apply_settings(tx.connection, {**UNHURRIED, "maintenance_work_mem": "256MB"})


async def is_large(tx: WriteTransaction) -> bool:
    """Whether there is so much to index that it is made anew beside the index in use."""
    some = sa.select(tables.application.c.id).limit(REBUILT_FROM).subquery()
    return (await tx.execute(sa.select(sa.func.count()).select_from(some))).scalar_one() >= REBUILT_FROM


async def brings_most(tx: WriteTransaction, document: int) -> bool:
    """Whether a file brought so many links that indexing everything is quicker than indexing what it brought."""
    link = tables.link
    some = sa.select(link.c.id).where(link.c.document_id == document).limit(LONG_DOCUMENT).subquery()
    if (await tx.execute(sa.select(sa.func.count()).select_from(some))).scalar_one() < LONG_DOCUMENT:
        return False
    brought = sa.select(sa.func.count()).select_from(link).where(link.c.document_id == document).scalar_subquery()
    # What the planner knows of the index is near enough, and takes no time.
    indexed = sa.text("select greatest(reltuples, 0) from pg_class where oid = 'registry.search_patent'::regclass")
    patents = (await tx.execute(indexed)).scalar_one()
    return bool((await tx.execute(sa.select(brought))).scalar_one() >= patents)


async def widen(tx: WriteTransaction, work: int) -> None:
    """Makes a piece of work one that is about everything."""
    table = tables.search_work
    await tx.execute(sa.update(table).where(table.c.id == work).values(kind="everything", argument="", cursor=""))


async def begin(tx: WriteTransaction, work: int) -> None:
    """Makes the table, and forgets what else there was to do: all that is known by now will be in it."""
    await drop(tx)
    await tx.execute(sa.text(f"create table {_INTO} (like {_TABLE} including defaults)"))
    await tx.execute(sa.delete(tables.search_work).where(tables.search_work.c.id != work))


async def drop(tx: WriteTransaction) -> None:
    """Takes away what an attempt before has left."""
    await tx.execute(sa.text(f"drop table if exists {_INTO}"))


async def last_of_piece(connection: AsyncConnection, after: int, size: int) -> int | None:
    """The id of the last patent of the next piece; None when there are no more patents."""
    table = tables.application
    some = sa.select(table.c.id).where(table.c.id > after).order_by(table.c.id).limit(size).subquery()
    return (await connection.execute(sa.select(sa.func.max(some.c.id)))).scalar_one()


_PATENTS = sql.SQL(
    "copy (select id, office, number, array_to_string(publications, {between}), title from registry.application "
    "where id > {after} and id <= {last}) to stdout (format csv)"
)
# One text for all links: a message for each, as COPY sends them, would keep the registry busy.
_LINKS = sa.text(
    "select string_agg(concat(l.application_id, t, l.declaration_id, t, l.gone_in is null, t, "
    "coalesce(h.same_as, l.holder_id), t, d.signed_on, t, d.published_on, t, d.undertaking, t, d.kind, t, d.state, t, "
    "l.standard_id, t, l.generations, t, l.demonstration, t, l.etsi_family_id, t, l.docdb_family_id, t, "
    "l.priorities_family_id, t, l.document_id, t, l.line), e'\\n' "
    "order by l.application_id, l.declaration_id, (l.gone_in is null) desc, l.id) "
    "from (select * from registry.link where application_id > :after and application_id <= :last) l "
    "join registry.declaration d on d.id = l.declaration_id left join registry.holder h on h.id = l.holder_id "
    "cross join (select e'\\t' as t) between_fields"
)


async def copied_out(connection: AsyncConnection, after: int, last: int) -> tuple[bytes, bytes]:
    """The patents of a piece (CSV) and their links (text), as `builder` takes them."""
    raw = await connection.get_raw_connection()
    driver = cast("PsycopgConnection[object]", raw.driver_connection)
    limits = {"after": sql.Literal(after), "last": sql.Literal(last), "between": sql.Literal(BETWEEN)}
    pieces: list[bytes] = []
    async with driver.cursor() as cursor, cursor.copy(_PATENTS.format(**limits)) as copy:
        async for piece in copy:
            pieces.append(bytes(piece))
    links: str | None = (await connection.execute(_LINKS, {"after": after, "last": last})).scalar_one()
    return b"".join(pieces), (links or "").encode()


async def all_outcomes(tx: WriteTransaction) -> bytes:
    """Outcomes of every published check by id of the family, as JSON."""
    result, family = tables.family_result, tables.family
    word = sa.case(*((family.c.key == key, word) for key, word in KEY_WORDS.items()))
    name = sa.func.concat("families/", word, "-", family.c.external)
    found: defaultdict[int, set[str]] = defaultdict(set)
    if not (await tx.execute(sa.select(sa.exists().select_from(result)))).scalar_one():
        return b"{}"
    query = sa.select(family.c.id, result.c.outcome).join(result, result.c.family == name).distinct()
    for row in await tx.execute(query):
        found[row.id].add(row.outcome)
    return json.dumps({id: sorted(outcomes) for id, outcomes in found.items()}).encode()


async def fill(tx: WriteTransaction, rows: AsyncGenerator[bytes]) -> None:
    """Puts rows into the table, as COPY takes them."""
    raw = await tx.connection.get_raw_connection()
    driver = cast("PsycopgConnection[object]", raw.driver_connection)
    async with driver.cursor() as cursor, cursor.copy(f"copy {_INTO} ({INTO}) from stdin".encode()) as copy:
        async for piece in rows:
            await copy.write(piece)


INDEXES: list[tuple[str, str]] = []
"""Name and definition of each index that the table in use has; `{}` where the table's name belongs."""


def _definitions() -> list[tuple[str, str]]:
    found = [(_KEY, "create unique index {0}_next on {1} (application_id, declaration_id)")]
    for index in sorted(tables.search_patent.indexes, key=lambda index: str(index.name)):
        using = index.dialect_options["postgresql"]["using"] or "btree"
        columns = ", ".join(column.name for column in index.columns)
        found.append((str(index.name), f"create index {{0}}_next on {{1}} using {using} ({columns})"))
    return found


INDEXES.extend(_definitions())


async def make_index(tx: WriteTransaction, place: int) -> None:
    """Makes one of the indexes."""
    name, definition = INDEXES[place]
    await tx.execute(sa.text(definition.format(name, _INTO)))


async def analyze_next(tx: WriteTransaction) -> None:
    """Tells the database what is in it, and that all of it can be seen by everybody."""
    await tx.execute(sa.text(f"analyze {_INTO}"))


async def put_in_place(tx: WriteTransaction) -> None:
    """Lets it take the place of the index in use.

    Raises:
        SepiaError: ABORTED, when searches that run long would be waited for; to be tried again.
    """
    # Whoever waits for a table makes everybody who comes later wait: better not for long.
    await tx.execute(sa.text("set local lock_timeout = '300ms'"))
    await tx.execute(sa.text(f"drop table {_TABLE}"))
    await tx.execute(sa.text(f"alter table {_INTO} rename to search_patent"))
    for name, _ in INDEXES:
        await tx.execute(sa.text(f"alter index {tables.SCHEMA}.{name}_next rename to {name}"))
    await tx.execute(sa.text(f"alter table {_TABLE} add constraint {_KEY} primary key using index {_KEY}"))


def numbers(row: sa.Row[Any]) -> int:
    """The part of a cursor behind its word."""
    return int(row.cursor.partition(":")[2] or 0)
