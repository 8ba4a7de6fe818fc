"""Owns decimal numbers as this service reads and states them: exact in, twelve significant digits out."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from shared.canonical import decimal_text
from shared.errors import Violation, invalid

SIGNIFICANT_DIGITS = 12
"""Digits of every number that is stated as a result."""

MOST_DIGITS = 30
"""Digits a given number may have on either side of the point; keeps every product of given numbers exact."""

EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)
"""Arithmetic on given numbers; wide enough that nothing but a division is rounded, and that far from what is stated."""

_DECIMAL = re.compile(r"[+-]?(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))")
_STATED = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
_RULE = f"a decimal number in plain digits, such as 0.95: at most {MOST_DIGITS} before and after the point, no exponent"


def read_decimal(field: str, text: str) -> Decimal:
    """The number that a text says, exactly.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL) naming the field, for anything but plain digits with an optional
            sign and point: exponents, NaN, infinity, other scripts' digits, blanks, more than 30 digits a side.
    """
    found = _DECIMAL.fullmatch(text)
    if found is None or max(len(digits or "") for digits in found.groups()) > MOST_DIGITS:
        seen = text if len(text) <= 40 else text[:40] + "…"
        raise invalid("NOT_A_DECIMAL", f"{field} is {seen!r}, which is not {_RULE}.", Violation(field, _RULE))
    return Decimal(text)


def stated(number: Decimal) -> Decimal:
    """A number at 12 significant digits, half to even: the last step of every calculation."""
    return _STATED.plus(number)


def stated_text(number: Decimal) -> str:
    """A number at 12 significant digits as canonical text."""
    return decimal_text(stated(number))
