"""Owns the shares of a top-down answer: how each is written down, and the distribution of what follows from several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from services.frand.engine.aggregates import AggregateInput, is_certain
from services.frand.engine.cells import Bounded, Cells, aggregate_cells, share_cells
from services.frand.engine.checks import Floats
from services.frand.engine.counts import count_mass
from services.frand.engine.derivation import Derivation
from services.frand.engine.errors import InvalidInput
from services.frand.engine.estimated_rates import MEAN_DIGITS, SHARE_DIGITS
from services.frand.engine.estimated_shares import estimated_cells
from services.frand.engine.inputs import decimal_of
from services.frand.engine.requirements import audience_of
from services.frand.engine.shares import NEGLECTED_TAILS, share_quantiles
from services.frand.engine.top_down_inputs import CheckedFamilies, Generation, HolderShare, ShareQuantile
from services.frand.engine.uncertain_evaluators import share_quantiles_uncertain

__all__ = [
    "Component",
    "rate_probability",
    "rate_quantiles",
    "sample_cells",
    "write_allocated",
    "write_samples",
    "write_share",
]

_UNIT = "fraction"

_SHAPES = ("sensitivity_alpha", "sensitivity_beta", "specificity_alpha", "specificity_beta")

_UNCERTAIN_DIGITS = 8
"""Significant digits of quantiles under evaluators of uncertain error: they are found to a relative 1e-9."""

_AROUND = np.concatenate((np.linspace(-1.0, -0.3, 8), np.linspace(-0.25, 1.25, 97), np.linspace(1.3, 2.0, 8)))
"""Where shares under such evaluators have their probabilities taken, in widths of the interval from its lower end."""

_OUTERMOST = 1e-9
"""Least probability outside of these points that counts."""


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
    known: Derivation,
    n: int,
    generation: Generation,
    prefixes: Mapping[str, str],
    levels: tuple[float, float],
    *,
    whole: bool = False,
) -> SampledShares:
    """Writes down what random checks found for all holders of a generation, and the shares that follow.

    Args:
        known: the derivation.
        n: number of the generation, from 1.
        generation: whose shares all rest on checks.
        prefixes: by holder, of its quantities' names.
        levels: of the ends of the interval.
        whole: whether `sample_cells` will be asked for the whole distributions.

    Returns:
        What `sample_cells` starts from.

    Raises:
        InvalidInput: families that are too many together, or evaluators of whom too little is known.
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
                sources=[share.source] if share.source else [],
            )
    assumed = _write_assumed(known, n, generation)
    totals = ("families", "checked", "essential")
    for what in totals:
        names = [f"{prefixes[share.holder]}.{what}" for share in generation.shares]
        known.total(f"g{n}.{what}", names, "families", f"{what.capitalize()}, all holders of {generation.name}")
    measured = generation.evaluators is not None
    found = _sampled(generation, levels, whole=whole)
    digits = _UNCERTAIN_DIGITS if measured else SHARE_DIGITS
    common = [f"g{n}.{what}" for what in (*totals, *assumed)]
    for (share, _), mean, ends, off in zip(
        samples, found.means.tolist(), found.quantiles.tolist(), found.errors.tolist(), strict=True
    ):
        prefix, group = prefixes[share.holder], share.holder
        inputs = [*(f"{prefix}.{what}" for what in totals), *common]
        ratio = "essential families of the holder / those of all holders"
        label = f"Share of {share.holder} in {generation.name}"
        value = decimal_of(mean, MEAN_DIGITS)
        known.stated(f"{prefix}.share", value, f"mean of {ratio}", inputs, _UNIT, f"{label}, expected", group=group)
        for end, level, quantile in zip(("low", "high"), levels, ends, strict=True):
            what = f"quantile at {level:.10g} of {ratio}"
            value, text = decimal_of(quantile, digits), f"{label}, {end} end"
            known.stated(f"{prefix}.share.{end}", value, what, inputs, _UNIT, text, group=group)
        for end, error in zip(("low", "high"), off if measured else (), strict=False):
            what, value = "how far it moved with the last nodes of the evaluators' error", decimal_of(error, 1)
            name, text = f"{prefix}.share.{end}", f"{label}, {end} end: its error"
            known.stated(f"{name}.error", value, what, [name], _UNIT, text, group=group)
    return found


def _write_assumed(known: Derivation, n: int, generation: Generation) -> tuple[str, ...]:
    """Writes down what is assumed of all holders alike; the names of it within the generation."""
    names = ["prior_a", "prior_b"]
    measured = generation.evaluators
    if measured is None:
        names += ["sensitivity", "specificity"]
    for what in names:
        label = f"{what.replace('_', ' ').capitalize()} assumed for {generation.name}"
        known.given(f"g{n}.{what}", getattr(generation, what), "", label)
    for what in _SHAPES if measured is not None else ():
        label = f"{what.replace('_', ', ').capitalize()} of its Beta distribution as measured, {generation.name}"
        sources = [measured.source] if measured is not None else []
        known.given(f"g{n}.{what}", getattr(measured, what), "", label, sources=sources)
        names.append(what)
    return tuple(names)


@dataclass(frozen=True, slots=True, eq=False)
class SampledShares:
    """Shares that rest on random checks.

    Attributes:
        quantiles: at the ends of the interval, shape (holders, 2).
        errors: of these, same shape.
        means: shape (holders,).
        points, reached: shares around each holder's interval with the probability of at most so much, shape (holders,
            points); none where the evaluators' error is certain.
    """

    quantiles: Floats
    errors: Floats
    means: Floats
    points: Floats
    reached: Floats


def _sampled(generation: Generation, levels: Sequence[float], *, whole: bool) -> SampledShares:
    counts, prior, measured = sample_counts(generation), prior_of(generation), generation.evaluators
    if measured is None:
        se, sp = float(generation.sensitivity), float(generation.specificity)
        quantiles, means = share_quantiles(*counts, levels, prior=prior, sensitivity=se, specificity=sp)
        none = np.zeros((len(means), 0))
        return SampledShares(quantiles, np.zeros_like(quantiles), means, none, none)
    with _of_evaluators():
        found = share_quantiles_uncertain(
            *counts,
            levels,
            prior=prior,
            sensitivity=measured.sensitivity,
            specificity=measured.specificity,
            around=_AROUND if whole else None,
        )
    return SampledShares(found.quantiles, found.quantile_errors, found.means, found.points, found.reached)


def sample_counts(generation: Generation) -> tuple[list[int], list[int], list[int]]:
    """Families, checked and found essential of all holders of a generation whose shares rest on random checks."""
    samples = [_checked(share) for share in generation.shares]
    return [each.families for each in samples], [each.checked for each in samples], [each.essential for each in samples]


def prior_of(generation: Generation) -> tuple[float, float]:
    """Shapes of the Beta prior on rates of essentiality."""
    return float(generation.prior_a), float(generation.prior_b)


@contextmanager
def _of_evaluators() -> Iterator[None]:
    """Says of refusals by the numerics that they are of the measured evaluators."""
    try:
        yield
    except InvalidInput as error:
        if error.field not in ("sensitivity", "specificity", "nodes"):
            raise
        raise InvalidInput("generations.evaluators", error.rule) from error


def sample_cells(generation: Generation, sampled: SampledShares) -> dict[str, tuple[Cells, Cells | None]]:
    """The whole distribution of every holder's share of a generation whose shares rest on random checks.

    Returns:
        Its cells; and where it is known by its quantiles only, because the evaluators' error is uncertain, cells that
        bound it.
    """
    if generation.evaluators is not None:
        return _mixed_cells(generation, sampled)
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
    found = share_cells(counts)
    return {share.holder: (cells, None) for share, cells in zip(generation.shares, found, strict=True)}


def _mixed_cells(generation: Generation, sampled: SampledShares) -> dict[str, tuple[Cells, Cells | None]]:
    """Shares under evaluators of uncertain error, by their probabilities at many points around the intervals."""
    found: dict[str, tuple[Cells, Cells | None]] = {}
    for share, mean, points, row in zip(
        generation.shares, sampled.means.tolist(), sampled.points, sampled.reached, strict=True
    ):
        # The quantile at each level that is reached: the first of all points that reach it. Below the lowest one, the
        # last point that is hardly ever reached.
        levels = np.maximum.accumulate(row).clip(_OUTERMOST, 1 - _OUTERMOST)
        rises = np.flatnonzero(np.diff(levels, prepend=0.0) > _OUTERMOST)
        known = {float(levels[i]): float(points[i]) for i in rises}
        if levels[0] <= _OUTERMOST < levels[-1]:
            known[_OUTERMOST] = float(points[np.flatnonzero(levels <= _OUTERMOST)[-1]])
        found[share.holder] = estimated_cells(
            decimal_of(mean),
            [ShareQuantile(Decimal(f"{p:.15g}"), Decimal(f"{s:.15g}")) for p, s in sorted(known.items())],
        )
    return found


def write_share(
    known: Derivation,
    prefix: str,
    n: int,
    generation: Generation,
    share: HolderShare,
    term_start: dt.date | None,
    sampled: tuple[Cells, Cells | None] | None,
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
        sampled: the distribution of a share that rests on a check, where it is needed.
        estimated: probability of the interval where the distribution of an estimate is needed; None elsewhere.

    Raises:
        InvalidInput: an estimate's mean that no share with its quantiles has.
    """
    audience, group = audience_of(share.audience), share.holder
    sources = [share.source] if share.source else []
    label = f"Share of {share.holder} in {generation.name}"
    bounded = fixed = False
    cells, hull = sampled or (None, None)
    quantiles: list[str] = []
    if share.counted is not None:
        counted = share.counted
        what = f"{share.holder}, {generation.name}"
        known.given(
            f"{prefix}.families",
            counted.families,
            "families",
            f"Families of {what}",
            audience=audience,
            group=group,
            sources=sources,
        )
        known.given(f"{prefix}.total", counted.total, "families", f"Families of all holders, {what}", group=group)
        known.computed(f"{prefix}.share", f"{prefix}.families / {prefix}.total", _UNIT, label, group=group)
        fixed, cells = True, Cells.of([float(known.values[f"{prefix}.share"])], [1.0])
    elif share.estimate is not None:
        for end, value in (("", share.estimate.mean), (".low", share.estimate.low), (".high", share.estimate.high)):
            if value is not None:
                name = f"{prefix}.share{end}"
                known.given(name, value, _UNIT, f"{label}{end}", audience=audience, group=group, sources=sources)
        bounded = share.estimate.low is not None
        for k, one in enumerate(share.estimate.quantiles, 1):
            text = f"{label}, quantile at {one.level}"
            for end, value, of in (("", one.share, text), (".error", one.error, f"{text}: its error")):
                quantiles.append(f"{prefix}.share.q{k}{end}")
                known.given(quantiles[-1], value, _UNIT, of, audience=audience, group=group, sources=sources)
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


def rate_probability(
    components: Sequence[Component],
    weights: Sequence[float],
    royalties: Sequence[AggregateInput],
    amounts: Sequence[float],
    names: Sequence[str],
    rate: float,
    most: int,
) -> Bounded:
    """The probability that Σ weight × aggregate × share is at most a rate, with its bounds; as `rate_quantiles`."""
    found = _reached(_parts([each.cells for each in components], weights, royalties, amounts, names, most), rate, most)
    if all(each.hull is None for each in components):
        return found
    hulls = [each.hull or each.cells for each in components]
    outer = _reached(_parts(hulls, weights, royalties, amounts, names, most), rate, most)
    return Bounded(found.value, min(found.low, outer.low), max(found.high, outer.high))


_Part = tuple[AggregateInput, float, Cells]
"""A royalty, its amount where it is one number, and the distribution of the shares of it together, weighted."""


def _parts(
    shares: Sequence[Cells | None],
    weights: Sequence[float],
    royalties: Sequence[AggregateInput],
    amounts: Sequence[float],
    names: Sequence[str],
    most: int,
) -> list[_Part]:
    sums: dict[str, _Part] = {}
    for one, weight, royalty, amount, name in zip(shares, weights, royalties, amounts, names, strict=True):
        if one is None:
            raise InvalidInput("components", "must have their distributions")
        part = one.times(weight)
        sums[name] = (royalty, amount, sums[name][2].plus(part, most=most) if name in sums else part)
    if not sums:
        raise InvalidInput("components", "must hold at least one")
    return list(sums.values())


def _sum_quantiles(
    shares: Sequence[Cells | None],
    weights: Sequence[float],
    royalties: Sequence[AggregateInput],
    amounts: Sequence[float],
    names: Sequence[str],
    levels: Sequence[float],
    most: int,
) -> list[Bounded]:
    parts = _parts(shares, weights, royalties, amounts, names, most)
    if len(parts) == 1 and not is_certain(parts[0][0]):
        distribution = parts[0][0].distribution()
        return [parts[0][2].quantile_of_product(distribution, level) for level in levels]
    total = _total(parts, most)
    return [total.quantile(level) for level in levels]


def _reached(parts: list[_Part], rate: float, most: int) -> Bounded:
    if len(parts) == 1 and not is_certain(parts[0][0]):
        return parts[0][2].reached_by_product(parts[0][0].distribution(), rate)
    return _total(parts, most).reached(rate)


def _total(parts: list[_Part], most: int) -> Cells:
    """The sum of products, one after the other."""
    found: Cells | None = None
    for royalty, amount, held in parts:
        fixed = is_certain(royalty)
        part = held.times(amount) if fixed else held.product(aggregate_cells(royalty.distribution(), most), most=most)
        found = part if found is None else found.plus(part, most=most)
    if found is None:
        raise InvalidInput("components", "must hold at least one")
    return found


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
