"""Owns the rules that inputs must meet before anything is computed from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.frand.engine.errors import InvalidInput

__all__ = [
    "MAX_FAMILIES",
    "MIN_TAIL",
    "Counts",
    "Floats",
    "checked_counts",
    "checked_levels",
    "checked_numbers",
    "checked_prior",
    "checked_probabilities",
    "checked_reliability",
    "one_cell",
]

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

MAX_FAMILIES = 10_000_000
"""Most families one cell may hold; the largest declared portfolios are three orders of magnitude smaller."""

MIN_TAIL = 1e-9
"""Quantile levels stay at least this far from 0 and 1, well above the accuracy of the distributions (1e-12)."""

_WHOLE = "must be whole numbers"
_REAL = "must be finite numbers"


def checked_counts(families: ArrayLike, checked: ArrayLike, essential: ArrayLike) -> tuple[Counts, Counts, Counts]:
    """Families, checked and essential counts of cells, broadcast against each other.

    Raises:
        InvalidInput: not whole numbers; families outside 1..MAX_FAMILIES; not 0 <= essential <= checked <= families.
    """
    total, drawn, found = _broadcast(
        ("families", _whole_numbers("families", families)),
        ("checked", _whole_numbers("checked", checked)),
        ("essential", _whole_numbers("essential", essential)),
    )
    _require(total >= 1, "families", "must be at least 1", total)
    _require(total <= MAX_FAMILIES, "families", f"must not exceed {MAX_FAMILIES:,} in one cell", total)
    _require(drawn >= 0, "checked", "must not be negative", drawn)
    _require(found >= 0, "essential", "must not be negative", found)
    _require(drawn <= total, "checked", "must not exceed families", drawn)
    _require(found <= drawn, "essential", "must not exceed checked", found)
    return total, drawn, found


def checked_probabilities(field: str, values: ArrayLike, *, open_ends: bool = False) -> Floats:
    """Probabilities in [0, 1], or in (0, 1) with `open_ends`.

    Raises:
        InvalidInput: not numbers, not finite, or outside the interval.
    """
    found = checked_numbers(field, values)
    inside = ((found > 0) & (found < 1)) if open_ends else ((found >= 0) & (found <= 1))
    _require(inside, field, "must lie strictly between 0 and 1" if open_ends else "must lie in [0, 1]", found)
    return found


def checked_levels(levels: ArrayLike) -> Floats:
    """Quantile levels as a one-dimensional array.

    Raises:
        InvalidInput: none given, more than one dimension, or outside [MIN_TAIL, 1 - MIN_TAIL].
    """
    found = checked_numbers("levels", levels)
    if found.ndim > 1 or found.size == 0:
        raise InvalidInput("levels", "must be one level or a flat list of levels")
    found = found.reshape(-1)
    inside = (found >= MIN_TAIL) & (found <= 1 - MIN_TAIL)
    _require(inside, "levels", f"must lie in [{MIN_TAIL:g}, 1 - {MIN_TAIL:g}]", found)
    return found


def checked_prior(prior: object) -> tuple[Floats, Floats]:
    """The two shape parameters of a Beta prior, each a number or one number per cell.

    Raises:
        InvalidInput: not a pair, or a parameter outside [1e-6, 1e9].
    """
    if isinstance(prior, str) or not isinstance(prior, Sequence | np.ndarray) or len(cast("Sequence[Any]", prior)) != 2:
        raise InvalidInput("prior", "must be a pair (a, b) of Beta shape parameters", given=cast("object", prior))
    pair = cast("Sequence[ArrayLike]", prior)
    a, b = checked_numbers("prior", pair[0]), checked_numbers("prior", pair[1])
    for shape in (a, b):
        _require((shape >= 1e-6) & (shape <= 1e9), "prior", "must have both parameters in [1e-6, 1e9]", shape)
    return a, b


def checked_reliability(sensitivity: ArrayLike, specificity: ArrayLike) -> tuple[Floats, Floats]:
    """Sensitivity and specificity of evaluators, broadcast against each other.

    Raises:
        InvalidInput: outside [0, 1], or a sum of 1 or less (such evaluators tell nothing, or the opposite).
    """
    se, sp = np.broadcast_arrays(
        checked_probabilities("sensitivity", sensitivity), checked_probabilities("specificity", specificity)
    )
    _require(se + sp > 1, "sensitivity", "must exceed 1 - specificity (sensitivity + specificity > 1)", se)
    return se, sp


def checked_numbers(field: str, values: ArrayLike) -> Floats:
    """Finite real numbers as float64.

    Raises:
        InvalidInput: text, truth values, missing values, ragged lists, complex numbers, NaN or infinity.
    """
    found = _as_array(field, values, _REAL)
    if found.dtype.kind == "O":
        # Decimal and Fraction are exact kinds of number; money functions take them, statistics do not.
        raise InvalidInput(field, _REAL, given=values)
    result = found.astype(np.float64)
    _require(np.isfinite(result), field, _REAL, result)
    return result


def one_cell(field: str, values: NDArray[Any]) -> None:
    """Refuse more than one cell where a function answers for exactly one.

    Raises:
        InvalidInput: `values` holds another number of elements than one.
    """
    if values.size != 1:
        raise InvalidInput(field, f"must describe exactly one cell, not {values.size}")


def _whole_numbers(field: str, values: ArrayLike) -> Counts:
    found = _as_array(field, values, _WHOLE)
    if found.dtype.kind == "O":
        # NumPy falls back to objects when an integer does not fit 64 bits.
        if all(isinstance(v, int) and not isinstance(v, bool) for v in found.flat):
            worst = max((int(v) for v in found.flat), key=abs)
            if worst > MAX_FAMILIES:
                raise InvalidInput(field, f"must not exceed {MAX_FAMILIES:,} in one cell", given=worst)
            raise InvalidInput(field, "must not be negative", given=worst)
        raise InvalidInput(field, _WHOLE, given=values)
    if found.dtype.kind == "f":
        _require(np.isfinite(found), field, _WHOLE, found)
        _require(found == np.floor(found), field, _WHOLE, found)
    # Compared before the cast, which would wrap numbers beyond 64 bits.
    _require(np.abs(found) <= 2.0**53, field, f"must not exceed {MAX_FAMILIES:,} in one cell", found)
    return found.astype(np.int64)


def _as_array(field: str, values: ArrayLike, rule: str) -> NDArray[Any]:
    try:
        found: NDArray[Any] = np.asarray(values)
    except (ValueError, TypeError) as error:  # ragged lists
        raise InvalidInput(field, rule, given=values) from error
    if found.dtype.kind not in "iufO" or any(isinstance(v, bool) for v in _members(values)):
        raise InvalidInput(field, rule, given=values)
    if found.size == 0:
        raise InvalidInput(field, "must not be empty")
    return found


def _members(values: ArrayLike) -> Sequence[object]:
    """The elements of a plain list: NumPy silently turns [True, 2] into integers."""
    return cast("Sequence[object]", values) if isinstance(values, list | tuple) else ()


def _broadcast(*named: tuple[str, Counts]) -> list[Counts]:
    try:
        shape = np.broadcast_shapes(*(values.shape for _, values in named))
    except ValueError as error:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in named)
        raise InvalidInput(named[1][0], f"must have as many cells as the others ({shapes})") from error
    return [np.broadcast_to(values, shape) for _, values in named]


def _require(holds: NDArray[np.bool_] | np.bool_, field: str, rule: str, given: NDArray[Any]) -> None:
    flags = np.asarray(holds)
    if flags.all():
        return
    first = int(np.argmin(flags.reshape(-1)))
    value = np.broadcast_to(given, flags.shape).reshape(-1)[first].item()
    index = first if flags.ndim else None
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInput(field, rule, given=str(value), index=index)
    raise InvalidInput(field, rule, given=value, index=index)
