"""Owns `ExportService`: files of the register are asked for, watched and downloaded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.timestamp_pb2 import Timestamp

from sepia.registry.v1 import exports_pb2 as pb
from sepia.registry.v1 import exports_pb2_grpc
from services.registry.exports import counted_store, rules, store
from services.registry.exports.exporting import audience
from services.registry.registrations.messages import Viewer
from services.registry.search.understanding import Catalogue, Understanding
from shared.auth.callers import Role, current_caller
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found, precondition
from shared.ids import id_in
from shared.rpc.errors import to_status

Context = grpc.aio.ServicerContext[Any, Any]


class ExportServicer(exports_pb2_grpc.ExportServiceServicer):
    """Takes orders for files and hands the files out.

    Args:
        database: the registry's.
        catalogue: names that filters are understood by.
        wake: called when an export was asked for.
    """

    def __init__(self, database: Database, catalogue: Catalogue, wake: Callable[[], None]) -> None:
        self._database = database
        self._catalogue = catalogue
        self._wake = wake

    async def CreateExport(self, request: pb.CreateExportRequest, context: Context) -> operations_pb2.Operation:
        rules.check_filter(
            request.kind,
            [field.name for field, _ in request.filter.ListFields()],
            standards=len(request.filter.standards),
            family_key=request.family_key,
            frame=request.frame,
        )
        async with self._database.read() as connection:
            # What cannot be understood is refused now, not in the background.
            known = await self._catalogue.read(connection)
            await Understanding(known).wanted(connection, request.filter)
            if request.frame and not await counted_store.frame_exists(connection, id_in(request.frame)):
                raise not_found(request.frame)
        caller = current_caller()
        async with self._database.write(request) as tx:
            under_way = await store.count_waiting(tx, caller.account)
            if under_way >= rules.MAX_WAITING:
                raise rules.too_many(under_way)
            id, asked = self._database.new_id(), pb.CreateExportRequest()
            asked.CopyFrom(request)
            asked.request_id = ""
            await store.create(
                tx,
                {
                    "id": id,
                    "kind": int(request.kind),
                    "format": int(request.format),
                    "request": MessageToDict(asked),
                    "requester": caller.account,
                    "seen_as": Viewer.of(caller).kept,
                    "created_at": self._database.clock.now(),
                },
            )
            await tx.record(
                f"{'officer' if caller.has(Role.ROLE_OFFICER) else 'stakeholder'}:export:create",
                f"exports/{id}",
                {"request": MessageToDict(asked)},
                audience=audience(caller.account),
            )
            row = await store.read(tx.connection, id)
            assert row is not None
            reply = await tx.reply(operation_message(row))
        self._wake()
        return reply

    async def GetExport(self, request: pb.GetExportRequest, context: Context) -> pb.Export:
        return export_message(await self._own(request.name))

    async def ListExports(self, request: pb.ListExportsRequest, context: Context) -> pb.ListExportsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        caller = current_caller()
        of = None if caller.has(Role.ROLE_OFFICER) else caller.account
        async with self._database.read() as connection:
            rows = await store.list_exports(connection, of, uuid.UUID(str(key[0])) if key else None, size + 1)
        reply = pb.ListExportsResponse(exports=[export_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def DownloadExport(
        self, request: pb.DownloadExportRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        row = await self._own(request.name)
        if row.state == rules.EXPIRED:
            raise rules.expired(request.name)
        if row.state != rules.DONE:
            raise rules.not_done(request.name)
        media_type, sent = rules.MEDIA_TYPES[row.format], 0
        async with self._database.read() as connection:
            async for piece in store.chunks(connection, row.id):
                sent += len(piece)
                yield httpbody_pb2.HttpBody(content_type=media_type, data=piece)
        if sent != row.size_bytes:
            # Removed in the middle: half a file must not pass for a whole one.
            raise rules.expired(request.name)

    async def _own(self, name: str) -> sa.Row[Any]:
        """An export that the caller asked for, or any one for officers; others learn nothing of it."""
        async with self._database.read() as connection:
            row = await store.read(connection, id_in(name))
        caller = current_caller()
        if row is None or not (caller.has(Role.ROLE_OFFICER) or row.requester == caller.account):
            raise not_found(name)
        return row


def export_message(row: sa.Row[Any]) -> pb.Export:
    """The Export that a row stands for."""
    asked = ParseDict(row.request, pb.CreateExportRequest())
    message = pb.Export(
        name=f"exports/{row.id}",
        kind=asked.kind,
        filter=asked.filter if asked.HasField("filter") else None,
        format=asked.format,
        state=pb.ExportState.Name(row.state),
        filename=row.filename,
        row_count=row.rows_written,
        size_bytes=row.size_bytes or 0,
        sha256=row.sha256 or "",
        edition="" if row.edition is None else f"editions/{row.edition}",
        checkpoint_size=row.checkpoint_size or 0,
        checkpoint_note=row.checkpoint_note or "",
        demonstration=bool(row.demonstration),
        create_time=_stamp(row.created_at),
        failure=row.failure,
        failure_reason=row.failure_reason,
        requester=row.requester,
        family_key=asked.family_key,
        frame=asked.frame,
    )
    if row.ended_at is not None:
        message.end_time.CopyFrom(_stamp(row.ended_at))
    if row.expires_at is not None:
        message.expire_time.CopyFrom(_stamp(row.expires_at))
    return message


def operation_message(row: sa.Row[Any]) -> operations_pb2.Operation:
    """The long-running operation that an export is (AIP-151)."""
    operation = operations_pb2.Operation(
        name=f"operations/registry/{row.id}", done=row.state not in (rules.QUEUED, rules.RUNNING)
    )
    progress = pb.ExportProgress(
        export=f"exports/{row.id}", state=pb.ExportState.Name(row.state), rows_written=row.rows_written
    )
    operation.metadata.Pack(progress)
    if row.state == rules.FAILED:
        failure = precondition(row.failure_reason, row.failure, subject=f"exports/{row.id}")
        operation.error.CopyFrom(to_status(failure))
    elif operation.done:
        operation.response.Pack(export_message(row))
    return operation


async def read_operation(database: Database, id: uuid.UUID) -> operations_pb2.Operation | None:
    """The operation of an export, for its requester and officers; None where there is none that they may know of."""
    async with database.read() as connection:
        row = await store.read(connection, id)
    caller = current_caller()
    if row is None or not (caller.has(Role.ROLE_OFFICER) or row.requester == caller.account):
        return None
    return operation_message(row)


def _stamp(at: dt.datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp
