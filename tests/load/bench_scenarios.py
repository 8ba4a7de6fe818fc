"""Owns the measurement of a grid of scenarios on both cores against one: the same set, by one worker and by two."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
from collections.abc import Sequence
from decimal import Decimal

from services.frand.calculations import top_down
from services.frand.calculations.side_by_side import Chosen, Question
from services.frand.findings.rules import HolderFinding, findings
from services.frand.operations.processes import Processes
from services.frand.royalties.rules import AggregateRoyalty
from services.frand.scenarios import rules
from services.frand.scenarios.rules import Axis, Computed
from tests.load.bench_shares import portfolio
from tests.load.figures import Row, figure, ratio

HOLDERS, FAMILIES = 20, 4_000
PRIORS, AGGREGATES = 40, 25
TURNS = 4
TITLE = "A grid of 1,000 scenarios, on two cores and on one"
HOW = (
    f"A top-down calculation over {HOLDERS} holders and {FAMILIES:,} families with {PRIORS} priors and {AGGREGATES} "
    "aggregates, computed by the service's worker processes (one thread each) in the service's pieces; workers are "
    "started and warm before the clock runs, and take turns of a quarter of the grid each. "
    "Both have to give the same digest."
)


def grid() -> tuple[str, int]:
    """The set as canonical JSON, and how many scenarios it has."""
    total, checked, essential = portfolio(HOLDERS, FAMILIES)
    lines = [
        HolderFinding(f"holders/h{number:03}", f"Holder {number}", int(n), int(m), int(x), 0, 0)
        for number, (n, m, x) in enumerate(zip(total, checked, essential, strict=True))
    ]
    found = findings(
        campaign="campaigns/01890000-0000-7000-8000-000000000001",
        standard="standards/bench",
        frame="frames/01890000-0000-7000-8000-000000000002",
        frame_digest="ab" * 32,
        family_key="etsi",
        edition="2026-01-31",
        checkpoint="none",
        holders=lines,
        demonstration=True,
    )
    royalty = AggregateRoyalty(
        "aggregateRoyalties/01890000-0000-7000-8000-000000000003",
        "standards/bench",
        Decimal("0.08"),
        "",
        "price",
        "assumption",
        "made up for a measurement",
        dt.date(2026, 1, 31),
    )
    asked = top_down.top_down(top_down.assumptions({}), found, royalty)
    question = Question("standards/bench", "holders/h000", (Chosen("top_down", "top_down", asked),))
    axes = (
        Axis(0, "assumptions.prior_a", tuple(f"0.{number:02}" for number in range(30, 30 + PRIORS))),
        Axis(0, "aggregate_royalty.value", tuple(f"0.{number:02}" for number in range(2, 2 + AGGREGATES))),
    )
    return rules.set_text(question, "", axes, rules.PRODUCT), PRIORS * AGGREGATES


PIECES, COUNTED = 40, 400_000


def counted(up_to: int) -> int:
    """Work that shares nothing with anybody, not even the processor's caches: what two cores of a machine can gain."""
    total = 0
    for number in range(up_to):
        total += number
    return total


async def seconds(text: str, total: int) -> dict[int, tuple[float, str, float]]:
    """How long one worker and two take for the set, in turns of a quarter each, the digest of each's results, and how
    long they take for work that shares nothing."""
    pools = {workers: Processes(workers) for workers in (1, 2)}
    taken, found = dict.fromkeys(pools, 0.0), {workers: list[Computed]() for workers in pools}
    apart = dict.fromkeys(pools, 0.0)
    try:
        for workers, pool in pools.items():
            await asyncio.gather(*(pool.run(rules.compute, text, (number,)) for number in range(4 * workers)))
        for turn in range(TURNS):
            numbers = range(total * turn // TURNS, total * (turn + 1) // TURNS)
            for workers, pool in pools.items():
                began = time.perf_counter()
                found[workers] += await _computed(pool, text, numbers)
                taken[workers] += time.perf_counter() - began
                began = time.perf_counter()
                await asyncio.gather(*(pool.run(counted, COUNTED) for _ in range(PIECES)))
                apart[workers] += time.perf_counter() - began
    finally:
        for pool in pools.values():
            await pool.close()
    return {workers: (taken[workers], _digest(found[workers]), apart[workers]) for workers in pools}


def _digest(found: Sequence[Computed]) -> str:
    digest = hashlib.sha256()
    for each in sorted(found, key=lambda each: each.number):
        digest.update(rules.line_for_digest(each.sha256, each.results, each.refusal))
    return digest.hexdigest()


async def _computed(pool: Processes, text: str, numbers: range) -> list[Computed]:
    pieces = rules.chunks(numbers, pool.width)
    found: list[Computed] = []

    async def work() -> None:
        for piece in pieces:
            some: Sequence[Computed] = await pool.run(rules.compute, text, piece)
            found.extend(some)

    await asyncio.gather(*(work() for _ in range(2 * pool.width)))
    return found


def run() -> list[Row]:
    """One worker and two, in turns."""
    text, total = grid()
    measured = asyncio.run(seconds(text, total))
    (one, digest, one_apart), (two, other, two_apart) = measured[1], measured[2]
    if digest != other:
        raise AssertionError("one worker and two do not compute the same")
    return [
        ratio("scenarios: one core / two cores", ("one worker", one, "s"), ("two workers", two, "s")),
        ratio("work that shares nothing: one core / two cores", ("one", one_apart, "s"), ("two", two_apart, "s")),
        figure("scenarios a second, two workers", total / two, "1/s"),
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
