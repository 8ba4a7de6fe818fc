"""Owns what a newer edition of an export does: takes leave of the links it leaves out, and tells what changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from services.registry import tables
from shared.db import WriteTransaction


@dataclass(slots=True)
class Changed:
    """A fact of a declaration that a newer edition of its export gives anew."""

    declaration_id: int
    field: str
    earlier: str
    value: str
    earlier_document: int
    earlier_line: int
    line: int


async def let_go(tx: WriteTransaction, documents: Sequence[int], edition: int) -> None:
    """Takes leave of the links in `left_out`, which these documents had, as of an edition.

    What another file says as well stays: that file becomes its source.
    """
    for statement in _LET_GO:
        await tx.execute(sa.text(statement), {"documents": list(documents), "edition": edition})


async def note_difference(
    tx: WriteTransaction, document: int, import_id: uuid.UUID, edition: int | None, changed: Sequence[Changed]
) -> dict[str, int]:
    """Writes down what this file changed against the edition that it supersedes; counts of each kind."""
    facts = {"import": import_id, "document": document, "edition": edition or -1}
    await tx.execute(sa.text(_DIFFERENCE), facts)
    table = tables.import_difference
    query = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0)).where(table.c.import_id == import_id)
    number = (await tx.execute(query)).scalar_one()
    rows = [
        {
            "import_id": import_id,
            "number": place,
            "kind": 2,
            "declaration_id": each.declaration_id,
            "field": each.field,
            "earlier_value": each.earlier,
            "value": each.value,
            "earlier_document_id": each.earlier_document,
            "earlier_line": each.earlier_line,
            "earlier_rows": 1,
            "line": each.line,
            "rows": 1,
        }
        for place, each in enumerate(changed, number + 1)
    ]
    for start in range(0, len(rows), 1_000):
        await tx.execute(sa.insert(table), rows[start : start + 1_000])
    counted = (
        sa.select(table.c.kind, sa.func.count().label("many"))
        .where(table.c.import_id == import_id)
        .group_by(table.c.kind)
    )
    kinds: dict[int, int] = {row.kind: row.many for row in await tx.execute(counted)}
    return {"added": kinds.get(1, 0), "changed": kinds.get(2, 0), "gone": kinds.get(3, 0)}


_LET_GO = (
    # What another file says as well stays, with that file as its source; that the left out one said it is kept.
    """
    create temporary table kept on commit drop as
    select distinct on (r.link_id) r.link_id, r.document_id, r.line, r.offset_bytes, r.length_bytes,
           l.document_id as earlier_document, l.line as earlier_line, l.offset_bytes as earlier_offset,
           l.length_bytes as earlier_length
    from left_out g
    join registry.link l on l.id = g.id
    join registry.repeated_link r on r.link_id = g.id
    where r.gone_in is null and r.document_id <> all (:documents)
    order by r.link_id, r.document_id
    """,
    """
    update registry.repeated_link r set gone_in = :edition
    where r.gone_in is null and r.document_id = any (:documents)
    and exists (select from left_out g where g.id = r.link_id)
    """,
    """
    delete from registry.repeated_link r using kept k where k.link_id = r.link_id and k.document_id = r.document_id
    """,
    """
    insert into registry.repeated_link (link_id, document_id, line, offset_bytes, length_bytes, gone_in)
    select link_id, earlier_document, earlier_line, earlier_offset, earlier_length, :edition from kept
    on conflict do nothing
    """,
    """
    update registry.link l
    set document_id = k.document_id, line = k.line, offset_bytes = coalesce(k.offset_bytes, l.offset_bytes),
        length_bytes = coalesce(k.length_bytes, l.length_bytes)
    from kept k where k.link_id = l.id
    """,
    """
    update registry.link l set gone_in = :edition from left_out g
    where g.id = l.id and not exists (select from kept k where k.link_id = l.id)
    """,
)

# An entry's rows for one standard and application are compared as a whole: new ones only, gone ones only, or both.
_DIFFERENCE = """
    insert into registry.import_difference (
        import_id, number, kind, declaration_id, entry_id, standard_id, application_id,
        earlier_document_id, earlier_line, earlier_rows, line, rows
    )
    select :import, row_number() over (order by line is null, coalesce(line, earlier_line), declaration_id, entry_id,
                                       standard_id, application_id),
           case when earlier_rows = 0 then 1 when rows = 0 then 3 else 2 end,
           declaration_id, entry_id, standard_id, application_id, earlier_document, earlier_line, earlier_rows, line,
           rows
    from (
        select declaration_id, entry_id, standard_id, application_id,
               (array_agg(document_id order by document_id, line) filter (where is_gone))[1] as earlier_document,
               (array_agg(line order by document_id, line) filter (where is_gone))[1] as earlier_line,
               count(*) filter (where is_gone) as earlier_rows,
               min(line) filter (where not is_gone) as line,
               count(*) filter (where not is_gone) as rows
        from (
            select declaration_id, entry_id, standard_id, application_id, document_id, line, true as is_gone
            from registry.link where gone_in = :edition
            union all
            select declaration_id, entry_id, standard_id, application_id, document_id, line, false
            from registry.link where document_id = :document and since_edition = :edition
        ) as touched
        group by declaration_id, entry_id, standard_id, application_id
    ) as compared
"""
