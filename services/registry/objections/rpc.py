"""Owns `ObjectionService`: notice, answer, decision and remedy, and what they leave beside entries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.message import Message

from sepia.registry.v1 import objections_pb2 as pb
from sepia.registry.v1 import objections_pb2_grpc
from services.registry import tables
from services.registry.answers import erase_from_answers
from services.registry.concerned import Registrations
from services.registry.notes import store as notes
from services.registry.objections import rules, store
from services.registry.objections.messages import (
    evidence_given,
    note_message,
    objection_message,
    restriction_message,
    view_of,
)
from services.registry.objections.rules import Remedy, Step
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db import Database, WriteTransaction, page_size, read_page_token, write_page_token
from shared.db.database import OFFICERS, PUBLIC
from shared.deadlines import Deadline, drop_deadlines, meet_deadline, set_deadline
from shared.errors import not_found, stale
from shared.ids import id_in
from shared.regime import Period, Profile
from shared.regime.calendar import WorkingDays

Context = grpc.aio.ServicerContext[Any, Any]
_SERVICE = pb.DESCRIPTOR.services_by_name["ObjectionService"]


class ObjectionServicer(objections_pb2_grpc.ObjectionServiceServicer):
    """Leads objections from the notice to the remedy.

    Args:
        database: the registry's.
        profile: the regime whose periods hold.
        registrations: the registrations that objections may be against.
    """

    def __init__(self, database: Database, profile: Profile, registrations: Registrations) -> None:
        self._database = database
        self._profile = profile
        self._days = WorkingDays.of(profile)
        self._registrations = registrations

    # --- the notice ----------------------------------------------------------------------------------------------

    async def FileObjection(self, request: pb.FileObjectionRequest, context: Context) -> pb.Objection:
        evidence = evidence_given(request.evidence)
        rules.check_notice(
            ground=request.ground,
            reasons=request.reasons,
            objector_name=request.objector_name,
            objector_contact=request.objector_contact,
            evidence=evidence,
        )
        caller = current_caller()
        async with self._database.write(request) as tx:
            concerned = await store.concerned(tx.connection, request.subject, self._registrations)
            if concerned is None:
                raise not_found(request.subject)
            id, now, today = self._database.new_id(), self._database.clock.now(), self._today()
            taken = rules.transition(f"objections/{id}", None, Step.FILE)
            await store.create(
                tx,
                {
                    "id": id,
                    "state": int(taken.target),
                    "subject": concerned.name,
                    "ground": int(request.ground),
                    "objector": caller.account,
                    "objector_organization": caller.organization,
                    "objector_name": request.objector_name,
                    "objector_contact": request.objector_contact,
                    "name_withheld": request.withhold_name,
                    "reasons": request.reasons,
                    "confidential_reasons": request.confidential_reasons,
                    "holder": concerned.holder,
                    "filed_on": today,
                    "created_at": now,
                },
                evidence,
                store.TakenStep(id, taken, "", today, now),
            )
            # Before it is admitted nobody but the centre and the objector knows of it.
            await tx.record(
                "stakeholder:objection:file",
                f"objections/{id}",
                {
                    "subject": concerned.name,
                    "ground": pb.ObjectionGround.Name(request.ground),
                    "holder": concerned.holder,
                    "filed_on": today,
                    "reasons_sha256": sha256_hex(request.reasons.encode()),
                    "evidence": len(evidence),
                },
                audience=_unpublished(caller.account),
            )
            return await tx.reply(await self._message(tx, id))

    async def AdmitObjection(self, request: pb.AdmitObjectionRequest, context: Context) -> pb.Objection:
        async with self._database.write(request) as tx:
            row = await self._judged(tx, request.name, request.etag)
            if request.holder and not await store.holder_exists(tx.connection, request.holder):
                raise not_found(request.holder)
            holder, today = request.holder or row.holder, self._today()
            step = Step.ADMIT if holder else Step.ADMIT_WITHOUT_HOLDER
            taken = rules.transition(request.name, row.state, step)
            values: dict[str, object] = {"holder": holder, "admitted_on": today}
            if holder:
                # Whoever is to answer sees what it is about.
                await notes.give_access(tx, request.name, f"organization:{holder}")
                period, provision = self._answer_period(row.subject)
                due_on = self._days.last_day(period, today)
                values |= {"answer_due_on": due_on, "answer_provision": provision}
                values["answer_due_at"] = await set_deadline(
                    tx,
                    tables.deadline,
                    self._days,
                    subject=request.name,
                    kind=rules.ANSWER_DEADLINE,
                    due_on=due_on,
                    actor=holder,
                    provision=provision,
                )
            await self._take(tx, row, taken, "", values)
            content = {
                "subject": row.subject,
                "ground": pb.ObjectionGround.Name(row.ground),
                "holder": holder,
                "filed_on": row.filed_on,
                "admitted_on": today,
                "answer_due_on": values.get("answer_due_on"),
            }
            await tx.record("officer:objection:admit", request.name, content)
            return await tx.reply(await self._message(tx, row.id))

    async def RefuseObjection(self, request: pb.RefuseObjectionRequest, context: Context) -> pb.Objection:
        async with self._database.write(request) as tx:
            row = await self._judged(tx, request.name, request.etag)
            taken = rules.transition(request.name, row.state, Step.REFUSE)
            await self._take(tx, row, taken, request.reason, {})
            await self._end_interim(tx, request.name)
            await tx.record(
                "officer:objection:refuse",
                request.name,
                {"subject": row.subject, "reason_sha256": sha256_hex(request.reason.encode())},
                audience=_unpublished(row.objector),
            )
            return await tx.reply(await self._message(tx, row.id))

    # --- the answer ----------------------------------------------------------------------------------------------

    async def AnswerObjection(self, request: pb.AnswerObjectionRequest, context: Context) -> pb.Objection:
        evidence = evidence_given(request.evidence)
        rules.check_evidence(evidence)
        caller = current_caller()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name)
            caller.must_act_for(row.holder)
            _check_etag(row, request.name, request.etag)
            taken = rules.transition(request.name, row.state, Step.ANSWER)
            rules.check_in_time(request.name, self._database.clock.now(), row.answer_due_at, row.answer_due_on)
            today = self._today()
            await store.add_evidence(tx, row.id, "holder", evidence)
            await self._take(
                tx,
                row,
                taken,
                "",
                {"answered_on": today, "answer": request.text, "confidential_answer": request.confidential_text},
            )
            await meet_deadline(tx, tables.deadline, request.name, rules.ANSWER_DEADLINE)
            source = "officer" if caller.has(Role.ROLE_OFFICER) else "holder"
            await tx.record(
                f"{source}:objection:answer",
                request.name,
                {
                    "holder": row.holder,
                    "answered_on": today,
                    "answer_sha256": sha256_hex(request.text.encode()),
                    "evidence": len(evidence),
                },
            )
            return await tx.reply(await self._message(tx, row.id))

    # --- the decision --------------------------------------------------------------------------------------------

    async def DecideObjection(self, request: pb.DecideObjectionRequest, context: Context) -> pb.Objection:
        remedy = Remedy(request.remedy)
        async with self._database.write(request) as tx:
            row = await self._judged(tx, request.name, request.etag)
            taken = rules.transition(request.name, row.state, Step.UPHOLD if request.upheld else Step.REJECT)
            rules.check_remedy(
                row.subject,
                upheld=request.upheld,
                remedy=remedy,
                text=request.remedy_text,
                audience=request.audience,
            )
            today = self._today()
            await self._take(
                tx,
                row,
                taken,
                "",
                {
                    "decided_on": today,
                    "decision": request.reasons,
                    "confidential_decision": request.confidential_reasons,
                    "remedy": int(remedy),
                    "remedy_text": request.remedy_text,
                },
            )
            await self._end_interim(tx, request.name)
            await self._carry_out(tx, row, request, remedy, today)
            await tx.record(
                f"officer:objection:{taken.step.value}",
                request.name,
                {
                    "subject": row.subject,
                    "decided_on": today,
                    "remedy": pb.Remedy.Name(request.remedy),
                    "remedy_text": request.remedy_text,
                    "reasons_sha256": sha256_hex(request.reasons.encode()),
                    "on_the_file": row.answered_on is None,
                },
            )
            return await tx.reply(await self._message(tx, row.id))

    async def _carry_out(
        self, tx: WriteTransaction, row: sa.Row[Any], request: pb.DecideObjectionRequest, remedy: Remedy, today: dt.date
    ) -> None:
        name, registered = f"objections/{row.id}", rules.kind_of(row.subject) == "registrations"
        kept = {
            Remedy.CORRECTION: ("objection-correction", request.remedy_text),
            Remedy.ANNOTATION: ("objection-annotation", request.remedy_text),
            Remedy.SUSPENSION: ("objection-suspension", request.reasons),
        }
        if remedy in kept:
            kind, text = kept[remedy]
            await notes.add_notes(tx, {row.subject: False}, cause=name, kind=kind, text=text, effective_on=today)
        match remedy:
            case Remedy.CORRECTION if registered:
                await self._registrations.open_cure(tx, row.subject, ground=request.remedy_text, reference=name)
            case Remedy.ANNOTATION if registered:
                await self._registrations.note(tx, row.subject, event=request.remedy_text, reference=name)
            case Remedy.SUSPENSION:
                await self._registrations.suspend(tx, row.subject, ground=request.reasons, reference=name)
            case Remedy.ACCESS_RESTRICTED:
                await notes.restrict_access(
                    tx,
                    row.subject.removeprefix("documents/"),
                    audience=request.audience,
                    cause=name,
                    reason=request.reasons,
                    interim=False,
                )
            case Remedy.ACCESS_LIFTED:
                await notes.lift_lasting(tx, row.subject.removeprefix("documents/"))
            case _:
                pass

    async def WithdrawObjection(self, request: pb.WithdrawObjectionRequest, context: Context) -> pb.Objection:
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name)
            if not view_of(row).objector:
                raise rules.not_the_objector(request.name)
            _check_etag(row, request.name, request.etag)
            taken = rules.transition(request.name, row.state, Step.WITHDRAW)
            await self._take(tx, row, taken, request.reason, {})
            await drop_deadlines(tx, tables.deadline, request.name)
            await self._end_interim(tx, request.name)
            await tx.record(
                "stakeholder:objection:withdraw",
                request.name,
                {"subject": row.subject, "withdrawn_on": self._today()},
                audience=_unpublished(row.objector),
            )
            return await tx.reply(await self._message(tx, row.id))

    # --- erasure -------------------------------------------------------------------------------------------------

    async def EraseObjectorContact(self, request: pb.EraseObjectorContactRequest, context: Context) -> pb.Objection:
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name)
            _check_etag(row, request.name, request.etag)
            taken = rules.transition(request.name, row.state, Step.ERASE_CONTACT)
            erased = {"objector_contact": rules.ERASED}
            if request.erase_name:
                erased["objector_name"] = rules.ERASED
            if all(getattr(row, field) == rules.ERASED for field in erased):
                raise rules.erased_already(request.name)
            await self._take(tx, row, taken, "", {**erased, "contact_erased_at": self._database.clock.now()})

            def erase(reply: Message) -> bool:
                present = [field for field in erased if isinstance(reply, pb.Objection) and getattr(reply, field)]
                for field in present:
                    setattr(reply, field, rules.ERASED)
                return bool(present)

            await erase_from_answers(tx, _SERVICE, request.name, erase)
            await tx.record(
                "officer:objection:erase-contact",
                request.name,
                {"erased": sorted(erased), "reference_sha256": sha256_hex(request.reference.encode())},
                audience=PUBLIC if row.admitted_on is not None else _unpublished(row.objector),
            )
            return await tx.reply(await self._message(tx, row.id))

    # --- interim restriction -------------------------------------------------------------------------------------

    async def RestrictAccess(self, request: pb.RestrictAccessRequest, context: Context) -> pb.Objection:
        async with self._database.write(request) as tx:
            row = await self._judged(tx, request.name, request.etag)
            taken = rules.transition(request.name, row.state, Step.RESTRICT_ACCESS)
            if rules.kind_of(row.subject) != "documents":
                raise rules.not_a_document(request.name, row.subject)
            if not self._profile.objections.interim_restriction:
                raise rules.interim_not_offered(request.name, self._profile.name)
            parts = await store.parts(tx.connection, [row.id])
            if request.name in parts.restricted:
                raise rules.restricted_already(request.name)
            # Whoever sent the document goes on seeing it.
            audience = [f"organization:{row.holder}"] if row.holder else []
            await notes.restrict_access(
                tx,
                row.subject.removeprefix("documents/"),
                audience=audience,
                cause=request.name,
                reason=request.reason,
                interim=True,
            )
            await self._take(tx, row, taken, request.reason, {})
            await tx.record(
                "officer:objection:restrict-access", request.name, {"subject": row.subject, "reason": request.reason}
            )
            return await tx.reply(await self._message(tx, row.id))

    async def LiftRestriction(self, request: pb.LiftRestrictionRequest, context: Context) -> pb.Objection:
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name)
            _check_etag(row, request.name, request.etag)
            if not await self._end_interim(tx, request.name):
                raise rules.not_restricted(request.name)
            taken = rules.transition(request.name, row.state, Step.LIFT_RESTRICTION)
            await self._take(tx, row, taken, request.reason, {})
            await tx.record(
                "officer:objection:lift-restriction", request.name, {"subject": row.subject, "reason": request.reason}
            )
            return await tx.reply(await self._message(tx, row.id))

    # --- reads ---------------------------------------------------------------------------------------------------

    async def GetObjection(self, request: pb.GetObjectionRequest, context: Context) -> pb.Objection:
        id = id_in(request.name)
        async with self._database.read() as connection:
            row = await store.read(connection, id)
            if row is None or not view_of(row).sees(admitted=row.admitted_on is not None):
                raise not_found(request.name)
            parts = await store.parts(connection, [id])
        return objection_message(row, parts)

    async def ListObjections(self, request: pb.ListObjectionsRequest, context: Context) -> pb.ListObjectionsResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        async with self._database.read() as connection:
            rows = await store.list_objections(
                connection,
                subject=request.subject,
                holder=request.holder,
                state=request.state,
                before=uuid.UUID(str(key[0])) if key else None,
                limit=size + 1,
            )
            parts = await store.parts(connection, [row.id for row in rows[:size]])
        reply = pb.ListObjectionsResponse(objections=[objection_message(row, parts) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListEntryNotes(self, request: pb.ListEntryNotesRequest, context: Context) -> pb.ListEntryNotesResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        before = uuid.UUID(str(key[0])) if key else None
        async with self._database.read() as connection:
            rows = await notes.list_notes(connection, request.subject, before, size + 1)
        reply = pb.ListEntryNotesResponse(notes=[note_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListAccessRestrictions(
        self, request: pb.ListAccessRestrictionsRequest, context: Context
    ) -> pb.ListAccessRestrictionsResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        before = uuid.UUID(str(key[0])) if key else None
        async with self._database.read() as connection:
            rows = await notes.list_access(connection, request.document.removeprefix("documents/"), before, size + 1)
        reply = pb.ListAccessRestrictionsResponse(restrictions=[restriction_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    # --- shared by the steps -------------------------------------------------------------------------------------

    def _today(self) -> dt.date:
        return self._database.clock.today(self._days.zone)

    def _answer_period(self, subject: str) -> tuple[Period, str]:
        """How long the holder has, and what that rests on."""
        profile = self._profile
        # Art. 23: for an entry of the register of patents the period is that of every other correction.
        if rules.kind_of(subject) == "registrations" and profile.registration is not None:
            period, key = profile.registration.cure, "registration.cure"
        else:
            period, key = profile.objections.answer_open, "objections.answer_open"
        where = profile.provenance(key)
        return period, f"{where.source} ({profile.name}: {key} = {period}, {where.status.value})"

    async def _locked(self, tx: WriteTransaction, name: str) -> sa.Row[Any]:
        row = await store.lock(tx, id_in(name))
        if row is None or not view_of(row).sees(admitted=row.admitted_on is not None):
            raise not_found(name)
        return row

    async def _judged(self, tx: WriteTransaction, name: str, etag: str) -> sa.Row[Any]:
        """An objection on which an officer acts who did not file it."""
        row = await self._locked(tx, name)
        if row.objector == current_caller().account:
            raise rules.own_objection(name)
        _check_etag(row, name, etag)
        return row

    async def _take(
        self, tx: WriteTransaction, row: sa.Row[Any], taken: rules.Transition, note: str, values: dict[str, object]
    ) -> None:
        step = store.TakenStep(row.id, taken, note, self._today(), self._database.clock.now())
        await store.advance(tx, row, step, values)

    async def _end_interim(self, tx: WriteTransaction, name: str) -> int:
        return await notes.lift_interim(tx, name)

    async def _message(self, tx: WriteTransaction, id: uuid.UUID) -> pb.Objection:
        row = await store.read(tx.connection, id)
        assert row is not None
        return objection_message(row, await store.parts(tx.connection, [id]))


async def answer_period_ended(tx: WriteTransaction, deadline: Deadline) -> None:
    """What follows when nobody answered in time: the objection is decided on the file."""
    row = await store.lock(tx, id_in(deadline.subject))
    if row is None or row.state != rules.State.ANSWER_OPEN:
        return  # answered, or withdrawn, in the very moment in which the period ended
    taken = rules.transition(deadline.subject, row.state, Step.ANSWER_PERIOD_ENDED)
    # The period ended on its last day, whenever that is noted.
    step = store.TakenStep(row.id, taken, "", deadline.due_on, tx.database.clock.now())
    await store.advance(tx, row, step, {})
    await tx.record(
        "system:objection:answer-period-ended",
        deadline.subject,
        {"holder": row.holder, "due_on": deadline.due_on, "provision": deadline.provision},
    )


def _unpublished(account: str) -> Sequence[str]:
    """Audience of what is the centre's and the objector's; the entry names the objector's account."""
    return (*OFFICERS, f"account:{account}") if account else PUBLIC


def _check_etag(row: sa.Row[Any], name: str, etag: str) -> None:
    if etag and etag != str(row.revision):
        raise stale(name)
