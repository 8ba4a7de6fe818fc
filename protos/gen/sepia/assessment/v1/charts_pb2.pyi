import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.protobuf import empty_pb2 as _empty_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProvisionLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVISION_LEVEL_UNSPECIFIED: _ClassVar[ProvisionLevel]
    PROVISION_LEVEL_SHALL: _ClassVar[ProvisionLevel]
    PROVISION_LEVEL_SHOULD: _ClassVar[ProvisionLevel]
    PROVISION_LEVEL_MAY: _ClassVar[ProvisionLevel]
    PROVISION_LEVEL_CAN: _ClassVar[ProvisionLevel]

class ProvisionStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVISION_STATUS_UNSPECIFIED: _ClassVar[ProvisionStatus]
    PROVISION_STATUS_NORMATIVE: _ClassVar[ProvisionStatus]
    PROVISION_STATUS_INFORMATIVE: _ClassVar[ProvisionStatus]

class ProvisionObligation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVISION_OBLIGATION_UNSPECIFIED: _ClassVar[ProvisionObligation]
    PROVISION_OBLIGATION_MANDATORY: _ClassVar[ProvisionObligation]
    PROVISION_OBLIGATION_CONDITIONAL: _ClassVar[ProvisionObligation]
    PROVISION_OBLIGATION_OPTION: _ClassVar[ProvisionObligation]

class ChartState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHART_STATE_UNSPECIFIED: _ClassVar[ChartState]
    CHART_STATE_DRAFT: _ClassVar[ChartState]
    CHART_STATE_SUBMITTED: _ClassVar[ChartState]

class ChartForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHART_FORM_UNSPECIFIED: _ClassVar[ChartForm]
    CHART_FORM_JSON: _ClassVar[ChartForm]
PROVISION_LEVEL_UNSPECIFIED: ProvisionLevel
PROVISION_LEVEL_SHALL: ProvisionLevel
PROVISION_LEVEL_SHOULD: ProvisionLevel
PROVISION_LEVEL_MAY: ProvisionLevel
PROVISION_LEVEL_CAN: ProvisionLevel
PROVISION_STATUS_UNSPECIFIED: ProvisionStatus
PROVISION_STATUS_NORMATIVE: ProvisionStatus
PROVISION_STATUS_INFORMATIVE: ProvisionStatus
PROVISION_OBLIGATION_UNSPECIFIED: ProvisionObligation
PROVISION_OBLIGATION_MANDATORY: ProvisionObligation
PROVISION_OBLIGATION_CONDITIONAL: ProvisionObligation
PROVISION_OBLIGATION_OPTION: ProvisionObligation
CHART_STATE_UNSPECIFIED: ChartState
CHART_STATE_DRAFT: ChartState
CHART_STATE_SUBMITTED: ChartState
CHART_FORM_UNSPECIFIED: ChartForm
CHART_FORM_JSON: ChartForm

class PagePoint(_message.Message):
    __slots__ = ("x", "y")
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    x: float
    y: float
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ...) -> None: ...

class PageRectangle(_message.Message):
    __slots__ = ("corner", "width", "height", "degrees")
    CORNER_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    DEGREES_FIELD_NUMBER: _ClassVar[int]
    corner: PagePoint
    width: float
    height: float
    degrees: float
    def __init__(self, corner: _Optional[_Union[PagePoint, _Mapping]] = ..., width: _Optional[float] = ..., height: _Optional[float] = ..., degrees: _Optional[float] = ...) -> None: ...

class PageCircle(_message.Message):
    __slots__ = ("centre", "radius")
    CENTRE_FIELD_NUMBER: _ClassVar[int]
    RADIUS_FIELD_NUMBER: _ClassVar[int]
    centre: PagePoint
    radius: float
    def __init__(self, centre: _Optional[_Union[PagePoint, _Mapping]] = ..., radius: _Optional[float] = ...) -> None: ...

class PagePolygon(_message.Message):
    __slots__ = ("points",)
    POINTS_FIELD_NUMBER: _ClassVar[int]
    points: _containers.RepeatedCompositeFieldContainer[PagePoint]
    def __init__(self, points: _Optional[_Iterable[_Union[PagePoint, _Mapping]]] = ...) -> None: ...

class CitedFigure(_message.Message):
    __slots__ = ("document", "page", "rectangle", "circle", "polygon", "caption")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    RECTANGLE_FIELD_NUMBER: _ClassVar[int]
    CIRCLE_FIELD_NUMBER: _ClassVar[int]
    POLYGON_FIELD_NUMBER: _ClassVar[int]
    CAPTION_FIELD_NUMBER: _ClassVar[int]
    document: str
    page: int
    rectangle: PageRectangle
    circle: PageCircle
    polygon: PagePolygon
    caption: str
    def __init__(self, document: _Optional[str] = ..., page: _Optional[int] = ..., rectangle: _Optional[_Union[PageRectangle, _Mapping]] = ..., circle: _Optional[_Union[PageCircle, _Mapping]] = ..., polygon: _Optional[_Union[PagePolygon, _Mapping]] = ..., caption: _Optional[str] = ...) -> None: ...

class ClaimElement(_message.Message):
    __slots__ = ("label", "text")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    label: str
    text: str
    def __init__(self, label: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class ChartCorrespondence(_message.Message):
    __slots__ = ("element", "standard", "version", "release", "subclause", "level", "status", "obligation", "quotation", "explanation", "figures", "confidential")
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    SUBCLAUSE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OBLIGATION_FIELD_NUMBER: _ClassVar[int]
    QUOTATION_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    element: str
    standard: str
    version: str
    release: str
    subclause: str
    level: ProvisionLevel
    status: ProvisionStatus
    obligation: ProvisionObligation
    quotation: str
    explanation: str
    figures: _containers.RepeatedCompositeFieldContainer[CitedFigure]
    confidential: bool
    def __init__(self, element: _Optional[str] = ..., standard: _Optional[str] = ..., version: _Optional[str] = ..., release: _Optional[str] = ..., subclause: _Optional[str] = ..., level: _Optional[_Union[ProvisionLevel, str]] = ..., status: _Optional[_Union[ProvisionStatus, str]] = ..., obligation: _Optional[_Union[ProvisionObligation, str]] = ..., quotation: _Optional[str] = ..., explanation: _Optional[str] = ..., figures: _Optional[_Iterable[_Union[CitedFigure, _Mapping]]] = ..., confidential: _Optional[bool] = ...) -> None: ...

class ChartContent(_message.Message):
    __slots__ = ("standard", "family", "patent", "claim", "claim_text", "language", "elements", "correspondences")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TEXT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ELEMENTS_FIELD_NUMBER: _ClassVar[int]
    CORRESPONDENCES_FIELD_NUMBER: _ClassVar[int]
    standard: str
    family: str
    patent: str
    claim: int
    claim_text: str
    language: str
    elements: _containers.RepeatedCompositeFieldContainer[ClaimElement]
    correspondences: _containers.RepeatedCompositeFieldContainer[ChartCorrespondence]
    def __init__(self, standard: _Optional[str] = ..., family: _Optional[str] = ..., patent: _Optional[str] = ..., claim: _Optional[int] = ..., claim_text: _Optional[str] = ..., language: _Optional[str] = ..., elements: _Optional[_Iterable[_Union[ClaimElement, _Mapping]]] = ..., correspondences: _Optional[_Iterable[_Union[ChartCorrespondence, _Mapping]]] = ...) -> None: ...

class ChartGap(_message.Message):
    __slots__ = ("field", "text", "blocking")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    BLOCKING_FIELD_NUMBER: _ClassVar[int]
    field: str
    text: str
    blocking: bool
    def __init__(self, field: _Optional[str] = ..., text: _Optional[str] = ..., blocking: _Optional[bool] = ...) -> None: ...

class Chart(_message.Message):
    __slots__ = ("name", "owner", "regime", "state", "version", "latest_version", "digest", "content", "gaps", "public_from", "withheld", "create_time", "submit_time", "etag", "check")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LATEST_VERSION_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    GAPS_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FROM_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    SUBMIT_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    name: str
    owner: str
    regime: str
    state: ChartState
    version: int
    latest_version: int
    digest: str
    content: ChartContent
    gaps: _containers.RepeatedCompositeFieldContainer[ChartGap]
    public_from: _date_pb2.Date
    withheld: int
    create_time: _timestamp_pb2.Timestamp
    submit_time: _timestamp_pb2.Timestamp
    etag: str
    check: str
    def __init__(self, name: _Optional[str] = ..., owner: _Optional[str] = ..., regime: _Optional[str] = ..., state: _Optional[_Union[ChartState, str]] = ..., version: _Optional[int] = ..., latest_version: _Optional[int] = ..., digest: _Optional[str] = ..., content: _Optional[_Union[ChartContent, _Mapping]] = ..., gaps: _Optional[_Iterable[_Union[ChartGap, _Mapping]]] = ..., public_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., withheld: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., submit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., check: _Optional[str] = ...) -> None: ...

class CreateChartRequest(_message.Message):
    __slots__ = ("content", "regime", "public_from", "request_id", "check")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FROM_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    content: ChartContent
    regime: str
    public_from: _date_pb2.Date
    request_id: str
    check: str
    def __init__(self, content: _Optional[_Union[ChartContent, _Mapping]] = ..., regime: _Optional[str] = ..., public_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., request_id: _Optional[str] = ..., check: _Optional[str] = ...) -> None: ...

class UpdateChartRequest(_message.Message):
    __slots__ = ("name", "content", "public_from", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FROM_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    content: ChartContent
    public_from: _date_pb2.Date
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., content: _Optional[_Union[ChartContent, _Mapping]] = ..., public_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SubmitChartRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeleteChartRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class HandInChartRequest(_message.Message):
    __slots__ = ("name", "version", "procedure", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    procedure: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., procedure: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class HandedInChart(_message.Message):
    __slots__ = ("name", "chart", "digest", "owner", "procedure", "family", "hand_in_time", "due_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    HAND_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    chart: str
    digest: str
    owner: str
    procedure: str
    family: str
    hand_in_time: _timestamp_pb2.Timestamp
    due_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., chart: _Optional[str] = ..., digest: _Optional[str] = ..., owner: _Optional[str] = ..., procedure: _Optional[str] = ..., family: _Optional[str] = ..., hand_in_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListHandedInChartsRequest(_message.Message):
    __slots__ = ("procedure", "family", "page_size", "page_token")
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    procedure: str
    family: str
    page_size: int
    page_token: str
    def __init__(self, procedure: _Optional[str] = ..., family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHandedInChartsResponse(_message.Message):
    __slots__ = ("charts", "next_page_token")
    CHARTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    charts: _containers.RepeatedCompositeFieldContainer[HandedInChart]
    next_page_token: str
    def __init__(self, charts: _Optional[_Iterable[_Union[HandedInChart, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetChartRequest(_message.Message):
    __slots__ = ("name", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ListChartsRequest(_message.Message):
    __slots__ = ("family", "page_size", "page_token")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    family: str
    page_size: int
    page_token: str
    def __init__(self, family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListChartsResponse(_message.Message):
    __slots__ = ("charts", "next_page_token")
    CHARTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    charts: _containers.RepeatedCompositeFieldContainer[Chart]
    next_page_token: str
    def __init__(self, charts: _Optional[_Iterable[_Union[Chart, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ExportChartRequest(_message.Message):
    __slots__ = ("name", "version", "form")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    form: ChartForm
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., form: _Optional[_Union[ChartForm, str]] = ...) -> None: ...

class ImportChartRequest(_message.Message):
    __slots__ = ("name", "content", "form", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    content: bytes
    form: ChartForm
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., content: _Optional[bytes] = ..., form: _Optional[_Union[ChartForm, str]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class UploadFigureRequest(_message.Message):
    __slots__ = ("description", "data")
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    description: FigureDescription
    data: bytes
    def __init__(self, description: _Optional[_Union[FigureDescription, _Mapping]] = ..., data: _Optional[bytes] = ...) -> None: ...

class FigureDescription(_message.Message):
    __slots__ = ("media_type", "size_bytes", "sha256")
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    media_type: str
    size_bytes: int
    sha256: str
    def __init__(self, media_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ...) -> None: ...

class FigureDocument(_message.Message):
    __slots__ = ("sha256", "media_type", "size_bytes", "aspects")
    SHA256_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    ASPECTS_FIELD_NUMBER: _ClassVar[int]
    sha256: str
    media_type: str
    size_bytes: int
    aspects: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, sha256: _Optional[str] = ..., media_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., aspects: _Optional[_Iterable[float]] = ...) -> None: ...

class RenderFigureRequest(_message.Message):
    __slots__ = ("name", "version", "correspondence", "figure", "dpi")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CORRESPONDENCE_FIELD_NUMBER: _ClassVar[int]
    FIGURE_FIELD_NUMBER: _ClassVar[int]
    DPI_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    correspondence: int
    figure: int
    dpi: int
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., correspondence: _Optional[int] = ..., figure: _Optional[int] = ..., dpi: _Optional[int] = ...) -> None: ...
