"""The plan of a sample: precise enough, best split, and what one more check buys."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from services.assessment.planning.rules import Stratum, plan_sample, rate_half_width
from shared.errors import SepiaError


def variance_of_shares(strata: list[Stratum], sizes: tuple[int, ...]) -> float:
    """The sum over holders of the first-order variance of their shares, written out."""
    expected = np.array([each.families * each.rate for each in strata])
    total = expected.sum()
    variances = [
        each.families**2 * each.rate * (1 - each.rate) / size * (each.families - size) / max(each.families - 1, 1)
        for each, size in zip(strata, sizes, strict=True)
    ]
    whole = 0.0
    for h in range(len(strata)):
        for j in range(len(strata)):
            slope = ((h == j) - expected[h] / total) / total
            whole += slope**2 * variances[j]
    return float(whole)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 7), st.sampled_from([0.1, 0.25, 0.5, 0.8])), min_size=2, max_size=4),
    st.integers(0, 12),
)
def test_no_split_of_a_budget_leaves_less_variance(cells: list[tuple[int, float]], more: int) -> None:
    strata = [Stratum(f"holders/h{number}", families, rate) for number, (families, rate) in enumerate(cells)]
    budget = min(len(strata) + more, sum(each.families for each in strata))
    plan = plan_sample(strata, evaluator_days=budget, hours_per_check=8)
    assert plan.checks == budget
    best = min(
        variance_of_shares(strata, sizes)
        for sizes in itertools.product(*(range(1, each.families + 1) for each in strata))
        if sum(sizes) == budget
    )
    assert variance_of_shares(strata, tuple(line.size for line in plan.holders)) == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize(
    ("families", "rate", "wanted"), [(500, 0.3, 0.1), (200, 0.5, 0.07), (12000, 0.1, 0.06), (40, 0.2, 0.1)]
)
def test_the_least_size_that_is_precise_enough_is_planned(families: int, rate: float, wanted: float) -> None:
    plan = plan_sample([Stratum("holders/a", families, rate)], rate_half_width=wanted)
    size = plan.holders[0].size
    assert rate_half_width(families, size, rate, 0.95) <= wanted
    # Rounding the number found makes small steps; well below the size nothing is precise enough.
    assert all(rate_half_width(families, fewer, rate, 0.95) > wanted for fewer in range(1, int(size * 0.85)))


def test_the_exact_half_width_inverts_the_hypergeometric_distribution() -> None:
    families, checked, found = 60, 20, 6
    kept = [
        k
        for k in range(found, families - checked + found + 1)
        if hypergeom.sf(found - 1, families, k, checked) > 0.025 and hypergeom.cdf(found, families, k, checked) > 0.025
    ]
    assert rate_half_width(families, checked, found / checked, 0.95) == (max(kept) - min(kept)) / families / 2
    assert rate_half_width(families, 0, 0.3, 0.95) == 0.5
    assert rate_half_width(families, families, 0.3, 0.95) == 0.0


def test_shares_are_made_precise_where_checks_take_away_most() -> None:
    strata = [Stratum("holders/large", 900, 0.4), Stratum("holders/small", 300, 0.4), Stratum("holders/none", 50, 0.0)]
    plan = plan_sample(strata, share_half_width=0.02, minimum=5)
    assert plan.largest_share_half_width <= 0.02
    large, small, none = plan.holders
    assert large.size > small.size >= 5
    assert none.size == 5  # a rate of 0 leaves nothing to learn
    fewer = plan_sample(strata, share_half_width=0.04, minimum=5)
    assert fewer.checks < plan.checks


def test_one_more_check_narrows_by_what_the_next_plan_shows() -> None:
    strata = [Stratum("holders/a", 400, 0.3), Stratum("holders/b", 300, 0.2)]
    plan = plan_sample(strata, evaluator_days=100, hours_per_check=8)
    following = plan_sample(strata, evaluator_days=101, hours_per_check=8)
    grown = next(
        (before, after)
        for before, after in zip(plan.holders, following.holders, strict=True)
        if after.size == before.size + 1
    )
    assert grown[0].holder == plan.next_holder
    assert grown[0].one_more_narrows == pytest.approx(grown[0].share_half_width - grown[1].share_half_width)
    assert plan.evaluator_days == 100


def test_a_plan_for_300_holders_and_95_000_families_spends_its_budget() -> None:
    random = np.random.default_rng(5)
    families = 1 + random.multinomial(94_700, random.dirichlet(np.full(300, 0.4)))
    strata = [Stratum(f"holders/h{number}", int(size), 0.3) for number, size in enumerate(families)]
    plan = plan_sample(strata, evaluator_days=17_250, minimum=10)
    assert plan.checks == 20_000
    assert plan.evaluator_days == pytest.approx(17_250)


@pytest.mark.parametrize(
    ("changed", "reason", "field"),
    [
        ({"strata": []}, "SAMPLE_PLAN_INVALID", "holders"),
        ({"strata": [Stratum("holders/a", 10, 0.3)] * 2}, "SAMPLE_PLAN_INVALID", "holders"),
        ({"strata": [Stratum("holders/a", 0, 0.3)]}, "SAMPLE_PLAN_INVALID", "holders.families"),
        ({"strata": [Stratum("holders/a", 10, 1.5)]}, "SAMPLE_PLAN_INVALID", "holders.rate"),
        ({"strata": [Stratum("holders/a", 10, float("nan"))]}, "SAMPLE_PLAN_INVALID", "holders.rate"),
        ({"strata": [Stratum("holders/a", 10, 0.0)]}, "SAMPLE_PLAN_INVALID", "holders.rate"),
        ({"rate_half_width": 0.0}, "SAMPLE_PLAN_INVALID", "rate_half_width"),
        ({"rate_half_width": None}, "SAMPLE_PLAN_INVALID", "rate_half_width"),
        ({"confidence": 1.0}, "SAMPLE_PLAN_INVALID", "confidence"),
        ({"minimum": -1}, "SAMPLE_PLAN_INVALID", "minimum_per_holder"),
        ({"evaluator_days": 2.0}, "BUDGET_TOO_SMALL", "evaluator_days"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_field(changed: dict[str, object], reason: str, field: str) -> None:
    wanted: dict[str, object] = {"strata": [Stratum("holders/a", 100, 0.3)], "rate_half_width": 0.1, **changed}
    strata = wanted.pop("strata")
    with pytest.raises(SepiaError) as refused:
        plan_sample(strata, **wanted)  # type: ignore[arg-type]
    assert (refused.value.reason, refused.value.violations[0].field) == (reason, field)
