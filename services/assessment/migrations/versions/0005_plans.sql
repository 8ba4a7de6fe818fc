create table assessment.campaign_size (
    campaign_id uuid not null,
    holder text collate "C" not null,
    size integer not null,
    primary key (campaign_id, holder),
    constraint ck_campaign_size check (size >= 0),
    foreign key (campaign_id) references assessment.campaign (id)
)
;

create table assessment.campaign_exclusion (
    campaign_id uuid not null,
    name text collate "C" not null,
    reason smallint not null,
    grounds text not null,
    primary key (campaign_id, name),
    constraint ck_campaign_exclusion check (reason between 1 and 3 and grounds <> ''),
    foreign key (campaign_id) references assessment.campaign (id)
)
;
