"""Owns the methods of `HolderService` about declarations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.type.date_pb2 import Date

from sepia.registry.v1 import holders_pb2 as pb
from sepia.type.v1 import type_pb2
from services.registry.declarations import store
from services.registry.declarations.rules import declaration_name, read_declaration_name
from services.registry.holders.rules import EVERYONE, UNKNOWN, holder_key
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class DeclarationMethods:
    """Answers what was declared."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetDeclaration(self, request: pb.GetDeclarationRequest, context: Context) -> pb.Declaration:
        name = read_declaration_name(request.name)
        async with self._database.read() as connection:
            row = await store.read_declaration(connection, name.iprd_id)
        if row is None or not name.belongs_to(row.holder_key):
            raise not_found(request.name)
        return _declaration(row)

    async def ListDeclarations(
        self, request: pb.ListDeclarationsRequest, context: Context
    ) -> pb.ListDeclarationsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        after = (str(key[0]), int(key[1])) if key else None
        async with self._database.read() as connection:
            if request.parent == EVERYONE:
                of = store.of_anyone()
            elif request.parent == UNKNOWN:
                of = store.of_nobody_known()
            else:
                holder = await store.holder_id(connection, holder_key(request.parent))
                if holder is None:
                    raise not_found(request.parent)
                of = store.of_holder(holder)
            rows = await store.list_declarations(connection, of, after, size + 1)
        reply = pb.ListDeclarationsResponse(declarations=[_declaration(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].reference, rows[size - 1].iprd_id])
        return reply


def _declaration(row: sa.Row[Any]) -> pb.Declaration:
    return pb.Declaration(
        name=declaration_name(row.holder_key, row.iprd_id),
        reference=row.reference,
        declarant=row.declarant or "",
        signature_date=_date(row.signed_on),
        publication_date=_date(row.published_on),
        licensing_undertaking=_answer(row.undertaking),
        reciprocity=_answer(row.reciprocity),
        entry_count=row.entry_count,
        source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
        create_time=row.created_at,
        has_conflicts=row.has_conflicts,
    )


def _date(day: dt.date | None) -> Date | None:
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)


def _answer(said: bool | None) -> pb.Answer:
    if said is None:
        return pb.ANSWER_UNSPECIFIED
    return pb.ANSWER_YES if said else pb.ANSWER_NO
