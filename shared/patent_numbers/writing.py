"""Owns how a number is written: as DOCDB, as EPODOC and as the office prints it."""

from __future__ import annotations

import re
from typing import Final

from shared.patent_numbers.kinds import NumberKind
from shared.patent_numbers.styles import full, style_of
from shared.patent_numbers.years import ERAS, century

_KEEPS_KIND: Final = frozenset((NumberKind.UTILITY_MODEL, NumberKind.VALIDATION, NumberKind.DESIGN))
_LETTERS_WITH_YEAR: Final = re.compile(r"([A-Z]{2})([0-9]{2})([0-9]{5})")
_INDIAN: Final = re.compile(r"([0-9]{1,5})([A-Z]{2,5})([0-9]{4})")


def docdb(office: str, kind: NumberKind, number: str, code: str) -> str:
    """Office, number and kind code, joined by full stops."""
    if kind is NumberKind.PCT_APPLICATION:
        return f"{number[:2]}.{number[2:]}.W"
    return f"{office}.{number}.{code}" if code else f"{office}.{number}"


def epodoc(office: str, kind: NumberKind, number: str, code: str, year: int | None) -> str:
    """Office and number in one; of an application with its year, and its kind letter unless that is A."""
    if not kind.filed:
        return f"{office}{number}{code if kind in _KEEPS_KIND else ''}"
    if kind is NumberKind.PCT_APPLICATION:
        filed, serial = pct_parts(number)
        return f"WO{filed}{number[:2]}{serial:05d}"
    return f"{office}{_filing(office, number, code, year)}{'' if code == 'A' else code}"


def pct_parts(number: str) -> tuple[int, int]:
    """Year and serial of an international application: `JP2006300226`, before 2004 `JP9901234`."""
    digits = number[2:]
    return (century(int(digits[:2])), int(digits[2:])) if len(digits) == 7 else (int(digits[:4]), int(digits[4:]))


def _filing(office: str, number: str, code: str, year: int | None) -> str:
    """The number of an application as EPODOC has it."""
    if office == "CN":
        if not number.isdigit():
            return number
        if len(number) == 12:
            # EPODOC leaves zeros out, down to five digits; from 2018 on it has the office's own twelve.
            return number if number >= "2018" else f"{number[:5]}{int(number[5:]):05d}"
        if len(number) == 8:
            return f"{century(int(number[:2]))}{number[2]}{int(number[3:]):06d}"
        return number
    if office == "DE" and number.isdigit():
        if len(number) == 12:
            return f"{number[2:6]}{number[:2]}{number[6:]}"
        return f"{century(int(number[1:3]))}{number[0]}0{number[3:]}" if len(number) == 8 else number
    if office == "BR":
        if matched := _LETTERS_WITH_YEAR.fullmatch(number):
            letters, two, serial = matched.groups()
            return f"{century(int(two))}{letters}{serial}"
        if len(number) == 12 and number.isdigit() and int(number[6:]) < 10**5:
            return f"{number[2:6]}{number[:2]}{number[7:]}"
        return number
    if office == "AR" and number[:1] == "P" and len(number) == 10 and number[1:].isdigit():
        return f"{century(int(number[1:3]))}P{int(number[3:]):06d}"
    if office == "IN" and (matched := _INDIAN.fullmatch(number)):
        serial, branch, of = matched.groups()
        return f"{of}{branch}{serial}"
    if office == "SG" and len(number) == 12 and number[-1].isalpha():
        return f"{number[2:6]}{number[:2]}{number[6:]}"
    style = style_of(office, code)
    if style is None or not number.isdigit():
        return number
    found = style.read(number)
    if found is None:
        return number
    of_number, serial = found
    of_number = of_number or year
    return full(of_number, serial) if of_number else number


def as_written(office: str, kind: NumberKind, number: str, code: str, year: int | None) -> str:
    """As the office prints it; where that is not known here, office, number and kind code with blanks between."""
    if kind is NumberKind.PCT_APPLICATION:
        filed, serial = pct_parts(number)
        if filed >= 2004:
            return f"PCT/{number[:2]}{filed}/{serial:06d}"
        return f"PCT/{number[:2]}{filed % 100:02d}/{serial:05d}"
    if kind is NumberKind.VALIDATION and number[:2] in ("EP", "AP", "EA", "OA", "GC") and number[2:].isdigit():
        return f"{office}-{number} {code}".rstrip()
    body = _filed(office, number, code, year) if kind.filed else _published(office, number, code)
    shown = "" if kind.filed and code == "A" else code
    return f"{office} {body} {shown}".rstrip()


def _filed(office: str, number: str, code: str, year: int | None) -> str:
    if office == "US":
        if "/" in number:
            series, serial = number.split("/")
            return f"{series}/{serial[:3]},{serial[3:]}"
        return _filing(office, number, code, year)
    if office == "JP" and not code.startswith("T"):
        if len(number) == 10:
            return f"{number[:4]}-{number[4:]}"
        if number.isdigit() and 3 <= len(number) <= 8 and (era := _era(century(int(number[-2:])))):
            return f"{era}-{int(number[:-2]):06d}"
    if office == "KR" and len(number) == 11 and code == "A":
        return f"10-{number[:4]}-{number[4:]}"
    return _filing(office, number, code, year)


def _era(year: int) -> str:
    """`H07`: the emperor's year that most of a year was in, for the years in which Japan numbered so."""
    letter = "H" if 1989 <= year <= 1999 else "S" if 1970 <= year <= 1988 else ""
    return f"{letter}{year - ERAS[letter]:02d}" if letter else ""


def _published(office: str, number: str, code: str) -> str:
    digits = number.isdigit()
    if office == "US" and digits:
        return f"{int(number):,}" if len(number) <= 8 else f"{number[:4]}/{number[4:]:0>7}"
    if office == "WO" and digits:
        if len(number) == 10:
            return f"{number[:4]}/{number[4:]}"
        return f"{number[:2]}/{number[2:]}"
    if office == "JP":
        if digits and len(number) == 10:
            return f"{number[:4]}-{number[4:]}"
        if number[:1] in ERAS and number[1:].isdigit():
            return f"{number[:3]}-{int(number[3:]):06d}"
    if office == "KR" and digits:
        if len(number) == 9:
            return f"{number[:2]}-{number[2:]}"
        if len(number) == 11 and not code.startswith(("U", "Y")):
            return f"10-{number[:4]}-{number[4:]}"
    return number
