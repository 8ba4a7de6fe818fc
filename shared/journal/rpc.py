"""Owns `sepia.journal.v1.JournalService` for one service's log."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc.aio
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from shared.auth.callers import current_caller
from shared.clock import stopwatch
from shared.db.database import Database
from shared.db.pages import page_size
from shared.errors import Kind, SepiaError, not_found, unavailable
from shared.journal import reader
from shared.journal.note import Signer
from shared.journal.reader import LogEntry, StoredCheckpoint

Context = grpc.aio.ServicerContext[Any, Any]

_PAGE = 100
_MOST_WAITING = 50
"""So many may wait for the log to grow: each looks at it whenever something is committed."""

_PAGE_BYTES = 4 * 1024 * 1024  # half of what a message may have, so that one large entry still fits


class JournalServicer(journal_pb2_grpc.JournalServiceServicer):
    """Serves one log to everyone; content goes to its audience only."""

    def __init__(self, log: str, database: Database, signer: Signer) -> None:
        """Serves the log named `logs/{service}` from that service's database; the signer's public key verifies it."""
        self._log = log
        self._database = database
        self._tables = database.journal
        self._verifier_key = str(signer.verifier)
        self._grown = asyncio.Event()
        self._waiting = 0
        database.after_commits(self._tell)

    async def GetCheckpoint(
        self, request: journal_pb2.GetCheckpointRequest, context: Context
    ) -> journal_pb2.Checkpoint:
        self._must_be_ours(request.log)
        async with self._database.read() as connection:
            stored = await self._latest(connection)
        reply = journal_pb2.Checkpoint(
            log=self._log,
            tree_size=stored.size,
            root_hash=stored.root,
            note=stored.note,
            verifier_key=self._verifier_key,
        )
        reply.create_time.FromDatetime(stored.created_at)
        return reply

    async def ListEntries(
        self, request: journal_pb2.ListEntriesRequest, context: Context
    ) -> journal_pb2.ListEntriesResponse:
        self._must_be_ours(request.log)
        limit = page_size(request.page_size, default=_PAGE, most=reader.MAX_PAGE)
        if request.HasField("wait") and self._waiting < _MOST_WAITING:
            await self._wait(request.from_position, request.wait.ToTimedelta().total_seconds())
        async with self._database.read() as connection:
            # The size first: whatever is below it can then be read, so a short page means that there is no more.
            size = (await self._latest(connection)).size
            if request.from_position > size:
                raise _beyond(request.from_position, size)
            entries = await reader.entries_after(
                connection,
                self._tables,
                request.from_position - 1,
                seen_by=current_caller().audiences,
                limit=limit,
                kinds=request.kinds,
            )
        reply = journal_pb2.ListEntriesResponse(tree_size=size)
        room = _PAGE_BYTES
        for entry in entries:
            message = _message(entry)
            room -= message.ByteSize()
            if room < 0 and reply.entries:
                break
            reply.entries.append(message)
        complete = len(reply.entries) == len(entries) < limit
        after_last = reply.entries[-1].position + 1 if reply.entries else request.from_position
        reply.next_position = max(after_last, size) if complete else after_last
        return reply

    async def GetInclusionProof(
        self, request: journal_pb2.GetInclusionProofRequest, context: Context
    ) -> journal_pb2.InclusionProof:
        self._must_be_ours(request.log)
        async with self._database.read() as connection:
            size = request.tree_size or (await self._latest(connection)).size
            hashes = await reader.inclusion_proof(connection, self._tables, request.position, size)
            entry = await reader.entry_at(connection, self._tables, request.position, seen_by=())
        return journal_pb2.InclusionProof(
            position=request.position, tree_size=size, leaf_hash=entry.leaf.leaf_hash, hashes=hashes
        )

    async def GetConsistencyProof(
        self, request: journal_pb2.GetConsistencyProofRequest, context: Context
    ) -> journal_pb2.ConsistencyProof:
        self._must_be_ours(request.log)
        async with self._database.read() as connection:
            to_size = request.to_size or (await self._latest(connection)).size
            hashes = await reader.consistency_proof(connection, self._tables, request.from_size, to_size)
        return journal_pb2.ConsistencyProof(from_size=request.from_size, to_size=to_size, hashes=hashes)

    async def _wait(self, size: int, seconds: float) -> None:
        """Waits until the log has grown beyond a size in this process, or the time is over."""
        end = stopwatch() + seconds
        self._waiting += 1
        try:
            while (left := end - stopwatch()) > 0:
                grown = self._grown  # what grows after the look below is told to this one
                async with self._database.read() as connection:
                    if (await self._latest(connection)).size != size:
                        return
                async with asyncio.timeout(left):
                    await grown.wait()
        except TimeoutError:
            return
        finally:
            self._waiting -= 1

    def _tell(self) -> None:
        """Wakes whoever waits."""
        self._grown.set()
        self._grown = asyncio.Event()

    def _must_be_ours(self, log: str) -> None:
        if log != self._log:
            raise not_found(log, f"{log} is not kept here; this service keeps {self._log}.")

    async def _latest(self, connection: AsyncConnection) -> StoredCheckpoint:
        stored = await reader.latest_checkpoint(connection, self._tables)
        if stored is None:
            raise unavailable(f"{self._log} was only just set up and has no checkpoint yet. Try again in a moment.")
        return stored


def _message(entry: LogEntry) -> journal_pb2.Entry:
    leaf = entry.leaf
    if leaf.content is not None:
        withholding = journal_pb2.WITHHOLDING_UNSPECIFIED
    elif entry.erased_at is not None:
        withholding = journal_pb2.WITHHOLDING_ERASED
    else:
        withholding = journal_pb2.WITHHOLDING_CONFIDENTIAL
    message = journal_pb2.Entry(
        position=leaf.position,
        kind=leaf.kind,
        subject=entry.subject or "",
        actor=entry.actor or "",
        leaf=leaf.leaf_data,
        content=leaf.content or b"",
        salt=leaf.salt or b"",
        withholding=withholding,
    )
    message.record_time.FromDatetime(leaf.recorded_at)
    return message


def _beyond(position: int, size: int) -> SepiaError:
    return SepiaError(
        Kind.OUT_OF_RANGE,
        "POSITION_OUT_OF_RANGE",
        f"The log has {size} entries, so from_position {position} lies beyond it. Go on from the next_position of the "
        "last answer. If that is where it came from, the log was cut back: keep your checkpoints, tell its operator.",
    )
