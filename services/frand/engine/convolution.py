"""Owns sums of independent counts: the distribution of everybody's count without one holder's, for every holder."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import NDArray

from services.frand.engine.checks import Floats
from services.frand.engine.counts import CountMass
from services.frand.engine.errors import InvalidInput

__all__ = ["MAX_WORK", "NEGLECTED_WRAP", "Circle", "Survival"]

NEGLECTED_WRAP = 1e-18
"""Probability, on each side, that a sum of counts leaves the circle it is computed on."""

MAX_WORK = 1 << 30
"""Most points (holders × length of the circle) computed at once; that is minutes of work and some gigabytes."""

_FADED = 1e-20
"""Frequencies at which every sum's transform is smaller are left out: a sum of many counts is smooth, and has few."""

_DIRECT = 24
"""A sequence is transformed directly while that takes fewer than so many multiplications a point of the circle."""

_KEPT = 1 << 21
"""Most complex numbers kept of the holders' transforms between the two passes (32 MiB); beyond, they are redone."""

Spectrum = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """P(R >= start + j) as `table[row, j]`, j = 0 .. length; the last column is 0. One row per holder.

    Attributes:
        starts: the sum that column 0 stands for; smaller ones are impossible or neglected.
        table: shape (holders, length + 1).
        means, variances: of R.
    """

    starts: NDArray[np.int64]
    table: Floats
    means: Floats
    variances: Floats

    def of(self, rows: slice) -> Survival:
        """The same for some of the holders."""
        return Survival(self.starts[rows], self.table[rows], self.means[rows], self.variances[rows])


class Circle:
    """The circle on which sums of counts are computed, and the counts' transforms on it.

    Each count is stored relative to its own centre (a whole number near its mean), so that every sum, with or without
    one holder, is centred near index 0 and one rotation serves all.
    """

    def __init__(self, counts: list[CountMass]) -> None:
        self.counts = counts
        means = [float(np.sum(c.mass * (c.first + np.arange(len(c.mass))))) for c in counts]
        self.means = np.array(means)
        self.variances = np.array(
            [
                float(np.sum(c.mass * (c.first - mean + np.arange(len(c.mass))) ** 2))
                for c, mean in zip(counts, means, strict=True)
            ]
        )
        self.centres = [round(mean) for mean in means]
        self.sum_centres = sum(self.centres)
        drift = sum(mean - centre for mean, centre in zip(means, self.centres, strict=True))
        below, above = _reach(counts, means)
        # One holder's drift is at most 1/2, so sums without it start at most that much earlier or later.
        self.start = math.floor(drift - 0.5 - below)
        needed = math.ceil(drift + 0.5 + above) - self.start + 1
        self.length: int = scipy.fft.next_fast_len(max(needed, max(len(c.mass) for c in counts)), real=True)
        self.lowest = sum(c.first for c in counts)
        self.highest = sum(c.last for c in counts)
        if len(counts) * self.length > MAX_WORK:
            rule = f"are too many and too wide together: {len(counts)} holders over {self.length:,} counts"
            raise InvalidInput("families", rule)
        self._line = np.zeros(self.length)
        # What everybody else has when a holder's own count is certain: the same for all of these holders.
        self._without_certain: Floats | None = None
        self._inverse_total = self._inverse_of_totals()

    def leave_one_out(self, order: list[int]) -> Iterator[tuple[list[int], Survival, Floats]]:
        """For blocks of holders: the distribution of the sum without each, and each holder's mean share.

        The tables of one block are overwritten by those of the next.

        Division-free: products of whole blocks before and after, then the same inside the block, so that the
        number of multiplications stays linear and memory grows with the square root of the number of holders.
        """
        size = max(1, math.isqrt(len(order)))
        blocks = [order[i : i + size] for i in range(0, len(order), size)]
        full = self.length // 2 + 1
        keep = min(full, max(64, full // 16))
        if keep * len(order) > _KEPT:
            keep = 0
        kept: list[Spectrum] = []
        products = np.ones((len(blocks), full), dtype=np.complex128)
        for i, block in enumerate(blocks):
            heads = np.empty((len(block), keep), dtype=np.complex128)
            for j, h in enumerate(block):
                if len(self.counts[h].mass) == 1:
                    heads[j] = 1.0  # the transform of a certain count, relative to itself
                    continue
                spectrum = self._spectrum(h)
                products[i] *= spectrum
                heads[j] = spectrum[:keep]
            kept.append(heads)
        outside, bins = _without_each(products)
        del products
        low = _LowFrequencies(self.length, bins, [self._span(h) for h in order])
        table = np.zeros((size, self.length + 1))
        for i, block in enumerate(blocks):
            spectra = kept[i][:, :bins] if bins <= keep else np.stack([self._spectrum(h)[:bins] for h in block])
            others = np.empty_like(spectra)
            before = outside[i]
            for j in range(len(block)):
                others[j] = before
                before *= spectra[j]
            behind = np.ones(bins, dtype=np.complex128)
            for j in range(len(block) - 1, -1, -1):
                others[j] *= behind
                behind *= spectra[j]
            means = np.array([self._mean(h, rest, low) for h, rest in zip(block, others, strict=True)])
            yield block, self._survival(block, others, table[: len(block)]), means

    def _survival(self, block: list[int], others: Spectrum, table: Floats) -> Survival:
        """P(R_h >= r) for the holders of a block, from the transforms of the sums without each."""
        starts = np.array([self.sum_centres - self.centres[h] + self.start for h in block])
        split = self.start % self.length  # where on the circle the lowest sum lies
        for h, start, spectrum, row in zip(block, starts.tolist(), others, table, strict=True):
            falling = row[-2::-1]  # from the largest sum to the smallest
            rolled = self._sum_without(h, spectrum, split)
            # What rounding leaves outside the possible sums would make impossible shares look attainable.
            counts = self.counts[h]
            rolled[: max(self.lowest - counts.first - start, 0)] = 0.0
            rolled[max(self.highest - counts.last - start + 1, 0) :] = 0.0
            np.cumsum(rolled[::-1], out=falling)
            row /= row[0]
        means, variances = self.means.sum() - self.means[block], self.variances.sum() - self.variances[block]
        return Survival(starts, table, means, np.maximum(variances, 0.0))

    def _sum_without(self, h: int, spectrum: Spectrum, split: int) -> Floats:
        """Probabilities of the sums without a holder, the lowest first; the caller's to change."""
        certain = len(self.counts[h].mass) == 1
        if certain and self._without_certain is not None:
            return self._without_certain.copy()
        mass = scipy.fft.irfft(spectrum, n=self.length)
        np.maximum(mass, 0.0, out=mass)
        rolled = np.concatenate((mass[split:], mass[:split]))
        if certain:
            self._without_certain = rolled.copy()
        return rolled

    def _span(self, h: int) -> tuple[int, int]:
        """How many entries of a count lie below its centre (they wrap around the circle), and how many do not."""
        counts = self.counts[h]
        ahead = max(0, min(self.centres[h] - counts.first, len(counts.mass)))
        return ahead, len(counts.mass) - ahead

    def _spectrum(self, h: int, *, times_count: bool = False) -> Spectrum:
        counts = self.counts[h]
        mass = counts.mass * np.arange(counts.first, counts.last + 1) if times_count else counts.mass
        ahead, _ = self._span(h)
        line = self._line
        line[:] = 0.0
        line[: len(mass) - ahead] = mass[ahead:]
        if ahead:
            line[-ahead:] = mass[:ahead]
        spectrum: Spectrum = scipy.fft.rfft(line)
        return spectrum

    def _inverse_of_totals(self) -> Spectrum:
        """Transform of t -> 1/t over the totals t on the circle (0 at t = 0), conjugated and weighted for `_means`."""
        totals = self.sum_centres + self.start + np.arange(self.length)
        inverse = np.where((totals > 0) & (totals <= self.highest), 1.0 / np.maximum(totals, 1), 0.0)
        spectrum: Spectrum = scipy.fft.rfft(np.roll(inverse, self.start)).conj()
        spectrum *= 2.0 / self.length
        spectrum[0] /= 2
        if self.length % 2 == 0:
            spectrum[-1] /= 2
        return spectrum

    def _mean(self, h: int, others: Spectrum, low: _LowFrequencies) -> float:
        """E[K_h / T] = Σ_t (1/t) Σ_k k P(K_h = k) P(R_h = t - k), by Parseval: no transform back is needed."""
        counts = self.counts[h]
        span = self._span(h)
        if len(counts.mass) == 1:
            weighted = counts.first * others
        elif low.covers(span):
            weighted = low.transform(counts.mass * np.arange(counts.first, counts.last + 1), span)
            weighted *= others
        else:
            weighted = self._spectrum(h, times_count=True)[: len(others)]
            weighted *= others
        inverse = self._inverse_total[: len(others)]
        # Not a dot product: BLAS may split the sum differently with the number of threads.
        return float(np.sum(weighted.real * inverse.real - weighted.imag * inverse.imag))


class _LowFrequencies:
    """The lowest frequencies of a short sequence's transform, summed directly: cheaper than all of them by FFT.

    Args:
        length: of the circle.
        bins: how many frequencies are wanted.
        spans: entries below and from index 0 on of the sequences to come.
    """

    def __init__(self, length: int, bins: int, spans: Sequence[tuple[int, int]]) -> None:
        self._limit = _DIRECT * length // bins
        direct = [span for span in spans if 1 < sum(span) <= self._limit]
        self._below = max((below for below, _ in direct), default=0)
        above = max((above for _, above in direct), default=0)
        places = np.arange(-self._below, above)[:, None] * np.arange(bins)
        # Each root of unity is looked up, not multiplied up: its error doesn't grow.
        roots = np.exp(-2j * np.pi * np.arange(length) / length)
        self._waves: Spectrum = roots[places % length]

    def covers(self, span: tuple[int, int]) -> bool:
        """Whether a sequence of this span is short enough."""
        return sum(span) <= self._limit

    def transform(self, sequence: Floats, span: tuple[int, int]) -> Spectrum:
        """Σ_j sequence_j exp(-2πi j b / length) for b = 0 .. bins - 1, shape (bins,)."""
        waves = self._waves[self._below - span[0] : self._below + span[1]]
        # Not a matrix product: BLAS may split the sum differently with the number of threads.
        return np.einsum("j,jb->b", sequence, waves)


def _without_each(products: Spectrum) -> tuple[Spectrum, int]:
    """For every block the product of all other blocks' transforms, cut where all of them have faded."""
    outside = np.empty_like(products)
    running = np.ones(products.shape[1], dtype=np.complex128)
    for i in range(len(products)):
        outside[i] = running
        running *= products[i]
    running[:] = 1.0
    for i in range(len(products) - 1, -1, -1):
        outside[i] *= running
        running *= products[i]
    # Transforms never exceed 1, so a sum without one holder is no larger than the product of the other blocks.
    lasting = np.flatnonzero((np.abs(outside) > _FADED).any(axis=0))
    bins = int(lasting[-1]) + 1
    return outside[:, :bins].copy(), bins


def _reach(counts: list[CountMass], means: list[float]) -> tuple[float, float]:
    """How far below and above its mean the sum of the counts can lie, except with probability NEGLECTED_WRAP each.

    Chernoff: P(T - μ >= d) <= exp(Λ(θ) - θ d) for every θ > 0, with Λ the sum of the centred cumulant generating
    functions. Each holder's is at least 0, so the bound holds for the sum without any one holder as well.
    """
    deviation = np.concatenate([c.first - mean + np.arange(len(c.mass)) for c, mean in zip(counts, means, strict=True)])
    mass = np.concatenate([c.mass for c in counts])
    widths = np.array([len(c.mass) for c in counts])
    starts = np.cumsum(widths) - widths
    lowest, highest = deviation[starts], deviation[starts + widths - 1]
    below, above = max(-float(lowest.sum()), 0.0), max(float(highest.sum()), 0.0)
    variance = float(np.sum(mass * deviation**2))
    if variance == 0.0:
        return below, above
    bits = -math.log(NEGLECTED_WRAP)
    for factor in (0.7, 0.9, 1.1):
        theta = factor * math.sqrt(2 * bits / variance)
        # The largest exponent of each holder is taken out first, so that nothing overflows.
        moments = np.add.reduceat(mass * np.exp(theta * (deviation - np.repeat(highest, widths))), starts)
        above = min(above, (float(np.sum(np.log(moments) + theta * highest)) + bits) / theta)
        moments = np.add.reduceat(mass * np.exp(theta * (np.repeat(lowest, widths) - deviation)), starts)
        below = min(below, (float(np.sum(np.log(moments) - theta * lowest)) + bits) / theta)
    return below, above
