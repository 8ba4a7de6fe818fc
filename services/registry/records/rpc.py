"""Owns the methods of `HolderRecordService` about facts on record about a holder."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from services.registry.holders import store as holders
from services.registry.holders.dates import date_message, date_of
from services.registry.holders.reporting import Evidence, Reporting, evidence_of, report_message
from services.registry.holders.rpc import holder_message
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
from services.registry.records import rules, store
from services.registry.records.erasing import erase_contact
from services.registry.records.rules import Fact, Representation, record_name
from services.registry.standards.rules import standard_key
from shared.auth.callers import current_caller
from shared.canonical import canonical_digest, sha256_hex
from shared.db import WriteTransaction, page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.ids import id_in

Context = grpc.aio.ServicerContext[Any, Any]
Row = sa.Row[*tuple[Any, ...]]
ParentsOn = Callable[[AsyncConnection, int, dt.date], Awaitable[Sequence[pb.Parenthood]]]

_DIGEST = "sepia.registry.holder-record.v1"


class RecordMethods:
    """Keeps what is said about holders, by day and by source."""

    _reporting: Reporting
    _parents_on: ParentsOn
    _exempt_sizes: Sequence[str]
    _exemption_provision: str
    _representation: Representation | None

    async def ReportHolderRecord(self, request: pb.ReportHolderRecordRequest, context: Context) -> pb.HolderRecord:
        current_caller().must_act_for(request.parent)
        reporting, kind = self._reporting, request.WhichOneof("content")
        if kind is None:
            raise rules.content_missing()
        if kind == "representative" and self._representation is not None:
            self._representation.check(request.representative.country)
        content: dict[str, Any] = MessageToDict(getattr(request, kind), preserving_proto_field_name=True)
        if kind == "contact":
            rules.check_contact(content)
        async with reporting.database.write(request) as tx:
            holder = await holders.find_and_lock(tx, holder_key(request.parent))
            if holder is None:
                raise not_found(request.parent)
            check_etag(request.parent, request.etag, holder.revision)
            await _check(tx.connection, request)
            id = reporting.database.new_id()
            name = record_name(holder.key, id)
            effective, ends = date_of(request, "effective_date"), date_of(request, "end_date")
            given = request.evidence if request.HasField("evidence") else None
            evidence = await reporting.keep_evidence(tx, name, given, [request.parent])
            values = reporting.columns(request.source, effective, ends, evidence=evidence)
            slot = rules.slot_of(kind, content)
            in_time = timeliness(
                changes=await store.changes(
                    tx.connection,
                    holder.root,
                    kind,
                    slot,
                    source=values["source_key"],
                    starts_on=values["starts_on"],
                ),
                reported_on=values["reported_on"],
                due_on=values["due_on"],
            )
            values |= {
                "id": id,
                "holder_id": holder.id,
                "kind": kind,
                "slot": slot,
                "content": content,
                "digest": canonical_digest(_DIGEST, content),
                "timeliness": in_time,
            }
            await store.create(tx, values)
            summary = f"{_summary(request)} reported for {holder.name}, according to {values['source']}"
            await reporting.note(
                tx, [holder.id], "record-report", name, summary, event_on=effective, timeliness=in_time
            )
            await tx.record(
                f"{values['reported_as']}:holder-record:report",
                name,
                {
                    "kind": kind,
                    "content": rules.told_of(kind, content),
                    "effective_date": effective,
                    "end_date": ends,
                    "source": values["source"],
                    "late": in_time == in_time.LATE,
                },
            )
            return await tx.reply(await self._read_record(tx.connection, id, holder.root))

    async def EndHolderRecord(self, request: pb.EndHolderRecordRequest, context: Context) -> pb.HolderRecord:
        last = date_of(request, "end_date")
        assert last is not None
        async with self._reporting.database.write(request) as tx:
            row = await self._lock_record(tx, request.name, request.etag)
            if row.ends_on is not None:
                raise already_ended(request.name, row.ends_on)
            if last < row.starts_on:
                raise dates_reversed(row.starts_on, last)
            await store.end(tx, row.id, last, request.reason)
            summary = f"{row.kind.capitalize()} of {row.holder_display} ended"
            return await self._record_changed(
                tx, row, "end", summary, {"end_date": last, "reason": request.reason}, last
            )

    async def WithdrawHolderRecord(self, request: pb.WithdrawHolderRecordRequest, context: Context) -> pb.HolderRecord:
        database = self._reporting.database
        async with database.write(request) as tx:
            row = await self._lock_record(tx, request.name, request.etag)
            account = current_caller().account
            await store.withdraw(tx, row.id, at=database.clock.now(), by=account, reason=request.reason)
            summary = f"{row.kind.capitalize()} of {row.holder_display} withdrawn: {request.reason}"
            return await self._record_changed(tx, row, "withdraw", summary, {"reason": request.reason}, None)

    async def EraseHolderContact(self, request: pb.EraseHolderContactRequest, context: Context) -> pb.HolderRecord:
        reporting = self._reporting
        async with reporting.database.write(request) as tx:
            row = await store.lock(tx, id_in(request.name))
            if row is None or record_name(row.holder_key, row.id) != request.name:
                raise not_found(request.name)
            check_etag(request.name, request.etag, row.revision)
            today, root = reporting.today(), await _root(tx.connection, holder_name(row.holder_key))
            if row.withdrawn_at is not None:
                over = erasable_from = reporting.date_of(row.withdrawn_at)  # it was wrong: there is nothing to keep
            else:
                facts = list(map(_fact, await store.begun_by(tx.connection, root, today)))
                over = rules.over_since(_fact(row), facts, today)
                erasable_from = None if over is None else reporting.kept_until(over)
            rules.check_erasure(
                request.name,
                row.kind,
                over=over,
                erasable_from=erasable_from,
                today=today,
                erased=row.contact_erased_at is not None,
            )
            await erase_contact(tx, request.name, row, digest_of=_DIGEST, reference=request.reference)
            summary = f"{row.kind.capitalize()} of {row.holder_display}: contact data erased on request"
            said = {"reference_sha256": sha256_hex(request.reference.encode())}
            return await self._record_changed(tx, row, "erase-contact", summary, said, None)

    async def ListHolderRecords(
        self, request: pb.ListHolderRecordsRequest, context: Context
    ) -> pb.ListHolderRecordsResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        async with self._reporting.database.read_as_caller() as connection:
            root = await _root(connection, request.parent)
            before = uuid.UUID(str(key[0])) if key else None
            rows = await store.list_records(connection, root, before, size + 1)
            evidence = await evidence_of(connection, rows)
            conflicts = await self._conflicts_today(connection, root)
        reply = pb.ListHolderRecordsResponse(records=[_record(row, evidence, conflicts) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def GetHolderProfile(self, request: pb.GetHolderProfileRequest, context: Context) -> pb.HolderProfile:
        day = self._reporting.as_of(request)
        async with self._reporting.database.read_as_caller() as connection:
            root = await _root(connection, request.name)
            canonical = (await holders.names(connection, [root]))[root].key
            holder = await holders.read_holder(connection, canonical)
            assert holder is not None
            aliases = await holders.list_aliases(connection, [root])
            rows = await store.begun_by(connection, root, day)
            evidence = await evidence_of(connection, rows)
            parents = await self._parents_on(connection, root, day)
        facts = rules.in_force(map(_fact, rows), day)
        conflicts = rules.conflicts(facts)
        by_id = {row.id: row for row in rows}
        said: dict[str, list[pb.HolderRecord]] = {kind: [] for kind in rules.KINDS}
        for fact in facts:
            said[fact.kind].append(_record(by_id[fact.id], evidence, conflicts))
        exempt = rules.exempt([record.size.size_class for record in said["size"]], self._exempt_sizes)
        return pb.HolderProfile(
            holder=holder_message(holder, aliases),
            as_of_date=date_message(day),
            asked_for=request.name if holder_key(request.name) != canonical else "",
            sizes=said["size"],
            contacts=said["contact"],
            representatives=said["representative"],
            policies=said["policy"],
            parents=parents,
            exempt_from_sampling=_answer(exempt),
            exemption_provision=self._exemption_provision,
            conflicting=bool(conflicts) or any(parent.conflicts for parent in parents),
        )

    async def ListHolderEvents(
        self, request: pb.ListHolderEventsRequest, context: Context
    ) -> pb.ListHolderEventsResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        async with self._reporting.database.read() as connection:
            root = await _root(connection, request.parent)
            before = uuid.UUID(str(key[0])) if key else None
            rows = await holders.list_events(connection, root, before, size + 1)
        reply = pb.ListHolderEventsResponse(
            events=[
                pb.HolderEvent(
                    time=row.happened_at,
                    event_date=date_message(row.event_on),
                    kind=row.kind,
                    summary=row.summary,
                    subject=row.subject,
                    reported_as=row.reported_as,
                    timeliness=row.timeliness,
                )
                for row in rows[:size]
            ]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def _lock_record(self, tx: WriteTransaction, name: str, etag: str) -> Row:
        """The record of this name, if the caller may change it and it was not withdrawn."""
        caller = current_caller()
        holder = name.partition("/records/")[0]
        caller.must_act_for(holder)
        row = await store.lock(tx, id_in(name))
        if row is None or holder_name(row.holder_key) != holder:
            raise not_found(name)
        if self._reporting.speaks_as() != OFFICER:
            must_be_own_report(row.source, caller.organization, name)
        check_etag(name, etag, row.revision)
        if row.withdrawn_at is not None:
            raise already_withdrawn(name, row.withdraw_reason)
        return row

    async def _record_changed(
        self,
        tx: WriteTransaction,
        row: Row,
        verb: str,
        summary: str,
        said: Mapping[str, object],
        event_on: dt.date | None,
    ) -> pb.HolderRecord:
        name = record_name(row.holder_key, row.id)
        await self._reporting.note(tx, [row.holder_id], f"record-{verb}", name, summary, event_on=event_on)
        await tx.record(f"{self._reporting.speaks_as()}:holder-record:{verb}", name, said)
        root = await _root(tx.connection, holder_name(row.holder_key))
        return await tx.reply(await self._read_record(tx.connection, row.id, root))

    async def _read_record(self, connection: AsyncConnection, id: uuid.UUID, root: int) -> pb.HolderRecord:
        row = await store.read(connection, id)
        return _record(row, await evidence_of(connection, [row]), await self._conflicts_today(connection, root))

    async def _conflicts_today(self, connection: AsyncConnection, root: int) -> Mapping[str, Sequence[str]]:
        """What sources say differently today."""
        today = self._reporting.today()
        return rules.conflicts(rules.in_force(map(_fact, await store.begun_by(connection, root, today)), today))


async def _root(connection: AsyncConnection, name: str) -> int:
    holder = await holders.find(connection, holder_key(name))
    if holder is None:
        raise not_found(name)
    return holder.root


async def _check(connection: AsyncConnection, request: pb.ReportHolderRecordRequest) -> None:
    """Refuses a policy that names a pool where it must not, or a standard that is not there."""
    if not request.HasField("policy"):
        return
    policy = request.policy
    if (policy.kind == pb.POLICY_KIND_POOL) != bool(policy.pool.strip()):
        raise rules.pool_unnamed()
    if policy.standard and not await store.has_standard(connection, standard_key(policy.standard)):
        raise rules.standard_unknown(policy.standard)


def _summary(request: pb.ReportHolderRecordRequest) -> str:
    """What is reported, in a few words; what personal data it has is left out, because a timeline cannot forget."""
    match request.WhichOneof("content"):
        case "size":
            return f"Size {rules.SIZES[request.size.size_class]}"
        case "contact":
            word = "Licensing contact" if request.contact.purpose == pb.CONTACT_PURPOSE_LICENSING else "Address"
            return word
        case "representative":
            return f"Representative in the EU ({request.representative.country})"
        case _:
            kind = pb.PolicyKind.Name(request.policy.kind).removeprefix("POLICY_KIND_").lower().replace("_", " ")
            return f"Policy on {kind}" + ("" if request.policy.exists else " (there is none)")


def _fact(row: Row) -> Fact:
    name = record_name(row.holder_key, row.id)
    return Fact(row.id, name, row.kind, row.slot, row.digest, row.source_key, Span(row.starts_on, row.ends_on))


def _record(row: Row, evidence: Evidence, conflicts: Mapping[str, Sequence[str]]) -> pb.HolderRecord:
    name = record_name(row.holder_key, row.id)
    record = pb.HolderRecord(
        name=name,
        effective_date=date_message(row.effective_on),
        end_date=date_message(row.ends_on),
        reported=report_message(row, evidence),
        conflicts=conflicts.get(name, ()),
        etag=str(row.revision),
        contact_erase_time=row.contact_erased_at,
    )
    ParseDict(row.content, getattr(record, row.kind))
    getattr(record, row.kind).SetInParent()
    return record


def _answer(said: bool | None) -> holders_pb2.Answer:
    if said is None:
        return holders_pb2.ANSWER_UNSPECIFIED
    return holders_pb2.ANSWER_YES if said else holders_pb2.ANSWER_NO
