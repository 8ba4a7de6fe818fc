"""Owns the tests of the top-down method and its derivation."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest

from services.frand.engine import (
    AggregateRoyalty,
    InvalidInput,
    Kind,
    Rounding,
    ShareEstimate,
    TopDownRates,
    share_estimates,
    share_quantiles,
    top_down,
)
from services.frand.engine.formulas import evaluate

LEVELS = (Decimal("0.025"), Decimal("0.5"), Decimal("0.975"))
HOLDERS = ["Acme", "Beta = Söhne [DE]", "C, Inc."]


def answer(rounding: Rounding | None = None) -> TopDownRates:
    quantiles, means = share_quantiles([500, 200, 90], [100, 50, 40], [30, 25, 4], [float(level) for level in LEVELS])
    royalty = AggregateRoyalty.per_unit(Decimal("7.35"), "EUR", "joint notification of 2 May")
    return top_down(royalty, share_estimates(HOLDERS, quantiles, means), LEVELS, rounding=rounding)


@pytest.mark.parametrize("rounding", [None, Rounding(4), Rounding(2, decimal.ROUND_UP)])
def test_every_number_follows_from_its_formula_and_earlier_numbers(rounding: Rounding | None) -> None:
    known: dict[str, Decimal] = {}
    for quantity in answer(rounding).quantities:
        assert quantity.unit
        if quantity.kind is Kind.COMPUTED:
            assert evaluate(quantity.formula, {name: known[name] for name in quantity.inputs}) == quantity.value
        known[quantity.id] = quantity.value
    columns = 1 + len(LEVELS)
    assert len(known) == 3 + len(HOLDERS) * columns * (3 if rounding else 2)
    rates = answer(rounding)
    stated = {f"h{n}.{'stated' if rounding else 'rate'}": rate.stated_mean for n, rate in enumerate(rates.rates, 1)}
    assert {result.best: known[result.best] for result in rates.answer().results} == stated


def test_rates_are_exact_products_of_the_aggregate_and_the_shares() -> None:
    rates = answer()
    assert [r.holder for r in rates.rates] == HOLDERS
    assert rates.rates[0].mean == Decimal("7.35") * Decimal("0.5781072481")
    assert rates.rates[0].quantiles[0] == Decimal("7.35") * Decimal("0.491304347826")
    assert abs(rates.unallocated) < Decimal("1e-8")
    assert rates.rates[0].stated_mean == rates.rates[0].mean


def test_rounding_comes_last() -> None:
    share = ShareEstimate("Acme", Decimal("0.335"), ())
    royalty = AggregateRoyalty.ad_valorem(Decimal("1.49"), "the net selling price", "announced rates")
    rate = top_down(royalty, [share], [], rounding=Rounding(2)).rates[0]
    assert rate.mean == Decimal("0.49915")
    assert rate.stated_mean == Decimal("0.50")
    # Rounded shares and royalties would have given 0.34 × 1.5.
    assert rate.stated_mean != (Decimal("0.34") * Decimal("1.5")).quantize(Decimal("0.01"))


def test_halves_are_rounded_as_stated() -> None:
    share = ShareEstimate("Acme", Decimal("0.5"), ())
    royalty = AggregateRoyalty.per_unit(Decimal("0.25"), "USD", "judgment")
    stated = {
        mode: top_down(royalty, [share], [], rounding=Rounding(2, mode)).rates[0].stated_mean
        for mode in (decimal.ROUND_HALF_EVEN, decimal.ROUND_HALF_UP)
    }
    assert stated == {decimal.ROUND_HALF_EVEN: Decimal("0.12"), decimal.ROUND_HALF_UP: Decimal("0.13")}


def test_shares_of_some_holders_leave_the_rest_unallocated() -> None:
    shares = [ShareEstimate("A", Decimal("0.2"), ()), ShareEstimate("B", Decimal("0.1"), ())]
    rates = top_down(AggregateRoyalty.per_unit(Decimal(10), "EUR", "expert opinion"), shares, [])
    assert rates.unallocated == Decimal(7)


def test_caller_s_decimal_settings_change_nothing() -> None:
    plain = answer(Rounding(6))
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_DOWN):
        assert answer(Rounding(6)) == plain


ROYALTY = AggregateRoyalty.per_unit(Decimal(10), "EUR", "test")
ACME = ShareEstimate("Acme", Decimal("0.6"), (Decimal("0.5"),))


@pytest.mark.parametrize(
    ("call", "field", "rule"),
    [
        (lambda: AggregateRoyalty.per_unit(Decimal(-1), "EUR", "x"), "aggregate.amount", "above 0"),
        (lambda: AggregateRoyalty.per_unit(Decimal("NaN"), "EUR", "x"), "aggregate.amount", "finite"),
        (lambda: AggregateRoyalty.per_unit(1.5, "EUR", "x"), "aggregate.amount", "Decimal"),
        (lambda: AggregateRoyalty.per_unit(Decimal(1), "euro", "x"), "aggregate.unit", "capital"),
        (lambda: AggregateRoyalty.per_unit(Decimal(1), "EUR", " "), "aggregate.source", "empty"),
        (lambda: AggregateRoyalty.ad_valorem(Decimal(101), "price", "x"), "aggregate.amount", "100 %"),
        (lambda: AggregateRoyalty.ad_valorem(Decimal(1), "", "x"), "aggregate.unit", "percentage"),
        (lambda: ShareEstimate("A", Decimal("1.1"), ()), "shares.mean", "[0, 1]"),
        (lambda: ShareEstimate("A", Decimal("0.1"), (Decimal("0.2"), Decimal("0.1"))), "shares.quantiles", "fall"),
        (lambda: ShareEstimate("", Decimal("0.1"), ()), "shares.holder", "empty"),
        (lambda: ShareEstimate("A", Decimal("1e-41"), ()), "shares.mean", "40 decimal places"),
        (lambda: Rounding(-1), "rounding.places", "between"),
        (lambda: Rounding(2, "HALF"), "rounding.mode", "ROUND_HALF_UP"),
        (lambda: top_down(ROYALTY, [], []), "shares", "at least one"),
        (lambda: top_down(ROYALTY, [ACME, ACME], [Decimal("0.5")]), "shares.holder", "twice"),
        (lambda: top_down(ROYALTY, [ACME], []), "shares.quantiles", "one per level"),
        (lambda: top_down(ROYALTY, [ACME], [Decimal(1)]), "levels", "strictly between"),
        (lambda: top_down(ROYALTY, [ACME], [Decimal("0.5"), Decimal("0.4")]), "levels", "rise"),
        (
            lambda: top_down(ROYALTY, [ACME, ShareEstimate("B", Decimal("0.5"), (Decimal(0),))], [Decimal("0.5")]),
            "shares.mean",
            "more than 1",
        ),
        (lambda: share_estimates(["A"], [[0.1]], [0.1, 0.2]), "means", "per holder"),
        (lambda: share_estimates(["A"], [0.1], [0.1]), "quantiles", "per holder"),
    ],
)
def test_bad_inputs_are_refused_by_field_and_rule(call, field: str, rule: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field
    assert rule in caught.value.rule
