import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
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
TIE_KIND_UNSPECIFIED: TieKind
TIE_KIND_EMPLOYMENT: TieKind
TIE_KIND_CLIENT: TieKind
TIE_KIND_SHARES: TieKind
TIE_KIND_RELATIVE: TieKind
TIE_KIND_EARLIER_WORK: TieKind
CHECK_STATE_UNSPECIFIED: CheckState
CHECK_STATE_ASSIGNED: CheckState
CHECK_STATE_RECORDED: CheckState

class Tie(_message.Message):
    __slots__ = ("holder", "kind")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    holder: str
    kind: TieKind
    def __init__(self, holder: _Optional[str] = ..., kind: _Optional[_Union[TieKind, str]] = ...) -> None: ...

class Evaluator(_message.Message):
    __slots__ = ("name", "account", "display_name", "identity_verified", "ties_declared", "ties", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_VERIFIED_FIELD_NUMBER: _ClassVar[int]
    TIES_DECLARED_FIELD_NUMBER: _ClassVar[int]
    TIES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    account: str
    display_name: str
    identity_verified: bool
    ties_declared: bool
    ties: _containers.RepeatedCompositeFieldContainer[Tie]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., account: _Optional[str] = ..., display_name: _Optional[str] = ..., identity_verified: _Optional[bool] = ..., ties_declared: _Optional[bool] = ..., ties: _Optional[_Iterable[_Union[Tie, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateEvaluatorRequest(_message.Message):
    __slots__ = ("account", "display_name", "identity_verified", "ties_declared", "ties", "request_id")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_VERIFIED_FIELD_NUMBER: _ClassVar[int]
    TIES_DECLARED_FIELD_NUMBER: _ClassVar[int]
    TIES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    account: str
    display_name: str
    identity_verified: bool
    ties_declared: bool
    ties: _containers.RepeatedCompositeFieldContainer[Tie]
    request_id: str
    def __init__(self, account: _Optional[str] = ..., display_name: _Optional[str] = ..., identity_verified: _Optional[bool] = ..., ties_declared: _Optional[bool] = ..., ties: _Optional[_Iterable[_Union[Tie, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

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
    __slots__ = ("name", "campaign", "holder", "family", "standard", "evaluator", "state", "outcome", "reasons", "simulated", "assign_time", "due_time", "record_time")
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
    def __init__(self, name: _Optional[str] = ..., campaign: _Optional[str] = ..., holder: _Optional[str] = ..., family: _Optional[str] = ..., standard: _Optional[str] = ..., evaluator: _Optional[str] = ..., state: _Optional[_Union[CheckState, str]] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., reasons: _Optional[str] = ..., simulated: _Optional[bool] = ..., assign_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

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
