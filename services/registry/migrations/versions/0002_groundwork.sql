-- What several features of the register stand on: deadlines, editions that no import made, reviewed spellings.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.deadline (
    id UUID NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    due_on DATE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    provision TEXT NOT NULL,
    state SMALLINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    failures INTEGER DEFAULT '0' NOT NULL,
    retry_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
)
;
CREATE UNIQUE INDEX uq_deadline_open ON registry.deadline (subject, kind) WHERE state = 1
;
CREATE INDEX ix_deadline_due ON registry.deadline (due_at) WHERE state = 1
;
CREATE INDEX ix_deadline_subject ON registry.deadline (subject, due_at)
;
CREATE INDEX ix_deadline_actor ON registry.deadline (actor, due_at) WHERE state = 1
;

ALTER TABLE registry.edition ALTER COLUMN import_id DROP NOT NULL
;
ALTER TABLE registry.edition ADD COLUMN cause TEXT DEFAULT '' NOT NULL
;

ALTER TABLE registry.import ADD COLUMN organization TEXT DEFAULT '' NOT NULL
;

ALTER TABLE registry.holder ADD COLUMN same_as BIGINT REFERENCES registry.holder (id)
;
CREATE INDEX ix_holder_same_as ON registry.holder (same_as) WHERE same_as is not null
;

CREATE TABLE registry.standard_procedure (
    standard_id BIGINT NOT NULL,
    regime TEXT NOT NULL,
    state SMALLINT NOT NULL,
    specification_published_on DATE,
    published_on DATE,
    registration_opened_on DATE,
    revision INTEGER DEFAULT '1' NOT NULL,
    PRIMARY KEY (standard_id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id)
)
;
