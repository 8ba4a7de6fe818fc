"""Every method's answer to random questions: formulas give its numbers again, in a spreadsheet too, within bounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.frand.engine import (
    AggregateInput,
    AggregateShape,
    Alternative,
    AnnualCap,
    BargainingModel,
    CheckedFamilies,
    CountedFamilies,
    ExpiryGroup,
    GameStructure,
    Generation,
    HolderShare,
    IncrementalValueInputs,
    InvalidInput,
    Kind,
    MethodAnswer,
    Money,
    Player,
    ProfitApportionmentInputs,
    RateCardInputs,
    RateLine,
    RateProgramme,
    Rounding,
    RoyaltyBasis,
    ShapleyInputs,
    Territory,
    TopDownInputs,
    VolumeTier,
    incremental_value,
    profit_apportionment,
    rate_card,
    shapley,
    top_down,
)
from services.frand.engine.formulas import evaluate, spreadsheet

DAY = dt.date(2025, 1, 1)
MODES = [
    "ROUND_HALF_UP",
    "ROUND_HALF_EVEN",
    "ROUND_DOWN",
    "ROUND_UP",
    "ROUND_FLOOR",
    "ROUND_CEILING",
    "ROUND_HALF_DOWN",
]

fractions = st.decimals(Decimal("0.001"), 1, places=4)
amounts = st.decimals(Decimal("0.01"), 1000, places=3)
roundings = st.none() | st.builds(Rounding, st.integers(0, 8), st.sampled_from(MODES))


@st.composite
def aggregates(draw: st.DrawFn) -> AggregateInput:
    shape = draw(st.sampled_from(list(AggregateShape)))
    low, middle, high = sorted(draw(st.lists(amounts, min_size=3, max_size=3, unique=True)))
    return AggregateInput(
        RoyaltyBasis.PER_UNIT,
        shape,
        "a court",
        middle if shape in (AggregateShape.POINT, AggregateShape.TRIANGULAR) else None,
        None if shape is AggregateShape.POINT else low,
        None if shape is AggregateShape.POINT else high,
        currency="EUR",
    )


@st.composite
def shares(draw: st.DrawFn) -> tuple[HolderShare, ...]:
    count = draw(st.integers(1, 3))
    if draw(st.booleans()):
        expiries = (ExpiryGroup(DAY + dt.timedelta(draw(st.integers(-400, 4000))), Decimal(1)),)
        return tuple(
            HolderShare(f"H{n}", counted=CountedFamilies(draw(amounts), Decimal(3000)), expiries=expiries)
            for n in range(count)
        )
    found: list[HolderShare] = []
    for n in range(count):
        families = draw(st.integers(1, 60))
        checked = draw(st.integers(0, families))
        essential = draw(st.integers(0, checked))
        found.append(HolderShare(f"H{n}", checked=CheckedFamilies(families, checked, essential)))
    return tuple(found)


@st.composite
def top_downs(draw: st.DrawFn) -> TopDownInputs:
    weight = draw(st.decimals(Decimal("0.1"), Decimal("0.9"), places=2))
    weights = [weight, 1 - weight] if draw(st.booleans()) else [Decimal(1)]
    territories = (Territory("US", Decimal(1), Decimal("0.5")), Territory("CN", draw(fractions), Decimal("0.5")))
    return TopDownInputs(
        tuple(Generation(f"{n}G", each, draw(shares())) for n, each in enumerate(weights, 4)),
        draw(aggregates()),
        territories=territories if draw(st.booleans()) else (),
        rate_rounding=draw(roundings),
        unit_cap=draw(st.none() | st.builds(Money, amounts, st.just("EUR"))),
        annual_floor=draw(st.none() | st.builds(Money, amounts, st.just("EUR"))),
        units_per_year=draw(st.integers(1, 10**9)),
        term_start=DAY,
        term_end=DAY + dt.timedelta(draw(st.integers(1, 4000))),
        rounding=draw(roundings),
    )


apportionments = st.builds(
    ProfitApportionmentInputs,
    st.builds(Money, amounts, st.just("USD")),
    fractions,
    st.decimals(1, 5000, places=0),
    st.decimals(Decimal("0.01"), Decimal("0.99"), places=2),
    st.decimals(0, 30, places=1),
    value_sigma=st.decimals(0, 5, places=3),
    holder_other_patents=st.decimals(0, 30, places=1),
    standard_part=fractions,
    rounding=roundings,
)


@st.composite
def increments(draw: st.DrawFn) -> IncrementalValueInputs:
    others = tuple(Alternative(f"A{n}", draw(amounts), DAY, cost=draw(amounts)) for n in range(draw(st.integers(1, 3))))
    nash = draw(st.booleans())
    return IncrementalValueInputs(
        "EUR",
        draw(amounts) + 1000,
        DAY,
        others,
        BargainingModel.NASH if nash else BargainingModel.RUBINSTEIN,
        holder_part=draw(fractions),
        holder_power=draw(fractions) if nash else None,
        holder_disagreement=draw(st.none() | fractions) if nash else None,
        holder_discount=None if nash else draw(fractions),
        implementer_discount=None if nash else draw(fractions) * Decimal("0.99"),
        holder_moves_first=draw(st.booleans()),
        rounding=draw(roundings),
    )


@st.composite
def games(draw: st.DrawFn) -> ShapleyInputs:
    structure = draw(st.sampled_from([each for each in GameStructure if each is not GameStructure.TABLE]))
    count = draw(st.integers(1, 7))
    quota = structure is GameStructure.QUOTA
    grouped = structure in (GameStructure.ONE_OF_EACH_GROUP, GameStructure.ANY_WHOLE_GROUP)
    players = tuple(
        Player(f"P{n}", f"G{draw(st.integers(0, 2))}" if grouped else "", draw(amounts) if quota else None)
        for n in range(count)
    )
    total = sum((player.weight or Decimal(0) for player in players), Decimal(0))
    return ShapleyInputs(
        players,
        structure,
        "EUR",
        draw(amounts),
        quota=total * draw(fractions) if quota else None,
        rounding=draw(roundings),
    )


@st.composite
def cards(draw: st.DrawFn) -> RateCardInputs:
    ad_valorem = draw(st.booleans())
    rates = [draw(fractions), draw(fractions)]
    floor, cap = sorted(draw(st.lists(amounts, min_size=2, max_size=2)))
    line = RateLine(
        "5G",
        RoyaltyBasis.AD_VALOREM if ad_valorem else RoyaltyBasis.PER_UNIT,
        (VolumeTier(rates[0]), VolumeTier(rates[1], draw(st.integers(1, 10**6)))),
        rank=5,
        price_floor=floor if ad_valorem else None,
        price_cap=cap if ad_valorem else None,
        unit_floor=draw(st.none() | st.just(floor)),
        unit_cap=draw(st.none() | st.just(cap)),
    )
    programme = RateProgramme(
        "Pool",
        "its terms",
        "EUR",
        (line,),
        free_units=draw(st.integers(0, 10**5)),
        annual_caps=(AnnualCap(draw(amounts)),),
        annual_waiver=draw(st.none() | amounts),
    )
    return RateCardInputs(
        programme, ("5G",), DAY, price=draw(amounts), units=draw(st.integers(0, 10**7)), rounding=draw(roundings)
    )


METHODS: dict[str, tuple[Callable[..., MethodAnswer], st.SearchStrategy[object]]] = {
    "top_down": (top_down, top_downs()),
    "profit_apportionment": (profit_apportionment, apportionments),
    "incremental_value": (incremental_value, increments()),
    "shapley": (shapley, games()),
    "rate_card": (rate_card, cards()),
}


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=40)
@given(data=st.data())
def test_an_answer_follows_from_its_formulas_and_stays_in_bounds(name: str, data: st.DataObject) -> None:
    method, questions = METHODS[name]
    try:
        answer = method(data.draw(questions))
    except InvalidInput:
        return  # numbers that do not fit together; which, the tests of each method say
    check_recomputed(answer)
    check_in_a_spreadsheet(answer)
    check_bounds(answer)


def check_recomputed(answer: MethodAnswer) -> None:
    values: dict[str, Decimal] = {}
    for quantity in answer.derivation:
        if quantity.kind is Kind.COMPUTED:
            assert evaluate(quantity.formula, values) == quantity.value
        assert set(quantity.inputs) <= set(values)
        assert quantity.value.is_finite()
        values[quantity.id] = quantity.value


def check_in_a_spreadsheet(answer: MethodAnswer) -> None:
    cells = {quantity.id: f"$C${row}" for row, quantity in enumerate(answer.derivation, 2)}
    for quantity in answer.derivation:
        if quantity.kind is Kind.COMPUTED:
            text = spreadsheet(quantity.formula, cells.__getitem__)
            assert text.count("(") == text.count(")")
            assert len(text) < 8192  # the longest formula of a cell
            # Cells, numbers, operators, and functions that spreadsheets know: nothing else.
            rest = re.sub(r"\$C\$[0-9]+|[0-9]+(\.[0-9]+)?|[-+*/^(),<>=]", "", text)
            assert re.fullmatch(r"(SUM|AVERAGE|MEDIAN|MIN|MAX|ABS|ROUND|INT|SQRT|EXP|LN|IF)*", rest)


def check_bounds(answer: MethodAnswer) -> None:
    known = answer.derivation
    slack = Decimal("1e-9")
    for result in answer.results:
        best = known.values[result.best]
        assert best >= 0
        if result.low:
            assert known.values[result.low] <= known.values[result.high]
    for quantity in known:
        if quantity.id.endswith((".share", ".part", ".in_force", "value_share", "holder_share")):
            assert 0 <= quantity.value <= 1
    if answer.method == "shapley":
        parts = [quantity.value for quantity in known if quantity.id.endswith(".part")]
        assert abs(sum(parts, Decimal(0)) - 1) < slack
    if answer.method == "incremental_value":
        assert known.values["exact_rate"] <= known.values["gain"]
    if answer.method == "profit_apportionment":
        assert known.values["exact_rate"] <= known.values["standard_profit"] * (1 + slack)
    if answer.method == "rate_card":
        assert 0 <= known.values["year.payable"] <= known.values["annual_cap"]
