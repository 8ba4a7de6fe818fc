"""Owns what an aggregate royalty is: a fraction of a price, or an amount a unit, with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, cast

from services.frand.engine.amounts import CURRENCIES
from services.frand.numbers import EXACT, read_decimal
from shared.errors import Violation, invalid

SOURCES = ("joint_notification", "expert_opinion", "announced_rates", "court", "assumption")
"""Where an aggregate royalty can come from."""

BELOW = Decimal(10) ** 12
"""No amount a unit reaches this."""

NANOS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class AggregateRoyalty:
    """The royalty for all patents essential to a standard together.

    Attributes:
        name: `aggregateRoyalties/{aggregateRoyalty}`.
        standard: `standards/{standard}`.
        value: a fraction in [0, 1], or money a unit; exact.
        currency: ISO 4217 code of an amount a unit; empty for a fraction.
        royalty_base: what the fraction is taken of, or what a unit is.
        source: one of SOURCES.
        citation: where a reader finds it.
        effective_date: from when it holds.
    """

    name: str
    standard: str
    value: Decimal
    currency: str
    royalty_base: str
    source: str
    citation: str
    effective_date: dt.date

    @property
    def unit(self) -> str:
        """The unit of the royalty and of every rate that follows from it."""
        return f"{self.currency} a unit of {self.royalty_base}" if self.currency else f"fraction of {self.royalty_base}"

    def document(self) -> dict[str, object]:
        """All of it as canonical JSON takes it."""
        return {**asdict(self), "unit": self.unit}


def royalty_of(document: Mapping[str, Any]) -> AggregateRoyalty:
    """A royalty from its document; the inverse of `AggregateRoyalty.document`.

    Raises:
        KeyError, TypeError, ValueError: the document lacks a member, or has one too many or of the wrong kind.
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL).
    """
    facts = {
        **{key: value for key, value in document.items() if key != "unit"},
        "value": read_decimal("aggregate_royalty.value", document["value"]),
        "effective_date": dt.date.fromisoformat(document["effective_date"]),
    }
    return AggregateRoyalty(**cast("dict[str, Any]", facts))


def ad_valorem_rate(text: str) -> Decimal:
    """A royalty as a fraction of a price.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL; ROYALTY_OUT_OF_RANGE: negative, or more than 100 %).
    """
    rate = read_decimal("rate", text)
    if not 0 <= rate <= 1:
        rule = "between 0 and 1: a fraction of the price, so that 8 % is 0.08"
        raise invalid("ROYALTY_OUT_OF_RANGE", f"rate is {text}; it has to be {rule}.", Violation("rate", rule))
    return rate


def unit_amount(currency: str, units: int, nanos: int) -> Decimal:
    """A royalty as money a unit, exactly units + nanos / 10^9.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_CURRENCY; NOT_AN_AMOUNT: nanos out of range or of the other sign;
            ROYALTY_OUT_OF_RANGE: negative, or 10^12 and more).
    """
    if currency not in CURRENCIES:
        rule = "a currency in use of ISO 4217, three capital letters, such as EUR"
        raise invalid(
            "NOT_A_CURRENCY",
            f"amount.currency_code is {currency[:20]!r}; it has to be {rule}.",
            Violation("amount.currency_code", rule),
        )
    if abs(nanos) >= NANOS or (units > 0 > nanos) or (units < 0 < nanos):
        rule = "between -999,999,999 and 999,999,999, of the same sign as units"
        raise invalid(
            "NOT_AN_AMOUNT", f"amount.nanos is {nanos}; it has to be {rule}.", Violation("amount.nanos", rule)
        )
    amount = EXACT.add(Decimal(units), Decimal(nanos).scaleb(-9))
    if not 0 <= amount < BELOW:
        rule = f"at least 0 and below {BELOW:,f} a unit"
        raise invalid(
            "ROYALTY_OUT_OF_RANGE", f"amount is {amount:f}; it has to be {rule}.", Violation("amount.units", rule)
        )
    return amount


def units_and_nanos(amount: Decimal) -> tuple[int, int]:
    """An amount that is not negative as whole units and billionths, exactly.

    Raises:
        ValueError: the amount has more than nine decimal places.
    """
    units = int(amount)
    nanos = EXACT.multiply(EXACT.subtract(amount, Decimal(units)), Decimal(NANOS))
    if nanos != int(nanos):
        raise ValueError(f"{amount} has more than nine decimal places")
    return units, int(nanos)


def effective_from(year: int, month: int, day: int) -> dt.date:
    """A date from its parts.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DATE).
    """
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        rule = "a full calendar date, such as 2026-01-31"
        raise invalid(
            "NOT_A_DATE",
            f"effective_date is year {year}, month {month}, day {day}, which is not {rule} ({error}).",
            Violation("effective_date", rule),
        ) from None
