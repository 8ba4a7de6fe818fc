"""Owns what shown numbers of a derivation tell about withheld ones: what can be computed back.

A released number and the theory page of its method can tell a number that stays restricted: the rate of the only
licence in a mean, or one of two when the other is known. So a withheld number counts as disclosed when its first-order
change, along every way in which the withheld inputs can move, is fixed by what is shown: its gradient lies in the space
that the gradients of the shown numbers span. That is the condition of the implicit function theorem under which the
shown numbers determine it locally.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal

import numpy as np
from numpy.typing import NDArray

from services.frand.engine.derivation import Derivation, Kind, Quantity
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import evaluate

__all__ = ["disclosing", "telling"]

_EXACT = Context(prec=50)
_STEP = Decimal("1e-18")
_WITHIN = 1e-9
_TELLING_DIGITS = 5


def telling(value: Decimal) -> bool:
    """Whether a number has so many digits that another one equal to it is the same number, not a coincidence."""
    return len(value.normalize(_EXACT).as_tuple().digits) >= _TELLING_DIGITS


def disclosing(derivation: Derivation, withheld: frozenset[str], first: Sequence[str]) -> frozenset[str]:
    """Quantities that must be withheld, too, because they would tell what is withheld.

    Args:
        derivation: all of it.
        withheld: quantities that the reader may not see.
        first: quantities that are kept rather than others, most wanted first.

    Returns:
        Names; none of them in `withheld`.
    """
    if not withheld:
        return frozenset()
    opened = _recomputable(derivation, withheld)
    withheld |= opened
    gradients = _gradients(derivation, withheld)
    wanted = list(dict.fromkeys([*first, *(each.id for each in derivation)]))
    candidates = [name for name in wanted if name not in withheld and gradients.get(name)]
    if not candidates:
        return opened
    roots = sorted({root for gradient in gradients.values() for root in gradient})
    vectors = {name: _unit(gradient, roots) for name, gradient in gradients.items() if gradient}
    kept = np.zeros((0, len(roots)))
    secrets = np.array([vectors[name] for name in withheld if name in vectors])
    refused: set[str] = set()
    for name in candidates:
        extended = _with(kept, vectors[name])
        # Also the ones refused so far are secrets now: what would tell them is refused like them.
        hidden = [secrets, *([np.array([vectors[each] for each in sorted(refused)])] if refused else [])]
        if _determined(extended, np.vstack(hidden)):
            refused.add(name)
        else:
            kept = extended
    return opened | refused


def _recomputable(derivation: Derivation, withheld: frozenset[str]) -> frozenset[str]:
    """Inputs of withheld quantities of which all inputs are shown: whoever has these computes the quantity.

    That happens where an input was released and what had been computed from it was not. Which of them that was is not
    known any more, so all are withheld.
    """
    found: set[str] = set()
    # Backwards, so that what is found here is looked at in its turn.
    for quantity in reversed(list(derivation)):
        hidden = withheld | found
        if quantity.id in hidden and quantity.inputs and hidden.isdisjoint(quantity.inputs):
            found.update(quantity.inputs)
    return frozenset(found)


def _gradients(derivation: Derivation, withheld: frozenset[str]) -> dict[str, dict[str, float]]:
    """Relative changes of every quantity with each withheld root, by name; empty where it does not move."""
    found: dict[str, dict[str, float]] = {}
    for quantity in derivation:
        moving = [name for name in dict.fromkeys(quantity.inputs) if found.get(name)]
        if quantity.id in withheld and not moving:
            found[quantity.id] = {quantity.id: 1.0}
            continue
        partials = _partials(derivation, quantity, moving)
        gradient: dict[str, float] = {}
        for name, partial in zip(moving, partials, strict=True):
            for root, change in found[name].items():
                gradient[root] = gradient.get(root, 0.0) + partial * change
        found[quantity.id] = {root: change for root, change in gradient.items() if change}
    return found


def _partials(derivation: Derivation, quantity: Quantity, moving: Sequence[str]) -> Iterator[float]:
    for name in moving:
        if quantity.kind is not Kind.COMPUTED:
            # How a stated number moves is known to the numerics alone: in some direction of its own.
            digest = hashlib.sha256(f"{quantity.id}\0{name}".encode()).digest()
            yield 1.0 + int.from_bytes(digest[:4], "big") / 2**32
            continue
        values = derivation.values
        size = abs(values[name]) or Decimal(1)
        step = _EXACT.multiply(size, _STEP)
        try:
            moved = evaluate(quantity.formula, _Changed(values, name, _EXACT.add(values[name], step)))
        except InvalidInput:
            yield 1.0  # at the edge of where the formula has a value: taken to move
            continue
        change = _EXACT.divide(_EXACT.subtract(moved, quantity.value), _STEP)
        yield float(change / (abs(quantity.value) or Decimal(1)))


class _Changed(dict[str, Decimal]):
    """Values with one of them changed, without a copy of all."""

    def __init__(self, values: Mapping[str, Decimal], name: str, value: Decimal) -> None:
        super().__init__({name: value})
        self._values = values

    def __missing__(self, name: str) -> Decimal:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values


def _unit(gradient: Mapping[str, float], roots: Sequence[str]) -> NDArray[np.float64]:
    vector = np.array([gradient.get(root, 0.0) for root in roots])
    return vector / float(np.linalg.norm(vector))


def _with(kept: NDArray[np.float64], vector: NDArray[np.float64]) -> NDArray[np.float64]:
    rest = vector - kept.T @ (kept @ vector)
    rest -= kept.T @ (kept @ rest)
    size = float(np.linalg.norm(rest))
    return kept if size < _WITHIN else np.vstack([kept, rest / size])


def _determined(kept: NDArray[np.float64], secrets: NDArray[np.float64]) -> bool:
    rest = secrets - (secrets @ kept.T) @ kept
    return bool(np.any(np.linalg.norm(rest, axis=1) < 1e-7))
