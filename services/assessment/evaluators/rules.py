"""Owns whether the roster can do a campaign's checks at all: a holder for whom nobody is free of conflict stops it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from services.assessment.conflicts.rules import Check, Evaluator, conflicts
from shared.errors import Kind, SepiaError, Violation, invalid

HOLDERS_NAMED = 20
REASONS_NAMED = 3
"""How many an error names before it only counts: it has to fit into the trailers of a reply."""


def must_have_somebody(
    checks: Sequence[Check],
    roster: Sequence[Evaluator],
    parents: Mapping[str, str] | None = None,
    *,
    since: dt.date | None = None,
) -> None:
    """Refuses an assignment in which some check has nobody without a conflict of interest; it fails closed.

    Raises:
        SepiaError: FAILED_PRECONDITION (NO_EVALUATOR_WITHOUT_CONFLICT), naming the holders concerned, and why.
    """
    blocked: dict[str, list[str]] = {}
    # Ties are to holders: families of the same holders are alike.
    for check in {tuple(check.holders): check for check in checks}.values():
        reasons: list[str] = []
        for evaluator in roster:
            found = conflicts(evaluator, check, parents, since=since)
            if not found:
                break
            reasons += [conflict.text for conflict in found]
        else:
            name = " and ".join(check.holders) or "a holder that is unknown"
            blocked[name] = sorted(set(reasons)) or ["there is nobody on the roster"]
    if blocked:
        raise _refusal(blocked)


def _refusal(blocked: dict[str, list[str]]) -> SepiaError:
    names = sorted(blocked)
    lines = [
        f"{name}: {'; '.join(blocked[name][:REASONS_NAMED])}"
        + (f"; and {len(blocked[name]) - REASONS_NAMED} more" if len(blocked[name]) > REASONS_NAMED else "")
        for name in names[:HOLDERS_NAMED]
    ]
    if len(names) > HOLDERS_NAMED:
        lines.append(f"and {len(names) - HOLDERS_NAMED} more holders")
    count = "1 holder" if len(names) == 1 else f"{len(names)} holders"
    return SepiaError(
        Kind.PRECONDITION,
        "NO_EVALUATOR_WITHOUT_CONFLICT",
        f"Nobody may check the families of {count}. Put evaluators without these ties on the roster; nothing was "
        "assigned.\n" + "\n".join(lines),
        metadata={"holders": ", ".join(names[:HOLDERS_NAMED]), "holderCount": str(len(names))},
    )


def must_be_in_order(index: int, from_on: dt.date | None, until_on: dt.date | None) -> None:
    """Refuses a tie that ends before it begins.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATES_REVERSED).
    """
    if from_on is not None and until_on is not None and until_on < from_on:
        raise invalid(
            "DATES_REVERSED",
            f"ties[{index}] begins on {from_on} and ends on {until_on}, before it begins.",
            Violation(f"ties[{index}].end_date", f"{from_on} or later, or absent while it lasts"),
        )


def must_be_once(names: Sequence[str]) -> None:
    """Refuses one report of a parent twice.

    Raises:
        SepiaError: INVALID_ARGUMENT (PARENT_TWICE).
    """
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise invalid("PARENT_TWICE", f"{twice[0]} is there twice.", Violation("parents", "each report once"))
