"""Owns the recipes: for each published number, which inputs of its case feed which method, and how it was rounded.

No recipe holds a number of a case: all come from the file, those that it states in words too (`to 5m`, `2pct`,
`price_80`). What stands here as a number is a unit (100 for per cent and cents), a rounding rule, or an arity.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.frand.cases.methods import (
    award,
    headcount,
    one_licence,
    programme,
    running,
    several_licences,
    strength,
    terms_of,
    unpacked_lump_sum,
)
from services.frand.cases.published import MissingInput, PublishedCase, units_of
from services.frand.cases.rounding_rules import BAND, EXACT, RoundingRule, cut_off, nearest, places
from services.frand.cases.working import Working
from services.frand.engine import AnnualCap, RateFactor, RateLine, RoyaltyBasis, VolumeTier, WaiverKind

__all__ = ["RECIPES", "Recipe"]

PERCENT, CENTS = "%", "US cents"
_HUNDRED, _ONE = Decimal(100), Decimal(1)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an output of a case is computed.

    Attributes:
        method: what a lawyer would call it.
        work: from the case to the number, through the engine.
        rule: how the published number was rounded.
        implies: where the number cannot be computed: what the published one would have to rest on, for the record.
    """

    method: str
    work: Callable[[PublishedCase], Working]
    rule: RoundingRule = EXACT
    implies: bool = False


def _indicators(case: PublishedCase) -> Working:
    names = ("via_pool_indicator", "marvell_indicator", "intecap_indicator")
    licences = tuple(running(case, name.partition("_")[0], case.value(name) / _HUNDRED) for name in names)
    return Working.of(case, several_licences(case, licences)).then("cents", "rate * 100", CENTS)


def _pool_with_value(case: PublishedCase) -> Working:
    rate = case.value("motorola_pool_payout") / _HUNDRED
    licence = running(case, "pool", rate, factors=("multiplier",))
    return Working.of(case, one_licence(case, licence)).then("cents", "rate * 100", CENTS)


def _tcl_top_down(case: PublishedCase) -> Working:
    counts = case.value("ericsson_families", "2G"), case.value("total_families", "2G")
    return Working.of(case, headcount(case, ("aggregate_2g3g",), *counts)).then("percent", "h1.rate * 100", PERCENT)


def _tcl_band(generation: str, aggregates: tuple[str, ...], output: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        total = case.value("total_families", generation)
        ends = [case.value("ericsson_families", generation, end) for end in (0, 1)]
        low = headcount(case, aggregates[:1], ends[0], total)
        high = headcount(case, aggregates[-1:], ends[1], total)
        working = Working.of(case, low).then("low", "h1.rate * 100", PERCENT)
        most = high.derivation.values[high.results[0].best]
        working.term("highest", most, "fraction", "Top-down rate at the upper end").then(
            "high", "highest * 100", PERCENT
        )
        rate, least, most = case.published(output), working.known.values["low"], working.value
        where = "inside" if least <= rate <= most else "above" if rate > most else "below"
        return working.saying(f"{rate} lies {where} the top-down band {least:.4f} to {most:.4f}")

    return work


def _regional(
    rate: str, generation: str, territory: str, *, rounded: bool = False
) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        # The published method adapts the American rate as it was stated, three decimal places of a per cent.
        home = case.published(rate) / _HUNDRED if rounded else case.value(rate)
        factor = case.value("regional_strength", generation, territory)
        answer = strength(case, home, f"{case.citation}: {rate}", factor, territory)
        return Working.of(case, answer).then("percent", "t1.rate * 100", PERCENT)

    return work


def _benchmark(rate: str, ratio: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        licence = running(case, "ericsson", case.value(rate), per_unit=False, ratio=case.value(ratio))
        return Working.of(case, one_licence(case, licence, per_unit=False)).then("percent", "rate * 100", PERCENT)

    return work


def _other_markets(case: PublishedCase) -> Working:
    rate, factor = case.published("MM_4G_handset_pct") / _HUNDRED, case.value("other_markets_factor")
    answer = strength(case, rate, f"{case.citation}: MM_4G_handset_pct", factor, "other markets")
    return Working.of(case, answer).then("percent", "t1.rate * 100", PERCENT)


def _apple_sum(case: PublishedCase) -> Working:
    kind = case.output("total_award").kind
    found = re.search(r"part ([0-9][0-9,]*) = residual", kind)
    if found is None:
        raise MissingInput("the second part of the award is not in the file")
    rest = Decimal(found[1].replace(",", ""))
    working = Working.plain(case, "sum of parts").published("iphone4_part")
    working.term("other_part", rest, "JPY", "Part for the other product").then(
        "total", "published_iphone4_part + other_part", "JPY"
    )
    return working.saying("a sum: the second part is itself what the first leaves of the total")


def _apple_implied(case: PublishedCase) -> Working:
    counts = case.value("holder_patents"), case.value("essential_patents")
    working = Working.of(case, headcount(case, ("aggregate_cap",), *counts)).published("iphone4_part")
    working.then("implied_base", "published_iphone4_part / h1.rate", "JPY")
    return working.saying(f"sales × contribution would have to be {working.value:,.0f} JPY")


def _pantech(aggregate: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        counts = case.value("holder_patents"), case.value("lte_essential_patents")
        return Working.of(case, headcount(case, (aggregate,), *counts)).then("percent", "h1.rate * 100", PERCENT)

    return work


def _nichia_award(case: PublishedCase) -> Working:
    answer = award(case, "JPY", case.value("rate"), case.value("tv_sales"), most=case.value("claim_principal"))
    return (
        Working.of(case, answer).given("lawyer_fee_uplift").then("award", "lump_sum * (1 + lawyer_fee_uplift)", "JPY")
    )


def _nichia_first_instance(case: PublishedCase) -> Working:
    if "first_instance_award" in case.inputs:
        working = Working.plain(case, "award by unit").given("first_instance_award").given("units")
        return working.then("per_unit", "first_instance_award / units", "JPY/unit")
    output = case.output("first_instance_per_unit")
    missing = "first_instance_award, the award at first instance, is not among the inputs"
    if output.computed is None:
        raise MissingInput(missing)
    working = Working.plain(case, "award by unit").given("units")
    working.term("compiled", output.computed, "JPY/unit", "What the compiler of the file computed")
    working.then("implied_award", "compiled * units", "JPY")
    raise MissingInput(f"{missing}; the compiler's figure rests on one of {working.value:,.0f} JPY")


def _apple_effective(case: PublishedCase) -> Working:
    licence = unpacked_lump_sum(case, "apple_lump_sum", "apple_sales_base")
    return Working.of(case, one_licence(case, licence, per_unit=False)).then("percent", "rate * 100", PERCENT)


def _share_of_offer(case: PublishedCase) -> Working:
    found = re.search(r"([0-9]+)pct", case.output("share_of_2pct_offer").name)
    if found is None:
        raise MissingInput("what was offered is not in the file")
    working = Working.plain(case, "offers compared").published("cap_for_huawei_pct")
    working.term("offer", Decimal(found[1]), PERCENT, "What was offered")
    return working.then("share", "published_cap_for_huawei_pct / offer", "fraction")


def _essential_left(case: PublishedCase) -> Working:
    working = Working.plain(case, "count of essential patents")
    working.given("patents_in_scope").given("invalidated").given("not_essential")
    return working.then("essential", "patents_in_scope - invalidated - not_essential", "patents")


def _multimode(case: PublishedCase) -> Working:
    rate, weight = case.published("single_4g_pct") / _HUNDRED, case.value("weight_4g_in_multimode")
    answer = headcount(case, (), _ONE, _ONE, weight=weight, amount=rate)
    return Working.of(case, answer).then("percent", "h1.rate * 100", PERCENT)


def _implied_units(rate: str, output: str, unit: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        working = Working.plain(case, "units implied").given(rate).published(output)
        working.then("implied", f"published_{output} / {rate}", unit)
        needed = f"{working.value:,.0f}" if working.value >= 1000 else f"{working.value:.4g}"
        return working.saying(f"{needed} {unit} would be needed")

    return work


def _iwncomm(case: PublishedCase) -> Working:
    answer = award(case, "CNY", case.value("royalty"), case.value("units"))
    return Working.of(case, answer).given("multiplier").then("damages", "lump_sum * multiplier", "RMB")


def _iwncomm_total(case: PublishedCase) -> Working:
    return _iwncomm(case).given("expenses").then("total", "damages + expenses", "RMB")


def _wilan(case: PublishedCase) -> Working:
    return Working.of(case, award(case, "USD", case.value("rate"), case.value("units")))


def _realtek(price: str, formula: str, unit: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        lines = tuple(
            RateLine(name, RoyaltyBasis.AD_VALOREM, (VolumeTier(case.value(name) / _HUNDRED),))
            for name in ("rate_958", "rate_867")
        )
        terms = terms_of(case, "USD", lines)
        answer = programme(case, terms, tuple(line.technology for line in lines), price=case.value(price))
        return Working.of(case, answer).then("stated", formula, unit)

    return work


def _csiro_bounds(case: PublishedCase) -> Working:
    working = Working.plain(case, "tiered rates")
    for name in ("linksys_units", "cisco_units"):
        working.given(name)
    for name in ("linksys_rate_band", "cisco_rate_band"):
        working.given(name, 0).given(name, 1)
    for end, label in ((0, "least"), (1, "most")):
        formula = f"linksys_units * linksys_rate_band_{end} + cisco_units * cisco_rate_band_{end}"
        working.then(label, formula, "USD")
    least, most = working.known.values["least"], working.value
    return working.saying(
        f"the annual volumes by tier are missing; the bands bound it by {least:,.0f} and {most:,.0f} USD"
    )


def _per_patent(case: PublishedCase) -> Working:
    return Working.of(case, headcount(case, ("rate",), _ONE, case.value("patents"), currency="USD"))


def _discs(whose: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        discs = case.value("stampers", whose) * case.value("discs_per_stamper")
        return (
            Working.of(case, award(case, "USD", case.value("rate"), discs))
            .given("fx")
            .then("award", "lump_sum * fx", "INR")
        )

    return work


def _midpoint(case: PublishedCase) -> Working:
    working = Working.plain(case, "midpoint of the offers").given("implementer_offer").given("holder_ask")
    working.published("interim_rate").then("offer_needed", "2 * published_interim_rate - holder_ask", "USD/unit")
    needed, offered = working.value, case.value("implementer_offer")
    working.then("midpoint", "mean(implementer_offer, holder_ask)", "USD/unit")
    return working.saying(
        f"contradicts implementer_offer: a plain midpoint would need an offer of {needed}, not {offered}"
    )


def _clamped(output: str) -> Callable[[PublishedCase], Working]:
    def work(case: PublishedCase) -> Working:
        line = RateLine(
            "4G",
            RoyaltyBasis.AD_VALOREM,
            (VolumeTier(case.value("ad_valorem")),),
            unit_floor=case.value("floor"),
            unit_cap=case.value("cap"),
        )
        answer = programme(case, terms_of(case, "USD", (line,)), ("4G",), price=units_of(output))
        return Working.of(case, answer)

    return work


def _interdigital_lines(case: PublishedCase) -> tuple[RateLine, ...]:
    generations = tuple(
        RateLine(
            name,
            RoyaltyBasis.AD_VALOREM,
            (VolumeTier(case.value("schedule", name, 0)),),
            rank=int(name.rstrip("G")),
            price_floor=case.value("schedule", name, 1),
            price_cap=case.value("schedule", name, 2),
        )
        for name in case.entries("schedule")
    )
    added = tuple(RateLine(name, RoyaltyBasis.PER_UNIT, (VolumeTier(case.value(name)),)) for name in ("wifi", "hevc"))
    return generations + added


def _interdigital_example(case: PublishedCase) -> Working:
    output = "500usd_4g_wifi_hevc"
    case.output(output)
    price, *what = output.split("_")
    technologies = tuple(each.upper() if each[0].isdigit() else each for each in what)
    terms = terms_of(case, "USD", _interdigital_lines(case))
    return Working.of(case, programme(case, terms, technologies, price=Decimal(price.removesuffix("usd"))))


def _interdigital_most(case: PublishedCase) -> Working:
    terms = terms_of(case, "USD", _interdigital_lines(case))
    answer = programme(case, terms, ("5G", "4G", "3G"), price=case.value("schedule", "5G", 2))
    return Working.of(case, answer)


def _avc(case: PublishedCase, year: int, **product: object) -> Working:
    second = int(units_of(case.unit("tier1")))
    caps = tuple(
        AnnualCap(case.value(name), int(years[1]), int(years[1][:2] + years[2]))
        for name in case.inputs
        if (years := re.fullmatch(r"cap_([0-9]{4})_([0-9]{2})", name))
    )
    line = RateLine(
        "AVC", RoyaltyBasis.PER_UNIT, (VolumeTier(case.value("tier1")), VolumeTier(case.value("tier2"), second))
    )
    terms = terms_of(case, "USD", (line,), free_units=int(case.value("free_units")), annual_caps=caps)
    answer = programme(case, terms, ("AVC",), sold_on=dt.date(year, 1, 1), **product)
    return Working.of(case, answer, "year.payable" if product else "cap_binds_at")


def _avc_first_year(case: PublishedCase) -> int:
    years = [name.split("_")[1] for name in case.inputs if name.startswith("cap_")]
    return min(int(year) for year in years)


def _avc_at(output: str) -> Callable[[PublishedCase], Working]:
    return lambda case: _avc(case, _avc_first_year(case), units=int(units_of(output)))


def _avc_cap(case: PublishedCase) -> Working:
    return _avc(case, int("cap_binds_at_units_2005".rpartition("_")[2]))


def _hevc_waiver(case: PublishedCase) -> Working:
    line = RateLine("HEVC", RoyaltyBasis.PER_UNIT, (VolumeTier(case.value("hevc_adv_other_devices")),))
    waiver = case.value("hevc_adv_waiver")
    terms = terms_of(case, "USD", (line,), annual_waiver=waiver, waiver_kind=WaiverKind.DEDUCTED)
    return Working.of(case, programme(case, terms, ("HEVC",)), "waiver_ends_at")


def _enterprise(case: PublishedCase) -> Working:
    line = RateLine("Wi-Fi 6", RoyaltyBasis.PER_UNIT, (VolumeTier(case.value("consumer_compliant")),))
    factor = RateFactor("enterprise", case.value("enterprise_multiplier"))
    terms = terms_of(case, "USD", (line,), class_factors=(factor,))
    return Working.of(case, programme(case, terms, ("Wi-Fi 6",), product_class="enterprise"))


def _implied_exchange(case: PublishedCase) -> Working:
    found = re.search(r"([0-9.]+) USD", case.unit("nokia_5g"))
    if found is None:
        raise MissingInput("the amount in dollars is not in the file")
    working = Working.plain(case, "implied exchange rate").given("nokia_5g")
    working.term("in_dollars", Decimal(found[1]), "USD/handset", "The same in dollars")
    return working.then("exchange", "in_dollars / nokia_5g", "USD/EUR")


def _remuneration(case: PublishedCase) -> Working:
    working = Working.plain(case, "product of factors")
    for name in ("sales", "monopoly", "royalty", "contribution"):
        working.given(name)
    working.published("max_remuneration")
    working.then("base_needed", "published_max_remuneration / (monopoly * royalty * contribution)", "JPY")
    needed, printed = working.value, case.value("sales")
    working.then("remuneration", "sales * monopoly * royalty * contribution", "JPY")
    return working.saying(f"contradicts sales: it would need {needed:,.0f} JPY, not the {printed:,.0f} printed")


RECIPES: Mapping[str, Mapping[str, Recipe]] = {
    "microsoft-v-motorola-2013-80211": {"rate": Recipe("comparables, mean of indicators", _indicators, places(3))},
    "microsoft-v-motorola-2013-h264": {
        "rate": Recipe("comparables, pool share and value", _pool_with_value, places(3))
    },
    "tcl-v-ericsson-2017": {
        "2G_US_rate_pct": Recipe("top-down", _tcl_top_down, places(3)),
        "4G_RoW_rate_pct": Recipe("top-down, regional strength", _regional("us_final_rate_4g", "4G", "RoW"), places(3)),
        "3G_EU_rate_pct": Recipe("top-down, regional strength", _regional("us_final_rate_3g", "3G", "EU"), places(3)),
        "3G_RoW_rate_pct": Recipe("top-down, regional strength", _regional("us_final_rate_3g", "3G", "RoW"), places(3)),
        "2G_RoW_rate_pct": Recipe(
            "top-down, regional strength", _regional("2G_US_rate_pct", "2G", "RoW", rounded=True), places(3)
        ),
        "2G_EU_rate_pct": Recipe(
            "top-down, regional strength", _regional("2G_US_rate_pct", "2G", "EU", rounded=True), places(3)
        ),
        "4G_US_rate_pct": Recipe(
            "top-down band",
            _tcl_band("4G", ("aggregate_4g_low", "aggregate_4g_high"), "4G_US_rate_pct"),
            implies=True,
        ),
        "3G_US_rate_pct": Recipe("top-down band", _tcl_band("3G", ("aggregate_2g3g",), "3G_US_rate_pct"), implies=True),
    },
    "unwired-planet-v-huawei-2017": {
        "benchmark_4g_pct": Recipe(
            "comparables, scaled by strength",
            _benchmark("ericsson_benchmark_4g_multimode", "strength_ratio_4g"),
            places(3),
        ),
        "benchmark_2g3g_pct": Recipe(
            "comparables, scaled by strength", _benchmark("ericsson_benchmark_2g3g", "strength_ratio_2g3g"), places(3)
        ),
        "OM_4G_handset_pct": Recipe("territorial strength", _other_markets, places(3)),
    },
    "apple-japan-v-samsung-2014": {
        "total_award": Recipe("sum of parts", _apple_sum, nearest(1)),
        "iphone4_part": Recipe("top-down", _apple_implied, implies=True),
    },
    "pantech-v-asus-2025": {
        "rate_lte_device_pct": Recipe("top-down", _pantech("aggregate_lte_only_device"), places(8)),
        "rate_5g_device_pct": Recipe("top-down", _pantech("aggregate_5g_device"), places(8)),
    },
    "nichia-v-toshiba-2020": {
        "award": Recipe("running royalty, capped by the claim", _nichia_award, nearest(10**6)),
        "first_instance_per_unit": Recipe("award by unit", _nichia_first_instance, BAND),
    },
    "huawei-v-interdigital-2013": {
        "apple_effective_pct": Recipe("comparables, lump sum unpacked", _apple_effective, places(4)),
        "cap_for_huawei_pct": Recipe("comparables, lump sum unpacked", _apple_effective, places(3)),
        "share_of_2pct_offer": Recipe("offers compared", _share_of_offer, places(2)),
    },
    "huawei-v-conversant-2019": {
        "essential_count": Recipe("count of essential patents", _essential_left),
        "multimode_pct": Recipe("top-down, generation weight", _multimode, places(5)),
    },
    "optis-v-apple-2025-coa": {
        "lump": Recipe("comparables, rate times units", _implied_units("rate", "lump", "million units"), implies=True)
    },
    "iwncomm-v-sony-2017": {
        "damages": Recipe("comparable rate, statutory multiplier", _iwncomm),
        "total": Recipe("comparable rate, statutory multiplier", _iwncomm_total),
    },
    "wilan-v-apple-2020": {"award": Recipe("rate from comparables, lump sum", _wilan, nearest(10_000))},
    "realtek-v-lsi-2014": {
        "total_pct": Recipe("rates of patents added", _realtek("chip_low", "rate / price * 100", PERCENT), places(2)),
        "low_cents": Recipe("rates of patents times price", _realtek("chip_low", "rate * 100", CENTS), places(2)),
        "high_cents": Recipe("rates of patents times price", _realtek("chip_high", "rate * 100", CENTS), places(2)),
    },
    "csiro-v-cisco-2014": {"award": Recipe("tiered rates", _csiro_bounds, implies=True)},
    "ericsson-v-dlink-2013": {"per_patent": Recipe("top-down, per-patent headcount", _per_patent, places(2))},
    "philips-v-behl-2025": {
        whose: Recipe("published rate, lump sum", _discs(whose), cut_off(1000))
        for whose in ("Pearl", "Wadhwa", "Kohli")
    },
    "ericsson-v-lava-2024": {
        "award": Recipe("comparables, rate times sales", _implied_units("rate", "award", "INR of sales"), implies=True)
    },
    "acer-asus-hisense-v-nokia-2025": {"interim_rate": Recipe("midpoint of the offers", _midpoint, places(3))},
    "htc-v-ericsson-2019": {
        name: Recipe("rate card, floor and cap", _clamped(name)) for name in ("price_80", "price_250", "price_900")
    },
    "act-v-oppo-2023": {
        "award": Recipe("comparables", _implied_units("rate", "award", "units × RMB/USD"), implies=True),
        "first_instance": Recipe(
            "comparables", _implied_units("rate", "first_instance", "units × RMB/USD"), implies=True
        ),
    },
    "ratecard-interdigital": {
        "500usd_4g_wifi_hevc": Recipe("rate card", _interdigital_example, places(2)),
        "max_5g": Recipe("rate card", _interdigital_most, places(2)),
    },
    "ratecard-mpegla-avc": {
        "at_100k": Recipe("rate card, tiers", _avc_at("at_100k")),
        "at_5m": Recipe("rate card, tiers", _avc_at("at_5m")),
        "cap_binds_at_units_2005": Recipe("rate card, annual cap", _avc_cap),
    },
    "ratecard-hevc-pools": {"waiver_units": Recipe("rate card, waiver", _hevc_waiver, nearest(1000))},
    "ratecard-sisvel-wifi6": {"enterprise_compliant": Recipe("rate card, product class", _enterprise, places(2))},
    "ratecard-others": {"nokia_eurusd_implied": Recipe("implied exchange rate", _implied_exchange, places(2))},
    "negative-nichia404": {"max_remuneration": Recipe("product of factors", _remuneration, nearest(100_000))},
}
"""Recipes by case and output. An output without one has no inputs that it could follow from."""
