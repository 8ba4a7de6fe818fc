"""Owns the check that the migrations make the schema of `tables.py`, which guards what rates rest on."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from services.frand.app import SERVICE
from services.frand.tables import CONFIDENTIAL
from shared.db.database import sqlalchemy_url
from tests.integration.frand.conftest import Frand, question
from tests.support import Databases


def test_what_has_an_audience_is_under_forced_row_level_security(databases: Databases) -> None:
    engine = sa.create_engine(sqlalchemy_url(databases.of(SERVICE)), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        guarded = connection.execute(
            sa.text(
                "select relname from pg_class where relnamespace = 'frand'::regnamespace and relkind = 'r'"
                " and relrowsecurity and relforcerowsecurity"
            )
        )
        assert set(guarded.scalars()) == set(CONFIDENTIAL)
        assert {table.name for table in SERVICE.metadata.tables.values() if "audience" in table.c} <= {
            *CONFIDENTIAL,
            "log_entry",
        }
    engine.dispose()


def test_the_migrated_schema_is_that_of_the_tables(databases: Databases) -> None:
    engine = sa.create_engine(sqlalchemy_url(databases.of(SERVICE)), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name == "frand",
                "version_table_schema": "frand",
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, SERVICE.metadata) == []
        assert sa.inspect(connection).get_table_names("frand")
    engine.dispose()


@pytest.mark.parametrize("table", ["findings", "finding", "aggregate_royalty", "calculation"])
@pytest.mark.parametrize(
    "statement", ["update {} set holder = holder", "delete from {}", "truncate {} cascade"], ids=lambda text: text[:6]
)
async def test_the_database_refuses_to_change_what_rates_rest_on(frand: Frand, table: str, statement: str) -> None:
    found, aggregate = await frand.received(), await frand.on_record()
    await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    column = {"findings": "edition", "finding": "holder", "aggregate_royalty": "citation", "calculation": "results"}
    text = statement.replace("holder", column[table]).format(f"frand.{table}")
    if table == "calculation" and not statement.startswith("truncate"):
        # No policy lets anyone change or remove a row, so there is none to be refused.
        async with frand.running.running.database.engine.begin() as connection:
            assert (await connection.execute(sa.text(text))).rowcount == 0
        return
    with pytest.raises(DBAPIError, match="refused"):
        async with frand.running.running.database.engine.begin() as connection:
            await connection.execute(sa.text(text))
