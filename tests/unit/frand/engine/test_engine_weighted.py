"""Weighted shares against the exact ones, enumeration and plain simulation; their stated error is true."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from services.frand.engine import (
    InvalidInput,
    essential_posterior,
    share_quantiles,
    value_skew_sigma,
    weighted_share_quantiles,
)

FAMILIES, CHECKED, ESSENTIAL = [500, 200, 90], [100, 50, 40], [30, 25, 4]
LEVELS = [0.025, 0.5, 0.975]


def test_with_equal_weights_the_exact_shares_lie_within_the_stated_error() -> None:
    exact, means = share_quantiles(FAMILIES, CHECKED, ESSENTIAL, LEVELS)
    found = weighted_share_quantiles([0, 1, 2], FAMILIES, CHECKED, ESSENTIAL, [7.0, 7.0, 7.0], LEVELS)
    assert (np.abs(found.quantiles - exact) <= 5 * found.quantile_errors + 2e-4).all()
    assert (np.abs(found.means - means) <= 5 * found.mean_errors).all()
    assert found.means.sum() == pytest.approx(1.0)


def test_tiers_agree_with_enumeration() -> None:
    holders, families, checked, essential = [0, 0, 1, 1], [6, 5, 7, 4], [3, 2, 3, 2], [1, 1, 2, 0]
    weights = [3.0, 1.0, 2.0, 0.5]
    posteriors = [essential_posterior(*cell) for cell in zip(families, checked, essential, strict=True)]
    outcomes: list[tuple[float, float]] = []
    for counts in itertools.product(*(range(len(p)) for p in posteriors)):
        sums = [0.0, 0.0]
        for holder, weight, count in zip(holders, weights, counts, strict=True):
            sums[holder] += weight * count
        probability = float(np.prod([p[c] for p, c in zip(posteriors, counts, strict=True)]))
        outcomes.append((sums[0] / sum(sums) if sum(sums) else 0.0, probability))
    outcomes.sort()
    mean = sum(share * probability for share, probability in outcomes)
    reached = np.cumsum([probability for _, probability in outcomes])
    median = outcomes[int(np.searchsorted(reached, 0.5))][0]
    found = weighted_share_quantiles(holders, families, checked, essential, weights, [0.5])
    assert found.means[0] == pytest.approx(mean, abs=5 * float(found.mean_errors[0]) + 1e-6)
    assert found.quantiles[0, 0] == pytest.approx(median, abs=5 * float(found.quantile_errors[0, 0]) + 1e-6)


@pytest.mark.parametrize("sigma", [0.6, value_skew_sigma(0.1, 0.65)])
def test_skewed_values_agree_with_plain_simulation(sigma: float) -> None:
    random = np.random.default_rng(5)
    draws = 20_000
    sums = np.zeros((draws, 3))
    for holder, (n, m, x) in enumerate(zip(FAMILIES, CHECKED, ESSENTIAL, strict=True)):
        counts = x + random.binomial(n - m, random.beta(x + 0.5, m - x + 0.5, draws))
        values = np.exp(sigma * random.standard_normal((draws, int(counts.max()))) - sigma**2 / 2)
        sums[:, holder] = np.where(np.arange(values.shape[1]) < counts[:, None], values, 0.0).sum(axis=1)
    shares = sums / sums.sum(axis=1, keepdims=True)
    simulated = np.quantile(shares, LEVELS, axis=0).T
    found = weighted_share_quantiles([0, 1, 2], FAMILIES, CHECKED, ESSENTIAL, [1, 1, 1], LEVELS, value_sigma=sigma)
    assert np.abs(found.quantiles / simulated - 1).max() < 0.03  # what 20,000 draws can tell
    assert np.abs(found.means / shares.mean(axis=0) - 1).max() < 0.015


def test_the_stated_error_is_the_error_that_other_seeds_show() -> None:
    runs = [
        weighted_share_quantiles([0, 1, 2], FAMILIES, CHECKED, ESSENTIAL, [3, 2, 1], [0.5], seed=seed, points=512)
        for seed in range(30)
    ]
    spread = np.std([run.quantiles[:, 0] for run in runs], axis=0, ddof=1)
    stated = np.mean([run.quantile_errors[:, 0] for run in runs], axis=0)
    assert (spread < 2 * stated).all()
    assert (spread > stated / 2).all()


def test_certain_counts_have_no_error_and_the_same_seed_gives_the_same_numbers() -> None:
    certain = weighted_share_quantiles([0, 1], [10, 10], [10, 10], [4, 2], [1.0, 4.0], [0.5])
    assert certain.means.tolist() == pytest.approx([1 / 3, 2 / 3])
    assert not certain.quantile_errors.any()
    first, again = (
        weighted_share_quantiles([0, 1, 2], FAMILIES, CHECKED, ESSENTIAL, [3, 2, 1], LEVELS, seed=7) for _ in range(2)
    )
    assert (first.quantiles == again.quantiles).all()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"holders": [0, 2, 1.5]}, "holders"),
        ({"holders": [0, 2, 2]}, "holders"),
        ({"weights": [1, -1, 1]}, "weights"),
        ({"weights": [0, 0, 0]}, "weights"),
        ({"weights": [1, float("nan"), 1]}, "weights"),
        ({"essential": [101, 25, 4]}, "essential"),
        ({"value_sigma": 3.5}, "value_sigma"),
        ({"points": 1000}, "points"),
        ({"points": 10**9}, "points"),
        ({"scramblings": 1}, "scramblings"),
        ({"sensitivity": 0.4, "specificity": 0.5}, "sensitivity"),
        ({"levels": [0.0]}, "levels"),
    ],
)
def test_bad_input_is_refused_by_name(changed: dict[str, object], field: str) -> None:
    given: dict[str, object] = {
        "holders": [0, 1, 2],
        "families": FAMILIES,
        "checked": CHECKED,
        "essential": ESSENTIAL,
        "weights": [1, 1, 1],
        "levels": LEVELS,
    }
    with pytest.raises(InvalidInput) as refused:
        weighted_share_quantiles(**(given | changed))  # type: ignore[arg-type]
    assert refused.value.field == field
