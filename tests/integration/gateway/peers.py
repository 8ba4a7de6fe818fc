"""Owns the services that the gateway meets in its tests: real servers, chains and logs, with the test's own data.

Each keeps what it was sent as its service would: under the idempotency key, refusing the same key with another body.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import sqlalchemy as sa
from google.longrunning import operations_pb2, operations_pb2_grpc
from google.type import decimal_pb2

from sepia.assessment.v1 import (
    campaigns_pb2,
    campaigns_pb2_grpc,
    evaluators_pb2,
    evaluators_pb2_grpc,
    quality_pb2,
    quality_pb2_grpc,
)
from sepia.frand.v1 import calculations_pb2, calculations_pb2_grpc, royalties_pb2, royalties_pb2_grpc
from sepia.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from sepia.registry.v1 import (
    frames_pb2,
    frames_pb2_grpc,
    holder_records_pb2,
    holder_records_pb2_grpc,
    holders_pb2,
    holders_pb2_grpc,
    imports_pb2,
    imports_pb2_grpc,
)
from shared.auth.callers import Caller, current_caller
from shared.auth.tokens import parse_key_set
from shared.client import Client
from shared.db.database import sqlalchemy_url
from shared.db.tables import service_metadata
from shared.errors import SepiaError, not_found
from shared.frame import frame_digest
from shared.journal.tables import guard_statements
from shared.process import Composition, Running, Runtime, Service
from shared.rpc.calls import current_call
from shared.rpc.server import Mounted
from shared.settings import ServiceSettings
from tests.support import Databases

LTE = "standards/lte"


class GatewayKeys:
    """The keys that gateways publish, asked of those that are there."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def key_set(self, *, missing: str | None = None) -> Mapping[str, jwt.PyJWK]:
        for address in reversed(self.addresses):
            async with Client(address) as client:
                try:
                    body = await client.call(
                        client.stub(accounts_pb2_grpc.AccountServiceStub).GetKeySet, accounts_pb2.GetKeySetRequest()
                    )
                except SepiaError:
                    continue
                return parse_key_set(json.loads(body.data))
        return {}


@dataclass
class Desk:
    """What a test sees and sets of the other services.

    Attributes:
        started: methods begun, in order.
        done: methods done, in order.
        callers: who called each method last.
        call_ids: request id of each method's last call.
        answered: requests answered, by method and request id.
        troubles: errors that a method meets next, in order.
        hold: methods that wait here before they are done, each until its event is set.
    """

    started: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    callers: dict[str, Caller] = field(default_factory=dict)
    call_ids: dict[str, str] = field(default_factory=dict)
    answered: dict[tuple[str, str], bytes] = field(default_factory=dict)
    troubles: dict[str, list[SepiaError]] = field(default_factory=dict)
    hold: dict[str, asyncio.Event] = field(default_factory=dict)
    frames: dict[str, frames_pb2.Frame] = field(default_factory=dict)
    entries: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    received: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    campaigns: dict[str, campaigns_pb2.Campaign] = field(default_factory=dict)
    drawn: dict[str, list[campaigns_pb2.DrawnFamily]] = field(default_factory=dict)
    results: dict[str, list[campaigns_pb2.Result]] = field(default_factory=dict)
    recorded: list[frames_pb2.RecordedResult] = field(default_factory=list)
    findings: dict[str, royalties_pb2.ReceiveFindingsRequest] = field(default_factory=dict)
    calculations: dict[str, calculations_pb2.Calculation] = field(default_factory=dict)
    parents: dict[str, list[holder_records_pb2.Parenthood]] = field(default_factory=dict)
    decisions: list[holder_records_pb2.AliasDecision] = field(default_factory=list)
    groups: dict[str, evaluators_pb2.ReceiveGroupsRequest] = field(default_factory=dict)
    all_moved: tuple[str, int, list[str]] | None = None
    transfers: dict[str, holder_records_pb2.Transfer] = field(default_factory=dict)
    moved: dict[str, evaluators_pb2.ReceiveTransferRequest] = field(default_factory=dict)
    reports: dict[str, quality_pb2.QualityReport] = field(default_factory=dict)
    qualities: dict[str, royalties_pb2.ReceiveEvaluatorQualityRequest] = field(default_factory=dict)

    async def work(self, method: str) -> None:
        """What every method does first: note the call, meet trouble, wait where it is held."""
        self.started.append(method)
        self.callers[method] = current_caller()
        call = current_call()
        self.call_ids[method] = call.request_id if call else ""
        if self.troubles.get(method):
            raise self.troubles[method].pop(0)
        if method in self.hold:
            await self.hold[method].wait()

    def once(self, method: str, request_id: str, body: bytes) -> bool:
        """Whether a request is new; the same id with another body fails the test."""
        first = self.answered.setdefault((method, request_id), body)
        assert first == body, f"{method} got {request_id} with two bodies"
        self.done.append(method)
        return self.done.count(method) == 1 or first is body

    def freeze(self, pairs: Sequence[tuple[str, str]], standard: str = LTE) -> frames_pb2.Frame:
        """Freezes a frame; the test still has to record it."""
        name = f"frames/{uuid.uuid4()}"
        self.entries[name] = sorted(pairs, key=lambda pair: "\t".join(pair).encode())
        frame = frames_pb2.Frame(
            name=name,
            standard=standard,
            family_key=1,
            edition="editions/1",
            digest=frame_digest(pairs, standard=standard, family_key="etsi", edition="editions/1"),
            entry_count=len(pairs),
        )
        self.frames[name] = frame
        return frame

    def publish(self, frame: frames_pb2.Frame, results: Sequence[tuple[str, str, int]]) -> campaigns_pb2.Campaign:
        """Draws and publishes a campaign's results (holder, family, outcome); the test still has to record it."""
        name = f"campaigns/{uuid.uuid4()}"
        campaign = campaigns_pb2.Campaign(
            name=name,
            frame=frame.name,
            frame_digest=frame.digest,
            standard=frame.standard,
            family_key=frame.family_key,
            edition=frame.edition,
            state=campaigns_pb2.CAMPAIGN_STATE_PUBLISHED,
        )
        campaign.publish_time.FromJsonString("2026-03-01T12:00:00Z")
        self.campaigns[name] = campaign
        self.results[name] = [
            campaigns_pb2.Result(holder=holder, family=family, outcome=outcome)  # type: ignore[arg-type]
            for holder, family, outcome in results
        ]
        self.drawn[name] = [
            campaigns_pb2.DrawnFamily(holder=holder, family=family, rank=rank)
            for rank, (holder, family, _) in enumerate(results, 1)
        ]
        return campaign

    def measure(self, *, with_errors: bool = True) -> quality_pb2.QualityReport:
        """Publishes a report on a pool of evaluators; the test still has to record it."""
        report = quality_pb2.QualityReport(
            name=f"qualityReports/{uuid.uuid4()}", regime="eu-2023", period="2026", families=80, repeated=20
        )
        report.publish_time.FromJsonString("2026-04-01T12:00:00Z")
        report.measure_time.FromJsonString("2026-03-31T12:00:00Z")
        if with_errors:
            for which in (report.sensitivity, report.specificity):
                for name, text in (("mean", "0.9"), ("low", "0.8"), ("high", "0.95"), ("alpha", "45"), ("beta", "5")):
                    getattr(which, name).CopyFrom(decimal_pb2.Decimal(value=text))
        self.reports[report.name] = report
        return report


def paged(items: Sequence[Any], size: int, token: str) -> tuple[Sequence[Any], str]:
    """A page of a list, and the token of the next."""
    start = int(token or 0)
    end = start + size
    return items[start:end], str(end) if end < len(items) else ""


class Frames(frames_pb2_grpc.FrameServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def GetFrame(self, request: Any, context: Any) -> Any:
        await self.desk.work("GetFrame")
        if request.name not in self.desk.frames:
            raise not_found(request.name)
        return self.desk.frames[request.name]

    async def ListFrameEntries(self, request: Any, context: Any) -> Any:
        await self.desk.work("ListFrameEntries")
        pairs = [pair for pair in self.desk.entries[request.frame] if request.holder in ("", pair[0])]
        page, following = paged(pairs, request.page_size or 1000, request.page_token)
        return frames_pb2.ListFrameEntriesResponse(
            entries=[frames_pb2.FrameEntry(holder=holder, family=family) for holder, family in page],
            next_page_token=following,
        )

    async def RecordResults(self, request: Any, context: Any) -> Any:
        await self.desk.work("RecordResults")
        key = ("RecordResults", request.request_id)
        new = key not in self.desk.answered
        self.desk.once(*key, request.SerializeToString(deterministic=True))
        if new:
            self.desk.recorded += request.results
        return frames_pb2.RecordResultsResponse(recorded=len(request.results))


class Holders(holders_pb2_grpc.HolderServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def ListFamilyLinks(self, request: Any, context: Any) -> Any:
        await self.desk.work("ListFamilyLinks")
        line = int(request.family.rpartition("-")[2])
        owners = [
            holder for frame in self.desk.entries.values() for holder, family in frame if family == request.family
        ]
        links = []
        for owner in owners:
            if request.holder in ("", owner):
                links.append(holders_pb2.Link(holder=owner, standard=request.standard, entry_id=line))
                links[-1].source.document = "documents/" + "a" * 64
                links[-1].source.line = line
        return holders_pb2.ListFamilyLinksResponse(links=links)


class HolderRecords(holder_records_pb2_grpc.HolderRecordServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def ListParents(self, request: Any, context: Any) -> Any:
        await self.desk.work("ListParents")
        page, following = paged(self.desk.parents.get(request.child, []), 2, request.page_token)
        return holder_records_pb2.ListParentsResponse(parents=page, next_page_token=following)

    async def ListAliasDecisions(self, request: Any, context: Any) -> Any:
        await self.desk.work("ListAliasDecisions")
        return holder_records_pb2.ListAliasDecisionsResponse(decisions=self.desk.decisions)

    async def GetTransfer(self, request: Any, context: Any) -> Any:
        await self.desk.work("GetTransfer")
        return self.desk.transfers[request.name]


class Evaluators(evaluators_pb2_grpc.EvaluatorServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def ReceiveGroups(self, request: Any, context: Any) -> Any:
        # That all has come is said at every start; what a test looks for are the groups.
        if request.subject != "logs/registry":
            await self.desk.work("ReceiveGroups")
        self.desk.groups[request.subject] = request
        return evaluators_pb2.ReceiveGroupsResponse(parents=len(request.parents))

    async def ReceiveTransfer(self, request: Any, context: Any) -> Any:
        await self.desk.work("ReceiveTransfer")
        self.desk.done.append("ReceiveTransfer")
        self.desk.moved[request.transfer] = request
        return evaluators_pb2.ReceiveTransferResponse(taken=True)

    async def ReceiveTransferPosition(self, request: Any, context: Any) -> Any:
        # What had come by then is what counts.
        self.desk.all_moved = (request.log, request.position, sorted(self.desk.moved))
        return evaluators_pb2.ReceiveTransferPositionResponse(position=request.position)


class Imports(imports_pb2_grpc.ImportServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def GetSourceRow(self, request: Any, context: Any) -> Any:
        await self.desk.work("GetSourceRow")
        return imports_pb2.GetSourceRowResponse(
            document=request.document, line=request.line, content=f"row {request.line}".encode()
        )


class Operations(operations_pb2_grpc.OperationsServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def GetOperation(self, request: Any, context: Any) -> Any:
        await self.desk.work("GetOperation")
        if request.name.endswith("/missing"):
            raise not_found(request.name)
        return operations_pb2.Operation(name=request.name, done=True)

    async def ListOperations(self, request: Any, context: Any) -> Any:
        return operations_pb2.ListOperationsResponse(operations=[operations_pb2.Operation(name=request.name + "/1")])


class Campaigns(campaigns_pb2_grpc.CampaignServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def ReceiveFrame(self, requests: AsyncIterator[Any], context: Any) -> Any:
        frame, pairs = None, []
        async for request in requests:
            frame = frame or request.frame
            pairs += [(entry.holder, entry.family) for entry in request.entries]
        await self.desk.work("ReceiveFrame")
        assert frame is not None
        digest = frame_digest(pairs, standard=frame.standard, family_key="etsi", edition=frame.edition)
        assert digest == frame.digest
        self.desk.done.append("ReceiveFrame")
        self.desk.received[frame.name] = pairs
        return campaigns_pb2.ReceivedFrame(name=frame.name, digest=digest, entry_count=len(pairs))

    async def GetCampaign(self, request: Any, context: Any) -> Any:
        return self.desk.campaigns[request.name]

    async def ListDrawnFamilies(self, request: Any, context: Any) -> Any:
        mine = [each for each in self.desk.drawn[request.campaign] if request.holder in ("", each.holder)]
        return campaigns_pb2.ListDrawnFamiliesResponse(families=sorted(mine, key=lambda each: each.holder))

    async def ListResults(self, request: Any, context: Any) -> Any:
        await self.desk.work("ListResults")
        mine = [each for each in self.desk.results[request.campaign] if request.holder in ("", each.holder)]
        page, following = paged(sorted(mine, key=lambda each: each.holder), 2, request.page_token)
        return campaigns_pb2.ListResultsResponse(results=page, next_page_token=following)

    async def ListHolderResults(self, request: Any, context: Any) -> Any:
        lines: dict[str, campaigns_pb2.HolderResult] = {}
        for result in self.desk.results[request.campaign]:
            line = lines.setdefault(result.holder, campaigns_pb2.HolderResult(holder=result.holder, families=10))
            line.drawn += 1
            line.checked += result.outcome != campaigns_pb2.OUTCOME_UNDETERMINED
            line.essential += result.outcome == campaigns_pb2.OUTCOME_ESSENTIAL
            line.undetermined += result.outcome == campaigns_pb2.OUTCOME_UNDETERMINED
            line.reused += bool(result.reused_from)
        return campaigns_pb2.ListHolderResultsResponse(campaign=request.campaign, results=lines.values())


class Quality(quality_pb2_grpc.QualityServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def GetQualityReport(self, request: Any, context: Any) -> Any:
        await self.desk.work("GetQualityReport")
        return self.desk.reports[request.name]


class Royalties(royalties_pb2_grpc.RoyaltyServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def ReceiveFindings(self, request: Any, context: Any) -> Any:
        body = request.SerializeToString(deterministic=True)
        self.desk.answered.setdefault(("ReceiveFindings", request.request_id), body)
        await self.desk.work("ReceiveFindings")
        self.desk.once("ReceiveFindings", request.request_id, body)
        self.desk.findings[request.campaign] = request
        return royalties_pb2.HolderFindings(name=request.campaign.replace("campaigns/", "findings/"))

    async def GetFindings(self, request: Any, context: Any) -> Any:
        kept = self.desk.findings[request.name.replace("findings/", "campaigns/")]
        return royalties_pb2.HolderFindings(
            name=request.name, campaign=kept.campaign, frame=kept.frame, standard=kept.standard
        )

    async def ReceiveEvaluatorQuality(self, request: Any, context: Any) -> Any:
        body = request.SerializeToString(deterministic=True)
        self.desk.answered.setdefault(("ReceiveEvaluatorQuality", request.request_id), body)
        await self.desk.work("ReceiveEvaluatorQuality")
        self.desk.once("ReceiveEvaluatorQuality", request.request_id, body)
        self.desk.qualities[request.report] = request
        return royalties_pb2.EvaluatorQuality(report=request.report)

    async def GetEvaluatorQuality(self, request: Any, context: Any) -> Any:
        kept = self.desk.qualities[request.name.replace("evaluatorQualities/", "qualityReports/")]
        return royalties_pb2.EvaluatorQuality(
            name=request.name,
            report=kept.report,
            regime=kept.regime,
            period=kept.period,
            families=kept.families,
            repeated=kept.repeated,
            sensitivity=kept.sensitivity,
            specificity=kept.specificity,
        )


class Calculations(calculations_pb2_grpc.CalculationServiceServicer):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def GetCalculation(self, request: Any, context: Any) -> Any:
        await self.desk.work("GetCalculation")
        if request.name not in self.desk.calculations:
            raise not_found(request.name)
        return self.desk.calculations[request.name]

    async def GetDerivation(self, request: Any, context: Any) -> Any:
        return calculations_pb2.Derivation(
            calculation=request.calculation,
            holder=request.holder,
            quantities=[calculations_pb2.Quantity(id="rate", formula="aggregate * share")],
        )


class Neighbour:
    """One of the other services as it runs."""

    def __init__(self, running: Running[ServiceSettings]) -> None:
        self.running = running
        self.address = f"127.0.0.1:{running.port}"

    async def record(self, kind: str, subject: str) -> None:
        """Records an entry in this service's log, as the write itself would."""
        async with self.running.database.write() as tx:
            await tx.record(kind, subject, {})


@dataclass
class Neighbourhood:
    """The three other services, the desk they share, and the keys they verify tokens with."""

    desk: Desk
    keys: GatewayKeys
    registry: Neighbour
    assessment: Neighbour
    frand: Neighbour

    @property
    def addresses(self) -> tuple[str, str, str]:
        """As the gateway's settings name them."""
        return self.registry.address, self.assessment.address, self.frand.address


@asynccontextmanager
async def open_neighbourhood(databases: Databases, folder: Path) -> AsyncGenerator[Neighbourhood]:
    """Runs the three other services until the block ends."""
    desk, keys = Desk(), GatewayKeys()
    registry = [
        _mounted(frames_pb2, frames_pb2_grpc, "FrameService", Frames(desk)),
        _mounted(holders_pb2, holders_pb2_grpc, "HolderService", Holders(desk)),
        _mounted(holder_records_pb2, holder_records_pb2_grpc, "HolderRecordService", HolderRecords(desk)),
        _mounted(imports_pb2, imports_pb2_grpc, "ImportService", Imports(desk)),
        _mounted(operations_pb2, operations_pb2_grpc, "Operations", Operations(desk)),
    ]
    assessment = [
        _mounted(campaigns_pb2, campaigns_pb2_grpc, "CampaignService", Campaigns(desk)),
        _mounted(evaluators_pb2, evaluators_pb2_grpc, "EvaluatorService", Evaluators(desk)),
        _mounted(quality_pb2, quality_pb2_grpc, "QualityService", Quality(desk)),
    ]
    frand = [
        _mounted(royalties_pb2, royalties_pb2_grpc, "RoyaltyService", Royalties(desk)),
        _mounted(calculations_pb2, calculations_pb2_grpc, "CalculationService", Calculations(desk)),
    ]
    async with AsyncExitStack() as stack:
        found = [
            Neighbour(await stack.enter_async_context(_running(name, mounted, databases, folder, keys)))
            for name, mounted in (("registry", registry), ("assessment", assessment), ("frand", frand))
        ]
        yield Neighbourhood(desk, keys, *found)


def _running(
    name: str, mounted: list[Mounted], databases: Databases, folder: Path, keys: GatewayKeys
) -> Running[ServiceSettings]:
    metadata, journal, answered = service_metadata(name)
    url = databases.empty()
    engine = sa.create_engine(sqlalchemy_url(url))
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(name))
        metadata.create_all(connection)
        for statement in guard_statements(journal):
            connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()

    async def compose(runtime: Runtime[ServiceSettings]) -> Composition:
        return Composition([*mounted, _mounted(journal_pb2, journal_pb2_grpc, "JournalService", runtime.journal)])

    service = Service(name, ServiceSettings, metadata, journal, answered, folder, compose)
    settings = ServiceSettings(database_url=url, listen="127.0.0.1:0", keys_folder=folder / name)
    return Running(service, settings, keys=keys)


def _mounted(messages: Any, stubs: Any, name: str, servicer: object) -> Mounted:
    add: Callable[..., None] = getattr(stubs, f"add_{name}Servicer_to_server")
    return Mounted(messages.DESCRIPTOR.services_by_name[name], add, servicer)
