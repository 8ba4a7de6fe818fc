"""Tornado bars recompute the very formulas of an answer; Sobol's indices come out as known, with their error."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    ComparableLicence,
    ComparablesInputs,
    InputSpread,
    InputSwing,
    InvalidInput,
    LicencePayment,
    Money,
    PortfolioStrength,
    RoyaltyBasis,
    SensitivityInputs,
    UncertainInput,
    VolumeLine,
    comparables,
    recomputed,
    sensitivities,
    sobol,
    tornado,
    with_values,
)
from services.frand.engine.derivation import Derivation
from services.frand.engine.formula_arrays import evaluate_arrays
from services.frand.engine.formulas import evaluate

D = Decimal


def uniform(name: str, low: str = "0", high: str = "1") -> UncertainInput:
    return UncertainInput(name, InputSpread.UNIFORM, D(low), D(high))


LICENCE = ComparableLicence(
    "one",
    "Beta",
    "Maker",
    date(2022, 1, 1),
    date(2022, 1, 1),
    date(2023, 12, 31),
    payments=(LicencePayment(date(2022, 6, 1), Money(D(4_000_000), "USD")),),
    volumes=(VolumeLine(date(2022, 1, 1), date(2023, 12, 31), D(10_000_000)),),
    strengths=(PortfolioStrength("", D(80), D(20)),),
    annual_rate=D("0.1"),
    audience=("holders/beta",),
)
INPUTS = ComparablesInputs("Acme", RoyaltyBasis.PER_UNIT, "USD", date(2024, 1, 1), (LICENCE,))
UNITS, RATIO, RATE = "licences[0].volumes[0].units", "licences[0].strengths[0].holder", "licences[0].annual_rate"


def asked_again(values: dict[str, Decimal]) -> Decimal:
    return comparables(with_values(INPUTS, values)).derivation["rate"].value


def test_formulas_recomputed_equal_the_method_asked_again() -> None:
    known = comparables(INPUTS).derivation
    changes = {"one.volume_1.units": D(7_000_000), "one.annual_rate": D("0.2"), "one.strength_1.holder": D(31)}
    assert recomputed(known, {}, "rate") == known["rate"].value
    found = recomputed(known, changes, "rate")
    assert found == asked_again({UNITS: D(7_000_000), RATE: D("0.2"), RATIO: D(31)})
    assert found != known["rate"].value


def test_a_tornado_of_a_derivation_equals_that_of_the_method_and_stays_restricted() -> None:
    pairs = {"one.volume_1.units": UNITS, "one.strength_1.holder": RATIO, "one.annual_rate": RATE}
    ranges = {
        "one.volume_1.units": ("9000000", "12000000"),
        "one.strength_1.holder": ("10", "30"),
        "one.annual_rate": ("0", "0.15"),
    }
    swings = tuple(InputSwing(name, D(low), D(high)) for name, (low, high) in ranges.items())
    answer = sensitivities(comparables(INPUTS).derivation, SensitivityInputs("rate", swings))
    paths = tuple(InputSwing(pairs[s.input], s.low, s.high) for s in swings)
    base = {UNITS: D(10_000_000), RATIO: D(20), RATE: D("0.1")}
    bars = tornado(lambda values: asked_again(dict(values)), base, paths)
    assert [pairs[r.subject] for r in answer.results] == [bar.input for bar in bars]
    for result, bar in zip(answer.results, bars, strict=True):
        ends = (answer.derivation[result.low].value, answer.derivation[result.high].value)
        assert ends == (bar.at_low, bar.at_high)
        assert answer.derivation[result.best].value == bar.width
    assert bars[0].input == RATIO
    assert all(q.audience == {"holders/beta"} for q in answer.derivation)


def test_what_the_numerics_stated_is_not_silently_kept() -> None:
    known = Derivation()
    known.given("n", D(5), "", "n")
    known.given("free", D(5), "", "free")
    known.stated("mean", D(3), "posterior mean", ["n"], "", "mean")
    known.computed("rate", "mean * 2", "", "rate")
    for name, rule in (("n", "ask the method"), ("free", "follows from"), ("mean", "given"), ("none", "given")):
        with pytest.raises(InvalidInput, match=rule):
            sensitivities(known, SensitivityInputs("rate", (InputSwing(name, D(1), D(2)),)))
    with pytest.raises(InvalidInput, match="result"):
        sensitivities(known, SensitivityInputs("no", (InputSwing("n", D(1), D(2)),)))


def test_sobol_indices_of_the_ishigami_function_are_the_known_ones_within_their_errors() -> None:
    pi = str(D(repr(np.pi)))
    found = sobol(
        lambda x: np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]),
        [uniform(name, f"-{pi}", pi) for name in "abc"],
        points=4096,
        seed=3,
    )
    first, total = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
    assert np.all(np.abs(found.first - first) <= 3 * found.first_errors + 1e-3)
    assert np.all(np.abs(found.total - total) <= 3 * found.total_errors + 1e-3)
    assert np.all((found.total_errors > 0) & (found.total_errors < 0.05))
    assert found.variance == pytest.approx(13.84, rel=0.02)
    again = sobol(lambda x: x[0] * x[1], [uniform("a"), uniform("b")], points=64, seed=9)
    assert np.array_equal(
        again.first, sobol(lambda x: x[0] * x[1], [uniform("a"), uniform("b")], points=64, seed=9).first
    )


def test_sobol_indices_of_a_derivation_say_which_input_counts() -> None:
    known = comparables(INPUTS).derivation
    uncertain = (
        uniform("one.strength_1.holder", "10", "30"),
        UncertainInput("one.volume_1.units", InputSpread.TRIANGULAR, D(9_500_000), D(10_500_000), D(10_000_000)),
    )
    answer = sensitivities(known, SensitivityInputs("rate", uncertain=uncertain, points=256, resamples=50))
    first = {r.subject: answer.derivation[r.best].value for r in answer.results if "alone" in r.label}
    assert first["one.strength_1.holder"] > D("0.95")
    assert first["one.volume_1.units"] < D("0.05")
    assert any("seed 0" in note for note in answer.notes)


def test_a_triangular_input_has_its_mean_and_its_range() -> None:
    seen: list[np.ndarray] = []
    each = UncertainInput("a", InputSpread.TRIANGULAR, D(1), D(10), D(4))
    sobol(lambda x: seen.append(x[0]) or x[0] + x[1], [each, uniform("b")], points=4096)
    values = np.concatenate(seen)
    assert (values.min() >= 1, values.max() <= 10) == (True, True)
    assert values.mean() == pytest.approx(5, abs=0.02)


def test_an_answer_that_does_not_vary_has_no_indices() -> None:
    found = sobol(lambda x: np.ones_like(x[0]), [uniform("a"), uniform("b")], points=64)
    assert (found.variance, found.first.tolist()) == (0.0, [0.0, 0.0])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals("0.01", "100", places=2), min_size=3, max_size=3))
def test_formulas_over_arrays_are_the_exact_ones_to_a_dozen_digits(values: list[Decimal]) -> None:
    exact = dict(zip(("a", "b", "c.d"), values, strict=True))
    arrays = {name: np.array([float(value), 1.0]) for name, value in exact.items()}
    for formula in (
        "a + b * c.d - a / b",
        "-a ** 2 + sqrt(b)",
        "when(a >= b, exp(c.d / 50), ln(1 + a))",
        "median(a, b, c.d) + min(a, b) * max(b, c.d) + mean(a, b) + sum(a, b, c.d)",
        "abs(a - b) + floor(c.d)",
        "min(a)",
    ):
        found = evaluate_arrays(formula, arrays)
        wanted = float(evaluate(formula, exact))
        assert np.broadcast_to(found, (2,))[0] == pytest.approx(wanted, rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: InputSwing("a", D(2), D(2)), "low"),
        (lambda: InputSwing("a", D("NaN"), D(2)), "low"),
        (lambda: UncertainInput("a", InputSpread.TRIANGULAR, D(0), D(1)), "mode"),
        (lambda: UncertainInput("a", InputSpread.TRIANGULAR, D(0), D(1), D(2)), "mode"),
        (lambda: SensitivityInputs("rate"), "swings"),
        (lambda: SensitivityInputs("rate", uncertain=(uniform("a"),)), "uncertain"),
        (lambda: SensitivityInputs("rate", uncertain=(uniform("a"), uniform("b")), points=1000), "points"),
        (lambda: sobol(lambda x: x[0] / 0, [uniform("a"), uniform("b")], points=64), "uncertain"),
        (lambda: sobol(lambda x: x, [uniform("a"), uniform("b")], points=64), "function"),
        (lambda: evaluate_arrays("1 / a", {"a": np.zeros(2)}), "formula"),
        (lambda: evaluate_arrays("b", {"a": np.zeros(2)}), "formula"),
        (lambda: with_values(INPUTS, {"licences[3].annual_rate": D(1)}), "licences[3].annual_rate"),
        (lambda: with_values(INPUTS, {"holder": D(1)}), "holder"),
        (lambda: with_values(INPUTS, {"licences[0].volumes[0].units": D(-1)}), "units"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.filterwarnings("ignore:invalid value")
def test_bad_input_is_refused_by_field(wrong: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong()  # type: ignore[operator]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("moved", "ends", "field"),
    [
        ("aggregate", ("-0.01", "0.1"), "low"),
        ("aggregate", ("0.05", "1.01"), "high"),
        ("families", ("-1", "5"), "low"),
    ],
)
def test_no_input_is_moved_where_it_cannot_be(moved: str, ends: tuple[str, str], field: str) -> None:
    known = Derivation()
    known.given("aggregate", D("0.08"), "fraction of the price", "")
    known.given("families", D(5), "families", "")
    known.given("interest", D("0.02"), "a year", "")
    known.computed("rate", "aggregate * families * (1 + interest)", "fraction of the price", "")
    low, high = map(D, ends)
    spread = (UncertainInput(moved, InputSpread.UNIFORM, low, high), uniform("interest", "0", "0.1"))
    for asked in (SensitivityInputs("rate", (InputSwing(moved, low, high),)), SensitivityInputs("rate", (), spread)):
        with pytest.raises(InvalidInput) as refused:
            sensitivities(known, asked)
        assert refused.value.field.partition(".")[2] == field
    # Interest may be negative.
    answer = sensitivities(known, SensitivityInputs("rate", (InputSwing("interest", D("-0.01"), D("0.05")),)))
    assert answer.derivation["swing_1.low"].value == D("0.396")
