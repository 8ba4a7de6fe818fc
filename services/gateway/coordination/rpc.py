"""Owns the method that shows how coordination stands."""

from __future__ import annotations

from typing import Any

import grpc.aio

from sepia.gateway.v1 import coordination_pb2 as pb
from services.gateway.coordination import store
from shared.db import Database

Context = grpc.aio.ServicerContext[Any, Any]


class CoordinationMethods:
    """Shows how far each log was followed, and the jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetCoordination(self, request: pb.GetCoordinationRequest, context: Context) -> pb.Coordination:
        async with self._database.read() as connection:
            return pb.Coordination(logs=await store.followed(connection), jobs=await store.jobs(connection))
