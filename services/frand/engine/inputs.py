"""Owns how results are rounded, and the rules of exact inputs that the valuation methods share.

The inputs of a method are frozen dataclasses of exact values, checked when they are made: whoever holds one holds
inputs that a method answers, or refuses because of what they lead to together (`InvalidInput` either way).
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from services.frand.engine import requirements
from services.frand.engine.errors import InvalidInput

__all__ = [
    "MAX_PLACES",
    "MOST_UNITS",
    "Rounding",
    "checked_decimal",
    "checked_flag",
    "decimal_of",
    "rounding_formula",
    "total_of",
]

MAX_PLACES = 40
"""Most decimal places that a number of these inputs may have: products of two of them keep their digits."""

MOST_UNITS = 10**15
"""Most units of a year: a slip of the pen beyond."""

_EXACT = decimal.Context(prec=100, traps=[decimal.InvalidOperation])


def checked_decimal(
    field: str,
    value: object,
    *,
    above: Decimal | int | None = None,
    at_least: Decimal | int | None = None,
    below: Decimal | int | None = None,
    at_most: Decimal | int | None = None,
) -> Decimal:
    """A finite Decimal within its bounds.

    Raises:
        InvalidInput: text, binary floating point, NaN, infinity, more than 40 decimal places, or out of bounds.

    Examples:
        >>> checked_decimal("margin", Decimal("0.121"), above=0, at_most=1)
        Decimal('0.121')
    """
    found = requirements.checked_decimal(field, value, above=above, at_least=at_least, at_most=at_most)
    if below is not None and found >= below:
        raise InvalidInput(field, f"must be below {below}", given=found)
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MAX_PLACES:
        raise InvalidInput(field, f"must have at most {MAX_PLACES} decimal places", given=found)
    return found


def checked_flag(field: str, value: object) -> bool:
    """A truth value.

    Raises:
        InvalidInput: anything else, 0 and 1 included.
    """
    if not isinstance(value, bool):
        raise InvalidInput(field, "must be true or false", given=value)
    return value


def total_of(values: Iterable[Decimal]) -> Decimal:
    """Their exact sum (to 100 digits), whatever the caller's decimal settings are."""
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total


def decimal_of(value: float, digits: int = 10) -> Decimal:
    """What numerics found, at so many significant digits that every machine finds the same."""
    return Decimal(f"{value:.{digits}g}")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How rates are stated: decimal places, and the rule for halves (`decimal.ROUND_*`)."""

    places: int
    mode: str = decimal.ROUND_HALF_EVEN

    def __post_init__(self) -> None:
        if not isinstance(self.places, int) or isinstance(self.places, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInput("rounding.places", "must be a whole number", given=self.places)
        if not 0 <= self.places <= MAX_PLACES:
            raise InvalidInput("rounding.places", f"must lie between 0 and {MAX_PLACES}", given=self.places)
        if self.mode not in _MODES:
            raise InvalidInput("rounding.mode", f"must be one of {', '.join(sorted(_MODES))}", given=self.mode)

    def __call__(self, value: Decimal) -> Decimal:
        step = Decimal((0, (1,), -self.places))
        return value.quantize(step, rounding=self.mode, context=decimal.Context(prec=200, traps=[]))


_MODES = {
    decimal.ROUND_HALF_UP: "round({n}, {p})",
    decimal.ROUND_HALF_EVEN: "when({n} * {s} - floor({n} * {s}) == 0.5, "
    "2 * round({n} * {s} / 2, 0) / {s}, round({n}, {p}))",
    decimal.ROUND_HALF_DOWN: "when({n} < 0, floor({n} * {s} + 0.5), -floor(0.5 - {n} * {s})) / {s}",
    decimal.ROUND_DOWN: "when({n} < 0, -floor(-{n} * {s}), floor({n} * {s})) / {s}",
    decimal.ROUND_UP: "when({n} < 0, floor({n} * {s}), -floor(-{n} * {s})) / {s}",
    decimal.ROUND_FLOOR: "floor({n} * {s}) / {s}",
    decimal.ROUND_CEILING: "-floor(-{n} * {s}) / {s}",
}
"""Formulas of the rules for halves; ROUND_05UP has none that a spreadsheet knows, and nobody rounds money so."""


def rounding_formula(name: str, rounding: Rounding) -> str:
    """The rounding of a quantity in the language of formulas.

    Examples:
        >>> rounding_formula("rate", Rounding(3, decimal.ROUND_HALF_UP))
        'round(rate, 3)'
        >>> rounding_formula("rate", Rounding(2, decimal.ROUND_FLOOR))
        'floor(rate * 10 ** 2) / 10 ** 2'
    """
    return _MODES[rounding.mode].format(n=name, p=rounding.places, s=f"10 ** {rounding.places}")
