"""Owns `google.longrunning.Operations` of this service: calculations and sets of scenarios that take long."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as pb
from google.protobuf import empty_pb2
from google.protobuf.message import Message
from google.rpc import code_pb2

from services.frand.operations import rules, store
from shared.auth.callers import current_caller
from shared.clock import stopwatch
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found, precondition
from shared.rpc.errors import to_status

Context = grpc.aio.ServicerContext[Any, Any]
_LONGEST_WAIT_SECONDS = 25.0
_LOOK_SECONDS = 0.1
_PREFIX = "operations/frand/"


class Kind:
    """How operations of a kind are shown.

    Args:
        progress: the metadata of one.
        made: what it made, once it is done; read as the caller.
    """

    def __init__(
        self,
        progress: Callable[[sa.Row[Any]], Message],
        made: Callable[[sa.Row[Any]], Awaitable[Message]],
    ) -> None:
        self.progress = progress
        self.made = made


async def operation_message(row: sa.Row[Any], kinds: Mapping[str, Kind]) -> pb.Operation:
    """An operation with its progress, and what it made or why it failed (AIP-151)."""
    kind, name = kinds[row.kind], rules.operation_name(row.id)
    operation = pb.Operation(name=name, done=row.state not in rules.UNFINISHED)
    operation.metadata.Pack(kind.progress(row))
    if row.state == rules.FAILED:
        operation.error.CopyFrom(to_status(precondition(row.error_reason, row.error_message, subject=name)))
    elif row.state == rules.CANCELLED:
        # AIP-151: a cancelled operation ends with an error of code CANCELLED.
        operation.error.code = code_pb2.CANCELLED
        operation.error.message = f"{name} was cancelled by whoever asked for it."
    elif row.state == rules.DONE:
        operation.response.Pack(await kind.made(row))
    return operation


def percent_of(row: sa.Row[Any]) -> int:
    """How much of it is computed, in whole per cent, rounded down; 100 only where all of it is."""
    return 100 * row.computed // row.total if row.total else 0


class OperationsServicer(operations_pb2_grpc.OperationsServicer):
    """Answers for operations named `operations/frand/{id}`, to the account that asked for each.

    Args:
        database: the service's.
        kinds: how operations are shown, by kind.
    """

    def __init__(self, database: Database, kinds: Mapping[str, Kind]) -> None:
        self._database = database
        self._kinds = kinds

    async def GetOperation(self, request: pb.GetOperationRequest, context: Context) -> pb.Operation:
        return await operation_message(await self._row(request.name), self._kinds)

    async def WaitOperation(self, request: pb.WaitOperationRequest, context: Context) -> pb.Operation:
        asked = request.timeout.ToMilliseconds() / 1000 if request.HasField("timeout") else _LONGEST_WAIT_SECONDS
        end = stopwatch() + min(asked, _LONGEST_WAIT_SECONDS)
        row = await self._row(request.name)
        while row.state in rules.UNFINISHED and stopwatch() < end:
            await asyncio.sleep(_LOOK_SECONDS)
            row = await self._row(request.name)
        return await operation_message(row, self._kinds)

    async def ListOperations(self, request: pb.ListOperationsRequest, context: Context) -> pb.ListOperationsResponse:
        if request.filter:
            raise invalid(
                "FILTER_UNSUPPORTED",
                "Operations can't be filtered; leave filter empty.",
                Violation("filter", "must be empty"),
            )
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        before = uuid.UUID(str(key[0])) if key else None
        async with self._database.read() as connection:
            rows = await store.list_newest(connection, current_caller().account, before, size + 1)
        reply = pb.ListOperationsResponse()
        for row in rows[:size]:
            reply.operations.append(await operation_message(row, self._kinds))
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def CancelOperation(self, request: pb.CancelOperationRequest, context: Context) -> empty_pb2.Empty:
        row = await self._row(request.name)
        async with self._database.write() as tx:
            if not await store.request_cancel(tx, row.id, self._database.clock.now()):
                raise rules.already_over(request.name)
            caller = current_caller()
            await tx.record(
                "account:operation:cancel", request.name, {"kind": row.kind}, audience=(f"account:{caller.account}",)
            )
        return empty_pb2.Empty()

    async def DeleteOperation(self, request: pb.DeleteOperationRequest, context: Context) -> empty_pb2.Empty:
        row = await self._row(request.name)
        raise rules.not_deletable(rules.operation_name(row.id))

    async def _row(self, name: str) -> sa.Row[Any]:
        row = None
        try:
            id = uuid.UUID(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
        except ValueError:
            id = None
        if id is not None:
            async with self._database.read() as connection:
                row = await store.read(connection, id, current_caller().account)
        if row is None:
            raise not_found(name)
        return row
