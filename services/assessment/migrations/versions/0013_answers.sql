-- Nobody answers the reasons of a double, so whoever gets an answer early would know that theirs is none. Where there
-- are doubles, an answer is held back until the time for it has ended; until then the database shows it to its author
-- and to officers alone.

alter table assessment.hearing_answer add column told_at timestamp with time zone
;

create policy passes_on on assessment.hearing_answer for update
    using ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
    with check ((select string_to_array(current_setting('sepia.audiences', true), ',') && array['role:SERVICE']))
;

select set_config('sepia.audiences', 'role:SERVICE', true)
;

update assessment.hearing_answer set told_at = answered_at
;

select set_config('sepia.audiences', '', true)
;

drop policy sits on assessment.hearing_answer
;

create policy sits on assessment.hearing_answer for select
    using (told_at is not null and hearing_id in (select h.id from assessment.hearing h where h.check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)))
;
