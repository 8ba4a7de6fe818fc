"""What a registration goes through, when it is in time, and how the yearly sample is drawn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from services.registry.registrations import rules
from services.registry.registrations.rules import TRANSITIONS, Act, Event, Outstanding, State
from shared.errors import SepiaError

MANUAL = Path(__file__).resolve().parents[4] / "docs" / "registry" / "registrations.md"


def test_the_diagram_of_the_manual_is_that_of_the_code() -> None:
    assert f"```mermaid\n{rules.diagram()}\n```" in MANUAL.read_text()


def test_every_step_of_the_table_is_one_that_the_code_takes() -> None:
    outstanding = {
        State.REGISTERED: Outstanding(),
        State.CURE_PENDING: Outstanding(open=1),
        State.SUSPENDED: Outstanding(open=1, lapsed=1),
    }
    for step in TRANSITIONS:
        assert rules.after(step.before, step.act, "registrations/x", outstanding.get(step.after)) is step.after


def test_a_step_that_is_not_in_the_table_is_refused_with_the_states_that_allow_it() -> None:
    listed = {(step.before, step.act) for step in TRANSITIONS}
    for before in (None, *State):
        for act in Act:
            if (before, act) not in listed:
                with pytest.raises(SepiaError) as refused:
                    rules.after(before, act, "registrations/x")
                assert refused.value.reason == "WRONG_STATE"
    with pytest.raises(SepiaError, match=r"is DRAFT; this step .* needs SUBMITTED"):
        rules.after(State.DRAFT, Act.ENTER, "registrations/x")


def test_an_entry_never_leaves_removal() -> None:
    assert {step.after for step in TRANSITIONS if step.before is State.REMOVED} == {State.REMOVED}


def test_what_lapsed_weighs_more_than_what_is_open() -> None:
    assert [Outstanding(0, 0).state, Outstanding(2, 0).state, Outstanding(2, 1).state] == [
        State.REGISTERED,
        State.CURE_PENDING,
        State.SUSPENDED,
    ]


@pytest.mark.parametrize(
    ("granted", "ends", "from_grant"),
    [("2019-05-02", "2026-07-15", False), ("2026-01-15", "2026-07-15", False), ("2026-02-01", "2026-08-03", True)],
)
def test_the_window_runs_from_grant_only_for_a_patent_granted_after_the_notice(
    granted: str, ends: str, from_grant: bool
) -> None:
    found = rules.window(
        dt.date(2026, 1, 15),
        dt.date.fromisoformat(granted),
        from_notice=dt.date(2026, 7, 15),
        from_grant=dt.date(2026, 8, 3),
    )
    assert (found.ends_on, found.from_grant) == (dt.date.fromisoformat(ends), from_grant)


def test_the_gap_is_the_days_between_the_window_and_the_registration() -> None:
    window = rules.Window(dt.date(2026, 7, 15), False)
    assert window.gap(dt.date(2026, 7, 15)) is None
    assert window.gap(dt.date(2026, 7, 16)) is None  # late by a day, and no day without
    assert window.gap(dt.date(2026, 7, 18)) == (dt.date(2026, 7, 16), dt.date(2026, 7, 17))
    assert [window.late(dt.date(2026, 7, day)) for day in (15, 16)] == [False, True]


def test_a_number_names_regime_and_year() -> None:
    assert rules.number("eu-2023", 2026, 123) == "SEP-EU2023-2026-000123"


def test_events_that_are_noted_are_public_and_not_the_registers_own() -> None:
    assert rules.NOTED <= rules.PUBLIC_EVENTS
    assert not rules.NOTED & {Event.REGISTERED, Event.SUSPENDED, Event.REMOVED, Event.CURED}
    assert Event.CORRECTION_REQUESTED not in rules.PUBLIC_EVENTS


NUMBERS = [rules.number("eu-2023", 2026, ordinal) for ordinal in range(1, 101)]


def test_a_draw_depends_on_the_value_and_the_population_and_not_on_their_order() -> None:
    first = rules.draw("eu-2023", 2026, NUMBERS, Decimal(5), "7f3a09")
    assert rules.draw("eu-2023", 2026, NUMBERS[::-1], Decimal(5), "7f3a09") == first
    assert len(first.drawn) == 5
    assert rules.draw("eu-2023", 2026, NUMBERS, Decimal(5), "7f3a0a").drawn != first.drawn
    assert rules.draw("eu-2023", 2026, NUMBERS[1:], Decimal(5), "7f3a09").digest != first.digest
    assert rules.draw("eu-2023", 2027, NUMBERS, Decimal(5), "7f3a09").seed != first.seed


@pytest.mark.parametrize(
    ("size", "share", "drawn"),
    [(1, "5", 1), (20, "5", 1), (21, "5", 2), (100, "0", 0), (100, "100", 100), (3, "0.5", 1)],
)
def test_a_share_is_rounded_up(size: int, share: str, drawn: int) -> None:
    assert len(rules.draw("eu-2023", 2026, NUMBERS[:size], Decimal(share), "x").drawn) == drawn


@pytest.mark.parametrize("value", ["", " 7", "7\n", "7\t8"])
def test_a_random_value_that_two_people_could_read_differently_is_refused(value: str) -> None:
    with pytest.raises(SepiaError) as refused:
        rules.draw("eu-2023", 2026, NUMBERS, Decimal(5), value)
    assert refused.value.reason == "SEED_UNUSABLE"
