"""Owns `DeadlineService`."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio
from google.type import date_pb2

from sepia.registry.v1 import deadlines_pb2 as pb
from sepia.registry.v1 import deadlines_pb2_grpc
from services.registry.deadlines import store
from shared.auth.callers import Role, current_caller
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.deadlines import Deadline

Context = grpc.aio.ServicerContext[Any, Any]


class DeadlineServicer(deadlines_pb2_grpc.DeadlineServiceServicer):
    """Answers what must be done by when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ListDeadlines(self, request: pb.ListDeadlinesRequest, context: Context) -> pb.ListDeadlinesResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        after = (dt.datetime.fromisoformat(str(key[0])), uuid.UUID(str(key[1]))) if key else None
        caller = current_caller()
        own = None if caller.has(Role.ROLE_OFFICER) else [who for who in (caller.account, caller.organization) if who]
        wanted = store.Wanted(request.subject, request.actor, own, request.show_closed)
        async with self._database.read() as connection:
            found = await store.list_deadlines(connection, wanted, after, size + 1)
        reply = pb.ListDeadlinesResponse(deadlines=[_message(deadline) for deadline in found[:size]])
        if len(found) > size:
            last = found[size - 1]
            reply.next_page_token = write_page_token(request, [last.due_at.isoformat(), str(last.id)])
        return reply


def _message(deadline: Deadline) -> pb.Deadline:
    due = deadline.due_on
    message = pb.Deadline(
        subject=deadline.subject,
        kind=deadline.kind,
        actor=deadline.actor,
        due_date=date_pb2.Date(year=due.year, month=due.month, day=due.day),
        due_time=deadline.due_at,
        provision=deadline.provision,
        state=pb.DeadlineState.Name(deadline.state),
    )
    if deadline.closed_at is not None:
        message.close_time.FromDatetime(deadline.closed_at)
    return message
