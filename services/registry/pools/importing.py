"""Owns taking pools' lists over: a newer file of a programme supersedes the older, and the difference is reported."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from services.registry.imports import store as imports
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.pools import rules, store
from services.registry.pools.access_advance import read_access_advance
from services.registry.pools.listing import counts_of, difference
from services.registry.pools.mpeg_la import read_mpeg_la
from services.registry.pools.reading import ReadList
from shared.errors import Violation, invalid


@dataclass(frozen=True, slots=True)
class PoolListFormat:
    """A format of pools' lists. A file does not name its programme, so each format has one.

    Attributes:
        pool: key of the programme, put on record with the first list.
        display_name, administrator: what it is put on record as; an officer can change both.
        read: turns the bytes of a file, and its name, into rows.
    """

    pool: str
    display_name: str
    administrator: str
    read: Callable[[bytes, str], ReadList]

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes a list over; a file that the programme had before, and one that says the same, change nothing."""
        content = await file.whole()
        # Reading is computation: it runs in a thread, so that the process goes on answering.
        listed = await asyncio.to_thread(self.read, content, file.filename)
        if not listed.rows:
            raise invalid(
                "EMPTY_LIST",
                f"{file.filename} lists no patent that could be read, so it takes the place of no list. Check that it "
                "was written to the end; the first lines of a sound list are in the manual.",
                Violation("content", "at least one row"),
            )
        counts = await asyncio.to_thread(counts_of, listed.rows)
        await file.reject(
            [
                Rejection(row.line, row.column, row.value, row.reason, row.message, row.suggestion)
                for row in listed.refused
            ]
        )
        await file.progress(file.size_bytes, len(listed.rows), file.rejected_rows, "merging")
        await store.ensure_pool(file.tx, self.pool, self.display_name, self.administrator, file.at)
        current = await store.current_terms(file.tx, self.pool)
        changed = difference(current.terms, listed.rows)
        before = len(current.terms)
        # A real list in place of a made-up one lacks all of it, as it should.
        may_be_cut_off = current.demonstration == file.demonstration and rules.must_be_confirmed(
            changed.gone, changed.added, before
        )
        if may_be_cut_off and not await store.confirmed(file.tx, self.pool, file.import_id):
            raise rules.shrunk(file.filename, self.pool, changed.gone, before)
        # An older file again is a newer list where another came in between: what was sent by mistake is so mended.
        known = changed.nothing
        figures = {name: number for name, number in counts.items() if isinstance(number, int)} | listed.further
        if not known:
            figures |= {"added": changed.added, "changed": changed.changed, "gone": changed.gone}
            counts |= {"added": changed.added, "changed": changed.changed, "gone": changed.gone}
            await store.add_list(
                file.tx,
                self.pool,
                listed.rows,
                counts=counts,
                document_id=file.document_id,
                import_id=file.import_id,
                demonstration=file.demonstration,
                at=file.at,
            )
            if not changed.rows:
                # Patents are gone and none has come: no row is new, and yet what is counted changes.
                await imports.edition(file.tx, file.at, import_id=file.import_id)
        figures.pop("rows")
        return Applied(
            rows=len(listed.rows) + file.rejected_rows,
            accepted=len(listed.rows),
            new=0 if known else changed.rows,
            counts=figures,
        )


ACCESS_ADVANCE = PoolListFormat(
    "access-advance-hevc", "Access Advance HEVC patent pool", "Access Advance LLC", read_access_advance
)
MPEG_LA = PoolListFormat("mpeg-la-video-us", "MPEG LA video codec pools, US patents", "MPEG LA LLC", read_mpeg_la)
