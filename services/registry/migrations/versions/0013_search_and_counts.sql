-- Searches by form and state of declarations; counts that are kept by edition.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.kept_count (
    edition BIGINT NOT NULL,
    scope TEXT NOT NULL,
    family_key SMALLINT NOT NULL,
    lines JSONB NOT NULL,
    PRIMARY KEY (edition, scope, family_key)
)
;

-- Rows of the index do not say yet what form their declarations have and which state they are in.
insert into registry.search_work (kind, argument) select 'everything', '' where exists (select from registry.link)
;
