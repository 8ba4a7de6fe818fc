"""Owns the gRPC methods with which evaluators see their checks and sign findings."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import campaigns_pb2, checks_pb2_grpc
from sepia.assessment.v1 import checks_pb2 as pb
from services.assessment.campaign_record import PUBLISHED, id_in
from services.assessment.checks import rules, store
from services.assessment.instants import timestamp, timestamp_if
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db.database import OFFICERS, Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.regime import SimulatedFindings
from shared.regime.reading import read_profile

Context = grpc.aio.ServicerContext[Any, Any]


class CheckMethods(checks_pb2_grpc.CheckServiceServicer):
    """Shows checks and records findings."""

    database: Database

    async def ListChecks(self, request: pb.ListChecksRequest, context: Context) -> pb.ListChecksResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=500, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            rows = await store.page(
                connection,
                _whose(),
                campaign_id=id_in(request.campaign) if request.campaign else None,
                state=request.state,
                after=uuid.UUID(str(token[0])) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListChecksResponse(checks=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def GetCheck(self, request: pb.GetCheckRequest, context: Context) -> pb.Check:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            row = await store.one(connection, id_in(request.name), _whose())
        if row is None:
            raise not_found(request.name)
        return _message(row)

    async def RecordFindings(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.RecordFindingsRequest, context: Context
    ) -> pb.RecordFindingsResponse:
        async with self.database.write(request) as tx:
            findings = [rules.Finding(one.check, one.outcome, one.reasons, one.simulated) for one in request.findings]
            rules.must_be_complete(findings)
            account = current_caller().account
            by_id = {id_: finding for finding in findings if (id_ := _id(finding.check)) is not None}
            checks = await store.take_own(tx.connection, by_id, account)
            rules.must_be_own(findings, {f"checks/{row.id}" for row in checks})
            campaigns = await store.hold_campaigns(tx.connection, {row.campaign_id for row in checks})
            names = {row.id: f"campaigns/{row.id}" for row in campaigns}
            rules.must_be_open(names.values(), {names[row.id] for row in campaigns if row.state == PUBLISHED})
            if any(finding.simulated for finding in findings):
                demonstrations = {row.id for row in campaigns if _allows_simulation(row)}
                rules.may_be_simulated(
                    findings, {f"checks/{row.id}" for row in checks if row.campaign_id in demonstrations}
                )
            entries = await _sign_in_log(tx, by_id, checks, account)
            recorded = await store.sign(tx.connection, by_id, entries, account=account, at=self.database.clock.now())
            return await tx.reply(pb.RecordFindingsResponse(recorded=recorded))


async def _sign_in_log(
    tx: WriteTransaction, findings: dict[uuid.UUID, rules.Finding], checks: Any, account: str
) -> dict[uuid.UUID, uuid.UUID]:
    """One entry for each campaign; an entry a check would tell everyone how many were recorded, and when."""
    by_campaign: dict[uuid.UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in checks:
        by_campaign[row.campaign_id].append(row)
    entries: dict[uuid.UUID, uuid.UUID] = {}
    for campaign_id, rows in by_campaign.items():
        signed = [
            {
                "check": f"checks/{row.id}",
                "revision": row.revision + 1,
                "outcome": _outcome(findings[row.id].outcome),
                "reasons_sha256": sha256_hex(findings[row.id].reasons.encode()),
                "simulated": findings[row.id].simulated,
            }
            for row in rows
        ]
        entry = await tx.record(
            "evaluator:findings:record",
            f"campaigns/{campaign_id}",
            {"findings": signed},
            audience=(*OFFICERS, f"account:{account}"),
        )
        entries |= {row.id: entry for row in rows}
    return entries


def _allows_simulation(row: sa.Row[Any]) -> bool:
    if not row.demonstration:
        return False
    profile = read_profile(bytes(row.content), file=row.regime, name=row.regime.partition("@")[0])
    return profile.checks.simulated_findings is not SimulatedFindings.NEVER


def _whose() -> str | None:
    """Whose checks the caller may see: None for all."""
    caller = current_caller()
    return None if caller.has(Role.ROLE_OFFICER) else caller.account


def _id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name.rpartition("/")[2])
    except ValueError:
        return None  # nobody's check; said with the others that are not the caller's


def _outcome(number: int) -> str:
    return campaigns_pb2.Outcome.Name(campaigns_pb2.Outcome.ValueType(number)).removeprefix("OUTCOME_").lower()


def _message(row: sa.Row[Any]) -> pb.Check:
    return pb.Check(
        name=f"checks/{row.id}",
        campaign=f"campaigns/{row.campaign_id}",
        holder=row.holder,
        family=row.family,
        standard=row.standard,
        evaluator=f"evaluators/{row.evaluator_id}",
        state=row.state,
        outcome=row.outcome,
        reasons=row.reasons,
        simulated=row.simulated,
        assign_time=timestamp(row.assigned_at),
        due_time=timestamp(row.due_at),
        record_time=timestamp_if(row.recorded_at),
    )
