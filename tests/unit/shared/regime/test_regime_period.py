"""Owns the tests of periods: how they are written, and the day on which one ends."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.regime import Period, Unit

HOLIDAYS = {dt.date(2025, 12, 25), dt.date(2026, 1, 1)}


def open_days(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


@pytest.mark.parametrize(
    "text", ["0 days", "1 day", "30 days", "1 working day", "10 working days", "6 months", "2 years"]
)
def test_a_period_reads_as_it_is_written(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "6", "months", "6 Months", "6  months", "06 months", "1 months", "2 day", "6m", "-1 day"]
)
def test_what_is_no_period_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period; write"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "event", "plain", "extended"),
    [
        ("30 days", "2025-01-31", "2025-03-02", "2025-03-03"),  # a Sunday
        ("1 month", "2025-01-31", "2025-02-28", "2025-02-28"),  # no 31st: the month's last day
        ("1 month", "2024-01-31", "2024-02-29", "2024-02-29"),
        ("6 months", "2025-06-25", "2025-12-25", "2025-12-26"),  # a holiday
        ("9 months", "2025-05-30", "2026-02-28", "2026-03-02"),  # a Saturday
        ("1 year", "2024-02-29", "2025-02-28", "2025-02-28"),
        ("12 months", "2024-12-31", "2025-12-31", "2025-12-31"),
        ("2 working days", "2025-12-24", "2025-12-29", "2025-12-29"),  # over Christmas and a weekend
        ("0 days", "2025-03-01", "2025-03-01", "2025-03-03"),
    ],
)
def test_a_period_ends_on_the_day_the_rules_say(text: str, event: str, plain: str, extended: str) -> None:
    period, start = Period.parse(text), dt.date.fromisoformat(event)
    assert period.last_day(start, open_days, extend=False) == dt.date.fromisoformat(plain)
    assert period.last_day(start, open_days, extend=True) == dt.date.fromisoformat(extended)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 400), st.sampled_from(Unit))
def test_a_period_never_ends_before_it_starts_and_a_later_event_never_ends_it_earlier(
    event: dt.date, amount: int, unit: Unit
) -> None:
    amount = amount % 60 if unit is Unit.YEAR else amount
    period = Period(amount, unit)
    end = period.last_day(event, open_days, extend=True)
    assert event <= end <= period.last_day(event + dt.timedelta(days=1), open_days, extend=True)
    assert open_days(end) or (unit is Unit.WORKING_DAY and amount == 0)


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        Period(1, Unit.WORKING_DAY).last_day(dt.date(2025, 1, 1), lambda _: False, extend=False)
