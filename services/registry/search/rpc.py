"""Owns the methods that search: `HolderService.Search` over everything, `SearchService.SearchPatents` with filters."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.type.date_pb2 import Date

from sepia.registry.v1 import holders_pb2, search_pb2
from sepia.type.v1 import type_pb2
from services.registry.declarations.forms import Kind
from services.registry.declarations.rules import State, declaration_name
from services.registry.families.rules import family_name
from services.registry.holders.rules import UNKNOWN, holder_name
from services.registry.search import rules, store
from services.registry.search.names import Named
from services.registry.search.rules import Fit, Hit, Query
from services.registry.search.store import ORDERS, Key, Matching
from services.registry.search.understanding import UNKNOWN_STANDARD, Catalogue, Known, Understanding
from services.registry.standards.rules import standard_name
from shared.auth.callers import Role, current_caller
from shared.db import Database, PageToken, page_size, read_page_token, write_page_token

Context = grpc.aio.ServicerContext[Any, Any]
Rows = Sequence[sa.Row[*tuple[Any, ...]]]
_SHOWN_DECLARATIONS = 20


class SearchMethods:
    """Finds things by whatever of them is at hand."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def Search(self, request: holders_pb2.SearchRequest, context: Context) -> holders_pb2.SearchResponse:
        query, size = rules.read_query(request.query), page_size(request.page_size, default=20, most=100)
        async with self._database.snapshot(store.PLANNING) as connection:
            known = await self._catalogue.read(connection)
            words = Understanding(known).title_words(request.query)
            hits = [
                *_standards(query, await store.find_standards(connection, query, size)),
                *_holders(await store.find_holders(connection, query, size)),
                *_declarations(query, await store.find_declarations(connection, query, size)),
                *_numbers(query, await store.find_by_number(connection, query, size)),
                *_titles(await store.find_by_title(connection, words or (), size)),
            ]
        if not any(hit.kind in ("standard", "holder") for hit in hits):
            hits += _misspelt(known, request.query)
        best = rules.best_first(hits, size)
        return holders_pb2.SearchResponse(
            hits=[
                holders_pb2.SearchHit(name=hit.name, kind=hit.kind, display_name=hit.display_name, matched=hit.matched)
                for hit in best
            ]
        )


def _standards(query: Query, rows: Rows) -> Iterator[Hit]:
    for row in rows:
        matched = rules.name_that_matched(query, row.names)
        yield Hit(Fit(row.fit), "standard", standard_name(row.key), row.display_name, matched)


def _holders(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        yield Hit(Fit(row.fit), "holder", holder_name(row.key), row.name, row.matched)


def _declarations(query: Query, rows: Rows) -> Iterator[Hit]:
    for row in rows:
        fit = Fit.EXACT if rules.plain(row.reference) == query.plain else Fit.BEGINS
        shown = f"{row.reference}, {row.declarant}" if row.declarant else row.reference
        yield Hit(fit, "declaration", declaration_name(row.holder_key, row.key), shown, row.reference)


def _numbers(query: Query, rows: Rows) -> Iterator[Hit]:
    for row in rows:
        fit, matched = rules.number_that_matched(query, filter(None, (row.number, *row.publications)))
        yield _of_application(fit, matched, row)


def _titles(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        yield _of_application(Fit.HAS_ALL_WORDS, row.title, row)


def _of_application(fit: Fit, matched: str, row: sa.Row[*tuple[Any, ...]]) -> Hit:
    number = row.number or next(iter(row.publications), "")
    shown = f"{number}, {row.title}" if number and row.title else number or row.title
    if row.external is not None:
        return Hit(fit, "family", family_name(row.family_key, row.external), shown, matched)
    # Without a family under any key there is no family to show: the declaration that names it is what there is.
    return Hit(
        fit, "declaration", declaration_name(row.holder_key, row.declaration_key), f"{row.reference}: {shown}", matched
    )


def _misspelt(known: Known, text: str) -> Iterator[Hit]:
    """Names that are meant when the spelling is corrected."""
    for kind, found, name_of in (
        ("standard", known.standards_called(text), standard_name),
        ("holder", known.holders.find(text), holder_name),
    ):
        for thing in found.things:
            yield Hit(Fit.CORRECTED, kind, name_of(thing.key), thing.display_name, thing.display_name)


class PatentSearchMethods:
    """Finds declared patents, with filters and counts."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def SearchPatents(
        self, request: search_pb2.SearchPatentsRequest, context: Context
    ) -> search_pb2.SearchPatentsResponse:
        size, token = page_size(request.page_size, default=20, most=200), read_page_token(request)
        order = ORDERS[request.order]
        exact = request.facets == search_pb2.FACET_MODE_EXACT
        async with self._database.snapshot(store.PLANNING) as connection:
            known, state = await self._catalogue.read_with_state(connection)
            understanding = Understanding(known)
            centre = current_caller().has(Role.ROLE_OFFICER, Role.ROLE_SERVICE)
            wanted = await understanding.wanted(connection, request.filter, centre=centre)
            after = _read_key(token) if token else None
            facets = bool(request.facets)
            matching = await store.find_patents(connection, wanted, order, after, size + 1, exact=exact, facets=facets)
            keys = matching.keys[:size]
            hits = await _hits(connection, known, wanted, [int(key[-1]) for key in keys])
        reply = search_pb2.SearchPatentsResponse(
            hits=hits,
            total_count=matching.total,
            total_is_at_least=matching.at_least,
            facets=_facets(matching, known, request.facet_size or 10) if request.facets else (),
            understood=understanding.understood,
            index=search_pb2.IndexState(
                edition=_edition(state.edition),
                current_edition=_edition(state.current),
                behind=state.waiting or state.edition != state.current,
            ),
        )
        if len(matching.keys) > size:
            reply.next_page_token = write_page_token(request, _written_key(keys[-1]))
        return reply


async def _hits(
    connection: Any, known: Known, wanted: rules.Wanted, patents: Sequence[int]
) -> list[search_pb2.PatentHit]:
    rows, declared = await store.read_hits(connection, wanted, patents, _SHOWN_DECLARATIONS)
    families = await store.family_names(connection, sorted({id for row in declared for id in row.family_ids}))
    holders = {thing.id: thing for thing in known.holders.things}
    standards = {thing.id: thing for thing in known.standards.things}
    generations = {thing.counts_as: thing.display_name for thing in known.standards.things if thing.counts_as}
    found: dict[int, search_pb2.PatentHit] = {}
    for id in patents:
        patent = rows[id]
        found[id] = search_pb2.PatentHit(
            application=f"applications/{id}",
            office=patent.office or "",
            application_number=patent.number or "",
            publications=patent.publications,
            title=patent.title or "",
        )
    for row in declared:
        hit = found[row.application_id]
        hit.declaration_count = row.declarations
        hit.declarations.append(_declared_for(row, holders, standards, generations))
        named = [family_name(*families[family]) for family in row.family_ids if family in families]
        hit.families.extend(name for name in dict.fromkeys(named) if name not in hit.families)
        outcomes = [facet[1:] for facet in row.facets if facet.startswith("r") and facet != "r-"]
        hit.outcomes.extend(outcome for outcome in outcomes if outcome not in hit.outcomes)
    return list(found.values())


def _declared_for(
    row: sa.Row[*tuple[Any, ...]],
    holders: Mapping[int, Named],
    standards: Mapping[int, Named],
    generations: Mapping[int, str],
) -> search_pb2.DeclaredFor:
    holder = holders.get(row.holder_id)
    return search_pb2.DeclaredFor(
        declaration=declaration_name(row.declarant_key, row.declaration_key),
        holder=holder_name(holder.key) if holder else "",
        holder_display_name=holder.display_name if holder else "",
        standards=sorted(standard_name(standards[id].key) for id in row.standard_ids if id in standards),
        without_standard=0 in row.standard_ids,
        generations=[generations.get(1 << bit, f"bit {bit}") for bit in range(15) if row.generations >> bit & 1],
        signature_date=_date(row.signed_on),
        publication_date=_date(row.published_on),
        link_count=row.link_count,
        gone=not row.current,
        demonstration="d1" in row.facets,
        form=row.form,
        state=row.state,
        source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
    )


def _facets(matching: Matching, known: Known, most: int) -> list[search_pb2.Facet]:
    """Counts by value, the most patents first; years in their order."""
    values: dict[str, list[tuple[str, int]]] = {letter: [] for letter in rules.FACET_LETTERS}
    for facet, patents in matching.facets.items():
        if facet[0] in values:
            values[facet[0]].append((facet[1:], patents))
    shown = _Shown(known)
    facets: list[search_pb2.Facet] = []
    for letter, dimension in rules.FACET_LETTERS.items():
        ordered = sorted(values[letter], key=lambda pair: (-pair[1], pair[0]))
        facet = search_pb2.Facet(dimension=dimension, further_values=max(0, len(ordered) - most))
        for value, count in ordered[:most]:
            name, display_name = shown.value(dimension, value)
            facet.values.add(value=name, display_name=display_name, count=count, at_least=matching.at_least)
        facets.append(facet)
    return facets


class _Shown:
    """Values of facets as they are shown and filtered by."""

    def __init__(self, known: Known) -> None:
        self._holders = {thing.id: thing for thing in known.holders.things}
        self._standards = {thing.id: thing for thing in known.standards.things}
        self._generations = {thing.counts_as: thing.display_name for thing in known.standards.things if thing.counts_as}

    def value(self, dimension: str, value: str) -> tuple[str, str]:
        match dimension:
            case "holder":
                thing = self._holders.get(int(value))
                return (holder_name(thing.key), thing.display_name) if thing else (UNKNOWN, "(declarant unknown)")
            case "standard":
                thing = self._standards.get(int(value))
                if thing:
                    return standard_name(thing.key), thing.display_name
                return UNKNOWN_STANDARD, "(no standard named)"
            case "generation":
                shown = self._generations.get(int(value))
                return (shown, shown) if shown else ("-", "(no flags given)")
            case "form":
                return _in_words(Kind(int(value)))
            case "state":
                return _in_words(State(int(value)))
            case "undertaking" if value != "-":
                return _ANSWERS[value]
            case _:
                return value, value if value != "-" else _UNKNOWN_IN_WORDS[dimension]


def _in_words(member: enum.IntEnum) -> tuple[str, str]:
    return member.name, member.name.lower().replace("_", " ")


_ANSWERS = {"Y": ("YES", "yes"), "N": ("NO", "no")}
_UNKNOWN_IN_WORDS = {
    "office": "(office unknown)",
    "outcome": "(never checked)",
    "year": "(date of signature unknown)",
    "published": "(date of publication unknown)",
    "undertaking": "(no answer)",
}


def _read_key(token: PageToken) -> Key:
    """The key of a page token: days are written as ordinals."""
    kind, *values = token
    return (dt.date.fromordinal(int(values[0])), int(values[1])) if kind == "day" else tuple(values)


def _written_key(key: Key) -> PageToken:
    return ["day", key[0].toordinal(), key[1]] if isinstance(key[0], dt.date) else ["key", *key]


def _edition(number: int) -> str:
    return f"editions/{number}" if number else ""


def _date(day: dt.date | None) -> Date | None:
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)
