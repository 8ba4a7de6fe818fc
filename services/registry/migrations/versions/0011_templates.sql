-- Templates and correction files: what files have declared, so that the same file brings nothing a second time.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.imported_declaration (
    declarant TEXT NOT NULL,
    reference TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    declaration_id BIGINT NOT NULL,
    PRIMARY KEY (declarant, reference),
    FOREIGN KEY(declaration_id) REFERENCES registry.declaration (id)
)
;
