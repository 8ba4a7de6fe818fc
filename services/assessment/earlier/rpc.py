"""Owns the gRPC methods that put decisions of others on essentiality on record."""

from __future__ import annotations

import uuid
from typing import Any

import grpc.aio

from sepia.assessment.v1 import earlier_results_pb2 as pb
from sepia.assessment.v1 import earlier_results_pb2_grpc
from services.assessment.campaign_record import family_key_text, id_in
from services.assessment.earlier import rules, store
from services.assessment.instants import date_if, date_in, timestamp, timestamp_if
from shared.auth.callers import current_caller
from shared.db.database import Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found, stale

Context = grpc.aio.ServicerContext[Any, Any]


class EarlierResultServicer(earlier_results_pb2_grpc.EarlierResultServiceServicer):
    """Puts earlier results on record."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def RecordEarlierResult(self, request: pb.RecordEarlierResultRequest, context: Context) -> pb.EarlierResult:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            now = self.database.clock.now()
            decided_on = date_in(request, "decision_date")
            assert decided_on is not None  # the contract requires it
            rules.must_be_past(decided_on, now.date())
            id = self.database.new_id()
            values = {
                "id": id,
                "standard": request.standard,
                "family_key": int(request.family_key),
                "family": request.family,
                "outcome": int(request.outcome),
                "source": int(request.source),
                "citation": request.citation,
                "decided_on": decided_on,
                "account": current_caller().account,
                "recorded_at": now,
            }
            if not await store.add(tx.connection, values):
                there = await store.same(
                    tx.connection, request.standard, request.family_key, request.family, request.citation
                )
                raise rules.already_known(request.family, request.citation, f"earlierResults/{there.id}")
            await tx.record(
                "officer:earlier-result:record",
                f"earlierResults/{id}",
                {
                    "standard": request.standard,
                    "family_key": family_key_text(request.family_key),
                    "family": request.family,
                    "outcome": int(request.outcome),
                    "source": pb.EarlierSource.Name(request.source).removeprefix("EARLIER_SOURCE_").lower(),
                    "citation": request.citation,
                    "decision_date": decided_on,
                },
            )
            return await tx.reply(_message(await store.one(tx.connection, id)))

    async def WithdrawEarlierResult(
        self, request: pb.WithdrawEarlierResultRequest, context: Context
    ) -> pb.EarlierResult:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            row = await store.one(tx.connection, id_in(request.name), lock=True)
            if row is None:
                raise not_found(request.name)
            if request.etag and request.etag != _etag(row):
                raise stale(request.name)
            rules.must_count(request.name, row.withdrawn_at)
            now = self.database.clock.now()
            await store.change(tx.connection, row.id, {"withdrawn_at": now, "withdrawal_reason": request.reason})
            await tx.record("officer:earlier-result:withdraw", request.name, {"reason": request.reason})
            return await tx.reply(_message(await store.one(tx.connection, row.id)))

    async def ListEarlierResults(
        self, request: pb.ListEarlierResultsRequest, context: Context
    ) -> pb.ListEarlierResultsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read() as connection:
            rows = await store.page(
                connection,
                standard=request.standard,
                family=request.family,
                before=uuid.UUID(str(token[0])) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListEarlierResultsResponse(results=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply


def _etag(row: Any) -> str:
    return "r1" if row.withdrawn_at is None else "r2"


def _message(row: Any) -> pb.EarlierResult:
    return pb.EarlierResult(
        name=f"earlierResults/{row.id}",
        standard=row.standard,
        family_key=row.family_key,
        family=row.family,
        outcome=row.outcome,
        source=row.source,
        citation=row.citation,
        decision_date=date_if(row.decided_on),
        record_time=timestamp(row.recorded_at),
        withdraw_time=timestamp_if(row.withdrawn_at),
        withdrawal_reason=row.withdrawal_reason,
        etag=_etag(row),
    )
