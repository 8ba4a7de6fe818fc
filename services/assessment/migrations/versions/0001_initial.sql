-- The assessment service as it began: frames, campaigns, the roster, checks, results, and the service's log.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE assessment.answered_request (
    account TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    response BYTEA,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account, method, request_id)
)
;

CREATE TABLE assessment.evaluator (
    id UUID NOT NULL,
    account TEXT NOT NULL,
    display_name TEXT NOT NULL,
    identity_verified BOOLEAN NOT NULL,
    ties_declared BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_evaluator_account UNIQUE (account)
)
;

CREATE TABLE assessment.frame (
    id UUID NOT NULL,
    standard TEXT NOT NULL,
    family_key SMALLINT NOT NULL,
    edition TEXT NOT NULL,
    digest TEXT NOT NULL,
    entry_count BIGINT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
)
;

CREATE TABLE assessment.log_checkpoint (
    tree_size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tree_size),
    CONSTRAINT ck_log_checkpoint_tree_size CHECK (tree_size >= 0),
    CONSTRAINT ck_log_checkpoint_root CHECK (octet_length(root) = 32)
)
;

CREATE TABLE assessment.log_entry (
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

CREATE INDEX ix_log_entry_subject ON assessment.log_entry (subject, position) WHERE subject is not null
;

CREATE INDEX ix_log_entry_unsequenced ON assessment.log_entry (id) WHERE position is null
;

CREATE TABLE assessment.log_node (
    level SMALLINT NOT NULL,
    index BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, index),
    CONSTRAINT ck_log_node_hash CHECK (octet_length(hash) = 32)
)
;

CREATE TABLE assessment.regime_profile (
    citation TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (citation)
)
;

CREATE TABLE assessment.campaign (
    id UUID NOT NULL,
    display_name TEXT NOT NULL,
    frame_id UUID NOT NULL,
    regime TEXT NOT NULL,
    minimum_per_holder INTEGER NOT NULL,
    per_mille INTEGER NOT NULL,
    random_description TEXT NOT NULL,
    known_at TIMESTAMP WITH TIME ZONE NOT NULL,
    random_value TEXT,
    state SMALLINT NOT NULL,
    revision INTEGER NOT NULL,
    demonstration BOOLEAN NOT NULL,
    drawn_count BIGINT NOT NULL,
    check_count BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    drawn_at TIMESTAMP WITH TIME ZONE,
    assigned_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT ck_campaign_state CHECK (state between 1 and 4 and (state >= 2) = (drawn_at is not null) and (state >= 2) = (random_value is not null) and (state >= 3) = (assigned_at is not null) and (state >= 4) = (published_at is not null)),
    CONSTRAINT ck_campaign_named_before_known CHECK (known_at > created_at and drawn_at >= known_at),
    FOREIGN KEY(frame_id) REFERENCES assessment.frame (id),
    FOREIGN KEY(regime) REFERENCES assessment.regime_profile (citation)
)
;

CREATE TABLE assessment.frame_entry (
    frame_id UUID NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (frame_id, holder, family),
    FOREIGN KEY(frame_id) REFERENCES assessment.frame (id)
)
;

CREATE INDEX ix_frame_entry_family ON assessment.frame_entry (frame_id, family)
;

CREATE TABLE assessment.frame_holder (
    frame_id UUID NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    display_name TEXT NOT NULL,
    families BIGINT NOT NULL,
    PRIMARY KEY (frame_id, holder),
    FOREIGN KEY(frame_id) REFERENCES assessment.frame (id)
)
;

CREATE TABLE assessment.tie (
    evaluator_id UUID NOT NULL,
    number INTEGER NOT NULL,
    holder TEXT NOT NULL,
    kind SMALLINT NOT NULL,
    PRIMARY KEY (evaluator_id, number),
    FOREIGN KEY(evaluator_id) REFERENCES assessment.evaluator (id)
)
;

CREATE TABLE assessment.assignment_key (
    campaign_id UUID NOT NULL,
    key BYTEA NOT NULL,
    PRIMARY KEY (campaign_id),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id)
)
;

CREATE TABLE assessment.drawn_family (
    campaign_id UUID NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    rank BIGINT NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (campaign_id, holder, rank),
    CONSTRAINT uq_drawn_family UNIQUE (campaign_id, holder, family),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id)
)
;

CREATE TABLE assessment.essentiality_check (
    id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    evaluator_id UUID NOT NULL,
    evaluator_account TEXT NOT NULL,
    state SMALLINT NOT NULL,
    outcome SMALLINT NOT NULL,
    reasons TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    revision INTEGER NOT NULL,
    assigned_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT uq_check_family UNIQUE (campaign_id, family),
    CONSTRAINT ck_check_state CHECK (state between 1 and 2 and outcome between 0 and 3 and (state = 2) = (outcome > 0) and (state = 2) = (recorded_at is not null) and (state = 2) = (revision > 0)),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id),
    FOREIGN KEY(evaluator_id) REFERENCES assessment.evaluator (id)
)
;

CREATE INDEX ix_check_account ON assessment.essentiality_check (evaluator_account, id)
;

CREATE INDEX ix_check_campaign_state ON assessment.essentiality_check (campaign_id, state, id)
;

CREATE INDEX ix_check_evaluator ON assessment.essentiality_check (evaluator_id, assigned_at)
;

CREATE TABLE assessment.holder_result (
    campaign_id UUID NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    display_name TEXT NOT NULL,
    families BIGINT NOT NULL,
    drawn BIGINT NOT NULL,
    checked BIGINT NOT NULL,
    essential BIGINT NOT NULL,
    undetermined BIGINT NOT NULL,
    simulated BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, holder),
    CONSTRAINT ck_holder_result_adds_up CHECK (drawn <= families and checked + undetermined = drawn and essential <= checked and simulated <= drawn),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id)
)
;

CREATE TABLE assessment.result (
    campaign_id UUID NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    rank BIGINT NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    check_id UUID NOT NULL,
    outcome SMALLINT NOT NULL,
    simulated BOOLEAN NOT NULL,
    PRIMARY KEY (campaign_id, holder, rank),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id)
)
;

CREATE TABLE assessment.finding (
    check_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    account TEXT NOT NULL,
    outcome SMALLINT NOT NULL,
    reasons TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    log_entry_id UUID NOT NULL,
    PRIMARY KEY (check_id, revision),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id),
    FOREIGN KEY(log_entry_id) REFERENCES assessment.log_entry (id)
)
;

create function assessment.log_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = 'the log is append-only: record a new entry that says what changed';
end $$
;

create function assessment.log_guard_entry() returns trigger language plpgsql as $$
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

create trigger log_guard_entry before update on assessment.log_entry for each row execute function assessment.log_guard_entry()
;

create trigger log_refuse_delete before delete on assessment.log_entry for each row execute function assessment.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on assessment.log_entry for each statement execute function assessment.log_refuse_change()
;

create trigger log_refuse_change before update or delete on assessment.log_node for each row execute function assessment.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on assessment.log_node for each statement execute function assessment.log_refuse_change()
;

create trigger log_refuse_change before update or delete on assessment.log_checkpoint for each row execute function assessment.log_refuse_change()
;

create trigger log_refuse_truncate before truncate on assessment.log_checkpoint for each statement execute function assessment.log_refuse_change()
;

-- Who checks what is nobody's business but the centre's and the evaluator's own. The settings name the caller;
-- where they are not set, nothing is seen. A finding is only ever added: no policy lets anyone change or remove one,
-- and none lets anyone but the evaluator sign a check.
alter table assessment.evaluator enable row level security
;

alter table assessment.evaluator force row level security
;

alter table assessment.tie enable row level security
;

alter table assessment.tie force row level security
;

alter table assessment.assignment_key enable row level security
;

alter table assessment.assignment_key force row level security
;

alter table assessment.essentiality_check enable row level security
;

alter table assessment.essentiality_check force row level security
;

alter table assessment.finding enable row level security
;

alter table assessment.finding force row level security
;

create policy centre on assessment.evaluator for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre on assessment.tie for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_reads on assessment.assignment_key for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_assigns on assessment.assignment_key for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_reads on assessment.essentiality_check for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_assigns on assessment.essentiality_check for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy own on assessment.evaluator for select
    using (account = (select current_setting('sepia.account', true)))
;

create policy own on assessment.tie for select
    using (exists (select from assessment.evaluator e where e.id = evaluator_id and e.account = (select current_setting('sepia.account', true))))
;

create policy own on assessment.essentiality_check for select
    using (evaluator_account = (select current_setting('sepia.account', true)))
;

create policy sign on assessment.essentiality_check for update
    using (evaluator_account = (select current_setting('sepia.account', true)))
    with check (evaluator_account = (select current_setting('sepia.account', true)))
;

create policy centre on assessment.finding for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy own on assessment.finding for select
    using (account = (select current_setting('sepia.account', true)))
;

create policy sign on assessment.finding for insert
    with check (account = (select current_setting('sepia.account', true)))
;
