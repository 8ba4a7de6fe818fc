"""Owns the statements that index what a long load brought, once it is done.

Its partitions are there for everybody from the load's commit on, only without indexes (but for those of ids that others
name): whoever reads meanwhile reads them from end to end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.locks import Lock
from shared.db import WriteTransaction

_LONGEST_WAIT = "2s"
"""For writers of the same partition; nobody may wait behind somebody who waits for long."""


@dataclass(frozen=True, slots=True)
class PartIndex:
    """An index that every partition of a table has.

    Attributes:
        table: whose partitions.
        name: of the partition `link_1` it is called `link_1_{name}`.
        columns: what is indexed.
        where: of which rows; empty for all.
        unique: whether no two rows may be equal.
    """

    table: str
    name: str
    columns: str
    where: str = ""
    unique: bool = False

    def of(self, load: int) -> str:
        """Its name in the partition of a load."""
        return f"{self.table}_{load}_{self.name}"


LINK_INDEXES = (
    PartIndex("link", "standard", "standard_id, holder_id"),
    # With the entry, so that a declaration's entries are counted from the index alone.
    PartIndex("link", "declaration", "declaration_id, entry_id"),
    PartIndex("link", "application", "application_id"),
    PartIndex("link", "etsi_family", "etsi_family_id"),
    PartIndex("link", "priorities_family", "priorities_family_id"),
    PartIndex("link", "document", "document_id, line"),
    PartIndex("link", "id", "id", unique=True),
    PartIndex("link", "docdb_family", "docdb_family_id", "where docdb_family_id is not null"),
    PartIndex("link", "gone", "gone_in", "where gone_in is not null"),
    PartIndex("link", "undigested", "document_id", "where digest_high is null"),
)
"""In the order in which they are built: what most questions need comes first."""

KNOWN_BY = (
    PartIndex("application", "identity", "identity", unique=True),
    PartIndex("family", "key", "key, external", unique=True),
)
"""By which whoever brings rows in knows applications and families."""

INDEXES = (*LINK_INDEXES, *KNOWN_BY)


async def note_unindexed(tx: WriteTransaction, load: int, document: int) -> None:
    """Notes that what a load brought is still to be indexed."""
    statement = insert(tables.unindexed_load).values(load=load, document_id=document)
    await tx.execute(statement.on_conflict_do_nothing())


async def any_unindexed(connection: AsyncConnection) -> bool:
    """Whether any load is still to be indexed."""
    return bool((await connection.execute(sa.select(sa.exists().select_from(tables.unindexed_load)))).scalar_one())


async def next_unindexed(tx: WriteTransaction) -> int | None:
    """The first load that is still to be indexed, taken for this transaction; None when there is none."""
    table = tables.unindexed_load
    if not await locks.take(tx, Lock.LINKS):
        return None
    return (await tx.execute(sa.select(sa.func.min(table.c.load)))).scalar_one()


async def every_unindexed(tx: WriteTransaction) -> Sequence[int]:
    """All loads that are still to be indexed, taken for this transaction once nobody else indexes."""
    table = tables.unindexed_load
    for setting in ("statement_timeout = 0", "lock_timeout = 0"):
        await tx.execute(sa.text(f"set local {setting}"))
    await locks.wait(tx, Lock.LINKS)
    return (await tx.execute(sa.select(table.c.load).order_by(table.c.load))).scalars().all()


async def missing_indexes(tx: WriteTransaction, load: int) -> list[PartIndex]:
    """The indexes that a load's partitions lack, in the order in which they are built."""
    query = (
        "select part.relname, named.relname as index from pg_class part "
        "left join pg_index on indrelid = part.oid left join pg_class named on named.oid = indexrelid "
        "where part.relnamespace = 'registry'::regnamespace and part.relname = any(:parts)"
    )
    parts = [f"{table}_{load}" for table in dict.fromkeys(index.table for index in INDEXES)]
    found = (await tx.execute(sa.text(query), {"parts": parts})).all()
    there, names = {row.relname for row in found}, {row.index for row in found}
    return [index for index in INDEXES if f"{index.table}_{load}" in there and index.of(load) not in names]


async def build(tx: WriteTransaction, load: int, index: PartIndex) -> None:
    """Builds an index; who writes to the partition waits meanwhile, who reads does not."""
    for setting in ("statement_timeout = 0", f"lock_timeout = '{_LONGEST_WAIT}'", "maintenance_work_mem = '256MB'"):
        await tx.execute(sa.text(f"set local {setting}"))
    kind = "unique index" if index.unique else "index"
    part = f"registry.{index.table}_{load}"
    await tx.execute(sa.text(f"create {kind} {index.of(load)} on {part} ({index.columns}) {index.where}"))


async def analyze(tx: WriteTransaction, load: int, index: PartIndex) -> None:
    """Learns what the rows of the partition are like that an index is of, for plans."""
    await tx.execute(sa.text("set local statement_timeout = 0"))
    await tx.execute(sa.text(f"analyze registry.{index.table}_{load}"))


async def note_indexed(tx: WriteTransaction, load: int) -> None:
    """Notes that what a load brought is indexed."""
    await tx.execute(sa.delete(tables.unindexed_load).where(tables.unindexed_load.c.load == load))
