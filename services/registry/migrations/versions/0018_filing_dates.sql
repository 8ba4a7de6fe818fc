-- When applications were filed.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.application ADD COLUMN filed_on DATE
