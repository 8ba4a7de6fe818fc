-- What the assessment published about pools of evaluators, for calculations that ask for it.
-- Statements are separated by lines that hold only `;`.

CREATE TABLE frand.evaluator_quality (
    report UUID NOT NULL,
    regime TEXT NOT NULL,
    technical_area TEXT NOT NULL,
    period TEXT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    document TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (report)
)
;

CREATE INDEX ix_evaluator_quality_newest ON frand.evaluator_quality (published_at, report)
;

create trigger refuse_change before update or delete on frand.evaluator_quality for each row execute function frand.refuse_change()
;

create trigger refuse_truncate before truncate on frand.evaluator_quality for each statement execute function frand.refuse_change()
;

-- Null for what was received before it was told.
alter table frand.finding add column reused BIGINT
;

alter table frand.finding add constraint ck_finding_reused check (reused between 0 and checked)
;
