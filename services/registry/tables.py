"""Owns the registry's schema: every table of the service on one page.

A declared link is the grain of everything: a declaration names a patent application for a standard. Unknown is NULL,
never a made-up value: a link without a standard, an application without a number, a declaration without a declarant
and a patent without a family are stored as given and counted on lines of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from shared.db.tables import service_metadata
from shared.deadlines.tables import deadline_table

SCHEMA = "registry"
METADATA, JOURNAL, ANSWERED = service_metadata(SCHEMA)
deadline = deadline_table(METADATA)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


# --- files as submitted ------------------------------------------------------------------------------------------

document = sa.Table(
    "document",
    METADATA,
    _id(),
    # Null until every byte has arrived; then the document is complete and never changes.
    sa.Column("sha256", sa.Text, unique=True),
    sa.Column("size_bytes", sa.BigInteger),
    _instant("received_at", nullable=True),
)

document_chunk = sa.Table(
    "document_chunk",
    METADATA,
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start_bytes", sa.BigInteger, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    # zstandard
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# Where some rows of an export lie in it: any other row is found from the one before it that is here.
document_place = sa.Table(
    "document_place",
    METADATA,
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("offset_bytes", sa.BigInteger, nullable=False),
)

import_ = sa.Table(
    "import",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("source_format", sa.SmallInteger, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("submitter", sa.Text, nullable=False),
    # Whom the submitter acted for; empty for the centre's officers.
    sa.Column("organization", sa.Text, nullable=False, server_default=""),
    _instant("created_at"),
    _instant("ended_at", nullable=True),
    sa.Column("refusal_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("refusal", sa.Text, nullable=False, server_default=""),
    # ImportCounts as JSON, once done.
    sa.Column("counts", pg.JSONB),
    sa.Column("edition", sa.BigInteger),
    # How often applying it failed for a reason that was not the file's.
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    # ImportProgress as JSON, for whoever watches; says nothing about what is applied.
    sa.Column("progress", pg.JSONB),
    # The import of which this one is a newer edition of the same export.
    sa.Column("supersedes", sa.Uuid, sa.ForeignKey("registry.import.id")),
    sa.Index("ix_import_waiting", "id", postgresql_where=sa.text("state in (1, 2)")),
    # One newer edition each; a refused file (state 4) is none.
    sa.Index(
        "uq_import_supersedes",
        "supersedes",
        unique=True,
        postgresql_where=sa.text("supersedes is not null and state <> 4"),
    ),
)

# An upload that may be continued where it broke off; gone once the document is complete.
upload = sa.Table(
    "upload",
    METADATA,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("request_id", sa.Text, primary_key=True),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id, ondelete="CASCADE"), nullable=False),
    # What its first message said, but for the bytes.
    sa.Column("said", sa.LargeBinary, nullable=False),
    # How many bytes are stored.
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    _instant("touched_at"),
)

# What a superseding import changed: one row for each entry, standard and application of a declaration, or for each
# fact of a declaration.
import_difference = sa.Table(
    "import_difference",
    METADATA,
    sa.Column("import_id", sa.Uuid, sa.ForeignKey(import_.c.id), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    # Numbers of DifferenceKind: 1 added, 2 changed, 3 gone.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("declaration_id", sa.BigInteger, nullable=False),
    # Null where a fact of the declaration itself changed.
    sa.Column("entry_id", sa.BigInteger),
    sa.Column("standard_id", sa.BigInteger),
    sa.Column("application_id", sa.BigInteger),
    # Of a changed fact: which, and what it was and is; empty for unknown.
    sa.Column("field", sa.Text, nullable=False, server_default=""),
    sa.Column("earlier_value", sa.Text, nullable=False, server_default=""),
    sa.Column("value", sa.Text, nullable=False, server_default=""),
    # Rows that say so, before and now; of several the first.
    sa.Column("earlier_document_id", sa.BigInteger),
    sa.Column("earlier_line", sa.BigInteger),
    sa.Column("earlier_rows", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("line", sa.BigInteger),
    sa.Column("rows", sa.BigInteger, nullable=False, server_default="0"),
)

rejected_row = sa.Table(
    "rejected_row",
    METADATA,
    sa.Column("import_id", sa.Uuid, sa.ForeignKey(import_.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("column", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("suggestion", sa.Text, nullable=False),
)

# A state of the register; the newest number is the current edition.
edition = sa.Table(
    "edition",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    # What made it: an import, or the resource named by `cause` (a reviewed alias, a transfer).
    sa.Column("import_id", sa.Uuid, sa.ForeignKey(import_.c.id)),
    sa.Column("cause", sa.Text, nullable=False, server_default=""),
    _instant("created_at"),
)

# --- who and what ------------------------------------------------------------------------------------------------

holder = sa.Table(
    "holder",
    METADATA,
    _id(),
    # The resource id, `holders/{key}`.
    sa.Column("key", sa.Text, nullable=False, unique=True),
    # The name as declared; another spelling is another row until a person has reviewed that they are one.
    sa.Column("name", sa.Text, nullable=False, unique=True),
    # Lower case, letters and digits only: what searches look in.
    sa.Column("search", sa.Text, nullable=False),
    # Whether only demonstration data names it.
    sa.Column("demonstration", sa.Boolean, nullable=False),
    # The holder of which a reviewed decision says that this is another spelling; null while it stands for itself.
    sa.Column("same_as", sa.BigInteger, sa.ForeignKey("registry.holder.id")),
    # Counts the changes of what is on record about it: its etag.
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Index("ix_holder_same_as", "same_as", postgresql_where=sa.text("same_as is not null")),
)

# --- what is on record about holders -----------------------------------------------------------------------------

# What a fact rests on. Row-level security shows a row to its audience only; it is never changed.
holder_evidence = sa.Table(
    "holder_evidence",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Resource name of what it is evidence for.
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("citation", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    # SHA-256 in hexadecimal digits, or empty.
    sa.Column("document_digest", sa.Text, nullable=False),
    sa.Column("confidential", sa.Boolean, nullable=False),
    # Who may read it, as `Caller.audiences` names them.
    sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
    _instant("created_at"),
)

# The reviewed list of spellings. `holder.same_as` follows from the decisions that hold.
alias_decision = sa.Table(
    "alias_decision",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("alias_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    sa.Column("target_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    # Numbers of AliasVerdict: 1 same, 2 different.
    sa.Column("verdict", sa.SmallInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("evidence_id", sa.Uuid, sa.ForeignKey(holder_evidence.c.id)),
    sa.Column("decided_by", sa.Text, nullable=False),
    _instant("decided_at"),
    # The edition it made; null where it changes no count.
    sa.Column("edition", sa.BigInteger, sa.ForeignKey("registry.edition.number")),
    sa.Column("undone_by", sa.Text),
    _instant("undone_at", nullable=True),
    sa.Column("undo_reason", sa.Text),
    sa.Column("undo_edition", sa.BigInteger, sa.ForeignKey("registry.edition.number")),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Index("ix_alias_decision_target", "target_id"),
    sa.Index("ix_alias_decision_alias", "alias_id"),
    # A name is a spelling of one holder at most.
    sa.Index(
        "uq_alias_decision_same", "alias_id", unique=True, postgresql_where=sa.text("verdict = 1 and undone_at is null")
    ),
)


def _report() -> list[sa.Column[Any]]:
    """Columns of whatever is reported with a date and a source."""
    return [
        # `holders/{key}` where a holder speaks for itself, else what the centre read it in.
        sa.Column("source", sa.Text, nullable=False),
        # The source, lower case, letters and digits only: what makes two sources the same.
        sa.Column("source_key", sa.Text, nullable=False),
        # As reported; null when unknown.
        sa.Column("effective_on", sa.Date),
        # First day on which it is taken to hold: the effective date, or the day of the report where that is unknown.
        sa.Column("starts_on", sa.Date, nullable=False),
        # Last day; null while it lasts.
        sa.Column("ends_on", sa.Date),
        sa.Column("end_reason", sa.Text),
        sa.Column("evidence_id", sa.Uuid, sa.ForeignKey(holder_evidence.c.id)),
        sa.Column("reported_by", sa.Text, nullable=False),
        # `officer` or `holder`.
        sa.Column("reported_as", sa.Text, nullable=False),
        _instant("reported_at"),
        # Legal date of the report.
        sa.Column("reported_on", sa.Date, nullable=False),
        # Last day to report the change, and the provision that says so; the day is null without an effective date.
        sa.Column("due_on", sa.Date),
        sa.Column("provision", sa.Text, nullable=False),
        # Numbers of ReportTimeliness: 0 unknown, 1 first report, 2 in time, 3 late.
        sa.Column("timeliness", sa.SmallInteger, nullable=False),
        _instant("withdrawn_at", nullable=True),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdraw_reason", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    ]


# Facts about a holder, by the spelling they were reported for. Never overwritten: what is newest on a day counts.
holder_record = sa.Table(
    "holder_record",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("holder_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    # The field of HolderRecord's content: size, contact, representative, policy.
    sa.Column("kind", sa.Text, nullable=False),
    # What within the kind it says something about: a purpose, a representative, a kind of policy and its standard.
    sa.Column("slot", sa.Text, nullable=False),
    # The message of the kind as JSON.
    sa.Column("content", pg.JSONB, nullable=False),
    # Of the canonical content: whether two sources say the same.
    sa.Column("digest", sa.Text, nullable=False),
    *_report(),
    _instant("contact_erased_at", nullable=True),
    sa.Index("ix_holder_record_holder", "holder_id", "id"),
)

holder_parent = sa.Table(
    "holder_parent",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("child_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    sa.Column("parent_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    # Numbers of ControlKind; 0 is unknown.
    sa.Column("control", sa.SmallInteger, nullable=False),
    # Hundredths of a percent; null when unknown.
    sa.Column("share_basis_points", sa.Integer),
    *_report(),
    sa.Index("ix_holder_parent_child", "child_id"),
    sa.Index("ix_holder_parent_parent", "parent_id"),
)

transfer = sa.Table(
    "transfer",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("assignor_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    sa.Column("assignee_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    # Day on which an office recorded it; null when it did not, or unknown.
    sa.Column("recorded_on", sa.Date),
    # Whether it conveys everything that the assignor declared.
    sa.Column("whole_portfolio", sa.Boolean, nullable=False),
    *_report(),
    sa.Index("ix_transfer_assignor", "assignor_id"),
    sa.Index("ix_transfer_assignee", "assignee_id"),
)

# What a transfer conveys, as given: a family, a number, or all that was declared for a standard.
transfer_item = sa.Table(
    "transfer_item",
    METADATA,
    sa.Column("transfer_id", sa.Uuid, sa.ForeignKey(transfer.c.id), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("family_id", sa.BigInteger),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey("registry.standard.id")),
    # A number as given, and as numbers are compared.
    sa.Column("number", sa.Text),
    sa.Column("compared", sa.Text),
    sa.Index("ix_transfer_item_family", "family_id", postgresql_where=sa.text("family_id is not null")),
    sa.Index("ix_transfer_item_compared", "compared", postgresql_where=sa.text("compared is not null")),
)

holder_event = sa.Table(
    "holder_event",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("holder_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    _instant("happened_at"),
    # The day it is about; null when unknown.
    sa.Column("event_on", sa.Date),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    # Resource name of what it happened to.
    sa.Column("subject", sa.Text, nullable=False),
    # `officer` or `holder`.
    sa.Column("reported_as", sa.Text, nullable=False),
    sa.Column("timeliness", sa.SmallInteger, nullable=False),
    sa.Index("ix_holder_event_holder", "holder_id", "id"),
    sa.Index("ix_holder_event_subject", "subject"),
)

# --- standards, declarations, patents ----------------------------------------------------------------------------

standard = sa.Table(
    "standard",
    METADATA,
    _id(),
    # The resource id, `standards/{key}`.
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("names", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("kind", sa.SmallInteger, nullable=False),
    # Of a commercial standard: the bit of `link.generations` that stands for it (1 = 2G, 2 = 3G, 4 = 4G, 8 = 5G).
    sa.Column("generation", sa.SmallInteger),
    # All names, lower case, letters and digits only, separated by spaces.
    sa.Column("search", sa.Text, nullable=False),
    # What a catalogue or an officer says of it; null is unknown.
    sa.Column("title", sa.Text),
    # Numbers of StandardStatus: 1 draft, 2 under change control, 3 withdrawn before, 4 withdrawn under change control.
    sa.Column("status", sa.SmallInteger),
    # Of a specification: bits as of `link.generations`, and 16 = 6G.
    sa.Column("generations", sa.SmallInteger),
    # The first release it is planned for: `Rel-8`, `R99`, `Ph2`.
    sa.Column("release", sa.Text),
    sa.Column("working_group", sa.Text),
    sa.Column("work_item", sa.Text),
    # Whether it is for the standards body itself and is not published.
    sa.Column("internal", sa.Boolean),
    sa.Column("published_on", sa.Date),
    sa.Column("uri", sa.Text),
    # The row of the catalogue that says so.
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id)),
    sa.Column("line", sa.BigInteger),
)

# The procedure that a commercial standard goes through under a regime (Arts 14 and 19 in `eu-2023`).
standard_procedure = sa.Table(
    "standard_procedure",
    METADATA,
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), primary_key=True),
    sa.Column("regime", sa.Text, nullable=False),
    # Numbers of StandardState: 1 notified, 2 commenting, 3 published, 4 registration open.
    sa.Column("state", sa.SmallInteger, nullable=False),
    # Publication of the latest technical specification that defines it.
    sa.Column("specification_published_on", sa.Date),
    # Final publication, after the comments.
    sa.Column("published_on", sa.Date),
    # Legal date of the notice that starts the clock for registrations.
    sa.Column("registration_opened_on", sa.Date),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    # The profile as it was at the notice: `eu-2023@` and its digest.
    sa.Column("regime_citation", sa.Text, nullable=False, server_default=""),
    # Whether the notice in force says that a FRAND commitment was made to the standards body.
    sa.Column("frand_commitment", sa.Boolean),
    sa.Column("notified_on", sa.Date),
    # The notice was put up for comments, and the last day for them.
    sa.Column("comments_opened_on", sa.Date),
    sa.Column("comments_until", sa.Date),
    sa.Column("royalty_published_on", sa.Date),
    # Last day on which the centre may open registration in time.
    sa.Column("opening_due_on", sa.Date),
    # Last day on which a registration is on time, and when the clock noted that it had passed.
    sa.Column("on_time_until", sa.Date),
    _instant("window_closed_at", nullable=True),
    # What the last step rests on.
    sa.Column("provision", sa.Text, nullable=False, server_default=""),
    sa.Column("implementations", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
)

# Who came before whom: a draft became a deliverable, a specification was replaced by another.
standard_step = sa.Table(
    "standard_step",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("predecessor_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    sa.Column("successor_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    # Numbers of StepKind: 1 replaced by, 2 became, 3 catalogued as.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date),
    _instant("recorded_at"),
    sa.Column("recorded_by", sa.Text, nullable=False),
    # A step that was wrong is withdrawn and stays readable.
    _instant("withdrawn_at", nullable=True),
    sa.Column("withdrawn_by", sa.Text, nullable=False, server_default=""),
    sa.Column("withdrawal_reason", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("predecessor_id <> successor_id", name="ck_standard_step_two"),
    sa.Index(
        "uq_standard_step",
        "predecessor_id",
        "successor_id",
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    ),
    sa.Index("ix_standard_step_successor", "successor_id"),
)

# The technical specifications that define a commercial standard, as its notice lists them.
standard_specification = sa.Table(
    "standard_specification",
    METADATA,
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    # As the notice writes it; null where the register does not know the specification.
    sa.Column("given", sa.Text, nullable=False),
    sa.Column("specification_id", sa.BigInteger, sa.ForeignKey(standard.c.id)),
    sa.Column("version", sa.Text),
    sa.Index("ix_standard_specification", "specification_id"),
)

# A notice of a standard as it was given; one of higher rank supersedes it and leaves it readable.
standard_notice = sa.Table(
    "standard_notice",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    # Numbers of NoticeKind: 1 joint, 2 single, 3 implementer.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    # Resource names of the holders who give it; none for an implementer.
    sa.Column("holders", pg.ARRAY(sa.Text), nullable=False),
    # The standards body through which holders give it; empty when they give it themselves.
    sa.Column("through", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("commercial_name", sa.Text, nullable=False),
    sa.Column("specifications", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("specification_published_on", sa.Date, nullable=False),
    sa.Column("implementations", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("frand_commitment", sa.Boolean, nullable=False),
    sa.Column("notified_on", sa.Date, nullable=False),
    _instant("notified_at"),
    # Null where the regime sets no deadline for this kind.
    sa.Column("due_on", sa.Date),
    sa.Column("late_days", sa.Integer, nullable=False),
    sa.Column("provision", sa.Text, nullable=False),
    # Checked at commit: the notice that is superseded gives way before the other is there.
    sa.Column(
        "superseded_by",
        sa.Uuid,
        sa.ForeignKey("registry.standard_notice.id", deferrable=True, initially="DEFERRED"),
    ),
    sa.Index(
        "uq_standard_notice_in_force", "standard_id", unique=True, postgresql_where=sa.text("superseded_by is null")
    ),
    sa.Index("ix_standard_notice", "standard_id", "notified_at"),
)

standard_comment = sa.Table(
    "standard_comment",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    _instant("submitted_at"),
    sa.Index("ix_standard_comment", "standard_id", "id"),
)

# What happened to a standard, in the order in which the register learned of it.
standard_event = sa.Table(
    "standard_event",
    METADATA,
    _id(),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    # As of the log: `officer:standard:publish`.
    sa.Column("kind", sa.Text, nullable=False),
    # Legal date of what happened, where it has one.
    sa.Column("effective_on", sa.Date),
    _instant("recorded_at"),
    sa.Column("actor", sa.Text, nullable=False),
    # In words, for people.
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("provision", sa.Text, nullable=False),
    sa.Index("ix_standard_event", "standard_id", "id"),
)

declaration = sa.Table(
    "declaration",
    METADATA,
    _id(),
    # ETSI's number of a detailed declaration; null for every other.
    sa.Column("iprd_id", sa.BigInteger, unique=True),
    # The id of every other: `gd-31`, `ietf-4176`, `sepia-17`.
    sa.Column("own_key", sa.Text),
    # The resource id, `holders/{holder}/declarations/{key}`.
    sa.Column("key", sa.Text, sa.Computed("coalesce(own_key, iprd_id::text)"), unique=True, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    # The declarant where it is a holder in the register; of what is not public, none is entered.
    # That it is there, and the document, is looked at by a trigger, for all rows of a statement at once.
    sa.Column("holder_id", sa.BigInteger),
    sa.Column("signed_on", sa.Date),
    sa.Column("published_on", sa.Date),
    sa.Column("undertaking", sa.Boolean),
    sa.Column("reciprocity", sa.Boolean),
    sa.Column("document_id", sa.BigInteger, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    _instant("created_at"),
    # The reference, lower case, letters and digits only: what searches look in.
    sa.Column("search", sa.Text, sa.Computed("lower(regexp_replace(reference, '[^0-9A-Za-z]+', '', 'g'))")),
    # Numbers of DeclarationKind; what an ISLD export brings is ETSI's detailed form.
    sa.Column("kind", sa.SmallInteger, nullable=False, server_default="1"),
    # Numbers of DeclarationState; what an export brings is public and in force.
    sa.Column("state", sa.SmallInteger, nullable=False, server_default="3"),
    # The declarant as the form has it; null where it is the holder's name.
    sa.Column("declarant", sa.Text),
    # Who holds the patents, where somebody else declared them.
    sa.Column("proprietor", sa.Text),
    sa.Column("submitted_on", sa.Date),
    # Whether the undertaking cannot be taken back; null for what an ISLD export brings: its form and tick say it.
    sa.Column("irrevocable", sa.Boolean),
    # Whether the undertaking binds, noted when the declaration ceased to be in force.
    sa.Column("undertaking_stands", sa.Boolean),
    # DeclarationForm as JSON, without the list of patents.
    sa.Column("form", pg.JSONB),
    # Who sent it, and for whom; empty for what a file brought.
    sa.Column("submitter", sa.Text, nullable=False, server_default=""),
    sa.Column("organization", sa.Text, nullable=False, server_default=""),
    # Of one that follows another register: digests of the records read last, and the state there.
    sa.Column("source_rows", pg.ARRAY(sa.Text)),
    sa.Column("source_state", sa.SmallInteger),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.CheckConstraint("num_nonnulls(iprd_id, own_key) = 1", name="ck_declaration_key"),
    sa.Index("ix_declaration_holder", "holder_id", "reference", "id"),
    sa.Index("ix_declaration_reference", "reference", "id"),
    sa.Index("ix_declaration_search", "search", postgresql_ops={"search": "text_pattern_ops"}),
)

# --- declarations of every form ----------------------------------------------------------------------------------

# The ids of what is declared here: `sepia-{n}`, and entries of lists, which count down from -1 because ETSI's count up.
DECLARATION_NUMBER = sa.Sequence("declaration_number", metadata=METADATA)
ENTRY_NUMBER = sa.Sequence("declared_entry_number", metadata=METADATA, start=-1, increment=-1, minvalue=-(2**62))

# What happened to a declaration; only ever added to.
declaration_event = sa.Table(
    "declaration_event",
    METADATA,
    _id(),
    sa.Column("declaration_id", sa.BigInteger, sa.ForeignKey(declaration.c.id), nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    # The legal date; null where a file says that it happened and not when.
    sa.Column("happened_on", sa.Date),
    # `declarant`, `third party`, `centre` or `source`.
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id)),
    sa.Column("line", sa.BigInteger),
    _instant("recorded_at"),
    sa.Index("ix_declaration_event_declaration", "declaration_id", "id"),
)

# A later declaration replaces or updates an earlier one. By id, because a source names some that it does not give.
declaration_step = sa.Table(
    "declaration_step",
    METADATA,
    sa.Column("earlier", sa.Text, primary_key=True),
    sa.Column("later", sa.Text, primary_key=True),
    # Numbers of DeclarationRelation.
    sa.Column("relation", sa.SmallInteger, nullable=False),
    _instant("recorded_at"),
    sa.Index("ix_declaration_step_later", "later"),
)

declaration_document = sa.Table(
    "declaration_document",
    METADATA,
    sa.Column("declaration_id", sa.BigInteger, sa.ForeignKey(declaration.c.id), primary_key=True),
    # Numbers of DeclarationDocumentRole.
    sa.Column("role", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("confidential", sa.Boolean, nullable=False),
    sa.Index("ix_declaration_document_document", "document_id"),
)

# The list of a declaration as declared; of those that ISLD exports bring, the links say it.
declared_patent = sa.Table(
    "declared_patent",
    METADATA,
    sa.Column("declaration_id", sa.BigInteger, sa.ForeignKey(declaration.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entry_id", sa.BigInteger, nullable=False),
    # The standard as declared, and its row where the declaration is public; null where it names none.
    sa.Column("standard", sa.Text),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id)),
    sa.Column("version", sa.Text),
    sa.Column("illustrative_part", sa.Text),
    sa.Column("project", sa.Text),
    sa.Column("generations", sa.SmallInteger),
    # Whether the row names a patent at all: an unpublished application has no number.
    sa.Column("names_patent", sa.Boolean, nullable=False),
    sa.Column("office", sa.Text),
    sa.Column("application_number", sa.Text),
    sa.Column("publications", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("status", sa.Text),
    sa.Column("claims", sa.Text),
    # Where the row lies in the document.
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("offset_bytes", sa.BigInteger, nullable=False),
    sa.Column("length_bytes", sa.Integer, nullable=False),
    # The revision of the declaration from which on its source no longer lists the row; null while it does.
    sa.Column("gone_in", sa.Integer),
)

# Ids of applications and of families from here on were given by long loads: by load n those from n times this on.
FIRST_LOADED = 2**32

# Partitioned by id, as `link` is by load: the many applications of a long file are loaded into a partition of their
# own, whose unique index of what makes two the same is made afterwards (`imports.indexing_store`). That none is there
# twice, whatever partitions they are in, is kept by whoever enters them: one load at a time; and declarations, which a
# load looks for at its end (`imports.load_applications`). References are kept by construction, as those of links.
application = sa.Table(
    "application",
    METADATA,
    _id(),
    # Office and number as given, or office and publications where there is no number: what makes two the same.
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("office", sa.Text),
    sa.Column("number", sa.Text),
    sa.Column("publications", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("title", sa.Text),
    # When it was filed, as the first export that names it says; null is unknown.
    sa.Column("filed_on", sa.Date),
    # The DOCDB family that it is counted in: the first that a source put it into; null while no source did. Every
    # family that claims it is in `application_family`.
    sa.Column("docdb_family_id", sa.BigInteger),
    postgresql_partition_by="range (id)",
)

# Numbers of applications as searches compare them: capitals and digits only, publications with and without their kind
# code. A trigger spells what is brought in; a long load leaves it for afterwards, into a partition of its own. Looked
# up through `applications_numbered`, which knows of those that are still to be spelled.
application_number = sa.Table(
    "application_number",
    METADATA,
    sa.Column("load", sa.Integer, nullable=False, server_default="0"),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("application_id", sa.BigInteger, nullable=False),
    sa.Index("ix_application_number_number", "number", "application_id"),
    postgresql_partition_by="list (load)",
)

# Loads whose applications are still to be spelled, with the range of their ids.
unspelled_load = sa.Table(
    "unspelled_load",
    METADATA,
    sa.Column("load", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("first_id", sa.BigInteger, nullable=False),
    sa.Column("last_id", sa.BigInteger, nullable=False),
)

# Loads whose links or applications are still to be indexed.
unindexed_load = sa.Table(
    "unindexed_load",
    METADATA,
    sa.Column("load", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
)

# Partitioned by id, as `application` is: the many families of a long file are loaded into a partition of their own.
# That none is there twice is kept by whoever enters them: imports, of which there is one at a time
# (`imports.load_families`). References are kept by construction, as those of links.
family = sa.Table(
    "family",
    METADATA,
    _id(),
    # Numbers of sepia.type.v1.FamilyKey: 1 etsi, 2 docdb, 3 priorities.
    sa.Column("key", sa.SmallInteger, nullable=False),
    # The resource id behind the key: the ETSI number, or a digest of the priorities.
    sa.Column("external", sa.Text, nullable=False),
    # Of a family under `priorities`: the priorities themselves.
    sa.Column("priorities", pg.ARRAY(sa.Text)),
    postgresql_partition_by="range (id)",
)

# Facts that rows contradict each other about, kept side by side: the one that the register goes by, too.
conflicting_fact = sa.Table(
    "conflicting_fact",
    METADATA,
    _id(),
    # Resource name of what it is about, or `applications/{office number}`, which has none.
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    # Whether it is the one that the register goes by.
    sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    # The edition that first had it.
    sa.Column("since_edition", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("subject", "field", "value", name="uq_conflicting_fact"),
)

# --- families ----------------------------------------------------------------------------------------------------

# What a source says of a family: its applications, their publications and the priorities they claim; also those that
# nobody declared.
family_member = sa.Table(
    "family_member",
    METADATA,
    _id(),
    sa.Column("family_id", sa.BigInteger, nullable=False),
    # 1 application, 2 publication, 3 priority.
    sa.Column("role", sa.SmallInteger, nullable=False),
    # As the source has it: office, number and kind code, joined by full stops.
    sa.Column("given", sa.Text, nullable=False),
    # Of a publication its application, of a priority the application that claims it; of an application itself.
    sa.Column("application", sa.Text, nullable=False),
    # In DOCDB's form; null where the number could not be read.
    sa.Column("canonical", sa.Text),
    sa.Column("dated_on", sa.Date),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    _instant("created_at"),
    sa.UniqueConstraint("family_id", "given", "role", "application", name="uq_family_member"),
)

# The spellings under which an application of the register may have the number of a member.
family_member_key = sa.Table(
    "family_member_key",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("member_id", sa.BigInteger, sa.ForeignKey(family_member.c.id), primary_key=True),
    sa.Index("ix_family_member_key_member", "member_id"),
)

# Which DOCDB families claim an application of the register; more than one is a conflict between sources.
application_family = sa.Table(
    "application_family",
    METADATA,
    sa.Column("application_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("family_id", sa.BigInteger, primary_key=True, autoincrement=False),
    # The member that it was recognised as.
    sa.Column("member_id", sa.BigInteger, sa.ForeignKey(family_member.c.id), nullable=False),
    _instant("created_at"),
    sa.Index("ix_application_family_family", "family_id"),
)

# --- what was declared -------------------------------------------------------------------------------------------

# Partitioned by load: a long file is loaded into a partition of its own, which is attached once it is full and gets its
# indexes then, so that nobody waits and whoever reads an older snapshot goes on seeing it. Each partition has indexes
# of its own (`imports.indexing_store`), the table as a whole has none. References are kept by construction (ids come
# from the rows they name, in the same transaction), and a test looks after them.
link = sa.Table(
    "link",
    METADATA,
    _id(),
    # 0 for links that came one by one or in short files.
    sa.Column("load", sa.Integer, primary_key=True, autoincrement=False, server_default="0"),
    # Digest of the row's values, 128 bits: the same row in another file, or twice in one, is the same link. Null where
    # no row of an export is behind it, or where it is still to be made (see `imports.load_links`).
    sa.Column("digest_high", sa.BigInteger),
    sa.Column("digest_low", sa.BigInteger),
    sa.Column("declaration_id", sa.BigInteger, nullable=False),
    # Repeats the declaration's, so that counting needs no join.
    sa.Column("holder_id", sa.BigInteger),
    # DIPG_ID: an entry of the declaration's patent list.
    sa.Column("entry_id", sa.BigInteger, nullable=False),
    sa.Column("standard_id", sa.BigInteger),
    sa.Column("standard_version", sa.Text),
    sa.Column("illustrative_part", sa.Text),
    sa.Column("generations", sa.SmallInteger),
    sa.Column("application_id", sa.BigInteger),
    sa.Column("etsi_family_id", sa.BigInteger),
    sa.Column("docdb_family_id", sa.BigInteger),
    sa.Column("priorities_family_id", sa.BigInteger),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("document_id", sa.BigInteger, nullable=False),
    # Where the row lies in the document; of one of an export `document_place` tells more than its line.
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("offset_bytes", sa.BigInteger),
    sa.Column("length_bytes", sa.Integer),
    # The edition that first had it.
    sa.Column("since_edition", sa.BigInteger, nullable=False),
    # The edition that no longer had it: a newer edition of its export left it out, or its declaration was withdrawn,
    # replaced or removed. Null: current.
    sa.Column("gone_in", sa.BigInteger),
    postgresql_partition_by="list (load)",
)

# Where a link that is known already is said again by another file, which is no newer edition of the one it is from.
repeated_link = sa.Table(
    "repeated_link",
    METADATA,
    sa.Column("link_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), primary_key=True),
    sa.Column("line", sa.BigInteger, nullable=False),
    # No longer written: as of links.
    sa.Column("offset_bytes", sa.BigInteger),
    sa.Column("length_bytes", sa.Integer),
    # The edition in which a newer edition of that file left it out.
    sa.Column("gone_in", sa.BigInteger),
    sa.Index("ix_repeated_link_document", "document_id"),
)

# --- registrations -----------------------------------------------------------------------------------------------

# A patent registered for a standard, or a request for it. What it holds is in `registration_content`, what happened
# to it in `registration_event`: both only grow.
registration = sa.Table(
    "registration",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("regime", sa.Text, nullable=False),
    sa.Column("holder_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    # The patent as compared: office and number, capitals and digits only, without kind code; empty in a draft without.
    sa.Column("patent_key", sa.Text, nullable=False),
    # Numbers of the patent and of the members of its family that the holder names, in every form that is compared.
    sa.Column("numbers", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("family_numbers", pg.ARRAY(sa.Text), nullable=False),
    # Numbers of RegistrationState.
    sa.Column("state", sa.SmallInteger, nullable=False),
    # `SEP-EU2023-2026-000123`; null until entered, never used again.
    sa.Column("number", sa.Text, unique=True),
    # Legal date of receipt of the complete request, which is the date of registration once entered (Art. 21).
    sa.Column("received_on", sa.Date),
    sa.Column("registered_on", sa.Date),
    # Last day on which a request is in time; the gap of a late one is from the day after until the day before
    # registration.
    sa.Column("window_ends_on", sa.Date),
    sa.Column("granted_on", sa.Date),
    sa.Column("expires_on", sa.Date),
    sa.Column("suspended_on", sa.Date),
    sa.Column("appeal_due_on", sa.Date),
    sa.Column("appeal_pending", sa.Boolean, nullable=False, server_default="false"),
    sa.Column("removed_on", sa.Date),
    sa.Column("removal_ground", sa.Text, nullable=False, server_default=""),
    sa.Column("files_kept_until", sa.Date),
    sa.Column("erasable_from", sa.Date),
    _instant("erased_at", nullable=True),
    # FeePayment as JSON.
    sa.Column("fee", pg.JSONB, nullable=False),
    # Number of the content that is entered.
    sa.Column("content_number", sa.Integer, nullable=False),
    sa.Column("event_count", sa.Integer, nullable=False, server_default="0"),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("created_at"),
    _instant("updated_at"),
    # One request or entry a patent and standard.
    sa.Index(
        "uq_registration_live",
        "regime",
        "standard_id",
        "patent_key",
        unique=True,
        postgresql_where=sa.text("state in (2, 3, 4, 5)"),
    ),
    sa.Index("ix_registration_standard", "standard_id", "id"),
    sa.Index("ix_registration_holder", "holder_id", "id"),
    sa.Index("ix_registration_numbers", "numbers", postgresql_using="gin"),
    sa.Index("ix_registration_family_numbers", "family_numbers", postgresql_using="gin"),
)

registration_content = sa.Table(
    "registration_content",
    METADATA,
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey(registration.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # RegistrationContent as JSON. Only the erasure of contact data changes it.
    sa.Column("content", pg.JSONB, nullable=False),
    _instant("recorded_at"),
)

registration_event = sa.Table(
    "registration_event",
    METADATA,
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey(registration.c.id), primary_key=True),
    # In the order of recording, from 1.
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    # Numbers of RegistrationEventKind.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    # The legal date from which it counts, and the instant and legal date on which it was recorded.
    sa.Column("effective_on", sa.Date, nullable=False),
    _instant("recorded_at"),
    sa.Column("recorded_on", sa.Date, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("provision", sa.Text, nullable=False),
    # Ordinal of the event that this one annuls: it counts as never made.
    sa.Column("annuls", sa.Integer),
    sa.Column("days_late", sa.Integer, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    # Its entry in the log.
    sa.Column("log_entry_id", sa.Uuid, nullable=False),
)

# The last registration number of a regime and year.
registration_counter = sa.Table(
    "registration_counter",
    METADATA,
    sa.Column("regime", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.Integer, nullable=False),
)

registration_cure = sa.Table(
    "registration_cure",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey(registration.c.id), nullable=False),
    # Numbers of CureGround.
    sa.Column("ground", sa.SmallInteger, nullable=False),
    sa.Column("defect", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    # Numbers of CureState: 1 open, 2 answered, 3 lapsed, 4 cured, 5 dropped.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_on", sa.Date),
    # RegistrationContent as JSON, where the answer corrects the entry, and the content that it was made from.
    sa.Column("content", pg.JSONB),
    sa.Column("content_base", sa.Integer),
    sa.Column("decision_reasons", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_registration_cure_registration", "registration_id", "id"),
)

correction_request = sa.Table(
    "correction_request",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey(registration.c.id), nullable=False),
    sa.Column("requester", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("evidence", pg.ARRAY(sa.Text), nullable=False),
    # Numbers of CorrectionRequestState.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("decision_reasons", sa.Text, nullable=False, server_default=""),
    sa.Column("cure_id", sa.Uuid, sa.ForeignKey(registration_cure.c.id)),
    sa.Index("ix_correction_request_registration", "registration_id", "id"),
)

# What a holder and its representatives were told about their entries.
registration_notice = sa.Table(
    "registration_notice",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("holder_id", sa.BigInteger, sa.ForeignKey(holder.c.id), nullable=False),
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey(registration.c.id), nullable=False),
    sa.Column("event_ordinal", sa.Integer, nullable=False),
    # The holder, or the name of a representative.
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("representative", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    _instant("created_at"),
    sa.Index("ix_registration_notice_holder", "holder_id", "id"),
)

review_sample = sa.Table(
    "review_sample",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("regime", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("seed_source", sa.Text, nullable=False),
    sa.Column("random_value", sa.Text, nullable=False),
    sa.Column("population_digest", sa.Text, nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("share", sa.Text, nullable=False),
    sa.Column("population_count", sa.Integer, nullable=False),
    sa.Column("drawn_count", sa.Integer, nullable=False),
    _instant("created_at"),
    sa.UniqueConstraint("regime", "year", name="uq_review_sample_year"),
)

review_item = sa.Table(
    "review_item",
    METADATA,
    sa.Column("sample_id", sa.Uuid, sa.ForeignKey(review_sample.c.id), primary_key=True),
    # The registration's number; bytewise order is the order of the population.
    sa.Column("number", sa.Text(collation="C"), primary_key=True),
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey(registration.c.id), nullable=False),
    # Place in the draw, from 1; null if it was not drawn.
    sa.Column("rank", sa.Integer),
    # Numbers of ReviewOutcome; null if it was not drawn.
    sa.Column("outcome", sa.SmallInteger),
    sa.Column("findings", sa.Text, nullable=False, server_default=""),
    sa.Column("cure_id", sa.Uuid, sa.ForeignKey(registration_cure.c.id)),
    sa.Column("decided_on", sa.Date),
    sa.Index("ix_review_item_rank", "sample_id", "rank", postgresql_where=sa.text("rank is not null")),
)

# Use cases of a standard to which the rules do not apply; a new list supersedes the one before.
carved_out_use_case = sa.Table(
    "carved_out_use_case",
    METADATA,
    _id(),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id), nullable=False),
    # Null in the row that says that a list is empty.
    sa.Column("use_case", sa.Text),
    # The name as compared: lower case, letters and digits only.
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("from_on", sa.Date),
    sa.Column("until_on", sa.Date),
    sa.Column("source", sa.Text, nullable=False),
    _instant("recorded_at"),
    _instant("superseded_at", nullable=True),
    sa.Index("ix_carved_out_use_case_standard", "standard_id", "id"),
)

# --- frames and results ------------------------------------------------------------------------------------------

frame = sa.Table(
    "frame",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("standard_key", sa.Text, nullable=False),
    sa.Column("family_key", sa.SmallInteger, nullable=False),
    sa.Column("edition", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("entry_count", sa.BigInteger, nullable=False),
    sa.Column("family_count", sa.BigInteger, nullable=False),
    sa.Column("holder_count", sa.BigInteger, nullable=False),
    sa.Column("entries_without_family", sa.BigInteger, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    _instant("created_at"),
)

frame_entry = sa.Table(
    "frame_entry",
    METADATA,
    sa.Column("frame_id", sa.Uuid, sa.ForeignKey(frame.c.id), primary_key=True),
    # Place in the order of the digest, from 1.
    sa.Column("ordinal", sa.BigInteger, primary_key=True, autoincrement=False),
    # Resource names, as they were when the frame was frozen; empty for an unknown declarant.
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("holder_display_name", sa.Text, nullable=False),
    sa.UniqueConstraint("frame_id", "holder", "family", name="uq_frame_entry_pair"),
)

family_result = sa.Table(
    "family_result",
    METADATA,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, primary_key=True),
    sa.Column("family", sa.Text, primary_key=True),
    sa.Column("frame_id", sa.Uuid, sa.ForeignKey(frame.c.id), nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    _instant("published_at"),
    sa.Index("ix_family_result_family", "family"),
)


# --- objections, decisions and pools -----------------------------------------------------------------------------

# A restriction of access to a document; whoever is not in its audience is refused its bytes while it is in force.
document_access = sa.Table(
    "document_access",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Of the document; it need not be kept here (yet).
    sa.Column("sha256", sa.Text, nullable=False),
    # As callers' audiences are named: `organization:holders/acme`. The centre always has access.
    sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
    # Resource name of the objection or decision it rests on.
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    # Until the objection is decided only.
    sa.Column("interim", sa.Boolean, nullable=False),
    _instant("since"),
    _instant("until", nullable=True),
    sa.Index("ix_document_access_sha256", "sha256", "id"),
    # One restriction of a document by one cause is in force at a time.
    sa.Index("uq_document_access_open", "cause", "sha256", unique=True, postgresql_where=sa.text("until is null")),
)

# What an objection or a decision has put beside an entry. It is never changed; it can be taken back.
entry_note = sa.Table(
    "entry_note",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Resource name of the entry, the application or the family.
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # Legal date of what it says.
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("family_wide", sa.Boolean, nullable=False),
    _instant("recorded_at"),
    _instant("withdrawn_at", nullable=True),
    sa.Column("withdraw_reason", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("cause", "kind", "subject", name="uq_entry_note"),
    sa.Index("ix_entry_note_subject", "subject", "id"),
)

objection = sa.Table(
    "objection",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Numbers of ObjectionState and ObjectionGround.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("ground", sa.SmallInteger, nullable=False),
    sa.Column("objector", sa.Text, nullable=False),
    # Whom the objector acted for; empty for nobody.
    sa.Column("objector_organization", sa.Text, nullable=False),
    sa.Column("objector_name", sa.Text, nullable=False),
    sa.Column("objector_contact", sa.Text, nullable=False),
    sa.Column("name_withheld", sa.Boolean, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("confidential_reasons", sa.Text, nullable=False),
    # The holder who may answer; empty where nobody is concerned.
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("filed_on", sa.Date, nullable=False),
    # Null while it is not public.
    sa.Column("admitted_on", sa.Date),
    sa.Column("answer_due_on", sa.Date),
    _instant("answer_due_at", nullable=True),
    sa.Column("answer_provision", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_on", sa.Date),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("confidential_answer", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_on", sa.Date),
    sa.Column("decision", sa.Text, nullable=False, server_default=""),
    sa.Column("confidential_decision", sa.Text, nullable=False, server_default=""),
    # Number of Remedy.
    sa.Column("remedy", sa.SmallInteger),
    sa.Column("remedy_text", sa.Text, nullable=False, server_default=""),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("created_at"),
    # When the objector's contact data was erased.
    _instant("contact_erased_at", nullable=True),
    sa.Index("ix_objection_subject", "subject", "id"),
    sa.Index("ix_objection_holder", "holder", "id"),
)

# Documents that people rest their words on. The same bytes are one document; each account says its own about them.
evidence_document = sa.Table(
    "evidence_document",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    # Whose it is besides; empty for the centre.
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("confidential", sa.Boolean, nullable=False),
    _instant("created_at"),
    sa.UniqueConstraint("document_id", "account", name="uq_evidence_document"),
    sa.Index("ix_evidence_document_account", "account", "id"),
    sa.Index("ix_evidence_document_organization", "organization", "id"),
)

objection_evidence = sa.Table(
    "objection_evidence",
    METADATA,
    sa.Column("objection_id", sa.Uuid, sa.ForeignKey(objection.c.id), primary_key=True),
    # Who gave it: `objector` or `holder`.
    sa.Column("side", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # `text`, `url` or `document`.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("confidential", sa.Boolean, nullable=False),
)

objection_step = sa.Table(
    "objection_step",
    METADATA,
    sa.Column("objection_id", sa.Uuid, sa.ForeignKey(objection.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("provision", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("step_on", sa.Date, nullable=False),
    _instant("recorded_at"),
)

# The outcome of a procedure at a court, an office or in alternative dispute resolution, as it was reported.
decision = sa.Table(
    "decision",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Numbers of DecisionState, DecisionBody, DecisionKind, DecisionFinality and DecisionEffect; 0 where not known.
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("body", sa.SmallInteger, nullable=False),
    sa.Column("body_name", sa.Text, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("file_number", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("published_on", sa.Date),
    sa.Column("kinds", pg.ARRAY(sa.SmallInteger), nullable=False),
    sa.Column("finality", sa.SmallInteger, nullable=False),
    sa.Column("effect", sa.SmallInteger, nullable=False),
    # Each party: party_name, role, holder.
    sa.Column("parties", pg.JSONB, nullable=False),
    sa.Column("holders", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("registrations", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("standards", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("confidential_document", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    # `court`, `holder`, `implementer` or `officer`; the account; whom it acted for.
    sa.Column("reporter", sa.Text, nullable=False),
    sa.Column("reporter_account", sa.Text, nullable=False),
    sa.Column("reporter_organization", sa.Text, nullable=False),
    sa.Column("reported_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("days_late", sa.Integer, nullable=False),
    sa.Column("provision", sa.Text, nullable=False),
    sa.Column("family_wide", sa.Boolean, nullable=False),
    sa.Column("supersedes", sa.Uuid, sa.ForeignKey("registry.decision.id")),
    sa.Column("superseded_by", sa.Uuid, sa.ForeignKey("registry.decision.id")),
    _instant("verified_at", nullable=True),
    sa.Column("verified_by", sa.Text, nullable=False, server_default=""),
    sa.Column("withdraw_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("created_at"),
    sa.Index("ix_decision_holders", "holders", postgresql_using="gin"),
    sa.Index("ix_decision_registrations", "registrations", postgresql_using="gin"),
    sa.Index("ix_decision_standards", "standards", postgresql_using="gin"),
)

decided_patent = sa.Table(
    "decided_patent",
    METADATA,
    sa.Column("decision_id", sa.Uuid, sa.ForeignKey(decision.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # As given.
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("given", sa.Text, nullable=False),
    # As the register compares it; empty where it cannot be read.
    sa.Column("canonical", sa.Text, nullable=False),
    # The number of an application, and not of a publication.
    sa.Column("filed", sa.Boolean, nullable=False),
    # Its spellings, as `lookup_numbers` has them.
    sa.Column("lookup", pg.ARRAY(sa.Text), nullable=False),
    sa.Index("ix_decided_patent_lookup", "lookup", postgresql_using="gin"),
)

pool = sa.Table(
    "pool",
    METADATA,
    # The resource id, `pools/{key}`.
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("administrator", sa.Text, nullable=False),
    sa.Column("evaluator", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    _instant("created_at"),
)

pool_list = sa.Table(
    "pool_list",
    METADATA,
    _id(),
    sa.Column("pool_key", sa.Text, sa.ForeignKey(pool.c.key), nullable=False),
    # Lists of a programme count from 1; the greatest is the current one.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("import_id", sa.Uuid, sa.ForeignKey(import_.c.id), nullable=False),
    # What is counted of it, by name, as JSON: a list never changes.
    sa.Column("counts", pg.JSONB, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    _instant("created_at"),
    sa.UniqueConstraint("pool_key", "number", name="uq_pool_list"),
)

# A row of a list as given, with what was understood of it.
pool_patent = sa.Table(
    "pool_patent",
    METADATA,
    sa.Column("list_id", sa.BigInteger, sa.ForeignKey(pool_list.c.id), primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    # The licensor cell as given, and the co-owners it names; what share each has is not stated.
    sa.Column("licensor_cell", sa.Text, nullable=False),
    sa.Column("licensors", pg.ARRAY(sa.Text), nullable=False),
    # As the register compares it; empty where it cannot be read, and then why.
    sa.Column("canonical", sa.Text, nullable=False),
    sa.Column("unreadable", sa.Text, nullable=False),
    sa.Column("validated_part", sa.Boolean, nullable=False),
    # Under what it is counted: the number without its kind code; of a national part that is listed under the number of
    # the European (or another regional) patent, that number; as given where it cannot be read.
    sa.Column("pool_invention", sa.Text, nullable=False),
    # What a search for any spelling of it compares.
    sa.Column("lookup", pg.ARRAY(sa.Text), nullable=False),
    # Its spellings as a publication, as `lookup_numbers` has them; of a national part those of the European one.
    sa.Column("published", pg.ARRAY(sa.Text), nullable=False),
    sa.Index("ix_pool_patent_invention", "list_id", "pool_invention"),
    sa.Index("ix_pool_patent_lookup", "lookup", postgresql_using="gin"),
)

# What a pool discloses about a programme (Art. 9 in `eu-2023`); each report is a row, none is changed.
pool_disclosure = sa.Table(
    "pool_disclosure",
    METADATA,
    sa.Column("pool_key", sa.Text, sa.ForeignKey(pool.c.key), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    # PoolItems as JSON.
    sa.Column("items", pg.JSONB, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    # `pool` or `officer`.
    sa.Column("reporter", sa.Text, nullable=False),
    sa.Column("reported_on", sa.Date, nullable=False),
    _instant("created_at"),
)


# --- searches and exports ----------------------------------------------------------------------------------------

# What searches look in: a row for each patent and each declaration that names it. Follows the tables above in the
# background and can be made anew from them at any time, so nothing here refers to them.
search_patent = sa.Table(
    "search_patent",
    METADATA,
    sa.Column("application_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("declaration_id", sa.BigInteger, primary_key=True, autoincrement=False),
    # False when the declaration no longer counts for the patent: withdrawn, or gone from a newer edition.
    sa.Column("current", sa.Boolean, nullable=False),
    # What filters and counts go by, a letter and a value each: h12 (holder), s44 (standard), g8 (generation), oEP
    # (office), rE (result), uY (undertaking), f1 (form of the declaration), t3 (its state), y2016 and p2016 (years
    # signed and published), d1 and d0 (demonstration or not). The unknown is a value: h0, s0, g0, o-, r-, u-, y-, p-.
    sa.Column("facets", pg.ARRAY(sa.Text), nullable=False),
    # Words of the title, folded; and the spellings of its numbers, with # in front.
    sa.Column("words", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("holder_id", sa.BigInteger),
    sa.Column("standard_ids", pg.ARRAY(sa.BigInteger), nullable=False),
    sa.Column("family_ids", pg.ARRAY(sa.BigInteger), nullable=False),
    sa.Column("generations", sa.SmallInteger, nullable=False),
    sa.Column("signed_on", sa.Date),
    sa.Column("published_on", sa.Date),
    # Of the patent: what hits can be ordered by; blank and 0001-01-01 where unknown.
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("latest_signed_on", sa.Date, nullable=False),
    sa.Column("link_count", sa.Integer, nullable=False),
    # The first row that says so.
    sa.Column("document_id", sa.BigInteger, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Index("ix_search_patent_facets", "facets", postgresql_using="gin"),
    sa.Index("ix_search_patent_words", "words", postgresql_using="gin"),
    sa.Index("ix_search_patent_number", "number", "application_id"),
    sa.Index("ix_search_patent_latest", "latest_signed_on", "application_id"),
    sa.Index("ix_search_patent_signed", "signed_on"),
    sa.Index("ix_search_patent_published", "published_on"),
)

# Counts of families that are kept as long as their edition is the current one.
kept_count = sa.Table(
    "kept_count",
    METADATA,
    sa.Column("edition", sa.BigInteger, primary_key=True, autoincrement=False),
    # What was counted: `-` (everything), `generation:8`, or ids of standards, `standards:12,14`.
    sa.Column("scope", sa.Text, primary_key=True),
    # Numbers of sepia.type.v1.FamilyKey.
    sa.Column("family_key", sa.SmallInteger, primary_key=True, autoincrement=False),
    # The total, then holders: id (null: unknown), families, entries without one, entries, declarations, applications;
    # of the total also links.
    sa.Column("lines", pg.JSONB, nullable=False),
)

# Every word of a title, for the correction of spelling errors.
search_word = sa.Table("search_word", METADATA, sa.Column("word", sa.Text, primary_key=True))

# Under which holder the declarations of each spelling were last indexed: what differs is indexed anew.
search_holder = sa.Table(
    "search_holder",
    METADATA,
    sa.Column("holder_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("counted_id", sa.BigInteger, nullable=False),
)

# How far the index has come; one row.
search_state = sa.Table(
    "search_state",
    METADATA,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    # The log is read up to here; -1 before its first entry.
    sa.Column("log_position", sa.BigInteger, nullable=False),
    # The edition up to which it is known what is to be indexed.
    sa.Column("edition_seen", sa.BigInteger, nullable=False),
    # The edition that is indexed in full.
    sa.Column("edition", sa.BigInteger, nullable=False),
    # Grows with the words, so that whoever keeps them knows when to read them again.
    sa.Column("revision", sa.BigInteger, nullable=False),
)

# What is still to be indexed, in pieces; the cursor says how far each is.
search_work = sa.Table(
    "search_work",
    METADATA,
    _id(),
    # everything | document | holder | declaration | family | campaign
    sa.Column("kind", sa.Text, nullable=False),
    # Id of the row in question; of a campaign, its name.
    sa.Column("argument", sa.Text, nullable=False),
    sa.Column("cursor", sa.Text, nullable=False, server_default=""),
)

# Which entries of the log mention a resource: what its timeline is read from.
timeline_mention = sa.Table(
    "timeline_mention",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
)

export = sa.Table(
    "export",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    # Numbers of ExportKind, ExportFormat and ExportState.
    sa.Column("kind", sa.SmallInteger, nullable=False),
    sa.Column("format", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    # The CreateExportRequest, as JSON.
    sa.Column("request", pg.JSONB, nullable=False),
    sa.Column("requester", sa.Text, nullable=False),
    # As whom the requester sees what is not for everyone, as it was when it asked: `centre`, `organization`,
    # `audiences`.
    sa.Column("seen_as", pg.JSONB(none_as_null=True)),
    _instant("created_at"),
    _instant("ended_at", nullable=True),
    _instant("expires_at", nullable=True),
    sa.Column("rows_written", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failure", sa.Text, nullable=False, server_default=""),
    sa.Column("failure_reason", sa.Text, nullable=False, server_default=""),
    # Of a file that is there, or was.
    sa.Column("filename", sa.Text, nullable=False, server_default=""),
    sa.Column("size_bytes", sa.BigInteger),
    sa.Column("sha256", sa.Text),
    sa.Column("edition", sa.BigInteger),
    sa.Column("checkpoint_size", sa.BigInteger),
    sa.Column("checkpoint_note", sa.Text),
    sa.Column("demonstration", sa.Boolean),
    sa.Index("ix_export_waiting", "id", postgresql_where=sa.text("state in (1, 2)")),
    sa.Index("ix_export_expiring", "expires_at", postgresql_where=sa.text("state = 3")),
    sa.Index("ix_export_requester", "requester", "id"),
)

export_chunk = sa.Table(
    "export_chunk",
    METADATA,
    sa.Column("export_id", sa.Uuid, sa.ForeignKey(export.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)


# --- templates ---------------------------------------------------------------------------------------------------

# What files of Sepia's template, of ETSI's bulk upload and of JSON lines have declared.
imported_declaration = sa.Table(
    "imported_declaration",
    METADATA,
    # Resource name of the holder, or the name of a declarant that is none.
    sa.Column("declarant", sa.Text, primary_key=True),
    # As given; of a line of JSON without one, its fingerprint.
    sa.Column("reference", sa.Text, primary_key=True),
    # Digest of what was declared: the same again is the same declaration.
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("declaration_id", sa.BigInteger, sa.ForeignKey(declaration.c.id), nullable=False),
)


def declared_in_public() -> sa.ColumnElement[bool]:
    """Where everybody may know of a declaration: in force, superseded, withdrawn or removed."""
    return declaration.c.state.in_([3, 4, 5, 6, 7])


def of_a_removed_declaration() -> sa.ColumnElement[bool]:
    """Where a link is of a declaration that the centre removed: that it was is public, what it said is not."""
    removed = sa.exists().where(declaration.c.id == link.c.declaration_id, declaration.c.state.in_([6, 7]))
    return removed.correlate_except(declaration)


def spellings() -> sa.ColumnElement[Any]:
    """The numbers of an application as searches compare them; computed, so for few rows."""
    return sa.func.registry.lookup_numbers(application.c.number, application.c.publications, type_=pg.ARRAY(sa.Text))


def applications_numbered(numbers: sa.ColumnElement[Any] | Collection[str]) -> sa.TableValuedAlias:
    """Which applications have which of these numbers, spelled as searches compare them: `number`, `application_id`.

    One call for all numbers together, where they are many: while a long load is still to be spelled, each call reads
    all of its applications.
    """
    wanted = numbers if isinstance(numbers, sa.ColumnElement) else sa.bindparam(None, list(numbers), pg.ARRAY(sa.Text))
    found = sa.func.registry.applications_numbered(wanted)
    columns = sa.column("number", sa.Text), sa.column("application_id", sa.BigInteger)
    return found.table_valued(*columns, name="numbered")


def numbered(numbers: Collection[str]) -> sa.ColumnElement[bool]:
    """Where an application has one of these numbers, spelled as searches compare them."""
    return application.c.id.in_(sa.select(applications_numbered(numbers).c.application_id))


def among_few(column: sa.ColumnElement[Any], ids: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Where a column is one of the few ids that a query finds.

    They are found first and looked up one by one: joined, a query that the planner expects to find many has it read
    every row of the other table, which is seconds where links and applications are in millions.
    """
    return column == sa.any_(sa.func.array(ids.scalar_subquery(), type_=pg.ARRAY(sa.BigInteger)))


def declared_for(
    standard_id: int | None, generation: int | None, chain: Collection[int] = ()
) -> sa.ColumnElement[bool]:
    """Where a link is declared for a standard.

    Args:
        standard_id: of a specification, the id of its row; a link names it.
        generation: of a commercial standard, its bit; a link's flags have it. Unknown flags are in no generation.
        chain: ids of standards of which a link may name any: predecessors and successors of one, or the
            specifications that define a commercial standard. They take the place of `standard_id`.

    Both None: for any standard or none. Which links count is another question: see `in_edition`.
    """
    if generation is not None:
        return link.c.generations.bitwise_and(generation) != 0
    if chain:
        return link.c.standard_id.in_(list(chain))
    return sa.true() if standard_id is None else link.c.standard_id == standard_id


def in_edition(number: int | None) -> sa.ColumnElement[bool]:
    """Which links an edition has; the current one where there is no number."""
    if number is None:
        return link.c.gone_in.is_(None)
    return sa.and_(link.c.since_edition <= number, sa.or_(link.c.gone_in.is_(None), link.c.gone_in > number))
