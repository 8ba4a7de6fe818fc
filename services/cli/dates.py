"""Owns dates on the command line: as people write them, to and from the wire."""

from __future__ import annotations

import datetime as dt

from google.type import date_pb2

from services.cli.output import bad_value


def date(what: str, given: str) -> date_pb2.Date | None:
    """A date such as 2026-01-31; None where nothing is given.

    Raises:
        SepiaError: BAD_VALUE.
    """
    if not given:
        return None
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        raise bad_value(what, given, "a date, such as 2026-01-31") from None
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def day_text(day: date_pb2.Date) -> str:
    """A date for people; empty where it is not set."""
    return dt.date(day.year, day.month, day.day).isoformat() if day.year else ""
