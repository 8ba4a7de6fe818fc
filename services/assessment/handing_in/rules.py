"""Owns when a version of a claim chart can be handed in where its family is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from services.assessment.charts.rules import Chart
from services.assessment.checks.procedure import State
from shared.errors import SepiaError, not_found, precondition

HAND_IN = "chart:hand-in"
"""Kind of the deadline that a holder has for the charts of the families drawn from it."""

OPEN_TO_PARTIES = (State.REQUESTED, State.PARTIES_HEARD)
"""States of a request in which its parties may still hand in a chart."""


def must_be_concerned(procedure: str, family: str, organization: str, owners: Collection[str], *, drawn: bool) -> None:
    """Refuses a chart for a family that is not checked there, or is somebody else's.

    Raises:
        SepiaError: NOT_FOUND.
    """
    if not drawn or organization not in owners:
        raise not_found(
            procedure, f"{procedure} has no family {family} of {organization}; its list shows what was drawn."
        )


def must_be_open(procedure: str, provision: str, *, due_at: dt.datetime, now: dt.datetime) -> None:
    """Refuses a chart that comes after the time for it.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHARTS_CLOSED).
    """
    if now > due_at:
        raise precondition(
            "CHARTS_CLOSED",
            f"Charts could be handed in to {procedure} until {due_at:%Y-%m-%d %H:%M} UTC ({provision}). An amended "
            "chart can still come with the answer in a hearing.",
            subject=procedure,
        )


def must_hear_parties(procedure: str, state: int) -> None:
    """Refuses a chart for a request whose parties were heard.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHARTS_CLOSED).
    """
    if state not in OPEN_TO_PARTIES:
        raise precondition(
            "CHARTS_CLOSED",
            f"{procedure} is {State(state).name}: the parties hand in charts until they were heard.",
            subject=procedure,
        )


def must_be_short_enough(name: str, chart: Chart, most: int | None, provision: str) -> None:
    """Refuses a chart with more correspondences of claim and provision than the regime allows.

    Raises:
        SepiaError: FAILED_PRECONDITION (TOO_MANY_CORRESPONDENCES).
    """
    number = len(chart.provisions())
    if most is not None and number > most:
        raise precondition(
            "TOO_MANY_CORRESPONDENCES",
            f"{name} rests on {number} provisions; {most} are allowed here ({provision}). Submit a version that keeps "
            "those that carry the claim.",
            subject=name,
        )


def handed_in_already(name: str, procedure: str) -> SepiaError:
    """The version that counts is this one."""
    return precondition(
        "CHART_HANDED_IN",
        f"{name} is the version that counts in {procedure} already. Submit another version first.",
        subject=name,
    )
