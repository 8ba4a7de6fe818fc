"""Owns the demonstration: the chain from made-up declarations to a rate table, each step done once however often run.

Every step first looks whether it was done; where it writes, it sends a fixed request id, so that an answer lost in a
crash is found again. Whatever it makes is labelled as demonstration, and every finding as simulated.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import decimal_pb2
from rich.markup import escape

from deploy.demo.findings import simulated_finding
from deploy.demo.generator import generate
from deploy.demo.lists import catalogue, pool_lists
from sepia.assessment.v1 import campaigns_pb2, checks_pb2
from sepia.frand.v1 import calculations_pb2, royalties_pb2
from sepia.gateway.v1 import coordination_pb2
from sepia.registry.v1 import frames_pb2, holder_records_pb2, holders_pb2, imports_pb2, registrations_pb2
from sepia.type.v1 import type_pb2
from services.cli.campaigns import campaigns_called
from services.cli.checks import list_all
from services.cli.demo_registration import Registering
from services.cli.figures import count, file_size
from services.cli.imports import follow, operation_of, refusal_of, upload
from services.cli.output import aside, guarded
from services.cli.progress import Step, Steps
from services.cli.rates import calculate
from services.cli.royalties import royalties_of
from services.cli.session import PasswordCredentials, Sepia
from services.cli.sheets import write_pieces
from shared.canonical import sha256_hex
from shared.clock import Clock, SystemClock, stopwatch
from shared.errors import Kind, SepiaError, unavailable

app = typer.Typer(help="Demonstration data.", no_args_is_help=True)

OFFICER = "officer"
EVALUATORS = tuple(f"demo.evaluator{number}" for number in range(1, 7))
STANDARD = "standards/5g"
RANDOM_SOURCE = "demonstration value, drawn by the operator; not public"
CITATION = "Demonstration: an assumed aggregate royalty, without any source"
REASONS = "Simulated for demonstration: nobody has looked at this family, which is made up."
_TIES = (
    checks_pb2.TIE_KIND_EMPLOYMENT,
    checks_pb2.TIE_KIND_CLIENT,
    checks_pb2.TIE_KIND_SHARES,
    checks_pb2.TIE_KIND_EARLIER_WORK,
)
_FINDINGS_AT_ONCE = 200
# What a made-up row takes, on average: for the bars alone.
_ROW_BYTES = 522
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 180.0
# From the announcement to the moment at which the random value becomes known: longer than one call takes.
_SECRET_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demonstration consists of.

    Attributes:
        rows: of the made-up file.
        seed: of everything that is made up.
        per_holder: families drawn of each holder, at least.
        regime: profile that the campaign follows.
        royalty: the assumed aggregate, a fraction of the price.
    """

    rows: int = 100_000
    seed: int = 1
    per_holder: int = 25
    regime: str = "eu-2023"
    royalty: str = "0.08"

    @property
    def filename(self) -> str:
        """Name of the made-up file."""
        return f"sepia-demonstration-{self.rows}-{self.seed}.csv"

    @property
    def campaign(self) -> str:
        """What the campaign is called."""
        return f"Demonstration {self.seed}, {self.rows:,} rows: 5G"

    def request_id(self, step: str) -> str:
        """The id under which a step's request is sent, always the same."""
        return f"demo-{self.seed}-{self.rows}-{step}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration ends with.

    Attributes:
        rates: of the holders.
        gate: what a court is told about the registration; None where none could be shown.
    """

    rates: calculations_pb2.Calculation
    gate: registrations_pb2.CourtGate | None


@dataclass(slots=True)
class Demo:
    """The demonstration as its officer carries it out.

    Attributes:
        officer: Sepia as the officer reaches it.
        passwords: of the demo's accounts, by account id.
        steps: where progress is shown.
    """

    officer: Sepia
    passwords: Mapping[str, str]
    steps: Steps
    plan: DemoPlan
    clock: Clock

    async def run(self) -> Shown:
        """Does what has not been done, to the end.

        Raises:
            SepiaError: a step was refused; running it again goes on there.
        """
        await self.bring_in_declarations()
        await self.bring_in_lists()
        await self.spellings_reviewed()
        campaign = await self.announced_campaign()
        campaign = await self.drawn(campaign)
        await self.roster(campaign)
        campaign = await self.assigned(campaign)
        campaign = await self.checked_and_published(campaign)
        findings = await self.findings_arrived(campaign)
        registering = Registering(
            self.officer, self.steps, STANDARD, self.plan.request_id, self.clock.now().date() - dt.timedelta(days=1)
        )
        gate = await registering.run(campaign)
        royalty = await self.royalty_on_record()
        with self.steps.step("computing rates", "rates computed"):
            rates = await calculate(
                self.officer, calculations_pb2.TopDownInputs(findings=findings, aggregate_royalty=royalty)
            )
        return Shown(rates, gate)

    async def bring_in_declarations(self) -> imports_pb2.Import:
        """Uploads the made-up file unless it was, and waits until it is imported."""
        sepia, plan = self.officer, self.plan
        known = await self._known_import(plan.filename)
        if known is None:
            with self.steps.step(f"making and uploading {count(plan.rows)} made-up rows") as step:
                operation = await upload(
                    sepia,
                    generate(plan.rows, plan.seed),
                    filename=plan.filename,
                    request_id=plan.request_id("import"),
                    demonstration=True,
                    size=plan.rows * _ROW_BYTES,
                    step=step,
                )
        elif known.state == imports_pb2.IMPORT_STATE_DONE:
            return known
        else:
            operation = operation_of(known)
        with self.steps.step("importing the made-up declarations") as step:
            return await follow(sepia, operation, step)

    async def bring_in_lists(self) -> None:
        """Imports a made-up catalogue of specifications and two made-up lists of pool patents, unless they were."""
        access_advance, mpeg_la = pool_lists(seed=self.plan.seed)
        for word, source_format, content in (
            ("catalogue", imports_pb2.SOURCE_FORMAT_3GPP_CATALOGUE, catalogue()),
            ("pool-1", imports_pb2.SOURCE_FORMAT_POOL_ACCESS_ADVANCE, access_advance),
            ("pool-2", imports_pb2.SOURCE_FORMAT_POOL_MPEG_LA, mpeg_la),
        ):
            filename = f"sepia-demonstration-{word}-{self.plan.seed}.csv"
            known = await self._known_import(filename)
            if known is not None and known.state == imports_pb2.IMPORT_STATE_DONE:
                continue
            with self.steps.step(f"importing a made-up {word.partition('-')[0]} list ({filename})") as step:
                operation = (
                    operation_of(known)
                    if known is not None
                    else await upload(
                        self.officer,
                        [content],
                        filename=filename,
                        request_id=self.plan.request_id(word),
                        demonstration=True,
                        size=len(content),
                        source_format=source_format,
                    )
                )
                await follow(self.officer, operation, step)

    async def spellings_reviewed(self) -> None:
        """Decides, as a person would, that spellings which differ in how the legal form is written are one holder."""
        request = holder_records_pb2.SuggestAliasesRequest(
            likenesses=[
                holder_records_pb2.ALIAS_LIKENESS_PUNCTUATION,
                holder_records_pb2.ALIAS_LIKENESS_LEGAL_FORM_SPELT,
            ],
            page_size=1000,
        )
        records = self.officer.holder_records
        found = await self.officer.collect(records.SuggestAliases, request, "suggestions")
        if not found:
            return
        with self.steps.step(f"reviewing {count(len(found))} spellings that the register suggests to be one holder"):
            for suggestion in found:
                digest = sha256_hex(f"{suggestion.alias}\n{suggestion.target}".encode())[:24]
                decide = holder_records_pb2.DecideAliasRequest(
                    alias=suggestion.alias,
                    target=suggestion.target,
                    verdict=holder_records_pb2.ALIAS_VERDICT_SAME,
                    reason=f"Demonstration: {suggestion.reason}",
                    evidence=holder_records_pb2.HolderEvidence(citation="Demonstration: both names are made up."),
                    request_id=self.plan.request_id(f"alias-{digest}"),
                )
                try:
                    await self.officer.call(records.DecideAlias, decide)
                except SepiaError as error:
                    # The target became an alias itself by an earlier decision of this very list.
                    if error.kind is not Kind.PRECONDITION:
                        raise

    async def _known_import(self, filename: str) -> imports_pb2.Import | None:
        request = imports_pb2.ListImportsRequest(page_size=200)
        async for page in self.officer.client.pages(self.officer.imports.ListImports, request):
            for known in page.imports:
                if known.demonstration and known.filename == filename:
                    if known.state == imports_pb2.IMPORT_STATE_REFUSED:
                        raise refusal_of(known)
                    return known
        return None

    async def announced_campaign(self) -> campaigns_pb2.Campaign:
        """Freezes the frame and announces the campaign unless it was."""
        known = await campaigns_called(self.officer, self.plan.campaign)
        if known:
            return known[-1]
        with self.steps.step(f"freezing the families declared for {STANDARD}"):
            request = frames_pb2.FreezeFrameRequest(
                standard=STANDARD, family_key=type_pb2.FAMILY_KEY_ETSI, request_id=self.plan.request_id("frame")
            )
            frame: frames_pb2.Frame = await self.officer.call(
                self.officer.frames.FreezeFrame, request, deadline_seconds=120
            )
        with self.steps.step("announcing the campaign, once the frame has arrived") as step:
            return await self._when_there(lambda: self._announce(frame.name), "the frame", step)

    async def _announce(self, frame: str) -> campaigns_pb2.Campaign:
        known = Timestamp()
        known.FromDatetime(self.clock.now() + dt.timedelta(seconds=_SECRET_SECONDS))
        request = campaigns_pb2.AnnounceCampaignRequest(
            frame=frame,
            display_name=self.plan.campaign,
            regime=self.plan.regime,
            plan=campaigns_pb2.SamplePlan(minimum_per_holder=self.plan.per_holder),
            random_source=campaigns_pb2.RandomSource(description=RANDOM_SOURCE, known_time=known),
            # The time is part of the request, so each attempt at another time is another request.
            request_id=self.plan.request_id(f"announce-{known.seconds}"),
        )
        return await self.officer.call(self.officer.campaigns.AnnounceCampaign, request)

    async def drawn(self, campaign: campaigns_pb2.Campaign) -> campaigns_pb2.Campaign:
        """Draws the sample unless it was, not before the random value may be known."""
        if campaign.state != campaigns_pb2.CAMPAIGN_STATE_ANNOUNCED:
            return campaign
        known_at = campaign.random_source.known_time.ToDatetime(dt.UTC)
        with self.steps.step("waiting for the random value, then drawing") as step:
            while self.clock.now() <= known_at:
                await asyncio.sleep(_LOOK_SECONDS)
                step.show(note="it may not be known before")
            value = secrets.token_hex(32)
            request = campaigns_pb2.DrawSampleRequest(
                name=campaign.name, random_value=value, request_id=self.plan.request_id(f"draw-{value[:16]}")
            )
            return await self.officer.call(self.officer.campaigns.DrawSample, request, deadline_seconds=120)

    async def roster(self, campaign: campaigns_pb2.Campaign) -> None:
        """Puts the demo's evaluators on the roster; four of them have ties, so that conflicts are seen at work."""
        request = checks_pb2.ListEvaluatorsRequest(page_size=1000)
        listed = await self.officer.collect(self.officer.checks.ListEvaluators, request, "evaluators")
        known = {evaluator.account for evaluator in listed}
        missing = [name for name in EVALUATORS if f"accounts/{name}" not in known]
        if not missing:
            return
        with self.steps.step("putting the demo's evaluators on the roster"):
            largest = await self._largest_holders(campaign, len(_TIES))
            for name in missing:
                number = EVALUATORS.index(name)
                ties = [checks_pb2.Tie(holder=largest[number], kind=_TIES[number])] if number < len(largest) else []
                await self.officer.call(
                    self.officer.checks.CreateEvaluator,
                    checks_pb2.CreateEvaluatorRequest(
                        account=f"accounts/{name}",
                        display_name=f"Demonstration evaluator {number + 1}",
                        identity_verified=True,
                        ties_declared=True,
                        ties=ties,
                        conduct_version="1",
                        request_id=self.plan.request_id(f"roster-{number + 1}"),
                    ),
                )

    async def _largest_holders(self, campaign: campaigns_pb2.Campaign, most: int) -> list[str]:
        request = frames_pb2.CountFamiliesRequest(standard=campaign.standard, family_key=campaign.family_key)
        counts: frames_pb2.CountFamiliesResponse = await self.officer.call(self.officer.frames.CountFamilies, request)
        return [line.holder for line in counts.holders if line.holder][:most]

    async def assigned(self, campaign: campaigns_pb2.Campaign) -> campaigns_pb2.Campaign:
        """Assigns the checks to the demo's evaluators unless they were."""
        if campaign.state != campaigns_pb2.CAMPAIGN_STATE_DRAWN:
            return campaign
        with self.steps.step(f"assigning the checks of {count(campaign.drawn_count)} drawn families") as step:
            request = checks_pb2.ListEvaluatorsRequest(page_size=1000)
            listed = await self.officer.collect(self.officer.checks.ListEvaluators, request, "evaluators")
            own = {f"accounts/{name}" for name in EVALUATORS}
            wanted = campaigns_pb2.AssignChecksRequest(
                name=campaign.name,
                evaluators=sorted(evaluator.name for evaluator in listed if evaluator.account in own),
                request_id=self.plan.request_id("assign"),
            )
            assign = self.officer.campaigns.AssignChecks
            return await self._when_there(
                lambda: self.officer.call(assign, wanted, deadline_seconds=300), "who belongs to which group", step
            )

    async def checked_and_published(self, campaign: campaigns_pb2.Campaign) -> campaigns_pb2.Campaign:
        """Lets each evaluator sign simulated findings for the checks still open, then publishes."""
        if campaign.state != campaigns_pb2.CAMPAIGN_STATE_CHECKING:
            return campaign
        names = await self._holder_names(campaign.frame)
        with self.steps.step("recording simulated findings, each evaluator their own") as step:
            done = 0
            for account in EVALUATORS:
                credentials = PasswordCredentials(self.officer.address, account, self.passwords[account])
                async with Sepia(self.officer.address, credentials) as evaluator:
                    done = await self._record(evaluator, campaign, names, step, done)
        with self.steps.step("publishing the results", f"published the results of {count(done)} simulated checks"):
            request = campaigns_pb2.PublishResultsRequest(
                name=campaign.name, request_id=self.plan.request_id("publish")
            )
            return await self.officer.call(self.officer.campaigns.PublishResults, request, deadline_seconds=300)

    async def _holder_names(self, frame: str) -> dict[str, str]:
        request = frames_pb2.ListFrameEntriesRequest(frame=frame, page_size=5000)
        entries = await self.officer.collect(self.officer.frames.ListFrameEntries, request, "entries")
        return {entry.holder: entry.holder_display_name for entry in entries}

    async def _record(
        self,
        evaluator: Sepia,
        campaign: campaigns_pb2.Campaign,
        names: Mapping[str, str],
        step: Step,
        done: int,
    ) -> int:
        waiting = await list_all(evaluator, campaign.name, checks_pb2.CHECK_STATE_ASSIGNED)
        waiting.sort(key=lambda check: check.name)
        for begin in range(0, len(waiting), _FINDINGS_AT_ONCE):
            some = waiting[begin : begin + _FINDINGS_AT_ONCE]
            listed = sha256_hex("\n".join(check.name for check in some).encode())[:24]
            request = checks_pb2.RecordFindingsRequest(
                findings=[_simulated(check, names, self.plan.seed) for check in some],
                request_id=self.plan.request_id(f"findings-{listed}"),
            )
            await evaluator.call(evaluator.checks.RecordFindings, request)
            done += len(some)
            step.show(done, campaign.drawn_count, f"{count(done)} findings")
        return done

    async def findings_arrived(self, campaign: campaigns_pb2.Campaign) -> str:
        """Waits until coordination has brought the results to frand and to the register; gives the findings' name."""
        name = f"findings/{campaign.name.removeprefix('campaigns/')}"
        sepia = self.officer

        async def in_frand() -> None:
            await sepia.call(sepia.royalties.GetFindings, royalties_pb2.GetFindingsRequest(name=name))

        with self.steps.step("waiting for the results to reach rates and register") as step:
            await self._when_there(in_frand, "the results", step)
            request = campaigns_pb2.ListDrawnFamiliesRequest(campaign=campaign.name, page_size=5000)
            drawn = await sepia.collect(sepia.campaigns.ListDrawnFamilies, request, "families")
            await self._when_there(lambda: self._noted(campaign.name, drawn[-1].family), "the register's notes", step)
        return name

    async def _noted(self, campaign: str, family: str) -> None:
        request = holders_pb2.GetFamilyRequest(name=family)
        found: holders_pb2.Family = await self.officer.call(self.officer.holders.GetFamily, request)
        if all(result.campaign != campaign for result in found.results):
            raise SepiaError(Kind.NOT_FOUND, "RESULT_NOT_NOTED", f"{family} has no result of {campaign} yet.")

    async def royalty_on_record(self) -> str:
        """Puts the assumed aggregate royalty on record unless it was; gives its name."""
        for known in await royalties_of(self.officer, STANDARD):
            if known.citation == CITATION and known.rate.value == self.plan.royalty:
                return known.name
        made: royalties_pb2.AggregateRoyalty = await self.officer.call(
            self.officer.royalties.CreateAggregateRoyalty,
            royalties_pb2.CreateAggregateRoyaltyRequest(
                standard=STANDARD,
                rate=decimal_pb2.Decimal(value=self.plan.royalty),
                royalty_base="net selling price of a handset (demonstration)",
                source=royalties_pb2.ROYALTY_SOURCE_ASSUMPTION,
                citation=CITATION,
                request_id=self.plan.request_id("royalty"),
            ),
        )
        return made.name

    async def _when_there(self, ask: Callable[[], Awaitable[Any]], what: str, step: Step) -> Any:
        """Asks until the answer is no longer that something has not arrived."""
        began = stopwatch()
        while True:
            try:
                return await ask()
            except SepiaError as error:
                if error.kind is not Kind.NOT_FOUND and error.reason != "GROUPS_NOT_RECEIVED":
                    raise
                if stopwatch() - began > _PATIENCE_SECONDS:
                    raise await self._not_arriving(what, error) from error
            step.show(note=f"{what} is on the way")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _not_arriving(self, what: str, error: SepiaError) -> SepiaError:
        request = coordination_pb2.GetCoordinationRequest()
        state: coordination_pb2.Coordination = await self.officer.call(
            self.officer.coordination.GetCoordination, request
        )
        failing = [f"{job.task}: {job.last_error}" for job in state.jobs if job.last_error]
        why = f" Its jobs say: {'; '.join(failing[:3])}." if failing else ""
        return unavailable(
            f"{what} has not arrived within {_PATIENCE_SECONDS:.0f} s ({error.message}).{why} The gateway's log in the "
            "data folder says more; start again to go on from here.",
            reason="COORDINATION_BEHIND",
        )


def _simulated(check: checks_pb2.Check, names: Mapping[str, str], seed: int) -> checks_pb2.Finding:
    holder = names.get(check.holder, check.holder)
    essential = simulated_finding(holder, check.family.rpartition("-")[2], seed)
    return checks_pb2.Finding(
        check=check.name,
        outcome=campaigns_pb2.OUTCOME_ESSENTIAL if essential else campaigns_pb2.OUTCOME_NOT_ESSENTIAL,
        reasons=REASONS,
        simulated=True,
    )


async def run_demo(
    address: str, passwords: Mapping[str, str], steps: Steps, plan: DemoPlan | None = None, clock: Clock | None = None
) -> Shown:
    """Carries out the demonstration at an address, or what of it is left to do.

    Args:
        passwords: of `OFFICER` and `EVALUATORS`.

    Raises:
        SepiaError: a step was refused.
    """
    credentials = PasswordCredentials(address, OFFICER, passwords[OFFICER])
    async with Sepia(address, credentials) as officer:
        return await Demo(officer, passwords, steps, plan or DemoPlan(), clock or SystemClock()).run()


@app.command("generate")
def generate_file(
    rows: Annotated[int, typer.Option(min=0, help="Rows of the file.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Whatever is invented follows from it.")] = 1,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write; `-` prints.")] = Path("-"),
) -> None:
    """Makes up declarations in the wire format of ETSI's export; the same rows and seed give the same bytes.

    Example: sepia demo generate --rows 5000000 --output demo.csv
    """

    def make() -> None:
        with Steps().step(f"making up {count(rows)} rows") as step:
            size = 0
            for size in write_pieces(output, generate(rows, seed)):
                step.show(size, rows * _ROW_BYTES or None, file_size(size))
        if str(output) != "-":
            aside().print(f"{file_size(size)} written to {escape(str(output))}")

    guarded(make)
