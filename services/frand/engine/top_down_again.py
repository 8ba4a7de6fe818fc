"""Owns the top-down method asked again: which input a given quantity is, and the answer with another in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from services.frand.engine.aggregates import AggregateInput, AggregateShape
from services.frand.engine.changed_inputs import with_values
from services.frand.engine.derivation import Derivation
from services.frand.engine.errors import InvalidInput
from services.frand.engine.top_down import top_down
from services.frand.engine.top_down_inputs import Generation, HolderShare, TopDownInputs

__all__ = ["input_paths", "top_down_again"]


def input_paths(inputs: TopDownInputs) -> dict[str, str]:
    """The inputs that given quantities of the answer are, as `with_values` takes them.

    Parameters
    ----------
    inputs : TopDownInputs

    Returns
    -------
    dict of str to str
        Paths by quantity; what is no number of the inputs by itself, such as days between two dates, is not in it.

    Examples
    --------
    >>> from services.frand.engine import AggregateInput, CheckedFamilies, RoyaltyBasis
    >>> five = AggregateInput(RoyaltyBasis.PER_UNIT, AggregateShape.POINT, "judgment", Decimal(5), currency="EUR")
    >>> shares = tuple(HolderShare(name, checked=CheckedFamilies(60, 20, 9)) for name in ("Acme", "Bell"))
    >>> paths = input_paths(TopDownInputs((Generation("4G", Decimal(1), shares),), five))
    >>> paths["aggregate"], paths["g1.prior_a"], paths["h2.checked"]
    ('aggregate.amount', 'generations[0].prior_a', 'generations[0].shares[1].checked.checked')
    """
    return dict(_paths(inputs))


def top_down_again(inputs: TopDownInputs, changes: Mapping[str, Decimal]) -> Derivation:
    """The derivation of the answer, if given quantities of it had other values.

    Parameters
    ----------
    inputs : TopDownInputs
    changes : mapping of str to Decimal
        New values by name of a given quantity, such as `g1.prior_a` or `h3.checked`.

    Returns
    -------
    Derivation
        With the same names as the first one's: they follow the order in which holders are listed.

    Raises
    ------
    InvalidInput
        A name that is no input (`input`), or values that the inputs refuse: the field of these.

    Examples
    --------
    >>> from services.frand.engine import AggregateInput, CheckedFamilies, RoyaltyBasis
    >>> five = AggregateInput(RoyaltyBasis.PER_UNIT, AggregateShape.POINT, "judgment", Decimal(5), currency="EUR")
    >>> shares = tuple(HolderShare(name, checked=CheckedFamilies(60, 20, 9)) for name in ("Acme", "Bell"))
    >>> asked = TopDownInputs((Generation("4G", Decimal(1), shares),), five)
    >>> bool(top_down_again(asked, {"h1.essential": Decimal(5)}).values["h1.rate"] < Decimal("2.5"))
    True
    """
    paths = input_paths(inputs)
    for name in changes:
        if name not in paths:
            raise InvalidInput("input", "must be a number of the inputs", given=name)
    return top_down(with_values(inputs, {paths[name]: value for name, value in changes.items()})).derivation


def _paths(inputs: TopDownInputs) -> Iterator[tuple[str, str]]:
    yield "confidence", "confidence"
    yield "units_per_year", "units_per_year"
    for name in ("price", "unit_floor", "unit_cap", "annual_floor", "annual_cap"):
        yield name, f"{name}.amount"
    if inputs.aggregate is not None:
        yield from _of_aggregate("aggregate", "aggregate", inputs.aggregate)
    holders = list(dict.fromkeys(share.holder for each in inputs.generations for share in each.shares))
    numbers = {holder: n for n, holder in enumerate(holders, 1)}
    for n, generation in enumerate(inputs.generations, 1):
        place = f"generations[{n - 1}]"
        yield f"g{n}.weight", f"{place}.weight"
        if generation.aggregate is not None:
            yield from _of_aggregate(f"g{n}.aggregate", f"{place}.aggregate", generation.aggregate)
        yield from _of_evaluators(f"g{n}", place, generation)
        for i, share in enumerate(generation.shares):
            prefix = f"h{numbers[share.holder]}"
            prefix = prefix if len(inputs.generations) == 1 else f"{prefix}.g{n}"
            yield from _of_share(prefix, f"{place}.shares[{i}]", share)


def _of_aggregate(name: str, place: str, royalty: AggregateInput) -> Iterator[tuple[str, str]]:
    if royalty.shape is AggregateShape.POINT:
        yield name, f"{place}.amount"
    elif royalty.shape is AggregateShape.RANGE:
        yield f"{name}.low_end", f"{place}.low"
        yield f"{name}.high_end", f"{place}.high"
    else:
        yield f"{name}.mode", f"{place}.amount"
        yield f"{name}.given_low", f"{place}.low"
        yield f"{name}.given_high", f"{place}.high"
        yield f"{name}.low_level", f"{place}.low_level"
        yield f"{name}.high_level", f"{place}.high_level"


def _of_evaluators(name: str, place: str, generation: Generation) -> Iterator[tuple[str, str]]:
    for what in ("prior_a", "prior_b"):
        yield f"{name}.{what}", f"{place}.{what}"
    for what in ("sensitivity", "specificity"):
        if generation.evaluators is None:
            yield f"{name}.{what}", f"{place}.{what}"
        else:
            for shape in ("alpha", "beta"):
                yield f"{name}.{what}_{shape}", f"{place}.evaluators.{what}_{shape}"


def _of_share(prefix: str, place: str, share: HolderShare) -> Iterator[tuple[str, str]]:
    if share.counted is not None:
        yield f"{prefix}.families", f"{place}.counted.families"
        yield f"{prefix}.total", f"{place}.counted.total"
    elif share.checked is not None:
        for what in ("families", "checked", "essential"):
            yield f"{prefix}.{what}", f"{place}.checked.{what}"
    elif share.estimate is not None:
        yield f"{prefix}.share", f"{place}.estimate.mean"
        yield f"{prefix}.share.low", f"{place}.estimate.low"
        yield f"{prefix}.share.high", f"{place}.estimate.high"
        for k in range(len(share.estimate.quantiles)):
            yield f"{prefix}.share.q{k + 1}", f"{place}.estimate.quantiles[{k}].share"
    for k in range(len(share.expiries)):
        yield f"{prefix}.expiry{k + 1}.families", f"{place}.expiries[{k}].families"
