"""Owns lengths of time as a legal text states them, and the day on which one ends."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from collections.abc import Callable
from dataclasses import dataclass


class Unit(enum.Enum):
    """What a period is counted in. A month is a calendar month, never thirty days."""

    DAY = "day"
    WORKING_DAY = "working day"
    MONTH = "month"
    YEAR = "year"


PERIOD_HELP = 'write a whole number and a unit: days, working days, months or years; for example "6 months"'
_PERIOD = re.compile(r"(0|[1-9][0-9]{0,3}) (day|working day|month|year)(s?)")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time with its unit, as a provision states it: 30 days is not one month.

    Attributes:
        amount: 0 to 9999.
        unit: what is counted.
    """

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Period:
        """Reads `6 months`, `1 month`, `30 days`, `10 working days`, `2 years`.

        Raises:
            ValueError: the text is not one; the message says what to write.
        """
        found = _PERIOD.fullmatch(text)
        if found is None:
            raise ValueError(f'"{text}" is not a period; {PERIOD_HELP}')
        amount = int(found[1])
        if (amount == 1) == bool(found[3]):
            raise ValueError(f'"{text}" is not a period; write "{cls(amount, Unit(found[2]))}"')
        return cls(amount, Unit(found[2]))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}{'' if self.amount == 1 else 's'}"

    def last_day(self, event: dt.date, is_working_day: Callable[[dt.date], bool], *, extend: bool) -> dt.date:
        """The day at whose end the period ends.

        The day of the event isn't counted. A period in months or years ends on the day with the event's number, or on
        the last day of a month that has no such day. With `extend`, a period that would end on a day off ends on the
        next working day; a period in working days ends on one anyway.

        Args:
            event: the legal date of what starts the period.
            is_working_day: the regime's calendar.
            extend: the profile's `calendar.ends_on_working_day`.

        Source: Regulation (EEC, Euratom) No 1182/71, Art. 3(1), (2) and (4).
        """
        if self.unit is Unit.WORKING_DAY:
            day = event
            for _ in range(self.amount):
                day = _next_working_day(day + dt.timedelta(days=1), is_working_day)
            return day
        if self.unit is Unit.DAY:
            day = event + dt.timedelta(days=self.amount)
        else:
            months = self.amount * (12 if self.unit is Unit.YEAR else 1)
            year, month_before = divmod(event.year * 12 + event.month - 1 + months, 12)
            length = calendar.monthrange(year, month_before + 1)[1]
            day = dt.date(year, month_before + 1, min(event.day, length))
        return _next_working_day(day, is_working_day) if extend else day


def _next_working_day(day: dt.date, is_working_day: Callable[[dt.date], bool]) -> dt.date:
    for ahead in range(400):
        candidate = day + dt.timedelta(days=ahead)
        if is_working_day(candidate):
            return candidate
    raise ValueError(f"the calendar has no working day in the 400 days from {day}")
