"""Owns who is signed in where: the address, the kept token, and the services as a signed-in person reaches them."""

from __future__ import annotations

import contextvars
import datetime as dt
import json
import os
import re
from collections.abc import AsyncIterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from google.longrunning import operations_pb2_grpc
from google.protobuf.message import Message

from sepia.assessment.v1 import (
    campaigns_pb2_grpc,
    charts_pb2_grpc,
    checks_pb2_grpc,
    earlier_results_pb2_grpc,
    evaluators_pb2_grpc,
    findings_pb2_grpc,
    hearings_pb2_grpc,
    procedure_pb2_grpc,
    proposals_pb2_grpc,
    quality_pb2_grpc,
    reminders_pb2_grpc,
)
from sepia.assessment.v1 import evidence_pb2_grpc as check_evidence_pb2_grpc
from sepia.frand.v1 import (
    calculations_pb2_grpc,
    licences_pb2_grpc,
    reports_pb2_grpc,
    royalties_pb2_grpc,
    scenarios_pb2_grpc,
)
from sepia.gateway.v1 import accounts_pb2, accounts_pb2_grpc, coordination_pb2_grpc
from sepia.journal.v1 import journal_pb2_grpc
from sepia.registry.v1 import (
    deadlines_pb2_grpc,
    decisions_pb2_grpc,
    declarations_pb2_grpc,
    evidence_pb2_grpc,
    exports_pb2_grpc,
    families_pb2_grpc,
    frames_pb2_grpc,
    holder_records_pb2_grpc,
    holders_pb2_grpc,
    imports_pb2_grpc,
    objections_pb2_grpc,
    pools_pb2_grpc,
    registrations_pb2_grpc,
    search_pb2_grpc,
    standards_pb2_grpc,
    templates_pb2_grpc,
)
from shared.client import Client, StaticToken
from shared.client.channel import Credentials
from shared.clock import AheadClock, Clock, SystemClock
from shared.errors import Kind, SepiaError, precondition

DEFAULT_ADDRESS = "127.0.0.1:8080"
ADDRESS: contextvars.ContextVar[str] = contextvars.ContextVar("sepia_address", default="")
"""What `--address` said."""

# A token is not used in its last seconds: a call must arrive before it ends.
_MARGIN = dt.timedelta(seconds=20)


def chosen_address() -> str:
    """Where Sepia is: `--address`, else SEPIA_ADDRESS, else this machine; as `host:port`."""
    given = ADDRESS.get() or os.environ.get("SEPIA_ADDRESS", "") or DEFAULT_ADDRESS
    return given.removeprefix("http://").rstrip("/")


def config_folder() -> Path:
    """Where this person's sign-ins and checkpoints are kept (`$XDG_CONFIG_HOME/sepia`)."""
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path.home() / ".config") / "sepia"


def file_word(text: str) -> str:
    """A text as part of a file name."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", text)


def write_private(file: Path, text: str) -> None:
    """Writes a file that only its owner reads; whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


@dataclass(frozen=True, slots=True)
class KeptSignIn:
    """A sign-in as it is kept between commands.

    Attributes:
        account: `accounts/{account}`.
        token: sent with every call.
        expires: when the token ends, ISO 8601 in UTC.
        api_key: exchanged for a new token when it has ended; empty unless signed in with `--remember`.
        api_key_name: `apiKeys/{apiKey}`, to make it void when signing out.
        ahead_seconds: how far the clock over there stands ahead of the machines', in a rehearsal.
    """

    account: str
    token: str
    expires: str
    api_key: str = ""
    api_key_name: str = ""
    ahead_seconds: int = 0

    @property
    def valid(self) -> bool:
        """Whether the token can still be used."""
        return SystemClock().now() + _MARGIN < dt.datetime.fromisoformat(self.expires)


class SignIns:
    """The kept sign-ins of this person, one an address."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or config_folder()

    def file(self, address: str) -> Path:
        """Where the sign-in at an address is kept."""
        return self._folder / f"signin-{file_word(address)}.json"

    def read(self, address: str) -> KeptSignIn | None:
        """The sign-in at an address; None when there is none, or what is kept cannot be read."""
        try:
            return KeptSignIn(**json.loads(self.file(address).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, address: str, sign_in: KeptSignIn) -> None:
        """Keeps a sign-in instead of the one before."""
        write_private(self.file(address), json.dumps(asdict(sign_in), indent=1))

    def forget(self, address: str) -> None:
        """Removes the sign-in at an address."""
        self.file(address).unlink(missing_ok=True)


def clock_there() -> Clock:
    """The clock of the Sepia that one is signed in to: this machine's, or as far ahead of it as its own is."""
    sign_in = SignIns().read(chosen_address())
    return AheadClock(SystemClock(), dt.timedelta(seconds=sign_in.ahead_seconds if sign_in else 0))


async def issue_token(address: str, request: accounts_pb2.IssueTokenRequest) -> accounts_pb2.Token:
    """Signs in.

    Raises:
        SepiaError: SIGN_IN_REFUSED, or too many attempts.
    """
    async with Client(address) as nobody:
        return await nobody.call(nobody.stub(accounts_pb2_grpc.AccountServiceStub).IssueToken, request)


def kept(token: accounts_pb2.Token, api_key: str = "", api_key_name: str = "") -> KeptSignIn:
    """What is kept of an issued token."""
    expires = token.expire_time.ToDatetime(dt.UTC).isoformat()
    ahead = token.clock_ahead.seconds
    return KeptSignIn(token.account.name, token.access_token, expires, api_key, api_key_name, ahead)


class KeptCredentials:
    """The token of the kept sign-in, or of the API key in SEPIA_API_KEY; a new one when it has ended."""

    def __init__(self, address: str, sign_ins: SignIns) -> None:
        self._address = address
        self._sign_ins = sign_ins
        self._current: KeptSignIn | None = None
        self.signed_out_because = ""

    async def token(self) -> str:
        key = os.environ.get("SEPIA_API_KEY", "")
        if self._current is None and not key:
            self._current = self._sign_ins.read(self._address)
        current = self._current
        if current is not None and current.valid:
            return current.token
        if key or (current is not None and current.api_key):
            return await self._renew(key, current)
        # Much is public: the call goes out unsigned, and only a refusal makes the person sign in.
        self.signed_out_because = "the token has expired" if current else "nobody has signed in here"
        return ""

    async def _renew(self, key: str, before: KeptSignIn | None) -> str:
        api_key, name = (key, "") if key or before is None else (before.api_key, before.api_key_name)
        try:
            issued = await issue_token(self._address, accounts_pb2.IssueTokenRequest(api_key=api_key))
        except SepiaError as error:
            if error.kind is not Kind.UNAUTHENTICATED:
                raise
            whence = "SEPIA_API_KEY" if key else "the API key kept for this machine"
            text = f"Sign-in with {whence} was refused: it is void, has ended or is mistyped."
            raise SepiaError(Kind.UNAUTHENTICATED, error.reason, text) from error
        self._current = kept(issued, api_key, name)
        if not key:
            self._sign_ins.keep(self._address, self._current)
        return self._current.token


class PasswordCredentials:
    """The token of an account whose password is at hand; a new one when it has ended."""

    def __init__(self, address: str, account_id: str, password: str) -> None:
        self._address = address
        self._request = accounts_pb2.IssueTokenRequest(account_id=account_id, password=password)
        self._current: KeptSignIn | None = None

    async def token(self) -> str:
        if self._current is None or not self._current.valid:
            self._current = kept(await issue_token(self._address, self._request))
        return self._current.token


class Sepia:
    """Every service of Sepia, as one caller reaches them through the gateway's address."""

    def __init__(self, address: str, credentials: Credentials | None = None, *, deadline_seconds: float = 60) -> None:
        self.address = address
        self.credentials = credentials or StaticToken()
        self.client = Client(address, self.credentials, deadline_seconds=deadline_seconds)
        stub = self.client.stub
        self.accounts = stub(accounts_pb2_grpc.AccountServiceStub)
        self.coordination = stub(coordination_pb2_grpc.CoordinationServiceStub)
        self.journal = stub(journal_pb2_grpc.JournalServiceStub)
        self.operations = stub(cast("Any", operations_pb2_grpc.OperationsStub))
        self.imports = stub(imports_pb2_grpc.ImportServiceStub)
        self.standards = stub(standards_pb2_grpc.StandardServiceStub)
        self.holders = stub(holders_pb2_grpc.HolderServiceStub)
        self.deadlines = stub(deadlines_pb2_grpc.DeadlineServiceStub)
        self.holder_records = stub(holder_records_pb2_grpc.HolderRecordServiceStub)
        self.families = stub(families_pb2_grpc.FamilyServiceStub)
        self.objections = stub(objections_pb2_grpc.ObjectionServiceStub)
        self.decisions = stub(decisions_pb2_grpc.DecisionServiceStub)
        self.pools = stub(pools_pb2_grpc.PoolServiceStub)
        self.declarations = stub(declarations_pb2_grpc.DeclarationServiceStub)
        self.frames = stub(frames_pb2_grpc.FrameServiceStub)
        self.search = stub(search_pb2_grpc.SearchServiceStub)
        self.templates = stub(templates_pb2_grpc.TemplateServiceStub)
        self.evidence = stub(evidence_pb2_grpc.EvidenceServiceStub)
        self.exports = stub(exports_pb2_grpc.ExportServiceStub)
        self.registrations = stub(registrations_pb2_grpc.RegistrationServiceStub)
        self.campaigns = stub(campaigns_pb2_grpc.CampaignServiceStub)
        self.checks = stub(checks_pb2_grpc.CheckServiceStub)
        self.roster = stub(evaluators_pb2_grpc.EvaluatorServiceStub)
        self.earlier_results = stub(earlier_results_pb2_grpc.EarlierResultServiceStub)
        self.proposals = stub(proposals_pb2_grpc.ProposalServiceStub)
        self.quality = stub(quality_pb2_grpc.QualityServiceStub)
        self.procedure = stub(procedure_pb2_grpc.ProcedureServiceStub)
        self.findings = stub(findings_pb2_grpc.FindingServiceStub)
        self.charts = stub(charts_pb2_grpc.ChartServiceStub)
        self.check_evidence = stub(check_evidence_pb2_grpc.EvidenceServiceStub)
        self.reminders = stub(reminders_pb2_grpc.ReminderServiceStub)
        self.hearings = stub(hearings_pb2_grpc.HearingServiceStub)
        self.royalties = stub(royalties_pb2_grpc.RoyaltyServiceStub)
        self.calculations = stub(calculations_pb2_grpc.CalculationServiceStub)
        self.licences = stub(licences_pb2_grpc.LicenceServiceStub)
        self.reports = stub(reports_pb2_grpc.ReportServiceStub)
        self.scenarios = stub(scenarios_pb2_grpc.ScenarioServiceStub)

        self.cut_after: int | None = None

    async def __aenter__(self) -> Sepia:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def call(
        self, method: Any, request: Message | AsyncIterable[Message], *, deadline_seconds: float | None = None
    ) -> Any:
        """One reply; see `shared.client.Client.call`."""
        return await self.client.call(method, request, deadline_seconds=deadline_seconds)

    async def collect(
        self, method: Any, request: Any, field: str, *, most: int | None = None, shown: bool = True
    ) -> list[Any]:
        """The items of a list method over all its pages.

        Args:
            field: of the reply, which holds the items.
            most: stop after this many.
            shown: they are what a person gets to see, who is told when there are more.
        """
        items: list[Any] = []
        async for page in self.client.pages(method, request):
            items += getattr(page, field)
            if most is not None and len(items) >= most:
                if shown and (len(items) > most or page.next_page_token):
                    self.cut_after = most
                return items[:most]
        return items


def signed_in_sepia() -> Sepia:
    """Sepia at the chosen address, as whoever has signed in there."""
    address = chosen_address()
    return Sepia(address, KeptCredentials(address, SignIns()))


def read_accounts_file(file: Path) -> dict[str, str]:
    """Passwords by account id of the first accounts of an installation.

    Raises:
        SepiaError: ACCOUNTS_FILE_UNREADABLE.
    """
    try:
        listed = cast("list[dict[str, str]]", json.loads(file.read_text(encoding="utf-8")))
        return {account["account_id"]: account["password"] for account in listed}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is not a list of accounts in JSON"
        text = f"The accounts file {file} cannot be read ({why}). `sepia up` writes it into the data folder."
        raise precondition("ACCOUNTS_FILE_UNREADABLE", text) from problem
