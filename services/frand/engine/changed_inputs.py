"""Owns inputs of a method with other numbers in some fields, so that whole methods can be asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, cast

from services.frand.engine.errors import InvalidInput
from services.frand.engine.requirements import checked_decimal

__all__ = ["with_values"]

_STEP = re.compile(r"([a-z_][a-z0-9_]*)((?:\[[0-9]+\])*)")

_Change = tuple[tuple[str | int, ...], Decimal, str]
"""What is left of a path, the value at its end, and the whole path."""


def with_values(inputs: Any, changes: Mapping[str, Decimal]) -> Any:
    """Inputs of a method with other numbers in some fields, all changed at once.

    Parameters
    ----------
    inputs : dataclass
        Of any method.
    changes : mapping of str to Decimal
        By path, such as `licences[0].payments[1].amount.amount`.

    Raises
    ------
    InvalidInput
        A path that leads to no number, or values that the inputs refuse.

    Examples
    --------
    >>> from services.frand.engine import InputSwing
    >>> swing = InputSwing("a", Decimal(1), Decimal(3))
    >>> with_values(swing, {"low": Decimal(4), "high": Decimal(5)}).high
    Decimal('5')
    """
    for path, value in changes.items():
        checked_decimal(path, value)
    return _with(inputs, [(_steps(path), value, path) for path, value in changes.items()]) if changes else inputs


def _steps(path: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise _wrong(path)
        steps += [match[1], *(int(place) for place in re.findall(r"[0-9]+", match[2]))]
    return tuple(steps)


def _with(held: Any, changes: Sequence[_Change]) -> Any:
    """The same with the changes within it; they are put together place by place, and a record is made once."""
    (steps, value, path), *more = changes
    if not steps:
        if more:
            raise _wrong(path)
        return _number(held, value, path)
    by_place: dict[str | int, list[_Change]] = {}
    for each in changes:
        if not each[0]:
            raise _wrong(each[2])
        by_place.setdefault(each[0][0], []).append((each[0][1:], *each[1:]))
    if isinstance(held, tuple):
        items = list(cast("tuple[Any, ...]", held))
        for place, some in by_place.items():
            if not isinstance(place, int) or place >= len(items):
                raise _wrong(some[0][2])
            items[place] = _with(items[place], some)
        return tuple(items)
    if not is_dataclass(held) or isinstance(held, type):
        raise _wrong(path)
    known = {each.name for each in fields(held)}
    members: dict[str, Any] = {}
    for place, some in by_place.items():
        if place not in known:
            raise _wrong(some[0][2])
        members[str(place)] = _with(getattr(held, str(place)), some)
    return replace(cast("Any", held), **members)


def _number(held: object, value: Decimal, path: str) -> Decimal | int:
    if isinstance(held, int) and not isinstance(held, bool) and value == value.to_integral_value():
        return int(value)
    if not isinstance(held, Decimal):
        raise _wrong(path)
    return value


def _wrong(path: str) -> InvalidInput:
    return InvalidInput(path, "must be the path of a number of the inputs")
