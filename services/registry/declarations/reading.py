"""Owns the methods of `DeclarationService` that read: chains, lists of patents, documents as submitted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.api import httpbody_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import declarations_pb2 as pb
from services.registry.declarations import list_store, messages, rules, store
from services.registry.imports import store as documents
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]
MustBeReadable = Callable[[AsyncConnection, str], Awaitable[None]]
_GREATEST_REPLY = 7 * 1024 * 1024


class DeclarationReads:
    """Answers what was declared, as far as the caller may know of it.

    Args:
        database: the registry's.
        must_be_readable: refuses the content of a document, by its digest, to a caller who has no access to it.
    """

    def __init__(self, database: Database, must_be_readable: MustBeReadable) -> None:
        self._database = database
        self._must_be_readable = must_be_readable

    async def ListDeclarationChain(
        self, request: pb.ListDeclarationChainRequest, context: Context
    ) -> pb.ListDeclarationChainResponse:
        party = messages.current_party()
        async with self._database.read() as connection:
            row = await _known(connection, request.declaration, party)
            steps = await store.chain_of(connection, row.key, party)
            keys = list(dict.fromkeys([row.key, *(key for step in steps for key in (step.earlier, step.later))]))
            rows = {one.key: one for one in await store.read_declarations(connection, keys)}
            around = await store.read_surroundings(connection, list(rows.values()), party)
        ordered = rules.in_order(sorted(keys), [(step.earlier, step.later) for step in steps])
        return pb.ListDeclarationChainResponse(
            declarations=[messages.declaration_message(rows[key], around, party) for key in ordered if key in rows],
            steps=[
                pb.ChainStep(
                    earlier=step.earlier, later=step.later, relation=pb.DeclarationRelation.Name(step.relation)
                )
                for step in steps
            ],
            missing=[key for key in ordered if key not in rows],
        )

    async def ListDeclaredPatents(
        self, request: pb.ListDeclaredPatentsRequest, context: Context
    ) -> pb.ListDeclaredPatentsResponse:
        size, token = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        party, after = messages.current_party(), int(token[0]) if token else 0
        async with self._database.read() as connection:
            row = await _known(connection, request.declaration, party)
            if row.state in rules.REMOVED_STATES and not (party.officer or messages.made_by(party, row)):
                return pb.ListDeclaredPatentsResponse()
            listed = list_store.list_exported if row.iprd_id is not None else list_store.list_declared
            rows = await listed(connection, row.id, after, size + 1)
        reply = pb.ListDeclaredPatentsResponse(patents=[messages.patent_message(one) for one in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].position])
        return reply

    async def GetDocument(self, request: pb.GetDocumentRequest, context: Context) -> httpbody_pb2.HttpBody:
        async with self._database.read() as connection:
            row = await store.find_document(
                connection, request.name.removeprefix("documents/"), messages.current_party()
            )
            if row is None:
                raise not_found(request.name)
            await self._must_be_readable(connection, request.name.removeprefix("documents/"))
            if row.size_bytes > _GREATEST_REPLY:
                raise precondition(
                    "DOCUMENT_TOO_LONG",
                    f"{request.name} has {row.size_bytes} bytes and is not given out at once; read it row by row with "
                    "GetSourceRow.",
                    subject=request.name,
                )
            content = b"".join([piece async for piece in documents.document_bytes(connection, row.id)])
        return httpbody_pb2.HttpBody(content_type=row.content_type, data=content)


async def _known(connection: Any, name: str, party: rules.Party) -> sa.Row[*tuple[Any, ...]]:
    """A declaration that a party may know of."""
    wanted = rules.read_declaration_name(name)
    row = await store.read_declaration(connection, wanted.key)
    if row is None or not wanted.belongs_to(row.holder_key) or not messages.may_know(party, row):
        raise not_found(name)
    return row
