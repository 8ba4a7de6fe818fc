"""Objections: which step follows which, who sees what, which remedy fits."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from sepia.registry.v1 import objections_pb2 as pb
from services.registry.objections import rules
from services.registry.objections.rules import Remedy, State, Step
from shared.errors import Kind, SepiaError

ROOT = Path(__file__).resolve().parents[4]


def test_states_steps_and_remedies_are_those_of_the_contract() -> None:
    assert {f"OBJECTION_STATE_{state.name}": int(state) for state in State} == {
        name: number for name, number in pb.ObjectionState.items() if number
    }
    assert {f"REMEDY_{remedy.name}": int(remedy) for remedy in Remedy} == {
        name: number for name, number in pb.Remedy.items() if number
    }
    described = pb.DESCRIPTOR.message_types_by_name["ObjectionStep"].fields_by_name["step"]
    assert described.type == described.TYPE_STRING


@pytest.mark.parametrize(("state", "step"), list(itertools.product([None, *State], Step)))
def test_a_step_is_taken_where_the_table_has_it_and_refused_everywhere_else(state: State | None, step: Step) -> None:
    allowed = {(each.source, each.step): each.target for each in rules.TRANSITIONS}
    if (state, step) in allowed:
        assert rules.transition("objections/x", state, step).target is allowed[state, step]
        return
    with pytest.raises(SepiaError) as refused:
        rules.transition("objections/x", state, step)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "OBJECTION_STATE")
    assert step.value in refused.value.message


def test_no_step_is_in_the_table_twice_and_every_state_is_reached() -> None:
    keys = [(each.source, each.step) for each in rules.TRANSITIONS]
    assert len(keys) == len(set(keys))
    assert {each.target for each in rules.TRANSITIONS} == set(State)


def test_nothing_follows_a_decision_a_refusal_or_a_withdrawal() -> None:
    ends = {State.UPHELD, State.REJECTED, State.INADMISSIBLE, State.WITHDRAWN}
    after = [each for each in rules.TRANSITIONS if each.source in ends]
    assert {each.step for each in after} == {Step.ERASE_CONTACT}
    assert all(each.target is each.source for each in after)


def test_an_objection_is_never_decided_while_the_holder_may_answer() -> None:
    decided = {State.UPHELD, State.REJECTED}
    decisions = [each for each in rules.TRANSITIONS if each.target in decided and each.source is not each.target]
    assert {each.source for each in decisions} == {State.READY}


def test_the_diagram_in_the_manual_is_the_one_of_the_table() -> None:
    manual = (ROOT / "docs" / "registry" / "objections.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{rules.mermaid()}\n```" in manual


def test_a_notice_that_lacks_everything_is_told_everything_at_once() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.check_notice(ground=0, reasons=" ", objector_name="", objector_contact="", evidence=[])
    assert refused.value.reason == "OBJECTION_INCOMPLETE"
    assert [fault.field for fault in refused.value.violations] == [
        "ground",
        "reasons",
        "objector_name",
        "objector_contact",
        "evidence",
    ]


def test_evidence_without_content_is_named_by_its_place() -> None:
    pieces = [rules.Evidence("text", "It lapsed.", False), rules.Evidence("", "", False)]
    with pytest.raises(SepiaError) as refused:
        rules.check_evidence(pieces)
    assert [fault.field for fault in refused.value.violations] == ["evidence[1]"]
    rules.check_evidence(pieces[:1])


@pytest.mark.parametrize(
    ("officer", "objector", "holder", "before", "objectors", "holders"),
    [
        (False, False, False, False, False, False),
        (True, False, False, True, True, True),
        (False, True, False, True, True, False),
        (False, False, True, False, False, True),
    ],
)
def test_each_side_sees_its_own_secrets_and_nobody_sees_a_notice_before_it_is_admitted(
    officer: bool, objector: bool, holder: bool, before: bool, objectors: bool, holders: bool
) -> None:
    view = rules.View(officer=officer, objector=objector, holder=holder)
    assert view.sees(admitted=True)
    assert view.sees(admitted=False) is before
    assert (view.objectors_secrets, view.holders_secrets) == (objectors, holders)


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("registrations/SEP-EU2023-2026-000001", "registrations"),
        ("holders/acme/declarations/7", "declarations"),
        ("holders/acme", "holders"),
        ("standards/5g", "standards"),
        ("documents/" + "0" * 64, "documents"),
    ],
)
def test_only_what_fits_the_subject_can_follow(subject: str, kind: str) -> None:
    assert rules.kind_of(subject) == kind
    for remedy in Remedy:
        text = "Lapsed." if remedy in (Remedy.CORRECTION, Remedy.ANNOTATION) else ""
        if remedy in rules.REMEDIES[kind]:
            rules.check_remedy(subject, upheld=True, remedy=remedy, text=text, audience=[])
        else:
            with pytest.raises(SepiaError, match="Nothing was decided"):
                rules.check_remedy(subject, upheld=True, remedy=remedy, text=text, audience=[])


def test_nothing_follows_an_objection_that_is_not_upheld() -> None:
    rules.check_remedy("holders/acme", upheld=False, remedy=Remedy.NONE, text="", audience=[])
    with pytest.raises(SepiaError) as refused:
        rules.check_remedy("holders/acme", upheld=False, remedy=Remedy.ANNOTATION, text="x", audience=[])
    assert refused.value.reason == "REMEDY_NOT_APPLICABLE"


def test_a_correction_says_what_is_right_and_only_a_restriction_has_an_audience() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.check_remedy(
            "holders/acme", upheld=True, remedy=Remedy.CORRECTION, text=" ", audience=["organization:holders/acme"]
        )
    assert [fault.field for fault in refused.value.violations] == ["remedy_text", "audience"]


def test_an_answer_is_in_time_to_the_last_instant_of_the_last_day() -> None:
    due = dt.datetime(2026, 3, 2, 22, 59, 59, 999999, tzinfo=dt.UTC)
    day = dt.date(2026, 3, 2)
    rules.check_in_time("objections/x", due, due, day)
    rules.check_in_time("objections/x", due, None, None)
    with pytest.raises(SepiaError, match="ended with 2026-03-02") as refused:
        rules.check_in_time("objections/x", due + dt.timedelta(microseconds=1), due, day)
    assert refused.value.reason == "ANSWER_PERIOD_OVER"
