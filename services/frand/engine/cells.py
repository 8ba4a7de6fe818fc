"""Owns uncertain numbers that are known cell by cell: sums and products of them, with bounds that hold for certain.

A number lies in one of many narrow cells, each with its probability; where in its cell is not known. Whatever is
computed with all numbers at the lower ends of their cells is a lower bound, with the upper ends an upper one, and
with the middles the answer. So an integral over an exact distribution has an error that is stated, not estimated: for
smooth integrands the answer is far closer than the bounds (the error of midpoints falls with the square of the width,
the bounds with the width).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its heavier parts are loaded when first used

from services.frand.engine.aggregates import AggregateDistribution
from services.frand.engine.checks import Floats
from services.frand.engine.convolution import Circle
from services.frand.engine.counts import CountMass
from services.frand.engine.errors import InvalidInput
from services.frand.engine.quantile_search import QuantileSearch

__all__ = ["Bounded", "Cells", "aggregate_cells", "share_cells"]

_OUTSIDE = 1e-9
"""Probability on each side of the cells that share the range of a share; the rest of it is in one cell a side."""

_TAILS: Floats = np.array([1e-9, 1e-8, 1e-7, 1e-6, 1e-5])
"""Probabilities outside which cells are put together step by step."""

_ALL_CELLS = 1 << 18
"""Cells of all holders of a standard together; each holder has between 256 and 4,096 of them."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number and between what the true one lies.

    Attributes:
        value: the answer.
        low, high: bounds of the true value; both the answer where it is exact.
    """

    value: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """Largest distance to the true value; 0 where it is exact."""
        return max(self.high - self.value, self.value - self.low, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A distribution of numbers that are not negative, cell by cell.

    Attributes:
        low, high: ends of the cells, low <= high; equal where the number is known exactly. Shape (cells,).
        mass: probabilities, sum 1.

    Examples:
        >>> coin = Cells.of([0.0, 1.0], [0.5, 0.5])
        >>> two = coin.plus(coin)
        >>> two.quantile(0.5), two.quantile(0.8).error
        (Bounded(value=1.0, low=1.0, high=1.0), 0.0)
    """

    low: Floats
    high: Floats
    mass: Floats

    @classmethod
    def of(cls, values: Sequence[float], probabilities: Sequence[float]) -> Cells:
        """A distribution over numbers that are known exactly."""
        numbers = np.asarray(values, dtype=np.float64)
        return cls(numbers, numbers, np.asarray(probabilities, dtype=np.float64))

    def times(self, factor: float) -> Cells:
        """The number times a factor that is not negative."""
        return Cells(self.low * factor, self.high * factor, self.mass)

    def plus(self, other: Cells, *, most: int = 2048) -> Cells:
        """The sum of two independent numbers.

        Args:
            other: the second one.
            most: cells of the sum; neighbours are put together until there are no more, which widens the bounds.
        """
        mine, theirs = self._narrowed(most), other._narrowed(most)
        low = np.add.outer(mine.low, theirs.low).reshape(-1)
        high = np.add.outer(mine.high, theirs.high).reshape(-1)
        mass = np.multiply.outer(mine.mass, theirs.mass).reshape(-1)
        return Cells(low, high, mass)._narrowed(most)

    def product(self, other: Cells, *, most: int = 2048) -> Cells:
        """The product of two independent numbers that are not negative; `most` as in `plus`."""
        mine, theirs = self._narrowed(most), other._narrowed(most)
        low = np.multiply.outer(mine.low, theirs.low).reshape(-1)
        high = np.multiply.outer(mine.high, theirs.high).reshape(-1)
        mass = np.multiply.outer(mine.mass, theirs.mass).reshape(-1)
        return Cells(low, high, mass)._narrowed(most)

    def quantile(self, level: float) -> Bounded:
        """The smallest number that is not exceeded with this probability."""
        ends = [
            _step_quantile(values, self.mass, level) for values in (self.low, (self.low + self.high) / 2, self.high)
        ]
        return _bounded(*ends)

    def quantile_of_product(self, aggregate: AggregateDistribution, level: float) -> Bounded:
        """A quantile of the number times an independent aggregate royalty.

        P(A S <= x) = Σ_cells mass · P(A <= x / s), the integral of the aggregate's distribution over the share's;
        solved for x with s at the lower ends, the middles and the upper ends of the cells.
        """
        ends = [
            _product_quantile(values, self.mass, aggregate, level)
            for values in (self.low, (self.low + self.high) / 2, self.high)
        ]
        return _bounded(*ends)

    def reached(self, amount: float) -> Bounded:
        """The probability of at most so much."""
        middle = (self.low + self.high) / 2
        found = [float(self.mass[values <= amount].sum()) for values in (self.high, middle, self.low)]
        return _bounded(*found)

    def reached_by_product(self, aggregate: AggregateDistribution, amount: float) -> Bounded:
        """The probability that the number times an independent aggregate royalty is at most so much."""
        found: list[float] = []
        for values in (self.high, (self.low + self.high) / 2, self.low):
            positive = values > 0
            below = aggregate.cumulative(amount / values[positive])
            found.append(float(self.mass[~positive].sum() + np.sum(self.mass[positive] * below)))
        return _bounded(*found)

    def _narrowed(self, most: int) -> Cells:
        if len(self.mass) <= most:
            return self
        middles = (self.low + self.high) / 2
        ranked = np.argsort(middles, kind="stable")
        reached = np.cumsum(self.mass[ranked])
        # Even steps where nearly all of the probability is, a few uneven ones outside: wide cells of hardly any
        # probability must not stretch the narrow ones.
        ends = np.searchsorted(reached, np.concatenate((_TAILS, 1 - _TAILS[::-1]))).clip(0, len(ranked) - 1)
        corners = middles[ranked[ends]]
        start, stop = float(corners[len(_TAILS) - 1]), float(corners[len(_TAILS)])
        inner = np.linspace(start, stop, most - 2 * len(_TAILS))
        edges = np.concatenate((corners[: len(_TAILS)], inner[1:-1], corners[len(_TAILS) :]))
        place = np.searchsorted(edges, middles)
        # A cell far wider than usual comes from the tails of a factor; it would stretch the cell it is put to.
        widths = self.high - self.low
        usual = float(np.sum(widths * self.mass)) + (stop - start) / most
        place[widths > 8 * usual] = len(edges) + 1
        order = np.argsort(place, kind="stable")
        starts = np.flatnonzero(np.diff(place[order], prepend=-1))
        return Cells(
            np.minimum.reduceat(self.low[order], starts),
            np.maximum.reduceat(self.high[order], starts),
            np.add.reduceat(self.mass[order], starts),
        )


def aggregate_cells(aggregate: AggregateDistribution, cells: int = 1024) -> Cells:
    """An aggregate royalty in cells of equal probability; what lies beyond its quantiles at 1e-9 is at these."""
    levels = np.linspace(0.0, 1.0, cells + 1)
    levels[0], levels[-1] = _OUTSIDE, 1 - _OUTSIDE
    edges = np.array([aggregate.quantile(level) for level in levels.tolist()])
    return Cells(edges[:-1], edges[1:], np.full(cells, 1 / cells))


def share_cells(counts: Sequence[CountMass]) -> list[Cells]:
    """The exact distribution of every holder's share of a standard, in cells.

    Args:
        counts: distribution of each holder's essential count; independent.

    Raises:
        InvalidInput: too much work (as in `share_quantiles_of`).
    """
    kept = list(counts)
    holders = len(kept)
    if not holders:
        raise InvalidInput("counts", "must hold at least one holder")
    cells = min(max(_ALL_CELLS // holders, 256), 4096)
    found: list[Cells | None] = [None] * holders
    outer = np.array([_OUTSIDE, 1 - _OUTSIDE])
    order = sorted(range(holders), key=lambda h: (len(kept[h].mass), h))
    for block, others, _ in Circle(kept).leave_one_out(order):
        for row, h in enumerate(block):
            one = QuantileSearch([kept[h]], others.of(slice(row, row + 1)), outer)
            numerators, denominators = one.quantiles()
            ends = (numerators / denominators)[0]
            found[h] = _cells_between(one, float(ends[0]), float(ends[1]), cells)
    return [each for each in found if each is not None]


def _cells_between(search: QuantileSearch, start: float, stop: float, cells: int) -> Cells:
    if start == stop and float(search.reached(np.array([[start]]))[0, 0]) >= 1 - 1e-12:
        return Cells.of([start], [1.0])
    edges = np.linspace(start, stop, cells + 1)
    # P(S <= edge) at every edge; a share of exactly 0 is a cell by itself, and so is what lies outside on each side.
    reached = np.concatenate(
        [search.reached(edges[None, first : first + 256])[0] for first in range(0, len(edges), 256)]
    )
    nothing = float(search.zero[0, 0])
    low = np.concatenate(([0.0, 0.0], edges[:-1], [stop]))
    high = np.concatenate(([0.0, start], edges[1:], [1.0]))
    mass = np.diff(np.concatenate(([0.0, nothing], np.maximum(reached, nothing), [1.0])))
    mass = np.maximum(mass, 0.0)
    lasting = mass > 0
    return Cells(low[lasting], high[lasting], mass[lasting] / mass.sum())


def _step_quantile(values: Floats, mass: Floats, level: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(mass[order])
    hit = min(int(np.searchsorted(reached, level - 1e-12)), len(reached) - 1)
    return float(values[order][hit])


def _product_quantile(values: Floats, mass: Floats, aggregate: AggregateDistribution, level: float) -> float:
    positive = values > 0
    nothing = float(mass[~positive].sum())
    if nothing >= level - 1e-12:
        return 0.0
    shares, weights = values[positive], mass[positive]
    low = float(shares.min()) * aggregate.quantile(1e-12)
    high = float(shares.max()) * aggregate.quantile(1 - 1e-12)

    def excess(amount: float) -> float:
        return nothing + float(np.sum(weights * aggregate.cumulative(amount / shares))) - level

    if excess(low) >= 0.0:
        return low
    return scipy.optimize.brentq(excess, low, high, xtol=1e-300, rtol=1e-13)


def _bounded(low: float, middle: float, high: float) -> Bounded:
    return Bounded(middle, low, high)
