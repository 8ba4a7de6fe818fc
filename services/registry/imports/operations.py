"""Owns `google.longrunning.Operations` of the registry: every import is an operation, and so is other long work."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import grpc.aio
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as pb

from services.registry.imports import store
from services.registry.imports.rpc import operation_message
from shared.clock import stopwatch
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found, precondition
from shared.ids import id_in

Context = grpc.aio.ServicerContext[Any, Any]
_LONGEST_WAIT_SECONDS = 25.0
_LOOK_SECONDS = 0.1


ReadOperation = Callable[[Database, uuid.UUID], Awaitable[pb.Operation | None]]
"""Reads an operation of another kind; None where there is none that the caller may know of."""


class OperationsServicer(operations_pb2_grpc.OperationsServicer):
    """Answers for operations named `operations/registry/{id}`.

    Args:
        database: the registry's.
        others: where operations that are no imports are looked for, in this order.
    """

    def __init__(self, database: Database, others: Sequence[ReadOperation] = ()) -> None:
        self._database = database
        self._others = others

    async def GetOperation(self, request: pb.GetOperationRequest, context: Context) -> pb.Operation:
        return await self._read(request.name)

    async def WaitOperation(self, request: pb.WaitOperationRequest, context: Context) -> pb.Operation:
        asked = request.timeout.ToMilliseconds() / 1000 if request.HasField("timeout") else _LONGEST_WAIT_SECONDS
        end = stopwatch() + min(asked, _LONGEST_WAIT_SECONDS)
        operation = await self._read(request.name)
        while not operation.done and stopwatch() < end:
            await asyncio.sleep(_LOOK_SECONDS)
            operation = await self._read(request.name)
        return operation

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
            rows = await store.list_imports(connection, before, size + 1)
        reply = pb.ListOperationsResponse(operations=[operation_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def CancelOperation(self, request: pb.CancelOperationRequest, context: Context) -> Any:
        raise precondition(
            "OPERATION_NOT_CANCELLABLE",
            f"{request.name} was acknowledged, so it is carried out or refused, never dropped.",
            subject=request.name,
        )

    async def DeleteOperation(self, request: pb.DeleteOperationRequest, context: Context) -> Any:
        raise precondition(
            "OPERATION_NOT_DELETABLE",
            f"{request.name} is on record and stays readable.",
            subject=request.name,
        )

    async def _read(self, name: str) -> pb.Operation:
        if not name.startswith("operations/registry/"):
            raise not_found(name)
        id = id_in(name)
        async with self._database.read() as connection:
            row = await store.read_import(connection, id)
        if row is not None:
            return operation_message(row)
        for read in self._others:
            operation = await read(self._database, id)
            if operation is not None:
                return operation
        raise not_found(name)
