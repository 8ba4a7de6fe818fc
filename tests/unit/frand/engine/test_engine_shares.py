"""Owns the tests of exact shares: against enumeration in fractions, direct convolution, and simulation."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import InvalidInput, convolution, essential_posterior, share_quantiles, share_quantiles_of

LEVELS = [0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.999]
TOLERANCE = Fraction(1, 10**12)

distributions = st.lists(st.integers(0, 6), min_size=1, max_size=7).filter(any)


def enumerated(pmfs: list[list[Fraction]]) -> list[dict[Fraction, Fraction]]:
    """The distribution of every holder's share, from every combination of counts; 0/0 is 0."""
    shares: list[dict[Fraction, Fraction]] = [{} for _ in pmfs]
    for counts in itertools.product(*(range(len(p)) for p in pmfs)):
        chance = math.prod((p[k] for p, k in zip(pmfs, counts, strict=True)), start=Fraction(1))
        total = sum(counts)
        for h, k in enumerate(counts):
            share = Fraction(k, total) if total else Fraction(0)
            shares[h][share] = shares[h].get(share, Fraction(0)) + chance
    return shares


def smallest_reaching(shares: dict[Fraction, Fraction], level: float) -> Fraction:
    reached = Fraction(0)
    for share in sorted(s for s, chance in shares.items() if chance):
        reached += shares[share]
        if reached >= Fraction(level) - TOLERANCE:
            return share
    raise AssertionError("probabilities do not sum to 1")


@settings(max_examples=80, deadline=None)
@given(st.lists(distributions, min_size=1, max_size=4))
def test_shares_equal_enumeration_for_any_counts(weights: list[list[int]]) -> None:
    pmfs = [[Fraction(w, sum(row)) for w in row] for row in weights]
    exact = enumerated(pmfs)
    found = share_quantiles_of([[float(p) for p in row] for row in pmfs], LEVELS)
    for h, shares in enumerate(exact):
        wanted = [smallest_reaching(shares, level) for level in LEVELS]
        assert found.quantiles[h].tolist() == [float(s) for s in wanted]
        assert found.essential[h].tolist() == [s.numerator for s in wanted]
        assert found.total[h].tolist() == [s.denominator for s in wanted]
        assert found.means[h] == pytest.approx(float(sum(s * p for s, p in shares.items())), abs=1e-13)
    assert found.nobody == pytest.approx(float(math.prod((row[0] for row in pmfs), start=Fraction(1))), abs=1e-15)


@pytest.mark.parametrize("reliability", [(1.0, 1.0), (0.9, 0.95)])
def test_shares_of_a_middling_standard_equal_direct_convolution(reliability: tuple[float, float]) -> None:
    rng = np.random.default_rng(11)
    families = np.array([900, 400, 300, 150, 120, 60, 40, 30, 12, 5, 2, 1])
    checked = np.minimum(families, [90, 40, 0, 50, 30, 60, 10, 5, 12, 1, 0, 1])
    essential = rng.binomial(checked, 0.3)
    se, sp = reliability
    quantiles, means = share_quantiles(families, checked, essential, LEVELS, sensitivity=se, specificity=sp)
    pmfs = [
        essential_posterior(int(n), int(m), int(x), sensitivity=se, specificity=sp)
        for n, m, x in zip(families, checked, essential, strict=True)
    ]
    for h, own in enumerate(pmfs):
        rest = np.ones(1)
        for other in (p for i, p in enumerate(pmfs) if i != h):
            rest = np.convolve(rest, other)  # only sums of products of probabilities: no cancellation
        k, r = np.arange(len(own))[:, None], np.arange(len(rest))[None, :]
        share = k / np.maximum(k + r, 1)
        chance = own[:, None] * rest[None, :]
        assert means[h] == pytest.approx(float(np.sum(share * chance)), abs=1e-13)
        for level, quantile in zip(LEVELS, quantiles[h].tolist(), strict=True):
            below, reached = float(chance[share < quantile].sum()), float(chance[share <= quantile].sum())
            assert below < level <= reached + 1e-12
            assert chance[share == quantile].sum() > 0  # attainable


def test_a_holder_that_dominates_the_standard_gets_exact_shares_too() -> None:
    large, small = essential_posterior(50_000, 200, 60), essential_posterior(20, 10, 3)
    found = share_quantiles_of([large, small], LEVELS)
    k, r = np.arange(len(small))[:, None], np.arange(len(large))[None, :]
    share, chance = k / np.maximum(k + r, 1), small[:, None] * large[None, :]
    assert found.means[1] == pytest.approx(float(np.sum(share * chance)), rel=1e-11)
    for level, quantile in zip(LEVELS, found.quantiles[1].tolist(), strict=True):
        assert float(chance[share < quantile].sum()) < level <= float(chance[share <= quantile].sum()) + 1e-12


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_means_sum_to_one_and_quantiles_rise(data: st.DataObject) -> None:
    holders = data.draw(st.integers(1, 12))
    families = data.draw(st.lists(st.integers(1, 400), min_size=holders, max_size=holders))
    checked = [data.draw(st.integers(0, n)) for n in families]
    essential = [data.draw(st.integers(0, m)) for m in checked]
    quantiles, means = share_quantiles(families, checked, essential, LEVELS)
    nobody = math.prod(float(essential_posterior(*cell)[0]) for cell in zip(families, checked, essential, strict=True))
    assert float(means.sum()) == pytest.approx(1 - nobody, abs=1e-12)
    assert np.isfinite(quantiles).all()
    assert (quantiles >= 0).all()
    assert (quantiles <= 1).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_three_hundred_holders_agree_with_simulation_within_its_error() -> None:
    rng = np.random.default_rng(7)
    families = np.maximum(5, 15_000 / np.arange(1, 301)).astype(np.int64)
    checked = np.minimum(families, 60)
    essential = rng.binomial(checked, 0.3)
    quantiles, means = share_quantiles(families, checked, essential, [0.025, 0.5, 0.975])
    draws = 4_000
    rates = rng.beta(essential + 0.5, checked - essential + 0.5, (draws, 300))
    counts = essential + rng.binomial(families - checked, rates)
    simulated = counts / counts.sum(axis=1, keepdims=True)
    for column, level in enumerate([0.025, 0.5, 0.975]):
        # How often a simulated share lies at or below the exact quantile; ties can only add.
        below, reached = (
            (simulated < quantiles[:, column]).mean(axis=0),
            (simulated <= quantiles[:, column]).mean(axis=0),
        )
        noise = 5 * math.sqrt(level * (1 - level) / draws)
        assert (below <= level + noise).all()
        assert (reached >= level - noise).all()
    assert np.abs(simulated.mean(axis=0) - means).max() < 5 * (simulated.std(axis=0) / math.sqrt(draws)).max()
    assert float(means.sum()) == pytest.approx(1, abs=1e-12)


def test_the_same_inputs_give_the_same_bytes() -> None:
    arguments = ([500, 200, 90, 3000], [100, 50, 40, 0], [30, 25, 4, 0], LEVELS)
    first, again = share_quantiles(*arguments), share_quantiles(*arguments)
    assert [a.tobytes() for a in first] == [a.tobytes() for a in again]


def test_the_order_of_holders_does_not_change_their_quantiles() -> None:
    families, checked, essential = [500, 200, 90, 200], [100, 50, 40, 50], [30, 25, 4, 25]
    quantiles, means = share_quantiles(families, checked, essential, LEVELS)
    turned, turned_means = share_quantiles(families[::-1], checked[::-1], essential[::-1], LEVELS)
    assert turned[::-1].tolist() == quantiles.tolist()
    assert turned_means[::-1].tolist() == pytest.approx(means.tolist(), rel=1e-13)
    assert quantiles[1].tolist() == quantiles[3].tolist()


def test_shares_are_zero_where_nobody_has_an_essential_family() -> None:
    quantiles, means = share_quantiles([5, 7], [5, 7], [0, 0], [0.5])
    assert quantiles.tolist() == [[0.0], [0.0]]
    assert means.tolist() == [0.0, 0.0]


def test_known_counts_give_one_share() -> None:
    found = share_quantiles_of([[0, 0, 1], [0, 0, 0, 1.0]], LEVELS)
    assert found.quantiles.tolist() == [[2 / 5] * len(LEVELS), [3 / 5] * len(LEVELS)]
    assert found.means.tolist() == pytest.approx([0.4, 0.6], abs=1e-15)


def test_a_level_met_exactly_is_not_missed_by_rounding() -> None:
    third = [1 / 3, 1 / 3, 1 / 3]
    found = share_quantiles_of([third, [0.0, 1.0]], [1 / 3, 2 / 3])
    assert found.quantiles[0].tolist() == [0.0, 0.5]


def test_single_prior_and_reliability_stand_for_every_holder() -> None:
    cells = ([50, 60], [20, 30], [5, 9], [0.1, 0.9])
    one = share_quantiles(*cells, prior=(1.0, 2.0), sensitivity=0.9, specificity=0.8)
    each = share_quantiles(*cells, prior=([1.0, 1.0], [2.0, 2.0]), sensitivity=[0.9, 0.9], specificity=[0.8, 0.8])
    assert one[0].tolist() == each[0].tolist()
    assert one[1].tolist() == each[1].tolist()


def test_counts_that_are_never_odd_or_have_far_outliers_are_convolved_exactly_too() -> None:
    rng = np.random.default_rng(9)
    pmfs = [rng.random(int(rng.integers(2, 120))) for _ in range(12)]
    for h, weights in enumerate(pmfs):
        if h % 3 == 0:
            weights[1::2] = 0.0  # its transform doesn't fade at high frequencies
        if h % 3 == 1:
            weights[1:-1] = 0.0
        weights /= weights.sum()
    found = share_quantiles_of(pmfs, LEVELS)
    for h, own in enumerate(pmfs):
        rest = np.ones(1)
        for other in (p for i, p in enumerate(pmfs) if i != h):
            rest = np.convolve(rest, other)
        k = np.arange(len(own))[:, None]
        share, chance = k / np.maximum(k + np.arange(len(rest))[None, :], 1), own[:, None] * rest[None, :]
        assert found.means[h] == pytest.approx(float(np.sum(share * chance)), abs=1e-13)
        for level, quantile in zip(LEVELS, found.quantiles[h].tolist(), strict=True):
            assert float(chance[share < quantile].sum()) < level <= float(chance[share <= quantile].sum()) + 1e-12


def test_transforms_that_do_not_fit_in_memory_are_redone_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = ([500, 200, 90, 40] * 5, [100, 50, 40, 0] * 5, [30, 25, 4, 0] * 5, LEVELS)
    kept = share_quantiles(*cells)
    monkeypatch.setattr(convolution, "_KEPT", 0)
    redone = share_quantiles(*cells)
    assert [a.tobytes() for a in kept] == [a.tobytes() for a in redone]


def test_portfolios_too_wide_together_are_refused_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "MAX_WORK", 1_000)
    with pytest.raises(InvalidInput, match="too many and too wide") as caught:
        share_quantiles([5000, 5000], 10, 3, LEVELS)
    assert caught.value.field == "families"
