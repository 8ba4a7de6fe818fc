"""Owns the methods of `CalculationService`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.type import decimal_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import calculations_pb2_grpc
from sepia.type.v1 import type_pb2
from services.frand.calculations import rules, store, top_down
from services.frand.calculations.top_down_answer import HolderAnswer, answer_of
from services.frand.findings.rules import Findings
from services.frand.pages import DEFAULT_SIZE, MOST, PageKey, read_page_key, write_page_key
from services.frand.royalties.rules import AggregateRoyalty
from shared.auth.callers import current_caller
from shared.canonical import decimal_text
from shared.db.database import Database
from shared.db.pages import page_size
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]
ReadFindings = Callable[[AsyncConnection, str], Awaitable[Findings | None]]
ReadRoyalty = Callable[[AsyncConnection, str], Awaitable[AggregateRoyalty | None]]

_FAMILY_KEYS = {
    "etsi": type_pb2.FAMILY_KEY_ETSI,
    "docdb": type_pb2.FAMILY_KEY_DOCDB,
    "priorities": type_pb2.FAMILY_KEY_PRIORITIES,
}


class CalculationServicer(calculations_pb2_grpc.CalculationServiceServicer):
    """Computes, keeps and explains rates.

    Args:
        database: the service's database.
        read_findings: findings by name.
        read_royalty: an aggregate royalty by name.
    """

    def __init__(self, database: Database, read_findings: ReadFindings, read_royalty: ReadRoyalty) -> None:
        self._database = database
        self._read_findings = read_findings
        self._read_royalty = read_royalty

    async def CreateCalculation(self, request: pb.CreateCalculationRequest, context: Context) -> pb.Calculation:
        asked = await self._top_down(request.top_down)
        canonical = rules.canonical_inputs(top_down.METHOD, asked.document())
        name = rules.name_of(canonical)
        async with self._database.read() as connection:
            known = await store.read(connection, name)
        # Seconds of arithmetic: not on the loop that everybody else's call waits for, nor within a transaction.
        results = known.results if known else await asyncio.to_thread(rules.compute, canonical)
        async with self._database.write(request) as tx:
            submitter, now = current_caller().account, self._database.clock.now()
            if await store.save(tx, canonical, results, _facts(asked), submitter=submitter, at=now):
                await tx.record("account:calculation:create", name, _said_in_log(asked, results))
            row = await store.read(tx.connection, name)
            if row is None:
                raise AssertionError(f"{name} was stored in this transaction or before")
            return await tx.reply(_message(row))
        raise AssertionError("a write ends in a reply or an error")

    async def GetCalculation(self, request: pb.GetCalculationRequest, context: Context) -> pb.Calculation:
        return _message(await self._row(request.name))

    async def ListCalculations(
        self, request: pb.ListCalculationsRequest, context: Context
    ) -> pb.ListCalculationsResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=MOST)
        async with self._database.read() as connection:
            rows = await store.list_newest(
                connection, standard=request.standard, after=read_page_key(request), limit=size + 1
            )
        reply = pb.ListCalculationsResponse(calculations=[_listed(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_key(request, PageKey(last.created_at, last.sha256))
        return reply

    async def GetDerivation(self, request: pb.GetDerivationRequest, context: Context) -> pb.Derivation:
        row = await self._row(request.calculation)
        quantities = rules.derive(row.canonical_inputs, row.results, request.holder)
        return pb.Derivation(
            calculation=request.calculation,
            holder=request.holder,
            quantities=[
                pb.Quantity(
                    id=each.id,
                    label=each.label,
                    formula=each.formula,
                    value=each.value,
                    unit=each.unit,
                    inputs=each.inputs,
                    sources=each.sources,
                )
                for each in quantities
            ],
        )

    async def _top_down(self, inputs: pb.TopDownInputs) -> top_down.TopDown:
        given = {name: getattr(inputs, name).value for name in top_down.DEFAULTS if inputs.HasField(name)}
        assumed = top_down.assumptions(given)
        async with self._database.read() as connection:
            found = await self._read_findings(connection, inputs.findings)
            royalty = await self._read_royalty(connection, inputs.aggregate_royalty)
        if found is None:
            raise not_found(inputs.findings)
        if royalty is None:
            raise not_found(inputs.aggregate_royalty)
        return top_down.top_down(assumed, found, royalty)

    async def _row(self, name: str) -> sa.Row[Any]:
        async with self._database.read() as connection:
            row = await store.read(connection, name)
        if row is None:
            raise not_found(name)
        return row


def _facts(asked: top_down.TopDown) -> dict[str, object]:
    """What is stored beside the canonical inputs, so that lists need not read them."""
    found, royalty, assumed = asked.findings, asked.aggregate_royalty, asked.assumptions
    numbers = {name: decimal_text(getattr(assumed, name)) for name in top_down.DEFAULTS}
    return {
        "method": top_down.METHOD,
        "assumptions": {"findings": found.name, "aggregate_royalty": royalty.name, **numbers},
        "engine_version": rules.ENGINE_VERSION,
        "standard": found.standard,
        "family_key": found.family_key,
        "edition": found.edition,
        "rate_unit": royalty.unit,
        "aggregate": royalty.value,
        "demonstration": found.demonstration,
    }


def _said_in_log(asked: top_down.TopDown, results: str) -> dict[str, object]:
    facts = _facts(asked)
    return {**facts, "findings_digest": asked.findings.digest, "result_digest": rules.result_digest(results)}


def _listed(row: sa.Row[Any]) -> pb.Calculation:
    assumed: Mapping[str, str] = row.assumptions
    numbers = {name: decimal_pb2.Decimal(value=assumed[name]) for name in top_down.DEFAULTS}
    return pb.Calculation(
        name=f"calculations/{row.sha256}",
        top_down=pb.TopDownInputs(
            findings=assumed["findings"], aggregate_royalty=assumed["aggregate_royalty"], **numbers
        ),
        engine_version=row.engine_version,
        standard=row.standard,
        family_key=_FAMILY_KEYS[row.family_key],
        edition=row.edition,
        rate_unit=row.rate_unit,
        aggregate=_decimal(row.aggregate),
        result_digest=row.result_digest,
        demonstration=row.demonstration,
        submitter=row.submitter,
        create_time=row.created_at,
    )


def _message(row: sa.Row[Any]) -> pb.Calculation:
    message = _listed(row)
    message.canonical_inputs = row.canonical_inputs
    message.holders.extend(_holder_rate(each) for each in answer_of(json.loads(row.results)))
    return message


def _holder_rate(each: HolderAnswer) -> pb.HolderRate:
    found = each.finding
    message = pb.HolderRate(
        holder=found.holder,
        display_name=found.display_name,
        families=found.families,
        checked=found.checked,
        checked_essential=found.essential,
        essential_mean=_decimal(each.essential_mean),
        essential_interval=type_pb2.CountInterval(low=each.essential_low, high=each.essential_high),
        share_mean=_decimal(each.share_mean),
        share_interval=type_pb2.Interval(low=_decimal(each.share_low), high=_decimal(each.share_high)),
        rate_mean=_decimal(each.rate_mean),
        rate_interval=type_pb2.Interval(low=_decimal(each.rate_low), high=_decimal(each.rate_high)),
        simulated=found.simulated,
        undetermined=found.undetermined,
    )
    if each.exact is not None:
        message.exact_essential_interval.CopyFrom(type_pb2.CountInterval(low=each.exact[0], high=each.exact[1]))
    return message


def _decimal(number: Decimal) -> decimal_pb2.Decimal:
    return decimal_pb2.Decimal(value=decimal_text(number))
