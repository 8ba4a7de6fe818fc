"""Owns the composition of the registry: settings, database, servicers, server."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from sepia.registry.v1 import (
    deadlines_pb2,
    deadlines_pb2_grpc,
    decisions_pb2,
    decisions_pb2_grpc,
    declarations_pb2,
    declarations_pb2_grpc,
    evidence_pb2,
    evidence_pb2_grpc,
    exports_pb2,
    exports_pb2_grpc,
    families_pb2,
    families_pb2_grpc,
    frames_pb2,
    frames_pb2_grpc,
    holder_records_pb2,
    holder_records_pb2_grpc,
    holders_pb2,
    holders_pb2_grpc,
    imports_pb2,
    imports_pb2_grpc,
    objections_pb2,
    objections_pb2_grpc,
    pools_pb2,
    pools_pb2_grpc,
    registrations_pb2,
    registrations_pb2_grpc,
    search_pb2,
    search_pb2_grpc,
    standards_pb2,
    standards_pb2_grpc,
    templates_pb2,
    templates_pb2_grpc,
)
from services.registry import tables
from services.registry.aliases.rpc import AliasMethods
from services.registry.court_gate.rpc import CourtGateMethods
from services.registry.deadlines.rpc import DeadlineServicer
from services.registry.decisions.rpc import DecisionServicer
from services.registry.declarations.declaring import DeclarationServicer
from services.registry.declarations.importing import EtsiGeneralFormat, IetfFormat
from services.registry.declarations.rpc import DeclarationMethods, list_declared
from services.registry.evidence.rpc import EvidenceServicer
from services.registry.exports.exporting import Exporting
from services.registry.exports.rpc import ExportServicer, read_operation
from services.registry.families.connector import OpsFamilies
from services.registry.families.importing import OpsFamilyFormat, RecognisingFamilies
from services.registry.families.rpc import FamilyMethods, FamilyServicer
from services.registry.frames.counting import Counting
from services.registry.frames.rpc import FrameServicer
from services.registry.groups.rpc import GroupMethods, parents_message
from services.registry.holders.reporting import Reporting
from services.registry.holders.rpc import HolderMethods
from services.registry.imports.apart import Readers
from services.registry.imports.applying import Applying
from services.registry.imports.bringing import bring
from services.registry.imports.formats import Format
from services.registry.imports.indexing import Indexing
from services.registry.imports.isld_import import IsldFormat
from services.registry.imports.operations import OperationsServicer
from services.registry.imports.rpc import ImportServicer
from services.registry.imports.spelling import Spelling
from services.registry.notes.store import must_be_readable
from services.registry.objections.rpc import ObjectionServicer, answer_period_ended
from services.registry.objections.rules import ANSWER_DEADLINE
from services.registry.pools.importing import ACCESS_ADVANCE, MPEG_LA
from services.registry.pools.rpc import PoolServicer
from services.registry.pools.rules import pool_name
from services.registry.records.rpc import RecordMethods
from services.registry.records.rules import Representation
from services.registry.registrations.concerned import ConcernedRegistrations
from services.registry.registrations.conducting import CURE, RegistrationProcedure
from services.registry.registrations.regimes import Regimes
from services.registry.registrations.rpc import RegistrationMethods
from services.registry.search.indexing import Indexer
from services.registry.search.rpc import PatentSearchMethods, SearchMethods
from services.registry.search.understanding import Catalogue
from services.registry.settings import RegistrySettings
from services.registry.standards.importing import CatalogueFormat
from services.registry.standards.known import KnownStandards
from services.registry.standards.lapses import STANDARD_LAPSES
from services.registry.standards.rpc import StandardServicer
from services.registry.templates.importing import ETSI_BULK, TEMPLATE_CSV, TEMPLATE_XLSX, JsonLinesFormat
from services.registry.templates.rpc import TemplateServicer
from services.registry.timelines.rpc import TimelineMethods
from services.registry.transfers.rpc import TransferMethods
from shared.db import Database
from shared.deadlines import DeadlineRunner, Lapse
from shared.process import Composition, Runtime, Service
from shared.regime import Profile, load_profile
from shared.regime.calendar import WorkingDays
from shared.rpc.server import Mounted

FORMATS: dict[int, Format] = {
    imports_pb2.SOURCE_FORMAT_ETSI_GENERAL: EtsiGeneralFormat(),
    imports_pb2.SOURCE_FORMAT_IETF_DISCLOSURES: IetfFormat(),
    imports_pb2.SOURCE_FORMAT_OPS_FAMILY: OpsFamilyFormat(),
    imports_pb2.SOURCE_FORMAT_3GPP_CATALOGUE: CatalogueFormat(),
    imports_pb2.SOURCE_FORMAT_POOL_ACCESS_ADVANCE: ACCESS_ADVANCE,
    imports_pb2.SOURCE_FORMAT_POOL_MPEG_LA: MPEG_LA,
}
"""What can be imported, beside the formats in which people declare: see `_formats`."""

_LISTS_OF_POOLS = {
    pool_name(ACCESS_ADVANCE.pool): imports_pb2.SOURCE_FORMAT_POOL_ACCESS_ADVANCE,
    pool_name(MPEG_LA.pool): imports_pb2.SOURCE_FORMAT_POOL_MPEG_LA,
}
"""What pools may send: the lists of their own programme."""

LAPSES: dict[str, Lapse] = {
    **STANDARD_LAPSES,
    ANSWER_DEADLINE: answer_period_ended,
}
"""What follows when a deadline passes, by its kind; each feature with a procedure adds its own."""


class HolderServicer(SearchMethods, HolderMethods, DeclarationMethods, FamilyMethods):
    """`HolderService`: one service of the contract, answered by four features."""


class HolderRecordServicer(AliasMethods, GroupMethods, TransferMethods, RecordMethods):
    """`HolderRecordService`: one service of the contract, answered by four features."""

    def __init__(self, database: Database, profile: Profile) -> None:
        self._reporting = Reporting(database, profile)
        self._list_declared = list_declared
        self._parents_on = parents_message
        self._representation = None
        if profile.registration is not None and "representative" in profile.registration.fields:
            field = profile.registration.fields["representative"]
            self._representation = Representation(
                field.title, field.countries, profile.provenance("registration.fields.representative").source
            )
        sampling = profile.sampling
        self._exempt_sizes = () if sampling is None else tuple(size.value for size in sampling.exempt_sizes)
        self._exemption_provision = "" if sampling is None else profile.provenance("sampling.exempt_sizes").source


class RegistrationServicer(RegistrationMethods, CourtGateMethods):
    """`RegistrationService`: one service of the contract, answered by two features."""

    def __init__(self, database: Database, procedure: RegistrationProcedure, regime: str) -> None:
        super().__init__(database, procedure, KnownStandards())
        self._default_regime = regime


class SearchServicer(PatentSearchMethods, TimelineMethods):
    """`SearchService`: searches with filters, and timelines."""


def _formats(zone: ZoneInfo, readers: Readers) -> dict[int, Format]:
    """The formats, with the zone whose days count for what they declare, and what reads long files."""
    declaring: dict[int, Format] = {
        imports_pb2.SOURCE_FORMAT_ISLD: IsldFormat(readers),
        imports_pb2.SOURCE_FORMAT_ETSI_BULK: replace(ETSI_BULK, zone=zone),
        imports_pb2.SOURCE_FORMAT_TEMPLATE_CSV: replace(TEMPLATE_CSV, zone=zone),
        imports_pb2.SOURCE_FORMAT_TEMPLATE_XLSX: replace(TEMPLATE_XLSX, zone=zone),
        imports_pb2.SOURCE_FORMAT_JSON_LINES: JsonLinesFormat(zone),
    }
    return FORMATS | {number: RecognisingFamilies(format) for number, format in declaring.items()}


async def compose(runtime: Runtime[RegistrySettings]) -> Composition:
    """Puts the registry together."""
    database, settings = runtime.database, runtime.settings
    profile = load_profile(settings.regime, settings.regimes_folder)
    zone = WorkingDays.of(profile).zone
    readers = Readers()
    applying, indexing, spelling = Applying(database, _formats(zone, readers)), Indexing(database), Spelling(database)
    indexer, counting, catalogue = Indexer(database), Counting(database), Catalogue()
    ops = OpsFamilies(
        settings.ops_key,
        settings.ops_secret.get_secret_value(),
        url=settings.ops_url,
        pace_folder=settings.ops_pace_folder,
    )
    bring_family = partial(bring, source_format=imports_pb2.SOURCE_FORMAT_OPS_FAMILY)
    regimes = Regimes(settings.regimes_folder)
    exporting = Exporting(database, catalogue, regimes)
    procedure = RegistrationProcedure(regimes)
    registrations = ConcernedRegistrations(procedure)
    lapses = {**LAPSES, CURE: procedure.lapse_cure}
    deadlines = DeadlineRunner(database, tables.deadline, lapses)
    mounted = [
        _mounted(journal_pb2, journal_pb2_grpc, "JournalService", runtime.journal),
        _mounted(operations_pb2, operations_pb2_grpc, "Operations", OperationsServicer(database, [read_operation])),
        _mounted(
            imports_pb2,
            imports_pb2_grpc,
            "ImportService",
            ImportServicer(database, applying.wake, must_be_readable, _LISTS_OF_POOLS, readers),
        ),
        _mounted(templates_pb2, templates_pb2_grpc, "TemplateService", TemplateServicer(database, must_be_readable)),
        _mounted(
            standards_pb2,
            standards_pb2_grpc,
            "StandardService",
            StandardServicer(database, settings.regime, settings.regimes_folder),
        ),
        _mounted(holders_pb2, holders_pb2_grpc, "HolderService", HolderServicer(database, catalogue)),
        _mounted(
            holder_records_pb2,
            holder_records_pb2_grpc,
            "HolderRecordService",
            HolderRecordServicer(database, profile),
        ),
        _mounted(
            declarations_pb2,
            declarations_pb2_grpc,
            "DeclarationService",
            DeclarationServicer(database, must_be_readable, zone),
        ),
        _mounted(
            families_pb2, families_pb2_grpc, "FamilyService", FamilyServicer(database, ops, bring_family, applying.wake)
        ),
        _mounted(
            registrations_pb2,
            registrations_pb2_grpc,
            "RegistrationService",
            RegistrationServicer(database, procedure, settings.regime),
        ),
        _mounted(evidence_pb2, evidence_pb2_grpc, "EvidenceService", EvidenceServicer(database, must_be_readable)),
        _mounted(frames_pb2, frames_pb2_grpc, "FrameService", FrameServicer(database)),
        _mounted(
            objections_pb2,
            objections_pb2_grpc,
            "ObjectionService",
            ObjectionServicer(database, profile, registrations),
        ),
        _mounted(
            decisions_pb2, decisions_pb2_grpc, "DecisionService", DecisionServicer(database, profile, registrations)
        ),
        _mounted(pools_pb2, pools_pb2_grpc, "PoolService", PoolServicer(database, profile)),
        _mounted(search_pb2, search_pb2_grpc, "SearchService", SearchServicer(database, catalogue)),
        _mounted(exports_pb2, exports_pb2_grpc, "ExportService", ExportServicer(database, catalogue, exporting.wake)),
        _mounted(deadlines_pb2, deadlines_pb2_grpc, "DeadlineService", DeadlineServicer(database)),
    ]
    return Composition(
        mounted,
        background=[
            applying.run,
            indexing.run,
            spelling.run,
            deadlines.run,
            indexer.run,
            counting.run,
            exporting.run,
        ],
    )


def _mounted(contract: Any, stubs: ModuleType, name: str, servicer: object) -> Mounted:
    """A servicer with its part of the contract, and what adds it to a server."""
    add = getattr(stubs, f"add_{name}Servicer_to_server")
    return Mounted(contract.DESCRIPTOR.services_by_name[name], add, servicer)


SERVICE = Service(
    name=tables.SCHEMA,
    settings=RegistrySettings,
    metadata=tables.METADATA,
    journal=tables.JOURNAL,
    answered=tables.ANSWERED,
    migrations=Path(__file__).parent / "migrations",
    compose=compose,
)
