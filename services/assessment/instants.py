"""Owns instants and legal dates on their way between rows and messages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from shared.errors import Violation, invalid


def timestamp(at: dt.datetime) -> Timestamp:
    """An instant as the contract carries it."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def timestamp_if(at: dt.datetime | None) -> Timestamp | None:
    """An instant that may not have come yet."""
    return None if at is None else timestamp(at)


def date_if(day: dt.date | None) -> date_pb2.Date | None:
    """A legal date that may not be there."""
    return None if day is None else date_pb2.Date(year=day.year, month=day.month, day=day.day)


def date_in(message: Any, field: str) -> dt.date | None:
    """A legal date as the contract carries it; None when it is absent.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATE_INVALID).
    """
    if not message.HasField(field):
        return None
    given = getattr(message, field)
    try:
        return dt.date(given.year, given.month, given.day)
    except ValueError:
        raise invalid(
            "DATE_INVALID",
            f"{field} is {given.year}-{given.month}-{given.day}, which is no day of the calendar.",
            Violation(field, "year, month and day; for example 2026-03-31"),
        ) from None
