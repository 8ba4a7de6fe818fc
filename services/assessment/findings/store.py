"""Owns the SQL of findings by element: rows are only added; who sees which is for the policies of the table to say."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.charts.rules import chart_of
from services.assessment.findings.rules import Found, Ground, Verdict, provisions_document, provisions_of
from services.assessment.regimes import Regime, regime_in
from services.assessment.tables import chart, chart_version, element_finding, essentiality_check, regime_profile
from shared.canonical import canonical_json

_TABLE = element_finding


def chart_name(chart_id: uuid.UUID, version: int) -> str:
    """`charts/{chart}/versions/{version}`."""
    return f"charts/{chart_id}/versions/{version}"


def parts_of(name: str) -> tuple[uuid.UUID, int] | None:
    """The inverse of `chart_name`; None for what no version can be called."""
    _, chart_id, _, version = name.split("/")
    try:
        return uuid.UUID(chart_id), int(version)
    except ValueError:
        return None


async def version_of(connection: AsyncConnection, name: str) -> sa.Row[Any] | None:
    """A version of a chart, with the check that it was written for; None where the caller may not see it."""
    parts = parts_of(name)
    if parts is None:
        return None
    query = (
        sa.select(chart_version, chart.c.check_id)
        .join(chart, chart.c.id == chart_version.c.chart_id)
        .where(chart_version.c.chart_id == parts[0], chart_version.c.version == parts[1])
    )
    return (await connection.execute(query)).one_or_none()


async def latest(connection: AsyncConnection, seat_id: uuid.UUID) -> tuple[int, str]:
    """How many findings were recorded from a seat, and against which version of a chart the last was; 0 and empty."""
    query = (
        sa.select(_TABLE.c.number, _TABLE.c.chart_id, _TABLE.c.chart_version)
        .where(_TABLE.c.seat_id == seat_id)
        .order_by(_TABLE.c.number.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return (0, "") if row is None else (row.number, chart_name(row.chart_id, row.chart_version))


async def ground(
    connection: AsyncConnection, seat_id: uuid.UUID | None, version: sa.Row[Any], counting: Collection[str]
) -> Ground:
    """What was found from a seat on a version of a chart; nothing for no seat."""
    query = (
        sa.select(_TABLE)
        .where(
            _TABLE.c.seat_id == seat_id,
            _TABLE.c.chart_id == version.chart_id,
            _TABLE.c.chart_version == version.version,
        )
        .order_by(_TABLE.c.number)
    )
    rows: Sequence[sa.Row[Any]] = (await connection.execute(query)).all() if seat_id is not None else ()
    return Ground(
        chart_name(version.chart_id, version.version),
        version.digest,
        chart_of(json.loads(version.document)),
        {row.element: found_in(row) for row in rows},
        counting,
    )


def found_in(row: sa.Row[Any]) -> Found:
    """What a row says."""
    return Found(row.element, Verdict(row.verdict), row.reasons, provisions_of(json.loads(row.provisions)))


async def add(
    connection: AsyncConnection, findings: Sequence[Found], common: Mapping[str, object], *, after: int
) -> None:
    """Puts findings in, numbered after those there are."""
    rows = [
        {
            **common,
            "number": after + place,
            "element": each.element,
            "verdict": int(each.verdict),
            "reasons": each.reasons,
            "provisions": canonical_json(provisions_document(each.provisions)).decode(),
        }
        for place, each in enumerate(findings, start=1)
    ]
    await insert_rows(connection, _TABLE, rows)


async def seats_with_findings(
    connection: AsyncConnection, check_id: uuid.UUID, *, account: str = "", evaluator_id: uuid.UUID | None = None
) -> Sequence[sa.Row[Any]]:
    """Seats from which something was found on a check, the latest first; of an account or evaluator if one is named."""
    columns: list[sa.ColumnElement[Any]] = [_TABLE.c.seat_id, _TABLE.c.evaluator_id]
    query = (
        sa.select(*columns)
        .where(_TABLE.c.check_id == check_id)
        .group_by(_TABLE.c.seat_id, _TABLE.c.evaluator_id)
        .order_by(sa.func.max(_TABLE.c.recorded_at).desc(), _TABLE.c.seat_id)
    )
    if account:
        query = query.where(_TABLE.c.account == account)
    if evaluator_id is not None:
        query = query.where(_TABLE.c.evaluator_id == evaluator_id)
    return (await connection.execute(query)).all()


async def regime_of_check(connection: AsyncConnection, check_id: uuid.UUID) -> Regime:
    """The regime that a check is conducted under."""
    query = (
        sa.select(regime_profile.c.citation, regime_profile.c.content)
        .join(essentiality_check, essentiality_check.c.regime == regime_profile.c.citation)
        .where(essentiality_check.c.id == check_id)
    )
    row = (await connection.execute(query)).one()
    return regime_in(row.citation, bytes(row.content))


async def page(
    connection: AsyncConnection, check_id: uuid.UUID, after: tuple[dt.datetime, uuid.UUID, int] | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Findings on a check that the caller may see, in order, each with what replaced it and a number of its seat."""
    on_the_same = [_TABLE.c.seat_id, _TABLE.c.chart_id, _TABLE.c.chart_version, _TABLE.c.element]
    every = (
        sa.select(
            _TABLE,
            sa.func.lead(_TABLE.c.number).over(partition_by=on_the_same, order_by=_TABLE.c.number).label("replaced_by"),
            sa.func.dense_rank().over(order_by=[_TABLE.c.stage, _TABLE.c.seat_id]).label("seat"),
        )
        .where(_TABLE.c.check_id == check_id)
        .subquery()
    )
    query = sa.select(every).order_by(every.c.recorded_at, every.c.seat_id, every.c.number).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(every.c.recorded_at, every.c.seat_id, every.c.number) > sa.tuple_(*after))
    return (await connection.execute(query)).all()


async def checks_found_on(connection: AsyncConnection, checks: Collection[uuid.UUID], account: str) -> set[uuid.UUID]:
    """Those of these checks on which an account has found something by element."""
    query = sa.select(_TABLE.c.check_id).where(
        _TABLE.c.check_id == sa.any_(sa.bindparam("checks", list(checks), pg.ARRAY(sa.Uuid()))),
        _TABLE.c.account == account,
    )
    return set((await connection.execute(query)).scalars())
