"""Owns the methods of `HearingService` about requests for advisory opinions, which parties to a dispute make."""

from __future__ import annotations

import dataclasses
import uuid
from pathlib import Path
from typing import Any

import grpc.aio

from sepia.assessment.v1 import hearings_pb2 as pb
from sepia.assessment.v1 import hearings_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.campaigns import store as campaigns
from services.assessment.campaigns.profiles import kept_profile
from services.assessment.checks.course import OFFICER, Owed
from services.assessment.checks.procedure import Act, Due, State, after, steps_from, wrong_state
from services.assessment.conducting import Said, as_centre, set_one, step, take, tell
from services.assessment.hearings import store as hearings
from services.assessment.instants import timestamp
from services.assessment.opinions.publishing import tell_published
from services.assessment.regimes import regime_of
from services.assessment.requests import rules, store
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db.database import Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found, stale

Context = grpc.aio.ServicerContext[Any, Any]

_ACTS = {
    pb.REQUEST_STEP_ADMIT: Act.ADMIT,
    pb.REQUEST_STEP_REFUSE: Act.REFUSE,
    pb.REQUEST_STEP_STATE: Act.PARTY_ANSWER,
    pb.REQUEST_STEP_WITHDRAW: Act.WITHDRAW,
    pb.REQUEST_STEP_PUBLISH: Act.PUBLISH,
}


class RequestMethods(hearings_pb2_grpc.HearingServiceServicer):
    """Takes requests for opinions, and conducts them."""

    database: Database
    regimes_folder: Path | None

    async def RequestOpinion(self, request: pb.RequestOpinionRequest, context: Context) -> pb.OpinionRequest:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            caller, now = current_caller(), self.database.clock.now()
            profile, content = kept_profile(request.regime, self.regimes_folder)
            regime = regime_of(profile)
            rules.must_be_on_request(regime.rules, profile.name)
            rules.must_be_two(caller.organization, request.respondent)
            await campaigns.keep_profile(tx.connection, profile.citation, content)
            check_id, id = self.database.new_id(), self.database.new_id()
            name = f"opinionRequests/{id}"
            parties = [caller.organization, request.respondent]
            state = after(regime.rules, None, Act.REQUEST, name)
            await as_centre(tx.connection)
            await store.add(
                tx.connection,
                {
                    "id": check_id,
                    "regime": profile.citation,
                    "standard": request.standard,
                    "family": request.patent,
                    "holder": "",
                    "addressees": [request.respondent],
                    "state": int(state),
                    "outcome": 0,
                    "reasons": "",
                    "simulated": False,
                    "revision": 0,
                    "assigned_at": now,
                    "due_at": now,
                },
                {
                    "id": id,
                    "check_id": check_id,
                    "regime": profile.citation,
                    "state": int(state),
                    "requester": caller.organization,
                    "requester_account": caller.account,
                    "respondent": request.respondent,
                    "standard": request.standard,
                    "patent": request.patent,
                    "claim": request.claim,
                    "dispute": request.dispute,
                    "arguments": request.arguments,
                    "audience": [f"organization:{each}" for each in parties],
                    "requested_at": now,
                },
            )
            said = {
                "regime": profile.citation,
                "standard": request.standard,
                "patent": request.patent,
                "claim": request.claim,
                "dispute_sha256": sha256_hex(request.dispute.encode()),
                "arguments_sha256": sha256_hex(request.arguments.encode()),
            }
            await tell(tx, "party:opinion:request", name, said, parties)
            case = await take(tx, check_id)
            await set_one(case, Owed(Due.ADMISSION, OFFICER))
            return await tx.reply(_message(await store.one(tx.connection, id)))

    async def ListOpinionRequests(
        self, request: pb.ListOpinionRequestsRequest, context: Context
    ) -> pb.ListOpinionRequestsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            before = uuid.UUID(str(token[0])) if token else None
            rows = await store.page(connection, before=before, limit=limit + 1)
        reply = pb.ListOpinionRequestsResponse(requests=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def AdvanceOpinionRequest(
        self, request: pb.AdvanceOpinionRequestRequest, context: Context
    ) -> pb.OpinionRequest:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            caller, act = current_caller(), _ACTS[request.step]
            row = await store.one(tx.connection, id_in(request.name))  # under the caller's own identity
            if row is None:
                raise not_found(request.name)
            rules.may_step(
                act, row.requester, row.respondent, caller.organization, officer=caller.has(Role.ROLE_OFFICER)
            )
            rules.must_say(act, request.text)
            case = await take(tx, row.check_id)
            row = case.request
            if request.etag and request.etag != f"r{row.revision}":
                raise stale(request.name)
            # Refused by what parties know: neither the check's name, nor whether anybody has opened it.
            case.course = dataclasses.replace(case.course, name=request.name)
            if not steps_from(case.regime.rules, case.course.state, act):
                raise wrong_state(case.regime.rules, State(row.state), act, request.name)
            now = self.database.clock.now()
            if act is Act.PARTY_ANSWER:
                await store.change(tx.connection, row.id, {"statement": request.text, "stated_at": now})
            if act is Act.REFUSE:
                await store.change(tx.connection, row.id, {"refusal": request.text})
            digest = {"text_sha256": sha256_hex(request.text.encode())} if request.text else {}
            moved = await step(case, act, Said(content={"request": request.name, **digest}), who=caller.organization)
            parties = [row.requester, row.respondent]
            if act is Act.PUBLISH:
                public = case.regime.published_audience
                audience = sorted({*(f"organization:{each}" for each in parties), *public})
                await tell_published(tx, await hearings.publish(tx.connection, case.row.id, audience, now), public)
            said = {"step": act.value, "state": State(moved.request.state).name.lower(), **digest}
            await tell(tx, "centre:opinion-request:step", request.name, said, parties)
            return await tx.reply(_message(await store.one(tx.connection, row.id)))


def _message(row: Any) -> pb.OpinionRequest:
    caller = current_caller()
    party = f"organization:{caller.organization}" in row.audience and not caller.has(Role.ROLE_OFFICER)
    return pb.OpinionRequest(
        name=f"opinionRequests/{row.id}",
        regime=row.regime,
        state=row.state,
        requester=row.requester,
        respondent=row.respondent,
        standard=row.standard,
        patent=row.patent,
        claim=row.claim,
        dispute=row.dispute,
        arguments=row.arguments,
        statement=row.statement,
        refusal=row.refusal,
        request_time=timestamp(row.requested_at),
        etag=f"r{row.revision}",
        check="" if party else f"checks/{row.check_id}",
    )
