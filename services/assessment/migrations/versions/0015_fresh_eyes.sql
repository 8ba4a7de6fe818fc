-- Whoever comes in the place of another begins with fresh eyes: of the same look, neither the reasons that were laid before
-- the holder before they came, nor what it answered to those, nor the steps that lead there. Peers and an appeal's panel
-- (later stages) see what they evaluate again, unless it was withdrawn.

drop policy sits on assessment.hearing
;

create policy sits on assessment.hearing for select
    using (
        check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)
        and exists (
            select from assessment.seat s
            where s.check_id = hearing.check_id and s.evaluator_account = (select current_setting('sepia.account', true)) and s.ended_at is null
              and (s.appointed_at <= hearing.opened_at
                   or (hearing.state <> 4 and s.stage > case hearing.kind when 2 then 2 else 1 end))
        )
    )
;

drop policy sits on assessment.hearing_answer
;

create policy sits on assessment.hearing_answer for select
    using (told_at is not null and hearing_id in (
        select h.id from assessment.hearing h
        where exists (
            select from assessment.seat s
            where s.check_id = h.check_id and s.evaluator_account = (select current_setting('sepia.account', true)) and s.ended_at is null
              and (s.appointed_at <= h.opened_at
                   or (h.state <> 4 and s.stage > case h.kind when 2 then 2 else 1 end))
        )
    ))
;

drop policy sits on assessment.check_step
;

create policy sits on assessment.check_step for select
    using (
        check_id in (select check_id from assessment.seat where evaluator_account = (select current_setting('sepia.account', true)) and ended_at is null)
        and exists (
            select from assessment.seat s
            where s.check_id = check_step.check_id and s.evaluator_account = (select current_setting('sepia.account', true)) and s.ended_at is null
              and (s.stage > 1 or s.appointed_at <= check_step.taken_at)
        )
    )
;
