"""Bad input over the real server: every refusal names field and rule, and no answer holds a number that is none."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from google.protobuf.message import Message
from google.type import decimal_pb2

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import royalties_pb2
from services.frand import engine
from services.frand.calculations.messages import to_message
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import Frand, findings, line, question
from tests.unit.frand.calculations import secrets

DAY = dt.date(2026, 1, 31)
PER_UNIT = engine.RoyaltyBasis.PER_UNIT
ROYALTY = engine.AggregateInput(PER_UNIT, engine.AggregateShape.POINT, "a court", Decimal(12), currency="EUR")
SHARES = (
    engine.HolderShare("A", checked=engine.CheckedFamilies(60, 20, 9)),
    engine.HolderShare("B", checked=engine.CheckedFamilies(40, 10, 3)),
)
LINE = engine.RateLine("LTE", PER_UNIT, (engine.VolumeTier(Decimal("0.25")),))
METHODS: dict[str, Any] = {
    "comparables": secrets.inputs(secrets.licence()),
    "top_down_values": engine.TopDownInputs((engine.Generation("4G", Decimal(1), SHARES),), ROYALTY),
    "profit_apportionment": engine.ProfitApportionmentInputs(
        engine.Money(Decimal(15), "USD"), Decimal("0.12"), Decimal(300), Decimal("0.1"), Decimal(14), Decimal("0.8")
    ),
    "rate_card": engine.RateCardInputs(
        engine.RateProgramme("Programme", "made up", "EUR", (LINE,)), ("LTE",), DAY, price=Decimal(400)
    ),
    "lump_sum": engine.LumpSumInputs(
        "EUR",
        DAY,
        (engine.SalesPeriod(DAY, Decimal(1000)),),
        engine.InterestTerms(Decimal("0.05")),
        rate=Decimal("0.5"),
    ),
    "offers": engine.OffersInputs(
        "A",
        "EUR per unit",
        False,
        (engine.RateOffer("offer", "B", Decimal("0.5")),),
        aggregate=engine.AggregateGround(Decimal(12), Decimal("0.2")),
    ),
}
NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "sNaN", "ten", "", "1e5", "0x10", "9" * 400)
EXTREMES = ("0", "-1", "1000000000", "0.000000000000000001", "999999999999999999")


def asked(name: str) -> pb.CreateCalculationRequest:
    method = pb.MethodInputs()
    to_message(METHODS[name], getattr(method, name))
    return pb.CreateCalculationRequest(methods=[method])


def decimals(message: Message, path: str) -> Iterator[tuple[str, decimal_pb2.Decimal]]:
    """Every decimal number that a message has, with its path."""
    for field, value in message.ListFields():
        values = list(value) if field.is_repeated else [value]
        for number, each in enumerate(values):
            place = f"{path}.{field.name}" + (f"[{number}]" if field.is_repeated else "")
            if isinstance(each, decimal_pb2.Decimal):
                yield place, each
            elif isinstance(each, Message):
                yield from decimals(each, place)


def numbers_of(made: pb.Calculation) -> Iterator[str]:
    for answer in json.loads(made.document)["answers"]:
        yield from (each["value"] for each in answer["quantities"])
    for answer in made.answers:
        for result in answer.results:
            yield from (getattr(result, end).value for end in ("best", "low", "high") if result.HasField(end))


async def answer_or_refusal(
    frand: Frand, request: pb.CreateCalculationRequest
) -> tuple[pb.Calculation, SepiaError | None]:
    try:
        return await frand.calculations(frand.officer, "CreateCalculation", request), None
    except SepiaError as error:
        return pb.Calculation(), error


@pytest.mark.parametrize("name", METHODS)
async def test_what_is_no_number_is_refused_at_every_place_for_one(frand: Frand, name: str) -> None:
    count = len(list(decimals(getattr(asked(name).methods[0], name), name)))
    assert count >= 2
    for number in range(count):
        for text in NO_NUMBERS[number % 3 :: 3] if number else NO_NUMBERS:
            request = asked(name)
            place, leaf = list(decimals(getattr(request.methods[0], name), f"methods[0].{name}"))[number]
            leaf.value = text
            with pytest.raises(SepiaError) as refused:
                await frand.calculations(frand.officer, "CreateCalculation", request)
            assert refused.value.kind is Kind.INVALID
            assert [each.field for each in refused.value.violations] == [place], text
            assert refused.value.violations[0].description


@pytest.mark.parametrize("name", METHODS)
async def test_extreme_numbers_are_answered_in_finite_numbers_or_refused_by_field(frand: Frand, name: str) -> None:
    answered = refusals = 0
    for number in range(len(list(decimals(getattr(asked(name).methods[0], name), name)))):
        for text in EXTREMES:
            request = asked(name)
            place, leaf = list(decimals(getattr(request.methods[0], name), f"methods[0].{name}"))[number]
            leaf.value = text
            made, refusal = await answer_or_refusal(frand, request)
            if refusal is not None:
                refusals += 1
                assert refusal.kind in (Kind.INVALID, Kind.PRECONDITION), (place, text, refusal)
                assert refusal.violations, (place, text, refusal)
                assert all(each.field.startswith("methods[0]") and each.description for each in refusal.violations)
            else:
                answered += 1
                assert all(Decimal(each).is_finite() for each in numbers_of(made)), (place, text)
    assert answered
    assert refusals


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([line("holders/a", 10, 5, 6)], "holders[0]"),
        ([line("holders/a", 10, 11, 5)], "holders[0]"),
        ([line("holders/a", -10, 0, 0)], "holders[0]"),
        ([line("holders/a", 10, 5, -1)], "holders[0]"),
        ([line("holders/a", 10, 5, 1), line("holders/a", 9, 5, 1)], "holders[1]"),
        ([], "holders"),
    ],
)
async def test_impossible_counts_and_an_empty_standard_are_refused(
    frand: Frand, lines: list[royalties_pb2.HolderFinding], field: str
) -> None:
    request = findings()
    del request.holders[:]
    request.holders.extend(lines)
    with pytest.raises(SepiaError) as refused:
        await frand.royalties(frand.coordination, "ReceiveFindings", request)
    assert refused.value.kind is Kind.INVALID
    assert refused.value.violations[0].field.startswith(field)


async def test_a_billion_families_are_refused_wherever_they_come_in(frand: Frand) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.received(line("holders/a", 1_000_000_000, 100, 30), line("holders/b", 50, 20, 5))
    assert refused.value.kind is Kind.INVALID
    assert "holders/a: families is at most 10,000,000; it is 1000000000" in refused.value.message
    request = asked("top_down_values")
    request.methods[0].top_down_values.generations[0].shares[0].checked.families = 1_000_000_000
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.officer, "CreateCalculation", request)
    assert refused.value.kind is Kind.INVALID
    assert refused.value.violations[0].field.startswith("methods[0].top_down_values.generations[0].shares[0]")
    assert "10000000" in refused.value.violations[0].description


async def test_a_holder_with_no_family_has_nothing_and_says_so(frand: Frand) -> None:
    royalty = await frand.on_record()
    found = await frand.received(line("holders/a", 100, 50, 20), line("holders/none", 0, 0, 0))
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, royalty))
    nothing = next(each for each in made.holders if each.holder == "holders/none")
    assert {nothing.share_mean.value, nothing.rate_interval.high.value, nothing.rate_mean.value} == {"0"}
    alone = await frand.received(line("holders/none", 0, 0, 0))
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.officer, "CreateCalculation", question(alone, royalty))
    assert refused.value.reason in ("NOTHING_CHECKED", "NOT_COMPUTABLE")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"currency": "euro"}, "currency"),
        ({"amount": decimal_pb2.Decimal(value="-12")}, "amount"),
    ],
)
async def test_unknown_currencies_and_negative_royalties_are_refused(
    frand: Frand, change: dict[str, Any], place: str
) -> None:
    request = asked("top_down_values")
    aggregate = request.methods[0].top_down_values.aggregate
    for name, value in change.items():
        aggregate.CopyFrom(type(aggregate)(**{**{f.name: v for f, v in aggregate.ListFields()}, name: value}))
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.officer, "CreateCalculation", request)
    assert refused.value.kind is Kind.INVALID
    assert refused.value.violations[0].field == f"methods[0].top_down_values.aggregate.{place}"


@pytest.mark.parametrize(("sensitivity", "specificity"), [("0.5", "0.5"), ("0.2", "0.3"), ("1.1", "1"), ("0", "1")])
async def test_evaluators_that_tell_nothing_are_refused(frand: Frand, sensitivity: str, specificity: str) -> None:
    found, royalty = await frand.received(), await frand.on_record()
    numbers = {"sensitivity": {"value": sensitivity}, "specificity": {"value": specificity}}
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.officer, "CreateCalculation", question(found, royalty, **numbers))
    assert refused.value.kind is Kind.INVALID
    assert refused.value.violations[0].field.startswith("top_down.s")
