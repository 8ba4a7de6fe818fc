"""Owns recalculating workbooks as an office does: with LibreOffice, all of a test module's at once."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from deploy.office import office

# Without it, LibreOffice believes the numbers that a file brings along.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def recalculated(folder: Path, books: Mapping[str, bytes | Any]) -> dict[str, Any]:
    """Workbooks as LibreOffice computes them anew, as openpyxl reads their values; by name.

    Args:
        folder: to work in.
        books: bytes of a workbook, or one of openpyxl (which keeps no computed values).
    """
    program = office()
    if program is None:
        pytest.skip(
            "LibreOffice is not installed, so no workbook can be recalculated; `python -m deploy.office` says why"
        )
    given, out, profile = folder / "given", folder / "out", folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    given.mkdir()
    for name, book in books.items():
        path = given / f"{name}.xlsx"
        if isinstance(book, bytes):
            path.write_bytes(book)
        else:
            book.save(path)
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(out), *(str(given / f"{name}.xlsx") for name in books)],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: openpyxl.load_workbook(out / f"{name}.xlsx", data_only=True) for name in books}
