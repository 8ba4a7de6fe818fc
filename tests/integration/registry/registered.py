"""Owns what tests of registrations share: a register with a clock that is moved, its callers, and complete requests."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from google.type.date_pb2 import Date

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import registrations_pb2 as pb
from sepia.registry.v1.registrations_pb2_grpc import RegistrationServiceStub
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.registrations import conducting
from services.registry.registrations.conducting import RegistrationProcedure
from services.registry.registrations.regimes import Regimes
from shared.client import Client
from shared.clock import FixedClock
from shared.deadlines import DeadlineRunner
from shared.errors import SepiaError
from tests.integration.registry.filled import Register, SmallDatabases
from tests.support import RunningService, run_service

BEGIN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
OPENED = dt.date(2026, 1, 15)
"""The notice for 5G; the window ends on 15 July 2026."""

ACME, BELL = "holders/acme-radio-oy", "holders/bell-waves-inc"
FIVE_G = "standards/5g"


def date(day: str | dt.date) -> Date:
    """A date of the contract, from `2026-01-31`."""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return Date(year=day.year, month=day.month, day=day.day)


def day(message: Date) -> str:
    """A date of the contract as `2026-01-31`; empty when unset."""
    return f"{message.year:04}-{message.month:02}-{message.day:02}" if message.year else ""


def content(number: str, office: str = "EP", *, granted: str = "2019-05-02") -> pb.RegistrationContent:
    """A complete content."""
    party = pb.Party(
        name="Acme Radio Oy",
        address="Keilasatama 1, Espoo",
        contact_person="Aino Example",
        email="patents@acme.example",
        telephone="+358 1",
    )
    return pb.RegistrationContent(
        patent=pb.RegisteredPatent(
            office=office, number=number, in_force_in=["DE", "FR"], in_force_evidence="Register extract of the DPMA"
        ),
        correspondences=[
            pb.Correspondence(
                claim=1,
                standard_name="3GPP TS 38.211",
                version="15.2.0",
                subclause="5.2.2",
                kind=pb.PROVISION_KIND_REQUIREMENT,
            )
        ],
        claim_chart=pb.ClaimChartReference(sha256="a" * 64),
        commitment="ISLD-202001-001, ETSI IPR policy clause 6.1",
        holder=party,
        representatives=[pb.Party(name="Muster Rechtsanwälte", address="Berlin", email="post@muster.example")],
        public_terms=pb.PublicTerms(exist=pb.STATED_NO),
        sme_terms=pb.PublicTerms(exist=pb.STATED_NO),
        pools=pb.PoolAvailability(available=pb.STATED_NO),
        licensing_contact=party,
        licensing_entity="Acme Licensing Oy",
        bibliography=pb.Bibliography(
            priorities=["US 2017100"], family_members=["US 9,276,719 B2"], grant_date=date(granted)
        ),
        products=pb.KnownItems(items=["handsets"]),
        essentiality=pb.KnownItems(none_known=True),
    )


FEE = pb.FeePayment(receipt="ES-2026-1", paid_date=date("2026-03-01"), holder_size=pb.REGISTRANT_SIZE_LARGE)


class RegistrationOffice(Register):
    """A register in which 5G is open for registration, with everyone who has to do with it."""

    def __init__(self, running: RunningService, clock: FixedClock) -> None:
        super().__init__(running)
        self.clock = clock
        client = running.client
        self.acme = client(Role.ROLE_HOLDER, account="accounts/acme", organization=ACME)
        self.bell = client(Role.ROLE_HOLDER, account="accounts/bell", organization=BELL)
        self.court = client(Role.ROLE_COURT, account="accounts/court")
        self.stranger = client(Role.ROLE_IMPLEMENTER, account="accounts/stranger", organization="implementers/other")
        steps = RegistrationProcedure(Regimes())
        self.deadlines = DeadlineRunner(self.database, tables.deadline, {conducting.CURE: steps.lapse_cure})
        self._numbers = iter(range(4_000_001, 5_000_000))

    def number(self) -> str:
        """A patent number that no other test uses."""
        return f"EP {next(self._numbers)} B1"

    async def ask(self, who: Client, method: str, request: Any) -> Any:
        """Calls a method of the service as somebody."""
        return await who.call(getattr(who.stub(RegistrationServiceStub), method), request)

    async def refused(self, who: Client, method: str, request: Any) -> SepiaError:
        """The refusal of a call."""
        with pytest.raises(SepiaError) as refusal:
            await self.ask(who, method, request)
        return refusal.value

    async def submit(self, number: str, **fields: Any) -> pb.Registration:
        """Acme's complete request for a patent."""
        values: dict[str, Any] = {"holder": ACME, "standard": FIVE_G, "content": content(number), "fee": FEE, **fields}
        request = pb.SubmitRegistrationRequest(**values, request_id=uuid.uuid4().hex)
        return await self.ask(self.acme, "SubmitRegistration", request)

    async def enter(self, name: str) -> pb.Registration:
        """Enters a request."""
        request = pb.EnterRegistrationRequest(name=name, fee_confirmed=True, request_id=uuid.uuid4().hex)
        return await self.ask(self.officer, "EnterRegistration", request)

    async def registered(self, **fields: Any) -> pb.Registration:
        """An entry of Acme's."""
        return await self.enter((await self.submit(self.number(), **fields)).name)

    async def get(self, name: str, who: Client | None = None) -> pb.Registration:
        """An entry as somebody sees it; officers unless said."""
        return await self.ask(who or self.officer, "GetRegistration", pb.GetRegistrationRequest(name=name))

    async def events(self, name: str, who: Client | None = None) -> list[pb.RegistrationEvent]:
        """The events of an entry as somebody sees them; officers unless said."""
        request = pb.ListRegistrationEventsRequest(registration=name)
        return list((await self.ask(who or self.officer, "ListRegistrationEvents", request)).events)

    async def open_cure(self, name: str, **fields: Any) -> pb.Cure:
        """A cure because of news of an office."""
        values: dict[str, Any] = {
            "ground": pb.CURE_GROUND_OFFICE,
            "defect": "The office's register names another holder.",
            "reference": "EPO bulletin 2026/10",
            **fields,
        }
        return await self.ask(self.officer, "OpenCure", pb.OpenCureRequest(registration=name, **values))

    async def settle(self) -> None:
        """Lets every deadline fire that has passed; the service's own runner may be firing one at the same moment."""
        table = tables.deadline
        overdue = sa.select(sa.func.count()).where(table.c.state == 1, table.c.due_at < self.clock.now())
        while True:
            await self.deadlines.run_once()
            async with self.database.read() as connection:
                if not (await connection.execute(overdue)).scalar_one():
                    return

    async def suspended(self) -> tuple[pb.Registration, pb.Cure]:
        """An entry whose cure has lapsed; the clock is then after its last day."""
        entry = await self.registered()
        cure = await self.open_cure(entry.name)
        self.clock.advance(dt.timedelta(days=70))
        await self.settle()
        return await self.get(entry.name), cure

    async def gate(self, **fields: Any) -> pb.CourtGate:
        """What a court is told."""
        return await self.ask(self.court, "QueryCourtGate", pb.QueryCourtGateRequest(**fields))


def part(gate: pb.CourtGate, question: str) -> pb.GatePart:
    """A part of the answer."""
    (found,) = (each for each in gate.parts if each.question == question)
    return found


@asynccontextmanager
async def run_office(small_databases: SmallDatabases, keys: Path) -> AsyncGenerator[RegistrationOffice]:
    """A register with the rows of `filled.SMALL`, in which 5G is open since `OPENED`."""
    clock = FixedClock(BEGIN)
    async with run_service(SERVICE, await small_databases.copy(keys, BEGIN), keys, clock=clock) as running:
        office = RegistrationOffice(running, clock)
        standard, opening = tables.standard, tables.standard_procedure
        async with office.database.write() as tx:
            for key, opened in (("5g", OPENED), ("4g", None)):
                query = sa.select(standard.c.id).where(standard.c.key == key)
                values = {"regime": "eu-2023", "state": 4 if opened else 3, "registration_opened_on": opened}
                found = (await tx.execute(query)).scalar_one()
                await tx.execute(sa.insert(opening).values(standard_id=found, **values))
        yield office
