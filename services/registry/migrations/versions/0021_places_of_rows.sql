-- Where a row lies in its document is found from one before it of which that is known. Of an export some are enough: each
-- link need not say it, which is a tenth of what is written of it. Links that say it go on doing so, and are used where
-- nothing else is known.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.document_place (
    document_id BIGINT NOT NULL REFERENCES registry.document (id) ON DELETE CASCADE,
    line BIGINT NOT NULL,
    offset_bytes BIGINT NOT NULL,
    PRIMARY KEY (document_id, line)
)
;
ALTER TABLE registry.link ALTER COLUMN offset_bytes DROP NOT NULL, ALTER COLUMN length_bytes DROP NOT NULL
;
ALTER TABLE registry.repeated_link ALTER COLUMN offset_bytes DROP NOT NULL, ALTER COLUMN length_bytes DROP NOT NULL
