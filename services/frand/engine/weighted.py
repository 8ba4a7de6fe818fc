"""Owns shares when essential families do not weigh the same: tiers, contributions, remaining life, skewed value.

A holder's portfolio is divided into cells within which every family weighs the same; each cell was sampled and has its
own essential count. With W_h = Σ_cells weight · (sum of the values of its essential families), S_h = W_h / Σ W.

The counts have the exact posteriors of `essential_posterior`. The value of a family within its cell is 1, or
log-normal with mean 1 where value is skewed (a few families carry most of it): then the sum of k values is drawn
through its quantile function, computed by numerical convolution. What remains is an integral over as many dimensions
as there are cells, taken by randomised quasi-Monte Carlo: independent scramblings of Sobol's points, whose spread
states the error. The quantile functions are good to about 1e-3 at a skew of 1.7 and better below (measured against
simulation in the tests); that is not in the stated error.

With equal weights and no skew use `share_quantiles`, which is exact and faster. When not to use skew: where the
families that carry the value are known, give them weights of their own instead of a distribution over all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import ArrayLike, NDArray

from services.frand.engine.checks import (
    Counts,
    Floats,
    checked_counts,
    checked_levels,
    checked_numbers,
    checked_prior,
    checked_reliability,
)
from services.frand.engine.counts import count_mass
from services.frand.engine.errors import InvalidInput

__all__ = ["MAX_CELLS", "MAX_SIGMA", "WeightedShares", "weighted_share_quantiles"]

MAX_CELLS = 10_000
"""Most cells of all holders together: Sobol's points are known for 21,201 dimensions, and a cell takes up to two."""

MAX_SIGMA = 3.0
"""Most skewed value: at 3, the top tenth of the families hold 96 % of it."""

_SCORES: Floats = np.linspace(-6.5, 6.5, 651)
"""Normal scores at which quantile functions of sums are tabulated; beyond them they are extended linearly in logs."""

_SCORE_WEIGHTS: Floats = np.exp(-(_SCORES**2) / 2) / np.sum(np.exp(-(_SCORES**2) / 2))
"""Of a sum over the scores in place of an integral: exponentially accurate for smooth functions."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightedShares:
    """Quantiles and means of weighted shares, each with its error.

    Attributes:
        quantiles: shares in [0, 1], shape (holders, levels).
        quantile_errors: standard errors of these, over the scramblings, same shape.
        means: expected shares in [0, 1], shape (holders,); they sum to 1 - P(nobody has any).
        mean_errors: standard errors of these.
        points: how many points were evaluated altogether.
    """

    quantiles: Floats
    quantile_errors: Floats
    means: Floats
    mean_errors: Floats
    points: int


def weighted_share_quantiles(
    holders: ArrayLike,
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    weights: ArrayLike,
    levels: ArrayLike,
    *,
    prior: tuple[ArrayLike, ArrayLike] = (0.5, 0.5),
    sensitivity: ArrayLike = 1.0,
    specificity: ArrayLike = 1.0,
    value_sigma: float = 0.0,
    points: int = 4096,
    scramblings: int = 8,
    seed: int = 0,
) -> WeightedShares:
    """Quantiles and means of S_h = W_h / Σ W, families of different cells having different weights.

    Parameters
    ----------
    holders : array_like of int, shape (cells,)
        Which holder each cell belongs to: 0, 1, ..., each at least once.
    families, checked, essential : array_like of int, shape (cells,)
        Per cell, as in `essential_posterior`.
    weights : array_like of float, shape (cells,)
        What an essential family of the cell weighs, in any one unit; at least 0, and not all 0.
    levels : float or array_like of float
        Quantile levels in [1e-9, 1 - 1e-9]; beyond the number of points an extreme level has a large error.
    prior, sensitivity, specificity
        As in `share_quantiles`, one number or one per cell.
    value_sigma : float
        Standard deviation, in [0, 3], of the logarithm of a family's value within its cell (`value_skew_sigma`).
    points : int
        Points of each scrambling, a power of two from 256 to 1,048,576.
    scramblings : int
        Independent ones, 4 to 64; their spread is the stated error.
    seed : int
        Of the scramblings; the same arguments give the same numbers.

    Returns
    -------
    WeightedShares

    Raises
    ------
    InvalidInput
        An argument breaks its rule.

    References
    ----------
    Owen, A. B. (1997), SIAM J. Numer. Anal. 34, 1884-1910 (scrambled nets and their variance); L'Ecuyer, P. (2018),
    in Monte Carlo and Quasi-Monte Carlo Methods 2016, Springer (randomised quasi-Monte Carlo in practice).

    Examples
    --------
    Two holders with the same findings; a family of the first weighs twice as much:

    >>> shares = weighted_share_quantiles([0, 1], [100, 100], [100, 100], [30, 30], [2.0, 1.0], [0.5])
    >>> shares.means.round(6).tolist(), shares.mean_errors.tolist()
    ([0.666667, 0.333333], [0.0, 0.0])
    """
    total, drawn, found = (np.atleast_1d(c) for c in checked_counts(families, checked, essential))
    cells = len(total)
    if total.ndim > 1:
        raise InvalidInput("families", "must be a flat list, one number per cell")
    if cells > MAX_CELLS:
        raise InvalidInput("families", f"must have at most {MAX_CELLS:,} cells", given=cells)
    owner = _checked_holders(holders, cells)
    weight = _per_cell("weights", checked_numbers("weights", weights), cells)
    if (weight < 0).any() or not (weight > 0).any():
        raise InvalidInput("weights", "must not be negative, nor all 0")
    wanted = checked_levels(levels)
    sigma = checked_numbers("value_sigma", value_sigma)
    if sigma.size != 1 or not 0 <= sigma.item() <= MAX_SIGMA:
        raise InvalidInput("value_sigma", f"must be one number in [0, {MAX_SIGMA:g}]")
    _checked_effort(points, scramblings, seed)
    a, b = checked_prior(prior)
    se, sp = checked_reliability(sensitivity, specificity)
    shapes = [_per_cell(f, v, cells) for f, v in (("prior", a), ("prior", b), ("sensitivity", se), ("specificity", sp))]
    arguments = zip(total.tolist(), drawn.tolist(), found.tolist(), *(v.tolist() for v in shapes), strict=True)
    masses = [count_mass(*each).without_tails(1e-12 / cells) for each in arguments]
    tables = [(mass.first, np.cumsum(mass.mass) / mass.mass.sum()) for mass in masses]
    certain = [len(cumulative) == 1 for _, cumulative in tables]
    skewed = sigma.item() > 0
    dimensions = sum(not sure for sure in certain) + (cells if skewed else 0)
    count = int(owner.max()) + 1
    quantiles = np.empty((scramblings, count, len(wanted)))
    means = np.empty((scramblings, count))
    for run, child in enumerate(np.random.SeedSequence(seed).spawn(scramblings)):
        drawn_points = _points(points, dimensions, child)
        sums = _sums(drawn_points, tables, certain, weight, owner, count, sigma.item())
        everything = sums.sum(axis=0)
        shares = np.divide(sums, everything, out=np.zeros_like(sums), where=everything > 0)
        means[run] = shares.mean(axis=1)
        quantiles[run] = np.quantile(shares, wanted, axis=1, method="inverted_cdf").T
    spread = math.sqrt(scramblings)
    return WeightedShares(
        quantiles.mean(axis=0),
        quantiles.std(axis=0, ddof=1) / spread,
        means.mean(axis=0),
        means.std(axis=0, ddof=1) / spread,
        points * scramblings,
    )


def _points(points: int, dimensions: int, seed: np.random.SeedSequence) -> Floats:
    if dimensions == 0:
        return np.empty((points, 0))
    return scipy.stats.qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random(points)


def _sums(
    drawn: Floats,
    tables: list[tuple[int, Floats]],
    certain: list[bool],
    weight: Floats,
    owner: Counts,
    holders: int,
    sigma: float,
) -> Floats:
    """W_h at every point, shape (holders, points)."""
    sums = np.zeros((holders, len(drawn)))
    column = 0
    values = sum(not sure for sure in certain)  # the first column that draws values
    for cell, ((first, cumulative), sure) in enumerate(zip(tables, certain, strict=True)):
        if sure:
            counts: NDArray[np.int64] = np.full(len(drawn), first, dtype=np.int64)
        else:
            counts = first + np.searchsorted(cumulative, drawn[:, column], side="left").astype(np.int64)
            np.minimum(counts, first + len(cumulative) - 1, out=counts)
            column += 1
        if sigma > 0:
            sums[owner[cell]] += weight[cell] * _value_of(counts, drawn[:, values + cell], sigma)
        else:
            sums[owner[cell]] += weight[cell] * counts
    return sums


def _value_of(counts: NDArray[np.int64], uniform: Floats, sigma: float) -> Floats:
    """The sum of so many values at a quantile of its distribution; interpolated in logs between tabulated numbers."""
    numbers, table = _sum_tables(sigma, _reached(int(counts.max())))
    scores = np.clip(scipy.special.ndtri(uniform), -8.0, 8.0)
    place = np.clip((scores - _SCORES[0]) / (_SCORES[1] - _SCORES[0]), 0, len(_SCORES) - 1.000001)
    left = place.astype(np.int64)
    share = (scores - _SCORES[left]) / (_SCORES[1] - _SCORES[0])  # beyond the table: extended linearly
    logs = np.log(np.maximum(counts, 1))
    above = np.clip(np.searchsorted(numbers, np.maximum(counts, 1), side="left"), 1, len(numbers) - 1)
    below = above - 1
    known = np.log(numbers)
    mix = (logs - known[below]) / (known[above] - known[below])
    at_below = table[below, left] * (1 - share) + table[below, left + 1] * share
    at_above = table[above, left] * (1 - share) + table[above, left + 1] * share
    return np.where(counts > 0, counts * np.exp(at_below * (1 - mix) + at_above * mix), 0.0)


def _reached(most: int) -> int:
    """The first power of two that is at least so many, so that few tables are made."""
    return 1 << max(1, (most - 1).bit_length())


@lru_cache(maxsize=16)
def _sum_tables(sigma: float, most: int) -> tuple[Floats, Floats]:
    """Quantile functions of sums of log-normal values of mean 1.

    Returns:
        The numbers of values, 1 .. `most` (a power of two), four to a doubling; and for each, at each of `_SCORES`, the
        logarithm of quantile / number.
    """
    quantiles = {1: _SCORES * sigma - sigma**2 / 2}
    for number in range(2, 9):
        quantiles[number] = _of_sum(quantiles[number - 1], quantiles[1])
    base = 8
    while base < most:
        for part in (base // 4, base // 2, 3 * base // 4, base):
            quantiles[base + part] = _of_sum(quantiles[base], quantiles[part])
        base *= 2
    numbers = np.array(sorted(quantiles), dtype=np.float64)
    return numbers, np.array([quantiles[int(number)] for number in numbers]) - np.log(numbers)[:, None]


def _of_sum(first: Floats, second: Floats) -> Floats:
    """Logs of the quantiles of X + Y, at `_SCORES`, from those of X and of Y.

    P(X + Y <= s) = ∫ P(Y <= s - x) dP(X <= x), taken over the normal score of X: so the grid follows the distribution
    through all of its scales, which an even lattice cannot where value is skewed.
    """
    x = np.exp(first)
    # The quantiles of the sum lie between those of a sum whose terms move together.
    low, high = (float(np.logaddexp(first[end], second[end])) for end in (0, -1))
    log_sums: Floats = np.linspace(low, high, len(_SCORES))
    sums: Floats = np.exp(log_sums)
    rest = sums[:, None] - x
    logs = np.log(np.where(rest > 0, rest, 1.0))
    slope_low = (_SCORES[1] - _SCORES[0]) / (second[1] - second[0])
    slope_high = (_SCORES[-1] - _SCORES[-2]) / (second[-1] - second[-2])
    scores: Floats = np.interp(logs, second, _SCORES)
    scores += np.minimum(logs - second[0], 0.0) * slope_low + np.maximum(logs - second[-1], 0.0) * slope_high
    below: Floats = scipy.special.ndtr(scores)
    reached: Floats = np.sum(np.where(rest > 0, below, 0.0) * _SCORE_WEIGHTS, axis=1)
    # Rounding may leave neighbours equal in the far tails; the quantile function has to rise.
    levels: Floats = np.maximum.accumulate(np.clip(reached, 1e-300, 1 - 1e-16))
    rising = np.concatenate(([True], np.diff(levels) > 0))
    at: Floats = scipy.special.ndtri(levels[rising])
    quantiles: Floats = np.interp(_SCORES, at, log_sums[rising])
    return quantiles


def _checked_holders(holders: ArrayLike, cells: int) -> Counts:
    found = checked_numbers("holders", holders)
    if found.shape != (cells,):
        raise InvalidInput("holders", f"must be a flat list with one number per cell ({cells})")
    if not (np.equal(found, np.floor(found)) & (found >= 0) & (found < cells)).all():
        raise InvalidInput("holders", "must be whole numbers from 0, fewer than there are cells")
    owner = found.astype(np.int64)
    if len(np.unique(owner)) != int(owner.max()) + 1:
        raise InvalidInput("holders", "must use every number from 0 to the largest")
    return owner


def _per_cell(field: str, values: Floats, cells: int) -> Floats:
    if values.ndim > 1 or values.size not in (1, cells):
        raise InvalidInput(field, f"must be one number or one per cell ({cells})")
    return np.broadcast_to(values.reshape(-1), (cells,))


def _checked_effort(points: int, scramblings: int, seed: int) -> None:
    for field, value, least, most in (
        ("points", points, 256, 1 << 20),
        ("scramblings", scramblings, 4, 64),
        ("seed", seed, 0, 2**63 - 1),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInput(field, f"must be a whole number from {least} to {most}", given=value)
    if points & (points - 1):
        raise InvalidInput("points", "must be a power of two", given=points)
