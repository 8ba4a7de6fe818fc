"""What holds of every report about a holder: its days, its source, whether it is in time."""

from __future__ import annotations

import datetime as dt

import pytest

from services.registry.holders.rules import Span, Timeliness, must_be_own_report, source_of, span, timeliness
from shared.errors import SepiaError

D = dt.date


@pytest.mark.parametrize(
    ("changes", "due", "expected"),
    [
        (False, D(2026, 1, 1), Timeliness.FIRST_REPORT),
        (True, None, Timeliness.UNKNOWN),
        (True, D(2026, 3, 2), Timeliness.IN_TIME),
        (True, D(2026, 3, 1), Timeliness.LATE),
    ],
)
def test_a_report_is_late_after_the_last_day(changes: bool, due: dt.date | None, expected: Timeliness) -> None:
    assert timeliness(changes=changes, reported_on=D(2026, 3, 2), due_on=due) is expected


def test_both_ends_are_days_of_a_span() -> None:
    days = Span(D(2026, 1, 1), D(2026, 1, 31))
    assert [days.covers(day) for day in (D(2025, 12, 31), D(2026, 1, 1), D(2026, 1, 31), D(2026, 2, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert days.common(Span(D(2026, 1, 31))) == Span(D(2026, 1, 31), D(2026, 1, 31))
    assert days.common(Span(D(2026, 2, 1))) is None
    assert Span(D(2026, 1, 1)).common(Span(D(2020, 1, 1))) == Span(D(2026, 1, 1))


def test_an_unknown_first_day_is_the_day_of_the_report_and_never_after_the_last() -> None:
    reported = D(2026, 3, 2)
    assert span(None, None, reported_on=reported) == Span(reported)
    assert span(None, D(2026, 1, 5), reported_on=reported) == Span(D(2026, 1, 5), D(2026, 1, 5))
    assert span(D(2019, 1, 1), None, reported_on=reported) == Span(D(2019, 1, 1))
    with pytest.raises(SepiaError, match="before the first"):
        span(D(2026, 1, 6), D(2026, 1, 5), reported_on=reported)


def test_a_holder_is_its_own_source_and_an_officer_names_one() -> None:
    assert source_of("", officer=False, organization="holders/a") == "holders/a"
    assert source_of("holders/a", officer=False, organization="holders/a") == "holders/a"
    assert source_of(" Register ", officer=True, organization="") == "Register"
    for given, officer, reason in (("Press", False, "SOURCE_NOT_YOURS"), ("", True, "SOURCE_MISSING")):
        with pytest.raises(SepiaError) as refused:
            source_of(given, officer=officer, organization="holders/a")
        assert refused.value.reason == reason


def test_what_another_source_said_is_not_a_holders_to_change() -> None:
    must_be_own_report("holders/a", "holders/a", "holders/a/records/1")
    with pytest.raises(SepiaError) as refused:
        must_be_own_report("Register", "holders/a", "holders/a/records/1")
    assert refused.value.reason == "REPORT_OF_ANOTHER_SOURCE"
