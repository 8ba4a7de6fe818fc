"""Owns transactions. Nothing else in Sepia commits.

A write is one transaction: the change of state, its entry in the log and the record that this request was answered
commit together or not at all. A read runs in autocommit mode, which saves two round trips.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.auth.callers import current_caller
from shared.clock import Clock, SystemClock
from shared.errors import Kind, SepiaError, Violation, invalid, unavailable
from shared.ids import NewId, new_id, random_id
from shared.journal.blinding import Blinding
from shared.journal.leaf import Entry
from shared.journal.tables import JournalTables
from shared.journal.writer import append, append_many
from shared.rpc.calls import Replayed, current_call

Reply = TypeVar("Reply", bound=Message)

PUBLIC = ("public",)
OFFICERS = ("role:OFFICER", "role:SERVICE")
"""Audience of log entries that only the centre may read."""

UNHURRIED: Mapping[str, str] = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
"""Settings for a transaction that works as long as it takes."""


def sqlalchemy_url(url: str) -> sa.URL:
    """The URL with psycopg as its driver, whatever way a PostgreSQL URL was written."""
    parsed = sa.make_url(url)
    return parsed.set(drivername="postgresql+psycopg")


class Database:
    """One service's schema in PostgreSQL."""

    def __init__(
        self,
        url: str,
        journal: JournalTables,
        answered: sa.Table,
        *,
        clock: Clock | None = None,
        new_id: NewId = new_id,
        random_id: NewId = random_id,
        pool_size: int = 10,
        statement_timeout_seconds: int = 60,
        blinding: Blinding | None = None,
    ) -> None:
        self.journal = journal
        self.blinding = blinding
        self.answered = answered
        self.clock: Clock = clock or SystemClock()
        self.new_id = new_id
        self.random_id = random_id
        schema = journal.schema
        options = (
            f"-c search_path={schema} -c timezone=UTC -c lock_timeout=10s "
            f"-c statement_timeout={statement_timeout_seconds}s -c idle_in_transaction_session_timeout=120s"
        )
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=10,
            pool_pre_ping=False,
            connect_args={"options": options, "connect_timeout": 5, "application_name": f"sepia {schema}"},
        )
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._after_commits: list[Callable[[], None]] = []

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()

    def after_commits(self, call: Callable[[], None]) -> None:
        """Calls something whenever this process has committed entries of the log, or given them their positions.

        For work that follows from what is committed: it begins at once instead of at its next look.
        """
        self._after_commits.append(call)

    def committed(self) -> None:
        """Says that this process has committed something."""
        for call in self._after_commits:
            call()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A connection for reads, each statement by itself."""
        with database_errors():
            async with self._autocommit.connect() as connection:
                yield connection

    @asynccontextmanager
    async def read_as_caller(self) -> AsyncGenerator[AsyncConnection]:
        """A read-only transaction under the caller's identity, for tables under row-level security."""
        with database_errors():
            async with self.engine.begin() as connection:
                await connection.execute(sa.text("set transaction read only"))
                await _identify(connection, self.clock.now())
                yield connection

    @asynccontextmanager
    async def snapshot(self, settings: Mapping[str, str] | None = None) -> AsyncGenerator[AsyncConnection]:
        """A read-only transaction in which every statement sees one and the same moment.

        Args:
            settings: of the database, for this transaction; without any, it may take as long as it takes.
        """
        chosen = {"transaction_read_only": "on", **(UNHURRIED if settings is None else settings)}
        with database_errors():
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="REPEATABLE READ")
                async with connection.begin():
                    await apply_settings(connection, chosen)
                    yield connection

    @asynccontextmanager
    async def write(
        self, request: Message | None = None, *, request_id: str | None = None
    ) -> AsyncGenerator[WriteTransaction]:
        """A write transaction under the caller's identity.

        With a request whose `request_id` is set, a request that was answered before is not done again: `Replayed`
        ends the method with the first answer. Reply with `tx.reply(message)`, so that the answer is kept.

        Raises:
            SepiaError: INVALID_ARGUMENT (REQUEST_ID_REUSED) when the id came with another request before.
        """
        identity = str(getattr(request, "request_id", "")) if request_id is None else request_id
        with database_errors():
            async with self.engine.begin() as connection:
                await _identify(connection, self.clock.now())
                tx = WriteTransaction(self, connection, identity)
                if identity and request is not None:
                    await tx.claim(request)
                yield tx
        if tx.recorded:
            self.committed()


class WriteTransaction:
    """A transaction that changes state and says so in the log."""

    def __init__(self, database: Database, connection: AsyncConnection, request_id: str) -> None:
        self.database = database
        self.connection = connection
        self.recorded = 0
        self._request_id = request_id
        self._claimed_for: tuple[str, str] | None = None

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Executes a statement in this transaction."""
        return await self.connection.execute(statement, parameters)

    async def record(
        self,
        kind: str,
        subject: str,
        content: Mapping[str, object],
        *,
        audience: Sequence[str] = PUBLIC,
        actor: str | None = None,
    ) -> uuid.UUID:
        """Puts an entry into the log: `source:subject:action`, what it happened to, and what there is to say.

        The actor is the caller, or Sepia's own `services/{schema}` for work that nobody asked for.
        """
        who = actor or current_caller().account or f"services/{self.database.journal.schema}"
        now, blinding = self.database.clock.now(), self.database.blinding
        if blinding is not None and kind in blinding.kinds:
            entry = blinding.hide(kind, subject, who, now, content, tuple(audience))
        else:
            entry = Entry(self.database.new_id(), kind, subject, who, now, content, tuple(audience))
        await append(self.connection, self.database.journal, entry)
        self.recorded += 1
        return entry.id

    async def record_many(
        self,
        kind: str,
        told: Sequence[tuple[str, Mapping[str, object]]],
        *,
        audience: Sequence[str] = PUBLIC,
        actor: str | None = None,
    ) -> None:
        """Puts many entries of one kind into the log, each with its subject and content; none may be blinded."""
        database = self.database
        assert database.blinding is None or kind not in database.blinding.kinds
        who, now = actor or current_caller().account or f"services/{database.journal.schema}", database.clock.now()
        entries = [
            Entry(database.new_id(), kind, subject, who, now, content, tuple(audience)) for subject, content in told
        ]
        await append_many(self.connection, database.journal, entries)
        self.recorded += len(entries)

    async def record_each(
        self, kind: str, told: Sequence[tuple[str, Mapping[str, object], Sequence[str]]]
    ) -> list[uuid.UUID]:
        """Puts many entries of one kind into the log, each with its subject, content and audience; as `record` does."""
        database = self.database
        who, now = current_caller().account or f"services/{database.journal.schema}", database.clock.now()
        blinding = database.blinding
        if blinding is not None and kind in blinding.kinds:
            entries = [blinding.hide(kind, subject, who, now, content, audience) for subject, content, audience in told]
        else:
            entries = [
                Entry(database.new_id(), kind, subject, who, now, content, tuple(audience))
                for subject, content, audience in told
            ]
        await append_many(self.connection, database.journal, entries)
        self.recorded += len(entries)
        return [entry.id for entry in entries]

    async def claim(self, request: Message) -> None:
        """Takes the request's id for this transaction, or ends the method with the answer it got before."""
        table, account, method = self.database.answered, current_caller().account, _method(request)
        fingerprint = hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
        # A second request with the same id waits here until the first has committed or rolled back.
        claimed = await self.connection.execute(
            insert(table)
            .values(
                account=account,
                method=method,
                request_id=self._request_id,
                fingerprint=fingerprint,
                answered_at=self.database.clock.now(),
            )
            .on_conflict_do_nothing()
            .returning(table.c.request_id)
        )
        self._claimed_for = (account, method)
        if claimed.first() is not None:
            return
        row = (
            await self.connection.execute(
                sa.select(table.c.fingerprint, table.c.response).where(*self._key(account, method))
            )
        ).one()
        if bytes(row.fingerprint) != fingerprint:
            raise invalid(
                "REQUEST_ID_REUSED",
                f"The request_id {self._request_id!r} came with another request before. A new request needs a new id; "
                "a retry must be sent unchanged.",
                Violation("request_id", "unused, or that of the very same request"),
            )
        raise Replayed(bytes(row.response or b""))

    async def reply(self, message: Reply) -> Reply:
        """Keeps the answer beside the change, for a retry of the request, and returns it."""
        if self._claimed_for is not None:
            await self.connection.execute(
                sa.update(self.database.answered)
                .where(*self._key(*self._claimed_for))
                .values(response=message.SerializeToString(deterministic=True))
            )
        return message

    def _key(self, account: str, method: str) -> tuple[sa.ColumnElement[bool], ...]:
        table = self.database.answered
        return (table.c.account == account, table.c.method == method, table.c.request_id == self._request_id)


class database_errors:
    """Turns what PostgreSQL refuses for a moment into an error that says so."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OperationalError):
            state = getattr(error.orig, "sqlstate", None)
            if state in ("53100", "53200", "53300"):
                raise SepiaError(
                    Kind.EXHAUSTED,
                    "DATABASE_FULL",
                    f"The database has no room for this ({error.orig}). Nothing of it was stored. Free disk space or "
                    "connections on the database's machine and send it again.",
                ) from error
            raise unavailable(
                "The database does not answer just now. Nothing of this request is lost or half done: send it again "
                "in a moment with the same request_id.",
                reason="DATABASE_UNAVAILABLE",
            ) from error
        if isinstance(error, DataError) and "NUL" in str(error.orig):
            raise invalid(
                "NUL_CHARACTER",
                "A text of this request holds a NUL character (U+0000), which cannot be stored. Remove it and send the "
                "request again.",
            ) from error
        if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise unavailable(
                "The database is too busy, or went away in the middle. Send the request again in a moment with the "
                "same request_id.",
                reason="DATABASE_UNAVAILABLE",
            ) from error


async def apply_settings(connection: AsyncConnection, settings: Mapping[str, str]) -> None:
    """Sets something of the database for the current transaction."""
    await connection.execute(sa.select(*(sa.func.set_config(name, value, True) for name, value in settings.items())))


async def _identify(connection: AsyncConnection, now: dt.datetime) -> None:
    """Tells the database who is asking and when; its row-level policies read these settings."""
    caller = current_caller()
    await connection.execute(
        sa.text(
            "select set_config('sepia.account', :account, true), set_config('sepia.organization', :organization, true),"
            " set_config('sepia.audiences', :audiences, true), set_config('sepia.now', :now, true)"
        ),
        {
            "account": caller.account,
            "organization": caller.organization,
            "audiences": ",".join(caller.audiences),
            "now": now.isoformat(),
        },
    )


def _method(request: Message) -> str:
    call = current_call()
    return call.method if call else request.DESCRIPTOR.full_name
