"""Owns the whole of Sepia on one machine: what is started, in which order, with which settings, and stopped again."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import grpc
from grpc_health.v1 import health_pb2

from deploy.envoy.configuration import HEALTH_PATH, KEY_SET_PATH, Edge, write_configuration
from deploy.local import databases, envoy
from deploy.local.children import MARK, end_strays
from deploy.local.ground import FolderLock, free_port, make_folder, require_port, require_space
from deploy.local.keeper import ROOT, Keeper, Program
from deploy.local.postgres import EmbeddedPostgres
from deploy.local.rehearsal import settle_ahead, written
from shared.clock import AheadClock, Clock, SystemClock, stopwatch

# The gateway last: it is the one that calls the others.
SERVICES = ("registry", "assessment", "frand", "gateway")
DEFAULT_PORT = 8080
DEFAULT_DATA = ROOT / ".data"
DESCRIPTORS = ROOT / "protos" / "gen" / "sepia.binpb"
_DRAIN_SECONDS = 10
_ASK_SECONDS = 2.0
# Generous, because giving up too early is worse: a migration may rewrite years of data.
_MIGRATION_SECONDS = 3600.0
_SERVICE_SECONDS = 180.0
_SERVING = health_pb2.HealthCheckResponse.SERVING


def service_command(action: str, *services: str) -> list[str]:
    """How services are run: `serve` one of them, or `migrate` the tables of all."""
    if action == "migrate":
        return [sys.executable, "-m", "deploy.local.migrating", *services]
    return [sys.executable, "-m", f"services.{services[0]}", action]


def _silent(_: str) -> None:
    """Takes progress and shows it to nobody."""


class LocalStack:
    """Database, services and edge on this machine, all or nothing.

    Attributes:
        data: folder with everything it keeps: database, keys, logs, the generated edge configuration.
        clock: the services', which stands ahead of the machine's in a rehearsal; settled by `start()`.
        ahead: how far.
    """

    def __init__(
        self,
        data: Path = DEFAULT_DATA,
        port: int = 0,
        *,
        durable: bool = True,
        replicas: int = 1,
        database_url: str = "",
        descriptors: Path = DESCRIPTORS,
        services: Sequence[str] = SERVICES,
        command: Callable[..., list[str]] = service_command,
        environment: Mapping[str, str] | None = None,
        ahead: dt.timedelta | None = None,
        on_progress: Callable[[str], None] = _silent,
    ) -> None:
        """Describes what will run; nothing runs before `start()`.

        Args:
            data: made if absent.
            port: for all clients, on 127.0.0.1; 0 takes a free one.
            durable: False lets the database forget its last seconds in a power cut: for tests.
            replicas: processes of each service.
            database_url: a PostgreSQL to use instead of the embedded one.
            descriptors: the contract's descriptor set.
            services: names of services; `gateway` must be among them.
            command: how services are run, by action and names: `serve` with one, `migrate` with all.
            environment: further settings for every service.
            ahead: how far the services' clock stands ahead of the machine's, for a rehearsal; None for as far as the
                data folder remembers, which is not at all for a new one.
            on_progress: told what happens, a line at a time; also from another thread.
        """
        self.data = data.absolute()
        self._port = port
        self._durable = durable
        self._replicas = replicas
        self._given_database = database_url
        self._descriptors = descriptors
        self._services = services
        self._command = command
        self._extra = dict(environment or {})
        self._wanted_ahead = ahead
        self._on_progress = on_progress
        self.ahead = dt.timedelta(0)
        self.clock: Clock = SystemClock()
        self._lock = FolderLock(self.data)
        self._postgres: EmbeddedPostgres | None = None
        self._keeper = Keeper(self.data / "logs", on_progress)
        self._urls: Mapping[str, str] = {}

    def __enter__(self) -> LocalStack:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where clients connect, as `host:port`; known after `start()`."""
        return f"127.0.0.1:{self._port}"

    @property
    def processes(self) -> dict[str, int]:
        """Name → process id: `postgres`, `edge`, `registry`, …; a second replica is `registry-2`."""
        found = self._keeper.processes
        if self._postgres and self._postgres.exit_code is None:
            found["postgres"] = self._postgres.pid
        return found

    def database_url(self, service: str) -> str:
        """Where a service's schema is, with that service's own role."""
        return self._urls[service]

    def start(self) -> None:
        """Starts everything and returns when a client's first request will be answered.

        Raises:
            SepiaError: something is missing or in the way; the message says what and what to do. Nothing is left
                running then.
        """
        make_folder(self.data)
        self._lock.take()
        self._keeper = Keeper(self.data / "logs", self._on_progress)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        require_space(self.data)
        for name in ("logs", "keys", "run", "secrets"):
            make_folder(self.data / name, 0o700)
        self._settle_clock()
        strays = end_strays(self.data)
        if strays:
            self._on_progress(f"ended {len(strays)} programs that an earlier run left behind")
        if self._port:
            require_port(self._port, "SEPIA_PORT")
        else:
            self._port = free_port()
        self._start_database()
        addresses = {name: [f"127.0.0.1:{free_port()}" for _ in range(self._replicas)] for name in self._services}
        self._on_progress("bringing the database's tables up to date")
        self._keeper.run_once([self._migration()], "The database's tables could not be brought up to date")
        self._on_progress("starting " + ", ".join(self._services))
        self._keeper.start(
            [
                self._program(name, name if number == 0 else f"{name}-{number + 1}", addresses, address)
                for name, replicas in addresses.items()
                for number, address in enumerate(replicas)
            ]
        )
        self._start_edge(addresses)
        self._keeper.begin_watching()

    def stop(self) -> None:
        """Lets running requests finish, then stops edge, services and database, in this order."""
        self._keeper.stop()
        if self._postgres:
            self._postgres.stop()
            self._postgres = None
        self._lock.release()

    def _settle_clock(self) -> None:
        self.ahead = settle_ahead(self.data, self._wanted_ahead)
        self.clock = AheadClock(SystemClock(), self.ahead)
        if self.ahead:
            self._on_progress(
                f"REHEARSAL: the clock stands {written(self.ahead)} ahead; for Sepia it is "
                f"{self.clock.now():%Y-%m-%d %H:%M}Z"
            )

    def _start_database(self) -> None:
        passwords = databases.read_passwords(self.data / "secrets" / "roles.json", self._services)
        url = self._given_database
        if not url:
            self._on_progress("starting the database")
            began = stopwatch()
            self._postgres = EmbeddedPostgres(
                self.data / "postgres", durable=self._durable, on_progress=self._on_progress
            )
            self._postgres.start()
            self._keeper.watch("postgres", self._revive_database)
            self._on_progress(f"database is ready after {stopwatch() - began:.1f} s")
            databases.create_database(self._postgres.url())
            url = self._postgres.url(databases.DATABASE)
        prepared = databases.prepare(url, passwords)
        self._urls = prepared.urls
        if not prepared.separated:
            self._on_progress(
                "the account of SEPIA_DATABASE_URL may not create roles: all services use it, each in its own schema"
            )

    def _revive_database(self) -> None:
        if self._postgres and self._postgres.exit_code is not None:
            self._on_progress("postgres stopped; starting it again")
            self._postgres.restart()
            self._on_progress(f"postgres was started again (pid {self._postgres.pid})")

    def _migration(self) -> Program:
        urls = {databases.url_variable(service): self._urls[service] for service in self._services}
        return Program(
            "migrate",
            self._command("migrate", *self._services),
            ready=lambda: True,
            environment=self._environment() | urls,
            start_seconds=_MIGRATION_SECONDS,
        )

    def _program(self, service: str, name: str, addresses: Mapping[str, Sequence[str]], listen: str) -> Program:
        settings = {
            "SEPIA_DATABASE_URL": self._urls[service],
            "SEPIA_KEYS_FOLDER": str(self.data / "keys"),
            "SEPIA_JWKS_URL": f"http://{self.address}{KEY_SET_PATH}",
            "SEPIA_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
            "SEPIA_LISTEN": listen,
            **self._extra,
            # The folder's alone: from anywhere else the clock could run backward.
            "SEPIA_CLOCK_AHEAD_SECONDS": str(int(self.ahead.total_seconds())),
        }
        if service == "gateway":
            for other, replicas in addresses.items():
                if other != service:
                    settings[f"SEPIA_{other.upper()}_ADDRESS"] = ",".join(replicas)
        return Program(
            name,
            self._command("serve", service),
            ready=lambda: serves(listen),
            environment=self._environment() | settings,
            start_seconds=_SERVICE_SECONDS,
        )

    def _environment(self) -> dict[str, str]:
        return {**os.environ, MARK: str(self.data), "PYTHONUNBUFFERED": "1"}

    def _start_edge(self, addresses: Mapping[str, Sequence[str]]) -> None:
        self._on_progress("starting the edge")
        edge = Edge(
            descriptors=self._descriptors.absolute(),
            clusters=addresses,
            port=self._port,
            admin_port=free_port(),
            drain_seconds=_DRAIN_SECONDS,
        )
        configuration = write_configuration(edge, self.data / "run")
        envoy.check_configuration(configuration)

        def finish_requests() -> None:
            envoy.drain(edge.admin_port)
            envoy.await_idle(edge.admin_port, _DRAIN_SECONDS)

        self._keeper.start(
            [
                Program(
                    "edge",
                    envoy.envoy_command(configuration, workers=envoy.edge_workers(), drain_seconds=_DRAIN_SECONDS),
                    ready=lambda: answers(self.address, HEALTH_PATH) and envoy.is_complete(edge.admin_port),
                    environment=self._environment(),
                    stop_seconds=5.0,
                    before_stop=finish_requests,
                    waits_for=f"It waits for every service to be healthy and for the gateway to serve {KEY_SET_PATH}.",
                )
            ]
        )


def serves(address: str) -> bool:
    """Whether a gRPC server says that it is healthy (`grpc.health.v1`)."""
    with grpc.insecure_channel(address) as channel:
        ask = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        try:
            return ask(health_pb2.HealthCheckRequest(), timeout=_ASK_SECONDS).status == _SERVING
        except grpc.RpcError:
            return False


def answers(address: str, path: str) -> bool:
    """Whether an HTTP server answers 200 at a path."""
    connection = http.client.HTTPConnection(address, timeout=_ASK_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
