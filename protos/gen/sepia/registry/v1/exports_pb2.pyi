import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.registry.v1 import search_pb2 as _search_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExportKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_KIND_UNSPECIFIED: _ClassVar[ExportKind]
    EXPORT_KIND_LINKS: _ClassVar[ExportKind]
    EXPORT_KIND_DECLARATIONS: _ClassVar[ExportKind]
    EXPORT_KIND_HOLDERS: _ClassVar[ExportKind]
    EXPORT_KIND_STANDARDS: _ClassVar[ExportKind]
    EXPORT_KIND_FAMILIES: _ClassVar[ExportKind]
    EXPORT_KIND_PATENTS: _ClassVar[ExportKind]
    EXPORT_KIND_COUNTS: _ClassVar[ExportKind]
    EXPORT_KIND_RESULTS: _ClassVar[ExportKind]
    EXPORT_KIND_FRAME_ENTRIES: _ClassVar[ExportKind]
    EXPORT_KIND_REGISTRATIONS: _ClassVar[ExportKind]

class ExportFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_FORMAT_UNSPECIFIED: _ClassVar[ExportFormat]
    EXPORT_FORMAT_CSV: _ClassVar[ExportFormat]
    EXPORT_FORMAT_XLSX: _ClassVar[ExportFormat]
    EXPORT_FORMAT_PARQUET: _ClassVar[ExportFormat]

class ExportState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_STATE_UNSPECIFIED: _ClassVar[ExportState]
    EXPORT_STATE_QUEUED: _ClassVar[ExportState]
    EXPORT_STATE_RUNNING: _ClassVar[ExportState]
    EXPORT_STATE_DONE: _ClassVar[ExportState]
    EXPORT_STATE_FAILED: _ClassVar[ExportState]
    EXPORT_STATE_EXPIRED: _ClassVar[ExportState]
EXPORT_KIND_UNSPECIFIED: ExportKind
EXPORT_KIND_LINKS: ExportKind
EXPORT_KIND_DECLARATIONS: ExportKind
EXPORT_KIND_HOLDERS: ExportKind
EXPORT_KIND_STANDARDS: ExportKind
EXPORT_KIND_FAMILIES: ExportKind
EXPORT_KIND_PATENTS: ExportKind
EXPORT_KIND_COUNTS: ExportKind
EXPORT_KIND_RESULTS: ExportKind
EXPORT_KIND_FRAME_ENTRIES: ExportKind
EXPORT_KIND_REGISTRATIONS: ExportKind
EXPORT_FORMAT_UNSPECIFIED: ExportFormat
EXPORT_FORMAT_CSV: ExportFormat
EXPORT_FORMAT_XLSX: ExportFormat
EXPORT_FORMAT_PARQUET: ExportFormat
EXPORT_STATE_UNSPECIFIED: ExportState
EXPORT_STATE_QUEUED: ExportState
EXPORT_STATE_RUNNING: ExportState
EXPORT_STATE_DONE: ExportState
EXPORT_STATE_FAILED: ExportState
EXPORT_STATE_EXPIRED: ExportState

class Export(_message.Message):
    __slots__ = ("name", "kind", "filter", "format", "state", "filename", "row_count", "size_bytes", "sha256", "edition", "checkpoint_size", "checkpoint_note", "demonstration", "create_time", "end_time", "expire_time", "failure", "failure_reason", "requester", "family_key", "frame")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_SIZE_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_NOTE_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: ExportKind
    filter: _search_pb2.PatentFilter
    format: ExportFormat
    state: ExportState
    filename: str
    row_count: int
    size_bytes: int
    sha256: str
    edition: str
    checkpoint_size: int
    checkpoint_note: str
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    failure: str
    failure_reason: str
    requester: str
    family_key: _type_pb2.FamilyKey
    frame: str
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[ExportKind, str]] = ..., filter: _Optional[_Union[_search_pb2.PatentFilter, _Mapping]] = ..., format: _Optional[_Union[ExportFormat, str]] = ..., state: _Optional[_Union[ExportState, str]] = ..., filename: _Optional[str] = ..., row_count: _Optional[int] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ..., edition: _Optional[str] = ..., checkpoint_size: _Optional[int] = ..., checkpoint_note: _Optional[str] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., failure: _Optional[str] = ..., failure_reason: _Optional[str] = ..., requester: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., frame: _Optional[str] = ...) -> None: ...

class ExportProgress(_message.Message):
    __slots__ = ("export", "state", "rows_written")
    EXPORT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ROWS_WRITTEN_FIELD_NUMBER: _ClassVar[int]
    export: str
    state: ExportState
    rows_written: int
    def __init__(self, export: _Optional[str] = ..., state: _Optional[_Union[ExportState, str]] = ..., rows_written: _Optional[int] = ...) -> None: ...

class CreateExportRequest(_message.Message):
    __slots__ = ("kind", "format", "filter", "family_key", "frame", "request_id")
    KIND_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    kind: ExportKind
    format: ExportFormat
    filter: _search_pb2.PatentFilter
    family_key: _type_pb2.FamilyKey
    frame: str
    request_id: str
    def __init__(self, kind: _Optional[_Union[ExportKind, str]] = ..., format: _Optional[_Union[ExportFormat, str]] = ..., filter: _Optional[_Union[_search_pb2.PatentFilter, _Mapping]] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., frame: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetExportRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListExportsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListExportsResponse(_message.Message):
    __slots__ = ("exports", "next_page_token")
    EXPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    exports: _containers.RepeatedCompositeFieldContainer[Export]
    next_page_token: str
    def __init__(self, exports: _Optional[_Iterable[_Union[Export, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DownloadExportRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...
