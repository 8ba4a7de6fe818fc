"""Owns the rate card as a method: what a programme's published terms make payable for a product, a unit and a year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.frand.engine.aggregates import RoyaltyBasis
from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import rounding_formula
from services.frand.engine.rate_card_inputs import (
    LicenseeStatus,
    RateCardInputs,
    RateFactor,
    RateLine,
    RateProgramme,
    WaiverKind,
)

__all__ = ["rate_card"]


def rate_card(inputs: RateCardInputs) -> MethodAnswer:
    """Royalty of a unit and of a year under the published terms of a programme.

    Of the ranked lines that apply (by class, standing, dates), only the highest the product practises is charged; lines
    without a rank are added. An ad valorem rate is taken of the price within its floor and cap, a line's royalty kept
    within its own floor and cap, and multiplied by the factors of class and region. Of a year's units the free ones
    come first, tiers count from the first unit; then the waiver is taken off, and the cap of the year applied.

    Parameters
    ----------
    inputs : RateCardInputs

    Returns
    -------
    MethodAnswer
        The royalty of a unit (in the first tier); with `units` also what is payable for the year and that by unit; the
        units at which a yearly cap begins to bind and at which a waiver is used up, where there are such. Lines that
        do not apply are `omitted`, with the reason.

    Raises
    ------
    InvalidInput
        No line applies, two lines of one technology do, or a price is missing.

    References
    ----------
    Published terms, such as those of the pools for AVC and HEVC (tiers, free units, yearly caps, waivers) and of
    licensors of cellular standards (percentages with floor and cap, highest generation only).

    Examples
    --------
    >>> import datetime as dt
    >>> from services.frand.engine import RateLine, RateProgramme, VolumeTier
    >>> line = RateLine(
    ...     "5G", RoyaltyBasis.AD_VALOREM, (VolumeTier(Decimal("0.006")),), rank=5,
    ...     price_floor=Decimal(60), price_cap=Decimal(200),
    ... )
    >>> programme = RateProgramme("Example", "its web page", "USD", (line,))
    >>> asked = RateCardInputs(programme, ("5G",), dt.date(2024, 5, 1), price=Decimal(999))
    >>> rate_card(asked).derivation.values["rate"]
    Decimal('1.200')
    """
    known, programme = Derivation(), inputs.programme
    lines, omitted = _applying(inputs)
    unit, sources = f"{programme.currency} per unit", [programme.source]
    if inputs.price is not None:
        known.given("price", inputs.price, unit, "Price of a unit")
    factor = _write_factors(known, inputs)
    parts = [_write_line(known, n, line, inputs, factor) for n, line in enumerate(lines, 1)]
    known.computed(
        "exact_rate", " + ".join(f"{part}.t1.unit" for part in parts), unit, "Royalty of a unit, not rounded"
    )
    formula = rounding_formula("exact_rate", inputs.rounding) if inputs.rounding else "exact_rate"
    known.computed("rate", formula, unit, "Royalty of a unit")
    results = [Result("", "Royalty of a unit", "rate")]
    known.given("free_units", Decimal(programme.free_units), "units", "Free units of a year", sources=sources)
    if inputs.units is not None:
        results += _write_year(known, inputs, lines, parts)
    results += _write_turning_points(known, inputs, lines, parts)
    return MethodAnswer("rate_card", tuple(results), known, tuple(omitted), _notes(inputs))


def _notes(inputs: RateCardInputs) -> tuple[str, ...]:
    return tuple(
        f"The programme states no factor for {what}: it is taken to be 1."
        for what, listed in (
            (inputs.product_class, inputs.programme.class_factors),
            (inputs.region, inputs.programme.region_factors),
        )
        if what and listed and what not in {each.name for each in listed}
    )


def _applying(inputs: RateCardInputs) -> tuple[list[RateLine], list[Omitted]]:
    omitted: list[Omitted] = []
    found: list[RateLine] = []
    for line in inputs.programme.lines:
        why = _why_not(line, inputs)
        if why:
            omitted.append(Omitted(f"line {line.technology}{_of(line)}", why))
        else:
            found.append(line)
    highest = max((line.rank for line in found), default=0)
    lower = [line for line in found if 0 < line.rank < highest]
    omitted += [Omitted(f"line {line.technology}", "only the highest generation is charged") for line in lower]
    kept = [line for line in found if line.rank in (0, highest)]
    if not kept:
        why = "; ".join(f"{one.what}: {one.why}" for one in omitted)
        raise InvalidInput("technologies", f"must be charged by a line of the programme ({why})")
    names = [line.technology if not line.rank else "the highest generation" for line in kept]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput("programme.lines", f"must not have two that apply to {name}")
    return kept, omitted


def _of(line: RateLine) -> str:
    said = [line.product_class] if line.product_class else []
    said += [line.status.value] if line.status is not LicenseeStatus.ANY else []
    said += [f"signed by {line.signed_by}"] if line.signed_by else []
    return f" ({', '.join(said)})" if said else ""


def _why_not(line: RateLine, inputs: RateCardInputs) -> str:
    if line.technology not in inputs.technologies:
        return "the product does not practise it"
    if line.product_class and line.product_class != inputs.product_class:
        return f"for {line.product_class} only"
    if line.status not in (LicenseeStatus.ANY, inputs.status):
        return f"for licensees that are {line.status.value}"
    if line.valid_from is not None and inputs.sold_on < line.valid_from:
        return f"for sales from {line.valid_from} on"
    if line.valid_to is not None and inputs.sold_on > line.valid_to:
        return f"for sales until {line.valid_to}"
    if line.signed_by is not None and (inputs.signed_on is None or inputs.signed_on > line.signed_by):
        return f"for licences signed by {line.signed_by}"
    if line.signed_after is not None and inputs.signed_on is not None and inputs.signed_on <= line.signed_after:
        return f"for licences signed after {line.signed_after}"
    return ""


def _write_factors(known: Derivation, inputs: RateCardInputs) -> str:
    """Writes the factors of class and region down; what a line's royalty is multiplied by, as a formula."""
    formula = ""
    factors: tuple[tuple[str, str, Sequence[RateFactor]], ...] = (
        ("class_factor", inputs.product_class, inputs.programme.class_factors),
        ("region_factor", inputs.region, inputs.programme.region_factors),
    )
    for name, what, listed in factors:
        found = next((each.factor for each in listed if each.name == what), None)
        if found is not None:
            known.given(name, found, "factor", f"Factor for {what}", sources=[inputs.programme.source])
            formula += f" * {name}"
    return formula


def _write_line(known: Derivation, n: int, line: RateLine, inputs: RateCardInputs, factor: str) -> str:
    """Writes a line down: the royalty of a unit in each tier is `lN.tM.unit`; the line's prefix."""
    prefix, currency, group = f"l{n}", inputs.programme.currency, line.technology
    unit, sources = f"{currency} per unit", [inputs.programme.source]
    base = ""
    for name in ("price_floor", "price_cap", "unit_floor", "unit_cap"):
        if (value := getattr(line, name)) is not None:
            label = f"{name.replace('_', ' ').capitalize()}, {group}"
            known.given(f"{prefix}.{name}", value, unit, label, sources=sources, group=group)
    if line.basis is RoyaltyBasis.AD_VALOREM:
        if inputs.price is None:
            raise InvalidInput("price", f"must be given: the rate for {group} is a fraction of it")
        base = "price"
        if line.price_floor is not None:
            base = f"max({base}, {prefix}.price_floor)"
        if line.price_cap is not None:
            base = f"min({base}, {prefix}.price_cap)"
        known.computed(f"{prefix}.price", base, unit, f"Price that counts, {group}", group=group)
        base = f" * {prefix}.price"
    for m, tier in enumerate(line.tiers, 1):
        name = f"{prefix}.t{m}"
        of = unit if line.basis is RoyaltyBasis.PER_UNIT else "fraction of the price"
        label = f"Rate for {group}" + (f" above {tier.above_units:,} units" if len(line.tiers) > 1 else "")
        known.given(f"{name}.rate", tier.rate, of, label, sources=sources, group=group)
        if len(line.tiers) > 1:
            above = Decimal(tier.above_units)
            known.given(f"{name}.above", above, "units", f"{label}: units before it", sources=sources, group=group)
        formula = f"{name}.rate{base}"
        if line.unit_floor is not None:
            formula = f"max({formula}, {prefix}.unit_floor)"
        if line.unit_cap is not None:
            formula = f"min({formula}, {prefix}.unit_cap)"
        label = f"Royalty of a unit, {group}" + (f", tier {m}" if len(line.tiers) > 1 else "")
        known.computed(f"{name}.unit", f"{formula}{factor}", unit, label, group=group)
    return prefix


def _write_year(
    known: Derivation, inputs: RateCardInputs, lines: Sequence[RateLine], parts: Sequence[str]
) -> list[Result]:
    programme, currency = inputs.programme, inputs.programme.currency
    known.given("units", Decimal(inputs.units or 0), "units", f"Units of {inputs.sold_on.year}")
    charged: list[str] = []
    for line, part in zip(lines, parts, strict=True):
        for m in range(1, len(line.tiers) + 1):
            # The free units are the first ones, so a tier begins after them or where it says, whichever is later.
            start = f"max(free_units, {part}.t{m}.above)" if len(line.tiers) > 1 else "free_units"
            end = f"min(units, {part}.t{m + 1}.above)" if m < len(line.tiers) else "units"
            label = f"Units charged, {line.technology}, tier {m}"
            known.computed(f"{part}.t{m}.charged", f"max({end} - {start}, 0)", "units", label, group=line.technology)
            label = f"Royalties, {line.technology}, tier {m}"
            formula = f"{part}.t{m}.charged * {part}.t{m}.unit"
            known.computed(f"{part}.t{m}.amount", formula, currency, label, group=line.technology)
            charged.append(f"{part}.t{m}.amount")
    known.total("year.gross", charged, currency, "Royalties of the year, before waiver and cap")
    last = "year.gross"
    if programme.annual_waiver is not None:
        label = "Royalties of a year that are not charged"
        known.given("waiver", programme.annual_waiver, currency, label, sources=[programme.source])
        taken_off = f"max({last} - waiver, 0)"
        formula = taken_off if programme.waiver_kind is WaiverKind.DEDUCTED else f"when({last} > waiver, {last}, 0)"
        last = "year.unwaived"
        known.computed(last, formula, currency, "Royalties of the year after the waiver")
    if (cap := _cap(inputs)) is not None:
        label = f"Most that is payable for {inputs.sold_on.year}"
        known.given("annual_cap", cap, currency, label, sources=[programme.source])
        known.computed("year.capped", f"min({last}, annual_cap)", currency, "Royalties of the year within the cap")
        last = "year.capped"
    known.computed("year.payable", last, currency, f"Payable for {inputs.sold_on.year}")
    results = [Result("", f"Payable for {inputs.sold_on.year}", "year.payable")]
    if inputs.units:
        label = "Payable for the year, by unit"
        known.computed("year.by_unit", "year.payable / units", f"{currency} per unit", label)
        results.append(Result("", label, "year.by_unit"))
    return results


def _cap(inputs: RateCardInputs) -> Decimal | None:
    year = inputs.sold_on.year
    return next((cap.amount for cap in inputs.programme.annual_caps if cap.first_year <= year <= cap.last_year), None)


def _write_turning_points(
    known: Derivation, inputs: RateCardInputs, lines: Sequence[RateLine], parts: Sequence[str]
) -> list[Result]:
    """Units of a year at which the cap begins to bind and at which the waiver is used up, for a single line."""
    programme: RateProgramme = inputs.programme
    results: list[Result] = []
    if len(lines) != 1 or any(known.values[f"{parts[0]}.t{m}.unit"] == 0 for m in range(1, len(lines[0].tiers) + 1)):
        return results
    for name, target, label in (
        ("cap_binds_at", _cap(inputs), "Units of a year at which the cap begins to bind"),
        ("waiver_ends_at", programme.annual_waiver, "Units of a year at which the waiver is used up"),
    ):
        if target is None:
            continue
        amount = "annual_cap" if name == "cap_binds_at" else "waiver"
        if amount not in known:
            what = "Most that is payable for a year" if amount == "annual_cap" else "Royalties of a year not charged"
            known.given(amount, target, programme.currency, what, sources=[programme.source])
        if name == "cap_binds_at" and programme.annual_waiver is not None:
            if "waiver" not in known:
                what = "Royalties of a year not charged"
                known.given("waiver", programme.annual_waiver, programme.currency, what, sources=[programme.source])
            amount = (
                "annual_cap + waiver" if programme.waiver_kind is WaiverKind.DEDUCTED else "max(annual_cap, waiver)"
            )
        _write_units_for(known, name, amount, lines[0], parts[0], programme.currency)
        known.computed(name, f"{name}.after_free", "units", label)
        results.append(Result("", label, name))
    return results


def _write_units_for(known: Derivation, name: str, amount: str, line: RateLine, part: str, currency: str) -> None:
    """Units of a year whose royalties come to an amount: the free ones, then tier by tier what is left of it."""
    known.computed(f"{name}.left1", amount, currency, "Royalties to come to")
    units: list[str] = []
    for m in range(1, len(line.tiers) + 1):
        rate = f"{part}.t{m}.unit"
        formula = f"{name}.left{m} / {rate}"
        if m < len(line.tiers):
            width = f"max({part}.t{m + 1}.above - max(free_units, {part}.t{m}.above), 0)"
            formula = f"min({formula}, {width})"
        known.computed(f"{name}.units{m}", formula, "units", f"Units of tier {m}")
        units.append(f"{name}.units{m}")
        if m < len(line.tiers):
            left = f"{name}.left{m} - {name}.units{m} * {rate}"
            known.computed(f"{name}.left{m + 1}", left, currency, f"Royalties left after tier {m}")
    known.computed(f"{name}.after_free", f"free_units + {' + '.join(units)}", "units", "Units with the free ones")
