-- The roster whole, the procedure of checks with its deadlines, what is laid before holders and parties, and the
-- register's corporate groups.
-- Statements are separated by lines that hold only `;`.

alter table assessment.evaluator
    add column identity_evidence text default '' not null,
    add column identity_verified_on date,
    add column ties_declared_at timestamp with time zone,
    add column skills text[] default '{}' not null,
    add column open_limit integer,
    add column year_limit integer,
    add column conduct_version text default '' not null,
    add column conduct_consented_on date,
    add column suspended_at timestamp with time zone,
    add column suspension_reason text default '' not null,
    add column revision integer default '1' not null
;

alter table assessment.tie rename column holder to subject
;

alter table assessment.tie
    add column from_on date,
    add column until_on date,
    add column superseded_at timestamp with time zone
;

CREATE INDEX ix_tie_current ON assessment.tie (evaluator_id) WHERE superseded_at is null
;

alter table assessment.finding add column kind smallint default '1' not null
;

alter table assessment.essentiality_check
    alter column campaign_id drop not null,
    alter column evaluator_id drop not null,
    alter column evaluator_account drop not null,
    drop constraint uq_check_family,
    drop constraint ck_check_state,
    add column regime text references assessment.regime_profile (citation),
    add column standard text,
    add column technical_area text default '' not null,
    add column version integer default '1' not null,
    add column addressees text[] default '{}' not null,
    add column answered text[] default '{}' not null,
    add column reevaluated boolean default false not null,
    add column reevaluation_open boolean default false not null,
    add column extensions integer default '0' not null,
    add column direct boolean default false not null,
    add column opinion_id uuid
;

CREATE INDEX ix_check_family ON assessment.essentiality_check (campaign_id, family)
;

alter table assessment.essentiality_check
    add constraint ck_check_state check (state between 1 and 20 and outcome between 0 and 3 and (state <> 2 or outcome > 0) and (outcome > 0) = (recorded_at is not null) and (outcome = 0 or revision > 0)),
    add constraint ck_check_evaluator check ((evaluator_id is null) = (evaluator_account is null))
;

CREATE TABLE assessment.duplicate_check (
    check_id UUID NOT NULL,
    of_check_id UUID NOT NULL,
    PRIMARY KEY (check_id),
    CONSTRAINT uq_duplicate_of UNIQUE (of_check_id),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id),
    FOREIGN KEY(of_check_id) REFERENCES assessment.essentiality_check (id)
)
;

CREATE TABLE assessment.seat (
    id UUID NOT NULL,
    check_id UUID NOT NULL,
    stage SMALLINT NOT NULL,
    evaluator_id UUID NOT NULL,
    evaluator_account TEXT NOT NULL,
    outcome SMALLINT DEFAULT '0' NOT NULL,
    appointed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_reason TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id),
    FOREIGN KEY(evaluator_id) REFERENCES assessment.evaluator (id)
)
;

CREATE INDEX ix_seat_account ON assessment.seat (evaluator_account, check_id)
;

CREATE INDEX ix_seat_check ON assessment.seat (check_id)
;

CREATE INDEX ix_seat_evaluator ON assessment.seat (evaluator_id, appointed_at)
;

CREATE UNIQUE INDEX uq_seat_current ON assessment.seat (check_id, stage, evaluator_id) WHERE ended_at is null
;

CREATE TABLE assessment.check_step (
    check_id UUID NOT NULL,
    number INTEGER NOT NULL,
    act TEXT NOT NULL,
    state_before SMALLINT NOT NULL,
    state_after SMALLINT NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    log_entry_id UUID NOT NULL,
    PRIMARY KEY (check_id, number),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id),
    FOREIGN KEY(log_entry_id) REFERENCES assessment.log_entry (id)
)
;

CREATE TABLE assessment.hearing (
    id UUID NOT NULL,
    check_id UUID NOT NULL,
    kind SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    standard TEXT NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    reasons TEXT NOT NULL,
    audience TEXT[] NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id)
)
;

CREATE INDEX ix_hearing_audience ON assessment.hearing USING gin (audience)
;

CREATE INDEX ix_hearing_check ON assessment.hearing (check_id, opened_at)
;

CREATE TABLE assessment.hearing_answer (
    hearing_id UUID NOT NULL,
    organization TEXT NOT NULL,
    account TEXT NOT NULL,
    answer TEXT NOT NULL,
    amended_chart TEXT NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (hearing_id, organization),
    FOREIGN KEY(hearing_id) REFERENCES assessment.hearing (id)
)
;

CREATE TABLE assessment.observation (
    id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    account TEXT NOT NULL,
    organization TEXT NOT NULL,
    text TEXT NOT NULL,
    author_shown BOOLEAN DEFAULT false NOT NULL,
    audience TEXT[] NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reply_due_at TIMESTAMP WITH TIME ZONE,
    reply TEXT DEFAULT '' NOT NULL,
    reply_organization TEXT DEFAULT '' NOT NULL,
    replied_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id)
)
;

CREATE INDEX ix_observation_family ON assessment.observation (campaign_id, family)
;

CREATE TABLE assessment.opinion (
    id UUID NOT NULL,
    check_id UUID NOT NULL,
    campaign_id UUID,
    standard TEXT NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    stage SMALLINT NOT NULL,
    outcome SMALLINT NOT NULL,
    reasons TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    signed_by TEXT[] NOT NULL,
    names_public BOOLEAN NOT NULL,
    audience TEXT[] NOT NULL,
    supersedes UUID,
    correction TEXT DEFAULT '' NOT NULL,
    superseded_by UUID,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id),
    FOREIGN KEY(campaign_id) REFERENCES assessment.campaign (id)
)
;

CREATE INDEX ix_opinion_audience ON assessment.opinion USING gin (audience)
;

CREATE INDEX ix_opinion_check ON assessment.opinion (check_id, id)
;

CREATE TABLE assessment.opinion_request (
    id UUID NOT NULL,
    check_id UUID NOT NULL,
    regime TEXT NOT NULL,
    state SMALLINT NOT NULL,
    requester TEXT NOT NULL,
    requester_account TEXT NOT NULL,
    respondent TEXT NOT NULL,
    standard TEXT NOT NULL,
    patent TEXT NOT NULL,
    claim INTEGER NOT NULL,
    dispute TEXT NOT NULL,
    arguments TEXT NOT NULL,
    statement TEXT DEFAULT '' NOT NULL,
    stated_at TIMESTAMP WITH TIME ZONE,
    refusal TEXT DEFAULT '' NOT NULL,
    audience TEXT[] NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_opinion_request_check UNIQUE (check_id),
    FOREIGN KEY(check_id) REFERENCES assessment.essentiality_check (id)
)
;

CREATE TABLE assessment.deadline (
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

CREATE INDEX ix_deadline_actor ON assessment.deadline (actor, due_at) WHERE state = 1
;

CREATE INDEX ix_deadline_due ON assessment.deadline (due_at) WHERE state = 1
;

CREATE INDEX ix_deadline_subject ON assessment.deadline (subject, due_at)
;

CREATE UNIQUE INDEX uq_deadline_open ON assessment.deadline (subject, kind) WHERE state = 1
;

CREATE TABLE assessment.group_edge (
    name TEXT NOT NULL,
    asked_for TEXT COLLATE "C" NOT NULL,
    child TEXT COLLATE "C" NOT NULL,
    parent TEXT COLLATE "C" NOT NULL,
    from_on DATE,
    until_on DATE,
    PRIMARY KEY (name)
)
;

CREATE INDEX ix_group_edge_asked_for ON assessment.group_edge (asked_for)
;

CREATE TABLE assessment.group_source (
    subject TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (subject)
)
;

alter table assessment.duplicate_check enable row level security
;

alter table assessment.duplicate_check force row level security
;

alter table assessment.seat enable row level security
;

alter table assessment.seat force row level security
;

alter table assessment.check_step enable row level security
;

alter table assessment.check_step force row level security
;

alter table assessment.hearing enable row level security
;

alter table assessment.hearing force row level security
;

alter table assessment.hearing_answer enable row level security
;

alter table assessment.hearing_answer force row level security
;

alter table assessment.observation enable row level security
;

alter table assessment.observation force row level security
;

alter table assessment.opinion enable row level security
;

alter table assessment.opinion force row level security
;

alter table assessment.opinion_request enable row level security
;

alter table assessment.opinion_request force row level security
;

alter table assessment.deadline enable row level security
;

alter table assessment.deadline force row level security
;

-- The centre moves a check in its own name, whoever's act it passes on: an officer's, a holder's, the clock's. Officers
-- see, and move nothing by themselves; a verdict is changed by nobody but those who sit on the check.

create policy moves on assessment.essentiality_check for update
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy sits on assessment.essentiality_check for select
    using (id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null))
;

create policy centre on assessment.duplicate_check for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_reads on assessment.seat for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_seats on assessment.seat for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy moves on assessment.seat for update
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy own on assessment.seat for select
    using (evaluator_account = (select current_setting('sepia.account', true)))
;

create policy centre_reads on assessment.check_step for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy moves on assessment.check_step for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy sits on assessment.check_step for select
    using (check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null))
;

create policy centre_reads on assessment.hearing for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy moves on assessment.hearing for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy passes_on on assessment.hearing for update
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy addressee on assessment.hearing for select
    using (audience && (select string_to_array(current_setting('sepia.audiences', true), ',') || case when current_setting('sepia.account', true) <> '' then array['signed-in'] else array[]::text[] end))
;

create policy sits on assessment.hearing for select
    using (check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null))
;

create policy centre_reads on assessment.hearing_answer for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy moves on assessment.hearing_answer for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy own on assessment.hearing_answer for select
    using (organization = (select current_setting('sepia.organization', true)))
;

create policy sits on assessment.hearing_answer for select
    using (hearing_id in (select h.id from assessment.hearing h where h.check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)))
;

create policy centre on assessment.observation for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy author on assessment.observation for select
    using (account = (select current_setting('sepia.account', true)))
;

create policy addressee on assessment.observation for select
    using (audience && (select string_to_array(current_setting('sepia.audiences', true), ',') || case when current_setting('sepia.account', true) <> '' then array['signed-in'] else array[]::text[] end))
;

create policy sits on assessment.observation for select
    using ((campaign_id, family) in (select c.campaign_id, c.family from assessment.essentiality_check c where c.id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)))
;

create policy centre_reads on assessment.opinion for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy moves on assessment.opinion for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy passes_on on assessment.opinion for update
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy reads on assessment.opinion for select
    using (audience && (select string_to_array(current_setting('sepia.audiences', true), ',') || case when current_setting('sepia.account', true) <> '' then array['signed-in'] else array[]::text[] end))
;

create policy sits on assessment.opinion for select
    using (check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null))
;

create policy centre_reads on assessment.opinion_request for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy moves on assessment.opinion_request for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy passes_on on assessment.opinion_request for update
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy party on assessment.opinion_request for select
    using (audience && (select string_to_array(current_setting('sepia.audiences', true), ',') || case when current_setting('sepia.account', true) <> '' then array['signed-in'] else array[]::text[] end))
;

create policy sits on assessment.opinion_request for select
    using (check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null))
;

create policy centre on assessment.deadline for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy own on assessment.deadline for select
    using (actor <> '' and actor in ((select current_setting('sepia.account', true)), (select current_setting('sepia.organization', true))))
;

create function assessment.guard_verdict() returns trigger language plpgsql as $$
declare
    who text := current_setting('sepia.account', true);
begin
    if new.outcome > 0
       and (new.outcome, new.reasons, new.simulated) is distinct from (old.outcome, old.reasons, old.simulated)
       and new.evaluator_account is distinct from who
       and not exists (select from assessment.seat s where s.check_id = new.id and s.evaluator_account = who and s.ended_at is null)
    then
        raise exception 'change of the verdict on % refused', old.id using hint = 'only those who sit on a check sign';
    end if;
    return new;
end $$
;

create trigger guard_verdict before update on assessment.essentiality_check for each row execute function assessment.guard_verdict()
;

create trigger refuse_change before update or delete on assessment.check_step for each row execute function assessment.log_refuse_change()
;

-- What is there already: checks under their campaign's regime, each with the seat of who does it.
select set_config('sepia.audiences', 'role:SERVICE', true)
;

update assessment.essentiality_check c
set regime = k.regime, standard = f.standard, direct = k.demonstration,
    addressees = coalesce(
        (select array_agg(d.holder order by d.holder) from assessment.drawn_family d
         where d.campaign_id = c.campaign_id and d.family = c.family and d.holder <> ''),
        '{}')
from assessment.campaign k join assessment.frame f on f.id = k.frame_id
where k.id = c.campaign_id
;

alter table assessment.essentiality_check alter column regime set not null, alter column standard set not null
;

insert into assessment.seat (id, check_id, stage, evaluator_id, evaluator_account, outcome, appointed_at, opened_at)
select gen_random_uuid(), c.id, 1, c.evaluator_id, c.evaluator_account, c.outcome, c.assigned_at, c.recorded_at
from assessment.essentiality_check c
;

-- Each check that is open is due when it was due, by the date of its regime's zone: so it lapses like any other.
insert into assessment.deadline (id, subject, kind, actor, due_on, due_at, provision, state, created_at)
select gen_random_uuid(), 'checks/' || c.id || '#evaluators/' || c.evaluator_id, 'check:opinion', c.evaluator_account,
    (c.due_at at time zone coalesce(substring(convert_from(p.content, 'UTF8') from 'time_zone = \{ value = "([^"]+)"'), 'UTC'))::date,
    c.due_at, 'as set when it was assigned (checks.opinion_due)', 1, c.assigned_at
from assessment.essentiality_check c join assessment.regime_profile p on p.citation = c.regime
where c.state = 1
;
