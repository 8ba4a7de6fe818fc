"""Owns what a query can mean, how things are spelled where searches look, and which hit is better. Pure."""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.registry.imports.rules import plain
from shared.errors import SepiaError, Violation, invalid
from shared.patent_numbers import kept_keys, lookup_keys

_KIND_CODE = re.compile(r"(?<=[0-9])[A-Z][0-9]?$")
_SHORTEST_NUMBER = 4  # digits: below that, a number names nothing in particular


class Fit(enum.IntEnum):
    """How well a hit answers a query; the smaller the better."""

    EXACT = 0
    ENDS_A_NAME = 1  # `36.300` in `3GPP TS 36.300`: a number in full, without the body that issued it
    BEGINS = 2
    CONTAINS = 3
    HAS_ALL_WORDS = 4
    CORRECTED = 5  # only with the spelling corrected


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
        raise empty_query(text)
    words = tuple(dict.fromkeys(filter(None, (plain(word) for word in text.split()))))
    number = compared(text)
    if sum(character.isdigit() for character in number) < _SHORTEST_NUMBER:
        return Query(text, whole, words, ())
    return Query(text, whole, words, tuple(dict.fromkeys((number, _KIND_CODE.sub("", number)))))


def empty_query(text: str) -> SepiaError:
    """A query without a letter or digit."""
    return invalid(
        "EMPTY_QUERY",
        f"{text!r} has no letter and no digit to search for. Send words of a name or title, a reference such as "
        "ISLD-201608-010, or a number such as EP1848154 or TS 36.300.",
        Violation("query", "at least one letter or digit"),
    )


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


# --- how the index spells things ---------------------------------------------------------------------------------

NUMBER_MARK = "#"
"""Stands before a number's spellings among the words of a patent; no word of a title begins with it."""

UNKNOWN_YEAR, UNKNOWN_OFFICE = "-", "-"
DAY_UNKNOWN = dt.date(1, 1, 1)
"""Latest signature of a patent without a dated declaration: sorts last."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_WORD = 64  # characters: an index refuses entries of some thousand bytes, and nothing so long is a word
_SHORTEST_CORRECTED = 4  # letters: a shorter word is near too many others
_LONG_WORD = 8  # letters from which on two errors are forgiven


def fold_words(text: str) -> list[str]:
    """The words of a text as searches compare them: lower case, without accents, letters and digits only; each once."""
    if text.isascii():
        words = _ASCII_WORD.findall(text.lower())
    else:
        decomposed = unicodedata.normalize("NFKD", text).casefold()
        kept = (c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in decomposed)
        words = "".join(kept).split()
    return list(dict.fromkeys(word[:_LONGEST_WORD] for word in words))


def number_words(text: str) -> list[str]:
    """The spellings under which a number that is asked for is looked up; empty for what is no number of a patent."""
    compact = compared(text)
    if sum(character.isdigit() for character in compact) < _SHORTEST_NUMBER:
        return []
    keys = {compact, *lookup_keys(text)}
    return _marked(keys | {_KIND_CODE.sub("", key) for key in keys})


def kept_number_words(text: str, office: str | None) -> list[str]:
    """The spellings under which a number that the register has is found, with and without its office.

    Without kind codes: whoever asks with one is answered by the number without it as well.
    """
    keys = {compared(text), *kept_keys(text, office)}
    return _marked({_without_kind(key) for key in keys})


def _without_kind(key: str) -> str:
    # Most keys are digits to their end; looking at two characters is quicker than asking an expression.
    return key if key[-2:].isdigit() else _KIND_CODE.sub("", key)


def _marked(keys: Iterable[str]) -> list[str]:
    return sorted(NUMBER_MARK + key[:_LONGEST_WORD] for key in keys if _has_number(key))


def _has_number(key: str) -> bool:
    # Most keys are digits behind at most two letters.
    if len(key) >= _SHORTEST_NUMBER + 2 and key[2:].isdigit():
        return True
    return sum(character.isdigit() for character in key) >= _SHORTEST_NUMBER


def errors_forgiven(word: str) -> int:
    """How many letters of a word may be wrong, missing, too many or swapped; none in short words and in numbers."""
    if len(word) < _SHORTEST_CORRECTED or any(character.isdigit() for character in word):
        return 0
    return 1 if len(word) < _LONG_WORD else 2


@dataclass(frozen=True, slots=True)
class Declared:
    """A patent in one declaration, as the index takes it down.

    Attributes:
        standards: ids of the standards that its links name; 0 for a link that names none.
        generations: bits flagged on any of its links.
        unflagged: whether a link of it has no flags.
        demonstration, real: whether a link of it is made up, and whether one is not; one can be both.
        outcomes: of published checks of the patent's families.
        form, state: of the declaration; numbers of `DeclarationKind` and `DeclarationState`.
    """

    holder: int | None
    standards: Sequence[int]
    generations: int
    unflagged: bool
    office: str | None
    outcomes: Iterable[str]
    undertaking: bool | None
    signed_on: dt.date | None
    published_on: dt.date | None
    form: int
    state: int
    demonstration: bool
    real: bool


def facets_of(declared: Declared) -> list[str]:
    """The values that a patent in a declaration is filtered and counted by; the unknown is a value."""
    generations = [f"g{1 << bit}" for bit in range(15) if declared.generations >> bit & 1]
    return [
        f"h{declared.holder or 0}",
        *(f"s{standard}" for standard in declared.standards),
        *generations,
        *(["g0"] if declared.unflagged else []),
        f"o{declared.office or UNKNOWN_OFFICE}",
        *([f"r{outcome}" for outcome in sorted(set(declared.outcomes))] or ["r-"]),
        undertaking_facet(declared.undertaking),
        f"f{declared.form}",
        f"t{declared.state}",
        f"y{declared.signed_on.year if declared.signed_on else UNKNOWN_YEAR}",
        f"p{declared.published_on.year if declared.published_on else UNKNOWN_YEAR}",
        *(["d1"] if declared.demonstration else []),
        *(["d0"] if declared.real else []),
    ]


def undertaking_facet(answer: bool | None) -> str:
    """The value of a declarant's answer on licences."""
    return {None: "u-", True: "uY", False: "uN"}[answer]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from and to, both included; None where open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def years(self, letter: str) -> list[str] | None:
        """The years in it as facets; None where it is open at the beginning, which leaves too many to name."""
        if self.first is None:
            return None
        last = self.last.year if self.last else max(self.first.year, 2100)
        return [f"{letter}{year}" for year in range(self.first.year, last + 1)]


def period(first: dt.date | None, last: dt.date | None, what: str) -> Period:
    """A period.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATES_IN_WRONG_ORDER).
    """
    if first is not None and last is not None and first > last:
        raise invalid(
            "DATES_IN_WRONG_ORDER",
            f"{what}_from is {first} and {what}_to is {last}: no day is in between. Send the earlier day as "
            f"{what}_from.",
            Violation(f"filter.{what}_from", f"not after {what}_to, for example 2016-08-31"),
        )
    return Period(first, last)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search looks for in the index.

    Attributes:
        facets: of each group, one facet at least.
        words: of each group, one word at least.
        signed, published: days of the declaration.
        include_gone: also declarations that no longer count.
        include_removed: with them those that the centre removed; what these said is for the centre alone.
    """

    facets: Sequence[Sequence[str]] = ()
    words: Sequence[Sequence[str]] = ()
    signed: Period = field(default_factory=Period)
    published: Period = field(default_factory=Period)
    include_gone: bool = False
    include_removed: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.facets or self.words or self.signed or self.published)


FACET_LETTERS: Mapping[str, str] = {
    "h": "holder",
    "s": "standard",
    "o": "office",
    "g": "generation",
    "r": "outcome",
    "y": "year",
    "p": "published",
    "u": "undertaking",
    "f": "form",
    "t": "state",
}
"""The facets that are counted, in the order in which they are shown."""


def office_facet(given: str) -> str:
    """An office as a facet.

    Raises:
        SepiaError: INVALID_ARGUMENT (OFFICE_UNKNOWN).
    """
    code = given.strip().upper()
    if code == UNKNOWN_OFFICE or (len(code) == 2 and code.isascii() and code.isalpha()):
        return f"o{code}"
    raise invalid(
        "OFFICE_UNKNOWN",
        f"{given!r} is no office. Offices have two letters (WIPO ST.3), for example EP, US, JP or WO; `-` stands for "
        "patents whose office is not known.",
        Violation("filter.offices", "two letters, for example EP, or -"),
    )


def unknown_name(kind: str, given: str, alike: Sequence[str]) -> SepiaError:
    """A filter by something that has no such name."""
    near = f" Written alike: {'; '.join(alike)}." if alike else ""
    example = "holders/acme or a part of its name" if kind == "holder" else "standards/5g, TS 36.300 or 36.300"
    return invalid(
        f"{kind.upper()}_UNKNOWN",
        f"The register has no {kind} called {given!r}.{near} Look it up (`sepia {kind}s WORD`) and send its resource "
        "name or another part of its name.",
        Violation(f"filter.{kind}s", f"the name of a {kind} of the register, for example {example}"),
    )


def ambiguous_name(kind: str, given: str, names: Sequence[str], count: int) -> SepiaError:
    """A filter by a part of a name that is part of too many."""
    return invalid(
        f"{kind.upper()}_UNKNOWN",
        f"{given!r} is a part of the names of {count} {kind}s, among them {'; '.join(names)}. Say which one is meant.",
        Violation(f"filter.{kind}s", f"a name that only a few {kind}s have in it"),
    )


# --- what is to be indexed anew ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """Something to index.

    Attributes:
        kind: `everything`, `document`, `declaration`, `family` or `campaign`.
        argument: the document's id, or the resource's name.
    """

    kind: str
    argument: str = ""


EVERYTHING = Work("everything")


_CATALOGUE, _FAMILIES = 8, 9  # numbers of SourceFormat: files that bring no links


def work_after_edition(document: int | None, source_format: int | None, gone: int, cause: str) -> Work | None:
    """What a new edition of the register makes necessary.

    Args:
        document: id of the document that an import brought; None where no import made the edition.
        source_format: number of its `SourceFormat`.
        gone: links that are no longer in a newer edition of a file.
        cause: resource name of what made the edition otherwise.
    """
    if document is not None:
        if source_format == _CATALOGUE:
            return None  # names and chains of standards are looked up when a search is understood
        # Families from elsewhere change links that other files brought.
        return EVERYTHING if gone or source_format == _FAMILIES else Work("document", str(document))
    collection, _, rest = cause.partition("/")
    if collection == "holders":
        # Under whom spellings count is compared holder by holder, so only a declaration is work of its own.
        return Work("declaration", cause) if "/declarations/" in rest else None
    if collection == "standards":
        return None
    return Work("family", cause) if collection == "families" else EVERYTHING


def work_after_entry(kind: str, subject: str | None, content: Mapping[str, object]) -> Work | None:
    """What an entry of the log makes necessary that comes without an edition."""
    _, noun, action = kind.split(":")
    if (noun, action) == ("results", "record"):
        return Work("campaign", str(content.get("campaign", "")))
    if subject and "/declarations/" in subject:
        return Work("declaration", subject)
    return None
