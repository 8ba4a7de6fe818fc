"""Owns a service as a process: what it consists of, how it starts, drains and ends.

It refuses to start with wrong settings, an outdated schema, a database role that row-level security does not bind, a
bad regime profile or an RPC without a permission, and says which. It drains on SIGTERM and SIGINT.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import uvloop

from shared.auth.tokens import KeySource, PublishedKeys, TokenVerifier
from shared.clock import AheadClock, Clock, SystemClock
from shared.db.database import Database
from shared.db.revisions import require_current
from shared.db.roles import require_bound
from shared.ids import NewId, new_id
from shared.journal.blinding import Blinding
from shared.journal.fsck import check_log
from shared.journal.keys import load_or_create
from shared.journal.note import Signer
from shared.journal.rpc import JournalServicer
from shared.journal.sequencer import Sequencer
from shared.journal.tables import JournalTables
from shared.memory import use_again
from shared.rounds import UNCALLED_SECONDS
from shared.rpc.server import Mounted, Server
from shared.settings import ServiceSettings, read_settings
from shared.tasks import end
from shared.telemetry.logs import configure_logs, logger
from shared.telemetry.metrics import serve_metrics

Settings = TypeVar("Settings", bound=ServiceSettings)

_CLOSE_SECONDS = 30.0
"""How long one part of a service may take to close; after that the rest is closed without it."""


@dataclass(slots=True)
class Runtime(Generic[Settings]):
    """What a service's `compose` puts its servicers together from.

    Attributes:
        clock: the installation's, by which everything is dated and falls due.
        token_clock: the machine's, by which tokens begin and end: whoever verifies one, Envoy too, knows no other. It
            differs from `clock` in rehearsals alone.
    """

    settings: Settings
    database: Database
    clock: Clock
    token_clock: Clock
    new_id: NewId
    signer: Signer
    journal: JournalServicer


@dataclass(slots=True)
class Composition:
    """What a service consists of.

    Attributes:
        mounted: its servicers.
        background: work that runs as long as the process; each is cancelled at the end of the drain.
        keys: where token keys come from, when not from the setting `jwks_url` (the gateway has them itself).
        also_reflected: full names of further services to show by reflection.
        close: called at the very end.
    """

    mounted: list[Mounted]
    background: list[Callable[[], Awaitable[None]]] = field(default_factory=list[Callable[[], Awaitable[None]]])
    keys: KeySource | None = None
    also_reflected: Sequence[str] = ()
    close: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Service(Generic[Settings]):
    """A service of Sepia, as its `app.py` describes it.

    Attributes:
        name: `registry`; also the name of its schema and its log.
        settings: class of its settings.
        metadata: its tables.
        journal: its log's tables.
        answered: its record of answered requests.
        migrations: folder with its Alembic revisions.
        compose: puts its servicers together.
        blinding: of its log, by its settings; None where every entry gets its position at once.
    """

    name: str
    settings: type[Settings]
    metadata: sa.MetaData
    journal: JournalTables
    answered: sa.Table
    migrations: Path
    compose: Callable[[Runtime[Settings]], Awaitable[Composition]]
    blinding: Callable[[Settings], Blinding | None] | None = None


class Running(Generic[Settings]):
    """A service that runs inside this process; an async context manager. Also how tests run one."""

    def __init__(
        self,
        service: Service[Settings],
        settings: Settings,
        *,
        clock: Clock | None = None,
        keys: KeySource | None = None,
        sequencer_interval: float = UNCALLED_SECONDS,
    ) -> None:
        self._service = service
        self._settings = settings
        self._token_clock: Clock = clock or SystemClock()
        self._clock = self._token_clock
        if settings.clock_ahead_seconds:
            self._clock = AheadClock(self._token_clock, dt.timedelta(seconds=settings.clock_ahead_seconds))
        self._keys = keys
        self._interval = sequencer_interval
        self._stack = AsyncExitStack()
        self._log = logger(component="process")
        self.port = 0
        self.failed: asyncio.Future[None]

    async def __aenter__(self) -> Running[Settings]:
        try:
            await self.prepare()
            self.failed = asyncio.get_running_loop().create_future()
            for work in (self.sequencer.run, *self._background):
                task = asyncio.ensure_future(work())
                task.add_done_callback(self._note_end)
                self._stack.push_async_callback(end, task)
            self.port = await self.server.start(self._settings.listen)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def prepare(self) -> None:
        """Puts everything together without starting any of it; `close` takes it apart."""
        service, settings = self._service, self._settings
        blinding = service.blinding(settings) if service.blinding else None
        self.database = Database(
            settings.database_url,
            service.journal,
            service.answered,
            clock=self._clock,
            new_id=new_id,
            blinding=blinding,
        )
        self._stack.push_async_callback(self._in_time, "the database", self.database.close)
        settings.keys_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        origin = f"{settings.log_origin}.{service.name}"
        signer = load_or_create(settings.keys_folder / f"log-{service.name}.pem", origin)
        self.signer = signer
        self.sequencer = Sequencer(
            self.database.engine,
            service.journal,
            signer,
            self._clock,
            interval=self._interval,
            blinding=blinding,
            after_batch=self.database.committed,
        )
        self.database.after_commits(self.sequencer.nudge)
        journal = JournalServicer(f"logs/{service.name}", self.database, signer)
        runtime = Runtime(settings, self.database, self._clock, self._token_clock, new_id, signer, journal)
        composition = await service.compose(runtime)
        if composition.close is not None:
            self._stack.push_async_callback(self._in_time, "the service's own parts", composition.close)
        keys = self._keys or composition.keys or PublishedKeys(settings.jwks_url)
        self.server = Server(composition.mounted, TokenVerifier(keys), also_reflected=composition.also_reflected)
        self._background = composition.background

    async def close(self) -> None:
        """Takes apart what `prepare` put together."""
        await self._stack.aclose()

    async def __aexit__(self, *_: object) -> None:
        await self._in_time("the server", self.server.stop)
        await self._stack.aclose()

    async def _in_time(self, what: str, close: Callable[[], Awaitable[None]]) -> None:
        closing = asyncio.ensure_future(close())
        await asyncio.wait([closing], timeout=_CLOSE_SECONDS)
        if closing.done():
            return closing.result()
        self._log.error("a part of the service does not close; the rest is closed without it", part=what)
        await end(closing)

    def _note_end(self, task: asyncio.Future[None]) -> None:
        if not task.cancelled() and not self.failed.done():
            self.failed.set_exception(task.exception() or RuntimeError("work that never ends has ended"))


def run(service: Service[Any], command: str) -> None:
    """Serves until a signal says stop, or checks (`serve`, `check`); whoever calls it words what it raises.

    Raises:
        SepiaError: wrong settings, an outdated schema, a database role that row-level security does not bind, a bad
            regime profile, no key.
        UnpermittedMethod: an RPC without a permission.
        sqlalchemy.exc.OperationalError: the database does not answer.
        SystemExit: a check has findings.
    """
    use_again()
    settings = read_settings(service.settings)
    configure_logs(service.name, settings.log_level)
    require_current(settings.database_url, service.metadata, service.migrations)
    if not settings.allow_superuser:
        require_bound(settings.database_url)
    work = _serve(service, settings) if command == "serve" else _check(service, settings)
    uvloop.run(_ending_for_certain(work))


async def _serve(service: Service[Settings], settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if settings.metrics_listen:
        serve_metrics(settings.metrics_listen)
    log = logger(component="process")
    if settings.clock_ahead_seconds:
        ahead = dt.timedelta(seconds=settings.clock_ahead_seconds)
        log.warning("the clock stands ahead of the machine's: this is a rehearsal", ahead=str(ahead))
    async with Running(service, settings) as running:
        host = settings.listen.rpartition(":")[0]
        log.info("serving", address=f"{host}:{running.port}")
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait([stopped, running.failed], return_when=asyncio.FIRST_COMPLETED)
        if running.failed.done():
            log.error("background work failed; the process stops so that it is started afresh")
            running.failed.result()
        log.info("draining")
        await running.server.drain(settings.drain_seconds)
        await running.sequencer.drain()


async def _ending_for_certain(work: Awaitable[None]) -> None:
    """Does the work of the process, and sees to it that nothing it leaves behind keeps the process from ending."""
    try:
        await work
    finally:
        left = await end(*(asyncio.all_tasks() - {asyncio.current_task()}))
        if left:
            # The event loop would wait for these for ever. What counts is committed; nothing is lost by not waiting.
            logger(component="process").error(
                "work that does not end is left behind", tasks=[str(each) for each in left]
            )
            last = threading.Timer(5, os._exit, (1,))
            last.daemon = True
            last.start()


async def _check(service: Service[Settings], settings: Settings) -> None:
    prepared = Running(service, settings)
    await prepared.prepare()
    try:
        database = prepared.database
        findings = await check_log(
            database.engine,
            service.journal,
            [prepared.signer.verifier],
            database.clock,
            blinding=database.blinding,
        )
    finally:
        await prepared.close()
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    if findings:
        raise SystemExit(1)
    sys.stdout.write(f"{service.name}: settings, schema, permissions and log are in order\n")
