-- The applications of a long load go into a partition of their own, by their ids: those of load n are n * 2^32 and more.
-- The table that there was becomes the partition of the ids below, as it stands: no row is written again.
-- Statements are separated by lines that hold only `;`.

-- Every row is looked at here, while others go on reading and writing; attaching need not look again.
ALTER TABLE registry.application VALIDATE CONSTRAINT application_one_by_one
;

-- A partition that is attached would lock the tables of these references, and wait for whoever writes there and waits
-- for the import in turn. They are kept by construction, as those of links are: nothing is ever deleted there.
ALTER TABLE registry.application_family DROP CONSTRAINT application_family_application_id_fkey
;
ALTER TABLE registry.application DROP CONSTRAINT application_docdb_family_id_fkey
;
DROP TRIGGER application_spelled ON registry.application
;
ALTER TABLE registry.application RENAME TO application_0
;
ALTER TABLE registry.application_0 RENAME CONSTRAINT application_pkey TO application_0_pkey
;
ALTER SEQUENCE registry.application_id_seq RENAME TO application_0_id_seq
;
CREATE TABLE registry.application (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    identity TEXT NOT NULL,
    office TEXT,
    number TEXT,
    publications TEXT[] NOT NULL,
    title TEXT,
    docdb_family_id BIGINT,
    filed_on DATE,
    CONSTRAINT application_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id)
;
SELECT setval('registry.application_id_seq', last_value, is_called) FROM registry.application_0_id_seq
;
ALTER TABLE registry.application_0 ALTER COLUMN id DROP IDENTITY
;
ALTER TABLE registry.application ATTACH PARTITION registry.application_0 FOR VALUES FROM (MINVALUE) TO (4294967296)
;
ALTER TABLE registry.application_0 DROP CONSTRAINT application_one_by_one
;

-- An index of the table as a whole would be built while a partition is attached, so each partition has its own.
ALTER TABLE registry.application_0 RENAME CONSTRAINT application_identity_key TO application_0_identity
;

-- What is put into the table as a whole is spelled at once; a long load fills its partition itself, and leaves that for
-- afterwards.
CREATE TRIGGER application_spelled AFTER INSERT ON registry.application
REFERENCING NEW TABLE AS added FOR EACH STATEMENT
EXECUTE FUNCTION registry.spell_applications()
