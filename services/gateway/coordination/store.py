"""Owns the SQL of coordination: how far each log was followed, and the jobs that followed from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.gateway.v1 import coordination_pb2 as pb
from services.gateway.coordination.rules import Job, job_state
from services.gateway.tables import coordination_job, followed_log, queued_job
from shared.db.database import WriteTransaction

_LEADER = 0x5E91A_6A7E_0002
"""Advisory lock of the replica that follows the logs. Held by a session, so it is free once its process is gone."""

MOST_JOBS = 100


async def try_to_lead(connection: AsyncConnection) -> bool:
    """Takes the lead for as long as the connection lives, unless another replica has it."""
    return bool(await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LEADER))))


async def still_connected(connection: AsyncConnection) -> None:
    """Raises when the connection, and with it the lead, is gone."""
    await connection.execute(sa.select(1))


async def stop_leading(connection: AsyncConnection) -> None:
    """Gives the lead back. A connection that can't be told so is closed, which gives it back as well.

    Raises nothing: an error of the database here would take the place of the cancellation that ends the lead, and with
    it the order to stop would be lost.
    """
    if connection.invalidated:
        return
    try:
        await connection.execute(sa.select(sa.func.pg_advisory_unlock(_LEADER)))
    except DBAPIError:
        await connection.invalidate()


async def begin_following(tx: WriteTransaction, logs: Sequence[str], at: dt.datetime) -> None:
    """Begins at the beginning of those logs that were never followed."""
    rows = [{"log": log, "next_position": 0, "tree_size": 0, "updated_at": at} for log in logs]
    await tx.execute(insert(followed_log).values(rows).on_conflict_do_nothing())


async def position(connection: AsyncConnection, log: str) -> tuple[int, int]:
    """Where to go on in a log, and how many entries it had when last looked at."""
    found = await connection.execute(
        sa.select(followed_log.c.next_position, followed_log.c.tree_size).where(followed_log.c.log == log)
    )
    row = found.one()
    return row.next_position, row.tree_size


async def advance(tx: WriteTransaction, log: str, *, start: int, end: int, tree_size: int, at: dt.datetime) -> bool:
    """Notes that a log was read from one position up to another; False when somebody else has done so meanwhile."""
    table = followed_log
    moved = await tx.execute(
        sa.update(table)
        .where(table.c.log == log, table.c.next_position == start)
        .values(next_position=end, tree_size=tree_size, updated_at=at)
    )
    return moved.rowcount == 1


async def add_job(tx: WriteTransaction, job: Job, at: dt.datetime) -> bool:
    """Notes a job; False when it is known already."""
    added = await tx.execute(
        insert(coordination_job)
        .values(cause=job.cause, task=job.task, attempts=0, last_error="", updated_at=at)
        .on_conflict_do_nothing()
        .returning(coordination_job.c.cause)
    )
    return added.one_or_none() is not None


async def queued(tx: WriteTransaction, job: Job, queue_id: int) -> None:
    """Notes a job's place in the queue."""
    await tx.execute(sa.update(coordination_job).where(*_is(job)).values(queue_id=queue_id))


async def begun(tx: WriteTransaction, job: Job, at: dt.datetime) -> None:
    """Notes another attempt."""
    attempts = coordination_job.c.attempts + 1
    await tx.execute(sa.update(coordination_job).where(*_is(job)).values(attempts=attempts, updated_at=at))


async def ended(tx: WriteTransaction, job: Job, last_error: str, at: dt.datetime) -> None:
    """Notes how an attempt ended: with an error for people, or without one."""
    await tx.execute(sa.update(coordination_job).where(*_is(job)).values(last_error=last_error, updated_at=at))


async def kept_request(tx: WriteTransaction, job: Job, request: bytes) -> bytes:
    """Keeps what is sent, unless something was kept before; gives what is kept.

    A second attempt, or a second worker that took over too early, sends the very same bytes.
    """
    kept = await tx.execute(
        sa.update(coordination_job)
        .where(*_is(job))
        .values(request=sa.func.coalesce(coordination_job.c.request, request))
        .returning(coordination_job.c.request)
    )
    return bytes(kept.scalar_one())


async def request_of(connection: AsyncConnection, job: Job) -> bytes | None:
    """What an earlier attempt kept to be sent."""
    kept = await connection.scalar(sa.select(coordination_job.c.request).where(*_is(job)))
    return None if kept is None else bytes(kept)


async def followed(connection: AsyncConnection) -> list[pb.FollowedLog]:
    """A line a log."""
    table = followed_log
    rows = await connection.execute(sa.select(table).order_by(table.c.log))
    return [pb.FollowedLog(log=row.log, followed_position=row.next_position, tree_size=row.tree_size) for row in rows]


async def jobs(connection: AsyncConnection) -> list[pb.CoordinationJob]:
    """Jobs that are not done, then the latest that are, at most 100 together; the newest first."""
    table = coordination_job
    status = sa.cast(queued_job.c.status, sa.Text).label("status")
    rows = await connection.execute(
        sa.select(table.c.task, table.c.cause, table.c.attempts, table.c.last_error, table.c.updated_at, status)
        .outerjoin(queued_job, queued_job.c.id == table.c.queue_id)
        .order_by(
            sa.func.coalesce(sa.cast(queued_job.c.status, sa.Text) == "succeeded", False), table.c.updated_at.desc()
        )
        .limit(MOST_JOBS)
    )
    newest_first = sorted(rows, key=lambda row: (row.updated_at, row.cause, row.task), reverse=True)
    return [_job(row) for row in newest_first]


def _job(row: sa.Row[*tuple[Any, ...]]) -> pb.CoordinationJob:
    update_time = Timestamp()
    update_time.FromDatetime(row.updated_at)
    return pb.CoordinationJob(
        task=row.task,
        cause=row.cause,
        state=job_state(row.status, row.last_error),
        attempts=row.attempts,
        last_error=row.last_error,
        update_time=update_time,
    )


def _is(job: Job) -> tuple[sa.ColumnElement[bool], ...]:
    return (coordination_job.c.cause == job.cause, coordination_job.c.task == job.task)
