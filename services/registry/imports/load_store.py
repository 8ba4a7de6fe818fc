"""Owns how the rows of an ISLD export are taken over into the register, in one transaction.

What a row names (declarations, applications, families, holders, standards) gets its id as it first comes: the one it
has in the register, or the next of the sequence. Links are then copied with these ids. Each of these is a module of its
own; this one brings them together, batch by batch.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa

from services.registry.imports.link_rows import Coded, LinkRows, small_numbers, texts
from services.registry.imports.load_applications import Applications
from services.registry.imports.load_conflicts import Conflicts
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.load_declarations import Declarations
from services.registry.imports.load_difference import note_difference
from services.registry.imports.load_entries import Entries
from services.registry.imports.load_families import Families
from services.registry.imports.load_links import Links, ids_of
from services.registry.imports.load_named import Holders, Standards
from services.registry.imports.load_parts import next_load
from services.registry.imports.load_places import Places
from services.registry.imports.loading import Prepared, Totals
from shared.db import WriteTransaction
from shared.memory import give_back

LONG_FILE = 64 * 1024 * 1024
"""Bytes from which on what a file has many of is loaded into tables of their own: links, applications, families."""

_GIVEN_BACK_EVERY = 4  # batches
_SETTINGS = (
    "statement_timeout = 0",
    "lock_timeout = '60s'",
    "work_mem = '128MB'",
    "maintenance_work_mem = '256MB'",
    "jit = off",
    "synchronize_seqscans = off",
)


class Load:
    """Takes one file over.

    Args:
        tx: the import's transaction.
        document: the file.
        size_bytes: its size.
        at: when it is applied.
        demonstration: made-up data.
        superseded: documents of the editions that it is newer than; their facts give way to its facts.

    Attributes:
        long: whether the file is a long one: what it has many of goes into tables of their own.
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
        self._tx = connection = LoadConnection(tx)
        self._document = document
        self._superseded = superseded
        self.long = size_bytes >= LONG_FILE
        self._conflicts = Conflicts(connection, document)
        self._holders, self._standards = Holders(connection, demonstration=demonstration), Standards(connection)
        self._links = Links(connection, document, long=self.long, superseded=superseded, demonstration=demonstration)
        self._declarations = Declarations(
            connection, document, at, superseded, self._holders, self._links, self._conflicts
        )
        self._applications = Applications(connection, document, self._conflicts)
        self._families = Families(connection, document)
        self._entries, self._places = Entries(document, self._conflicts), Places(connection, document)
        self._named = Totals(0, 0, 0, 0, 0)
        self._batches = 0

    @property
    def rows(self) -> int:
        """How many were taken over so far."""
        return self._entries.rows

    @property
    def new(self) -> int:
        """How many links the register did not have."""
        return self._links.new

    @property
    def any_changed(self) -> bool:
        """Whether a newer edition gives any fact of a declaration anew."""
        return bool(self._declarations.changed)

    async def begin(self) -> None:
        """Makes what rows are loaded into, and the digests of links that have none yet."""
        for setting in _SETTINGS:
            await self._tx.execute(sa.text(f"set local {setting}"))
        load = await next_load(self._tx) if self.long else 0
        for part in (self._conflicts, self._declarations):
            await part.begin()
        for part in (self._applications, self._families, self._links):
            await part.begin(load)
        await self._links.make_digests()

    async def settled(self) -> None:
        """Waits until everything that was taken over is copied: before the transaction is used for something else."""
        await self._tx.settled()

    async def close(self) -> None:
        """Gives up what is still to be copied."""
        await self._tx.close()

    async def take(self, prepared: Prepared) -> None:
        """Takes a batch over; its rows may still be on their way when this returns (`settled`)."""
        if not prepared.batch.height:
            return
        self._named = prepared.totals
        self._places.take(prepared.batch)
        await self._holders.take(prepared)
        await self._standards.take(prepared)
        await self._declarations.take(prepared)
        await self._applications.take(prepared)
        await self._families.take(prepared)
        rows = await asyncio.to_thread(self._new_links, prepared)
        if rows is not None:
            await self._links.put(rows)
        await self._conflicts.make_room()
        self._batches += 1
        if not self._batches % _GIVEN_BACK_EVERY:
            await asyncio.to_thread(give_back)

    def _new_links(self, prepared: Prepared) -> LinkRows | None:
        """The batch's links that are new, None when there are none; counts all of its rows."""
        batch, groups = prepared.batch, prepared.batch.groups
        code = {name: group.codes for name, group in groups.items()}
        known = self._standards.ids
        keys = groups["standard"].values["standard"]
        standards = np.array([0 if key is None else known[key] for key in keys], np.int64)[code["standard"]]
        families = ids_of(self._families.etsi, prepared.families.numbers)[code["family"]]
        of_texts = ids_of(self._families.priorities, prepared.priorities.numbers)
        priorities = of_texts[prepared.priority_codes[code["patent"]]]
        self._entries.count(prepared, standards, families, priorities)
        new = self._links.new_among(prepared)
        if not len(new):
            return None
        declarations = prepared.declarations.numbers[code["declaration"][new]]
        applications = ids_of(self._applications.ids, prepared.applications.numbers)[code["patent"][new]]
        versions, parts = groups["standard"].values["standard_version"], groups["part"].values["illustrative_part"]
        generations = groups["generations"].values["generations"]
        return LinkRows(
            {
                "digest_high": prepared.high[new].view(np.int64),
                "digest_low": prepared.low[new].view(np.int64),
                "declaration_id": ids_of(self._declarations.ids, declarations),
                "entry_id": groups["entry"].values["dipg_id"].to_numpy()[code["entry"][new]],
                "line": batch.lines[new],
            },
            {
                "holder_id": ids_of(self._declarations.holders, declarations),
                "standard_id": standards[new],
                "application_id": applications,
                "etsi_family_id": families[new],
                "priorities_family_id": priorities[new],
            },
            {
                "standard_version": Coded(code["standard"][new], texts(versions)),
                "illustrative_part": Coded(code["part"][new], texts(parts)),
                "generations": Coded(code["generations"][new], small_numbers(generations)),
            },
        )

    def counts(self) -> dict[str, Any]:
        """What the file holds, as fields of ImportCounts."""
        named = self._named
        return {
            "declarations": named.declarations,
            "holders": len(self._holders.named),
            "standards": len(self._standards.named),
            "applications": named.applications,
            **self._entries.counts(named),
        }

    async def find_gone(self) -> int:
        """Finds the links that the superseded editions had and this file has not; how many leave the register."""
        return await self._links.find_gone(self._declarations.ids.values)

    async def finish(self, edition: int | None) -> None:
        """Puts what was loaded among the rest of the register as of an edition; None: nothing is new.

        Links that are known from other files outlive a newer edition of those. What is left for afterwards, indexes and
        the spelling of numbers, is noted.
        """
        await self._places.write()
        await self._applications.finish(edition, self._links)
        await self._families.finish(edition)
        await self._links.note_repeated()
        if edition is not None:
            await self._standards.name()
        await self._links.finish(edition)
        if edition is not None:
            await self._conflicts.write(edition)

    async def note_difference(self, import_id: uuid.UUID, edition: int | None) -> dict[str, int]:
        """Writes down what this file changed against the edition that it supersedes; counts of each kind."""
        return await note_difference(
            await self._tx.settled(), self._document, import_id, edition, self._declarations.changed
        )
