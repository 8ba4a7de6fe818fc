"""Owns the statements that keep and read declarations, their lists, histories, chains and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.declarations.declared_pairs import Pair, generation_bits
from services.registry.declarations.rules import PUBLIC_STATES, REMOVED_STATES, Party, State, declaration_name
from services.registry.holders.rules import EVERYONE
from services.registry.imports import store as documents
from services.registry.imports.rules import holder_key as key_of_name
from services.registry.imports.rules import plain
from services.registry.locks import Lock
from services.registry.standards.identity import (
    Standard,
    StandardReference,
    parse_standard,
    standard_as_declared,
    standard_of_3gpp,
)
from services.registry.standards.ietf_identity import parse_ietf_document
from shared.db import WriteTransaction

SUPERSEDES, UPDATES = 1, 2  # numbers of DeclarationRelation
_BATCH = 1_000
NOT_NUMBERED = 0  # no edition has this number; nobody but the transaction that writes it ever sees it
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


async def holder_id(connection: AsyncConnection, key: str) -> int | None:
    """Id of the holder that the spelling with this key stands for."""
    table = tables.holder
    query = sa.select(sa.func.coalesce(table.c.same_as, table.c.id)).where(table.c.key == key)
    return (await connection.execute(query)).scalar_one_or_none()


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


async def list_exported(
    connection: AsyncConnection, declaration: int, after: int, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The list of a declaration that an ISLD export brought: its links in order of their rows."""
    link, standard, application, document = tables.link, tables.standard, tables.application, tables.document
    query = (
        sa.select(
            link.c.id.label("position"),
            link.c.entry_id,
            standard.c.key.label("standard_key"),
            standard.c.display_name.label("standard"),
            link.c.standard_version.label("version"),
            link.c.illustrative_part,
            sa.null().label("project"),
            link.c.application_id.is_not(None).label("names_patent"),
            application.c.office,
            application.c.number.label("application_number"),
            application.c.publications,
            application.c.title,
            sa.null().label("status"),
            sa.null().label("claims"),
            document.c.sha256,
            link.c.line,
        )
        .select_from(link)
        .join(document, document.c.id == link.c.document_id)
        .outerjoin(standard, standard.c.id == link.c.standard_id)
        .outerjoin(application, application.c.id == link.c.application_id)
        .where(link.c.declaration_id == declaration, link.c.id > after)
        .order_by(link.c.id)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def list_declared(
    connection: AsyncConnection, declaration: int, after: int, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The list of a declaration as declared, in its order."""
    listed, standard, document = tables.declared_patent, tables.standard, tables.document
    query = (
        sa.select(
            listed.c.number.label("position"),
            listed,
            standard.c.key.label("standard_key"),
            document.c.sha256,
        )
        .join(document, document.c.id == listed.c.document_id)
        .outerjoin(standard, standard.c.id == listed.c.standard_id)
        .where(listed.c.declaration_id == declaration, listed.c.gone_in.is_(None), listed.c.number > after)
        .order_by(listed.c.number)
        .limit(limit)
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


# --- holders and standards that declarations name ----------------------------------------------------------------


async def holder_named(connection: AsyncConnection, name: str) -> sa.Row[*tuple[Any, ...]] | None:
    """The holder that goes by exactly this name."""
    table = tables.holder
    query = sa.select(table.c.id, table.c.key).where(table.c.name == name)
    return (await connection.execute(query)).one_or_none()


async def enter_holder(tx: WriteTransaction, name: str, *, key: str = "", demonstration: bool = False) -> int:
    """The id of the holder of this name, entered where the register lacks it.

    Args:
        key: the resource id to enter it by; chosen from the name when empty.
        demonstration: whether only made-up data names it.
    """
    table = tables.holder
    known = await holder_named(tx.connection, name)
    if known is None:
        # Two that enter one name, or one key, at one moment: the second waits for the first and finds its row.
        await locks.wait(tx, Lock.HOLDER)
        known = await holder_named(tx.connection, name)
    if known is None:
        if key and (found := await holder_id(tx.connection, key)) is not None:
            return found
        if not key:
            # The readable key, or the one with a digest where another name has that.
            key = key_of_name(name, ())
            key = key if await holder_id(tx.connection, key) is None else key_of_name(name, (key,))
        values = {"key": key, "name": name, "search": plain(name)}
        made = insert(table).values(demonstration=demonstration, **values).returning(table.c.id)
        return cast(int, (await tx.execute(made)).scalar_one())
    if not demonstration:
        await tx.execute(
            sa.update(table).where(table.c.id == known.id, table.c.demonstration).values(demonstration=False)
        )
    return cast(int, known.id)


def identify(text: str) -> StandardReference | None:
    """The standard that a declared text means, by the schemes of ETSI, 3GPP and the IETF; as declared otherwise."""
    return parse_ietf_document(text) or parse_standard(text)


async def find_standard(tx: WriteTransaction, text: str) -> tuple[int, str | None] | None:
    """The row of a standard, by any name, entered where the register lacks it; and the version that the name holds.

    None for a resource name (`standards/…`) that there is not. A name that follows no known scheme is looked for among
    the names of the register's standards, then kept as declared.
    """
    table = tables.standard
    if text.startswith("standards/"):
        query = sa.select(table.c.id).where(table.c.key == text.removeprefix("standards/"))
        found = (await tx.execute(query)).scalar_one_or_none()
        return None if found is None else (found, None)
    reference = identify(text)
    if reference is None:
        reference = StandardReference(standard_as_declared(text), None)
    if not reference.standard.organisation:
        bare = text.strip().lower()
        by_number = [standard_of_3gpp(kind, bare).key for kind in ("TS", "TR")]
        query = sa.select(table.c.id, table.c.key).where(
            sa.or_(
                table.c.key.in_([*by_number, bare]),
                (sa.literal(" ") + table.c.search + " ").contains(f" {plain(text)} ", autoescape=True)
                if plain(text)
                else sa.false(),
            )
        )
        named = (await tx.execute(query.limit(2))).all()
        if len(named) == 1:
            return named[0].id, None
    return await enter_standard(tx, reference.standard), reference.version


async def enter_standard(tx: WriteTransaction, standard: Standard) -> int:
    """The row of a standard, entered where the register lacks it, with the names it lacked."""
    table = tables.standard
    known = (await tx.execute(sa.select(table.c.id, table.c.names).where(table.c.key == standard.key))).one_or_none()
    if known is not None and set(standard.names) <= set(known.names):
        return cast(int, known.id)
    names = [*(known.names if known else ()), *standard.names]
    names = list(dict.fromkeys(names))
    statement = insert(table).values(
        key=standard.key,
        display_name=names[0],
        names=names,
        kind=1,
        search=" ".join(plain(name) for name in names),
    )
    upsert = statement.on_conflict_do_update(
        index_elements=[table.c.key], set_={"names": statement.excluded.names, "search": statement.excluded.search}
    )
    return cast(int, (await tx.execute(upsert.returning(table.c.id))).scalar_one())


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


@dataclass(frozen=True, slots=True)
class Row:
    """A pair with the place in the document where it stands.

    Attributes:
        line: physical line from 1.
        offset: in bytes from the document's beginning.
        length: in bytes, without the line end.
    """

    pair: Pair
    line: int
    offset: int
    length: int


async def add_patents(
    tx: WriteTransaction, declaration: int, rows: Sequence[Row], *, document: int, enter: bool
) -> Sequence[str]:
    """Keeps a declaration's list.

    Args:
        enter: whether the standards it names are entered into the register, as those of what is public are.

    Returns:
        Resource names of standards that it names and that there are not; nothing was kept then.
    """
    standards = await _standards_of(tx, rows) if enter else {}
    missing = [text for text, found in standards.items() if found is None]
    if missing:
        return missing
    table = tables.declared_patent
    last = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0)).where(table.c.declaration_id == declaration)
    first = cast(int, (await tx.execute(last)).scalar_one()) + 1
    entries: dict[int, int] = {}
    for entry in dict.fromkeys(row.pair.entry for row in rows):
        entries[entry] = cast(int, (await tx.execute(sa.select(tables.ENTRY_NUMBER.next_value()))).scalar_one())
    values: list[dict[str, object]] = []
    for number, row in enumerate(rows, first):
        standard, patent = row.pair.standard, row.pair.patent
        text = standard.standard.strip() if standard else ""
        found = standards.get(text) if text else None
        values.append(
            {
                "declaration_id": declaration,
                "number": number,
                "entry_id": entries[row.pair.entry],
                "standard": text or None,
                "standard_id": found[0] if found else None,
                "version": (standard.version if standard else "") or (found[1] if found else None) or None,
                "illustrative_part": (standard.illustrative_part if standard else "") or None,
                "project": (standard.project if standard else "") or None,
                "generations": generation_bits(standard.generations) if standard else None,
                "names_patent": patent is not None,
                "office": (patent.office if patent else "") or None,
                "application_number": (patent.application_number.strip() if patent else "") or None,
                "publications": [p.strip() for p in patent.publications if p.strip()] if patent else [],
                "title": (patent.title if patent else "") or None,
                "status": (patent.status if patent else "") or None,
                "claims": (patent.claims if patent else "") or None,
                "document_id": document,
                "line": row.line,
                "offset_bytes": row.offset,
                "length_bytes": row.length,
            }
        )
    for start in range(0, len(values), _BATCH):
        await tx.execute(sa.insert(table), values[start : start + _BATCH])
    return ()


async def place_standards(tx: WriteTransaction, declaration: int) -> None:
    """Enters the standards that a declaration's list names, once it becomes public."""
    table = tables.declared_patent
    unplaced = sa.and_(
        table.c.declaration_id == declaration, table.c.standard.is_not(None), table.c.standard_id.is_(None)
    )
    query = sa.select(table.c.standard).where(unplaced).distinct().order_by(table.c.standard)
    for text in (await tx.execute(query)).scalars().all():
        found = await find_standard(tx, text)
        if found is not None:
            await tx.execute(
                sa.update(table)
                .where(table.c.declaration_id == declaration, table.c.standard == text)
                .values(standard_id=found[0], version=sa.func.coalesce(table.c.version, found[1]))
            )


async def retire_patents(tx: WriteTransaction, declaration: int, revision: int) -> None:
    """Notes that a source no longer lists what it listed: another list follows."""
    table = tables.declared_patent
    await tx.execute(
        sa.update(table)
        .where(table.c.declaration_id == declaration, table.c.gone_in.is_(None))
        .values(gone_in=revision)
    )


async def add_links(tx: WriteTransaction, declaration: int, *, demonstration: bool = False) -> int:
    """Makes declared links of a declaration's list, so that counts and frames see it; returns how many.

    The one place where declarations that no ISLD export brought become rows of `link`. The family of an application
    is unknown: nothing says it in a form, and nothing is guessed.
    """
    listed, owner, application, link = (
        tables.declared_patent,
        tables.declaration,
        tables.application,
        tables.link,
    )
    query = (
        sa.select(listed, owner.c.holder_id, owner.c.key, owner.c.revision)
        .join(owner, owner.c.id == listed.c.declaration_id)
        .where(listed.c.declaration_id == declaration, listed.c.gone_in.is_(None))
        .order_by(listed.c.number)
    )
    rows = (await tx.execute(query)).all()
    applications: dict[str, dict[str, object]] = {}
    for row in rows:
        identity = _identity(row)
        if identity is not None and identity not in applications:
            applications[identity] = {
                "identity": identity,
                "office": row.office,
                "number": row.application_number,
                "publications": row.publications,
                "title": row.title,
            }
    ids: dict[str, int] = {}
    # In one order, whoever inserts: two transactions that insert the same rows never wait for each other in a circle.
    wanted = sorted(applications)
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        await tx.execute(insert(application).on_conflict_do_nothing(), [applications[one] for one in part])
        found = await tx.execute(
            sa.select(application.c.identity, application.c.id).where(application.c.identity.in_(part))
        )
        ids.update({one.identity: one.id for one in found})
    values: list[dict[str, object]] = []
    since = await documents.coming_edition(tx) if rows else 0
    for row in rows:
        identity = _identity(row)
        values.append(
            {
                "since_edition": since,
                "declaration_id": declaration,
                "holder_id": row.holder_id,
                "entry_id": row.entry_id,
                "standard_id": row.standard_id,
                "standard_version": row.version,
                "illustrative_part": row.illustrative_part,
                "generations": row.generations,
                "application_id": ids[identity] if identity else None,
                "demonstration": demonstration,
                "document_id": row.document_id,
                "line": row.line,
                "offset_bytes": row.offset_bytes,
                "length_bytes": row.length_bytes,
            }
        )
    for start in range(0, len(values), _BATCH):
        await tx.execute(sa.insert(link), values[start : start + _BATCH])
    return len(values)


async def counted_links(tx: WriteTransaction, declaration: int) -> int:
    """How many links of a declaration count."""
    link = tables.link
    query = sa.select(sa.func.count()).where(link.c.declaration_id == declaration, link.c.gone_in.is_(None))
    return cast(int, (await tx.execute(query)).scalar_one())


async def end_links(tx: WriteTransaction, declaration: int, edition: int = NOT_NUMBERED) -> None:
    """Lets the links of a declaration count no longer, from an edition on; `number_ended` says later from which."""
    link = tables.link
    await tx.execute(
        sa.update(link).where(link.c.declaration_id == declaration, link.c.gone_in.is_(None)).values(gone_in=edition)
    )


async def number_ended(tx: WriteTransaction, declarations: Sequence[int], edition: int) -> None:
    """Says from which edition on those links count no longer that this transaction ended without a number."""
    link = tables.link
    await tx.execute(
        sa.update(link)
        .where(link.c.declaration_id.in_(declarations), link.c.gone_in == NOT_NUMBERED)
        .values(gone_in=edition)
    )


async def _standards_of(tx: WriteTransaction, rows: Collection[Row]) -> dict[str, tuple[int, str | None] | None]:
    """What each text by which a list names a standard means."""
    texts = {row.pair.standard.standard.strip() for row in rows if row.pair.standard} - {""}
    # In one order, whoever enters them.
    return {text: await find_standard(tx, text) for text in sorted(texts)}


def _identity(row: sa.Row[*tuple[Any, ...]]) -> str | None:
    """What makes two applications the same, as the import of exports writes it."""
    if row.application_number:
        return f"{row.office or '?'} {row.application_number}"
    if row.publications:
        return f"{row.office or '?'} p " + "\x1f".join(row.publications)
    return None
