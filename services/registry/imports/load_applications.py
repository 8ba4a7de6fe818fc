"""Owns the applications and families of a load: known by what makes two the same, or entered as they first come.

Applications of a long file go into a table of their own, as its links do (`load_links`), unless they are few: those it
gives ids by itself, and what makes two the same is kept apart by this module and by no index until `indexing` has made
it. Whoever enters applications is a load, of which there is one at a time, or a declaration, which may come meanwhile:
at the end, when no declaration can, the few that came are looked for among one's own.
"""

from __future__ import annotations

import asyncio

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from services.registry import tables
from services.registry.imports import indexing_store, spelling_store
from services.registry.imports.load_conflicts import Conflict, Conflicts, fact_text
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.load_links import Links
from services.registry.imports.load_parts import ids_of_load
from services.registry.imports.loading import SEPARATOR, Prepared, array_text, copy_text, family_ids
from services.registry.imports.numbering import Growing

MANY = 5_000
"""New applications of a long file from which on they go into a table of their own; those before go among the others."""

_DOUBTFUL = 20_000
"""Rows that may contradict the register, from which on they are looked at before the file's end."""

_COLUMNS = "id, identity, office, number, publications, title, filed_on"


class Applications:
    """The applications of one file.

    Args:
        tx: the import's transaction.
        document: the file.
        conflicts: where contradictions are noted.

    Attributes:
        ids: by the number that `Naming` gave.
    """

    def __init__(self, tx: LoadConnection, document: int, conflicts: Conflicts) -> None:
        self._tx, self._document, self._conflicts = tx, document, conflicts
        self._had, self._last = False, 0
        self.ids, self._facts = Growing(np.int64), Growing(np.uint64)
        self._lines = Growing(np.int64)
        # Of a long file: the number of its load, the ids for a table of its own, and how many are in there.
        self._load, self._own, self._own_count, self._attached = 0, ids_of_load(0), 0, False
        self._among_others = 0
        self._given_way: dict[int, int] = {}
        self._doubtful: list[pl.DataFrame] = []
        self._doubtful_count = 0

    async def begin(self, load: int) -> None:
        """Looks which one the register entered last.

        Args:
            load: the number of this load, where the file is long; else 0.
        """
        table = tables.application
        self._had = bool((await self._tx.execute(sa.select(sa.exists(sa.select(table.c.id))))).scalar())
        self._load, self._own = load, ids_of_load(load)
        last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).where(table.c.id < tables.FIRST_LOADED)
        self._last = (await self._tx.execute(last)).scalar_one()

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
                if self._load and self._among_others + len(new) > MANY:
                    ids.values[numbers[isnew]] = await self._put_apart(prepared, new)
                else:
                    # In the order of the index that tells two apart: it is gone through once, and not up and down.
                    order = prepared.identities[new].arg_sort().to_numpy()
                    ids.values[numbers[isnew][order]] = await self._put_among_others(prepared, new[order])
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

    async def _put_among_others(self, prepared: Prepared, new: NDArray[np.int64]) -> NDArray[np.int64]:
        given = await self._tx.next_ids("application", len(new))
        self._among_others += len(given)
        text = await asyncio.to_thread(_application_text, given, prepared, new)
        await self._tx.copy_in("registry.application", _COLUMNS, text)
        return given

    async def _put_apart(self, prepared: Prepared, new: NDArray[np.int64]) -> NDArray[np.int64]:
        table = f"registry.application_{self._load}"
        if not self._own_count:
            within = f"check (id >= {self._own.start} and id < {self._own.stop})"
            # Its ids come in their order: to keep their index up takes less than to make it at the end.
            own = f"like registry.application, constraint its_own {within}, primary key (id)"
            await self._tx.execute(sa.text(f"create table {table} ({own})"))
        first = self._own.start + self._own_count
        given = np.arange(first, first + len(new), dtype=np.int64)
        self._own_count += len(given)
        text = await asyncio.to_thread(_application_text, given, prepared, new)
        await self._tx.copy_in(table, _COLUMNS, text)
        return given

    async def finish(self, edition: int | None, links: Links) -> None:
        """Puts those of a table of their own among the register's; None for the edition: nothing is new.

        Args:
            edition: the one that is being made, so that nobody else makes one before this transaction ends; and whoever
                enters applications makes one.
            links: those that name them, not attached yet.
        """
        if not self._own_count:
            await self.compare()
            return
        table, execute = f"registry.application_{self._load}", self._tx.execute
        if edition is None:
            await execute(sa.text(f"drop table {table}"))
            return
        await self._give_way(table, links)
        within = f"from ({self._own.start}) to ({self._own.stop})"
        await execute(sa.text(f"alter table registry.application attach partition {table} for values {within}"))
        await execute(sa.text(f"alter table {table} drop constraint its_own"))
        self._attached = True
        tx = await self._tx.settled()
        await spelling_store.note_unspelled(tx, self._load, self._own.start, self._own.start + self._own_count - 1)
        await indexing_store.note_unindexed(tx, self._load, self._document)
        await self.compare()

    async def _give_way(self, table: str, links: Links) -> None:
        """Takes back what declarations have entered since this load began: their rows are the register's."""
        execute = self._tx.execute
        since = f"id > {self._last} and id < {tables.FIRST_LOADED}"
        entered = (await execute(sa.text(f"select count(*) from registry.application where {since}"))).scalar_one()  # noqa: S608
        if entered == self._among_others:
            return
        twice = (
            "select own.*, other.id as entered from registry.application other "  # noqa: S608 numbers of ours
            f"join {table} own on own.identity = other.identity where other.{since.replace(' id', ' other.id')}"
        )
        for row in (await execute(sa.text(twice))).all():
            await links.name_another(row.entered, instead_of=row.id)
            await execute(sa.text(f"delete from {table} where id = :id"), {"id": row.id})  # noqa: S608 ours
            self._given_way[row.id] = row.entered
            said = {
                "title": pl.Series([row.title], dtype=pl.String),
                "publications": pl.Series([row.publications], dtype=pl.List(pl.String)),
                "application_date": pl.Series([row.filed_on], dtype=pl.Date),
                "id": pl.Series([row.id]),
                "first_line": pl.Series([0]),
                "line": pl.Series(self._lines.values[np.flatnonzero(self.ids.values == row.id)]),
            }
            self._doubtful.append(pl.DataFrame(said))

    async def compare(self) -> None:
        """Looks which rows say otherwise than the register, and notes that, of those not looked at so far."""
        if not self._doubtful:
            return
        said = pl.concat(self._doubtful)
        self._doubtful, self._doubtful_count = [], 0
        if self._given_way:
            gone = pl.col("id").is_in(list(self._given_way))
            said = said.with_columns(
                pl.col("id").replace(self._given_way), first_line=pl.when(gone).then(0).otherwise("first_line")
            )
        wanted = said["id"].unique().to_list()
        rows = {row.id: row for row in await self._tx.execute(_facts_in("registry.application"), {"ids": wanted})}
        if self._own_count and not self._attached:
            own = _facts_in(f"registry.application_{self._load}")
            rows |= {row.id: row for row in await self._tx.execute(own, {"ids": wanted})}
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


def _facts_in(table: str) -> sa.TextClause:
    return sa.text(
        f"select id, office, number, publications, title, filed_on from {table} where id = any(:ids)"  # noqa: S608 ours
    )


def _application_text(ids: NDArray[np.int64], prepared: Prepared, new: NDArray[np.int64]) -> bytes:
    values = prepared.batch.groups["patent"].values[new]
    publications = array_text(values["publications"])
    return copy_text(
        {
            "id": pl.Series(ids),
            "identity": prepared.identities[new],
            "office": values["office"],
            "number": values["application"],
            "publications": publications,
            "title": values["title"],
            "filed_on": values["application_date"],
        },
        # Where an element has a quote, arrays have backslashes.
        doubtful=("publications",) if prepared.batch.plain else None,
    )
