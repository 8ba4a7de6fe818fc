"""Owns the methods of `HolderService` about holders themselves."""

from __future__ import annotations

from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import holders_pb2 as pb
from services.registry.holders import store
from services.registry.holders.rules import holder_key, holder_name
from services.registry.imports.rules import plain
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class HolderMethods:
    """Answers who declares."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetHolder(self, request: pb.GetHolderRequest, context: Context) -> pb.Holder:
        async with self._database.read() as connection:
            row = await store.read_holder(connection, holder_key(request.name))
        if row is None:
            raise not_found(request.name)
        return _holder(row)

    async def ListHolders(self, request: pb.ListHoldersRequest, context: Context) -> pb.ListHoldersResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        containing = plain(request.query)
        if request.query and not containing:
            return pb.ListHoldersResponse()  # no name consists of punctuation
        async with self._database.read() as connection:
            rows = await store.list_holders(connection, containing, str(key[0]) if key else None, size + 1)
        reply = pb.ListHoldersResponse(holders=[_holder(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].name])
        return reply


def _holder(row: sa.Row[Any]) -> pb.Holder:
    return pb.Holder(
        name=holder_name(row.key),
        display_name=row.name,
        declaration_count=row.declaration_count,
        demonstration=row.demonstration,
    )
