"""`kill -9` of each process while something is under way: what was acknowledged stays, and nothing happens twice.

"Under way" is made certain, not hoped for: a lock on a table holds the work up until the process is dead.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from deploy.demo.generator import generate
from deploy.local.keeper import ROOT
from deploy.local.supervisor import SERVICES
from sepia.assessment.v1 import campaigns_pb2 as campaigns
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1.campaigns_pb2_grpc import CampaignServiceStub
from sepia.assessment.v1.checks_pb2_grpc import CheckServiceStub
from sepia.frand.v1 import royalties_pb2 as royalties
from sepia.frand.v1.royalties_pb2_grpc import RoyaltyServiceStub
from sepia.gateway.v1 import coordination_pb2 as coordination
from sepia.gateway.v1.coordination_pb2_grpc import CoordinationServiceStub
from sepia.journal.v1 import journal_pb2 as journal
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from sepia.registry.v1 import frames_pb2 as frames
from sepia.registry.v1 import imports_pb2 as imports
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.type.v1 import type_pb2
from services.registry.imports.indexing_store import LINK_INDEXES
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.e2e.running import (
    EVALUATORS,
    OFFICER,
    RunningSepia,
    all_pages,
    bring_in,
    eventually,
    pieces,
    until,
)

VICTIMS = ("registry", "assessment", "frand", "gateway", "edge", "postgres")
RANDOM_VALUE = "00112233445566778899aabbccddeeff"


@dataclass
class Trial:
    """What was done so far, to be found again at the end."""

    sepia: RunningSepia
    officer: Client
    evaluator: Client
    frame: str = ""
    files: list[bytes] = field(default_factory=list[bytes])
    imports: set[str] = field(default_factory=set[str])
    frames: set[str] = field(default_factory=set[str])
    drawn: set[str] = field(default_factory=set[str])
    published: set[str] = field(default_factory=set[str])

    def kill(self, name: str) -> int:
        """Ends a process at once."""
        until(lambda: name in self.sepia.stack.processes, 60)
        pid = self.sepia.stack.processes[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def replaced(self, name: str, pid: int) -> bool:
        """Whether another process is there in the place of one that was killed."""
        return self.sepia.stack.processes.get(name, pid) != pid

    @contextmanager
    def held_up(self, service: str, table: str) -> Iterator[Callable[[], bool]]:
        """Lets nobody write to a table of a service; gives the question whether somebody waits to."""
        name = f"{service}.{table}"
        connection = psycopg.connect(self.sepia.stack.database_url(service))
        try:
            connection.execute(f"lock table {name} in exclusive mode".encode())
            asked = f"select count(*) from pg_locks where not granted and relation = '{name}'::regclass".encode()

            def waits() -> bool:
                row = connection.execute(asked).fetchone()
                return row is not None and row[0] > 0

            yield waits
        finally:
            with suppress(psycopg.Error):  # the database may be the one that was killed
                connection.close()


async def insist(call: Callable[[], Awaitable[Any]]) -> Any:
    """Repeats a request until it is answered, as a client does that knows its request_id."""

    async def attempt() -> list[Any]:
        try:
            return [await call()]
        except SepiaError as error:
            if error.kind not in (Kind.UNAVAILABLE, Kind.DEADLINE):
                raise
            return []

    (answer,) = await eventually(attempt, seconds=60)
    return answer


@pytest.fixture(scope="module")
async def trial(open_folder: Callable[[], Path]) -> AsyncGenerator[Trial]:
    # Each process is ended several times within a minute, which is no crash loop: pauses need not grow.
    with pytest.MonkeyPatch.context() as patch, RunningSepia(open_folder()) as sepia:
        patch.setattr("deploy.local.keeper._LONGEST_PAUSE", 0.5)
        officer, evaluator = sepia.client(OFFICER), sepia.client(EVALUATORS[0])
        trial = Trial(sepia, officer, evaluator)
        first = b"".join(generate(1_500, seed=100))
        trial.files.append(first)
        trial.imports.add((await bring_in(officer, first, "first.csv", demonstration=True)).document)
        trial.frame = (await frozen(trial)).name
        await officer.call(
            officer.stub(CheckServiceStub).CreateEvaluator,
            checks.CreateEvaluatorRequest(
                account=f"accounts/{EVALUATORS[0]}",
                display_name="E",
                identity_verified=True,
                ties_declared=True,
                conduct_version="1",
            ),
        )
        yield trial
        await officer.close()
        await evaluator.close()


async def frozen(trial: Trial, request_id: str = "") -> frames.Frame:
    asked = frames.FreezeFrameRequest(
        standard="standards/4g",
        family_key=type_pb2.FAMILY_KEY_ETSI,
        request_id=request_id or uuid.uuid4().hex,
    )
    stub = trial.officer.stub(FrameServiceStub)
    frame = await insist(lambda: trial.officer.call(stub.FreezeFrame, asked))
    trial.frames.add(frame.name)
    return frame


async def announced(trial: Trial) -> campaigns.Campaign:
    """A campaign on the first frame, as soon as that has arrived."""
    stub = trial.officer.stub(CampaignServiceStub)

    async def announce() -> Any:
        known = Timestamp()
        known.FromDatetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.3))
        asked = campaigns.AnnounceCampaignRequest(
            frame=trial.frame,
            display_name="a trial",
            regime="eu-2023",
            plan=campaigns.SamplePlan(minimum_per_holder=1),
            random_source=campaigns.RandomSource(description="a value written down in this test", known_time=known),
        )
        try:
            return await insist(lambda: trial.officer.call(stub.AnnounceCampaign, asked))
        except SepiaError as error:
            # Not there yet, or so slow that the value had become known.
            if error.kind is not Kind.NOT_FOUND and error.reason != "RANDOM_VALUE_KNOWN":
                raise
            return None

    campaign = await eventually(announce)
    await asyncio.sleep(0.3)
    return campaign


async def while_held_up(
    trial: Trial, victim: str, at: tuple[str, str], call: Callable[[], Awaitable[Any]]
) -> tuple[asyncio.Future[Any], int]:
    """Begins a call, ends a process once the call's work waits in a table, and lets the work go on."""
    with trial.held_up(*at) as waits:
        running = asyncio.ensure_future(call())
        async with asyncio.timeout(30):
            while not waits():
                if running.done():
                    running.result()
                await asyncio.sleep(0.02)
        pid = trial.kill(victim)
        await asyncio.sleep(0.1)
    return running, pid


# During an import


@pytest.mark.parametrize("victim", VICTIMS)
async def test_an_import_survives(trial: Trial, victim: str):
    file = b"".join(generate(400, seed=200 + VICTIMS.index(victim)))
    request_id, pids = uuid.uuid4().hex, list[int]()
    upload = trial.officer.stub(ImportServiceStub).UploadImport

    async def kill() -> None:
        pids.append(trial.kill(victim))
        await asyncio.sleep(0.1)

    def send(after_first: Callable[[], Awaitable[None]] | None = None) -> Awaitable[Any]:
        sent = pieces(
            file, f"{victim}.csv", demonstration=True, request_id=request_id, size=8_192, after_first=after_first
        )
        return trial.officer.call(upload, sent)

    try:
        first = await send(kill)
    except SepiaError as error:
        if error.kind not in (Kind.UNAVAILABLE, Kind.DEADLINE):
            raise
        first = await insist(send)
    again = await insist(send)
    assert again.name == first.name  # the first answer, whatever came between
    assert pids

    progress = imports.ImportProgress()
    assert first.metadata.Unpack(progress)
    name = getattr(progress, "import")
    found = await eventually(lambda: ended(trial, name), seconds=60)
    assert (found.state, found.counts.rows) == (imports.IMPORT_STATE_DONE, 400)
    trial.files.append(file)
    trial.imports.add(found.document)


@pytest.mark.parametrize("victim", ["registry", "postgres"])
async def test_an_acknowledged_import_goes_on_where_its_process_died(trial: Trial, victim: str):
    file = b"".join(generate(400, seed=300 + VICTIMS.index(victim)))
    upload = trial.officer.stub(ImportServiceStub).UploadImport
    running, _ = await while_held_up(
        trial,
        victim,
        ("registry", "link"),
        lambda: trial.officer.call(upload, pieces(file, "merging.csv", demonstration=True)),
    )
    operation = await running
    progress = imports.ImportProgress()
    assert operation.metadata.Unpack(progress)
    name = getattr(progress, "import")
    found = await eventually(lambda: ended(trial, name), seconds=60)
    assert found.state == imports.IMPORT_STATE_DONE
    trial.files.append(file)
    trial.imports.add(found.document)


async def ended(trial: Trial, name: str) -> Any:
    stub = trial.officer.stub(ImportServiceStub)
    found = await insist(lambda: trial.officer.call(stub.GetImport, imports.GetImportRequest(name=name)))
    return found if found.state in (imports.IMPORT_STATE_DONE, imports.IMPORT_STATE_REFUSED) else None


# After an import, while what a long file leaves for later is done


_LINKS_WITHOUT_INDEXES = """
    create table registry.link_{load} (like registry.link including defaults);
    insert into registry.link_{load} select * from registry.link_0;
    update registry.link_{load} set load = {load};
    delete from registry.link_0;
    alter table registry.link attach partition registry.link_{load} for values in ({load})
"""


@pytest.mark.parametrize(("victim", "load"), [("registry", 7001), ("postgres", 7002)])
async def test_links_of_a_long_file_are_indexed_once(trial: Trial, victim: str, load: int):
    counted = "select count(*), sum(id) from registry.link"
    named = "select relname, indisvalid from pg_index join pg_class on oid = indexrelid"
    (before,) = rows(trial, counted)
    rows(trial, _LINKS_WITHOUT_INDEXES.format(load=load))
    begin = f"insert into registry.unindexed_load select {load}, min(id) from registry.document"
    await left_for_later(trial, victim, f"link_{load}", begin, "unindexed_load")
    assert rows(trial, counted) == [before]
    found = rows(trial, f"{named} where indrelid = 'registry.link_{load}'::regclass")
    assert sorted(found) == sorted((f"link_{load}_{index.name}", True) for index in LINK_INDEXES)


_APPLICATIONS_WITHOUT_INDEX = """
    create table registry.application_{load} (like registry.application, primary key (id));
    insert into registry.application_{load} select * from registry.application_0;
    update registry.application_{load} set id = id + {load} * 4294967296;
    update registry.link set application_id = application_id + {load} * 4294967296 where application_id < 4294967296;
    update registry.application_number set application_id = application_id + {load} * 4294967296
        where application_id < 4294967296;
    delete from registry.application_0;
    alter table registry.application attach partition registry.application_{load}
        for values from ({load} * 4294967296) to (({load} + 1) * 4294967296)
"""


async def test_applications_of_a_long_file_are_indexed_once_and_known_again(trial: Trial):
    load, named = 7005, "select identity from registry.application order by 1"
    before = rows(trial, named)
    assert rows(trial, _APPLICATIONS_WITHOUT_INDEX.format(load=load)) == []
    begin = f"insert into registry.unindexed_load select {load}, min(id) from registry.document"
    await left_for_later(trial, "registry", f"application_{load}", begin, "unindexed_load")
    index = (
        "select indisunique, indisvalid from pg_index where indexrelid = 'registry.application_{}_identity'::regclass"
    )
    assert rows(trial, index.format(load)) == [(True, True)]
    assert before
    assert rows(trial, named) == before


@pytest.mark.parametrize(("victim", "load"), [("registry", 7003), ("postgres", 7004)])
async def test_numbers_of_a_long_file_are_spelled_once(trial: Trial, victim: str, load: int):
    spelled = "select number, application_id from registry.application_number order by 1, 2"
    before = rows(trial, spelled)
    rows(trial, "delete from registry.application_number")
    begin = f"insert into registry.unspelled_load select {load}, min(id), max(id) from registry.application"
    await left_for_later(trial, victim, "application_number", begin, "unspelled_load")
    assert before
    assert rows(trial, spelled) == before


async def left_for_later(trial: Trial, victim: str, table: str, begin: str, waiting: str) -> None:
    """Leaves work for later, ends a process while it is done, and waits until it was done all the same."""

    async def leave() -> None:
        await asyncio.to_thread(rows, trial, begin)
        await asyncio.Event().wait()  # it is held up until the process is dead

    running, _ = await while_held_up(trial, victim, ("registry", table), leave)
    running.cancel()

    async def done() -> bool:
        with suppress(psycopg.OperationalError):  # the database may be coming back
            return not await asyncio.to_thread(rows, trial, f"select load from registry.{waiting}")
        return False

    await eventually(done, seconds=60)


def rows(trial: Trial, statements: str) -> list[tuple[Any, ...]]:
    """What statements on the registry's tables find, in one transaction."""
    with psycopg.connect(trial.sepia.stack.database_url("registry")) as connection:
        found = connection.execute(statements.encode())
        return found.fetchall() if found.description else []


# During a draw, and an assignment


@pytest.mark.parametrize("victim", VICTIMS)
async def test_a_draw_survives(trial: Trial, victim: str):
    campaign = await announced(trial)
    stub = trial.officer.stub(CampaignServiceStub)
    asked = campaigns.DrawSampleRequest(
        name=campaign.name, random_value=RANDOM_VALUE, etag=campaign.etag, request_id=uuid.uuid4().hex
    )

    def draw() -> Awaitable[Any]:
        return trial.officer.call(stub.DrawSample, asked)

    running, _ = await while_held_up(trial, victim, ("assessment", "drawn_family"), lambda: insist(draw))
    first = await running
    assert await insist(draw) == first
    assert (first.state, first.random_value) == (campaigns.CAMPAIGN_STATE_DRAWN, RANDOM_VALUE)
    listed = campaigns.ListDrawnFamiliesRequest(campaign=campaign.name, page_size=5000)
    drawn = await insist(lambda: trial.officer.call(stub.ListDrawnFamilies, listed))
    assert len(drawn.families) == first.drawn_count > 10
    trial.drawn.add(campaign.name)


@pytest.mark.parametrize("victim", ["assessment", "postgres"])
async def test_an_assignment_survives(trial: Trial, victim: str):
    campaign = await announced(trial)
    stub = trial.officer.stub(CampaignServiceStub)
    drawing = campaigns.DrawSampleRequest(name=campaign.name, random_value=RANDOM_VALUE, request_id=uuid.uuid4().hex)
    await insist(lambda: trial.officer.call(stub.DrawSample, drawing))
    trial.drawn.add(campaign.name)
    asked = campaigns.AssignChecksRequest(name=campaign.name, request_id=uuid.uuid4().hex)

    def assign() -> Awaitable[Any]:
        return trial.officer.call(stub.AssignChecks, asked)

    running, _ = await while_held_up(trial, victim, ("assessment", "essentiality_check"), lambda: insist(assign))
    first = await running
    assert await insist(assign) == first
    listed = checks.ListChecksRequest(campaign=campaign.name, page_size=1000)
    found = await all_pages(trial.officer, trial.officer.stub(CheckServiceStub).ListChecks, listed, "checks")
    assert len(found) == first.check_count > 10


# While coordination brings something from one service to another


@pytest.mark.parametrize("victim", VICTIMS)
async def test_a_frame_under_way_arrives_once(trial: Trial, victim: str):
    running, _ = await while_held_up(trial, victim, ("assessment", "frame"), lambda: frozen(trial))
    frame = await running
    with trial_read(trial, "assessment") as connection:
        asked = b"select count(*) from assessment.frame_entry where frame_id = %s"

        async def arrived() -> bool:
            try:
                row = connection().execute(asked, [uuid.UUID(frame.name.removeprefix("frames/"))]).fetchone()
            except psycopg.OperationalError:  # the database is on its way back
                return False
            return row is not None and row[0] == frame.entry_count

        await eventually(arrived, seconds=60)
        # A frozen frame has one entry a family: as many as there are, and they stay as many.
        row = connection().execute(asked, [uuid.UUID(frame.name.removeprefix("frames/"))]).fetchone()
    assert row == (frame.entry_count,)


@contextmanager
def trial_read(trial: Trial, service: str) -> Iterator[Callable[[], psycopg.Connection]]:
    """A connection to a service's schema that is made anew when the database was."""
    opened: list[psycopg.Connection] = []

    def connection() -> psycopg.Connection:
        if not opened or opened[-1].broken or opened[-1].closed:
            opened.append(psycopg.connect(trial.sepia.stack.database_url(service), autocommit=True))
        return opened[-1]

    yield connection
    for one in opened:
        with suppress(psycopg.Error):
            one.close()


@pytest.mark.parametrize("victim", ["frand", "gateway"])
async def test_published_findings_under_way_arrive_once(trial: Trial, victim: str):
    campaign = await announced(trial)
    stub = trial.officer.stub(CampaignServiceStub)
    drawing = campaigns.DrawSampleRequest(name=campaign.name, random_value=RANDOM_VALUE, request_id=uuid.uuid4().hex)
    await insist(lambda: trial.officer.call(stub.DrawSample, drawing))
    trial.drawn.add(campaign.name)
    assigning = campaigns.AssignChecksRequest(name=campaign.name, request_id=uuid.uuid4().hex)
    await insist(lambda: trial.officer.call(stub.AssignChecks, assigning))
    of_campaign = checks.ListChecksRequest(campaign=campaign.name, page_size=1000)
    own = await all_pages(trial.evaluator, trial.evaluator.stub(CheckServiceStub).ListChecks, of_campaign, "checks")
    signing = checks.RecordFindingsRequest(
        findings=[
            checks.Finding(check=one.name, outcome=campaigns.OUTCOME_ESSENTIAL, reasons="SIMULATED", simulated=True)
            for one in own
        ],
        request_id=uuid.uuid4().hex,
    )
    await insist(lambda: trial.evaluator.call(trial.evaluator.stub(CheckServiceStub).RecordFindings, signing))
    publishing = campaigns.PublishResultsRequest(name=campaign.name, request_id=uuid.uuid4().hex)

    def publish() -> Awaitable[Any]:
        return trial.officer.call(stub.PublishResults, publishing)

    running, _ = await while_held_up(trial, victim, ("frand", "findings"), lambda: insist(publish))
    assert (await running) == await insist(publish)
    asked = royalties.GetFindingsRequest(name=campaign.name.replace("campaigns/", "findings/"))

    async def arrived() -> Any:
        try:
            stub = trial.officer.stub(RoyaltyServiceStub)
            return await insist(lambda: trial.officer.call(stub.GetFindings, asked))
        except SepiaError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
            return None

    found = await eventually(arrived, seconds=60)
    # A family that several holders own is checked once and counted for each.
    assert sum(line.checked for line in found.holders) == (await insist(publish)).drawn_count
    trial.published.add(campaign.name)


# The door itself


def test_a_good_token_is_never_called_bad_while_the_door_and_its_keys_come_back(trial: Trial):
    bearer = {"authorization": f"Bearer {trial.sepia.token(OFFICER)}"}
    trial.kill("gateway")
    trial.kill("edge")
    seen = Counter[int]()

    def answered() -> bool:
        with suppress(httpx.TransportError):
            seen[trial.sepia.http.get("/v1/evaluators", headers=bearer).status_code] += 1
        return seen[200] > 0

    until(answered)
    assert set(seen) <= {200, 503}
    assert seen[503]  # the edge was back before the keys were


# After all of that


async def test_everything_acknowledged_is_there_and_nothing_happened_twice(trial: Trial):
    async def settled() -> Any:
        stub = trial.officer.stub(CoordinationServiceStub)
        asked = coordination.GetCoordinationRequest()
        found = await insist(lambda: trial.officer.call(stub.GetCoordination, asked))
        done = all(job.state == "done" for job in found.jobs)
        return found if done and all(log.followed_position == log.tree_size for log in found.logs) else None

    found = await eventually(settled, seconds=60)
    causes = Counter((job.task, job.cause) for job in found.jobs)
    assert set(causes.values()) == {1}
    assert len([task for task, _ in causes if task == "send frame to assessment"]) == len(trial.frames)

    # Every file once, and of each the rows once.
    stub = trial.officer.stub(ImportServiceStub)
    listed = await all_pages(trial.officer, stub.ListImports, imports.ListImportsRequest(), "imports")
    assert sorted(one.document for one in listed) == sorted(trial.imports)
    assert {one.document for one in listed} == {f"documents/{hashlib.sha256(file).hexdigest()}" for file in trial.files}
    assert {one.state for one in listed} == {imports.IMPORT_STATE_DONE}
    with trial_read(trial, "registry") as connection:
        row = connection().execute("select count(*) from registry.link").fetchone()
    assert row is not None
    assert row[0] == sum(one.counts.new_rows for one in listed)

    once = (
        "officer:import:submit",
        "system:import:apply",
        "officer:frame:freeze",
        "service:frame:receive",
        "officer:campaign:announce",
        "officer:campaign:draw",
        "officer:campaign:assign",
        "evaluator:findings:record",
        "officer:campaign:publish",
        "service:findings:receive",
    )
    happened: Counter[tuple[str, str]] = Counter()
    for log in ("logs/registry", "logs/assessment", "logs/frand"):
        asked = journal.ListEntriesRequest(log=log, page_size=1000, kinds=once)
        reply = await trial.officer.call(trial.officer.stub(JournalServiceStub).ListEntries, asked)
        assert reply.next_position == reply.tree_size
        happened.update((entry.kind, entry.subject) for entry in reply.entries)
    twice = {what: times for what, times in happened.items() if times != 1}
    assert not twice
    by_kind = Counter(kind for kind, _ in happened)
    assert by_kind["officer:import:submit"] == by_kind["system:import:apply"] == len(trial.files)
    assert by_kind["officer:frame:freeze"] == by_kind["service:frame:receive"] == len(trial.frames)
    assert {subject for kind, subject in happened if kind == "officer:campaign:draw"} == trial.drawn
    assert {subject for kind, subject in happened if kind == "officer:campaign:publish"} == trial.published

    # All on one frame: a note for each campaign, and each result noted once.
    kinds = journal.ListEntriesRequest(log="logs/registry", page_size=1000, kinds=["service:results:record"])
    noted = await trial.officer.call(trial.officer.stub(JournalServiceStub).ListEntries, kinds)
    assert len(noted.entries) == len(trial.published)
    results = campaigns.ListResultsRequest(page_size=5000)
    wanted = 0
    for name in trial.published:
        results.campaign = name
        stub_of_results = trial.officer.stub(CampaignServiceStub)
        wanted += len((await trial.officer.call(stub_of_results.ListResults, results)).results)
    with trial_read(trial, "registry") as connection:
        row = connection().execute("select count(*) from registry.family_result").fetchone()
    assert row == (wanted,)


def test_every_log_is_whole_afterwards(trial: Trial):
    checking = {service: check(trial.sepia, service) for service in SERVICES}
    for service, run in checking.items():
        said = run.communicate(timeout=60)[0]
        assert run.returncode == 0, said
        assert f"{service}: settings, schema, permissions and log are in order" in said


def check(sepia: RunningSepia, service: str) -> subprocess.Popen[str]:
    """Begins `python -m services.NAME check`."""
    settings = {
        "SEPIA_DATABASE_URL": sepia.stack.database_url(service),
        "SEPIA_KEYS_FOLDER": str(sepia.folder / "data" / "keys"),
        "SEPIA_JWKS_URL": f"http://{sepia.address}/.well-known/jwks.json",
        **{f"SEPIA_{other.upper()}_ADDRESS": "127.0.0.1:1" for other in SERVICES if service == "gateway"},
    }
    return subprocess.Popen(
        [sys.executable, "-m", f"services.{service}", "check"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
