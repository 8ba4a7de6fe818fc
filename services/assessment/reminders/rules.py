"""Owns what reminders and calendars say: what is due, when, about which resource; nothing of what it holds."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from shared.canonical import sha256_hex

__all__ = ["CANCELLED_DAYS", "Due", "token_digest", "token_of", "what"]

CANCELLED_DAYS = 90
"""How long a calendar shows what is no longer due, so that every program gets to hear of it."""

_WHAT: Mapping[str, str] = {
    "check:opinion": "Opinion due",
    "hearing:answer": "Answer due",
    "hearing:reevaluation": "Last day to ask for a re-evaluation",
    "hearing:appeal": "Last day to appeal",
    "check:appointment": "Appointment due",
    "request:admission": "Decision on admission due",
    "request:statement": "Statement due",
}


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody must do, as calendars and mail tell it.

    Attributes:
        id: of the deadline.
        kind: of the deadline.
        subject: resource name; names nobody.
        due_on: the legal date.
        due_at: its end, an instant.
        provision: what the period rests on.
        cancelled: it is no longer due.
        number: how often it changed.
        changed_at: when it last did.
    """

    id: uuid.UUID
    kind: str
    subject: str
    due_on: dt.date
    due_at: dt.datetime
    provision: str
    cancelled: bool
    number: int
    changed_at: dt.datetime


def what(kind: str) -> str:
    """What is due, in words."""
    return _WHAT.get(kind, "Something is due")


def token_of(key: bytes) -> str:
    """The secret part of a calendar's address, from 32 random bytes."""
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def token_digest(token: str) -> str:
    """What is kept of a token; `.ics` at its end doesn't count."""
    return sha256_hex(token.removesuffix(".ics").encode())
