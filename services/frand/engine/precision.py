"""Owns how precise a check of n families is before it is made, by the usual normal approximation."""

from __future__ import annotations

import math

from services.frand.engine.checks import MAX_FAMILIES, checked_counts, checked_probabilities, one_cell
from services.frand.engine.errors import InvalidInput

__all__ = ["Z_95", "half_width_normal"]

Z_95 = 1.959963985
"""97.5 % point of the normal distribution as tables print it, so that the figure can be redone by hand."""


def half_width_normal(p: float, n: int, N: int | None = None) -> float:
    """Half the width of the approximate 95 % interval of a rate: z · √(p (1 - p) / n · (N - n) / (N - 1)).

    A planning figure only: for the result of a check use the exact `essential_interval`.

    Parameters
    ----------
    p : float
        Expected rate in [0, 1].
    n : int
        Families to be checked, at least 1.
    N : int, optional
        Families in all, n <= N; without it the finite-population factor (N - n) / (N - 1) is left out.

    Returns
    -------
    float
        In units of the rate; 0 when all families are checked.

    Raises
    ------
    InvalidInput
        An argument out of range.

    References
    ----------
    Cochran, W. G. (1977), Sampling Techniques, 3rd ed., Wiley, sections 3.2 and 3.6.

    Examples
    --------
    >>> round(half_width_normal(0.5, 100), 6), round(half_width_normal(0.5, 100, 200), 6)
    (0.097998, 0.069469)
    """
    rate = checked_probabilities("p", p)
    one_cell("p", rate)
    expected = float(rate.item())
    try:
        drawn = int(checked_counts(MAX_FAMILIES, n, 0)[1].item())
        size = None if N is None else int(checked_counts(N, 0, 0)[0].item())
    except InvalidInput as error:
        name = "N" if error.field == "families" else "n"
        raise InvalidInput(name, error.rule) from error
    except ValueError as error:  # .item() of several cells
        raise InvalidInput("n", "must describe exactly one cell") from error
    if drawn < 1:
        raise InvalidInput("n", "must be at least 1", given=n)
    if size is None:
        return Z_95 * math.sqrt(expected * (1 - expected) / drawn)
    if drawn > size:
        raise InvalidInput("n", "must not exceed N", given=n)
    if drawn == size:
        return 0.0
    return Z_95 * math.sqrt(expected * (1 - expected) / drawn * (size - drawn) / (size - 1))
