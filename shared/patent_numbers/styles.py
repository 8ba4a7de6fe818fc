"""Owns how DOCDB and EPODOC write one filing: the year and the serial of an application, office by office.

EPODOC writes almost every application as its year and seven digits. DOCDB keeps each office's own custom; where that
is not known here, the number stays as in EPODOC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.patent_numbers.offices import EPC_STATES
from shared.patent_numbers.years import LAST, MINGUO, century, possible


@dataclass(frozen=True, slots=True)
class Style:
    """How an office's applications are numbered in DOCDB.

    Attributes:
        write: year and serial to the number; None where the style has no room for them.
        read: the number to year (None if it has none) and serial; None if it is not of this style.
    """

    write: Callable[[int, int], str | None]
    read: Callable[[str], tuple[int | None, int] | None]


def full(year: int, serial: int) -> str:
    """Year and seven digits, as in EPODOC."""
    return f"{year:04d}{serial:07d}"


def read_full(number: str) -> tuple[int, int] | None:
    """Year and serial of eleven or more digits."""
    if len(number) >= 11 and possible(year := int(number[:4])):
        return year, int(number[4:])
    return None


def _two_digit_year(digits: int) -> Style:
    def write(year: int, serial: int) -> str | None:
        return f"{year % 100:02d}{serial:0{digits}d}" if 1970 <= year <= 2069 and serial < 10**digits else None

    def read(number: str) -> tuple[int, int] | None:
        return (century(int(number[:2])), int(number[2:])) if len(number) == digits + 2 else None

    return Style(write, read)


def _year(digits: int) -> Style:
    def write(year: int, serial: int) -> str | None:
        return f"{year:04d}{serial:0{digits}d}" if serial < 10**digits else None

    def read(number: str) -> tuple[int, int] | None:
        if len(number) == digits + 4 and possible(year := int(number[:4])):
            return year, int(number[4:])
        return None

    return Style(write, read)


def _serial_then_year(write_until: int, then: Style) -> Style:
    """Serial without leading zeros, then two digits of the year; from a year on another style."""

    def write(year: int, serial: int) -> str | None:
        if year >= write_until:
            return then.write(year, serial)
        return f"{serial}{year % 100:02d}" if year >= 1970 and 0 < serial < 10**6 else None

    def read(number: str) -> tuple[int | None, int] | None:
        if 3 <= len(number) <= 8 and number[0] != "0" and (year := century(int(number[-2:]))) < write_until:
            return year, int(number[:-2])
        return then.read(number)

    return Style(write, read)


def _serial(longest: int) -> Style:
    """The serial alone: the office counts on and on, and DOCDB leaves the year out."""

    def write(year: int, serial: int) -> str | None:
        return str(serial) if 0 < serial < 10**longest else None

    def read(number: str) -> tuple[int | None, int] | None:
        return (None, int(number)) if 4 <= len(number) <= longest and number[0] != "0" else None

    return Style(write, read)


def _minguo() -> Style:
    def write(year: int, serial: int) -> str | None:
        return f"{year - MINGUO}{serial:06d}" if 10 <= year - MINGUO <= 188 and serial < 10**6 else None

    def read(number: str) -> tuple[int, int] | None:
        if len(number) == 8 or (len(number) == 9 and number[0] == "1"):
            year = MINGUO + int(number[:-6])
            return (year, int(number[-6:])) if year <= LAST else None
        return None

    return Style(write, read)


_NONE: Final = Style(lambda year, serial: None, lambda number: None)

EUROPEAN: Final = _two_digit_year(6)
"""Of the European Patent Office, and of its applications under the numbers of states."""

STYLES: Final[dict[str, Style]] = {
    "EP": EUROPEAN,
    "US": _serial_then_year(2011, _NONE),
    "JP": _serial_then_year(2000, _year(6)),
    "KR": _year(7),
    "AU": _year(6),
    "MX": _year(6),
    "RU": _year(6),
    "PE": _year(6),
    "SG": _year(6),
    "ZA": _year(5),
    "GB": _two_digit_year(5),
    "FR": _two_digit_year(5),
    "SE": _two_digit_year(5),
    "HK": _two_digit_year(6),
    "CA": _serial(7),
    "NZ": _serial(6),
    "IL": _serial(6),
    "NL": _serial(7),
    "TW": _minguo(),
}

VALIDATED: Final = EPC_STATES - {"DE"}
"""States whose kind T means a European application (Germany numbers those parts itself)."""


def style_of(office: str, letter: str) -> Style | None:
    """The style of an application of an office with a kind letter; None where DOCDB's custom is not known here."""
    if letter[:1] == "T" and office in VALIDATED:
        return EUROPEAN
    return STYLES.get(office)
