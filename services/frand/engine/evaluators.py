"""Owns the correction of an observed rate for evaluators who err."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from services.frand.engine.checks import Floats, checked_probabilities, checked_reliability, one_cell
from services.frand.engine.errors import InvalidInput

__all__ = ["RoganGladen", "rogan_gladen", "rogan_gladen_finding"]


@overload  # single numbers are array-like too: the first overload that fits is meant
def rogan_gladen(  # pyright: ignore[reportOverlappingOverload]
    observed: float, sensitivity: float, specificity: float
) -> float: ...
@overload
def rogan_gladen(observed: ArrayLike, sensitivity: ArrayLike, specificity: ArrayLike) -> Floats: ...
def rogan_gladen(observed: ArrayLike, sensitivity: ArrayLike, specificity: ArrayLike) -> Floats | float:
    """Essentiality rate corrected for evaluator error: (observed + sp - 1) / (se + sp - 1).

    The result is not clipped. Below 0 or above 1 it says that the observed rate contradicts the stated sensitivity
    and specificity; `rogan_gladen_finding` puts that into words.

    Parameters
    ----------
    observed, sensitivity, specificity : float or array_like of float
        Rate found by the evaluators and their reliability, all in [0, 1], sensitivity + specificity > 1; broadcast.

    Returns
    -------
    float or ndarray of float64
        Rate; a plain float when all arguments are single numbers. May lie outside [0, 1].

    Raises
    ------
    InvalidInput
        A probability outside [0, 1], or sensitivity + specificity <= 1.

    References
    ----------
    Rogan, W. J., Gladen, B. (1978), "Estimating prevalence from the results of a screening test", American Journal of
    Epidemiology 107, 71-76.

    Examples
    --------
    >>> round(rogan_gladen(0.3, 0.9, 0.95), 6)
    0.294118
    >>> round(rogan_gladen(0.02, 0.9, 0.95), 6)
    -0.035294
    """
    found = checked_probabilities("observed", observed)
    se, sp = checked_reliability(sensitivity, specificity)
    try:
        rate = np.asarray((found + sp - 1.0) / (se + sp - 1.0))
    except ValueError as error:
        raise InvalidInput("observed", "must have as many cells as sensitivity and specificity") from error
    return float(rate) if rate.ndim == 0 else rate


@dataclass(frozen=True, slots=True)
class RoganGladen:
    """A corrected rate with what has to be said about it.

    Attributes:
        rate: the corrected rate, unclipped.
        in_range: whether it is a rate at all, that is within [0, 1].
        statement: one sentence for the reader of a calculation.
    """

    rate: float
    in_range: bool
    statement: str


def rogan_gladen_finding(observed: float, sensitivity: float, specificity: float) -> RoganGladen:
    """`rogan_gladen` for one cell, saying so when the correction runs out of [0, 1].

    Raises
    ------
    InvalidInput
        As `rogan_gladen`, or more than one cell.

    Examples
    --------
    >>> rogan_gladen_finding(0.02, 0.9, 0.95).in_range
    False
    """
    rate = np.asarray(rogan_gladen(observed, sensitivity, specificity))
    one_cell("observed", rate)
    value = float(rate.item())
    if value < 0:
        statement = (
            f"The observed rate {observed:g} is below the false-alarm rate {1 - specificity:.6g} of these evaluators: "
            f"the corrected rate {value:.6g} is no rate. Specificity is understated, or the sample is unusual."
        )
    elif value > 1:
        statement = (
            f"The observed rate {observed:g} is above the sensitivity {sensitivity:g} of these evaluators: "
            f"the corrected rate {value:.6g} is no rate. Sensitivity is understated, or the sample is unusual."
        )
    else:
        statement = f"The observed rate {observed:g} corrects to {value:.6g}."
    return RoganGladen(value, 0 <= value <= 1, statement)
