"""Owns what one more check is worth: how much narrower it is expected to make the interval of a rate, in money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import ArrayLike

from services.frand.engine.checks import (
    checked_counts,
    checked_numbers,
    checked_prior,
    checked_probabilities,
    checked_reliability,
    one_cell,
)
from services.frand.engine.counts import finding_likelihood
from services.frand.engine.errors import InvalidInput
from services.frand.engine.shares import share_quantiles

__all__ = ["NextCheck", "next_check"]


@dataclass(frozen=True, slots=True)
class NextCheck:
    """What one more random check of a holder's families is expected to narrow.

    Attributes:
        holder: position of the holder.
        found_essential: probability in [0, 1] that the family is found essential.
        width: of the interval of the holder's share as it is.
        width_if_essential, width_if_not: of the interval after the check.
        expected_width: by these probabilities; it can exceed `width` where the likely finding widens the interval.
        narrowing: width less expected width.
        money: narrowing times the aggregate royalty times the volume.
    """

    holder: int
    found_essential: float
    width: float
    width_if_essential: float
    width_if_not: float
    expected_width: float
    narrowing: float
    money: float


def next_check(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    holder: int,
    *,
    aggregate: float,
    volume: float,
    confidence: float = 0.95,
    prior: tuple[float, float] = (0.5, 0.5),
    sensitivity: float = 1.0,
    specificity: float = 1.0,
) -> NextCheck:
    """Expected narrowing of the interval of one holder's rate by one more check of its own families, in money.

    With m families checked and T of them truly essential, the next is essential with probability
    E[(a + T) / (a + b + m)] and found so with se times that plus (1 - sp) times the rest; both findings are then taken
    as made, and the interval of the share computed again, exactly.

    Parameters
    ----------
    families, checked, essential : array_like of int, shape (holders,)
        As in `share_quantiles`.
    holder : int
        Whose family is checked, and whose rate is looked at; some of its families must be unchecked.
    aggregate : float
        Royalty for all patents together, above 0, in money a unit or as a fraction of the price.
    volume : float
        Units, or net sales in money, above 0.
    confidence : float
        Of the interval, in (0, 1).
    prior, sensitivity, specificity
        As in `share_quantiles`, one number for all holders.

    Returns
    -------
    NextCheck
        Widths are of shares; `money` is in the money of aggregate × volume.

    Raises
    ------
    InvalidInput
        An argument breaks its rule, or all families of the holder are checked.

    References
    ----------
    Raiffa, H., Schlaifer, R. (1961), Applied Statistical Decision Theory, Harvard (preposterior analysis).

    Examples
    --------
    >>> worth = next_check([500, 200, 90], [100, 50, 40], [30, 25, 4], 1, aggregate=4.0, volume=1e6)
    >>> round(worth.width, 4), round(worth.narrowing, 5), round(worth.money)
    (0.1644, 0.00093, 3707)
    """
    total, drawn, found = (np.atleast_1d(c) for c in checked_counts(families, checked, essential))
    if total.ndim > 1:
        raise InvalidInput("families", "must be a flat list, one number per holder")
    if isinstance(holder, bool) or not 0 <= holder < len(total):
        raise InvalidInput("holder", f"must lie between 0 and {len(total) - 1}", given=holder)
    if drawn[holder] == total[holder]:
        raise InvalidInput("holder", "must have families that were not checked", given=holder)
    level = checked_probabilities("confidence", confidence, open_ends=True)
    one_cell("confidence", level)
    for field, value in (("aggregate", aggregate), ("volume", volume)):
        number = checked_numbers(field, value)
        one_cell(field, number)
        if float(number.item()) <= 0:
            raise InvalidInput(field, "must be above 0", given=value)
    a, b = checked_prior(prior)
    one_cell("prior", a)
    one_cell("prior", b)
    se, sp = checked_reliability(sensitivity, specificity)
    one_cell("sensitivity", se)
    tail = (1 - float(level.item())) / 2

    def width(more: int, of_these: int) -> float:
        step = np.zeros(len(total), dtype=np.int64)
        step[holder] = 1
        quantiles, _ = share_quantiles(
            total,
            drawn + more * step,
            found + of_these * step,
            [tail, 1 - tail],
            prior=prior,
            sensitivity=se,
            specificity=sp,
        )
        return float(quantiles[holder, 1] - quantiles[holder, 0])

    chance = _found_essential(
        int(drawn[holder]), int(found[holder]), a.item(), b.item(), float(se.item()), float(sp.item())
    )
    now, if_essential, if_not = width(0, 0), width(1, 1), width(1, 0)
    expected = chance * if_essential + (1 - chance) * if_not
    narrowing = now - expected
    money = narrowing * float(aggregate) * float(volume)
    return NextCheck(holder, chance, now, if_essential, if_not, expected, narrowing, money)


def _found_essential(checked: int, reported: int, a: float, b: float, se: float, sp: float) -> float:
    if se == 1.0 and sp == 1.0:
        rate = (a + reported) / (a + b + checked)
    else:
        t = np.arange(checked + 1, dtype=np.float64)
        logs = (
            scipy.special.gammaln(checked + 1.0)
            - scipy.special.gammaln(t + 1)
            - scipy.special.gammaln(checked - t + 1)
            + scipy.special.betaln(a + t, b + checked - t)
        )
        weights = np.exp(logs - logs.max()) * finding_likelihood(checked, reported, se, sp)
        rate = float(np.sum(weights * (a + t)) / np.sum(weights) / (a + b + checked))
    return se * rate + (1 - sp) * (1 - rate)
