import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.assessment.v1 import campaigns_pb2 as _campaigns_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TieKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIE_KIND_UNSPECIFIED: _ClassVar[TieKind]
    TIE_KIND_EMPLOYMENT: _ClassVar[TieKind]
    TIE_KIND_CLIENT: _ClassVar[TieKind]
    TIE_KIND_SHARES: _ClassVar[TieKind]
    TIE_KIND_RELATIVE: _ClassVar[TieKind]
    TIE_KIND_EARLIER_WORK: _ClassVar[TieKind]

class CheckState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_STATE_UNSPECIFIED: _ClassVar[CheckState]
    CHECK_STATE_ASSIGNED: _ClassVar[CheckState]
    CHECK_STATE_RECORDED: _ClassVar[CheckState]
    CHECK_STATE_OPENED: _ClassVar[CheckState]
    CHECK_STATE_HEARING: _ClassVar[CheckState]
    CHECK_STATE_DECIDING: _ClassVar[CheckState]
    CHECK_STATE_PEER_REQUESTED: _ClassVar[CheckState]
    CHECK_STATE_PEER_EVALUATION: _ClassVar[CheckState]
    CHECK_STATE_PEER_HEARING: _ClassVar[CheckState]
    CHECK_STATE_PEER_DECIDING: _ClassVar[CheckState]
    CHECK_STATE_REDRESS: _ClassVar[CheckState]
    CHECK_STATE_REEVALUATION: _ClassVar[CheckState]
    CHECK_STATE_APPEAL_REQUESTED: _ClassVar[CheckState]
    CHECK_STATE_APPEAL: _ClassVar[CheckState]
    CHECK_STATE_LAPSED: _ClassVar[CheckState]
    CHECK_STATE_WITHDRAWN: _ClassVar[CheckState]
    CHECK_STATE_PUBLISHED: _ClassVar[CheckState]
    CHECK_STATE_REQUESTED: _ClassVar[CheckState]
    CHECK_STATE_PARTIES_HEARD: _ClassVar[CheckState]
    CHECK_STATE_READY: _ClassVar[CheckState]
    CHECK_STATE_REFUSED: _ClassVar[CheckState]

class CheckStage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_STAGE_UNSPECIFIED: _ClassVar[CheckStage]
    CHECK_STAGE_FIRST: _ClassVar[CheckStage]
    CHECK_STAGE_PEER: _ClassVar[CheckStage]
    CHECK_STAGE_APPEAL: _ClassVar[CheckStage]
TIE_KIND_UNSPECIFIED: TieKind
TIE_KIND_EMPLOYMENT: TieKind
TIE_KIND_CLIENT: TieKind
TIE_KIND_SHARES: TieKind
TIE_KIND_RELATIVE: TieKind
TIE_KIND_EARLIER_WORK: TieKind
CHECK_STATE_UNSPECIFIED: CheckState
CHECK_STATE_ASSIGNED: CheckState
CHECK_STATE_RECORDED: CheckState
CHECK_STATE_OPENED: CheckState
CHECK_STATE_HEARING: CheckState
CHECK_STATE_DECIDING: CheckState
CHECK_STATE_PEER_REQUESTED: CheckState
CHECK_STATE_PEER_EVALUATION: CheckState
CHECK_STATE_PEER_HEARING: CheckState
CHECK_STATE_PEER_DECIDING: CheckState
CHECK_STATE_REDRESS: CheckState
CHECK_STATE_REEVALUATION: CheckState
CHECK_STATE_APPEAL_REQUESTED: CheckState
CHECK_STATE_APPEAL: CheckState
CHECK_STATE_LAPSED: CheckState
CHECK_STATE_WITHDRAWN: CheckState
CHECK_STATE_PUBLISHED: CheckState
CHECK_STATE_REQUESTED: CheckState
CHECK_STATE_PARTIES_HEARD: CheckState
CHECK_STATE_READY: CheckState
CHECK_STATE_REFUSED: CheckState
CHECK_STAGE_UNSPECIFIED: CheckStage
CHECK_STAGE_FIRST: CheckStage
CHECK_STAGE_PEER: CheckStage
CHECK_STAGE_APPEAL: CheckStage

class Tie(_message.Message):
    __slots__ = ("holder", "kind", "family", "start_date", "end_date")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    holder: str
    kind: TieKind
    family: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    def __init__(self, holder: _Optional[str] = ..., kind: _Optional[_Union[TieKind, str]] = ..., family: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Evaluator(_message.Message):
    __slots__ = ("name", "account", "display_name", "identity_verified", "ties_declared", "ties", "create_time", "identity_evidence", "identity_verify_date", "ties_declare_time", "skills", "open_limit", "year_limit", "conduct_version", "conduct_consent_date", "suspended", "suspension_reason", "suspend_time", "etag", "open_checks")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_VERIFIED_FIELD_NUMBER: _ClassVar[int]
    TIES_DECLARED_FIELD_NUMBER: _ClassVar[int]
    TIES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_VERIFY_DATE_FIELD_NUMBER: _ClassVar[int]
    TIES_DECLARE_TIME_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    OPEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    YEAR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    CONDUCT_VERSION_FIELD_NUMBER: _ClassVar[int]
    CONDUCT_CONSENT_DATE_FIELD_NUMBER: _ClassVar[int]
    SUSPENDED_FIELD_NUMBER: _ClassVar[int]
    SUSPENSION_REASON_FIELD_NUMBER: _ClassVar[int]
    SUSPEND_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    OPEN_CHECKS_FIELD_NUMBER: _ClassVar[int]
    name: str
    account: str
    display_name: str
    identity_verified: bool
    ties_declared: bool
    ties: _containers.RepeatedCompositeFieldContainer[Tie]
    create_time: _timestamp_pb2.Timestamp
    identity_evidence: str
    identity_verify_date: _date_pb2.Date
    ties_declare_time: _timestamp_pb2.Timestamp
    skills: _containers.RepeatedScalarFieldContainer[str]
    open_limit: int
    year_limit: int
    conduct_version: str
    conduct_consent_date: _date_pb2.Date
    suspended: bool
    suspension_reason: str
    suspend_time: _timestamp_pb2.Timestamp
    etag: str
    open_checks: int
    def __init__(self, name: _Optional[str] = ..., account: _Optional[str] = ..., display_name: _Optional[str] = ..., identity_verified: _Optional[bool] = ..., ties_declared: _Optional[bool] = ..., ties: _Optional[_Iterable[_Union[Tie, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., identity_evidence: _Optional[str] = ..., identity_verify_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ties_declare_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., skills: _Optional[_Iterable[str]] = ..., open_limit: _Optional[int] = ..., year_limit: _Optional[int] = ..., conduct_version: _Optional[str] = ..., conduct_consent_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., suspended: _Optional[bool] = ..., suspension_reason: _Optional[str] = ..., suspend_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., open_checks: _Optional[int] = ...) -> None: ...

class CreateEvaluatorRequest(_message.Message):
    __slots__ = ("account", "display_name", "identity_verified", "ties_declared", "ties", "request_id", "identity_evidence", "skills", "open_limit", "year_limit", "conduct_version")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_VERIFIED_FIELD_NUMBER: _ClassVar[int]
    TIES_DECLARED_FIELD_NUMBER: _ClassVar[int]
    TIES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    OPEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    YEAR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    CONDUCT_VERSION_FIELD_NUMBER: _ClassVar[int]
    account: str
    display_name: str
    identity_verified: bool
    ties_declared: bool
    ties: _containers.RepeatedCompositeFieldContainer[Tie]
    request_id: str
    identity_evidence: str
    skills: _containers.RepeatedScalarFieldContainer[str]
    open_limit: int
    year_limit: int
    conduct_version: str
    def __init__(self, account: _Optional[str] = ..., display_name: _Optional[str] = ..., identity_verified: _Optional[bool] = ..., ties_declared: _Optional[bool] = ..., ties: _Optional[_Iterable[_Union[Tie, _Mapping]]] = ..., request_id: _Optional[str] = ..., identity_evidence: _Optional[str] = ..., skills: _Optional[_Iterable[str]] = ..., open_limit: _Optional[int] = ..., year_limit: _Optional[int] = ..., conduct_version: _Optional[str] = ...) -> None: ...

class ListEvaluatorsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEvaluatorsResponse(_message.Message):
    __slots__ = ("evaluators", "next_page_token")
    EVALUATORS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    evaluators: _containers.RepeatedCompositeFieldContainer[Evaluator]
    next_page_token: str
    def __init__(self, evaluators: _Optional[_Iterable[_Union[Evaluator, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Check(_message.Message):
    __slots__ = ("name", "campaign", "holder", "family", "standard", "evaluator", "state", "outcome", "reasons", "simulated", "assign_time", "due_time", "record_time", "stage", "seats", "seat_count", "regime", "technical_area", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    ASSIGN_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    SEATS_FIELD_NUMBER: _ClassVar[int]
    SEAT_COUNT_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    campaign: str
    holder: str
    family: str
    standard: str
    evaluator: str
    state: CheckState
    outcome: _campaigns_pb2.Outcome
    reasons: str
    simulated: bool
    assign_time: _timestamp_pb2.Timestamp
    due_time: _timestamp_pb2.Timestamp
    record_time: _timestamp_pb2.Timestamp
    stage: CheckStage
    seats: _containers.RepeatedCompositeFieldContainer[Seat]
    seat_count: int
    regime: str
    technical_area: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., campaign: _Optional[str] = ..., holder: _Optional[str] = ..., family: _Optional[str] = ..., standard: _Optional[str] = ..., evaluator: _Optional[str] = ..., state: _Optional[_Union[CheckState, str]] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., reasons: _Optional[str] = ..., simulated: _Optional[bool] = ..., assign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., stage: _Optional[_Union[CheckStage, str]] = ..., seats: _Optional[_Iterable[_Union[Seat, _Mapping]]] = ..., seat_count: _Optional[int] = ..., regime: _Optional[str] = ..., technical_area: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class Seat(_message.Message):
    __slots__ = ("evaluator", "stage", "appoint_time", "open_time", "outcome", "end_time", "end_reason")
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    APPOINT_TIME_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    evaluator: str
    stage: CheckStage
    appoint_time: _timestamp_pb2.Timestamp
    open_time: _timestamp_pb2.Timestamp
    outcome: _campaigns_pb2.Outcome
    end_time: _timestamp_pb2.Timestamp
    end_reason: str
    def __init__(self, evaluator: _Optional[str] = ..., stage: _Optional[_Union[CheckStage, str]] = ..., appoint_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_reason: _Optional[str] = ...) -> None: ...

class ListChecksRequest(_message.Message):
    __slots__ = ("campaign", "state", "page_size", "page_token")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    state: CheckState
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., state: _Optional[_Union[CheckState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListChecksResponse(_message.Message):
    __slots__ = ("checks", "next_page_token")
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[Check]
    next_page_token: str
    def __init__(self, checks: _Optional[_Iterable[_Union[Check, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCheckRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("check", "outcome", "reasons", "simulated")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    check: str
    outcome: _campaigns_pb2.Outcome
    reasons: str
    simulated: bool
    def __init__(self, check: _Optional[str] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., reasons: _Optional[str] = ..., simulated: _Optional[bool] = ...) -> None: ...

class RecordFindingsRequest(_message.Message):
    __slots__ = ("findings", "request_id")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    request_id: str
    def __init__(self, findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class RecordFindingsResponse(_message.Message):
    __slots__ = ("recorded",)
    RECORDED_FIELD_NUMBER: _ClassVar[int]
    recorded: int
    def __init__(self, recorded: _Optional[int] = ...) -> None: ...
