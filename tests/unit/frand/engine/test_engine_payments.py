"""Money over time: days counted as contracts count them, interest as courts award it, schedules valued to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    CURRENCIES,
    Compounding,
    DatedSeries,
    DayCount,
    InterestTerms,
    InvalidInput,
    LumpSumInputs,
    Money,
    PaymentsInputs,
    SalesPeriod,
    ScheduledPayment,
    SeriesInterpolation,
    SeriesKind,
    SeriesPoint,
    exchange_rate,
    growth,
    index_ratio,
    instalments,
    lump_sum,
    payments,
    present_value,
    year_fraction,
)
from services.frand.engine.derivation import MethodAnswer
from services.frand.engine.series import convert

D = Decimal
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
SIMPLE, COMPOUND = Compounding.SIMPLE, Compounding.COMPOUND


def fx(base: str, quote: str, *points: tuple[date, str], **more: object) -> DatedSeries:
    some = tuple(SeriesPoint(on, D(value)) for on, value in points)
    return DatedSeries(
        f"{base}_{quote}".lower(),
        SeriesKind.EXCHANGE_RATE,
        "ECB",
        some,
        base_currency=base,
        quote_currency=quote,
        **more,
    )  # type: ignore[arg-type]


def value(answer: MethodAnswer, name: str) -> Decimal:
    return answer.derivation[name].value


@pytest.mark.parametrize(
    ("start", "end", "count", "years"),
    [
        ("2024-01-01", "2024-12-31", DayCount.ACT_365, D(365) / 365),
        ("2024-01-01", "2025-01-01", DayCount.ACT_365, D(366) / 365),
        ("2024-01-01", "2025-01-01", DayCount.ACT_360, D(366) / 360),
        ("2023-11-01", "2024-05-01", DayCount.ACT_ACT, D(61) / 365 + D(121) / 366),  # ISDA's own example is 1999/2000
        ("1999-02-01", "1999-07-01", DayCount.ACT_ACT, D(150) / 365),
        ("2002-08-15", "2003-07-15", DayCount.ACT_ACT, D(334) / 365),
        ("2007-01-15", "2007-01-30", DayCount.THIRTY_360, D(15) / 360),
        ("2007-01-15", "2007-02-15", DayCount.THIRTY_360, D(30) / 360),
        ("2007-09-30", "2008-03-31", DayCount.THIRTY_360, D(180) / 360),
        ("2007-09-30", "2007-10-31", DayCount.THIRTY_360, D(30) / 360),
        ("2007-09-30", "2008-09-30", DayCount.THIRTY_360, D(1)),
        ("2008-08-31", "2009-02-28", DayCount.THIRTY_360, D(178) / 360),
        ("2009-02-28", "2009-08-31", DayCount.THIRTY_360, D(183) / 360),
    ],
)
def test_days_are_counted_as_the_definitions_say(start: str, end: str, count: DayCount, years: Decimal) -> None:
    found = year_fraction(date.fromisoformat(start), date.fromisoformat(end), count)
    assert found == pytest.approx(years, abs=D("1e-26"))


@settings(max_examples=60, deadline=None)
@given(DAYS, DAYS, DAYS, st.sampled_from([DayCount.ACT_365, DayCount.ACT_360, DayCount.ACT_ACT]))
def test_time_adds_up_and_runs_backwards(a: date, b: date, c: date, count: DayCount) -> None:
    assert year_fraction(a, b, count) + year_fraction(b, a, count) == 0
    total = year_fraction(a, b, count) + year_fraction(b, c, count)
    assert total == pytest.approx(year_fraction(a, c, count), abs=D("1e-24"))


@settings(max_examples=60, deadline=None)
@given(
    DAYS,
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.decimals("-0.2", "0.5", places=4),
    st.sampled_from([1, 2, 4, 12]),
)
def test_compound_interest_does_not_depend_on_where_it_is_cut_and_undoes_itself(
    start: date, first: int, second: int, rate: Decimal, often: int
) -> None:
    terms = InterestTerms(rate, COMPOUND, often)
    middle, end = start + timedelta(first), start + timedelta(first + second)
    assert growth(terms, start, middle) * growth(terms, middle, end) == pytest.approx(
        growth(terms, start, end), rel=D("1e-24")
    )
    assert growth(terms, start, end) * growth(terms, end, start) == pytest.approx(D(1), rel=D("1e-24"))


def test_simple_interest_is_what_a_clerk_computes_day_by_day() -> None:
    # 8 % on 100,000 for 100 days, a year of 365.
    terms = InterestTerms(D("0.08"), SIMPLE)
    assert round(100_000 * growth(terms, date(2023, 1, 1), date(2023, 4, 11)), 2) == D("102191.78")
    half_yearly = InterestTerms(D("0.08"), COMPOUND, 2, DayCount.THIRTY_360)
    assert growth(half_yearly, date(2023, 1, 1), date(2024, 1, 1)) == D("1.0816")


def test_a_schedule_is_valued_with_interest_on_the_past_and_discount_of_the_future() -> None:
    plan = tuple(
        ScheduledPayment(date(year, 1, 1), Money(D(1000), "EUR"), audience=("holders/a",) if year == 2021 else ())
        for year in range(2021, 2027)
    )
    past = InterestTerms(D("0.05"), SIMPLE, day_count=DayCount.THIRTY_360)
    future = InterestTerms(D("0.1"), day_count=DayCount.THIRTY_360)
    answer = payments(PaymentsInputs("EUR", date(2024, 1, 1), plan, past, future))
    assert value(answer, "past") == 1000 * (D("1.15") + D("1.10") + D("1.05"))
    assert value(answer, "interest") == 300
    expected = present_value([D(1000)] * 3, [0, 1, 2], D("0.1"))
    assert value(answer, "future") == pytest.approx(expected, rel=D("1e-40"))
    assert value(answer, "value") == pytest.approx(3300 + expected, rel=D("1e-25"))
    assert answer.derivation["past"].audience == {"holders/a"}
    assert answer.derivation["future"].audience is None


def test_past_payments_are_changed_on_their_day_and_future_ones_on_the_date_of_the_value() -> None:
    ecb = fx("EUR", "USD", (date(2023, 1, 1), "1.25"), (date(2024, 1, 1), "1.6"))
    plan = tuple(ScheduledPayment(date(y, 1, 1), Money(D(100), "USD")) for y in (2023, 2025))
    none = InterestTerms(D(0))
    answer = payments(PaymentsInputs("EUR", date(2024, 1, 1), plan, none, none, (ecb,), 2))
    assert (value(answer, "past"), value(answer, "future"), value(answer, "value")) == (80, D("62.5"), D("142.50"))
    with pytest.raises(InvalidInput, match=r"series\[eur_usd\].*2023-06-01"):
        late = (ScheduledPayment(date(2023, 6, 1), Money(D(100), "USD")),)
        payments(PaymentsInputs("EUR", date(2024, 1, 1), late, none, none, (ecb,)))


def test_a_currency_is_reached_through_a_third_one_and_a_straight_series_goes_first() -> None:
    day = date(2024, 1, 2)
    usd, jpy = fx("EUR", "USD", (day, "1.10")), fx("EUR", "JPY", (day, "165"))
    assert exchange_rate("USD", "JPY", day, (usd, jpy)).rate == pytest.approx(D(150))
    straight = fx("JPY", "USD", (day, "0.0066"))
    assert exchange_rate("USD", "JPY", day, (usd, jpy, straight)).rate == pytest.approx(1 / D("0.0066"))
    with pytest.raises(InvalidInput, match="between USD and CHF"):
        exchange_rate("USD", "CHF", day, (usd, jpy))


def test_a_series_says_nothing_that_its_rule_does_not_say() -> None:
    points = ((date(2024, 1, 5), "1.0"), (date(2024, 1, 8), "1.3"), (date(2024, 2, 8), "2.0"))
    exact = fx("EUR", "USD", *points)
    before = fx("EUR", "USD", *points, interpolation=SeriesInterpolation.PREVIOUS, stale_after_days=4)
    straight = fx("EUR", "USD", *points, interpolation=SeriesInterpolation.LINEAR, stale_after_days=4)
    assert (before.value(date(2024, 1, 7)), straight.value(date(2024, 1, 6))) == (D("1.0"), D("1.1"))
    assert before.value(date(2024, 2, 12)) == 2
    for series, day in (
        (exact, date(2024, 1, 6)),
        (before, date(2024, 1, 4)),
        (before, date(2024, 1, 13)),
        (straight, date(2024, 1, 13)),
        (straight, date(2024, 2, 9)),
    ):
        with pytest.raises(InvalidInput, match=day.isoformat()):
            series.value(day)
    with pytest.raises(InvalidInput, match="price index"):
        index_ratio(exact, date(2024, 1, 5), date(2024, 1, 8))


@settings(max_examples=50, deadline=None)
@given(
    st.decimals("0.01", "5", places=3),
    st.lists(st.tuples(st.integers(-2000, 4000), st.integers(1, 10**7)), min_size=1, max_size=6),
    st.decimals("0", "0.3", places=3),
    st.sampled_from([SIMPLE, COMPOUND]),
)
def test_a_royalty_turned_into_a_lump_sum_and_back_is_the_same(
    rate: Decimal, sales: list[tuple[int, int]], annual: Decimal, way: Compounding
) -> None:
    on = date(2024, 1, 1)
    periods = tuple(SalesPeriod(on + timedelta(days), D(units)) for days, units in sorted(sales))
    terms = InterestTerms(annual, way)
    paid = value(lump_sum(LumpSumInputs("EUR", on, periods, terms, rate=rate)), "lump_sum")
    back = value(lump_sum(LumpSumInputs("EUR", on, periods, terms, lump_sum=paid)), "rate")
    assert back == pytest.approx(rate, rel=D("1e-20"))


def test_minimums_and_maximums_count_in_a_lump_sum() -> None:
    on = date(2024, 1, 1)
    periods = (SalesPeriod(on, D(10), minimum=D(8)), SalesPeriod(on, D(100), maximum=D(20)), SalesPeriod(on, D(30)))
    answer = lump_sum(
        LumpSumInputs("EUR", on, periods, InterestTerms(D("0.1")), rate=D("0.5"), audience=("holders/a",))
    )
    assert value(answer, "lump_sum") == 8 + 20 + 15
    assert answer.derivation["lump_sum"].audience == {"holders/a"}


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 60), st.sampled_from(sorted(CURRENCIES)))
def test_instalments_sum_to_the_total_and_differ_by_one_smallest_unit(units: int, count: int, currency: str) -> None:
    step = D(1).scaleb(-CURRENCIES[currency])
    some = instalments(Money(units * step, currency), date(2024, 1, 31), count)
    amounts = [p.amount.amount for p in some]
    assert (len(some), sum(amounts)) == (count, units * step)
    assert max(amounts) - min(amounts) <= step


def test_the_currencies_are_those_of_iso_4217() -> None:
    assert len(CURRENCIES) >= 160
    assert (CURRENCIES["EUR"], CURRENCIES["JPY"], CURRENCIES["KWD"]) == (2, 0, 3)
    assert not {"XAU", "XXX", "DEM", "BTC"} & set(CURRENCIES)


DAY = date(2024, 1, 1)
TERMS = InterestTerms(D(0))
ONE = (ScheduledPayment(DAY, Money(D(1), "EUR")),)
LEAST = (SalesPeriod(DAY, D(1), minimum=D(1)),)
SALE = (SalesPeriod(DAY, D(1)),)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: InterestTerms(D("NaN")), "annual_rate"),
        (lambda: InterestTerms(0.05), "annual_rate"),  # type: ignore[arg-type]
        (lambda: InterestTerms(D(-1)), "annual_rate"),
        (lambda: InterestTerms(D(0), SIMPLE, 2), "periods_per_year"),
        (lambda: InterestTerms(D(0), periods_per_year=0), "periods_per_year"),
        (lambda: growth(InterestTerms(D("-0.9"), SIMPLE), date(2020, 1, 1), date(2024, 1, 1)), "annual_rate"),
        (lambda: PaymentsInputs("ECU", DAY, ONE, TERMS, TERMS), "currency"),
        (lambda: PaymentsInputs("EUR", DAY, (), TERMS, TERMS), "payments"),
        (lambda: LumpSumInputs("EUR", DAY, SALE, TERMS), "rate"),
        (lambda: LumpSumInputs("EUR", DAY, SALE, TERMS, rate=D(-1)), "rate"),
        (lambda: LumpSumInputs("EUR", DAY, LEAST, TERMS, lump_sum=D(1)), "periods[0].minimum"),
        (lambda: SalesPeriod(DAY, D(0)), "base"),
        (lambda: instalments(Money(D("1.001"), "EUR"), DAY, 2), "total"),
        (lambda: instalments(Money(D(1), "EUR"), DAY, 0), "count"),
        (lambda: Money(D(1), "EUR") + Money(D(1), "USD"), "currency"),
        (lambda: fx("EUR", "EUR", (DAY, "1")), "quote_currency"),
        (lambda: fx("EUR", "USD"), "points"),
        (lambda: fx("EUR", "USD", (DAY, "1"), (DAY, "2")), "points"),
        (lambda: fx("EUR", "USD", (DAY, "-1")), "value"),
        (lambda: fx("EUR", "USD", (DAY, "1"), interpolation=SeriesInterpolation.LINEAR), "stale_after_days"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_field(wrong: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong()  # type: ignore[operator]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("money", "currency", "on", "wanted"),
    [
        (Money(D("1955830"), "DEM"), "EUR", date(1999, 1, 1), D(1_000_000)),
        (Money(D("6.55957"), "FRF"), "DEM", date(2001, 6, 1), D("1.95583")),  # through the euro, as the rates are fixed
        (Money(D(100), "EUR"), "HRK", date(2023, 1, 1), D("753.45")),
        (Money(D("1.95583"), "BGN"), "USD", date(2026, 3, 2), D("1.25")),
        (Money(D(2), "DEM"), "USD", date(1990, 5, 2), D("1.2")),  # before the euro by a stated series
    ],
)
def test_withdrawn_currencies_change_at_the_fixed_rate_or_by_a_stated_series(
    money: Money, currency: str, on: date, wanted: D
) -> None:
    stated = DatedSeries(
        "dem", SeriesKind.EXCHANGE_RATE, "Bundesbank", (SeriesPoint(date(1990, 5, 2), D("0.6")),),
        base_currency="DEM", quote_currency="USD",
    )  # fmt: skip
    euro = DatedSeries(
        "usd", SeriesKind.EXCHANGE_RATE, "ECB", (SeriesPoint(date(2026, 3, 2), D("1.25")),),
        base_currency="EUR", quote_currency="USD",
    )  # fmt: skip
    changed = convert(money, currency, on, [stated, euro])
    assert (changed.currency, round(changed.amount, 20)) == (currency, wanted)


def test_before_the_euro_replaced_it_a_currency_needs_a_stated_series() -> None:
    with pytest.raises(InvalidInput, match="between HRK and EUR") as refused:
        convert(Money(D(1), "HRK"), "EUR", date(2022, 12, 31), [])
    assert refused.value.field == "series"
    with pytest.raises(InvalidInput):
        convert(Money(D(1), "TRL"), "EUR", date(2024, 1, 1), [])  # never replaced by the euro
