"""Owns the statements about registrations, their events, cures and notices, and the yearly samples."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.declarations.rules import REMOVED_STATES
from services.registry.locks import Named
from services.registry.registrations.rules import LIVE, Cure, State
from services.registry.standards.store import declared_for_standard
from shared.db import WriteTransaction
from shared.journal.reader import StoredCheckpoint, latest_checkpoint

_R = tables.registration
_REMOVED = [int(state) for state in REMOVED_STATES]


def _whole() -> sa.Select[Any]:
    """A registration with its content and the keys of holder and standard."""
    content, holder, standard = tables.registration_content, tables.holder, tables.standard
    return (
        sa.select(
            _R,
            content.c.content,
            holder.c.key.label("holder_key"),
            standard.c.key.label("standard_key"),
            standard.c.display_name.label("standard_display_name"),
        )
        .join(holder, holder.c.id == _R.c.holder_id)
        .join(standard, standard.c.id == _R.c.standard_id)
        .join(content, sa.and_(content.c.registration_id == _R.c.id, content.c.number == _R.c.content_number))
    )


def whole_for(seen_by: str | None) -> sa.Select[Any]:
    """Registrations that somebody may know of, with what belongs to them, in the order of their first request.

    Args:
        seen_by: key of the holder that asks, empty for the public; None is the centre, which sees all.
    """
    query = _whole().order_by(_R.c.id)
    if seen_by is not None:
        query = query.where(sa.or_(_R.c.number.is_not(None), tables.holder.c.key == seen_by))
    return query


def _called(name: str) -> sa.ColumnElement[bool]:
    key = name.removeprefix("registrations/")
    try:
        return _R.c.id == uuid.UUID(key)
    except ValueError:
        return _R.c.number == key


# --- what it stands on -------------------------------------------------------------------------------------------


async def read_standard(connection: AsyncConnection, key: str) -> sa.Row[Any] | None:
    """A standard with its procedure: `regime` and `registration_opened_on`, None where there is none."""
    standard, procedure = tables.standard, tables.standard_procedure
    query = (
        sa.select(standard, procedure.c.regime, procedure.c.registration_opened_on)
        .outerjoin(procedure, procedure.c.standard_id == standard.c.id)
        .where(standard.c.key == key)
    )
    return (await connection.execute(query)).one_or_none()


async def read_standard_by_id(connection: AsyncConnection, standard_id: int) -> sa.Row[Any]:
    """As `read_standard`, of a standard that is known to be there."""
    key = sa.select(tables.standard.c.key).where(tables.standard.c.id == standard_id)
    found = await read_standard(connection, (await connection.execute(key)).scalar_one())
    assert found is not None
    return found


async def has_commitment(connection: AsyncConnection, standard: sa.Row[Any]) -> bool:
    """Whether any declaration for a standard, but for removed ones, undertakes to license on FRAND terms."""
    link, declaration = tables.link, tables.declaration
    of = await declared_for_standard(connection, standard.id, standard.generation)
    undertaken = (
        sa.select(sa.literal(1))
        .select_from(link.join(declaration, declaration.c.id == link.c.declaration_id))
        .where(of, declaration.c.undertaking.is_(True), declaration.c.state.not_in(_REMOVED))
    )
    return bool((await connection.execute(sa.select(sa.exists(undertaken)))).scalar_one())


async def holder_id(connection: AsyncConnection, key: str) -> int | None:
    """The id of a holder's row."""
    holder = tables.holder
    return (await connection.execute(sa.select(holder.c.id).where(holder.c.key == key))).scalar_one_or_none()


async def as_of(connection: AsyncConnection) -> tuple[int, StoredCheckpoint | None]:
    """The current edition and the log's newest checkpoint."""
    edition = (await connection.execute(sa.select(sa.func.max(tables.edition.c.number)))).scalar_one() or 0
    return edition, await latest_checkpoint(connection, tables.JOURNAL)


# --- registrations -----------------------------------------------------------------------------------------------


async def read(connection: AsyncConnection, name: str) -> sa.Row[Any] | None:
    """A registration by name or number."""
    return (await connection.execute(_whole().where(_called(name)))).one_or_none()


async def lock(tx: WriteTransaction, name: str, *, nowait: bool = False) -> sa.Row[Any] | None:
    """A registration, for nobody else to change until this transaction ends.

    Args:
        nowait: refuses at once where somebody else is changing it, for work that can be tried again.
    """
    taken = sa.select(_R.c.id).where(_called(name)).with_for_update(nowait=nowait)
    found = (await tx.execute(taken)).scalar_one_or_none()
    return None if found is None else (await tx.execute(_whole().where(_R.c.id == found))).one()


async def claim_patent(tx: WriteTransaction, regime: str, standard_id: int, patent_key: str) -> Any:
    """Makes requests for the same patent and standard wait for each other; returns the one that is there."""
    await locks.wait_named(tx, Named.REGISTRATION, f"registration {regime} {standard_id} {patent_key}")
    there = sa.select(_R.c.id, _R.c.number).where(
        _R.c.regime == regime,
        _R.c.standard_id == standard_id,
        _R.c.patent_key == patent_key,
        _R.c.state.in_([int(state) for state in LIVE]),
    )
    return (await tx.execute(there)).one_or_none()


async def create(tx: WriteTransaction, values: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """A new registration with its first content."""
    await tx.execute(sa.insert(_R).values(content_number=1, **values))
    await add_content(tx, values["id"], 1, content)


async def add_content(tx: WriteTransaction, registration: uuid.UUID, number: int, content: Mapping[str, Any]) -> None:
    """A further content; the ones before stay."""
    await tx.execute(
        sa.insert(tables.registration_content).values(
            registration_id=registration, number=number, content=content, recorded_at=tx.database.clock.now()
        )
    )


async def update(tx: WriteTransaction, registration: uuid.UUID, values: Mapping[str, Any]) -> sa.Row[Any]:
    """Changes a registration, counts its revision and reads it again."""
    changed = sa.update(_R).where(_R.c.id == registration)
    await tx.execute(changed.values(revision=_R.c.revision + 1, updated_at=tx.database.clock.now(), **values))
    return (await tx.execute(_whole().where(_R.c.id == registration))).one()


async def next_ordinal(tx: WriteTransaction, regime: str, year: int) -> int:
    """The next ordinal of a regime and year. The row stays locked until the end, so that no number is left out."""
    counter = tables.registration_counter
    counted = insert(counter).values(regime=regime, year=year, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=[counter.c.regime, counter.c.year], set_={"last": counter.c.last + 1}
    )
    return (await tx.execute(counted.returning(counter.c.last))).scalar_one()


async def list_registrations(
    connection: AsyncConnection,
    *,
    standard: str,
    holder: str,
    state: int,
    patent_keys: Sequence[str],
    seen_by: str | None,
    after: uuid.UUID | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    """Registrations in the order of their first request.

    Args:
        patent_keys: only those with one of these numbers; empty for all.
        seen_by: key of the holder that asks, empty for the public; None is the centre, which sees all.
    """
    query = whole_for(seen_by).limit(limit)
    if standard:
        query = query.where(tables.standard.c.key == standard)
    if holder:
        query = query.where(tables.holder.c.key == holder)
    if state:
        pending = _R.c.state == int(State.CURE_PENDING)
        shown = _R.c.state == state
        if seen_by is not None and state == State.REGISTERED:
            # What is being mended is shown as registered to everyone else.
            shown = sa.or_(shown, sa.and_(pending, tables.holder.c.key != seen_by))
        elif seen_by is not None and state == State.CURE_PENDING:
            shown = sa.and_(shown, tables.holder.c.key == seen_by)
        query = query.where(shown)
    if patent_keys:
        query = query.where(_R.c.numbers.overlap(list(patent_keys)))
    if state != State.DISCARDED:
        query = query.where(_R.c.state != int(State.DISCARDED))
    if after is not None:
        query = query.where(_R.c.id > after)
    return (await connection.execute(query)).all()


async def entered_of(connection: AsyncConnection, numbers: Collection[str]) -> Sequence[uuid.UUID]:
    """What is or was in the register for patents of these numbers."""
    query = sa.select(_R.c.id).where(_R.c.number.is_not(None), _R.c.numbers.overlap(list(numbers))).order_by(_R.c.id)
    return (await connection.execute(query)).scalars().all()


# --- events and notices ------------------------------------------------------------------------------------------


async def add_event(tx: WriteTransaction, registration: uuid.UUID, values: Mapping[str, Any]) -> int:
    """A further event; returns its ordinal. The registration is locked by whoever calls."""
    counted = sa.update(_R).where(_R.c.id == registration).values(event_count=_R.c.event_count + 1)
    ordinal = (await tx.execute(counted.returning(_R.c.event_count))).scalar_one()
    event = tables.registration_event
    await tx.execute(sa.insert(event).values(registration_id=registration, ordinal=ordinal, **values))
    return ordinal


async def list_events(
    connection: AsyncConnection,
    registration: uuid.UUID,
    *,
    only_public: bool,
    after: int = 0,
    limit: int | None = None,
) -> Sequence[sa.Row[Any]]:
    """Events in the order of recording, with their positions in the log.

    Args:
        after: the `place` of the last one of the page before: what the public pages by tells nothing of other events.
    """
    listed = numbered_events([registration]).subquery("listed")
    place = (listed.c.shown if only_public else listed.c.ordinal).label("place")
    query = sa.select(listed, place).where(place > after).order_by(place)
    if only_public:
        query = query.where(listed.c.public)
    if limit is not None:
        query = query.limit(limit)
    return (await connection.execute(query)).all()


def numbered_events(registrations: Collection[uuid.UUID]) -> sa.Select[Any]:
    """All events of registrations with the numbers that they are shown under, and their positions in the log.

    `shown` counts public events up to this one, `within` those that are not since the last public one, 0 for a public
    one itself; `annuls_shown` is the `shown` of the one that it annuls. Numbers without gaps, because a gap would tell
    everybody that a request to mend a defect, or an answer to one, stands there.
    """
    event, entry = tables.registration_event, tables.JOURNAL.entry
    earlier = event.alias("earlier")
    so_far: Mapping[str, Any] = {"partition_by": event.c.registration_id, "order_by": event.c.ordinal}
    last_public = sa.func.max(event.c.ordinal).filter(event.c.public).over(**so_far)
    annulled = sa.select(sa.func.count()).where(
        earlier.c.registration_id == event.c.registration_id, earlier.c.public, earlier.c.ordinal <= event.c.annuls
    )
    return (
        sa.select(
            event,
            entry.c.position,
            sa.func.count().filter(event.c.public).over(**so_far).label("shown"),
            (event.c.ordinal - sa.func.coalesce(last_public, 0)).label("within"),
            sa.case((event.c.annuls.is_not(None), annulled.scalar_subquery())).label("annuls_shown"),
        )
        .outerjoin(entry, entry.c.id == event.c.log_entry_id)
        .where(event.c.registration_id.in_(list(registrations)))
    )


async def shown_as(tx: WriteTransaction, registration: uuid.UUID, ordinal: int) -> int:
    """The number that a public event is shown under."""
    event = tables.registration_event
    counted = sa.select(sa.func.count()).where(
        event.c.registration_id == registration, event.c.public, event.c.ordinal <= ordinal
    )
    return (await tx.execute(counted)).scalar_one()


async def add_notices(tx: WriteTransaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """What the holder and its representatives are told."""
    if rows:
        await tx.execute(sa.insert(tables.registration_notice), list(rows))


async def list_notices(
    connection: AsyncConnection, holder: int, after: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Notices, the newest first."""
    notice, event = tables.registration_notice, tables.registration_event
    earlier = event.alias("earlier")
    before = sa.and_(earlier.c.registration_id == notice.c.registration_id, earlier.c.ordinal <= notice.c.event_ordinal)
    # The event under the number that it is shown under; see `numbered_events`.
    shown = sa.select(sa.func.count()).where(before, earlier.c.public).scalar_subquery()
    last = sa.select(sa.func.coalesce(sa.func.max(earlier.c.ordinal), 0)).where(before, earlier.c.public)
    query = sa.select(notice, shown.label("shown"), (notice.c.event_ordinal - last.scalar_subquery()).label("within"))
    query = query.where(notice.c.holder_id == holder).order_by(notice.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(notice.c.id < after)
    return (await connection.execute(query)).all()


# --- cures and requests for correction ---------------------------------------------------------------------------


async def add_cure(tx: WriteTransaction, values: Mapping[str, Any]) -> None:
    """A defect to be mended."""
    await tx.execute(sa.insert(tables.registration_cure).values(values))


async def read_cure(connection: AsyncConnection, registration: uuid.UUID, cure: uuid.UUID) -> sa.Row[Any] | None:
    """One cure of a registration."""
    table = tables.registration_cure
    query = sa.select(table).where(table.c.registration_id == registration, table.c.id == cure)
    return (await connection.execute(query)).one_or_none()


async def list_cures(
    connection: AsyncConnection, registration: uuid.UUID, after: uuid.UUID | None = None, limit: int | None = None
) -> Sequence[sa.Row[Any]]:
    """Cures of a registration, the oldest first."""
    table = tables.registration_cure
    query = sa.select(table).where(table.c.registration_id == registration).order_by(table.c.id)
    if after is not None:
        query = query.where(table.c.id > after)
    return (await connection.execute(query if limit is None else query.limit(limit))).all()


async def update_cure(tx: WriteTransaction, cure: uuid.UUID, values: Mapping[str, Any]) -> sa.Row[Any]:
    """Changes a cure and reads it again."""
    table = tables.registration_cure
    return (await tx.execute(sa.update(table).where(table.c.id == cure).values(values).returning(table))).one()


async def outstanding(tx: WriteTransaction, registration: uuid.UUID) -> tuple[int, int]:
    """How many cures run, and how many lapsed."""
    table = tables.registration_cure
    running = sa.func.count().filter(table.c.state.in_([int(Cure.OPEN), int(Cure.ANSWERED)])).label("running")
    lapsed = sa.func.count().filter(table.c.state == int(Cure.LAPSED)).label("lapsed")
    row = (await tx.execute(sa.select(running, lapsed).where(table.c.registration_id == registration))).one()
    return row.running, row.lapsed


async def add_correction_request(tx: WriteTransaction, values: Mapping[str, Any]) -> None:
    """A third party's request for correction."""
    await tx.execute(sa.insert(tables.correction_request).values(values))


async def lock_correction_request(
    tx: WriteTransaction, registration: uuid.UUID, request: uuid.UUID
) -> sa.Row[Any] | None:
    """A request for correction, locked."""
    table = tables.correction_request
    query = sa.select(table).where(table.c.registration_id == registration, table.c.id == request)
    return (await tx.execute(query.with_for_update())).one_or_none()


async def update_correction_request(tx: WriteTransaction, request: uuid.UUID, values: Mapping[str, Any]) -> sa.Row[Any]:
    """Changes a request for correction and reads it again."""
    table = tables.correction_request
    return (await tx.execute(sa.update(table).where(table.c.id == request).values(values).returning(table))).one()


async def list_correction_requests(
    connection: AsyncConnection, registration: uuid.UUID, after: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Requests for correction, the oldest first."""
    table = tables.correction_request
    query = sa.select(table).where(table.c.registration_id == registration).order_by(table.c.id).limit(limit)
    if after is not None:
        query = query.where(table.c.id > after)
    return (await connection.execute(query)).all()


# --- erasure -----------------------------------------------------------------------------------------------------


async def contents_to_erase(tx: WriteTransaction, registration: uuid.UUID) -> list[tuple[str, Any, Mapping[str, Any]]]:
    """Every content that is kept of a registration: where it is kept, its key, and what it says."""
    content, cure = tables.registration_content, tables.registration_cure
    entered = sa.select(content.c.number, content.c.content).where(content.c.registration_id == registration)
    answered = sa.select(cure.c.id, cure.c.content).where(
        cure.c.registration_id == registration, cure.c.content.is_not(None)
    )
    found: list[tuple[str, Any, Mapping[str, Any]]] = []
    found += [("content", row.number, row.content) for row in await tx.execute(entered)]
    found += [("cure", row.id, row.content) for row in await tx.execute(answered)]
    return found


async def erase_content(
    tx: WriteTransaction, registration: uuid.UUID, where: str, key: Any, left: Mapping[str, Any]
) -> None:
    """Replaces a kept content by what is left of it."""
    content, cure = tables.registration_content, tables.registration_cure
    if where == "content":
        change = sa.update(content).where(content.c.registration_id == registration, content.c.number == key)
        await tx.execute(change.values(content=left))
    else:
        await tx.execute(sa.update(cure).where(cure.c.id == key).values(content=left))


async def erase_identities(tx: WriteTransaction, registration: uuid.UUID, instead: str) -> None:
    """Erases who asked for corrections of a registration."""
    table = tables.correction_request
    await tx.execute(sa.update(table).where(table.c.registration_id == registration).values(identity=instead))


# --- the yearly sample -------------------------------------------------------------------------------------------


async def population(tx: WriteTransaction, regime: str) -> Sequence[sa.Row[Any]]:
    """What is in the register under a regime: id and number."""
    states = [int(State.REGISTERED), int(State.CURE_PENDING), int(State.SUSPENDED)]
    query = sa.select(_R.c.id, _R.c.number).where(_R.c.regime == regime, _R.c.state.in_(states))
    return (await tx.execute(query)).all()


async def create_sample(tx: WriteTransaction, values: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> bool:
    """A sample with all there was to draw from; False where this year's is there already."""
    table = tables.review_sample
    made = insert(table).values(values).on_conflict_do_nothing(constraint="uq_review_sample_year")
    if (await tx.execute(made.returning(table.c.id))).first() is None:
        return False
    for start in range(0, len(items), 5_000):
        await tx.execute(sa.insert(tables.review_item), list(items[start : start + 5_000]))
    return True


async def read_sample(connection: AsyncConnection, sample: uuid.UUID) -> sa.Row[Any] | None:
    """One sample."""
    table = tables.review_sample
    return (await connection.execute(sa.select(table).where(table.c.id == sample))).one_or_none()


async def list_samples(connection: AsyncConnection, after: uuid.UUID | None, limit: int) -> Sequence[sa.Row[Any]]:
    """Samples, the newest first."""
    table = tables.review_sample
    query = sa.select(table).order_by(table.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query)).all()


async def list_items(
    connection: AsyncConnection, sample: uuid.UUID, *, everything: bool, after: str | int | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Items in the order of the draw; with everything, all there were in the order of their numbers."""
    table = tables.review_item
    query = sa.select(table).where(table.c.sample_id == sample).limit(limit)
    if everything:
        query = query.order_by(table.c.number)
        return (await connection.execute(query if after is None else query.where(table.c.number > after))).all()
    query = query.where(table.c.rank.is_not(None)).order_by(table.c.rank)
    return (await connection.execute(query if after is None else query.where(table.c.rank > after))).all()


async def read_item(connection: AsyncConnection, sample: uuid.UUID, number: str) -> sa.Row[Any] | None:
    """One item of a sample."""
    table = tables.review_item
    query = sa.select(table).where(table.c.sample_id == sample, table.c.number == number)
    return (await connection.execute(query)).one_or_none()


async def update_item(tx: WriteTransaction, sample: uuid.UUID, number: str, values: Mapping[str, Any]) -> sa.Row[Any]:
    """Changes an item and reads it again."""
    table = tables.review_item
    change = sa.update(table).where(table.c.sample_id == sample, table.c.number == number)
    return (await tx.execute(change.values(values).returning(table))).one()
