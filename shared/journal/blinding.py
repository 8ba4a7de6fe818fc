"""Owns entries whose time and number are nobody's business: they get their positions in batches, at fixed times.

Everybody may read every leaf of a log, and a leaf has a time, an id and a kind. Where these alone would tell something
(when somebody worked, how often, how many do), entries of such kinds are *blinded*:

- the leaf says in which period it was recorded, and no more: its time is the period's beginning, its id is random; the
  instant itself is in the content, under the commitment, as `recorded_at`;
- the entries of a period get their positions together, in random order, a minute after the period has ended;
- with them come entries that say nothing (*padding*), so that there is a power of two of each kind, four at least, and
  in a period in which nothing happened as well.

So whoever reads the log, or watches it grow, learns how many there were within a factor of two, and for each that it
fell into that period. Content is written and committed to when it happens, like any other; only the signed checkpoint
that it is under comes later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.ids import NewId, random_id
from shared.journal.leaf import Entry

__all__ = ["PADDING", "Blinding"]

PADDING = "padding"
"""The member of a content that says nothing."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Blinding:
    """Which entries of a log are blinded, and how.

    Attributes:
        kinds: of entries.
        period: how long entries are held back at most.
        grace: how long after the end of a period its last transactions may still commit.
        random_id: a source of ids that tell no time (uuid version 4); passed in, so that a test can supply its own.
        audience: who may read that padding is padding.
    """

    kinds: frozenset[str]
    period: dt.timedelta
    audience: tuple[str, ...]
    grace: dt.timedelta = dt.timedelta(minutes=1)
    random_id: NewId = random_id

    def period_of(self, at: dt.datetime) -> dt.datetime:
        """When the period of an instant began."""
        return at - (at - _EPOCH) % self.period

    def open_period(self, now: dt.datetime) -> dt.datetime:
        """When the earliest period began whose entries are still held back."""
        return self.period_of(now - self.grace)

    def held_until(self, waiting: Iterable[tuple[str, dt.datetime]], now: dt.datetime) -> dt.datetime | None:
        """When the last of these entries without a position (kind, time of the leaf) gets one; None if none is held."""
        began = self.open_period(now)
        held = [at for kind, at in waiting if kind in self.kinds and at >= began]
        return max(held) + self.period + self.grace if held else None

    def hide(
        self,
        kind: str,
        subject: str,
        actor: str,
        at: dt.datetime,
        content: Mapping[str, object],
        audience: Sequence[str],
    ) -> Entry:
        """An entry whose leaf tells its period alone."""
        told = {**content, "recorded_at": at}
        return Entry(self.random_id(), kind, subject, actor, self.period_of(at), told, audience)

    def padding(self, kind: str, period: dt.datetime, actor: str, number: int) -> list[Entry]:
        """What is added to so many entries of a kind and a period: at least one, up to a power of two."""
        whole = max(_LEAST, 1 << number.bit_length())
        return [
            Entry(
                self.random_id(),
                kind,
                self.marker(kind, period),
                actor,
                period,
                {PADDING: True, "recorded_at": period},
                self.audience,
            )
            for _ in range(whole - number)
        ]

    @staticmethod
    def marker(kind: str, period: dt.datetime) -> str:
        """What padding is about; a period that has been padded is known by it."""
        return f"periods/{kind}/{period:%Y-%m-%dT%H:%M:%SZ}"
