"""Owns the SQL of findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.findings.rules import Findings, HolderFinding
from services.frand.pages import PageKey
from services.frand.tables import finding, findings
from shared.db.database import WriteTransaction


async def save(tx: WriteTransaction, found: Findings, *, at: dt.datetime) -> bool:
    """Stores findings; False, with nothing stored, where the campaign has findings already."""
    facts = asdict(found)
    del facts["holders"]
    stored = await tx.execute(
        insert(findings)
        .values(**facts, digest=found.digest, created_at=at)
        .on_conflict_do_nothing()
        .returning(findings.c.campaign)
    )
    if stored.first() is None:
        return False
    await tx.execute(sa.insert(finding), [{"campaign": found.campaign, **asdict(line)} for line in found.holders])
    return True


async def read(connection: AsyncConnection, campaign: str) -> tuple[Findings, dt.datetime] | None:
    """Findings by campaign, with when they were received."""
    row = (await connection.execute(sa.select(findings).where(findings.c.campaign == campaign))).one_or_none()
    if row is None:
        return None
    lines = await connection.execute(sa.select(finding).where(finding.c.campaign == campaign))
    holders = sorted((_line(line) for line in lines), key=lambda line: line.holder)
    return _findings(row, tuple(holders)), row.created_at


async def list_newest(
    connection: AsyncConnection, *, standard: str, after: PageKey | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Rows of `findings`, without their holders, the newest first."""
    statement = sa.select(findings).order_by(findings.c.created_at.desc(), findings.c.campaign.desc()).limit(limit)
    if standard:
        statement = statement.where(findings.c.standard == standard)
    if after is not None:
        key = sa.tuple_(findings.c.created_at, findings.c.campaign)
        statement = statement.where(key < sa.tuple_(sa.literal(after.created_at), sa.literal(after.identity)))
    return (await connection.execute(statement)).all()


def _findings(row: sa.Row[Any], holders: tuple[HolderFinding, ...]) -> Findings:
    return Findings(
        row.campaign,
        row.standard,
        row.frame,
        row.frame_digest,
        row.family_key,
        row.edition,
        row.checkpoint,
        holders,
        row.demonstration,
    )


def _line(row: sa.Row[Any]) -> HolderFinding:
    return HolderFinding(
        row.holder,
        row.display_name,
        row.families,
        row.checked,
        row.essential,
        row.undetermined,
        row.simulated,
        row.reused,
    )
