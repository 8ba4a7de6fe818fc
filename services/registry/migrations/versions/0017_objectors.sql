-- When an objector's contact data was erased.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.objection ADD COLUMN contact_erased_at TIMESTAMP WITH TIME ZONE
