"""Owns the method of `HolderService` that searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import holders_pb2 as pb
from services.registry.declarations.rules import declaration_name
from services.registry.families.rules import family_name
from services.registry.holders.rules import holder_name
from services.registry.search import rules, store
from services.registry.search.rules import Fit, Hit, Query
from services.registry.standards.rules import standard_name
from shared.db import Database, page_size

Context = grpc.aio.ServicerContext[Any, Any]
Rows = Sequence[sa.Row[*tuple[Any, ...]]]


class SearchMethods:
    """Finds things by whatever of them is at hand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def Search(self, request: pb.SearchRequest, context: Context) -> pb.SearchResponse:
        query, size = rules.read_query(request.query), page_size(request.page_size, default=20, most=100)
        async with self._database.read() as connection:
            hits = [
                *_standards(query, await store.find_standards(connection, query, size)),
                *_holders(await store.find_holders(connection, query, size)),
                *_declarations(query, await store.find_declarations(connection, query, size)),
                *_numbers(query, await store.find_by_number(connection, query, size)),
                *_titles(await store.find_by_title(connection, query, size)),
            ]
        best = rules.best_first(hits, size)
        return pb.SearchResponse(
            hits=[
                pb.SearchHit(name=hit.name, kind=hit.kind, display_name=hit.display_name, matched=hit.matched)
                for hit in best
            ]
        )


def _standards(query: Query, rows: Rows) -> Iterator[Hit]:
    for row in rows:
        matched = rules.name_that_matched(query, row.names)
        yield Hit(Fit(row.fit), "standard", standard_name(row.key), row.display_name, matched)


def _holders(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        yield Hit(Fit(row.fit), "holder", holder_name(row.key), row.name, row.name)


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
