"""Owns how a published number was rounded: to multiples of a step, by a rule for halves; or as a band around it."""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

__all__ = ["BAND", "EXACT", "RoundingRule", "cut_off", "nearest", "places"]

_EXACT = Context(prec=60, traps=[decimal.InvalidOperation])


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """How a number is stated.

    Attributes:
        step: it is a multiple of this; 0 for exact, without rounding.
        mode: rule for what lies between (`decimal.ROUND_*`).
        words: the rule, for people.
        band: the published number is the middle of a band: what lies within the tolerance agrees.

    Examples:
        >>> nearest(1000)(Decimal(31250))
        Decimal('31000')
    """

    step: Decimal
    mode: str
    words: str
    band: bool = False

    def __call__(self, value: Decimal) -> Decimal:
        if not self.step:
            return value
        steps = _EXACT.divide(value, self.step).quantize(Decimal(1), rounding=self.mode, context=_EXACT)
        return _EXACT.multiply(steps, self.step)


def places(count: int) -> RoundingRule:
    """So many decimal places, halves away from zero."""
    return RoundingRule(Decimal(1).scaleb(-count), ROUND_HALF_UP, f"{count} decimal places")


def nearest(step: int) -> RoundingRule:
    """The nearest multiple of a step, halves away from zero."""
    return RoundingRule(Decimal(step), ROUND_HALF_UP, f"nearest {step:,}")


EXACT = RoundingRule(Decimal(0), ROUND_HALF_UP, "exact")
BAND = RoundingRule(Decimal(0), ROUND_HALF_UP, "within the published band", band=True)


def cut_off(step: int) -> RoundingRule:
    """The next lower multiple of a step."""
    return RoundingRule(Decimal(step), ROUND_DOWN, f"cut off to multiples of {step:,}")
