import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.assessment.v1 import campaigns_pb2 as _campaigns_pb2
from sepia.assessment.v1 import checks_pb2 as _checks_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OpenCheckRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GiveOpinionRequest(_message.Message):
    __slots__ = ("name", "outcome", "reasons", "simulated", "etag", "request_id", "document_sha256", "chart")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    name: str
    outcome: _campaigns_pb2.Outcome
    reasons: str
    simulated: bool
    etag: str
    request_id: str
    document_sha256: _containers.RepeatedScalarFieldContainer[str]
    chart: str
    def __init__(self, name: _Optional[str] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., reasons: _Optional[str] = ..., simulated: _Optional[bool] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ..., document_sha256: _Optional[_Iterable[str]] = ..., chart: _Optional[str] = ...) -> None: ...

class AppointEvaluatorsRequest(_message.Message):
    __slots__ = ("name", "evaluators", "etag", "request_id", "note")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EVALUATORS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    name: str
    evaluators: _containers.RepeatedScalarFieldContainer[str]
    etag: str
    request_id: str
    note: str
    def __init__(self, name: _Optional[str] = ..., evaluators: _Optional[_Iterable[str]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class ReplaceEvaluatorRequest(_message.Message):
    __slots__ = ("name", "evaluator", "by", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    evaluator: str
    by: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., evaluator: _Optional[str] = ..., by: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ExtendCheckRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawCheckRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListCheckStepsRequest(_message.Message):
    __slots__ = ("check", "page_size", "page_token")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    check: str
    page_size: int
    page_token: str
    def __init__(self, check: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCheckStepsResponse(_message.Message):
    __slots__ = ("steps", "next_page_token")
    STEPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[CheckStep]
    next_page_token: str
    def __init__(self, steps: _Optional[_Iterable[_Union[CheckStep, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CheckStep(_message.Message):
    __slots__ = ("number", "act", "before", "after", "actor", "note", "time")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    number: int
    act: str
    before: _checks_pb2.CheckState
    after: _checks_pb2.CheckState
    actor: str
    note: str
    time: _timestamp_pb2.Timestamp
    def __init__(self, number: _Optional[int] = ..., act: _Optional[str] = ..., before: _Optional[_Union[_checks_pb2.CheckState, str]] = ..., after: _Optional[_Union[_checks_pb2.CheckState, str]] = ..., actor: _Optional[str] = ..., note: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListDutiesRequest(_message.Message):
    __slots__ = ("before_time", "page_size", "page_token")
    BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    before_time: _timestamp_pb2.Timestamp
    page_size: int
    page_token: str
    def __init__(self, before_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDutiesResponse(_message.Message):
    __slots__ = ("duties", "next_page_token")
    DUTIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    duties: _containers.RepeatedCompositeFieldContainer[Duty]
    next_page_token: str
    def __init__(self, duties: _Optional[_Iterable[_Union[Duty, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Duty(_message.Message):
    __slots__ = ("subject", "kind", "due_date", "due_time", "provision")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    subject: str
    kind: str
    due_date: _date_pb2.Date
    due_time: _timestamp_pb2.Timestamp
    provision: str
    def __init__(self, subject: _Optional[str] = ..., kind: _Optional[str] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provision: _Optional[str] = ...) -> None: ...
