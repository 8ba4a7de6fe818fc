"""Owns the numbers of long loads, whose own tables become partitions, and whose ids are whose."""

from __future__ import annotations

import sqlalchemy as sa

from services.registry import locks, tables
from services.registry.imports.load_copy import LoadConnection
from services.registry.locks import Lock
from shared.db import Database


async def next_load(tx: LoadConnection) -> int:
    """The number of the load that is at work: one more than of any that has left a table. Under the import's lock."""
    return (await tx.execute(sa.text(_NEXT_LOAD))).scalar_one()


def ids_of_load(load: int) -> range:
    """The ids that applications in a load's own table may have; of 0 those that a sequence gives all others."""
    return range(load * tables.FIRST_LOADED, (load + 1) * tables.FIRST_LOADED)


async def reserve_link_ids(database: Database, count: int) -> range:
    """Ids for links that nobody else gets, in a transaction of their own: one look at the sequence for all of them.

    Whoever else enters links (a declaration; of loads there is one at a time) does so while it makes an edition.
    """
    async with database.write() as tx:
        await locks.wait(tx, Lock.EDITION)
        first = (await tx.execute(sa.text("select nextval('registry.link_id_seq')"))).scalar_one()
        await tx.execute(sa.text("select setval('registry.link_id_seq', :last)"), {"last": first + count - 1})
    return range(first, first + count)


# One number for the partitions of a load: of links, of applications and of numbers, of which a load may have any alone.
_NEXT_LOAD = """
    select greatest(
        (select coalesce(max(substring(relname from '_([0-9]+)$')::integer), 0) from pg_class
         where relnamespace = 'registry'::regnamespace and relkind = 'r'
         and relname ~ '^(link|application|application_number)_[0-9]+$'),
        (select coalesce(max(load), 0) from registry.unspelled_load)
    ) + 1
"""
