"""Owns what a random check of some families says about the number of essential ones among all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

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
    checked_probabilities,
    checked_reliability,
    one_cell,
)
from services.frand.engine.errors import InvalidInput

__all__ = [
    "LEVEL_TOLERANCE",
    "MAX_ENUMERATION",
    "CountMass",
    "beta_binomials",
    "count_mass",
    "count_mass_of_truth",
    "essential_interval",
    "essential_posterior",
    "finding_likelihood",
    "posterior_mean",
    "posterior_quantiles",
]

LEVEL_TOLERANCE = 1e-12
"""A level counts as reached when the cumulative probability comes this close: rounding must not decide a tie."""

MAX_ENUMERATION = 1_000_000_000
"""Largest `checked × families` for which imperfect evaluators are enumerated; about ten seconds of work."""

_BLOCK = 1 << 20
"""Elements of a temporary table; small enough for the processor's cache to be of use."""

_NEGLIGIBLE_LOG = np.log(1e-18)
"""True positives less probable than this, relative to the most probable number, are left out of the enumeration."""


@dataclass(frozen=True, slots=True, eq=False)
class CountMass:
    """Probabilities of consecutive counts `first, first + 1, ...`; what lies outside was neglected.

    Attributes:
        first: the count that `mass[0]` belongs to.
        mass: probabilities, one-dimensional, finite and not negative.
    """

    first: int
    mass: Floats

    @property
    def last(self) -> int:
        """The count that the last probability belongs to."""
        return self.first + len(self.mass) - 1

    def without_tails(self, tail: float) -> CountMass:
        """The same without the outermost counts of at most `tail` probability on each side."""
        below = int(np.searchsorted(np.cumsum(self.mass), tail, side="right"))
        above = int(np.searchsorted(np.cumsum(self.mass[::-1]), tail, side="right"))
        if below + above >= len(self.mass):
            return self
        return CountMass(self.first + below, self.mass[below : len(self.mass) - above])


@overload  # single numbers are array-like too: the first overload that fits is meant
def essential_interval(  # pyright: ignore[reportOverlappingOverload]
    families: int, checked: int, essential: int, confidence: float = 0.95
) -> tuple[int, int]: ...
@overload
def essential_interval(
    families: ArrayLike, checked: ArrayLike, essential: ArrayLike, confidence: float = 0.95
) -> tuple[Counts, Counts]: ...
def essential_interval(
    families: ArrayLike, checked: ArrayLike, essential: ArrayLike, confidence: float = 0.95
) -> tuple[Counts, Counts] | tuple[int, int]:
    """Exact two-sided interval for the number of essential families in a finite population.

    Inverts the hypergeometric distribution (Clopper-Pearson for sampling without replacement): the interval holds
    every count K in essential .. families - checked + essential for which neither P(X >= essential | K) nor
    P(X <= essential | K) is at most (1 - confidence) / 2. Evaluators are taken to be without error.

    Parameters
    ----------
    families, checked, essential : int or array_like of int
        Families of the cell (1 to 10 million), families drawn at random and checked, and those found essential;
        broadcast against each other. 0 <= essential <= checked <= families.
    confidence : float
        Probability, in (0, 1), with which at least the interval covers the true count.

    Returns
    -------
    low, high : int or ndarray of int64
        Counts of families; whole numbers when all counts were given as single numbers.

    Raises
    ------
    InvalidInput
        A count or the confidence breaks its rule.

    References
    ----------
    Buonaccorsi, J. P. (1987), "A note on confidence intervals for proportions in finite populations", The American
    Statistician 41, 215-218.

    Examples
    --------
    >>> essential_interval(500, 100, 30)
    (111, 194)
    >>> low, high = essential_interval([500, 200], 100, [30, 50])
    >>> low.tolist(), high.tolist()
    ([111, 86], [194, 114])
    """
    # Imported when first needed: scipy.stats takes longer to import than all the rest together.
    from scipy.stats import hypergeom

    total, drawn, found = checked_counts(families, checked, essential)
    level = checked_probabilities("confidence", confidence, open_ends=True)
    one_cell("confidence", level)
    side = (1.0 - float(level.reshape(-1)[0])) / 2.0
    low, high = found.copy(), total - drawn + found
    while (open_cells := low < high).any():
        middle = (low + high) // 2
        kept = np.asarray(hypergeom.sf(found - 1, total, middle, drawn)) > side
        high = np.where(open_cells & kept, middle, high)
        low = np.where(open_cells & ~kept, middle + 1, low)
    lowest = low
    low, high = found.copy(), total - drawn + found
    while (open_cells := low < high).any():
        middle = (low + high + 1) // 2
        kept = np.asarray(hypergeom.cdf(found, total, middle, drawn)) > side
        low = np.where(open_cells & kept, middle, low)
        high = np.where(open_cells & ~kept, middle - 1, high)
    if lowest.ndim == 0:
        return int(lowest), int(low)
    return lowest, low


def essential_posterior(
    families: int,
    checked: int,
    essential: int,
    *,
    prior: tuple[float, float] = (0.5, 0.5),
    sensitivity: float = 1.0,
    specificity: float = 1.0,
) -> Floats:
    """Posterior probabilities of 0, 1, ..., `families` essential families in one cell.

    The prior of the essential count K is BetaBinomial(families, a, b). With perfect evaluators the posterior is
    K = x + BetaBinomial(N - n, a + x, b + n - x), where N = families, n = checked, x = essential. With imperfect
    ones the number T of truly essential families among those checked is unknown and is enumerated:
    P(T = t | x) ∝ BetaBinomial(t; n, a, b) · Σ_i Binomial(i; t, se) · Binomial(x - i; n - t, 1 - sp), and
    K = T + BetaBinomial(N - n, a + T, b + n - T).

    Parameters
    ----------
    families, checked, essential : int
        As in `essential_interval`, for one cell. With imperfect evaluators `essential` counts what they reported,
        and `checked * families` may not exceed 10**9.
    prior : (float, float)
        Beta shape parameters a and b in [1e-6, 1e9]; (0.5, 0.5) is Jeffreys' prior.
    sensitivity, specificity : float
        Probability, in [0, 1], that an essential family is found essential, and that one that is not is found not to
        be; together more than 1.

    Returns
    -------
    ndarray of float64, shape (families + 1,)
        Probabilities that sum to 1 within 1e-12; relative accuracy near the mode is about 1e-12.

    Raises
    ------
    InvalidInput
        An argument breaks its rule, or more than one cell was given.

    References
    ----------
    Skellam, J. G. (1948), J. R. Stat. Soc. B 10, 257-261 (the beta-binomial distribution); Joseph, L., Gyorkos, T. W.,
    Coupal, L. (1995), American Journal of Epidemiology 141, 263-272 (latent true positives of an imperfect test).

    Examples
    --------
    >>> p = essential_posterior(500, 100, 30)
    >>> round(posterior_mean(p), 6), posterior_quantiles(p, [0.025, 0.5, 0.975]).tolist()
    (150.792079, [113, 150, 192])
    >>> p = essential_posterior(500, 100, 30, sensitivity=0.9, specificity=0.95)
    >>> round(posterior_mean(p), 6), posterior_quantiles(p, [0.025, 0.5, 0.975]).tolist()
    (147.745129, [101, 147, 198])
    """
    total, drawn, found = checked_counts(families, checked, essential)
    a, b = checked_prior(prior)
    se, sp = checked_reliability(sensitivity, specificity)
    for field, cell in (("families", total), ("prior", a), ("prior", b), ("sensitivity", se)):
        one_cell(field, cell)
    size = int(total.item())
    counts = count_mass(size, int(drawn.item()), int(found.item()), a.item(), b.item(), se.item(), sp.item())
    probabilities = np.zeros(size + 1)
    probabilities[counts.first : counts.first + len(counts.mass)] = counts.mass
    return probabilities


def count_mass(
    families: int, checked: int, essential: int, a: float, b: float, sensitivity: float, specificity: float
) -> CountMass:
    """The posterior of `essential_posterior` on its support only; arguments were validated before.

    Raises:
        InvalidInput: imperfect evaluators and `checked * families` above MAX_ENUMERATION.
    """
    rest = families - checked
    if checked == 0 or (sensitivity == 1.0 and specificity == 1.0):
        mass = beta_binomials(rest, np.array([a + essential]), np.array([b + checked - essential]))[0]
        return CountMass(essential, mass)
    if checked * families > MAX_ENUMERATION:
        rule = f"times families must not exceed {MAX_ENUMERATION:,} when evaluators are imperfect"
        raise InvalidInput("checked", rule, given=checked * families)
    weights = _true_positives(checked, essential, a, b, sensitivity, specificity)
    return count_mass_of_truth(families, checked, weights, a, b)


def count_mass_of_truth(families: int, checked: int, weights: Floats, a: float, b: float) -> CountMass:
    """The posterior of the count where P(T = t), t = 0 .. checked, of the truly essential among the checked is given.

    K = T + BetaBinomial(families - checked, a + T, b + checked - T); arguments were validated before.
    """
    rest = families - checked
    truth = np.flatnonzero(weights)
    first = int(truth[0])
    mass = np.zeros(int(truth[-1]) - first + rest + 1)
    rows = max(1, _BLOCK // (rest + 1))
    for start in range(0, len(truth), rows):
        some = truth[start : start + rows]
        for t, row in zip(
            some, beta_binomials(rest, a + some.astype(np.float64), b + checked - some.astype(np.float64)), strict=True
        ):
            mass[t - first : t - first + rest + 1] += weights[t] * row
    return CountMass(first, mass / mass.sum())


def posterior_mean(probabilities: ArrayLike) -> float:
    """Mean of a count from its probabilities: Σ k · P(k), in families.

    Parameters
    ----------
    probabilities : array_like of float, shape (m + 1,)
        Probabilities of 0, 1, ..., m; they sum to 1 within 1e-9.

    Raises
    ------
    InvalidInput
        Not probabilities, or not summing to 1.

    Examples
    --------
    >>> posterior_mean([0.25, 0.5, 0.25])
    1.0
    """
    mass = checked_mass("probabilities", probabilities)
    return float(np.sum(np.arange(len(mass)) * mass) / mass.sum())


def posterior_quantiles(probabilities: ArrayLike, levels: ArrayLike) -> Counts:
    """Smallest counts whose cumulative probability reaches the levels (within 1e-12).

    Parameters
    ----------
    probabilities : array_like of float, shape (m + 1,)
        Probabilities of 0, 1, ..., m; they sum to 1 within 1e-9.
    levels : float or array_like of float
        Levels in [1e-9, 1 - 1e-9].

    Returns
    -------
    ndarray of int64, shape (number of levels,)

    Raises
    ------
    InvalidInput
        Not probabilities, or a level out of range.

    Examples
    --------
    >>> posterior_quantiles([0.25, 0.5, 0.25], [0.25, 0.26, 0.9]).tolist()
    [0, 1, 2]
    """
    mass = checked_mass("probabilities", probabilities)
    wanted = checked_levels(levels)
    cumulative = np.cumsum(mass) / mass.sum()
    return np.searchsorted(cumulative, wanted - LEVEL_TOLERANCE, side="left").astype(np.int64)


def checked_mass(field: str, probabilities: ArrayLike, index: int | None = None) -> Floats:
    """Probabilities of 0, 1, ..., m as a flat array.

    Raises:
        InvalidInput: not a flat list of numbers in [0, 1] that sum to 1 within 1e-9.
    """
    mass = checked_numbers(field, probabilities)
    if mass.ndim != 1:
        raise InvalidInput(field, "must be a flat list of probabilities", index=index)
    if (mass < 0).any() or (mass > 1 + 1e-9).any():
        raise InvalidInput(field, "must hold probabilities in [0, 1]", index=index)
    if abs(float(mass.sum()) - 1.0) > 1e-9:
        raise InvalidInput(field, "must sum to 1 within 1e-9", given=float(mass.sum()), index=index)
    return mass


def beta_binomials(size: int, alpha: Floats, beta: Floats) -> Floats:
    """BetaBinomial(size, alpha, beta) probabilities, one row per pair, shape (len(alpha), size + 1).

    From the ratio of neighbours, (size - k)(k + α) / ((k + 1)(size - k - 1 + β)), summed in logs outwards from the
    mode of the middle row. The usual difference of log-gammas loses 1e-10 at 100,000 families; this keeps 1e-13 where
    the mass is.
    """
    if size == 0:
        return np.ones((len(alpha), 1))
    k = np.arange(size, dtype=np.float64)
    steps = (size - k) * (k + alpha[:, None])
    steps /= (k + 1) * (size - 1 - k + beta[:, None])
    np.log(steps, out=steps)
    mode = int(np.argmax(np.concatenate(([0.0], np.cumsum(steps[len(alpha) // 2])))))
    logs = np.zeros((len(alpha), size + 1))
    np.cumsum(steps[:, mode:], axis=1, out=logs[:, mode + 1 :])
    np.negative(np.cumsum(steps[:, :mode][:, ::-1], axis=1)[:, ::-1], out=logs[:, :mode])
    logs -= logs.max(axis=1, keepdims=True)
    np.exp(logs, out=logs)
    logs /= logs.sum(axis=1, keepdims=True)
    return logs


def _true_positives(checked: int, reported: int, a: float, b: float, se: float, sp: float) -> Floats:
    """P(T = t | reported) for t = 0 .. checked, negligible ones set to zero."""
    log_likelihood = _log_likelihood(checked, reported, se, sp)
    with np.errstate(divide="ignore"):  # a count the evaluators could not have produced has probability zero
        log_weights = np.log(beta_binomials(checked, np.array([a]), np.array([b]))[0]) + log_likelihood
    log_weights -= log_weights.max()
    weights: NDArray[np.float64] = np.where(log_weights > _NEGLIGIBLE_LOG, np.exp(log_weights), 0.0)
    return weights / weights.sum()


def finding_likelihood(checked: int, reported: int, sensitivity: float, specificity: float) -> Floats:
    """P(evaluators report so many | t of the checked are essential) for t = 0 .. checked; arguments were validated."""
    return np.exp(_log_likelihood(checked, reported, sensitivity, specificity))


def _log_likelihood(checked: int, reported: int, se: float, sp: float) -> Floats:
    log_factorial = scipy.special.gammaln(np.arange(checked + 1) + 1.0)
    hits = np.arange(reported + 1)  # truly essential among those reported
    log_likelihood = np.empty(checked + 1)
    rows = max(1, _BLOCK // (reported + 1))
    for start in range(0, checked + 1, rows):
        t = np.arange(start, min(start + rows, checked + 1))[:, None]
        misses, false_alarms, cleared = t - hits, reported - hits, checked - t - reported + hits
        possible = (misses >= 0) & (cleared >= 0)
        misses, cleared = np.where(possible, misses, 0), np.where(possible, cleared, 0)
        terms = log_factorial[t] - log_factorial[hits] - log_factorial[misses]
        terms = terms + log_factorial[checked - t] - log_factorial[false_alarms] - log_factorial[cleared]
        terms = (
            terms
            + scipy.special.xlogy(hits, se)
            + scipy.special.xlogy(misses, 1 - se)
            + scipy.special.xlogy(false_alarms, 1 - sp)
            + scipy.special.xlogy(cleared, sp)
        )
        log_likelihood[start : start + rows] = scipy.special.logsumexp(np.where(possible, terms, -np.inf), axis=1)
    return log_likelihood
