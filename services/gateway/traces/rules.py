"""Owns the order in which a rate's families are walked: those drawn first, then the rest of the holder's frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.errors import Violation, invalid

PAGE = 500
"""Entries of a frame that are read at a time. Places count within such a page, so it never changes."""

MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page goes on.

    Attributes:
        drawn: how many of the drawn families were shown.
        page: page token of the frame's entries (empty for the first page).
        entry: how many entries of that page were passed.
    """

    drawn: int = 0
    page: str = ""
    entry: int = 0

    def key(self) -> list[str | int]:
        """As a page token carries it."""
        return [self.drawn, self.page, self.entry]

    @classmethod
    def of(cls, key: Sequence[str | int] | None) -> Place:
        """The place that a page token carries; the beginning without one.

        Raises:
            SepiaError: INVALID_ARGUMENT (INVALID_PAGE_TOKEN).
        """
        match key:
            case None:
                return cls()
            case [int(drawn), str(page), int(entry)] if drawn >= 0 and entry >= 0:
                return cls(drawn, page, entry)
            case _:
                raise invalid(
                    "INVALID_PAGE_TOKEN",
                    "The page_token is not one that this method gave. Leave it empty to begin anew.",
                    Violation("page_token", "next_page_token of the page before, unchanged"),
                )


def outcome_text(name: str) -> str:
    """`ESSENTIAL` for `OUTCOME_ESSENTIAL`; empty for what was not found."""
    text = name.removeprefix("OUTCOME_")
    return "" if text == "UNSPECIFIED" else text


def same_quality(carried: Any, report: Any) -> bool:
    """Whether a report of the assessment says what was carried: pool, period, every number of both probabilities."""
    facts = ("regime", "technical_area", "period", "families", "repeated")
    if any(getattr(carried, name) != getattr(report, name) for name in facts):
        return False
    both = ("sensitivity", "specificity")
    if not all(report.HasField(which) for which in both):
        return False
    return all(
        _number(getattr(carried, which), number) == _number(getattr(report, which), number)
        for which in both
        for number in ("mean", "low", "high", "alpha", "beta")
    )


def _number(measured: Any, name: str) -> Decimal:
    return Decimal(getattr(measured, name).value)
