"""Owns the methods of `ScenarioService`, and doing a set in its asker's name."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import decimal_pb2

from sepia.frand.v1 import scenarios_pb2 as pb
from sepia.frand.v1 import scenarios_pb2_grpc
from services.frand.calculations import side_by_side, top_down
from services.frand.calculations.documents import to_document
from services.frand.calculations.questions import Asked, Questions
from services.frand.engine import ENGINE_VERSION
from services.frand.engine.errors import InvalidInput
from services.frand.operations import rules as operations
from services.frand.operations import store as operations_store
from services.frand.operations.processes import Computing
from services.frand.operations.rpc import Kind, operation_message, percent_of
from services.frand.operations.working import Stopped
from services.frand.pages import DEFAULT_SIZE, PageKey, read_page_key, write_page_key
from services.frand.scenarios import rules, store
from services.frand.scenarios.rules import Axis, Computed
from shared.auth.callers import current_caller
from shared.db import page_size, read_page_token, write_page_token
from shared.db.database import PUBLIC, Database
from shared.errors import Violation, invalid, not_found
from shared.tasks import end

Context = grpc.aio.ServicerContext[Any, Any]

_STATES = {
    operations.WAITING: pb.SCENARIO_SET_STATE_RUNNING,
    operations.RUNNING: pb.SCENARIO_SET_STATE_RUNNING,
    operations.DONE: pb.SCENARIO_SET_STATE_COMPLETE,
    operations.FAILED: pb.SCENARIO_SET_STATE_FAILED,
    operations.CANCELLED: pb.SCENARIO_SET_STATE_CANCELLED,
}
_NOT_VARIED = ("offers", "sensitivities", "release", "shared_with", "published", "request_id", "top_down")


class ScenarioServicer(scenarios_pb2_grpc.ScenarioServiceServicer):
    """Computes, keeps and lists scenarios.

    Args:
        database: the service's.
        questions: reads what is asked.
        computing: where scenarios are computed.
        wake: says that an operation waits.
    """

    def __init__(
        self, database: Database, questions: Questions, computing: Computing, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._questions = questions
        self._computing = computing
        self._wake = wake
        self.kind = Kind(_progress, self._made)

    async def CreateScenarioSet(
        self, request: pb.CreateScenarioSetRequest, context: Context
    ) -> operations_pb2.Operation:
        for field in _NOT_VARIED:
            if request.calculation.HasField(field) if field == "top_down" else getattr(request.calculation, field):
                rule = "must be empty in a set of scenarios"
                raise invalid("NOT_VARIED", f"calculation.{field} {rule}.", Violation(f"calculation.{field}", rule))
        if not request.calculation.methods:
            rule = "must name at least one method"
            raise invalid("NO_METHOD", f"calculation.methods {rule}.", Violation("calculation.methods", rule))
        asked = await self._questions.read(request.calculation)
        combination = request.combination or rules.PRODUCT
        total = rules.size_of([len(axis.values) for axis in request.axes], combination)
        rules.must_be_keepable(asked.question, total)
        axes = [await self._axis(asked, axis, f"axes[{number}]") for number, axis in enumerate(request.axes)]
        text = rules.set_text(asked.question, asked.salt, axes, combination)
        _must_begin(text)
        return await self._begin(request, asked, text, total, combination)

    async def GetScenarioSet(self, request: pb.GetScenarioSetRequest, context: Context) -> pb.ScenarioSet:
        return _message(await self._row(request.name))

    async def ListScenarioSets(
        self, request: pb.ListScenarioSetsRequest, context: Context
    ) -> pb.ListScenarioSetsResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=500)
        async with self._database.read_as_caller() as connection:
            rows = await store.list_newest(connection, read_page_key(request), size + 1)
        reply = pb.ListScenarioSetsResponse(scenario_sets=[_listed(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_key(request, PageKey(last.created_at, str(last.id)))
        return reply

    async def ListScenarios(self, request: pb.ListScenariosRequest, context: Context) -> pb.ListScenariosResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        after = int(key[0]) if key and str(key[0]).isdecimal() else -1
        row = await self._row(request.scenario_set)
        async with self._database.read_as_caller() as connection:
            found = await store.page(connection, row.id, after, size + 1)
        reply = pb.ListScenariosResponse(scenarios=[_scenario(row, each, request.subject) for each in found[:size]])
        if len(found) > size:
            reply.next_page_token = write_page_token(request, [found[size - 1].number])
        return reply

    async def ExportScenarios(
        self, request: pb.ExportScenariosRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        row = await self._row(request.name)
        header = [*(axis["field"] for axis in row.axes), "answer", "subject", "best", "low", "high", "unit"]
        yield _csv([["number", "address", *header, "refusal"]])
        after = -1
        while True:
            # A page a transaction: whoever reads slowly holds nothing up.
            async with self._database.read_as_caller() as connection:
                found = await store.page(connection, row.id, after, 1_000)
            if not found:
                return
            yield _csv([line for each in found for line in _lines(_scenario(row, each, request.subject))])
            after = found[-1].number

    async def carry_out(self, operation: sa.Row[Any]) -> None:
        """Computes what is missing of a set, in its asker's name.

        Raises:
            Stopped: it was cancelled.
        """
        row = await self._row(operation.subject)
        async with self._database.read_as_caller() as connection:
            known = await store.numbers(connection, row.id)
        found = rules.read_set(row.canonical_inputs)
        waiting = rules.missing(found.total, known)
        await self._compute(operation, row, waiting, len(known))
        digest = hashlib.sha256()
        async with self._database.read_as_caller() as connection:
            async for page in store.pages(connection, row.id):
                for each in page:
                    digest.update(rules.line_for_digest(each.sha256, each.results, each.refusal))
        async with self._database.write() as tx:
            if await operations_store.end(tx, operation.id, operations.DONE, at=self._database.clock.now()):
                await store.complete(tx, row.id, digest.hexdigest())
                await tx.record(
                    "system:scenario-set:complete",
                    operation.subject,
                    {"total": found.total, "result_digest": digest.hexdigest()},
                    audience=_log_audience(row.audience),
                )

    async def _compute(self, operation: sa.Row[Any], row: sa.Row[Any], waiting: Sequence[int], known: int) -> None:
        pieces = rules.chunks(waiting, self._computing.width)
        under_way: set[asyncio.Task[list[Computed]]] = set()
        computed, exhausted = known, False
        try:
            while True:
                # Never more than the workers have use for: memory stays bounded, and so does what a cancel loses.
                while not exhausted and len(under_way) < 2 * self._computing.width:
                    piece = next(pieces, None)
                    if piece is None:
                        exhausted = True
                    else:
                        work = self._computing.run(rules.compute, row.canonical_inputs, piece)
                        under_way.add(asyncio.ensure_future(work))
                if not under_way:
                    return
                done, under_way = await asyncio.wait(under_way, timeout=1, return_when=asyncio.FIRST_COMPLETED)
                some = [each for task in done for each in task.result()]
                if some:
                    async with self._database.write() as tx:
                        await store.keep(tx, row.id, row.audience, some)
                    computed += len(some)
                async with self._database.read() as connection:
                    if await operations_store.note_progress(connection, operation.id, computed):
                        raise Stopped
        finally:
            await end(*under_way)

    async def _axis(self, asked: Asked, axis: pb.ScenarioAxis, place: str) -> Axis:
        names = [each.id for each in asked.question.methods]
        if axis.answer and axis.answer not in names:
            rule = f"must be one of {', '.join(names)}"
            raise invalid("AXIS_UNKNOWN", f"{place}.answer {rule}.", Violation(f"{place}.answer", rule))
        number = names.index(axis.answer) if axis.answer else 0
        method = asked.question.methods[number].method
        if method == top_down.METHOD and axis.field in ("findings", "aggregate_royalty"):
            read = self._questions.findings if axis.field == "findings" else self._questions.royalty
            held = [to_document(await read(name)) for name in axis.values]
            return Axis(number, axis.field, tuple(held))
        path = rules.axis_path(method, axis.field)
        try:
            values = [
                rules.axis_value(method, path, text, f"{place}.values[{index}]")
                for index, text in enumerate(axis.values)
            ]
        except InvalidInput as error:
            refusal = side_by_side.refusal(error)
            raise invalid("AXIS_UNKNOWN", f"{error.field} {error.rule}.", *refusal.violations) from error
        return Axis(number, path, tuple(values))

    async def _begin(
        self, request: pb.CreateScenarioSetRequest, asked: Asked, text: str, total: int, combination: int
    ) -> operations_pb2.Operation:
        caller, now = current_caller(), self._database.clock.now()
        operation_id, set_id = self._database.new_id(), self._database.new_id()
        name, subject = operations.operation_name(operation_id), f"scenarioSets/{set_id}"
        async with self._database.write(request) as tx:
            begun = await operations_store.begin(
                tx,
                id=operation_id,
                kind=operations.SCENARIO_SET,
                subject=subject,
                account=caller.account,
                organization=caller.organization,
                total=total,
                content="{}",
                audience=asked.audience,
                at=now,
            )
            if not begun:
                raise operations.too_many()
            facts = {
                "id": set_id,
                "operation_id": operation_id,
                "display_name": request.display_name,
                "submitter": caller.account,
                "canonical_inputs": text,
                "axes": [
                    {"answer": axis.answer, "field": axis.field, "values": list(axis.values)} for axis in request.axes
                ],
                "combination": combination,
                "engine_version": ENGINE_VERSION,
                "created_at": now,
            }
            await store.save(tx, facts, asked.audience)
            methods = [each.method for each in asked.question.methods]
            said = {"methods": methods, "total": total, "display_name": request.display_name}
            await tx.record("account:scenario-set:create", subject, said, audience=_log_audience(asked.audience))
            row = await operations_store.read(tx.connection, operation_id, caller.account)
            if row is None:
                raise AssertionError(f"{name} was stored in this transaction")
            reply = await tx.reply(await operation_message(row, {operations.SCENARIO_SET: self.kind}))
        self._wake()
        return reply

    async def _row(self, name: str) -> sa.Row[Any]:
        try:
            id = uuid.UUID(name.removeprefix("scenarioSets/"))
        except ValueError:
            raise not_found(name) from None
        async with self._database.read_as_caller() as connection:
            row = await store.read(connection, id)
        if row is None:
            raise not_found(name)
        return row

    async def _made(self, operation: sa.Row[Any]) -> pb.ScenarioSet:
        return _message(await self._row(operation.subject))


def _must_begin(text: str) -> None:
    """Refuses a set whose first scenario does not even have inputs: then the path of an axis is wrong."""
    found = rules.read_set(text)
    try:
        found.question_document(0)
    except InvalidInput as error:
        raise invalid(
            "AXIS_UNKNOWN", f"{error.field} {error.rule}.", Violation("axes", f"{error.field} {error.rule}")
        ) from error


def _log_audience(audience: Sequence[str] | None) -> Sequence[str]:
    return PUBLIC if audience is None else [f"organization:{each}" for each in audience]


def _progress(row: sa.Row[Any]) -> pb.ScenarioProgress:
    message = pb.ScenarioProgress(
        scenario_set=row.subject,
        computed=row.computed,
        total=row.total,
        percent=percent_of(row),
        create_time=row.created_at,
        cancel_requested=row.cancel_requested,
    )
    if row.started_at is not None:
        stamp = Timestamp()
        stamp.FromDatetime(row.started_at)
        message.start_time.CopyFrom(stamp)
    return message


def _listed(row: sa.Row[Any]) -> pb.ScenarioSet:
    return pb.ScenarioSet(
        name=f"scenarioSets/{row.id}",
        display_name=row.display_name,
        operation=operations.operation_name(row.operation_id),
        state=_STATES[row.state],
        combination=row.combination,
        total=row.total,
        computed=row.computed,
        refused=row.refused,
        engine_version=row.engine_version,
        result_digest=row.result_digest,
        submitter=row.submitter,
        create_time=row.created_at,
        confidential=row.audience is not None,
    )


def _message(row: sa.Row[Any]) -> pb.ScenarioSet:
    message = _listed(row)
    message.canonical_inputs = row.canonical_inputs
    message.axes.extend(pb.ScenarioAxis(**axis) for axis in row.axes)
    return message


def _scenario(row: sa.Row[Any], each: sa.Row[Any], subject: str) -> pb.Scenario:
    found = rules.read_set(row.canonical_inputs)
    results: list[Mapping[str, Any]] = json.loads(each.results)
    return pb.Scenario(
        number=each.number,
        address=f"calculations/{each.sha256}",
        values=rules.labels(row.axes, found, each.number),
        results=[
            pb.ScenarioResult(
                answer=result["answer"],
                subject=result["subject"],
                best=_decimal(result["best"]),
                low=_decimal(result["low"]),
                high=_decimal(result["high"]),
                unit=result["unit"],
            )
            for result in results
            if not subject or result["subject"] == subject
        ],
        refusal=each.refusal,
    )


def _decimal(text: str | None) -> decimal_pb2.Decimal | None:
    return None if text is None else decimal_pb2.Decimal(value=text)


def _lines(scenario: pb.Scenario) -> list[list[object]]:
    begin: list[object] = [scenario.number, scenario.address, *scenario.values]
    if not scenario.results:
        return [[*begin, "", "", "", "", "", "", scenario.refusal]] if scenario.refusal else []
    return [
        [*begin, one.answer, one.subject, one.best.value, one.low.value, one.high.value, one.unit, ""]
        for one in scenario.results
    ]


def _csv(rows: Sequence[Sequence[object]]) -> httpbody_pb2.HttpBody:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return httpbody_pb2.HttpBody(content_type="text/csv; charset=utf-8", data=text.getvalue().encode())
