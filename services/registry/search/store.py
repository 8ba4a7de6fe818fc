"""Owns the statements that look for what a query means; each answers at most so many rows, the best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.declarations.rules import REMOVED_STATES
from services.registry.search.rules import Fit, Query, Wanted, number_words

_patent = tables.search_patent

PLANNING: Mapping[str, str] = {
    # How rare a value is, the database learns from the value itself: every search is planned for its own.
    "plan_cache_mode": "force_custom_plan",
    # Compiling a plan takes longer than any of these runs.
    "jit": "off",
}
"""Settings for the transactions of searches."""


async def find_holders(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Holders of which a spelling contains the query, or all of its words; `matched` is that spelling."""
    table, canonical = tables.holder, tables.holder.alias("canonical")
    statement = sa.select(
        sa.func.coalesce(canonical.c.key, table.c.key).label("key"),
        sa.func.coalesce(canonical.c.name, table.c.name).label("name"),
        table.c.name.label("matched"),
        _fit(table.c.search, query).label("fit"),
    ).outerjoin_from(table, canonical, canonical.c.id == table.c.same_as)
    return await _best(connection, statement, _contains(table.c.search, query), table.c.name, limit)


async def find_standards(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Standards of which a name contains the query, or the names all of its words."""
    table = tables.standard
    fit = _fit(table.c.search, query)
    statement = sa.select(table.c.key, table.c.display_name, table.c.names, fit.label("fit"))
    return await _best(connection, statement, _contains(table.c.search, query), table.c.key, limit)


async def find_declarations(
    connection: AsyncConnection, query: Query, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Declarations whose reference begins with the query."""
    table, holder = tables.declaration, tables.holder
    statement = (
        sa.select(table.c.key, table.c.reference, holder.c.key.label("holder_key"), holder.c.name.label("declarant"))
        .outerjoin_from(table, holder, holder.c.id == table.c.holder_id)
        # alnum only: nothing in it means something to LIKE
        .where(table.c.search.like(f"{query.plain}%"), tables.declared_in_public())
        .order_by(table.c.search, table.c.id)
        .limit(limit)
    )
    return (await connection.execute(statement)).all()


async def find_by_number(connection: AsyncConnection, query: Query, limit: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Families of applications with one of the query's numbers; declarations for those that have no family."""
    if not query.numbers:
        return ()
    return await _families(connection, [number_words(query.text)], limit)


async def find_by_title(
    connection: AsyncConnection, words: Sequence[Sequence[str]], limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Families of applications whose titles have one word of each group; declarations for those without family."""
    return await _families(connection, words, limit) if words else ()


async def _families(
    connection: AsyncConnection, words: Sequence[Sequence[str]], limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    application, link, family = tables.application, tables.link, tables.family
    declaration, holder = tables.declaration, tables.holder
    # Not ordered: words that are in many titles are not worth looking through all of them. And asked first: planned
    # together with the links of what is found, the database may read all links there are.
    some = sa.select(_patent.c.application_id).where(*conditions(Wanted(words=words))).limit(limit * 4)
    first = sorted(set((await connection.execute(some)).scalars()))[:limit]
    if not first:
        return ()
    ids = sa.func.any(sa.bindparam("ids", first, pg.ARRAY(sa.BigInteger)))
    found = (
        sa.select(application.c.id, application.c.number, application.c.publications, application.c.title)
        .where(application.c.id == ids)
        .cte("found")
    )
    # The family under the first key that is known, so that one application isn't found three times over.
    family_id = sa.func.coalesce(link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)
    without = family_id.is_(None)
    named = (
        sa.select(
            found,
            family_id.label("family_id"),
            sa.case((without, link.c.declaration_id)).label("declaration_id"),
        )
        .join_from(found, link, link.c.application_id == found.c.id)
        .where(link.c.application_id == ids, tables.in_edition(None))
        .distinct()
        .subquery("named")
    )
    statement = (
        sa.select(
            named.c.number,
            named.c.publications,
            named.c.title,
            family.c.key.label("family_key"),
            family.c.external,
            declaration.c.key.label("declaration_key"),
            declaration.c.reference,
            holder.c.key.label("holder_key"),
        )
        .select_from(named)
        .outerjoin(family, family.c.id == named.c.family_id)
        .outerjoin(declaration, declaration.c.id == named.c.declaration_id)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .order_by(named.c.id, named.c.family_id, named.c.declaration_id)
        .limit(limit)
    )
    return (await connection.execute(statement)).all()


def _contains(search: sa.ColumnElement[str], query: Query) -> sa.ColumnElement[bool]:
    return sa.or_(search.contains(query.plain), sa.and_(*(search.contains(word) for word in query.words)))


def _fit(search: sa.ColumnElement[str], query: Query) -> sa.ColumnElement[int]:
    """How well names (separated by blanks) fit: exactly, at the end of one, at the beginning, within, or by words."""
    names = sa.literal(" ") + search + " "
    return sa.case(
        (names.contains(f" {query.plain} "), Fit.EXACT.value),
        (names.contains(f"{query.plain} "), Fit.ENDS_A_NAME.value),
        (names.contains(f" {query.plain}"), Fit.BEGINS.value),
        (search.contains(query.plain), Fit.CONTAINS.value),
        else_=Fit.HAS_ALL_WORDS.value,
    )


async def _best(
    connection: AsyncConnection,
    statement: sa.Select[*tuple[Any, ...]],
    condition: sa.ColumnElement[bool],
    then: sa.ColumnElement[str],
    limit: int,
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    ordered = statement.where(condition).order_by(sa.literal_column("fit"), then).limit(limit)
    return (await connection.execute(ordered)).all()


# --- patents -----------------------------------------------------------------------------------------------------

QUICK_ROWS = 5_000
"""So many matching declarations are counted exactly; beyond that a quick count is a lower bound."""

_WINDOW_ROWS = 20_000  # rows looked through in order before everything that matches is sorted instead


@dataclass(frozen=True, slots=True)
class Order:
    """An order of hits: by a column, then by the patent's id."""

    column: sa.Column[Any] | None = None
    descending: bool = False

    @property
    def columns(self) -> tuple[sa.Column[Any], ...]:
        """What is ordered by."""
        last = _patent.c.application_id
        return (last,) if self.column is None else (self.column, last)


ORDERS: Mapping[int, Order] = {0: Order(), 1: Order(_patent.c.number), 2: Order(_patent.c.latest_signed_on, True)}
"""By number of `PatentOrder`."""

Key = tuple[Any, ...]
"""Values of the columns that hits are ordered by; the patent's id is the last."""


@dataclass(frozen=True, slots=True)
class Matching:
    """What matches.

    Attributes:
        keys: of the page's patents, and of one more where there is one.
        total: matching patents, or at least so many.
        at_least: whether there may be more.
        facets: matching patents by facet, where they were asked for; lower bounds where there may be more.
    """

    keys: Sequence[Key]
    total: int
    at_least: bool
    facets: Mapping[str, int]


async def find_patents(
    connection: AsyncConnection,
    wanted: Wanted,
    order: Order,
    after: Key | None,
    limit: int,
    *,
    exact: bool,
    facets: bool = False,
) -> Matching:
    """The next patents that match, how many do, and how many by facet: what matches is looked for once.

    Args:
        facets: whether they are counted.
    """
    columns = [column.label(f"key_{place}") for place, column in enumerate(order.columns)]
    shown = [_patent.c.facets] if facets else []
    some = sa.select(*columns, *shown).where(*conditions(wanted))
    if not exact:
        some = some.limit(QUICK_ROWS + 1)
    matched = some.cte("matched").prefix_with("materialized", dialect="postgresql")
    keys = [matched.c[f"key_{place}"] for place in range(len(columns))]
    distinct = _ordered(sa.select(*keys), keys, order, after).distinct().limit(limit).subquery("distinct_keys")
    page = sa.select(distinct, sa.over(sa.func.row_number()).label("place")).cte("page")
    counted = (
        sa.select(sa.func.count().label("rows"), sa.func.count(keys[-1].distinct()).label("patents"))
        .select_from(matched)
        .cte("counted")
    )
    by_facet = _counted_facets(matched, keys[-1]) if facets else sa.null()
    # On the first row alone: it is long.
    once = sa.case((sa.func.coalesce(page.c.place, 1) == 1, by_facet)).cast(pg.JSONB).label("facets")
    found = [page.c[f"key_{place}"] for place in range(len(columns))]
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(counted.c.rows, counted.c.patents, once, *found).select_from(counted).outerjoin(page, sa.true())
    )
    rows = (await connection.execute(query)).all()
    counts = _added_up(next((row.facets for row in rows if row.facets is not None), ()))
    total, at_least = rows[0].patents, not exact and rows[0].rows > QUICK_ROWS
    if at_least:
        return Matching(await _page_of_many(connection, wanted, order, after, limit), total, True, counts)
    listed = [tuple(row[3:]) for row in rows if row[3] is not None]
    return Matching(sorted(listed, reverse=order.descending), total, False, counts)


def _counted_facets(matched: sa.CTE, patent: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Patents by facet, as two texts of facets and numbers; the numbers of the second are to be taken away.

    Most patents are in one matching declaration, where a facet is a patent: so rows are counted, and what the others
    count several times is taken away. Counting different patents by facet would sort every one.
    """
    several = sa.select(patent.label("patent")).group_by(patent).having(sa.func.count() > 1).cte("several")
    # Unnested in the list of columns: as a table of its own it is called for each row, which takes twice the time.
    facet = sa.func.unnest(matched.c.facets).label("facet")
    every = sa.select(facet).subquery("every")
    shared = sa.select(facet, patent.label("patent")).where(patent.in_(sa.select(several.c.patent))).subquery("shared")
    times = sa.func.count().label("times")
    again = sa.select(shared.c.facet, times).group_by(shared.c.facet, shared.c.patent).having(times > 1)
    repeated = again.subquery("repeated")
    too_many = sa.select(repeated.c.facet, sa.func.sum(repeated.c.times - 1).label("number"))
    return sa.func.jsonb_build_array(
        _as_text(sa.select(every.c.facet, sa.func.count().label("number")).group_by(every.c.facet), "counted_facets"),
        _as_text(too_many.group_by(repeated.c.facet), "repeated_facets"),
    )


def _as_text(counted: sa.Select[*tuple[Any, ...]], name: str) -> sa.ScalarSelect[Any]:
    each = counted.subquery(name)
    pair = sa.func.concat(each.c.facet, " ", each.c.number)
    return sa.select(sa.func.coalesce(sa.func.string_agg(pair, "\n"), "")).scalar_subquery()


def _added_up(counted: Sequence[str]) -> Counter[str]:
    """Patents by facet, from what `_counted_facets` gives."""
    total: Counter[str] = Counter()
    for text, sign in zip(counted, (1, -1), strict=False):
        for line in text.split("\n") if text else ():
            facet, _, number = line.rpartition(" ")
            total[facet] += sign * int(number)
    return total


async def _page_of_many(
    connection: AsyncConnection, wanted: Wanted, order: Order, after: Key | None, limit: int
) -> list[Key]:
    """A page of what has too many matches to sort: most pages are found by looking through the rows in order."""
    columns = list(order.columns)
    window = _ordered(sa.select(_patent), columns, order, after).limit(_WINDOW_ROWS).subquery("window")
    keys = [window.c[column.name] for column in columns]
    near = _ordered(sa.select(*keys).where(*conditions(wanted, window)), keys, order, None).distinct().limit(limit)
    found = [tuple(row) for row in await connection.execute(near)]
    if len(found) < limit:
        # Rows that match lie far apart: all of them are sorted after all.
        query = _ordered(sa.select(*columns).where(*conditions(wanted)), columns, order, after)
        found = [tuple(row) for row in await connection.execute(query.distinct().limit(limit))]
    return found


def _ordered(
    query: sa.Select[*tuple[Any, ...]],
    columns: Sequence[sa.ColumnElement[Any]],
    order: Order,
    after: Key | None,
) -> sa.Select[*tuple[Any, ...]]:
    if after is not None:
        place = sa.tuple_(*columns)
        last = sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(after, columns, strict=True)))
        query = query.where(place < last if order.descending else place > last)
    return query.order_by(*(column.desc() if order.descending else column for column in columns))


def conditions(wanted: Wanted, table: sa.FromClause = _patent) -> list[sa.ColumnElement[bool]]:
    """Where a patent in a declaration is wanted, as the index has it."""
    found: list[sa.ColumnElement[bool]] = []
    if not wanted.include_gone:
        found.append(table.c.current)
    elif not wanted.include_removed:
        found.append(~table.c.facets.overlap(_texts([f"t{int(state)}" for state in REMOVED_STATES])))
    groups = [list(group) for group in wanted.facets]
    groups += [years for years in (wanted.signed.years("y"), wanted.published.years("p")) if years]
    found += [table.c.facets.overlap(_texts(group)) for group in groups]
    found += [table.c.words.overlap(_texts(group)) for group in wanted.words]
    for days, column in ((wanted.signed, table.c.signed_on), (wanted.published, table.c.published_on)):
        if days.first is not None:
            found.append(column >= days.first)
        if days.last is not None:
            found.append(column <= days.last)
    return found


def _texts(values: Sequence[str]) -> sa.BindParameter[Any]:
    return sa.bindparam(None, list(values), pg.ARRAY(sa.Text))


async def any_with(connection: AsyncConnection, words: Sequence[str]) -> bool:
    """Whether any patent has one of these words or numbers."""
    # Materialized: planned to find them all, by the index. Planned to find one, the database may read the whole table.
    found = (
        sa.select(_patent.c.application_id)
        .where(_patent.c.words.overlap(_texts(words)))
        .cte("found")
        .prefix_with("materialized", dialect="postgresql")
    )
    return bool((await connection.execute(sa.select(sa.exists().select_from(found)))).scalar_one())


async def read_hits(
    connection: AsyncConnection, wanted: Wanted, patents: Sequence[int], most: int
) -> tuple[Mapping[int, sa.Row[*tuple[Any, ...]]], Sequence[sa.Row[*tuple[Any, ...]]]]:
    """What is shown of patents: their rows by id, and the declarations that match, at most so many of each."""
    ids = sa.bindparam("ids", list(patents), pg.ARRAY(sa.BigInteger))
    application, document = tables.application, tables.document
    rows = await connection.execute(
        sa.select(
            application.c.id,
            application.c.office,
            application.c.number,
            application.c.publications,
            application.c.title,
        ).where(application.c.id == sa.func.any(ids))
    )
    ordered = sa.over(
        sa.func.row_number(), partition_by=_patent.c.application_id, order_by=(_patent.c.document_id, _patent.c.line)
    )
    number = sa.over(sa.func.count(), partition_by=_patent.c.application_id)
    matching = (
        sa.select(_patent, ordered.label("place"), number.label("declarations"))
        .where(_patent.c.application_id == sa.func.any(ids), *conditions(wanted))
        .subquery("matching")
    )
    declaration, declarant = tables.declaration, tables.holder.alias("declarant")
    query = (
        sa.select(
            matching,
            declaration.c.key.label("declaration_key"),
            declaration.c.kind.label("form"),
            declaration.c.state,
            declarant.c.key.label("declarant_key"),
            document.c.sha256,
        )
        .join(declaration, declaration.c.id == matching.c.declaration_id)
        .join(document, document.c.id == matching.c.document_id)
        .outerjoin(declarant, declarant.c.id == declaration.c.holder_id)
        .where(matching.c.place <= most)
        .order_by(matching.c.application_id, matching.c.place)
    )
    declared = (await connection.execute(query)).all()
    return {row.id: row for row in rows}, declared


async def family_names(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, tuple[int, str]]:
    """Key and external id of families by id."""
    table = tables.family
    query = sa.select(table.c.id, table.c.key, table.c.external).where(table.c.id.in_(ids))
    return {row.id: (row.key, row.external) for row in await connection.execute(query)}


async def index_state(connection: AsyncConnection) -> sa.Row[*tuple[Any, ...]]:
    """How far the index is: `edition`, `revision`, `current` (the register's edition), `waiting` (work to do)."""
    state, edition = tables.search_state, tables.edition
    query = sa.select(
        state.c.edition,
        state.c.revision,
        sa.select(sa.func.coalesce(sa.func.max(edition.c.number), 0)).scalar_subquery().label("current"),
        sa.exists().select_from(tables.search_work).label("waiting"),
    )
    return (await connection.execute(query)).one()


# --- names -------------------------------------------------------------------------------------------------------


async def all_holders(connection: AsyncConnection) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Every spelling: `id`, `key`, `name`, and `counts_as`, the holder it counts under."""
    table = tables.holder
    counts_as = sa.func.coalesce(table.c.same_as, table.c.id).label("counts_as")
    return (await connection.execute(sa.select(table.c.id, table.c.key, table.c.name, counts_as))).all()


async def all_standards(connection: AsyncConnection) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Every standard: `id`, `key`, `display_name`, `names`, `generation`."""
    table = tables.standard
    return (
        await connection.execute(
            sa.select(table.c.id, table.c.key, table.c.display_name, table.c.names, table.c.generation)
        )
    ).all()


async def names_state(connection: AsyncConnection) -> tuple[Any, ...]:
    """What differs when names of holders or standards have come or changed, without reading them."""
    holder, standard = tables.holder, tables.standard
    named = (holder, holder.c.search + holder.c.name), (standard, standard.c.search + standard.c.display_name)
    queries = [
        sa.select(sa.func.count(), sa.func.sum(sa.func.hashtextextended(text, 0))).select_from(table)
        for table, text in named
    ]
    queries.append(sa.select(sa.func.count(), sa.func.sum(holder.c.same_as + holder.c.id)))
    return tuple([tuple((await connection.execute(query)).one()) for query in queries])


async def all_words(connection: AsyncConnection) -> Sequence[str]:
    """Every word of a title."""
    return (await connection.execute(sa.select(tables.search_word.c.word))).scalars().all()
