"""Owns the links of a load: told apart by their digests, copied, and put among the others.

Those of a long file go into a table of their own, which becomes a partition of `link` once it is full and gets its
indexes afterwards (`indexing`): building an index is several times faster than keeping it up to date row by row, nobody
has to wait, and whoever reads an older snapshot goes on seeing it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from services.registry import tables
from services.registry.imports import indexing_store, store
from services.registry.imports.isld import Batch, IsldReader
from services.registry.imports.link_rows import LinkRows
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.load_difference import let_go
from services.registry.imports.load_parts import reserve_link_ids
from services.registry.imports.loading import Prepared, batch_digests, copy_text
from services.registry.imports.numbering import Growing, Numbering

LONG_LOAD = 100_000
"""New links from which on the table of a long file becomes a partition; fewer are put among the others."""

_IDS_AT_ONCE = 500_000
_ISLD = 1  # number of SourceFormat
_VARYING = (
    "digest_high bigint, digest_low bigint, declaration_id bigint not null, holder_id bigint, "
    "entry_id bigint not null, standard_id bigint, standard_version text, illustrative_part text, "
    "generations smallint, application_id bigint, etsi_family_id bigint, priorities_family_id bigint, "
    "line bigint not null"
)
_VARYING_NAMES = ", ".join(column.split()[0] for column in _VARYING.split(", "))


class Links:
    """The links of one file.

    Args:
        tx: the import's transaction.
        document: the file.
        long: whether its links are loaded into a table of their own.
        superseded: documents of the editions that it is newer than.
        demonstration: made-up data.

    Attributes:
        new: how many the register did not have.
    """

    def __init__(
        self,
        tx: LoadConnection,
        document: int,
        *,
        long: bool,
        superseded: Sequence[int],
        demonstration: bool,
    ) -> None:
        self._tx, self._document, self._long = tx, document, long
        self._superseded, self._demonstration = superseded, demonstration
        # Of links that the register had, and of those that came after the first of them was known.
        self._numbering = Numbering()
        self._target = "staged_link"
        self._load, self._ids = 0, range(0)
        self.new = 0
        # By the number of a link: its id where the register had it before this file, whether that is from this file
        # or an earlier edition of it, whether this file says it, and in which row.
        self._known_ids, self._known_own, self._said_again = Growing(np.int64), Growing(np.bool_), Growing(np.bool_)
        self._again = Growing(np.int64)
        self._known = 0

    async def begin(self, load: int) -> None:
        """Makes the table that they are loaded into.

        Args:
            load: the number of this load, where the file is long; else 0.
        """
        execute = self._tx.execute
        if not self._long:
            await execute(sa.text(f"create temporary table staged_link ({_VARYING}) on commit drop"))
            return
        self._load = load
        self._target = f"registry.link_{self._load}"
        # Said of every row as it comes, so that attaching the table need not look at all of them again.
        own = f"load integer not null default {load}, constraint its_own check (load = {load})"
        await execute(sa.text(f"create table {self._target} (id bigint not null, {_VARYING}, {own})"))

    async def make_digests(self) -> None:
        """Makes the digests of links that were brought in before digests were made this way, from their documents."""
        link, brought = tables.link, tables.import_
        waiting = sa.select(link.c.document_id).where(link.c.digest_high.is_(None)).distinct()
        query = sa.select(brought.c.document_id).where(
            brought.c.source_format == _ISLD, brought.c.document_id.in_(waiting)
        )
        for document in (await self._tx.execute(query.distinct())).scalars().all():
            await self._tx.execute(
                sa.text("create temporary table digest (line bigint, high bigint, low bigint) on commit drop")
            )
            reader, tx = IsldReader(), await self._tx.settled()
            async for piece in store.document_bytes(tx.connection, document):
                await self._copy_digests(reader.feed(piece))
            await self._copy_digests(reader.finish())
            await self._tx.execute(
                sa.text(
                    "update registry.link l set digest_high = d.high, digest_low = d.low from digest d "
                    "where l.document_id = :document and l.line = d.line and l.digest_high is null"
                ),
                {"document": document},
            )
            await self._tx.execute(sa.text("drop table digest"))

    async def _copy_digests(self, batches: Iterator[Batch]) -> None:
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            if batch.height:
                high, low = await asyncio.to_thread(batch_digests, batch)
                rows = {"line": batch.lines, "high": high.view(np.int64), "low": low.view(np.int64)}
                text = copy_text({name: pl.Series(values) for name, values in rows.items()})
                await self._tx.copy_in("digest", "line, high, low", text)
        await self._tx.settled()

    async def know(self, declarations: list[int]) -> None:
        """Learns which links the register has of declarations that it knows, to tell rows that are not new."""
        if not declarations:
            return
        ids = ",".join(map(str, declarations))
        query = (
            "select id, digest_high, digest_low, document_id from registry.link where gone_in is null "  # noqa: S608 ids
            f"and digest_high is not null and declaration_id = any('{{{ids}}}'::bigint[])"
        )
        own = np.array([self._document, *self._superseded], np.int64)
        async for rows in self._tx.copied_links(query):
            known = self._numbering.number(rows["low"].astype(np.uint64), rows["high"].astype(np.uint64)).numbers
            for growing in (self._known_ids, self._known_own, self._said_again, self._again):
                growing.reach(self._numbering.count)
            self._known = self._numbering.count
            self._known_ids.values[known] = rows["id"].astype(np.int64)
            self._known_own.values[known] = np.isin(rows["document"].astype(np.int64), own)

    def new_among(self, prepared: Prepared) -> NDArray[np.int64]:
        """The rows of a batch whose links are new, the first of each; notes which of the known ones it says again."""
        batch, first = prepared.batch, prepared.first_said
        if self._known:
            numbered = self._numbering.number(prepared.low[first], prepared.high[first])
            # What this file adds is numbered after what was known at the time, so a number may be of either.
            numbers = np.where(numbered.numbers < self._known, numbered.numbers, -1)
            among = np.flatnonzero(ids_of(self._known_ids, numbers) > 0)
            known, rows = numbered.numbers[among], first[among]
            self._said_again.values[known] = True
            self._again.values[known] = batch.lines[rows]
            first = first[numbered.first]
        self.new += len(first)
        return first

    async def put(self, rows: LinkRows) -> None:
        """Copies new links."""
        if self._long:
            if len(self._ids) < len(rows):
                self._ids = await reserve_link_ids(self._tx.database, max(len(rows), _IDS_AT_ONCE))
            given, self._ids = self._ids[: len(rows)], self._ids[len(rows) :]
            rows = replace(rows, numbers={"id": np.arange(given.start, given.stop), **rows.numbers})
        made = await asyncio.to_thread(rows.binary)
        await self._tx.copy_in(self._target, rows.columns, made, binary=True)

    async def name_another(self, application: int, instead_of: int) -> None:
        """Has those that name an application name another one."""
        change = f"update {self._target} set application_id = :id where application_id = :instead"  # noqa: S608 ours
        await self._tx.execute(sa.text(change), {"id": application, "instead": instead_of})

    async def find_gone(self, declarations: NDArray[np.int64]) -> int:
        """Finds the links that the superseded editions had and this file has not; how many leave the register.

        What another file says as well stays: that file becomes its source.

        Args:
            declarations: ids of those that the file names; 0 is none.
        """
        if not self._superseded:
            return 0
        execute = self._tx.execute
        await execute(sa.text("create temporary table left_out (id bigint primary key) on commit drop"))
        silent = self._known_ids.values[: self._known][
            self._known_own.values[: self._known] & ~self._said_again.values[: self._known]
        ]
        await self._tx.copy_in("left_out", "id", copy_text({"id": pl.Series(silent[silent > 0])}))
        await execute(sa.text("create temporary table named_declaration (id bigint primary key) on commit drop"))
        named = np.unique(declarations)
        await self._tx.copy_in("named_declaration", "id", copy_text({"id": pl.Series(named[named > 0])}))
        rest = (
            "insert into left_out select id from registry.link l where gone_in is null "
            "and document_id = any(:documents) and digest_high is not null "
            "and not exists (select from named_declaration n where n.id = l.declaration_id) on conflict do nothing"
        )
        await execute(sa.text(rest), {"documents": list(self._superseded)})
        return (await execute(sa.text("select count(*) from left_out"))).scalar_one()

    async def note_repeated(self) -> None:
        """Notes which links of other files this one says again, so that they outlive a newer edition of those."""
        known = slice(0, self._known)
        again = np.flatnonzero(self._said_again.values[known] & ~self._known_own.values[known])
        if not len(again):
            return
        await self._tx.execute(
            sa.text("create temporary table said_again (link_id bigint, line bigint) on commit drop")
        )
        rows = {"link_id": pl.Series(self._known_ids.values[again]), "line": pl.Series(self._again.values[again])}
        await self._tx.copy_in("said_again", ", ".join(rows), copy_text(rows))
        facts = {"document": self._document, "own": [self._document, *self._superseded]}
        await self._tx.execute(sa.text(_REPEATED), facts)

    async def finish(self, edition: int | None) -> None:
        """Puts them among the others and takes leave of those that are gone, as of an edition; None: nothing is new."""
        if edition is None:
            await self._drop()
            return
        if self._superseded:
            await let_go(await self._tx.settled(), self._superseded, edition)
        if self._long and self.new >= LONG_LOAD:
            await self._attach(edition)
        else:
            await self._put_among_others(edition)

    async def _put_among_others(self, edition: int) -> None:
        constants = ":document, :demonstration, :edition"
        into = f"{_VARYING_NAMES}, document_id, demonstration, since_edition"
        rows = f"select {_VARYING_NAMES}, {constants} from {self._target} order by line"  # noqa: S608
        facts = {"document": self._document, "demonstration": self._demonstration, "edition": edition}
        await self._tx.execute(sa.text(f"insert into registry.link ({into}) {rows}"), facts)
        await self._drop()

    async def _drop(self) -> None:
        if self._long:
            await self._tx.execute(sa.text(f"drop table {self._target}"))

    async def _attach(self, edition: int) -> None:
        number, execute = self._load, self._tx.execute
        # Values that are the same in every row cost nothing: PostgreSQL notes them once.
        columns = (
            f"document_id bigint not null default {int(self._document)}",
            f"demonstration boolean not null default {bool(self._demonstration)}",
            f"since_edition bigint not null default {int(edition)}",
            "gone_in bigint",
            "docdb_family_id bigint",
            "offset_bytes bigint",
            "length_bytes integer",
        )
        added = ", ".join(f"add column {column}" for column in columns)
        await execute(sa.text(f"alter table {self._target} {added}"))
        await execute(sa.text(f"alter table registry.link attach partition {self._target} for values in ({number})"))
        await execute(sa.text(f"alter table {self._target} drop constraint its_own"))
        await indexing_store.note_unindexed(await self._tx.settled(), number, self._document)


_REPEATED = """
    insert into registry.repeated_link (link_id, document_id, line)
    select s.link_id, :document, s.line from said_again s
    where not exists (
        select from registry.repeated_link r
        where r.link_id = s.link_id and r.document_id = any (:own) and r.gone_in is null
    )
    on conflict (link_id, document_id) do update set gone_in = null
"""


def ids_of(growing: Growing[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ids behind numbers; 0 for the number -1."""
    values = growing.values
    return np.where(numbers >= 0, values[np.maximum(numbers, 0)], 0)
