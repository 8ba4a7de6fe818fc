-- A page was shown to whoever sees a version whose text holds the page's digest anywhere, also where it is cited in
-- confidence alone. From here on each citation is a row that says for whom it is.

create table assessment.figure_citation (
    chart_id uuid not null,
    version integer not null,
    sha256 text not null,
    owner text not null,
    confidential boolean not null,
    primary key (chart_id, version, sha256),
    foreign key (chart_id, version) references assessment.chart_version (chart_id, version),
    foreign key (owner, sha256) references assessment.figure_document (owner, sha256)
)
;

create index ix_figure_citation_document on assessment.figure_citation (owner, sha256)
;

-- Officers see every version that was submitted, and with them those that there are.
select set_config('sepia.audiences', 'role:OFFICER', true)
;

-- A page that one correspondence cites openly is open, whatever others say.
insert into assessment.figure_citation (chart_id, version, sha256, owner, confidential)
select v.chart_id, v.version, f ->> 'document', v.owner, bool_and((c ->> 'confidential')::boolean)
from assessment.chart_version v,
    jsonb_array_elements(v.document::jsonb -> 'correspondences') c,
    jsonb_array_elements(c -> 'figures') f
group by v.chart_id, v.version, f ->> 'document', v.owner
;

select set_config('sepia.audiences', '', true)
;

alter table assessment.figure_citation enable row level security
;

alter table assessment.figure_citation force row level security
;

create policy own on assessment.figure_citation for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',')) && array['organization:' || owner])
;

create policy centre_reads on assessment.figure_citation for select
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:OFFICER']))
;

create policy own_account on assessment.figure_citation for all
    using (owner = (select current_setting('sepia.account', true)) and owner <> '')
    with check (owner = (select current_setting('sepia.account', true)) and owner <> '')
;

-- Whoever checks sees what was handed in to them.
create policy handed_in on assessment.figure_citation for select
    using ((chart_id, version) in (select h.chart_id, h.version from assessment.handed_in_chart h))
;

-- What everybody may see of a chart that has opened: pages that are cited openly.
create policy of_a_version_that_is_seen on assessment.figure_citation for select
    using (not confidential and (chart_id, version) in (select v.chart_id, v.version from assessment.chart_version v))
;

drop policy of_a_chart_that_is_seen on assessment.figure_document
;

drop policy of_a_chart_that_is_seen on assessment.figure_piece
;

create policy of_a_citation_that_is_seen on assessment.figure_document for select
    using (exists (select from assessment.figure_citation c where c.owner = figure_document.owner and c.sha256 = figure_document.sha256))
;

create policy of_a_citation_that_is_seen on assessment.figure_piece for select
    using (exists (select from assessment.figure_citation c where c.owner = figure_piece.owner and c.sha256 = figure_piece.sha256))
;
