-- Calculations of several methods, confidential ones among them; licences and rate cards; long work and scenarios.
-- Statements are separated by lines that hold only `;`.

alter table frand.calculation alter column family_key drop not null
;

alter table frand.calculation alter column edition drop not null
;

alter table frand.calculation alter column rate_unit drop not null
;

alter table frand.calculation alter column aggregate drop not null
;

alter table frand.calculation add column audience TEXT[]
;

alter table frand.calculation add column whose TEXT[] not null default '{}'
;

alter table frand.calculation alter column whose drop default
;

CREATE TABLE frand.calculation_whole (
    sha256 TEXT NOT NULL,
    audience TEXT[] NOT NULL,
    canonical_inputs TEXT NOT NULL,
    results TEXT NOT NULL,
    PRIMARY KEY (sha256),
    FOREIGN KEY(sha256) REFERENCES frand.calculation (sha256)
)
;

CREATE TABLE frand.calculation_share (
    sha256 TEXT NOT NULL,
    organization TEXT NOT NULL,
    audience TEXT[] NOT NULL,
    shared_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (sha256, organization),
    FOREIGN KEY(sha256) REFERENCES frand.calculation (sha256)
)
;

CREATE TABLE frand.licence (
    id UUID NOT NULL,
    standard TEXT NOT NULL,
    filer TEXT NOT NULL,
    organization TEXT NOT NULL,
    supersedes UUID,
    demonstration BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (supersedes),
    FOREIGN KEY(supersedes) REFERENCES frand.licence (id)
)
;

CREATE INDEX ix_licence_newest ON frand.licence (created_at, id)
;

CREATE TABLE frand.licence_view (
    licence_id UUID NOT NULL,
    organization TEXT NOT NULL,
    terms TEXT NOT NULL,
    withheld INTEGER NOT NULL,
    PRIMARY KEY (licence_id, organization),
    FOREIGN KEY(licence_id) REFERENCES frand.licence (id)
)
;

CREATE TABLE frand.rate_card (
    id UUID NOT NULL,
    programme TEXT NOT NULL,
    standard TEXT NOT NULL,
    filer TEXT NOT NULL,
    organization TEXT NOT NULL,
    supersedes UUID,
    terms TEXT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (supersedes),
    FOREIGN KEY(supersedes) REFERENCES frand.rate_card (id)
)
;

CREATE INDEX ix_rate_card_newest ON frand.rate_card (created_at, id)
;

CREATE TABLE frand.operation (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL,
    organization TEXT NOT NULL,
    state SMALLINT NOT NULL,
    total BIGINT NOT NULL,
    computed BIGINT NOT NULL,
    cancel_requested BOOLEAN NOT NULL,
    failures INTEGER NOT NULL,
    error_reason TEXT NOT NULL,
    error_message TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT ck_operation_state CHECK (state between 1 and 5)
)
;

CREATE INDEX ix_operation_account ON frand.operation (account, id)
;

CREATE INDEX ix_operation_unfinished ON frand.operation (id) WHERE state in (1, 2)
;

CREATE TABLE frand.operation_input (
    operation_id UUID NOT NULL,
    audience TEXT[],
    content TEXT NOT NULL,
    PRIMARY KEY (operation_id),
    FOREIGN KEY(operation_id) REFERENCES frand.operation (id)
)
;

CREATE TABLE frand.scenario_set (
    id UUID NOT NULL,
    operation_id UUID NOT NULL,
    display_name TEXT NOT NULL,
    submitter TEXT NOT NULL,
    audience TEXT[],
    canonical_inputs TEXT NOT NULL,
    axes JSONB NOT NULL,
    combination SMALLINT NOT NULL,
    engine_version TEXT NOT NULL,
    result_digest TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (operation_id),
    FOREIGN KEY(operation_id) REFERENCES frand.operation (id)
)
;

CREATE INDEX ix_scenario_set_newest ON frand.scenario_set (created_at, id)
;

CREATE TABLE frand.scenario (
    set_id UUID NOT NULL,
    number BIGINT NOT NULL,
    audience TEXT[],
    sha256 TEXT NOT NULL,
    results TEXT NOT NULL,
    refusal TEXT NOT NULL,
    PRIMARY KEY (set_id, number),
    FOREIGN KEY(set_id) REFERENCES frand.scenario_set (id)
)
;

create trigger refuse_change before update or delete on frand.calculation_whole for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.calculation_whole for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.calculation_share for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.calculation_share for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.licence for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.licence for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.licence_view for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.licence_view for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.rate_card for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.rate_card for each statement execute function frand.refuse_change()
;

create trigger refuse_change before update or delete on frand.scenario for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.scenario for each statement execute function frand.refuse_change()
;

-- What is not for everybody exists for its audience alone. Where the settings name no organisation, as in work that
-- nobody asked for, only what is open to all is seen. No policy lets anyone remove anything.

alter table frand.calculation enable row level security
;

alter table frand.calculation force row level security
;

alter table frand.calculation_whole enable row level security
;

alter table frand.calculation_whole force row level security
;

alter table frand.calculation_share enable row level security
;

alter table frand.calculation_share force row level security
;

alter table frand.licence enable row level security
;

alter table frand.licence force row level security
;

alter table frand.licence_view enable row level security
;

alter table frand.licence_view force row level security
;

alter table frand.operation_input enable row level security
;

alter table frand.operation_input force row level security
;

alter table frand.scenario_set enable row level security
;

alter table frand.scenario_set force row level security
;

alter table frand.scenario enable row level security
;

alter table frand.scenario force row level security
;

create policy audience_reads on frand.calculation for select
    using (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience) or exists (
        select from frand.calculation_share s
        where s.sha256 = calculation.sha256 and s.organization in ('*', (select coalesce(current_setting('sepia.organization', true), '')))))
;

create policy audience_adds on frand.calculation for insert with check (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy shared_reads on frand.calculation_share for select
    using (organization in ('*', (select coalesce(current_setting('sepia.organization', true), ''))) or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_adds on frand.calculation_share for insert with check ((select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_reads on frand.calculation_whole for select using (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_adds on frand.calculation_whole for insert with check (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_reads on frand.operation_input for select using (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_adds on frand.operation_input for insert with check (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_reads on frand.scenario for select using (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_adds on frand.scenario for insert with check (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy audience_works on frand.scenario_set for all
    using (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
    with check (audience is null or (select coalesce(current_setting('sepia.organization', true), '')) = any(audience))
;

create policy viewer_reads on frand.licence_view for select using (organization in ('*', (select coalesce(current_setting('sepia.organization', true), ''))))
;

create policy filer_adds on frand.licence_view for insert with check (true)
;

create policy viewer_reads on frand.licence for select
    using (exists (select from frand.licence_view v where v.licence_id = licence.id))
;

create policy filer_adds on frand.licence for insert with check (organization = (select coalesce(current_setting('sepia.organization', true), '')))
;

-- What was answered to an account holds what only it may see: nobody else's request finds it.
alter table frand.answered_request enable row level security
;

alter table frand.answered_request force row level security
;

create policy own on frand.answered_request for all
    using (account = (select coalesce(current_setting('sepia.account', true), '')))
    with check (account = (select coalesce(current_setting('sepia.account', true), '')))
;
