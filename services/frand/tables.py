"""Owns the service's schema: every table on one page.

Rows are only ever added. Findings, royalties and calculations are never changed or deleted: triggers of the first
migration refuse it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from shared.db.tables import service_metadata

SCHEMA = "frand"
METADATA, JOURNAL, ANSWERED = service_metadata(SCHEMA)


def _created_at() -> sa.Column[object]:
    return sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)


# --- what campaigns found ----------------------------------------------------------------------------------------

findings = sa.Table(
    "findings",
    METADATA,
    # `campaigns/{campaign}`: the assessment's name, so what it found has the same identity.
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("frame", sa.Text, nullable=False),
    sa.Column("frame_digest", sa.Text, nullable=False),
    sa.Column("family_key", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("checkpoint", sa.Text, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    _created_at(),
    sa.CheckConstraint("family_key in ('etsi', 'docdb', 'priorities')", name="ck_findings_family_key"),
    sa.Index("ix_findings_newest", "created_at", "campaign"),
)

finding = sa.Table(
    "finding",
    METADATA,
    sa.Column("campaign", sa.Text, sa.ForeignKey(findings.c.campaign), primary_key=True),
    # Empty where the declarant is unknown.
    sa.Column("holder", sa.Text, primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("families", sa.BigInteger, nullable=False),
    sa.Column("checked", sa.BigInteger, nullable=False),
    sa.Column("essential", sa.BigInteger, nullable=False),
    sa.Column("undetermined", sa.BigInteger, nullable=False),
    sa.Column("simulated", sa.BigInteger, nullable=False),
    sa.CheckConstraint(
        "0 <= essential and essential <= checked and 0 <= undetermined and checked + undetermined <= families"
        " and 0 <= simulated and simulated <= checked + undetermined",
        name="ck_finding_possible",
    ),
)

# --- aggregate royalties -----------------------------------------------------------------------------------------

aggregate_royalty = sa.Table(
    "aggregate_royalty",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("value", sa.Numeric, nullable=False),
    # ISO 4217; empty for a fraction of a price.
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("royalty_base", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("citation", sa.Text, nullable=False),
    sa.Column("effective_date", sa.Date, nullable=False),
    sa.Column("submitter", sa.Text, nullable=False),
    _created_at(),
    sa.CheckConstraint("value >= 0 and (value <= 1 or currency <> '')", name="ck_aggregate_royalty_value"),
    sa.Index("ix_aggregate_royalty_newest", "created_at", "id"),
)

# --- calculations ------------------------------------------------------------------------------------------------

calculation = sa.Table(
    "calculation",
    METADATA,
    # Of canonical_inputs.
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("method", sa.Text, nullable=False),
    # What the method assumed, every default filled in: a part of canonical_inputs, so that lists need not read those.
    sa.Column("assumptions", pg.JSONB, nullable=False),
    sa.Column("canonical_inputs", sa.Text, nullable=False),
    # Canonical JSON, kept as text because its digest is that of its bytes.
    sa.Column("results", sa.Text, nullable=False),
    sa.Column("result_digest", sa.Text, nullable=False),
    sa.Column("engine_version", sa.Text, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("family_key", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("rate_unit", sa.Text, nullable=False),
    sa.Column("aggregate", sa.Numeric, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("submitter", sa.Text, nullable=False),
    _created_at(),
    sa.Index("ix_calculation_newest", "created_at", "sha256"),
)
