"""Owns incremental value: what a technology is worth above its next-best alternative, and how two parties divide it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.frand.engine.amounts import checked_currency
from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import Rounding, checked_decimal, checked_flag, rounding_formula
from services.frand.engine.requirements import audience_of, checked_audience, checked_choice, checked_date, checked_text

__all__ = ["Alternative", "BargainingModel", "IncrementalValueInputs", "incremental_value"]

_MOST = 200
"""Alternatives compared: a spreadsheet's MAX takes at most 255 numbers."""

_NASH_FIELDS = ("holder_power", "holder_disagreement", "implementer_disagreement")
_RUBINSTEIN_FIELDS = ("holder_discount", "implementer_discount")


class BargainingModel(Enum):
    """How two parties divide a gain."""

    NASH = "nash"
    RUBINSTEIN = "rubinstein"


@dataclass(frozen=True, slots=True)
class Alternative:
    """What might have been standardised instead.

    Attributes:
        name: unique.
        value: of a unit with it, in the currency of the inputs; at least 0.
        known_on: since when it was known.
        cost: of a unit, royalties for it included; at least 0.
        source: where that comes from; may be empty.
    """

    name: str
    value: Decimal
    known_on: dt.date
    cost: Decimal = Decimal(0)
    source: str = ""

    def __post_init__(self) -> None:
        checked_text("alternatives.name", self.name, longest=300)
        checked_decimal("alternatives.value", self.value, at_least=0)
        checked_decimal("alternatives.cost", self.cost, at_least=0)
        checked_date("alternatives.known_on", self.known_on)
        checked_text("alternatives.source", self.source, optional=True, longest=1000)


@dataclass(frozen=True, slots=True)
class IncrementalValueInputs:
    """What incremental value is asked.

    Attributes:
        currency: of all amounts (ISO 4217); all are for one unit.
        value: of a unit with the technology; at least 0.
        adopted_on: when the standard was adopted. An alternative that became known later is left out.
        alternatives: at least one that was known by then; to do without is an alternative too.
        bargaining: how the gain is divided.
        cost: of a unit with the technology, royalties apart; at least 0.
        holder_part: the holder's part of the technology, in (0, 1].
        holder_power: Nash: the holder's bargaining power, in [0, 1]; 1/2 is the symmetric solution.
        holder_disagreement, implementer_disagreement: Nash: what each has from a unit without an agreement, above what
            the next-best alternative gives the implementer; together at most the gain.
        holder_discount, implementer_discount: Rubinstein: what an amount one round later is worth to each, in [0, 1),
            or in [0, 1] for one of the two.
        holder_moves_first: Rubinstein: whether the holder makes the first offer.
        source: where the values come from; may be empty.
        rounding: of the result, the last step.
        audience: organisations that may see the values; none where everybody may.
    """

    currency: str
    value: Decimal
    adopted_on: dt.date
    alternatives: tuple[Alternative, ...]
    bargaining: BargainingModel
    cost: Decimal = Decimal(0)
    holder_part: Decimal = Decimal(1)
    holder_power: Decimal | None = None
    holder_disagreement: Decimal | None = None
    implementer_disagreement: Decimal | None = None
    holder_discount: Decimal | None = None
    implementer_discount: Decimal | None = None
    holder_moves_first: bool = False
    source: str = ""
    rounding: Rounding | None = None
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_currency("currency", self.currency)
        checked_decimal("value", self.value, at_least=0)
        checked_decimal("cost", self.cost, at_least=0)
        checked_date("adopted_on", self.adopted_on)
        checked_decimal("holder_part", self.holder_part, above=0, at_most=1)
        checked_choice("bargaining", self.bargaining, BargainingModel)
        checked_flag("holder_moves_first", self.holder_moves_first)
        checked_audience(self.audience, "audience")
        checked_text("source", self.source, optional=True, longest=1000)
        if len(self.alternatives) > _MOST:
            raise InvalidInput("alternatives", f"must hold at most {_MOST}", given=len(self.alternatives))
        if len({each.name for each in self.alternatives}) < len(self.alternatives):
            raise InvalidInput("alternatives.name", "must not occur twice")
        if not any(each.known_on <= self.adopted_on for each in self.alternatives):
            rule = f"must hold one that was known by {self.adopted_on}; to do without the standard is one"
            raise InvalidInput("alternatives", rule)
        self._check_bargaining()

    def _check_bargaining(self) -> None:
        nash = self.bargaining is BargainingModel.NASH
        for field in _RUBINSTEIN_FIELDS if nash else _NASH_FIELDS:
            if getattr(self, field) is not None:
                raise InvalidInput(field, f"must be absent for {self.bargaining.value}", given=getattr(self, field))
        if nash:
            if self.holder_power is None:
                raise InvalidInput("holder_power", "must be given for nash")
            checked_decimal("holder_power", self.holder_power, at_least=0, at_most=1)
            for field in ("holder_disagreement", "implementer_disagreement"):
                if (point := getattr(self, field)) is not None:
                    checked_decimal(field, point, at_least=0)
            return
        for field in _RUBINSTEIN_FIELDS:
            if getattr(self, field) is None:
                raise InvalidInput(field, "must be given for rubinstein")
            checked_decimal(field, getattr(self, field), at_least=0, at_most=1)
        if self.holder_discount == 1 and self.implementer_discount == 1:
            raise InvalidInput("holder_discount", "must be below 1 for one of the two: else neither ever agrees")


def incremental_value(inputs: IncrementalValueInputs) -> MethodAnswer:
    """Royalty of a unit: the holder's part of the value over the next-best alternative, as bargaining divides it.

    The gain is G = part × ((value - cost) - max over the alternatives known before adoption of (value - cost)). Nash
    divides it by bargaining power a from the disagreement points d: d_h + a (G - d_h - d_i). In Rubinstein's
    alternating offers who moves first has (1 - δ_other) / (1 - δ_h δ_i) of it, and who moves second the rest.

    Parameters
    ----------
    inputs : IncrementalValueInputs

    Returns
    -------
    MethodAnswer
        One result, money for each unit: between 0 and the gain. Alternatives that came too late are `omitted`.

    Raises
    ------
    InvalidInput
        The alternative is worth more than the technology, or the disagreement points more than the gain: then there is
        nothing to agree on.

    References
    ----------
    Swanson, D., Baumol, W. (2005), Antitrust Law Journal 73, 1-58 (ex-ante value over alternatives); Nash, J. (1950),
    Econometrica 18, 155-162; Rubinstein, A. (1982), Econometrica 50, 97-109; Binmore, K., Rubinstein, A., Wolinsky,
    A. (1986), RAND Journal of Economics 17, 176-188.

    Examples
    --------
    >>> other = Alternative("older modulation", Decimal("4.10"), dt.date(2006, 1, 1))
    >>> asked = IncrementalValueInputs(
    ...     "EUR", Decimal("5.00"), dt.date(2008, 12, 1), (other,), BargainingModel.NASH, holder_power=Decimal("0.5")
    ... )
    >>> incremental_value(asked).derivation.values["rate"]
    Decimal('0.450')
    """
    known, unit = Derivation(), f"{inputs.currency} per unit"
    audience, sources = audience_of(inputs.audience), [inputs.source] if inputs.source else []
    known.given("value", inputs.value, unit, "Value with the technology", sources=sources, audience=audience)
    known.given("cost", inputs.cost, unit, "Cost with the technology", sources=sources, audience=audience)
    known.given("holder_part", inputs.holder_part, "fraction", "The holder's part of the technology")
    omitted: list[Omitted] = []
    surpluses: list[str] = []
    for n, other in enumerate(inputs.alternatives, 1):
        if other.known_on > inputs.adopted_on:
            why = f"known since {other.known_on}, after adoption on {inputs.adopted_on}"
            omitted.append(Omitted(f"alternative {other.name}", why))
            continue
        cited = [other.source] if other.source else sources
        for what, amount in (("value", other.value), ("cost", other.cost)):
            label = f"{what.capitalize()} with {other.name}"
            known.given(f"a{n}.{what}", amount, unit, label, sources=cited, audience=audience, group=other.name)
        label = f"Surplus with {other.name}"
        known.computed(f"a{n}.surplus", f"a{n}.value - a{n}.cost", unit, label, group=other.name)
        surpluses.append(f"a{n}.surplus")
    known.computed("surplus", "value - cost", unit, "Surplus with the technology")
    known.computed("next_best", f"max({', '.join(surpluses)})", unit, "Surplus with the next-best alternative")
    gain = known.computed("gain", "holder_part * (surplus - next_best)", unit, "Gain over the next-best alternative")
    if gain < 0:
        raise InvalidInput(
            "value", "must not be below that of an alternative known before adoption", given=inputs.value
        )
    _write_division(known, inputs, unit)
    formula = rounding_formula("exact_rate", inputs.rounding) if inputs.rounding else "exact_rate"
    known.computed("rate", formula, unit, "Royalty of a unit")
    notes = ("Values are those expected before adoption: what lock-in adds afterwards is not the technology's.",)
    return MethodAnswer("incremental_value", (Result("", "Rate", "rate"),), known, tuple(omitted), notes)


def _write_division(known: Derivation, inputs: IncrementalValueInputs, unit: str) -> None:
    audience = audience_of(inputs.audience)
    if inputs.bargaining is BargainingModel.NASH and inputs.holder_power is not None:
        known.given("holder_power", inputs.holder_power, "fraction", "The holder's bargaining power")
        for name, point in (
            ("holder_disagreement", inputs.holder_disagreement),
            ("implementer_disagreement", inputs.implementer_disagreement),
        ):
            label = f"What the {name.partition('_')[0]} has without an agreement"
            known.given(name, Decimal(0) if point is None else point, unit, label, audience=audience)
        formula = "gain - holder_disagreement - implementer_disagreement"
        if known.computed("to_divide", formula, unit, "What an agreement adds") < 0:
            rule = "and holder_disagreement must not exceed the gain together: there is nothing to agree on"
            raise InvalidInput("implementer_disagreement", rule)
        known.computed("exact_rate", "holder_disagreement + holder_power * to_divide", unit, "Royalty, not rounded")
        return
    for name, discount in (
        ("holder_discount", inputs.holder_discount),
        ("implementer_discount", inputs.implementer_discount),
    ):
        if discount is not None:
            label = f"What an amount one round later is worth to the {name.partition('_')[0]}"
            known.given(name, discount, "fraction", label, audience=audience)
    first = "(1 - implementer_discount) / (1 - holder_discount * implementer_discount)"
    formula = first if inputs.holder_moves_first else f"holder_discount * {first}"
    who = "first" if inputs.holder_moves_first else "second"
    known.computed("holder_share", formula, "fraction", f"The holder's part of the gain, moving {who}")
    known.computed("exact_rate", "gain * holder_share", unit, "Royalty, not rounded")
