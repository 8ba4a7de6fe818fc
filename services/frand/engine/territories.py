"""Owns rates in territories: a rate times the strength of a portfolio there, and their blend by sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import Rounding, checked_decimal, rounding_formula
from services.frand.engine.requirements import audience_of, checked_audience, checked_text
from services.frand.engine.top_down_inputs import Territory, checked_territories

__all__ = ["TerritorialRatesInputs", "territorial_rates", "write_rates", "write_strengths"]


@dataclass(frozen=True, slots=True)
class TerritorialRatesInputs:
    """A rate that was determined, and the territories it is adapted to.

    Attributes:
        rate: where strength is 1; at least 0.
        unit: of the rate, such as `fraction of the net selling price`.
        source: where the rate comes from.
        territories: at least one.
        rounding: of the results; of the rate itself none.
        audience: organisations that may see the rate; none where everybody may.
    """

    rate: Decimal
    unit: str
    source: str
    territories: tuple[Territory, ...]
    rounding: Rounding | None = None
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_decimal("rate", self.rate, at_least=0)
        checked_text("unit", self.unit, longest=200)
        checked_text("source", self.source, longest=1000)
        checked_audience(self.audience, "audience")
        if not self.territories:
            raise InvalidInput("territories", "must hold at least one territory")
        checked_territories(self.territories)


def territorial_rates(inputs: TerritorialRatesInputs) -> MethodAnswer:
    """Rates in territories: rate × strength, rounded last; and blended by sales where their shares are known.

    Parameters
    ----------
    inputs : TerritorialRatesInputs

    Returns
    -------
    MethodAnswer
        A result for each territory, and the blended rate where sales shares are given.

    References
    ----------
    TCL v Ericsson, SACV 14-341 (C.D. Cal. 21 December 2017), vacated 943 F.3d 1360 (Fed. Cir. 2019): regional strength
    as the number of patents in a region relative to that where the portfolio is strongest.

    Examples
    --------
    >>> eu = Territory("EU", Decimal("0.88"))
    >>> answer = territorial_rates(TerritorialRatesInputs(Decimal("0.003"), "fraction of price", "judgment", (eu,)))
    >>> answer.results[0].subject, answer.derivation.values["t1.rate"]
    ('EU', Decimal('0.00264'))
    """
    known = Derivation()
    audience = audience_of(inputs.audience)
    known.given("rate", inputs.rate, inputs.unit, "Rate", sources=[inputs.source], audience=audience)
    write_strengths(known, inputs.territories)
    results = [
        Result(territory.name, "Rate", write_rates(known, "", "rate", n, inputs.unit, territory.name, inputs.rounding))
        for n, territory in enumerate(inputs.territories, 1)
    ]
    if "strength" in known:
        known.computed("blended_exact", "rate * strength", inputs.unit, "Rate over all sales, not rounded")
        formula = rounding_formula("blended_exact", inputs.rounding) if inputs.rounding else "blended_exact"
        known.computed("blended", formula, inputs.unit, "Rate over all sales")
        results.append(Result("", "Rate over all sales", "blended"))
    return MethodAnswer("territorial_rates", tuple(results), known)


def write_strengths(known: Derivation, territories: Sequence[Territory]) -> None:
    """Writes territories down as `t1.strength`, `t1.sales_share`, ..., and their blend, if any, as `strength`."""
    for n, territory in enumerate(territories, 1):
        label = f"Strength in {territory.name}"
        known.given(f"t{n}.strength", territory.strength, "factor", label, group=territory.name)
        if territory.sales_share is not None:
            label = f"Part of the sales in {territory.name}"
            known.given(f"t{n}.sales_share", territory.sales_share, "fraction", label, group=territory.name)
            label = f"Strength in {territory.name}, by its sales"
            known.computed(f"t{n}.weighted", f"t{n}.strength * t{n}.sales_share", "factor", label, group=territory.name)
    if territories and territories[0].sales_share is not None:
        names = [f"t{n}.weighted" for n in range(1, len(territories) + 1)]
        known.total("strength", names, "factor", "Strength over all sales")


def write_rates(
    known: Derivation, prefix: str, rate: str, n: int, unit: str, label: str, rounding: Rounding | None, end: str = ""
) -> str:
    """Writes the rate in a territory down; the name of its quantity.

    Args:
        known: the derivation, with `tN.strength` and the rate in it.
        prefix: of the name, with its dot, such as `h1.`; may be empty.
        rate: name of the rate where strength is 1, without its end.
        n: of the territory, from 1.
        unit, label: of the quantity.
        rounding: the last step, or None.
        end: of an interval, such as `.low`.
    """
    name, product = f"{prefix}t{n}.rate", f"{rate}{end} * t{n}.strength"
    if rounding is None:
        known.computed(f"{name}{end}", product, unit, f"Rate, {label}")
        return name
    known.computed(f"{prefix}t{n}.exact{end}", product, unit, f"Rate, {label}, not rounded")
    known.computed(f"{name}{end}", rounding_formula(f"{prefix}t{n}.exact{end}", rounding), unit, f"Rate, {label}")
    return name
