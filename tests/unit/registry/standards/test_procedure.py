"""What leads where in the procedure of a standard, and the diagram of it in the manual."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from services.registry.standards import procedure
from services.registry.standards.procedure import TRANSITIONS, Act, NoticeKind, State
from shared.errors import SepiaError
from shared.regime import load_profile

PAGE = Path(__file__).resolve().parents[4] / "docs" / "registry" / "standards.md"


def test_the_diagram_of_the_manual_is_that_of_the_code() -> None:
    assert f"```mermaid\n{procedure.diagram()}\n```" in PAGE.read_text()


def test_every_state_is_reached_and_every_period_is_one_of_the_profile() -> None:
    profile = load_profile("eu-2023")
    assert {one.after for one in TRANSITIONS} == set(State)
    for one in TRANSITIONS:
        for key in one.deadlines:
            assert profile.provenance(key).source


@pytest.mark.parametrize(("state", "act"), list(itertools.product((None, *State), Act)))
def test_an_act_leads_where_the_table_says_or_is_refused(state: State | None, act: Act) -> None:
    led = [one.after for one in TRANSITIONS if (one.before, one.act) == (state, act)]
    if led:
        assert procedure.after(state, act, "standards/x") is led[0]
    else:
        with pytest.raises(SepiaError) as refused:
            procedure.after(state, act, "standards/x")
        assert refused.value.reason == ("WRONG_STATE" if state else "STANDARD_NOT_NOTIFIED")


@pytest.mark.parametrize(("given", "in_force"), list(itertools.product(NoticeKind, (None, *NoticeKind))))
def test_a_notice_gives_way_only_to_one_of_higher_rank(given: NoticeKind, in_force: NoticeKind | None) -> None:
    accepted = in_force is None or given < in_force
    if accepted:
        procedure.check_precedence(given, in_force, State.NOTIFIED if in_force else None, "standards/x")
    else:
        with pytest.raises(SepiaError):
            procedure.check_precedence(given, in_force, State.NOTIFIED, "standards/x")


def test_the_last_day_is_in_time_and_the_next_is_a_day_late() -> None:
    due = dt.date(2026, 3, 2)
    assert procedure.late_days(due, due) == 0
    assert procedure.late_days(due + dt.timedelta(days=1), due) == 1
    assert procedure.late_days(dt.date(2030, 1, 1), None) == 0


def test_comments_are_open_to_the_end_of_their_last_day() -> None:
    until = dt.date(2026, 3, 2)
    procedure.check_commenting(State.COMMENTING, until, until, "standards/x")
    with pytest.raises(SepiaError):
        procedure.check_commenting(State.COMMENTING, until, until + dt.timedelta(days=1), "standards/x")
    with pytest.raises(SepiaError):
        procedure.check_comments_over(until, until, "standards/x")
    procedure.check_comments_over(until, until + dt.timedelta(days=1), "standards/x")


def test_the_earlier_of_publication_and_royalty_starts_the_period_for_opening() -> None:
    early, late = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
    assert procedure.opening_event(late, early) == early
    assert procedure.opening_event(early, late) == early
    assert procedure.opening_event(None, late) == late
    assert procedure.opening_event(None, None) is None


def test_two_commercial_standards_never_share_an_id() -> None:
    assert procedure.commercial_key("wi-fi", set()) == "wi-fi"
    assert procedure.commercial_key("wi-fi", {"wi-fi", "wi-fi-2"}) == "wi-fi-3"
