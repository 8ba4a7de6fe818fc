"""Owns the service's schema: every table on one page.

Rows are only ever added. Findings, royalties, calculations, licences, rate cards and scenarios are never changed or
deleted: triggers of the migrations refuse it. Operations and sets of scenarios change as work on them goes on.

What is not for everybody is under row-level security, forced on the owner too: the database refuses its rows to all
organisations that are not in their audience. Such tables are read through `Database.read_as_caller`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from shared.db.tables import service_metadata

SCHEMA = "frand"
METADATA, JOURNAL, ANSWERED = service_metadata(SCHEMA)


def _created_at() -> sa.Column[object]:
    return sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)


def _audience(*, nullable: bool = True) -> sa.Column[Any]:
    """Organisations that may see the row; null where everybody may."""
    return sa.Column("audience", pg.ARRAY(sa.Text), nullable=nullable)


CONFIDENTIAL = (
    "calculation",
    "calculation_whole",
    "calculation_view",
    "calculation_share",
    "licence",
    "licence_view",
    "operation_input",
    "scenario_set",
    "scenario",
    # Holds what accounts were answered.
    "answered_request",
)
"""Tables under row-level security: read through `Database.read_as_caller`, changed under the caller's identity."""


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
    # Null for what was received before it was told.
    sa.Column("reused", sa.BigInteger),
    sa.CheckConstraint("reused between 0 and checked", name="ck_finding_reused"),
    sa.CheckConstraint(
        "0 <= essential and essential <= checked and 0 <= undetermined and checked + undetermined <= families"
        " and 0 <= simulated and simulated <= checked + undetermined",
        name="ck_finding_possible",
    ),
)

# --- how often evaluators err ------------------------------------------------------------------------------------

evaluator_quality = sa.Table(
    "evaluator_quality",
    METADATA,
    # The assessment's report: what it measured has the same identity here.
    sa.Column("report", sa.Uuid, primary_key=True),
    sa.Column("regime", sa.Text, nullable=False),
    # Empty for all.
    sa.Column("technical_area", sa.Text, nullable=False),
    sa.Column("period", sa.Text, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    # All of it, the figures included, as canonical JSON.
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    _created_at(),
    sa.Index("ix_evaluator_quality_newest", "published_at", "report"),
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
    # These four are of the top-down method alone; several methods have none in common.
    sa.Column("family_key", sa.Text),
    sa.Column("edition", sa.Text),
    sa.Column("rate_unit", sa.Text),
    sa.Column("aggregate", sa.Numeric),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("submitter", sa.Text, nullable=False),
    _created_at(),
    # Organisations that see all of it; null where everybody does. Where it is set, canonical_inputs is empty and
    # results are those without anything restricted: the rest is in calculation_whole.
    _audience(),
    # Organisations whose inputs are restricted.
    sa.Column("whose", pg.ARRAY(sa.Text), nullable=False),
    sa.Index("ix_calculation_newest", "created_at", "sha256"),
)

calculation_whole = sa.Table(
    "calculation_whole",
    METADATA,
    sa.Column("sha256", sa.Text, sa.ForeignKey(calculation.c.sha256), primary_key=True),
    _audience(nullable=False),
    sa.Column("canonical_inputs", sa.Text, nullable=False),
    sa.Column("results", sa.Text, nullable=False),
    # What its released numbers rest on, canonical JSON; null for what was made before it was written down.
    sa.Column("exposures", sa.Text),
)

calculation_view = sa.Table(
    "calculation_view",
    METADATA,
    sa.Column("sha256", sa.Text, sa.ForeignKey(calculation.c.sha256), primary_key=True),
    # Who sees it so, once the calculation is shown to it: somebody in the audience of some inputs, not of all.
    sa.Column("organization", sa.Text, primary_key=True),
    # The calculation's, who see all of it.
    _audience(nullable=False),
    # Results without what is not for that organisation, canonical JSON.
    sa.Column("results", sa.Text, nullable=False),
)

calculation_share = sa.Table(
    "calculation_share",
    METADATA,
    sa.Column("sha256", sa.Text, sa.ForeignKey(calculation.c.sha256), primary_key=True),
    # `*` for everybody.
    sa.Column("organization", sa.Text, primary_key=True),
    # The calculation's, who see all of it.
    _audience(nullable=False),
    sa.Column("shared_by", sa.Text, nullable=False),
    _created_at(),
)

# --- licences and rate cards -------------------------------------------------------------------------------------

licence = sa.Table(
    "licence",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("filer", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("supersedes", sa.Uuid, sa.ForeignKey("frand.licence.id"), unique=True),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    _created_at(),
    sa.Index("ix_licence_newest", "created_at", "id"),
)

licence_view = sa.Table(
    "licence_view",
    METADATA,
    sa.Column("licence_id", sa.Uuid, sa.ForeignKey(licence.c.id), primary_key=True),
    # Who sees it so; `*` for everybody.
    sa.Column("organization", sa.Text, primary_key=True),
    # The terms as that organisation may see them, canonical JSON.
    sa.Column("terms", sa.Text, nullable=False),
    # How many members are left out of it.
    sa.Column("withheld", sa.Integer, nullable=False),
)

rate_card = sa.Table(
    "rate_card",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("programme", sa.Text, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("filer", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("supersedes", sa.Uuid, sa.ForeignKey("frand.rate_card.id"), unique=True),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    _created_at(),
    sa.Index("ix_rate_card_newest", "created_at", "id"),
)

# --- long work ---------------------------------------------------------------------------------------------------

operation = sa.Table(
    "operation",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # `calculation` or `scenario_set`.
    sa.Column("kind", sa.Text, nullable=False),
    # What it makes: known from the beginning for a set of scenarios, at the end for a calculation.
    sa.Column("subject", sa.Text, nullable=False),
    # Who asked, and for whom: the work is done in their name.
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    # 1 waits, 2 runs, 3 is done, 4 failed, 5 was cancelled.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    # Of computing on one core; 0 where nobody estimated it.
    sa.Column("estimated_seconds", sa.Integer, nullable=False),
    sa.Column("computed", sa.BigInteger, nullable=False),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    # Failures that were not the question's before it is given up.
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("error_reason", sa.Text, nullable=False),
    sa.Column("error_message", sa.Text, nullable=False),
    _created_at(),
    sa.Column("started_at", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("state between 1 and 5", name="ck_operation_state"),
    sa.Index("ix_operation_unfinished", "id", postgresql_where=sa.text("state in (1, 2)")),
    sa.Index("ix_operation_account", "account", "id"),
)

operation_input = sa.Table(
    "operation_input",
    METADATA,
    sa.Column("operation_id", sa.Uuid, sa.ForeignKey(operation.c.id), primary_key=True),
    _audience(),
    sa.Column("content", sa.Text, nullable=False),
)

scenario_set = sa.Table(
    "scenario_set",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("operation_id", sa.Uuid, sa.ForeignKey(operation.c.id), nullable=False, unique=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("submitter", sa.Text, nullable=False),
    _audience(),
    # Canonical JSON of the calculation that is varied, with the values of the axes.
    sa.Column("canonical_inputs", sa.Text, nullable=False),
    # The axes as they were asked for, and how they are combined (`ScenarioCombination`).
    sa.Column("axes", pg.JSONB, nullable=False),
    sa.Column("combination", sa.SmallInteger, nullable=False),
    sa.Column("engine_version", sa.Text, nullable=False),
    # Of all scenarios, once they are computed.
    sa.Column("result_digest", sa.Text, nullable=False),
    _created_at(),
    sa.Index("ix_scenario_set_newest", "created_at", "id"),
)

scenario = sa.Table(
    "scenario",
    METADATA,
    sa.Column("set_id", sa.Uuid, sa.ForeignKey(scenario_set.c.id), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    _audience(),
    # Of its canonical inputs.
    sa.Column("sha256", sa.Text, nullable=False),
    # Results as canonical JSON; `[]` where there is none, and why.
    sa.Column("results", sa.Text, nullable=False),
    sa.Column("refusal", sa.Text, nullable=False),
)
