"""Owns where a rate lies in a holder's top-down distribution, whatever its rate was made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context, Decimal

from services.frand.engine.aggregates import AggregateShape, is_certain
from services.frand.engine.cells import Bounded
from services.frand.engine.derivation import Derivation
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS, evaluate
from services.frand.engine.shares import share_probabilities
from services.frand.engine.top_down import TopDownWriting, most_cells
from services.frand.engine.top_down_inputs import TopDownInputs
from services.frand.engine.top_down_shares import prior_of, rate_probability, sample_counts
from services.frand.engine.uncertain_evaluators import share_probabilities_uncertain

__all__ = ["rate_probabilities"]

_EXACT = Context(prec=DIGITS)
_REACHED = 1e-11
"""A rate states its share to 12 digits: one that is the share's to 11 has reached it."""

_UNSETTLED = 1e-6
"""What the quadrature over the evaluators' error leaves of a probability, about."""

_HALVINGS = 200


def rate_probabilities(
    inputs: TopDownInputs, holder: str, rates: Sequence[Decimal], end: str = ""
) -> tuple[Bounded, ...] | None:
    """The probability that a holder's rate is at most so much, for each rate, with bounds.

    Exact for one standard with a certain aggregate (`share_probabilities`); where the aggregate or several generations
    are uncertain, by the cells that the interval comes from. What is done to a rate before it is stated (territories,
    floors, caps, rounding) never lets a higher one fall below a lower one, so that it is undone by bisection.

    Parameters
    ----------
    inputs : TopDownInputs
    holder : str
        Of one of the shares.
    rates : sequence of Decimal
        As stated, at least 0.
    end : str
        `low_end` or `high_end`, where of the aggregate only a range is known; empty otherwise.

    Returns
    -------
    tuple of Bounded, or None
        None where a share was given without its quantiles, so that nothing is known of the distribution.

    Raises
    ------
    InvalidInput
        An unknown holder or end, or what the method refuses.

    Examples
    --------
    >>> from services.frand.engine import AggregateInput, CheckedFamilies, Generation, HolderShare, RoyaltyBasis
    >>> five = AggregateInput(RoyaltyBasis.PER_UNIT, AggregateShape.POINT, "judgment", Decimal(5), currency="EUR")
    >>> shares = tuple(HolderShare(name, checked=CheckedFamilies(60, 20, 9)) for name in ("Acme", "Bell"))
    >>> asked = TopDownInputs((Generation("4G", Decimal(1), shares),), five)
    >>> [round(each.value, 3) for each in rate_probabilities(asked, "Acme", [Decimal(2), Decimal("2.5"), Decimal(5)])]
    [0.08, 0.526, 1.0]
    """
    ranges = any(inputs.aggregate_of(each).shape is AggregateShape.RANGE for each in inputs.generations)
    if end not in (("low_end", "high_end") if ranges else ("",)):
        raise InvalidInput("end", "must be low_end or high_end for a range, and empty otherwise", given=end)
    holders = list(dict.fromkeys(share.holder for each in inputs.generations for share in each.shares))
    if holder not in holders:
        raise InvalidInput("holder", "must have a share", given=holder)
    alone = len(inputs.generations) == 1
    # The plainest case needs no cells: its shares have exact probabilities.
    plain = alone and is_certain(inputs.aggregate_of(inputs.generations[0]))
    plain = plain and inputs.generations[0].shares[0].checked is not None
    writing = TopDownWriting(inputs, whole=not plain)
    known = writing.answer().derivation
    components = writing.components[holder]
    if not all(each.fixed or each.bounded for each in components):
        return None
    prefix = f"h{holders.index(holder) + 1}" + (f".{end}" if end else "")
    before = [_before(known, prefix, rate) for rate in rates]
    if plain:
        return _exactly(inputs, holder, known, prefix, before)
    royalties = [inputs.aggregate_of(inputs.generations[each.generation - 1]) for each in components]
    names = [
        f"g{each.generation}.aggregate"
        if inputs.generations[each.generation - 1].aggregate is not None
        else "aggregate"
        for each in components
    ]
    names = [
        f"{name}.{end}" if royalty.shape is AggregateShape.RANGE else name
        for name, royalty in zip(names, royalties, strict=True)
    ]
    weights = [float(inputs.generations[each.generation - 1].weight) for each in components]
    amounts = [float(known.values[name]) for name in names]
    most = most_cells(inputs)
    return tuple(
        rate
        if isinstance(rate, Bounded)
        else rate_probability(components, weights, royalties, amounts, names, float(rate) * (1 + _REACHED), most)
        for rate in before
    )


def _exactly(
    inputs: TopDownInputs, holder: str, known: Derivation, prefix: str, before: Sequence[Decimal | Bounded]
) -> tuple[Bounded, ...]:
    generation = inputs.generations[0]
    row = [share.holder for share in generation.shares].index(holder)
    raw, share = known.values[f"{prefix}.raw"], known.values[f"{prefix.partition('.')[0]}.share"]
    # raw = weight × aggregate × share × the part in force
    whole = _EXACT.divide(raw, share) if share else Decimal(0)
    asked = [0.0 if isinstance(each, Bounded) or not whole else float(_EXACT.divide(each, whole)) for each in before]
    shares = [min(1.0, each * (1 + _REACHED)) for each in asked]
    counts, prior, measured = sample_counts(generation), prior_of(generation), generation.evaluators
    if measured is None:
        se, sp = float(generation.sensitivity), float(generation.specificity)
        reached = share_probabilities(*counts, shares, prior=prior, sensitivity=se, specificity=sp)[row]
        error = 0.0
    else:
        reached = share_probabilities_uncertain(
            *counts, shares, prior=prior, sensitivity=measured.sensitivity, specificity=measured.specificity
        )[row]
        error = _UNSETTLED
    return tuple(
        one if isinstance(one, Bounded) else _bounded(1.0 if not whole else value, error)
        for one, value in zip(before, reached.tolist(), strict=True)
    )


def _bounded(value: float, error: float) -> Bounded:
    return Bounded(value, max(value - error, 0.0), min(value + error, 1.0))


def _before(known: Derivation, prefix: str, rate: Decimal) -> Decimal | Bounded:
    """The largest raw rate that is stated as at most this one; a certain probability where none or every one is."""
    stated = _stated_as(known, prefix)
    if stated is None:
        return rate
    if stated(Decimal(0)) > rate:
        return Bounded(0.0, 0.0, 0.0)
    low, high = Decimal(0), max(rate, known.values[f"{prefix}.raw"], Decimal(1))
    for _ in range(_HALVINGS):
        if stated(high) > rate:
            break
        low, high = high, high * 2
    else:
        return Bounded(1.0, 1.0, 1.0)
    for _ in range(_HALVINGS):
        middle = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
        if stated(middle) <= rate:
            low = middle
        else:
            high = middle
        if _EXACT.subtract(high, low) <= _EXACT.multiply(high, Decimal("1e-15")):
            break
    # Where what is stated leaps (rounding, the end of a tier), the raw rate at the leap is stated as more.
    leaps = stated(high) > _EXACT.multiply(rate, Decimal("1.000000000001"))
    return _EXACT.multiply(low, Decimal("0.9999999999")) if leaps else low


def _stated_as(known: Derivation, prefix: str) -> Callable[[Decimal], Decimal] | None:
    """From a raw rate to the stated one; None where they are the same."""
    raw, last = f"{prefix}.raw", f"{prefix}.rate"
    touched, formulas = {raw}, list[tuple[str, str]]()
    for quantity in known:
        if quantity.id != raw and quantity.id.startswith(f"{prefix}.") and touched.intersection(quantity.inputs):
            touched.add(quantity.id)
            formulas.append((quantity.id, quantity.formula))
    # The ends of the interval and the rates of single territories have names of more parts.
    formulas = [(name, formula) for name, formula in formulas if name.count(".") == last.count(".")]
    if formulas == [(last, raw)]:
        return None

    def stated(rate: Decimal) -> Decimal:
        values = {**known.values, raw: rate}
        for name, formula in formulas:
            values[name] = evaluate(formula, values)
        return values[last]

    return stated
