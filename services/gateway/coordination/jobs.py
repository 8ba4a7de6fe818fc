"""Owns the job queue: jobs enter it in the transaction that noted their cause, and are tried until they are done.

procrastinate keeps the queue in the gateway's own schema. It gives a job to a worker at least once; that it has its
effect once is the idempotency key's doing. A worker that was killed leaves its job behind as running: `free_stalled`
puts it back once its heartbeat is old.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import procrastinate
import psycopg_pool
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from services.gateway.coordination import rules, store
from services.gateway.coordination.queue import LastingQueue
from services.gateway.coordination.rules import Job
from services.gateway.tables import SCHEMA
from shared.db import Database, WriteTransaction
from shared.db.database import sqlalchemy_url
from shared.errors import SepiaError
from shared.tasks import end
from shared.telemetry.logs import logger

QUEUE = "coordination"
MISSED_HEARTBEATS = 5
_STOP_SECONDS = 5.0
"""How long jobs in progress may go on once the worker was asked to stop."""

_PUT_BACK_SECONDS = 5.0
"""How long the worker may take after that to put back the jobs that did not finish."""

Effect = Callable[[Job], Awaitable[None]]


class UntilDone(BaseRetryStrategy):
    """Tries again after growing pauses, without end, unless the refusal is permanent."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """After how long; None for a refusal that will not change."""
        pause = rules.pause_seconds(exception, job.attempts)
        return None if pause is None else RetryDecision(retry_in={"milliseconds": round(pause * 1000)})


class Jobs:
    """The queue and its worker.

    Args:
        url: of the gateway's database.
        database: the same.
        effects: what each task does.
        heartbeat_seconds: how often the worker says that it is alive.
        at_once: jobs that the worker works on at a time.
    """

    def __init__(
        self,
        url: str,
        database: Database,
        effects: Mapping[str, Effect],
        *,
        heartbeat_seconds: float,
        at_once: int,
    ) -> None:
        self._database = database
        self._heartbeat = heartbeat_seconds
        self._at_once = at_once
        self._log = logger(component="coordination")
        conninfo = sqlalchemy_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        connector = procrastinate.PsycopgConnector(
            conninfo=conninfo,
            min_size=1,
            max_size=4,
            timeout=10,
            kwargs={
                "options": f"-c search_path={SCHEMA} -c timezone=UTC -c lock_timeout=10s -c statement_timeout=60s",
                "connect_timeout": 5,
                "application_name": f"sepia {SCHEMA} jobs",
            },
        )
        self._app = procrastinate.App(connector=connector)
        self._app.job_manager = LastingQueue(connector)
        self._stalled = JobManager(connector)
        self._worker: asyncio.Task[None] | None = None
        for task, effect in effects.items():
            self._app.task(name=task, queue=QUEUE, retry=UntilDone())(self._attempt_of(task, effect))

    async def open(self) -> None:
        """Connects to the queue."""
        await self._app.open_async()

    async def close(self) -> None:
        """Waits for the worker to stop, in bounded time, and closes the connections."""
        if self._worker is not None and not self._worker.done():
            await asyncio.wait([self._worker], timeout=_STOP_SECONDS + _PUT_BACK_SECONDS)
            if await end(self._worker):
                self._log.error("the worker does not stop; its jobs are put back once its heartbeat is old")
        await self._app.close_async()

    async def add(self, tx: WriteTransaction, job: Job) -> bool:
        """Puts a job into the queue in the caller's transaction; False when it was there before."""
        if not await store.add_job(tx, job, self._database.clock.now()):
            return False
        raw = (await tx.connection.get_raw_connection()).driver_connection
        queued = self._app.configure_task(job.task, queueing_lock=f"{job.cause} {job.task}", connection=raw)
        queue_id = await queued.defer_async(cause=job.cause, subject=job.subject, position=job.position)
        await store.queued(tx, job, queue_id)
        return True

    async def work(self) -> None:
        """Works on jobs until cancelled.

        Then the worker is told to stop: it lets jobs in progress finish, and puts back what does not in time. `close`
        waits for that.
        """
        while True:
            self._worker = asyncio.create_task(self._run_worker())
            try:
                await asyncio.wait([self._worker])
            finally:
                # Once only: a second cancellation would cut off jobs in progress.
                self._worker.cancel()
            try:
                self._worker.result()
                reason = "it stopped by itself"
            except (ConnectorException, psycopg_pool.PoolTimeout) as error:
                reason = str(error.__cause__ or error)
            self._log.warning("the worker starts anew", reason=reason)
            await asyncio.sleep(1)

    async def _run_worker(self) -> None:
        await self._app.run_worker_async(
            queues=[QUEUE],
            concurrency=self._at_once,
            fetch_job_polling_interval=1.0,
            shutdown_graceful_timeout=_STOP_SECONDS,
            update_heartbeat_interval=self._heartbeat,
            stalled_worker_timeout=self._heartbeat * MISSED_HEARTBEATS,
            install_signal_handlers=False,
        )

    async def free_stalled(self) -> None:
        """Puts jobs of workers that are gone back into the queue, until cancelled. One replica at a time does this."""
        while True:
            try:
                stalled = await self._stalled.get_stalled_jobs(
                    queue=QUEUE, seconds_since_heartbeat=self._heartbeat * MISSED_HEARTBEATS
                )
                for job in stalled:
                    await self._stalled.retry_job(job)
                    self._log.warning("a job starts anew: its worker is gone", task=job.task_name, **job.task_kwargs)
            except (ConnectorException, psycopg_pool.PoolTimeout) as error:
                self._log.warning("stalled jobs could not be looked for", reason=str(error))
            await asyncio.sleep(self._heartbeat)

    def _attempt_of(self, task: str, effect: Effect) -> Callable[..., Awaitable[None]]:
        async def attempt(cause: str, subject: str, position: int) -> None:
            await self._attempt(Job(task, cause, subject, position), effect)

        return attempt

    async def _attempt(self, job: Job, effect: Effect) -> None:
        clock = self._database.clock
        async with self._database.write() as tx:
            await store.begun(tx, job, clock.now())
        try:
            await effect(job)
        except SepiaError as error:
            permanent = error.kind in rules.PERMANENT
            text = f"{error.reason}: {error}" + (" It is not tried again by itself." if permanent else "")
            await self._note_end(job, text)
            self._log.warning("a job failed", task=job.task, cause=job.cause, error=text)
            raise
        except Exception as error:
            await self._note_end(job, f"Something unexpected failed ({type(error).__name__}); see the gateway's log.")
            self._log.exception("a job failed unexpectedly", task=job.task, cause=job.cause)
            raise
        await self._note_end(job, "")
        self._log.info("a job is done", task=job.task, cause=job.cause, subject=job.subject)

    async def _note_end(self, job: Job, last_error: str) -> None:
        async with self._database.write() as tx:
            await store.ended(tx, job, last_error, self._database.clock.now())
