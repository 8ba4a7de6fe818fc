"""Owns the methods about the quality of evaluators."""

from __future__ import annotations

import datetime as dt
from typing import Any

import grpc.aio
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import decimal_pb2

from sepia.frand.v1 import royalties_pb2 as pb
from services.frand.pages import DEFAULT_SIZE, MOST, PageKey, read_page_key, write_page_key
from services.frand.reliability import rules, store
from services.frand.reliability.rules import EvaluatorQuality, Reliability
from shared.canonical import decimal_text
from shared.db.database import Database
from shared.db.pages import page_size
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]

_NUMBERS = ("mean", "low", "high", "alpha", "beta")


class ReliabilityMethods:
    """The methods of `RoyaltyService` about the quality of evaluators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ReceiveEvaluatorQuality(
        self, request: pb.ReceiveEvaluatorQualityRequest, context: Context
    ) -> pb.EvaluatorQuality:
        brought = _brought(request)
        async with self._database.write(request) as tx:
            if await store.save(tx, brought, at=self._database.clock.now()):
                said = {key: value for key, value in brought.document().items() if key != "report"}
                await tx.record(
                    "service:evaluator-quality:receive",
                    brought.name,
                    {**said, "report": brought.report, "digest": brought.digest},
                )
            found = await store.read(tx.connection, brought.name)
            if found is None:
                raise AssertionError(f"{brought.name} was stored in this transaction or before")
            stored, created_at = found
            rules.refuse_others(stored, brought)
            return await tx.reply(message(stored, created_at))
        raise AssertionError("a write ends in a reply or an error")

    async def GetEvaluatorQuality(
        self, request: pb.GetEvaluatorQualityRequest, context: Context
    ) -> pb.EvaluatorQuality:
        async with self._database.read() as connection:
            found = await store.read(connection, request.name)
        if found is None:
            raise not_found(request.name)
        return message(*found)

    async def ListEvaluatorQualities(
        self, request: pb.ListEvaluatorQualitiesRequest, context: Context
    ) -> pb.ListEvaluatorQualitiesResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=MOST)
        async with self._database.read() as connection:
            rows = await store.list_newest(
                connection,
                regime=request.regime,
                technical_area=request.technical_area if request.HasField("technical_area") else None,
                published_by=request.as_of_time.ToDatetime(dt.UTC) if request.HasField("as_of_time") else None,
                after=read_page_key(request),
                limit=size + 1,
            )
        reply = pb.ListEvaluatorQualitiesResponse(
            evaluator_qualities=[message(store.of_row(row), row.created_at) for row in rows[:size]]
        )
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_key(request, PageKey(last.published_at, str(last.report)))
        return reply


def _brought(request: pb.ReceiveEvaluatorQualityRequest) -> EvaluatorQuality:
    return EvaluatorQuality(
        report=request.report,
        regime=request.regime,
        technical_area=request.technical_area,
        period=request.period,
        families=request.families,
        repeated=request.repeated,
        sensitivity=_read("sensitivity", request.sensitivity),
        specificity=_read("specificity", request.specificity),
        measured_at=_text(request.measure_time),
        published_at=_text(request.publish_time),
        checkpoint=request.checkpoint,
        demonstration=request.demonstration,
    )


def _read(field: str, given: pb.MeasuredReliability) -> Reliability:
    return rules.reliability(field, {name: getattr(given, name).value for name in _NUMBERS})


def _text(stamp: Timestamp) -> str:
    return stamp.ToDatetime(dt.UTC).isoformat()


def _reliability(found: Reliability) -> pb.MeasuredReliability:
    return pb.MeasuredReliability(
        **{name: decimal_pb2.Decimal(value=decimal_text(getattr(found, name))) for name in _NUMBERS}
    )


def message(found: EvaluatorQuality, created_at: dt.datetime) -> pb.EvaluatorQuality:
    """What was measured, as the contract has it."""
    return pb.EvaluatorQuality(
        name=found.name,
        report=found.report,
        regime=found.regime,
        technical_area=found.technical_area,
        period=found.period,
        families=found.families,
        repeated=found.repeated,
        sensitivity=_reliability(found.sensitivity),
        specificity=_reliability(found.specificity),
        checkpoint=found.checkpoint,
        digest=found.digest,
        demonstration=found.demonstration,
        measure_time=dt.datetime.fromisoformat(found.measured_at),
        publish_time=dt.datetime.fromisoformat(found.published_at),
        create_time=created_at,
    )
