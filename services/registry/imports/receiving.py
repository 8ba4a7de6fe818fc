"""Owns how the bytes of an upload come in: in runs of messages, and of one that can be continued kept as they come."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import imports_pb2 as pb
from services.registry.imports import rules, store
from services.registry.imports.apart import ahead
from shared.auth.callers import current_caller
from shared.db import Database

_KEPT_EVERY_BYTES = 8 * 1024 * 1024


class Run(NamedTuple):
    """Some messages of an upload.

    Attributes:
        data: their bytes, of each message its own.
        announced: the size of the whole file, where one of them says it; else 0.
    """

    data: list[bytes]
    announced: int


def runs_of(
    requests: AsyncIterator[pb.UploadImportRequest], at_once: int = store.STORED_AT_ONCE
) -> AsyncGenerator[Run]:
    """The messages of an upload behind the first; what comes next is received while a run is stored.

    Args:
        at_once: bytes from which on a run is handed out.
    """
    return ahead(_gathered(requests, at_once))


async def _gathered(requests: AsyncIterator[pb.UploadImportRequest], at_once: int) -> AsyncGenerator[Run]:
    pieces: list[bytes] = []
    size = announced = 0
    async for request in requests:
        pieces.append(request.content.data)
        size += len(pieces[-1])
        announced = request.size_bytes or announced
        if size >= at_once:
            yield Run(pieces, announced)
            pieces, size = [], 0
    yield Run(pieces, announced)


class ResumableUpload:
    """A resumable upload while a connection brings its bytes.

    Attributes:
        received: how many bytes are stored for good.
    """

    def __init__(self, database: Database, first: pb.UploadImportRequest) -> None:
        self._database = database
        self._account, self._request_id = current_caller().account, first.request_id
        self._first = first
        self._sha256 = hashlib.sha256() if not first.offset_bytes else None
        self.received = first.offset_bytes

    async def begin(self) -> int:
        """Begins it, or checks that it goes on where it stopped; returns the size that is announced."""
        said = said_of(self._first)
        said.size_bytes = 0
        text = said.SerializeToString(deterministic=True)
        async with self._database.write() as tx:
            if not self._first.offset_bytes:
                now = self._database.clock.now()
                await store.begin_upload(tx, self._account, self._request_id, text, now)
                return self._first.size_bytes
            row = await store.read_upload(tx.connection, self._account, self._request_id)
        received = 0 if row is None else row.size_bytes
        if received != self._first.offset_bytes:
            raise rules.wrong_offset(self._request_id, offset=self._first.offset_bytes, received=received)
        if row is not None and bytes(row.said) != text:
            raise rules.changed_upload(self._request_id)
        return self._first.size_bytes

    def runs(self, requests: AsyncIterator[pb.UploadImportRequest]) -> AsyncGenerator[Run]:
        """The messages behind the first, in runs as long as what is kept at a time."""
        return runs_of(requests, _KEPT_EVERY_BYTES)

    async def keep(self, *data: bytes) -> None:
        """Stores the next bytes for good.

        Raises:
            SepiaError: ABORTED (UPLOAD_UNDER_WAY).
        """
        size = sum(map(len, data))
        if not size:
            return
        if self._sha256 is not None:
            await asyncio.to_thread(store.digest, self._sha256.update, data)
        async with self._database.write() as tx:
            now = self._database.clock.now()
            if not await store.continue_upload(tx, self._account, self._request_id, self.received, data, now):
                raise rules.upload_under_way(self._request_id)
        self.received += size

    async def digest(self, connection: AsyncConnection) -> str:
        """SHA-256 of all its bytes; of one that was continued, read from what is stored."""
        if self._sha256 is not None:
            return self._sha256.hexdigest()
        row = await store.read_upload(connection, self._account, self._request_id)
        if row is None:
            raise rules.upload_under_way(self._request_id)
        return await store.digest_of(connection, row.document_id)


def said_of(first: pb.UploadImportRequest) -> pb.UploadImportRequest:
    """What an upload's first message says, without bytes and without where they belong."""
    said = pb.UploadImportRequest()
    said.CopyFrom(first)
    said.ClearField("content")
    said.offset_bytes = 0
    said.resumable = False
    return said
