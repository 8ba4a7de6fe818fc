"""Owns the working of a case: a method's answer, and the few formulas from it to the number as it was published."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.frand.cases.published import PublishedCase
from services.frand.engine import Derivation, MethodAnswer

__all__ = ["Working"]


@dataclass(slots=True)
class Working:
    """A derivation that ends in the number to be compared.

    Attributes:
        case: whose.
        method: the method's name.
        known: the derivation.
        last: name of the quantity that is the answer.
        said: what is to be said of it, a sentence; may be empty.
    """

    case: PublishedCase
    method: str
    known: Derivation
    last: str = ""
    said: str = ""

    @classmethod
    def of(cls, case: PublishedCase, answer: MethodAnswer, quantity: str = "") -> Working:
        """Goes on from a method's answer: from one of its quantities, or its first result."""
        return cls(case, answer.method, Derivation(answer.derivation), quantity or answer.results[0].best)

    @classmethod
    def plain(cls, case: PublishedCase, method: str) -> Working:
        """Begins with nothing: for arithmetic that is no method of its own."""
        return cls(case, method, Derivation())

    @property
    def value(self) -> Decimal:
        """The answer."""
        return self.known.values[self.last]

    def given(self, name: str, *path: str | int) -> Working:
        """Writes an input of the case down.

        Raises:
            MissingInput: it is not public.
        """
        value = self.case.value(name, *path)
        quantity = "_".join([name, *(str(step).casefold() for step in path)])
        self.known.given(quantity, value, self.case.unit(name), name, sources=[self.case.source(name)])
        return self

    def published(self, output: str) -> Working:
        """Writes another published number of the case down, where the one asked for follows from it."""
        found = self.case.output(output)
        source = f"{self.case.citation}: {output} ({found.source})"
        name = f"published_{output.casefold()}"
        self.known.given(name, self.case.published(output), found.unit, f"{output}, as published", sources=[source])
        return self

    def term(self, name: str, value: Decimal, unit: str, label: str) -> Working:
        """Writes down a number that the file states in words: in a unit, a name or a remark."""
        self.known.given(name, value, unit, label, sources=[self.case.citation])
        return self

    def then(self, name: str, formula: str, unit: str = "") -> Working:
        """Computes the next quantity, which is the answer now."""
        self.known.computed(name, formula, unit, name.replace("_", " "))
        self.last = name
        return self

    def saying(self, text: str) -> Working:
        """Adds what is to be said of the answer."""
        self.said = text
        return self
