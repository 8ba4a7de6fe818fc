"""Owns what the inputs of methods are made of, money and rounding among it, and the rules that every input obeys.

The inputs of a method are frozen dataclasses of exact values, checked when they are made: whoever holds one holds
inputs that a method answers, or refuses because of what they lead to together (`InvalidInput` either way).
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar, cast

from services.frand.engine.errors import InvalidInput

__all__ = [
    "CURRENCIES",
    "MAX_PLACES",
    "Money",
    "Rounding",
    "audience_of",
    "checked_audience",
    "checked_choice",
    "checked_currency",
    "checked_date",
    "checked_decimal",
    "checked_flag",
    "checked_text",
    "checked_whole",
    "decimal_of",
    "rounding_formula",
    "total_of",
]

E = TypeVar("E", bound=Enum)

MAX_PLACES = 40
"""Most decimal places that a number of the inputs may have."""

_EXACT = decimal.Context(prec=100, traps=[decimal.InvalidOperation])

LARGEST = Decimal(10) ** 18
"""Numbers of the inputs stay below this; the world's yearly product is below 10**15 in every major currency but few."""

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
    "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY "
    "TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG "
    # No longer in circulation, but in licences that are still compared.
    "ANG ATS BEF BYR CUC CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MRO MTL NLG PTE ROL SIT SKK SLL STD TRL "
    "VEB VEF ZMK ZWL"
)

CURRENCIES = frozenset(_CODES.split())
"""Codes of ISO 4217: list one (current), and of list three (historic) those that licences since 1990 name."""


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
    if not isinstance(value, Decimal):
        raise InvalidInput(field, "must be decimal.Decimal", given=value)
    if not value.is_finite():
        raise InvalidInput(field, "must be finite", given=str(value))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MAX_PLACES:
        raise InvalidInput(field, f"must have at most {MAX_PLACES} decimal places", given=value)
    if abs(value) >= LARGEST:
        raise InvalidInput(field, "must be below 10**18 in size", given=value)
    for broken, rule in (
        (above is not None and value <= above, f"must be above {above}"),
        (at_least is not None and value < at_least, f"must not be below {at_least}"),
        (below is not None and value >= below, f"must be below {below}"),
        (at_most is not None and value > at_most, f"must not be above {at_most}"),
    ):
        if broken:
            raise InvalidInput(field, rule, given=value)
    return value


def checked_whole(field: str, value: object, *, at_least: int = 0, at_most: int = 10**15) -> int:
    """A whole number within its bounds.

    Raises:
        InvalidInput: not an int (a truth value is none), or out of bounds.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(field, "must be a whole number", given=value)
    if not at_least <= value <= at_most:
        raise InvalidInput(field, f"must lie between {at_least:,} and {at_most:,}", given=value)
    return value


def checked_text(field: str, value: object, *, most: int = 1000) -> str:
    """A text that says something.

    Raises:
        InvalidInput: not text, empty, or too long.
    """
    if not isinstance(value, str):
        raise InvalidInput(field, "must be text", given=value)
    if not value.strip():
        raise InvalidInput(field, "must not be empty")
    if len(value) > most:
        raise InvalidInput(field, f"must have at most {most:,} letters")
    return value


def checked_currency(field: str, value: object) -> str:
    """A currency by its ISO 4217 code.

    Raises:
        InvalidInput: not a code of the list, such as `euro`, `eur` or `XXX`.

    Examples:
        >>> checked_currency("price.currency", "EUR")
        'EUR'
    """
    if not isinstance(value, str) or value not in CURRENCIES:
        raise InvalidInput(field, "must be a currency's three capital letters of ISO 4217, such as EUR", given=value)
    return value


def checked_date(field: str, value: object) -> dt.date:
    """A day.

    Raises:
        InvalidInput: not a date, or a date with a time of day.
    """
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise InvalidInput(field, "must be a date without a time of day", given=value)
    return value


def checked_flag(field: str, value: object) -> bool:
    """A truth value.

    Raises:
        InvalidInput: anything else, 0 and 1 included.
    """
    if not isinstance(value, bool):
        raise InvalidInput(field, "must be true or false", given=value)
    return value


def checked_choice(field: str, value: object, choices: type[E]) -> E:
    """A member of an enumeration.

    Raises:
        InvalidInput: anything else, a member's value as text included.
    """
    if not isinstance(value, choices):
        raise InvalidInput(field, f"must be of {choices.__name__}", given=value)
    return value


def checked_audience(field: str, audience: object) -> tuple[str, ...]:
    """The organisations that may see what is restricted; none where everybody may.

    Raises:
        InvalidInput: not a tuple of resource names such as `holders/acme`.
    """
    members = cast("tuple[object, ...]", audience) if isinstance(audience, tuple) else (None,)
    if not all(isinstance(each, str) and each.startswith(("holders/", "organizations/")) for each in members):
        raise InvalidInput(field, "must be a tuple of organisations such as holders/acme", given=members)
    return cast("tuple[str, ...]", members)


def total_of(values: Iterable[Decimal]) -> Decimal:
    """Their exact sum (to 100 digits), whatever the caller's decimal settings are."""
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total


def decimal_of(value: float, digits: int = 10) -> Decimal:
    """What numerics found, at so many significant digits that every machine finds the same."""
    return Decimal(f"{value:.{digits}g}")


def audience_of(audience: Sequence[str]) -> frozenset[str] | None:
    """As a derivation takes it: None where everybody may see."""
    return frozenset(audience) or None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency.

    Attributes:
        amount: exact; at most 40 decimal places.
        currency: its code of ISO 4217.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        checked_decimal("amount", self.amount)
        checked_currency("currency", self.currency)


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
