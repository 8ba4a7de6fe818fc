"""Owns the tests of what crosses between the services: all of it, once, whoever is killed."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Collection
from pathlib import Path

import pytest
import sqlalchemy as sa

from deploy.local.ground import free_port
from sepia.assessment.v1 import campaigns_pb2
from sepia.auth.v1.auth_pb2 import Role
from sepia.gateway.v1 import coordination_pb2 as pb
from sepia.gateway.v1.coordination_pb2_grpc import CoordinationServiceStub
from sepia.registry.v1 import holder_records_pb2
from services.gateway.app import SERVICE
from services.gateway.coordination import store
from services.gateway.coordination.follower import Followers
from services.gateway.coordination.jobs import Jobs
from services.gateway.coordination.rules import (
    CONSEQUENCES,
    SEND_FRAME,
    SEND_GROUPS,
    SEND_QUALITIES,
    SEND_TRANSFERS,
    Job,
)
from services.gateway.peers import Peers, ServiceToken
from services.gateway.secret import secret_from
from services.gateway.signing.keyring import Keyring
from shared.clock import SystemClock
from shared.db.database import sqlalchemy_url
from shared.errors import Kind, SepiaError, invalid
from shared.ids import new_id
from shared.journal.note import Checkpoint, SignedNote
from tests.integration.gateway.doors import OFFICER, Door, open_door, write_first_accounts
from tests.integration.gateway.peers import Neighbourhood, open_neighbourhood
from tests.support import Databases

ROOT = Path(__file__).resolve().parents[3]
FREEZE = "officer:frame:freeze"
PUBLISH = "officer:campaign:publish"
FOLLOWING = {task for kinds in CONSEQUENCES.values() for tasks in kinds.values() for task in tasks}
PAIRS = [("holders/acme", f"families/etsi-{number}") for number in range(6000)] + [("", "families/etsi-7")]
BUSY = SepiaError(Kind.EXHAUSTED, "DATABASE_FULL", "The database has no room for this just now.")
RESULTS = [
    ("holders/acme", "families/etsi-1", campaigns_pb2.OUTCOME_ESSENTIAL),
    ("holders/acme", "families/etsi-2", campaigns_pb2.OUTCOME_NOT_ESSENTIAL),
    ("holders/beta", "families/etsi-3", campaigns_pb2.OUTCOME_UNDETERMINED),
    ("holders/beta", "families/etsi-4", campaigns_pb2.OUTCOME_ESSENTIAL),
    ("", "families/etsi-7", campaigns_pb2.OUTCOME_ESSENTIAL),
]


@pytest.fixture
async def neighbours(databases: Databases, tmp_path: Path) -> AsyncGenerator[Neighbourhood]:
    async with open_neighbourhood(databases, tmp_path) as found:
        yield found


async def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Waits for something that another task or process does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 what is waited for happens in another process too
            await asyncio.sleep(0.02)


async def coordination(door: Door) -> pb.Coordination:
    client = await door.signed_in(OFFICER)
    return await client.call(client.stub(CoordinationServiceStub).GetCoordination, pb.GetCoordinationRequest())


async def settled(
    door: Door, state: str = "done", count: int = 1, tasks: Collection[str] = FOLLOWING
) -> list[pb.CoordinationJob]:
    """The jobs of these tasks (of those that follow from entries), once there are so many and all are in a state."""
    async with asyncio.timeout(90):
        while True:
            jobs = [job for job in (await coordination(door)).jobs if job.task in tasks]
            if len(jobs) == count and {job.state for job in jobs} == {state}:
                return jobs
            await asyncio.sleep(0.05)


async def cut_connections(url: str) -> int:
    """Ends every session of a database, as a restart of PostgreSQL does; returns how many there were."""
    return await asyncio.to_thread(_cut_connections, url)


def _cut_connections(url: str) -> int:
    engine = sa.create_engine(sqlalchemy_url(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            others = "datname = current_database() and pid <> pg_backend_pid()"
            cut = connection.execute(sa.text(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}"))
            return len(cut.all())
    finally:
        engine.dispose()


async def test_a_frozen_frame_arrives_whole_and_once(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    async with open_door(databases.of(SERVICE), tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await neighbours.registry.record("officer:import:read", "imports/1")
        frame = desk.freeze(PAIRS)
        await neighbours.registry.record(FREEZE, frame.name)
        (job,) = await settled(door)
        assert sorted(desk.received[frame.name]) == sorted(PAIRS)
        assert desk.done == ["ReceiveFrame"]
        assert (job.task, job.cause) == ("send frame to assessment", "logs/registry/entries/1")
        assert (job.attempts, job.last_error) == (1, "")
        caller = desk.callers["ReceiveFrame"]
        assert (caller.account, caller.roles) == ("services/gateway", {Role.ROLE_SERVICE})
        logs = {line.log: (line.followed_position, line.tree_size) for line in (await coordination(door)).logs}
        assert logs == {"logs/registry": (2, 2), "logs/assessment": (0, 0), "logs/frand": (0, 0)}


async def test_parents_and_spellings_go_to_where_conflicts_are_judged(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, registry = neighbours.desk, neighbours.registry
    child, decision = "holders/acme-labs", "aliasDecisions/01a20196-7b96-7482-a8e8-751d72fadc91"
    reports = [
        holder_records_pb2.Parenthood(name=f"{child}/parents/{n}", child=child, parent=f"holders/p{n}")
        for n in range(3)
    ]
    reports[0].end_date.year = 2026
    reports[1].reported.withdraw_time.FromJsonString("2026-03-01T12:00:00Z")
    desk.parents[child] = reports
    same = holder_records_pb2.AliasDecision(
        name=decision,
        alias="holders/acme-gmbh",
        target="holders/acme",
        verdict=holder_records_pb2.ALIAS_VERDICT_SAME,
    )
    desk.decisions.append(same)
    async with open_door(databases.of(SERVICE), tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await registry.record("holder:parent:set", f"{child}/parents/2")
        await registry.record("officer:alias:decide", decision)
        await settled(door, count=2)
        assert [(each.name, each.end_date.year) for each in desk.groups[child].parents] == [
            (f"{child}/parents/0", 2026),
            (f"{child}/parents/2", 0),
        ]
        (spelling,) = desk.groups[decision].parents
        assert (spelling.child, spelling.parent) == ("holders/acme-gmbh", "holders/acme")
        same.undo_time.FromJsonString("2026-03-02T12:00:00Z")
        await registry.record("officer:alias:undo", decision)
        await settled(door, count=3)
        undone = desk.groups[decision]
        assert (list(undone.parents), undone.position) == ([], 2)


async def test_groups_from_before_anything_followed_from_them_are_sent_once_and_then_said_to_be_all(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, registry = neighbours.desk, neighbours.registry
    child, decision = "holders/acme-labs", "aliasDecisions/01a20196-7b96-7482-a8e8-751d72fadc91"
    desk.parents[child] = [holder_records_pb2.Parenthood(name=f"{child}/parents/1", child=child, parent="holders/acme")]
    desk.decisions.append(
        holder_records_pb2.AliasDecision(
            name=decision,
            alias="holders/acme-gmbh",
            target="holders/acme",
            verdict=holder_records_pb2.ALIAS_VERDICT_SAME,
        )
    )
    await registry.record("officer:parent:set", f"{child}/parents/1")
    await registry.record("officer:alias:decide", decision)
    url = databases.of(SERVICE)
    # An earlier release has read over these entries.
    engine = sa.create_engine(sqlalchemy_url(url))
    with engine.begin() as connection:
        read = "insert into gateway.followed_log values ('logs/registry', 2, 2, now())"
        connection.execute(sa.text(read))
    engine.dispose()
    for _ in range(2):
        async with open_door(url, tmp_path, addresses=neighbours.addresses) as door:
            neighbours.keys.addresses.append(door.address)
            await until(lambda: "logs/registry" in desk.groups)
            (job,) = await settled(door, tasks={SEND_GROUPS})
            assert job.cause == "logs/registry"
    assert desk.started.count("ReceiveGroups") == 2
    assert [(each.child, each.parent) for each in desk.groups[child].parents] == [(child, "holders/acme")]
    assert [(each.child, each.parent) for each in desk.groups[decision].parents] == [
        ("holders/acme-gmbh", "holders/acme")
    ]
    assert (desk.groups["logs/registry"].position, list(desk.groups["logs/registry"].parents)) == (2, [])


async def test_transfers_go_to_where_conflicts_are_judged_also_those_read_over_before(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    before, later = (f"transfers/{new_id()}" for _ in range(2))
    items = holder_records_pb2.TransferItems(families=["families/etsi-1"], standards=["standards/lte"])
    desk.transfers[before] = holder_records_pb2.Transfer(
        name=before, assignor="holders/acme", assignee="holders/bolt", items=items
    )
    await neighbours.registry.record("holder:transfer:report", before)
    by_number = holder_records_pb2.TransferItems(numbers=["EP20180000001"])
    desk.transfers[later] = holder_records_pb2.Transfer(
        name=later, assignor="holders/acme", assignee="holders/zenith", items=by_number
    )
    async with open_door(databases.of(SERVICE), tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await settled(door, count=1, tasks={SEND_TRANSFERS})
        first = desk.moved[before]
        assert (first.assignor, first.assignee, list(first.families), list(first.standards)) == (
            "holders/acme",
            "holders/bolt",
            ["families/etsi-1"],
            ["standards/lte"],
        )
        assert (first.any_family, first.withdrawn, first.position) == (False, False, 0)
        assert desk.all_moved == ("logs/registry", 1, [before])
        await neighbours.registry.record("officer:transfer:report", later)
        await until(lambda: later in desk.moved)
        assert (desk.moved[later].any_family, desk.moved[later].position) == (True, 1)
        desk.transfers[before].reported.withdraw_time.GetCurrentTime()
        await neighbours.registry.record("officer:transfer:withdraw", before)
        await until(lambda: desk.moved[before].withdrawn)
        assert desk.moved[before].position == 2


async def test_published_results_go_to_the_register_and_findings_to_the_rates(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    frame = desk.freeze(PAIRS)
    campaign = desk.publish(frame, RESULTS)
    desk.results[campaign.name][0].reused_from = "checks/before"
    await neighbours.assessment.record(PUBLISH, campaign.name)
    # Findings fail the first time, while the log of the assessment service grows: the second attempt is the same.
    desk.troubles["ReceiveFindings"] = [BUSY]
    async with open_door(databases.of(SERVICE), tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await until(lambda: "ReceiveFindings" in desk.started)
        await neighbours.assessment.record("evaluator:finding:record", "checks/1")
        jobs = await settled(door, count=2)
    assert {job.task for job in jobs} == {"send results to registry", "send findings to frand"}
    assert {job.attempts for job in jobs} == {1, 2}
    assert [(each.holder, each.family, each.outcome) for each in desk.recorded] == [
        ("", "families/etsi-7", "ESSENTIAL"),
        ("holders/acme", "families/etsi-1", "ESSENTIAL"),
        ("holders/acme", "families/etsi-2", "NOT_ESSENTIAL"),
        ("holders/beta", "families/etsi-3", "UNDETERMINED"),
        ("holders/beta", "families/etsi-4", "ESSENTIAL"),
    ]
    findings = desk.findings[campaign.name]
    assert findings.request_id == "logs/assessment/entries/0"
    assert (findings.frame, findings.frame_digest, findings.standard) == (frame.name, frame.digest, frame.standard)
    counts = {
        each.holder: (each.families, each.checked, each.essential, each.undetermined) for each in findings.holders
    }
    assert counts == {"holders/acme": (10, 2, 1, 0), "holders/beta": (10, 1, 1, 1), "": (10, 1, 1, 0)}
    assert {each.holder: each.reused for each in findings.holders} == {"holders/acme": 1, "holders/beta": 0, "": 0}
    assert all(each.HasField("reused") for each in findings.holders)
    note = SignedNote.parse(findings.checkpoint)
    note.verified_by([neighbours.assessment.running.signer.verifier])
    assert Checkpoint.parse_body(note.text).size == 1


async def test_what_was_measured_of_evaluators_goes_to_the_rates_once_also_what_was_read_over_before(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    before, without = desk.measure(), desk.measure(with_errors=False)
    for report in (before, without):
        await neighbours.assessment.record("officer:quality:publish", report.name)
    url = databases.of(SERVICE)
    engine = sa.create_engine(sqlalchemy_url(url))
    with engine.begin() as connection:  # an earlier release has read these entries, and nothing followed
        connection.execute(
            sa.text(
                "insert into gateway.followed_log (log, next_position, tree_size, updated_at) "
                "values ('logs/assessment', 2, 2, now())"
            )
        )
    engine.dispose()
    # The first attempt fails, while the log of the assessment service grows.
    desk.troubles["ReceiveEvaluatorQuality"] = [BUSY]
    async with open_door(url, tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        (whole,) = await settled(door, tasks={SEND_QUALITIES})
        assert (whole.cause, whole.attempts) == ("logs/assessment", 2)
        assert list(desk.qualities) == [before.name]
        after = desk.measure()
        desk.troubles["ReceiveEvaluatorQuality"] = [BUSY]
        await neighbours.assessment.record("officer:quality:publish", after.name)
        await until(lambda: desk.started.count("ReceiveEvaluatorQuality") == 3)
        await neighbours.assessment.record("evaluator:finding:record", "checks/1")
        (one,) = await settled(door)
    assert (one.task, one.attempts) == ("send quality of evaluators to frand", 2)
    carried = desk.qualities[after.name]
    assert (carried.regime, carried.families, carried.repeated) == ("eu-2023", 80, 20)
    assert (carried.sensitivity.alpha.value, carried.specificity.beta.value) == ("45", "5")
    assert (carried.request_id, carried.publish_time) == ("logs/assessment/entries/2", after.publish_time)
    note = SignedNote.parse(carried.checkpoint)
    note.verified_by([neighbours.assessment.running.signer.verifier])
    assert Checkpoint.parse_body(note.text).size == 3
    assert desk.started.count("ReceiveEvaluatorQuality") == 4


async def test_what_a_service_refuses_for_good_is_shown_and_not_tried_again(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    desk.troubles["ReceiveFrame"] = [invalid("FRAME_DIGEST_MISMATCH", "The digest is not that of the entries.")]
    async with open_door(databases.of(SERVICE), tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await neighbours.registry.record(FREEZE, desk.freeze(PAIRS[:3]).name)
        (job,) = await settled(door, state="refused")
        assert "FRAME_DIGEST_MISMATCH" in job.last_error
        assert "The digest is not that of the entries." in job.last_error
        assert "not tried again" in job.last_error
        # The job behind it is not held up.
        other = desk.freeze(PAIRS[:2])
        await neighbours.registry.record(FREEZE, other.name)
        await until(lambda: other.name in desk.received)
    assert desk.started.count("ReceiveFrame") == 2


async def test_a_service_that_is_down_delays_and_loses_nothing(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    desk.troubles["ListFrameEntries"] = [BUSY] * 1000
    async with open_door(databases.of(SERVICE), tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        frame = desk.freeze(PAIRS[:3])
        await neighbours.registry.record(FREEZE, frame.name)
        await until(lambda: "ListFrameEntries" in desk.started)
        (failed,) = await settled(door, state="failed")
        assert BUSY.message in failed.last_error
        tried = 1000 - len(desk.troubles["ListFrameEntries"])
        desk.troubles.clear()
        (job,) = await settled(door)
        assert job.attempts > tried >= 1
    assert sorted(desk.received[frame.name]) == sorted(PAIRS[:3])


async def test_the_gateway_serves_while_the_other_services_are_away_and_catches_up_later(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    url = databases.of(SERVICE)
    frame = neighbours.desk.freeze(PAIRS[:3])
    await neighbours.registry.record(FREEZE, frame.name)
    async with open_door(url, tmp_path) as door:
        found = await coordination(door)
        assert [(line.log, line.followed_position) for line in found.logs] in (
            [],
            [("logs/assessment", 0), ("logs/frand", 0), ("logs/registry", 0)],
        )
    async with open_door(url, tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await settled(door)
    assert neighbours.desk.done == ["ReceiveFrame"]


async def test_two_replicas_do_everything_once_and_the_second_takes_over(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, url = neighbours.desk, databases.of(SERVICE)
    async with open_door(url, tmp_path, addresses=neighbours.addresses) as second:
        async with open_door(url, tmp_path, addresses=neighbours.addresses) as first:
            neighbours.keys.addresses += [second.address, first.address]
            frames = [desk.freeze(PAIRS[number : number + 3]) for number in range(8)]
            for frame in frames:
                await neighbours.registry.record(FREEZE, frame.name)
            await settled(first, count=8)
            assert await coordination(first) == await coordination(second)
        late = desk.freeze(PAIRS[20:23])
        await neighbours.registry.record(FREEZE, late.name)
        await settled(second, count=9)
    assert desk.received.keys() == {late.name, *(frame.name for frame in frames)}
    assert desk.done == ["ReceiveFrame"] * 9
    assert desk.started.count("ReceiveFrame") == 9


async def test_a_job_whose_worker_was_killed_is_done_by_another_and_has_its_effect_once(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, url = neighbours.desk, databases.of(SERVICE)
    frame = desk.freeze(PAIRS)
    campaign = desk.publish(frame, RESULTS)
    for method in ("ReceiveFrame", "ReceiveFindings"):
        desk.hold[method] = asyncio.Event()
    address = f"127.0.0.1:{free_port()}"
    neighbours.keys.addresses.append(address)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}",
        "SEPIA_DATABASE_URL": url,
        "SEPIA_LISTEN": address,
        "SEPIA_KEYS_FOLDER": str(tmp_path / "keys"),
        "SEPIA_REGISTRY_ADDRESS": neighbours.registry.address,
        "SEPIA_ASSESSMENT_ADDRESS": neighbours.assessment.address,
        "SEPIA_FRAND_ADDRESS": neighbours.frand.address,
        "SEPIA_HEARTBEAT_SECONDS": "0.4",
        "SEPIA_ALLOW_SUPERUSER": "true",
        "SEPIA_BOOTSTRAP_ACCOUNTS_FILE": str(write_first_accounts(tmp_path / "first-accounts.json")),
    }
    with (tmp_path / "gateway.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.gateway", "serve", cwd=ROOT, env=environment, stderr=log
        )
        try:
            await neighbours.registry.record(FREEZE, frame.name)
            await neighbours.assessment.record(PUBLISH, campaign.name)
            await until(lambda: {"ReceiveFrame", "ReceiveFindings"} <= set(desk.started))
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()
    await neighbours.assessment.record("evaluator:finding:record", "checks/1")
    assert "ReceiveFrame" not in desk.done
    desk.hold.clear()
    async with open_door(url, tmp_path, addresses=neighbours.addresses, heartbeat_seconds=0.4) as door:
        neighbours.keys.addresses.append(door.address)
        jobs = await settled(door, count=3)
    attempts = {job.task: job.attempts for job in jobs}
    assert attempts["send frame to assessment"] == 2
    assert attempts["send findings to frand"] == 2
    assert sorted(desk.received[frame.name]) == sorted(PAIRS)
    assert desk.done.count("ReceiveFrame") == 1
    # The killed attempt's findings, checkpoint and all: anything else would have been another body under the same id.
    assert desk.done.count("ReceiveFindings") == 1
    assert len(desk.recorded) == len(RESULTS)


async def test_coordination_goes_on_after_every_connection_to_the_database_was_cut(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, url = neighbours.desk, databases.of(SERVICE)
    async with open_door(url, tmp_path, addresses=neighbours.addresses, heartbeat_seconds=0.4) as door:
        neighbours.keys.addresses.append(door.address)
        first = desk.freeze(PAIRS[:3])
        await neighbours.registry.record(FREEZE, first.name)
        await until(lambda: first.name in desk.received)
        assert await cut_connections(url) >= 3  # the lead's, the worker's and its listener's
        second = desk.freeze(PAIRS[3:6])
        await neighbours.registry.record(FREEZE, second.name)
        # The first may have been cut off between its effect and the note of it; then it is done again.
        await settled(door, count=2)
        assert not door.running.failed.done()
    assert desk.received == {first.name: PAIRS[:3], second.name: PAIRS[3:6]}


async def test_every_job_ends_although_connections_are_cut_again_and_again(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, url = neighbours.desk, databases.of(SERVICE)
    async with open_door(url, tmp_path, addresses=neighbours.addresses, heartbeat_seconds=0.4) as door:
        neighbours.keys.addresses.append(door.address)
        frames = [desk.freeze(PAIRS[number : number + 3]) for number in range(6)]
        for frame in frames:
            await neighbours.registry.record(FREEZE, frame.name)
            await asyncio.sleep(0.3)
            await cut_connections(url)
        jobs = await settled(door, count=len(frames))
        assert not door.running.failed.done()
    assert desk.received.keys() == {frame.name for frame in frames}
    assert {job.last_error for job in jobs} == {""}


async def test_the_end_of_a_job_is_noted_although_the_connection_was_cut_just_then(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, url = neighbours.desk, databases.of(SERVICE)
    held = desk.hold["ReceiveFrame"] = asyncio.Event()
    waiting = sa.text(
        "select pg_terminate_backend(pid) from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))"
    )
    engine = sa.create_engine(sqlalchemy_url(url))
    async with open_door(url, tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await neighbours.registry.record(FREEZE, desk.freeze(PAIRS[:3]).name)
        await until(lambda: "ReceiveFrame" in desk.started)
        with engine.connect() as connection:
            connection.execute(sa.text("select from gateway.procrastinate_jobs for update"))
            held.set()
            await until(lambda: bool(connection.execute(waiting).all()))
        (job,) = await settled(door)
    engine.dispose()
    assert job.attempts == 1
    assert desk.done == ["ReceiveFrame"]


async def test_a_gateway_stops_soon_after_its_connections_to_the_database_were_cut(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    url = databases.of(SERVICE)
    async with open_door(url, tmp_path, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await neighbours.registry.record(FREEZE, neighbours.desk.freeze(PAIRS[:3]).name)
        await settled(door)
        await cut_connections(url)
        async with asyncio.timeout(20):
            await door.running.__aexit__()
        with pytest.raises(SepiaError) as gone:
            client = door.client()
            await client.call(client.stub(CoordinationServiceStub).GetCoordination, pb.GetCoordinationRequest())
        assert gone.value.kind is Kind.UNAVAILABLE


async def test_two_that_both_believe_to_lead_put_each_job_into_the_queue_once(
    databases: Databases, tmp_path: Path, neighbours: Neighbourhood
) -> None:
    desk, url = neighbours.desk, databases.of(SERVICE)
    async with open_door(url, tmp_path) as door:  # it follows nobody: these are not its neighbours
        neighbours.keys.addresses.append(door.address)
        keyring = Keyring(
            door.database,
            SystemClock(),
            secret_from("", tmp_path / "keys"),
            activation=dt.timedelta(0),
            rotation=dt.timedelta(30),
        )
        registry, assessment, frand = neighbours.addresses
        credentials = ServiceToken(keyring.signer, SystemClock(), new_id)
        peers = Peers(registry=registry, assessment=assessment, frand=frand, credentials=credentials)
        jobs = Jobs(url, door.database, {SEND_FRAME: _nothing}, heartbeat_seconds=2, at_once=1)
        followers = [Followers(door.database, peers.all, jobs, interval_seconds=1) for _ in range(3)]
        async with door.database.write() as tx:
            await store.begin_following(tx, [peers.registry.log], door.database.clock.now())
        for _ in range(5):
            await neighbours.registry.record(FREEZE, desk.freeze(PAIRS[:2]).name)
            await neighbours.registry.running.sequencer.drain()
            await asyncio.gather(*(follower.follow_once(peers.registry) for follower in followers))
        async with door.database.read() as connection:
            queued = (
                await connection.execute(sa.text("select args from gateway.procrastinate_jobs order by id"))
            ).all()
        causes = [row.args["cause"] for row in queued if "/entries/" in row.args["cause"]]
        assert causes == [f"logs/registry/entries/{number}" for number in range(5)]
        await peers.close()


async def _nothing(job: Job) -> None:
    del job


async def test_how_coordination_stands_is_for_those_who_signed_in(door: Door) -> None:
    client = door.client()
    with pytest.raises(SepiaError) as caught:
        await client.call(client.stub(CoordinationServiceStub).GetCoordination, pb.GetCoordinationRequest())
    assert caught.value.kind is Kind.UNAUTHENTICATED
