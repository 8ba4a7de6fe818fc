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
    sa.Index("ix_objection_subject", "subject", "id"),
    sa.Index("ix_objection_holder", "holder", "id"),
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
    # Its spellings, as `application.numbers` has them.
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
    # Its spellings as a publication, as `application.numbers` has them; of a national part those of the European one.
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
