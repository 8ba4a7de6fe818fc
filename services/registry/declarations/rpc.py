"""Owns the methods of `HolderService` that read declarations."""

from __future__ import annotations

from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import holders_pb2 as pb
from services.registry.declarations import messages, named_store, store
from services.registry.declarations.rules import read_declaration_name
from services.registry.holders.rules import EVERYONE, UNKNOWN, holder_key
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class DeclarationMethods:
    """Answers what was declared."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetDeclaration(self, request: pb.GetDeclarationRequest, context: Context) -> pb.Declaration:
        name, party = read_declaration_name(request.name), messages.current_party()
        async with self._database.read() as connection:
            row = await store.read_declaration(connection, name.key)
            if row is None or not messages.may_know(party, row):
                raise not_found(request.name)
            if not (name.belongs_to(row.holder_key) or name.belongs_to_canonical(row.canonical_key)):
                raise not_found(request.name)
            around = await store.read_surroundings(connection, [row], party)
        return messages.declaration_message(row, around, party)

    async def ListDeclarations(
        self, request: pb.ListDeclarationsRequest, context: Context
    ) -> pb.ListDeclarationsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        after = (str(key[0]), int(key[1])) if key else None
        party = messages.current_party()
        async with self._database.read() as connection:
            if request.parent == EVERYONE:
                of = store.of_anyone()
            elif request.parent == UNKNOWN:
                of = store.of_nobody_known()
            else:
                holder = await named_store.holder_id(connection, holder_key(request.parent))
                if holder is None:
                    raise not_found(request.parent)
                of = store.of_holder(holder)
            of &= store.of_form_and_state(request.kind, request.state) & store.visible_to(party)
            rows = await store.list_declarations(connection, of, after, size + 1)
            around = await store.read_surroundings(connection, rows[:size], party)
        reply = pb.ListDeclarationsResponse(
            declarations=[messages.declaration_message(row, around, party) for row in rows[:size]]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].reference, rows[size - 1].id])
        return reply


async def list_declared(
    connection: AsyncConnection, of: sa.ColumnElement[bool], after: tuple[str, int] | None, limit: int
) -> list[tuple[int, pb.Declaration]]:
    """Declarations for which a condition holds and of which the caller may know, with the ids of their rows.

    In order of reference and of that id, which with the reference is what the next page comes `after`.
    """
    party = messages.current_party()
    rows = await store.list_declarations(connection, of & store.visible_to(party), after, limit)
    around = await store.read_surroundings(connection, rows, party)
    return [(row.id, messages.declaration_message(row, around, party)) for row in rows]
