"""Owns one history as it stands: whose it is, what the database holds of it, and how somebody calls."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from typing import Any

from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from services.assessment.checks.course import OFFICER
from services.assessment.checks.procedure import (
    Due,
    Rules,
    Stage,
)
from services.assessment.regimes import regime_of
from shared.auth.callers import Role
from shared.client import Client
from shared.regime import load_profile
from tests.integration.assessment.history_model import Modelled
from tests.integration.assessment.history_world import World, id_in


class Record:
    """One campaign, or one request for an opinion, as it stands."""

    def __init__(self, world: World, regime: str) -> None:
        self.world, self.centre, self.regime = world, world.centre, regime
        self.rules: Rules = regime_of(load_profile(regime)).rules
        self.life = world.lives = world.lives + 1
        number = next(world.numbers)
        self.owners = [f"holders/h{number}a", f"holders/h{number}b"]
        self.asker = f"implementers/i{number}"
        self.stranger = world.centre.holder(f"holders/h{number}z")
        self.clients = {owner: world.centre.holder(owner) for owner in self.owners}
        self.clients[self.asker] = world.centre.running.client(
            Role.ROLE_IMPLEMENTER, account=f"accounts/i{number}", organization=self.asker
        )
        self.checks: dict[str, Modelled] = {}
        self.campaign = ""
        self.request = ""
        self.published = False
        self.doubles = 0
        self.suspended: set[str] = set()
        self.counted: Counter[str] = Counter()
        self.start = 0

    def sitting_on(self, name: str, stage: Stage = Stage.FIRST) -> list[str]:
        query = (
            "select evaluator_id from seat where check_id = %s and stage = %s and ended_at is null "
            "order by appointed_at, evaluator_id"
        )
        return [f"evaluators/{row.evaluator_id}" for row in self.world.rows(query, id_in(name), int(stage))]

    def hearing_of(self, name: str) -> str:
        (row,) = self.world.rows("select id from hearing where check_id = %s and closed_at is null", id_in(name))
        return f"hearings/{row.id}"

    def deadlines(self) -> list[Any]:
        query = (
            "select d.*, 'checks/' || a.check_id as check, "
            "case when d.actor = 'role:OFFICER' then %s else split_part(d.subject, '#', 2) end as who, "
            "d.kind = %s and d.actor = '' and d.subject not like '%%#-' as kept "
            "from (select id::text as id, id as check_id, 'checks/' as place from essentiality_check "
            "  where id = any(%s) union all "
            "  select id::text, check_id, 'hearings/' from hearing where check_id = any(%s) union all "
            "  select id::text, check_id, 'opinionRequests/' from opinion_request where check_id = any(%s)) a "
            "join deadline d on split_part(d.subject, '#', 1) = a.place || a.id"
        )
        ids = [id_in(name) for name in self.checks]
        return self.world.rows(query, OFFICER, Due.ANSWER.value, ids, ids, ids)

    def snapshot(self) -> list[Any]:
        ids = [id_in(name) for name in self.checks]
        checks = self.world.rows("select * from essentiality_check where id = any(%s) order by id", ids)
        return [checks, sorted((d.id, d.state, d.due_at) for d in self.deadlines())]

    async def by_officer(self, method: Any, request: Any, chance: random.Random) -> Any:
        return await self.call(self.centre.officer, method, request, chance)

    async def call(self, client: Client, method: Any, request: Any, chance: random.Random) -> Any:
        """Calls; now and then twice at once, or once more afterwards: the answer is the same, and done it is once."""
        request.request_id = uuid.UUID(int=chance.getrandbits(128)).hex + uuid.uuid4().hex[:8]
        mood = chance.random()
        if mood < 0.1:
            one, other = await asyncio.gather(client.call(method, request), client.call(method, request))
            assert one == other
            return one
        reply = await client.call(method, request)
        if mood > 0.85:
            assert await client.call(method, request) == reply
        return reply

    async def entries(self, client: Client, start: int, size: int = 1000) -> tuple[list[journal_pb2.Entry], int]:
        """Entries from a position on, and how many there are, once everything recorded so far has its position."""
        running = self.centre.running.running
        while self.world.rows("select 1 from log_entry where position is null limit 1"):
            await running.sequencer.drain()
        found: list[journal_pb2.Entry] = []
        request = journal_pb2.ListEntriesRequest(log="logs/assessment", from_position=start, page_size=size)
        while True:
            reply = await client.call(client.stub(JournalServiceStub).ListEntries, request)
            found += reply.entries
            if size == 1 or not reply.entries or reply.next_position >= reply.tree_size:
                return found, reply.tree_size
            request.from_position = reply.next_position
