"""Owns which key signs, which keys are published, and when a key has had its day.

A key signs from `active_from` on, until a later one does. It is published from the moment it is made, so that everybody
who keeps the key set for a while has it before the first token comes, and until the last token it signed has expired.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

MARGIN = dt.timedelta(minutes=2)
"""What clocks may differ by, and how long a replica may go on with the keys it read last."""


@dataclass(frozen=True, slots=True)
class Term:
    """When a key is made and when it begins to sign."""

    key_id: str
    created_at: dt.datetime
    active_from: dt.datetime


def signing(terms: Sequence[Term], now: dt.datetime) -> Term | None:
    """The key that signs now: of those that have begun, the last. None when none has."""
    begun = [term for term in terms if term.active_from <= now]
    return max(begun, key=_order, default=None)


def spent(terms: Sequence[Term], now: dt.datetime, lifetime: dt.timedelta) -> list[Term]:
    """The keys whose last token has expired: a later one began to sign longer ago than a token lives."""
    ordered = sorted(terms, key=_order)
    return [term for term, successor in itertools.pairwise(ordered) if successor.active_from + lifetime + MARGIN <= now]


def due_for_rotation(terms: Sequence[Term], now: dt.datetime, after: dt.timedelta) -> bool:
    """Whether the newest key has reached the age at which it is replaced."""
    return bool(terms) and max(term.created_at for term in terms) + after <= now


def _order(term: Term) -> tuple[dt.datetime, str]:
    return (term.active_from, term.key_id)
