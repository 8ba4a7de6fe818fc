"""What is published of a campaign."""

from __future__ import annotations

import pytest

from services.assessment.results.rules import (
    ESSENTIAL,
    NOT_ESSENTIAL,
    UNDETERMINED,
    HolderResult,
    Tally,
    as_rows,
    holder_results,
    must_be_closed,
    must_be_published,
)
from shared.errors import SepiaError

HOLDERS = [("holders/b", "B", 9), ("", "", 5), ("holders/a", "A", 7)]


def test_verdicts_are_counted_and_the_undetermined_kept_apart() -> None:
    lines = holder_results(
        HOLDERS,
        [
            Tally("holders/a", ESSENTIAL, False, 2),
            Tally("holders/a", ESSENTIAL, True, 1),
            Tally("holders/a", NOT_ESSENTIAL, False, 3),
            Tally("holders/a", UNDETERMINED, True, 1),
        ],
    )
    assert lines[1] == HolderResult("holders/a", "A", 7, drawn=7, checked=6, essential=3, undetermined=1, simulated=2)


def test_a_holder_of_whom_nothing_was_drawn_keeps_its_line() -> None:
    lines = holder_results(HOLDERS, [])
    assert as_rows(lines) == [
        ["", 5, 0, 0, 0, 0, 0],
        ["holders/a", 7, 0, 0, 0, 0, 0],
        ["holders/b", 9, 0, 0, 0, 0, 0],
    ]


def test_a_family_without_an_outcome_is_never_published() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        holder_results(HOLDERS, [Tally("holders/a", 0, False, 1)])


def test_open_checks_stop_publication_and_are_counted() -> None:
    must_be_closed("campaigns/x", published=False, open_checks=0)
    with pytest.raises(SepiaError, match="17 checks are still open") as refused:
        must_be_closed("campaigns/x", published=False, open_checks=17)
    assert refused.value.reason == "CHECKS_OPEN"


def test_results_are_published_once_and_shown_from_then_on() -> None:
    with pytest.raises(SepiaError) as refused:
        must_be_closed("campaigns/x", published=True, open_checks=0)
    assert refused.value.reason == "CAMPAIGN_ALREADY_PUBLISHED"
    must_be_published("campaigns/x", True)
    with pytest.raises(SepiaError) as refused:
        must_be_published("campaigns/x", False)
    assert refused.value.reason == "RESULTS_NOT_PUBLISHED"
