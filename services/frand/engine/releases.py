"""Owns what numbers tell together that were released at different times: the difference of two is a third.

A mean of three licences, and one of these and a fourth, give the fourth away to whoever subtracts. Dates, currencies
and weights that differ a little do not help: they change the coefficients of the difference, not that it can be taken.
So what is looked at is coarse: a licence is one unknown, however many terms it has; a released number is a row that
says how far it moves with each; and what rows tell together is what lies in the space that they span.

The rule is that of `disclosure`, over all of them: whoever knows one licence (each party knows its own), or what an
organisation sees, must not be able to combine rows so that one licence makes up more than `DOMINANT` of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.frand.engine.checks import Floats
from services.frand.engine.disclosure import DOMINANT

__all__ = ["Release", "Source", "ToldTogether", "told_together"]

_RANK = 1e-5
"""A combination of rows, each of length 1, that is smaller than this is lost in the digits that are stated."""

_SURE = 1e-9


@dataclass(frozen=True, slots=True)
class Source:
    """Something restricted that a released number rests on.

    Attributes:
        label: for people who may know of it.
        keys: what it is known by; sources with a key in common are taken for the same.
        licence: whether it is one, whose parties know it.
        part: the largest relative change of the number with a term of it, above 0.
        audience: organisations that may see all of it.
    """

    label: str
    keys: frozenset[str]
    licence: bool
    part: float
    audience: frozenset[str]


@dataclass(frozen=True, slots=True)
class Release:
    """A released number.

    Attributes:
        calculation: in which.
        name: `ANSWER:QUANTITY`.
        own: whether it is of one licence, which was released by name and is taken to be known to everybody.
        sources: what it rests on.
    """

    calculation: str
    name: str
    own: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ToldTogether:
    """What numbers tell together.

    Attributes:
        label: of the source that is told.
        calculations: earlier ones whose numbers are needed for it.
    """

    label: str
    calculations: tuple[str, ...]


def told_together(earlier: Sequence[Release], new: Sequence[Release]) -> tuple[ToldTogether, ...]:
    """What new releases tell with earlier ones that these do not tell without them.

    Parameters
    ----------
    earlier : sequence of Release
        Shown to somebody already.
    new : sequence of Release
        To be shown, too. What they tell without the earlier ones was looked at before (`disclosure.tellings`).

    Returns
    -------
    tuple of ToldTogether
        Empty where nothing is told.

    References
    ----------
    Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley, section 4.2.3 (differencing; dominance).

    Examples
    --------
    >>> def mean(calculation, names):
    ...     everybody = frozenset({"holders/acme"})
    ...     return Release(calculation, "comparables:rate", False, tuple(
    ...         Source(name, frozenset({name}), True, 1 / len(names), everybody) for name in names))
    >>> [each.label for each in told_together([mean("one", "abc")], [mean("two", "abcd")])]
    ['d']
    >>> told_together([mean("one", "abc")], [mean("two", "defg")])
    ()
    """
    columns = _columns([*earlier, *new])
    before = _related(earlier, new, columns)
    if not before:
        return ()
    of_licences: set[int] = set()
    labels: dict[int, str] = {}
    seen: dict[str, set[int]] = {}
    for each in (*before, *new):
        for source in each.sources:
            column = columns[source.keys]
            labels.setdefault(column, source.label)
            of_licences.update((column,) if source.licence else ())
            for organization in source.audience:
                seen.setdefault(organization, set()).add(column)
    # Outsiders, the parties of each licence, and organisations that see some; who sees everything is told nothing.
    observers = [frozenset[int](), *(frozenset({column}) for column in sorted(of_licences))]
    observers += [frozenset(some) for some in seen.values() if len(some) < len(labels)]
    told: set[int] = set()
    for knows in dict.fromkeys(observers):
        alone = _told(before, knows, labels, columns) | _told(new, knows, labels, columns)
        told |= _told([*before, *new], knows, labels, columns) - alone
    calculations = tuple(dict.fromkeys(each.calculation for each in before))
    return tuple(ToldTogether(labels[column], calculations) for column in sorted(told))


def _told(
    releases: Sequence[Release],
    knows: frozenset[int],
    labels: Mapping[int, str],
    columns: Mapping[frozenset[str], int],
) -> set[int]:
    """What releases tell somebody who knows these sources, and those that were released by name."""
    named = {columns[each.sources[0].keys] for each in releases if each.own}
    rows = [_row(each, columns) for each in releases if not each.own]
    return _dominated(rows, [column for column in sorted(labels) if column not in knows and column not in named])


def _columns(releases: Iterable[Release]) -> dict[frozenset[str], int]:
    """A number for each source, the same for all that are taken for the same."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    found = [source.keys for each in releases for source in each.sources]
    for keys in found:
        first, *others = sorted(keys)
        for other in others:
            parent[root(other)] = root(first)
    numbers: dict[str, int] = {}
    return {keys: numbers.setdefault(root(min(keys)), len(numbers)) for keys in found}


def _related(
    earlier: Sequence[Release], new: Sequence[Release], columns: Mapping[frozenset[str], int]
) -> list[Release]:
    """Earlier releases that have something to do with the new ones, if only by way of other earlier ones."""
    touched = {columns[source.keys] for each in new for source in each.sources}
    found: list[Release] = []
    waiting = list(earlier)
    while True:
        near = [each for each in waiting if not touched.isdisjoint(columns[source.keys] for source in each.sources)]
        if not near:
            return found
        found += near
        touched |= {columns[source.keys] for each in near for source in each.sources}
        waiting = [each for each in waiting if each not in near]


def _row(release: Release, columns: Mapping[frozenset[str], int]) -> dict[int, float]:
    row: dict[int, float] = {}
    for source in release.sources:
        row[columns[source.keys]] = row.get(columns[source.keys], 0.0) + source.part
    return row


def _dominated(rows: Sequence[Mapping[int, float]], places: Sequence[int]) -> set[int]:
    """Sources that make up nearly all of some combination of the rows, for one who knows all that has no place."""
    if not rows or not places:
        return set()
    matrix = np.array([[row.get(column, 0.0) for column in places] for row in rows])
    sizes = np.linalg.norm(matrix, axis=1)
    # A row that is known to nearly nothing is rounding.
    matrix = matrix[sizes > _SURE] / sizes[sizes > _SURE, None]
    if not len(matrix):
        return set()
    basis = _basis(matrix)
    # The combination that is nearest to each source alone, and how much of it that source is.
    nearest = basis.T @ basis
    whole = np.abs(nearest).sum(axis=0)
    parts = np.divide(np.diag(nearest), whole, out=np.zeros(len(places)), where=whole > _SURE)
    return {column for column, part in zip(places, parts.tolist(), strict=True) if part > DOMINANT}


def _basis(matrix: Floats) -> Floats:
    _, sizes, directions = np.linalg.svd(matrix, full_matrices=False)
    return directions[sizes > _RANK]
