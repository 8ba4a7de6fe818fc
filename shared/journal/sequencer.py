"""Owns the order of the log: gives committed entries their positions, grows the tree, signs checkpoints.

Any number of replicas may run a sequencer. One transaction does a batch whole: it holds an advisory lock, so one
replica at a time works; a kill at any moment leaves a batch done or not begun. Entries get positions after their own
commit, so a position once seen means that every lower one can be seen too: a follower that reads by position misses
nothing, and a transaction that was rolled back leaves no gap. Blinded entries wait for the end of their period.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import Clock
from shared.errors import Kind, SepiaError
from shared.journal import leaf, reader
from shared.journal.blinding import Blinding
from shared.journal.merkle import Frontier, cover
from shared.journal.note import Checkpoint, SignedNote, Signer, Verifier
from shared.journal.tables import JournalTables
from shared.journal.writer import append_many

_log = structlog.get_logger(__name__)

_LONGEST_PAUSE = 10.0  # seconds between attempts while the database is away
_SOON = 0.05  # seconds until the next look when another replica was at it: it may have read before the last commit


class Sequencer:
    """Sequences one service's log under one key; the key's name is the log's origin.

    Args:
        engine: of the service's database.
        tables: of the service's log.
        signer: the log's key.
        clock: dates the checkpoints.
        interval: seconds between two looks when nobody calls `nudge`: how long an entry waits whose process died
            between its commit and its position. An idle log costs one look each.
        batch: most entries in one transaction.
        retired: keys that signed this log before the present one; a checkpoint of any other key stops the sequencer.
        blinding: which entries are held back, and until when.
        after_batch: called when entries have got their positions, for who follows the log in this process.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        tables: JournalTables,
        signer: Signer,
        clock: Clock,
        *,
        interval: float = 1.0,
        batch: int = 5_000,
        retired: Sequence[Verifier] = (),
        blinding: Blinding | None = None,
        after_batch: Callable[[], None] | None = None,
    ) -> None:
        # Under READ COMMITTED each statement sees what was committed before it, so what is read after the lock was
        # taken is what the previous holder left.
        self._engine = engine.execution_options(isolation_level="READ COMMITTED")
        self._looks = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._tables = tables
        self._signer = signer
        self._clock = clock
        self._interval = interval
        self._batch = batch
        self._trusted = (signer.verifier, *retired)
        self._lock_key = lock_key(tables.schema, signer.name)
        self._nudged = asyncio.Event()
        self._blinding = blinding
        self._after_batch = after_batch
        # Up to here every period has its padding, as far as this process knows.
        self._padded_to = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._another_was_at_it = False

    def nudge(self) -> None:
        """Says that entries were committed in this process: the next look happens at once."""
        self._nudged.set()

    async def run(self) -> None:
        """Sequences until cancelled; waits and tries again while the database is away.

        Raises:
            SepiaError: `LOG_INCONSISTENT` or `LOG_KEY_UNKNOWN`. Going on would sign a second history, so it stops;
                entries are still recorded and get their positions once the cause is put right.
        """
        pause = self._interval
        while True:
            self._nudged.clear()
            try:
                sequenced = await self.run_once()
            except SQLAlchemyError as error:
                pause = min(max(pause, self._interval, 0.01) * 2, _LONGEST_PAUSE)
                _log.warning("sequencer.database_away", origin=self._signer.name, error=str(error), retry_in=pause)
                await asyncio.sleep(pause)
                continue
            except SepiaError as error:
                _log.error("sequencer.stopped", origin=self._signer.name, reason=error.reason, error=str(error))
                raise
            pause = self._interval
            if sequenced < self._batch:
                await self._wait()

    async def run_once(self) -> int:
        """Sequences one batch; returns how many entries got a position (0 too when another replica is at it).

        The first run of a new log signs the checkpoint of the empty log.

        Raises:
            SepiaError: `LOG_INCONSISTENT`, when the stored tree is not the one of the last checkpoint;
                `LOG_KEY_UNKNOWN`, when the last checkpoint was signed by a key that is not trusted here.
        """
        self._another_was_at_it = False
        if not await self._something_to_do():
            return 0
        async with self._engine.begin() as connection:
            if not await connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(self._lock_key))):
                self._another_was_at_it = True
                return 0
            frontier = await self._last_state(connection)
            if frontier is None:
                frontier = Frontier()
                await self._sign(connection, frontier)
            padded_to = await self._pad(connection)
            leaves = await self._assign_positions(connection, frontier.size)
            if leaves:
                await self._grow(connection, frontier, leaves)
                await self._sign(connection, frontier)
        self._padded_to = padded_to
        if leaves and self._after_batch is not None:
            self._after_batch()
        return len(leaves)

    async def drain(self) -> int:
        """Sequences until nothing is left; returns how many entries got a position. For shutdown and for tests."""
        total = 0
        while sequenced := await self.run_once():
            total += sequenced
        return total

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_SOON if self._another_was_at_it else self._interval):
                await self._nudged.wait()
        except TimeoutError:
            pass

    async def _something_to_do(self) -> bool:
        """A look without transaction or lock: all that an idle log costs."""
        if self._blinding is not None and self._padded_to < self._blinding.open_period(self._clock.now()):
            return True
        entry, checkpoint = self._tables.entry, self._tables.checkpoint
        waiting = sa.exists().where(entry.c.position.is_(None), self._not_held(entry))
        started = sa.exists().select_from(checkpoint)
        async with self._looks.connect() as connection:
            return bool(await connection.scalar(sa.select(sa.or_(waiting, ~started))))

    async def _last_state(self, connection: AsyncConnection) -> Frontier | None:
        """The edge of the tree at the last checkpoint, after checking that they belong together."""
        last = await reader.latest_checkpoint(connection, self._tables)
        if last is None:
            return None
        try:
            note = SignedNote.parse(last.note)
            note.verified_by(self._trusted)
            signed = Checkpoint.parse_body(note.text)
        except SepiaError as error:
            raise SepiaError(
                Kind.PRECONDITION,
                "LOG_KEY_UNKNOWN",
                f"The last checkpoint of {self._signer.name} (size {last.size}) does not verify under the key this "
                f"process holds: {error} Start it with the log's own key file, or name the former key as retired.",
            ) from error
        nodes = cover(0, last.size)
        hashes = await reader.read_nodes(connection, self._tables, nodes)
        if signed != Checkpoint(self._signer.name, last.size, last.root) or len(hashes) < len(nodes):
            raise self._inconsistent(last.size)
        frontier = Frontier(last.size, [hashes[node] for node in nodes])
        # A log must not sign a checkpoint that is inconsistent with one it signed before (c2sp.org/tlog-checkpoint).
        if frontier.root() != last.root:
            raise self._inconsistent(last.size)
        return frontier

    def _not_held(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Entries that are blinded wait until their period has ended."""
        if self._blinding is None:
            return sa.true()
        open_period = self._blinding.open_period(self._clock.now())
        return sa.or_(table.c.kind.not_in(sorted(self._blinding.kinds)), table.c.recorded_at < open_period)

    async def _pad(self, connection: AsyncConnection) -> dt.datetime:
        """Adds padding to the blinded entries that get their positions now, and to a period without any.

        Returns:
            Up to when every period has its padding, once the transaction commits.
        """
        if self._blinding is None:
            return self._padded_to
        table, blinding = self._tables.entry, self._blinding
        open_period = blinding.open_period(self._clock.now())
        kinds = sorted(blinding.kinds)
        held = await connection.execute(
            sa.select(table.c.kind, table.c.recorded_at, sa.func.count())
            .where(table.c.position.is_(None), table.c.kind.in_(kinds), table.c.recorded_at < open_period)
            .group_by(table.c.kind, table.c.recorded_at)
        )
        numbers = {(row[0], row[1].astimezone(dt.UTC)): row[2] for row in held}
        last = open_period - blinding.period
        if self._padded_to < open_period:
            begun = sa.select(sa.exists().where(table.c.kind.in_(kinds), table.c.recorded_at < open_period))
            if numbers or await connection.scalar(begun):
                marked = sa.select(sa.exists().where(table.c.subject == sa.bindparam("marker")))
                for kind in kinds:
                    if not await connection.scalar(marked, {"marker": blinding.marker(kind, last)}):
                        numbers.setdefault((kind, last), 0)
        actor = f"services/{self._tables.schema}"
        padding = [
            entry
            for (kind, period), number in sorted(numbers.items())
            for entry in blinding.padding(kind, period, actor, number)
        ]
        await append_many(connection, self._tables, padding)
        return open_period

    async def _assign_positions(self, connection: AsyncConnection, size: int) -> list[bytes]:
        """Gives the next batch its positions and leaf hashes; returns the leaf hashes in order."""
        table = self._tables.entry
        waiting = await connection.execute(
            sa.select(table.c.id, table.c.kind, table.c.recorded_at, table.c.commitment)
            .where(table.c.position.is_(None), self._not_held(table))
            .order_by(table.c.id)
            .limit(self._batch)
        )
        rows = waiting.all()
        if not rows:
            return []
        leaves = [leaf.leaf_hash(row.id, row.kind, row.recorded_at, row.commitment) for row in rows]
        placed = (
            sa.func.unnest(
                sa.bindparam("ids", [row.id for row in rows], pg.ARRAY(sa.Uuid)),
                sa.bindparam("positions", list(range(size, size + len(rows))), pg.ARRAY(sa.BigInteger)),
                sa.bindparam("leaves", leaves, pg.ARRAY(sa.LargeBinary)),
            )
            .table_valued("id", "position", "leaf_hash")
            .render_derived(name="placed")
        )
        updated = await connection.execute(
            sa.update(table)
            .where(table.c.id == placed.c.id, table.c.position.is_(None))
            .values(position=placed.c.position, leaf_hash=placed.c.leaf_hash)
        )
        if updated.rowcount != len(rows):
            raise self._inconsistent(size)
        return leaves

    async def _grow(self, connection: AsyncConnection, frontier: Frontier, leaves: Sequence[bytes]) -> None:
        completed = [pair for leaf_hash in leaves for pair in frontier.append(leaf_hash)]
        if not completed:
            return
        rows = (
            sa.func.unnest(
                sa.bindparam("levels", [node.level for node, _ in completed], pg.ARRAY(sa.SmallInteger)),
                sa.bindparam("indexes", [node.index for node, _ in completed], pg.ARRAY(sa.BigInteger)),
                sa.bindparam("hashes", [digest for _, digest in completed], pg.ARRAY(sa.LargeBinary)),
            )
            .table_valued("level", "index", "hash")
            .render_derived(name="completed")
        )
        await connection.execute(
            sa.insert(self._tables.node).from_select(
                ["level", "index", "hash"], sa.select(rows.c.level, rows.c.index, rows.c.hash)
            )
        )

    async def _sign(self, connection: AsyncConnection, frontier: Frontier) -> None:
        checkpoint = Checkpoint(self._signer.name, frontier.size, frontier.root())
        await connection.execute(
            sa.insert(self._tables.checkpoint).values(
                tree_size=checkpoint.size,
                root=checkpoint.root,
                note=self._signer.sign(checkpoint.body),
                created_at=self._clock.now(),
            )
        )

    def _inconsistent(self, size: int) -> SepiaError:
        return SepiaError(
            Kind.INTERNAL,
            "LOG_INCONSISTENT",
            f"The stored tree of {self._signer.name} is not the one its checkpoint of size {size} was signed for. "
            "Nothing was signed. Run the service's check command, which names every altered entry and node, and "
            "restore the database from a backup.",
        )


def lock_key(schema: str, origin: str) -> int:
    """The advisory lock of a log: a signed 64-bit number drawn from its schema and origin."""
    digest = hashlib.sha256(f"sepia.journal.sequencer\0{schema}\0{origin}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
