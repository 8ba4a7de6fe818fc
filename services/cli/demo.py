"""Owns the demonstration: the chain from made-up declarations to a rate table, each step done once however often run.

Every step first looks whether it was done; where it writes, it sends a fixed request id, so that an answer lost in a
crash is found again. Whatever it makes is labelled as demonstration, and every finding as simulated.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from google.type import decimal_pb2
from rich.markup import escape

from deploy.demo.generator import generate
from deploy.demo.lists import catalogue, pool_lists
from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2, royalties_pb2
from sepia.registry.v1 import holder_records_pb2, holders_pb2, imports_pb2, registrations_pb2
from services.cli.demo_campaign import Campaigning
from services.cli.demo_check import Checking, ChecksShown
from services.cli.demo_plan import OFFICER, STANDARD, DemoPlan
from services.cli.demo_registration import Registering
from services.cli.demo_waiting import when_there
from services.cli.figures import count, file_size
from services.cli.imports import follow, operation_of, refusal_of, upload
from services.cli.output import aside, guarded
from services.cli.progress import Steps
from services.cli.rates import calculate
from services.cli.royalties import royalties_of
from services.cli.session import PasswordCredentials, Sepia
from services.cli.sheets import write_pieces
from shared.canonical import sha256_hex
from shared.clock import Clock, SystemClock
from shared.errors import Kind, SepiaError

app = typer.Typer(help="Demonstration data.", no_args_is_help=True)

CITATION = "Demonstration: an assumed aggregate royalty, without any source"
# What a made-up row takes, on average: for the bars alone.
_ROW_BYTES = 522


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration ends with.

    Attributes:
        rates: of the holders.
        gate: what a court is told about the registration; None where none could be shown.
        checks: of plan, evaluators, one check and one hearing.
    """

    rates: calculations_pb2.Calculation
    gate: registrations_pb2.CourtGate | None
    checks: ChecksShown


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
        campaign = await Campaigning(self.officer, self.passwords, self.steps, self.plan, self.clock).run()
        checking = Checking(self.officer, self.passwords, self.steps, self.plan, self.clock)
        measuring = asyncio.create_task(checking.measured())
        findings = await self.findings_arrived(campaign)
        registering = Registering(
            self.officer, self.steps, STANDARD, self.plan.request_id, self.clock.now().date() - dt.timedelta(days=1)
        )
        gate = await registering.run(campaign)
        await checking.heard()
        checks = await checking.shown(campaign, measuring)
        royalty = await self.royalty_on_record()
        with self.steps.step("computing rates", "rates computed"):
            rates = await calculate(
                self.officer, calculations_pb2.TopDownInputs(findings=findings, aggregate_royalty=royalty)
            )
        return Shown(rates, gate, checks)

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

    async def findings_arrived(self, campaign: campaigns_pb2.Campaign) -> str:
        """Waits until coordination has brought the results to frand and to the register; gives the findings' name."""
        name = f"findings/{campaign.name.removeprefix('campaigns/')}"
        sepia = self.officer

        async def in_frand() -> None:
            await sepia.call(sepia.royalties.GetFindings, royalties_pb2.GetFindingsRequest(name=name))

        with self.steps.step("waiting for the results to reach rates and register") as step:
            await when_there(self.officer, in_frand, "the results", step)
            request = campaigns_pb2.ListDrawnFamiliesRequest(campaign=campaign.name, page_size=5000)
            drawn = await sepia.collect(sepia.campaigns.ListDrawnFamilies, request, "families")
            await when_there(
                self.officer, lambda: self._noted(campaign.name, drawn[-1].family), "the register's notes", step
            )
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
