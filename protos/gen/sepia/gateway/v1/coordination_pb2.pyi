import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.frand.v1 import calculations_pb2 as _calculations_pb2
from sepia.frand.v1 import royalties_pb2 as _royalties_pb2
from sepia.registry.v1 import holders_pb2 as _holders_pb2
from sepia.registry.v1 import imports_pb2 as _imports_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetCoordinationRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Coordination(_message.Message):
    __slots__ = ("logs", "jobs")
    LOGS_FIELD_NUMBER: _ClassVar[int]
    JOBS_FIELD_NUMBER: _ClassVar[int]
    logs: _containers.RepeatedCompositeFieldContainer[FollowedLog]
    jobs: _containers.RepeatedCompositeFieldContainer[CoordinationJob]
    def __init__(self, logs: _Optional[_Iterable[_Union[FollowedLog, _Mapping]]] = ..., jobs: _Optional[_Iterable[_Union[CoordinationJob, _Mapping]]] = ...) -> None: ...

class FollowedLog(_message.Message):
    __slots__ = ("log", "followed_position", "tree_size")
    LOG_FIELD_NUMBER: _ClassVar[int]
    FOLLOWED_POSITION_FIELD_NUMBER: _ClassVar[int]
    TREE_SIZE_FIELD_NUMBER: _ClassVar[int]
    log: str
    followed_position: int
    tree_size: int
    def __init__(self, log: _Optional[str] = ..., followed_position: _Optional[int] = ..., tree_size: _Optional[int] = ...) -> None: ...

class CoordinationJob(_message.Message):
    __slots__ = ("task", "cause", "state", "attempts", "last_error", "update_time")
    TASK_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    task: str
    cause: str
    state: str
    attempts: int
    last_error: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, task: _Optional[str] = ..., cause: _Optional[str] = ..., state: _Optional[str] = ..., attempts: _Optional[int] = ..., last_error: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TraceRateRequest(_message.Message):
    __slots__ = ("calculation", "holder", "page_size", "page_token")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    calculation: str
    holder: str
    page_size: int
    page_token: str
    def __init__(self, calculation: _Optional[str] = ..., holder: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class RateTrace(_message.Message):
    __slots__ = ("derivation", "rate", "campaign", "frame", "families", "next_page_token", "evaluator_quality", "evaluator_quality_agrees")
    DERIVATION_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_QUALITY_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_QUALITY_AGREES_FIELD_NUMBER: _ClassVar[int]
    derivation: _calculations_pb2.Derivation
    rate: _calculations_pb2.HolderRate
    campaign: str
    frame: str
    families: _containers.RepeatedCompositeFieldContainer[TracedFamily]
    next_page_token: str
    evaluator_quality: _royalties_pb2.EvaluatorQuality
    evaluator_quality_agrees: bool
    def __init__(self, derivation: _Optional[_Union[_calculations_pb2.Derivation, _Mapping]] = ..., rate: _Optional[_Union[_calculations_pb2.HolderRate, _Mapping]] = ..., campaign: _Optional[str] = ..., frame: _Optional[str] = ..., families: _Optional[_Iterable[_Union[TracedFamily, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., evaluator_quality: _Optional[_Union[_royalties_pb2.EvaluatorQuality, _Mapping]] = ..., evaluator_quality_agrees: _Optional[bool] = ...) -> None: ...

class TracedFamily(_message.Message):
    __slots__ = ("family", "drawn", "outcome", "simulated", "links", "source_row")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    LINKS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ROW_FIELD_NUMBER: _ClassVar[int]
    family: str
    drawn: bool
    outcome: str
    simulated: bool
    links: _containers.RepeatedCompositeFieldContainer[_holders_pb2.Link]
    source_row: _imports_pb2.GetSourceRowResponse
    def __init__(self, family: _Optional[str] = ..., drawn: _Optional[bool] = ..., outcome: _Optional[str] = ..., simulated: _Optional[bool] = ..., links: _Optional[_Iterable[_Union[_holders_pb2.Link, _Mapping]]] = ..., source_row: _Optional[_Union[_imports_pb2.GetSourceRowResponse, _Mapping]] = ...) -> None: ...
