"""Owns the load: closed loops of unary calls, alternating between the servers that are compared."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Call = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Load:
    """What a server did under load: one value a round."""

    microseconds: list[float] = field(default_factory=list[float])
    per_second: list[float] = field(default_factory=list[float])
    cpu_seconds: float = 0.0
    cpu_calls: int = 0

    @property
    def latency(self) -> float:
        """Median over the rounds of the median time of one call alone, in microseconds."""
        return statistics.median(self.microseconds)

    @property
    def throughput(self) -> float:
        """Median over the rounds of the calls per second."""
        return statistics.median(self.per_second)

    @property
    def cpu(self) -> float:
        """Processor time of the server for one call of the throughput rounds, in microseconds."""
        return self.cpu_seconds / self.cpu_calls * 1e6


async def alternate(
    targets: Mapping[str, Call],
    *,
    rounds: int,
    calls: int,
    concurrency: int,
    cpu_seconds: Callable[[str], float],
    warm_up: int = 300,
) -> dict[str, Load]:
    """Loads each target in turn, round after round, so that what the machine does meanwhile meets all of them.

    Args:
        targets: name → one call; it raises when the answer is not the wanted one.
        rounds: how often each target has its turn; the order is reversed every other round.
        calls: in a round, once alone (latency) and once `concurrency` at a time (throughput); not fewer than that.
        concurrency: loops that call at the same time.
        cpu_seconds: processor time that the server of a target has used so far.
        warm_up: calls to each before anything is measured.
    """
    loads = {name: Load() for name in targets}
    for call in targets.values():
        await _throughput(call, warm_up, concurrency)
    for number in range(rounds):
        order = list(targets)[:: 1 if number % 2 == 0 else -1]
        for name in order:
            loads[name].microseconds.append(await _latency(targets[name], calls))
        for name in order:
            load, used = loads[name], cpu_seconds(name)
            load.per_second.append(await _throughput(targets[name], calls, concurrency))
            load.cpu_seconds += cpu_seconds(name) - used
            load.cpu_calls += calls // concurrency * concurrency
    return loads


async def _latency(call: Call, calls: int) -> float:
    times: list[float] = []
    for _ in range(calls):
        began = time.perf_counter()
        await call()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


async def _throughput(call: Call, calls: int, concurrency: int) -> float:
    each = calls // concurrency

    async def loop() -> None:
        for _ in range(each):
            await call()

    began = time.perf_counter()
    await asyncio.gather(*(loop() for _ in range(concurrency)))
    return each * concurrency / (time.perf_counter() - began)
