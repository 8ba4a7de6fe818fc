"""Owns the methods of `HolderRecordService` about groups."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import holder_records_pb2 as pb
from services.registry.groups import rules, store
from services.registry.groups.rules import Edge, parent_name
from services.registry.holders import store as holders
from services.registry.holders.dates import date_message, date_of
from services.registry.holders.reporting import Evidence, Reporting, evidence_of, report_message
from services.registry.holders.rules import (
    OFFICER,
    Span,
    already_ended,
    already_withdrawn,
    check_etag,
    dates_reversed,
    holder_key,
    holder_name,
    must_be_own_report,
    timeliness,
)
from shared.auth.callers import current_caller
from shared.db import WriteTransaction, page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.ids import id_in

Context = grpc.aio.ServicerContext[Any, Any]
Row = sa.Row[*tuple[Any, ...]]


class GroupMethods:
    """Keeps who controls whom, from day to day."""

    _reporting: Reporting

    async def SetParent(self, request: pb.SetParentRequest, context: Context) -> pb.Parenthood:
        current_caller().must_act_for(request.child)
        reporting = self._reporting
        async with reporting.database.write(request) as tx:
            await holders.decide_alone(tx)
            child = await holders.find_and_lock(tx, holder_key(request.child))
            if child is None:
                raise not_found(request.child)
            check_etag(request.child, request.etag, child.revision)
            parent = await holders.find(tx.connection, holder_key(request.parent))
            if parent is None:
                raise not_found(request.parent)
            id = reporting.database.new_id()
            name = parent_name(child.key, id)
            effective, ends = date_of(request, "start_date"), date_of(request, "end_date")
            given = request.evidence if request.HasField("evidence") else None
            evidence = await reporting.keep_evidence(tx, name, given, [request.child])
            values = reporting.columns(request.source, effective, ends, evidence=evidence)
            new = Edge(
                name, child.root, parent.root, Span(values["starts_on"], values["ends_on"]), values["source_key"]
            )
            rules.check_parent(new, await holders.list_edges(tx.connection, await holders.roots(tx.connection)))
            in_time = timeliness(
                changes=await store.changes(
                    tx.connection, child.root, source=values["source_key"], starts_on=values["starts_on"]
                ),
                reported_on=values["reported_on"],
                due_on=values["due_on"],
            )
            values |= {
                "id": id,
                "child_id": child.id,
                "parent_id": parent.id,
                "control": request.control,
                "share_basis_points": request.share_basis_points or None,
                "timeliness": in_time,
            }
            await store.create(tx, values)
            summary = f"{parent.name} is reported as parent of {child.name}"
            await reporting.note(
                tx, [child.id, parent.id], "parent-set", name, summary, event_on=effective, timeliness=in_time
            )
            await tx.record(
                f"{values['reported_as']}:parent:set",
                name,
                {
                    "child": request.child,
                    "parent": request.parent,
                    "start_date": effective,
                    "end_date": ends,
                    "control": pb.ControlKind.Name(request.control),
                    "share_basis_points": request.share_basis_points,
                    "source": values["source"],
                },
            )
            return await tx.reply(await self._read_parent(tx.connection, id, child.root))

    async def EndParent(self, request: pb.EndParentRequest, context: Context) -> pb.Parenthood:
        last = date_of(request, "end_date")
        assert last is not None
        async with self._reporting.database.write(request) as tx:
            row = await self._lock_parent(tx, request.name, request.etag)
            if row.ends_on is not None:
                raise already_ended(request.name, row.ends_on)
            if last < row.starts_on:
                raise dates_reversed(row.starts_on, last)
            await store.end(tx, row.id, last, request.reason)
            summary = f"{row.parent_name} is reported to be no parent of {row.child_name} after {last}"
            return await self._parent_changed(tx, row, "end", summary, {"end_date": last, "reason": request.reason})

    async def WithdrawParent(self, request: pb.WithdrawParentRequest, context: Context) -> pb.Parenthood:
        database = self._reporting.database
        async with database.write(request) as tx:
            row = await self._lock_parent(tx, request.name, request.etag)
            account = current_caller().account
            await store.withdraw(tx, row.id, at=database.clock.now(), by=account, reason=request.reason)
            summary = f"Report that {row.parent_name} is parent of {row.child_name} withdrawn: {request.reason}"
            return await self._parent_changed(tx, row, "withdraw", summary, {"reason": request.reason})

    async def ListGroup(self, request: pb.ListGroupRequest, context: Context) -> pb.ListGroupResponse:
        day = self._reporting.as_of(request)
        async with self._reporting.database.read_as_caller() as connection:
            holder = await holders.find(connection, holder_key(request.holder))
            if holder is None:
                raise not_found(request.holder)
            edges = await holders.list_edges(connection, await holders.roots(connection))
            near = [edge for edge in edges if edge.days.covers(day)]
            names = await holders.names(
                connection, [holder.root, *(id for edge in near for id in (edge.child, edge.parent))]
            )
            members = rules.group_of(holder.root, near, day, {id: row.name for id, row in names.items()})
            if len(members) > rules.LARGEST:
                raise rules.group_too_large(request.holder)
            ids = [id_in(member.edge.name) for member in members if member.edge is not None]
            rows = {row.id: row for row in await store.read(connection, ids)}
            evidence = await evidence_of(connection, list(rows.values()))
        conflicts = rules.conflicts(near)
        reply = pb.ListGroupResponse(as_of_date=date_message(day))
        for member in members:
            edge = member.edge
            reply.members.add(
                holder=holder_name(names[member.holder].key),
                display_name=names[member.holder].name,
                level=member.level,
                parenthood=None if edge is None else _parenthood(rows[id_in(edge.name)], evidence, conflicts),
                asked_for=member.holder == holder.root,
            )
            reply.conflicting |= edge is not None and edge.name in conflicts
        return reply

    async def ListParents(self, request: pb.ListParentsRequest, context: Context) -> pb.ListParentsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        async with self._reporting.database.read_as_caller() as connection:
            holder = await holders.find(connection, holder_key(request.child))
            if holder is None:
                raise not_found(request.child)
            before = uuid.UUID(str(key[0])) if key else None
            rows = await store.list_parents(connection, holder.root, before, size + 1)
            evidence = await evidence_of(connection, rows)
            conflicts = await conflicts_of(connection, holder.root)
        reply = pb.ListParentsResponse(parents=[_parenthood(row, evidence, conflicts) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def _lock_parent(self, tx: WriteTransaction, name: str, etag: str) -> Row:
        """The parenthood of this name, if the caller may change it and it was not withdrawn."""
        caller = current_caller()
        child = name.partition("/parents/")[0]
        caller.must_act_for(child)
        await holders.decide_alone(tx)
        row = await store.lock(tx, id_in(name))
        if row is None or holder_name(row.child_key) != child:
            raise not_found(name)
        if self._reporting.speaks_as() != OFFICER:
            must_be_own_report(row.source, caller.organization, name)
        check_etag(name, etag, row.revision)
        if row.withdrawn_at is not None:
            raise already_withdrawn(name, row.withdraw_reason)
        return row

    async def _parent_changed(
        self, tx: WriteTransaction, row: Row, verb: str, summary: str, said: Mapping[str, object]
    ) -> pb.Parenthood:
        name = parent_name(row.child_key, row.id)
        ids = [row.child_id, row.parent_id]
        await self._reporting.note(tx, ids, f"parent-{verb}", name, summary, event_on=_day(said))
        await tx.record(f"{self._reporting.speaks_as()}:parent:{verb}", name, said)
        child = await holders.find(tx.connection, row.child_key)
        assert child is not None
        return await tx.reply(await self._read_parent(tx.connection, row.id, child.root))

    async def _read_parent(self, connection: AsyncConnection, id: uuid.UUID, root: int) -> pb.Parenthood:
        rows = await store.read(connection, [id])
        return _parenthood(rows[0], await evidence_of(connection, rows), await conflicts_of(connection, root))


async def conflicts_of(connection: AsyncConnection, root: int) -> Mapping[str, Sequence[str]]:
    """By report, the reports that name another parent of a holder for some of the same days."""
    edges = await holders.list_edges(connection, await holders.roots(connection))
    return rules.conflicts([edge for edge in edges if edge.child == root])


async def parents_message(connection: AsyncConnection, root: int, day: Any) -> list[pb.Parenthood]:
    """The parents of a holder on a day."""
    rows = await store.parents_on(connection, root, day)
    edges = await holders.list_edges(connection, await holders.roots(connection))
    conflicts = rules.conflicts([edge for edge in edges if edge.child == root and edge.days.covers(day)])
    evidence = await evidence_of(connection, rows)
    return [_parenthood(row, evidence, conflicts) for row in rows]


def _parenthood(row: Row, evidence: Evidence, conflicts: Mapping[str, Sequence[str]]) -> pb.Parenthood:
    name = parent_name(row.child_key, row.id)
    return pb.Parenthood(
        name=name,
        child=holder_name(row.child_key),
        child_display_name=row.child_name,
        parent=holder_name(row.parent_key),
        parent_display_name=row.parent_name,
        start_date=date_message(row.effective_on),
        end_date=date_message(row.ends_on),
        control=row.control,
        share_basis_points=row.share_basis_points or 0,
        reported=report_message(row, evidence),
        conflicts=conflicts.get(name, ()),
        etag=str(row.revision),
    )


def _day(said: Mapping[str, object]) -> Any:
    return said.get("end_date")
