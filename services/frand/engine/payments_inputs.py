"""Owns what is asked about payments over time: a schedule to value, a royalty to turn into a lump sum or back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.frand.engine.amounts import Money, checked_currency
from services.frand.engine.errors import InvalidInput
from services.frand.engine.interest import InterestTerms
from services.frand.engine.requirements import (
    checked_audience,
    checked_date,
    checked_decimal,
    checked_text,
    checked_unique,
    checked_whole,
)
from services.frand.engine.series import DatedSeries

__all__ = ["MOST_PAYMENTS", "LumpSumInputs", "PaymentsInputs", "SalesPeriod", "ScheduledPayment"]

MOST_PAYMENTS = 1_000
"""Most payments or periods of one answer."""


@dataclass(frozen=True, slots=True)
class ScheduledPayment:
    """An amount on a date.

    Attributes:
        due: when it falls due.
        amount: negative where it flows the other way.
        what: what it is for.
        audience: organisations that may see it; empty where everybody may.
    """

    due: date
    amount: Money
    what: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_date("due", self.due)
        checked_text("what", self.what, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class PaymentsInputs:
    """A schedule of payments to be valued at a date.

    Attributes:
        currency: of the value.
        on: the date of the value. Payments before it are past, those on it or after it are future.
        payments: at least one, at most MOST_PAYMENTS.
        past: interest that past payments bear until the date.
        future: the rate at which future payments are discounted to the date.
        series: exchange rates, taken on each payment's date, or on `on` for future ones.
        rounding_places: decimal places of the value, halves away from zero, as the last step; None for no rounding.
    """

    currency: str
    on: date
    payments: tuple[ScheduledPayment, ...]
    past: InterestTerms
    future: InterestTerms
    series: tuple[DatedSeries, ...] = ()
    rounding_places: int | None = None

    def __post_init__(self) -> None:
        checked_currency("currency", self.currency)
        checked_date("on", self.on)
        if not self.payments:
            raise InvalidInput("payments", "must hold at least one payment")
        if len(self.payments) > MOST_PAYMENTS:
            raise InvalidInput("payments", f"must hold at most {MOST_PAYMENTS:,}", given=len(self.payments))
        checked_unique("series.id", (s.id for s in self.series))
        if self.rounding_places is not None:
            checked_whole("rounding_places", self.rounding_places, at_least=0, at_most=20)


@dataclass(frozen=True, slots=True)
class SalesPeriod:
    """Sales of a period, and when their royalty falls due.

    Attributes:
        due: when the royalty falls due.
        base: what the rate is taken of: units, or net sales in the answer's currency; above 0.
        minimum: least that is owed for the period; None where there is none.
        maximum: most that is owed for the period; None where there is none.
        what: which period.
        audience: organisations that may see it.
    """

    due: date
    base: Decimal
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    what: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_date("due", self.due)
        checked_decimal("base", self.base, above=0)
        for field, value in (("minimum", self.minimum), ("maximum", self.maximum)):
            if value is not None:
                checked_decimal(field, value, at_least=0)
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise InvalidInput("minimum", "must not exceed maximum", given=self.minimum)
        checked_text("what", self.what, optional=True)
        checked_audience(self.audience)


@dataclass(frozen=True, slots=True)
class LumpSumInputs:
    """A running royalty to be turned into a lump sum of the same value, or a lump sum into a running royalty.

    Attributes:
        currency: of everything.
        on: when the lump sum is paid.
        periods: at least one, in the order of their due dates.
        interest: past royalties bear it until `on`, future ones are discounted with it.
        rate: the running royalty, money a unit or a fraction of net sales; None where it is asked for.
        lump_sum: in money; None where it is asked for. Minimums and maximums of periods are refused then.
        audience: organisations that may see the rate or lump sum given.
        rounding_places: decimal places of the answer, halves away from zero, as the last step; None for no rounding.
    """

    currency: str
    on: date
    periods: tuple[SalesPeriod, ...]
    interest: InterestTerms
    rate: Decimal | None = None
    lump_sum: Decimal | None = None
    audience: tuple[str, ...] = ()
    rounding_places: int | None = None

    def __post_init__(self) -> None:
        checked_currency("currency", self.currency)
        checked_date("on", self.on)
        if not self.periods:
            raise InvalidInput("periods", "must hold at least one period")
        if len(self.periods) > MOST_PAYMENTS:
            raise InvalidInput("periods", f"must hold at most {MOST_PAYMENTS:,}", given=len(self.periods))
        if any(a.due > b.due for a, b in itertools.pairwise(self.periods)):
            raise InvalidInput("periods.due", "must not fall from one period to the next")
        if (self.rate is None) == (self.lump_sum is None):
            raise InvalidInput("rate", "must be given, or else lump_sum; exactly one of them")
        for field, value in (("rate", self.rate), ("lump_sum", self.lump_sum)):
            if value is not None:
                checked_decimal(field, value, at_least=0)
        if self.lump_sum is not None:
            for i, period in enumerate(self.periods):
                if period.minimum is not None or period.maximum is not None:
                    raise InvalidInput(f"periods[{i}].minimum", "must be empty where the rate is asked for")
        checked_audience(self.audience)
        if self.rounding_places is not None:
            checked_whole("rounding_places", self.rounding_places, at_least=0, at_most=20)
