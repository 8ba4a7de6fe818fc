"""Owns agreement between two evaluators of the same families: Cohen's kappa, Gwet's AC1 and their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import NDArray

from shared.errors import Violation, invalid

__all__ = ["Agreement", "Coefficient", "agreement"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A chance-corrected coefficient of agreement with its interval, in [-1, 1].

    Attributes:
        value: None where chance alone makes agreement certain, so that there is nothing to correct.
        low, high: see `agreement`; None together with the value.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two evaluators of the same family came to the same outcome.

    Attributes:
        families: pairs of signed outcomes.
        agreed: of these, the same outcome.
        observed, observed_low, observed_high: share agreed and its exact (Clopper-Pearson) interval.
        kappa: Cohen's kappa; low where one outcome is rare even if nearly all agree (its well-known paradox).
        ac1: Gwet's AC1, which does not suffer from it.
    """

    families: int
    agreed: int
    observed: float
    observed_low: float
    observed_high: float
    kappa: Coefficient
    ac1: Coefficient


def agreement(table: NDArray[np.int64], confidence: float = 0.95) -> Agreement:
    """Agreement of first and second evaluators.

    With observed agreement p and chance agreement e both coefficients are (p - e) / (1 - e). For kappa e is the sum
    over outcomes of the product of both evaluators' shares; for AC1 it is the sum of m (1 - m) over the number of
    outcomes less one, with m the mean of both shares. Intervals carry the exact bounds of p through at the observed e,
    so they stay honest where all pairs agree and the usual standard errors are zero.

    Args:
        table: counts of families by outcome of the first (rows) and the second evaluator (columns), shape (q, q), q >=
            2.
        confidence: of the intervals, in (0, 1).

    Raises:
        SepiaError: INVALID_ARGUMENT (AGREEMENT_TABLE_INVALID): not square, negative, or empty.

    References:
        Cohen, J. (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20.
        Gwet, K. L. (2008), "Computing inter-rater reliability and its variance in the presence of high agreement",
        British Journal of Mathematical and Statistical Psychology 61.
    """
    if table.ndim != 2 or table.shape[0] != table.shape[1] or table.shape[0] < 2 or (table < 0).any():
        raise _unusable("a square table of counts, two outcomes or more")
    families, agreed = int(table.sum()), int(np.trace(table))
    if not families:
        raise _unusable("at least one family that two evaluators checked")
    if not 0 < confidence < 1:
        raise invalid(
            "CONFIDENCE_OUT_OF_RANGE",
            f"confidence is {confidence}; it has to be strictly between 0 and 1, such as 0.95.",
            Violation("confidence", "strictly between 0 and 1, such as 0.95"),
        )
    low, high = clopper_pearson(agreed, families, confidence)
    shares = table / families
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    mean = (first + second) / 2
    outcomes = table.shape[0]
    by_chance = float(first @ second)
    by_chance_ac1 = float((mean * (1 - mean)).sum() / (outcomes - 1))
    observed = agreed / families
    return Agreement(
        families,
        agreed,
        observed,
        low,
        high,
        _coefficient(observed, low, high, by_chance),
        _coefficient(observed, low, high, by_chance_ac1),
    )


def clopper_pearson(found: int, of: int, confidence: float) -> tuple[float, float]:
    """The exact interval of a proportion."""
    tail = (1 - confidence) / 2
    low = 0.0 if found == 0 else float(scipy.special.betaincinv(found, of - found + 1, tail))
    high = 1.0 if found == of else float(scipy.special.betaincinv(found + 1, of - found, 1 - tail))
    return low, high


def _coefficient(observed: float, low: float, high: float, by_chance: float) -> Coefficient:
    if by_chance >= 1 - 1e-12:
        return Coefficient(None, None, None)

    def corrected(share: float) -> float:
        # Below -1 an agreement is no coefficient: with chance above one half the bound of the share runs out of range.
        return max(-1.0, (share - by_chance) / (1 - by_chance))

    return Coefficient(corrected(observed), corrected(low), corrected(high))


def _unusable(rule: str) -> Exception:
    return invalid("AGREEMENT_TABLE_INVALID", f"Agreement needs {rule}.", Violation("table", rule))
