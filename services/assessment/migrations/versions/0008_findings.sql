-- What is found on each element of a claim, charts handed in where a family is checked, charts of who checks.
-- Statements are separated by lines that hold only `;`.

create table assessment.element_finding (
    seat_id uuid not null references assessment.seat (id),
    number integer not null,
    check_id uuid not null references assessment.essentiality_check (id),
    stage smallint not null,
    evaluator_id uuid not null references assessment.evaluator (id),
    account text not null,
    at_version integer not null,
    chart_id uuid not null,
    chart_version integer not null,
    element text not null,
    verdict smallint not null,
    reasons text not null,
    provisions text not null,
    recorded_at timestamp with time zone not null,
    log_entry_id uuid not null references assessment.log_entry (id),
    primary key (seat_id, number),
    constraint ck_element_finding check (verdict between 1 and 3 and number > 0),
    foreign key (chart_id, chart_version) references assessment.chart_version (chart_id, version)
)
;

create index ix_element_finding_check on assessment.element_finding (check_id, log_entry_id)
;

alter table assessment.finding add column elements text default '' not null
;

alter table assessment.hearing add column findings text default '' not null
;

alter table assessment.chart add column check_id uuid references assessment.essentiality_check (id)
;

create table assessment.handed_in_chart (
    id uuid not null,
    chart_id uuid not null,
    version integer not null,
    digest text not null,
    owner text not null,
    account text not null,
    family text collate "C" not null,
    campaign_id uuid references assessment.campaign (id),
    request_id uuid references assessment.opinion_request (id),
    hearing_id uuid references assessment.hearing (id),
    due_at timestamp with time zone,
    handed_in_at timestamp with time zone not null,
    primary key (id),
    constraint ck_handed_in_somewhere check (num_nonnulls(campaign_id, request_id, hearing_id) = 1),
    foreign key (chart_id, version) references assessment.chart_version (chart_id, version)
)
;

create index ix_handed_in_chart on assessment.handed_in_chart (chart_id, version)
;

create index ix_handed_in_campaign on assessment.handed_in_chart (campaign_id, family)
;

alter table assessment.element_finding enable row level security
;

alter table assessment.element_finding force row level security
;

alter table assessment.handed_in_chart enable row level security
;

alter table assessment.handed_in_chart force row level security
;

create policy centre_reads on assessment.element_finding for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy centre_records on assessment.element_finding for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

create policy own on assessment.element_finding for select
    using (account = (select current_setting('sepia.account', true)))
;

-- Of a panel nobody sees what another found before the last has spoken: the step with which the check moved on.
create policy panel_that_has_spoken on assessment.element_finding for select
    using (
        exists (
            select from assessment.seat s
            where s.check_id = element_finding.check_id and s.stage = element_finding.stage and s.ended_at is null
                and s.evaluator_account = (select current_setting('sepia.account', true))
        )
        and exists (
            select from assessment.check_step t
            where t.check_id = element_finding.check_id and t.number > element_finding.at_version
                and t.act = 'opinion given' and t.state_after <> t.state_before
        )
    )
;

create policy centre_reads on assessment.handed_in_chart for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy own on assessment.handed_in_chart for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

create policy hands_in on assessment.handed_in_chart for insert
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

-- Whoever checks the family where it was handed in; of a hearing, whoever sees the answer that it came with.
create policy sits on assessment.handed_in_chart for select
    using (
        (campaign_id is not null and (campaign_id, family) in (
            select c.campaign_id, c.family from assessment.essentiality_check c where c.id in (
                select check_id from assessment.seat
                where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)))
        or (request_id is not null and request_id in (
            select r.id from assessment.opinion_request r where r.check_id in (
                select check_id from assessment.seat
                where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)))
        or (hearing_id is not null and exists (
            select from assessment.hearing_answer a
            where a.hearing_id = handed_in_chart.hearing_id and a.organization = handed_in_chart.owner))
    )
;

-- A chart is seen by who checks once it was handed in to them: an amended one tells nobody else that there was a hearing.
drop policy sits on assessment.chart
;

create policy handed_in on assessment.chart for select
    using (latest_version > 0 and id in (select h.chart_id from assessment.handed_in_chart h))
;

drop policy of_a_chart_that_is_seen on assessment.chart_version
;

create policy centre_reads on assessment.chart_version for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']))
;

create policy opened on assessment.chart_version for select
    using (chart_id in (select id from assessment.chart where public_at <= (select nullif(current_setting('sepia.now', true), '')::timestamptz)))
;

create policy handed_in on assessment.chart_version for select
    using ((chart_id, version) in (select h.chart_id, h.version from assessment.handed_in_chart h))
;

-- Charts of who checks: the account owns them, and whoever wrote one keeps it.
create policy own_account on assessment.chart for all
    using (owner = (select current_setting('sepia.account', true)) and owner <> '')
    with check (owner = (select current_setting('sepia.account', true)) and owner <> '')
;

create policy own_account on assessment.chart_draft for all
    using (owner = (select current_setting('sepia.account', true)) and owner <> '')
    with check (owner = (select current_setting('sepia.account', true)) and owner <> '')
;

create policy own_account on assessment.chart_version for all
    using (owner = (select current_setting('sepia.account', true)) and owner <> '')
    with check (owner = (select current_setting('sepia.account', true)) and owner <> '')
;

create policy own_account on assessment.figure_document for all
    using (owner = (select current_setting('sepia.account', true)) and owner <> '')
    with check (owner = (select current_setting('sepia.account', true)) and owner <> '')
;

create policy own_account on assessment.figure_piece for all
    using (owner = (select current_setting('sepia.account', true)) and owner <> '')
    with check (owner = (select current_setting('sepia.account', true)) and owner <> '')
;

-- The centre reads what was submitted when it moves a check in its own name.
drop policy centre_reads on assessment.chart
;

create policy centre_reads on assessment.chart for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER', 'role:SERVICE']) and latest_version > 0)
;
