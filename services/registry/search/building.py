"""Owns what becomes of patents in the index of searches: facts of the register in, rows and words out. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from services.registry.search import rules
from services.registry.search.rules import Declared


class PatentFacts(Protocol):
    """A patent as the register has it."""

    @property
    def office(self) -> str | None: ...
    @property
    def number(self) -> str | None: ...
    @property
    def publications(self) -> Sequence[str]: ...
    @property
    def title(self) -> str | None: ...


class Pair(NamedTuple):
    """A patent and a declaration that names it; of several links between the two, what any of them says.

    Attributes:
        current: whether it counts; where some of its links count and others no longer do, only those that count are in.
        holder_id: whom the declaration counts under; None when unknown.
        form, state: of the declaration; numbers of `DeclarationKind` and `DeclarationState`.
        standards: ids, 0 for a link that names none.
        generations: bits flagged on any link.
        unflagged: whether a link has no flags.
        made_up, real: whether a link is demonstration data, and whether one is not.
        families: ids under every key.
        document_id, line: the first row that says so.
    """

    application_id: int
    declaration_id: int
    current: bool
    holder_id: int | None
    signed_on: dt.date | None
    published_on: dt.date | None
    undertaking: bool | None
    form: int
    state: int
    standards: Sequence[int]
    generations: int
    unflagged: bool
    made_up: bool
    real: bool
    families: Sequence[int]
    link_count: int
    document_id: int
    line: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the register has of some patents.

    Attributes:
        patents: by id.
        declared: a pair for each patent and declaration that names it, once.
        outcomes: of published checks, by id of the family.
    """

    patents: Mapping[int, PatentFacts]
    declared: Sequence[Pair]
    outcomes: Mapping[int, Collection[str]]


INTO = (
    "application_id, declaration_id, current, facets, words, holder_id, standard_ids, family_ids, generations, "
    "signed_on, published_on, number, latest_signed_on, link_count, document_id, line"
)
"""Columns of the index, in the order of `IndexRow`."""

IndexRow = tuple[
    int,
    int,
    bool,
    list[str],
    list[str],
    int | None,
    Sequence[int],
    Sequence[int],
    int,
    dt.date | None,
    dt.date | None,
    str,
    dt.date,
    int,
    int,
    int,
]


def built(known: Known) -> tuple[list[IndexRow], set[str]]:
    """The rows of the index for patents, and the words of their titles."""
    words: dict[int, list[str]] = {}
    titles: set[str] = set()
    for id, patent in known.patents.items():
        of_title = rules.fold_words(patent.title or "")
        titles.update(of_title)
        words[id] = [*of_title, *_numbers(patent)]
    latest = dict.fromkeys(known.patents, rules.DAY_UNKNOWN)
    for pair in known.declared:
        if pair.current and pair.signed_on is not None:
            latest[pair.application_id] = max(latest[pair.application_id], pair.signed_on)
    rows: list[IndexRow] = []
    for pair in known.declared:
        patent = known.patents[pair.application_id]
        rows.append(
            (
                pair.application_id,
                pair.declaration_id,
                pair.current,
                rules.facets_of(_declared(pair, patent.office, known.outcomes)),
                words[pair.application_id],
                pair.holder_id,
                pair.standards,
                pair.families,
                pair.generations,
                pair.signed_on,
                pair.published_on,
                patent.number or "",
                latest[pair.application_id],
                pair.link_count,
                pair.document_id,
                pair.line,
            )
        )
    return rows, titles


def _declared(pair: Pair, office: str | None, outcomes: Mapping[int, Collection[str]]) -> Declared:
    return Declared(
        holder=pair.holder_id,
        standards=pair.standards,
        generations=pair.generations,
        unflagged=pair.unflagged,
        office=office,
        outcomes=[outcome for id in pair.families for outcome in outcomes.get(id, ())] if outcomes else (),
        undertaking=pair.undertaking,
        signed_on=pair.signed_on,
        published_on=pair.published_on,
        form=pair.form,
        state=pair.state,
        demonstration=pair.made_up,
        real=pair.real,
    )


def _numbers(patent: PatentFacts) -> list[str]:
    given = [patent.number, *patent.publications] if patent.number else patent.publications
    return list(dict.fromkeys(key for text in given for key in rules.kept_number_words(text, patent.office)))
