"""Owns the facts of a load that contradict each other: gathered while it is read, written down at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa

from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.loading import copy_text

_HELD = 10_000


class Conflict(NamedTuple):
    """Two rows that contradict each other.

    Attributes:
        subject: what they are about.
        field: which fact.
        kept: what the register goes by, and `value` what the other row says.
        kept_document, kept_line: where the register has it from; of an application, 0 and its id.
        line: of the other row.
    """

    subject: str
    field: str
    kept: str
    kept_document: int
    kept_line: int
    value: str
    line: int


class Conflicts:
    """The conflicts of one file; those of a file that has many wait in a temporary table.

    Args:
        tx: the import's transaction.
        document: the file.
    """

    def __init__(self, tx: LoadConnection, document: int) -> None:
        self._tx = tx
        self._document = document
        self._held: dict[tuple[str, str, str], Conflict] = {}
        self._any = self._any_of_register = False

    async def begin(self) -> None:
        """Makes the table that they wait in."""
        await self._tx.execute(
            sa.text(
                "create temporary table conflict (subject text, field text, kept text, kept_document bigint, "
                "kept_line bigint, value text, line bigint) on commit drop"
            )
        )

    def note(self, conflict: Conflict) -> None:
        """Notes a conflict; the same value a second time is the same conflict."""
        self._any = True
        self._any_of_register |= not conflict.kept_document
        self._held.setdefault((conflict.subject, conflict.field, conflict.value), conflict)

    async def give_way(self, subject: str, kept: Mapping[str, str], application: int) -> None:
        """Has conflicts about an application say what the register had before, where this file entered it anew.

        Args:
            subject: the application.
            kept: what the register has of it, by field; empty for unknown, which nothing contradicts.
            application: its id there.
        """
        await self._put_aside()
        for field, value in kept.items():
            said = {"subject": subject, "field": field, "kept": value, "id": application}
            gone = "delete from conflict where subject = :subject and field = :field and :kept in ('', value)"
            await self._tx.execute(sa.text(gone), said)
            stays = "update conflict set kept = :kept, kept_document = 0, kept_line = :id"
            await self._tx.execute(sa.text(f"{stays} where subject = :subject and field = :field"), said)
        self._any_of_register = True

    async def make_room(self) -> None:
        """Puts what is held aside when it has become much."""
        if len(self._held) >= _HELD:
            await self._put_aside()

    async def write(self, edition: int) -> None:
        """Writes all of them down, as of an edition."""
        if self._any:
            await self._put_aside()
            # Whose first link is to be looked for, in millions without an index: where there is none, not at all.
            firsts = _FIRSTS if self._any_of_register else _NO_FIRSTS
            written = sa.text(_CONFLICTS.format(firsts=firsts))
            await self._tx.execute(written, {"document": self._document, "edition": edition})

    async def _put_aside(self) -> None:
        if self._held:
            columns = zip(Conflict._fields, zip(*self._held.values(), strict=True), strict=True)
            text = copy_text({name: pl.Series(values) for name, values in columns})
            await self._tx.copy_in("conflict", ", ".join(Conflict._fields), text)
            self._held.clear()


def fact_text(value: object) -> str:
    """A fact as people write it; empty for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


# The value that the register goes by stands beside the others. Of an application that it had before this file it comes
# from its first link of another; which may be a declaration's, and younger than this file's first links.
_FIRSTS = """
    select distinct on (l.application_id) l.application_id, l.document_id, l.line
    from registry.link l
    where l.application_id in (select c.kept_line from conflict c where c.kept_document = 0)
    order by l.application_id, l.document_id = :document, l.id
"""
_NO_FIRSTS = "select null::bigint as application_id, null::bigint as document_id, null::bigint as line where false"
_CONFLICTS = """
    with firsts as materialized ({firsts}),
    placed as (
        select c.subject, c.field, c.kept, c.value, c.line,
               case when c.kept_document > 0 then c.kept_document else f.document_id end as kept_document,
               case when c.kept_document > 0 then c.kept_line else f.line end as kept_line
        from conflict c
        left join firsts f on c.kept_document = 0 and f.application_id = c.kept_line
    )
    insert into registry.conflicting_fact (subject, field, value, kept, document_id, line, since_edition)
    select subject, field, value, kept, document, line, :edition from (
        select distinct on (subject, field, value) subject, field, value, kept, document, line from (
            select subject, field, kept as value, true as kept, coalesce(kept_document, :document) as document,
                   coalesce(kept_line, line) as line
            from placed
            union all
            select subject, field, value, false, :document, line from placed
        ) as both_sides
        order by subject, field, value, kept desc, line
    ) as told
    order by subject, field, kept desc, value
    on conflict (subject, field, value) do nothing
"""
