"""Owns the statements that count families, freeze them into frames and note results.

A count and a freeze are one statement each, so that an import which is applied at the same moment is in it whole or
not at all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.families.rules import name_prefix
from services.registry.standards.rules import Scope
from services.registry.standards.store import standard_scope
from shared.db import WriteTransaction

_FAMILY = {
    1: tables.link.c.etsi_family_id,
    2: tables.link.c.docdb_family_id,
    3: tables.link.c.priorities_family_id,
}


async def scope(connection: AsyncConnection, standard_key: str, *, with_chain: bool = False) -> Scope | None:
    """The links that are for a standard; None when there is no such standard.

    Args:
        with_chain: also those for what came before and after it.
    """
    return await standard_scope(connection, standard_key, with_chain=with_chain)


# --- counts ------------------------------------------------------------------------------------------------------


async def current_edition(connection: AsyncConnection) -> int:
    """Number of the current edition; 0 before the first."""
    return (await connection.execute(sa.select(_edition()))).scalar_one()


async def has_edition(connection: AsyncConnection, number: int) -> bool:
    """Whether the register had this edition; it had edition 0 before anything was brought in."""
    query = sa.select(sa.exists().where(tables.edition.c.number == number))
    return number == 0 or bool((await connection.execute(query)).scalar())


async def count_families(
    connection: AsyncConnection, of: Scope, family_key: int, as_of: int | None = None
) -> Sequence[sa.Row[Any]]:
    """The total first, then a row for each holder, the most families first; each with the edition.

    Args:
        as_of: number of an earlier edition; None for the current one.
    """
    link, holder = tables.link, tables.holder
    scoped = (
        # A declaration names a patent for many standards at many versions: most rows fall together here, and what is
        # left to sort for the counts below is several times less.
        sa.select(
            link.c.holder_id,
            link.c.entry_id,
            link.c.declaration_id,
            link.c.application_id,
            _FAMILY[family_key].label("family_id"),
        )
        .where(tables.declared_for(of.standard_id, of.generation, of.chain), tables.in_edition(as_of))
        .distinct()
        .cte("declared")
    )
    scoped = _under_reviewed_holders(scoped)
    entries = sa.func.count(scoped.c.entry_id.distinct())
    counted = (
        sa.select(
            scoped.c.holder_id,
            sa.func.grouping(scoped.c.holder_id).label("is_total"),
            sa.func.count(scoped.c.family_id.distinct()).label("families"),
            (entries - _with_family(scoped)).label("entries_without_family"),
            entries.label("entries"),
            sa.func.count(scoped.c.declaration_id.distinct()).label("declarations"),
            sa.func.count(scoped.c.application_id.distinct()).label("applications"),
        )
        .group_by(sa.func.grouping_sets(sa.tuple_(scoped.c.holder_id), sa.tuple_()))
        .subquery("counted")
    )
    query = (
        sa.select(counted, holder.c.key, holder.c.name, _edition(as_of).label("edition"))
        .outerjoin_from(counted, holder, holder.c.id == counted.c.holder_id)
        .order_by(counted.c.is_total.desc(), counted.c.families.desc(), holder.c.key)
    )
    return (await connection.execute(query)).all()


def _with_family(scoped: sa.CTE) -> sa.ColumnElement[int]:
    """Entries of which at least one link has a family; the others are without."""
    return sa.func.count(scoped.c.entry_id.distinct()).filter(scoped.c.family_id.is_not(None))


def _under_reviewed_holders(declared: sa.CTE) -> sa.CTE:
    """The same rows, a reviewed spelling under the holder that it stands for."""
    holder = tables.holder
    stands_for = sa.func.coalesce(holder.c.same_as, declared.c.holder_id).label("holder_id")
    others = [column for column in declared.c if column.name != "holder_id"]
    joined = declared.outerjoin(holder, sa.and_(holder.c.id == declared.c.holder_id, holder.c.same_as.is_not(None)))
    return sa.select(stands_for, *others).select_from(joined).cte("scoped")


def _edition(as_of: int | None = None) -> sa.ScalarSelect[int] | sa.Label[int]:
    if as_of is not None:
        return sa.literal(as_of, sa.BigInteger).label("edition")
    return sa.select(sa.func.coalesce(sa.func.max(tables.edition.c.number), 0)).scalar_subquery()


# --- frames ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a frame is frozen from, all of one moment.

    Attributes:
        edition: number of the edition; 0 when nothing was brought in yet.
        holders: for each pair the holder's resource name, empty when unknown; no pair twice, in no order.
        families: for each pair the family's resource name.
        display_names: for each pair the holder's name.
        entries_without_family: entries of patent lists left out.
        demonstration: whether any link in it is demonstration data.
    """

    edition: int
    holders: Sequence[str]
    families: Sequence[str]
    display_names: Sequence[str]
    entries_without_family: int
    demonstration: bool


async def read_pairs(tx: WriteTransaction, of: Scope, family_key: int) -> Pairs:
    """The pairs of holder and family that are declared within a scope."""
    link, holder, family = tables.link, tables.holder, tables.family
    scoped = (
        sa.select(link.c.holder_id, link.c.entry_id, _FAMILY[family_key].label("family_id"), link.c.demonstration)
        .where(tables.declared_for(of.standard_id, of.generation, of.chain), tables.in_edition(None))
        .distinct()
        .cte("declared")
    )
    scoped = _under_reviewed_holders(scoped)
    pairs = (
        sa.select(scoped.c.holder_id, scoped.c.family_id)
        .where(scoped.c.family_id.is_not(None))
        .distinct()
        .subquery("pairs")
    )
    named = (
        sa.select(
            sa.func.coalesce("holders/" + holder.c.key, "").label("holder"),
            (name_prefix(family_key) + family.c.external).label("family"),
            sa.func.coalesce(holder.c.name, "").label("display_name"),
        )
        .select_from(pairs)
        .join(family, family.c.id == pairs.c.family_id)
        .outerjoin(holder, holder.c.id == pairs.c.holder_id)
        .subquery("named")
    )
    without = sa.select(sa.func.count(scoped.c.entry_id.distinct()) - _with_family(scoped)).scalar_subquery()
    demonstration = sa.select(sa.func.coalesce(sa.func.bool_or(scoped.c.demonstration), sa.false())).scalar_subquery()
    query = sa.select(
        _edition().label("edition"),
        sa.func.array_agg(named.c.holder, type_=pg.ARRAY(sa.Text)).label("holders"),
        sa.func.array_agg(named.c.family, type_=pg.ARRAY(sa.Text)).label("families"),
        sa.func.array_agg(named.c.display_name, type_=pg.ARRAY(sa.Text)).label("display_names"),
        without.label("without"),
        demonstration.label("demonstration"),
    )
    row = (await tx.execute(query)).one()
    return Pairs(
        row.edition, row.holders or (), row.families or (), row.display_names or (), row.without, row.demonstration
    )


async def create_frame(
    tx: WriteTransaction, values: Mapping[str, object], entries: Sequence[tuple[str, str, str]]
) -> None:
    """Stores a frame with its entries (holder, family, holder's name) in their order."""
    await tx.execute(sa.insert(tables.frame).values(values))
    columns = [list(column) for column in zip(*entries, strict=True)]
    texts = [sa.bindparam(None, column, pg.ARRAY(sa.Text)) for column in columns]
    listed = (
        sa.func.unnest(*texts)
        .table_valued("holder", "family", "display_name", with_ordinality="ordinal", name="listed")
        .render_derived()
    )
    rows = sa.select(
        sa.literal(values["id"], sa.Uuid), listed.c.ordinal, listed.c.holder, listed.c.family, listed.c.display_name
    )
    into = ["frame_id", "ordinal", "holder", "family", "holder_display_name"]
    await tx.execute(sa.insert(tables.frame_entry).from_select(into, rows))


async def read_frame(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """One frame."""
    return (await connection.execute(sa.select(tables.frame).where(tables.frame.c.id == id))).one_or_none()


async def list_frames(connection: AsyncConnection, before: uuid.UUID | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Frames, newest first."""
    query = sa.select(tables.frame).order_by(tables.frame.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tables.frame.c.id < before)
    return (await connection.execute(query)).all()


async def list_entries(
    connection: AsyncConnection, frame: uuid.UUID, holder: str | None, after: int, limit: int
) -> Sequence[sa.Row[Any]]:
    """Entries of a frame in the order of its digest; of one holder (empty: the unknown), or of all when None."""
    table = tables.frame_entry
    query = sa.select(table).where(table.c.frame_id == frame, table.c.ordinal > after).order_by(table.c.ordinal)
    if holder is not None:
        query = query.where(table.c.holder == holder)
    return (await connection.execute(query.limit(limit))).all()


# --- results -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Results:
    """Published results as columns of equal length."""

    holders: list[str]
    families: list[str]
    outcomes: list[str]
    simulated: list[bool]

    def rows(self) -> sa.TableValuedAlias:
        """The results as a table: holder, family, outcome, simulated, and their place from 1."""
        texts = pg.ARRAY(sa.Text)
        return (
            sa.func.unnest(
                sa.bindparam(None, self.holders, texts),
                sa.bindparam(None, self.families, texts),
                sa.bindparam(None, self.outcomes, texts),
                sa.bindparam(None, self.simulated, pg.ARRAY(sa.Boolean)),
            )
            .table_valued("holder", "family", "outcome", "simulated", with_ordinality="place", name="sent")
            .render_derived()
        )


async def results_not_of_frame(tx: WriteTransaction, frame: uuid.UUID, results: Results) -> Sequence[int]:
    """Places (from 0) of the results that are for pairs the frame does not have."""
    entry, sent = tables.frame_entry, results.rows()
    has = sa.exists().where(entry.c.frame_id == frame, entry.c.holder == sent.c.holder, entry.c.family == sent.c.family)
    return (await tx.execute(sa.select(sent.c.place - 1).where(~has).order_by(sent.c.place))).scalars().all()


async def note_results(
    tx: WriteTransaction, campaign: str, frame: uuid.UUID, results: Results, published_at: dt.datetime
) -> int:
    """Notes results that are not noted yet; returns how many there were."""
    sent = results.rows()
    instant = sa.literal(published_at, sa.DateTime(timezone=True))
    rows = sa.select(
        sa.literal(campaign, sa.Text),
        sent.c.holder,
        sent.c.family,
        sa.literal(frame, sa.Uuid),
        sent.c.outcome,
        sent.c.simulated,
        instant,
        # One order for all, so that two that note the same results at the same moment wait and don't deadlock.
    ).order_by(sent.c.holder, sent.c.family)
    into = ["campaign", "holder", "family", "frame_id", "outcome", "simulated", "published_at"]
    statement = insert(tables.family_result).from_select(into, rows).on_conflict_do_nothing()
    # SQLAlchemy gives no row count for INSERT ... SELECT.
    return len((await tx.execute(statement.returning(tables.family_result.c.family))).all())


async def differing_result(
    tx: WriteTransaction, campaign: str, frame: uuid.UUID, results: Results
) -> sa.Row[Any] | None:
    """The first result that contradicts what is noted for the campaign."""
    noted, sent = tables.family_result, results.rows()
    query = (
        sa.select(
            noted.c.holder,
            noted.c.family,
            noted.c.outcome,
            noted.c.simulated,
            noted.c.frame_id,
            sent.c.outcome.label("sent_outcome"),
            sent.c.simulated.label("sent_simulated"),
        )
        .join(sent, sa.and_(noted.c.holder == sent.c.holder, noted.c.family == sent.c.family))
        .where(
            noted.c.campaign == campaign,
            sa.or_(noted.c.outcome != sent.c.outcome, noted.c.simulated != sent.c.simulated, noted.c.frame_id != frame),
        )
        .order_by(sent.c.place)
        .limit(1)
    )
    return (await tx.execute(query)).one_or_none()
