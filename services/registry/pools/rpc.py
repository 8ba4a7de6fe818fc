"""Owns `PoolService`: programmes, lists, overlaps and disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict
from google.type import money_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import pools_pb2 as pb
from sepia.registry.v1 import pools_pb2_grpc
from services.registry.dates import date_message, read_date
from services.registry.holders.rules import holder_name
from services.registry.pools import rules, store
from services.registry.pools.listing import co_owners
from services.registry.standards.rules import Scope, standard_key
from services.registry.standards.store import standard_scope
from shared.auth.callers import Role, current_caller
from shared.canonical import canonical_digest
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found, stale
from shared.patent_numbers import lookup_keys
from shared.regime import Profile
from shared.regime.calendar import WorkingDays

Context = grpc.aio.ServicerContext[Any, Any]


class PoolServicer(pools_pb2_grpc.PoolServiceServicer):
    """Keeps programmes, shows their lists and computes what they have in common.

    Args:
        database: the registry's.
        profile: the regime whose calendar dates the reports.
    """

    def __init__(self, database: Database, profile: Profile) -> None:
        self._database = database
        self._zone = WorkingDays.of(profile).zone

    # --- programmes ----------------------------------------------------------------------------------------------

    async def SetPool(self, request: pb.SetPoolRequest, context: Context) -> pb.Pool:
        key = request.name.removeprefix("pools/")
        said: dict[str, object] = {
            "display_name": request.display_name,
            "administrator": request.administrator,
            "evaluator": request.evaluator,
        }
        async with self._database.write(request) as tx:
            made = not request.etag and await store.create_pool(
                tx, {"key": key, "created_at": self._database.clock.now(), **said}
            )
            if not made:
                row = await store.lock_pool(tx, key)
                if row is None:
                    raise not_found(request.name)
                if request.etag and request.etag != str(row.revision):
                    raise stale(request.name)
                await store.change_pool(tx, row, said)
            await tx.record("officer:pool:set", request.name, said)
            row = await store.read_pool(tx.connection, key)
            assert row is not None
            return await tx.reply(_pool(row))

    async def GetPool(self, request: pb.GetPoolRequest, context: Context) -> pb.Pool:
        async with self._database.read() as connection:
            row = await store.read_pool(connection, request.name.removeprefix("pools/"))
        if row is None:
            raise not_found(request.name)
        return _pool(row)

    async def ListPools(self, request: pb.ListPoolsRequest, context: Context) -> pb.ListPoolsResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        async with self._database.read() as connection:
            rows = await store.list_pools(connection, str(key[0]) if key else "", size + 1)
        reply = pb.ListPoolsResponse(pools=[_pool(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].key])
        return reply

    # --- lists ---------------------------------------------------------------------------------------------------

    async def GetPoolList(self, request: pb.GetPoolListRequest, context: Context) -> pb.PoolList:
        async with self._database.read() as connection:
            return _list(await _found_list(connection, request.name))

    async def ListPoolLists(self, request: pb.ListPoolListsRequest, context: Context) -> pb.ListPoolListsResponse:
        size, key = page_size(request.page_size, default=20, most=100), read_page_token(request)
        pool = request.pool.removeprefix("pools/")
        async with self._database.read() as connection:
            if await store.read_pool(connection, pool) is None:
                raise not_found(request.pool)
            rows = await store.list_lists(connection, pool, int(key[0]) if key else None, size + 1)
        reply = pb.ListPoolListsResponse(lists=[_list(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].number])
        return reply

    async def ListPoolPatents(self, request: pb.ListPoolPatentsRequest, context: Context) -> pb.ListPoolPatentsResponse:
        size, key = page_size(request.page_size, default=500, most=5_000), read_page_token(request)
        lookup = sorted(lookup_keys(request.patent)) if request.patent else None
        if lookup is not None and not lookup:
            raise rules.unreadable_number(request.patent)
        async with self._database.read() as connection:
            of = await _found_list(connection, request.list)
            rows = await store.list_patents(
                connection,
                of.id,
                lookup=lookup,
                licensor=request.licensor,
                office=request.office,
                only_unreadable=request.only_unreadable,
                after=int(key[0]) if key else 0,
                limit=size + 1,
            )
        reply = pb.ListPoolPatentsResponse(patents=[_patent(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].line])
        return reply

    # --- overlap -------------------------------------------------------------------------------------------------

    async def GetPoolOverlap(self, request: pb.GetPoolOverlapRequest, context: Context) -> pb.PoolOverlap:
        async with self._database.read() as connection:
            first = await _found_list(connection, request.first)
            second = await _found_list(connection, request.second)
            row = await store.overlap(connection, first.id, second.id)
        return pb.PoolOverlap(
            first=rules.list_name(first.pool_key, first.number),
            second=rules.list_name(second.pool_key, second.number),
            shared=row.shared,
            of_first=row.of_first,
            of_second=row.of_second,
            offices=_named(row.offices),
            first_licensors=_named(row.first_licensors),
            second_licensors=_named(row.second_licensors),
            shared_with_co_owners=row.shared_with_co_owners,
            first_unreadable=row.first_unreadable,
            second_unreadable=row.second_unreadable,
        )

    async def ListPoolOverlap(self, request: pb.ListPoolOverlapRequest, context: Context) -> pb.ListPoolOverlapResponse:
        size, key = page_size(request.page_size, default=500, most=5_000), read_page_token(request)
        async with self._database.read() as connection:
            first = await _found_list(connection, request.first)
            second = await _found_list(connection, request.second)
            rows = await store.list_overlap(connection, first.id, second.id, str(key[0]) if key else "", size + 1)
        reply = pb.ListPoolOverlapResponse(
            patents=[
                pb.SharedPatent(
                    canonical=row.pool_invention.partition(" ")[2],
                    first_numbers=row.first_numbers,
                    second_numbers=row.second_numbers,
                    first_licensors=_licensors(row.first_cells),
                    second_licensors=_licensors(row.second_cells),
                )
                for row in rows[:size]
            ]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].pool_invention])
        return reply

    async def GetDeclaredOverlap(self, request: pb.GetDeclaredOverlapRequest, context: Context) -> pb.DeclaredOverlap:
        async with self._database.read() as connection:
            of = await _found_list(connection, request.list)
            scope = await standard_scope(connection, standard_key(request.standard)) if request.standard else Scope()
            if scope is None:
                raise not_found(request.standard)
            total, *holders = await store.declared_overlap(connection, of.id, scope)
        return pb.DeclaredOverlap(
            list=rules.list_name(of.pool_key, of.number),
            edition=f"editions/{total.edition}",
            patents=total.of_list,
            declared=total.patents,
            holders=[
                pb.DeclaredByHolder(
                    holder=holder_name(row.key),
                    display_name=row.name or "",
                    patents=row.patents,
                    applications=row.applications,
                )
                for row in holders
            ],
        )

    # --- disclosures ---------------------------------------------------------------------------------------------

    async def ReportPoolDisclosure(
        self, request: pb.ReportPoolDisclosureRequest, context: Context
    ) -> pb.PoolDisclosure:
        caller = current_caller()
        caller.must_act_for(request.pool)
        rules.check_rates([_rate(rate, f"items.rates[{at}]") for at, rate in enumerate(request.items.rates)])
        key = request.pool.removeprefix("pools/")
        async with self._database.write(request) as tx:
            # The programme is held, so that two reports get numbers one after the other.
            if await store.lock_pool(tx, key) is None:
                raise not_found(request.pool)
            before = await store.read_disclosure(tx.connection, rules.Part(key, None))
            revision = 0 if before is None else before.revision
            if request.etag and request.etag != str(revision):
                raise stale(request.pool)
            items = MessageToDict(request.items, preserving_proto_field_name=True)
            reporter = "officer" if caller.has(Role.ROLE_OFFICER) else "pool"
            await store.add_disclosure(
                tx,
                {
                    "pool_key": key,
                    "revision": revision + 1,
                    "items": items,
                    "source": request.source,
                    "reporter": reporter,
                    "reported_on": self._database.clock.today(self._zone),
                    "created_at": self._database.clock.now(),
                },
            )
            await tx.record(
                f"{reporter}:pool-disclosure:report",
                rules.disclosure_name(key, revision + 1),
                {
                    "pool": request.pool,
                    "items_digest": canonical_digest("sepia.registry.pool-disclosure.v1", items),
                    "missing": _missing(request.items),
                    "source": request.source,
                },
            )
            row = await store.read_disclosure(tx.connection, rules.Part(key, revision + 1))
            assert row is not None
            return await tx.reply(_disclosure(row))

    async def GetPoolDisclosure(self, request: pb.GetPoolDisclosureRequest, context: Context) -> pb.PoolDisclosure:
        async with self._database.read() as connection:
            row = await store.read_disclosure(connection, rules.read_part_name(request.name))
        if row is None:
            raise not_found(request.name)
        return _disclosure(row)

    async def ListPoolDisclosures(
        self, request: pb.ListPoolDisclosuresRequest, context: Context
    ) -> pb.ListPoolDisclosuresResponse:
        size, key = page_size(request.page_size, default=20, most=100), read_page_token(request)
        pool = request.pool.removeprefix("pools/")
        async with self._database.read() as connection:
            if await store.read_pool(connection, pool) is None:
                raise not_found(request.pool)
            rows = await store.list_disclosures(connection, pool, int(key[0]) if key else None, size + 1)
        reply = pb.ListPoolDisclosuresResponse(disclosures=[_disclosure(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].revision])
        return reply


async def _found_list(connection: AsyncConnection, name: str) -> sa.Row[Any]:
    row = await store.read_list(connection, rules.read_part_name(name))
    if row is None:
        raise not_found(name)
    return row


def _pool(row: sa.Row[Any]) -> pb.Pool:
    return pb.Pool(
        name=rules.pool_name(row.key),
        etag=str(row.revision),
        display_name=row.display_name,
        administrator=row.administrator,
        evaluator=row.evaluator,
        current_list=rules.list_name(row.key, row.current_list) if row.current_list else "",
        current_disclosure=rules.disclosure_name(row.key, row.current_disclosure) if row.current_disclosure else "",
        create_time=row.created_at,
    )


def _list(row: sa.Row[Any]) -> pb.PoolList:
    counts: dict[str, Any] = row.counts
    message = pb.PoolList(
        name=rules.list_name(row.pool_key, row.number),
        document=f"documents/{row.sha256}",
        edition=f"editions/{row.edition}" if row.edition else "",
        superseded=row.superseded,
        demonstration=row.demonstration,
        create_time=row.created_at,
        offices=_named(counts["offices"]),
        profiles=_named(counts["profiles"]),
    )
    setattr(message, "import", f"imports/{row.import_id}")
    for what, number in counts.items():
        if isinstance(number, int):
            setattr(message, what, number)
    return message


def _named(lines: Sequence[Sequence[Any]]) -> list[pb.NamedCount]:
    return [pb.NamedCount(what=what, count=number) for what, number in lines]


def _patent(row: sa.Row[Any]) -> pb.PoolPatent:
    return pb.PoolPatent(
        line=row.line,
        office=row.office,
        number=row.number,
        canonical=row.canonical,
        validated_part=row.validated_part,
        unreadable=row.unreadable,
        profile=row.profile,
        licensors=_licensors([row.licensor_cell]),
    )


def _licensors(cells: Sequence[str]) -> list[pb.PoolLicensor]:
    """Each co-owner by itself, with the others that its cell names."""
    found: list[pb.PoolLicensor] = []
    for names in map(co_owners, cells):
        found += [pb.PoolLicensor(label=name, co_owners=[other for other in names if other != name]) for name in names]
    return found


def _rate(rate: pb.PoolRate, place: str) -> rules.Rate:
    return rules.Rate(
        fraction=rate.fraction.value if rate.HasField("fraction") else None,
        amount=_money(rate.amount) if rate.HasField("amount") else None,
        annual_cap=_money(rate.annual_cap) if rate.HasField("annual_cap") else None,
        effective_from=read_date(rate.effective_from, f"{place}.effective_from"),
        effective_until=read_date(rate.effective_until, f"{place}.effective_until"),
    )


def _money(money: money_pb2.Money) -> rules.Money:
    return rules.Money(money.currency_code, money.units, money.nanos)


def _missing(items: pb.PoolItems) -> list[str]:
    """Items that nothing is said about, in the order of the provision."""
    said = {field.name for field, _ in items.ListFields()}
    return [field.name for field in items.DESCRIPTOR.fields if field.name not in said]


def _disclosure(row: sa.Row[Any]) -> pb.PoolDisclosure:
    items = ParseDict(row.items, pb.PoolItems())
    return pb.PoolDisclosure(
        name=rules.disclosure_name(row.pool_key, row.revision),
        items=items,
        missing=_missing(items),
        reporter=row.reporter,
        report_date=date_message(row.reported_on),
        source=row.source,
        superseded=row.superseded,
        create_time=row.created_at,
    )
