"""Owns the comparables method: licences unpacked, scaled by relative strength, and combined with their spread shown."""

from __future__ import annotations

from services.frand.engine.comparables_inputs import ComparablesInputs, RateCombination, RoyaltyBasis
from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.licence_terms import LicenseeSize, VolumeKind
from services.frand.engine.licences import ComparableLicence
from services.frand.engine.requirements import audience_of
from services.frand.engine.unpacking import CannotUnpack, Unpacked, unpack_licence
from services.frand.engine.writing import Writer

__all__ = ["comparables"]


def comparables(inputs: ComparablesInputs) -> MethodAnswer:
    """A holder's rate from licences that were taken: unpacked to one-way rates, scaled, combined.

    For licence i with value V_i of what was paid for the patents (at the signing, both directions of a cross-licence),
    and weighted volumes D_i: one-way rate u_i = V_i / D_i; rate r_i = u_i · (S_holder / S_licensor) · inflation ·
    adjustments; answer Σ w_i r_i / Σ w_i, or the median, or the middle of the range. The range of the r_i is
    the spread.

    Parameters
    ----------
    inputs : ComparablesInputs
        Licences with their payments, volumes, strengths and audiences; rules of exclusion; weights; series.

    Returns
    -------
    MethodAnswer
        One result for the holder (best, low, high), two for each licence used (one-way rate and rate), and one for each
        aggregate that is implied. Licences left out are `omitted`, each with its reason. Rates are in the currency a
        unit, or fractions of the net selling price.

    Raises
    ------
    InvalidInput
        An input breaks its rule, an exchange rate or index is missing for a date, or every licence is left out.

    References
    ----------
    Unwired Planet v Huawei [2017] EWHC 711 (Pat), paragraphs 382-480 (a licence scaled by relative strength);
    InterDigital v Lenovo [2023] EWHC 539 (Pat) (lump sums unpacked to a rate a unit);
    TCL v Ericsson, SACV 14-341 (C.D. Cal. 2017) (unpacking of cross-licences and lump sums).

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from services.frand.engine import (ComparableLicence, LicencePayment, Money, PortfolioStrength, VolumeLine)
    >>> licence = ComparableLicence(
    ...     "first", "Beta", "Maker", date(2022, 1, 1), date(2022, 1, 1), date(2023, 12, 31),
    ...     payments=(LicencePayment(date(2022, 1, 1), Money(Decimal(4_000_000), "USD")),),
    ...     volumes=(VolumeLine(date(2022, 1, 1), date(2023, 12, 31), Decimal(10_000_000)),),
    ...     strengths=(PortfolioStrength("", Decimal(80), Decimal(20)),),
    ...     licensor_share=Decimal("0.05"))
    >>> answer = comparables(ComparablesInputs("Acme", RoyaltyBasis.PER_UNIT, "USD", date(2024, 1, 1), (licence,)))
    >>> [str(answer.derivation[n].value) for n in ("first.one_way_rate", "rate", "first.implied_aggregate")]
    ['0.4', '0.100', '8']
    """
    weights = Derivation()
    _weights(inputs, weights)
    written = list(weights)
    omitted: list[Omitted] = []
    used: list[tuple[ComparableLicence, Unpacked]] = []
    for i, licence in enumerate(inputs.licences):
        if inputs.basis is RoyaltyBasis.AD_VALOREM and licence.price_index:
            rule = "must be empty where the answer is ad valorem: a part of a price moves with it"
            raise InvalidInput(f"licences[{i}].price_index", rule, given=licence.price_index)
        reason = _exclusion(inputs, licence)
        if reason:
            omitted.append(Omitted(f"Licence {licence.id}", reason))
            continue
        # By itself, so that a licence that cannot be unpacked leaves nothing of it in the answer.
        alone = Derivation(weights)
        try:
            used.append((licence, unpack_licence(inputs, licence, alone)))
        except CannotUnpack as found:
            omitted.append(Omitted(f"Licence {licence.id}", f"Cannot be unpacked: {found}."))
        else:
            written += [quantity for quantity in alone if quantity.id not in weights]
    if not used:
        reasons = "; ".join(f"{each.what}: {each.why}" for each in omitted)
        raise InvalidInput("licences", f"must hold at least one that can be used ({reasons})")
    if not any(licence.weight > 0 for licence, _ in used):
        raise InvalidInput("licences.weight", "must be above 0 for at least one licence that is used")
    known = Derivation(written)
    results = [_combined(inputs, used, known), *_of_licences(used)]
    if inputs.holder_share is not None:
        results.append(Result(inputs.holder, "Aggregate royalty that the answer implies", "implied_aggregate"))
    return MethodAnswer("comparables", tuple(results), known, tuple(omitted), _notes(inputs, used))


def _exclusion(inputs: ComparablesInputs, licence: ComparableLicence) -> str:
    rules = inputs.exclusions
    kinds = {line.kind for line in licence.volumes}
    if rules.sme and licence.licensee_size is LicenseeSize.SME:
        by = f" ({rules.sme_definition})" if rules.sme_definition else ""
        return f"Its licensee is a small or medium-sized enterprise{by}."
    if rules.under_injunction and licence.under_injunction:
        return "It was settled under the threat of an injunction or in litigation."
    if rules.affiliates and licence.affiliates:
        return "Its parties belong to one group."
    if rules.forecasts and VolumeKind.FORECAST in kinds:
        return "Its volumes are forecasts."
    if rules.estimates and VolumeKind.ESTIMATE in kinds:
        return "Its volumes are estimates."
    if rules.signed_before is not None and licence.signed < rules.signed_before:
        return f"It was signed before {rules.signed_before.isoformat()}."
    if rules.signed_after is not None and licence.signed > rules.signed_after:
        return f"It was signed after {rules.signed_after.isoformat()}."
    return ""


def _weights(inputs: ComparablesInputs, known: Derivation) -> None:
    for name, label, weights in (
        ("scope.generation", "Weight of a unit by generation", inputs.generations),
        ("scope.territory", "Weight of a unit by territory", inputs.territories),
        ("strengths.weight", "Weight of a generation in the comparison of portfolios", inputs.strength_weights),
    ):
        for i, weight in enumerate(weights, 1):
            writer = Writer(known, "Weights", audience_of(weight.audience))
            writer.given(f"{name}_{i}", weight.weight, "", f"{label}: {weight.name}", weight.source)


def _combined(inputs: ComparablesInputs, used: list[tuple[ComparableLicence, Unpacked]], known: Derivation) -> Result:
    writer = Writer(known, "Combination")
    unit = "fraction" if inputs.basis is RoyaltyBasis.AD_VALOREM else f"{inputs.currency} per unit"
    rates = [each.rate for _, each in used]
    listed = ", ".join(rates)
    products: list[str] = []
    for licence, each in used:
        Writer(known, "Combination", licence.audience_for("weight")).given(
            f"{licence.id}.weight", licence.weight, "", f"Weight of licence {licence.id}", licence.source
        )
        products.append(f"{licence.id}.weight * {each.rate}")
    weights = ", ".join(f"{licence.id}.weight" for licence, _ in used)
    writer.computed("weighted_mean", f"sum({', '.join(products)}) / sum({weights})", unit, "Weighted mean of the rates")
    writer.computed("median_rate", f"median({listed})", unit, "Median of the rates")
    low = writer.computed("low", f"min({listed})", unit, "Lowest of the rates")
    high = writer.computed("high", f"max({listed})", unit, "Highest of the rates")
    writer.computed("midrange", f"({low} + {high}) / 2", unit, "Middle of the range")
    if known[low].value > 0:
        writer.computed("spread", f"{high} / {low}", "", "Highest over lowest rate")
    chosen = {
        RateCombination.WEIGHTED_MEAN: "weighted_mean",
        RateCombination.MEDIAN: "median_rate",
        RateCombination.MIDRANGE: "midrange",
    }[inputs.combination]
    places = inputs.rounding_places
    formula = chosen if places is None else f"round({chosen}, {places})"
    best = writer.computed("rate", formula, unit, f"Rate of the holder ({inputs.combination.value.replace('_', ' ')})")
    if inputs.holder_share is not None:
        Writer(known, "Cross-check", audience_of(inputs.holder_share_audience)).given(
            "holder_share", inputs.holder_share, "fraction", "Holder's share of all essential patents"
        )
        Writer(known, "Cross-check").computed(
            "implied_aggregate", "rate / holder_share", unit, "Aggregate royalty if everyone asked the same"
        )
    return Result(inputs.holder, "Rate from comparable licences", best, low, high)


def _of_licences(used: list[tuple[ComparableLicence, Unpacked]]) -> list[Result]:
    results: list[Result] = []
    for licence, each in used:
        results.append(Result(licence.id, "One-way rate of the licence", each.one_way_rate))
        results.append(Result(licence.id, "Rate for the holder's portfolio", each.rate))
        if each.implied_aggregate:
            results.append(Result(licence.id, "Aggregate royalty that the licence implies", each.implied_aggregate))
    return results


def _notes(inputs: ComparablesInputs, used: list[tuple[ComparableLicence, Unpacked]]) -> tuple[str, ...]:
    notes = [
        "Volumes and running royalties are valued at the ends of their periods, payments when they fall due.",
        *(note for _, each in used for note in each.notes),
    ]
    unknown = [licence.id for licence, _ in used if licence.licensee_size is LicenseeSize.UNKNOWN]
    if inputs.exclusions.sme and unknown:
        notes.append(f"The size of the licensee is not known, so that it was not excluded: {', '.join(unknown)}.")
    if len(used) == 1:
        notes.append("Only one licence was used: there is no spread to show.")
    for s in inputs.series:
        notes.append(f"Series {s.id}: {s.source}; dates in between: {s.interpolation.value}.")
    return tuple(notes)
