"""Owns a log in a schema of its own for each test, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import os
import secrets
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local.databases import create_database
from deploy.local.postgres import EmbeddedPostgres
from shared.clock import FixedClock
from shared.ids import new_id
from shared.journal import writer
from shared.journal.fsck import Finding, check_log
from shared.journal.leaf import Entry
from shared.journal.note import Signer
from shared.journal.sequencer import Sequencer
from shared.journal.tables import JournalTables, guard_statements, journal_tables
from tests.support.folders import give_cluster, open_folder

AT = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def journal_postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL for these tests; `SEPIA_TEST_POSTGRES_BINARIES` names the binaries of another version."""
    folder = open_folder()
    named = os.environ.get("SEPIA_TEST_POSTGRES_BINARIES")
    if not named:
        give_cluster(folder / "postgres")
    with EmbeddedPostgres(folder / "postgres", binaries=Path(named) if named else None, durable=False) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def database_url(journal_postgres: EmbeddedPostgres) -> str:
    """A fresh empty database."""
    name = f"test_{secrets.token_hex(6)}"
    create_database(journal_postgres.url(), name)
    return journal_postgres.url(name).replace("postgresql://", "postgresql+psycopg://")


@dataclass
class Log:
    """A service log of a test's own, with what a test does to it in one word."""

    engine: AsyncEngine
    tables: JournalTables
    signer: Signer
    clock: FixedClock
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def sequencer(self, **options: Any) -> Sequencer:
        return Sequencer(self.engine, self.tables, options.pop("signer", self.signer), self.clock, **options)

    def entry(self, audience: Sequence[str] = ("public",), kind: str = "holder:declaration:submit") -> Entry:
        number = next(self.numbers)
        subject = f"holders/acme/declarations/{number}"
        content = {"number": number, "text": f"declaration {number}"}
        return Entry(new_id(), kind, subject, "users/alice", self.clock.now(), content, audience)

    async def record(self, count: int = 1, audience: Sequence[str] = ("public",)) -> list[uuid.UUID]:
        """Commits entries, each in a transaction of its own."""
        entries = [self.entry(audience) for _ in range(count)]
        for entry in entries:
            async with self.engine.begin() as connection:
                await writer.append(connection, self.tables, entry)
        return [entry.id for entry in entries]

    async def grow(self, *batches: int) -> None:
        """Records and sequences, a checkpoint for each batch."""
        for batch in batches:
            await self.record(batch)
            await self.sequencer().drain()

    async def check(self, **options: Any) -> list[Finding]:
        return await check_log(self.engine, self.tables, [self.signer.verifier], self.clock, **options)

    async def run(self, statement: str | sa.Executable, **values: Any) -> Any:
        """Runs a statement as somebody with full rights on the database would."""
        async with self.engine.begin() as connection:
            if isinstance(statement, str):
                statement = sa.text(statement.format(s=self.tables.schema))
            return await connection.execute(statement, values)

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.engine.begin() as connection:
            return [*await connection.execute(sa.text(statement.format(s=self.tables.schema)), values)]

    async def until(self, statement: str, *expected: Any) -> None:
        """Waits until a query returns these values, one a row; fails after ten seconds."""
        async with asyncio.timeout(10):
            while [row[0] for row in await self.rows(statement)] != [*expected]:  # noqa: ASYNC110 - it happens in the database
                await asyncio.sleep(0.005)

    async def positions(self) -> list[int]:
        return [row[0] for row in await self.rows("select position from {s}.log_entry where position >= 0 order by 1")]


@pytest.fixture(scope="module")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(database_url, pool_size=12)
    yield engine
    await engine.dispose()


@pytest.fixture
async def log(engine: AsyncEngine) -> AsyncIterator[Log]:
    metadata = sa.MetaData(schema=f"log_{secrets.token_hex(5)}")
    tables = journal_tables(metadata)
    async with engine.begin() as connection:
        await connection.execute(sa.schema.CreateSchema(tables.schema))
        await connection.run_sync(metadata.create_all)
    yield Log(engine, tables, Signer("sepia.registry", Ed25519PrivateKey.generate()), FixedClock(AT))
    with contextlib.suppress(sa.exc.SQLAlchemyError):
        async with engine.begin() as connection:
            await connection.execute(sa.schema.DropSchema(tables.schema, cascade=True))


@pytest.fixture
async def guarded(log: Log) -> Log:
    """A log whose database refuses to rewrite it."""
    for statement in guard_statements(log.tables):
        await log.run(sa.text(statement))
    return log
