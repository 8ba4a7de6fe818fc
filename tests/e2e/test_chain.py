"""The chain to its end: a real file beside the demonstration, from declaration to rate and back to the file's rows.

Findings are made up and labelled so. What is expected is computed here again, from public data alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import hmac
import io
import json
from collections import defaultdict
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.decimal_pb2 import Decimal as DecimalMessage

from deploy.demo.findings import simulated_finding
from deploy.demo.generator import generate
from sepia.assessment.v1 import campaigns_pb2 as campaigns
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1.campaigns_pb2_grpc import CampaignServiceStub
from sepia.assessment.v1.checks_pb2_grpc import CheckServiceStub
from sepia.frand.v1 import calculations_pb2 as calculations
from sepia.frand.v1 import royalties_pb2 as royalties
from sepia.frand.v1.calculations_pb2_grpc import CalculationServiceStub
from sepia.frand.v1.royalties_pb2_grpc import RoyaltyServiceStub
from sepia.gateway.v1 import accounts_pb2 as accounts
from sepia.gateway.v1 import coordination_pb2 as coordination
from sepia.gateway.v1.accounts_pb2_grpc import AccountServiceStub
from sepia.gateway.v1.coordination_pb2_grpc import CoordinationServiceStub
from sepia.journal.v1 import journal_pb2 as journal
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from sepia.registry.v1 import frames_pb2 as frames
from sepia.registry.v1 import holders_pb2 as holders
from sepia.registry.v1 import imports_pb2 as imports
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.type.v1 import type_pb2
from shared.client import Client
from shared.errors import Kind, SepiaError
from shared.journal.note import Verifier
from shared.journal.verify import PublishedEntry, verify_checkpoint, verify_consistency, verify_entry_inclusion
from tests.e2e.running import (
    DOCOMO,
    EVALUATORS,
    HOLDER,
    OFFICER,
    RunningSepia,
    all_pages,
    batches,
    bring_in,
    eventually,
)

DEMO_ROWS = 6_000
STANDARD = "standards/4g"
RANDOM_VALUE = "9c7e1d0b6a5f48332211ffeeddccbbaa0099887766554433221100ffeeddccbb"
MINIMUM, PER_MILLE = 2, 50
LOGS = ("logs/registry", "logs/assessment", "logs/frand", "logs/gateway")
KEYS = {type_pb2.FAMILY_KEY_ETSI: "DIPG_PATF_ID", type_pb2.FAMILY_KEY_PRIORITIES: "priorities"}
Table = Any  # pandas ships no types


def read_table(content: bytes) -> Table:
    """A file of declarations as pandas reads it, with the set of priorities as one text; blank means unknown."""
    table: Table = pd.read_csv(io.BytesIO(content), sep=";", dtype=str, keep_default_na=False)
    return table.assign(priorities=[set_of_priorities(text) for text in table["PBPA_PRIORITY_NUMBERS"]])


def set_of_priorities(text: str) -> str:
    return "|".join(sorted({part for part in text.split("|") if part}))


def counted(table: Table, key: str) -> dict[str, int]:
    """What a line of counts says of some rows."""
    with_family = set(table.loc[table[key] != "", "DIPG_ID"])
    return {
        "families": len(set(table[key]) - {""}),
        "entries": table["DIPG_ID"].nunique(),
        "entries_without_family": len(set(table["DIPG_ID"]) - with_family),
        "declarations": table["IPRD_ID"].nunique(),
    }


@dataclass
class Chain:
    """Everything the chain left behind."""

    officer: Client
    anyone: Client
    holder: Client
    evaluators: dict[str, Client]
    file: bytes
    real: Table
    both: Table
    imported: imports.Import
    frame: frames.Frame
    campaign: campaigns.Campaign
    assignment: list[checks.Check]
    checkpoints: dict[str, journal.Checkpoint]
    findings: royalties.HolderFindings = field(default_factory=royalties.HolderFindings)
    royalty: royalties.AggregateRoyalty = field(default_factory=royalties.AggregateRoyalty)
    calculation: calculations.Calculation = field(default_factory=calculations.Calculation)


@pytest.fixture(scope="module")
async def chain(sepia: RunningSepia, shared_data: Path, tmp_path_factory: pytest.TempPathFactory):
    people = {name: sepia.client(name) for name in (OFFICER, HOLDER, *EVALUATORS, "")}
    try:
        async for done in run_chain(people, shared_data, tmp_path_factory.mktemp("findings")):
            yield done
    finally:
        for client in people.values():
            await client.close()


async def run_chain(people: dict[str, Client], shared_data: Path, folder: Path) -> AsyncGenerator[Chain]:
    """From two files to rates, each step by whoever it belongs to."""
    officer, anyone = people[OFFICER], people[""]
    demo = b"".join(generate(DEMO_ROWS))
    await bring_in(officer, demo, "demo.csv", demonstration=True)
    file = (shared_data / "etsi_isld" / "isld40_docomo.csv").read_bytes()
    imported = await bring_in(officer, file, "isld40_docomo.csv")
    real = read_table(file)
    both = pd.concat([real, read_table(demo)], ignore_index=True)

    checkpoints = {log: await checkpoint_of(anyone, log) for log in LOGS}
    frame = await officer.call(
        officer.stub(FrameServiceStub).FreezeFrame,
        frames.FreezeFrameRequest(standard=STANDARD, family_key=type_pb2.FAMILY_KEY_ETSI),
    )
    for account in EVALUATORS:
        await officer.call(
            officer.stub(CheckServiceStub).CreateEvaluator,
            checks.CreateEvaluatorRequest(
                account=f"accounts/{account}",
                display_name=account.replace(".", " ").title(),
                identity_verified=True,
                ties_declared=True,
                conduct_version="1",
                # The first may not check what is DOCOMO's.
                ties=[checks.Tie(holder=DOCOMO, kind=checks.TIE_KIND_EMPLOYMENT)] if account == EVALUATORS[0] else [],
            ),
        )
    campaign = await announced(officer, frame.name)
    stub = officer.stub(CampaignServiceStub)

    async def draw() -> Any:
        try:
            asked = campaigns.DrawSampleRequest(name=campaign.name, random_value=RANDOM_VALUE, etag=campaign.etag)
            return await officer.call(stub.DrawSample, asked)
        except SepiaError as error:
            if error.reason != "RANDOM_VALUE_TOO_EARLY":
                raise
            return None

    drawn = await eventually(draw)
    campaign = await officer.call(stub.AssignChecks, campaigns.AssignChecksRequest(name=drawn.name, etag=drawn.etag))

    for account in EVALUATORS:
        await record_from_csv(people[account], campaign.name, folder / f"{account}.csv")
    listed = await all_pages(
        officer,
        officer.stub(CheckServiceStub).ListChecks,
        checks.ListChecksRequest(campaign=campaign.name, page_size=1000),
        "checks",
    )
    campaign = await officer.call(stub.PublishResults, campaigns.PublishResultsRequest(name=campaign.name))
    evaluators = {account: people[account] for account in EVALUATORS}
    done = Chain(
        officer, anyone, people[HOLDER], evaluators, file, real, both, imported, frame, campaign, listed, checkpoints
    )

    royalty_stub = officer.stub(RoyaltyServiceStub)
    done.royalty = await officer.call(
        royalty_stub.CreateAggregateRoyalty,
        royalties.CreateAggregateRoyaltyRequest(
            standard=STANDARD,
            rate=DecimalMessage(value="0.08"),
            royalty_base="net selling price of a handset",
            source=royalties.ROYALTY_SOURCE_ASSUMPTION,
            citation="an assumption made to see what would follow",
        ),
    )

    async def findings() -> Any:
        try:
            name = campaign.name.replace("campaigns/", "findings/")
            return await anyone.call(
                anyone.stub(RoyaltyServiceStub).GetFindings, royalties.GetFindingsRequest(name=name)
            )
        except SepiaError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
            return None

    done.findings = await eventually(findings)
    done.calculation = await officer.call(
        officer.stub(CalculationServiceStub).CreateCalculation,
        calculations.CreateCalculationRequest(
            top_down=calculations.TopDownInputs(findings=done.findings.name, aggregate_royalty=done.royalty.name)
        ),
    )
    yield done


async def announced(officer: Client, frame: str) -> campaigns.Campaign:
    """Announces as soon as the frame has arrived at the assessment service."""
    stub = officer.stub(CampaignServiceStub)

    async def announce() -> Any:
        known = Timestamp()
        known.FromDatetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
        asked = campaigns.AnnounceCampaignRequest(
            frame=frame,
            display_name="4G, a trial with made-up findings",
            regime="eu-2023",
            plan=campaigns.SamplePlan(minimum_per_holder=MINIMUM, per_mille=PER_MILLE),
            random_source=campaigns.RandomSource(description="a value written down in this test", known_time=known),
        )
        try:
            return await officer.call(stub.AnnounceCampaign, asked)
        except SepiaError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
            return None

    return await eventually(announce)


async def record_from_csv(evaluator: Client, campaign: str, path: Path) -> None:
    """An evaluator fills in a sheet of their own checks and records it."""
    stub = evaluator.stub(CheckServiceStub)
    own = await all_pages(
        evaluator, stub.ListChecks, checks.ListChecksRequest(campaign=campaign, page_size=1000), "checks"
    )
    assert own
    with path.open("w", newline="", encoding="utf-8") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(["check", "outcome", "reasons", "simulated"])
        for check in own:
            essential = simulated_finding(check.holder, check.family)
            # Every seventeenth or so without a verdict.
            unclear = hashlib.sha256(check.family.encode()).digest()[0] % 17 == 0
            outcome = "UNDETERMINED" if unclear else "ESSENTIAL" if essential else "NOT_ESSENTIAL"
            writer.writerow([check.name, outcome, "SIMULATED: made up for a trial, not an assessment", "yes"])
    with path.open(newline="", encoding="utf-8") as sheet:
        findings = [
            checks.Finding(
                check=row["check"],
                outcome=f"OUTCOME_{row['outcome']}",
                reasons=row["reasons"],
                simulated=row["simulated"] == "yes",
            )
            for row in csv.DictReader(sheet)
        ]
    for batch in batches(findings, 1000):
        reply = await evaluator.call(stub.RecordFindings, checks.RecordFindingsRequest(findings=batch))
        assert reply.recorded == len(batch)


async def checkpoint_of(client: Client, log: str) -> journal.Checkpoint:
    return await client.call(client.stub(JournalServiceStub).GetCheckpoint, journal.GetCheckpointRequest(log=log))


async def entries_of(client: Client, log: str) -> list[journal.Entry]:
    """Every entry of a log as this caller sees it."""
    stub, found, position = client.stub(JournalServiceStub), list[journal.Entry](), 0
    while True:
        asked = journal.ListEntriesRequest(log=log, from_position=position, page_size=1000)
        reply = await client.call(stub.ListEntries, asked)
        found += reply.entries
        if reply.next_position >= reply.tree_size:
            return found
        position = reply.next_position


# Files in


def test_the_real_file_is_counted_as_pandas_counts_it(chain: Chain):
    real, counts = chain.real, chain.imported.counts
    assert (counts.rows, counts.accepted_rows, counts.rejected_rows) == (len(real), len(real), 0)
    assert (counts.new_rows, counts.known_rows) == (len(real), 0)
    assert counts.declarations == real["IPRD_ID"].nunique()
    assert counts.holders == real["COMP_LEGAL_NAME"].nunique()
    assert counts.applications == real["PATT_APPLICATION_NUMBER"].nunique()
    assert counts.rows_without_standard == (real["Standard"] == "").sum()
    assert counts.rows_without_application == (real["PATT_APPLICATION_NUMBER"] == "").sum()
    found = {count.key: (count.families, count.entries_without_family) for count in counts.families}
    wanted = {key: counted(real, column) for key, column in KEYS.items()}
    assert {key: found[key] for key in KEYS} == {
        key: (line["families"], line["entries_without_family"]) for key, line in wanted.items()
    }
    # The export knows no DOCDB families: all of its entries are on the line of the unknown.
    assert found[type_pb2.FAMILY_KEY_DOCDB] == (0, real["DIPG_ID"].nunique())


@pytest.mark.parametrize("key", KEYS)
async def test_the_register_counts_every_holder_of_both_files_as_pandas_does(chain: Chain, key: Any):
    stub = chain.anyone.stub(FrameServiceStub)
    reply = await chain.anyone.call(
        stub.CountFamilies, frames.CountFamiliesRequest(standard="standards/-", family_key=key)
    )
    wanted = {name: counted(rows, KEYS[key]) for name, rows in chain.both.groupby("COMP_LEGAL_NAME")}
    assert {line.display_name: {name: getattr(line, name) for name in wanted[line.display_name]}
            for line in reply.holders} == wanted  # fmt: skip
    total = counted(chain.both, KEYS[key])
    assert {name: getattr(reply.total, name) for name in total} == total
    assert [line.families for line in reply.holders] == sorted((line.families for line in reply.holders), reverse=True)


async def test_the_same_file_again_changes_nothing(chain: Chain):
    async def state() -> tuple[Any, ...]:
        stub = chain.anyone.stub(FrameServiceStub)
        asked = [frames.CountFamiliesRequest(standard="standards/-", family_key=key) for key in KEYS]
        return tuple([(await chain.anyone.call(stub.CountFamilies, one)).SerializeToString() for one in asked])

    before = await state()
    again = await bring_in(chain.officer, chain.file, "under another name.csv")
    assert (again.counts.new_rows, again.counts.known_rows) == (0, len(chain.real))
    assert again.edition  # "the current one if it changed nothing"
    assert again.document == chain.imported.document == f"documents/{hashlib.sha256(chain.file).hexdigest()}"
    assert await state() == before


# Frame and draw


async def test_the_frame_and_the_draw_are_redone_from_public_data_alone(chain: Chain):
    frame = await chain.anyone.call(
        chain.anyone.stub(FrameServiceStub).GetFrame, frames.GetFrameRequest(name=chain.frame.name)
    )
    entries = await all_pages(
        chain.anyone,
        chain.anyone.stub(FrameServiceStub).ListFrameEntries,
        frames.ListFrameEntriesRequest(frame=frame.name, page_size=700),
        "entries",
    )
    lines = sorted(f"{entry.holder}\t{entry.family}\n".encode() for entry in entries)
    head = f"sepia-frame-v1\t{STANDARD}\tetsi\t{frame.edition}\n".encode()
    digest = hashlib.sha256(head + b"".join(lines)).hexdigest()
    assert (frame.digest, frame.entry_count) == (digest, len(entries))
    assert frame.family_count == len({entry.family for entry in entries})
    assert frame.demonstration
    generation = chain.both[(chain.both["4G"] == "1") & (chain.both["DIPG_PATF_ID"] != "")]
    declared = {(row.COMP_LEGAL_NAME, f"families/etsi-{row.DIPG_PATF_ID}") for row in generation.itertuples()}
    assert {(entry.holder_display_name, entry.family) for entry in entries} == declared

    campaign = await chain.anyone.call(
        chain.anyone.stub(CampaignServiceStub).GetCampaign, campaigns.GetCampaignRequest(name=chain.campaign.name)
    )
    seed = hashlib.sha256(f"sepia-draw-seed-v1\n{campaign.name}\n{digest}\n{campaign.random_value}\n".encode()).digest()
    strata: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.holder:
            strata[entry.holder].append(entry.family)
    plan, wanted = campaign.plan, list[tuple[str, str, int]]()
    for holder in sorted(strata):
        families = sorted(strata[holder], key=lambda name: (hmac.digest(seed, name.encode(), "sha256"), name))
        share = -(-len(families) * plan.per_mille // 1000)
        size = min(len(families), max(plan.minimum_per_holder, share))
        wanted += [(holder, family, rank) for rank, family in enumerate(families[:size], 1)]
    drawn = await all_pages(
        chain.anyone,
        chain.anyone.stub(CampaignServiceStub).ListDrawnFamilies,
        campaigns.ListDrawnFamiliesRequest(campaign=campaign.name, page_size=100),
        "families",
    )
    assert [(one.holder, one.family, one.rank) for one in drawn] == wanted
    assert campaign.drawn_count == len(wanted)
    assert DOCOMO in {one.holder for one in drawn}


# Checks


def test_every_family_drawn_is_checked_once_by_somebody_without_a_tie(chain: Chain):
    assert len(chain.assignment) == chain.campaign.check_count
    assert len({check.family for check in chain.assignment}) == len(chain.assignment)
    assert all(check.state == checks.CHECK_STATE_RECORDED for check in chain.assignment)


async def test_the_evaluator_with_a_tie_got_nothing_of_that_holder(chain: Chain):
    own = {
        account: await all_pages(
            client,
            client.stub(CheckServiceStub).ListChecks,
            checks.ListChecksRequest(campaign=chain.campaign.name, page_size=1000),
            "checks",
        )
        for account, client in chain.evaluators.items()
    }
    # Checks of several holders name only the first: what counts is who owns the family.
    docomo = {f"families/etsi-{family}" for family in chain.real["DIPG_PATF_ID"]}
    assert not docomo & {check.family for check in own[EVALUATORS[0]]}
    assert docomo & {check.family for account in EVALUATORS[1:] for check in own[account]}
    names = [check.name for listed in own.values() for check in listed]
    assert sorted(names) == sorted(check.name for check in chain.assignment)


async def test_findings_are_closed_once_published(chain: Chain):
    account = EVALUATORS[1]
    client = chain.evaluators[account]
    own = await all_pages(
        client,
        client.stub(CheckServiceStub).ListChecks,
        checks.ListChecksRequest(campaign=chain.campaign.name),
        "checks",
    )
    finding = checks.Finding(check=own[0].name, outcome=campaigns.OUTCOME_ESSENTIAL, reasons="late", simulated=True)
    with pytest.raises(SepiaError) as refused:
        await client.call(
            client.stub(CheckServiceStub).RecordFindings, checks.RecordFindingsRequest(findings=[finding])
        )
    assert refused.value.reason == "CAMPAIGN_ALREADY_PUBLISHED"


# Results reach the registry and the frand service


async def test_results_and_findings_agree_wherever_they_are_kept(chain: Chain):
    stub = chain.anyone.stub(CampaignServiceStub)
    results = await all_pages(
        chain.anyone, stub.ListResults, campaigns.ListResultsRequest(campaign=chain.campaign.name), "results"
    )
    by_holder = await chain.anyone.call(
        stub.ListHolderResults, campaigns.ListHolderResultsRequest(campaign=chain.campaign.name)
    )
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for result in results:
        assert result.simulated
        tally[result.holder][0] += result.outcome != campaigns.OUTCOME_UNDETERMINED
        tally[result.holder][1] += result.outcome == campaigns.OUTCOME_ESSENTIAL
        tally[result.holder][2] += result.outcome == campaigns.OUTCOME_UNDETERMINED
    lines = {line.holder: line for line in by_holder.results}
    assert set(tally) == set(lines) - {""}
    for holder, (checked, essential, undetermined) in tally.items():
        line = lines[holder]
        assert (line.checked, line.essential, line.undetermined) == (checked, essential, undetermined)
        assert line.drawn == line.simulated == checked + undetermined
    assert sum(line.families for line in lines.values()) == chain.frame.entry_count

    assert chain.findings.campaign == chain.campaign.name
    assert chain.findings.frame_digest == chain.frame.digest
    assert chain.findings.demonstration
    assert {
        (one.holder, one.families, one.checked, one.essential, one.undetermined, one.simulated)
        for one in chain.findings.holders
    } == {
        (line.holder, line.families, line.checked, line.essential, line.undetermined, line.simulated)
        for line in by_holder.results
    }

    sample = next(result for result in results if result.holder == DOCOMO)
    families = chain.anyone.stub(HolderServiceStub)

    async def noted() -> Any:
        family = await chain.anyone.call(families.GetFamily, holders.GetFamilyRequest(name=sample.family))
        return [one for one in family.results if one.campaign == chain.campaign.name and one.holder == DOCOMO]

    (result,) = await eventually(noted)
    assert (result.outcome, result.simulated) == (campaigns.Outcome.Name(sample.outcome)[8:], True)
    assert result.standard == STANDARD


async def test_coordination_did_each_job_once_and_is_not_behind(chain: Chain):
    stub = chain.holder.stub(CoordinationServiceStub)

    async def settled() -> Any:
        found = await chain.holder.call(stub.GetCoordination, coordination.GetCoordinationRequest())
        done = all(job.state == "done" for job in found.jobs)
        return found if done and all(log.followed_position == log.tree_size for log in found.logs) else None

    found = await eventually(settled)
    tasks = sorted(job.task for job in found.jobs)
    assert tasks == [
        "send all groups to assessment",
        "send all quality of evaluators to frand",
        "send all transfers to assessment, and that they are all",
        "send findings to frand",
        "send frame to assessment",
        "send results to registry",
    ]
    assert {log.log for log in found.logs} >= set(LOGS[:3])


# Rates


def test_every_holder_of_the_standard_has_a_rate_and_shares_sum_to_one(chain: Chain):
    calculation = chain.calculation
    assert {line.holder for line in calculation.holders} == {one.holder for one in chain.findings.holders}
    shares = [Decimal(line.share_mean.value) for line in calculation.holders]
    rates = [Decimal(line.rate_mean.value) for line in calculation.holders]
    # Each share is stated to ten digits.
    assert abs(sum(shares) - 1) < Decimal("1e-9") * len(shares)
    assert shares == sorted(shares, reverse=True)
    assert abs(sum(rates) - Decimal("0.08")) < Decimal("1e-10") * len(rates)
    for line, rate in zip(calculation.holders, rates, strict=True):
        low, high = Decimal(line.rate_interval.low.value), Decimal(line.rate_interval.high.value)
        assert 0 <= low <= high <= Decimal("0.08")
        assert rate >= 0
        assert line.essential_interval.low <= line.essential_interval.high <= line.families
    assert calculation.demonstration
    assert calculation.standard == STANDARD


def test_a_calculation_is_named_by_the_digest_of_its_inputs(chain: Chain):
    inputs = chain.calculation.canonical_inputs
    assert chain.calculation.name == f"calculations/{hashlib.sha256(inputs.encode()).hexdigest()}"
    said = json.loads(inputs)
    assert json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True) == inputs
    assert chain.findings.digest in inputs


async def test_asking_again_gives_the_same_calculation(chain: Chain):
    asked = calculations.CreateCalculationRequest(top_down=chain.calculation.top_down)
    again = await chain.holder.call(chain.holder.stub(CalculationServiceStub).CreateCalculation, asked)
    assert again == chain.calculation


async def test_the_derivation_leads_from_the_rate_to_rows_of_the_file(chain: Chain):
    stub = chain.anyone.stub(CoordinationServiceStub)
    derivation: Any = None
    trace = coordination.RateTrace()
    families: dict[str, coordination.TracedFamily] = {}
    async for page in chain.anyone.pages(
        stub.TraceRate, coordination.TraceRateRequest(calculation=chain.calculation.name, holder=DOCOMO, page_size=50)
    ):
        trace = page
        derivation = derivation or trace.derivation
        assert trace.rate == next(line for line in chain.calculation.holders if line.holder == DOCOMO)
        assert (trace.campaign, trace.frame) == (chain.campaign.name, chain.frame.name)
        for family in trace.families:
            assert family.family not in families
            families[family.family] = family
    quantities = {quantity.id: quantity for quantity in derivation.quantities}
    assert derivation.quantities[0].value == trace.rate.rate_mean.value
    assert chain.royalty.name in quantities["aggregate"].sources
    assert all(name in quantities for quantity in derivation.quantities for name in quantity.inputs)
    sources = {source for quantity in derivation.quantities for source in quantity.sources}
    assert chain.findings.name in sources

    rows = chain.real[(chain.real["4G"] == "1") & (chain.real["DIPG_PATF_ID"] != "")]
    assert set(families) == {f"families/etsi-{family}" for family in rows["DIPG_PATF_ID"]}
    drawn = [name for name, family in families.items() if family.drawn]
    assert list(families)[: len(drawn)] == drawn  # those checked first
    assert all(family.simulated and family.outcome for family in families.values() if family.drawn)

    lines = chain.file.split(b"\r\n") if b"\r\n" in chain.file else chain.file.split(b"\n")
    names = [name.strip('"') for name in lines[0].decode().split(";")]
    for family in families.values():
        assert family.links
        row = family.source_row
        assert row.document == chain.imported.document
        assert row.content == lines[row.line - 1]
        assert chain.file[row.offset_bytes :].startswith(row.content)
        read = dict(zip(names, next(csv.reader([row.content.decode()], delimiter=";")), strict=True))
        assert dict(row.columns) == read
        assert f"families/etsi-{read['DIPG_PATF_ID']}" == family.family
        assert (read["COMP_LEGAL_NAME"], read["4G"]) == ("NTT DOCOMO INC", "1")
        assert family.links[0].source.line == row.line
        assert family.links[0].entry_id == int(read["DIPG_ID"])


async def test_a_row_of_the_file_is_read_without_signing_in(chain: Chain):
    stub = chain.anyone.stub(ImportServiceStub)
    row = await chain.anyone.call(
        stub.GetSourceRow, imports.GetSourceRowRequest(document=chain.imported.document, line=2)
    )
    assert row.content in chain.file
    assert row.columns["IPRD_ID"] == chain.real["IPRD_ID"].iloc[0]


# The log


@pytest.mark.parametrize("log", LOGS)
async def test_a_log_is_signed_and_continues_what_it_said_before(chain: Chain, log: str):
    now = await checkpoint_of(chain.anyone, log)
    key = Verifier.parse(now.verifier_key)
    new, old = verify_checkpoint(now.note, key), verify_checkpoint(chain.checkpoints[log].note, key)
    assert (new.size, new.root) == (now.tree_size, now.root_hash)
    stub = chain.anyone.stub(JournalServiceStub)
    proof = await chain.anyone.call(
        stub.GetConsistencyProof,
        journal.GetConsistencyProofRequest(log=log, from_size=old.size, to_size=new.size),
    )
    verify_consistency(old, new, proof.hashes)


async def test_the_publication_is_in_the_log_that_the_findings_cite(chain: Chain):
    log = "logs/assessment"
    key = Verifier.parse((await checkpoint_of(chain.anyone, log)).verifier_key)
    cited = verify_checkpoint(chain.findings.checkpoint, key)
    entries = await entries_of(chain.anyone, log)
    (entry,) = [one for one in entries if (one.kind, one.subject) == ("officer:campaign:publish", chain.campaign.name)]
    assert entry.position < cited.size
    stub = chain.anyone.stub(JournalServiceStub)
    proof = await chain.anyone.call(
        stub.GetInclusionProof,
        journal.GetInclusionProofRequest(log=log, position=entry.position, tree_size=cited.size),
    )
    published = PublishedEntry.from_leaf(entry.position, entry.leaf, entry.content, entry.salt)
    content = verify_entry_inclusion(published, proof.hashes, cited)
    assert content is not None
    assert content.subject == chain.campaign.name
    assert content.actor == f"accounts/{OFFICER}"
    assert content.content["frame_digest"] == chain.frame.digest
    assert content.content["simulated"] == chain.campaign.drawn_count


# Who checks what is nobody's business


async def test_nothing_says_who_the_evaluators_are_to_the_public_or_to_a_holder(chain: Chain):
    roster = await all_pages(
        chain.officer, chain.officer.stub(CheckServiceStub).ListEvaluators, checks.ListEvaluatorsRequest(), "evaluators"
    )
    secrets = [
        *EVALUATORS,
        *(account.replace(".", " ").title() for account in EVALUATORS),
        *(evaluator.name.removeprefix("evaluators/") for evaluator in roster),
        "assert a scan that finds nothing can find something",
    ]
    assert len(secrets) == 3 * len(EVALUATORS) + 1
    seen: list[bytes] = []
    for client in (chain.anyone, chain.holder):
        answers = await everything_readable(client, chain)
        assert len(answers) > 20
        seen += [answer.SerializeToString() for answer in answers]
    seen.append(secrets[-1].encode())
    found = {secret for secret in secrets for answer in seen if secret.encode() in answer}
    assert found == {secrets[-1]}


async def everything_readable(client: Client, chain: Chain) -> list[Message]:
    """Whatever of the chain a caller who is no officer can read."""
    campaign, calculation = chain.campaign.name, chain.calculation.name
    campaigns_stub, royalties_stub = client.stub(CampaignServiceStub), client.stub(RoyaltyServiceStub)
    calculations_stub, holders_stub = client.stub(CalculationServiceStub), client.stub(HolderServiceStub)
    drawn = campaigns.ListDrawnFamiliesRequest(campaign=campaign, holder=DOCOMO)
    readable: list[tuple[Any, Message]] = [
        (campaigns_stub.ListCampaigns, campaigns.ListCampaignsRequest()),
        (campaigns_stub.GetCampaign, campaigns.GetCampaignRequest(name=campaign)),
        (campaigns_stub.ListDrawnFamilies, drawn),
        (campaigns_stub.ListHolderResults, campaigns.ListHolderResultsRequest(campaign=campaign)),
        (campaigns_stub.ListResults, campaigns.ListResultsRequest(campaign=campaign)),
        (royalties_stub.ListFindings, royalties.ListFindingsRequest()),
        (royalties_stub.GetFindings, royalties.GetFindingsRequest(name=chain.findings.name)),
        (royalties_stub.ListAggregateRoyalties, royalties.ListAggregateRoyaltiesRequest()),
        (calculations_stub.ListCalculations, calculations.ListCalculationsRequest()),
        (calculations_stub.GetCalculation, calculations.GetCalculationRequest(name=calculation)),
        (calculations_stub.GetDerivation, calculations.GetDerivationRequest(calculation=calculation, holder=DOCOMO)),
        (
            client.stub(CoordinationServiceStub).TraceRate,
            coordination.TraceRateRequest(calculation=calculation, holder=DOCOMO),
        ),
        (client.stub(CoordinationServiceStub).GetCoordination, coordination.GetCoordinationRequest()),
        (client.stub(ImportServiceStub).ListImports, imports.ListImportsRequest()),
        (client.stub(FrameServiceStub).ListFrames, frames.ListFramesRequest()),
        (client.stub(AccountServiceStub).GetOwnAccount, accounts.GetOwnAccountRequest()),
        (client.stub(AccountServiceStub).ListAccounts, accounts.ListAccountsRequest()),
        (client.stub(CheckServiceStub).ListChecks, checks.ListChecksRequest(campaign=campaign)),
        (client.stub(CheckServiceStub).ListEvaluators, checks.ListEvaluatorsRequest()),
        *(
            (client.stub(CheckServiceStub).GetCheck, checks.GetCheckRequest(name=check.name))
            for check in chain.assignment[:5]
        ),
        *(
            (holders_stub.Search, holders.SearchRequest(query=word))
            for word in (*EVALUATORS, "Eva Adeyemi", "evaluator")
        ),
        *(
            (holders_stub.GetFamily, holders.GetFamilyRequest(name=check.family))
            for check in chain.assignment
            if check.holder == DOCOMO
        ),
    ]
    answers: list[Message] = []
    for method, request in readable:
        try:
            answers.append(await client.call(method, request))
        except SepiaError as error:
            if error.kind not in (Kind.UNAUTHENTICATED, Kind.FORBIDDEN):
                raise
            # A refusal, too, could tell.
            answers.append(coordination.CoordinationJob(last_error=f"{error} {error.metadata} {error.violations}"))
    for log in LOGS:
        answers += await entries_of(client, log)
    return answers
