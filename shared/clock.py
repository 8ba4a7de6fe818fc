"""Owns the time. The only module that asks the operating system what time it is.

Everything that needs the time takes a `Clock`, so a test can live through a nine-month procedure in a second.
Instants are timezone-aware UTC; a legal date is the date in the regime's time zone.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> dt.datetime:
        """The instant, timezone-aware, in UTC."""
        ...

    def today(self, zone: ZoneInfo) -> dt.date:
        """The legal date in a regime's time zone."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def today(self, zone: ZoneInfo) -> dt.date:
        return self.now().astimezone(zone).date()


class AheadClock:
    """A clock that stands a fixed time ahead of another: for rehearsals, which live through weeks to come.

    Args:
        clock: the one it stands ahead of.
        by: how far; not negative.
    """

    def __init__(self, clock: Clock, by: dt.timedelta) -> None:
        if by < dt.timedelta(0):
            raise ValueError(f"a clock never runs behind the one it follows (asked for {by})")
        self._clock = clock
        self._by = by

    def now(self) -> dt.datetime:
        return self._clock.now() + self._by

    def today(self, zone: ZoneInfo) -> dt.date:
        return self.now().astimezone(zone).date()


class FixedClock:
    """A clock that stands still until it is moved: for tests and for replays."""

    def __init__(self, at: dt.datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone; use datetime(..., tzinfo=datetime.UTC)")
        self._at = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        return self._at

    def today(self, zone: ZoneInfo) -> dt.date:
        return self._at.astimezone(zone).date()

    def advance(self, by: dt.timedelta) -> None:
        """Moves the clock forward; a clock never runs backward."""
        if by < dt.timedelta(0):
            raise ValueError(f"a clock never runs backward (asked for {by})")
        self._at += by


def stopwatch() -> float:
    """Monotonic seconds since an arbitrary origin, for measuring durations only."""
    return time.perf_counter()
