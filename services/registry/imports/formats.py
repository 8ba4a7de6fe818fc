"""Owns what a format of files is to the pipeline: a name, and a way to take a file of it over.

Whatever the format, a file is uploaded, kept byte for byte, applied whole in one transaction or refused whole, and
reported row by row. A format reads the file's bytes and does the rest through `SubmittedFile`: it rejects rows that
cannot be read, and takes over the others with the statements of its own feature's store.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from services.registry.imports import store
from shared.db import Database, WriteTransaction
from shared.errors import Violation, invalid

WHOLE_LIMIT = 256 * 1024 * 1024
"""Greatest size of a file that a format may read into memory whole; formats of longer files read `chunks`."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row was not accepted; a row with several faults has one of these for each.

    Attributes:
        line: physical line it begins on, the first line of the file is 1; of a sheet, its row.
        column: name of the column as the file has it; empty when the fault is the whole row's.
        value: what stands there, shortened.
        reason: UPPER_SNAKE_CASE.
        message: what is wrong and why, for people.
        suggestion: what to write instead, with a valid example.
    """

    line: int
    column: str
    value: str
    reason: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a file.

    Attributes:
        rows: rows or records of the file, the header not counted.
        accepted: of these, how many were understood.
        new: of the accepted, how many changed the register; 0 leaves the edition as it is.
        counts: further figures for the report, by what is counted (`patents`, `licensors`), in the order to show.
        declared: the fields of ImportCounts that say what declarations a file holds, where it holds any.
    """

    rows: int
    accepted: int
    new: int
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    declared: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class SubmittedFile:
    """A file while it is applied, in one transaction.

    Attributes:
        tx: the transaction; nothing of the file is there for others before it ends.
        import_id: `imports/{import_id}`.
        document_id: row of the table `document`.
        sha256: digest of the bytes; `documents/{sha256}`.
        size_bytes: how many.
        filename: as given.
        demonstration: made-up data.
        submitter: account that sent it.
        organization: whom that account acted for; empty for the centre's officers.
        at: when it is applied.
        progress: tells how far it is: bytes read, rows read, rows rejected, step (`reading`, `merging`).
    """

    database: Database
    tx: WriteTransaction
    import_id: uuid.UUID
    document_id: int
    sha256: str
    size_bytes: int
    filename: str
    demonstration: bool
    submitter: str
    organization: str
    at: dt.datetime
    progress: Callable[[int, int, int, str], Awaitable[None]]
    rejected_rows: int = 0
    _rejections: int = 0
    _edition: int | None = None

    @property
    def edition_made(self) -> int | None:
        """The edition that was asked for; None when none was."""
        return self._edition

    async def edition(self) -> int:
        """The edition that this file makes, for a format that notes it in its rows. Ask when something is new."""
        if self._edition is None:
            self._edition = await store.edition(self.tx, self.at, import_id=self.import_id)
        return self._edition

    async def chunks(self) -> AsyncGenerator[bytes]:
        """The bytes in pieces, read over a connection of its own."""
        async with self.database.read() as connection:
            async for piece in store.document_bytes(connection, self.document_id):
                yield piece

    async def stored_runs(self) -> AsyncGenerator[list[bytes]]:
        """The same pieces as they are stored, several at a time (`store.unpacked`)."""
        async with self.database.read() as connection:
            async for run in store.stored_runs(connection, self.document_id):
                yield [piece for _, piece in run]

    async def whole(self) -> bytes:
        """All bytes at once.

        Raises:
            SepiaError: INVALID_ARGUMENT (FILE_TOO_LONG).
        """
        if self.size_bytes > WHOLE_LIMIT:
            raise invalid(
                "FILE_TOO_LONG",
                f"{self.filename} has {self.size_bytes} bytes; a file of this format may have {WHOLE_LIMIT}. "
                "Divide it.",
                Violation("content", f"at most {WHOLE_LIMIT} bytes"),
            )
        return b"".join([piece async for piece in self.chunks()])

    async def reject(self, rejections: Sequence[Rejection]) -> None:
        """Puts rows that were not accepted into the report; the rejections of one row stand together."""
        lines = [rejection.line for rejection in rejections]
        self.rejected_rows += len(set(lines))
        await store.note_rejections(self.tx, self.import_id, self._rejections, rejections)
        self._rejections += len(rejections)


class Format(Protocol):
    """A kind of file."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes a file over, in its transaction.

        Raises:
            SepiaError: INVALID_ARGUMENT: the file is not of this format; it is refused whole.
        """
        ...
