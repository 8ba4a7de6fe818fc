"""Owns the gRPC methods that announce, draw and show campaigns."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import uuid
from pathlib import Path
from typing import Any

import grpc.aio
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import campaigns_pb2_grpc
from services.assessment import campaign_record as record
from services.assessment.campaigns import rules, store
from services.assessment.campaigns.profiles import sampling_profile
from services.assessment.campaigns.rules import announced_exclusions, announced_plan
from services.assessment.chart_deadlines import owe_assignment, tell_holders
from services.assessment.draws.rules import Exclusion
from services.assessment.keys import NewKey
from shared.canonical import canonical_digest
from shared.db.database import Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found
from shared.regime import Profile

Context = grpc.aio.ServicerContext[Any, Any]
SAMPLE_DOMAIN = "sepia.assessment.sample.v1"


class CampaignMethods(campaigns_pb2_grpc.CampaignServiceServicer):
    """Announces, draws and shows campaigns."""

    database: Database
    regimes_folder: Path | None
    new_key: NewKey

    async def AnnounceCampaign(self, request: pb.AnnounceCampaignRequest, context: Context) -> pb.Campaign:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            now, known_at = self.database.clock.now(), _instant(request.random_source.known_time)
            profile, content = sampling_profile(request.regime, self.regimes_folder)
            rules.must_be_unknown(known_at, now=now)
            frame = await store.frame_row(tx.connection, record.id_in(request.frame))
            if frame is None:
                raise not_found(
                    request.frame,
                    f"{request.frame} has not arrived here. If the registry froze it just now, try again in a moment.",
                )
            sizes, exclusions = await self._plan(tx.connection, frame.id, request, profile)
            await store.keep_profile(tx.connection, profile.citation, content)
            campaign_id, key = self.database.new_id(), self.new_key()
            name = f"campaigns/{campaign_id}"
            await store.add(
                tx.connection,
                {
                    "id": campaign_id,
                    "display_name": request.display_name,
                    "frame_id": frame.id,
                    "regime": profile.citation,
                    "minimum_per_holder": request.plan.minimum_per_holder,
                    "per_mille": request.plan.per_mille,
                    "random_description": request.random_source.description,
                    "known_at": known_at,
                    "state": record.ANNOUNCED,
                    "revision": 1,
                    "demonstration": frame.demonstration,
                    "drawn_count": 0,
                    "check_count": 0,
                    "created_at": now,
                },
                key,
            )
            await store.add_plan(tx.connection, campaign_id, sizes, exclusions)
            await tx.record(
                "officer:campaign:announce",
                name,
                {
                    "display_name": request.display_name,
                    "frame": request.frame,
                    "frame_digest": frame.digest,
                    "standard": frame.standard,
                    "family_key": record.family_key_text(frame.family_key),
                    "edition": frame.edition,
                    "entry_count": frame.entry_count,
                    "demonstration": frame.demonstration,
                    "regime": profile.citation,
                    "plan": announced_plan(request.plan.minimum_per_holder, request.plan.per_mille, sizes),
                    **announced_exclusions(exclusions),
                    "random_source": {"description": request.random_source.description, "known_time": known_at},
                    # Binds the centre before it knows the sample: the key that decides who checks what is fixed now.
                    "assignment_key_sha256": hashlib.sha256(key).hexdigest(),
                },
            )
            return await tx.reply(await record.show(tx.connection, name))

    async def DrawSample(self, request: pb.DrawSampleRequest, context: Context) -> pb.Campaign:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            taken = await record.take(tx, request.name, request.etag)
            now = self.database.clock.now()
            rules.must_be_drawable(
                request.name,
                drawn_at=taken.drawn_at,
                known_at=taken.known_at,
                source=taken.random_description,
                now=now,
            )
            sample = await asyncio.to_thread(
                rules.draw,
                request.name,
                taken.digest,
                request.random_value,
                await store.entries(tx.connection, taken.frame_id),
                plan=rules.plan(
                    taken.minimum_per_holder, taken.per_mille, dict(await record.sizes_of(tx.connection, taken.id))
                ),
                excluded=[
                    Exclusion(left_out.name, left_out.grounds)
                    for left_out in await record.exclusions_of(tx.connection, taken.id)
                ],
            )
            await store.add_drawn(tx.connection, taken.id, sample)
            if not taken.demonstration:  # for made-up holders nobody acts
                await tell_holders(tx, taken.id, taken.regime, now)
                await owe_assignment(tx, taken.id, taken.regime, now)
            await tx.record(
                "officer:campaign:draw",
                request.name,
                {
                    "frame": f"frames/{taken.frame_id}",
                    "frame_digest": taken.digest,
                    "random_value": request.random_value,
                    "drawn_count": len(sample),
                    "holder_count": len({holder for holder, _, _ in sample}),
                    "sample_digest": canonical_digest(
                        SAMPLE_DOMAIN, [[holder, family] for holder, _, family in sample]
                    ),
                },
            )
            campaign = await record.revise(
                tx,
                taken,
                state=record.DRAWN,
                random_value=request.random_value,
                drawn_count=len(sample),
                drawn_at=now,
            )
            return await tx.reply(campaign)

    async def GetCampaign(self, request: pb.GetCampaignRequest, context: Context) -> pb.Campaign:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self._reading() as connection:
            return await record.show(connection, request.name)

    async def ListCampaigns(self, request: pb.ListCampaignsRequest, context: Context) -> pb.ListCampaignsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        before = uuid.UUID(str(token[0])) if token else None
        async with self._reading() as connection:
            rows = await record.show_newest(connection, before, limit + 1)
        reply = pb.ListCampaignsResponse(campaigns=[campaign for _, campaign in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1][0])])
        return reply

    async def ListDrawnFamilies(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.ListDrawnFamiliesRequest, context: Context
    ) -> pb.ListDrawnFamiliesResponse:
        limit = page_size(request.page_size, default=1000, most=5000)
        token = read_page_token(request)
        after = (str(token[0]), int(token[1])) if token else None
        async with self.database.read() as connection:
            state = await record.state_of(connection, request.campaign)
            rules.must_be_drawn(request.campaign, state >= record.DRAWN)
            campaign_id = record.id_in(request.campaign)
            rows = await store.drawn(connection, campaign_id, holder=request.holder, after=after, limit=limit + 1)
        reply = pb.ListDrawnFamiliesResponse(
            families=[pb.DrawnFamily(holder=row.holder, family=row.family, rank=row.rank) for row in rows[:limit]]
        )
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [rows[limit - 1].holder, rows[limit - 1].rank])
        return reply

    async def _plan(
        self, connection: AsyncConnection, frame_id: uuid.UUID, request: pb.AnnounceCampaignRequest, profile: Profile
    ) -> tuple[dict[str, int], list[tuple[str, int, str]]]:
        """Sizes by holder and exclusions of an announcement, each known to its frame."""
        if not request.plan.sizes and not request.exclusions:
            return {}, []
        known = {row.holder for row in await store.holders(connection, frame_id)}
        stated = {f"plan.sizes[{number}].holder": each.holder for number, each in enumerate(request.plan.sizes)}
        rules.must_be_in_frame(request.frame, stated, known, reason="SIZE_UNKNOWN", what="a size")
        left_out = {f"exclusions[{number}].name": each.name for number, each in enumerate(request.exclusions)}
        families = await store.families_among(connection, frame_id, sorted(set(left_out.values()) - known))
        rules.must_be_in_frame(
            request.frame, left_out, known | families, reason="EXCLUSION_UNKNOWN", what="an exclusion"
        )
        rules.must_be_exempt(
            profile.sampling.exempt_sizes if profile.sampling else (),
            profile.name,
            (
                f"exclusions[{number}].reason"
                for number, each in enumerate(request.exclusions)
                if each.reason == pb.EXCLUSION_REASON_EXEMPT_SIZE
            ),
        )
        sizes = {each.holder: each.size for each in sorted(request.plan.sizes, key=lambda each: each.holder)}
        exclusions = sorted((each.name, int(each.reason), each.grounds) for each in request.exclusions)
        return sizes, exclusions

    def _reading(self) -> Any:
        # Officers also get counts from a table under row-level security; the public is spared the transaction.
        return self.database.read_as_caller() if record.sees_counts() else self.database.read()


def _instant(stamp: Timestamp) -> dt.datetime:
    try:
        return stamp.ToDatetime(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        what = "a time between the years 1 and 9999"
        raise invalid(
            "INVALID_REQUEST",
            f"random_source.known_time is not {what}.",
            Violation("random_source.known_time", what),
        ) from None
