"""Owns the arithmetic of Shapley values: exact for few players, exact for some games of many, sampled for the rest.

A coalition is a number whose bit i says whether player i is in it. The Shapley value of a player is the mean, over all
orders in which the players can arrive, of what its arrival adds to the coalition of those before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.frand.engine.checks import Floats
from services.frand.engine.errors import InvalidInput

__all__ = ["MAX_EXACT", "SampledShapley", "shapley_exact", "shapley_of_groups", "shapley_sampled"]

MAX_EXACT = 20
"""Most players whose 2**n coalitions are enumerated: a million."""

MAX_PLAYERS = 1000

_LARGEST = 1 << 52
"""Values of coalitions, as whole numbers of a common unit, stay at or below this, so that their sums are exact."""


def shapley_exact(values: ArrayLike) -> list[Fraction]:
    """Shapley values of a game, exactly, from the values of all its coalitions.

    φ_i = Σ_{S without i} |S|! (n - |S| - 1)! / n! · (v(S ∪ i) - v(S)), with the sums by the size of S in integers.

    Parameters
    ----------
    values : array_like of int, shape (2**n,)
        Value of each coalition in whole numbers of any unit, at most 2**52 in size; that of nobody is 0. n is 1 to 20.

    Returns
    -------
    list of Fraction
        In the same unit; they sum to the value of all exactly.

    Raises
    ------
    InvalidInput
        Not 2**n whole numbers, too large, or a value of nobody that is not 0.

    References
    ----------
    Shapley, L. S. (1953), "A Value for n-Person Games", Contributions to the Theory of Games II, 307-317.

    Examples
    --------
    Two players who earn 6 together, and 2 and 0 alone:

    >>> shapley_exact([0, 2, 0, 6])
    [Fraction(4, 1), Fraction(2, 1)]
    """
    table = np.asarray(values)
    if table.ndim != 1 or table.dtype.kind not in "iu":
        raise InvalidInput("values", "must be a flat list of whole numbers")
    players = int(table.size).bit_length() - 1
    if table.size != 1 << max(players, 0) or not 1 <= players <= MAX_EXACT:
        raise InvalidInput("values", f"must be 2**n numbers for n players, n from 1 to {MAX_EXACT}", given=table.size)
    if np.any(np.abs(table.astype(np.float64)) > _LARGEST):
        raise InvalidInput("values", "must be at most 2**52 in size, in whole numbers of one unit")
    game = table.astype(np.int64)
    if game[0]:
        raise InvalidInput("values", "must begin with 0, the value of nobody", given=int(game[0]))
    sizes = np.bitwise_count(np.arange(1 << (players - 1), dtype=np.uint32)).astype(np.int64)
    return [_value_of(game, player, players, sizes) for player in range(players)]


def shapley_of_groups(sizes: Sequence[int]) -> list[Fraction]:
    """Shapley value of one member of each group, where a value of 1 needs at least one member of every group.

    Let the players arrive at random times in [0, 1]. A member of group g adds the value when it comes first of its
    group and every other group is there: φ_g = ∫ u**(m_g - 1) Π_{j ≠ g} (1 - u**m_j) du, the integral of a polynomial,
    taken exactly. The game in which any one whole group is enough is this one's dual and has the same values. With
    groups of one this is the case of pure complements, 1 / n each.

    Parameters
    ----------
    sizes : sequence of int
        Members of each group, at least 1 each, at most 1,000 together.

    Returns
    -------
    list of Fraction
        Of a member of each group; weighted by the sizes they sum to 1 exactly.

    Raises
    ------
    InvalidInput
        No group, an empty group, or more players than 1,000.

    References
    ----------
    Owen, G. (1972), "Multilinear Extensions of Games", Management Science 18, P64-P79.

    Examples
    --------
    One essential technology, and two that can replace each other:

    >>> shapley_of_groups([1, 2])
    [Fraction(2, 3), Fraction(1, 6)]
    """
    if not sizes:
        raise InvalidInput("sizes", "must hold at least one group")
    if any(not isinstance(size, int) or size < 1 for size in sizes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidInput("sizes", "must be whole numbers of at least 1")
    if sum(sizes) > MAX_PLAYERS:
        raise InvalidInput("sizes", f"must have at most {MAX_PLAYERS:,} members together", given=sum(sizes))
    product = [1]
    for size in sizes:
        product = _times(product, size)
    found: dict[int, Fraction] = {}
    for size in set(sizes):
        others = _divided(product, size)
        found[size] = sum((Fraction(c, size + power) for power, c in enumerate(others) if c), Fraction(0))
    return [found[size] for size in sizes]


@dataclass(frozen=True, slots=True, eq=False)
class SampledShapley:
    """Shapley values from a sample of orders.

    Attributes:
        values: shape (players,); they sum to the value of all, up to rounding.
        errors: standard errors of these, from the spread of independent blocks, same shape.
        permutations: orders looked at.
    """

    values: Floats
    errors: Floats
    permutations: int


def shapley_sampled(
    players: int, marginals: Callable[[NDArray[np.int64]], Floats], *, permutations: int = 20_000, seed: int = 0
) -> SampledShapley:
    """Shapley values of a game of many players, from orders that are stratified and antithetic.

    A block is one random order of the players in all its rotations, so that each player comes at each place once
    (stratified by place), and each of these backwards as well (antithetic). Blocks are independent; their spread
    gives the standard errors.

    Parameters
    ----------
    players : int
        2 to 1,000.
    marginals : callable
        Of orders, shape (orders, players), each row the players in order of arrival: what each arrival adds, same
        shape.
    permutations : int
        At least so many orders are looked at: whole blocks of 2 × players, at least 16 of them.
    seed : int
        The same arguments give the same numbers.

    Returns
    -------
    SampledShapley

    Raises
    ------
    InvalidInput
        An argument out of range.

    References
    ----------
    Castro, J., Gómez, D., Tejada, J. (2009), Computers & Operations Research 36, 1726-1730; Mitchell, R., Cooper, J.,
    Frank, E., Holmes, G. (2022), JMLR 23, 1-46 (antithetic and stratified permutations).

    Examples
    --------
    >>> worth = np.array([3.0, 1.0, 2.0])
    >>> found = shapley_sampled(3, lambda orders: worth[orders])
    >>> found.values.round(9).tolist(), found.errors.round(9).tolist()
    ([3.0, 1.0, 2.0], [0.0, 0.0, 0.0])
    """
    if not 2 <= players <= MAX_PLAYERS:
        raise InvalidInput("players", f"must be 2 to {MAX_PLAYERS:,}", given=players)
    if not 1 <= permutations <= 10_000_000:
        raise InvalidInput("permutations", "must lie between 1 and 10,000,000", given=permutations)
    if not 0 <= seed < 1 << 63:
        raise InvalidInput("seed", "must lie between 0 and 2**63", given=seed)
    blocks = max(16, math.ceil(permutations / (2 * players)))
    random = np.random.Generator(np.random.PCG64(seed))
    rotations = (np.arange(players)[None, :] + np.arange(players)[:, None]) % players
    means = np.empty((blocks, players))
    for block in range(blocks):
        forward = random.permutation(players)[rotations]
        orders = np.concatenate((forward, forward[:, ::-1]))
        added = marginals(orders)
        means[block] = np.bincount(orders.reshape(-1), weights=added.reshape(-1), minlength=players) / len(orders)
    errors: Floats = means.std(axis=0, ddof=1) / math.sqrt(blocks)
    return SampledShapley(means.mean(axis=0), errors, blocks * 2 * players)


def _value_of(game: NDArray[np.int64], player: int, players: int, sizes: NDArray[np.int64]) -> Fraction:
    pairs = game.reshape(-1, 2, 1 << player)
    added = (pairs[:, 1, :] - pairs[:, 0, :]).reshape(-1)
    # Sums of halves of the digits are exact in doubles: 2**27 × 2**19 stays below 2**53.
    high, low = added >> 26, added & ((1 << 26) - 1)
    tops = np.bincount(sizes, weights=high, minlength=players).tolist()
    rests = np.bincount(sizes, weights=low, minlength=players).tolist()
    by_size = [(int(top) << 26) + int(rest) for top, rest in zip(tops, rests, strict=True)]
    total = Fraction(0)
    for size, sum_of_added in enumerate(by_size):
        total += Fraction(sum_of_added, players * math.comb(players - 1, size))
    return total


def _times(polynomial: list[int], size: int) -> list[int]:
    """The polynomial times 1 - u**size."""
    longer = polynomial + [0] * size
    for power, coefficient in enumerate(polynomial):
        longer[power + size] -= coefficient
    return longer


def _divided(polynomial: list[int], size: int) -> list[int]:
    """The polynomial divided by 1 - u**size, which divides it."""
    quotient = list(polynomial)
    for power in range(size, len(quotient)):
        quotient[power] += quotient[power - size]
    return quotient[: len(quotient) - size]
