"""Owns what a query can mean, and which hit is better than another. Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.registry.imports.rules import plain
from shared.errors import Violation, invalid

_KIND_CODE = re.compile(r"(?<=[0-9])[A-Z][0-9]?$")
_SHORTEST_NUMBER = 4  # digits: below that, a number names nothing in particular


class Fit(enum.IntEnum):
    """How well a hit answers a query; the smaller the better."""

    EXACT = 0
    ENDS_A_NAME = 1  # `36.300` in `3GPP TS 36.300`: a number in full, without the body that issued it
    BEGINS = 2
    CONTAINS = 3
    HAS_ALL_WORDS = 4


_KINDS = ("standard", "holder", "declaration", "family")


@dataclass(frozen=True, slots=True)
class Query:
    """A query in the spellings that are looked up.

    Attributes:
        text: as given.
        plain: lower case, letters and digits only.
        words: its words, each written like `plain`.
        numbers: capitals and digits only; then, if it ends like a kind code (`B1`), without that. Empty when it has
            too few digits for the number of a patent.
    """

    text: str
    plain: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that matches a query; attributes as of `SearchHit`, and how well it fits."""

    fit: Fit
    kind: str
    name: str
    display_name: str
    matched: str


def read_query(text: str) -> Query:
    """What a query can mean.

    Raises:
        SepiaError: INVALID_ARGUMENT (EMPTY_QUERY), for one without a letter or digit.
    """
    whole = plain(text)
    if not whole:
        raise invalid(
            "EMPTY_QUERY",
            f"{text!r} has no letter and no digit to search for. Send words of a name or title, a reference such as "
            "ISLD-201608-010, or a number such as EP1848154 or TS 36.300.",
            Violation("query", "at least one letter or digit"),
        )
    words = tuple(dict.fromkeys(filter(None, (plain(word) for word in text.split()))))
    number = compared(text)
    if sum(character.isdigit() for character in number) < _SHORTEST_NUMBER:
        return Query(text, whole, words, ())
    return Query(text, whole, words, tuple(dict.fromkeys((number, _KIND_CODE.sub("", number)))))


def compared(number: str) -> str:
    """A patent's number as numbers are compared: capitals and digits only, as the database's `lookup_numbers`."""
    return re.sub(r"[^0-9A-Z]+", "", number.upper())


def number_that_matched(query: Query, given: Iterable[str]) -> tuple[Fit, str]:
    """Which of the numbers of an application the query is, as it was given, and how well it fits.

    Args:
        given: application number and publications of an application that was found by `query.numbers`.
    """
    without_kind = ""
    for spelling in given:
        if compared(spelling) == query.numbers[0]:
            return Fit.EXACT, spelling
        if not without_kind and _KIND_CODE.sub("", compared(spelling)) in query.numbers:
            without_kind = spelling
    return Fit.BEGINS, without_kind


def name_that_matched(query: Query, names: Sequence[str]) -> str:
    """The first of a thing's names that contains the query, else its first name."""
    return next((name for name in names if query.plain in plain(name)), names[0])


def best_first(hits: Iterable[Hit], most: int) -> list[Hit]:
    """The best hits, each thing once: by fit, then by kind, then as they were found."""
    found: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.fit, _KINDS.index(hit.kind))):
        found.setdefault(hit.name, hit)
    return list(found.values())[:most]
