"""Owns the gRPC methods of the roster: who is on it, and what becomes of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.type import date_pb2

from sepia.assessment.v1 import checks_pb2, checks_pb2_grpc, evaluators_pb2_grpc
from sepia.assessment.v1 import evaluators_pb2 as pb
from services.assessment import roster
from services.assessment.appointing import owners_of, vacate
from services.assessment.campaign_record import id_in
from services.assessment.conducting import as_centre, take
from services.assessment.conflicts.rules import Block, Conflict, conflicts
from services.assessment.evaluators import rules, store
from services.assessment.instants import date_if, date_in, timestamp, timestamp_if
from shared.auth.callers import Role, current_caller
from shared.db.database import OFFICERS, Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import Violation, already_exists, invalid, not_found, precondition, stale

Context = grpc.aio.ServicerContext[Any, Any]


class EvaluatorMethods(checks_pb2_grpc.CheckServiceServicer):
    """Keeps the roster."""

    database: Database

    async def CreateEvaluator(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: checks_pb2.CreateEvaluatorRequest, context: Context
    ) -> checks_pb2.Evaluator:
        async with self.database.write(request) as tx:
            now = self.database.clock.now()
            # The roster is of no regime: its dates are those of the world.
            today = now.date()
            person = store.Person(
                id=self.database.new_id(),
                account=request.account,
                display_name=request.display_name,
                identity_verified=request.identity_verified,
                ties_declared=request.ties_declared,
                ties=_ties(request.ties),
                at=now,
                further={
                    "identity_evidence": request.identity_evidence,
                    "identity_verified_on": today if request.identity_verified else None,
                    "ties_declared_at": now if request.ties_declared else None,
                    "skills": sorted(request.skills),
                    "open_limit": request.open_limit or None,
                    "year_limit": request.year_limit or None,
                    "conduct_version": request.conduct_version,
                    "conduct_consented_on": today if request.conduct_version else None,
                },
            )
            if not await store.add(tx.connection, person):
                raise already_exists(
                    request.account,
                    f"{request.account} is on the roster already. An account signs for one evaluator only.",
                )
            await tx.record(
                "officer:evaluator:create",
                f"evaluators/{person.id}",
                {
                    "account": request.account,
                    "display_name": request.display_name,
                    "identity_verified": request.identity_verified,
                    "identity_evidence": request.identity_evidence,
                    "ties_declared": request.ties_declared,
                    "ties": _told(request.ties),
                    "skills": sorted(request.skills),
                    "open_limit": request.open_limit,
                    "year_limit": request.year_limit,
                    "conduct_version": request.conduct_version,
                },
                audience=(*OFFICERS, f"account:{request.account}"),
            )
            return await tx.reply(await _shown(tx.connection, person.id))

    async def ListEvaluators(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: checks_pb2.ListEvaluatorsRequest, context: Context
    ) -> checks_pb2.ListEvaluatorsResponse:
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            after = uuid.UUID(str(token[0])) if token else None
            rows = await store.roster(connection, after=after, limit=limit + 1)
        reply = checks_pb2.ListEvaluatorsResponse(evaluators=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply


class EvaluatorServicer(evaluators_pb2_grpc.EvaluatorServiceServicer):
    """What becomes of those on the roster."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def GetEvaluator(self, request: pb.GetEvaluatorRequest, context: Context) -> checks_pb2.Evaluator:
        async with self.database.read_as_caller() as connection:
            row = await store.one(connection, id_in(request.name))
        if row is None:
            raise not_found(request.name)
        return _message(row)

    async def VerifyIdentity(self, request: pb.VerifyIdentityRequest, context: Context) -> checks_pb2.Evaluator:
        async with self.database.write(request) as tx:
            row = await self._take(tx, request.name, request.etag)
            today = self.database.clock.now().date()
            on = date_in(request, "date") or today
            if on > today:
                raise invalid(
                    "DATE_IN_FUTURE", f"date is {on}, and today is {today}.", Violation("date", f"{today} or earlier")
                )
            values = {
                "identity_verified": True,
                "identity_evidence": request.evidence,
                "identity_verified_on": on,
            }
            return await self._changed(tx, row, "verify-identity", values, {"evidence": request.evidence, "on": on})

    async def DeclareTies(self, request: pb.DeclareTiesRequest, context: Context) -> checks_pb2.Evaluator:
        async with self.database.write(request) as tx:
            row = await self._take(tx, request.name, request.etag)
            now = self.database.clock.now()
            await store.declare(tx.connection, row.id, _ties(request.ties), now)
            values = {"ties_declared": True, "ties_declared_at": now}
            return await self._changed(tx, row, "declare-ties", values, {"ties": _told(request.ties)})

    async def ConsentToConduct(self, request: pb.ConsentToConductRequest, context: Context) -> checks_pb2.Evaluator:
        async with self.database.write(request) as tx:
            row = await self._take(tx, request.name, request.etag)
            values = {"conduct_version": request.version, "conduct_consented_on": self.database.clock.now().date()}
            return await self._changed(tx, row, "consent", values, {"version": request.version})

    async def SetCapacity(self, request: pb.SetCapacityRequest, context: Context) -> checks_pb2.Evaluator:
        async with self.database.write(request) as tx:
            row = await self._take(tx, request.name, request.etag)
            values = {
                "skills": sorted(request.skills),
                "open_limit": request.open_limit or None,
                "year_limit": request.year_limit or None,
            }
            return await self._changed(tx, row, "set-capacity", values, values)

    async def SuspendEvaluator(
        self, request: pb.SuspendEvaluatorRequest, context: Context
    ) -> pb.SuspendEvaluatorResponse:
        async with self.database.write(request) as tx:
            row = await self._take(tx, request.name, request.etag)
            if row.suspended_at is not None:
                raise precondition(
                    "EVALUATOR_SUSPENDED",
                    f"{request.name} is suspended since {row.suspended_at:%Y-%m-%d}: {row.suspension_reason}",
                    subject=request.name,
                )
            values = {"suspended_at": self.database.clock.now(), "suspension_reason": request.reason}
            await self._change(tx, row, "suspend", values, {"reason": request.reason})
            waiting: list[str] = []
            held = await store.seats_of(tx.connection, row.id)
            for check_id, _ in held:
                case = await take(tx, check_id)
                if case.course.seat_of(request.name) is None:
                    continue
                _, filled = await vacate(case, request.name, "evaluator no longer available")
                if not filled:
                    waiting.append(f"checks/{check_id}")
            reply = pb.SuspendEvaluatorResponse(
                evaluator=await _shown(tx.connection, row.id), replaced=len(held) - len(waiting), waiting=waiting
            )
            return await tx.reply(reply)

    async def ReinstateEvaluator(self, request: pb.ReinstateEvaluatorRequest, context: Context) -> checks_pb2.Evaluator:
        async with self.database.write(request) as tx:
            row = await self._take(tx, request.name, request.etag)
            if row.suspended_at is None:
                raise precondition("EVALUATOR_NOT_SUSPENDED", f"{request.name} is not suspended.", subject=request.name)
            values = {"suspended_at": None, "suspension_reason": ""}
            return await self._changed(tx, row, "reinstate", values, {"reason": request.reason})

    async def ListConflicts(self, request: pb.ListConflictsRequest, context: Context) -> pb.ListConflictsResponse:
        async with self.database.write() as tx:
            case = await take(tx, id_in(request.check))
            now = self.database.clock.now()
            found = await roster.people(tx.connection, case.regime, now, only=[id_in(request.evaluator)], lock=False)
            if not found:
                raise not_found(request.evaluator)
            ground = await roster.ground(tx.connection, case.regime, now)
            sits = case.course.seat_of(request.evaluator) is not None
            seen = frozenset[str]() if sits else await roster.seen_by(tx.connection, case.row)
            check = roster.as_rules(case.row, await owners_of(case, ground), seen)
            listed = conflicts(found[0].evaluator, check, ground.parents, since=ground.since)
            if found[0].evaluator.capacity <= 0 and not sits:
                listed.append(Conflict(Block.QUOTA_FULL, f"{request.evaluator} is fully booked"))
        return pb.ListConflictsResponse(
            conflicts=[pb.Conflict(reason=each.block.name, text=each.text) for each in listed]
        )

    async def ReceiveGroups(self, request: pb.ReceiveGroupsRequest, context: Context) -> pb.ReceiveGroupsResponse:
        edges = [
            {
                "name": parent.name,
                "child": parent.child,
                "parent": parent.parent,
                "from_on": date_in(parent, "start_date"),
                "until_on": date_in(parent, "end_date"),
            }
            for parent in request.parents
        ]
        rules.must_be_once([str(edge["name"]) for edge in edges])
        async with self.database.write() as tx:
            now = self.database.clock.now()
            taken = await store.receive_groups(tx.connection, request.subject, edges, request.position, now)
            if taken:
                await tx.record(
                    "service:groups:receive",
                    request.subject,
                    {"position": request.position, "parents": edges},
                )
            return pb.ReceiveGroupsResponse(parents=await store.edges_of(tx.connection, request.subject))

    async def ReceiveTransfer(self, request: pb.ReceiveTransferRequest, context: Context) -> pb.ReceiveTransferResponse:
        values: dict[str, object] = {
            "transfer": request.transfer,
            "assignor": request.assignor,
            "assignee": request.assignee,
            "families": list(request.families),
            "standards": list(request.standards),
            "any_family": request.any_family,
            "from_on": date_in(request, "effective_date"),
            "withdrawn": request.withdrawn,
            "position": request.position,
        }
        async with self.database.write() as tx:
            taken = await store.receive_transfer(tx.connection, values, self.database.clock.now())
            if taken:
                said = {name: value for name, value in values.items() if name != "transfer" and value is not None}
                await tx.record("service:transfer:receive", request.transfer, said)
            return pb.ReceiveTransferResponse(taken=taken)

    async def ReceiveTransferPosition(
        self, request: pb.ReceiveTransferPositionRequest, context: Context
    ) -> pb.ReceiveTransferPositionResponse:
        async with self.database.write() as tx:
            now = self.database.clock.now()
            if await store.receive_transfer_position(tx.connection, request.log, request.position, now):
                await tx.record("service:transfers:receive", request.log, {"position": request.position})
            known = await store.transfer_position(tx.connection, request.log)
            return pb.ReceiveTransferPositionResponse(position=known)

    async def _take(self, tx: WriteTransaction, name: str, etag: str) -> sa.Row[Any]:
        """An entry of the roster, locked: for officers any, for an evaluator their own.

        Raises:
            SepiaError: NOT_FOUND; ABORTED (ETAG_MISMATCH).
        """
        row = await store.one(tx.connection, id_in(name))  # under the caller's own identity
        if row is None:
            raise not_found(name)
        await as_centre(tx.connection)
        locked = await store.lock(tx.connection, row.id)
        assert locked is not None
        if etag and etag != f"r{locked.revision}":
            raise stale(name)
        return locked

    async def _change(
        self, tx: WriteTransaction, row: Any, verb: str, values: Mapping[str, object], told: Mapping[str, object]
    ) -> None:
        await store.change(tx.connection, row.id, values)
        speaks = "officer" if current_caller().has(Role.ROLE_OFFICER) else "evaluator"
        await tx.record(
            f"{speaks}:evaluator:{verb}",
            f"evaluators/{row.id}",
            told,
            audience=(*OFFICERS, f"account:{row.account}"),
        )

    async def _changed(
        self, tx: WriteTransaction, row: Any, verb: str, values: Mapping[str, object], told: Mapping[str, object]
    ) -> checks_pb2.Evaluator:
        await self._change(tx, row, verb, values, told)
        return await tx.reply(await _shown(tx.connection, row.id))


async def _shown(connection: Any, id: uuid.UUID) -> checks_pb2.Evaluator:
    row = await store.one(connection, id)
    assert row is not None
    return _message(row)


def _ties(ties: Sequence[checks_pb2.Tie]) -> list[store.TieRow]:
    found: list[store.TieRow] = []
    for index, tie in enumerate(ties):
        from_on, until_on = date_in(tie, "start_date"), date_in(tie, "end_date")
        rules.must_be_in_order(index, from_on, until_on)
        found.append((tie.holder or tie.family, int(tie.kind), from_on, until_on))
    return found


def _told(ties: Sequence[checks_pb2.Tie]) -> list[dict[str, object]]:
    return [
        {
            "subject": subject,
            "kind": _kind(kind),
            **({"from": from_on} if from_on else {}),
            **({"until": until_on} if until_on else {}),
        }
        for subject, kind, from_on, until_on in _ties(ties)
    ]


def _kind(number: int) -> str:
    return checks_pb2.TieKind.Name(checks_pb2.TieKind.ValueType(number)).removeprefix("TIE_KIND_").lower()


def _date(text: str | None) -> date_pb2.Date | None:
    return date_if(dt.date.fromisoformat(text)) if text else None


def _message(row: Any) -> checks_pb2.Evaluator:
    return checks_pb2.Evaluator(
        name=f"evaluators/{row.id}",
        account=row.account,
        display_name=row.display_name,
        identity_verified=row.identity_verified,
        ties_declared=row.ties_declared,
        ties=[
            checks_pb2.Tie(
                holder=subject if subject.startswith("holders/") else "",
                family="" if subject.startswith("holders/") else subject,
                kind=kind,
                start_date=_date(from_on),
                end_date=_date(until_on),
            )
            for subject, kind, from_on, until_on in row.ties
        ],
        create_time=timestamp(row.created_at),
        identity_evidence=row.identity_evidence,
        identity_verify_date=date_if(row.identity_verified_on),
        ties_declare_time=timestamp_if(row.ties_declared_at),
        skills=row.skills,
        open_limit=row.open_limit or 0,
        year_limit=row.year_limit or 0,
        conduct_version=row.conduct_version,
        conduct_consent_date=date_if(row.conduct_consented_on),
        suspended=row.suspended_at is not None,
        suspension_reason=row.suspension_reason,
        suspend_time=timestamp_if(row.suspended_at),
        etag=f"r{row.revision}",
        open_checks=row.open_checks,
    )
