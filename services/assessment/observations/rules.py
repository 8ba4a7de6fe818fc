"""Owns who may observe something on a family under check, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from shared.errors import Kind, SepiaError, forbidden, precondition


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


def may_observe(
    observers: Collection[str], *, organization: str, holder: bool, implementer: bool, provision: str
) -> None:
    """Refuses whoever the regime does not let observe.

    Args:
        observers: as the profile names them: anyone, stakeholder, holder, implementer.
        organization: the one that the account acts for; empty for none.
        holder: the account acts as a holder; `implementer` likewise.

    Raises:
        SepiaError: PERMISSION_DENIED (NOT_AN_OBSERVER).
    """
    is_one = {
        "anyone": True,
        "stakeholder": bool(organization),
        "holder": holder and bool(organization),
        "implementer": implementer and bool(organization),
    }
    if not any(is_one.get(each, False) for each in observers):
        who = ", ".join(sorted(observers))
        raise SepiaError(
            Kind.FORBIDDEN,
            "NOT_AN_OBSERVER",
            f"Observations come from {who} under this regime ({provision}). Your account acts for "
            f"{organization or 'no organization'}; an officer says for whom an account acts.",
        )


def shows_author(*, shown: bool, own: bool, officer: bool) -> bool:
    """Whether a reader of an observation learns who observed: the centre and the author always, others as the regime
    has it, so that nobody holds their tongue for fear of a licensor.
    """
    return shown or own or officer


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
