"""Owns the statements that keep and read declarations, their lists, histories, chains and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.declarations.rules import PUBLIC_STATES, REMOVED_STATES, Party, State, declaration_name
from services.registry.holders.rules import EVERYONE
from shared.db import WriteTransaction

SUPERSEDES, UPDATES = 1, 2  # numbers of DeclarationRelation
_ALREADY_REMOVED = [int(state) for state in REMOVED_STATES]
_PUBLIC = [int(state) for state in PUBLIC_STATES]

# --- reading -----------------------------------------------------------------------------------------------------


async def read_declaration(connection: AsyncConnection, key: str) -> sa.Row[*tuple[Any, ...]] | None:
    """One declaration with its holder, its source and its number of entries."""
    table = tables.declaration
    return (await connection.execute(_whole(sa.select(table).where(table.c.key == key)))).one_or_none()


async def read_declarations(connection: AsyncConnection, keys: Sequence[str]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The declarations of these keys that there are."""
    table = tables.declaration
    return (await connection.execute(_whole(sa.select(table).where(table.c.key.in_(list(keys)))))).all()


async def lock_declaration(tx: WriteTransaction, key: str) -> sa.Row[*tuple[Any, ...]] | None:
    """One declaration, which nobody else changes before this transaction ends."""
    table = tables.declaration
    await tx.execute(sa.select(table.c.id).where(table.c.key == key).with_for_update())
    return await read_declaration(tx.connection, key)


async def in_force_under(connection: AsyncConnection, holder: int, reference: str) -> sa.Row[*tuple[Any, ...]] | None:
    """The declaration in force that a holder, in any of its spellings, made under a reference; the first of several."""
    table, named = tables.declaration, tables.holder
    one = sa.func.coalesce(named.c.same_as, named.c.id)
    who = sa.select(one).where(named.c.id == holder).scalar_subquery()
    own = sa.select(named.c.id).where(one == who)
    found = sa.select(table).where(
        table.c.reference == reference,
        table.c.holder_id.in_(own),
        table.c.proprietor.is_(None),
        table.c.state == int(State.IN_FORCE),
    )
    return (await connection.execute(_whole(found.order_by(table.c.id).limit(1)))).one_or_none()


async def in_force_on_form(
    connection: AsyncConnection, holder: int, kind: int, form: Mapping[str, Any]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Declarations in force of a holder, in any of its spellings, that fill in a form as this one; lists apart."""
    table, named = tables.declaration, tables.holder
    one = sa.func.coalesce(named.c.same_as, named.c.id)
    who = sa.select(one).where(named.c.id == holder).scalar_subquery()
    found = sa.select(table).where(
        table.c.holder_id.in_(sa.select(named.c.id).where(one == who)),
        table.c.kind == kind,
        table.c.form == sa.cast(dict(form), pg.JSONB),
        table.c.proprietor.is_(None),
        table.c.state == int(State.IN_FORCE),
    )
    return (await connection.execute(_whole(found.order_by(table.c.id)))).all()


async def list_declarations(
    connection: AsyncConnection,
    of: sa.ColumnElement[bool],
    after: tuple[str, int] | None,
    limit: int,
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Declarations in order of reference; `after` is reference and row id of the last one of the page before."""
    table = tables.declaration
    page = sa.select(table).where(of).order_by(table.c.reference, table.c.id).limit(limit)
    if after is not None:
        page = page.where(sa.tuple_(table.c.reference, table.c.id) > sa.tuple_(*after))
    return (await connection.execute(_whole(page))).all()


def of_anyone() -> sa.ColumnElement[bool]:
    """Declarations of every holder and of nobody known."""
    return sa.true()


def of_nobody_known() -> sa.ColumnElement[bool]:
    """Declarations without a declarant that is a holder."""
    return tables.declaration.c.holder_id.is_(None)


def of_holder(id: int) -> sa.ColumnElement[bool]:
    """Declarations of one holder, under all its spellings."""
    table = tables.holder
    spellings = sa.select(table.c.id).where(sa.or_(table.c.id == id, table.c.same_as == id))
    return tables.declaration.c.holder_id.in_(spellings)


def of_form_and_state(kind: int, state: int) -> sa.ColumnElement[bool]:
    """Declarations of one form and in one state; 0 for any."""
    table = tables.declaration
    wanted = [table.c.kind == kind] if kind else []
    return sa.and_(sa.true(), *wanted, *([table.c.state == state] if state else []))


def visible_to(party: Party) -> sa.ColumnElement[bool]:
    """Declarations that a party may know of: what is public, and its own; the centre knows all."""
    return sa.or_(tables.declaration.c.state.in_(_PUBLIC), _own(party))


def _whole(page: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    declaration, holder, document = page.subquery("page"), tables.holder, tables.document
    link, listed, canonical = tables.link, tables.declared_patent, tables.holder.alias("canonical")
    exported = (
        sa.select(sa.func.count(link.c.entry_id.distinct()))
        .where(link.c.declaration_id == declaration.c.id, tables.in_edition(None))
        .scalar_subquery()
    )
    declared = (
        sa.select(sa.func.count(listed.c.entry_id.distinct()))
        .where(listed.c.declaration_id == declaration.c.id, listed.c.gone_in.is_(None))
        .scalar_subquery()
    )
    conflict = tables.conflicting_fact
    subject = sa.func.concat(
        "holders/", sa.func.coalesce(holder.c.key, "-unknown"), "/declarations/", declaration.c.key
    )
    return (
        sa.select(
            declaration,
            holder.c.key.label("holder_key"),
            sa.func.coalesce(declaration.c.declarant, holder.c.name).label("declarant_name"),
            canonical.c.key.label("canonical_key"),
            document.c.sha256,
            sa.case((declaration.c.iprd_id.is_not(None), exported), else_=declared).label("entry_count"),
            sa.exists().where(conflict.c.subject == subject).label("has_conflicts"),
        )
        .outerjoin_from(declaration, holder, holder.c.id == declaration.c.holder_id)
        .outerjoin(canonical, canonical.c.id == holder.c.same_as)
        .join(document, document.c.id == declaration.c.document_id)
        .order_by(declaration.c.reference, declaration.c.id)
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What belongs to declarations beside their rows, by row id; names of their neighbours in the chain, by key."""

    events: Mapping[int, Sequence[sa.Row[*tuple[Any, ...]]]]
    documents: Mapping[int, Sequence[sa.Row[*tuple[Any, ...]]]]
    earlier: Mapping[str, Sequence[str]]
    later: Mapping[str, Sequence[str]]


async def read_surroundings(
    connection: AsyncConnection, rows: Sequence[sa.Row[*tuple[Any, ...]]], party: Party
) -> Surroundings:
    """Histories, documents and neighbours in the chain of a page of declarations, each in one statement.

    Neighbours that the party may not know of are left out; those that the register lacks are named.
    """
    event, document, attached = tables.declaration_event, tables.document, tables.declaration_document
    ids, keys = [row.id for row in rows], [row.key for row in rows]
    happened = await connection.execute(
        sa.select(event, document.c.sha256)
        .outerjoin(document, document.c.id == event.c.document_id)
        .where(event.c.declaration_id.in_(ids))
        .order_by(event.c.id)
    )
    documents = await connection.execute(
        sa.select(attached, document.c.sha256, document.c.size_bytes)
        .join(document, document.c.id == attached.c.document_id)
        .where(attached.c.declaration_id.in_(ids))
        .order_by(attached.c.declaration_id, attached.c.role)
    )
    events_of: dict[int, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in happened:
        events_of.setdefault(row.declaration_id, []).append(row)
    documents_of: dict[int, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in documents:
        documents_of.setdefault(row.declaration_id, []).append(row)
    step, neighbour, holder = tables.declaration_step, tables.declaration, tables.holder
    sides: list[dict[str, list[str]]] = []
    for mine, other in ((step.c.later, step.c.earlier), (step.c.earlier, step.c.later)):
        found = await connection.execute(
            sa.select(
                mine.label("mine"),
                other.label("other"),
                neighbour.c.id.is_not(None).label("known"),
                holder.c.key.label("holder_key"),
            )
            .select_from(step)
            .outerjoin(neighbour, neighbour.c.key == other)
            .outerjoin(holder, holder.c.id == neighbour.c.holder_id)
            .where(mine.in_(keys), sa.or_(neighbour.c.id.is_(None), visible_to(party)))
            .order_by(mine, other)
        )
        side: dict[str, list[str]] = {}
        for row in found:
            # Of one that the register lacks nobody knows who declared it.
            name = declaration_name(row.holder_key, row.other) if row.known else f"{EVERYONE}/declarations/{row.other}"
            side.setdefault(row.mine, []).append(name)
        sides.append(side)
    return Surroundings(events_of, documents_of, sides[0], sides[1])


async def chain_of(connection: AsyncConnection, key: str, party: Party) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Every step that leads to a declaration or follows from it, over any number of steps.

    Steps from or to a declaration that the party may not know of are as if they were not.
    """
    every, declaration = tables.declaration_step, tables.declaration

    def hidden(end: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        known = sa.func.coalesce(visible_to(party), sa.false())
        return sa.exists().where(declaration.c.key == end, sa.not_(known))

    step = (
        sa.select(every.c.earlier, every.c.later, every.c.relation)
        .where(~hidden(every.c.earlier), ~hidden(every.c.later))
        .cte("step")
    )
    reached = sa.select(sa.literal(key, sa.Text).label("key")).cte("reached", recursive=True)
    neighbours = sa.union_all(
        sa.select(step.c.earlier.label("one"), step.c.later.label("other")),
        sa.select(step.c.later, step.c.earlier),
    ).subquery("neighbours")
    reached = reached.union(sa.select(neighbours.c.other).join(reached, neighbours.c.one == reached.c.key))
    query = (
        sa.select(step.c.earlier, step.c.later, step.c.relation)
        .where(step.c.earlier.in_(sa.select(reached.c.key)))
        .order_by(step.c.earlier, step.c.later)
    )
    return (await connection.execute(query)).all()


async def find_document(connection: AsyncConnection, sha256: str, party: Party) -> sa.Row[*tuple[Any, ...]] | None:
    """A document of a declaration that a party may read: a public one, or one of its own; None where there is none."""
    attached, document, declaration = tables.declaration_document, tables.document, tables.declaration
    readable = sa.and_(
        ~attached.c.confidential,
        declaration.c.state.in_([state for state in _PUBLIC if state not in _ALREADY_REMOVED]),
    )
    query = (
        sa.select(document.c.id, document.c.size_bytes, attached.c.content_type, attached.c.filename)
        .select_from(attached)
        .join(document, document.c.id == attached.c.document_id)
        .join(declaration, declaration.c.id == attached.c.declaration_id)
        .where(document.c.sha256 == sha256, sa.or_(readable, _own(party)))
        .order_by(attached.c.declaration_id, attached.c.role)
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


def _own(party: Party) -> sa.ColumnElement[bool]:
    """Declarations that a party made, or may read as the centre."""
    table, holder = tables.declaration, tables.holder
    if party.officer:
        return sa.true()
    own: list[sa.ColumnElement[bool]] = [sa.false()]
    if party.account:
        own.append(sa.and_(table.c.holder_id.is_(None), table.c.submitter == party.account))
    if party.organization:
        own.append(sa.and_(table.c.holder_id.is_(None), table.c.organization == party.organization))
        if party.holder:
            holders = sa.select(holder.c.id).where(holder.c.key == party.organization.removeprefix("holders/"))
            own.append(table.c.holder_id.in_(holders))
    return sa.or_(*own)


# --- keeping -----------------------------------------------------------------------------------------------------


async def prepare_for_many(tx: WriteTransaction) -> None:
    """Has statements planned anew each time: a plan made while the tables were empty would scan them ever after."""
    await tx.execute(sa.text("set local plan_cache_mode = force_custom_plan"))
    await tx.execute(sa.text("set local statement_timeout = 0"))


async def next_key(tx: WriteTransaction) -> str:
    """A fresh id of a declaration made here."""
    return f"sepia-{(await tx.execute(sa.select(tables.DECLARATION_NUMBER.next_value()))).scalar_one()}"


async def create_declaration(tx: WriteTransaction, values: Mapping[str, object]) -> int:
    """Keeps a new declaration; returns its row id."""
    table = tables.declaration
    return cast(int, (await tx.execute(sa.insert(table).values(**values).returning(table.c.id))).scalar_one())


async def change_declaration(tx: WriteTransaction, id: int, values: Mapping[str, object]) -> int:
    """Changes a declaration that is locked; returns its new revision."""
    table = tables.declaration
    statement = sa.update(table).where(table.c.id == id).values(revision=table.c.revision + 1, **values)
    return cast(int, (await tx.execute(statement.returning(table.c.revision))).scalar_one())


async def add_event(tx: WriteTransaction, declaration: int, values: Mapping[str, object]) -> None:
    """Adds to a declaration's history."""
    at = tx.database.clock.now()
    await tx.execute(sa.insert(tables.declaration_event).values(declaration_id=declaration, recorded_at=at, **values))


async def add_step(tx: WriteTransaction, earlier: str, later: str, relation: int, at: dt.datetime) -> bool:
    """Notes that a later declaration follows from an earlier one; False where that was known."""
    table = tables.declaration_step
    statement = insert(table).values(earlier=earlier, later=later, relation=relation, recorded_at=at)
    added = await tx.execute(statement.on_conflict_do_nothing().returning(table.c.earlier))
    return added.first() is not None


async def waiting_to_be_replaced(tx: WriteTransaction, later: str) -> Sequence[str]:
    """Keys of declarations in force that a later one replaces once it is published."""
    step, earlier = tables.declaration_step, tables.declaration
    query = (
        sa.select(step.c.earlier)
        .join(earlier, earlier.c.key == step.c.earlier)
        .where(step.c.later == later, step.c.relation == SUPERSEDES, earlier.c.state == int(State.IN_FORCE))
        .order_by(step.c.earlier)
    )
    return (await tx.execute(query)).scalars().all()


async def add_document(tx: WriteTransaction, declaration: int, values: Mapping[str, object]) -> None:
    """Attaches a stored document to a declaration."""
    await tx.execute(sa.insert(tables.declaration_document).values(declaration_id=declaration, **values))
