"""Owns how the queue outlives its connections to the database.

What procrastinate's worker does beside fetching jobs, it does once: when the connection is cut just then, a job that
has ended stays `doing` for ever, the worker has no heartbeat any more, or it hears of no new jobs. Here each is done
again until the database has taken it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable

import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager, NotificationCallback

from shared.telemetry.logs import logger

PAUSE_SECONDS = 0.5


class LastingQueue(JobManager):
    """procrastinate's queue for its worker."""

    async def finish_job(self, job: QueuedJob, status: Status, delete_job: bool) -> None:
        """Notes how a job ended."""
        finish = super().finish_job
        await _until_taken("a job's end", lambda: finish(job, status, delete_job))

    async def retry_job(
        self,
        job: QueuedJob,
        retry_at: dt.datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Puts a job back."""
        retry = super().retry_job
        await _until_taken("a job's next attempt", lambda: retry(job, retry_at, priority, queue, lock))

    async def update_heartbeat(self, worker_id: int) -> None:
        """Says that the worker is alive."""
        update = super().update_heartbeat
        await _until_taken("the worker's heartbeat", lambda: update(worker_id))

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Listens for new jobs until cancelled."""
        listen, kept = super().listen_for_jobs, None if queues is None else list(queues)
        await _until_taken("listening", lambda: listen(on_notification=on_notification, queues=kept))


async def _until_taken(what: str, attempt: Callable[[], Awaitable[None]]) -> None:
    """Tries until the database takes it, or refuses it: an attempt whose answer was lost is refused the next time."""
    said = False
    while True:
        try:
            return await attempt()
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.OperationalError):
                raise
            if not said:
                logger(component="coordination").warning(
                    "the queue waits for the database", what=what, error=str(error.__cause__)
                )
            said = True
        await asyncio.sleep(PAUSE_SECONDS)
