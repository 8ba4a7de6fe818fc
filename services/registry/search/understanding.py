"""Owns how a search is understood: names become holders and standards, a text a number, words or a name.

What a process keeps for that (names, words of titles) is read again when the register has moved on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from google.type.date_pb2 import Date
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import search_pb2 as pb
from services.registry.declarations.forms import Kind
from services.registry.declarations.rules import State
from services.registry.holders.rules import UNKNOWN, holder_key, holder_name
from services.registry.imports.rules import plain
from services.registry.search import rules, store
from services.registry.search.names import Found, Named, Names, Vocabulary
from services.registry.search.rules import Wanted
from services.registry.standards.finding import Fit, StandardIndex, read_question
from services.registry.standards.known import KnownStandards
from services.registry.standards.rules import standard_key, standard_name
from services.registry.standards.store import chain_ids
from shared.clock import stopwatch
from shared.errors import Violation, invalid

UNKNOWN_STANDARD = "standards/-unknown"
"""Stands for links that name no standard."""

_OLDEST_SECONDS = 10.0  # names that came without an edition are known after so long
_MOST_MEANT = 50  # things that one part of a name can stand for
_SHOWN = 5
_WHOLE = 100  # of 100: every word of what was asked is in the title


@dataclass(frozen=True, slots=True)
class Known:
    """What texts are looked up in: names of one moment.

    Attributes:
        holders: every spelling; `counts_as` is the holder it counts under.
        standards: every standard; `counts_as` is the bit of its generation, 0 where it is no commercial standard.
        by_any_name: the same standards, as one looks for them.
        words: of titles of patents.
    """

    holders: Names
    standards: Names
    by_any_name: StandardIndex
    words: Vocabulary

    def standards_called(self, text: str) -> Found:
        """Standards by any name, number or title: those that fit best; parts of names only where they are few."""
        hits = self.by_any_name.find(read_question(text), _MOST_MEANT + 1)
        if not hits:
            return Found()
        best = hits[0]
        alike = [
            hit for hit in hits if hit.fit is best.fit and (best.fit is not Fit.TITLE or hit.percent == best.percent)
        ]
        things = (self.standards.of_key(hit.standard.key) for hit in alike)
        corrected = best.fit is Fit.TITLE and best.percent < _WHOLE
        return Found(tuple(thing for thing in things if thing is not None), corrected)


class Catalogue:
    """The names and words that a process keeps."""

    def __init__(self) -> None:
        self._known: Known | None = None
        self._standards = KnownStandards()
        self._of: tuple[int, int] = (-1, -1)
        self._names: tuple[object, ...] = ()
        self._read_at = 0.0

    async def read(self, connection: AsyncConnection) -> Known:
        """The names and words as they are, at most some seconds old."""
        return (await self.read_with_state(connection))[0]

    async def read_with_state(self, connection: AsyncConnection) -> tuple[Known, sa.Row[*tuple[Any, ...]]]:
        """The same, and how far the index is (see `store.index_state`)."""
        state = await store.index_state(connection)
        of = (state.current, state.revision)
        names: tuple[object, ...] | None = None
        if of == self._of and stopwatch() - self._read_at > _OLDEST_SECONDS:
            names, self._read_at = await store.names_state(connection), stopwatch()
        if self._known is None or of != self._of or (names is not None and names != self._names):
            words = self._known.words if self._known and of[1] == self._of[1] else None
            holders = await store.all_holders(connection)
            standards = await store.all_standards(connection)
            self._known = Known(
                Names([Named(row.id, row.key, row.name, (row.name,), row.counts_as) for row in holders]),
                Names(
                    [
                        Named(row.id, row.key, row.display_name, tuple(row.names), row.generation or 0)
                        for row in standards
                    ]
                ),
                await self._standards.index(connection),
                words or Vocabulary(await store.all_words(connection)),
            )
            self._of, self._read_at = of, stopwatch()
            self._names = names or await store.names_state(connection)
        return self._known, state


class Understanding:
    """What a filter means, and how that was found out.

    Attributes:
        understood: for the reply.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self.understood: list[pb.Understood] = []

    async def wanted(self, connection: AsyncConnection, given: pb.PatentFilter, *, centre: bool = False) -> Wanted:
        """What to look for.

        Args:
            centre: whether the centre asks, which alone learns what removed declarations said.

        Raises:
            SepiaError: INVALID_ARGUMENT (EMPTY_QUERY, STANDARD_UNKNOWN, HOLDER_UNKNOWN, OFFICE_UNKNOWN,
                DATES_IN_WRONG_ORDER).
        """
        facets = [
            self.holders(given.holders),
            await self.standards(connection, given.standards),
            [rules.office_facet(office) for office in given.offices],
            [self._generation(word) for word in given.generations],
            [f"r{outcome}" for outcome in given.outcomes],
            [f"u{answer[0]}" for answer in given.undertakings],
            [f"f{Kind[form].value}" for form in given.forms],
            [f"t{State[state].value}" for state in given.states],
            {pb.DEMONSTRATION_ONLY: ["d1"], pb.DEMONSTRATION_NONE: ["d0"]}.get(given.demonstration, []),
        ]
        words: list[list[str]] = []
        if given.query:
            found, words = await self._query(connection, given.query)
            facets.append(found)
        return Wanted(
            facets=[group for group in facets if group],
            words=words,
            signed=period(given.signed_from, given.signed_to, given, "signed"),
            published=period(given.published_from, given.published_to, given, "published"),
            include_gone=given.include_gone,
            include_removed=centre,
        )

    def holders(self, given: Sequence[str]) -> list[str]:
        """Facets of the holders that are meant."""
        return [f"h{id}" for id in self.holder_ids(given)]

    def holder_ids(self, given: Sequence[str]) -> list[int]:
        """Ids of the holders that are meant, as spellings count; 0 for the unknown one."""
        found: list[int] = []
        for text in given:
            if text == UNKNOWN:
                found.append(0)
                continue
            meant = self._meant("holder", text, holder_key(text), "holders/", self._known.holders, self._holders_called)
            found += [thing.counts_as for thing in meant]
        return list(dict.fromkeys(found))

    async def standards(self, connection: AsyncConnection, given: Sequence[str]) -> list[str]:
        """Facets of the standards that are meant.

        A resource name is exactly that standard; a name is also what came before and after it, so that what was
        declared on a draft or a predecessor is found by its successor's name and the other way round.
        """
        exact = [text for text in given if text.startswith("standards/")]
        facets = [_facet(thing) for thing in self.standards_meant(exact)]
        for text in given:
            if text in exact:
                continue
            meant = self.standards_meant([text])
            facets += map(_facet, meant)
            for thing in meant:
                chain = await chain_ids(connection, thing.id) if thing is not None and not thing.counts_as else []
                others = [
                    other for other in self._known.standards.things if other.id in set(chain) - {thing and thing.id}
                ]
                facets += [f"s{other.id}" for other in others]
                self.understood[-1].looked_for.extend(standard_name(other.key) for other in others)
        return list(dict.fromkeys(facets))

    def standards_meant(self, given: Sequence[str]) -> list[Named | None]:
        """The standards that are meant; None where none was named."""
        found: dict[int, Named | None] = {}
        for text in given:
            if text == UNKNOWN_STANDARD:
                found[0] = None
                continue
            meant = self._meant(
                "standard", text, standard_key(text), "standards/", self._known.standards, self._known.standards_called
            )
            found |= {thing.id: thing for thing in meant}
        return list(found.values())

    def _meant(
        self, kind: str, text: str, key: str, prefix: str, names: Names, called: Callable[[str], Found]
    ) -> tuple[Named, ...]:
        if text.startswith(prefix):
            exact = names.of_key(key)
            if exact is None:
                raise rules.unknown_name(kind, text, names.suggestions(key))
            return (exact,)
        found = called(text)
        if not found.things:
            raise rules.unknown_name(kind, text, names.suggestions(text))
        if len(found.things) > _MOST_MEANT:
            shown = [thing.display_name for thing in found.things[:_SHOWN]]
            raise rules.ambiguous_name(kind, text, shown, len(found.things))
        self._note(f"{kind}s", text, kind, _names_of(kind, found), corrected=found.corrected)
        return found.things

    def _holders_called(self, text: str) -> Found:
        return self._known.holders.find(text)

    def _generation(self, word: str) -> str:
        if word == "-":
            return "g0"
        found = [thing for thing in self._known.standards.called(word) if thing.counts_as]
        if not found:
            raise rules.unknown_name("standard", word, [])
        return f"g{found[0].counts_as}"

    async def _query(self, connection: AsyncConnection, text: str) -> tuple[list[str], list[list[str]]]:
        """A text as facets and groups of words: a number that is there, words of titles, a name, corrected words."""
        if not plain(text):
            raise rules.empty_query(text)
        numbers = rules.number_words(text)
        if numbers and await store.any_with(connection, numbers):
            self._note("query", text, "number", [key.removeprefix(rules.NUMBER_MARK) for key in numbers])
            return [], [numbers]
        words = rules.fold_words(text)
        if all(word in self._known.words for word in words):
            return [], [[word] for word in words]
        standards = self._known.standards_called(text) if self._is_a_standards_name(text) else Found()
        holders = self._known.holders.find(text)
        if standards.things and len(standards.things) <= _MOST_MEANT:
            self._note("query", text, "standard", _names_of("standard", standards), corrected=standards.corrected)
            return [_facet(one) for one in standards.things], []
        groups = self.title_words(text)
        if holders.things and len(holders.things) <= _MOST_MEANT and (not holders.corrected or groups is None):
            self._note("query", text, "holder", _names_of("holder", holders), corrected=holders.corrected)
            return list(dict.fromkeys(f"h{one.counts_as}" for one in holders.things)), []
        groups = groups or [[word] for word in words]
        self._note("query", text, "words", [word for group in groups for word in group], corrected=True)
        return [], groups

    def _is_a_standards_name(self, text: str) -> bool:
        hits = self._known.by_any_name.find(read_question(text), 1)
        return bool(hits) and hits[0].fit is Fit.NAME

    def title_words(self, text: str) -> list[list[str]] | None:
        """The words of titles that are meant by each word of a text; None where one is near no word of any title."""
        groups: list[list[str]] = []
        for word in rules.fold_words(text):
            if word in self._known.words:
                groups.append([word])
            elif near := self._known.words.near(word):
                groups.append(list(near))
            else:
                return None
        return groups

    def _note(
        self, field: str, given: str, taken_for: str, looked_for: Sequence[str], *, corrected: bool = False
    ) -> None:
        self.understood.append(
            pb.Understood(
                field=field, given=given, taken_for=taken_for, looked_for=looked_for[:_MOST_MEANT], corrected=corrected
            )
        )


def _facet(thing: Named | None) -> str:
    if thing is None:
        return "s0"
    return f"g{thing.counts_as}" if thing.counts_as else f"s{thing.id}"


def period(first: Date, last: Date, given: pb.PatentFilter, what: str) -> rules.Period:
    """The days of a filter."""
    return rules.period(
        read_date(first, f"filter.{what}_from") if given.HasField(f"{what}_from") else None,  # pyright: ignore
        read_date(last, f"filter.{what}_to") if given.HasField(f"{what}_to") else None,  # pyright: ignore
        what,
    )


def read_date(given: Date, field: str) -> dt.date:
    """A day.

    Raises:
        SepiaError: INVALID_ARGUMENT (NO_SUCH_DAY).
    """
    try:
        return dt.date(given.year, given.month, given.day)
    except ValueError:
        raise invalid(
            "NO_SUCH_DAY",
            f"{given.year}-{given.month}-{given.day} is no day of the calendar.",
            Violation(field, "year, month and day, for example 2016-08-31"),
        ) from None


def _names_of(kind: str, found: Found) -> list[str]:
    return [(holder_name if kind == "holder" else standard_name)(thing.key) for thing in found.things]
