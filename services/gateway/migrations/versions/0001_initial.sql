CREATE TABLE gateway.account (
    account_id TEXT COLLATE "C" NOT NULL,
    display_name TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    organization TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (account_id)
)
;
CREATE TABLE gateway.answered_request (
    account TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    response BYTEA,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account, method, request_id)
)
;
CREATE TABLE gateway.coordination_job (
    cause TEXT NOT NULL,
    task TEXT NOT NULL,
    queue_id BIGINT,
    attempts INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    request BYTEA,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (cause, task)
)
;
CREATE INDEX ix_coordination_job_updated_at ON gateway.coordination_job (updated_at)
;
CREATE TABLE gateway.followed_log (
    log TEXT NOT NULL,
    next_position BIGINT NOT NULL,
    tree_size BIGINT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (log)
)
;
CREATE TABLE gateway.log_checkpoint (
    tree_size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tree_size),
    CONSTRAINT ck_log_checkpoint_tree_size CHECK (tree_size >= 0),
    CONSTRAINT ck_log_checkpoint_root CHECK (octet_length(root) = 32)
)
;
CREATE TABLE gateway.log_entry (
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
CREATE INDEX ix_log_entry_subject ON gateway.log_entry (subject, position) WHERE subject is not null
;
CREATE INDEX ix_log_entry_unsequenced ON gateway.log_entry (id) WHERE position is null
;
CREATE TABLE gateway.log_node (
    level SMALLINT NOT NULL,
    index BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, index),
    CONSTRAINT ck_log_node_hash CHECK (octet_length(hash) = 32)
)
;
CREATE TABLE gateway.sign_in_attempt (
    subject BYTEA NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (subject)
)
;
CREATE INDEX ix_sign_in_attempt_since ON gateway.sign_in_attempt (since)
;
CREATE TABLE gateway.signing_key (
    key_id TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    private_key BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active_from TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (key_id),
    CONSTRAINT ck_signing_key_public_key CHECK (octet_length(public_key) = 32)
)
;
CREATE TABLE gateway.api_key (
    id UUID NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    display_name TEXT NOT NULL,
    key_hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT uq_api_key_key_hash UNIQUE (key_hash),
    FOREIGN KEY(account_id) REFERENCES gateway.account (account_id)
)
;
CREATE INDEX ix_api_key_account_id ON gateway.api_key (account_id, id)
;
create function gateway.log_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = 'the log is append-only: record a new entry that says what changed';
end $$
;
create function gateway.log_guard_entry() returns trigger language plpgsql as $$
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
create trigger log_guard_entry before update on gateway.log_entry for each row execute function gateway.log_guard_entry()
;
create trigger log_refuse_delete before delete on gateway.log_entry for each row execute function gateway.log_refuse_change()
;
create trigger log_refuse_truncate before truncate on gateway.log_entry for each statement execute function gateway.log_refuse_change()
;
create trigger log_refuse_change before update or delete on gateway.log_node for each row execute function gateway.log_refuse_change()
;
create trigger log_refuse_truncate before truncate on gateway.log_node for each statement execute function gateway.log_refuse_change()
;
create trigger log_refuse_change before update or delete on gateway.log_checkpoint for each row execute function gateway.log_refuse_change()
;
create trigger log_refuse_truncate before truncate on gateway.log_checkpoint for each statement execute function gateway.log_refuse_change()
;
