-- Holders: aliases, groups, transfers, size, representatives, policies.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.holder ADD COLUMN revision INTEGER DEFAULT '1' NOT NULL
;

CREATE TABLE registry.holder_evidence (
    id UUID NOT NULL,
    subject TEXT NOT NULL,
    citation TEXT NOT NULL,
    url TEXT NOT NULL,
    document_digest TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    audience TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
)
;

CREATE TABLE registry.alias_decision (
    id UUID NOT NULL,
    alias_id BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    verdict SMALLINT NOT NULL,
    reason TEXT NOT NULL,
    evidence_id UUID,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    edition BIGINT,
    undone_by TEXT,
    undone_at TIMESTAMP WITH TIME ZONE,
    undo_reason TEXT,
    undo_edition BIGINT,
    revision INTEGER DEFAULT '1' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(alias_id) REFERENCES registry.holder (id),
    FOREIGN KEY(target_id) REFERENCES registry.holder (id),
    FOREIGN KEY(evidence_id) REFERENCES registry.holder_evidence (id),
    FOREIGN KEY(edition) REFERENCES registry.edition (number),
    FOREIGN KEY(undo_edition) REFERENCES registry.edition (number)
)
;

CREATE INDEX ix_alias_decision_alias ON registry.alias_decision (alias_id)
;

CREATE INDEX ix_alias_decision_target ON registry.alias_decision (target_id)
;

CREATE UNIQUE INDEX uq_alias_decision_same ON registry.alias_decision (alias_id) WHERE verdict = 1 and undone_at is null
;

CREATE TABLE registry.holder_record (
    id UUID NOT NULL,
    holder_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    slot TEXT NOT NULL,
    content JSONB NOT NULL,
    digest TEXT NOT NULL,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    effective_on DATE,
    starts_on DATE NOT NULL,
    ends_on DATE,
    end_reason TEXT,
    evidence_id UUID,
    reported_by TEXT NOT NULL,
    reported_as TEXT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reported_on DATE NOT NULL,
    due_on DATE,
    provision TEXT NOT NULL,
    timeliness SMALLINT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by TEXT,
    withdraw_reason TEXT,
    revision INTEGER DEFAULT '1' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(holder_id) REFERENCES registry.holder (id),
    FOREIGN KEY(evidence_id) REFERENCES registry.holder_evidence (id)
)
;

CREATE INDEX ix_holder_record_holder ON registry.holder_record (holder_id, id)
;

CREATE TABLE registry.holder_parent (
    id UUID NOT NULL,
    child_id BIGINT NOT NULL,
    parent_id BIGINT NOT NULL,
    control SMALLINT NOT NULL,
    share_basis_points INTEGER,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    effective_on DATE,
    starts_on DATE NOT NULL,
    ends_on DATE,
    end_reason TEXT,
    evidence_id UUID,
    reported_by TEXT NOT NULL,
    reported_as TEXT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reported_on DATE NOT NULL,
    due_on DATE,
    provision TEXT NOT NULL,
    timeliness SMALLINT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by TEXT,
    withdraw_reason TEXT,
    revision INTEGER DEFAULT '1' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(child_id) REFERENCES registry.holder (id),
    FOREIGN KEY(parent_id) REFERENCES registry.holder (id),
    FOREIGN KEY(evidence_id) REFERENCES registry.holder_evidence (id)
)
;

CREATE INDEX ix_holder_parent_child ON registry.holder_parent (child_id)
;

CREATE INDEX ix_holder_parent_parent ON registry.holder_parent (parent_id)
;

CREATE TABLE registry.transfer (
    id UUID NOT NULL,
    assignor_id BIGINT NOT NULL,
    assignee_id BIGINT NOT NULL,
    recorded_on DATE,
    whole_portfolio BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    effective_on DATE,
    starts_on DATE NOT NULL,
    ends_on DATE,
    end_reason TEXT,
    evidence_id UUID,
    reported_by TEXT NOT NULL,
    reported_as TEXT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reported_on DATE NOT NULL,
    due_on DATE,
    provision TEXT NOT NULL,
    timeliness SMALLINT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by TEXT,
    withdraw_reason TEXT,
    revision INTEGER DEFAULT '1' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(assignor_id) REFERENCES registry.holder (id),
    FOREIGN KEY(assignee_id) REFERENCES registry.holder (id),
    FOREIGN KEY(evidence_id) REFERENCES registry.holder_evidence (id)
)
;

CREATE INDEX ix_transfer_assignee ON registry.transfer (assignee_id)
;

CREATE INDEX ix_transfer_assignor ON registry.transfer (assignor_id)
;

CREATE TABLE registry.transfer_item (
    transfer_id UUID NOT NULL,
    ordinal INTEGER NOT NULL,
    family_id BIGINT,
    standard_id BIGINT,
    number TEXT,
    compared TEXT,
    PRIMARY KEY (transfer_id, ordinal),
    FOREIGN KEY(transfer_id) REFERENCES registry.transfer (id),
    FOREIGN KEY(family_id) REFERENCES registry.family (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id)
)
;

CREATE INDEX ix_transfer_item_compared ON registry.transfer_item (compared) WHERE compared is not null
;

CREATE INDEX ix_transfer_item_family ON registry.transfer_item (family_id) WHERE family_id is not null
;

CREATE TABLE registry.holder_event (
    id UUID NOT NULL,
    holder_id BIGINT NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    event_on DATE,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL,
    subject TEXT NOT NULL,
    reported_as TEXT NOT NULL,
    timeliness SMALLINT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(holder_id) REFERENCES registry.holder (id)
)
;

CREATE INDEX ix_holder_event_holder ON registry.holder_event (holder_id, id)
;

CREATE INDEX ix_holder_event_subject ON registry.holder_event (subject)
;

-- Evidence marked confidential is for the centre and the holders concerned; where the settings name no caller, only
-- what is public is seen. No policy lets anyone change or remove evidence.
alter table registry.holder_evidence enable row level security
;

alter table registry.holder_evidence force row level security
;

create policy audience_reads on registry.holder_evidence for select
    using (audience && (select array_append(
        coalesce(string_to_array(current_setting('sepia.audiences', true), ','), '{}'), 'public')))
;

create policy anyone_adds on registry.holder_evidence for insert with check (true)
;
