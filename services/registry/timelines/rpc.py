"""Owns the method of `SearchService` that tells what happened to an entry."""

from __future__ import annotations

import json
from typing import Any

import grpc.aio

from sepia.registry.v1 import search_pb2 as pb
from services.registry.timelines import rules, store
from shared.auth.callers import current_caller
from shared.db import Database, page_size, read_page_token, write_page_token

Context = grpc.aio.ServicerContext[Any, Any]


class TimelineMethods:
    """Answers what happened to an entry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetTimeline(self, request: pb.GetTimelineRequest, context: Context) -> pb.GetTimelineResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        async with self._database.read() as connection:
            name = await store.named(connection, request.name)
            read_to = await store.read_to(connection)
            sources = await store.imports_behind(connection, name)
            rows = await store.read_timeline(
                connection,
                name,
                sources,
                await store.frames_of_results(connection, name),
                current_caller().audiences,
                int(key[0]) if key else -1,
                size + 1,
            )
        reply = pb.GetTimelineResponse(read_to_position=read_to + 1)
        for row in rows[:size]:
            entry = reply.entries.add(
                position=row.position,
                actor=row.actor,
                kind=row.kind,
                subject=row.subject,
                what=rules.in_words(row.kind, json.loads(row.content)["content"]),
                concerns=row.concerns,
            )
            entry.record_time.FromDatetime(row.recorded_at)
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].position])
        return reply
