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

# --- what was declared -------------------------------------------------------------------------------------------

# Partitioned by load: a long file is loaded into a partition of its own, which gets its indexes once it is full and is
# then attached, so that nobody waits and whoever reads an older snapshot goes on seeing it. References are kept by
# construction (ids come from the rows they name, in the same transaction), and a test looks after them.
link = sa.Table(
    "link",
    METADATA,
    _id(),
    # 0 for links that came one by one or in short files.
    sa.Column("load", sa.Integer, primary_key=True, autoincrement=False, server_default="0"),
    # Digest of the row's values, 128 bits: the same row in another file, or twice in one, is the same link. Null where
    # no row of an export is behind it, or where it is still to be made (see `imports.load_store`).
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
    # Where the row lies in the document.
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("offset_bytes", sa.BigInteger, nullable=False),
    sa.Column("length_bytes", sa.Integer, nullable=False),
    # The edition that first had it.
    sa.Column("since_edition", sa.BigInteger, nullable=False),
    # The edition that no longer had it: a newer edition of the export that it came from left it out. Null: current.
    sa.Column("gone_in", sa.BigInteger),
    sa.Index("ix_link_standard", "standard_id", "holder_id"),
    # With the entry, so that a declaration's entries are counted from the index alone.
    sa.Index("ix_link_declaration", "declaration_id", "entry_id"),
    sa.Index("ix_link_etsi_family", "etsi_family_id"),
    sa.Index("ix_link_docdb_family", "docdb_family_id", postgresql_where=sa.text("docdb_family_id is not null")),
    sa.Index("ix_link_priorities_family", "priorities_family_id"),
    sa.Index("ix_link_application", "application_id"),
    sa.Index("ix_link_document", "document_id", "line"),
    sa.Index("ix_link_gone", "gone_in", postgresql_where=sa.text("gone_in is not null")),
    sa.Index("ix_link_undigested", "document_id", postgresql_where=sa.text("digest_high is null")),
    postgresql_partition_by="list (load)",
)

# Where a link that is known already is said again by another file, which is no newer edition of the one it is from.
repeated_link = sa.Table(
    "repeated_link",
    METADATA,
    sa.Column("link_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document_id", sa.BigInteger, sa.ForeignKey(document.c.id), primary_key=True),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("offset_bytes", sa.BigInteger, nullable=False),
    sa.Column("length_bytes", sa.Integer, nullable=False),
    # The edition in which a newer edition of that file left it out.
    sa.Column("gone_in", sa.BigInteger),
    sa.Index("ix_repeated_link_document", "document_id"),
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


def in_edition(number: int | None) -> sa.ColumnElement[bool]:
    """Which links an edition has; the current one where there is no number."""
    if number is None:
        return link.c.gone_in.is_(None)
    return sa.and_(link.c.since_edition <= number, sa.or_(link.c.gone_in.is_(None), link.c.gone_in > number))
