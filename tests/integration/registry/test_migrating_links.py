"""The migration of links on a register that has some: every link stays, and numbers go on where they were."""

from __future__ import annotations

from pathlib import Path

import psycopg

from services.registry.app import SERVICE
from tests.support import Databases

FILLED = (
    "insert into registry.document (sha256, size_bytes, received_at) values ('aa', 1, now()), ('bb', 1, now())",
    """
    insert into registry.import (id, document_id, filename, source_format, demonstration, state, submitter, created_at)
    values ('00000000-0000-7000-8000-000000000001', 1, 'a', 1, false, 3, 'accounts/a', now()),
           ('00000000-0000-7000-8000-000000000002', 2, 'b', 1, false, 3, 'accounts/a', now())
    """,
    """
    insert into registry.edition (number, import_id, created_at)
    values (1, '00000000-0000-7000-8000-000000000001', now()), (2, '00000000-0000-7000-8000-000000000002', now())
    """,
    "insert into registry.holder (key, name, search, demonstration) values ('acme', 'Acme', 'acme', false)",
    """
    insert into registry.declaration (iprd_id, reference, holder_id, document_id, line, created_at)
    values (7, 'ISLD-1', 1, 1, 2, now())
    """,
    """
    insert into registry.link (digest, declaration_id, holder_id, entry_id, generations, demonstration, document_id,
                               line, offset_bytes, length_bytes)
    values ('\\x01', 1, 1, 10, 8, false, 1, 2, 100, 50), ('\\x02', 1, 1, 11, null, false, 2, 3, 200, 60)
    """,
)


def test_links_stay_with_their_ids_and_belong_to_the_edition_that_brought_them(databases: Databases) -> None:
    folder: Path = SERVICE.migrations / "versions"
    with psycopg.connect(databases.empty(), autocommit=True) as connection:
        connection.execute("create schema registry")
        for script in ("0001_initial.sql", "0002_groundwork.sql"):
            apply(connection, folder / script)
        for statement in FILLED:
            connection.execute(statement.encode())
        apply(connection, folder / "0003_links.sql")
        rows = connection.execute(
            "select id, load, entry_id, generations, document_id, line, offset_bytes, length_bytes, since_edition, "
            "gone_in, digest_high from registry.link order by id"
        ).fetchall()
        assert rows == [(1, 0, 10, 8, 1, 2, 100, 50, 1, None, None), (2, 0, 11, None, 2, 3, 200, 60, 2, None, None)]
        added = connection.execute(
            "insert into registry.link (declaration_id, entry_id, demonstration, document_id, line, offset_bytes, "
            "length_bytes, since_edition) values (1, 12, false, 1, 4, 0, 0, 3) returning id"
        ).fetchone()
        assert added == (3,)


def apply(connection: psycopg.Connection[tuple[object, ...]], script: Path) -> None:
    """Executes a migration's statements."""
    for statement in script.read_text().split("\n;\n"):
        if statement.strip():
            connection.execute(statement.encode())
