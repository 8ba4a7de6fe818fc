"""Owns the assessment service's schema: every table of the service on one page.

Three parts differ in who may see them. Frames, campaigns, what was drawn and what was published are public, and so are
the register's corporate groups. Who is on the roster, who checks what, and what was found stay between officers and the
evaluator: the database itself refuses the rows to everybody else (row-level security, forced on the owner too; the
policies are in the migrations). What is laid before a holder or a party has a row and an id of its own, with an
audience; it names nobody who checks. Holders and families are compared by their bytes (collation C), the order in which
the draw and the lists go.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from shared.db.tables import service_metadata
from shared.deadlines import deadline_table

SCHEMA = "assessment"
METADATA, JOURNAL, ANSWERED = service_metadata(SCHEMA)

CONFIDENTIAL = (
    "evaluator",
    "tie",
    "assignment_key",
    "essentiality_check",
    "finding",
    "element_finding",
    "duplicate_check",
    "seat",
    "check_step",
    "hearing",
    "hearing_answer",
    "observation",
    "opinion",
    "opinion_request",
    "deadline",
    "deadline_change",
    "mail",
    "chart",
    "chart_draft",
    "chart_version",
    "handed_in_chart",
    "figure_document",
    "figure_piece",
    "figure_citation",
    "quality_report",
    "proposal",
    "proposal_quota",
)
"""Tables under row-level security: read through `Database.read_as_caller`, changed under the caller's identity."""


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _name(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(collation="C"), primary_key=primary_key, nullable=False)


def _of(name: str, target: sa.Column[Any], *, primary_key: bool = False, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.ForeignKey(target), primary_key=primary_key, nullable=nullable)


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
        "state between 1 and 4 and (state >= 2) = (drawn_at is not null)"
        " and (kind = 2 or (state >= 2) = (random_value is not null)) and (state >= 3) = (assigned_at is not null)"
        " and (state >= 4) = (published_at is not null)",
        name="ck_campaign_state",
    ),
    sa.CheckConstraint(
        "kind = 2 or (known_at > created_at and drawn_at >= known_at)", name="ck_campaign_named_before_known"
    ),
    # CampaignKind of the contract: a sample, or what parties proposed.
    sa.Column("kind", sa.SmallInteger, nullable=False, server_default="1"),
    sa.CheckConstraint("kind between 1 and 2", name="ck_campaign_kind"),
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

reused_family = sa.Table(
    "reused_family",
    METADATA,
    # Drawn and not checked, because a result was on record; or because it is under way as a proposal: outcome 0.
    _of("campaign_id", campaign.c.id, primary_key=True),
    _name("family", primary_key=True),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    # `campaigns/…` or `earlierResults/…`.
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.CheckConstraint("outcome between 0 and 3", name="ck_reused_family"),
)

earlier_result = sa.Table(
    "earlier_result",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("family_key", sa.SmallInteger, nullable=False),
    _name("family"),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    # EarlierSource of the contract
    sa.Column("source", sa.SmallInteger, nullable=False),
    sa.Column("citation", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    _instant("recorded_at"),
    _instant("withdrawn_at", nullable=True),
    sa.Column("withdrawal_reason", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("outcome between 1 and 2 and source between 1 and 4", name="ck_earlier_result"),
    sa.Index("ix_earlier_result_family", "standard", "family"),
    sa.Index(
        "uq_earlier_result_source",
        "standard",
        "family_key",
        "family",
        sa.text("md5(citation)"),
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    ),
)

proposal = sa.Table(
    "proposal",
    METADATA,
    # What a party would like checked: seen by officers and its own organization.
    sa.Column("id", sa.Uuid, primary_key=True),
    _of("frame_id", frame.c.id),
    # Name of the regime.
    sa.Column("regime", sa.Text, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    _name("family"),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("as_holder", sa.Boolean, nullable=False),
    sa.Column("grounds", sa.Text, nullable=False),
    # ProposalState of the contract
    sa.Column("state", sa.SmallInteger, nullable=False),
    # Of proposals, or the sample in which the family is checked anyway.
    _of("campaign_id", campaign.c.id, nullable=True),
    _instant("proposed_at"),
    sa.CheckConstraint("state between 1 and 3 and (state = 1) = (campaign_id is null)", name="ck_proposal_state"),
    sa.UniqueConstraint("organization", "regime", "standard", "family", "year", name="uq_proposal"),
    sa.Index("ix_proposal_frame", "frame_id", "family"),
)

proposal_quota = sa.Table(
    "proposal_quota",
    METADATA,
    # Counted in the statement that takes a place, so that two who propose at once don't take the same.
    sa.Column("organization", sa.Text, primary_key=True),
    sa.Column("regime", sa.Text, primary_key=True),
    sa.Column("standard", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("as_holder", sa.Boolean, primary_key=True),
    sa.Column("used", sa.Integer, nullable=False),
)

# --- who checks what: between officers and the evaluator ---------------------------------------------------------

evaluator = sa.Table(
    "evaluator",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("identity_verified", sa.Boolean, nullable=False),
    # On what the identity was verified, and when; empty where it was only said that it is.
    sa.Column("identity_evidence", sa.Text, nullable=False, server_default=""),
    sa.Column("identity_verified_on", sa.Date),
    sa.Column("ties_declared", sa.Boolean, nullable=False),
    _instant("ties_declared_at", nullable=True),
    sa.Column("skills", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    # How many checks at most: open at a time, and given within a year. The regime's own limits hold besides.
    sa.Column("open_limit", sa.Integer),
    sa.Column("year_limit", sa.Integer),
    sa.Column("conduct_version", sa.Text, nullable=False, server_default=""),
    sa.Column("conduct_consented_on", sa.Date),
    _instant("suspended_at", nullable=True),
    sa.Column("suspension_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("created_at"),
    sa.UniqueConstraint("account", name="uq_evaluator_account"),
)

tie = sa.Table(
    "tie",
    METADATA,
    _of("evaluator_id", evaluator.c.id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # A holder, or a family for earlier work on it.
    sa.Column("subject", sa.Text, nullable=False),
    # TieKind of the contract
    sa.Column("kind", sa.SmallInteger, nullable=False),
    # First and last day; unknown counts as always.
    sa.Column("from_on", sa.Date),
    sa.Column("until_on", sa.Date),
    # A later declaration takes the place of this one; it stays readable.
    _instant("superseded_at", nullable=True),
    sa.Index("ix_tie_current", "evaluator_id", postgresql_where=sa.text("superseded_at is null")),
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
    # Absent where a party asked for an opinion.
    _of("campaign_id", campaign.c.id, nullable=True),
    _of("regime", regime_profile.c.citation),
    sa.Column("standard", sa.Text, nullable=False),
    _name("family"),
    # The first, by name, of the holders for whom the family was drawn.
    _name("holder"),
    # Who sits at the present stage, the first by name of several; absent where nobody does.
    _of("evaluator_id", evaluator.c.id, nullable=True),
    # Repeats the roster's, so that a policy needs no other table.
    sa.Column("evaluator_account", sa.Text),
    sa.Column("technical_area", sa.Text, nullable=False, server_default=""),
    # CheckState and Outcome of the contract
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    # How many findings were signed; the last is repeated here.
    sa.Column("revision", sa.Integer, nullable=False),
    # Counts every step; its etag.
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    # Who may answer reasons: organizations; and who of them did in the hearing that is open.
    sa.Column("addressees", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("answered", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("reevaluated", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reevaluation_open", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("extensions", sa.Integer, nullable=False, server_default="0"),
    # A negative opinion needs no hearing: demonstration data.
    sa.Column("direct", sa.Boolean, nullable=False, server_default=sa.false()),
    # The opinion in force, once one was issued; a finding recorded in the short form has none before publication.
    sa.Column("opinion_id", sa.Uuid),
    _instant("assigned_at"),
    _instant("due_at"),
    _instant("recorded_at", nullable=True),
    sa.CheckConstraint(
        "state between 1 and 20 and outcome between 0 and 3 and (state <> 2 or outcome > 0)"
        " and (outcome > 0) = (recorded_at is not null) and (outcome = 0 or revision > 0)",
        name="ck_check_state",
    ),
    sa.CheckConstraint("(evaluator_id is null) = (evaluator_account is null)", name="ck_check_evaluator"),
    sa.Index("ix_check_family", "campaign_id", "family"),
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
    # What was signed: an opinion (1), or a negative leaning that goes to the holder first (2).
    sa.Column("kind", sa.SmallInteger, nullable=False, server_default="1"),
    # What it stands on, as canonical JSON; empty where nothing was found by element.
    sa.Column("elements", sa.Text, nullable=False, server_default=""),
)

duplicate_check = sa.Table(
    "duplicate_check",
    METADATA,
    # Nobody but the centre sees that a check is one: neither of the two who do it.
    _of("check_id", essentiality_check.c.id, primary_key=True),
    _of("of_check_id", essentiality_check.c.id),
    sa.UniqueConstraint("of_check_id", name="uq_duplicate_of"),
)

# The transaction that changed a check last: its etag. How many steps there were would tell whoever comes in another's
# place what came before: of a check on which two steps were taken something lies before the holder.
check_changed_by = sa.literal_column("essentiality_check.xmin::text", sa.Text()).label("changed_by")

seat = sa.Table(
    "seat",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    _of("check_id", essentiality_check.c.id),
    # CheckStage of the contract
    sa.Column("stage", sa.SmallInteger, nullable=False),
    _of("evaluator_id", evaluator.c.id),
    sa.Column("evaluator_account", sa.Text, nullable=False),
    # Said in this round; 0 before.
    sa.Column("outcome", sa.SmallInteger, nullable=False, server_default="0"),
    _instant("appointed_at"),
    _instant("opened_at", nullable=True),
    _instant("ended_at", nullable=True),
    sa.Column("end_reason", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_seat_check", "check_id"),
    sa.Index("ix_seat_account", "evaluator_account", "check_id"),
    sa.Index("ix_seat_evaluator", "evaluator_id", "appointed_at"),
    sa.Index(
        "uq_seat_current",
        "check_id",
        "stage",
        "evaluator_id",
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    ),
)

element_finding = sa.Table(
    "element_finding",
    METADATA,
    # Rows are only added: whoever changes their mind adds another, and the latest on an element holds.
    _of("seat_id", seat.c.id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _of("check_id", essentiality_check.c.id),
    # CheckStage of the contract, as of the seat
    sa.Column("stage", sa.SmallInteger, nullable=False),
    _of("evaluator_id", evaluator.c.id),
    # Repeats the seat's, so that a policy needs no other table.
    sa.Column("account", sa.Text, nullable=False),
    # Of the check: others of the panel see it once a later step has closed the round.
    sa.Column("at_version", sa.Integer, nullable=False),
    sa.Column("chart_id", sa.Uuid, nullable=False),
    sa.Column("chart_version", sa.Integer, nullable=False),
    # Label in the chart
    sa.Column("element", sa.Text, nullable=False),
    # ElementVerdict of the contract
    sa.Column("verdict", sa.SmallInteger, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    # Canonical JSON.
    sa.Column("provisions", sa.Text, nullable=False),
    _instant("recorded_at"),
    _of("log_entry_id", JOURNAL.entry.c.id),
    sa.ForeignKeyConstraint(["chart_id", "chart_version"], ["chart_version.chart_id", "chart_version.version"]),
    sa.CheckConstraint("verdict between 1 and 3 and number > 0", name="ck_element_finding"),
    sa.Index("ix_element_finding_check", "check_id", "log_entry_id"),
)

check_step = sa.Table(
    "check_step",
    METADATA,
    _of("check_id", essentiality_check.c.id, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # As the log names it.
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("state_before", sa.SmallInteger, nullable=False),
    sa.Column("state_after", sa.SmallInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    _instant("taken_at"),
    _of("log_entry_id", JOURNAL.entry.c.id),
)

# --- what is laid before holders, parties and others: each with an id of its own -----------------------------------

hearing = sa.Table(
    "hearing",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Not shown to the holder: a check's id would join what is kept apart.
    _of("check_id", essentiality_check.c.id),
    # HearingKind and HearingState of the contract
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    _name("family"),
    sa.Column("reasons", sa.Text, nullable=False),
    # Organizations that may answer; nobody for a blind duplicate.
    sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
    # What was found by element, as canonical JSON; empty where the reasons rest on none.
    sa.Column("findings", sa.Text, nullable=False, server_default=""),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("opened_at"),
    _instant("due_at"),
    _instant("closed_at", nullable=True),
    sa.Index("ix_hearing_check", "check_id", "opened_at"),
    sa.Index("ix_hearing_audience", "audience", postgresql_using="gin"),
)

hearing_answer = sa.Table(
    "hearing_answer",
    METADATA,
    _of("hearing_id", hearing.c.id, primary_key=True),
    sa.Column("organization", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    # `charts/{chart}/versions/{version}`; the text of answers from before; empty where none came with it.
    sa.Column("amended_chart", sa.Text, nullable=False),
    _instant("answered_at"),
    # When those who check got it; null while it is held back, since nobody answers the reasons of a double.
    # For ever where its hearing was withdrawn meanwhile.
    _instant("told_at", nullable=True),
)

observation = sa.Table(
    "observation",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    _of("campaign_id", campaign.c.id),
    _name("family"),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # Whether the regime lets the holder and who checks learn who observed.
    sa.Column("author_shown", sa.Boolean, nullable=False, server_default=sa.false()),
    # Holders for whom the family was drawn, who may reply.
    sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
    _instant("submitted_at"),
    _instant("reply_due_at", nullable=True),
    sa.Column("reply", sa.Text, nullable=False, server_default=""),
    sa.Column("reply_organization", sa.Text, nullable=False, server_default=""),
    _instant("replied_at", nullable=True),
    sa.Index("ix_observation_family", "campaign_id", "family"),
)

opinion = sa.Table(
    "opinion",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    _of("check_id", essentiality_check.c.id),
    _of("campaign_id", campaign.c.id, nullable=True),
    sa.Column("standard", sa.Text, nullable=False),
    _name("family"),
    sa.Column("stage", sa.SmallInteger, nullable=False),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    # Names of those who gave it, where the regime tells them.
    sa.Column("signed_by", pg.ARRAY(sa.Text), nullable=False),
    # Whether everybody who sees the opinion sees them, or the holders and parties alone.
    sa.Column("names_public", sa.Boolean, nullable=False),
    # Who sees it: `public`, `signed-in`, `role:…`, `organization:…`.
    sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
    # A correction is a new opinion that supersedes; the one before stays as it was.
    sa.Column("supersedes", sa.Uuid),
    sa.Column("correction", sa.Text, nullable=False, server_default=""),
    sa.Column("superseded_by", sa.Uuid),
    _instant("issued_at"),
    _instant("published_at", nullable=True),
    sa.Index("ix_opinion_check", "check_id", "id"),
    sa.Index("ix_opinion_audience", "audience", postgresql_using="gin"),
)

opinion_request = sa.Table(
    "opinion_request",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    _of("check_id", essentiality_check.c.id),
    sa.Column("regime", sa.Text, nullable=False),
    # CheckState as the parties see it: who sits, and whether anybody has opened it, is not in it.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("requester", sa.Text, nullable=False),
    sa.Column("requester_account", sa.Text, nullable=False),
    sa.Column("respondent", sa.Text, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("patent", sa.Text, nullable=False),
    sa.Column("claim", sa.Integer, nullable=False),
    sa.Column("dispute", sa.Text, nullable=False),
    sa.Column("arguments", sa.Text, nullable=False),
    sa.Column("statement", sa.Text, nullable=False, server_default=""),
    _instant("stated_at", nullable=True),
    sa.Column("refusal", sa.Text, nullable=False, server_default=""),
    sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("requested_at"),
    sa.UniqueConstraint("check_id", name="uq_opinion_request_check"),
)

deadline = deadline_table(METADATA)

# --- who is reminded of what is due: triggers on `deadline` write it, with whatever changes it -----------------------

deadline_change = sa.Table(
    "deadline_change",
    METADATA,
    # How often a deadline was moved or closed, for calendars, which take the higher number.
    _of("deadline_id", deadline.c.id, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    _instant("changed_at"),
)

calendar_feed = sa.Table(
    "calendar_feed",
    METADATA,
    # One an account; a new one takes the place of the one before. Who it was when it was made, as the token said.
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("officer", sa.Boolean, nullable=False),
    sa.Column("token_sha256", sa.Text, nullable=False),
    _instant("created_at"),
    sa.UniqueConstraint("token_sha256", name="uq_calendar_feed_token"),
)

notification_address = sa.Table(
    "notification_address",
    METADATA,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("officer", sa.Boolean, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    # How many days before it is due somebody is reminded.
    sa.Column("lead_days", sa.Integer, nullable=False),
    # Nothing is sent to an address before the code that was sent there has come back.
    sa.Column("code_sha256", sa.Text, nullable=False),
    _instant("code_until"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    _instant("verified_at", nullable=True),
    sa.CheckConstraint("lead_days between 1 and 60", name="ck_notification_lead_days"),
)

mail = sa.Table(
    "mail",
    METADATA,
    # The Message-ID follows from it: who gets a message twice can tell.
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    _of("deadline_id", deadline.c.id, nullable=True),
    # As it was when the mail was written: about another day nothing is sent.
    _instant("due_at", nullable=True),
    # Until it is sent.
    sa.Column("code", sa.Text, nullable=False, server_default=""),
    _instant("send_at"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    # What the last attempt met with.
    sa.Column("failure", sa.Text, nullable=False, server_default=""),
    _instant("closed_at", nullable=True),
    # `sent`, `obsolete` or `refused`.
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("kind in ('code', 'set', 'moved', 'soon', 'lapsed')", name="ck_mail_kind"),
    sa.Index("ix_mail_waiting", "send_at", "id", postgresql_where=sa.text("closed_at is null")),
    sa.Index("ix_mail_account", "account"),
)

# --- corporate groups, as the register has them -------------------------------------------------------------------

group_edge = sa.Table(
    "group_edge",
    METADATA,
    # The report, `holders/{holder}/parents/{parent}`, or the decision that two spellings are one holder.
    sa.Column("name", sa.Text, primary_key=True),
    _name("asked_for"),
    _name("child"),
    _name("parent"),
    # First and last day; unknown counts as always.
    sa.Column("from_on", sa.Date),
    sa.Column("until_on", sa.Date),
    sa.Index("ix_group_edge_asked_for", "asked_for"),
)

group_source = sa.Table(
    "group_source",
    METADATA,
    # Whose parents, or which decision about spellings; and from which entry of the register's log.
    _name("subject", primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    _instant("received_at"),
)

ownership_transfer = sa.Table(
    "ownership_transfer",
    METADATA,
    # The register's report, `transfers/{transfer}`.
    sa.Column("transfer", sa.Text, primary_key=True),
    _name("assignor"),
    _name("assignee"),
    sa.Column("families", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("standards", pg.ARRAY(sa.Text), nullable=False),
    # The whole portfolio, or patents named by numbers alone.
    sa.Column("any_family", sa.Boolean, nullable=False),
    # First day; unknown counts as always.
    sa.Column("from_on", sa.Date),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    # Of the entry of the register's log that it follows from.
    sa.Column("position", sa.BigInteger, nullable=False),
    _instant("received_at"),
)

transfer_source = sa.Table(
    "transfer_source",
    METADATA,
    # `logs/registry`, and before which of its positions every transfer has come.
    sa.Column("log", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    _instant("received_at"),
)

# --- claim charts: the owner's, until they are opened ------------------------------------------------------------

chart = sa.Table(
    "chart",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("regime", sa.Text, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    _name("family"),
    sa.Column("latest_version", sa.Integer, nullable=False),
    # From when on everybody may see its versions; never where it is null.
    sa.Column("public_from", sa.Date),
    # When that day begins where the regime has its seat: what the policy compares.
    _instant("public_at", nullable=True),
    _instant("created_at"),
    # For which who checks wrote it; the owner is the account then.
    _of("check_id", essentiality_check.c.id, nullable=True),
    sa.CheckConstraint("latest_version >= 0", name="ck_chart_version_count"),
    sa.CheckConstraint("(public_from is null) = (public_at is null)", name="ck_chart_opens_once"),
    sa.Index("ix_chart_family", "family", "id"),
    sa.Index("ix_chart_owner", "owner", "id"),
)

chart_draft = sa.Table(
    "chart_draft",
    METADATA,
    # A table of its own: whoever sees the versions doesn't see the draft.
    _of("chart_id", chart.c.id, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    # Canonical JSON.
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    _instant("updated_at"),
)

chart_version = sa.Table(
    "chart_version",
    METADATA,
    _of("chart_id", chart.c.id, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    _instant("submitted_at"),
    sa.Index("ix_chart_version_owner", "owner"),
)

handed_in_chart = sa.Table(
    "handed_in_chart",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("chart_id", sa.Uuid, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    _name("family"),
    # Where: one of the three. No check is named: the owner sees the row.
    _of("campaign_id", campaign.c.id, nullable=True),
    _of("request_id", opinion_request.c.id, nullable=True),
    _of("hearing_id", hearing.c.id, nullable=True),
    _instant("due_at", nullable=True),
    _instant("handed_in_at"),
    sa.ForeignKeyConstraint(["chart_id", "version"], [chart_version.c.chart_id, chart_version.c.version]),
    sa.CheckConstraint("num_nonnulls(campaign_id, request_id, hearing_id) = 1", name="ck_handed_in_somewhere"),
    sa.Index("ix_handed_in_chart", "chart_id", "version"),
    sa.Index("ix_handed_in_campaign", "campaign_id", "family"),
)

figure_document = sa.Table(
    "figure_document",
    METADATA,
    # By whose it is: the same page of two owners is kept twice, so that nobody learns what others have.
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    # Height over width of each page.
    sa.Column("aspects", pg.ARRAY(sa.Double), nullable=False),
    _instant("created_at"),
)

figure_piece = sa.Table(
    "figure_piece",
    METADATA,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["owner", "sha256"], [figure_document.c.owner, figure_document.c.sha256]),
)

figure_citation = sa.Table(
    "figure_citation",
    METADATA,
    # Which version cites which page, and whether for those concerned alone: who sees a page follows from it.
    sa.Column("chart_id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    # Cited in confidence wherever this version cites it.
    sa.Column("confidential", sa.Boolean, nullable=False),
    sa.ForeignKeyConstraint(["chart_id", "version"], [chart_version.c.chart_id, chart_version.c.version]),
    sa.ForeignKeyConstraint(["owner", "sha256"], [figure_document.c.owner, figure_document.c.sha256]),
    sa.Index("ix_figure_citation_document", "owner", "sha256"),
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
    # Of the drawn: not checked anew, because a result was on record.
    sa.Column("reused", sa.BigInteger, nullable=False, server_default="0"),
    sa.CheckConstraint("reused <= drawn", name="ck_holder_result_reused"),
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
    # No reference: nothing public points into the confidential tables. Absent where no check was made.
    sa.Column("check_id", sa.Uuid),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    # What stands for a check: `campaigns/…` or `earlierResults/…`; empty where it was checked.
    sa.Column("reused_from", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("(check_id is null) = (reused_from <> '')", name="ck_result_source"),
    sa.Index("ix_result_family", "family"),
)

# --- how evaluators do, in pools -----------------------------------------------------------------------------------

quality_report = sa.Table(
    "quality_report",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("regime", sa.Text, nullable=False),
    # Empty for all.
    sa.Column("technical_area", sa.Text, nullable=False),
    sa.Column("period", sa.Text, nullable=False),
    # Made of simulated verdicts.
    sa.Column("demonstration", sa.Boolean, nullable=False),
    # Of the verdicts: the same verdicts are measured once.
    sa.Column("input_digest", sa.Text, nullable=False),
    # Canonical JSON.
    sa.Column("figures", sa.Text, nullable=False),
    sa.Column("evaluators", sa.Integer, nullable=False),
    _instant("measured_at"),
    # Officers alone see it before.
    _instant("published_at", nullable=True),
    sa.UniqueConstraint("input_digest", name="uq_quality_report_input"),
)
