"""Owns bringing a service's schema up to date: Alembic, one migrator at a time, and no long wait for a lock.

A migration waits at most a few seconds for a lock, so that it fails instead of stopping everyone behind it; an
advisory lock lets one replica migrate while the others wait for it.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.config import Config
from alembic.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from shared.db.database import sqlalchemy_url
from shared.db.revisions import schema_of

LOCK_TIMEOUT = "5s"


def migrate(url: str, metadata: sa.MetaData, folder: Path) -> list[str]:
    """Brings the schema to the newest revision; returns the revisions applied. Safe to run from many processes."""
    schema = schema_of(metadata)
    script = _script(folder)
    applied: list[str] = []
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("select pg_advisory_lock(:key)"), {"key": _lock_key(schema)})
            connection.execute(sa.text(f'create schema if not exists "{schema}"')) if not _schema_exists(
                connection, schema
            ) else None
            connection.execute(sa.text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(sa.text(f'set search_path = "{schema}"'))
            connection.commit()

            def upgrade(revision: tuple[str, ...], _context: MigrationContext) -> list[object]:
                steps = script._upgrade_revs("head", revision)  # pyright: ignore  Alembic's own env.py calls it so
                applied.extend(step.revision.revision for step in steps)  # pyright: ignore
                return steps  # pyright: ignore

            with EnvironmentContext(Config(), script, fn=upgrade) as environment:  # pyright: ignore
                environment.configure(
                    connection=connection,
                    target_metadata=metadata,
                    version_table_schema=schema,
                    transaction_per_migration=True,
                )
                with environment.begin_transaction():
                    environment.run_migrations()
            connection.commit()
            connection.execute(sa.text("select pg_advisory_unlock(:key)"), {"key": _lock_key(schema)})
            connection.commit()
    finally:
        engine.dispose()
    return applied


def _schema_exists(connection: sa.Connection, schema: str) -> bool:
    found = connection.execute(sa.text("select 1 from pg_namespace where nspname = :name"), {"name": schema})
    return found.first() is not None


def _script(folder: Path) -> ScriptDirectory:
    return ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])


def _lock_key(schema: str) -> int:
    return zlib.crc32(f"sepia migration {schema}".encode())


def run_script(path: Path) -> None:
    """Executes a migration's SQL file; statements are separated by lines that hold only `;`."""
    for statement in path.read_text().split("\n;\n"):
        if text := statement.strip():
            op.get_bind().exec_driver_sql(text.replace("%", "%%"))
