"""Owns the registry's schema: every table of the service on one page.

A declared link is the grain of everything: a declaration names a patent application for a standard. Unknown is NULL,
never a made-up value: a link without a standard, an application without a number, a declaration without a declarant
and a patent without a family are stored as given and counted on lines of their own.
"""

from __future__ import annotations

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
