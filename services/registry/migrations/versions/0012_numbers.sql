-- What a long load leaves for the time after it is done: numbers of applications, in a table of their own, and the
-- indexes of its links.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.application_number (
    load INTEGER DEFAULT '0' NOT NULL,
    number TEXT NOT NULL,
    application_id BIGINT NOT NULL
) PARTITION BY LIST (load)
;
CREATE TABLE registry.application_number_0 PARTITION OF registry.application_number FOR VALUES IN (0)
;
INSERT INTO registry.application_number (number, application_id)
SELECT unnest(numbers), id FROM registry.application
;
CREATE INDEX ix_application_number_number ON registry.application_number (number, application_id)
;

-- Loads whose applications are still to be spelled: an id in the range may be another's, which is spelled already.
CREATE TABLE registry.unspelled_load (
    load INTEGER NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL,
    PRIMARY KEY (load)
)
;

-- Nothing looked in the words of titles here: searches have their own index of them.
ALTER TABLE registry.application DROP COLUMN numbers, DROP COLUMN title_words
;

-- Which applications have which of these numbers. Of a load whose numbers are not in the table yet they are spelled here
-- and now, which takes as long as there are applications in it, and misses none.
CREATE FUNCTION registry.applications_numbered(numbers text[]) RETURNS TABLE (number text, application_id bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT known.number, known.application_id FROM registry.application_number AS known
    WHERE known.number = ANY (numbers);
    IF EXISTS (SELECT FROM registry.unspelled_load) THEN
        RETURN QUERY
        SELECT DISTINCT spelled.number, spelled.id
        FROM (
            SELECT given.id, either.number
            FROM (
                SELECT application.id, upper(regexp_replace(each.number, '[^0-9A-Za-z]+', '', 'g')) AS spelling,
                       each.place <= cardinality(application.publications) AS published
                FROM registry.unspelled_load AS load
                JOIN registry.application ON application.id BETWEEN load.first_id AND load.last_id,
                LATERAL unnest(array_append(application.publications, application.number))
                    WITH ORDINALITY AS each (number, place)
            ) AS given,
            LATERAL (
                VALUES (given.spelling),
                       (CASE WHEN given.published THEN regexp_replace(given.spelling, '([0-9])[A-Z][0-9]?$', '\1') END)
            ) AS either (number)
        ) AS spelled
        WHERE spelled.number = ANY (numbers) AND spelled.number ~ '[0-9]';
    END IF;
END
$$
;

-- Whoever brings in an application spells its numbers with it; only a long load leaves that for afterwards.
CREATE FUNCTION registry.spell_applications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry.application_number (number, application_id)
    SELECT spelled.number, added.id
    FROM added, LATERAL unnest(registry.lookup_numbers(added.number, added.publications)) AS spelled (number);
    RETURN NULL;
END
$$
;
CREATE TRIGGER application_spelled AFTER INSERT ON registry.application
REFERENCING NEW TABLE AS added FOR EACH STATEMENT
WHEN (current_setting('sepia.spelled_later', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION registry.spell_applications()
;

-- A partition of links that is attached while its indexes are still to be built: those of the table as a whole would be
-- built with it, so each partition has its own.
DROP INDEX registry.ix_link_application, registry.ix_link_declaration, registry.ix_link_docdb_family,
    registry.ix_link_document, registry.ix_link_etsi_family, registry.ix_link_gone, registry.ix_link_priorities_family,
    registry.ix_link_standard, registry.ix_link_undigested
;
ALTER TABLE registry.link DROP CONSTRAINT link_pkey
;
DO $$
DECLARE
    part TEXT;
    made TEXT[];
BEGIN
    FOR part IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'registry.link'::regclass LOOP
        FOREACH made SLICE 1 IN ARRAY ARRAY[
            ['id', 'id', ''],
            ['standard', 'standard_id, holder_id', ''],
            ['declaration', 'declaration_id, entry_id', ''],
            ['etsi_family', 'etsi_family_id', ''],
            ['docdb_family', 'docdb_family_id', 'where docdb_family_id is not null'],
            ['priorities_family', 'priorities_family_id', ''],
            ['application', 'application_id', ''],
            ['document', 'document_id, line', ''],
            ['gone', 'gone_in', 'where gone_in is not null'],
            ['undigested', 'document_id', 'where digest_high is null']
        ] LOOP
            EXECUTE format('create %s index %I on %s (%s) %s', CASE made[1] WHEN 'id' THEN 'unique' ELSE '' END,
                           replace(part, 'registry.', '') || '_' || made[1], part, made[2], made[3]);
        END LOOP;
    END LOOP;
END
$$
;

-- Loads whose links are still to be indexed.
CREATE TABLE registry.unindexed_load (
    load INTEGER NOT NULL,
    document_id BIGINT NOT NULL,
    PRIMARY KEY (load),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
