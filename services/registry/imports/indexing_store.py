"""Owns the statements that index the links of a long load, once it is done.

Its partition is there for everybody from the load's commit on, only without indexes: whoever reads meanwhile reads it
from end to end.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.locks import Lock
from shared.db import WriteTransaction

_LONGEST_WAIT = "2s"
"""For writers of the same partition; nobody may wait behind somebody who waits for long."""


@dataclass(frozen=True, slots=True)
class LinkIndex:
    """An index that every partition of links has.

    Attributes:
        name: of the partition `link_1` it is called `link_1_{name}`.
        columns: what is indexed.
        where: of which rows; empty for all.
        unique: whether no two rows may be equal.
    """

    name: str
    columns: str
    where: str = ""
    unique: bool = False


LINK_INDEXES = (
    LinkIndex("standard", "standard_id, holder_id"),
    # With the entry, so that a declaration's entries are counted from the index alone.
    LinkIndex("declaration", "declaration_id, entry_id"),
    LinkIndex("application", "application_id"),
    LinkIndex("etsi_family", "etsi_family_id"),
    LinkIndex("priorities_family", "priorities_family_id"),
    LinkIndex("document", "document_id, line"),
    LinkIndex("id", "id", unique=True),
    LinkIndex("docdb_family", "docdb_family_id", "where docdb_family_id is not null"),
    LinkIndex("gone", "gone_in", "where gone_in is not null"),
    LinkIndex("undigested", "document_id", "where digest_high is null"),
)
"""In the order in which they are built: what most questions need comes first."""


async def note_unindexed(tx: WriteTransaction, load: int, document: int) -> None:
    """Notes that the links of a load are still to be indexed."""
    await tx.execute(sa.insert(tables.unindexed_load).values(load=load, document_id=document))


async def any_unindexed(connection: AsyncConnection) -> bool:
    """Whether the links of any load are still to be indexed."""
    return bool((await connection.execute(sa.select(sa.exists().select_from(tables.unindexed_load)))).scalar_one())


async def next_unindexed(tx: WriteTransaction) -> int | None:
    """The first load whose links are still to be indexed, taken for this transaction; None when there is none."""
    table = tables.unindexed_load
    if not await locks.take(tx, Lock.LINKS):
        return None
    return (await tx.execute(sa.select(sa.func.min(table.c.load)))).scalar_one()


async def missing_indexes(tx: WriteTransaction, load: int) -> list[LinkIndex]:
    """The indexes that a load's partition lacks, in the order in which they are built."""
    query = "select indexrelid::regclass::text from pg_index where indrelid = cast(:name as regclass)"
    found = await tx.execute(sa.text(query), {"name": f"registry.link_{load}"})
    there = {name.rpartition(".")[2] for name in found.scalars()}
    return [index for index in LINK_INDEXES if f"link_{load}_{index.name}" not in there]


async def build(tx: WriteTransaction, load: int, index: LinkIndex) -> None:
    """Builds an index; who writes to the partition waits meanwhile, who reads does not."""
    for setting in ("statement_timeout = 0", f"lock_timeout = '{_LONGEST_WAIT}'", "maintenance_work_mem = '256MB'"):
        await tx.execute(sa.text(f"set local {setting}"))
    kind = "unique index" if index.unique else "index"
    name = f"link_{load}_{index.name}"
    await tx.execute(sa.text(f"create {kind} {name} on registry.link_{load} ({index.columns}) {index.where}"))


async def analyze(tx: WriteTransaction, load: int) -> None:
    """Learns what a load's links are like, for plans."""
    await tx.execute(sa.text("set local statement_timeout = 0"))
    await tx.execute(sa.text(f"analyze registry.link_{load}"))


async def note_indexed(tx: WriteTransaction, load: int) -> None:
    """Notes that a load's links are indexed."""
    await tx.execute(sa.delete(tables.unindexed_load).where(tables.unindexed_load.c.load == load))
