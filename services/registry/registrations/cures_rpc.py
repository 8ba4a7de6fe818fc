"""Owns the methods of `RegistrationService` on defects: requests for correction, and cures."""

from __future__ import annotations

from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry.holders.rules import holder_name
from services.registry.registrations import conducting, messages, rules, store
from services.registry.registrations.answering import EntryMethods, after_id, decided, id_of
from services.registry.registrations.entry import Entry
from services.registry.registrations.messages import content_dict, day_of
from services.registry.registrations.rules import Act, Event
from shared.auth.callers import current_caller
from shared.db import page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class CureMethods(EntryMethods):
    """Has defects mended."""

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
            rows = await store.list_correction_requests(connection, row.id, after_id(key), size + 1)
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
            row = await store.lock_correction_request(tx, entry.id, id_of(made, request.name))
            if row is None:
                raise not_found(request.name)
            if row.state != pb.CORRECTION_REQUEST_STATE_RECEIVED:
                raise decided(request.name)
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
            rows = await store.list_cures(connection, row.id, after_id(key), size + 1)
        reply = pb.ListCuresResponse(cures=[messages.cure(each) for each in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def AnswerCure(self, request: pb.AnswerCureRequest, context: Context) -> pb.Cure:
        async with self._database.write(request) as tx:
            entry, cure = await self._cure(tx, request.name)
            entry.must_be(request.etag)
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

    async def _cure(self, tx: Any, name: str) -> tuple[Entry, sa.Row[Any]]:
        """A cure with its entry, locked."""
        registration, _, cure = name.partition("/cures/")
        entry = await self._own(tx, registration)
        row = await store.read_cure(tx.connection, entry.id, id_of(cure, name))
        if row is None:
            raise not_found(name)
        return entry, row
