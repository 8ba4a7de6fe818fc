-- Declarations of every form, and their chains.
-- Statements are separated by lines that hold only `;`.

CREATE SEQUENCE registry.declaration_number
;
-- Entries of ETSI's lists count up from 1; those declared here count down, so that no two are one.
CREATE SEQUENCE registry.declared_entry_number INCREMENT BY -1 MINVALUE -4611686018427387904 START WITH -1
;

ALTER TABLE registry.declaration ALTER COLUMN iprd_id DROP NOT NULL
;
ALTER TABLE registry.declaration
    ADD COLUMN own_key TEXT,
    ADD COLUMN key TEXT GENERATED ALWAYS AS (coalesce(own_key, iprd_id::text)) STORED NOT NULL,
    ADD COLUMN kind SMALLINT DEFAULT 1 NOT NULL,
    ADD COLUMN state SMALLINT DEFAULT 3 NOT NULL,
    ADD COLUMN declarant TEXT,
    ADD COLUMN proprietor TEXT,
    ADD COLUMN submitted_on DATE,
    ADD COLUMN irrevocable BOOLEAN,
    ADD COLUMN undertaking_stands BOOLEAN,
    ADD COLUMN form JSONB,
    ADD COLUMN submitter TEXT DEFAULT '' NOT NULL,
    ADD COLUMN organization TEXT DEFAULT '' NOT NULL,
    ADD COLUMN source_rows TEXT[],
    ADD COLUMN source_state SMALLINT,
    ADD COLUMN revision INTEGER DEFAULT 1 NOT NULL,
    ADD CONSTRAINT ck_declaration_key CHECK (num_nonnulls(iprd_id, own_key) = 1),
    ADD UNIQUE (key)
;
DROP INDEX registry.ix_declaration_holder
;
DROP INDEX registry.ix_declaration_reference
;
CREATE INDEX ix_declaration_holder ON registry.declaration (holder_id, reference, id)
;
CREATE INDEX ix_declaration_reference ON registry.declaration (reference, id)
;

CREATE TABLE registry.declaration_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    declaration_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    happened_on DATE,
    by TEXT NOT NULL,
    account TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    state SMALLINT NOT NULL,
    document_id BIGINT,
    line BIGINT,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(declaration_id) REFERENCES registry.declaration (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;
CREATE INDEX ix_declaration_event_declaration ON registry.declaration_event (declaration_id, id)
;

CREATE TABLE registry.declaration_step (
    earlier TEXT NOT NULL,
    later TEXT NOT NULL,
    relation SMALLINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (earlier, later)
)
;
CREATE INDEX ix_declaration_step_later ON registry.declaration_step (later)
;

CREATE TABLE registry.declaration_document (
    declaration_id BIGINT NOT NULL,
    role SMALLINT NOT NULL,
    document_id BIGINT NOT NULL,
    filename TEXT NOT NULL,
    content_type TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    PRIMARY KEY (declaration_id, role),
    FOREIGN KEY(declaration_id) REFERENCES registry.declaration (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;
CREATE INDEX ix_declaration_document_document ON registry.declaration_document (document_id)
;

CREATE TABLE registry.declared_patent (
    declaration_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    entry_id BIGINT NOT NULL,
    standard TEXT,
    standard_id BIGINT,
    version TEXT,
    illustrative_part TEXT,
    project TEXT,
    generations SMALLINT,
    names_patent BOOLEAN NOT NULL,
    office TEXT,
    application_number TEXT,
    publications TEXT[] NOT NULL,
    title TEXT,
    status TEXT,
    claims TEXT,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    offset_bytes BIGINT NOT NULL,
    length_bytes INTEGER NOT NULL,
    gone_in INTEGER,
    PRIMARY KEY (declaration_id, number),
    FOREIGN KEY(declaration_id) REFERENCES registry.declaration (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;

-- The edition from which on a link counts no longer: what is withdrawn, replaced or removed stays readable.
ALTER TABLE registry.link ADD COLUMN IF NOT EXISTS gone_in BIGINT
;

create function registry.declaration_event_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = 'the history of a declaration is only ever added to';
end $$
;

create trigger declaration_event_refuse_change before update or delete on registry.declaration_event for each row execute function registry.declaration_event_refuse_change()
