-- Both parties to a request see what is handed in to it: a regime that gives opinions on request hears them on it.
-- Statements are separated by lines that hold only `;`.

create policy parties on assessment.handed_in_chart for select
    using (request_id is not null and request_id in (select r.id from assessment.opinion_request r))
;
