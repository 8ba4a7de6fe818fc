"""Shares of which only quantiles are known, times an uncertain royalty: against enumeration, simulation and rivals."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit

from services.frand.engine import (
    AggregateInput,
    AggregateShape,
    CheckedFamilies,
    EstimatedShare,
    Generation,
    HolderShare,
    InvalidInput,
    MethodAnswer,
    RoyaltyBasis,
    ShareQuantile,
    TopDownInputs,
    estimated_shares,
    share_probabilities,
    share_quantiles,
    top_down,
    weighted_share_quantiles,
)
from services.frand.engine.counts import count_mass
from services.frand.engine.estimated_shares import estimated_cells

ENDS = (0.025, 0.975)
LEVELS = sorted({*np.round(expit(np.linspace(-9, 9, 37)), 6).tolist(), *ENDS})
ROYALTY = AggregateInput(
    RoyaltyBasis.PER_UNIT, AggregateShape.LOG_NORMAL, "expert opinion", low=Decimal(5), high=Decimal(12), currency="EUR"
)
POINT = AggregateInput(RoyaltyBasis.PER_UNIT, AggregateShape.POINT, "x", Decimal(8), currency="EUR")


def asked(*estimates: EstimatedShare, aggregate: AggregateInput = ROYALTY, generations: int = 1) -> MethodAnswer:
    shares = tuple(HolderShare(f"Holder {n}", estimate=each) for n, each in enumerate(estimates))
    weight = Decimal(1) / generations
    return top_down(TopDownInputs(tuple(Generation(f"{g}G", weight, shares) for g in range(generations)), aggregate))


def interval(answer: MethodAnswer, holder: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of a rate's interval, and their stated errors."""
    values = answer.derivation.values
    numbers = [[float(values[f"h{holder}.raw{end}{of}"]) for end in (".low", ".high")] for of in ("", ".error")]
    return np.array(numbers[0]), np.array(numbers[1])


def known(levels: Sequence[float], shares: Sequence[float]) -> tuple[ShareQuantile, ...]:
    return tuple(ShareQuantile(Decimal(str(p)), Decimal(f"{s:.12g}")) for p, s in zip(levels, shares, strict=True))


def estimate(mean: float, levels: Sequence[float], shares: Sequence[float]) -> EstimatedShare:
    quantiles = known(levels, shares)
    low, high = (each.share for each in quantiles if float(each.level) in ENDS)
    return EstimatedShare(Decimal(f"{mean:.10g}"), low, high, quantiles if len(quantiles) > 2 else ())


@pytest.mark.parametrize(("levels", "close"), [(ENDS, 0.2), (LEVELS, 0.005)])
@pytest.mark.parametrize("counts", [[(30, 10, 4), (40, 12, 3)], [(90, 40, 12), (60, 30, 9), (20, 5, 0)]])
def test_the_true_product_lies_within_the_stated_error(
    counts: list[tuple[int, int, int]], levels: Sequence[float], close: float
) -> None:
    quantiles, means = share_quantiles(*zip(*counts, strict=True), levels)
    found, errors = interval(asked(estimate(float(means[0]), levels, quantiles[0])))
    masses = [count_mass(*each, 0.5, 0.5, 1.0, 1.0) for each in counts]
    others, first = masses[1].mass, masses[1].first
    for each in masses[2:]:
        others, first = np.convolve(others, each.mass), first + each.first
    mine = masses[0].first + np.arange(len(masses[0].mass))
    rest = first + np.arange(len(others))
    probability = np.outer(masses[0].mass, others)
    share = mine[:, None] / np.maximum(mine[:, None] + rest, 1)
    royalty = ROYALTY.distribution()

    def reached(amount: float) -> float:
        """P(A S <= x), summed over every pair of counts."""
        possible = np.where(share > 0, royalty.cumulative(amount / np.where(share > 0, share, 1)), 1.0)
        return float(np.sum(possible * probability) / probability.sum())

    for end, error, level in zip(found, errors, ENDS, strict=True):
        assert reached(max(end - error, 0.0) * (1 - 1e-9) - 1e-12) <= level <= reached((end + error) * (1 + 1e-9))
        assert reached(end * (1 - close)) <= level <= reached(end * (1 + close))
    if levels is LEVELS:
        assert (errors < 0.05 * found + 0.01).all()


def mixture(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Even between 0.02 and 0.1, 0.1 and 0.3, 0.3 and 0.9: another distribution with the quantiles 0.1 and 0.3."""
    return np.interp(levels, [0, 0.025, 0.975, 1], [0.02, 0.1, 0.3, 0.9])


def atoms(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """As uneven as the quantiles allow."""
    return np.where(levels <= 0.025, 0.1, np.where(levels <= 0.5, 0.1001, 0.3))


@pytest.mark.parametrize("rival", [mixture, atoms])
def test_every_distribution_with_the_same_quantiles_stays_within_the_error(
    rival: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> None:
    draws = (np.arange(200_000) + 0.5) / 200_000
    shares, random = rival(draws), np.random.default_rng(3)
    found, errors = interval(asked(EstimatedShare(Decimal(f"{shares.mean():.6g}"), Decimal("0.1"), Decimal("0.3"))))
    royalty = ROYALTY.distribution()
    product = shares * np.exp(royalty.first + royalty.second * random.standard_normal(len(shares)))
    assert (np.abs(np.quantile(product, ENDS) - found) <= errors * 1.01).all()


def test_two_quantiles_are_taken_as_a_logit_normal_share() -> None:
    odds = stats.norm(-1.6, 0.35)
    share = EstimatedShare(*(Decimal(f"{expit(x):.12g}") for x in (odds.mean(), odds.ppf(0.025), odds.ppf(0.975))))
    found, _ = interval(asked(share))
    random = np.random.default_rng(11)
    royalty = ROYALTY.distribution()
    drawn = np.exp(royalty.first + royalty.second * random.standard_normal(1_000_000))
    simulated = np.quantile(drawn * expit(odds.mean() + odds.std() * random.standard_normal(1_000_000)), ENDS)
    assert found == pytest.approx(simulated, rel=0.005)


def test_weighted_shares_times_an_uncertain_royalty_agree_with_simulation() -> None:
    families, checked, essential, weights = [500, 200, 90], [100, 50, 40], [30, 25, 4], [3.0, 2.0, 1.0]
    weighted = weighted_share_quantiles([0, 1, 2], families, checked, essential, weights, LEVELS)
    answer = asked(*estimated_shares(weighted, LEVELS))
    random, draws = np.random.default_rng(5), 400_000
    sums = np.stack(
        [
            w * (x + random.binomial(n - m, random.beta(x + 0.5, m - x + 0.5, draws)))
            for n, m, x, w in zip(families, checked, essential, weights, strict=True)
        ]
    )
    royalty = ROYALTY.distribution()
    drawn = np.exp(royalty.first + royalty.second * random.standard_normal(draws)) * sums / sums.sum(axis=0)
    for h in range(3):
        found, errors = interval(answer, h + 1)
        assert found == pytest.approx(np.quantile(drawn[h], ENDS), rel=0.01)
        assert (errors < 0.05 * found).all()
        assert float(answer.derivation.values[f"h{h + 1}.raw"]) == pytest.approx(drawn[h].mean(), rel=0.005)
    assert any("interpolated" in note for note in answer.notes)
    assert any("independent" in note for note in answer.notes)


def test_generations_of_estimates_add_up() -> None:
    share = estimate(0.2, LEVELS, stats.beta(20, 80).ppf(LEVELS))
    found, errors = interval(asked(share, aggregate=POINT, generations=2))
    random = np.random.default_rng(5)
    simulated = np.quantile(4 * random.beta(20, 80, (2, 500_000)).sum(axis=0), ENDS)
    assert found == pytest.approx(simulated, rel=0.005)
    assert (errors > 0).all()
    assert (errors < 0.1 * found).all()


@pytest.mark.parametrize("ends", [(0, 0), (0, 1), (1, 1), (0, 0.3), (0.4, 1), (0.4, 0.4)])
def test_shares_of_none_and_of_all_stay_so(ends: tuple[float, float]) -> None:
    cells, hull = estimated_cells(Decimal(str(sum(ends) / 2)), known(ENDS, ends))
    for level, end in zip(ENDS, ends, strict=True):
        assert cells.quantile(level).value == pytest.approx(end, abs=0.002)
    for level in (0.001, 0.025, 0.3, 0.5, 0.975, 0.999):
        one, around = cells.quantile(level), hull.quantile(level)
        assert around.low - 1e-12 <= one.value <= around.high + 1e-12
    assert cells.mass.sum() == pytest.approx(1.0)


def test_errors_of_quantiles_widen_the_bounds_and_the_graph_names_what_was_given() -> None:
    plain = estimate(0.2, LEVELS, stats.beta(20, 80).ppf(LEVELS))
    rough = EstimatedShare(
        plain.mean,
        plain.low,
        plain.high,
        tuple(ShareQuantile(each.level, each.share, Decimal("0.01")) for each in plain.quantiles),
    )
    answers = asked(plain), asked(rough)
    assert interval(answers[0])[0] == pytest.approx(interval(answers[1])[0])
    assert (interval(answers[1])[1] > interval(answers[0])[1] + 0.04).all()
    inputs = answers[1].derivation["h1.raw.low"].inputs
    assert {"aggregate", "h1.share", "h1.share.low", "h1.share.q1", "h1.share.q1.error"} <= set(inputs)


def test_caller_s_decimal_settings_change_nothing() -> None:
    share = EstimatedShare(Decimal("0.2"), Decimal("0.123456789"), Decimal("0.3"), ())
    plain = asked(share)
    with decimal.localcontext(prec=2, rounding=decimal.ROUND_DOWN):
        assert (interval(asked(share))[0] == interval(plain)[0]).all()


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: ShareQuantile(Decimal(1), Decimal("0.5")), "quantiles.level"),
        (lambda: ShareQuantile(Decimal("0.5"), Decimal("NaN")), "quantiles.share"),
        (lambda: ShareQuantile(Decimal("0.5"), Decimal("0.5"), Decimal(-1)), "quantiles.error"),
        (lambda: EstimatedShare(Decimal("0.2"), quantiles=known([0.5], [0.2])), "estimate.low"),
        (lambda: estimate(0.2, [0.025, 0.6, 0.5, 0.975], [0.1, 0.2, 0.2, 0.3]), "estimate.quantiles"),
        (lambda: estimate(0.2, [0.025, 0.5, 0.6, 0.975], [0.1, 0.2, 0.19, 0.3]), "estimate.quantiles"),
        (
            lambda: asked(EstimatedShare(Decimal("0.2"), Decimal("0.1"), Decimal("0.3"), known([0.5], [0.4]))),
            "estimate.quantiles",
        ),
        (
            lambda: asked(EstimatedShare(Decimal("0.2"), Decimal("0.1"), Decimal("0.3"), known([0.025], [0.11]))),
            "estimate.quantiles",
        ),
        (lambda: asked(EstimatedShare(Decimal("0.6"), Decimal("0.1"), Decimal("0.3"))), "shares.estimate.mean"),
    ],
)
def test_estimates_that_contradict_themselves_are_refused(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        call()
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("levels", "words"), [([0.5, 0.025, 0.975], "rise"), ([0.025, 0.975], "those of"), ([0.02, 0.5, 0.975], "0.025")]
)
def test_levels_have_to_be_those_of_the_weighted_shares(levels: list[float], words: str) -> None:
    weighted = weighted_share_quantiles([0, 1], [10, 10], [5, 5], [2, 1], [1.0, 2.0], [0.025, 0.5, 0.975])
    with pytest.raises(InvalidInput, match=words):
        estimated_shares(weighted, levels)


def test_the_exact_distribution_and_its_quantiles_give_one_answer() -> None:
    """What a share's quantiles lead to is what the share's own distribution leads to."""
    counts = [(300, 60, 20), (500, 80, 30)]
    quantiles, means = share_quantiles(*zip(*counts, strict=True), LEVELS)
    assert share_probabilities(*zip(*counts, strict=True), [float(quantiles[0, 18])])[0, 0] >= LEVELS[18]
    found, errors = interval(asked(estimate(float(means[0]), LEVELS, quantiles[0])))
    shares = tuple(HolderShare(f"H{n}", checked=CheckedFamilies(*each)) for n, each in enumerate(counts))
    exact, near = interval(top_down(TopDownInputs((Generation("5G", Decimal(1), shares),), ROYALTY)))
    assert found == pytest.approx(exact, rel=0.001)
    assert (np.abs(found - exact) <= errors + near).all()
