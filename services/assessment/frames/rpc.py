"""Owns the gRPC method that receives frames."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc.aio

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import campaigns_pb2_grpc
from services.assessment.campaign_record import family_key_text, id_in
from services.assessment.frames import rules, store
from shared.db.database import Database

Context = grpc.aio.ServicerContext[Any, Any]


class FrameMethods(campaigns_pb2_grpc.CampaignServiceServicer):
    """Receives frames."""

    database: Database

    async def ReceiveFrame(  # pyright: ignore[reportIncompatibleMethodOverride] the stub allows for both kinds of server
        self, request_iterator: AsyncIterator[pb.ReceiveFrameRequest], context: Context
    ) -> pb.ReceivedFrame:
        arrival, family_key = await _arrival(request_iterator)
        described = arrival.description
        frame_id = id_in(described.name)
        await asyncio.to_thread(arrival.verify)
        async with self.database.write() as tx:
            connection, now = tx.connection, self.database.clock.now()
            if await store.claim(connection, frame_id, described, family_key=family_key, at=now):
                await store.add_entries(connection, frame_id, arrival)
                await tx.record(
                    "service:frame:receive",
                    described.name,
                    {
                        "standard": described.standard,
                        "family_key": described.family_key,
                        "edition": described.edition,
                        "digest": described.digest,
                        "entry_count": described.entry_count,
                        "demonstration": described.demonstration,
                    },
                )
            else:
                rules.must_be_same(await store.described(connection, frame_id), described)
        return pb.ReceivedFrame(name=described.name, digest=described.digest, entry_count=described.entry_count)


async def _arrival(requests: AsyncIterator[pb.ReceiveFrameRequest]) -> tuple[rules.Arrival, int]:
    arrival: rules.Arrival | None = None
    family_key = 0
    async for request in requests:
        if request.HasField("frame") != (arrival is None):
            raise rules.description_missing()
        if arrival is None:
            arrival, family_key = rules.Arrival(_description(request.frame)), request.frame.family_key
        arrival.add((pair.holder, pair.family, pair.holder_display_name) for pair in request.entries)
    if arrival is None:
        raise rules.description_missing()
    return arrival, family_key


def _description(frame: pb.FrameDescription) -> rules.Description:
    return rules.Description(
        name=frame.name,
        standard=frame.standard,
        family_key=family_key_text(frame.family_key),
        edition=frame.edition,
        digest=frame.digest,
        entry_count=frame.entry_count,
        demonstration=frame.demonstration,
    )
