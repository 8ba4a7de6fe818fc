"""Owns how methods write recurring steps into a derivation: sums of any length, exchange, time, discounting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.frand.engine.derivation import Derivation
from services.frand.engine.interest import DayCount, day_fraction
from services.frand.engine.requirements import audience_of, narrowed
from services.frand.engine.series import DatedSeries, exchange_rate

__all__ = ["Writer"]

_CHUNK = 100
"""Most terms of one sum; longer ones are summed in parts, so that no formula outgrows a spreadsheet's cell."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes under one heading of a derivation.

    Attributes:
        known: the derivation.
        group: the heading.
        audience: who may see what is given under it; None where everybody may.
    """

    known: Derivation
    group: str
    audience: frozenset[str] | None = None

    def given(
        self,
        name: str,
        value: Decimal | int,
        unit: str,
        label: str,
        source: str = "",
        audience: frozenset[str] | None = None,
    ) -> str:
        """Writes an input down, restricted to the heading's audience and its own; returns its name."""
        self.known.given(
            name,
            Decimal(value),
            unit,
            label,
            sources=(source,) if source else (),
            audience=narrowed(self.audience, audience),
            group=self.group,
        )
        return name

    def computed(self, name: str, formula: str, unit: str, label: str) -> str:
        """Computes and writes down; returns the name."""
        self.known.computed(name, formula, unit, label, group=self.group)
        return name

    def total(self, name: str, terms: Sequence[str], unit: str, label: str) -> str:
        """The sum of terms, in parts where there are many; returns the name."""
        while len(terms) > _CHUNK:
            parts = [terms[i : i + _CHUNK] for i in range(0, len(terms), _CHUNK)]
            depth = sum(1 for key in self.known.values if key.startswith(f"{name}.part_"))
            terms = [
                self.computed(f"{name}.part_{depth + i}", f"sum({', '.join(part)})", unit, f"{label}, part {i}")
                for i, part in enumerate(parts, 1)
            ]
        return self.computed(name, f"sum({', '.join(terms)})", unit, label)

    def exchange(
        self,
        prefix: str,
        base: str,
        quote: str,
        on: date,
        series: Iterable[DatedSeries],
        audience: frozenset[str] | None,
    ) -> str:
        """Writes the rates of exchange of a date down; returns the factor as a formula, "" for the same currency.

        What rates a payment is changed at tells its date, so they are as restricted as the payment.
        """
        exchange = exchange_rate(base, quote, on, tuple(series))
        names: list[str] = []
        for i, (step, value) in enumerate(zip(exchange.steps, exchange.values, strict=True), 1):
            both = narrowed(audience, audience_of(step.audience))
            unit = f"{step.quote_currency} per {step.base_currency}"
            label = f"Exchange rate ({step.interpolation.value}, {step.id})"
            names.append(self.given(f"{prefix}.exchange_{i}", value, unit, label, step.source, both))
        return f"({exchange.formula.format(*names)})" if names else ""

    def years(
        self, prefix: str, start: date, end: date, count: DayCount, label: str, audience: frozenset[str] | None
    ) -> str:
        """Writes the days between two dates down, and the years that they are; returns the name of the years."""
        parts: list[str] = []
        for days, basis in zip(day_fraction(start, end, count), (360, 365, 366), strict=True):
            if days:
                name = self.given(f"{prefix}.days_{basis}", days, "days", f"Days {label} (over {basis})", "", audience)
                parts.append(f"{name} / {basis}")
        if not parts:
            parts = [self.given(f"{prefix}.days_365", 0, "days", f"Days {label} (over 365)", "", audience)]
        return self.computed(f"{prefix}.years", " + ".join(parts), "years", f"Years {label} ({count.value})")
