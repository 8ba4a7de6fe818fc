"""Owns profit apportionment: the profit on a component, and a holder's part of what essential patents add to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import scipy  # its heavier parts are loaded when first used

from services.frand.engine.amounts import Money
from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import Rounding, checked_decimal, decimal_of, rounding_formula
from services.frand.engine.requirements import audience_of, checked_audience, checked_text

__all__ = ["ProfitApportionmentInputs", "profit_apportionment"]

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ProfitApportionmentInputs:
    """What profit apportionment is asked.

    Attributes:
        component_price: of the smallest component that practises the standard, such as a chip; above 0.
        margin: profit as a fraction of that price, in (0, 1].
        essential_patents: of all holders; above 0.
        top_fraction: fraction of them that holds most of the value, in (0, 1).
        holder_top_patents: the holder's patents in the top; at least 0, at most as many as the top has.
        value_share: part of all value that the top holds, in (0, 1), at least `top_fraction`; or
        value_sigma: the spread, in [0, 5], of log-normal values from which that part follows (`value_skew_sigma`).
            Exactly one of the two.
        holder_other_patents: the holder's patents below the top, which share what the top leaves.
        standard_part: part of the profit that the standard's patents account for, in (0, 1].
        holder: whose rate it is; may be empty.
        source: where price, margin and counts come from; may be empty.
        rounding: of the result, the last step.
        audience: organisations that may see price and margin; none where everybody may.
    """

    component_price: Money
    margin: Decimal
    essential_patents: Decimal
    top_fraction: Decimal
    holder_top_patents: Decimal
    value_share: Decimal | None = None
    value_sigma: Decimal | None = None
    holder_other_patents: Decimal = Decimal(0)
    standard_part: Decimal = Decimal(1)
    holder: str = ""
    source: str = ""
    rounding: Rounding | None = None
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_decimal("component_price.amount", self.component_price.amount, above=0)
        checked_decimal("margin", self.margin, above=0, at_most=1)
        checked_decimal("standard_part", self.standard_part, above=0, at_most=1)
        checked_decimal("essential_patents", self.essential_patents, above=0, at_most=10**9)
        checked_decimal("top_fraction", self.top_fraction, above=0, below=1)
        if (self.value_share is None) is (self.value_sigma is None):
            raise InvalidInput("value_share", "must be given, or value_sigma must be, but not both")
        if self.value_share is not None:
            checked_decimal("value_share", self.value_share, at_least=self.top_fraction, below=1)
        if self.value_sigma is not None:
            checked_decimal("value_sigma", self.value_sigma, at_least=0, at_most=5)
        checked_decimal("holder_top_patents", self.holder_top_patents, at_least=0)
        checked_decimal("holder_other_patents", self.holder_other_patents, at_least=0)
        checked_audience(self.audience, "audience")
        for field, text in (("holder", self.holder), ("source", self.source)):
            checked_text(field, text, optional=True, longest=1000)


def profit_apportionment(inputs: ProfitApportionmentInputs) -> MethodAnswer:
    """Royalty of a unit: component price × margin × standard's part × value of the holder's patents among all.

    The top f of N essential patents hold the part v of their value; the holder has m of these f N, and k of the
    (1 - f) N others. Then its part is v m / (f N) + (1 - v) k / ((1 - f) N). With log-normal values of spread σ,
    v = Φ(Φ⁻¹(f) + σ), the Lorenz curve's complement.

    Parameters
    ----------
    inputs : ProfitApportionmentInputs

    Returns
    -------
    MethodAnswer
        One result, money for each unit.

    Raises
    ------
    InvalidInput
        The holder has more patents than there are in the top, or below it.

    References
    ----------
    In re Innovatio IP Ventures, MDL 2303 (N.D. Ill. 3 October 2013): chip price, the chip maker's margin, and the top
    tenth of patents that hold 84 % of the value. Schankerman, M. (1998), RAND Journal of Economics 29, 77-107.

    Examples
    --------
    >>> asked = ProfitApportionmentInputs(
    ...     Money(Decimal("14.85"), "USD"), Decimal("0.121"), Decimal(3000), Decimal("0.1"), Decimal(19),
    ...     value_share=Decimal("0.84"), rounding=Rounding(4, "ROUND_HALF_UP"),
    ... )
    >>> profit_apportionment(asked).derivation.values["rate"]
    Decimal('0.0956')
    """
    known, audience, sources = Derivation(), audience_of(inputs.audience), [inputs.source] if inputs.source else []
    unit = f"{inputs.component_price.currency} per unit"

    def give(name: str, value: Decimal, what: str, label: str, *, restricted: bool = False) -> None:
        known.given(name, value, what, label, sources=sources, audience=audience if restricted else None)

    give("component_price", inputs.component_price.amount, unit, "Price of the component", restricted=True)
    give("margin", inputs.margin, "fraction", "Profit as a part of the price", restricted=True)
    give("standard_part", inputs.standard_part, "fraction", "Part of the profit due to the standard's patents")
    give("essential_patents", inputs.essential_patents, "patents", "Essential patents of all holders")
    give("top_fraction", inputs.top_fraction, "fraction", "Fraction of them that is the top")
    give("holder_top_patents", inputs.holder_top_patents, "patents", "The holder's patents in the top")
    give("holder_other_patents", inputs.holder_other_patents, "patents", "The holder's other patents")
    if inputs.value_share is not None:
        give("value_share", inputs.value_share, "fraction", "Part of all value that the top holds")
    elif inputs.value_sigma is not None:
        give("value_sigma", inputs.value_sigma, "", "Standard deviation of the logarithm of value")
        share = float(
            scipy.special.ndtr(float(scipy.special.ndtri(float(inputs.top_fraction))) + float(inputs.value_sigma))
        )
        what = "Φ(Φ⁻¹(top_fraction) + value_sigma), from the Lorenz curve of log-normal values"
        label = "Part of all value that the top holds"
        names = ["top_fraction", "value_sigma"]
        known.stated("value_share", decimal_of(share, _DIGITS), what, names, "fraction", label)
    top = known.computed("top_patents", "top_fraction * essential_patents", "patents", "Patents in the top")
    others = known.computed("other_patents", "essential_patents - top_patents", "patents", "Patents below the top")
    if inputs.holder_top_patents > top:
        raise InvalidInput("holder_top_patents", "must not exceed the patents in the top", given=str(top))
    if inputs.holder_other_patents > others:
        raise InvalidInput("holder_other_patents", "must not exceed the patents below the top", given=str(others))
    known.computed("profit", "component_price * margin", unit, "Profit on a component")
    known.computed("standard_profit", "profit * standard_part", unit, "Of it, due to the standard's patents")
    formula = (
        "value_share * holder_top_patents / top_patents + (1 - value_share) * holder_other_patents / other_patents"
    )
    known.computed("holder_part", formula, "fraction", "The holder's part of the value of all essential patents")
    known.computed("exact_rate", "standard_profit * holder_part", unit, "Royalty of a unit, not rounded")
    formula = rounding_formula("exact_rate", inputs.rounding) if inputs.rounding else "exact_rate"
    known.computed("rate", formula, unit, "Royalty of a unit")
    notes = ("The whole profit that the standard accounts for is divided among holders of its patents.",)
    return MethodAnswer("profit_apportionment", (Result(inputs.holder, "Rate", "rate"),), known, notes=notes)
