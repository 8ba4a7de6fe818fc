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
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy.dialects.postgresql import insert

from services.registry import tables
from services.registry.imports.loading import (
    FACTS,
    SEPARATOR,
    Naming,
    Prepared,
    array_text,
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
)
_COPIED_PAIR = np.dtype(
    [("fields", ">i2"), ("l1", ">i4"), ("id", ">i8"), ("l2", ">i4"), ("high", ">u8"), ("l3", ">i4"), ("low", ">u8")]
)
_COPY_HEADER = struct.calcsize(">11sii")


@dataclass(slots=True)
class Conflict:
    """Two rows that contradict each other.

    Attributes:
        subject: what they are about.
        field: which fact.
        kept: what the register goes by, and `value` what the other row says.
        kept_document, kept_line: where the register has it from.
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
        self._declaration_ids, self._declaration_holders = Growing(), Growing()
        self._declaration_facts, self._application_facts = Growing(np.uint64), Growing(np.uint64)
        self._application_ids, self._family_ids, self._priorities_ids = Growing(), Growing(), Growing()
        self._entry_declarations, self._entry_families = Growing(), Growing(np.bool_)
        self._entry_priorities = Growing(np.bool_)
        # By the number of a link: its id where the register had it before this file, and whether the file has it.
        self._known_ids, self._said_again, self._again_lines = Growing(), Growing(np.bool_), Growing()
        self.counted = Counted()
        self.new = 0
        self.conflicts: list[Conflict] = []
        self.changed: list[Changed] = []

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
            self._had[name] = bool((await execute(sa.text(f"select exists (select from registry.{name})"))).scalar())
        if not self._long:
            await execute(sa.text(f"create temporary table staged_link ({_VARYING}) on commit drop"))
            return
        number = (
            "select coalesce(max(substring(relname from '^link_([0-9]+)$')::integer), 0) + 1 from pg_class "
            "where relnamespace = 'registry'::regnamespace and relkind = 'r' and relname ~ '^link_[0-9]+$'"
        )
        self._number = (await execute(sa.text(number))).scalar_one()
        self._target = f"registry.link_{self._number}"
        own_id = "id bigint not null default nextval('registry.link_id_seq')"
        await execute(sa.text(f"create table {self._target} ({own_id}, {_VARYING})"))

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
        query = (
            "select id, digest_high, digest_low from registry.link where gone_in is null and digest_high is not null "
            f"and declaration_id = any('{{{','.join(map(str, declarations))}}}'::bigint[])"
        )
        async for rows in self._copied(query):
            known = self._links.number(rows["low"].astype(np.uint64), rows["high"].astype(np.uint64))
            for growing in (self._known_ids, self._said_again, self._again_lines):
                growing.reach(self._links.count)
            self._known_ids.values[known.numbers] = rows["id"].astype(np.int64)

    async def _compare_declaration(
        self, number: int, row: sa.Row[Any], said: dict[str, Any], line: int, *, is_first: bool
    ) -> None:
        """Looks for what a row says otherwise than the register; a newer edition's facts take the place of its own."""
        has = {
            "reference": row.reference,
            "signed": row.signed_on,
            "reflected": row.published_on,
            "declarant": row.declarant,
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
                self.conflicts.append(Conflict(subject, name, kept, row.document_id, row.line, value, line))

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
        ids = cast("NDArray[np.int64]", self._application_ids.values)[prepared.applications.numbers[places]]
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
                    self.conflicts.append(Conflict(subject, name, kept, 0, id, value, line))

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
        self, key: int, ids: Growing, numbers: NDArray[np.int64], externals: pl.Series, lists: pl.Series | None
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
        priorities = _ids_of(self._priorities_ids, prepared.priorities.numbers)[code["patent"]]
        applications = _ids_of(self._application_ids, prepared.applications.numbers)[code["patent"]]

        counted = self.counted
        counted.rows += batch.height
        counted.without_standard += int(np.count_nonzero(standard_ids == 0))
        no_number = groups["patent"].values["application"].is_null().to_numpy()
        counted.without_application += int(np.count_nonzero(no_number[code["patent"]]))
        no_holder = groups["declaration"].values["declarant"].is_null().to_numpy()
        counted.without_holder += int(np.count_nonzero(no_holder[code["declaration"]]))
        self._count_entries(entries, declarations, families, priorities, prepared)

        numbered = self._links.number(prepared.low, prepared.high)
        if len(self._known_ids.values) and self._know_any():
            known = numbered.numbers[numbered.numbers < len(self._known_ids.values)]
            lines = batch.lines[numbered.numbers < len(self._known_ids.values)]
            self._said_again.values[known] = True
            self._again_lines.values[known[::-1]] = lines[::-1]
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

    def _know_any(self) -> bool:
        return bool(self._known_ids.values.any())

    def _count_entries(
        self,
        entries: NDArray[np.int64],
        declarations: NDArray[np.int64],
        families: NDArray[np.int64],
        priorities: NDArray[np.int64],
        prepared: Prepared,
    ) -> None:
        size = int(entries.max()) + 1
        for growing in (self._entry_families, self._entry_priorities, self._entry_declarations):
            growing.reach(size)
        self._entry_families.values[entries[families > 0]] = True
        self._entry_priorities.values[entries[priorities > 0]] = True

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

    async def finish(self, edition: int) -> None:
        """Puts the loaded links among the others, as of an edition."""
        await self._name_standards()
        constants = (
            f"{int(self._document)}::bigint as document_id, {bool(self._demonstration)} as demonstration, "
            f"{int(edition)}::bigint as since_edition"
        )
        if self._long and self.new >= LONG_LOAD:
            await self._attach(edition)
            return
        into = f"{_VARYING_NAMES}, document_id, demonstration, since_edition"
        await self._tx.execute(
            sa.text(
                f"insert into registry.link ({into}) select {_VARYING_NAMES}, {constants} from {self._target} "
                "order by line"
            )
        )
        await self.drop()

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
                    whole = len(waiting) // _COPIED_PAIR.itemsize * _COPIED_PAIR.itemsize
                    yield np.frombuffer(bytes(waiting[:whole]), _COPIED_PAIR)
                    del waiting[:whole]
        # Behind the last row stands a mark of two bytes.
        yield np.frombuffer(
            bytes(waiting[: len(waiting) // _COPIED_PAIR.itemsize * _COPIED_PAIR.itemsize]), _COPIED_PAIR
        )

    async def _driver(self) -> PsycopgConnection[object]:
        raw = await self._tx.connection.get_raw_connection()
        return cast("PsycopgConnection[object]", raw.driver_connection)


def _declarations() -> sa.Select[Any]:
    table, holder = tables.declaration, tables.holder
    return sa.select(table, holder.c.name.label("declarant"), holder.c.key.label("holder_key")).outerjoin(
        holder, holder.c.id == table.c.holder_id
    )


def fact_text(value: object) -> str:
    """A fact as people write it; empty for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _ids_of(growing: Growing, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ids behind numbers; 0 for the number -1."""
    values = cast("NDArray[np.int64]", growing.values)
    return np.where(numbers >= 0, values[np.maximum(numbers, 0)], 0)


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
