"""Decisions: what a report needs, when it is late, how far it reaches, what follows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

import pytest

from sepia.registry.v1 import decisions_pb2 as pb
from services.registry.decisions import rules
from services.registry.decisions.rules import Body, Effect, State
from shared.errors import SepiaError

TODAY = dt.date(2026, 1, 30)
SOUND = rules.Report(
    body=1,
    body_name="LG München I",
    country="DE",
    file_number="7 O 1/25",
    decided_on=dt.date(2026, 1, 10),
    published_on=dt.date(2026, 1, 20),
    kinds=[4],
    patents=[("", "EP3000001")],
    registrations=[],
    standards=[],
    summary="",
    document="",
    confidential_document="",
)


def faults(**changes: Any) -> list[str]:
    with pytest.raises(SepiaError) as refused:
        rules.check_report(dataclasses.replace(SOUND, **changes), TODAY)
    assert refused.value.reason == "DECISION_INCOMPLETE"
    return [fault.field for fault in refused.value.violations]


def test_the_numbers_are_those_of_the_contract() -> None:
    assert {f"DECISION_STATE_{s.name}": int(s) for s in State} == {n: v for n, v in pb.DecisionState.items() if v}
    assert {f"DECISION_BODY_{b.name}": int(b) for b in Body} == {n: v for n, v in pb.DecisionBody.items() if v}
    effects = {f"DECISION_EFFECT_{e.name}": int(e) for e in Effect if e}
    assert effects == {n: v for n, v in pb.DecisionEffect.items() if v}
    assert pb.DECISION_FINALITY_FINAL == rules.FINAL
    assert set(rules.EFFECT_WORDS) == set(Effect)


def test_a_sound_report_is_taken_and_an_empty_one_is_told_everything_at_once() -> None:
    rules.check_report(SOUND, TODAY)
    rules.check_report(dataclasses.replace(SOUND, published_on=None), TODAY)
    assert faults(body=0, body_name=" ", country="", file_number="", decided_on=None, kinds=[], patents=[]) == [
        "body",
        "body_name",
        "country",
        "file_number",
        "decision_date",
        "kinds",
        "patents",
    ]


def test_dates_that_cannot_be_are_told() -> None:
    later = TODAY + dt.timedelta(days=1)
    assert faults(decided_on=later, published_on=later) == ["decision_date", "publication_date"]
    assert faults(published_on=dt.date(2026, 1, 9)) == ["publication_date"]


def test_a_confidential_version_needs_one_that_can_be_shown() -> None:
    assert faults(confidential_document="documents/x") == ["summary"]
    rules.check_report(dataclasses.replace(SOUND, confidential_document="documents/x", summary="Invalid."), TODAY)
    rules.check_report(dataclasses.replace(SOUND, confidential_document="documents/x", document="d"), TODAY)


def test_a_patent_is_named_once() -> None:
    assert faults(patents=[("", "EP1"), ("", "EP1")]) == ["patents"]


@pytest.mark.parametrize(
    ("due", "late"),
    [(None, 0), (dt.date(2026, 1, 30), 0), (dt.date(2026, 1, 29), 1), (dt.date(2025, 12, 31), 30)],
)
def test_a_report_is_late_by_the_days_after_its_due_date(due: dt.date | None, late: int) -> None:
    assert rules.days_late(TODAY, due) == late


def test_only_essentiality_holds_for_a_family_and_only_where_the_regime_says_so() -> None:
    wide = {effect for effect in Effect if rules.is_family_wide(effect, results_hold_for_families=True)}
    assert wide == {Effect.NOT_ESSENTIAL, Effect.ESSENTIAL}
    assert not any(rules.is_family_wide(effect, results_hold_for_families=False) for effect in Effect)


def test_an_etsi_family_is_not_taken_for_one_invention() -> None:
    families = ("families/etsi-500", "families/docdb-19768124", "families/priorities-0f")
    assert [rules.has_one_invention(family) for family in families] == [False, True, True]


def test_only_what_is_final_and_against_the_patent_opens_a_cure() -> None:
    opening = {
        (effect, finality)
        for effect, finality in itertools.product(Effect, range(3))
        if rules.opens_cure(effect, finality)
    }
    assert opening == {(e, rules.FINAL) for e in (Effect.INVALIDATED, Effect.NOT_ESSENTIAL, Effect.EXPIRED)}


@pytest.mark.parametrize(
    ("step", "state"), list(itertools.product(("verify", "supersede", "restore", "withdraw"), State))
)
def test_a_report_becomes_what_the_table_says_and_nothing_else(step: str, state: State) -> None:
    if (step, state) in rules.STEPS:
        assert rules.after("decisions/x", step, state) is rules.STEPS[step, state]
    else:
        with pytest.raises(SepiaError) as refused:
            rules.after("decisions/x", step, state)
        assert refused.value.reason == "DECISION_STATE"


def test_what_stands_beside_an_entry_says_whether_it_is_final_and_verified() -> None:
    said = {"body_name": "BPatG", "file_number": "1 Ni 1/25", "decided_on": TODAY, "effect": 2}
    assert rules.note_text(**said, final=True, verified=True).endswith("invalid (final; verified)")
    assert "not known to be final; as reported, not verified" in rules.note_text(**said, final=False, verified=False)
