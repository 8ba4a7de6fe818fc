"""Owns the exact distribution of each holder's share of the essential families of a standard.

With K_h the essential families of holder h and R_h those of all others, S_h = K_h / (K_h + R_h). The counts are
independent, so the distribution of R_h is a convolution: a leave-one-out product of discrete Fourier transforms,
taken on a circle just long enough to hold all but a negligible mass of the sum.

What is neglected, and what that costs
    Tails of the counts: at most NEGLECTED_TAILS altogether. Tails of the sums, which wrap around the circle: at most
    NEGLECTED_WRAP (Chernoff's bound). Rounding of the transforms: about 1e-15. Cumulative probabilities and means are
    therefore accurate to 1e-12 (tested against enumeration in exact fractions); quantiles are attainable ratios
    k / (k + r), so rounding doesn't show in them at all.
Conventions
    0/0 is 0: where nobody has an essential family, every share is 0. So the means sum to 1 - P(nobody has one).
    A quantile is the smallest attainable share s with P(S <= s) >= level, the level being reached within 1e-12.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from services.frand.engine.checks import (
    Counts,
    Floats,
    checked_counts,
    checked_levels,
    checked_prior,
    checked_probabilities,
    checked_reliability,
)
from services.frand.engine.convolution import MAX_WORK, NEGLECTED_WRAP, Circle
from services.frand.engine.counts import CountMass, checked_mass, count_mass
from services.frand.engine.errors import InvalidInput
from services.frand.engine.quantile_search import QuantileSearch

__all__ = [
    "MAX_WORK",
    "NEGLECTED_TAILS",
    "NEGLECTED_WRAP",
    "ShareDistributions",
    "share_probabilities",
    "share_quantiles",
    "share_quantiles_of",
]

NEGLECTED_TAILS = 1e-14
"""Probability left out when the counts of all holders are cut to where their mass is."""

MAX_TOTAL_FAMILIES = 50_000_000
"""Most families of all holders of a standard together; refused before any work is done."""

_TABLE = 1 << 15
"""Elements of the search's tables (holders × levels × width), so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class ShareDistributions:
    """Quantiles and means of the shares of all holders of one standard.

    Attributes:
        quantiles: shares in [0, 1], shape (holders, levels); exactly `essential / total` in floating point.
        means: expected shares in [0, 1], shape (holders,); stable to about 1e-12 from machine to machine, so a
            caller that needs the same bytes everywhere rounds them to 10 significant digits.
        essential: numerators of the quantiles, in families, shape (holders, levels), in lowest terms.
        total: denominators, likewise; 1 where the share is 0.
        nobody: probability that no holder has any essential family; the means sum to 1 - nobody.
    """

    quantiles: Floats
    means: Floats
    essential: Counts
    total: Counts
    nobody: float


def share_quantiles(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    levels: ArrayLike,
    *,
    prior: tuple[ArrayLike, ArrayLike] = (0.5, 0.5),
    sensitivity: ArrayLike = 1.0,
    specificity: ArrayLike = 1.0,
) -> tuple[Floats, Floats]:
    """Exact quantiles and means of S_h = K_h / Σ K, every essential family having the same weight.

    K_h has the posterior of `essential_posterior`, independently for each holder. No simulation is involved; the
    module's text says what is neglected (cumulative probabilities are accurate to 1e-12) and the conventions.

    Parameters
    ----------
    families, checked, essential : array_like of int
        Per holder: families (1 to 10 million), families drawn at random and checked, and those found essential.
    levels : float or array_like of float
        Quantile levels in [1e-9, 1 - 1e-9].
    prior : pair of float or array_like of float
        Beta shape parameters a, b in [1e-6, 1e9], each one number or one per holder.
    sensitivity, specificity : float or array_like of float
        Reliability of the evaluators, one number or one per holder; see `essential_posterior`.

    Returns
    -------
    quantiles : ndarray of float64, shape (holders, levels)
        Attainable shares k / (k + r), correctly rounded.
    means : ndarray of float64, shape (holders,)
        Expected shares; they sum to 1 - P(nobody has an essential family).

    Raises
    ------
    InvalidInput
        An argument breaks its rule; no holder; or portfolios too large together (MAX_TOTAL_FAMILIES, MAX_WORK).

    Notes
    -----
    The same inputs give the same bytes on one machine. Means may differ by about 1e-12 between machines; round them
    to 10 significant digits before they are compared or hashed. Quantiles don't differ.

    Examples
    --------
    >>> quantiles, means = share_quantiles([500, 200, 90], [100, 50, 40], [30, 25, 4], [0.025, 0.5, 0.975])
    >>> quantiles[0].round(6).tolist(), quantiles[0, 0].item() == 113 / 230
    ([0.491304, 0.578767, 0.660944], True)
    >>> means.round(6).tolist()
    [0.578107, 0.385288, 0.036605]
    """
    wanted = checked_levels(levels)
    shares = _distributions(_counts(families, checked, essential, prior, sensitivity, specificity), wanted)
    return shares.quantiles, shares.means


def share_quantiles_of(pmfs: Sequence[ArrayLike], levels: ArrayLike) -> ShareDistributions:
    """Exact share distributions from any independent distributions of the holders' essential counts.

    Parameters
    ----------
    pmfs : sequence of array_like of float
        Per holder the probabilities of 0, 1, ..., m essential families (m may differ); each sums to 1 within 1e-9.
    levels : float or array_like of float
        Quantile levels in [1e-9, 1 - 1e-9].

    Returns
    -------
    ShareDistributions

    Raises
    ------
    InvalidInput
        No holder, a list that isn't a distribution, a level out of range, or too much work (MAX_WORK).

    Examples
    --------
    >>> shares = share_quantiles_of([[0.5, 0.5], [0.0, 1.0]], [0.25, 0.75])
    >>> shares.quantiles.tolist(), shares.means.tolist(), shares.nobody
    ([[0.0, 0.5], [0.5, 1.0]], [0.25, 0.75], 0.0)
    """
    wanted = checked_levels(levels)
    if len(pmfs) == 0:
        raise InvalidInput("pmfs", "must hold at least one holder")
    tail = NEGLECTED_TAILS / (2 * len(pmfs))
    counts: list[CountMass] = []
    for index, pmf in enumerate(pmfs):
        mass = checked_mass("pmfs", pmf, index)
        counts.append(CountMass(0, mass / mass.sum()).without_tails(tail))
    return _distributions(counts, wanted)


def share_probabilities(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    shares: ArrayLike,
    *,
    prior: tuple[ArrayLike, ArrayLike] = (0.5, 0.5),
    sensitivity: ArrayLike = 1.0,
    specificity: ArrayLike = 1.0,
) -> Floats:
    """Exact P(S_h <= s): where a given share lies in each holder's distribution, as for an offer over an aggregate.

    Parameters
    ----------
    families, checked, essential, prior, sensitivity, specificity
        As in `share_quantiles`.
    shares : array_like of float
        Shares in [0, 1]: a flat list, asked of every holder, or one row of them per holder.

    Returns
    -------
    ndarray of float64, shape (holders, shares)
        Cumulative probabilities, accurate to 1e-12; a share reached within a relative 1e-13 counts as reached.

    Raises
    ------
    InvalidInput
        An argument breaks its rule.

    Examples
    --------
    >>> cells = [500, 200, 90], [100, 50, 40], [30, 25, 4]
    >>> quantiles, _ = share_quantiles(*cells, [0.025, 0.975])
    >>> share_probabilities(*cells, quantiles).round(3).tolist()[0]
    [0.025, 0.975]
    """
    return share_probabilities_of(_counts(families, checked, essential, prior, sensitivity, specificity), shares)


def share_probabilities_of(counts: list[CountMass], shares: ArrayLike) -> Floats:
    """The same as `share_probabilities`, from the distributions of the holders' counts.

    Raises:
        InvalidInput: shares that are none, or not for each holder.
    """
    asked = checked_probabilities("shares", shares)
    if asked.ndim > 2 or (asked.ndim == 2 and len(asked) != len(counts)):
        raise InvalidInput("shares", f"must be a flat list, or one row per holder ({len(counts)})", given=asked.shape)
    rows = asked if asked.ndim == 2 else asked.reshape(1, -1)
    wanted = np.broadcast_to(rows, (len(counts), rows.shape[1]))
    order = sorted(range(len(counts)), key=lambda h: (len(counts[h].mass), h))
    found = np.empty(wanted.shape)
    for block, others, _ in Circle(counts).leave_one_out(order):
        for rows, some in _tables(block, counts, wanted.shape[1]):
            members = block[rows]
            search = QuantileSearch([counts[h] for h in members], others.of(rows), np.array([0.5]))
            found[members, some] = search.reached(wanted[members, some])
    return np.minimum(found, 1.0)


def _counts(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    prior: tuple[ArrayLike, ArrayLike],
    sensitivity: ArrayLike,
    specificity: ArrayLike,
) -> list[CountMass]:
    """The posteriors of all holders' counts, without their tails."""
    total, drawn, found = (np.atleast_1d(c) for c in checked_counts(families, checked, essential))
    if total.ndim > 1:
        raise InvalidInput("families", "must be a flat list, one number per holder")
    if int(total.sum()) > MAX_TOTAL_FAMILIES:
        rule = f"must not exceed {MAX_TOTAL_FAMILIES:,} over all holders of a standard"
        raise InvalidInput("families", rule, given=int(total.sum()))
    a, b = checked_prior(prior)
    se, sp = checked_reliability(sensitivity, specificity)
    per_holder = [_per_holder(f, v, len(total)) for f, v in (("prior", a), ("prior", b), ("sensitivity", se))]
    per_holder.append(_per_holder("specificity", sp, len(total)))
    tail = NEGLECTED_TAILS / (2 * len(total))
    # Cut one by one: three hundred uncut posteriors of large portfolios would not fit in memory together.
    cells = zip(total.tolist(), drawn.tolist(), found.tolist(), *(v.tolist() for v in per_holder), strict=True)
    return [count_mass(*cell).without_tails(tail) for cell in cells]


def _per_holder(field: str, values: Floats, holders: int) -> Floats:
    if values.ndim > 1 or values.size not in (1, holders):
        raise InvalidInput(field, f"must be one number or one per holder ({holders})")
    return np.broadcast_to(values.reshape(-1), (holders,))


def _distributions(counts: list[CountMass], levels: Floats) -> ShareDistributions:
    """Quantiles and means of every holder; the work is done in blocks of holders of similar width."""
    holders = len(counts)
    circle = Circle(counts)
    # Similar widths side by side: a block's tables are as wide as its widest holder.
    order = sorted(range(holders), key=lambda h: (len(counts[h].mass), h))
    numerators = np.zeros((holders, len(levels)), dtype=np.int64)
    denominators = np.ones((holders, len(levels)), dtype=np.int64)
    means = np.empty(holders)
    for block, others, block_means in circle.leave_one_out(order):
        means[block] = block_means
        for rows, some in _tables(block, counts, len(levels)):
            chosen, members = [counts[h] for h in block[rows]], block[rows]
            found = QuantileSearch(chosen, others.of(rows), levels[some]).quantiles()
            numerators[members, some], denominators[members, some] = found
    divisor = np.gcd(numerators, denominators)
    nobody = math.prod(float(c.mass[0]) if c.first == 0 else 0.0 for c in counts)
    numerators //= divisor
    denominators //= divisor
    return ShareDistributions(numerators / denominators, means, numerators, denominators, nobody)


def _tables(block: list[int], counts: list[CountMass], levels: int) -> Iterator[tuple[slice, slice]]:
    """Slices of a block's holders and of the levels, such that the search's tables stay small."""
    start = 0
    while start < len(block):
        stop = start + 1
        # Widths rise along the block, so the next holder's decides how wide the table would become.
        while stop < len(block) and (stop + 1 - start) * levels * len(counts[block[stop]].mass) <= _TABLE:
            stop += 1
        step = max(1, _TABLE // len(counts[block[stop - 1]].mass)) if stop == start + 1 else levels
        for first in range(0, levels, step):
            yield slice(start, stop), slice(first, min(first + step, levels))
        start = stop
