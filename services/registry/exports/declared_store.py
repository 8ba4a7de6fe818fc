"""Owns the rows of exports of what was declared: links, patents, declarations, holders, standards and families."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry import tables
from services.registry.exports.table_store import (
    REMOVED,
    Condition,
    Kind,
    Table,
    counted_id,
    generations_of,
    holder_counted,
    linked,
    name_of_declaration,
    name_of_family,
    name_of_holder,
    of_declarations,
    of_links,
    table_of,
)
from services.registry.families.rules import KEY_WORDS
from services.registry.search.rules import Wanted
from services.registry.search.store import conditions

link, declaration, holder, standard = tables.link, tables.declaration, tables.holder, tables.standard
application, family, document = tables.application, tables.family, tables.document


def links(wanted: Wanted) -> Table:
    """Declared links, in the order in which they were read."""
    etsi, docdb, priorities = (family.alias(word) for word in ("etsi", "docdb", "priorities"))
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("declaration", "text", name_of_declaration()),
        ("reference", "text", declaration.c.reference),
        ("holder", "text", name_of_holder(holder_counted)),
        ("holder_name", "text", holder_counted.c.name),
        ("declared_by", "text", holder.c.name),
        ("entry_id", "integer", link.c.entry_id),
        ("standard", "text", "standards/" + standard.c.key),
        ("standard_name", "text", standard.c.display_name),
        ("standard_version", "text", link.c.standard_version),
        ("illustrative_part", "text", link.c.illustrative_part),
        ("generations", "texts", generations_of(link.c.generations)),
        ("application", "text", "applications/" + sa.cast(application.c.id, sa.Text)),
        ("office", "text", application.c.office),
        ("application_number", "text", application.c.number),
        ("publications", "texts", application.c.publications),
        ("title", "text", application.c.title),
        ("etsi_family", "text", name_of_family(etsi, 1)),
        ("docdb_family", "text", name_of_family(docdb, 2)),
        ("priorities_family", "text", name_of_family(priorities, 3)),
        ("licensing_undertaking", "boolean", declaration.c.undertaking),
        ("reciprocity", "boolean", declaration.c.reciprocity),
        ("signed_on", "date", declaration.c.signed_on),
        ("published_on", "date", declaration.c.published_on),
        ("demonstration", "boolean", link.c.demonstration),
        ("document", "text", "documents/" + document.c.sha256),
        ("line", "integer", link.c.line),
    ]
    query = (
        linked(sa.select(*(column.label(name) for name, _, column in columns), link.c.demonstration.label("made_up")))
        .outerjoin(standard, standard.c.id == link.c.standard_id)
        .join(document, document.c.id == link.c.document_id)
        .outerjoin(etsi, etsi.c.id == link.c.etsi_family_id)
        .outerjoin(docdb, docdb.c.id == link.c.docdb_family_id)
        .outerjoin(priorities, priorities.c.id == link.c.priorities_family_id)
        .where(*of_links(wanted))
        .order_by(link.c.id)
    )
    return table_of(columns, query)


def patents(wanted: Wanted) -> Table:
    """Patents as a search finds them, in the order in which the register came to know them."""
    found = tables.search_patent
    matching = (
        sa.select(found).where(*conditions(wanted)).cte("matching").prefix_with("materialized", dialect="postgresql")
    )
    made_up = sa.func.bool_or(matching.c.facets.contains(sa.bindparam(None, ["d1"], pg.ARRAY(sa.Text))))
    summed = (
        sa.select(
            matching.c.application_id,
            sa.func.count().label("declarations"),
            sa.func.sum(matching.c.link_count).label("links"),
            sa.func.min(matching.c.signed_on).label("first_signed_on"),
            sa.func.max(matching.c.signed_on).label("last_signed_on"),
            sa.func.bit_or(matching.c.generations).label("generations"),
            made_up.label("made_up"),
        )
        .group_by(matching.c.application_id)
        .subquery("summed")
    )

    def each(column: str) -> Any:
        return sa.func.unnest(matching.c[column]).table_valued("value", name=f"each_{column}").render_derived()

    def listed(pairs: sa.Select[*tuple[Any, ...]], name: str) -> sa.Subquery:
        """The different values of each patent as a list, in their order."""
        different = pairs.distinct().subquery()
        values = pg.aggregate_order_by(different.c.value, different.c.value)
        return (
            sa.select(different.c.application_id, sa.func.array_agg(values, type_=pg.ARRAY(sa.Text)).label("listed"))
            .group_by(different.c.application_id)
            .subquery(name)
        )

    def with_value(value: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
        return sa.select(matching.c.application_id, value.label("value")).select_from(matching)

    family_name = sa.func.concat(
        "families/", sa.case(*((family.c.key == key, word) for key, word in KEY_WORDS.items())), "-", family.c.external
    )
    in_families, in_standards = each("family_ids"), each("standard_ids")
    facets = each("facets")
    families_listed = listed(
        with_value(family_name).join(in_families, sa.true()).join(family, family.c.id == in_families.c.value),
        "families_listed",
    )
    standards_listed = listed(
        with_value("standards/" + standard.c.key)
        .join(in_standards, sa.true())
        .join(standard, standard.c.id == in_standards.c.value),
        "standards_listed",
    )
    holders_listed = listed(
        with_value(name_of_holder(holder)).join(holder, holder.c.id == matching.c.holder_id), "holders_listed"
    )
    outcomes_listed = listed(
        with_value(sa.func.substr(facets.c.value, 2))
        .join(facets, sa.true())
        .where(facets.c.value.like("r%"), facets.c.value != "r-"),
        "outcomes_listed",
    )
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("application", "text", "applications/" + sa.cast(application.c.id, sa.Text)),
        ("office", "text", application.c.office),
        ("application_number", "text", application.c.number),
        ("publications", "texts", application.c.publications),
        ("title", "text", application.c.title),
        ("families", "texts", families_listed.c.listed),
        ("holders", "texts", holders_listed.c.listed),
        ("standards", "texts", standards_listed.c.listed),
        ("generations", "texts", generations_of(summed.c.generations)),
        ("outcomes", "texts", outcomes_listed.c.listed),
        ("declarations", "integer", summed.c.declarations),
        ("links", "integer", summed.c.links),
        ("first_signed_on", "date", summed.c.first_signed_on),
        ("last_signed_on", "date", summed.c.last_signed_on),
        ("demonstration", "boolean", summed.c.made_up),
    ]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), summed.c.made_up)
        .select_from(summed)
        .join(application, application.c.id == summed.c.application_id)
        .order_by(application.c.id)
    )
    for lists in (families_listed, standards_listed, holders_listed, outcomes_listed):
        query = query.outerjoin(lists, lists.c.application_id == summed.c.application_id)
    return table_of(columns, query)


def declarations(wanted: Wanted) -> Table:
    """Declarations, in the order in which they were read."""
    own = link.alias("own")
    of_declaration = sa.and_(own.c.declaration_id == declaration.c.id, own.c.gone_in.is_(None))

    def counted(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.select(value).select_from(own).where(of_declaration).scalar_subquery()

    def said(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """What a declaration says; blank where it was removed and somebody else than the centre asks."""
        return value if wanted.include_removed else sa.case((declaration.c.state.not_in(REMOVED), value))

    made_up = sa.func.coalesce(counted(sa.func.bool_or(own.c.demonstration)), sa.false())
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("declaration", "text", name_of_declaration()),
        ("reference", "text", declaration.c.reference),
        ("holder", "text", name_of_holder(holder_counted)),
        ("holder_name", "text", holder_counted.c.name),
        ("declared_by", "text", holder.c.name),
        ("licensing_undertaking", "boolean", said(declaration.c.undertaking)),
        ("reciprocity", "boolean", said(declaration.c.reciprocity)),
        ("signed_on", "date", declaration.c.signed_on),
        ("published_on", "date", declaration.c.published_on),
        ("entries", "integer", counted(sa.func.count(own.c.entry_id.distinct()))),
        ("links", "integer", counted(sa.func.count())),
        ("demonstration", "boolean", made_up),
        ("document", "text", said("documents/" + document.c.sha256)),
        ("line", "integer", said(declaration.c.line)),
        ("known_since", "instant", declaration.c.created_at),
    ]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), made_up.label("made_up"))
        .select_from(declaration)
        .outerjoin(holder, holder.c.id == declaration.c.holder_id)
        .outerjoin(holder_counted, holder_counted.c.id == counted_id)
        .outerjoin(document, document.c.id == declaration.c.document_id)
        .where(tables.declared_in_public(), *of_declarations(wanted))
        .order_by(declaration.c.id)
    )
    if not wanted.include_removed and any(facet[0] == "u" for group in wanted.facets for facet in group):
        query = query.where(declaration.c.state.not_in(REMOVED))  # a filter would tell what the column does not
    return table_of(columns, query)


def holders(wanted: Wanted) -> Table:
    """Holders by spelling, in order of name."""
    own = declaration.alias("own")
    public = own.c.id.in_(sa.select(declaration.c.id).where(tables.declared_in_public()))
    declared = sa.select(sa.func.count()).where(own.c.holder_id == holder.c.id, public).scalar_subquery()
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("holder", "text", name_of_holder(holder)),
        ("name", "text", holder.c.name),
        ("counts_as", "text", name_of_holder(holder_counted)),
        ("declarations", "integer", declared),
        ("demonstration", "boolean", holder.c.demonstration),
    ]
    where = [sa.or_(*(_HOLDER_CONDITION[facet[0]](facet[1:]) for facet in group)) for group in wanted.facets]
    query = (
        sa.select(*(column.label(name) for name, _, column in columns), holder.c.demonstration.label("made_up"))
        .select_from(holder)
        .join(holder_counted, holder_counted.c.id == counted_id)
        .where(*where)
        .order_by(holder.c.name)
    )
    return table_of(columns, query)


_HOLDER_CONDITION: Mapping[str, Condition] = {
    "h": lambda value: counted_id == int(value),
    "d": lambda value: holder.c.demonstration if value == "1" else ~holder.c.demonstration,
}


def standards(wanted: Wanted) -> Table:
    """Standards, in order of key."""
    count = sa.select(sa.func.count()).where(tables.in_edition(None))
    named = count.where(link.c.standard_id == standard.c.id).scalar_subquery()
    flagged = count.where(link.c.generations.bitwise_and(standard.c.generation) != 0).scalar_subquery()
    columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
        ("standard", "text", "standards/" + standard.c.key),
        ("name", "text", standard.c.display_name),
        ("names", "texts", standard.c.names),
        ("kind", "text", sa.case((standard.c.kind == 2, "commercial"), else_="specification")),
        ("links", "integer", sa.case((standard.c.generation.is_(None), named), else_=flagged)),
    ]
    where = [
        sa.or_(
            *(
                standard.c.id == int(facet[1:]) if facet[0] == "s" else standard.c.generation == int(facet[1:])
                for facet in group
            )
        )
        for group in wanted.facets
    ]
    query = sa.select(*(column.label(name) for name, _, column in columns), sa.false().label("made_up"))
    return table_of(columns, query.where(*where).order_by(standard.c.key))


def families(wanted: Wanted) -> Table:
    """Families under every key that has any, with what is declared of each; in order of key and number."""
    parts: list[sa.Select[Any]] = []
    kinds: list[tuple[str, Kind]] = []
    for key, column in ((1, link.c.etsi_family_id), (2, link.c.docdb_family_id), (3, link.c.priorities_family_id)):
        made_up = sa.func.bool_or(link.c.demonstration)
        names = sa.func.array_agg(sa.distinct(name_of_holder(holder_counted)), type_=pg.ARRAY(sa.Text))
        columns: list[tuple[str, Kind, sa.ColumnElement[Any]]] = [
            ("family", "text", name_of_family(family, key)),
            ("key", "text", sa.literal(KEY_WORDS[key])),
            ("priorities", "texts", family.c.priorities),
            ("holders", "texts", sa.func.array_remove(names, sa.null(), type_=pg.ARRAY(sa.Text))),
            ("applications", "integer", sa.func.count(link.c.application_id.distinct())),
            ("declarations", "integer", sa.func.count(link.c.declaration_id.distinct())),
            ("links", "integer", sa.func.count()),
            ("demonstration", "boolean", made_up),
        ]
        kinds = [(name, kind) for name, kind, _ in columns]
        parts.append(
            linked(sa.select(*(value.label(name) for name, _, value in columns), made_up.label("made_up")))
            .join(family, family.c.id == column)
            .where(*of_links(wanted))
            .group_by(family.c.id)
        )
    every = sa.union_all(*parts).subquery("every")
    return Table(kinds, sa.select(every).order_by(every.c.key, every.c.family))
