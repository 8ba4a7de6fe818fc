-- Exports of registrations: as whom the requester sees what is not for everyone.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.export ADD COLUMN seen_as JSONB
;
