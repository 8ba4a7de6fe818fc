"""Owns how arguments are read: names in the spellings people use, instants, money, numbers, family keys."""

from __future__ import annotations

import datetime as dt
import enum
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from google.protobuf.timestamp_pb2 import Timestamp
from google.type import money_pb2

from sepia.type.v1 import type_pb2
from services.cli.output import bad_value
from shared.clock import Clock
from shared.errors import SepiaError, precondition

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FROM_NOW = re.compile(r"\+(\d+)(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MONEY = re.compile(r"(\d+(?:\.\d{1,9})?) ?([A-Z]{3})")


class Key(enum.StrEnum):
    """The named key that families are counted under."""

    ETSI = "etsi"
    DOCDB = "docdb"
    PRIORITIES = "priorities"

    @property
    def number(self) -> type_pb2.FamilyKey:
        """As the contract numbers it."""
        return type_pb2.FamilyKey.Value(f"FAMILY_KEY_{self.name}")  # pyright: ignore[reportReturnType]


def key_word(key: int) -> str:
    """`etsi`, `docdb` or `priorities`: how digests and people name a key."""
    return type_pb2.FamilyKey.Name(key).removeprefix("FAMILY_KEY_").lower()  # pyright: ignore[reportArgumentType]


def full_name(given: str, collection: str) -> str:
    """A resource name, whether or not its collection was written (`5g` is `standards/5g`)."""
    return given if given.startswith(f"{collection}/") else f"{collection}/{given}"


def is_name(given: str, collection: str) -> bool:
    """Whether this is the resource name or the bare id of something whose id is a UUID."""
    return _ID.fullmatch(given.removeprefix(f"{collection}/")) is not None


def instant(given: str, clock: Clock) -> Timestamp:
    """An instant: ISO 8601 with a zone, or `+90s`, `+5m`, `+2h`, `+1d` from now.

    Raises:
        SepiaError: BAD_VALUE.
    """
    stamp = Timestamp()
    if ahead := _FROM_NOW.fullmatch(given):
        now = clock.now()
        stamp.FromDatetime(now + dt.timedelta(seconds=int(ahead[1]) * _SECONDS[ahead[2]]))
        return stamp
    try:
        at = dt.datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise bad_value("The time", given, "it with a time zone, such as 2026-01-31T12:00:00Z, or +5m for 5 minutes on")
    stamp.FromDatetime(at.astimezone(dt.UTC).replace(tzinfo=None))
    return stamp


def when(stamp: Timestamp) -> str:
    """An instant for people, in UTC to the second; empty where it is not set."""
    if not stamp.seconds:
        return ""
    return f"{stamp.ToDatetime(dt.UTC):%Y-%m-%d %H:%M:%SZ}"


def number(what: str, given: str) -> str:
    """A decimal number as text.

    Raises:
        SepiaError: BAD_VALUE.
    """
    try:
        value = Decimal(given)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise bad_value(what, given, "a decimal number with a point, such as 0.08")
    return given


def money(given: str) -> money_pb2.Money:
    """An amount with its currency: `5.00 EUR`.

    Raises:
        SepiaError: BAD_VALUE.
    """
    read = _MONEY.fullmatch(given.strip())
    if read is None:
        raise bad_value("The amount", given, "a number and a currency of three capitals, such as '5.00 EUR'")
    units, _, fraction = read[1].partition(".")
    return money_pb2.Money(currency_code=read[2], units=int(units), nanos=int(fraction.ljust(9, "0")))


def money_text(amount: money_pb2.Money) -> str:
    """`5.00 EUR`: two decimals, or as many as it has."""
    value = f"{Decimal(amount.units) + Decimal(amount.nanos).scaleb(-9):.9f}"
    whole, _, fraction = value.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')} {amount.currency_code}"


def readable_file(file: Path) -> Path:
    """The file, if it can be read.

    Raises:
        SepiaError: FILE_UNREADABLE; says what it is instead.
    """
    why = ""
    if not file.exists():
        why = "there is no such file"
    elif file.is_dir():
        why = "it is a folder; name one file in it"
    else:
        try:
            with file.open("rb"):
                return file
        except OSError as problem:
            why = (problem.strerror or str(problem)).lower()
    raise _unreadable(file, why)


def text_of(file: Path) -> str:
    """What a text file says, with or without a byte order mark.

    Raises:
        SepiaError: FILE_UNREADABLE; also where it is not UTF-8, with the line.
    """
    content = readable_file(file).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise _unreadable(
            file, f"line {line} has the byte 0x{content[wrong.start]:02X}, which is no UTF-8; save it as UTF-8"
        ) from None


def _unreadable(file: Path, why: str) -> SepiaError:
    return precondition("FILE_UNREADABLE", f"{file} cannot be read: {why}.")
