"""Owns the SQL of claim charts; who sees which row is for the policies of the tables to say."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.charts.rules import Chart, Opening, chart_of, citations, document_of
from services.assessment.tables import (
    chart,
    chart_draft,
    chart_version,
    essentiality_check,
    figure_citation,
    figure_document,
    figure_piece,
    handed_in_chart,
    regime_profile,
    seat,
)
from shared.canonical import canonical_json

PIECE_BYTES = 1024 * 1024


async def add(
    connection: AsyncConnection,
    chart_id: uuid.UUID,
    said: Chart,
    *,
    owner: str,
    regime: str,
    opening: Opening | None,
    at: dt.datetime,
    check_id: uuid.UUID | None = None,
) -> None:
    """Puts in a chart with its draft."""
    await connection.execute(
        sa.insert(chart).values(
            id=chart_id,
            owner=owner,
            regime=regime,
            standard=said.standard,
            family=said.family,
            latest_version=0,
            public_from=opening.day if opening else None,
            public_at=opening.at if opening else None,
            created_at=at,
            check_id=check_id,
        )
    )
    await connection.execute(
        sa.insert(chart_draft).values(
            chart_id=chart_id, owner=owner, document=_document(said), revision=1, updated_at=at
        )
    )


async def take(connection: AsyncConnection, chart_id: uuid.UUID) -> sa.Row[Any] | None:
    """An own chart with its draft, locked until the transaction ends; None for anybody else's."""
    # Two statements: one that waited for the lock would go on with the draft that it read before it waited.
    locked = sa.select(chart.c.id).where(chart.c.id == chart_id).with_for_update()
    if (await connection.execute(locked)).first() is None:
        return None
    query = (
        sa.select(chart, chart_draft.c.document, chart_draft.c.revision)
        .join(chart_draft, chart_draft.c.chart_id == chart.c.id)
        .where(chart.c.id == chart_id)
    )
    return (await connection.execute(query)).one_or_none()


async def revise(
    connection: AsyncConnection,
    taken: sa.Row[Any],
    said: Chart,
    *,
    opening: Opening | None,
    at: dt.datetime,
) -> None:
    """Replaces a draft."""
    await connection.execute(
        sa.update(chart)
        .where(chart.c.id == taken.id)
        .values(
            standard=said.standard,
            family=said.family,
            public_from=opening.day if opening else None,
            public_at=opening.at if opening else None,
        )
    )
    await connection.execute(
        sa.update(chart_draft)
        .where(chart_draft.c.chart_id == taken.id)
        .values(document=_document(said), revision=taken.revision + 1, updated_at=at)
    )


async def submit(connection: AsyncConnection, taken: sa.Row[Any], *, digest: str, account: str, at: dt.datetime) -> int:
    """Keeps the draft as the next version; its number."""
    version = taken.latest_version + 1
    await connection.execute(
        sa.insert(chart_version).values(
            chart_id=taken.id,
            version=version,
            owner=taken.owner,
            document=taken.document,
            digest=digest,
            account=account,
            submitted_at=at,
        )
    )
    cited = citations(said(taken.document))
    if cited:
        rows = [
            {"chart_id": taken.id, "version": version, "sha256": sha256, "owner": taken.owner, "confidential": secret}
            for sha256, secret in sorted(cited.items())
        ]
        await connection.execute(sa.insert(figure_citation), rows)
    await connection.execute(sa.update(chart).where(chart.c.id == taken.id).values(latest_version=version))
    await connection.execute(
        sa.update(chart_draft)
        .where(chart_draft.c.chart_id == taken.id)
        .values(revision=taken.revision + 1, updated_at=at)
    )
    return version


async def digest_of_version(connection: AsyncConnection, chart_id: uuid.UUID, version: int) -> str | None:
    """The digest of a version; None where there is none."""
    query = sa.select(chart_version.c.digest).where(
        chart_version.c.chart_id == chart_id, chart_version.c.version == version
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def read(connection: AsyncConnection, chart_id: uuid.UUID) -> sa.Row[Any] | None:
    """A chart's row; None where the caller may not see it."""
    return (await connection.execute(sa.select(chart).where(chart.c.id == chart_id))).one_or_none()


async def is_handed_in(connection: AsyncConnection, chart_id: uuid.UUID, number: int) -> bool:
    """Whether a version was handed in where the caller sees it: to whom they check, or by their own organization."""
    table = handed_in_chart
    query = sa.select(sa.literal(1)).where(table.c.chart_id == chart_id, table.c.version == number).limit(1)
    return (await connection.execute(query)).first() is not None


async def check_of(connection: AsyncConnection, check_id: uuid.UUID, account: str) -> sa.Row[Any] | None:
    """A check that an account sits on, with its regime and since when it is open; None for anybody else's."""
    columns: list[sa.ColumnElement[Any]] = [
        essentiality_check.c.family,
        regime_profile.c.citation,
        regime_profile.c.content,
        seat.c.opened_at,
    ]
    query = (
        sa.select(*columns)
        .join(regime_profile, regime_profile.c.citation == essentiality_check.c.regime)
        .join(seat, seat.c.check_id == essentiality_check.c.id)
        .where(essentiality_check.c.id == check_id, seat.c.evaluator_account == account, seat.c.ended_at.is_(None))
        .order_by(seat.c.stage.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def latest_seen(connection: AsyncConnection, chart_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """The latest version of each chart that the caller may see: who checks does not see those after it."""
    table = chart_version
    query = (
        sa.select(table.c.chart_id, sa.func.max(table.c.version))
        .where(table.c.chart_id.in_(list(chart_ids)))
        .group_by(table.c.chart_id)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def delete(connection: AsyncConnection, chart_id: uuid.UUID) -> None:
    """Deletes a chart of which nothing was submitted, with its draft."""
    await connection.execute(sa.delete(chart_draft).where(chart_draft.c.chart_id == chart_id))
    await connection.execute(sa.delete(chart).where(chart.c.id == chart_id))


async def draft(connection: AsyncConnection, chart_id: uuid.UUID) -> sa.Row[Any] | None:
    """A draft; its owner's alone."""
    return (await connection.execute(sa.select(chart_draft).where(chart_draft.c.chart_id == chart_id))).one_or_none()


async def version(connection: AsyncConnection, chart_id: uuid.UUID, number: int) -> sa.Row[Any] | None:
    """A version that was submitted."""
    query = sa.select(chart_version).where(chart_version.c.chart_id == chart_id, chart_version.c.version == number)
    return (await connection.execute(query)).one_or_none()


async def page(
    connection: AsyncConnection, *, family: str, before: uuid.UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Charts that the caller may see, the newest first."""
    query = sa.select(chart).order_by(chart.c.id.desc()).limit(limit)
    if family:
        query = query.where(chart.c.family == family)
    if before is not None:
        query = query.where(chart.c.id < before)
    return (await connection.execute(query)).all()


async def figure_bytes_of(connection: AsyncConnection, owner: str) -> int:
    """How many bytes of pages an owner has; whoever keeps another meanwhile waits until the transaction ends."""
    place = sa.func.hashtextextended(f"sepia.assessment.figures {owner}", 0)
    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(place)))
    total = sa.select(sa.func.coalesce(sa.func.sum(figure_document.c.size_bytes), 0))
    return int((await connection.execute(total.where(figure_document.c.owner == owner))).scalar_one())


async def keep_figure(
    connection: AsyncConnection,
    *,
    owner: str,
    sha256: str,
    media_type: str,
    data: bytes,
    aspects: Sequence[float],
    at: dt.datetime,
) -> bool:
    """Keeps a document that figures are cited from; False, and nothing changed, where it was kept before."""
    statement = (
        insert(figure_document)
        .values(
            owner=owner,
            sha256=sha256,
            media_type=media_type,
            size_bytes=len(data),
            aspects=list(aspects),
            created_at=at,
        )
        .on_conflict_do_nothing()
        .returning(figure_document.c.sha256)
    )
    if (await connection.execute(statement)).first() is None:
        return False
    for number, start in enumerate(range(0, len(data), PIECE_BYTES)):
        await connection.execute(
            sa.insert(figure_piece).values(
                owner=owner, sha256=sha256, number=number, data=data[start : start + PIECE_BYTES]
            )
        )
    return True


async def figures(connection: AsyncConnection, owner: str, digests: Sequence[str]) -> Mapping[str, sa.Row[Any]]:
    """Documents of an owner that the caller may see, by digest."""
    query = sa.select(figure_document).where(
        figure_document.c.owner == owner, figure_document.c.sha256.in_(list(digests))
    )
    return {row.sha256: row for row in await connection.execute(query)}


async def figure_bytes(connection: AsyncConnection, owner: str, sha256: str) -> bytes:
    """A document, byte for byte; empty where the caller may not see it."""
    query = (
        sa.select(figure_piece.c.data)
        .where(figure_piece.c.owner == owner, figure_piece.c.sha256 == sha256)
        .order_by(figure_piece.c.number)
    )
    return b"".join((await connection.execute(query)).scalars())


def said(document: str) -> Chart:
    """What a kept document says."""
    return chart_of(json.loads(document))


def _document(chart_said: Chart) -> str:
    return canonical_json(document_of(chart_said)).decode()
