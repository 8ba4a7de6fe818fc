"""Owns the measurement of an import through the registry against PostgreSQL's own COPY of the same file."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import uvloop
from psycopg import sql

from deploy.demo.generator import generate
from services.registry.imports.isld_header import COLUMNS
from tests.load.figures import Row, figure, ratio
from tests.load.ground import ROOT, ground
from tests.load.uploading import Imported, import_file

TITLE = "An import through the registry, against COPY of the same file"
HOW = (
    "A generated ISLD file is sent through gRPC to a registry on an empty database and followed until the operation is "
    "done: every byte kept, every row checked, understood, merged into declarations, applications, families and links "
    "with their indexes, and logged. Beside it the same file goes into a table of 40 text columns without an index, as "
    "psql's \\copy sends it (COPY FROM STDIN, CSV with header and delimiter, one transaction), here in blocks of 256 "
    "KiB through psycopg: the server does the same work. One PostgreSQL for both, each commit on the disk. Rounds "
    "alternate; medians. Shares of steps are the times during which the operation's progress named them; reading "
    "includes staging, and the next block is read while one is staged. Reading alone is the same reader in a process "
    "of its own, without a database."
)
ROWS, ROUNDS = 200_000, 3
_BLOCK_BYTES = 256 * 1024
_ALONE = """
import sys, time
from pathlib import Path
from services.registry.imports.isld import read_isld
from services.registry.imports.store import staging_text

def pieces(file):
    with file.open("rb") as source:
        while piece := source.read(1024 * 1024):
            yield piece

began = time.perf_counter()
rows = 0
for batch in read_isld(pieces(Path(sys.argv[1]))):
    staging_text(batch)
    rows += batch.rows.height
print(time.perf_counter() - began, rows)
"""


def run(rows: int = ROWS, rounds: int = ROUNDS) -> list[Row]:
    """Measures, and returns one row per figure."""
    copies: list[float] = []
    imports: list[Imported] = []
    peaks: list[float] = []
    with ground() as here:
        file = here.folder / "generated.csv"
        with file.open("wb") as target:
            target.writelines(generate(rows))
        postgres = here.postgres()
        for number in range(1, rounds + 1):
            copies.append(copy(postgres.clone_database("template1", f"copy_{number}"), file))
            url = postgres.clone_database("template1", f"registry_{number}")
            registry = here.registry(url, f"registry-{number}")
            imports.append(uvloop.run(import_file(registry.address, here.token(), file)))
            peaks.append(registry.peak_mebibytes())
            registry.child.end(10)
        alone, read = reading_alone(file)
        size = file.stat().st_size
    counts = imports[-1].result.counts
    if (counts.accepted_rows, read) != (rows, rows):
        raise RuntimeError(f"{rows} rows were sent, {counts.accepted_rows} accepted, {read} read alone")
    whole, copied = statistics.median(each.seconds for each in imports), statistics.median(copies)
    steps = {name: statistics.median(each.step_seconds.get(name, 0.0) for each in imports) for name in _steps(imports)}
    of = ("import", whole, "s")
    return [
        ratio(
            "import / copy",
            of,
            ("copy", copied, "s"),
            f"{rows:,} rows, {size / 2**20:,.0f} MiB, {counts.new_rows:,} different ones; {rounds} rounds",
        ),
        figure("rows imported", rows / whole, "rows/s"),
        figure("rows copied", rows / copied, "rows/s"),
        figure("upload", statistics.median(each.upload_seconds for each in imports), "s", "until acknowledged"),
        *(
            figure(f"step {name}", seconds, "s", f"{seconds / whole:.0%} of the import")
            for name, seconds in steps.items()
        ),
        figure("reading alone", alone, "s", f"{alone / whole:.0%} of the import, without a database"),
        figure("registry's peak memory", max(peaks), "MiB", "resident, whole process"),
    ]


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


def reading_alone(file: Path) -> tuple[float, int]:
    """Seconds that reading and understanding the file takes without a database, and the rows that were read."""
    command = [sys.executable, "-c", _ALONE, str(file)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return float(printed[0]), int(printed[1])


def _steps(imports: list[Imported]) -> list[str]:
    return list(dict.fromkeys(step for each in imports for step in each.step_seconds))
