-- Registrations and their events.
-- Statements are separated by lines that hold only `;`.
CREATE TABLE registry.registration (
    id UUID NOT NULL,
    regime TEXT NOT NULL,
    holder_id BIGINT NOT NULL,
    standard_id BIGINT NOT NULL,
    patent_key TEXT NOT NULL,
    numbers TEXT[] NOT NULL,
    family_numbers TEXT[] NOT NULL,
    state SMALLINT NOT NULL,
    number TEXT,
    received_on DATE,
    registered_on DATE,
    window_ends_on DATE,
    granted_on DATE,
    expires_on DATE,
    suspended_on DATE,
    appeal_due_on DATE,
    appeal_pending BOOLEAN DEFAULT 'false' NOT NULL,
    removed_on DATE,
    removal_ground TEXT DEFAULT '' NOT NULL,
    files_kept_until DATE,
    erasable_from DATE,
    erased_at TIMESTAMP WITH TIME ZONE,
    fee JSONB NOT NULL,
    content_number INTEGER NOT NULL,
    event_count INTEGER DEFAULT '0' NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(holder_id) REFERENCES registry.holder (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id),
    UNIQUE (number)
)
;
CREATE INDEX ix_registration_family_numbers ON registry.registration USING gin (family_numbers)
;
CREATE INDEX ix_registration_holder ON registry.registration (holder_id, id)
;
CREATE INDEX ix_registration_numbers ON registry.registration USING gin (numbers)
;
CREATE INDEX ix_registration_standard ON registry.registration (standard_id, id)
;
CREATE UNIQUE INDEX uq_registration_live ON registry.registration (regime, standard_id, patent_key) WHERE state in (2, 3, 4, 5)
;
CREATE TABLE registry.registration_content (
    registration_id UUID NOT NULL,
    number INTEGER NOT NULL,
    content JSONB NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (registration_id, number),
    FOREIGN KEY(registration_id) REFERENCES registry.registration (id)
)
;
CREATE TABLE registry.registration_event (
    registration_id UUID NOT NULL,
    ordinal INTEGER NOT NULL,
    kind SMALLINT NOT NULL,
    effective_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_on DATE NOT NULL,
    actor TEXT NOT NULL,
    text TEXT NOT NULL,
    reference TEXT NOT NULL,
    provision TEXT NOT NULL,
    annuls INTEGER,
    days_late INTEGER NOT NULL,
    public BOOLEAN NOT NULL,
    log_entry_id UUID NOT NULL,
    PRIMARY KEY (registration_id, ordinal),
    FOREIGN KEY(registration_id) REFERENCES registry.registration (id)
)
;
CREATE TABLE registry.registration_counter (
    regime TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (regime, year)
)
;
CREATE TABLE registry.registration_cure (
    id UUID NOT NULL,
    registration_id UUID NOT NULL,
    ground SMALLINT NOT NULL,
    defect TEXT NOT NULL,
    reference TEXT NOT NULL,
    state SMALLINT NOT NULL,
    opened_on DATE NOT NULL,
    due_on DATE NOT NULL,
    answer TEXT DEFAULT '' NOT NULL,
    answered_on DATE,
    content JSONB,
    content_base INTEGER,
    decision_reasons TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(registration_id) REFERENCES registry.registration (id)
)
;
CREATE INDEX ix_registration_cure_registration ON registry.registration_cure (registration_id, id)
;
CREATE TABLE registry.correction_request (
    id UUID NOT NULL,
    registration_id UUID NOT NULL,
    requester TEXT NOT NULL,
    identity TEXT NOT NULL,
    reasons TEXT NOT NULL,
    evidence TEXT[] NOT NULL,
    state SMALLINT NOT NULL,
    received_on DATE NOT NULL,
    decision_reasons TEXT DEFAULT '' NOT NULL,
    cure_id UUID,
    PRIMARY KEY (id),
    FOREIGN KEY(registration_id) REFERENCES registry.registration (id),
    FOREIGN KEY(cure_id) REFERENCES registry.registration_cure (id)
)
;
CREATE INDEX ix_correction_request_registration ON registry.correction_request (registration_id, id)
;
CREATE TABLE registry.registration_notice (
    id UUID NOT NULL,
    holder_id BIGINT NOT NULL,
    registration_id UUID NOT NULL,
    event_ordinal INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    representative BOOLEAN NOT NULL,
    text TEXT NOT NULL,
    due_on DATE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(holder_id) REFERENCES registry.holder (id),
    FOREIGN KEY(registration_id) REFERENCES registry.registration (id)
)
;
CREATE INDEX ix_registration_notice_holder ON registry.registration_notice (holder_id, id)
;
CREATE TABLE registry.review_sample (
    id UUID NOT NULL,
    regime TEXT NOT NULL,
    year INTEGER NOT NULL,
    seed_source TEXT NOT NULL,
    random_value TEXT NOT NULL,
    population_digest TEXT NOT NULL,
    seed TEXT NOT NULL,
    share TEXT NOT NULL,
    population_count INTEGER NOT NULL,
    drawn_count INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_review_sample_year UNIQUE (regime, year)
)
;
CREATE TABLE registry.review_item (
    sample_id UUID NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    registration_id UUID NOT NULL,
    rank INTEGER,
    outcome SMALLINT,
    findings TEXT DEFAULT '' NOT NULL,
    cure_id UUID,
    decided_on DATE,
    PRIMARY KEY (sample_id, number),
    FOREIGN KEY(sample_id) REFERENCES registry.review_sample (id),
    FOREIGN KEY(registration_id) REFERENCES registry.registration (id),
    FOREIGN KEY(cure_id) REFERENCES registry.registration_cure (id)
)
;
CREATE INDEX ix_review_item_rank ON registry.review_item (sample_id, rank) WHERE rank is not null
;
CREATE TABLE registry.carved_out_use_case (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    standard_id BIGINT NOT NULL,
    use_case TEXT,
    search TEXT NOT NULL,
    from_on DATE,
    until_on DATE,
    source TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    superseded_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(standard_id) REFERENCES registry.standard (id)
)
;
CREATE INDEX ix_carved_out_use_case_standard ON registry.carved_out_use_case (standard_id, id)
;
-- What happened stays: the database itself refuses to change or delete an event.
CREATE FUNCTION registry.registration_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %.% refused', tg_op, tg_table_schema, tg_table_name
        USING HINT = 'events are only added: record a new one that says what changed';
END $$
;
CREATE TRIGGER registration_event_refuse_change BEFORE UPDATE OR DELETE ON registry.registration_event
    FOR EACH ROW EXECUTE FUNCTION registry.registration_event_refuse_change()
;
CREATE TRIGGER registration_event_refuse_truncate BEFORE TRUNCATE ON registry.registration_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.registration_event_refuse_change()
;
