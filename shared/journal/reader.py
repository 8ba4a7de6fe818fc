"""Owns reading the log from SQL: entries by position, checkpoints, proofs.

Who is not in an entry's audience still gets its leaf, so that no follower misses an entry and everyone can check
every proof; subject, actor, content and salt are withheld inside the database and never leave it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import Kind, SepiaError, not_found
from shared.journal import merkle
from shared.journal.merkle import Node, ProofPlan
from shared.journal.tables import JournalTables
from shared.journal.verify import PublishedEntry

MAX_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A sequenced entry as a certain reader may see it.

    Attributes:
        leaf: what everyone may see, with content and salt where this reader may see them.
        subject: resource name of what it happened to; None where withheld or erased.
        actor: resource name of who did it; None where withheld or erased.
        erased_at: when its content was erased.
    """

    leaf: PublishedEntry
    subject: str | None
    actor: str | None
    erased_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A signed state of the log as it is stored: the note is what counts, size and root repeat it."""

    size: int
    root: bytes
    note: str
    created_at: dt.datetime


async def entries_after(
    connection: AsyncConnection,
    tables: JournalTables,
    position: int,
    *,
    seen_by: Collection[str] | None,
    limit: int = 500,
    kinds: Collection[str] = (),
) -> list[LogEntry]:
    """The next entries after a position, in order; -1 begins at the beginning.

    Args:
        seen_by: the audiences the reader belongs to (`public` is always among them); None is the service itself,
            which sees everything.
        limit: most entries returned, at most 1,000.
        kinds: only entries of these kinds; all where empty.
    """
    table = tables.entry
    query = (
        sa.select(*_columns(table, seen_by))
        .where(table.c.position > position)
        .order_by(table.c.position)
        .limit(max(0, min(limit, MAX_PAGE)))
    )
    if kinds:
        query = query.where(table.c.kind.in_(sorted(kinds)))
    return [_entry(row) for row in await connection.execute(query)]


async def entries_about(
    connection: AsyncConnection,
    tables: JournalTables,
    subjects: Collection[str],
    ids: Collection[uuid.UUID],
    *,
    seen_by: Collection[str] | None,
    kinds: Collection[str] = (),
) -> tuple[list[LogEntry], list[tuple[str, dt.datetime]]]:
    """Entries about these subjects, and those with these ids, in order; and kind and time of those without a position.

    Of those that wait, only what the reader may see is told: that there are others is nobody's business.

    Args:
        seen_by: as `entries_after`.
        kinds: only entries of these kinds; all where empty.
    """
    table = tables.entry
    wanted = sa.or_(table.c.subject.in_(sorted(subjects)), table.c.id.in_(sorted(ids)))
    if kinds:
        wanted = sa.and_(wanted, table.c.kind.in_(sorted(kinds)))
    waiting = sa.select(table.c.kind, table.c.recorded_at).where(wanted, table.c.position.is_(None))
    if seen_by is not None:
        waiting = waiting.where(_may_see(table, seen_by))
    behind = [(row.kind, row.recorded_at) for row in await connection.execute(waiting)]
    query = sa.select(*_columns(table, seen_by)).where(wanted, table.c.position.is_not(None)).order_by(table.c.position)
    return [_entry(row) for row in await connection.execute(query)], behind


async def entry_at(
    connection: AsyncConnection, tables: JournalTables, position: int, *, seen_by: Collection[str] | None
) -> LogEntry:
    """The entry at a position.

    Raises:
        SepiaError: `NOT_FOUND`.
    """
    table = tables.entry
    found = await connection.execute(sa.select(*_columns(table, seen_by)).where(table.c.position == position))
    row = found.one_or_none()
    if row is None:
        raise not_found(
            f"logEntries/{position}", f"The log has no entry at position {position} yet; positions count from 0."
        )
    return _entry(row)


async def latest_checkpoint(connection: AsyncConnection, tables: JournalTables) -> StoredCheckpoint | None:
    """The newest signed checkpoint; None before the sequencer's first run."""
    table = tables.checkpoint
    found = await connection.execute(sa.select(table).order_by(table.c.tree_size.desc()).limit(1))
    row = found.one_or_none()
    return None if row is None else _checkpoint(row)


async def checkpoint_at(connection: AsyncConnection, tables: JournalTables, size: int) -> StoredCheckpoint:
    """The checkpoint signed at exactly this size.

    Raises:
        SepiaError: `NOT_FOUND`: not every size was signed, only the last of each batch.
    """
    table = tables.checkpoint
    found = await connection.execute(sa.select(table).where(table.c.tree_size == size))
    row = found.one_or_none()
    if row is None:
        raise not_found(
            f"checkpoints/{size}", f"No checkpoint was signed at size {size}; ask for the latest one instead."
        )
    return _checkpoint(row)


async def inclusion_proof(connection: AsyncConnection, tables: JournalTables, position: int, size: int) -> list[bytes]:
    """The proof that the entry at a position is in the log of this size (RFC 9162, 2.1.3).

    Raises:
        SepiaError: `SIZE_OUT_OF_RANGE`, `POSITION_OUT_OF_RANGE`; `LOG_NODE_MISSING`, when the tree is damaged.
    """
    await _check_size(connection, tables, size)
    return await _proof(connection, tables, merkle.plan_inclusion(position, size))


async def consistency_proof(connection: AsyncConnection, tables: JournalTables, first: int, second: int) -> list[bytes]:
    """The proof that the log of the second size continues that of the first (RFC 9162, 2.1.4).

    Raises:
        SepiaError: `SIZE_OUT_OF_RANGE`, `SIZES_IN_WRONG_ORDER`; `LOG_NODE_MISSING`, when the tree is damaged.
    """
    await _check_size(connection, tables, second)
    return await _proof(connection, tables, merkle.plan_consistency(first, second))


async def read_nodes(connection: AsyncConnection, tables: JournalTables, nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The hashes of these nodes, leaves among them; those not stored are missing from the result."""
    entry, node = tables.entry, tables.node
    wanted = sorted(set(nodes))
    positions = [one.index for one in wanted if one.level == 0]
    inner = [one for one in wanted if one.level > 0]
    hashes: dict[Node, bytes] = {}
    if positions:
        leaves = sa.select(entry.c.position, entry.c.leaf_hash).where(entry.c.position.in_(positions))
        hashes |= {Node(0, row.position): row.leaf_hash for row in await connection.execute(leaves)}
    if inner:
        keys = (
            sa.func.unnest(
                sa.bindparam("levels", [one.level for one in inner], pg.ARRAY(sa.SmallInteger)),
                sa.bindparam("indexes", [one.index for one in inner], pg.ARRAY(sa.BigInteger)),
            )
            .table_valued("level", "index")
            .render_derived(name="wanted")
        )
        rows = await connection.execute(
            sa.select(node.c.level, node.c.index, node.c.hash).join(
                keys, sa.and_(node.c.level == keys.c.level, node.c.index == keys.c.index)
            )
        )
        hashes |= {Node(row[0], row[1]): row[2] for row in rows}  # by number: a row has a method called index
    return hashes


async def _proof(connection: AsyncConnection, tables: JournalTables, plan: ProofPlan) -> list[bytes]:
    return plan.assemble(await read_nodes(connection, tables, plan.nodes))


async def _check_size(connection: AsyncConnection, tables: JournalTables, size: int) -> None:
    latest = await latest_checkpoint(connection, tables)
    if latest is None or size > latest.size:
        signed = "no checkpoint" if latest is None else f"a checkpoint of {latest.size} entries"
        raise SepiaError(
            Kind.OUT_OF_RANGE,
            "SIZE_OUT_OF_RANGE",
            f"The log has {signed}, nothing of size {size} yet. Ask for a proof at the latest checkpoint's size.",
        )


def _may_see(table: sa.Table, seen_by: Collection[str]) -> sa.ColumnElement[bool]:
    readers = sa.bindparam("readers", sorted({*seen_by, "public"}), pg.ARRAY(sa.Text))
    return table.c.audience.overlap(readers)


def _columns(table: sa.Table, seen_by: Collection[str] | None) -> list[sa.ColumnElement[Any]]:
    guarded = [table.c.subject, table.c.actor, table.c.content, table.c.salt]
    if seen_by is None:
        seen: list[sa.ColumnElement[Any]] = list(guarded)
    else:
        may_see = _may_see(table, seen_by)
        seen = [sa.case((may_see, column)).label(column.name) for column in guarded]
    return [
        table.c.position,
        table.c.id,
        table.c.kind,
        table.c.recorded_at,
        table.c.commitment,
        table.c.erased_at,
        *seen,
    ]


def _entry(row: sa.Row[Any]) -> LogEntry:
    id_: uuid.UUID = row.id
    return LogEntry(
        leaf=PublishedEntry(
            position=row.position,
            id=id_,
            kind=row.kind,
            recorded_at=row.recorded_at.astimezone(dt.UTC),
            commitment=row.commitment,
            content=row.content,
            salt=row.salt,
        ),
        subject=row.subject,
        actor=row.actor,
        erased_at=row.erased_at,
    )


def _checkpoint(row: sa.Row[Any]) -> StoredCheckpoint:
    return StoredCheckpoint(row.tree_size, row.root, row.note, row.created_at.astimezone(dt.UTC))
