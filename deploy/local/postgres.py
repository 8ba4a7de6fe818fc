"""Owns the embedded PostgreSQL: the wheel's binaries run on a folder of ours, found intact after any crash.

The wheel's own `get_server()` is not used: it leaks the server when a client is killed, takes a dead server for a
running one, and opens private folders when it runs as root.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psutil

from deploy.local import databases
from deploy.local.accounts import Account, ordinary_account
from deploy.local.children import Child, await_end, rotate, spawn
from deploy.local.ground import FolderLock, free_port, make_folder, require_port, require_space
from deploy.local.postgres_programs import can_run, copied_programs, version_of, wheel_programs
from shared.clock import stopwatch
from shared.errors import SepiaError, precondition, unavailable

SUPERUSER = "sepia_owner"
# A long crash recovery is normal after a power cut under load; anything longer is a fault.
_START_SECONDS = 300.0
_LONGEST_SOCKET_FOLDER = 90
_PASSWORD_FILE = "superuser.password"  # noqa: S105 - a file's name
_READY = "ready"


def _silent(_: str) -> None:
    """Takes progress and shows it to nobody."""


class EmbeddedPostgres:
    """One PostgreSQL server on a folder, for one supervisor at a time.

    Attributes:
        folder: holds the password, the lock and normally the cluster.
        home: holds the cluster; another folder than `folder` only when PostgreSQL must give up root and the ordinary
            account cannot reach `folder`. It is then recorded in `folder/location`.
        port: TCP port on 127.0.0.1, known after `start()`.
    """

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        binaries: Path | None = None,
        *,
        durable: bool = True,
        on_progress: Callable[[str], None] = _silent,
    ) -> None:
        """Describes the server; `start()` runs it.

        Args:
            folder: made if absent.
            port: None takes a free one at every start.
            binaries: folder with `postgres` and `initdb` of version 15 or later; None takes the wheel's.
            durable: False trades safety against power cuts for speed: for tests.
            on_progress: told about steps that may take over a second.
        """
        self.folder = folder.absolute()
        self.home = self.folder
        self.port = port or 0
        self._wanted_port = port
        self._binaries = binaries
        self._durable = durable
        self._on_progress = on_progress
        self._lock = FolderLock(self.folder)
        self._home_lock: FolderLock | None = None
        self._account: Account | None = None
        self._child: Child | None = None
        self._password = ""
        self._socket_folder: Path | None = None

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    @property
    def pid(self) -> int:
        """Process id of the server; 0 when it was not started."""
        return self._child.pid if self._child else 0

    @property
    def exit_code(self) -> int | None:
        """None while the server runs."""
        return self._child.exit_code if self._child else 0

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "server.log"

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        """Where to connect.

        Args:
            database: its name.
            user: a role; the superuser by default.
            password: of that role; the superuser's is known.
        """
        secret = password or (self._password if user == SUPERUSER else "")
        account = f"{quote(user, safe='')}:{quote(secret, safe='')}"
        return f"postgresql://{account}@127.0.0.1:{self.port}/{quote(database, safe='')}"

    def clone_database(self, template: str, name: str) -> str:
        """Copies a database nobody is connected to, in some 30 ms; returns the copy's address for the superuser."""
        databases.clone_database(self.url(), template, name)
        return self.url(name)

    def start(self) -> None:
        """Makes the cluster if there is none, ends what a killed supervisor left, starts the server, waits for it.

        Raises:
            SepiaError: DATA_FOLDER_IN_USE, DATA_FOLDER_UNWRITABLE, DISK_FULL, PORT_BUSY, NO_ORDINARY_ACCOUNT,
                OTHER_POSTGRES_VERSION, DATABASE_NOT_STARTED; each says what to do.
        """
        make_folder(self.folder, 0o755 if os.geteuid() == 0 else 0o700)
        self._lock.take()
        try:
            self._settle()
            require_space(self.home)
            self._password = self._read_password()
            self._end_leftovers()
            programs = self._reachable_programs()
            if not (self.cluster / "PG_VERSION").exists():
                self._make_cluster(programs)
            self._check_version(programs)
            rotate(self.log)
            self._run(programs)
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        """Starts the server again on the same port after it died, keeping the folder.

        Raises:
            SepiaError: as for `start`.
        """
        self._end_leftovers()
        self._run(self._reachable_programs(), port=self.port)

    def stop(self) -> None:
        """Stops the server (disconnecting clients, keeping all data) and lets go of the folder."""
        if self._child:
            # PostgreSQL's "fast" shutdown writes everything out first; what is not durable need not wait for that.
            self._child.send(signal.SIGINT if self._durable else signal.SIGQUIT)
            if not self._child.wait(60):
                self._child.send(signal.SIGQUIT)  # "immediate": recovers at the next start
            self._child.end(10, signal.SIGQUIT)
            self._child = None
        if self._socket_folder and self._socket_folder.parent != self.home:
            shutil.rmtree(self._socket_folder, ignore_errors=True)
        self._socket_folder = None
        if self._home_lock:
            self._home_lock.release()
            self._home_lock = None
        self._lock.release()

    def remove(self) -> None:
        """Stops the server and deletes all it kept, also what lies outside `folder`: for tests and demonstrations."""
        home = self.home
        self.stop()
        for folder in {home, self.folder}:
            shutil.rmtree(folder, ignore_errors=True)

    def _settle(self) -> None:
        """Decides where the cluster lies and who runs it."""
        record = self.folder / "location"
        self.home = Path(record.read_text(encoding="utf-8").strip()) if record.exists() else self.folder
        self._account = ordinary_account(self.cluster)
        if self._account is None:
            return
        if self.home == self.folder and not self._account.can_enter(self.folder):
            name = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
            self.home = Path("/var/lib") / f"sepia-{name}"
            text = (
                f"{self.folder} cannot be reached by the account {self._account.name!r}, which PostgreSQL runs as "
                f"because this is root; its files go to {self.home}"
            )
            self._on_progress(text)
            make_folder(self.home)
            record.write_text(f"{self.home}\n", encoding="utf-8")
        if self.home != self.folder:
            make_folder(self.home)
            self._home_lock = FolderLock(self.home)
            self._home_lock.take()
        if not self._account.can_enter(self.home):
            text = (
                f"PostgreSQL does not run as root, and the account {self._account.name!r} cannot reach {self.home}. "
                "Start as an ordinary user, choose a data folder outside private homes (SEPIA_DATA=/srv/sepia), "
                "or name a database with SEPIA_DATABASE_URL."
            )
            raise precondition("DATA_FOLDER_UNREACHABLE", text)

    def _read_password(self) -> str:
        file = self.folder / _PASSWORD_FILE
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(24), encoding="ascii")
        return file.read_text(encoding="ascii").strip()

    def _reachable_programs(self) -> Path:
        """The folder of the binaries, copied once to where the ordinary account can read them if it must be."""
        if self._binaries:
            return self._binaries
        programs = wheel_programs()
        if self._account is None or can_run(self._account, programs):
            return programs
        return copied_programs(self.home / "programs", self._on_progress)

    def _make_cluster(self, programs: Path) -> None:
        self._on_progress("making the database (once)")
        draft = self.home / "cluster.draft"  # a cluster that was made halfway never gets the real name
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = draft.with_name("initial.password")
        password.touch(mode=0o600)
        password.write_text(self._password, encoding="ascii")
        if self._account:
            self._account.own(draft)
            self._account.own(password)
        command = [
            *(str(programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, f"--pwfile={password}"),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"),
            # Sorting that does not change with the operating system's locale files, where the version has it.
            *(("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if version_of(programs) >= 17 else ()),
            *(() if self._durable else ("--no-sync",)),
        ]
        try:
            done = subprocess.run(
                self._account.command(command) if self._account else command,
                cwd="/",
                capture_output=True,
                text=True,
                check=False,
                env=_bare_environment(),
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise _not_started(done.stderr + done.stdout, self.home)
        draft.rename(self.cluster)

    def _check_version(self, programs: Path) -> None:
        made_by = int((self.cluster / "PG_VERSION").read_text(encoding="ascii"))
        runs = version_of(programs)
        if made_by != runs:
            text = (
                f"The database in {self.cluster} was made by PostgreSQL {made_by}, and the program at hand is {runs}. "
                f"Use version {made_by}, or move its contents over with pg_dump."
            )
            raise precondition("OTHER_POSTGRES_VERSION", text)

    def _run(self, programs: Path, port: int | None = None) -> None:
        if port is None and self._wanted_port:
            port = self._wanted_port
            require_port(port, "SEPIA_DATABASE_PORT")
        self.port = port or free_port()
        self._socket_folder = self._make_socket_folder()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "max_wal_size": "2GB",
            "jit": "off",  # statements here are short; compiling them costs more than it saves
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %u ",
        }
        if not self._durable:
            # Commits still reach the operating system one by one: a killed process loses nothing, a power cut may.
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.log.touch(mode=0o600)
        began = self.log.stat().st_size
        self._child = spawn(
            "postgres",
            [str(programs / "postgres"), "-D", str(self.cluster), *options],
            log=self.log,
            environment=_bare_environment(),
            account=self._account,
            on_orphaned=signal.SIGINT,
        )
        self._wait_until_ready(began)

    def _wait_until_ready(self, log_began: int) -> None:
        child, patience, said = self._child, stopwatch() + _START_SECONDS, False
        assert child is not None
        while stopwatch() < patience:
            if child.exit_code is not None:
                with self.log.open("rb") as log:
                    log.seek(log_began)
                    raise _not_started(log.read().decode(errors="replace"), self.home)
            pid_file = self._pid_file()
            if len(pid_file) > 7 and pid_file[0] == str(child.pid) and pid_file[7].strip() == _READY:
                return
            if not said and stopwatch() > patience - _START_SECONDS + 1:
                said = True
                self._on_progress("waiting for the database (it may be recovering from a crash)")
            child.wait(0.02)
        raise unavailable(f"PostgreSQL did not become ready within {_START_SECONDS:.0f} s; its log is {self.log}.")

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        return []

    def _make_socket_folder(self) -> Path:
        folder = self.home / "socket"
        if len(str(folder)) > _LONGEST_SOCKET_FOLDER:  # the kernel allows 107 bytes with the socket's own name
            folder = self._socket_folder or Path(tempfile.mkdtemp(prefix="sepia-"))
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._account:
            self._account.own(folder)
        return folder

    def _end_leftovers(self) -> None:
        """Stops a server that outlived its supervisor, and ends orphaned backends of one that was killed."""
        found = list(self._servers())
        if not found:
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)  # its number may be another program's by now
            return
        self._on_progress("stopping a database server that an earlier run left behind")
        recorded = self._pid_file()[:1]
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                is_postmaster = recorded == [str(process.pid)]
                process.send_signal(signal.SIGINT if is_postmaster else signal.SIGQUIT)
        alive = await_end(found, 30)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        await_end(alive, 5)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _servers(self) -> Iterator[psutil.Process]:
        """Processes of PostgreSQL that work in our cluster; each has made it its working folder."""
        for process in psutil.process_iter(["name"]):
            try:
                # A process that was killed and not yet collected is no server any more.
                if process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE \
                        and Path(process.cwd()) == self.cluster.resolve():  # fmt: skip
                    yield process
            except (psutil.Error, OSError):
                continue


def _bare_environment() -> dict[str, str]:
    # PG… variables and locales of the person who starts it must not change how the server runs.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _not_started(words: str, home: Path) -> SepiaError:
    """What PostgreSQL said when it did not start, as one sentence with the remedy."""
    if "No space left on device" in words:
        text = f"PostgreSQL found no space left on the disk of {home}. Free some (500 MB at least) and start again."
        return precondition("DISK_FULL", text)
    if "Permission denied" in words:
        line = next(line for line in words.splitlines() if "Permission denied" in line)
        return precondition(
            "DATA_FOLDER_UNWRITABLE",
            f"PostgreSQL may not use its folder: {line.strip()}. Make {home} its own again (chown -R), "
            "or choose another data folder with SEPIA_DATA=FOLDER.",
        )
    lines = [line.strip() for line in words.splitlines() if "FATAL" in line or "error" in line.lower()]
    reason = lines[0] if lines else (words.strip().splitlines() or ["it said nothing"])[-1]
    return precondition(
        "DATABASE_NOT_STARTED", f"PostgreSQL did not start: {reason}. Its log is {home / 'server.log'}."
    )
