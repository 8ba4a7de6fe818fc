"""Owns what may stand in a cell: texts that a spreadsheet would run are made harmless, and can be had back.

A spreadsheet that opens a CSV file takes a text that begins with `=`, `+`, `-` or `@` (or, in some, with a tab, a
carriage return, a line feed or one of their full-width forms) for a formula. An apostrophe in front makes it a text.
So that this can be undone, a text that begins with apostrophes and then one of these gets one more.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

Cell = str | int | Decimal | bool | dt.date | dt.datetime | None
"""A value of a cell; None is unknown, which is not the empty text."""

_STARTS_FORMULA = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_RUN = re.compile(f"'*[{_STARTS_FORMULA}]")
_MADE_HARMLESS = re.compile(f"'+[{_STARTS_FORMULA}]")
_NEGATIVE_NUMBER = re.compile(r"-\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def safe_cell(text: str) -> str:
    """The text as it can stand in a CSV file: with an apostrophe in front where a spreadsheet would run it.

    A negative number is no formula and stays as it is.
    """
    return f"'{text}" if _RUN.match(text) and not _NEGATIVE_NUMBER.fullmatch(text) else text


def given_text(cell: str) -> str:
    """The text that `safe_cell` was given."""
    return cell[1:] if _MADE_HARMLESS.match(cell) else cell


def written(value: Cell) -> str | None:
    """A value as text: dates as ISO 8601, instants in UTC, `true` and `false`; None for the unknown."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            return safe_cell(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
