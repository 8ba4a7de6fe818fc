"""Owns the methods of `HearingService` about observations: what stakeholders say on drawn families, and the replies."""

from __future__ import annotations

import uuid
from typing import Any

import grpc.aio

from sepia.assessment.v1 import hearings_pb2 as pb
from sepia.assessment.v1 import hearings_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.conducting import as_centre, tell
from services.assessment.instants import timestamp, timestamp_if
from services.assessment.observations import rules, store
from services.assessment.regimes import regime_in
from services.assessment.tables import deadline
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db.database import OFFICERS, Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.deadlines import meet_deadline, set_deadline
from shared.errors import not_found
from shared.regime import Procedure

Context = grpc.aio.ServicerContext[Any, Any]
REPLY = "observation:reply"
"""Kind of deadline: a holder's reply. That it passes has no consequence but that nothing more is taken."""


class ObservationMethods(hearings_pb2_grpc.HearingServiceServicer):
    """Takes observations and replies."""

    database: Database

    async def SubmitObservation(self, request: pb.SubmitObservationRequest, context: Context) -> pb.Observation:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            campaign_id, caller = id_in(request.campaign), current_caller()
            campaign = await store.campaign_of(tx.connection, campaign_id)
            if campaign is None:
                raise not_found(request.campaign)
            regime = regime_in(campaign.regime, bytes(campaign.content))
            section = regime.profile.observations
            if section is None:
                raise regime.profile.not_offered(Procedure.OBSERVATIONS)
            days, now = regime.days, self.database.clock.now()
            drawn_at = campaign.drawn_at
            ends_at = days.end_of(days.last_day(section.open, days.date_of(drawn_at))) if drawn_at else None
            rules.must_be_open(request.campaign, drawn_at=drawn_at, ends_at=ends_at, now=now)
            rules.may_observe(
                [each.value for each in section.observers],
                organization=caller.organization,
                holder=caller.has(Role.ROLE_HOLDER),
                implementer=caller.has(Role.ROLE_IMPLEMENTER),
                provision=regime.provision("observations.observers"),
            )
            if section.only_sampled:
                holders = await store.drawn_for(tx.connection, campaign_id, request.family)
                where = f"was not drawn in {request.campaign}"
            else:
                holders = await store.owned_by(tx.connection, campaign.frame_id, request.family)
                where = f"is not in the frame of {request.campaign}"
            if not holders:
                provision = regime.provision("observations.only_sampled")
                raise not_found(request.family, f"{request.family} {where} ({provision}).")
            rules.must_be_another(caller.organization, holders, request.family)
            id = self.database.new_id()
            name = f"{request.campaign}/observations/{id}"
            owners = [each for each in holders if each]
            due_on = None
            if section.reply_open is not None:
                due_on = days.last_day(section.reply_open, days.date_of(now))
            await as_centre(tx.connection)
            await store.add(
                tx.connection,
                {
                    "id": id,
                    "campaign_id": campaign_id,
                    "family": request.family,
                    "account": caller.account,
                    "organization": caller.organization,
                    "text": request.text,
                    "author_shown": section.author_shown,
                    "audience": [f"organization:{each}" for each in owners],
                    "submitted_at": now,
                    "reply_due_at": days.end_of(due_on) if due_on else None,
                },
            )
            for owner in owners if due_on else ():
                await set_deadline(
                    tx,
                    deadline,
                    days,
                    subject=f"{name}#{owner}",
                    kind=REPLY,
                    due_on=due_on or days.date_of(now),
                    actor=owner,
                    provision=regime.provision("observations.reply_open"),
                )
            said = {"family": request.family, "text_sha256": sha256_hex(request.text.encode())}
            # The author is told to the centre alone by the log.
            await tx.record(
                "stakeholder:observation:submit", name, said, audience=(*OFFICERS, f"account:{caller.account}")
            )
            row = await store.one(tx.connection, id)
            return await tx.reply(_message(row))

    async def ListObservations(
        self, request: pb.ListObservationsRequest, context: Context
    ) -> pb.ListObservationsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            rows = await store.page(
                connection,
                id_in(request.campaign),
                family=request.family,
                before=uuid.UUID(str(token[0])) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListObservationsResponse(observations=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def ReplyToObservation(self, request: pb.ReplyToObservationRequest, context: Context) -> pb.Observation:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            organization, now = current_caller().organization, self.database.clock.now()
            row = await store.one(tx.connection, id_in(request.name))  # under the caller's own identity
            if row is None or not organization or f"organization:{organization}" not in row.audience:
                raise not_found(request.name)
            await as_centre(tx.connection)
            row = await store.one(tx.connection, row.id, lock=True)
            assert row is not None
            rules.may_reply(request.name, replied=row.replied_at is not None, due_at=row.reply_due_at, now=now)
            values = {"reply": request.reply, "reply_organization": organization, "replied_at": now}
            await store.reply(tx.connection, row.id, values)
            for owner in row.audience:
                await meet_deadline(tx, deadline, f"{request.name}#{owner.removeprefix('organization:')}", REPLY)
            said = {"family": row.family, "reply_sha256": sha256_hex(request.reply.encode())}
            await tell(tx, "holder:observation:reply", request.name, said, [organization])
            return await tx.reply(_message(await store.one(tx.connection, row.id)))


def _message(row: Any) -> pb.Observation:
    caller = current_caller()
    own = row.account == caller.account or (bool(row.organization) and row.organization == caller.organization)
    named = rules.shows_author(shown=row.author_shown, own=own, officer=caller.has(Role.ROLE_OFFICER))
    return pb.Observation(
        name=f"campaigns/{row.campaign_id}/observations/{row.id}",
        family=row.family,
        author=(row.organization or row.account) if named else "",
        text=row.text,
        submit_time=timestamp(row.submitted_at),
        reply=row.reply,
        reply_organization=row.reply_organization,
        reply_time=timestamp_if(row.replied_at),
        reply_due_time=timestamp_if(row.reply_due_at),
    )
