"""Owns the SQL behind evidence: what belongs to a check, and what may have been recorded of it.

Every statement runs under the caller's identity: what row-level security hides is not gathered.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.charts.rules import DIGEST_DOMAIN, Chart
from services.assessment.charts.store import said
from services.assessment.conducting import as_centre, elements_behind
from services.assessment.evidence.rules import Text
from services.assessment.tables import (
    chart,
    chart_version,
    check_step,
    element_finding,
    finding,
    hearing,
    hearing_answer,
    opinion,
    opinion_request,
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What belongs to a check, as far as the caller may see it.

    Attributes:
        subjects: resource names that entries of the log are about.
        entries: ids of entries that are about several checks and about this one too.
        campaign: `campaigns/{campaign}`; empty for an opinion on request.
        texts: what may have been recorded by its digest.
        charts: versions of claim charts among them.
        audience: of the opinion that was asked for; empty for a check.
    """

    subjects: list[str]
    entries: list[uuid.UUID]
    campaign: str
    texts: list[Text]
    charts: list[KeptChart]
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptChart:
    """A version of a claim chart, and the pages it cites.

    Attributes:
        name: `charts/{chart}`.
        version: its number.
        owner: whose it is.
        digest: its own, which the log names.
        said: what it says.
    """

    name: str
    version: int
    owner: str
    digest: str
    said: Chart


async def opinion_row(connection: AsyncConnection, opinion_id: uuid.UUID) -> sa.Row[Any] | None:
    """An opinion that the caller may see."""
    return (await connection.execute(sa.select(opinion).where(opinion.c.id == opinion_id))).one_or_none()


async def matter(
    connection: AsyncConnection,
    check_id: uuid.UUID,
    *,
    audience: tuple[str, ...],
    family: str,
    campaign_id: uuid.UUID | None,
    through_check: bool,
) -> Matter:
    """Gathers what belongs to a check.

    Args:
        audience: of the opinion that was asked for; empty for a check.
        through_check: whether the caller asks for the check itself; who asks for its opinion hears nothing of it.
    """
    subjects: list[str] = [f"checks/{check_id}"] if through_check else []
    texts: list[Text] = []
    entries: list[uuid.UUID] = []
    if through_check:
        steps = sa.select(check_step.c.log_entry_id).where(check_step.c.check_id == check_id)
        signed = sa.select(finding).where(finding.c.check_id == check_id).order_by(finding.c.revision)
        findings = (await connection.execute(signed)).all()
        entries += [row.log_entry_id for row in await connection.execute(steps)]
        found = await connection.execute(
            sa.select(element_finding)
            .where(element_finding.c.check_id == check_id)
            .order_by(element_finding.c.recorded_at, element_finding.c.number)
        )
        texts += [
            _text("element-reasons", f"reasons of finding {row.number} on element {row.element}", row.reasons)
            for row in found
        ]
        entries += [row.log_entry_id for row in findings]
        texts += [_text("reasons", f"reasons of finding {row.revision}", row.reasons) for row in findings]
        texts += [_text("elements", f"what finding {row.revision} stands on", row.elements) for row in findings]
    asked = await connection.execute(sa.select(opinion_request).where(opinion_request.c.check_id == check_id))
    for row in asked:
        subjects.append(f"opinionRequests/{row.id}")
        texts += [_text("arguments", "arguments of who asked", row.arguments)]
        texts += [_text("statement", "statement of the other party", row.statement)]
    heard = await connection.execute(
        sa.select(hearing).where(hearing.c.check_id == check_id).order_by(hearing.c.opened_at)
    )
    for row in heard.all():
        subjects.append(f"hearings/{row.id}")
        texts.append(_text("reasons", f"reasons laid before the holder in hearings/{row.id}", row.reasons))
        texts.append(_text("elements", f"what the reasons in hearings/{row.id} stand on", row.findings))
        answers = await connection.execute(sa.select(hearing_answer).where(hearing_answer.c.hearing_id == row.id))
        for answer in answers:
            texts.append(_text("answer", f"answer of {answer.organization} in hearings/{row.id}", answer.answer))
            texts.append(_text("amended-chart", f"chart amended by {answer.organization}", answer.amended_chart))
    issued = await connection.execute(
        sa.select(opinion).where(opinion.c.check_id == check_id).order_by(opinion.c.issued_at)
    )
    opinions = issued.all()
    for row in opinions:
        subjects.append(f"opinions/{row.id}")
        texts.append(_text("reasons", f"reasons of opinions/{row.id}", row.reasons))
    charts = await connection.execute(
        sa.select(
            chart_version.c.chart_id,
            chart_version.c.version,
            chart_version.c.owner,
            chart_version.c.document,
            chart_version.c.digest,
        )
        .join(chart, chart.c.id == chart_version.c.chart_id)
        .where(chart.c.family == family)
        .order_by(chart_version.c.chart_id, chart_version.c.version)
    )
    kept: list[KeptChart] = []
    for row in charts:
        if f"charts/{row.chart_id}" not in subjects:
            subjects.append(f"charts/{row.chart_id}")
        what = (
            f"charts/{row.chart_id}, version {row.version}: {DIGEST_DOMAIN}, a zero byte, the chart as canonical JSON"
        )
        texts.append(Text("chart", what, DIGEST_DOMAIN.encode() + b"\0" + row.document.encode()))
        kept.append(KeptChart(f"charts/{row.chart_id}", row.version, row.owner, row.digest, said(row.document)))
    # Of opinions that are the caller's to see; only what an entry opened to them names goes into the bundle.
    await as_centre(connection)
    for row in opinions:
        behind = await elements_behind(connection, check_id, row.stage, row.outcome, row.issued_at)
        texts += [_text("elements", f"what opinions/{row.id} stands on", each) for each in behind]
    return Matter(subjects, entries, f"campaigns/{campaign_id}" if campaign_id else "", texts, kept, audience)


def _text(kind: str, what: str, text: str) -> Text:
    return Text(kind, what, text.encode())
