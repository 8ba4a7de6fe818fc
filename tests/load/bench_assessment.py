"""Owns the measurement of a large campaign over the real server: planned, frozen, drawn, assigned, and its deadlines.

Each step beside a limit that is measured in the same run: what the same rows, names or matrix cost without Sepia.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import heapq
import hmac
import random
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import psycopg
import uvloop
from google.type import decimal_pb2
from psycopg import sql
from scipy.optimize import linear_sum_assignment

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2, evaluators_pb2
from sepia.assessment.v1.campaigns_pb2_grpc import CampaignServiceStub
from sepia.assessment.v1.checks_pb2_grpc import CheckServiceStub
from sepia.assessment.v1.evaluators_pb2_grpc import EvaluatorServiceStub
from sepia.auth.v1.auth_pb2 import Role
from sepia.type.v1 import type_pb2
from services.assessment.assignment import rules as assignment
from services.assessment.conflicts.rules import Check, Evaluator, Tie, TieKind
from services.assessment.handing_in.rules import HAND_IN
from shared.canonical import sha256_hex
from shared.client import Client, StaticToken
from shared.frame import frame_digest
from tests.load.bench_shares import portfolio
from tests.load.figures import Row, figure, ratio
from tests.load.ground import Ground, Served, ground

HOLDERS, FAMILIES, CHECKS, EVALUATORS = 300, 95_000, 20_000, 400
DUPLICATES_PER_MILLE = 50
SMALL = 2_000
"""Checks of the matrix that LAPJV solves beside the assigner: dense, so that its memory grows with the square."""

FIRED = 1_000
"""Deadlines that are let pass; they are fired many in a transaction, and the time for all is twenty times this."""

SECONDS = 900.0
TITLE = f"A campaign of {HOLDERS} holders, {FAMILIES:,} families, {CHECKS:,} checks and {EVALUATORS} evaluators"
HOW = (
    "The assessment service as a process of its own, entered over gRPC, on a PostgreSQL whose commits are on the disk, "
    "under a role that row-level security binds. The frame is sent in messages of 5,000 pairs. PlanSample splits a "
    f"budget of evaluator days worth {CHECKS:,} checks; its limit is the same greedy split with a plain heap in "
    "Python. DrawSample's limit is HMAC-SHA-256 of every name with hmac.digest and a sort of each holder's, in Python; "
    f"AssignChecks gives every drawn family its evaluator, and {DUPLICATES_PER_MILLE / 10:g} % of them a blind second "
    "one; the time in which holders hand in charts is moved into the past before. Three in four evaluators have one to "
    "three clients among the holders. Writes stand beside \\copy of the very "
    "rows that the step left, read back and sent as text into tables of the same columns, keys and indexes (without "
    "triggers, policies and references), in one transaction. The "
    "assigner alone stands beside scipy's linear_sum_assignment (LAPJV, dense) on a matrix of "
    f"{SMALL:,} checks x places of the same blocks, with the marginal costs whose optimum both reach. Deadlines: "
    f"{FIRED:,} of those for opinions are moved into the past in the database, and the service's own clock fires them; "
    "beside them one psycopg connection closes as many rows, one locked (SKIP LOCKED), updated and committed after the "
    "other."
)


@dataclass(slots=True)
class Times:
    """Seconds of each step."""

    steps: dict[str, float] = field(default_factory=dict[str, float])

    async def of(self, name: str, work: Any) -> Any:
        """Waits for a step and notes what it took."""
        began = time.perf_counter()
        result = await work
        self.steps[name] = time.perf_counter() - began
        return result


@dataclass(frozen=True, slots=True)
class Tables:
    """A step's rows, and what \\copy of them took."""

    rows: int
    seconds: float


def run() -> list[Row]:
    """Measures, and returns one row per figure."""
    with ground() as here:
        postgres = here.postgres()
        url = here.of_its_own_role(postgres.url(), "assessment")
        served = here.assessment(url)
        return uvloop.run(_measure(here, served, postgres.url()))


def pairs_of(holders: int = HOLDERS, families: int = FAMILIES) -> list[tuple[str, str]]:
    """Holder and family, holders by a rank-size law."""
    totals = portfolio(holders, families)[0]
    return [
        (f"holders/h{number:03}", f"families/etsi-{sha256_hex(f'{number}/{each}'.encode())[:16]}")
        for number, total in enumerate(totals.tolist())
        for each in range(total)
    ]


def ties_of(chance: random.Random) -> list[str]:
    """Clients of an evaluator among the holders; large ones have more advisers."""
    wanted = chance.choice((0, 1, 2, 3))
    return sorted({f"holders/h{min(HOLDERS - 1, int(chance.paretovariate(0.6)) - 1):03}" for _ in range(wanted)})


async def _measure(here: Ground, served: Served, admin: str) -> list[Row]:
    pairs, times, chance = pairs_of(), Times(), random.Random(5)
    officer = Client(served.address, StaticToken(here.token()), deadline_seconds=SECONDS)
    coordination = Client(served.address, StaticToken(here.token(Role.ROLE_SERVICE)), deadline_seconds=SECONDS)
    campaigns = officer.stub(CampaignServiceStub)
    try:
        await coordination.call(
            coordination.stub(EvaluatorServiceStub).ReceiveGroups,
            evaluators_pb2.ReceiveGroupsRequest(subject="logs/registry", position=0),
        )
        await coordination.call(
            coordination.stub(EvaluatorServiceStub).ReceiveTransferPosition,
            evaluators_pb2.ReceiveTransferPositionRequest(log="logs/registry", position=0),
        )
        frame = await times.of("frame", _receive(coordination, pairs))
        await times.of("roster", _roster(officer, chance))
        budget = decimal_pb2.Decimal(value=str(Decimal(CHECKS) * Decimal("6.9") / 8))
        asked = pb.PlanSampleRequest(frame=frame, evaluator_days=budget, minimum_per_holder=5)
        await officer.call(campaigns.PlanSample, asked)  # unmeasured: the first one brings the libraries in
        planned: pb.PlannedSample = await times.of("plan", officer.call(campaigns.PlanSample, asked))
        known = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)
        announced = pb.AnnounceCampaignRequest(
            frame=frame,
            display_name="bench",
            regime="eu-2023",
            plan=pb.SamplePlan(
                minimum_per_holder=5,
                sizes=[pb.HolderSize(holder=line.holder, size=line.size) for line in planned.holders],
            ),
            random_source=pb.RandomSource(description="a random value, named before it was known"),
        )
        announced.random_source.known_time.FromDatetime(known)
        campaign = await times.of("announce", officer.call(campaigns.AnnounceCampaign, announced))
        await asyncio.sleep(max(0.0, (known - dt.datetime.now(dt.UTC)).total_seconds()) + 0.1)
        value = "8f1b2c3d4e5f60718293a4b5c6d7e8f9"
        drawing = pb.DrawSampleRequest(name=campaign.name, random_value=value)
        campaign = await times.of("draw", officer.call(campaigns.DrawSample, drawing))
        await asyncio.to_thread(_time_for_charts_over, admin)
        assigning = pb.AssignChecksRequest(name=campaign.name, duplicate_per_mille=DUPLICATES_PER_MILLE)
        campaign = await times.of("assign", officer.call(campaigns.AssignChecks, assigning))
    finally:
        await officer.close()
        await coordination.close()
    if (planned.checks, campaign.drawn_count, campaign.check_count) != (CHECKS, CHECKS, CHECKS):
        raise RuntimeError(f"{planned.checks} planned, {campaign.drawn_count} drawn, {campaign.check_count} to check")
    of_frame = await asyncio.to_thread(_copied, admin, "frame_holder", "frame_entry")
    of_draw = await asyncio.to_thread(_copied, admin, "drawn_family")
    of_assign = await asyncio.to_thread(
        _copied, admin, "essentiality_check", "seat", "deadline", "duplicate_check", "log_entry"
    )
    peak = served.peak_mebibytes()
    fired, closed = await asyncio.to_thread(_fired, admin), await asyncio.to_thread(_closed, admin)
    return [
        ratio(
            "frame received",
            ("frame", times.steps["frame"], "s"),
            (r"\copy of its rows", of_frame.seconds, "s"),
            f"{of_frame.rows:,} rows; its digest is computed anew",
        ),
        ratio("planned", ("plan", times.steps["plan"], "s"), ("plain greedy", _greedy(planned), "s")),
        ratio(
            "drawn",
            ("draw", times.steps["draw"], "s"),
            ("HMAC and sort", _hmac_and_sort(pairs, value), "s"),
            f"and beside it {of_draw.seconds:.3g} s for \\copy of the {of_draw.rows:,} rows it leaves",
        ),
        ratio(
            "assigned",
            ("assign", times.steps["assign"], "s"),
            (r"\copy of what it leaves", of_assign.seconds, "s"),
            f"{of_assign.rows:,} rows of checks, seats, deadlines, doubles and log",
        ),
        *_assigners(chance),
        ratio("deadlines fired", ("fired", FIRED / fired, "/s"), ("closed bare", FIRED / closed, "/s")),
        figure("all deadlines fired", fired * CHECKS / FIRED, "s", f"EXTRAPOLATED from {FIRED:,}, one replica"),
        figure("announce", times.steps["announce"], "s"),
        figure("roster", times.steps["roster"], "s", f"{EVALUATORS} evaluators, one call each, in turn"),
        figure("service's peak memory", peak, "MiB", "resident, whole process"),
    ]


async def _receive(client: Client, pairs: Sequence[tuple[str, str]]) -> str:
    frame = pb.FrameDescription(
        name=f"frames/{uuid.uuid4()}",
        standard="standards/bench",
        family_key=type_pb2.FAMILY_KEY_ETSI,
        edition="2026-01-31",
        digest=frame_digest(pairs, standard="standards/bench", family_key="etsi", edition="2026-01-31"),
        entry_count=len(pairs),
    )

    async def messages() -> AsyncIterator[pb.ReceiveFrameRequest]:
        yield pb.ReceiveFrameRequest(frame=frame)
        for start in range(0, len(pairs), 5000):
            yield pb.ReceiveFrameRequest(
                entries=[
                    pb.FramePair(holder=holder, family=family, holder_display_name=holder.upper())
                    for holder, family in pairs[start : start + 5000]
                ]
            )

    return (await client.call(client.stub(CampaignServiceStub).ReceiveFrame, messages())).name


async def _roster(officer: Client, chance: random.Random) -> None:
    for number in range(EVALUATORS):
        request = checks_pb2.CreateEvaluatorRequest(
            account=f"accounts/evaluator-{number}",
            display_name=f"Evaluator {number}",
            identity_verified=True,
            ties_declared=True,
            ties=[checks_pb2.Tie(holder=tie, kind=checks_pb2.TIE_KIND_CLIENT) for tie in ties_of(chance)],
            conduct_version="1",
        )
        await officer.call(officer.stub(CheckServiceStub).CreateEvaluator, request)


# limits


def _seconds(work: Callable[[], object], repeats: int = 3) -> float:
    taken: list[float] = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _greedy(planned: pb.PlannedSample) -> float:
    """The same split of a budget by a plain heap; what it gives out must be as many."""
    families = [line.families for line in planned.holders]

    def split() -> int:
        sizes = [min(5, each) for each in families]
        heap = [(-(n * n) / (s * (s + 1)), h) for h, (n, s) in enumerate(zip(families, sizes, strict=True)) if s < n]
        heapq.heapify(heap)
        given = sum(sizes)
        while given < CHECKS and heap:
            _, holder = heapq.heappop(heap)
            sizes[holder] += 1
            given += 1
            if sizes[holder] < families[holder]:
                number, size = families[holder], sizes[holder]
                heapq.heappush(heap, (-(number * number) / (size * (size + 1)), holder))
        return given

    if split() != CHECKS:
        raise RuntimeError("the plain split gives out another number of checks")
    return _seconds(split)


def _hmac_and_sort(pairs: Sequence[tuple[str, str]], value: str) -> float:
    key = hashlib.sha256(value.encode()).digest()

    def draw() -> None:
        by_holder: dict[str, list[tuple[bytes, str]]] = {}
        for holder, family in pairs:
            by_holder.setdefault(holder, []).append((hmac.digest(key, family.encode(), "sha256"), family))
        for families in by_holder.values():
            families.sort()

    return _seconds(draw)


def _copied(admin: str, *tables: str) -> Tables:
    """Seconds that \\copy takes for all rows of tables, into tables of the same columns, keys and indexes."""
    rows, seconds = 0, 0.0
    with psycopg.connect(admin, autocommit=True) as connection:
        texts: dict[str, list[bytes]] = {}
        for name in tables:
            # What is generated cannot be copied.
            columns = _columns(connection, name)
            out = sql.SQL("copy (select {} from assessment.{}) to stdout").format(columns, sql.Identifier(name))
            with connection.cursor() as cursor, cursor.copy(out) as copy:
                texts[name] = [bytes(block) for block in copy]
            rows += len(texts[name])
            like = "create table public.{0} (like assessment.{0} including defaults including indexes)"
            connection.execute(sql.SQL(like).format(sql.Identifier(name)))
        began = time.perf_counter()
        with connection.transaction():
            for name in tables:
                into = sql.SQL("copy public.{} ({}) from stdin").format(
                    sql.Identifier(name), _columns(connection, name)
                )
                with connection.cursor() as cursor, cursor.copy(into) as copy:
                    for line in texts[name]:
                        copy.write(line)
        seconds = time.perf_counter() - began
    return Tables(rows, seconds)


def _columns(connection: psycopg.Connection[Any], table: str) -> sql.Composed:
    query = (
        "select attname from pg_attribute where attrelid = ('assessment.' || %s)::regclass and attnum > 0 "
        "and not attisdropped and attgenerated = '' order by attnum"
    )
    return sql.SQL(", ").join(sql.Identifier(row[0]) for row in connection.execute(query, [table]))


def _assigners(chance: random.Random) -> list[Row]:
    """The assigner by itself: whole, and small beside LAPJV on the same blocks."""
    key = bytes(range(32))
    people = [
        Evaluator(f"evaluators/{n:03}", True, [Tie(TieKind.CLIENT, tie) for tie in ties_of(chance)], CHECKS)
        for n in range(EVALUATORS)
    ]
    totals = portfolio(HOLDERS, CHECKS)[0].tolist()
    owners = [f"holders/h{number:03}" for number, total in enumerate(totals) for _ in range(total)]
    whole = [Check(f"checks/{n:05}", f"families/{n:05}", [owner]) for n, owner in enumerate(owners)]
    whole_seconds = _seconds(lambda: assignment.assign(whole, people, key=key), 1)
    small = chance.sample(whole, SMALL)
    chosen = [Evaluator(e.name, True, e.ties, 2 * SMALL // EVALUATORS) for e in people]
    given = assignment.assign(small, chosen, key=key)
    loads: dict[str, int] = {}
    for one in given:
        loads[one.evaluator] = loads.get(one.evaluator, 0) + 1
    tied = {e.name: {tie.subject for tie in e.ties or ()} for e in chosen}
    places = [(e, k) for e in chosen for k in range(e.capacity)]
    # The k-th check of somebody costs 2k + 1: together the sum of squared loads.
    blocked = np.array([[check.holders[0] in tied[e.name] for e, _ in places] for check in small])
    costs = np.where(blocked, 1e9, np.array([2.0 * k + 1 for _, k in places]))
    rows, columns = linear_sum_assignment(costs)
    best, found = float(costs[rows, columns].sum()), float(sum(load * load for load in loads.values()))
    if found > best * 1.01:
        raise RuntimeError(f"the assignment costs {found}, the optimum {best}")
    return [
        ratio(
            f"assigner, {SMALL:,} checks",
            ("assigner", _seconds(lambda: assignment.assign(small, chosen, key=key)), "s"),
            ("LAPJV", _seconds(lambda: linear_sum_assignment(costs)), "s"),
            f"sum of squared loads {found:.0f}, the exact optimum {best:.0f}",
        ),
        figure(f"assigner, {CHECKS:,} checks", whole_seconds, "s", "without a database"),
    ]


def _time_for_charts_over(admin: str) -> None:
    """Moves the time in which holders hand in charts into the past: nobody is given a check before it is over."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with psycopg.connect(admin, autocommit=True) as connection:
        moved = connection.execute("update assessment.deadline set due_at = %s where kind = %s", [past, HAND_IN])
        if moved.rowcount != HOLDERS:
            raise RuntimeError(f"{HOLDERS} holders were to be told of the draw, {moved.rowcount} were")


def _fired(admin: str) -> float:
    """Seconds in which the service's clock fires deadlines that have all passed."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            "update assessment.deadline set due_at = %s where id in "
            "(select id from assessment.deadline where state = 1 and kind = 'check:opinion' order by id limit %s)",
            [past, FIRED],
        )
        began = time.perf_counter()
        left: tuple[int] | None = (FIRED,)
        while left != (0,):
            if time.perf_counter() - began > SECONDS:
                raise RuntimeError(f"{left} deadlines are not fired")
            time.sleep(0.05)
            query = "select count(*) from assessment.deadline where state = 1 and due_at = %s"
            left = connection.execute(query, [past]).fetchone()
        seconds = time.perf_counter() - began
        counted = "select count(*) from assessment.check_step where act = 'opinion not given in time'"
        if (steps := connection.execute(counted).fetchone()) != (FIRED,):
            raise RuntimeError(f"{FIRED} deadlines were fired, and {steps} steps followed")
    return seconds


def _closed(admin: str) -> float:
    """Seconds in which one connection closes as many rows, one transaction each."""
    with psycopg.connect(admin, autocommit=True) as connection:
        began = time.perf_counter()
        for _ in range(FIRED):
            with connection.transaction():
                row = connection.execute(
                    "select id from public.deadline where state = 1 order by due_at, id limit 1 for update skip locked"
                ).fetchone()
                assert row is not None
                connection.execute("update public.deadline set state = 3, closed_at = now() where id = %s", [row[0]])
        return time.perf_counter() - began
