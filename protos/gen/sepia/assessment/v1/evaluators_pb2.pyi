from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.type import date_pb2 as _date_pb2
from sepia.assessment.v1 import checks_pb2 as _checks_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetEvaluatorRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class VerifyIdentityRequest(_message.Message):
    __slots__ = ("name", "evidence", "date", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    evidence: str
    date: _date_pb2.Date
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., evidence: _Optional[str] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeclareTiesRequest(_message.Message):
    __slots__ = ("name", "ties", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TIES_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    ties: _containers.RepeatedCompositeFieldContainer[_checks_pb2.Tie]
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., ties: _Optional[_Iterable[_Union[_checks_pb2.Tie, _Mapping]]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ConsentToConductRequest(_message.Message):
    __slots__ = ("name", "version", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SetCapacityRequest(_message.Message):
    __slots__ = ("name", "skills", "open_limit", "year_limit", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    OPEN_LIMIT_FIELD_NUMBER: _ClassVar[int]
    YEAR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    skills: _containers.RepeatedScalarFieldContainer[str]
    open_limit: int
    year_limit: int
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., skills: _Optional[_Iterable[str]] = ..., open_limit: _Optional[int] = ..., year_limit: _Optional[int] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SuspendEvaluatorRequest(_message.Message):
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

class SuspendEvaluatorResponse(_message.Message):
    __slots__ = ("evaluator", "replaced", "waiting")
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    REPLACED_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    evaluator: _checks_pb2.Evaluator
    replaced: int
    waiting: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, evaluator: _Optional[_Union[_checks_pb2.Evaluator, _Mapping]] = ..., replaced: _Optional[int] = ..., waiting: _Optional[_Iterable[str]] = ...) -> None: ...

class ReinstateEvaluatorRequest(_message.Message):
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

class ListConflictsRequest(_message.Message):
    __slots__ = ("evaluator", "check")
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    evaluator: str
    check: str
    def __init__(self, evaluator: _Optional[str] = ..., check: _Optional[str] = ...) -> None: ...

class ListConflictsResponse(_message.Message):
    __slots__ = ("conflicts",)
    CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    conflicts: _containers.RepeatedCompositeFieldContainer[Conflict]
    def __init__(self, conflicts: _Optional[_Iterable[_Union[Conflict, _Mapping]]] = ...) -> None: ...

class Conflict(_message.Message):
    __slots__ = ("reason", "text")
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    reason: str
    text: str
    def __init__(self, reason: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class ReceiveGroupsRequest(_message.Message):
    __slots__ = ("subject", "parents", "position")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PARENTS_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    subject: str
    parents: _containers.RepeatedCompositeFieldContainer[GroupParent]
    position: int
    def __init__(self, subject: _Optional[str] = ..., parents: _Optional[_Iterable[_Union[GroupParent, _Mapping]]] = ..., position: _Optional[int] = ...) -> None: ...

class GroupParent(_message.Message):
    __slots__ = ("name", "child", "parent", "start_date", "end_date")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHILD_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    name: str
    child: str
    parent: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    def __init__(self, name: _Optional[str] = ..., child: _Optional[str] = ..., parent: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReceiveGroupsResponse(_message.Message):
    __slots__ = ("parents",)
    PARENTS_FIELD_NUMBER: _ClassVar[int]
    parents: int
    def __init__(self, parents: _Optional[int] = ...) -> None: ...

class ReceiveTransferRequest(_message.Message):
    __slots__ = ("transfer", "assignor", "assignee", "families", "standards", "any_family", "effective_date", "withdrawn", "position")
    TRANSFER_FIELD_NUMBER: _ClassVar[int]
    ASSIGNOR_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    ANY_FAMILY_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    transfer: str
    assignor: str
    assignee: str
    families: _containers.RepeatedScalarFieldContainer[str]
    standards: _containers.RepeatedScalarFieldContainer[str]
    any_family: bool
    effective_date: _date_pb2.Date
    withdrawn: bool
    position: int
    def __init__(self, transfer: _Optional[str] = ..., assignor: _Optional[str] = ..., assignee: _Optional[str] = ..., families: _Optional[_Iterable[str]] = ..., standards: _Optional[_Iterable[str]] = ..., any_family: _Optional[bool] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., withdrawn: _Optional[bool] = ..., position: _Optional[int] = ...) -> None: ...

class ReceiveTransferResponse(_message.Message):
    __slots__ = ("taken",)
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    taken: bool
    def __init__(self, taken: _Optional[bool] = ...) -> None: ...

class ReceiveTransferPositionRequest(_message.Message):
    __slots__ = ("log", "position")
    LOG_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    log: str
    position: int
    def __init__(self, log: _Optional[str] = ..., position: _Optional[int] = ...) -> None: ...

class ReceiveTransferPositionResponse(_message.Message):
    __slots__ = ("position",)
    POSITION_FIELD_NUMBER: _ClassVar[int]
    position: int
    def __init__(self, position: _Optional[int] = ...) -> None: ...
