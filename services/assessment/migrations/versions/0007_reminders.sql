-- Whoever changes a deadline, by whatever statement: that it changed, and the mail about it, are written with it.

create table assessment.deadline_change (
    deadline_id uuid not null,
    number integer not null,
    changed_at timestamp with time zone not null,
    primary key (deadline_id),
    foreign key (deadline_id) references assessment.deadline (id)
)
;

create table assessment.calendar_feed (
    account text not null,
    organization text not null,
    officer boolean not null,
    token_sha256 text not null,
    created_at timestamp with time zone not null,
    primary key (account),
    constraint uq_calendar_feed_token unique (token_sha256)
)
;

create table assessment.notification_address (
    account text not null,
    organization text not null,
    officer boolean not null,
    address text not null,
    lead_days integer not null,
    code_sha256 text not null,
    code_until timestamp with time zone not null,
    attempts integer default '0' not null,
    verified_at timestamp with time zone,
    primary key (account),
    constraint ck_notification_lead_days check (lead_days between 1 and 60)
)
;

create table assessment.mail (
    id uuid not null,
    account text not null,
    kind text not null,
    deadline_id uuid,
    due_at timestamp with time zone,
    code text default '' not null,
    send_at timestamp with time zone not null,
    attempts integer default '0' not null,
    failure text default '' not null,
    closed_at timestamp with time zone,
    outcome text default '' not null,
    primary key (id),
    constraint ck_mail_kind check (kind in ('code', 'set', 'moved', 'soon', 'lapsed')),
    foreign key (deadline_id) references assessment.deadline (id)
)
;

create index ix_mail_waiting on assessment.mail (send_at, id) where closed_at is null
;

create index ix_mail_account on assessment.mail (account)
;

alter table assessment.deadline_change enable row level security
;

alter table assessment.deadline_change force row level security
;

alter table assessment.mail enable row level security
;

alter table assessment.mail force row level security
;

-- Whoever sees a deadline sees how often it changed; the policies of the deadline decide.
create policy of_a_deadline_that_is_seen on assessment.deadline_change for all
    using (deadline_id in (select id from assessment.deadline))
    with check (deadline_id in (select id from assessment.deadline))
;

-- Mail tells who does what: nobody reads it but the centre, which sends it.
create policy centre on assessment.mail for all
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE', 'role:OFFICER']))
;

create function assessment.note_new_deadlines() returns trigger language plpgsql as $$
begin
    insert into assessment.deadline_change (deadline_id, number, changed_at) select d.id, 0, d.created_at from fresh d;
    insert into assessment.mail (id, account, kind, deadline_id, due_at, send_at)
    select gen_random_uuid(), a.account, m.kind, d.id, d.due_at,
           case m.kind when 'set' then d.created_at else d.due_at - make_interval(days => a.lead_days) end
    from fresh d
    join assessment.notification_address a
        on d.actor <> '' and (d.actor in (a.account, a.organization) or (a.officer and d.actor = 'role:OFFICER'))
    cross join (values ('set'), ('soon')) as m (kind)
    where a.verified_at is not null and d.state = 1
      and (m.kind = 'set' or d.due_at - make_interval(days => a.lead_days) > d.created_at);
    return null;
end $$
;

create function assessment.note_changed_deadlines() returns trigger language plpgsql as $$
begin
    insert into assessment.deadline_change (deadline_id, number, changed_at)
    select n.id, 1, coalesce(n.closed_at, now())
    from fresh n join stale o on o.id = n.id
    where (n.due_at, n.state, n.actor) is distinct from (o.due_at, o.state, o.actor)
    on conflict (deadline_id) do update set number = deadline_change.number + 1, changed_at = excluded.changed_at;
    -- What waits about the day before is not sent: delivery looks at the deadline as it is then.
    insert into assessment.mail (id, account, kind, deadline_id, due_at, send_at)
    select gen_random_uuid(), a.account, m.kind, n.id, n.due_at,
           case m.kind when 'soon' then n.due_at - make_interval(days => a.lead_days)
                       when 'lapsed' then coalesce(n.closed_at, n.due_at) else n.created_at end
    from fresh n
    join stale o on o.id = n.id
    join assessment.notification_address a
        on n.actor <> '' and (n.actor in (a.account, a.organization) or (a.officer and n.actor = 'role:OFFICER'))
    join (values ('moved', 1), ('soon', 1), ('lapsed', 3)) as m (kind, state) on m.state = n.state
    where a.verified_at is not null
      and case m.kind when 'lapsed' then o.state = 1 else o.due_at <> n.due_at end;
    return null;
end $$
;

create trigger note_new_deadlines after insert on assessment.deadline referencing new table as fresh
    for each statement execute function assessment.note_new_deadlines()
;

create trigger note_changed_deadlines after update on assessment.deadline
    referencing old table as stale new table as fresh
    for each statement execute function assessment.note_changed_deadlines()
;
