"""Owns `ProcedureService`: the steps of a check that evaluators and officers take, and what is due."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import checks_pb2, procedure_pb2_grpc
from sepia.assessment.v1 import procedure_pb2 as pb
from services.assessment import appointing
from services.assessment.campaign_record import id_in
from services.assessment.checks import rules as findings
from services.assessment.checks import store as checks
from services.assessment.checks.procedure import Act
from services.assessment.checks.rpc import shown
from services.assessment.conducting import Case, Said, step, take
from services.assessment.findings import rules as element_rules
from services.assessment.findings import store as by_element
from services.assessment.findings.rules import Ground
from services.assessment.instants import date_if, timestamp
from services.assessment.procedures import store
from services.assessment.sitting import take_seat
from shared.auth.callers import Role, current_caller
from shared.canonical import canonical_json, sha256_hex
from shared.db.database import Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found, precondition
from shared.regime import SimulatedFindings

Context = grpc.aio.ServicerContext[Any, Any]


class ProcedureServicer(procedure_pb2_grpc.ProcedureServiceServicer):
    """Takes the steps of checks."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def OpenCheck(self, request: pb.OpenCheckRequest, context: Context) -> checks_pb2.Check:
        async with self.database.write(request) as tx:
            case, who = await take_seat(tx, request.name, request.etag)
            await appointing.must_still_be_free(case, case.seats[int(case.course.stage), who].evaluator_id)
            await step(case, Act.OPEN, Said(), who=who)
            return await tx.reply(await shown(tx.connection, case.row.id))

    async def GiveOpinion(self, request: pb.GiveOpinionRequest, context: Context) -> checks_pb2.Check:
        async with self.database.write(request) as tx:
            finding = findings.Finding(request.name, request.outcome, request.reasons, request.simulated)
            findings.must_be_complete([finding])
            # Under the caller's own identity: a version that they may not see is not there.
            version = await by_element.version_of(tx.connection, request.chart) if request.chart else None
            if request.chart and version is None:
                raise not_found(request.chart)
            case, who = await take_seat(tx, request.name, request.etag)
            if request.simulated:
                allowed = case.regime.profile.checks.simulated_findings is not SimulatedFindings.NEVER
                demonstration = await store.is_demonstration(tx.connection, case.row.campaign_id)
                findings.may_be_simulated([finding], {request.name} if allowed and demonstration else ())
            seat = case.seats[int(case.course.stage), who]
            await appointing.must_still_be_free(case, seat.evaluator_id)
            ground = await _ground(case, seat.id, version)
            content: dict[str, object] = {}
            if request.document_sha256:
                content["documents"] = sorted(request.document_sha256)
            elements = ""
            if ground is not None and not seat.outcome:
                provision = case.regime.provision("checks.essential_obligations")
                element_rules.must_be_for(request.name, case.row.family, ground.chart, ground.said)
                element_rules.must_bear_out(request.name, request.outcome, ground, provision)
                elements = canonical_json(element_rules.document_of(ground)).decode()
                content |= {
                    "chart": ground.chart,
                    "chart_sha256": ground.digest,
                    "findings_sha256": sha256_hex(elements.encode()),
                }
            said = Said(
                outcome=request.outcome,
                reasons=request.reasons,
                simulated=request.simulated,
                elements=elements,
                content=content,
            )
            await step(case, Act.OPINE, said, who=who, outcome=request.outcome)
            return await tx.reply(await shown(tx.connection, case.row.id))

    async def AppointEvaluators(self, request: pb.AppointEvaluatorsRequest, context: Context) -> checks_pb2.Check:
        async with self.database.write(request) as tx:
            case = await take(tx, id_in(request.name), sent_etag=request.etag)
            await appointing.fill(case, request.evaluators, request.note)
            return await tx.reply(await shown(tx.connection, case.row.id))

    async def ReplaceEvaluator(self, request: pb.ReplaceEvaluatorRequest, context: Context) -> checks_pb2.Check:
        async with self.database.write(request) as tx:
            case = await take(tx, id_in(request.name), sent_etag=request.etag)
            await appointing.replace(case, request.evaluator, request.by, request.reason)
            return await tx.reply(await shown(tx.connection, case.row.id))

    async def ExtendCheck(self, request: pb.ExtendCheckRequest, context: Context) -> checks_pb2.Check:
        async with self.database.write(request) as tx:
            if current_caller().has(Role.ROLE_OFFICER):
                case = await take(tx, id_in(request.name), sent_etag=request.etag)
            else:
                case, _ = await take_seat(tx, request.name, request.etag)
                if not case.regime.evaluator_may_extend:
                    raise precondition(
                        "EXTENSION_NOT_YOURS",
                        f"The time for {request.name} is extended by the centre "
                        f"({case.regime.provision('checks.extended_by')}). Ask it for more time.",
                        subject=request.name,
                    )
            await step(case, Act.EXTEND, Said(note=request.reason))
            return await tx.reply(await shown(tx.connection, case.row.id))

    async def WithdrawCheck(self, request: pb.WithdrawCheckRequest, context: Context) -> checks_pb2.Check:
        async with self.database.write(request) as tx:
            case = await take(tx, id_in(request.name), sent_etag=request.etag)
            await step(case, Act.WITHDRAW, Said(note=request.reason))
            return await tx.reply(await shown(tx.connection, case.row.id))

    async def ListCheckSteps(self, request: pb.ListCheckStepsRequest, context: Context) -> pb.ListCheckStepsResponse:
        limit = page_size(request.page_size, default=100, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            await shown(connection, id_in(request.check))  # not found for whom it is not there
            skipped = await checks.steps_before(connection, id_in(request.check))
            after = int(token[0]) + skipped if token else 0
            rows = await checks.steps(connection, id_in(request.check), after, limit + 1)
        reply = pb.ListCheckStepsResponse(steps=[_step(row, skipped) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [rows[limit - 1].number - skipped])
        return reply

    async def ListDuties(self, request: pb.ListDutiesRequest, context: Context) -> pb.ListDutiesResponse:
        limit = page_size(request.page_size, default=100, most=1000)
        token = read_page_token(request)
        caller = current_caller()
        actors = [caller.account, *([caller.organization] if caller.organization else [])]
        if caller.has(Role.ROLE_OFFICER):
            actors.append("role:OFFICER")
        async with self.database.read_as_caller() as connection:
            rows = await store.duties(
                connection,
                actors,
                before=request.before_time.ToDatetime(dt.UTC) if request.HasField("before_time") else None,
                after=(dt.datetime.fromisoformat(str(token[0])), uuid.UUID(str(token[1]))) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListDutiesResponse(
            duties=[
                pb.Duty(
                    subject=row.subject.partition("#")[0],
                    kind=row.kind,
                    due_date=date_if(row.due_on),
                    due_time=timestamp(row.due_at),
                    provision=row.provision,
                )
                for row in rows[:limit]
            ]
        )
        if len(rows) > limit:
            last = rows[limit - 1]
            reply.next_page_token = write_page_token(request, [last.due_at.isoformat(), str(last.id)])
        return reply


async def _ground(case: Case, seat_id: uuid.UUID, version: sa.Row[Any] | None) -> Ground | None:
    """What an opinion from a seat stands on: the findings on a version, or on that of the latest; None without any."""
    if version is None:
        _, last = await by_element.latest(case.tx.connection, seat_id)
        version = await by_element.version_of(case.tx.connection, last) if last else None
    if version is None:
        return None
    return await by_element.ground(case.tx.connection, seat_id, version, case.regime.counting)


def _step(row: sa.Row[Any], skipped: int) -> pb.CheckStep:
    """A step as the caller may know it.

    Args:
        skipped: how many came before the caller did, in another's place.
    """
    came = bool(skipped) and row.number == skipped + 1
    unset: Any = 0
    return pb.CheckStep(
        number=row.number - skipped,
        act=row.act,
        # Whoever comes in another's place is told neither how far that one had come, nor why they went.
        before=unset if came else row.state_before,
        after=row.state_after,
        actor=_actor(row.actor),
        note="" if came else row.note,
        time=timestamp(row.taken_at),
    )


def _actor(actor: str) -> str:
    """Who acted, as the caller may know it."""
    caller = current_caller()
    if caller.has(Role.ROLE_OFFICER) or actor == caller.account or actor.startswith("services/"):
        return actor
    return "others"
