"""Owns the composition of the registry: settings, database, servicers, server."""

from __future__ import annotations

from pathlib import Path

from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from sepia.registry.v1 import (
    frames_pb2,
    frames_pb2_grpc,
    holders_pb2,
    holders_pb2_grpc,
    imports_pb2,
    imports_pb2_grpc,
    registrations_pb2,
    registrations_pb2_grpc,
    standards_pb2,
    standards_pb2_grpc,
)
from services.registry import tables
from services.registry.court_gate.rpc import CourtGateMethods
from services.registry.declarations.rpc import DeclarationMethods
from services.registry.families.rpc import FamilyMethods
from services.registry.frames.rpc import FrameServicer
from services.registry.holders.rpc import HolderMethods
from services.registry.imports.applying import Applying
from services.registry.imports.formats import Format
from services.registry.imports.isld_import import IsldFormat
from services.registry.imports.operations import OperationsServicer
from services.registry.imports.rpc import ImportServicer
from services.registry.registrations import procedure
from services.registry.registrations.procedure import RegistrationProcedure
from services.registry.registrations.regimes import Regimes
from services.registry.registrations.rpc import RegistrationMethods
from services.registry.search.rpc import SearchMethods
from services.registry.standards.rpc import StandardServicer
from shared.deadlines import DeadlineRunner, Lapse
from shared.process import Composition, Runtime, Service
from shared.rpc.server import Mounted
from shared.settings import ServiceSettings


class HolderServicer(HolderMethods, DeclarationMethods, FamilyMethods, SearchMethods):
    """`HolderService`: one service of the contract, answered by four features."""


class RegistrationServicer(RegistrationMethods, CourtGateMethods):
    """`RegistrationService`: one service of the contract, answered by two features."""


FORMATS: dict[int, Format] = {
    imports_pb2.SOURCE_FORMAT_ISLD: IsldFormat(),
}
"""What can be imported."""


LAPSES: dict[str, Lapse] = {}
"""What follows when a deadline passes, by its kind; each feature with a procedure adds its own."""


async def compose(runtime: Runtime[ServiceSettings]) -> Composition:
    """Puts the registry together."""
    applying = Applying(runtime.database, FORMATS)
    registrations = RegistrationProcedure(Regimes(runtime.settings.regimes_folder))
    lapses = {**LAPSES, procedure.CURE: registrations.lapse_cure}
    deadlines = DeadlineRunner(runtime.database, tables.deadline, lapses)
    return Composition(
        [
            Mounted(
                journal_pb2.DESCRIPTOR.services_by_name["JournalService"],
                journal_pb2_grpc.add_JournalServiceServicer_to_server,
                runtime.journal,
            ),
            Mounted(
                imports_pb2.DESCRIPTOR.services_by_name["ImportService"],
                imports_pb2_grpc.add_ImportServiceServicer_to_server,
                ImportServicer(runtime.database, applying.wake),
            ),
            Mounted(
                standards_pb2.DESCRIPTOR.services_by_name["StandardService"],
                standards_pb2_grpc.add_StandardServiceServicer_to_server,
                StandardServicer(runtime.database),
            ),
            Mounted(
                holders_pb2.DESCRIPTOR.services_by_name["HolderService"],
                holders_pb2_grpc.add_HolderServiceServicer_to_server,
                HolderServicer(runtime.database),
            ),
            Mounted(
                frames_pb2.DESCRIPTOR.services_by_name["FrameService"],
                frames_pb2_grpc.add_FrameServiceServicer_to_server,
                FrameServicer(runtime.database),
            ),
            Mounted(
                registrations_pb2.DESCRIPTOR.services_by_name["RegistrationService"],
                registrations_pb2_grpc.add_RegistrationServiceServicer_to_server,
                RegistrationServicer(runtime.database, registrations),
            ),
            Mounted(
                operations_pb2.DESCRIPTOR.services_by_name["Operations"],
                operations_pb2_grpc.add_OperationsServicer_to_server,
                OperationsServicer(runtime.database),
            ),
        ],
        background=[applying.run, deadlines.run],
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
