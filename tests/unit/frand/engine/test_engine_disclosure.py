"""What shown numbers of answers tell about withheld ones, and to whom."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.frand.engine.derivation import Derivation
from services.frand.engine.disclosure import Part, disclosing, tellings

ACME = frozenset({"holders/acme"})


def licences(*rates: str, weights: tuple[str, ...] = ()) -> Derivation:
    """Licences of which payment and units are restricted, and the weighted mean of their rates, released."""
    made = Derivation()
    terms: list[str] = []
    names = [f"l{number}" for number in range(1, len(rates) + 1)]
    for name, rate, weight in zip(names, rates, weights or ("1",) * len(rates), strict=True):
        group = f"Licence {name}"
        made.given(f"{name}.units", Decimal(1000), "units", "", audience=ACME, group=group)
        made.given(f"{name}.paid", Decimal(rate) * 1000, "EUR", "", audience=ACME, group=group)
        made.computed(f"{name}.rate", f"{name}.paid / {name}.units", "EUR per unit", "", group=group)
        made.given(f"{name}.weight", Decimal(weight), "", "", audience=ACME, group="Combination")
        terms.append(f"{name}.weight * {name}.rate")
    made.computed("mean", f"({' + '.join(terms)}) / sum({', '.join(f'{name}.weight' for name in names)})", "EUR", "")
    made.release(["mean"])
    return made


def restricted(made: Derivation) -> frozenset[str]:
    return frozenset(each.id for each in made if each.audience is not None)


@pytest.mark.parametrize(
    ("rates", "weights", "said"),
    [
        (("1.25",), (), "rests on one licence only"),
        (("1.25", "2.5"), (), "rests on 2 licences only"),
        (("1.25", "2.5", "3.5"), (), ""),
        (("1.25", "2.5", "3.5"), ("40", "1", "1"), "made up of one licence"),
        (("1.25", "2.5", "3.5"), ("1", "1", "0"), "would tell"),  # two of them have a weight: each party knows one
    ],
)
def test_a_mean_is_shown_where_it_tells_no_licence(rates: tuple[str, ...], weights: tuple[str, ...], said: str) -> None:
    made = licences(*rates, weights=weights)
    found = tellings([Part("a", made, restricted(made))])
    assert [each.name for each in found] == ([("a", "mean")] if said else [])
    assert all(said in each.why for each in found)


def test_exactly_one_hidden_input_of_an_invertible_formula_is_told() -> None:
    made = Derivation()
    made.given("price", Decimal(400), "EUR", "")
    made.given("margin", Decimal("0.125"), "fraction", "", audience=ACME)
    made.computed("profit", "price * margin", "EUR", "")
    made.computed("rate", "exp(ln(profit) / 2)", "EUR", "")
    made.release(["rate"])
    (found,) = tellings([Part("a", made, restricted(made))])
    assert (found.name, found.told) == (("a", "rate"), (("a", "margin"),))
    # With a second one hidden, neither follows.
    two = Derivation()
    two.given("price", Decimal(400), "EUR", "", audience=ACME)
    two.given("margin", Decimal("0.125"), "fraction", "", audience=ACME)
    two.computed("rate", "price * margin", "EUR", "")
    two.release(["rate"])
    assert disclosing(two, restricted(two), []) == frozenset()


def test_answers_are_judged_together() -> None:
    three, four = licences("1.25", "2.5", "3.5"), licences("1.25", "2.5", "3.5", "4.125")
    parts = [Part(id, made, restricted(made)) for id, made in (("three", three), ("four", four))]
    assert [tellings([part]) for part in parts] == [(), ()]
    (found,) = tellings(parts)
    assert found.name == ("four", "mean")
    assert ("four", "l4.rate") in found.told
