"""Owns the composition of the registry: settings, database, servicers, server."""

from __future__ import annotations

from pathlib import Path

from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from services.registry import tables
from shared.process import Composition, Runtime, Service
from shared.rpc.server import Mounted
from shared.settings import ServiceSettings


async def compose(runtime: Runtime[ServiceSettings]) -> Composition:
    """Puts the registry together."""
    return Composition(
        [
            Mounted(
                journal_pb2.DESCRIPTOR.services_by_name["JournalService"],
                journal_pb2_grpc.add_JournalServiceServicer_to_server,
                runtime.journal,
            ),
        ]
    )


SERVICE = Service(
    name=tables.SCHEMA,
    settings=ServiceSettings,
    metadata=tables.METADATA,
    journal=tables.JOURNAL,
    answered=tables.ANSWERED,
    migrations=Path(__file__).parent / "migrations",
    compose=compose,
)
