-- Families under DOCDB.
-- Statements are separated by lines that hold only `;`.

ALTER TABLE registry.application ADD COLUMN docdb_family_id BIGINT REFERENCES registry.family (id)
;

CREATE TABLE registry.family_member (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    family_id BIGINT NOT NULL,
    role SMALLINT NOT NULL,
    given TEXT NOT NULL,
    application TEXT NOT NULL,
    canonical TEXT,
    dated_on DATE,
    document_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_family_member UNIQUE (family_id, given, role, application),
    FOREIGN KEY(family_id) REFERENCES registry.family (id),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;

CREATE TABLE registry.family_member_key (
    key TEXT NOT NULL,
    member_id BIGINT NOT NULL,
    PRIMARY KEY (key, member_id),
    FOREIGN KEY(member_id) REFERENCES registry.family_member (id)
)
;
CREATE INDEX ix_family_member_key_member ON registry.family_member_key (member_id)
;

CREATE TABLE registry.application_family (
    application_id BIGINT NOT NULL,
    family_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (application_id, family_id),
    FOREIGN KEY(application_id) REFERENCES registry.application (id),
    FOREIGN KEY(family_id) REFERENCES registry.family (id),
    FOREIGN KEY(member_id) REFERENCES registry.family_member (id)
)
;
CREATE INDEX ix_application_family_family ON registry.application_family (family_id)
;
