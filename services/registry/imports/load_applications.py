"""Owns the applications of a load: known by what makes two the same, or entered as they first come.

Those of a long file go into a table of their own (`load_parts`). Whoever enters applications is a load, of which there
is one at a time, or a declaration, which may come meanwhile: at the end, when no declaration can, the few that came are
looked for among one's own.
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
from services.registry.imports.load_parts import Part
from services.registry.imports.loading import Prepared, array_text, copy_text
from services.registry.imports.numbering import Growing

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
        self._part, self._attached = Part(tx, "application"), False
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
        self._part.begin(load)
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
                entered = numbers[isnew]
                if not self._part.apart(len(new)):
                    # In the order of the index that tells two apart: it is gone through once, and not up and down.
                    order = prepared.identities[new].arg_sort().to_numpy()
                    new, entered = new[order], entered[order]
                target, given = await self._part.places(len(new))
                ids.values[entered] = given
                text = await asyncio.to_thread(_application_text, given, prepared, new)
                await self._tx.copy_in(target, _COLUMNS, text)
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

    async def finish(self, edition: int | None, links: Links) -> None:
        """Puts those of a table of their own among the register's; None for the edition: nothing is new.

        Args:
            edition: the one that is being made, so that nobody else makes one before this transaction ends; and whoever
                enters applications makes one.
            links: those that name them, not attached yet.
        """
        part = self._part
        if not part.count:
            await self.compare()
            return
        if edition is None:
            await part.drop()
            return
        await self._give_way(part.own, links)
        await part.attach()
        self._attached = True
        tx = await self._tx.settled()
        await spelling_store.note_unspelled(tx, part.load, part.ids[0], part.ids[-1])
        await indexing_store.note_unindexed(tx, part.load, self._document)
        await self.compare()

    async def _give_way(self, table: str, links: Links) -> None:
        """Takes back what declarations have entered since this load began: their rows are the register's."""
        execute = self._tx.execute
        since = f"id > {self._last} and id < {tables.FIRST_LOADED}"
        entered = (await execute(sa.text(f"select count(*) from registry.application where {since}"))).scalar_one()  # noqa: S608
        if entered == self._part.among_others:
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
        if self._part.count and not self._attached:
            own = _facts_in(self._part.own)
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
