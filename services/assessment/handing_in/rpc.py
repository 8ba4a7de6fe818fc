"""Owns the methods of `ChartService` with which charts are handed in where their families are checked."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import charts_pb2 as pb
from sepia.assessment.v1 import charts_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.chart_deadlines import chart_open_until
from services.assessment.charts.rules import Chart, chart_of
from services.assessment.conducting import as_centre, tell
from services.assessment.handing_in import rules, store
from services.assessment.instants import timestamp, timestamp_if
from services.assessment.regimes import Regime, regime_in
from services.assessment.tables import deadline, handed_in_chart
from shared.auth.callers import current_caller
from shared.db.database import Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.deadlines import meet_deadline
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]

_PLACES = {"campaigns": "campaign_id", "opinionRequests": "request_id", "hearings": "hearing_id"}


class HandingInMethods(charts_pb2_grpc.ChartServiceServicer):
    """Takes charts that are handed in, and shows them."""

    database: Database

    async def HandInChart(self, request: pb.HandInChartRequest, context: Context) -> pb.HandedInChart:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            caller = current_caller()
            taken = await store.take_own(tx.connection, id_in(request.name), caller.organization)
            number = request.version or (taken.latest_version if taken is not None else 0)
            version = await store.version(tx.connection, id_in(request.name), number, caller.organization)
            if taken is None or version is None:
                raise not_found(request.name, f"You have no {request.name} with a version {number or 1}.")
            name = f"{request.name}/versions/{number}"
            chart = chart_of(json.loads(version.document))
            column = _PLACES[request.procedure.partition("/")[0]]
            regime, due_at = await self._place(tx, request.procedure, chart)
            most = regime.profile.checks.max_correspondences
            rules.must_be_short_enough(name, chart, most, regime.provision("checks.max_correspondences"))
            place = id_in(request.procedure)
            last = await store.latest(
                tx.connection, handed_in_chart.c[column], place, chart.family, caller.organization
            )
            if last is not None and (last.chart_id, last.version) == (taken.id, number):
                raise rules.handed_in_already(name, request.procedure)
            row = await store.add(
                tx.connection,
                {
                    "id": self.database.new_id(),
                    "chart_id": taken.id,
                    "version": number,
                    "digest": version.digest,
                    "owner": caller.organization,
                    "account": caller.account,
                    "family": chart.family,
                    column: place,
                    "due_at": due_at,
                    "handed_in_at": self.database.clock.now(),
                },
            )
            await tell(
                tx,
                "holder:chart:hand-in",
                request.procedure,
                {"chart": name, "chart_sha256": version.digest, "family": chart.family, "owner": caller.organization},
                [caller.organization],
            )
            if column == "campaign_id" and await store.is_complete(tx.connection, place, caller.organization):
                await as_centre(tx.connection)
                await meet_deadline(tx, deadline, f"{request.procedure}#{caller.organization}", rules.HAND_IN)
            return await tx.reply(_message(row))

    async def ListHandedInCharts(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.ListHandedInChartsRequest, context: Context
    ) -> pb.ListHandedInChartsResponse:
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        place = None
        if request.procedure:
            place = _PLACES[request.procedure.partition("/")[0]], id_in(request.procedure)
        async with self.database.read_as_caller() as connection:
            rows = await store.page(
                connection,
                place=place,
                family=request.family,
                before=uuid.UUID(str(token[0])) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListHandedInChartsResponse(charts=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def _place(self, tx: WriteTransaction, procedure: str, chart: Chart) -> tuple[Regime, dt.datetime | None]:
        """The regime of where a chart is handed in, and until when that may be."""
        organization = current_caller().organization
        if procedure.startswith("opinionRequests/"):
            row = await store.request_of(tx.connection, id_in(procedure))
            if row is None:
                raise not_found(procedure)
            parties = (row.requester, row.respondent)
            rules.must_be_concerned(procedure, chart.family, organization, parties, drawn=chart.family == row.patent)
            rules.must_hear_parties(procedure, row.state)
            await as_centre(tx.connection)
            kept = await store.regime_of_request(tx.connection, row.check_id)
            return regime_in(kept.citation, bytes(kept.content)), None
        row = await store.campaign_of(tx.connection, id_in(procedure))
        if row is None:
            raise not_found(procedure)
        regime = regime_in(row.regime, bytes(row.content))
        owners = await store.owners(tx.connection, row.frame_id, chart.family)
        drawn_at: dt.datetime = row.drawn_at or row.created_at
        drawn = row.drawn_at is not None and await store.is_drawn(tx.connection, row.id, chart.family)
        rules.must_be_concerned(procedure, chart.family, organization, owners, drawn=drawn)
        due_at = regime.days.end_of(chart_open_until(regime, drawn_at))
        provision = regime.provision("sampling.chart_open")
        rules.must_be_open(procedure, provision, due_at=due_at, now=self.database.clock.now())
        return regime, due_at


def _message(row: sa.Row[Any]) -> pb.HandedInChart:
    place = next(f"{kind}/{id}" for kind, column in _PLACES.items() if (id := getattr(row, column)) is not None)
    return pb.HandedInChart(
        name=f"handedInCharts/{row.id}",
        chart=f"charts/{row.chart_id}/versions/{row.version}",
        digest=row.digest,
        owner=row.owner,
        procedure=place,
        family=row.family,
        hand_in_time=timestamp(row.handed_in_at),
        due_time=timestamp_if(row.due_at),
    )
