"""Owns making the files of exports: background work of every replica.

Rows are read in one snapshot and written to a temporary file as they come; the file, its digest and the log's entry are
then stored in one transaction. A killed export leaves nothing behind and is begun again by any replica, of the edition
that is current then.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import uuid
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from google.protobuf.json_format import MessageToJson, ParseDict
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import exports_pb2 as pb
from services.registry.exports import counted_store, declared_store, rules, store, table_store
from services.registry.exports.registered_store import registrations
from services.registry.exports.rules import Moment
from services.registry.exports.writing import TableFile, table_file
from services.registry.registrations.messages import Viewer
from services.registry.registrations.regimes import Regimes
from services.registry.search.rules import Wanted
from services.registry.search.store import index_state
from services.registry.search.understanding import Catalogue, Understanding
from services.registry.standards.rules import EVERYTHING, Scope, scope_of, standard_name
from shared.db import Database, WriteTransaction
from shared.db.database import UNHURRIED, apply_settings
from shared.errors import Kind, SepiaError
from shared.rounds import Rounds
from shared.spreadsheets import TextTooLong
from shared.telemetry.logs import logger

_TABLES = {
    rules.LINKS: declared_store.links,
    rules.DECLARATIONS: declared_store.declarations,
    rules.HOLDERS: declared_store.holders,
    rules.STANDARDS: declared_store.standards,
    rules.FAMILIES: declared_store.families,
    rules.PATENTS: declared_store.patents,
    rules.RESULTS: counted_store.results,
}


class Exporting:
    """Makes files as they are asked for.

    Args:
        database: the registry's.
        catalogue: names that filters are understood by.
        regimes: the regimes that say who sees which field of a registration.
    """

    def __init__(self, database: Database, catalogue: Catalogue, regimes: Regimes) -> None:
        self._database = database
        self._catalogue = catalogue
        self._regimes = regimes
        self._log = logger(component="exports")
        self._rounds = Rounds(self.run_once, component="exports", trouble="the database is away; exports wait")

    def wake(self) -> None:
        """Says that an export was asked for in this process: it is looked at at once."""
        self._rounds.wake()

    async def run(self) -> None:
        """Makes exports until cancelled."""
        await self._rounds.run()

    async def run_once(self) -> int:
        """Removes what has expired and makes what waits, the oldest first; returns how many exports ended here."""
        await self._expire()
        async with self._database.read() as connection:
            waiting = await store.waiting(connection)
        ended = 0
        for id in waiting:
            ended += await self._make(id)
        return ended

    async def _expire(self) -> None:
        async with self._database.write() as tx:
            for id in await store.expire(tx, self._database.clock.now()):
                row = await store.read(tx.connection, id)
                assert row is not None
                await tx.record(
                    "system:export:expire", f"exports/{id}", {"sha256": row.sha256}, audience=audience(row.requester)
                )

    async def _make(self, id: uuid.UUID) -> bool:
        try:
            return await self._write(id)
        except SepiaError as error:
            if error.kind not in (Kind.INVALID, Kind.PRECONDITION, Kind.NOT_FOUND):
                raise
            return await self._fail(id, error.reason, error.message)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._log.exception("an export failed and is tried again", export_id=str(id))
            async with self._database.read() as connection:
                failures = await store.note_failure(connection, id)
            if failures < rules.MAX_FAILURES:
                return False
            return await self._fail(
                id,
                "EXPORT_FAILED",
                f"Writing the file failed {failures} times inside Sepia ({type(error).__name__}). The registry's log "
                "says why. Ask for the export again once that is mended.",
            )

    async def _write(self, id: uuid.UUID) -> bool:
        async with self._database.write() as tx:
            await apply_settings(tx.connection, UNHURRIED)
            taken = await store.take(tx, id)
            if taken is None:
                return False
            request = ParseDict(taken.request, pb.CreateExportRequest())
            with tempfile.TemporaryDirectory(prefix="sepia-export-") as folder:
                path = Path(folder) / "file"
                async with self._database.snapshot() as snapshot:
                    moment = await store.moment(snapshot)
                    if moment is None or not await self._can_be_read(snapshot, request):
                        return False
                    rows, made_up = await self._fill(snapshot, taken, request, moment, path)
                await self._keep(tx, taken, moment, path, rows, made_up)
        self._log.info("export made", export_id=str(id), rows=rows)
        return True

    async def _can_be_read(self, snapshot: AsyncConnection, request: pb.CreateExportRequest) -> bool:
        """Whether the index of searches has reached the snapshot, where the export goes by it."""
        if request.kind != rules.PATENTS and not request.filter.query:
            return True
        state = await index_state(snapshot)
        return not state.waiting and state.edition == state.current

    async def _fill(
        self, snapshot: AsyncConnection, taken: sa.Row[Any], request: pb.CreateExportRequest, moment: Moment, path: Path
    ) -> tuple[int, bool]:
        rows, made_up = 0, False
        columns, pages, totals = await self._rows(snapshot, request, taken.seen_as)
        width = len(columns)
        file: TableFile = table_file(request.format, path, rules.WORDS[request.kind], columns)
        try:
            async for page, some_made_up in pages:
                await asyncio.to_thread(file.write, [row[:width] for row in page])
                rows += len(page)
                made_up = made_up or some_made_up
                async with self._database.read() as connection:
                    await store.note_progress(connection, taken.id, rows)
        except TextTooLong as error:
            raise rules.text_too_long(error.column, error.length) from error
        said = rules.about(
            request.kind,
            moment,
            MessageToJson(request, indent=None),
            rows,
            self._database.clock.now(),
            demonstration=made_up,
            safe_cells=file.safe_cells,
            files=file.parts,
        )
        await asyncio.to_thread(file.close, said | totals)
        return rows, made_up

    async def _rows(
        self, snapshot: AsyncConnection, request: pb.CreateExportRequest, seen_as: Mapping[str, Any] | None
    ) -> tuple[list[tuple[str, str]], AsyncGenerator[tuple[list[tuple[Any, ...]], bool]], dict[str, int]]:
        """The columns of an export; its rows page by page, each with whether any of it is made up; and totals."""
        understanding = Understanding(await self._catalogue.read(snapshot))
        viewer = Viewer.public() if seen_as is None else Viewer.read(seen_as)
        wanted = await understanding.wanted(snapshot, request.filter, centre=viewer.centre)
        if request.kind == rules.COUNTS:
            scope, name = _scope(understanding, request)
            listed, made_up, totals = await counted_store.counts(snapshot, scope, request.family_key, name)
            return list(counted_store.COUNT_COLUMNS), _at_once(listed, made_up), totals
        table = self._table(request, wanted, viewer)
        return list(table.columns), _streamed(snapshot, table), {}

    def _table(self, request: pb.CreateExportRequest, wanted: Wanted, viewer: Viewer) -> table_store.Table:
        if request.kind == rules.FRAME_ENTRIES:
            return counted_store.frame_entries(wanted, uuid.UUID(request.frame.removeprefix("frames/")))
        if request.kind == rules.REGISTRATIONS:
            return registrations(wanted, viewer, self._regimes)
        return _TABLES[request.kind](wanted)

    async def _keep(
        self, tx: WriteTransaction, taken: sa.Row[Any], moment: Moment, path: Path, rows: int, made_up: bool
    ) -> None:
        digest, size, number = hashlib.sha256(), 0, 0
        with path.open("rb") as file:
            while piece := file.read(store.CHUNK_BYTES):
                digest.update(piece)
                await store.put_chunk(tx, taken.id, number, piece)
                size, number = size + len(piece), number + 1
        now = self._database.clock.now()
        values: dict[str, Any] = {
            "ended_at": now,
            "expires_at": now + rules.KEPT,
            "rows_written": rows,
            "filename": rules.filename(taken.kind, moment.edition, taken.format),
            "size_bytes": size,
            "sha256": digest.hexdigest(),
            "edition": moment.edition,
            "checkpoint_size": moment.size,
            "checkpoint_note": moment.note,
            "demonstration": made_up,
        }
        await store.complete(tx, taken.id, values)
        await tx.record(
            "system:export:complete",
            f"exports/{taken.id}",
            {
                "sha256": values["sha256"],
                "size_bytes": size,
                "rows": rows,
                "edition": f"editions/{moment.edition}",
                "checkpoint_size": moment.size,
                "demonstration": made_up,
            },
            audience=audience(taken.requester),
        )

    async def _fail(self, id: uuid.UUID, reason: str, message: str) -> bool:
        async with self._database.write() as tx:
            if await store.fail(tx, id, reason, message, self._database.clock.now()):
                row = await store.read(tx.connection, id)
                assert row is not None
                await tx.record(
                    "system:export:fail",
                    f"exports/{id}",
                    {"reason": reason, "message": message},
                    audience=audience(row.requester),
                )
        return True


def audience(requester: str) -> tuple[str, ...]:
    """Who may read what the log has of an export: what somebody looks into is nobody else's business."""
    return ("role:OFFICER", f"account:{requester}")


def _scope(understanding: Understanding, request: pb.CreateExportRequest) -> tuple[Scope, str]:
    if not request.filter.standards:
        return Scope(), EVERYTHING
    meant = understanding.standards_meant(request.filter.standards)
    if len(meant) != 1 or meant[0] is None:
        names = [thing.display_name for thing in meant if thing is not None]
        raise rules.one_standard(names)
    return scope_of(meant[0].id, meant[0].counts_as or None), standard_name(meant[0].key)


async def _streamed(
    snapshot: AsyncConnection, table: table_store.Table
) -> AsyncGenerator[tuple[list[tuple[Any, ...]], bool]]:
    async for page in table_store.pages(snapshot, table):
        yield [table.cells(row) for row in page], any(row.made_up for row in page)


async def _at_once(rows: list[tuple[Any, ...]], made_up: bool) -> AsyncGenerator[tuple[list[tuple[Any, ...]], bool]]:
    yield rows, made_up
