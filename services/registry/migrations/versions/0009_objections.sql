-- Objections, decisions and pool lists.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.document_access (
    id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    audience TEXT[] NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    interim BOOLEAN NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
)
;
CREATE INDEX ix_document_access_sha256 ON registry.document_access (sha256, id)
;
CREATE UNIQUE INDEX uq_document_access_open ON registry.document_access (cause, sha256) WHERE until is null
;
CREATE TABLE registry.entry_note (
    id UUID NOT NULL,
    subject TEXT NOT NULL,
    cause TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    effective_on DATE NOT NULL,
    family_wide BOOLEAN NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdraw_reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_entry_note UNIQUE (cause, kind, subject)
)
;
CREATE INDEX ix_entry_note_subject ON registry.entry_note (subject, id)
;
CREATE TABLE registry.objection (
    id UUID NOT NULL,
    state SMALLINT NOT NULL,
    subject TEXT NOT NULL,
    ground SMALLINT NOT NULL,
    objector TEXT NOT NULL,
    objector_organization TEXT NOT NULL,
    objector_name TEXT NOT NULL,
    objector_contact TEXT NOT NULL,
    name_withheld BOOLEAN NOT NULL,
    reasons TEXT NOT NULL,
    confidential_reasons TEXT NOT NULL,
    holder TEXT NOT NULL,
    filed_on DATE NOT NULL,
    admitted_on DATE,
    answer_due_on DATE,
    answer_due_at TIMESTAMP WITH TIME ZONE,
    answer_provision TEXT DEFAULT '' NOT NULL,
    answered_on DATE,
    answer TEXT DEFAULT '' NOT NULL,
    confidential_answer TEXT DEFAULT '' NOT NULL,
    decided_on DATE,
    decision TEXT DEFAULT '' NOT NULL,
    confidential_decision TEXT DEFAULT '' NOT NULL,
    remedy SMALLINT,
    remedy_text TEXT DEFAULT '' NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
)
;
CREATE INDEX ix_objection_holder ON registry.objection (holder, id)
;
CREATE INDEX ix_objection_subject ON registry.objection (subject, id)
;
CREATE TABLE registry.objection_evidence (
    objection_id UUID NOT NULL,
    side TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    PRIMARY KEY (objection_id, side, number),
    FOREIGN KEY(objection_id) REFERENCES registry.objection (id)
)
;
CREATE TABLE registry.objection_step (
    objection_id UUID NOT NULL,
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    actor TEXT NOT NULL,
    provision TEXT NOT NULL,
    note TEXT NOT NULL,
    step_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (objection_id, number),
    FOREIGN KEY(objection_id) REFERENCES registry.objection (id)
)
;
CREATE TABLE registry.decision (
    id UUID NOT NULL,
    state SMALLINT NOT NULL,
    body SMALLINT NOT NULL,
    body_name TEXT NOT NULL,
    country TEXT NOT NULL,
    file_number TEXT NOT NULL,
    decided_on DATE NOT NULL,
    published_on DATE,
    kinds SMALLINT[] NOT NULL,
    finality SMALLINT NOT NULL,
    effect SMALLINT NOT NULL,
    parties JSONB NOT NULL,
    holders TEXT[] NOT NULL,
    registrations TEXT[] NOT NULL,
    standards TEXT[] NOT NULL,
    summary TEXT NOT NULL,
    document TEXT NOT NULL,
    confidential_document TEXT NOT NULL,
    url TEXT NOT NULL,
    reporter TEXT NOT NULL,
    reporter_account TEXT NOT NULL,
    reporter_organization TEXT NOT NULL,
    reported_on DATE NOT NULL,
    due_on DATE,
    days_late INTEGER NOT NULL,
    provision TEXT NOT NULL,
    family_wide BOOLEAN NOT NULL,
    supersedes UUID,
    superseded_by UUID,
    verified_at TIMESTAMP WITH TIME ZONE,
    verified_by TEXT DEFAULT '' NOT NULL,
    withdraw_reason TEXT DEFAULT '' NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(supersedes) REFERENCES registry.decision (id),
    FOREIGN KEY(superseded_by) REFERENCES registry.decision (id)
)
;
CREATE INDEX ix_decision_holders ON registry.decision USING gin (holders)
;
CREATE INDEX ix_decision_registrations ON registry.decision USING gin (registrations)
;
CREATE INDEX ix_decision_standards ON registry.decision USING gin (standards)
;
CREATE TABLE registry.decided_patent (
    decision_id UUID NOT NULL,
    number INTEGER NOT NULL,
    office TEXT NOT NULL,
    given TEXT NOT NULL,
    canonical TEXT NOT NULL,
    filed BOOLEAN NOT NULL,
    lookup TEXT[] NOT NULL,
    PRIMARY KEY (decision_id, number),
    FOREIGN KEY(decision_id) REFERENCES registry.decision (id)
)
;
CREATE INDEX ix_decided_patent_lookup ON registry.decided_patent USING gin (lookup)
;
CREATE TABLE registry.pool (
    key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    administrator TEXT NOT NULL,
    evaluator TEXT NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (key)
)
;
CREATE TABLE registry.pool_list (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    pool_key TEXT NOT NULL,
    number INTEGER NOT NULL,
    document_id BIGINT NOT NULL,
    import_id UUID NOT NULL,
    counts JSONB NOT NULL,
    demonstration BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_pool_list UNIQUE (pool_key, number),
    FOREIGN KEY(pool_key) REFERENCES registry.pool (key),
    FOREIGN KEY(document_id) REFERENCES registry.document (id),
    FOREIGN KEY(import_id) REFERENCES registry.import (id)
)
;
CREATE TABLE registry.pool_patent (
    list_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    office TEXT NOT NULL,
    number TEXT NOT NULL,
    profile TEXT NOT NULL,
    licensor_cell TEXT NOT NULL,
    licensors TEXT[] NOT NULL,
    canonical TEXT NOT NULL,
    unreadable TEXT NOT NULL,
    validated_part BOOLEAN NOT NULL,
    pool_invention TEXT NOT NULL,
    lookup TEXT[] NOT NULL,
    published TEXT[] NOT NULL,
    PRIMARY KEY (list_id, line),
    FOREIGN KEY(list_id) REFERENCES registry.pool_list (id)
)
;
CREATE INDEX ix_pool_patent_invention ON registry.pool_patent (list_id, pool_invention)
;
CREATE INDEX ix_pool_patent_lookup ON registry.pool_patent USING gin (lookup)
;
CREATE TABLE registry.pool_disclosure (
    pool_key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    items JSONB NOT NULL,
    source TEXT NOT NULL,
    reporter TEXT NOT NULL,
    reported_on DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (pool_key, revision),
    FOREIGN KEY(pool_key) REFERENCES registry.pool (key)
)
