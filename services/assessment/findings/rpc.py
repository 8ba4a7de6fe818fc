"""Owns `FindingService`: evaluators record what they find on each element of a claim, and see what is missing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio

from sepia.assessment.v1 import findings_pb2 as pb
from sepia.assessment.v1 import findings_pb2_grpc
from services.assessment import appointing
from services.assessment.campaign_record import id_in
from services.assessment.checks.rpc import shown
from services.assessment.conducting import STEP
from services.assessment.findings import rules, store
from services.assessment.findings.messages import found_of, ground_message, verdict_message
from services.assessment.instants import timestamp
from services.assessment.sitting import own_seat, take_seat
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db.database import OFFICERS, Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found, precondition, stale

Context = grpc.aio.ServicerContext[Any, Any]


class FindingServicer(findings_pb2_grpc.FindingServiceServicer):
    """Records and shows findings by element."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def RecordElementFindings(
        self, request: pb.RecordElementFindingsRequest, context: Context
    ) -> pb.ElementFindings:
        async with self.database.write(request) as tx:
            version = await store.version_of(tx.connection, request.chart)  # under the caller's own identity
            case, who = await take_seat(tx, request.check)
            if version is None or version.check_id not in (None, case.row.id):
                raise not_found(
                    request.chart, f"{request.chart} is not there, or was not handed in for {request.check}."
                )
            seat = case.seats[int(case.course.stage), who]
            rules.must_be_opened(request.check, opened=seat.opened_at is not None)
            if seat.outcome:
                raise precondition(
                    "OPINION_GIVEN",
                    f"You have given your opinion on {request.check}; what it stands on can no longer change.",
                    subject=request.check,
                )
            ground = await store.ground(tx.connection, seat.id, version, case.regime.counting)
            rules.must_be_for(request.check, case.row.family, request.chart, ground.said)
            await appointing.must_still_be_free(case, seat.evaluator_id)
            number, _ = await store.latest(tx.connection, seat.id)
            if request.etag and request.etag != f"f{number}":
                raise stale(request.check)
            given = [rules.completed(found_of(each), ground.said) for each in request.findings]
            rules.must_be_recordable(request.chart, ground.said, given)
            entry = await tx.record(
                STEP,
                request.check,
                {
                    "act": "elements found",
                    "chart": request.chart,
                    "chart_sha256": version.digest,
                    "findings": [
                        {
                            "number": number + place,
                            "element": each.element,
                            "verdict": each.verdict.name.lower(),
                            "reasons_sha256": sha256_hex(each.reasons.encode()),
                            "provisions": rules.provisions_document(each.provisions),
                            "changes_mind": each.element in ground.current,
                        }
                        for place, each in enumerate(given, start=1)
                    ],
                },
                audience=(*OFFICERS, f"account:{current_caller().account}"),
            )
            common = {
                "seat_id": seat.id,
                "check_id": case.row.id,
                "stage": seat.stage,
                "evaluator_id": seat.evaluator_id,
                "account": seat.evaluator_account,
                "at_version": case.row.version,
                "chart_id": version.chart_id,
                "chart_version": version.version,
                "recorded_at": self.database.clock.now(),
                "log_entry_id": entry,
            }
            await store.add(tx.connection, given, common, after=number)
            after = await store.ground(tx.connection, seat.id, version, case.regime.counting)
            return await tx.reply(ground_message(request.check, who, after, number + len(given)))

    async def GetElementFindings(self, request: pb.GetElementFindingsRequest, context: Context) -> pb.ElementFindings:
        check_id, caller = id_in(request.check), current_caller()
        officer = caller.has(Role.ROLE_OFFICER)
        async with self.database.read_as_caller() as connection:
            await shown(connection, check_id)  # not found for whom it is not there
            seats = await store.seats_with_findings(
                connection,
                check_id,
                account="" if officer else caller.account,
                evaluator_id=id_in(request.evaluator) if officer and request.evaluator else None,
            )
            if len({row.evaluator_id for row in seats}) > 1:
                what = ", ".join(sorted({f"evaluators/{row.evaluator_id}" for row in seats}))
                raise invalid(
                    "EVALUATOR_NEEDED",
                    f"Several have found something on {request.check}. Say whose findings: {what}.",
                    Violation("evaluator", what),
                )
            seat_id = seats[0].seat_id if seats else None
            evaluator = f"evaluators/{seats[0].evaluator_id}" if seats else ""
            if not officer and (now := await own_seat(connection, check_id, caller.account)) is not None:
                seat_id, evaluator = now.id, f"evaluators/{now.evaluator_id}"
            number, last = await store.latest(connection, seat_id) if seat_id else (0, "")
            name = request.chart or last
            if not name:
                raise not_found(
                    request.check, f"Nothing is found by element on {request.check} yet; name a version of a chart."
                )
            version = await store.version_of(connection, name)
            if version is None:
                raise not_found(name)
            regime = await store.regime_of_check(connection, check_id)
            ground = await store.ground(connection, seat_id, version, regime.counting)
            return ground_message(request.check, evaluator, ground, number)

    async def ListElementFindings(
        self, request: pb.ListElementFindingsRequest, context: Context
    ) -> pb.ListElementFindingsResponse:
        check_id, caller = id_in(request.check), current_caller()
        limit = page_size(request.page_size, default=200, most=1000)
        token = read_page_token(request)
        after = (
            (dt.datetime.fromisoformat(str(token[0])), uuid.UUID(str(token[1])), int(str(token[2]))) if token else None
        )
        async with self.database.read_as_caller() as connection:
            await shown(connection, check_id)
            rows = await store.page(connection, check_id, after, limit + 1)
        named = caller.has(Role.ROLE_OFFICER)
        reply = pb.ListElementFindingsResponse()
        for row in rows[:limit]:
            reply.findings.add(
                number=row.number,
                # Of a panel nobody learns who else sits.
                evaluator=f"evaluators/{row.evaluator_id}" if named or row.account == caller.account else "",
                seat=row.seat,
                stage=row.stage,
                chart=store.chart_name(row.chart_id, row.chart_version),
                found=verdict_message(store.found_in(row)),
                record_time=timestamp(row.recorded_at),
                replaced_by=row.replaced_by or 0,
            )
        if len(rows) > limit:
            last = rows[limit - 1]
            reply.next_page_token = write_page_token(
                request, [last.recorded_at.isoformat(), str(last.seat_id), last.number]
            )
        return reply
