"""Owns the methods about aggregate royalties."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import grpc.aio
import sqlalchemy as sa
from google.type import date_pb2, decimal_pb2, money_pb2

from sepia.frand.v1 import royalties_pb2 as pb
from services.frand.pages import DEFAULT_SIZE, MOST, PageKey, read_page_key, write_page_key
from services.frand.royalties import rules, store
from services.frand.royalties.rules import AggregateRoyalty
from shared.auth.callers import current_caller
from shared.canonical import decimal_text
from shared.db.database import Database
from shared.db.pages import page_size
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]

SOURCES = {
    pb.ROYALTY_SOURCE_JOINT_NOTIFICATION: "joint_notification",
    pb.ROYALTY_SOURCE_EXPERT_OPINION: "expert_opinion",
    pb.ROYALTY_SOURCE_ANNOUNCED_RATES: "announced_rates",
    pb.ROYALTY_SOURCE_COURT: "court",
    pb.ROYALTY_SOURCE_ASSUMPTION: "assumption",
}
_SOURCE_NUMBERS = {text: number for number, text in SOURCES.items()}


class RoyaltyMethods:
    """The methods of `RoyaltyService` about aggregate royalties.

    Args:
        database: the service's database.
        zone: whose midnight ends a day.
    """

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone

    async def CreateAggregateRoyalty(
        self, request: pb.CreateAggregateRoyaltyRequest, context: Context
    ) -> pb.AggregateRoyalty:
        royalty = self._royalty(request)
        async with self._database.write(request) as tx:
            await store.save(tx, royalty, submitter=current_caller().account, at=self._database.clock.now())
            await tx.record("officer:aggregate-royalty:create", royalty.name, royalty.document())
            row = await store.read(tx.connection, royalty.name)
            if row is None:
                raise AssertionError(f"{royalty.name} was stored in this transaction")
            return await tx.reply(_message(row))
        raise AssertionError("a write ends in a reply or an error")

    async def GetAggregateRoyalty(
        self, request: pb.GetAggregateRoyaltyRequest, context: Context
    ) -> pb.AggregateRoyalty:
        async with self._database.read() as connection:
            row = await store.read(connection, request.name)
        if row is None:
            raise not_found(request.name)
        return _message(row)

    async def ListAggregateRoyalties(
        self, request: pb.ListAggregateRoyaltiesRequest, context: Context
    ) -> pb.ListAggregateRoyaltiesResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=MOST)
        async with self._database.read() as connection:
            rows = await store.list_newest(
                connection, standard=request.standard, after=read_page_key(request), limit=size + 1
            )
        reply = pb.ListAggregateRoyaltiesResponse(aggregate_royalties=[_message(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_key(request, PageKey(last.created_at, str(last.id)))
        return reply

    def _royalty(self, request: pb.CreateAggregateRoyaltyRequest) -> AggregateRoyalty:
        if request.WhichOneof("royalty") == "amount":
            money = request.amount
            value, currency = rules.unit_amount(money.currency_code, money.units, money.nanos), money.currency_code
        else:
            value, currency = rules.ad_valorem_rate(request.rate.value), ""
        date = request.effective_date
        return AggregateRoyalty(
            f"aggregateRoyalties/{self._database.new_id()}",
            request.standard,
            value,
            currency,
            request.royalty_base,
            SOURCES[request.source],
            request.citation,
            rules.effective_from(date.year, date.month, date.day)
            if request.HasField("effective_date")
            else self._database.clock.today(self._zone),
        )


def _message(row: sa.Row[Any]) -> pb.AggregateRoyalty:
    royalty, date = store.royalty_of(row), row.effective_date
    message = pb.AggregateRoyalty(
        name=royalty.name,
        standard=royalty.standard,
        royalty_base=royalty.royalty_base,
        source=_SOURCE_NUMBERS[royalty.source],
        citation=royalty.citation,
        effective_date=date_pb2.Date(year=date.year, month=date.month, day=date.day),
        submitter=row.submitter,
        create_time=row.created_at,
    )
    if royalty.currency:
        units, nanos = rules.units_and_nanos(royalty.value)
        message.amount.CopyFrom(money_pb2.Money(currency_code=royalty.currency, units=units, nanos=nanos))
    else:
        message.rate.CopyFrom(decimal_pb2.Decimal(value=decimal_text(royalty.value)))
    return message
