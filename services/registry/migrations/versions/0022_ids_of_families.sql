-- Families that came one by one or in short files have ids below 2^32: said here, and looked at in 0023, so that nobody
-- waits while every row is.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.family
    ADD CONSTRAINT family_one_by_one CHECK (id < 4294967296) NOT VALID
