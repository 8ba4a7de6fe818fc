"""Owns dates on the wire: `google.type.Date` to and from a date of the calendar."""

from __future__ import annotations

import datetime as dt

from google.type import date_pb2

from shared.errors import Violation, invalid


def date_message(day: dt.date | None) -> date_pb2.Date | None:
    """A date on the wire; None, which leaves a field unset, for one that is not known."""
    return None if day is None else date_pb2.Date(year=day.year, month=day.month, day=day.day)


def read_date(message: date_pb2.Date, field: str) -> dt.date | None:
    """A date from the wire; None where nothing is set.

    Raises:
        SepiaError: INVALID_ARGUMENT (BAD_DATE): no such day, or only a part of a date.
    """
    if not (message.year or message.month or message.day):
        return None
    try:
        return dt.date(message.year, message.month, message.day)
    except ValueError:
        given = f"{message.year:04}-{message.month:02}-{message.day:02}"
        raise invalid(
            "BAD_DATE",
            f"{given} is no day of the calendar. Send year, month and day, or leave the date out where it is unknown.",
            Violation(field, 'a whole date, for example {"year": 2026, "month": 1, "day": 31}'),
        ) from None
