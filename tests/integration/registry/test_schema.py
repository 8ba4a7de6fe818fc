"""The schema that the migrations make is the one on the page of tables."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.registry import tables
from services.registry.app import SERVICE
from shared.db.database import sqlalchemy_url
from tests.support import Databases


@pytest.fixture(scope="module")
def engine(databases: Databases) -> sa.Engine:
    return sa.create_engine(sqlalchemy_url(databases.of(SERVICE)), poolclass=sa.pool.NullPool)


def test_the_migrations_make_the_tables_of_the_page(engine: sa.Engine) -> None:
    def of_this_service(name: str | None, kind: str, _parents: object) -> bool:
        if kind == "schema":
            return name == tables.SCHEMA
        # Partitions are made as they are needed.
        partition = kind == "table" and re.fullmatch(r"(link|application|application_number|family)_\d+", str(name))
        return name != "alembic_version" and not partition

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": of_this_service,
                "version_table_schema": tables.SCHEMA,
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, tables.METADATA) == []


@pytest.mark.parametrize(("table", "column"), [("frame", "digest"), ("frame_entry", "holder")])
def test_the_database_itself_refuses_to_change_a_frame(engine: sa.Engine, table: str, column: str) -> None:
    frame = (
        "insert into registry.frame values ('00000000-0000-7000-8000-000000000001', '5g', 1, 1, 'd', 1, 1, 1, 0, false,"
        " now())"
    )
    entry = (
        "insert into registry.frame_entry values ('00000000-0000-7000-8000-000000000001', 1, 'holders/a', 'families/b',"
        " 'A')"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(frame))
        connection.execute(sa.text(entry))
        for change in (f"delete from registry.{table}", f"update registry.{table} set {column} = 'x'"):
            with pytest.raises(sa.exc.DBAPIError, match="refused"), connection.begin_nested():
                connection.execute(sa.text(change))


@pytest.mark.parametrize(("column", "named"), [("document_id", "document 99"), ("holder_id", "holder 99")])
def test_a_declaration_refers_to_what_is_there(engine: sa.Engine, column: str, named: str) -> None:
    with engine.connect() as connection:
        document = "insert into registry.document (sha256, size_bytes, received_at) values ('d', 1, now()) returning id"
        id = connection.execute(sa.text(document)).scalar_one()
        entered = (
            "insert into registry.declaration (iprd_id, reference, document_id, holder_id, line, created_at)"
            " select n, 'ISLD-' || n, :document_id, :holder_id, n, now() from generate_series(1, 3) n"
        )
        there: dict[str, int | None] = {"document_id": id, "holder_id": None}
        with pytest.raises(sa.exc.IntegrityError, match=f"{named}, which is not there"), connection.begin_nested():
            connection.execute(sa.text(entered), there | {column: 99})
        connection.execute(sa.text(entered), there)
        change = f"update registry.declaration set {column} = 99 where iprd_id = 2"
        with pytest.raises(sa.exc.IntegrityError, match=f"{named}, which is not there"), connection.begin_nested():
            connection.execute(sa.text(change))


@pytest.mark.parametrize(
    ("number", "publications", "expected"),
    [
        (
            "EP20060711571",
            ["EP1848154 A1", "EP1848154 B1"],
            ["EP1848154", "EP1848154A1", "EP1848154B1", "EP20060711571"],
        ),
        ("H07-000397", [], ["H07000397"]),
        (None, ["US9276719B2"], ["US9276719", "US9276719B2"]),
        ("JP20060552944T", [], ["JP20060552944T"]),
        (None, ["Pending", "-"], []),
    ],
)
def test_numbers_are_kept_as_searches_compare_them(
    engine: sa.Engine, number: str | None, publications: list[str], expected: list[str]
) -> None:
    row = {"identity": f"{number} {publications}", "number": number, "publications": publications}
    statement = sa.insert(tables.application).values(row).returning(tables.application.c.id)
    kept, found = tables.application_number, tables.applications_numbered([*expected, "EP1"])
    with engine.connect() as connection:
        id = connection.execute(statement).scalar_one()
        numbers = connection.execute(sa.select(kept.c.number).where(kept.c.application_id == id)).scalars()
        assert sorted(numbers) == sorted(expected)
        assert sorted(connection.execute(sa.select(found)).all()) == sorted((each, id) for each in expected)
        # The same while they are still to be spelled.
        connection.execute(sa.delete(kept))
        connection.execute(sa.insert(tables.unspelled_load).values(load=1, first_id=id, last_id=id))
        assert sorted(connection.execute(sa.select(found)).all()) == sorted((each, id) for each in expected)
