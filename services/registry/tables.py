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
    # ETSI's number of a detailed declaration; null for every other.
    sa.Column("iprd_id", sa.BigInteger, unique=True),
    # The id of every other: `gd-31`, `ietf-4176`, `sepia-17`.
    sa.Column("own_key", sa.Text),
    # The resource id, `holders/{holder}/declarations/{key}`.
    sa.Column("key", sa.Text, sa.Computed("coalesce(own_key, iprd_id::text)"), unique=True, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    # The declarant where it is a holder in the register; of what is not public, none is entered.
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
    # The edition from which on it counts no longer; null while it does.
    sa.Column("gone_in", sa.BigInteger),
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


def declared_in_public() -> sa.ColumnElement[bool]:
    """Where everybody may know of a declaration: in force, superseded, withdrawn or removed."""
    return declaration.c.state.in_([3, 4, 5, 6, 7])


def declared_for(standard_id: int | None, generation: int | None) -> sa.ColumnElement[bool]:
    """Where a link is declared for a standard.

    Args:
        standard_id: of a specification, the id of its row; a link names it.
        generation: of a commercial standard, its bit; a link's flags have it. Unknown flags are in no generation.

    Both None: for any standard or none. Links of declarations that were withdrawn, replaced or removed are in none.
    """
    stands = link.c.gone_in.is_(None)
    if generation is not None:
        return sa.and_(stands, link.c.generations.bitwise_and(generation) != 0)
    return stands if standard_id is None else sa.and_(stands, link.c.standard_id == standard_id)
