"""The schema: what the migrations make is what the tables say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.assessment import tables
from shared.db.database import sqlalchemy_url
from tests.integration.assessment.conftest import ordinary_url
from tests.support import Databases


def test_migrations_make_the_tables(databases: Databases) -> None:
    engine = sa.create_engine(sqlalchemy_url(ordinary_url(databases)))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name == tables.SCHEMA,
                "version_table_schema": tables.SCHEMA,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, tables.METADATA) == []
        checks = {
            (row[0], row[1])
            for row in connection.execute(
                sa.text(
                    "select c.relname, k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid"
                    " where k.contype = 'c' and k.connamespace = 'assessment'::regnamespace"
                )
            )
        }
    engine.dispose()
    declared = {
        (table.name, str(constraint.name))
        for table in tables.METADATA.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    assert checks == declared


def test_who_checks_what_is_under_forced_row_level_security(databases: Databases) -> None:
    engine = sa.create_engine(sqlalchemy_url(ordinary_url(databases)))
    with engine.connect() as connection:
        guarded = connection.execute(
            sa.text(
                "select relname from pg_class where relnamespace = 'assessment'::regnamespace"
                " and relrowsecurity and relforcerowsecurity"
            )
        ).scalars()
        assert set(guarded) == set(tables.CONFIDENTIAL)
    engine.dispose()
