"""Owns what readers of pools' lists have in common: text from bytes, and rows that cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.pools.listing import ListedPatent
from shared.errors import Violation, invalid

LONGEST_FIELD = 300
"""Characters that a field of a list may have."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Why a row of a list was not taken; see `services.registry.imports.formats.Rejection`."""

    line: int
    column: str
    value: str
    reason: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list, read.

    Attributes:
        rows: those that were understood.
        refused: those that were not.
        further: figures of the file for the report.
    """

    rows: Sequence[ListedPatent]
    refused: Sequence[RefusedRow]
    further: dict[str, int]


def text_of(data: bytes, filename: str) -> str:
    """The text of a file, with or without a byte order mark.

    Raises:
        SepiaError: INVALID_ARGUMENT (BAD_ENCODING) naming the line.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise invalid(
            "BAD_ENCODING",
            f"{filename}, line {line}: byte 0x{data[error.start]:02x} is not UTF-8. Save the file as UTF-8 and send it "
            "again.",
            Violation("content", "text in UTF-8"),
        ) from None


def duplicate(line: int, first: int, column: str, value: str) -> RefusedRow:
    """A row that says what an earlier one said."""
    return RefusedRow(
        line,
        column,
        value[:LONGEST_FIELD],
        "DUPLICATE_ROW",
        f"Line {first} lists the same patent in the same way; it is counted once.",
        "Nothing is lost; leave the second row out.",
    )


def too_long(line: int, column: str, value: str) -> RefusedRow:
    """A field that is no field of a list."""
    return RefusedRow(
        line,
        column,
        value[:LONGEST_FIELD],
        "FIELD_TOO_LONG",
        f"The field has {len(value)} characters; at most {LONGEST_FIELD} are taken.",
        "See whether a quotation mark is missing.",
    )
