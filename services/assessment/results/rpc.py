"""Owns the gRPC methods that publish and show results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc.aio

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import campaigns_pb2_grpc
from services.assessment import campaign_record as record
from services.assessment.assignment import store as assignments
from services.assessment.campaigns.rules import must_be_drawn
from services.assessment.conducting import as_centre
from services.assessment.earlier import store as earlier
from services.assessment.opinions.publishing import tell_published
from services.assessment.regimes import regime_in
from services.assessment.results import rules, store
from shared.canonical import canonical_digest
from shared.db.database import Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token

Context = grpc.aio.ServicerContext[Any, Any]
HOLDERS_DOMAIN = "sepia.assessment.holder_results.v1"
FAMILIES_DOMAIN = "sepia.assessment.results.v1"


class ResultMethods(campaigns_pb2_grpc.CampaignServiceServicer):
    """Publishes and shows results."""

    database: Database

    async def PublishResults(self, request: pb.PublishResultsRequest, context: Context) -> pb.Campaign:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            # Whoever is recording findings holds the campaign too: they finish first, or find it published.
            taken = await record.take(tx, request.name, request.etag)
            must_be_drawn(request.name, taken.state >= record.DRAWN)
            await earlier.settle_pending(tx.connection, taken.id)
            rules.must_be_closed(
                request.name,
                published=taken.state == record.PUBLISHED,
                open_checks=await store.open_checks(tx.connection, taken.id),
            )
            lines = rules.holder_results(
                await store.holders(tx.connection, taken.frame_id), await store.tallies(tx.connection, taken.id)
            )
            sample = taken.kind == earlier.SAMPLE
            await store.set_down(tx.connection, taken.id, lines if sample else [])
            await self._publish_opinions(tx, taken)
            families = [
                [
                    row.holder,
                    row.rank,
                    row.family,
                    row.reused_from or f"checks/{row.check_id}",
                    row.outcome,
                    row.simulated,
                ]
                for row in await store.by_family(tx.connection, taken.id)
            ]
            simulated = sum(line.simulated for line in lines)
            await tx.record(
                # Of proposals no rate follows, so that who calculates with rates doesn't hear of them.
                "officer:campaign:publish" if sample else "officer:proposals:publish",
                request.name,
                {
                    "frame_digest": taken.digest,
                    **(_of_holders(lines) if sample else {}),
                    "results_digest": canonical_digest(FAMILIES_DOMAIN, families),
                    "drawn": sum(line.drawn for line in lines),
                    "checked": sum(line.checked for line in lines),
                    "essential": sum(line.essential for line in lines),
                    "undetermined": sum(line.undetermined for line in lines),
                    "simulated": simulated,
                    "reused": sum(line.reused for line in lines),
                    "demonstration": taken.demonstration or simulated > 0,
                },
            )
            campaign = await record.revise(
                tx,
                taken,
                state=record.PUBLISHED,
                demonstration=taken.demonstration or simulated > 0,
                published_at=self.database.clock.now(),
            )
            return await tx.reply(campaign)

    async def _publish_opinions(self, tx: WriteTransaction, taken: Any) -> None:
        """Puts opinions beside what was recorded in the short form, and opens all of them to their audience."""
        now = self.database.clock.now()
        regime = regime_in(taken.regime, await assignments.profile_content(tx.connection, taken.regime))
        await as_centre(tx.connection)
        opinions: list[dict[str, object]] = [
            {
                "id": self.database.random_id(),
                "check_id": row.id,
                "campaign_id": taken.id,
                "standard": row.standard,
                "family": row.family,
                "stage": 1,
                "outcome": row.outcome,
                "reasons": row.reasons,
                "simulated": row.simulated,
                "signed_by": [row.display_name] if regime.names_evaluator and row.display_name else [],
                "names_public": regime.names_to_all,
                "audience": regime.opinion_audience(row.addressees),
                "issued_at": row.recorded_at,
            }
            for row in await store.without_opinion(tx.connection, taken.id)
        ]
        audience = regime.published_audience
        await tell_published(
            tx, await store.publish_opinions(tx.connection, taken.id, opinions, audience, now), audience
        )

    async def ListHolderResults(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.ListHolderResultsRequest, context: Context
    ) -> pb.ListHolderResultsResponse:
        async with self.database.read() as connection:
            state = await record.state_of(connection, request.campaign)
            rules.must_be_published(request.campaign, state == record.PUBLISHED)
            rules.must_have_rates(request.campaign, await record.kind_of(connection, request.campaign))
            rows = await store.by_holder(connection, record.id_in(request.campaign))
        lines = [
            pb.HolderResult(
                holder=row.holder,
                display_name=row.display_name,
                families=row.families,
                drawn=row.drawn,
                checked=row.checked,
                essential=row.essential,
                undetermined=row.undetermined,
                simulated=row.simulated,
                reused=row.reused,
            )
            for row in rows
        ]
        return pb.ListHolderResultsResponse(campaign=request.campaign, results=lines)

    async def ListResults(self, request: pb.ListResultsRequest, context: Context) -> pb.ListResultsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=1000, most=5000)
        token = read_page_token(request)
        after = (str(token[0]), int(token[1])) if token else None
        async with self.database.read() as connection:
            state = await record.state_of(connection, request.campaign)
            rules.must_be_published(request.campaign, state == record.PUBLISHED)
            campaign_id = record.id_in(request.campaign)
            rows = await store.by_family(connection, campaign_id, holder=request.holder, after=after, limit=limit + 1)
        reply = pb.ListResultsResponse(
            results=[
                pb.Result(
                    check="" if row.reused_from else f"checks/{row.check_id}",
                    reused_from=row.reused_from,
                    holder=row.holder,
                    family=row.family,
                    outcome=row.outcome,
                    simulated=row.simulated,
                )
                for row in rows[:limit]
            ]
        )
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [rows[limit - 1].holder, rows[limit - 1].rank])
        return reply


def _of_holders(lines: Sequence[rules.HolderResult]) -> dict[str, object]:
    return {
        "holder_count": len(lines),
        "holder_results_digest": canonical_digest(HOLDERS_DOMAIN, rules.as_rows(lines)),
    }
