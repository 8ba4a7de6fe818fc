"""Owns dates as the contract writes them."""

from __future__ import annotations

import datetime as dt

from google.protobuf.message import Message
from google.type.date_pb2 import Date

from shared.errors import Violation, invalid


def date_of(request: Message, field: str) -> dt.date | None:
    """A date of a request; None when it is absent.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATE_INVALID): no day of the calendar, or only a part of a date.
    """
    if not request.HasField(field):
        return None
    given: Date = getattr(request, field)
    try:
        return dt.date(given.year, given.month, given.day)
    except ValueError:
        raise invalid(
            "DATE_INVALID",
            f"{field} is not a day of the calendar (year {given.year}, month {given.month}, day {given.day}). Leave it "
            "out where the day is not known.",
            Violation(field, 'a whole date, for example {"year": 2026, "month": 1, "day": 31}'),
        ) from None


def date_message(day: dt.date | None) -> Date | None:
    """A date for a reply; None for an unknown one."""
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)
