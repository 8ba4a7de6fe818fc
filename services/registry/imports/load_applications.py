"""Owns the applications and families of a load: known by what makes two the same, or entered as they first come."""

from __future__ import annotations

import asyncio

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from services.registry import tables
from services.registry.imports.load_conflicts import Conflict, Conflicts, fact_text
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.loading import SEPARATOR, Prepared, array_text, copy_text, family_ids
from services.registry.imports.numbering import Growing

_DOUBTFUL = 20_000
"""Rows that may contradict the register, from which on they are looked at before the file's end."""


class Applications:
    """The applications of one file.

    Args:
        tx: the import's transaction.
        document: the file.
        conflicts: where contradictions are noted.

    Attributes:
        ids: by the number that `Naming` gave.
        new: the first and the last id of those that were entered; new_count: how many.
    """

    def __init__(self, tx: LoadConnection, document: int, conflicts: Conflicts) -> None:
        self._tx, self._document, self._conflicts = tx, document, conflicts
        self._had = False
        self.ids, self._facts = Growing(np.int64), Growing(np.uint64)
        self.new, self.new_count = (0, 0), 0
        self._lines = Growing(np.int64)
        self._doubtful: list[pl.DataFrame] = []
        self._doubtful_count = 0

    async def begin(self) -> None:
        """Looks whether the register has any."""
        self._had = bool((await self._tx.execute(sa.select(sa.exists(sa.select(tables.application.c.id))))).scalar())

    async def take(self, prepared: Prepared) -> None:
        """Knows the applications of a batch; those that the register lacks are entered."""
        group, named = prepared.batch.groups["patent"], prepared.applications
        values, first = group.values, named.first
        ids, facts = self.ids, self._facts
        known = np.zeros(len(named.numbers), np.bool_)
        if len(first):
            for growing in (ids, facts, self._lines):
                growing.reach(int(named.numbers[first[-1]]) + 1)
            numbers, identities = named.numbers[first], prepared.identities[first]
            facts.values[numbers] = named.facts[first]
            isnew = np.ones(len(first), np.bool_)
            if self._had:
                table = tables.application
                query = sa.select(table.c.identity, table.c.id).where(
                    table.c.identity == sa.any_(sa.bindparam(None, identities.to_list(), sa.ARRAY(sa.Text)))
                )
                found = {row.identity: row.id for row in await self._tx.execute(query)}
                there = np.array([found.get(identity, 0) for identity in identities], np.int64)
                isnew = there == 0
                ids.values[numbers[~isnew]] = there[~isnew]
                known = np.isin(named.numbers, numbers[~isnew])
            new = first[isnew]
            if len(new):
                self._lines.values[numbers[isnew]] = prepared.batch.lines[group.first_rows()[new]]
                given = await self._tx.next_ids("application", len(new))
                # In the order of the index that tells two apart, so that it is gone through once and not up and down.
                order = prepared.identities[new].arg_sort().to_numpy()
                new = new[order]
                ids.values[numbers[isnew][order]] = given
                self.new = (self.new[0] or int(given[0]), int(given[-1]))
                self.new_count += len(new)
                text = await asyncio.to_thread(_application_text, given, prepared.identities[new], values[new])
                await self._tx.copy_in(
                    "registry.application", "id, identity, office, number, publications, title, filed_on", text
                )
        present = named.numbers >= 0
        doubtful = present & (known | (named.facts != facts.values[np.where(present, named.numbers, 0)]))
        if doubtful.any():
            places = np.flatnonzero(doubtful)
            numbers = named.numbers[places]
            said = values.select("title", "publications", "application_date")[places]
            columns = {
                "id": ids.values[numbers],
                # Where this file names it first; 0 where the register had it before.
                "first_line": self._lines.values[numbers],
                "line": prepared.batch.lines[group.first_rows()[places]],
            }
            self._doubtful.append(said.with_columns(**{name: pl.Series(each) for name, each in columns.items()}))
            self._doubtful_count += len(places)
        # Many at once: what is being copied has to be waited for.
        if self._doubtful_count >= _DOUBTFUL:
            await self.compare()

    async def compare(self) -> None:
        """Looks which rows say otherwise than the register, and notes that, of those not looked at so far."""
        if not self._doubtful:
            return
        said = pl.concat(self._doubtful)
        self._doubtful, self._doubtful_count = [], 0
        table = tables.application
        wanted = sa.bindparam(None, said["id"].unique().to_list(), sa.ARRAY(sa.BigInteger))
        query = sa.select(
            table.c.id, table.c.office, table.c.number, table.c.publications, table.c.title, table.c.filed_on
        )
        rows = {row.id: row for row in await self._tx.execute(query.where(table.c.id == sa.any_(wanted)))}
        said = said.with_columns(pl.col("publications").list.join(" | "))
        for title, publications, filed_on, id, first_line, line in said.iter_rows():
            row = rows[id]
            facts = (
                ("title", row.title, title),
                ("publications", " | ".join(row.publications), publications),
                ("filed", fact_text(row.filed_on), fact_text(filed_on)),
            )
            for name, kept, value in facts:
                if kept and value and kept != value:
                    subject = f"applications/{row.office or '?'} {row.number or ' | '.join(row.publications)}"
                    source = (self._document, first_line) if first_line else (0, id)
                    self._conflicts.note(Conflict(subject, name, kept, *source, value, line))


class Families:
    """The families of one file.

    Attributes:
        etsi, priorities: ids by the number that `Naming` gave.
    """

    def __init__(self, tx: LoadConnection) -> None:
        self._tx = tx
        self._had = False
        self.etsi, self.priorities = Growing(np.int64), Growing(np.int64)

    async def begin(self) -> None:
        """Looks whether the register has any."""
        self._had = bool((await self._tx.execute(sa.select(sa.exists(sa.select(tables.family.c.id))))).scalar())

    async def take(self, prepared: Prepared) -> None:
        """Knows the families of a batch, under both keys that an export tells; new ones are entered."""
        by_number = prepared.batch.groups["family"].values["family_id"]
        named = prepared.families
        if len(named.first):
            externals = by_number[named.first].cast(pl.String)
            await self._families(1, self.etsi, named.numbers[named.first], externals, None)
        named = prepared.priorities
        if len(named.first):
            lists = prepared.priority_sets[named.first]
            externals = pl.Series(await asyncio.to_thread(family_ids, lists.list.join(SEPARATOR)))
            await self._families(3, self.priorities, named.numbers[named.first], externals, lists)

    async def _families(
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
        if len(new):
            given = await self._tx.next_ids("family", len(new))
            # In the order of the index, as applications are.
            new = new[externals[new].arg_sort().to_numpy()]
            ids.values[numbers[new]] = given
            columns = {
                "id": pl.Series(given),
                "key": pl.Series(np.full(len(given), key)),
                "external": externals[new],
            }
            if lists is not None:
                columns["priorities"] = array_text(lists[new])
            await self._tx.copy_in("registry.family", ", ".join(columns), copy_text(columns))


def _application_text(ids: NDArray[np.int64], identities: pl.Series, values: pl.DataFrame) -> bytes:
    return copy_text(
        {
            "id": pl.Series(ids),
            "identity": identities,
            "office": values["office"],
            "number": values["application"],
            "publications": array_text(values["publications"]),
            "title": values["title"],
            "filed_on": values["application_date"],
        }
    )
