"""Owns what the registry remembers of files: documents, imports, rejected rows, and the merge of a file's rows.

A merge is one transaction: rows are staged in a temporary table by COPY, and set-based statements take over what the
register does not have yet. Whoever reads meanwhile sees the register as it was.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import sqlalchemy as sa
from psycopg import AsyncConnection as PsycopgConnection
from psycopg.rows import tuple_row
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import imports_pb2
from services.registry import locks, tables
from services.registry.imports.stored_pieces import Bytes, cut, packed, unpacked
from services.registry.locks import Lock, Named
from shared.db import WriteTransaction

CHUNK_BYTES = 1024 * 1024
REMOVED = (6, 7)  # of DeclarationState: what a removed declaration said is not public
QUEUED, RUNNING, DONE, REFUSED = 1, 2, 3, 4

KEPT_FOR = dt.timedelta(days=7)
STORED_AT_ONCE = 4 * CHUNK_BYTES
"""Bytes of a document that are gathered before they are stored."""

# --- documents ---------------------------------------------------------------------------------------------------


class NotedRejection(Protocol):
    """Why a row was not accepted, as the report has it."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def suggestion(self) -> str: ...


class DocumentWriter:
    """Takes a document's bytes in pieces of any size and stores them in this transaction."""

    def __init__(self, tx: WriteTransaction) -> None:
        self._tx = tx
        self._pending: list[Bytes] = []
        self._pending_size = 0
        self._sha256 = hashlib.sha256()
        self._number = 0
        self.size = 0

    @property
    def sha256(self) -> str:
        """Digest of what was stored so far, in hexadecimal."""
        return self._sha256.hexdigest()

    async def begin(self) -> None:
        """Makes the document's row."""
        self.document_id = await begin_document(self._tx)

    async def write(self, *data: bytes) -> None:
        """Takes the next bytes."""
        self._pending += data
        self._pending_size += sum(map(len, data))
        if self._pending_size >= STORED_AT_ONCE:
            await self._store(last=False)

    async def finish(self, at: dt.datetime) -> int:
        """Completes the document and returns its id; that of an equal one that is stored already, where there is."""
        await self._store(last=True)
        return await complete_document(self._tx, self.document_id, self.sha256, self.size, at)

    async def _store(self, *, last: bool) -> None:
        chunks = cut(self._pending, CHUNK_BYTES)
        rest = [] if last or not chunks or len(chunks[-1]) == CHUNK_BYTES else [chunks.pop()]
        self._pending, self._pending_size = rest, sum(map(len, rest))
        if chunks:
            _, self._number = await asyncio.gather(
                asyncio.to_thread(digest, self._sha256.update, chunks),
                store_chunks(self._tx, self.document_id, self._number, self.size, chunks),
            )
            self.size += sum(map(len, chunks))


def digest(update: Callable[[Bytes], object], data: Sequence[Bytes]) -> None:
    """Takes bytes into a digest by its `update`."""
    for each in data:
        update(each)


async def begin_document(tx: WriteTransaction) -> int:
    """Makes a document's row; returns its id."""
    statement = sa.insert(tables.document).values(size_bytes=None).returning(tables.document.c.id)
    return cast(int, (await tx.execute(statement)).scalar_one())


async def store_chunks(tx: WriteTransaction, document: int, number: int, start: int, chunks: Sequence[Bytes]) -> int:
    """Stores bytes of a document from `start` on as chunks from `number` on; returns the next chunk's number."""
    contents = await asyncio.to_thread(packed, chunks)
    rows: list[dict[str, object]] = []
    for piece, content in zip(chunks, contents, strict=True):
        rows.append(
            {
                "document_id": document,
                "number": number,
                "start_bytes": start,
                "size_bytes": len(piece),
                "content": content,
            }
        )
        number, start = number + 1, start + len(piece)
    await tx.execute(sa.insert(tables.document_chunk), rows)
    return number


async def complete_document(tx: WriteTransaction, document: int, sha256: str, size: int, at: dt.datetime) -> int:
    """Completes a document and returns its id; that of an equal one that is stored already, where there is."""
    table = tables.document
    # Two uploads of one file at the same moment: the second waits here for the first, then finds its document.
    await locks.wait_named(tx, Named.DOCUMENT, sha256)
    known = (await tx.execute(sa.select(table.c.id).where(table.c.sha256 == sha256))).scalar_one_or_none()
    if known is not None:
        await tx.execute(sa.delete(table).where(table.c.id == document))
        return cast(int, known)
    await tx.execute(
        sa.update(table).where(table.c.id == document).values(sha256=sha256, size_bytes=size, received_at=at)
    )
    return document


async def digest_of(connection: AsyncConnection, document: int) -> str:
    """SHA-256 of the bytes that are stored of a document, in hexadecimal."""
    digest = hashlib.sha256()
    async for piece in document_bytes(connection, document):
        await asyncio.to_thread(digest.update, piece)
    return digest.hexdigest()


# --- uploads that can be continued -------------------------------------------------------------------------------


async def read_upload(connection: AsyncConnection, account: str, request_id: str) -> sa.Row[Any] | None:
    """An upload that is not complete."""
    table = tables.upload
    query = sa.select(table).where(table.c.account == account, table.c.request_id == request_id)
    return (await connection.execute(query)).one_or_none()


async def answer_of(connection: AsyncConnection, account: str, request_id: str) -> bytes | None:
    """What a complete upload was answered, as the bytes of an Operation."""
    table = tables.ANSWERED
    query = sa.select(table.c.response).where(
        table.c.account == account, table.c.request_id == request_id, table.c.method.endswith("/UploadImport")
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    return None if found is None else bytes(found)


async def begin_upload(tx: WriteTransaction, account: str, request_id: str, said: bytes, at: dt.datetime) -> None:
    """Begins an upload, or begins it again; what was not continued for a week is dropped."""
    table = tables.upload
    over = sa.or_(
        sa.and_(table.c.account == account, table.c.request_id == request_id), table.c.touched_at < at - KEPT_FOR
    )
    dropped = (await tx.execute(sa.delete(table).where(over).returning(table.c.document_id))).scalars().all()
    if dropped:
        await tx.execute(sa.delete(tables.document).where(tables.document.c.id.in_(dropped)))
    values = {"account": account, "request_id": request_id, "said": said, "size_bytes": 0, "touched_at": at}
    await tx.execute(sa.insert(table).values(document_id=await begin_document(tx), **values))


async def continue_upload(
    tx: WriteTransaction, account: str, request_id: str, received: int, data: Sequence[bytes], at: dt.datetime
) -> bool:
    """Stores the next bytes of an upload; False when another connection was quicker."""
    table, chunk = tables.upload, tables.document_chunk
    mine = sa.and_(table.c.account == account, table.c.request_id == request_id)
    row = (await tx.execute(sa.select(table).where(mine).with_for_update())).one_or_none()
    if row is None or row.size_bytes != received:
        return False
    last = sa.select(sa.func.coalesce(sa.func.max(chunk.c.number) + 1, 0)).where(chunk.c.document_id == row.document_id)
    number = (await tx.execute(last)).scalar_one()
    await store_chunks(tx, row.document_id, number, received, cut(data, CHUNK_BYTES))
    size = received + sum(map(len, data))
    await tx.execute(sa.update(table).where(mine).values(size_bytes=size, touched_at=at))
    return True


async def end_upload(tx: WriteTransaction, account: str, request_id: str, received: int) -> int | None:
    """Takes the document out of an upload that is complete; None when another connection was quicker."""
    table = tables.upload
    mine = (table.c.account == account, table.c.request_id == request_id, table.c.size_bytes == received)
    return (await tx.execute(sa.delete(table).where(*mine).returning(table.c.document_id))).scalar_one_or_none()


# --- documents as they are read ----------------------------------------------------------------------------------


async def document_id(connection: AsyncConnection, sha256: str) -> int | None:
    """Id of the document with this digest."""
    found = await connection.execute(sa.select(tables.document.c.id).where(tables.document.c.sha256 == sha256))
    return found.scalar_one_or_none()


async def readable_document_id(connection: AsyncConnection, sha256: str, line: int, *, officer: bool) -> int | None:
    """Id of the document with this digest, if everybody may read this row of it; the centre may read all.

    A file that was imported is public, except one of IETF disclosures: it holds some that are not posted, so of it only
    the rows that public declarations were read from are. A document of a declaration is public with it, unless it is
    confidential.
    """
    document, file, attached, declared = (
        tables.document,
        tables.import_,
        tables.declaration_document,
        tables.declaration,
    )
    found = sa.select(document.c.id).where(document.c.sha256 == sha256)
    if not officer:
        shown = sa.and_(tables.declared_in_public(), declared.c.state.not_in(REMOVED))
        imported = sa.exists().where(
            file.c.document_id == document.c.id, file.c.source_format != imports_pb2.SOURCE_FORMAT_IETF_DISCLOSURES
        )
        read_from = sa.exists().where(declared.c.document_id == document.c.id, declared.c.line == line, shown)
        sent = sa.exists().where(
            attached.c.document_id == document.c.id,
            attached.c.declaration_id == declared.c.id,
            ~attached.c.confidential,
            shown,
        )
        # What is sent with a declaration has its rows read as the declaration's; a file's have their own lines.
        found = found.where(sa.or_(imported, read_from, sent))
    return (await connection.execute(found)).scalar_one_or_none()


async def document_bytes(connection: AsyncConnection, document: int, start: int = 0) -> AsyncGenerator[bytes]:
    """The bytes of a document from an offset on, a chunk at a time."""
    async for run in stored_runs(connection, document, start, 1):
        for begins, content in run:
            piece = await asyncio.to_thread(unpacked, content)
            yield piece[max(0, start - begins) :]


_RUN_OF_CHUNKS = """
    select start_bytes, content from registry.document_chunk
    where document_id = %s and number >= %s and number < %s order by number
"""


async def stored_runs(
    connection: AsyncConnection, document: int, start: int = 0, chunks: int = 8
) -> AsyncGenerator[list[tuple[int, bytes]]]:
    """The chunks of a document as they are stored, so many at a time, each with the offset that it begins at."""
    table = tables.document_chunk
    first = sa.select(sa.func.max(table.c.number)).where(table.c.document_id == document, table.c.start_bytes <= start)
    number = (await connection.execute(first)).scalar_one_or_none()
    driver = cast("PsycopgConnection[object]", (await connection.get_raw_connection()).driver_connection)
    while number is not None:
        # In PostgreSQL's binary form: as text they would be twice as long, and made so and read again.
        async with driver.cursor(binary=True, row_factory=tuple_row) as cursor:
            await cursor.execute(_RUN_OF_CHUNKS, (document, number, number + chunks))
            rows = await cursor.fetchall()
        if not rows:
            return
        yield [(start, bytes(content)) for start, content in rows]
        number += chunks


async def known_row(connection: AsyncConnection, document: int, line: int) -> tuple[int, int] | None:
    """Line and byte offset of the last row of a document at or before a line whose place is known."""
    # Links of what else than exports was brought in say it themselves, and those of exports from earlier versions.
    for table in (tables.document_place, tables.link):
        query = (
            sa.select(table.c.line, table.c.offset_bytes)
            .where(table.c.document_id == document, table.c.line <= line, table.c.offset_bytes.is_not(None))
            .order_by(table.c.line.desc())
            .limit(1)
        )
        if (row := (await connection.execute(query)).one_or_none()) is not None:
            return row.line, row.offset_bytes
    return None


# --- imports -----------------------------------------------------------------------------------------------------


async def create_import(tx: WriteTransaction, values: Mapping[str, object]) -> None:
    """Queues an import."""
    await tx.execute(sa.insert(tables.import_).values(state=QUEUED, **values))


def _imports() -> sa.Select[Any]:
    table, document, newer = tables.import_, tables.document, tables.import_.alias("newer")
    by = sa.select(newer.c.id).where(newer.c.supersedes == table.c.id, newer.c.state != REFUSED).scalar_subquery()
    waiting = tables.unindexed_load
    indexing = sa.exists().where(waiting.c.document_id == table.c.document_id, table.c.state == DONE)
    return sa.select(
        table, document.c.sha256, document.c.size_bytes, by.label("superseded_by"), indexing.label("indexing")
    ).join(document, document.c.id == table.c.document_id)


_IMPORT = _imports().where(tables.import_.c.id == sa.bindparam("id"))


async def read_import(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One import with its document's digest and size."""
    return (await connection.execute(_IMPORT, {"id": id})).one_or_none()


async def hold_import(tx: WriteTransaction, id: uuid.UUID) -> sa.Row[Any] | None:
    """One import, which nobody else may supersede before this transaction ends."""
    await tx.execute(sa.select(tables.import_.c.id).where(tables.import_.c.id == id).with_for_update())
    return await read_import(tx.connection, id)


async def list_imports(connection: AsyncConnection, before: uuid.UUID | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Imports, newest first."""
    query = _imports().order_by(tables.import_.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tables.import_.c.id < before)
    return (await connection.execute(query)).all()


async def list_rejected_rows(
    connection: AsyncConnection, id: uuid.UUID, after: int, limit: int
) -> Sequence[sa.Row[Any]]:
    """Rejected rows of an import in order of line."""
    table = tables.rejected_row
    query = sa.select(table).where(table.c.import_id == id, table.c.number > after).order_by(table.c.number)
    return (await connection.execute(query.limit(limit))).all()


async def list_differences(
    connection: AsyncConnection, id: uuid.UUID, kind: int, after: int, limit: int
) -> Sequence[sa.Row[Any]]:
    """Differences of an import in their order; of one kind, or of all when 0."""
    table, declaration, holder = tables.import_difference, tables.declaration, tables.holder
    standard, application = tables.standard, tables.application
    document, earlier = tables.document, tables.document.alias("earlier")
    query = (
        sa.select(
            table,
            holder.c.key.label("holder_key"),
            declaration.c.iprd_id,
            standard.c.key.label("standard_key"),
            application.c.office,
            application.c.number.label("application_number"),
            application.c.publications,
            document.c.sha256,
            earlier.c.sha256.label("earlier_sha256"),
        )
        .select_from(table)
        .join(tables.import_, tables.import_.c.id == table.c.import_id)
        .join(document, document.c.id == tables.import_.c.document_id)
        .join(declaration, declaration.c.id == table.c.declaration_id)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .outerjoin(standard, standard.c.id == table.c.standard_id)
        .outerjoin(application, application.c.id == table.c.application_id)
        .outerjoin(earlier, earlier.c.id == table.c.earlier_document_id)
        .where(table.c.import_id == id, table.c.number > after)
        .order_by(table.c.number)
        .limit(limit)
    )
    if kind:
        query = query.where(table.c.kind == kind)
    return (await connection.execute(query)).all()


async def waiting_imports(connection: AsyncConnection) -> Sequence[uuid.UUID]:
    """Imports to apply, the oldest first."""
    table = tables.import_
    query = sa.select(table.c.id).where(table.c.state.in_((QUEUED, RUNNING))).order_by(table.c.id)
    return (await connection.execute(query)).scalars().all()


async def take(tx: WriteTransaction, id: uuid.UUID) -> sa.Row[Any] | None:
    """Takes an import for this transaction; None when another replica has it, or it is over.

    Imports are applied one at a time. The lock ends with the transaction, also when the process is killed.
    """
    if not await locks.take(tx, Lock.APPLY):
        return None
    row = await read_import(tx.connection, id)
    return row if row is not None and row.state in (QUEUED, RUNNING) else None


async def note_progress(connection: AsyncConnection, id: uuid.UUID, progress: Mapping[str, object]) -> None:
    """Says how far an import is, for whoever watches."""
    await connection.execute(
        sa.update(tables.import_)
        .where(tables.import_.c.id == id, tables.import_.c.state.in_((QUEUED, RUNNING)))
        .values(state=RUNNING, progress=dict(progress))
    )


async def note_failure(connection: AsyncConnection, id: uuid.UUID) -> int:
    """Counts a failure that was not the file's; returns how many there were."""
    table = tables.import_
    statement = sa.update(table).where(table.c.id == id).values(failures=table.c.failures + 1)
    return (await connection.execute(statement.returning(table.c.failures))).scalar_one()


async def refuse(tx: WriteTransaction, id: uuid.UUID, reason: str, message: str, at: dt.datetime) -> bool:
    """Refuses an import whole; False when it is over already."""
    done = await tx.execute(
        sa.update(tables.import_)
        .where(tables.import_.c.id == id, tables.import_.c.state.in_((QUEUED, RUNNING)))
        .values(state=REFUSED, refusal_reason=reason, refusal=message, ended_at=at, progress=None)
    )
    return bool(done.rowcount)


async def complete(
    tx: WriteTransaction, id: uuid.UUID, counts: Mapping[str, object], edition: int | None, at: dt.datetime
) -> None:
    """Notes that an import is applied."""
    await tx.execute(
        sa.update(tables.import_)
        .where(tables.import_.c.id == id)
        .values(state=DONE, counts=dict(counts), edition=edition, ended_at=at, progress=None)
    )


async def chain_of(tx: WriteTransaction, id: uuid.UUID) -> Sequence[int]:
    """The documents of the editions that an import is newer than, the newest first."""
    table = tables.import_
    first = sa.select(table.c.supersedes.label("id"), sa.literal(1).label("depth")).where(table.c.id == id)
    chain = first.cte("chain", recursive=True)
    earlier = sa.select(table.c.supersedes, chain.c.depth + 1).join(chain, chain.c.id == table.c.id)
    chain = chain.union_all(earlier.where(chain.c.id.is_not(None)))
    query = sa.select(table.c.document_id).join(chain, chain.c.id == table.c.id).order_by(chain.c.depth)
    return (await tx.execute(query)).scalars().all()


async def note_rejections(
    tx: WriteTransaction, import_id: uuid.UUID, after: int, rejections: Sequence[NotedRejection]
) -> None:
    """Puts rejected rows into an import's report, numbered on from `after`."""
    rows = [
        {
            "import_id": import_id,
            "number": number,
            "line": rejection.line,
            "column": rejection.column,
            "value": rejection.value,
            "reason": rejection.reason,
            "message": rejection.message,
            "suggestion": rejection.suggestion,
        }
        for number, rejection in enumerate(rejections, after + 1)
    ]
    for start in range(0, len(rows), 1_000):
        await tx.execute(sa.insert(tables.rejected_row), rows[start : start + 1_000])


# --- editions ----------------------------------------------------------------------------------------------------


async def current_edition(tx: WriteTransaction) -> int | None:
    """The number of the current edition; None before the first."""
    return (await tx.execute(sa.select(sa.func.max(tables.edition.c.number)))).scalar_one_or_none()


async def edition(tx: WriteTransaction, at: dt.datetime, *, import_id: uuid.UUID | None = None, cause: str = "") -> int:
    """Makes a new edition of the register, because of an import or of something else that changes what is counted.

    Args:
        cause: resource name of what changed it, when no import did.
    """
    # One at a time, so that numbers have no gaps and no two are equal.
    await locks.wait(tx, Lock.EDITION)
    number = (await current_edition(tx) or 0) + 1
    values = {"number": number, "import_id": import_id, "cause": cause, "created_at": at}
    await tx.execute(sa.insert(tables.edition).values(values))
    return number


async def coming_edition(tx: WriteTransaction) -> int:
    """The number that the edition made in this transaction will have; nobody else makes one before it ends."""
    await locks.wait(tx, Lock.EDITION)
    return (await current_edition(tx) or 0) + 1
