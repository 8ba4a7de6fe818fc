"""Owns the shares of a top-down answer: how each is written down, and the distribution of what follows from several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.frand.engine.aggregates import AggregateInput, is_certain
from services.frand.engine.cells import Bounded, Cells, aggregate_cells, share_cells
from services.frand.engine.counts import count_mass
from services.frand.engine.derivation import Derivation
from services.frand.engine.errors import InvalidInput
from services.frand.engine.estimated_rates import MEAN_DIGITS, SHARE_DIGITS
from services.frand.engine.estimated_shares import estimated_cells
from services.frand.engine.inputs import decimal_of
from services.frand.engine.requirements import audience_of
from services.frand.engine.shares import NEGLECTED_TAILS, share_quantiles
from services.frand.engine.top_down_inputs import CheckedFamilies, Generation, HolderShare

__all__ = ["Component", "rate_quantiles", "sample_cells", "write_allocated", "write_samples", "write_share"]

_UNIT = "fraction"


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """A holder's part of a generation, as its rate takes it.

    Attributes:
        generation: its number, from 1.
        name: quantity of the expected share, adjusted for what expires; `.low` and `.high` are its quantiles, if any.
        fixed: whether it is known exactly.
        bounded: whether it has quantiles.
        cells: its distribution, where it is known and asked for.
        hull: cells that bound its distribution, where `cells` interpolate between quantiles that are known; None where
            `cells` themselves bound it.
        quantiles: quantities of the quantiles that `cells` interpolate between.
    """

    generation: int
    name: str
    fixed: bool
    bounded: bool
    cells: Cells | None
    hull: Cells | None = None
    quantiles: tuple[str, ...] = ()


def write_samples(
    known: Derivation, n: int, generation: Generation, prefixes: Mapping[str, str], levels: tuple[float, float]
) -> None:
    """Writes down what random checks found for all holders of a generation, and the shares that follow.

    Args:
        known: the derivation.
        n: number of the generation, from 1.
        generation: whose shares all rest on checks.
        prefixes: by holder, of its quantities' names.
        levels: of the ends of the interval.

    Raises:
        InvalidInput: families that are too many together.
    """
    samples = [(share, _checked(share)) for share in generation.shares]
    for share, sample in samples:
        for what, count, label in (
            ("families", sample.families, "Families declared by"),
            ("checked", sample.checked, "Families drawn at random and checked of"),
            ("essential", sample.essential, "Families found essential of"),
        ):
            known.given(
                f"{prefixes[share.holder]}.{what}",
                Decimal(count),
                "families",
                f"{label} {share.holder}, {generation.name}",
                audience=audience_of(share.audience),
                group=share.holder,
            )
    assumed = ("prior_a", "prior_b", "sensitivity", "specificity")
    for what in assumed:
        label = f"{what.replace('_', ' ').capitalize()} assumed for {generation.name}"
        known.given(f"g{n}.{what}", getattr(generation, what), "", label)
    totals = ("families", "checked", "essential")
    for what in totals:
        names = [f"{prefixes[share.holder]}.{what}" for share in generation.shares]
        known.total(f"g{n}.{what}", names, "families", f"{what.capitalize()}, all holders of {generation.name}")
    quantiles, means = share_quantiles(
        [sample.families for _, sample in samples],
        [sample.checked for _, sample in samples],
        [sample.essential for _, sample in samples],
        levels,
        prior=(float(generation.prior_a), float(generation.prior_b)),
        sensitivity=float(generation.sensitivity),
        specificity=float(generation.specificity),
    )
    common = [f"g{n}.{what}" for what in (*totals, *assumed)]
    for (share, _), mean, ends in zip(samples, means.tolist(), quantiles.tolist(), strict=True):
        prefix, group = prefixes[share.holder], share.holder
        inputs = [*(f"{prefix}.{what}" for what in totals), *common]
        ratio = "essential families of the holder / those of all holders"
        label = f"Share of {share.holder} in {generation.name}"
        value = decimal_of(mean, MEAN_DIGITS)
        known.stated(f"{prefix}.share", value, f"mean of {ratio}", inputs, _UNIT, f"{label}, expected", group=group)
        for end, level, quantile in zip(("low", "high"), levels, ends, strict=True):
            what = f"quantile at {level:.10g} of {ratio}"
            value = decimal_of(quantile, SHARE_DIGITS)
            known.stated(f"{prefix}.share.{end}", value, what, inputs, _UNIT, f"{label}, {end} end", group=group)


def sample_cells(generation: Generation) -> dict[str, Cells]:
    """The whole distribution of every holder's share of a generation whose shares rest on random checks."""
    tail = NEGLECTED_TAILS / (2 * len(generation.shares))
    counts = [
        count_mass(
            sample.families,
            sample.checked,
            sample.essential,
            float(generation.prior_a),
            float(generation.prior_b),
            float(generation.sensitivity),
            float(generation.specificity),
        ).without_tails(tail)
        for sample in map(_checked, generation.shares)
    ]
    return dict(zip((share.holder for share in generation.shares), share_cells(counts), strict=True))


def write_share(
    known: Derivation,
    prefix: str,
    n: int,
    generation: Generation,
    share: HolderShare,
    term_start: dt.date | None,
    cells: Cells | None,
    estimated: Decimal | None,
) -> Component:
    """Writes a holder's share down, unless `write_samples` did, and what is in force of it during the term.

    Args:
        known: the derivation; with `term.days` in it where families expire.
        prefix: of the names.
        n: number of the generation, from 1.
        generation: the generation.
        share: the share.
        term_start: first day of the licence's term.
        cells: the distribution of a share that rests on a check, where it is needed.
        estimated: probability of the interval where the distribution of an estimate is needed; None elsewhere.

    Raises:
        InvalidInput: an estimate's mean that no share with its quantiles has.
    """
    audience, group = audience_of(share.audience), share.holder
    label = f"Share of {share.holder} in {generation.name}"
    bounded = fixed = False
    hull: Cells | None = None
    quantiles: list[str] = []
    if share.counted is not None:
        counted = share.counted
        what = f"{share.holder}, {generation.name}"
        known.given(
            f"{prefix}.families", counted.families, "families", f"Families of {what}", audience=audience, group=group
        )
        known.given(f"{prefix}.total", counted.total, "families", f"Families of all holders, {what}", group=group)
        known.computed(f"{prefix}.share", f"{prefix}.families / {prefix}.total", _UNIT, label, group=group)
        fixed, cells = True, Cells.of([float(known.values[f"{prefix}.share"])], [1.0])
    elif share.estimate is not None:
        for end, value in (("", share.estimate.mean), (".low", share.estimate.low), (".high", share.estimate.high)):
            if value is not None:
                known.given(f"{prefix}.share{end}", value, _UNIT, f"{label}{end}", audience=audience, group=group)
        bounded = share.estimate.low is not None
        for k, one in enumerate(share.estimate.quantiles, 1):
            text = f"{label}, quantile at {one.level}"
            for end, value, of in (("", one.share, text), (".error", one.error, f"{text}: its error")):
                quantiles.append(f"{prefix}.share.q{k}{end}")
                known.given(quantiles[-1], value, _UNIT, of, audience=audience, group=group)
        if bounded and estimated is not None:
            quantiles += [f"{prefix}.share.low", f"{prefix}.share.high"]
            cells, hull = estimated_cells(share.estimate.mean, share.estimate.known(estimated))
    else:
        bounded = True
    name = f"{prefix}.share"
    if share.expiries and term_start is not None:
        _write_in_force(known, prefix, share, term_start, generation.name)
        name = f"{prefix}.live"
        for end in ("", ".low", ".high") if bounded else ("",):
            formula = f"{prefix}.share{end} * {prefix}.in_force"
            known.computed(f"{name}{end}", formula, _UNIT, f"{label} that is in force{end}", group=group)
        in_force = float(known.values[f"{prefix}.in_force"])
        cells, hull = (None if each is None else each.times(in_force) for each in (cells, hull))
    return Component(n, name, fixed, bounded, cells, hull, tuple(quantiles) if hull is not None else ())


def write_allocated(known: Derivation, n: int, generation: Generation, names: Sequence[str]) -> None:
    """Writes down what the holders of a generation have together, and what is nobody's.

    Raises:
        InvalidInput: more than 1.
    """
    unit = _UNIT
    total = known.total(f"g{n}.allocated", names, unit, f"Shares of all holders of {generation.name}")
    if total > Decimal("1.000000001"):
        raise InvalidInput("shares", f"must not sum to more than 1 ({generation.name})", given=total)
    # Rounded to ten digits, shares may sum to a little more than 1; that is nobody's loss.
    label = f"Share of {generation.name} that nobody in the calculation holds"
    known.computed(f"g{n}.unallocated", f"max(1 - g{n}.allocated, 0)", unit, label)


def rate_quantiles(
    components: Sequence[Component],
    weights: Sequence[float],
    royalties: Sequence[AggregateInput],
    amounts: Sequence[float],
    names: Sequence[str],
    levels: Sequence[float],
    most: int,
) -> list[Bounded]:
    """Quantiles of Σ weight × aggregate × share, with their bounds.

    Args:
        components: each with its cells.
        weights, royalties, amounts, names: per component its weight, aggregate royalty, that royalty's amount where
            it is one number, and the name of its quantity; components with one name have one royalty.
        levels: of the quantiles.
        most: cells of sums and products.
    """
    cells = [each.cells for each in components]
    found = _sum_quantiles(cells, weights, royalties, amounts, names, levels, most)
    if all(each.hull is None for each in components):
        return found
    hulls = [each.hull or each.cells for each in components]
    outer = _sum_quantiles(hulls, weights, royalties, amounts, names, levels, most)
    return [Bounded(one.value, around.low, around.high) for one, around in zip(found, outer, strict=True)]


def _sum_quantiles(
    shares: Sequence[Cells | None],
    weights: Sequence[float],
    royalties: Sequence[AggregateInput],
    amounts: Sequence[float],
    names: Sequence[str],
    levels: Sequence[float],
    most: int,
) -> list[Bounded]:
    sums: dict[str, tuple[AggregateInput, float, Cells]] = {}
    for one, weight, royalty, amount, name in zip(shares, weights, royalties, amounts, names, strict=True):
        if one is None:
            raise InvalidInput("components", "must have their distributions")
        part = one.times(weight)
        sums[name] = (royalty, amount, sums[name][2].plus(part, most=most) if name in sums else part)
    parts = list(sums.values())
    if len(parts) == 1 and not is_certain(parts[0][0]):
        distribution = parts[0][0].distribution()
        return [parts[0][2].quantile_of_product(distribution, level) for level in levels]
    total: Cells | None = None
    for royalty, amount, held in parts:
        fixed = is_certain(royalty)
        part = held.times(amount) if fixed else held.product(aggregate_cells(royalty.distribution(), most), most=most)
        total = part if total is None else total.plus(part, most=most)
    if total is None:
        raise InvalidInput("components", "must hold at least one")
    return [total.quantile(level) for level in levels]


def _checked(share: HolderShare) -> CheckedFamilies:
    if share.checked is None:
        raise InvalidInput("shares.checked", f"must be given (holder {share.holder})")
    return share.checked


def _write_in_force(known: Derivation, prefix: str, share: HolderShare, term_start: dt.date, generation: str) -> None:
    audience, group, whose = audience_of(share.audience), share.holder, f"{share.holder}, {generation}"
    covered: list[str] = []
    families: list[str] = []
    lives: list[str] = []
    for k, expiry in enumerate(share.expiries, 1):
        name = f"{prefix}.expiry{k}"
        days = Decimal((expiry.expires - term_start).days)
        label = f"Families of {whose} that expire on {expiry.expires}"
        known.given(f"{name}.families", expiry.families, "families", label, audience=audience, group=group)
        label = f"Days from the start of the term until {expiry.expires}"
        known.given(f"{name}.days", days, "days", label, audience=audience, group=group)
        formula = f"{name}.families * min(max({name}.days, 0), term.days)"
        label = f"Family-days in force during the term, expiry on {expiry.expires}"
        known.computed(f"{name}.covered", formula, "family-days", label, group=group)
        label = f"Family-days in force, expiry on {expiry.expires}"
        formula = f"{name}.families * max({name}.days, 0)"
        known.computed(f"{name}.life", formula, "family-days", label, group=group)
        families.append(f"{name}.families")
        covered.append(f"{name}.covered")
        lives.append(f"{name}.life")
    known.total(f"{prefix}.lasting", families, "families", f"Families of {whose}, by expiry", group=group)
    known.total(f"{prefix}.covered", covered, "family-days", f"Family-days of {whose} during the term", group=group)
    known.total(f"{prefix}.life", lives, "family-days", f"Family-days of {whose} until expiry", group=group)
    formula = f"{prefix}.life / {prefix}.lasting / 365.25"
    known.computed(f"{prefix}.remaining_life", formula, "years", f"Expected remaining life, {whose}", group=group)
    formula = f"{prefix}.covered / ({prefix}.lasting * term.days)"
    known.computed(f"{prefix}.in_force", formula, _UNIT, f"Part of the term in force, {whose}", group=group)
