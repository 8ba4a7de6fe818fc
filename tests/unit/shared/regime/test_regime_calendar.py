"""How a regime counts its days."""

from __future__ import annotations

import datetime as dt

import pytest

from shared.errors import SepiaError
from shared.regime import Period, load_profile
from shared.regime.calendar import WorkingDays


@pytest.fixture(scope="module")
def eu() -> WorkingDays:
    return WorkingDays.of(load_profile("eu-2023"))


def test_saturdays_sundays_and_public_holidays_are_days_off(eu: WorkingDays) -> None:
    week = [eu.is_working_day(dt.date(2026, 3, day)) for day in range(2, 9)]
    assert week == [True] * 5 + [False] * 2
    assert not eu.is_working_day(dt.date(2026, 12, 25))  # a Friday
    assert not eu.is_working_day(dt.date(2026, 10, 12))  # Spain's national day, a Monday


def test_a_regime_without_a_country_knows_weekends_only() -> None:
    assert WorkingDays.of(load_profile("consortium")).is_working_day(dt.date(2026, 12, 25))


def test_a_period_that_would_end_on_a_holiday_ends_on_the_next_working_day(eu: WorkingDays) -> None:
    # 30 days after 25 November 2026 is 25 December, a Friday; 26 and 27 December are a weekend.
    assert eu.last_day(Period.parse("30 days"), dt.date(2026, 11, 25)) == dt.date(2026, 12, 28)
    assert eu.last_day(Period.parse("2 working days"), dt.date(2026, 12, 24)) == dt.date(2026, 12, 29)


def test_a_period_ends_with_the_last_instant_of_its_last_day_where_the_regime_sits(eu: WorkingDays) -> None:
    assert eu.end_of(dt.date(2026, 9, 2)) == dt.datetime(2026, 9, 2, 21, 59, 59, 999999, dt.UTC)
    assert eu.end_of(dt.date(2026, 12, 2)) == dt.datetime(2026, 12, 2, 22, 59, 59, 999999, dt.UTC)


def test_the_legal_date_of_an_instant_is_the_date_at_the_regimes_seat(eu: WorkingDays) -> None:
    assert eu.date_of(dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 2, 1)


def test_a_country_without_known_holidays_is_refused_in_a_sentence() -> None:
    calendar = load_profile("eu-2023").calendar.model_copy(update={"holidays_country": "QQ"})
    with pytest.raises(SepiaError, match=r'public holidays of "QQ" are not known\. Set calendar\.holidays_country'):
        WorkingDays(calendar)
