"""A service does not start with a database role that row-level security does not bind."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from services.frand.app import SERVICE
from shared.command_line import main
from shared.db.migrations import migrate
from shared.db.roles import require_bound, unbound_role
from shared.errors import Kind, SepiaError
from tests.support import Databases

ROLES = {"sepia_plain": "", "sepia_bypass": "bypassrls", "sepia_super": "superuser"}


@pytest.fixture(scope="module")
def urls(databases: Databases) -> dict[str, str]:
    """A database's address for a role of each sort; the plain one owns the schema."""
    url = databases.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        for role, attribute in ROLES.items():
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(f"create role {role} login password 'x' {attribute}".encode())
        connection.execute("create schema frand authorization sepia_plain")
        connection.execute("grant all on schema frand to public")
        place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    found = {role: f"postgresql://{role}:x@{place}" for role in ROLES}
    migrate(found["sepia_plain"], SERVICE.metadata, SERVICE.migrations)
    return found


def test_a_role_is_bound_unless_it_is_a_superuser_or_bypasses(urls: dict[str, str]) -> None:
    assert {role: unbound_role(url) for role, url in urls.items()} == {
        "sepia_plain": "",
        "sepia_bypass": "sepia_bypass",
        "sepia_super": "sepia_super",
    }
    require_bound(urls["sepia_plain"])
    with pytest.raises(SepiaError, match="SEPIA_ALLOW_SUPERUSER") as refused:
        require_bound(urls["sepia_super"])
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "ROW_SECURITY_VOID")


def test_a_service_refuses_to_start_with_it_unless_it_is_allowed(
    urls: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEPIA_JWKS_URL", str(tmp_path / "keys.json"))
    monkeypatch.setenv("SEPIA_KEYS_FOLDER", str(tmp_path / "keys"))
    monkeypatch.setenv("SEPIA_DATABASE_URL", urls["sepia_super"])
    with pytest.raises(SystemExit):
        main("services.frand", ["check"])
    assert "frand can't check: The role sepia_super of SEPIA_DATABASE_URL is a superuser" in capfd.readouterr().err
    for url, allowed in (("sepia_super", "true"), ("sepia_plain", "false")):
        monkeypatch.setenv("SEPIA_DATABASE_URL", urls[url])
        monkeypatch.setenv("SEPIA_ALLOW_SUPERUSER", allowed)
        main("services.frand", ["check"])
        assert "frand: settings, schema, permissions and log are in order" in capfd.readouterr().out
