"""Owns what measurements stand on: a temporary folder, a real PostgreSQL, servers as processes of their own.

Everything lies in one folder and hangs on one `ExitStack`, so nothing is left behind, also after Ctrl-C; a program
whose measurement was killed is ended by the kernel (see `deploy.local.children`).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import psutil
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql

from deploy.local.children import Child, spawn
from deploy.local.ground import free_port
from deploy.local.postgres import EmbeddedPostgres
from sepia.auth.v1.auth_pb2 import Role
from services.assessment.app import SERVICE as ASSESSMENT
from services.registry.app import SERVICE as REGISTRY
from shared.auth.callers import Caller
from shared.auth.tokens import SigningKey, key_set_of
from shared.db.migrations import migrate
from shared.process import Service

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server in a process of its own."""

    address: str
    child: Child

    def cpu_seconds(self) -> float:
        """Processor time used so far, of all its threads."""
        times = psutil.Process(self.child.pid).cpu_times()
        return times.user + times.system

    def peak_mebibytes(self) -> float:
        """Peak resident memory so far; where the system does not tell it, what is resident now."""
        status = Path(f"/proc/{self.child.pid}/status")
        if status.exists():
            found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
            assert found is not None
            return int(found[1]) / 1024
        return psutil.Process(self.child.pid).memory_info().rss / 2**20


class Ground:
    """A folder, an issuer of tokens, and the programs of one measurement."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self._key = SigningKey("bench", Ed25519PrivateKey.generate())
        self.key_set = folder / "jwks.json"
        self.key_set.write_text(json.dumps(key_set_of([self._key])), encoding="utf-8")

    def token(self, role: Role.ValueType = Role.ROLE_OFFICER) -> str:
        """An officer's token, or another's, signed as the gateway signs, good for the whole measurement."""
        caller = Caller("accounts/bench", frozenset({role}))
        return self._key.token(caller, now=dt.datetime.now(dt.UTC), token_id="bench", lifetime=dt.timedelta(hours=12))

    def postgres(self) -> EmbeddedPostgres:
        """A PostgreSQL with the settings of a real installation: a commit is on the disk when it returns."""
        return self._stack.enter_context(EmbeddedPostgres(self.folder / "postgres", durable=True))

    def registry(self, database_url: str, name: str = "registry") -> Served:
        """A registry on an empty database, run as an operator runs it."""
        return self._service(REGISTRY, database_url, name)

    def assessment(self, database_url: str, name: str = "assessment") -> Served:
        """An assessment service on an empty database, run as an operator runs it."""
        return self._service(ASSESSMENT, database_url, name)

    def of_its_own_role(self, database_url: str, schema: str) -> str:
        """The database's URL for a role that is no superuser and owns the schema: row-level security binds it."""
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(sql.SQL("create role {} login password 'bench'").format(sql.Identifier(schema)))
            connection.execute(sql.SQL("create schema {0} authorization {0}").format(sql.Identifier(schema)))
            place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
        return f"postgresql://{schema}:bench@{place}"

    def _service(self, service: Service[Any], database_url: str, name: str) -> Served:
        migrate(database_url, service.metadata, service.migrations)
        address = f"127.0.0.1:{free_port()}"
        settings = {
            "SEPIA_DATABASE_URL": database_url,
            "SEPIA_LISTEN": address,
            "SEPIA_JWKS_URL": str(self.key_set),
            "SEPIA_KEYS_FOLDER": str(self.folder / "keys"),
            "SEPIA_ALLOW_SUPERUSER": "true",
        }
        return self.serve(name, [sys.executable, "-m", f"services.{service.name}", "serve"], address, settings)

    def serve(self, name: str, command: list[str], address: str, settings: dict[str, str] | None = None) -> Served:
        """Starts a gRPC server and waits until it listens."""
        served = Served(address, self.run(name, command, settings))

        def listens() -> bool:
            with grpc.insecure_channel(address) as channel:
                try:
                    grpc.channel_ready_future(channel).result(0.5)
                except grpc.FutureTimeoutError:
                    return False
            return True

        self.until(listens, served.child)
        return served

    def run(self, name: str, command: list[str], settings: dict[str, str] | None = None) -> Child:
        """Starts a program that ends with this measurement."""
        paths = os.pathsep.join((str(ROOT), str(ROOT / "protos" / "gen")))
        environment = {**os.environ, "PYTHONPATH": paths, **(settings or {})}
        log = self.folder / f"{name}.log"
        child = spawn(name, command, log=log, environment=environment, folder=ROOT)
        self._stack.callback(child.end, 5, signal.SIGKILL)
        return child

    def until(self, true: Callable[[], bool], child: Child, seconds: float = _START_SECONDS) -> None:
        """Waits until something about a program is true.

        Raises:
            RuntimeError: it ended, or it took too long; with what it said last.
        """
        end = time.monotonic() + seconds
        while not true():
            if child.exit_code is not None or time.monotonic() > end:
                raise RuntimeError(f"{child.name} does not come up: {child.last_words() or 'it said nothing'}")
            time.sleep(0.02)


@contextmanager
def ground() -> Iterator[Ground]:
    """A fresh ground; everything on it is stopped and removed at the end."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="sepia-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # PostgreSQL runs as an ordinary account and must reach its own folder in it
        yield Ground(folder, stack)
