"""Owns the families of a load, under both keys that an export tells: known by name, or entered as they first come.

Those of a long file go into a table of their own, as its applications do (`load_parts`). Whoever enters families is an
import, of which there is one at a time: what it found is all there is.
"""

from __future__ import annotations

import asyncio

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from services.registry import tables
from services.registry.imports import indexing_store
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.load_parts import Part
from services.registry.imports.loading import SEPARATOR, Prepared, array_text, copy_text, family_ids
from services.registry.imports.numbering import Growing

_ETSI, _PRIORITIES = 1, 3  # numbers of FamilyKey


class Families:
    """The families of one file.

    Args:
        tx: the import's transaction.
        document: the file.

    Attributes:
        etsi, priorities: ids by the number that `Naming` gave.
    """

    def __init__(self, tx: LoadConnection, document: int) -> None:
        self._tx, self._document = tx, document
        self._part = Part(tx, "family")
        self._had = False
        self.etsi, self.priorities = Growing(np.int64), Growing(np.int64)

    async def begin(self, load: int) -> None:
        """Looks whether the register has any.

        Args:
            load: the number of this load, where the file is long; else 0.
        """
        self._part.begin(load)
        self._had = bool((await self._tx.execute(sa.select(sa.exists(sa.select(tables.family.c.id))))).scalar())

    async def take(self, prepared: Prepared) -> None:
        """Knows the families of a batch; those that the register lacks are entered."""
        by_number = prepared.batch.groups["family"].values["family_id"]
        named = prepared.families
        if len(named.first):
            externals = by_number[named.first].cast(pl.String)
            await self._know(_ETSI, self.etsi, named.numbers[named.first], externals, None)
        named = prepared.priorities
        if len(named.first):
            lists = prepared.priority_sets[named.first]
            externals = pl.Series(await asyncio.to_thread(family_ids, lists.list.join(SEPARATOR)))
            await self._know(_PRIORITIES, self.priorities, named.numbers[named.first], externals, lists)

    async def finish(self, edition: int | None) -> None:
        """Puts those of a table of their own among the register's; None for the edition: nothing is new."""
        if not self._part.count:
            return
        if edition is None:
            await self._part.drop()
            return
        await self._part.attach()
        await indexing_store.note_unindexed(await self._tx.settled(), self._part.load, self._document)

    async def _know(
        self,
        key: int,
        ids: Growing[np.int64],
        numbers: NDArray[np.int64],
        externals: pl.Series,
        lists: pl.Series | None,
    ) -> None:
        ids.reach(int(numbers[-1]) + 1)
        isnew = np.ones(len(numbers), np.bool_)
        if self._had:
            table = tables.family
            query = sa.select(table.c.external, table.c.id).where(
                table.c.key == key,
                table.c.external == sa.any_(sa.bindparam(None, externals.to_list(), sa.ARRAY(sa.Text))),
            )
            found = {row.external: row.id for row in await self._tx.execute(query)}
            there = np.array([found.get(external, 0) for external in externals], np.int64)
            isnew = there == 0
            ids.values[numbers[~isnew]] = there[~isnew]
        new = np.flatnonzero(isnew)
        if not len(new):
            return
        if not self._part.apart(len(new)):
            # In the order of the index that tells two apart: it is gone through once, and not up and down.
            new = new[externals[new].arg_sort().to_numpy()]
        target, given = await self._part.places(len(new))
        ids.values[numbers[new]] = given
        columns = {
            "id": pl.Series(given),
            "key": pl.Series(np.full(len(given), key)),
            "external": externals[new],
        }
        if lists is not None:
            columns["priorities"] = array_text(lists[new])
        text = await asyncio.to_thread(copy_text, columns, ("priorities",))
        await self._tx.copy_in(target, ", ".join(columns), text)
