"""Owns when a hearing can still be answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from shared.errors import precondition

LEANING, PEER_LEANING, NEGATIVE_OPINION = 1, 2, 3
"""Numbers of HearingKind."""


def day_of(at: dt.datetime) -> dt.datetime:
    """When the day of an instant began (UTC)."""
    return at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def must_be_open(name: str, *, closed: bool, due_at: dt.datetime, now: dt.datetime) -> None:
    """Refuses an act on a hearing that is closed, or whose time has passed though nothing has followed from it yet.

    Raises:
        SepiaError: FAILED_PRECONDITION (HEARING_CLOSED).
    """
    if closed:
        raise precondition(
            "HEARING_CLOSED",
            f"{name} is closed: it was answered, its time passed, or the reasons no longer stand.",
            subject=name,
        )
    if now > due_at:
        raise precondition(
            "HEARING_CLOSED", f"{name} was open until {due_at:%Y-%m-%d %H:%M} UTC; that has passed.", subject=name
        )


def may_ask_for_peers(name: str, requesters: Collection[str], provision: str) -> None:
    """Refuses a holder's request for an evaluation by peers where the regime leaves that to others.

    Raises:
        SepiaError: FAILED_PRECONDITION (PEERS_NOT_YOURS_TO_ASK).
    """
    if not {"holder", "stakeholder", "anyone"} & set(requesters):
        who = ", ".join(sorted(requesters)) or "nobody"
        raise precondition(
            "PEERS_NOT_YOURS_TO_ASK",
            f"An evaluation by peers is asked for by {who} under this regime ({provision}); answer {name} instead.",
            subject=name,
        )


def may_answer(name: str, organization: str, *, kind: int, answered: Collection[str]) -> None:
    """Refuses a second answer, and an answer to an opinion that only another look can change.

    Raises:
        SepiaError: FAILED_PRECONDITION (ALREADY_ANSWERED, WRONG_STATE).
    """
    if kind == NEGATIVE_OPINION:
        raise precondition(
            "WRONG_STATE",
            f"{name} is a negative opinion, not a leaning: ask for a re-evaluation or file an appeal (RequestReview).",
            subject=name,
        )
    if organization in answered:
        raise precondition(
            "ALREADY_ANSWERED",
            f"{organization} has answered {name}; there is one answer. Other owners of the family may still answer.",
            subject=name,
        )
