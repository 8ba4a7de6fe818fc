"""Owns what shown numbers tell about withheld ones: what can be computed back, and by whom.

A released number and the theory page of its method can tell a number that stays restricted: the rate of the only
licence in a mean, or one of two when the other is known. What is protected are inputs, and every number of a single
licence. One rule decides everywhere, for a release as for a report:

1. What rests on withheld licences without belonging to one rests on at least `LEAST_LICENCES` that are restricted: of
   one, a mean is its rate; of two, each party would know the other's.
2. No protected number is fixed by what is shown: its gradient, along every way in which the withheld inputs can move,
   does not lie in the space that the gradients of the shown numbers span (the condition of the implicit function
   theorem under which they would determine it locally). That holds for outsiders and for whoever is party to one of the
   licences and knows all that is withheld of that one; a reader who sees one of them is no party to the others.
   Weights of licences are taken to be guessed.
3. No licence makes up more than `DOMINANT` of it: the number would be that licence's, nearly.

A number is not protected from being told where it was itself released: who releases a licence's rate by name means it.
Several calculations are taken together by `releases`, from what `exposures` says of each. What is not covered is what
readers know from elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

import numpy as np
from numpy.typing import NDArray

from services.frand.engine.derivation import Derivation, Kind, Quantity
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import evaluate

__all__ = [
    "DOMINANT",
    "LEAST_LICENCES",
    "Exposure",
    "Part",
    "Telling",
    "disclosing",
    "exposures",
    "licence_of",
    "telling",
    "tellings",
]

LEAST_LICENCES = 3
"""Restricted licences that a shown number has to rest on: with two, each of their parties would know the other's."""

DOMINANT = 0.8
"""Largest part that one licence may have in a shown number."""

_EXACT = Context(prec=50)
_STEP = Decimal("1e-18")
_WITHIN = 1e-9
_TELLING_DIGITS = 5
_LICENCE = "Licence "

Name = tuple[str, str]
"""A quantity: the answer's id and its own."""

Gradient = Mapping[Name, float]


@dataclass(frozen=True, slots=True)
class Part:
    """An answer of which a reader sees a part.

    Attributes:
        id: of the answer.
        derivation: all of it.
        withheld: quantities that the reader may not see.
    """

    id: str
    derivation: Derivation
    withheld: frozenset[str]


@dataclass(frozen=True, slots=True)
class Telling:
    """A shown number that would tell withheld ones.

    Attributes:
        name: the shown one.
        told: the protected ones that it would tell; empty where it rests on too few licences, or nearly on one.
        why: in words, after "it": what is wrong with showing it. Names no value.
    """

    name: Name
    told: tuple[Name, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a released number rests on.

    Attributes:
        name: the number.
        licence: id of the licence that it is of; empty for none.
        roots: withheld inputs, with the relative change of the number when each changes by as much of itself.
    """

    name: Name
    licence: str
    roots: Gradient


def exposures(parts: Sequence[Part], released: Sequence[Name]) -> tuple[Exposure, ...]:
    """What released numbers rest on, those left out that rest on nothing withheld.

    Args:
        parts: the answers, in order.
        released: the numbers, which are not withheld.
    """
    hidden = {(part.id, name) for part in parts for name in part.withheld}
    quantities = {(part.id, each.id): each for part in parts for each in part.derivation}
    gradients, _ = _gradients(parts, hidden)
    return tuple(
        Exposure(name, licence_of(quantities[name]), gradients[name])
        for name in dict.fromkeys(released)
        if gradients.get(name)
    )


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
    found = tellings([Part("", derivation, withheld)], [("", name) for name in first])
    return frozenset(each.name[1] for each in found)


def tellings(parts: Sequence[Part], first: Sequence[Name] = ()) -> tuple[Telling, ...]:
    """What of the shown numbers of answers, taken together, would tell protected ones.

    A withheld number that is given in one answer, and equal to one of an answer before it that moves with withheld
    inputs, is taken for the same.

    Args:
        parts: the answers, in order.
        first: quantities that are kept rather than others, most wanted first.
    """
    if not any(part.withheld for part in parts):
        return ()
    refused = [each for part in parts for each in _recomputable(part)]
    opened = {each.name for each in refused}
    hidden = {(part.id, name) for part in parts for name in part.withheld} | opened
    quantities = {(part.id, each.id): each for part in parts for each in part.derivation}
    gradients, twins = _gradients(parts, hidden)
    wanted = list(dict.fromkeys([*first, *quantities]))
    candidates = [name for name in wanted if name in quantities and name not in hidden and gradients.get(name)]
    # The twin of a number of another answer is protected there, if at all.
    protected = [
        name for name in quantities if name in hidden - twins and _protected(quantities[name]) and gradients[name]
    ]
    observers = _observers(protected, quantities, gradients)
    for name in candidates:
        licences = _licences_behind(name, quantities, hidden)
        own = licence_of(quantities[name])
        why, told = "", ()
        if licences and not own and len(licences) < LEAST_LICENCES:
            count = "one licence" if len(licences) == 1 else f"{len(licences)} licences"
            why = f"rests on {count} only; at least {LEAST_LICENCES} are needed, so that it does not tell one of them"
        elif not own and _dominated(gradients[name], quantities):
            why = f"is made up of one licence to more than {DOMINANT:.0%}, so that it nearly tells that one"
        else:
            told = tuple(dict.fromkeys(each for observer in observers for each in observer.told_by(name)))
            if told:
                names = ", ".join(each[1] for each in told[:5]) + (" and more" if len(told) > 5 else "")
                why = f"would tell {names}, restricted to others, to whoever knows the method"
        if why:
            refused.append(Telling(name, told, why))
            # What was refused is a secret now: what would tell it is refused like it.
            for observer in observers:
                observer.protect(name)
        else:
            for observer in observers:
                observer.show(name)
    return tuple(refused)


class _Observer:
    """What somebody learns from shown numbers, who knows some of the withheld ones already."""

    def __init__(
        self, gradients: Mapping[Name, Gradient], known: frozenset[Name], protected: Iterable[Name], roots: list[Name]
    ) -> None:
        self._gradients = gradients
        self._place = {root: place for place, root in enumerate(root for root in roots if root not in known)}
        self._kept = np.zeros((0, len(self._place)))
        self._protected: dict[Name, NDArray[np.float64]] = {}
        for name in protected:
            self.protect(name)

    def protect(self, name: Name) -> None:
        vector = self._vector(name)
        if vector is not None:
            self._protected[name] = vector

    def show(self, name: Name) -> None:
        vector = self._vector(name)
        if vector is not None:
            self._kept = _with(self._kept, vector)

    def told_by(self, name: Name) -> list[Name]:
        """Protected numbers that are fixed once this one is shown, too."""
        vector = self._vector(name)
        if vector is None or not self._protected:
            return []
        kept = _with(self._kept, vector)
        secrets = np.array(list(self._protected.values()))
        rest = secrets - (secrets @ kept.T) @ kept
        fixed = np.linalg.norm(rest, axis=1) < 1e-7
        return [each for each, told in zip(self._protected, fixed, strict=True) if told]

    def _vector(self, name: Name) -> NDArray[np.float64] | None:
        vector = np.zeros(len(self._place))
        for root, change in self._gradients.get(name, {}).items():
            if root in self._place:
                vector[self._place[root]] = change
        size = float(np.linalg.norm(vector))
        return vector / size if size else None


def _observers(
    protected: Sequence[Name], quantities: Mapping[Name, Quantity], gradients: Mapping[Name, Gradient]
) -> list[_Observer]:
    """The reader, and where that may be anybody, a party to each withheld licence."""
    roots = sorted({root for gradient in gradients.values() for root in gradient})
    headings = {root: licence_of(quantities[root]) for root in roots}
    licences = sorted({licence for licence in headings.values() if licence})
    guessed = frozenset(r for r in roots if licences and not headings[r] and not quantities[r].unit)
    observers = [_Observer(gradients, guessed, protected, roots)]
    if any(_seen_by_its_audience(name, quantity, gradients) for name, quantity in quantities.items()):
        return observers
    for licence in licences:
        known = guessed | {root for root in roots if headings[root] == licence}
        observers.append(_Observer(gradients, known, protected, roots))
    return observers


def _seen_by_its_audience(name: Name, quantity: Quantity, gradients: Mapping[Name, Gradient]) -> bool:
    """Whether the reader is in the audience of a number of a licence."""
    return bool(licence_of(quantity)) and quantity.audience is not None and not gradients[name]


def _protected(quantity: Quantity) -> bool:
    """Inputs, and every number of a single licence; what else is withheld follows from these and tells no more."""
    return quantity.kind is Kind.GIVEN or bool(licence_of(quantity))


def licence_of(quantity: Quantity) -> str:
    """The id of the licence under whose heading a quantity is; empty for none."""
    return quantity.group.removeprefix(_LICENCE) if quantity.group.startswith(_LICENCE) else ""


def _licences_behind(name: Name, quantities: Mapping[Name, Quantity], hidden: set[Name]) -> set[str]:
    """Restricted licences that a shown quantity follows from, by way of what is restricted; none if all are shown."""
    found: set[str] = set()
    withheld = False
    waiting, seen = [name], set[Name]()
    while waiting:
        answer, _ = each = waiting.pop()
        if each in seen or (each != name and each not in hidden and quantities[each].audience is None):
            continue
        seen.add(each)
        if each != name and (licence := licence_of(quantities[each])):
            found.add(licence)
            withheld = withheld or each in hidden
        waiting += [(answer, one) for one in quantities[each].inputs]
    return found if withheld else set()


def _dominated(gradient: Gradient, quantities: Mapping[Name, Quantity]) -> bool:
    """Whether one licence makes up nearly all of a number: by how much it moves with the inputs of each."""
    parts: dict[str, float] = {}
    for root, change in gradient.items():
        if licence := licence_of(quantities[root]):
            parts[licence] = max(parts.get(licence, 0.0), abs(change))
    return len(parts) > 1 and max(parts.values()) > DOMINANT * sum(parts.values())


def _recomputable(part: Part) -> Iterator[Telling]:
    """Inputs of protected quantities of which all inputs are shown: whoever has these computes the quantity.

    That happens where an input was released and what had been computed from it was not. Which of them that was is not
    known any more, so all are withheld.
    """
    found: set[str] = set()
    # Backwards, so that what is found here is looked at in its turn.
    for quantity in reversed(list(part.derivation)):
        hidden = part.withheld | found
        if (
            quantity.id in hidden
            and quantity.inputs
            and (_protected(quantity) or quantity.id in found)
            and hidden.isdisjoint(quantity.inputs)
        ):
            found.update(quantity.inputs)
            for name in quantity.inputs:
                why = f"would tell {quantity.id}, restricted to others, which follows from shown numbers alone"
                yield Telling((part.id, name), ((part.id, quantity.id),), why)


def _gradients(parts: Sequence[Part], hidden: set[Name]) -> tuple[dict[Name, dict[Name, float]], set[Name]]:
    """Relative changes of every quantity with each withheld root, by name; empty where it does not move.

    Beside them the twins: what is given, and is taken for a number of an answer before.
    """
    found: dict[Name, dict[Name, float]] = {}
    twins: set[Name] = set()
    same: dict[Decimal | tuple[str, Decimal], Name] = {}
    for part in parts:
        for quantity in part.derivation:
            name = (part.id, quantity.id)
            moving = [each for each in dict.fromkeys(quantity.inputs) if found.get((part.id, each))]
            if name in hidden and not moving:
                twin = None
                if quantity.kind is Kind.GIVEN:
                    # The same licence has the same names in every answer; a cross-check gives its own to a rate.
                    twin = same.get((quantity.id, quantity.value)) or same.get(quantity.value)
                found[name] = {name: 1.0} if twin is None else found[twin]
                if twin is not None:
                    twins.add(name)
                continue
            gradient: dict[Name, float] = {}
            for each, partial in zip(moving, _partials(part.derivation, quantity, moving), strict=True):
                for root, change in found[part.id, each].items():
                    gradient[root] = gradient.get(root, 0.0) + partial * change
            found[name] = {root: change for root, change in gradient.items() if change}
        # Of an answer, two equal inputs are two; of another one they are taken for the same.
        for quantity in part.derivation:
            if found[part.id, quantity.id]:
                same.setdefault(quantity.value, (part.id, quantity.id))
                same.setdefault((quantity.id, quantity.value), (part.id, quantity.id))
    return found, twins


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


def _with(kept: NDArray[np.float64], vector: NDArray[np.float64]) -> NDArray[np.float64]:
    rest = vector - kept.T @ (kept @ vector)
    rest -= kept.T @ (kept @ rest)
    size = float(np.linalg.norm(rest))
    return kept if size < _WITHIN else np.vstack([kept, rest / size])
