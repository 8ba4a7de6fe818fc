"""Owns `StandardService`: standards under all their names."""

from __future__ import annotations

from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import standards_pb2 as pb
from sepia.registry.v1 import standards_pb2_grpc
from services.registry.imports.rules import plain
from services.registry.standards import store
from services.registry.standards.rules import standard_key, standard_name
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class StandardServicer(standards_pb2_grpc.StandardServiceServicer):
    """Answers which standards there are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetStandard(self, request: pb.GetStandardRequest, context: Context) -> pb.Standard:
        async with self._database.read() as connection:
            row = await store.read_standard(connection, standard_key(request.name))
        if row is None:
            raise not_found(request.name)
        return _standard(row)

    async def ListStandards(self, request: pb.ListStandardsRequest, context: Context) -> pb.ListStandardsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        containing = plain(request.query)
        if request.query and not containing:
            return pb.ListStandardsResponse()  # no name consists of punctuation
        async with self._database.read() as connection:
            rows = await store.list_standards(connection, containing, str(key[0]) if key else None, size + 1)
        reply = pb.ListStandardsResponse(standards=[_standard(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].key])
        return reply


def _standard(row: sa.Row[Any]) -> pb.Standard:
    return pb.Standard(
        name=standard_name(row.key),
        display_name=row.display_name,
        names=row.names,
        kind=pb.StandardKind.Name(row.kind),
        link_count=row.link_count,
    )
