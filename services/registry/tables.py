"""Owns the registry's schema: every table of the service on one page.

A declared link is the grain of everything: a declaration names a patent application for a standard. Unknown is NULL,
never a made-up value: a link without a standard, an application without a number, a declaration without a declarant
and a patent without a family are stored as given and counted on lines of their own.
"""

from __future__ import annotations

from collections.abc import Collection

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
    sa.Index("ix_holder_same_as", "same_as", postgresql_where=sa.text("same_as is not null")),
)

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
    # (office), rE (result), uY (undertaking), y2016 and p2016 (years signed and published), d1 and d0 (demonstration or
    # not). The unknown is a value: h0, s0, g0, o-, r-, u-, y-, p-.
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


def declared_for(
    standard_id: int | None, generation: int | None, chain: Collection[int] = ()
) -> sa.ColumnElement[bool]:
    """Where a link is declared for a standard.

    Args:
        standard_id: of a specification, the id of its row; a link names it.
        generation: of a commercial standard, its bit; a link's flags have it. Unknown flags are in no generation.
        chain: ids of standards of which a link may name any: predecessors and successors of one, or the
            specifications that define a commercial standard. They take the place of `standard_id`.

    Both None: for any standard or none.
    """
    if generation is not None:
        return link.c.generations.bitwise_and(generation) != 0
    if chain:
        return link.c.standard_id.in_(list(chain))
    return sa.true() if standard_id is None else link.c.standard_id == standard_id
