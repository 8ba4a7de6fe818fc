"""Owns a running assessment service, entered with an ordinary role as in production, and steps through a campaign."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import evaluators_pb2, hearings_pb2, procedure_pb2
from sepia.assessment.v1.campaigns_pb2_grpc import CampaignServiceStub
from sepia.assessment.v1.checks_pb2_grpc import CheckServiceStub
from sepia.assessment.v1.evaluators_pb2_grpc import EvaluatorServiceStub
from sepia.assessment.v1.hearings_pb2_grpc import HearingServiceStub
from sepia.assessment.v1.procedure_pb2_grpc import ProcedureServiceStub
from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from sepia.type.v1 import type_pb2
from services.assessment.app import SERVICE
from services.assessment.handing_in.rules import HAND_IN
from services.assessment.lapses import Clock as LapseClock
from services.assessment.tables import deadline
from shared.auth.callers import Caller, Role, set_caller
from shared.canonical import sha256_hex
from shared.client import Client
from shared.clock import FixedClock
from shared.db.migrations import migrate
from shared.frame import frame_digest
from tests.support import Databases, RunningService, run_service

ROLE, PASSWORD = "assessment_tester", "ordinary"
RANDOM_VALUE = "8f1b2c3d4e5f60718293a4b5c6d7e8f9"
Pair = tuple[str, str]


def ordinary_url(databases: Databases, migrations: Path = SERVICE.migrations) -> str:
    """A fresh database, its schema made by a role that is no superuser: row-level security binds it."""
    url = databases.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            connection.execute(f"create role {ROLE} login password '{PASSWORD}'")
        connection.execute(f"create schema assessment authorization {ROLE}")
        place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    ordinary = f"postgresql://{ROLE}:{PASSWORD}@{place}"
    migrate(ordinary, SERVICE.metadata, migrations)
    return ordinary


class Centre:
    """A competence centre at work: its service, its clock, and the people who call."""

    def __init__(self, running: RunningService, clock: FixedClock, url: str) -> None:
        self.running = running
        self.clock = clock
        self.url = url
        self.officer = running.client(Role.ROLE_OFFICER, account="accounts/officer")
        self.coordination = running.client(Role.ROLE_SERVICE, account="accounts/service")
        self.public = running.client()
        self._numbers = itertools.count(1)

    def campaigns(self, client: Client | None = None) -> CampaignServiceStub:
        return (client or self.officer).stub(CampaignServiceStub)

    def checks(self, client: Client | None = None) -> CheckServiceStub:
        return (client or self.officer).stub(CheckServiceStub)

    async def receive(
        self, pairs: Sequence[Pair], *, demonstration: bool = True, standard: str = "", **changes: object
    ) -> pb.ReceivedFrame:
        """Sends a frame as coordination does."""
        frame = description(pairs, demonstration=demonstration, standard=standard)
        for name, value in changes.items():
            setattr(frame, name, value)

        async def messages() -> AsyncIterator[pb.ReceiveFrameRequest]:
            yield pb.ReceiveFrameRequest(frame=frame)
            for start in range(0, len(pairs), 5000):
                yield pb.ReceiveFrameRequest(
                    entries=[
                        pb.FramePair(holder=holder, family=family, holder_display_name=holder.upper())
                        for holder, family in pairs[start : start + 5000]
                    ]
                )

        return await self.coordination.call(self.campaigns(self.coordination).ReceiveFrame, messages())

    async def receive_groups(self, subject: str, position: int, *parents: str, child: str = "") -> int:
        """Says who belongs together as coordination does; returns how many parents are known then."""
        request = evaluators_pb2.ReceiveGroupsRequest(subject=subject, position=position)
        for number, parent in enumerate(parents):
            request.parents.add(name=f"{subject}/parents/{number}", child=child or subject, parent=parent)
        return (await self.coordination.call(self.roster(self.coordination).ReceiveGroups, request)).parents

    async def receive_transfer_position(self, position: int) -> int:
        """Says that every transfer has come, as coordination does; returns before which position they have."""
        request = evaluators_pb2.ReceiveTransferPositionRequest(log="logs/registry", position=position)
        return (await self.coordination.call(self.roster(self.coordination).ReceiveTransferPosition, request)).position

    def announcement(self, frame: str, **changes: object) -> pb.AnnounceCampaignRequest:
        request = pb.AnnounceCampaignRequest(
            frame=frame,
            display_name="4G, first year",
            regime="eu-2023",
            plan=pb.SamplePlan(minimum_per_holder=2),
            random_source=pb.RandomSource(description="drand quicknet, round 25000000"),
        )
        request.random_source.known_time.FromDatetime(self.clock.now() + dt.timedelta(hours=1))
        for name, value in changes.items():
            setattr(request, name, value)
        return request

    async def announced(
        self, pairs: Sequence[Pair], *, demonstration: bool = True, minimum: int = 2, standard: str = ""
    ) -> pb.Campaign:
        frame = await self.receive(pairs, demonstration=demonstration, standard=standard)
        request = self.announcement(frame.name)
        request.plan.minimum_per_holder = minimum
        return await self.officer.call(self.campaigns().AnnounceCampaign, request)

    async def draw(self, campaign: pb.Campaign, **fields: str) -> pb.Campaign:
        values = {"random_value": RANDOM_VALUE, **fields}
        return await self.officer.call(self.campaigns().DrawSample, pb.DrawSampleRequest(name=campaign.name, **values))

    async def drawn(self, pairs: Sequence[Pair], **how: object) -> pb.Campaign:
        campaign = await self.announced(pairs, **how)
        self.clock.advance(dt.timedelta(hours=2))
        return await self.draw(campaign)

    async def evaluator(
        self, *ties: str, identity_verified: bool = True, ties_declared: bool = True
    ) -> tuple[checks.Evaluator, Client]:
        """Somebody new on the roster, and their client."""
        account = f"accounts/evaluator-{next(self._numbers)}-{uuid.uuid4().hex[:6]}"
        request = checks.CreateEvaluatorRequest(
            account=account,
            display_name="Dr Example",
            identity_verified=identity_verified,
            ties_declared=ties_declared,
            ties=[checks.Tie(holder=tie, kind=checks.TIE_KIND_CLIENT) for tie in ties],
            conduct_version="1",
        )
        created = await self.officer.call(self.checks().CreateEvaluator, request)
        return created, self.running.client(Role.ROLE_EVALUATOR, account=account)

    async def pass_chart_time(self, campaign: str) -> None:
        """Moves the clock to where no check waits for a chart any more; nothing is fired here."""
        set_caller(Caller("services/assessment", frozenset({Role.ROLE_SERVICE})))
        until = sa.select(sa.func.max(deadline.c.due_at)).where(
            deadline.c.kind == HAND_IN, deadline.c.state == 1, deadline.c.subject.startswith(f"{campaign}#")
        )
        async with self.running.running.database.read_as_caller() as connection:
            latest = await connection.scalar(until)
        if latest is not None and latest > self.clock.now():
            self.clock.advance(latest - self.clock.now())

    async def assign(self, campaign: pb.Campaign, *evaluators: checks.Evaluator, **fields: str) -> pb.Campaign:
        await self.pass_chart_time(campaign.name)
        request = pb.AssignChecksRequest(name=campaign.name, evaluators=[one.name for one in evaluators], **fields)
        return await self.officer.call(self.campaigns().AssignChecks, request)

    async def checks_of(self, client: Client, campaign: pb.Campaign | None = None) -> list[checks.Check]:
        request = checks.ListChecksRequest(campaign=campaign.name if campaign else "")
        return [one async for page in client.pages(self.checks(client).ListChecks, request) for one in page.checks]

    async def record(self, client: Client, findings: Sequence[checks.Finding], request_id: str = "") -> int:
        request = checks.RecordFindingsRequest(findings=findings, request_id=request_id)
        return (await client.call(self.checks(client).RecordFindings, request)).recorded

    async def publish(self, campaign: pb.Campaign, **fields: str) -> pb.Campaign:
        request = pb.PublishResultsRequest(name=campaign.name, **fields)
        return await self.officer.call(self.campaigns().PublishResults, request)

    def procedure(self, client: Client | None = None) -> ProcedureServiceStub:
        return (client or self.officer).stub(ProcedureServiceStub)

    def hearings(self, client: Client | None = None) -> HearingServiceStub:
        return (client or self.officer).stub(HearingServiceStub)

    def roster(self, client: Client | None = None) -> EvaluatorServiceStub:
        return (client or self.officer).stub(EvaluatorServiceStub)

    def holder(self, organization: str) -> Client:
        """Somebody who acts for a holder."""
        account = f"accounts/{organization.partition('/')[2]}"
        return self.running.client(Role.ROLE_HOLDER, account=account, organization=organization)

    async def open(self, client: Client, check: str, **fields: object) -> checks.Check:
        return await client.call(self.procedure(client).OpenCheck, procedure_pb2.OpenCheckRequest(name=check, **fields))

    async def opine(self, client: Client, check: str, outcome: int, **fields: object) -> checks.Check:
        request = procedure_pb2.GiveOpinionRequest(
            name=check, outcome=outcome, reasons=f"Feature 1.3: outcome {outcome}.", **fields
        )
        return await client.call(self.procedure(client).GiveOpinion, request)

    async def appoint(self, check: str, *evaluators: str) -> checks.Check:
        request = procedure_pb2.AppointEvaluatorsRequest(name=check, evaluators=evaluators)
        return await self.officer.call(self.procedure().AppointEvaluators, request)

    async def look(self, check: str, client: Client | None = None) -> checks.Check:
        client = client or self.officer
        return await client.call(self.checks(client).GetCheck, checks.GetCheckRequest(name=check))

    async def hearings_of(self, client: Client) -> list[hearings_pb2.Hearing]:
        request = hearings_pb2.ListHearingsRequest(only_open=True)
        return list((await client.call(self.hearings(client).ListHearings, request)).hearings)

    async def opinions_of(self, client: Client, **fields: str) -> list[hearings_pb2.Opinion]:
        request = hearings_pb2.ListOpinionsRequest(**fields)
        return list((await client.call(self.hearings(client).ListOpinions, request)).opinions)

    async def duties_of(self, client: Client) -> list[procedure_pb2.Duty]:
        request = procedure_pb2.ListDutiesRequest()
        return [one async for page in client.pages(self.procedure(client).ListDuties, request) for one in page.duties]

    async def pass_time(self, days: int) -> int:
        """Moves the clock and lets whatever is due by then follow; returns how much was fired here."""
        self.clock.advance(dt.timedelta(days=days))
        return await self.settle()

    async def settle(self) -> int:
        """Lets whatever is due follow, also what the service's own clock has just taken in hand."""
        fired, clock = 0, LapseClock(self.running.running.database)
        while True:
            fired += await clock.run_once()
            async with self.running.running.database.read_as_caller() as connection:
                overdue = sa.select(sa.func.count()).where(deadline.c.state == 1, deadline.c.due_at < self.clock.now())
                if not await connection.scalar(overdue):
                    return fired
            # What met a lock of the other's comes again in a moment.
            self.clock.advance(dt.timedelta(seconds=2))
            await asyncio.sleep(0)

    async def log(self, client: Client, kind: str, size: int = 1000) -> list[journal_pb2.Entry]:
        """Entries of a kind, or of any, as a client sees them, once everything recorded so far has its position."""
        running = self.running.running
        async with running.database.read() as connection:
            while (await connection.execute(sa.text("select 1 from log_entry where position is null limit 1"))).first():
                await running.sequencer.drain()
        request = journal_pb2.ListEntriesRequest(log="logs/assessment", kinds=[kind] if kind else [], page_size=size)
        found: list[journal_pb2.Entry] = []
        while True:
            reply = await client.call(client.stub(JournalServiceStub).ListEntries, request)
            found += reply.entries
            if not reply.entries or reply.next_position >= reply.tree_size:
                return found
            request.from_position = reply.next_position


def description(pairs: Sequence[Pair], *, demonstration: bool = True, standard: str = "") -> pb.FrameDescription:
    # A standard of its own, unless the test says otherwise: nothing is on record for its families.
    standard, edition = standard or f"standards/4g-{uuid.uuid4().hex[:8]}", "2026-01-31"
    return pb.FrameDescription(
        name=f"frames/{uuid.uuid4()}",
        standard=standard,
        family_key=type_pb2.FAMILY_KEY_ETSI,
        edition=edition,
        digest=frame_digest(pairs, standard=standard, family_key="etsi", edition=edition),
        entry_count=len(pairs),
        demonstration=demonstration,
    )


def families_of(*holders: str, each: int = 4) -> list[Pair]:
    """Pairs for holders that own nothing together."""
    return [
        (holder, f"families/{sha256_hex(f'{holder}/{number}'.encode())[:16]}")
        for holder in holders
        for number in range(each)
    ]


def finding(check: checks.Check, outcome: int = pb.OUTCOME_ESSENTIAL, *, simulated: bool = False) -> checks.Finding:
    return checks.Finding(
        check=check.name, outcome=outcome, reasons="Claim 1 reads on TS 36.213, 7.2.", simulated=simulated
    )


@asynccontextmanager
async def open_centre(
    databases: Databases, keys: Path, *, knows_groups: bool = True, **settings: object
) -> AsyncIterator[Centre]:
    """A centre at work.

    Args:
        knows_groups: coordination has brought it who belongs together, and what changed hands.
    """
    url = ordinary_url(databases)
    clock = FixedClock(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    async with run_service(SERVICE, url, keys, clock=clock, **settings) as running:
        centre = Centre(running, clock, url)
        if knows_groups:
            await centre.receive_groups("logs/registry", 0)
            await centre.receive_transfer_position(0)
        yield centre


@pytest.fixture(scope="module")
async def centre(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Centre]:
    async with open_centre(databases, tmp_path_factory.mktemp("keys")) as centre:
        yield centre
