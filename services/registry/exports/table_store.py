"""Owns what the rows of exports share: columns, names of things as texts, and where a declared link is wanted."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.declarations.rules import REMOVED_STATES
from services.registry.families.rules import KEY_WORDS, name_prefix
from services.registry.search.rules import Wanted
from services.registry.search.store import conditions

Condition = Callable[[str], sa.ColumnElement[bool]]
"""Where a row has a value of a facet."""

Kind = str
"""What a column holds: `text`, `texts`, `integer`, `boolean`, `date` or `instant`."""

ROWS_AT_A_TIME = 5_000
REMOVED = [int(state) for state in REMOVED_STATES]
"""States of declarations that the centre removed: that they were is public, what they said is not."""

link, declaration, holder, standard = tables.link, tables.declaration, tables.holder, tables.standard
application, family, document = tables.application, tables.family, tables.document


holder_counted = tables.holder.alias("counted")
counted_id = sa.func.coalesce(holder.c.same_as, holder.c.id)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an export.

    Attributes:
        columns: name and kind of each.
        query: its rows, in the order of the columns; a further column `made_up` says whether a row is demonstration
            data, where that can be.
        cells: what a row is as cells, where it is not that already.
    """

    columns: Sequence[tuple[str, Kind]]
    query: sa.Select[Any] | sa.CompoundSelect[Any]
    cells: Callable[[sa.Row[Any]], tuple[Any, ...]] = tuple


async def pages(snapshot: AsyncConnection, table: Table) -> AsyncGenerator[Sequence[sa.Row[Any]]]:
    """The rows of an export, so many at a time, as the database gives them."""
    result = await snapshot.stream(table.query, execution_options={"yield_per": ROWS_AT_A_TIME})
    async for page in result.partitions():
        yield page


def table_of(columns: Sequence[tuple[str, Kind, Any]], query: sa.Select[Any]) -> Table:
    """A table whose rows are its cells."""
    return Table([(name, kind) for name, kind, _ in columns], query)


def linked(query: sa.Select[Any]) -> sa.Select[Any]:
    """A query of links with their declarations, holders and applications."""
    return (
        query.select_from(link)
        .join(declaration, declaration.c.id == link.c.declaration_id)
        .outerjoin(holder, holder.c.id == link.c.holder_id)
        .outerjoin(holder_counted, holder_counted.c.id == counted_id)
        .outerjoin(application, application.c.id == link.c.application_id)
    )


def name_of_holder(table: Any) -> sa.ColumnElement[Any]:
    """`holders/{holder}`."""
    return "holders/" + table.c.key


def name_of_declaration() -> sa.ColumnElement[Any]:
    """`holders/{holder}/declarations/{declaration}`."""
    return sa.func.concat("holders/", sa.func.coalesce(holder.c.key, "-unknown"), "/declarations/", declaration.c.key)


def name_of_family(table: Any, key: int) -> sa.ColumnElement[Any]:
    """`families/{family}`."""
    return name_prefix(key) + table.c.external


def texts(query: sa.Select[Any]) -> sa.ColumnElement[Any]:
    """The values of a subquery as a list, in their order."""
    return sa.func.array(query.scalar_subquery(), type_=pg.ARRAY(sa.Text))


def generations_of(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Names of the generations that are flagged; unknown where the flags are."""
    names = standard.alias("generation")
    query = (
        sa.select(names.c.display_name).where(names.c.generation.bitwise_and(column) != 0).order_by(names.c.generation)
    )
    return sa.case((column.is_not(None), texts(query)))


def names_of_holder(id: str) -> Any:
    """A holder as results and frames name it: by any spelling that counts under it; the unknown is empty."""
    if id == "0":
        return ""
    return sa.func.any(sa.func.array(sa.select(name_of_holder(holder)).where(counted_id == int(id)).scalar_subquery()))


def key_of(where: sa.ColumnElement[bool]) -> Any:
    """The key of a standard."""
    return sa.select(standard.c.key).where(where).scalar_subquery()


# --- filters on links --------------------------------------------------------------------------------------------


def of_links(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Where a link is wanted, read from the link itself, so that an export never waits for the index of searches."""
    found = of_declarations(wanted)
    if not wanted.include_gone:
        found.append(tables.in_edition(None))
    elif not wanted.include_removed:
        found.append(declaration.c.state.not_in(REMOVED))
    if wanted.words:
        index = tables.search_patent
        some = sa.select(index.c.application_id).where(*conditions(Wanted(words=wanted.words, include_gone=True)))
        found.append(link.c.application_id.in_(some))
    return found


def of_declarations(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Where a declaration is wanted, or what a link says of its declaration."""
    found: list[sa.ColumnElement[bool]] = [
        sa.or_(*(_LINK_CONDITION[facet[0]](facet[1:]) for facet in group)) for group in wanted.facets
    ]
    for days, column in (
        (wanted.signed, declaration.c.signed_on),
        (wanted.published, declaration.c.published_on),
    ):
        if days.first is not None:
            found.append(column >= days.first)
        if days.last is not None:
            found.append(column <= days.last)
    return found


def _with_outcome(value: str) -> sa.ColumnElement[bool]:
    result, checked = tables.family_result, family.alias("checked")
    name = sa.func.concat(
        "families/",
        sa.case(*((checked.c.key == key, word) for key, word in KEY_WORDS.items())),
        "-",
        checked.c.external,
    )
    ids = sa.select(checked.c.id).join(result, result.c.family == name)
    if value != "-":
        ids = ids.where(result.c.outcome == value)
    in_any = sa.or_(
        *(
            sa.func.coalesce(column.in_(ids), sa.false())
            for column in (link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)
        )
    )
    return ~in_any if value == "-" else in_any


_LINK_CONDITION: Mapping[str, Condition] = {
    "h": lambda value: counted_id == int(value) if int(value) else holder.c.id.is_(None),
    "s": lambda value: link.c.standard_id == int(value) if int(value) else link.c.standard_id.is_(None),
    "g": lambda value: link.c.generations.bitwise_and(int(value)) != 0 if int(value) else link.c.generations.is_(None),
    "o": lambda value: application.c.office == value if value != "-" else application.c.office.is_(None),
    "r": _with_outcome,
    "u": lambda value: (
        declaration.c.undertaking.is_(None) if value == "-" else declaration.c.undertaking.is_(value == "Y")
    ),
    "f": lambda value: declaration.c.kind == int(value),
    "t": lambda value: declaration.c.state == int(value),
    "d": lambda value: link.c.demonstration if value == "1" else ~link.c.demonstration,
}
