"""Owns reading Access Advance's list of patents: seven columns, a row for each patent, profile and office."""

from __future__ import annotations

import csv
import io

from services.registry.pools.listing import ListedPatent, co_owners, understand
from services.registry.pools.reading import LONGEST_FIELD, ReadList, RefusedRow, duplicate, text_of, too_long
from shared.errors import Violation, invalid

COLUMNS = ("Profile", "Country", "Patent Number", "Licensor", "Country New", "Patent Number New", "Inventor")
_UNKNOWN_INVENTOR = "UNKNOWN"


def read_access_advance(data: bytes, filename: str) -> ReadList:
    """Reads a list.

    The columns `Country New` and `Patent Number New` are the publisher's own normalisation; they stay in the file and
    are not relied on. Inventors are counted as known or unknown and not taken over.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_ACCESS_ADVANCE; BAD_ENCODING): the file is refused whole.
    """
    text = text_of(data, filename)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    rows: list[ListedPatent] = []
    refused: list[RefusedRow] = []
    first_lines: dict[tuple[str, ...], int] = {}
    unknown_inventors = 0
    try:
        _check_header(next(reader, list[str]()), filename)
        line = reader.line_num + 1
        for fields in reader:
            at, line = line, reader.line_num + 1
            if not any(field.strip() for field in fields):
                continue
            fault = _fault(at, fields)
            if fault is None:
                key = tuple(field.strip() for field in fields[:4])
                if key in first_lines:
                    fault = duplicate(at, first_lines[key], "Patent Number", fields[2])
                first_lines.setdefault(key, at)
            if fault is not None:
                refused.append(fault)
                continue
            profile, country, number, licensor = (field.strip() for field in fields[:4])
            unknown_inventors += fields[6].strip() in ("", _UNKNOWN_INVENTOR)
            understood = understand(country, number)
            rows.append(ListedPatent(at, country, number, profile, licensor, co_owners(licensor), understood))
    except csv.Error as error:
        raise invalid(
            "NOT_ACCESS_ADVANCE",
            f"{filename}, line {reader.line_num}: {error}. The file is not a table of comma-separated values; save it "
            "as CSV and send it again.",
            Violation("content", "a CSV file"),
        ) from error
    return ReadList(rows, refused, {"rows_with_unknown_inventor": unknown_inventors})


def _check_header(fields: list[str], filename: str) -> None:
    if tuple(field.strip() for field in fields) != COLUMNS:
        raise invalid(
            "NOT_ACCESS_ADVANCE",
            f"{filename} does not begin with the columns of Access Advance's list. Its first line must be: "
            f"{','.join(COLUMNS)}",
            Violation("content", f"the header {','.join(COLUMNS)}"),
        )


def _fault(line: int, fields: list[str]) -> RefusedRow | None:
    if len(fields) != len(COLUMNS):
        return RefusedRow(
            line,
            "",
            ",".join(fields)[:LONGEST_FIELD],
            "WRONG_COLUMN_COUNT",
            f"The row has {len(fields)} fields; it must have {len(COLUMNS)}.",
            "Put a field that contains a comma into quotation marks.",
        )
    for column, field in zip(COLUMNS[:4], fields, strict=False):
        if len(field) > LONGEST_FIELD:
            return too_long(line, column, field)
        if "\0" in field:
            return RefusedRow(line, column, "", "NUL_BYTE", "The field holds a NUL character.", "Remove it.")
    if not fields[2].strip():
        return RefusedRow(
            line,
            "Patent Number",
            "",
            "NUMBER_MISSING",
            "The row names no patent.",
            "Write a number, such as EP1387585.",
        )
    return None
