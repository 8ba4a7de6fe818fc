"""Owns the gRPC methods with which evaluators see their checks and sign findings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.assessment.v1 import campaigns_pb2, checks_pb2_grpc
from sepia.assessment.v1 import checks_pb2 as pb
from services.assessment import roster
from services.assessment.campaign_record import PUBLISHED, id_in
from services.assessment.checks import rules, store
from services.assessment.checks.procedure import NOT_ESSENTIAL, Act, State, stage_of
from services.assessment.conducting import Said, as_centre, conclude_recorded, etag, step, take
from services.assessment.conflicts.rules import must_be_free
from services.assessment.findings.store import checks_found_on
from services.assessment.instants import timestamp, timestamp_if
from services.assessment.regimes import Regime, regime_in
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db.database import OFFICERS, Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.regime import SimulatedFindings

Context = grpc.aio.ServicerContext[Any, Any]

RECORDED = "evaluator:findings:record"
"""The log's entry of findings in the short form."""


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
            seats = await self._seats(connection, [row.id for row in rows[:limit]])
        reply = pb.ListChecksResponse(checks=[message(row, seats.get(row.id, ())) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def GetCheck(self, request: pb.GetCheckRequest, context: Context) -> pb.Check:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            return await shown(connection, id_in(request.name))

    async def _seats(
        self, connection: AsyncConnection, checks: Sequence[uuid.UUID]
    ) -> dict[uuid.UUID, list[sa.Row[Any]]]:
        found: dict[uuid.UUID, list[sa.Row[Any]]] = defaultdict(list)
        for row in await store.seats_of(connection, checks):
            found[row.check_id].append(row)
        return found

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
            campaigns = {
                row.id: row
                for row in await store.hold_campaigns(
                    tx.connection, {row.campaign_id for row in checks if row.campaign_id is not None}
                )
            }
            names = {id_: f"campaigns/{id_}" for id_ in campaigns}
            rules.must_be_open(names.values(), {names[id_] for id_, row in campaigns.items() if row.state == PUBLISHED})
            if any(finding.simulated for finding in findings):
                demonstrations = {id_ for id_, row in campaigns.items() if _allows_simulation(row)}
                rules.may_be_simulated(
                    findings, {f"checks/{row.id}" for row in checks if row.campaign_id in demonstrations}
                )
            # Whoever has found something by element gives the opinion that stands on it.
            found_on = await checks_found_on(tx.connection, by_id, account)
            short = [row for row in checks if row.id not in found_on and _is_short(row, campaigns)]
            rules.must_be_short(findings, {f"checks/{row.id}" for row in short})
            await _must_be_free(tx, checks, campaigns, account)
            leaning = [row for row in checks if _goes_to_the_holder(row, by_id[row.id], campaigns)]
            final = [row for row in checks if row not in leaning]
            recorded = len(leaning)
            for row in leaning:
                await lean(tx, row.id, by_id[row.id], account)
            if final:
                own = {row.id: by_id[row.id] for row in final}
                entries = await _sign_in_log(tx, own, final, account)
                now = self.database.clock.now()
                await as_centre(tx.connection)
                recorded += await store.sign(tx.connection, own, entries, account=account, at=now)
                await conclude_recorded(tx.connection, list(own), now)
                await store.add_steps(tx.connection, [_step(row, entries[row.id], account, now) for row in final])
            return await tx.reply(pb.RecordFindingsResponse(recorded=recorded))


def _is_short(row: sa.Row[Any], campaigns: Mapping[uuid.UUID, sa.Row[Any]]) -> bool:
    """Whether a finding can be recorded by itself: one evaluator, nothing laid before the holder, nothing issued."""
    open_to_it = row.state in (State.ASSIGNED, State.OPENED) or (
        row.state == State.OPINION_ISSUED and row.opinion_id is None
    )
    return row.campaign_id in campaigns and _regime(campaigns[row.campaign_id]).rules.panel == 1 and open_to_it


def _goes_to_the_holder(row: sa.Row[Any], finding: rules.Finding, campaigns: Mapping[uuid.UUID, sa.Row[Any]]) -> bool:
    """Whether a negative finding is reasons for the holder first, and not an opinion yet."""
    hears = _regime(campaigns[row.campaign_id]).rules.reasons_first and not row.direct
    return hears and finding.outcome == NOT_ESSENTIAL


async def lean(tx: WriteTransaction, check_id: uuid.UUID, finding: rules.Finding, account: str) -> None:
    """Gives one opinion or leaning, as whoever is signed in."""
    case = await take(tx, check_id)
    who = next((name for (_, name), row in case.seats.items() if row.evaluator_account == account), "")
    said = Said(outcome=finding.outcome, reasons=finding.reasons, simulated=finding.simulated)
    await step(case, Act.OPINE, said, who=who, outcome=finding.outcome)


async def _must_be_free(
    tx: WriteTransaction,
    checks: Sequence[sa.Row[Any]],
    campaigns: Mapping[uuid.UUID, sa.Row[Any]],
    account: str,
) -> None:
    """The hard stop once more, for checks that are opened and signed in one."""
    now = tx.database.clock.now()
    by_campaign: dict[uuid.UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in checks:
        by_campaign[row.campaign_id].append(row)
    await as_centre(tx.connection)
    for campaign_id, rows in by_campaign.items():
        regime = _regime(campaigns[campaign_id])
        me = {row.evaluator_id for row in rows}
        people = await roster.people(tx.connection, regime, now, only=me, lock=False)
        person = next((each for each in people if each.account == account), None)
        ground = await roster.ground(tx.connection, regime, now)
        owners = await roster.owners(tx.connection, campaigns[campaign_id].frame_id, [row.family for row in rows])
        for row in rows:
            assert person is not None
            check = roster.as_rules(row, ground.owners(row.family, row.standard, owners.get(row.family, ())))
            must_be_free(person.evaluator, check, ground.parents, since=ground.since, needs_room=False)


def _step(row: sa.Row[Any], entry: uuid.UUID, account: str, now: dt.datetime) -> dict[str, object]:
    revised = row.state == State.OPINION_ISSUED
    return {
        "check_id": row.id,
        "number": row.version + 1,
        "act": (Act.REVISE if revised else Act.OPINE).value,
        "state_before": row.state,
        "state_after": int(State.OPINION_ISSUED),
        "actor": account,
        "note": "",
        "taken_at": now,
        "log_entry_id": entry,
    }


def _regime(row: sa.Row[Any]) -> Regime:
    return regime_in(row.regime, bytes(row.content))


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
            RECORDED,
            f"campaigns/{campaign_id}",
            {"findings": signed},
            audience=(*OFFICERS, f"account:{account}"),
        )
        entries |= {row.id: entry for row in rows}
    return entries


def _allows_simulation(row: sa.Row[Any]) -> bool:
    return row.demonstration and _regime(row).profile.checks.simulated_findings is not SimulatedFindings.NEVER


def _whose() -> str | None:
    """Whose checks the caller may see: None for all."""
    caller = current_caller()
    return None if caller.has(Role.ROLE_OFFICER) else caller.account


async def shown(connection: AsyncConnection, check_id: uuid.UUID) -> pb.Check:
    """One check as the caller sees it.

    Raises:
        SepiaError: NOT_FOUND, also when it is not the caller's.
    """
    row = await store.one(connection, check_id, _whose())
    if row is None:
        raise not_found(f"checks/{check_id}")
    return message(row, await store.seats_of(connection, [check_id]))


def _id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name.rpartition("/")[2])
    except ValueError:
        return None  # nobody's check; said with the others that are not the caller's


def _outcome(number: int) -> str:
    return campaigns_pb2.Outcome.Name(campaigns_pb2.Outcome.ValueType(number)).removeprefix("OUTCOME_").lower()


def message(row: sa.Row[Any], seats: Sequence[sa.Row[Any]]) -> pb.Check:
    """A check; officers see every seat, an evaluator their own and, until everybody has spoken, no one's outcome."""
    officer = current_caller().has(Role.ROLE_OFFICER)
    account = current_caller().account
    own = next((each for each in seats if each.evaluator_account == account and each.ended_at is None), None)
    mine = own if not officer else None
    if not officer:  # also where the centre's own eyes read them: nobody of a panel learns from a reply who else sits
        seats = [each for each in seats if each.evaluator_account == account]
    judged = row.outcome > 0 and row.state != int(State.REEVALUATION)
    shows = officer or judged
    unset: Any = 0
    stage: Any = int(stage_of(State(row.state)))
    found = pb.Check(
        name=f"checks/{row.id}",
        campaign=f"campaigns/{row.campaign_id}" if row.campaign_id else "",
        holder=row.holder,
        family=row.family,
        standard=row.standard,
        state=row.state,
        outcome=row.outcome if shows else unset,
        reasons=row.reasons if shows else "",
        simulated=row.simulated,
        assign_time=timestamp(row.assigned_at),
        due_time=timestamp(row.due_at),
        record_time=timestamp_if(row.recorded_at),
        stage=stage,
        regime=row.regime,
        technical_area=row.technical_area,
        etag=etag(row),
        seats=[_seat(each, officer or each.evaluator_account == account) for each in seats],
    )
    who = mine.evaluator_id if mine is not None else row.evaluator_id
    if who is not None:
        found.evaluator = f"evaluators/{who}"
    found.seat_count = sum(each.ended_at is None for each in seats)
    return found


def _seat(row: sa.Row[Any], tells: bool) -> pb.Seat:
    outcome: Any = row.outcome if tells else 0
    return pb.Seat(
        evaluator=f"evaluators/{row.evaluator_id}",
        stage=row.stage,
        appoint_time=timestamp(row.appointed_at),
        open_time=timestamp_if(row.opened_at),
        outcome=outcome,
        end_time=timestamp_if(row.ended_at),
        end_reason=row.end_reason,
    )
