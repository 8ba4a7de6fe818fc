-- That every transfer which the register's log told of has come. Until it is said nobody is given a check: a tie to a new
-- owner could not be seen. An installation at work waits for it, too: coordination says it by itself after its start.

CREATE TABLE assessment.transfer_source (
    log TEXT NOT NULL,
    position BIGINT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (log)
)
;
