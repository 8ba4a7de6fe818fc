"""Owns the canonical form of a value: one value, one sequence of bytes, so a digest of it means something.

The form is JSON as RFC 8785 (JCS) writes it: UTF-8, no whitespace, keys sorted by UTF-16 code units, the shortest
escapes. Two things are stricter than the RFC. Floats are refused, because the same number computed in two ways may
differ in its last bit. Integers outside ±(2^53 - 1) are refused, because a reader in another language would round
them. Values JSON has no word for are written as text:

| value | text |
| --- | --- |
| Decimal | plain notation without trailing zeros, so that equal numbers have equal bytes: `12.5`, `0`, `-3` |
| datetime | UTC with six digits of fraction: `2026-01-31T12:00:00.000000Z`; one without a zone is refused |
| date | `2026-01-31` |
| UUID | lower-case with hyphens |
| bytes | lower-case hexadecimal |
| Enum | its value |
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from shared.errors import Violation, invalid

MAX_INTEGER = 2**53 - 1
"""Largest magnitude of an integer that every JSON reader keeps exactly (RFC 7493, 2.2)."""

_MAX_DECIMAL_DIGITS = 1_000  # 1E+1000000 is six characters to write and a megabyte in plain notation


def canonical_json(value: object) -> bytes:
    """The canonical bytes of a value made of mappings, sequences, text, integers, booleans, None and the types above.

    Raises:
        SepiaError: `NOT_CANONICAL`, naming the place (`content.shares[3]`), for a float, a large integer, a key that
            is not text, text that is not Unicode (a lone surrogate), or a type without a canonical form.
    """
    text = json.dumps(_plain(value, "$"), ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        lone = text[error.start]
        raise _refusal("$", f"the text holds a lone surrogate (U+{ord(lone):04X}), which is no character") from None


def sha256_hex(data: bytes) -> str:
    """SHA-256 of bytes, in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_digest(domain: str, value: object) -> str:
    """Names a value by its content: SHA-256(domain || 0x00 || canonical JSON), in 64 hexadecimal digits.

    The domain (`sepia.frand.calculation.v1`) keeps equal bytes that mean different things from having equal names.

    Raises:
        ValueError: the domain is empty or holds a zero byte.
        SepiaError: `NOT_CANONICAL`, as for `canonical_json`.
    """
    if not domain or "\0" in domain:
        raise ValueError(f"a digest's domain is a word such as 'sepia.frand.calculation.v1', not {domain!r}")
    return sha256_hex(domain.encode() + b"\0" + canonical_json(value))


def instant_text(instant: dt.datetime) -> str:
    """An instant as canonical text: UTC, six digits of fraction, `Z`.

    Raises:
        ValueError: the instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"the instant {instant.isoformat()} has no time zone; use one in UTC")
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def decimal_text(number: Decimal) -> str:
    """A finite decimal in plain notation without trailing zeros; equal numbers give equal text.

    Raises:
        ValueError: the number is not finite, or has more than 1,000 digits in plain notation.
    """
    if not number.is_finite():
        raise ValueError(f"{number} is not a finite number")
    if not number:
        return "0"
    exponent = cast(int, number.as_tuple().exponent)
    if max(abs(number.adjusted()), abs(exponent)) > _MAX_DECIMAL_DIGITS:
        raise ValueError(f"{number:E} has more than {_MAX_DECIMAL_DIGITS} digits in plain notation")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: object, at: str) -> object:
    """The value with JSON's own types only, keys in order; `at` is where it stands, for the error."""
    match value:
        case None | bool():
            return value
        case enum.Enum():  # before str and int: a StrEnum is both
            return _plain(cast(object, value.value), at)
        case str():
            return value
        case int():
            if abs(value) > MAX_INTEGER:
                raise _refusal(at, f"the integer {value} is beyond 2^53 - 1; other readers would round it: pass text")
            return value
        case float():
            raise _refusal(at, f"{value!r} is a float, whose last bit is not dependable: pass a Decimal, or text")
        case Decimal() | dt.date() | uuid.UUID() | bytes():
            return _text(value, at)
        case Mapping():
            return _members(cast("Mapping[object, object]", value), at)
        case Sequence():
            items = cast("Sequence[object]", value)
            return [_plain(item, f"{at}[{number}]") for number, item in enumerate(items)]
        case _:
            raise _refusal(at, f"a {type(value).__name__} has no canonical form: convert it to text, numbers or a list")


def _text(value: Decimal | dt.date | uuid.UUID | bytes, at: str) -> str:
    try:
        match value:
            case Decimal():
                return decimal_text(value)
            case dt.datetime():
                return instant_text(value)
            case dt.date():
                return value.isoformat()
            case uuid.UUID():
                return str(value)
            case bytes():
                return value.hex()
    except ValueError as error:
        raise _refusal(at, str(error)) from None


def _members(mapping: Mapping[object, object], at: str) -> dict[str, object]:
    members: dict[str, object] = {}
    for key, item in mapping.items():
        if not isinstance(key, str) or isinstance(key, enum.Enum):
            raise _refusal(at, f"the key {key!r} is a {type(key).__name__}; keys are text")
        members[key] = _plain(item, f"{at}.{key}")
    return {key: members[key] for key in sorted(members, key=_utf16)}


def _utf16(key: str) -> bytes:
    # RFC 8785, 3.2.3. Differs from code-point order only where a key holds characters beyond U+FFFF.
    return key.encode("utf-16-be", "surrogatepass")


def _refusal(at: str, why: str) -> Exception:
    place = at.removeprefix("$").removeprefix(".") or "the value"
    return invalid("NOT_CANONICAL", f"No canonical form: at {place}, {why}.", Violation(place, why))
