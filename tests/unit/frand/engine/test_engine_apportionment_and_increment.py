"""Profit apportionment and incremental value: the published example, the limits, the refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    Alternative,
    BargainingModel,
    IncrementalValueInputs,
    InvalidInput,
    Money,
    ProfitApportionmentInputs,
    Rounding,
    incremental_value,
    profit_apportionment,
    value_skew_sigma,
)

ADOPTED = dt.date(2008, 12, 1)


def apportioned(**more: object) -> ProfitApportionmentInputs:
    plain: dict[str, object] = {
        "component_price": Money(Decimal("14.85"), "USD"),
        "margin": Decimal("0.121"),
        "essential_patents": Decimal(3000),
        "top_fraction": Decimal("0.1"),
        "holder_top_patents": Decimal(19),
        "value_share": Decimal("0.84"),
    }
    return ProfitApportionmentInputs(**(plain | more))  # type: ignore[arg-type]


def rate(inputs: ProfitApportionmentInputs | IncrementalValueInputs) -> Decimal:
    answer = (
        profit_apportionment(inputs) if isinstance(inputs, ProfitApportionmentInputs) else incremental_value(inputs)
    )
    return answer.derivation.values["rate"]


def test_a_chip_s_profit_is_apportioned_to_the_patents_of_the_top() -> None:
    assert rate(apportioned(rounding=Rounding(4, "ROUND_HALF_UP"))) == Decimal("0.0956")


def test_the_part_of_the_top_follows_from_the_skew_of_value() -> None:
    sigma = Decimal(repr(value_skew_sigma(0.1, 0.84)))
    assert rate(apportioned(value_share=None, value_sigma=sigma)) == pytest.approx(
        rate(apportioned()), rel=Decimal("1e-9")
    )
    assert rate(apportioned(value_share=None, value_sigma=Decimal(0))) == pytest.approx(
        Decimal("14.85") * Decimal("0.121") * 19 / 3000, rel=Decimal("1e-9")
    )


def test_all_patents_together_have_the_whole_profit() -> None:
    everything = apportioned(holder_top_patents=Decimal(300), holder_other_patents=Decimal(2700))
    assert rate(everything) == Decimal("14.85") * Decimal("0.121")


def increment(**more: object) -> IncrementalValueInputs:
    plain: dict[str, object] = {
        "currency": "EUR",
        "value": Decimal(5),
        "adopted_on": ADOPTED,
        "alternatives": (
            Alternative("older", Decimal("4.10"), dt.date(2006, 1, 1)),
            Alternative("dearer", Decimal("4.80"), dt.date(2007, 1, 1), cost=Decimal(1)),
            Alternative("later", Decimal("4.99"), dt.date(2012, 1, 1)),
        ),
        "bargaining": BargainingModel.NASH,
        "holder_power": Decimal("0.5"),
    }
    return IncrementalValueInputs(**(plain | more))  # type: ignore[arg-type]


def rubinstein(holder: str, implementer: str, *, first: bool) -> IncrementalValueInputs:
    return increment(
        bargaining=BargainingModel.RUBINSTEIN,
        holder_power=None,
        holder_discount=Decimal(holder),
        implementer_discount=Decimal(implementer),
        holder_moves_first=first,
    )


def test_only_alternatives_known_before_adoption_count() -> None:
    answer = incremental_value(increment())
    assert answer.derivation.values["gain"] == Decimal("0.90")
    assert answer.derivation.values["rate"] == Decimal("0.45")
    assert [(one.what, "after adoption" in one.why) for one in answer.omitted] == [("alternative later", True)]


def test_disagreement_points_come_first_and_the_rest_by_power() -> None:
    asked = increment(
        holder_power=Decimal("0.25"), holder_disagreement=Decimal("0.1"), implementer_disagreement=Decimal("0.2")
    )
    assert rate(asked) == Decimal("0.1") + Decimal("0.25") * Decimal("0.6")


def test_alternating_offers_favour_patience_and_the_first_mover() -> None:
    assert rate(rubinstein("0.9", "0.9", first=True)) == pytest.approx(
        Decimal("0.9") / Decimal("1.9"), rel=Decimal("1e-20")
    )
    assert rate(rubinstein("0.9", "0.9", first=False)) == pytest.approx(
        Decimal("0.9") * Decimal("0.9") / Decimal("1.9"), rel=Decimal("1e-20")
    )
    assert rate(rubinstein("0.99", "0.5", first=True)) > rate(rubinstein("0.5", "0.99", first=True))


@settings(max_examples=60)
@given(st.decimals(0, 1, places=4), st.decimals(0, 1, places=4), st.booleans())
def test_the_parties_shares_sum_to_the_gain(holder: Decimal, implementer: Decimal, first: bool) -> None:
    if holder == 1 and implementer == 1:
        return
    mine = rate(rubinstein(str(holder), str(implementer), first=first))
    theirs = rate(rubinstein(str(implementer), str(holder), first=not first))
    assert abs(mine + theirs - Decimal("0.9")) < Decimal("1e-40")
    assert 0 <= mine <= Decimal("0.9")


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: apportioned(margin=Decimal("1.1")), "margin"),
        (lambda: apportioned(margin=Decimal(0)), "margin"),
        (lambda: apportioned(margin="0.1"), "margin"),
        (lambda: apportioned(component_price=Money(Decimal(-1), "USD")), "component_price.amount"),
        (lambda: apportioned(value_share=Decimal("0.05")), "value_share"),
        (lambda: apportioned(value_sigma=Decimal(1)), "value_share"),
        (lambda: apportioned(value_share=None), "value_share"),
        (lambda: apportioned(value_share=None, value_sigma=Decimal(-1)), "value_sigma"),
        (lambda: apportioned(essential_patents=Decimal(0)), "essential_patents"),
        (lambda: apportioned(top_fraction=Decimal(1)), "top_fraction"),
        (lambda: profit_apportionment(apportioned(holder_top_patents=Decimal(301))), "holder_top_patents"),
        (lambda: profit_apportionment(apportioned(holder_other_patents=Decimal(2701))), "holder_other_patents"),
        (lambda: apportioned(audience=("acme",)), "audience"),
        (lambda: increment(currency="EURO"), "currency"),
        (lambda: increment(value=Decimal("Infinity")), "value"),
        (lambda: incremental_value(increment(value=Decimal(4))), "value"),
        (lambda: increment(alternatives=()), "alternatives"),
        (lambda: increment(alternatives=(Alternative("x", Decimal(1), dt.date(2020, 1, 1)),)), "alternatives"),
        (lambda: increment(holder_power=None), "holder_power"),
        (lambda: increment(holder_power=Decimal("1.5")), "holder_power"),
        (lambda: increment(holder_discount=Decimal("0.9")), "holder_discount"),
        (lambda: increment(holder_part=Decimal(0)), "holder_part"),
        (lambda: incremental_value(increment(holder_disagreement=Decimal(1))), "implementer_disagreement"),
        (lambda: rubinstein("1", "1", first=True), "holder_discount"),
        (lambda: rubinstein("1.1", "0.5", first=True), "holder_discount"),
    ],
)
def test_bad_inputs_are_refused_by_field(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field
