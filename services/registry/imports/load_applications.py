"""Owns the applications of a load: known by what makes two the same, or entered as they first come.

Those of a long file go into a table of their own (`load_parts`). Whoever enters applications is a load, of which there
is one at a time, or a declaration, which may come meanwhile: at the end, when no declaration can, the few that came are
looked for among one's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

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

_DOUBTFUL = 500
"""Rows that may contradict the register, from which on they are looked at, beside what goes on."""

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
        self._part = Part(tx, "application")
        self._doubtful: list[pl.DataFrame] = []
        self._doubtful_count = 0
        self._looked_up: list[tuple[pl.DataFrame, asyncio.Task[Sequence[sa.Row[Any]]]]] = []

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
        if self._doubtful_count >= _DOUBTFUL:
            self._look_up()
        if self._looked_up and self._looked_up[0][1].done():
            await self._compare_next()

    async def finish(self, edition: int | None, links: Links) -> None:
        """Puts those of a table of their own among the register's; None for the edition: nothing is new.

        Args:
            edition: the one that is being made, so that nobody else makes one before this transaction ends; and whoever
                enters applications makes one.
            links: those that name them, not attached yet.
        """
        await self._compare()
        part = self._part
        if not part.count:
            return
        if edition is None:
            await part.drop()
            return
        await self._give_way(links)
        await part.attach()
        tx = await self._tx.settled()
        await spelling_store.note_unspelled(tx, part.load, part.ids[0], part.ids[-1])
        await indexing_store.note_unindexed(tx, part.load, self._document)

    async def _give_way(self, links: Links) -> None:
        """Takes back what declarations have entered since this load began: their rows are the register's."""
        execute, own = self._tx.execute, self._part.own
        since = f"id > {self._last} and id < {tables.FIRST_LOADED}"
        entered = (await execute(sa.text(f"select count(*) from registry.application where {since}"))).scalar_one()  # noqa: S608
        if entered == self._part.among_others:
            return
        twice = (
            f"select own.id, other.id as entered from registry.application other join {own} own "  # noqa: S608 ours
            f"on own.identity = other.identity where other.{since.replace(' id', ' other.id')}"
        )
        for row in (await execute(sa.text(twice))).all():
            await links.name_another(row.entered, instead_of=row.id)
            there = (await execute(_facts_in([self._part.everybodys]), {"ids": [row.entered]})).one()
            said = (await execute(_facts_in([own]), {"ids": [row.id]})).one()
            await execute(sa.text(f"delete from {own} where id = :id"), {"id": row.id})  # noqa: S608 ours
            await self._conflicts.give_way(_subject(there), _facts(there), row.entered)
            line = int(self._lines.values[np.flatnonzero(self.ids.values == row.id)[0]])
            self._note(there, (0, row.entered), _facts(said), line)

    def _look_up(self) -> None:
        """Has what the register has of the doubtful rows fetched, after everything before is copied."""
        if not self._doubtful:
            return
        said = pl.concat(self._doubtful)
        self._doubtful, self._doubtful_count = [], 0
        parts = [self._part.everybodys, *([self._part.own] if self._part.count else [])]
        self._looked_up.append((said, self._tx.ask(_facts_in(parts), {"ids": said["id"].unique().to_list()})))

    async def _compare(self) -> None:
        """Compares everything doubtful that was not compared so far."""
        self._look_up()
        while self._looked_up:
            await self._compare_next()

    async def _compare_next(self) -> None:
        """Looks which of the rows looked up first say otherwise than the register, and notes that."""
        said, coming = self._looked_up.pop(0)
        rows = {row.id: row for row in await coming}
        said = said.with_columns(pl.col("publications").list.join(" | "))
        for title, publications, filed_on, id, first_line, line in said.iter_rows():
            source = (self._document, first_line) if first_line else (0, id)
            facts = {"title": title, "publications": publications, "filed": fact_text(filed_on)}
            self._note(rows[id], source, facts, line)

    def _note(self, row: sa.Row[Any], source: tuple[int, int], said: Mapping[str, str], line: int) -> None:
        for name, kept in _facts(row).items():
            value = said[name]
            if kept and value and kept != value:
                self._conflicts.note(Conflict(_subject(row), name, kept, *source, value, line))


def _subject(row: sa.Row[Any]) -> str:
    return f"applications/{row.office or '?'} {row.number or ' | '.join(row.publications)}"


def _facts(row: sa.Row[Any]) -> dict[str, str]:
    """What rows may say otherwise than the register, as people write it; empty for unknown."""
    publications = " | ".join(row.publications)
    return {"title": row.title or "", "publications": publications, "filed": fact_text(row.filed_on)}


def _facts_in(parts: Sequence[str]) -> sa.TextClause:
    columns = "id, office, number, publications, title, filed_on"
    each = (f"select {columns} from {part} where id = any(:ids)" for part in parts)  # noqa: S608 names of ours
    return sa.text(" union all ".join(each))


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
