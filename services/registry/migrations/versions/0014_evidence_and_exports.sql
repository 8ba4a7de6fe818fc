-- Documents of evidence; exports of registrations: as whom the requester sees what is not for everyone.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE registry.evidence_document (
    id UUID NOT NULL,
    document_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    organization TEXT NOT NULL,
    filename TEXT NOT NULL,
    content_type TEXT NOT NULL,
    about TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_evidence_document UNIQUE (document_id, account),
    FOREIGN KEY(document_id) REFERENCES registry.document (id)
)
;

CREATE INDEX ix_evidence_document_account ON registry.evidence_document (account, id)
;

CREATE INDEX ix_evidence_document_organization ON registry.evidence_document (organization, id)
;

ALTER TABLE registry.export ADD COLUMN seen_as JSONB
;
