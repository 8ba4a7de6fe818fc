import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import decimal_pb2 as _decimal_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MeasureQualityRequest(_message.Message):
    __slots__ = ("regime", "technical_area", "period", "demonstration", "request_id")
    REGIME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    regime: str
    technical_area: str
    period: str
    demonstration: bool
    request_id: str
    def __init__(self, regime: _Optional[str] = ..., technical_area: _Optional[str] = ..., period: _Optional[str] = ..., demonstration: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class PublishQualityReportRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetQualityReportRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListQualityReportsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListQualityReportsResponse(_message.Message):
    __slots__ = ("reports", "next_page_token")
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reports: _containers.RepeatedCompositeFieldContainer[QualityReport]
    next_page_token: str
    def __init__(self, reports: _Optional[_Iterable[_Union[QualityReport, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class QualityFigure(_message.Message):
    __slots__ = ("value", "low", "high")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    value: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    def __init__(self, value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class QualityPosterior(_message.Message):
    __slots__ = ("mean", "low", "high", "alpha", "beta")
    MEAN_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    BETA_FIELD_NUMBER: _ClassVar[int]
    mean: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    alpha: _decimal_pb2.Decimal
    beta: _decimal_pb2.Decimal
    def __init__(self, mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., alpha: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., beta: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class QualityReport(_message.Message):
    __slots__ = ("name", "regime", "technical_area", "period", "families", "repeated", "duplicates", "agreed", "observed", "kappa", "ac1", "peer_evaluations", "peer_overturned", "sensitivity", "specificity", "evaluator_count", "demonstration", "input_digest", "measure_time", "publish_time", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    REPEATED_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_FIELD_NUMBER: _ClassVar[int]
    KAPPA_FIELD_NUMBER: _ClassVar[int]
    AC1_FIELD_NUMBER: _ClassVar[int]
    PEER_EVALUATIONS_FIELD_NUMBER: _ClassVar[int]
    PEER_OVERTURNED_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    INPUT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    MEASURE_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    regime: str
    technical_area: str
    period: str
    families: int
    repeated: int
    duplicates: int
    agreed: int
    observed: QualityFigure
    kappa: QualityFigure
    ac1: QualityFigure
    peer_evaluations: int
    peer_overturned: int
    sensitivity: QualityPosterior
    specificity: QualityPosterior
    evaluator_count: int
    demonstration: bool
    input_digest: str
    measure_time: _timestamp_pb2.Timestamp
    publish_time: _timestamp_pb2.Timestamp
    etag: str
    def __init__(self, name: _Optional[str] = ..., regime: _Optional[str] = ..., technical_area: _Optional[str] = ..., period: _Optional[str] = ..., families: _Optional[int] = ..., repeated: _Optional[int] = ..., duplicates: _Optional[int] = ..., agreed: _Optional[int] = ..., observed: _Optional[_Union[QualityFigure, _Mapping]] = ..., kappa: _Optional[_Union[QualityFigure, _Mapping]] = ..., ac1: _Optional[_Union[QualityFigure, _Mapping]] = ..., peer_evaluations: _Optional[int] = ..., peer_overturned: _Optional[int] = ..., sensitivity: _Optional[_Union[QualityPosterior, _Mapping]] = ..., specificity: _Optional[_Union[QualityPosterior, _Mapping]] = ..., evaluator_count: _Optional[int] = ..., demonstration: _Optional[bool] = ..., input_digest: _Optional[str] = ..., measure_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...
