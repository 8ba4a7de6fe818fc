-- That a declaration's document and holder are there is looked at for all rows of a statement at once, and not for each
-- of the hundred thousand that an export brings: twice a row was a tenth of what the database did for one. Of holders none
-- is ever deleted; of documents none but uploads that were given up, which no declaration comes from.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.declaration DROP CONSTRAINT declaration_holder_id_fkey
;
ALTER TABLE registry.declaration DROP CONSTRAINT declaration_document_id_fkey
;
CREATE FUNCTION registry.declaration_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing TEXT;
BEGIN
    SELECT coalesce(
        (SELECT 'document ' || g.document_id FROM (SELECT DISTINCT document_id FROM given) g
         WHERE NOT EXISTS (SELECT FROM registry.document d WHERE d.id = g.document_id) LIMIT 1),
        (SELECT 'holder ' || g.holder_id FROM (SELECT DISTINCT holder_id FROM given WHERE holder_id IS NOT NULL) g
         WHERE NOT EXISTS (SELECT FROM registry.holder h WHERE h.id = g.holder_id) LIMIT 1)
    ) INTO missing;
    IF missing IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = 'a declaration refers to ' || missing || ', which is not there';
    END IF;
    RETURN NULL;
END $$
;
CREATE TRIGGER declaration_entered_refers AFTER INSERT ON registry.declaration
REFERENCING NEW TABLE AS given FOR EACH STATEMENT EXECUTE FUNCTION registry.declaration_refers()
;
CREATE TRIGGER declaration_changed_refers AFTER UPDATE ON registry.declaration
REFERENCING NEW TABLE AS given FOR EACH STATEMENT EXECUTE FUNCTION registry.declaration_refers()
