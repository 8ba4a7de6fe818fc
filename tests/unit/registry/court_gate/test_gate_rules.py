"""How an entry stood on a date: against a model that walks through the days one by one."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.court_gate.rules import (
    Dated,
    History,
    Period,
    Standing,
    chosen,
    history,
    known_by,
    recorded_later,
    standing_on,
)
from services.registry.registrations.rules import Event

FIRST = dt.date(2026, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(24)]
OPENED, WINDOW_ENDS = DAYS[3], DAYS[9]
KINDS = (Event.REGISTERED, Event.SUSPENDED, Event.REINSTATED, Event.REMOVED, Event.CORRECTED)


@st.composite
def histories(draw: st.DrawFn) -> list[Dated]:
    """Histories of one entry: recorded in order, counting from any day up to it, annulled, and annulled again."""
    events: list[Dated] = []
    recorded = 0
    for ordinal in range(1, draw(st.integers(0, 9)) + 1):
        recorded = min(23, recorded + draw(st.integers(0, 4)))
        effective = draw(st.integers(0, recorded))
        annuls = draw(st.none() | st.integers(1, ordinal - 1)) if ordinal > 1 else None
        kind = Event.SUSPENSION_ANNULLED if annuls else draw(st.sampled_from(KINDS))
        events.append(Dated(ordinal, kind, DAYS[effective], DAYS[recorded], annuls))
    return events


def naive(day: dt.date, events: list[Dated]) -> Standing:
    """Walks through the days, one by one, from the first to the one in question."""

    def stands(event: Dated) -> bool:
        return not any(other.annuls == event.ordinal and stands(other) for other in events)

    registered = removed = suspended = False
    today = min([FIRST, *(event.effective_on for event in events)])
    while today <= day:
        for event in events:  # in the order of recording
            if event.effective_on == today and stands(event):
                registered |= event.kind is Event.REGISTERED
                removed |= event.kind is Event.REMOVED
                if event.kind in (Event.SUSPENDED, Event.REINSTATED):
                    suspended = event.kind is Event.SUSPENDED
        today += dt.timedelta(days=1)
    if registered:
        return Standing.REMOVED if removed else Standing.SUSPENDED if suspended else Standing.REGISTERED
    if day < OPENED:
        return Standing.NOT_OPEN
    return Standing.WINDOW_OPEN if day <= WINDOW_ENDS else Standing.UNREGISTERED_LATE


@settings(max_examples=150, deadline=None)
@given(histories())
def test_every_date_is_answered_as_by_walking_through_the_days(events: list[Dated]) -> None:
    for day in DAYS:
        assert standing_on(day, events, opened_on=OPENED, window_ends_on=WINDOW_ENDS) is naive(day, events), day
        then = [event for event in events if event.recorded_on <= day]
        told = standing_on(day, known_by(events, day), opened_on=OPENED, window_ends_on=WINDOW_ENDS)
        assert told is naive(day, then), day


@settings(max_examples=80, deadline=None)
@given(histories())
def test_where_now_and_then_differ_something_was_recorded_later(events: list[Dated]) -> None:
    for day in DAYS:
        now = standing_on(day, events, opened_on=OPENED, window_ends_on=WINDOW_ENDS)
        then = standing_on(day, known_by(events, day), opened_on=OPENED, window_ends_on=WINDOW_ENDS)
        if now is not then:
            assert any(event.recorded_on > day for event in recorded_later(events, day))


@settings(max_examples=80, deadline=None)
@given(histories())
def test_the_answer_does_not_depend_on_the_order_in_which_events_are_read(events: list[Dated]) -> None:
    assert history(reversed(events)) == history(events)


@settings(max_examples=80, deadline=None)
@given(histories())
def test_periods_of_suspension_follow_each_other(events: list[Dated]) -> None:
    told = history(events).suspensions
    for before, behind in itertools.pairwise(told):
        assert before.until is not None
        assert before.since <= before.until < behind.since


def test_an_annulment_that_is_annulled_annuls_nothing() -> None:
    registered = Dated(1, Event.REGISTERED, DAYS[4], DAYS[5])
    suspended = Dated(2, Event.SUSPENDED, DAYS[6], DAYS[8])
    annulled = Dated(3, Event.SUSPENSION_ANNULLED, DAYS[6], DAYS[9], annuls=2)
    again = Dated(4, Event.CORRECTED, DAYS[10], DAYS[10], annuls=3)

    def on(*events: Dated) -> Standing:
        return standing_on(DAYS[7], events, opened_on=OPENED, window_ends_on=WINDOW_ENDS)

    assert on(registered, suspended) is Standing.SUSPENDED
    assert on(registered, suspended, annulled) is Standing.REGISTERED
    assert on(registered, suspended, annulled, again) is Standing.SUSPENDED
    assert [event.ordinal for event in recorded_later([registered, suspended, annulled], DAYS[7])] == [2, 3]


def test_of_several_entries_the_one_last_registered_by_then_answers() -> None:
    def of(day: int) -> History:
        return History(Period(DAYS[day], None, (1,)), (), None)

    entries = [("first", of(4)), ("second", of(9)), ("never", History(None, (), None))]
    assert [chosen(entries, DAYS[day]) for day in (3, 4, 8, 9)] == ["first", "first", "first", "second"]
    assert chosen([("never", History(None, (), None))], DAYS[9]) is None
