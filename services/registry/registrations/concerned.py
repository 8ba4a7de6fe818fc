"""Owns what other features of the register ask of the entries that their objections and decisions concern."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.holders.rules import holder_name
from services.registry.registrations import conducting, store
from services.registry.registrations.conducting import RegistrationProcedure
from services.registry.registrations.messages import registration_name
from services.registry.registrations.rules import Event, State
from shared.db import WriteTransaction


class ConcernedRegistrations:
    """Registrations as objections and decisions see them; every write is in the caller's transaction."""

    def __init__(self, steps: RegistrationProcedure) -> None:
        self._steps = steps

    async def holder_of(self, connection: AsyncConnection, registration: str) -> str | None:
        """`holders/{holder}` of an entry; None when there is no such entry in public."""
        row = await store.read(connection, registration)
        return None if row is None or row.number is None else holder_name(row.holder_key)

    async def of_patents(self, connection: AsyncConnection, lookup: Collection[str]) -> Sequence[str]:
        """Names of the entries of patents, by what searches for their numbers compare."""
        return [registration_name(each) for each in await store.entered_of(connection, lookup)]

    async def open_cure(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        """Asks the holder to mend an entry (Art. 23); one that is removed has nothing to mend, so it is only told."""
        entry = await self._steps.lock(tx, registration)
        if entry.state is State.REMOVED:
            await self._steps.note_event(entry, Event.PROCEEDINGS, entry.today, ground, reference)
            return
        number = conducting.OBJECTION if reference.startswith("objections/") else conducting.COURT
        await self._steps.open_cure_of(entry, number, ground, reference)

    async def suspend(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        """Suspends an entry from today on."""
        await self._steps.suspend(tx, registration, ground=ground, reference=reference)

    async def note(self, tx: WriteTransaction, registration: str, *, event: str, reference: str) -> None:
        """Puts a dated event into the entry's public log (Art. 4(4))."""
        entry = await self._steps.lock(tx, registration)
        await self._steps.note_event(entry, Event.PROCEEDINGS, entry.today, event, reference)
