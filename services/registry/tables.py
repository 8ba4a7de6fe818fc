"""Owns the registry's schema: every table of the service on one page.

A declared link is the grain of everything: a declaration names a patent application for a standard. Unknown is NULL,
never a made-up value: a link without a standard, an application without a number, a declaration without a declarant
and a patent without a family are stored as given and counted on lines of their own.
"""

from __future__ import annotations

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
    sa.Index("ix_import_waiting", "id", postgresql_where=sa.text("state in (1, 2)")),
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
    sa.Column("family_id", sa.BigInteger, sa.ForeignKey("registry.family.id")),
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
    sa.Column("published_on", sa.Date),
    # Legal date of the notice that starts the clock for registrations.
    sa.Column("registration_opened_on", sa.Date),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
)

declaration = sa.Table(
    "declaration",
    METADATA,
    _id(),
    sa.Column("iprd_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("holder_id", sa.BigInteger, sa.ForeignKey(holder.c.id)),
    sa.Column("signed_on", sa.Date),
    sa.Column("published_on", sa.Date),
    sa.Column("undertaking", sa.Boolean),
    sa.Column("reciprocity", sa.Boolean),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    _instant("created_at"),
    # The reference, lower case, letters and digits only: what searches look in.
    sa.Column("search", sa.Text, sa.Computed("lower(regexp_replace(reference, '[^0-9A-Za-z]+', '', 'g'))")),
    sa.Index("ix_declaration_holder", "holder_id", "reference", "iprd_id"),
    sa.Index("ix_declaration_reference", "reference", "iprd_id"),
    sa.Index("ix_declaration_search", "search", postgresql_ops={"search": "text_pattern_ops"}),
)

application = sa.Table(
    "application",
    METADATA,
    _id(),
    # Office and number as given, or office and publications where there is no number: what makes two the same.
    sa.Column("identity", sa.Text, nullable=False, unique=True),
    sa.Column("office", sa.Text),
    sa.Column("number", sa.Text),
    sa.Column("publications", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("title", sa.Text),
    # Its numbers as searches compare them: capitals and digits only, publications with and without their kind code.
    sa.Column("numbers", pg.ARRAY(sa.Text), sa.Computed("registry.lookup_numbers(number, publications)")),
    sa.Column("title_words", pg.TSVECTOR, sa.Computed("to_tsvector('simple'::regconfig, coalesce(title, ''))")),
    sa.Index("ix_application_numbers", "numbers", postgresql_using="gin"),
    sa.Index("ix_application_title_words", "title_words", postgresql_using="gin"),
)

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
    sa.UniqueConstraint("key", "external", name="uq_family_key"),
)

# --- what was declared -------------------------------------------------------------------------------------------

link = sa.Table(
    "link",
    METADATA,
    _id(),
    # Digest of the row's values: the same row in another file, or twice in one, is the same link.
    sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("declaration_id", sa.BigInteger, sa.ForeignKey(declaration.c.id), nullable=False),
    # Repeats the declaration's, so that counting needs no join.
    sa.Column("holder_id", sa.BigInteger, sa.ForeignKey(holder.c.id)),
    # DIPG_ID: an entry of the declaration's patent list.
    sa.Column("entry_id", sa.BigInteger, nullable=False),
    sa.Column("standard_id", sa.BigInteger, sa.ForeignKey(standard.c.id)),
    sa.Column("standard_version", sa.Text),
    sa.Column("illustrative_part", sa.Text),
    sa.Column("generations", sa.SmallInteger),
    sa.Column("application_id", sa.BigInteger, sa.ForeignKey(application.c.id)),
    sa.Column("etsi_family_id", sa.BigInteger, sa.ForeignKey(family.c.id)),
    sa.Column("docdb_family_id", sa.BigInteger, sa.ForeignKey(family.c.id)),
    sa.Column("priorities_family_id", sa.BigInteger, sa.ForeignKey(family.c.id)),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), nullable=False),
    # Where the row lies in the document.
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("offset_bytes", sa.BigInteger, nullable=False),
    sa.Column("length_bytes", sa.Integer, nullable=False),
    sa.Index("ix_link_standard", "standard_id", "holder_id"),
    # With the entry, so that a declaration's entries are counted from the index alone.
    sa.Index("ix_link_declaration", "declaration_id", "entry_id"),
    sa.Index("ix_link_etsi_family", "etsi_family_id"),
    sa.Index("ix_link_docdb_family", "docdb_family_id", postgresql_where=sa.text("docdb_family_id is not null")),
    sa.Index("ix_link_priorities_family", "priorities_family_id"),
    sa.Index("ix_link_application", "application_id"),
    sa.Index("ix_link_document", "document_id", "line"),
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


def declared_for(standard_id: int | None, generation: int | None) -> sa.ColumnElement[bool]:
    """Where a link is declared for a standard.

    Args:
        standard_id: of a specification, the id of its row; a link names it.
        generation: of a commercial standard, its bit; a link's flags have it. Unknown flags are in no generation.

    Both None: for any standard or none.
    """
    if generation is not None:
        return link.c.generations.bitwise_and(generation) != 0
    return sa.true() if standard_id is None else link.c.standard_id == standard_id
