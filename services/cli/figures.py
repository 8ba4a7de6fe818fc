"""Owns how numbers are written for people: enough digits to be true, none to impress."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

FRACTION_PREFIX = "fraction of "
"""How a calculation's unit begins when its rates are fractions of a price."""


def count(number: int) -> str:
    """A whole number with thousands set apart by commas."""
    return f"{number:,}"


def percent(fraction: str | Decimal) -> str:
    """A fraction as a percentage.

    One decimal from 10 % on, two from 1 % on, two significant digits below. What is not 0 never reads 0, and what is
    not 100 % never reads 100 %.
    """
    value = Decimal(fraction or "0") * 100
    if value == 0:
        return "0 %"
    if value == 100:
        return "100 %"
    text = _digits(value)
    if 0 < value < 100 and Decimal(text) >= 100:
        return "> 99.9 %"
    return f"{text} %"


def given_percent(fraction: str) -> str:
    """A fraction that somebody gave, as a percentage with every digit given."""
    value = Decimal(fraction or "0") * 100
    text = f"{value:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def amount(number: str | Decimal, unit: str) -> str:
    """A rate that is money: at least three significant digits, its currency behind."""
    value = Decimal(number or "0")
    if value == 0:
        return f"0 {unit}".strip()
    places = max(2, 2 - value.adjusted())
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f} {unit}".strip()


def rate(number: str, unit: str) -> str:
    """A rate in its calculation's unit."""
    if unit.startswith(FRACTION_PREFIX):
        return percent(number)
    return amount(number, unit.split(" ", 1)[0])


def between(low: str, high: str) -> str:
    """An interval of two written numbers; a common unit is written once."""
    for unit in (" %",):
        if low.endswith(unit) and high.endswith(unit):
            low = low.removesuffix(unit)
    low_number, _, low_unit = low.rpartition(" ")
    if low_number and low_unit and high.endswith(f" {low_unit}"):
        low = low_number
    return f"{low} – {high}"


def file_size(size: float) -> str:
    """Bytes in units people use."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _digits(value: Decimal) -> str:
    size = abs(value)
    if size >= 10:
        places = 1
    elif size >= 1:
        places = 2
    else:
        places = 1 - value.adjusted()
    if places > 9:
        return f"{value:.1e}"
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"


def expected(number: str) -> str:
    """An expected number of families: one decimal, more where it would read 0."""
    value = Decimal(number or "0")
    if value == 0:
        return "0"
    if abs(value) >= Decimal("0.1"):
        return f"{value.quantize(Decimal('0.1'), ROUND_HALF_EVEN):,f}"
    return _digits(value)
