"""Owns what shown numbers tell about withheld ones: what can be computed back, and what a sentence gives away.

A released number and the theory page of its method can tell a number that stays restricted: the rate of the only
licence in a mean, or one of two when the other is known. So a withheld number counts as disclosed when its first-order
change, along every way in which the withheld inputs can move, is fixed by what is shown: its gradient lies in the space
that the gradients of the shown numbers span. That is the condition of the implicit function theorem under which the
shown numbers determine it locally.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal

import numpy as np
from numpy.typing import NDArray

from services.frand.engine.derivation import Derivation, Kind, Quantity
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import evaluate

_EXACT = Context(prec=50)
_STEP = Decimal("1e-18")
_WITHIN = 1e-9
_TELLING_DIGITS = 5
# Digests and identities are no numbers; what is all digits is one.
_NAMES = re.compile(r"\b(?=[0-9a-f-]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b")
_NUMBER = re.compile(
    r"(?<![\w.])(?P<before>(?:\b[A-Z]{3}|[€$£¥])\s?)?"
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f,'’]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)"
    r"(?P<after>\s?(?:%|‰|per\b|[A-Z]{3}\b|[€$£¥]|million|billion|thousand))?"
)
_SCALES = (0, 2, -3, -6, -9, 3, 6)
"""Powers of ten by which a number is written: as it is, in per cent, in thousands, millions, billions, per mille, ppm."""


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
    gradients = _gradients(derivation, withheld)
    wanted = list(dict.fromkeys([*first, *(each.id for each in derivation)]))
    candidates = [name for name in wanted if name not in withheld and gradients.get(name)]
    if not candidates:
        return frozenset()
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
    return frozenset(refused)


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


class Secrets:
    """Restricted numbers, as sentences could state them.

    Args:
        values: the numbers.
        shown: numbers that the reader sees anyway.
    """

    def __init__(self, values: Iterable[Decimal], shown: Iterable[Decimal] = ()) -> None:
        # 0 and 1 are in every text; a sentence with one of them tells nothing.
        self._values = sorted({abs(value) for value in values} - {Decimal(0), Decimal(1)})
        self._shown = sorted({abs(value) for value in shown})

    def told_by(self, text: str) -> bool:
        """Whether a text states one of the numbers: in full, rounded to three digits or more, in per cent or in
        millions."""
        if not self._values:
            return False
        return any(
            _states(number, self._values) for found in _numbers_of(text) for number in _readings(found["number"])
        )

    def may_be_told_by(self, text: str) -> bool:
        """Whether a text states a number that the reader does not see elsewhere; for texts written freely.

        What a method left out is in no derivation, so its numbers are not known to be restricted. Years and counts up to
        a hundred pass, where no unit is beside them.
        """
        if not self._values:
            return False
        if self.told_by(text):
            return True
        return any(
            not any(_states(number, self._shown) for number in _readings(found["number"]))
            and not (found["before"] == found["after"] == "" and _harmless(found["number"]))
            for found in _numbers_of(text)
            if any(True for _ in _readings(found["number"]))
        )


def _harmless(written: str) -> bool:
    return written.isdigit() and (int(written) <= 100 or 1900 <= int(written) <= 2100)


def _numbers_of(text: str) -> Iterator[re.Match[str]]:
    bare = _NAMES.sub(lambda found: found[0] if found[0].isdigit() else "", text)
    return _NUMBER.finditer(bare)


def _states(number: Decimal, values: Sequence[Decimal]) -> bool:
    digits = len(number.as_tuple().digits)
    for value in values:
        for power in _SCALES:
            scaled = value.scaleb(power, _EXACT)
            if number == scaled:
                return True
            if digits >= 3 and number and Context(prec=digits).plus(scaled) == number:
                return True
    return False


def _readings(written: str) -> Iterator[Decimal]:
    bare = re.sub("[ \u00a0\u202f'’]", "", written)
    for text in {bare.replace(",", ""), bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else ""}:
        if text:
            number = Decimal(text)
            if number not in (0, 1):
                yield number
