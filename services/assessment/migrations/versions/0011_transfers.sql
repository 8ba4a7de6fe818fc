-- Who got patents that were somebody else's when a frame was frozen.

CREATE TABLE assessment.ownership_transfer (
    transfer TEXT NOT NULL,
    assignor TEXT COLLATE "C" NOT NULL,
    assignee TEXT COLLATE "C" NOT NULL,
    families TEXT[] NOT NULL,
    standards TEXT[] NOT NULL,
    any_family BOOLEAN NOT NULL,
    from_on DATE,
    withdrawn BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (transfer)
)
;
