"""Intervals hold what they promise, over tens of thousands of simulated portfolios whose truth is known.

Findings are few enough to repeat: each is computed once, and judged by all portfolios that led to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from services.frand.engine import (
    essential_interval,
    essential_posterior,
    essential_posterior_uncertain,
    posterior_quantiles,
    share_quantiles,
    share_quantiles_uncertain,
)

LEVELS = [0.025, 0.975]
PRIOR = (1.5, 3.0)
Shapes = tuple[float, float]


def coverage_of_shares(
    families: Any, checked: Any, portfolios: int, se: Any, sp: Any, intervals: Callable[[Any], Any], seed: int
) -> tuple[float, int]:
    """Part of the shares that their intervals hold, and how many different findings there were."""
    random = np.random.default_rng(seed)
    shape = (portfolios, len(families))
    essential = random.binomial(families, random.beta(*PRIOR, shape))
    drawn = random.hypergeometric(essential, families - essential, np.maximum(checked, 1), shape)
    drawn = np.where(checked == 0, 0, drawn)
    right, wrong = (np.reshape(value, (-1, 1)) for value in (se(random, portfolios), sp(random, portfolios)))
    reported = random.binomial(drawn, right) + random.binomial(checked - drawn, 1 - wrong)
    truth = essential / np.maximum(1, essential.sum(axis=1, keepdims=True))
    findings, of = np.unique(reported, axis=0, return_inverse=True)
    limits = np.array([intervals(found) for found in findings])[of.reshape(-1)]
    return float(np.mean((limits[:, :, 0] <= truth) & (truth <= limits[:, :, 1]))), len(findings)


@pytest.mark.parametrize(("se", "sp"), [(1.0, 1.0), (0.85, 0.92)])
def test_95_percent_intervals_of_shares_hold_the_truth_95_times_in_100(se: float, sp: float) -> None:
    families, checked = np.array([120, 80, 240, 50, 160]), np.array([4, 2, 3, 1, 0])

    def intervals(found: Any) -> Any:
        return share_quantiles(families, checked, found, LEVELS, prior=PRIOR, sensitivity=se, specificity=sp)[0]

    held, findings = coverage_of_shares(families, checked, 20_000, lambda *_: se, lambda *_: sp, intervals, 11)
    assert findings >= 100
    assert 0.94 <= held <= 0.96


def test_intervals_of_shares_hold_the_truth_when_the_evaluators_error_is_uncertain_and_shared() -> None:
    families, checked = np.array([90, 60, 40]), np.array([5, 2, 0])
    se, sp = (24.0, 5.0), (28.0, 3.0)

    def drawn(shapes: Shapes) -> Callable[[Any, int], Any]:
        return lambda random, size: random.beta(*shapes, size)

    def intervals(found: Any) -> Any:
        shares = share_quantiles_uncertain(
            families, checked, found, LEVELS, prior=PRIOR, sensitivity=se, specificity=sp, nodes=5
        )
        return shares.quantiles

    held, _ = coverage_of_shares(families, checked, 20_000, drawn(se), drawn(sp), intervals, 14)
    assert 0.94 <= held <= 0.96


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.7])
def test_exact_intervals_hold_every_truth_at_least_95_times_in_100(rate: float) -> None:
    random = np.random.default_rng(12)
    families, checked = 400, 60
    essential = round(rate * families)
    found = random.hypergeometric(essential, families - essential, checked, 20_000)
    low, high = essential_interval(np.full(61, families), np.full(61, checked), np.arange(61))
    assert np.mean((low[found] <= essential) & (essential <= high[found])) >= 0.95 - 0.004


@pytest.mark.parametrize("evaluators", ["perfect", "known", "uncertain"])
def test_posterior_intervals_with_the_prior_that_the_truth_has_hold_it_at_the_nominal_rate(evaluators: str) -> None:
    random = np.random.default_rng(13)
    families, checked, portfolios = 200, 50, 20_000
    se, sp = {"perfect": (1.0, 1.0), "known": (0.85, 0.92), "uncertain": (0.0, 0.0)}[evaluators]
    right, wrong = np.full(portfolios, se), np.full(portfolios, sp)
    if evaluators == "uncertain":
        right, wrong = random.beta(17.0, 3.0, portfolios), random.beta(46.0, 4.0, portfolios)

    def posterior(x: int) -> Any:
        if evaluators == "uncertain":
            shapes = {"sensitivity": (17.0, 3.0), "specificity": (46.0, 4.0)}
            return essential_posterior_uncertain(families, checked, x, prior=(2.0, 5.0), **shapes)
        return essential_posterior(families, checked, x, prior=(2.0, 5.0), sensitivity=se, specificity=sp)

    limits = np.array([posterior_quantiles(posterior(x), LEVELS) for x in range(checked + 1)])
    essential = random.binomial(families, random.beta(2.0, 5.0, portfolios))
    drawn = random.hypergeometric(essential, families - essential, checked)
    found = random.binomial(drawn, right) + random.binomial(checked - drawn, 1 - wrong)
    held = (limits[found, 0] <= essential) & (essential <= limits[found, 1])
    assert 0.94 <= np.mean(held) <= 0.96
