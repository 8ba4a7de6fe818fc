"""Owns the statements about transfers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.declarations.rules import REMOVED_STATES, State
from services.registry.families.rules import FamilyName
from services.registry.holders.store import of_spellings, root_of
from services.registry.search.rules import compared
from services.registry.standards.store import declared_for_standard
from services.registry.transfers.rules import Conveyance, Sale
from shared.db import WriteTransaction

Row = sa.Row[*tuple[Any, ...]]

_FAMILY_COLUMNS = (
    tables.link.c.etsi_family_id,
    tables.link.c.docdb_family_id,
    tables.link.c.priorities_family_id,
)


async def create(tx: WriteTransaction, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> None:
    """Adds a transfer with what it conveys."""
    await tx.execute(sa.insert(tables.transfer).values(values))
    blank = {"family_id": None, "standard_id": None, "number": None, "compared": None}
    rows = [{**blank, **item, "transfer_id": values["id"], "ordinal": ordinal} for ordinal, item in enumerate(items, 1)]
    if rows:
        await tx.execute(sa.insert(tables.transfer_item), rows)


async def lock(tx: WriteTransaction, id: uuid.UUID) -> Row | None:
    """A transfer with both names, that nobody else changes until this transaction ends."""
    table = tables.transfer
    return (await tx.execute(_whole().where(table.c.id == id).with_for_update(of=table))).one_or_none()


async def withdraw(tx: WriteTransaction, id: uuid.UUID, *, at: dt.datetime, by: str, reason: str) -> None:
    """Marks a transfer as withdrawn."""
    table = tables.transfer
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdraw_reason": reason, "revision": table.c.revision + 1}
    await tx.execute(sa.update(table).where(table.c.id == id).values(values))


async def read(connection: AsyncConnection, id: uuid.UUID) -> Row | None:
    """One transfer with both names."""
    return (await connection.execute(_whole().where(tables.transfer.c.id == id))).one_or_none()


async def list_transfers(
    connection: AsyncConnection, root: int | None, family: int | None, before: uuid.UUID | None, limit: int
) -> Sequence[Row]:
    """Transfers with both names, the newest report first.

    Args:
        root: only those of which this holder, in any spelling, is an end.
        family: only those that name it.
        before: id of the last one of the page before.
    """
    table, item = tables.transfer, tables.transfer_item
    query = _whole().order_by(table.c.id.desc()).limit(limit)
    if root is not None:
        query = query.where(sa.or_(of_spellings(table.c.assignor_id, root), of_spellings(table.c.assignee_id, root)))
    if family is not None:
        query = query.where(table.c.id.in_(sa.select(item.c.transfer_id).where(item.c.family_id == family)))
    if before is not None:
        query = query.where(table.c.id < before)
    return (await connection.execute(query)).all()


async def list_items(connection: AsyncConnection, transfers: Sequence[uuid.UUID]) -> Sequence[Row]:
    """What transfers convey, in the order given, with the names of families and standards."""
    item, family, standard = tables.transfer_item, tables.family, tables.standard
    query = (
        sa.select(item, family.c.key.label("family_key"), family.c.external, standard.c.key.label("standard_key"))
        .outerjoin_from(item, family, family.c.id == item.c.family_id)
        .outerjoin(standard, standard.c.id == item.c.standard_id)
        .where(item.c.transfer_id.in_(transfers))
        .order_by(item.c.transfer_id, item.c.ordinal)
    )
    return (await connection.execute(query)).all()


async def family_ids(connection: AsyncConnection, names: Sequence[FamilyName]) -> dict[FamilyName, int]:
    """Ids of the families that the register has."""
    if not names:
        return {}
    table = tables.family
    wanted = sa.tuple_(table.c.key, table.c.external).in_([(name.key, name.external) for name in names])
    rows = await connection.execute(sa.select(table.c.id, table.c.key, table.c.external).where(wanted))
    return {FamilyName(row.key, row.external): row.id for row in rows}


async def standard_ids(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    """Ids of the standards that the register has."""
    table = tables.standard
    rows = await connection.execute(sa.select(table.c.id, table.c.key).where(table.c.key.in_(keys)))
    return {row.key: row.id for row in rows}


# --- who owns a family -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """What is known of a family.

    Attributes:
        applications: by id, the number to show.
        declarants: holders that declared it, in any spelling.
        without_declarant: declarations of it by nobody known.
        conveyances: transfers that may be about it.
    """

    applications: Mapping[int, str]
    declarants: Sequence[int]
    without_declarant: int
    conveyances: Sequence[Conveyance]


def of_family(family: int) -> sa.ColumnElement[bool]:
    """Links of a family, under whichever key it is one."""
    return sa.or_(*(column == family for column in _FAMILY_COLUMNS))


async def family_facts(connection: AsyncConnection, family: int) -> FamilyFacts:
    """What is known of a family, and every transfer that may be about it."""
    link, application, holder = tables.link, tables.application, tables.holder
    rows = (
        await connection.execute(
            sa.select(
                application.c.id,
                application.c.number,
                application.c.publications,
                tables.spellings().label("numbers"),
            ).where(tables.among_few(application.c.id, sa.select(link.c.application_id).where(of_family(family))))
        )
    ).all()
    shown = {row.id: row.number or next(iter(row.publications), "") for row in rows}
    by_number: dict[str, set[int]] = {}
    for row in rows:
        for number in row.numbers:
            by_number.setdefault(number, set()).add(row.id)
    declared = (
        await connection.execute(
            sa.select(
                root_of(holder).label("root"), sa.func.count(link.c.declaration_id.distinct()).label("declarations")
            )
            .outerjoin_from(link, holder, holder.c.id == link.c.holder_id)
            .where(of_family(family), ~tables.of_a_removed_declaration())
            .group_by(sa.literal_column("root"))
        )
    ).all()
    declarants = [row.root for row in declared if row.root is not None]
    conveyances = await _conveyances(connection, family, shown, by_number, declarants)
    without = sum(row.declarations for row in declared if row.root is None)
    return FamilyFacts(shown, declarants, without, conveyances)


async def _conveyances(
    connection: AsyncConnection,
    family: int,
    applications: Mapping[int, str],
    by_number: Mapping[str, set[int]],
    declarants: Sequence[int],
) -> list[Conveyance]:
    transfer, item, link = tables.transfer, tables.transfer_item, tables.link
    # Another family, under this key or another, that shares applications: a transfer of it conveys those.
    sharing: dict[int, set[int]] = {family: set(applications)}
    if applications:
        pairs = await connection.execute(
            sa.select(link.c.application_id, *_FAMILY_COLUMNS)
            .where(link.c.application_id.in_(list(applications)))
            .distinct()
        )
        for pair in pairs:
            for other in pair[1:]:
                if other is not None and other != family:
                    sharing.setdefault(other, set()).add(pair.application_id)
    about = sa.select(item.c.transfer_id).where(
        sa.or_(
            item.c.family_id.in_(list(sharing)),
            item.c.compared.in_(list(by_number)),
            item.c.standard_id.is_not(None),
        )
    )
    assignor, assignee = tables.holder.alias("assignor"), tables.holder.alias("assignee")
    rows = (
        await connection.execute(
            sa.select(
                transfer.c.id,
                transfer.c.starts_on,
                transfer.c.whole_portfolio,
                root_of(assignor).label("assignor"),
                root_of(assignee).label("assignee"),
            )
            .join(assignor, assignor.c.id == transfer.c.assignor_id)
            .join(assignee, assignee.c.id == transfer.c.assignee_id)
            .where(
                transfer.c.withdrawn_at.is_(None),
                sa.or_(transfer.c.whole_portfolio, transfer.c.id.in_(about)),
            )
        )
    ).all()
    items: dict[uuid.UUID, list[Row]] = {}
    for row in await list_items(connection, [row.id for row in rows]):
        items.setdefault(row.transfer_id, []).append(row)
    standards = {row.standard_id for of in items.values() for row in of if row.standard_id is not None}
    declared = {id: await _declarants_for(connection, family, id) for id in standards}
    found: list[Conveyance] = []
    for row in rows:
        own = items.get(row.id, [])
        named: set[int] = set()
        portfolio_of: set[int | None] = {None, *declarants} if row.whole_portfolio else set()
        for part in own:
            if part.family_id in sharing and part.family_id != family:
                named |= sharing[part.family_id]
            if part.compared is not None:
                named |= by_number.get(part.compared, set())
            if part.standard_id is not None:
                portfolio_of |= declared[part.standard_id]
        found.append(
            Conveyance(
                row.id,
                row.assignor,
                row.assignee,
                row.starts_on,
                named=any(part.family_id == family for part in own) or bool(named and named == set(applications)),
                applications=frozenset(named),
                portfolio=bool(portfolio_of),
                portfolio_of=frozenset(portfolio_of),
            )
        )
    return found


async def _declarants_for(connection: AsyncConnection, family: int, standard: int) -> set[int | None]:
    """Who declared a family for a standard; with None, because what somebody bought may have no known declarant."""
    link, holder = tables.link, tables.holder
    generation = (
        await connection.execute(sa.select(tables.standard.c.generation).where(tables.standard.c.id == standard))
    ).scalar_one()
    query = (
        sa.select(root_of(holder))
        .outerjoin_from(link, holder, holder.c.id == link.c.holder_id)
        .where(
            of_family(family), await declared_for_standard(connection, standard, generation), tables.in_edition(None)
        )
        .distinct()
    )
    found: set[int | None] = set((await connection.execute(query)).scalars())
    return found | {None} if found else found


def undertakings_for(family: int) -> sa.ColumnElement[bool]:
    """Declarations with a licensing undertaking that name a family, or one of its applications without it."""
    declaration, link, other = tables.declaration, tables.link, tables.link.alias("other")
    columns = (other.c.etsi_family_id, other.c.docdb_family_id, other.c.priorities_family_id)
    within = sa.select(other.c.application_id).where(
        other.c.application_id.is_not(None), sa.or_(*(column == family for column in columns))
    )
    naming = sa.select(link.c.declaration_id).where(
        sa.or_(of_family(family), tables.among_few(link.c.application_id, within))
    )
    return sa.and_(_binds(), tables.among_few(declaration.c.id, naming))


def _binds() -> sa.ColumnElement[bool]:
    """Where a declaration's licensing undertaking binds, as far as the register can say.

    One that was withdrawn or replaced binds unless it was noted then that it does not; of a removed one nobody can say.
    """
    declaration = tables.declaration
    return sa.and_(
        declaration.c.undertaking.is_(True),
        declaration.c.state.not_in([int(state) for state in REMOVED_STATES]),
        sa.or_(declaration.c.state == int(State.IN_FORCE), declaration.c.undertaking_stands.is_not(False)),
    )


# --- what binds a buyer ------------------------------------------------------------------------------------------


async def list_sales(connection: AsyncConnection) -> list[Sale]:
    """Every transfer that was not withdrawn, between the holders that the reported spellings stand for."""
    transfer, assignor, assignee = tables.transfer, tables.holder.alias("assignor"), tables.holder.alias("assignee")
    query = (
        sa.select(
            transfer.c.id,
            root_of(assignor).label("assignor"),
            root_of(assignee).label("assignee"),
            transfer.c.starts_on,
        )
        .join(assignor, assignor.c.id == transfer.c.assignor_id)
        .join(assignee, assignee.c.id == transfer.c.assignee_id)
        .where(transfer.c.withdrawn_at.is_(None))
        .order_by(transfer.c.id)
    )
    return [Sale(row.id, row.assignor, row.assignee, row.starts_on) for row in await connection.execute(query)]


async def binding_undertakings(connection: AsyncConnection, chains: Sequence[Sequence[Sale]]) -> sa.ColumnElement[bool]:
    """Declarations with a licensing undertaking, by the holder where a chain begins, of what all of it conveys."""
    declaration, link = tables.declaration, tables.link
    ids = {sale.id for chain in chains for sale in chain}
    conveyed = {id: await _conveyed_links(connection, id) for id in ids}
    by_chain: list[sa.ColumnElement[bool]] = []
    for chain in chains:
        by = of_spellings(declaration.c.holder_id, chain[-1].assignor)
        conditions = [condition for sale in chain if (condition := conveyed[sale.id]) is not None]
        if conditions:
            links = sa.select(link.c.id).where(link.c.declaration_id == declaration.c.id, *conditions)
            by = sa.and_(by, links.correlate(declaration).exists())
        by_chain.append(by)
    return sa.and_(_binds(), sa.or_(*by_chain))


async def _conveyed_links(connection: AsyncConnection, id: uuid.UUID) -> sa.ColumnElement[bool] | None:
    """Where a link names what a transfer conveys; None where it conveys everything."""
    transfer, item, link, standard = tables.transfer, tables.transfer_item, tables.link, tables.standard
    whole = (await connection.execute(sa.select(transfer.c.whole_portfolio).where(transfer.c.id == id))).scalar_one()
    if whole:
        return None
    rows = (
        await connection.execute(
            sa.select(item.c.family_id, item.c.compared, item.c.standard_id, standard.c.generation)
            .outerjoin_from(item, standard, standard.c.id == item.c.standard_id)
            .where(item.c.transfer_id == id)
        )
    ).all()
    conditions: list[sa.ColumnElement[bool]] = []
    families = [row.family_id for row in rows if row.family_id is not None]
    if families:
        other = tables.link.alias("other")
        columns = (other.c.etsi_family_id, other.c.docdb_family_id, other.c.priorities_family_id)
        within = sa.select(other.c.application_id).where(
            other.c.application_id.is_not(None), sa.or_(*(column.in_(families) for column in columns))
        )
        conditions += [column.in_(families) for column in _FAMILY_COLUMNS]
        conditions.append(tables.among_few(link.c.application_id, within))
    if numbers := [row.compared for row in rows if row.compared is not None]:
        numbered = sa.select(tables.applications_numbered(numbers).c.application_id)
        conditions.append(tables.among_few(link.c.application_id, numbered))
    conditions += [
        await declared_for_standard(connection, row.standard_id, row.generation)
        for row in rows
        if row.standard_id is not None
    ]
    return sa.or_(*conditions)


def number_item(number: str) -> dict[str, str]:
    """A number as given, and as numbers are compared."""
    return {"number": number, "compared": compared(number)}


def _whole() -> sa.Select[Any]:
    table, assignor, assignee = tables.transfer, tables.holder.alias("assignor"), tables.holder.alias("assignee")
    return (
        sa.select(
            table,
            assignor.c.key.label("assignor_key"),
            assignor.c.name.label("assignor_name"),
            assignee.c.key.label("assignee_key"),
            assignee.c.name.label("assignee_name"),
            root_of(assignor).label("assignor_root"),
            root_of(assignee).label("assignee_root"),
        )
        .join_from(table, assignor, assignor.c.id == table.c.assignor_id)
        .join(assignee, assignee.c.id == table.c.assignee_id)
    )
