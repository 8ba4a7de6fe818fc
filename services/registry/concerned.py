"""Owns what objections and decisions ask of the registrations they concern: entries that another feature keeps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import WriteTransaction


class Registrations(Protocol):
    """Registrations, as whoever keeps them offers them; every write is in the caller's transaction."""

    async def holder_of(self, connection: AsyncConnection, registration: str) -> str | None:
        """`holders/{holder}` of `registrations/{registration}`; None when there is no such registration in public."""
        ...

    async def of_patents(self, connection: AsyncConnection, lookup: Collection[str]) -> Sequence[str]:
        """Names of the registrations of patents, by what searches for their numbers compare."""
        ...

    async def open_cure(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        """Asks the holder to mend an entry in the profile's time, or it is suspended (Art. 23)."""
        ...

    async def suspend(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        """Suspends an entry from today on."""
        ...

    async def note(self, tx: WriteTransaction, registration: str, *, event: str, reference: str) -> None:
        """Puts a dated event into the entry's public log (Art. 4(4))."""
        ...


class NoRegistrations:
    """A register that keeps no registrations: none is found, so nothing is ever asked of one."""

    async def holder_of(self, connection: AsyncConnection, registration: str) -> str | None:
        return None

    async def of_patents(self, connection: AsyncConnection, lookup: Collection[str]) -> Sequence[str]:
        return ()

    async def open_cure(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        raise LookupError(registration)

    async def suspend(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        raise LookupError(registration)

    async def note(self, tx: WriteTransaction, registration: str, *, event: str, reference: str) -> None:
        raise LookupError(registration)
