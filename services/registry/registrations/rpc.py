"""Owns the methods of `RegistrationService` on requests, entries, cures, appeals, removal and the yearly sample."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict

from sepia.registry.v1 import registrations_pb2 as pb
from sepia.registry.v1 import registrations_pb2_grpc
from services.registry.frames.rules import edition_name
from services.registry.holders.rules import holder_key, holder_name
from services.registry.registrations import completeness, conducting, extract, messages, rules, store
from services.registry.registrations.completeness import compared
from services.registry.registrations.conducting import Entry, RegistrationProcedure, columns_of, window_of
from services.registry.registrations.messages import Viewer, content_dict, day_of, registration_name, request_of
from services.registry.registrations.regimes import Regime
from services.registry.registrations.rules import Act, Event, State
from services.registry.standards.rules import standard_key
from shared.auth.callers import current_caller
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import SepiaError, Violation, invalid, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]

_SIZES = {0: "", 1: "micro", 2: "small", 3: "medium", 4: "large"}


class RegistrationMethods(registrations_pb2_grpc.RegistrationServiceServicer):
    """Registers patents for standards, and keeps what happens to the entries."""

    def __init__(self, database: Database, procedure: RegistrationProcedure) -> None:
        self._database = database
        self._procedure = procedure

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
            found = _faults(asked, fee, regime, today)
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
            return await tx.reply(self._told(entry.row))

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

    # --- reads ---------------------------------------------------------------------------------------------------

    async def GetRegistration(self, request: pb.GetRegistrationRequest, context: Context) -> pb.Registration:
        return self._told(await self._seen(request.name))

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
            reply.next_page_token = write_page_token(request, [rows[size - 1].ordinal])
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

    # --- changes -------------------------------------------------------------------------------------------------

    async def ReportChange(self, request: pb.ReportChangeRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._own(tx, request.name)
            entry.must_be(request.etag)
            rules.after(entry.state, Act.CHANGE, entry.name)
            on = day_of(request.change_date, "change_date")
            rules.not_in_future("change_date", on, entry.today, "CHANGE_IN_FUTURE")
            differing = await self._enter(entry, request.content)
            due = entry.regime.days.last_day(entry.regime.section.changes_due, on)
            late = rules.days_late(entry.today, due)
            await entry.note(
                Event.CHANGE_REPORTED,
                request.explanation + (f" Reported {late} days late." if late else ""),
                effective_on=on,
                provision=entry.regime.provision("registration.changes_due"),
                days_late=late,
                further={"fields": differing, "dueOn": due},
            )
            return await tx.reply(self._told(entry.row))

    async def CorrectRegistration(self, request: pb.CorrectRegistrationRequest, context: Context) -> pb.Registration:
        if request.HasField("content") == bool(request.annulled_event):
            raise invalid(
                "NOTHING_TO_CORRECT",
                "Send either the entry as it should be, or the suspension that counts as never made.",
                Violation("content", "the whole entry, or annulled_event; for example annulled_event: 7"),
            )
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.name)
            entry.must_be(request.etag)
            if request.annulled_event:
                await self._procedure.annul(
                    entry, [request.annulled_event], request.explanation, "slip of the centre", "Art. 23"
                )
                return await tx.reply(self._told(entry.row))
            rules.after(entry.state, Act.CORRECT, entry.name)
            differing = await self._enter(entry, request.content)
            await entry.note(Event.CORRECTED, request.explanation, provision="Art. 23", further={"fields": differing})
            return await tx.reply(self._told(entry.row))

    async def NoteRegistrationEvent(
        self, request: pb.NoteRegistrationEventRequest, context: Context
    ) -> pb.RegistrationEvent:
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.registration)
            entry.must_be(request.etag)
            on = day_of(request.effective_date, "effective_date")
            ordinal = await self._procedure.note_event(entry, Event(request.kind), on, request.text, request.reference)
            rows = await store.list_events(tx.connection, entry.id, only_public=False, after=ordinal - 1, limit=1)
            return await tx.reply(messages.event(rows[0]))

    async def _enter(self, entry: Entry, content: pb.RegistrationContent) -> list[str]:
        """Enters a whole content in place of the one before, if it is complete and of the same patent."""
        self._check_content(entry, content)
        return await entry.replace_content(content_dict(content))

    def _check_content(self, entry: Entry, content: pb.RegistrationContent) -> None:
        asked = request_of(content)
        if compared(asked.office, asked.number) != entry.row.patent_key:
            raise invalid(
                "PATENT_CHANGED",
                f"{entry.name} is of {entry.row.patent_key}; an entry keeps its patent. Register the "
                "other one by itself.",
                Violation("content.patent.number", entry.row.patent_key),
            )
        # An entry stays correctable after its patent has expired: what was in force when it was entered.
        as_of = entry.row.expires_on or entry.today
        found = completeness.faults(
            asked, entry.regime.fields(), entry.regime.gate(), today=min(as_of, entry.today), fee=None
        )
        if found:
            raise invalid(
                "INCOMPLETE",
                f"{entry.name} would not be complete: {len(found)} faults. Send the whole entry as it is to be.",
                *(Violation(f"content.{each.field}", f"{each.rule}; for example {each.example}") for each in found),
            )

    # --- correction and cure -------------------------------------------------------------------------------------

    async def RequestCorrection(self, request: pb.RequestCorrectionRequest, context: Context) -> pb.CorrectionRequest:
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.registration)
            if entry.row.number is None:
                raise not_found(request.registration)
            rules.after(entry.state, Act.REQUEST_CORRECTION, entry.name)
            made = self._database.new_id()
            await store.add_correction_request(
                tx,
                {
                    "id": made,
                    "registration_id": entry.id,
                    "requester": current_caller().account,
                    "identity": request.identity,
                    "reasons": request.reasons,
                    "evidence": list(request.evidence),
                    "state": pb.CORRECTION_REQUEST_STATE_RECEIVED,
                    "received_on": entry.today,
                },
            )
            await entry.note(
                Event.CORRECTION_REQUESTED,
                request.reasons,
                reference=f"{entry.name}/correctionRequests/{made}",
                provision="Art. 23",
            )
            row = await store.lock_correction_request(tx, entry.id, made)
            assert row is not None
            return await tx.reply(messages.correction_request(row))

    async def ListCorrectionRequests(
        self, request: pb.ListCorrectionRequestsRequest, context: Context
    ) -> pb.ListCorrectionRequestsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        row = await self._seen(request.registration)
        current_caller().must_act_for(holder_name(row.holder_key))
        async with self._database.read() as connection:
            rows = await store.list_correction_requests(connection, row.id, _after(key), size + 1)
        reply = pb.ListCorrectionRequestsResponse(
            correction_requests=[messages.correction_request(each) for each in rows[:size]]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def DecideCorrectionRequest(
        self, request: pb.DecideCorrectionRequestRequest, context: Context
    ) -> pb.CorrectionRequest:
        registration, _, made = request.name.partition("/correctionRequests/")
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, registration)
            row = await store.lock_correction_request(tx, entry.id, _id(made, request.name))
            if row is None:
                raise not_found(request.name)
            if row.state != pb.CORRECTION_REQUEST_STATE_RECEIVED:
                raise _decided(request.name)
            values: dict[str, Any] = {"decision_reasons": request.reasons}
            if request.admit:
                cure = await self._procedure.open_cure_of(entry, conducting.THIRD_PARTY, request.reasons, request.name)
                values |= {"state": pb.CORRECTION_REQUEST_STATE_ADMITTED, "cure_id": cure.id}
            else:
                values["state"] = pb.CORRECTION_REQUEST_STATE_REFUSED
                await entry.note(Event.CORRECTION_REFUSED, request.reasons, reference=request.name, provision="Art. 23")
            return await tx.reply(
                messages.correction_request(await store.update_correction_request(tx, row.id, values))
            )

    async def OpenCure(self, request: pb.OpenCureRequest, context: Context) -> pb.Cure:
        due = day_of(request.due_date, "due_date") if request.HasField("due_date") else None
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.registration)
            entry.must_be(request.etag)
            cure = await self._procedure.open_cure_of(
                entry, int(request.ground), request.defect, request.reference, due
            )
            return await tx.reply(messages.cure(cure))

    async def ListCures(self, request: pb.ListCuresRequest, context: Context) -> pb.ListCuresResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        row = await self._seen(request.registration)
        current_caller().must_act_for(holder_name(row.holder_key))
        async with self._database.read() as connection:
            rows = await store.list_cures(connection, row.id, _after(key), size + 1)
        reply = pb.ListCuresResponse(cures=[messages.cure(each) for each in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def AnswerCure(self, request: pb.AnswerCureRequest, context: Context) -> pb.Cure:
        async with self._database.write(request) as tx:
            entry, cure = await self._cure(tx, request.name)
            content = None
            if request.HasField("content"):
                self._check_content(entry, request.content)
                content = content_dict(request.content)
            return await tx.reply(
                messages.cure(await self._procedure.answer_cure(entry, cure, request.answer, content))
            )

    async def DecideCure(self, request: pb.DecideCureRequest, context: Context) -> pb.Cure:
        async with self._database.write(request) as tx:
            entry, cure = await self._cure(tx, request.name)
            decided = await self._procedure.decide_cure(entry, cure, cured=request.cured, reasons=request.reasons)
            return await tx.reply(messages.cure(decided))

    # --- appeal, removal, erasure --------------------------------------------------------------------------------

    async def FileAppeal(self, request: pb.FileAppealRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._own(tx, request.name)
            entry.must_be(request.etag)
            rules.after(entry.state, Act.APPEAL, entry.name)
            if entry.regime.section.appeal_due is None:
                raise precondition(
                    "APPEAL_NOT_OFFERED",
                    f"The regime {entry.row.regime} has no appeal against a suspension.",
                    subject=entry.name,
                )
            if entry.row.appeal_pending:
                raise precondition(
                    "APPEAL_PENDING",
                    f"An appeal against the suspension of {entry.name} is pending.",
                    subject=entry.name,
                )
            late = rules.days_late(entry.today, entry.row.appeal_due_on)
            await self._procedure.meet_appeal(entry)
            await entry.save(appeal_pending=True)
            await entry.note(
                Event.APPEAL_FILED,
                f"Appeal filed{f' {late} days late' if late else ''}.",
                reference=request.reference,
                provision=entry.regime.provision("registration.appeal_due"),
                days_late=late,
            )
            return await tx.reply(self._told(entry.row))

    async def DecideAppeal(self, request: pb.DecideAppealRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.name)
            entry.must_be(request.etag)
            if not entry.row.appeal_pending:
                raise precondition("NO_APPEAL", f"No appeal is pending on {entry.name}.", subject=entry.name)
            provision = entry.regime.provision("registration.appeal_due")
            outcome = "The suspension is annulled." if request.annulled else "The suspension stands."
            if request.annulled:
                suspended = await self._procedure.last_suspension(entry)
                await self._procedure.annul(entry, suspended, outcome, request.reference, "Art. 24(4)")
            await entry.save(appeal_pending=False)
            await entry.note(Event.APPEAL_DECIDED, outcome, reference=request.reference, provision=provision)
            return await tx.reply(self._told(entry.row))

    async def RemoveRegistration(self, request: pb.RemoveRegistrationRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._own(tx, request.name)
            entry.must_be(request.etag)
            on = day_of(request.ground_date, "ground_date")
            await self._procedure.remove(entry, request.ground, on, request.evidence)
            return await tx.reply(self._told(entry.row))

    async def EraseContactData(self, request: pb.EraseContactDataRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._procedure.lock(tx, request.name)
            entry.must_be(request.etag)
            rules.after(entry.state, Act.ERASE, entry.name)
            provision, since = entry.regime.provision("registration.personal_data_kept"), entry.row.erasable_from
            if entry.row.erased_at is not None:
                raise precondition(
                    "ALREADY_ERASED", f"The contact data of {entry.name} was erased.", subject=entry.name
                )
            if since is None or entry.today < since:
                when = f"from {since} on" if since else "after its patent has expired or it was removed"
                raise precondition(
                    "TOO_EARLY_TO_ERASE",
                    f"The contact data of {entry.name} may be erased {when} ({provision}).",
                    subject=entry.name,
                )
            for where, key, kept in await store.contents_to_erase(tx, entry.id):
                await store.erase_content(tx, entry.id, where, key, messages.without_contacts(kept))
            await store.erase_identities(tx, entry.id, "(erased)")
            await entry.save(erased_at=self._database.clock.now())
            await entry.note(
                Event.CONTACT_DATA_ERASED, "Contact data of persons was erased on request.", provision=provision
            )
            return await tx.reply(self._told(entry.row))

    async def ListNotices(self, request: pb.ListNoticesRequest, context: Context) -> pb.ListNoticesResponse:
        current_caller().must_act_for(request.holder)
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        async with self._database.read() as connection:
            holder = await store.holder_id(connection, holder_key(request.holder))
            if holder is None:
                raise not_found(request.holder)
            rows = await store.list_notices(connection, holder, _after(key), size + 1)
        reply = pb.ListNoticesResponse(notices=[_notice(row, request.holder) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    # --- the yearly sample ---------------------------------------------------------------------------------------

    async def DrawReviewSample(self, request: pb.DrawReviewSampleRequest, context: Context) -> pb.ReviewSample:
        regime = self._procedure.regimes.of(request.regime)
        today = regime.days.date_of(self._database.clock.now())
        if request.year > today.year:
            raise invalid(
                "YEAR_IN_FUTURE",
                f"{request.year} has not come: the sample of a year is drawn from what is registered in it.",
                Violation("year", f"{today.year} or earlier"),
            )
        share = regime.section.review_share
        async with self._database.write(request) as tx:
            rows = await store.population(tx, request.regime)
            if not rows or share is None:
                raise precondition(
                    "NOTHING_TO_REVIEW",
                    f"Nothing is registered under {request.regime}."
                    if share is not None
                    else f"The regime {request.regime} has no yearly review.",
                )
            ids = {row.number: row.id for row in rows}
            drawn = rules.draw(request.regime, request.year, list(ids), share.points, request.public_random_value)
            ranks = {number: rank for rank, number in enumerate(drawn.drawn, 1)}
            sample = self._database.new_id()
            values = {
                "id": sample,
                "regime": request.regime,
                "year": request.year,
                "seed_source": request.seed_source,
                "random_value": request.public_random_value,
                "population_digest": drawn.digest,
                "seed": drawn.seed,
                "share": str(share),
                "population_count": len(ids),
                "drawn_count": len(ranks),
                "created_at": self._database.clock.now(),
            }
            items = [
                {
                    "sample_id": sample,
                    "number": number,
                    "registration_id": ids[number],
                    "rank": ranks.get(number),
                    "outcome": int(pb.REVIEW_OUTCOME_PENDING) if number in ranks else None,
                }
                for number in ids
            ]
            if not await store.create_sample(tx, values, items):
                raise precondition(
                    "REVIEW_DRAWN",
                    f"The sample of {request.regime} for {request.year} is drawn already; a year has one.",
                )
            said = ("regime", "year", "seed_source", "random_value", "population_digest", "seed", "share")
            counts = ("population_count", "drawn_count")
            await tx.record(
                "officer:review-sample:draw",
                f"reviewSamples/{sample}",
                {**{key: values[key] for key in (*said, *counts)}, "drawn": list(drawn.drawn)},
            )
            row = await store.read_sample(tx.connection, sample)
            assert row is not None
            return await tx.reply(messages.sample(row))

    async def ListReviewSamples(
        self, request: pb.ListReviewSamplesRequest, context: Context
    ) -> pb.ListReviewSamplesResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        async with self._database.read() as connection:
            rows = await store.list_samples(connection, _after(key), size + 1)
        reply = pb.ListReviewSamplesResponse(review_samples=[messages.sample(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListReviewItems(self, request: pb.ListReviewItemsRequest, context: Context) -> pb.ListReviewItemsResponse:
        size, key = page_size(request.page_size, default=200, most=5_000), read_page_token(request)
        sample = _id(request.sample.removeprefix("reviewSamples/"), request.sample)
        centre = Viewer.of(current_caller()).centre
        async with self._database.read() as connection:
            if await store.read_sample(connection, sample) is None:
                raise not_found(request.sample)
            rows = await store.list_items(
                connection, sample, everything=request.population, after=key[0] if key else None, limit=size + 1
            )
        reply = pb.ListReviewItemsResponse(items=[messages.item(row, centre=centre) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_token(request, [last.number if request.population else last.rank])
        return reply

    async def DecideReviewItem(self, request: pb.DecideReviewItemRequest, context: Context) -> pb.ReviewItem:
        sample_name, _, number = request.name.partition("/items/")
        sample = _id(sample_name.removeprefix("reviewSamples/"), request.name)
        async with self._database.write(request) as tx:
            found = await store.read_item(tx.connection, sample, number)
            if found is None:
                raise not_found(request.name)
            entry = await self._procedure.lock(tx, registration_name(found.registration_id))
            # Read again under the lock: two officers may decide at once.
            found = await store.read_item(tx.connection, sample, number)
            assert found is not None
            if found.rank is None:
                raise precondition("NOT_DRAWN", f"{request.name} was not drawn.", subject=request.name)
            if found.outcome != pb.REVIEW_OUTCOME_PENDING:
                raise _decided(request.name)
            values: dict[str, Any] = {
                "outcome": int(request.outcome),
                "findings": request.findings,
                "decided_on": entry.today,
            }
            if request.outcome == pb.REVIEW_OUTCOME_DEFECT:
                cure = await self._procedure.open_cure_of(entry, conducting.REVIEW, request.findings, request.name)
                values["cure_id"] = cure.id
            else:
                provision = entry.regime.provision("registration.review_share")
                await entry.note(Event.REVIEWED, request.findings, reference=request.name, provision=provision)
            row = await store.update_item(tx, sample, number, values)
            return await tx.reply(messages.item(row, centre=True))

    # --- what several methods do ---------------------------------------------------------------------------------

    def _told(self, row: sa.Row[Any]) -> pb.Registration:
        """A registration as the caller may see it; a draft with its faults."""
        regime = self._procedure.regimes.of(row.regime)
        found: Sequence[completeness.Fault] = ()
        if row.state == State.DRAFT:
            today = regime.days.date_of(self._database.clock.now())
            asked = request_of(messages.content_message(row.content))
            found = _faults(asked, ParseDict(row.fee, pb.FeePayment()), regime, today)
        return messages.registration(row, regime.profile, Viewer.of(current_caller()), found)

    async def _seen(self, name: str) -> sa.Row[Any]:
        """A registration that the caller may know of.

        Raises:
            SepiaError: NOT_FOUND.
        """
        async with self._database.read() as connection:
            row = await store.read(connection, name)
        if row is None or (row.number is None and not Viewer.of(current_caller()).owns(holder_name(row.holder_key))):
            raise not_found(name)
        return row

    async def _own(self, tx: Any, name: str) -> Entry:
        """An entry of the caller's holder, locked; officers act for all.

        Raises:
            SepiaError: NOT_FOUND, also for somebody else's that is not public; PERMISSION_DENIED.
        """
        entry = await self._procedure.lock(tx, name)
        if entry.row.number is None and not Viewer.of(current_caller()).owns(entry.holder):
            raise not_found(name)
        current_caller().must_act_for(entry.holder)
        return entry

    async def _cure(self, tx: Any, name: str) -> tuple[Entry, sa.Row[Any]]:
        """A cure with its entry, locked."""
        registration, _, cure = name.partition("/cures/")
        entry = await self._own(tx, registration)
        row = await store.read_cure(tx.connection, entry.id, _id(cure, name))
        if row is None:
            raise not_found(name)
        return entry, row


def _fee(given: pb.FeePayment, regime: Regime, today: dt.date) -> pb.FeePayment:
    """The fee as the holder states it; only an officer confirms it."""
    fee = pb.FeePayment(receipt=given.receipt.strip(), holder_size=given.holder_size)
    if given.HasField("paid_date"):
        rules.not_in_future("fee.paid_date", day_of(given.paid_date, "fee.paid_date"), today)
        fee.paid_date.CopyFrom(given.paid_date)
    fee.includes_sampled_checks = regime.includes_checks(_SIZES[int(given.holder_size)])
    return fee


def _faults(
    asked: completeness.Request, fee: pb.FeePayment, regime: Regime, today: dt.date
) -> list[completeness.Fault]:
    paid = bool(fee.receipt) if regime.holder_pays else None
    found = completeness.faults(asked, regime.fields(), regime.gate(), today=today, fee=paid)
    if regime.holder_pays and not fee.holder_size:
        rule = "the holder's size, which decides whether the fee includes sampled checks (Art. 20(6))"
        found.append(completeness.Fault("fee.holder_size", rule, "REGISTRANT_SIZE_LARGE"))
    return found


def _notice(row: sa.Row[Any], holder: str) -> pb.Notice:
    registration = registration_name(row.registration_id)
    return pb.Notice(
        name=f"{holder}/notices/{row.id}",
        recipient=row.recipient,
        representative=row.representative,
        registration=registration,
        event=f"{registration}/events/{row.event_ordinal}",
        text=row.text,
        due_date=messages.date_of(row.due_on),
        create_time=row.created_at,
    )


def _after(key: Sequence[str | int] | None) -> uuid.UUID | None:
    return uuid.UUID(str(key[0])) if key else None


def _id(text: str, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise not_found(name) from None


def _decided(name: str) -> SepiaError:
    return precondition("ALREADY_DECIDED", f"{name} has been decided on. Read it again.", subject=name)
