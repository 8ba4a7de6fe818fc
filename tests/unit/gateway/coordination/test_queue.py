"""Owns the tests of the queue as it outlives its connections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.testing import InMemoryConnector

from services.gateway.coordination import queue
from services.gateway.coordination.queue import LastingQueue
from shared.telemetry.logs import configure_logs

JOB = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t")


class Failing(InMemoryConnector):
    """Fails with these errors first, then takes everything."""

    def __init__(self, *errors: psycopg.Error) -> None:
        super().__init__()
        self.errors: Sequence[psycopg.Error] = errors
        self.taken: list[dict[str, Any]] = []

    async def execute_query_async(self, query: str, **arguments: Any) -> None:
        if self.errors:
            first, *self.errors = self.errors
            raise ConnectorException from first
        self.taken.append(arguments)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAUSE_SECONDS", 0)
    # An earlier test's command may have left logs that go to where its output was caught.
    configure_logs("tests", "ERROR")


async def test_what_a_cut_connection_lost_is_said_again() -> None:
    cut = psycopg.OperationalError("the connection is lost")
    connector = Failing(cut, cut)
    await LastingQueue(connector).finish_job(JOB, Status.SUCCEEDED, False)
    connector.errors = [cut]
    await LastingQueue(connector).retry_job(JOB, queue="q")
    connector.errors = [cut]
    await LastingQueue(connector).update_heartbeat(7)
    ended, again, alive = connector.taken
    assert (ended["job_id"], ended["status"]) == (1, "succeeded")
    assert (again["job_id"], again["new_queue_name"], again["new_lock"]) == (1, "q", None)
    assert alive == {"worker_id": 7}


async def test_what_the_database_refuses_is_not_said_again() -> None:
    connector = Failing(psycopg.errors.RaiseException("the job is not being done"))
    with pytest.raises(ConnectorException):
        await LastingQueue(connector).finish_job(JOB, Status.SUCCEEDED, False)
    assert connector.taken == []
