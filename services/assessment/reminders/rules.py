"""Owns what reminders and calendars say: what is due, when, about which resource; nothing of what it holds."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from shared.canonical import sha256_hex
from shared.errors import SepiaError, precondition

__all__ = [
    "CANCELLED_DAYS",
    "CODE_HOLDS",
    "Due",
    "code_digest",
    "code_of",
    "may_send_code",
    "must_be_code",
    "token_digest",
    "token_of",
    "what",
    "wrong_code",
]

CODE_HOLDS = dt.timedelta(days=1)
_BETWEEN_CODES = dt.timedelta(minutes=1)
_TRIES = 10

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
    "campaign:assign": "Assignment of checks due",
    "chart:hand-in": "Last day to hand in claim charts",
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


def code_of(key: bytes) -> str:
    """A code of eight digits, from 32 random bytes."""
    return f"{int.from_bytes(key) % 10**8:08}"


def code_digest(account: str, code: str) -> str:
    """What is kept of a code."""
    return sha256_hex(f"{account}\0{code}".encode())


def may_send_code(until: dt.datetime | None, now: dt.datetime) -> None:
    """Lets a minute pass between two codes, so that nobody's mailbox is filled.

    Args:
        until: when the code that was sent before ends to hold; None where there was none.

    Raises:
        SepiaError: FAILED_PRECONDITION (CODE_JUST_SENT).
    """
    if until is not None and now < until - CODE_HOLDS + _BETWEEN_CODES:
        raise precondition("CODE_JUST_SENT", "A code was sent less than a minute ago. Wait for it, or try again then.")


def must_be_code(account: str, code: str, *, digest: str, until: dt.datetime, attempts: int, now: dt.datetime) -> bool:
    """Whether a code is the one that was sent.

    Raises:
        SepiaError: FAILED_PRECONDITION (CODE_EXPIRED): it was used, is too old, or was tried too often.
    """
    if not digest or now >= until or attempts >= _TRIES:
        raise precondition(
            "CODE_EXPIRED",
            "No code is waited for any more: it was used, is over a day old, or was tried too often. "
            "Set the address again (`sepia notify email`) to get a new one.",
        )
    return hmac.compare_digest(code_digest(account, code), digest)


def wrong_code() -> SepiaError:
    """The refusal of a code."""
    return precondition("CODE_WRONG", "This is not the code that was sent. Read it again, or set the address again.")
