"""Owns series over time: exchange rates and price indices by date, from a named source, read by a stated rule."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import Enum

from services.frand.engine.amounts import EURO_SUCCESSIONS, Money, checked_currency
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.requirements import (
    checked_audience,
    checked_choice,
    checked_date,
    checked_decimal,
    checked_id,
    checked_text,
    checked_unique,
    checked_whole,
)

__all__ = [
    "DatedSeries",
    "Exchange",
    "SeriesInterpolation",
    "SeriesKind",
    "SeriesPoint",
    "checked_series",
    "convert",
    "exchange_rate",
    "index_ratio",
]


class SeriesKind(Enum):
    """What the values of a series are."""

    EXCHANGE_RATE = "exchange_rate"
    """Units of the quote currency for one unit of the base currency."""
    PRICE_INDEX = "price_index"
    """Level of prices; only ratios of two dates mean anything."""


class SeriesInterpolation(Enum):
    """What a series says about a date that it has no value for."""

    EXACT = "exact"
    """Nothing: the date must be there."""
    PREVIOUS = "previous"
    """The value of the last date before it, as long as that is not older than `stale_after_days`."""
    LINEAR = "linear"
    """The straight line, by days, between the dates before and after it, where they lie no further apart than
    `stale_after_days`."""


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The value of a series on a date; above 0."""

    on: date
    value: Decimal

    def __post_init__(self) -> None:
        checked_date("on", self.on)
        checked_decimal("value", self.value, above=0)


@dataclass(frozen=True, slots=True)
class DatedSeries:
    """Exchange rates or price indices by date.

    Attributes:
        id: name by which inputs refer to it.
        kind: exchange rate or price index.
        source: who publishes it and under which name, such as "ECB euro foreign exchange reference rates, USD".
        points: dates rising.
        interpolation: the rule for dates in between; the series says nothing about dates before its first, and under
            EXACT and LINEAR nothing after its last.
        stale_after_days: 0 to 366; the widest gap the rule bridges.
        base_currency: of an exchange rate; empty for an index.
        quote_currency: of an exchange rate, which says how many of it one of the base currency is; empty for an index.
        audience: organisations that may see it; empty where everybody may.
    """

    id: str
    kind: SeriesKind
    source: str
    points: tuple[SeriesPoint, ...]
    interpolation: SeriesInterpolation = SeriesInterpolation.EXACT
    stale_after_days: int = 0
    base_currency: str = ""
    quote_currency: str = ""
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_choice("kind", self.kind, SeriesKind)
        checked_text("source", self.source)
        checked_choice("interpolation", self.interpolation, SeriesInterpolation)
        checked_whole("stale_after_days", self.stale_after_days, at_least=0, at_most=366)
        checked_audience(self.audience)
        if self.interpolation is not SeriesInterpolation.EXACT and not self.stale_after_days:
            raise InvalidInput("stale_after_days", "must say how wide a gap may be bridged")
        if not self.points:
            raise InvalidInput("points", "must not be empty")
        if any(a.on >= b.on for a, b in itertools.pairwise(self.points)):
            raise InvalidInput("points", "must have rising dates, none twice")
        if self.kind is SeriesKind.EXCHANGE_RATE:
            checked_currency("base_currency", self.base_currency)
            checked_currency("quote_currency", self.quote_currency)
            if self.base_currency == self.quote_currency:
                raise InvalidInput("quote_currency", "must differ from base_currency", given=self.quote_currency)
        elif self.base_currency or self.quote_currency:
            raise InvalidInput("base_currency", "must be empty for a price index", given=self.base_currency)

    def value(self, on: date) -> Decimal:
        """The value on a date, by the series' own rule.

        Raises:
            InvalidInput: the series has no value for that date; names the series and the date.

        Examples:
            >>> points = (SeriesPoint(date(2024, 1, 1), Decimal(100)), SeriesPoint(date(2024, 1, 11), Decimal(110)))
            >>> index = DatedSeries("cpi", SeriesKind.PRICE_INDEX, "office", points, SeriesInterpolation.LINEAR, 31)
            >>> index.value(date(2024, 1, 4))
            Decimal('103')
        """
        at = bisect_right(self.points, on, key=lambda point: point.on)
        if at and self.points[at - 1].on == on:
            return self.points[at - 1].value
        before = self.points[at - 1] if at else None
        after = self.points[at] if at < len(self.points) else None
        if before is not None and self.interpolation is SeriesInterpolation.PREVIOUS:
            if (on - before.on).days <= self.stale_after_days:
                return before.value
        elif before is not None and after is not None and self.interpolation is SeriesInterpolation.LINEAR:
            gap = (after.on - before.on).days
            if gap <= self.stale_after_days:
                with localcontext(prec=DIGITS):
                    return before.value + (after.value - before.value) * (on - before.on).days / gap
        raise InvalidInput(
            f"series[{self.id}]", f"must have a value for {on.isoformat()} ({self._rule()}; source: {self.source})"
        )

    def _rule(self) -> str:
        match self.interpolation:
            case SeriesInterpolation.EXACT:
                return "only its own dates count"
            case SeriesInterpolation.PREVIOUS:
                return f"the last value counts for {self.stale_after_days} days"
            case SeriesInterpolation.LINEAR:
                return f"gaps of at most {self.stale_after_days} days are interpolated"


@dataclass(frozen=True, slots=True)
class Exchange:
    """How one currency was changed into another: a formula over the rates used, in their order.

    Attributes:
        formula: over `{0}` and `{1}`, the values of `steps`; "1" for the same currency.
        steps: the series used.
        values: what they say on the date, in the order of the steps.
        rate: units of the wanted currency for one of the given.
    """

    formula: str
    steps: tuple[DatedSeries, ...]
    values: tuple[Decimal, ...]
    rate: Decimal


def exchange_rate(base: str, quote: str, on: date, series: Sequence[DatedSeries]) -> Exchange:
    """Units of `quote` for one unit of `base` on a date, straight, inverted, or through one third currency.

    A straight series goes before an inverted one, that before a detour; the first in the order given. Last come the
    fixed rates of currencies that the euro replaced, from the day it did: a payment in marks of 2001 is one in euro.

    Parameters
    ----------
    base, quote : str
        Currencies of ISO 4217.
    on : date
    series : sequence of DatedSeries
        Price indices among them are passed over.

    Returns
    -------
    Exchange

    Raises
    ------
    InvalidInput
        Unknown currency, no series between the two, or none with a value on that date.

    Examples
    --------
    >>> ecb = DatedSeries("usd", SeriesKind.EXCHANGE_RATE, "ECB", (SeriesPoint(date(2024, 3, 1), Decimal("1.25")),),
    ...                   base_currency="EUR", quote_currency="USD")
    >>> exchange_rate("USD", "EUR", date(2024, 3, 1), [ecb]).rate
    Decimal('0.8')
    """
    checked_currency("currency", base)
    checked_currency("currency", quote)
    checked_date("on", on)
    if base == quote:
        return Exchange("1", (), (), Decimal(1))
    known = [s for s in series if s.kind is SeriesKind.EXCHANGE_RATE]
    known += [fixed for code in (base, quote) if (fixed := _fixed(code, on)) is not None]
    for path in _paths(base, quote, known):
        values = tuple(step.value(on) for step, _ in path)
        parts = [f"{{{i}}}" if straight else f"1 / {{{i}}}" for i, (_, straight) in enumerate(path)]
        formula = parts[0] if len(parts) == 1 else f"({parts[0]}) * ({parts[1]})"
        with localcontext(prec=DIGITS):
            rate = Decimal(1)
            for (_, straight), value in zip(path, values, strict=True):
                rate = rate * value if straight else rate / value
        return Exchange(formula, tuple(step for step, _ in path), values, rate)
    raise InvalidInput("series", f"must hold an exchange rate between {base} and {quote} (for {on.isoformat()})")


def _fixed(code: str, on: date) -> DatedSeries | None:
    """The fixed rate of a currency that the euro had replaced by a date."""
    succession = EURO_SUCCESSIONS.get(code)
    if succession is None or on < succession.since:
        return None
    rate = f"1 euro = {succession.per_euro} {code}, since {succession.since}"
    return DatedSeries(
        f"fixed_{code.lower()}",
        SeriesKind.EXCHANGE_RATE,
        f"Council Regulation (EC) No 2866/98 as amended: {rate}",
        (SeriesPoint(on, succession.per_euro),),
        base_currency="EUR",
        quote_currency=code,
    )


def _paths(base: str, quote: str, known: list[DatedSeries]) -> list[list[tuple[DatedSeries, bool]]]:
    edges = [(s.base_currency, s.quote_currency, s, True) for s in known]
    edges += [(s.quote_currency, s.base_currency, s, False) for s in known]
    straight = [[(s, way)] for start, end, s, way in edges if (start, end) == (base, quote)]
    detours = [
        [(first, one), (second, two)]
        for start, through, first, one in edges
        if start == base
        for begin, end, second, two in edges
        if begin == through and end == quote
    ]
    return straight + detours


def convert(money: Money, currency: str, on: date, series: Sequence[DatedSeries]) -> Money:
    """An amount in another currency, at the rate of a date; nothing is rounded.

    Parameters
    ----------
    money : Money
    currency : str
        Wanted currency of ISO 4217.
    on : date
    series : sequence of DatedSeries

    Raises
    ------
    InvalidInput
        As `exchange_rate`.

    Examples
    --------
    >>> ecb = DatedSeries("usd", SeriesKind.EXCHANGE_RATE, "ECB", (SeriesPoint(date(2024, 3, 1), Decimal("1.25")),),
    ...                   base_currency="EUR", quote_currency="USD")
    >>> convert(Money(Decimal(10), "USD"), "EUR", date(2024, 3, 1), [ecb])
    Money(amount=Decimal('8.0'), currency='EUR')
    """
    exchange = exchange_rate(money.currency, currency, on, series)
    with localcontext(prec=DIGITS):
        return Money(money.amount * exchange.rate, currency)


def index_ratio(index: DatedSeries, start: date, end: date) -> Decimal:
    """How much dearer things are on `end` than on `start`: index(end) / index(start), 50 digits carried.

    Parameters
    ----------
    index : DatedSeries
        A price index.
    start, end : date

    Raises
    ------
    InvalidInput
        Not a price index, or a date without a value.

    Examples
    --------
    >>> points = (SeriesPoint(date(2020, 1, 1), Decimal(100)), SeriesPoint(date(2024, 1, 1), Decimal(125)))
    >>> index_ratio(DatedSeries("cpi", SeriesKind.PRICE_INDEX, "office", points), date(2020, 1, 1), date(2024, 1, 1))
    Decimal('1.25')
    """
    if index.kind is not SeriesKind.PRICE_INDEX:
        raise InvalidInput(f"series[{index.id}]", "must be a price index", given=index.kind.name)
    with localcontext(prec=DIGITS):
        return index.value(end) / index.value(start)


def checked_series(series: tuple[DatedSeries, ...], field: str = "series") -> dict[str, DatedSeries]:
    """Series by id.

    Raises:
        InvalidInput: two with the same id.
    """
    checked_unique(f"{field}.id", (s.id for s in series))
    return {s.id: s for s in series}
