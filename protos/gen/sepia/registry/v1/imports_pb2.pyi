import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SourceFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOURCE_FORMAT_UNSPECIFIED: _ClassVar[SourceFormat]
    SOURCE_FORMAT_ISLD: _ClassVar[SourceFormat]
    SOURCE_FORMAT_ETSI_GENERAL: _ClassVar[SourceFormat]
    SOURCE_FORMAT_ETSI_BULK: _ClassVar[SourceFormat]
    SOURCE_FORMAT_TEMPLATE_CSV: _ClassVar[SourceFormat]
    SOURCE_FORMAT_TEMPLATE_XLSX: _ClassVar[SourceFormat]
    SOURCE_FORMAT_JSON_LINES: _ClassVar[SourceFormat]
    SOURCE_FORMAT_IETF_DISCLOSURES: _ClassVar[SourceFormat]
    SOURCE_FORMAT_3GPP_CATALOGUE: _ClassVar[SourceFormat]
    SOURCE_FORMAT_OPS_FAMILY: _ClassVar[SourceFormat]
    SOURCE_FORMAT_POOL_ACCESS_ADVANCE: _ClassVar[SourceFormat]
    SOURCE_FORMAT_POOL_MPEG_LA: _ClassVar[SourceFormat]

class ImportState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_STATE_UNSPECIFIED: _ClassVar[ImportState]
    IMPORT_STATE_QUEUED: _ClassVar[ImportState]
    IMPORT_STATE_RUNNING: _ClassVar[ImportState]
    IMPORT_STATE_DONE: _ClassVar[ImportState]
    IMPORT_STATE_REFUSED: _ClassVar[ImportState]

class DifferenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIFFERENCE_KIND_UNSPECIFIED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_ADDED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_CHANGED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_GONE: _ClassVar[DifferenceKind]
SOURCE_FORMAT_UNSPECIFIED: SourceFormat
SOURCE_FORMAT_ISLD: SourceFormat
SOURCE_FORMAT_ETSI_GENERAL: SourceFormat
SOURCE_FORMAT_ETSI_BULK: SourceFormat
SOURCE_FORMAT_TEMPLATE_CSV: SourceFormat
SOURCE_FORMAT_TEMPLATE_XLSX: SourceFormat
SOURCE_FORMAT_JSON_LINES: SourceFormat
SOURCE_FORMAT_IETF_DISCLOSURES: SourceFormat
SOURCE_FORMAT_3GPP_CATALOGUE: SourceFormat
SOURCE_FORMAT_OPS_FAMILY: SourceFormat
SOURCE_FORMAT_POOL_ACCESS_ADVANCE: SourceFormat
SOURCE_FORMAT_POOL_MPEG_LA: SourceFormat
IMPORT_STATE_UNSPECIFIED: ImportState
IMPORT_STATE_QUEUED: ImportState
IMPORT_STATE_RUNNING: ImportState
IMPORT_STATE_DONE: ImportState
IMPORT_STATE_REFUSED: ImportState
DIFFERENCE_KIND_UNSPECIFIED: DifferenceKind
DIFFERENCE_KIND_ADDED: DifferenceKind
DIFFERENCE_KIND_CHANGED: DifferenceKind
DIFFERENCE_KIND_GONE: DifferenceKind

class UploadImportRequest(_message.Message):
    __slots__ = ("filename", "source_format", "request_id", "demonstration", "content", "size_bytes", "supersedes", "resumable", "offset_bytes")
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FORMAT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    RESUMABLE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_BYTES_FIELD_NUMBER: _ClassVar[int]
    filename: str
    source_format: SourceFormat
    request_id: str
    demonstration: bool
    content: _httpbody_pb2.HttpBody
    size_bytes: int
    supersedes: str
    resumable: bool
    offset_bytes: int
    def __init__(self, filename: _Optional[str] = ..., source_format: _Optional[_Union[SourceFormat, str]] = ..., request_id: _Optional[str] = ..., demonstration: _Optional[bool] = ..., content: _Optional[_Union[_httpbody_pb2.HttpBody, _Mapping]] = ..., size_bytes: _Optional[int] = ..., supersedes: _Optional[str] = ..., resumable: _Optional[bool] = ..., offset_bytes: _Optional[int] = ...) -> None: ...

class GetUploadRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class Upload(_message.Message):
    __slots__ = ("request_id", "received_bytes", "filename", "update_time")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    received_bytes: int
    filename: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., received_bytes: _Optional[int] = ..., filename: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., **kwargs) -> None: ...

class ImportDifference(_message.Message):
    __slots__ = ("kind", "declaration", "entry_id", "standard", "application", "field", "earlier_value", "value", "earlier_source", "earlier_rows", "source", "rows")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    EARLIER_VALUE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    EARLIER_SOURCE_FIELD_NUMBER: _ClassVar[int]
    EARLIER_ROWS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    kind: DifferenceKind
    declaration: str
    entry_id: int
    standard: str
    application: str
    field: str
    earlier_value: str
    value: str
    earlier_source: _type_pb2.SourceRow
    earlier_rows: int
    source: _type_pb2.SourceRow
    rows: int
    def __init__(self, kind: _Optional[_Union[DifferenceKind, str]] = ..., declaration: _Optional[str] = ..., entry_id: _Optional[int] = ..., standard: _Optional[str] = ..., application: _Optional[str] = ..., field: _Optional[str] = ..., earlier_value: _Optional[str] = ..., value: _Optional[str] = ..., earlier_source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., earlier_rows: _Optional[int] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., rows: _Optional[int] = ...) -> None: ...

class ListImportDifferencesRequest(_message.Message):
    __slots__ = ("kind", "page_size", "page_token")
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    kind: DifferenceKind
    page_size: int
    page_token: str
    def __init__(self, kind: _Optional[_Union[DifferenceKind, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListImportDifferencesResponse(_message.Message):
    __slots__ = ("differences", "next_page_token")
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    differences: _containers.RepeatedCompositeFieldContainer[ImportDifference]
    next_page_token: str
    def __init__(self, differences: _Optional[_Iterable[_Union[ImportDifference, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ConflictingFact(_message.Message):
    __slots__ = ("subject", "field", "value", "kept", "source", "edition")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    subject: str
    field: str
    value: str
    kept: bool
    source: _type_pb2.SourceRow
    edition: str
    def __init__(self, subject: _Optional[str] = ..., field: _Optional[str] = ..., value: _Optional[str] = ..., kept: _Optional[bool] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., edition: _Optional[str] = ...) -> None: ...

class ListConflictingFactsRequest(_message.Message):
    __slots__ = ("subject", "page_size", "page_token")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    subject: str
    page_size: int
    page_token: str
    def __init__(self, subject: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConflictingFactsResponse(_message.Message):
    __slots__ = ("facts", "next_page_token")
    FACTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    facts: _containers.RepeatedCompositeFieldContainer[ConflictingFact]
    next_page_token: str
    def __init__(self, facts: _Optional[_Iterable[_Union[ConflictingFact, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Import(_message.Message):
    __slots__ = ("name", "filename", "source_format", "document", "size_bytes", "demonstration", "state", "submitter", "create_time", "end_time", "refusal", "refusal_reason", "counts", "edition", "supersedes", "superseded_by")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FORMAT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUBMITTER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    name: str
    filename: str
    source_format: SourceFormat
    document: str
    size_bytes: int
    demonstration: bool
    state: ImportState
    submitter: str
    create_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    refusal: str
    refusal_reason: str
    counts: ImportCounts
    edition: str
    supersedes: str
    superseded_by: str
    def __init__(self, name: _Optional[str] = ..., filename: _Optional[str] = ..., source_format: _Optional[_Union[SourceFormat, str]] = ..., document: _Optional[str] = ..., size_bytes: _Optional[int] = ..., demonstration: _Optional[bool] = ..., state: _Optional[_Union[ImportState, str]] = ..., submitter: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., refusal: _Optional[str] = ..., refusal_reason: _Optional[str] = ..., counts: _Optional[_Union[ImportCounts, _Mapping]] = ..., edition: _Optional[str] = ..., supersedes: _Optional[str] = ..., superseded_by: _Optional[str] = ...) -> None: ...

class ImportCounts(_message.Message):
    __slots__ = ("rows", "accepted_rows", "rejected_rows", "new_rows", "known_rows", "declarations", "holders", "standards", "applications", "families", "rows_without_standard", "rows_without_application", "rows_without_holder", "further", "difference")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NEW_ROWS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_ROWS_FIELD_NUMBER: _ClassVar[int]
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    ROWS_WITHOUT_STANDARD_FIELD_NUMBER: _ClassVar[int]
    ROWS_WITHOUT_APPLICATION_FIELD_NUMBER: _ClassVar[int]
    ROWS_WITHOUT_HOLDER_FIELD_NUMBER: _ClassVar[int]
    FURTHER_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    rows: int
    accepted_rows: int
    rejected_rows: int
    new_rows: int
    known_rows: int
    declarations: int
    holders: int
    standards: int
    applications: int
    families: _containers.RepeatedCompositeFieldContainer[KeyCount]
    rows_without_standard: int
    rows_without_application: int
    rows_without_holder: int
    further: _containers.RepeatedCompositeFieldContainer[FurtherCount]
    difference: DifferenceCounts
    def __init__(self, rows: _Optional[int] = ..., accepted_rows: _Optional[int] = ..., rejected_rows: _Optional[int] = ..., new_rows: _Optional[int] = ..., known_rows: _Optional[int] = ..., declarations: _Optional[int] = ..., holders: _Optional[int] = ..., standards: _Optional[int] = ..., applications: _Optional[int] = ..., families: _Optional[_Iterable[_Union[KeyCount, _Mapping]]] = ..., rows_without_standard: _Optional[int] = ..., rows_without_application: _Optional[int] = ..., rows_without_holder: _Optional[int] = ..., further: _Optional[_Iterable[_Union[FurtherCount, _Mapping]]] = ..., difference: _Optional[_Union[DifferenceCounts, _Mapping]] = ...) -> None: ...

class DifferenceCounts(_message.Message):
    __slots__ = ("added", "changed", "gone")
    ADDED_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    added: int
    changed: int
    gone: int
    def __init__(self, added: _Optional[int] = ..., changed: _Optional[int] = ..., gone: _Optional[int] = ...) -> None: ...

class FurtherCount(_message.Message):
    __slots__ = ("what", "count")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    what: str
    count: int
    def __init__(self, what: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class KeyCount(_message.Message):
    __slots__ = ("key", "families", "entries_without_family")
    KEY_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_WITHOUT_FAMILY_FIELD_NUMBER: _ClassVar[int]
    key: _type_pb2.FamilyKey
    families: int
    entries_without_family: int
    def __init__(self, key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., families: _Optional[int] = ..., entries_without_family: _Optional[int] = ...) -> None: ...

class ImportProgress(_message.Message):
    __slots__ = ("state", "bytes_read", "size_bytes", "rows_read", "rejected_rows", "rows_per_second", "remaining_seconds", "step")
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    BYTES_READ_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    ROWS_READ_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    ROWS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    REMAINING_SECONDS_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    state: ImportState
    bytes_read: int
    size_bytes: int
    rows_read: int
    rejected_rows: int
    rows_per_second: float
    remaining_seconds: float
    step: str
    def __init__(self, state: _Optional[_Union[ImportState, str]] = ..., bytes_read: _Optional[int] = ..., size_bytes: _Optional[int] = ..., rows_read: _Optional[int] = ..., rejected_rows: _Optional[int] = ..., rows_per_second: _Optional[float] = ..., remaining_seconds: _Optional[float] = ..., step: _Optional[str] = ..., **kwargs) -> None: ...

class GetImportRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListImportsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListImportsResponse(_message.Message):
    __slots__ = ("imports", "next_page_token")
    IMPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    imports: _containers.RepeatedCompositeFieldContainer[Import]
    next_page_token: str
    def __init__(self, imports: _Optional[_Iterable[_Union[Import, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RejectedRow(_message.Message):
    __slots__ = ("line", "column", "value", "reason", "message", "suggestion")
    LINE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    SUGGESTION_FIELD_NUMBER: _ClassVar[int]
    line: int
    column: str
    value: str
    reason: str
    message: str
    suggestion: str
    def __init__(self, line: _Optional[int] = ..., column: _Optional[str] = ..., value: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., suggestion: _Optional[str] = ...) -> None: ...

class ListRejectedRowsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListRejectedRowsResponse(_message.Message):
    __slots__ = ("rejected_rows", "next_page_token")
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    rejected_rows: _containers.RepeatedCompositeFieldContainer[RejectedRow]
    next_page_token: str
    def __init__(self, rejected_rows: _Optional[_Iterable[_Union[RejectedRow, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetSourceRowRequest(_message.Message):
    __slots__ = ("document", "line")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    document: str
    line: int
    def __init__(self, document: _Optional[str] = ..., line: _Optional[int] = ...) -> None: ...

class GetSourceRowResponse(_message.Message):
    __slots__ = ("document", "line", "offset_bytes", "content", "columns")
    class ColumnsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_BYTES_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    document: str
    line: int
    offset_bytes: int
    content: bytes
    columns: _containers.ScalarMap[str, str]
    def __init__(self, document: _Optional[str] = ..., line: _Optional[int] = ..., offset_bytes: _Optional[int] = ..., content: _Optional[bytes] = ..., columns: _Optional[_Mapping[str, str]] = ...) -> None: ...
