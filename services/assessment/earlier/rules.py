"""Owns which results on record stand for a check: those that were there before anybody could know the sample."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from shared.errors import Kind, SepiaError, Violation, invalid, precondition


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A result on record for a family that was drawn.

    Attributes:
        family: the family.
        outcome: essential (1) or not (2).
        source: `campaigns/{campaign}` or `earlierResults/{earlier_result}`.
        decided_on: when.
        here: checked by this centre, and not decided elsewhere.
        simulated: in a demonstration.
    """

    family: str
    outcome: int
    source: str
    decided_on: dt.date
    here: bool
    simulated: bool = False


def reusable(on_record: Iterable[OnRecord]) -> dict[str, OnRecord]:
    """Family → the result that stands for a check of it: one of this centre before others, the latest of several.

    Art. 29(4): what was found here, by a court or for a pool is not checked again. Where results on record contradict
    each other, none of them stands, and the family is checked: which of them is right is what a check is for.
    """
    found: dict[str, list[OnRecord]] = {}
    for each in on_record:
        found.setdefault(each.family, []).append(each)
    return {
        family: max(several, key=lambda each: (each.here, each.decided_on, each.source))
        for family, several in found.items()
        if len({each.outcome for each in several}) == 1
    }


def must_be_past(decided_on: dt.date, today: dt.date) -> None:
    """Refuses a decision that is yet to come.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATE_IN_FUTURE).
    """
    if decided_on > today:
        raise invalid(
            "DATE_IN_FUTURE",
            f"decision_date is {decided_on}, and it is {today} today. A decision is put on record once it was made.",
            Violation("decision_date", f"{today} or earlier"),
        )


def already_known(family: str, citation: str, name: str) -> SepiaError:
    """The refusal of a decision that is on record."""
    return SepiaError(
        Kind.EXISTS,
        "EARLIER_RESULT_KNOWN",
        f"{citation} on {family} is on record as {name}. To change it, withdraw that one first.",
        subject=name,
    )


def must_count(name: str, withdrawn_at: dt.datetime | None) -> None:
    """Refuses a second withdrawal.

    Raises:
        SepiaError: FAILED_PRECONDITION (EARLIER_RESULT_WITHDRAWN).
    """
    if withdrawn_at is not None:
        raise precondition(
            "EARLIER_RESULT_WITHDRAWN", f"{name} was withdrawn on {withdrawn_at:%Y-%m-%d}.", subject=name
        )
