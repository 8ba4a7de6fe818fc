"""Owns the composition of the assessment service: settings, database, servicers, server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path

from cryptography import x509

from sepia.assessment.v1 import (
    campaigns_pb2,
    campaigns_pb2_grpc,
    charts_pb2,
    charts_pb2_grpc,
    checks_pb2,
    checks_pb2_grpc,
    earlier_results_pb2,
    earlier_results_pb2_grpc,
    evaluators_pb2,
    evaluators_pb2_grpc,
    evidence_pb2,
    evidence_pb2_grpc,
    findings_pb2,
    findings_pb2_grpc,
    hearings_pb2,
    hearings_pb2_grpc,
    procedure_pb2,
    procedure_pb2_grpc,
    proposals_pb2,
    proposals_pb2_grpc,
    quality_pb2,
    quality_pb2_grpc,
    reminders_pb2,
    reminders_pb2_grpc,
)
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from services.assessment import tables
from services.assessment.assignment.rpc import AssignmentMethods
from services.assessment.campaigns.rpc import CampaignMethods
from services.assessment.charts.drawing import Drawing
from services.assessment.charts.rpc import ChartServicer
from services.assessment.checks.rpc import RECORDED, CheckMethods
from services.assessment.conducting import STEP
from services.assessment.conducting.telling import TOLD
from services.assessment.earlier.rpc import EarlierResultServicer
from services.assessment.evaluators.rpc import EvaluatorMethods, EvaluatorServicer
from services.assessment.evidence.rpc import EvidenceServicer
from services.assessment.findings.rpc import FindingServicer
from services.assessment.frames.rpc import FrameMethods
from services.assessment.handing_in.rpc import HandingInMethods
from services.assessment.hearings.rpc import HearingMethods
from services.assessment.keys import NewKey, new_key
from services.assessment.lapses import Clock
from services.assessment.observations.rpc import ObservationMethods
from services.assessment.planning.rpc import PlanningMethods
from services.assessment.procedures.rpc import ProcedureServicer
from services.assessment.proposals.rpc import ProposalServicer
from services.assessment.quality.rpc import QualityServicer
from services.assessment.reminders.addresses import AddressMethods
from services.assessment.reminders.mailing import MailServer, Postman
from services.assessment.reminders.rpc import CalendarMethods
from services.assessment.requests.rpc import RequestMethods
from services.assessment.results.rpc import ResultMethods
from services.assessment.settings import AssessmentSettings
from shared.db.database import OFFICERS, Database
from shared.errors import invalid
from shared.evidence.timestamps import certificates
from shared.journal.blinding import Blinding
from shared.process import Composition, Runtime, Service
from shared.regime import available_profiles, load_profile
from shared.rpc.server import Mounted


class CampaignServicer(FrameMethods, PlanningMethods, CampaignMethods, AssignmentMethods, ResultMethods):
    """`CampaignService`, put together from its features."""

    def __init__(self, database: Database, regimes_folder: Path | None, new_key: NewKey) -> None:
        self.database = database
        self.regimes_folder = regimes_folder
        self.new_key = new_key


class CheckServicer(EvaluatorMethods, CheckMethods):
    """`CheckService`, put together from its features."""

    def __init__(self, database: Database) -> None:
        self.database = database


class ChartMethods(HandingInMethods, ChartServicer):
    """`ChartService`, put together from its features."""


class HearingServicer(HearingMethods, ObservationMethods, RequestMethods):
    """`HearingService`, put together from its features."""

    def __init__(self, database: Database, regimes_folder: Path | None) -> None:
        self.database = database
        self.regimes_folder = regimes_folder


class ReminderServicer(CalendarMethods, AddressMethods):
    """`ReminderService`, put together from its features."""

    def __init__(self, database: Database, new_key: NewKey, origin: str, *, sends_mail: bool) -> None:
        self.database = database
        self.new_key = new_key
        self.origin = origin
        self.sends_mail = sends_mail


async def compose(runtime: Runtime[AssessmentSettings]) -> Composition:
    """Puts the assessment service together.

    Raises:
        SepiaError: REGIME_PROFILE_INVALID, for any profile there is: a service doesn't start on a bad one;
            INVALID_SETTINGS, CERTIFICATE_UNREADABLE: the time-stamping authority has no root.
    """
    folder = runtime.settings.regimes_folder
    for listing in available_profiles(folder):
        load_profile(listing.name, folder)
    drawing = Drawing()
    return Composition(
        [
            Mounted(
                campaigns_pb2.DESCRIPTOR.services_by_name["CampaignService"],
                campaigns_pb2_grpc.add_CampaignServiceServicer_to_server,
                CampaignServicer(runtime.database, folder, new_key),
            ),
            Mounted(
                checks_pb2.DESCRIPTOR.services_by_name["CheckService"],
                checks_pb2_grpc.add_CheckServiceServicer_to_server,
                CheckServicer(runtime.database),
            ),
            Mounted(
                evaluators_pb2.DESCRIPTOR.services_by_name["EvaluatorService"],
                evaluators_pb2_grpc.add_EvaluatorServiceServicer_to_server,
                EvaluatorServicer(runtime.database),
            ),
            Mounted(
                procedure_pb2.DESCRIPTOR.services_by_name["ProcedureService"],
                procedure_pb2_grpc.add_ProcedureServiceServicer_to_server,
                ProcedureServicer(runtime.database),
            ),
            Mounted(
                findings_pb2.DESCRIPTOR.services_by_name["FindingService"],
                findings_pb2_grpc.add_FindingServiceServicer_to_server,
                FindingServicer(runtime.database),
            ),
            Mounted(
                hearings_pb2.DESCRIPTOR.services_by_name["HearingService"],
                hearings_pb2_grpc.add_HearingServiceServicer_to_server,
                HearingServicer(runtime.database, folder),
            ),
            Mounted(
                charts_pb2.DESCRIPTOR.services_by_name["ChartService"],
                charts_pb2_grpc.add_ChartServiceServicer_to_server,
                ChartMethods(
                    runtime.database, folder, drawing, figure_quota=runtime.settings.figure_quota_mib * 1024 * 1024
                ),
            ),
            Mounted(
                earlier_results_pb2.DESCRIPTOR.services_by_name["EarlierResultService"],
                earlier_results_pb2_grpc.add_EarlierResultServiceServicer_to_server,
                EarlierResultServicer(runtime.database),
            ),
            Mounted(
                proposals_pb2.DESCRIPTOR.services_by_name["ProposalService"],
                proposals_pb2_grpc.add_ProposalServiceServicer_to_server,
                ProposalServicer(runtime.database, folder, new_key),
            ),
            Mounted(
                quality_pb2.DESCRIPTOR.services_by_name["QualityService"],
                quality_pb2_grpc.add_QualityServiceServicer_to_server,
                QualityServicer(runtime.database, folder),
            ),
            Mounted(
                evidence_pb2.DESCRIPTOR.services_by_name["EvidenceService"],
                evidence_pb2_grpc.add_EvidenceServiceServicer_to_server,
                EvidenceServicer(runtime.database, runtime.signer, _authority(runtime.settings), drawing),
            ),
            Mounted(
                reminders_pb2.DESCRIPTOR.services_by_name["ReminderService"],
                reminders_pb2_grpc.add_ReminderServiceServicer_to_server,
                ReminderServicer(
                    runtime.database, new_key, runtime.settings.log_origin, sends_mail=bool(runtime.settings.smtp_host)
                ),
            ),
            Mounted(
                journal_pb2.DESCRIPTOR.services_by_name["JournalService"],
                journal_pb2_grpc.add_JournalServiceServicer_to_server,
                runtime.journal,
            ),
        ],
        background=[Clock(runtime.database).run, *_postmen(runtime)],
        close=_ends(drawing),
    )


def _ends(drawing: Drawing) -> Callable[[], Awaitable[None]]:
    async def end() -> None:
        drawing.close()

    return end


def _postmen(runtime: Runtime[AssessmentSettings]) -> list[Callable[[], Awaitable[None]]]:
    """What sends mail; nothing where no server is set.

    Raises:
        SepiaError: INVALID_ARGUMENT (INVALID_SETTINGS, CERTIFICATE_UNREADABLE).
    """
    given = runtime.settings
    if not given.smtp_host:
        return []
    if given.smtp_security == "none" and given.smtp_password and given.smtp_host not in _THIS_MACHINE:
        raise invalid(
            "INVALID_SETTINGS",
            "SEPIA_SMTP_PASSWORD would travel in clear to another machine: SEPIA_SMTP_SECURITY is none. Let it be "
            "starttls or tls.",
        )
    server = MailServer(
        given.smtp_host,
        given.smtp_port,
        given.mail_sender,
        given.smtp_security,
        given.smtp_username,
        given.smtp_password,
        root=_readable_root(given.smtp_root),
    )
    return [Postman(runtime.database, server).run]


_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def _readable_root(file: Path | None) -> Path | None:
    """The file with the mail server's root, looked at.

    Raises:
        SepiaError: INVALID_ARGUMENT (INVALID_SETTINGS, CERTIFICATE_UNREADABLE).
    """
    if file is None:
        return None
    if not file.is_file():
        raise invalid("INVALID_SETTINGS", f"SEPIA_SMTP_ROOT names {file}, which is no file.")
    certificates(file.read_bytes())
    return file


def _authority(settings: AssessmentSettings) -> tuple[str, list[x509.Certificate]] | None:
    """Who time-stamps evidence; None for nobody.

    Raises:
        SepiaError: INVALID_ARGUMENT (INVALID_SETTINGS, CERTIFICATE_UNREADABLE): an authority without a readable root.
    """
    if not settings.tsa_url:
        return None
    if settings.tsa_root is None or not settings.tsa_root.is_file():
        raise invalid(
            "INVALID_SETTINGS",
            "SEPIA_TSA_URL names a time-stamping authority, but SEPIA_TSA_ROOT is no file. Let it be the authority's "
            "root certificate in PEM form, so that its stamps can be verified.",
        )
    return settings.tsa_url, certificates(settings.tsa_root.read_bytes())


BLINDED = frozenset({STEP, TOLD, RECORDED})
"""Kinds of entries whose times and numbers would tell who checks what, or which check is a double."""


def _blinding(settings: AssessmentSettings) -> Blinding | None:
    """What is held back of the log; None for nothing."""
    if not settings.log_period_minutes:
        return None
    return Blinding(BLINDED, dt.timedelta(minutes=settings.log_period_minutes), OFFICERS)


SERVICE = Service(
    name=tables.SCHEMA,
    settings=AssessmentSettings,
    metadata=tables.METADATA,
    journal=tables.JOURNAL,
    answered=tables.ANSWERED,
    migrations=Path(__file__).parent / "migrations",
    compose=compose,
    blinding=_blinding,
)
