-- The families of a long load go into a partition of their own, by their ids, as its applications do (0020). The table
-- that there was becomes the partition of the ids below, as it stands: no row is written again.
-- Statements are separated by lines that hold only `;`.

-- Every row is looked at here, while others go on reading and writing; attaching need not look again.
ALTER TABLE registry.family VALIDATE CONSTRAINT family_one_by_one
;

-- A partition that is attached would lock the tables of these references, and wait for whoever writes there and waits
-- for the import in turn. They are kept by construction, as those of links are: nothing is ever deleted there.
ALTER TABLE registry.transfer_item DROP CONSTRAINT transfer_item_family_id_fkey
;
ALTER TABLE registry.family_member DROP CONSTRAINT family_member_family_id_fkey
;
ALTER TABLE registry.application_family DROP CONSTRAINT application_family_family_id_fkey
;
ALTER TABLE registry.family RENAME TO family_0
;
ALTER TABLE registry.family_0 RENAME CONSTRAINT family_pkey TO family_0_pkey
;
ALTER SEQUENCE registry.family_id_seq RENAME TO family_0_id_seq
;
CREATE TABLE registry.family (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    key SMALLINT NOT NULL,
    external TEXT NOT NULL,
    priorities TEXT[],
    CONSTRAINT family_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id)
;
SELECT setval('registry.family_id_seq', last_value, is_called) FROM registry.family_0_id_seq
;
ALTER TABLE registry.family_0 ALTER COLUMN id DROP IDENTITY
;
ALTER TABLE registry.family ATTACH PARTITION registry.family_0 FOR VALUES FROM (MINVALUE) TO (4294967296)
;
ALTER TABLE registry.family_0 DROP CONSTRAINT family_one_by_one
;

-- An index of the table as a whole would be built while a partition is attached, so each partition has its own.
ALTER TABLE registry.family_0 RENAME CONSTRAINT uq_family_key TO family_0_key
