"""Rate cards: highest generation, floors and caps, tiers, free units, waivers, dates, classes, regions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    AnnualCap,
    InvalidInput,
    LicenseeStatus,
    MethodAnswer,
    RateCardInputs,
    RateFactor,
    RateLine,
    RateProgramme,
    Rounding,
    RoyaltyBasis,
    VolumeTier,
    WaiverKind,
    rate_card,
)

DAY = dt.date(2024, 7, 1)


def line(technology: str, rate: str, *, ad_valorem: bool = False, **more: object) -> RateLine:
    basis = RoyaltyBasis.AD_VALOREM if ad_valorem else RoyaltyBasis.PER_UNIT
    return RateLine(technology, basis, (VolumeTier(Decimal(rate)),), **more)  # type: ignore[arg-type]


def programme(*lines: RateLine, **more: object) -> RateProgramme:
    return RateProgramme("Pool", "its terms", "USD", lines, **more)  # type: ignore[arg-type]


def answer(terms: RateProgramme, *technologies: str, **product: object) -> MethodAnswer:
    return rate_card(RateCardInputs(terms, technologies, **({"sold_on": DAY} | product)))  # type: ignore[arg-type]


def value(found: MethodAnswer, name: str) -> Decimal:
    return found.derivation.values[name]


PHONES = programme(
    line("3G", "0.004", ad_valorem=True, rank=3, price_floor=Decimal(40), price_cap=Decimal(100)),
    line("5G", "0.006", ad_valorem=True, rank=5, price_floor=Decimal(60), price_cap=Decimal(200)),
    line("Wi-Fi", "0.05"),
)


@pytest.mark.parametrize(
    ("price", "technologies", "rate"),
    [
        ("999", ("5G", "3G", "Wi-Fi"), "1.25"),
        ("30", ("5G",), "0.36"),
        ("100", ("5G", "3G"), "0.6"),
        ("100", ("3G",), "0.4"),
        ("100", ("Wi-Fi",), "0.05"),
    ],
)
def test_only_the_highest_generation_is_charged_and_the_rest_is_added(
    price: str, technologies: tuple[str, ...], rate: str
) -> None:
    found = answer(PHONES, *technologies, price=Decimal(price))
    assert value(found, "rate") == Decimal(rate)
    assert ("only the highest generation is charged" in {one.why for one in found.omitted}) is (
        {"5G", "3G"} <= set(technologies)
    )


TIERED = programme(
    RateLine("AVC", RoyaltyBasis.PER_UNIT, (VolumeTier(Decimal("0.2")), VolumeTier(Decimal("0.1"), 5_000_000))),
    free_units=100_000,
    annual_caps=(AnnualCap(Decimal(3_500_000), 2005, 2006), AnnualCap(Decimal(4_250_000), 2007, 2008)),
)


@pytest.mark.parametrize(
    ("units", "year", "payable"),
    [
        (0, 2005, 0),
        (100_000, 2005, 0),
        (100_001, 2005, "0.2"),
        (5_000_000, 2005, 980_000),
        (6_000_000, 2005, 1_080_000),
        (40_000_000, 2005, 3_500_000),
        (40_000_000, 2008, 4_250_000),
        (40_000_000, 2009, 4_480_000),
    ],
)
def test_a_year_is_charged_by_tiers_after_the_free_units_up_to_its_cap(
    units: int, year: int, payable: str | int
) -> None:
    found = answer(TIERED, "AVC", sold_on=dt.date(year, 3, 1), units=units)
    assert value(found, "year.payable") == Decimal(payable)


def test_the_units_at_which_a_cap_binds_are_those_at_which_it_is_reached() -> None:
    at = value(answer(TIERED, "AVC", sold_on=dt.date(2005, 1, 1)), "cap_binds_at")
    assert at == 30_200_000
    below = answer(TIERED, "AVC", sold_on=dt.date(2005, 1, 1), units=int(at) - 10)
    assert value(below, "year.payable") == Decimal(3_500_000) - 1


@pytest.mark.parametrize(
    ("kind", "units", "payable"),
    [
        (WaiverKind.DEDUCTED, 31_250, 0),
        (WaiverKind.DEDUCTED, 50_000, 15_000),
        (WaiverKind.THRESHOLD, 31_250, 0),
        (WaiverKind.THRESHOLD, 50_000, 40_000),
    ],
)
def test_a_waiver_is_taken_off_or_is_a_threshold(kind: WaiverKind, units: int, payable: int) -> None:
    terms = programme(line("HEVC", "0.80"), annual_waiver=Decimal(25_000), waiver_kind=kind)
    found = answer(terms, "HEVC", units=units)
    assert value(found, "year.payable") == payable
    assert value(found, "waiver_ends_at") == 31_250


def test_early_birds_need_a_licence_signed_in_time() -> None:
    day = dt.date(2024, 2, 16)
    terms = programme(line("5G", "29", signed_by=day), line("5G", "32", signed_after=day))
    assert value(answer(terms, "5G", signed_on=day), "rate") == 29
    assert value(answer(terms, "5G", signed_on=day + dt.timedelta(1)), "rate") == 32
    assert value(answer(terms, "5G"), "rate") == 32


def test_terms_change_on_their_day() -> None:
    terms = programme(
        line("DVD", "3.175", valid_to=dt.date(2010, 5, 27)), line("DVD", "1.90", valid_from=dt.date(2010, 5, 28))
    )
    assert value(answer(terms, "DVD", sold_on=dt.date(2010, 5, 27)), "rate") == Decimal("3.175")
    assert value(answer(terms, "DVD", sold_on=dt.date(2010, 5, 28)), "rate") == Decimal("1.90")


def test_standing_class_and_region_change_the_rate() -> None:
    terms = programme(
        line("Wi-Fi 6", "0.50", status=LicenseeStatus.COMPLIANT),
        line("Wi-Fi 6", "0.60", status=LicenseeStatus.STANDARD),
        class_factors=(RateFactor("enterprise", Decimal(6)),),
        region_factors=(RateFactor("region 2", Decimal("0.5")),),
    )
    assert value(answer(terms, "Wi-Fi 6"), "rate") == Decimal("0.60")
    good = answer(terms, "Wi-Fi 6", status=LicenseeStatus.COMPLIANT, product_class="enterprise", region="region 2")
    assert value(good, "rate") == Decimal("1.50")
    unknown = answer(terms, "Wi-Fi 6", region="region 3")
    assert any("region 3" in note for note in unknown.notes)


def test_a_line_keeps_its_royalty_within_floor_and_cap() -> None:
    terms = programme(line("4G", "0.01", ad_valorem=True, unit_floor=Decimal(1), unit_cap=Decimal(4)))
    rates = [value(answer(terms, "4G", price=Decimal(price)), "rate") for price in (80, 250, 900)]
    assert rates == [1, Decimal("2.5"), 4]


def test_the_rate_of_a_unit_is_rounded_last_and_the_year_is_not() -> None:
    terms = programme(line("A", "0.333"), line("B", "0.333"))
    found = answer(terms, "A", "B", units=1000, rounding=Rounding(2, "ROUND_HALF_UP"))
    assert (value(found, "rate"), value(found, "year.payable")) == (Decimal("0.67"), 666)


@settings(max_examples=60)
@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_more_units_never_cost_less_and_never_more_than_the_cap(first: int, second: int) -> None:
    low, high = sorted((first, second))
    found = [
        value(answer(TIERED, "AVC", sold_on=dt.date(2005, 1, 1), units=units), "year.payable") for units in (low, high)
    ]
    assert 0 <= found[0] <= found[1] <= 3_500_000


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: line("A", "-1"), "tiers.rate"),
        (lambda: line("A", "1.5", ad_valorem=True), "tiers.rate"),
        (lambda: VolumeTier("0.2"), "tiers.rate"),  # type: ignore[arg-type]
        (lambda: RateLine("A", RoyaltyBasis.PER_UNIT, ()), "lines.tiers"),
        (lambda: RateLine("A", RoyaltyBasis.PER_UNIT, (VolumeTier(Decimal(1), 5),)), "lines.tiers"),
        (lambda: line("A", "1", price_floor=Decimal(1)), "lines.price_floor"),
        (lambda: line("A", "0.1", unit_floor=Decimal(2), unit_cap=Decimal(1)), "lines.unit_floor"),
        (lambda: programme(), "programme.lines"),
        (lambda: RateProgramme("P", "s", "DOL", (line("A", "1"),)), "programme.currency"),
        (lambda: programme(line("A", "1"), free_units=-1), "programme.free_units"),
        (
            lambda: programme(
                line("A", "1"), annual_caps=(AnnualCap(Decimal(1), 2000, 2002), AnnualCap(Decimal(1), 2002, 2003))
            ),
            "programme.annual_caps",
        ),
        (lambda: answer(PHONES, "6G", price=Decimal(1)), "technologies"),
        (lambda: answer(PHONES, "5G"), "price"),
        (lambda: answer(PHONES, "5G", price=Decimal(0)), "price"),
        (lambda: answer(PHONES, "5G", price=Decimal(1), units=1.5), "units"),
        (lambda: answer(programme(line("A", "1"), line("A", "2")), "A"), "programme.lines"),
        (lambda: answer(programme(line("A", "1", valid_to=dt.date(2000, 1, 1))), "A"), "technologies"),
        (lambda: answer(PHONES, "5G", price=Decimal(1), sold_on=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)), "sold_on"),
    ],
)
def test_terms_that_do_not_fit_are_refused(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field
