-- The register as it began: files, standards, holders, declarations, links, frames, and the service's log.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.answered_request (
    account TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    response BYTEA,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account, method, request_id)
)
;

-- Numbers as searches compare them: capitals and digits only; a publication also without its kind code.
CREATE FUNCTION registry.lookup_numbers(number text, publications text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH given AS (
        SELECT upper(regexp_replace(each, '[^0-9A-Za-z]+', '', 'g')) AS spelling, published
        FROM (SELECT number AS each, false AS published
              UNION ALL SELECT unnest(publications), true) AS every
    )
    SELECT coalesce(array_agg(DISTINCT spelling), '{}')
    FROM (SELECT spelling FROM given
          UNION ALL SELECT regexp_replace(spelling, '([0-9])[A-Z][0-9]?$', '\1') FROM given WHERE published) AS both_ways
    WHERE spelling ~ '[0-9]'
$$
;

CREATE TABLE registry.application (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    identity TEXT NOT NULL,
    office TEXT,
    number TEXT,
    publications TEXT[] NOT NULL,
    title TEXT,
    numbers TEXT[] GENERATED ALWAYS AS (registry.lookup_numbers(number, publications)) STORED,
    title_words TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, coalesce(title, ''))) STORED,
    PRIMARY KEY (id),
    UNIQUE (identity)
)
;
CREATE INDEX ix_application_numbers ON registry.application USING gin (numbers)
;
CREATE INDEX ix_application_title_words ON registry.application USING gin (title_words)
;

CREATE TABLE registry.document (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sha256 TEXT,
    size_bytes BIGINT,
    received_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    UNIQUE (sha256)
)
;

CREATE TABLE registry.family (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    key SMALLINT NOT NULL,
    external TEXT NOT NULL,
    priorities TEXT[],
    PRIMARY KEY (id),
    CONSTRAINT uq_family_key UNIQUE (key, external)
)
;

CREATE TABLE registry.frame (
    id UUID NOT NULL,
    standard_key TEXT NOT NULL,
    family_key SMALLINT NOT NULL,
    edition BIGINT NOT NULL,
    digest TEXT NOT NULL,
    entry_count BIGINT NOT NULL,
    family_count BIGINT NOT NULL,
    holder_count BIGINT NOT NULL,
    entries_without_family BIGINT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
)
;

CREATE TABLE registry.holder (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (key),
    UNIQUE (name)
)
;

CREATE TABLE registry.log_checkpoint (
    tree_size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tree_size),
    CONSTRAINT ck_log_checkpoint_tree_size CHECK (tree_size >= 0),
    CONSTRAINT ck_log_checkpoint_root CHECK (octet_length(root) = 32)
)
;

CREATE TABLE registry.log_entry (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    commitment BYTEA NOT NULL,
    audience TEXT[] NOT NULL,
    subject TEXT,
    actor TEXT,
    content BYTEA,
    salt BYTEA,
    erased_at TIMESTAMP WITH TIME ZONE,
    position BIGINT,
    leaf_hash BYTEA,
    PRIMARY KEY (id),
    CONSTRAINT uq_log_entry_position UNIQUE (position),
    CONSTRAINT ck_log_entry_position CHECK (position >= 0),
    CONSTRAINT ck_log_entry_sequenced CHECK ((position is null) = (leaf_hash is null)),
    CONSTRAINT ck_log_entry_leaf_hash CHECK (octet_length(leaf_hash) = 32),
    CONSTRAINT ck_log_entry_commitment CHECK (octet_length(commitment) = 32),
    CONSTRAINT ck_log_entry_salt CHECK (octet_length(salt) = 32),
    CONSTRAINT ck_log_entry_erased CHECK (num_nulls(subject, actor, content, salt) = case when erased_at is null then 0 else 4 end)
)
;
CREATE INDEX ix_log_entry_subject ON registry.log_entry (subject, position) WHERE subject is not null
;
CREATE INDEX ix_log_entry_unsequenced ON registry.log_entry (id) WHERE position is null
;

CREATE TABLE registry.log_node (
    level SMALLINT NOT NULL,
    index BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, index),
    CONSTRAINT ck_log_node_hash CHECK (octet_length(hash) = 32)
)
;

CREATE TABLE registry.standard (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    names TEXT[] NOT NULL,
    kind SMALLINT NOT NULL,
    generation SMALLINT,
    search TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (key)
)
;

CREATE TABLE registry.declaration (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    iprd_id BIGINT NOT NULL,
    reference TEXT NOT NULL,
    holder_id BIGINT,
    signed_on DATE,
    published_on DATE,
    undertaking BOOLEAN,
    reciprocity BOOLEAN,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    search TEXT GENERATED ALWAYS AS (lower(regexp_replace(reference, '[^0-9A-Za-z]+', '', 'g'))) STORED,
    PRIMARY KEY (id),
    UNIQUE (iprd_id),
    FOREIGN KEY(holder_id) REFERENCES registry.holder (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;
CREATE INDEX ix_declaration_holder ON registry.declaration (holder_id, reference, iprd_id)
;
CREATE INDEX ix_declaration_reference ON registry.declaration (reference, iprd_id)
;
CREATE INDEX ix_declaration_search ON registry.declaration (search text_pattern_ops)
;

CREATE TABLE registry.document_chunk (
    document_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    start_bytes BIGINT NOT NULL,
    size_bytes INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (document_id, number),
    FOREIGN KEY(document_id) REFERENCES registry.document (id) ON DELETE CASCADE
)
;

CREATE TABLE registry.family_result (
    campaign TEXT NOT NULL,
    holder TEXT NOT NULL,
    family TEXT NOT NULL,
    frame_id UUID NOT NULL,
    outcome TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (campaign, holder, family),
    FOREIGN KEY(frame_id) REFERENCES registry.frame (id)
)
;
CREATE INDEX ix_family_result_family ON registry.family_result (family)
;

CREATE TABLE registry.frame_entry (
    frame_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    holder TEXT NOT NULL,
    family TEXT NOT NULL,
    holder_display_name TEXT NOT NULL,
    PRIMARY KEY (frame_id, ordinal),
    CONSTRAINT uq_frame_entry_pair UNIQUE (frame_id, holder, family),
    FOREIGN KEY(frame_id) REFERENCES registry.frame (id)
)
;

CREATE TABLE registry.import (
    id UUID NOT NULL,
    document_id BIGINT NOT NULL,
    filename TEXT NOT NULL,
    source_format SMALLINT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    state SMALLINT NOT NULL,
    submitter TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    refusal_reason TEXT DEFAULT '' NOT NULL,
    refusal TEXT DEFAULT '' NOT NULL,
    counts JSONB,
    edition BIGINT,
    failures INTEGER DEFAULT '0' NOT NULL,
    progress JSONB,
    PRIMARY KEY (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;
CREATE INDEX ix_import_waiting ON registry.import (id) WHERE state in (1, 2)
;

CREATE TABLE registry.edition (
    number BIGINT NOT NULL,
    import_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (number),
    FOREIGN KEY(import_id) REFERENCES registry.import (id)
)
;

CREATE TABLE registry.link (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    digest BYTEA NOT NULL,
    declaration_id BIGINT NOT NULL,
    holder_id BIGINT,
    entry_id BIGINT NOT NULL,
    standard_id BIGINT,
    standard_version TEXT,
    illustrative_part TEXT,
    generations SMALLINT,
    application_id BIGINT,
    etsi_family_id BIGINT,
    docdb_family_id BIGINT,
    priorities_family_id BIGINT,
    demonstration BOOLEAN NOT NULL,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    offset_bytes BIGINT NOT NULL,
    length_bytes INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (digest),
    FOREIGN KEY(declaration_id) REFERENCES registry.declaration (id),
    FOREIGN KEY(holder_id) REFERENCES registry.holder (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id),
    FOREIGN KEY(application_id) REFERENCES registry.application (id),
    FOREIGN KEY(etsi_family_id) REFERENCES registry.family (id),
    FOREIGN KEY(docdb_family_id) REFERENCES registry.family (id),
    FOREIGN KEY(priorities_family_id) REFERENCES registry.family (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;
CREATE INDEX ix_link_application ON registry.link (application_id)
;
CREATE INDEX ix_link_declaration ON registry.link (declaration_id, entry_id)
;
CREATE INDEX ix_link_docdb_family ON registry.link (docdb_family_id) WHERE docdb_family_id is not null
;
CREATE INDEX ix_link_document ON registry.link (document_id, line)
;
CREATE INDEX ix_link_etsi_family ON registry.link (etsi_family_id)
;
CREATE INDEX ix_link_priorities_family ON registry.link (priorities_family_id)
;
CREATE INDEX ix_link_standard ON registry.link (standard_id, holder_id)
;

CREATE TABLE registry.rejected_row (
    import_id UUID NOT NULL,
    number INTEGER NOT NULL,
    line BIGINT NOT NULL,
    "column" TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    suggestion TEXT NOT NULL,
    PRIMARY KEY (import_id, number),
    FOREIGN KEY(import_id) REFERENCES registry.import (id)
)
;

create function registry.log_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = 'the log is append-only: record a new entry that says what changed';
end $$
;

create function registry.log_guard_entry() returns trigger language plpgsql as $$
begin
    if (new.id, new.kind, new.recorded_at, new.commitment) is distinct from
       (old.id, old.kind, old.recorded_at, old.commitment)
       or (old.position is not null
           and (new.position, new.leaf_hash) is distinct from (old.position, old.leaf_hash))
       or (new.erased_at is distinct from old.erased_at and old.erased_at is not null)
       or (new.erased_at is null
           and (new.subject, new.actor, new.content, new.salt) is distinct from
               (old.subject, old.actor, old.content, old.salt))
    then
        raise exception 'change of log entry % refused', old.id using hint = 'the log is append-only: record a new entry that says what changed';
    end if;
    return new;
end $$
;

create trigger log_guard_entry before update on registry.log_entry for each row execute function registry.log_guard_entry()
;

create trigger log_refuse_delete before delete on registry.log_entry for each row execute function registry.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on registry.log_entry for each statement execute function registry.log_refuse_change()
;

create trigger log_refuse_change before update or delete on registry.log_node for each row execute function registry.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on registry.log_node for each statement execute function registry.log_refuse_change()
;

create trigger log_refuse_change before update or delete on registry.log_checkpoint for each row execute function registry.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on registry.log_checkpoint for each statement execute function registry.log_refuse_change()
;

create function registry.frame_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = 'a frame never changes: samples rest on it; freeze another one';
end $$
;

create trigger frame_refuse_change before update or delete on registry.frame for each row execute function registry.frame_refuse_change()
;

create trigger frame_refuse_change before update or delete on registry.frame_entry for each row execute function registry.frame_refuse_change()
;

insert into registry.standard (key, display_name, names, kind, generation, search) values
    ('2g', '2G', '{2G,GSM}', 2, 1, '2g gsm'),
    ('3g', '3G', '{3G,UMTS}', 2, 2, '3g umts'),
    ('4g', '4G', '{4G,LTE}', 2, 4, '4g lte'),
    ('5g', '5G', '{5G,NR}', 2, 8, '5g nr')
;
