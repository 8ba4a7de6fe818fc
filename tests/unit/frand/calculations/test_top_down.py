"""Owns the check of the top-down method: assumptions, counts, shares and rates."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from services.frand import engine
from services.frand.calculations import rules, top_down
from services.frand.calculations.top_down_answer import answer, expected_essential
from services.frand.numbers import stated
from shared.errors import Kind, SepiaError
from tests.unit.frand.calculations.examples import EMPTY, UNKNOWN, UNSAMPLED, VECTOR, calculation, canonical


def test_shares_are_those_of_the_published_vector(shared_data: Path) -> None:
    vector = json.loads((shared_data / "rate-vectors.json").read_text())["exact_share"]
    assert (vector["quantile_levels"][0], vector["quantile_levels"][-1]) == (0.025, 0.975)
    by_holder = {each.finding.families: each for each in answer(calculation())}
    for line, result in zip(vector["holders"], vector["results"], strict=True):
        mine = by_holder[line["families"]]
        assert float(mine.share_mean) == pytest.approx(result["mean"], rel=5e-10)
        assert float(mine.share_low) == pytest.approx(result["quantiles"][0], rel=1e-11)
        assert float(mine.share_high) == pytest.approx(result["quantiles"][-1], rel=1e-11)


def test_counts_are_those_of_the_published_vectors(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "rate-vectors.json").read_text())["posterior_count"]
    for vector in vectors:
        line = dataclasses.replace(
            VECTOR[0], families=vector["families"], checked=vector["checked"], essential=vector["essential"]
        )
        (mine,) = answer(
            calculation(line, sensitivity=str(vector["sensitivity"]), specificity=str(vector["specificity"]))
        )
        assert float(mine.essential_mean) == pytest.approx(vector["mean"], rel=5e-10)
        low, _, high = vector["quantiles_025_50_975"]
        assert (mine.essential_low, mine.essential_high) == (low, high)


def test_the_closed_form_of_the_expected_count_is_the_mean_of_the_posterior() -> None:
    asked = calculation(*VECTOR, UNSAMPLED, prior_a="0.3", prior_b="2.25")
    for line in asked.findings.holders:
        posterior = engine.essential_posterior(line.families, line.checked, line.essential, prior=(0.3, 2.25))
        assert float(expected_essential(line, asked.assumptions)) == pytest.approx(
            engine.posterior_mean(posterior), rel=1e-12
        )


def test_a_rate_is_the_aggregate_times_the_stated_share_rounded_last() -> None:
    for each in answer(calculation(*VECTOR, UNKNOWN, value="0.0733")):
        assert each.rate_mean == stated(Decimal("0.0733") * each.share_mean)
        assert each.rate_low == stated(Decimal("0.0733") * each.share_low)
        assert each.rate_high == stated(Decimal("0.0733") * each.share_high)
        assert each.rate_low <= each.rate_mean <= each.rate_high


def test_money_a_unit_is_divided_to_the_last_digit() -> None:
    answers = answer(calculation(value="12.340000001", currency="EUR"))
    assert answers[0].rate_mean == stated(Decimal("12.340000001") * answers[0].share_mean)


def test_the_largest_share_comes_first_and_equal_shares_by_holder() -> None:
    twin = dataclasses.replace(VECTOR[2], holder="holders/z")
    earlier = dataclasses.replace(VECTOR[2], holder="")
    order = [each.finding.holder for each in answer(calculation(twin, *VECTOR, earlier))]
    assert order == ["holders/a", "holders/b", "", "holders/c", "holders/z"]


def test_the_unknown_declarants_have_a_line_like_any_other() -> None:
    named = answer(calculation(*VECTOR, dataclasses.replace(UNKNOWN, holder="holders/d")))
    unknown = answer(calculation(*VECTOR, UNKNOWN))
    assert {each.share_mean for each in unknown} == {each.share_mean for each in named}
    assert any(not each.finding.holder for each in unknown)


def test_a_family_without_a_verdict_counts_neither_as_checked_nor_as_essential() -> None:
    with_undetermined = dataclasses.replace(VECTOR[0], undetermined=50)
    before, after = answer(calculation()), answer(calculation(with_undetermined, *VECTOR[1:]))
    assert [each.rate_mean for each in after] == [each.rate_mean for each in before]
    assert after[0].finding.undetermined == 50


def test_a_holder_nobody_sampled_has_the_prior_predictive() -> None:
    mine = next(each for each in answer(calculation(*VECTOR, UNSAMPLED)) if each.finding == UNSAMPLED)
    # Jeffreys' prior expects every second family to be essential.
    assert mine.essential_mean == 15
    assert mine.exact == (0, 30)


def test_a_holder_without_a_family_in_the_frame_has_no_share() -> None:
    answers = answer(calculation(*VECTOR, EMPTY))
    assert answers[-1].finding == EMPTY
    assert (answers[-1].share_mean, answers[-1].rate_high, answers[-1].exact) == (0, 0, (0, 0))
    assert answers[:-1] == answer(calculation())


def test_the_exact_interval_is_left_out_where_evaluators_err() -> None:
    assert answer(calculation())[0].exact == engine.essential_interval(500, 100, 30)
    assert all(each.exact is None for each in answer(calculation(sensitivity="0.9", specificity="0.95")))


def test_a_higher_confidence_gives_a_wider_interval() -> None:
    narrow, wide = answer(calculation(confidence="0.5"))[0], answer(calculation(confidence="0.99"))[0]
    assert wide.share_low < narrow.share_low < narrow.share_high < wide.share_high
    assert wide.share_mean == narrow.share_mean


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("confidence", "0"),
        ("confidence", "1"),
        ("confidence", "1.5"),
        ("confidence", "-0.95"),
        ("prior_a", "0"),
        ("prior_a", "-1"),
        ("prior_b", "0.0000001"),
        ("prior_b", "1000000001"),
        ("sensitivity", "0"),
        ("sensitivity", "1.01"),
        ("specificity", "-0.1"),
        ("specificity", "2"),
    ],
)
def test_an_assumption_out_of_range_is_refused_by_field_and_rule(field: str, text: str) -> None:
    with pytest.raises(SepiaError) as refused:
        top_down.assumptions({field: text})
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "ASSUMPTION_OUT_OF_RANGE")
    assert [violation.field for violation in refused.value.violations] == [f"top_down.{field}"]


@pytest.mark.parametrize(
    ("assumed", "value", "field"),
    [
        ({"sensitivity": "0.5", "specificity": "0.5"}, "0.08", "top_down.sensitivity"),
        ({"confidence": "0.9999999999"}, "0.08", "top_down.confidence"),
        ({"confidence": "0.99999999999999999999"}, "0.08", "top_down.confidence"),
        ({}, "0", "top_down.aggregate_royalty"),
    ],
)
def test_what_the_engine_refuses_is_said_by_the_field_of_the_request(
    assumed: dict[str, str], value: str, field: str
) -> None:
    with pytest.raises(SepiaError) as refused:
        answer(calculation(value=value, **assumed))
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "NOT_COMPUTABLE")
    assert [violation.field for violation in refused.value.violations] == [field]
    assert "must" in refused.value.violations[0].description


def test_portfolios_too_large_to_enumerate_are_refused_by_the_findings() -> None:
    huge = dataclasses.replace(VECTOR[0], families=10_000_000, checked=100_000, essential=1)
    with pytest.raises(SepiaError) as refused:
        answer(calculation(huge, sensitivity="0.9"))
    assert [violation.field for violation in refused.value.violations] == ["top_down.findings"]


def test_a_royalty_for_another_standard_is_refused() -> None:
    with pytest.raises(SepiaError) as refused:
        calculation(standard="standards/nr")
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "STANDARD_MISMATCH")


def test_nothing_follows_where_nothing_was_checked() -> None:
    with pytest.raises(SepiaError) as refused:
        calculation(UNSAMPLED, EMPTY)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "NOTHING_CHECKED")


def test_three_hundred_holders_are_answered_and_their_shares_sum_to_one() -> None:
    draws = np.random.default_rng(7)
    families = draws.integers(20, 620, 300).tolist()
    lines = [
        dataclasses.replace(
            VECTOR[0], holder=f"holders/h{number}", families=size, checked=20, essential=int(draws.integers(0, 12))
        )
        for number, size in enumerate(families)
    ]
    answers = answer(calculation(*lines))
    assert len(answers) == 300
    assert float(sum(each.share_mean for each in answers)) == pytest.approx(1, abs=1e-8)


def test_a_royalty_above_the_whole_price_is_refused_wherever_it_comes_from() -> None:
    asked = calculation(value="1")
    assert rules.compute(canonical(asked))
    with pytest.raises(SepiaError) as refused:
        rules.compute(canonical(asked).replace('"value":"1"', '"value":"1.5"'))
    assert refused.value.reason == "ROYALTY_OUT_OF_RANGE"
    assert refused.value.violations[0].field == "top_down.aggregate_royalty"
