-- Standards: catalogue, successors, notification.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.standard
    ADD COLUMN title TEXT,
    ADD COLUMN status SMALLINT,
    ADD COLUMN generations SMALLINT,
    ADD COLUMN release TEXT,
    ADD COLUMN working_group TEXT,
    ADD COLUMN work_item TEXT,
    ADD COLUMN internal BOOLEAN,
    ADD COLUMN published_on DATE,
    ADD COLUMN uri TEXT,
    ADD COLUMN document_id BIGINT REFERENCES registry.document (id),
    ADD COLUMN line BIGINT
;

CREATE TABLE registry.standard_step (
    id UUID NOT NULL,
    predecessor_id BIGINT NOT NULL,
    successor_id BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    evidence TEXT NOT NULL,
    effective_on DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by TEXT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by TEXT DEFAULT '' NOT NULL,
    withdrawal_reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT ck_standard_step_two CHECK (predecessor_id <> successor_id),
    FOREIGN KEY(predecessor_id) REFERENCES registry.standard (id),
    FOREIGN KEY(successor_id) REFERENCES registry.standard (id)
)
;
CREATE UNIQUE INDEX uq_standard_step ON registry.standard_step (predecessor_id, successor_id) WHERE withdrawn_at is null
;
CREATE INDEX ix_standard_step_successor ON registry.standard_step (successor_id)
;

ALTER TABLE registry.standard_procedure
    ADD COLUMN regime_citation TEXT DEFAULT '' NOT NULL,
    ADD COLUMN frand_commitment BOOLEAN,
    ADD COLUMN notified_on DATE,
    ADD COLUMN comments_opened_on DATE,
    ADD COLUMN comments_until DATE,
    ADD COLUMN royalty_published_on DATE,
    ADD COLUMN opening_due_on DATE,
    ADD COLUMN on_time_until DATE,
    ADD COLUMN window_closed_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN provision TEXT DEFAULT '' NOT NULL,
    ADD COLUMN implementations TEXT[] DEFAULT '{}' NOT NULL
;

CREATE TABLE registry.standard_specification (
    standard_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    given TEXT NOT NULL,
    specification_id BIGINT,
    version TEXT,
    PRIMARY KEY (standard_id, place),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id),
    FOREIGN KEY(specification_id) REFERENCES registry.standard (id)
)
;
CREATE INDEX ix_standard_specification ON registry.standard_specification (specification_id)
;

CREATE TABLE registry.standard_notice (
    id UUID NOT NULL,
    standard_id BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    holders TEXT[] NOT NULL,
    through TEXT NOT NULL,
    organization TEXT NOT NULL,
    account TEXT NOT NULL,
    commercial_name TEXT NOT NULL,
    specifications TEXT[] NOT NULL,
    specification_published_on DATE NOT NULL,
    implementations TEXT[] NOT NULL,
    frand_commitment BOOLEAN NOT NULL,
    notified_on DATE NOT NULL,
    notified_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE,
    late_days INTEGER NOT NULL,
    provision TEXT NOT NULL,
    superseded_by UUID,
    PRIMARY KEY (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id),
    FOREIGN KEY(superseded_by) REFERENCES registry.standard_notice (id) DEFERRABLE INITIALLY DEFERRED
)
;
CREATE UNIQUE INDEX uq_standard_notice_in_force ON registry.standard_notice (standard_id) WHERE superseded_by is null
;
CREATE INDEX ix_standard_notice ON registry.standard_notice (standard_id, notified_at)
;

CREATE TABLE registry.standard_comment (
    id UUID NOT NULL,
    standard_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    organization TEXT NOT NULL,
    body TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id)
)
;
CREATE INDEX ix_standard_comment ON registry.standard_comment (standard_id, id)
;

CREATE TABLE registry.standard_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    standard_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    effective_on DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    provision TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id)
)
;
CREATE INDEX ix_standard_event ON registry.standard_event (standard_id, id)
