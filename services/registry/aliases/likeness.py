"""Owns which names a person should look at: pairs that are written alike, with why. No I/O; compares with rapidfuzz.

Names are first sorted by what they are when punctuation and legal forms are set aside, so that most pairs need no
comparison. Only distinct cores are then compared letter by letter: 3,000 names in well under a second.
"""

from __future__ import annotations

import collections
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from services.registry.aliases.rules import Name, read_name

NEARLY_EQUAL_FROM = 88
"""Least similarity of letters, 0 to 100, at which two names are suggested as a typing error."""

_SHORTEST = 6  # letters: shorter names are nearly equal to too many others
_SHORT_WORD = 5  # letters
_RARE = 30  # cores: a first word that more names share than that (`China`, `University`) says nothing


class Likeness(enum.IntEnum):
    """Why two names are suggested; numbers of `AliasLikeness`."""

    PUNCTUATION = 1
    LEGAL_FORM_SPELT = 2
    LEGAL_FORM_MISSING = 3
    NEARLY_EQUAL = 4
    ABBREVIATION = 5
    JOINT = 6
    RELATED = 7
    LEGAL_FORM_DIFFERS = 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in the register.

    Attributes:
        id: of its row.
        key: of its resource name.
        name: as declared.
        root: id of the holder it stands for.
        declarations: made under it.
    """

    id: int
    key: str
    name: str
    root: int
    declarations: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair of holders to look at; `alias` is the one with fewer declarations, or the joint name."""

    alias: Spelling
    target: Spelling
    score: int
    likeness: Likeness
    reason: str

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Place in the list: the most alike first, then the most declared, then by key."""
        return (-self.score, -self.alias.declarations - self.target.declarations, self.alias.key, self.target.key)


def suggest(spellings: Sequence[Spelling], different: set[frozenset[int]]) -> list[Suggestion]:
    """The pairs of holders to look at, each once with its best reason, in order of rank.

    Args:
        spellings: every name of the register; those of one root are one holder already.
        different: pairs of ids that a person found to be different.
    """
    by_id = {spelling.id: spelling for spelling in spellings}
    names = [read_name(spelling.name) for spelling in spellings]
    apart = {frozenset(by_id[id].root for id in pair if id in by_id) for pair in different}
    best: dict[frozenset[int], Suggestion] = {}
    for left, right, score, likeness, reason in _pairs(names):
        one, other = spellings[left], spellings[right]
        pair = frozenset((one.root, other.root))
        if len(pair) == 1 or pair in apart:
            continue
        if pair in best and best[pair].score >= score:
            continue
        alias, target = by_id[one.root], by_id[other.root]
        if likeness is not Likeness.JOINT and (alias.declarations, target.key) > (target.declarations, alias.key):
            alias, target = target, alias
        best[pair] = Suggestion(alias, target, score, likeness, reason)
    return sorted(best.values(), key=lambda suggestion: suggestion.rank)


_Pair = tuple[int, int, int, Likeness, str]


def _pairs(names: Sequence[Name]) -> Iterator[_Pair]:
    """Index of both names, score, why; the same pair can come more than once. In a joint pair, the joint name first."""
    by_core: dict[str, list[int]] = collections.defaultdict(list)
    for index, name in enumerate(names):
        by_core[name.core].append(index)
    joint = _joint_names(names, by_core)
    for whole, parts in joint.items():
        for part in parts:
            text = f"{names[whole].text!r} joins several names, {names[part].text!r} among them: it is not one of them"
            yield whole, part, 75, Likeness.JOINT, text
    for left, right, score, likeness, reason in _of_one_person(names, by_core):
        # A joint name stands for several persons: it is at most another spelling of the same joint name.
        if (left in joint) == (right in joint):
            yield left, right, score, likeness, reason


def _joint_names(names: Sequence[Name], by_core: Mapping[str, Sequence[int]]) -> dict[int, list[int]]:
    """Names that join several, of which at least one is in the register by itself; with those."""
    found: dict[int, list[int]] = {}
    for index, name in enumerate(names):
        parts = [other for part in name.parts if len(part) > 2 for other in by_core.get(part, ()) if other != index]
        if parts:
            found[index] = parts
    return found


def _of_one_person(names: Sequence[Name], by_core: Mapping[str, Sequence[int]]) -> Iterator[_Pair]:
    for same in by_core.values():
        for left, right in combinations(same, 2):
            yield _same_core(left, right, names[left], names[right])
    yield from _nearly_equal(names, by_core)
    yield from _abbreviated(names)
    yield from _related(names, by_core)


def _same_core(left: int, right: int, one: Name, other: Name) -> _Pair:
    if one.plain == other.plain:
        return left, right, 100, Likeness.PUNCTUATION, "equal but for capitals, accents, spaces and punctuation"
    if one.form == other.form:
        return left, right, 97, Likeness.LEGAL_FORM_SPELT, "equal but for how the legal form is written"
    if not (one.form and other.form):
        form = " ".join(sorted(one.form | other.form))
        return left, right, 88, Likeness.LEGAL_FORM_MISSING, f"equal, but only one says its legal form ({form})"
    forms = " and ".join(" ".join(sorted(form)) for form in (one.form, other.form))
    text = f"equal but for the legal form ({forms}): a translation, or another person"
    return left, right, 70, Likeness.LEGAL_FORM_DIFFERS, text


def _nearly_equal(names: Sequence[Name], by_core: Mapping[str, Sequence[int]]) -> Iterator[_Pair]:
    cores = [core for core in by_core if len(core) >= _SHORTEST]
    # Words in one order, so that `Telecom Datang` is `Datang Telecom`.
    texts = [" ".join(sorted(names[by_core[core][0]].words)) for core in cores]
    for left, right, score in _similar(texts):
        for one in by_core[cores[left]]:
            for other in by_core[cores[right]]:
                if names[one].numbers != names[other].numbers:
                    continue  # `Ventures I` and `Ventures II` differ in one letter and are two
                if _short_words_differ(names[one], names[other]):
                    continue  # `IDPA Holdings` and `IDAC Holdings` are two, too
                if names[one].form and names[other].form and names[one].form != names[other].form:
                    continue
                points = min(score - 2, 95)
                text = f"letters are {score} % alike and the numbers in them are the same: perhaps a typing error"
                yield one, other, points, Likeness.NEARLY_EQUAL, text


def _short_words_differ(one: Name, other: Name) -> bool:
    """Whether each has a short word that the other lacks: those are initials more often than typing errors."""
    ours, theirs = ({word for word in name.words if len(word) < _SHORT_WORD} for name in (one, other))
    return bool(ours - theirs) and bool(theirs - ours)


def _similar(texts: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Indexes of texts that are nearly equal, each pair once, with their similarity in percent.

    Similarity is 1 - d/(m+n), d counting inserted and deleted letters: it can't reach the limit where lengths differ
    too much. Sorted by length, each text is compared with those of its neighbourhood only.
    """
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    lengths = np.array([len(texts[index]) for index in order])
    limit = NEARLY_EQUAL_FROM / 100
    step = 256
    for start in range(0, len(order), step):
        block = order[start : start + step]
        # 2·m/(m+n) >= limit  <=>  n <= m·(2-limit)/limit
        longest = int(lengths[min(start + step, len(order)) - 1] * (2 - limit) / limit)
        end = int(np.searchsorted(lengths, longest, side="right"))
        near = order[start:end]
        scores = process.cdist(
            [texts[index] for index in block],
            [texts[index] for index in near],
            scorer=fuzz.ratio,
            score_cutoff=NEARLY_EQUAL_FROM,
            dtype=np.uint8,
        )
        for row, column in np.argwhere(scores):
            if column > row:
                yield block[row], near[column], int(scores[row, column])


def _abbreviated(names: Sequence[Name]) -> Iterator[_Pair]:
    by_outside: dict[str, list[int]] = collections.defaultdict(list)
    by_inside: dict[str, list[int]] = collections.defaultdict(list)
    for index, name in enumerate(names):
        by_outside[name.outside].append(index)
        for abbreviation in name.inside:
            by_inside[abbreviation].append(index)
    for abbreviation, named in by_inside.items():
        for one in named:
            for other in by_outside.get(abbreviation, ()):
                if one != other:
                    text = f"{names[one].text!r} gives {abbreviation.upper()} as its abbreviation"
                    yield one, other, 82, Likeness.ABBREVIATION, text
            for other in by_outside.get(names[one].outside, ()):
                if one != other and not names[other].inside and names[one].core != names[other].core:
                    yield one, other, 96, Likeness.ABBREVIATION, f"equal but for {abbreviation.upper()} in brackets"


def _related(names: Sequence[Name], by_core: Mapping[str, Sequence[int]]) -> Iterator[_Pair]:
    by_first: dict[str, list[str]] = collections.defaultdict(list)
    for core, same in by_core.items():
        first = names[same[0]].words[0] if names[same[0]].words else ""
        if len(first) > 3:
            by_first[first].append(core)
    for first, cores in by_first.items():
        if not 2 <= len(cores) <= _RARE:
            continue
        for left, right in combinations(cores, 2):
            for one in by_core[left]:
                for other in by_core[right]:
                    common = _common_beginning(names[one].words, names[other].words)
                    text = f"both begin with {first!r}: perhaps one group, which is not one holder"
                    yield one, other, min(25 + 10 * common, 55), Likeness.RELATED, text


def _common_beginning(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
