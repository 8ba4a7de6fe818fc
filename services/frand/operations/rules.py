"""Owns the states of long work, and what may be done in each."""

from __future__ import annotations

from shared.errors import Kind, SepiaError, precondition

WAITING, RUNNING, DONE, FAILED, CANCELLED = 1, 2, 3, 4, 5
UNFINISHED = (WAITING, RUNNING)

CALCULATION, SCENARIO_SET = "calculation", "scenario_set"

MOST_UNFINISHED = 20
"""Operations of one account that may wait or run."""

MAX_FAILURES = 3
"""Failures that were not the question's before an operation is given up, visibly."""


def operation_name(id: object) -> str:
    """`operations/frand/{id}`."""
    return f"operations/frand/{id}"


def too_many() -> SepiaError:
    """One account's queue is full."""
    return SepiaError(
        Kind.EXHAUSTED,
        "TOO_MANY_OPERATIONS",
        f"{MOST_UNFINISHED} of your operations wait or run already. Wait for one to end, or cancel one.",
    )


def already_over(name: str) -> SepiaError:
    """Cancelling what has ended."""
    return precondition(
        "OPERATION_ENDED", f"{name} has ended already, so there is nothing to cancel. Its result stays.", subject=name
    )


def not_deletable(name: str) -> SepiaError:
    """Operations stay on record."""
    return precondition("OPERATION_NOT_DELETABLE", f"{name} is on record and stays readable.", subject=name)


def given_up(failures: int, kind: str) -> tuple[str, str]:
    """Reason and text of an operation that failed for no fault of the question."""
    return (
        "OPERATION_FAILED",
        f"Computing failed {failures} times inside Sepia ({kind}); the service's log says why. Ask again once that is "
        "mended.",
    )
