-- What each organisation sees of a confidential calculation beside what everybody does whom it is shown to; what of
-- each calculation is released, so that releases are looked at together; how long an operation takes, about.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE frand.calculation_view (
    sha256 TEXT NOT NULL,
    organization TEXT NOT NULL,
    audience TEXT[] NOT NULL,
    results TEXT NOT NULL,
    PRIMARY KEY (sha256, organization),
    FOREIGN KEY(sha256) REFERENCES frand.calculation (sha256)
)
;

create trigger refuse_change before update or delete on frand.calculation_view for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.calculation_view for each statement execute function frand.refuse_change()
;

alter table frand.calculation_view enable row level security
;

alter table frand.calculation_view force row level security
;

-- A view is made with the calculation, and is there for its organisation once the calculation is shown to it.
create policy viewer_reads on frand.calculation_view for select
    using ((select coalesce(current_setting('sepia.organization', true), '')) = any(audience)
        or (organization = (select coalesce(current_setting('sepia.organization', true), '')) and exists (
            select from frand.calculation_share s where s.sha256 = calculation_view.sha256
                and s.organization in ('*', (select coalesce(current_setting('sepia.organization', true), ''))))))
;

create policy audience_adds on frand.calculation_view for insert
    with check ((select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

-- Null for what was made before: then it is computed from the results.
alter table frand.calculation_whole add column exposures TEXT
;

alter table frand.operation add column estimated_seconds INTEGER not null default 0
;

alter table frand.operation alter column estimated_seconds drop default
;
