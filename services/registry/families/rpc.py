"""Owns the methods of `HolderService` about families."""

from __future__ import annotations

from typing import Any, cast

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import holders_pb2 as pb
from sepia.type.v1 import type_pb2
from services.registry.declarations.rules import declaration_name
from services.registry.families import store
from services.registry.families.rules import read_family_name
from services.registry.holders.rules import UNKNOWN, holder_key, holder_name
from services.registry.standards.rules import Scope, standard_key, standard_name
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class FamilyMethods:
    """Answers what belongs together under a key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetFamily(self, request: pb.GetFamilyRequest, context: Context) -> pb.Family:
        name = read_family_name(request.name)
        async with self._database.read() as connection:
            family = await store.family_id(connection, name.key, name.external)
            if family is None:
                raise not_found(request.name)
            applications = await store.list_applications(connection, name.key, family)
            results = await store.list_results(connection, request.name)
        return pb.Family(
            name=request.name,
            key=type_pb2.FamilyKey.Name(name.key),
            applications=[_application(row) for row in applications],
            results=[
                pb.FamilyResult(
                    campaign=row.campaign,
                    standard=standard_name(row.standard_key),
                    holder=row.holder,
                    outcome=row.outcome,
                    simulated=row.simulated,
                    publish_time=row.published_at,
                )
                for row in results
            ],
        )

    async def ListFamilyLinks(self, request: pb.ListFamilyLinksRequest, context: Context) -> pb.ListFamilyLinksResponse:
        name = read_family_name(request.family)
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        after = cast("tuple[int, int, int]", tuple(key)) if key else None
        async with self._database.read() as connection:
            family = await store.family_id(connection, name.key, name.external)
            if family is None:
                raise not_found(request.family)
            scope = await store.scope(connection, standard_key(request.standard)) if request.standard else Scope()
            if scope is None:
                return pb.ListFamilyLinksResponse()  # nothing is declared for a standard that the register lacks
            known = request.holder != UNKNOWN if request.holder else None
            wanted = store.LinkFilter(known, holder_key(request.holder), scope)
            rows = await store.list_links(connection, name.key, family, wanted, after, size + 1)
        reply = pb.ListFamilyLinksResponse(links=[_link(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_token(request, [last.document_id, last.line, last.id])
        return reply


def _link(row: sa.Row[*tuple[Any, ...]]) -> pb.Link:
    return pb.Link(
        declaration=declaration_name(row.holder_key, row.declaration_key),
        holder=holder_name(row.holder_key),
        entry_id=row.entry_id,
        standard=standard_name(row.standard_key),
        version=row.standard_version or "",
        illustrative_part=row.illustrative_part or "",
        application=_application(row) if row.application_id is not None else None,
        source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
    )


def _application(row: sa.Row[*tuple[Any, ...]]) -> pb.Application:
    return pb.Application(
        office=row.office or "",
        application_number=row.number or "",
        publications=row.publications,
        title=row.title or "",
    )
