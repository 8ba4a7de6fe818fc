-- Contact data of what no longer holds is erased on request; when it was is kept.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.holder_record ADD COLUMN contact_erased_at TIMESTAMP WITH TIME ZONE
