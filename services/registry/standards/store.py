"""Owns the statements on standards: their names and facts, their chains, and what was declared for them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.imports.rules import plain
from services.registry.locks import Lock
from services.registry.standards.catalogue import Specification
from services.registry.standards.chain import Step, StepKind
from services.registry.standards.finding import Named
from services.registry.standards.identity import Standard
from services.registry.standards.rules import Scope, scope_of
from shared.db import WriteTransaction

_COMMERCIAL = 2

# --- standards ---------------------------------------------------------------------------------------------------


async def read_standard(connection: AsyncConnection, key: str) -> sa.Row[Any] | None:
    """One standard with its number of links."""
    table = tables.standard
    return (await connection.execute(_with_links(sa.select(table).where(table.c.key == key)))).one_or_none()


async def list_standards(
    connection: AsyncConnection, containing: str, after: str | None, limit: int, state: int = 0
) -> Sequence[sa.Row[Any]]:
    """Standards in order of key, each with its number of links.

    Args:
        containing: what one of the names must contain, as `imports.rules.plain` writes it; empty for all.
        after: key of the last one of the page before.
        state: of their procedure; 0 for all, also those without.
    """
    table, procedure = tables.standard, tables.standard_procedure
    page = sa.select(table).order_by(table.c.key).limit(limit)
    if containing:
        page = page.where(table.c.search.contains(containing, autoescape=True))
    if after is not None:
        page = page.where(table.c.key > after)
    if state:
        page = page.where(table.c.id.in_(sa.select(procedure.c.standard_id).where(procedure.c.state == state)))
    return (await connection.execute(_with_links(page))).all()


async def standards_by_id(connection: AsyncConnection, ids: Collection[int]) -> dict[int, sa.Row[Any]]:
    """Standards with their number of links, by row id."""
    page = sa.select(tables.standard).where(tables.standard.c.id.in_(list(ids)))
    return {row.id: row for row in await connection.execute(_with_links(page))}


async def standard_id(connection: AsyncConnection, key: str) -> int | None:
    """Row id of the standard with this key."""
    table = tables.standard
    return (await connection.execute(sa.select(table.c.id).where(table.c.key == key))).scalar_one_or_none()


async def commercial_standard(connection: AsyncConnection, name: str) -> sa.Row[Any] | None:
    """The commercial standard that is known by a name, whatever its spelling."""
    table = tables.standard
    query = sa.select(table).where(table.c.kind == _COMMERCIAL, table.c.search.contains(plain(name), autoescape=True))
    rows = (await connection.execute(query.order_by(table.c.id))).all()
    return next((row for row in rows if plain(name) in map(plain, row.names)), None)


async def keys_beginning(connection: AsyncConnection, beginning: str) -> set[str]:
    """Keys that begin so."""
    table = tables.standard
    found = await connection.execute(sa.select(table.c.key).where(table.c.key.startswith(beginning, autoescape=True)))
    return set(found.scalars())


async def lock_standards(tx: WriteTransaction) -> None:
    """Waits until nobody else makes standards."""
    await locks.wait(tx, Lock.STANDARDS)


async def create_standard(tx: WriteTransaction, identity: Standard, *, kind: int, facts: Mapping[str, object]) -> int:
    """Makes a standard; returns its row id."""
    values: dict[str, object] = {
        "key": identity.key,
        "display_name": identity.names[0],
        "names": list(identity.names),
        "kind": kind,
        "search": " ".join(map(plain, identity.names)),
        **facts,
    }
    return (await tx.execute(sa.insert(tables.standard).values(values).returning(tables.standard.c.id))).scalar_one()


async def add_name(tx: WriteTransaction, id: int, names: Sequence[str], name: str) -> None:
    """Gives a standard a further name."""
    whole = [*names, name]
    table = tables.standard
    await tx.execute(sa.update(table).where(table.c.id == id).values(names=whole, search=" ".join(map(plain, whole))))


async def named_standards(connection: AsyncConnection) -> list[Named]:
    """Every standard as one looks for it."""
    table = tables.standard
    query = sa.select(
        table.c.id, table.c.key, table.c.display_name, table.c.names, table.c.title, table.c.kind
    ).order_by(table.c.id)
    return [
        Named(row.id, row.key, row.display_name, tuple(row.names), row.title or "", row.kind == _COMMERCIAL)
        for row in await connection.execute(query)
    ]


async def edition_number(connection: AsyncConnection) -> int:
    """Number of the current edition; whatever changes names or titles makes a new one."""
    return (await connection.execute(sa.select(sa.func.coalesce(sa.func.max(tables.edition.c.number), 0)))).scalar_one()


async def standard_scope(connection: AsyncConnection, key: str, *, with_chain: bool = False) -> Scope | None:
    """The links that are for a standard; None when there is no such standard.

    Args:
        with_chain: also those for what came before and after it.
    """
    table = tables.standard
    query = sa.select(table.c.id, table.c.generation, table.c.kind).where(table.c.key == key)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.generation is not None:
        return scope_of(row.id, row.generation)
    ids = [row.id, *await defining_ids(connection, row.id)] if row.kind == _COMMERCIAL else [row.id]
    if with_chain:
        ids = sorted({other for id in ids for other in await chain_ids(connection, id)})
    return scope_of(row.id, None, ids if len(ids) > 1 else ())


async def defining_ids(connection: AsyncConnection, id: int) -> list[int]:
    """Row ids of the specifications that define a commercial standard."""
    table = tables.standard_specification
    query = sa.select(table.c.specification_id).where(table.c.standard_id == id, table.c.specification_id.is_not(None))
    return list((await connection.execute(query.distinct().order_by(table.c.specification_id))).scalars())


async def declared_for_standard(connection: AsyncConnection, id: int, generation: int | None) -> sa.ColumnElement[bool]:
    """Where a link is declared for a standard: by flag, by its name, or for a specification that defines it."""
    return tables.declared_for(
        id, generation, [id, *defining] if (defining := await defining_ids(connection, id)) else []
    )


def _with_links(page: sa.Select[Any]) -> sa.Select[Any]:
    """The page's rows with the number of links of each, so that nothing off the page is counted.

    Of what has many, the number is kept with the counts of the current edition: counting half a million links for one
    line of a list takes longer than all else. Until an edition has its counts, it is counted.
    """
    standard, link, defining = page.subquery("page"), tables.link, tables.standard_specification
    kept, edition = tables.kept_count, tables.edition
    known = sa.select(sa.cast(kept.c.lines[0][6].as_string(), sa.BigInteger)).where(
        kept.c.edition == sa.select(sa.func.max(edition.c.number)).scalar_subquery(),
        kept.c.family_key == 1,
        kept.c.scope
        == sa.case(
            (standard.c.generation.is_not(None), sa.func.concat("generation:", standard.c.generation)),
            (standard.c.kind != _COMMERCIAL, sa.func.concat("standards:", standard.c.id)),
        ),
    )
    count = sa.select(sa.func.count()).select_from(link).where(tables.in_edition(None))
    named = count.where(link.c.standard_id == standard.c.id).scalar_subquery()
    flagged = count.where(link.c.generations.bitwise_and(standard.c.generation) != 0).scalar_subquery()
    specifications = sa.select(defining.c.specification_id).where(defining.c.standard_id == standard.c.id)
    defined = count.where(
        sa.or_(link.c.standard_id == standard.c.id, link.c.standard_id.in_(specifications))
    ).scalar_subquery()
    counted = sa.case(
        (standard.c.generation.is_not(None), flagged), (standard.c.kind == _COMMERCIAL, defined), else_=named
    )
    links = sa.func.coalesce(known.scalar_subquery(), counted)
    document = tables.document
    return (
        sa.select(standard, links.label("link_count"), document.c.sha256)
        .outerjoin(document, document.c.id == standard.c.document_id)
        .order_by(standard.c.key)
    )


# --- what was declared -------------------------------------------------------------------------------------------


async def declared_versions(connection: AsyncConnection, of: Scope) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Versions that links for a scope name, None for none, with how many do."""
    link = tables.link
    count = sa.func.count().label("links")
    query = (
        sa.select(link.c.standard_version, count)
        .where(tables.declared_for(of.standard_id, of.generation, of.chain), tables.in_edition(None))
        .group_by(link.c.standard_version)
    )
    return (await connection.execute(query)).all()


async def list_declarations(
    connection: AsyncConnection, of: Scope, after: tuple[str, int] | None, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Declarations with links in a scope, in order of reference and number, a row for each standard they name.

    Args:
        limit: of declarations, not of rows.
    """
    declaration, link, holder = tables.declaration, tables.link, tables.holder
    condition = sa.and_(tables.declared_for(of.standard_id, of.generation, of.chain), tables.in_edition(None))
    page = (
        sa.select(declaration.c.id, declaration.c.key, declaration.c.reference, declaration.c.holder_id)
        .where(declaration.c.id.in_(sa.select(link.c.declaration_id).where(condition)))
        .order_by(declaration.c.reference, declaration.c.id)
        .limit(limit)
    )
    if after is not None:
        page = page.where(sa.tuple_(declaration.c.reference, declaration.c.id) > sa.tuple_(*after))
    found = page.subquery("page")
    # Of a generation, the flags decide: which specification a link names as well is beside the question.
    named = sa.null() if of.generation is not None else link.c.standard_id
    counted = (
        sa.select(link.c.declaration_id, named.label("standard_id"), sa.func.count().label("links"))
        .where(condition, link.c.declaration_id.in_(sa.select(found.c.id)))
        .group_by(link.c.declaration_id, *(() if of.generation is not None else (link.c.standard_id,)))
        .subquery("counted")
    )
    query = (
        sa.select(
            found.c.id,
            found.c.key,
            found.c.reference,
            holder.c.key.label("holder_key"),
            holder.c.name.label("declarant"),
            counted.c.standard_id,
            counted.c.links,
        )
        .join_from(found, counted, counted.c.declaration_id == found.c.id)
        .outerjoin(holder, holder.c.id == found.c.holder_id)
        .order_by(found.c.reference, found.c.id, counted.c.standard_id)
    )
    return (await connection.execute(query)).all()


# --- chains ------------------------------------------------------------------------------------------------------

_CLOSURE = """
with recursive
    edge (earlier, later) as (
        select predecessor_id, successor_id from registry.standard_step where withdrawn_at is null
        union all
        -- what a catalogue only calls otherwise is the same specification, whichever way one comes
        select successor_id, predecessor_id from registry.standard_step where withdrawn_at is null and kind = 3
    ),
    before (id) as (
        select cast(:id as bigint) union select edge.earlier from edge join before on edge.later = before.id
    ),
    after (id) as (
        select cast(:id as bigint) union select edge.later from edge join after on edge.earlier = after.id
    )
select id from before union select id from after order by id
"""


async def chain_ids(connection: AsyncConnection, standard_id: int) -> list[int]:
    """Row ids of a standard and of all that came before it and all that came after it, in ascending order."""
    return list((await connection.execute(sa.text(_CLOSURE), {"id": standard_id})).scalars())


async def chain_steps(connection: AsyncConnection, ids: Collection[int]) -> list[Step]:
    """The steps between these standards that hold."""
    table = tables.standard_step
    query = (
        sa.select(table)
        .where(
            table.c.withdrawn_at.is_(None),
            table.c.predecessor_id.in_(list(ids)),
            table.c.successor_id.in_(list(ids)),
        )
        .order_by(table.c.id)
    )
    return [
        Step(str(row.id), row.predecessor_id, row.successor_id, StepKind(row.kind))
        for row in await connection.execute(query)
    ]


def _steps() -> sa.Select[Any]:
    table = tables.standard_step
    earlier, later = tables.standard.alias("earlier"), tables.standard.alias("later")
    return (
        sa.select(table, earlier.c.key.label("predecessor_key"), later.c.key.label("successor_key"))
        .join(earlier, earlier.c.id == table.c.predecessor_id)
        .join(later, later.c.id == table.c.successor_id)
    )


async def read_step(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One step with the keys of its ends."""
    return (await connection.execute(_steps().where(tables.standard_step.c.id == id))).one_or_none()


async def lock_step(tx: WriteTransaction, id: uuid.UUID) -> None:
    """Keeps a step as it is until the transaction ends."""
    table = tables.standard_step
    await tx.execute(sa.select(table.c.id).where(table.c.id == id).with_for_update())


async def step_between(connection: AsyncConnection, predecessor: int, successor: int) -> sa.Row[Any] | None:
    """The step between two standards that holds."""
    table = tables.standard_step
    query = _steps().where(
        table.c.predecessor_id == predecessor, table.c.successor_id == successor, table.c.withdrawn_at.is_(None)
    )
    return (await connection.execute(query)).one_or_none()


async def all_steps(connection: AsyncConnection, ids: Collection[int]) -> Sequence[sa.Row[Any]]:
    """Every step that touches one of these standards and lies within them, or did until it was withdrawn."""
    table = tables.standard_step
    inside = sa.and_(table.c.predecessor_id.in_(list(ids)), table.c.successor_id.in_(list(ids)))
    touching = sa.or_(table.c.predecessor_id.in_(list(ids)), table.c.successor_id.in_(list(ids)))
    query = _steps().where(sa.or_(inside, sa.and_(table.c.withdrawn_at.is_not(None), touching)))
    return (await connection.execute(query.order_by(table.c.recorded_at, table.c.id))).all()


async def lock_chains(tx: WriteTransaction) -> None:
    """Waits until nobody else changes chains."""
    await locks.wait(tx, Lock.CHAIN)


async def add_steps(tx: WriteTransaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Puts steps on record."""
    if rows:
        await tx.execute(sa.insert(tables.standard_step), [dict(row) for row in rows])


async def withdraw_step(tx: WriteTransaction, id: uuid.UUID, *, at: dt.datetime, by: str, reason: str) -> None:
    """Withdraws a step."""
    table = tables.standard_step
    await tx.execute(
        sa.update(table).where(table.c.id == id).values(withdrawn_at=at, withdrawn_by=by, withdrawal_reason=reason)
    )


# --- events ------------------------------------------------------------------------------------------------------


async def add_events(tx: WriteTransaction, rows: Iterable[Mapping[str, object]]) -> None:
    """Notes what happened to standards."""
    values = [{"effective_on": None, "provision": "", **row} for row in rows]
    for start in range(0, len(values), 1_000):
        await tx.execute(sa.insert(tables.standard_event), values[start : start + 1_000])


async def list_events(connection: AsyncConnection, id: int, after: int, limit: int) -> Sequence[sa.Row[Any]]:
    """What happened to a standard, in the order in which the register learned of it."""
    table = tables.standard_event
    query = sa.select(table).where(table.c.standard_id == id, table.c.id > after).order_by(table.c.id).limit(limit)
    return (await connection.execute(query)).all()


# --- the catalogue -----------------------------------------------------------------------------------------------

_FACTS = ("title", "status", "generations", "release", "working_group", "internal", "uri")


class CatalogueMerge:
    """Takes a catalogue's rows over, in one transaction.

    Args:
        document: row id of the file.
        digest: its SHA-256, for evidence.
        by: who brings it in: `imports/{import}`.
    """

    def __init__(self, tx: WriteTransaction, document: int, digest: str, by: str, at: dt.datetime) -> None:
        self._tx = tx
        self._document = document
        self._digest = digest
        self._by = by
        self._at = at
        self.added = self.enriched = self.corrected = self.otherwise = 0

    async def merge(self, specifications: Sequence[Specification]) -> int:
        """Takes rows over; returns how many said something new."""
        await lock_standards(self._tx)
        table = tables.standard
        columns = (table.c.id, table.c.key, table.c.names, *(table.c[name] for name in _FACTS))
        known = {row.key: row for row in await self._tx.execute(sa.select(*columns))}
        added: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        events: list[dict[str, object]] = []
        told: set[str] = set()
        for one in specifications:
            row = known.get(one.standard.key)
            facts = {name: getattr(one, name) for name in _FACTS}
            where = {"document_id": self._document, "line": one.line}
            if row is None:
                names = list(one.standard.names)
                added.append(
                    {
                        "key": one.standard.key,
                        "display_name": names[0],
                        "names": names,
                        "kind": 1,
                        "search": " ".join(map(plain, names)),
                        **facts,
                        **where,
                    }
                )
                told.add(one.standard.key)
                continue
            names = [*row.names, *(name for name in one.standard.names if name not in row.names)]
            # What a catalogue leaves blank it does not take back.
            kept = {name: getattr(row, name) if value is None else value for name, value in facts.items()}
            differing = [name for name in _FACTS if kept[name] != getattr(row, name)]
            if not differing and names == list(row.names):
                continue
            told.add(one.standard.key)
            changed.append({"row": row.id, "names": names, "search": " ".join(map(plain, names)), **kept, **where})
            corrections = [name for name in differing if getattr(row, name) is not None]
            self.corrected += bool(corrections)
            self.enriched += not corrections
            what = "; ".join(f"{name}: {getattr(row, name)!r} → {kept[name]!r}" for name in corrections)
            events.append(
                {
                    "standard_id": row.id,
                    "kind": "system:standard:catalogue",
                    "recorded_at": self._at,
                    "actor": self._by,
                    "what": f"3GPP's catalogue (line {one.line}) says otherwise than before: {what}"
                    if what
                    else f"Found in 3GPP's catalogue (line {one.line})",
                }
            )
        for start in range(0, len(added), 1_000):
            await self._tx.execute(sa.insert(table), added[start : start + 1_000])
        if changed:
            fields = ("names", "search", *_FACTS, "document_id", "line")
            statement = (
                sa.update(table)
                .where(table.c.id == sa.bindparam("row"))
                .values({name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in fields})
            )
            await self._tx.connection.execute(
                statement, [{"row": one["row"], **{f"new_{name}": one[name] for name in fields}} for one in changed]
            )
        await add_events(self._tx, events)
        self.added = len(added)
        return len(told | await self._declared_otherwise(specifications))

    async def _declared_otherwise(self, specifications: Sequence[Specification]) -> set[str]:
        """Puts on record which specifications were declared as TS and are TR in the catalogue, or the other way.

        3GPP gives a number once, whatever the kind (TR 21.900); the two stay apart, and the chain joins them.
        """
        table, step = tables.standard, tables.standard_step
        other = {
            f"3gpp-{'tr' if one.standard.kind == 'TS' else 'ts'}-{one.standard.number.lower()}": one
            for one in specifications
            if one.standard.organisation == "3GPP"
        }
        found = await self._tx.execute(sa.select(table.c.id, table.c.key).where(table.c.key.in_(list(other))))
        declared = {row.key: row.id for row in found if other[row.key].standard.key not in other}
        if not declared:
            return set()
        await lock_chains(self._tx)
        meant = [other[key].standard.key for key in declared]
        ids = {
            row.key: row.id
            for row in await self._tx.execute(sa.select(table.c.id, table.c.key).where(table.c.key.in_(meant)))
        }
        joined = {
            pair
            for row in await self._tx.execute(
                sa.select(step.c.predecessor_id, step.c.successor_id).where(
                    sa.or_(
                        step.c.predecessor_id.in_(list(declared.values())),
                        step.c.successor_id.in_(list(declared.values())),
                    )
                )
            )
            for pair in ((row.predecessor_id, row.successor_id), (row.successor_id, row.predecessor_id))
        }
        rows: list[dict[str, object]] = []
        told: set[str] = set()
        for key, id in sorted(declared.items()):
            one = other[key]
            if (id, ids[one.standard.key]) in joined:
                continue  # also one that was withdrawn: a person has decided otherwise
            told.add(one.standard.key)
            rows.append(
                {
                    "id": self._tx.database.new_id(),
                    "predecessor_id": id,
                    "successor_id": ids[one.standard.key],
                    "kind": int(StepKind.CATALOGUED_AS),
                    "evidence": f"3GPP's catalogue, documents/{self._digest}, line {one.line}",
                    "recorded_at": self._at,
                    "recorded_by": self._by,
                }
            )
        await add_steps(self._tx, rows)
        self.otherwise = len(rows)
        return told
