-- What searches look in, and the files that the register is taken out as.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.search_patent (
    application_id BIGINT NOT NULL,
    declaration_id BIGINT NOT NULL,
    current BOOLEAN NOT NULL,
    facets TEXT[] NOT NULL,
    words TEXT[] NOT NULL,
    holder_id BIGINT,
    standard_ids BIGINT[] NOT NULL,
    family_ids BIGINT[] NOT NULL,
    generations SMALLINT NOT NULL,
    signed_on DATE,
    published_on DATE,
    number TEXT NOT NULL,
    latest_signed_on DATE NOT NULL,
    link_count INTEGER NOT NULL,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    PRIMARY KEY (application_id, declaration_id)
)
;
CREATE INDEX ix_search_patent_facets ON registry.search_patent USING gin (facets)
;
CREATE INDEX ix_search_patent_latest ON registry.search_patent (latest_signed_on, application_id)
;
CREATE INDEX ix_search_patent_number ON registry.search_patent (number, application_id)
;
CREATE INDEX ix_search_patent_words ON registry.search_patent USING gin (words)
;

CREATE TABLE registry.search_word (
    word TEXT NOT NULL,
    PRIMARY KEY (word)
)
;

CREATE TABLE registry.search_holder (
    holder_id BIGINT NOT NULL,
    counted_id BIGINT NOT NULL,
    PRIMARY KEY (holder_id)
)
;

CREATE TABLE registry.search_state (
    id SMALLINT NOT NULL,
    log_position BIGINT NOT NULL,
    edition_seen BIGINT NOT NULL,
    edition BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (id)
)
;

CREATE TABLE registry.search_work (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    argument TEXT NOT NULL,
    cursor TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
)
;

CREATE TABLE registry.timeline_mention (
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (name, position)
)
;

CREATE TABLE registry.export (
    id UUID NOT NULL,
    kind SMALLINT NOT NULL,
    format SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    request JSONB NOT NULL,
    requester TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE,
    rows_written BIGINT DEFAULT '0' NOT NULL,
    failures INTEGER DEFAULT '0' NOT NULL,
    failure TEXT DEFAULT '' NOT NULL,
    failure_reason TEXT DEFAULT '' NOT NULL,
    filename TEXT DEFAULT '' NOT NULL,
    size_bytes BIGINT,
    sha256 TEXT,
    edition BIGINT,
    checkpoint_size BIGINT,
    checkpoint_note TEXT,
    demonstration BOOLEAN,
    PRIMARY KEY (id)
)
;
CREATE INDEX ix_export_expiring ON registry.export (expires_at) WHERE state = 3
;
CREATE INDEX ix_export_requester ON registry.export (requester, id)
;
CREATE INDEX ix_export_waiting ON registry.export (id) WHERE state in (1, 2)
;

CREATE TABLE registry.export_chunk (
    export_id UUID NOT NULL,
    number INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (export_id, number),
    FOREIGN KEY(export_id) REFERENCES registry.export (id) ON DELETE CASCADE
)
;

-- Chunks of a file are compressed already.
ALTER TABLE registry.export_chunk ALTER COLUMN content SET STORAGE EXTERNAL
;

insert into registry.search_state (id, log_position, edition_seen, edition, revision)
    select 1, -1, coalesce(max(number), 0), 0, 0 from registry.edition
;

-- What a register holds already is indexed from the start, and its log read again for the timelines.
insert into registry.search_work (kind, argument) select 'everything', '' where exists (select from registry.link)
