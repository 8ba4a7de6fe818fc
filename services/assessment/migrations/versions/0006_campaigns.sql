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
