"""Owns sensitivity and specificity of a pool of evaluators, estimated although nobody knows the truth.

Model. A family of holder g is essential with probability π_g. Each evaluator of the pool, independently given the
truth, finds an essential family essential with probability se, and one that is not with probability 1 - sp. Rates of
holders vary as Beta(m s, (1 - m) s). Of a family with n signed verdicts, y of them essential, the likelihood is
π se^y (1 - se)^(n - y) + (1 - π) (1 - sp)^y sp^(n - y); the product over a holder's families is integrated over π by
Gauss-Legendre quadrature in arcsin √π, where Beta densities are smooth. Two verdicts a family identify the model
because rates differ between holders (Hui and Walter 1980), three because of the families alone; where neither is so,
the intervals are as wide as the prior.

Prior. Uniform on 1 - sp and on (se - (1 - sp)) / sp, which says that evaluators do better than chance; uniform on m; s
log-normal around 4 with a factor of e. The posterior is integrated by importance sampling from a multivariate t around
its mode with scrambled Sobol points of a fixed seed, so that the same verdicts give the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import NDArray

from shared.errors import Violation, invalid

__all__ = ["Estimate", "Verdicts", "reliability"]

_POINTS = 4096
_LEAST_NODES = 24
_FREEDOM = 5.0
"""Of the t distribution that points are taken from: tails heavier than the posterior's."""

_ROUNDS, _EFFECTIVE = 6, 1000
"""Points are taken anew, at most so often, until they amount to so many equal ones."""

_LEAST_FAMILIES = 10
_SPREAD_MEDIAN, _SPREAD_FACTOR = np.log(4.0), 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the evaluators of a pool said of one family: verdicts signed independently of each other.

    Attributes:
        holder: whose family; families of one holder share a rate.
        essential: verdicts that say essential.
        verdicts: all, at least one; undetermined ones are none.
    """

    holder: str
    essential: int
    verdicts: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Mean of a posterior distribution with the ends of its interval and its Beta approximation by moments.

    Attributes:
        mean, low, high: in [0, 1].
        a, b: shape parameters of the Beta distribution with the same mean and variance.
    """

    mean: float
    low: float
    high: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Reliability of a pool.

    Attributes:
        families: with at least one verdict; repeated: with two or more.
        sensitivity, specificity: of the pool's evaluators.
        rate: mean over holders of the share that is truly essential.
        effective: of the points, after weighting; a posterior that its approximation misses has few.
    """

    families: int
    repeated: int
    sensitivity: Interval
    specificity: Interval
    rate: Interval
    effective: float


def reliability(verdicts: Iterable[Verdicts], confidence: float = 0.95, *, seed: int = 20230427) -> Estimate:
    """Sensitivity and specificity of a pool, with intervals, from independent verdicts on the same families.

    Args:
        verdicts: of the pool's families; single verdicts count too, as they tell of the rates.
        confidence: of the intervals, in (0, 1).
        seed: of the points the posterior is integrated with.

    Raises:
        SepiaError: INVALID_ARGUMENT (VERDICTS_INVALID): counts that cannot be, or too few families; see `enough`.

    References:
        Hui, S. L., Walter, S. D. (1980), "Estimating the error rates of diagnostic tests", Biometrics 36.
        Dawid, A. P., Skene, A. M. (1979), "Maximum likelihood estimation of observer error-rates using the EM
        algorithm", Applied Statistics 28.
    """
    given = list(verdicts)
    for each in given:
        if not 0 <= each.essential <= each.verdicts or each.verdicts < 1:
            raise _unusable(f"0 <= essential <= verdicts, with at least one verdict (holder {each.holder})")
    if not enough(given):
        raise _unusable(f"at least {_LEAST_FAMILIES} families with two independent verdicts or more")
    if not 0 < confidence < 1:
        raise invalid(
            "CONFIDENCE_OUT_OF_RANGE",
            f"confidence is {confidence}; it has to be strictly between 0 and 1, such as 0.95.",
            Violation("confidence", "strictly between 0 and 1, such as 0.95"),
        )
    cells = _Cells(given)
    points, weights, effective = _posterior(cells, seed)
    false_alarm = scipy.special.expit(points[:, 0])
    sensitivity = false_alarm + (1 - false_alarm) * scipy.special.expit(points[:, 1])
    tail = (1 - confidence) / 2
    return Estimate(
        len(given),
        sum(each.verdicts > 1 for each in given),
        _interval(sensitivity, weights, tail),
        _interval(1 - false_alarm, weights, tail),
        _interval(scipy.special.expit(points[:, 2]), weights, tail),
        effective,
    )


def enough(verdicts: Sequence[Verdicts]) -> bool:
    """Whether there are so many families with two verdicts or more that an estimate means anything."""
    return sum(each.verdicts > 1 for each in verdicts) >= _LEAST_FAMILIES


class _Cells:
    """Verdicts counted: families by holder and by (essential, verdicts); holders who look alike are one row."""

    def __init__(self, given: Sequence[Verdicts]) -> None:
        kinds = sorted({(each.essential, each.verdicts) for each in given})
        place = {kind: number for number, kind in enumerate(kinds)}
        by_holder: dict[str, list[int]] = {}
        for each in given:
            by_holder.setdefault(each.holder, [0] * len(kinds))[place[each.essential, each.verdicts]] += 1
        # Sorted, so that sums do not depend on the order in which verdicts came.
        rows = dict(sorted(Counter(tuple(row) for row in by_holder.values()).items()))
        self.essential = np.array([essential for essential, _ in kinds], dtype=np.float64)
        self.other = np.array([verdicts - essential for essential, verdicts in kinds], dtype=np.float64)
        self.families = np.array(list(rows), dtype=np.float64)
        self.holders = np.array(list(rows.values()), dtype=np.float64)
        # In arcsin √π what n families tell of a rate is about 1 / (2 √n) wide: nodes stand closer than that.
        most = float(self.families.sum(axis=1).max())
        self.rates, self.log_widths = _nodes(max(_LEAST_NODES, int(np.ceil(4.5 * np.sqrt(most)))))

    def log_likelihood(self, points: Floats) -> Floats:
        """For each point (four unbounded parameters) the logarithm of likelihood and prior, with Jacobians."""
        parts = [self._some(points[start : start + 256]) for start in range(0, len(points), 256)]
        return np.concatenate(parts)

    def _log_weights(self, mean: Floats, spread: Floats) -> Floats:
        """Logarithms of what each node weighs under Beta(m s, (1 - m) s), for each point."""
        a, b = (mean * spread)[:, None], ((1 - mean) * spread)[:, None]
        log_density = (a - 1) * np.log(self.rates) + (b - 1) * np.log1p(-self.rates) + self.log_widths
        return log_density - scipy.special.logsumexp(log_density, axis=1, keepdims=True)

    def _some(self, points: Floats) -> Floats:
        log_fpr, log_sp = -np.logaddexp(0, -points[:, 0]), -np.logaddexp(0, points[:, 0])
        log_gain, log_loss = -np.logaddexp(0, -points[:, 1]), -np.logaddexp(0, points[:, 1])
        log_se = np.logaddexp(log_fpr, log_sp + log_gain)
        log_miss = log_sp + log_loss
        # points × cells
        if_essential = np.outer(log_se, self.essential) + np.outer(log_miss, self.other)
        if_not = np.outer(log_fpr, self.essential) + np.outer(log_sp, self.other)
        log_weights = self._log_weights(scipy.special.expit(points[:, 2]), np.exp(points[:, 3]))
        # points × nodes × cells
        mixed = np.logaddexp(
            np.log(self.rates)[:, None] + if_essential[:, None, :], np.log1p(-self.rates)[:, None] + if_not[:, None, :]
        )
        # points × nodes × rows of holders
        of_holders = mixed @ self.families.T
        likelihood = scipy.special.logsumexp(of_holders + log_weights[:, :, None], axis=1) @ self.holders
        spread = (points[:, 3] - _SPREAD_MEDIAN) / _SPREAD_FACTOR
        log_m = -np.logaddexp(0, -points[:, 2]) - np.logaddexp(0, points[:, 2])
        return cast("Floats", likelihood + log_fpr + log_sp + log_gain + log_loss + log_m - spread**2 / 2)


def _nodes(count: int) -> tuple[Floats, Floats]:
    """Nodes in (0, 1) and logarithms of the widths they stand for."""
    nodes, weights = scipy.special.roots_legendre(count)
    angle = (nodes + 1) * (np.pi / 4)
    return np.sin(angle) ** 2, np.log(np.sin(2 * angle)) + np.log(np.pi / 4) + np.log(weights)


def _posterior(cells: _Cells, seed: int) -> tuple[Floats, Floats, float]:
    def minus(point: Floats) -> float:
        return -float(cells.log_likelihood(point[None, :])[0])

    starts = ([-2.5, 1.5, -0.8, 1.4], [-3.5, 2.5, -1.5, 1.4], [-1.5, 1.0, 0.0, 1.4])
    found = min(
        (scipy.optimize.minimize(minus, np.array(start), method="BFGS") for start in starts),
        key=lambda each: float(each.fun),
    )
    centre = np.asarray(found.x, dtype=np.float64)
    covariance = _covariance(minus, centre)
    points, weights, effective = _weighted(cells, centre, covariance, seed)
    for again in range(1, _ROUNDS):
        if effective >= _EFFECTIVE:
            break
        # The posterior is no bell here: take the next points from around the mean and spread found so far.
        centre = weights @ points
        apart = points - centre
        covariance = (apart * weights[:, None]).T @ apart + np.eye(4) * 1e-6
        points, weights, effective = _weighted(cells, centre, covariance, seed + again)
    return points, weights, effective


def _weighted(cells: _Cells, centre: Floats, covariance: Floats, seed: int) -> tuple[Floats, Floats, float]:
    """Points of a t around a centre, their weights under the posterior, and to how many equal ones they amount."""
    normal = scipy.stats.norm.ppf(
        np.clip(scipy.stats.qmc.Sobol(5, scramble=True, rng=seed).random(_POINTS), 1e-12, 1 - 1e-12)
    )
    # The fifth column makes the normals a t: a chi-square by Wilson and Hilferty's cube root.
    chi = _FREEDOM * (1 - 2 / (9 * _FREEDOM) + normal[:, 4] * np.sqrt(2 / (9 * _FREEDOM))) ** 3
    scale = np.sqrt(_FREEDOM / np.maximum(chi, 0.05))
    standard = cast("Floats", normal[:, :4] * scale[:, None])
    points = centre + standard @ np.linalg.cholesky(covariance).T
    # Density of a t, up to a constant.
    log_density = -(_FREEDOM + 4) / 2 * np.log1p((standard**2).sum(axis=1) / _FREEDOM)
    log_weights = cells.log_likelihood(points) - log_density
    weights = np.exp(log_weights - scipy.special.logsumexp(log_weights))
    return points, weights, float(1 / (weights**2).sum())


def _covariance(function: Callable[[Floats], float], mode: Floats) -> Floats:
    """Inverse of the second derivatives at the mode, made positive definite, somewhat wider than it is."""
    step, size = 1e-2, len(mode)
    hessian = np.empty((size, size))
    steps = np.eye(size) * step
    for i in range(size):
        for j in range(i, size):
            corners = (
                function(mode + steps[i] + steps[j])
                - function(mode + steps[i] - steps[j])
                - function(mode - steps[i] + steps[j])
                + function(mode - steps[i] - steps[j])
            )
            hessian[i, j] = hessian[j, i] = corners / (4 * step * step)
    values, vectors = np.linalg.eigh(hessian)
    # No direction wider than the prior's own width on these scales.
    values = np.maximum(values, 0.25)
    return (vectors / values) @ vectors.T * 1.3


def _interval(values: Floats, weights: Floats, tail: float) -> Interval:
    mean = float(weights @ values)
    variance = float(weights @ (values - mean) ** 2)
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - weights[order] / 2
    low, high = np.interp([tail, 1 - tail], below, values[order])
    size = max(mean * (1 - mean) / variance - 1, 1e-3)
    return Interval(mean, float(low), float(high), mean * size, (1 - mean) * size)


def _unusable(rule: str) -> Exception:
    return invalid("VERDICTS_INVALID", f"An estimate of reliability needs {rule}.", Violation("verdicts", rule))
