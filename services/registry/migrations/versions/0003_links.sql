-- Links that are loaded in bulk and belong to editions; uploads that can be continued; differences and conflicts.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.import ADD COLUMN supersedes UUID REFERENCES registry.import (id)
;
CREATE UNIQUE INDEX uq_import_supersedes ON registry.import (supersedes) WHERE supersedes is not null and state <> 4
;

CREATE TABLE registry.upload (
    account TEXT NOT NULL,
    request_id TEXT NOT NULL,
    document_id BIGINT NOT NULL,
    said BYTEA NOT NULL,
    size_bytes BIGINT NOT NULL,
    touched_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account, request_id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id) ON DELETE CASCADE
)
;

CREATE TABLE registry.import_difference (
    import_id UUID NOT NULL,
    number BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    declaration_id BIGINT NOT NULL,
    entry_id BIGINT,
    standard_id BIGINT,
    application_id BIGINT,
    field TEXT DEFAULT '' NOT NULL,
    earlier_value TEXT DEFAULT '' NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    earlier_document_id BIGINT,
    earlier_line BIGINT,
    earlier_rows BIGINT DEFAULT '0' NOT NULL,
    line BIGINT,
    rows BIGINT DEFAULT '0' NOT NULL,
    PRIMARY KEY (import_id, number),
    FOREIGN KEY(import_id) REFERENCES registry.import (id)
)
;

CREATE TABLE registry.conflicting_fact (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    kept BOOLEAN DEFAULT false NOT NULL,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    since_edition BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_conflicting_fact UNIQUE (subject, field, value),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;

-- Already compressed: PostgreSQL need not try again.
ALTER TABLE registry.document_chunk ALTER COLUMN content SET STORAGE EXTERNAL
;

-- The links move into a table that has partitions.
DROP INDEX registry.ix_link_application, registry.ix_link_declaration, registry.ix_link_docdb_family,
    registry.ix_link_document, registry.ix_link_etsi_family, registry.ix_link_priorities_family,
    registry.ix_link_standard
;
ALTER TABLE registry.link RENAME TO link_before
;
ALTER TABLE registry.link_before RENAME CONSTRAINT link_pkey TO link_before_pkey
;
ALTER SEQUENCE registry.link_id_seq RENAME TO link_before_id_seq
;
CREATE TABLE registry.link (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    load INTEGER DEFAULT '0' NOT NULL,
    digest_high BIGINT,
    digest_low BIGINT,
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
    since_edition BIGINT NOT NULL,
    gone_in BIGINT,
    CONSTRAINT link_pkey PRIMARY KEY (id, load)
) PARTITION BY LIST (load)
;
CREATE TABLE registry.link_0 PARTITION OF registry.link FOR VALUES IN (0)
;
-- Digests are made anew from the documents by the next import: they are computed in another way now.
INSERT INTO registry.link OVERRIDING SYSTEM VALUE
SELECT id, 0, NULL, NULL, declaration_id, holder_id, entry_id, standard_id, standard_version, illustrative_part, generations,
       application_id, etsi_family_id, docdb_family_id, priorities_family_id, demonstration, document_id, line,
       offset_bytes, length_bytes,
       coalesce((SELECT min(e.number) FROM registry.edition e JOIN registry.import i ON i.id = e.import_id
                 WHERE i.document_id = l.document_id), 1), NULL
FROM registry.link_before l ORDER BY id
;
SELECT setval('registry.link_id_seq', (SELECT last_value FROM registry.link_before_id_seq),
              (SELECT is_called FROM registry.link_before_id_seq))
;
DROP TABLE registry.link_before
;
CREATE INDEX ix_link_standard ON registry.link (standard_id, holder_id)
;
CREATE INDEX ix_link_declaration ON registry.link (declaration_id, entry_id)
;
CREATE INDEX ix_link_etsi_family ON registry.link (etsi_family_id)
;
CREATE INDEX ix_link_docdb_family ON registry.link (docdb_family_id) WHERE docdb_family_id is not null
;
CREATE INDEX ix_link_priorities_family ON registry.link (priorities_family_id)
;
CREATE INDEX ix_link_application ON registry.link (application_id)
;
CREATE INDEX ix_link_document ON registry.link (document_id, line)
;
CREATE INDEX ix_link_gone ON registry.link (gone_in) WHERE gone_in is not null
;
CREATE INDEX ix_link_undigested ON registry.link (document_id) WHERE digest_high is null
;

CREATE TABLE registry.repeated_link (
    link_id BIGINT NOT NULL,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    offset_bytes BIGINT NOT NULL,
    length_bytes INTEGER NOT NULL,
    gone_in BIGINT,
    PRIMARY KEY (link_id, document_id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;
CREATE INDEX ix_repeated_link_document ON registry.repeated_link (document_id)
