"""Owns what is published: a line a holder, in which nothing found twice, guessed or left out is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.errors import precondition

ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED = 1, 2, 3
"""Numbers of the contract's Outcome."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many families drawn for a holder have one outcome."""

    holder: str
    outcome: int
    simulated: bool
    families: int
    reused: bool = False


@dataclass(slots=True)
class HolderResult:
    """What was found for a holder; numbers of families.

    Attributes:
        holder: resource name; empty where the declarant is unknown.
        display_name: its name.
        families: in the frame.
        drawn: of these.
        checked: of the drawn, with a verdict.
        essential: of the checked.
        undetermined: of the drawn, without a verdict: in neither count.
        simulated: of the drawn, simulated for demonstration.
        reused: of the drawn, not checked anew because a result was on record; in the other numbers like any other.
    """

    holder: str
    display_name: str
    families: int
    drawn: int = 0
    checked: int = 0
    essential: int = 0
    undetermined: int = 0
    simulated: int = 0
    reused: int = 0


def holder_results(holders: Iterable[tuple[str, str, int]], tallies: Iterable[Tally]) -> list[HolderResult]:
    """A line for every holder of the frame, also where none of its families was drawn.

    Args:
        holders: holder, name and number of families in the frame.
        tallies: of the families drawn.
    """
    lines = {holder: HolderResult(holder, name, families) for holder, name, families in holders}
    for tally in tallies:
        line = lines[tally.holder]
        line.drawn += tally.families
        if tally.outcome == UNDETERMINED:
            line.undetermined += tally.families
        elif tally.outcome in (ESSENTIAL, NOT_ESSENTIAL):
            line.checked += tally.families
            line.essential += tally.families * (tally.outcome == ESSENTIAL)
        else:
            raise ValueError(f"{tally.families} families of {tally.holder} have no outcome; they cannot be published")
        line.simulated += tally.families * tally.simulated
        line.reused += tally.families * tally.reused
    return [lines[holder] for holder in sorted(lines)]


def must_be_closed(campaign: str, *, published: bool, open_checks: int) -> None:
    """Refuses publication while a check is open, and a second publication.

    Raises:
        SepiaError: FAILED_PRECONDITION (CAMPAIGN_ALREADY_PUBLISHED; CHECKS_OPEN, with how many).
    """
    if published:
        raise precondition(
            "CAMPAIGN_ALREADY_PUBLISHED", f"The results of {campaign} are published already.", subject=campaign
        )
    if open_checks:
        count = "1 check is" if open_checks == 1 else f"{open_checks} checks are"
        raise precondition(
            "CHECKS_OPEN",
            f"{count} still open in {campaign}. Results are published when every check has a signed finding, so that "
            "nobody can pick which ones count.",
            subject=campaign,
        )


def must_be_published(campaign: str, published: bool) -> None:
    """Refuses to show results before they are public.

    Raises:
        SepiaError: FAILED_PRECONDITION (RESULTS_NOT_PUBLISHED).
    """
    if not published:
        raise precondition(
            "RESULTS_NOT_PUBLISHED",
            f"The results of {campaign} are not published yet; until then nobody sees any of them.",
            subject=campaign,
        )


def as_rows(results: Sequence[HolderResult]) -> list[list[object]]:
    """What the published digest is over: holder and its six numbers, in order of holder."""
    return [
        [line.holder, line.families, line.drawn, line.checked, line.essential, line.undetermined, line.simulated]
        for line in results
    ]


def must_have_rates(campaign: str, kind: int) -> None:
    """Refuses a rate of families that parties picked: they say nothing on the others.

    Raises:
        SepiaError: FAILED_PRECONDITION (PROPOSALS_HAVE_NO_RATE).
    """
    if kind != 1:
        raise precondition(
            "PROPOSALS_HAVE_NO_RATE",
            f"The families of {campaign} were picked by who proposed them, so no rate of a holder follows. Its "
            "results, family by family, are listed by themselves.",
            subject=campaign,
        )
