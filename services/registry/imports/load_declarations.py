"""Owns the declarations of a load: entered, compared with what the register has, superseded by a newer edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from services.registry import tables
from services.registry.imports.load_conflicts import Conflict, Conflicts, fact_text
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.load_difference import Changed
from services.registry.imports.load_links import Links
from services.registry.imports.load_named import Holders
from services.registry.imports.loading import FACTS, Prepared, copy_text, optional
from services.registry.imports.numbering import Growing


class Declarations:
    """The declarations of one file.

    Args:
        tx: the import's transaction.
        document: the file.
        at: when it is applied.
        superseded: documents of the editions that it is newer than; their facts give way to its facts.
        holders: its declarants.
        links: its links; of a declaration that the register has, it learns which those are.
        conflicts: where contradictions are noted.

    Attributes:
        ids, holders: by the number that `Naming` gave.
        changed: facts that a newer edition gives anew.
    """

    def __init__(
        self,
        tx: LoadConnection,
        document: int,
        at: dt.datetime,
        superseded: Sequence[int],
        holders: Holders,
        links: Links,
        conflicts: Conflicts,
    ) -> None:
        self._tx, self._document, self._at, self._superseded = tx, document, at, superseded
        self._named, self._links, self._conflicts = holders, links, conflicts
        self._had = False
        self.ids, self.holders, self._facts = Growing(np.int64), Growing(np.int64), Growing(np.uint64)
        self.changed: list[Changed] = []

    async def begin(self) -> None:
        """Looks whether the register has any."""
        self._had = bool((await self._tx.execute(sa.select(sa.exists(sa.select(tables.declaration.c.id))))).scalar())

    async def take(self, prepared: Prepared) -> None:
        """Knows the declarations of a batch; those that the register lacks are entered."""
        group, named = prepared.batch.groups["declaration"], prepared.declarations
        values, first = group.values, named.first
        lines = prepared.batch.lines[group.first_rows()]
        holders = np.array([self._named.ids.get(name, 0) for name in values["declarant"].to_list()], np.int64)
        ids, owners, facts = self.ids, self.holders, self._facts
        known: set[int] = set()
        found: dict[int, sa.Row[Any]] = {}
        if len(first):
            for growing in (ids, owners, facts):
                growing.reach(int(named.numbers[first[-1]]) + 1)
            numbers = named.numbers[first]
            owners.values[numbers], facts.values[numbers] = holders[first], named.facts[first]
            if self._had:
                found = await self._declared(values["iprd_id"][first].to_list())
            isnew = np.array([iprd not in found for iprd in values["iprd_id"][first].to_list()], np.bool_)
            for number, iprd in zip(numbers[~isnew].tolist(), values["iprd_id"][first[~isnew]], strict=True):
                ids.values[number] = found[iprd].id
                owners.values[number] = found[iprd].holder_id or 0
                known.add(number)
            await self._links.know([row.id for row in found.values()])
            new = first[isnew]
            if len(new):
                given = await self._tx.next_ids("declaration", len(new))
                ids.values[numbers[isnew]] = given
                part = values[new]
                text = copy_text(
                    {
                        "id": pl.Series(given),
                        "iprd_id": part["iprd_id"],
                        "reference": part["reference"],
                        "holder_id": optional(holders[new]),
                        "signed_on": part["signed"],
                        "published_on": part["reflected"],
                        "undertaking": part["undertaking"],
                        "reciprocity": part["reciprocity"],
                        "document_id": pl.Series(np.full(len(new), self._document)),
                        "line": pl.Series(lines[new]),
                        "created_at": pl.repeat(self._at.isoformat(), len(new), eager=True),
                    }
                )
                columns = (
                    "id, iprd_id, reference, holder_id, signed_on, published_on, undertaking, reciprocity, "
                    "document_id, line, created_at"
                )
                await self._tx.copy_in("registry.declaration", columns, text)
        # Where two rows of this file differ, and where the register has the declaration from another file.
        doubtful = np.flatnonzero((named.facts != facts.values[named.numbers]) | np.isin(named.numbers, list(known)))
        if not len(doubtful):
            return
        wanted = values["iprd_id"][doubtful].to_list()
        rows = found if len(first) and all(iprd in found for iprd in wanted) else await self._declared(wanted)
        firsts = set(first.tolist())
        for place, said in zip(doubtful.tolist(), values[doubtful].iter_rows(named=True), strict=True):
            number = int(named.numbers[place])
            is_first = number in known and place in firsts
            row = rows[said["iprd_id"]]
            await self._compare_declaration(number, row, said, int(lines[place]), is_first=is_first)

    async def _declared(self, iprd_ids: list[int]) -> dict[int, sa.Row[Any]]:
        """What the register has of declarations, by IPRD_ID."""
        named = tables.declaration.c.iprd_id == sa.any_(sa.bindparam(None, iprd_ids, sa.ARRAY(sa.BigInteger)))
        return {row.iprd_id: row for row in await self._tx.execute(_declarations().where(named))}

    async def _compare_declaration(
        self, number: int, row: sa.Row[Any], said: dict[str, Any], line: int, *, is_first: bool
    ) -> None:
        """Looks for what a row says otherwise than the register; a newer edition's facts take the place of its own."""
        has = {
            "reference": row.reference,
            "signed": row.signed_on,
            "reflected": row.published_on,
            "declarant": row.declarant_name,
            "undertaking": row.undertaking,
            "reciprocity": row.reciprocity,
        }
        differing = [name for name in FACTS if has[name] != said[name]]
        if not differing:
            return
        if is_first and row.document_id in self._superseded:
            await self._supersede_declaration(number, row, has, said, differing, line)
            return
        subject = f"holders/{row.holder_key or '-unknown'}/declarations/{row.iprd_id}"
        for name in differing:
            if has[name] is not None and said[name] is not None:
                kept, value = fact_text(has[name]), fact_text(said[name])
                self._conflicts.note(Conflict(subject, name, kept, row.document_id, row.line, value, line))

    async def _supersede_declaration(
        self,
        number: int,
        row: sa.Row[Any],
        has: dict[str, Any],
        said: dict[str, Any],
        differing: list[str],
        line: int,
    ) -> None:
        holder = self._named.ids.get(said["declarant"] or "", 0)
        values = {
            "reference": said["reference"],
            "signed_on": said["signed"],
            "published_on": said["reflected"],
            "holder_id": holder or None,
            "undertaking": said["undertaking"],
            "reciprocity": said["reciprocity"],
            "document_id": self._document,
            "line": line,
        }
        await self._tx.execute(sa.update(tables.declaration).where(tables.declaration.c.id == row.id).values(values))
        self.holders.values[number] = holder
        for name in differing:
            earlier, value = fact_text(has[name]), fact_text(said[name])
            self.changed.append(Changed(row.id, name, earlier, value, row.document_id, row.line, line))


def _declarations() -> sa.Select[Any]:
    table, holder = tables.declaration, tables.holder
    return sa.select(table, holder.c.name.label("declarant_name"), holder.c.key.label("holder_key")).outerjoin(
        holder, holder.c.id == table.c.holder_id
    )
