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

-- A week or a month is a small part of the years that searches go by otherwise.
CREATE INDEX ix_search_patent_published ON registry.search_patent (published_on)
;
CREATE INDEX ix_search_patent_signed ON registry.search_patent (signed_on)
;

-- Rows of the index do not say yet what form their declarations have and which state they are in.
insert into registry.search_work (kind, argument) select 'everything', '' where exists (select from registry.link)
;
