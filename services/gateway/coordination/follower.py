"""Owns following the services' logs: entry by entry, each once, whichever replica does it.

One replica has the lead (an advisory lock of its session) and reads; the others stand by and take over when it is gone.
The lead saves work, it is not what makes it right: how far a log was read and the jobs that follow from it are written
in one transaction, which refuses to move a position that somebody else has moved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

from procrastinate.exceptions import ConnectorException

from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from services.gateway.coordination import rules, store
from services.gateway.coordination.jobs import Jobs
from services.gateway.peers import Peer
from shared.db import Database
from shared.errors import SepiaError
from shared.tasks import end
from shared.telemetry.logs import logger

PAGE = 500
STANDBY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0
WAIT_SECONDS = 2
"""How long a service may keep a look at its log waiting for something new: it comes at once, and idle logs cost little.

It is also how late an entry may come that another replica than the one asked gave its position.
"""


class Followers:
    """Follows the logs of the other services.

    Args:
        database: of the gateway.
        peers: whose logs are followed.
        jobs: where what follows is put.
        interval_seconds: pause between two looks at a log.
    """

    def __init__(self, database: Database, peers: Sequence[Peer], jobs: Jobs, *, interval_seconds: float) -> None:
        self._database = database
        self._peers = peers
        self._jobs = jobs
        self._interval = interval_seconds
        self._log = logger(component="coordination")

    async def run(self) -> None:
        """Follows while this replica has the lead, and stands by while it has not, until cancelled."""
        away = False
        while True:
            try:
                await self._lead()
                away = False
            except (SepiaError, ConnectorException) as error:
                if not away:  # said once, not at every attempt
                    self._log.warning("coordination waits for the database", error=str(error))
                away = True
            await asyncio.sleep(STANDBY_SECONDS)

    async def follow_once(self, peer: Peer) -> bool:
        """Reads the next entries of a log and puts what follows from them into the queue.

        Returns:
            Whether there may be more to read.

        Raises:
            SepiaError: the service, or the database, does not answer.
        """
        async with self._database.read() as connection:
            start, known_size = await store.position(connection, peer.log)
        stub = peer.own.stub(journal_pb2_grpc.JournalServiceStub)
        request = journal_pb2.ListEntriesRequest(
            log=peer.log, from_position=start, page_size=PAGE, kinds=rules.kinds(peer.log)
        )
        request.wait.FromSeconds(WAIT_SECONDS)
        asked = peer.own.call(stub.ListEntries, request, deadline_seconds=10 + WAIT_SECONDS)
        reply = cast(journal_pb2.ListEntriesResponse, await asked)
        # The size was read before the entries; by then the log may have grown.
        size = max(reply.tree_size, reply.next_position)
        if (reply.next_position, size) == (start, known_size):
            return False
        found = [
            job
            for entry in reply.entries
            for job in rules.jobs_from(peer.log, entry.position, entry.kind, entry.subject)
        ]
        async with self._database.write() as tx:
            moved = await store.advance(
                tx,
                peer.log,
                start=start,
                end=reply.next_position,
                tree_size=size,
                at=self._database.clock.now(),
            )
            if moved:
                for job in found:
                    await self._jobs.add(tx, job)
        return reply.next_position < size

    async def _lead(self) -> None:
        async with self._database.read() as connection:
            if not await store.try_to_lead(connection):
                return
            try:
                async with self._database.write() as tx:
                    await store.begin_following(tx, [peer.log for peer in self._peers], self._database.clock.now())
                    for peer in self._peers:
                        for job in rules.first_jobs(peer.log):
                            await self._jobs.add(tx, job)
                self._log.info("this replica follows the logs", logs=[peer.log for peer in self._peers])
                work = [asyncio.ensure_future(self._follow(peer)) for peer in self._peers]
                work.append(asyncio.ensure_future(self._jobs.free_stalled()))
                try:
                    while True:
                        await asyncio.sleep(STANDBY_SECONDS)
                        await store.still_connected(connection)
                        for task in work:
                            if task.done():
                                task.result()
                finally:
                    await end(*work)
            finally:
                await store.stop_leading(connection)

    async def _follow(self, peer: Peer) -> None:
        pause, silent = self._interval, False
        while True:
            try:
                more = await self.follow_once(peer)
            except SepiaError as error:
                if not silent:
                    self._log.warning(
                        "a log can't be read; waiting", log=peer.log, reason=error.reason, error=str(error)
                    )
                silent, pause = True, min(max(pause, self._interval) * 2, LONGEST_PAUSE_SECONDS)
                await asyncio.sleep(pause)
                continue
            if silent:
                self._log.info("the log can be read again", log=peer.log)
            silent, pause = False, self._interval
            if not more:
                await asyncio.sleep(self._interval)
