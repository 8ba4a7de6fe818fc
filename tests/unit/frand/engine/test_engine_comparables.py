"""Licences unpack to the rates they were made from, are scaled by strength, and stay as confidential as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    CarveOut,
    ComparableLicence,
    ComparablesInputs,
    CrossLicence,
    DatedSeries,
    ExchangeDay,
    FieldAudience,
    InvalidInput,
    LicenceExclusions,
    LicencePayment,
    LicenceRenewal,
    LicenseeSize,
    Money,
    PaymentDirection,
    PortfolioStrength,
    RateAdjustment,
    RateCombination,
    ReleaseTreatment,
    RoyaltyBasis,
    RoyaltyTier,
    RunningRoyalty,
    ScopeWeight,
    SeriesInterpolation,
    SeriesKind,
    SeriesPoint,
    VolumeKind,
    VolumeLine,
    comparables,
    year_fraction,
)
from services.frand.engine.derivation import Kind, MethodAnswer
from services.frand.engine.formulas import evaluate
from services.frand.engine.interest import DayCount

D = Decimal
YEARS = [(date(y, 1, 1), date(y, 12, 31)) for y in (2021, 2022, 2023, 2024, 2025)]
EUR_USD = DatedSeries(
    "ecb_usd",
    SeriesKind.EXCHANGE_RATE,
    "ECB reference rates, USD",
    (SeriesPoint(date(2022, 1, 3), D("1.13")), SeriesPoint(date(2023, 12, 29), D("1.105"))),
    SeriesInterpolation.PREVIOUS,
    7,
    "EUR",
    "USD",
)


def usd(amount: str) -> Money:
    return Money(D(amount), "USD")


def volume(year: int, units: str, sales: str | None = None, **more: object) -> VolumeLine:
    return VolumeLine(date(year, 1, 1), date(year, 12, 31), D(units), usd(sales) if sales else None, **more)  # type: ignore[arg-type]


def licence(**more: object) -> ComparableLicence:
    plain: dict[str, object] = {
        "id": "one",
        "licensor": "Acme",
        "licensee": "Maker",
        "signed": date(2022, 1, 3),
        "start": date(2022, 1, 1),
        "end": date(2023, 12, 31),
        "payments": (LicencePayment(date(2022, 1, 3), usd("6000000")),),
        "volumes": (volume(2022, "10000000"), volume(2023, "20000000")),
    }
    return ComparableLicence(**(plain | more))  # type: ignore[arg-type]


def asked(*licences: ComparableLicence, **more: object) -> ComparablesInputs:
    plain: dict[str, object] = {
        "holder": "Acme",
        "basis": RoyaltyBasis.PER_UNIT,
        "currency": "USD",
        "on": date(2024, 1, 1),
        "licences": licences,
    }
    return ComparablesInputs(**(plain | more))  # type: ignore[arg-type]


def value(answer: MethodAnswer, name: str) -> Decimal:
    return answer.derivation[name].value


def one_way(inputs: ComparablesInputs) -> Decimal:
    return value(comparables(inputs), "one.one_way_rate")


def test_a_lump_sum_is_spread_over_the_units_it_covers() -> None:
    assert one_way(asked(licence())) == D("0.2")


def test_a_lump_sum_unpacks_to_the_running_royalty_of_the_same_value() -> None:
    rate = one_way(asked(licence(annual_rate=D("0.1"))))
    worth = sum(
        rate * units / D("1.1") ** year_fraction(date(2022, 1, 3), end, DayCount.ACT_365)
        for units, end in ((D(10_000_000), date(2022, 12, 31)), (D(20_000_000), date(2023, 12, 31)))
    )
    assert worth == pytest.approx(D(6_000_000), abs=D("1e-20"))


@settings(max_examples=30, deadline=None)
@given(
    st.decimals("0.001", "5", places=3),
    st.decimals("0", "0.5", places=3),
    st.lists(st.integers(1, 10**8), min_size=1, max_size=4),
)
def test_a_running_royalty_unpacks_to_itself_whatever_the_volumes_and_the_yearly_rate(
    rate: Decimal, annual: Decimal, units: list[int]
) -> None:
    lines = tuple(volume(2022 + i, str(n)) for i, n in enumerate(units))
    royalty = RunningRoyalty("USD", True, (RoyaltyTier(D(0), rate),))
    one = licence(payments=(), royalties=(royalty,), volumes=lines, end=date(2026, 1, 1), annual_rate=annual)
    assert one_way(asked(one)) == pytest.approx(rate, rel=D("1e-40"))


@settings(max_examples=30, deadline=None)
@given(
    tiers=st.lists(st.tuples(st.integers(1, 500), st.decimals("0", "2", places=2)), min_size=1, max_size=4),
    units=st.integers(1, 3000),
    cap=st.decimals("0.5", "2", places=2),
    floor=st.decimals("0", "0.5", places=2),
    minimum=st.integers(0, 800),
    room=st.integers(0, 800),
)
def test_tiers_caps_floors_and_minimums_pay_what_counting_unit_by_unit_pays(
    tiers: list[tuple[int, Decimal]], units: int, cap: Decimal, floor: Decimal, minimum: int, room: int
) -> None:
    above, steps = 0, []
    for width, rate in tiers:
        steps.append(RoyaltyTier(D(above), rate))
        above += width
    royalty = RunningRoyalty(
        "USD", True, tuple(steps), cap_per_unit=cap, floor_per_unit=floor, minimum=D(minimum), maximum=D(minimum + room)
    )
    owed = sum(_rate_of(steps, unit) for unit in range(1, units + 1))
    owed = min(max(owed / units, floor), cap) * units
    owed = min(max(owed, D(minimum)), D(minimum + room))
    one = licence(
        payments=(LicencePayment(date(2022, 1, 3), usd("1")),),
        royalties=(royalty,),
        volumes=(volume(2022, str(units)),),
    )
    assert value(comparables(asked(one)), "one.paid") == pytest.approx(owed + 1, rel=D("1e-40"))


def _rate_of(steps: list[RoyaltyTier], unit: int) -> Decimal:
    return next(s.rate for s in reversed(steps) if s.above_units < unit)


def test_a_part_of_the_price_is_capped_and_floored_at_the_average_price() -> None:
    royalty = RunningRoyalty("USD", False, (RoyaltyTier(D(0), D("0.01")),), cap_per_unit=D("2.5"), floor_per_unit=D(1))
    lines = (volume(2022, "100", "40000"), volume(2023, "100", "5000"))
    answer = comparables(asked(licence(payments=(), royalties=(royalty,), volumes=lines)))
    assert value(answer, "one.royalty_1.period_1.bounded") == 250  # 4.00 a unit, capped
    assert value(answer, "one.royalty_1.period_2.bounded") == 100  # 0.50 a unit, floored
    assert value(answer, "one.one_way_rate") == D("1.75")
    assert any("average price" in note for note in answer.notes)
    ad_valorem = comparables(
        asked(licence(payments=(), royalties=(royalty,), volumes=lines), basis=RoyaltyBasis.AD_VALOREM)
    )
    assert value(ad_valorem, "rate") == pytest.approx(D(350) / D(45000))


def test_a_stated_release_is_taken_off_and_past_units_do_not_count() -> None:
    lines = (volume(2021, "5000000"), volume(2022, "10000000"))
    stated = licence(volumes=lines, release=ReleaseTreatment.STATED_AMOUNT, release_amount=D(1_000_000))
    assert one_way(asked(stated)) == D("0.5")
    covered = licence(volumes=lines, release=ReleaseTreatment.PAST_VOLUMES, past_weight=D("0.4"))
    assert one_way(asked(covered)) == D("0.5")


def test_a_balance_unpacks_to_the_rate_that_both_directions_were_valued_at() -> None:
    # At 0.25 a unit: 40 m units of the licensee, 30 m of the licensor at 0.6 of the strength.
    balance = D("0.25") * (40_000_000 - D("0.6") * 30_000_000)
    cross = CrossLicence(strength_ratio=D("0.6"), licensor_volumes=(volume(2022, "30000000"),))
    one = licence(
        payments=(LicencePayment(date(2022, 1, 3), Money(balance, "USD")),),
        volumes=(volume(2022, "40000000"),),
        cross_licence=cross,
    )
    assert one_way(asked(one)) == D("0.25")
    # The same deal seen from the other side: the stronger portfolio is the licensee's, so the licensor pays.
    other = replace(
        one,
        payments=(LicencePayment(date(2022, 1, 3), Money(balance, "USD"), direction=PaymentDirection.TO_LICENSEE),),
        volumes=(volume(2022, "30000000"),),
        cross_licence=CrossLicence(strength_ratio=1 / D("0.6"), licensor_volumes=(volume(2022, "40000000"),)),
    )
    assert one_way(asked(other)) == pytest.approx(D("0.25") * D("0.6"))


def test_running_royalties_in_both_directions_are_netted() -> None:
    cross = CrossLicence(strength_ratio=D("0.5"), licensor_volumes=(volume(2022, "1000"),))
    royalties = (
        RunningRoyalty("USD", True, (RoyaltyTier(D(0), D("0.40")),)),
        RunningRoyalty("USD", True, (RoyaltyTier(D(0), D("0.20")),), direction=PaymentDirection.TO_LICENSEE),
    )
    one = licence(payments=(), royalties=royalties, volumes=(volume(2022, "3000"),), cross_licence=cross)
    assert one_way(asked(one)) == D("0.4")


def test_a_licence_back_with_a_value_of_its_own_is_added() -> None:
    one = licence(cross_licence=CrossLicence(grant_back_value=usd("3000000")))
    assert one_way(asked(one)) == D("0.3")


def test_a_balance_against_the_strengths_is_left_out_and_said() -> None:
    cross = CrossLicence(strength_ratio=D(2), licensor_volumes=(volume(2022, "30000000"),))
    answer = comparables(asked(licence(id="two"), licence(volumes=(volume(2022, "40000000"),), cross_licence=cross)))
    assert [o.what for o in answer.omitted] == ["Licence one"]
    assert "against" in answer.omitted[0].why
    assert "one.payment_1.amount" not in answer.derivation


def test_money_is_changed_on_the_stated_day_and_a_missing_rate_names_series_and_date() -> None:
    due = date(2023, 12, 31)
    one = licence(payments=(LicencePayment(due, Money(D(6_000_000), "EUR")),))
    assert one_way(asked(one, series=(EUR_USD,))) == D("0.226")
    at_payment = replace(one, exchange_day=ExchangeDay.PAYMENT)
    assert one_way(asked(at_payment, series=(EUR_USD,))) == D("0.221")
    late = replace(at_payment, payments=(LicencePayment(date(2023, 6, 30), Money(D(1), "EUR")),))
    with pytest.raises(InvalidInput, match=r"series\[ecb_usd\].*2023-06-30.*ECB reference rates"):
        comparables(asked(late, series=(EUR_USD,)))
    with pytest.raises(InvalidInput, match="between EUR and USD"):
        comparables(asked(one))


def test_the_rate_is_brought_to_the_prices_of_the_answers_date() -> None:
    index = DatedSeries(
        "cpi",
        SeriesKind.PRICE_INDEX,
        "office",
        (SeriesPoint(date(2022, 1, 3), D(100)), SeriesPoint(date(2024, 1, 1), D(110))),
    )
    answer = comparables(asked(licence(price_index="cpi"), series=(index,)))
    assert (value(answer, "one.one_way_rate"), value(answer, "rate")) == (D("0.2"), D("0.22"))


def test_scope_weights_make_the_rate_one_for_the_reference_unit_and_carve_the_rest_out() -> None:
    lines = (
        volume(2022, "10000000", generation="5G", territory="US"),
        volume(2022, "10000000", generation="4G", territory="US"),
        volume(2022, "10000000", generation="4G", territory="CN"),
        volume(2022, "90000000", generation="2G", territory="US"),
    )
    weights = {
        "generations": (ScopeWeight("5G", D(1)), ScopeWeight("4G", D("0.5")), ScopeWeight("2G", D(0))),
        "territories": (ScopeWeight("US", D(1)), ScopeWeight("CN", D("0.2"))),
    }
    one = licence(volumes=lines, carve_outs=(CarveOut("know-how", D("0.2")),))
    assert one_way(asked(one, **weights)) == D("4800000") / (10_000_000 + 5_000_000 + 1_000_000)
    with pytest.raises(InvalidInput, match=r"volumes\[0\].generation"):
        comparables(asked(licence(), **weights))


def test_renewals_count_with_their_probability() -> None:
    one = licence(
        payments=(LicencePayment(date(2022, 1, 3), usd("6000000")), LicencePayment(date(2024, 1, 1), usd("2000000"))),
        volumes=(volume(2022, "20000000"), volume(2024, "10000000")),
        renewals=(LicenceRenewal(date(2024, 1, 1), date(2024, 12, 31), D("0.5")),),
    )
    assert one_way(asked(one)) == D(7_000_000) / D(25_000_000)


def test_strengths_are_weighted_by_generation() -> None:
    strengths = (PortfolioStrength("4G", D(100), D(10)), PortfolioStrength("5G", D(50), D(20)))
    weights = (ScopeWeight("4G", D("0.4")), ScopeWeight("5G", D(1)))
    answer = comparables(asked(licence(licensor="Beta", strengths=strengths), strength_weights=weights))
    assert value(answer, "rate") == pytest.approx(D("0.2") * D(24) / D(90), rel=D("1e-25"))


def test_several_licences_are_combined_as_asked_and_their_spread_is_shown() -> None:
    some = (
        licence(weight=D(3)),
        licence(id="two", payments=(LicencePayment(date(2022, 1, 3), usd("9000000")),)),
        licence(id="three", adjustments=(RateAdjustment("volume discount", D(5), "expert"),)),
    )
    for way, wanted in (
        (RateCombination.WEIGHTED_MEAN, D("0.38")),
        (RateCombination.MEDIAN, D("0.3")),
        (RateCombination.MIDRANGE, D("0.6")),
    ):
        answer = comparables(asked(*some, combination=way, holder_share=D("0.04"), rounding_places=3))
        assert value(answer, "rate") == wanted
        assert (answer.results[0].best, answer.results[0].low, answer.results[0].high) == ("rate", "low", "high")
        assert (value(answer, "low"), value(answer, "high"), value(answer, "spread")) == (D("0.2"), D(1), D(5))
        assert value(answer, "implied_aggregate") == wanted / D("0.04")


@pytest.mark.parametrize(
    ("more", "rules", "why"),
    [
        ({"licensee_size": LicenseeSize.SME}, {}, "small or medium-sized"),
        ({"under_injunction": True}, {}, "injunction"),
        ({"affiliates": True}, {}, "group"),
        ({"volumes": ()}, {}, "volumes are not known"),
        ({"licensor": "Beta"}, {}, "strength"),
        ({"volumes": (volume(2022, "1", kind=VolumeKind.FORECAST),)}, {"forecasts": True}, "forecasts"),
        ({"volumes": (volume(2022, "1", kind=VolumeKind.ESTIMATE),)}, {"estimates": True}, "estimates"),
        ({}, {"signed_before": date(2023, 1, 1)}, "before 2023-01-01"),
        ({}, {"signed_after": date(2020, 1, 1)}, "after 2020-01-01"),
        ({"release": ReleaseTreatment.STATED_AMOUNT, "release_amount": D(6_000_000)}, {}, "leave nothing"),
    ],
)
def test_what_is_left_out_is_listed_with_the_reason(
    more: dict[str, object], rules: dict[str, object], why: str
) -> None:
    kept = licence(id="kept", signed=date(2023, 6, 1) if "signed_before" in rules else date(2019, 6, 1))
    answer = comparables(asked(kept, licence(**more), exclusions=LicenceExclusions(**rules)))  # type: ignore[arg-type]
    assert [o.what for o in answer.omitted] == ["Licence one"]
    assert why in answer.omitted[0].why
    assert not any(q.id.startswith("one.") for q in answer.derivation)
    with pytest.raises(InvalidInput, match="Licence one") as refused:
        comparables(asked(licence(**more), exclusions=LicenceExclusions(**rules)))  # type: ignore[arg-type]
    assert refused.value.field == "licences"


def test_everything_that_follows_from_a_restricted_field_is_restricted() -> None:
    party = ("holders/acme", "holders/maker")
    secret = licence(
        payments=(LicencePayment(date(2022, 1, 3), Money(D(6_000_000), "EUR"), audience=("holders/acme",)),),
        audience=party,
        licensor_share=D("0.1"),
        field_audiences=(FieldAudience("licensor_share", ("holders/maker",)),),
    )
    answer = comparables(asked(secret, licence(id="open"), series=(EUR_USD,)))
    known = answer.derivation
    audiences = {q.id: q.audience for q in known if q.id.startswith("one.")}
    assert audiences["one.payment_1.amount"] == {"holders/acme"}
    assert audiences["one.payment_1.exchange_1"] == {"holders/acme"}, "the rate of exchange tells the date"
    assert audiences["one.volume_1.units"] == set(party)
    assert audiences["one.implied_aggregate"] == set()
    assert None not in audiences.values()
    assert known["rate"].audience == {"holders/acme"}
    assert known["open.rate"].audience is None
    shown = " ".join([*(q.label + q.formula for q in known), *answer.notes])
    assert "Maker" not in shown
    assert "6000000" not in shown


def test_every_number_of_an_answer_is_recomputed_from_its_formulas() -> None:
    one = licence(
        annual_rate=D("0.08"),
        day_count=DayCount.ACT_ACT,
        volumes=tuple(volume(2022 + i % 2, "1000") for i in range(250)),
    )
    known = comparables(asked(one)).derivation
    seen: dict[str, Decimal] = {}
    for quantity in known:
        if quantity.kind is Kind.COMPUTED:
            assert evaluate(quantity.formula, seen) == quantity.value
            assert len(quantity.formula) < 8000
        seen[quantity.id] = quantity.value


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: usd("NaN"), "amount"),
        (lambda: Money(D(1), "XXX"), "currency"),
        (lambda: Money(D(1), "DDD"), "currency"),
        (lambda: Money(1.5, "USD"), "amount"),  # type: ignore[arg-type]
        (lambda: Money("5", "USD"), "amount"),  # type: ignore[arg-type]
        (lambda: LicencePayment(date(2022, 1, 1), usd("-1")), "amount"),
        (lambda: LicencePayment("2022-01-01", usd("1")), "due"),  # type: ignore[arg-type]
        (lambda: volume(2022, "0"), "units"),
        (lambda: volume(2022, "1e30"), "units"),
        (lambda: RoyaltyTier(D(0), D(-1)), "rate"),
        (lambda: RunningRoyalty("USD", False, (RoyaltyTier(D(0), D("1.01")),)), "tiers[0].rate"),
        (lambda: RunningRoyalty("USD", True, ()), "tiers"),
        (lambda: RunningRoyalty("USD", True, (RoyaltyTier(D(5), D(1)),)), "tiers[0].above_units"),
        (lambda: RunningRoyalty("USD", True, (RoyaltyTier(D(0), D(1)),), minimum=D(2), maximum=D(1)), "minimum"),
        (lambda: CarveOut("x", D(1)), "fraction"),
        (lambda: CrossLicence(), "strength_ratio"),
        (lambda: licence(id="Bad Id"), "id"),
        (lambda: licence(payments=()), "payments"),
        (lambda: licence(end=date(2021, 1, 1)), "end"),
        (lambda: licence(volumes=(volume(2024, "1"),)), "volumes[0].end"),
        (lambda: licence(volumes=(volume(2021, "1"),)), "volumes[0].end"),
        (lambda: licence(payments=(LicencePayment(date(2024, 1, 1), usd("1")),)), "payments[0].due"),
        (lambda: licence(past_weight=D(1)), "past_weight"),
        (lambda: licence(release=ReleaseTreatment.STATED_AMOUNT), "release_amount"),
        (lambda: licence(annual_rate=D(-1)), "annual_rate"),
        (lambda: licence(licensor_share=D(0)), "licensor_share"),
        (lambda: licence(audience=("everybody",)), "audience"),
        (lambda: licence(carve_outs=(CarveOut("a", D("0.5")), CarveOut("b", D("0.5")))), "carve_outs.fraction"),
        (lambda: asked(), "licences"),
        (lambda: asked(licence(), licence()), "licences.id"),
        (lambda: asked(licence(price_index="none")), "licences[0].price_index"),
        (lambda: asked(licence(), holder_share=D("1.5")), "holder_share"),
        (lambda: asked(licence(), currency="EURO"), "currency"),
        (lambda: asked(licence(), rounding_places=-1), "rounding_places"),
        (lambda: comparables(asked(licence(weight=D(0)))), "licences.weight"),
    ],
)
def test_bad_input_is_refused_by_field(wrong: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wrong()  # type: ignore[operator]
    assert refused.value.field == field
