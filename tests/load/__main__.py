"""Owns the command that measures: `python -m tests.load [NAME...] [--json FILE]`; what it costs, as ratios.

Nothing here passes or fails: a machine is slow or fast, and what tells something are ratios taken side by side in one
run, each printed with both figures and with how it was measured.
"""

from __future__ import annotations

import argparse
import importlib
import json
import signal
import sys
import time
from pathlib import Path

from tests.load.figures import Row, as_table, with_both_figures

BENCHMARKS = ("unary", "import", "search", "shares", "scenarios", "charts", "assessment", "edge")
SHARES_TITLE = "Exact share distributions, against plain simulation at the same error"
SHARES_HOW = (
    "The exact distribution of every holder's share against NumPy Monte Carlo on the same portfolio; the time that the "
    "simulation needs for the wanted error is extrapolated from measured sizes by the law error = c / √draws, whose "
    "exponent is fitted beside it; and against the discrete transforms that the exact computation is made of."
)
SHARES_PAIRS = {
    "exact / transforms": ("exact shares", "its transforms alone"),
    "simulation / exact": ("simulation at 1e-4", "exact shares"),
}


def main() -> None:
    """Measures what is asked for and prints it."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all without one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    parser.add_argument("--rows", type=int, help="rows of the imported file (SEPIA_BENCH_ROWS, or 1,000,000)")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    measured: dict[str, list[Row]] = {}
    for name in chosen.names or BENCHMARKS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        began = time.perf_counter()
        title, how, measured[name] = _measure(name, chosen.rows)
        print(as_table(title, how, measured[name]), flush=True)
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _measure(name: str, rows: int | None) -> tuple[str, str, list[Row]]:
    module = importlib.import_module(f"tests.load.bench_{name}")
    if name == "shares":
        return SHARES_TITLE, SHARES_HOW, with_both_figures(module.run(), SHARES_PAIRS)
    return module.TITLE, module.HOW, module.run(rows) if name == "import" and rows else module.run()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended like Ctrl-C: nothing stays behind
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
