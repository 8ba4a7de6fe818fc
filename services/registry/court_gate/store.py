"""Owns the statements behind the court gate: the entries of a patent and its family, and what is carved out."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.registrations.store import numbered_events
from services.registry.standards.store import declared_for_standard
from shared.db import WriteTransaction
from shared.journal.reader import StoredCheckpoint, latest_checkpoint

_R = tables.registration


async def read_standard(connection: AsyncConnection, key: str) -> sa.Row[Any] | None:
    """A standard with its procedure: `regime` and `registration_opened_on`, None where there is none."""
    standard, procedure = tables.standard, tables.standard_procedure
    query = (
        sa.select(standard, procedure.c.regime, procedure.c.registration_opened_on)
        .outerjoin(procedure, procedure.c.standard_id == standard.c.id)
        .where(standard.c.key == key)
    )
    return (await connection.execute(query)).one_or_none()


async def entry_of(connection: AsyncConnection, number: str) -> sa.Row[Any] | None:
    """The entry with a number, with its standard's key."""
    standard = tables.standard
    query = sa.select(_R, standard.c.key.label("standard_key")).join(standard, standard.c.id == _R.c.standard_id)
    return (await connection.execute(query.where(_R.c.number == number))).one_or_none()


async def entries_of(connection: AsyncConnection, standard_id: int, numbers: Collection[str]) -> Sequence[sa.Row[Any]]:
    """What is or was in the register for a patent and a standard."""
    query = sa.select(_R).where(
        _R.c.standard_id == standard_id, _R.c.number.is_not(None), _R.c.numbers.overlap(list(numbers))
    )
    return (await connection.execute(query.order_by(_R.c.number))).all()


async def events_of(
    connection: AsyncConnection, registrations: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[sa.Row[Any]]]:
    """Public events by registration, in the order of recording, with their positions in the log."""
    listed = numbered_events(registrations).subquery("listed")
    query = sa.select(listed).where(listed.c.public).order_by(listed.c.registration_id, listed.c.ordinal)
    found: dict[uuid.UUID, list[sa.Row[Any]]] = {each: [] for each in registrations}
    for row in await connection.execute(query):
        found[row.registration_id].append(row)
    return found


async def declared(connection: AsyncConnection, standard: sa.Row[Any], numbers: Collection[str]) -> bool:
    """Whether a patent of these numbers is declared for a standard: by a declaration that counts now."""
    link, application = tables.link, tables.application
    of = await declared_for_standard(connection, standard.id, standard.generation)
    found = (
        sa.select(sa.literal(1))
        .select_from(link.join(application, application.c.id == link.c.application_id))
        .where(tables.numbered(numbers), of, tables.in_edition(None))
    )
    return bool((await connection.execute(sa.select(sa.exists(found)))).scalar_one())


async def family_entries(
    connection: AsyncConnection, standard_id: int, numbers: Collection[str], named: Collection[str]
) -> Sequence[sa.Row[Any]]:
    """Entries for a standard of other members of a patent's family.

    A member is one that the declarations put into the same family under any key, one that the patent's own entry names,
    or one whose entry names the patent.

    Args:
        numbers: the patent's.
        named: those of members that its own entry names.
    """
    link, application = tables.link, tables.application
    keys = (link.c.etsi_family_id, link.c.docdb_family_id, link.c.priorities_family_id)
    own = sa.select(tables.applications_numbered(numbers).c.application_id.label("id")).cte("own_application")
    of_own = sa.select(*keys).where(link.c.application_id.in_(sa.select(own.c.id))).distinct().cte("own_family")
    members = sa.union(
        *(
            sa.select(link.c.application_id).where(key.in_(sa.select(column).where(column.is_not(None))))
            for key, column in zip(keys, of_own.c, strict=True)
        )
    ).cte("family_member")
    spelled = (
        sa.select(sa.func.unnest(tables.spellings()).label("number"))
        .where(tables.among_few(application.c.id, sa.select(members.c.application_id)))
        .subquery()
    )
    gathered = sa.select(sa.func.array_agg(spelled.c.number.distinct()))
    listed = (await connection.execute(gathered)).scalar_one() or []
    family = sorted(({*listed, *named}) - set(numbers))
    text_array = pg.ARRAY(sa.Text)
    query = sa.select(_R).where(
        _R.c.standard_id == standard_id,
        _R.c.number.is_not(None),
        sa.or_(
            _R.c.numbers.overlap(sa.cast(family, text_array)),
            _R.c.family_numbers.overlap(sa.cast(list(numbers), text_array)),
        ),
        sa.not_(_R.c.numbers.overlap(sa.cast(list(numbers), text_array))),
    )
    return (await connection.execute(query.order_by(_R.c.number))).all()


async def holders_called(connection: AsyncConnection, key: str, search: str) -> frozenset[int]:
    """Ids of the holders of a key or spelling, each as the one for which it stands."""
    holder = tables.holder
    query = sa.select(sa.func.coalesce(holder.c.same_as, holder.c.id))
    query = query.where(holder.c.key == key) if key else query.where(holder.c.search == search)
    return frozenset((await connection.execute(query)).scalars())


async def stands_for(connection: AsyncConnection, holder_id: int) -> tuple[int, str]:
    """The holder for which a holder's row stands, and its name."""
    holder = tables.holder
    other = holder.alias("other")
    query = (
        sa.select(sa.func.coalesce(holder.c.same_as, holder.c.id), sa.func.coalesce(other.c.name, holder.c.name))
        .outerjoin(other, other.c.id == holder.c.same_as)
        .where(holder.c.id == holder_id)
    )
    row = (await connection.execute(query)).one()
    return row[0], row[1]


async def as_of(connection: AsyncConnection) -> tuple[int, StoredCheckpoint | None]:
    """The current edition and the log's newest checkpoint."""
    edition = (await connection.execute(sa.select(sa.func.max(tables.edition.c.number)))).scalar_one() or 0
    return edition, await latest_checkpoint(connection, tables.JOURNAL)


async def carved_out(connection: AsyncConnection, standard_id: int) -> Sequence[sa.Row[Any]]:
    """The use cases of a standard that are carved out, as listed now; one row without a use case for an empty list."""
    table = tables.carved_out_use_case
    query = sa.select(table).where(table.c.standard_id == standard_id, table.c.superseded_at.is_(None))
    return (await connection.execute(query.order_by(table.c.id))).all()


async def carve_out(tx: WriteTransaction, standard_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replaces the list; the one before stays on record."""
    table, now = tables.carved_out_use_case, tx.database.clock.now()
    # Two officers at once: the second supersedes the first's list, whole.
    await tx.execute(sa.select(tables.standard.c.id).where(tables.standard.c.id == standard_id).with_for_update())
    before = sa.update(table).where(table.c.standard_id == standard_id, table.c.superseded_at.is_(None))
    await tx.execute(before.values(superseded_at=now))
    empty = {"use_case": None, "search": "", "from_on": None, "until_on": None, "source": ""}
    values = [{**row, "standard_id": standard_id, "recorded_at": now} for row in rows or [empty]]
    await tx.execute(sa.insert(table), values)
