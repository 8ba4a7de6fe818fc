"""Owns the statements that take the rows of an ISLD export over into the register, in one transaction.

What a row names (declarations, applications, families, holders, standards) gets its id as it first comes: the one it
has in the register, or the next of the sequence. Links are then written by COPY with these ids. Those of a long file
go into a table of their own, which gets its indexes once it is full and becomes a partition of `link`: building an
index is several times faster than keeping it up to date row by row, nobody has to wait, and whoever reads an older
snapshot goes on seeing it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import struct
import uuid
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields
from typing import Any, cast

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy.dialects.postgresql import insert

from services.registry import tables
from services.registry.imports import spelling_store, store
from services.registry.imports.isld import Batch, IsldReader
from services.registry.imports.loading import (
    FACTS,
    SEPARATOR,
    Naming,
    Prepared,
    array_text,
    batch_digests,
    copy_text,
    family_ids,
    optional,
)
from services.registry.imports.numbering import Growing, Numbering
from services.registry.imports.rules import holder_key, plain
from services.registry.standards.identity import Standard
from shared.db import WriteTransaction

LONG_FILE = 64 * 1024 * 1024
"""Bytes from which on a file's links are loaded into a table of their own."""

LONG_LOAD = 100_000
"""New links from which on that table becomes a partition; fewer are put among the others."""

_ISLD = 1  # number of SourceFormat
_BYTES_OF_A_ROW = 500
_VARYING = (
    "digest_high bigint, digest_low bigint, declaration_id bigint not null, holder_id bigint, "
    "entry_id bigint not null, standard_id bigint, standard_version text, illustrative_part text, "
    "generations smallint, application_id bigint, etsi_family_id bigint, priorities_family_id bigint, "
    "line bigint not null, offset_bytes bigint not null, length_bytes integer not null"
)
_VARYING_NAMES = ", ".join(column.split()[0] for column in _VARYING.split(", "))
_INDEXES = (
    ("standard", "standard_id, holder_id", ""),
    ("declaration", "declaration_id, entry_id", ""),
    ("etsi_family", "etsi_family_id", ""),
    ("docdb_family", "docdb_family_id", "where docdb_family_id is not null"),
    ("priorities_family", "priorities_family_id", ""),
    ("application", "application_id", ""),
    ("document", "document_id, line", ""),
    ("gone", "gone_in", "where gone_in is not null"),
    ("undigested", "document_id", "where digest_high is null"),
)
_COPIED_LINK = np.dtype(
    [
        ("fields", ">i2"),
        *(("id_size", ">i4"), ("id", ">i8")),
        *(("high_size", ">i4"), ("high", ">u8")),
        *(("low_size", ">i4"), ("low", ">u8")),
        *(("document_size", ">i4"), ("document", ">i8")),
    ]
)
_CONFLICTS_HELD = 10_000
_COPY_HEADER = struct.calcsize(">11sii")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rows that contradict each other.

    Attributes:
        subject: what they are about.
        field: which fact.
        kept: what the register goes by, and `value` what the other row says.
        kept_document, kept_line: where the register has it from; of an application, 0 and its id.
        line: of the other row.
    """

    subject: str
    field: str
    kept: str
    kept_document: int
    kept_line: int
    value: str
    line: int


@dataclass(slots=True)
class Changed:
    """A fact of a declaration that a newer edition of its export gives anew."""

    declaration_id: int
    field: str
    earlier: str
    value: str
    earlier_document: int
    earlier_line: int
    line: int


@dataclass(slots=True)
class Counted:
    """What a file holds."""

    rows: int = 0
    without_standard: int = 0
    without_application: int = 0
    without_holder: int = 0
    declarants: set[str] = field(default_factory=set[str])
    standards: set[str] = field(default_factory=set[str])


class Load:
    """Takes one file over.

    Args:
        tx: the import's transaction.
        document: the file.
        size_bytes: its size.
        at: when it is applied.
        demonstration: made-up data.
        superseded: documents of the editions that it is newer than; their facts give way to its facts.
    """

    def __init__(
        self,
        tx: WriteTransaction,
        document: int,
        size_bytes: int,
        at: dt.datetime,
        *,
        demonstration: bool,
        superseded: Sequence[int] = (),
    ) -> None:
        self._tx = tx
        self._document = document
        self._at = at
        self._demonstration = demonstration
        self._superseded = superseded
        self._long = size_bytes >= LONG_FILE
        self._links = Numbering(size_bytes // _BYTES_OF_A_ROW)
        self._holders: dict[str, int] = {}
        self._standards: dict[str, Standard] = {}
        self._standard_ids: dict[str, int] = {}
        self._had: dict[str, bool] = {}
        self._target = "staged_link"
        self._number = 0
        # By the number that `Naming` gave.
        self._declaration_ids, self._declaration_holders = Growing(np.int64), Growing(np.int64)
        self._declaration_facts, self._application_facts = Growing(np.uint64), Growing(np.uint64)
        self._application_ids, self._family_ids, self._priorities_ids = (
            Growing(np.int64),
            Growing(np.int64),
            Growing(np.int64),
        )
        self._entry_declarations, self._entry_families = Growing(np.int64), Growing(np.bool_)
        self._entry_priorities = Growing(np.bool_)
        self._entry_lines = Growing(np.int64)
        # By the number of a link: its id where the register had it before this file, whether that is from this file
        # or an earlier edition of it, whether this file says it, and in which row.
        self._known_ids, self._known_own, self._said_again = Growing(np.int64), Growing(np.bool_), Growing(np.bool_)
        self._again = [Growing(np.int64), Growing(np.int64), Growing(np.int64)]
        self._known = 0
        self.counted = Counted()
        self.new = 0
        self.changed: list[Changed] = []
        self._new_applications, self._new_application_count = (0, 0), 0
        self._conflicts: dict[tuple[str, str, str], Conflict] = {}
        self._any_conflict = False

    async def begin(self) -> None:
        """Makes the table that links are loaded into."""
        execute = self._tx.execute
        for setting in (
            "statement_timeout = 0",
            "lock_timeout = '60s'",
            "work_mem = '128MB'",
            "maintenance_work_mem = '256MB'",
            "jit = off",
            "synchronize_seqscans = off",
        ):
            await execute(sa.text(f"set local {setting}"))
        for name in ("declaration", "application", "family"):
            had = sa.select(sa.exists(sa.select(tables.METADATA.tables[f"registry.{name}"].c.id)))
            self._had[name] = bool((await execute(had)).scalar())
        await execute(
            sa.text(
                "create temporary table conflict (subject text, field text, kept text, kept_document bigint, "
                "kept_line bigint, value text, line bigint) on commit drop"
            )
        )
        if self._long:
            await spelling_store.leave_for_later(self._tx)
        else:
            await execute(sa.text(f"create temporary table staged_link ({_VARYING}) on commit drop"))
            return
        self._number = (await execute(sa.text(_NEXT_LOAD))).scalar_one()
        self._target = f"registry.link_{self._number}"
        own_id = "id bigint not null default nextval('registry.link_id_seq')"
        await execute(sa.text(f"create table {self._target} ({own_id}, {_VARYING})"))

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
            reader = IsldReader()
            async for piece in store.document_bytes(self._tx.connection, document):
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
                await self._copy("digest", "line, high, low", text)

    # --- one batch ---

    async def take(self, prepared: Prepared) -> None:
        """Takes a batch over."""
        for key, standard in prepared.batch.standards.items():
            known = self._standards.get(key)
            self._standards[key] = known.merged(standard) if known else standard
        if not prepared.batch.height:
            return
        await self._take_holders(prepared)
        await self._take_standards(prepared)
        await self._take_declarations(prepared)
        await self._take_applications(prepared)
        await self._take_families(prepared)
        text = await asyncio.to_thread(self._link_rows, prepared)
        if text:
            await self._copy(self._target, _VARYING_NAMES, text)
        if len(self._conflicts) >= _CONFLICTS_HELD:
            await self._put_conflicts_aside()

    async def _take_holders(self, prepared: Prepared) -> None:
        names = prepared.batch.groups["declaration"].values["declarant"].drop_nulls().unique(maintain_order=True)
        self.counted.declarants.update(names)
        wanted = [name for name in names if name not in self._holders]
        if not wanted:
            return
        table = tables.holder
        query = sa.select(table.c.name, table.c.id).where(table.c.name.in_(wanted))
        self._holders |= {row.name: row.id for row in await self._tx.execute(query)}
        missing = [name for name in wanted if name not in self._holders]
        if missing:
            taken = set((await self._tx.execute(sa.select(table.c.key))).scalars())
            rows: list[dict[str, object]] = []
            for name in sorted(missing):
                key = holder_key(name, taken)
                taken.add(key)
                rows.append({"key": key, "name": name, "search": plain(name), "demonstration": self._demonstration})
            # Another feature may name the same holder at this moment: whoever comes second takes what is there.
            for row in rows:
                await self._tx.execute(insert(table).values(row).on_conflict_do_nothing(index_elements=[table.c.name]))
            query = sa.select(table.c.name, table.c.id).where(table.c.name.in_(missing))
            self._holders |= {row.name: row.id for row in await self._tx.execute(query)}
        if not self._demonstration:
            change = sa.update(table).where(table.c.demonstration, table.c.name.in_(wanted))
            await self._tx.execute(change.values(demonstration=False))

    async def _take_standards(self, prepared: Prepared) -> None:
        keys = prepared.batch.groups["standard"].values["standard"].drop_nulls().unique().to_list()
        self.counted.standards.update(keys)
        wanted = [key for key in keys if key not in self._standard_ids]
        if not wanted:
            return
        table = tables.standard
        rows = [_standard_row(self._standards[key], ()) for key in sorted(wanted)]
        await self._tx.execute(insert(table).on_conflict_do_nothing(index_elements=[table.c.key]), rows)
        query = sa.select(table.c.key, table.c.id).where(table.c.key.in_(wanted))
        self._standard_ids |= {row.key: row.id for row in await self._tx.execute(query)}

    async def _take_declarations(self, prepared: Prepared) -> None:
        group, named = prepared.batch.groups["declaration"], prepared.declarations
        values, first = group.values, named.first
        lines = prepared.batch.lines[group.first_rows()]
        holders = np.array([self._holders.get(name, 0) for name in values["declarant"]], np.int64)
        ids, owners, facts = self._declaration_ids, self._declaration_holders, self._declaration_facts
        known: set[int] = set()
        found: dict[int, sa.Row[Any]] = {}
        if len(first):
            for growing in (ids, owners, facts):
                growing.reach(int(named.numbers[first[-1]]) + 1)
            numbers = named.numbers[first]
            owners.values[numbers], facts.values[numbers] = holders[first], named.facts[first]
            if self._had["declaration"]:
                found = await self._declared(values["iprd_id"][first].to_list())
            isnew = np.array([iprd not in found for iprd in values["iprd_id"][first]], np.bool_)
            for number, iprd in zip(numbers[~isnew].tolist(), values["iprd_id"][first[~isnew]], strict=True):
                ids.values[number] = found[iprd].id
                owners.values[number] = found[iprd].holder_id or 0
                known.add(number)
            await self._know_links([row.id for row in found.values()])
            new = first[isnew]
            if len(new):
                given = await self._ids("declaration", len(new))
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
                await self._copy("registry.declaration", columns, text)
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

    async def _know_links(self, declarations: list[int]) -> None:
        """Learns which links the register has of declarations that it knows, to tell rows that are not new."""
        if not declarations:
            return
        ids = ",".join(map(str, declarations))
        query = (
            "select id, digest_high, digest_low, document_id from registry.link where gone_in is null "  # noqa: S608 ids
            f"and digest_high is not null and declaration_id = any('{{{ids}}}'::bigint[])"
        )
        own = np.array([self._document, *self._superseded], np.int64)
        async for rows in self._copied(query):
            known = self._links.number(rows["low"].astype(np.uint64), rows["high"].astype(np.uint64)).numbers
            for growing in (self._known_ids, self._known_own, self._said_again, *self._again):
                growing.reach(self._links.count)
            self._known = self._links.count
            self._known_ids.values[known] = rows["id"].astype(np.int64)
            self._known_own.values[known] = np.isin(rows["document"].astype(np.int64), own)

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
                self._note(Conflict(subject, name, kept, row.document_id, row.line, value, line))

    async def _supersede_declaration(
        self,
        number: int,
        row: sa.Row[Any],
        has: dict[str, Any],
        said: dict[str, Any],
        differing: list[str],
        line: int,
    ) -> None:
        holder = self._holders.get(said["declarant"] or "", 0)
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
        self._declaration_holders.values[number] = holder
        for name in differing:
            earlier, value = fact_text(has[name]), fact_text(said[name])
            self.changed.append(Changed(row.id, name, earlier, value, row.document_id, row.line, line))

    async def _take_applications(self, prepared: Prepared) -> None:
        group, named = prepared.batch.groups["patent"], prepared.applications
        values, first = group.values, named.first
        ids, facts = self._application_ids, self._application_facts
        known = np.zeros(len(named.numbers), np.bool_)
        if len(first):
            for growing in (ids, facts):
                growing.reach(int(named.numbers[first[-1]]) + 1)
            numbers, identities = named.numbers[first], prepared.identities[first]
            facts.values[numbers] = named.facts[first]
            isnew = np.ones(len(first), np.bool_)
            if self._had["application"]:
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
                given = await self._ids("application", len(new))
                ids.values[numbers[isnew]] = given
                self._new_applications = (self._new_applications[0] or int(given[0]), int(given[-1]))
                self._new_application_count += len(new)
                text = await asyncio.to_thread(_application_text, given, prepared.identities[new], values[new])
                await self._copy("registry.application", "id, identity, office, number, publications, title", text)
        present = named.numbers >= 0
        doubtful = present & (known | (named.facts != facts.values[np.where(present, named.numbers, 0)]))
        if doubtful.any():
            lines = prepared.batch.lines[group.first_rows()]
            await self._compare_applications(np.flatnonzero(doubtful), prepared, lines)

    async def _compare_applications(
        self, places: NDArray[np.int64], prepared: Prepared, lines: NDArray[np.int64]
    ) -> None:
        values = prepared.batch.groups["patent"].values[places]
        table = tables.application
        ids = self._application_ids.values[prepared.applications.numbers[places]]
        wanted = sa.bindparam(None, np.unique(ids).tolist(), sa.ARRAY(sa.BigInteger))
        query = sa.select(table.c.id, table.c.office, table.c.number, table.c.publications, table.c.title)
        rows = {row.id: row for row in await self._tx.execute(query.where(table.c.id == sa.any_(wanted)))}
        said = zip(values["title"], values["publications"].list.join(" | "), strict=True)
        for id, line, (title, publications) in zip(ids.tolist(), lines[places].tolist(), said, strict=True):
            row = rows[id]
            facts = (("title", row.title, title), ("publications", " | ".join(row.publications), publications))
            for name, kept, value in facts:
                if kept and value and kept != value:
                    subject = f"applications/{row.office or '?'} {row.number or ' | '.join(row.publications)}"
                    self._note(Conflict(subject, name, kept, 0, id, value, line))

    async def _take_families(self, prepared: Prepared) -> None:
        by_number = prepared.batch.groups["family"].values["family_id"]
        named = prepared.families
        if len(named.first):
            externals = by_number[named.first].cast(pl.String)
            await self._families(1, self._family_ids, named.numbers[named.first], externals, None)
        named = prepared.priorities
        if len(named.first):
            lists = prepared.priority_sets[named.first]
            externals = pl.Series(family_ids(lists.list.join(SEPARATOR)))
            await self._families(3, self._priorities_ids, named.numbers[named.first], externals, lists)

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
        if self._had["family"]:
            table = tables.family
            query = sa.select(table.c.external, table.c.id).where(
                table.c.key == key,
                table.c.external == sa.any_(sa.bindparam(None, externals.to_list(), sa.ARRAY(sa.Text))),
            )
            found = {row.external: row.id for row in await self._tx.execute(query)}
            there = np.array([found.get(external, 0) for external in externals], np.int64)
            isnew = there == 0
            ids.values[numbers[~isnew]] = there[~isnew]
        if isnew.any():
            given = await self._ids("family", int(np.count_nonzero(isnew)))
            ids.values[numbers[isnew]] = given
            columns = {
                "id": pl.Series(given),
                "key": pl.Series(np.full(len(given), key)),
                "external": externals.filter(pl.Series(isnew)),
            }
            if lists is not None:
                columns["priorities"] = array_text(lists.filter(pl.Series(isnew)))
            await self._copy("registry.family", ", ".join(columns), copy_text(columns))

    def _link_rows(self, prepared: Prepared) -> bytes:
        """What COPY reads of the batch's links that are new, and what is counted of all of its rows."""
        batch, groups = prepared.batch, prepared.batch.groups
        code = {name: group.codes for name, group in groups.items()}
        declarations = prepared.declarations.numbers[code["declaration"]]
        entries = prepared.entries.numbers[code["entry"]]
        standard_ids = np.array(
            [self._standard_ids[key] if key is not None else 0 for key in groups["standard"].values["standard"]],
            np.int64,
        )[code["standard"]]
        families = _ids_of(self._family_ids, prepared.families.numbers)[code["family"]]
        priorities = _ids_of(self._priorities_ids, prepared.priorities.numbers)[
            prepared.priority_codes[code["patent"]]
        ]
        applications = _ids_of(self._application_ids, prepared.applications.numbers)[code["patent"]]

        counted = self.counted
        counted.rows += batch.height
        counted.without_standard += int(np.count_nonzero(standard_ids == 0))
        no_number = groups["patent"].values["application"].is_null().to_numpy()
        counted.without_application += int(np.count_nonzero(no_number[code["patent"]]))
        no_holder = groups["declaration"].values["declarant"].is_null().to_numpy()
        counted.without_holder += int(np.count_nonzero(no_holder[code["declaration"]]))
        self._count_entries(entries, families, priorities, prepared)

        numbered = self._links.number(prepared.low, prepared.high)
        # What this file adds is numbered after what was known at the time, so a number may be of either.
        among = np.flatnonzero(_ids_of_known(self._known_ids, numbered.numbers, self._known) > 0)[::-1]
        if len(among):
            known = numbered.numbers[among]
            self._said_again.values[known] = True
            for growing, values in zip(self._again, (batch.lines, batch.offsets, batch.lengths), strict=True):
                growing.values[known] = values[among]
        new = numbered.first
        self.new += len(new)
        if not len(new):
            return b""
        texts = groups["standard"].values["standard_version"], groups["part"].values["illustrative_part"]
        return copy_text(
            {
                "digest_high": pl.Series(prepared.high[new].view(np.int64)),
                "digest_low": pl.Series(prepared.low[new].view(np.int64)),
                "declaration_id": pl.Series(_ids_of(self._declaration_ids, declarations[new])),
                "holder_id": optional(_ids_of(self._declaration_holders, declarations[new])),
                "entry_id": groups["entry"].values["dipg_id"][code["entry"][new]],
                "standard_id": optional(standard_ids[new]),
                "standard_version": texts[0][code["standard"][new]],
                "illustrative_part": texts[1][code["part"][new]],
                "generations": groups["generations"].values["generations"][code["generations"][new]],
                "application_id": optional(applications[new]),
                "etsi_family_id": optional(families[new]),
                "priorities_family_id": optional(priorities[new]),
                "line": pl.Series(batch.lines[new]),
                "offset_bytes": pl.Series(batch.offsets[new]),
                "length_bytes": pl.Series(batch.lengths[new]),
            }
        )

    def _count_entries(
        self,
        entries: NDArray[np.int64],
        families: NDArray[np.int64],
        priorities: NDArray[np.int64],
        prepared: Prepared,
    ) -> None:
        size = int(entries.max()) + 1
        for growing in (self._entry_families, self._entry_priorities, self._entry_declarations, self._entry_lines):
            growing.reach(size)
        self._entry_families.values[entries[families > 0]] = True
        self._entry_priorities.values[entries[priorities > 0]] = True
        # An entry belongs to the declaration that named it first.
        lines, owners = prepared.batch.lines, self._entry_declarations.values
        code, first = prepared.batch.groups["entry"].codes, prepared.entries.first
        firsts = prepared.batch.groups["entry"].first_rows()[first]
        said = prepared.batch.groups["declaration"]
        declared = said.values["iprd_id"].to_numpy()[said.codes]
        owners[entries[firsts]] = declared[firsts]
        self._entry_lines.values[entries[firsts]] = lines[firsts]
        other = np.flatnonzero(owners[entries] != declared)
        if len(other):
            _, which = np.unique(np.stack([entries[other], declared[other]]), axis=1, return_index=True)
            for row in other[which].tolist():
                subject = f"entries/{prepared.batch.groups['entry'].values['dipg_id'][int(code[row])]}"
                kept, value = f"declarations/{owners[entries[row]]}", f"declarations/{declared[row]}"
                kept_line = int(self._entry_lines.values[entries[row]])
                self._note(Conflict(subject, "declaration", kept, self._document, kept_line, value, int(lines[row])))

    def _note(self, conflict: Conflict) -> None:
        self._any_conflict = True
        self._conflicts.setdefault((conflict.subject, conflict.field, conflict.value), conflict)

    async def _put_conflicts_aside(self) -> None:
        if self._conflicts:
            columns = [field.name for field in fields(Conflict)]
            rows = pl.DataFrame([astuple(one) for one in self._conflicts.values()], schema=columns, orient="row")
            await self._copy("conflict", ", ".join(columns), copy_text(rows.to_dict()))
            self._conflicts.clear()

    def counts(self, naming: Naming) -> dict[str, Any]:
        """What the file holds, as fields of ImportCounts."""
        entries = naming.entries.count
        return {
            "declarations": naming.declarations.count,
            "holders": len(self.counted.declarants),
            "standards": len(self.counted.standards),
            "applications": naming.applications.count,
            "families": [
                {
                    "key": 1,
                    "families": naming.families.count,
                    "entries_without_family": entries - int(np.count_nonzero(self._entry_families.values)),
                },
                {"key": 2, "families": 0, "entries_without_family": entries},
                {
                    "key": 3,
                    "families": naming.priorities.count,
                    "entries_without_family": entries - int(np.count_nonzero(self._entry_priorities.values)),
                },
            ],
            "rows_without_standard": self.counted.without_standard,
            "rows_without_application": self.counted.without_application,
            "rows_without_holder": self.counted.without_holder,
        }

    # --- the end ---

    async def find_gone(self) -> int:
        """Finds the links that the superseded editions had and this file has not; how many leave the register.

        What another file says as well stays: that file becomes its source.
        """
        if not self._superseded:
            return 0
        execute = self._tx.execute
        await execute(sa.text("create temporary table left_out (id bigint primary key) on commit drop"))
        silent = self._known_ids.values[: self._known][
            self._known_own.values[: self._known] & ~self._said_again.values[: self._known]
        ]
        await self._copy("left_out", "id", copy_text({"id": pl.Series(silent[silent > 0])}))
        await execute(sa.text("create temporary table named_declaration (id bigint primary key) on commit drop"))
        named = np.unique(self._declaration_ids.values)
        await self._copy("named_declaration", "id", copy_text({"id": pl.Series(named[named > 0])}))
        rest = (
            "insert into left_out select id from registry.link l where gone_in is null "
            "and document_id = any(:documents) and digest_high is not null "
            "and not exists (select from named_declaration n where n.id = l.declaration_id) on conflict do nothing"
        )
        await execute(sa.text(rest), {"documents": list(self._superseded)})
        return (await execute(sa.text("select count(*) from left_out"))).scalar_one()

    async def note_unspelled(self) -> None:
        """Sees to it that the numbers of applications that this file brought are spelled."""
        if self._long:
            await spelling_store.note_unspelled(
                self._tx, self._number, *self._new_applications, self._new_application_count
            )

    async def finish(self, edition: int) -> None:
        """Puts the loaded links among the others, and takes leave of those that are gone, as of an edition."""
        await self._name_standards()
        if self._superseded:
            await self._let_go(edition)
        if self._long and self.new >= LONG_LOAD:
            await self._attach(edition)
        else:
            await self._put_among_others(edition)
        if self._any_conflict:
            await self._put_conflicts_aside()
            await self._tx.execute(sa.text(_CONFLICTS), {"document": self._document, "edition": edition})

    async def _put_among_others(self, edition: int) -> None:
        constants = ":document, :demonstration, :edition"
        into = f"{_VARYING_NAMES}, document_id, demonstration, since_edition"
        rows = f"select {_VARYING_NAMES}, {constants} from {self._target} order by line"  # noqa: S608
        facts = {"document": self._document, "demonstration": self._demonstration, "edition": edition}
        await self._tx.execute(sa.text(f"insert into registry.link ({into}) {rows}"), facts)
        await self.drop()

    async def _let_go(self, edition: int) -> None:
        facts = {"documents": list(self._superseded), "edition": edition}
        for statement in _LET_GO:
            await self._tx.execute(sa.text(statement), facts)

    async def note_repeated(self) -> None:
        """Notes which links of other files this one says again, so that they outlive a newer edition of those."""
        known = slice(0, self._known)
        again = np.flatnonzero(self._said_again.values[known] & ~self._known_own.values[known])
        if not len(again):
            return
        columns = ("line", "offset_bytes", "length_bytes")
        await self._tx.execute(
            sa.text(
                "create temporary table said_again (link_id bigint, line bigint, offset_bytes bigint, "
                "length_bytes integer) on commit drop"
            )
        )
        places = {name: pl.Series(each.values[again]) for name, each in zip(columns, self._again, strict=True)}
        rows = copy_text({"link_id": pl.Series(self._known_ids.values[again]), **places})
        await self._copy("said_again", f"link_id, {', '.join(columns)}", rows)
        facts = {"document": self._document, "own": [self._document, *self._superseded]}
        await self._tx.execute(sa.text(_REPEATED), facts)

    async def note_difference(self, import_id: uuid.UUID, edition: int | None) -> dict[str, int]:
        """Writes down what this file changed against the edition that it supersedes; counts of each kind."""
        facts = {"import": import_id, "document": self._document, "edition": edition or -1}
        await self._tx.execute(sa.text(_DIFFERENCE), facts)
        table = tables.import_difference
        query = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0)).where(table.c.import_id == import_id)
        number = (await self._tx.execute(query)).scalar_one()
        rows = [
            {
                "import_id": import_id,
                "number": place,
                "kind": 2,
                "declaration_id": each.declaration_id,
                "field": each.field,
                "earlier_value": each.earlier,
                "value": each.value,
                "earlier_document_id": each.earlier_document,
                "earlier_line": each.earlier_line,
                "earlier_rows": 1,
                "line": each.line,
                "rows": 1,
            }
            for place, each in enumerate(self.changed, number + 1)
        ]
        for start in range(0, len(rows), 1_000):
            await self._tx.execute(sa.insert(table), rows[start : start + 1_000])
        counted = (
            sa.select(table.c.kind, sa.func.count().label("many"))
            .where(table.c.import_id == import_id)
            .group_by(table.c.kind)
        )
        kinds: dict[int, int] = {row.kind: row.many for row in await self._tx.execute(counted)}
        return {"added": kinds.get(1, 0), "changed": kinds.get(2, 0), "gone": kinds.get(3, 0)}

    async def drop(self) -> None:
        """Takes away the table that the file's links were loaded into."""
        if self._long:
            await self._tx.execute(sa.text(f"drop table {self._target}"))

    async def _attach(self, edition: int) -> None:
        number, execute = self._number, self._tx.execute
        # Values that are the same in every row cost nothing: PostgreSQL notes them once.
        columns = (
            f"load integer not null default {number}",
            f"document_id bigint not null default {int(self._document)}",
            f"demonstration boolean not null default {bool(self._demonstration)}",
            f"since_edition bigint not null default {int(edition)}",
            "gone_in bigint",
            "docdb_family_id bigint",
        )
        added = ", ".join(f"add column {column}" for column in columns)
        await execute(sa.text(f"alter table {self._target} alter column id drop default, {added}"))
        await execute(sa.text(f"alter table {self._target} add constraint link_{number}_pkey primary key (id, load)"))
        for name, indexed, where in _INDEXES:
            await execute(sa.text(f"create index link_{number}_{name} on {self._target} ({indexed}) {where}"))
        await execute(sa.text(f"analyze {self._target}"))
        await execute(sa.text(f"alter table registry.link attach partition {self._target} for values in ({number})"))

    async def _name_standards(self) -> None:
        """Gives the standards the further names that this file has for them."""
        if not self._standards:
            return
        table = tables.standard
        query = sa.select(table.c.key, table.c.names).where(table.c.key.in_(list(self._standards)))
        for row in (await self._tx.execute(query)).all():
            named = _standard_row(self._standards[row.key], row.names)
            if named["names"] != list(row.names):
                change = sa.update(table).where(table.c.key == row.key)
                await self._tx.execute(change.values(names=named["names"], search=named["search"]))

    # --- what COPY does ---

    async def _ids(self, table: str, count: int) -> NDArray[np.int64]:
        """The next ids of a table."""
        query = "select array_agg(id order by id) from (select nextval(:name) as id from generate_series(1, :count)) n"
        found = await self._tx.execute(sa.text(query), {"name": f"registry.{table}_id_seq", "count": count})
        return np.array(found.scalar_one(), np.int64)

    async def _copy(self, table: str, columns: str, text: bytes) -> None:
        driver = await self._driver()
        statement = f"copy {table} ({columns}) from stdin"
        async with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            await copy.write(text)

    async def _copied(self, query: str) -> AsyncGenerator[NDArray[Any]]:
        """The rows of a query for an id and a digest, in runs."""
        driver = await self._driver()
        waiting = bytearray()
        begun = False
        async with driver.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout (format binary)".encode()) as copy:
            async for piece in copy:
                waiting += piece
                if not begun and len(waiting) >= _COPY_HEADER:
                    del waiting[:_COPY_HEADER]
                    begun = True
                if len(waiting) >= 1 << 20:
                    whole = len(waiting) // _COPIED_LINK.itemsize * _COPIED_LINK.itemsize
                    yield np.frombuffer(bytes(waiting[:whole]), _COPIED_LINK)
                    del waiting[:whole]
        # Behind the last row stands a mark of two bytes.
        yield np.frombuffer(
            bytes(waiting[: len(waiting) // _COPIED_LINK.itemsize * _COPIED_LINK.itemsize]), _COPIED_LINK
        )

    async def _driver(self) -> PsycopgConnection[object]:
        raw = await self._tx.connection.get_raw_connection()
        return cast("PsycopgConnection[object]", raw.driver_connection)


# One number for the partitions of a load: of links, and of numbers, of which a load may have either alone.
_NEXT_LOAD = """
    select greatest(
        (select coalesce(max(substring(relname from '_([0-9]+)$')::integer), 0) from pg_class
         where relnamespace = 'registry'::regnamespace and relkind = 'r'
         and relname ~ '^(link|application_number)_[0-9]+$'),
        (select coalesce(max(load), 0) from registry.unspelled_load)
    ) + 1
"""

_LET_GO = (
    # What another file says as well stays, with that file as its source; that the left out one said it is kept.
    """
    create temporary table kept on commit drop as
    select distinct on (r.link_id) r.link_id, r.document_id, r.line, r.offset_bytes, r.length_bytes,
           l.document_id as earlier_document, l.line as earlier_line, l.offset_bytes as earlier_offset,
           l.length_bytes as earlier_length
    from left_out g
    join registry.link l on l.id = g.id
    join registry.repeated_link r on r.link_id = g.id
    where r.gone_in is null and r.document_id <> all (:documents)
    order by r.link_id, r.document_id
    """,
    """
    update registry.repeated_link r set gone_in = :edition
    where r.gone_in is null and r.document_id = any (:documents)
    and exists (select from left_out g where g.id = r.link_id)
    """,
    """
    delete from registry.repeated_link r using kept k where k.link_id = r.link_id and k.document_id = r.document_id
    """,
    """
    insert into registry.repeated_link (link_id, document_id, line, offset_bytes, length_bytes, gone_in)
    select link_id, earlier_document, earlier_line, earlier_offset, earlier_length, :edition from kept
    on conflict do nothing
    """,
    """
    update registry.link l
    set document_id = k.document_id, line = k.line, offset_bytes = k.offset_bytes, length_bytes = k.length_bytes
    from kept k where k.link_id = l.id
    """,
    """
    update registry.link l set gone_in = :edition from left_out g
    where g.id = l.id and not exists (select from kept k where k.link_id = l.id)
    """,
)

_REPEATED = """
    insert into registry.repeated_link (link_id, document_id, line, offset_bytes, length_bytes)
    select s.link_id, :document, s.line, s.offset_bytes, s.length_bytes from said_again s
    where not exists (
        select from registry.repeated_link r
        where r.link_id = s.link_id and r.document_id = any (:own) and r.gone_in is null
    )
    on conflict (link_id, document_id) do update set gone_in = null
"""

# An entry's rows for one standard and application are compared as a whole: new ones only, gone ones only, or both.
_DIFFERENCE = """
    insert into registry.import_difference (
        import_id, number, kind, declaration_id, entry_id, standard_id, application_id,
        earlier_document_id, earlier_line, earlier_rows, line, rows
    )
    select :import, row_number() over (order by line is null, coalesce(line, earlier_line), declaration_id, entry_id,
                                       standard_id, application_id),
           case when earlier_rows = 0 then 1 when rows = 0 then 3 else 2 end,
           declaration_id, entry_id, standard_id, application_id, earlier_document, earlier_line, earlier_rows, line,
           rows
    from (
        select declaration_id, entry_id, standard_id, application_id,
               (array_agg(document_id order by document_id, line) filter (where is_gone))[1] as earlier_document,
               (array_agg(line order by document_id, line) filter (where is_gone))[1] as earlier_line,
               count(*) filter (where is_gone) as earlier_rows,
               min(line) filter (where not is_gone) as line,
               count(*) filter (where not is_gone) as rows
        from (
            select declaration_id, entry_id, standard_id, application_id, document_id, line, true as is_gone
            from registry.link where gone_in = :edition
            union all
            select declaration_id, entry_id, standard_id, application_id, document_id, line, false
            from registry.link where document_id = :document and since_edition = :edition
        ) as touched
        group by declaration_id, entry_id, standard_id, application_id
    ) as compared
"""

# The value that the register goes by stands beside the others. Of an application it comes from its first link.
_CONFLICTS = """
    with placed as (
        select c.subject, c.field, c.kept, c.value, c.line,
               case when c.kept_document > 0 then c.kept_document else f.document_id end as kept_document,
               case when c.kept_document > 0 then c.kept_line else f.line end as kept_line
        from conflict c
        left join lateral (
            select l.document_id, l.line from registry.link l
            where c.kept_document = 0 and l.application_id = c.kept_line order by l.id limit 1
        ) f on true
    )
    insert into registry.conflicting_fact (subject, field, value, kept, document_id, line, since_edition)
    select subject, field, value, kept, document, line, :edition from (
        select distinct on (subject, field, value) subject, field, value, kept, document, line from (
            select subject, field, kept as value, true as kept, coalesce(kept_document, :document) as document,
                   coalesce(kept_line, line) as line
            from placed
            union all
            select subject, field, value, false, :document, line from placed
        ) as both_sides
        order by subject, field, value, kept desc, line
    ) as told
    order by subject, field, kept desc, value
    on conflict (subject, field, value) do nothing
"""


def _declarations() -> sa.Select[Any]:
    table, holder = tables.declaration, tables.holder
    return sa.select(table, holder.c.name.label("declarant_name"), holder.c.key.label("holder_key")).outerjoin(
        holder, holder.c.id == table.c.holder_id
    )


def fact_text(value: object) -> str:
    """A fact as people write it; empty for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _ids_of(growing: Growing[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ids behind numbers; 0 for the number -1."""
    values = growing.values
    return np.where(numbers >= 0, values[np.maximum(numbers, 0)], 0)


def _ids_of_known(ids: Growing[np.int64], numbers: NDArray[np.int64], known: int) -> NDArray[np.int64]:
    return _ids_of(ids, np.where(numbers < known, numbers, -1))


def _application_text(ids: NDArray[np.int64], identities: pl.Series, values: pl.DataFrame) -> bytes:
    return copy_text(
        {
            "id": pl.Series(ids),
            "identity": identities,
            "office": values["office"],
            "number": values["application"],
            "publications": array_text(values["publications"]),
            "title": values["title"],
        }
    )


def _standard_row(standard: Standard, earlier: Sequence[str]) -> dict[str, Any]:
    names = [*earlier, *(name for name in standard.names if name not in earlier)]
    search = " ".join(plain(name) for name in names)
    return {"key": standard.key, "display_name": names[0], "names": names, "kind": 1, "search": search}
