"""Owns a regime's calendar: which days are working days, on which day a period ends, and at which instant.

Public holidays come from the `holidays` library, by the country that the profile names; an operator whose office
closes on further days says so in the profile's notes and extends the country's calendar there.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import holidays

from shared.errors import precondition
from shared.regime.period import Period
from shared.regime.profile import Profile
from shared.regime.sections import Calendar


class WorkingDays:
    """Counts legal dates as a regime does.

    Args:
        calendar: the profile's section `calendar`.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._extend = calendar.ends_on_working_day
        self._zone = calendar.time_zone
        country = calendar.holidays_country
        try:
            self._holidays = holidays.country_holidays(country) if country else None
        except NotImplementedError:
            raise precondition(
                "HOLIDAYS_UNKNOWN",
                f'The public holidays of "{country}" are not known. Set calendar.holidays_country of the regime '
                "profile to a country's two letters, for example ES, or to none.",
            ) from None

    @classmethod
    def of(cls, profile: Profile) -> WorkingDays:
        """The calendar of a regime."""
        return cls(profile.calendar)

    @property
    def zone(self) -> ZoneInfo:
        """Whose midnight ends a day."""
        return self._zone

    def is_working_day(self, day: dt.date) -> bool:
        """Whether a day is one on which the office works: Monday to Friday, and no public holiday."""
        return day.weekday() < 5 and (self._holidays is None or day not in self._holidays)

    def last_day(self, period: Period, event: dt.date) -> dt.date:
        """The day at whose end a period ends that starts with an event on a legal date.

        Source: Regulation (EEC, Euratom) No 1182/71, Art. 3.
        """
        return period.last_day(event, self.is_working_day, extend=self._extend)

    def date_of(self, at: dt.datetime) -> dt.date:
        """The legal date of an instant."""
        return at.astimezone(self._zone).date()

    def end_of(self, day: dt.date) -> dt.datetime:
        """The last instant of a legal date, in UTC: a period ends with the last hour of its last day.

        Source: Regulation (EEC, Euratom) No 1182/71, Art. 3(2).
        """
        return dt.datetime.combine(day, dt.time.max, self._zone).astimezone(dt.UTC)
