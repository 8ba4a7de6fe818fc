"""Announcing and drawing."""

from __future__ import annotations

import datetime as dt

import pytest

from services.assessment.campaigns import rules
from shared.errors import SepiaError

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
FRAME = [(f"holders/{holder}", f"families/{holder}{number}") for holder in "ab" for number in range(10)]


def test_a_random_value_must_become_known_after_the_announcement() -> None:
    rules.must_be_unknown(NOW + SECOND, now=NOW)
    for known_at in (NOW, NOW - SECOND):
        with pytest.raises(SepiaError) as refused:
            rules.must_be_unknown(known_at, now=NOW)
        assert refused.value.reason == "RANDOM_VALUE_KNOWN"


def test_a_draw_may_be_made_from_the_very_moment_the_value_is_known() -> None:
    rules.must_be_drawable("campaigns/x", drawn_at=None, known_at=NOW, source="drand", now=NOW)
    with pytest.raises(SepiaError) as refused:
        rules.must_be_drawable("campaigns/x", drawn_at=None, known_at=NOW + SECOND, source="drand", now=NOW)
    assert refused.value.reason == "RANDOM_VALUE_TOO_EARLY"


def test_a_sample_is_drawn_once() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.must_be_drawable("campaigns/x", drawn_at=NOW, known_at=NOW, source="drand", now=NOW + SECOND)
    assert refused.value.reason == "CAMPAIGN_ALREADY_DRAWN"


def test_a_plan_is_a_minimum_and_a_share_rounded_up() -> None:
    sample = rules.draw("campaigns/x", "0" * 64, "0123456789", FRAME, plan=rules.plan(2, 210, {}))
    assert [(holder, rank) for holder, rank, _ in sample] == [
        *(("holders/a", rank) for rank in (1, 2, 3)),
        *(("holders/b", rank) for rank in (1, 2, 3)),
    ]
    assert len(rules.draw("campaigns/x", "0" * 64, "0123456789", FRAME, plan=rules.plan(4, 210, {}))) == 8
    assert len(rules.draw("campaigns/x", "0" * 64, "0123456789", FRAME, plan=rules.plan(100, 0, {}))) == 20


def test_a_larger_plan_only_adds_to_a_smaller_one() -> None:
    small = rules.draw("campaigns/x", "0" * 64, "0123456789", FRAME, plan=rules.plan(3, 0, {}))
    large = rules.draw("campaigns/x", "0" * 64, "0123456789", FRAME, plan=rules.plan(5, 0, {}))
    assert set(small) < set(large)


def test_an_ambiguous_random_value_is_refused_under_the_name_of_the_field_that_was_sent() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.draw("campaigns/x", "0" * 64, "0123456789 ", FRAME, plan=rules.plan(2, 0, {}))
    assert [violation.field for violation in refused.value.violations] == ["random_value"]
