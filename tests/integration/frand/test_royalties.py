"""Owns the check of putting aggregate royalties on record over a real server and database."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from zoneinfo import ZoneInfo

import pytest
from google.type import date_pb2, money_pb2

from sepia.frand.v1 import royalties_pb2 as pb
from sepia.frand.v1 import royalties_pb2_grpc
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import Frand, decimal, royalty


async def test_a_rate_is_put_on_record_and_anybody_reads_it(frand: Frand) -> None:
    created = await frand.on_record(rate=decimal("0.0800"))
    assert created.rate.value == "0.08"
    assert created.submitter == "accounts/officer"
    assert (created.citation, created.source) == ("made up for a test", pb.ROYALTY_SOURCE_ASSUMPTION)
    today = frand.clock.today(ZoneInfo("Europe/Madrid"))
    assert dt.date(created.effective_date.year, created.effective_date.month, created.effective_date.day) == today
    read = await frand.royalties(frand.anyone, "GetAggregateRoyalty", pb.GetAggregateRoyaltyRequest(name=created.name))
    assert read == created


async def test_money_comes_back_to_the_billionth(frand: Frand) -> None:
    amount = money_pb2.Money(currency_code="EUR", units=12, nanos=340_000_001)
    created = await frand.on_record(amount=amount, effective_date=date_pb2.Date(year=2024, month=2, day=29))
    read = await frand.royalties(frand.anyone, "GetAggregateRoyalty", pb.GetAggregateRoyaltyRequest(name=created.name))
    assert read.amount == amount
    assert read.effective_date == date_pb2.Date(year=2024, month=2, day=29)


async def test_it_is_in_the_log_with_its_source(frand: Frand) -> None:
    created = await frand.on_record()
    (entry,) = await frand.logged("officer:aggregate-royalty:create", created.name)
    content = json.loads(entry.content)["content"]
    assert (content["value"], content["citation"]) == ("0.08", "made up for a test")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rate": decimal("-0.01")}, "rate"),
        ({"rate": decimal("1.01")}, "rate"),
        ({"rate": decimal("NaN")}, "rate"),
        ({"rate": decimal("Infinity")}, "rate"),
        ({"rate": decimal("8 %")}, "rate"),
        ({"rate": decimal("1e-2")}, "rate"),
        ({"rate": decimal("")}, "rate"),
        ({"amount": money_pb2.Money(currency_code="EUR", units=-1)}, "amount.units"),
        ({"amount": money_pb2.Money(currency_code="EUR", nanos=2_000_000_000)}, "amount.nanos"),
        ({"amount": money_pb2.Money(units=1)}, "amount.currency_code"),
        ({"effective_date": date_pb2.Date(year=2026, month=2, day=30)}, "effective_date"),
        ({"citation": ""}, "citation"),
        ({"source": pb.ROYALTY_SOURCE_UNSPECIFIED}, "source"),
        ({"standard": "lte"}, "standard"),
        ({"rate": None}, "royalty"),
    ],
)
async def test_what_no_royalty_can_be_is_refused_by_field(frand: Frand, change: dict[str, object], field: str) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.on_record(**change)
    assert refused.value.kind is Kind.INVALID
    assert [violation.field for violation in refused.value.violations] == [field]


async def test_a_retry_gets_the_first_answer_and_puts_nothing_on_record_again(frand: Frand) -> None:
    request = royalty(request_id=str(uuid.uuid4()))
    answers = await asyncio.gather(
        *(frand.royalties(frand.officer, "CreateAggregateRoyalty", request) for _ in range(4))
    )
    assert len({each.name for each in answers}) == 1
    assert len(await frand.logged("officer:aggregate-royalty:create", answers[0].name)) == 1
    with pytest.raises(SepiaError) as refused:
        await frand.royalties(
            frand.officer, "CreateAggregateRoyalty", royalty(request_id=request.request_id, citation="another")
        )
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_what_is_not_on_record_is_not_found(frand: Frand) -> None:
    for identity in (str(uuid.uuid4()), "-" * 36):
        with pytest.raises(SepiaError) as refused:
            await frand.royalties(
                frand.anyone,
                "GetAggregateRoyalty",
                pb.GetAggregateRoyaltyRequest(name=f"aggregateRoyalties/{identity}"),
            )
        assert refused.value.kind is Kind.NOT_FOUND


async def test_only_an_officer_puts_a_royalty_on_record(frand: Frand) -> None:
    with pytest.raises(SepiaError) as forbidden:
        await frand.royalties(frand.implementer, "CreateAggregateRoyalty", royalty())
    assert forbidden.value.kind is Kind.FORBIDDEN
    with pytest.raises(SepiaError) as unknown:
        await frand.royalties(frand.anyone, "CreateAggregateRoyalty", royalty())
    assert unknown.value.kind is Kind.UNAUTHENTICATED


async def test_a_later_royalty_comes_first_and_the_earlier_stays_readable(frand: Frand) -> None:
    earlier = await frand.on_record(standard="standards/superseded")
    frand.clock.advance(dt.timedelta(seconds=1))
    later = await frand.on_record(standard="standards/superseded", rate=decimal("0.07"))
    stub = frand.anyone.stub(royalties_pb2_grpc.RoyaltyServiceStub)
    request = pb.ListAggregateRoyaltiesRequest(standard="standards/superseded", page_size=1)
    listed = [
        each
        async for page in frand.anyone.pages(stub.ListAggregateRoyalties, request)
        for each in page.aggregate_royalties
    ]
    assert listed == [later, earlier]
