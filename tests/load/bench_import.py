"""Owns the measurement of an import through the registry against PostgreSQL's own COPY of the same file."""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import uvloop
from psycopg import sql

from deploy.demo.generator import generate
from deploy.local.postgres import EmbeddedPostgres
from services.registry.imports.isld_header import COLUMNS
from tests.load.figures import Row, figure, ratio
from tests.load.ground import ROOT, ground
from tests.load.uploading import Imported, import_file

TITLE = "An import through the registry, against COPY of the same file"
HOW = (
    "A generated ISLD file is sent through gRPC to a registry on an empty database and followed until the operation is "
    "done. Two things are timed: the upload (every byte received, digested, compressed and stored, until it is "
    "acknowledged) and applying (every row checked, understood, loaded as declarations, applications, families and "
    "links, counted and logged, and there for every question). What a long file leaves for the background, indexes of "
    "its links and applications and the numbers of these spelled for look-ups, is timed apart, from when it is done; "
    "\\copy makes no index either. Beside it the same file goes into a table of 40 text columns "
    "without an index, as psql's \\copy sends it (COPY FROM STDIN, CSV with header and delimiter, one transaction), "
    "here in blocks of 256 KiB through psycopg: the server does the same work. One PostgreSQL for both, each commit on "
    "the disk, and what was written before is there as well when a time begins. Rounds alternate; medians of three, "
    "since one round differs from the next by a tenth. Shares of steps are the times during which the operation's "
    "progress named them; reading includes loading, and the next block is read while one is loaded. Reading alone is "
    "the same reader in a process of its own, without a database. SEPIA_BENCH_ROWS chooses the size; a real export has "
    "5,000,000."
)
ROWS = int(os.environ.get("SEPIA_BENCH_ROWS", "1000000"))
_LOOK_SECONDS = 2.0
_FREE_BYTES_A_ROW = 2_400
"""Of the disk: the file, the table of \\copy, the documents, the links and the log of the database."""

_BLOCK_BYTES = 256 * 1024
_ALONE = """
import sys, time
from pathlib import Path
from services.registry.imports.isld import read_isld
from services.registry.imports.loading import Naming

def pieces(file):
    with file.open("rb") as source:
        while piece := source.read(1024 * 1024):
            yield piece

began = time.perf_counter()
rows, naming = 0, Naming(quick=True)
for batch in read_isld(pieces(Path(sys.argv[1])), quick=True):
    naming.prepare(batch)
    rows += batch.height
print(time.perf_counter() - began, rows)
"""


def run(rows: int = ROWS, rounds: int = 3) -> list[Row]:
    """Measures, and returns one row per figure."""
    asked, rows = rows, min(rows, shutil.disk_usage(tempfile.gettempdir()).free // _FREE_BYTES_A_ROW)
    copies: list[float] = []
    imports: list[Imported] = []
    peaks: list[float] = []
    backends: list[float] = []
    afterwards: list[tuple[float, float]] = []
    file = generated(rows)
    with ground() as here:
        postgres = here.postgres()
        for number in range(1, rounds + 1):
            names = f"copy_{number}", f"registry_{number}"
            url = postgres.clone_database("template1", names[0])
            os.sync()
            copies.append(copy(url, file))
            url = postgres.clone_database("template1", names[1])
            registry = here.registry(url, f"registry-{number}")
            os.sync()
            with (
                watched(lambda pid=postgres.pid: max(_private(_children(pid)))) as backend,
                watched(lambda pid=registry.child.pid: sum(_shared_out([psutil.Process(pid), *_children(pid)]))) as own,
            ):
                imports.append(uvloop.run(import_file(registry.address, here.token(), file)))
            backends.append(backend[0])
            peaks.append(own[0])
            afterwards.append(until_indexed_and_spelled(url))
            registry.child.end(10)
            _drop(postgres, names)
        alone, read = reading_alone(file)
        size = file.stat().st_size
    counts = imports[-1].result.counts
    if (counts.accepted_rows, read) != (rows, rows):
        raise RuntimeError(f"{rows} rows were sent, {counts.accepted_rows} accepted, {read} read alone")
    whole, copied = statistics.median(each.seconds for each in imports), statistics.median(copies)
    uploading = statistics.median(each.upload_seconds for each in imports)
    applying = statistics.median(each.seconds - each.upload_seconds for each in imports)
    steps = {name: statistics.median(each.step_seconds.get(name, 0.0) for each in imports) for name in _steps(imports)}
    pairs = zip(imports, copies, strict=True)
    of_rounds = sorted((took.seconds - took.upload_seconds) / beside for took, beside in pairs)
    note = f"{rows:,} rows, {size / 2**20:,.0f} MiB, {counts.new_rows:,} different ones; "
    note += f"applying in {rounds} round(s): " + ", ".join(f"{one:.2f}" for one in of_rounds)
    if rows < asked:
        note += f"; {asked:,} were asked for, the disk has room for these"
    copy_figure = ("copy", copied, "s")
    return [
        ratio("applying / copy", ("applying", applying, "s"), copy_figure, note),
        ratio("upload and applying / copy", ("upload and applying", whole, "s"), copy_figure, note),
        figure("rows imported", rows / whole, "rows/s", "upload and applying"),
        figure("rows applied", rows / applying, "rows/s"),
        figure("rows copied", rows / copied, "rows/s"),
        figure("upload", uploading, "s", "until acknowledged: received, digested, compressed, stored"),
        *(
            figure(f"step {name}", seconds, "s", f"{seconds / whole:.0%} of the import")
            for name, seconds in steps.items()
        ),
        figure(
            "links indexed", statistics.median(indexed for indexed, _ in afterwards), "s", "in the background, since"
        ),
        figure("numbers spelled", statistics.median(spelled for _, spelled in afterwards), "s", "the import was done"),
        figure("reading alone", alone, "s", f"{alone / whole:.0%} of the import, without a database"),
        figure("registry's peak memory", max(peaks), "MiB", "resident, with the process that reads the file"),
        figure("PostgreSQL's peak memory", max(backends), "MiB", "of the largest backend, without shared buffers"),
    ]


def generated(rows: int) -> Path:
    """The file, made once and kept among the temporary files: five million rows take most of a minute."""
    maker = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((ROOT / "deploy" / "demo").glob("*.py"))))
    file = Path(tempfile.gettempdir()) / f"sepia-bench-isld-{rows}-{maker.hexdigest()[:12]}.csv"
    if not file.exists():
        draft = file.with_suffix(".draft")
        with draft.open("wb") as target:
            target.writelines(generate(rows))
        draft.replace(file)
    return file


def until_indexed_and_spelled(url: str) -> tuple[float, float]:
    """Seconds until the links that an import brought are indexed, and the numbers of its applications spelled."""
    began, took = time.perf_counter(), [0.0, 0.0]
    with psycopg.connect(url, autocommit=True) as connection:
        for place, table in enumerate(("unindexed_load", "unspelled_load")):
            asked = sql.SQL("select exists (select from registry.{})").format(sql.Identifier(table))
            while connection.execute(asked).fetchone() == (True,):
                time.sleep(0.1)
            took[place] = time.perf_counter() - began
    return took[0], took[1]


@contextmanager
def watched(memory: Callable[[], float]) -> Iterator[list[float]]:
    """Looks at some memory every two seconds: to look takes time that is measured.

    In the end the list's one figure is the most there was, in MiB.
    """
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            # Processes come and go while they are looked at.
            with suppress(psutil.Error, ValueError):
                most[0] = max(most[0], memory() / 2**20)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _children(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children()


def _private(processes: Iterable[psutil.Process]) -> Iterator[float]:
    """Bytes that each has for itself alone."""
    for process in processes:
        with suppress(psutil.Error):
            yield process.memory_full_info().uss


def _shared_out(processes: Iterable[psutil.Process]) -> Iterator[float]:
    """Bytes that each has, of what several share each its part."""
    for process in processes:
        with suppress(psutil.Error):
            yield process.memory_full_info().pss


def copy(url: str, file: Path) -> float:
    """Seconds that COPY takes into a table of 40 text columns, with the commit."""
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in COLUMNS)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("create table plain ({})").format(columns))
        began = time.perf_counter()
        statement = "copy plain from stdin (format csv, header, delimiter ';')"
        with file.open("rb") as source, connection.cursor() as cursor, cursor.copy(statement) as target:
            while block := source.read(_BLOCK_BYTES):
                target.write(block)
        return time.perf_counter() - began


def _drop(postgres: EmbeddedPostgres, databases: Iterable[str]) -> None:
    """Drops databases: a long file's take the room of the next round's."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        for name in databases:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def reading_alone(file: Path) -> tuple[float, int]:
    """Seconds that reading and understanding the file takes without a database, and the rows that were read."""
    command = [sys.executable, "-c", _ALONE, str(file)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return float(printed[0]), int(printed[1])


def _steps(imports: list[Imported]) -> list[str]:
    return list(dict.fromkeys(step for each in imports for step in each.step_seconds))
