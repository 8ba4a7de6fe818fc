"""Owns who may observe something on a family under check, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from shared.errors import forbidden, precondition


def must_be_open(campaign: str, *, drawn_at: dt.datetime | None, ends_at: dt.datetime | None, now: dt.datetime) -> None:
    """Refuses an observation before the list is published, and after the period.

    Raises:
        SepiaError: FAILED_PRECONDITION (OBSERVATIONS_CLOSED).
    """
    if drawn_at is None or ends_at is None:
        raise precondition(
            "OBSERVATIONS_CLOSED",
            f"The list of {campaign} is not published; observations are on drawn families.",
            subject=campaign,
        )
    if now > ends_at:
        raise precondition(
            "OBSERVATIONS_CLOSED",
            f"Observations on {campaign} were open until {ends_at:%Y-%m-%d %H:%M} UTC; that has passed.",
            subject=campaign,
        )


def must_be_another(organization: str, holders: Collection[str], family: str) -> None:
    """Refuses a holder's observation on its own family: it has its claim chart and its answers.

    Raises:
        SepiaError: PERMISSION_DENIED.
    """
    if organization and organization in holders:
        raise forbidden(
            f"{organization} owns {family}: what it has to say is said in its chart, its replies and its answers.",
            subject=family,
        )


def may_reply(name: str, *, replied: bool, due_at: dt.datetime | None, now: dt.datetime) -> None:
    """Refuses a second reply, and one that comes late.

    Raises:
        SepiaError: FAILED_PRECONDITION (ALREADY_ANSWERED, OBSERVATIONS_CLOSED).
    """
    if replied:
        raise precondition("ALREADY_ANSWERED", f"{name} was replied to; there is one reply.", subject=name)
    if due_at is None or now > due_at:
        until = f"until {due_at:%Y-%m-%d %H:%M} UTC" if due_at else "at no time under this regime"
        raise precondition("OBSERVATIONS_CLOSED", f"{name} could be replied to {until}.", subject=name)
