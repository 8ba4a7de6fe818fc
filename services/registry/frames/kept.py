"""Owns the statements that keep counts with the edition they are of, and what is to be counted for that."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.frames.counter import scope_word
from services.registry.standards.rules import Scope
from services.registry.standards.store import defining_ids
from shared.db import WriteTransaction

_COMMERCIAL = 2  # number of StandardKind
_KEPT = tables.kept_count
_PIECE = 50_000  # links that are read at once
# One text for many links: a message for each, as COPY sends them, would keep the registry busy for a minute.
_LINKS = sa.text(
    "select string_agg(concat(coalesce(h.same_as, l.holder_id), e'\\t', l.entry_id, e'\\t', l.declaration_id, e'\\t', "
    "l.application_id, e'\\t', l.etsi_family_id, e'\\t', l.docdb_family_id, e'\\t', l.priorities_family_id, e'\\t', "
    "l.standard_id, e'\\t', l.generations), e'\\n') from registry.link l "
    "left join registry.holder h on h.id = l.holder_id where l.id > :after and l.id <= :last and l.gone_in is null"
)


def scope_of(scope: Scope) -> str:
    """The word under which counts of a scope are kept."""
    if scope.generation is not None:
        return f"generation:{scope.generation}"
    ids = scope.chain or ([] if scope.standard_id is None else [scope.standard_id])
    return scope_word(ids) if ids else "-"


async def kept_lines(connection: AsyncConnection, edition: int, scope: Scope, family_key: int) -> Sequence[sa.Row[Any]]:
    """The rows of `store.count_families` for an edition, where they are kept; else none."""
    holder = tables.holder
    lines = (
        sa.func.jsonb_array_elements(_KEPT.c.lines)
        .table_valued(sa.column("line", pg.JSONB), with_ordinality="place", name="each")
        .render_derived()
    )
    numbers = [sa.cast(lines.c.line[place].as_string(), sa.BigInteger) for place in range(6)]
    names = ("holder_id", "families", "entries_without_family", "entries", "declarations", "applications")
    is_total = sa.case((lines.c.place == 1, 1), else_=0).label("is_total")
    counted = (
        sa.select(is_total, *(number.label(name) for number, name in zip(numbers, names, strict=True)))
        .select_from(_KEPT)
        .join(lines, sa.true())
        .where(_KEPT.c.edition == edition, _KEPT.c.scope == scope_of(scope), _KEPT.c.family_key == family_key)
        .subquery("counted")
    )
    query = (
        sa.select(counted, holder.c.key, holder.c.name, sa.literal(edition, sa.BigInteger).label("edition"))
        .outerjoin_from(counted, holder, holder.c.id == counted.c.holder_id)
        .order_by(counted.c.is_total.desc(), counted.c.families.desc(), holder.c.key)
    )
    return cast("Sequence[sa.Row[Any]]", (await connection.execute(query)).all())


async def uncounted_edition(connection: AsyncConnection, fewest: int) -> int | None:
    """The current edition where its counts are not kept yet; None also where the register has fewer links than that."""
    edition, link = tables.edition, tables.link
    newest = sa.select(sa.func.coalesce(sa.func.max(edition.c.number), 0))
    current = (await connection.execute(newest)).scalar_one()
    # Counts that an earlier Sepia kept say nothing of links: they are made once more.
    whole = _KEPT.c.lines[0][6].is_not(None)
    kept = sa.select(sa.exists().where(_KEPT.c.edition == current, _KEPT.c.scope == "-", whole))
    if not current or (await connection.execute(kept)).scalar_one():
        return None
    some = sa.select(link.c.id).limit(fewest).subquery()
    many = (await connection.execute(sa.select(sa.func.count()).select_from(some))).scalar_one() >= fewest
    return current if many else None


async def commercial_sets(connection: AsyncConnection) -> list[list[int]]:
    """For each commercial standard without a generation of its own: it and the standards that define it, by id."""
    table = tables.standard
    query = sa.select(table.c.id).where(table.c.kind == _COMMERCIAL, table.c.generation.is_(None))
    ids = (await connection.execute(query)).scalars().all()
    return [[id, *await defining_ids(connection, id)] for id in ids]


async def all_links(connection: AsyncConnection) -> AsyncGenerator[bytes]:
    """Every link that counts, as `counter` takes them, in pieces."""
    id, after = tables.link.c.id, 0
    while True:
        some = sa.select(id).where(id > after).order_by(id).limit(_PIECE).subquery()
        last = (await connection.execute(sa.select(sa.func.max(some.c.id)))).scalar_one()
        if last is None:
            return
        text = (await connection.execute(_LINKS, {"after": after, "last": last})).scalar_one()
        if text:
            yield text.encode()
        after = last


async def keep(tx: WriteTransaction, edition: int, counts: Sequence[bytes]) -> None:
    """Keeps the counts of an edition, in place of those of earlier ones.

    Args:
        counts: each a JSON array of scope, family key and lines.
    """
    await tx.execute(sa.delete(_KEPT).where(_KEPT.c.edition < edition))
    rows: list[dict[str, Any]] = []
    for count in counts:
        scope, family_key, lines = json.loads(count)
        rows.append({"edition": edition, "scope": scope, "family_key": family_key, "lines": lines})
    if rows:
        statement = insert(_KEPT)
        values = {"lines": statement.excluded.lines}
        await tx.execute(statement.on_conflict_do_update(constraint=_KEPT.primary_key, set_=values), rows)
