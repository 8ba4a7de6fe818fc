"""Owns what all findings say about evaluators that holders share: their joint posterior, as few nodes and weights.

Findings of many holders can say far more of sensitivity and specificity than the calibration does, and pull them to
where nodes of the calibration's posterior are rare. So the nodes are those of the posterior itself. Its density is
cheap: the probability of all findings at one sensitivity and specificity needs no share. It is laid on a grid that is
drawn together until it holds the mass and no more (in the logit of the calibration's own distribution function, where
every calibration has the same shape). Gauss's rule of that discrete measure, of the sensitivity and then of the
specificity given each, is exact for polynomials to degree 2·nodes - 1 of either, whatever the posterior's shape; and
shares hardly bend over where a concentrated posterior lies, so that few nodes do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import NDArray

from services.frand.engine.checks import Floats
from services.frand.engine.gauss import beta_rule

__all__ = ["SharedEvaluators"]

_DROP = 25.0
"""Natural logarithm of how much rarer than the likeliest place is left out: 1e-11."""

_COARSE, _FINE = 25, 65
"""Points each way of the grids that look for the mass, and of the one that holds it: where findings say nothing, the
density is that of the logistic distribution, and steps of 50/64 give its sums to 1e-10 (steps of 1.8 only to 4e-4)."""

_DRAWN_TOGETHER = 30
_BLOCK = 4_000_000


class SharedEvaluators:
    """Sensitivity and specificity given calibration and findings.

    Args:
        cells: families, checked and found essential of each holder; none for the calibration alone.
        prior: Beta prior of every holder's rate.
        sensitivity, specificity: Beta shapes from calibration.
    """

    def __init__(
        self,
        cells: Sequence[tuple[int, int, int]],
        prior: tuple[float, float],
        sensitivity: tuple[float, float],
        specificity: tuple[float, float],
    ) -> None:
        self._found = sorted(Counter((n, x) for _, n, x in cells if n).items())
        most = max((n for (n, _), _ in self._found), default=1)
        # Exact for polynomials of degree `most`; of very many checks, dense enough for what is left of the rate.
        rates, weights = beta_rule(*prior, min(most // 2 + 1, int(8 * most**0.5) + 32))
        kept = weights > 0
        self._rates, self._log_weights = rates[kept], np.log(weights[kept])
        self._shapes = (sensitivity, specificity)
        self._axes = self._drawn_together()
        self._density = self._grid(*self._axes)

    def nodes(self, count: int) -> tuple[list[tuple[float, float]], Floats]:
        """So many nodes each way, as pairs of sensitivity and specificity, and their weights, which sum to 1."""
        first, second = self._axes
        places, _ = _of_axis(first, self._shapes[0])
        ses, outer = _gauss(places, _normal(scipy.special.logsumexp(self._density, axis=1)), count)
        sps, _ = _of_axis(second, self._shapes[1])
        pairs: list[tuple[float, float]] = []
        weights: list[float] = []
        for se, weight in zip(ses.tolist(), outer.tolist(), strict=True):
            given = self._log_findings(np.full(len(second), se), np.full(len(second), 1 - se), second)
            found, inner = _gauss(sps, _normal(given), count)
            pairs += [(se, sp) for sp in found.tolist()]
            weights += (weight * inner).tolist()
        return pairs, np.array(weights)

    def _drawn_together(self) -> tuple[Floats, Floats]:
        """Points of both axes that hold the mass and little else."""
        box = np.array([[-_DROP, _DROP], [-_DROP, _DROP]])
        for _ in range(_DRAWN_TOGETHER):
            axes = [np.linspace(float(low), float(high), _COARSE) for low, high in box]
            density = self._grid(axes[0], axes[1])
            smaller = np.empty_like(box)
            for way, axis in enumerate(axes):
                likely = np.flatnonzero(density.max(axis=1 - way) > density.max() - _DROP)
                # One point more on either side: the mass between two points must not be lost.
                low, high = max(0, int(likely[0]) - 1), min(_COARSE - 1, int(likely[-1]) + 1)
                smaller[way] = axis[low], axis[high]
            sizes = np.diff(box)[:, 0], np.diff(smaller)[:, 0]
            box = smaller
            if (sizes[1] > 0.7 * sizes[0]).all():
                break
        first, second = (np.linspace(float(low), float(high), _FINE) for low, high in box)
        return first, second

    def _grid(self, first: Floats, second: Floats) -> Floats:
        """Logarithm of the posterior's density, up to a constant, at all pairs of points of two axes."""
        se, missed = _of_axis(first, self._shapes[0])
        found = np.empty((len(first), len(second)))
        for row in range(len(first)):
            here = np.full(len(second), se[row]), np.full(len(second), missed[row])
            found[row] = (
                self._log_findings(*here, second)
                + scipy.special.log_expit(first[row])
                + scipy.special.log_expit(-first[row])
            )
        return found

    def _log_findings(self, se: Floats, missed: Floats, second: Floats) -> Floats:
        """Logarithm of the probability of all findings times the density of the specificity, on its axis."""
        sp, alarmed = _of_axis(second, self._shapes[1])
        rate = self._rates
        with np.errstate(divide="ignore"):
            reported = np.log(np.outer(se, rate) + np.outer(alarmed, 1 - rate))
            cleared = np.log(np.outer(missed, rate) + np.outer(sp, 1 - rate))
        total = scipy.special.log_expit(second) + scipy.special.log_expit(-second)
        rows = max(1, _BLOCK // reported.size)
        for begin in range(0, len(self._found), rows):
            some = self._found[begin : begin + rows]
            x, n, times = (
                np.array(each)[:, None, None]
                for each in ([c[0][1] for c in some], [c[0][0] for c in some], [c[1] for c in some])
            )
            chance = np.where(x > 0, x * reported, 0.0) + np.where(n > x, (n - x) * cleared, 0.0) + self._log_weights
            total = total + (times[:, :, 0] * scipy.special.logsumexp(chance, axis=2)).sum(axis=0)
        return np.where(se + sp > 1, total, -np.inf)


def _of_axis(points: Floats, shapes: tuple[float, float]) -> tuple[Floats, Floats]:
    """A probability and what it lacks to 1, each to full relative precision, at points of an axis."""
    a, b = shapes
    return scipy.special.betaincinv(a, b, scipy.special.expit(points)), scipy.special.betaincinv(
        b, a, scipy.special.expit(-points)
    )


def _normal(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def _gauss(places: Floats, weights: Floats, count: int) -> tuple[Floats, Floats]:
    """Gauss's rule of a discrete measure: Lanczos' method, each vector made orthogonal to all before it."""
    kept = weights > 0
    places, weights = places[kept], weights[kept]
    middle = float(weights @ places)
    spread = float(np.sqrt(weights @ (places - middle) ** 2))
    if not spread > 1e-14 * abs(middle):
        return np.array([middle]), np.ones(1)
    scaled = (places - middle) / spread
    vector = np.sqrt(weights)
    basis: list[NDArray[np.float64]] = []
    diagonal: list[float] = []
    beside: list[float] = []
    while len(basis) < min(count, len(places)):
        basis.append(vector)
        following = scaled * vector
        diagonal.append(float(vector @ following))
        for _ in range(2):
            for each in basis:
                following = following - (each @ following) * each
        size = float(np.linalg.norm(following))
        if size < 1e-12:
            break  # the measure has no more points than that
        beside.append(size)
        vector = following / size
    found, vectors = scipy.linalg.eigh_tridiagonal(np.array(diagonal), np.array(beside[: len(diagonal) - 1]))
    inner = vectors[0] ** 2
    points: Floats = np.clip(middle + spread * found, 0.0, 1.0).astype(np.float64)
    return points, inner / inner.sum()
