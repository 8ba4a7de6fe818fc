"""Owns the gRPC method that plans the sizes of a sample."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import grpc.aio
from google.type import decimal_pb2

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import campaigns_pb2_grpc
from services.assessment import campaign_record as record
from services.assessment.campaigns import store
from services.assessment.campaigns.rules import must_be_in_frame
from services.assessment.planning import rules
from services.assessment.results.rules import must_be_published, must_have_rates
from shared.db.database import Database
from shared.errors import Violation, invalid, not_found

Context = grpc.aio.ServicerContext[Any, Any]

EXPECTED_RATE = 0.3
"""Share of declared families expected to be essential where nothing is known: consultations and studies say 25 to 40
%."""


class PlanningMethods(campaigns_pb2_grpc.CampaignServiceServicer):
    """Plans sizes of samples."""

    database: Database

    async def PlanSample(self, request: pb.PlanSampleRequest, context: Context) -> pb.PlannedSample:  # pyright: ignore[reportIncompatibleMethodOverride]
        expected = _number(request, "expected_rate")
        async with self.database.read() as connection:
            frame_id = record.id_in(request.frame)
            if await store.frame_row(connection, frame_id) is None:
                raise not_found(request.frame)
            holders = await store.holders(connection, frame_id)
            found: Mapping[str, tuple[int, int]] = {}
            if request.earlier_campaign:
                state = await record.state_of(connection, request.earlier_campaign)
                must_be_published(request.earlier_campaign, state == record.PUBLISHED)
                must_have_rates(request.earlier_campaign, await record.kind_of(connection, request.earlier_campaign))
                found = await store.found_rates(connection, record.id_in(request.earlier_campaign))
        left_out = {f"excluded_holders[{number}]": name for number, name in enumerate(request.excluded_holders)}
        known = {row.holder for row in holders}
        must_be_in_frame(request.frame, left_out, known, reason="EXCLUSION_UNKNOWN", what="an exclusion")
        names = {row.holder: row.display_name for row in holders}
        strata = [
            rules.Stratum(
                row.holder,
                row.families,
                rules.expected_rate(*found.get(row.holder, (0, 0)), EXPECTED_RATE if expected is None else expected),
            )
            for row in holders
            if row.holder not in set(left_out.values())
        ]
        confidence, hours = _number(request, "confidence"), _number(request, "hours_per_check")
        plan = await asyncio.to_thread(
            rules.plan_sample,
            strata,
            rate_half_width=_number(request, "rate_half_width"),
            share_half_width=_number(request, "share_half_width"),
            evaluator_days=_number(request, "evaluator_days"),
            minimum=request.minimum_per_holder or 1,
            confidence=0.95 if confidence is None else confidence,
            hours_per_check=rules.HOURS_PER_CHECK if hours is None else hours,
        )
        return pb.PlannedSample(
            holders=[
                pb.PlannedHolder(
                    holder=line.holder,
                    display_name=names[line.holder],
                    families=line.families,
                    size=line.size,
                    expected_rate=_decimal(stratum.rate),
                    rate_half_width=_decimal(line.rate_half_width),
                    share=_decimal(line.share),
                    share_half_width=_decimal(line.share_half_width),
                    one_more_narrows=_decimal(line.one_more_narrows),
                )
                for stratum, line in zip(strata, plan.holders, strict=True)
            ],
            checks=plan.checks,
            evaluator_days=_decimal(plan.evaluator_days),
            largest_rate_half_width=_decimal(plan.largest_rate_half_width),
            largest_share_half_width=_decimal(plan.largest_share_half_width),
            next_holder=plan.next_holder,
        )


def _number(request: pb.PlanSampleRequest, field: str) -> float | None:
    """A number of the request; None where it is absent. Planning figures are approximations, so a double holds them."""
    if not request.HasField(field):
        return None
    text = getattr(request, field).value
    number = rules.plain_number(text)
    if number is None:
        what = "a decimal number in plain digits, such as 0.05"
        raise invalid("NOT_A_DECIMAL", f"{field} is {text[:40]!r}, which is not {what}.", Violation(field, what))
    return number


def _decimal(number: float) -> decimal_pb2.Decimal:
    # Six significant digits: a plan is no measurement.
    return decimal_pb2.Decimal(value=format(Decimal(f"{number:.6g}"), "f"))
