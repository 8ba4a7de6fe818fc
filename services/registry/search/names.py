"""Owns finding holders and standards by their names, and words of titles, as they are typed: spelling errors forgiven.

Names and words are few (thousands, tens of thousands), so a process keeps them and looks through all of them; it reads
them again when there are new ones. Numbers are never corrected: 36.300 and 36.301 are two standards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from services.registry.imports.rules import plain
from services.registry.search.rules import errors_forgiven, fold_words

_MOST_CORRECTIONS = 8  # words that one misspelt word can stand for
_ALIKE = 85.0  # of 100: whole names written without their blanks, or with errors in short words
_SUGGESTED = 3
_NAMES_NEAR, _NUMBERS_NEAR = 60.0, 40.0  # of 100: what is suggested to a person; a number begins like its neighbours


@dataclass(frozen=True, slots=True)
class Named:
    """Something with names.

    Attributes:
        id: of its row.
        key: of its resource name.
        display_name: the usual name.
        names: all of them.
        counts_as: what it is filtered by: the holder that a spelling counts under, the generation of a commercial
            standard.
    """

    id: int
    key: str
    display_name: str
    names: tuple[str, ...]
    counts_as: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a text was found to name, and whether its spelling was corrected for that."""

    things: tuple[Named, ...] = ()
    corrected: bool = False


class Vocabulary:
    """A set of words, and those that are near a misspelt one."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_length: dict[int, list[str]] = {}
        for word in self._words:
            if errors_forgiven(word):
                self._by_length.setdefault(len(word), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def near(self, word: str) -> tuple[str, ...]:
        """The words with the fewest errors between them and this one; none when all have more than are forgiven."""
        most = errors_forgiven(word)
        if not most:
            return ()
        candidates = [
            one for length in range(len(word) - most, len(word) + most + 1) for one in self._by_length.get(length, ())
        ]
        found = process.extract(
            word, candidates, scorer=OSA.distance, processor=None, score_cutoff=most, limit=_MOST_CORRECTIONS * 4
        )
        fewest = min((errors for _, errors, _ in found), default=0)
        return tuple(sorted(one for one, errors, _ in found if errors == fewest)[:_MOST_CORRECTIONS])


@dataclass(slots=True)
class Names:
    """Things by their names."""

    things: Sequence[Named]
    _plain: list[tuple[str, ...]] = field(init=False)
    _texts: list[str] = field(init=False)
    _by_key: Mapping[str, Named] = field(init=False)
    _exact: dict[str, list[Named]] = field(init=False)
    _words: Vocabulary = field(init=False)
    _spellings: list[tuple[str, Named]] = field(init=False)

    def __post_init__(self) -> None:
        self._plain = [tuple(plain(name) for name in thing.names) for thing in self.things]
        self._texts = [" ".join(names) for names in self._plain]
        self._by_key = {thing.key: thing for thing in self.things}
        self._exact = {}
        self._spellings = []
        for thing, names in zip(self.things, self._plain, strict=True):
            for name in dict.fromkeys(names):
                self._exact.setdefault(name, []).append(thing)
                self._spellings.append((name, thing))
        self._words = Vocabulary(
            word for thing in self.things for name in thing.names for word in fold_words(name) if len(word) > 1
        )

    def of_key(self, key: str) -> Named | None:
        """The thing with this key."""
        return self._by_key.get(key)

    def called(self, text: str) -> tuple[Named, ...]:
        """The things of which a whole name is this, capitals, accents and punctuation apart."""
        return tuple(self._exact.get(plain(text), ()))

    def ending(self, text: str) -> tuple[Named, ...]:
        """The things of which a name ends like this: `36.300` for `3GPP TS 36.300`."""
        wanted = plain(text)
        if not wanted:
            return ()
        return tuple(
            thing
            for thing, names in zip(self.things, self._plain, strict=True)
            if any(name.endswith(wanted) for name in names)
        )

    def containing(self, text: str) -> tuple[Named, ...]:
        """The things whose names have all the words in them, whole or in part."""
        words = [plain(word) for word in text.split()]
        words = [word for word in words if word]
        whole = plain(text)
        if not whole:
            return ()
        return tuple(
            thing
            for thing, joined in zip(self.things, self._texts, strict=True)
            if whole in joined or all(word in joined for word in words)
        )

    def find(self, text: str) -> Found:
        """What a text names: a whole name, else a part of names, else either with the spelling corrected."""
        found = self.called(text) or self.containing(text)
        if found:
            return Found(found)
        corrected = self._corrected(text)
        if corrected:
            return Found(corrected, corrected=True)
        return Found(self._written_alike(text), corrected=True)

    def suggestions(self, text: str) -> list[str]:
        """Names that are written most alike, for people."""
        wanted = plain(text)
        near = process.extract(
            wanted,
            [name for name, _ in self._spellings],
            scorer=fuzz.partial_ratio,
            score_cutoff=_NUMBERS_NEAR if any(character.isdigit() for character in wanted) else _NAMES_NEAR,
            limit=_SUGGESTED,
        )
        return list(dict.fromkeys(self._spellings[place][1].display_name for _, _, place in near))

    def _corrected(self, text: str) -> tuple[Named, ...]:
        choices: list[tuple[str, ...]] = []
        for word in fold_words(text):
            if word in self._words:
                choices.append((word,))
            elif near := self._words.near(word):
                choices.append(near)
            else:
                return ()
        if not choices:
            return ()
        return tuple(
            thing
            for thing, joined in zip(self.things, self._texts, strict=True)
            if all(any(word in joined for word in words) for words in choices)
        )

    def _written_alike(self, text: str) -> tuple[Named, ...]:
        wanted = plain(text)
        if len(wanted) < 5 or any(character.isdigit() for character in wanted):
            return ()
        near = process.extract(
            wanted, [name for name, _ in self._spellings], scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
        )
        best = max((score for _, score, _ in near), default=0.0)
        things = [self._spellings[place][1] for _, score, place in near if score == best]
        return tuple({thing.id: thing for thing in things}.values())
