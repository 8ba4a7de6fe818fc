"""Evaluator error that is itself uncertain: exact on small cases, known by its limits, honest about its quadrature."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincc, betaln, binom

from services.frand.engine import (
    InvalidInput,
    beta_nodes,
    essential_posterior,
    essential_posterior_uncertain,
    next_check,
    posterior_mean,
    rogan_gladen,
    share_probabilities,
    share_probabilities_uncertain,
    share_quantiles,
    share_quantiles_of,
    share_quantiles_uncertain,
)
from services.frand.engine.counts import finding_likelihood
from services.frand.engine.uncertain_evaluators import doubt_of


def rising(x: Fraction, k: int) -> Fraction:
    product = Fraction(1)
    for i in range(k):
        product *= x + i
    return product


def beta_binomial(k: int, n: int, a: Fraction, b: Fraction) -> Fraction:
    return comb(n, k) * rising(a, k) * rising(b, n - k) / rising(a + b, n)


def by_enumeration(
    families: int, checked: int, reported: int, se: tuple[int, int], sp: tuple[int, int]
) -> list[Fraction]:
    """The posterior in exact fractions: every truth, every hit, every false alarm."""
    a = b = Fraction(1, 2)
    mass = [Fraction(0)] * (families + 1)
    for t in range(checked + 1):
        likelihood = sum(
            (
                beta_binomial(i, t, Fraction(se[0]), Fraction(se[1]))
                * beta_binomial(reported - i, checked - t, Fraction(sp[1]), Fraction(sp[0]))
                for i in range(max(0, reported - (checked - t)), min(t, reported) + 1)
            ),
            Fraction(0),
        )
        for more in range(families - checked + 1):
            rest = beta_binomial(more, families - checked, a + t, b + checked - t)
            mass[t + more] += beta_binomial(t, checked, a, b) * likelihood * rest
    total = sum(mass)
    return [m / total for m in mass]


@pytest.mark.parametrize(("families", "checked", "reported"), [(12, 6, 2), (9, 9, 5), (15, 7, 0), (8, 3, 3), (5, 0, 0)])
def test_one_holders_posterior_is_the_enumeration_in_exact_fractions(
    families: int, checked: int, reported: int
) -> None:
    found = essential_posterior_uncertain(families, checked, reported, sensitivity=(46, 4), specificity=(90, 3))
    exact = by_enumeration(families, checked, reported, (46, 4), (90, 3))
    assert found == pytest.approx([float(m) for m in exact], abs=1e-13)


def test_certain_evaluators_are_the_limit_of_uncertain_ones() -> None:
    sure = essential_posterior(300, 60, 18, sensitivity=0.9, specificity=0.95)
    nearly = essential_posterior_uncertain(300, 60, 18, sensitivity=(9e7, 1e7), specificity=(9.5e7, 0.5e7))
    assert nearly == pytest.approx(sure, abs=1e-6)
    doubtful = essential_posterior_uncertain(300, 60, 18, sensitivity=(45, 5), specificity=(95, 5))
    k = np.arange(301)
    spread = [float(np.sqrt(p @ k**2 - (p @ k) ** 2)) for p in (sure, doubtful)]
    assert spread[1] > spread[0]


def test_the_closed_form_equals_quadrature_over_sensitivity_and_specificity() -> None:
    se, sp = (18.0, 3.0), (30.0, 2.0)
    mixed, total = np.zeros(41), 0.0
    for s, v in zip(*beta_nodes(*se, 24), strict=True):
        for p, w in zip(*beta_nodes(*sp, 24), strict=True):
            # The weight of a node is its own times the probability of what was found there.
            truth = essential_posterior(20, 0, 0)
            chance = sum(
                truth[t]
                * comb(t, i)
                * s**i
                * (1 - s) ** (t - i)
                * comb(20 - t, 6 - i)
                * (1 - p) ** (6 - i)
                * p ** (14 - t + i)
                for t in range(21)
                for i in range(max(0, 6 - 20 + t), min(t, 6) + 1)
            )
            if s + p > 1:
                mixed += v * w * chance * essential_posterior(40, 20, 6, sensitivity=s, specificity=p)
                total += v * w * chance
    found = essential_posterior_uncertain(40, 20, 6, sensitivity=se, specificity=sp)
    assert found == pytest.approx(mixed / total, abs=1e-9)


def test_rogan_gladen_stands_beside_the_posterior_mean() -> None:
    found = posterior_mean(essential_posterior_uncertain(2000, 800, 280, sensitivity=(900, 100), specificity=(950, 50)))
    assert found / 2000 == pytest.approx(rogan_gladen(0.35, 0.9, 0.95), abs=0.005)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 400), st.floats(0.05, 400), st.integers(1, 12))
def test_nodes_integrate_polynomials_exactly(a: float, b: float, nodes: int) -> None:
    x, w = beta_nodes(a, b, nodes)
    assert ((x >= 0) & (x <= 1)).all()
    for degree in range(2 * nodes):
        exact = float(np.prod((a + np.arange(degree)) / (a + b + np.arange(degree))))
        assert float(w @ x**degree) == pytest.approx(exact, rel=1e-9)


def test_shares_with_nearly_certain_evaluators_are_those_with_certain_ones() -> None:
    cells = [60, 40, 30, 20], [20, 15, 10, 0], [9, 6, 2, 0]
    sure, means = share_quantiles(*cells, [0.025, 0.5, 0.975], sensitivity=0.9, specificity=0.95)
    nearly = share_quantiles_uncertain(
        *cells, [0.025, 0.5, 0.975], sensitivity=(9e7, 1e7), specificity=(9.5e7, 5e6), nodes=5
    )
    assert nearly.quantiles == pytest.approx(sure, rel=1e-5)
    assert nearly.means == pytest.approx(means, rel=1e-5)
    assert (nearly.sensitivity, nearly.specificity) == (pytest.approx(0.9), pytest.approx(0.95))


def test_shared_error_makes_shares_depend_on_each_other_and_its_quadrature_has_settled() -> None:
    cells = [60, 40, 30], [20, 15, 10], [9, 6, 3]
    evaluators = {"sensitivity": (20.0, 4.0), "specificity": (30.0, 2.0)}
    few = share_quantiles_uncertain(*cells, [0.025, 0.5, 0.975], nodes=7, **evaluators)
    many = share_quantiles_uncertain(*cells, [0.025, 0.5, 0.975], nodes=12, **evaluators)
    assert np.all(np.abs(few.quantiles - many.quantiles) <= few.quantile_errors + 1e-4)
    assert few.means == pytest.approx(many.means, abs=1e-5)
    each = [essential_posterior_uncertain(*cell, **evaluators) for cell in zip(*cells, strict=True)]
    apart = share_quantiles_of(each, [0.025, 0.5, 0.975])
    assert np.abs(apart.quantiles - many.quantiles).max() > 1e-3


def by_many_nodes(
    cells: tuple[list[int], list[int], list[int]],
    se: tuple[float, float],
    sp: tuple[float, float],
    asked: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Means, and P(share <= asked), by very many nodes of the calibration, each weighed by all that was found."""
    pairs, logs = [], []
    different = Counter(zip(cells[1], cells[2], strict=True))
    truths = {n: essential_posterior(n, 0, 0) for n, _ in different}
    for s, v in zip(*beta_nodes(*se, 24), strict=True):
        for p, w in zip(*beta_nodes(*sp, 24), strict=True):
            if s + p > 1 and v * w > 1e-20:
                chances = {(n, x): truths[n] @ finding_likelihood(n, x, s, p) for n, x in different}
                pairs.append((s, p))
                logs.append(np.log(v * w) + sum(times * np.log(chances[each]) for each, times in different.items()))
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    means, probabilities = np.zeros(len(cells[0])), np.zeros_like(asked)
    for (s, p), weight in zip(pairs, weights, strict=True):
        if weight > 1e-6:
            means += weight * share_quantiles(*cells, [0.5], sensitivity=s, specificity=p)[1]
            probabilities += weight * share_probabilities(*cells, asked, sensitivity=s, specificity=p)
    return means, probabilities


@pytest.mark.parametrize(
    ("holders", "evaluators"),
    [
        (3, {"sensitivity": (20.0, 4.0), "specificity": (30.0, 2.0)}),
        # So many findings move the posterior far from the calibration, where hardly any of its own nodes are.
        (4, {"sensitivity": (9.0, 1.0), "specificity": (19.0, 1.0)}),
    ],
)
def test_the_rule_of_the_posterior_is_what_very_many_nodes_say(holders: int, evaluators: dict[str, Any]) -> None:
    numbers = range(holders)
    cells = [24 + n for n in numbers], [15 for _ in numbers], [7 - n % 3 for n in numbers]
    found = share_quantiles_uncertain(*cells, [0.025, 0.5, 0.975], learning=True, **evaluators)
    assert max(found.quantile_errors.max(), found.mean_errors.max()) < 1e-3
    below, above = found.quantiles - 2e-3, found.quantiles + 2e-3
    asked = np.clip(np.concatenate([below, above], axis=1), 0, 1)
    means, probabilities = by_many_nodes(cells, evaluators["sensitivity"], evaluators["specificity"], asked)
    assert found.means == pytest.approx(means, abs=1e-4)
    # Of a share of 0 there is nothing below.
    assert ((probabilities[:, :3] <= np.array([0.025, 0.5, 0.975]) + 1e-4) | (below < 0)).all()
    assert (probabilities[:, 3:] >= np.array([0.025, 0.5, 0.975]) - 1e-4).all()


def test_what_is_found_under_a_prior_that_is_a_convention_does_not_overrule_the_calibration() -> None:
    numbers = np.arange(30)
    cells = 40 + numbers, np.full(30, 20), 10 - numbers % 3
    evaluators = {"sensitivity": (18.0, 3.0), "specificity": (38.0, 3.0)}
    found = share_quantiles_uncertain(*cells, [0.025, 0.975], **evaluators)
    assert (found.sensitivity, found.specificity) == (pytest.approx(18 / 21), pytest.approx(38 / 41))
    told = share_quantiles_uncertain(*cells, [0.025, 0.975], learning=True, **evaluators)
    assert told.sensitivity < 0.7
    assert np.mean(np.diff(found.quantiles)) < np.mean(np.diff(told.quantiles))


def test_shares_are_those_at_each_error_as_probable_as_it_was_calibrated() -> None:
    cells = [24, 25, 26], [15, 15, 15], [7, 6, 5]
    se, sp = (20.0, 4.0), (30.0, 2.0)
    asked = [0.2, 0.35, 0.5]
    means, probabilities = np.zeros(3), np.zeros((3, 3))
    for s, v in zip(*beta_nodes(*se, 16), strict=True):
        for p, w in zip(*beta_nodes(*sp, 16), strict=True):
            if v * w > 1e-9:
                means += v * w * share_quantiles(*cells, [0.5], sensitivity=s, specificity=p)[1]
                probabilities += v * w * share_probabilities(*cells, asked, sensitivity=s, specificity=p)
    evaluators = {"sensitivity": se, "specificity": sp}
    found = share_quantiles_uncertain(*cells, [0.025, 0.975], **evaluators)
    assert found.means == pytest.approx(means, abs=1e-5)
    assert share_probabilities_uncertain(*cells, asked, **evaluators) == pytest.approx(probabilities, abs=1e-4)


@pytest.mark.parametrize("found", [0, 4, 9])
def test_evaluators_that_might_tell_nothing_are_taken_to_tell_something(found: int) -> None:
    families, checked, se, sp = 30, 10, (7.0, 2.0), (13.0, 3.0)
    assert 1e-4 < doubt_of(se, sp) < 0.01
    # The integral over the specificities above 1 - sensitivity, exactly; over sensitivities, by very many nodes.
    t, hits = np.arange(checked + 1)[:, None, None], np.arange(found + 1)[None, :, None]
    alarms, misses, cleared = found - hits, t - hits, checked - t - found + hits
    possible = (misses >= 0) & (cleared >= 0)
    misses, cleared = np.where(possible, misses, 0), np.where(possible, cleared, 0)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    s = ((nodes + 1) / 2)[None, None, :]
    inner = np.exp(betaln(sp[0] + cleared, sp[1] + alarms)) * betaincc(sp[0] + cleared, sp[1] + alarms, 1 - s)
    each = s ** (se[0] - 1 + hits) * (1 - s) ** (se[1] - 1 + misses) * inner
    ways = np.where(possible, binom(t, hits) * binom(checked - t, alarms), 0.0)
    truth = essential_posterior(checked, 0, 0) * (ways * each * weights).sum(axis=(1, 2))
    expected = np.zeros(families + 1)
    for true, weight in enumerate(truth / truth.sum()):
        expected += weight * essential_posterior(families, checked, true)
    got = essential_posterior_uncertain(families, checked, found, sensitivity=se, specificity=sp)
    assert np.cumsum(got) == pytest.approx(np.cumsum(expected), abs=5e-5)


def test_many_findings_of_shared_evaluators_settle_with_few_nodes() -> None:
    numbers = np.arange(60)
    cells = 100 + numbers, np.full(60, 20), 10 - numbers % 6
    found = share_quantiles_uncertain(
        *cells, [0.025, 0.975], sensitivity=(46.0, 6.0), specificity=(96.0, 6.0), learning=True
    )
    assert found.nodes <= 7
    assert max(found.quantile_errors.max(), found.mean_errors.max()) <= 1e-4


def test_too_few_nodes_for_what_was_found_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.frand.engine.uncertain_evaluators.MAX_UNSETTLED", 1e-9)
    with pytest.raises(InvalidInput, match="too few") as refused:
        share_quantiles_uncertain([60, 40], [20, 15], [9, 6], [0.025, 0.975], nodes=5, **WIDE)
    assert refused.value.field == "nodes"


def test_probabilities_of_shares_are_those_of_all_pairs_of_counts() -> None:
    cells = [6, 5, 4], [3, 2, 0], [2, 0, 0]
    counts = [essential_posterior(*cell) for cell in zip(*cells, strict=True)]
    asked = [0.0, 1 / 3, 0.4, 0.5, 1.0]
    found = share_probabilities(*cells, asked)
    for h in range(3):
        others = [counts[i] for i in range(3) if i != h]
        rest = np.convolve(*others)
        for j, s in enumerate(asked):
            exact = sum(
                p * q
                for k, p in enumerate(counts[h])
                for r, q in enumerate(rest)
                if (k == 0) or (k <= (s + 1e-12) * (k + r))
            )
            assert found[h, j] == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("reliability", [{}, {"sensitivity": 0.9, "specificity": 0.95}])
def test_one_more_check_is_worth_what_trying_both_findings_says(reliability: dict[str, float]) -> None:
    cells = [500, 200, 90], [100, 50, 40], [30, 25, 4]
    worth = next_check(*cells, 2, aggregate=4.0, volume=1e6, **reliability)
    # The next family's chance is how much the mean count grows by, per family left.
    mean = posterior_mean(essential_posterior(90, 40, 4, **reliability))
    truth = posterior_mean(essential_posterior(40, 40, 4, **reliability))
    rate = (mean - truth) / 50
    se, sp = reliability.get("sensitivity", 1.0), reliability.get("specificity", 1.0)
    assert worth.found_essential == pytest.approx(se * rate + (1 - sp) * (1 - rate), rel=1e-9)
    assert min(worth.width_if_essential, worth.width_if_not) < worth.width
    assert worth.money == pytest.approx(4e6 * (worth.width - worth.expected_width))


WIDE = {"sensitivity": (9.0, 1.0), "specificity": (19.0, 1.0)}
PERFECT = {"sensitivity": (50.0, 2.0), "specificity": (50.0, 2.0)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: essential_posterior_uncertain(10, 5, 6, **PERFECT), "essential"),
        (lambda: essential_posterior_uncertain(10, 5, 2, **PERFECT | {"sensitivity": (2.0, 6.0)}), "sensitivity"),
        (lambda: essential_posterior_uncertain(10, 5, 2, **PERFECT | {"sensitivity": (0.0, 5.0)}), "sensitivity"),
        (lambda: essential_posterior_uncertain(10, 5, 2, sensitivity=(50.0, 2.0), specificity=0.9), "specificity"),
        (lambda: essential_posterior_uncertain(10**7, 10**6, 2, **PERFECT), "checked"),
        (lambda: share_quantiles_uncertain([10, 5], [5, 2], [1, 1], [0.5], nodes=3, **PERFECT), "nodes"),
        (lambda: share_quantiles_uncertain([10, 5], [5, 2], [1, 1], [1.5], **PERFECT), "levels"),
        (lambda: beta_nodes(float("nan"), 1.0, 4), "prior"),
        (lambda: share_probabilities([10, 5], [5, 2], [1, 1], [1.5]), "shares"),
        (lambda: share_probabilities([10, 5], [5, 2], [1, 1], [[0.5]]), "shares"),
        (lambda: next_check([10, 5], [5, 5], [1, 1], 1, aggregate=1.0, volume=1.0), "holder"),
        (lambda: next_check([10, 5], [5, 5], [1, 1], 2, aggregate=1.0, volume=1.0), "holder"),
        (lambda: next_check([10, 5], [5, 5], [1, 1], 0, aggregate=-1.0, volume=1.0), "aggregate"),
        (lambda: next_check([10, 5], [5, 5], [1, 1], 0, aggregate=1.0, volume=float("nan")), "volume"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_field(wrong: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong()  # type: ignore[operator]
    assert refused.value.field == field
