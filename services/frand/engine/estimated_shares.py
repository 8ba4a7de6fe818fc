"""Owns the distribution of a share of which only some quantiles are known, such as that of weighted shares.

Between its quantiles a share can lie anywhere. Two answers are kept side by side: one interpolation, which gives the
number that is stated, and cells as wide as the gaps between the quantiles, which bound what any distribution with these
quantiles could give. The interpolation is monotone, of log-odds against normal scores: with two quantiles it is the
logit-normal distribution through them. The more quantiles there are, the closer the bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import ArrayLike

from services.frand.engine.cells import Cells
from services.frand.engine.checks import Floats, checked_levels
from services.frand.engine.errors import InvalidInput
from services.frand.engine.estimated_rates import MEAN_DIGITS, SHARE_DIGITS
from services.frand.engine.inputs import decimal_of
from services.frand.engine.top_down_inputs import EstimatedShare, ShareQuantile, interval_levels
from services.frand.engine.weighted import WeightedShares

__all__ = ["STANDARD_ERRORS", "estimated_cells", "estimated_shares"]

STANDARD_ERRORS = 4
"""Standard errors that count as the largest error of a weighted share's quantile: of eight scramblings, whose spread is
itself an estimate, 199 in 200 are closer (Student's t with seven degrees of freedom)."""

_SCORES: Floats = np.linspace(-8.0, 8.0, 2049)
"""Normal scores between which the interpolation is divided into cells."""

_SLACK = 1e-9
"""How far a mean may lie outside what its quantiles allow: means come rounded to ten digits."""


def estimated_shares(
    found: WeightedShares, levels: ArrayLike, *, confidence: Decimal = Decimal("0.95")
) -> tuple[EstimatedShare, ...]:
    """Weighted shares as `top_down` takes them, with their quantiles and the errors of these.

    Parameters
    ----------
    found : WeightedShares
        As `weighted_share_quantiles` returns them.
    levels : array_like of float
        The levels that it was asked for, rising; (1 ± confidence) / 2 among them. Some dozens, a few of them far
        outside the interval, make the bounds of a product with an uncertain royalty close.
    confidence : Decimal
        Probability of the interval.

    Returns
    -------
    tuple of EstimatedShare
        One per holder. The largest error of a quantile is taken to be four of its standard errors.

    Raises
    ------
    InvalidInput
        Levels that do not rise, that are not those of `found`, or that the interval's ends are not among.

    Examples
    --------
    >>> from services.frand.engine import weighted_share_quantiles
    >>> levels = [0.001, 0.025, 0.5, 0.975, 0.999]
    >>> found = weighted_share_quantiles([0, 1], [100, 90], [50, 40], [20, 10], [2.0, 1.0], levels)
    >>> acme, beta = estimated_shares(found, levels)
    >>> [f"{acme.low:.3f}", f"{acme.mean:.3f}", f"{acme.high:.3f}"], len(acme.quantiles)
    (['0.695', '0.778', '0.851'], 5)
    """
    asked = checked_levels(levels)
    if not np.all(np.diff(asked) > 0):
        raise InvalidInput("levels", "must rise")
    if found.quantiles.shape[1] != len(asked):
        raise InvalidInput("levels", f"must be those of the shares ({found.quantiles.shape[1]})", given=len(asked))
    names = [decimal_of(float(level), SHARE_DIGITS) for level in asked]
    ends: list[int] = []
    for level in interval_levels(confidence):
        near = int(np.argmin(np.abs(asked - float(level))))
        if abs(float(asked[near]) - float(level)) > _SLACK:
            raise InvalidInput("levels", f"must hold the end of the interval, {level}")
        names[near] = level
        ends.append(near)
    shares: list[EstimatedShare] = []
    for mean, row, errors in zip(found.means, found.quantiles, found.quantile_errors, strict=True):
        quantiles = tuple(
            ShareQuantile(
                level,
                decimal_of(min(float(share), 1.0), SHARE_DIGITS),
                decimal_of(min(STANDARD_ERRORS * float(error), 1.0), 3),
            )
            for level, share, error in zip(names, row, errors, strict=True)
        )
        low, high = (quantiles[column].share for column in ends)
        shares.append(EstimatedShare(decimal_of(min(float(mean), 1.0), MEAN_DIGITS), low, high, quantiles))
    return tuple(shares)


def estimated_cells(mean: Decimal, known: Sequence[ShareQuantile]) -> tuple[Cells, Cells]:
    """The interpolated distribution of a share, and the cells that bound every distribution with its quantiles.

    Args:
        mean: of the share.
        known: at least one quantile; levels rise, shares do not fall.

    Raises:
        InvalidInput: no share with these quantiles has this mean.
    """
    levels = np.array([float(each.level) for each in known])
    shares = np.array([float(each.share) for each in known])
    errors = np.array([float(each.error) for each in known])
    least = np.maximum.accumulate(np.concatenate(([0.0], np.maximum(shares - errors, 0.0))))
    most = np.minimum.accumulate(np.concatenate((np.minimum(shares + errors, 1.0), [1.0]))[::-1])[::-1]
    hull = Cells(least, most, np.diff(np.concatenate(([0.0], levels, [1.0]))))
    ends = float(hull.mass @ hull.low), float(hull.mass @ hull.high)
    if not ends[0] - _SLACK <= float(mean) <= ends[1] + _SLACK:
        rule = f"must lie between {ends[0]:.6g} and {ends[1]:.6g}, as that of every share with these quantiles"
        raise InvalidInput("shares.estimate.mean", rule, given=mean)
    edges = np.unique(np.concatenate((scipy.special.ndtr(_SCORES), levels)))
    values = _interpolated(levels, shares, edges)
    mass = np.diff(edges)
    return Cells(values[:-1], values[1:], mass / mass.sum()), hull


def _interpolated(levels: Floats, shares: Floats, wanted: Floats) -> Floats:
    """Quantiles at more levels. What the known ones say of none and of all is kept: a share that is 0 up to some level
    rises from there on, evenly up to the next quantile."""
    none = float(levels[shares <= 0].max(initial=0.0))
    everything = float(levels[shares >= 1].min(initial=1.0))
    inner = (shares > 0) & (shares < 1)
    if not inner.any():
        return np.interp(wanted, [none, everything], [0.0, 1.0])
    at, odds = scipy.special.ndtri(levels[inner]), scipy.special.logit(shares[inner])
    first, last = float(levels[inner][0]), float(levels[inner][-1])
    scores = scipy.special.ndtri(wanted)
    found = np.empty_like(wanted)
    between = (wanted >= first) & (wanted <= last)
    if len(at) > 1:
        curve: Callable[[Floats], Floats] = scipy.interpolate.PchipInterpolator(at, odds)
        found[between] = scipy.special.expit(curve(scores[between]))
    else:
        found[between] = scipy.special.expit(odds[0])
    for side, end, beyond, limit in (
        (wanted < first, 0, none, 0.0),
        (wanted > last, -1, everything, 1.0),
    ):
        touches = beyond > 0.0 if end == 0 else beyond < 1.0
        if touches or len(at) == 1:
            ends = sorted([(beyond, limit), (float(levels[inner][end]), float(shares[inner][end]))])
            found[side] = np.interp(wanted[side], [each[0] for each in ends], [each[1] for each in ends])
        else:
            pair = (0, 1) if end == 0 else (-2, -1)
            slope = float((odds[pair[1]] - odds[pair[0]]) / (at[pair[1]] - at[pair[0]]))
            found[side] = scipy.special.expit(odds[end] + slope * (scores[side] - at[end]))
    return np.maximum.accumulate(found)
