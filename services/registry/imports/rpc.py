"""Owns `ImportService`: uploads in, reports and source rows out."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.json_format import ParseDict
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1 import imports_pb2_grpc
from sepia.type.v1 import type_pb2
from services.registry.conflicts.store import list_conflicting_facts
from services.registry.declarations.rules import declaration_name
from services.registry.imports import rules, store
from services.registry.imports.apart import Readers
from services.registry.imports.isld import RECORD_LIMIT
from services.registry.imports.load_store import LONG_FILE
from services.registry.imports.receiving import ResumableUpload, runs_of, said_of
from services.registry.imports.source_rows import columns_of, json_value_at, row_at
from services.registry.standards.rules import standard_name
from shared.auth.callers import Caller, Role, current_caller
from shared.db import Database, WriteTransaction, page_size, read_page_token, write_page_token
from shared.errors import Kind, SepiaError, invalid, not_found
from shared.ids import id_in
from shared.memory import give_back
from shared.rpc.errors import to_status

Context = grpc.aio.ServicerContext[Any, Any]
_CANCELLATION_SECONDS = 0.05
_HOLDERS_FORMATS = frozenset(
    (
        pb.SOURCE_FORMAT_ISLD,
        pb.SOURCE_FORMAT_ETSI_BULK,
        pb.SOURCE_FORMAT_TEMPLATE_CSV,
        pb.SOURCE_FORMAT_TEMPLATE_XLSX,
        pb.SOURCE_FORMAT_JSON_LINES,
    )
)
"""What holders may send: what they declare themselves. Catalogues and lists of others are the centre's to bring in."""


class ImportServicer(imports_pb2_grpc.ImportServiceServicer):
    """Takes files and answers for what became of them.

    Args:
        database: the registry's.
        wake: called when an import was queued.
        must_be_readable: refuses the content of a document, by its digest, to a caller who has no access to it.
        lists_of_pools: by pool, `pools/{pool}`, the format that its lists have.
        readers: the processes that read long files.
    """

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None],
        must_be_readable: Callable[[AsyncConnection, str], Awaitable[None]],
        lists_of_pools: Mapping[str, int],
        readers: Readers,
    ) -> None:
        self._database = database
        self._wake = wake
        self._must_be_readable = must_be_readable
        self._lists_of_pools = lists_of_pools
        self._readers = readers

    async def UploadImport(  # pyright: ignore[reportIncompatibleMethodOverride] the stub takes both kinds of iterator
        self, requests: AsyncIterator[pb.UploadImportRequest], context: Context
    ) -> operations_pb2.Operation:
        first = await anext(aiter(requests), None)
        if first is None or first.source_format == pb.SOURCE_FORMAT_UNSPECIFIED:
            raise rules.first_message_missing()
        caller = current_caller()
        if not self._may_send(caller, first.source_format):
            raise rules.format_of_the_centre(pb.SourceFormat.Name(first.source_format))
        if first.resumable:
            return await self._continue_upload(first, requests)
        async with self._database.write(request_id=first.request_id) as tx:
            document = store.DocumentWriter(tx)
            await document.begin()
            await document.write(first.content.data)
            announced = first.size_bytes
            async with aclosing(runs_of(requests)) as runs:
                async for run in runs:
                    await document.write(*run.data)
                    announced = run.announced or announced
                    self._expect(first.source_format, document.size)
            # To gRPC a connection that broke looks like the end of the stream until, a moment later, the call is
            # cancelled: that moment is given, so that half a file never passes for a whole one.
            await asyncio.sleep(_CANCELLATION_SECONDS)
            document_id = await document.finish(self._database.clock.now())
            if document.size >= LONG_FILE:
                await asyncio.to_thread(give_back)
            if announced and announced != document.size:
                raise rules.incomplete_upload(first.filename, announced=announced, arrived=document.size)
            reply = await self._queue(tx, first, document_id, document.sha256, document.size)
        self._wake()
        return reply

    def _expect(self, source_format: int, size: int) -> None:
        """Prepares for a long file of which this much has come."""
        if source_format == pb.SOURCE_FORMAT_ISLD and size >= LONG_FILE:
            self._readers.prepare()

    def _may_send(self, caller: Caller, source_format: int) -> bool:
        """Whether a caller may send files of a format."""
        if caller.has(Role.ROLE_OFFICER):
            return True
        if caller.has(Role.ROLE_POOL) and self._lists_of_pools.get(caller.organization) == source_format:
            return True
        return caller.has(Role.ROLE_HOLDER) and source_format in _HOLDERS_FORMATS

    async def _continue_upload(
        self, first: pb.UploadImportRequest, requests: AsyncIterator[pb.UploadImportRequest]
    ) -> operations_pb2.Operation:
        """Takes the bytes of a resumable upload, and keeps them every few megabytes."""
        if not first.request_id:
            raise rules.unnamed_upload()
        upload = ResumableUpload(self._database, first)
        announced = await upload.begin()
        await upload.keep(first.content.data)
        async with aclosing(upload.runs(requests)) as runs:
            async for run in runs:
                await upload.keep(*run.data)
                announced = run.announced or announced
                self._expect(first.source_format, upload.received)
        await asyncio.sleep(_CANCELLATION_SECONDS)
        if announced and announced != upload.received:
            raise rules.broken_upload(first.filename, first.request_id, announced=announced, received=upload.received)
        async with self._database.read() as connection:
            sha256 = await upload.digest(connection)
        async with self._database.write(request_id=first.request_id) as tx:
            taken = await store.end_upload(tx, current_caller().account, first.request_id, upload.received)
            if taken is None:
                raise rules.upload_under_way(first.request_id)
            document_id = await store.complete_document(tx, taken, sha256, upload.received, self._database.clock.now())
            reply = await self._queue(tx, first, document_id, sha256, upload.received)
        self._wake()
        return reply

    async def _queue(
        self, tx: WriteTransaction, first: pb.UploadImportRequest, document_id: int, sha256: str, size: int
    ) -> operations_pb2.Operation:
        """Queues the import of a document that is complete."""
        if not size:
            raise rules.empty_upload(first.filename)
        caller, id = current_caller(), self._database.new_id()
        if first.request_id:
            # What makes two uploads the same request: what was said, and the bytes.
            said = said_of(first)
            said.content.CopyFrom(httpbody_pb2.HttpBody(data=sha256.encode()))
            await tx.claim(said)
        superseded = await self._superseded(tx, first) if first.supersedes else None
        values: dict[str, object] = {
            "id": id,
            "document_id": document_id,
            "filename": first.filename,
            "source_format": int(first.source_format),
            "demonstration": first.demonstration,
            "submitter": caller.account,
            "organization": "" if caller.has(Role.ROLE_OFFICER) else caller.organization,
            "created_at": self._database.clock.now(),
            "supersedes": superseded,
        }
        await store.create_import(tx, values)
        as_pool = caller.has(Role.ROLE_POOL) and first.source_format in self._lists_of_pools.values()
        source = "officer" if caller.has(Role.ROLE_OFFICER) else "pool" if as_pool else "holder"
        content: dict[str, object] = {
            "document": sha256,
            "size_bytes": size,
            "filename": first.filename,
            "source_format": pb.SourceFormat.Name(first.source_format),
            "demonstration": first.demonstration,
        }
        if superseded is not None:
            content["supersedes"] = first.supersedes
        await tx.record(f"{source}:import:submit", f"imports/{id}", content)
        row = await store.read_import(tx.connection, id)
        assert row is not None
        return await tx.reply(operation_message(row))

    async def _superseded(self, tx: WriteTransaction, first: pb.UploadImportRequest) -> uuid.UUID:
        """The import that a file may supersede.

        Raises:
            SepiaError: NOT_FOUND, PERMISSION_DENIED (NOT_ITS_SOURCE), FAILED_PRECONDITION.
        """
        earlier = await store.hold_import(tx, id_in(first.supersedes))
        if earlier is None:
            raise not_found(first.supersedes)
        caller = current_caller()
        if not caller.has(Role.ROLE_OFFICER) and (
            not caller.organization or earlier.organization != caller.organization
        ):
            raise rules.not_its_source(first.supersedes)
        if first.source_format != pb.SOURCE_FORMAT_ISLD or earlier.source_format != first.source_format:
            raise rules.not_supersedable(first.supersedes, "only ISLD exports have editions that follow each other")
        if earlier.demonstration != first.demonstration:
            raise rules.not_supersedable(first.supersedes, "one of the two is demonstration data and the other is not")
        if earlier.superseded_by is not None:
            raise rules.superseded_already(first.supersedes, f"imports/{earlier.superseded_by}")
        if earlier.state != store.DONE:
            raise rules.not_applied(first.supersedes)
        return earlier.id

    async def GetUpload(self, request: pb.GetUploadRequest, context: Context) -> pb.Upload:
        account = current_caller().account
        async with self._database.read() as connection:
            row = await store.read_upload(connection, account, request.request_id)
            answer = await store.answer_of(connection, account, request.request_id) if row is None else None
        if row is not None:
            said = pb.UploadImportRequest.FromString(bytes(row.said))
            return pb.Upload(
                request_id=request.request_id,
                received_bytes=row.size_bytes,
                filename=said.filename,
                update_time=_stamp(row.touched_at),
            )
        if answer is None:
            raise not_found(f"uploads/{request.request_id}")
        complete = pb.Upload(request_id=request.request_id)
        operation = operations_pb2.Operation.FromString(answer)
        setattr(complete, "import", f"imports/{operation.name.rpartition('/')[2]}")
        return complete

    async def GetImport(self, request: pb.GetImportRequest, context: Context) -> pb.Import:
        async with self._database.read() as connection:
            row = await store.read_import(connection, id_in(request.name))
        if row is None:
            raise not_found(request.name)
        return import_message(row)

    async def ListImports(self, request: pb.ListImportsRequest, context: Context) -> pb.ListImportsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        before = uuid.UUID(str(key[0])) if key else None
        async with self._database.read() as connection:
            rows = await store.list_imports(connection, before, size + 1)
        reply = pb.ListImportsResponse(imports=[import_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListRejectedRows(
        self, request: pb.ListRejectedRowsRequest, context: Context
    ) -> pb.ListRejectedRowsResponse:
        size, key = page_size(request.page_size, default=500, most=1_000), read_page_token(request)
        id = id_in(getattr(request, "import"))
        async with self._database.read() as connection:
            row = await store.read_import(connection, id)
            if row is None:
                raise not_found(f"imports/{id}")
            # Rejected rows quote what stands in the file.
            await self._must_be_readable(connection, row.sha256)
            rows = await store.list_rejected_rows(connection, id, int(key[0]) if key else 0, size + 1)
        reply = pb.ListRejectedRowsResponse(
            rejected_rows=[
                pb.RejectedRow(
                    line=row.line,
                    column=row.column,
                    value=row.value,
                    reason=row.reason,
                    message=row.message,
                    suggestion=row.suggestion,
                )
                for row in rows[:size]
            ]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].number])
        return reply

    async def ListImportDifferences(
        self, request: pb.ListImportDifferencesRequest, context: Context
    ) -> pb.ListImportDifferencesResponse:
        size, key = page_size(request.page_size, default=500, most=1_000), read_page_token(request)
        id = id_in(getattr(request, "import"))
        async with self._database.read() as connection:
            found = await store.read_import(connection, id)
            if found is None:
                raise not_found(f"imports/{id}")
            if found.supersedes is None:
                raise rules.supersedes_nothing(f"imports/{id}")
            after = int(key[0]) if key else 0
            rows = await store.list_differences(connection, id, int(request.kind), after, size + 1)
        reply = pb.ListImportDifferencesResponse(differences=[_difference(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].number])
        return reply

    async def ListConflictingFacts(
        self, request: pb.ListConflictingFactsRequest, context: Context
    ) -> pb.ListConflictingFactsResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        after = [str(part) for part in key] if key else None
        async with self._database.read() as connection:
            rows = await list_conflicting_facts(connection, request.subject, after, size + 1)
        facts = [
            pb.ConflictingFact(
                subject=row.subject,
                field=row.field,
                value=row.value,
                kept=row.kept,
                source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
                edition=f"editions/{row.since_edition}",
            )
            for row in rows[:size]
        ]
        reply = pb.ListConflictingFactsResponse(facts=facts)
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_token(request, [last.subject, last.field, last.value])
        return reply

    async def GetSourceRow(self, request: pb.GetSourceRowRequest, context: Context) -> pb.GetSourceRowResponse:
        async with self._database.read() as connection:
            document = await store.readable_document_id(
                connection,
                request.document.removeprefix("documents/"),
                request.line,
                officer=current_caller().has(Role.ROLE_OFFICER),
            )
            if document is None:
                raise not_found(request.document)
            await self._must_be_readable(connection, request.document.removeprefix("documents/"))
            line, offset = await store.known_row(connection, document, request.line) or (1, 0)
            header = await row_at(store.document_bytes(connection, document), 1, 0, 1, limit=RECORD_LIMIT)
            found = await row_at(
                store.document_bytes(connection, document, offset), line, offset, request.line, limit=RECORD_LIMIT
            )
        if found is None or header is None:
            raise SepiaError(
                Kind.OUT_OF_RANGE,
                "NO_SUCH_LINE",
                f"{request.document} has no row that begins on line {request.line}; lines count from 1 and a row with "
                "a line break inside quotes begins on its first line.",
                subject=request.document,
            )
        start, content = found
        if header[1].lstrip().startswith((b"{", b"[")):
            async with self._database.read() as connection:
                value = await json_value_at(store.document_bytes(connection, document, start), limit=RECORD_LIMIT)
            return pb.GetSourceRowResponse(
                document=request.document, line=request.line, offset_bytes=start, content=value or content
            )
        names, values = columns_of(header[1]), columns_of(content)
        return pb.GetSourceRowResponse(
            document=request.document,
            line=request.line,
            offset_bytes=start,
            content=content,
            columns=dict(zip(names, values, strict=False)) if request.line > 1 else {},
        )


def _difference(row: sa.Row[Any]) -> pb.ImportDifference:
    message = pb.ImportDifference(
        kind=pb.DifferenceKind.Name(row.kind),
        declaration=declaration_name(row.holder_key, row.iprd_id),
        entry_id=row.entry_id or 0,
        standard=standard_name(row.standard_key),
        field=row.field,
        earlier_value=row.earlier_value,
        value=row.value,
        earlier_rows=row.earlier_rows,
        rows=row.rows,
    )
    if row.application_id is not None:
        message.application = f"{row.office or '?'} {row.application_number or ' | '.join(row.publications)}"
    if row.earlier_line is not None:
        source = type_pb2.SourceRow(document=f"documents/{row.earlier_sha256}", line=row.earlier_line)
        message.earlier_source.CopyFrom(source)
    if row.line is not None:
        message.source.CopyFrom(type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line))
    return message


def import_message(row: sa.Row[Any]) -> pb.Import:
    """The Import that a row stands for."""
    message = pb.Import(
        name=f"imports/{row.id}",
        filename=row.filename,
        source_format=pb.SourceFormat.Name(row.source_format),
        document=f"documents/{row.sha256}",
        size_bytes=row.size_bytes,
        demonstration=row.demonstration,
        state=pb.ImportState.Name(row.state),
        submitter=row.submitter,
        create_time=_stamp(row.created_at),
        refusal=row.refusal,
        refusal_reason=row.refusal_reason,
        supersedes=f"imports/{row.supersedes}" if row.supersedes else "",
        superseded_by=f"imports/{row.superseded_by}" if row.superseded_by else "",
    )
    if row.ended_at is not None:
        message.end_time.CopyFrom(_stamp(row.ended_at))
    if row.counts is not None:
        ParseDict(row.counts, message.counts)
    if row.edition is not None:
        message.edition = f"editions/{row.edition}"
    return message


def operation_message(row: sa.Row[Any]) -> operations_pb2.Operation:
    """The long-running operation that an import is (AIP-151)."""
    operation = operations_pb2.Operation(name=f"operations/registry/{row.id}", done=row.state in (3, 4))
    told: dict[str, Any] = row.progress or {}
    counts: dict[str, Any] = row.counts or {}
    done = row.size_bytes if row.state == store.DONE else 0
    progress = pb.ImportProgress(
        state=pb.ImportState.Name(row.state),
        size_bytes=row.size_bytes,
        bytes_read=told.get("bytes_read", done),
        rows_read=told.get("rows_read", counts.get("rows", 0)),
        rejected_rows=told.get("rejected_rows", counts.get("rejected_rows", 0)),
        rows_per_second=told.get("rows_per_second", 0),
        remaining_seconds=told.get("remaining_seconds", 0 if operation.done else -1),
        step="indexing" if row.indexing else told.get("step", ""),
    )
    setattr(progress, "import", f"imports/{row.id}")
    operation.metadata.Pack(progress)
    if row.state == store.DONE:
        operation.response.Pack(import_message(row))
    elif row.state == store.REFUSED:
        operation.error.CopyFrom(to_status(invalid(row.refusal_reason, row.refusal, subject=f"imports/{row.id}")))
    return operation


def _stamp(at: dt.datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp
