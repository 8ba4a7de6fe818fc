"""Owns what tests of procedures share: a register with a clock that is moved, its callers, and fake registrations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.auth.v1.auth_pb2 import Role
from services.registry import app, tables
from shared.clock import FixedClock
from shared.db import WriteTransaction
from shared.deadlines import DeadlineRunner
from tests.integration.registry.filled import Register
from tests.support import RunningService

BEGIN = dt.datetime(2026, 1, 30, 9, 0, tzinfo=dt.UTC)


class KeptRegistrations:
    """Two registrations of Acme's, and what was asked of them, in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    async def holder_of(self, connection: AsyncConnection, registration: str) -> str | None:
        return "holders/acme-radio-oy" if registration in ("registrations/1", "registrations/2") else None

    async def of_patents(self, connection: AsyncConnection, lookup: Collection[str]) -> Sequence[str]:
        return ["registrations/1"] if "EP3000001" in lookup else []

    async def open_cure(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        self.asked.append(("open_cure", registration, ground, reference))

    async def suspend(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        self.asked.append(("suspend", registration, ground, reference))

    async def note(self, tx: WriteTransaction, registration: str, *, event: str, reference: str) -> None:
        self.asked.append(("note", registration, event, reference))


class Centre(Register):
    """A register with a clock that the test moves, and everyone who has to do with it."""

    def __init__(self, running: RunningService, clock: FixedClock, registrations: KeptRegistrations) -> None:
        super().__init__(running)
        self.clock = clock
        self.registrations = registrations
        client = running.client
        self.second_officer = client(Role.ROLE_OFFICER, account="accounts/second-officer")
        self.stranger = client(Role.ROLE_SIGNED_IN, account="accounts/stranger")
        self.objector = client(
            Role.ROLE_IMPLEMENTER, account="accounts/objector", organization="implementers/muster-gmbh"
        )
        self.acme = client(Role.ROLE_HOLDER, account="accounts/acme", organization="holders/acme-radio-oy")
        self.bell = client(Role.ROLE_HOLDER, account="accounts/bell", organization="holders/bell-waves-inc")
        self.implementer = client(
            Role.ROLE_IMPLEMENTER, account="accounts/implementer", organization="implementers/other-gmbh"
        )
        self.court = client(Role.ROLE_COURT, account="accounts/court")

    async def fire(self, subject: str) -> None:
        """Lets what is due lapse, until the deadlines of a subject are closed; the service looks for them as well."""
        runner = DeadlineRunner(self.database, tables.deadline, app.LAPSES)
        table = tables.deadline
        query = table.select().where(
            table.c.subject == subject, table.c.state == 1, table.c.due_at < self.database.clock.now()
        )
        while True:
            await runner.run_once()
            async with self.database.read() as connection:
                if (await connection.execute(query)).first() is None:
                    return

    async def rows(self, query: Any) -> Sequence[Any]:
        """Rows of the database itself."""
        async with self.database.read() as connection:
            return (await connection.execute(query)).all()
