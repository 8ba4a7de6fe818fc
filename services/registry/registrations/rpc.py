"""Owns the methods of `RegistrationService` on requests and on what is in the register."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import registrations_pb2 as pb
from sepia.registry.v1 import registrations_pb2_grpc
from services.registry.frames.rules import edition_name
from services.registry.holders.rules import holder_key, holder_name
from services.registry.registrations import completeness, erasing, extract, messages, rules, specifications, store
from services.registry.registrations.answering import after_id, faults_of
from services.registry.registrations.changes_rpc import ChangeMethods
from services.registry.registrations.completeness import compared
from services.registry.registrations.conducting import RegistrationProcedure
from services.registry.registrations.cures_rpc import CureMethods
from services.registry.registrations.entry import Entry, columns_of, window_of
from services.registry.registrations.messages import Viewer, content_dict, day_of, registration_name, request_of
from services.registry.registrations.regimes import Regime
from services.registry.registrations.review_rpc import ReviewMethods
from services.registry.registrations.rules import Act, Event, State
from services.registry.standards.known import KnownStandards
from services.registry.standards.rules import standard_key
from services.registry.standards.store import defining_ids
from shared.auth.callers import current_caller
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]

_SIZES = {0: "", 1: "micro", 2: "small", 3: "medium", 4: "large"}


_AWAITED = (State.DRAFT, State.SUBMITTED)


class RegistrationMethods(
    ChangeMethods, CureMethods, ReviewMethods, registrations_pb2_grpc.RegistrationServiceServicer
):
    """Registers patents for standards, and keeps what happens to the entries.

    Args:
        known: the standards in which the specifications of a request are looked up.
    """

    def __init__(self, database: Database, procedure: RegistrationProcedure, known: KnownStandards) -> None:
        super().__init__(database, procedure)
        self._known = known

    # --- requests ------------------------------------------------------------------------------------------------

    async def SubmitRegistration(self, request: pb.SubmitRegistrationRequest, context: Context) -> pb.Registration:
        current_caller().must_act_for(request.holder)
        async with self._database.write(request) as tx:
            holder = await store.holder_id(tx.connection, holder_key(request.holder))
            if holder is None:
                raise not_found(request.holder)
            standard = await store.read_standard(tx.connection, standard_key(request.standard))
            if standard is None:
                raise not_found(request.standard)
            opened = standard.registration_opened_on
            if standard.regime is None or opened is None:
                raise rules.not_open(request.standard)
            regime = self._procedure.regimes.of(standard.regime)
            today = regime.days.date_of(self._database.clock.now())
            if opened > today:
                raise rules.not_open(request.standard)
            section = regime.profile.standards
            needed = section is not None and section.needs_frand_commitment
            if needed and not await store.has_commitment(tx.connection, standard):
                raise rules.no_commitment(request.standard)
            draft = await self._draft(tx, request, standard.id, holder)
            asked = request_of(request.content)
            fee = _fee(request.fee, regime, today)
            found = faults_of(asked, fee, regime, today)
            complete = not found and not request.keep_as_draft
            window = window_of(regime, opened, asked.granted_on)
            if complete:
                key = compared(asked.office, asked.number)
                there = await store.claim_patent(tx, standard.regime, standard.id, key)
                if there is not None:
                    raise rules.taken(key, request.standard, there.number)
                if window.late(today) and not regime.section.late_allowed:
                    raise rules.too_late(window.ends_on, request.standard)
            before = State(draft.row.state) if draft else None
            act = Act.SUBMIT if complete else Act.KEEP
            state = rules.after(before, act, request.name or "the request")
            now = self._database.clock.now()
            values: dict[str, Any] = {
                **columns_of(asked),
                "state": int(state),
                "received_on": today if complete else None,
                "window_ends_on": window.ends_on,
                "fee": MessageToDict(fee, preserving_proto_field_name=True),
            }
            content = content_dict(request.content)
            if draft is None:
                name = self._database.new_id()
                values |= {"id": name, "regime": standard.regime, "holder_id": holder, "standard_id": standard.id}
                await store.create(tx, {**values, "created_at": now, "updated_at": now}, content)
                entry = await self._procedure.lock(tx, registration_name(name))
            else:
                entry, number = draft, draft.row.content_number + 1
                await store.add_content(tx, entry.id, number, content)
                await entry.save(content_number=number, **values)
            if complete:
                late = rules.days_late(today, window.ends_on)
                text = "Complete request received" + (f", {late} days after the window." if late else " in time.")
                provision = regime.provision(f"registration.window{'_after_grant' if window.from_grant else ''}")
                await entry.note(Event.SUBMITTED, text, provision=provision, days_late=late)
            else:
                await entry.note(Event.DRAFTED, f"Kept as a draft with {len(found)} faults.", provision="Art. 21")
            return await tx.reply(await self._remarked(tx.connection, entry.row))

    async def _draft(self, tx: Any, request: pb.SubmitRegistrationRequest, standard: int, holder: int) -> Entry | None:
        if not request.name:
            return None
        entry = await self._procedure.lock(tx, request.name)
        if entry.row.holder_id != holder:
            raise not_found(request.name)
        entry.must_be(request.etag)
        if entry.state is not State.DRAFT:
            raise rules.wrong_state(entry.state, Act.SUBMIT, request.name)
        if entry.row.standard_id != standard:
            raise invalid(
                "STANDARD_CHANGED",
                f"{request.name} is a draft for standards/{entry.row.standard_key}. Leave `name` empty to ask for "
                "another standard.",
                Violation("standard", f"standards/{entry.row.standard_key}"),
            )
        return entry

    async def EnterRegistration(self, request: pb.EnterRegistrationRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.name)
            entry.must_be(request.etag)
            target = rules.after(entry.state, Act.ENTER, entry.name)
            if entry.regime.holder_pays and not request.fee_confirmed:
                raise precondition(
                    "FEE_NOT_CONFIRMED",
                    f"The fee for {entry.name} is paid before the entry "
                    f"({entry.regime.provision('fees.registration')}). Check that it has arrived and send "
                    "fee_confirmed.",
                    subject=entry.name,
                )
            row = entry.row
            ordinal = await store.next_ordinal(tx, row.regime, row.received_on.year)
            number = rules.number(row.regime, row.received_on.year, ordinal)
            fee = {**row.fee, "confirmed": request.fee_confirmed}
            await entry.save(state=int(target), number=number, registered_on=row.received_on, fee=fee)
            gap = rules.Window(row.window_ends_on, False).gap(row.received_on)
            if gap:
                text = f"Registered as {number}; late, not enforceable from {gap[0]} to {gap[1]} (Art. 24)."
            else:
                text = f"Registered as {number}."
            await entry.note(
                Event.REGISTERED,
                text,
                effective_on=row.received_on,
                provision="Art. 20(2), 21",
                days_late=rules.days_late(row.received_on, row.window_ends_on),
                further={"registrationNumber": number, "patent": row.patent_key},
            )
            return await tx.reply(self._told(entry.row))

    async def ReturnRegistration(self, request: pb.ReturnRegistrationRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.name)
            entry.must_be(request.etag)
            target = rules.after(entry.state, Act.RETURN, entry.name)
            await entry.save(state=int(target), received_on=None)
            await entry.note(Event.RETURNED, request.reasons, provision="Art. 21")
            return await tx.reply(self._told(entry.row))

    async def DiscardRegistration(self, request: pb.DiscardRegistrationRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._own(tx, request.name)
            entry.must_be(request.etag)
            target = rules.after(entry.state, Act.DISCARD, entry.name)
            await erasing.erase_contact_data(tx, entry)
            await entry.save(state=int(target))
            await entry.note(Event.DISCARDED, "Draft discarded; its contact data was erased.", provision="Art. 21")
            return await tx.reply(self._told(entry.row))

    # --- reads ---------------------------------------------------------------------------------------------------

    async def GetRegistration(self, request: pb.GetRegistrationRequest, context: Context) -> pb.Registration:
        row = await self._seen(request.name)
        async with self._database.read() as connection:
            return await self._remarked(connection, row)

    async def _remarked(self, connection: AsyncConnection, row: sa.Row[Any]) -> pb.Registration:
        """A registration as the caller may see it, with what its own side is to look at before the entry."""
        told = self._told(row)
        if row.state not in _AWAITED or not Viewer.of(current_caller()).owns(told.holder):
            return told
        index = await self._known.index(connection)

        def known(name: str) -> specifications.Known:
            ids = index.surely(name)
            return specifications.Known(ids, () if ids else index.near(name, 3))

        asked = request_of(messages.content_message(row.content))
        defining = await defining_ids(connection, row.standard_id)
        for remark in specifications.remarks(asked.places, known, told.standard, defining):
            told.remarks.add(field=remark.field, text=remark.text, near=remark.near)
        return told

    async def ListRegistrations(
        self, request: pb.ListRegistrationsRequest, context: Context
    ) -> pb.ListRegistrationsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        viewer, keys = Viewer.of(current_caller()), completeness.spellings("", request.patent)
        if request.patent and not keys:
            return pb.ListRegistrationsResponse()  # no patent has a number without a digit
        async with self._database.read() as connection:
            rows = await store.list_registrations(
                connection,
                standard=standard_key(request.standard),
                holder=holder_key(request.holder),
                state=int(request.state),
                patent_keys=keys,
                seen_by=None if viewer.centre else holder_key(viewer.organization),
                after=uuid.UUID(str(key[0])) if key else None,
                limit=size + 1,
            )
        reply = pb.ListRegistrationsResponse(registrations=[self._told(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListRegistrationEvents(
        self, request: pb.ListRegistrationEventsRequest, context: Context
    ) -> pb.ListRegistrationEventsResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        row = await self._seen(request.registration)
        mine = Viewer.of(current_caller()).owns(holder_name(row.holder_key))
        async with self._database.read() as connection:
            rows = await store.list_events(
                connection, row.id, only_public=not mine, after=int(key[0]) if key else 0, limit=size + 1
            )
        reply = pb.ListRegistrationEventsResponse(events=[messages.event(each) for each in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].place])
        return reply

    async def GetRegistrationExtract(
        self, request: pb.GetRegistrationExtractRequest, context: Context
    ) -> pb.RegistrationExtract:
        row = await self._seen(request.registration)
        if row.number is None:
            raise not_found(request.registration)
        regime = self._procedure.regimes.of(row.regime)
        now = self._database.clock.now()
        async with self._database.read() as connection:
            events = await store.list_events(connection, row.id, only_public=True)
            edition, checkpoint = await store.as_of(connection)
        size = checkpoint.size if checkpoint else 0
        public = messages.registration(row, regime.profile, Viewer.public())
        text = extract.text(public, [messages.event(each) for each in events], edition_name(edition), size, now)
        return pb.RegistrationExtract(
            registration=registration_name(row.id),
            text=text,
            sha256=extract.digest(text),
            edition=edition_name(edition),
            log_size=size,
            checkpoint=checkpoint.note if checkpoint else "",
            create_time=now,
        )

    async def ListNotices(self, request: pb.ListNoticesRequest, context: Context) -> pb.ListNoticesResponse:
        current_caller().must_act_for(request.holder)
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        async with self._database.read() as connection:
            holder = await store.holder_id(connection, holder_key(request.holder))
            if holder is None:
                raise not_found(request.holder)
            rows = await store.list_notices(connection, holder, after_id(key), size + 1)
        reply = pb.ListNoticesResponse(notices=[_notice(row, request.holder) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply


def _fee(given: pb.FeePayment, regime: Regime, today: dt.date) -> pb.FeePayment:
    """The fee as the holder states it; only an officer confirms it."""
    fee = pb.FeePayment(receipt=given.receipt.strip(), holder_size=given.holder_size)
    if given.HasField("paid_date"):
        rules.not_in_future("fee.paid_date", day_of(given.paid_date, "fee.paid_date"), today)
        fee.paid_date.CopyFrom(given.paid_date)
    fee.includes_sampled_checks = regime.includes_checks(_SIZES[int(given.holder_size)])
    return fee


def _notice(row: sa.Row[Any], holder: str) -> pb.Notice:
    registration = registration_name(row.registration_id)
    return pb.Notice(
        name=f"{holder}/notices/{row.id}",
        recipient=row.recipient,
        representative=row.representative,
        registration=registration,
        event=messages.event_name(row),
        text=row.text,
        due_date=messages.date_of(row.due_on),
        create_time=row.created_at,
    )
