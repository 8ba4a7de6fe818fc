"""Owns what tests of holders' records share: an ordinary role, a clock that stands still, short calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from google.type.date_pb2 import Date

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from sepia.registry.v1.holder_records_pb2_grpc import HolderRecordServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from services.registry.app import SERVICE
from shared.client import Client
from shared.clock import FixedClock
from shared.db.migrations import migrate
from tests.integration.registry.filled import Register
from tests.support import Databases, run_service

ROLE, PASSWORD = "registry_tester", "ordinary"
TODAY = dt.date(2026, 3, 2)


def day(year: int, month: int, day: int) -> Date:
    return Date(year=year, month=month, day=day)


def ordinary_url(databases: Databases) -> str:
    """A fresh database, its schema made by a role that is no superuser: row-level security binds it."""
    url = databases.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            connection.execute(f"create role {ROLE} login password '{PASSWORD}'")
        connection.execute(f"create schema registry authorization {ROLE}")
        place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    ordinary = f"postgresql://{ROLE}:{PASSWORD}@{place}"
    migrate(ordinary, SERVICE.metadata, SERVICE.migrations)
    return ordinary


class TickingClock(FixedClock):
    """A clock that stands still but for a moment at each look: as with a real one, no two looks see the same."""

    def now(self) -> dt.datetime:
        self.advance(dt.timedelta(microseconds=1))
        return super().now()


class Records(Register):
    """A register whose clock stands still, and short calls to `HolderRecordService`."""

    def __init__(self, running: Any, clock: FixedClock, url: str) -> None:
        super().__init__(running)
        self.clock = clock
        self.url = url

    def of(self, holder: str) -> Client:
        """Somebody who acts for a holder."""
        return self.running.client(
            Role.ROLE_HOLDER, account=f"accounts/{holder.rpartition('/')[2]}", organization=holder
        )

    async def ask(self, method: str, request: Any, client: Client | None = None) -> Any:
        client = client or self.officer
        return await client.call(getattr(client.stub(HolderRecordServiceStub), method), request)

    async def create(self, name: str) -> holders_pb2.Holder:
        return await self.ask("CreateHolder", pb.CreateHolderRequest(display_name=name))

    async def holder(self, name: str) -> holders_pb2.Holder:
        stub = self.anyone.stub(HolderServiceStub)
        return await self.anyone.call(stub.GetHolder, holders_pb2.GetHolderRequest(name=name))

    async def report(self, holder: str, client: Client | None = None, **fields: Any) -> pb.HolderRecord:
        if client is None:
            fields.setdefault("source", "Commercial register")
        return await self.ask("ReportHolderRecord", pb.ReportHolderRecordRequest(parent=holder, **fields), client)

    async def profile(self, holder: str, on: Date | None = None, client: Client | None = None) -> pb.HolderProfile:
        request = pb.GetHolderProfileRequest(name=holder, as_of_date=on)
        return await self.ask("GetHolderProfile", request, client or self.anyone)

    async def set_parent(self, child: str, parent: str, client: Client | None = None, **fields: Any) -> pb.Parenthood:
        if client is None:
            fields.setdefault("source", "Commercial register")
        return await self.ask("SetParent", pb.SetParentRequest(child=child, parent=parent, **fields), client)

    async def transfer(
        self, assignor: str, assignee: str, client: Client | None = None, *, source: str = "", **items: Any
    ) -> pb.Transfer:
        request = pb.ReportTransferRequest(
            assignor=assignor,
            assignee=assignee,
            source=source if client else source or "Assignment register of an office",
            effective_date=items.pop("effective", None),
            evidence=items.pop("evidence", None),
            items=pb.TransferItems(**items),
        )
        return await self.ask("ReportTransfer", request, client)

    async def decide(self, alias: str, target: str, verdict: Any = 1, **fields: Any) -> pb.AliasDecision:
        fields.setdefault("reason", "Same registration number in the commercial register")
        return await self.ask(
            "DecideAlias", pb.DecideAliasRequest(alias=alias, target=target, verdict=verdict, **fields)
        )

    async def undo(self, decision: str, **fields: Any) -> pb.AliasDecision:
        return await self.ask("UndoAliasDecision", pb.UndoAliasDecisionRequest(name=decision, reason="wrong", **fields))

    async def events(self, holder: str) -> list[pb.HolderEvent]:
        found = await self.ask("ListHolderEvents", pb.ListHolderEventsRequest(parent=holder), self.anyone)
        return list(found.events)


@asynccontextmanager
async def recording(databases: Databases, folder: Path) -> AsyncGenerator[Records]:
    """A registry on 2 March 2026, under a role that row-level security binds."""
    clock = TickingClock(dt.datetime.combine(TODAY, dt.time(12), dt.UTC))
    url = ordinary_url(databases)
    async with run_service(SERVICE, url, folder, clock=clock) as running:
        yield Records(running, clock, url)
