"""Owns applying uploaded files: background work of every replica, one file at a time over all of them.

The file is merged in one transaction under a lock that ends with the process, so a killed import leaves nothing half
done and any replica begins it again. A file that is not what it was said to be is refused whole; a failure that is not
the file's is tried again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from services.registry.imports import rules, store
from services.registry.imports.formats import Format, SubmittedFile
from shared.clock import stopwatch
from shared.db import Database
from shared.errors import Kind, SepiaError
from shared.rounds import Rounds
from shared.telemetry.logs import logger

_TELL_SECONDS = 0.5


class Applying:
    """Applies imports as they come.

    Args:
        database: the registry's.
        formats: what can be imported, by number of `SourceFormat`.
    """

    def __init__(self, database: Database, formats: Mapping[int, Format]) -> None:
        self._database = database
        self._formats = formats
        self._log = logger(component="imports")
        self._rounds = Rounds(self.run_once, component="imports", trouble="the database is away; imports wait")

    def wake(self) -> None:
        """Says that an import was queued in this process: it is looked at at once."""
        self._rounds.wake()

    async def run(self) -> None:
        """Applies imports until cancelled."""
        await self._rounds.run()

    async def run_once(self) -> int:
        """Applies what waits, the oldest first; returns how many imports came to an end here."""
        async with self._database.read() as connection:
            waiting = await store.waiting_imports(connection)
        ended = 0
        for id in waiting:
            ended += await self._apply(id)
        return ended

    async def _apply(self, id: uuid.UUID) -> bool:
        try:
            return await self._merge(id)
        except SepiaError as error:
            if error.kind is not Kind.INVALID:
                raise
            return await self._refuse(id, error.reason, error.message)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._log.exception("an import failed and is tried again", import_id=str(id))
            async with self._database.read() as connection:
                failures = await store.note_failure(connection, id)
            if failures < rules.MAX_FAILURES:
                await asyncio.sleep(min(30, 2**failures / 4))
                return False
            return await self._refuse(
                id,
                "IMPORT_FAILED",
                f"Applying the file failed {failures} times inside Sepia ({type(error).__name__}); nothing of it was "
                "applied. The registry's log says why. Send the file again once that is mended.",
            )

    async def _merge(self, id: uuid.UUID) -> bool:
        async with self._database.write() as tx:
            taken = await store.take(tx, id)
            if taken is None:
                return False
            progress = _Progress(self._database, taken)
            at = self._database.clock.now()
            file = SubmittedFile(
                database=self._database,
                tx=tx,
                import_id=id,
                document_id=taken.document_id,
                sha256=taken.sha256,
                size_bytes=taken.size_bytes,
                filename=taken.filename,
                demonstration=taken.demonstration,
                submitter=taken.submitter,
                organization=taken.organization,
                at=at,
                progress=progress.tell,
            )
            applied = await self._formats[taken.source_format].apply(file)
            counts: dict[str, Any] = {
                "rows": applied.rows,
                "accepted_rows": applied.accepted,
                "rejected_rows": file.rejected_rows,
                "new_rows": applied.new,
                "known_rows": applied.accepted - applied.new,
                "further": [{"what": what, "count": count} for what, count in applied.counts.items()],
                **applied.declared,
            }
            changed = applied.new or file.edition_made is not None
            edition = await file.edition() if changed else await store.current_edition(tx)
            await store.complete(tx, id, counts, edition, at)
            await tx.record(
                "system:import:apply",
                f"imports/{id}",
                {"document": taken.sha256, "edition": edition, "counts": counts},
            )
        self._log.info("import applied", import_id=str(id), rows=applied.rows, new_rows=applied.new)
        return True

    async def _refuse(self, id: uuid.UUID, reason: str, message: str) -> bool:
        async with self._database.write() as tx:
            if await store.refuse(tx, id, reason, message, self._database.clock.now()):
                await tx.record("system:import:refuse", f"imports/{id}", {"reason": reason, "message": message})
        return True


class _Progress:
    """Tells how far an import is, twice a second at most, outside the import's own transaction."""

    def __init__(self, database: Database, taken: sa.Row[Any]) -> None:
        self._database = database
        self._id: uuid.UUID = taken.id
        self._size: int = taken.size_bytes
        self._began = stopwatch()
        self._told = -1e9
        self._step = ""

    async def tell(self, bytes_read: int, rows: int, rejected_rows: int, step: str) -> None:
        now = stopwatch()
        if now - self._told < _TELL_SECONDS and step == self._step:
            return
        self._told, self._step = now, step
        elapsed = max(now - self._began, 1e-6)
        remaining = elapsed * (self._size - bytes_read) / bytes_read if bytes_read else -1.0
        async with self._database.read() as connection:
            await store.note_progress(
                connection,
                self._id,
                {
                    "bytes_read": bytes_read,
                    "rows_read": rows,
                    "rejected_rows": rejected_rows,
                    "rows_per_second": round(rows / elapsed, 1),
                    "remaining_seconds": round(remaining, 1),
                    "step": step,
                    "told_at": self._database.clock.now().astimezone(dt.UTC).isoformat(),
                },
            )
