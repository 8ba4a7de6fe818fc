"""Owns interest: counting of days, simple and compound interest, discounting."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import Enum

from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.requirements import checked_choice, checked_date, checked_decimal, checked_whole

__all__ = ["Compounding", "DayCount", "InterestTerms", "day_fraction", "growth", "year_fraction"]


class DayCount(Enum):
    """How the days between two dates become years."""

    ACT_365 = "act_365"
    """Actual days over 365, also in leap years (Actual/365 Fixed; English courts' simple interest)."""
    ACT_360 = "act_360"
    """Actual days over 360 (money market)."""
    THIRTY_360 = "thirty_360"
    """Months of 30 days over 360, bond basis (ISDA 2006, section 4.16(f))."""
    ACT_ACT = "act_act"
    """Days in leap years over 366, the others over 365 (ISDA 2006, section 4.16(b))."""


class Compounding(Enum):
    """Whether interest bears interest."""

    SIMPLE = "simple"
    """No: a year's interest is the same every year."""
    COMPOUND = "compound"
    """Yes: it is added at the dates of compounding."""


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """Terms of interest.

    Attributes:
        annual_rate: as a fraction, 0.05 for 5 % a year; above -1, at most 10.
        compounding: simple or compound.
        periods_per_year: 1 to 366 dates a year at which compound interest is added; 1 for simple interest.
        day_count: how years are counted.
        source: where the rate comes from.
    """

    annual_rate: Decimal
    compounding: Compounding = Compounding.COMPOUND
    periods_per_year: int = 1
    day_count: DayCount = DayCount.ACT_365
    source: str = ""

    def __post_init__(self) -> None:
        checked_decimal("annual_rate", self.annual_rate, above=-1, at_most=10)
        checked_choice("compounding", self.compounding, Compounding)
        checked_whole("periods_per_year", self.periods_per_year, at_least=1, at_most=366)
        checked_choice("day_count", self.day_count, DayCount)
        if self.compounding is Compounding.SIMPLE and self.periods_per_year != 1:
            raise InvalidInput("periods_per_year", "must be 1 for simple interest", given=self.periods_per_year)

    def formula(self, rate: str, years: str) -> str:
        """What one unit of money grows to, as a formula over the quantities `rate` and `years`.

        Examples:
            >>> InterestTerms(Decimal("0.05"), periods_per_year=4).formula("r", "t")
            '(1 + r / 4) ** (4 * t)'
        """
        if self.compounding is Compounding.SIMPLE:
            return f"(1 + {rate} * {years})"
        n = self.periods_per_year
        return f"(1 + {rate}) ** {years}" if n == 1 else f"(1 + {rate} / {n}) ** ({n} * {years})"


def day_fraction(start: date, end: date, count: DayCount) -> tuple[int, int, int]:
    """Days between two dates as (days over 360, days over 365, days over 366); the years are the sum of the three.

    Parameters
    ----------
    start, end : date
        In any order; going back gives negative days.
    count : DayCount

    Returns
    -------
    (int, int, int)

    Raises
    ------
    InvalidInput
        Not dates.

    References
    ----------
    ISDA, 2006 ISDA Definitions, section 4.16 (day count fractions).

    Examples
    --------
    >>> day_fraction(date(2023, 12, 30), date(2024, 1, 3), DayCount.ACT_ACT)
    (0, 2, 2)
    """
    checked_date("start", start)
    checked_date("end", end)
    checked_choice("day_count", count, DayCount)
    if end < start:
        back = day_fraction(end, start, count)
        return -back[0], -back[1], -back[2]
    days = (end - start).days
    match count:
        case DayCount.ACT_360:
            return days, 0, 0
        case DayCount.ACT_365:
            return 0, days, 0
        case DayCount.THIRTY_360:
            first = min(start.day, 30)
            last = 30 if end.day == 31 and first == 30 else end.day
            return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first, 0, 0
        case DayCount.ACT_ACT:
            leap = sum(
                (min(end, date(year + 1, 1, 1)) - max(start, date(year, 1, 1))).days
                for year in range(start.year, end.year + 1)
                if calendar.isleap(year)
            )
            return 0, days - leap, leap


def year_fraction(start: date, end: date, count: DayCount) -> Decimal:
    """Years between two dates, by a day count; 50 digits carried, negative where `end` lies before `start`.

    Parameters
    ----------
    start, end : date
    count : DayCount

    Returns
    -------
    Decimal
        In years.

    Raises
    ------
    InvalidInput
        Not dates.

    References
    ----------
    ISDA, 2006 ISDA Definitions, section 4.16 (day count fractions).

    Examples
    --------
    >>> year_fraction(date(2024, 1, 31), date(2024, 7, 31), DayCount.THIRTY_360)
    Decimal('0.5')
    >>> year_fraction(date(2024, 1, 1), date(2025, 1, 1), DayCount.ACT_ACT)
    Decimal('1')
    """
    over_360, over_365, over_366 = day_fraction(start, end, count)
    with localcontext(prec=DIGITS):
        return Decimal(over_360) / 360 + Decimal(over_365) / 365 + Decimal(over_366) / 366


def growth(terms: InterestTerms, start: date, end: date) -> Decimal:
    """What one unit of money of `start` is on `end`: 1 + r·t simple, (1 + r/n)^(n·t) compound.

    Where `end` lies before `start` this discounts: 1 / growth(end, start).

    Parameters
    ----------
    terms : InterestTerms
    start, end : date

    Returns
    -------
    Decimal
        50 digits carried.

    Raises
    ------
    InvalidInput
        Not dates, or simple interest at a negative rate that eats up everything.

    Examples
    --------
    >>> growth(InterestTerms(Decimal("0.08"), Compounding.SIMPLE), date(2023, 1, 1), date(2024, 1, 1))
    Decimal('1.08')
    >>> growth(InterestTerms(Decimal("0.25")), date(2024, 1, 1), date(2023, 1, 1))
    Decimal('0.8')
    """
    years = year_fraction(min(start, end), max(start, end), terms.day_count)
    n = terms.periods_per_year
    with localcontext(prec=DIGITS):
        if terms.compounding is Compounding.SIMPLE:
            factor = 1 + terms.annual_rate * years
        else:
            factor = (1 + terms.annual_rate / n) ** (n * years)
        if factor <= 0:
            raise InvalidInput("annual_rate", "must leave something of the money over this time", given=None)
        return factor if start <= end else 1 / factor
