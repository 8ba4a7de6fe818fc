"""Owns the full check of a stored log: recomputes everything and names everything that does not fit.

Each layer is checked against the one below it, so that a finding stays where the fault is: content against
commitment, entry against leaf hash, node against its two children, checkpoint against the leaves and its signature.
Together they cover every stored byte that the log vouches for; `created_at` of a checkpoint and `erased_at` are
dates for people and are not vouched for.

What a database alone can't show is a log cut back to an earlier checkpoint: pass the notes that somebody else kept.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import Clock
from shared.errors import SepiaError
from shared.journal import leaf, merkle, writer
from shared.journal.blinding import Blinding
from shared.journal.merkle import Frontier
from shared.journal.note import Checkpoint, Verifier
from shared.journal.tables import JournalTables
from shared.journal.verify import verify_checkpoint

_PAGE = 2_000


class Fault(enum.Enum):
    """What sort of thing is wrong."""

    POSITION_MISSING = "POSITION_MISSING"
    CONTENT_ALTERED = "CONTENT_ALTERED"
    COLUMN_ALTERED = "COLUMN_ALTERED"
    ERASED_WITHOUT_RECORD = "ERASED_WITHOUT_RECORD"
    LEAF_ALTERED = "LEAF_ALTERED"
    NODE_ALTERED = "NODE_ALTERED"
    NODE_MISSING = "NODE_MISSING"
    NODE_SURPLUS = "NODE_SURPLUS"
    CHECKPOINT_MISSING = "CHECKPOINT_MISSING"
    CHECKPOINT_ALTERED = "CHECKPOINT_ALTERED"
    HISTORY_REWRITTEN = "HISTORY_REWRITTEN"
    NOT_SEQUENCED = "NOT_SEQUENCED"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a stored log.

    Attributes:
        fault: what sort of thing.
        position: the first position concerned; for a checkpoint its size; None for an entry without position.
        message: what, where, and what it means.
    """

    fault: Fault
    position: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.fault.value}: {self.message}"


async def check_log(
    engine: AsyncEngine,
    tables: JournalTables,
    keys: Sequence[Verifier],
    clock: Clock,
    *,
    remembered: Sequence[str] = (),
    sequenced_within: dt.timedelta = dt.timedelta(minutes=1),
    blinding: Blinding | None = None,
) -> list[Finding]:
    """Recomputes a service's whole log, reading it once in one snapshot; a running sequencer does not disturb it.

    Args:
        keys: the log's key, and the keys it had before.
        remembered: notes of checkpoints kept outside this database; the log must still contain what they say.
        sequenced_within: an entry may wait this long for its position.
        blinding: of the log; entries of the period that is open wait until it ends.

    Returns:
        What is wrong, lowest layer first; empty for a sound log.
    """
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with snapshot.connect() as connection:
        check = _Check(connection, tables, keys)
        await check.entries(remembered)
        await check.nodes()
        await check.changes_recorded()
        before = clock.now() - sequenced_within
        kinds = blinding.kinds if blinding else frozenset[str]()
        await check.waiting(before, kinds, blinding.open_period(before) if blinding else before)
        return check.findings


class _Check:
    """One walk over a log; gathers the findings."""

    def __init__(self, connection: AsyncConnection, tables: JournalTables, keys: Sequence[Verifier]) -> None:
        self.findings: list[Finding] = []
        self._connection = connection
        self._entry, self._node, self._checkpoint = tables.entry, tables.node, tables.checkpoint
        self._keys = keys
        self._size = 0
        self._erased: dict[uuid.UUID, _Place] = {}
        self._readdressed: dict[uuid.UUID, tuple[_Place, list[str]]] = {}

    def _find(self, fault: Fault, position: int | None, message: str) -> None:
        self.findings.append(Finding(fault, position, message))

    async def entries(self, remembered: Sequence[str]) -> None:
        """Walks the entries by position and, beside them, the checkpoints by size."""
        claims = await self._claims(remembered)
        frontier: Frontier | None = Frontier()
        expected = 0
        async for row in self._pages(self._entry, self._entry.c.position, self._entry.c.position.is_not(None)):
            if row.position > expected:
                last = row.position - 1
                self._missing(expected, last)
                frontier = None  # what follows a missing leaf has no computable root; its own finding says so
            if frontier is not None:
                self._claims_met(claims, frontier)
            self._entry_fits(row)
            if frontier is not None:
                frontier.append(row.leaf_hash)
            expected = row.position + 1
        self._size = expected
        if frontier is not None:
            self._claims_met(claims, frontier)
            for claim in claims:
                self._find(
                    Fault.POSITION_MISSING,
                    expected,
                    f"{claim.source} was signed for {claim.size} entries, but only {expected} are stored: those from "
                    f"position {expected} on are gone.",
                )

    async def _claims(self, remembered: Sequence[str]) -> deque[_Claim]:
        """What checkpoints say of the log, by size; reports those that do not hold by themselves."""
        claims: list[_Claim] = []
        entries = await self._connection.scalar(sa.select(sa.func.max(self._entry.c.position)))
        newest = 0
        async for row in self._pages(self._checkpoint, self._checkpoint.c.tree_size):
            newest = max(newest, row.tree_size)
            source = f"The checkpoint of size {row.tree_size}"
            signed = self._signed(row.note, row.tree_size, source)
            if signed is None:
                continue
            if (signed.size, signed.root) != (row.tree_size, row.root):
                self._find(
                    Fault.CHECKPOINT_ALTERED,
                    row.tree_size,
                    f"{source}: size or root stored beside the note differ from the signed note (size {signed.size}, "
                    f"root {signed.root.hex()}); stored root {row.root.hex()}.",
                )
            claims.append(_Claim(signed.size, signed.root, source))
        if entries is not None and newest <= entries:
            self._find(
                Fault.CHECKPOINT_MISSING,
                newest,
                f"Positions {newest} to {entries} are not covered by any checkpoint: the checkpoint signed with them "
                "is gone, or they were inserted past the sequencer.",
            )
        for number, note in enumerate(remembered):
            source = f"Remembered checkpoint {number}"
            signed = self._signed(note, None, source)
            if signed is not None:
                claims.append(_Claim(signed.size, signed.root, source))
        return deque(sorted(claims, key=lambda claim: claim.size))

    def _signed(self, note: str, size: int | None, source: str) -> Checkpoint | None:
        try:
            return verify_checkpoint(note, self._keys)
        except SepiaError as error:
            self._find(Fault.CHECKPOINT_ALTERED, size, f"{source} does not verify: {error}")
            return None

    def _claims_met(self, claims: deque[_Claim], frontier: Frontier) -> None:
        while claims and claims[0].size <= frontier.size:
            claim = claims.popleft()
            root = frontier.root()
            if root != claim.root:
                self._find(
                    Fault.HISTORY_REWRITTEN,
                    claim.size,
                    f"{claim.source} was signed for another history: its root is {claim.root.hex()}, the stored "
                    f"entries before position {claim.size} give {root.hex()}.",
                )

    def _entry_fits(self, row: sa.Row[Any]) -> None:
        at = f"Position {row.position} (entry {row.id})"
        if row.leaf_hash != leaf.leaf_hash(row.id, row.kind, row.recorded_at, row.commitment):
            self._find(
                Fault.LEAF_ALTERED,
                row.position,
                f"{at}: id, kind, recorded_at, commitment or leaf hash was altered; they no longer belong together.",
            )
        self._content_fits(row, at)

    def _content_fits(self, row: sa.Row[Any], at: str) -> None:
        if row.erased_at is not None and row.content is None and row.salt is None:
            self._erased[row.id] = _Place(row.position, at)
            return
        if row.content is None or row.salt is None or not leaf.opens(row.commitment, row.content, row.salt):
            self._find(
                Fault.CONTENT_ALTERED,
                row.position,
                f"{at}: content or salt was altered; they do not open its commitment.",
            )
            return
        said = leaf.read_content(row.content)
        for column, stored, recorded in (("subject", row.subject, said.subject), ("actor", row.actor, said.actor)):
            if stored != recorded:
                self._find(
                    Fault.COLUMN_ALTERED,
                    row.position,
                    f"{at}: the column {column} says {stored!r}, the entry was recorded with {recorded!r}.",
                )
        if row.erased_at is not None:
            self._find(Fault.COLUMN_ALTERED, row.position, f"{at}: marked as erased, but its content is there.")
        if tuple(row.audience) != said.audience:
            self._readdressed[row.id] = (_Place(row.position, at), row.audience)

    def _missing(self, first: int, last: int) -> None:
        which = f"position {first}" if first == last else f"positions {first} to {last}"
        self._find(
            Fault.POSITION_MISSING,
            first,
            f"Nothing is stored at {which}: entries were deleted or moved. Roots from there on can't be recomputed.",
        )

    async def nodes(self) -> None:
        """Checks each inner node against its two children, level by level."""
        below: sa.Select[*tuple[Any, ...]] = sa.select(self._entry.c.position, self._entry.c.leaf_hash)
        key = self._entry.c.position
        level = 1
        while self._size >> level:
            await self._level(level, below, key)
            table = self._node
            below, key = sa.select(table.c.index, table.c.hash).where(table.c.level == level), table.c.index
            level += 1
        table = self._node
        surplus = await self._connection.execute(
            sa.select(table.c.level, table.c.index)
            .where(
                sa.or_(
                    table.c.level < 1,
                    table.c.level >= level,
                    table.c.index < 0,
                    table.c.index >= sa.literal(self._size, sa.BigInteger).op(">>")(table.c.level),
                )
            )
            .order_by(table.c.level, table.c.index)
        )
        for level, index in surplus:
            self._find(
                Fault.NODE_SURPLUS,
                max(0, index) << max(0, level),
                f"The node at level {level}, index {index} covers entries the log does not have.",
            )

    async def _level(self, level: int, below: sa.Select[*tuple[Any, ...]], key: sa.ColumnElement[int]) -> None:
        table = self._node
        count = self._size >> level
        for first in range(0, count, _PAGE):
            last = min(first + _PAGE, count) - 1
            stored = await self._hashes(
                sa.select(table.c.index, table.c.hash).where(table.c.level == level, table.c.index.between(first, last))
            )
            children = await self._hashes(below.where(key.between(2 * first, 2 * last + 1)))
            for index in range(first, last + 1):
                self._node_fits(level, index, stored.get(index), children.get(2 * index), children.get(2 * index + 1))

    def _node_fits(self, level: int, index: int, stored: bytes | None, left: bytes | None, right: bytes | None) -> None:
        begin, end = index << level, ((index + 1) << level) - 1
        where = f"The node at level {level}, index {index} (over positions {begin} to {end})"
        if stored is None:
            self._find(Fault.NODE_MISSING, begin, f"{where} is not stored.")
        elif left is not None and right is not None and stored != merkle.hash_children(left, right):
            self._find(Fault.NODE_ALTERED, begin, f"{where} is not the hash of its two children.")

    async def _hashes(self, query: sa.Select[*tuple[Any, ...]]) -> dict[int, bytes]:
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def changes_recorded(self) -> None:
        """Checks that every erasure and every change of audience has an entry of its own."""
        await self._waiting_contents()
        table = self._entry
        rows = await self._connection.execute(
            sa.select(table.c.kind, table.c.content)
            .where(table.c.kind.in_([writer.ERASE, writer.READDRESS]), table.c.content.is_not(None))
            .order_by(table.c.recorded_at, table.c.id)
        )
        erased: set[str] = set()
        addressed: dict[str, object] = {}
        for kind, content in rows:
            said = _read(content)
            if kind == writer.ERASE:
                erased.add(str(said.get("entry")))
            else:
                addressed[str(said.get("entry"))] = said.get("audience")
        for id_, place in self._erased.items():
            if str(id_) not in erased:
                self._find(
                    Fault.ERASED_WITHOUT_RECORD,
                    place.position,
                    f"{place.name}: its content is gone and no entry says who erased it and why.",
                )
        for id_, (place, audience) in self._readdressed.items():
            if addressed.get(str(id_)) != audience:
                self._find(
                    Fault.COLUMN_ALTERED,
                    place.position,
                    f"{place.name}: its audience is now {', '.join(audience) or 'nobody'}, and no entry says who "
                    "changed it and why.",
                )

    async def _waiting_contents(self) -> None:
        """Entries without position have no leaf yet, but their content must open their commitment all the same."""
        async for row in self._pages(self._entry, self._entry.c.id, self._entry.c.position.is_(None)):
            self._content_fits(row, f"The entry {row.id}, not sequenced yet")

    async def waiting(self, before: dt.datetime, blinded: Collection[str], period: dt.datetime) -> None:
        """Reports entries that have waited for their position for too long; blinded ones wait for their period."""
        table = self._entry
        late = sa.case((table.c.kind.in_(sorted(blinded)), period), else_=before)
        query = sa.select(table.c.id, table.c.recorded_at).where(table.c.position.is_(None), table.c.recorded_at < late)
        for row in await self._connection.execute(query.order_by(table.c.id)):
            self._find(
                Fault.NOT_SEQUENCED,
                None,
                f"The entry {row.id}, recorded at {row.recorded_at:%Y-%m-%d %H:%M:%S}Z, still has no position: no "
                "sequencer is running, or it stopped; its log says why.",
            )

    async def _pages(
        self, table: sa.Table, key: sa.Column[Any], *conditions: sa.ColumnElement[bool]
    ) -> AsyncIterator[sa.Row[Any]]:
        """The rows of a table in the order of a unique key, read page by page."""
        query = sa.select(table).where(*conditions).order_by(key).limit(_PAGE)
        page: Iterable[sa.Row[Any]] = (await self._connection.execute(query)).all()
        while page:
            last: object = None
            for row in page:
                last = getattr(row, key.name)
                yield row
            page = (await self._connection.execute(query.where(key > last))).all()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands, for a finding that is only certain at the end of the walk."""

    position: int | None
    name: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a verified checkpoint says of the log."""

    size: int
    root: bytes
    source: str


def _read(content: bytes) -> dict[str, object]:
    """What a record of a change says; nothing where it was damaged, which has its own finding."""
    try:
        return cast("dict[str, object]", leaf.read_content(content).content)
    except ValueError:
        return {}
