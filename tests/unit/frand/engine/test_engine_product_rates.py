"""Top-down over generations, territories, terms, floors and caps; uncertain aggregates against what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from scipy import stats

from services.frand.engine import (
    AggregateInput,
    AggregateShape,
    CheckedFamilies,
    CountedFamilies,
    EstimatedShare,
    ExpiryGroup,
    Generation,
    HolderShare,
    InvalidInput,
    MeasuredEvaluators,
    MethodAnswer,
    Money,
    Rounding,
    RoyaltyBasis,
    TerritorialRatesInputs,
    Territory,
    TopDownInputs,
    share_probabilities_uncertain,
    share_quantiles,
    share_quantiles_uncertain,
    territorial_rates,
    top_down,
)
from services.frand.engine.cells import Cells, share_cells
from services.frand.engine.counts import count_mass

COUNTS = {"Acme": (500, 100, 30), "Beta": (200, 50, 25), "Gamma": (90, 40, 4)}
ONE = Decimal(1)
EVALUATORS = "generations.evaluators"


def euros(**more: object) -> AggregateInput:
    given: dict[str, object] = {"shape": AggregateShape.POINT, "source": "expert opinion", "currency": "EUR"}
    if "low" not in more:
        given["amount"] = Decimal(8)
    return AggregateInput(RoyaltyBasis.PER_UNIT, **(given | more))  # type: ignore[arg-type]


LOG_NORMAL = euros(shape=AggregateShape.LOG_NORMAL, low=Decimal(5), high=Decimal(12))
SAMPLED = tuple(HolderShare(name, checked=CheckedFamilies(*counts)) for name, counts in COUNTS.items())


def counted(name: str, families: str, total: str, **more: object) -> HolderShare:
    return HolderShare(name, counted=CountedFamilies(Decimal(families), Decimal(total)), **more)  # type: ignore[arg-type]


def asked(*shares: HolderShare, aggregate: AggregateInput | None = None, **more: object) -> MethodAnswer:
    generation = Generation("5G", ONE, shares or SAMPLED)
    return top_down(TopDownInputs((generation,), aggregate or euros(), **more))  # type: ignore[arg-type]


def value(answer: MethodAnswer, name: str) -> Decimal:
    return answer.derivation.values[name]


def test_a_known_aggregate_times_the_exact_shares() -> None:
    answer = asked()
    quantiles, means = share_quantiles(*zip(*COUNTS.values(), strict=True), [0.025, 0.975])
    for h in range(3):
        found = [float(value(answer, f"h{h + 1}.rate{end}")) for end in ("", ".low", ".high")]
        assert found == pytest.approx([8 * means[h], *(8 * quantiles[h])], rel=1e-9)
    assert value(answer, "g1.unallocated") < Decimal("1e-9")


def test_an_uncertain_aggregate_times_a_known_share_has_the_aggregate_s_quantiles() -> None:
    answer = asked(counted("Acme", "12", "48"), aggregate=LOG_NORMAL)
    assert float(value(answer, "h1.rate.low")) == pytest.approx(5 / 4)
    assert float(value(answer, "h1.rate.high")) == pytest.approx(12 / 4)
    sigma = np.log(12 / 5) / (2 * stats.norm.ppf(0.975))
    assert float(value(answer, "h1.rate")) == pytest.approx(np.sqrt(60) * np.exp(sigma**2 / 2) / 4)


@pytest.mark.parametrize(
    "aggregate",
    [
        LOG_NORMAL,
        euros(shape=AggregateShape.UNIFORM, low=Decimal(5), high=Decimal(12)),
        euros(shape=AggregateShape.TRIANGULAR, amount=Decimal(8), low=Decimal(5), high=Decimal(12)),
    ],
)
def test_a_product_of_two_distributions_is_what_enumeration_gives(aggregate: AggregateInput) -> None:
    answer = asked(*(HolderShare(n, checked=CheckedFamilies(*c)) for n, c in SMALL.items()), aggregate=aggregate)
    masses = [count_mass(*counts, 0.5, 0.5, 1.0, 1.0) for counts in SMALL.values()]
    essential = [m.first + np.arange(len(m.mass)) for m in masses]
    k, r = np.meshgrid(*essential)
    probability = np.outer(masses[1].mass, masses[0].mass)
    share = np.where(k + r > 0, k / np.maximum(k + r, 1), 0.0)
    distribution = aggregate.distribution()
    for end, level in ((".low", 0.025), (".high", 0.975)):
        found = float(value(answer, f"h1.rate{end}"))
        error = float(value(answer, f"h1.raw{end}.error"))
        # P(A S <= x) by summing over every pair of counts: the level has to lie between the bounds' probabilities.
        reached = [
            float(
                np.sum(np.where(share > 0, distribution.cumulative(x / np.where(share > 0, share, 1)), 1) * probability)
            )
            for x in (max(found - error * 1.01, 0), found + error * 1.01)
        ]
        assert reached[0] <= level <= reached[1]
        assert error < 0.01 * max(found, 0.1)


SMALL = {"Acme": (30, 10, 4), "Beta": (40, 12, 3)}


def test_independent_generations_add_up_as_simulation_says() -> None:
    generations = (Generation("5G", Decimal("0.6"), SAMPLED), Generation("4G", Decimal("0.4"), SAMPLED))
    answer = top_down(TopDownInputs(generations, LOG_NORMAL))
    random = np.random.default_rng(5)
    masses = [count_mass(*counts, 0.5, 0.5, 1.0, 1.0) for counts in COUNTS.values()]

    def drawn() -> np.ndarray:
        counts = [m.first + random.choice(len(m.mass), p=m.mass / m.mass.sum(), size=200_000) for m in masses]
        return counts[0] / sum(counts)

    distribution = LOG_NORMAL.distribution()
    royalty = np.exp(distribution.first + distribution.second * random.standard_normal(200_000))
    simulated = np.quantile(royalty * (0.6 * drawn() + 0.4 * drawn()), [0.025, 0.975])
    found = np.array([float(value(answer, f"h1.rate{end}")) for end in (".low", ".high")])
    errors = np.array([float(value(answer, f"h1.raw{end}.error")) for end in (".low", ".high")])
    assert np.all(np.abs(found - simulated) < errors + 0.01 * simulated)
    assert np.all(errors < 0.01 * found)
    assert any("independent" in note for note in answer.notes)


def test_cells_bound_the_exact_quantiles_of_shares() -> None:
    levels = [0.025, 0.5, 0.975]
    quantiles, _ = share_quantiles(*zip(*COUNTS.values(), strict=True), levels)
    for h, cells in enumerate(share_cells([count_mass(*c, 0.5, 0.5, 1.0, 1.0) for c in COUNTS.values()])):
        assert cells.mass.sum() == pytest.approx(1)
        for column, level in enumerate(levels):
            found = cells.quantile(level)
            assert abs(found.value - quantiles[h, column]) <= found.error + 1e-12
            assert found.error < 0.001


def test_sums_of_many_uncertain_numbers_keep_their_bounds() -> None:
    one = Cells.of(np.linspace(0, 1, 101).tolist(), [1 / 101] * 101)
    total = one
    for _ in range(7):
        total = total.plus(one, most=300)
    median = total.quantile(0.5)
    assert abs(median.value - 4.0) <= median.error + 0.01
    assert median.error < 0.1


def test_a_range_answers_at_both_ends_and_assumes_nothing_between() -> None:
    ends = euros(shape=AggregateShape.RANGE, low=Decimal(6), high=Decimal(10))
    answer = asked(counted("Acme", "1", "4"), aggregate=ends)
    assert [value(answer, result.best) for result in answer.results] == [Decimal("1.5"), Decimal("2.5")]
    assert any("ends" in note for note in answer.notes)


def test_generations_weigh_and_may_have_their_own_aggregate() -> None:
    four = Generation("4G", Decimal("0.3"), (counted("Acme", "10", "100"),), aggregate=euros(amount=Decimal(6)))
    five = Generation("5G", Decimal("0.5"), (counted("Acme", "20", "100"), counted("Beta", "5", "100")))
    answer = top_down(TopDownInputs((five, four), euros(), weight_total=Decimal("0.8")))
    assert value(answer, "h1.rate") == Decimal("0.5") * 8 * Decimal("0.2") + Decimal("0.3") * 6 * Decimal("0.1")
    assert value(answer, "h2.rate") == Decimal("0.5") * 8 * Decimal("0.05")
    assert any("0.8" in note for note in answer.notes)


def test_territories_scale_the_rate_as_it_was_stated_and_blend_by_sales() -> None:
    answer = asked(
        counted("Acme", "12", "365"),
        aggregate=euros(amount=Decimal(5)),
        territories=(Territory("US", ONE, Decimal("0.4")), Territory("EU", Decimal("0.722"), Decimal("0.6"))),
        rate_rounding=Rounding(3, "ROUND_HALF_UP"),
        rounding=Rounding(3, "ROUND_HALF_UP"),
    )
    assert value(answer, "h1.t2.rate") == Decimal("0.118")  # 0.164 × 0.722, not 0.16438... × 0.722 = 0.119
    assert value(answer, "h1.rate") == Decimal("0.137")
    assert [result.label for result in answer.results] == ["Rate in US", "Rate in EU", "Rate"]


@pytest.mark.parametrize(
    ("limits", "rate"),
    [
        ({}, "0.02"),
        ({"unit_cap": Money(Decimal("1.5"), "USD")}, "0.015"),
        ({"unit_floor": Money(Decimal(3), "USD")}, "0.03"),
        ({"annual_cap": Money(Decimal(1000), "USD"), "units_per_year": 1000}, "0.01"),
        ({"annual_floor": Money(Decimal(5000), "USD"), "units_per_year": 1000}, "0.05"),
        (
            {"unit_floor": Money(Decimal(3), "USD"), "annual_cap": Money(Decimal(1000), "USD"), "units_per_year": 500},
            "0.02",
        ),
    ],
)
def test_floors_and_caps_are_money_a_unit_and_a_year(limits: dict[str, object], rate: str) -> None:
    share = AggregateInput(RoyaltyBasis.AD_VALOREM, AggregateShape.POINT, "court", Decimal("0.08"), base="price")
    answer = asked(counted("Acme", "1", "4"), aggregate=share, price=Money(Decimal(100), "USD"), **limits)
    assert value(answer, "h1.rate") == Decimal(rate)


def test_what_expires_counts_for_the_part_of_the_term_it_is_in_force() -> None:
    start, end = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
    groups = (
        ExpiryGroup(dt.date(2025, 1, 1), Decimal(2)),  # gone before the term
        ExpiryGroup(start + dt.timedelta(73), Decimal(5)),  # a fifth of the year
        ExpiryGroup(dt.date(2040, 1, 1), Decimal(3)),
    )
    answer = asked(counted("Acme", "10", "100", expiries=groups), term_start=start, term_end=end)
    assert value(answer, "h1.in_force") == Decimal("0.4")
    assert value(answer, "h1.rate") == 8 * Decimal("0.1") * Decimal("0.4")
    years = (5 * 73 + 3 * (dt.date(2040, 1, 1) - start).days) / 10 / 365.25
    assert float(value(answer, "h1.remaining_life")) == pytest.approx(years)


def test_an_estimate_without_quantiles_has_no_interval_and_one_with_them_has() -> None:
    bare = asked(HolderShare("Acme", estimate=EstimatedShare(Decimal("0.2"))), aggregate=LOG_NORMAL)
    assert bare.results[0].low == ""
    assert "without its quantiles" in bare.omitted[0].why
    estimate = EstimatedShare(Decimal("0.2"), Decimal("0.1"), Decimal("0.3"))
    answer = asked(HolderShare("Acme", estimate=estimate), aggregate=LOG_NORMAL)
    assert not answer.omitted
    assert value(answer, "h1.rate.low") < value(answer, "h1.rate") < value(answer, "h1.rate.high")
    bounded = asked(HolderShare("Acme", estimate=estimate))
    assert [value(bounded, f"h1.rate{end}") for end in ("", ".low", ".high")] == [
        Decimal(each) for each in ("1.6", "0.8", "2.4")
    ]


def test_restricted_shares_and_aggregates_stay_so() -> None:
    answer = asked(
        counted("Acme", "12", "48", audience=("holders/acme",)),
        counted("Beta", "3", "48"),
        aggregate=euros(audience=("holders/acme", "holders/beta")),
    )
    known = answer.derivation
    assert [known.may_see("h1.rate", f"holders/{name}") for name in ("acme", "beta", "gamma")] == [True, False, False]
    assert known.may_see("h2.rate", "holders/beta")
    assert known.may_see("h2.share", "holders/gamma")


def test_territorial_rates_of_a_determined_rate() -> None:
    places = (Territory("US", ONE, Decimal("0.5")), Territory("RoW", Decimal("0.698"), Decimal("0.5")))
    answer = territorial_rates(
        TerritorialRatesInputs(Decimal("0.0045"), "fraction of price", "judgment", places, Rounding(5, "ROUND_HALF_UP"))
    )
    assert [value(answer, result.best) for result in answer.results] == [
        Decimal(each) for each in ("0.0045", "0.00314", "0.00382")
    ]


LOW, HIGH = Decimal(5), Decimal(12)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: euros(amount=Decimal(-1)), "aggregate.amount"),
        (lambda: euros(amount=Decimal("NaN")), "aggregate.amount"),
        (lambda: euros(amount="8"), "aggregate.amount"),
        (lambda: euros(amount=8.0), "aggregate.amount"),
        (lambda: euros(currency="euro"), "aggregate.currency"),
        (lambda: euros(currency="XXX"), "aggregate.currency"),
        (lambda: euros(source=" "), "aggregate.source"),
        (lambda: euros(low=LOW), "aggregate.amount"),
        (lambda: euros(shape=AggregateShape.RANGE, low=HIGH, high=LOW), "aggregate.high"),
        (
            lambda: euros(shape=AggregateShape.RANGE, low=LOW, high=HIGH, low_level=Decimal("0.1")),
            "aggregate.low_level",
        ),
        (
            lambda: euros(shape=AggregateShape.UNIFORM, low=LOW, high=HIGH, low_level=Decimal("0.1")),
            "aggregate.low_level",
        ),
        (
            lambda: euros(
                shape=AggregateShape.UNIFORM, low=LOW, high=HIGH, low_level=Decimal("0.6"), high_level=Decimal("0.9")
            ),
            "aggregate.low",
        ),
        (lambda: euros(shape=AggregateShape.TRIANGULAR, amount=Decimal(4), low=LOW, high=HIGH), "aggregate.amount"),
        (
            lambda: AggregateInput(
                RoyaltyBasis.AD_VALOREM, AggregateShape.LOG_NORMAL, "x", low=Decimal("0.2"), high=ONE, base="price"
            ),
            "aggregate.high",
        ),
        (lambda: CheckedFamilies(10, 5, 6), "checked.essential"),
        (lambda: CheckedFamilies(10, 11, 5), "checked.checked"),
        (lambda: CheckedFamilies(0, 0, 0), "checked.families"),
        (lambda: CheckedFamilies(1_000_000_000, 0, 0), "checked.families"),
        (lambda: CheckedFamilies(10, 5.0, 1), "checked.checked"),  # type: ignore[arg-type]
        (lambda: counted("A", "5", "4"), "counted.families"),
        (lambda: counted("A", "0", "0"), "counted.total"),
        (lambda: HolderShare("A"), "shares.checked"),
        (lambda: HolderShare("", estimate=EstimatedShare(ONE)), "shares.holder"),
        (lambda: EstimatedShare(Decimal("1.1")), "estimate.mean"),
        (lambda: EstimatedShare(ONE, low=ONE), "estimate.low"),
        (lambda: Generation("5G", ONE, ()), "generations.shares"),
        (lambda: Generation("5G", Decimal(2), SAMPLED), "generations.weight"),
        (lambda: Generation("5G", ONE, (SAMPLED[0], SAMPLED[0])), "shares.holder"),
        (lambda: Generation("5G", ONE, (SAMPLED[0], counted("B", "1", "2"))), "shares.checked"),
        (
            lambda: Generation("5G", ONE, SAMPLED, sensitivity=Decimal("0.5"), specificity=Decimal("0.5")),
            "generations.sensitivity",
        ),
        (lambda: Generation("5G", ONE, SAMPLED, sensitivity=Decimal("1.1")), "generations.sensitivity"),
        (lambda: Generation("5G", ONE, SAMPLED, prior_a=Decimal(0)), "generations.prior_a"),
        (lambda: TopDownInputs((), euros()), "generations"),
        (lambda: TopDownInputs((Generation("5G", ONE, SAMPLED),)), "aggregate"),
        (lambda: TopDownInputs((Generation("5G", Decimal("0.5"), SAMPLED),), euros()), "generations.weight"),
        (lambda: asked(counted("A", "3", "4"), counted("B", "2", "4")), "shares"),
        (lambda: asked(confidence=ONE), "confidence"),
        (lambda: asked(territories=(Territory("EU", ONE), Territory("eu", ONE))), "territories.name"),
        (lambda: asked(territories=(Territory("EU", ONE, Decimal("0.5")),)), "territories.sales_share"),
        (lambda: Territory("EU", Decimal(-1)), "territories.strength"),
        (lambda: asked(unit_cap=Money(ONE, "USD")), "price.currency"),
        (lambda: asked(annual_cap=Money(ONE, "EUR")), "units_per_year"),
        (lambda: asked(unit_floor=Money(Decimal(2), "EUR"), unit_cap=Money(ONE, "EUR")), "unit_floor"),
        (lambda: asked(unit_cap=Money(ONE, "EUR"), territories=(Territory("EU", ONE),)), "territories.sales_share"),
        (lambda: asked(term_start=dt.date(2026, 1, 1)), "term_end"),
        (
            lambda: asked(counted("A", "1", "4", expiries=(ExpiryGroup(dt.date(2030, 1, 1), ONE),))),
            "term_start",
        ),
    ],
)
def test_impossible_questions_are_refused_by_field(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field


MEASURED = MeasuredEvaluators("qualityReports/1", Decimal(46), Decimal(6), Decimal(60), Decimal(4))
FEW = {"Acme": (60, 20, 9), "Beta": (40, 15, 3)}


def measured(aggregate: AggregateInput) -> MethodAnswer:
    shares = tuple(
        HolderShare(name, checked=CheckedFamilies(*counts), source="findings/1") for name, counts in FEW.items()
    )
    return top_down(TopDownInputs((Generation("5G", ONE, shares, evaluators=MEASURED),), aggregate))


def test_evaluators_as_they_were_measured_give_the_shares_of_their_uncertain_error() -> None:
    answer = measured(euros())
    found = share_quantiles_uncertain(
        *zip(*FEW.values(), strict=True),
        [0.025, 0.975],
        sensitivity=MEASURED.sensitivity,
        specificity=MEASURED.specificity,
    )
    for h in range(2):
        rates = [float(value(answer, f"h{h + 1}.rate{end}")) for end in ("", ".low", ".high")]
        assert rates == pytest.approx([8 * found.means[h], *(8 * found.quantiles[h])], rel=1e-7)
        assert float(value(answer, f"h{h + 1}.share.low.error")) <= 1e-3
    known = answer.derivation
    assert known["g1.sensitivity_alpha"].sources == ("qualityReports/1",)
    assert known["h1.essential"].sources == ("findings/1",)
    assert {"g1.sensitivity_alpha", "g1.specificity_beta", "h1.essential"} <= set(known["h1.share"].inputs)
    assert any("measured" in note for note in answer.notes)


def test_measured_evaluators_times_an_uncertain_aggregate_are_what_integration_gives() -> None:
    answer = measured(LOG_NORMAL)
    royalties = np.array([LOG_NORMAL.distribution().quantile((i + 0.5) / 200) for i in range(200)])
    for h in range(2):
        for end, level in ((".low", 0.025), (".high", 0.975)):
            found, error = (float(value(answer, f"h{h + 1}.raw{end}{of}")) for of in ("", ".error"))
            # P(A S <= x): the probability of the share at most x / a, averaged over royalties.
            amounts = np.array([found - error, found * 0.99, found * 1.01, found + error])
            shares = (amounts[:, None] / royalties).clip(0, 1)
            reached = share_probabilities_uncertain(
                *zip(*FEW.values(), strict=True),
                shares.ravel(),
                sensitivity=MEASURED.sensitivity,
                specificity=MEASURED.specificity,
                nodes=10,
            )[h].reshape(shares.shape)
            below, near_below, near_above, above = reached.mean(axis=1)
            assert level <= min(above, near_above) + 2e-4
            assert found == 0 or max(below, near_below) - 2e-4 <= level
            assert error <= 0.03 * found


def test_one_holder_alone_has_everything_whatever_the_evaluators() -> None:
    share = HolderShare("Acme", checked=CheckedFamilies(60, 20, 19))
    generation = Generation("5G", ONE, (share,), evaluators=MEASURED)
    answer = top_down(TopDownInputs((generation,), LOG_NORMAL))
    assert float(value(answer, "h1.rate.low")) == pytest.approx(5, rel=1e-3)
    assert float(value(answer, "h1.rate.high")) == pytest.approx(12, rel=1e-3)
    assert value(answer, "h1.raw.low.error") < Decimal("0.05")


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: Generation("5G", ONE, SAMPLED, evaluators=MEASURED, sensitivity=Decimal("0.9")), EVALUATORS),
        (lambda: Generation("5G", ONE, (counted("A", "1", "4"),), evaluators=MEASURED), EVALUATORS),
        (lambda: MeasuredEvaluators("", ONE, ONE, ONE, ONE), "evaluators.source"),
        (lambda: MeasuredEvaluators("x", Decimal(0), ONE, ONE, ONE), "evaluators.sensitivity_alpha"),
        (
            lambda: top_down(
                TopDownInputs(
                    (Generation("5G", ONE, SAMPLED, evaluators=MeasuredEvaluators("x", ONE, ONE, ONE, ONE)),), euros()
                )
            ),
            EVALUATORS,
        ),
    ],
)
def test_impossible_evaluators_are_refused(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field
