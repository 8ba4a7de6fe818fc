import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.assessment.v1 import campaigns_pb2 as _campaigns_pb2
from sepia.assessment.v1 import charts_pb2 as _charts_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ElementVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ELEMENT_VERDICT_UNSPECIFIED: _ClassVar[ElementVerdict]
    ELEMENT_VERDICT_MET: _ClassVar[ElementVerdict]
    ELEMENT_VERDICT_NOT_MET: _ClassVar[ElementVerdict]
    ELEMENT_VERDICT_UNCLEAR: _ClassVar[ElementVerdict]
ELEMENT_VERDICT_UNSPECIFIED: ElementVerdict
ELEMENT_VERDICT_MET: ElementVerdict
ELEMENT_VERDICT_NOT_MET: ElementVerdict
ELEMENT_VERDICT_UNCLEAR: ElementVerdict

class ConsultedProvision(_message.Message):
    __slots__ = ("standard", "version", "release", "subclause", "obligation")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    SUBCLAUSE_FIELD_NUMBER: _ClassVar[int]
    OBLIGATION_FIELD_NUMBER: _ClassVar[int]
    standard: str
    version: str
    release: str
    subclause: str
    obligation: _charts_pb2.ProvisionObligation
    def __init__(self, standard: _Optional[str] = ..., version: _Optional[str] = ..., release: _Optional[str] = ..., subclause: _Optional[str] = ..., obligation: _Optional[_Union[_charts_pb2.ProvisionObligation, str]] = ...) -> None: ...

class ElementVerdictGiven(_message.Message):
    __slots__ = ("element", "verdict", "reasons", "provisions")
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    PROVISIONS_FIELD_NUMBER: _ClassVar[int]
    element: str
    verdict: ElementVerdict
    reasons: str
    provisions: _containers.RepeatedCompositeFieldContainer[ConsultedProvision]
    def __init__(self, element: _Optional[str] = ..., verdict: _Optional[_Union[ElementVerdict, str]] = ..., reasons: _Optional[str] = ..., provisions: _Optional[_Iterable[_Union[ConsultedProvision, _Mapping]]] = ...) -> None: ...

class ElementFinding(_message.Message):
    __slots__ = ("number", "evaluator", "seat", "stage", "chart", "found", "record_time", "replaced_by")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    SEAT_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLACED_BY_FIELD_NUMBER: _ClassVar[int]
    number: int
    evaluator: str
    seat: int
    stage: int
    chart: str
    found: ElementVerdictGiven
    record_time: _timestamp_pb2.Timestamp
    replaced_by: int
    def __init__(self, number: _Optional[int] = ..., evaluator: _Optional[str] = ..., seat: _Optional[int] = ..., stage: _Optional[int] = ..., chart: _Optional[str] = ..., found: _Optional[_Union[ElementVerdictGiven, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., replaced_by: _Optional[int] = ...) -> None: ...

class FoundElement(_message.Message):
    __slots__ = ("label", "text", "verdict", "reasons", "provisions")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    PROVISIONS_FIELD_NUMBER: _ClassVar[int]
    label: str
    text: str
    verdict: ElementVerdict
    reasons: str
    provisions: _containers.RepeatedCompositeFieldContainer[ConsultedProvision]
    def __init__(self, label: _Optional[str] = ..., text: _Optional[str] = ..., verdict: _Optional[_Union[ElementVerdict, str]] = ..., reasons: _Optional[str] = ..., provisions: _Optional[_Iterable[_Union[ConsultedProvision, _Mapping]]] = ...) -> None: ...

class FindingGap(_message.Message):
    __slots__ = ("element", "text", "blocking")
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    BLOCKING_FIELD_NUMBER: _ClassVar[int]
    element: str
    text: str
    blocking: bool
    def __init__(self, element: _Optional[str] = ..., text: _Optional[str] = ..., blocking: _Optional[bool] = ...) -> None: ...

class ElementFindings(_message.Message):
    __slots__ = ("check", "evaluator", "chart", "chart_digest", "elements", "gaps", "supports", "etag")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    CHART_DIGEST_FIELD_NUMBER: _ClassVar[int]
    ELEMENTS_FIELD_NUMBER: _ClassVar[int]
    GAPS_FIELD_NUMBER: _ClassVar[int]
    SUPPORTS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    check: str
    evaluator: str
    chart: str
    chart_digest: str
    elements: _containers.RepeatedCompositeFieldContainer[FoundElement]
    gaps: _containers.RepeatedCompositeFieldContainer[FindingGap]
    supports: _campaigns_pb2.Outcome
    etag: str
    def __init__(self, check: _Optional[str] = ..., evaluator: _Optional[str] = ..., chart: _Optional[str] = ..., chart_digest: _Optional[str] = ..., elements: _Optional[_Iterable[_Union[FoundElement, _Mapping]]] = ..., gaps: _Optional[_Iterable[_Union[FindingGap, _Mapping]]] = ..., supports: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., etag: _Optional[str] = ...) -> None: ...

class RecordElementFindingsRequest(_message.Message):
    __slots__ = ("check", "chart", "findings", "etag", "request_id")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    check: str
    chart: str
    findings: _containers.RepeatedCompositeFieldContainer[ElementVerdictGiven]
    etag: str
    request_id: str
    def __init__(self, check: _Optional[str] = ..., chart: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[ElementVerdictGiven, _Mapping]]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetElementFindingsRequest(_message.Message):
    __slots__ = ("check", "chart", "evaluator")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    check: str
    chart: str
    evaluator: str
    def __init__(self, check: _Optional[str] = ..., chart: _Optional[str] = ..., evaluator: _Optional[str] = ...) -> None: ...

class ListElementFindingsRequest(_message.Message):
    __slots__ = ("check", "page_size", "page_token")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    check: str
    page_size: int
    page_token: str
    def __init__(self, check: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListElementFindingsResponse(_message.Message):
    __slots__ = ("findings", "next_page_token")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[ElementFinding]
    next_page_token: str
    def __init__(self, findings: _Optional[_Iterable[_Union[ElementFinding, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
