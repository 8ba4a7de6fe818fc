"""Owns the steps of a campaign up to its draw: announced before the random value is known, drawn with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from services.assessment.draws import rules as draws
from shared.errors import SepiaError, Violation, invalid, precondition
from shared.frame import Entry

_WHY = "A draw is beyond doubt only if nobody could know its random value when it was announced."


def must_be_unknown(known_at: dt.datetime, *, now: dt.datetime) -> None:
    """Refuses a random value that is known already when a campaign is announced.

    Raises:
        SepiaError: INVALID_ARGUMENT (RANDOM_VALUE_KNOWN).
    """
    if known_at <= now:
        raise invalid(
            "RANDOM_VALUE_KNOWN",
            f"The random value would have been known since {_at(known_at)}; it is {_at(now)} now. "
            f"{_WHY} Name one that becomes known later.",
            Violation("random_source.known_time", "in the future"),
        )


def must_be_drawable(
    campaign: str, *, drawn_at: dt.datetime | None, known_at: dt.datetime, source: str, now: dt.datetime
) -> None:
    """Refuses a draw that was made already, or that comes before its random value.

    Raises:
        SepiaError: FAILED_PRECONDITION (CAMPAIGN_ALREADY_DRAWN; RANDOM_VALUE_TOO_EARLY).
    """
    if drawn_at is not None:
        raise precondition(
            "CAMPAIGN_ALREADY_DRAWN",
            f"The sample of {campaign} was drawn at {_at(drawn_at)}, once and for all. For another sample announce "
            "another campaign.",
            subject=campaign,
        )
    if now < known_at:
        raise precondition(
            "RANDOM_VALUE_TOO_EARLY",
            f"The random value of {campaign} ({source}) becomes known at {_at(known_at)}; it is {_at(now)} now. "
            "Whatever was sent cannot be it. Draw after that time.",
            subject=campaign,
        )


def must_be_drawn(campaign: str, drawn: bool) -> None:
    """Refuses what needs a sample before there is one.

    Raises:
        SepiaError: FAILED_PRECONDITION (CAMPAIGN_NOT_DRAWN).
    """
    if not drawn:
        raise precondition(
            "CAMPAIGN_NOT_DRAWN",
            f"{campaign} is announced and not drawn yet. Draw its sample once the random value is known.",
            subject=campaign,
        )


def draw(
    campaign: str, digest: str, random_value: str, entries: Iterable[Entry], *, minimum: int, per_mille: int
) -> list[tuple[str, int, str]]:
    """The sample: holder, rank from 1, family; in order of holder and rank.

    Raises:
        SepiaError: INVALID_ARGUMENT (DRAW_SEED_UNUSABLE).
    """
    try:
        seed = draws.seed(campaign, digest, random_value)
    except SepiaError as error:
        # The campaign and the digest are ours: what is at fault is the value that was sent.
        found = [Violation("random_value", violation.description) for violation in error.violations]
        raise invalid(error.reason, error.message, *found) from error
    sample = draws.draw_sample(seed, entries, draws.ProportionalPlan(per_mille, 1000, minimum))
    return [(one.holder, rank, family) for one in sample for rank, family in enumerate(one.families, 1)]


def _at(instant: dt.datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
