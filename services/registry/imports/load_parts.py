"""Owns the tables of their own that long loads fill and that become partitions: their numbers, whose ids are whose."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from services.registry import locks, tables
from services.registry.imports.load_copy import LoadConnection
from services.registry.locks import Lock
from shared.db import Database

MANY = 5_000
"""New rows of a long file from which on they go into a table of their own; those before go among the others."""


async def next_load(tx: LoadConnection) -> int:
    """The number of the load that is at work: one more than of any that has left a table. Under the import's lock."""
    return (await tx.execute(sa.text(_NEXT_LOAD))).scalar_one()


def ids_of_load(load: int) -> range:
    """The ids that rows of a load's own tables may have; of 0 those that a sequence gives all others."""
    return range(load * tables.FIRST_LOADED, (load + 1) * tables.FIRST_LOADED)


class Part:
    """The new rows that a load brings into a table of which each long load may have a partition, by ids.

    Those of a long file go into a table of its own, unless they are few: it gives them ids by itself, and what makes
    two the same is kept apart by whoever loads them and by no index until `indexing` has made it. The table becomes a
    partition at the end, so that nobody waits.

    Args:
        tx: the import's transaction.
        table: the table's name in the schema.

    Attributes:
        load: the number of this load where the file is long, else 0.
        among_others: how many rows went to the others.
        count: how many went into the table of its own.
    """

    def __init__(self, tx: LoadConnection, table: str) -> None:
        self._tx, self._table = tx, table
        self.load = self.among_others = self.count = 0

    def begin(self, load: int) -> None:
        """Before the first row.

        Args:
            load: the number of this load, where the file is long; else 0.
        """
        self.load = load

    @property
    def everybodys(self) -> str:
        """The table with all of its partitions."""
        return f"registry.{self._table}"

    @property
    def own(self) -> str:
        """The table of its own; there once rows went into it."""
        return f"registry.{self._table}_{self.load}"

    @property
    def ids(self) -> range:
        """The ids of the rows in the table of its own."""
        first = ids_of_load(self.load).start
        return range(first, first + self.count)

    def apart(self, count: int) -> bool:
        """Whether the next new rows go into the table of its own."""
        return bool(self.load) and (self.count > 0 or self.among_others + count > MANY)

    async def places(self, count: int) -> tuple[str, NDArray[np.int64]]:
        """The table that the next new rows are copied into, and their ids, in order; shape (count,)."""
        if not self.apart(count):
            self.among_others += count
            return self.everybodys, await self._tx.next_ids(self._table, count)
        if not self.count:
            ids = ids_of_load(self.load)
            # Its ids come in their order: to keep their index up takes less than to make it at the end.
            own = f"like {self.everybodys}, constraint its_own check (id >= {ids.start} and id < {ids.stop})"
            await self._tx.execute(sa.text(f"create table {self.own} ({own}, primary key (id))"))
        first = self.ids.stop
        self.count += count
        return self.own, np.arange(first, first + count, dtype=np.int64)

    async def attach(self) -> None:
        """Makes the table of its own a partition."""
        ids = ids_of_load(self.load)
        within = f"from ({ids.start}) to ({ids.stop})"
        await self._tx.execute(
            sa.text(f"alter table {self.everybodys} attach partition {self.own} for values {within}")
        )
        await self._tx.execute(sa.text(f"alter table {self.own} drop constraint its_own"))

    async def drop(self) -> None:
        """Gives the table of its own up."""
        await self._tx.execute(sa.text(f"drop table {self.own}"))


async def reserve_link_ids(database: Database, count: int) -> range:
    """Ids for links that nobody else gets, in a transaction of their own: one look at the sequence for all of them.

    Whoever else enters links (a declaration; of loads there is one at a time) does so while it makes an edition.
    """
    async with database.write() as tx:
        await locks.wait(tx, Lock.EDITION)
        first = (await tx.execute(sa.text("select nextval('registry.link_id_seq')"))).scalar_one()
        await tx.execute(sa.text("select setval('registry.link_id_seq', :last)"), {"last": first + count - 1})
    return range(first, first + count)


# One number for the partitions of a load: of links, applications, families and numbers, of which it may have any alone.
_NEXT_LOAD = """
    select greatest(
        (select coalesce(max(substring(relname from '_([0-9]+)$')::integer), 0) from pg_class
         where relnamespace = 'registry'::regnamespace and relkind = 'r'
         and relname ~ '^(link|application|application_number|family)_[0-9]+$'),
        (select coalesce(max(load), 0) from registry.unspelled_load)
    ) + 1
"""
