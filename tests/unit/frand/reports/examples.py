"""Owns calculations for tests of reports: open and confidential ones, small, and wide and long."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.reports.rules import (
    CrossCheck,
    Fact,
    PlacedOffer,
    Placement,
    Ref,
    ReportedCalculation,
    Sensitivity,
    reported,
)

ACME = "holders/acme"
BELL = "holders/bell"
NAME = "calculations/" + "5e" * 32
CREATED = dt.datetime(2026, 5, 12, 9, 30, tzinfo=dt.UTC)
PRICE = "fraction of net selling price"

LONG_NAMES = (
    "三菱電機株式会社",
    "华为技术有限公司",
    "شركة الاتصالات المتقدمة المحدودة",
    "Ελληνική Εταιρεία Τηλεπικοινωνιών Α.Ε.",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG auf Aktien",
    "#let evil = 1; $x^2$ *bold* _it_ \\u{41} <b>&amp;</b> =1+1",
)


def top_down(holders: int = 3, names: tuple[str, ...] = (), *, aggregate: str = "0.08") -> MethodAnswer:
    """A top-down answer with stated shares."""
    made = Derivation()
    made.given(
        "aggregate",
        Decimal(aggregate),
        PRICE,
        "Aggregate royalty of the standard",
        sources=("aggregateRoyalties/1", "Joint notification of 31 January 2026, OJ C 12, p. 4"),
        group="Aggregate royalty",
    )
    results: list[Result] = []
    for number in range(1, holders + 1):
        whose = names[number - 1] if number <= len(names) else f"Holder {number} Industries"
        h, group = f"h{number}", whose
        families, checked, found = 40 * number + 11, 10 + number, 3 + number // 3
        made.given(f"{h}.families", Decimal(families), "families", f"Families declared by {whose}", group=group)
        made.given(f"{h}.checked", Decimal(checked), "families", f"Families of {whose} checked", group=group)
        made.given(f"{h}.found", Decimal(found), "families", f"Of these, found essential ({whose})", group=group)
        made.computed(
            f"{h}.essential",
            f"{h}.found + ({h}.families - {h}.checked) * (0.5 + {h}.found) / (1 + {h}.checked)",
            "families",
            f"Expected essential families of {whose}",
            group=group,
        )
    made.computed(
        "all_essential",
        f"sum({', '.join(f'h{number}.essential' for number in range(1, holders + 1))})",
        "families",
        "Expected essential families of all",
        group="All holders",
    )
    for number in range(1, holders + 1):
        whose = names[number - 1] if number <= len(names) else f"Holder {number} Industries"
        h = f"h{number}"
        share = made.computed(
            f"{h}.share", f"{h}.essential / all_essential", "fraction", f"Share of {whose}", group=whose
        )
        for end, factor in (("low", Decimal("0.71")), ("high", Decimal("1.38"))):
            made.stated(
                f"{h}.share.{end}",
                (share * factor).quantize(Decimal("1e-12")),
                "quantile of the share's exact distribution",
                [f"{h}.essential", "all_essential"],
                "fraction",
                f"Share of {whose}, {end} end of its 95 % interval",
                group=whose,
            )
            made.computed(
                f"{h}.rate.{end}", f"aggregate * {h}.share.{end}", PRICE, f"Rate of {whose}, {end} end", group=whose
            )
        made.computed(f"{h}.rate", f"aggregate * {h}.share", PRICE, f"Rate of {whose}", group=whose)
        results.append(Result(whose, "Rate", f"{h}.rate", f"{h}.rate.low", f"{h}.rate.high"))
    return MethodAnswer(
        "top_down",
        tuple(results),
        made,
        omitted=(Omitted("3 families without a verdict", "they are in neither count"),),
        notes=("Evaluators are assumed not to err.",),
    )


def apportionment(*, price: str = "15.12") -> MethodAnswer:
    """A profit apportionment, with a rounding as a step of its own."""
    made = Derivation()
    made.given("price", Decimal(price), "USD per unit", "Price of the baseband chip", sources=("Expert report, ¶ 41",))
    made.given("margin", Decimal("0.121"), "fraction", "Operating margin")
    made.given("top", Decimal("0.84"), "fraction", "Value in the top decile of patents")
    made.given("patents", Decimal(300), "patents", "Patents in the top decile")
    made.given("own", Decimal(14), "patents", "Of these, the holder's")
    made.computed("profit", "price * margin", "USD per unit", "Profit a chip")
    made.computed("pool", "round(profit, 2) * top", "USD per unit", "Profit for the top decile")
    made.computed("rate", "pool * own / patents", "USD per unit", "Rate of the holder")
    made.computed("stated", "round(rate, 4)", "USD per unit", "Rate of the holder, rounded to a hundredth of a cent")
    return MethodAnswer("profit_apportionment", (Result(ACME, "Rate", "stated"),), made)


def comparables(*, licences: int = 3, released: bool = True) -> MethodAnswer:
    """Licences with an audience each; the mean is released where that is wanted."""
    made = Derivation()
    names = range(1, licences + 1)
    for number in names:
        licence, group = f"licence_{number}", f"Licence {number}"
        audience = frozenset({ACME, BELL}) if number == 1 else frozenset({ACME})
        made.given(
            f"{licence}.lump_sum",
            Decimal(30_123_457) + 7_654_321 * number,
            "EUR",
            f"Lump sum of licence {number}",
            sources=(f"licences/{number}",),
            audience=audience,
            group=group,
        )
        made.given(
            f"{licence}.units",
            Decimal(91_234_567 + 1_111_113 * number),
            "units",
            "Units",
            audience=audience,
            group=group,
        )
        made.given(
            f"{licence}.strength", Decimal("1.25") + number, "ratio", "Relative strength of the portfolios", group=group
        )
        made.computed(
            f"{licence}.one_way", f"{licence}.lump_sum / {licence}.units", "EUR per unit", "One-way rate", group=group
        )
        made.computed(
            f"{licence}.scaled", f"{licence}.one_way / {licence}.strength", "EUR per unit", "Scaled rate", group=group
        )
    scaled = ", ".join(f"licence_{number}.scaled" for number in names)
    for name, formula, label in (
        ("rate", f"mean({scaled})", "Mean of the scaled rates"),
        ("rate.low", f"min({scaled})", "Lowest scaled rate"),
        ("rate.high", f"max({scaled})", "Highest scaled rate"),
    ):
        made.computed(name, formula, "EUR per unit", label, group="Combined")
    if released:
        made.release(["rate", "rate.low", "rate.high"])
    return MethodAnswer(
        "comparables",
        (Result(ACME, "Rate", "rate", "rate.low", "rate.high"),),
        made,
        omitted=(Omitted("licence_9", "an SME's licence: its lump sum was 37,777,778 EUR"),),
        notes=("Inflation by HICP.", "Licence 2 rests on a lump sum of EUR 45.4 million."),
    )


def calculation(*answers: MethodAnswer, **change: object) -> ReportedCalculation:
    """A calculation with these answers, cross-checks, sensitivities and an offer."""
    made = answers or (top_down(), apportionment())
    first = made[0]
    best = first.results[0].best
    ref, quantity = Ref(first.method, best), first.derivation[best]
    facts: dict[str, object] = {
        "name": NAME,
        "title": "Rates for standards/lte",
        "asked": (
            Fact("Standard", "standards/lte"),
            Fact("Methods", ", ".join(each.method for each in made)),
            Fact("Confidence", "0.95"),
        ),
        "answers": tuple(map(reported, made)),
        "result_digest": "ab" * 32,
        "engine_version": "1",
        "created": CREATED,
        "checkpoints": ("sepia.assessment 7 cm9vdA==",),
        "cross_checks": (
            CrossCheck(
                "Stack if everybody asked as much",
                quantity.value * 3,
                quantity.unit,
                "the aggregate royalty",
                Decimal("0.08"),
                "The stack stays below the aggregate.",
                (ref,),
            ),
        ),
        "sensitivities": tuple(
            Sensitivity(
                ref,
                factor,
                low,
                high,
                quantity.value * (1 - width),
                quantity.value * (1 + width / 2),
                Decimal("0.51"),
                Decimal("0.55"),
            )
            for factor, low, high, width in (
                ("Family key", "docdb", "priorities", Decimal("0.05")),
                ("Prior", "Beta(1, 1)", "Beta(0.1, 0.1)", Decimal("0.21")),
            )
        ),
        "offers": (
            PlacedOffer(
                "Offer of 12 May 2026",
                "Acme",
                quantity.value * Decimal("1.07"),
                quantity.unit,
                (Placement(ref, Decimal("0.61"), "above the middle"),),
                ("The holder's share would have to be 7 % larger.",),
            ),
        ),
    }
    return ReportedCalculation(**(facts | change))  # pyright: ignore[reportArgumentType]
