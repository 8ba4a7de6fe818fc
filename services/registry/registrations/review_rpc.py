"""Owns the methods of `RegistrationService` on the yearly sample."""

from __future__ import annotations

from typing import Any

import grpc.aio

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry.registrations import conducting, messages, rules, store
from services.registry.registrations.answering import EntryMethods, after_id, decided, id_of
from services.registry.registrations.messages import Viewer, registration_name
from services.registry.registrations.rules import Event
from shared.auth.callers import current_caller
from shared.db import page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]


class ReviewMethods(EntryMethods):
    """Draws the yearly sample and keeps what its checks find."""

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
            rows = await store.list_samples(connection, after_id(key), size + 1)
        reply = pb.ListReviewSamplesResponse(review_samples=[messages.sample(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListReviewItems(self, request: pb.ListReviewItemsRequest, context: Context) -> pb.ListReviewItemsResponse:
        size, key = page_size(request.page_size, default=200, most=5_000), read_page_token(request)
        sample = id_of(request.sample.removeprefix("reviewSamples/"), request.sample)
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
        sample = id_of(sample_name.removeprefix("reviewSamples/"), request.name)
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
                raise decided(request.name)
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
