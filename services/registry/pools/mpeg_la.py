"""Owns reading MPEG LA's list of US patents: a bare number a line, no header."""

from __future__ import annotations

from services.registry.pools.listing import ListedPatent, understand
from services.registry.pools.reading import LONGEST_FIELD, ReadList, RefusedRow, duplicate, text_of
from shared.errors import Violation, invalid


def read_mpeg_la(data: bytes, filename: str) -> ReadList:
    """Reads a list; the office is not written, every number is of the US office.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_MPEG_LA; BAD_ENCODING): the file is refused whole.
    """
    rows: list[ListedPatent] = []
    refused: list[RefusedRow] = []
    first_lines: dict[str, int] = {}
    for line, content in enumerate(text_of(data, filename).split("\n"), 1):
        number = content.strip()
        if not number:
            continue
        understood = understand("", number, otherwise="US")
        if understood.unreadable or "\0" in number or len(number) > LONGEST_FIELD:
            refused.append(_unreadable(line, number))
        elif understood.invention in first_lines:
            refused.append(duplicate(line, first_lines[understood.invention], "number", number))
        else:
            first_lines[understood.invention] = line
            rows.append(ListedPatent(line, "", number, "", "", (), understood))
    unreadable = sum(row.reason != "DUPLICATE_ROW" for row in refused)
    if not rows or unreadable > len(rows):
        raise invalid(
            "NOT_MPEG_LA",
            f"{filename} is not a list of US patents, one number a line: {unreadable} of its lines are no number. Each "
            "line must be like 7292636 or RE43360, without a header.",
            Violation("content", "a US patent number a line"),
        )
    return ReadList(rows, refused, {})


def _unreadable(line: int, number: str) -> RefusedRow:
    return RefusedRow(
        line,
        "number",
        number[:LONGEST_FIELD].replace("\0", ""),
        "UNREADABLE_NUMBER",
        "The line is not the number of a US patent.",
        "Write the bare number, such as 7292636, or RE43360 for a reissue.",
    )
