"""Owns the composition of the gateway: settings, database, keys, connections, servicers, background work."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from google.longrunning import operations_pb2, operations_pb2_grpc

from sepia.assessment.v1 import (
    campaigns_pb2,
    charts_pb2,
    checks_pb2,
    earlier_results_pb2,
    evaluators_pb2,
    findings_pb2,
    hearings_pb2,
    procedure_pb2,
    proposals_pb2,
    quality_pb2,
    reminders_pb2,
)
from sepia.assessment.v1 import evidence_pb2 as check_evidence_pb2
from sepia.frand.v1 import calculations_pb2, licences_pb2, reports_pb2, royalties_pb2, scenarios_pb2
from sepia.gateway.v1 import accounts_pb2, accounts_pb2_grpc, coordination_pb2, coordination_pb2_grpc
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from sepia.registry.v1 import (
    deadlines_pb2,
    decisions_pb2,
    declarations_pb2,
    evidence_pb2,
    exports_pb2,
    families_pb2,
    frames_pb2,
    holder_records_pb2,
    holders_pb2,
    imports_pb2,
    objections_pb2,
    pools_pb2,
    registrations_pb2,
    search_pb2,
    standards_pb2,
    templates_pb2,
)
from services.gateway import tables
from services.gateway.accounts.first import open_first_accounts
from services.gateway.accounts.rpc import AccountMethods
from services.gateway.accounts.store import account_of
from services.gateway.apikeys.rpc import ApiKeyMethods
from services.gateway.coordination import rules as coordination
from services.gateway.coordination.follower import Followers
from services.gateway.coordination.jobs import Jobs
from services.gateway.coordination.rpc import CoordinationMethods
from services.gateway.coordination.sending import Sending
from services.gateway.forwarding.rpc import JournalForwarder, OperationsForwarder
from services.gateway.passwords import Passwords
from services.gateway.peers import Peers, ServiceToken
from services.gateway.secret import Secret, secret_from
from services.gateway.settings import GatewaySettings
from services.gateway.signin.rpc import SignInMethods
from services.gateway.signing.keyring import Keyring
from services.gateway.signing.rpc import SigningKeyMethods
from services.gateway.traces.rpc import TraceMethods
from shared.clock import Clock
from shared.db import Database
from shared.process import Composition, Runtime, Service
from shared.rpc.server import Mounted
from shared.telemetry.logs import logger

CONTRACT: Iterable[ModuleType] = (
    accounts_pb2,
    coordination_pb2,
    journal_pb2,
    calculations_pb2,
    licences_pb2,
    reports_pb2,
    royalties_pb2,
    scenarios_pb2,
    campaigns_pb2,
    charts_pb2,
    checks_pb2,
    check_evidence_pb2,
    earlier_results_pb2,
    evaluators_pb2,
    findings_pb2,
    hearings_pb2,
    procedure_pb2,
    proposals_pb2,
    quality_pb2,
    reminders_pb2,
    deadlines_pb2,
    decisions_pb2,
    declarations_pb2,
    evidence_pb2,
    exports_pb2,
    families_pb2,
    frames_pb2,
    holder_records_pb2,
    holders_pb2,
    imports_pb2,
    objections_pb2,
    pools_pb2,
    registrations_pb2,
    search_pb2,
    standards_pb2,
    templates_pb2,
    operations_pb2,
)
"""Every file of the contract that has services: behind the edge they are all here, so reflection names them all."""


class AccountServicer(
    AccountMethods, SignInMethods, SigningKeyMethods, ApiKeyMethods, accounts_pb2_grpc.AccountServiceServicer
):
    """`AccountService`, put together from its features."""

    def __init__(
        self,
        settings: GatewaySettings,
        database: Database,
        token_clock: Clock,
        passwords: Passwords,
        secret: Secret,
        keyring: Keyring,
    ) -> None:
        AccountMethods.__init__(self, database, passwords, secret)
        SignInMethods.__init__(
            self,
            database,
            passwords,
            keyring.signer,
            account_of,
            token_clock=token_clock,
            trusted_proxies=settings.trusted_proxies,
        )
        SigningKeyMethods.__init__(self, database, keyring)
        ApiKeyMethods.__init__(self, database)


class CoordinationServicer(CoordinationMethods, TraceMethods, coordination_pb2_grpc.CoordinationServiceServicer):
    """`CoordinationService`, put together from its features."""

    def __init__(self, database: Database, peers: Peers) -> None:
        CoordinationMethods.__init__(self, database)
        TraceMethods.__init__(self, peers)


async def compose(runtime: Runtime[GatewaySettings]) -> Composition:
    """Puts the gateway together. The other services need not be there."""
    settings, database = runtime.settings, runtime.database
    secret = await asyncio.to_thread(secret_from, settings.secret_key.get_secret_value(), settings.keys_folder)
    keyring = Keyring(
        database,
        runtime.token_clock,
        secret,
        activation=dt.timedelta(seconds=settings.signing_key_activation_seconds),
        rotation=dt.timedelta(days=settings.signing_key_days),
    )
    await keyring.begin()
    passwords = Passwords()
    if settings.bootstrap_accounts_file is not None:
        opened = await open_first_accounts(settings.bootstrap_accounts_file, database, passwords)
        logger(component="accounts").info("first accounts opened", accounts=opened)
    peers = Peers(
        registry=settings.registry_address,
        assessment=settings.assessment_address,
        frand=settings.frand_address,
        credentials=ServiceToken(keyring.signer, runtime.token_clock, runtime.new_id),
    )
    sending = Sending(database, peers)
    jobs = Jobs(
        settings.database_url,
        database,
        {
            coordination.SEND_FRAME: sending.send_frame,
            coordination.SEND_RESULTS: sending.send_results,
            coordination.SEND_FINDINGS: sending.send_findings,
            coordination.SEND_TRANSFER: sending.send_transfer,
            coordination.SEND_TRANSFERS: sending.send_transfers,
            coordination.SEND_TRANSFERS_BEFORE: sending.send_transfers,
            coordination.SEND_QUALITY: sending.send_quality,
            coordination.SEND_QUALITIES: sending.send_qualities,
            coordination.SEND_PARENTS: sending.send_parents,
            coordination.SEND_SPELLINGS: sending.send_spellings,
            coordination.SEND_GROUPS: sending.send_groups,
        },
        heartbeat_seconds=settings.heartbeat_seconds,
        at_once=settings.concurrent_jobs,
    )
    await jobs.open()
    followers = Followers(database, peers.all, jobs, interval_seconds=settings.follow_interval_seconds)

    async def close() -> None:
        await jobs.close()
        await peers.close()

    return Composition(
        [
            Mounted(
                accounts_pb2.DESCRIPTOR.services_by_name["AccountService"],
                accounts_pb2_grpc.add_AccountServiceServicer_to_server,
                AccountServicer(settings, database, runtime.token_clock, passwords, secret, keyring),
            ),
            Mounted(
                coordination_pb2.DESCRIPTOR.services_by_name["CoordinationService"],
                coordination_pb2_grpc.add_CoordinationServiceServicer_to_server,
                CoordinationServicer(database, peers),
            ),
            Mounted(
                journal_pb2.DESCRIPTOR.services_by_name["JournalService"],
                journal_pb2_grpc.add_JournalServiceServicer_to_server,
                JournalForwarder(runtime.journal, f"logs/{tables.SCHEMA}", peers),
            ),
            Mounted(
                operations_pb2.DESCRIPTOR.services_by_name["Operations"],
                operations_pb2_grpc.add_OperationsServicer_to_server,
                OperationsForwarder(peers),
            ),
        ],
        background=[keyring.keep_fresh, followers.run, jobs.work],
        keys=keyring,
        also_reflected=[
            service.full_name for module in CONTRACT for service in module.DESCRIPTOR.services_by_name.values()
        ],
        close=close,
    )


SERVICE = Service(
    name=tables.SCHEMA,
    settings=GatewaySettings,
    metadata=tables.METADATA,
    journal=tables.JOURNAL,
    answered=tables.ANSWERED,
    migrations=Path(__file__).parent / "migrations",
    compose=compose,
)
