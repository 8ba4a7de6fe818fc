-- `in (select …)` was answered by hashing every open and closed deadline anew for each statement that changes one, so
-- that firing a deadline of a large campaign cost as much as reading all of them.

drop policy of_a_deadline_that_is_seen on assessment.deadline_change
;

create policy of_a_deadline_that_is_seen on assessment.deadline_change for all
    using (exists (select from assessment.deadline d where d.id = deadline_id))
    with check (exists (select from assessment.deadline d where d.id = deadline_id))
;
