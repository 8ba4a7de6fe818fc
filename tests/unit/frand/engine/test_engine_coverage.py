"""Intervals hold what they promise, over thousands of simulated portfolios whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from services.frand.engine import essential_interval, essential_posterior, posterior_quantiles, share_quantiles

PORTFOLIOS = 1_000
LEVELS = [0.025, 0.975]


@pytest.mark.parametrize(("se", "sp"), [(1.0, 1.0), (0.85, 0.92)])
def test_95_percent_intervals_of_shares_hold_the_truth_95_times_in_100(se: float, sp: float) -> None:
    random = np.random.default_rng(11)
    families, checked = np.array([120, 80, 240, 50, 160]), np.array([20, 15, 30, 10, 0])
    inside = total = 0
    for _ in range(PORTFOLIOS):
        essential = random.binomial(families, random.beta(1.5, 3.0, len(families)))
        drawn = random.hypergeometric(essential, families - essential, np.maximum(checked, 1))
        drawn = np.where(checked == 0, 0, drawn)
        reported = random.binomial(drawn, se) + random.binomial(checked - drawn, 1 - sp)
        truth = essential / max(1, essential.sum())
        quantiles, _ = share_quantiles(
            families, checked, reported, LEVELS, prior=(1.5, 3.0), sensitivity=se, specificity=sp
        )
        inside += int(np.sum((quantiles[:, 0] <= truth) & (truth <= quantiles[:, 1])))
        total += len(families)
    assert 0.94 <= inside / total <= 0.96


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.7])
def test_exact_intervals_hold_every_truth_at_least_95_times_in_100(rate: float) -> None:
    random = np.random.default_rng(12)
    families, checked = 400, 60
    essential = round(rate * families)
    found = random.hypergeometric(essential, families - essential, checked, 20_000)
    low, high = essential_interval(np.full(61, families), np.full(61, checked), np.arange(61))
    assert np.mean((low[found] <= essential) & (essential <= high[found])) >= 0.95 - 0.004


def test_posterior_intervals_with_the_prior_that_the_truth_has_hold_it_at_the_nominal_rate() -> None:
    random = np.random.default_rng(13)
    families, checked = 200, 50
    limits = {
        x: posterior_quantiles(essential_posterior(families, checked, x, prior=(2.0, 5.0)), LEVELS)
        for x in range(checked + 1)
    }
    essential = random.binomial(families, random.beta(2.0, 5.0, 20_000))
    found = random.hypergeometric(essential, families - essential, checked)
    held = [limits[x][0] <= k <= limits[x][1] for k, x in zip(essential.tolist(), found.tolist(), strict=True)]
    assert 0.94 <= np.mean(held) <= 0.96
