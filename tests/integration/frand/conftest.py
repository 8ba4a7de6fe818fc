"""Owns the running service that the tests of a module share, and requests it accepts."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.type import decimal_pb2

from sepia.auth.v1.auth_pb2 import Role
from sepia.frand.v1 import (
    calculations_pb2,
    calculations_pb2_grpc,
    licences_pb2_grpc,
    royalties_pb2,
    royalties_pb2_grpc,
    scenarios_pb2_grpc,
)
from sepia.type.v1 import type_pb2
from services.frand.app import SERVICE
from shared.client import Client
from shared.clock import FixedClock
from shared.db.migrations import migrate
from tests.support import Databases, RunningService, run_service

ROLE, PASSWORD = "frand_tester", "ordinary"
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


def ordinary_url(databases: Databases) -> str:
    """A fresh database, its schema made by a role that is no superuser: row-level security binds it."""
    url = databases.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            connection.execute(f"create role {ROLE} login password '{PASSWORD}'")
        connection.execute(f"create schema frand authorization {ROLE}")
        place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    ordinary = f"postgresql://{ROLE}:{PASSWORD}@{place}"
    migrate(ordinary, SERVICE.metadata, SERVICE.migrations)
    return ordinary


class Frand:
    """The service as its callers see it."""

    def __init__(self, running: RunningService, clock: FixedClock) -> None:
        self.running = running
        self.clock = clock
        self.coordination = running.client(Role.ROLE_SERVICE, account="accounts/coordination")
        self.officer = running.client(Role.ROLE_OFFICER, account="accounts/officer")
        self.implementer = running.client(Role.ROLE_IMPLEMENTER, account="accounts/implementer")
        self.anyone = running.client()
        self.acme = running.client(Role.ROLE_HOLDER, account="accounts/acme", organization="holders/acme")
        self.bell = running.client(Role.ROLE_HOLDER, account="accounts/bell", organization="holders/bell")
        self.maker = running.client(Role.ROLE_IMPLEMENTER, account="accounts/maker", organization="organizations/maker")
        self.outsider = running.client(Role.ROLE_HOLDER, account="accounts/outsider", organization="holders/outsider")

    async def royalties(self, client: Client, method: str, request: Any) -> Any:
        """Calls a method of RoyaltyService."""
        return await client.call(getattr(client.stub(royalties_pb2_grpc.RoyaltyServiceStub), method), request)

    async def calculations(self, client: Client, method: str, request: Any) -> Any:
        """Calls a method of CalculationService."""
        return await client.call(getattr(client.stub(calculations_pb2_grpc.CalculationServiceStub), method), request)

    async def licences(self, client: Client, method: str, request: Any) -> Any:
        """Calls a method of LicenceService."""
        return await client.call(getattr(client.stub(licences_pb2_grpc.LicenceServiceStub), method), request)

    async def scenarios(self, client: Client, method: str, request: Any) -> Any:
        """Calls a method of ScenarioService."""
        return await client.call(getattr(client.stub(scenarios_pb2_grpc.ScenarioServiceStub), method), request)

    async def operations(self, client: Client, method: str, request: Any) -> Any:
        """Calls a method of Operations."""
        return await client.call(getattr(client.stub(operations_pb2_grpc.OperationsStub), method), request)

    async def ended(self, client: Client, name: str) -> operations_pb2.Operation:
        """An operation, once it has ended."""
        while True:
            found = await self.operations(client, "WaitOperation", operations_pb2.WaitOperationRequest(name=name))
            if found.done:
                return found

    async def received(self, *lines: royalties_pb2.HolderFinding, **change: Any) -> royalties_pb2.HolderFindings:
        """Findings of a campaign of their own."""
        return await self.royalties(self.coordination, "ReceiveFindings", findings(*lines, **change))

    async def on_record(self, **change: Any) -> royalties_pb2.AggregateRoyalty:
        """An aggregate royalty."""
        return await self.royalties(self.officer, "CreateAggregateRoyalty", royalty(**change))

    async def logged(self, kind: str, subject: str) -> list[Any]:
        """Entries of the log about a subject."""
        table = self.running.running.database.journal.entry
        async with self.running.running.database.read() as connection:
            statement = table.select().where(table.c.kind == kind, table.c.subject == subject)
            return list((await connection.execute(statement)).all())


def line(holder: str, families: int, checked: int, essential: int, **counts: int) -> royalties_pb2.HolderFinding:
    """What was found for one holder."""
    return royalties_pb2.HolderFinding(
        holder=holder,
        display_name=holder.removeprefix("holders/").title(),
        families=families,
        checked=checked,
        essential=essential,
        **counts,
    )


LINES = (
    line("holders/acme", 500, 100, 30),
    line("holders/bell", 200, 50, 25, undetermined=3),
    line("", 90, 40, 4),
    line("holders/unsampled", 12, 0, 0),
)


def findings(*lines: royalties_pb2.HolderFinding, **change: Any) -> royalties_pb2.ReceiveFindingsRequest:
    """A request that brings findings."""
    facts: dict[str, Any] = {
        "campaign": f"campaigns/{uuid.uuid4()}",
        "standard": "standards/lte",
        "frame": f"frames/{uuid.uuid4()}",
        "frame_digest": "ab" * 32,
        "family_key": type_pb2.FAMILY_KEY_ETSI,
        "edition": "2026-01-31",
        "checkpoint": "sepia.assessment\n7\ncm9vdA==\n\n— sepia.assessment abc\n",
        "holders": lines or LINES,
        "request_id": str(uuid.uuid4()),
    }
    return royalties_pb2.ReceiveFindingsRequest(**(facts | change))


def royalty(**change: Any) -> royalties_pb2.CreateAggregateRoyaltyRequest:
    """A request that puts a royalty of 8 % on record."""
    facts: dict[str, Any] = {
        "standard": "standards/lte",
        "royalty_base": "net selling price of a handset",
        "source": royalties_pb2.ROYALTY_SOURCE_ASSUMPTION,
        "citation": "made up for a test",
    }
    if "amount" not in change:
        facts["rate"] = decimal("0.08")
    return royalties_pb2.CreateAggregateRoyaltyRequest(**(facts | change))


def question(
    found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty, **change: Any
) -> calculations_pb2.CreateCalculationRequest:
    """A request for a top-down calculation."""
    request_id = change.pop("request_id", "")
    facts: dict[str, Any] = {"findings": found.name, "aggregate_royalty": aggregate.name}
    return calculations_pb2.CreateCalculationRequest(
        top_down=calculations_pb2.TopDownInputs(**(facts | change)), request_id=request_id
    )


def decimal(text: str) -> decimal_pb2.Decimal:
    """A decimal number."""
    return decimal_pb2.Decimal(value=text)


@pytest.fixture(scope="module")
async def frand(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Frand]:
    """The service on a database of this module's own, entered with an ordinary role as in production."""
    clock = FixedClock(NOW)
    async with run_service(SERVICE, ordinary_url(databases), tmp_path_factory.mktemp("keys"), clock=clock) as running:
        yield Frand(running, clock)


class Slow:
    """Workers that compute a piece each time they are let."""

    def __init__(self) -> None:
        self.width = 1
        self.asked: list[Any] = []
        self.begun = asyncio.Event()
        self._turns = asyncio.Semaphore(0)

    def let_go(self, pieces: int = 1_000) -> None:
        """Lets so many pieces be computed."""
        for _ in range(pieces):
            self._turns.release()

    async def run(self, function: Any, *arguments: Any) -> Any:
        self.asked.append(arguments)
        self.begun.set()
        await self._turns.acquire()
        return function(*arguments)

    async def close(self) -> None:
        self.let_go()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[Slow]:
    """Services of this test compute slowly; each replica's workers, in the order they start."""
    made: list[Slow] = []

    def computing(_: Any) -> Slow:
        made.append(Slow())
        return made[-1]

    monkeypatch.setattr("services.frand.app._computing", computing)
    return made


async def two_replicas_inputs(first: Frand) -> calculations_pb2.TopDownInputs:
    """Findings and a royalty in a database that several replicas share."""
    found = await first.royalties(first.coordination, "ReceiveFindings", findings())
    aggregate: royalties_pb2.AggregateRoyalty = await first.royalties(
        first.officer, "CreateAggregateRoyalty", royalty()
    )
    return calculations_pb2.TopDownInputs(findings=found.name, aggregate_royalty=aggregate.name)
