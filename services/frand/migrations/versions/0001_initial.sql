-- The service as it began: findings, aggregate royalties, calculations, and the service's log.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE frand.aggregate_royalty (
    id UUID NOT NULL,
    standard TEXT NOT NULL,
    value NUMERIC NOT NULL,
    currency TEXT NOT NULL,
    royalty_base TEXT NOT NULL,
    source TEXT NOT NULL,
    citation TEXT NOT NULL,
    effective_date DATE NOT NULL,
    submitter TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT ck_aggregate_royalty_value CHECK (value >= 0 and (value <= 1 or currency <> ''))
)
;

CREATE INDEX ix_aggregate_royalty_newest ON frand.aggregate_royalty (created_at, id)
;

CREATE TABLE frand.answered_request (
    account TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    response BYTEA,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account, method, request_id)
)
;

CREATE TABLE frand.calculation (
    sha256 TEXT NOT NULL,
    method TEXT NOT NULL,
    assumptions JSONB NOT NULL,
    canonical_inputs TEXT NOT NULL,
    results TEXT NOT NULL,
    result_digest TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    standard TEXT NOT NULL,
    family_key TEXT NOT NULL,
    edition TEXT NOT NULL,
    rate_unit TEXT NOT NULL,
    aggregate NUMERIC NOT NULL,
    demonstration BOOLEAN NOT NULL,
    submitter TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (sha256)
)
;

CREATE INDEX ix_calculation_newest ON frand.calculation (created_at, sha256)
;

CREATE TABLE frand.findings (
    campaign TEXT NOT NULL,
    standard TEXT NOT NULL,
    frame TEXT NOT NULL,
    frame_digest TEXT NOT NULL,
    family_key TEXT NOT NULL,
    edition TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    digest TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (campaign),
    CONSTRAINT ck_findings_family_key CHECK (family_key in ('etsi', 'docdb', 'priorities'))
)
;

CREATE INDEX ix_findings_newest ON frand.findings (created_at, campaign)
;

CREATE TABLE frand.log_checkpoint (
    tree_size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tree_size),
    CONSTRAINT ck_log_checkpoint_tree_size CHECK (tree_size >= 0),
    CONSTRAINT ck_log_checkpoint_root CHECK (octet_length(root) = 32)
)
;

CREATE TABLE frand.log_entry (
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

CREATE INDEX ix_log_entry_subject ON frand.log_entry (subject, position) WHERE subject is not null
;

CREATE INDEX ix_log_entry_unsequenced ON frand.log_entry (id) WHERE position is null
;

CREATE TABLE frand.log_node (
    level SMALLINT NOT NULL,
    index BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, index),
    CONSTRAINT ck_log_node_hash CHECK (octet_length(hash) = 32)
)
;

CREATE TABLE frand.finding (
    campaign TEXT NOT NULL,
    holder TEXT NOT NULL,
    display_name TEXT NOT NULL,
    families BIGINT NOT NULL,
    checked BIGINT NOT NULL,
    essential BIGINT NOT NULL,
    undetermined BIGINT NOT NULL,
    simulated BIGINT NOT NULL,
    PRIMARY KEY (campaign, holder),
    CONSTRAINT ck_finding_possible CHECK (0 <= essential and essential <= checked and 0 <= undetermined and checked + undetermined <= families and 0 <= simulated and simulated <= checked + undetermined),
    FOREIGN KEY(campaign) REFERENCES frand.findings (campaign)
)
;

create function frand.log_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = 'the log is append-only: record a new entry that says what changed';
end $$
;

create function frand.log_guard_entry() returns trigger language plpgsql as $$
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

create trigger log_guard_entry before update on frand.log_entry for each row execute function frand.log_guard_entry()
;

create trigger log_refuse_delete before delete on frand.log_entry for each row execute function frand.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on frand.log_entry for each statement execute function frand.log_refuse_change()
;

create trigger log_refuse_change before update or delete on frand.log_node for each row execute function frand.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on frand.log_node for each statement execute function frand.log_refuse_change()
;

create trigger log_refuse_change before update or delete on frand.log_checkpoint for each row execute function frand.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on frand.log_checkpoint for each statement execute function frand.log_refuse_change()
;

create function frand.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name
        using hint = 'what rates rest on is never changed: add a new row';
end $$
;

create trigger refuse_change before update or delete on frand.findings for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.findings for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.finding for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.finding for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.aggregate_royalty for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.aggregate_royalty for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.calculation for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.calculation for each statement execute function frand.refuse_change()
;
