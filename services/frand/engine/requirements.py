"""Owns the rules that exact inputs must meet: Decimals, dates, texts, identifiers and audiences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeVar, cast

from services.frand.engine.errors import InvalidInput

__all__ = [
    "LARGEST",
    "MAX_DIGITS",
    "audience_of",
    "checked_audience",
    "checked_choice",
    "checked_date",
    "checked_decimal",
    "checked_id",
    "checked_span",
    "checked_text",
    "checked_unique",
    "checked_whole",
    "narrowed",
]

LARGEST = Decimal(10) ** 18
"""Amounts, volumes and factors stay below this: a billion billions is a slip of the pen, not a royalty."""

MAX_DIGITS = 100
"""Most decimal places of an input, more than any exact conversion leaves behind."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ORGANISATION = re.compile(r"(holders|implementers|organizations|pools)/[^/\s]+")
_Choice = TypeVar("_Choice", bound=Enum)


def checked_decimal(
    field: str,
    value: object,
    *,
    at_least: Decimal | int | None = None,
    above: Decimal | int | None = None,
    at_most: Decimal | int | None = None,
) -> Decimal:
    """A finite Decimal within bounds.

    Raises:
        InvalidInput: not a Decimal (text and floats are never read as numbers), not finite, out of bounds, beyond
            LARGEST, or with more than MAX_DIGITS decimal places.
    """
    if not isinstance(value, Decimal):
        raise InvalidInput(field, "must be decimal.Decimal", given=value)
    if not value.is_finite():
        raise InvalidInput(field, "must be finite", given=value)
    if at_least is not None and value < at_least:
        rule = "must not be negative" if at_least == 0 else f"must be at least {at_least}"
        raise InvalidInput(field, rule, given=value)
    if above is not None and value <= above:
        raise InvalidInput(field, f"must be above {above}", given=value)
    if at_most is not None and value > at_most:
        raise InvalidInput(field, f"must be at most {at_most}", given=value)
    if abs(value) >= LARGEST:
        raise InvalidInput(field, "must be below 10**18", given=value)
    if cast("int", value.as_tuple().exponent) < -MAX_DIGITS:
        raise InvalidInput(field, f"must have at most {MAX_DIGITS} decimal places", given=value)
    return value


def checked_whole(field: str, value: object, *, at_least: int, at_most: int) -> int:
    """A whole number within bounds.

    Raises:
        InvalidInput: not an int (a truth value is none), or out of bounds.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(field, "must be a whole number", given=value)
    if not at_least <= value <= at_most:
        raise InvalidInput(field, f"must lie between {at_least} and {at_most}", given=value)
    return value


def checked_date(field: str, value: object) -> date:
    """A calendar date between 1900 and 2200.

    Raises:
        InvalidInput: not a date, or outside these years.
    """
    if type(value) is not date:
        raise InvalidInput(field, "must be a date", given=value)
    if not 1900 <= value.year <= 2200:
        raise InvalidInput(field, "must lie between 1900 and 2200", given=value.isoformat())
    return value


def checked_span(field: str, start: object, end: object) -> tuple[date, date]:
    """First and last day of a period.

    Raises:
        InvalidInput: not dates, or the end before the start.
    """
    first, last = checked_date(f"{field}start", start), checked_date(f"{field}end", end)
    if last < first:
        raise InvalidInput(f"{field}end", "must not be before the start", given=last.isoformat())
    return first, last


def checked_text(field: str, value: object, *, optional: bool = False, longest: int = 500) -> str:
    """Text of at most `longest` letters, not blank unless it is optional.

    Raises:
        InvalidInput: not text, blank, or too long.
    """
    if not isinstance(value, str):
        raise InvalidInput(field, "must be text", given=value)
    if not optional and not value.strip():
        raise InvalidInput(field, "must not be empty")
    if len(value) > longest:
        raise InvalidInput(field, f"must have at most {longest} letters", given=value)
    return value


def checked_id(field: str, value: object) -> str:
    """A short name that can be part of a quantity's: small letters, digits and underscores, a letter first.

    Raises:
        InvalidInput: anything else.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise InvalidInput(field, "must be small letters, digits and _, a letter first, at most 40", given=value)
    return value


def checked_choice(field: str, value: object, kind: type[_Choice]) -> _Choice:
    """A member of an enumeration.

    Raises:
        InvalidInput: anything else.
    """
    if not isinstance(value, kind):
        raise InvalidInput(field, f"must be one of {', '.join(member.name for member in kind)}", given=value)
    return value


def checked_audience(value: object, field: str = "audience") -> tuple[str, ...]:
    """Organisations that may see an input; empty where everybody may.

    Raises:
        InvalidInput: not a tuple of `holders/…` and `organizations/…`.
    """
    if not isinstance(value, tuple):
        raise InvalidInput(field, "must be a tuple of organisations", given=value)
    names = cast("tuple[object, ...]", value)
    if not all(isinstance(name, str) and _ORGANISATION.fullmatch(name) for name in names):
        raise InvalidInput(
            field, "must name organisations as holders/…, implementers/…, pools/… or organizations/…", given=names
        )
    return cast("tuple[str, ...]", names)


def checked_unique(field: str, values: Iterable[str]) -> None:
    """That no name is given twice.

    Raises:
        InvalidInput: one is.
    """
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidInput(field, "must not be given twice", given=value)
        seen.add(value)


def audience_of(*restrictions: tuple[str, ...]) -> frozenset[str] | None:
    """Who may see what is restricted in several ways at once: only those whom every restriction lets see it.

    Examples:
        >>> audience_of((), ()) is None
        True
        >>> sorted(audience_of(("holders/a", "holders/b"), (), ("holders/b",)) or ())
        ['holders/b']
    """
    audience: frozenset[str] | None = None
    for names in restrictions:
        audience = narrowed(audience, frozenset(names) if names else None)
    return audience


def narrowed(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """Those whom both audiences hold; None is everybody, and nobody stays nobody.

    Examples:
        >>> narrowed(frozenset({"holders/a"}), frozenset({"holders/b"}))
        frozenset()
        >>> narrowed(None, frozenset({"holders/a"}))
        frozenset({'holders/a'})
    """
    if first is None or second is None:
        return second if first is None else first
    return first & second
