"""Owns the statements about members of DOCDB families: what sources say, and which applications were recognised."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.conflicts.rules import Contradiction, Side
from services.registry.families import rules
from services.registry.families.rules import Member, Numbered
from shared.db import WriteTransaction

DOCDB = 2
_DATES = {1: "filing date of", 2: "publication date of", 3: "priority date of"}
_AT_ONCE = 1_000
_ROWS_AT_ONCE = 20_000


class Last(NamedTuple):
    """Where the ids of applications have got to; 0 before the first.

    Attributes:
        one_by_one: of those that came one by one or in short files.
        loaded: of all.
    """

    one_by_one: int
    loaded: int


@dataclass(frozen=True, slots=True)
class SourcedMember:
    """A member with where a source says so.

    Attributes:
        family: id of the family's row.
        canonical: in DOCDB's form; None if the number could not be read.
        line: of the document.
    """

    family: int
    member: Member
    canonical: str | None
    dated_on: dt.date | None
    line: int

    @property
    def key(self) -> tuple[int, str, int, str]:
        """What makes two the same."""
        return (self.family, self.member.given, self.member.role, self.member.application)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What recognising changed.

    Attributes:
        members: ids of the members that an application of the register was newly recognised as.
        applications: how many applications were newly recognised in a family.
        conflicts: applications that several families claim, of those; with the names of all these families.
        links: how many links were newly counted in a family.
    """

    members: frozenset[int]
    applications: int
    conflicts: Mapping[int, Sequence[str]]
    links: int


async def know_families(tx: WriteTransaction, externals: Iterable[str]) -> dict[str, int]:
    """Rows of DOCDB families by their id there; made where the register lacks them."""
    table, wanted, ids = tables.family, sorted(set(externals)), dict[str, int]()
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        query = sa.select(table.c.external, table.c.id).where(table.c.key == DOCDB, table.c.external.in_(chunk))
        ids.update({str(row.external): int(row.id) for row in await tx.execute(query)})
        rows = [{"key": DOCDB, "external": external} for external in chunk if external not in ids]
        if rows:
            entered = await tx.execute(sa.insert(table).values(rows).returning(table.c.external, table.c.id))
            ids.update({str(row.external): int(row.id) for row in entered})
    return ids


async def know_members(
    tx: WriteTransaction, members: Sequence[SourcedMember], document: int, at: dt.datetime
) -> dict[tuple[int, str, int, str], int]:
    """Takes members over; returns the ids of those that the register did not have, by their key."""
    table, new = tables.family_member, dict[tuple[int, str, int, str], int]()
    different = list({member.key: member for member in members}.values())
    for start in range(0, len(different), _ROWS_AT_ONCE):
        rows = _unnested(
            [
                (
                    each.family,
                    each.member.role,
                    each.member.given,
                    each.member.application,
                    each.canonical,
                    each.dated_on,
                    each.line,
                )
                for each in different[start : start + _ROWS_AT_ONCE]
            ],
            family_id=sa.BigInteger,
            role=sa.SmallInteger,
            given=sa.Text,
            application=sa.Text,
            canonical=sa.Text,
            dated_on=sa.Date,
            line=sa.BigInteger,
        )
        sourced = sa.select(*rows.c, sa.literal(document), sa.literal(at, sa.DateTime(timezone=True)))
        statement = insert(table).from_select([*rows.c.keys(), "document_id", "created_at"], sourced)
        returned = await tx.execute(
            statement.on_conflict_do_nothing(constraint="uq_family_member").returning(
                table.c.id, table.c.family_id, table.c.given, table.c.role, table.c.application
            )
        )
        new.update({(row.family_id, row.given, row.role, row.application): int(row.id) for row in returned})
    # Spelling is computation: it runs in a thread, so that the process goes on answering.
    keys = await asyncio.to_thread(_spelled, [(new[each.key], each.member) for each in different if each.key in new])
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        spelled = _unnested(keys[start : start + _ROWS_AT_ONCE], key=sa.Text, member_id=sa.BigInteger)
        into = sa.insert(tables.family_member_key).from_select(
            ["key", "member_id"], sa.select(spelled.c.key, spelled.c.member_id)
        )
        await tx.execute(into)
    return new


async def other_dates(tx: WriteTransaction, members: Sequence[SourcedMember], document: int) -> list[Contradiction]:
    """What a source says otherwise than the register of the dates of members that are known."""
    table, family = tables.family_member, tables.family
    dated = [each for each in members if each.dated_on is not None]
    found: list[Contradiction] = []
    for start in range(0, len(dated), _ROWS_AT_ONCE):
        said = _unnested(
            [
                (each.family, each.member.role, each.member.given, each.member.application, each.dated_on, each.line)
                for each in dated[start : start + _ROWS_AT_ONCE]
            ],
            family_id=sa.BigInteger,
            role=sa.SmallInteger,
            given=sa.Text,
            application=sa.Text,
            dated_on=sa.Date,
            line=sa.BigInteger,
        )
        query = (
            sa.select(
                family.c.external,
                table.c.given,
                table.c.role,
                table.c.dated_on.label("kept"),
                table.c.document_id,
                table.c.line.label("kept_line"),
                said.c.dated_on,
                said.c.line,
            )
            .join(
                table,
                sa.and_(*(table.c[name] == said.c[name] for name in ("family_id", "role", "given", "application"))),
            )
            .join(family, family.c.id == table.c.family_id)
            .where(table.c.dated_on != said.c.dated_on)
            .distinct()
        )
        for row in await tx.execute(query):
            what = _DATES[row.role]
            found.append(
                Contradiction(
                    rules.family_name(DOCDB, row.external),
                    f"{what} {row.given}",
                    Side(row.kept.isoformat(), row.document_id, row.kept_line),
                    Side(row.dated_on.isoformat(), document, row.line),
                )
            )
    return found


def _spelled(members: Sequence[tuple[int, Member]]) -> list[tuple[str, int]]:
    """Every spelling of these members, with the member's id."""
    return [(key, id) for id, member in members for key in sorted(rules.member_keys(member))]


def _unnested(rows: Sequence[tuple[object, ...]], **columns: type[sa.types.TypeEngine[Any]]) -> sa.TableValuedAlias:
    """Rows as a table: an array for each column, so that the statement is the same whatever their number."""
    arrays = (
        sa.bindparam(f"all_{name}", [row[at] for row in rows], sa.ARRAY(kind))
        for at, (name, kind) in enumerate(columns.items())
    )
    named = (sa.column(name, kind) for name, kind in columns.items())
    return sa.func.unnest(*arrays).table_valued(*named).render_derived()


async def recognise_members(tx: WriteTransaction, members: Iterable[int], at: dt.datetime) -> Recognised:
    """Recognises applications of the register as these members."""
    key = tables.family_member_key
    wanted, pairs = sorted(members), list[tuple[int, int]]()
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = sa.bindparam("members", wanted[start : start + _AT_ONCE], sa.ARRAY(sa.BigInteger))
        of_chunk = key.c.member_id == sa.any_(chunk)
        keys = (await tx.execute(sa.select(key.c.key).where(of_chunk).distinct())).scalars().all()
        # As many look-ups as there are spellings, however long the register is.
        candidates = (await tx.execute(_candidates(tables.numbered(keys), of_chunk))).all()
        pairs += await asyncio.to_thread(_members_among, candidates)
    return await _recognise(tx, pairs, at)


async def recognise_applications(tx: WriteTransaction, after: Last, at: dt.datetime) -> Recognised:
    """Recognises the applications that came after some as members of families known by then."""
    came = _came_after(tables.application.c.id, after)
    candidates = (await tx.execute(_candidates(came, sa.true()))).all()
    return await _recognise(tx, await asyncio.to_thread(_members_among, candidates), at)


async def recognise_declared(tx: WriteTransaction, declaration: int, at: dt.datetime) -> Recognised:
    """Recognises the applications that a declaration's links name, and counts these links in their families.

    Families that another transaction is bringing see these links themselves: bringing and linking wait for each other
    where they ask for the number of their edition.
    """
    application, link = tables.application, tables.link
    named = sa.select(link.c.application_id).where(
        link.c.declaration_id == declaration, link.c.application_id.is_not(None)
    )
    candidates = (await tx.execute(_candidates(application.c.id.in_(named), sa.true()))).all()
    recognised = await _recognise(tx, await asyncio.to_thread(_members_among, candidates), at)
    await _count_links(tx, link.c.declaration_id == declaration)
    return recognised


async def count_recognised(tx: WriteTransaction, after: Last) -> int:
    """How many of the applications that came after some are in a family."""
    id = tables.application_family.c.application_id
    return (await tx.execute(sa.select(sa.func.count(id.distinct())).where(_came_after(id, after)))).scalar_one()


def _came_after(id: sa.ColumnElement[int], after: Last) -> sa.ColumnElement[bool]:
    one_by_one = sa.and_(id > after.one_by_one, id < tables.FIRST_LOADED)
    return sa.or_(one_by_one, sa.and_(id > after.loaded, id >= tables.FIRST_LOADED))


async def last_applications(tx: WriteTransaction) -> Last:
    """The applications that came last, of each kind of ids."""
    id = tables.application.c.id
    query = sa.select(sa.func.coalesce(sa.func.max(id), 0))
    one_by_one = (await tx.execute(query.where(id < tables.FIRST_LOADED))).scalar_one()
    return Last(one_by_one, (await tx.execute(query)).scalar_one())


async def knows_members(tx: WriteTransaction) -> bool:
    """Whether any source has said what a family's members are."""
    return (await tx.execute(sa.select(sa.exists().where(tables.family_member.c.id.is_not(None))))).scalar_one()


async def count_links(tx: WriteTransaction, document: int) -> int:
    """Counts the links of a document in the families that their applications were recognised in before."""
    return await _count_links(tx, tables.link.c.document_id == document)


async def _count_links(tx: WriteTransaction, which: sa.ColumnElement[bool]) -> int:
    link, application = tables.link, tables.application
    statement = (
        sa.update(link)
        .where(
            which,
            link.c.docdb_family_id.is_(None),
            link.c.application_id == application.c.id,
            application.c.docdb_family_id.is_not(None),
        )
        .values(docdb_family_id=application.c.docdb_family_id)
    )
    return (await tx.execute(statement)).rowcount


_CANDIDATE = (
    tables.application.c.id.label("application_id"),
    tables.application.c.office,
    tables.application.c.number,
    tables.application.c.publications,
    tables.family_member.c.id.label("member_id"),
    tables.family_member.c.role,
    tables.family_member.c.given,
    tables.family_member.c.application.label("of_application"),
)


def _candidates(applications: sa.ColumnElement[bool], members: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Of these applications and members the pairs that have a spelling in common, whatever it turns out to be."""
    application, key, member = tables.application, tables.family_member_key, tables.family_member
    spelled = (
        sa.select(application.c.id, sa.func.unnest(tables.spellings()).label("key"))
        .where(applications)
        .cte("spelled")
        # First the few applications, then their spellings: without statistics the planner would begin with all keys.
        .prefix_with("materialized", dialect="postgresql")
    )
    found = (
        sa.select(spelled.c.id.label("application_id"), key.c.member_id)
        .join(key, key.c.key == spelled.c.key)
        .where(members)
        .distinct()
        .subquery("found")
    )
    return (
        sa.select(*_CANDIDATE)
        .select_from(found)
        .join(application, application.c.id == found.c.application_id)
        .join(member, member.c.id == found.c.member_id)
        .order_by(application.c.id, member.c.role, member.c.id)
    )


def _members_among(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> list[tuple[int, int]]:
    """Of candidates those that are members: pairs of application and member."""
    return [
        (int(row.application_id), int(row.member_id))
        for row in rows
        if rules.is_member(
            Numbered(row.office or "", row.number or "", row.publications),
            Member(row.role, row.given, row.of_application),
        )
    ]


async def _recognise(tx: WriteTransaction, pairs: Sequence[tuple[int, int]], at: dt.datetime) -> Recognised:
    """Notes which families claim which applications, and counts each application in the first that did."""
    claimed, member, application, link = (
        tables.application_family,
        tables.family_member,
        tables.application,
        tables.link,
    )
    recognised: set[int] = set()
    changed: set[int] = set()
    for start in range(0, len(pairs), _AT_ONCE):
        chunk = pairs[start : start + _AT_ONCE]
        named = sa.values(
            sa.column("application_id", sa.BigInteger), sa.column("member_id", sa.BigInteger), name="named"
        ).data(chunk)
        rows = (
            sa.select(named.c.application_id, member.c.family_id, member.c.id, sa.literal(at, sa.DateTime(True)))
            .join(member, member.c.id == named.c.member_id)
            # The application's own number is the better evidence; then the member that came first.
            .ext(distinct_on(named.c.application_id, member.c.family_id))
            .order_by(named.c.application_id, member.c.family_id, member.c.role, member.c.id)
        )
        statement = insert(claimed).from_select(["application_id", "family_id", "member_id", "created_at"], rows)
        returned = await tx.execute(
            statement.on_conflict_do_nothing().returning(claimed.c.application_id, claimed.c.member_id)
        )
        for row in returned:
            changed.add(row.application_id)
            recognised.add(row.member_id)
    if not changed:
        return Recognised(frozenset(), 0, {}, 0)
    links = 0
    ids = sorted(changed)
    for start in range(0, len(ids), _AT_ONCE):
        chunk_ids = ids[start : start + _AT_ONCE]
        first = (
            sa.select(claimed.c.application_id, claimed.c.family_id)
            .join(member, member.c.id == claimed.c.member_id)
            .where(claimed.c.application_id.in_(chunk_ids))
            .ext(distinct_on(claimed.c.application_id))
            .order_by(claimed.c.application_id, claimed.c.created_at, member.c.role, claimed.c.family_id)
            .subquery("first")
        )
        await tx.execute(
            sa.update(application)
            .where(application.c.id == first.c.application_id, application.c.docdb_family_id.is_(None))
            .values(docdb_family_id=first.c.family_id)
        )
        counted = await tx.execute(
            sa.update(link)
            .where(
                link.c.application_id.in_(chunk_ids),
                link.c.docdb_family_id.is_(None),
                application.c.id == link.c.application_id,
            )
            .values(docdb_family_id=application.c.docdb_family_id)
        )
        links += counted.rowcount
    return Recognised(frozenset(recognised), len(changed), await _conflicts(tx.connection, ids), links)


async def _conflicts(connection: AsyncConnection, applications: Sequence[int]) -> dict[int, list[str]]:
    """Of these applications those that several families claim, with the names of the families, the first first."""
    claimed, family = tables.application_family, tables.family
    query = (
        sa.select(claimed.c.application_id, family.c.external)
        .join(family, family.c.id == claimed.c.family_id)
        .where(claimed.c.application_id.in_(applications))
        .order_by(claimed.c.application_id, claimed.c.created_at, family.c.external)
    )
    by_application: dict[int, list[str]] = {}
    for row in await connection.execute(query):
        by_application.setdefault(row.application_id, []).append(rules.family_name(DOCDB, row.external))
    return {id: names for id, names in by_application.items() if len(names) > 1}
