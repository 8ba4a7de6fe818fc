"""Owns partial pooling: what the checked holders of a standard, taken together, say about a holder's rate beforehand.

Holders differ in how much of what they declare is essential, but not without limit. With a common Beta(a, b)
distribution of the holders' rates, fitted to all of them at once, a holder with few checks leans on the others and one
with many on its own; a holder that nobody checked gets the pooled predictive BetaBinomial(families, a, b).

When not to use it: with fewer than about ten holders the fit is loose (its interval says how loose); when some holders
are known to declare by another policy (blanket against selective), they are not exchangeable with the others; and when
a holder's own sample alone is to count, as where it pays for that sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import ArrayLike

from services.frand.engine.checks import Floats, checked_counts, checked_reliability
from services.frand.engine.counts import finding_likelihood
from services.frand.engine.errors import InvalidInput

__all__ = ["MIN_HOLDERS", "STRENGTHS", "PooledPrior", "pooled_prior"]

MIN_HOLDERS = 3
"""Fewest checked holders that can be pooled: with two, nothing tells difference between holders from chance."""

STRENGTHS = (0.1, 10_000.0)
"""Range of a + b. At the upper end the holders do not differ by more than chance; at the lower they share nothing."""

_DIGITS = 4  # a maximum is flat: further digits would differ between machines, and mean nothing
_START_MEANS = (0.1, 0.3, 0.6)
_START_STRENGTHS = (1.0, 10.0, 100.0)


@dataclass(frozen=True, slots=True)
class PooledPrior:
    """A Beta prior fitted to all checked holders of a standard.

    Attributes:
        a, b: its shape parameters, to 4 significant digits, so that they are the same on every machine.
        mean: a / (a + b), the rate in [0, 1] that a holder nobody checked is expected to have.
        strength: a + b, in checks: how many checks of its own the pooled knowledge is worth to a holder.
        holders: how many holders it was fitted to.
        log_likelihood: of all findings, at the maximum.
        at_limit: "upper" when the holders do not differ by more than chance, "lower" when they share nothing, else "".
    """

    a: float
    b: float
    mean: float
    strength: float
    holders: int
    log_likelihood: float
    at_limit: str


def pooled_prior(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    *,
    sensitivity: ArrayLike = 1.0,
    specificity: ArrayLike = 1.0,
) -> PooledPrior:
    """Fits the Beta distribution of the holders' essentiality rates by maximum marginal likelihood.

    A holder's essential count is BetaBinomial(families, a, b) beforehand, so what a random sample of it finds is
    BetaBinomial(checked, a, b), whatever the portfolio's size; with imperfect evaluators the true number among the
    checked is summed out. (a, b) maximise Π_h P(essential_h | checked_h, a, b).

    Parameters
    ----------
    families, checked, essential : array_like of int, shape (holders,)
        As in `share_quantiles`; holders with no checks say nothing and are passed over.
    sensitivity, specificity : float or array_like of float
        Reliability of the evaluators, one number or one per holder; see `essential_posterior`.

    Returns
    -------
    PooledPrior

    Raises
    ------
    InvalidInput
        An argument breaks its rule, or fewer than MIN_HOLDERS holders were checked.

    References
    ----------
    Griffiths, D. A. (1973), Biometrics 29, 637-648 (fitting the beta-binomial); Efron, B., Morris, C. (1975), J. Am.
    Stat. Assoc. 70, 311-319 (why pooling estimates better).

    Examples
    --------
    >>> prior = pooled_prior([500, 300, 200, 80, 60], [50, 40, 40, 20, 20], [15, 6, 18, 4, 9])
    >>> round(prior.mean, 3), round(prior.strength, 1), prior.holders
    (0.308, 23.5, 5)
    """
    total, drawn, found = (np.atleast_1d(c) for c in checked_counts(families, checked, essential))
    se, sp = checked_reliability(sensitivity, specificity)
    if se.ndim > 1 or se.size not in (1, len(total)):
        raise InvalidInput("sensitivity", f"must be one number or one per holder ({len(total)})")
    some = drawn > 0
    if int(some.sum()) < MIN_HOLDERS:
        rule = f"must be positive for at least {MIN_HOLDERS} holders, or there is nothing to pool"
        raise InvalidInput("checked", rule, given=int(some.sum()))
    se, sp = (np.broadcast_to(v.reshape(-1), total.shape) for v in (se, sp))
    # Holders with the same findings under the same evaluators say the same.
    cells, times = np.unique(
        np.column_stack((drawn[some], found[some], se[some], sp[some])).astype(np.float64), axis=0, return_counts=True
    )
    perfect = (cells[:, 2] == 1.0) & (cells[:, 3] == 1.0)
    imperfect = [
        _Imperfect(int(m), finding_likelihood(int(m), int(y), s, p), int(k))
        for (m, y, s, p), k in zip(cells[~perfect].tolist(), times[~perfect].tolist(), strict=True)
    ]
    objective = partial(
        _negative_log_likelihood,
        n=cells[perfect, 0],
        x=cells[perfect, 1],
        times=times[perfect].astype(np.float64),
        imperfect=imperfect,
    )
    limits = [(-12.0, 12.0), (float(np.log(STRENGTHS[0])), float(np.log(STRENGTHS[1])))]
    # The surface is smooth but can have a ridge towards an end: several starts, the best of them refined.
    starts = [(float(np.log(m / (1 - m))), float(np.log(s))) for m in _START_MEANS for s in _START_STRENGTHS]
    best = min(starts, key=lambda start: objective(np.array(start)))
    fitted = scipy.optimize.minimize(
        objective, np.array(best), method="L-BFGS-B", bounds=limits, options={"ftol": 1e-15}
    )
    fitted = scipy.optimize.minimize(
        objective, fitted.x, method="Nelder-Mead", bounds=limits, options={"xatol": 1e-9, "fatol": 1e-13}
    )
    mean, strength = 1.0 / (1.0 + float(np.exp(-fitted.x[0]))), float(np.exp(fitted.x[1]))
    at_limit = ""
    if strength > 0.99 * STRENGTHS[1]:
        at_limit, strength = "upper", STRENGTHS[1]
    elif strength < 1.01 * STRENGTHS[0]:
        at_limit, strength = "lower", STRENGTHS[0]
    a, b = (max(_rounded(shape), 1e-6) for shape in (mean * strength, (1 - mean) * strength))
    return PooledPrior(a, b, a / (a + b), a + b, int(some.sum()), -float(fitted.fun), at_limit)


@dataclass(frozen=True, slots=True, eq=False)
class _Imperfect:
    """What imperfect evaluators reported of `checked` families, for `times` holders alike."""

    checked: int
    likelihood: Floats
    times: int


def _negative_log_likelihood(place: Floats, n: Floats, x: Floats, times: Floats, imperfect: list[_Imperfect]) -> float:
    strength = float(np.exp(place[1]))
    a = strength / (1 + float(np.exp(-place[0])))
    b = strength / (1 + float(np.exp(place[0])))
    # Ways to arrange the findings are left out: they do not depend on a and b.
    nothing = float(scipy.special.betaln(a, b))
    total = float(np.sum(times * (scipy.special.betaln(a + x, b + n - x) - nothing)))
    for cell in imperfect:
        t = np.arange(cell.checked + 1, dtype=np.float64)
        logs: Floats = (
            scipy.special.gammaln(cell.checked + 1.0)
            - scipy.special.gammaln(t + 1)
            - scipy.special.gammaln(cell.checked - t + 1)
        )
        logs = logs + scipy.special.betaln(a + t, b + cell.checked - t) - nothing
        top = float(logs.max())
        total += cell.times * (top + float(np.log(np.sum(np.exp(logs - top) * cell.likelihood))))
    return -total


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
