"""Owns the methods of `CalculationService`."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import calculations_pb2_grpc
from services.frand.calculations import cost, releasing, replies, rules, side_by_side, store, top_down, withholding
from services.frand.calculations.questions import Asked, Questions
from services.frand.calculations.stepwise import compute_in_steps, computed_or_refused
from services.frand.engine.releases import Release
from services.frand.operations import rules as operations
from services.frand.operations import store as operations_store
from services.frand.operations.processes import Computing
from services.frand.operations.rpc import Kind, operation_message, percent_of
from services.frand.operations.working import until_done_or_stopped
from services.frand.pages import DEFAULT_SIZE, MOST, PageKey, read_page_key, write_page_key
from shared.auth.callers import current_caller
from shared.canonical import canonical_json, decimal_text
from shared.clock import stopwatch
from shared.db.database import Database, WriteTransaction
from shared.db.pages import page_size
from shared.errors import SepiaError, Violation, forbidden, invalid, precondition

Context = grpc.aio.ServicerContext[Any, Any]

_QUICK_SECONDS = 2.0
"""For how long an operation that was just started is awaited, so that a short one is answered at once."""

_LOOK_SECONDS = 0.1


class CalculationServicer(calculations_pb2_grpc.CalculationServiceServicer):
    """Computes, keeps and explains rates.

    Args:
        database: the service's database.
        questions: reads what is asked.
        computing: where what may take long is computed.
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

    async def CreateCalculation(self, request: pb.CreateCalculationRequest, context: Context) -> pb.Calculation:
        if not request.methods:
            return await self._top_down_alone(request)
        asked = await self._asked(request)
        _must_be_short(cost.seconds_of(asked.question))
        canonical = asked.canonical
        async with self._database.read_as_caller() as connection:
            known = await store.read(connection, rules.name_of(canonical))
        results = known.results if known else await asyncio.to_thread(rules.compute, canonical)
        async with self._database.write(request) as tx:
            await keep(tx, asked, canonical, results, [*request.shared_with, *_everybody(request.published)])
            seen = await replies.see(tx.connection, rules.name_of(canonical))
            return await tx.reply(replies.calculation_message(seen))
        raise AssertionError("a write ends in a reply or an error")

    async def StartCalculation(self, request: pb.StartCalculationRequest, context: Context) -> operations_pb2.Operation:
        question = request.calculation
        if question.request_id:
            raise invalid(
                "REQUEST_ID_MISPLACED",
                "calculation.request_id has to be empty: the request_id of this request is the one that counts.",
                Violation("calculation.request_id", "must be empty"),
            )
        started = await self._started(question)
        cost.must_end(started.seconds)
        caller, id, now = current_caller(), self._database.new_id(), self._database.clock.now()
        async with self._database.write(request) as tx:
            begun = await operations_store.begin(
                tx,
                id=id,
                kind=operations.CALCULATION,
                subject="",
                account=caller.account,
                organization=caller.organization,
                total=started.steps,
                seconds=started.seconds,
                content=canonical_json(started.content).decode(),
                audience=started.audience,
                at=now,
            )
            if not begun:
                raise operations.too_many()
            name = operations.operation_name(id)
            said = {"methods": list(started.methods)}
            await tx.record("account:calculation:start", name, said, audience=(f"account:{caller.account}",))
            reply = await tx.reply(operations_pb2.Operation(name=name))
        self._wake()
        return await self._soon(id) or reply

    async def ShareCalculation(self, request: pb.ShareCalculationRequest, context: Context) -> pb.Calculation:
        async with self._database.write(request) as tx:
            seen = await replies.see(tx.connection, request.name)
            if seen.row.audience is None:
                raise precondition(
                    "NOT_CONFIDENTIAL", f"{request.name} is open to everybody already.", subject=request.name
                )
            if not seen.complete:
                raise forbidden(
                    f"Only an organization that sees all of {request.name} can share it.",
                    reason="NOT_IN_AUDIENCE",
                    subject=request.name,
                )
            await _share(tx, seen.row, [*request.shared_with, *_everybody(request.published)])
            return await tx.reply(replies.calculation_message(await replies.see(tx.connection, request.name)))
        raise AssertionError("a write ends in a reply or an error")

    async def GetCalculation(self, request: pb.GetCalculationRequest, context: Context) -> pb.Calculation:
        async with self._database.read_as_caller() as connection:
            return replies.calculation_message(await replies.see(connection, request.name))

    async def ListCalculations(
        self, request: pb.ListCalculationsRequest, context: Context
    ) -> pb.ListCalculationsResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=MOST)
        async with self._database.read_as_caller() as connection:
            rows = await store.list_newest(
                connection, standard=request.standard, after=read_page_key(request), limit=size + 1
            )
        reply = pb.ListCalculationsResponse(calculations=[replies.listed(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_key(request, PageKey(last.created_at, last.sha256))
        return reply

    async def GetDerivation(self, request: pb.GetDerivationRequest, context: Context) -> pb.Derivation:
        async with self._database.read_as_caller() as connection:
            seen = await replies.see(connection, request.calculation)
        if request.answer or seen.side_by_side:
            return replies.answer_graph(seen, request.calculation, request.answer, request.quantity)
        quantities = rules.derive(seen.canonical, seen.results, request.holder)
        return pb.Derivation(
            calculation=request.calculation,
            holder=request.holder,
            quantities=[
                pb.Quantity(
                    id=each.id,
                    label=each.label,
                    formula=each.formula,
                    value=each.value,
                    unit=each.unit,
                    inputs=each.inputs,
                    sources=each.sources,
                )
                for each in quantities
            ],
        )

    async def carry_out(self, row: sa.Row[Any]) -> None:
        """Does a calculation that was started, in its asker's name.

        Raises:
            SepiaError: there is no answer.
            Stopped: it was cancelled.
        """
        async with self._database.read_as_caller() as connection:
            content = json.loads(await operations_store.read_input(connection, row.id))
        if "top_down" in content:
            await self._carry_out_top_down(row, top_down.top_down_of(content["top_down"]))
            return
        question = side_by_side.question_of(content["question"])
        asked = Asked(question, content["salt"], tuple(content["whose"]), content["demonstration"])
        canonical = side_by_side.inputs_text(content["question"], asked.salt)

        async def told(done: int) -> None:
            async with self._database.read() as connection:
                await operations_store.note_progress(connection, row.id, done)

        work = compute_in_steps(self._computing, canonical, told)
        results, refusal = await until_done_or_stopped(self._database, row.id, work)
        if refusal is not None:
            raise refused(refusal)
        async with self._database.write() as tx:
            name = rules.name_of(canonical)
            if await operations_store.end(tx, row.id, operations.DONE, at=self._database.clock.now(), subject=name):
                await keep(tx, asked, canonical, results, content["shared_with"])

    async def _carry_out_top_down(self, row: sa.Row[Any], asked: top_down.TopDown) -> None:
        canonical = rules.canonical_inputs(top_down.METHOD, asked.document())
        work = self._computing.run(computed_or_refused, canonical)
        results, refusal = await until_done_or_stopped(self._database, row.id, work)
        if refusal is not None:
            raise refused(refusal)
        async with self._database.read() as connection:
            await operations_store.note_progress(connection, row.id, 1)
        async with self._database.write() as tx:
            name = rules.name_of(canonical)
            if await operations_store.end(tx, row.id, operations.DONE, at=self._database.clock.now(), subject=name):
                await _keep_top_down(tx, asked, canonical, results)

    async def _started(self, question: pb.CreateCalculationRequest) -> _Started:
        if not question.methods:
            alone = await self._alone(question, "calculation.")
            content = {"top_down": alone.document()}
            return _Started(content, (top_down.METHOD,), 1, cost.seconds_of_top_down(alone), None)
        asked = await self._asked(question)
        content = {
            "question": asked.question.document(),
            "salt": asked.salt,
            "whose": list(asked.whose),
            "demonstration": asked.demonstration,
            "shared_with": [*question.shared_with, *_everybody(question.published)],
        }
        methods = tuple(each.method for each in asked.question.methods)
        return _Started(content, methods, asked.question.steps, cost.seconds_of(asked.question), asked.audience)

    async def _alone(self, request: pb.CreateCalculationRequest, within: str = "") -> top_down.TopDown:
        """The top-down method alone, as it is asked."""
        if not request.HasField("top_down"):
            raise _without_methods(f"{within}methods")
        for field in ("standard", "holder", "offers", "sensitivities", "release", "shared_with", "published"):
            if getattr(request, field):
                rule = "must be empty without methods"
                raise invalid("NOT_WITHOUT_METHODS", f"{within}{field} {rule}.", Violation(f"{within}{field}", rule))
        return await self._questions.top_down(request.top_down)

    async def _top_down_alone(self, request: pb.CreateCalculationRequest) -> pb.Calculation:
        asked = await self._alone(request)
        canonical = rules.canonical_inputs(top_down.METHOD, asked.document())
        name = rules.name_of(canonical)
        async with self._database.read_as_caller() as connection:
            known = await store.read(connection, name)
        if known is None:
            _must_be_short(cost.seconds_of_top_down(asked))
        # Seconds of arithmetic: not on the loop that everybody else's call waits for, nor within a transaction.
        results = known.results if known else await asyncio.to_thread(rules.compute, canonical)
        async with self._database.write(request) as tx:
            await _keep_top_down(tx, asked, canonical, results)
            return await tx.reply(replies.calculation_message(await replies.see(tx.connection, name)))
        raise AssertionError("a write ends in a reply or an error")

    async def _asked(self, request: pb.CreateCalculationRequest) -> Asked:
        if request.HasField("top_down"):
            rule = "must be empty where methods are given; put it among them"
            raise invalid("TWO_QUESTIONS", f"top_down {rule}.", Violation("top_down", rule))
        asked = await self._questions.read(request)
        if asked.audience is None and (request.shared_with or request.published or request.release):
            rule = "is for calculations with restricted inputs; this one everybody sees as it is"
            field = next(name for name in ("shared_with", "published", "release") if getattr(request, name))
            raise invalid("NOT_CONFIDENTIAL", f"{field} {rule}.", Violation(field, rule))
        return asked

    async def _soon(self, id: uuid.UUID) -> operations_pb2.Operation | None:
        account = current_caller().account
        end = stopwatch() + _QUICK_SECONDS
        while True:
            async with self._database.read() as connection:
                row = await operations_store.read(connection, id, account)
            if row is None or row.state not in operations.UNFINISHED or stopwatch() > end:
                break
            await asyncio.sleep(_LOOK_SECONDS)
        return None if row is None else await operation_message(row, {operations.CALCULATION: self.kind})

    async def _made(self, row: sa.Row[Any]) -> pb.Calculation:
        async with self._database.read_as_caller() as connection:
            return replies.calculation_message(await replies.see(connection, row.subject))


@dataclass(frozen=True, slots=True)
class _Started:
    """A calculation that is started.

    Attributes:
        content: what it will be carried out from.
        methods: that it asks.
        steps: in which it is computed.
        seconds: that it takes, about.
        audience: who may see the content; None where everybody may.
    """

    content: dict[str, Any]
    methods: tuple[str, ...]
    steps: int
    seconds: float
    audience: list[str] | None


def _must_be_short(seconds: float) -> None:
    if seconds > cost.AT_ONCE_SECONDS:
        raise precondition(
            "TAKES_LONG",
            f"This takes about {cost.spoken(seconds)} of computing, which is longer than a call may. Send the same to "
            "StartCalculation (`sepia rate` and `sepia rate compute` do).",
        )


async def _keep_top_down(tx: WriteTransaction, asked: top_down.TopDown, canonical: str, results: str) -> None:
    """Stores a calculation by the top-down method alone, and says so in the log, unless it is known already."""
    submitter, now = current_caller().account, tx.database.clock.now()
    if await store.save(tx, canonical, results, _facts(asked), submitter=submitter, at=now):
        await tx.record("account:calculation:create", rules.name_of(canonical), _said_in_log(asked, results))


async def keep(tx: WriteTransaction, asked: Asked, canonical: str, results: str, shared_with: Sequence[str]) -> None:
    """Stores a calculation of several methods, and says so in the log; what is known already is left as it is."""
    name, submitter, at = rules.name_of(canonical), current_caller().account, tx.database.clock.now()
    question, audience = asked.question, asked.audience
    facts: dict[str, object] = {
        "method": ",".join(dict.fromkeys(each.method for each in question.methods)),
        "assumptions": {},
        "engine_version": rules.ENGINE_VERSION,
        "standard": question.standard,
        "demonstration": asked.demonstration,
    }
    said = {**facts, "result_digest": rules.result_digest(results)}
    del said["assumptions"]
    if audience is None:
        if await store.save(tx, canonical, results, facts, submitter=submitter, at=at):
            await tx.record("account:calculation:create", name, said)
        return
    document = json.loads(results)
    names = [(answer, quantity) for answer, _, quantity in (each.partition(":") for each in question.release)]
    releasing.must_tell_no_reader(document, audience, names)
    await store.save_confidential(
        tx,
        canonical,
        results,
        canonical_json(withholding.withheld(document)).decode(),
        releasing.releases_text(question, results, name),
        facts,
        audience=audience,
        whose=asked.whose,
        submitter=submitter,
        at=at,
    )
    await tx.record("account:calculation:create", name, said, audience=_log_audience(audience))
    row = await store.read(tx.connection, name)
    if row is None:
        raise AssertionError(f"{name} was stored in this transaction")
    await _share(tx, row, shared_with)


async def _share(tx: WriteTransaction, row: sa.Row[Any], organizations: Sequence[str]) -> None:
    if not organizations:
        return
    name, account, at = f"calculations/{row.sha256}", current_caller().account, tx.database.clock.now()
    whole = await store.read_whole(tx.connection, name)
    if whole is None:
        raise AssertionError(f"{name} is whole for those who share it")
    if (released := _released(name, whole)) and not set(organizations).issubset(row.audience):
        # Two calculations at the same moment: the second looks after the first has committed.
        await store.one_release_at_a_time(tx, row.audience)
        before = await store.shown_before(tx.connection, row.sha256)
        earlier = [one for each in before for one in _released(f"calculations/{each.sha256}", each)]
        releasing.must_tell_nothing_together(name, released, earlier)
    new = await store.share(tx, row, organizations, by=account, at=at)
    if not new:
        return
    results = json.loads(whole.results)
    readers = withholding.in_part(results, row.audience)
    seers = readers if store.EVERYBODY in new else [each for each in readers if each in new]
    views = {each: canonical_json(withholding.withheld(results, each)).decode() for each in seers}
    await store.add_views(tx, row, views)
    await tx.record("account:calculation:share", name, {"with": new}, audience=_log_audience(row.audience))


def _released(name: str, whole: sa.Row[Any]) -> tuple[Release, ...]:
    """What a calculation releases; of one that was made before that was written down, from what it holds."""
    text = whole.exposures
    if text is None:
        question = rules.question_of(whole.canonical_inputs)
        text = releasing.releases_text(question, whole.results, name)
    return releasing.releases_of(text)


def _log_audience(organizations: Sequence[str]) -> list[str]:
    return [f"organization:{each}" for each in organizations]


def refused(refusal: tuple[str, str]) -> SepiaError:
    """Why there is no answer, as an error."""
    return invalid(*refusal)


def _everybody(published: bool) -> list[str]:
    return [store.EVERYBODY] if published else []


def _without_methods(field: str) -> SepiaError:
    rule = "must name at least one method"
    return invalid("NO_METHOD", f"{field} {rule}, such as top_down.", Violation(field, rule))


def _progress(row: sa.Row[Any]) -> pb.CalculationProgress:
    message = pb.CalculationProgress(
        create_time=row.created_at,
        cancel_requested=row.cancel_requested,
        computed=row.computed,
        total=row.total,
        percent=percent_of(row),
        estimated_seconds=row.estimated_seconds,
    )
    if row.started_at is not None:
        stamp = Timestamp()
        stamp.FromDatetime(row.started_at)
        message.start_time.CopyFrom(stamp)
    return message


def _facts(asked: top_down.TopDown) -> dict[str, object]:
    """What is stored beside the canonical inputs, so that lists need not read them."""
    found, royalty, assumed = asked.findings, asked.aggregate_royalty, asked.assumptions
    numbers = {name: decimal_text(getattr(assumed, name)) for name in top_down.DEFAULTS}
    return {
        "method": top_down.METHOD,
        "assumptions": {
            "findings": found.name,
            "aggregate_royalty": royalty.name,
            **numbers,
            **({"evaluator_quality": asked.evaluator_quality.name} if asked.evaluator_quality else {}),
        },
        "engine_version": rules.ENGINE_VERSION,
        "standard": found.standard,
        "family_key": found.family_key,
        "edition": found.edition,
        "rate_unit": royalty.unit,
        "aggregate": royalty.value,
        "demonstration": asked.demonstration,
    }


def _said_in_log(asked: top_down.TopDown, results: str) -> dict[str, object]:
    facts = _facts(asked)
    return {**facts, "findings_digest": asked.findings.digest, "result_digest": rules.result_digest(results)}
