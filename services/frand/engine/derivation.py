"""Owns the derivation of an answer: named quantities, each given, computed by a formula, or stated by the numerics.

A method writes its answer down quantity by quantity. What a formula says is computed from the formula itself, so the
derivation cannot say one thing and the answer another; what only the numerics can tell (a quantile of a distribution)
is stated, with what it is and what it follows from. A restricted quantity names the organisations that may see it;
whatever is computed from it is restricted to those who may see all of its inputs, until somebody entitled to releases
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import NAME, evaluate, names_in

__all__ = ["Derivation", "Kind", "MethodAnswer", "Omitted", "Quantity", "Result"]

_MOST_SUMMED = 200
"""Quantities of one sum: a spreadsheet's function takes at most 255 arguments."""


class Kind(Enum):
    """How a quantity came to have its value."""

    GIVEN = "given"
    COMPUTED = "computed"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named quantity.

    Attributes:
        id: its name in formulas (`formulas.NAME`).
        label: what it is, for people.
        kind: given, computed or stated.
        formula: of a computed quantity, in the language of `formulas`; of a stated one, in words, what it is; empty for
            what was given.
        value: exact; not rounded.
        unit: `fraction`, `EUR per unit`, `families`, `years`, ...
        inputs: quantities it follows from.
        sources: where it was taken from: resource names, citations, digests.
        audience: organisations that may see the value; None where everybody may.
        group: heading under which documents show it, such as a method, a licence or a holder.
    """

    id: str
    label: str
    kind: Kind
    formula: str
    value: Decimal
    unit: str
    inputs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    audience: frozenset[str] | None = None
    group: str = ""


class Derivation:
    """Quantities in the order in which they were written down, inputs before what follows from them."""

    def __init__(self, quantities: Iterable[Quantity] = ()) -> None:
        self._quantities: dict[str, Quantity] = {}
        self._values: dict[str, Decimal] = {}
        for quantity in quantities:
            self._add(quantity)

    @property
    def values(self) -> Mapping[str, Decimal]:
        """Values by name."""
        return MappingProxyType(self._values)

    def __iter__(self) -> Iterator[Quantity]:
        return iter(self._quantities.values())

    def __len__(self) -> int:
        return len(self._quantities)

    def __contains__(self, name: object) -> bool:
        return name in self._quantities

    def __getitem__(self, name: str) -> Quantity:
        return self._quantities[name]

    def given(
        self,
        name: str,
        value: Decimal,
        unit: str,
        label: str,
        *,
        sources: Iterable[str] = (),
        audience: frozenset[str] | None = None,
        group: str = "",
    ) -> Decimal:
        """Writes down an input, and returns its value.

        Raises:
            InvalidInput: not a name, a name that is taken, or a value that is not a finite Decimal.
        """
        quantity = Quantity(
            name, label, Kind.GIVEN, "", value, unit, sources=tuple(sources), audience=audience, group=group
        )
        return self._add(quantity).value

    def computed(self, name: str, formula: str, unit: str, label: str, *, group: str = "") -> Decimal:
        """Computes a quantity from those written down before, writes it down, and returns its value.

        Raises:
            InvalidInput: not a name or a formula, a name that is taken or not written down, or no finite value.
        """
        inputs = names_in(formula)
        value = evaluate(formula, self._values)
        quantity = Quantity(
            name, label, Kind.COMPUTED, formula, value, unit, inputs, audience=self._may_see(inputs), group=group
        )
        return self._add(quantity).value

    def total(self, name: str, of: Sequence[str], unit: str, label: str, *, group: str = "") -> Decimal:
        """Computes the sum of quantities written down before; of very many in parts, since spreadsheets take few.

        Raises:
            InvalidInput: as for `computed`; no quantity to sum.

        Examples:
            >>> known = Derivation()
            >>> names = [f"h{n}.families" for n in range(1, 501)]
            >>> for each in names:
            ...     _ = known.given(each, Decimal(2), "families", "Families")
            >>> known.total("families", names, "families", "Families of all"), known["families"].formula
            (Decimal('1000'), 'sum(families.part1, families.part2, families.part3)')
        """
        if not of:
            raise InvalidInput("of", "must name at least one quantity")
        names = list(of)
        parts = 0
        while len(names) > _MOST_SUMMED:
            shorter: list[str] = []
            for first in range(0, len(names), _MOST_SUMMED):
                parts += 1
                some = ", ".join(names[first : first + _MOST_SUMMED])
                self.computed(f"{name}.part{parts}", f"sum({some})", unit, f"{label}, part {parts}", group=group)
                shorter.append(f"{name}.part{parts}")
            names = shorter
        return self.computed(name, f"sum({', '.join(names)})", unit, label, group=group)

    def stated(
        self,
        name: str,
        value: Decimal,
        what: str,
        inputs: Iterable[str],
        unit: str,
        label: str,
        *,
        sources: Iterable[str] = (),
        group: str = "",
    ) -> Decimal:
        """Writes down what the numerics found: `what` it is in words, and the quantities it follows from.

        Raises:
            InvalidInput: not a name, a name that is taken, an input that is not written down, no finite value.
        """
        follows = tuple(inputs)
        quantity = Quantity(
            name, label, Kind.STATED, what, value, unit, follows, tuple(sources), self._may_see(follows), group
        )
        return self._add(quantity).value

    def release(self, names: Iterable[str]) -> None:
        """Lets everybody see quantities that were restricted; what they follow from stays so.

        Raises:
            InvalidInput: a name that is not written down.
        """
        for name in names:
            if name not in self._quantities:
                raise InvalidInput("release", "must name quantities of the derivation", given=name)
            self._quantities[name] = replace(self._quantities[name], audience=None)

    def may_see(self, name: str, organisation: str) -> bool:
        """Whether an organisation may see the value of a quantity."""
        audience = self._quantities[name].audience
        return audience is None or organisation in audience

    def _may_see(self, inputs: Iterable[str]) -> frozenset[str] | None:
        audience: frozenset[str] | None = None
        for name in inputs:
            if name not in self._quantities:
                raise InvalidInput("inputs", "must name quantities written down before", given=name)
            restricted = self._quantities[name].audience
            if restricted is not None:
                audience = restricted if audience is None else audience & restricted
        return audience

    def _add(self, quantity: Quantity) -> Quantity:
        if not NAME.fullmatch(quantity.id):
            raise InvalidInput(
                "id", f"must be a name such as aggregate or h12.share ({NAME.pattern})", given=quantity.id
            )
        if quantity.id in self._quantities:
            raise InvalidInput("id", "must not be written down twice", given=quantity.id)
        # NaN and infinity come from text and from binary floats alike; an answer never holds one.
        if not isinstance(quantity.value, Decimal) or not quantity.value.is_finite():  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInput(quantity.id, "must be a finite decimal.Decimal", given=quantity.value)
        self._quantities[quantity.id] = quantity
        self._values[quantity.id] = quantity.value
        return quantity


@dataclass(frozen=True, slots=True)
class Result:
    """A number that a method answers with, by the name of its quantity.

    Attributes:
        subject: whose: a holder, a licence, a year; empty where the method has one answer.
        label: what it is, for people.
        best: the quantity that is the answer.
        low, high: the quantities that bound it; empty where the method gives no spread.
    """

    subject: str
    label: str
    best: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Omitted:
    """An input that a method did not use, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class MethodAnswer:
    """What a method answers: its results, how they came about, and what was left out.

    Attributes:
        method: name of the method: `top_down`, `comparables`, ...
        results: at least one.
        derivation: every quantity the results follow from.
        omitted: inputs that were not used, with reasons.
        notes: what was assumed, for people; each a sentence.
    """

    method: str
    results: tuple[Result, ...]
    derivation: Derivation
    omitted: tuple[Omitted, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.results:
            raise InvalidInput("results", "must hold at least one result")
        for result in self.results:
            for name in (result.best, result.low, result.high):
                if name and name not in self.derivation:
                    raise InvalidInput("results", "must name quantities of the derivation", given=name)
