"""Owns the methods of `HolderService` about holders themselves."""

from __future__ import annotations

import collections
from collections.abc import Iterable
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
            aliases = await store.list_aliases(connection, [row.id])
        return holder_message(row, aliases)

    async def ListHolders(self, request: pb.ListHoldersRequest, context: Context) -> pb.ListHoldersResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        containing = plain(request.query)
        if request.query and not containing:
            return pb.ListHoldersResponse()  # no name consists of punctuation
        async with self._database.read() as connection:
            rows = await store.list_holders(connection, containing, str(key[0]) if key else None, size + 1)
            of: dict[int, list[sa.Row[Any]]] = collections.defaultdict(list)
            for alias in await store.list_aliases(connection, [row.id for row in rows[:size]]):
                of[alias.same_as].append(alias)
        reply = pb.ListHoldersResponse(holders=[holder_message(row, of[row.id]) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].name])
        return reply


def holder_message(row: sa.Row[Any], aliases: Iterable[sa.Row[Any]] = ()) -> pb.Holder:
    """A holder as the contract writes it, from a row of `store.read_holder` and those of its aliases."""
    return pb.Holder(
        name=holder_name(row.key),
        display_name=row.name,
        declaration_count=row.declaration_count,
        demonstration=row.demonstration,
        canonical=holder_name(row.canonical_key),
        aliases=[
            pb.HolderAlias(
                name=holder_name(alias.key), display_name=alias.name, declaration_count=alias.declaration_count
            )
            for alias in aliases
        ],
        etag=str(row.revision),
    )
