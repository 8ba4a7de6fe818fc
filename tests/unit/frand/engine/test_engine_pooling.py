"""Partial pooling: fitted where brute force finds the maximum, honest about holders that do not differ."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy.special import betaln

from services.frand.engine import InvalidInput, pooled_prior, share_quantiles

CELLS = ([500, 300, 200, 80, 60], [50, 40, 40, 20, 20], [15, 6, 18, 4, 9])


def marginal(n: int, x: int, a: float, b: float, se: float, sp: float) -> float:
    """P(x reported of n), by summing over the truth and over who was misjudged."""
    total = 0.0
    for t in range(n + 1):
        truth = comb(n, t) * np.exp(betaln(a + t, b + n - t) - betaln(a, b))
        reported = 0.0
        for hit in range(max(0, x - (n - t)), min(t, x) + 1):
            false = x - hit
            reported += (
                comb(t, hit)
                * se**hit
                * (1 - se) ** (t - hit)
                * comb(n - t, false)
                * (1 - sp) ** false
                * sp ** (n - t - false)
            )
        total += truth * reported
    return total


@pytest.mark.parametrize(("se", "sp"), [(1.0, 1.0), (0.85, 0.92)])
def test_no_other_prior_makes_the_findings_more_probable(se: float, sp: float) -> None:
    fitted = pooled_prior(*CELLS, sensitivity=se, specificity=sp)

    def likelihood(a: float, b: float) -> float:
        cells = zip(CELLS[1], CELLS[2], strict=True)
        return float(sum(np.log(marginal(n, x, a, b, se, sp)) for n, x in cells))

    best = likelihood(fitted.a, fitted.b)
    for factor_mean in (0.9, 1.0, 1.1):
        for factor_strength in (0.7, 1.0, 1.4):
            mean, strength = fitted.mean * factor_mean, fitted.strength * factor_strength
            assert likelihood(mean * strength, (1 - mean) * strength) <= best + 1e-6


def test_a_known_distribution_of_rates_is_recovered_with_and_without_evaluator_error() -> None:
    random = np.random.default_rng(3)
    true = random.binomial(40, random.beta(3.0, 7.0, 4000))
    fitted = pooled_prior(np.full(4000, 500), np.full(4000, 40), true)
    assert (fitted.a, fitted.b) == (pytest.approx(3.0, rel=0.1), pytest.approx(7.0, rel=0.1))
    reported = random.binomial(true, 0.85) + random.binomial(40 - true, 0.08)
    corrected = pooled_prior(np.full(4000, 500), np.full(4000, 40), reported, sensitivity=0.85, specificity=0.92)
    assert (corrected.a, corrected.b) == (pytest.approx(3.0, rel=0.15), pytest.approx(7.0, rel=0.15))
    assert corrected.mean == pytest.approx(0.3, abs=0.01)


def test_holders_that_do_not_differ_are_said_not_to() -> None:
    fitted = pooled_prior([500] * 4, [100] * 4, [30] * 4)
    assert fitted.at_limit == "upper"
    assert fitted.mean == pytest.approx(0.3, abs=0.001)


def test_holders_that_share_nothing_are_said_to() -> None:
    assert pooled_prior([50] * 6, [50] * 6, [0, 50, 0, 50, 50, 0]).at_limit == "lower"


def test_the_order_of_holders_and_those_without_checks_do_not_matter() -> None:
    fitted = pooled_prior(*CELLS)
    backwards = pooled_prior(*(cell[::-1] for cell in CELLS))
    assert (backwards.a, backwards.b) == (fitted.a, fitted.b)
    more = pooled_prior([*CELLS[0], 900], [*CELLS[1], 0], [*CELLS[2], 0])
    assert (more.a, more.b, more.holders) == (fitted.a, fitted.b, 5)


def test_a_holder_nobody_checked_gets_the_pooled_rate() -> None:
    fitted = pooled_prior(*CELLS)
    families, checked, essential = (list(cell) for cell in CELLS)
    _, means = share_quantiles([*families, 200], [*checked, 0], [*essential, 0], [0.5], prior=(fitted.a, fitted.b))
    counts = [
        x + (n - m) * (fitted.a + x) / (fitted.a + fitted.b + m)
        for n, m, x in zip(families, checked, essential, strict=True)
    ]
    expected = 200 * fitted.mean
    assert means[-1] == pytest.approx(expected / (sum(counts) + expected), rel=0.02)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (([10, 10], [5, 5], [1, 2]), "checked"),
        (([10, 10, 10], [5, 5, 0], [1, 2, 0]), "checked"),
        (([10, 10, 10], [5, 5, 5], [1, 2, 6]), "essential"),
        (([10, 10, 10], [5, 5, float("nan")], [1, 2, 3]), "checked"),
    ],
)
def test_what_cannot_be_pooled_is_refused_by_name(cells: tuple[list[int], list[int], list[int]], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        pooled_prior(*cells)
    assert refused.value.field == field
