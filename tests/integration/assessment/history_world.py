"""Owns where random histories take place: a centre whose clock is moved, its second replica, and people to draw on."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import uuid
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from sepia.assessment.v1 import (
    checks_pb2,
)
from services.assessment import tables
from services.assessment.lapses import Clock as LapseClock
from shared.auth.callers import Role
from shared.client import Client
from shared.db import Database
from tests.integration.assessment.conftest import Centre

PEOPLE = 18


class World:
    """A centre whose clock is moved, a second replica of that clock, and people to draw on."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.second = Database(centre.url, tables.JOURNAL, tables.ANSWERED, clock=centre.clock, pool_size=2)
        self.people: dict[str, tuple[checks_pb2.Evaluator, Client]] = {}
        self.numbers = itertools.count(1)
        self.lives = 0
        self.connection = psycopg.connect(centre.url, autocommit=True, row_factory=namedtuple_row)
        for name, value in (("sepia.audiences", "role:OFFICER,role:SERVICE"), ("search_path", "assessment")):
            self.connection.execute("select set_config(%s, %s, false)", [name, value])

    async def open(self) -> None:
        """Puts people on the roster, each with a name that nobody else has."""
        for number in range(PEOPLE):
            account = f"accounts/evaluator-{uuid.uuid4().hex}"
            request = checks_pb2.CreateEvaluatorRequest(
                account=account,
                display_name=f"Dr Zyx{number:02}wvut",
                identity_verified=True,
                ties_declared=True,
                conduct_version="1",
            )
            made = await self.centre.officer.call(self.centre.checks().CreateEvaluator, request)
            client = self.centre.running.client(Role.ROLE_EVALUATOR, account=account)
            self.people[made.name] = (made, client)

    async def close(self) -> None:
        """Closes the replica and the connection."""
        self.connection.close()
        await self.second.close()

    def rows(self, query: str, *values: object) -> list[Any]:
        """Rows as they are committed now."""
        return self.connection.execute(query, values).fetchall()  # pyright: ignore[reportArgumentType]

    async def settle(self) -> None:
        """Lets two replicas fire whatever is due, at the same time, beside the service's own clock."""
        first = self.centre.running.running.database
        while True:
            await asyncio.gather(LapseClock(first).run_once(), LapseClock(self.second).run_once())
            overdue = "select count(*) from deadline where state = 1 and due_at < %s"
            if not self.rows(overdue, self.centre.clock.now())[0][0]:
                return
            # What met a lock of the other's comes again in a moment.
            self.centre.clock.advance(dt.timedelta(seconds=2))
            await asyncio.sleep(0)


def id_in(name: str) -> uuid.UUID:
    return uuid.UUID(name.rpartition("/")[2])
