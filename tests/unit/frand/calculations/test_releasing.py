"""What a calculation releases says what that rests on, so that it can be looked at with what others release."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from services.frand import engine
from services.frand.calculations import releasing, rules, side_by_side
from services.frand.calculations.side_by_side import Chosen, Question
from services.frand.engine.releases import Release
from shared.errors import SepiaError
from tests.unit.frand.calculations import secrets
from tests.unit.frand.calculations.secrets import SALT


def released(held: tuple[engine.ComparableLicence, ...], *release: str) -> tuple[Release, ...]:
    question = Question("", "", (Chosen("c", "comparables", secrets.inputs(*held)),), tuple(f"c:{r}" for r in release))
    results = rules.compute(side_by_side.canonical_inputs(question, SALT))
    return releasing.releases_of(releasing.releases_text(question, results, "calculations/one"))


def test_a_mean_rests_on_each_of_its_licences_in_equal_parts_of_its_rate() -> None:
    (mean,) = released(secrets.licences("holders/acme"), "rate")
    assert (mean.calculation, mean.name, mean.own) == ("calculations/one", "c:rate", False)
    assert [each.label for each in mean.sources] == ["the licence first", "the licence second", "the licence third"]
    assert all(each.licence and each.audience == {"holders/acme"} for each in mean.sources)
    # Of a mean of rates that are proportional to what was paid, each part is its rate over the sum.
    paid = [float(each) for each in (secrets.LUMP_SUM, *secrets.MORE_LUMP_SUMS)]
    assert [each.part for each in mean.sources] == pytest.approx([each / sum(paid) for each in paid], rel=1e-3)


def test_a_licence_released_by_name_is_its_own() -> None:
    (own,) = released(secrets.licences("holders/acme"), "first.rate")
    assert (own.own, own.sources[0].label) == (True, "the licence first")


def test_nothing_released_rests_on_nothing() -> None:
    assert released(secrets.licences("holders/acme")) == ()


def test_the_same_licence_has_a_key_in_common_under_another_name_or_between_parties_of_other_spelling() -> None:
    held = secrets.licences("holders/acme")
    (one,) = released(held, "rate")
    renamed = tuple(replace(each, id=f"x_{each.id}", licensee="Somebody else") for each in held)
    spelt = tuple(replace(each, licensor="  beta") for each in held)
    for others in (renamed, spelt):
        (other,) = released(others, "rate")
        for mine, theirs in zip(one.sources, other.sources, strict=True):
            assert mine.keys & theirs.keys


def test_a_refusal_says_what_would_be_told_and_by_which_calculations() -> None:
    held = tuple(replace(each, licensee=f"Maker {each.id}") for each in secrets.licences("holders/acme"))
    fourth = replace(secrets.licence("holders/acme", id="fourth", lump_sum="51902837"), licensee="Maker fourth")
    first, second = released(held, "rate"), released((*held, fourth), "rate")
    releasing.must_tell_nothing_together("calculations/two", first, first)
    with pytest.raises(SepiaError) as refused:
        releasing.must_tell_nothing_together("calculations/two", second, first)
    assert refused.value.reason == "DISCLOSES_TOGETHER"
    assert "calculations/one shows to others already" in refused.value.message
    assert "the licence fourth" in refused.value.message
    assert secrets.leaks(refused.value.message) == []


def test_the_text_is_canonical_and_holds_no_term_of_a_licence() -> None:
    held = secrets.licences("holders/acme")
    question = Question("", "", (Chosen("c", "comparables", secrets.inputs(*held)),), ("c:rate",))
    results = rules.compute(side_by_side.canonical_inputs(question, SALT))
    text = releasing.releases_text(question, results, "calculations/one")
    assert json.loads(text)[0]["name"] == "c:rate"
    assert [leak for leak in secrets.leaks(text) if leak != secrets.PARTNER] == []
