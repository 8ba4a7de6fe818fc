"""Owns the tests of essential counts against enumeration in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import essential_interval, essential_posterior, posterior_mean, posterior_quantiles


@st.composite
def cells(draw: st.DrawFn, largest: int = 30) -> tuple[int, int, int]:
    families = draw(st.integers(1, largest))
    checked = draw(st.integers(0, families))
    return families, checked, draw(st.integers(0, checked))


def hypergeometric(families: int, essential: int, checked: int, found: int) -> Fraction:
    return Fraction(comb(essential, found) * comb(families - essential, checked - found), comb(families, checked))


def rising(base: Fraction, steps: int) -> Fraction:
    product = Fraction(1)
    for i in range(steps):
        product *= base + i
    return product


def enumerated_posterior(
    families: int, checked: int, reported: int, a: Fraction, b: Fraction, se: Fraction, sp: Fraction
) -> list[Fraction]:
    """Prior × probability of the report, summed over every true number in the sample and every way to report it."""
    weights: list[Fraction] = []
    for count in range(families + 1):
        prior = comb(families, count) * rising(a, count) * rising(b, families - count)
        likelihood = Fraction(0)
        for t in range(max(0, checked - families + count), min(checked, count) + 1):
            report = Fraction(0)
            for i in range(max(0, reported - checked + t), min(t, reported) + 1):
                hits = comb(t, i) * se**i * (1 - se) ** (t - i)
                alarms = comb(checked - t, reported - i) * (1 - sp) ** (reported - i)
                report += hits * alarms * sp ** (checked - t - reported + i)
            likelihood += hypergeometric(families, count, checked, t) * report
        weights.append(prior * likelihood)
    return [w / sum(weights) for w in weights]


@settings(max_examples=60, deadline=None)
@given(cells(), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_interval_holds_exactly_the_counts_that_neither_tail_rejects(
    cell: tuple[int, int, int], confidence: float
) -> None:
    families, checked, essential = cell
    side = (1 - Fraction(confidence)) / 2
    kept = [
        count
        for count in range(essential, families - checked + essential + 1)
        if sum(hypergeometric(families, count, checked, x) for x in range(essential, checked + 1)) > side
        and sum(hypergeometric(families, count, checked, x) for x in range(essential + 1)) > side
    ]
    assert essential_interval(families, checked, essential, confidence) == (kept[0], kept[-1])


def test_interval_of_many_cells_equals_that_of_each() -> None:
    rng = np.random.default_rng(3)
    families = rng.integers(1, 20_000, 200)
    checked = np.minimum(families, rng.integers(0, 300, 200))
    essential = rng.binomial(checked, 0.3)
    low, high = essential_interval(families, checked, essential)
    each = [essential_interval(int(n), int(m), int(k)) for n, m, k in zip(families, checked, essential, strict=True)]
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == each
    assert (low >= essential).all()
    assert (high <= families - checked + essential).all()


def test_interval_covers_every_true_count_at_least_as_often_as_promised() -> None:
    families, checked = 60, 20
    low, high = essential_interval(families, checked, np.arange(checked + 1), 0.9)
    for true in range(families + 1):
        covered = sum(
            hypergeometric(families, true, checked, x) for x in range(checked + 1) if low[x] <= true <= high[x]
        )
        assert covered >= Fraction(9, 10)


@settings(max_examples=40, deadline=None)
@given(
    cells(largest=16),
    st.sampled_from([(1.0, 1.0), (0.9, 0.95), (1.0, 0.75), (0.625, 1.0), (0.5, 0.5625)]),
    st.sampled_from([(0.5, 0.5), (1.0, 1.0), (2.5, 0.25)]),
)
def test_posterior_equals_enumeration(
    cell: tuple[int, int, int], reliability: tuple[float, float], prior: tuple[float, float]
) -> None:
    exact = enumerated_posterior(*cell, *map(Fraction, prior), *map(Fraction, reliability))
    found = essential_posterior(*cell, prior=prior, sensitivity=reliability[0], specificity=reliability[1])
    assert len(found) == cell[0] + 1
    assert found.tolist() == pytest.approx([float(p) for p in exact], rel=1e-11, abs=1e-17)


@pytest.mark.parametrize("families", [1_000, 100_000, 10_000_000])
def test_posterior_of_a_large_portfolio_keeps_its_closed_form_mean(families: int) -> None:
    p = essential_posterior(families, 500, 150)
    assert float(p.sum()) == pytest.approx(1, abs=1e-12)
    assert posterior_mean(p) == pytest.approx(150 + (families - 500) * 150.5 / 501, rel=1e-12)


def test_posterior_of_a_large_portfolio_with_imperfect_evaluators_sums_to_one() -> None:
    p = essential_posterior(100_000, 400, 120, sensitivity=0.9, specificity=0.95)
    assert np.isfinite(p).all()
    assert float(p.sum()) == pytest.approx(1, abs=1e-12)
    low, middle, high = posterior_quantiles(p, [0.025, 0.5, 0.975]).tolist()
    assert low < middle < high
    assert middle / 100_000 == pytest.approx((0.3 + 0.95 - 1) / 0.85, abs=0.005)


def test_evaluators_who_hardly_err_change_the_posterior_hardly() -> None:
    perfect = essential_posterior(300, 60, 20)
    nearly = essential_posterior(300, 60, 20, sensitivity=1 - 1e-13, specificity=1 - 1e-13)
    assert nearly.tolist() == pytest.approx(perfect.tolist(), abs=1e-11)


def test_a_complete_check_leaves_no_doubt() -> None:
    assert essential_interval(80, 80, 20) == (20, 20)
    assert np.flatnonzero(essential_posterior(80, 80, 20)).tolist() == [20]


def test_nothing_checked_leaves_the_prior() -> None:
    uniform = essential_posterior(9, 0, 0, prior=(1.0, 1.0), sensitivity=0.8, specificity=0.9)
    assert uniform.tolist() == pytest.approx([0.1] * 10, rel=1e-13)
