"""Owns adding to the log: every statement here runs in the caller's transaction and none commits.

An entry therefore exists exactly when the change it tells of exists. Writers do not wait for each other: the
position comes later, from the sequencer.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import not_found, precondition
from shared.journal import leaf
from shared.journal.leaf import Entry, NewSalt, SealedEntry
from shared.journal.tables import JournalTables

ERASE = "journal:entry:erase"
"""Kind of the entry that says that another entry's content was erased."""

READDRESS = "journal:entry:readdress"
"""Kind of the entry that says that another entry got another audience."""

_COPY_FROM = 50  # entries; below, one INSERT is as quick and needs no second protocol
_COLUMNS = ("id", "kind", "subject", "actor", "recorded_at", "audience", "content", "salt", "commitment")
_TYPES = ("uuid", "text", "text", "text", "timestamptz", "text[]", "bytea", "bytea", "bytea")


async def append(
    connection: AsyncConnection, tables: JournalTables, entry: Entry, *, new_salt: NewSalt = leaf.new_salt
) -> SealedEntry:
    """Records an entry in the caller's transaction.

    Raises:
        SepiaError: `NOT_CANONICAL`, when the content holds a value without a canonical form.
    """
    sealed = leaf.seal(entry, new_salt)
    await connection.execute(sa.insert(tables.entry), [_row(sealed)])
    return sealed


async def append_many(
    connection: AsyncConnection, tables: JournalTables, entries: Sequence[Entry], *, new_salt: NewSalt = leaf.new_salt
) -> None:
    """Records many entries in the caller's transaction; large batches travel by binary COPY.

    Raises:
        SepiaError: `NOT_CANONICAL`, when a content holds a value without a canonical form; nothing is recorded then.
    """
    rows = [_row(leaf.seal(entry, new_salt)) for entry in entries]
    if not rows:
        return
    if len(rows) < _COPY_FROM:
        await connection.execute(sa.insert(tables.entry), rows)
        return
    raw = await connection.get_raw_connection()
    driver = cast("PsycopgConnection[object]", raw.driver_connection)
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(tables.schema, tables.entry.name), sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    )
    async with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            await copy.write_row([row[column] for column in _COLUMNS])


async def erase(
    connection: AsyncConnection,
    tables: JournalTables,
    entry_id: uuid.UUID,
    *,
    record_id: uuid.UUID,
    actor: str,
    reason: str,
    at: dt.datetime,
) -> None:
    """Erases subject, actor, content and salt of an entry, and records that, when, by whom and why.

    The entry keeps its place in the tree: id, kind, time and commitment stay and every proof still holds.

    Raises:
        SepiaError: `NOT_FOUND`; `ENTRY_ERASED`, when that was done before; `ENTRY_NOT_ERASABLE`, for the record of
            another erasure or change of audience.
    """
    kind, erased_at, _ = await _locked(connection, tables, entry_id)
    if erased_at is not None:
        raise precondition("ENTRY_ERASED", f"The content of log entry {entry_id} was erased on {erased_at:%Y-%m-%d}.")
    if kind in (ERASE, READDRESS):
        raise precondition(
            "ENTRY_NOT_ERASABLE",
            f"Log entry {entry_id} records a change of the log itself ({kind}) and can't be erased: without it nobody "
            "could tell that change from damage.",
        )
    table = tables.entry
    await connection.execute(
        sa.update(table)
        .where(table.c.id == entry_id)
        .values(subject=None, actor=None, content=None, salt=None, erased_at=at)
    )
    content = {"entry": entry_id, "reason": reason}
    await append(connection, tables, _record(record_id, ERASE, entry_id, actor, at, content))


async def readdress(
    connection: AsyncConnection,
    tables: JournalTables,
    entry_id: uuid.UUID,
    audience: Sequence[str],
    *,
    record_id: uuid.UUID,
    actor: str,
    reason: str,
    at: dt.datetime,
) -> None:
    """Gives an entry another audience (an embargo ends), and records that, when, by whom and why.

    Raises:
        SepiaError: `NOT_FOUND`; `ENTRY_INVALID`, when an audience is misspelt.
    """
    await _locked(connection, tables, entry_id)
    readers = sorted(set(audience))
    content = {"audience": readers, "entry": entry_id, "reason": reason}
    record = _record(record_id, READDRESS, entry_id, actor, at, content)
    leaf.check_audience(readers)
    table = tables.entry
    await connection.execute(sa.update(table).where(table.c.id == entry_id).values(audience=readers))
    await append(connection, tables, record)


async def _locked(
    connection: AsyncConnection, tables: JournalTables, entry_id: uuid.UUID
) -> tuple[str, dt.datetime | None, list[str]]:
    table = tables.entry
    found = await connection.execute(
        sa.select(table.c.kind, table.c.erased_at, table.c.audience).where(table.c.id == entry_id).with_for_update()
    )
    row = found.one_or_none()
    if row is None:
        raise not_found(f"logEntries/{entry_id}")
    return row.kind, row.erased_at, row.audience


def _record(
    record_id: uuid.UUID, kind: str, entry_id: uuid.UUID, actor: str, at: dt.datetime, content: Mapping[str, object]
) -> Entry:
    # Public: it tells which entry was changed and why, never what the entry said.
    return Entry(record_id, kind, f"logEntries/{entry_id}", actor, at, content, (leaf.PUBLIC,))


def _row(sealed: SealedEntry) -> dict[str, object]:
    return {
        "id": sealed.id,
        "kind": sealed.kind,
        "subject": sealed.subject,
        "actor": sealed.actor,
        "recorded_at": sealed.recorded_at,
        "audience": list(sealed.audience),
        "content": sealed.content,
        "salt": sealed.salt,
        "commitment": sealed.commitment,
    }
