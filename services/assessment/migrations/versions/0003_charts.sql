-- Claim charts: drafts, versions and the pages that figures are cited from.

create table assessment.chart (
    id uuid not null,
    owner text not null,
    regime text not null,
    standard text not null,
    family text collate "C" not null,
    latest_version integer not null,
    public_from date,
    public_at timestamp with time zone,
    created_at timestamp with time zone not null,
    primary key (id),
    constraint ck_chart_version_count check (latest_version >= 0),
    constraint ck_chart_opens_once check ((public_from is null) = (public_at is null))
)
;

create index ix_chart_family on assessment.chart (family, id)
;

create index ix_chart_owner on assessment.chart (owner, id)
;

create table assessment.chart_draft (
    chart_id uuid not null,
    owner text not null,
    document text not null,
    revision integer not null,
    updated_at timestamp with time zone not null,
    primary key (chart_id),
    foreign key (chart_id) references assessment.chart (id)
)
;

create table assessment.chart_version (
    chart_id uuid not null,
    version integer not null,
    owner text not null,
    document text not null,
    digest text not null,
    account text not null,
    submitted_at timestamp with time zone not null,
    primary key (chart_id, version),
    foreign key (chart_id) references assessment.chart (id)
)
;

create index ix_chart_version_owner on assessment.chart_version (owner)
;

create table assessment.figure_document (
    owner text not null,
    sha256 text not null,
    media_type text not null,
    size_bytes bigint not null,
    aspects double precision[] not null,
    created_at timestamp with time zone not null,
    primary key (owner, sha256)
)
;

create table assessment.figure_piece (
    owner text not null,
    sha256 text not null,
    number integer not null,
    data bytea not null,
    primary key (owner, sha256, number),
    foreign key (owner, sha256) references assessment.figure_document (owner, sha256)
)
;

alter table assessment.chart enable row level security
;

alter table assessment.chart force row level security
;

create policy own on assessment.chart for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

alter table assessment.chart_draft enable row level security
;

alter table assessment.chart_draft force row level security
;

create policy own on assessment.chart_draft for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

alter table assessment.chart_version enable row level security
;

alter table assessment.chart_version force row level security
;

create policy own on assessment.chart_version for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

alter table assessment.figure_document enable row level security
;

alter table assessment.figure_document force row level security
;

create policy own on assessment.figure_document for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

alter table assessment.figure_piece enable row level security
;

alter table assessment.figure_piece force row level security
;

create policy own on assessment.figure_piece for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

-- Officers read what was submitted; a draft is its owner's alone.
create policy centre_reads on assessment.chart for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER']) and latest_version > 0)
;

create policy opened on assessment.chart for select
    using (latest_version > 0 and public_at <= (select nullif(current_setting('sepia.now', true), '')::timestamptz))
;

create policy sits on assessment.chart for select
    using (latest_version > 0 and family in (select c.family from assessment.essentiality_check c where c.id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)))
;

-- Whoever sees a chart sees its versions; the policies of the chart decide.
create policy of_a_chart_that_is_seen on assessment.chart_version for select
    using (chart_id in (select id from assessment.chart))
;

create policy of_a_chart_that_is_seen on assessment.figure_document for select
    using (exists (select from assessment.chart_version v where v.owner = figure_document.owner and v.document like '%' || figure_document.sha256 || '%'))
;

create policy of_a_chart_that_is_seen on assessment.figure_piece for select
    using (exists (select from assessment.chart_version v where v.owner = figure_piece.owner and v.document like '%' || figure_piece.sha256 || '%'))
;
