"""Owns the gRPC methods that measure evaluators in pools, and publish and show what was measured."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any

import grpc.aio
from google.type import decimal_pb2

from sepia.assessment.v1 import quality_pb2 as pb
from sepia.assessment.v1 import quality_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.campaigns.profiles import kept_profile
from services.assessment.instants import timestamp, timestamp_if
from services.assessment.quality import rules, store
from services.assessment.quality.rules import Looked, Scope
from services.assessment.regimes import Regime, regime_of
from shared.auth.callers import Role, current_caller
from shared.canonical import canonical_digest, canonical_json
from shared.db.database import OFFICERS, Database
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found, stale

Context = grpc.aio.ServicerContext[Any, Any]
INPUT_DOMAIN = "sepia.assessment.quality_input.v1"


class QualityServicer(quality_pb2_grpc.QualityServiceServicer):
    """Measures pools of evaluators."""

    def __init__(self, database: Database, regimes_folder: Path | None) -> None:
        self.database = database
        self.regimes_folder = regimes_folder

    async def MeasureQuality(self, request: pb.MeasureQualityRequest, context: Context) -> pb.QualityReport:  # pyright: ignore[reportIncompatibleMethodOverride]
        regime = self._regime(request.regime)
        rules.must_be_single(regime.rules.panel, request.regime)
        first, last = rules.period_of(request.period)
        scope = Scope(request.technical_area, first, last, request.demonstration, self.database.clock.now())
        async with self.database.read_as_caller() as connection:
            families = scope.of(await store.looked(connection, regime))
            rules.must_have_verdicts(families, request.period)
            digest = _digest(request.regime, request.technical_area, request.period, families)
            known = await store.kept(connection, digest)
        # Seconds for a large pool: no transaction stays open meanwhile, and calls go on.
        figures = await asyncio.to_thread(rules.measured, families) if known is None else {}
        async with self.database.write(request) as tx:
            known = await store.kept(tx.connection, digest)
            if known is None:
                id = self.database.new_id()
                await store.add(
                    tx.connection,
                    {
                        "id": id,
                        "regime": request.regime,
                        "technical_area": request.technical_area,
                        "period": request.period,
                        "demonstration": request.demonstration,
                        "input_digest": digest,
                        "figures": canonical_json(figures).decode(),
                        "evaluators": len(rules.accounts(families)),
                        "measured_at": scope.as_of,
                    },
                )
                said = {"regime": request.regime, "technical_area": request.technical_area, "period": request.period}
                await tx.record(
                    "officer:quality:measure",
                    f"qualityReports/{id}",
                    {**said, "demonstration": request.demonstration, "input_digest": digest},
                    audience=OFFICERS,
                )
                known = await store.kept(tx.connection, digest)
            return await tx.reply(_message(known))

    async def PublishQualityReport(self, request: pb.PublishQualityReportRequest, context: Context) -> pb.QualityReport:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            row = await store.take(tx.connection, id_in(request.name))
            if row is None:
                raise not_found(request.name)
            if request.etag and request.etag != _etag(row):
                raise stale(request.name)
            regime = self._regime(row.regime)
            everything = await store.looked(tx.connection, regime)
            now = self.database.clock.now()
            families = _scope(row, now).of(everything)
            rules.must_be_fresh(
                request.name,
                published=row.published_at is not None,
                same=_digest(row.regime, row.technical_area, row.period, families) == row.input_digest,
            )
            others = await store.published(tx.connection, row.regime, demonstration=row.demonstration)
            rules.must_be_tellable(
                families,
                {
                    # Several of the same period and pool differ by when they were measured.
                    f"{each.period} {each.technical_area or 'all areas'} (qualityReports/{each.id})": _scope(
                        each, each.published_at
                    ).of(everything)
                    for each in others
                },
            )
            await store.publish(tx.connection, row.id, now)
            await tx.record(
                "officer:quality:publish",
                request.name,
                {
                    "regime": row.regime,
                    "technical_area": row.technical_area,
                    "period": row.period,
                    "demonstration": row.demonstration,
                    "figures": json.loads(row.figures),
                },
            )
            return await tx.reply(_message(await store.one(tx.connection, row.id)))

    async def GetQualityReport(self, request: pb.GetQualityReportRequest, context: Context) -> pb.QualityReport:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            row = await store.one(connection, id_in(request.name))
        if row is None:
            raise not_found(request.name)
        return _message(row)

    async def ListQualityReports(
        self, request: pb.ListQualityReportsRequest, context: Context
    ) -> pb.ListQualityReportsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        before = uuid.UUID(str(token[0])) if token else None
        async with self.database.read_as_caller() as connection:
            rows = await store.page(connection, before=before, limit=limit + 1)
        reply = pb.ListQualityReportsResponse(reports=[_message(row) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    def _regime(self, name: str) -> Regime:
        return regime_of(kept_profile(name, self.regimes_folder)[0])


def _digest(regime: str, area: str, period: str, families: list[Looked]) -> str:
    return canonical_digest(INPUT_DOMAIN, [regime, area, period, rules.as_input(families)])


def _scope(row: Any, as_of: Any) -> Scope:
    first, last = rules.period_of(row.period)
    return Scope(row.technical_area, first, last, row.demonstration, as_of)


def _etag(row: Any) -> str:
    return "r1" if row.published_at is None else "r2"


def _decimals(message: Any, given: dict[str, str]) -> Any:
    return message(**{name: decimal_pb2.Decimal(value=text) for name, text in given.items()})


def _message(row: Any) -> pb.QualityReport:
    officer = current_caller().has(Role.ROLE_OFFICER, Role.ROLE_SERVICE)
    figures: dict[str, Any] = json.loads(row.figures)
    found: dict[str, Any] = {name: value for name, value in figures.items() if isinstance(value, int)}
    for name in ("observed", "kappa", "ac1"):
        if name in figures:
            found[name] = _decimals(pb.QualityFigure, figures[name])
    for name in ("sensitivity", "specificity"):
        if name in figures:
            found[name] = _decimals(pb.QualityPosterior, figures[name])
    return pb.QualityReport(
        name=f"qualityReports/{row.id}",
        regime=row.regime,
        technical_area=row.technical_area,
        period=row.period,
        **found,
        evaluator_count=row.evaluators if officer else 0,
        demonstration=row.demonstration,
        input_digest=row.input_digest if officer else "",
        measure_time=timestamp(row.measured_at),
        publish_time=timestamp_if(row.published_at),
        etag=_etag(row),
    )
