"""Owns `ImportService`: uploads in, reports and source rows out."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
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
from services.registry.imports import rules, store
from services.registry.imports.isld import RECORD_LIMIT
from services.registry.imports.source_rows import columns_of, json_value_at, row_at
from shared.auth.callers import Role, current_caller, role_name
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import Kind, SepiaError, invalid, not_found
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
    """

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None],
        must_be_readable: Callable[[AsyncConnection, str], Awaitable[None]],
    ) -> None:
        self._database = database
        self._wake = wake
        self._must_be_readable = must_be_readable

    async def UploadImport(  # pyright: ignore[reportIncompatibleMethodOverride] the stub takes both kinds of iterator
        self, requests: AsyncIterator[pb.UploadImportRequest], context: Context
    ) -> operations_pb2.Operation:
        first = await anext(aiter(requests), None)
        if first is None or first.source_format == pb.SOURCE_FORMAT_UNSPECIFIED:
            raise rules.first_message_missing()
        caller = current_caller()
        if not caller.has(Role.ROLE_OFFICER) and first.source_format not in _HOLDERS_FORMATS:
            raise rules.format_of_the_centre(pb.SourceFormat.Name(first.source_format))
        async with self._database.write(request_id=first.request_id) as tx:
            document = store.DocumentWriter(tx)
            await document.begin()
            await document.write(first.content.data)
            announced = first.size_bytes
            async for request in requests:
                await document.write(request.content.data)
                announced = request.size_bytes or announced
            # To gRPC a connection that broke looks like the end of the stream until, a moment later, the call is
            # cancelled: that moment is given, so that half a file never passes for a whole one.
            await asyncio.sleep(_CANCELLATION_SECONDS)
            at = self._database.clock.now()
            document_id = await document.finish(at)
            if announced and announced != document.size:
                raise rules.incomplete_upload(first.filename, announced=announced, arrived=document.size)
            if not document.size:
                raise rules.empty_upload(first.filename)
            if first.request_id:
                # What makes two uploads the same request: what was said, and the bytes.
                said = pb.UploadImportRequest()
                said.CopyFrom(first)
                said.content.CopyFrom(httpbody_pb2.HttpBody(data=document.sha256.encode()))
                await tx.claim(said)
            id = self._database.new_id()
            values: dict[str, object] = {
                "id": id,
                "document_id": document_id,
                "filename": first.filename,
                "source_format": int(first.source_format),
                "demonstration": first.demonstration,
                "submitter": caller.account,
                "organization": "" if caller.has(Role.ROLE_OFFICER) else caller.organization,
                "created_at": at,
            }
            await store.create_import(tx, values)
            source = "officer" if caller.has(Role.ROLE_OFFICER) else role_name(Role.ROLE_HOLDER).lower()
            await tx.record(
                f"{source}:import:submit",
                f"imports/{id}",
                {
                    "document": document.sha256,
                    "size_bytes": document.size,
                    "filename": first.filename,
                    "source_format": pb.SourceFormat.Name(first.source_format),
                    "demonstration": first.demonstration,
                },
            )
            row = await store.read_import(tx.connection, id)
            assert row is not None
            reply = await tx.reply(operation_message(row))
        self._wake()
        return reply

    async def GetImport(self, request: pb.GetImportRequest, context: Context) -> pb.Import:
        async with self._database.read() as connection:
            row = await store.read_import(connection, import_id(request.name))
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
        id = import_id(getattr(request, "import"))
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


def import_id(name: str) -> uuid.UUID:
    """The id in `imports/{id}` or `operations/registry/{id}`.

    Raises:
        SepiaError: NOT_FOUND.
    """
    try:
        return uuid.UUID(name.rpartition("/")[2])
    except ValueError:
        raise not_found(name) from None


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
        step=told.get("step", ""),
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
