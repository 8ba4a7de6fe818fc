"""Owns how an entry stood on a date: what its events say, as known now and as known then. Pure.

Each event has two dates: from when it counts, and when it was recorded. The answer about a date is made from what is
recorded now; what was on record at the end of that date is told beside it. An event that another one annuls counts as
never made, from the moment at which the annulment is known.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.registry.registrations.rules import Event


class Standing(enum.IntEnum):
    """Where a patent stands for a standard; the numbers of `GateStanding`."""

    REGISTERED = 1
    SUSPENDED = 2
    REMOVED = 3
    UNREGISTERED_LATE = 4
    WINDOW_OPEN = 5
    NOT_OPEN = 6


@dataclass(frozen=True, slots=True)
class Dated:
    """An event as far as standing depends on it.

    Attributes:
        ordinal: place in the order of recording, from 1.
        kind: what happened.
        effective_on: the legal date from which it counts.
        recorded_on: the legal date on which it was recorded.
        annuls: ordinal of the event that counts as never made.
    """

    ordinal: int
    kind: Event
    effective_on: dt.date
    recorded_on: dt.date
    annuls: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From when something holds, and until when; None where it has no end yet."""

    since: dt.date
    until: dt.date | None
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What an entry's events say about its whole time.

    Attributes:
        registered: when it was entered, with the event; None if it was not.
        suspensions: every period of suspension, in order; the last day is the one before it ended.
        removed: from when it is removed.
    """

    registered: Period | None
    suspensions: tuple[Period, ...]
    removed: Period | None

    def suspension_on(self, day: dt.date) -> Period | None:
        """The suspension that holds on a date."""
        for period in self.suspensions:
            if period.since <= day and (period.until is None or day <= period.until):
                return period
        return None

    def registered_by(self, day: dt.date) -> bool:
        """Whether it had been registered by a date."""
        return self.registered is not None and self.registered.since <= day

    def removed_by(self, day: dt.date) -> bool:
        """Whether it had been removed by a date."""
        return self.removed is not None and self.removed.since <= day


def in_effect(events: Iterable[Dated]) -> list[Dated]:
    """The events that nothing annuls; an annulment that is itself annulled annuls nothing."""
    void: set[int] = set()
    standing: list[Dated] = []
    # The latest first: only what comes later can annul, so whether an event stands is known when it is reached.
    for event in sorted(events, key=lambda each: each.ordinal, reverse=True):
        if event.ordinal in void:
            continue
        if event.annuls is not None and event.annuls < event.ordinal:
            void.add(event.annuls)
        standing.append(event)
    return standing[::-1]


def known_by(events: Iterable[Dated], day: dt.date) -> list[Dated]:
    """What was on record at the end of a legal date."""
    return [event for event in events if event.recorded_on <= day]


def recorded_later(events: Iterable[Dated], day: dt.date) -> list[Dated]:
    """What bears on a date but was recorded only after it: what counts from then or before, and what annuls such."""
    listed = list(events)
    effective = {event.ordinal: event.effective_on for event in listed}
    return [
        event
        for event in listed
        if event.recorded_on > day
        and (
            event.effective_on <= day or (event.annuls is not None and effective.get(event.annuls, dt.date.max) <= day)
        )
    ]


def history(events: Iterable[Dated]) -> History:
    """The time of an entry as a set of events tells it."""
    standing = sorted(in_effect(events), key=lambda event: (event.effective_on, event.ordinal))
    registered = next((event for event in standing if event.kind is Event.REGISTERED), None)
    removed = next((event for event in standing if event.kind is Event.REMOVED), None)
    suspensions: list[Period] = []
    since: Dated | None = None
    resting: list[int] = []
    for event in standing:
        if event.kind is Event.SUSPENDED:
            since = since or event
            resting.append(event.ordinal)
        elif event.kind is Event.REINSTATED and since is not None:
            # Suspended and reinstated with effect of one day is no day of suspension.
            if event.effective_on > since.effective_on:
                last = event.effective_on - dt.timedelta(days=1)
                suspensions.append(Period(since.effective_on, last, (*resting, event.ordinal)))
            since, resting = None, []
    if since is not None:
        suspensions.append(Period(since.effective_on, None, tuple(resting)))
    return History(
        None if registered is None else Period(registered.effective_on, None, (registered.ordinal,)),
        tuple(suspensions),
        None if removed is None else Period(removed.effective_on, None, (removed.ordinal,)),
    )


def standing_on(
    day: dt.date, events: Iterable[Dated], *, opened_on: dt.date | None, window_ends_on: dt.date | None
) -> Standing:
    """Where an entry, or a patent without one, stands on a date.

    Args:
        events: of the entry, as far as they are to be taken as known; empty for a patent without an entry.
        opened_on: the notice that opened registration for the standard.
        window_ends_on: last day on which a request is in time.
    """
    told = history(events)
    if told.registered_by(day):
        if told.removed_by(day):
            return Standing.REMOVED
        return Standing.SUSPENDED if told.suspension_on(day) else Standing.REGISTERED
    if opened_on is None or window_ends_on is None or day < opened_on:
        return Standing.NOT_OPEN
    return Standing.WINDOW_OPEN if day <= window_ends_on else Standing.UNREGISTERED_LATE


def chosen(entries: Sequence[tuple[str, History]], day: dt.date) -> str | None:
    """Which of several entries of one patent and standard a date is about: the one that was last registered by then.

    Args:
        entries: their ids with what they tell; a removed entry may have a successor.
    """
    by_then = [(told.registered.since, name) for name, told in entries if told.registered and told.registered_by(day)]
    if by_then:
        return max(by_then)[1]
    ahead = [(told.registered.since, name) for name, told in entries if told.registered]
    return min(ahead)[1] if ahead else None
