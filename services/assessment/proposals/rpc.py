"""Owns the gRPC methods that take proposals of families to check, and make a campaign of them."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from pathlib import Path
from typing import Any

import grpc.aio

from sepia.assessment.v1 import campaigns_pb2, proposals_pb2_grpc
from sepia.assessment.v1 import proposals_pb2 as pb
from services.assessment import campaign_record as record
from services.assessment.campaign_record import id_in
from services.assessment.campaigns import store as campaigns
from services.assessment.campaigns.profiles import kept_profile
from services.assessment.chart_deadlines import owe_assignment, tell_holders
from services.assessment.instants import timestamp
from services.assessment.keys import NewKey
from services.assessment.proposals import rules, store
from services.assessment.regimes import regime_of
from shared.auth.callers import Role, current_caller
from shared.canonical import canonical_digest
from shared.db.database import OFFICERS, Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.regime import Actor, Procedure, Profile
from shared.regime.sections import Proposals

Context = grpc.aio.ServicerContext[Any, Any]
FAMILIES_DOMAIN = "sepia.assessment.proposed_families.v1"


class ProposalServicer(proposals_pb2_grpc.ProposalServiceServicer):
    """Takes proposals."""

    def __init__(self, database: Database, regimes_folder: Path | None, new_key: NewKey) -> None:
        self.database = database
        self.regimes_folder = regimes_folder
        self.new_key = new_key

    async def ProposeFamily(self, request: pb.ProposeFamilyRequest, context: Context) -> pb.Proposal:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            caller, now = current_caller(), self.database.clock.now()
            profile, _ = kept_profile(request.regime, self.regimes_folder)
            section = _section(profile)
            rules.must_act_for_somebody(caller.organization)
            frame = await campaigns.frame_row(tx.connection, id_in(request.frame))
            if frame is None:
                raise not_found(request.frame)
            owners = await store.owners(tx.connection, frame.id, request.family)
            if not owners:
                raise not_found(request.family, f"{request.family} is not in {request.frame}.")
            implementer = caller.has(Role.ROLE_IMPLEMENTER)
            holder = rules.as_holder(caller.organization, owners, implementer=implementer, family=request.family)
            actor = Actor.HOLDER if holder else Actor.IMPLEMENTER
            rules.must_be_admitted(actor in section.proposers, profile.name, holder=holder)
            limit = section.per_holder_and_year if holder else section.per_implementer_and_year
            year = regime_of(profile).days.date_of(now).year
            id = self.database.new_id()
            values: dict[str, object] = {
                "id": id,
                "frame_id": frame.id,
                "regime": profile.name,
                "standard": frame.standard,
                "family": request.family,
                "year": year,
                "organization": caller.organization,
                "account": caller.account,
                "as_holder": holder,
                "grounds": request.grounds,
                "state": store.PROPOSED,
                "proposed_at": now,
            }
            # The refusal takes the place back: the transaction is undone as a whole.
            if not await store.take_place(tx.connection, values, limit):
                raise rules.quota_used(caller.organization, frame.standard, year, limit or 0)
            if not await store.add(tx.connection, values):
                raise rules.proposed_already(request.family, year)
            said = {"frame": request.frame, "regime": profile.name, "family": request.family, "as_holder": holder}
            await tx.record(
                "party:family:propose",
                f"proposals/{id}",
                said,
                audience=(*OFFICERS, f"organization:{caller.organization}"),
            )
            return await tx.reply(_message(await store.one(tx.connection, id)))

    async def ListProposals(self, request: pb.ListProposalsRequest, context: Context) -> pb.ListProposalsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            rows = await store.page(
                connection,
                frame_id=id_in(request.frame) if request.frame else None,
                before=uuid.UUID(str(token[0])) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListProposalsResponse(proposals=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def TakeProposals(self, request: pb.TakeProposalsRequest, context: Context) -> campaigns_pb2.Campaign:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            now = self.database.clock.now()
            profile, content = kept_profile(request.regime, self.regimes_folder)
            _section(profile)
            frame = await campaigns.frame_row(tx.connection, id_in(request.frame))
            if frame is None:
                raise not_found(request.frame)
            families = await store.waiting(tx.connection, frame.id, profile.name)
            announced = await store.announced(tx.connection, frame.standard, frame.family_key)
            rules.must_be_drawn(request.frame, announced)
            sampled = await store.in_samples(tx.connection, frame.standard, frame.family_key, families)
            for family, campaign_id in sampled.items():
                await store.settle(tx.connection, frame.id, profile.name, [family], store.IN_SAMPLE, campaign_id)
            apart = [family for family in families if family not in sampled]
            pairs = await store.pairs(tx.connection, frame.id, apart)
            rules.must_be_something(request.frame, [family for _, family in pairs])
            await campaigns.keep_profile(tx.connection, profile.citation, content)
            campaign_id, key = self.database.new_id(), self.new_key()
            await campaigns.add(
                tx.connection,
                {
                    "id": campaign_id,
                    "kind": campaigns_pb2.CAMPAIGN_KIND_PROPOSALS,
                    "display_name": request.display_name,
                    "frame_id": frame.id,
                    "regime": profile.citation,
                    "minimum_per_holder": 0,
                    "per_mille": 0,
                    "random_description": "",
                    "known_at": now,
                    "state": record.DRAWN,
                    "revision": 1,
                    "demonstration": frame.demonstration,
                    "drawn_count": len(pairs),
                    "check_count": 0,
                    "created_at": now,
                    "drawn_at": now,
                },
                key,
            )
            ranked = [
                (holder, rank, family)
                for holder, own in itertools.groupby(pairs, key=lambda pair: pair[0])
                for rank, (_, family) in enumerate(own, 1)
            ]
            await campaigns.add_drawn(tx.connection, campaign_id, ranked)
            taken = sorted({family for _, family in pairs})
            await store.settle(tx.connection, frame.id, profile.name, taken, store.TAKEN, campaign_id)
            if not frame.demonstration:  # for made-up holders nobody acts
                await tell_holders(tx, campaign_id, profile.citation, now)
                await owe_assignment(tx, campaign_id, profile.citation, now)
            name = f"campaigns/{campaign_id}"
            await tx.record(
                "officer:proposals:take",
                name,
                {
                    "frame": request.frame,
                    "frame_digest": frame.digest,
                    "standard": frame.standard,
                    "regime": profile.citation,
                    "family_count": len(taken),
                    "families_digest": canonical_digest(FAMILIES_DOMAIN, taken),
                    "in_sample_count": len(sampled),
                    "assignment_key_sha256": hashlib.sha256(key).hexdigest(),
                },
            )
            return await tx.reply(await record.show(tx.connection, name))


def _section(profile: Profile) -> Proposals:
    if profile.proposals is None or not profile.offers(Procedure.PROPOSALS):
        raise profile.not_offered(Procedure.PROPOSALS)
    return profile.proposals


def _message(row: Any) -> pb.Proposal:
    return pb.Proposal(
        name=f"proposals/{row.id}",
        frame=f"frames/{row.frame_id}",
        regime=row.regime,
        family=row.family,
        organization=row.organization,
        as_holder=row.as_holder,
        year=row.year,
        grounds=row.grounds,
        state=row.state,
        campaign=f"campaigns/{row.campaign_id}" if row.campaign_id else "",
        propose_time=timestamp(row.proposed_at),
    )
