"""The migrations of what long loads have partitions of, on a register that has some: all is found as before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports.indexing_store import LINK_INDEXES
from shared.db.database import sqlalchemy_url
from shared.db.migrations import migrate
from tests.support import Databases

_BEFORE = (
    "insert into registry.document (sha256, size_bytes, received_at) values ('d', 1, now())",
    "insert into registry.declaration (iprd_id, reference, document_id, line, created_at)"
    " select n, 'ISLD-' || n, 1, n, now() from generate_series(1, 40) n",
    # Numbers written in all ways, with publications that have a kind code or none, and with nothing at all.
    "insert into registry.application (identity, office, number, publications, title)"
    " select 'EP ' || n, 'EP', case when n % 5 > 0 then 'ep 2010/' || lpad(n::text, 6, '0') end,"
    " case n % 4 when 0 then '{}' when 1 then array['EP' || n || '123 B1'] else array['ep ' || n, 'N/A'] end, 'Title'"
    " from generate_series(1, 40) n",
    "create table registry.link_3 partition of registry.link for values in (3)",
    "insert into registry.link (load, declaration_id, entry_id, application_id, demonstration, document_id, line,"
    " offset_bytes, length_bytes, since_edition)"
    " select case when n % 2 = 0 then 3 else 0 end, n, n, n, false, 1, n, 0, 1, 1 from generate_series(1, 40) n",
)


def migrate_to(url: str, revision: str, folder: Path) -> None:
    """Brings a schema to an earlier revision."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    for file in (SERVICE.migrations / "versions").iterdir():
        if file.name[:4] <= revision:
            shutil.copy(file, versions)
    assert migrate(url, tables.METADATA, versions.parent)[-1] == revision


def test_numbers_are_found_and_every_partition_has_its_indexes(databases: Databases, tmp_path: Path) -> None:
    url = databases.empty()
    migrate_to(url, "0011", tmp_path)
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    links = sa.text("select id, load, application_id, line from registry.link order by id")
    with engine.begin() as connection:
        for statement in _BEFORE:
            connection.execute(sa.text(statement))
        before = {
            tuple(row) for row in connection.execute(sa.text("select unnest(numbers), id from registry.application"))
        }
        links_before = connection.execute(links).all()
    assert len(before) > 60
    assert migrate(url, tables.METADATA, SERVICE.migrations)[0] == "0012"
    with engine.connect() as connection:
        connection.execute(sa.text("set search_path = registry"))
        wanted = sa.select(tables.applications_numbered([*{number for number, _ in before}, "nothing"]))
        assert {tuple(row) for row in connection.execute(wanted)} == before
        assert connection.execute(links).all() == links_before
        named = sa.text("select tablename, indexname from pg_indexes where tablename like 'link%'")
        expected = {(part, f"{part}_{index.name}") for part in ("link_0", "link_3") for index in LINK_INDEXES}
        assert {tuple(row) for row in connection.execute(named)} == expected
        # Whatever comes in afterwards is found as well.
        added = "insert into application (identity, publications) values ('new', array['WO2020/1 A1']) returning id"
        id = connection.execute(sa.text(added)).scalar_one()
        found = connection.execute(sa.select(tables.applications_numbered(["WO20201A1", "WO20201"]))).all()
        assert sorted(tuple(row) for row in found) == [("WO20201", id), ("WO20201A1", id)]


def test_applications_become_the_partition_of_those_that_came_one_by_one(databases: Databases, tmp_path: Path) -> None:
    url, application = databases.empty(), tables.application
    migrate_to(url, "0018", tmp_path)
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    every = sa.select(application).order_by(application.c.id)
    with engine.begin() as connection:
        for statement in _BEFORE:
            connection.execute(sa.text(statement))
        family = "insert into registry.family (key, external) values (2, '77')"
        connection.execute(sa.text(family))
        connection.execute(sa.text("update registry.application set docdb_family_id = 1 where id = 3"))
        before = connection.execute(every).all()
    assert len(before) == 40
    file = "select relfilenode from pg_class where oid = to_regclass('registry.{}')"
    with engine.connect() as connection:
        stored = connection.execute(sa.text(file.format("application"))).scalar_one()
    assert migrate(url, tables.METADATA, SERVICE.migrations)[:2] == ["0019", "0020"]
    add = sa.insert(application).returning(application.c.id)
    with engine.connect() as connection:
        assert connection.execute(every).all() == before
        # The rows lie where they lay.
        assert connection.execute(sa.text(file.format("application_0"))).scalar_one() == stored
        named = sa.text("select indexname from pg_indexes where tablename = 'application_0'")
        assert set(connection.execute(named).scalars()) == {"application_0_pkey", "application_0_identity"}
        # What comes one by one comes after them, is spelled, and is there once.
        given = connection.execute(add, {"identity": "new", "publications": ["WO2020/1 A1"]}).scalar_one()
        assert given == 41
        found = sa.select(tables.applications_numbered(["WO20201A1"]).c.application_id)
        assert connection.execute(found).scalars().all() == [given]
        with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
            connection.execute(add, {"identity": "EP 3", "publications": []})


def test_families_become_the_partition_of_those_that_came_one_by_one(databases: Databases, tmp_path: Path) -> None:
    url, family, member = databases.empty(), tables.family, tables.family_member
    migrate_to(url, "0021", tmp_path)
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    every = sa.select(family).order_by(family.c.id)
    with engine.begin() as connection:
        connection.execute(sa.text(_BEFORE[0]))
        connection.execute(
            sa.text("insert into registry.family (key, external) select 1, n from generate_series(1, 40) n")
        )
        known = "insert into registry.family (key, external, priorities) values (3, 'ab', array['EP20180000001'])"
        connection.execute(sa.text(known))
        named = {"family_id": 41, "role": 1, "given": "EP.1.A", "application": "EP.1.A", "document_id": 1, "line": 1}
        connection.execute(sa.insert(member).values(created_at=sa.func.now(), **named))
        before = connection.execute(every).all()
    assert len(before) == 41
    file = "select relfilenode from pg_class where oid = to_regclass('registry.{}')"
    with engine.connect() as connection:
        stored = connection.execute(sa.text(file.format("family"))).scalar_one()
    assert migrate(url, tables.METADATA, SERVICE.migrations)[:2] == ["0022", "0023"]
    add = sa.insert(family).returning(family.c.id)
    with engine.connect() as connection:
        assert connection.execute(every).all() == before
        # The rows lie where they lay.
        assert connection.execute(sa.text(file.format("family_0"))).scalar_one() == stored
        indexes = sa.text("select indexname from pg_indexes where tablename = 'family_0'")
        assert set(connection.execute(indexes).scalars()) == {"family_0_pkey", "family_0_key"}
        # What comes one by one comes after them, and is there once.
        assert connection.execute(add, {"key": 2, "external": "77"}).scalar_one() == 42
        with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
            connection.execute(add, {"key": 3, "external": "ab"})
