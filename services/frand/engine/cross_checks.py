"""Owns the cross-checks of an answer: implied aggregates and stacks, spread between family keys, equal treatment."""

from __future__ import annotations

from services.frand.engine.cross_checks_inputs import CrossChecksInputs, RateOrigin, SituatedLicensee
from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.requirements import audience_of
from services.frand.engine.writing import Writer

__all__ = ["cross_checks"]


def cross_checks(inputs: CrossChecksInputs) -> MethodAnswer:
    """What rates imply beyond themselves.

    A rate r for a share s implies an aggregate r / s: from a comparable licence, what all patents are worth by it; from
    an offer or an answer, the stack if everyone asked the same. Rates under several family keys: highest over lowest.
    Licensees in the same situation: each rate over the median of theirs, which a stated band around 1 should hold, and
    the same structure of royalty.

    Parameters
    ----------
    inputs : CrossChecksInputs

    Returns
    -------
    MethodAnswer
        One result for each check; what fails a check is said in the notes, unless it is restricted.

    Raises
    ------
    InvalidInput
        An input breaks its rule.

    References
    ----------
    Unwired Planet v Huawei [2020] UKSC 37, paragraphs 105-127 (non-discrimination); Lemley, M. A., Shapiro, C. (2007),
    "Patent Holdup and Royalty Stacking", Texas Law Review 85, 1991-2049 (stacks).

    Examples
    --------
    >>> from decimal import Decimal
    >>> from services.frand.engine import CheckedRate
    >>> asked = CrossChecksInputs("fraction", True, (
    ...     CheckedRate("offer", RateOrigin.OFFER, Decimal("0.06"), Decimal("0.05")),), aggregate=Decimal("0.08"))
    >>> answer = cross_checks(asked)
    >>> str(answer.derivation["offer.stack"].value), str(answer.derivation["offer.over_aggregate"].value)
    ('1.2', '15')
    >>> answer.notes
    ('offer: if everyone asked the same, the stack would exceed the whole price.',)
    """
    known = Derivation()
    results: list[Result] = []
    notes: list[str] = []
    if inputs.aggregate is not None:
        writer = Writer(known, "Aggregate", audience_of(inputs.aggregate_audience))
        writer.given("aggregate", inputs.aggregate, inputs.unit, "Aggregate royalty that a method assumed")
    _of_rates(inputs, known, results, notes)
    if inputs.key_rates:
        _of_keys(inputs, known, results)
    if inputs.licensees:
        _of_licensees(inputs, known, results, notes)
    return MethodAnswer("cross_checks", tuple(results), known, (), tuple(notes))


def _of_rates(inputs: CrossChecksInputs, known: Derivation, results: list[Result], notes: list[str]) -> None:
    for each in inputs.rates:
        group = f"Rate {each.id}"
        writer = Writer(known, group, audience_of(each.audience))
        rate = writer.given(f"{each.id}.rate", each.rate, inputs.unit, f"Rate {each.id}", each.source)
        share = writer.given(f"{each.id}.share", each.share, "fraction", "Share that it is for", each.source)
        comparable = each.origin is RateOrigin.COMPARABLE
        name = f"{each.id}.{'implied_aggregate' if comparable else 'stack'}"
        label = "Aggregate that the licence implies" if comparable else "Stack if everyone asked the same"
        writer.computed(name, f"{rate} / {share}", inputs.unit, label)
        results.append(Result(each.id, label, name))
        # A note on a restricted number would tell something of it to everybody.
        if inputs.ad_valorem and known[name].value > 1 and known[name].audience is None:
            what = "the aggregate that it implies" if comparable else "if everyone asked the same, the stack"
            notes.append(f"{each.id}: {what} would exceed the whole price.")
        if inputs.aggregate is not None:
            over = writer.computed(f"{each.id}.over_aggregate", f"{name} / aggregate", "", f"{label}, over the assumed")
            results.append(Result(each.id, f"{label}, over the aggregate assumed", over))


def _of_keys(inputs: CrossChecksInputs, known: Derivation, results: list[Result]) -> None:
    names: list[str] = []
    for each in inputs.key_rates:
        writer = Writer(known, "Family keys", audience_of(each.audience))
        label = f"Rate with families by the key {each.family_key}"
        names.append(writer.given(f"key.{each.family_key}.rate", each.rate, inputs.unit, label))
    writer, listed = Writer(known, "Family keys"), ", ".join(names)
    low = writer.computed("keys.low", f"min({listed})", inputs.unit, "Lowest rate over the family keys")
    high = writer.computed("keys.high", f"max({listed})", inputs.unit, "Highest rate over the family keys")
    spread = writer.computed("keys.spread", f"{high} / {low}", "", "Highest over lowest rate over the family keys")
    results.append(Result("", "Spread between family keys", spread))
    results.append(Result("", "Range over the family keys", high, low, high))


def _of_licensees(inputs: CrossChecksInputs, known: Derivation, results: list[Result], notes: list[str]) -> None:
    writer = Writer(known, "Licensees")
    band = writer.given("band", inputs.band or 0, "fraction", "How far a rate may lie from the median of its situation")
    situations: dict[str, list[SituatedLicensee]] = {}
    for each in inputs.licensees:
        situations.setdefault(each.situation, []).append(each)
        own = Writer(known, "Licensees", audience_of(each.audience))
        own.given(f"licensee.{each.id}.rate", each.effective_rate, inputs.unit, f"Rate of {each.id}", each.source)
    for i, group in enumerate(situations.values(), 1):
        ids = ", ".join(each.id for each in group)
        if len(group) == 1:
            notes.append(f"{ids}: no other licensee is in its situation.")
            continue
        listed = ", ".join(f"licensee.{each.id}.rate" for each in group)
        middle = writer.computed(f"situation_{i}.median", f"median({listed})", inputs.unit, f"Median rate of {ids}")
        if len({each.structure for each in group}) > 1:
            notes.append(f"{ids}: in the same situation, but their royalties have different structures.")
        for each in group:
            ratio = writer.computed(
                f"licensee.{each.id}.ratio",
                f"licensee.{each.id}.rate / {middle}",
                "",
                f"Rate of {each.id} over the median",
            )
            inside = writer.computed(
                f"licensee.{each.id}.within",
                f"when(abs({ratio} - 1) <= {band}, 1, 0)",
                "1 yes, 0 no",
                f"Whether the rate of {each.id} lies within the band",
            )
            results.append(Result(each.id, "Rate over the median of licensees in the same situation", ratio))
            if not known[inside].value and known[inside].audience is None:
                notes.append(f"{each.id}: its rate lies outside the band around the median of its situation.")
