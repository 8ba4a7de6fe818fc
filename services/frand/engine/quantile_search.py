"""Owns the search for quantiles of a share, given a holder's count and the distribution of all others' sum."""

from __future__ import annotations

from typing import cast

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import NDArray

from services.frand.engine.checks import Counts, Floats
from services.frand.engine.convolution import Survival
from services.frand.engine.counts import LEVEL_TOLERANCE, CountMass

__all__ = ["QuantileSearch"]

_CANDIDATES = 256.0
"""The search for a quantile ends by enumeration when about so many attainable shares are left."""


class QuantileSearch:
    """The quantiles of a block of holders, in terms of the ratio ρ = r / k: S <= s exactly when R >= ρ K.

    A bracket of s is narrowed by interpolation in the normal scale (nearly straight there) and by bisection,
    until few attainable shares are left in it; these are enumerated in order.
    """

    def __init__(self, counts: list[CountMass], others: Survival, levels: Floats) -> None:
        width = max(len(c.mass) for c in counts)
        self.count = np.ones((len(counts), width))
        self.mass = np.zeros((len(counts), width))
        self.zero = np.zeros((len(counts), 1))  # P(K = 0), where the share is 0 whatever the others have
        for row, c in enumerate(counts):
            self.count[row, : len(c.mass)] = c.first + np.arange(len(c.mass))
            self.mass[row, : len(c.mass)] = c.mass
            if c.first == 0:
                self.zero[row] = c.mass[0]
                self.count[row, 0], self.mass[row, 0] = 1.0, 0.0
        self.starts = others.starts.astype(np.float64)[:, None, None]
        self.rest = others.means[:, None], others.variances[:, None]
        self.last = others.table.shape[1] - 1
        self.rows = (np.arange(len(counts)) * others.table.shape[1])[:, None, None]
        self.flat = others.table.reshape(-1)
        self.wanted = np.broadcast_to(levels - LEVEL_TOLERANCE, (len(counts), len(levels)))

    def quantiles(self) -> tuple[Counts, Counts]:
        """Numerators k and denominators k + r, shape (holders, levels)."""
        low, high, reached_low = self._bracket()
        return self._enumerate(low, high, reached_low)

    def reached(self, share: Floats) -> Floats:
        """P(S <= share), shape (holders, shares) as `share`; a share reached within 1e-13 counts as reached."""
        return self._reached(self._places(np.minimum(share * (1 + 1e-13), 1.0)))

    def _places(self, share: Floats) -> NDArray[np.int64]:
        """Columns of the survival table at ceil(ρ k), shape (holders, levels, width)."""
        with np.errstate(divide="ignore"):
            ratio = np.minimum((1.0 - share) / share, 1e300)
        at = np.ceil(ratio[:, :, None] * self.count[:, None, :])
        at -= self.starts
        np.clip(at, 0.0, self.last, out=at)
        return at.astype(np.int64)

    def _reached(self, places: NDArray[np.int64]) -> Floats:
        """P(S <= s)."""
        survival: Floats = self.flat[places + self.rows]
        survival *= self.mass[:, None, :]
        return self.zero + survival.sum(axis=2)

    def _bracket(self) -> tuple[Floats, Floats, Floats]:
        shape = self.wanted.shape
        low, high = np.zeros(shape), np.ones(shape)  # P(S <= low) < level <= P(S <= high)
        reached_low = np.broadcast_to(self.zero, shape).copy()
        target: Floats = scipy.special.ndtri(self.wanted)
        centre, spread = self._guess()
        z_low, z_high = -centre / spread * np.ones(shape), (1 - centre) / spread * np.ones(shape)
        largest = np.maximum(self.starts[:, :, 0] + self.last, 1.0)  # no ratio r / k exceeds it
        weight = np.sum(np.where(self.mass > 0, self.count, 0.0), axis=1, keepdims=True)
        for turn in range(200):
            with np.errstate(divide="ignore"):
                ratios = np.minimum((1 - low) / low, largest) - (1 - high) / high
            open_pairs = (ratios * weight > _CANDIDATES) & (high - low > 4 * np.spacing(high))
            if not open_pairs.any():
                break
            gap = high - low
            if turn % 8 == 7:
                middle = low + gap / 2
            else:
                middle = low + gap * np.clip((target - z_low) / np.maximum(z_high - z_low, 1e-9), 0.0, 1.0)
                if turn % 2 == 1:
                    # Aim past the root, seen from the nearer end, so that the far end comes close as well.
                    near_low = middle - low < high - middle
                    middle = np.where(near_low, 2 * middle - low, 2 * middle - high)
            margin = np.minimum(gap / 64, spread / 64)
            middle = np.clip(middle, low + margin, high - margin)
            reached = self._reached(self._places(middle))
            z = cast("Floats", scipy.special.ndtri(np.clip(reached, 1e-300, 1 - 1e-16)))
            up = reached >= self.wanted
            high, z_high = np.where(open_pairs & up, middle, high), np.where(open_pairs & up, z, z_high)
            raised = open_pairs & ~up
            low, z_low = np.where(raised, middle, low), np.where(raised, z, z_low)
            reached_low = np.where(raised, reached, reached_low)
        return low, high, reached_low

    def _guess(self) -> tuple[Floats, Floats]:
        """Rough mean and standard deviation of the share, from those of K and R."""
        k_mean = np.sum(self.mass * self.count, axis=1, keepdims=True)
        k_var = np.sum(self.mass * self.count**2, axis=1, keepdims=True) - k_mean**2
        r_mean, r_var = self.rest
        total = np.maximum(k_mean + r_mean, 1.0)
        centre = k_mean / total
        spread = np.sqrt(np.maximum((1 - centre) ** 2 * k_var + centre**2 * r_var, 0)) / total
        return centre, np.maximum(spread, 1e-9)

    def _enumerate(self, low: Floats, high: Floats, reached_low: Floats) -> tuple[Counts, Counts]:
        shape = self.wanted.shape
        numerator = np.zeros(shape, dtype=np.int64)
        denominator = np.ones(shape, dtype=np.int64)
        first, beyond = self._places(high), self._places(low)
        amount = np.where((self.mass > 0)[:, None, :], np.maximum(beyond - first, 0), 0)
        amount[self.wanted <= self.zero] = 0  # share 0 reaches the level
        cell = np.repeat(np.arange(amount.size), amount.reshape(-1))
        if cell.size == 0:
            return numerator, denominator
        offset = np.arange(cell.size) - (np.cumsum(amount.reshape(-1)) - amount.reshape(-1))[cell]
        pair, column = cell // amount.shape[2], cell % amount.shape[2]
        row = pair // shape[1]
        place = first.reshape(-1)[cell] + offset
        k = self.count[row, column].astype(np.int64)
        r = place + self.starts[row, 0, 0].astype(np.int64)
        at = place + self.rows[row, 0, 0]
        mass = self.mass[row, column] * (self.flat[at] - self.flat[at + 1])
        sequence = np.lexsort((-(r / k), pair))
        pair, k, r, mass = pair[sequence], k[sequence], r[sequence], mass[sequence]
        for p in np.unique(pair):
            mine = slice(*np.searchsorted(pair, [p, p + 1]))
            reached = reached_low.reshape(-1)[p] + np.cumsum(mass[mine])
            hit = min(int(np.searchsorted(reached, self.wanted.reshape(-1)[p])), len(reached) - 1)
            numerator.reshape(-1)[p] = k[mine][hit]
            denominator.reshape(-1)[p] = k[mine][hit] + r[mine][hit]
        return numerator, denominator
