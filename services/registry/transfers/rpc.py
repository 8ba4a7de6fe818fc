"""Owns the methods of `HolderRecordService` about transfers and ownership."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from services.registry.families.rules import family_name, read_family_name
from services.registry.holders import store as holders
from services.registry.holders.dates import date_message, date_of
from services.registry.holders.reporting import Evidence, Reporting, evidence_of, report_message
from services.registry.holders.rules import (
    OFFICER,
    already_withdrawn,
    check_etag,
    holder_key,
    holder_name,
    must_be_own_report,
    timeliness,
)
from services.registry.standards.rules import standard_key, standard_name
from services.registry.transfers import rules, store
from services.registry.transfers.rules import Line, Sale, transfer_name
from shared.auth.callers import current_caller
from shared.db import page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.ids import id_in

Context = grpc.aio.ServicerContext[Any, Any]
Row = sa.Row[*tuple[Any, ...]]
ListDeclared = Callable[
    [AsyncConnection, sa.ColumnElement[bool], "tuple[str, int] | None", int],
    Awaitable[Sequence[tuple[int, holders_pb2.Declaration]]],
]

_MOST_UNDERTAKINGS = 1_000


class TransferMethods:
    """Keeps who got what from whom, and tells who owns a family on a day."""

    _reporting: Reporting
    _list_declared: ListDeclared

    async def ReportTransfer(self, request: pb.ReportTransferRequest, context: Context) -> pb.Transfer:
        caller, reporting = current_caller(), self._reporting
        ends = (request.assignor, request.assignee)
        if reporting.speaks_as() != OFFICER and caller.organization not in ends:
            raise rules.no_end_of_it(caller.account, *ends)
        async with reporting.database.write(request) as tx:
            await holders.decide_alone(tx)
            assignor = await holders.find(tx.connection, holder_key(request.assignor))
            assignee = await holders.find(tx.connection, holder_key(request.assignee))
            for name, row in zip(ends, (assignor, assignee), strict=True):
                if row is None:
                    raise not_found(name)
            assert assignor is not None
            assert assignee is not None
            if assignor.root == assignee.root:
                raise rules.to_itself()
            items = await _items(tx.connection, request.items)
            id = reporting.database.new_id()
            name = transfer_name(id)
            effective = date_of(request, "effective_date")
            given = request.evidence if request.HasField("evidence") else None
            evidence = await reporting.keep_evidence(tx, name, given, ends)
            values = reporting.columns(request.source, effective, None, evidence=evidence)
            # A transfer changes who owns what is on record, whether or not one was reported before.
            in_time = timeliness(changes=True, reported_on=values["reported_on"], due_on=values["due_on"])
            recorded = date_of(request, "recorded_date")
            values |= {
                "id": id,
                "assignor_id": assignor.id,
                "assignee_id": assignee.id,
                "recorded_on": recorded,
                "whole_portfolio": request.items.whole_portfolio,
                "timeliness": in_time,
            }
            await store.create(tx, values, items)
            summary = f"Transfer from {assignor.name} to {assignee.name}"
            await reporting.note(
                tx,
                sorted((assignor.id, assignee.id)),
                "transfer-report",
                name,
                summary,
                event_on=effective,
                timeliness=in_time,
            )
            await tx.record(
                f"{values['reported_as']}:transfer:report",
                name,
                {
                    "assignor": request.assignor,
                    "assignee": request.assignee,
                    "families": list(request.items.families),
                    "numbers": list(request.items.numbers),
                    "standards": list(request.items.standards),
                    "whole_portfolio": request.items.whole_portfolio,
                    "effective_date": effective,
                    "recorded_date": recorded,
                    "source": values["source"],
                    "late": in_time == in_time.LATE,
                },
            )
            (message,) = await self._transfer_messages(tx.connection, [await _read(tx.connection, name)])
            return await tx.reply(message)

    async def WithdrawTransfer(self, request: pb.WithdrawTransferRequest, context: Context) -> pb.Transfer:
        caller, reporting = current_caller(), self._reporting
        async with reporting.database.write(request) as tx:
            await holders.decide_alone(tx)
            row = await store.lock(tx, id_in(request.name))
            if row is None:
                raise not_found(request.name)
            if reporting.speaks_as() != OFFICER:
                must_be_own_report(row.source, caller.organization, request.name)
            check_etag(request.name, request.etag, row.revision)
            if row.withdrawn_at is not None:
                raise already_withdrawn(request.name, row.withdraw_reason)
            now = reporting.database.clock.now()
            await store.withdraw(tx, row.id, at=now, by=caller.account, reason=request.reason)
            summary = f"Transfer from {row.assignor_name} to {row.assignee_name} withdrawn: {request.reason}"
            ends = sorted((row.assignor_id, row.assignee_id))
            await reporting.note(tx, ends, "transfer-withdraw", request.name, summary, event_on=None)
            await tx.record(f"{reporting.speaks_as()}:transfer:withdraw", request.name, {"reason": request.reason})
            (message,) = await self._transfer_messages(tx.connection, [await _read(tx.connection, request.name)])
            return await tx.reply(message)

    async def GetTransfer(self, request: pb.GetTransferRequest, context: Context) -> pb.Transfer:
        async with self._reporting.database.read_as_caller() as connection:
            (message,) = await self._transfer_messages(connection, [await _read(connection, request.name)])
        return message

    async def ListTransfers(self, request: pb.ListTransfersRequest, context: Context) -> pb.ListTransfersResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        async with self._reporting.database.read_as_caller() as connection:
            root = family = None
            if request.holder:
                holder = await holders.find(connection, holder_key(request.holder))
                if holder is None:
                    raise not_found(request.holder)
                root = holder.root
            if request.family:
                family = await _family_id(connection, request.family)
            before = uuid.UUID(str(key[0])) if key else None
            rows = await store.list_transfers(connection, root, family, before, size + 1)
            messages = await self._transfer_messages(connection, rows[:size])
        reply = pb.ListTransfersResponse(transfers=messages)
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListBindingUndertakings(
        self, request: pb.ListBindingUndertakingsRequest, context: Context
    ) -> pb.ListBindingUndertakingsResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        after = (str(key[0]), int(key[1])) if key else None
        async with self._reporting.database.read() as connection:
            row = await _read(connection, request.transfer)
            sale = Sale(row.id, row.assignor_root, row.assignee_root, row.starts_on)
            chains = rules.chains_before(sale, await store.list_sales(connection))
            binding = await store.binding_undertakings(connection, chains)
            found = await self._list_declared(connection, binding, after, size + 1)
        reply = pb.ListBindingUndertakingsResponse(declarations=[declaration for _, declaration in found[:size]])
        if len(found) > size:
            id, last = found[size - 1]
            reply.next_page_token = write_page_token(request, [last.reference, id])
        return reply

    async def GetFamilyOwnership(self, request: pb.GetFamilyOwnershipRequest, context: Context) -> pb.FamilyOwnership:
        day = self._reporting.as_of(request)
        async with self._reporting.database.read() as connection:
            family = await _family_id(connection, request.family)
            facts = await store.family_facts(connection, family)
            everything = frozenset(facts.applications)
            lines = rules.succession(facts.declarants, everything, facts.conveyances, day)
            ids = [id for line in lines for id in (line.owner, line.declarant) if id is not None]
            names = await holders.names(connection, ids)
            undertakings = await self._list_declared(
                connection, store.undertakings_for(family), None, _MOST_UNDERTAKINGS
            )
        reply = pb.FamilyOwnership(
            family=request.family,
            as_of_date=date_message(day),
            undertakings=[declaration for _, declaration in undertakings],
            declarations_without_declarant=facts.without_declarant,
        )
        for line in lines:
            reply.lines.append(_line(line, names, facts, everything))
        return reply

    async def _transfer_messages(self, connection: AsyncConnection, rows: Sequence[Row]) -> list[pb.Transfer]:
        evidence = await evidence_of(connection, rows)
        items: dict[uuid.UUID, pb.TransferItems] = {
            row.id: pb.TransferItems(whole_portfolio=row.whole_portfolio) for row in rows
        }
        for item in await store.list_items(connection, list(items)):
            of = items[item.transfer_id]
            if item.family_id is not None:
                of.families.append(family_name(item.family_key, item.external))
            elif item.standard_id is not None:
                of.standards.append(standard_name(item.standard_key))
            else:
                of.numbers.append(item.number)
        return [_transfer(row, items[row.id], evidence) for row in rows]


async def _items(connection: AsyncConnection, items: pb.TransferItems) -> list[dict[str, Any]]:
    """What a transfer conveys, as it is kept."""
    if not (items.families or items.numbers or items.standards or items.whole_portfolio):
        raise rules.empty()
    families = dict.fromkeys(read_family_name(name) for name in items.families)
    known = await store.family_ids(connection, list(families))
    for name in families:
        if name not in known:
            raise rules.item_unknown(str(name), "items.families")
    standards = dict.fromkeys(standard_key(name) for name in items.standards)
    found = await store.standard_ids(connection, list(standards))
    for key in standards:
        if key not in found:
            raise rules.item_unknown(standard_name(key), "items.standards")
    for number in items.numbers:
        if not any(character.isdigit() for character in number):
            raise rules.number_unreadable(number)
    return [
        *({"family_id": known[name]} for name in families),
        *({"standard_id": found[key]} for key in standards),
        *(store.number_item(number) for number in dict.fromkeys(items.numbers)),
    ]


async def _family_id(connection: AsyncConnection, name: str) -> int:
    read = read_family_name(name)
    found = await store.family_ids(connection, [read])
    if read not in found:
        raise not_found(name)
    return found[read]


async def _read(connection: AsyncConnection, name: str) -> Row:
    row = await store.read(connection, id_in(name))
    if row is None:
        raise not_found(name)
    return row


def _transfer(row: Row, items: pb.TransferItems, evidence: Evidence) -> pb.Transfer:
    return pb.Transfer(
        name=transfer_name(row.id),
        assignor=holder_name(row.assignor_key),
        assignor_display_name=row.assignor_name,
        assignee=holder_name(row.assignee_key),
        assignee_display_name=row.assignee_name,
        items=items,
        effective_date=date_message(row.effective_on),
        recorded_date=date_message(row.recorded_on),
        reported=report_message(row, evidence),
        etag=str(row.revision),
    )


def _line(line: Line, names: dict[int, Row], facts: store.FamilyFacts, everything: frozenset[int]) -> pb.OwnershipLine:
    declarant = None if line.declarant is None else names[line.declarant]
    owner = names[line.owner]
    numbers = [] if line.applications == everything else sorted(facts.applications[id] for id in line.applications)
    return pb.OwnershipLine(
        declarant="" if declarant is None else holder_name(declarant.key),
        declarant_display_name="" if declarant is None else declarant.name,
        owner=holder_name(owner.key),
        owner_display_name=owner.name,
        transfers=[transfer_name(id) for id in line.transfers],
        conflicting=line.conflicting,
        numbers=numbers,
    )
