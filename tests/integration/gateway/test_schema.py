"""Owns the test that the migrations make the schema that `tables.py` describes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.gateway import tables
from services.gateway.app import SERVICE
from shared.db.database import sqlalchemy_url
from tests.support import Databases


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The gateway's schema without the tables of the job queue, which are its library's own."""
    if kind == "schema":
        return name == tables.SCHEMA
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def test_the_migrated_schema_is_the_one_described(databases: Databases) -> None:
    engine = sa.create_engine(sqlalchemy_url(databases.of(SERVICE)))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_schemas": True, "version_table_schema": tables.SCHEMA, "include_name": ours},
        )
        assert compare_metadata(context, tables.METADATA) == []
        named = sa.inspect(connection).get_table_names(schema=tables.SCHEMA)
        assert "procrastinate_jobs" in named
        assert sa.inspect(connection).get_table_names(schema="public") == []
    engine.dispose()
