"""Owns the composition of the service: settings, database, servicers, server."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.descriptor import ServiceDescriptor
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import (
    calculations_pb2,
    calculations_pb2_grpc,
    licences_pb2,
    licences_pb2_grpc,
    reports_pb2,
    reports_pb2_grpc,
    royalties_pb2,
    royalties_pb2_grpc,
    scenarios_pb2,
    scenarios_pb2_grpc,
)
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from services.frand import tables
from services.frand.calculations import replies
from services.frand.calculations.questions import Questions
from services.frand.calculations.rpc import CalculationServicer
from services.frand.findings import store as findings_store
from services.frand.findings.rpc import FindingMethods, campaign_of
from services.frand.findings.rules import Findings
from services.frand.licences.rpc import LicenceServicer, read_held
from services.frand.operations import rules as operations
from services.frand.operations.dask_cluster import DaskCluster
from services.frand.operations.processes import Computing, Processes
from services.frand.operations.rpc import OperationsServicer
from services.frand.operations.working import Working
from services.frand.reliability import store as reliability_store
from services.frand.reliability.rpc import ReliabilityMethods
from services.frand.reliability.rules import EvaluatorQuality
from services.frand.reports.making import Reports
from services.frand.reports.reported import Stored
from services.frand.reports.rpc import ReportServicer
from services.frand.royalties import store as royalties_store
from services.frand.royalties.rpc import RoyaltyMethods
from services.frand.royalties.rules import AggregateRoyalty
from services.frand.scenarios.rpc import ScenarioServicer
from services.frand.settings import FrandSettings
from shared.db.database import Database
from shared.process import Composition, Runtime, Service
from shared.regime.loading import load_profile
from shared.rpc.server import Mounted


class RoyaltyServicer(FindingMethods, ReliabilityMethods, RoyaltyMethods):
    """`RoyaltyService`: findings, evaluators' reliability and aggregate royalties, which are features of their own."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        FindingMethods.__init__(self, database)
        RoyaltyMethods.__init__(self, database, zone)


async def compose(runtime: Runtime[FrandSettings]) -> Composition:
    """Puts the service together; refuses to with a regime profile that is missing or wrong."""
    settings, database = runtime.settings, runtime.database
    zone = load_profile(settings.regime, settings.regimes_folder).calendar.time_zone
    computing = _computing(settings)
    questions = Questions(database, _findings, _royalty, _quality, read_held)
    # What is queued here is looked at at once; the servicers that queue it are what does it.
    calculations = CalculationServicer(database, questions, computing, lambda: working.wake())
    scenarios = ScenarioServicer(database, questions, computing, lambda: working.wake())
    working = Working(
        database, {operations.CALCULATION: calculations.carry_out, operations.SCENARIO_SET: scenarios.carry_out}
    )
    # Apart from what computes: a report is not to wait behind a thousand scenarios.
    reports = Reports(Processes(1, settings.frand_worker_megabytes), settings.frand_report_fonts)

    async def close() -> None:
        await computing.close()
        await reports.close()

    kinds = {operations.CALCULATION: calculations.kind, operations.SCENARIO_SET: scenarios.kind}
    return Composition(
        [
            Mounted(
                _service(royalties_pb2, "RoyaltyService"),
                royalties_pb2_grpc.add_RoyaltyServiceServicer_to_server,
                RoyaltyServicer(database, zone),
            ),
            Mounted(
                _service(calculations_pb2, "CalculationService"),
                calculations_pb2_grpc.add_CalculationServiceServicer_to_server,
                calculations,
            ),
            Mounted(
                _service(licences_pb2, "LicenceService"),
                licences_pb2_grpc.add_LicenceServiceServicer_to_server,
                LicenceServicer(database),
            ),
            Mounted(
                _service(scenarios_pb2, "ScenarioService"),
                scenarios_pb2_grpc.add_ScenarioServiceServicer_to_server,
                scenarios,
            ),
            Mounted(
                _service(reports_pb2, "ReportService"),
                reports_pb2_grpc.add_ReportServiceServicer_to_server,
                ReportServicer(database, _calculation, reports),
            ),
            Mounted(
                _service(operations_pb2, "Operations"),
                operations_pb2_grpc.add_OperationsServicer_to_server,
                OperationsServicer(database, kinds),
            ),
            Mounted(
                _service(journal_pb2, "JournalService"),
                journal_pb2_grpc.add_JournalServiceServicer_to_server,
                runtime.journal,
            ),
        ],
        background=[working.run],
        close=close,
    )


def _service(module: Any, name: str) -> ServiceDescriptor:
    return module.DESCRIPTOR.services_by_name[name]


def _computing(settings: FrandSettings) -> Computing:
    if settings.frand_dask_scheduler:
        return DaskCluster(settings.frand_dask_scheduler)
    return Processes(settings.frand_workers, settings.frand_worker_megabytes)


async def _findings(connection: AsyncConnection, name: str) -> Findings | None:
    found = await findings_store.read(connection, campaign_of(name))
    return found and found[0]


async def _royalty(connection: AsyncConnection, name: str) -> AggregateRoyalty | None:
    row = await royalties_store.read(connection, name)
    return None if row is None else royalties_store.royalty_of(row)


async def _quality(connection: AsyncConnection, name: str) -> EvaluatorQuality | None:
    found = await reliability_store.read(connection, name)
    return found and found[0]


async def _calculation(connection: AsyncConnection, name: str) -> Stored:
    seen = await replies.see(connection, name)
    row = seen.row
    return Stored(
        name=name,
        standard=row.standard,
        canonical=seen.canonical,
        results=seen.results,
        result_digest=row.result_digest,
        engine_version=row.engine_version,
        created=row.created_at,
        demonstration=row.demonstration,
        confidential=row.audience is not None,
    )


SERVICE = Service(
    name=tables.SCHEMA,
    settings=FrandSettings,
    metadata=tables.METADATA,
    journal=tables.JOURNAL,
    answered=tables.ANSWERED,
    migrations=Path(__file__).parent / "migrations",
    compose=compose,
)
