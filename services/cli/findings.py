"""Owns the file of findings that an evaluator fills in: how it is written, and why a row is not accepted."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sepia.assessment.v1 import campaigns_pb2, checks_pb2

COLUMNS: Final = ("check", "holder", "family", "standard", "outcome", "reasons")
OUTCOMES: Final = {
    "essential": campaigns_pb2.OUTCOME_ESSENTIAL,
    "not_essential": campaigns_pb2.OUTCOME_NOT_ESSENTIAL,
    "undetermined": campaigns_pb2.OUTCOME_UNDETERMINED,
}
LONGEST_REASONS: Final = 20_000
_NEEDED: Final = ("check", "outcome", "reasons")
_YES: Final = ("yes", "true", "1")
_NO: Final = ("", "no", "false", "0")
_CHECK = re.compile(r"checks/[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why a row is not accepted.

    Attributes:
        line: physical line of the file on which the row ends, from 1.
        column: at fault; empty for the row as a whole.
        value: what stood there, shortened.
        reason: why, and what to write.
    """

    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Findings:
    """What a file says.

    Attributes:
        findings: the rows that are filled in, in order.
        bad: the rows that are not accepted.
        left_open: rows with neither outcome nor reasons: not filled in yet.
    """

    findings: list[checks_pb2.Finding] = field(default_factory=list[checks_pb2.Finding])
    bad: list[BadRow] = field(default_factory=list[BadRow])
    left_open: int = 0


def read_findings(text: str, own_checks: Collection[str] | None = None) -> Findings:
    """Reads a file of findings to its end, whatever is wrong in it.

    Args:
        text: CSV with commas, semicolons or tabs and a header line; columns beyond those needed are passed over.
        own_checks: names of the checks that the evaluator may record; None to accept any.
    """
    found = Findings()
    text = text.removeprefix("\ufeff")
    header_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, list[str]())]
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            reason = (
                f"the header lacks {', '.join(missing)}; it must name {', '.join(_NEEDED)} (and may name simulated)"
            )
            found.bad.append(BadRow(1, "", _short(header_line), reason))
            return found
        seen: dict[str, int] = {}
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            _read_row(found, header, row, rows.line_num, seen, own_checks)
    except csv.Error as problem:
        reason = f"this is not CSV ({problem}); save the sheet as CSV in UTF-8 once more"
        found.bad.append(BadRow(rows.line_num, "", "", reason))
    return found


def _read_row(
    found: Findings,
    header: list[str],
    row: list[str],
    line: int,
    seen: dict[str, int],
    own_checks: Collection[str] | None,
) -> None:
    if len(row) != len(header):
        reason = f"the row has {len(row)} cells, the header {len(header)}; quote texts that hold the separator"
        found.bad.append(BadRow(line, "", _short(row[0]), reason))
        return
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
    if not cells["outcome"] and not cells["reasons"]:
        found.left_open += 1
        return
    bad = list(_faults(cells, line, seen, own_checks))
    seen.setdefault(cells["check"], line)
    if bad:
        found.bad += bad
        return
    found.findings.append(
        checks_pb2.Finding(
            check=cells["check"],
            outcome=OUTCOMES[_outcome_word(cells["outcome"])],
            reasons=cells["reasons"],
            simulated=cells.get("simulated", "").lower() in _YES,
        )
    )


def _faults(
    cells: dict[str, str], line: int, seen: dict[str, int], own_checks: Collection[str] | None
) -> Iterator[BadRow]:
    check = cells["check"]
    if not _CHECK.fullmatch(check):
        yield BadRow(line, "check", _short(check), "not the name of a check; take it from `sepia check list --csv`")
    elif check in seen:
        yield BadRow(line, "check", check, f"this check is already on line {seen[check]}; keep one of the two")
    elif own_checks is not None and check not in own_checks:
        yield BadRow(line, "check", check, "not one of your checks, or its results are published")
    if _outcome_word(cells["outcome"]) not in OUTCOMES:
        yield BadRow(line, "outcome", _short(cells["outcome"]), f"write one of {', '.join(OUTCOMES)}")
    if not cells["reasons"]:
        yield BadRow(line, "reasons", "", "a finding needs its reasons")
    elif len(cells["reasons"]) > LONGEST_REASONS:
        reason = f"{len(cells['reasons']):,} characters; at most {LONGEST_REASONS:,}"
        yield BadRow(line, "reasons", _short(cells["reasons"]), reason)
    if cells.get("simulated", "").lower() not in (*_YES, *_NO):
        yield BadRow(line, "simulated", _short(cells["simulated"]), "write yes or no, or leave it blank")


def _outcome_word(cell: str) -> str:
    return cell.lower().replace(" ", "_").replace("-", "_")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def open_check_rows(checks: Iterable[checks_pb2.Check]) -> Iterator[tuple[str, ...]]:
    """The rows of a file of findings that is ready to be filled in."""
    for check in checks:
        yield (check.name, check.holder, check.family, check.standard, "", "")
