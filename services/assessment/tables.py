"""Owns the assessment service's schema: every table of the service on one page.

Three parts differ in who may see them. Frames, campaigns, what was drawn and what was published are public. Who is on
the roster, who checks what, and what was found stay between officers and the evaluator: the database itself refuses
the rows to everybody else (row-level security, forced on the owner too; the policies are in the migrations). Holders
and families are compared by their bytes (collation C), the order in which the draw and the lists go.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shared.db.tables import service_metadata

SCHEMA = "assessment"
METADATA, JOURNAL, ANSWERED = service_metadata(SCHEMA)

CONFIDENTIAL = ("evaluator", "tie", "assignment_key", "essentiality_check", "finding")
"""Tables under row-level security: read through `Database.read_as_caller`, changed under the caller's identity."""


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _name(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(collation="C"), primary_key=primary_key, nullable=False)


def _of(name: str, target: sa.Column[Any], *, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.ForeignKey(target), primary_key=primary_key, nullable=False)


# --- frames, as the registry froze them --------------------------------------------------------------------------

frame = sa.Table(
    "frame",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("family_key", sa.SmallInteger, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    # As computed here from the entries.
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("entry_count", sa.BigInteger, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    _instant("received_at"),
)

frame_holder = sa.Table(
    "frame_holder",
    METADATA,
    _of("frame_id", frame.c.id, primary_key=True),
    # Empty where the declarant is unknown: a line of its own.
    _name("holder", primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("families", sa.BigInteger, nullable=False),
)

frame_entry = sa.Table(
    "frame_entry",
    METADATA,
    _of("frame_id", frame.c.id, primary_key=True),
    _name("holder", primary_key=True),
    _name("family", primary_key=True),
    # Who else owns a family: asked for when conflicts are looked for.
    sa.Index("ix_frame_entry_family", "frame_id", "family"),
)

# --- campaigns ---------------------------------------------------------------------------------------------------

regime_profile = sa.Table(
    "regime_profile",
    METADATA,
    # `name@digest`. A campaign follows the profile as it was when it was announced, whatever becomes of the file.
    sa.Column("citation", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

campaign = sa.Table(
    "campaign",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    _of("frame_id", frame.c.id),
    _of("regime", regime_profile.c.citation),
    sa.Column("minimum_per_holder", sa.Integer, nullable=False),
    sa.Column("per_mille", sa.Integer, nullable=False),
    sa.Column("random_description", sa.Text, nullable=False),
    _instant("known_at"),
    sa.Column("random_value", sa.Text),
    # CampaignState of the contract
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("drawn_count", sa.BigInteger, nullable=False),
    sa.Column("check_count", sa.BigInteger, nullable=False),
    _instant("created_at"),
    _instant("drawn_at", nullable=True),
    _instant("assigned_at", nullable=True),
    _instant("published_at", nullable=True),
    sa.CheckConstraint(
        "state between 1 and 4 and (state >= 2) = (drawn_at is not null) and (state >= 2) = (random_value is not null)"
        " and (state >= 3) = (assigned_at is not null) and (state >= 4) = (published_at is not null)",
        name="ck_campaign_state",
    ),
    sa.CheckConstraint("known_at > created_at and drawn_at >= known_at", name="ck_campaign_named_before_known"),
)

campaign_size = sa.Table(
    "campaign_size",
    METADATA,
    # Stated for a holder when the campaign was announced; others follow the campaign's own plan.
    _of("campaign_id", campaign.c.id, primary_key=True),
    _name("holder", primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.CheckConstraint("size >= 0", name="ck_campaign_size"),
)

campaign_exclusion = sa.Table(
    "campaign_exclusion",
    METADATA,
    # A holder or a family of the frame that is not drawn from.
    _of("campaign_id", campaign.c.id, primary_key=True),
    _name("name", primary_key=True),
    # ExclusionReason of the contract
    sa.Column("reason", sa.SmallInteger, nullable=False),
    sa.Column("grounds", sa.Text, nullable=False),
    sa.CheckConstraint("reason between 1 and 3 and grounds <> ''", name="ck_campaign_exclusion"),
)

drawn_family = sa.Table(
    "drawn_family",
    METADATA,
    _of("campaign_id", campaign.c.id, primary_key=True),
    _name("holder", primary_key=True),
    sa.Column("rank", sa.BigInteger, primary_key=True, autoincrement=False),
    _name("family"),
    sa.UniqueConstraint("campaign_id", "holder", "family", name="uq_drawn_family"),
)

# --- who checks what: between officers and the evaluator ---------------------------------------------------------

evaluator = sa.Table(
    "evaluator",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("identity_verified", sa.Boolean, nullable=False),
    sa.Column("ties_declared", sa.Boolean, nullable=False),
    _instant("created_at"),
    sa.UniqueConstraint("account", name="uq_evaluator_account"),
)

tie = sa.Table(
    "tie",
    METADATA,
    _of("evaluator_id", evaluator.c.id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("holder", sa.Text, nullable=False),
    # TieKind of the contract
    sa.Column("kind", sa.SmallInteger, nullable=False),
)

assignment_key = sa.Table(
    "assignment_key",
    METADATA,
    # Decides among evaluators who are equally suited; its SHA-256 is in the log from the announcement on.
    _of("campaign_id", campaign.c.id, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
)

essentiality_check = sa.Table(
    "essentiality_check",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    _of("campaign_id", campaign.c.id),
    _name("family"),
    # The first, by name, of the holders for whom the family was drawn.
    _name("holder"),
    _of("evaluator_id", evaluator.c.id),
    # Repeats the roster's, so that a policy needs no other table.
    sa.Column("evaluator_account", sa.Text, nullable=False),
    # CheckState and Outcome of the contract
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    # How many findings were signed; the last is repeated here.
    sa.Column("revision", sa.Integer, nullable=False),
    _instant("assigned_at"),
    _instant("due_at"),
    _instant("recorded_at", nullable=True),
    # A result holds for the family: one check, however many holders it was drawn for.
    sa.UniqueConstraint("campaign_id", "family", name="uq_check_family"),
    sa.CheckConstraint(
        "state between 1 and 2 and outcome between 0 and 3 and (state = 2) = (outcome > 0)"
        " and (state = 2) = (recorded_at is not null) and (state = 2) = (revision > 0)",
        name="ck_check_state",
    ),
    sa.Index("ix_check_account", "evaluator_account", "id"),
    sa.Index("ix_check_evaluator", "evaluator_id", "assigned_at"),
    sa.Index("ix_check_campaign_state", "campaign_id", "state", "id"),
)

finding = sa.Table(
    "finding",
    METADATA,
    _of("check_id", essentiality_check.c.id, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    _instant("signed_at"),
    # The log's entry is the signature.
    _of("log_entry_id", JOURNAL.entry.c.id),
)

# --- what was published ------------------------------------------------------------------------------------------

holder_result = sa.Table(
    "holder_result",
    METADATA,
    _of("campaign_id", campaign.c.id, primary_key=True),
    _name("holder", primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("families", sa.BigInteger, nullable=False),
    sa.Column("drawn", sa.BigInteger, nullable=False),
    sa.Column("checked", sa.BigInteger, nullable=False),
    sa.Column("essential", sa.BigInteger, nullable=False),
    sa.Column("undetermined", sa.BigInteger, nullable=False),
    sa.Column("simulated", sa.BigInteger, nullable=False),
    sa.CheckConstraint(
        "drawn <= families and checked + undetermined = drawn and essential <= checked and simulated <= drawn",
        name="ck_holder_result_adds_up",
    ),
)

result = sa.Table(
    "result",
    METADATA,
    _of("campaign_id", campaign.c.id, primary_key=True),
    _name("holder", primary_key=True),
    sa.Column("rank", sa.BigInteger, primary_key=True, autoincrement=False),
    _name("family"),
    # No reference: nothing public points into the confidential tables.
    sa.Column("check_id", sa.Uuid, nullable=False),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
)
