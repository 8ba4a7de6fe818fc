"""The migration of declarations on a register that has some: each keeps its id, and none changes its meaning."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.registry import tables
from services.registry.app import SERVICE
from shared.db.database import sqlalchemy_url
from shared.db.migrations import migrate
from tests.support import Databases

_BEFORE = (
    "insert into registry.document (sha256, size_bytes, received_at) values ('d', 1, now())",
    "insert into registry.declaration (iprd_id, reference, document_id, line, created_at)"
    " select 1000 + n, 'ISLD-' || n, 1, n, now() from generate_series(1, 500) n",
    "insert into registry.link (declaration_id, entry_id, demonstration, document_id, line, offset_bytes, length_bytes,"
    " since_edition) select id, id, false, 1, id, 0, 1, 1 from registry.declaration",
    "insert into registry.family (key, external) select 1, n::text from generate_series(1, 500) n",
)


def test_declarations_that_were_there_are_etsis_detailed_ones_in_force(databases: Databases, tmp_path: Path) -> None:
    url, earlier = databases.empty(), tmp_path / "migrations"
    (earlier / "versions").mkdir(parents=True)
    for file in (SERVICE.migrations / "versions").glob("000[1-6]_*"):
        shutil.copy(file, earlier / "versions")
    assert migrate(url, tables.METADATA, earlier)[-1] == "0006"
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        for statement in _BEFORE:
            connection.execute(sa.text(statement))
    assert "0007" in migrate(url, tables.METADATA, SERVICE.migrations)
    declaration, link = tables.declaration, tables.link
    with engine.connect() as connection:
        meanings = sa.select(declaration.c.kind, declaration.c.state, declaration.c.revision).distinct()
        assert [tuple(row) for row in connection.execute(meanings)] == [(1, 3, 1)]
        keyed = sa.select(sa.func.count()).where(declaration.c.key == sa.cast(declaration.c.iprd_id, sa.Text))
        assert connection.execute(keyed).scalar_one() == 500
        counted = sa.select(sa.func.count()).select_from(link).where(tables.in_edition(None))
        assert connection.execute(counted).scalar_one() == 500
    # Families that were there are a partition now: further ones follow them, and none comes twice.
    family = tables.family
    with engine.begin() as connection:
        made = sa.insert(family).values(key=1, external="501").returning(family.c.id)
        assert connection.execute(made).scalar_one() == 501
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(sa.insert(family).values(key=1, external="7"))
