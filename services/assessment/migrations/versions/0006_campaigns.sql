-- How evaluators do, in pools; results on record elsewhere, and families that were not checked again for them; families
-- that parties propose.
-- Statements are separated by lines that hold only `;`.

create table assessment.quality_report (
    id uuid not null,
    regime text not null,
    technical_area text not null,
    period text not null,
    demonstration boolean not null,
    input_digest text not null,
    figures text not null,
    evaluators integer not null,
    measured_at timestamp with time zone not null,
    published_at timestamp with time zone,
    primary key (id),
    constraint uq_quality_report_input unique (input_digest)
)
;

alter table assessment.quality_report enable row level security
;

alter table assessment.quality_report force row level security
;

create policy centre on assessment.quality_report for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy opened on assessment.quality_report for select
    using (published_at is not null)
;

create table assessment.earlier_result (
    id uuid not null,
    standard text not null,
    family_key smallint not null,
    family text collate "C" not null,
    outcome smallint not null,
    source smallint not null,
    citation text not null,
    decided_on date not null,
    account text not null,
    recorded_at timestamp with time zone not null,
    withdrawn_at timestamp with time zone,
    withdrawal_reason text default '' not null,
    primary key (id),
    constraint ck_earlier_result check (outcome between 1 and 2 and source between 1 and 4)
)
;

create index ix_earlier_result_family on assessment.earlier_result (standard, family)
;

create unique index uq_earlier_result_source on assessment.earlier_result (standard, family_key, family, md5(citation))
    where withdrawn_at is null
;

create table assessment.reused_family (
    campaign_id uuid not null,
    family text collate "C" not null,
    outcome smallint not null,
    source text not null,
    simulated boolean not null,
    primary key (campaign_id, family),
    constraint ck_reused_family check (outcome between 0 and 3),
    foreign key (campaign_id) references assessment.campaign (id)
)
;

create index ix_result_family on assessment.result (family)
;

alter table assessment.result
    alter column check_id drop not null,
    add column reused_from text default '' not null,
    add constraint ck_result_source check ((check_id is null) = (reused_from <> ''))
;

alter table assessment.holder_result
    add column reused bigint default '0' not null,
    add constraint ck_holder_result_reused check (reused <= drawn)
;

alter table assessment.campaign
    drop constraint ck_campaign_state,
    drop constraint ck_campaign_named_before_known,
    add column kind smallint default '1' not null,
    add constraint ck_campaign_kind check (kind between 1 and 2),
    add constraint ck_campaign_state check (state between 1 and 4 and (state >= 2) = (drawn_at is not null) and (kind = 2 or (state >= 2) = (random_value is not null)) and (state >= 3) = (assigned_at is not null) and (state >= 4) = (published_at is not null)),
    add constraint ck_campaign_named_before_known check (kind = 2 or (known_at > created_at and drawn_at >= known_at))
;

create table assessment.proposal (
    id uuid not null,
    frame_id uuid not null,
    regime text not null,
    standard text not null,
    family text collate "C" not null,
    year integer not null,
    organization text not null,
    account text not null,
    as_holder boolean not null,
    grounds text not null,
    state smallint not null,
    campaign_id uuid,
    proposed_at timestamp with time zone not null,
    primary key (id),
    constraint ck_proposal_state check (state between 1 and 3 and (state = 1) = (campaign_id is null)),
    constraint uq_proposal unique (organization, regime, standard, family, year),
    foreign key (frame_id) references assessment.frame (id),
    foreign key (campaign_id) references assessment.campaign (id)
)
;

create index ix_proposal_frame on assessment.proposal (frame_id, family)
;

create table assessment.proposal_quota (
    organization text not null,
    regime text not null,
    standard text not null,
    year integer not null,
    as_holder boolean not null,
    used integer not null,
    primary key (organization, regime, standard, year, as_holder)
)
;

alter table assessment.proposal enable row level security
;

alter table assessment.proposal force row level security
;

alter table assessment.proposal_quota enable row level security
;

alter table assessment.proposal_quota force row level security
;

create policy centre on assessment.proposal for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy own on assessment.proposal for select
    using (organization <> '' and organization = (select current_setting('sepia.organization', true)))
;

create policy proposes on assessment.proposal for insert
    with check (organization <> '' and organization = (select current_setting('sepia.organization', true)))
;

create policy own on assessment.proposal_quota for all
    using (organization <> '' and organization = (select current_setting('sepia.organization', true)))
    with check (organization <> '' and organization = (select current_setting('sepia.organization', true)))
;
