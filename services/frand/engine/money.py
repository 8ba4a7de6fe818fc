"""Owns value over time and over patents: present value of payments, skew of value within a portfolio."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from typing import cast, overload

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import ArrayLike

from services.frand.engine.checks import Floats, checked_numbers, checked_probabilities
from services.frand.engine.errors import InvalidInput

__all__ = ["present_value", "value_skew_sigma"]

_EXACT = Context(prec=50)
"""Digits carried for Decimal money; more than any sum of money needs, so that only the caller rounds."""


@overload  # single numbers are array-like too: the first overload that fits is meant
def value_skew_sigma(  # pyright: ignore[reportOverlappingOverload]
    top_fraction: float, value_share: float
) -> float: ...
@overload
def value_skew_sigma(top_fraction: ArrayLike, value_share: ArrayLike) -> Floats: ...
def value_skew_sigma(top_fraction: ArrayLike, value_share: ArrayLike) -> Floats | float:
    """Spread σ of log-normal patent values of which the best `top_fraction` hold `value_share` of all value.

    For log-normal values the Lorenz curve is L(u) = Φ(Φ⁻¹(u) - σ), so that σ = Φ⁻¹(v) - Φ⁻¹(f).

    Parameters
    ----------
    top_fraction, value_share : float or array_like of float
        f and v, both strictly between 0 and 1, with v >= f (the best cannot hold less than their number).

    Returns
    -------
    float or ndarray of float64
        Standard deviation of the natural logarithm of value; 0 when all patents are worth the same.

    Raises
    ------
    InvalidInput
        An argument out of range, or value_share < top_fraction.

    References
    ----------
    Aitchison, J., Brown, J. A. C. (1957), The Lognormal Distribution, Cambridge University Press (Lorenz curve).

    Examples
    --------
    >>> round(value_skew_sigma(0.1, 0.84), 6)
    2.276009
    """
    fraction = checked_probabilities("top_fraction", top_fraction, open_ends=True)
    share = checked_probabilities("value_share", value_share, open_ends=True)
    try:
        lacking = share < fraction
    except ValueError as error:
        raise InvalidInput("value_share", "must have as many cells as top_fraction") from error
    if np.any(lacking):
        raise InvalidInput("value_share", "must not be below top_fraction", given=value_share)
    sigma = np.asarray(scipy.special.ndtri(share) - scipy.special.ndtri(fraction))
    return float(sigma) if sigma.ndim == 0 else sigma


@overload
def present_value(payments: Sequence[Decimal], years: Sequence[Decimal | int], annual_rate: Decimal) -> Decimal: ...
@overload
def present_value(payments: ArrayLike, years: ArrayLike, annual_rate: float) -> float: ...
def present_value(
    payments: Sequence[Decimal] | ArrayLike,
    years: Sequence[Decimal | int] | ArrayLike,
    annual_rate: Decimal | float,
) -> Decimal | float:
    """Value today of payments in `years` years, compounded yearly: Σ payment / (1 + annual_rate) ** years.

    Money is given as Decimal, with a Decimal rate, and answered as Decimal with 50 digits carried and nothing rounded;
    plain numbers are answered as float. The two are never mixed.

    Parameters
    ----------
    payments : sequence of Decimal, or array_like of float
        Amounts in one currency; a negative one flows the other way.
    years : sequence of Decimal or int, or array_like of float
        When each is due, in years from now; fractions are allowed, and a past payment (negative) is carried forward.
    annual_rate : Decimal or float
        Discount rate per year as a fraction (0.1 is ten per cent), above -1 and at most 100.

    Returns
    -------
    Decimal or float
        In the currency of the payments.

    Raises
    ------
    InvalidInput
        No payment, lengths that differ, a number out of range, Decimal and float mixed, or a result beyond all bounds.

    References
    ----------
    Brealey, R. A., Myers, S. C., Allen, F., Principles of Corporate Finance (present value of a stream of payments).

    Examples
    --------
    >>> round(present_value([1, 1, 1, 1, 1], [1, 2, 3, 4, 5], 0.1), 6)
    3.790787
    >>> present_value([Decimal("110")], [1], Decimal("0.1"))
    Decimal('100')
    """
    if isinstance(annual_rate, Decimal) or any(isinstance(value, Decimal) for value in _listed(payments)):
        return _present_money(_listed(payments), _listed(years), annual_rate)
    amounts = checked_numbers("payments", cast("ArrayLike", payments)).reshape(-1)
    due = checked_numbers("years", cast("ArrayLike", years)).reshape(-1)
    rate = checked_numbers("annual_rate", annual_rate)
    if rate.ndim or not -1 < float(rate) <= 100:
        raise InvalidInput("annual_rate", "must be one number above -1 and at most 100", given=annual_rate)
    if len(amounts) != len(due):
        raise InvalidInput("years", f"must be as many as the payments ({len(amounts)})", given=len(due))
    try:
        value = 0.0
        for payment, time in zip(amounts.tolist(), due.tolist(), strict=True):
            value += payment / (1.0 + float(rate)) ** time  # in the order given, as a spreadsheet adds
    except (OverflowError, ZeroDivisionError) as error:
        raise InvalidInput("years", "lead to a value beyond all bounds at this rate") from error
    if not math.isfinite(value):
        raise InvalidInput("years", "lead to a value beyond all bounds at this rate")
    return value


def _present_money(payments: list[object], years: list[object], annual_rate: object) -> Decimal:
    rate = _decimal("annual_rate", annual_rate)
    if not -1 < rate <= 100:
        raise InvalidInput("annual_rate", "must be one number above -1 and at most 100", given=annual_rate)
    if not payments:
        raise InvalidInput("payments", "must not be empty")
    if len(payments) != len(years):
        raise InvalidInput("years", f"must be as many as the payments ({len(payments)})", given=len(years))
    with localcontext(_EXACT):
        total = Decimal(0)
        for payment, year in zip(payments, years, strict=True):
            whole = isinstance(year, int) and not isinstance(year, bool)
            time = Decimal(cast("int", year)) if whole else _decimal("years", year)
            if abs(time) > 1000:
                raise InvalidInput("years", "must lie within 1000 years of now", given=year)
            total += _decimal("payments", payment) / (1 + rate) ** time
        return total


def _decimal(field: str, value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise InvalidInput(field, "must be decimal.Decimal, since money is never mixed with float", given=value)
    if not value.is_finite():
        raise InvalidInput(field, "must be finite", given=value)
    return value


def _listed(values: object) -> list[object]:
    if isinstance(values, list | tuple):
        return list(cast("Sequence[object]", values))
    return cast("list[object]", values.tolist()) if isinstance(values, np.ndarray) and values.ndim == 1 else [values]
