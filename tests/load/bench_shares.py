"""Owns the measurement of exact shares against plain simulation, and against the transforms they are made of.

Run from the top of the repository: `python -m tests.load.bench_shares`, or `python tests/load/bench_shares.py`.

Simulation is measured at a few sizes that fit the machine; its time at the wanted error is *extrapolated*, by the
law error = c / √draws whose c is measured in the same run and whose exponent is fitted and reported beside it.
"""

from __future__ import annotations

import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import fft

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from services.frand.engine import share_quantiles
from services.frand.engine.convolution import Circle
from services.frand.engine.counts import count_mass
from services.frand.engine.shares import NEGLECTED_TAILS

HOLDERS, FAMILIES = 300, 95_000
LEVELS = [0.025, 0.5, 0.975]
WANTED_ERROR = 1e-4
GROWTH = [25_000, 50_000, 100_000, 200_000]
SIZES = [5_000, 10_000, 20_000, 40_000]
Cells = tuple[Any, Any, Any]


def portfolio(holders: int = HOLDERS, families: int = FAMILIES) -> Cells:
    """Holders by a rank-size law, at most 100 families each checked, three in ten of them found essential."""
    size = 1.0 / np.arange(1, holders + 1)
    total = np.maximum(5, size / size.sum() * families).astype(np.int64)
    total[0] += families - int(total.sum())
    checked = np.minimum(total, 100)
    return total, checked, np.random.default_rng(20).binomial(checked, 0.3)


def seconds(*works: Callable[[], object], repeats: int = 9) -> list[float]:
    """Best time of each work after one unmeasured run; taken in turns, so that what else runs disturbs all alike."""
    for work in works:
        work()
    best = [float("inf")] * len(works)
    for _ in range(repeats):
        for i, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def simulate(cells: Cells, draws: int, seed: int) -> Any:
    """The plain way: draw every essential count, divide by the sum, take quantiles."""
    total, checked, essential = cells
    rng = np.random.Generator(np.random.SFC64(seed))
    rates = rng.beta(essential + 0.5, checked - essential + 0.5, (draws, len(total)))
    counts = essential + rng.binomial(total - checked, rates)
    return np.quantile(counts / counts.sum(axis=1, keepdims=True), LEVELS, axis=0).T


def transforms(cells: Cells) -> Callable[[], object]:
    """One transform of each count and one back for each sum without it, on the circle the engine uses."""
    tail = NEGLECTED_TAILS / (2 * len(cells[0]))
    masses = [
        count_mass(int(n), int(m), int(x), 0.5, 0.5, 1.0, 1.0).without_tails(tail)
        for n, m, x in zip(*cells, strict=True)
    ]
    line = np.zeros(Circle(masses).length)
    line[:100] = 0.01

    def there_and_back() -> None:
        for _ in masses:
            fft.irfft(fft.rfft(line), n=len(line))

    return there_and_back


def peak_kibibytes() -> int:
    """Peak resident memory of this process; Linux lets `getrusage` inherit the parent's, so its own page is read."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])  # type: ignore[index]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def peak_mebibytes() -> tuple[float, float]:
    """Peak memory of a fresh process before and after the exact computation."""
    code = (
        "from tests.load.bench_shares import LEVELS, peak_kibibytes as peak, portfolio, share_quantiles\n"
        "cells = portfolio()\n"
        "before = peak()\n"
        "share_quantiles(*cells, LEVELS)\n"
        "print(before, peak())\n"
    )
    root = Path(__file__).resolve().parents[2]
    printed = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    before, after = (int(word) / 1024 for word in printed.split())
    return before, after


def run() -> list[dict[str, object]]:
    """Measure, and return one row per figure: `name`, `value`, `unit`, `note`."""
    cells = portfolio()
    exact, means = share_quantiles(*cells, LEVELS)
    engine_seconds, transform_seconds = seconds(lambda: share_quantiles(*cells, LEVELS), transforms(cells))
    counted = means * float(np.sum(cells[0] * (cells[2] + 0.5) / (cells[1] + 1))) >= 20

    errors: list[float] = []
    per_draw: list[float] = []
    for size in SIZES:
        worst: list[float] = []
        for seed in (1, 2):
            start = time.perf_counter()
            simulated = simulate(cells, size, seed)
            per_draw.append((time.perf_counter() - start) / size)
            worst.append(float(np.max(np.abs(simulated / exact - 1)[counted])))
        errors.append(statistics.mean(worst))
    constant = statistics.mean(e * size**0.5 for e, size in zip(errors, SIZES, strict=True))
    exponent = float(np.polyfit(np.log(SIZES), np.log(errors), 1)[0])
    draws = (constant / WANTED_ERROR) ** 2
    simulation_seconds = draws * statistics.median(per_draw)

    sizes = [portfolio(HOLDERS, size) for size in GROWTH]
    grown = seconds(*(partial(share_quantiles, *some, LEVELS) for some in sizes), repeats=5)
    steepness = float(np.polyfit(np.log(GROWTH), np.log(grown), 1)[0])

    before, after = peak_mebibytes()
    holders = f"{HOLDERS} holders, {int(cells[0].sum()):,} families, quantiles {LEVELS}"
    subject = f"worst relative error over {int(counted.sum())} holders with 20 or more expected essential families"

    def row(name: str, value: float, unit: str, note: str) -> dict[str, object]:
        return {"name": name, "value": value, "unit": unit, "note": note}

    return [
        row("exact shares", engine_seconds, "s", holders),
        row("its transforms alone", transform_seconds, "s", f"{HOLDERS} forth and {HOLDERS} back, same length"),
        row("exact / transforms", engine_seconds / transform_seconds, "x", "side by side in this run"),
        row("simulation error", errors[-1], "relative", f"{subject}, at {SIZES[-1]:,} draws"),
        row("simulation error law", exponent, "exponent", f"fitted over {SIZES}; -0.5 is expected"),
        row("simulation at 1e-4", simulation_seconds, "s", f"EXTRAPOLATED to {draws:.3g} draws by error = c / √draws"),
        row("simulation / exact", simulation_seconds / engine_seconds, "x", "extrapolated time over measured time"),
        *(
            row(f"exact shares, {size:,}", time, "s", f"{HOLDERS} holders, {size:,} families")
            for size, time in zip(GROWTH, grown, strict=True)
        ),
        row("growth with families", steepness, "exponent", f"of time, fitted over {GROWTH}; 1 is linear"),
        row("peak memory", after, "MiB", f"whole process; {before:.0f} MiB before the computation"),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure['name']:<22} {figure['value']:>12.4g} {figure['unit']:<9} {figure['note']}")
