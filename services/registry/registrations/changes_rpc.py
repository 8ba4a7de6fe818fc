"""Owns the methods of `RegistrationService` that change entries: changes, slips, events, appeals, removal, erasure."""

from __future__ import annotations

from typing import Any

import grpc.aio

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry.registrations import erasing, messages, rules, store
from services.registry.registrations.answering import EntryMethods
from services.registry.registrations.entry import Entry
from services.registry.registrations.messages import content_dict, day_of
from services.registry.registrations.rules import Act, Event
from shared.errors import Violation, invalid, precondition

Context = grpc.aio.ServicerContext[Any, Any]


class ChangeMethods(EntryMethods):
    """Changes entries; what was entered before stays on record."""

    async def ReportChange(self, request: pb.ReportChangeRequest, context: Context) -> pb.Registration:
        async with self._database.write(request) as tx:
            entry = await self._own(tx, request.name)
            entry.must_be(request.etag)
            rules.after(entry.state, Act.CHANGE, entry.name)
            on = day_of(request.change_date, "change_date")
            rules.not_in_future("change_date", on, entry.today, "CHANGE_IN_FUTURE")
            differing = await self._enter(entry, request.content)
            # What was otherwise before the request was received could be reported from then on, and no earlier.
            since = max(on, entry.row.received_on)
            due = entry.regime.days.last_day(entry.regime.section.changes_due, since)
            late = rules.days_late(entry.today, due)
            await entry.note(
                Event.CHANGE_REPORTED,
                rules.told(request.explanation, f"Reported {late} days late." if late else ""),
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
                suspension = await self._procedure.event_shown_as(entry, request.annulled_event)
                await self._procedure.annul(entry, [suspension], request.explanation, "slip of the centre", "Art. 23")
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
        """Enters a whole content in place of the one before, if it is complete, of the same patent, and another.

        Raises:
            SepiaError: INVALID_ARGUMENT (PATENT_CHANGED, INCOMPLETE); FAILED_PRECONDITION (NOTHING_CHANGED).
        """
        self._check_content(entry, content)
        differing = await entry.replace_content(content_dict(content))
        if not differing:
            raise rules.nothing_changed(entry.name)
        return differing

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
            await erasing.erase_contact_data(tx, entry)
            await entry.note(
                Event.CONTACT_DATA_ERASED, "Contact data of persons was erased on request.", provision=provision
            )
            return await tx.reply(self._told(entry.row))
