-- Contact data of what no longer holds is erased on request; when it was is kept.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.holder_record ADD COLUMN contact_erased_at TIMESTAMP WITH TIME ZONE
;
-- What was declared on forms stayed without its DOCDB family where that was known before; families under that key are
-- always those of today, and so are counts of them.
UPDATE registry.link AS own
SET docdb_family_id = named.docdb_family_id
FROM registry.declaration AS made, registry.application AS named
WHERE made.form IS NOT NULL
    AND own.declaration_id = made.id
    AND own.docdb_family_id IS NULL
    AND named.id = own.application_id
    AND named.docdb_family_id IS NOT NULL
;
DELETE FROM registry.kept_count WHERE family_key = 2
