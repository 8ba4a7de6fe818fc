"""Owns `EvidenceService`: documents that people rest their words on, in and out."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.api import httpbody_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import evidence_pb2 as pb
from sepia.registry.v1 import evidence_pb2_grpc
from services.registry.evidence import rules, store
from services.registry.evidence.rules import evidence_name
from services.registry.imports import store as documents
from shared.auth.callers import Caller, Role, current_caller
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.db.database import OFFICERS
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]
_CANCELLATION_SECONDS = 0.05


class EvidenceServicer(evidence_pb2_grpc.EvidenceServiceServicer):
    """Keeps documents of evidence.

    Args:
        database: the registry's.
        must_be_readable: refuses the content of a document, by its digest, to a caller who has no access to it.
    """

    def __init__(self, database: Database, must_be_readable: Callable[[AsyncConnection, str], Awaitable[None]]) -> None:
        self._database = database
        self._must_be_readable = must_be_readable

    async def UploadEvidence(  # pyright: ignore[reportIncompatibleMethodOverride] the stub takes both kinds of iterator
        self, requests: AsyncIterator[pb.UploadEvidenceRequest], context: Context
    ) -> pb.EvidenceDocument:
        first = await anext(aiter(requests), None)
        if first is None or not first.filename:
            raise rules.undescribed()
        caller = current_caller()
        async with self._database.write(request_id=first.request_id) as tx:
            document, now = documents.DocumentWriter(tx), self._database.clock.now()
            await document.begin()
            await document.write(first.content.data)
            arrived, announced = len(first.content.data), first.size_bytes
            async for request in requests:
                arrived += len(request.content.data)
                if arrived > rules.MOST_BYTES:
                    raise rules.too_long(first.filename)
                await document.write(request.content.data)
                announced = request.size_bytes or announced
            # A broken connection looks like the end of the stream for a moment: see ImportServicer.
            await asyncio.sleep(_CANCELLATION_SECONDS)
            if not arrived:
                raise rules.empty(first.filename)
            if announced and announced != arrived:
                raise rules.incomplete(first.filename, announced=announced, arrived=arrived)
            document_id = await document.finish(now)
            if first.request_id:
                # What makes two uploads the same request: what was said, and the bytes.
                said = pb.UploadEvidenceRequest()
                said.CopyFrom(first)
                said.size_bytes = 0
                said.content.CopyFrom(httpbody_pb2.HttpBody(data=document.sha256.encode()))
                await tx.claim(said)
            values: dict[str, object] = {
                "id": self._database.new_id(),
                "document_id": document_id,
                "account": caller.account,
                "organization": "" if caller.has(Role.ROLE_OFFICER) else caller.organization,
                "filename": first.filename,
                "content_type": first.content_type or "application/octet-stream",
                "about": first.about,
                "confidential": first.confidential,
            }
            await store.put(tx, values, now)
            await tx.record(
                f"{'officer' if caller.has(Role.ROLE_OFFICER) else 'stakeholder'}:evidence:upload",
                evidence_name(document.sha256),
                {"sha256": document.sha256, "size_bytes": arrived, "confidential": first.confidential},
                audience=(*OFFICERS, f"account:{caller.account}"),
            )
            row = await store.find(tx.connection, document.sha256, caller)
            assert row is not None
            return await tx.reply(_message(row, caller))

    async def GetEvidence(self, request: pb.GetEvidenceRequest, context: Context) -> pb.EvidenceDocument:
        caller = current_caller()
        async with self._database.read() as connection:
            return _message(await self._found(connection, request.name, caller), caller)

    async def DownloadEvidence(
        self, request: pb.DownloadEvidenceRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        async with self._database.read() as connection:
            row = await self._found(connection, request.name, current_caller())
            await self._must_be_readable(connection, row.sha256)
            async for piece in documents.document_bytes(connection, row.document_id):
                yield httpbody_pb2.HttpBody(content_type=row.content_type, data=piece)

    async def ListEvidence(self, request: pb.ListEvidenceRequest, context: Context) -> pb.ListEvidenceResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        caller = current_caller()
        async with self._database.read() as connection:
            rows = await store.list_own(connection, caller, uuid.UUID(str(key[0])) if key else None, size + 1)
        reply = pb.ListEvidenceResponse(evidence=[_message(row, caller) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def _found(self, connection: AsyncConnection, name: str, caller: Caller) -> sa.Row[Any]:
        row = await store.find(connection, name.removeprefix("evidence/"), caller)
        if row is None:
            raise not_found(name)
        return row


def _message(row: sa.Row[Any], caller: Caller) -> pb.EvidenceDocument:
    """A document as a caller may know of it."""
    known = caller.has(Role.ROLE_OFFICER) or (bool(caller.account) and caller.account == row.account)
    return pb.EvidenceDocument(
        name=evidence_name(row.sha256),
        document=f"documents/{row.sha256}",
        filename=row.filename,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        about=row.about,
        confidential=row.confidential,
        cited=row.cited,
        uploader=row.account if known else "",
        create_time=row.created_at,
    )
