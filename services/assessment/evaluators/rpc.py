"""Owns the gRPC methods of the roster."""

from __future__ import annotations

import uuid
from typing import Any

import grpc.aio

from sepia.assessment.v1 import checks_pb2 as pb
from sepia.assessment.v1 import checks_pb2_grpc
from services.assessment.evaluators import store
from services.assessment.instants import timestamp
from shared.db.database import OFFICERS, Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import already_exists

Context = grpc.aio.ServicerContext[Any, Any]


class EvaluatorMethods(checks_pb2_grpc.CheckServiceServicer):
    """Keeps the roster."""

    database: Database

    async def CreateEvaluator(self, request: pb.CreateEvaluatorRequest, context: Context) -> pb.Evaluator:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            person = store.Person(
                id=self.database.new_id(),
                account=request.account,
                display_name=request.display_name,
                identity_verified=request.identity_verified,
                ties_declared=request.ties_declared,
                ties=[(tie.holder, tie.kind) for tie in request.ties],
                at=self.database.clock.now(),
            )
            if not await store.add(tx.connection, person):
                raise already_exists(
                    request.account,
                    f"{request.account} is on the roster already. An account signs for one evaluator only.",
                )
            name = f"evaluators/{person.id}"
            await tx.record(
                "officer:evaluator:create",
                name,
                {
                    "account": request.account,
                    "display_name": request.display_name,
                    "identity_verified": request.identity_verified,
                    "ties_declared": request.ties_declared,
                    "ties": [{"holder": tie.holder, "kind": _kind(tie.kind)} for tie in request.ties],
                },
                audience=(*OFFICERS, f"account:{request.account}"),
            )
            return await tx.reply(
                pb.Evaluator(
                    name=name,
                    account=request.account,
                    display_name=request.display_name,
                    identity_verified=request.identity_verified,
                    ties_declared=request.ties_declared,
                    ties=request.ties,
                    create_time=timestamp(person.at),
                )
            )

    async def ListEvaluators(self, request: pb.ListEvaluatorsRequest, context: Context) -> pb.ListEvaluatorsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            after = uuid.UUID(str(token[0])) if token else None
            rows = await store.roster(connection, after=after, limit=limit + 1)
        reply = pb.ListEvaluatorsResponse(
            evaluators=[
                pb.Evaluator(
                    name=f"evaluators/{row.id}",
                    account=row.account,
                    display_name=row.display_name,
                    identity_verified=row.identity_verified,
                    ties_declared=row.ties_declared,
                    ties=[pb.Tie(holder=holder, kind=kind) for holder, kind in row.ties],
                    create_time=timestamp(row.created_at),
                )
                for row in rows[:limit]
            ]
        )
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply


def _kind(number: pb.TieKind.ValueType) -> str:
    return pb.TieKind.Name(number).removeprefix("TIE_KIND_").lower()
