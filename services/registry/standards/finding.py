"""Owns finding a standard by whatever it is called: numbers in any spelling, names, words of its title. Pure.

A number is never guessed: `36.301` doesn't find `36.300`. Words are: in any order, some missing, some misspelt. A
version in the text is taken out, decoded and given back with the hits.
"""

from __future__ import annotations

import enum
import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from services.registry.imports.rules import plain
from services.registry.standards.identity import decode_version_letters

_DATE = re.compile(r"\(\s*(?:19|20)\d{2}-\d{2}(?:-\d{2})?\s*\)")
_VERSION = re.compile(r"(?<![\w.])(?:version\s*|v\.?\s*)(\d{1,3}(?:\.\d{1,3}){1,3})(?![\w.])", re.IGNORECASE)
_RELEASE = re.compile(r"(?<!\w)(?:rel(?:ease)?[-\s.]*(\d{1,2})|R(99))(?!\w)", re.IGNORECASE)
_WORK_ITEM = re.compile(
    r"\S*/TSG[A-Z]{1,2}-\d{2}(?P<series>\d{2})(?P<rest>\d{3})(?P<part>-\d+)?v(?P<letters>[0-9a-z]{3}|\d{6})(?!\w)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?<!\w)(?P<series>\d{2})(?P<rest>\d{3})(?P<part>-\d{1,2})?-(?P<letters>[0-9a-z]{3}|\d{6})(?:\.\w+)?(?!\w)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?<=\d)(?:\s*-\s*v?|\s+v)(?P<letters>(?=[a-z]*\d)[0-9a-z]{3})$", re.IGNORECASE)
"""Letters behind a number with its point: 36.300-ca0, 36.300 vca0; a word such as vRAN has no digit."""
_NUMBER = re.compile(
    r"""(?<![\w.])(?:\d{2}\.\d{2,3}[A-Za-z]{0,3}(?:-\d+)*   # 36.300, 02.06dcs, 23.801-01
                  |\d{3}\s\d{3}(?:-\d+)*                    # 136 300
                  |\d{5,6}(?:-\d+)*                         # 36300, 136300
                  |RFC\s?\d{1,5}
                  )(?![\w.])""",
    re.VERBOSE | re.IGNORECASE,
)
_BODY = re.compile(r"^(?:3GPP|ETSI|IETF|IEEE|ITU-T|ISO/IEC)\s+")
_KIND = re.compile(r"^(?:TS|TR|EN|ES|EG|EI|ETS|I-ETS|ETR|TBR|TCRTR|SR|GTS|GS|GR|GSM|RFC|Std)\s+(?=\S*\d)")
_WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_MISSPELT = 78.0
"""Likeness in per cent from which two words are one with a typing error (`overal`, `desciption`)."""
_SAME = 0.88
"""Likeness from which a word of a title is taken for the one that was asked for."""
_NEAR = 70.0
"""Likeness in per cent from which a name is shown as one that may have been meant."""
_RARE = 10
"""A word that fewer titles have may be a typing error in one of them."""
_ENOUGH = 0.5
"""Share of a query's weight that a title must hold."""


class Fit(enum.IntEnum):
    """How a standard was found; the smaller the surer."""

    NAME = 1  # the text is one of its names, in whatever spelling
    NUMBER = 2  # the text has its number among other words
    TITLE = 3  # words of its title
    PART = 4  # the text is the beginning or a part of a name


@dataclass(frozen=True, slots=True)
class Named:
    """A standard as it is looked for.

    Attributes:
        id: of its row.
        key: `standards/{key}`.
        display_name: the usual name.
        names: all of them.
        title: empty when unknown.
        commercial: known by a commercial name, not by a number.
    """

    id: int
    key: str
    display_name: str
    names: tuple[str, ...]
    title: str = ""
    commercial: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks for.

    Attributes:
        text: as given.
        rest: the text without version, release and date.
        version: dotted decimal; empty when it names none.
        release: `Rel-12`; empty when it names none.
    """

    text: str
    rest: str
    version: str
    release: str


@dataclass(frozen=True, slots=True)
class Found:
    """A standard that fits.

    Attributes:
        standard: which.
        fit: how it was found.
        matched: the name or title that matched.
        percent: how much of what was asked for it holds, 1 to 100.
    """

    standard: Named
    fit: Fit
    matched: str
    percent: int


def read_question(text: str) -> Asked:
    """Takes version, release and publication date out of a text."""
    rest = _DATE.sub(" ", " ".join(text.split()))
    version = release = ""
    for shape in (_WORK_ITEM, _FILE):
        found = shape.search(rest)
        dotted = decode_version_letters(found["letters"]) if found else None
        if found and dotted:
            version = dotted
            # What stands around a work item's reference names the same standard again.
            around = " ".join((rest[: found.start()] + " " + rest[found.end() :]).replace("()", " ").split())
            number = f"{found['series']}.{found['rest']}{found['part'] or ''}"
            rest = around if _NUMBER.search(around) else number
            break
    if not version and (found := _LETTERED.search(rest)) and not found["letters"].isdigit():
        version = decode_version_letters(found["letters"]) or ""
        rest = rest[: found.start()] if version else rest
    if found := _VERSION.search(rest):
        version = ".".join(str(int(part)) for part in found[1].split("."))
        rest = _VERSION.sub(" ", rest)
    if found := _RELEASE.search(rest):
        release = "R99" if found[2] or found[1] == "99" else f"Rel-{int(found[1])}"
        rest = rest[: found.start()] + " " + rest[found.end() :]
    return Asked(text, " ".join(rest.replace("()", " ").split()).strip(" ,;-") or text.strip(), version, release)


class StandardIndex:
    """Standards as one looks for them; built once an edition, asked in milliseconds.

    Args:
        standards: all of them.
    """

    def __init__(self, standards: Iterable[Named]) -> None:
        self._names: dict[str, list[tuple[Named, str]]] = defaultdict(list)
        self._plain: list[tuple[str, Named, str]] = []
        self._titles: dict[str, list[Named]] = defaultdict(list)
        words: dict[str, dict[int, None]] = defaultdict(dict)
        self._standards: dict[int, Named] = {}
        self._by_key: dict[str, Named] = {}
        self._length: dict[int, int] = {}
        for standard in standards:
            self._standards[standard.id] = standard
            self._by_key[standard.key] = standard
            for name in standard.names:
                whole = plain(name)
                self._plain.append((whole, standard, name))
                for spelling in dict.fromkeys((whole, *map(plain, _shorter(name)))):
                    if spelling:
                        self._names[spelling].append((standard, name))
            if standard.title:
                self._titles[plain(standard.title)].append(standard)
            said = set(_words(standard.title))
            if standard.commercial:
                said.update(word for name in standard.names for word in _words(name))
            self._length[standard.id] = len(said)
            for word in said:
                words[word][standard.id] = None
        self._words: Mapping[str, Mapping[int, None]] = words
        self._vocabulary = sorted(words)
        total = max(len(self._standards), 1)
        self._weight = {word: math.log(1 + total / len(ids)) for word, ids in words.items()}
        self._unknown = math.log(1 + total)
        self._alike = lru_cache(maxsize=4096)(self._alike_words)

    def __len__(self) -> int:
        return len(self._standards)

    def get(self, id: int) -> Named | None:
        """The standard with this row id."""
        return self._standards.get(id)

    def find(self, asked: Asked, most: int) -> list[Found]:
        """Standards that fit, the surest first, each once."""
        text = asked.rest
        found: dict[int, Found] = {}
        _keep(found, self._named(text, Fit.NAME))
        if not found and (wanted := plain(asked.text)) in self._titles:
            # A title may speak of numbers and releases, and is then meant whole.
            _keep(found, [Found(one, Fit.TITLE, one.title, 100) for one in self._titles[wanted]])
        if not found:
            for number in _NUMBER.findall(text):
                _keep(found, self._named(number, Fit.NUMBER))
        if not found or min(one.fit for one in found.values()) is Fit.TITLE:
            if not _is_number(text):
                _keep(found, self._titled(text, most))
            if len(found) < most:
                _keep(found, self._containing(text, most - len(found)))
        return sorted(found.values(), key=lambda one: (one.fit, -one.percent))[:most]

    def surely(self, text: str) -> frozenset[int]:
        """Row ids of the standards that a text means by one of their names or by their number."""
        found = self.find(read_question(text), 10)
        return frozenset(one.standard.id for one in found if one.fit in (Fit.NAME, Fit.NUMBER))

    def near(self, text: str, most: int) -> tuple[str, ...]:
        """Names of the standards whose names are written most like a text, for people to choose from."""
        wanted = plain(read_question(text).rest)
        spelt = {spelling: hits[0][0].display_name for spelling, hits in self._names.items()}
        close = process.extract(wanted, spelt.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=4 * most)
        return tuple(list(dict.fromkeys(spelt[spelling] for spelling, _, _ in close))[:most])

    def _named(self, text: str, fit: Fit) -> list[Found]:
        """Standards of which a name is the text; those first that write it with the same points and hyphens."""
        alike = self._names.get(plain(text), ())
        spelt = "".join(text.split()).casefold()
        exact = [(standard, name) for standard, name in alike if "".join(name.split()).casefold().endswith(spelt)]
        # A number that was declared under another kind than the catalogue's is there twice: the described one first.
        hits = sorted(exact or alike, key=lambda one: not one[0].title)
        return [Found(standard, fit, name, 100) for standard, name in hits]

    def _containing(self, text: str, most: int) -> list[Found]:
        wanted = plain(text)
        if len(wanted) < 2:
            return []
        hits = ((name.find(wanted), len(name), standard.key, given) for name, standard, given in self._plain)
        best = heapq.nsmallest(4 * most, (hit for hit in hits if hit[0] >= 0))
        return [
            Found(self._by_key[key], Fit.PART, name, max(1, round(100 * len(wanted) / length)))
            for _, length, key, name in best
        ]

    def _titled(self, text: str, most: int) -> list[Found]:
        """By the words of titles: how much of the query's weight a title holds, rare words weighing more."""
        asked = Counter(_words(text))
        score: dict[int, float] = defaultdict(float)
        whole = 0.0
        for word in asked:
            alike = self._alike(word)
            # The commonest of the words that are as good as the same: a rare one is a typing error in some title.
            weight = min((self._weight[other] for other, likeness in alike if likeness >= _SAME), default=0.0)
            weight = weight or (self._weight[alike[0][0]] if alike else self._unknown)
            whole += weight
            best: dict[int, float] = {}
            for other, likeness in alike:
                gained = weight * likeness
                for id in self._words[other]:
                    if gained > best.get(id, 0.0):
                        best[id] = gained
            for id, gained in best.items():
                score[id] += gained
        if not whole:
            return []
        share = {id: value / whole for id, value in score.items() if value / whole >= _ENOUGH}
        # Of titles that hold as much, the one that says little else is meant.
        order = heapq.nsmallest(
            most, share, key=lambda id: (-round(share[id], 3), self._length[id], self._standards[id].key)
        )
        return [
            Found(self._standards[id], Fit.TITLE, self._standards[id].title, min(100, max(1, round(100 * share[id]))))
            for id in order
        ]

    def _alike_words(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words of titles that a word can mean, each with how like it is, 0 to 1; the most alike first."""
        known = {word: 1.0} if word in self._words else {}
        if len(self._words.get(word, ())) >= _RARE:
            return ((word, 1.0),)
        if any(character.isdigit() for character in word) or len(word) < 4:
            return tuple(
                known.items()
            )  # short words and those with digits (`sha3`, `b2`) are names, which one typing error changes
        found = {other: 0.8 + 0.2 * len(word) / len(other) for other in self._vocabulary if other.startswith(word)}
        close = process.extract(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_MISSPELT, limit=8)
        for other, likeness, _ in close:
            found[other] = max(found.get(other, 0.0), likeness / 100)
        found |= known
        return tuple(sorted(found.items(), key=lambda one: (-one[1], -len(self._words[one[0]]))))


def _keep(found: dict[int, Found], further: Iterable[Found]) -> None:
    for one in further:
        found.setdefault(one.standard.id, one)


def _shorter(name: str) -> Iterable[str]:
    """A name without the body that issued it, without its kind, and without both: `TS 36.300`, `3GPP 36.300`."""
    without_body = _BODY.sub("", name)
    yield without_body
    bare = _KIND.sub("", without_body)
    yield bare
    yield name.removesuffix(without_body) + bare
    if re.match(r"(?:0\d|1[0-3])\.\d\d", bare):
        yield f"GSM {bare}"  # series 00 to 13 are GSM's, and were cited so


def _is_number(text: str) -> bool:
    """Whether a text is a number with at most the words that go before one."""
    bare = _KIND.sub("", _BODY.sub("", text.strip().upper()))
    return not re.search(r"[A-Z]{4}", bare) and any(character.isdigit() for character in bare) and " " not in bare


def _words(text: str) -> list[str]:
    """The words of a text as they are compared: `E-UTRA` is `eutra`, `non-access` is also `non` and `access`."""
    found: list[str] = []
    for word in _WORD.findall(text):
        joined = plain(word)
        if len(joined) > 1:
            found.append(joined)
        parts = [plain(part) for part in re.split(r"[-/]", word)]
        if len(parts) > 1 and all(len(part) > 2 for part in parts):
            found.remove(joined)
            found += parts
    return found
