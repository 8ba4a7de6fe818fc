"""Owns the comparison of numbers: what a search for any spelling looks up, and what two registers match by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from typing import Final

from shared.patent_numbers.applications import BRANCHES
from shared.patent_numbers.kinds import NumberKind
from shared.patent_numbers.number import PatentNumber, Unreadable
from shared.patent_numbers.reading import read_every_way, read_number
from shared.patent_numbers.styles import read_full, style_of
from shared.patent_numbers.years import us_years

_PLAIN: Final = re.compile(r"[^0-9A-Z]+")
_SEPARATORS: Final = str.maketrans("", "", " ./,-")
_CODE: Final = re.compile(r"(?<=[0-9])[A-Z][0-9]?$")
_INDIAN: Final = re.compile(r"([0-9]{1,5})([A-Z]{2,5})([0-9]{4})")
_FAMILIES_OF_KINDS: Final = {
    NumberKind.PROVISIONAL: "provisional",
    NumberKind.PCT_APPLICATION: "pct",
    NumberKind.UTILITY_MODEL_APPLICATION: "model-application",
    NumberKind.UTILITY_MODEL: "model",
    NumberKind.VALIDATION: "part",
    NumberKind.DESIGN: "design",
}


def match_key(number: PatentNumber) -> str:
    """What two sources match one number by: `application EP.06711571`, `publication EP.1848154`.

    Kind codes are left out, since sources disagree on them and one publication number has several, except where the
    same number means another document: utility models, designs, provisional applications and national parts have
    words of their own. An application of a state for a European one (`ES20060711571T`) stays an application.
    """
    word = _FAMILIES_OF_KINDS.get(number.kind) or ("application" if number.kind.filed else "publication")
    return f"{word} {number.office}.{number.number}"


def lookup_keys(text: str, office: str | None = None) -> frozenset[str]:
    """What a search for a number compares, whatever its spelling; used on what is kept and on what is asked alike.

    Two texts name the same number if their keys have one in common. A text that is not read as a number is compared by
    its own letters and digits. A national part is found by its European number too, and a US application without its
    year by every year that its series can have.

    Returns:
        Capitals and digits only; empty for a text without a digit.
    """
    plain = _plain(text)
    if not any(character.isdigit() for character in plain):
        return frozenset()
    return frozenset(_keys(plain, read_every_way(text, office)))


def officeless_keys(text: str, office: str | None = None) -> frozenset[str]:
    """What a search without an office (`1848154`) compares in addition; only for what is kept, never for what is asked.

    Returns:
        The keys of `lookup_keys` without the two letters of the office.
    """
    return _officeless(lookup_keys(text, office), read_number(text, office=office))


def kept_keys(text: str, office: str | None = None) -> frozenset[str]:
    """`lookup_keys` and `officeless_keys` in one, in half the time: what is noted of a number that is kept."""
    plain = _plain(text)
    if not any(character.isdigit() for character in plain):
        return frozenset()
    readings = read_every_way(text, office)
    keys = _keys(plain, readings)
    return frozenset(keys | _officeless(keys, readings[0]))


def _keys(plain: str, readings: Iterable[PatentNumber | Unreadable]) -> set[str]:
    found = {plain}
    spelled: list[PatentNumber] = []
    for number in readings:
        # Several readings are mostly one and the same object.
        if isinstance(number, PatentNumber) and not any(number is one for one in spelled):
            spelled.append(number)
            found.update(_spellings(number))
    return found


def _officeless(keys: Set[str], read: PatentNumber | Unreadable) -> frozenset[str]:
    if not isinstance(read, PatentNumber):
        return frozenset()
    return frozenset(key[2:] for key in keys if key[:2] == read.office and len(key) > 5)


def _plain(text: str) -> str:
    capitals = text.upper()
    bare = capitals.translate(_SEPARATORS)
    return bare if bare.isascii() and bare.isalnum() else _PLAIN.sub("", capitals)


def _spellings(number: PatentNumber) -> Iterator[str]:
    office, code = number.office, number.kind_code
    in_docdb = _plain(number.docdb())
    bodies = {f"{office}{_plain(number.number)}", _CODE.sub("", _plain(number.epodoc()))}
    if number.kind is NumberKind.PCT_APPLICATION:
        # Without its code it would be a number of the office that received the application: JP.2004000001.W.
        yield in_docdb
    else:
        bodies.add(in_docdb.removesuffix(code))
    if number.kind.filed:
        bodies.update(_filings(number))
    else:
        digits = number.number
        if office == "US" and len(digits) == 10 and digits.isdigit():
            bodies.add(f"US{digits[:4]}0{digits[4:]}")  # seven digits after the year, as the office prints it
        if number.kind is NumberKind.VALIDATION and number.behind:
            bodies.add(_plain(number.behind))
    bodies.update(_as_kept(number))
    stripped = number.number.lstrip("0")
    if stripped and stripped != number.number:
        bodies.add(f"{office}{stripped}")
    for body in bodies:
        yield body
        if code:
            yield f"{body}{code}"


def _as_kept(number: PatentNumber) -> Iterator[str]:
    """Spellings that only a register has that keeps letters and digits alone: `JP10075478` for JPH10-75478."""
    office, digits = number.office, number.number
    yield _CODE.sub("", _plain(number.as_written()))
    if office == "JP" and digits[:1] in ("H", "S") and digits[1:].isdigit():
        yield f"JP{digits[:3]}{int(digits[3:]):06d}"
        yield f"JP{int(digits[1:3])}{int(digits[3:]):06d}"
        yield f"JP{digits[1:3]}{int(digits[3:]):06d}"
    if office == "CN" and len(digits) == 12 and digits.isdigit() and number.kind.filed:
        yield f"CN{digits[:5]}{int(digits[5:]):06d}"
    if office == "KR" and len(digits) == 11:
        yield f"KR10{digits}"
    if office == "IN" and (found := _INDIAN.fullmatch(digits)) is not None:
        for short, branch in BRANCHES.items():
            if branch == found[2]:
                yield f"IN{found[1]}{short}{found[3]}"


def _filings(number: PatentNumber) -> Iterator[str]:
    office = number.office
    if office == "US":
        yield from _us_filings(number)
        return
    if number.behind:
        behind = read_number(number.behind, kind=NumberKind.APPLICATION)
        if isinstance(behind, PatentNumber):
            yield _plain(behind.epodoc())
            yield f"EP{behind.number}"
    style = style_of(office, number.kind_code)
    found = style.read(number.number) if style is not None and number.number.isdigit() else None
    if found is not None and found[0] is not None:
        year, serial = found
        yield f"{office}{year}{serial:07d}"
        yield f"{office}{year}{serial:06d}"


def _us_filings(number: PatentNumber) -> Iterator[str]:
    """With and without the year: 14/759,257 is US201314759257, and 12/366,384 what EPODOC has as US20090366384."""
    digits = number.number
    if "/" in digits:
        series, serial = digits.split("/")
        yield f"US{series}{serial}"
        for year in us_years(int(series)):
            yield f"US{year}{series}{serial}" if year >= 2011 else f"US{year}0{serial}"
    elif len(digits) == 12:
        yield f"US{digits[4:]}"
    elif digits.isdigit() and (found := read_full(digits)) is not None:
        yield f"US{found[0]}{found[1]:07d}"
