"""Owns the composition of the service: settings, database, servicers, server."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import calculations_pb2, calculations_pb2_grpc, royalties_pb2, royalties_pb2_grpc
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from services.frand import tables
from services.frand.calculations.rpc import CalculationServicer
from services.frand.findings import store as findings_store
from services.frand.findings.rpc import FindingMethods, campaign_of
from services.frand.findings.rules import Findings
from services.frand.royalties import store as royalties_store
from services.frand.royalties.rpc import RoyaltyMethods
from services.frand.royalties.rules import AggregateRoyalty
from services.frand.settings import FrandSettings
from shared.db.database import Database
from shared.process import Composition, Runtime, Service
from shared.regime.loading import load_profile
from shared.rpc.server import Mounted


class RoyaltyServicer(FindingMethods, RoyaltyMethods):
    """`RoyaltyService`: findings and aggregate royalties, which are features of their own."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        FindingMethods.__init__(self, database)
        RoyaltyMethods.__init__(self, database, zone)


async def compose(runtime: Runtime[FrandSettings]) -> Composition:
    """Puts the service together; refuses to with a regime profile that is missing or wrong."""
    settings, database = runtime.settings, runtime.database
    zone = load_profile(settings.regime, settings.regimes_folder).calendar.time_zone
    royalties, calculations, journal = (
        descriptor.services_by_name[name]
        for descriptor, name in (
            (royalties_pb2.DESCRIPTOR, "RoyaltyService"),
            (calculations_pb2.DESCRIPTOR, "CalculationService"),
            (journal_pb2.DESCRIPTOR, "JournalService"),
        )
    )
    return Composition(
        [
            Mounted(
                royalties, royalties_pb2_grpc.add_RoyaltyServiceServicer_to_server, RoyaltyServicer(database, zone)
            ),
            Mounted(
                calculations,
                calculations_pb2_grpc.add_CalculationServiceServicer_to_server,
                CalculationServicer(database, _findings, _royalty),
            ),
            Mounted(journal, journal_pb2_grpc.add_JournalServiceServicer_to_server, runtime.journal),
        ]
    )


async def _findings(connection: AsyncConnection, name: str) -> Findings | None:
    found = await findings_store.read(connection, campaign_of(name))
    return found and found[0]


async def _royalty(connection: AsyncConnection, name: str) -> AggregateRoyalty | None:
    row = await royalties_store.read(connection, name)
    return None if row is None else royalties_store.royalty_of(row)


SERVICE = Service(
    name=tables.SCHEMA,
    settings=FrandSettings,
    metadata=tables.METADATA,
    journal=tables.JOURNAL,
    answered=tables.ANSWERED,
    migrations=Path(__file__).parent / "migrations",
    compose=compose,
)
