"""Owns how a report writes numbers: to six significant digits, money to the cent at least, fractions in per cent."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

DIGITS = 6
"""Significant digits of a number stated in the summary."""

_EXACT = Context(prec=60)
_FULL = Context(prec=15, rounding=ROUND_HALF_EVEN)
_CURRENCY = re.compile(r"[A-Z]{3}\b")


def is_fraction(unit: str) -> bool:
    """Whether numbers in a unit are shown as percentages."""
    return unit == "probability" or unit == "share" or unit.startswith("fraction")


def places(value: Decimal, unit: str) -> int:
    """Decimal places that a result is stated with: six significant digits, and of money never fewer than two."""
    least = 2 if _CURRENCY.match(unit) else 0
    return max(least, DIGITS - 1 - value.adjusted()) if value else max(least, 2)


def rounded(value: Decimal, to: int) -> Decimal:
    """The value at some decimal places, halves away from zero, as every spreadsheet's ROUND does."""
    return value.quantize(Decimal(1).scaleb(-to), ROUND_HALF_UP, _EXACT)


def plain(value: Decimal) -> str:
    """A number in plain digits, at most 15 significant ones, without trailing zeros."""
    short = _FULL.plus(value)
    text = format(short, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def grouped(value: Decimal) -> str:
    """A number in plain digits with thousands set apart by commas."""
    whole, point, rest = plain(abs(value)).partition(".")
    sign = "−" if value < 0 and (whole, rest) != ("0", "") else ""
    return f"{sign}{int(whole):,}{point}{rest}"


def shown(value: Decimal, unit: str, to: int | None = None) -> str:
    """A number with its unit, for people, rounded to `to` decimal places; to six significant digits without.

    Examples:
        >>> shown(Decimal("0.0123456789"), "fraction of price")
        '1.23457 %'
        >>> shown(Decimal("1234567.891"), "EUR per year")
        '1,234,567.89'
    """
    stated = rounded(value, places(value, unit) if to is None else to)
    if is_fraction(unit):
        return f"{grouped(_EXACT.multiply(stated, Decimal(100)))} %"
    if _CURRENCY.match(unit):
        text = grouped(stated)
        whole, point, cents = text.partition(".")
        return f"{whole}.{cents:<02}" if point else f"{whole}.00"
    return grouped(stated)


def unit_shown(unit: str) -> str:
    """The unit beside a shown number: of a fraction, what it is a fraction of."""
    if unit.startswith("fraction of "):
        return f"of {unit.removeprefix('fraction of ')}"
    return "" if is_fraction(unit) else unit
