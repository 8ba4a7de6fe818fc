"""Owns that reports are made beside the server's loop, once for all who ask at the same time, and kept for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path

from services.frand.operations.processes import Computing, WorkersDie
from services.frand.reports.rendering import made_of
from services.frand.reports.reported import Stored
from services.frand.reports.rules import Form
from shared.canonical import sha256_hex
from shared.errors import Kind, SepiaError

MOST_KEPT_BYTES = 64 * 1024 * 1024
"""Reports kept in memory, the least recently asked for going first."""

_Key = tuple[str, bool, str, Form]
"""A calculation, whether whole, the digest of what its reader sees of it, and the form."""


class Reports:
    """Makes and keeps reports.

    A calculation never changes, and there are several versions of a confidential one: whole, without what is
    restricted, and without what is restricted for one organisation. So calculation, version and form say which it is.

    Args:
        computing: the processes that make them.
        fonts: a folder with further fonts for PDF; None for those that come with the libraries.
        most: bytes kept.
    """

    def __init__(self, computing: Computing, fonts: Path | None = None, most: int = MOST_KEPT_BYTES) -> None:
        self._computing = computing
        self._fonts = fonts
        self._most = most
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._making: dict[_Key, asyncio.Task[bytes]] = {}

    async def report(self, stored: Stored, form: Form) -> bytes:
        """The report of a calculation in a form.

        Raises:
            SepiaError: RESOURCE_EXHAUSTED (REPORT_TOO_LARGE).
        """
        key = (stored.name, bool(stored.canonical), sha256_hex(stored.results.encode()), form)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        making = self._making.get(key)
        if making is None:
            making = asyncio.create_task(self._make(key, stored))
            # Where all who asked have gone away, nobody is left to hear of an error.
            making.add_done_callback(lambda task: None if task.cancelled() else task.exception())
            self._making[key] = making
        # Whoever goes away leaves the others what they wait for.
        return await asyncio.shield(making)

    async def close(self) -> None:
        """Ends the making of reports."""
        await self._computing.close()

    async def _make(self, key: _Key, stored: Stored) -> bytes:
        try:
            content: bytes = await self._computing.run(made_of, stored, key[-1], self._fonts)
        except (WorkersDie, MemoryError) as error:
            raise SepiaError(
                Kind.EXHAUSTED,
                "REPORT_TOO_LARGE",
                f"The report of {stored.name} is too large to be made as {key[-1].value.upper()}. Ask for it as JSON "
                "or CSV, which hold the same.",
            ) from error
        finally:
            del self._making[key]
        if len(content) <= self._most:
            self._kept[key] = content
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return content
