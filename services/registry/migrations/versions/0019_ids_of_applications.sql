-- Applications that came one by one or in short files have ids below 2^32: said here, and looked at in 0020, so that
-- nobody waits while every row is.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.application
    ADD CONSTRAINT application_one_by_one CHECK (id < 4294967296) NOT VALID
